"""Checks of the wall: rules over one sentence at a time, written with concepts (wall.toml) and guards (mood.py).

In: letters. Out: the first sentence that breaks a rule. A rule is a pattern that is spelled out from concepts, the
guards that let a match go, and a cheap test of the sentence that spares most sentences the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import ClassVar, Final

from imrdata.quality.literals import Required, holds_words, required_literals
from imrdata.quality.local import Claim
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import Guard
from imrdata.quality.rules import LAWFUL_BELOW, RuleCheck
from imrdata.quality.wall_words import shortened, spell

__all__ = ["DECISION", "OUTSIDE", "Rule", "WallCheck", "rule"]

_WORD: Final = re.compile(r"[a-z0-9]+")
#: How words begin that speak of the decision, and of who reviews from outside.
DECISION: Final = "no turn what deni refu reje dete deci ruli decl disa posi judg stan acti conc adve non"
OUTSIDE: Final = (
    "inde exte outs impa neut unbi disi thir unaf stat dmhc depa regu imr iro imro maxi revi gove cour irb cali agen"
    " tie ties conn link rela affi stak asso empl work unco help comm pane"
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One way the wall is broken.

    Attributes
    ----------
    name
        What it is called in tests.
    template
        A pattern over one sentence of the normal form; `{name}` is a concept, the group ``span`` what guards look at.
    says
        The reason of the verdict.
    needs
        What the sentence has to hold, besides, anywhere.
    words
        How words begin (up to four letters) of which every match has one; empty: any sentence is tried. A test holds
        this against the templates.
    unless
        Guards: if one holds, the match is lawful.
    kinds
        The letters it is read in.
    """

    name: str
    template: str
    says: str
    needs: str = ""
    words: frozenset[str] = frozenset()
    unless: tuple[Guard, ...] = ()
    kinds: tuple[str, ...] = ("denial", "appeal")

    @property
    def required(self) -> Required:
        """The words that every sentence that breaks it holds (`imrdata.quality.literals.required_literals`)."""
        return _required(self.template, self.needs)

    @property
    def forms(self) -> tuple[str, ...]:
        """The patterns of which a sentence that breaks it has a match each."""
        return tuple(shortened(one) for one in (self.template, self.needs) if one)

    def matches(self, sentence: NormalText) -> Iterator[tuple[int, int]]:
        """Yield the unlawful matches in a sentence. Guards see the group ``span``, where there is one."""
        if self.needs and _compiled(self.needs).search(sentence.text) is None:
            return
        for match in _compiled(self.template).finditer(sentence.text):
            first, last = match.span("span") if "span" in match.re.groupindex else match.span()
            if first < last and not any(guard(sentence, first, last) for guard in self.unless):
                yield match.span()


@cache
def _compiled(template: str) -> re.Pattern[str]:
    # Spelled out and compiled when it is first needed: the import stays quick.
    return re.compile(spell(template))


@cache
def _required(template: str, needs: str) -> Required:
    return tuple(words for one in (template, needs) if one for words in required_literals(shortened(one)))


def rule(
    name: str,
    template: str,
    says: str,
    *unless: Guard,
    needs: str = "",
    words: str = "",
    kinds: str = "denial appeal",
) -> Rule:
    """Write a rule on few lines."""
    return Rule(
        name=name,
        template=template,
        says=says,
        needs=needs,
        words=frozenset(words.split()),
        unless=unless,
        kinds=tuple(kinds.split()),
    )


@lru_cache(maxsize=1 << 16)
def stems(sentence: str) -> frozenset[str]:
    """Return how the words of a sentence begin: three and four letters of each."""
    found = set()
    for word in _WORD.findall(sentence):
        found.add(word[:3])
        found.add(word[:4])
    return frozenset(found)


def sentences(letter: NormalText) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences that hold anything."""
    place = 0
    while place < len(letter.text):
        start, end = letter.sentence(place)
        yield start, end
        place = max(end, place + 1)


#: What is known of sentences, by check and kind of letter. Letters share many.
_JUDGED: Final[dict[tuple[type, str], dict[str, tuple[tuple[str, str, int, int], ...]]]] = {}
_MOST_KNOWN: Final = 1 << 17


class WallCheck(RuleCheck):
    """A check made of rules; the first sentence that breaks one is the finding.

    Attributes
    ----------
    rules
        In the order in which they are tried. A claim's key is the rule's name and the sentence.
    """

    rules: ClassVar[tuple[Rule, ...]]
    lawful_below: ClassVar[float | None] = LAWFUL_BELOW

    def lets_go(self, part: NormalText, start: int, end: int) -> bool:
        """Tell whether the paragraph around a broken rule makes it lawful."""
        return False

    def rules_in_order(self) -> Sequence[Rule]:
        """Return the rules."""
        return self.rules

    def broken(self, part: NormalText, kind: str, rules: Iterable[tuple[int, Rule]]) -> Iterator[Claim]:
        """Yield what each sentence breaks."""
        tried = [one for _, one in rules if kind in one.kinds]
        for start, end in sentences(part) if tried else ():
            # What letters have in common, such as the law's own sentences, is judged once.
            for name, says, first, last in self._judged(part.text[start:end].rstrip(), kind, tried):
                if not self.lets_go(part, start + first, start + last):
                    yield Claim(start + first, start + last, says, key=(name, part.text[start:end]))

    def _judged(self, sentence: str, kind: str, rules: Iterable[Rule]) -> tuple[tuple[str, str, int, int], ...]:
        """Return what a sentence in normal form breaks: name, reason and place; `rules` are those that it may."""
        known = _JUDGED.setdefault((type(self), kind), {})
        found = known.get(sentence)
        if found is None:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            text, begun = NormalText(sentence, sentence, ()), stems(sentence)
            found = tuple(
                (one.name, one.says, first, last)
                for one in rules
                # A pattern is compiled for the first sentence that comes here: most never are.
                if (not one.words or not one.words.isdisjoint(begun)) and holds_words(sentence, one.required)
                for first, last in islice(one.matches(text), 1)
            )
            if found and self.reads_lawful(text, kind, 0, len(sentence)):
                found = ()
            known[sentence] = found
        return found
