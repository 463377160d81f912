"""Splits: whether any two of them share a case, a text or nearly a text, however they were made.

In: records and the case rows of the proof. Out: what crosses. Near-duplicates are looked for among the Findings with
the same measure that clusters are made of, but here among the records as they lie in the splits; they need the extra
``quality``. Room: verification.
"""

from __future__ import annotations

import polars as pl

from imrdata.dataset.manifest import TWIN
from imrdata.errors import MissingExtraError
from imrdata.quality.duplicates import THRESHOLD, near_duplicates
from imrdata.verification.records import Records
from imrdata.verification.report import Findings

__all__ = ["check_apart"]


def check_apart(records: Records, cases: pl.DataFrame, findings: Findings) -> None:
    """Say which records have a near or exact duplicate in another split."""
    if records.frame is None:
        return
    placed = records.frame.select("record_id", "split", "case_id").join(
        cases.select("case_id", "findings"), on="case_id", how="inner"
    )
    _crossing(placed, "findings", "has word for word the Findings of", findings)
    # The smaller tasks have short answers, of which many are alike; an appeal is like no other.
    appeals = records.frame.filter(pl.col("task") == "appeal")
    targets = appeals.select("record_id", target=pl.col("messages").list.last().struct.field("content"))
    _crossing(placed.join(targets, on="record_id"), "target", "has word for word the target of", findings)
    texts = placed.unique("case_id").select(id="case_id", text="findings")
    try:
        clusters = near_duplicates(texts)
    except MissingExtraError:
        findings.note("near-duplicates between splits were not looked for: that needs the extra quality")
        return
    joined = placed.join(clusters.select(case_id="id", cluster="representative"), on="case_id")
    # A note, not a problem: splits do not yet keep near-duplicates together.
    near = Findings()
    _crossing(joined, "cluster", f"is near (Jaccard {THRESHOLD} or through others) to the Findings of", near)
    if near.problems:
        findings.note(f"{len(near.problems)} records are near-duplicates of one in another split, by their Findings")


def _crossing(placed: pl.DataFrame, column: str, relation: str, findings: Findings) -> None:
    """Say of each value that is in several splits which records have it."""
    torn = (
        placed.filter(pl.col(column).is_not_null())
        .group_by(column)
        .agg(pl.struct("split", "record_id", "case_id").sort(), splits=pl.col("split").n_unique())
        .filter(pl.col("splits") > 1)
        .sort(column)
    )
    for found in torn["split"].to_list():
        first = found[0]
        for each in found:
            if each["split"] != first["split"]:
                what = f"in {each['split']}, it {relation} record {first['record_id']} in {first['split']}"
                findings.say("split", TWIN, what, record=each["record_id"], case=each["case_id"])
