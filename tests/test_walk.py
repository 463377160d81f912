"""The walk as a whole: all is accounted for, a killed run goes on, and the same in gives the same out."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.data import sample
from imrdata.errors import MissingExtraError, PermanentClientError, RecipeError
from imrdata.letters.parse import Parsed, parse_letter
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.ledger import Ledger
from imrdata.quality.check import Check, Finding
from imrdata.recipe import LicenseSpec, Recipe
from imrdata.verification import verify
from imrdata.walk import Run, run
from tests.llm.chat_server import Act, ChatServer

ROOT = Path(__file__).resolve().parent.parent
FAKE_MODEL = """
[fake]
client = "compatible"
provider = "self-hosted"
served_name = "fake"
revision = "none"
quantisation = "none"
template_hash = "none"
weights_license = "Apache-2.0"
outputs_as_training_data = "allowed"
outputs_terms = "a fake of the tests"
attribution = "a fake of the tests"
source = "tests/test_walk.py"
read_on = 2026-11-23
base_url = "{url}"
"""


def control(**changes: Any) -> Recipe:
    """A recipe with the baseline only: quick, and without a model."""
    return Recipe(
        **{"name": "control", "authors": [{"author": "baseline"}], "select": {"targets": ["baseline"]}} | changes
    )


def with_fake(tmp_path: Path, *, url: str = "http://127.0.0.1:9", **changes: Any) -> Recipe:
    """A recipe with a fake model, whose catalogue lies in tmp_path."""
    (tmp_path / "catalog.toml").write_text(FAKE_MODEL.format(url=url))
    return Recipe(
        **{"name": "fake", "catalog": "catalog.toml", "authors": [{"author": "baseline"}, {"author": "fake"}]} | changes
    )


def hashes(folder: Path) -> dict[str, str]:
    """Every file of a folder that a run promises to make again byte for byte."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "ledger" not in file.parts and file.name != ".lock"
    }


def check_books(done: Run) -> None:
    """All that a run must account for."""
    source = done.summary["read"]["sources"][0]
    assert source["rows_in"] == source["cases"] + source["rejected"] + source["beyond_limit"]
    assert done.cases.height == source["cases"]
    assert sum(done.summary["cases_skipped"].values()) <= done.cases.height
    letters = done.summary["letters"]
    assert letters["written"] == letters["kept"] + letters["dropped"] == done.letters.height
    dropped = [json.loads(line) for line in (done.folder / "dropped.jsonl").read_text().splitlines()]
    assert len(dropped) == letters["dropped"]
    assert all(letter["reasons"] for letter in dropped)
    for figures in done.summary["authors"].values():
        assert figures["requested"] == figures["answered"] + figures["reused"] + sum(figures["failed"].values())
        assert figures["letters"] == figures["kept"] + figures["dropped"]
    assert done.records.height == sum(done.summary["records"].values())
    assert verify(done.folder / "dataset", ledger=done.folder / "ledger").problems == ()


@pytest.fixture(scope="module")
def baseline_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(control(), out=tmp_path_factory.mktemp("run") / "control")


def test_everything_is_accounted_for(baseline_run: Run) -> None:
    check_books(baseline_run)
    assert baseline_run.records.height > 30
    assert baseline_run.files == sorted(
        [
            "books.json",
            "cases.parquet",
            "corpus.json",
            "dataset",
            "dropped.jsonl",
            "excluded.parquet",
            "ledger",
            "letters.parquet",
            "recipe.yaml",
            "rejected.jsonl",
            "report.html",
            "rubric.parquet",
            "scores.parquet",
            "selection.parquet",
            "splits.parquet",
            "verdicts.parquet",
        ]
    )


def test_baseline_letters_break_no_rule(baseline_run: Run) -> None:
    failed = baseline_run.verdicts.filter(pl.col("verdict") == "fail").select("check", "reason").rows()
    assert failed == []


def test_records_hold_nothing_of_the_reviewer(baseline_run: Run) -> None:
    """No sentence of Findings that is the reviewer's stands in a record, nor an id."""
    cases = {case["case_id"]: case for case in baseline_run.cases.iter_rows(named=True)}
    for record in baseline_run.records.iter_rows(named=True):
        text = "\n".join(message["content"] for message in record["messages"])
        case = cases[record["case_id"]]
        assert case["reference_id"] not in text
        for sentence in case["sentences"]:
            words = case["findings"][sentence["start"] : sentence["end"]]
            if sentence["role"] not in VISIBLE_ROLES and len(words.split()) > 5:
                assert words not in text


def test_the_baseline_is_named_as_rule_based(baseline_run: Run) -> None:
    assert set(baseline_run.records["author_kind"]) == {"rule-based"}
    assert "rule-based" in (baseline_run.folder / "dataset" / "README.md").read_text()
    assert "rule-based" in (baseline_run.folder / "report.html").read_text()


