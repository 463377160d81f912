"""Splits: whether any two of them share a case, a text or nearly a text, however they were made.

In: records, pairs and the case rows of the proof. Out: what crosses, each record and pair of it. It is looked for among
the records as they lie in the splits, whatever the proof says of groups. Room: verification.
"""

from __future__ import annotations

import polars as pl

from imrdata.dataset.apart import crossing, record_texts
from imrdata.dataset.manifest import PAIR_TWIN, TWIN
from imrdata.dataset.split import SPLITS
from imrdata.verification.records import Records
from imrdata.verification.report import Findings

__all__ = ["check_apart"]


def check_apart(records: Records, cases: pl.DataFrame, findings: Findings) -> None:
    """Say which records and pairs share a case, a text, or near-duplicate Findings with another split."""
    if records.frame is None:
        return
    pairs = records.pairs
    frames = [records.frame.select("case_id", "split", "messages", id="record_id", file=pl.lit(TWIN))]
    if pairs is not None:
        frames.append(pairs.select("case_id", "split", "messages", id="pair_id", file=pl.lit(PAIR_TWIN)))
    rows = pl.concat(frames)
    # A split that is none, or a text that is none, is a finding of its own and has no place here.
    sound = rows.filter(pl.col("split").is_in(SPLITS) & (pl.col("messages").list.len() > 1))
    if sound.height < rows.height:
        return
    place = {identity: (file, case) for identity, file, case in rows.select("id", "file", "case_id").iter_rows()}
    for identity, reason in crossing(record_texts(records.frame, pairs)).items():
        file, case = place[identity]
        findings.say("split", file, reason, record=identity, case=case)
    of_case = rows.select("case_id", "split").unique()
    texts = of_case.join(cases.select("case_id", text="findings"), on="case_id").drop_nulls("text")
    texts = texts.select(id="case_id", part=pl.lit("Findings"), split="split", text="text")
    gone = crossing(texts) | crossing(texts, strip_boilerplate=False)
    for case, split in of_case.group_by("case_id").agg(pl.col("split").n_unique()).rows():
        if split > 1:
            gone.setdefault(case, "its case is in more than one split")
    for case, reason in sorted(gone.items()):
        for identity, file in rows.filter(pl.col("case_id") == case).select("id", "file").sort("id").iter_rows():
            findings.say("split", file, f"case {case}: {reason}", record=identity, case=case)
