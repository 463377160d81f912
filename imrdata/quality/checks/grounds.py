"""The grounds of a denial: which a case may have, and which a denial gives.

In: the words of a denial; a letter's columns and its source's. Out: the grounds (`imrdata.letters.axes.GROUNDS`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import split_parts

__all__ = ["EXPERIMENTAL", "NOT_EMERGENCY", "NOT_SO", "NOT_SO_AFTER", "REASONS", "RIGHTS", "asserted", "may_hold"]
__all__ += ["possible_grounds"]

#: Sentences about rights, conditions and what an IMR looks at name all grounds and give none.
RIGHTS: Final = re.compile(
    r"\b(?:imr|independent (?:medical )?review|grievances?|state hearing|external review|payment disputes|you (?:may"
    r"|can|have (?:the|a) right)|if (?:you|your|a|the|we|this|waiting|an)"
    r"|appeals? (?:process|rights?|unit|department)|in an emergency(?! (?:room|department))|call 911"
    r"|department of managed|expedited|complaint|urgent (?:review|appeal|grievance|request))\b"
)
NOT_SO: Final = re.compile(
    r"\b(?:not|never|no|neither|n't)\b[^.;]{0,40}\b(?:denied|denying|denial|because|considered|deemed|based|question"
    r"|dispute)\b[^.;]{0,20}$"
    r"|(?:\b(?:is|are|was|were)(?: not|n't)|\b(?:not|no longer|neither|never|far from)"
    r"|\bnor(?: (?:is|was) (?:it|this))?) (?:an? |being |considered |deemed |regarded as )?$"
    r"|\bneither (?:\w+ ){1,3}?(?:is|are|was|were) $"
    r"|\b(?:is|was) not that\b[^.;]{0,40}$"
    # "We do not say that the scan is experimental": the negation governs, for nothing sets it apart.
    r"|(?:\b(?:not|never|nobody|no one|nor|neither|without|nothing|no)|n't) (?:\w+ ){0,2}?(?:say|saying|said|claim\w*"
    r"|call\w*|assert\w*|argu\w+|treat\w*|label\w*|consider\w*|regard\w*|believe|think|contend\w*"
    r"|suggest\w*|mean\w*|den(?:y|ied|ying)|finding|findings|claim|reject\w*|refus\w+|turn\w*|describe\w*|rest\w*|found"
    r"|hold|maintain|make|alleg\w+|dispute|doubt|question)\b(?:(?! and | but )[^.;,]){0,60}$"
)
#: Said not to be so by what follows: "experimental status is not asserted".
NOT_SO_AFTER: Final = re.compile(
    r" ?(?:status|nature|character|label|grounds?|use|question|treatment|therapy"
    r"|or investigational)*(?: or investigational)? (?:is|was|are|were|has|have|plays?|played)(?: been)? (?:not|no"
    r"|never|neither)\b"
    r"|[^.;,]{0,30} is not (?:our|the|a|why|what|at issue|in (?:question|dispute|issue))\b"
)

#: The words of each ground, as a denial gives it for its reason.
EXPERIMENTAL: Final = re.compile(
    r"\b(?:experimental|investigational|unproven|unproved)\b"
    r"|\b(?:not|n't|never|nor|no) (?:\w+ ){0,3}?(?:prove[nd]|established|shown|demonstrated)\b(?! (?:that (?:you|your"
    r"|this member|the member)|in your))[^.;]{0,40}\b(?:safe\w*|effective\w*|efficacy|work|works|benefit|benefits"
    r"|beneficial)\b"
    r"|\b(?:safety|efficacy|effectiveness)\b[^.;]{0,40}\b(?:not|n't|unknown|unclear|uncertain|unestablished)\b"
    r"|\b(?:under|in) (?:active |clinical )?(?:study|investigation)\b|\bstill (?:being )?(?:studied|researched|tested"
    r"|evaluated|investigated|in (?:clinical )?trials)\b|\bbeing studied\b|\bresearch (?:stage|setting|purposes|only)\b"
    r"|\b(?:not enough|insufficient|no|little|limited|lack of|lacks|inadequate|too little)\b[^.;]{0,30}\b(?:published"
    r"|scientific|peer-reviewed|clinical trial|reliable|high-quality|long-term"
    r"|medical literature)\b[^.;]{0,30}(?:\b(?:evidence|data|stud(?:y|ies)|literature|trials?|research)\b|$)"
    r"|\bnot (?:generally |widely |yet )?accepted (?:by|in|as|medical|standard)\b"
    r"|\bnot (?:been )?approved by the (?:fda|food)\b|\blacks? fda\b|\bclinical trials?\b[^.;]{0,40}\b(?:only|ongoing"
    r"|have not|needed|complete)\b"
)
NOT_EMERGENCY: Final = re.compile(
    r"\b(?:not|no|n't|never|without|neither|nor)\b[^.;]{0,70}\b(?:emergency|emergent|emergencies|urgent(?:ly)?"
    r"|urgency)\b(?! (?:reviews?|grievance|request|appeal|case|matter|decision|care cent))"
    r"|\bnon-?(?:emergency|emergent|urgent)\b|\b(?:could|should) (?:safely )?have (?:waited|gone to|been (?:treated"
    r"|seen|handled|managed) (?:at|in|by) (?:an? )?(?:urgent|office|clinic|doctor|primary|regular)|seen your|called"
    r"|used)"
    r"|\bprudent layperson\b[^.;]{0,80}\b(?:not|n't)\b|\b(?:emergency|emergent)\b[^.;]{0,60}\b(?:not"
    r"|n't) (?:been )?(?:needed|necessary|required|justified|warranted|met|shown|established|supported)\b"
)
#: What a plan says its reason is, as no other ground would put it.
REASONS: Final = {
    # That nothing was tried first is the reason, not its negation.
    "step_therapy": re.compile(
        r"(?:(?:\bnot|\bnever|n't) (?:yet |been |first )*)?\b(?:tr(?:y|ied|ying)|trials? of|tak(?:e|en|ing)"
        r"|us(?:e|ed|ing)|go(?:ne)? through|start(?:ed)? with|begin with|fail(?:ed)?)\b[^.;]{0,60}"
        r"\b(?:first|beforehand|in advance|before (?:this|we|it|the))\b"
        r"|(?:(?:\bnot|n't) )?\bfirst (?:try|tried|trying|take|use)\b|\bstep[- ]therapy\b|\bout of order\b"
        r"|\b(?:formulary|preferred|less costly|less expensive) (?:drugs?|medic\w+|alternatives?|agents?)\b"
        r"(?: (?:has|have|was|were) (?:not|never) (?:yet )?(?:been )?(?:tried|taken|used))?"
    ),
    "insufficient_documentation": re.compile(
        r"\b(?:records?|paper\w*|document\w*|notes|charts?|file|forms?)\b[^.;]{0,50}\b(?:missing|incomplete"
        r"|never (?:sent|came|arrived)|(?:not|n't) (?:sent|received|come|arrive\w*|reach\w*|provided|submitted)|lacking"
        r"|blank)\b"
        r"|\b(?:missing|incomplete|too little|too few|not enough|insufficient|lack of|want of"
        r"|absence of)\b[^.;]{0,30}\b(?:records?|paper\w*|document\w*|notes|charts?)\b"
        r"|\bno (?:\w+ )?(?:records?|notes|charts?|paper\w*|document\w*) (?:were|was|have been|has been|came|arrived"
        r"|reached)\b|\b(?:records?|notes) (?:[\w ]{0,20})?(?:were|are|was|is) too (?:few|thin|sparse|scant|short)\b"
        r"|\b(?:sent|gave|received|got|have|had|provided|supplied) (?:us )?no (?:\w+ )?(?:records?|paper\w*|document\w*"
        r"|notes|charts?)\b|\b(?:records?|notes|charts?)\b[^.;]{0,40}(?:not|n't) supplied"
        r"|\b(?:not|n't|never|failed to) (?:send|sent|submit|provide|forward|supply|attach"
        r"|enclose)\w*\b[^.;]{0,40}\b(?:records?|paper\w*|document\w*|notes|charts?)\b"
    ),
    "lower_level_adequate": re.compile(
        r"\b(?:lower|lesser|less intens\w+|simpler|step[- ]down|cheaper|less costly|less expensive) (?:\w+ )?(?:level"
        r"|setting|care|service|treatment|option|program|device|alternative|form)s?\b"
        r"|\b(?:cheaper|less costly|less expensive|simpler|lesser) [\w ]{1,30}? (?:is|are|would be"
        r"|will be) (?:good )?(?:enough|sufficient|adequate)\b"
        r"|\b(?:outpatient|home) (?:\w+ )?(?:would|will|could|can|is|are)\b[^.;]{0,40}\b(?:do|serve|suffice|enough"
        r"|adequate|meet\w*|safe\w*)\b"
    ),
    "experimental": EXPERIMENTAL,
    "not_emergency": NOT_EMERGENCY,
}


def may_hold(part: str, form: re.Pattern[str]) -> bool:
    """Tell cheaply whether a paragraph may match: plain text is only lowered, other text is always read."""
    return not part.isascii() or form.search(" ".join(part.lower().split())) is not None


def asserted(text: NormalText, form: re.Pattern[str]) -> tuple[int, int] | None:
    """Return where a denial gives a ground as its own: outside rights, conditions, quotations and negations."""
    if not may_hold(text.original, form):
        return None
    found = (asserted_in(text, form, start, end) for start, end in text.sentences())
    return next((span for span in found if span), None)


def asserted_in(
    text: NormalText, form: re.Pattern[str], start: int, end: int, *, after: int = 0
) -> tuple[int, int] | None:
    """Return where one sentence gives a ground as the denial's own, at a place or after it."""
    for match in form.finditer(text.text, max(start, after), end):
        if RIGHTS.search(text.text, start, end) or text.is_quoted(*match.span()):
            continue
        if not NOT_SO.search(text.text, start, match.start()) and not NOT_SO_AFTER.match(text.text, match.end()):
            return match.span()
    return None


