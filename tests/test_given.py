"""What callers hand over by mistake: one sentence that names the place and the mend, and nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import imrdata
from imrdata import cli
from imrdata.cli import main
from imrdata.data import sample
from imrdata.dataset.formats import Format
from imrdata.errors import DatasetError, ImrDataError, LedgerError, RecipeError, SourceError
from imrdata.llm.ledger import Ledger
from imrdata.quality.choose import choose_checks
from imrdata.recipe import Recipe
from tests.llm.questions import question


def control(name: str = "control") -> Recipe:
    return Recipe(name=name, authors=[{"author": "baseline"}], select={"targets": ["baseline"]})


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: imrdata.read_imr(sample(), limit=0), "limit is 0; give a whole number from 1, or None"),
    (lambda: imrdata.read_imr(sample(), limit=2.5), "limit is 2.5"),  # type: ignore[arg-type]
    (lambda: imrdata.read_imr(None), "given as NoneType, not paths; give a path"),  # type: ignore[arg-type]
    (lambda: imrdata.read_imr([]), "given as no path"),
    (lambda: imrdata.run(control(), out="none", limit=0), "limit is 0"),
    (lambda: imrdata.run("control", out="none"), r"given as str; give Recipe\.load"),  # type: ignore[arg-type]
    (lambda: imrdata.plan("demo", cases=pl.DataFrame()), "given as str"),  # type: ignore[arg-type]
    (lambda: imrdata.add_sentences(imrdata.read_imr(sample())), "given as ImrData"),  # type: ignore[arg-type]
    (lambda: imrdata.add_sentences(imrdata.read_imr(sample()).cases.drop("findings")), "no column findings"),
    (lambda: imrdata.add_mentions(imrdata.read_imr(sample()).cases), "no column sentences; run add_sentences first"),
    (lambda: control().changed(sead=3), "did you mean seed"),
    (lambda: choose_checks(more=["json:Nope"]), "json has no Nope; name a class of that module"),
    (lambda: choose_checks(more=[f"{__name__}:Needy"]), "Needy can't be made without arguments"),
    (lambda: choose_checks(more=[f"{__name__}:Tiered"]), "Tiered has the tier 'Z'"),
    (lambda: choose_checks(more=[f"{__name__}:Kindless"]), "Kindless has the tier 'A' and the kinds None"),
    (lambda: choose_checks(more=[f"{__name__}:Broken"]), "Broken broke off as it was made \\(ZeroDivisionError\\)"),
    (lambda: imrdata.plan(control(), cases=[1]), "plan: cases are given as list"),  # type: ignore[arg-type]
    (
        lambda: imrdata.plan(control().changed(quality={"thresholds": {"nope": 3}}), cases=pl.DataFrame()),
        "there is no check nope",
    ),
]


class Needy(imrdata.Check):
    name = "needy"

    def __init__(self, *, word: str) -> None:
        self.word = word


class Tiered(imrdata.Check):
    name, tier = "tiered", "Z"


class Kindless(imrdata.Check):
    name, kinds = "kindless", None  # type: ignore[assignment]


class Broken(imrdata.Check):
    name = "broken"

    def __init__(self) -> None:
        self.share = 1 / 0


@pytest.mark.parametrize(("call", "says"), WRONG)
def test_a_slip_is_one_sentence(
    call: Callable[[], Any], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ImrDataError, match=says):
        call()
    assert list(tmp_path.iterdir()) == []


def test_a_recipe_is_changed_in_parts_and_in_plain_keys() -> None:
    changed = control().changed(cases={"sample": 3}, seed=9)
    assert (changed.cases.sample, changed.seed, changed.name) == (3, 9, "control")


def test_a_table_that_imrdata_wrote_is_no_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(sample()), "--out", str(tmp_path / "read")]) == 0
    capsys.readouterr()
    assert main(["read", str(tmp_path / "read" / "cases.parquet")]) == 2
    assert "its column flags holds Lists, which no export does" in capsys.readouterr().err


def test_reading_replaces_no_run_and_a_run_says_what_it_replaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert imrdata.run(control(), out=folder, limit=12).notes[1:] == []
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    assert main(["read", str(sample()), "--out", str(folder)]) == 2
    assert "it holds a run, whose cases this would replace; name another folder" in capsys.readouterr().err
    assert before == {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    notes = imrdata.run(control("other").changed(cases={"sample": 500}), out=folder, limit=12).notes
    assert "the folder held a run of the recipe control: its files are replaced, its answers are kept" in notes
    assert "the sample of 500 cases is all that were read: 12" in notes


def test_an_option_that_would_do_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(sample()), "--roles"]) == 2
    assert "--engine and --roles shape what is written; name a folder with --out" in capsys.readouterr().err


def test_a_plan_loads_what_a_run_would_load(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in ({"quality": {"thresholds": {"verdict_lek": 3}}}, {"records": {"formats": ["json:dumps"]}}):
        file = tmp_path / "recipe.yaml"
        file.write_text(json.dumps({"name": "r", "authors": [{"author": "baseline"}], **part}))
        assert main(["plan", str(file), "--source", str(sample())]) == 2
        assert next(iter(part)) in capsys.readouterr().err


def test_an_appeal_s_denial_is_of_its_case(tmp_path: Path) -> None:
    denial = {"letter_id": "d", "case_id": "MN25-99113", "kind": "denial", "text": "We deny it."}
    appeal = {"letter_id": "a", "case_id": "EI25-99101", "kind": "appeal", "answers": "d", "text": "I appeal."}
    file = tmp_path / "letters.jsonl"
    file.write_text(json.dumps(denial) + "\n" + json.dumps(appeal))
    notes: list[str] = []
    letters = imrdata.quality.audit.read_letters(file, on_note=notes.append)
    assert notes == [
        "1 appeal with answers that name a denial of another case, so that they count as none, such as 'd'"
    ]
    sources = imrdata.quality.audit.sources_from_export(letters, sample())
    assert sources["denial_text"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"letter_id": " ", "case_id": "c", "kind": "denial", "text": "x"}', "line 1: letter_id is empty"),
        (b"PAR1\x00", "it is packed, or a table; write its letters as JSONL"),
        (b"\x1f\x8b\x08", "it is packed"),
    ],
)
def test_a_file_that_holds_no_letters_is_named(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "letters.jsonl").write_bytes(data)
    with pytest.raises(SourceError, match=says):
        imrdata.quality.audit.read_letters(tmp_path / "letters.jsonl")


def test_a_format_that_breaks_off_is_named_without_its_error_s_words() -> None:
    for line, says in (
        (lambda row: row["secret words of a letter"], "broke off"),
        (lambda row: {"one": {1, 2}}, "gave what is no plain data"),
        (lambda row: {"one": float("nan")}, "gave what is no plain data"),
    ):
        with pytest.raises(DatasetError, match=f"r1: format mine {says}") as caught:
            Format(name="mine", of="records", line=line).text({"record_id": "r1"})
        assert "secret" not in str(caught.value)


def test_paths_come_in_any_iterable(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_bytes(sample().read_bytes())
    for paths in ((file,), iter([str(file)]), tmp_path.glob("*.csv"), {file: 1}.keys()):
        assert imrdata.read_imr(paths, limit=np.int64(3)).cases.height == 3  # type: ignore[arg-type]  # the limit


def test_a_changed_line_of_the_ledger_is_told_with_its_segment(tmp_path: Path) -> None:
    request = question()
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.append_request(request)
    (segment,) = (tmp_path / "ledger").glob("*.jsonl")
    text = segment.read_text(encoding="utf-8")
    word = str(request.messages[-1]["content"])[:5]
    assert word in text
    segment.write_text(text.replace(word, "xxxxx"), encoding="utf-8")
    with (
        Ledger.open_read_only(tmp_path / "ledger") as ledger,
        pytest.raises(LedgerError, match=rf"{segment.name}: request \w+: its key does not fit its content"),
    ):
        ledger.request(request.key)


def test_what_the_system_forbids_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_: object) -> int:
        raise PermissionError(13, "Permission denied", "closed/file")

    monkeypatch.setattr(cli, "_doctor", refused)
    assert main(["doctor"]) == 2
    said = "imrdata: closed/file: it can't be used (Permission denied); check its permissions.\n"
    assert capsys.readouterr().err == said


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("verb", [["plan", "RECIPE"], ["read", "FILE"], ["assess", "LETTERS", "--recipe", "RECIPE"]])
def test_what_may_not_be_read_is_one_sentence(verb: list[str], tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "file").write_text("{}")
    closed.chmod(0)
    words = [word if word.islower() or word.startswith("-") else str(closed / "file") for word in verb]
    try:
        done = subprocess.run([sys.executable, "-m", "imrdata", *words], capture_output=True, text=True, check=False)
    finally:
        closed.chmod(0o700)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "ermission" in done.stderr


def test_a_recipe_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_text("name: r")

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(RecipeError, match="it can't be read \\(Permission denied\\); check its permissions"):
        Recipe.load(file)
