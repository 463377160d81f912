"""The careful reader: one row at a time, for rows that are not well formed.

Polars reads what `count` finds well formed. This reads the rest: it cuts the text into rows where a line begins
like an IMR row (an id and a year), so that one broken quote costs one row and not the rest of the file.
A row that does not fall into the dialect's number of fields is rejected with its line and reason, never shifted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imrdata.cases.dialects import Form

__all__ = ["Row", "read_rows", "row_start"]

#: A row of a form without ids ends where its quotes are closed; one that stays open longer than this never was one.
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of text: its fields, or the reason why it has none."""

    line: int  # physical line it starts on, counted from 0
    text: str
    fields: list[str] | None
    reason: str = ""


def row_start(form: Form) -> str | None:
    """Return a regular expression for how a row of a form begins, or None where its first columns don't tell.

    It holds for text and, encoded, for bytes.
    """
    names = list(form.names)
    end = re.escape(form.dialect.delimiter)
    pattern = '"?'
    if names and names[0] is None:
        pattern += rf'\d*"?{end}"?'
        names = names[1:]
    if names[:1] != ["reference_id"]:
        return None
    pattern += rf'[ ]*(?:(?:MN|EI|UR)\d\d-\d+|\d\d-\d+)[ ]*"?{end}'
    if names[1:2] == ["report_year"]:
        pattern += rf'"?[ ]*\d{{4}}[ ]*"?{end}'
    return pattern


def read_rows(text: str, *, form: Form) -> Iterator[Row]:
    """Cut rows (no header) apart; every character belongs to exactly one, but for blank lines."""
    pieces = _by_start(text, form) if row_start(form) else _by_quotes(text)
    line = 0
    for piece in pieces:
        if piece.strip():
            fields, reason = _fields(piece.rstrip("\r\n"), delimiter=form.dialect.delimiter, columns=len(form.names))
            yield Row(line, piece, fields, reason)
        line += piece.count("\n")


def _by_start(text: str, form: Form) -> Iterator[str]:
    starts = [match.start() for match in re.finditer(f"^{row_start(form)}", text, re.MULTILINE)]
    if not starts or starts[0]:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield text[start:end]


def _by_quotes(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        first = end = text.find("\n", start) + 1 or len(text)
        while text.count('"', start, end) % 2 and end < len(text) and end - start < _LONGEST:
            end = text.find("\n", end) + 1 or len(text)
        if text.count('"', start, end) % 2:
            end = first
        yield text[start:end]
        start = end


def _fields(row: str, *, delimiter: str, columns: int) -> tuple[list[str] | None, str]:
    """Split one row into fields; a quote inside an unquoted field is a character like any other."""
    fields: list[str] = []
    position = 0
    while True:
        if row.startswith('"', position):
            value, position, reason = _quoted(row, position + 1)
            if reason:
                return None, reason
            if position < len(row) and row[position] != delimiter:
                return None, f"field {len(fields) + 1}: a closed quote is followed by text"
        else:
            end = row.find(delimiter, position)
            end = len(row) if end < 0 else end
            value, position = row[position:end], end
            if "\n" in value or "\r" in value:
                return None, f"field {len(fields) + 1} runs over a line end"
        fields.append(value)
        if position >= len(row):
            break
        position += 1
    if len(fields) != columns:
        return None, f"it has {len(fields)} fields, not {columns}"
    return fields, ""


def _quoted(row: str, position: int) -> tuple[str, int, str]:
    """Read a quoted field from after its opening quote; return value, the index after it, and a reason."""
    parts: list[str] = []
    while True:
        end = row.find('"', position)
        if end < 0:
            return "", len(row), "a quote is opened and never closed"
        parts.append(row[position:end])
        if row.startswith('""', end):
            parts.append('"')
            position = end + 2
            continue
        return "".join(parts), end + 1, ""
