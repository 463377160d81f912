"""Rows whose values hold commas and no quotes (dialect V2b), put back together by their closed vocabularies.

Front and back of such a row are sure: index, id and year; gender, age, Type and Determination. In between stand two
categories, each followed by a subcategory that may be anything. The categories are closed vocabularies, and no
separator is followed by a space, as the commas inside of values are. A row that can be read in one way only is read
so; any other is rejected, never shifted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from imrdata.cases.crosswalk import entries
from imrdata.cases.schema import AGE_RANGES, DETERMINATIONS, GENDERS, NULLS, TYPES

__all__ = ["split_unquoted"]

_ID: Final = re.compile(r"(?:MN|EI|UR)\d\d-\d+")
#: A comma that may separate: one inside a value is followed by a space.
_SEPARATOR: Final = re.compile(",(?! )")
#: The fields of the form: row name, id, year, four categories, Determination, Type, age, gender.
_FIELDS: Final = 11


@cache
def _names(column: str) -> frozenset[str]:
    """Return the category names of the 2016 vocabulary, and what stands where there is none."""
    known = {name for entry in entries() if entry.column == column for name in entry.names.get("2016", ())}
    return frozenset(known | set(NULLS))


@cache
def _tail() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    ages = {*AGE_RANGES, *(age.replace("-", "_") for age in AGE_RANGES), *NULLS}
    return frozenset(DETERMINATIONS), frozenset(TYPES), frozenset(ages), frozenset({*GENDERS, *NULLS})


def split_unquoted(line: str) -> tuple[list[str] | None, str]:
    """Split one line into its eleven fields, or say why not.

    Examples
    --------
    >>> line = "7,MN16-1,2016,Ears, Nose, Throat,Other,Vision,Other,Upheld Decision of Health Plan,Urgent Care,,Male"
    >>> split_unquoted(line)[0][3:7]
    ['Ears, Nose, Throat', 'Other', 'Vision', 'Other']
    """
    parts = _SEPARATOR.split(line)
    if len(parts) < _FIELDS:
        return None, f"it has {len(parts)} fields, not {_FIELDS}"
    head, middle, tail = parts[:3], parts[3:-4], parts[-4:]
    if not _ID.fullmatch(head[1]) or not head[2].isdigit():
        return None, "it does not begin with a row name, an id and a year"
    for value, known, what in zip(tail, _tail(), ("Determination", "Type", "age range", "gender"), strict=True):
        if value not in known:
            return None, f"{value!r} stands where the {what} should"
    ways = [fields for fields in _divisions(middle) if _fits(fields)]
    if len(ways) != 1:
        return None, f"its categories can be read in {len(ways) or 'no'} way{'s' if len(ways) > 1 else ''}"
    return [*head, *ways[0], *tail], ""


def _divisions(parts: list[str]) -> list[list[str]]:
    """Return all ways to make four values of the parts between head and tail."""
    last = len(parts)
    return [
        [",".join(parts[:a]), ",".join(parts[a:b]), ",".join(parts[b:c]), ",".join(parts[c:])]
        for a in range(1, last - 2)
        for b in range(a + 1, last - 1)
        for c in range(b + 1, last)
    ]


def _fits(fields: list[str]) -> bool:
    return fields[0] in _names("diagnosis_category") and fields[2] in _names("treatment_category")