def test_other_recipes_leave_the_baseline_out_of_the_targets(tmp_path: Path) -> None:
    done = run(
        with_fake(tmp_path),
        base=tmp_path,
        out=tmp_path / "out",
        limit=20,
        clients={"fake": ScriptedClient(lambda request: "No letter.")},
    )
    check_books(done)
    assert set(done.records["author"]) <= {"fake", "rules"}
    assert set(done.records["denial_author"]) <= {"fake"}
    assert done.summary["authors"]["baseline"]["kept"] == 0
    assert any(note.startswith("baseline: 60 of its 60 letters were dropped") for note in done.notes)


def test_the_same_run_gives_the_same_bytes(baseline_run: Run, tmp_path: Path) -> None:
    again = run(control(), out=tmp_path / "other name")
    assert hashes(again.folder) == hashes(baseline_run.folder)


def test_time_zone_locale_and_hash_seed_change_no_byte(baseline_run: Run, tmp_path: Path) -> None:
    code = (
        "import sys; from imrdata.walk import run; from imrdata.recipe import Recipe;"
        "run(Recipe(name='control', authors=[{'author': 'baseline'}], select={'targets': ['baseline']}), out=sys.argv[1])"
    )
    environment = os.environ | {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=True, env=environment, cwd=tmp_path)
    assert hashes(tmp_path / "out") == hashes(baseline_run.folder)


def test_the_sample_in_v2_form_gives_the_same_letters(baseline_run: Run, tmp_path: Path) -> None:
    """Only category names differ between the forms, and with them the view; request and facts are the same."""
    done = run(control(), source=sample("fictional_v2.csv"), out=tmp_path / "out")
    check_books(done)
    assert done.letters.height == baseline_run.letters.height


def test_limit(tmp_path: Path) -> None:
    done = run(control(), out=tmp_path / "out", limit=12)
    check_books(done)
    assert done.cases.height == 12
    assert done.summary["read"]["sources"][0]["beyond_limit"] == 60


def test_real_rows(real_data: Path, tmp_path: Path) -> None:
    done = run(control(), source=real_data / "imr_2025_portal14.csv", out=tmp_path / "out")
    check_books(done)
    assert done.cases.height == 20
    assert done.verdicts.filter(pl.col("verdict") == "fail").select("check", "reason").rows() == []


def test_failures_are_stated_and_never_text(tmp_path: Path) -> None:
    class Refusing:
        async def open(self) -> None: ...
        async def close(self) -> None: ...
        async def ask(self, request: object) -> None:
            error = PermanentClientError("the server refused the key", mend="check it")
            error.kind = "refused"
            raise error

    done = run(with_fake(tmp_path), base=tmp_path, out=tmp_path / "out", limit=12, clients={"fake": Refusing()})  # type: ignore[dict-item]
    check_books(done)
    figures = done.summary["authors"]["fake"]
    assert figures["failed"] == {"refused": figures["requested"]}
    # Of each case the two appeals, from the whole view and from the reduced one.
    assert figures["not_asked"] == 2 * figures["requested"]
    assert set(done.letters["author"]) == {"baseline"}
    with Ledger.open_read_only(tmp_path / "out" / "ledger") as ledger:
        assert ledger.counts()["failures"] == figures["requested"]


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    client = ScriptedClient(lambda request: f"A letter about {len(request.messages[1]['content'])}.")
    first = run(with_fake(tmp_path), base=tmp_path, out=tmp_path / "out", limit=12, clients={"fake": client})
    before = hashes(first.folder / "dataset")
    second = run(
        with_fake(tmp_path), base=tmp_path, out=tmp_path / "out", limit=12, clients={"fake": ScriptedClient([])}
    )
    check_books(second)
    assert second.summary["authors"]["fake"]["answered"] == 0
    assert second.summary["authors"]["fake"]["reused"] == first.summary["authors"]["fake"]["answered"] > 0
    assert hashes(second.folder / "dataset") == before


def test_it_runs_inside_a_running_loop(tmp_path: Path) -> None:
    async def cell() -> Run:
        return run(control(), out=tmp_path / "out", limit=8)

    check_books(asyncio.run(cell()))


