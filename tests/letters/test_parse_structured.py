"""From an answer to a value: what comes off, what is an error, what a model is asked again with."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.errors import ImrDataError
from imrdata.letters.admission import FactsAnswer
from imrdata.letters.answers import Questions
from imrdata.letters.parse import NOTES, Parsed
from imrdata.letters.parse_structured import answer_reader, parse_answer, parse_structured
from imrdata.letters.tasks import TASKS
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.request import Request
from imrdata.llm.structured import ask_validated

FACT = {"kind": "tried", "quote": "naproxen", "outcome_quote": None}
GOOD = json.dumps({"facts": [FACT]})
NONE = "there is no JSON object in the answer"

CASES = [
    ("bare", GOOD, "stop", "", ()),
    ("fence", f"```json\n{GOOD}\n```", "stop", "", ("code_fence",)),
    ("fence, preamble and note", f"Sure! Here is the JSON:\n```json\n{GOOD}\n```\nLet me know.", "stop", "", ("code_fence", "preamble", "trailing_note")),
    ("preamble with a brace", f"I use {{curly}} braces: {GOOD}", "stop", "", ("preamble",)),
    ("thinking", f"<think>maybe {{}}</think>{GOOD}", "stop", "", ("thinking",)),
    ("thinking, opened by the template", f"maybe {{}}\n</think>\n{GOOD}", "stop", "", ("thinking",)),
    ("still thinking", '<think>so {"facts": []} would', "length", NONE, ("empty", "thinking", "truncated")),
    ("special token", f"{GOOD}<|im_end|>", "stop", "", ("special_token",)),
    ("cut", GOOD[:-4], "length", NONE, ("no_json", "truncated")),
    ("cut, whole parts inside", '{"facts": [' + json.dumps(FACT) + ", ", "length", NONE, ("no_json", "truncated")),
    ("empty", " \n", "stop", NONE, ("empty",)),
    ("filter", "", "content_filter", NONE, ("content_filter", "empty")),
    ("refusal", "I'm sorry, but I can't help with that.", "stop", NONE, ("no_json", "refusal_suspected")),
    ("prose", "There are no facts.", "stop", NONE, ("no_json",)),
    ("two answers", f"{GOOD}\n{GOOD}", "stop", "there are 2 JSON objects in the answer, and one was asked for", ("several_json",)),
    ("another key", '{"facts": [], "note": "x"}', "stop", "note: extra_forbidden", ("schema",)),
    ("another kind", '{"facts": [{"kind": "mood", "quote": "sad"}]}', "stop", "facts.0.kind: literal_error", ("schema",)),
    ("a number for a text", '{"facts": [{"kind": "value", "quote": 61}]}', "stop", "facts.0.quote: string_type", ("schema",)),
    ("a list", "[1, 2]", "stop", NONE, ("no_json",)),
    ("single quotes are not mended", "{'facts': []}", "stop", NONE, ("no_json",)),
    ("a comma too many is not mended", '{"facts": [],}', "stop", NONE, ("no_json",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "finish_reason", "error", "notes"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_parse_structured(text: str, finish_reason: str, error: str, notes: tuple[str, ...]) -> None:
    parsed = parse_structured(text, FactsAnswer, finish_reason)
    assert (parsed.error, parsed.notes) == (error, notes)
    assert (parsed.value is None) == bool(error)
    if parsed.value is not None:
        assert parsed.value == FactsAnswer.model_validate_json(GOOD)
    assert set(notes) <= set(NOTES)


@given(st.text(max_size=200) | st.text(alphabet='{}[]":,a1 \n`', max_size=60), st.sampled_from(["stop", "length", ""]))
def test_any_answer_gives_a_value_or_an_error(text: str, finish_reason: str) -> None:
    parsed = parse_structured(text, Questions, finish_reason)
    assert (parsed.value is None) == bool(parsed.error)
    assert set(parsed.notes) <= set(NOTES)
    assert list(parsed.notes) == sorted(set(parsed.notes))


@given(st.text(max_size=40).filter(lambda text: "{" not in text and "<" not in text), st.text(max_size=20))
def test_words_inside_a_value_are_never_changed(around: str, quote: str) -> None:
    quote = f"naproxen {quote} <b> ```"
    text = json.dumps({"facts": [{"kind": "tried", "quote": quote}]}, ensure_ascii=False)
    if parsed := parse_structured(f"{around}\n{text}", FactsAnswer, "stop").value:
        assert parsed.facts[0].quote == quote


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    assert parse_structured('{"a":' * 100_000, FactsAnswer, "stop").error == NONE
    assert parse_structured("{ " * 3_000, FactsAnswer, "stop").error == NONE


def test_a_task_says_how_its_answer_is_read() -> None:
    assert parse_answer(TASKS["denial"], "Dear [MEMBER_NAME]:\nNo.", "stop") == Parsed("Dear [MEMBER_NAME]:\nNo.", ())
    assert parse_answer(TASKS["facts"], GOOD, "stop") == parse_structured(GOOD, FactsAnswer, "stop")
    with pytest.raises(ImrDataError, match="is a letter"):
        answer_reader(TASKS["denial"])


def test_a_reader_says_what_to_ask_again_with() -> None:
    read = answer_reader(TASKS["facts"])
    with pytest.raises(ValueError, match=r"^facts\.0\.kind: literal_error$"):
        read('{"facts": [{"kind": "mood", "quote": "sad"}]}')
    assert read(f"Here:\n{GOOD}") == FactsAnswer.model_validate_json(GOOD)


def test_the_schema_sent_is_the_type_read() -> None:
    schema = TASKS["facts"].output_schema
    assert schema is not None
    request = Request(task="facts", model="m", identity={}, messages=(), sampling={}, output_schema=schema)
    response = asyncio.run(ScriptedClient([GOOD]).ask(request))
    assert answer_reader(TASKS["facts"])(response.text).facts[0].kind == "tried"
    assert TASKS["denial"].output_schema is None


def test_what_does_not_fit_is_asked_again_with_what_was_wrong() -> None:
    wrong = '{"facts": [{"kind": "mood", "quote": "sad"}]}'
    client = ScriptedClient([wrong, f"Sorry. Here it is:\n```json\n{GOOD}\n```"])
    task = TASKS["facts"]
    request = Request(
        task=task.name, model="m", identity={}, messages=(), sampling={}, output_schema=task.output_schema
    )
    found = asyncio.run(ask_validated(client.ask, request, validate=answer_reader(task)))
    assert found.value == FactsAnswer.model_validate_json(GOOD)
    assert len(found.responses) == 2
    assert "facts.0.kind: literal_error" in client.calls[1].messages[-1]["content"]
