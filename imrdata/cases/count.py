"""An independent count of delimited rows: records, delimiters and characters of one column.

It shares no code with the reader, so that the reader's books can be balanced against it. It knows one thing,
RFC 4180: whatever stands between quotes is text, a doubled quote is one, and a line ends a record elsewhere.
Cutting the bytes at every quote makes it fast: even pieces lie outside of quotes, odd ones inside.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Count", "count"]


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
    separator = delimiter.encode()
    pieces = data.split(b'"')
    if len(pieces) % 2 == 0:
        return Count(0, 0, 0, "a quote is opened and never closed")
    records = delimiters = characters = 0
    field = 0  # index of the field the scan is in
    pending = False  # something of a record stands before the scan
    last = len(pieces) - 1
    most = columns - 1
    for index, piece in enumerate(pieces):
        if index % 2:  # inside quotes
            if field == column:
                characters += len(piece) if piece.isascii() else len(piece.decode())
            pending = True
            continue
        if not piece:
            if index and index < last and field == column:  # a doubled quote: one character of the field
                characters += 1
            continue
        if index and piece[:1] not in (separator, b"\n", b"\r"):
            return Count(0, 0, 0, "a closed quote is followed by text")
        if index < last and piece[-1:] not in (separator, b"\n"):
            return Count(0, 0, 0, "a quote stands inside an unquoted field")
        rest = piece[2:] if piece[:2] == b"\r\n" else piece[1:] if piece[:1] == b"\n" else None
        if index and rest is not None and field == most and b"\n" not in rest and b"\r" not in rest:
            here = rest.count(separator)
            if (index < last or not rest) and (column is None or column >= here):
                # The usual shape, and quick: a quoted field ended its record, and the next begins without quotes.
                records += 1
                delimiters += here
                field = here
                pending = bool(rest)
                continue
        lines = piece.split(b"\n")
        final = len(lines) - 1
        for number, line in enumerate(lines):
            ends = number < final
            if b"\r" in line:
                if not ends or line.find(b"\r") < len(line) - 1:
                    return Count(0, 0, 0, "a carriage return stands alone outside quotes")
                line = line[:-1]
            if line:
                pending = True
                here = line.count(separator)
                # Only a column that isn't quoted has characters here; where it is, what is left is delimiters.
                if column is not None and field <= column <= field + here and len(line) > here:
                    text = line.split(separator)[column - field]
                    characters += len(text) if text.isascii() else len(text.decode())
                delimiters += here
                field += here
            if ends and pending:
                if field != most:
                    return Count(0, 0, 0, f"a record has {field + 1} fields, not {columns}")
                records += 1
                field = 0
                pending = False
    if pending:  # the last record may lack its line end
        if field != most:
            return Count(0, 0, 0, f"a record has {field + 1} fields, not {columns}")
        records += 1
    return Count(records, delimiters, characters)
