"""The exact bounds against textbook values and their own definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.quality.bounds import exact_bounds


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    # Computed with R's binom.test.
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (1, 20, 0.001265, 0.24873), (183, 183, 0.98004, 1.0)],
)
def test_known_values(hits: int, trials: int, low: float, high: float) -> None:
    assert exact_bounds(hits, trials) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_tails_hold_what_they_should(counts: tuple[int, int]) -> None:
    hits, trials = counts
    low, high = exact_bounds(hits, trials)
    assert low <= hits / trials <= high

    def at_most(k: int, p: float) -> float:
        return sum(math.comb(trials, i) * p**i * (1 - p) ** (trials - i) for i in range(k + 1))

    if hits < trials:
        assert at_most(hits, high) == pytest.approx(0.025, abs=1e-3)
    if hits:
        assert 1 - at_most(hits - 1, low) == pytest.approx(0.025, abs=1e-3)


def test_no_trials_and_no_share() -> None:
    assert exact_bounds(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="3 of 2 is no share"):
        exact_bounds(3, 2)
