"""Letters that are too short to be one, or too long to be read."""

from __future__ import annotations

from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read

#: Words, both ends included.
LIMITS: Final = {"denial": (80, 1500), "appeal": (120, 1500)}


class Length(Check):
    """The number of words must be a letter's.

    Rule: denials 80 to 1,500 words, appeals 120 to 1,500; a word is what stands between white space in the normal form.
    Why: shorter letters lack required contents; longer ones loop.
    Source: domain.md §6 (400-1,200 words is the rubric's wish for appeals); bounds are this project's.
    Limits: none known.
    """

    name = "length"
    version = 3

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Count the words of each different paragraph, and inspect the letters that have too few or too many."""
        words = pl.Series(batch.parts.totals(batch.parts.normal.str.count_matches("[^ ]+").to_numpy()))
        fits = pl.lit(value=False)
        for kind, (low, high) in LIMITS.items():
            fits |= (pl.col("kind") == kind) & pl.col("_words").is_between(low, high)
        counted = frame.with_columns(_words=words.gather(frame["_row"]))
        return super().find_all(batch, counted.filter(~fits).drop("_words"))

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Count the words; a wrong length has no place in the text."""
        words = len(read(letter["text"]).text.split())
        low, high = LIMITS[letter["kind"]]
        if low <= words <= high:
            return None
        return f"has {words} words; {low} to {high} are allowed", None
