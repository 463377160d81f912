"""Checks made of rules: a rule is tried only in the paragraphs that hold the words it can't do without.

In: rules, each with the words that it needs (`imrdata.quality.literals`). Out: `RuleCheck`, what the checks made of
patterns, of concepts and of the wall's rules have in common. One pass over a batch tells which paragraphs hold which
words of all checks' rules; most paragraphs are then read for a few rules, or for none.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final, Protocol

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.literals import Required, holds_words
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.reading import scores
from imrdata.quality.sieve import may_match

__all__ = ["LAWFUL_BELOW", "Rule", "RuleCheck"]

#: What the checks that read what a sentence says take for `RuleCheck.lawful_below`: in the letters that it was chosen
#: by, from which nothing was learned, it let go 31 of 43 false alarms and 2 of 460 defects (docs/wording.md).
LAWFUL_BELOW: Final = -2.0

#: In more text than this (bytes) that has a rule's words, the paragraphs that it cannot match are told by Polars.
_MUCH: Final = 60_000


class Rule(Protocol):
    """One way to break a check."""

    @property
    def name(self) -> str:
        """What it is called in tests and tables."""

    @property
    def says(self) -> str:
        """The reason of the verdict."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The letters it is read in."""

    @property
    def required(self) -> Required:
        """Words without which a paragraph does not break it."""

    @property
    def forms(self) -> tuple[re.Pattern[str] | str, ...]:
        """Patterns, compiled or as written, of each of which a paragraph that breaks it has a match."""

    def places(self, part: NormalText) -> Iterable[tuple[int, int]]:
        """Return the places where a paragraph breaks it, in order."""


class RuleCheck(LocalCheck):
    """A check made of rules: the first rule that is broken is the finding. Subclasses override `rules_in_order`.

    `anchors` are not asked for: the rules' own words are better ones.

    Attributes
    ----------
    lawful_below
        A sentence that breaks a rule is none the less lawful if its score is below this (`imrdata.quality.reading`): no
        list of exceptions foresees all that a lawful letter says in a rule's words. None: the rules alone decide.
    """

    lawful_below: ClassVar[float | None] = None

    def rules_in_order(self) -> Sequence[Any]:
        """Return the rules (`Rule`) in the order in which they are tried."""
        raise NotImplementedError

    def broken(self, part: NormalText, kind: str, rules: Iterable[tuple[int, Any]]) -> Iterator[Claim]:
        """Yield the first place where each of some rules, given with their ranks, is broken."""
        for rank, one in rules:
            places = one.places(part) if kind in one.kinds else ()
            for start, end in places:
                if not self.reads_lawful(part, kind, start, end):
                    yield Claim(start, end, one.says, key=one.name, rank=rank)
                    break

    def reads_lawful(self, part: NormalText, kind: str, start: int, end: int) -> bool:
        """Tell whether each sentence of a place reads like those of lawful letters."""
        if self.lawful_below is None:
            return False
        while start < end:
            first, last = part.sentence(start)
            sentence = part.text[first:last].strip()
            if scores([sentence], kind, unread_below=-math.inf)[sentence].score >= self.lawful_below:
                return False
            start = max(last, start + 1)
        return True

    def find(self, part: NormalText, kind: str) -> Iterable[Claim]:
        """Yield what a paragraph breaks of the rules whose words it holds."""
        rules = enumerate(self.rules_in_order())
        return self.broken(part, kind, [(rank, one) for rank, one in rules if holds_words(part.text, one.required)])

    def required(self) -> Iterable[Required]:
        """Return the words of each rule."""
        return [one.required for one in self.rules_in_order()]

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Return which paragraphs hold the words of a rule, and what reads one for those rules alone."""
        rules: dict[int, list[tuple[int, Any]]] = defaultdict(list)
        for rank, one in enumerate(self.rules_in_order()):
            # Some rules are those of two checks.
            for part in batch.once(_may_break, one.required, one.forms).tolist():
                rules[part].append((rank, one))
        worth = np.zeros(len(batch.parts.texts), dtype=bool)
        worth[list(rules)] = True
        return worth, lambda part, kind: self.broken(batch.parts.read(part), kind, rules[part])


def _may_break(batch: Batch, required: Required, forms: tuple[re.Pattern[str] | str, ...]) -> np.ndarray:
    """Return the paragraphs that hold a rule's words and, where much text does, may match each of its forms."""
    found = np.flatnonzero(batch.words.candidates(required))
    for form in forms:
        if batch.parts.sizes[found].sum() > _MUCH:
            found = found[may_match(batch.parts.normal.gather(found), [form])]
    return found
