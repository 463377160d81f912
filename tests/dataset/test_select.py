from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
