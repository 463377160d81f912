"""The fingerprint covers all that can change an answer, and nothing else."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.errors import LedgerError
from imrdata.llm.request import Request, Response, canonical_json
from tests.llm.questions import IDENTITY, question

SYSTEM = {"role": "system", "content": "Be brief."}
USER = {"role": "user", "content": "Hello?"}


@pytest.mark.parametrize(
    "changes",
    [
        {"messages": ({"role": "system", "content": "Be long."}, USER)},
        {"messages": (USER,)},
        {"messages": (USER, SYSTEM)},
        {"messages": (SYSTEM, {"role": "user", "content": "Hello? "})},
        {"messages": ({"role": "user", "content": "Be brief."}, USER)},
        *({"identity": IDENTITY | {name: "other"}} for name in IDENTITY),
        {"sampling": {"max_tokens": 33, "temperature": 0.7, "seed": 1}},
        {"sampling": {"max_tokens": 32, "temperature": 0.8, "seed": 1}},
        {"sampling": {"max_tokens": 32, "temperature": 0.7, "seed": 2}},
        {"sampling": {"max_tokens": 32, "temperature": 0.7}},
        {"sampling": {"max_tokens": 32, "temperature": 0.7, "seed": 1, "top_p": 1.0}},
        {"output_schema": {"type": "object"}},
        {"sample": 1},
    ],
    ids=repr,
)
def test_every_determinant_changes_the_key(changes: dict[str, Any]) -> None:
    assert question(**changes).key != question().key


def test_what_cannot_change_the_answer_does_not_change_the_key() -> None:
    backwards = question(
        task="appeal",
        model="another id of the same model",
        identity=dict(reversed(IDENTITY.items())),
        sampling={"seed": 1, "temperature": 0.7, "max_tokens": 32},
    )
    assert backwards.key == question().key


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, {1}, object(), b"x", 1j, "\ud800"])
def test_what_is_no_plain_data_is_refused(value: object) -> None:
    with pytest.raises(LedgerError, match="not plain data"):
        _ = question(sampling={"max_tokens": value}).key


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(sampling=st.dictionaries(st.text(), JSON, max_size=4), data=st.data())
def test_key_order_never_matters_and_values_always_do(sampling: dict[str, Any], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(sampling.items()))))
    assert question(sampling=sampling).key == question(sampling=shuffled).key
    other = data.draw(st.dictionaries(st.text(), JSON, max_size=4))
    same = canonical_json(other) == canonical_json(sampling)
    assert (question(sampling=other).key == question(sampling=sampling).key) == same


@given(text=st.text(), prompt=st.text())
def test_requests_survive_their_plain_form(text: str, prompt: str) -> None:
    request = question(prompt, sampling={"stop": text})
    assert Request.from_dict(request.to_dict()) == request


def test_a_request_whose_key_does_not_fit_is_refused() -> None:
    data = question().to_dict() | {"sample": 3}
    with pytest.raises(LedgerError, match="does not fit"):
        Request.from_dict(data)


def test_the_hash_of_an_answer_covers_what_was_said_only() -> None:
    key = question().key
    first = Response(key=key, text="a", finish_reason="stop")
    assert first.sha256 == Response(key=key, text="a", finish_reason="stop", seconds=3.0, attempts=2).sha256
    assert first.sha256 != Response(key=key, text="a", finish_reason="length").sha256
    assert first.sha256 != Response(key=key, text="b", finish_reason="stop").sha256
