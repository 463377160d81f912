"""The suites: a clean run passes all, and each rule fails on a fault that is planted for it, with column and row.

The tests with the mark need great-expectations (`make test-expectations`); the others need nothing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from imrdata.errors import MissingExtraError, RunFolderError
from imrdata.quality.expectations import main, validate
from imrdata.quality.judge import JUDGEMENT_SCHEMA, judge_verdicts
from imrdata.quality.suites import SUITES, tables
from imrdata.recipe import Recipe
from imrdata.walk import run

needs_gx = pytest.mark.expectations

#: Places in letters.parquet of a run of the baseline: by case, the appeal before the denial.
DENIAL, APPEAL, OTHER_APPEAL = 1, 0, 2

FILES = {
    "cases": "cases.parquet",
    "letters": "letters.parquet",
    "verdicts": "verdicts.parquet",
    "splits": "dataset/records.parquet",
}


def control(**more: object) -> Recipe:
    return Recipe(
        name="control", authors=[{"author": "baseline"}], select={"targets": ["baseline"]}, seed=5, **more
    )  # fmt: skip


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(control(), out=tmp_path_factory.mktemp("clean") / "run").folder


@pytest.fixture
def folder(clean: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    shutil.copytree(clean, tmp_path / "run")
    return tmp_path / "run"


def broken(folder: Path, suite: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    file = folder / FILES[suite]
    frame = pl.read_parquet(file)
    changed = change(frame)
    assert not changed.equals(frame)
    changed.write_parquet(file)


def put(column: str, row: int, value: object) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return a change of one cell."""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        values = frame[column].to_list()
        values[row] = value
        return frame.with_columns(pl.Series(column, values, frame.schema[column]))

    return change


def copied(column: str, row: int, other: int) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return a change that gives a row another row's value."""
    return lambda frame: put(column, row, frame[column][other])(frame)


def moved(frame: pl.DataFrame) -> pl.DataFrame:
    """Move the record in row 4 to a split of its own, and give it another record's case."""
    frame = put("split", 4, "test" if frame["split"][3] != "test" else "train")(frame)
    return copied("case_id", 4, 3)(frame)


def twin(frame: pl.DataFrame) -> pl.DataFrame:
    """Give row 4 the appeal of row 3, in another split."""
    frame = put("task", 3, "appeal")(put("task", 4, "appeal")(frame))
    frame = put("split", 4, "test" if frame["split"][3] != "test" else "train")(frame)
    return copied("messages", 4, 3)(frame)


def sentence(start: int, end: int, role: str = "request") -> list[dict[str, object]]:
    return [{"start": start, "end": end, "role": role, "cue": "x"}]


