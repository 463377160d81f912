"""Intervals and p values against figures worked out elsewhere, and their coverage by simulation."""

from __future__ import annotations

import random

import pytest

from imrdata.errors import ImrDataError
from serve.statistics import mcnemar_exact, mean_difference, share_difference


@pytest.mark.parametrize(
    ("counts", "p"),
    # Binomial tails by hand: 2 * (1 + 8) / 2**8, and so on.
    [((0, 0), 1.0), ((1, 7), 18 / 256), ((7, 1), 18 / 256), ((3, 3), 1.0), ((0, 6), 2 / 64), ((0, 2000), 0.0)],
)
def test_mcnemar(counts: tuple[int, int], p: float) -> None:
    assert mcnemar_exact(*counts) == pytest.approx(p, abs=1e-12)


def test_shares_that_are_the_same_have_an_interval_all_the_same() -> None:
    found = share_difference([False] * 50, [False] * 50)
    assert (found.first, found.second, found.difference, found.p) == (0.0, 0.0, 0.0, 1.0)
    # 1.96 * sqrt((2 / 52) / 52)
    assert found.high == pytest.approx(0.0533, abs=1e-4)
    assert found.low == -found.high


def test_shares_by_hand() -> None:
    """Bonett and Price's formula, worked out by hand for 12 and 3 discordant of 100 pairs."""
    first = [True] * 12 + [False] * 3 + [True] * 25 + [False] * 60
    second = [False] * 12 + [True] * 3 + [True] * 25 + [False] * 60
    found = share_difference(first, second)
    assert (found.first, found.second) == (0.37, 0.28)
    assert found.difference == pytest.approx(0.09)
    assert (found.low, found.high) == (pytest.approx(0.0108, abs=2e-4), pytest.approx(0.1657, abs=2e-4))
    assert found.p == pytest.approx(0.0352, abs=1e-4)


def test_the_bootstrap_covers_what_it_says() -> None:
    draw = random.Random(1)
    covered = 0
    for seed in range(60):
        other = [draw.gauss(0.6, 0.1) for _ in range(60)]
        first = [value + draw.gauss(0.05, 0.1) for value in other]
        found = mean_difference(first, other, seed=seed)
        covered += found.low <= 0.05 <= found.high
    assert 51 <= covered <= 60


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.1, 0.9, 0.4, 0.6], [0.2, 0.5, 0.4, 0.1]
    assert mean_difference(*values) == mean_difference(*values)
    assert mean_difference(*values, seed=1).low <= mean_difference(*values).difference


def test_nothing_is_compared_with_nothing() -> None:
    for pair in (([], []), ([1.0], [1.0, 2.0])):
        with pytest.raises(ImrDataError, match="same cases"):
            mean_difference(*pair)
