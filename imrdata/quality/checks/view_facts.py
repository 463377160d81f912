"""What a view says of the patient: what is so, what is not, and how treatments went.

In: the view, one sentence a line. Out: `ViewFacts`. Lines of the plan's, of the request, and names of guidelines say
nothing of the patient. `imrdata.quality.checks.negation_flip` holds a letter's clauses against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from imrdata.quality.checks.outcomes import Outcome, outcome
from imrdata.quality.checks.polarity import OF_PLAN, Clause, Denied, clause_texts, clauses, topics_in
from imrdata.quality.checks.told_of import is_of_others
from imrdata.quality.normalise import read

__all__ = ["Affirmed", "ViewFacts", "meant", "view_facts", "with_next"]

#: Of some time only.
_LIMITED: Final = re.compile(
    r"^(?:by|in|on|at|during|over|within)\b"
    r"|\b(?:since|recent(?:ly)?|current(?:ly)?|at present|at th(?:is|at) time|presently|(?:in|for|over|during"
    r"|within) the (?:past|last)|prior to|before|after|when|at the time)\b"
)
#: Who cannot walk more than ten feet walks.
_BOUNDED: Final = re.compile(
    r"\b(?:not|cannot|unable to|never|n't)\b[^.;]*\b(?:more than|longer than|(?:further|farther) than|beyond|without)\b"
)
#: What papers do not hold and what a place has not, or somebody who is only told of, is no denial of the patient.
_OF_ELSE: Final = re.compile(
    r"^[\s,;]*(?:and )?(?:(?:which|who)\b|(?:the|his|her|their|no|an?) (?:(?!patient|enrollee|member)\w+ ){0,3}?"
    r"(?:files?|records?|notes?|documents?|photographs?|reports?|letters?|hospitals?|clinics?|facilit(?:y|ies)|offices?"
    r"|schools?|parents?|mother|father|family|wife|husband|spouse|partner|sons?|daughters?|brothers?|sisters?|uncles?|aunts?|surgeons?|doctors?|physicians?)\b)"
)
#: Behind its name a medicine is a thing that is measured, and anything a kind of work or paper.
_ANALYTE: Final = re.compile(r" (?:levels?|stimulation|tests?|antibod\w+|receptors?)\b")
_WORKS: Final = (
    r"\w+ologists?|\w+ists?|surgeons?|doctors?|nurses?|teams?|clinics?|centers?|units?|departments?|guidelines?"
    r"|criteri(?:a|on)|polic(?:y|ies)|requests?|literature|trials?|codes?"
)
_OF_THAT_NAME: Final = re.compile(rf" (?:{_WORKS})\b")
_OF_THAT_WORD: Final = re.compile(rf" (?:{_WORKS}|therap(?:y|ies))\b")
#: A clause whose subject is that of the one before, of which it says that it was not done.
_OF_THE_SAME: Final = re.compile(
    r"^[\s,;]*(?:but|and|though|yet) (?:has|have|had|was|were) (?:not|never)(?: yet)? (?:been )?"
    r"(?:given|tried|done|started|used|taken|performed|completed|attempted|carried out|received|begun|placed"
    r"|prescribed)\b"
)
#: What is only meant to be, or was spoken of.
_PLANNED: Final = re.compile(
    r"\b(?:plann?\w*|will|would|may|might|discuss\w*|recommend\w*|suggest\w*|consider\w*|propos\w*|offer\w*|schedul\w*"
    r"|order\w*|prescribed|referr\w*|wish\w*|want\w*|prefer\w*|afraid|fear\w*|worr\w*|concern\w*|refus\w*|declin\w*|candidate)\b"
)
#: A clause that takes up the one before: "I wore it, and it did not help".
_TAKES_UP: Final = re.compile(r"^[\s,;]*(?:and |but )?(?:it|they|that|this|which|neither|both|none|these|those)\b")


@dataclass(frozen=True, slots=True)
class Affirmed:
    """What a clause of a view affirms.

    Attributes
    ----------
    topics
        Of the clause.
    text
        The clause.
    planned
        Whether it is only meant to be, or was spoken of.
    """

    topics: frozenset[str]
    text: str
    planned: bool


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """What a view says of the patient.

    Attributes
    ----------
    denied
        Denials that can be turned into their opposite, each with whether it is of some time only.
    unsaid
        What any denial is of.
    affirmed
        Clauses.
    anywhere
        All topics that some clause affirms.
    outcomes
        How what a sentence names went.
    requested
        The topics of the request.
    """

    denied: tuple[tuple[Denied, bool], ...]
    unsaid: frozenset[frozenset[str]]
    affirmed: tuple[Affirmed, ...]
    anywhere: frozenset[str]
    outcomes: tuple[tuple[frozenset[str], Outcome], ...]
    requested: frozenset[str]


def with_next(texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Yield the places and texts of clauses, and the text with the next one's where that takes it up."""
    kept = [(start, text) for start, text in texts if text.strip(" ,;")]
    for (start, text), (_, after) in zip_longest(kept, kept[1:], fillvalue=(0, "")):
        yield start, text, f"{text} {after.lstrip()}" if _TAKES_UP.match(after) else text


