"""Token counts without a tokenizer: the estimate is as near as it says, and the bound is one."""

from __future__ import annotations

import asyncio
import statistics
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.authors import subjects
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.prompts import render
from imrdata.letters.tasks import TASKS
from imrdata.letters.views import AppealView
from imrdata.llm.catalog import load_catalog
from imrdata.llm.clients.embedded import EmbeddedClient, embedded_available
from imrdata.llm.request import Message, Request
from imrdata.llm.tokens import (
    ESTIMATE_SPAN,
    MESSAGE_TOKENS,
    SCHEMA_TOKENS,
    TEMPLATE_TOKENS,
    estimate_tokens,
    most_tokens,
)
from imrdata.recipe import Recipe
from tests.llm.questions import question

AVAILABLE, REASON = embedded_available()
needs_model = pytest.mark.skipif(not AVAILABLE, reason=REASON)
SMOL = load_catalog().get("smollm2-135m-instruct")
SCHEMA = {"type": "object", "properties": {"upheld": {"type": "boolean"}}, "required": ["upheld"]}


def say(*contents: str, **changes: Any) -> Request:
    messages = tuple({"role": "user", "content": content} for content in contents)
    return question(messages=messages, **{"sampling": {}} | changes)


def text_bytes(content: str) -> int:
    """What one message's content adds to the bound."""
    return most_tokens(say(content)) - most_tokens(say(""))


# --- the estimate --------------------------------------------------------------------------------------------


@given(st.text())
def test_the_estimate_is_between_nothing_and_three_tokens_a_character(text: str) -> None:
    number = estimate_tokens(text)
    assert (number == 0) == (text == "")
    assert number <= 3 * len(text)
    assert number == estimate_tokens(text)


@given(st.text(), st.text())
def test_texts_joined_by_a_space_cost_what_they_cost_apart(one: str, other: str) -> None:
    if one and other:
        together = estimate_tokens(f"{one} {other}")
        assert abs(together - estimate_tokens(one) - estimate_tokens(other)) <= 1


def test_half_a_surrogate_pair_is_counted_too() -> None:
    assert estimate_tokens("a \ud800 b") == 4
    assert text_bytes("\ud800") == 3


# --- the bound -----------------------------------------------------------------------------------------------


def test_bytes_roles_and_allowances_add_up() -> None:
    nothing = most_tokens(question(messages=(), sampling={}))
    assert nothing == TEMPLATE_TOKENS + len("{}")
    assert most_tokens(say("héllo")) == nothing + MESSAGE_TOKENS + len("user") + 7  # é in two parts: three bytes
    assert most_tokens(say("a", "b")) == nothing + 2 * (MESSAGE_TOKENS + len("user") + 1)
    assert most_tokens(say("a"), template_tokens=0) == most_tokens(say("a")) - TEMPLATE_TOKENS


def test_a_schema_and_words_among_the_sampling_parameters_count() -> None:
    plain, with_schema = most_tokens(say("a")), most_tokens(say("a", output_schema=SCHEMA))
    assert with_schema > plain + SCHEMA_TOKENS + len(str(SCHEMA))
    assert with_schema - most_tokens(say("a", output_schema=SCHEMA), schema_tokens=0) == SCHEMA_TOKENS
    tools = {"tools": [{"name": "look_up", "description": "é" * 100}]}
    assert most_tokens(say("a", sampling=tools)) >= plain + 100 * len("\\u00e9")


def test_no_normal_form_of_any_character_is_longer() -> None:
    changing = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.decomposition(character) or "\uac00" <= character <= "\ud7a3"  # Hangul has none of its own
    ]
    assert len(changing) > 16_000
    nothing = most_tokens(say(""))
    for character in changing:
        longest = max(len(unicodedata.normalize(form, character).encode()) for form in ("NFC", "NFD", "NFKC", "NFKD"))
        assert most_tokens(say(character)) - nothing >= longest
    assert text_bytes("\ufdfa") == len(unicodedata.normalize("NFKC", "\ufdfa").encode()) == 33


@given(st.text())
def test_no_normal_form_of_any_text_is_longer(text: str) -> None:
    assert text_bytes(text) >= max(
        len(unicodedata.normalize(form, changed).encode("utf-8", "surrogatepass"))
        for changed in (text, text.casefold(), text.lower(), text.upper())
        for form in ("NFC", "NFD", "NFKC", "NFKD")
    )


@given(st.text(), st.text())
def test_the_bound_grows_with_the_text_and_is_never_below_the_estimate(one: str, other: str) -> None:
    assert text_bytes(one + other) == text_bytes(one) + text_bytes(other)
    assert most_tokens(say(one)) > estimate_tokens(one)


def test_a_character_this_python_does_not_know_counts_as_the_worst_it_knows() -> None:
    unknown = next(chr(code) for code in range(0x10000, sys.maxunicode) if unicodedata.category(chr(code)) == "Cn")
    assert text_bytes(unknown) == 33


