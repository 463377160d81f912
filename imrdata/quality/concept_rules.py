"""Concept rules: what a sentence says, told by classes of words that stand in it together, in whatever order.

A fixed phrase catches what its author thought of. A rule here names classes (who speaks, what is refused, what is
written) and asks that one sentence holds a member of each, and none of what makes it lawful.

In: rules. Out: `ConceptCheck`, a check of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

from imrdata.quality.literals import Required, required_literals
from imrdata.quality.normalise import NormalText
from imrdata.quality.rules import RuleCheck

__all__ = ["Concept", "ConceptCheck", "concept"]

_NOTHING: Final = re.compile(r"(?!)")


@dataclass(frozen=True, kw_only=True, eq=False)
class Concept:
    """One thing that a sentence must not say.

    Attributes
    ----------
    name
        What it is called in tests and tables.
    says
        The reason of the verdict.
    classes
        Expressions over the normal form; a sentence says it if it has a match of each. The finding's span reaches over
        the first two, the others are context.
    unless
        An expression that makes the sentence lawful.
    quoted
        Whether it counts in double quotes too; as a rule those are what someone else said.
    kinds
        The letters it is read in.
    """

    name: str
    says: str
    classes: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] = _NOTHING
    quoted: bool = False
    kinds: tuple[str, ...] = ("denial", "appeal")

    @cached_property
    def required(self) -> Required:
        """The words that every sentence that says it holds (`imrdata.quality.literals.required_literals`)."""
        return tuple(dict.fromkeys(words for one in self.classes for words in required_literals(one)))

    @property
    def forms(self) -> tuple[re.Pattern[str], ...]:
        """The classes."""
        return self.classes

    def places(self, part: NormalText) -> Iterator[tuple[int, int]]:
        """Yield the span in each sentence that says it."""
        spans = (self.find(part, start, end) for start, end in part.sentences())
        return (span for span in spans if span is not None)

    def find(self, part: NormalText, start: int, end: int) -> tuple[int, int] | None:
        """Return the span of what a sentence says, None if it does not say it."""
        spans = []
        for one in self.classes:
            found = one.search(part.text, start, end)
            if found is None:
                return None
            spans.append(found.span())
        if self.unless.search(part.text, start, end):
            return None
        first, last = min(spans[:2])[0], max(stop for _, stop in spans[:2])
        # Where the first class alone is quoted, it is quoted speech that the sentence reports.
        if not self.quoted and part.is_quoted(*spans[0]):
            return None
        return (first, last) if first < last else None


def concept(
    name: str, says: str, *classes: str, unless: str = r"(?!)", quoted: bool = False, kinds: str = "denial appeal"
) -> Concept:
    """Write a concept on few lines."""
    return Concept(
        name=name,
        says=says,
        classes=tuple(re.compile(one) for one in classes),
        unless=re.compile(unless),
        quoted=quoted,
        kinds=tuple(kinds.split()),
    )


class ConceptCheck(RuleCheck):
    r"""A check made of concepts: the first sentence that says one of them is the finding.

    Attributes
    ----------
    concepts
        In the order in which they are tried: the most telling first, since its finding is the one that is given.

    Examples
    --------
    >>> import polars as pl
    >>> class Weather(ConceptCheck):
    ...     name = "weather"
    ...     concepts = (concept("bad", "complains", r"\brain\w*|\bsnow\w*", r"\bawful\b|\bhate\b", unless="not"),)
    >>> texts = ["I hate it when it rains.", "I do not hate rain.", "Rain. I hate it."]
    >>> letters = pl.DataFrame({"letter_id": ["a", "b", "c"], "kind": ["appeal"] * 3, "text": texts})
    >>> Weather().assess(letters, letters.select("letter_id"))["verdict"].to_list()
    ['fail', 'pass', 'pass']
    """

    concepts: ClassVar[tuple[Concept, ...]]

    def rules_in_order(self) -> Sequence[Concept]:
        """Return the concepts."""
        return self.concepts
