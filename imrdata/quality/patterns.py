"""Patterns as data, and the check that runs them.

A pattern is a named regular expression over the normal form, the reason it gives, and the guards that let a
match go: rules key on tense, polarity and provenance, so most patterns come with the context in which the
same words are lawful. A guard sees the match's sentence; headings, list items and paragraphs are sentences of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

import polars as pl

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, normal_form, read

__all__ = [
    "HYPOTHETICAL",
    "NEGATED",
    "QUOTED",
    "Guard",
    "Pattern",
    "PatternCheck",
    "after",
    "before",
    "before_match",
    "has_any",
    "matches",
    "near",
    "pattern",
    "seen",
    "within",
    "words",
]

#: Tells whether the words around a match (its text, start, end) make it lawful.
Guard = Callable[[NormalText, int, int], bool]


def before(expression: str) -> Guard:
    """Let a match go if its sentence, up to the match's end, contains the expression."""
    compiled = re.compile(expression)

    def guard(letter: NormalText, start: int, end: int) -> bool:
        return compiled.search(letter.text, letter.sentence(start)[0], end) is not None

    return guard


def before_match(expression: str) -> Guard:
    """Let a match go if its sentence contains the expression before it (which may end in `$`)."""
    compiled = re.compile(expression)
    return lambda letter, start, _: compiled.search(letter.text, letter.sentence(start)[0], start) is not None


def after(expression: str) -> Guard:
    """Let a match go if the text right after it matches the expression."""
    compiled = re.compile(expression)
    return lambda letter, _, end: compiled.match(letter.text, end) is not None


def within(expression: str) -> Guard:
    """Let a match go if its sentence contains the expression anywhere."""
    compiled = re.compile(expression)
    return lambda letter, start, _: compiled.search(letter.text, *letter.sentence(start)) is not None


def QUOTED(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that stands in double quotes: it is what someone else said."""
    return letter.is_quoted(start, end)


def near(expression: str, reach: int = 200) -> Guard:
    """Let a match go if the text around it, over the sentence's ends, contains the expression."""
    compiled = re.compile(expression)
    return lambda letter, start, end: compiled.search(letter.text, max(0, start - reach), end + reach) is not None


#: Not said to be so: a condition, a question, a possibility, a request. (`may 3` is a date.)
HYPOTHETICAL: Final = before(
    r"\b(?:if|unless|whether|when|whenever|once|until|may(?! \d)|might|could|can|would|in case|in the event"
    r"|should (?:you|an?|we|your|the (?:imr|independent|department|reviewers?))|were to|asks?|asking"
    r"|request that"
    r"|decides?)\b"
)

#: Said not to be so.
NEGATED: Final = before(
    r"\b(?:not(?! only)|never|no(?! (?:doubt|question))|nor|neither|none|cannot|without|fails? to|failed to"
    r"|unable|insufficient|lacks?|lacking"
    r"|rather than|instead of)\b|n't\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way a rule is broken.

    Attributes
    ----------
    name
        What it is called in tests and tables.
    regex
        Over the normal form; the group ``span``, if there is one, is the evidence.
    says
        The reason of the verdict.
    unless
        Guards: if one holds, the match is lawful.
    kinds
        The letters it is read in.
    """

    name: str
    regex: re.Pattern[str]
    says: str
    unless: tuple[Guard, ...] = ()
    kinds: tuple[str, ...] = ("denial", "appeal")


def pattern(name: str, regex: str, says: str, *unless: Guard, kinds: str = "denial appeal") -> Pattern:
    """Write a pattern on few lines."""
    return Pattern(name=name, regex=re.compile(regex), says=says, unless=unless, kinds=tuple(kinds.split()))


def matches(letter: NormalText, one: Pattern) -> Iterator[tuple[int, int]]:
    """Yield the spans, in the normal form, where a pattern is broken; none reaches over a line of its own."""
    place = 0
    while match := one.regex.search(letter.text, place):
        line = letter.next_break(match.start())
        if match.end() > line:
            # A heading and the sentence under it are not one phrase: try again from the line's start.
            place = line
            continue
        start, end = match.span("span") if "span" in one.regex.groupindex else match.span()
        place = max(match.end(), place + 1)
        if start < end and not any(guard(letter, start, end) for guard in one.unless):
            yield start, end


def has_any(*words: str) -> pl.Expr:
    """Return the cheap test whether a letter's normal form has one of some words in it."""
    return pl.col("normal").str.contains_any(list(words))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a lexicon that is written as running text."""
    return tuple(text.split())


def seen(letter: dict[str, str], *columns: str) -> str:
    """Return the normal form of what the writer saw, by default the view and the denial."""
    parts = (letter.get(column) for column in columns or ("view_text", "denial_text"))
    return normal_form("\n".join(part for part in parts if part))


class PatternCheck(Check):
    """A check made of patterns: the first one that is broken is the finding.

    Attributes
    ----------
    patterns
        In the order in which they are tried.
    anchors
        Words (in normal form) of which every match has at least one; empty: all letters are inspected.
    """

    patterns: ClassVar[tuple[Pattern, ...]]
    anchors: ClassVar[tuple[str, ...]] = ()

    def candidates(self) -> pl.Expr:
        """Rule out letters without any anchor."""
        return has_any(*self.anchors) if self.anchors else pl.lit(value=True)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first broken pattern."""
        text = read(letter["text"])
        for one in self.patterns:
            if letter["kind"] in one.kinds:
                for span in matches(text, one):
                    return one.says, text.span(*span)
        return None
