"""The rubric: each letter scored item by item, with the evidence.

The items are data (`rubric.toml`), frozen by a hash in the tests before the baseline's grammar was written; the rules
are `imrdata.quality.rubric_rules`. An item that hangs on a statutory text is measured only where that text was
checked against an official one; else it leaves the denominator, and is counted as unmeasured.

In: letters and what their writers saw. Out: one row per letter and item of its kind (RUBRIC_SCHEMA), or one per
letter (RUBRIC_TOTALS_SCHEMA). What each item asks, and what the rules can't see: docs/rubric.md.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.letters.statutory import statutory_texts
from imrdata.quality.rubric_rules.administrative import ADMINISTRATIVE_RULES
from imrdata.quality.rubric_rules.appeal import APPEAL_RULES
from imrdata.quality.rubric_rules.denial import DENIAL_RULES
from imrdata.quality.rubric_rules.reading import Answer, Reading, missing

__all__ = [
    "RUBRIC_SCHEMA",
    "RUBRIC_TOTALS_SCHEMA",
    "RULES_VERSION",
    "RubricItem",
    "rubric_items",
    "rubric_sha256",
    "rubric_totals",
    "score_rubric",
]

#: Rises with every change of a rule that can change a state; the items have a version of their own.
RULES_VERSION: Final = 1

#: `state` is met, not_met, unmeasured or not_applicable. The span (code points of the letter's text) is null where the
#: state has no place in it; `reason` says why an item is not met, not measured or not applicable.
RUBRIC_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String,
        "item": pl.String,
        "points": pl.Int32,
        "state": pl.String,
        "span_start": pl.Int32,
        "span_end": pl.Int32,
        "reason": pl.String,
    }
)

#: One row per letter. `measurable` is the points of the items that are met or not met; the administrative sub-score
#: stands apart and is in no other column.
RUBRIC_TOTALS_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String,
        "met": pl.Int32,
        "measurable": pl.Int32,
        "unmeasured": pl.Int32,
        "not_applicable": pl.Int32,
        "score": pl.Float64,  # met / measurable; null where nothing could be measured
        "administrative_met": pl.Int32,
        "administrative_measurable": pl.Int32,
    }
)

_PLACES: Final = (
    ("regimes", "regime"),
    ("notices", "notice"),
    ("grounds", "ground"),
    ("voices", "voice"),
    ("types", "type"),
)
#: What rules may read beside the text.
_COLUMNS: Final = (
    *("letter_id", "kind", "text"),
    *("regime", "notice", "ground", "voice", "type", "view_strength"),
    *("view_text", "denial_text"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricItem:
    """One item of the rubric; the head of `rubric.toml` explains each field."""

    id: str
    kind: str
    group: str
    points: int
    find: str
    law: str
    administrative: bool = False
    regimes: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def rubric_items(kind: str) -> tuple[RubricItem, ...]:
    """Return the items for ``denial`` or ``appeal``, in the order of the file.

    Examples
    --------
    >>> sum(item.points for item in rubric_items("appeal") if not item.administrative)
    100
    """
    if kind not in ("denial", "appeal"):
        raise ImrDataError(f"there is no rubric for letters of kind {kind!r}", mend="use denial or appeal")
    return tuple(item for item in _all() if item.kind == kind)


def rubric_sha256() -> str:
    """Return the hash of the file of items: part of the version of every score."""
    return hashlib.sha256(_read()).hexdigest()


def score_rubric(letters: pl.DataFrame, *, sources: pl.DataFrame | None = None) -> pl.DataFrame:
    """Score letters item by item.

    Parameters
    ----------
    letters
        Columns ``letter_id``, ``kind`` and ``text``, and the axes as in
        ``imrdata.letters.schema.LETTER_SCHEMA``; where an axis is missing, the items that hang on it are unmeasured.
    sources
        One row per letter, columns of ``imrdata.letters.schema.SOURCE_SCHEMA``.

    Returns
    -------
    DataFrame
        RUBRIC_SCHEMA: one row per letter and item of its kind, in the order of `letters` and of the file.

    Raises
    ------
    ImrDataError
        A column is missing, a ``letter_id`` occurs twice, or a ``kind`` is not one of the two.

    Examples
    --------
    >>> letters = pl.DataFrame({"letter_id": ["a"], "kind": ["denial"], "text": ["Call us for a free interpreter."]})
    >>> scores = score_rubric(letters)
    >>> scores.filter(pl.col("item") == "denial_language_help").select("state", "span_start", "span_end").row(0)
    ('met', 19, 30)
    """
    lacking = [name for name in ("letter_id", "kind", "text") if name not in letters.columns]
    if lacking:
        raise ImrDataError(f"letters have no column {', '.join(lacking)}", mend="give every letter these columns")
    for name, frame in (("letters", letters), ("sources", sources)):
        if frame is not None and frame["letter_id"].n_unique() != frame.height:
            raise ImrDataError(f"a letter_id occurs twice in {name}", mend="give every letter an id of its own")
    joined = letters
    if sources is not None:
        wanted = [name for name in sources.columns if name == "letter_id" or name not in letters.columns]
        joined = letters.join(sources.select(wanted), on="letter_id", how="left", maintain_order="left")
    absent = [pl.lit(None, pl.String).alias(name) for name in _COLUMNS if name not in joined.columns]
    rows: list[tuple[object, ...]] = []
    for row in joined.with_columns(absent).select(_COLUMNS).iter_rows(named=True):
        rows.extend(_letter_rows(row))
    return pl.DataFrame(rows, schema=RUBRIC_SCHEMA, orient="row")


def rubric_totals(scores: pl.DataFrame) -> pl.DataFrame:
    """Return each letter's points: met, measurable, unmeasured, not applicable, and the administrative sub-score.

    Examples
    --------
    >>> letters = pl.DataFrame({"letter_id": ["a"], "kind": ["denial"], "text": ["Call us."]})
    >>> rubric_totals(score_rubric(letters)).select("met", "administrative_met").row(0)
    (1, 0)
    """
    apart = pl.col("item").is_in([item.id for item in _all() if item.administrative])

    def points(*states: str, administrative: bool = False) -> pl.Expr:
        chosen = pl.col("state").is_in(states) & (apart if administrative else ~apart)
        return pl.col("points").filter(chosen).sum().cast(pl.Int32)

    measured = points("met", "not_met")
    return (
        scores.group_by("letter_id", maintain_order=True)
        .agg(
            points("met").alias("met"),
            measured.alias("measurable"),
            points("unmeasured").alias("unmeasured"),
            points("not_applicable").alias("not_applicable"),
            pl.when(measured > 0).then(points("met") / measured).alias("score"),
            points("met", administrative=True).alias("administrative_met"),
            points("met", "not_met", administrative=True).alias("administrative_measurable"),
        )
        .match_to_schema(RUBRIC_TOTALS_SCHEMA)
    )


def _letter_rows(row: Mapping[str, Any]) -> list[tuple[object, ...]]:
    reading = None if row["text"] is None else Reading(row)
    rows: list[tuple[object, ...]] = []
    for item in rubric_items(row["kind"]):
        answer = _answer(item, row, reading)
        start, end = (None, None)
        if reading is not None and answer.span is not None and answer.span[0] < answer.span[1]:
            start, end = reading.as_written(answer.span)
        rows.append((row["letter_id"], item.id, item.points, answer.state, start, end, answer.reason))
    return rows


def _answer(item: RubricItem, row: Mapping[str, Any], reading: Reading | None) -> Answer:
    """Return whether the item applies, can be measured, and is met, in this order."""
    unknown = []
    for places, column in _PLACES:
        allowed = getattr(item, places)
        if allowed and row[column] is None:
            unknown.append(column)
        elif allowed and row[column] not in allowed:
            return Answer("not_applicable", None, f"{column} {row[column]}")
    unknown += [name for name in item.needs if row[name] is None]
    if reading is None:
        unknown.append("text")
    if unknown or reading is None:
        return Answer("unmeasured", None, f"no {', '.join(dict.fromkeys(unknown))}")
    if item.texts:
        return _printed(item, row, reading)
    return _RULES[item.id](reading)


def _printed(item: RubricItem, row: Mapping[str, Any], reading: Reading) -> Answer:
    """Return whether a checked text that settles the item stands in the letter."""
    if row["regime"] is None or row["notice"] is None:
        return Answer("unmeasured", None, "no regime, notice")
    checked = statutory_texts(regime=row["regime"], kind=row["kind"], type=row["type"], notice_kind=row["notice"])
    if not any(text.id in item.texts for text in checked):
        return Answer("unmeasured", None, f"no checked text: {', '.join(item.texts)}")
    for name, start, end in reading.printed:
        if name in item.texts:
            return Answer("met", (start, end))
    return missing("the checked text is not in the letter")


_RULES: Final = {**DENIAL_RULES, **APPEAL_RULES, **ADMINISTRATIVE_RULES}


def _read() -> bytes:
    return files("imrdata.quality").joinpath("rubric.toml").read_bytes()


@cache
def _all() -> tuple[RubricItem, ...]:
    def item(entry: dict[str, Any]) -> RubricItem:
        plain: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
        }
        return RubricItem(**plain)

    return tuple(item(entry) for entry in tomllib.loads(_read().decode())["item"])
