"""How a clause puts a medical term: said of the patient, possible, tried, of no help, not so.

In: a text in the normal form and a place in it. Out: the clause around it, and what its words make of the term. Shared
by the checks of terms, failed treatments and negation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from imrdata.quality.normalise import NormalText

__all__ = ["Stance", "clause_of", "is_possible", "is_said_of_patient", "stance"]

#: Where a clause ends inside a sentence.
_BREAK: Final = re.compile(
    r"[;:]|,? (?:but|however|although|though|whereas|while|because|since|so that|which means)\b|, yet\b"
    r"|, (?:and|so|which|who|i|he|she|they|we|it|my|his|her|our|the|this|that|there|now|as) "
    r"| and (?=(?:i|he|she|they|we|it|my|his|her|our|there|is|was|has|had|have|did|does|do|are|were|am|went|got|gave"
    r"|felt|took|now|then)\b)"
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


# ---------------------------------------------------------------------------- what was tried, and how it went

_NOT: Final = r"(?:not|n't|never|no longer|nor|neither|without|cannot|unable to|no)"
#: Words that tell that something was used.
_USED: Final = re.compile(
    r"\b(?:tried|try|trying|trials? of|tries|used|uses|using|taken|took|takes|taking|take|completed?|completes"
    r"|underwent|undergone"
    r"|undergo|received?|receives|had|attempted|attempts? at|was on|were on|been on|am on|is on|put (?:me|him|her) on"
    r"|started"
    r"|begun|began|prescribed|given|gave|went (?:to|through)|been (?:to|through)|gone through|courses? of|rounds? of"
    r"|sessions? of"
    r"|treated with|treatment with|managed with|injects?|wears?|wore|worn|attended|exhausted|switched (?:to|from)"
    r"|cycled through"
    r"|exposed to|has done|have done|did|history of (?:use|treatment)|inserted|placed|implanted|performed|tested"
    r"|evaluated)\b"
)
_NO_HELP: Final = re.compile(
    r"\b(?:fail(?:ed|s|ing|ures?)?(?: of| on| with| to respond to)?|(?:did|does|do|has|have|had|was|were|could|would"
    r"|can|is|are)(?: not|n't|never| never)"
    r" (?:\w+ ){0,2}?(?:help\w*|work\w*|reliev\w*|respon[ds]\w*|control\w*|improv\w*|last\w*|benefit\w*|tolerat\w+"
    r"|effective|successful|enough|touch)"
    r"|(?:no|little|minimal|without|lack of|inadequate|insufficient|poor|any)(?: \w+){0,2} (?:relief|benefit|help"
    r"|improvement|success|effect"
    r"|response|results?|difference|good|use|avail|progress|change)"
    r"|(?:changed|did|done|does|accomplished|achieved|brought|offered|gave|helped|provided) (?:me |him |her "
    r"|us )?(?:nothing|little|no)"
    r"|nothing|ineffective|useless|unsuccessful\w*|in vain|refractory|resistant|unresponsive|intoleran\w+|allerg\w+"
    r"|could(?: not|n't) (?:take|stand|use|stay)"
    r"|gave up|given up|giving up|abandon\w*|discontinu\w*|stopp?ed (?:taking|using|working|it|the|because)|(?:was"
    r"|were|been|be) stopped|quit (?:taking|working)"
    r"|wore off|side effects?|made (?:me|him|her|it|things|my \w+|his \w+|her \w+) (?:\w+ )?(?:worse|sick|dizzy|ill"
    r"|nauseous|tired|sleepy|foggy)"
    r"|worse|not enough|exhausted|to no avail|disappoint\w*|waste of time|never (?:helped|worked)|unable to tolerate"
    r"|cannot tolerate"
    r"|didn't|no longer works?|barely (?:helped|worked)|hardly (?:helped|worked)|only made)\b"
)
_HELPED: Final = re.compile(
    r"\b(?:help(?:ed|s|ing|ful)?|work(?:ed|s|ing)? well|worked|effective|successful\w*|reliev(?:ed|es)|responded"
    r"|tolerat(?:ed|es|ing)"
    r"|improv(?:ed|es)|benefit(?:ed|s|ted)?|controlled|cured|resolved|relief from|good results?|well controlled)\b"
)


@dataclass(frozen=True, slots=True)
class Stance:
    """What a clause says of a term's use: tried, of no help, helpful; each may be negated or not said."""

    tried: bool | None = None
    helped: bool | None = None


_NOT_TRIED: Final = re.compile(
    rf"\b(?:{_NOT}|denies|declined|refused|yet to|has not|have not|had not|n't|unable)\b"
    r"(?:(?! that\b| the fact| deal| address| weigh)[^.;]){0,28}\b(?:tried|try|used?|taken?|taking|complet\w+"
    r"|undergo\w*|receiv\w+|had|have|attempt\w*|start\w*|been (?:on|given|to|prescribed|tried|done)|trial|history"
    r"|gone|done|recei\w+|wear|worn|treated)\b"
    r"|n't (?:\w+ )?(?:tried|used|taken|had|received|completed|undergone|been)\b|\bnever (?:\w+ ){0,2}(?:tried|used"
    r"|taken|had|received|completed|undergone|been|took)\b"
    r"|\bno (?:prior |previous |record of |documented |evidence of )?(?:trials?|use|history|courses?|treatment)\b"
    r"|\bwithout (?:a |any )?(?:trial|use|history|course)\b|\b(?:not|never) (?:yet )?(?:been )?(?:tried|used|taken"
    r"|attempted|completed|done|received)\b"
)


_DECLINED: Final = re.compile(r"\b(?:declin|refus)(?:es|ed|ing)\b(?! (?:coverage|payment|to pay|to cover|authori))")


def stance(clause: str) -> Stance:
    """Return what a clause says about the use of what it names.

    Examples
    --------
    >>> stance("she failed methotrexate"), stance("she has not tried methotrexate")
    (Stance(tried=True, helped=False), Stance(tried=False, helped=None))
    """
    if _DECLINED.search(clause):
        return Stance(tried=False)
    if _NOT_TRIED.search(clause) and not re.search(r"\bnot (?:only|just)\b", clause):
        return Stance(tried=False)
    if _NO_HELP.search(clause):
        return Stance(tried=True, helped=False)
    if _HELPED.search(clause):
        return Stance(tried=True, helped=True)
    return Stance(tried=True) if _USED.search(clause) else Stance()
