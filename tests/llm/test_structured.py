"""Structured answers: asked again with the error, each question once, and re-derived without a call."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pydantic
import pytest

from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.clients.strict_schema import strict_schema
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from imrdata.llm.structured import Validated, ask_validated, follow_up, validator
from tests.llm.chat_server import Act, ChatServer
from tests.llm.wires import KEY, KEY_NAME, WIRES, Wire, asked


class Fact(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")

    quote: str = pydantic.Field(max_length=20)
    sure: bool | None = None


class Facts(pydantic.BaseModel):
    facts: list[Fact]


GOOD = '{"facts": [{"quote": "She is 54.", "sure": true}]}'
BAD = '{"facts": [{"quote": 54, "said": 1}]}'


def facts_question() -> Request:
    return asked("What is said?", output_schema=Facts.model_json_schema())


def run(client: ScriptedClient, ledger: Path, *, attempts: int = 2) -> Validated[Facts]:
    async def main() -> Validated[Facts]:
        with Ledger(ledger) as store:
            async with Engine({"m": client}, ledger=store, retries=Retries(attempts=1)) as engine:
                return await ask_validated(engine.ask, facts_question(), validate=validator(Facts), attempts=attempts)

    return asyncio.run(main())


def test_a_valid_answer_is_asked_for_once(tmp_path: Path) -> None:
    client = ScriptedClient([GOOD])
    found = run(client, tmp_path)
    assert found.value == Facts(facts=[Fact(quote="She is 54.", sure=True)])
    assert (found.failure, len(client.calls)) == (None, 1)


def test_an_invalid_answer_is_asked_for_again_with_its_errors(tmp_path: Path) -> None:
    client = ScriptedClient([BAD, GOOD])
    found = run(client, tmp_path)
    assert found.value is not None
    assert [response.text for response in found.responses] == [BAD, GOOD]
    first, second = client.calls
    assert second.messages[: len(first.messages)] == first.messages
    assert second.messages[-2] == {"role": "assistant", "content": BAD}
    assert second.messages[-1]["content"].splitlines()[1:3] == [
        "- facts.0.quote: string_type",
        "- facts.0.said: extra_forbidden",
    ]
    assert second.key != first.key
    assert second.output_schema == first.output_schema

    # A ledger that holds both answers leads to the same value, by the same two keys, and asks nobody.
    nobody = ScriptedClient([])
    assert run(nobody, tmp_path).value == found.value
    assert nobody.calls == []


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"facts": 1}', "```json\n{}\n```"])
def test_what_never_fits_is_a_stated_failure(tmp_path: Path, text: str) -> None:
    client = ScriptedClient([text] * 9)
    found = run(client, tmp_path, attempts=3)
    assert found.value is None
    assert found.failure is not None
    assert (found.failure.kind, found.failure.attempts, len(client.calls)) == ("invalid", 3, 3)
    assert found.failure.key == client.calls[-1].key
    assert text not in found.failure.message or not text


@pytest.mark.parametrize(
    ("finish", "kind"), [("length", "truncated"), ("refusal", "withheld"), ("content_filter", "withheld")]
)
def test_what_would_end_the_same_way_is_not_asked_again(tmp_path: Path, finish: str, kind: str) -> None:
    client = ScriptedClient([Response(key="k", text='{"facts": [', finish_reason=finish)] * 2)
    found = run(client, tmp_path)
    assert found.failure is not None
    assert (found.failure.kind, len(client.calls)) == (kind, 1)


def test_a_truncated_answer_that_is_whole_counts(tmp_path: Path) -> None:
    client = ScriptedClient([Response(key="k", text=GOOD, finish_reason="length")])
    assert run(client, tmp_path).value is not None


def test_a_failure_of_the_server_is_passed_on(tmp_path: Path) -> None:
    found = run(ScriptedClient([], fail_first=9), tmp_path)
    assert isinstance(found.failure, Failure)
    assert (found.failure.kind, found.value, found.responses) == ("busy", None, ())


def test_a_validator_of_ones_own_says_what_is_wrong() -> None:
    def even(text: str) -> int:
        if int(text) % 2:
            raise ValueError("the number is odd")
        return int(text)

    client = ScriptedClient(["3", "4"])
    found = asyncio.run(ask_validated(client.ask, asked("A number?"), validate=even))
    assert found.value == 4
    assert "- the number is odd" in client.calls[1].messages[-1]["content"]


def test_a_follow_up_is_a_pure_function() -> None:
    one = follow_up(facts_question(), answer=BAD, errors=("a: missing",))
    assert one.key == follow_up(facts_question(), answer=BAD, errors=("a: missing",)).key
    assert one.key != follow_up(facts_question(), answer=BAD, errors=("b: missing",)).key


@pytest.mark.parametrize("wire", WIRES, ids=repr)
def test_over_the_wire(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)

    def says(text: str) -> Act:
        return Act(body=json.loads(json.dumps(wire.sound("?")).replace(json.dumps(wire_text(wire)), json.dumps(text))))

    async def main(url: str) -> Validated[Facts]:
        client = wire.make(url, api_key_env=KEY_NAME)
        await client.open()
        try:
            return await ask_validated(client.ask, facts_question(), validate=validator(Facts))
        finally:
            await client.close()

    with ChatServer(lambda prompt, nth: says(BAD if prompt == "What is said?" else GOOD)) as server:
        found = asyncio.run(main(server.url))
        assert found.value is not None
        assert len(server.bodies) == 2
    body = server.bodies[0]
    if wire.name == "anthropic":
        assert body["output_config"]["format"]["schema"] == strict_schema(Facts.model_json_schema())
    else:
        schema = body["response_format"]["json_schema"]["schema"]
        wanted = Facts.model_json_schema()
        assert schema == (wanted if wire.name == "compatible" else strict_schema(wanted))


def wire_text(wire: Wire) -> str:
    body = wire.sound("?")
    text: str = body["content"][0]["text"] if wire.name == "anthropic" else body["choices"][0]["message"]["content"]
    return text


def test_a_strict_schema_is_closed_all_the_way_down() -> None:
    strict = strict_schema(Facts.model_json_schema())
    assert strict["required"] == ["facts"]
    assert strict["additionalProperties"] is False
    fact = strict["$defs"]["Fact"]
    assert fact["required"] == ["quote", "sure"]
    assert fact["additionalProperties"] is False
    assert fact["properties"]["quote"] == {"type": "string"}  # its length is the validator's business
    assert strict["properties"]["facts"]["items"] == {"$ref": "#/$defs/Fact"}