#: suite, column, what breaks, row that has to be named, words of the rule.
FAULTS: list[tuple[str, str, Callable[[pl.DataFrame], pl.DataFrame], int, str]] = [
    ("cases", "case_id", put("case_id", 5, None), 5, "never null"),
    ("cases", "case_id", copied("case_id", 5, 2), 5, "occurs twice"),
    ("cases", "determination", put("determination", 5, "Partly overturned"), 5, "is one of"),
    ("cases", "type", put("type", 5, "Standard"), 5, "is one of"),
    ("cases", "imr_type", put("imr_type", 5, "Urgent"), 5, "is one of"),
    ("cases", "age_range", put("age_range", 5, "11_20"), 5, "is one of"),
    ("cases", "patient_gender", put("patient_gender", 5, "F"), 5, "is one of"),
    ("cases", "report_year", put("report_year", 5, 1025), 5, "from 2000"),
    ("cases", "days_to_review", put("days_to_review", 5, -1), 5, "0 or more"),
    ("cases", "days_to_adopt", put("days_to_adopt", 5, -3), 5, "0 or more"),
    ("cases", "source_sha256", put("source_sha256", 5, "unknown"), 5, "64 hexadecimal"),
    ("cases", "source_row", put("source_row", 5, 0), 5, "1 or more"),
    ("cases", "source_row", copied("source_row", 5, 2), 5, "together twice"),
    ("cases", "sentences", put("sentences", 5, sentence(0, 100_000)), 5, "lie within Findings"),
    ("cases", "sentences", put("sentences", 5, sentence(0, 9) + sentence(5, 12)), 5, "one behind the other"),
    ("cases", "sentences", put("sentences", 5, sentence(0, 9, "opinion")), 5, "has a role"),
    ("letters", "letter_id", put("letter_id", 7, None), 7, "never null"),
    ("letters", "letter_id", copied("letter_id", 7, 0), 7, "occurs twice"),
    ("letters", "letter_id", put("letter_id", 7, "L7"), 7, "32 hexadecimal"),
    ("letters", "case_id", put("case_id", 7, None), 7, "never null"),
    ("letters", "case_id", put("case_id", 7, "MN99-1"), 7, "among the cases"),
    ("letters", "kind", put("kind", 7, None), 7, "never null"),
    ("letters", "kind", put("kind", 7, "memo"), 7, "is one of"),
    ("letters", "author", put("author", 7, None), 7, "never null"),
    ("letters", "text", put("text", 7, None), 7, "never null"),
    ("letters", "answers", put("answers", DENIAL, "0" * 32), DENIAL, "answers a denial"),
    ("letters", "answers", put("answers", APPEAL, None), APPEAL, "answers a denial"),
    ("letters", "answers", copied("answers", APPEAL, OTHER_APPEAL), APPEAL, "answers a denial"),
    ("letters", "ground", put("ground", 7, None), 7, "never null"),
    ("letters", "ground", put("ground", 7, "too dear"), 7, "is one of"),
    ("letters", "ground_source", put("ground_source", 7, "guessed"), 7, "is one of"),
    ("letters", "regime", put("regime", 7, "Medicare"), 7, "is one of"),
    ("letters", "notice", put("notice", 7, "postcard"), 7, "is one of"),
    ("letters", "voice", put("voice", 7, "lawyer"), 7, "is one of"),
    ("letters", "length", put("length", 7, "epic"), 7, "is one of"),
    ("letters", "register", put("register", 7, "rude"), 7, "is one of"),
    ("letters", "view_sha256", put("view_sha256", 7, "0"), 7, "64 hexadecimal"),
    ("verdicts", "letter_id", put("letter_id", 9, None), 9, "never null"),
    ("verdicts", "letter_id", put("letter_id", 9, "f" * 32), 9, "among the letters"),
    ("verdicts", "check", lambda frame: pl.concat([frame, frame.head(1)]), 0, "together twice"),
    ("verdicts", "verdict", put("verdict", 9, None), 9, "never null"),
    ("verdicts", "verdict", put("verdict", 9, "maybe"), 9, "is one of"),
    ("verdicts", "tier", put("tier", 9, "C"), 9, "is one of"),
    ("verdicts", "check_version", put("check_version", 9, 0), 9, "1 or more"),
    ("verdicts", "reason", lambda frame: put("reason", 9, "")(put("verdict", 9, "fail")(frame)), 9, "has a reason"),
    ("verdicts", "span_start", put("span_start", 9, -1), 9, "0 or more"),
    ("verdicts", "span_end", lambda frame: put("span_end", 9, 3)(put("span_start", 9, 5)(frame)), 9, "behind its beginning"),
    ("verdicts", "span_end", lambda frame: put("span_end", 9, 5)(put("span_start", 9, 5)(frame)), 9, "behind its beginning"),
    ("verdicts", "span_end", lambda frame: put("span_end", 9, 10**6)(put("span_start", 9, 5)(frame)), 9, "within the letter"),
    ("splits", "record_id", put("record_id", 4, None), 4, "never null"),
    ("splits", "record_id", copied("record_id", 4, 3), 4, "occurs twice"),
    ("splits", "case_id", put("case_id", 4, None), 4, "never null"),
    ("splits", "case_id", put("case_id", 4, "MN99-1"), 4, "among the cases"),
    ("splits", "split", put("split", 4, None), 4, "never null"),
    ("splits", "split", put("split", 4, "dev"), 4, "is one of"),
    ("splits", "split", moved, 4, "no case is in two splits"),
    ("splits", "split", lambda frame: copied("reference_id", 4, 3)(moved(frame)), 4, "no ReferenceID"),
    ("splits", "messages", lambda frame: put("messages", 4, frame["messages"][4].to_list()[:-1])(frame), 4, "ends with an answer"),
    ("splits", "messages", twin, 4, "target in two splits"),
]  # fmt: skip


