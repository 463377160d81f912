"""What the view denies and the appeal affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imrdata.quality.checks.lived import is_lived
from imrdata.quality.checks.outcomes import Outcome, outcome, states
from imrdata.quality.checks.polarity import Clause, Denied, clause, clause_texts, topics_in
from imrdata.quality.checks.view_facts import ViewFacts, meant, view_facts, with_next
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText

__all__ = ["NegationFlip"]

#: What is not said to be so of this patient: may come, is asked for, is the plan's, is said by somebody else, is of
#: people in general.
_UNREAL: Final = re.compile(
    r"\b(?:could(?! not|n't)|(?<!in )(?<!of )(?<!since )(?<!last )(?<!until )(?<!by )may(?! \d)|might|would|will"
    r"|shall|should|must|if|until|unless|whether|risk\w*|prevent\w*|avoid\w*"
    r"|lead(?:s|ing)? to|results? in|threat\w*|fear\w*|afraid|worr\w+|so that|so as|rule out|hop(?:e|es|ing)|wish\w*"
    r"|before(?! ?(?:$|[.,;!?]|surgery|that|this|it|then))"
    r"|requires?|required|requirement|request\w*|ask\w*"
    r"|approv\w*|authori[sz]\w*|coverage"
    r"|covered|deny|people|patients|others|anyone|anybody|someone|somebody|everyone"
    r"|no one|nobody|most|person|those who|instead of|rather than|than|as if|as though|supposed|expected?|likely"
    r"|imagin\w+|suppos\w+|pretend\w*|chance|possib\w+|potential\w*|another|other (?:children|kids|women|men)"
    r"|studies|research|evidence|literature|usually|often|generally|typically|tends?|mean(?:s|t)?|want\w*|opinion"
    r"|maybe|perhaps|some (?:boys|girls|men|women|children|kids|families|cases|plans)"
    r"|propos\w+|recommend\w*|suggest\w*|offer\w*|consider\w*|candidate|question|next step|step|alternative)\b|\?"
)
#: A clause without any of these says nothing of anybody.
_TELLS: Final = re.compile(
    r"\b(?:i|he|she|we|they|who|my|his|her|our|me|him|us|\w+ed|is|are|was|were|been|being|has|have|had|did|does|do|as"
    r"|after"
    r"|with|without|no|not|never|none|nor|neither|nothing|cannot|prior|previous|gave|brought|left|made|took|told|went"
    r"|kept"
    r"|put|came|sent|found|show\w*|later|normal|abnormal|positive|negative|patient|mom|dad|fell|smoker)\b|n't\b"
    r"|'(?:ve|m)\b"
)
#: What makes all of a clause unreal, wherever it stands.
_WISH: Final = re.compile(
    r"\b(?:could(?! not|n't)|might|would|will|shall|should|must|if|unless|whether|people|patients|others|anyone|anybody"
    r"|most|person|those who|supposed|imagin\w+|suppos\w+|pretend\w*|studies|research|usually|generally|typically"
    r"|offer\w*"
    r"|propos\w+|recommend\w*|suggest\w*|consider\w*)\b|\?"
)
#: A denial of so little contradicts no more.
_NARROWED: Final = re.compile(
    r"\b(?:new|further|additional|repeat\w*|second|third|more|recent\w*|current\w*|before|until|except|only|just"
    r"|such|so|your?|won't|wouldn't|promise\w*|guarantee\w*|other)\b"
)
#: What the plan is, has or does: it is the subject.
_PLAN: Final = re.compile(
    r"^[\s,;]*(?:(?:and|but|as|that|when|because|since|what|while|although|though|if|so|the fact that"
    r"|whatever) )*(?:you|your|"
    r"(?:the|this|that|our|my) (?:health )?(?:plan|letter|notice|denial|decision|reviewer|insurer|criteria|criterion"
    r"|guideline"
    r"|policy|director|medical director))\b(?! know)"
)
#: What the plan says.
_PLAN_SAYS: Final = re.compile(
    r"\bwhich (?:names|lists|requires|calls)\b|\b(?:you"
    r"|your (?:letter|notice|denial|decision|plan|reviewer"
    r"|criteria"
    r"|policy|guideline)) (?:say|said|state|claim|write|wrote|note|call|says|states|wants?|asks?|believe|think"
    r"|assume)\w*"
)
#: An aside on what the plan asks or says; the clause stays the writer's.
_ASIDE: Final = re.compile(
    r"(?:,? (?:that|which|as|whatever|no matter what|contrary to what|despite what|the way))?(?<!^) (?:you|your \w+|the"
    r" (?:plan|letter|notice|denial|criteria|policy|guideline))(?: \w+ly)? (?:ask|spe?[ao]k|call|requir|want|demand"
    r"|mention|refer"
    r"|insist|say|said|claim|state|suggest|list|prefer|propos)\w*(?: (?:for|of|to|on|about|first))?(?= ?(?:$|[.,;]))"
)
#: An amount or a repetition: who denies it denies no more than that.
_AMOUNT: Final = re.compile(
    r"\b(?:again|long enough|as long|any longer|(?:the|all|a) (?:full|whole|entire|required|same|right|single)"
    r"|for (?:\w+ ){0,3}(?:days?|weeks?|months?|years?)|(?:another|more) \w+ (?:days?|weeks?|months?)"
    r"|at the same time|together|enough|yet to finish|all of|every\w*|always|alone|any more|anymore|since|lately|now"
    r"|today|anything else|in (?:19|20)\d\d|this (?:week|month|year)|far|much|well|properly|safely|comfortabl\w+|fully"
    r")\b|(?:\b(?:not|never|no)|n't)\b.*\bwithout\b|\b(?:days?|nights?|weeks?|months?|years?) without\b"
)
#: Topics too common to be denied by themselves.
_THIN: Final = frozenset(
    {"+pain", "+family", "+medication", "+exercise", "+diet", "+hear", "+speak", "+walk", "+hospital", "+surgery"}
)
_DENIES: Final = re.compile(
    r"\b(?:not|never|no|none|nor|neither|without|nothing|nobody|cannot|wrong|untrue|false|den(?:y|ied|ies)|refus\w+"
    r"|declin\w+|lack\w*|absen\w+|yet to|free of|hardly|avoid\w*|spared|conced\w+|skipp\w*|missing|negative"
    r"|ruled out)\b|n't\b"
)
#: That something did no good is no denial that it was.
_REST: Final = re.compile(r" (?:and|but) |[,;:]")
_NO_OUTCOME: Final = re.compile(
    r"(?:\b(?:did|does|do|has|have|had|was|were|could|is)(?: not|n't| never)|\b(?:never|nor did (?:it|they|he|she"
    r"|that)))(?: \w+){0,2}?"
    r" (?:help|work|reliev|respon|tolerat|last|enough|control|improv|effective|hold|touch|ease|stand|bear|any good"
    r"|any use)\w*"
    r"|\b(?:no|little|without|nothing|never any|not much)(?: \w+){0,2}? (?:relief|benefit|help|effect|improvement"
    r"|success|good|difference|better|avail|result|change|use|response|wiser)\w*"
    r"|\bno (?:\w+er\b|secret|doubt|question|wonder)\b"
    r"|\b(?:did|changed|gave|brought|got|came to) (?:(?:me|him|her|us) )?nothing\b"
)
_NO_GOOD: Final = re.compile(
    r"(?: [\w'/-]+){0,4} (?:did|has|have|could)(?: not|n't) (?!be\b|been|have|get|come|happen|occur|seem|appear|enter"
    r"|apply)\w+"
    r" (?:the|my|his|her|me|him|us|it|them|this|these)\b"
)
#: "I do not assert that he has failed it": nothing is said.
_NOT_MEANT: Final = re.compile(
    r"(?:\b(?:not|never)|n't) (?:\w+ )?(?:say|said|assert|claim|mean|think|thought|argu|pretend|suggest|maintain"
    r"|contend|told|tell)\w*\b"
)
#: Of late, or still: the time that a denial is of that is not for all time.
_LATELY: Final = re.compile(
    r"\b(?:since|again|recur\w*|still|now|current\w*|recent\w*|lately|last (?:week|month|year)|this (?:week|month|year)"
    r"|already|ha(?:s|ve)|is|am|are|takes?|uses?|wears?|smokes?|drinks?)\b|'(?:ve|m)\b"
)
#: What is denied was, or is: it is not only not to be.
_EXPERIENCE: Final = re.compile(
    r"\b(?:never|(?:have|has|had|did|was|were|is|am|are|do|does)(?: not|n't)|no|without|nor|neither|den(?:y|ies|ied)"
    r"|free of"
    r"|negative for|cannot|can't|unable to|failed to|yet to|ruled out|absence of|lacks?|declin\w+|refus\w+"
    r"|nothing)\b[^,;]*$"
)
_NOT_DONE: Final = re.compile(
    r"(?: \w+){0,2} (?:was|were|has|have|had)(?: not|n't| never)(?: yet| ever)?(?: been)? (?:tried|done|attempted"
    r"|given|used|taken|received"
    r"|performed|had|there|found|seen)\b"
)
#: Verbs that say too little to be denied alone.
_LIGHT_VERB: Final = re.compile(
    r"(?:hav|ha|had|do|did|be|get|got|go|went|com|came|mak|mad|tak|took|giv|gav|us|tr|feel|felt|find|found|know|knew"
    r"|see|saw|want|need|work|help|chang|improv|last|stop|start|tell|told|let|keep|kept|leav|left|receiv|seem|look"
    r"|think|thought|fix|stand|run|play|turn|show|expect|reach|allow|hold|held|end|lead|led|call it|sleep|slept|rest)$"
)
#: Of these it is told how they went, as of medicines and procedures.
_TREATMENTS: Final = frozenset(
    {"+injection", "therap", "mask", "brac", "pill", "cream", "patch", "pump", "+steroid", "+smoke"}
)
#: What a possessive may speak of before it is there.
_GIVEN: Final = (_TREATMENTS - {"+smoke"}) | {"+surgery", "+exercise", "+diet", "+medication", "+hospital"}


@dataclass(frozen=True, slots=True)
class _Said:
    """What one clause of a letter says."""

    clause: Clause
    #: Its own, and the next one's if that takes it up.
    text: str
    #: Where it begins to say what is not so, or may not be.
    real: int
    outcome: Outcome
    treatments: tuple[str, ...]
    states: tuple[tuple[str, str, bool], ...]


class NegationFlip(LocalCheck):
    """A fact of the view turned into its opposite.

    Rule: clause by clause, the appeal must not say outright that the patient has, had or went through what the view
    denies of him ("took X", "my X", "X was tried", "X gave no relief"), nor deny what the view says he has or had;
    whether a treatment helped or was borne must not be turned, nor whether a finding is normal, stable, controlled or
    positive. What is denied goes by its own words and by all names of a term. A denial of some time only ("since
    surgery") is not contradicted by the past, nor a fact by a denial that is narrowed ("no new lesion", "not for three
    months"); help for a while goes with little help; what is over contradicts only "never".
    Passes on purpose: a thing that is only named; clauses about what may come, what is asked for, what the plan or
    somebody else says, people in general; where the view says both.
    Why: "failed X" for "has not tried X" is the most damaging invention: it meets the plan's criteria by a lie.
    Source: domain.md §7.
    Limits: tier B, and made to be wrong seldom rather than to see much. It reads clauses by their words: a negation in
    another sentence, a flip in words that share no stem with the view's and stand in no lexicon, and one that is told
    in other words than those of having, doing and going through are not seen. What the view does not say is not known.
    """

    name = "negation_flip"
    version = 5
    kinds = ("appeal",)
    needs = ("view_text",)
    reads = ("view_text",)
    tier = "B"

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield what each clause says of the patient."""
        for start, text, joined in with_next(clause_texts(part)):
            if said := _said(text, joined):
                place = start + len(text) - len(text.lstrip(" ,;"))
                begin, stop = part.sentence(place)
                if not part.text[begin:stop].rstrip().endswith("?") and not part.is_quoted(place + 1, place + 2):
                    end = start + len(text.rstrip(" ,;"))
                    yield Claim(place, end, "says the opposite of the view", key=said)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the view says only the opposite."""
        said: _Said = claim.key
        known = view_facts(letter["view_text"])
        return _affirms_denied(said, known) or (
            said.real >= len(said.clause.text)
            and (_denies_affirmed(said, known) or _turns_outcome(said, known) or _turns_state(said, known))
        )


@lru_cache(maxsize=65536)
def _said(text: str, joined: str) -> _Said | None:
    """Return what a clause says of the patient, if it may say anything of him."""
    own = _ASIDE.sub(lambda found: "_" * len(found[0]), text)
    if not _TELLS.search(own) or any(form.search(own) for form in (_WISH, _PLAN, _NOT_MEANT)) or " " not in own.strip():
        return None
    doubts = [found.start() for form in (_UNREAL, _PLAN_SAYS) if (found := form.search(own))]
    named = [topic for topic, _, _ in topics_in(text) if topic[0] == "#" or topic in _TREATMENTS]
    return _Said(
        clause(text), joined, min(doubts, default=len(own)), outcome(joined), tuple(named), tuple(states(text))
    )


def _affirms_denied(said: _Said, known: ViewFacts) -> bool:
    topics = meant(said.clause)
    for one, limited in known.denied:
        if limited and not _LATELY.search(said.text):
            continue
        # "No biopsy of the nodule" denies any biopsy, where the view and the request know of no other.
        given = {topic for topic in one.topics if topic[0] == "#"} - known.requested
        # What the view says to be there need not be named again: "admitted for her diabetes".
        told = frozenset(topic for topic in one.topics if topic[0] != "=" or topic not in known.anywhere)
        for denied in {one.topics, frozenset(given), told} - {frozenset()}:
            if all(_LIGHT_VERB.match(topic) for topic in denied):
                continue
            if denied <= topics and not any(denied <= other.topics for other in known.affirmed):
                named = [topic for topic in denied if topic[0] in "#=+"] or denied
                if any(_is_said(said, topic) for topic in named):
                    return True
    return False


def _is_said(said: _Said, topic: str) -> bool:
    """Tell whether a clause says of a topic that the patient has or had it, and denies nothing."""
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


def _denies_affirmed(said: _Said, known: ViewFacts) -> bool:
    text = said.clause.text
    if not said.clause.denied or _AMOUNT.search(text) or _NARROWED.search(text):
        return False
    tests = {topic for topic in said.clause.affirmed if topic[0] == "#"}
    for one in said.clause.denied:
        topics = one.topics
        if len(topics) < 2 and not any(topic[0] in "#=+" for topic in topics):
            # A word alone tells little, but "the MRI showed no tear" is of the MRI.
            topics |= tests
            if len(topics) < 2 and not _did_not(text, one):
                continue
        if topics <= _THIN and not one.never:
            continue
        if any(other.topics <= topics or topics <= other.topics for other, _ in known.denied):
            continue
        if not (_EXPERIENCE.search(text, 0, one.start) or _NOT_DONE.match(text, one.end)):
            continue
        for other in known.affirmed:
            if topics <= other.topics and (one.never or not (other.past if one.now else other.over)):
                return True
    return False


def _did_not(text: str, one: Denied) -> bool:
    """Tell whether a denial is of an act in the past: "I did not call"."""
    before = text[max(0, one.start - 12) : one.start]
    (topic,) = one.topics
    return re.search(r"(?:did not|didn't|never) $", before) is not None and _LIGHT_VERB.match(topic) is None


def _turns_outcome(said: _Said, known: ViewFacts) -> bool:
    for topic in said.treatments:
        others = [one for topics, one in known.outcomes if topic in topics]
        if others and said.outcome.turns(others):
            return True
    return False


def _turns_state(said: _Said, known: ViewFacts) -> bool:
    for topic, dimension, sign in said.states:
        others = [other for name, kind, other in known.states if (name, kind) == (topic, dimension)]
        if sign not in others and (others or (dimension == "normal" and sign and topic in known.tests)):
            return True
    return False
