"""Never over the cap: by the books of a server that bills each call by its own count, over kills and resumes."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from imrdata.errors import RecipeError
from imrdata.llm.budget import Budget, most_cost
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.money import Reservation, Settlement
from imrdata.llm.prices import Price
from imrdata.llm.progress import Counts, Event
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from tests.llm.chat_server import Act, ChatServer, completion
from tests.llm.questions import PRICE, question

QUESTIONS = [question(f"Q{number}") for number in range(60)]
MOST = most_cost(QUESTIONS[10], price=PRICE)
ROOT = Path(__file__).parents[2]
QUICK = Retries(attempts=3, first_wait=0.001, longest_wait=0.01)


def ask_all(
    folder: Path,
    client: CompatibleClient | ScriptedClient,
    cap: int | None,
    *,
    price: Price = PRICE,
    in_flight: int = 8,
) -> tuple[list[Response | Failure], Counts, int, list[Event]]:
    events: list[Event] = []

    async def main() -> tuple[list[Response | Failure], Counts, int]:
        with Ledger(folder) as ledger:
            budget = Budget(ledger, price_of=lambda model: price, cap=cap)
            async with Engine(
                {"m": client}, ledger=ledger, budget=budget, in_flight=in_flight, retries=QUICK, on_event=events.append
            ) as engine:
                outcomes = await asyncio.gather(*map(engine.ask, QUESTIONS))
            return outcomes, engine.counts, budget.spent

    return *asyncio.run(main()), events


def answered(outcomes: list[Response | Failure]) -> int:
    return sum(isinstance(outcome, Response) for outcome in outcomes)


def test_at_the_cap_it_stops_and_a_higher_cap_goes_on(tmp_path: Path) -> None:
    cost = PRICE.cost(prompt_tokens=7, completion_tokens=5)  # what the fake server counts
    cap = MOST + 9 * cost  # the tenth question still fits at its worst
    with ChatServer() as server:
        client = CompatibleClient(server.url, served_name="m")
        outcomes, counts, spent, events = ask_all(tmp_path, client, cap)
        assert answered(outcomes) == 10
        assert (counts.failed, counts.sent, counts.cost, spent) == ({"budget": 50}, 10, 10 * cost, 10 * cost)
        assert sum(event.cost for event in events if event.what == "paid") == spent
        failure = next(outcome for outcome in outcomes if isinstance(outcome, Failure))
        assert "raise it and run again" in failure.message
        ledger = Ledger.open_read_only(tmp_path)
        assert (ledger.spent, ledger.counts()["failures"]) == (spent, 0)  # not asked is no failure of the question

        outcomes, counts, again, _ = ask_all(tmp_path, client, cap)  # the same cap: nothing more, nothing twice
        assert (counts.sent, again) == (0, spent)
        outcomes, counts, spent, _ = ask_all(tmp_path, client, None)
        assert (answered(outcomes), counts.reused, spent) == (60, 10, 60 * cost)
        assert set(server.calls.values()) == {1}


def test_what_costs_nothing_leaves_no_row_and_no_cap_still_keeps_books(tmp_path: Path) -> None:
    free = Price(input=0, output=0, cached_input=0, batch_percent=100, source="own", read_on=PRICE.read_on)
    client = ScriptedClient(lambda request: "Yes.")
    outcomes, _, spent, _ = ask_all(tmp_path / "free", client, 0, price=free)
    assert (answered(outcomes), spent) == (60, 0)
    kinds = Ledger.open_read_only(tmp_path / "free").scan().collect()["kind"].value_counts().sort("kind").rows()
    assert kinds == [("request", 60), ("response", 60)]
    outcomes, _, spent, _ = ask_all(tmp_path / "uncounted", client, None)  # a script counts no tokens
    assert spent == sum(most_cost(request, price=PRICE) for request in QUESTIONS)
    settled = Ledger.open_read_only(tmp_path / "uncounted").scan().collect()["why"].drop_nulls().unique().to_list()
    assert settled == ["uncounted"]


@pytest.mark.parametrize(
    ("act", "billed"),
    [
        (Act(status=429), False),
        (Act(status=503), False),
        (Act(status=400), False),
        (Act(status=500), True),
        (Act(cut="before"), True),
        (Act(cut="within"), True),
        (Act(body="{"), True),
    ],
    ids=repr,
)
def test_only_an_attempt_that_was_plainly_not_worked_on_is_free(tmp_path: Path, act: Act, billed: bool) -> None:
    with ChatServer(lambda prompt, nth: act if nth == 1 else Act()) as server:
        _, counts, spent, _ = ask_all(tmp_path, CompatibleClient(server.url, served_name="m"), None)
    once = PRICE.cost(prompt_tokens=7, completion_tokens=5)
    lost = sum(most_cost(request, price=PRICE) for request in QUESTIONS) if billed else 0
    assert spent == lost + once * counts.answered
    assert Ledger.open_read_only(tmp_path).spent == spent


def test_an_unreachable_server_costs_nothing(tmp_path: Path) -> None:
    outcomes, _, spent, _ = ask_all(tmp_path, CompatibleClient("http://127.0.0.1:9", served_name="m"), 10 * MOST)
    assert {outcome.kind for outcome in outcomes if isinstance(outcome, Failure)} == {"unreachable"}
    assert spent == 0


def test_a_reservation_without_settlement_counts_in_full(tmp_path: Path) -> None:
    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            ledger.append_request(question())
            await ledger.append_reservation(Reservation(id="a-1", key=question().key, amount=700))
            await ledger.append_reservation(Reservation(id="a-2", key=question().key, amount=50))
            ledger.append_settlement(Settlement(id="a-2", key=question().key, amount=8, why="answered"))

    asyncio.run(main())
    assert Ledger.open_read_only(tmp_path).spent == 708


def test_the_money_is_on_the_disk_before_the_question_is_sent(tmp_path: Path) -> None:
    seen: list[int] = []

    def look(request: Request) -> str:
        seen.append(Ledger.open_read_only(tmp_path).spent)
        return "Yes."

    ask_all(tmp_path, ScriptedClient(look), None, in_flight=1)
    assert len(seen) == 60
    assert seen == sorted(seen)
    assert seen[0] == most_cost(QUESTIONS[0], price=PRICE)


def test_a_question_waits_for_money_that_may_come_back(tmp_path: Path) -> None:
    # Two at their worst do not fit, two at their real price do: the second waits for the first.
    cap = int(1.9 * MOST)
    with ChatServer(lambda prompt, nth: Act(delay=0.01)) as server:
        outcomes, _, spent, _ = ask_all(tmp_path, CompatibleClient(server.url, served_name="m"), cap)
        assert server.most_under_way == 1
    assert answered(outcomes) > 10
    assert cap - MOST < spent <= cap


def test_an_answer_without_bound_is_refused_before_it_is_paid(tmp_path: Path) -> None:
    unbounded = question(sampling={"temperature": 0.7})
    with pytest.raises(RecipeError, match=r"no longest length.*set max_tokens"):
        most_cost(unbounded, price=PRICE)
    client = ScriptedClient(["Yes."])

    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            budget = Budget(ledger, price_of=lambda model: PRICE)
            async with Engine({"m": client}, ledger=ledger, budget=budget) as engine:
                await engine.ask(unbounded)

    with pytest.raises(RecipeError, match="set max_tokens"):
        asyncio.run(main())
    assert client.calls == []


class Till:
    """The server's own books: every call that reaches it is billed, answered or not."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self.billed = 0

    def act(self, prompt: str, nth: int) -> Act:
        with self._lock:
            luck = self._random.random()
            if luck < 0.1:
                return Act(status=429, headers={"Retry-After": "0.001"})
            prompt_tokens, completion_tokens = self._random.randrange(1, 400), self._random.randrange(1, 33)
            self.billed += PRICE.cost(prompt_tokens=prompt_tokens, completion_tokens=completion_tokens)
            if luck < 0.25:
                return Act(cut="within" if luck < 0.18 else "before")
            body = completion(prompt)
            body["usage"] = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens}
            return Act(body=body, delay=self._random.random() / 100)


