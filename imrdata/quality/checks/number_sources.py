"""What the writer of an appeal was given: quantities of the view and the denial, and what they say in other words.

In: a view and a denial. Out: `Known`. Whether a letter's number is among them is for
`imrdata.quality.checks.numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import combinations, zip_longest
from typing import Final

from imrdata.quality.concepts import treatments_in
from imrdata.quality.normalise import read
from imrdata.quality.number_words import NUMBER, value_of
from imrdata.quality.parts import split_parts
from imrdata.quality.quantities import Quantity, quantities

__all__ = ["DAYS", "Known", "known", "rate_of", "said_in"]

#: The age bucket, a line of the view: a range to be quoted as one, not two ages that the patient has.
_BUCKET: Final = re.compile(
    r"^\s*(?P<low>\d{1,2})(?:(?:\s?[-_–]\s?| to )(?P<high>\d{1,2})|(?P<open>\+| ?and over))\s*$", re.M
)


@dataclass(frozen=True)
class Known:
    """What a writer was given: quantities, the bucket of ages, the texts."""

    items: tuple[Quantity, ...]
    low: float
    high: float
    texts: tuple[str, ...]
    requested: frozenset[str] = frozenset()
    #: What the quantities say in other words: counts by a period as how often, doses by the day.
    restated: tuple[Quantity, ...] = ()
    #: Sums and differences of what one text counts in the same unit: a weight now and what was lost.
    joined: tuple[Quantity, ...] = ()
    #: The numbers as written, each before its word.
    said: frozenset[tuple[float, str]] = frozenset()
    #: The texts that hold quantities, in small letters, each with its own.
    lines: tuple[tuple[str, tuple[Quantity, ...]], ...] = ()

    @cached_property
    def treatments(self) -> int:
        """How many treatments the texts name."""
        return len(frozenset().union(*map(treatments_in, self.texts)))

    @property
    def rates(self) -> tuple[Quantity, ...]:
        """The quantities, and what they say in other words."""
        return self.items + self.restated

    def ages(self) -> list[tuple[float, float]]:
        """Return ranges in which the patient's age may lie: those stated, else the bucket."""
        stated = [(one.value, one.value) for one in self.items if one.dim == "age"]
        known = any(self.low <= age <= self.high for age, _ in stated)
        return stated + ([(self.low, self.high)] if self.high and not known else [])


#: The word that a number stands before, which tells what it is of; a small word names nothing.
_NEXT: Final = re.compile(
    r"[ -]?(?!(?:in|on|at|of|or|and|to|by|a|an|the|for|from|with|that|which|was|were)\b)([a-z%$]+)"
)

#: Short for a word that may be written out.
_LONG: Final = {"mo": "month", "mos": "month", "wk": "week", "wks": "week", "yr": "year", "yrs": "year"}


@lru_cache(maxsize=65536)
def said_in(text: str) -> frozenset[tuple[float, str]]:
    """Return the numbers of a text in the normal form, each with the word behind it, in the singular.

    Examples
    --------
    >>> sorted(said_in("at five months, six monthly courses and a score of 9 in May"))
    [(5.0, 'month'), (6.0, 'month')]
    """
    behind = ((value_of(match[0]), _NEXT.match(text, match.end())) for match in NUMBER.finditer(text))
    return frozenset(
        (value, _LONG.get(word[1], word[1].removesuffix("ly").removesuffix("s"))) for value, word in behind if word
    )


@lru_cache(maxsize=65536)
def _quantities_of(part: str) -> tuple[Quantity, ...]:
    return tuple(quantities(read(part).text))


