from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.dataset.choose import Balance, length_report
from imrdata.dataset.select import SELECTION_SCHEMA, drop_reasons, select
from imrdata.errors import DatasetError

COLUMNS = dict.fromkeys(("letter_id", "case_id", "kind", "author", "text", "answers"), pl.String)


def letters(*rows: tuple[str | None, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def verdicts(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    names = dict.fromkeys(("letter_id", "check", "verdict", "reason"), pl.String)
    return pl.DataFrame(rows, schema=names, orient="row")


PAIR = letters(("d", "1", "denial", "m", "No.", None), ("a", "1", "appeal", "m", "Please.", "d"))


def fates(frame: pl.DataFrame) -> dict[str, list[str]]:
    return dict(frame.select("letter_id", "reasons").rows())


def test_sound_letters_are_kept() -> None:
    selection = select(PAIR, verdicts(("d", "x", "pass", "")), targets=["m"])
    assert selection.schema == SELECTION_SCHEMA
    assert selection["kept"].all()


def test_every_reason_is_kept() -> None:
    frame = letters(("d", "1", "denial", "other", "No <|im_end|>", None))
    found = verdicts(("d", "b", "fail", "because"), ("d", "a", "fail", "it lies"), ("d", "c", "pass", ""))
    assert fates(select(frame, found, targets=["m"]))["d"] == [
        "check: a: it lies",
        "check: b: because",
        "author: other is not among the recipe's targets",
        "chat markup: the text holds <|",
    ]


def test_an_appeal_falls_with_its_denial_but_not_the_other_way_round() -> None:
    down = fates(select(PAIR, verdicts(("d", "x", "fail", "bad")), targets=["m"]))
    assert down == {"d": ["check: x: bad"], "a": ["denial dropped"]}
    up = fates(select(PAIR, verdicts(("a", "x", "fail", "bad")), targets=["m"]))
    assert up == {"d": [], "a": ["check: x: bad"]}


def test_an_appeal_without_its_denial_is_dropped() -> None:
    assert fates(select(PAIR.filter(pl.col("kind") == "appeal"), verdicts(), targets=["m"])) == {
        "a": ["denial missing"]
    }


def test_of_equal_texts_the_smallest_id_stays() -> None:
    frame = letters(
        ("d3", "3", "denial", "m", "No.", None),
        ("d1", "1", "denial", "m", "No.", None),
        ("d2", "2", "denial", "m", "No.", None),
        ("a2", "2", "appeal", "m", "No.", "d2"),
    )
    # d1 is dropped by a check, so d2 is the one that stays, and d1 says so too; an appeal is no copy of a denial.
    found = fates(select(frame, verdicts(("d1", "x", "fail", "bad")), targets=["m"]))
    assert found == {
        "d3": ["duplicate of d2"],
        "d1": ["check: x: bad", "duplicate of d2"],
        "d2": [],
        "a2": [],
    }


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_a_letter_without_text_is_dropped(text: str | None) -> None:
    assert fates(select(letters(("d", "1", "denial", "m", text, None)), verdicts(), targets=["m"])) == {
        "d": ["no text"]
    }


@pytest.mark.parametrize(
    ("options", "reasons"),
    [
        ({}, ["check: x: bad"]),
        ({"unmeasured": "drop"}, ["check: x: bad", "check: y: unmeasured (no view)"]),
        ({"gate": {"x": "tag"}}, []),
        ({"gate": {"x": "tag", "y": "strict"}}, ["check: y: unmeasured (no view)"]),
        ({"gate": {"y": "fail"}, "unmeasured": "drop"}, ["check: x: bad"]),
        ({"gate": {"y": "tag"}, "unmeasured": "drop"}, ["check: x: bad"]),
    ],
)
def test_gates(options: dict[str, object], reasons: list[str]) -> None:
    frame = letters(("d", "1", "denial", "m", "No.", None))
    found = verdicts(("d", "x", "fail", "bad"), ("d", "y", "unmeasured", "no view"))
    assert fates(select(frame, found, targets=["m"], **options))["d"] == reasons  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gate": {"z": "tag"}}, "'z' is no check"),
        ({"gate": {"x": "maybe"}}, "'maybe' is no gate"),
        ({"unmeasured": "perhaps"}, "'perhaps' is no value of unmeasured"),
    ],
)
def test_unknown_words_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        select(PAIR, verdicts(("d", "x", "pass", "")), targets=["m"], **change)  # type: ignore[arg-type]


def test_bad_frames_are_refused() -> None:
    with pytest.raises(DatasetError, match="letters have no column answers"):
        select(PAIR.drop("answers"), verdicts(), targets=["m"])
    with pytest.raises(DatasetError, match="occurs twice"):
        select(pl.concat([PAIR, PAIR]), verdicts(), targets=["m"])
    with pytest.raises(DatasetError, match="'maybe' is no verdict"):
        select(PAIR, verdicts(("d", "x", "maybe", "")), targets=["m"])


def test_no_letters() -> None:
    assert select(PAIR.clear(), verdicts(), targets=[], gate={"x": "tag"}).height == 0


def test_reasons_are_counted_like_with_like() -> None:
    found = verdicts(("d", "x", "fail", "bad"), ("d", "x", "fail", "worse"), ("a", "x", "fail", "bad: really"))
    assert drop_reasons(select(PAIR, found, targets=["m"])) == {"check: x": 2, "denial dropped": 1}


@given(st.data())
def test_rows_may_come_in_any_order(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 6))
    texts = st.sampled_from(["No.", "Never.", "", "<|im_end|>"])
    rows = []
    for number in range(count):
        rows.append((f"d{number}", str(number), "denial", data.draw(st.sampled_from("mo")), data.draw(texts), None))
        answers = data.draw(st.sampled_from([f"d{number}", "gone"]))
        rows.append((f"a{number}", str(number), "appeal", "m", data.draw(texts), answers))
    ids = [row[0] for row in rows] or ["d0"]
    verdict = st.tuples(
        st.sampled_from(ids),
        st.sampled_from("xy"),
        st.sampled_from(["pass", "fail", "unmeasured"]),
        st.just("why"),
    )
    found = data.draw(st.lists(verdict, max_size=8))
    straight = select(letters(*rows), verdicts(*found), targets=["m"])
    shuffler = random.Random(data.draw(st.integers(0, 9)))
    mixed_rows, mixed_found = shuffler.sample(rows, len(rows)), shuffler.sample(found, len(found))
    mixed = select(letters(*mixed_rows), verdicts(*mixed_found), targets=["m"])
    assert straight.sort("letter_id").equals(mixed.sort("letter_id"))
    assert (straight["kept"] == (straight["reasons"].list.len() == 0)).all()
    texts_kept = straight.filter("kept").join(letters(*rows), on="letter_id")
    assert texts_kept.select("kind", "text").is_unique().all()


