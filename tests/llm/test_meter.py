"""What a live view shows, from events alone, with a clock of the test's."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.errors import PermanentClientError, TransientClientError
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.meter import Meter, dollars
from imrdata.llm.progress import Event
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from tests.llm.questions import question

ASKED = question()


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def meter() -> tuple[Meter, Clock]:
    clock = Clock()
    return Meter(clock=clock), clock


def note(meter: Meter, *what: str, detail: str = "", cost: int = 0) -> None:
    for word in what:
        meter.note(Event(what=word, request=ASKED, detail=detail, cost=cost))


def test_a_question_is_in_flight_from_being_sent_to_being_settled() -> None:
    counted, _ = meter()
    note(counted, "requested", "requested", "requested", "sent", "sent")
    assert counted.read().in_flight == 2
    note(counted, "retry", detail="busy")
    assert counted.read().in_flight == 1  # it waits for another try
    note(counted, "sent", "answered")
    note(counted, "failed", detail="too_long")
    note(counted, "reused")
    figures = counted.read()
    assert (figures.in_flight, figures.answered, figures.reused) == (0, 1, 1)
    assert (figures.retries, figures.failed) == ({"busy": 1}, {"too_long": 1})


@given(st.lists(st.sampled_from(["requested", "sent", "retry", "answered", "reused", "failed", "waiting", "new"])))
def test_no_order_of_events_gives_nonsense(words: list[str]) -> None:
    counted, clock = meter()
    for word in words:
        clock.now += 0.4
        note(counted, word, cost=7)
        figures = counted.read()
        assert 0 <= figures.in_flight <= words.count("sent")
        assert figures.rate >= 0
        assert str(figures)
    assert counted.read().cost == 7 * len(words)


def test_a_failure_that_two_waited_for_does_not_hide_others() -> None:
    counted, _ = meter()
    note(counted, *["requested"] * 2, "sent")
    note(counted, *["failed"] * 2, detail="cut")
    note(counted, *["requested"] * 3, *["sent"] * 3)
    assert counted.read().in_flight == 3


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    counted, clock = meter()
    assert counted.read().rate == 0
    for _ in range(100):
        note(counted, "answered")
        clock.now += 0.1
    assert counted.read().rate == pytest.approx(10, rel=0.01)
    clock.now += 10
    assert counted.read().rate == pytest.approx(5, rel=0.01)  # 100 in the 20 seconds there were
    clock.now += 15
    assert 0 < counted.read().rate < 3
    clock.now += 3.5
    assert 0.2 < counted.read().rate < 0.5
    assert " answers/min · 100 answered" in str(counted.read())
    clock.now += 30
    assert counted.read().rate == 0


def test_the_time_left_is_at_the_pace_of_what_is_not_done() -> None:
    counted, clock = meter()
    counted.part("baseline", 0, 500)
    counted.part("model", 0, 100)
    assert counted.read().left is None  # nothing is known of the pace
    counted.part("baseline", 500, 500)  # at once: it says nothing of the model's pace
    assert counted.read().left is None
    for done in range(1, 21):
        clock.now += 1
        counted.part("model", done, 100)
    assert counted.read().left == pytest.approx(80, rel=0.1)
    clock.now += 60
    assert counted.read().left is None  # it has come to a stand
    counted.part("model", 100, 100)
    assert counted.read().left == 0


def test_waiting_is_said_until_something_is_sent() -> None:
    counted, _ = meter()
    note(counted, "waiting", detail="budget")
    assert counted.read().waiting == "budget"
    assert "waiting for budget" in str(counted.read())
    note(counted, "sent")
    assert counted.read().waiting == ""


def test_all_of_it_in_one_line() -> None:
    counted, clock = meter()
    counted.part("m", 0, 40)
    note(counted, *["requested"] * 40, *["sent"] * 12)
    note(counted, *["answered"] * 8, cost=1_234_500_000)
    note(counted, "retry", "retry", detail="busy")
    note(counted, "failed", detail="too_long")
    note(counted, "reused")
    clock.now += 4
    counted.part("m", 10, 40)
    assert str(counted.read()) == (
        "2.0 answers/s · 8 answered · 1 reused · 1 in flight · $0.0099 · 12 s left · failed: too_long 1 · asked again: busy 2"
    )


@pytest.mark.parametrize(
    ("picodollars", "words"),
    [
        (0, "$0"),
        (1, "under $0.0001"),
        (10**8 - 1, "under $0.0001"),
        (10**8, "$0.0001"),
        (149_999_999, "$0.0001"),
        (150_000_000, "$0.0002"),
        (999_999_999_999, "$1.0000"),
        (99_999_949_999_999, "$99.9999"),
        (100 * 10**12, "$100.00"),
        (12_345_678 * 10**12 + 1, "$12,345,678.00"),
        (-(10**12), "-$1.0000"),
    ],
)
def test_money_in_words(picodollars: int, words: str) -> None:
    assert dollars(picodollars) == words


def test_events_from_many_threads_are_all_counted() -> None:
    counted, _ = meter()

    def work() -> None:
        for _ in range(5_000):
            note(counted, "requested", "sent", "answered", cost=3)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        figures = counted.read()
        assert figures.cost <= 3 * 3 * 4 * 5_000
    for thread in threads:
        thread.join()
    figures = counted.read()
    assert (figures.answered, figures.in_flight, figures.cost) == (20_000, 0, 3 * 3 * 20_000)


def test_an_engines_own_events_add_up(tmp_path: Path) -> None:
    def answer(request: Request) -> str:
        number = int(request.messages[-1]["content"])
        if number == 3:
            error = PermanentClientError("too long")
            error.kind = "too_long"
            raise error
        tries[number] = tries.get(number, 0) + 1
        if number in (5, 6) and tries[number] == 1:
            busy = TransientClientError("busy")
            busy.kind = "busy"
            raise busy
        return f"answer {number}"

    tries: dict[int, int] = {}
    counted = Meter()

    async def main() -> list[Response | Failure]:
        with Ledger(tmp_path) as ledger:
            async with Engine(
                {"m": ScriptedClient(answer)}, ledger=ledger, retries=Retries(first_wait=0.01), on_event=counted.note
            ) as engine:
                numbers = [*range(10), *range(4)]  # the last four at the same time as the first
                return await asyncio.gather(*(engine.ask(question(str(number))) for number in numbers))

    asyncio.run(main())
    figures = counted.read()
    assert (figures.answered, figures.reused, figures.in_flight) == (9, 3, 0)
    assert (figures.failed, figures.retries) == ({"too_long": 2}, {"busy": 2})
