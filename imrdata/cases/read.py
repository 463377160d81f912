"""IMR exports in, cases out, with the books balanced.

In: a file as published. Out: cases (CASE_SCHEMA), rejected rows (REJECTED_SCHEMA) and the books.
A well-formed file is read by Polars and held against an independent count; any other is read row by row.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from imrdata.cases.books import Books, SourceBooks
from imrdata.cases.count import Count, count
from imrdata.cases.decode import Decoded, decode
from imrdata.cases.dialects import Dialect, detect
from imrdata.cases.rows import read_rows
from imrdata.cases.schema import CASE_SCHEMA, REJECTED_SCHEMA
from imrdata.cases.values import typed
from imrdata.errors import BooksError, SourceError

__all__ = ["ImrData", "read_imr"]


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


def read_imr(path: str | Path, *, dialect: str = "auto", limit: int | None = None) -> ImrData:
    """Read an export of Independent Medical Review decisions.

    Parameters
    ----------
    path
        A CSV file in one of the dialects of ``imrdata.cases.dialects``.
    dialect
        A dialect's name, or ``"auto"`` to tell it by the header.
    limit
        Keep the first so many rows; the books count the others as beyond the limit.

    Returns
    -------
    ImrData
        Cases, rejected rows and books. ``rows_in = cases + rejected + beyond_limit`` holds, and the same for the
        code points of Findings.

    Raises
    ------
    SourceError
        The file is missing, empty, no table, or its header belongs to no dialect.
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
    path = Path(path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SourceError("there is no such file", where=str(path), mend="check the path") from None
    except IsADirectoryError:
        raise SourceError("this is a folder", where=str(path), mend="name one file in it") from None
    except OSError as error:
        raise SourceError(
            f"it can't be read ({error.strerror})", where=str(path), mend="check its permissions"
        ) from None
    decoded = decode(raw, where=str(path))
    header = decoded.data.split(b"\n", 1)[0].decode().rstrip("\r")
    form, names = detect(header, where=str(path), dialect=dialect)
    sha256 = hashlib.sha256(raw).hexdigest()

    counted = count(decoded.data, delimiter=form.delimiter, column=names.index("findings"), columns=len(names))
    good = None if counted.problem else _read_well_formed(decoded, form, names, counted)
    if good is not None:
        cells, rejected = good, REJECTED_SCHEMA.to_frame()
        rows_in, characters_in, counted_by = counted.records, counted.characters, "rfc4180"
    else:
        cells, rejected = _read_row_by_row(decoded, form, names, sha256=sha256)
        rows_in = cells.height + rejected.height
        characters_in = _characters(cells) + int(rejected["findings_characters"].sum())
        counted_by = "row starts"

    # Rows beyond the limit are counted, cases and rejected rows alike, by their place in the file.
    last = limit if limit is not None else rows_in
    beyond = cells.filter(pl.col("source_row") > last)
    beyond_rejected = rejected.filter(pl.col("source_row") > last)
    kept, rejected = cells.filter(pl.col("source_row") <= last), rejected.filter(pl.col("source_row") <= last)

    cases = _identify(typed(kept.with_columns(source_sha256=pl.lit(sha256))))
    books = SourceBooks(
        file=path.name,
        sha256=sha256,
        bytes=len(raw),
        dialect=form.name,
        encoding=decoded.encoding,
        counted_by=counted_by,
        rows_in=rows_in,
        cases=cases.height,
        rejected=rejected.height,
        beyond_limit=beyond.height + beyond_rejected.height,
        findings_characters_in=characters_in,
        findings_characters_kept=int(cases["findings_characters_read"].sum()),
        findings_characters_rejected=int(rejected["findings_characters"].sum()),
        findings_characters_beyond_limit=_characters(beyond) + int(beyond_rejected["findings_characters"].sum()),
        repaired_characters=int(cases["repaired_characters"].sum()),
        unknown_values=_unknown_values(cases, kept),
    )
    books.check()
    return ImrData(cases=cases, rejected=rejected, books=Books(sources=(books,)))


def _characters(cells: pl.DataFrame) -> int:
    return int(cells["findings"].str.len_chars().sum())


def _read_well_formed(decoded: Decoded, form: Dialect, names: list[str], counted: Count) -> pl.DataFrame | None:
    """Read with Polars; None if what it returns is not what was counted (then the careful reader takes over)."""
    try:
        cells = pl.read_csv(
            io.BytesIO(decoded.data),
            separator=form.delimiter,
            infer_schema=False,
            empty_string_is_null=False,
            new_columns=names,
        )
    except pl.exceptions.PolarsError:
        return None
    # Polars fills short rows with nulls in silence; the count of delimiters shows them.
    whole = counted.delimiters == counted.records * (len(names) - 1)
    if not whole or cells.height != counted.records or _characters(cells) != counted.characters:
        return None
    return cells.with_row_index("source_row", offset=1).with_columns(pl.col("source_row").cast(pl.Int32))


def _read_row_by_row(
    decoded: Decoded, form: Dialect, names: list[str], *, sha256: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read a file that is not well formed: one bad row costs one row."""
    text = decoded.data.decode()
    rows = list(read_rows(text, delimiter=form.delimiter, columns=len(names)))
    read = sum(len(row.text) for row in rows)
    if read != len(text) - (text.find("\n") + 1):
        raise BooksError(
            f"{len(text)} characters came in but {read} are in rows",
            where=sha256[:12],
            mend="report this defect",
        )
    cells = {
        "source_row": pl.Series([], dtype=pl.Int32),
        **{name: pl.Series([], dtype=pl.String) for name in names},
    }
    good = [(number, *row.fields) for number, row in enumerate(rows, start=1) if row.fields is not None]
    frame = pl.DataFrame(good, schema={name: series.dtype for name, series in cells.items()}, orient="row")
    bad = [
        (sha256, number, row.line, row.reason, len(row.text.rstrip("\r\n")), row.text)
        for number, row in enumerate(rows, start=1)
        if row.fields is None
    ]
    return frame, pl.DataFrame(bad, schema=REJECTED_SCHEMA, orient="row")


def _identify(cases: pl.DataFrame) -> pl.DataFrame:
    """Give every case an id of its own: the ReferenceID, with #2, #3 … where one occurs again. A whole stage."""
    order = pl.int_range(1, pl.len() + 1).over("reference_id")
    name = pl.coalesce("reference_id", pl.format("row-{}", "source_row"))
    cases = cases.with_columns(
        case_id=pl.when(order > 1).then(pl.format("{}#{}", name, order)).otherwise(name),
        flags=pl.when((pl.len().over("reference_id") > 1) & pl.col("reference_id").is_not_null())
        .then(pl.col("flags").list.concat(pl.lit("repeated:reference_id")))
        .otherwise("flags"),
    )
    return cases.select(CASE_SCHEMA.names()).cast(CASE_SCHEMA)


def _unknown_values(cases: pl.DataFrame, cells: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Count each value that no vocabulary knows, as it was found."""
    unknown: dict[str, dict[str, int]] = {}
    flagged = cases.select("source_row", "flags").explode("flags").filter(pl.col("flags").str.starts_with("unknown:"))
    for flag, row in flagged.select("flags", "source_row").iter_rows():
        column = flag.removeprefix("unknown:")
        value = cells.row(by_predicate=pl.col("source_row") == row, named=True)[column]
        counts = unknown.setdefault(column, {})
        counts[value] = counts.get(value, 0) + 1
    return unknown
