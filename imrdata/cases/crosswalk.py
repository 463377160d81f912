"""One common name for the categories of all three vocabularies, where it is faithful to give one.

In: a cases frame. Out: the same rows with ``diagnosis_common``, ``treatment_common`` and ``category_vocabulary``
(COMMON_SCHEMA). A row stage: each row's result depends on that row alone. The tables are data with reasons
(vocabulary/crosswalk.toml); docs/crosswalk.md is written from them by ``python -m imrdata.cases.crosswalk``.

Subcategories are not crosswalked: they pass through as published.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import polars as pl

__all__ = [
    "COLUMNS",
    "COMMON_SCHEMA",
    "RELATIONS",
    "VOCABULARIES",
    "Entry",
    "add_common_categories",
    "common_name",
    "crosswalk_markdown",
    "crosswalk_sha256",
    "entries",
    "vocabulary_of",
]

#: The columns that have a crosswalk.
COLUMNS: Final = ("diagnosis_category", "treatment_category")

#: The vocabularies, oldest export first.
VOCABULARIES: Final = ("2016", "portal", "2026")

#: How published names stand to the common name; what each means is said in crosswalk.toml.
RELATIONS: Final = ("same", "narrower", "broader", "unsure")

#: What the stage adds; `category_vocabulary` is one of VOCABULARIES, or mixed, or unknown.
COMMON_SCHEMA: Final = pl.Schema(
    {"diagnosis_common": pl.String, "treatment_common": pl.String, "category_vocabulary": pl.String}
)

#: White space as Python and Polars are both told to see it, so that one rule holds in both.
_WHITE: Final = " \t\n\r\f\v\u00a0"

#: A set of vocabularies as bits, so that the vocabularies that hold two names are one `&`.
_BITS: Final = {vocabulary: 1 << place for place, vocabulary in enumerate(VOCABULARIES)}
_ANY: Final = sum(_BITS.values())

#: The fields of an entry that are tables by vocabulary.
_TABLES: Final = ("names", "seen_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Published names that stand in one relation to one common name.

    Attributes
    ----------
    column
        One of COLUMNS.
    common
        Our own neutral name of the group.
    names
        The names as published, by vocabulary.
    relation
        One of RELATIONS: of these names to the common name.
    why
        The reason.
    seen_in
        By vocabulary, where each of these names was seen: in the export's own rows or in public code only.
    """

    column: str
    common: str
    names: Mapping[str, tuple[str, ...]]
    relation: str
    why: str
    seen_in: Mapping[str, tuple[str, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as it stands in the file, with its column."""
        lists = {field: {key: list(value) for key, value in getattr(self, field).items()} for field in _TABLES}
        return {"column": self.column, "common": self.common, "relation": self.relation, "why": self.why, **lists}


def entries() -> tuple[Entry, ...]:
    """Return the crosswalk in the order of its file, diagnoses first.

    Examples
    --------
    >>> [entry.names["2026"] for entry in entries() if entry.common == "Cancer" and entry.relation == "broader"]
    [('Neoplasms (Tumor)',)]
    """
    return _entries()


def vocabulary_of(name: str, *, column: str) -> tuple[str, ...]:
    """Return the vocabularies that hold a published name; none if it is unknown, several if they share it.

    Parameters
    ----------
    name
        As published; white space at its ends and upper or lower case don't matter.
    column
        One of COLUMNS.

    Raises
    ------
    ValueError
        The column has no crosswalk.

    Examples
    --------
    >>> vocabulary_of("Mental Disorder", column="diagnosis_category")
    ('portal',)
    >>> vocabulary_of("Cancer", column="diagnosis_category")
    ('2016', 'portal')
    >>> vocabulary_of("Cancer of the lung", column="diagnosis_category")
    ()
    """
    bits = _bits(_known(column)).get(name.strip(_WHITE).lower(), 0)
    return tuple(vocabulary for vocabulary in VOCABULARIES if bits & _BITS[vocabulary])


def common_name(name: pl.Expr, *, column: str) -> pl.Expr:
    """Return the common names of published names; null for what is unknown, never a guess.

    Parameters
    ----------
    name
        Published names (String).
    column
        One of COLUMNS: which crosswalk they are looked up in.

    Raises
    ------
    ValueError
        The column has no crosswalk.

    Examples
    --------
    >>> frame = pl.DataFrame({"found": ["DME", "durable medical equipment ", "Leeches"]})
    >>> frame.select(common_name(pl.col("found"), column="treatment_category")).to_series().to_list()
    ['Medical equipment and supplies', 'Medical equipment and supplies', None]
    """
    return _folded(name).replace_strict(_groups(_known(column)), default=None, return_dtype=pl.String)


def add_common_categories(cases: pl.DataFrame) -> pl.DataFrame:
    """Add the common names of each case's categories, and which vocabulary they come from.

    Parameters
    ----------
    cases
        Has the columns ``diagnosis_category`` and ``treatment_category`` (String), as in CASE_SCHEMA.

    Returns
    -------
    DataFrame
        The same rows in the same order, with the columns of COMMON_SCHEMA. ``category_vocabulary`` is the one
        vocabulary that holds the row's names; ``mixed`` if each is known but none holds both; ``unknown`` if no
        name is known, or several vocabularies hold them. An unknown or absent name has no say in it: it shows by
        its common name being null.

    Raises
    ------
    polars.exceptions.ColumnNotFoundError
        One of the two columns is missing.

    Notes
    -----
    Source of the names and of each judgement: docs/crosswalk.md.

    Examples
    --------
    >>> cases = pl.DataFrame(
    ...     {
    ...         "diagnosis_category": ["Mental", "Mental Disorder", "Mental Behav Neur", "Moods"],
    ...         "treatment_category": ["Mental Health Treatment", "Mental Health", "Pharmacy", None],
    ...     }
    ... )
    >>> for row in add_common_categories(cases).select(COMMON_SCHEMA.names()).rows():
    ...     print(row)
    ('Mental health and autism', 'Mental health treatment', '2016')
    ('Mental health and autism', 'Mental health treatment', 'portal')
    ('Mental health and autism', 'Medicines', 'mixed')
    (None, None, 'unknown')
    """
    diagnosis, treatment = (
        _folded(pl.col(column)).replace_strict(_bits(column), default=_ANY, return_dtype=pl.UInt8) for column in COLUMNS
    )
    told = {bit: vocabulary for vocabulary, bit in _BITS.items()} | {0: "mixed"}
    return cases.with_columns(
        common_name(pl.col("diagnosis_category"), column="diagnosis_category").alias("diagnosis_common"),
        common_name(pl.col("treatment_category"), column="treatment_category").alias("treatment_common"),
        (diagnosis & treatment)
        .replace_strict(told, default="unknown", return_dtype=pl.String)
        .alias("category_vocabulary"),
    )


def crosswalk_sha256() -> str:
    """Return the hash of the crosswalk's file: part of the version of every output that it shapes."""
    return hashlib.sha256(_read()).hexdigest()


def crosswalk_markdown() -> str:
    """Return docs/crosswalk.md: the tables with their reasons, and what is known how.

    Examples
    --------
    >>> print(crosswalk_markdown().splitlines()[0])
    # Crosswalk of the category names
    """
    file = _file()
    said = {part: text.strip() for part, text in file["document"].items()}
    parts = [
        "# Crosswalk of the category names",
        "Written by `python -m imrdata.cases.crosswalk` from `imrdata/cases/vocabulary/crosswalk.toml`; edit that.",
        said["use"],
        *(f"Several vocabularies share, as {_title(column).lower()}: {_code(_shared(column))}." for column in COLUMNS),
        "## What is known, and what only from public code",
        said["known"],
        _counts(),
        "\n".join(f"- `{key}`: {text}" for key, text in file["sources"].items()),
        said["relations"],
        *(part for column in COLUMNS for part in (f"## {_title(column)}", _table(column))),
        "## Subcategories",
        said["subcategories"],
    ]
    return "\n\n".join(parts) + "\n"


def _title(column: str) -> str:
    return column.replace("_", " ").capitalize()


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _shared(column: str) -> dict[str, None]:
    """Return the names that several vocabularies hold, letter case aside, each once."""
    return dict.fromkeys(name for name in _names(column) if len(vocabulary_of(name, column=column)) > 1)


def _table(column: str) -> str:
    """Return one column's entries, those of one common name together."""
    lines = [
        f"| common name | {' | '.join(VOCABULARIES)} | relation | why | seen in |",
        "|---|" + "---|" * (len(VOCABULARIES) + 3),
    ]
    for entry in _entries():
        if entry.column == column:
            cells = [_code(entry.names.get(vocabulary, ())) for vocabulary in VOCABULARIES]
            seen = ", ".join(dict.fromkeys(key for keys in entry.seen_in.values() for key in keys))
            lines.append(f"| {' | '.join([entry.common, *cells, entry.relation, entry.why, seen])} |")
    return "\n".join(lines)


def _counts() -> str:
    """Return how many names each vocabulary has, and how many were seen in rows of the export itself."""
    lines = ["| vocabulary | column | names | seen in the export's own rows |", "|---|---|---|---|"]
    for vocabulary in VOCABULARIES:
        for column in COLUMNS:
            found = [entry for entry in _entries() if entry.column == column and vocabulary in entry.names]
            own = [entry for entry in found if any(key.startswith("rows-") for key in entry.seen_in[vocabulary])]
            total, seen = (sum(len(entry.names[vocabulary]) for entry in some) for some in (found, own))
            lines.append(f"| {vocabulary} | {_title(column).lower()} | {total} | {seen} |")
    return "\n".join(lines)


def _folded(name: pl.Expr) -> pl.Expr:
    return name.cast(pl.String).str.strip_chars(_WHITE).str.to_lowercase()


def _known(column: str) -> str:
    if column not in COLUMNS:
        raise ValueError(f"column {column!r} has no crosswalk; use one of {', '.join(COLUMNS)}")
    return column


def _read() -> bytes:
    return files("imrdata.cases.vocabulary").joinpath("crosswalk.toml").read_bytes()


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(_read().decode())


@cache
def _entries() -> tuple[Entry, ...]:
    return tuple(_entry(column, **given) for column in COLUMNS for given in _file()[column])


def _entry(column: str, **given: Any) -> Entry:
    tables = {field: MappingProxyType({key: tuple(value) for key, value in given[field].items()}) for field in _TABLES}
    return Entry(column=column, **{**given, **tables})


def _names(column: str) -> list[str]:
    """Return every name of a column as published, in the order of the file."""
    return [name for entry in _entries() if entry.column == column for names in entry.names.values() for name in names]


@cache
def _groups(column: str) -> dict[str, str]:
    """Return the common name of every folded name; one name has one, in whatever vocabulary (held by a test)."""
    return {
        name.lower(): entry.common
        for entry in _entries()
        if entry.column == column
        for names in entry.names.values()
        for name in names
    }


@cache
def _bits(column: str) -> dict[str, int]:
    """Return the vocabularies of every folded name, as bits."""
    found: dict[str, int] = {}
    for entry in _entries():
        if entry.column == column:
            for vocabulary, names in entry.names.items():
                for name in names:
                    found[name.lower()] = found.get(name.lower(), 0) | _BITS[vocabulary]
    return found


if __name__ == "__main__":
    print(crosswalk_markdown(), end="")
