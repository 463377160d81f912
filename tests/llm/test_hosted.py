"""What the two SDK clients send, to the byte, and how they read what only their provider says."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from imrdata.errors import MissingExtraError, PermanentClientError
from imrdata.llm.catalog import Model, load_catalog
from imrdata.llm.clients.anthropic_sdk import AnthropicClient
from imrdata.llm.clients.hosted import HostedClient
from imrdata.llm.clients.make import make_client
from imrdata.llm.clients.openai_sdk import OpenAIClient
from imrdata.llm.clients.replies import FINISH_WORDS
from imrdata.llm.request import Response
from tests.llm.chat_server import Act, ChatServer, completion, message
from tests.llm.wires import KEY, KEY_NAME, ask, asked

HOSTED = (OpenAIClient, AnthropicClient)
SCHEMA = {
    "type": "object",
    "properties": {
        "quote": {"type": "string", "maxLength": 90},
        "sure": {"anyOf": [{"type": "boolean"}, {"type": "null"}], "default": None},
    },
    "required": ["quote"],
}
STRICT = {
    "type": "object",
    "properties": {"quote": {"type": "string"}, "sure": {"anyOf": [{"type": "boolean"}, {"type": "null"}]}},
    "required": ["quote", "sure"],
    "additionalProperties": False,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)


def made(kind: type[HostedClient], url: str) -> HostedClient:
    return kind("served", base_url=url, api_key_env=KEY_NAME)


def read(kind: type[HostedClient], body: dict[str, Any]) -> Response:
    with ChatServer(lambda prompt, nth: Act(body=body)) as server:
        return ask(made(kind, server.url))


def test_what_openai_is_sent() -> None:
    with ChatServer() as server:
        ask(
            made(OpenAIClient, server.url),
            asked(output_schema=SCHEMA, sampling={"max_tokens": 9, "temperature": 0.5, "seed": 1}),
        )
    assert server.bodies == [
        {
            "model": "served",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"}],
            "max_completion_tokens": 9,
            "temperature": 0.5,
            "seed": 1,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": STRICT},
            },
        }
    ]


def test_what_anthropic_is_sent() -> None:
    sampling = {"max_tokens": 9, "temperature": 0.5, "output_config": {"effort": "low"}}
    with ChatServer() as server:
        ask(made(AnthropicClient, server.url), asked(output_schema=SCHEMA, sampling=sampling))
    assert server.bodies == [
        {
            "model": "served",
            "system": [{"type": "text", "text": "Be brief."}],
            "messages": [{"role": "user", "content": "Hello?"}],
            "max_tokens": 9,
            "temperature": 0.5,
            "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": STRICT}},
        }
    ]


@pytest.mark.parametrize("kind", HOSTED)
def test_nothing_of_the_environment_reaches_the_provider(
    kind: type[HostedClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "OPENAI_API_KEY": "another",
        "OPENAI_ADMIN_KEY": "another",
        "OPENAI_ORG_ID": "org",
        "OPENAI_PROJECT_ID": "project",
        "OPENAI_BASE_URL": "http://127.0.0.1:9",
        "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer another\nX-Other: 1",
        "ANTHROPIC_API_KEY": "another",
        "ANTHROPIC_AUTH_TOKEN": "another",
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
        "ANTHROPIC_CUSTOM_HEADERS": "anthropic-beta: other-model",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    with ChatServer() as server:
        ask(made(kind, server.url))
    (headers,) = server.headers
    version = {"anthropic-version"} if kind is AnthropicClient else set()
    assert headers.keys() == version | {
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-stainless-raw-response",
        kind.key_header[0],
    }
    assert server.keys == [KEY]


@pytest.mark.parametrize("kind", HOSTED)
def test_the_system_prompt_stands_first_and_the_same_in_every_question(kind: type[HostedClient]) -> None:
    rules = {"role": "system", "content": "Write as a plan would. " * 300}
    with ChatServer() as server:
        for prompt in ("Case one.", "Case two."):
            ask(made(kind, server.url), asked(prompt, messages=(rules, {"role": "user", "content": prompt})))
    first, second = server.bodies
    if kind is AnthropicClient:
        block = {"type": "text", "text": rules["content"], "cache_control": {"type": "ephemeral"}}
        assert first["system"] == second["system"] == [block]
        assert list(first) == ["max_tokens", "messages", "model", "system"]
    else:
        assert first["messages"][0] == second["messages"][0] == rules


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "refusal"),
        ("pause_turn", "other"),
        ("tool_use", "other"),
    ],
)
def test_why_anthropic_ended(said: str, word: str) -> None:
    response = read(AnthropicClient, message("Hello?") | {"stop_reason": said})
    assert response.finish_reason == word
    assert word in FINISH_WORDS
    assert response.extra.get("finish_reason", word) == said  # the provider's own word is kept


@pytest.mark.parametrize(("said", "word"), [("stop", "stop"), ("length", "length"), ("tool_calls", "other")])
def test_why_openai_ended(said: str, word: str) -> None:
    body = completion("Hello?")
    body["choices"][0]["finish_reason"] = said
    assert read(OpenAIClient, body).finish_reason == word


def test_a_refusal_is_a_refusal() -> None:
    body = completion("Hello?")
    body["choices"][0]["message"] = {"role": "assistant", "content": None, "refusal": "I can't help with that."}
    response = read(OpenAIClient, body)
    assert (response.text, response.finish_reason) == ("I can't help with that.", "refusal")
    response = read(AnthropicClient, message("Hello?") | {"stop_reason": "refusal", "content": []})
    assert (response.text, response.finish_reason) == ("", "refusal")


def test_what_a_model_thought_is_no_text() -> None:
    blocks = [{"type": "thinking", "thinking": "Hm.", "signature": "s"}, {"type": "text", "text": "Yes."}]
    assert read(AnthropicClient, message("Hello?") | {"content": blocks}).text == "Yes."


def test_cached_tokens_are_counted_and_the_prompt_is_whole() -> None:
    response = read(AnthropicClient, message("Hello?"))
    assert (response.prompt_tokens, response.cached_tokens, response.completion_tokens) == (7, 2, 5)
    assert response.extra["cache_write_tokens"] == "1"
    usage = {
        "prompt_tokens": 7,
        "completion_tokens": 5,
        "prompt_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 3},
    }
    response = read(OpenAIClient, completion("Hello?") | {"usage": usage})
    assert (response.prompt_tokens, response.cached_tokens, response.extra["cache_write_tokens"]) == (7, 4, "3")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"sampling": {"max_tokens": 9, "seed": 1}}, "knows no seed"),
        ({"sampling": {}}, "how long an answer may be"),
        ({"messages": ({"role": "user", "content": "a"}, {"role": "system", "content": "b"})}, "between the turns"),
        ({"output_schema": {"type": "object", "additionalProperties": {"type": "string"}}}, "open-ended keys"),
        ({"output_schema": {"type": "array", "items": {"type": "string"}}}, "is no object"),
    ],
)
def test_what_anthropic_has_no_word_for_is_not_sent(changes: dict[str, Any], problem: str) -> None:
    with ChatServer() as server:
        with pytest.raises(PermanentClientError, match=problem) as caught:
            ask(made(AnthropicClient, server.url), asked(**changes))
        assert server.calls.total() == 0
    assert (caught.value.kind, caught.value.billed) == ("bad_request", False)


@pytest.mark.parametrize("kind", HOSTED)
def test_without_its_sdk_a_client_says_what_to_install(
    kind: type[HostedClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, kind.sdk_name, None)
    with pytest.raises(MissingExtraError, match=rf"imrdata\[{kind.sdk_name}\]"):
        asyncio.run(made(kind, "http://127.0.0.1:1").open())


@pytest.mark.parametrize("kind", HOSTED)
def test_a_catalogue_entry_leads_to_its_client(kind: type[HostedClient], monkeypatch: pytest.MonkeyPatch) -> None:
    entry = load_catalog().get("baseline").to_dict() | {"client": kind.sdk_name, "served_name": "served"}
    client = make_client(Model(**entry))  # type: ignore[arg-type]
    assert repr(client) == f"{kind.__name__}('served', base_url='{kind.home}{kind.default_path}')"
    monkeypatch.setenv(kind.usual_key, "k")
    asyncio.run(client.open())
    asyncio.run(client.close())


def test_a_closed_run_leaves_nothing_open() -> None:
    program = (
        "import asyncio\n"
        "from tests.llm.wires import *\n"
        "from tests.llm.chat_server import ChatServer\n"
        "with ChatServer() as server:\n"
        "    for wire in WIRES:\n"
        "        ask(wire.make(server.url, api_key_env=KEY_NAME))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={"PATH": "", KEY_NAME: KEY},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
