"""The published figures are those of these checks on these letters: counted anew and compared, to the last letter."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from benchmarks import calibrate
from imrdata.quality.calibration import Truth, calibration, measure, published, share
from imrdata.quality.calibration_page import BEGIN, END, render
from imrdata.quality.check import Check, Finding, assess
from imrdata.quality.checks import default_checks
from imrdata.quality.checks_page import render_checks

#: Shipped checks that no family of held-out defects is for, so that their page has no recall.
WITHOUT_RECALL: frozenset[str] = frozenset()
MEND = "run `make calibrate` and commit what it writes: the log shows that the held-out letters were used again"


def test_the_held_out_letters_are_the_frozen_ones(tmp_path: Path) -> None:
    held = calibration()["heldout"]
    assert calibrate.verify_frozen() == held["sha256"]
    assert calibrate.verify_frozen(calibrate.FORM) == held["form_sha256"]
    for change in ("clean_denials.jsonl", "more.jsonl"):
        folder = tmp_path / change
        shutil.copytree(calibrate.HELD_OUT, folder)
        with (folder / change).open("a") as file:
            file.write("\n")
        with pytest.raises(SystemExit, match=change):
            calibrate.verify_frozen(folder)
    (folder / change).unlink()
    (folder / "cases.jsonl").unlink()
    with pytest.raises(SystemExit, match=r"cases\.jsonl"):
        calibrate.verify_frozen(folder)


@pytest.mark.slow
def test_the_held_out_counts_are_the_published_ones() -> None:
    # Hashes, so that a difference shows and what it is does not: to see figures of these letters is an evaluation.
    counted, shipped = (calibrate.result_hash(one) for one in (calibrate.evaluate_held_out(), calibration()["heldout"]))
    assert counted == shipped, MEND


@pytest.mark.slow
# Minutes of one process: all batches of letters by hand, and the mutations.
@pytest.mark.timeout(900)
def test_the_development_counts_are_the_published_ones() -> None:
    found = calibrate.evaluate_development()
    assert found == calibration()["development"], MEND
    assert sum(found["baseline"]["letters"].values()) >= 400


def test_the_published_result_is_the_last_one_in_the_log() -> None:
    held, log = calibration()["heldout"], calibrate.evaluations()
    assert log[-1]["result_sha256"] == calibrate.result_hash(held), MEND
    assert log[-1]["totals"] == calibrate.totals(held)
    assert log[-1]["checks"] == {check.name: check.version for check in default_checks()}
    assert [entry["date"] for entry in log] == sorted(entry["date"] for entry in log)


def test_the_page_of_checks_is_made_from_their_words_and_the_result() -> None:
    page = calibrate.CHECKS_PAGE.read_text(encoding="utf-8")
    assert page == render_checks(default_checks(), calibration()), (
        "write it anew: python benchmarks/calibrate.py --pages"
    )
    assert page.count("\n## ") == len(default_checks())
    # Each says what it does and where it ends, as a user has to know both.
    assert page.count("\n- Rule: ") == page.count("\n- Limits: ") == len(default_checks())


def test_the_page_is_made_from_the_result() -> None:
    page = calibrate.PAGE.read_text(encoding="utf-8")
    speed = page.partition(BEGIN)[2].partition(END)[0].strip()
    assert page == render(calibration(), evaluations=calibrate.evaluations(), speed=speed), MEND


def test_every_family_has_checks_of_its_own_that_exist() -> None:
    held = calibration()["heldout"]
    names = {check.name for check in default_checks()}
    assert set(held["checks"]) == names
    assert len(held["families"]) == 45 + len(held["form"])
    owned = {name for family in held["families"].values() for name in family["own_checks"]}
    assert names - owned == WITHOUT_RECALL, "have defects for it written by who has not seen it, or name it there"
    assert all(family["own_checks"] for family in held["families"].values())
    for family in held["families"].values():
        assert set(family["own_checks"]) <= names
        assert 0 <= family["own"] <= family["located"] <= family["any"] <= family["letters"]


def test_a_line_taken_out_of_the_log_shows(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    held = calibration()["heldout"]
    for day in (1, 2, 3):
        calibrate.log(held, date=f"2026-01-0{day}", note="a test", file=file)
    assert [entry["date"][-1] for entry in calibrate.evaluations(file)] == ["1", "2", "3"]
    first, _, last = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(first + last)
    with pytest.raises(SystemExit, match="2026-01-03"):
        calibrate.evaluations(file)


# ------------------------------------------------------------------------------------------------ counting


class Word(Check):
    """A word, with its place or without."""

    def __init__(self, name: str, word: str, *, places: bool = True) -> None:
        self.name, self.word, self.places = name, word, places  # type: ignore[misc]

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        start = letter["text"].find(self.word)
        return None if start < 0 else ("it is there", (start, start + len(self.word)) if self.places else None)


def test_counts_by_hand() -> None:
    texts = {"clean": "old", "other": "none", "d1": "old new", "d2": "old fresh", "d3": "none new"}
    letters = pl.DataFrame({"letter_id": list(texts), "kind": ["denial"] * 5, "text": list(texts.values())})
    truth = [
        Truth(letter_id="clean", kind="denial", groups={"age": "a"}),
        Truth(letter_id="other", kind="denial", groups={"age": "b"}),
        Truth(letter_id="d1", kind="denial", family="f", start=4, end=7, base="clean", groups={"age": "a"}),
        Truth(letter_id="d2", kind="denial", family="f", start=4, end=9, base="clean", groups={"age": "a"}),
        Truth(letter_id="d3", kind="denial", family="g", start=5, end=8, base="other", groups={"age": "b"}),
    ]
    checks = [
        Word("new", "new"),
        Word("old", "old"),
        Word("placeless", "old", places=False),
        Word("fresh", "sh", places=False),
    ]
    found = measure(assess(letters, checks=checks), truth=truth, own={"f": ["new", "old"], "g": ["old"]})
    assert found["letters"] == {"clean": {"denial": 2}, "defects": {"denial": 3}}
    assert found["clean_any"] == {"denial": [1, 2]}
    family = found["families"]["f"]
    # In d1 only `new` touches the defect; in d2 only `fresh`, which has no place, and which the clean letter passed.
    assert (family["letters"], family["any"], family["located"], family["own"]) == (2, 2, 2, 1)
    assert family["checks"] == {"new": [1, 1], "old": [2, 0], "placeless": [2, 0], "fresh": [1, 1]}
    assert found["families"]["g"]["own"] == 0
    assert found["checks"]["new"] | {"version": 1} == {
        "version": 1, "tier": "A", "recall": [1, 2], "precision": [2, 2], "clean": {"denial": [0, 2]},
        "unmeasured": 0, "only": {"defects": 1, "clean": 0},
        "groups": {"age": {"a": {"clean": [0, 1], "recall": [1, 2]}, "b": {"clean": [0, 1], "recall": [0, 0]}}},
    }  # fmt: skip
    assert found["checks"]["old"]["precision"] == [0, 3]
    assert found["groups"]["age"]["a"] == {"clean": [1, 1], "located": [2, 2]}
    assert found["groups"]["age"]["b"] == {"clean": [0, 1], "located": [1, 1]}


def test_published_figures_are_one_versions_only() -> None:
    check = default_checks()[0]
    figures = published(check.name, version=check.version)
    assert figures is not None
    assert share(figures.recall) in str(figures)
    assert published(check.name, version=check.version + 1) is None
    assert published("no_such_check", version=1) is None


def test_the_hash_in_the_log_is_of_all_that_shapes_a_verdict() -> None:
    load = "import sys, imrdata.quality.checks as one; one.default_checks(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", load], capture_output=True, text=True, check=True).stdout.split()
    package = calibrate.ROOT / "imrdata"
    files = {str(file.relative_to(package)) for file in calibrate.rule_files()}
    for module in loaded:
        if module.startswith(("imrdata.quality.", "imrdata.letters.", "imrdata.cases.")):
            name = module.removeprefix("imrdata.").replace(".", "/")
            assert {f"{name}.py", f"{name}/__init__.py"} & files, module
    assert {f"quality/{name}" for name in ("lexicons/drugs.txt", "lexicons/law.toml", "wall.toml")} <= files
    # Where figures are shown, no verdict changes.
    assert not {f"quality/{name}" for name in ("calibration_page.py", "calibration.json", "judge.py")} & files


def test_the_log_line_is_plain_json() -> None:
    last = calibrate.LOG.read_bytes().splitlines()[-1]
    assert len(json.loads(last)["previous"]) == len(hashlib.sha256().hexdigest())
