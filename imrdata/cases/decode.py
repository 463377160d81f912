"""Bytes of a source file to UTF-8 text, with nothing dropped and every repair counted.

The exports come as UTF-8 (with or without a byte-order mark) or as cp1252; never is a byte thrown away.
"""

from __future__ import annotations

import codecs
import html
import mmap
import re
from dataclasses import dataclass
from html.entities import html5
from typing import Final

import polars as pl

from imrdata.cases.sources import let_go
from imrdata.errors import SourceError

__all__ = ["PIECE_MARK", "Encoding", "clean_column", "clean_text", "find_encoding"]

#: A code point that Unicode keeps for a program's own use; findings.py marks the ends of sentences with it.
PIECE_MARK: Final = "\ufdd0"

#: Bytes that are looked at at a time.
_PIECE: Final = 16 * 1024 * 1024

#: First bytes of files that are no table, and what to say of them.
_NOT_A_TABLE: Final = (
    (b"%PDF", "this is a PDF, not an export", "download the CSV resource of the dataset instead"),
    (b"\xd0\xcf\x11\xe0", "this is an old Excel file", "save it as CSV and name the CSV"),
    (b"<!DOCTYPE", "this is a web page, not an export", "download the CSV resource itself"),
    (b"<html", "this is a web page, not an export", "download the CSV resource itself"),
    (codecs.BOM_UTF16_LE, "this is UTF-16 text", "save it as UTF-8"),
    (codecs.BOM_UTF16_BE, "this is UTF-16 text", "save it as UTF-8"),
)

#: cp1252 for each byte 0x80-0x9F; the five bytes it leaves undefined stay the C1 control they are in latin-1.
_C1: Final = {chr(code): bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(0x80, 0xA0)}
_C1_TABLE: Final = str.maketrans({wrong: right for wrong, right in _C1.items() if wrong != right})
_C1_CLASS: Final = "[" + "".join(wrong for wrong, right in _C1.items() if wrong != right) + "]"
_ENTITY: Final = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_REPAIRABLE: Final = re.compile(f"{_C1_CLASS}|{_ENTITY}|{PIECE_MARK}")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes are to be read.

    ``name`` is ``utf-8``, ``utf-8-sig`` (with a byte-order mark) or ``cp1252``.
    """

    name: str

    @property
    def mark(self) -> int:
        """Bytes of the byte-order mark."""
        return len(codecs.BOM_UTF8) if self.name == "utf-8-sig" else 0

    def decode(self, data: bytes) -> bytes:
        """Return some of the file's bytes (without the mark) as UTF-8; nothing is dropped."""
        if self.name != "cp1252":
            return data
        # Latin-1 maps every byte; the C1 controls it leaves where cp1252 has letters are mended here, so that the
        # five bytes cp1252 does not define survive instead of stopping the read.
        return data.decode("latin-1").translate(_C1_TABLE).encode()


def find_encoding(data: bytes | mmap.mmap, *, where: str) -> Encoding:
    """Tell a file's encoding: UTF-8 if all of it is, else cp1252.

    Raises
    ------
    SourceError
        The file is empty or plainly not a table.
    """
    head = bytes(data[:1024])
    if not head.strip() and not bytes(data[:_PIECE]).strip():
        raise SourceError("the file is empty", where=where, mend="download it again")
    for magic, problem, mend in _NOT_A_TABLE:
        if head.startswith(magic):
            raise SourceError(problem, where=where, mend=mend)
    marked = head.startswith(codecs.BOM_UTF8)
    if not _is_utf8(data, start=len(codecs.BOM_UTF8) if marked else 0):
        return Encoding("cp1252")
    return Encoding("utf-8-sig" if marked else "utf-8")


def _is_utf8(data: bytes | mmap.mmap, *, start: int) -> bool:
    """Say whether all bytes are UTF-8, some megabytes at a time."""
    while start < len(data):
        end = start + _PIECE
        # Never cut inside of a character: continuation bytes begin with the bits 10.
        while end < len(data) and end > start and data[end] & 0xC0 == 0x80:
            end -= 1
        try:
            # Polars checks several times faster than bytes.decode, which also builds the text.
            pl.Series([bytes(data[start:end])], dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.PolarsError:
            return False
        let_go(data, start, end)
        start = end
    return True


def clean_text(text: str) -> tuple[str, int]:
    r"""Repair one text: C1 controls become cp1252's characters, HTML entities are unescaped (once).

    Returns the text and the number of its code points that a repair touched.

    Examples
    --------
    >>> clean_text("patient\x92s A&amp;B")
    ('patient’s A&B', 6)
    """
    touched = 0

    def repair(match: re.Match[str]) -> str:
        nonlocal touched
        found = match.group()
        mended = _entity(found) if found.startswith("&") else found.translate(_C1_TABLE)
        mended = mended.replace(PIECE_MARK, "\ufffd")
        if mended != found:
            touched += len(found)
        return mended

    return _REPAIRABLE.sub(repair, text), touched


def _entity(found: str) -> str:
    """Return what an entity stands for; a name that HTML does not know, or knows only in part, stays as it is."""
    if found.startswith("&#"):
        return html.unescape(found)
    return html5.get(found[1:], found)


def clean_column(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return a column of texts as repaired, and for each the number of its code points that a repair touched.

    Only the texts that need it meet Python; in real exports these are few.
    """
    # Single bytes first: in UTF-8 a C1 control begins with 0xC2 and the mark with 0xEF, and most texts have neither.
    raw = texts.cast(pl.Binary)
    maybe = (raw.bin.contains(b"\xc2") | raw.bin.contains(b"\xef\xb7\x90")).fill_null(value=False).arg_true()
    controls = texts.gather(maybe).str.contains(f"{_C1_CLASS}|{PIECE_MARK}")
    needs = texts.str.contains("&", literal=True).fill_null(value=False).scatter(maybe.filter(controls), values=True)
    places = needs.arg_true()
    counts = pl.zeros(texts.len(), dtype=pl.Int32, eager=True)
    if not places.len():
        return texts, counts
    repaired = [clean_text(text) for text in texts.gather(places)]
    # A clone: scatter writes into the column itself, and the books are kept on the text before repair.
    mended = texts.clone().scatter(places, [text for text, _ in repaired])
    return mended, counts.scatter(places, pl.Series([count for _, count in repaired], dtype=pl.Int32))
