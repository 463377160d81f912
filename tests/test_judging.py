"""Judges in a run: asked over a real socket through engine and ledger, priced, resumed, and never a silent gate."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from imrdata.errors import RecipeError
from imrdata.llm.clients.embedded import embedded_available
from imrdata.llm.ledger import Ledger
from imrdata.planning import plan_recipe
from imrdata.quality.judge import JUDGEMENT_SCHEMA
from imrdata.recipe import Recipe
from imrdata.verification import verify
from imrdata.walk import Run, run
from tests.llm.chat_server import Act, ChatServer, completion
from tests.test_walk import FAKE_MODEL

AVAILABLE, REASON = embedded_available()
JUDGE = FAKE_MODEL.replace("[fake]", "[judge]").replace('"self-hosted"', '"somebody"').replace("Apache-2.0", "MIT")
PRICES = """
[somebody.fake]
input = "2.00"
output = "8.00"
source = "made up for this test"
read_on = 2026-11-26
"""
#: What the server says a question took, 7 and 5 tokens, at these prices, in picodollars.
COST = 7 * 2_000_000 + 5 * 8_000_000


def opinion(prompt: str, *, verdict: str = "met", quote: str | None = None) -> Act:
    """What the fake judge says of every item; it quotes the letter's first line of three words or more."""
    match = re.search(r'<letter kind="\w+">\n(.*?)\n</letter>', prompt, re.S)
    assert match is not None
    line = next(line for line in match[1].splitlines() if len(line.split()) > 2)
    items = re.findall(r"^(\w+): \"", prompt.partition("<items>")[2], re.M)
    found = [{"item": item, "quote": quote or line, "reason": f"As to {item}.", "verdict": verdict} for item in items]
    body = completion(prompt)
    body["choices"][0]["message"]["content"] = json.dumps({"verdicts": found})
    return Act(body=body)


def recipe(tmp_path: Path, url: str, **judge: Any) -> Recipe:
    (tmp_path / "catalog.toml").write_text(JUDGE.format(url=url))
    (tmp_path / "prices.toml").write_text(PRICES)
    return Recipe(
        name="judged",
        catalog="catalog.toml",
        prices="prices.toml",
        authors=[{"author": "baseline", "cases": 4}],
        select={"targets": ["baseline"]},
        records={"inputs": ["full"]},
        judges=[{"judge": "judge", **judge}],
    )


def go(tmp_path: Path, asked: Recipe, out: str = "run") -> Run:
    return run(asked, base=tmp_path, out=tmp_path / out)


def judged(done: Run) -> pl.DataFrame:
    return done.verdicts.filter(pl.col("tier") == "judge")


def test_each_letter_is_judged_in_both_orders_and_the_plan_says_so_and_what_it_costs(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: opinion(prompt)) as server:
        asked = recipe(tmp_path, server.url)
        planned = plan_recipe(asked, base=tmp_path)
        assert planned.counts == {"answered": 0, "shared": 0, "ready": 16, "pending": 0}
        assert "judge as judge" in planned.explain()
        done = go(tmp_path, asked)
        assert server.calls.total() == 16
        assert {call["response_format"]["type"] for call in server.bodies} == {"json_schema"}
        again = go(tmp_path, asked)
        assert server.calls.total() == 16
    ledger = Ledger.open_read_only(tmp_path / "run" / "ledger")
    assert ledger.spent == 16 * COST <= planned.cost.most
    assert plan_recipe(asked, base=tmp_path, ledger=tmp_path / "run" / "ledger").counts["answered"] == 16
    figures = done.summary["judges"]["judge"]
    assert [figures[name] for name in ("requested", "answered", "reused", "failed")] == [16, 16, 0, {}]
    assert figures["items"]["rebuttal_fits_ground"]["orders_agree"] == 4
    assert figures["items"]["tone"]["counting"] == 16
    assert figures["items"]["tone"]["length_correlation"] is None  # it says the same of all
    assert again.summary["judges"]["judge"]["reused"] == 16
    assert again.verdicts.equals(done.verdicts)
    assert set(judged(done)["verdict"]) == {"pass"}
    assert judged(done).height == 4 * (3 + 3)
    texts = dict(done.letters.select("letter_id", "text").iter_rows())
    for row in judged(done).iter_rows(named=True):
        assert len(texts[row["letter_id"]][row["span_start"] : row["span_end"]].split()) > 2
    frame = pl.read_parquet(done.folder / "judgements.parquet")
    assert frame.schema == JUDGEMENT_SCHEMA
    assert frame["order"].value_counts().sort("order").rows() == [("listed", 24), ("reversed", 24)]
    assert verify(done.folder / "dataset").ok


