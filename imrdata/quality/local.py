"""Checks whose findings lie within a paragraph: each different paragraph is read once, however many letters have it.

In: letters and sources, as for every check. Out: for each letter its first finding that stands. What a paragraph
claims depends on the paragraph and the letter's kind alone; whether a claim stands may depend on the letter and on
what its writer saw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import FAIL, FOUND_SCHEMA, Check, Finding, SourceSpan
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import split_parts

__all__ = ["Claim", "LocalCheck", "gather", "not_invented"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something found in a paragraph.

    Attributes
    ----------
    start, end
        Where, in the paragraph's normal form.
    says
        The reason of the verdict.
    key
        What `LocalCheck.stands` needs to know of it: a number's value, a citation's words.
    rank
        Of several findings in a letter the one of the least rank is given, and of those the first.
    as_written
        Whether `start` and `end` are places in the paragraph as written instead.
    """

    start: int
    end: int
    says: str
    key: Any = None
    rank: int = 0
    as_written: bool = False

    def span(self, part: NormalText) -> tuple[int, int]:
        """Return where it stands in the paragraph as written."""
        return (self.start, self.end) if self.as_written else part.span(self.start, self.end)


_BEST_SCHEMA: Final = pl.Schema(
    {"part": pl.UInt32, "kind": pl.String, "_like": pl.UInt32, "rank": pl.Int64, "reason": pl.String}
    | {"span_start": pl.Int32, "span_end": pl.Int32}
    | {"source": pl.String, "source_start": pl.Int32, "source_end": pl.Int32}
)


