"""Which endpoints are put aside for a while: those whose connection failed again and again.

In: strikes, each with the letter it came of. Out: the endpoints in the order to ask them. A slow answer is no strike,
nor is a refusal; strikes of one letter count once, however many of its legs failed; and when all are put aside, all
are asked, since an endpoint that may be back is better than none.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from imrdata.errors import ClientError
from serve.transport import Endpoint

__all__ = ["STRIKES", "Breaker"]

#: Failures of the connection or of the server behind it. Busy and rate-limited servers work; they are passed over
#: for this letter only.
STRIKES: Final = frozenset({"unreachable", "cut", "timeout", "server_error", "malformed"})


@dataclass(slots=True)
class _Books:
    strikes: dict[str, float] = field(default_factory=dict)  # letter to time
    off_until: float = 0.0


class Breaker:
    """Puts an endpoint aside for `off` seconds after `strikes` letters failed at it within `window` seconds.

    Examples
    --------
    >>> breaker = Breaker(strikes=1, window=60, off=120)
    >>> a, b = (Endpoint(alias=name, base_url="http://127.0.0.1:1") for name in "ab")
    >>> breaker.strike(a, letter="1", error=_example_error())
    >>> [endpoint.alias for endpoint in breaker.order([a, b])]
    ['b']
    """

    def __init__(self, *, strikes: int, window: float, off: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = strikes
        self._window = window
        self._off = off
        self._clock = clock
        self._books: dict[str, _Books] = {}

    def strike(self, endpoint: Endpoint, *, letter: str, error: ClientError) -> None:
        """Note a failure; those of other kinds than `STRIKES` don't count."""
        if error.kind not in STRIKES:
            return
        now = self._clock()
        books = self._books.setdefault(endpoint.alias, _Books())
        books.strikes = {name: when for name, when in books.strikes.items() if now - when < self._window}
        books.strikes.setdefault(letter, now)
        if len(books.strikes) >= self._most:
            books.strikes.clear()
            books.off_until = now + self._off

    def order(self, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
        """Return the endpoints to ask, in their order; all of them if all are put aside."""
        now = self._clock()
        on = [each for each in endpoints if self._books.get(each.alias, _Books()).off_until <= now]
        return on or list(endpoints)


def _example_error() -> ClientError:
    error = ClientError("cut")
    error.kind = "cut"
    return error