_BY_PERIOD: Final = re.compile(
    r"(?: [\w-]+){0,2} (?:an?|per|each|every|in an?) (?P<period>hour|day|night|week|month|year)\b"
)
DAYS: Final = {"hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}


def rate_of(one: Quantity) -> Quantity:
    """Return a count by a period as how often: "two visits a week" is twice weekly."""
    if one.dim != "" or (period := _BY_PERIOD.match(one.word)) is None:
        return one
    return replace(one, dim="often", value=one.raw / DAYS[period["period"]], word="")


def _restated(items: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield what quantities of one text say in other words: stools by the day as how often, doses by every period."""
    for one, after in zip_longest(items, items[1:]):
        if (rate := rate_of(one)) is not one:
            yield rate
        if one.dim == "" and after and after.dim == "time" and _OVER_SPAN.fullmatch(one.word[: after.start - one.end]):
            # "Six over three weeks": two a week.
            yield replace(one, dim="often", value=one.raw / after.value, word="")
        if (
            one.dim == ""
            and after
            and rate_of(after).dim == "often"
            and _RANGE.fullmatch(one.word, 0, after.start - one.end)
        ):
            # "Three to five a week": every rate between.
            high = rate_of(after)
            for half in range(int(2 * one.raw), int(2 * after.raw) + 1):
                yield replace(high, value=high.value * half / (2 * after.raw), raw=half / 2, word="")
        if one.dim in ("mass", "units", "volume") and after and after.dim == "often" and after.start - one.end < 24:
            for days in DAYS.values():
                total = after.value * days
                yield replace(one, dim=f"{one.dim} a period", value=one.value * total, raw=days)


_OVER_SPAN: Final = re.compile(r" (?:\w+ )?(?:over|in|within|during|for) $")
_RANGE: Final = re.compile(r" ?(?:to|-) ?")


#: "30 Gy in ten fractions" is three each.
_IN_PARTS: Final = re.compile(
    r"(?<![\d.,])(?P<n>\d+(?:\.\d+)?) (?P<unit>[a-z]+) (?:in|over) (?P<m>\d+|two|three|four|five|six|seven|eight|nine"
    r"|ten|twelve|fifteen|twenty|thirty) (?:\w+ )?(?:fractions|sessions|treatments|doses|infusions)\b"
)
#: "Fivefold" is five times.
_FOLD: Final = re.compile(r"\b(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred)[ -]?fold\b")


#: How far apart two factors stand: "twice weekly, 45 minutes each".
_NEAR: Final = 24


def _joined(items: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield the sums and differences of quantities of one text that share a unit, and hours as often as they are."""
    for a, b in combinations(items, 2):
        for span, often in ((a, b), (b, a)):
            several = often.raw if often.dim in ("", "often") or often.word[:3] == "day" else 0
            if span.dim == "time" and span.word[:1] in "hm" and span.value < 1 and b.start - a.end < _NEAR and several:
                yield replace(span, value=span.value * several, raw=span.raw * several)
        if a.dim == b.dim and a.dim in ("mass", "length", "percent", "money") and a.word[:2] == b.word[:2]:
            for sign in (1, -1):
                yield replace(a, value=abs(a.value + sign * b.value), raw=abs(a.raw + sign * b.raw))


@lru_cache(maxsize=4096)
def known(view: str, denial: str) -> Known:
    """Return what stands in a view and a denial."""
    bucket = _BUCKET.search(view)
    low = float(bucket["low"]) if bucket else 0.0
    high = (float(bucket["high"]) if bucket["high"] else 120.0) if bucket else 0.0
    texts = [line for line in _BUCKET.sub("", view).splitlines() if line.strip()]
    texts += [part for _, part in split_parts(denial)]
    by_text = [_quantities_of(text) for text in texts]
    items = tuple(one for found in by_text for one in found)
    requested = frozenset(one.dim for text in texts if "request" in text.lower() for one in _quantities_of(text))
    restated = tuple(one for found in by_text for one in _restated(found))
    joined = tuple(one for found in by_text for one in _joined(found))
    lines = tuple((text.lower(), found) for text, found in zip(texts, by_text, strict=True) if found)
    said = frozenset().union(*(said_in(read(text).text) for text in texts))
    said |= {
        (float(match["n"]) / value_of(match["m"]), match["unit"])
        for text in texts
        for match in _IN_PARTS.finditer(text.lower())
    }
    said |= {(value_of(match["n"]), "time") for text in texts for match in _FOLD.finditer(text.lower())}
    return Known(items, low, high, (view, denial), requested, restated, joined, said, lines)