#: The grounds that lead to a review of each Type.
_LEADING: Final = {
    "medical necessity": ("criteria_not_met", "step_therapy", "insufficient_documentation", "lower_level_adequate"),
    "experimental/investigational": ("experimental",),
    "urgent care": ("not_emergency", "insufficient_documentation", "lower_level_adequate"),
}


@lru_cache(maxsize=4096)
def _given(denial: str) -> frozenset[str]:
    """Return the grounds whose words a denial says as its own."""
    parts = [read(part) for _, part in split_parts(denial)]
    return frozenset(name for name, form in REASONS.items() if any(asserted(part, form) for part in parts))


def possible_grounds(ground: str | None, case_type: str | None, denial: str | None) -> tuple[str, ...]:
    """Return the grounds that a denial may have: the one that is known, else what it says, else what leads to its Type.

    Parameters
    ----------
    ground, case_type, denial
        As the sources give them; what is not known is None.

    Examples
    --------
    >>> possible_grounds(None, "Experimental/Investigational", None), possible_grounds("step_therapy", None, None)
    (('experimental',), ('step_therapy',))
    >>> possible_grounds(None, "Medical Necessity", "We deny it because two other drugs must be tried first.")
    ('criteria_not_met', 'step_therapy')
    """
    if ground:
        return (ground,)
    leading = _LEADING.get((case_type or "").casefold(), () if case_type else tuple(REASONS))
    given = _given(denial) if denial else frozenset()
    if given.isdisjoint(leading):
        return leading if case_type else ()
    # That criteria are not met can be said in the words of every other ground.
    return tuple(name for name in leading if name in given or name == "criteria_not_met")
