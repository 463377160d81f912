"""Evaluation on held-out cases: models of known quality behind a real HTTP server, and a real model at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import imrdata
from imrdata.errors import DatasetError, ImrDataError
from imrdata.llm.clients.embedded import embedded_available
from imrdata.quality.checks import default_checks
from serve.__main__ import main
from serve.evaluation import Served, evaluate
from serve.evaluation_page import render_page
from serve.held_out import HeldOut, read_held_out
from serve.measures import FAMILIES
from serve.release import Release
from serve.transport import Endpoint
from tests.serve.llama import Llama
from tests.serve.model_server import Act, ModelServer


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on the fictional sample with most of its cases held out."""
    folder = tmp_path_factory.mktemp("evaluation") / "run"
    recipe = imrdata.Recipe.load("control").changed(split={"train": 0.1, "validation": 0.1, "test": 0.8})
    imrdata.run(recipe, out=folder)
    return folder


@pytest.fixture(scope="module")
def cases(run: Path) -> list[HeldOut]:
    return read_held_out(run)


def by_prompt(cases: list[HeldOut], text: Callable[[HeldOut], Act]) -> Callable[[dict[str, Any]], Act]:
    known = {case.asked.messages()[1]["content"]: case for case in cases}
    return lambda body: text(known[body["messages"][1]["content"]])


def served(author: str, server: ModelServer, name: str) -> Served:
    return Served(author=author, endpoint=Endpoint(alias=author, base_url=server.url), served_name=name)


@pytest.mark.parametrize("shown", ["full", "reduced"])
def test_held_out_cases_are_the_test_splits_and_their_baseline_is_the_runs(run: Path, shown: str) -> None:
    cases = read_held_out(run, input=shown)
    records = pl.read_parquet(run / "dataset" / "records.parquet").filter(
        (pl.col("split") == "test") & (pl.col("task") == "appeal") & (pl.col("input") == shown)
    )
    assert {case.record_id for case in cases} == set(records["record_id"])
    assert len(cases) >= 50
    by_id = {row["record_id"]: row["messages"] for row in records.iter_rows(named=True)}
    assert [case.baseline for case in cases] == [by_id[case.record_id][2]["content"] for case in cases]
    assert [case.asked.messages()[1]["content"] for case in cases] == [
        by_id[case.record_id][1]["content"] for case in cases
    ]
    assert all(case.source["reviewer_text"] for case in cases)


def test_a_reduced_record_asks_less_than_the_full_one_of_its_case(run: Path, cases: list[HeldOut]) -> None:
    full = {case.case_id: case for case in cases}
    shorter = 0
    for case in read_held_out(run, input="reduced"):
        if case.case_id in full:
            both = case.asked.messages()[1]["content"], full[case.case_id].asked.messages()[1]["content"]
            shorter += len(both[0]) < len(both[1])
    assert shorter >= 40
    with pytest.raises(DatasetError, match="'some' is no input of records"):
        read_held_out(run, input="some")


