"""How a treatment went, by the words of a clause.

In: a clause in the normal form. Out: whether what it names helped, was borne, goes on.
`imrdata.quality.checks.negation_flip` compares them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Outcome", "outcome"]

_GAIN: Final = (
    r"(?:help|relief|benefit|improvement|success|effect|response|results?|difference|good|use|avail|progress|change)"
)
_PERSON: Final = r"(?:me|him|her|us|them|my \w+|his \w+|her \w+|it|things)"
#: No help at all.
_NONE: Final = re.compile(
    r"\b(?:fail(?:ed|s|ing|ures?)?\b(?! to (?:show|meet|prove|provide|explain|consider|address|mention|include))"
    r"|(?:did|does|do|has|have|had|was|were|could|is|are)(?: not|n't| never)(?: \w+){0,2}? (?:help\w*|work\w*|reliev\w*"
    r"|respon[ds]\w*|control\w*|improv\w*|benefit\w*|effective|successful|touch\w*|fix\w*|ease[ds]?|hold|held)"
    rf"|(?:no|zero|without|lack of)(?: \w+){{0,2}}? {_GAIN}|never (?:helped|worked|improved|responded)"
    rf"|(?:changed|did|done|does|accomplished|achieved|brought|offered|gave|provided|made)(?: {_PERSON})? (?:nothing"
    rf"|no\b)"
    r"|ineffective|useless|unsuccessful\w*|in vain|refractory|resistant|unresponsive|to no avail|waste of \w+|disaster"
    r"|flopped|nowhere|for nothing"
    r"|worse(?:ned)?|let (?:me|him|her|us) down)\b"
)
_LITTLE: Final = re.compile(
    rf"\b(?:minimal|little|limited|slight|scant|insufficient|inadequate|poor|marginal|modest)(?: \w+)? {_GAIN}"
    r"|\b(?:barely|hardly|not (?:much|enough|sufficiently|adequately)|n't (?:help|do) (?:much|enough)|only slightly"
    r"|insufficient|inadequate)\b"
)
#: Help that ended or was in part: it goes with no lasting help.
_SOME: Final = re.compile(
    r"\b(?:some|a bit|brief\w*|short\w*|temporar\w+|partial\w*|initial\w*|at first|for a (?:while|time)|only|lasting"
    r"|last(?:ed)?|enough|wore off|until|then|transient\w*|(?:for )?(?:\w+ ){0,2}(?:hours|days|weeks|months)"
    r"|\d+ ?(?:%|percent)|half)\b"
)
_WELL: Final = re.compile(r"\b(?:nicely|a (?:good|great) deal|a lot|beautifully|well)\b")
_HELPED: Final = re.compile(
    r"\b(?:help(?:ed|s|ing|ful)?|work(?:ed|s|ing)? (?:well|wonders)|worked|effective|successful\w*|reliev(?:ed|es)"
    r"|relief"
    r"|responded|(?:did|doing|does|done) (?:very |so )?well|(?:am|is|are|was|were|has|have)? ?improv(?:ed|es|ing)"
    r"|improvement|benefit(?:ed|s|ted)?|controlled"
    r"|good results?|progress|better|eased|(?:came|went|gone|took|taken|brought|bring)(?: \w+){0,4} down"
    r"|clear(?:s|ed)(?: it| them)? up|resolved|cured|suits?|suited)\b"
)
_MUCH: Final = re.compile(
    r"\b(?:complete(?:ly)?|entire(?:ly)?|fully|cured?|resolved|(?:took|taken|takes|made)\b.{0,30}\b(?:away|disappear"
    r"|vanish)"
    r"|much better|great(?:ly)?|pain[- ]free|symptom[- ]free|gone(?! (?:to|through|for|in|into|on|over|under|without"
    r"|back|by|off|up|down)\b)|wonders?|dramatic\w*|excellent|remarkabl\w+"
    r"|significant\w*|well controlled|very well)\b"
)
_EMPHATIC: Final = re.compile(
    r"\b(?:at all|whatever|whatsoever|so much as|absolutely|nothing|never|none|zero|not once|not one|not a bit|any)\b"
)
_BORNE: Final = re.compile(
    r"\b(?:tolerat(?:e|es|ed|ing)(?: \w+){0,3} (?:well|fine|easily|without)|(?:he|she|i|patient) tolerates"
    r"|well[- ]tolerated|agree[sd]? with (?:me"
    r"|him|her)"
    r"|(?:no|without(?: any)?) (?:side effects?|adverse effects?|trouble|problems?|difficult\w+|incident|complaints?)"
    r"|suit(?:s|ed) (?:me|him|her)|stood up to|work(?:s|ed) (?:very )?well|did well on)\b"
)
_HARMLESS: Final = re.compile(r"\b(?:no|without(?: any)?) (?:side effects?|adverse \w+|reactions?)")
_NOT_BORNE: Final = re.compile(
    r"^[\s,]*(?:because of|due to)\b|\b(?:(?:could|can|did|does|do)(?: ?not|n't) (?:tolerate|take|stand|stay on|bear"
    r"|continue)"
    r"|unable to (?:tolerate|take)"
    r"|intoleran\w+|(?:stopp?ed|discontinued|quit|come? off|came off|halted|withdrawn)\b.{0,24}?\b(?:because of"
    r"|due to|for"
    r"|when|after|on account)|caus(?:ed|es|ing)(?! by)|side effects?|adverse|reactions?"
    r"|made (?:me|him|her) (?:\w+ )?(?:ill|sick|dizzy|worse|drowsy|sleepy|nauseous|tired|foggy|miserable|groggy)"
    r"|allergic)\b"
)
_GOES_ON: Final = re.compile(
    r"\b(?:still (?:takes?|taking|on|uses?|using|wears?|wearing|smokes?|receives?|gets?)|(?:remains?|stays?) on"
    r"|continues? (?:to|on|with|taking|using)|(?:am|is) (?:on|taking|using|receiving)|takes?|uses|smokes?|drinks|wears"
    r"|receives)\b"
)
_ENDED: Final = re.compile(
    r"\b(?:discontinued|stopped|came off|(?:am|is|are|been) off|quit|no longer(?: \w+)?|weaned off|had to stop|given up"
    r"|gave up|(?:(?:do|does|am|is|are)(?: not|n't)|never) (?:on|tak\w+|us\w+|smok\w+|drink\w*|wear\w*)"
    r"|(?:takes?|uses?|smokes?|drinks?|wears?) no(?! (?:more|less|fewer|longer)))\b"
)


_NOT_SO: Final = re.compile(
    r"(?:\b(?:not(?! only)|never|no|none|nor|nothing|without|neither)\b|n't\b)(?:(?! but )[^.;]){0,30}$"
    r"|^[\s,]*(?:and |but )?(?:neither|none|not one) of\b"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a treatment went; None where it is not said.

    Attributes
    ----------
    helped
        From -2 (none at all) over 0 (little) to 2 (much).
    borne
        Whether it was tolerated.
    on
        Whether it goes on.
    """

    helped: float | None = None
    borne: bool | None = None
    on: bool | None = None

    def turns(self, others: Sequence[Outcome]) -> bool:
        """Tell whether it is the opposite of all that another text says of the same."""
        helped = [one.helped for one in others if one.helped is not None]
        borne = [one.borne for one in others if one.borne is not None]
        on = [one.on for one in others if one.on is not None]
        return bool(
            (self.helped is not None and helped and all(abs(self.helped - one) >= 1.5 for one in helped))
            or (self.borne is not None and borne and self.borne not in borne)
            or (self.on is not None and on and self.on not in on)
        )


