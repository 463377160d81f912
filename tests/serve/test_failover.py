"""Several endpoints behind one client: who is asked, who is put aside, and that every letter ends exactly once."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from imrdata.errors import ClientError
from serve.breaker import STRIKES, Breaker
from serve.client import Asked, AsyncClient, Ended, Endpoint, Letter, Piece, Settings
from tests.serve.model_server import Act, ModelServer
from tests.serve.test_client import at, stream, write

HERE = [Endpoint(alias=name, base_url="http://127.0.0.1:9") for name in "abc"]


def error(kind: str) -> ClientError:
    found = ClientError(kind)
    found.kind = kind
    return found


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def order(breaker: Breaker) -> str:
    return "".join(endpoint.alias for endpoint in breaker.order(HERE))


def test_three_failures_within_a_minute_put_an_endpoint_aside_for_two() -> None:
    clock = Clock()
    breaker = Breaker(strikes=3, window=60, off=120, clock=clock)
    for letter in "123":
        assert order(breaker) == "abc"
        breaker.strike(HERE[0], letter=letter, error=error("cut"))
        clock.now += 29
    assert order(breaker) == "bc"
    clock.now += 120 - 29 - 0.5
    assert order(breaker) == "bc"
    clock.now += 0.5
    assert order(breaker) == "abc"


def test_failures_far_apart_put_nothing_aside() -> None:
    clock = Clock()
    breaker = Breaker(strikes=3, window=60, off=120, clock=clock)
    for letter in "12345":
        breaker.strike(HERE[0], letter=letter, error=error("cut"))
        clock.now += 31
    assert order(breaker) == "abc"


def test_a_letter_strikes_once_however_many_legs_it_has() -> None:
    breaker = Breaker(strikes=2, window=60, off=120)
    for _ in range(5):
        breaker.strike(HERE[0], letter="1", error=error("unreachable"))
    assert order(breaker) == "abc"
    breaker.strike(HERE[0], letter="2", error=error("unreachable"))
    assert order(breaker) == "bc"


@pytest.mark.parametrize("kind", ["refused", "model_missing", "rate_limit", "busy", "too_long", "bad_request"])
def test_what_is_no_failure_of_a_connection_is_no_strike(kind: str) -> None:
    assert kind not in STRIKES
    breaker = Breaker(strikes=1, window=60, off=120)
    breaker.strike(HERE[0], letter="1", error=error(kind))
    assert order(breaker) == "abc"


def test_when_all_are_put_aside_all_are_asked() -> None:
    breaker = Breaker(strikes=1, window=60, off=120)
    for endpoint in HERE:
        breaker.strike(endpoint, letter="1", error=error("cut"))
    assert order(breaker) == "abc"


@pytest.mark.parametrize(
    "act",
    [Act(status=500), Act(status=429), Act(status=503), Act(status=404), Act(status=401), Act(raw=b": \n\n"),
     Act(model="another"), Act(content_type="text/html"), Act(silence=2)],
    ids=["500", "429", "503", "missing", "key", "cut", "other model", "html", "silent"],
)  # fmt: skip
def test_before_the_first_byte_the_next_endpoint_is_asked(
    act: Act, settings: Settings, asked: Asked, good: str
) -> None:
    with ModelServer(default=act) as first, ModelServer(default=Act(good)) as second:
        letter = write(replace(settings, first_byte=0.5), at(first, second), asked)
        assert (len(first.bodies), len(second.bodies)) == (1, 1)
    assert letter.provenance.endpoint == "b"
    assert letter.provenance.answer == 1  # it is no second answer: the first never began


def test_an_endpoint_that_is_down_is_passed_over(settings: Settings, asked: Asked, good: str) -> None:
    with ModelServer() as gone:
        endpoints = at(gone)
    with ModelServer(default=Act(good)) as server:
        letter = write(settings, [*endpoints, Endpoint(alias="b", base_url=server.url)], asked)
    assert letter.provenance.endpoint == "b"


def test_what_every_endpoint_would_say_is_asked_once(settings: Settings, asked: Asked) -> None:
    with ModelServer(default=Act(status=413)) as first, ModelServer() as second:
        with pytest.raises(ClientError) as caught:
            write(settings, at(first, second), asked)
        assert second.bodies == []
    assert caught.value.kind == "too_long"


def test_when_none_answers_each_is_named(settings: Settings, asked: Asked) -> None:
    failing, busy = ModelServer(default=Act(status=500)), ModelServer(default=Act(status=429))
    said = r"no endpoint answered \(a: server_error, b: rate_limit\)"
    with failing as first, busy as second, pytest.raises(ClientError, match=said) as caught:
        write(settings, at(first, second), asked)
    assert caught.value.kind == "rate_limit"


def test_after_the_first_byte_no_other_endpoint_goes_on(settings: Settings, asked: Asked, good: str) -> None:
    with ModelServer(default=Act(good, cut_after=2)) as first, ModelServer(default=Act("Dear other")) as second:
        events = stream(replace(settings, tries=1), at(first, second), asked)
        assert second.bodies == []
    shown = "".join(event.text for event in events if isinstance(event, Piece))
    assert good.startswith(shown)
    assert isinstance(events[-1], Ended)
    assert (events[-1].how, events[-1].reasons) == ("withheld", ("cut",))


def test_an_endpoint_that_fails_again_and_again_is_left_alone(settings: Settings, asked: Asked, good: str) -> None:
    async def main() -> list[Letter]:
        async with AsyncClient(settings, at(first, second)) as client:
            return [await client.write(asked) for _ in range(6)]

    with ModelServer(default=Act(status=500)) as first, ModelServer(default=Act(good)) as second:
        letters = asyncio.run(main())
        assert (len(first.bodies), len(second.bodies)) == (3, 6)
    assert [letter.text for letter in letters] == [good] * 6


def test_a_slow_success_is_no_strike(settings: Settings, asked: Asked, good: str) -> None:
    async def main() -> list[str]:
        async with AsyncClient(replace(settings, strikes=1), at(first, second)) as client:
            return [(await client.write(asked)).provenance.endpoint for _ in range(3)]

    with ModelServer(default=Act(good, silence=0.3, drip=0.05)) as first, ModelServer(default=Act(good)) as second:
        assert asyncio.run(main()) == ["a"] * 3


def test_a_hedge_asks_a_second_endpoint_beside_a_silent_first(settings: Settings, asked: Asked, good: str) -> None:
    hedged = replace(settings, hedge_after=0.2, first_byte=4.0)
    with ModelServer(default=Act(good, silence=3)) as first, ModelServer(default=Act(good)) as second:
        started = time.monotonic()
        letter = write(hedged, at(first, second), asked)
        assert time.monotonic() - started < 2
        deadline = time.monotonic() + 5
        while first.under_way and time.monotonic() < deadline:
            time.sleep(0.02)
        assert first.under_way == 0  # the leg that lost was ended at its server
        # In time, the first needs no help.
        first.default = Act(good)
        assert write(hedged, at(first, second), asked).provenance.endpoint == "a"
        assert len(second.bodies) == 1
    assert letter.provenance.endpoint == "b"


def test_one_of_two_dies_under_load_and_every_letter_ends_once(settings: Settings, asked: Asked, good: str) -> None:
    letters = 24

    async def main() -> list[Letter | BaseException]:
        async with AsyncClient(replace(settings, first_byte=4.0), at(first, second)) as client:

            async def one(number: int) -> Letter:
                await asyncio.sleep(number * 0.02)
                if number == letters // 3:
                    # From now on, as when a machine goes down: what is under way is cut, what comes is refused.
                    first.default = Act(status=500)
                    await asyncio.to_thread(first.cut_all)
                return await client.write(asked)

            return await asyncio.gather(*(one(number) for number in range(letters)), return_exceptions=True)

    with ModelServer(default=Act(good, drip=0.05)) as first, ModelServer(default=Act(good, drip=0.02)) as second:
        outcomes = asyncio.run(main())
    assert [outcome.text for outcome in outcomes if isinstance(outcome, Letter)] == [good] * letters
    by = [outcome.provenance.endpoint for outcome in outcomes if isinstance(outcome, Letter)]
    assert by.count("b") >= letters // 2