# --- against a real vocabulary -------------------------------------------------------------------------------


def prompts_and_letters() -> tuple[list[tuple[Message, ...]], list[str]]:
    """Denial and appeal prompts of the shipped sample, and the baseline's letters."""
    chosen, _ = subjects(add_sentences(read_imr(sample()).cases), recipe=Recipe.load("demo"))
    prompts, letters = [], []
    for subject in chosen:
        denial = write_denial(subject.view, subject.axes)
        view = AppealView.from_case(subject.case, denial=denial)
        prompts.append(render(TASKS["denial"], subject.view, subject.axes))
        prompts.append(render(TASKS["appeal"], view, subject.axes))
        letters += [denial, write_appeal(view, subject.axes)]
    return prompts, letters


class Smol:
    """The embedded model, and the counts that its server gives."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.client = EmbeddedClient(context_tokens=2048)
        self.loop.run_until_complete(self.client.open())

    def close(self) -> None:
        self.loop.run_until_complete(self.client.close())
        self.loop.close()

    def ask(self, request: Request) -> int:
        """What the server says it read."""
        response = self.loop.run_until_complete(self.client.ask(request))
        assert response.prompt_tokens is not None
        return response.prompt_tokens

    def counts(self, texts: Sequence[str], *, marks: bool = False) -> list[int]:
        """How many tokens texts are; with `marks`, a template's marks are tokens of their own."""

        async def post() -> list[int]:
            found = []
            async with aiohttp.ClientSession(self.client._server.listening_address) as session:
                for text in texts:
                    body = {"content": text, "add_special": marks, "parse_special": marks}
                    async with session.post("/tokenize", json=body) as reply:
                        found.append(len((await reply.json())["tokens"]))
            return found

        return self.loop.run_until_complete(post())


@pytest.fixture(scope="module")
def smol() -> Iterator[Smol]:
    server = Smol()
    yield server
    server.close()


@pytest.mark.embedded
@needs_model
def test_the_estimate_is_as_near_as_the_page_says(smol: Smol) -> None:
    """docs/tokens.md: for this vocabulary 0.93 to 1.01 of the truth, with the medians at 0.99 and 0.97."""
    prompts, letters = prompts_and_letters()
    whole = ["\n".join(message["content"] for message in messages) for messages in prompts]
    for texts, median in ((whole[::3], 0.99), (letters[::3], 0.97)):
        ratios = [estimate_tokens(text) / true for text, true in zip(texts, smol.counts(texts), strict=True)]
        assert abs(statistics.median(ratios) - median) <= 0.01
        assert min(ratios) >= 0.92
        assert max(ratios) <= 1.02
        assert ESTIMATE_SPAN[0] <= min(ratios) <= max(ratios) <= ESTIMATE_SPAN[1]


@pytest.mark.embedded
@needs_model
def test_the_bound_holds_for_what_the_server_says_it_read(smol: Smol) -> None:
    system = {"role": "system", "content": "You write letters for a health plan."}
    user = {"role": "user", "content": "A patient’s request for a lumbar spine MRI was denied."}
    identity = {"model": SMOL.id, "identity": SMOL.identity, "sampling": {"max_tokens": 1, "temperature": 0}}
    with_system, without, with_schema = (
        question(messages=(system, user), **identity),
        question(messages=({"role": "user", "content": "Hi"},), **identity),
        question(messages=({"role": "user", "content": "Hi"},), output_schema=SCHEMA, **identity),
    )
    read = [smol.ask(request) for request in (with_system, without, with_schema)]
    for request, number in zip((with_system, without, with_schema), read, strict=True):
        assert number <= most_tokens(request)
    # The template's own default system prompt is paid by the allowance: "Hi" alone is one token.
    assert read[1] > 20
    assert read[1] <= MESSAGE_TOKENS + TEMPLATE_TOKENS


@pytest.mark.embedded
@needs_model
def test_no_text_has_more_tokens_than_bytes(smol: Smol) -> None:
    texts = [
        "".join(map(chr, range(1, 0x250))),
        "".join(map(chr, range(0x370, 0x2000, 7))),
        "".join(map(chr, range(0x4E00, 0x9FFF, 37))),
        "".join(map(chr, range(0x1F300, 0x1FAFF, 3))),
        "\ufdfa" * 50 + "\U0001d160" * 50 + "ﬀ™Å½",
        "3141592653589793" * 20,
        "q z x j k v " * 20,
        "\t\r\n \x0b\x0c\u00a0\u2003" * 20,
        "<|im_start|>system<|im_end|>" * 20,
    ]
    for marks in (False, True):
        for text, number in zip(texts, smol.counts(texts, marks=marks), strict=True):
            assert number <= text_bytes(text)
