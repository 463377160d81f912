"""Choosing among letters that may all stay: the best of a case by the rubric, and cases by stated weights.

In: letters as rows with their scores. Out: places, and who goes for balance. Length decides nothing: `length_report`
says how the scores hang together with it all the same, since a rubric that rewards many words would do so unseen.
Room: dataset.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from imrdata.errors import DatasetError

__all__ = ["BALANCED", "Balance", "balanced_out", "length_report", "places", "with_scores"]

#: The axes whose values can be balanced. The determination is none: it must not steer what is trained on.
BALANCED: Final = ("ground", "ground_source", "regime", "notice", "voice", "length", "register")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How many cases each value of an axis may have beside the others.

    Attributes
    ----------
    by
        One of `BALANCED`.
    weights
        Value to weight; a value that is not named weighs 1, and 0 leaves it out.
    """

    by: str
    weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.by not in BALANCED:
            raise DatasetError(f"{self.by!r} can't be balanced", where="balance", mend=f"use {', '.join(BALANCED)}")
        if any(not 0 <= weight < math.inf for weight in self.weights.values()):
            raise DatasetError("a weight is below 0 or no number", where="balance", mend="give 0 or more")


def with_scores(letters: pl.DataFrame, scores: pl.DataFrame | None, *, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return letters as rows with ``input``, ``words`` and what the rubric gave them."""
    if missing := [name for name in columns if name not in letters.columns]:
        raise DatasetError(
            f"letters have no column {', '.join(missing)}", where="select", mend="give them these columns"
        )
    frame = letters
    if "input" not in letters.columns:
        frame = frame.with_columns(pl.lit("full").alias("input"))
    totals = pl.DataFrame(schema={"letter_id": pl.String, "score": pl.Float64, "met": pl.Int32, "measurable": pl.Int32})
    if scores is not None:
        totals = scores.select(totals.columns)
        if totals["letter_id"].n_unique() != totals.height:
            raise DatasetError(
                "a letter has two scores", where="select", mend="pass rubric_totals(...) of these letters"
            )
    frame = frame.select("input", *columns).join(totals, on="letter_id", how="left", maintain_order="left")
    # Words are runs between white space: what anybody would count.
    return [row | {"words": len((row["text"] or "").split())} for row in frame.iter_rows(named=True)]


def places(rows: Sequence[Row], *, answered_by: Sequence[Row] = ()) -> dict[str, int]:
    """Return each letter's place, from 1, among those of its case, kind and input.

    Parameters
    ----------
    rows
        The letters that may stay.
    answered_by
        Of denials: the appeals that may stay. A denial with an appeal for more inputs goes before one with fewer, as
        without an appeal it makes no pair.
    """
    inputs: dict[str, set[str]] = defaultdict(set)
    for row in answered_by:
        inputs[row["answers"]].add(row["input"])
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["case_id"], row["kind"], row["input"]].append(row)

    def rank(row: Row) -> tuple[int, float, bytes]:
        score = -1.0 if row["score"] is None else row["score"]
        return -len(inputs[row["letter_id"]]), -score, _lot("select", row["letter_id"])

    return {
        row["letter_id"]: number for group in groups.values() for number, row in enumerate(sorted(group, key=rank), 1)
    }


def balanced_out(rows: Sequence[Row], balance: Balance) -> Iterator[tuple[str, str]]:
    """Yield the letters that go for balance, each with its reason.

    Whole cases go, as many as needed so that the cases of each value are to one another as the weights; which of a
    value's cases stay, a hash of the case's id says.
    """
    values: dict[str, str] = {row["case_id"]: str(row[balance.by]) for row in rows}
    counts = Counter(values.values())
    weights = {value: float(balance.weights.get(value, 1)) for value in counts}
    unit = min((counts[value] / weight for value, weight in weights.items() if weight), default=0.0)
    gone: set[str] = set()
    for value, weight in weights.items():
        drawn = sorted((case for case in values if values[case] == value), key=lambda case: _lot("balance", case))
        gone.update(drawn[math.floor(unit * weight + 1e-9) :])
    for row in rows:
        if row["case_id"] in gone:
            value = values[row["case_id"]]
            yield row["letter_id"], f"balance: {balance.by} {value} has more cases than its weight {weights[value]:g}"


def length_report(selection: pl.DataFrame) -> dict[str, Any]:
    """Say how the rubric's scores hang together with the letters' lengths, over the letters that were usable.

    Parameters
    ----------
    selection
        SELECTION_SCHEMA.

    Returns
    -------
    dict
        For each kind: ``letters`` scored; ``pearson`` and ``spearman`` correlation of score and words (null where
        either never varies); ``choices`` (cases, kinds and inputs with two usable letters or more) and in how many of
        them the ``longest_chosen``.
    """
    return {kind: _length_of(selection.filter(pl.col("kind") == kind)) for kind in ("denial", "appeal")}


def _length_of(letters: pl.DataFrame) -> dict[str, Any]:
    scored = letters.filter(pl.col("place").is_not_null() & pl.col("score").is_not_null())
    pearson, spearman = (
        scored.select(pl.corr("score", "words", method=method)).item() for method in ("pearson", "spearman")
    )
    several = (
        scored.filter(pl.len().over("case_id", "input") > 1)
        .group_by("case_id", "input")
        .agg((pl.col("words").sort_by("place").first() == pl.col("words").max()).alias("longest"))
    )
    return {
        "letters": scored.height,
        "pearson": _rounded(pearson),
        "spearman": _rounded(spearman),
        "choices": several.height,
        "longest_chosen": int(several["longest"].sum()),
    }


def _rounded(value: float | None) -> float | None:
    # So many digits as no order of summing changes.
    return None if value is None or math.isnan(value) else round(value, 6)


def _lot(what: str, name: str) -> bytes:
    return hashlib.sha256(f"{what}|{name}".encode()).digest()
