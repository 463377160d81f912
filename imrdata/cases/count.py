"""An independent count of delimited rows: records, delimiters and characters of one column.

It shares no code with the reader, so that the reader's books can be balanced against it. It knows one thing,
RFC 4180: whatever stands between quotes is text, a doubled quote is one, and a line ends a record elsewhere.
Cutting the bytes at every quote makes it fast: even pieces lie outside of quotes, odd ones inside. The even pieces
alone, a few bytes a row, say where records and fields end; the odd ones are only measured.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

__all__ = ["Count", "count"]

_PART: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted.

    ``problem`` is empty for well-formed rows; else it says what is not RFC 4180, and the figures are void.
    """

    records: int
    delimiters: int
    characters: int  # code points of the column asked for, doubled quotes counted as one
    problem: str = ""


def count(data: bytes, *, delimiter: str, columns: int, column: int | None) -> Count:
    r"""Count the records of UTF-8 rows (no header) and the code points of one column.

    Parameters
    ----------
    data
        Rows.
    delimiter
        One ASCII character.
    columns
        How many fields each record must have.
    column
        Index of the column whose characters are counted, or None.

    Examples
    --------
    >>> count(b'1,"a ""b"" c"\r\n', delimiter=",", columns=2, column=1)
    Count(records=1, delimiters=1, characters=7, problem='')
    """
    records = characters = 0
    for pieces in _some_rows(data):
        found = _count(pieces, separator=delimiter.encode(), columns=columns, column=column)
        if found.problem:
            return found
        records += found.records
        characters += found.characters
    return Count(records, records * (columns - 1), characters)


def _some_rows(data: bytes) -> Iterator[list[bytes]]:
    """Cut rows at every quote, some at a time so that they stay in the processor's cache, up to a line end outside."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _PART) + 1 or len(data)
        pieces = data[start:end].split(b'"')
        while len(pieces) % 2 == 0 and end < len(data):  # that line end is inside of quotes
            before, end = end, data.find(b"\n", end + _PART) + 1 or len(data)
            first, *others = data[before:end].split(b'"')
            pieces[-1] += first
            pieces += others
        yield pieces
        start = end


def _count(pieces: list[bytes], *, separator: bytes, columns: int, column: int | None) -> Count:
    """Count rows that are cut at every quote: even pieces lie outside of quotes, odd ones inside."""
    if len(pieces) % 2 == 0:
        return Count(0, 0, 0, "a quote is opened and never closed")
    outside, inside = pieces[::2], pieces[1::2]
    # Between two quoted pieces stands nothing (a doubled quote) or at least a delimiter or a line end.
    if not {piece[:1] for piece in outside[1:]} <= {b"", separator, b"\n", b"\r"}:
        return Count(0, 0, 0, "a closed quote is followed by text")
    if not {piece[-1:] for piece in outside[:-1]} <= {b"", separator, b"\n"}:
        return Count(0, 0, 0, "a quote stands inside an unquoted field")
    # One quote now stands for each quoted piece, and the rest is what RFC 4180 gives a meaning to.
    lines = b'"'.join(outside).split(b"\n")
    sizes = [len(piece) if piece.isascii() else len(piece.decode()) for piece in inside] if column is not None else []
    before = [0, *accumulate(sizes)]
    records = characters = taken = 0
    most = columns - 1
    last = lines.pop()  # what follows the last line end: nothing, or a record that lacks its own
    for line in [*(line.removesuffix(b"\r") for line in lines), last]:
        if not line:
            continue
        if line.count(separator) != most:
            return Count(0, 0, 0, f"a record has {line.count(separator) + 1} fields, not {columns}")
        if b"\r" in line:
            return Count(0, 0, 0, "a carriage return stands alone outside quotes")
        records += 1
        if column is None:
            continue
        quoted = False
        at = line.find(b'"')
        while at >= 0:
            end = line.find(separator, at)
            pieces_here = (end if end >= 0 else len(line)) - at
            if (most if end < 0 else line.count(separator, 0, at)) == column:
                quoted = True
                # Between two pieces of one field stands a doubled quote.
                characters += before[taken + pieces_here] - before[taken] + pieces_here - 1
            taken += pieces_here
            at = line.find(b'"', end) if end >= 0 else -1
        if not quoted:
            text = line.split(separator)[column]
            characters += len(text.decode())
    return Count(records, records * most, characters)
