"""The same behaviour of every client that asks over a wire, against a real server that misbehaves in every way."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from imrdata.errors import ClientError, NetworkForbiddenError, PermanentClientError, RecipeError, TransientClientError
from imrdata.llm.clients import Client
from imrdata.llm.clients.connection import Timeouts
from imrdata.llm.network import forbid_network
from tests.llm.chat_server import Act, ChatServer, answer_to
from tests.llm.wires import KEY, KEY_NAME, WIRES, Wire, ask, asked

pytestmark = pytest.mark.parametrize("wire", WIRES, ids=repr)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)


def ask_in_vain(wire: Wire, act: Act, **settings: Any) -> ClientError:
    with ChatServer(lambda prompt, nth: act) as server:
        with pytest.raises(ClientError) as caught:
            ask(wire.make(server.url, api_key_env=KEY_NAME, **settings))
        assert server.calls.total() == 1  # a client never asks again by itself
    assert server.url not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def test_an_answer_comes_back_as_received(wire: Wire) -> None:
    request = asked("Was it “denied”?")
    headers = {"x-request-id": "r-7", "x-ratelimit-remaining-tokens": "9000"}
    with ChatServer(lambda prompt, nth: Act(headers=headers)) as server:
        response = ask(wire.make(server.url, api_key_env=KEY_NAME), request)
    assert (response.key, response.text) == (request.key, answer_to("Was it “denied”?"))
    assert (response.finish_reason, response.served_model) == ("stop", "fake-model")
    assert (response.prompt_tokens, response.completion_tokens) == (7, 5)
    assert response.extra.items() >= headers.items()
    assert response.extra["id"] in ("chatcmpl-1", "msg_1")
    assert 0 < response.seconds < 10
    assert (server.paths, server.keys) == ([wire.path], [KEY])


@pytest.mark.parametrize(
    ("act", "kind", "passing", "billed"),
    [
        (Act(status=429), "rate_limit", True, False),
        (Act(status=500), "server_error", True, True),
        (Act(status=502, body="<html>"), "server_error", True, True),
        (Act(status=503), "busy", True, False),
        (Act(status=529), "busy", True, False),
        (Act(status=504), "timeout", True, True),
        (Act(status=408), "timeout", True, True),
        (Act(cut="before"), "cut", True, True),
        (Act(cut="within"), "cut", True, True),
        (Act(status=500, cut="within"), "cut", True, True),
        (Act(body="{"), "malformed", True, True),
        (Act(body="[]"), "malformed", True, True),
        (Act(body="null"), "malformed", True, True),
        (Act(body='{"error": {"message": "ERROR: no"}}'), "malformed", True, True),
        (Act(body="[" * 100_000), "malformed", True, True),
        (Act(status=413), "too_long", False, False),
        (Act(status=400, body={"error": {"code": "context_length_exceeded"}}), "too_long", False, False),
        (Act(status=400, body={"error": {"message": "prompt is too long: 9 > 8"}}), "too_long", False, False),
        (Act(status=400, body={"error": {"message": "temperature"}}), "bad_request", False, False),
        (Act(status=400, body={"error": {"code": "content_filter"}}), "filtered", False, True),
        (Act(status=422), "bad_request", False, False),
        (Act(status=401), "refused", False, False),
        (Act(status=402), "refused", False, False),
        (Act(status=403), "refused", False, False),
        (Act(status=429, body={"error": {"code": "insufficient_quota"}}), "refused", False, False),
        (Act(status=404), "model_missing", False, False),
        (Act(status=302, headers={"Location": "http://127.0.0.1:1/"}), "bad_request", False, False),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_failures_are_classified(wire: Wire, act: Act, kind: str, passing: bool, billed: bool) -> None:
    error = ask_in_vain(wire, act)
    assert (error.kind, error.billed) == (kind, billed)
    assert type(error) is (TransientClientError if passing else PermanentClientError)


def test_text_that_is_none_is_no_answer(wire: Wire) -> None:
    assert ask_in_vain(wire, Act(body=wire.no_text)).kind == "malformed"


def test_a_server_that_falls_silent_and_one_that_drips(wire: Wire) -> None:
    # Each is caught by its own bound; the other is too far away to help.
    assert ask_in_vain(wire, Act(delay=3.0), timeouts=Timeouts(silence=0.2)).kind == "timeout"
    assert ask_in_vain(wire, Act(drip=0.05), timeouts=Timeouts(total=0.8)).kind == "timeout"


def test_a_slow_body_within_its_time_is_an_answer(wire: Wire) -> None:
    with ChatServer(lambda prompt, nth: Act(drip=0.0005)) as server:
        assert ask(wire.make(server.url, api_key_env=KEY_NAME)).text == answer_to("Hello?")


def test_a_reply_without_end_is_not_kept_in_memory(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("compatible", "hosted"):
        monkeypatch.setattr(f"imrdata.llm.clients.{module}._LARGEST_REPLY", 1_000)
    assert ask_in_vain(wire, Act(body="x" * 5_000)).kind == "malformed"


def test_nobody_listens(wire: Wire) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        with pytest.raises(TransientClientError) as caught:
            ask(wire.make(f"http://127.0.0.1:{taken.getsockname()[1]}", api_key_env=KEY_NAME))
    assert (caught.value.kind, caught.value.billed) == ("unreachable", False)


def test_retry_after_is_passed_on(wire: Wire) -> None:
    error = ask_in_vain(wire, Act(status=429, headers={"Retry-After": "3"}))
    assert isinstance(error, TransientClientError)
    assert error.retry_after == 3.0


def test_many_are_under_way_at_once(wire: Wire) -> None:
    async def main(client: Client) -> None:
        await client.open()
        answers = await asyncio.gather(*(client.ask(asked(f"Q{each}")) for each in range(120)))
        assert [answer.text for answer in answers] == [answer_to(f"Q{each}") for each in range(120)]
        await client.close()

    # More than the pools of aiohttp and of both SDKs hold when nobody tells them.
    with ChatServer(lambda prompt, nth: Act(delay=2.0)) as server:
        asyncio.run(main(wire.make(server.url, api_key_env=KEY_NAME)))
        assert server.most_under_way == 120


def test_it_must_be_opened_and_is_a_client(wire: Wire) -> None:
    client = wire.make("http://127.0.0.1:1")
    assert isinstance(client, Client)
    with pytest.raises(PermanentClientError, match="not open"):
        asyncio.run(client.ask(asked()))
    asyncio.run(client.close())


def test_sampling_cannot_replace_what_is_ours(wire: Wire) -> None:
    with ChatServer() as server:
        with pytest.raises(PermanentClientError, match="'stream' is no sampling parameter") as caught:
            ask(
                wire.make(server.url, api_key_env=KEY_NAME),
                asked(sampling={"max_tokens": 9, "stream": True}),
            )
        assert caught.value.kind == "bad_request"
        assert server.calls.total() == 0


def test_forbidden_means_forbidden(wire: Wire) -> None:
    client = wire.make("https://model.example.org/v1", api_key_env=KEY_NAME)
    with forbid_network(), pytest.raises(NetworkForbiddenError):
        asyncio.run(client.open())


def test_a_password_in_the_address_is_refused(wire: Wire) -> None:
    with pytest.raises(RecipeError, match="user name or password"):
        wire.make("https://user:secret@model.example.org/v1")


def test_odd_metadata_does_no_harm(wire: Wire) -> None:
    usage = {"prompt_tokens": "many", "input_tokens": "many", "completion_tokens": 2**70, "output_tokens": -1}
    body = wire.sound("Hello?") | {"model": "a\nb\x1b[31m" + "x" * 500, "id": 7, "usage": usage}
    with ChatServer(lambda prompt, nth: Act(body=body)) as server:
        response = ask(wire.make(server.url, api_key_env=KEY_NAME))
    assert response.served_model.startswith("ab[31mxxx")
    assert len(response.served_model) == 200
    assert (response.prompt_tokens, response.completion_tokens) == (None, None)
    assert "id" not in response.extra
