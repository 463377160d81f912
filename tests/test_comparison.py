"""Two datasets compared: each way in which a record can come to differ is named by its first reason."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from imrdata.cli import main
from imrdata.comparison import COMPARISON_SCHEMA, Comparison, compare
from imrdata.data import sample
from imrdata.dataset.proof import SELECTION, VERDICTS
from imrdata.errors import DatasetError
from imrdata.walk import Run
from tests.dataset.forging import Forger
from tests.dataset.small_run import MODEL, make_small_run


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make_small_run(tmp_path_factory.mktemp("one") / "run")


def found(one: Run, two: Run) -> Comparison:
    return compare(one.folder / "dataset", two.folder / "dataset")


def reasons(comparison: Comparison) -> set[tuple[str, str]]:
    return {(change, reason) for change, by in comparison.counts.items() for reason in by}


def test_a_dataset_is_the_same_as_itself(one: Run) -> None:
    same = found(one, one)
    assert same.rows.schema == COMPARISON_SCHEMA
    assert (same.rows.height, same.same) == (0, one.records.height)
    assert same.explain() == f"{same.same} records before, {same.same} after; {same.same} are the same."


def test_a_withdrawn_case(one: Run, tmp_path: Path) -> None:
    case = one.records["case_id"][0]
    two = make_small_run(tmp_path / "run", withdraw=[case])
    there, back = found(one, two), found(two, one)
    assert {row["case_id"] for row in there.rows.to_dicts() if row["reason"] == "withdrawn"} == {case}
    assert there.counts["removed"]["withdrawn"] == one.records.filter(pl.col("case_id") == case).height
    assert back.counts["added"] == there.counts["removed"]


def test_another_answer(one: Run, tmp_path: Path) -> None:
    two = make_small_run(tmp_path / "run", more="Thank you for your time and care.")
    # A letter that says something else can also fail, and be dropped.
    assert {reason for _, reason in reasons(found(one, two))} <= {"answer", "selection"}
    rows = found(one, two).rows.filter(pl.col("reason") == "answer")
    assert set(rows["author"]) <= {MODEL, "rules"}
    assert rows.height


def test_another_row_of_the_export(one: Run, tmp_path: Path) -> None:
    case = one.records["case_id"][0]
    rows = pl.read_csv(sample(), infer_schema=False)
    key = next(name for name in rows.columns if name.lower().replace(" ", "") == "referenceid")
    gender = next(name for name in rows.columns if name.lower().replace(" ", "") == "patientgender")
    other = pl.when(pl.col(gender) == "Female").then(pl.lit("Male")).otherwise(pl.lit("Female"))
    changed = rows.with_columns(pl.when(pl.col(key) == case).then(other).otherwise(pl.col(gender)).alias(gender))
    changed.write_csv(tmp_path / "export.csv")
    there = found(one, make_small_run(tmp_path / "run", source=tmp_path / "export.csv"))
    of_case = there.rows.filter(pl.col("case_id") == case)
    assert set(of_case["reason"]) == {"source"}
    assert all("gender" in detail for detail in of_case["detail"])


def test_another_question(one: Run, tmp_path: Path) -> None:
    authors = [{"author": "baseline"}, {"author": MODEL, "appeals": 2, "max_tokens": 600}]
    two = make_small_run(tmp_path / "run", authors=authors, more="Thank you. It is asked for once more.")
    there = found(one, two).rows.filter(pl.col("author") == MODEL)
    assert set(there["reason"]) == {"recipe"}
    assert any("sampling" in detail for detail in there["detail"])


def test_an_author_less(one: Run, tmp_path: Path) -> None:
    two = make_small_run(tmp_path / "run", authors=[{"author": "baseline"}], select={"targets": ["baseline"]},
                         records={"preference": False})  # fmt: skip
    there = found(one, two).rows.filter((pl.col("author") == MODEL) & (pl.col("change") == "removed"))
    assert set(there["reason"]) == {"recipe"}
    assert there["detail"][0] == f"{MODEL} is no author there"


def test_other_splits(one: Run, tmp_path: Path) -> None:
    two = make_small_run(tmp_path / "run", split={"train": 0.2, "validation": 0.4, "test": 0.4})
    assert reasons(found(one, two)) == {("moved", "split")}


def test_another_version_of_a_check_and_another_threshold(one: Run, tmp_path: Path) -> None:
    """Forged: there is only one version of a check at a time. What is compared is what the two proofs say."""
    for name, more, reason in (("check", 1, "check"), ("threshold", 0, "threshold")):
        shutil.copytree(one.folder / "dataset", tmp_path / name)
        forger = Forger(tmp_path / name)
        row = next(row for row in forger.records() if row["task"] == "appeal")
        entry = next(each for each in forger.proof(VERDICTS) if each["letter_id"] == row["appeal_id"])
        entry["verdicts"][0]["verdict"] = "fail"
        entry["verdicts"][0]["check_version"] += more
        forger.edit_proof(VERDICTS, lambda each, id=row["appeal_id"]: each["letter_id"] == id, **entry)
        forger.edit_proof(
            SELECTION, lambda each, id=row["appeal_id"]: each["letter_id"] == id, kept=False, reasons=["check: so"]
        )
        forger.put_records([each for each in forger.records() if each["record_id"] != row["record_id"]])
        forger.seal()
        there = compare(one.folder / "dataset", forger.folder)
        assert there.rows.select("change", "before", "reason").rows() == [("removed", row["record_id"], reason)]
        assert entry["verdicts"][0]["check"] in there.rows["detail"][0]


def test_the_command_says_it_and_json_has_all(one: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = make_small_run(tmp_path / "run", split={"train": 0.2, "validation": 0.4, "test": 0.4})
    folders = [str(one.folder / "dataset"), str(two.folder / "dataset")]
    assert main(["compare", *folders]) == 0
    said = capsys.readouterr().out
    assert " moved: split, as in case " in said
    assert main(["compare", *folders, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert sum(data["counts"]["moved"].values()) == len(data["rows"]) == data["before"] - data["same"]


def test_what_is_no_dataset_is_one_sentence(one: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DatasetError, match="can't be read as a dataset with its proof"):
        compare(one.folder / "dataset", tmp_path)
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "Traceback" not in capsys.readouterr().err
