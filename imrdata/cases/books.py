"""The books of a read: what came in, what became of it, and that the two agree."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from imrdata.errors import BooksError

__all__ = ["Books", "SourceBooks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBooks:
    """The books of one source file.

    Attributes
    ----------
    file, sha256, bytes
        Its name (never its folder), hash and size.
    dialect, encoding
        What it was read as.
    counted_by
        How rows and characters were counted, apart from the reader. ``rfc4180``: the whole file by `count.py`.
        ``row starts``: some of the file is not well formed; there rows were told apart by their ids, every character
        must be in a row, and each row that was kept was counted by itself. ``lines``: a form without quotes, a row a
        line. ``json``, ``parquet``: what the parser and the file's own metadata say.
    rows_in, cases, rejected, beyond_limit
        ``rows_in = cases + rejected + beyond_limit``.
    findings_characters_in, findings_characters_kept, findings_characters_rejected, findings_characters_beyond_limit
        The same in code points of Findings, as decoded and before any repair.
    repaired_characters
        Code points that a repair touched (C1 controls, HTML entities), in cases.
    unknown_values
        Column → value as found → rows, for values outside the closed vocabularies.
    ignored_columns
        Headers of columns that nothing was read from.
    repeated_ids, repeated_bodies
        Cases whose ReferenceID, and whose Findings, stood in an earlier row of the same read.
    metadata_only
        Cases without Findings.
    """

    file: str
    sha256: str
    bytes: int
    dialect: str
    encoding: str
    counted_by: str
    rows_in: int
    cases: int
    rejected: int
    beyond_limit: int
    findings_characters_in: int
    findings_characters_kept: int
    findings_characters_rejected: int
    findings_characters_beyond_limit: int
    repaired_characters: int
    unknown_values: dict[str, dict[str, int]] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    repeated_ids: int = 0
    repeated_bodies: int = 0
    metadata_only: int = 0

    def check(self) -> None:
        """Raise BooksError unless rows and characters are all accounted for."""
        for what in ("rows", "findings_characters"):
            came = getattr(self, f"{what}_in")
            names = ("cases", "rejected", "beyond_limit") if what == "rows" else tuple(
                f"{what}_{fate}" for fate in ("kept", "rejected", "beyond_limit")
            )  # fmt: skip
            went = sum(getattr(self, name) for name in names)
            if came != went:
                raise BooksError(
                    f"{came} {what.replace('_', ' ')} came in but {went} are accounted for",
                    where=self.file,
                    mend="this is a defect of imrdata: report it with the file's first line and its size",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The books of a read: one entry per source file."""

    sources: tuple[SourceBooks, ...]

    @property
    def rows_in(self) -> int:
        """Rows of all source files."""
        return sum(source.rows_in for source in self.sources)

    @property
    def cases(self) -> int:
        """Rows that became cases."""
        return sum(source.cases for source in self.sources)

    @property
    def rejected(self) -> int:
        """Rows that became none, each listed with its reason."""
        return sum(source.rejected for source in self.sources)

    @property
    def beyond_limit(self) -> int:
        """Rows that were counted but not kept, as the read was limited."""
        return sum(source.beyond_limit for source in self.sources)

    def to_dict(self) -> dict[str, Any]:
        """Return the books as plain data."""
        return {
            "sources": [{**asdict(source), "ignored_columns": list(source.ignored_columns)} for source in self.sources]
        }
