"""The forms in which IMR exports are handed round, and how a header tells which one it is.

One alias rule covers all headers: lower-case, and drop whatever is not a letter or digit, so that `ReferenceID`,
`Reference ID`, `Reference.ID` and `reference_id` are one name. V1, V2, V2a, V2b and V2c were read from real files;
V3, V4 and CDI have no sample here and are read as they are described.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from imrdata.errors import SourceError

__all__ = ["DIALECTS", "Dialect", "Form", "alias", "detect"]

_V2A: Final = {
    "referenceid": "reference_id",
    "reportyear": "report_year",
    "diagnosiscategory": "diagnosis_category",
    "diagnosissubcategory": "diagnosis_subcategory",
    "treatmentcategory": "treatment_category",
    "treatmentsubcategory": "treatment_subcategory",
    "determination": "determination",
    "type": "type",
    "agerange": "age_range",
    "patientgender": "patient_gender",
}
_V2: Final = {**_V2A, "findings": "findings"}
_V1: Final = {**_V2, "imrtype": "imr_type", "daystoreview": "days_to_review", "daystoadopt": "days_to_adopt"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One form of export.

    Attributes
    ----------
    name
        What books and ``--dialect`` call it.
    about
        Where it comes from, in a few words.
    columns
        Alias of each of its columns, and the case column it fills.
    delimiter
        What separates its fields; empty for forms that are no text.
    ignored
        Aliases of columns that it may have besides and that nothing is read from; ``*``: any.
    unquoted
        True where values may hold the delimiter without quotes.
    """

    name: str
    about: str
    columns: dict[str, str]
    delimiter: str = ","
    ignored: tuple[str, ...] = ()
    unquoted: bool = False


