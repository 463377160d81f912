"""The form checks on sentences in other letters than the rule-based author's: counts as they are, good or bad.

Half one is what the rules were written with. Half two was measured once the rules stood, a third batch was written
after that; FIRST holds what was counted then, before anything was mended by it.
"""

from __future__ import annotations

import pytest

from .form_data import counts, items

#: Check: caught, of how many bad; alarms, of how many clean.
HALF_ONE = {
    "refusal": (28, 28, 0, 28),
    "prompt_residue": (29, 29, 0, 29),
    "markdown_residue": (25, 25, 0, 25),
    "guarantee_or_threat": (28, 28, 0, 28),
    "voice_mixed": (33, 33, 0, 33),
}
HALF_TWO = {
    "refusal": (28, 28, 0, 28),
    "prompt_residue": (29, 29, 0, 29),
    "markdown_residue": (25, 25, 0, 25),
    "guarantee_or_threat": (28, 28, 0, 28),
    "voice_mixed": (33, 33, 0, 33),
}


@pytest.mark.parametrize(("half", "measured"), [(0, HALF_ONE), (1, HALF_TWO)])
@pytest.mark.parametrize("name", HALF_ONE)
def test_halves(name: str, half: int, measured: dict[str, tuple[int, int, int, int]]) -> None:
    assert counts(items(name, half=half)) == measured[name]
