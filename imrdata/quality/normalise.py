"""One form of text for all rules: NFKC, casefold, straight quotes, one kind of dash, single spaces.

Rules are written against this form, and only against it: a filter that compared a lowercased list with
unlowered text once caught almost nothing for a year. Spans are reported in the text as written, so
`normalise` also gives, for each character of the normal form, the index it came from.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

import polars as pl

__all__ = ["NormalText", "normal_form", "normal_forms", "normalise", "original_span", "read"]

_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ´`′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),  # invisible: soft hyphen, zero widths
    }
)

#: The parts of a text that need work character by character: what is not ASCII, with the letter before it
#: that an accent may sit on, and white space other than one space. The rest (most of a letter) is only
#: lowered.
_WORK: Final = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+|[^\S ]\s*| \s+|`")
#: White space other than one space.
_RUN: Final = re.compile(r"[^\S ]\s*| \s+")

#: A list item: what follows a line break when the lines around it don't belong to one sentence.
_ITEM: Final = re.compile(r"(?:[-*•·]|\(?\w{1,2}[.)])\s")
_SHORT_LINE: Final = 40  # a line this short did not end because the margin was reached


def _scan(text: str) -> tuple[str, list[int], list[int]]:
    """Return the normal form, its characters' origins, and where its lines that stand alone begin."""
    parts: list[str] = []
    origin: list[int] = []
    breaks: list[int] = []
    last, at, line_start = "", 0, 0

    def plain(start: int, end: int) -> None:
        nonlocal last
        start += last == " " and text.startswith(" ", start, end)
        if start < end:
            parts.append(text[start:end].lower())
            origin.extend(range(start, end))
            last = parts[-1][-1]

    for work in _WORK.finditer(text):
        plain(at, work.start())
        out: list[str] = []
        for index, character in enumerate(work[0], work.start()):
            # A bare accent (NFD text) is put on the letter before it, as NFKC would do on the whole text.
            if unicodedata.combining(character) and out:
                joined = unicodedata.normalize("NFKC", out[-1] + character)
                if len(joined) == 1:
                    out[-1] = last = joined
                    continue
            for piece in unicodedata.normalize("NFKC", character.translate(_SAME)).casefold().translate(_SAME):
                letter = " " if piece.isspace() else piece
                if letter == " " == last:
                    continue
                out.append(letter)
                origin.append(index)
                last = letter
        parts.append("".join(out))
        at = work.end()
        if "\n" in work[0]:
            line = work.start() + work[0].index("\n") - line_start
            if work[0].count("\n") > 1 or line < _SHORT_LINE or _ITEM.match(text, at):
                breaks.append(len(origin))
            line_start = at
    plain(at, len(text))
    return "".join(parts), origin, breaks


def normalise(text: str) -> tuple[str, list[int]]:
    """Return the normal form and, for each of its characters, the index in `text` that it came from.

    Examples
    --------
    >>> normalise("Don’t  STOP")
    ("don't stop", [0, 1, 2, 3, 4, 5, 7, 8, 9, 10])
    """
    normal, origin, _ = _scan(text)
    return normal, origin


def normal_form(text: str) -> str:
    """Return only the normal form."""
    return _lowered(text) if text.isascii() else _scan(text)[0]


def _lowered(text: str) -> str:
    """Return the normal form of ASCII, which is lowered and otherwise only loses white space."""
    return _RUN.sub(" ", text).lower().replace("`", "'")


def _ascii_breaks(text: str) -> Iterator[int]:
    """Yield the breaks of ASCII, as `_scan` finds them."""
    lost = line_start = 0
    for run in _RUN.finditer(text):
        place, at = run.start() - lost + 1, run.end()
        lost += at - run.start() - 1
        if "\n" in run[0]:
            line = text.index("\n", run.start()) - line_start
            if run[0].count("\n") > 1 or line < _SHORT_LINE or _ITEM.match(text, at):
                yield place
            line_start = at


def _ascii_origin(text: str) -> Iterator[int]:
    """Yield the origins of the normal form of ASCII, as `_scan` finds them: of white space only the first stays."""
    at = 0
    for run in _RUN.finditer(text):
        yield from range(at, run.start() + 1)
        at = run.end()
    yield from range(at, len(text))


#: What most letters have beside ASCII, and its normal form, character by character.
_COMMON: Final = {**{chr(code): same or "" for code, same in _SAME.items()}, "\u00a0": " ", "\u2026": "..."}
#: Other characters that only need to be lowered: bullets, the section sign, letters of Western Europe.
_PLAIN: Final = (
    "\u00a1\u00a7\u00a9\u00ab\u00ae\u00b6\u00b7\u00bf\u2022\u20ac\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u00ff"
)
_ONLY_PLAIN: Final = rf"^[\x00-\x7f{_PLAIN}]*$"
#: White space as Python sees it in ASCII: four separators more than Rust sees.
_SPACES: Final = r"[\t-\r\x1c-\x1f][\t-\r\x1c-\x1f ]*| [\t-\r\x1c-\x1f ]+"


