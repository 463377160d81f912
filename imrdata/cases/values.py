"""Published cells to typed values, in closed vocabularies: what is not known is kept as found, and flagged.

A row stage: each row's result depends on that row alone.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from imrdata.cases.decode import clean_column
from imrdata.cases.schema import AGE_RANGES, DETERMINATIONS, GENDERS, IMR_TYPES, NULLS, TYPES

__all__ = ["typed"]

#: The ids' prefixes and the Types they were given for; 15 real rows of 2016 disagree, so Type never comes from it.
_PREFIX_TYPE: Final = {"MN": "Medical Necessity", "EI": "Experimental/Investigational", "UR": "Urgent Care"}

_CATEGORIES: Final = (
    "diagnosis_category",
    "diagnosis_subcategory",
    "treatment_category",
    "treatment_subcategory",
)
_INTEGERS: Final = {"report_year": pl.Int16, "days_to_review": pl.Int32, "days_to_adopt": pl.Int32}

_VOCABULARIES: Final = {
    "determination": frozenset(DETERMINATIONS.values()),
    "type": frozenset(TYPES),
    "age_range": frozenset(AGE_RANGES),
    "patient_gender": frozenset(GENDERS),
    "imr_type": frozenset(IMR_TYPES),
}
_GENDER_LETTERS: Final = {"F": "Female", "M": "Male"}
_SPAN_OF_YEARS: Final = re.compile(r"(\d+)(?: to |_)(\d+)", re.ASCII)
_YEARS: Final = re.compile(r"\d{1,3}", re.ASCII)
_PREFIX: Final = re.compile(r"([A-Z]{2})\d\d-", re.ASCII)
_LONGEST_NULL: Final = max(map(len, NULLS))
#: So many characters of Findings tell most of them from a word for no value.
_HEAD: Final = 32


def typed(raw: pl.DataFrame) -> pl.DataFrame:
    """Return the case columns of a frame of raw cells (all String, named as in CASE_SCHEMA; absent ones are null).

    Adds ``flags``: ``unknown:<column>`` for a value outside its vocabulary, ``prefix:type`` where the id's prefix
    and Type disagree.
    """
    values: dict[str, pl.Series] = {}
    raised: dict[str, pl.Series] = {}
    for name, known in _VOCABULARIES.items():
        values[name] = _by_distinct(_cells(raw, name), name)
        unknown = [value for value in values[name].unique().to_list() if value is not None and value not in known]
        if unknown:
            raised[f"unknown:{name}"] = values[name].is_in(unknown).fill_null(value=False)
    for name, kind in _INTEGERS.items():
        given = _given(_cells(raw, name))
        values[name] = given.cast(kind, strict=False)
        if values[name].null_count() > given.null_count():
            raised[f"unknown:{name}"] = given.is_not_null() & values[name].is_null()
    values["reference_id"] = _given(_cells(raw, "reference_id"))
    for name in _CATEGORIES:
        values[name] = _by_distinct(_cells(raw, name), name)
    disagrees = _prefix_disagrees(values["reference_id"], values["type"])
    if disagrees.any():
        raised["prefix:type"] = disagrees

    texts = raw["findings"] if "findings" in raw.columns else pl.repeat("", raw.height, dtype=pl.String, eager=True)
    findings, repaired = clean_column(texts)
    return raw.with_columns(
        *(column.alias(name) for name, column in values.items()),
        _flags(raised, raw.height).alias("flags"),
        texts.str.len_chars().cast(pl.Int32).alias("findings_characters_read"),
        repaired.alias("repaired_characters"),
        _without_nulls(findings, stripped=findings.str.head(_HEAD).str.strip_chars()).alias("findings"),
    )


def _cells(raw: pl.DataFrame, name: str) -> pl.Series:
    return raw[name] if name in raw.columns else pl.Series(name, [None], dtype=pl.String).new_from_index(0, raw.height)


def _given(cells: pl.Series) -> pl.Series:
    """Return cells without surrounding white space, null where the export gives no value."""
    stripped = cells.str.strip_chars()
    return _without_nulls(stripped, stripped=stripped)


def _without_nulls(cells: pl.Series, *, stripped: pl.Series) -> pl.Series:
    """Make null the cells that are, when stripped, a word for no value.

    Only those are looked at whose `stripped` text, or the beginning of it, is short enough for one.
    """
    places = (stripped.str.len_bytes() <= _LONGEST_NULL).fill_null(value=False).arg_true()
    if not places.len():
        return cells
    blank = places.filter(cells.gather(places).str.strip_chars().is_in(list(NULLS)))
    # A clone: scatter writes into the column itself.
    return cells.clone().scatter(blank, None) if blank.len() else cells


def _by_distinct(cells: pl.Series, name: str) -> pl.Series:
    """Return a column of few distinct values in their one form; each of these is looked at once."""
    distinct = cells.unique().drop_nulls()
    stripped = distinct.str.strip_chars()
    forms = {cell: _form(name, value) for cell, value in zip(distinct.to_list(), stripped.to_list(), strict=True)}
    if all(cell == form for cell, form in forms.items()):
        return cells
    return cells.replace_strict(list(forms), list(forms.values()), default=None, return_dtype=pl.String)


def _form(name: str, value: str) -> str | None:
    """Return a published value in the one form we keep; one that is not known stays as it is."""
    if value in NULLS:
        return None
    if name == "determination":
        return DETERMINATIONS.get(value, value)
    if name == "patient_gender":
        return _GENDER_LETTERS.get(value, value)
    return _age_range(value) if name == "age_range" else value


def _age_range(value: str) -> str:
    """Return an age in one form: `0 to 10`, `11_20` and an age in years become a bucket."""
    if _YEARS.fullmatch(value):
        years = int(value)
        for bucket in AGE_RANGES[:-1]:
            if years <= int(bucket.partition("-")[2]):
                return bucket
        return AGE_RANGES[-1]
    span = _SPAN_OF_YEARS.fullmatch(value)
    return f"{span[1]}-{span[2]}" if span else value


def _prefix_disagrees(ids: pl.Series, types: pl.Series) -> pl.Series:
    """Say for each row whether its id was given for another Type than it states."""
    heads = ids.str.head(5)
    means = {
        head: _PREFIX_TYPE.get(found[1])
        for head in heads.unique().drop_nulls().to_list()
        if (found := _PREFIX.fullmatch(head))
    }
    if not means:
        return pl.repeat(False, ids.len(), dtype=pl.Boolean, eager=True)
    by_prefix = heads.replace_strict(list(means), list(means.values()), default=None, return_dtype=pl.String)
    return (by_prefix != types).fill_null(value=False)


def _flags(raised: dict[str, pl.Series], height: int) -> pl.Series:
    """Return for each row the names of the flags that are raised; most rows have none."""
    if not raised:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, height)
    found = [pl.when(pl.col(name)).then(pl.lit(name)) for name in sorted(raised, key=_FLAG_ORDER.index)]
    return pl.DataFrame(raised).select(pl.concat_list(found).list.drop_nulls()).to_series()


#: The order flags stand in.
_FLAG_ORDER: Final = [*(f"unknown:{name}" for name in (*_VOCABULARIES, *_INTEGERS)), "prefix:type"]
