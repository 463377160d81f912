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
        ``rfc4180``: the independent count of `count.py`. ``row starts``: the file is not well formed, rows were
        told apart by their ids, and the count is that of the text's characters, all of which must be in a row.
    rows_in, cases, rejected, beyond_limit
        ``rows_in = cases + rejected + beyond_limit``.
    findings_characters_in, findings_characters_kept, findings_characters_rejected, findings_characters_beyond_limit
        The same in code points of Findings, as decoded and before any repair.
    repaired_characters
        Code points that a repair touched (C1 controls, HTML entities), in cases.
    unknown_values
        Column → value as found → rows, for values outside the closed vocabularies.
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

    def to_dict(self) -> dict[str, Any]:
        """Return the books as plain data."""
        return {"sources": [asdict(source) for source in self.sources]}