def normal_forms(texts: pl.Series) -> pl.Series:
    """Return the normal form of each text: `normal_form`, for many at once.

    Texts of ASCII, typographic signs and Western letters are read by Polars; the others, few, one by one.

    Parameters
    ----------
    texts
        String; nulls stay null.

    Examples
    --------
    >>> normal_forms(pl.Series(["Don\u2019t  STOP", None])).to_list()
    ["don't stop", None]
    """
    frame = pl.DataFrame({"text": texts}).with_columns(
        signs=pl.when(pl.col("text").str.len_bytes() == pl.col("text").str.len_chars())
        .then(pl.col("text").str.replace_all("`", "'", literal=True))
        .otherwise(pl.col("text").str.replace_many(list(_COMMON), list(_COMMON.values())))
    )
    frame = frame.select(
        "text",
        hard=~pl.col("signs").str.contains(_ONLY_PLAIN),
        normal=pl.col("signs").str.to_lowercase().str.replace_all(_SPACES, " "),
    )
    hard = frame.with_row_index("row").filter("hard")
    if hard.is_empty():
        return frame["normal"].alias(texts.name)
    forms = pl.Series([normal_form(text) for text in hard["text"]], dtype=pl.String)
    return frame["normal"].scatter(hard["row"], forms).alias(texts.name)


def original_span(origin: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """Return the span of the text as written for a non-empty span of its normal form."""
    return origin[start], origin[end - 1] + 1


#: The end of a sentence in the normal form, unless the word before is an abbreviation; "no." is one before a number.
_STOP: Final = re.compile(r"(?!(?<=\bno)\. (?:[#\[(]|[\w-]*\d))(?:[.!?]['\")\]]*|;) ")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[ (])(?:dr|mr|mrs|ms|st|vs?|al|inc|sec|cal|ins|approx|e\.g|i\.e|u\.s|u\.s\.c|c\.f\.r|m\.d"
    r"|[a-z])\.$"
)
#: The number of an item of a list: alone on its line so far, or in a row of such within a sentence.
_NUMBERING: Final = re.compile(r"(?P<inline>(?:[:;,(]|\b(?:and|or)) )?(?P<number>\d{1,2})$")
#: No sentence is longer: what goes on without a stop (a model's loop, a list) is cut between words, since the time that
#: rules take grows with the square of a sentence.
_LONGEST: Final = 2000
_QUOTE: Final = re.compile(r'"[^"]{1,600}"')


@dataclass(frozen=True)
class NormalText:
    """A letter as rules read it: its normal form, and what a rule asks about a place in it.

    Attributes
    ----------
    original, text
        The letter as written and its normal form.
    breaks
        Places in `text` where a paragraph, list item, heading or other line of its own begins.
    """

    original: str
    text: str
    breaks: tuple[int, ...]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        stops = {0, *self.breaks}
        for stop in _STOP.finditer(self.text):
            at = stop.start()
            if stop[0] == ". " and self.text[at - 1].isdigit() and self._numbers_item(at, stop.end()):
                continue
            if not _ABBREVIATION.search(self.text, max(0, at - 8), at + 1):
                stops.add(stop.end())
        starts = sorted(stops)
        if len(self.text) <= _LONGEST:
            return starts
        return [place for start, end in pairwise([*starts, len(self.text)]) for place in self._cut(start, end)]

    def _numbers_item(self, stop: int, after: int) -> bool:
        """Tell whether the stop after a digit is that of an item's number ("1. the first"), not a sentence's."""
        number = _NUMBERING.search(self.text, max(0, stop - 6), stop)
        if number and (number["inline"] or self.begins_line(number.start("number"))):
            return True
        return after < len(self.text) and self.original[self.span(after, after + 1)[0]].islower()

    def _cut(self, start: int, end: int) -> Iterator[int]:
        yield start
        while end - start > _LONGEST:
            start = self.text.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
            yield start

    @cached_property
    def _quotes(self) -> list[tuple[int, int]]:
        return [match.span() for match in _QUOTE.finditer(self.text)]

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the span of the sentence around a place; headings and list items are their own sentences."""
        starts = self._sentence_starts
        index = bisect_right(starts, place)
        return starts[index - 1], starts[index] if index < len(starts) else len(self.text)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of the sentences, in order; headings and list items are their own sentences."""
        starts = self._sentence_starts
        return zip(starts, [*starts[1:], len(self.text)], strict=True)

    def begins_line(self, place: int) -> bool:
        """Tell whether a line of its own begins here."""
        index = bisect_left(self.breaks, place)
        return place == 0 or (index < len(self.breaks) and self.breaks[index] == place)

    def next_break(self, place: int) -> int:
        """Return where the next line of its own begins after a place, or the end."""
        index = bisect_right(self.breaks, place)
        return self.breaks[index] if index < len(self.breaks) else len(self.text)

    def is_quoted(self, start: int, end: int) -> bool:
        """Tell whether a span stands inside double quotes."""
        return any(a < start and end < b for a, b in self._quotes)

    @cached_property
    def _origin(self) -> array[int]:
        return array("L", _ascii_origin(self.original) if self.original.isascii() else _scan(self.original)[1])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the letter as written, with the accents that follow its last letter."""
        first, last = original_span(self._origin, start, end)
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return first, last


@lru_cache(maxsize=4096)
def read(text: str) -> NormalText:
    r"""Return a letter as rules read it; kept, since one check after another asks for the same letter.

    Examples
    --------
    >>> letter = read("Dear Member,\n\nWe DENIED it. Call us.")
    >>> letter.text[slice(*letter.sentence(15))], letter.span(16, 22)
    ('we denied it. ', (17, 23))
    """
    if text.isascii():
        return NormalText(text, _lowered(text), tuple(_ascii_breaks(text)))
    normal, _, breaks = _scan(text)
    return NormalText(text, normal, tuple(breaks))
