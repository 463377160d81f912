"""Letters that are too short to be one, or too long to be read."""

from __future__ import annotations

from typing import Final

import polars as pl

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read

#: Words, both ends included.
LIMITS: Final = {"denial": (80, 1500), "appeal": (80, 1500)}


class Length(Check):
    """The number of words must be a letter's.

    Rule: 80 to 1,500 words; a word is what stands between white space in the normal form.
    Why: shorter letters lack required contents; longer ones loop.
    Source: domain.md §6 (400-1,200 words is the rubric's wish for appeals); bounds are this project's.
    Limits: none known.
    """

    name = "length"
    version = 2

    def candidates(self) -> pl.Expr:
        """Count the runs between white space in the normal form."""
        words = pl.col("normal").str.strip_chars(" ").str.split(" ").list.len()
        low = pl.col("kind").replace_strict(
            {kind: low for kind, (low, _) in LIMITS.items()}, return_dtype=pl.Int64, default=0
        )
        high = pl.col("kind").replace_strict(
            {kind: high for kind, (_, high) in LIMITS.items()}, return_dtype=pl.Int64, default=0
        )
        return ~words.is_between(low, high)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Count the words; a wrong length has no place in the text."""
        words = len(read(letter["text"]).text.split())
        low, high = LIMITS[letter["kind"]]
        if low <= words <= high:
            return None
        return f"has {words} words; {low} to {high} are allowed", None
