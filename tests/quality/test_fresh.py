"""What the checks say of the fresh letters, counted: before they were mended, and now."""

from __future__ import annotations

from functools import cache
from typing import Final

import pytest

from imrdata.cases.read import read_imr
from tests.quality.fresh import CASES, Counts, counts, lines

#: Counted once, when each batch was written, by the checks as they stood then: letters with a false alarm of 12
#: denials and 12 appeals (`first`) or 4 and 4 (`second`), and defects located. A record, which no test can repeat.
#: `second_unmended` is of the checks before any was mended, `second` of those mended with the first batch.
BEFORE: Final = {
    "first": ({"appeal": 7, "denial": 2}, 87, 118),
    "second_unmended": ({"appeal": 4, "denial": 2}, 12, 21),
    "second": ({"appeal": 4, "denial": 1}, 15, 21),
}

#: Now.
NOW: Final = {
    "first": Counts(
        {"appeal": 2, "denial": 1},
        {"failed_treatment_not_in_view": 1, "number_not_in_view": 1, "review_past": 1},
        {
            "approval": "6/8",
            "credentials": "11/14",
            "events_after": "7/8",
            "evidence": "6/8",
            "ground": "8/8",
            "guarantee": "6/8",
            "negation": "6/8",
            "number": "7/8",
            "outcome": "8/8",
            "refusal": "7/8",
            "repetition": "8/8",
            "term": "8/8",
            "verdict": "7/8",
            "voice": "5/8",
        },
    ),
    "second": Counts(
        {"appeal": 3, "denial": 1},
        {"ground_unanswered": 1, "guarantee_or_threat": 1, "length": 2, "review_past": 1, "term_not_in_view": 1},
        {"ground": "3/3", "negation": "3/4", "number": "5/5", "repetition": "2/3", "term": "3/4", "truncated": "2/2"},
    ),
}


def _sum(located: dict[str, str]) -> tuple[int, int]:
    hits, trials = zip(*(map(int, one.split("/")) for one in located.values()), strict=True)
    return sum(hits), sum(trials)


_counted = cache(counts)


@pytest.mark.parametrize("batch", NOW)
def test_counts(batch: str) -> None:
    assert _counted(batch) == NOW[batch]


@pytest.mark.parametrize("batch", NOW)
def test_no_worse_than_before(batch: str) -> None:
    alarms, located, trials = BEFORE[batch]
    found = _counted(batch)
    assert all(found.alarms.get(kind, 0) <= number for kind, number in alarms.items())
    hits, planted = _sum(found.located)
    assert planted == trials
    assert hits >= located


def test_the_letters_are_of_the_invented_cases() -> None:
    cases = set(read_imr(CASES).cases["reference_id"])
    for batch in NOW:
        letters = lines(batch, "letters")
        assert {letter["case_id"] for letter in letters} <= cases
        assert {defect["base"] for defect in lines(batch, "defects")} <= {letter["letter_id"] for letter in letters}
