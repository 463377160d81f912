"""Canonical JSON lines, compressed in one fixed form, and back again.

In: rows as plain data. Out: bytes of a gzip file whose header says nothing of a clock, a name or a system. What the
compressor makes of the same lines may differ from one zlib to another, so a packed file is known by the hash of its
content; its own hash stands in the checksums only.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from imrdata.llm.request import canonical_json

__all__ = ["ContentHash", "lines", "pack", "read_lines", "unpack"]

#: No time, no name, no extra field, best compression, unknown system.
_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


class ContentHash:
    """The SHA-256 of what went through `pack`, known when all of it has."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def update(self, chunk: bytes) -> None:
        """Take in some more."""
        self._digest.update(chunk)

    @property
    def hex(self) -> str:
        """The hash as text."""
        return self._digest.hexdigest()


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield each row as one canonical line of JSON, line feed included."""
    for row in rows:
        yield canonical_json(row).encode() + b"\n"


def pack(chunks: Iterable[bytes], content: ContentHash) -> Iterator[bytes]:
    """Yield a gzip file that holds `chunks`, and note the hash of what it holds.

    Examples
    --------
    >>> unpack(b"".join(pack([b"a", b"b"], ContentHash())))
    b'ab'
    """
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    crc = size = 0
    yield _HEADER
    for chunk in chunks:
        content.update(chunk)
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        yield compressor.compress(chunk)
    yield compressor.flush()
    yield struct.pack("<II", crc, size & 0xFFFFFFFF)


def unpack(data: bytes) -> bytes:
    """Return what a packed file holds.

    Raises
    ------
    ValueError
        It is not in the one form in which `pack` writes, or is damaged.
    """
    if not data.startswith(_HEADER):
        raise ValueError("it does not begin as a packed file does")
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = decompressor.decompress(data[len(_HEADER) :]) + decompressor.flush()
    except zlib.error as error:
        raise ValueError(f"it can't be unpacked ({error})") from None
    if not decompressor.eof or decompressor.unused_data != struct.pack(
        "<II", zlib.crc32(content), len(content) & 0xFFFFFFFF
    ):
        raise ValueError("it is cut short, or something stands behind its end")
    return content


def read_lines(content: bytes) -> list[dict[str, Any]]:
    """Return the rows of canonical JSON lines.

    Raises
    ------
    ValueError
        A line is none, or not in canonical form; the message names it by its number.
    """
    found = content.split(b"\n")
    if found.pop():
        raise ValueError("the last line has no line feed")
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(found, 1):
        try:
            row = json.loads(line.decode("utf-8"))
            if not isinstance(row, dict) or canonical_json(row).encode() != line:
                raise ValueError("another form")
        except (ValueError, RecursionError):  # a LedgerError, of what can't be written as JSON, is a ValueError too
            raise ValueError(f"line {number} is no object in canonical JSON") from None
        rows.append(row)
    return rows
