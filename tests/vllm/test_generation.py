"""The project's client, engine and ledger against a real vLLM: what the tests with a fake server only claim of one."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.progress import Counts, Event
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from imrdata.llm.tokens import most_tokens
from tests.llm.questions import question
from tests.vllm.conftest import KEY, KEY_NAME
from tests.vllm.server import VllmServer
from tests.vllm.tiny_model import CONTEXT, ROOT

# The first test waits for the server too.
pytestmark = [pytest.mark.vllm, pytest.mark.timeout(900)]

CALLS, IN_FLIGHT = 64, 16
QUICK = Retries(attempts=3, first_wait=0.01)
PATIENT = Retries(attempts=10_000, first_wait=1.0, longest_wait=2.0)


def run(
    server: VllmServer,
    ledger: Ledger,
    requests: Sequence[Request],
    *,
    retries: Retries = QUICK,
    on_event: Callable[[Event], None] | None = None,
    served_name: str = "m",
) -> tuple[list[Response | Failure], Counts]:
    async def main() -> tuple[list[Response | Failure], Counts]:
        client = CompatibleClient(server.url, served_name=served_name, api_key_env=KEY_NAME)
        async with Engine(
            {"m": client}, ledger=ledger, in_flight=IN_FLIGHT, retries=retries, on_event=on_event
        ) as engine:
            return await asyncio.gather(*(engine.ask(request) for request in requests)), engine.counts

    return asyncio.run(main())


def ask_one_by_one(server: VllmServer, requests: Sequence[Request]) -> list[Response]:
    """Without engine and ledger, so that the same question can be asked twice."""

    async def main() -> list[Response]:
        client = CompatibleClient(server.url, served_name="m", api_key_env=KEY_NAME)
        await client.open()
        try:
            return [await client.ask(request) for request in requests]
        finally:
            await client.close()

    return asyncio.run(main())


def questions() -> list[Request]:
    """Of uneven length in and out, so that they don't come and go in step."""
    return [
        question(
            f"Q{number}: " + "Why was this denied? – «¿Por qué?» 為什麼 🙂 " * (number % 4),
            sampling={"max_tokens": 8 + number % 5 * 8, "temperature": 0.7, "seed": number},
        )
        for number in range(CALLS)
    ]


def test_every_question_is_answered_and_counted_and_none_is_asked_again(server: VllmServer, tmp_path: Path) -> None:
    requests = questions()
    before = server.finished()
    with Ledger(tmp_path) as ledger:
        outcomes, counts = run(server, ledger, requests)
    answers = [outcome for outcome in outcomes if isinstance(outcome, Response)]
    assert len(answers) == CALLS
    assert (counts.answered, counts.reused, counts.sent, counts.failed) == (CALLS, 0, CALLS, {})
    after = server.finished()
    assert (after - before).total() == CALLS
    for request, answer in zip(requests, answers, strict=True):
        assert answer.completion_tokens is not None
        assert 0 < answer.completion_tokens <= request.sampling["max_tokens"]
        assert answer.finish_reason in ("stop", "length")
        assert answer.served_model == "m"
        assert answer.extra["system_fingerprint"].startswith("vllm-")
        # A byte-level tokenizer makes no token of less than a byte; the rest is what the template puts around a turn.
        said = sum(len(message["content"].encode()) for message in request.messages)
        assert answer.prompt_tokens is not None
        assert 0 < answer.prompt_tokens <= said + 16 * (len(request.messages) + 1) <= most_tokens(request)

    with Ledger(tmp_path) as ledger:
        again, counts = run(server, ledger, requests)
        stored = [ledger.request(request.key) for request in requests]
    assert again == outcomes
    assert (counts.reused, counts.sent) == (CALLS, 0)
    assert server.finished() == after
    assert [request.sampling for request in stored if request] == [request.sampling for request in requests]


def test_seed_and_temperature_reach_the_model(server: VllmServer) -> None:
    def asked(temperature: float, seed: int) -> Request:
        return question(sampling={"max_tokens": 12, "temperature": temperature, "seed": seed})

    first, again, other_seed, cold, cold_other_seed = (
        answer.text
        for answer in ask_one_by_one(
            server, [asked(0.9, 1), asked(0.9, 1), asked(0.9, 2), asked(0.0, 1), asked(0.0, 2)]
        )
    )
    assert first == again != other_seed
    assert cold == cold_other_seed


def test_an_answer_cut_at_max_tokens_says_so(server: VllmServer) -> None:
    [answer] = ask_one_by_one(server, [question(sampling={"max_tokens": 3, "temperature": 0.0, "seed": 1})])
    assert (answer.finish_reason, answer.completion_tokens) == ("length", 3)


def test_an_answer_cut_by_the_context_says_so_too(server: VllmServer) -> None:
    # vLLM quietly lowers max_tokens to what the prompt leaves: only the finish reason tells.
    sampling = {"max_tokens": CONTEXT - 8, "temperature": 0.0, "ignore_eos": True}
    [answer] = ask_one_by_one(server, [question("Q" * 950, sampling=sampling)])
    assert answer.finish_reason == "length"
    assert answer.prompt_tokens is not None
    assert answer.completion_tokens is not None
    assert answer.prompt_tokens + answer.completion_tokens == CONTEXT