@needs_gx
def test_a_clean_run_keeps_every_rule_and_has_its_docs(folder: Path) -> None:
    found = validate(folder)
    assert found.failures.rows() == []
    assert found.success
    assert found.rules == {suite: len(rules) for suite, rules in SUITES.items()}
    pages = sorted(page.relative_to(folder).as_posix() for page in folder.rglob("expectations/**/*.html"))
    assert "expectations/index.html" in pages
    assert sum("validations" in page for page in pages) == 4
    page = (folder / "expectations" / "expectations" / "letters.html").read_text(encoding="utf-8")
    assert "an appeal answers a denial of its case" in page
    assert json.loads((folder / "expectations" / "result.json").read_text(encoding="utf-8")) == found.to_dict()
    # No clock, and no path of the machine it was made on.
    for page_ in folder.rglob("expectations/**/*.html"):
        text = page_.read_text(encoding="utf-8")
        assert str(folder) not in text
        assert "2026-" not in text


@needs_gx
@pytest.mark.parametrize("suite", SUITES)
def test_every_rule_fails_on_its_fault_with_column_and_row(suite: str, clean: Path, tmp_path: Path) -> None:
    """One validation of a folder for each fault; every rule but those on whole tables and clusters has one."""
    seen = set()
    for number, (own, column, change, row, words) in enumerate(FAULTS):
        if own != suite:
            continue
        copy = tmp_path / str(number)
        shutil.copytree(clean, copy)
        broken(copy, suite, change)
        failures = validate(copy).failures
        hit = failures.filter(
            (pl.col("suite") == suite)
            & (pl.col("column") == column)
            & (pl.col("row") == row)
            & pl.col("rule").str.contains(words, literal=True)
        )
        assert hit.height == 1, (suite, column, words, failures.rows())
        seen.add(hit["rule"].item())
        shutil.rmtree(copy)
    elsewhere = {"there is a row", "no cluster of near-duplicate Findings is in two splits"}
    assert seen == {rule.says for rule in SUITES[suite]} - elsewhere


@needs_gx
def test_a_cluster_in_two_splits_is_named(folder: Path) -> None:
    """Two cases get the same Findings, and their records different splits."""
    records = pl.read_parquet(folder / FILES["splits"])
    one, other = records.filter(pl.col("split") == "train")["case_id"].unique().sort().head(2)
    cases = pl.read_parquet(folder / FILES["cases"])
    text = cases.filter(pl.col("case_id") == one)["findings"].item()
    own = pl.col("case_id") == other
    broken(
        folder,
        "cases",
        lambda frame: frame.with_columns(
            findings=pl.when(own).then(pl.lit(text)).otherwise("findings"), sentences=pl.when(~own).then("sentences")
        ),
    )
    broken(
        folder, "splits", lambda frame: frame.with_columns(split=pl.when(own).then(pl.lit("test")).otherwise("split"))
    )
    failures = validate(folder).failures
    assert set(failures["rule"]) == {"no cluster of near-duplicate Findings is in two splits"}
    rows = records.with_row_index().filter(pl.col("case_id").is_in([one, other]))["index"].to_list()
    assert sorted(failures["row"]) == rows


@needs_gx
def test_an_empty_table_and_a_missing_column_are_named(folder: Path) -> None:
    broken(folder, "letters", lambda frame: frame.drop("voice"))
    broken(folder, "verdicts", lambda frame: frame.clear())
    failures = validate(folder).failures
    assert ("letters", "voice", "the column is there") in failures.select("suite", "column", "rule").rows()
    assert ("verdicts", None, "there is a row", None, "0") in failures.select(
        "suite", "column", "rule", "row", "value"
    ).rows()


