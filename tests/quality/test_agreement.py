"""Cohen's kappa: against published figures, against scikit-learn, and what has none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from imrdata.errors import ImrDataError
from imrdata.quality.agreement import Agreement, cohen_kappa

#: Fleiss, Cohen and Everitt (1969), Table 1: 200 cases, shares by judge A (rows) and B.
PUBLISHED = ((0.53, 0.05, 0.02), (0.11, 0.14, 0.05), (0.01, 0.06, 0.03))


def spread(table: tuple[tuple[float, ...], ...], total: int) -> tuple[list[int], list[int]]:
    cells = [(a, b) for a, row in enumerate(table) for b, share in enumerate(row) for _ in range(round(share * total))]
    return [a for a, _ in cells], [b for _, b in cells]


def test_kappa_and_its_interval_are_the_published_ones() -> None:
    """kappa .429; its standard error is .054 (variance .002885), so the interval is .323 to .534."""
    found = cohen_kappa(*spread(PUBLISHED, 200))
    assert found.rated == 200
    assert found.observed == pytest.approx(0.70)
    assert found.expected == pytest.approx(0.475)
    assert found.kappa == pytest.approx(0.429, abs=0.0005)
    assert (found.high - found.kappa) / 1.96 == pytest.approx(0.002885**0.5, abs=1e-4)  # type: ignore[operator]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40),
    st.sampled_from(["none", "linear", "quadratic"]),
)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]], weights: str) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    found = cohen_kappa(one, other, categories=[0, 1, 2, 3], weights=weights)
    if found.kappa is None:
        assert len({*one, *other}) == 1
        return
    theirs = cohen_kappa_score(one, other, labels=[0, 1, 2, 3], weights=None if weights == "none" else weights)
    assert found.kappa == pytest.approx(theirs)
    assert -1 <= found.low <= found.kappa + 1e-12  # type: ignore[operator]
    assert found.kappa <= found.high + 1e-12  # type: ignore[operator]


@pytest.mark.parametrize("weights", ["none", "quadratic"])
def test_the_interval_covers_as_often_as_it_says(weights: str) -> None:
    """2,000 draws of 150 ratings from a known table; kappa of the table lies in 93 to 97 of 100 intervals."""
    draw = random.Random(4)
    one, other = spread(PUBLISHED, 10_000)
    true = cohen_kappa(one, other, weights=weights).kappa
    cells = list(zip(one, other, strict=True))
    hits = 0
    for _ in range(2_000):
        chosen = draw.choices(cells, k=150)
        found = cohen_kappa([a for a, _ in chosen], [b for _, b in chosen], categories=[0, 1, 2], weights=weights)
        hits += found.low <= true <= found.high  # type: ignore[operator]
    assert 0.93 <= hits / 2_000 <= 0.97


def test_what_one_did_not_rate_is_left_out_and_counted() -> None:
    found = cohen_kappa(["a", None, "b", "a"], ["a", "a", None, "b"])
    assert (found.rated, found.left_out) == (2, 2)


@pytest.mark.parametrize("ratings", [[], [None, None], ["a", "a"]])
def test_no_kappa_where_chance_alone_agrees(ratings: list[str | None]) -> None:
    found = cohen_kappa(ratings, ratings)
    assert (found.kappa, found.low, found.high) == (None, None, None)


def test_perfect_agreement_of_a_few_proves_little() -> None:
    few, many = (cohen_kappa(["a", "b"] * number, ["a", "b"] * number) for number in (3, 300))
    assert few.kappa == many.kappa == few.high == 1
    assert few.low < 0.1 < 0.98 < many.low  # type: ignore[operator]


def test_order_of_things_does_not_matter() -> None:
    one, other = spread(PUBLISHED, 100)
    pairs = list(zip(one, other, strict=True))
    random.Random(1).shuffle(pairs)
    assert cohen_kappa([a for a, _ in pairs], [b for _, b in pairs]) == cohen_kappa(one, other)
    assert isinstance(cohen_kappa(one, other), Agreement)


def test_mistakes_are_errors() -> None:
    with pytest.raises(ImrDataError, match="2 ratings, the other 1"):
        cohen_kappa(["a", "b"], ["a"])
    with pytest.raises(ImrDataError, match="'b' is no category"):
        cohen_kappa(["a", "b"], ["a", "a"], categories=["a"])
    with pytest.raises(ImrDataError, match="use one of none"):
        cohen_kappa(["a"], ["a"], weights="cubic")