def test_a_dataset_that_was_changed_is_not_evaluated_on(run: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "run"
    shutil.copytree(run, copy)
    with (copy / "dataset" / "test.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(DatasetError, match="run imrdata verify on it"):
        read_held_out(copy)
    with pytest.raises(ImrDataError):
        read_held_out(tmp_path)


def test_every_check_of_appeals_is_in_one_family() -> None:
    checks = sorted(check.name for check in default_checks() if "appeal" in check.kinds)
    assert sorted(name for family in FAMILIES.values() for name in family) == checks


def test_the_baselines_own_letters_pass_the_gate(cases: list[HeldOut], release: Release) -> None:
    name = release.release.name
    tight = release.model_copy(
        update={"gate": release.gate.model_copy(update={"score_drop": 0.0, "cases": len(cases)})}
    )
    with ModelServer(by_body=by_prompt(cases, lambda case: Act(case.baseline))) as server:
        result, letters = evaluate(tight, cases, [served("candidate", server, name)], against="baseline")
        assert {body["temperature"] for body in server.bodies} == {0.0}
        assert len(server.bodies) == len(cases)
    assert result["gate"] == {
        "against": "baseline", "passed": True, "reasons": [], "tolerances": tight.gate.model_dump(),
    }  # fmt: skip
    found = result["differences"]["baseline"]
    assert found["score"]["difference"] == found["score"]["low"] == found["score"]["high"] == 0
    assert found["any"]["p"] == 1.0
    assert found["any"]["high"] > 0
    assert len(letters) == 2 * len(cases)


def worse(case: HeldOut) -> Act:
    """Every third letter cites what nobody gave; each third tells the outcome; the rest is as the baseline's."""
    kind = int(case.record_id, 16) % 3
    added = ("", "A trial (PMID: 31415926) proves it.", "The IMR has already overturned the denial.")[kind]
    return Act(case.baseline.replace("\n\n", f"\n\n{added}\n\n", 1))


def test_a_worse_model_is_found_out_family_by_family(cases: list[HeldOut], release: Release) -> None:
    name = release.release.name
    citing = sum(int(case.record_id, 16) % 3 == 1 for case in cases)
    telling = sum(int(case.record_id, 16) % 3 == 2 for case in cases)
    with (
        ModelServer(by_body=by_prompt(cases, worse)) as server,
        ModelServer(by_body=by_prompt(cases, lambda case: Act(case.baseline))) as stable,
    ):
        result, _ = evaluate(
            release,
            cases,
            [served("candidate", server, name), served("stable", stable, "the-stable-one")],
            against="stable",
        )
    failing = result["authors"]["candidate"]["failing"]
    before = result["authors"]["stable"]["failing"]
    assert failing["citations"] - before["citations"] == citing
    assert failing["leaks"] - before["leaks"] == telling
    assert result["differences"]["stable"]["citations"]["p"] < 0.001
    assert not result["gate"]["passed"]
    assert any(reason.startswith("citations:") for reason in result["gate"]["reasons"])
    assert any(reason.startswith("leaks:") for reason in result["gate"]["reasons"])
    assert not any("score" in reason for reason in result["gate"]["reasons"])


def test_a_model_that_is_silent_looks_no_better(cases: list[HeldOut], release: Release) -> None:
    name = release.release.name
    with ModelServer(default=Act(status=500)) as server:
        result, letters = evaluate(release, cases[:6], [served("candidate", server, name)], against="baseline")
    candidate = result["authors"]["candidate"]
    assert candidate["failures"] == {"server_error": 6}
    assert (candidate["answered"], candidate["score"]) == (0, 0.0)
    assert set(candidate["failing"].values()) == {6}
    assert len(result["gate"]["reasons"]) >= 4
    assert result["gate"]["reasons"][:2] == [
        "6 cases show nothing: at least 50 are needed",
        "100.0% of the cases got no letter, more than the 0.0% allowed",
    ]
    assert [letter["failure"] for letter in letters if letter["author"] == "candidate"] == ["server_error"] * 6


def test_authors_need_names(cases: list[HeldOut], release: Release) -> None:
    with ModelServer() as server:
        one = served("candidate", server, "x")
        for authors, against in (([one, one], None), ([one, replace(one, author="baseline")], None), ([one], "stable")):
            with pytest.raises(ImrDataError):
                evaluate(release, cases[:1], authors, against=against)


class Loads(HTMLParser):
    """What a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe") or any(name in ("src", "href") for name, _ in attrs):
            self.found.append(tag)


def test_the_command_writes_a_page_that_loads_nothing(
    cases: list[HeldOut], run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    with ModelServer(by_body=by_prompt(cases, worse)) as server:
        arguments = ["evaluate", "--run", str(run), "--url", server.url, "--out", str(out)]
        beside = ["--beside", f"base=other-name@{server.url}", "--gate", "baseline"]
        assert main([*arguments, "--limit", "9", *beside]) == 1
        assert {body["model"] for body in server.bodies} == {"appeal-smollm2-135m", "other-name"}
        printed = capsys.readouterr().out
        first = {path.name: path.read_bytes() for path in out.iterdir()}
        assert main([*arguments, "--limit", "9", *beside]) == 1
        assert {path.name: path.read_bytes() for path in out.iterdir()} == first
        assert main([*arguments, "--limit", "9"]) == 0
        assert main([*arguments, "--beside", "nonsense"]) == 2
    reduced = read_held_out(run, input="reduced")
    with ModelServer(by_body=by_prompt(reduced, lambda case: Act(case.baseline))) as server:
        arguments = ["evaluate", "--run", str(run), "--url", server.url, "--out", str(tmp_path / "reduced")]
        assert main([*arguments, "--limit", "9", "--input", "reduced"]) == 0
    assert json.loads((tmp_path / "reduced" / "evaluation.json").read_text())["authors"]["candidate"]["answered"] == 9
    assert "gate against baseline: 9 cases show nothing" in printed
    page = first["evaluation.html"].decode()
    loads = Loads()
    loads.feed(page)
    assert loads.found == []
    result = json.loads(first["evaluation.json"])
    assert set(result["differences"]) == {"base", "baseline"}
    for author in ("candidate", "base", "baseline"):
        assert f"<td>{author}</td>" in page
    assert server.url.encode() not in b"".join(first.values())
    assert len(first["letters.jsonl"].splitlines()) == 27
    assert "<script>" not in render_page({**result, "served_name": "<script>alert(1)</script>"})
    assert not re.search(r"[+-]?\bnan\b", page)


@pytest.mark.embedded
@pytest.mark.slow
def test_a_real_model_is_measured(run: Path, cases: list[HeldOut], release: Release) -> None:
    """SmolLM2-135M, untuned, through llama.cpp: its letters are poor, and the measures say so."""
    available, sentence = embedded_available()
    if not available:
        pytest.skip(sentence)
    name = release.release.name
    short = release.model_copy(
        update={"limits": release.limits.model_copy(update={"max_tokens": 60, "max_num_seqs": 1})}
    )
    llama = Llama(release.read_template(), alias=name, context=4096)
    endpoint = Endpoint(alias="candidate", base_url=llama.url)
    one = Served(author="candidate", endpoint=endpoint, served_name=name)
    result, letters = evaluate(short, cases[:2], [one], against="baseline")
    candidate = result["authors"]["candidate"]
    assert candidate["answered"] == 2
    assert candidate["failing"]["structure"] == 2  # 60 tokens are no letter
    assert candidate["score"] < result["authors"]["baseline"]["score"]
    assert all(letter["completion_tokens"] <= 60 for letter in letters if letter["author"] == "candidate")
    assert not result["gate"]["passed"]
