"""Diversity: by hand, on the same number of words, whatever the order of rows."""

from __future__ import annotations

import random
from itertools import pairwise

import polars as pl
import pytest

from imrdata.errors import ImrDataError
from imrdata.letters.statutory import notice
from imrdata.quality.diversity import DIVERSITY_SCHEMA, diversity


def letters(**texts: list[str]) -> pl.DataFrame:
    rows = [(f"{author}{n:03d}", "denial", author, text) for author, own in texts.items() for n, text in enumerate(own)]
    return pl.DataFrame(rows, schema=["letter_id", "kind", "author", "text"], orient="row")


def test_measures_by_hand() -> None:
    found = diversity(letters(a=["one two one two three.", "One two four five six!"])).row(0, named=True)
    words = [["one", "two", "one", "two", "three"], ["one", "two", "four", "five", "six"]]
    pairs = [pair for own in words for pair in pairwise(own)]
    assert found["distinct_1"] == 6 / 10
    assert found["distinct_2"] == len(set(pairs)) / len(pairs) == 6 / 8
    assert found["self_repetition"] == 0
    assert (found["top_opening"], found["top_opening_share"], found["top_openings_share"]) == (
        "one two four five six",
        0.5,
        1.0,
    )


def test_authors_are_compared_on_as_many_words() -> None:
    """The same vocabulary and habits, ten times as many letters: no measure may tell them apart by size alone."""
    draw = random.Random(1)
    vocabulary = [f"word{n}" for n in range(300)]
    texts = [" ".join(draw.choices(vocabulary, k=80)) for _ in range(330)]
    found = diversity(letters(few=texts[:30], many=texts[30:]))
    few, many = found.rows(named=True)
    assert few["words_compared"] == many["words_compared"] == few["words"] == 2_400
    for name in ("distinct_1", "distinct_2", "distinct_3", "compression_ratio"):
        assert few[name] == pytest.approx(many[name], rel=0.05)
    alone = diversity(letters(many=texts[30:])).row(0, named=True)
    assert alone["distinct_1"] < 0.5 * many["distinct_1"]


def test_an_author_that_repeats_itself_shows_in_every_measure() -> None:
    draw = random.Random(2)
    vocabulary = [f"word{n}" for n in range(500)]
    fixed = " ".join(draw.choices(vocabulary, k=60))
    varied = [" ".join(draw.choices(vocabulary, k=80)) for _ in range(40)]
    stale = [f"{fixed} {' '.join(draw.choices(vocabulary, k=20))}" for _ in range(40)]
    fresh, parrot = diversity(letters(fresh=varied, parrot=stale)).rows(named=True)
    assert all(fresh[name] > 1.2 * parrot[name] for name in ("distinct_1", "distinct_2", "distinct_3"))
    assert parrot["compression_ratio"] > 1.5 * fresh["compression_ratio"]
    assert fresh["self_repetition"] < 0.05 < 0.7 < parrot["self_repetition"]
    assert fresh["top_opening_share"] == 1 / 40
    assert parrot["top_opening_share"] == 1.0


def test_legal_texts_are_no_words_of_the_author() -> None:
    law = notice(regime="dmhc_commercial", kind="denial", type="Medical Necessity", notice_kind="first_denial")
    assert len(law.split()) > 30
    own = "We looked at your request for a brace and cannot approve it."
    bare, whole = (diversity(letters(a=[text])).row(0, named=True) for text in (own, f"{own}\n\n{law}"))
    assert whole["words"] < bare["words"] + 0.3 * len(law.split())


def test_what_stands_before_the_greeting_is_no_opening() -> None:
    found = diversity(letters(a=["[DATE]\nRe: appeal\n\nDear [PLAN_NAME]:\n\nPlease look again at this case."]))
    assert found["top_opening"].item() == "please look again at this"


def test_no_more_words_are_compared_than_wanted() -> None:
    texts = [f"one two three four number{n}" for n in range(50)]
    found = diversity(letters(a=texts), most_words=12).row(0, named=True)
    assert (found["letters"], found["words"], found["words_compared"], found["letters_compared"]) == (50, 250, 12, 3)
    assert found["distinct_1"] == 6 / 12


def test_order_of_rows_does_not_matter() -> None:
    frame = letters(a=["one two three four five"] * 3, b=["six seven", "eight"])
    assert diversity(frame.sample(fraction=1, shuffle=True, seed=3)).equals(diversity(frame))


def test_letters_without_words() -> None:
    found = diversity(letters(a=["", "..."], b=["two words"]))
    assert found.schema == DIVERSITY_SCHEMA
    assert found.filter(pl.col("author") == "a")["distinct_1"].item() is None
    assert found.filter(pl.col("author") == "b")["words_compared"].item() == 2
    empty = letters(a=["x"]).clear()
    assert diversity(empty).equals(DIVERSITY_SCHEMA.to_frame())
    with pytest.raises(ImrDataError, match="no column author"):
        diversity(empty.drop("author"))