def test_a_judge_only_tags_unless_the_recipe_says_that_it_gates(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: opinion(prompt, verdict="not_met")) as server:
        tagged = go(tmp_path, recipe(tmp_path, server.url), "tagged")
        gated = go(tmp_path, recipe(tmp_path, server.url, gates=["rebuttal_fits_ground"]), "gated")
    assert set(judged(tagged)["verdict"]) == {"fail"}
    assert tagged.selection["kept"].all()
    assert set(tagged.records["license"]) == {"Apache-2.0"}
    dropped = gated.selection.filter(~pl.col("kept"))
    assert set(dropped["kind"]) == {"appeal"}
    assert dropped.height == 4
    reasons = {reason for found in dropped["reasons"] for reason in found}
    assert all(reason.startswith("check: judge:judge:rebuttal_fits_ground: As to") for reason in reasons)


def test_a_judge_that_selected_joins_the_license_of_what_it_let_through(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: opinion(prompt)) as server:
        done = go(tmp_path, recipe(tmp_path, server.url, gates=["reasoning"]))
    assert done.records["appeal_id"].n_unique() == 4 + 1  # the smaller tasks' records have none
    assert set(done.records["license"]) == {"Apache-2.0 AND MIT"}


def test_a_quotation_that_is_not_there_is_unmeasured_and_a_gate_that_is_unmeasured_drops(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: opinion(prompt, quote="words that no letter holds")) as server:
        done = go(tmp_path, recipe(tmp_path, server.url, gates=["tone"]))
    assert set(judged(done)["verdict"]) == {"unmeasured"}
    assert set(judged(done)["reason"]) == {"too few answers count: its quotation is not in the letter"}
    assert not done.selection["kept"].any()


def test_a_judge_that_is_swayed_by_the_order_is_unmeasured(tmp_path: Path) -> None:
    def swayed(prompt: str, nth: int) -> Act:
        first = prompt.partition("<items>\n")[2].partition(":")[0]
        return opinion(prompt, verdict="not_met" if first == "tone" else "met")

    with ChatServer(swayed) as server:
        done = go(tmp_path, recipe(tmp_path, server.url))
    assert set(judged(done)["verdict"]) == {"unmeasured"}
    assert set(judged(done)["reason"]) == {"the order of the items decides (listed 1.00, reversed 0.00)"}


def test_repeats_kinds_and_cases_say_how_much_is_asked(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: opinion(prompt)) as server:
        some = recipe(
            tmp_path, server.url, kinds=["appeal"], repeats=3, temperature=0.5, cases=2, items={"own": "It is."}
        )
        planned = plan_recipe(some, base=tmp_path)
        done = go(tmp_path, some)
        # One item has one order: both questions are one and the same, and it is asked once.
        assert (planned.counts["ready"], planned.counts["shared"]) == (6, 6)
        assert server.calls.total() == 2 * 3
        assert {body["seed"] for body in server.bodies} == {0, 1, 2}
    assert set(judged(done)["check"]) == {"judge:judge:own"}
    assert judged(done).height == 2


def test_before_a_model_has_written_its_judge_is_pending_and_bounded(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: opinion(prompt) if "<items>" in prompt else Act()) as server:
        asked = recipe(tmp_path, server.url)
        (tmp_path / "catalog.toml").write_text(
            JUDGE.format(url=server.url) + FAKE_MODEL.format(url=server.url).replace('"self-hosted"', '"somebody"')
        )
        parts = asked.model_dump() | {"authors": [{"author": "fake", "cases": 3}], "select": {}}
        asked = Recipe(**parts)
        planned = plan_recipe(asked, base=tmp_path)
        assert planned.counts == {"answered": 0, "shared": 0, "ready": 3, "pending": 3 + 12}
        done = go(tmp_path, asked)
        assert server.calls.total() == 3 + 3 + 12
    ledger = Ledger.open_read_only(tmp_path / "run" / "ledger")
    assert ledger.spent <= planned.cost.most
    assert done.summary["judges"]["judge"]["answered"] == 12
    assert done.summary["authors"]["fake"]["requested"] == 6


