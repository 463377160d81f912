"""The first endpoint that begins to answer.

In: a body and the letter it is for. Out: an answer whose first text is there. Until then another endpoint may be
asked, one after the other or, after `hedge_after` seconds, beside it; from then on never: an answer that was begun is
not exchanged for another under its reader's eyes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from imrdata.errors import ClientError, RecipeError, TransientClientError
from serve.breaker import Breaker
from serve.transport import Answer, Endpoint, Transport

__all__ = ["Failover"]

#: What another endpoint would answer just the same.
_EVERYWHERE: Final = frozenset({"too_long", "bad_request", "filtered", "network_forbidden"})

#: Which of several failures tells most about what to do, first to last.
_TELLING: Final = (
    *("rate_limit", "busy", "timeout", "cut", "server_error", "malformed", "unreachable"),
    *("model_missing", "refused"),
)


class Failover:
    """Asks endpoints in their order, without those that the breaker put aside."""

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        *,
        transport: Transport,
        breaker: Breaker,
        model: str,
        hedge_after: float = 0.0,
    ) -> None:
        if not endpoints or len({endpoint.alias for endpoint in endpoints}) != len(endpoints):
            raise RecipeError(
                "there must be at least one endpoint, each with an alias of its own",
                where="endpoints",
                mend="name each once",
            )
        self._endpoints = tuple(endpoints)
        self._transport = transport
        self._breaker = breaker
        self._model = model
        self._hedge_after = hedge_after

    async def begin(self, body: bytes, *, letter: str) -> Answer:
        """Return an answer that has begun.

        Raises
        ------
        ClientError
            None began: the error names each endpoint asked and what became of it.
        """
        waiting = self._breaker.order(self._endpoints)
        legs: dict[asyncio.Task[Answer], Endpoint] = {}
        errors: list[tuple[Endpoint, ClientError]] = []
        try:
            while True:
                if not legs:
                    if not waiting:
                        raise _joined(errors)
                    self._start(legs, waiting.pop(0), body)
                hedge = self._hedge_after if self._hedge_after and waiting else None
                done, _ = await asyncio.wait(legs, timeout=hedge, return_when=asyncio.FIRST_COMPLETED)
                if not done:
                    self._start(legs, waiting.pop(0), body)
                # By the order in which they were asked, should two have begun at the same moment.
                for leg in [leg for leg in legs if leg in done]:
                    error = leg.exception()
                    if error is None:
                        legs.pop(leg)
                        return leg.result()
                    endpoint = legs.pop(leg)
                    if not isinstance(error, ClientError) or error.kind in _EVERYWHERE:
                        raise error
                    self.failed(endpoint, letter=letter, error=error)
                    errors.append((endpoint, error))
        finally:
            await _drop(legs)

    def failed(self, endpoint: Endpoint, *, letter: str, error: ClientError) -> None:
        """Note that an endpoint failed a letter, before or within its answer."""
        self._breaker.strike(endpoint, letter=letter, error=error)

    def _start(self, legs: dict[asyncio.Task[Answer], Endpoint], endpoint: Endpoint, body: bytes) -> None:
        async def begin() -> Answer:
            answer = self._transport.ask(endpoint, body, model=self._model)
            await answer.begin()
            return answer

        legs[asyncio.create_task(begin())] = endpoint


async def _drop(legs: dict[asyncio.Task[Answer], Endpoint]) -> None:
    """End the legs that lost; one that had just begun is closed."""
    for leg in legs:
        leg.cancel()
    for outcome in await asyncio.gather(*legs, return_exceptions=True):
        if isinstance(outcome, Answer):
            await outcome.close()


def _joined(errors: Sequence[tuple[Endpoint, ClientError]]) -> ClientError:
    """Return one error that names what became of each endpoint."""
    if len(errors) == 1:
        return errors[0][1]
    first = min((error for _, error in errors), key=lambda error: _TELLING.index(error.kind))
    told = ", ".join(f"{endpoint.alias}: {error.kind}" for endpoint, error in errors)
    joined = type(first)(f"no endpoint answered ({told})", mend=first.mend)
    joined.kind = first.kind
    joined.billed = any(error.billed for _, error in errors)
    if isinstance(first, TransientClientError) and isinstance(joined, TransientClientError):
        joined.retry_after = first.retry_after
    return joined
