"""The ledger's index against the plain dicts that it stands for."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from imrdata.llm.ledger_index import LedgerIndex
from imrdata.llm.segment import Place

KEYS = [hashlib.sha256(bytes([number])).hexdigest() for number in range(3)]
# Neighbours in one bucket, and one whose bytes are found in a record of another.
KEYS += ["aa" * 32, "aa" * 31 + "ab", "aa" * 2 + "00" * 30, "00" * 32]
HASHES = ["00" * 32, "00" * 15 + "01" + "00" * 16, "ff" * 32, "aa" * 32]
PLACES = [
    Place(Path("000001-a.jsonl"), 0, 2),
    Place(Path("000001-a.jsonl"), 2**39 + 7, 2**31),
    Place(Path("000002-b.jsonl"), 0, 300),
]

STEPS = st.one_of(
    st.tuples(st.just("expected"), st.sampled_from(KEYS)),
    st.tuples(st.just("request"), st.sampled_from(KEYS), st.sampled_from(PLACES)),
    st.tuples(st.just("response"), st.sampled_from(KEYS), st.sampled_from(HASHES), st.sampled_from(PLACES)),
    st.tuples(st.just("failure"), st.sampled_from(KEYS), st.sampled_from(PLACES)),
)


@given(st.lists(STEPS, max_size=15))
def test_it_is_as_dicts_would_be(steps: list[tuple]) -> None:
    index = LedgerIndex()
    requests: dict[str, Place | None] = {}
    responses: dict[str, tuple[str, Place]] = {}
    failures: dict[str, Place] = {}
    for what, key, *rest in steps:
        if what == "expected":
            index.expect_request(key)
            requests.setdefault(key, None)
        elif what == "request":
            index.note_request(key, rest[0])
            if requests.get(key) is None:
                requests[key] = rest[0]
        elif what == "response":
            index.note_response(key, *rest)
            if key not in responses or rest[0] < responses[key][0]:
                responses[key] = rest[0], rest[1]
        else:
            index.note_failure(key, rest[0])
            failures[key] = rest[0]
        for each in KEYS:
            assert index.knows(each) == (each in requests)
            assert index.request(each) == requests.get(each)
            answer = index.answer(each)
            assert (answer and (answer.hash_start.hex(), answer.place)) == (
                (each in responses and (responses[each][0][:32], responses[each][1])) or None
            )
            assert index.failure(each) == (None if each in responses else failures.get(each))
        assert index.requests == len(requests)
        assert index.responses == len(responses)
        assert index.failures == len(failures.keys() - responses.keys())


def test_what_is_no_fingerprint_is_unknown() -> None:
    index = LedgerIndex()
    index.expect_request("ab" * 32)
    for key in ("", "ab", "no hex", "ab" * 33, "ab" * 31):
        assert not index.knows(key)
        assert index.answer(key) is index.request(key) is index.failure(key) is None


def test_a_question_takes_a_hundred_bytes() -> None:
    keys = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(40_000)]
    tracemalloc.start()
    index = LedgerIndex()
    for number, key in enumerate(keys):
        place = Place(PLACES[0].segment, number * 1_000, 900)
        index.expect_request(key)
        index.note_request(key, place)
        index.note_response(key, key, place)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert index.responses == len(keys)
    assert held / len(keys) < 110
