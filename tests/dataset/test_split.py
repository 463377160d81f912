from __future__ import annotations

import random
from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.dataset.split import SPLIT_SCHEMA, SPLITS, split
from imrdata.errors import DatasetError

Row = tuple[str, str | None, str | None]


def frame(*rows: Row) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"case_id": pl.String, "reference_id": pl.String, "findings": pl.String}, orient="row"
    )


def separate(count: int) -> pl.DataFrame:
    return frame(*[(f"c{number:05d}", f"c{number:05d}", f"text {number}") for number in range(count)])


def test_golden() -> None:
    # These places may never change for a seed: a dataset made last year must split as it did.
    counts = Counter(split(separate(1000), seed=7)["split"])
    assert counts == {"train": 788, "validation": 106, "test": 106}
    assert split(separate(8), seed=7)["split"].to_list() == [
        "train",
        "train",
        "validation",
        "test",
        "train",
        "train",
        "train",
        "train",
    ]


def test_the_seed_moves_cases() -> None:
    assert split(separate(50), seed=1)["split"].to_list() != split(separate(50), seed=2)["split"].to_list()


def test_what_hangs_together_stays_together() -> None:
    # a and a#2 share an id, a#2 and b a text, b and b#2 an id: one group of four.
    chain = frame(("a", "a", "x"), ("a#2", "a", "y"), ("b", "b", "y"), ("b#2", "b", "z"))
    for seed in range(40):
        both = split(pl.concat([chain, separate(20)]), seed=seed)
        assert both.filter(pl.col("case_id").is_in(["a", "a#2", "b", "b#2"]))["split"].n_unique() == 1


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_not_the_same_as_nothing(nothing: str | None) -> None:
    rows = [(f"c{number}", None, nothing) for number in range(50)]
    assert split(frame(*rows), seed=7)["split"].n_unique() == 3


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, {}),
        (1, {"train": 1}),
        (2, {"train": 1, "validation": 1}),
        (3, {"train": 1, "validation": 1, "test": 1}),
    ],
)
def test_small_sets_fill_train_first(count: int, expected: dict[str, int]) -> None:
    for seed in range(20):
        assert Counter(split(separate(count), seed=seed)["split"]) == expected


def test_a_split_with_no_share_stays_empty() -> None:
    for shares in ((1.0, 0.0, 0.0), (0.9, 0.1, 0.0), (0.9, 0.0, 0.1), (0.7, 0.2, 0.1)):
        found = set(split(separate(400), seed=3, fractions=dict(zip(SPLITS, shares, strict=True)))["split"])
        assert found == {name for name, share in zip(SPLITS, shares, strict=True) if share}


def test_a_case_more_or_less_moves_no_other() -> None:
    many, fewer = split(separate(300), seed=7), split(separate(300).slice(40), seed=7)
    assert many.join(fewer, on=["case_id", "split"]).height == fewer.height


@pytest.mark.parametrize(
    "fractions",
    [
        {"train": 1.0},
        {"train": 0.0, "validation": 0.5, "test": 0.5},
        {"train": 0.8, "validation": 0.3, "test": -0.1},
        {"train": 0.5, "validation": 0.1, "test": 0.1},
    ],
)
def test_wrong_fractions_are_refused(fractions: dict[str, float]) -> None:
    with pytest.raises(DatasetError, match=r"split: (fractions names|the fractions are)"):
        split(separate(3), seed=7, fractions=fractions)


def test_wrong_frames_are_refused() -> None:
    with pytest.raises(DatasetError, match="no column findings"):
        split(separate(3).drop("findings"), seed=7)
    with pytest.raises(DatasetError, match="occurs twice"):
        split(pl.concat([separate(3), separate(3)]), seed=7)


@given(
    st.lists(
        st.tuples(st.sampled_from([None, "i", "j", "k", "l"]), st.sampled_from([None, "", "x", "y", "z"])),
        max_size=25,
    ),
    st.integers(0, 5),
)
def test_groups_and_row_order(pairs: list[tuple[str | None, str | None]], seed: int) -> None:
    rows: list[Row] = [(f"c{number:02d}", *pair) for number, pair in enumerate(pairs)]
    result = split(frame(*rows), seed=seed)
    assert result.schema == SPLIT_SCHEMA
    assert result["case_id"].to_list() == [row[0] for row in rows]
    assert result.equals(split(frame(*random.Random(seed).sample(rows, len(rows))), seed=seed))
    joined = result.join(frame(*rows), on="case_id")
    for column in ("reference_id", "findings"):
        named = joined.filter(pl.col(column).fill_null("") != "")
        assert (named.group_by(column).agg(pl.col("split").n_unique())["split"] == 1).all()
    if rows:
        assert "train" in set(result["split"])