def test_a_schema_is_kept(server: VllmServer, tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {
            "upheld": {"type": "boolean"},
            "ground": {"enum": ["necessity", "experimental"]},
            # Not by "maxLength": xgrammar then lets raw control characters through, which are no JSON (seen).
            "quote": {"type": "string", "pattern": "^[A-Za-z ]{1,12}$"},
        },
        "required": ["upheld", "ground", "quote"],
        "additionalProperties": False,
    }
    sampling = {"max_tokens": 200, "temperature": 1.0}
    requests = [question(f"Q{n}", output_schema=schema, sampling=sampling | {"seed": n}) for n in range(8)]
    with Ledger(tmp_path) as ledger:
        outcomes, _ = run(server, ledger, requests)
    for outcome in outcomes:
        assert isinstance(outcome, Response)
        assert outcome.finish_reason == "stop"
        answer = json.loads(outcome.text)
        assert sorted(answer) == ["ground", "quote", "upheld"]
        assert isinstance(answer["upheld"], bool)
        assert answer["ground"] in ("necessity", "experimental")
        assert re.fullmatch("[A-Za-z ]{1,12}", answer["quote"])


def long(words: int, max_tokens: int) -> Request:
    return question("word " * words, sampling={"max_tokens": max_tokens, "temperature": 0.7, "seed": 1})


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (long(4 * CONTEXT, 8), "too_long"),
        (long(1, 2 * CONTEXT), "too_long"),
        (question(sampling={"max_tokens": 8, "temperature": -1.0}), "bad_request"),
    ],
    ids=["prompt", "max_tokens", "sampling"],
)
def test_what_the_server_will_not_take_is_a_lasting_failure(
    request_: Request, kind: str, server: VllmServer, tmp_path: Path
) -> None:
    with Ledger(tmp_path) as ledger:
        [outcome], counts = run(server, ledger, [request_])
        assert isinstance(outcome, Failure)
        assert (outcome.kind, outcome.attempts, counts.failed) == (kind, 1, {kind: 1})
        assert (ledger.answer(request_.key), ledger.failure(request_.key)) == (None, outcome)


def test_a_wrong_key_is_refused_and_stays_out_of_the_ledger(
    server: VllmServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = KEY[::-1]
    monkeypatch.setenv(KEY_NAME, wrong)
    before = server.finished()
    with Ledger(tmp_path) as ledger:
        [outcome], _ = run(server, ledger, [question()])
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.attempts) == ("refused", 1)
    assert server.finished() == before
    assert not [path for path in tmp_path.iterdir() if wrong.encode() in path.read_bytes()]


def test_a_name_the_server_does_not_know_is_a_missing_model(server: VllmServer, tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        [outcome], _ = run(server, ledger, [question()], served_name="another")
    assert isinstance(outcome, Failure)
    assert outcome.kind == "model_missing"


def start_asking(server: VllmServer, ledger: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "tests.llm.ask_all", server.url, str(ledger)]
    return subprocess.Popen(
        [*command, str(CALLS), str(IN_FLIGHT), KEY_NAME],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish_asking(server: VllmServer, ledger: Path) -> dict[str, Any]:
    process = start_asking(server, ledger)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    result: dict[str, Any] = json.loads(out)
    return result


def durable_texts(ledger: Path) -> dict[int, str]:
    if not ledger.exists():
        return {}
    opened = Ledger.open_read_only(ledger)
    answers = ((number, opened.answer(question(f"Q{number}").key)) for number in range(CALLS))
    return {number: answer.text for number, answer in answers if answer}


def test_a_client_killed_on_its_way_goes_on_where_it_was(server: VllmServer, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    before = server.finished()
    process = start_asking(server, folder)
    deadline = time.monotonic() + 300
    while len(durable_texts(folder)) < IN_FLIGHT // 2 and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.communicate()
    durable = durable_texts(folder)
    assert IN_FLIGHT // 2 <= len(durable) < CALLS  # else the kill came too late to say anything

    result = finish_asking(server, folder)
    left = CALLS - len(durable)
    told = {name: result["counts"][name] for name in ("answered", "reused", "failed", "sent")}
    assert told == {"answered": left, "reused": len(durable), "failed": {}, "sent": left}
    assert {number: result["texts"][number] for number in durable} == durable
    assert None not in result["texts"]
    after = server.finished()
    assert (after - before).total() <= CALLS + IN_FLIGHT

    assert finish_asking(server, folder)["texts"] == result["texts"]
    assert server.finished() == after


# Last: it takes the server down, and has it back when it ends.
def test_a_server_killed_on_its_way_costs_stated_failures_and_never_text(server: VllmServer, tmp_path: Path) -> None:
    requests = questions()
    answered = 0

    def kill_after_a_few(event: Event) -> None:
        nonlocal answered
        answered += event.what == "answered"
        if answered == IN_FLIGHT // 2:
            server.kill()

    with Ledger(tmp_path) as ledger:
        outcomes, counts = run(server, ledger, requests, on_event=kill_after_a_few)
        assert IN_FLIGHT // 2 <= counts.answered < CALLS
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, Failure):
                assert (outcome.kind, outcome.attempts) == ("unreachable", QUICK.attempts)
                assert (ledger.answer(request.key), ledger.failure(request.key)) == (None, outcome)
            else:
                assert ledger.answer(request.key) == outcome
        assert counts.failed == {"unreachable": CALLS - counts.answered}
        assert counts.sent > CALLS  # what was cut, and what found nobody, was tried again

    # The questions are asked while the server still starts: they wait for it, and none fails.
    server.start()
    with Ledger(tmp_path) as ledger:
        completed, later = run(server, ledger, requests, retries=PATIENT)
        assert ledger.counts() == {"requests": CALLS, "responses": CALLS, "failures": 0, "torn": 0}
    server.wait_until_ready()
    assert later.failed == {}
    assert (later.reused, later.answered) == (counts.answered, CALLS - counts.answered)
    assert server.finished().total() == later.answered  # its count began anew
    assert [new for old, new in zip(outcomes, completed, strict=True) if isinstance(old, Response) and old != new] == []
