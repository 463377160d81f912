"""Is a thing said to be so? Guards for patterns that key on tense, polarity and who speaks.

A letter may speak of an independent review, a reversal or an approval as a right, a condition or a request; it may not
report one. So the words alone decide nothing: what counts is the clause that they stand in. A sentence is cut into
clauses at its commas and conjunctions; a condition reaches to the end of its clause and over what is joined to it.

In: a letter as rules read it and a match. Out: guards (`imrdata.quality.patterns.Guard`): True lets the match go.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import Guard

__all__ = [
    "ANY_DECISION",
    "ASKED",
    "CONDITIONAL",
    "FUTURE",
    "IRREALIS",
    "OPINION",
    "OTHERS_VIEW",
    "POSSIBLE",
    "UNASSERTED",
    "clause",
    "in_clause",
    "in_sentence",
    "to_match",
]

_CUT: Final = re.compile(
    r"[;:()]|,(?! (?:\w+,? ){0,2}or\b)| - |\b(?:but|although|though|even though|while|whereas"
    r"|because|however|so|yet)\b"
)
_CONDITION: Final = re.compile(
    r"\b(?:if|unless|whether|whenever|in case|in the event|provided that|as long as|assuming"
    r"|whatever|whichever|no matter|once (?:it|they|you|this|that|(?:the|an?) \w+) (?:has|have|is|are)|should (?:you|we"
    r"|an?|the (?:imr|department|dmhc|state|independent|external|outside|reviewers?|plan)|your|our|it"
    r"|they|one|i|my)\b(?! (?:denial|decision|determination|refusal))"
    r"|were (?:you|we|it|i|they|one|an?y?|the \w+) to|had (?:you|we|your|the reviewer|they|i)\b|suppose|until"
    r"|before (?:you|i|asking|applying|going|contacting|anyone))\b"
)
#: A sentence that opens with its condition is hypothetical to its end.
_OPENS: Final = re.compile(
    r"(?:[-*# ]|and |but |so )*(?:if|where|unless|should (?!be|have)|in the event|in case|were |provided that"
    r"|to (?:have|get|see)"
    r"|suppose|assuming)\b"
    r"|when(?:ever)? an? (?![^,]{0,80}\b(?:was|were|had|did)\b)"
    # "Once the reviewers have decided, ...": still to come, or what happens every time.
    r"|(?:once|after|when|whenever|as soon as|by the time) [^,.;]{0,80}\b(?:has|have|is|are|gets?|receives?|decides?"
    r"|finish(?:es)?"
    r"|reach(?:es)?|issues?|makes?|completes?|arrives?)\b[^,.;]{0,80},"
)
#: A time that is still to come, if the rest of the sentence says so.
_TIME: Final = re.compile(r"\b(?:when|once|after|as soon as|upon|by the time)\b")
_COMING: Final = re.compile(
    r"\b(?:will|shall|must|may(?! \d)|can|would|should|has to|have to|is required|are required|need to)\b|'ll\b"
)
_MODAL: Final = re.compile(
    r"\b(?:will(?! (?:not (?:stand|survive|hold)|recall|remember|know|have (?:heard|seen)))|shall|may(?! (?:\d|recall"
    r"|remember|know))|might|can(?!not)|could|would|must|is to|are to"
    r"|(?:has|have|had|needs?|needed|yet|order|supposed|ought) to be"
    r"|going to|required to|able to|entitled|eligible|available)\b|'ll\b(?! (?:recall|remember|know|have (?:heard"
    r"|seen)))|'d\b"
)
_POSSIBLE: Final = re.compile(
    r"\b(?:will(?! (?:not (?:stand|survive|hold)|recall|remember|know|have (?:heard|seen)))|shall|may(?! (?:\d|recall"
    r"|remember|know))|might|can(?!not)|could|would|able to|going to)\b"
    r"|'ll\b(?! (?:recall|remember|know|have (?:heard|seen)))|'d\b"
)
_ASK: Final = re.compile(
    r"\b(?:asks?|asking|(?:i|we|you|they|may|can|to|respectfully|hereby|formally|and|who|will) requests?"
    r"|requesting|requested that|asked (?:us|you|me|that|to)|want(?:s|ed)? to|wish(?:es)?|hopes?"
    r"|hoping|urge|trust(?: that)?|confident|would like|rights|(?:your|a|legal) right"
    r"|(?<!is )(?<!was )(?<!were )(?<!are )right (?:to|of)|please|(?:i|we) appeal (?:to|for)"
    r"|appealing (?:to|for)|apply|applying|insist"
    r"|demand|decides?|to decide|look forward|seek(?:s|ing)?|explain(?:s|ing)?|tells? you|argue|reserve|instructions"
    r"|how to|how decisions|do not need|reasons? why|why|expect)\b"
)
_OPINION: Final = re.compile(
    r"\b(?:believes?|believed|thinks?|thought|feels?|claims?|claimed|says?|said|stated"
    r"|(?<!united )states(?! and)|wrote|writes|argues?"
    r"|argued|asserts?|according to (?:you|your|my|the letter)|in (?:your|my|his|her|their) (?:view|opinion|words))\b"
)

#: Whose view it is: the member's or the doctor's, not the writer's.
_OTHERS: Final = re.compile(
    r"\b(?:you|your (?:[\w'-]+ ){0,2}?[\w'-]+|he|she|they|(?:the|a|an) (?:\w+ )?(?:treating|requesting|referring"
    r"|ordering"
    r"|attending|prescribing) [\w-]+|(?:the|his|her|their|this) (?:letter|notes?|request|appeal|grievance|form|chart)"
    r"|dr\. [\w\[\]]+|\[\w+\]) (?:also |has |have |had |both |first |further |now ){0,2}(?:told|tells?|says?|said"
    r"|writes?"
    r"|wrote|believes?|believed|feels?|felt|thinks?|thought|argues?|argued|hopes?|explains?|explained|states?|stated"
    r"|expects?|reports?|reported|asserts?|asserted|maintains?|claims?|claimed|ask(?:s|ed) (?:us|that|whether)"
    r"|certif(?:y|ies|ied)|views?"
    r"|regards?|considers?|considered|calls?|called|describes?|described|deems?|sees?|finds?|judges?|indicates?"
    r"|indicated"
    r"|suggests?|suggested|disagrees?|insists?|contends?|recommends?|recommended|notes?|noted|advises?|advised)\b"
    r"|\band (?:thinks|believes|says|writes|feels|argues|states|told us|wrote|asks)\b|\baccording to (?:you|your|him"
    r"|her|the (?:letter|request|notes?))\b|\bin (?:your|my|his|her"
    r"|their) (?:[\w-]+'s? )?"
    r"(?:view|opinion|words|letter|judgment)\b|\byour (?:[\w-]+ )?[\w-]+'s? (?:view|opinion|belief|hope|letter"
    r"|statement"
    r"|argument|judgment|request)\b|\bthe (?:view|opinion|belief|argument|statement) (?:of your|that you)\b"
)


def OTHERS_VIEW(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that is reported as the view of the member or of a treating doctor."""
    return _OTHERS.search(letter.text, letter.sentence(start)[0], end) is not None


