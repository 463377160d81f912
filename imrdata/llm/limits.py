"""How many questions one server is asked at a time, and how many a minute.

In: what became of each question (answered, refused for haste, in trouble). Out: the word to go on. A limit starts at
what the user allows, and learns only from refusals: a 429 says that the server wants less, a 5xx says nothing about
how much it can take. Nothing that is written depends on any of it. Room: llm.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from imrdata.errors import RecipeError

__all__ = ["AdaptiveLimit", "Ceilings", "Pacer"]

#: A refusal takes away so much of what is under way; each whole round of answers gives one place back.
_SHRINK: Final = 0.7
#: No growth where fewer of the places than this are taken: what is not used says nothing about what is possible.
_USED: Final = 0.8
#: Seconds without growth after a server was in trouble.
_TROUBLE: Final = 10.0


class AdaptiveLimit:
    """The places for one model's questions: additive increase, multiplicative decrease.

    Parameters
    ----------
    most
        The places there are at the start and at most.
    clock
        Seconds, for tests.

    Examples
    --------
    >>> async def main():
    ...     limit = AdaptiveLimit(10)
    ...     async with limit.place() as began:
    ...         limit.refused(began)
    ...     return limit.places
    >>> asyncio.run(main())
    7
    """

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._size = float(most)
        self._clock = clock
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._shrunk = float("-inf")
        self._growth_from = float("-inf")
        self._closed_until = float("-inf")
        self.taken = 0

    @property
    def places(self) -> int:
        """How many questions may be under way now."""
        return int(self._size)

    def place(self, *, ahead: bool = False) -> _Held:
        """Hold a place for the length of an ``async with``; it gives the time at which the place was had.

        Parameters
        ----------
        ahead
            Before all who wait: for a question that had a place before.
        """
        return _Held(self, ahead)

    async def _take(self, *, ahead: bool) -> None:
        if not self._waiting and self.taken < self.places and self._clock() >= self._closed_until:
            self.taken += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if ahead:
            self._waiting.appendleft(turn)
        else:
            self._waiting.append(turn)
        self._wake()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the place was given, and nobody is left to take it
                self.taken -= 1
                self._wake()
            raise

    def _give_back(self) -> None:
        self.taken -= 1
        self._wake()

    def _wake(self) -> None:
        if not self._waiting:
            return
        closed = self._closed_until - self._clock()
        if closed > 0:
            asyncio.get_running_loop().call_later(closed, self._wake)
            return
        while self._waiting and self.taken < self.places:
            turn = self._waiting.popleft()
            if not turn.done():
                self.taken += 1
                turn.set_result(None)

    def answered(self) -> None:
        """Say that a question was answered: where the places are used, there will be more of them."""
        if self.taken >= _USED * self.places and self._clock() >= self._growth_from:
            self._size = min(float(self._most), self._size + 1.0 / self._size)

    def refused(self, began: float, *, wait: float = 0.0) -> None:
        """Say that the server refused a question for haste (429).

        Parameters
        ----------
        began
            When the question got its place: what was sent before the last shrinking says nothing new.
        wait
            Seconds for which the server wants no question at all.
        """
        now = self._clock()
        if began >= self._shrunk:
            self._size = max(1.0, self._size * _SHRINK)
            self._shrunk = now
        self._closed_until = max(self._closed_until, now + wait)

    def troubled(self) -> None:
        """Say that the server failed (5xx, cut, silent): no more questions than now for a while."""
        self._growth_from = self._clock() + _TROUBLE


class _Held:
    """A place that is held. No generator: that costs as much as all else a limit does."""

    __slots__ = ("_ahead", "_limit")

    def __init__(self, limit: AdaptiveLimit, ahead: bool) -> None:
        self._limit = limit
        self._ahead = ahead

    async def __aenter__(self) -> float:
        await self._limit._take(ahead=self._ahead)
        return self._limit._clock()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._limit._give_back()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """What a provider's contract allows a minute; None where it says nothing.

    Attributes
    ----------
    requests_per_minute
        Questions a minute.
    tokens_per_minute
        Tokens a minute, of prompts and of answers at their longest, as providers count them.

    Raises
    ------
    RecipeError
        One of them is not above zero.
    """

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None

    def __post_init__(self) -> None:
        for name in ("requests_per_minute", "tokens_per_minute"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise RecipeError(f"{name} is {value}", mend="give a number above 0, or leave it out")


class Pacer:
    """Spreads one model's questions over the minute, so that no ceiling is crossed.

    After a pause a second's worth may go at once; never more, so that no window of a minute holds more than the
    ceiling and that second.

    Examples
    --------
    >>> Pacer(Ceilings()).delay(tokens=1_000)
    0.0
    """

    def __init__(self, ceilings: Ceilings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rates = [
            (per_minute / 60.0, weighs_tokens)
            for per_minute, weighs_tokens in (
                (ceilings.requests_per_minute, False),
                (ceilings.tokens_per_minute, True),
            )
            if per_minute is not None
        ]
        self._free = [float("-inf")] * len(self._rates)

    def delay(self, *, tokens: int) -> float:
        """Book a question; return the seconds to wait until it may go."""
        now = self._clock()
        wait = 0.0
        for number, (rate, weighs_tokens) in enumerate(self._rates):
            begins = max(self._free[number], now - 1.0)
            self._free[number] = begins + (tokens if weighs_tokens else 1) / rate
            wait = max(wait, begins - now)
        return wait

    async def wait(self, *, tokens: int) -> None:
        """Book a question and wait until it may go."""
        if self._rates and (seconds := self.delay(tokens=tokens)) > 0:
            await asyncio.sleep(seconds)