@lru_cache(maxsize=4096)
def view_facts(view: str) -> ViewFacts:
    """Return what a view says of the patient."""
    denied: list[tuple[Denied, bool]] = []
    unsaid: set[frozenset[str]] = set()
    affirmed: list[Affirmed] = []
    outcomes: list[tuple[frozenset[str], Outcome]] = []
    requested: set[str] = set()
    for line in view.splitlines():
        # Categories and names of guidelines are no sentences.
        if not line.rstrip().endswith((".", "!", '"', "”", "’", ")")):
            continue
        if OF_PLAN.search(read(line).text):
            requested |= {topic for topic, _, _ in topics_in(read(line).text)}
            continue
        outcomes += _outcomes(line)
        limited = _LIMITED.search(read(line).text) is not None
        before: frozenset[str] = frozenset()
        for one in clauses(line):
            if before and _OF_THE_SAME.match(one.text):
                # "Leuprolide was discussed but has not been given": the subject is the clause's before.
                denied += [(replace(denial, topics=before, vague=False), limited) for denial in one.denied]
                unsaid.add(before)
            denied += [(denial, limited) for denial in one.denied if _is_told(one.text, denial)]
            if one.text.strip(" ,;"):
                before = frozenset(topic for topic in one.affirmed if topic[0] == "#")
            unsaid |= {denial.topics for denial in one.denied}
            affirmed.append(Affirmed(meant(one), one.text, _PLANNED.search(one.text) is not None))
    anywhere: frozenset[str] = frozenset().union(*(one.topics for one in affirmed))
    return ViewFacts(tuple(denied), frozenset(unsaid), tuple(affirmed), anywhere, tuple(outcomes), frozenset(requested))


#: Something is there none the less: "no medicine except cetirizine".
_EXCEPT: Final = re.compile(r"\b(?:except|other than|besides|apart from|aside from|but for|save)\b")


def _is_told(text: str, denial: Denied) -> bool:
    """Tell whether a denial is one that an appeal's words can turn into its opposite."""
    return not (
        denial.vague
        or is_of_others(text, 0, denial.start)
        or _OF_ELSE.search(text)
        or _EXCEPT.search(text, denial.start)
        or _BOUNDED.search(text, denial.start - 40)
    )


def meant(clause: Clause) -> frozenset[str]:
    """Return what a clause does not deny: what a medicine is said to be for, too."""
    return frozenset(
        topic
        for topic, start, end in topics_in(clause.text)
        if not (topic[0] == "#" and _ANALYTE.match(clause.text, end))
        and not (_OF_THAT_NAME if topic[0] in "#=+" else _OF_THAT_WORD).match(clause.text, end)
        and not any(a <= start < b for a, b in clause.lost)
    )


def _outcomes(line: str) -> Iterator[tuple[frozenset[str], Outcome]]:
    """Yield what a line says of how treatments went; one outcome of a sentence is that of all in it."""
    part = read(line)
    by_sentence: dict[int, list[tuple[frozenset[str], Outcome]]] = {}
    for start, text, joined in with_next(clause_texts(part)):
        place = start + len(text) - len(text.lstrip(" ,;"))
        topics = frozenset(topic for topic, _, _ in topics_in(text))
        by_sentence.setdefault(part.sentence(place)[0], []).append((topics, outcome(joined)))
    for said in by_sentence.values():
        helped = {one.helped for _, one in said if one.helped is not None}
        borne = {one.borne for _, one in said if one.borne is not None}
        shared = Outcome(
            next(iter(helped)) if len(helped) == 1 else None, next(iter(borne)) if len(borne) == 1 else None
        )
        for topics, went in said:
            yield (
                topics,
                Outcome(
                    shared.helped if went.helped is None else went.helped,
                    shared.borne if went.borne is None else went.borne,
                    went.on,
                ),
            )
