"""Published cells to typed values, in closed vocabularies: what is not known is kept as found, and flagged.

A row stage: each row's result depends on that row alone.
"""

from __future__ import annotations

import re
from typing import Any, Final

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
_PREFIX_LENGTH: Final = 5
_LONGEST_NULL: Final = max(map(len, NULLS))
#: So many characters of Findings tell most of them from a word for no value.
_HEAD: Final = 32


def typed(raw: pl.DataFrame) -> pl.DataFrame:
    """Return the case columns of a frame of raw cells (all String, named as in CASE_SCHEMA; absent ones are null).

    Adds ``flags``: ``unknown:<column>`` for a value outside its vocabulary, ``prefix:type`` where the id's prefix
    and Type disagree.
    """
    absent = pl.lit(None, pl.String)
    names = ("reference_id", *_CATEGORIES, *_VOCABULARIES, *_INTEGERS)
    # Few, wide selects: each has a cost of its own, whatever it does. Distinct values meet Python, rows don't.
    given = raw.select(
        (pl.col(name).str.strip_chars() if name in raw.columns else absent).alias(name) for name in names
    )
    distinct = given.select(
        pl.col(*_CATEGORIES, *_VOCABULARIES).unique().implode(),
        pl.col(*_INTEGERS, "reference_id").is_in(list(NULLS)).any(),
        prefixes=pl.col("reference_id").str.head(_PREFIX_LENGTH).unique().implode(),
    ).row(0, named=True)
    values = given.select(
        pl.when(~pl.col("reference_id").is_in(list(NULLS))).then("reference_id")
        if distinct["reference_id"]
        else "reference_id",
        *(
            _replaced(name, {cell: _form(name, cell) for cell in distinct[name]})
            for name in (*_CATEGORIES, *_VOCABULARIES)
        ),
        *(pl.col(name).cast(kind, strict=False) for name, kind in _INTEGERS.items()),
        prefix=_replaced(
            "reference_id", _types_of(distinct["prefixes"]), of=pl.col("reference_id").str.head(_PREFIX_LENGTH)
        ),
    )
    texts = raw["findings"] if "findings" in raw.columns else pl.repeat("", raw.height, dtype=pl.String, eager=True)
    findings, repaired = clean_column(texts)
    return raw.with_columns(
        *values.drop("prefix"),
        _flags(given, values, distinct).alias("flags"),
        texts.str.len_chars().cast(pl.Int32).alias("findings_characters_read"),
        repaired.alias("repaired_characters"),
        _without_nulls(findings).alias("findings"),
    )


def _replaced(name: str, forms: dict[str | None, str | None], *, of: pl.Expr | None = None) -> pl.Expr:
    """Return a column with each of its distinct values in its one form."""
    column = pl.col(name) if of is None else of
    if all(cell == form for cell, form in forms.items()):
        return column
    known = {cell: form for cell, form in forms.items() if cell is not None}
    return column.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)


def _types_of(prefixes: list[str | None]) -> dict[str | None, str | None]:
    """Return the Type that ids of each prefix were given for; None for what is no prefix."""
    found = {prefix: _PREFIX.fullmatch(prefix or "") for prefix in prefixes}
    return {prefix: _PREFIX_TYPE.get(match[1]) if match else None for prefix, match in found.items()}


def _without_nulls(texts: pl.Series) -> pl.Series:
    """Make null the texts that are no more than a word for no value. Only those that begin like one are looked at."""
    places = (texts.str.head(_HEAD).str.strip_chars().str.len_bytes() <= _LONGEST_NULL).arg_true()
    if not places.len():
        return texts
    blank = places.filter(texts.gather(places).str.strip_chars().is_in(list(NULLS)))
    # A clone: scatter writes into the column itself.
    return texts.clone().scatter(blank, None) if blank.len() else texts


def _flags(given: pl.DataFrame, values: pl.DataFrame, distinct: dict[str, Any]) -> pl.Series:
    """Return for each row the names of the flags that are raised; most rows have none."""
    raised: dict[str, pl.Expr] = {}
    for name, known in _VOCABULARIES.items():
        unknown = [form for cell in distinct[name] if (form := _form(name, cell)) is not None and form not in known]
        if unknown:
            raised[f"unknown:{name}"] = pl.col(name).is_in(unknown)
    for name in _INTEGERS:
        if values[name].null_count() > given[name].null_count():
            raised[f"unknown:{name}"] = pl.col(name).is_null() & ~given[name].is_in(list(NULLS))
    raised["prefix:type"] = pl.col("prefix") != pl.col("type")
    flags = values.select(flag.fill_null(value=False).alias(name) for name, flag in raised.items())
    found = [name for name in flags.columns if flags[name].any()]
    if not found:
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, given.height)
    return flags.select(
        pl.concat_list(pl.when(pl.col(name)).then(pl.lit(name)) for name in found).list.drop_nulls()
    ).to_series()


def _form(name: str, value: str | None) -> str | None:
    """Return a published value in the one form we keep; one that is not known stays as it is."""
    if value is None or value in NULLS:
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
