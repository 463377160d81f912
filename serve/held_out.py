"""The held-out cases of a run: what a served model is asked, and what its letters are measured against.

In: a run folder of imrdata, whose dataset verifies. Out: one `HeldOut` per case of the test split: the prompt of its
record, made anew and proved to be the same, what the checks may read (the reviewer's text too), and the letter that
the rule-based baseline author writes for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from imrdata.errors import DatasetError
from imrdata.letters.axes import Axes
from imrdata.letters.baseline import write_appeal
from imrdata.letters.letter import INPUTS, appeal_view, source_row
from imrdata.verification import verify
from serve.letters import Asked

__all__ = ["HeldOut", "read_held_out"]

#: The columns of a letter that checks and rubric read beside its text.
_AXES = ("regime", "notice", "ground", "voice", "view_strength")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """One case of the test split."""

    case_id: str
    record_id: str
    asked: Asked
    source: Mapping[str, Any]
    axes: Mapping[str, Any]
    baseline: str


def read_held_out(run: Path, *, input: str = "full", limit: int | None = None) -> list[HeldOut]:
    """Return the test split's cases, one record each, in the order of their ids.

    Parameters
    ----------
    run
        A run folder: ``dataset/``, ``cases.parquet`` and ``letters.parquet``.
    input
        Which records: those that show all that a view holds (``full``), or what a patient would type (``reduced``).
        One kind at a time: two records of one case are no two observations.
    limit
        At most so many cases.

    Raises
    ------
    DatasetError
        The folder is no run, its dataset does not verify, or a record's input can't be made anew.
    """
    if input not in INPUTS:
        raise DatasetError(f"{input!r} is no input of records", mend=f"use {' or '.join(INPUTS)}")
    report = verify(run / "dataset")
    if not report.ok:
        raise DatasetError(
            f"the dataset is not what its manifest says ({len(report.problems)} problems)",
            where=str(run / "dataset"),
            mend="run imrdata verify on it",
        )
    records, cases, letters = (
        _table(path) for path in (run / "dataset" / "records.parquet", run / "cases.parquet", run / "letters.parquet")
    )
    case_by_id = {row["case_id"]: row for row in cases.iter_rows(named=True)}
    letter_by_id = {row["letter_id"]: row for row in letters.iter_rows(named=True)}
    chosen = (
        records.filter((pl.col("split") == "test") & (pl.col("task") == "appeal") & (pl.col("input") == input))
        .sort("case_id", "record_id")
        .unique("case_id", keep="first", maintain_order=True)
        .head(limit if limit is not None else records.height)
    )
    if chosen.is_empty():
        raise DatasetError(
            f"the test split has no appeal with {input} input",
            where=str(run / "dataset"),
            mend="give the recipe a test share, and its authors this input",
        )
    return [_held_out(record, case_by_id, letter_by_id) for record in chosen.iter_rows(named=True)]


def _table(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError):
        raise DatasetError("it can't be read", where=str(path), mend="name the folder of a finished run") from None


def _held_out(
    record: Mapping[str, Any], cases: Mapping[str, dict[str, Any]], letters: Mapping[str, dict[str, Any]]
) -> HeldOut:
    where = f"record {record['record_id'][:12]}"
    try:
        case, denial, appeal = cases[record["case_id"]], letters[record["denial_id"]], letters[record["appeal_id"]]
    except KeyError:
        raise DatasetError("its case or its letters are not in the run", where=where) from None
    view = appeal_view(case, denial=denial["text"], input=appeal["input"], seed=appeal["seed"])
    asked = Asked(view=view, voice=record["voice"], regime=record["regime"], ground=record["ground"])
    if [dict(turn) for turn in record["messages"][:2]] != list(asked.messages()):
        raise DatasetError(
            f"its input can't be made anew (it is of {record['record_version']})",
            where=where,
            mend="evaluate with the code that made the dataset",
        )
    return HeldOut(
        case_id=record["case_id"],
        record_id=record["record_id"],
        asked=asked,
        source=source_row(appeal, case=case, view=view),
        axes={name: appeal[name] for name in _AXES},
        baseline=write_appeal(view, _axes(appeal)),
    )


def _axes(letter: Mapping[str, Any]) -> Axes:
    names = Axes.__dataclass_fields__
    return Axes(**{name: letter[name] for name in names if name in letter})