#: In the order in which they are tried; a header belongs to the first that it fits.
DIALECTS: Final = (
    Dialect("v1", "the portal since 2019, 14 columns", _V1),
    Dialect("v2", "the portal of 2016, 11 columns", _V2),
    Dialect("v2a", "V2 without Findings, saved again by a spreadsheet", _V2A, ";"),
    # The unnamed first column is R's row names, which tell this form from a quoted one without Findings.
    Dialect("v2b", "V2 without Findings, written by R without quotes", _V2A, ",", ("",), unquoted=True),
    Dialect(
        "v2c",
        "an SQL export of V2 without id, year and Findings",
        {name: column for name, column in _V2A.items() if name not in ("referenceid", "reportyear")},
    ),
    Dialect("v2d", "V2 without Findings, with commas and quotes", _V2A),
    Dialect("v1d", "V1 without Findings", {name: column for name, column in _V1.items() if name != "findings"}),
    Dialect("v4", "the portal's datastore as JSON", _V1, "", ("id",)),
    Dialect(
        "cdi",
        "the Department of Insurance's decisions",
        {
            "referencenumber": "reference_id",
            "year": "report_year",
            "diagnosis": "diagnosis_category",
            "diagnosissubcategory": "diagnosis_subcategory",
            "treatmentsubcategory": "treatment_subcategory",
            "outcome": "determination",
            "age": "age_range",
            "gender": "patient_gender",
        },
        ",",
        # Its "IMR Type" may mean either of DMHC's two fields; read as neither, it can't be mistaken for one.
        ("imrtype", "race", "treatment", "treatmentcategory"),
    ),
    Dialect("v3", "V1 saved again by pandas, with an index and columns of its own", _V1, ",", ("*",)),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A dialect as one file has it.

    Attributes
    ----------
    dialect
        The dialect.
    names
        For each column of the file, in order, the case column it fills; None for one that is ignored.
    ignored
        The headers of ignored columns, as found.
    """

    dialect: Dialect
    names: tuple[str | None, ...]
    ignored: tuple[str, ...] = field(default=())

    @property
    def findings(self) -> int | None:
        """Index of the Findings column, or None: then its cases are metadata only."""
        return self.names.index("findings") if "findings" in self.names else None

    @property
    def fields(self) -> list[str]:
        """A name for each column of the file, those that are ignored included."""
        return [name or f"ignored {number}" for number, name in enumerate(self.names)]


def alias(name: str) -> str:
    """Return a header's name in the one form that all dialects share.

    Examples
    --------
    >>> alias("Reference ID") == alias("Reference.ID") == alias("ReferenceID")
    True
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def split_header(header: str, *, delimiter: str) -> list[str]:
    """Return the names of a header line; none of one that can't be a header."""
    try:
        return next(csv.reader([header.replace("\r", " ")], delimiter=delimiter), [])
    except csv.Error:  # a field too long for any header
        return []


def detect(header: str | Sequence[str], *, where: str, dialect: str = "auto") -> Form:
    """Tell a dialect by its header.

    Parameters
    ----------
    header
        The first line, without its line end, or the names of the columns of a file that is no text.
    where
        The file's name, for errors.
    dialect
        A dialect's name to insist on, or ``"auto"``.

    Returns
    -------
    Form
        The dialect, and what each column of the file fills.

    Raises
    ------
    SourceError
        The header belongs to no dialect, or not to the one named.

    Examples
    --------
    >>> detect(
    ...     "Reference ID;Report Year;Diagnosis Category;Diagnosis Sub Category;Treatment Category;"
    ...     "Treatment Sub Category;Determination;Type;Age Range;Patient Gender",
    ...     where="x",
    ... ).dialect.name
    'v2a'
    """
    known = {one.name: one for one in DIALECTS}
    if dialect != "auto" and dialect not in known:
        raise SourceError(
            f"there is no dialect {dialect!r}", where=where, mend=f"use auto or one of {', '.join(known)}"
        )
    candidates = DIALECTS if dialect == "auto" else (known[dialect],)
    for candidate in candidates:
        found = _fit(candidate, header)
        if found is not None:
            return found
    problem, mend = _why_not(header, candidates)
    raise SourceError(problem, where=where, mend=mend)


def _fit(dialect: Dialect, header: str | Sequence[str]) -> Form | None:
    """Return a header as a dialect's, if it is: every column there once, and no other but those it may ignore."""
    if isinstance(header, str):
        if not dialect.delimiter:
            return None
        found = split_header(header, delimiter=dialect.delimiter)
    else:
        found = list(header)
    names = [alias(name) for name in found]
    if any(names.count(name) != 1 for name in dialect.columns):
        return None
    rest = [name for name in names if name not in dialect.columns]
    if "*" not in dialect.ignored and any(name not in dialect.ignored for name in rest):
        return None
    if "" in dialect.ignored and "" not in rest:
        return None
    # A table that is no text has no delimiter to be told by; any quoted dialect's columns will do for it.
    if not isinstance(header, str) and dialect.unquoted:
        return None
    return Form(
        dialect,
        tuple(dialect.columns.get(name) for name in names),
        tuple(raw for raw, name in zip(found, names, strict=True) if name not in dialect.columns),
    )


def _why_not(header: str | Sequence[str], candidates: Sequence[Dialect]) -> tuple[str, str]:
    """Say of an unreadable header what is wrong with it, measured against the dialect it is nearest to."""
    raw = [name.strip().strip('"') for name in re.split(r"[,;\t]", header)] if isinstance(header, str) else list(header)
    names = {alias(name) for name in raw}
    nearest = max(candidates, key=lambda known: (len(names & known.columns.keys()), -len(known.columns)))
    if len(names & nearest.columns.keys()) < 3:
        return (
            f"the header is not one of an IMR export (it begins {' '.join(raw)[:60]!r})",
            f"use a file whose first line names the columns of {', '.join(known.name for known in candidates)}",
        )
    missing = [column for name, column in nearest.columns.items() if name not in names]
    allowed = {*nearest.columns, *nearest.ignored}
    extra = [] if "*" in nearest.ignored else sorted(names - allowed)
    parts = [f"lacks {', '.join(missing)}"] if missing else []
    parts += [f"has {', '.join(extra)} besides"] if extra else []
    what = " and ".join(parts) or f"is not separated by {nearest.delimiter!r}"
    return (f"the header is nearest to dialect {nearest.name} but {what}", "use the export as it was published")
