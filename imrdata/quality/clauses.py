"""How a clause puts a medical term: said of the patient, or only possible.

In: a text in the normal form and a place in it. Out: the clause around it, and what its words make of the term. Shared
by the checks of terms, failed treatments and negation.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.normalise import NormalText

__all__ = ["clause_of", "is_possible", "is_said_of_patient"]

#: Where a clause ends inside a sentence.
_BREAK: Final = re.compile(
    r"[;:]|,? (?:but|however|although|though|whereas|while|because|since|so that|which means)\b|, yet\b"
    r"|, (?:and|so|which|who|i|he|she|they|we|it|my|his|her|our|the|this|that|there|now|as) "
    r"| and (?=(?:i|he|she|they|we|it|my|his|her|our|there|is|was|has|had|have|did|does|do|are|were|am|went|got|gave"
    r"|felt|took|now|then)\b|(?:the|this|that) [\w-]+(?: [\w-]+)? (?:is|was|are|were|has|had|showed|came)\b)"
)
#: A thing that may come to pass, be meant, or be ruled out: nothing that the patient has or had.
_POSSIBLE: Final = re.compile(
    r"\b(?:could|may|might|would|can|will|if|until|unless|before|risk\w*|danger\w*|prevent\w*|avoid\w*|lead(?:s"
    r"|ing)? to"
    r"|results? in|resulting in|threat\w*|fear\w*|chance of|so that|rule out|ruled out|whether|screen(?:ing|ed)? for"
    r"|worr(?:y|ied)|end up|instead of|rather than|should|expected|likely|used (?:for|to treat)|indicated for"
    r"|approved for"
    r"|complications?|progress\w* to|people with|patients with|others with|anyone with|someone with|persons? with)\b"
)
_NOT_POSSIBLE: Final = re.compile(
    r"\b(?:could|would|can|will|may|might)(?: not|n't)\b|\bcannot\b|\b(?:because|since|due|suffer\w*|diagnosed"
    r"|history of|living with"
    r"|underwent|undergone|had|tried|failed|took|taken|taking|received|was given|were given|been on|started"
    r"|prescribed|needed"
    r"|required|implanted|placed|performed)\b"
)
_PATIENT: Final = re.compile(
    r"\b(?:history of|diagnos\w+|suffer\w*|have|has|had|having|develop\w*|liv(?:e|es|ed|ing) with|my|his|her"
    r"|because of|due to"
    r"|treated for|hospitali[sz]ed|found|reveal\w*|show\w*|positive for|there (?:is|was|are)|i am|i'm|he is|she is|also"
    r"|complicated by|along with"
    r"|underwent|undergone|went|taken to|admitted|needed|required|been|got|getting|caused|in addition|comorbid\w*"
    r"|plus|with|was in|were in)\b"
)


def clause_of(letter: NormalText, place: int) -> tuple[int, int]:
    """Return the span of the clause around a place.

    Examples
    --------
    >>> from imrdata.quality.normalise import read
    >>> text = read("He took it, but it failed; now he waits.")
    >>> text.text[slice(*clause_of(text, 18))]
    ' it failed'
    """
    begin, end = letter.sentence(place)
    for match in _BREAK.finditer(letter.text, begin, end):
        if match.end() <= place:
            begin = match.end()
        elif match.start() >= place:
            end = match.start()
            break
    return begin, end


def is_possible(letter: NormalText, start: int, end: int) -> bool:
    """Tell whether a term is only spoken of as possible, feared, meant or general."""
    begin, _ = clause_of(letter, start)
    lead = letter.text[max(begin, start - 90) : start]
    found = None
    for found in _POSSIBLE.finditer(lead):  # noqa: B007 (the last one counts)
        pass
    if found is None:
        return False
    return not _NOT_POSSIBLE.search(lead, max(0, found.start() - 1))


def is_said_of_patient(letter: NormalText, start: int, end: int) -> bool:
    """Tell whether a word of everyday use is said of the patient."""
    begin, _ = clause_of(letter, start)
    return bool(_PATIENT.search(letter.text, max(begin, start - 60), start))
