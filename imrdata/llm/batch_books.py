"""A batch engine with books: money set aside, events told, and an end when one is asked for.

In: questions one at a time, as `Engine.ask` takes them. Out: outcomes, counted and paid for like those of live
questions, at the batch price. A batch that is under way when a run ends stays with its provider; the next run finds it
and settles what was set aside for it. Room: llm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from imrdata.errors import BudgetError, ClientError
from imrdata.llm.batches import BatchEngine
from imrdata.llm.budget import Budget
from imrdata.llm.clients.batching import BatchClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.progress import BUDGET, DRAINED, Event
from imrdata.llm.request import Failure, Request, Response

__all__ = ["BatchBooks"]


class BatchBooks:
    """Asks in batches, with a budget and with events.

    Parameters
    ----------
    clients, ledger
        As for `BatchEngine`.
    budget
        What may be spent; each question is settled when its batch ends.
    on_event
        Called for each `Event`, in the loop.
    pace
        Further arguments of `BatchEngine`: wave, quiet, poll, rounds, retries.
    """

    def __init__(
        self,
        clients: Mapping[str, BatchClient],
        *,
        ledger: Ledger,
        budget: Budget,
        on_event: Callable[[Event], None] | None = None,
        **pace: Any,
    ) -> None:
        self._ledger, self._budget, self._on_event = ledger, budget, on_event
        # What an earlier run set aside for a batch that is still under way is settled when that batch ends. What it set
        # aside for a live question is spent: that question may have been answered and paid for besides.
        under_way = {key for step in ledger.batches() if step.state != "ended" for key in step.keys}
        self._held = {key: found for key in under_way if (found := budget.earlier(key)) is not None}
        self._stop: asyncio.Future[Any] | None = None
        self._draining = False
        self._engine = BatchEngine(clients, ledger=ledger, reserve=self._reserve, settle=self._settle, **pace)

    async def __aenter__(self) -> Self:
        self._stop = asyncio.get_running_loop().create_future()
        await self._engine.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._engine.__aexit__(kind, error, trace)

    def drain(self) -> None:
        """Wait for nothing any more: a batch may take a day. The next run takes up what is under way."""
        self._draining = True
        if self._stop is not None and not self._stop.done():
            self._stop.set_result(None)

    async def ask(self, request: Request) -> Response | Failure:
        """Return the answer to a question, by a batch if the ledger has none."""
        self._emit("requested", request)
        stored = self._ledger.answer(request.key)
        outcome = stored or await self._outcome(request)
        if isinstance(outcome, Failure):
            self._emit("failed", request, outcome.kind)
        else:
            self._emit("reused" if stored else "answered", request)
        return outcome

    async def _outcome(self, request: Request) -> Response | Failure:
        key = request.key
        if self._draining or self._stop is None:
            return Failure(key=key, kind=DRAINED, message="The run was stopped before it was sent.", attempts=0)
        try:
            if key not in self._held:
                await self._set_aside(request)
        except BudgetError as error:
            return Failure(key=key, kind=BUDGET, message=str(error), attempts=0)
        answer = asyncio.ensure_future(self._engine.ask(request))
        either: list[asyncio.Future[Any]] = [answer, self._stop]
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            return Failure(key=key, kind=DRAINED, message="Its batch is under way; run again.", attempts=0)
        finally:
            answer.cancel()

    async def _set_aside(self, request: Request) -> None:
        self._ledger.append_request(request)
        # Nothing that is under way comes back before its batch ends, so there is nothing to wait for.
        reservation = await self._budget.reserve(request, batch=True, wait=False)
        if reservation is not None:
            self._held[request.key] = reservation

    async def _reserve(self, requests: Sequence[Request]) -> None:
        """Set money aside anew for what an earlier batch did not answer."""
        for request in requests:
            if request.key not in self._held:
                await self._set_aside(request)

    async def _settle(self, key: str, outcome: Response | ClientError) -> None:
        reservation = self._held.pop(key, None)
        request = self._ledger.request(key)
        if reservation is None or request is None:
            return
        if isinstance(outcome, Response):
            cost = self._budget.answered(reservation, request, outcome)
        else:
            cost = self._budget.failed(reservation, billed=outcome.billed)
        self._emit("paid", request, cost=cost)

    def _emit(self, what: str, request: Request, detail: str = "", *, cost: int = 0) -> None:
        if self._on_event is not None:
            self._on_event(Event(what=what, request=request, detail=detail, cost=cost))
