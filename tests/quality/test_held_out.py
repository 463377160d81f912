"""Sentences that no pattern was written for: the counts as they are, good or bad."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from imrdata.quality.check import FAIL

from .examples import CHECKS, example_of, frames

#: Check: bad sentences caught, of how many; false alarms on clean ones.
MEASURED = {
    "verdict_leak": (4, 6, 0),
    "review_past": (5, 5, 0),
    "reviewer_voice": (4, 4, 0),
    "necessity_asserted": (4, 4, 0),
    "approval": (3, 3, 0),
    "outcome_known": (4, 4, 0),
    "citation_not_in_view": (4, 4, 0),
    "guarantee_or_threat": (4, 4, 0),
    "voice_mixed": (3, 3, 0),
    "prompt_residue": (4, 4, 0),
    "refusal": (3, 3, 0),
    "number_not_in_view": (2, 3, 0),
    "negation_flip": (1, 3, 0),
    "statute_invented": (3, 3, 0),
}
_DATA = tomllib.loads((Path(__file__).parent / "held_out.toml").read_text(encoding="utf-8"))


def test_nothing_is_left_out() -> None:
    assert set(_DATA) == set(MEASURED)


@pytest.mark.parametrize("name", MEASURED)
def test_counts(name: str) -> None:
    examples = [
        example_of(name, kind, word == "bad", item)
        for kind, verdicts in _DATA[name].items()
        for word, items in verdicts.items()
        for item in items
    ]
    letters, sources = frames(examples)
    failed = [verdict == FAIL for verdict in CHECKS[name].assess(letters, sources)["verdict"]]
    caught = sum(hit for hit, example in zip(failed, examples, strict=True) if example.bad)
    alarms = sum(hit for hit, example in zip(failed, examples, strict=True) if not example.bad)
    assert (caught, sum(e.bad for e in examples), alarms) == MEASURED[name]
