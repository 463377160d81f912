"""Splits that lie apart in their texts, too: what is a near-duplicate of another split's goes out, and the proof.

The split keeps cases with near-duplicate Findings together. Their letters can still be alike: a grammar or a model says
the same of two cases with little to go on. So the texts of records and pairs are compared across splits: inputs
(denial and facts), answers that are letters, chosen and rejected ones. The smaller tasks' answers are words of their
inputs, and not compared by themselves.

In: records, pairs and, where they are at hand, the cases' Findings. Out: the ids that go, or an error that names the
first pair that should not be. Room: dataset.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Final

import polars as pl

from imrdata.dataset.similar import similar_pairs
from imrdata.dataset.split import SPLITS
from imrdata.errors import DatasetError

__all__ = ["TEXT_SCHEMA", "check_apart", "crossing", "record_texts"]

#: One row per text of a record or pair that is compared across splits.
TEXT_SCHEMA: Final = pl.Schema(
    {
        "id": pl.String(),  # record_id or pair_id
        "part": pl.String(),  # input | answer | chosen | rejected
        "split": pl.String(),
        "text": pl.String(),
    }
)

#: What stays where two splits share a text: the test before validation, both before train.
_PRIORITY: Final = {name: number for number, name in enumerate(SPLITS)}


def record_texts(records: pl.DataFrame, pairs: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the texts that are compared across splits, TEXT_SCHEMA.

    An input is taken without its first line, which only says the task: records of one denial have one input.
    """
    rows: list[tuple[str, str, str, str]] = []
    for name, split, task, messages in records.select("record_id", "split", "task", "messages").iter_rows():
        rows.append((name, "input", split, messages[1]["content"].partition("\n")[2]))
        if task == "appeal":
            rows.append((name, "answer", split, messages[2]["content"]))
    if pairs is not None:
        columns = ("pair_id", "split", "messages", "chosen", "rejected")
        for name, split, messages, chosen, rejected in pairs.select(columns).iter_rows():
            rows.append((name, "input", split, messages[1]["content"].partition("\n")[2]))
            rows += [(name, "chosen", split, chosen["content"]), (name, "rejected", split, rejected["content"])]
    return pl.DataFrame(rows, schema=TEXT_SCHEMA, orient="row")


def crossing(texts: pl.DataFrame, *, strip_boilerplate: bool = True) -> dict[str, str]:
    """Return the ids whose texts are near-duplicates of a text of a split that goes before theirs, with the reason.

    Parameters
    ----------
    texts
        TEXT_SCHEMA.
    strip_boilerplate
        As for `imrdata.dataset.similar.similar_pairs`. Letters share legal texts by law: with these left in, all are
        alike.

    Returns
    -------
    dict
        Id to reason, by id. Without these, no two splits share a text or a near-duplicate of one.

    Examples
    --------
    >>> said = "We cannot approve the scan, since the record does not show that it is needed now."
    >>> rows = [
    ...     ("a", "answer", "train", said),
    ...     ("b", "answer", "test", said + " Sincerely."),
    ...     ("c", "answer", "train", "No."),
    ... ]
    >>> crossing(pl.DataFrame(rows, schema=TEXT_SCHEMA, orient="row"))
    {'a': 'near-duplicate: its answer is like one in test'}
    """
    texts = texts.with_columns(
        # Equal texts are one, with all the splits they stand in.
        pl.col("text").map_elements(_digest, return_dtype=pl.String).alias("digest")
    )
    distinct = texts.unique("digest", maintain_order=True).select(id="digest", text="text")
    pairs = similar_pairs(distinct, strip_boilerplate=strip_boilerplate)
    # Texts with the very same shingles are paired with one of them only: it speaks for all.
    speaker = {other: one for one, other in pairs.filter(pl.col("jaccard") == 1).select("one", "other").iter_rows()}
    best: dict[str, int] = defaultdict(lambda: -1)
    for digest, split in texts.select("digest", "split").iter_rows():
        name = speaker.get(digest, digest)
        best[name] = max(best[name], _PRIORITY[split])
    beside: dict[str, int] = defaultdict(lambda: -1)
    for one, other in pairs.filter(pl.col("jaccard") < 1).select("one", "other").iter_rows():
        beside[one], beside[other] = max(beside[one], best[other]), max(beside[other], best[one])
    gone: dict[str, str] = {}
    for name, part, split, digest in texts.select("id", "part", "split", "digest").sort("id", "part").iter_rows():
        key = speaker.get(digest, digest)
        most = max(best[key], beside[key])
        if most > _PRIORITY[split]:
            gone.setdefault(name, f"near-duplicate: its {part} is like one in {SPLITS[most]}")
    return gone


def check_apart(
    records: pl.DataFrame, pairs: pl.DataFrame | None = None, *, findings: pl.DataFrame | None = None
) -> None:
    """Prove that no two splits share a case, a text or a near-duplicate of one.

    Parameters
    ----------
    records, pairs
        RECORD_SCHEMA and PAIR_SCHEMA.
    findings
        Columns ``case_id`` and ``findings``; the Findings of the records' cases are then compared, too.

    Raises
    ------
    DatasetError
        Two splits do; the sentence names one record.
    """
    columns = ("case_id", "reference_id", "group", "split")
    frames = [records.select(pl.col("record_id").alias("id"), *columns)]
    if pairs is not None:
        frames.append(pairs.select(pl.col("pair_id").alias("id"), *columns))
    rows = pl.concat(frames)
    for column in columns[:3]:
        torn = (
            rows.filter(pl.col(column).is_not_null())
            .group_by(column)
            .agg(pl.col("split").n_unique().alias("splits"), pl.col("id").min())
            .filter(pl.col("splits") > 1)
            .sort(column)
        )
        if torn.height:
            raise _torn(f"{column} {torn[column][0]} is in more than one split", torn["id"][0])
    if gone := crossing(record_texts(records, pairs)):
        name, reason = next(iter(gone.items()))
        raise _torn(reason, name)
    if findings is not None:
        of_case = rows.select("case_id", "split").unique()
        joined = of_case.join(findings.select("case_id", text="findings"), on="case_id").drop_nulls("text")
        texts = joined.select(id="case_id", part=pl.lit("Findings"), split="split", text="text")
        if gone := crossing(texts) | crossing(texts, strip_boilerplate=False):
            name, reason = next(iter(gone.items()))
            raise _torn(f"case {name}: {reason}", rows.filter(pl.col("case_id") == name)["id"].min())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _torn(problem: str, record: object) -> DatasetError:
    return DatasetError(
        f"the splits are not apart: {problem}",
        where=f"record {record}",
        mend="pass what make_dataset returns; if it did, this is a bug to report",
    )
