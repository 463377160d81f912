"""Stratified samples: the sizes add up, shares are kept, and only the cases themselves decide who is drawn."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.cases.read import read_imr
from imrdata.cases.sampling import sample_cases
from imrdata.data import sample
from imrdata.errors import RecipeError

ROOT = Path(__file__).resolve().parents[2]

values = st.sampled_from(["x", "y", "z", "", "=", "null", None])
rows = st.lists(st.tuples(values, st.sampled_from([1, 2, 2001, None])), max_size=60)


def frame(strata: list[tuple[str | None, int | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "case_id": [f"c{number}" for number in range(len(strata))],
            "source_sha256": ["ab" if number % 3 else "cd" for number in range(len(strata))],
            "type": [kind for kind, _ in strata],
            "year": [year for _, year in strata],
        },
        schema={"case_id": pl.String, "source_sha256": pl.String, "type": pl.String, "year": pl.Int16},
    )


def ids(cases: pl.DataFrame) -> set[str]:
    return set(cases["case_id"])


@given(rows, st.integers(0, 70), st.sampled_from([[], ["type"], ["year"], ["type", "year"]]), st.integers(0, 5))
def test_sizes_add_up_and_each_stratum_has_its_share(
    strata: list[tuple[str | None, int | None]], size: int, by: list[str], seed: int
) -> None:
    cases = frame(strata)
    drawn = sample_cases(cases, size=size, by=by, seed=seed)
    assert drawn.height == min(size, cases.height)
    assert drawn.schema == cases.schema
    assert drawn["case_id"].is_unique().all()
    # In the order of the cases, each row as it was.
    assert drawn.equals(cases.filter(pl.col("case_id").is_in(drawn["case_id"].to_list())))
    if cases.height:
        there, taken = Counter(cases.select(by).rows()), Counter(drawn.select(by).rows())
        for stratum, number in there.items():
            share = Fraction(number * drawn.height, cases.height)
            assert abs(taken[stratum] - share) < 1


@given(rows, st.integers(0, 60), st.integers(0, 5), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(
    strata: list[tuple[str | None, int | None]], size: int, seed: int, chance: object
) -> None:
    cases = frame(strata)
    order = list(range(cases.height))
    chance.shuffle(order)  # type: ignore[attr-defined]
    by = ["type", "year"]
    assert ids(sample_cases(cases[order], size=size, by=by, seed=seed)) == ids(
        sample_cases(cases, size=size, by=by, seed=seed)
    )


@given(rows, st.integers(1, 60), st.integers(0, 5))
def test_a_case_drawn_from_one_stratum_stays_drawn_when_the_sample_grows(
    strata: list[tuple[str | None, int | None]], size: int, seed: int
) -> None:
    """So that a larger sample asks only what a smaller one has not asked."""
    cases = frame(strata)
    assert ids(sample_cases(cases, size=size - 1, by=[], seed=seed)) <= ids(
        sample_cases(cases, size=size, by=[], seed=seed)
    )


def test_null_is_a_stratum_and_no_word() -> None:
    cases = frame([("null", 1)] * 4 + [(None, 1)] * 4 + [("", 1)] * 4)
    drawn = sample_cases(cases, size=6, by=["type"], seed=0)
    assert Counter(drawn["type"]) == {"null": 2, None: 2, "": 2}


def test_the_largest_remainders_have_what_is_left() -> None:
    # Shares of 5 seats: 2.5, 1.5 and 1.0; of the two equal remainders the larger stratum's is first.
    cases = frame([("x", 1)] * 5 + [("y", 1)] * 3 + [("z", 1)] * 2)
    assert Counter(sample_cases(cases, size=5, by=["type"], seed=0)["type"]) == {"x": 3, "y": 1, "z": 1}


def test_seed_and_source_decide() -> None:
    cases = frame([("x", 1)] * 60)
    first = ids(sample_cases(cases, size=20, by=["type"], seed=1))
    assert first != ids(sample_cases(cases, size=20, by=["type"], seed=2))
    other = cases.with_columns(source_sha256=pl.lit("ef"))
    assert first != ids(sample_cases(other, size=20, by=["type"], seed=1))


def test_every_case_is_as_likely_as_another() -> None:
    cases = frame([("x", 1)] * 20)
    times = Counter(case for seed in range(400) for case in ids(sample_cases(cases, size=5, by=[], seed=seed)))
    # 100 each, standard deviation 8.7: five of them either way.
    assert len(times) == 20
    assert all(56 <= number <= 144 for number in times.values())


@pytest.mark.parametrize(
    ("size", "by", "words"),
    [
        (5, ["colour"], "there is no column colour; use case_id, reference_id, "),
        (5, ["flags"], "flags can't divide cases; use "),
        (5, ["type", "type"], "type is named twice"),
        (-1, ["type"], "a sample can't have -1 cases"),
        (10_000, ["colour"], "there is no column colour"),
    ],
)
def test_what_can_not_be_done_is_said(size: int, by: list[str], words: str) -> None:
    with pytest.raises(RecipeError) as caught:
        sample_cases(read_imr(sample()).cases, size=size, by=by, seed=0)
    assert words in str(caught.value)


def test_thread_count_does_not_matter() -> None:
    program = (
        "from imrdata.cases.read import read_imr\n"
        "from imrdata.cases.sampling import sample_cases\n"
        "from imrdata.data import sample\n"
        "drawn = sample_cases(read_imr(sample()).cases, size=30, by=['type', 'age_range'], seed=3)\n"
        "print(*drawn['case_id'])\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "POLARS_MAX_THREADS": threads, "PYTHONHASHSEED": threads},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for threads in ("1", "3")
    }
    assert len(said) == 1
    assert len(said.pop().split()) == 30
