"""The dataset as a pure function: from stored frames the same again, and what may not be there taken out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from imrdata.dataset.apart import check_apart
from imrdata.dataset.choose import Balance
from imrdata.dataset.make import DatasetOptions, make_dataset
from imrdata.dataset.provenance import Maker
from imrdata.dataset.split import TimeCut
from imrdata.errors import RecipeError
from imrdata.llm.catalog import load_catalog
from imrdata.recipe import Recipe
from imrdata.walk import run
from tests.dataset.conftest import MAKERS, RECIPE


def options(**changes: Any) -> DatasetOptions:
    common: dict[str, Any] = {"seed": 7, "recipe_sha256": RECIPE, "targets": ("baseline", "small-model")}
    return DatasetOptions(**(common | changes))


def made_of(world: Any, **changes: Any) -> Any:
    return make_dataset(
        world.letters, cases=world.cases, verdicts=world.verdicts, makers=MAKERS, options=options(**changes)
    )


def test_from_a_run_folder_s_frames_the_same_comes_out(tmp_path: Path) -> None:
    recipe = Recipe(
        name="control",
        authors=[{"author": "baseline"}],
        select={"targets": ["baseline"]},
        split={"time": {"validation": 2016, "test": 2020}},
        records={"preference": True},
    )
    done = run(recipe, out=tmp_path / "out")
    stored = {
        name: pl.read_parquet(tmp_path / "out" / f"{name}.parquet")
        for name in ("letters", "cases", "verdicts", "scores", "splits", "selection", "excluded")
    }
    again = make_dataset(
        stored["letters"],
        cases=stored["cases"],
        verdicts=stored["verdicts"],
        scores=stored["scores"],
        makers={"baseline": Maker.of(load_catalog(None).get("baseline"))},
        options=recipe.dataset_options,
    )
    for name in ("splits", "selection", "excluded"):
        assert getattr(again, name).equals(stored[name]), name
    assert again.records.equals(pl.read_parquet(tmp_path / "out" / "dataset" / "records.parquet"))
    assert again.pairs is not None
    assert again.pairs.equals(pl.read_parquet(tmp_path / "out" / "dataset" / "pairs.parquet"))
    years = again.records.join(stored["cases"].select("case_id", year="report_year"), on="case_id")
    assert years.filter(pl.col("split") == "train")["year"].max() < 2016
    # A group goes where its latest year is, so the test may hold earlier cases; never the other way round.
    later = stored["splits"].filter(pl.col("year") >= 2020)
    assert later.height > 0
    assert set(later["split"]) == {"test"}
    assert done.summary["split"]["largest_cluster_share"] > 0
    books = json.loads((tmp_path / "out" / "books.json").read_text())
    assert {"split", "length", "tokens", "tasks", "baseline_share", "excluded"} <= set(books)


LONG = "I appeal the denial of an infusion, since three drugs were tried for two years without any relief of the pain."


def test_letters_that_are_alike_across_splits_go_out_of_the_lesser_one(world: Any) -> None:
    appeal = pl.col("kind") == "appeal"
    world.letters = world.letters.with_columns(
        text=pl.when(appeal).then(pl.format(f"{LONG} Number {{}}.", "letter_id")).otherwise("text")
    )
    made = made_of(world, tasks=("appeal",))
    assert set(made.splits["split"]) == {"train", "validation", "test"}
    # All are alike: only those of the test are left.
    assert set(made.records["split"]) == {"test"}
    assert made.records.height + made.excluded.height == 12
    assert set(made.excluded["reason"]) == {"near-duplicate: its answer is like one in test"}
    fates = made.selection.filter(pl.col("letter_id").is_in(made.excluded["letter_id"].to_list()))
    assert fates["kept"].to_list() == [False] * made.excluded.height
    assert set(fates["reasons"].explode()) == {"near-duplicate: its answer is like one in test"}
    check_apart(made.records, made.pairs, findings=world.cases.select("case_id", "findings"))


def test_rows_may_come_in_any_order(world: Any) -> None:
    first = made_of(world)
    world.letters, world.cases, world.verdicts = (
        world.letters.reverse(),
        world.cases.reverse(),
        world.verdicts.reverse(),
    )
    again = made_of(world)
    assert again.records.equals(first.records)
    assert again.splits.equals(first.splits)
    assert again.selection.sort("letter_id").equals(first.selection.sort("letter_id"))


def test_a_recipe_says_what_options_take() -> None:
    recipe = Recipe(
        name="all",
        authors=[{"author": "baseline", "inputs": ["full"]}],
        select={"targets": ["baseline"], "per_case": 2, "balance": {"by": "ground", "weights": {"experimental": 2}}},
        split={"time": {"validation": 2022, "test": 2024, "spanning": "out"}},
        records={"inputs": ["full"], "tasks": ["appeal"], "preference": True},
    )
    found = recipe.dataset_options
    assert found.balance == Balance(by="ground", weights={"experimental": 2})
    assert found.time == TimeCut(validation=2022, test=2024, spanning="out")
    assert (found.per_case, found.inputs, found.tasks, found.preference) == (2, ("full",), ("appeal",), True)
    assert (found.seed, found.recipe_sha256, found.targets) == (recipe.seed, recipe.sha256, ("baseline",))


@pytest.mark.parametrize(
    ("part", "keys", "message"),
    [
        ("records", {"tasks": ["poem"]}, "tasks names poem"),
        ("records", {"inputs": []}, "records.inputs"),
        ("select", {"balance": {"by": "determination"}}, "select.balance.by"),
        ("select", {"balance": {"by": "ground", "weights": {"x": -1}}}, "a weight of balance is 0 or more"),
        ("select", {"per_case": 0}, "select.per_case"),
        ("split", {"time": {"validation": 2024, "test": 2020}}, "test begins in or after"),
    ],
)
def test_a_wrong_key_is_one_sentence(part: str, keys: dict[str, Any], message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        Recipe.load("control").changed(**{part: keys})
