"""What two checks say of sentences by hand beside what an appeal is held against: exact counts, so that nothing drifts."""

from __future__ import annotations

import pytest

from benchmarks import pairs

#: As tests/calibration/pairs/README.md says.
CONTRADICTIONS = {
    "carers": (29, 390, 10, 650),
    "clinicians": (36, 390, 9, 650),
    "mixed": (40, 390, 9, 650),
    "patients": (24, 390, 5, 650),
}
UNANSWERED = {"lay": (5, 110, 27, 660), "professional": (9, 110, 49, 660)}


@pytest.mark.parametrize("writer", pairs.writers("contradictions"))
def test_contradictions(writer: str) -> None:
    assert pairs.contradictions(writer) == CONTRADICTIONS[writer]


@pytest.mark.parametrize("writer", pairs.writers("answers"))
def test_unanswered(writer: str) -> None:
    assert pairs.unanswered(writer) == UNANSWERED[writer]


def test_the_page_says_what_is_counted() -> None:
    page = (pairs.PAIRS / "README.md").read_text(encoding="utf-8")
    for check, known in (("negation_flip", CONTRADICTIONS), ("ground_unanswered", UNANSWERED)):
        for writer, (located, bad, alarms, good) in known.items():
            assert f"| `{check}`, `{writer}` | {located}/{bad} | {alarms}/{good} |" in page
