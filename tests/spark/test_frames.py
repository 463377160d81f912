"""Frames come back from Spark as they went, and what goes wrong in a worker comes back as one sentence."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import imrdata.spark
from imrdata.errors import ImrDataError, MissingExtraError, SourceError, TransientClientError
from imrdata.spark import ROW, local_session, plain_errors, run_rows, spark_schema, to_polars, to_spark

pytestmark = pytest.mark.spark

NESTED = pl.Struct({"at": pl.Int32, "tags": pl.List(pl.String), "deep": pl.Struct({"ok": pl.Boolean})})
EVERY_TYPE = pl.Schema(
    {
        "text": pl.String,
        "tiny": pl.Int8,
        "year": pl.Int16,
        "days": pl.Int32,
        "large": pl.Int64,
        "share": pl.Float64,
        "small share": pl.Float32,
        "yes": pl.Boolean,
        "words": pl.List(pl.String),
        "parts": pl.List(NESTED),
        "one": NESTED,
        "grid": pl.List(pl.List(pl.Int16)),
    }
)
ONE = {"at": 2**31 - 1, "tags": ["’", None, ""], "deep": {"ok": None}}
ROWS = pl.DataFrame(
    [
        (
            "a\x00b😀",
            -128,
            -(2**15),
            -(2**31),
            -(2**63),
            float("nan"),
            0.5,
            True,
            ["x", None],
            [ONE, None],
            ONE,
            [[1], []],
        ),
        (None,) * 12,
        ("", 127, 2**15 - 1, 2**31 - 1, 2**63 - 1, float("-inf"), -0.0, False, [], [], {"at": None}, [None, [None]]),
    ],
    schema=EVERY_TYPE,
    orient="row",
)


def same(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def run(stage: Any, rows: pl.DataFrame, session: Any, *, schema: pl.Schema | None = None) -> pl.DataFrame:
    schema = schema or rows.schema
    sent = to_spark(rows, session=session, partitions=2)
    # The workers can't import the tests, and a function that is made here travels whole.
    return to_polars(run_rows(sent, lambda frame: stage(frame), schema=schema), schema=schema)


@pytest.mark.parametrize("rows", [ROWS, ROWS.clear(), ROWS[:1], ROWS[1:2]], ids=["all", "none", "values", "nulls"])
def test_every_type_goes_there_and_back(rows: pl.DataFrame, session: Any) -> None:
    made = to_polars(to_spark(rows, session=session), schema=EVERY_TYPE)
    assert made.schema == EVERY_TYPE
    assert_frame_equal(made, rows)
    frame = run_rows(to_spark(rows, session=session), lambda frame: frame, schema=EVERY_TYPE)
    assert_frame_equal(to_polars(frame, schema=EVERY_TYPE), rows)


def test_the_schema_is_spark_s_own(session: Any) -> None:
    schema = spark_schema(EVERY_TYPE)
    assert session.createDataFrame([], schema).schema == schema
    assert schema["parts"].dataType.simpleString() == (
        "array<struct<at:int,tags:array<string>,deep:struct<ok:boolean>>>"
    )


@pytest.mark.parametrize("dtype", [pl.UInt32, pl.Date, pl.Categorical(), pl.Null, pl.List(pl.UInt8)])
def test_a_type_that_is_not_carried_is_named_with_its_column(dtype: Any, session: Any) -> None:
    with pytest.raises(ImrDataError, match=r"^column odd: .* is not carried to Spark; cast it to one of: Boolean"):
        spark_schema(pl.Schema({"odd": dtype}))
    with pytest.raises(ImrDataError, match=r"^column odd: "):
        to_spark(pl.DataFrame({"odd": []}, schema={"odd": dtype}), session=session)


@pytest.mark.parametrize("partitions", [None, 1, 3, 16])
def test_order_is_kept(partitions: int | None, session: Any) -> None:
    rows = pl.DataFrame({"number": [7, 7, 1, None, 3, 9, 2, 2]})
    sent = to_spark(rows, session=session, partitions=partitions)
    assert sent.columns == [ROW, "number"]
    assert_frame_equal(to_polars(sent.orderBy("number"), schema=rows.schema), rows)


def test_more_rows_than_one_slice_keep_their_order(session: Any) -> None:
    rows = pl.DataFrame({"number": range(25_000, 0, -1)})
    assert_frame_equal(run(same, rows, session), rows)


def test_a_frame_that_spark_made_needs_no_row_column(session: Any) -> None:
    def double(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(twice=pl.col("id") * 2)

    schema = pl.Schema({"twice": pl.Int64})
    made = to_polars(run_rows(session.range(5), double, schema=schema), schema=schema)
    assert sorted(made["twice"]) == [0, 2, 4, 6, 8]


def test_a_file_that_spark_reads_keeps_its_order_by_the_row_column(session: Any, tmp_path: Path) -> None:
    rows = pl.DataFrame({"number": [3, 1, 2, None, 5]}).cast(pl.Int16)
    for part in range(5):
        rows.with_row_index(ROW)[4 - part].write_parquet(tmp_path / f"{part}.parquet")
    made = run_rows(session.read.parquet(str(tmp_path)), lambda frame: frame, schema=rows.schema)
    assert made.columns == [ROW, "number"]
    assert_frame_equal(to_polars(made, schema=rows.schema), rows)


def test_the_row_column_is_taken(session: Any) -> None:
    with pytest.raises(ImrDataError, match=r"^column _row: the name is taken"):
        to_spark(pl.DataFrame({ROW: [1]}), session=session)


def test_a_batch_of_nulls_fits_the_declared_type(session: Any) -> None:
    def untyped(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(words=pl.Series([[None]] * frame.height), one=pl.lit(None))

    schema = pl.Schema({"words": pl.List(pl.String), "one": NESTED})
    made = run(untyped, pl.DataFrame({"number": [1, 2]}), session, schema=schema)
    assert made.to_dicts() == [{"words": [None], "one": None}] * 2


# Errors

NUMBERS = pl.DataFrame({"number": [5, 4, 3, 2, 1, 0]})


def test_our_error_comes_back_as_it_was(session: Any) -> None:
    def fail(frame: pl.DataFrame) -> pl.DataFrame:
        error = TransientClientError("a “busy”\nserver", where="x.csv", mend="wait")
        error.retry_after = 2.5
        raise error

    with pytest.raises(TransientClientError) as caught:
        run(fail, NUMBERS, session)
    assert str(caught.value) == "x.csv: a “busy”\nserver; wait."
    assert caught.value.retry_after == 2.5
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_any_other_error_names_the_stage_and_the_row(session: Any) -> None:
    def divide(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.col("number").map_elements(lambda n: 6 // n, return_dtype=pl.Int64))

    frame = run_rows(to_spark(NUMBERS, session=session, partitions=1), divide, schema=NUMBERS.schema)
    with pytest.raises(ImrDataError) as caught:
        to_polars(frame, schema=NUMBERS.schema)
    assert str(caught.value) == (
        "stage divide: it failed at row 5 (ZeroDivisionError: integer division or modulo by zero); "
        "call it on that row alone, without Spark, to see why."
    )


def test_a_panic_inside_polars_is_one_sentence_too(session: Any) -> None:
    def panic(frame: pl.DataFrame) -> pl.DataFrame:
        raise pl.exceptions.PanicException("not implemented")

    with pytest.raises(ImrDataError, match=r"it failed at row \d \(PanicException: not implemented\)"):
        run(panic, NUMBERS, session)


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (lambda frame: frame[:1], "it returned 1 rows for 6; return one row for each"),
        (lambda frame: pl.concat([frame, frame]), "it returned 12 rows for 6; return one row for each"),
        (lambda frame: frame.with_columns(more=1), "it has also more; declare what it returns"),
        (lambda frame: frame.rename({"number": "n"}), "it lacks number and has also n; declare what it returns"),
        (
            lambda frame: frame.cast(pl.Float64),
            "column number is Float64 where Int64 is declared; cast it, or declare it",
        ),
        (lambda frame: frame.lazy(), "it returned LazyFrame; return a Polars DataFrame"),
    ],
)
def test_a_stage_that_breaks_its_word_is_told(stage: Any, sentence: str, session: Any) -> None:
    frame = run_rows(to_spark(NUMBERS, session=session, partitions=1), stage, schema=NUMBERS.schema)
    with pytest.raises(ImrDataError) as caught:
        to_polars(frame, schema=NUMBERS.schema)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_actions_speak_plainly_inside_plain_errors(session: Any, tmp_path: Path) -> None:
    def fail(frame: pl.DataFrame) -> pl.DataFrame:
        raise SourceError("no", where="x.csv")

    frame = run_rows(to_spark(NUMBERS, session=session), fail, schema=NUMBERS.schema)
    with pytest.raises(SourceError, match=r"^x\.csv: no\.$"), plain_errors():
        frame.write.parquet(str(tmp_path / "out"))


def test_what_is_no_worker_s_error_is_left_alone(session: Any) -> None:
    from pyspark.errors import AnalysisException

    with pytest.raises(AnalysisException), plain_errors():
        session.read.parquet("/there/is/no/such/folder")
    with pytest.raises(KeyError), plain_errors():
        raise KeyError("Traceback (most recent call last)")


def test_collected_types_must_be_the_declared_ones(session: Any) -> None:
    with pytest.raises(ImrDataError, match=r"^the Spark frame: column id is Int64 where Int32 is declared"):
        to_polars(session.range(3), schema=pl.Schema({"id": pl.Int32}))


def test_workers_of_another_version_are_told(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here = imrdata.spark._versions()
    monkeypatch.setattr(imrdata.spark, "_versions", lambda: {**here, "polars": "1.0.0"})
    with pytest.raises(ImrDataError, match=rf"the workers have polars {pl.__version__} and the driver 1\.0\.0"):
        run(same, NUMBERS, session)


def test_workers_without_imrdata_are_told(session: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A Python that has all but imrdata, as on a cluster where it was forgotten."""
    (tmp_path / "hide.py").write_text(
        "import sys\n"
        "class Hide:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == 'imrdata':\n"
        "            raise ModuleNotFoundError(f\"No module named '{name}'\", name=name)\n"
        "sys.meta_path.insert(0, Hide())\n"
    )
    (tmp_path / "sitecustomize.py").write_text("import hide\n")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}:$PYTHONPATH" exec "{sys.executable}" "$@"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(session.sparkContext, "pythonExec", str(python))
    with pytest.raises(MissingExtraError, match=r"^the Python of the Spark workers has no imrdata; install"):
        run(same, NUMBERS, session)


