"""An appeal that tells again, in other words, what it has told."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.checks.defect_wording import sentences
from imrdata.quality.parts import split_parts
from imrdata.quality.scored import Measure, ScoredCheck
from imrdata.quality.telling import telling_words

#: What is told: one sentence or two, again after one to three.
AGAIN, BEFORE = 2, 3
#: It tells so many different things at least, and so many of them were told before.
TELLS, SHARED = 6, 5

#: What stands in an appeal more than once: what the plan said, what is asked for, the law, what is enclosed,
#: a fact that is pointed to, and who wrote a guideline.
_BUSINESS: Final = re.compile(
    r"[\"\u201c\u201d\[?]|\.\.\.|\b(?:you (?:say|said|wrote|write|state|denied|declined|refused|call|claim|tell|told)"
    r"|your (?:letter|denial|notice|reason|criteria|decision|reviewer|position|answer|statement)|says?|wrote|according"
    r"|approve|authori[sz]\w+|request\w*|asks?|asked|criteria|rule|enclos\w*|attach\w*|copy|law|section|code|appeal"
    r"|please|turned down|the fact|point to|society|association|academy|college|guidelines?|mentioned)\b",
    re.I,
)

#: A sentence's place, and the words that tell something; None where it may be said again.
_Told = tuple[int, int, frozenset[str] | None]


class Restatement(ScoredCheck):
    """An appeal does not tell again, in other words, what it has told.

    Rule: of one sentence, or two in a row, that tell six different things at least, five or more stand in one to three
    sentences in a row before them, and these are `threshold` of what the longer of the two passages tells. That share
    is the score, 0 where nothing is told again. What is a thing is told by `imrdata.quality.telling`.
    Why: a small model that has nothing more to say says it again; a reader who finds a point twice doubts the rest.
    Source: domain.md §7 (repetition). Manning & Schütze 1999, ch. 8 (overlap of sets of words).
    Passes on purpose: what the plan said, questions, what is asked for, law and enclosures; lists; what is told again
    with fewer things or with more.
    Limits: tier B. What is told again in quite other words passes; a writer who sums up fails.
    """

    name = "restatement"
    version = 1
    kinds = ("appeal",)
    tier = "B"
    threshold = 0.4

    def measure(self, letter: dict[str, str]) -> Measure:
        """Return the largest share of a passage that was told before, of several the first."""
        told = [
            (start + a, start + b, stems) for start, part in split_parts(letter["text"]) for a, b, stems in _told(part)
        ]
        best, span = 0.0, None
        earlier: set[str] = set()
        for at, (_, _, stems) in enumerate(told):
            if stems is None:
                continue
            for passage in range(at + 1, min(at + AGAIN, len(told)) + 1):
                again = _joined(told[at:passage])
                if again is None or len(again) < TELLS or len(again & earlier) < SHARED:
                    continue
                share = max((_share(again, told, first, at) for first in range(at)), default=0.0)
                if share > best:
                    best, span = share, (told[at][0], told[passage - 1][1])
            earlier |= stems
        return Measure(best, "tells again what it has told", span)


@lru_cache(maxsize=1 << 15)
def _told(part: str) -> tuple[_Told, ...]:
    """Return what the sentences of a paragraph tell."""
    # Headings, items of lists and what opens a list end without a stop.
    return tuple(
        (start, end, telling_words(part[start:end]) if _tells(part, start, end) else None)
        for start, end in sentences(part)
    )


def _tells(part: str, start: int, end: int) -> bool:
    return part[start:end].endswith((".", "!")) and not _BUSINESS.search(part, start, end)


def _joined(told: list[_Told]) -> frozenset[str] | None:
    """Return what sentences in a row tell together; None if one of them may be said again."""
    found: frozenset[str] = frozenset()
    for _, _, stems in told:
        if stems is None:
            return None
        found |= stems
    return found


def _share(again: frozenset[str], told: list[_Told], first: int, end: int) -> float:
    """Return the largest share that a passage has in common with one that begins at a sentence and ends before one."""
    best = 0.0
    before: frozenset[str] = frozenset()
    for _, _, stems in told[first : min(first + BEFORE, end)]:
        if stems is None:
            break
        before |= stems
        shared = len(again & before)
        if shared >= SHARED:
            best = max(best, shared / max(len(again), len(before)))
    return round(best, 3)
