"""The engine: asks each question once, and stores what came back before anyone sees it.

In: requests, a client for each model, a ledger. Out: a `Response`, or a `Failure` that says why there is
none; never an error dressed up as text. Plain asyncio, so it runs inside a notebook's loop as well. Room:
llm.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from imrdata.errors import BudgetError, ClientError, RecipeError, TransientClientError
from imrdata.llm.budget import Budget
from imrdata.llm.clients import Client
from imrdata.llm.ledger import Ledger
from imrdata.llm.limits import AdaptiveLimit, Ceilings, Pacer
from imrdata.llm.money import Reservation
from imrdata.llm.progress import BUDGET, CANCELLED, DRAINED, STOPPED, Counts, Event
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import RATE_LIMIT, Retries, Tries
from imrdata.llm.tokens import estimate_tokens

__all__ = ["Engine"]


class _Shared:
    """One question under way, and who waits for it."""

    __slots__ = ("askers", "ended", "task")

    def __init__(self) -> None:
        self.askers: list[asyncio.Future[Response | Failure]] = []
        self.ended = False
        self.task: asyncio.Task[None] | None = None


class Engine:
    """Asks models through their clients and remembers every answer in a ledger.

    Parameters
    ----------
    clients
        A client for each catalogue id that will be asked. A client is opened when it is first needed: a run
        whose answers are all in the ledger starts no server and needs no key.
    ledger
        Where questions, answers and failures are kept. The engine does not close it.
    in_flight
        How many questions of one model are under way at most, from sending to the answer being durable. It
        is also how many a kill can cost. A server that refuses for haste gets fewer (`imrdata.llm.limits`).
    retries
        When and how often to ask again.
    budget
        What may be spent; None: nothing is set aside and nothing counted.
    ceilings
        What each model's provider allows a minute, by catalogue id.
    on_event
        Called for each `Event`, in the loop: it must be quick.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from imrdata.llm.clients.scripted import ScriptedClient
    >>> async def main(folder):
    ...     request = Request(
    ...         task="t",
    ...         model="m",
    ...         identity={},
    ...         messages=({"role": "user", "content": "Hello?"},),
    ...         sampling={},
    ...     )
    ...     with Ledger(folder) as ledger:
    ...         async with Engine({"m": ScriptedClient(["Hello."])}, ledger=ledger) as engine:
    ...             first, again = await engine.ask(request), await engine.ask(request)
    ...             return first.text, again.text, engine.counts.answered, engine.counts.reused
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     asyncio.run(main(Path(folder)))
    ('Hello.', 'Hello.', 1, 1)
    """

    def __init__(
        self,
        clients: Mapping[str, Client],
        *,
        ledger: Ledger,
        in_flight: int = 8,
        retries: Retries | None = None,
        budget: Budget | None = None,
        ceilings: Mapping[str, Ceilings] | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        self._clients = dict(clients)
        self._ledger = ledger
        self._retries = retries or Retries()
        self._on_event = on_event
        self._budget = budget
        self._limits = {model: AdaptiveLimit(in_flight) for model in self._clients}
        self._pacers = {model: Pacer((ceilings or {}).get(model) or Ceilings()) for model in self._clients}
        self._bounded = {model for model, ceiling in (ceilings or {}).items() if ceiling != Ceilings()}
        self._draining = False
        self._opening = {model: asyncio.Lock() for model in self._clients}
        self._opened: set[str] = set()
        self._shared: dict[str, _Shared] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        # Jitter shapes waits only; nothing that is written depends on it.
        self._random = random.Random()
        self.counts = Counts()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for shared in self._shared.values():  # of a task that was cancelled before its first step
            for asker in shared.askers:
                asker.cancel()
        opened, self._opened = sorted(self._opened), set()
        results = await asyncio.gather(*(self._clients[model].close() for model in opened), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and error is None:
                raise result

    def drain(self) -> None:
        """Send nothing more; what is under way comes to its end. From now on `ask` returns stated failures."""
        self._draining = True

    @property
    def draining(self) -> bool:
        """Whether `drain` was called."""
        return self._draining

    async def ask(self, request: Request) -> Response | Failure:
        """Return the answer to a question: the ledger's if there is one, else a model's.

        A failure that the ledger holds from an earlier run is no answer; its question is asked again. The
        same question asked twice at once is sent once.

        Raises
        ------
        RecipeError
            No client was given for the request's model, or its key is not set.
        MissingExtraError
            The client needs something that is not installed.
        RunFolderError
            The ledger can't be written. What is not stored is not returned.

        Notes
        -----
        Two kinds of failure are returned and not stored, since the question was never sent: ``budget`` where what is
        left does not cover it, ``drained`` after `drain`.
        """
        self.counts.requested += 1
        try:
            self._emit("requested", request)
            outcome, reused = await self._outcome(request)
        except asyncio.CancelledError:
            self.counts.failed[CANCELLED] += 1
            raise
        except BaseException:
            self.counts.failed[STOPPED] += 1
            raise
        if isinstance(outcome, Failure):
            self.counts.failed[outcome.kind] += 1
            self._emit("failed", request, outcome.kind)
        elif reused:
            self.counts.reused += 1
            self._emit("reused", request)
        else:
            self.counts.answered += 1
            self._emit("answered", request)
        return outcome

    def _emit(self, what: str, request: Request, detail: str = "", *, cost: int = 0) -> None:
        if self._on_event is not None:
            self._on_event(Event(what=what, request=request, detail=detail, cost=cost))

    async def _outcome(self, request: Request) -> tuple[Response | Failure, bool]:
        """Return what became of a question, and whether it was answered without being sent for this asker."""
        key = request.key
        stored = self._ledger.answer(key)
        if stored is not None:
            return stored, True
        if request.model not in self._clients:
            raise RecipeError(
                f"no client was given for the model {request.model!r}",
                mend=f"give one; there are clients for {', '.join(sorted(self._clients)) or 'none'}",
            )
        shared = self._shared.get(key)
        joined = shared is not None
        if shared is None:
            shared = self._shared[key] = _Shared()
            shared.task = asyncio.create_task(self._lead(request, key, shared))
            self._tasks.add(shared.task)
        # A future of its own: one asker's cancellation must not take the answer from another.
        asker: asyncio.Future[Response | Failure] = asyncio.get_running_loop().create_future()
        shared.askers.append(asker)
        try:
            return await asker, joined
        finally:
            shared.askers.remove(asker)
            if not shared.askers and not shared.ended:
                if shared.task is not None:
                    shared.task.cancel()
                self._forget(key, shared)

    async def _lead(self, request: Request, key: str, shared: _Shared) -> None:
        """Put a question and tell all who wait: from here, since a callback would cost each a turn of the loop."""
        try:
            outcome = await self._put(request, key)
        except asyncio.CancelledError:
            for asker in shared.askers:
                asker.cancel()
            raise
        except BaseException as error:
            for asker in shared.askers:
                if not asker.done():
                    asker.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            for asker in shared.askers:
                if not asker.done():
                    asker.set_result(outcome)
        finally:
            shared.ended = True
            if shared.task is not None:
                self._tasks.discard(shared.task)
            self._forget(key, shared)

    def _forget(self, key: str, shared: _Shared) -> None:
        if self._shared.get(key) is shared:
            del self._shared[key]

    async def _put(self, request: Request, key: str) -> Response | Failure:
        """Put a question to its model until there is an answer or none to be had, and store which."""
        limit = self._limits[request.model]
        tries = Tries(self._retries)
        while True:
            async with limit.place(ahead=tries.sent > 0) as began:
                outcome = await self._try(request, key, tries)
                if isinstance(outcome, Response):
                    limit.answered()
                if not isinstance(outcome, TransientClientError):
                    return outcome
                wait = tries.failed(outcome, now=began, jitter=self._random.random())
                if wait is None:
                    return await self._give_up(key, outcome, tries.sent)
                self._emit("retry", request, outcome.kind)
                hasty = outcome.kind == RATE_LIMIT
                if hasty:
                    limit.refused(began, wait=min(wait, outcome.retry_after or 0.0))
                else:
                    limit.troubled()
                    # With its place held: a server in trouble is not helped by more questions.
                    await asyncio.sleep(wait)
            if hasty:
                await asyncio.sleep(wait)

    async def _try(self, request: Request, key: str, tries: Tries) -> Response | Failure | TransientClientError:
        """Send a question once, with its money set aside; what may pass is returned, not raised."""
        if request.model in self._bounded:  # else nobody asks what it weighs, and that is a walk over the prompt
            await self._pacers[request.model].wait(tokens=_weight(request))
        client = await self._client(request.model)
        if self._draining:
            return Failure(
                key=key, kind=DRAINED, message="The run was stopped before it was sent.", attempts=tries.sent
            )
        self._ledger.append_request(request)
        try:
            reservation = await self._budget.reserve(request) if self._budget else None
        except BudgetError as error:
            return Failure(key=key, kind=BUDGET, message=str(error), attempts=tries.sent)
        tries.sent += 1
        self.counts.sent += 1
        self._emit("sent", request)
        billed = True  # so that a cancellation, or an error of ours, counts as spent: the server may be at work
        try:
            response = await client.ask(request)
        except TransientClientError as error:
            billed = error.billed
            return error
        except ClientError as error:
            billed = error.billed
            return await self._give_up(key, error, tries.sent)
        else:
            # No await between the answer and its being handed over: a cancellation can't lose it.
            if (response.key, response.attempts) != (key, tries.sent):
                response = replace(response, key=key, attempts=tries.sent)
            self._settle(request, reservation, response)
            reservation = None
            await self._ledger.append_response(response)
            return response
        finally:
            self._settle(request, reservation, billed=billed)

    def _settle(
        self,
        request: Request,
        reservation: Reservation | None,
        response: Response | None = None,
        *,
        billed: bool = True,
    ) -> None:
        """Write down what an attempt came to."""
        if self._budget is None or reservation is None:
            return
        if response is None:
            cost = self._budget.failed(reservation, billed=billed)
        else:
            cost = self._budget.answered(reservation, request, response)
        self.counts.cost += cost
        self._emit("paid", request, cost=cost)

    async def _give_up(self, key: str, error: ClientError, attempts: int) -> Failure:
        # Without `where`: an address is nobody's business who reads the ledger later.
        message = f"{error.problem}; {error.mend}." if error.mend else f"{error.problem}."
        failure = Failure(key=key, kind=error.kind, message=message, attempts=attempts)
        await self._ledger.append_failure(failure)
        return failure

    async def _client(self, model: str) -> Client:
        """Return a model's client, opened. What fails in opening is raised: the question did not fail."""
        client = self._clients[model]
        if model in self._opened:
            return client
        async with self._opening[model]:
            if model not in self._opened:
                await client.open()
                self._opened.add(model)
        return client


def _weight(request: Request) -> int:
    """Return a question's tokens as providers count them against a ceiling: the prompt's, and the longest answer's."""
    prompt = sum(estimate_tokens(message["content"]) for message in request.messages)
    return prompt + int(request.sampling.get("max_tokens", 0))