# Starting


def test_one_session_at_a_time(session: Any) -> None:
    with pytest.raises(ImrDataError, match=r"^a Spark session is running already; use that one"), local_session():
        pass


def test_the_session_stays_on_this_machine(session: Any) -> None:
    settings = session.sparkContext.getConf()
    assert settings.get("spark.driver.host") == settings.get("spark.driver.bindAddress") == "127.0.0.1"
    assert session.sparkContext.uiWebUrl is None
    assert session.sparkContext.pythonExec == sys.executable
    assert session.conf.get("spark.sql.execution.arrow.pyspark.enabled") == "true"
    assert "PYSPARK_PYTHON" not in os.environ


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (None, "Spark needs Java 17, and there is none where JAVA_HOME points; install Java 17"),
        ('openjdk version "11.0.22" 2024-01-16', "Spark needs Java 17, and the one here is 11; install Java 17"),
        ('java version "1.8.0_402"', "Spark needs Java 17, and the one here is 8; install Java 17"),
        (
            "No Java runtime present, requesting install.",
            "Spark needs Java 17, and the one here does not start; install",
        ),
    ],
)
def test_java_that_is_missing_or_old_is_one_sentence(
    answer: str | None, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark")
    (tmp_path / "bin").mkdir()
    if answer is not None:
        java = tmp_path / "bin" / "java"
        java.write_text(f"#!/bin/sh\necho '{answer}' >&2\n")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MissingExtraError) as caught, local_session():
        pass
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_no_java_on_the_path_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(MissingExtraError, match=r"^Spark needs Java 17, and there is none on the PATH"),
        local_session(),
    ):
        pass
