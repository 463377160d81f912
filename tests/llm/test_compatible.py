"""The thin client against a real server that misbehaves in every way it may."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from typing import Any

import pytest

from imrdata.errors import ClientError, PermanentClientError, RecipeError, TransientClientError
from imrdata.llm.clients import Client
from imrdata.llm.clients.compatible import CompatibleClient, Timeouts
from imrdata.llm.clients.replies import retry_after_seconds
from imrdata.llm.request import Request, Response
from tests.llm.chat_server import Act, ChatServer, answer_to, completion
from tests.llm.questions import question


def ask(url: str, request: Request | None = None, **settings: Any) -> Response:
    async def main() -> Response:
        client = CompatibleClient(url, served_name="served", **settings)
        await client.open()
        try:
            return await client.ask(request or question())
        finally:
            await client.close()

    return asyncio.run(main())


def ask_in_vain(act: Act, **settings: Any) -> ClientError:
    with ChatServer(lambda prompt, nth: act) as server:
        with pytest.raises(ClientError) as caught:
            ask(server.url, **settings)
        assert server.calls.total() == 1  # a client never asks again by itself
    assert server.url not in str(caught.value)
    return caught.value


def test_an_answer_comes_back_as_received() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    with ChatServer(lambda prompt, nth: Act(headers={"x-request-id": "r-7"})) as server:
        response = ask(server.url, question("Was it “denied”?", output_schema=schema))
    assert response.key == question("Was it “denied”?", output_schema=schema).key
    assert response.text == answer_to("Was it “denied”?")
    assert (response.finish_reason, response.served_model) == ("stop", "fake-model")
    assert (response.prompt_tokens, response.completion_tokens) == (7, 5)
    assert response.extra == {"id": "chatcmpl-1", "system_fingerprint": "fp-1", "x-request-id": "r-7"}
    assert 0 < response.seconds < 5
    (body,) = server.bodies
    assert body == {
        "model": "served",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Was it “denied”?"},
        ],
        "max_tokens": 32,
        "temperature": 0.7,
        "seed": 1,
        "stream": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": schema},
        },
    }
    assert server.authorizations == [""]


@pytest.mark.parametrize(
    ("suffix", "path"),
    [
        ("", "/v1/chat/completions"),
        ("/", "/v1/chat/completions"),
        ("/v1", "/v1/chat/completions"),
        ("/v1/", "/v1/chat/completions"),
        ("/api/openai", "/api/openai/chat/completions"),
    ],
)
def test_the_address_is_completed(suffix: str, path: str) -> None:
    with ChatServer() as server:
        ask(server.url + suffix)
    assert server.paths == [path]


TOO_LONG_LLAMA = {"error": {"code": 400, "type": "exceed_context_size_error", "message": "request exceeds"}}
TOO_LONG_VLLM = {"error": {"message": "This model's maximum context length is 1024 tokens. However …"}}
LIMIT_VLLM = {"error": {"message": "max_tokens=5000 cannot be greater than max_model_len=1024. Please …"}}


@pytest.mark.parametrize(
    ("act", "kind", "passing"),
    [
        (Act(status=429), "rate_limit", True),
        (Act(status=429, body={"error": {"code": "insufficient_quota"}}), "refused", False),
        (Act(status=500), "server_error", True),
        (Act(status=502, body="<html>"), "server_error", True),
        (Act(status=503), "busy", True),
        (Act(status=504), "timeout", True),
        (Act(status=408), "timeout", True),
        (Act(cut="before"), "cut", True),
        (Act(cut="within"), "cut", True),
        (Act(body="{"), "malformed", True),
        (Act(body=""), "malformed", True),
        (Act(body="[]"), "malformed", True),
        (Act(body='{"choices": []}'), "malformed", True),
        (Act(body='{"choices": [{"message": {"content": null}}]}'), "malformed", True),
        (Act(body='{"choices": [{"message": {"content": 7}}]}'), "malformed", True),
        (Act(body='{"choices": [{"message": {"content": "\\ud800"}}]}'), "malformed", True),
        (Act(body='{"choices": [{"message": {"content": "\ud800"}}]}'), "malformed", True),
        (Act(body='{"error": {"message": "ERROR: no"}}'), "malformed", True),
        (Act(body="[" * 100_000), "malformed", True),
        (Act(status=400, body=TOO_LONG_LLAMA), "too_long", False),
        (Act(status=400, body=TOO_LONG_VLLM), "too_long", False),
        (Act(status=400, body=LIMIT_VLLM), "too_long", False),
        (Act(status=413), "too_long", False),
        (Act(status=400, body={"error": {"message": "temperature"}}), "bad_request", False),
        (Act(status=422), "bad_request", False),
        (Act(status=401), "refused", False),
        (Act(status=402), "refused", False),
        (Act(status=403), "refused", False),
        (Act(status=404), "model_missing", False),
        (Act(status=302, headers={"Location": "http://127.0.0.1:1/"}), "bad_request", False),
        (
            Act(body='{"choices": [{"message": {"content": null}, "finish_reason": "content_filter"}]}'),
            "filtered",
            False,
        ),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_failures_are_classified(act: Act, kind: str, passing: bool) -> None:
    error = ask_in_vain(act)
    assert error.kind == kind
    assert type(error) is (TransientClientError if passing else PermanentClientError)


def test_a_server_that_falls_silent_and_one_that_drips() -> None:
    # Each is caught by its own bound; the other is too far away to help.
    assert ask_in_vain(Act(delay=3.0), timeouts=Timeouts(silence=0.2)).kind == "timeout"
    assert ask_in_vain(Act(drip=0.05), timeouts=Timeouts(total=0.4)).kind == "timeout"


def test_a_slow_body_within_its_time_is_an_answer() -> None:
    with ChatServer(lambda prompt, nth: Act(drip=0.0005)) as server:
        assert ask(server.url).text == answer_to("Hello?")


def test_a_reply_without_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imrdata.llm.clients.compatible._LARGEST_REPLY", 1_000)
    assert ask_in_vain(Act(body="x" * 5_000)).kind == "malformed"


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        with pytest.raises(TransientClientError) as caught:
            ask(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert caught.value.kind == "unreachable"


def test_retry_after_is_passed_on() -> None:
    error = ask_in_vain(Act(status=429, headers={"Retry-After": "3"}))
    assert isinstance(error, TransientClientError)
    assert error.retry_after == 3.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("1.5", 1.5),
        ("-3", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 12:00:30 -0000", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_in_all_its_forms(value: str, seconds: float | None) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert retry_after_seconds({"Retry-After": value}, now=now) == seconds


@pytest.mark.parametrize(
    "url", ["", "ftp://h/v1", "model.example.org", "http://", "http://h:99999/", "http://h/v1?key=secret"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(RecipeError, match="base_url"):
        CompatibleClient(url, served_name="m")


def test_sampling_cannot_replace_what_is_ours() -> None:
    with ChatServer() as server:
        with pytest.raises(PermanentClientError, match="'stream' is no sampling parameter") as caught:
            ask(server.url, question(sampling={"stream": True}))
        assert caught.value.kind == "bad_request"
        assert server.calls.total() == 0


def test_it_must_be_opened_and_is_a_client() -> None:
    client = CompatibleClient("http://127.0.0.1:1", served_name="m")
    assert isinstance(client, Client)
    with pytest.raises(PermanentClientError, match="not open"):
        asyncio.run(client.ask(question()))
    asyncio.run(client.close())


def test_odd_metadata_does_no_harm() -> None:
    body = completion("Hello?") | {
        "model": "a\nb\x1b[31m" + "x" * 500,
        "id": 7,
        "usage": {"prompt_tokens": "many", "completion_tokens": 2**70},
    }
    with ChatServer(lambda prompt, nth: Act(body=body)) as server:
        response = ask(server.url)
    assert response.served_model.startswith("ab[31mxxx")
    assert len(response.served_model) == 200
    assert (response.prompt_tokens, response.completion_tokens) == (None, None)
    assert "id" not in response.extra
