"""What the view denies and the appeal affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from imrdata.quality.check import SourceSpan
from imrdata.quality.checks.of_file import of_file
from imrdata.quality.checks.said import Said, is_said, said_in
from imrdata.quality.checks.told_of import is_of_others
from imrdata.quality.checks.view_facts import ViewFacts, meant, view_facts
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText

__all__ = ["NegationFlip"]

#: A denial of so little contradicts no more.
_NARROWED: Final = re.compile(
    r"\b(?:new|further|in the (?:house|home)|at (?:home|night|school|work)|inside|indoors|outside|outdoors|additional"
    r"|repeat\w*|second|third|more|recent\w*|current\w*|before|until|except|only|just"
    r"|such|so|your?|won't|wouldn't|promise\w*|guarantee\w*|other)\b"
)
#: What is said to be over contradicts only "never".
_OVER: Final = re.compile(
    r"\b(?:quit|stopped|ceased|former\w*|gave up|discontinued|resolved|healed|no longer|remission|declined|refused)\b"
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
#: Verbs that say too little to be denied alone.
_LIGHT_VERB: Final = re.compile(
    r"(?:hav|ha|had|do|did|be|get|got|go|went|com|came|mak|mad|tak|took|giv|gav|us|tr|feel|felt|find|found|know|knew"
    r"|see|saw|want|need|work|help|chang|improv|last|stop|start|tell|told|let|keep|kept|leav|left|receiv|seem|look"
    r"|think|thought|fix|stand|run|play|turn|show|expect|reach|allow|hold|held|end|lead|led|call it|sleep|slept|rest)$"
)


class NegationFlip(LocalCheck):
    """A fact of the view turned into its opposite.

    Rule: clause by clause, the appeal must not say outright that the patient has, had or went through what the view
    denies of him ("took X", "my X", "X was tried", "X gave no relief"), nor say "never" of what the view says he has or
    had, nor turn whether a treatment helped, was borne or goes on. What is denied goes by its own words and by all
    names of a term. A denial of some time only ("since surgery") is not contradicted by the past; help for a while goes
    with little help. What a hidden sentence tells of the patient without a judgement counts as the view's.
    Passes on purpose: a thing that is only named; clauses about what may come, what is asked for, what the plan or
    somebody else says, people in general; where the view says both.
    Why: "failed X" for "has not tried X" is the most damaging invention: it meets the plan's criteria by a lie.
    Source: domain.md §7.
    Limits: tier B, and it sees little. "I did not have X", where the view says that he had, passes: it can be of one
    occasion, and rules for it failed more clean appeals by new hands than they located flips. It reads clauses by their
    words: a negation in another sentence, a flip in words that share no stem with the view's and stand in no lexicon,
    and one that is told in other words than those of having, doing and going through are not seen. What the view does
    not say is not known.
    """

    name = "negation_flip"
    version = 13
    kinds = ("appeal",)
    needs = ("view_text",)
    reads = ("view_text", "undecided_text")
    tier = "B"

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield what each clause says of the patient."""
        for one in said_in(part):
            yield Claim(one.start, one.end, "says the opposite of the view", key=one.said)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the view says only the opposite."""
        said: Said = claim.key
        file = of_file(letter.get("undecided_text") or "")
        known = view_facts(f"{letter['view_text']}\n{file}")
        return _turned(said, known) and not is_of_others(said.clause.text, 0, len(said.clause.text))

    def evidence(self, claim: Claim, letter: dict[str, str]) -> SourceSpan | None:
        """Return the line of a source that by itself says the opposite, the view's first."""
        for source in ("view_text", "undecided_text"):
            start = 0
            for line in (letter.get(source) or "").splitlines(keepends=True):
                counts = source == "view_text" or of_file(line)
                if counts and _turned(claim.key, view_facts(line.strip())):
                    first = start + len(line) - len(line.lstrip())
                    return source, first, first + len(line.strip())
                start += len(line)
        return None


def _turned(said: Said, known: ViewFacts) -> bool:
    return _affirms_denied(said, known) or (
        said.real >= len(said.clause.text) and (_denies_affirmed(said, known) or _turns_outcome(said, known))
    )


def _affirms_denied(said: Said, known: ViewFacts) -> bool:
    topics = meant(said.clause)
    for one, limited in known.denied:
        # Of late, or at present: what was before, and is over, goes with that.
        if (limited and not _LATELY.search(said.text)) or (one.now and not _GOES_ON.search(said.text)):
            continue
        if not one.never and _OVER.search(said.text):
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
    if _NARROWED.search(said.clause.text):
        return False
    for one in said.clause.denied:
        topics = one.topics
        if not one.never or (len(topics) < 2 and not any(topic[0] in "#=+" for topic in topics)):
            continue
        if any(other <= topics or topics <= other for other in known.unsaid):
            continue
        for other in known.affirmed:
            # Her father's illness is not hers; what he did for her was done.
            if any(topic[0] == "=" for topic in topics) and is_of_others(other.text, 0, len(other.text)):
                continue
            if not other.planned and topics <= other.topics:
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
