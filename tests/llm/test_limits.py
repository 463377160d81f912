"""Places, their shrinking and growing, and ceilings by the minute; a clock of our own, no server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.errors import RecipeError
from imrdata.llm.limits import AdaptiveLimit, Ceilings, Pacer


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def fill(limit: AdaptiveLimit, taken: int) -> None:
    """Behave as if so many places were taken."""
    limit.taken = taken


def test_only_a_refusal_shrinks_and_one_storm_shrinks_once() -> None:
    clock = Clock()
    limit = AdaptiveLimit(64, clock=clock)
    began = clock.now
    clock.now += 1
    for _ in range(40):  # all were sent before the first refusal came back
        limit.refused(began)
    assert limit.places == 44
    limit.troubled()
    assert limit.places == 44
    limit.refused(clock.now)
    assert limit.places == 31


def test_it_never_shrinks_below_one_and_never_grows_above_the_most() -> None:
    clock = Clock()
    limit = AdaptiveLimit(3, clock=clock)
    for _ in range(50):
        clock.now += 1
        limit.refused(clock.now)
    assert limit.places == 1
    for _ in range(200):
        fill(limit, limit.places)
        limit.answered()
    assert limit.places == 3


def test_a_round_of_answers_gives_one_place_back_if_places_are_used() -> None:
    limit = AdaptiveLimit(100, clock=Clock())
    limit.refused(100.0)
    assert limit.places == 70
    for _ in range(71):
        fill(limit, 55)  # under four fifths
        limit.answered()
    assert limit.places == 70
    for _ in range(71):
        fill(limit, 56)
        limit.answered()
    assert limit.places == 71


def test_trouble_pauses_growth_for_a_while() -> None:
    clock = Clock()
    limit = AdaptiveLimit(10, clock=clock)
    limit.refused(clock.now)
    fill(limit, 7)
    limit.troubled()
    for _ in range(20):
        limit.answered()
    assert limit.places == 7
    clock.now += 11
    for _ in range(20):
        limit.answered()
    assert limit.places > 7


def test_places_are_given_in_turn_and_those_who_had_one_go_ahead() -> None:
    order: list[str] = []

    async def main() -> None:
        limit = AdaptiveLimit(1)

        async def ask(name: str, *, ahead: bool = False) -> None:
            async with limit.place(ahead=ahead):
                order.append(name)
                await asyncio.sleep(0)

        async with limit.place():
            tasks = [asyncio.create_task(ask(name)) for name in "abc"]
            await asyncio.sleep(0)
            tasks.append(asyncio.create_task(ask("again", ahead=True)))
            await asyncio.sleep(0)
            leaving = asyncio.create_task(ask("leaving", ahead=True))
            await asyncio.sleep(0)
            leaving.cancel()
        await asyncio.gather(*tasks)
        assert limit.taken == 0

    asyncio.run(main())
    assert order == ["again", "a", "b", "c"]


def test_a_place_given_to_somebody_who_just_left_is_not_lost() -> None:
    async def main() -> None:
        limit = AdaptiveLimit(1)
        gate = limit.place()
        await gate.__aenter__()
        waiting = asyncio.create_task(limit.place().__aenter__())
        await asyncio.sleep(0)
        await gate.__aexit__(None, None, None)  # the place is theirs now
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert limit.taken == 0
        async with asyncio.timeout(1), limit.place():
            pass

    asyncio.run(main())


def test_a_server_that_wants_quiet_gets_it() -> None:
    async def main() -> float:
        limit = AdaptiveLimit(4)
        loop = asyncio.get_running_loop()
        async with limit.place() as began:
            limit.refused(began, wait=0.2)
        start = loop.time()
        async with limit.place():
            return loop.time() - start

    assert 0.15 <= asyncio.run(main()) < 5


@given(st.lists(st.floats(0, 3), min_size=1, max_size=300), st.integers(1, 600))
def test_no_window_of_a_minute_holds_more_than_the_ceiling(gaps: list[float], per_minute: int) -> None:
    clock = Clock()
    pacer = Pacer(Ceilings(requests_per_minute=per_minute), clock=clock)
    sent = []
    for gap in gaps:
        clock.now += gap
        sent.append(clock.now + pacer.delay(tokens=1))
    assert sent == sorted(sent)
    most = per_minute * 61 / 60 + 1  # the ceiling, and the second that may go at once
    for start in sent:
        assert sum(start <= moment < start + 60 for moment in sent) <= most + 1e-6


def test_tokens_count_as_they_weigh() -> None:
    clock = Clock()
    pacer = Pacer(Ceilings(tokens_per_minute=6_000), clock=clock)
    assert pacer.delay(tokens=1_000) == 0.0
    assert pacer.delay(tokens=1) == pytest.approx(9.0)  # a second's worth was free
    clock.now += 100
    assert pacer.delay(tokens=1) == 0.0


@pytest.mark.parametrize("make", [lambda: Ceilings(requests_per_minute=0), lambda: Ceilings(tokens_per_minute=-1)])
def test_a_ceiling_of_nothing_is_refused(make: Callable[[], Ceilings]) -> None:
    with pytest.raises(RecipeError, match="above 0, or leave it out"):
        make()
