"""What a judge's answers say of the judge: on frames whose figures are known beforehand."""

from __future__ import annotations

import math

import polars as pl
import pytest

from imrdata.errors import ImrDataError
from imrdata.quality.check import VERDICT_SCHEMA
from imrdata.quality.judge import JUDGEMENT_SCHEMA
from imrdata.quality.judge_figures import (
    JUDGE_AGREEMENT_SCHEMA,
    JUDGE_FIGURES_SCHEMA,
    judge_agreement,
    judge_figures,
    rank_correlation,
)


def frame(*answers: tuple[str, str, int, str | None]) -> pl.DataFrame:
    rows = [
        {
            **dict.fromkeys(JUDGEMENT_SCHEMA),
            "letter_id": letter,
            "judge": "m",
            "item": "tone",
            "order": order,
            "repeat": repeat,
            "said": said,
            "problem": "" if said else "its quotation is not in the letter",
        }
        for letter, order, repeat, said in answers
    ]
    return pl.DataFrame(rows, schema=JUDGEMENT_SCHEMA)


def test_orders_and_repeats_are_compared_where_both_count() -> None:
    said = frame(
        ("a", "listed", 0, "met"),
        ("a", "reversed", 0, "met"),
        ("a", "listed", 1, "met"),
        ("a", "reversed", 1, "not_met"),
        ("b", "listed", 0, "partly"),
        ("b", "reversed", 0, None),
        ("b", "listed", 1, "not_met"),
        ("b", "reversed", 1, None),
    )
    letters = pl.DataFrame({"letter_id": ["a", "b"], "text": ["one two", "three"]})
    found = judge_figures(said, letters=letters)
    assert found.schema == JUDGE_FIGURES_SCHEMA
    row = found.row(0, named=True)
    assert (row["letters"], row["answers"], row["counting"], row["not_quoted"]) == (2, 8, 6, 2)
    assert (row["orders_compared"], row["orders_agree"]) == (2, 1)
    assert (row["repeats_compared"], row["repeats_agree"]) == (3, 1)
    assert row["length_correlation"] is None
    with pytest.raises(ImrDataError, match="not among the letters"):
        judge_figures(said, letters=letters.head(1))


def test_a_judge_that_likes_long_letters_is_seen() -> None:
    verdicts = ["not_met", "not_met", "partly", "partly", "met", "met"]
    names = [f"l{number}" for number in range(6)]
    letters = pl.DataFrame({"letter_id": names, "text": ["word " * (10 * number + 1) for number in range(6)]})
    said = frame(*[(name, "listed", 0, verdict) for name, verdict in zip(names, verdicts, strict=True)])
    row = judge_figures(said, letters=letters).row(0, named=True)
    assert row["length_correlation"] > 0.9
    assert row["length_low"] > 0.3


def test_the_correlation_is_that_of_the_textbook() -> None:
    # Without ties: 1 - 6 * sum of squared rank differences / (n (n² - 1)).
    first, second = [1.0, 2, 3, 4, 5, 6, 7, 8], [2.0, 1, 4, 3, 7, 8, 6, 5]
    squares = sum((a - b) ** 2 for a, b in zip(first, second, strict=True))
    found = rank_correlation(first, second)
    assert found is not None
    assert math.isclose(found[0], 1 - 6 * squares / (8 * 63))
    assert found[1] < found[0] < found[2] <= 1
    assert rank_correlation([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]) == (-1.0, -1.0, -1.0)
    assert rank_correlation([1, 2], [1, 2]) is None


def verdicts(*rows: tuple[str, str, str]) -> pl.DataFrame:
    named = [{"letter_id": letter, "check": check, "tier": "judge", "verdict": said} for letter, check, said in rows]
    others = [{"letter_id": "a", "check": "length", "tier": "A", "verdict": "fail"}]
    return pl.DataFrame(named + others, schema=VERDICT_SCHEMA)


def test_agreement_counts_what_was_not_measured_and_knows_models_with_colons() -> None:
    said = verdicts(
        ("a", "judge:maker:big:tone", "pass"),
        ("b", "judge:maker:big:tone", "fail"),
        ("c", "judge:maker:big:tone", "unmeasured"),
        ("a", "judge:small:tone", "pass"),
        ("b", "judge:small:tone", "pass"),
        ("c", "judge:small:tone", "pass"),
        ("a", "judge:small:unlabelled", "pass"),
    )
    labels = pl.DataFrame(
        {"letter_id": ["a", "b", "c", "d"], "item": "tone", "label": ["pass", "fail", "fail", "fail"]}
    )
    found = judge_agreement(said, labels)
    assert found.schema == JUDGE_AGREEMENT_SCHEMA
    big, small, unlabelled = found.rows(named=True)
    assert (big["judge"], big["labels"], big["measured"], big["same"], big["kappa"]) == ("maker:big", 4, 2, 2, 1.0)
    assert big["low"] < 0.5  # two letters prove little
    # It says "pass" to everything: one in three is the label, and beyond chance it agrees not at all.
    assert (small["judge"], small["measured"], small["same"], small["kappa"]) == ("small", 3, 1, 0.0)
    assert (unlabelled["labels"], unlabelled["kappa"]) == (0, None)


def test_labels_that_can_not_be_meant_are_refused() -> None:
    labels = pl.DataFrame({"letter_id": ["a", "a"], "item": "tone", "label": ["pass", "fail"]})
    with pytest.raises(ImrDataError, match="two labels"):
        judge_agreement(verdicts(), labels)
    with pytest.raises(ImrDataError, match="a label is 'good'"):
        judge_agreement(verdicts(), labels.with_columns(label=pl.lit("good")))
