"""The dataset as one pure function: letters, cases, verdicts and scores in; splits, selection, records and pairs out.

    split the cases → select letters → make records → take out what may not be there → form pairs

A run calls it to make a dataset, `imrdata.verification` to make it anew and compare. It reads no file and no clock.
Room: dataset.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl

from imrdata.dataset.apart import crossing, record_texts
from imrdata.dataset.choose import Balance
from imrdata.dataset.decontaminate import contaminated
from imrdata.dataset.preference import to_pairs
from imrdata.dataset.provenance import Maker
from imrdata.dataset.records import to_records
from imrdata.dataset.select import SELECTION_SCHEMA, select
from imrdata.dataset.split import SPLITS, TimeCut, split
from imrdata.dataset.tasks import RECORD_TASKS
from imrdata.dataset.tokens import TokenCounter
from imrdata.letters.letter import INPUTS
from imrdata.llm.licenses import Terms

__all__ = ["EXCLUDED_SCHEMA", "DatasetOptions", "Made", "make_dataset"]

#: One row per record or pair that was made and taken out again, sorted by id.
EXCLUDED_SCHEMA: Final = pl.Schema(
    {
        "record_id": pl.String(),  # or pair_id
        "task": pl.String(),  # of a pair: preference
        "input": pl.String(),
        "case_id": pl.String(),
        "split": pl.String(),
        "letter_id": pl.String(),  # the appeal (of a pair the chosen one); null for the smaller tasks
        "reason": pl.String(),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOptions:
    """What a recipe says of its dataset.

    Attributes
    ----------
    seed, recipe_sha256
        Of the recipe.
    targets, unmeasured, per_case, balance, gate
        As `imrdata.dataset.select.select` takes them.
    fractions, time
        As `imrdata.dataset.split.split` takes them.
    tasks, inputs
        As `imrdata.dataset.records.to_records` takes them.
    preference
        Whether pairs are made.
    """

    seed: int
    recipe_sha256: str
    targets: tuple[str, ...]
    unmeasured: Literal["keep", "drop"] = "keep"
    gate: Mapping[str, str] = field(default_factory=dict)
    per_case: int = 1
    balance: Balance | None = None
    fractions: Mapping[str, float] = field(default_factory=lambda: dict(zip(SPLITS, (0.8, 0.1, 0.1), strict=True)))
    time: TimeCut | None = None
    tasks: tuple[str, ...] = tuple(RECORD_TASKS)
    inputs: tuple[str, ...] = INPUTS
    preference: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A dataset's frames.

    Attributes
    ----------
    splits
        SPLIT_SCHEMA, of the cases that have letters.
    selection
        SELECTION_SCHEMA, of all letters; an appeal whose record was taken out is not kept.
    records
        RECORD_SCHEMA.
    pairs
        PAIR_SCHEMA; None where the options ask for none.
    excluded
        EXCLUDED_SCHEMA.
    """

    splits: pl.DataFrame
    selection: pl.DataFrame
    records: pl.DataFrame
    pairs: pl.DataFrame | None
    excluded: pl.DataFrame


def make_dataset(
    letters: pl.DataFrame,
    *,
    cases: pl.DataFrame,
    verdicts: pl.DataFrame,
    makers: Mapping[str, Maker],
    options: DatasetOptions,
    scores: pl.DataFrame | None = None,
    foreign: Mapping[str, Collection[str]] | None = None,
    counter: TokenCounter | None = None,
    further: Mapping[str, Collection[Terms]] | None = None,
) -> Made:
    """Make a dataset's frames.

    Parameters
    ----------
    letters
        LETTER_SCHEMA.
    cases
        SENTENCED_CASE_SCHEMA, at least the letters' cases.
    verdicts, scores
        VERDICT_SCHEMA and RUBRIC_TOTALS_SCHEMA of the letters.
    makers
        Author to what it brings into a chain.
    options
        What the recipe says.
    foreign
        Texts that no record may share, by the name of their file (`imrdata.dataset.decontaminate.read_foreign`).
    counter
        Counts tokens; None: they are estimated.
    further
        Letter id to the terms of whoever else had a part in it.

    Returns
    -------
    Made
        The frames; the same for any order of rows.

    Raises
    ------
    DatasetError
        The frames don't belong together.
    WallError
        A text holds its case's ReferenceID.
    """
    own = cases.filter(pl.col("case_id").is_in(letters["case_id"].unique().to_list()))
    splits = split(own, seed=options.seed, fractions=options.fractions, time=options.time)
    selection = select(
        letters,
        verdicts,
        targets=options.targets,
        gate=options.gate,
        unmeasured=options.unmeasured,
        scores=scores,
        splits=splits,
        per_case=options.per_case,
        balance=options.balance,
    )
    records = to_records(
        letters,
        cases=own,
        selection=selection,
        splits=splits,
        verdicts=verdicts,
        makers=makers,
        recipe_sha256=options.recipe_sha256,
        scores=scores,
        tasks=options.tasks,
        inputs=options.inputs,
        counter=counter,
        further=further,
    )
    pairs = None
    if options.preference:
        pairs = to_pairs(
            letters,
            cases=own,
            selection=selection,
            splits=splits,
            verdicts=verdicts,
            makers=makers,
            recipe_sha256=options.recipe_sha256,
            inputs=options.inputs,
            per_prompt=options.per_case,
            counter=counter,
            further=further,
        )
    texts = record_texts(records, pairs)
    gone = contaminated(texts, foreign or {})
    gone |= crossing(texts.filter(~pl.col("id").is_in(list(gone))))
    excluded = _excluded(records, pairs, gone)
    records = records.filter(~pl.col("record_id").is_in(list(gone)))
    if pairs is not None:
        pairs = pairs.filter(~pl.col("pair_id").is_in(list(gone)))
    return Made(
        splits=splits,
        selection=_with_excluded(selection, excluded),
        records=records,
        pairs=pairs,
        excluded=excluded,
    )


def _excluded(records: pl.DataFrame, pairs: pl.DataFrame | None, gone: Mapping[str, str]) -> pl.DataFrame:
    frames = [records.select("record_id", "task", "input", "case_id", "split", pl.col("appeal_id").alias("letter_id"))]
    if pairs is not None:
        columns = (
            pl.lit("preference").alias("task"),
            "input",
            "case_id",
            "split",
            pl.col("chosen_id").alias("letter_id"),
        )
        frames.append(pairs.select(pl.col("pair_id").alias("record_id"), *columns))
    found = pl.concat(frames).filter(pl.col("record_id").is_in(list(gone)))
    reasons = pl.Series("reason", [gone[name] for name in found["record_id"]], dtype=pl.String)
    return (
        found.with_columns(reasons).select(EXCLUDED_SCHEMA.names()).sort("record_id").match_to_schema(EXCLUDED_SCHEMA)
    )


def _with_excluded(selection: pl.DataFrame, excluded: pl.DataFrame) -> pl.DataFrame:
    """Let an appeal whose record was taken out be dropped, with the reason."""
    of_letter = excluded.filter((pl.col("task") != "preference") & pl.col("letter_id").is_not_null())
    more = of_letter.group_by("letter_id").agg(pl.col("reason").sort().alias("more"))
    return (
        selection.join(more, on="letter_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("kept") & pl.col("more").is_null(),
            pl.concat_list("reasons", pl.col("more").fill_null([])).alias("reasons"),
        )
        .select(SELECTION_SCHEMA.names())
    )
