"""The rule-based letters under the shipped checks and the rubric, on the fictional sample and on real rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks import baseline, baseline_page
from benchmarks.baseline_measures import Stated, distinct, facts_of, foreign_words, is_supported, openings
from imrdata.letters.axes import sample_axes
from imrdata.letters.views import DenialView


def drawn(rows: list[dict[str, Any]], seeds: range) -> list[tuple[dict[str, Any], Any]]:
    return [
        (row, sample_axes(DenialView.from_case(row), seed=seed, variety=baseline.EVERYTHING))
        for row in rows
        for seed in seeds
    ]


@pytest.fixture(scope="module")
def sample_letters() -> baseline.Written:
    return baseline.write(drawn(baseline.cases(), range(1)))


@pytest.fixture(scope="module")
def reduced_letters() -> baseline.Written:
    return baseline.write(drawn(baseline.cases(), range(1, 2)), reduced=True)


def broken(made: baseline.Written) -> list[tuple[str, str, str]]:
    return baseline.failures(made).select("letter_id", "check", "reason").rows()


def test_every_letter_of_the_sample_passes_every_check(sample_letters: baseline.Written) -> None:
    assert broken(sample_letters) == []


def test_every_reduced_letter_passes_every_check(reduced_letters: baseline.Written) -> None:
    assert broken(reduced_letters) == []


def test_every_letter_of_real_rows_passes_every_check(real_data: Path) -> None:
    rows = baseline.cases(real_data / "imr_2025_portal14.csv")
    made = baseline.write(drawn(rows, range(2)))
    assert broken(made) == []
    assert broken(baseline.write(drawn(rows, range(1)), reduced=True)) == []
    assert baseline.rubric_table(made)[1] >= baseline.RUBRIC_FLOOR


def test_every_combination_of_axes_of_a_case_passes_every_check() -> None:
    row = next(one for one in baseline.cases() if one["case_id"] == "MN25-99104")
    axes = list(baseline.every_axes(DenialView.from_case(row), 3))
    assert len(axes) == len({str(one) for one in axes}) >= 100
    # All of them take a minute; which third is drawn does not depend on their order.
    assert broken(baseline.write((row, one) for one in axes[::3])) == []


def test_the_rubric_is_met_for_both_kinds_and_each_regime(sample_letters: baseline.Written) -> None:
    _, least = baseline.rubric_table(sample_letters)
    assert least >= baseline.RUBRIC_FLOOR


def test_facts_of_appeals_are_in_their_input(
    sample_letters: baseline.Written, reduced_letters: baseline.Written
) -> None:
    for made in (sample_letters, reduced_letters):
        found, missing = baseline.support(made)
        assert found["number"][1] > 100
        assert missing == []


@pytest.mark.parametrize(
    "invented",
    [
        "My A1c was 9.1 percent.",
        "I have failed naproxen.",
        "In January I had a resection.",
        "I suffer from fibromyalgia.",
    ],
)
def test_an_invented_fact_is_seen(sample_letters: baseline.Written, invented: str) -> None:
    row = sample_letters.letters.filter((pl.col("kind") == "appeal") & (pl.col("view_strength") == "request")).row(
        0, named=True
    )
    given = sample_letters.letters.filter(pl.col("letter_id") == row["letter_id"].replace("appeal", "denial"))["text"][
        0
    ]
    text = row["text"].replace("\n\n", f"\n\n{invented}\n\n", 1)
    facts = [*facts_of(text), *(Stated("word", word) for word in foreign_words(text))]
    assert [fact for fact in facts if not is_supported(fact, f"{given}\n{row['sheet']}")]


def test_variety_is_measured_on_words_and_bodies() -> None:
    assert distinct(["a b c d", "a b c d"], 3) == 0.5
    assert distinct(["a b c d", "a b c e"], 3, budget=2) == 1.0
    letters = [
        "Dear [X]:\n\nWe have read it twice.\n\n[SIGNATURE]",
        "Dear [Y],\n\nWe have read it once.\n\n[SIGNATURE]",
    ]
    assert openings(letters) == {"We have read it": 2}


def test_the_page_shows_the_letters_that_are_written_now() -> None:
    page = baseline.PAGE.read_text(encoding="utf-8")
    shown = page[page.index(baseline_page.LETTERS_BEGIN) : page.index(baseline_page.LETTERS_END)]
    assert shown == f"{baseline_page.LETTERS_BEGIN}\n{baseline_page.shown()}\n", "run baseline_page --write"


def test_the_review_covers_every_option() -> None:
    columns = list(zip(*baseline_page.REVIEWED, strict=True))
    assert len(baseline_page.REVIEWED) * 2 >= 20
    assert set(columns[1]) == set(baseline.ALL_REGIMES)
    assert set(columns[2]) == {"first_denial", "modification", "final_internal", "pharmacy", "medical_group"}
    assert set(columns[3]) == {"patient", "parent", "spouse", "physician"}
    assert {baseline_page.chosen(choice)[1].ground for choice in baseline_page.REVIEWED} == {
        "criteria_not_met",
        "step_therapy",
        "insufficient_documentation",
        "lower_level_adequate",
        "experimental",
        "not_emergency",
    }