def start(url: str, ledger: Path, cap: int) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "tests.llm.spend_all",
        url,
        str(ledger),
        str(len(QUESTIONS)),
        str(cap),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("seed", range(20))
def test_what_the_server_bills_never_passes_the_cap(tmp_path: Path, seed: int) -> None:
    """Killed with -9 twice at drawn moments and resumed, with cut replies, 429s and bills of any size up to the bound."""
    till, cap = Till(seed), 25 * MOST
    luck = random.Random(seed)
    reached = threading.Event()
    with ChatServer(till.act) as server:
        for _ in range(2):
            threshold = server.calls.total() + luck.randrange(1, 25)
            reached.clear()
            server.on_call = lambda total, threshold=threshold: reached.set() if total >= threshold else None
            process = start(server.url, tmp_path, cap)
            while not reached.wait(0.05) and process.poll() is None:
                pass  # nearly all is spent: the run may end before it comes to that
            process.kill()
            process.communicate()
            assert till.billed <= Ledger.open_read_only(tmp_path).spent <= cap
        server.on_call = lambda total: None
        process = start(server.url, tmp_path, cap)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    ledger = Ledger.open_read_only(tmp_path)
    assert 0 < till.billed <= ledger.spent <= cap
    # The cap was the reason to stop: not one more question at its worst would have fitted.
    assert ledger.counts()["responses"] == len(QUESTIONS) or ledger.spent + MOST > cap
