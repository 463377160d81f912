"""A sample of cases in which every stratum has its share. Room: cases.

In: a cases frame, how many, and by which columns. Out: so many of its rows, in their order. Which rows depends on
the seed and on each case's own id and source file, never on row order, thread count or what else is there.
A `whole` stage: it is wrong per batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

from imrdata.errors import RecipeError

__all__ = ["sample_cases"]


def sample_cases(cases: pl.DataFrame, *, size: int, by: Sequence[str], seed: int) -> pl.DataFrame:
    """Draw cases without replacement, each stratum in proportion to its number of cases.

    Seats are given by largest remainders (Hamilton's method): each stratum has its share rounded down, and what is
    left goes to those with the largest remainders. So a stratum's number is within 1 of its share, and one with a
    small share may have none. Among equal remainders the larger stratum is first, then the one whose values stand
    first in the alphabet.

    Parameters
    ----------
    cases
        Needs ``case_id`` and ``source_sha256`` (CASE_SCHEMA has both) and the columns of `by`.
    size
        How many to draw; all, if there are not more.
    by
        Columns whose combinations of values are the strata; null is a value. Empty: one stratum.
    seed
        Another seed draws others.

    Returns
    -------
    pl.DataFrame
        The rows drawn, in the order of `cases`.

    Raises
    ------
    RecipeError
        `size` is negative, or a column is unknown, named twice, or of no plain type (text, number, date, boolean).

    Examples
    --------
    >>> cases = pl.DataFrame({"case_id": list("abcdef"), "source_sha256": ["0"] * 6, "type": list("xxxxyy")})
    >>> drawn = sample_cases(cases, size=3, by=["type"], seed=1)
    >>> drawn["type"].to_list()
    ['x', 'x', 'y']
    """
    _check(cases, size=size, by=by)
    if size >= cases.height:
        return cases
    strata = _strata(cases, by=by)
    seats = _seats({stratum: len(rows) for stratum, rows in strata.items()}, size=size)
    lots = [
        hashlib.sha256(f"{seed}|sample|{source}|{case_id}".encode()).digest()
        for source, case_id in cases.select("source_sha256", "case_id").iter_rows()
    ]
    drawn = [row for stratum, rows in strata.items() for row in sorted(rows, key=lots.__getitem__)[: seats[stratum]]]
    return cases[sorted(drawn)]


def _check(cases: pl.DataFrame, *, size: int, by: Sequence[str]) -> None:
    if size < 0:
        raise RecipeError(f"a sample can't have {size} cases", where="sample", mend="give a whole number from 0 up")
    plain = [name for name, kind in cases.schema.items() if not kind.is_nested()]
    for number, name in enumerate(by):
        if name not in plain:
            problem = f"{name} can't divide cases" if name in cases.columns else f"there is no column {name}"
            raise RecipeError(problem, where="sample by", mend=f"use {', '.join(plain)}")
        if name in by[:number]:
            raise RecipeError(f"{name} is named twice", where="sample by", mend="name it once")


def _strata(cases: pl.DataFrame, *, by: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Return the row numbers of each combination of values."""
    if not by:
        return {(): list(range(cases.height))}
    strata: dict[tuple[str, ...], list[int]] = {}
    for row, values in enumerate(cases.select(by).iter_rows()):
        # As text, so that every value can be ordered beside every other: null comes first, "null" is a word.
        strata.setdefault(tuple("" if value is None else f"={value}" for value in values), []).append(row)
    return strata


def _seats(sizes: dict[tuple[str, ...], int], *, size: int) -> dict[tuple[str, ...], int]:
    """Return how many cases each stratum has in a sample smaller than all; in whole numbers, so that nothing rounds."""
    total = sum(sizes.values())
    seats = {stratum: number * size // total for stratum, number in sizes.items()}
    # By remainder, then by size, both from the largest; then by name.
    order = sorted(sizes, key=lambda stratum: (-(sizes[stratum] * size % total), -sizes[stratum], stratum))
    for stratum in order[: size - sum(seats.values())]:
        seats[stratum] += 1
    return seats
