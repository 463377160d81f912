"""Scores are stored; thresholds are drawn afterwards, and stand in the recipe."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest

from imrdata.errors import ImrDataError, RecipeError
from imrdata.quality.check import VERDICT_SCHEMA, Check, Finding, assess
from imrdata.quality.choose import choose_checks, load_check
from imrdata.quality.scored import Measure, ScoredCheck, judge
from imrdata.recipe import Recipe

LETTERS = pl.DataFrame(
    {"letter_id": ["a", "b", "c"], "kind": ["appeal"] * 3, "text": ["x", "xx", None], "view_text": ["seen"] * 3},
    schema_overrides={"text": pl.String},
)


class Crosses(ScoredCheck):
    """The number of crosses."""

    name, threshold = "crosses", 2.0

    def measure(self, letter: dict[str, str]) -> Measure:
        return Measure(float(letter["text"].count("x")), "crosses", span=(0, 1), source=("view_text", 3, 4))


class Sourced(Check):
    """A finding with a place in the source."""

    name, needs = "sourced", ("reviewer_text",)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        return "it is the reviewer's", (0, 1), ("reviewer_text", 2, 5)


def test_a_score_is_kept_for_passing_letters_too_and_not_for_unmeasured_ones() -> None:
    table = assess(LETTERS, checks=[Crosses()])
    assert table.schema == VERDICT_SCHEMA
    assert table.columns[:8] == ["letter_id", "check", "tier", "verdict", "score", "reason", "span_start", "span_end"]
    assert table.select("verdict", "score").rows() == [("pass", 1.0), ("fail", 2.0), ("unmeasured", None)]
    assert table["reason"].to_list() == ["", "crosses: 2 reaches the threshold 2", "no text"]
    assert table["source"].to_list() == ["view_text", "view_text", None]


@pytest.mark.parametrize("line", [0.5, 1.0, 1.5, 2.0, 9.0])
def test_judging_stored_scores_is_the_same_as_measuring_with_that_threshold(line: float) -> None:
    stored = assess(LETTERS, checks=[Crosses()])
    anew = assess(LETTERS, checks=[Crosses(threshold=line)])
    judged = judge(stored, thresholds={"crosses": line})
    assert judged.drop("reason").equals(anew.drop("reason"))
    assert (judged["reason"] == "").equals(anew["reason"] == "")


def test_judge_refuses_what_has_no_score() -> None:
    stored = assess(LETTERS)
    with pytest.raises(ImrDataError, match="keeps no score"):
        judge(stored, thresholds={"refusal": 1.0})
    with pytest.raises(ImrDataError, match="no verdicts of a check crosses"):
        judge(stored, thresholds={"crosses": 1.0})


def test_a_score_that_is_no_number_is_an_error() -> None:
    class Broken(Crosses):
        def measure(self, letter: dict[str, str]) -> Measure:
            return Measure(float("nan"), "broken")

    with pytest.raises(ImrDataError, match="gave the score nan"):
        assess(LETTERS, checks=[Broken()])


def test_a_span_in_the_source_is_kept_and_reviewer_text_is_optional() -> None:
    sources = pl.DataFrame({"letter_id": ["a"], "reviewer_text": ["It was."]})
    table = assess(LETTERS.head(2), sources=sources, checks=[Sourced()])
    columns = ("verdict", "reason", "source", "source_start", "source_end")
    assert table.select(columns).rows() == [
        ("fail", "it is the reviewer's", "reviewer_text", 2, 5),
        ("unmeasured", "no reviewer_text", None, None, None),
    ]


@pytest.mark.parametrize("line", [".nan", ".inf"])
def test_a_recipe_turns_no_check_off_by_a_threshold(line: str, tmp_path: Path) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_text(f"name: r\nauthors: [{{author: baseline}}]\nquality: {{thresholds: {{length: {line}}}}}\n")
    with pytest.raises(RecipeError, match=r"thresholds\.length"):
        Recipe.load(file)


def test_a_recipe_sets_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imrdata.quality.checks.default_checks", lambda: [Crosses(), Sourced()])
    recipe = Recipe(name="r", authors=[{"author": "baseline"}], quality={"thresholds": {"crosses": 1.0}})
    table = assess(LETTERS, checks=recipe.quality.chosen()).filter(pl.col("check") == "crosses")
    assert table["verdict"].to_list() == ["fail", "fail", "unmeasured"]
    assert recipe.sha256 != Recipe(name="r", authors=[{"author": "baseline"}]).sha256
    with pytest.raises(RecipeError, match="no check crossing"):
        choose_checks(thresholds={"crossing": 1.0})
    with pytest.raises(RecipeError, match="sourced has no threshold"):
        choose_checks(thresholds={"sourced": 1.0})


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mymodule", "no address of a class"),
        ("no_such_module_here:Check", "can't be imported"),
        ("imrdata.quality.check:NoSuch", "has no NoSuch"),
        ("imrdata.quality.check:FAIL", "no subclass"),
        ("imrdata.quality.check:Check", "has no name"),
    ],
)
def test_a_check_that_can_not_be_loaded_is_one_sentence(address: str, says: str) -> None:
    with pytest.raises(RecipeError, match=says) as raised:
        load_check(address)
    assert str(raised.value).startswith(f"quality.checks: {address}: ")


def test_a_check_may_not_take_a_shipped_ones_name() -> None:
    with pytest.raises(RecipeError, match="already a check length"):
        choose_checks(more=["imrdata.quality.checks.length:Length"])


def test_a_threshold_below_what_a_check_tells_apart_is_refused() -> None:
    with pytest.raises(
        ImrDataError, match=r"thresholds\.reviewer_overlap: .* is 5; give 8 or more: it tells no lower scores apart"
    ):
        choose_checks(thresholds={"reviewer_overlap": 5})
    longer = choose_checks(thresholds={"reviewer_overlap": 9})
    assert [check.line for check in longer if check.name == "reviewer_overlap"] == [9]


def test_the_shipped_scores_are_judged_by_the_recipes_lines() -> None:
    """Each threshold of a shipped check can be drawn anew, and says the same as the check with that threshold."""
    hard = (
        "Notwithstanding considerations heretofore articulated, utilization determinations necessitate documentation."
    )
    texts = ["We deny it. " * 20, f"{hard} " * 60, "word " * 1510, "We deny it. " * 40 + hard]
    letters = pl.DataFrame({"letter_id": list("abcd"), "kind": ["denial"] * 4, "text": texts})
    letters = letters.with_columns(view_text=pl.lit("A brace."), reviewer_text=pl.lit(f"No. {hard}"))
    for name, lines in {"length": (-100, 1, 11), "readability": (1, 14, 90), "reviewer_overlap": (8, 9)}.items():
        (check,) = (one for one in choose_checks() if one.name == name)
        stored = assess(letters, checks=[check])
        found = set()
        for line in lines:
            anew, judged = assess(letters, checks=[type(check)(threshold=line)]), judge(stored, thresholds={name: line})
            assert judged.drop("reason").equals(anew.drop("reason"))
            found.add(tuple(anew["verdict"]))
        assert len(found) == len(lines), name


@pytest.mark.parametrize("line", [math.nan, math.inf, -math.inf])
def test_a_threshold_is_a_number(line: float) -> None:
    with pytest.raises(ImrDataError, match=r"the threshold of check crosses is .*; give a finite number"):
        Crosses(threshold=line)
