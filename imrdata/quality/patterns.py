"""Patterns as data, and the check that runs them.

A pattern is a named regular expression over the normal form, the reason it gives, and the guards that let a
match go: rules key on tense, polarity and provenance, so most patterns come with the context in which the
same words are lawful. A guard sees the match's sentence; headings, list items and paragraphs are sentences of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar

from imrdata.quality.literals import Required, required_literals
from imrdata.quality.normalise import NormalText, normal_form
from imrdata.quality.parts import split_parts
from imrdata.quality.rules import Rule, RuleCheck

__all__ = [
    "QUOTED",
    "Guard",
    "Pattern",
    "PatternCheck",
    "after",
    "before",
    "before_match",
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


@dataclass(frozen=True, kw_only=True)
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

    @cached_property
    def required(self) -> Required:
        """The words that every match holds (`imrdata.quality.literals.required_literals`)."""
        return required_literals(self.regex)

    @property
    def forms(self) -> tuple[re.Pattern[str], ...]:
        """The pattern itself."""
        return (self.regex,)

    def places(self, part: NormalText) -> Iterator[tuple[int, int]]:
        """Yield the spans, in the normal form, where the pattern is broken."""
        return matches(part, self)


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


def words(text: str) -> tuple[str, ...]:
    """Return the words of a lexicon that is written as running text."""
    return tuple(text.split())


def seen(letter: dict[str, str], *columns: str) -> str:
    """Return the normal form of what the writer saw, by default the view and the denial."""
    texts = (letter.get(column) for column in columns or ("view_text", "denial_text"))
    return " ".join(_seen(text) for text in texts if text)


@lru_cache(maxsize=4096)
def _seen(text: str) -> str:
    return "".join(_seen_part(part) for _, part in split_parts(text)).replace("  ", " ")


@lru_cache(maxsize=65536)
def _seen_part(part: str) -> str:
    return normal_form(part)


class PatternCheck(RuleCheck):
    """A check made of patterns: the first one that is broken is the finding.

    Which letters are worth reading is told from the words that the patterns themselves can't match without.

    Attributes
    ----------
    patterns
        In the order in which they are tried: the most telling first, since its finding is the one that is given.
    """

    patterns: ClassVar[tuple[Pattern, ...]]

    def rules_in_order(self) -> Sequence[Rule]:
        """Return the patterns."""
        return self.patterns