@needs_gx
def test_many_broken_rows_are_counted_and_some_are_shown(folder: Path) -> None:
    broken(folder, "letters", lambda frame: frame.with_columns(voice=pl.lit("lawyer")))
    failures = validate(folder).failures.filter(pl.col("column") == "voice")
    assert failures["row"].to_list() == list(range(20))
    assert failures["rows"].unique().to_list() == [pl.read_parquet(folder / FILES["letters"]).height]
    assert failures["value"].unique().to_list() == ["lawyer"]


@needs_gx
def test_what_a_judge_says_is_a_verdict_too(folder: Path) -> None:
    letter = pl.read_parquet(folder / FILES["letters"])["letter_id"][0]
    key = {"letter_id": letter, "judge": "some-model", "item": "tone", "order": "listed", "repeat": 0}
    said = {"said": "not_met", "problem": "", "reason": "rude", "span_start": 0, "span_end": 4, "request_key": "k"}
    judgements = pl.DataFrame(
        [key | said, key | said | {"order": "reversed", "request_key": "l"}], schema=JUDGEMENT_SCHEMA
    )
    judged = judge_verdicts(judgements, threshold=0.75)
    assert judged["verdict"].to_list() == ["fail"]
    broken(folder, "verdicts", lambda frame: pl.concat([frame, judged]))
    assert validate(folder).failures.is_empty()


@needs_gx
def test_a_recipe_asks_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = run(control(expectations=True), out=tmp_path / "run", limit=12)
    assert "expectations" in done.files
    assert any("all hold" in note for note in done.notes)
    assert main([str(tmp_path / "run")]) == 0
    broken(tmp_path / "run", "cases", put("type", 5, "Standard"))
    capsys.readouterr()
    assert main([str(tmp_path / "run")]) == 1
    assert "cases, type, row 5: not so that type is one of" in capsys.readouterr().out


@needs_gx
def test_no_connection_is_tried_and_nothing_is_left_behind(folder: Path, tmp_path: Path) -> None:
    """In an interpreter in which a connection is an error: no analytics, no look for a newer release."""
    code = (
        "import socket, sys; from imrdata.quality.expectations import validate\n"
        "assert 'great_expectations' not in sys.modules\n"
        "def refuse(*_): print('a connection was tried')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse\n"
        "print(validate(sys.argv[1]).success)\n"
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=Path(__file__).resolve().parents[2],
        env={"TMPDIR": str(scratch), "HOME": str(scratch), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True"]
    assert [path for path in scratch.rglob("*") if path.is_file()] == []


@pytest.mark.spark
def test_spark_says_the_same(folder: Path) -> None:
    session = pytest.importorskip("pyspark.sql").SparkSession
    for suite, change in (("cases", put("type", 5, "Standard")), ("letters", put("answers", APPEAL, "0" * 32))):
        broken(folder, suite, change)
    expected = validate(folder).failures
    spark = session.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        found = validate(folder, spark=spark).failures
    finally:
        spark.stop()
    assert found.rows() == expected.rows()
    assert expected.height == 2


def test_what_spans_tables_is_true_of_a_clean_run(clean: Path) -> None:
    """Without great-expectations: the derived columns are there and hold."""
    for suite, frame in tables(clean).items():
        derived = [rule for rule in SUITES[suite] if rule.options.get("value_set") == [True]]
        for rule in derived:
            (name,) = rule.needs
            assert frame[name].drop_nulls().all(), (suite, rule.says)
            # Nothing fails in this run, so there is neither a reason nor a span.
            assert frame[name].count() or name in ("span_in_letter", "reason_is_given"), (suite, rule.says)


def test_without_the_extra_it_says_which_before_anything_is_asked(
    tmp_path: Path, clean: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "great_expectations", None)
    with pytest.raises(MissingExtraError, match=r"imrdata\[quality\]"):
        validate(clean)
    with pytest.raises(MissingExtraError, match=r"recipe control.*imrdata\[quality\]"):
        run(control(expectations=True), out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_folder_that_is_no_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match=r"cases\.parquet is missing"):
        tables(tmp_path)


def test_the_recipe_s_hash_does_not_depend_on_it() -> None:
    assert control(expectations=True).sha256 == control().sha256