def scored(**points: float) -> pl.DataFrame:
    rows = [(name, score, round(score * 100), 100) for name, score in points.items()]
    columns = {"letter_id": pl.String, "score": pl.Float64, "met": pl.Int32, "measurable": pl.Int32}
    return pl.DataFrame(rows, schema=columns, orient="row")


def rivals() -> pl.DataFrame:
    """One case, a denial and three appeals of it; the best by rubric is the shortest."""
    return letters(
        ("d", "1", "denial", "m", "No.", None),
        ("a", "1", "appeal", "m", "Please do, I beg you, for a very long time now.", "d"),
        ("b", "1", "appeal", "m", "Please.", "d"),
        ("c", "1", "appeal", "n", "Please do so.", "d"),
    )


def test_the_best_by_rubric_stays_and_never_the_longest() -> None:
    found = select(rivals(), verdicts(), targets=["m", "n"], scores=scored(a=0.7, b=0.9, c=0.8))
    assert dict(found.select("letter_id", "place").rows()) == {"d": 1, "a": 3, "b": 1, "c": 2}
    assert found.filter("kept")["letter_id"].to_list() == ["d", "b"]
    assert fates(found)["a"] == ["per case: number 3 of its kind and input by rubric score"]
    assert found.filter(letter_id="a").select("score", "met", "words").row(0) == (0.7, 70, 11)
    two = select(rivals(), verdicts(), targets=["m", "n"], scores=scored(a=0.7, b=0.9, c=0.8), per_case=2)
    assert two.filter("kept")["letter_id"].to_list() == ["d", "b", "c"]


def test_a_better_letter_that_breaks_a_rule_is_in_nobody_s_way() -> None:
    broken = verdicts(("b", "x", "fail", "bad"))
    found = select(rivals(), broken, targets=["m", "n"], scores=scored(a=0.7, b=0.9, c=0.8))
    assert found.filter("kept")["letter_id"].to_list() == ["d", "c"]
    assert found.filter(letter_id="b")["place"].item() is None


def test_each_input_has_its_own_best() -> None:
    frame = rivals().with_columns(input=pl.Series(["full", "full", "reduced", "full"]))
    found = select(frame, verdicts(), targets=["m", "n"], scores=scored(a=0.9, b=0.1, c=0.2))
    assert found.filter("kept")["letter_id"].to_list() == ["d", "a", "b"]


