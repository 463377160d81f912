"""The careful reader: one row at a time, for files that are not well formed.

Polars reads what `count` finds well formed. This reads the rest: it cuts the text into rows where a line begins
like an IMR row (an id and a year), so that one broken quote costs one row and not the rest of the file.
A row that does not fall into the dialect's number of fields is rejected with its line and reason, never shifted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Row", "read_rows"]

#: How a row of a dialect with ids begins: an id such as MN16-22639, then a delimiter and a year.
_ROW_START = re.compile(r'^"?(?:MN|EI|UR)\d\d-\d+"?[,;]"?\d{4}"?[,;]', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of text: its fields, or the reason why it has none."""

    line: int  # physical line it starts on; 1 = header
    text: str
    fields: list[str] | None
    reason: str = ""


def read_rows(text: str, *, delimiter: str, columns: int) -> Iterator[Row]:
    """Cut text (header line first) into rows; every character after the header belongs to exactly one."""
    body = text.find("\n") + 1 or len(text)
    starts = [match.start() for match in _ROW_START.finditer(text, body)]
    if not starts or starts[0] != body:
        starts.insert(0, body)
    line = 2
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        chunk = text[start:end]
        if chunk.strip():
            fields, reason = _fields(chunk.rstrip("\r\n"), delimiter=delimiter, columns=columns)
            yield Row(line, chunk, fields, reason)
        line += chunk.count("\n")


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
        if "\n" in value and len(fields) < columns - 1:
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
