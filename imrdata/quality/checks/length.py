"""Letters that are too short to be one, or too long to be read."""

from __future__ import annotations

from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.normalise import read
from imrdata.quality.scored import Measure, ScoredCheck

__all__ = ["LIMITS", "Length"]

#: Words, both ends included.
LIMITS: Final = {"denial": (80, 1500), "appeal": (120, 1500)}


class Length(ScoredCheck):
    """The number of words must be a letter's.

    Rule: denials 80 to 1,500 words, appeals 120 to 1,500; a word is what stands between white space in the normal form.
    The score is how many words there are too few or too many; below nothing, how many are left to the nearer limit.
    Why: shorter letters lack required contents; longer ones loop.
    Source: domain.md §6 (400-1,200 words is the rubric's wish for appeals); bounds are this project's.
    Limits: none known.
    """

    name = "length"
    version = 4
    threshold = 1.0

    def measure(self, letter: dict[str, str]) -> Measure:
        """Count the words; a wrong length has no place in the text."""
        words = len(read(letter["text"]).text.split())
        low, high = LIMITS[letter["kind"]]
        return Measure(float(max(low - words, words - high)), f"has {words} words; {low} to {high} are allowed")

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Count the words of each different paragraph once."""
        words = pl.Series(batch.parts.totals(batch.parts.normal.str.count_matches("[^ ]+").to_numpy()), dtype=pl.Int64)
        limits = pl.DataFrame(
            [(kind, *ends) for kind, ends in LIMITS.items()], schema=["kind", "low", "high"], orient="row"
        )
        measured = (
            frame.select("_row", "kind", words=words.gather(frame["_row"]))
            .join(limits, on="kind", maintain_order="left")
            .with_columns(
                score=pl.max_horizontal(pl.col("low") - pl.col("words"), pl.col("words") - pl.col("high")),
                reason=pl.format("has {} words; {} to {} are allowed", "words", "low", "high"),
            )
        )
        return self.drawn(measured)