#: A decision that nobody has made, and what it would do.
_ANY_DECISION: Final = re.compile(
    r"\b(?:an?|any|such an?|every) (?:[\w-]+ ){0,2}?(?:decision|finding|ruling|determination|order|outcome|result"
    r"|answer|conclusion|imr|review|appeal|grievance)\b"
    r".*\b(?:would|will|must|binds?|can|costs?|means?|obliges?|is (?:binding|final|sent)|shall|may|leads?|entitles?)\b"
    r"|\b(?:people|members|those|anyone|everyone|enrollees) (?:whose|who)\b"
)


def ANY_DECISION(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that tells what a decision does, whichever it will be."""
    return _ANY_DECISION.search(letter.text, *letter.sentence(start)) is not None


def _clauses(letter: NormalText, place: int) -> list[tuple[int, int]]:
    start, end = letter.sentence(place)
    cuts = [start, *(cut.start() for cut in _CUT.finditer(letter.text, start, end) if cut.start() > start), end]
    return list(pairwise(cuts))


def clause(letter: NormalText, start: int, end: int) -> tuple[int, int]:
    """Return the span of the clause, or the clauses, that a span stands in."""
    touched = [one for one in _clauses(letter, start) if one[0] < end and start < one[1]]
    return touched[0][0], touched[-1][1]


def in_clause(expression: str) -> Guard:
    """Let a match go if its clause contains the expression anywhere."""
    compiled = re.compile(expression)
    return lambda letter, start, end: compiled.search(letter.text, *clause(letter, start, end)) is not None


def to_match(expression: str) -> Guard:
    """Let a match go if its clause, up to the match's end, contains the expression."""
    compiled = re.compile(expression)
    return lambda letter, start, end: compiled.search(letter.text, clause(letter, start, end)[0], end) is not None


def in_sentence(expression: str) -> Guard:
    """Let a match go if its sentence contains the expression anywhere."""
    compiled = re.compile(expression)
    return lambda letter, start, _: compiled.search(letter.text, *letter.sentence(start)) is not None


def CONDITIONAL(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that stands under a condition, or at a time that is still to come."""
    first, last = letter.sentence(start)
    own = clause(letter, start, end)[0]
    if _CONDITION.search(letter.text, own, end) or _OPENS.match(letter.text, first):
        return True
    if _TIME.search(letter.text, own, end) and _COMING.search(letter.text, first, last):
        return True
    # A condition in an earlier clause reaches this one if all between is joined to it, or if what follows is to come.
    earlier = _CONDITION.search(letter.text, first, own) or _TIME.search(letter.text, first, own)
    if not earlier:
        return False
    if earlier.re is _TIME:
        return bool(_COMING.search(letter.text, own, last))
    return bool(re.match(r"[,;:() -]*(?:and|or|nor|which|who|that)\b", letter.text[own:end])) or bool(
        _COMING.search(letter.text, own, last)
    )


def FUTURE(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that is said to be possible, allowed, due or to come."""
    return _MODAL.search(letter.text, clause(letter, start, end)[0], end) is not None


def POSSIBLE(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that is said to be possible or to come; what must or should be is a verdict."""
    return _POSSIBLE.search(letter.text, clause(letter, start, end)[0], end) is not None


def UNASSERTED(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go as `IRREALIS` does, but not for being due: "must be reversed" is a verdict."""
    return (
        letter.is_quoted(start, end)
        or CONDITIONAL(letter, start, end)
        or POSSIBLE(letter, start, end)
        or ASKED(letter, start, end)
    )


def ASKED(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that is asked for, a right, or left for somebody to decide."""
    return _ASK.search(letter.text, clause(letter, start, end)[0], end) is not None


def OPINION(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that is reported as somebody's opinion."""
    return _OPINION.search(letter.text, letter.sentence(start)[0], end) is not None


def IRREALIS(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that is not said to be so: a condition, a possibility, a request, a quotation."""
    return (
        letter.is_quoted(start, end)
        or CONDITIONAL(letter, start, end)
        or FUTURE(letter, start, end)
        or ASKED(letter, start, end)
    )
