"""Published cells to typed values, in closed vocabularies: what is not known is kept as found, and flagged.

A row stage: each row's result depends on that row alone.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from imrdata.cases.decode import clean_column
from imrdata.cases.schema import AGE_RANGES, DETERMINATIONS, GENDERS, IMR_TYPES, NULLS, TYPES

__all__ = ["typed"]

#: The ids' prefixes and the Types they were given for; 15 real rows of 2016 disagree, so Type never comes from it.
_PREFIX_TYPE: Final = {"MN": "Medical Necessity", "EI": "Experimental/Investigational", "UR": "Urgent Care"}

_TEXT: Final = (
    "reference_id",
    "diagnosis_category",
    "diagnosis_subcategory",
    "treatment_category",
    "treatment_subcategory",
)
_INTEGERS: Final = {"report_year": pl.Int16, "days_to_review": pl.Int32, "days_to_adopt": pl.Int32}


_VOCABULARIES: Final = {
    "determination": sorted(set(DETERMINATIONS.values())),
    "type": TYPES,
    "age_range": AGE_RANGES,
    "patient_gender": GENDERS,
    "imr_type": IMR_TYPES,
}


def typed(raw: pl.DataFrame) -> pl.DataFrame:
    """Return the case columns of a frame of raw cells (all String, named as in CASE_SCHEMA; absent ones are null).

    Adds ``flags``: ``unknown:<column>`` for a value outside its vocabulary, ``prefix:type`` where the id's prefix
    and Type disagree.
    """
    names = (*_TEXT, *_INTEGERS, *_VOCABULARIES)
    absent = pl.lit(None, pl.String)
    # Step by step, so that no cell is looked at twice: as given, as typed, and what is wrong with it.
    given = raw.select((_given(name) if name in raw.columns else absent).alias(name) for name in names)
    values = given.with_columns(
        *(pl.col(name).cast(kind, strict=False) for name, kind in _INTEGERS.items()),
        pl.col("determination").replace(DETERMINATIONS),
        _age_range(pl.col("age_range")).alias("age_range"),
        pl.col("patient_gender").replace({"F": "Female", "M": "Male"}),
    )
    unknown = values.select(
        (pl.col(name).is_not_null() & ~pl.col(name).is_in(list(known))).alias(f"unknown:{name}")
        for name, known in _VOCABULARIES.items()
    )
    unread = [(given[name].is_not_null() & values[name].is_null()).alias(f"unknown:{name}") for name in _INTEGERS]
    prefix = pl.col("reference_id").str.extract(r"^([A-Z]{2})\d\d-").replace_strict(_PREFIX_TYPE, default=None)
    disagrees = values.select((prefix.is_not_null() & (prefix != pl.col("type"))).alias("prefix:type"))

    texts = raw["findings"] if "findings" in raw.columns else pl.repeat("", raw.height, dtype=pl.String, eager=True)
    findings, repaired = clean_column(texts)
    blank = findings.str.strip_chars().is_in(list(NULLS)).fill_null(value=False)
    return raw.with_columns(
        *values,
        _flags(pl.concat([unknown, pl.DataFrame(unread), disagrees], how="horizontal")).alias("flags"),
        texts.str.len_chars().cast(pl.Int32).alias("findings_characters_read"),
        repaired.alias("repaired_characters"),
        findings.set(blank, None).alias("findings"),
    )


def _flags(raised: pl.DataFrame) -> pl.Series:
    """Return for each row the names of the flags that are raised; most rows have none."""
    names = [name for name in raised.columns if raised[name].any()]
    if not names:
        return pl.repeat([], raised.height, dtype=pl.List(pl.String), eager=True)
    found = [pl.when(pl.col(name)).then(pl.lit(name)) for name in names]
    return raised.select(pl.concat_list(found).list.drop_nulls()).to_series()


def _age_range(cell: pl.Expr) -> pl.Expr:
    """Return an age in one form: `0 to 10`, `11_20` and an age in years become a bucket."""
    years = pl.when(cell.str.contains(r"^\d{1,3}$")).then(cell.cast(pl.Int32, strict=False))
    buckets = [pl.when(years >= 65).then(pl.lit("65+"))]
    for bucket in AGE_RANGES[:-1]:
        low, _, high = bucket.partition("-")
        buckets.append(pl.when(years.is_between(int(low), int(high))).then(pl.lit(bucket)))
    return pl.coalesce(*buckets, cell.str.replace(r"^(\d+)(?: to |_)(\d+)$", "$1-$2"))


def _given(name: str) -> pl.Expr:
    """Return a cell without surrounding white space, null where the export gives no value."""
    cell = pl.col(name).str.strip_chars()
    return pl.when(~cell.is_in(list(NULLS))).then(cell)
