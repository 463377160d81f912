"""What the view denies and the appeal affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from imrdata.quality.checks.said import Said, is_said, said_in
from imrdata.quality.checks.told_of import is_of_others
from imrdata.quality.checks.view_facts import OVER, ViewFacts, meant, view_facts
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText

__all__ = ["NegationFlip"]

#: A denial of so little contradicts no more.
_NARROWED: Final = re.compile(
    r"\b(?:new|further|in the (?:house|home)|at (?:home|night|school|work)|inside|indoors|outside|outdoors|additional"
    r"|repeat\w*|second|third|more|recent\w*|current\w*|before|until|except|only|just"
    r"|such|so|your?|won't|wouldn't|promise\w*|guarantee\w*|other)\b"
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
#: Of late, or still: the time that a denial is of that is not for all time.
_LATELY: Final = re.compile(
    r"\b(?:since|again|recur\w*|still|now|current\w*|recent\w*|lately|last (?:week|month|year)|this (?:week|month|year)"
    r"|already|ha(?:s|ve)|is|am|are|takes?|uses?|wears?|smokes?|drinks?)\b|'(?:ve|m)\b"
)
#: It goes on as the letter is written.
_GOES_ON: Final = re.compile(
    r"\b(?:is|am|are|takes?|uses?|wears?|smokes?|drinks?|receives?|gets?|goes|does|keeps?|ha(?:s|ve) an?|still|now"
    r"|current\w*|since|ha(?:s|ve) (?:\w+ )?been \w+ing|as an?|being|continu\w+|these days|daily"
    r"|every)\b|'(?:m|ve been)\b"
)
#: What is denied was, or is: it is not only not to be.
_EXPERIENCE: Final = re.compile(
    r"\b(?:never|(?:have|has|had|did|was|were|is|am|are|do|does)(?: not|n't)|no|without|nor|neither|den(?:y|ies|ied)"
    r"|free of|negative for|failed to|yet to|ruled out|absence of|lacks?|declin\w+|refus\w+"
    r"|nothing)\b[^,;]*$"
)
_NOT_DONE: Final = re.compile(
    r"(?: \w+){0,2} (?:was|were|has|have|had)(?: not|n't| never)(?: yet| ever)?(?: been)? (?:tried|done|attempted"
    r"|given|used|taken|received|performed|had|there|found|seen)\b"
)
#: Verbs that say too little to be denied alone.
_LIGHT_VERB: Final = re.compile(
    r"(?:hav|ha|had|do|did|be|get|got|go|went|com|came|mak|mad|tak|took|giv|gav|us|tr|feel|felt|find|found|know|knew"
    r"|see|saw|want|need|work|help|chang|improv|last|stop|start|tell|told|let|keep|kept|leav|left|receiv|seem|look"
    r"|think|thought|fix|stand|run|play|turn|show|expect|reach|allow|hold|held|end|lead|led|call it|sleep|slept|rest)$"
)


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
    version = 7
    kinds = ("appeal",)
    needs = ("view_text",)
    reads = ("view_text",)
    tier = "B"

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield what each clause says of the patient."""
        for one in said_in(part):
            yield Claim(one.start, one.end, "says the opposite of the view", key=one.said)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the view says only the opposite."""
        said: Said = claim.key
        known = view_facts(letter["view_text"])
        turned = _affirms_denied(said, known) or (
            said.real >= len(said.clause.text)
            and (_denies_affirmed(said, known) or _turns_outcome(said, known) or _turns_state(said, known))
        )
        return turned and not is_of_others(said.clause.text, 0, len(said.clause.text))


def _affirms_denied(said: Said, known: ViewFacts) -> bool:
    topics = meant(said.clause)
    for one, limited in known.denied:
        # Of late, or at present: what was before, and is over, goes with that.
        if (limited and not _LATELY.search(said.text)) or (one.now and not _GOES_ON.search(said.text)):
            continue
        if not one.never and OVER.search(said.text):
            continue
        # "No biopsy of the nodule" denies any biopsy, where the view and the request know of no other.
        given = {topic for topic in one.topics if topic[0] == "#"} - known.requested
        # What the view says to be there need not be named again: "admitted for her diabetes".
        told = frozenset(topic for topic in one.topics if topic[0] != "=" or not _is_known(topic, known))
        for denied in {one.topics, frozenset(given), told} - {frozenset()}:
            if all(_LIGHT_VERB.match(topic) for topic in denied):
                continue
            if denied <= topics and not any(denied <= other.topics for other in known.affirmed if not other.planned):
                named = [topic for topic in denied if topic[0] in "#=+"] or denied
                if any(is_said(said, topic) for topic in named):
                    return True
    return False


def _is_known(topic: str, known: ViewFacts) -> bool:
    """Tell whether the view has a topic, or a kind of it: "type 1 diabetes"."""
    return topic in known.anywhere or topic.strip("=~*")[:7] in known.anywhere


def _denies_affirmed(said: Said, known: ViewFacts) -> bool:
    text = said.clause.text
    if not said.clause.denied or _AMOUNT.search(text) or _NARROWED.search(text):
        return False
    tests = {topic for topic in said.clause.affirmed if topic[0] == "#"}
    for one in said.clause.denied:
        topics = one.topics
        if len(topics) < 2 and not any(topic[0] in "#=+" for topic in topics):
            # A word alone tells little, but "the MRI showed no tear" is of the MRI.
            topics |= tests
            if len(topics) < 2:
                continue
        if topics <= _THIN and not one.never:
            continue
        if any(other <= topics or topics <= other for other in known.unsaid):
            continue
        if not (_EXPERIENCE.search(text, 0, one.start) or _NOT_DONE.match(text, one.end)):
            continue
        for other in known.affirmed:
            if other.planned or not topics <= other.topics:
                continue
            # Her father's illness is not hers; what he did for her was done.
            if any(topic[0] == "=" for topic in topics) and is_of_others(other.text, 0, len(other.text)):
                continue
            if one.never or not (other.past if one.now else other.over):
                return True
    return False


def _turns_outcome(said: Said, known: ViewFacts) -> bool:
    went = said.outcome
    if went.on is False and _NARROWED.search(said.clause.text):
        went = replace(went, on=None)  # not used in the house, or not again
    for topic in said.treatments:
        others = [one for topics, one in known.outcomes if topic in topics]
        if others and went.turns(others):
            return True
    return False


def _turns_state(said: Said, known: ViewFacts) -> bool:
    for topic, dimension, sign in said.states:
        others = [other for name, kind, other in known.states if (name, kind) == (topic, dimension)]
        if sign not in others and (others or (dimension == "normal" and sign and topic in known.tests)):
            return True
    return False
