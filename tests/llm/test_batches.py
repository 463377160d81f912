"""Batches against a server that keeps the bill: partial failure, a crash at each step, and nothing paid twice."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from imrdata.errors import ClientError, RecipeError, RunFolderError, TransientClientError
from imrdata.llm.batch_steps import BatchStep
from imrdata.llm.batches import BatchEngine
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import Retries
from tests.llm.batch_all import made, run
from tests.llm.batch_server import BatchServer
from tests.llm.chat_server import answer_to
from tests.llm.wires import KEY, KEY_NAME, asked

ROOT = Path(__file__).parents[2]
WIRES = ("openai", "anthropic")
CASES = 3


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)


def answers(number: int = CASES) -> list[list[str | None]]:
    denials = [answer_to(f"Denial {case}") for case in range(number)]
    return [[denial, answer_to(f"Appeal against {denial}")] for denial in denials]


def prompts(number: int = CASES) -> set[str]:
    return {f"Denial {case}" for case in range(number)} | {f"Appeal against {pair[0]}" for pair in answers(number)}


def go(wire: str, server: BatchServer, path: Path, **settings: Any) -> list[list[str | None]]:
    with Ledger(path) as ledger:
        return asyncio.run(run(wire, server.url, ledger, CASES, **settings))


@pytest.mark.parametrize("wire", WIRES)
def test_chains_leave_in_waves_and_a_second_run_sends_none(wire: str, tmp_path: Path) -> None:
    with BatchServer() as server:
        assert go(wire, server, tmp_path) == answers()
        assert [len(batch.items) for batch in server.batches] == [CASES, CASES]  # all denials, then all appeals
        assert server.billed == dict.fromkeys(prompts(), 1)
        assert set(server.keys) == {KEY}
        steps = len(server.steps)
        assert go(wire, server, tmp_path) == answers()
        assert len(server.steps) == steps
    ledger = Ledger.open_read_only(tmp_path)
    response = ledger.answer(asked("Denial 0").key)
    assert response is not None
    assert response.extra["batch"] == f"batch_{wire}_1"  # so that its price is a batch's
    assert (response.prompt_tokens, response.completion_tokens) == (7, 5)
    assert [step.state for step in ledger.batches()] == ["ended", "ended"]
    rows = ledger.scan().collect()
    assert rows.filter(kind="batch").group_by("state").len().sort("state")["len"].to_list() == [2, 2, 2]
    assert rows.filter(kind="batch", in_force=True)["state"].to_list() == ["ended", "ended"]
    assert KEY not in "".join(path.read_text() for path in tmp_path.iterdir())


@pytest.mark.parametrize("wire", WIRES)
def test_what_fails_in_passing_is_put_again_and_nothing_else(wire: str, tmp_path: Path) -> None:
    def outcome(prompt: str, nth: int) -> str:
        if nth == 1 and prompt.startswith("Denial"):
            return {"Denial 0": "ok", "Denial 1": "expired", "Denial 2": "broken"}[prompt]
        return "ok"

    with BatchServer(outcome) as server:
        assert go(wire, server, tmp_path) == answers()
        assert server.submitted == {**dict.fromkeys(prompts(), 1), "Denial 1": 2, "Denial 2": 2}
        assert server.billed == dict.fromkeys(prompts(), 1)


@pytest.mark.parametrize("wire", WIRES)
def test_a_batch_that_expires_whole_is_put_again(wire: str, tmp_path: Path) -> None:
    with BatchServer(lambda prompt, nth: "expired" if nth < 3 else "ok") as server:
        assert go(wire, server, tmp_path) == answers()
        assert len({step.name for step in Ledger.open_read_only(tmp_path).batches()}) == len(server.batches) == 6
        assert server.billed == dict.fromkeys(prompts(), 1)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(
    ("fate", "kind", "times"), [("errored", "bad_request", 1), ("expired", "expired", 3), ("missing", "missing", 1)]
)
def test_what_gets_no_answer_is_a_stated_failure(wire: str, fate: str, kind: str, times: int, tmp_path: Path) -> None:
    with BatchServer(lambda prompt, nth: fate if prompt == "Denial 1" else "ok") as server:
        assert go(wire, server, tmp_path) == [answers()[0], [None, None], answers()[2]]
        assert server.submitted["Denial 1"] == times
        assert server.billed["Denial 1"] == 0
    failure = Ledger.open_read_only(tmp_path).failure(asked("Denial 1").key)
    assert failure is not None
    assert failure.kind == ("missing" if (wire, fate) == ("openai", "missing") else kind)


@pytest.mark.parametrize("wire", WIRES)
def test_results_that_cannot_be_read_are_fetched_again_not_paid_again(wire: str, tmp_path: Path) -> None:
    with BatchServer(lambda prompt, nth: "garbled") as server:
        with pytest.raises(TransientClientError, match="can't be read"):
            go(wire, server, tmp_path)
        assert set(server.billed.values()) == {1}
        for batch in server.batches:  # the provider mends its file
            assert batch.outcomes is not None
            batch.outcomes = dict.fromkeys(batch.outcomes, "ok")
        server._outcome = lambda prompt, nth: "ok"
        assert go(wire, server, tmp_path) == answers()
        assert server.billed == dict.fromkeys(prompts(), 1)


CREATE = {"openai": "POST /v1/batches", "anthropic": "POST /v1/messages/batches"}
LIST = {"openai": "GET /v1/batches", "anthropic": "GET /v1/messages/batches"}
LOOK = {"openai": "GET /v1/batches/{id}", "anthropic": "GET /v1/messages/batches/{id}"}
FETCH = {"openai": "GET /v1/files/{id}/content", "anthropic": "GET /v1/messages/batches/{id}/results"}


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("fault", ["cut", 429, 500, "half", "null", "other"])
@pytest.mark.parametrize("routes", [CREATE, LIST, LOOK, FETCH], ids=["create", "list", "look", "fetch"])
def test_replies_that_are_lost_or_refused_for_now(
    wire: str, routes: dict[str, str], fault: int | str, tmp_path: Path
) -> None:
    with BatchServer() as server:
        server.faults = {routes[wire]: [fault, fault]}
        assert go(wire, server, tmp_path) == answers()
        assert server.faults[routes[wire]] == []
        assert server.billed == dict.fromkeys(prompts(), 1)
        assert server.submitted == server.billed


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("fault", ["empty", "null", "other", 500])
def test_a_list_that_says_nothing_does_not_say_that_there_is_no_batch(
    wire: str, fault: int | str, tmp_path: Path
) -> None:
    with BatchServer() as server:
        # The reply to the first submission is lost, and then, at first, the list is none.
        server.faults = {CREATE[wire]: ["cut"], LIST[wire]: ["", fault, fault]}
        assert go(wire, server, tmp_path) == answers()
        assert server.submitted == dict.fromkeys(prompts(), 1)


@pytest.mark.parametrize("wire", WIRES)
def test_a_refused_batch_is_a_failure_of_each_question(wire: str, tmp_path: Path) -> None:
    with BatchServer() as server:
        server.faults = {CREATE[wire]: [401]}
        assert go(wire, server, tmp_path) == [[None, None]] * CASES
        assert server.batches == []
        failure = Ledger.open_read_only(tmp_path).failure(asked("Denial 1").key)
        assert failure is not None
        assert failure.kind == "refused"
        assert go(wire, server, tmp_path) == answers()  # with another key, say


def test_a_batch_that_openai_turns_away_whole(tmp_path: Path) -> None:
    with BatchServer() as server:
        server.turned_away = ["token_limit_exceeded"]  # too much is queued: put again, and answered
        assert go("openai", server, tmp_path) == answers()
        assert server.billed == dict.fromkeys(prompts(), 1)
    with BatchServer() as server:
        server.turned_away = ["invalid_json_line"]
        assert go("openai", server, tmp_path / "bad") == [[None, None]] * CASES
        assert server.billed == {}
        assert len(server.batches) == 1


class Crash(BaseException):
    """The end of a process, as far as one process can show it."""


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("wire", WIRES)
def test_a_crash_at_every_request(wire: str, when: str, tmp_path: Path) -> None:
    with BatchServer() as server:
        go(wire, server, tmp_path / "undisturbed")
        number = len(server.steps)
    assert number >= 8
    for step in range(1, number + 1):
        with BatchServer() as server:
            crash_at(server, step, when, wire, tmp_path / f"{step}")
            assert go(wire, server, tmp_path / f"{step}") == answers(), (step, server.steps)
            assert server.billed == dict.fromkeys(prompts(), 1), (step, server.steps)
            assert server.submitted == server.billed


def crash_at(server: BatchServer, step: int, when: str, wire: str, path: Path) -> None:
    """Stop a run, unawares, at a request: before it takes effect, or after it did and before its reply."""

    async def main(ledger: Ledger) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(run(wire, server.url, ledger, CASES))

        def stop(number: int, moment: str) -> None:
            if (number, moment) == (step, when):
                loop.call_soon_threadsafe(task.cancel)
                # The reply must not get there first.
                server.faults.setdefault(server.steps[-1], []).insert(0, "cut")

        server.on_step = stop
        with pytest.raises(asyncio.CancelledError):
            await task

    with Ledger(path) as ledger:
        asyncio.run(main(ledger))
    server.on_step = lambda number, moment: None
    server.faults = {}


class FrailLedger(Ledger):
    """A ledger whose disk is gone, or whose process is, at the nth durable row."""

    left: int
    written: bool

    async def _frail(self, doing: Any) -> None:
        self.left -= 1
        if self.left == 0 and not self.written:
            doing.close()
            raise Crash
        await doing
        if self.left <= 0:
            raise Crash

    async def append_batch(self, step: BatchStep) -> None:
        await self._frail(super().append_batch(step))

    async def append_response(self, response: Response) -> None:
        await self._frail(super().append_response(response))


@pytest.mark.slow
@pytest.mark.parametrize("written", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("wire", WIRES)
def test_a_crash_at_every_row(wire: str, written: bool, tmp_path: Path) -> None:
    rows = 2 * (CASES + 3)  # each of two waves: three steps of its batch, and the answers
    for row in range(1, rows + 1):
        with BatchServer() as server:
            path = tmp_path / f"{row}"
            with FrailLedger(path) as ledger:
                ledger.left, ledger.written = row, written
                with pytest.raises(Crash):
                    asyncio.run(run(wire, server.url, ledger, CASES))
            assert go(wire, server, path) == answers(), row
            assert server.billed == dict.fromkeys(prompts(), 1), row
            assert server.submitted == server.billed


@pytest.mark.parametrize("wire", WIRES)
def test_a_killed_program_finds_its_batch_again(wire: str, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.llm.batch_all", wire]

    def start(url: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*command, url, str(tmp_path), str(CASES)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    with BatchServer() as server:
        process = start(server.url)

        def kill(number: int, when: str) -> None:
            if when == "after" and server.steps[-1] == CREATE[wire]:
                process.kill()  # the batch is made, and its name is known to nobody

        server.on_step = kill
        process.communicate(timeout=120)
        assert process.returncode == -9
        assert len(server.batches) == 1
        server.on_step = lambda number, when: None
        # Somebody else's batch of the same size is not ours.
        stranger = server._begin(wire, {f"other-{n}": {"messages": [{"content": "x"}]} for n in range(CASES)}, {})
        again = start(server.url)
        out, err = again.communicate(timeout=120)
        assert again.returncode == 0, err
        assert KEY not in out + err
        assert server.submitted == {**dict.fromkeys(prompts(), 1), "x": CASES}
        assert {prompt: times for prompt, times in server.billed.items() if prompt != "x"} == dict.fromkeys(
            prompts(), 1
        )
        assert stranger.id not in {step.batch_id for step in Ledger.open_read_only(tmp_path).batches()}


@pytest.mark.parametrize("wire", WIRES)
def test_money_is_reserved_before_and_settled_after(wire: str, tmp_path: Path) -> None:
    told: list[tuple[str, Any]] = []

    async def reserve(requests: Sequence[Request]) -> None:
        told.append(("reserve", sorted(request.key for request in requests)))

    async def settle(key: str, outcome: Response | ClientError) -> None:
        told.append((key, outcome.kind if isinstance(outcome, ClientError) else "paid"))
        if isinstance(outcome, ClientError):
            assert not outcome.billed

    with BatchServer(lambda prompt, nth: "expired" if nth == 1 and prompt == "Denial 1" else "ok") as server:
        go(wire, server, tmp_path, reserve=reserve, settle=settle)
    key = asked("Denial 1").key
    assert [what for what, _ in told].count("reserve") == len(server.batches)
    assert [detail for what, detail in told if what == key] == ["expired", "paid"]
    assert sum(detail == "paid" for _, detail in told) == 2 * CASES
    assert told[0] == ("reserve", sorted(asked(f"Denial {case}").key for case in range(CASES)))


@pytest.mark.parametrize("wire", WIRES)
def test_what_may_not_be_reserved_is_not_sent(wire: str, tmp_path: Path) -> None:
    async def reserve(requests: Sequence[Request]) -> None:
        raise RunFolderError("the budget is used up", mend="raise it")

    with BatchServer() as server:
        with pytest.raises(RunFolderError, match="used up"):
            go(wire, server, tmp_path, reserve=reserve)
        assert server.steps == []
    assert Ledger.open_read_only(tmp_path).batches() == ()


def test_a_wave_is_cut_to_what_a_provider_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imrdata.llm.clients.openai_batch.OpenAIBatchClient.most_items", 2)
    with BatchServer() as server:
        assert go("openai", server, tmp_path) == answers()
        assert [len(batch.items) for batch in server.batches] == [2, 1, 2, 1]
    monkeypatch.setattr("imrdata.llm.clients.openai_batch.OpenAIBatchClient.most_bytes", 1)
    with BatchServer() as server:
        assert go("openai", server, tmp_path / "small") == answers()
        assert len(server.batches) == 2 * CASES


def test_a_full_wave_does_not_wait_for_quiet(tmp_path: Path) -> None:
    with BatchServer() as server:
        assert go("openai", server, tmp_path, quiet=600.0, wave=CASES) == answers()


def test_a_question_that_cannot_be_said_sinks_no_wave(tmp_path: Path) -> None:
    async def main(url: str) -> list[Response | Failure]:
        with Ledger(tmp_path) as ledger:
            async with BatchEngine({"m": made("anthropic", url)}, ledger=ledger, quiet=0.05, poll=0.01) as engine:
                odd = asked("Odd", sampling={"max_tokens": 9, "seed": 1})
                return list(await asyncio.gather(engine.ask(asked("Even")), engine.ask(odd), engine.ask(asked("Even"))))

    with BatchServer() as server:
        even, odd, again = asyncio.run(main(server.url))
        assert server.submitted == {"Even": 1}
    assert isinstance(even, Response)
    assert even == again
    assert isinstance(odd, Failure)
    assert odd.kind == "bad_request"


def test_a_model_without_a_client_is_named(tmp_path: Path) -> None:
    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            async with BatchEngine({}, ledger=ledger, retries=Retries()) as engine:
                await engine.ask(asked())

    with pytest.raises(RecipeError, match="'m'"):
        asyncio.run(main())