def test_a_model_that_is_missing_stops_or_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imrdata.walk.embedded_available", lambda: (False, "the model is not installed; run: pip …."))
    model = {"author": "smollm2-135m-instruct"}
    with pytest.raises(MissingExtraError, match="not installed"):
        run(control(authors=[{"author": "baseline"}, model]), out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    done = run(control(authors=[{"author": "baseline"}, model | {"if_missing": "skip"}]), out=tmp_path / "out", limit=8)
    assert any("was skipped" in note for note in done.notes)
    assert done.letters.height > 0


def test_an_unknown_model_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="nobody"):
        run(control(authors=[{"author": "baseline"}, {"author": "nobody"}]), out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_terms_that_forbid_stop_a_run_before_anything_is_written_or_asked(tmp_path: Path) -> None:
    recipe = with_fake(tmp_path)
    file = tmp_path / "catalog.toml"
    file.write_text(file.read_text().replace('data = "allowed"', 'data = "forbidden"'))
    client = ScriptedClient([])
    with pytest.raises(RecipeError, match="fake as writer: its terms forbid training on what it writes"):
        run(recipe, base=tmp_path, out=tmp_path / "out", clients={"fake": client})
    assert not (tmp_path / "out").exists()


def test_another_policy_emits_anew_without_asking(tmp_path: Path) -> None:
    """What a license says is no part of a question: other terms, other words, the same answers from the ledger."""
    words = "The project's board decided on 2026-11-26 to train on these letters."
    recipe = with_fake(tmp_path, select={"targets": ["baseline", "fake"]})
    client = ScriptedClient(lambda request: f"A letter about {len(request.messages[1]['content'])}.")
    first = run(recipe, base=tmp_path, out=tmp_path / "out", limit=12, clients={"fake": client})
    manifest = json.loads((first.folder / "dataset" / "manifest.json").read_text())
    assert (manifest["license_policy"], manifest["accepted_terms"]) == ("any-allowed", {})
    file = tmp_path / "catalog.toml"
    file.write_text(file.read_text().replace('data = "allowed"', 'data = "forbidden"'))
    licenses = LicenseSpec(policy="open-weights-only", accept_terms={"fake": words})
    changed = recipe.model_copy(update={"licenses": licenses})
    assert changed.sha256 != recipe.sha256
    second = run(changed, base=tmp_path, out=tmp_path / "out", limit=12, clients={"fake": ScriptedClient([])})
    check_books(second)
    assert second.summary["authors"]["fake"]["answered"] == 0
    assert second.summary["authors"]["fake"]["reused"] == first.summary["authors"]["fake"]["answered"] > 0
    assert second.letters.equals(first.letters)
    manifest = json.loads((second.folder / "dataset" / "manifest.json").read_text())
    assert (manifest["license_policy"], manifest["accepted_terms"]) == ("open-weights-only", {"fake": words})
    assert words in (second.folder / "dataset" / "README.md").read_text()


@pytest.mark.parametrize("kill_at", [5, 17])
def test_killed_in_the_middle_and_run_again(tmp_path: Path, kill_at: int) -> None:
    """kill -9 while a real server is asked; the second run asks nothing that was durably answered."""
    reached = threading.Event()
    with ChatServer(lambda prompt, nth: Act(delay=0.05)) as server:
        server.on_call = lambda total: reached.set() if total >= kill_at else None
        with_fake(tmp_path, url=server.url)
        recipe = {"name": "fake", "catalog": "catalog.toml", "in_flight": 4, "authors": [{"author": "fake"}]}
        (tmp_path / "recipe.yaml").write_text(json.dumps(recipe))
        command = [sys.executable, "-m", "imrdata", "run", str(tmp_path / "recipe.yaml"), "--out", str(tmp_path / "out"), "--limit", "24"]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert reached.wait(60)
        process.kill()
        process.wait()
        time.sleep(1)  # what the killed process had sent may still be on its way to the server's count
        asked_before = server.calls.copy()
        with Ledger.open_read_only(tmp_path / "out" / "ledger") as ledger:
            durable = ledger.counts()["responses"]
        done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True, timeout=120)
        figures = json.loads(done.stdout)["authors"]["fake"]
        repeats = sum(number - 1 for number in server.calls.values() if number > 1)
    assert figures["reused"] == durable
    assert repeats <= 4
    assert figures["requested"] == figures["answered"] + figures["reused"]
    assert server.calls.total() == asked_before.total() + figures["answered"]
    assert verify(tmp_path / "out" / "dataset").ok


class Never(Check):
    """Fails every letter: a check that was not there before."""

    name = "never"
    version = 1
    kinds = ("denial", "appeal")

    def inspect(self, letter: Mapping[str, Any]) -> Finding | None:
        return "nothing pleases it", (0, 1)


def test_another_parser_and_other_checks_ask_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads answers is no part of a question: all is derived anew from the ledger."""
    with ChatServer() as server:
        recipe = with_fake(tmp_path, url=server.url, authors=[{"author": "fake", "cases": 4}])
        first = run(recipe, base=tmp_path, out=tmp_path / "run")
        assert server.calls.total() == 12

        def read_anew(text: str, reason: str) -> Parsed:
            return replace(parse_letter(text, reason), notes=("read anew",))

        monkeypatch.setattr("imrdata.authors.parse_letter", read_anew)
        monkeypatch.setattr("imrdata.quality.checks.default_checks", lambda: [Never()])
        second = run(recipe, base=tmp_path, out=tmp_path / "run")
        assert server.calls.total() == 12
        # A parser that reads the denials otherwise changes the appeals' prompts, and only these are other questions.
        monkeypatch.setattr("imrdata.authors.parse_letter", lambda text, reason: Parsed(text.upper(), ()))
        run(recipe, base=tmp_path, out=tmp_path / "run")
        assert server.calls.total() == 20
    assert second.letters["text"].to_list() == first.letters["text"].to_list()
    # What code adds behind the parser, the legal notice, is noted beside it.
    notes = [set(each) - {"notice_set", "notice_placed"} for each in second.letters["parse_notes"].to_list()]
    assert notes == [{"read anew"}] * 12
    assert second.summary["letters"]["dropped"] == 12
    assert second.summary["authors"]["fake"]["reused"] == 12