def outcome(clause: str) -> Outcome:
    """Return how what a clause names went.

    Examples
    --------
    >>> outcome("she took it with minimal relief").helped, outcome("it took the pain away completely").helped
    (0.0, 2.0)
    """
    harmless = _HARMLESS.sub("", clause)
    borne = False if _NOT_BORNE.search(harmless) else True if _BORNE.search(clause) else None
    ended, goes_on = _ENDED.search(clause), _GOES_ON.search(_ENDED.sub("", clause))
    # Where one thing ended and another goes on, it is not said which.
    on = None if ended and goes_on else False if ended else True if goes_on else None
    return Outcome(_helped(clause), borne, on)


def _helped(clause: str) -> float | None:
    none, helped = _NONE.search(clause), _HELPED.search(clause)
    if _LITTLE.search(clause):
        return 0.0
    if none:
        if re.search(r"\b(?:lasting|last(?:ed)?|long|enough|sufficient\w*|complete\w*|full\w*)\b", clause):
            return 0.0
        return -2.0 if _EMPHATIC.search(clause) else -1.0
    if helped and _NOT_SO.search(clause, 0, helped.start()):
        return -1.0
    much = _MUCH.search(clause)
    if much and (helped or much[0].endswith(("away", "gone", "disappear", "vanish"))):
        return 2.0
    if helped:
        return 0.4 if _SOME.search(clause) and not _WELL.search(clause) else 1.0
    return None
