"""Checking as a row-wise stage, as Spark runs it: a row a letter in, a row a letter out with a list of its verdicts.

A letter's verdicts depend on that letter and its source alone, so letters may be dealt out in any way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from imrdata.quality.check import VERDICT_SCHEMA, Check, assess, chosen

__all__ = ["ASSESSED_SCHEMA", "assess_rows", "verdicts_of"]

#: A letter's verdicts, in the order of the checks.
ASSESSED_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String(),
        "verdicts": pl.List(pl.Struct({name: VERDICT_SCHEMA[name] for name in VERDICT_SCHEMA if name != "letter_id"})),
    }
)


def assess_rows(letters: pl.DataFrame, *, checks: Sequence[Check | str] | str = "default") -> pl.DataFrame:
    """Run checks over letters that bring their sources' columns with them.

    Parameters
    ----------
    letters
        ``letter_id``, ``kind``, ``text``, and the columns of ``imrdata.letters.schema.SOURCE_SCHEMA``.
    checks
        As for `assess`.

    Returns
    -------
    DataFrame
        ASSESSED_SCHEMA, one row per letter in the order of `letters`.

    Examples
    --------
    >>> letters = pl.DataFrame({"letter_id": ["a"], "kind": ["denial"], "text": ["Case MN25-45178."]})
    >>> verdicts = verdicts_of(assess_rows(letters))
    >>> verdicts.equals(assess(letters))
    True
    """
    own = pl.struct(name for name in VERDICT_SCHEMA if name != "letter_id")
    found = assess(letters, checks=checks).group_by("letter_id").agg(verdicts=own)
    return (
        letters.select("letter_id")
        .join(found, on="letter_id", how="left", maintain_order="left")
        .with_columns(pl.col("verdicts").fill_null([]))
        .cast(ASSESSED_SCHEMA)
    )


def verdicts_of(assessed: pl.DataFrame, *, checks: Sequence[Check | str] | str = "default") -> pl.DataFrame:
    """Return the rows of `assess_rows` as `assess` returns them: one per letter and check, check by check."""
    order = [check.name for check in chosen(checks)]
    rows = assessed.filter(pl.col("verdicts").list.len() > 0).explode("verdicts").unnest("verdicts")
    place = pl.col("check").replace_strict(order, list(range(len(order))), return_dtype=pl.Int64)
    return rows.sort(place, maintain_order=True).select(VERDICT_SCHEMA.names())
