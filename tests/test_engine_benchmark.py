"""The engine's benchmarks, small: they count what they measured, and say so where a count is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.engine import model_server, prompt, sound
from benchmarks.engine_kill import KINDS, Rounds, dataset_hash
from imrdata.llm.ledger import Ledger

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
CALLS, IN_FLIGHT = 60, 8


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(BENCHMARKS / "engine.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def drive(url: str, ledger: Path, *more: str) -> dict[str, object]:
    done = run("--url", url, "--calls", str(CALLS), "--in-flight", str(IN_FLIGHT), "--ledger", ledger, "--json", *more)
    assert (done.returncode, done.stderr) == (0, "")
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_a_second_run_with_the_same_ledger_asks_nothing(tmp_path: Path) -> None:
    with model_server("--latency", "0.001", "--log", str(tmp_path / "log")) as url:
        first = drive(url, tmp_path / "ledger")
        assert (tmp_path / "log").read_text().split().count("call") == CALLS
        second = drive(url, tmp_path / "ledger")
        assert (tmp_path / "log").read_text().split().count("call") == CALLS
        more = drive(url, tmp_path / "ledger", "--calls", str(CALLS + 5), "--in-flight", "4")
    wanted = {"calls": CALLS, "answered": CALLS, "reused": 0, "failed": {}, "sent": CALLS}
    assert {name: first[name] for name in wanted} == wanted
    assert {name: second[name] for name in wanted} == wanted | {"answered": 0, "reused": CALLS, "sent": 0}
    assert (more["answered"], more["reused"]) == (5, CALLS)
    assert {"span", "cpu", "process_cpu", "peak_mb", "calls_per_s"} <= first.keys()
    assert Ledger.open_read_only(tmp_path / "ledger").counts()["responses"] == CALLS + 5


def test_the_bare_loop_asks_the_same(tmp_path: Path) -> None:
    with model_server("--latency", "0", "--log", str(tmp_path / "log")) as url:
        drive(url, tmp_path / "ledger")
        said = drive(url, tmp_path / "none", "--engine", "bare")
    assert (said["answered"], said["failed"]) == (CALLS, {})
    assert not (tmp_path / "none").exists()
    calls = [line.split()[1] for line in (tmp_path / "log").read_text().splitlines() if line.startswith("call")]
    assert len(calls) == 2 * CALLS
    assert sorted(calls[:CALLS]) == sorted(calls[CALLS:])


def test_no_server_is_an_error(tmp_path: Path) -> None:
    with model_server("--latency", "0") as url:
        pass
    done = run("--url", url, "--calls", "2", "--in-flight", "2", "--ledger", tmp_path, "--engine", "bare", "--json")
    assert done.returncode == 1
    assert "Cannot connect" in done.stderr


def test_the_comparison(tmp_path: Path) -> None:
    done = run(
        *("--calls", str(CALLS), "--in-flight", str(IN_FLIGHT), "--runs", "1", "--slow", "1"),
        *("--large", "150", "--folder", tmp_path),
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip("|").split("|") for line in done.stdout.splitlines() if line.startswith("|")]
    cells = {line[0].strip(): [cell.strip() for cell in line[1:]] for line in lines}
    assert cells["**imrdata**"][-1] == cells["bare aiohttp"][-1] == "right"
    assert cells["bare aiohttp"][5:7] == ["1.00", "1.00"]
    assert [cells[name][-1] for name in ("60, asked", "60, all in the ledger")] == ["60", "0"]
    assert [cells[name][-1] for name in ("150, asked", "150, all in the ledger")] == ["150", "0"]
    assert done.stdout.count("goal at most") == 5
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_sound_run() -> None:
    server = {"answered": 9, "calls": 9, "prompts": 9, "most_under_way": 4}
    said = {"answered": 9, "reused": 1, "failed": {}, "server": server}
    assert sound(said, 10, sent=9, in_flight=4)
    assert not sound(said, 10, sent=10, in_flight=4)
    assert not sound(said, 11, sent=9, in_flight=4)
    assert not sound(said, 10, sent=9, in_flight=3)
    assert not sound(said | {"failed": {"cut": 1}}, 10, sent=9, in_flight=4)
    assert not sound(said | {"server": server | {"calls": 10}}, 10, sent=9, in_flight=4)


def test_a_prompt_has_the_size_asked_for_and_is_no_others() -> None:
    assert {len(prompt(number, 300)) for number in range(20)} == {300}
    assert len({prompt(number, 300) for number in range(20)}) == 20
    assert prompt(7, 0).startswith("Question 7 ")


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rounds, str]]:
    folder = tmp_path_factory.mktemp("kills")
    with model_server("--latency", "0.01") as url:
        made = Rounds(url, folder, calls=150, in_flight=16, segment_bytes=6_000, seed=7)
        yield made, made.undisturbed()


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_any_moment_no_durable_answer_is_asked_again(rounds: tuple[Rounds, str], kind: str) -> None:
    made, expected = rounds
    said = made.one(list(KINDS).index(kind), kinds=(kind,), expected=expected)
    assert made.wrong == []
    assert said["hash"] == expected
    assert said["kills"]
    assert all(kill.startswith(kind) for kill in said["kills"])
    assert said["repeats"] == sum(said["lost"]) <= 16 * len(said["kills"])
    assert said["segments"] > 5


def test_the_hash_of_a_dataset_is_that_of_its_answers(rounds: tuple[Rounds, str], tmp_path: Path) -> None:
    made, expected = rounds
    source = made._folder / "undisturbed"
    assert dataset_hash(source) == expected
    last = sorted(source.iterdir())[-1]
    for file in source.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    # Another order of the segments, and none of the last one's last answer.
    (tmp_path / last.name).rename(tmp_path / "000000-0.jsonl")
    assert dataset_hash(tmp_path) == expected
    rows = (tmp_path / "000000-0.jsonl").read_bytes().splitlines(keepends=True)
    gone = max(number for number, row in enumerate(rows) if row.startswith(b'{"kind":"response"'))
    (tmp_path / "000000-0.jsonl").write_bytes(b"".join(rows[:gone] + rows[gone + 1 :]))
    assert dataset_hash(tmp_path) != expected
