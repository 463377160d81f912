"""Balance and drop rates: by hand, under fair and unfair selection, and the intervals' coverage."""

from __future__ import annotations

import random

import polars as pl
import pytest

from imrdata.errors import ImrDataError
from imrdata.quality.balance import BALANCE_SCHEMA, DROP_SCHEMA, balance, drop_ratios


def cases(number: int, *, seed: int = 0) -> pl.DataFrame:
    draw = random.Random(seed)
    return pl.DataFrame(
        {
            "case_id": [f"{n:05d}" for n in range(number)],
            "type": [draw.choice("abcd") for _ in range(number)],
            "report_year": [draw.choice([2001, 2025, None]) for _ in range(number)],
        }
    )


def test_distance_by_hand() -> None:
    source = pl.DataFrame({"type": ["a"] * 6 + ["b"] * 2 + [None] * 2})
    kept = pl.DataFrame({"type": ["a"] * 3 + ["b"] * 2})
    found = balance(kept, source, columns=["type"]).row(0, named=True)
    # Shares .6 .2 .2 and .6 .4 0.
    assert found["distance"] == pytest.approx(0.2)
    assert (found["source"], found["kept"], found["values"], found["lost"]) == (10, 5, 3, 1)


def test_a_fair_selection_is_what_chance_makes() -> None:
    """Of 200 fair selections about five in a hundred lie above what 95 of 100 stay below."""
    source = cases(1_000)
    above = 0
    for seed in range(200):
        found = balance(source.sample(400, seed=seed), source, columns=["type", "report_year"], seed=seed)
        assert (found["low"] <= found["distance"]).all()
        assert (found["distance"] <= found["high"]).all()
        above += (found["distance"] > found["by_chance"]).sum()
    assert 5 <= above <= 38  # 400 columns, 20 expected


def test_an_unfair_selection_shows() -> None:
    source = cases(1_000)
    kept = pl.concat([source.filter(type="a"), source.filter(pl.col("type") != "a").sample(250, seed=1)])
    found = balance(kept, source, columns=["type", "report_year"])
    skewed, even = found.rows(named=True)
    assert skewed["low"] > skewed["by_chance"]
    assert even["distance"] < even["by_chance"] + 0.02


def test_order_and_seed() -> None:
    source = cases(300)
    kept = source.sample(100, seed=2)
    expected = balance(kept, source, columns=["type"])
    assert balance(kept.sort("type"), source.sort("case_id", descending=True), columns=["type"]).equals(expected)


def test_nothing_kept() -> None:
    source = cases(10)
    found = balance(source.clear(), source, columns=["type"])
    assert found.schema == BALANCE_SCHEMA
    assert found.select("kept", "distance", "low").row(0) == (0, None, None)


def test_kept_has_to_be_part_of_the_source() -> None:
    with pytest.raises(ImrDataError, match=r"have 'x' \(|have 'x'"):
        balance(pl.DataFrame({"type": ["x"]}), pl.DataFrame({"type": ["a"]}), columns=["type"])
    with pytest.raises(ImrDataError, match="no column type"):
        balance(pl.DataFrame({"other": ["x"]}), pl.DataFrame({"type": ["a"]}), columns=["type"])


def dropping(rates: dict[str, float], number: int, *, seed: int) -> pl.DataFrame:
    draw = random.Random(seed)
    rows = [("denial", group, draw.random() < rate) for group, rate in rates.items() for _ in range(number)]
    return pl.DataFrame(rows, schema=["kind", "type", "dropped"], orient="row")


def test_a_group_that_is_dropped_more_often_shows() -> None:
    found = drop_ratios(dropping({"a": 0.3, "b": 0.1, "c": 0.1}, 400, seed=1), columns=["type"])
    assert found.schema == DROP_SCHEMA
    one, two, three = found.rows(named=True)
    assert 2 < one["low"] < 3 < one["high"] < 5
    assert two["high"] < 1
    assert three["high"] < 1


def test_the_interval_covers_as_often_as_it_says() -> None:
    """Equal rates: 1 lies in about 95 of 100 intervals."""
    hits = sum(
        row["low"] <= 1 <= row["high"]
        for seed in range(400)
        for row in drop_ratios(dropping({"a": 0.1, "b": 0.1}, 120, seed=seed), columns=["type"])
        .head(1)
        .rows(named=True)
    )
    assert 0.92 <= hits / 400 <= 0.99


def test_no_drops_and_a_group_that_is_all() -> None:
    frame = dropping({"a": 0.0, "b": 0.0}, 30, seed=1)
    assert drop_ratios(frame, columns=["type"])["ratio"].to_list() == [None, None]
    # Two letters beside 142 of which none was dropped: no group is dropped 48 times as often.
    uneven = pl.DataFrame({"kind": ["appeal"] * 144, "type": ["a"] * 2 + ["b"] * 142, "dropped": [False] * 144})
    for dropped in (uneven["dropped"], ~uneven["dropped"]):
        assert drop_ratios(uneven.with_columns(dropped), columns=["type"])["ratio"].to_list() == [None, None]
    one = uneven.with_columns(dropped=pl.int_range(144) == 143)
    assert drop_ratios(one, columns=["type"])["ratio"].null_count() == 0
    alone = drop_ratios(frame.filter(type="a"), columns=["type"]).row(0, named=True)
    assert (alone["rate"], alone["ratio"]) == (0.0, None)
    assert drop_ratios(frame.clear(), columns=["type"]).equals(DROP_SCHEMA.to_frame())
