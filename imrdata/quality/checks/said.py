"""What the clauses of an appeal say outright of the patient.

In: a paragraph. Out: `Said` items, one a clause; none for what may come, is asked for or general, for what the plan or
somebody else says. `is_said` tells whether a thing that a clause names is said to be, or to have been.
`imrdata.quality.checks.negation_flip` compares them with the view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imrdata.quality.checks.lived import is_lived
from imrdata.quality.checks.outcomes import Outcome, outcome
from imrdata.quality.checks.polarity import Clause, clause, clause_texts, topics_in
from imrdata.quality.checks.view_facts import with_next
from imrdata.quality.normalise import NormalText

__all__ = ["Said", "SaidHere", "is_said", "said_in"]

#: A clause without any of these says nothing of anybody.
_TELLS: Final = re.compile(
    r"\b(?:i|he|she|we|they|who|my|his|her|our|me|him|us|\w+ed|is|are|was|were|been|being|has|have|had|did|does|do|as"
    r"|after|with|without|no|not|never|none|nor|neither|nothing|cannot|prior|previous|gave|brought|left|made|took|told"
    r"|went|kept|put|came|sent|found|show\w*|later|normal|abnormal|positive|negative|patient|mom|dad|fell|smoker)\b"
    r"|n't\b|'(?:ve|m)\b"
)
#: What makes all of a clause unreal, wherever it stands: a wish, a condition, people in general, an offer.
_WISH: Final = re.compile(
    r"\b(?:could(?! not|n't)|might|would|will(?! not)|shall|should|must|if|unless|whether|people|patients|others|anyone"
    r"|anybody|most|person|those who|supposed|imagin\w+|suppos\w+|pretend\w*|studies|research|usually|generally"
    r"|typically"
    r"|offer\w*|propos\w+|recommend\w*|suggest\w*|consider\w*)\b|\?"
)
#: From here on a clause says what may come, is feared, asked for or the plan's, or is so of others.
_UNREAL: Final = re.compile(
    r"\b(?:(?<!in )(?<!of )(?<!since )(?<!last )(?<!until )(?<!by )may(?! \d)|until|risk\w*|prevent\w*|avoid\w*"
    r"|lead(?:s|ing)? to|results? in|threat\w*|fear\w*|afraid|worr\w+|so that|so as|rule out|hop(?:e|es|ing)|wish\w*"
    r"|before(?! ?(?:$|[.,;!?]|surgery|that|this|it|then))|requires?|required|requirement|request\w*|ask\w*|approv\w*"
    r"|authori[sz]\w*|coverage|covered|deny|denial|appeal\w*|someone|somebody|everyone|no one|nobody|instead of"
    r"|rather than|than|as if|as though|expected?|likely|chance|possib\w+|potential\w*|another|evidence|literature"
    r"|often|other (?:children|kids|women|men)|tends?|mean(?:s|t)?|want\w*|opinion|maybe|perhaps|some (?:boys|girls|men"
    r"|women|children|kids"
    r"|families|cases|plans)|candidate|question|next step|step|alternative|which (?:names|lists|requires|calls))\b"
    r"|\b(?:you|your (?:letter|notice|denial|decision|plan|reviewer|criteria|policy|guideline)) (?:say|said|state|claim"
    r"|write|wrote|note|call|says|states|wants?|asks?|believe|think|assume)\w*"
)
#: What the plan is, has or does: it is the subject.
_PLAN: Final = re.compile(
    r"^[\s,;]*(?:(?:and|but|as|that|when|because|since|what|while|although|though|if|so|the fact that|whatever) )*"
    r"(?:you|your|(?:the|this|that|our|my) (?:health )?(?:plan|letter|notice|denial|decision|reviewer|insurer|criteria"
    r"|criterion|guideline|policy|director|medical director))\b(?! know)"
)
#: What is said by whoever the sentence began with: "you write that ..., and that he smokes".
_REPORTED: Final = re.compile(r"^[\s,;]*(?:and |or |nor )?that (?:i|he|she|we|they|my|his|her|the|there)\b")
#: "I do not assert that he has failed it": nothing is said.
_NOT_MEANT: Final = re.compile(
    r"(?:\b(?:not|never)|n't) (?:\w+ )?(?:say|said|assert|claim|mean|think|thought|argu|pretend|suggest|maintain"
    r"|contend|told|tell)\w*\b"
)
#: A sentence that is a condition to its end.
_OPENS: Final = re.compile(
    r"(?:and |but |even )*(?:if|unless|suppose|imagine|had (?:i|he|she|we|they)\b|should (?:i|he|she|we|you|the))\b"
)
#: An aside on what the plan asks or says; the clause stays the writer's.
_ASIDE: Final = re.compile(
    r"(?:,? (?:that|which|as|whatever|no matter what|contrary to what|despite what|the way))?(?<!^) (?:you|your \w+"
    r"|the (?:plan|letter|notice|denial|criteria|policy|guideline))(?: \w+ly)? (?:ask|spe?[ao]k|call|requir|want"
    r"|demand|mention|refer|insist|say|said|claim|state|suggest|list|prefer|propos|recommend|favou?r|describ)\w*"
    r"(?: (?:for|of|to|on|about"
    r"|first))?(?= ?(?:$|[.,;]| (?:has|have|had|was|were) ))"
)
_DENIES: Final = re.compile(
    r"\b(?:not|never|no|none|nor|neither|without|nothing|nobody|cannot|wrong|untrue|false|den(?:y|ied|ies)|refus\w+"
    r"|declin\w+|lack\w*|absen\w+|yet to|free of|hardly|avoid\w*|spared|conced\w+|skipp\w*|missing|negative"
    r"|ruled out|(?:be|been|stay\w*|kept|keeps?|remain\w*) (?:out of|off|away from|clear of))\b|n't\b"
)
#: That something did no good is no denial that it was.
_NO_OUTCOME: Final = re.compile(
    r"(?:\b(?:did|does|do|has|have|had|was|were|could|is)(?: not|n't| never)|\b(?:never|nor did (?:it|they|he|she"
    r"|that)))(?: \w+){0,2}? (?:help|work|reliev|respon|tolerat|last|enough|control|improv|effective|hold|touch|ease"
    r"|stand|bear|any good|any use)\w*|\b(?:no|little|without|nothing|never any|not much)(?: \w+){0,2}? (?:relief"
    r"|benefit|help|effect|improvement|success|good|difference|better|avail|result|change|use|response|wiser)\w*"
    r"|\bno (?:\w+er|secret|doubt|question|wonder)\b|\bwithout (?:adding|doing|bringing|changing) (?:any|much|a )\w*"
    r"|\b(?:did|changed|gave|brought|got|came to) (?:(?:me|him|her|us) )?nothing\b"
)
_NO_GOOD: Final = re.compile(
    r"(?: [\w'/-]+){0,4} (?:did|has|have|could)(?: not|n't) (?!be\b|been|have|get|come|happen|occur|seem|appear|enter"
    r"|apply)\w+ (?:the|my|his|her|me|him|us|it|them|this|these)\b"
)
#: A denial behind it is of something else.
_REST: Final = re.compile(r" (?:and|but) |[,;:]")
#: Of these it is told how they went, as of medicines and procedures.
_TREATMENTS: Final = frozenset(
    {"+injection", "therap", "mask", "brac", "pill", "cream", "patch", "pump", "+steroid", "+smoke"}
)
#: What a possessive may speak of before it is there.
_GIVEN: Final = (_TREATMENTS - {"+smoke"}) | {"+surgery", "+exercise", "+diet", "+medication", "+hospital"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one clause says.

    Attributes
    ----------
    clause
        What it affirms and denies.
    text
        Its own, and the next one's if that takes it up.
    real
        Where it begins to say what is not so, or may not be.
    outcome
        How what it names went.
    treatments
        The topics of which that is told.
    """

    clause: Clause
    text: str
    real: int
    outcome: Outcome
    treatments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidHere:
    """What a clause says, and where it stands in its paragraph's normal form."""

    said: Said
    start: int
    end: int


