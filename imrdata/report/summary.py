"""What a run came to, as plain data: every row, question, letter and record accounted for.

In: the frames of a run. Out: one dictionary, which books.json, the terminal and the page all show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from imrdata.dataset.choose import length_report
from imrdata.dataset.make import Made
from imrdata.dataset.manifest import count_tasks
from imrdata.dataset.select import drop_reasons
from imrdata.dataset.split import group_report
from imrdata.dataset.tokens import token_report
from imrdata.quality.check import FAIL, PASS, UNMEASURED

__all__ = ["examples", "summarise"]


def summarise(
    *,
    books: Mapping[str, Any],
    roles: Mapping[str, int],
    skipped: Mapping[str, int],
    authors: Mapping[str, Mapping[str, Any]],
    verdicts: pl.DataFrame,
    made: Made,
    sequence_length: int,
) -> dict[str, Any]:
    """Return the figures of a run, key by key in a fixed order."""
    selection, records = made.selection, made.records
    kept = selection.filter("kept")
    return {
        "read": dict(books),
        "sentences": dict(roles),
        "cases_skipped": dict(skipped),
        "authors": {
            name: {
                **figures,
                "kept": kept.filter(pl.col("author") == name).height,
                "dropped": selection.filter((pl.col("author") == name) & ~pl.col("kept")).height,
                "records": records.filter(pl.col("author") == name).height,
            }
            for name, figures in authors.items()
        },
        "letters": {
            "written": selection.height,
            "kept": kept.height,
            "dropped": selection.height - kept.height,
        },
        "verdicts": _by_check(verdicts),
        "drop_reasons": drop_reasons(selection),
        "records": {
            split: records.filter(pl.col("split") == split).height for split in ("train", "validation", "test")
        },
        "tasks": count_tasks(records),
        "baseline_share": _share(records.filter(pl.col("author") == "baseline").height, records.height),
        "pairs": None if made.pairs is None else made.pairs.height,
        "excluded": _by_reason(made.excluded),
        "split": group_report(made.splits),
        "length": length_report(selection),
        "tokens": token_report(records, sequence_length=sequence_length),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0


def _by_reason(excluded: pl.DataFrame) -> dict[str, int]:
    heads = excluded["reason"].str.split(":").list.first()
    return dict(heads.value_counts().sort("reason").rows())


def _by_check(verdicts: pl.DataFrame) -> dict[str, dict[str, int]]:
    counts = verdicts.group_by("check", "verdict").len().rows()
    table: dict[str, dict[str, int]] = {}
    for check in verdicts["check"].unique(maintain_order=True):
        found = {verdict: number for name, verdict, number in counts if name == check}
        table[check] = {verdict: found.get(verdict, 0) for verdict in (PASS, FAIL, UNMEASURED)}
    return table


def examples(letters: pl.DataFrame, *, verdicts: pl.DataFrame, selection: pl.DataFrame) -> list[dict[str, Any]]:
    """Return up to two cases whole: an appeal, the denial it answers, and each one's verdicts with their evidence.

    First a kept appeal, by a model if there is one; then one by a model that was dropped, to show what the checks
    see. Which of several does not depend on the order of the letters.
    """
    appeals = letters.filter(pl.col("kind") == "appeal").join(selection.select("letter_id", "kept"), on="letter_id")
    by_model = pl.col("author") != "baseline"
    kept = appeals.filter("kept").sort(by_model, "letter_id", descending=[True, False]).head(1)
    dropped = appeals.filter(~pl.col("kept") & by_model).sort("letter_id").head(1)
    found = []
    for appeal in pl.concat([kept, dropped]).iter_rows(named=True):
        denial = letters.row(by_predicate=pl.col("letter_id") == appeal["answers"], named=True)
        pair = [{**letter, "findings": _findings(letter, verdicts)} for letter in (denial, appeal)]
        found.append(
            {"case_id": appeal["case_id"], "author": appeal["author"], "kept": appeal["kept"], "letters": pair}
        )
    return found


def _findings(letter: Mapping[str, Any], verdicts: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a letter's verdicts, failed ones first, each with the words it rests on."""
    rows = verdicts.filter(pl.col("letter_id") == letter["letter_id"]).sort(
        pl.col("verdict").replace_strict({FAIL: 0, UNMEASURED: 1, PASS: 2}), "check"
    )
    return [
        {
            "check": row["check"],
            "verdict": row["verdict"],
            "reason": row["reason"],
            "evidence": "" if row["span_start"] is None else letter["text"][row["span_start"] : row["span_end"]],
        }
        for row in rows.iter_rows(named=True)
    ]