def test_a_tie_is_broken_by_hash_and_not_by_order_or_length() -> None:
    tied = scored(a=0.5, b=0.5, c=0.5)
    first = select(rivals(), verdicts(), targets=["m", "n"], scores=tied)
    again = select(rivals().reverse(), verdicts(), targets=["m", "n"], scores=tied.reverse())
    assert first.sort("letter_id").equals(again.sort("letter_id"))
    winners = set()
    for number in range(20):
        named = rivals().with_columns(
            letter_id=pl.col("letter_id") + str(number), answers=pl.col("answers") + str(number)
        )
        found = select(named, verdicts(), targets=["m", "n"])
        winners.add(found.filter(pl.col("kept") & (pl.col("kind") == "appeal"))["letter_id"].item()[0])
    assert winners == {"a", "b", "c"}


def test_a_denial_that_an_appeal_can_be_kept_of_goes_first() -> None:
    frame = letters(
        ("d1", "1", "denial", "m", "No.", None),
        ("d2", "1", "denial", "m", "Never.", None),
        ("a1", "1", "appeal", "m", "Please.", "d1"),
        ("a2", "1", "appeal", "m", "Do please.", "d2"),
    )
    found = select(frame, verdicts(("a1", "x", "fail", "bad")), targets=["m"], scores=scored(d1=0.9, d2=0.1))
    assert found.filter("kept")["letter_id"].to_list() == ["d2", "a2"]


def test_a_case_in_no_split_keeps_nothing() -> None:
    splits = pl.DataFrame(
        {"case_id": ["1"], "split": [None], "reason": ["no report year"]}, schema_overrides={"split": pl.String}
    )
    assert fates(select(PAIR, verdicts(), targets=["m"], splits=splits)) == {
        "d": ["split: no report year"],
        "a": ["split: no report year", "denial dropped"],
    }


def many(**counts: int) -> pl.DataFrame:
    rows = [
        (f"{kind[0]}-{ground}-{number}", f"{ground}-{number}", kind, "m", f"{kind} {ground} {number}", answers, ground)
        for ground, count in counts.items()
        for number in range(count)
        for kind, answers in (("denial", None), ("appeal", f"d-{ground}-{number}"))
    ]
    return pl.DataFrame(rows, schema={**COLUMNS, "ground": pl.String}, orient="row")


@pytest.mark.parametrize(
    ("weights", "left"),
    [
        ({}, {"x": 5, "y": 5, "z": 5}),
        ({"x": 2}, {"x": 10, "y": 5, "z": 5}),
        ({"x": 4}, {"x": 20, "y": 5, "z": 5}),
        ({"x": 8}, {"x": 20, "y": 2, "z": 2}),
        ({"z": 0}, {"x": 8, "y": 8}),
    ],
)
def test_balance_keeps_cases_by_stated_weights(weights: dict[str, float], left: dict[str, int]) -> None:
    frame = many(x=20, y=8, z=5)
    found = select(frame, verdicts(), targets=["m"], balance=Balance(by="ground", weights=weights))
    kept = found.filter("kept").join(frame, on="letter_id")
    assert dict(kept.filter(kind="appeal").group_by("ground").len().rows()) == left
    # Whole cases go: no letter of a case that went is left.
    assert kept.group_by("case_id").len()["len"].unique().to_list() == [2]
    gone = found.filter(~pl.col("kept"))["reasons"].to_list()
    assert all(len(each) == 1 and each[0].startswith("balance: ground ") for each in gone)


def test_unknown_balance_and_caps_are_refused() -> None:
    with pytest.raises(DatasetError, match="'determination' can't be balanced"):
        Balance(by="determination")
    with pytest.raises(DatasetError, match="below 0"):
        Balance(by="ground", weights={"x": -1})
    with pytest.raises(DatasetError, match="per_case is 0"):
        select(PAIR, verdicts(), targets=["m"], per_case=0)


def test_the_length_report_sees_a_rubric_that_rewards_words() -> None:
    texts = [" ".join(["word"] * count) for count in (5, 9, 14, 30, 42, 7)]
    frame = letters(*[(f"d{number}", str(number // 2), "denial", "m", text, None) for number, text in enumerate(texts)])
    for points, sign in (([5, 9, 14, 30, 42, 7], 1), ([95, 91, 86, 70, 58, 93], -1)):
        scores = scored(**{f"d{number}": each / 100 for number, each in enumerate(points)})
        report = length_report(select(frame, verdicts(), targets=["m"], scores=scores))["denial"]
        assert report["pearson"] == pytest.approx(sign)
        assert report["spearman"] == pytest.approx(sign)
        assert (report["choices"], report["longest_chosen"]) == (3, 3 if sign > 0 else 0)
    assert length_report(select(PAIR.clear(), verdicts(), targets=[]))["appeal"]["pearson"] is None
