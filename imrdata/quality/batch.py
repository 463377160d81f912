"""Letters and what their writers saw, joined once, with what the checks share worked out once.

In: a letters frame and a sources frame. Out: one frame for all checks, the letters' normal form and paragraphs.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.quality.literals import LiteralIndex, Required
from imrdata.quality.normalise import normal_forms
from imrdata.quality.parts import Parts

__all__ = ["Batch", "uncollected"]

Found = TypeVar("Found")

#: Columns that are the letter's own, whatever a source calls them.
_OWN = ("letter_id", "kind", "text", "normal")


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare the process the search for reference cycles while a shipped check is at work.

    What it learns is kept for the batch's other letters, so that the search takes time and finds nothing to free. Where
    the process has switched it off, it stays off.
    """
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()


class Batch:
    """Letters that are checked together.

    Parameters
    ----------
    letters
        ``letter_id``, ``kind``, ``text``, and whatever else.
    sources
        ``letter_id``, and columns of ``SOURCE_SCHEMA``. Where both frames have a column, the source's value counts,
        and the letter's where the source has none, if it is of the same type.
    required
        The words that the patterns of the checks need (`imrdata.quality.literals`), for one pass over the texts.

    Attributes
    ----------
    frame
        The letters in their order, with their sources' columns and ``_row``, the place.

    Raises
    ------
    ImrDataError
        A ``letter_id`` occurs twice in one of the frames.
    """

    def __init__(self, letters: pl.DataFrame, sources: pl.DataFrame, *, required: Iterable[Required] = ()) -> None:
        for name, frame in (("letters", letters), ("sources", sources)):
            if frame["letter_id"].n_unique() != frame.height:
                raise ImrDataError(f"a letter_id occurs twice in {name}", mend="give every letter an id of its own")
        both = [name for name in sources.columns if name in letters.columns and name not in _OWN]
        alike = [name for name in both if sources.schema[name] == letters.schema[name]]
        self.frame = (
            letters.drop("normal", strict=False)
            .with_row_index("_row")
            .rename({name: f"_letter_{name}" for name in both})
            .join(sources.drop(_OWN[1:], strict=False), on="letter_id", how="left", maintain_order="left")
            .with_columns(pl.coalesce(name, f"_letter_{name}").alias(name) for name in alike)
            .with_columns(pl.col(pl.Null).cast(pl.String))  # a column of which nothing is known has no other type
        )
        self._required = list(required)
        self._alike: dict[str, pl.Series] = {}
        self._known: dict[Hashable, Any] = {}

    def once(self, find: Callable[..., Found], *about: Hashable) -> Found:
        """Return what a function tells of this batch and of something else; worked out once for all checks."""
        key = (find, *about)
        if key not in self._known:
            self._known[key] = find(self, *about)
        found: Found = self._known[key]
        return found

    @cached_property
    def normal(self) -> pl.Series:
        """The normal form of each letter."""
        return normal_forms(self.frame["text"]).alias("normal")

    @cached_property
    def parts(self) -> Parts:
        """The paragraphs of the letters."""
        return Parts(self.frame["text"])

    @cached_property
    def words(self) -> LiteralIndex:
        """Which words of the patterns stand in which of `parts`."""
        return LiteralIndex(self.parts.normal, self._required)

    def alike(self, columns: Iterable[str]) -> pl.Series:
        """Return for each letter the place of the first one with the same in some columns; an absent one is null."""
        shared = [name for name in columns if name in self.frame.columns]
        for name in shared:
            if name not in self._alike:
                self._alike[name] = self.frame.select(pl.col("_row").first().over(name)).to_series()
        frame = pl.DataFrame([self.frame["_row"], *(self._alike[name].alias(name) for name in shared)])
        return frame.select(pl.col("_row").first().over(shared or pl.lit(0))).to_series()

    def with_needed(self, frame: pl.DataFrame, expression: pl.Expr) -> pl.DataFrame:
        """Return rows of `frame` with the column ``normal`` if an expression asks for it."""
        if "normal" in expression.meta.root_names():
            return frame.with_columns(normal=self.normal.gather(frame["_row"]))
        return frame

    def rows(self, frame: pl.DataFrame) -> Iterable[dict[str, Any]]:
        """Return rows of `frame` as a check's `inspect` takes them."""
        return frame.iter_rows(named=True)
