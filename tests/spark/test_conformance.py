"""Every row stage gives the same rows on every engine and under any cut into batches.

A new row stage needs one line in STAGES.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from imrdata.cases.convert import CONVERTED_SCHEMA
from imrdata.cases.findings import add_sentences
from imrdata.cases.mentions import MENTIONED_COLUMNS, add_mentions
from imrdata.cases.read import read_imr
from imrdata.cases.schema import SENTENCED_CASE_SCHEMA
from imrdata.cases.segment import segment
from imrdata.cases.values import typed
from imrdata.quality.rows import ASSESSED_SCHEMA, assess_rows
from imrdata.spark import run_rows, to_polars, to_spark
from tests.spark.rows import FINDINGS, SAMPLES, as_cases, as_letters, raw_edges, raw_sample, row_hashes

Stage = Callable[[pl.DataFrame], pl.DataFrame]

# name → the stage, what makes its input from raw cells, and the schema it declares (None: that of its empty result)
MENTIONED = pl.Schema({**SENTENCED_CASE_SCHEMA, **MENTIONED_COLUMNS})
STAGES: dict[str, tuple[Stage, Stage, pl.Schema | None]] = {
    "typed": (typed, lambda raw: raw, None),
    "add_sentences": (add_sentences, as_cases, SENTENCED_CASE_SCHEMA),
    "add_mentions": (add_mentions, lambda raw: add_sentences(as_cases(raw)), MENTIONED),
    "segment": (segment, as_cases, CONVERTED_SCHEMA),
    "assess_rows": (assess_rows, as_letters, ASSESSED_SCHEMA),
}
GOLDEN: dict[str, Callable[[], pl.DataFrame]] = {
    **{name: lambda name=name: raw_sample(name) for name in SAMPLES},
    "edges": raw_edges,
    "no rows": lambda: raw_edges().clear(),
    "null Findings only": lambda: raw_edges()[:3].with_columns(findings=pl.lit(None, pl.String)),
}


def declared(stage: str, rows: pl.DataFrame) -> pl.Schema:
    function, _, schema = STAGES[stage]
    return schema or function(rows.clear()).schema


def cut(rows: pl.DataFrame, lengths: Iterable[int]) -> list[pl.DataFrame]:
    """Cut a frame into parts of these lengths; what is left is the last part."""
    parts, start = [], 0
    for length in lengths:
        parts.append(rows[start : start + length])
        start += length
    return [*parts, rows[start:]]


def on_polars(stage: str, rows: pl.DataFrame, size: int) -> pl.DataFrame:
    function = STAGES[stage][0]
    return pl.concat([function(part) for part in cut(rows, [size] * (rows.height // size))])


def on_spark(stage: str, rows: pl.DataFrame, session: Any, *, partitions: int | None) -> pl.DataFrame:
    schema = declared(stage, rows)
    sent = to_spark(rows, session=session, partitions=partitions)
    return to_polars(run_rows(sent, STAGES[stage][0], schema=schema), schema=schema)


def assert_same_rows(made: pl.DataFrame, expected: pl.DataFrame) -> None:
    assert made.schema == expected.schema
    assert_frame_equal(made, expected)
    assert row_hashes(made) == row_hashes(expected)


ENGINES = {
    "polars, 11 rows at a time": lambda stage, rows, request: on_polars(stage, rows, 11),
    "spark": lambda stage, rows, request: on_spark(stage, rows, request.getfixturevalue("session"), partitions=None),
    "spark, 5 partitions": lambda stage, rows, request: on_spark(
        stage, rows, request.getfixturevalue("session"), partitions=5
    ),
}


@pytest.mark.parametrize("golden", GOLDEN)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    "engine", [pytest.param(name, marks=pytest.mark.spark) if "spark" in name else name for name in ENGINES]
)
def test_an_engine_gives_the_rows_of_one_call(
    engine: str, stage: str, golden: str, request: pytest.FixtureRequest
) -> None:
    function, prepare, _ = STAGES[stage]
    rows = prepare(GOLDEN[golden]())
    made = ENGINES[engine](stage, rows, request)
    assert made.height == rows.height
    assert_same_rows(made, function(rows))


@pytest.mark.spark
def test_each_real_file_gives_the_same_rows(session: Any, real_data: Path) -> None:
    files = sorted(real_data.glob("*.csv"))
    assert files
    for file in files:
        cases = read_imr(file).cases
        assert_same_rows(on_spark("add_sentences", cases, session, partitions=3), add_sentences(cases))


def test_the_golden_rows_are_what_they_say() -> None:
    cases = as_cases(raw_edges())
    text = dict(zip(FINDINGS, cases["findings"], strict=False))
    assert text["null"] is None
    assert text["no value"] is None
    assert len(text["7,000 characters"]) == len(text["one long word"]) == 7000
    assert "\x00" in text["NUL"]
    assert "\r\n" in text["line breaks inside"]
    assert max(map(ord, text["astral characters"])) > 0xFFFF
    assert "’" in text["curly quotes"]
    assert len(set(row_hashes(cases))) == cases.height


# Any rows of the golden frames, in any order and number, cut anywhere.
POOL = pl.concat([raw_edges(), raw_sample("fictional_v1.csv").select(raw_edges().columns)])
ROWS = st.lists(st.integers(0, POOL.height - 1), max_size=30)


@pytest.mark.parametrize("stage", STAGES)
@settings(max_examples=25, deadline=None)
@given(picked=ROWS, lengths=st.lists(st.integers(0, 12), max_size=8))
def test_any_cut_into_batches_gives_the_same_rows(stage: str, picked: list[int], lengths: list[int]) -> None:
    function, prepare, _ = STAGES[stage]
    rows = prepare(POOL[picked])
    assert_same_rows(pl.concat([function(part) for part in cut(rows, lengths)]), function(rows))


@pytest.mark.spark
@pytest.mark.parametrize("stage", STAGES)
@settings(max_examples=12, deadline=None)
@given(picked=ROWS, partitions=st.integers(1, 6), batch=st.integers(1, 12))
def test_any_partitions_and_batch_sizes_give_the_same_rows(
    stage: str, picked: list[int], partitions: int, batch: int, session: Any
) -> None:
    function, prepare, _ = STAGES[stage]
    rows = prepare(POOL[picked])
    size = "spark.sql.execution.arrow.maxRecordsPerBatch"
    before = session.conf.get(size)
    session.conf.set(size, str(batch))
    try:
        assert_same_rows(on_spark(stage, rows, session, partitions=partitions), function(rows))
    finally:
        session.conf.set(size, before)


@pytest.mark.spark
def test_a_stage_that_is_not_row_wise_is_told_apart(session: Any) -> None:
    """What this suite is for: the same function on whole frames and on batches, with another result."""

    def rank(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(rank=pl.col("reference_id").rank("ordinal").cast(pl.Int64))

    rows = raw_sample("fictional_v1.csv")
    schema = pl.Schema({"rank": pl.Int64})
    made = to_polars(run_rows(to_spark(rows, session=session, partitions=4), rank, schema=schema), schema=schema)
    assert not made.equals(rank(rows))


@pytest.mark.spark
def test_a_read_on_spark_writes_what_a_read_on_polars_writes(real_data: Path, tmp_path: Path) -> None:
    """All real files, by the command itself in a process of its own: the same rows, row hashes and balanced books."""
    files = [str(file) for file in sorted(real_data.glob("*.csv"))]
    written = {}
    for engine in ("polars", "spark"):
        out = tmp_path / engine
        command = [sys.executable, "-m", "imrdata", "read", *files, "--out", str(out), "--engine", engine, "--roles"]
        subprocess.run(command, check=True, capture_output=True, timeout=280)
        written[engine] = (pl.read_parquet(out / "cases.parquet"), json.loads((out / "books.json").read_text()))
    assert_same_rows(written["spark"][0], written["polars"][0])
    assert written["spark"][1] == written["polars"][1]
    assert [source["rows_in"] for source in written["spark"][1]["sources"]] == [19_228, 19_245, 1_307, 20, 20]
