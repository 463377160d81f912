"""Delimited text, block by block: cells and rejected rows, each block held against an independent count.

A block is a run of whole rows of some megabytes, so that a file larger than memory can be walked through. A block
that is well formed (RFC 4180) is read by Polars and compared with `count`; any other is read row by row.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from imrdata.cases.count import count
from imrdata.cases.decode import Encoding
from imrdata.cases.dialects import Form
from imrdata.cases.rows import Row, read_rows, row_start
from imrdata.cases.schema import REJECTED_SCHEMA
from imrdata.cases.sources import let_go
from imrdata.cases.unquoted import split_unquoted
from imrdata.errors import BooksError

__all__ = ["BLOCK", "Part", "cell_schema", "read_delimited"]

#: Bytes of a block, about: large enough that its overhead does not show, small enough for several at a time.
BLOCK: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a source file.

    Attributes
    ----------
    cells
        ``source_row`` and the case columns the file has, all String.
    rejected
        REJECTED_SCHEMA.
    rows, characters
        Rows, and code points of Findings (of the whole row where a row is rejected), as counted independently.
    counted_by
        How: see `imrdata.cases.books.SourceBooks`.
    """

    cells: pl.DataFrame
    rejected: pl.DataFrame
    rows: int
    characters: int
    counted_by: str


def cell_schema(form: Form) -> dict[str, type[pl.DataType]]:
    """Return the columns of a file's cells: its row number and the case columns it fills."""
    return {"source_row": pl.Int32, **{name: pl.String for name in form.names if name is not None}}


def read_delimited(
    data: bytes | mmap.mmap, *, form: Form, encoding: Encoding, sha256: str, where: str, block: int = BLOCK
) -> Iterator[Part]:
    """Read the rows of a delimited file, block by block, in the order of the file.

    Raises
    ------
    BooksError
        Rows or characters of a block are not accounted for.
    """
    rows = 0
    lines = 1  # the header
    start = data.find(b"\n") + 1 or len(data)
    while start < len(data):
        piece = _block(data, start, block, form)
        text = encoding.decode(piece)
        part = _read_well_formed(text, form=form, first_row=rows + 1)
        if part is None and len(piece) < len(data) - start and piece.count(b'"') % 2:
            # What looked like a row may stand in a quoted text; in a longer block that would be plain.
            longer = _block(data, start, 2 * block, form)
            again = encoding.decode(longer)
            part = _read_well_formed(again, form=form, first_row=rows + 1)
            piece, text = (longer, again) if part else (piece, text)
        if part is None:
            found = _read_lines(text, form=form) if form.dialect.unquoted else read_rows(text.decode(), form=form)
            part = _from_rows(list(found), text, form=form, sha256=sha256, where=where, row=rows + 1, line=lines + 1)
        yield part
        rows += part.rows
        lines += text.count(b"\n")
        let_go(data, start, start + len(piece))
        start += len(piece)


def _block(data: bytes | mmap.mmap, start: int, size: int, form: Form) -> bytes:
    """Return a block of whole rows: up to what looks like a row's begin or, where nothing does, outside of quotes."""
    end = start + size
    if end >= len(data):
        return data[start:]
    if pattern := row_start(form):
        begins = re.compile(pattern.encode())
        while (newline := data.rfind(b"\n", start, end)) >= 0:
            if begins.match(data, newline + 1):
                return data[start : newline + 1]
            end = newline
    else:
        piece = data[start:end]
        odd, end = piece.count(b'"'), len(piece)
        while (newline := piece.rfind(b"\n", 0, end)) >= 0:
            odd += piece.count(b'"', newline + 1, end)
            if odd % 2 == 0:
                return piece[: newline + 1]
            end = newline
    return _block(data, start, size * 2, form)


def _read_well_formed(text: bytes, *, form: Form, first_row: int) -> Part | None:
    """Read with Polars; None if the block is not well formed, or comes out otherwise than it was counted."""
    if form.dialect.unquoted:
        return None
    columns = len(form.names)
    counted = count(text, delimiter=form.dialect.delimiter, columns=columns, column=form.findings)
    if counted.problem:
        return None
    try:
        cells = pl.read_csv(
            text,
            has_header=False,
            separator=form.dialect.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
            new_columns=form.fields,
        )
    except pl.exceptions.NoDataError:
        cells = pl.DataFrame(schema=dict.fromkeys(form.fields, pl.String))
    except pl.exceptions.PolarsError:
        return None
    characters = 0 if form.findings is None else int(cells["findings"].str.len_chars().sum())
    # Polars fills short rows with nulls in silence; the count of delimiters shows them.
    whole = counted.delimiters == counted.records * (columns - 1)
    if not whole or cells.height != counted.records or characters != counted.characters:
        return None
    numbered = cells.with_row_index("source_row", offset=first_row).select(
        pl.col(name).cast(kind) for name, kind in cell_schema(form).items()
    )
    return Part(numbered, REJECTED_SCHEMA.to_frame(), counted.records, counted.characters, "rfc4180")


def _read_lines(text: bytes, *, form: Form) -> Iterator[Row]:
    """Read the rows of a form without quotes: one a line."""
    for number, line in enumerate(text.decode().splitlines(keepends=True)):
        if line.strip():
            fields, reason = split_unquoted(line.rstrip("\r\n"))
            yield Row(number, line, fields, reason)


def _from_rows(rows: list[Row], text: bytes, *, form: Form, sha256: str, where: str, row: int, line: int) -> Part:
    """Make cells of the rows that have fields, and rejected rows of the others."""
    findings = form.findings
    read = sum(len(one.text) for one in rows)
    blank = sum(len(one) for one in text.decode().splitlines(keepends=True) if not one.strip())
    if not read <= len(text.decode()) <= read + blank:
        raise BooksError(f"{len(text.decode())} characters came in but {read} are in rows", where=where)
    good = [(row + number, *one.fields) for number, one in enumerate(rows) if one.fields is not None]
    cells = pl.DataFrame(good, schema={"source_row": pl.Int32, **dict.fromkeys(form.fields, pl.String)}, orient="row")
    cells = cells.select(*cell_schema(form))
    kept = 0
    for one in rows:
        if one.fields is not None and findings is not None:
            kept += _count_alone(one, form=form, where=where)
    bad = [
        (
            sha256,
            row + number,
            line + one.line,
            one.reason,
            len(one.text.rstrip("\r\n")) * (findings is not None),
            one.text,
        )
        for number, one in enumerate(rows)
        if one.fields is None
    ]
    rejected = pl.DataFrame(bad, schema=REJECTED_SCHEMA, orient="row")
    counted_by = "lines" if form.dialect.unquoted else "row starts"
    return Part(cells, rejected, len(rows), kept + int(rejected["findings_characters"].sum()), counted_by)


def _count_alone(row: Row, *, form: Form, where: str) -> int:
    """Count one row's Findings by themselves, and hold them against what was read."""
    findings = form.findings
    read = len(row.fields[findings]) if row.fields is not None and findings is not None else 0
    counted = count(row.text.encode(), delimiter=form.dialect.delimiter, columns=len(form.names), column=findings)
    if counted.problem:
        # A stray quote in an unquoted field is no RFC 4180; there the value must stand in the row as it was written.
        value = row.fields[findings] if row.fields is not None and findings is not None else ""
        good = value in row.text or value.replace('"', '""') in row.text
    else:
        good = counted.records == 1 and counted.characters == read
    if not good:
        raise BooksError(f"{read} characters of Findings were read, {counted.characters} counted", where=where)
    return read
