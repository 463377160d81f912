"""The forms in which IMR exports are handed round, and how a header tells which one it is.

One alias rule covers all headers: lower-case, and drop whatever is not a letter or digit, so that `ReferenceID`,
`Reference ID`, `Reference.ID` and `reference_id` are one name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from imrdata.errors import SourceError

__all__ = ["DIALECTS", "Dialect", "alias", "detect"]

_CORE: Final = {
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
    "findings": "findings",
}


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
        Alias of each of its header's names, and the case column it fills.
    delimiter
        One ASCII character.
    """

    name: str
    about: str
    columns: dict[str, str]
    delimiter: str = ","


DIALECTS: Final = (
    Dialect(
        "v1",
        "the portal since 2019, 14 columns",
        {**_CORE, "imrtype": "imr_type", "daystoreview": "days_to_review", "daystoadopt": "days_to_adopt"},
    ),
    Dialect("v2", "the portal of 2016, 11 columns", _CORE),
)


def alias(name: str) -> str:
    """Return a header's name in the one form that all dialects share.

    Examples
    --------
    >>> alias("Reference ID") == alias("Reference.ID") == alias("ReferenceID")
    True
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def detect(header: str, *, where: str, dialect: str = "auto") -> tuple[Dialect, list[str]]:
    """Tell a dialect by its header line.

    Parameters
    ----------
    header
        The first line, without its line end.
    where
        The file's name, for errors.
    dialect
        A dialect's name to insist on, or ``"auto"``.

    Returns
    -------
    tuple
        The dialect, and for each column of the file the case column it fills.

    Raises
    ------
    SourceError
        The header belongs to no dialect, or not to the one named.
    """
    known = {known.name: known for known in DIALECTS}
    if dialect != "auto" and dialect not in known:
        raise SourceError(
            f"there is no dialect {dialect!r}", where=where, mend=f"use auto or one of {', '.join(known)}"
        )
    candidates = DIALECTS if dialect == "auto" else (known[dialect],)
    for candidate in candidates:
        names = [alias(name.strip().strip('"')) for name in header.split(candidate.delimiter)]
        if sorted(names) == sorted(candidate.columns):
            return candidate, [candidate.columns[name] for name in names]
    raise SourceError(*_why_not(header, dialect=dialect)[:1], where=where, mend=_why_not(header, dialect=dialect)[1])


def _why_not(header: str, *, dialect: str) -> tuple[str, str]:
    """Say of an unreadable header what is wrong with it, measured against the dialect it is nearest to."""
    candidates = [known for known in DIALECTS if dialect in ("auto", known.name)]
    names = {alias(name.strip().strip('"')) for name in re.split(r"[,;\t]", header)}
    nearest = max(candidates, key=lambda known: (len(names & known.columns.keys()), -len(known.columns)))
    if not names & nearest.columns.keys():
        return (
            f"the header is not one of an IMR export (it begins {header[:60]!r})",
            f"use a file whose first line names the columns of {', '.join(known.name for known in candidates)}",
        )
    missing = [name for name in nearest.columns if name not in names]
    if missing == ["findings"]:
        return ("it has no Findings column, so there is nothing to read in it", "use an export with Findings")
    extra = sorted(names - nearest.columns.keys())
    parts = [f"lacks {', '.join(nearest.columns[name] for name in missing)}"] if missing else []
    parts += [f"has {', '.join(extra)} besides"] if extra else []
    what = " and ".join(parts) or f"is not separated by {nearest.delimiter!r}"
    return (
        f"the header is nearest to dialect {nearest.name} but {what}",
        "use the export as it was published",
    )
