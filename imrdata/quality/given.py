"""What is handed to `assess`, made two frames, or refused in one sentence.

In: letters and sources as a caller has them: frames, or the paths of files. Out: frames whose columns the checks can
read. A frame of another library, or a column of another type, would end in an error of Polars' that names neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.quality.audit import KINDS, read_letters, sources_from_export

__all__ = ["as_letters", "as_sources"]

_LETTER: Final = ("letter_id", "kind", "text")


def as_letters(given: Any) -> pl.DataFrame:
    """Return letters as a frame with at least ``letter_id``, ``kind`` and ``text``.

    Parameters
    ----------
    given
        A frame, or the path of a JSONL file (`read_letters`).

    Raises
    ------
    ImrDataError
        It is neither, a column is missing or not text, a kind is neither denial nor appeal, or an id is null.
    SourceError
        The file can't be read as letters.

    Examples
    --------
    >>> as_letters([{"letter_id": "a"}])
    Traceback (most recent call last):
    ...
    imrdata.errors.ImrDataError: letters are of type list; give a Polars DataFrame, or the path of a JSONL file.
    """
    if isinstance(given, str | Path):
        return read_letters(given)
    letters = _frame(given, name="letters", file="a JSONL file")
    if missing := [name for name in _LETTER if name not in letters.columns]:
        raise ImrDataError(f"letters have no column {', '.join(missing)}", mend="give every letter these columns")
    letters = _of_text(letters, (*_LETTER, "case_id", *SOURCE_SCHEMA), name="letters")
    if letters["letter_id"].null_count():
        raise ImrDataError("letters have a letter_id that is null", mend="give every letter an id")
    # A kind that no check knows would get no verdict at all, and so look clean.
    if unknown := set(letters["kind"].to_list()) - set(KINDS):
        raise ImrDataError(f"letters of kind {sorted(map(str, unknown))}", mend=f"use {' or '.join(KINDS)}")
    return letters


def as_sources(given: Any, *, letters: pl.DataFrame) -> pl.DataFrame:
    """Return what the letters' writers saw as a frame with at least ``letter_id``.

    Parameters
    ----------
    given
        A frame with columns of SOURCE_SCHEMA; or the path of the export that the letters' cases stand in; or None:
        nothing is known of any letter.
    letters
        Result of `as_letters`.

    Raises
    ------
    ImrDataError
        It is none of these, has no ``letter_id``, or a column of SOURCE_SCHEMA is not text.
    SourceError
        The file can't be read as an export.

    Examples
    --------
    >>> as_sources(None, letters=pl.DataFrame({"letter_id": ["a"]})).columns
    ['letter_id']
    """
    if given is None:
        return letters.select("letter_id")
    if isinstance(given, str | Path):
        return sources_from_export(letters, given)
    sources = _frame(given, name="sources", file="an export")
    if "letter_id" not in sources.columns:
        raise ImrDataError("sources have no column letter_id", mend="give each source its letter's id")
    return _of_text(sources, SOURCE_SCHEMA, name="sources")


def _frame(given: Any, *, name: str, file: str) -> pl.DataFrame:
    if isinstance(given, pl.DataFrame):
        return given
    if isinstance(given, pl.LazyFrame):
        raise ImrDataError(f"{name} are a LazyFrame", mend="call its .collect() first")
    raise ImrDataError(
        f"{name} are of type {type(given).__name__}", mend=f"give a Polars DataFrame, or the path of {file}"
    )


def _of_text(frame: pl.DataFrame, columns: Iterable[str], *, name: str) -> pl.DataFrame:
    """Return a frame whose columns that mean something here are text."""
    for column in columns:
        # A column of which nothing is known has no type of its own.
        if column in frame.columns and frame.schema[column] not in (pl.String, pl.Null):
            raise ImrDataError(
                f"column {column} of {name} is {frame.schema[column]}, not text",
                mend=f'cast it: pl.col("{column}").cast(pl.String)',
            )
    return frame.with_columns(pl.col(pl.Null).cast(pl.String))