def said_in(part: NormalText) -> Iterator[SaidHere]:
    """Yield what the clauses of a paragraph say of the patient."""
    for place, text, joined in with_next(clause_texts(part)):
        if said := _said(text, joined):
            start, end = place + len(text) - len(text.lstrip(" ,;")), place + len(text.rstrip(" ,;"))
            begin, stop = part.sentence(start)
            if _OPENS.match(part.text, begin) or part.text[begin:stop].rstrip().endswith("?"):
                continue
            if not part.is_quoted(start + 1, start + 2):
                yield SaidHere(said, start, end)


@lru_cache(maxsize=65536)
def _said(text: str, joined: str) -> Said | None:
    own = _ASIDE.sub(lambda found: "_" * len(found[0]), text)
    # "Sclerotherapy, which she had before": what is told of it stands behind.
    if " " not in joined.strip() or not _TELLS.search(joined):
        return None
    if any(form.search(own) for form in (_WISH, _PLAN, _REPORTED, _NOT_MEANT)):
        return None
    doubt = _UNREAL.search(own)
    named = [topic for topic, _, _ in topics_in(text) if topic[0] == "#" or topic in _TREATMENTS]
    real = doubt.start() if doubt else len(own)
    return Said(clause(text), joined, real, outcome(joined), tuple(named))


def is_said(said: Said, topic: str) -> bool:
    """Tell whether a clause says of a topic that the patient has or had it, and denies nothing of that.

    Examples
    --------
    >>> from imrdata.quality.normalise import read
    >>> [is_said(one.said, "#methotrexate") for one in said_in(read("She took methotrexate. Methotrexate is cheap."))]
    [True, False]
    """
    start, end = said.clause.affirmed.get(topic, (0, len(said.text) + 1))
    if end > said.real:
        return False
    text = _NO_OUTCOME.sub(lambda found: "-" * len(found[0]), said.text)
    if topic[0] == "#" and _NO_GOOD.match(text, end):
        return not _DENIES.search(text, 0, start)
    tail = _REST.search(text, end)
    if _DENIES.search(text, 0, tail.start() if tail else len(text)):
        return False
    return is_lived(said.text, start, end, own=topic[0] != "#" and topic not in _GIVEN)
