"""Exports to Parquet, batch by batch: what ``imrdata read`` does.

In: what a path names. Out: ``cases.parquet`` (CONVERTED_SCHEMA), ``rejected.jsonl`` and ``books.json``. Batches flow
from the reader through the row stages into the file, so an export larger than memory can be converted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl
from polars.io.plugins import register_io_source

from imrdata.cases.books import Books
from imrdata.cases.crosswalk import COMMON_SCHEMA, add_common_categories
from imrdata.cases.findings import add_sentences
from imrdata.cases.mentions import MENTIONED_COLUMNS, add_mentions
from imrdata.cases.read import Reader
from imrdata.cases.schema import CASE_SCHEMA, SENTENCED_CASE_SCHEMA
from imrdata.cases.segment import SECTIONS, segment
from imrdata.cases.sources import Paths
from imrdata.errors import ImrDataError, SourceError
from imrdata.spark import local_session, run_rows, to_polars, to_spark

__all__ = ["CONVERTED_SCHEMA", "ENGINES", "convert"]

ENGINES: Final = ("polars", "spark")

#: What cases.parquet holds: the cases and where their sections begin; with roles also their sentences, what these
#: mention, votes and verdict, and the categories' common names.
CONVERTED_SCHEMA: Final = pl.Schema({**CASE_SCHEMA, "sections": SECTIONS})
_WITH_ROLES: Final = pl.Schema({**SENTENCED_CASE_SCHEMA, **COMMON_SCHEMA, **MENTIONED_COLUMNS, "sections": SECTIONS})


def convert(
    path: Paths,
    *,
    place: Path,
    dialect: str = "auto",
    limit: int | None = None,
    engine: str = "polars",
    roles: bool = False,
) -> Books:
    """Convert exports into a folder.

    Parameters
    ----------
    path
        As for `imrdata.read_imr`.
    place
        An existing folder; three files are written into it.
    dialect, limit
        As for `imrdata.read_imr`.
    engine
        ``polars``: batch by batch in this process. ``spark``: the same row stages on a local Spark, all at once.
        Both write the same rows.
    roles
        True: with the sentences and their roles, what they mention, and common category names, which takes many
        times as long.

    Returns
    -------
    Books
        As written to ``books.json``.

    Raises
    ------
    SourceError, BooksError
        As `imrdata.read_imr` does.
    OSError
        The folder can't be written.
    """
    if engine not in ENGINES:
        raise SourceError(f"there is no engine {engine!r}", mend=f"use one of {', '.join(ENGINES)}")
    reader = Reader(path, dialect=dialect, limit=limit)
    stage, schema = (_with_roles, _WITH_ROLES) if roles else (segment, CONVERTED_SCHEMA)
    with (place / "rejected.jsonl").open("wb") as rejected:
        batches = _cases(reader, lambda frame: frame.write_ndjson(rejected))
        if engine == "spark":
            _on_spark(batches, stage, schema).write_parquet(place / "cases.parquet")
        else:
            _sink(batches, stage, schema, file=place / "cases.parquet")
    books = reader.books()
    (place / "books.json").write_text(
        json.dumps(books.to_dict(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return books


def _with_roles(cases: pl.DataFrame) -> pl.DataFrame:
    return segment(add_mentions(add_common_categories(add_sentences(cases)))).select(_WITH_ROLES.names())


def _cases(reader: Reader, reject: Callable[[pl.DataFrame], None]) -> Iterator[pl.DataFrame]:
    for batch in reader:
        if batch.rejected.height:
            reject(batch.rejected)
        yield batch.cases


def _sink(
    batches: Iterator[pl.DataFrame], stage: Callable[[pl.DataFrame], pl.DataFrame], schema: pl.Schema, *, file: Path
) -> None:
    """Stream batches through a stage into a Parquet file."""
    failed: list[BaseException] = []

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        try:
            for cases in batches:
                yield stage(cases).select(schema.names())
        except ImrDataError as error:
            # Polars would make it a ComputeError of its own words.
            failed.append(error)
            raise

    try:
        register_io_source(read, schema=schema).sink_parquet(file, compression="zstd", compression_level=3)
    except pl.exceptions.PolarsError as error:
        if failed:
            raise failed[0] from None
        # A full disk, mostly; Polars has no exception of its own for it.
        raise OSError(str(error).splitlines()[0]) from None


def _on_spark(
    batches: Iterator[pl.DataFrame], stage: Callable[[pl.DataFrame], pl.DataFrame], schema: pl.Schema
) -> pl.DataFrame:
    cases = pl.concat([CASE_SCHEMA.to_frame(), *batches])
    with local_session() as session:
        return to_polars(run_rows(to_spark(cases, session=session), stage, schema=schema), schema=schema)
