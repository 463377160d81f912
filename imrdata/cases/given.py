"""Frames of cases as callers give them: what is none, or lacks a column, is told in one sentence."""

from __future__ import annotations

import polars as pl

from imrdata.errors import SourceError

__all__ = ["as_cases"]


def as_cases(given: object, *, columns: tuple[str, ...], of: str) -> pl.DataFrame:
    """Return a frame of cases that has some columns.

    Parameters
    ----------
    given
        What the caller gave.
    columns
        What it has to hold.
    of
        The stage that asks.

    Raises
    ------
    SourceError
        It is no DataFrame of Polars, or lacks a column.

    Examples
    --------
    >>> as_cases([1], columns=("findings",), of="add_sentences")
    Traceback (most recent call last):
    ...
    imrdata.errors.SourceError: add_sentences: cases are given as list; give a DataFrame, such as read_imr(FILE).cases.
    """
    if not isinstance(given, pl.DataFrame):
        raise SourceError(
            f"cases are given as {type(given).__name__}",
            where=of,
            mend="give a DataFrame, such as read_imr(FILE).cases",
        )
    if lacking := [name for name in columns if name not in given.columns]:
        mend = "run add_sentences first" if lacking == ["sentences"] else "give the cases of read_imr"
        raise SourceError(f"cases have no column {', '.join(lacking)}", where=of, mend=mend)
    return given
