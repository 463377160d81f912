from __future__ import annotations

import random
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrdata.dataset.similar import THRESHOLD, similar_pairs
from imrdata.dataset.split import SPLIT_SCHEMA, SPLITS, TimeCut, group_report, split
from imrdata.errors import DatasetError
from imrdata.quality.shingles import boilerplate

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


@settings(max_examples=40, deadline=None)
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


SAID = (
    "The patient has requested an infusion of a new drug for a rare disease of the liver. He has tried three other "
    "drugs over two years and did not tolerate them. His doctor states that without it he will need a transplant soon."
)


def in_years(*rows: tuple[str, str | None, int | None]) -> pl.DataFrame:
    return frame(*[(name, name, text) for name, text, _ in rows]).with_columns(
        report_year=pl.Series([year for *_, year in rows], dtype=pl.Int16)
    )


def test_near_duplicates_stay_together() -> None:
    alike = frame(("a", "a", SAID), ("b", "b", f"{SAID} Nothing else is known."), ("c", "c", f"Summary. {SAID}"))
    for seed in range(12):
        found = split(pl.concat([alike, separate(20)]), seed=seed)
        three = found.filter(pl.col("case_id").is_in(["a", "b", "c"]))
        assert three["split"].n_unique() == 1
        assert set(three["group"]) == set(three["cluster"]) == {"a"}
    report = group_report(found)
    assert (report["clusters"], report["clustered"], report["largest_cluster"]) == (1, 3, 3)
    assert report["largest_cluster_share"] == pytest.approx(3 / 23)


def test_what_is_alike_only_with_its_formulas_stays_together_too() -> None:
    formulas = " ".join(boilerplate()[:4])
    one, other = f"{formulas} alpha beta gamma delta epsilon.", f"{formulas} one two three four five."
    assert similar_pairs(pl.DataFrame({"id": ["a", "b"], "text": [one, other]})).height == 0
    assert split(frame(("a", "a", one), ("b", "b", other)), seed=7)["group"].to_list() == ["a", "a"]


def test_every_pair_is_found() -> None:
    """Against a plain comparison of all pairs, on texts that differ by a word here and there."""
    draw = random.Random(3)
    base = [[f"w{draw.randrange(400)}" for _ in range(60)] for _ in range(12)]
    texts = []
    for words in base:
        for changes in (0, 1, 1, 2, 3, 5, 8):
            changed = list(words)
            for place in draw.sample(range(60), changes):
                changed[place] = f"v{draw.randrange(400)}"
            texts.append(" ".join(changed))
    texts += [texts[0].upper(), "", "one", "one"]
    ids = [f"t{number:03d}" for number in range(len(texts))]

    def grams(text: str) -> set[tuple[str, ...]]:
        words = text.lower().split()
        return set(zip(*(words[at:] for at in range(5)), strict=False)) if len(words) > 4 else {tuple(words)} - {()}

    sets = [grams(text) for text in texts]
    expected = {}
    for one in range(len(texts)):
        for other in range(one + 1, len(texts)):
            union = len(sets[one] | sets[other])
            if union and len(sets[one] & sets[other]) / union >= THRESHOLD:
                expected[ids[one], ids[other]] = len(sets[one] & sets[other]) / union
    found = similar_pairs(pl.DataFrame({"id": ids, "text": texts}), strip_boilerplate=False)
    same = {other: one for one, other in found.filter(pl.col("jaccard") == 1).select("one", "other").rows()}
    wanted = {
        (pair, jaccard)
        for pair, jaccard in expected.items()
        if jaccard == 1 and pair[1] in same and pair[0] == same[pair[1]]
    } | {(pair, jaccard) for pair, jaccard in expected.items() if jaccard < 1 and not set(pair) & set(same)}
    assert {((one, other), jaccard) for one, other, jaccard in found.rows()} == wanted
    assert len(wanted) > 30
    shuffled = pl.DataFrame({"id": ids, "text": texts}).sample(fraction=1, shuffle=True, seed=5)
    assert similar_pairs(shuffled, strip_boilerplate=False).equals(found)


def test_by_year() -> None:
    cases = in_years(("a", "x", 2019), ("b", "y", 2023), ("c", "z", 2024), ("d", "w", None), ("e", "v", 2026))
    found = split(cases, seed=7, time=TimeCut(validation=2023, test=2024))
    assert found["split"].to_list() == ["train", "validation", "test", None, "test"]
    assert found["reason"].to_list() == ["", "", "", "no report year", ""]
    assert group_report(found)["out"] == {"no report year": 1}


@pytest.mark.parametrize(
    ("spanning", "expected"), [("latest", ["test", "test", "train"]), ("out", [None, None, "train"])]
)
def test_a_cluster_that_spans_years(spanning: str, expected: list[str | None]) -> None:
    cases = in_years(("a", SAID, 2010), ("b", f"{SAID} More.", 2025), ("c", "other", 2010))
    found = split(cases, seed=7, time=TimeCut(validation=2020, test=2024, spanning=spanning))  # type: ignore[arg-type]
    assert found["split"].to_list() == expected
    if spanning == "out":
        assert found["reason"].to_list() == ["its group spans a cut in time"] * 2 + [""]


def test_a_cluster_within_one_split_spans_nothing() -> None:
    cases = in_years(("a", SAID, 2010), ("b", f"{SAID} More.", 2019))
    found = split(cases, seed=7, time=TimeCut(validation=2020, test=2024, spanning="out"))
    assert found["split"].to_list() == ["train", "train"]


def test_wrong_cuts_are_refused() -> None:
    with pytest.raises(DatasetError, match="test begins in 2020, before validation"):
        split(in_years(("a", "x", 2019)), seed=7, time=TimeCut(validation=2021, test=2020))
    with pytest.raises(DatasetError, match="no column report_year"):
        split(separate(3), seed=7, time=TimeCut(validation=2021, test=2022))