def test_the_budget_holds_for_judges_and_what_it_leaves_out_is_unmeasured(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: opinion(prompt)) as server:
        asked = recipe(tmp_path, server.url)
        most = max(plan_recipe(asked, base=tmp_path).ready["most_cost"].to_list())
        # After a few answers what is left no longer covers the dearest that the next may cost.
        done = go(tmp_path, asked.changed(budget={"usd": (most + 3 * COST) / 1e12}))
        calls = server.calls.total()
    figures = done.summary["judges"]["judge"]
    assert figures["answered"] == calls < 16
    assert figures["failed"] == {"budget": 16 - calls}
    assert "unmeasured" in set(judged(done)["verdict"])
    assert done.selection["kept"].all()


@pytest.mark.parametrize(
    ("judge", "message"),
    [
        ({"judge": "baseline"}, "no model judges its own letters"),
        ({"judge": "m", "gates": ["style"]}, "gates names style"),
        ({"judge": "m", "gates": ["tone"], "cases": 3}, "can't gate"),
        ({"judge": "m", "repeats": 2}, "repeats at temperature 0"),
        ({"judge": "m", "treshold": 0.5}, "did you mean threshold"),
    ],
)
def test_a_recipe_that_can_not_be_meant_is_refused(tmp_path: Path, judge: dict[str, Any], message: str) -> None:
    file = tmp_path / "recipe.yaml"
    file.write_text(json.dumps({"name": "r", "authors": [{"author": "baseline"}], "judges": [judge]}))
    with pytest.raises(RecipeError, match=message):
        Recipe.load(file)


def test_a_judge_nobody_knows_or_the_policy_refuses_stops_before_anything_is_asked(tmp_path: Path) -> None:
    with ChatServer() as server:
        asked = recipe(tmp_path, server.url)
        unknown = Recipe(**(asked.model_dump() | {"judges": [{"judge": "nobody"}]}))
        with pytest.raises(RecipeError, match="nobody"):
            plan_recipe(unknown, base=tmp_path)
        closed = asked.model_dump() | {"licenses": {"policy": "open-weights-only"}, "catalog": None, "prices": None}
        closed["judges"] = [{"judge": "gpt-6-luna"}]
        with pytest.raises(RecipeError, match="gpt-6-luna as judge"):
            go(tmp_path, Recipe(**closed))
        assert not server.calls


@pytest.mark.embedded
@pytest.mark.skipif(not AVAILABLE, reason=REASON)
def test_the_embedded_model_answers_in_the_schema_and_what_it_invents_does_not_count(tmp_path: Path) -> None:
    asked = Recipe(
        name="embedded",
        authors=[{"author": "baseline", "cases": 1}],
        select={"targets": ["baseline"]},
        records={"inputs": ["full"]},
        judges=[
            {
                "judge": "smollm2-135m-instruct",
                "kinds": ["denial"],
                "items": {"decision": "The letter says that the request is denied."},
                "max_tokens": 200,
            }
        ],
    )
    done = run(asked, out=tmp_path / "run")
    frame = pl.read_parquet(done.folder / "judgements.parquet")
    assert frame.height == 2
    figures = done.summary["judges"]["smollm2-135m-instruct"]
    assert (figures["answered"], figures["reused"]) == (1, 1)
    answers = Ledger.open_read_only(tmp_path / "run" / "ledger")
    for row in frame.iter_rows(named=True):
        answer = answers.answer(row["request_key"])
        assert answer is not None
        assert (row["said"] is None) == bool(row["problem"])
        if answer.finish_reason == "stop":
            assert {each["item"] for each in json.loads(answer.text)["verdicts"]} == {"decision"}
