"""Records: the lines of supervised training data, each with all that is needed to say where it comes from.

In: letters, cases, their selection and splits. Out: RECORD_SCHEMA, one row per kept appeal and per answer to a smaller
task about a kept denial. A record's input is what serving will have (`imrdata.dataset.inputs`); its answer is the
letter that was written from exactly that view, or words of it (`imrdata.dataset.tasks`). What must never be in a text
(the ReferenceID, the determination) stands in columns beside the messages. Room: dataset.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from imrdata.dataset.inputs import facts_sheet, record_version, render_input
from imrdata.dataset.provenance import ORIGIN_COLUMNS, RULES, TURN, Maker, Origins, guard
from imrdata.dataset.tasks import RECORD_TASKS, RecordTask
from imrdata.dataset.tokens import TokenCounter
from imrdata.errors import DatasetError
from imrdata.letters.letter import INPUTS
from imrdata.llm.licenses import Terms
from imrdata.llm.request import canonical_json

__all__ = [
    "RECORD_SCHEMA",
    "ROLES",
    "facts_sheet",
    "message_hash",
    "record_version",
    "render_input",
    "to_records",
]

#: The turns of every record, in this order.
ROLES: Final = ("system", "user", "assistant")

#: One row per record, sorted by record_id. Only `messages` is trained on; all else is metadata (docs/records.md).
RECORD_SCHEMA: Final = pl.Schema(
    {
        "record_id": pl.String(),  # SHA-256 of the messages
        "split": pl.String(),
        "task": pl.String(),  # a key of RECORD_TASKS
        "input": pl.String(),  # full | reduced
        "messages": pl.List(TURN),
        "appeal_id": pl.String(),  # null for the smaller tasks
        **ORIGIN_COLUMNS,
        "rubric": pl.Struct({"met": pl.Int32(), "measurable": pl.Int32(), "unmeasured": pl.Int32()}),
        "facts": pl.List(  # where in the view the answer of a smaller task stands, in code points
            pl.Struct({"source": pl.String(), "index": pl.Int32(), "start": pl.Int32(), "end": pl.Int32()})
        ),
        "words": pl.Int32(),  # of the answer
        "tokens": pl.Int32(),  # of the whole record under the chat template
        "tokens_by": pl.String(),  # estimate, or tokenizer: and the file's SHA-256
    }
)


def to_records(
    letters: pl.DataFrame,
    *,
    cases: pl.DataFrame,
    selection: pl.DataFrame,
    splits: pl.DataFrame,
    verdicts: pl.DataFrame,
    makers: Mapping[str, Maker],
    recipe_sha256: str,
    scores: pl.DataFrame | None = None,
    tasks: Collection[str] = ("appeal",),
    inputs: Collection[str] = INPUTS,
    counter: TokenCounter | None = None,
    further: Mapping[str, Collection[Terms]] | None = None,
) -> pl.DataFrame:
    """Make a record of every kept appeal, and of every answer to a smaller task about a kept denial.

    Parameters
    ----------
    letters
        LETTER_SCHEMA.
    cases
        SENTENCED_CASE_SCHEMA: the views of the letters are made from them anew.
    selection
        Result of `imrdata.dataset.select.select` on these letters.
    splits
        Result of `imrdata.dataset.split.split` on these cases.
    verdicts
        VERDICT_SCHEMA; each record carries how many of its letters' verdicts passed, failed or were unmeasured.
    makers
        Author to what it brings into a chain.
    recipe_sha256
        Hash of the recipe.
    scores
        RUBRIC_TOTALS_SCHEMA, for the column ``rubric``.
    tasks, inputs
        Which of `RECORD_TASKS` and of `INPUTS` are wanted.
    counter
        Counts tokens; None: they are estimated.
    further
        Letter id to the terms of whoever else had a part in it: who stated its facts, a judge that selected it.

    Returns
    -------
    DataFrame
        RECORD_SCHEMA, sorted by ``record_id``.

    Raises
    ------
    DatasetError
        Something a record needs is missing, or a case and a denial don't give the view its appeal was written from.
    WallError
        A text holds its case's ReferenceID.

    Examples
    --------
    A walk from a case to a record stands in ``tests/dataset/conftest.py``; without letters there is none.

    >>> from imrdata.cases.schema import SENTENCED_CASE_SCHEMA
    >>> from imrdata.dataset.select import SELECTION_SCHEMA
    >>> from imrdata.dataset.split import SPLIT_SCHEMA
    >>> from imrdata.letters.schema import LETTER_SCHEMA
    >>> from imrdata.quality.check import VERDICT_SCHEMA
    >>> to_records(
    ...     LETTER_SCHEMA.to_frame(),
    ...     cases=SENTENCED_CASE_SCHEMA.to_frame(),
    ...     selection=SELECTION_SCHEMA.to_frame(),
    ...     splits=SPLIT_SCHEMA.to_frame(),
    ...     verdicts=VERDICT_SCHEMA.to_frame(),
    ...     makers={},
    ...     recipe_sha256="0" * 64,
    ... ).height
    0
    """
    if unknown := sorted({*tasks} - set(RECORD_TASKS)):
        raise DatasetError(f"{unknown[0]} is no task", where="to_records", mend=f"use {', '.join(RECORD_TASKS)}")
    origins = Origins(
        letters,
        cases=cases,
        splits=splits,
        verdicts=verdicts,
        makers=makers,
        recipe_sha256=recipe_sha256,
        further=further,
    )
    points = {} if scores is None else {row["letter_id"]: row for row in scores.iter_rows(named=True)}
    kept = selection.filter("kept")
    rows = []
    if "appeal" in tasks:
        denials = set(kept.filter(pl.col("kind") == "denial")["letter_id"])
        for letter_id in kept.filter(pl.col("kind") == "appeal")["letter_id"]:
            row = _of_appeal(letter_id, origins, denials)
            if row["input"] in inputs:
                rows.append(row | {"rubric": points.get(letter_id)})
    small = [RECORD_TASKS[name] for name in RECORD_TASKS if name in tasks and RECORD_TASKS[name].answer]
    for letter_id in kept.filter(pl.col("kind") == "denial")["letter_id"] if small else ():
        rows += _of_denial(letter_id, origins, small, inputs)
    count = counter or TokenCounter()
    for row in rows:
        row |= {
            "record_id": message_hash(row["messages"]),
            "words": len(row["messages"][-1]["content"].split()),
            "tokens": count(row["messages"]),
            "tokens_by": count.name,
        }
    records = pl.DataFrame(rows, schema=RECORD_SCHEMA, orient="row").sort("record_id")
    if records["record_id"].n_unique() != records.height:
        raise DatasetError(
            "two records have the same messages", where="to_records", mend="run `select` on these letters"
        )
    return records


def message_hash(messages: Sequence[Mapping[str, str]]) -> str:
    """Return a record's id: SHA-256 over its messages as canonical JSON.

    Examples
    --------
    >>> message_hash([{"role": "user", "content": "é"}])[:8]
    '5b982d5f'
    """
    return hashlib.sha256(canonical_json([dict(message) for message in messages]).encode()).hexdigest()


def _of_appeal(letter_id: str, origins: Origins, kept_denials: set[str]) -> dict[str, Any]:
    """Return the record of an appeal: its writer's view as the input, its text as the answer."""
    appeal = origins.letter(letter_id, of=letter_id)
    denial = origins.letter(appeal["answers"], of=letter_id)
    if denial["letter_id"] not in kept_denials:
        raise DatasetError(
            "the denial it answers was dropped",
            where=f"the record of {letter_id}",
            mend="pass frames of one and the same run",
        )
    view = origins.view(denial, input=appeal["input"], appeal=appeal)
    messages = [
        *render_input(view, voice=appeal["voice"], regime=appeal["regime"]),
        {"role": "assistant", "content": appeal["text"]},
    ]
    guard(messages, origins.case(denial))
    return {
        "split": origins.split(denial)["split"],
        "task": "appeal",
        "input": appeal["input"],
        "messages": messages,
        "appeal_id": letter_id,
        **origins.columns(denial, appeal, view=view, task="appeal"),
        "facts": [],
    }


def _of_denial(
    letter_id: str, origins: Origins, tasks: Sequence[RecordTask], inputs: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Yield the records of the smaller tasks about a denial, as far as there is an answer."""
    denial = origins.letter(letter_id, of=letter_id)
    views = {each: origins.view(denial, input=each) for each in INPUTS if each in inputs}
    for task in tasks:
        # A task has one input, lest the same answer stand twice; where the recipe has not that one, the other.
        input_ = task.input if task.input in views else next(iter(views))
        view = views[input_]
        answer = task.answer(view, denial["ground"]) if task.answer else None
        if answer is None:
            continue
        messages = [
            *render_input(view, voice=denial["voice"], regime=denial["regime"], task=task.name),
            {"role": "assistant", "content": answer.text},
        ]
        guard(messages, origins.case(denial))
        yield {
            "split": origins.split(denial)["split"],
            "task": task.name,
            "input": input_,
            "messages": messages,
            "appeal_id": None,
            **origins.columns(denial, view=view, task=task.name, author=RULES),
            "facts": [dict(zip(("source", "index", "start", "end"), place, strict=True)) for place in answer.facts],
            "rubric": None,
        }
