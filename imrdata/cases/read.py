"""IMR exports in, cases out, with the books balanced.

In: what a path names (sources.py). Out: cases (CASE_SCHEMA), rejected rows (REJECTED_SCHEMA) and the books, batch by
batch, so that a file larger than memory can be walked through.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

import polars as pl

from imrdata.cases.books import Books, SourceBooks
from imrdata.cases.decode import Survey, find_encoding, survey
from imrdata.cases.delimited import BLOCK, Part, read_delimited
from imrdata.cases.dialects import Form, detect
from imrdata.cases.identity import Identities
from imrdata.cases.schema import CASE_SCHEMA, REJECTED_SCHEMA
from imrdata.cases.sources import Paths, Source, find_sources
from imrdata.cases.tables import read_json, read_parquet
from imrdata.cases.values import typed
from imrdata.errors import SourceError

__all__ = ["Batch", "ImrData", "Reader", "read_imr"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImrData:
    """What a read gives.

    Attributes
    ----------
    cases
        One row per case, columns of ``imrdata.cases.schema.CASE_SCHEMA``.
    rejected
        One row per row that is no case, columns of ``REJECTED_SCHEMA``.
    books
        What came in and what became of it.
    """

    cases: pl.DataFrame
    rejected: pl.DataFrame
    books: Books

    def __repr__(self) -> str:
        dialects = ", ".join(f"{source.file} ({source.dialect}, {source.encoding})" for source in self.books.sources)
        return f"ImrData: {self.books.cases} cases, {self.books.rejected} rejected rows, from {dialects}"

    def _repr_html_(self) -> str:
        names = ("file", "dialect", "encoding", "rows_in", "cases", "rejected", "findings_characters_in", "counted_by")
        head = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in names)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(getattr(source, name)))}</td>" for name in names) + "</tr>"
            for source in self.books.sources
        )
        return f"<p>{html.escape(repr(self))}</p><table><tr>{head}</tr>{rows}</table>"


def read_imr(path: Paths, *, dialect: str = "auto", limit: int | None = None) -> ImrData:
    """Read exports of Independent Medical Review decisions.

    Parameters
    ----------
    path
        A file (.csv, .json, .parquet, .gz or .zip), a folder of them, a glob, or several of these; in one of the
        dialects of ``imrdata.cases.dialects``.
    dialect
        A dialect's name, or ``"auto"`` to tell it by the header.
    limit
        Keep the first so many rows, at least one; the books count the others as beyond the limit.

    Returns
    -------
    ImrData
        Cases, rejected rows and books. ``rows_in = cases + rejected + beyond_limit`` holds, and the same for the
        code points of Findings. A dialect without Findings gives cases that are metadata only.

    Raises
    ------
    SourceError
        A file is missing, empty, no table, or its header belongs to no dialect; or the limit is no whole number from 1.
    BooksError
        Something is not accounted for.

    Notes
    -----
    Source of the format: the dataset page "Independent Medical Review (IMR) Determinations, Trend" of the
    California Health and Human Services open data portal.

    Examples
    --------
    >>> from imrdata.data import sample
    >>> data = read_imr(sample("fictional_v1.csv"))
    >>> data.books.rows_in == data.books.cases + data.books.rejected
    True
    """
    reader = Reader(path, dialect=dialect, limit=limit)
    cases, rejected = [CASE_SCHEMA.to_frame()], [REJECTED_SCHEMA.to_frame()]
    for batch in reader:
        cases.append(batch.cases)
        rejected.append(batch.rejected)
    return ImrData(cases=pl.concat(cases), rejected=pl.concat(rejected), books=reader.books())


@dataclass(frozen=True, slots=True)
class Batch:
    """Some cases (CASE_SCHEMA) and rejected rows (REJECTED_SCHEMA), in the order of the read."""

    cases: pl.DataFrame
    rejected: pl.DataFrame


@dataclass(slots=True)
class _Tally:
    """What has come of one source file so far."""

    form: Form
    encoding: str
    ways: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)


class Reader:
    """Reads exports batch by batch; the books are there once all batches were taken.

    Examples
    --------
    >>> from imrdata.data import sample
    >>> reader = Reader(sample())
    >>> sum(batch.cases.height for batch in reader) == reader.books().cases
    True
    """

    def __init__(self, path: Paths, *, dialect: str = "auto", limit: int | None = None, block: int = BLOCK) -> None:
        asked: Any = limit  # a whole number of NumPy's is one
        if asked is not None and (isinstance(asked, bool) or not isinstance(asked, Integral) or asked < 1):
            raise SourceError(f"limit is {asked!r}", where="read_imr", mend="give a whole number from 1, or None")
        self._path = path
        self._dialect = dialect
        self._left = limit
        self._block = block
        self._identities = Identities()
        self._books: list[SourceBooks] = []

    def books(self) -> Books:
        """Return the books of what was read."""
        return Books(sources=tuple(self._books))

    def __iter__(self) -> Iterator[Batch]:
        for number, source in enumerate(find_sources(self._path), start=1):
            found = survey(source.data)
            tally, parts = self._open(source, found)
            for part in _one_ahead(parts):
                yield self._take(part, tally, sha256=found.sha256, source=number)
            books = _close(tally, source, sha256=found.sha256)
            books.check()
            self._books.append(books)

    def _open(self, source: Source, found: Survey) -> tuple[_Tally, Iterator[Part]]:
        data, where, sha256 = source.data, source.where, found.sha256
        if bytes(data[:4]) == b"PAR1":
            form, part = read_parquet(bytes(data), where=where, dialect=self._dialect)
            return _Tally(form, "binary"), iter([part])
        encoding = find_encoding(data, utf8=found.utf8, where=where)
        if bytes(data[:1024]).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            text = encoding.decode(bytes(data[encoding.mark :]))
            form, part = read_json(text, where=where, sha256=sha256, dialect=self._dialect)
            return _Tally(form, encoding.name), iter([part])
        if data.find(b"\n") < 0 and data.find(b"\r") >= 0:
            # Lines that end in a bare carriage return, as Macs once wrote them.
            data = bytes(data).replace(b"\r", b"\n")
        end = data.find(b"\n")
        header = encoding.decode(bytes(data[encoding.mark : end if end >= 0 else len(data)])).decode().rstrip("\r")
        form = detect(header, where=where, dialect=self._dialect)
        parts = read_delimited(data, form=form, encoding=encoding, sha256=sha256, where=where, block=self._block)
        return _Tally(form, encoding.name), parts

    def _take(self, part: Part, tally: _Tally, *, sha256: str, source: int) -> Batch:
        """Make cases of a part, and count what became of its rows."""
        figures = tally.figures
        tally.ways[part.counted_by] += 1
        figures["rows_in"] += part.rows
        figures["findings_characters_in"] += part.characters
        kept, rejected = part.cells, part.rejected
        if self._left is not None:
            # Cases and rejected rows are counted alike, by their place in the file.
            first = min(_first(kept), _first(rejected))
            last = first + self._left - 1
            beyond = kept.filter(pl.col("source_row") > last)
            beyond_rejected = rejected.filter(pl.col("source_row") > last)
            figures["beyond_limit"] += beyond.height + beyond_rejected.height
            figures["findings_characters_beyond_limit"] += _characters(beyond) + _rejected_characters(beyond_rejected)
            kept, rejected = kept.filter(pl.col("source_row") <= last), rejected.filter(pl.col("source_row") <= last)
            self._left = max(0, self._left - kept.height - rejected.height)
        values = typed(kept.with_columns(source_sha256=pl.lit(sha256)))
        cases, again, same = self._identities.name(values, source=source)
        figures["cases"] += cases.height
        figures["rejected"] += rejected.height
        figures["findings_characters_kept"] += int(cases["findings_characters_read"].sum())
        figures["findings_characters_rejected"] += _rejected_characters(rejected)
        figures["repaired_characters"] += int(cases["repaired_characters"].sum())
        figures["repeated_ids"] += again
        figures["repeated_bodies"] += same
        figures["metadata_only"] += cases["findings"].null_count()
        _count_unknown(cases, kept, tally.unknown)
        return Batch(cases, rejected)


def _one_ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """Yield parts, the next one being read while this one is worked on: most of both leaves the interpreter free."""
    with ThreadPoolExecutor(1, thread_name_prefix="imrdata-read") as pool:
        coming = pool.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = pool.submit(next, parts, None)
            yield part


def _first(frame: pl.DataFrame) -> int:
    return int(frame["source_row"][0]) if frame.height else 2**31


def _characters(cells: pl.DataFrame) -> int:
    return int(cells["findings"].str.len_chars().sum()) if "findings" in cells.columns else 0


def _rejected_characters(rejected: pl.DataFrame) -> int:
    return int(rejected["findings_characters"].sum())


def _count_unknown(cases: pl.DataFrame, cells: pl.DataFrame, unknown: dict[str, Counter[str]]) -> None:
    """Count each value that no vocabulary knows, as it was found."""
    flagged = cases.select("source_row", flag=pl.col("flags")).explode("flag").filter(
        pl.col("flag").str.starts_with("unknown:")
    )  # fmt: skip
    for (flag,), rows in flagged.group_by("flag", maintain_order=True):
        column = str(flag).removeprefix("unknown:")
        found = cells.join(rows, on="source_row", how="semi")[column]
        unknown.setdefault(column, Counter()).update(found.to_list())


def _close(tally: _Tally, source: Source, *, sha256: str) -> SourceBooks:
    figures = tally.figures
    # One block that is not well formed is enough for the whole file to be said so.
    ways = [way for way in ("row starts", "lines", "json", "parquet") if tally.ways[way]]
    return SourceBooks(
        file=source.name,
        sha256=sha256,
        bytes=len(source.data),
        dialect=tally.form.dialect.name,
        encoding=tally.encoding,
        counted_by=ways[0] if ways else "rfc4180",
        rows_in=figures["rows_in"],
        cases=figures["cases"],
        rejected=figures["rejected"],
        beyond_limit=figures["beyond_limit"],
        findings_characters_in=figures["findings_characters_in"],
        findings_characters_kept=figures["findings_characters_kept"],
        findings_characters_rejected=figures["findings_characters_rejected"],
        findings_characters_beyond_limit=figures["findings_characters_beyond_limit"],
        repaired_characters=figures["repaired_characters"],
        unknown_values={name: dict(counts.most_common()) for name, counts in sorted(tally.unknown.items())},
        ignored_columns=tally.form.ignored,
        repeated_ids=figures["repeated_ids"],
        repeated_bodies=figures["repeated_bodies"],
        metadata_only=figures["metadata_only"],
    )
