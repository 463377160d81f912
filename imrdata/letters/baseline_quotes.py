"""A denial's reason, in its own words, for the appeal that answers it. Room: letters.

In: the denial's text and the ground it was written on. Out: the sentence that gives the reason and one that says what
is missing, word for word; nothing if no sentence is a reason, or none can be quoted without an outcome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

__all__ = ["Quotes", "reason_quotes"]

_SENTENCE_END: Final = re.compile(r"(?<!\bInc\.)(?<!\bDr\.)(?<!\bvs\.)(?<!\bNo\.)(?<=[.!?])\s+(?=[A-Z\"“\[])")

#: Words in which a denial gives a reason, whatever its ground …
_CUES: Final = re.compile(
    r"\bbecause\b|\breason is\b|\bcriteria\b|CRITERIA_NAME|\b(?:does|do|did|could) not (?:show|meet|find)\b"
    r"|\bnot enough\b|\bexperimental\b|\binvestigational\b|\btried first\b|\bless intensive\b"
    r"|\bnot medically necessary\b|\bmedical policy\b",
    re.I,
)

#: … and those in which it gives the reason of one ground.
_GROUND_CUES: Final = {
    "criteria_not_met": re.compile(r"\bcriteria\b.*\bnot\b|\bnot\b.*\bcriteria\b|\bnot medically necessary\b", re.I),
    "step_therapy": re.compile(r"\bfirst\b|\bstep\b", re.I),
    "insufficient_documentation": re.compile(
        r"\b(?:records?|information|documentation)\b.*\b(?:not|too little|missing)\b"
        r"|\bnot\b.*\b(?:records?|information)\b|\btoo little\b",
        re.I,
    ),
    "lower_level_adequate": re.compile(r"\bless intensive\b|\bstandard\b|\blower level\b", re.I),
    "experimental": re.compile(r"\bexperimental\b|\binvestigational\b", re.I),
    "not_emergency": re.compile(r"\b(?:not|no)\b.*\b(?:emergency|urgent)\b", re.I),
}

#: A sentence that says what is missing.
_MISSING: Final = re.compile(
    r"\bDETAILS_NEEDED\b|\bwe (?:still )?need\b|\bmissing\b|\bdid not (?:receive|find)\b", re.I
)

#: Sentences about rights and ways to call give no reason, and are not quoted as one.
_RIGHTS: Final = re.compile(
    r"\bgrievance|\bcall\b|\bcopy\b|\bDepartment\b|\bDMHC\b|\bIMR\b|\bexpedited\b|\binterpreter\b|\bdoctor may\b"
    r"|\bfree of charge\b|\bno cost\b|\b(?:may|can|please)\b.*\bsend\b|\bwhat could change\b|\bwould help\b",
    re.I,
)

#: An outcome must not reach an appeal even if it stood in the denial; nor may a quotation end within.
_NOT_QUOTED: Final = re.compile(
    r"overturn|upheld|uphold|\bapprov|reviewers found|independent medical|more beneficial|board[- ]certified"
    r"|\bshould be (?:reversed|covered|authori[sz]ed|paid)"
    r"|\b(?:MN|EI|UR)\d\d-\d+|\bis medically necessary\b|[\n\"“”]",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Quotes:
    """Sentences of a denial, word for word.

    Attributes
    ----------
    reason
        The sentence that gives the reason; empty if none does, and then the others are too.
    closer
        The sentence that stands right behind it and says more of it; may be empty.
    missing
        A sentence that says what is missing; may be empty.
    """

    reason: str = ""
    closer: str = ""
    missing: str = ""


def reason_quotes(denial: str, ground: str) -> Quotes:
    """Return the sentence of a denial that gives its reason, the one that goes into it, and one on what is missing.

    Examples
    --------
    >>> reason_quotes("It does not meet our criteria. In your case: the scan was clear.", "criteria_not_met")
    Quotes(reason='It does not meet our criteria.', closer='In your case: the scan was clear.', missing='')
    """
    usable: list[str] = []
    after: dict[str, str] = {}
    for line in denial.splitlines():
        # List items quote the record, lines without an end are addresses, headings and forms.
        if line.lstrip().startswith(("-", "*", '"')) or not line.rstrip().endswith((".", "!", "?")):
            continue
        sentences = [sentence.strip() for sentence in _SENTENCE_END.split(line)]
        kept = [text for text in sentences if 5 <= len(text.split()) <= 60 and _is_usable(text)]
        usable += kept
        after |= {first: second for first, second in pairwise(sentences) if {first, second} <= set(kept)}
    scores = [2 * bool(_GROUND_CUES[ground].search(text)) + len(_CUES.findall(text)) for text in usable]
    if not usable or max(scores) < 2:
        return Quotes()
    reason = usable[scores.index(max(scores))]
    missing = next((text for text in usable if text != reason and _MISSING.search(text)), "")
    closer = after.get(reason, "")
    return Quotes(reason, "" if closer == missing else closer, missing)


def _is_usable(text: str) -> bool:
    return not _NOT_QUOTED.search(text) and not _RIGHTS.search(text)
