"""The engine: each question once, every outcome in the books, nothing lost on the way."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from imrdata.errors import MissingExtraError, PermanentClientError, RecipeError, RunFolderError
from imrdata.llm.clients import Client
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.clients.scripted import SCRIPTED_MODEL, ScriptedClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.limits import Ceilings
from imrdata.llm.network import forbid_network
from imrdata.llm.progress import Counts, Event
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from tests.llm.chat_server import OK, Act, ChatServer, answer_to
from tests.llm.questions import question

QUICK = Retries(attempts=4, first_wait=0.002, longest_wait=0.05)


def run(
    path: Path,
    client: Client,
    *requests: Request,
    in_flight: int = 8,
    retries: Retries = QUICK,
    on_event: Callable[[Event], None] | None = None,
) -> tuple[list[Response | Failure], Counts]:
    async def main() -> tuple[list[Response | Failure], Counts]:
        with Ledger(path) as ledger:
            async with Engine(
                {"m": client}, ledger=ledger, in_flight=in_flight, retries=retries, on_event=on_event
            ) as engine:
                outcomes = await asyncio.gather(*(engine.ask(request) for request in requests))
            return outcomes, engine.counts

    outcomes, counts = asyncio.run(main())
    assert counts.under_way == 0
    assert counts.requested == len(requests) == counts.answered + counts.reused + counts.failed.total()
    return outcomes, counts


def texts(outcomes: list[Response | Failure]) -> list[str]:
    assert all(isinstance(outcome, Response) for outcome in outcomes), outcomes
    return [outcome.text for outcome in outcomes if isinstance(outcome, Response)]


QUESTIONS = [question(f"Question {number}") for number in range(40)]
ANSWERS = [answer_to(f"Question {number}") for number in range(40)]


def test_every_question_is_sent_once_and_a_second_run_sends_none(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act(delay=0.01)) as server:
        outcomes, counts = run(tmp_path, CompatibleClient(server.url, served_name="m"), *QUESTIONS, in_flight=5)
        assert texts(outcomes) == ANSWERS
        assert (counts.answered, counts.reused, counts.sent) == (40, 0, 40)
        assert server.most_under_way == 5
        again, counts = run(tmp_path, CompatibleClient(server.url, served_name="m"), *QUESTIONS)
        assert texts(again) == ANSWERS
        assert (counts.answered, counts.reused, counts.sent) == (0, 40, 0)
        assert set(server.calls.values()) == {1}


def test_a_run_that_needs_no_model_opens_none(tmp_path: Path) -> None:
    class Unopenable(ScriptedClient):
        async def open(self) -> None:
            raise MissingExtraError("not installed", mend="install it")

    run(tmp_path, ScriptedClient(["Hello."]), question())
    outcomes, counts = run(tmp_path, Unopenable([]), question())
    assert texts(outcomes) == ["Hello."]
    assert counts.reused == 1
    with pytest.raises(MissingExtraError, match="install it"):
        run(tmp_path, Unopenable([]), question("new"))
    assert Ledger.open_read_only(tmp_path).counts()["requests"] == 1


def test_a_changed_system_prompt_is_a_new_question(tmp_path: Path) -> None:
    client = ScriptedClient(lambda request: request.messages[0]["content"])
    run(tmp_path, client, question())
    other = question(messages=({"role": "system", "content": "Be long."}, question().messages[1]))
    outcomes, counts = run(tmp_path, client, other)
    assert texts(outcomes) == ["Be long."]
    assert counts.answered == 1


MISDEEDS = [
    Act(status=429, headers={"Retry-After": "0.02"}),
    Act(status=500),
    Act(cut="before"),
    Act(cut="within"),
    Act(body="{"),
]


def test_what_may_pass_is_asked_again(tmp_path: Path) -> None:
    def plan(prompt: str, nth: int) -> Act:
        return MISDEEDS[int(prompt.split()[1]) % len(MISDEEDS)] if nth < 3 else OK

    with ChatServer(plan) as server:
        outcomes, counts = run(tmp_path, CompatibleClient(server.url, served_name="m"), *QUESTIONS)
        assert set(server.calls.values()) == {3}
    assert texts(outcomes) == ANSWERS
    assert {outcome.attempts for outcome in outcomes} == {3}
    assert counts.sent == 120
    assert not counts.failed


def test_retry_after_is_waited_for_and_bounded(tmp_path: Path) -> None:
    def timed(retry_after: str, retries: Retries, folder: str) -> float:
        def plan(prompt: str, nth: int) -> Act:
            return Act(status=429, headers={"Retry-After": retry_after}) if nth == 1 else OK

        with ChatServer(plan) as server:
            started = time.monotonic()
            outcomes, _ = run(
                tmp_path / folder, CompatibleClient(server.url, served_name="m"), question(), retries=retries
            )
            texts(outcomes)
            return time.monotonic() - started

    assert timed("0.3", Retries(first_wait=0.001, longest_wait=5.0), "waited") >= 0.3
    assert timed("3600", Retries(first_wait=0.001, longest_wait=0.05), "bounded") < 5.0


def test_waits_grow_are_bounded_and_never_below_what_was_asked() -> None:
    retries = Retries(first_wait=1.0, longest_wait=60.0)
    waits = [retries.wait(attempt, retry_after=None, jitter=1.0) for attempt in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert retries.wait(1, retry_after=None, jitter=0.0) == 0.5
    assert retries.wait(1, retry_after=30.0, jitter=0.0) == 30.0
    assert retries.wait(1, retry_after=9e9, jitter=0.0) == 60.0
    assert retries.wait(5_000, retry_after=None, jitter=1.0) == 60.0


def test_an_exhausted_question_is_a_failure_never_a_text(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act(status=500, body={"error": {"message": "ERROR: boom"}})) as server:
        (outcome,), counts = run(tmp_path, CompatibleClient(server.url, served_name="m"), question())
        assert server.calls.total() == 4
    assert outcome == Failure(
        key=question().key, kind="server_error", message="the server answered with status 500.", attempts=4
    )
    assert counts.to_dict() == {
        "requested": 1,
        "answered": 0,
        "reused": 0,
        "failed": {"server_error": 1},
        "sent": 4,
        "picodollars": 0,
    }
    ledger = Ledger.open_read_only(tmp_path)
    assert ledger.failure(question().key) == outcome
    assert ledger.answer(question().key) is None
    assert "boom" not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_a_lasting_failure_is_not_asked_again_in_this_run_but_in_the_next(tmp_path: Path) -> None:
    allowed = False

    def plan(prompt: str, nth: int) -> Act:
        return OK if allowed else Act(status=403)

    with ChatServer(plan) as server:
        client = CompatibleClient(server.url, served_name="m")
        (outcome,), counts = run(tmp_path, client, question())
        assert isinstance(outcome, Failure)
        assert (outcome.kind, outcome.attempts, server.calls.total()) == ("refused", 1, 1)
        allowed = True
        outcomes, counts = run(tmp_path, client, question())
        assert texts(outcomes) == [answer_to("Hello?")]
        assert (counts.answered, counts.sent) == (1, 1)
    assert Ledger.open_read_only(tmp_path).failure(question().key) is None


def test_a_forbidden_network_is_a_stated_error(tmp_path: Path) -> None:
    client = CompatibleClient("http://model.invalid", served_name="m")
    with forbid_network(), pytest.raises(PermanentClientError, match="network is forbidden"):
        run(tmp_path, client, question())


def test_the_same_question_at_once_is_sent_once(tmp_path: Path) -> None:
    client = ScriptedClient(["The one answer."], delay=0.02)
    outcomes, counts = run(tmp_path, client, *[question()] * 5)
    assert texts(outcomes) == ["The one answer."] * 5
    assert len(client.calls) == 1
    assert (counts.answered, counts.reused) == (1, 4)


def test_the_same_failure_at_once_is_sent_once(tmp_path: Path) -> None:
    client = ScriptedClient([PermanentClientError("no")], delay=0.02)
    outcomes, counts = run(tmp_path, client, *[question()] * 3)
    assert {type(outcome) for outcome in outcomes} == {Failure}
    assert (len(client.calls), counts.failed) == (1, {"client": 3})


def test_one_askers_cancellation_takes_nothing_from_another(tmp_path: Path) -> None:
    client = ScriptedClient(["Kept."], delay=0.05)

    async def main() -> Counts:
        with Ledger(tmp_path) as ledger:
            async with Engine({"m": client}, ledger=ledger) as engine:
                leaving = asyncio.create_task(engine.ask(question()))
                staying = asyncio.create_task(engine.ask(question()))
                await asyncio.sleep(0.01)
                leaving.cancel()
                outcome = await staying
                assert isinstance(outcome, Response)
                with pytest.raises(asyncio.CancelledError):
                    await leaving
            return engine.counts

    counts = asyncio.run(main())
    assert (counts.requested, counts.reused, counts.failed) == (2, 1, {"cancelled": 1})
    assert len(client.calls) == 1


def test_a_question_asked_anew_after_its_cancellation_is_answered(tmp_path: Path) -> None:
    client = ScriptedClient(lambda request: "Here.", delay=0.02)

    async def main() -> Counts:
        with Ledger(tmp_path) as ledger:
            async with Engine({"m": client}, ledger=ledger) as engine:
                task = asyncio.create_task(engine.ask(question()))
                await asyncio.sleep(0.005)
                task.cancel()
                await asyncio.sleep(0)
                assert isinstance(await engine.ask(question()), Response)
            return engine.counts

    counts = asyncio.run(main())
    assert (counts.answered, counts.failed) == (1, {"cancelled": 1})


def test_cancelling_a_run_leaves_a_ledger_that_goes_on(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act(delay=0.02)) as server:
        client = CompatibleClient(server.url, served_name="m")
        counts = Counts()
        enough = asyncio.Event()

        def note(event: Event) -> None:
            if counts.answered >= 10:
                enough.set()

        async def main() -> None:
            nonlocal counts
            with Ledger(tmp_path) as ledger:
                async with Engine({"m": client}, ledger=ledger, in_flight=4, on_event=note) as engine:
                    counts = engine.counts
                    await asyncio.gather(*(engine.ask(request) for request in QUESTIONS))

        async def interrupted() -> None:
            task = asyncio.create_task(main())
            await enough.wait()
            task.cancel()  # what asyncio.run does on Ctrl-C
            with pytest.raises(asyncio.CancelledError):
                await task

        asyncio.run(interrupted())
        assert counts.under_way == 0
        assert counts.failed["cancelled"] == 40 - counts.answered > 0
        ledger = Ledger.open_read_only(tmp_path)
        assert ledger.counts()["torn"] == ledger.counts()["failures"] == 0
        durable = [request for request in QUESTIONS if ledger.answer(request.key)]
        assert len(durable) >= counts.answered
        before = server.calls.copy()
        outcomes, counts = run(tmp_path, client, *QUESTIONS)
        assert texts(outcomes) == ANSWERS
        assert counts.reused == len(durable)
        assert all(server.calls[r.messages[1]["content"]] == before[r.messages[1]["content"]] for r in durable)
        assert server.calls.total() - 40 <= 4


def test_a_full_disk_stops_the_run_and_returns_nothing_unstored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(28, "No space left on device")

    client = ScriptedClient(lambda request: "Paid for.")

    async def main() -> Counts:
        with Ledger(tmp_path) as ledger:
            async with Engine({"m": client}, ledger=ledger, in_flight=2) as engine:
                results = await asyncio.gather(*(engine.ask(request) for request in QUESTIONS), return_exceptions=True)
        assert {type(result) for result in results} == {RunFolderError}
        return engine.counts

    monkeypatch.setattr(os, "fsync", refuse)
    counts = asyncio.run(main())
    assert counts.failed == {"stopped": 40}
    assert len(client.calls) <= 2  # what was under way; nothing more is paid for


def test_events_tell_the_story(tmp_path: Path) -> None:
    events: list[tuple[str, str]] = []

    def note(event: Event) -> None:
        events.append((event.what, event.detail))

    run(tmp_path, ScriptedClient(["Yes."], fail_first=1), question(), on_event=note)
    run(tmp_path, ScriptedClient([]), question(), on_event=note)
    run(tmp_path, ScriptedClient([]), question("unknown"), on_event=note)
    assert events == [
        ("requested", ""),
        ("sent", ""),
        ("retry", "busy"),
        ("sent", ""),
        ("answered", ""),
        ("requested", ""),
        ("reused", ""),
        ("requested", ""),
        ("sent", ""),
        ("failed", "unscripted"),
    ]


def test_a_model_without_a_client_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"no client was given for the model 'other'.*clients for m"):
        run(tmp_path, ScriptedClient([]), question(model="other"))


def test_models_do_not_wait_for_each_other(tmp_path: Path) -> None:
    slow, quick = ScriptedClient(["slow"], delay=0.3), ScriptedClient(lambda request: "quick")

    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            async with Engine({"s": slow, "q": quick}, ledger=ledger, in_flight=1) as engine:
                waiting = asyncio.create_task(engine.ask(question("slow", model="s")))
                await asyncio.sleep(0)
                for number in range(5):
                    await engine.ask(question(str(number), model="q"))
                assert not waiting.done()
                await waiting

    asyncio.run(main())


def test_scripts_come_in_three_forms_and_state_that_they_are_fake(tmp_path: Path) -> None:
    request = question()
    whole = Response(key="made up", text="Whole.", finish_reason="length")
    clients = [
        ScriptedClient({"Hello?": "By prompt."}),
        ScriptedClient({request.key: "By key."}),
        ScriptedClient(lambda asked: asked.task),
        ScriptedClient(["In turn."]),
        ScriptedClient([whole]),
    ]
    for number, client in enumerate(clients):
        (outcome,), _ = run(tmp_path / str(number), client, request)
        assert isinstance(outcome, Response)
        assert outcome.key == request.key
        assert outcome.text == ["By prompt.", "By key.", "denial", "In turn.", "Whole."][number]
        assert number == 4 or outcome.served_model == SCRIPTED_MODEL
    assert "fake" in SCRIPTED_MODEL
    assert "fake" in repr(clients[0])


def test_a_storm_of_refusals_loses_no_question(tmp_path: Path) -> None:
    """The server takes two at a time and refuses all others, many times more often than there are attempts."""

    def plan(prompt: str, nth: int) -> Act:
        return OK if server.under_way <= 2 else Act(status=429, headers={"Retry-After": "0.01"})

    with ChatServer(plan) as server:
        client = CompatibleClient(server.url, served_name="m")
        retries = Retries(attempts=2, first_wait=0.001, longest_wait=0.02)
        outcomes, counts = run(tmp_path, client, *QUESTIONS, retries=retries, in_flight=32)
        taken = server.calls.total()
    assert texts(outcomes) == ANSWERS
    assert not counts.failed
    assert counts.sent == taken
    assert Ledger.open_read_only(tmp_path).counts()["failures"] == 0


def test_patience_with_refusals_ends(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act(status=429)) as server:
        client = CompatibleClient(server.url, served_name="m")
        retries = Retries(first_wait=0.001, longest_wait=0.01, patience=0.1)
        (outcome,), counts = run(tmp_path, client, question(), retries=retries)
    assert isinstance(outcome, Failure)
    assert outcome.kind == "rate_limit"
    assert outcome.attempts == counts.sent > 5


def test_draining_finishes_what_is_under_way_and_sends_nothing_more(tmp_path: Path) -> None:
    async def main(server: ChatServer) -> Counts:
        with Ledger(tmp_path) as ledger:
            client = CompatibleClient(server.url, served_name="m")
            sent = asyncio.Event()
            async with Engine(
                {"m": client},
                ledger=ledger,
                in_flight=4,
                on_event=lambda event: sent.set() if event.what == "sent" else None,
            ) as engine:
                asking = asyncio.gather(*map(engine.ask, QUESTIONS))
                await sent.wait()
                engine.drain()
                assert engine.draining
                await asking
                return engine.counts

    with ChatServer(lambda prompt, nth: Act(delay=0.1)) as server:
        counts = asyncio.run(main(server))
        sent = server.calls.total()
    assert 0 < sent <= 4
    assert (counts.answered, counts.failed) == (sent, {"drained": 40 - sent})
    ledger = Ledger.open_read_only(tmp_path)
    assert (ledger.counts()["responses"], ledger.counts()["failures"]) == (sent, 0)


def test_a_ceiling_spreads_questions_over_time(tmp_path: Path) -> None:
    async def main() -> float:
        with Ledger(tmp_path) as ledger:
            client = ScriptedClient(lambda request: "Yes.")
            ceilings = {"m": Ceilings(requests_per_minute=1_200)}  # 20 a second, and 20 at once
            async with Engine({"m": client}, ledger=ledger, in_flight=40, ceilings=ceilings) as engine:
                started = time.monotonic()
                await asyncio.gather(*map(engine.ask, QUESTIONS))
                return time.monotonic() - started

    assert asyncio.run(main()) >= 0.9