class LocalCheck(Check):
    r"""A check of paragraphs. Subclasses override `find` and, if the sources count, `stands`.

    Attributes
    ----------
    anchors
        Words (in normal form) of which every paragraph with a finding has at least one; empty: all are read.
    reads
        The columns that `stands` and `evidence` look at, so that letters which have them in common are judged together;
        empty: they look at whatever they like, and are asked for each letter.

    Examples
    --------
    >>> class Weather(LocalCheck):
    ...     name, needs, anchors = "weather", ("view_text",), ("rain", "snow")
    ...
    ...     def find(self, part, kind):
    ...         for word in self.anchors:
    ...             if (start := part.text.find(word)) >= 0:
    ...                 yield Claim(start, start + len(word), "speaks of the weather", key=word)
    ...
    ...     def stands(self, claim, letter):
    ...         return claim.key not in letter["view_text"]
    >>> text = "Dear Plan:\n\nRain and snow kept me at home."
    >>> letters = pl.DataFrame({"letter_id": ["a"], "kind": ["appeal"], "text": [text]})
    >>> sources = pl.DataFrame({"letter_id": ["a"], "view_text": ["It did rain."]})
    >>> Weather().assess(letters, sources).select("reason", "span_start", "span_end").row(0)
    ('speaks of the weather', 21, 25)
    """

    anchors: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[tuple[str, ...]] = ()

    def find(self, part: NormalText, kind: str) -> Iterable[Claim]:
        """Return what a paragraph of a letter of this kind claims; nothing else may be looked at."""
        raise NotImplementedError

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether a claim is a finding in this letter, given its columns and its source's."""
        return True

    def evidence(self, claim: Claim, letter: dict[str, str]) -> SourceSpan | None:
        """Return where in a source stands what makes a claim a finding; None if nowhere, or it can't be told."""
        return None

    def candidates(self) -> pl.Expr:
        """Rule out texts without any anchor."""
        return pl.col("normal").str.contains_any(list(self.anchors)) if self.anchors else pl.lit(value=True)

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Return for each different paragraph of the batch whether it can have a claim."""
        if not self.anchors:
            return np.ones(len(batch.parts.texts), dtype=bool)
        return batch.parts.normal.str.contains_any(list(self.anchors)).to_numpy()

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Return what `worth_reading` tells, and what finds the claims of a paragraph in a letter of some kind."""
        return self.worth_reading(batch), lambda part, kind: self.find(batch.parts.read(part), kind)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first finding of one letter: what `find_all` does for many."""
        claims = [
            (claim.rank, order, place, start, claim, text)
            for order, (start, text) in enumerate(split_parts(letter["text"]))
            for place, claim in enumerate(self.find(read(text), letter["kind"]))
        ]
        for *_, start, claim, text in sorted(claims, key=lambda one: one[:3]):
            if self.stands(claim, letter):
                first, last = claim.span(read(text))
                return claim.says, (start + first, start + last), self.evidence(claim, letter)
        return None

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Read each different paragraph once, then look the letters' up."""
        parts = batch.parts
        worth, claims_of = self.reader(batch)
        claims: dict[tuple[int, str], list[Claim]] = {}
        for (kind,), letters in frame.select("kind", "_row").group_by("kind", maintain_order=True):
            for part in np.flatnonzero(worth & parts.standing_in(letters["_row"])).tolist():
                if found := list(claims_of(part, kind)):
                    claims[part, kind] = sorted(found, key=lambda claim: claim.rank)
        if not claims:
            return FOUND_SCHEMA.to_frame()
        frame = self._judged_together(batch, frame)
        # Most paragraphs claim nothing, and the letters have many more paragraphs than differ.
        claiming = np.zeros(len(worth), dtype=bool)
        claiming[[part for part, _ in claims]] = True
        places = parts.places.filter(pl.Series(claiming).gather(parts.places["part"])).join(
            frame.select("_row", "kind", "_like"), on="_row"
        )
        best = pl.DataFrame(self._standing(batch, frame, places, claims), schema=_BEST_SCHEMA, orient="row")
        return (
            places.join(best, on=("part", "kind", "_like"))
            .sort("_row", "rank", "order")
            .unique("_row", keep="first", maintain_order=True)
            .with_columns(
                pl.col("span_start", "span_end") + pl.col("start"),
                verdict=pl.lit(FAIL),
                score=None,
            )
            .select(pl.col(name).cast(dtype) for name, dtype in FOUND_SCHEMA.items())
        )

    def _judged_together(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the letters with ``_like``: `stands` tells the same of those that have it in common."""
        if type(self).stands is LocalCheck.stands and type(self).evidence is LocalCheck.evidence:
            return frame.with_columns(_like=pl.lit(0, pl.UInt32))
        like = batch.alike(self.reads).gather(frame["_row"]) if self.reads else frame["_row"]
        return frame.with_columns(_like=like)

    def _standing(
        self,
        batch: Batch,
        frame: pl.DataFrame,
        places: pl.DataFrame,
        claims: dict[tuple[int, str], list[Claim]],
    ) -> Iterator[tuple[object, ...]]:
        """Yield the claim of the least rank that stands, for each paragraph with one and letters judged together."""
        keys = pl.DataFrame(list(claims), schema={"part": pl.UInt32, "kind": pl.String}, orient="row")
        asked = places.join(keys, on=("part", "kind"), how="semi").select("part", "kind", "_like").unique()
        shown = [name for name in frame.columns if name in (self.reads or frame.columns) or name == "_like"]
        one_of_each = frame.unique("_like", keep="first").join(asked, on="_like", how="semi")
        letters = {row["_like"]: row for row in one_of_each.select(shown).iter_rows(named=True)}
        for part, kind, like in asked.iter_rows():
            for claim in claims[part, kind]:
                if self.stands(claim, letters[like]):
                    span = claim.span(batch.parts.read(part))
                    source = self.evidence(claim, letters[like]) or (None, None, None)
                    yield part, kind, like, claim.rank, claim.says, *span, *source
                    break


def gather(letter: dict[str, str], collect: Callable[[str], Iterable[Any]], *columns: str) -> frozenset[Any]:
    """Return what the paragraphs of what a writer saw hold; each different one is read once.

    Parameters
    ----------
    letter
        A letter's columns and its source's.
    collect
        Takes a paragraph as written. It must be a function of a module, so that its results can be kept.
    columns
        Of the sources; by default the view and the denial.

    Examples
    --------
    >>> sorted(gather({"view_text": "b a", "denial_text": "a c"}, str.split))
    ['a', 'b', 'c']
    """
    found: frozenset[Any] = frozenset()
    for column in columns or ("view_text", "denial_text"):
        text = letter.get(column)
        if text:
            found |= _gathered(text, collect)
    return found


def not_invented(letter: Mapping[str, Any]) -> str:
    """Return what a claim about the patient may stand on: the view, and hidden sentences that may be facts of him.

    A writer of this project can't have seen the latter, but nothing in them is made up, and other writers knew them.

    Examples
    --------
    >>> not_invented({"view_text": "She takes insulin."})
    'She takes insulin.'
    """
    return "\n".join(filter(None, (letter["view_text"], letter.get("undecided_text"))))


@lru_cache(maxsize=4096)
def _gathered(text: str, collect: Callable[[str], Iterable[Any]]) -> frozenset[Any]:
    return frozenset().union(*(_collected(part, collect) for _, part in split_parts(text)))


@lru_cache(maxsize=65536)
def _collected(part: str, collect: Callable[[str], Iterable[Any]]) -> frozenset[Any]:
    return frozenset(collect(part))
