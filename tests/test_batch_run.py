"""A recipe whose model is asked in batches: the whole walk against a server that keeps the bill."""

from __future__ import annotations

from pathlib import Path

import pytest

from imrdata.llm import batches
from imrdata.llm.ledger import Ledger
from imrdata.planning import plan_recipe
from imrdata.recipe import Recipe
from imrdata.walk import Run, run
from tests.llm.batch_server import BatchServer
from tests.test_walk import FAKE_MODEL

CATALOG = FAKE_MODEL.replace('client = "compatible"', 'client = "openai"').replace('"self-hosted"', '"somebody"')
PRICES = """
[somebody.fake]
input = "2.00"
output = "8.00"
batch_percent = 50
source = "made up for this test"
read_on = 2026-11-26
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-for-this-test")
    defaults = dict(batches.BatchEngine.__init__.__kwdefaults__ or {}) | {"quiet": 0.2, "poll": 0.05}
    monkeypatch.setattr(batches.BatchEngine.__init__, "__kwdefaults__", defaults)


def recipe(tmp_path: Path, url: str, **changes: object) -> Recipe:
    (tmp_path / "catalog.toml").write_text(CATALOG.format(url=f"{url}/v1"))
    (tmp_path / "prices.toml").write_text(PRICES)
    parts: dict[str, object] = {
        "name": "batched",
        "catalog": "catalog.toml",
        "prices": "prices.toml",
        "authors": [{"author": "fake", "cases": 5, "batch": True}],
        "records": {"inputs": ["full"]},
    }
    return Recipe(**(parts | changes))  # type: ignore[arg-type]


def go(tmp_path: Path, asked: Recipe) -> Run:
    return run(asked, base=tmp_path, out=tmp_path / "run")


def test_all_denials_go_in_one_batch_and_all_appeals_in_the_next_at_half_the_price(tmp_path: Path) -> None:
    with BatchServer() as server:
        asked = recipe(tmp_path, server.url)
        live = plan_recipe(recipe(tmp_path, server.url, authors=[{"author": "fake", "cases": 5}]), base=tmp_path)
        planned = plan_recipe(asked, base=tmp_path)
        done = go(tmp_path, asked)
        assert [len(batch.items) for batch in server.batches] == [5, 5]
        assert set(server.billed.values()) == {1}
        again = go(tmp_path, asked)
        assert len(server.batches) == 2
    assert live.cost.most == 2 * planned.cost.most
    assert "in batches" in planned.explain()
    assert done.summary["authors"]["fake"]["answered"] == again.summary["authors"]["fake"]["reused"] == 10
    assert done.letters.height == 10
    ledger = Ledger.open_read_only(tmp_path / "run" / "ledger")
    # The server counts 7 and 5 tokens a question; half of 2 and 8 dollars a million.
    assert ledger.spent == 10 * (7 * 1_000_000 + 5 * 4_000_000)
    assert ledger.unsettled() == ()


def test_the_budget_holds_in_batches_too(tmp_path: Path) -> None:
    with BatchServer() as server:
        asked = recipe(tmp_path, server.url)
        one = plan_recipe(asked, base=tmp_path).ready["most_cost"].to_list()
        few = asked.changed(budget={"usd": 3 * max(one) / 1e12})
        done = go(tmp_path, few)
        billed = server.billed.total()
    figures = done.summary["authors"]["fake"]
    assert figures["answered"] == billed < 10
    assert figures["failed"]["budget"] == figures["requested"] - billed > 0
    assert Ledger.open_read_only(tmp_path / "run" / "ledger").spent <= 3 * max(one)
    assert Ledger.open_read_only(tmp_path / "run" / "ledger").counts()["failures"] == 0


def test_a_batch_that_is_under_way_at_a_kill_is_found_and_settled(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    with BatchServer(looks=3) as server:
        asked = recipe(tmp_path, server.url)

        with pytest.MonkeyPatch.context() as patch:

            async def die(self: object, batch_id: str) -> bool:
                raise Killed

            patch.setattr("imrdata.llm.clients.openai_batch.OpenAIBatchClient.ended", die)
            with pytest.raises(Killed):
                go(tmp_path, asked)
        ledger = Ledger.open_read_only(tmp_path / "run" / "ledger")
        assert len(ledger.unsettled()) == 5
        assert ledger.spent == sum(reservation.amount for reservation in ledger.unsettled()) > 0
        done = go(tmp_path, asked)
        assert len(server.batches) == 2
        assert set(server.billed.values()) == {1}
    assert done.letters.height == 10
    ledger = Ledger.open_read_only(tmp_path / "run" / "ledger")
    assert (ledger.spent, ledger.unsettled()) == (10 * (7 * 1_000_000 + 5 * 4_000_000), ())
