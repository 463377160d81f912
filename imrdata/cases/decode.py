"""Bytes of a source file to UTF-8 text, with nothing dropped and every repair counted.

The exports come as UTF-8 (with or without a byte-order mark) or as cp1252; never is a byte thrown away.
"""

from __future__ import annotations

import codecs
import hashlib
import html
import mmap
import re
from dataclasses import dataclass
from html.entities import html5
from typing import Final

import polars as pl

from imrdata.cases.sources import let_go
from imrdata.errors import SourceError

__all__ = ["PIECE_MARK", "Encoding", "Survey", "clean_column", "clean_text", "find_encoding", "survey"]

#: A code point that Unicode keeps for a program's own use; findings.py marks the ends of sentences with it.
PIECE_MARK: Final = "\ufdd0"

#: Bytes that are looked at at a time: few enough to stay in the processor's cache between two looks.
_PIECE: Final = 512 * 1024

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
# Apart, since a search for one first character is many times faster than one for a class of them.
_ENTITIES: Final = re.compile(_ENTITY)
_CONTROLS: Final = re.compile(_C1_CLASS)


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


@dataclass(frozen=True, slots=True)
class Survey:
    """What one walk over all of a file's bytes tells: their hash, and whether they are UTF-8."""

    sha256: str
    utf8: bool


def survey(data: bytes | mmap.mmap) -> Survey:
    """Walk over a file's bytes once, some megabytes at a time."""
    digest = hashlib.sha256()
    utf8 = True
    start = 0
    while start < len(data):
        end = start + _PIECE
        # Never cut inside of a character: continuation bytes begin with the bits 10.
        while start < end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        # All of it may be such bytes, and no text.
        piece = data[start : end if end > start else start + _PIECE]
        digest.update(piece)
        utf8 = utf8 and _is_utf8(piece)
        let_go(data, start, start + len(piece))
        start += len(piece)
    return Survey(digest.hexdigest(), utf8)


def _is_utf8(piece: bytes) -> bool:
    try:
        # Polars checks several times faster than bytes.decode, which also builds the text.
        pl.Series([piece], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


def find_encoding(data: bytes | mmap.mmap, *, utf8: bool, where: str) -> Encoding:
    """Tell a file's encoding: UTF-8 if all of it is (`survey` says so), else cp1252.

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
    if not utf8:
        return Encoding("cp1252")
    return Encoding("utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8")


def clean_text(text: str) -> tuple[str, int]:
    r"""Repair one text: C1 controls become cp1252's characters, HTML entities are unescaped (once).

    Returns the text and the number of its code points that a repair touched.

    Examples
    --------
    >>> clean_text("patient\x92s A&amp;B")
    ('patient’s A&B', 6)
    """
    touched = 0

    def unescape(match: re.Match[str]) -> str:
        nonlocal touched
        found = match.group()
        mended = _entity(found)
        touched += len(found) * (mended != found)
        return mended

    # Controls first: an entity that stands for one (&#x92;) is a repair of its own, and unescape() makes it cp1252's.
    # In UTF-8 each begins with 0xC2: a search for that byte is the quick one.
    if b"\xc2" in text.encode(errors="surrogatepass") and _CONTROLS.search(text):
        touched += len(_CONTROLS.findall(text))
        text = text.translate(_C1_TABLE)
    if PIECE_MARK in text:
        touched += text.count(PIECE_MARK)
        text = text.replace(PIECE_MARK, "\ufffd")
    if "&" in text:
        text = _ENTITIES.sub(unescape, text)
    return text, touched


def _entity(found: str) -> str:
    """Return what an entity stands for; a name that HTML does not know, or knows only in part, stays as it is."""
    mended = html.unescape(found) if found.startswith("&#") else html5.get(found[1:], found)
    return mended.replace(PIECE_MARK, "\ufffd")


def clean_column(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return a column of texts as repaired, and for each the number of its code points that a repair touched.

    Only the texts that need it meet Python; in real exports these are few.
    """
    # In UTF-8 a C1 control begins with the byte 0xC2, which most texts don't have: one look for it is quick.
    text = pl.col(texts.name)
    maybe = texts.to_frame().select(
        c2=text.cast(pl.Binary).bin.contains(b"\xc2"), others=text.str.contains_any(["&", PIECE_MARK])
    )
    suspects = pl.DataFrame({"text": texts, "place": pl.int_range(texts.len(), eager=True)}).filter(
        maybe["others"] | (maybe["c2"] & texts.is_not_null())
    )
    places = suspects.filter(pl.col("text").str.contains(f"{_C1_CLASS}|{PIECE_MARK}|&"))["place"]
    counts = pl.zeros(texts.len(), dtype=pl.Int32, eager=True)
    if not places.len():
        return texts, counts
    repaired = [clean_text(text) for text in texts.gather(places)]
    # A clone: scatter writes into the column itself, and the books are kept on the text before repair.
    mended = texts.clone().scatter(places, [text for text, _ in repaired])
    return mended, counts.scatter(places, pl.Series([count for _, count in repaired], dtype=pl.Int32))
