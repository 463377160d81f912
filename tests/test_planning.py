"""A plan says what a run then asks: counted against a real server's log, offline, and never below the bill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import imrdata
from imrdata.data import sample
from imrdata.errors import RecipeError
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.network import forbid_network
from imrdata.llm.plan import STATES
from imrdata.planning import plan, plan_recipe
from imrdata.recipe import Recipe
from imrdata.walk import run
from tests.llm.chat_server import Act, ChatServer
from tests.test_walk import FAKE_MODEL

#: A hosted model with a price, whose terms allow its texts to be trained on.
PAID = FAKE_MODEL.replace('provider = "self-hosted"', 'provider = "somebody"')
PRICES = """
[somebody.fake]
input = "2.00"
output = "8.00"
source = "made up for this test"
read_on = 2026-11-26
"""


def paid(tmp_path: Path, *, url: str = "http://127.0.0.1:9", **changes: object) -> Recipe:
    (tmp_path / "catalog.toml").write_text(PAID.format(url=url))
    (tmp_path / "prices.toml").write_text(PRICES)
    parts = {
        "name": "paid",
        "catalog": "catalog.toml",
        "prices": "prices.toml",
        "authors": [{"author": "baseline"}, {"author": "fake", "cases": 8, "samples": 2}],
        "records": {"inputs": ["full"]},
    }
    return Recipe(**(parts | changes))  # type: ignore[arg-type]


def test_before_anything_is_asked_all_denials_are_ready_and_all_appeals_pending(tmp_path: Path) -> None:
    with forbid_network():
        planned = plan_recipe(paid(tmp_path), base=tmp_path)
    assert planned.counts == {"answered": 0, "shared": 0, "ready": 16, "pending": 16}
    assert set(planned.ready["task"]) == {"denial"}
    assert set(planned.pending["task"]) == {"appeal"}
    assert planned.ready["key"].null_count() == 0
    assert planned.pending["key"].null_count() == 16
    assert 0 < planned.cost.least < planned.cost.most
    assert planned.cost.likely is None
    assert planned.seconds is None
    said = planned.explain()
    assert "made up for this test" in said
    assert "Nothing was asked for this plan" in said


def test_the_plan_is_what_the_run_asks_and_bounds_what_it_costs(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act(delay=0.01)) as server:
        recipe = paid(tmp_path, url=server.url)
        before = plan_recipe(recipe, base=tmp_path)
        done = run(recipe, base=tmp_path, out=tmp_path / "run")
        assert server.calls.total() == before.counts["ready"] + before.counts["pending"] == 32
        ledger = imrdata.Ledger.open_read_only(tmp_path / "run" / "ledger")
        asked = set(ledger.scan().filter(kind="request").collect()["key"])
        assert set(before.ready["key"]) <= asked
        assert ledger.spent <= before.cost.most

        after = plan_recipe(recipe, base=tmp_path, ledger=tmp_path / "run" / "ledger")
    assert after.counts == {"answered": 32, "shared": 0, "ready": 0, "pending": 0}
    assert set(after.questions["key"]) == asked
    assert (after.cost.most, after.seconds, after.spent) == (0, 0.0, ledger.spent)
    assert done.summary["authors"]["fake"]["answered"] == 32


def test_half_answered_the_rest_has_a_likely_cost_and_time(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act(delay=0.01)) as server:
        some = paid(tmp_path, url=server.url, authors=[{"author": "fake", "cases": 3, "samples": 2}])
        run(some, base=tmp_path, out=tmp_path / "run")
        more = paid(tmp_path, url=server.url, in_flight=4)
        planned = plan_recipe(more, base=tmp_path, ledger=tmp_path / "run" / "ledger")
    assert planned.counts == {"answered": 12, "shared": 0, "ready": 10, "pending": 10}
    assert planned.cost.likely is not None
    assert planned.cost.least < planned.cost.likely < planned.cost.most
    assert planned.seconds is not None
    assert 20 * 0.01 / 4 <= planned.seconds < 20
    assert "likely $" in planned.explain()


def test_an_answer_as_long_as_can_be_stays_under_the_pending_bound(tmp_path: Path) -> None:
    recipe = paid(tmp_path, authors=[{"author": "fake", "cases": 4, "max_tokens": 50}])
    planned = plan_recipe(recipe, base=tmp_path)
    long = ScriptedClient(lambda request: "Dear member:\n" + "necessity " * 38)  # 50 tokens of 8 bytes
    run(recipe, base=tmp_path, out=tmp_path / "run", clients={"fake": long})
    after = plan_recipe(recipe, base=tmp_path, ledger=tmp_path / "run" / "ledger")
    bounds = dict(planned.pending.select("case_id", "most_prompt_tokens").rows())
    exact = dict(after.questions.filter(task="appeal").select("case_id", "most_prompt_tokens").rows())
    assert bounds.keys() == exact.keys()
    assert all(exact[case] <= bounds[case] for case in exact)


def test_the_same_question_of_two_cases_counts_once(tmp_path: Path) -> None:
    text = sample().read_text(encoding="utf-8")
    twice = tmp_path / "twice.csv"
    twice.write_text(text + text.partition("\n")[2], encoding="utf-8")
    recipe = paid(tmp_path, authors=[{"author": "fake"}])
    once, again = (plan_recipe(recipe, base=tmp_path, source=path) for path in (sample(), twice))
    for state in ("ready", "pending"):
        assert again.counts[state] == once.counts[state] > 0
    assert again.counts["shared"] - once.counts["shared"] == once.questions.height
    assert again.cost == once.cost
    assert set(again.counts) == set(STATES)


def test_an_unknown_price_and_a_refused_license_stop_before_money_is_spent(tmp_path: Path) -> None:
    recipe = paid(tmp_path, prices=None)
    with pytest.raises(RecipeError, match=r"no price is known for 'fake'.*name that file in the recipe as prices"):
        plan_recipe(recipe, base=tmp_path)
    client = ScriptedClient(lambda request: "Yes.")
    with pytest.raises(RecipeError, match="no price is known"):
        run(recipe, base=tmp_path, out=tmp_path / "run", clients={"fake": client})
    assert client.calls == []
    (tmp_path / "forbidden.toml").write_text(
        PAID.format(url="http://127.0.0.1:9").replace(
            'outputs_as_training_data = "allowed"', 'outputs_as_training_data = "forbidden"'
        )
    )
    with pytest.raises(RecipeError, match="fake"):
        plan_recipe(paid(tmp_path, catalog="forbidden.toml"), base=tmp_path)


def test_a_sample_keeps_the_shares_of_its_strata(tmp_path: Path) -> None:
    recipe = paid(tmp_path, authors=[{"author": "fake"}], cases={"sample": 24, "sample_by": ["determination"]})
    planned = plan_recipe(recipe, base=tmp_path)
    cases = imrdata.read_imr(sample()).cases
    share = (cases["determination"] == "overturned").mean()
    drawn = cases.filter(cases["case_id"].is_in(planned.questions["case_id"].unique().to_list()))
    assert drawn.height <= 24
    assert abs((drawn["determination"] == "overturned").sum() - 24 * float(share)) <= 2  # type: ignore[arg-type]
    done = run(
        recipe.changed(), base=tmp_path, out=tmp_path / "run", clients={"fake": ScriptedClient(lambda r: "Yes.")}
    )
    assert set(done.cases["case_id"]) >= set(planned.questions["case_id"])
    with pytest.raises(RecipeError, match="colour"):
        plan_recipe(paid(tmp_path, cases={"sample": 5, "sample_by": ["colour"]}), base=tmp_path)


def test_in_a_notebook_it_takes_cases_in_hand() -> None:
    planned = plan(Recipe.load("demo"), cases=imrdata.read_imr(sample()).cases)
    assert repr(planned) == "Plan: 0 answered, 0 shared, 3 ready, 3 pending; $0.00"


def test_the_full_recipe_asks_three_makers_and_a_fourth_about_a_sample() -> None:
    recipe = Recipe.load("recipes/full.yaml")
    planned = plan_recipe(recipe, source=sample(), base="recipes", limit=20)
    by = {(each["author"], each["task"]): each for each in planned.by_task()}
    writers = ("qwen3-8b", "mistral-7b-instruct-v0.3", "olmo-3-7b-instruct")
    assert set(by) == {(name, task) for name in writers for task in ("denial", "appeal")} | {("gpt-oss-20b", "judge")}
    assert planned.cost.most == 0
    assert {verdict.role for verdict in planned.verdicts} == {"writer", "judge"}


def test_a_plan_asks_a_judge_about_the_cases_it_draws() -> None:
    keys: dict[str, Any] = {"name": "judged", "seed": 5, "cases": {"limit": 8}, "authors": [{"author": "qwen3-8b"}]}
    judged = [
        plan_recipe(Recipe(**keys, judges=[{"judge": "gpt-oss-20b", **some}])).questions for some in ({}, {"cases": 3})
    ]
    whole, part = (frame.filter(pl.col("task") == "judge") for frame in judged)
    assert part["case_id"].n_unique() == 3
    # Which of them is kept in memory changes nothing of what is asked about them.
    assert part.drop("state").equals(whole.filter(pl.col("case_id").is_in(part["case_id"].to_list())).drop("state"))
