"""Batches: the same questions at half the price, in waves, and none paid for twice.

In: requests, one at a time, as `Engine.ask` takes them; chains run unchanged. Out: a `Response`, or a `Failure`
that says why there is none. Questions that wait at the same moment leave together as a wave; the answers of one wave
bring the questions of the next. A wave is in the ledger, question by question, before its provider hears of it, so
that after a crash it is found again and not sent again. Room: llm.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeVar

from imrdata.errors import ClientError, RecipeError, TransientClientError
from imrdata.llm.batch_steps import BatchStep, batch_name
from imrdata.llm.clients.batching import BatchClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Failure, Request, Response, canonical_json
from imrdata.llm.retries import Retries

__all__ = ["BatchEngine"]

_Outcome = Response | Failure
_Result = TypeVar("_Result")


class BatchEngine:
    """Asks models in batches and remembers every answer in a ledger.

    Parameters
    ----------
    clients
        A client for each catalogue id that will be asked.
    ledger
        Where questions, batches, answers and failures are kept. The engine does not close it.
    wave
        How many questions leave together at most.
    quiet
        A wave leaves when no question has come for so many seconds: the chains all wait for answers then.
    poll
        Seconds between two looks at a batch that is being worked on.
    rounds
        How often a question is put into a batch at most: it may expire, or fail in passing.
    retries
        When and how often to repeat what leads to a batch or from it: submitting, looking, fetching.
    reserve
        Called with the questions of a wave before it is stored or sent; what it raises stops that wave.
    settle
        Called with a key and its answer, or the error that stands for none (``billed`` says whether it may cost).
    """

    def __init__(
        self,
        clients: Mapping[str, BatchClient],
        *,
        ledger: Ledger,
        wave: int = 1_000,
        quiet: float = 1.0,
        poll: float = 60.0,
        rounds: int = 3,
        retries: Retries | None = None,
        reserve: Callable[[Sequence[Request]], Awaitable[None]] | None = None,
        settle: Callable[[str, Response | ClientError], Awaitable[None]] | None = None,
    ) -> None:
        self._clients = dict(clients)
        self._ledger = ledger
        self._wave, self._quiet, self._poll, self._rounds = wave, quiet, poll, rounds
        self._retries = retries or Retries()
        self._reserve, self._settle = reserve, settle
        self._opening = {model: asyncio.Lock() for model in self._clients}
        self._opened: set[str] = set()
        self._steps = {step.name: step for step in ledger.batches()}
        self._under_way: dict[str, asyncio.Future[_Outcome]] = {}
        self._waiting: dict[str, dict[str, Request]] = {model: {} for model in self._clients}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unheard: list[BaseException] = []
        # Jitter shapes waits only; nothing that is written depends on it.
        self._random = random.Random()

    async def __aenter__(self) -> Self:
        """Take up the batches that an earlier run left under way."""
        for step in list(self._steps.values()):
            if step.state != "ended" and step.model in self._clients:
                left = [key for key in step.keys if self._ledger.answer(key) is None]
                self._start(self._take_up(step), left)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for timer in self._timers.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        opened, self._opened = sorted(self._opened), set()
        await asyncio.gather(*(self._clients[model].close() for model in opened))
        if error is None and self._unheard:
            raise self._unheard[0]

    async def ask(self, request: Request) -> _Outcome:
        """Return the answer to a question: the ledger's if there is one, else that of a batch.

        Raises
        ------
        RecipeError
            No client was given for the request's model, or its key is not set.
        ClientError
            A batch that was submitted can't be followed. It stays in the ledger; the next run takes it up.
        """
        key = request.key
        stored = self._ledger.answer(key)
        if stored is not None:
            return stored
        if request.model not in self._clients:
            raise RecipeError(
                f"no batch client was given for the model {request.model!r}",
                mend=f"give one; there are clients for {', '.join(sorted(self._clients)) or 'none'}",
            )
        if key not in self._under_way:
            self._promise(key)
            self._waiting[request.model][key] = request
            self._send_soon(request.model)
        # Shielded: one asker's cancellation must not take the answer from another.
        return await asyncio.shield(self._under_way[key])

    def _promise(self, key: str) -> None:
        future: asyncio.Future[_Outcome] = asyncio.get_running_loop().create_future()
        # Taken note of, so that asyncio doesn't report what nobody waits for.
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._under_way[key] = future

    def _keep(self, key: str, outcome: _Outcome) -> None:
        future = self._under_way.pop(key, None)
        if future is not None and not future.done():
            future.set_result(outcome)

    def _send_soon(self, model: str) -> None:
        timer = self._timers.pop(model, None)
        if timer is not None:
            timer.cancel()
        if len(self._waiting[model]) >= self._wave:
            self._send(model)
        else:
            self._timers[model] = asyncio.get_running_loop().call_later(self._quiet, self._send, model)

    def _send(self, model: str) -> None:
        waiting, self._waiting[model] = self._waiting[model], {}
        self._start(self._wave_of(model, waiting), waiting)

    def _start(self, doing: Awaitable[None], keys: Collection[str]) -> None:
        """Run something that brings the answers to some keys; what it raises goes to whoever waits for them."""
        for key in keys:
            if key not in self._under_way:
                self._promise(key)

        async def run() -> None:
            try:
                await doing
            except asyncio.CancelledError:
                self._fail(keys, None)
                raise
            except BaseException as error:
                if not self._fail(keys, error):
                    self._unheard.append(error)

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _fail(self, keys: Iterable[str], error: BaseException | None) -> bool:
        """Tell whoever waits for these keys, and say whether there was anybody; no error: there will be no answer."""
        told = False
        for key in keys:
            future = self._under_way.pop(key, None)
            if future is not None and not future.done():
                told = True
                future.cancel() if error is None else future.set_exception(error)
        return told

    async def _wave_of(self, model: str, requests: Mapping[str, Request]) -> None:
        """Send questions in as many batches as their size asks for, and see each through."""
        client = await self._client(model)
        portions: list[list[Request]] = [[]]
        size = 0
        for key, request in requests.items():
            try:
                length = len(canonical_json(client.body(request)).encode()) + 200
            except ClientError as error:
                self._ledger.append_request(request)
                self._keep(key, await self._give_up(key, error, attempts=0))
                continue
            if len(portions[-1]) >= client.most_items or (portions[-1] and size + length > client.most_bytes):
                portions.append([])
                size = 0
            portions[-1].append(request)
            size += length
        for portion in portions:
            if portion:
                self._start(self._see_through(model, portion), [request.key for request in portion])

    async def _see_through(self, model: str, requests: Sequence[Request], *, nth: int = 1) -> None:
        """Put questions into a batch, and those that it did not answer into another, until none is left."""
        while requests:
            step = await self._submit(model, requests)
            left = await self._collect(step) if step is not None else {}
            requests = [request for request in requests if request.key in left]
            if nth >= self._rounds:
                for key, error in left.items():
                    self._keep(key, await self._give_up(key, error, attempts=nth))
                return
            nth += 1

    async def _take_up(self, step: BatchStep) -> None:
        """Go on with a batch that an earlier run left under way."""
        client = await self._client(step.model)
        if not step.batch_id:
            found = await self._find(client, step)
            if not found:
                requests = self._requests(step)
                if await self._place(client, step, requests) is None:
                    return
            else:
                await self._note(replace(step, state="submitted", batch_id=found))
        left = await self._collect(self._steps[step.name])
        await self._see_through(step.model, [self._requests(step)[key] for key in left], nth=2)

    async def _submit(self, model: str, requests: Sequence[Request]) -> BatchStep | None:
        client = await self._client(model)
        if self._reserve is not None:
            await self._reserve(requests)
        for request in requests:
            self._ledger.append_request(request)
        keys = tuple(sorted(request.key for request in requests))
        nth = sum(step.model == model and step.keys == keys for step in self._steps.values())
        step = BatchStep(
            name=batch_name(model, keys, nth=nth),
            state="submitting",
            model=model,
            keys=keys,
            after=await self._patiently(client.newest),
        )
        await self._note(step)
        return await self._place(client, step, {request.key: request for request in requests})

    async def _place(self, client: BatchClient, step: BatchStep, requests: Mapping[str, Request]) -> BatchStep | None:
        """Bring a batch to its provider once, whatever becomes of the replies; None if it was refused."""
        attempt = 0
        batch_id = ""
        while not batch_id:
            attempt += 1
            try:
                batch_id = await client.submit([requests[key] for key in step.keys], name=step.name)
            except TransientClientError as error:
                if attempt >= self._retries.attempts:
                    raise
                await self._wait(attempt, error)
                if error.billed:  # it may have arrived: the reply was lost
                    batch_id = await self._find(client, step)
            except ClientError as error:
                failures = [await self._give_up(key, error, attempts=attempt) for key in step.keys]
                await self._note(replace(step, state="ended"))
                for failure in failures:
                    self._keep(failure.key, failure)
                return None
        await self._note(replace(step, state="submitted", batch_id=batch_id))
        return self._steps[step.name]

    async def _find(self, client: BatchClient, step: BatchStep) -> str:
        """Return the provider's name for a batch that may have reached it; empty if it has not."""
        known = {each.batch_id for each in self._steps.values()}

        while True:
            found = await self._patiently(lambda: client.find(step.name, keys=step.keys, after=step.after, known=known))
            if found.batch_id or not found.undecided:
                return found.batch_id
            await asyncio.sleep(self._poll)

    async def _collect(self, step: BatchStep) -> dict[str, ClientError]:
        """Wait for a batch, store what it brought, and return the questions that may be put again."""
        client = await self._client(step.model)
        while True:
            if await self._patiently(lambda: client.ended(step.batch_id)):
                break
            await asyncio.sleep(self._poll)
        requests = self._requests(step)
        outcomes = await self._patiently(lambda: client.results(step.batch_id, requests=requests))

        async def store(key: str) -> Response | Failure | TransientClientError:
            outcome = outcomes.get(key)
            if isinstance(outcome, Response):
                return await self._answer(replace(outcome, extra={**outcome.extra, "batch": step.batch_id}))
            if isinstance(outcome, TransientClientError):
                await self._settled(key, outcome)
                return outcome
            return await self._give_up(key, outcome or _missing(), attempts=1)

        stored = dict(zip(step.keys, await asyncio.gather(*map(store, step.keys)), strict=True))
        await self._note(replace(step, state="ended"))
        # Handed on only now: whoever has all answers may leave, and would take the last row with them.
        for key, outcome in stored.items():
            if not isinstance(outcome, ClientError):
                self._keep(key, outcome)
        return {key: outcome for key, outcome in stored.items() if isinstance(outcome, ClientError)}

    def _requests(self, step: BatchStep) -> dict[str, Request]:
        found = {key: self._ledger.request(key) for key in step.keys}
        return {key: request for key, request in found.items() if request is not None}

    async def _answer(self, response: Response) -> Response:
        if self._ledger.answer(response.key) is None:  # else an earlier run stored it before it was stopped
            await self._ledger.append_response(response)
            await self._settled(response.key, response)
        return self._ledger.answer(response.key) or response

    async def _give_up(self, key: str, error: ClientError, *, attempts: int) -> Failure:
        message = f"{error.problem}; {error.mend}." if error.mend else f"{error.problem}."
        failure = Failure(key=key, kind=error.kind, message=message, attempts=attempts)
        await self._ledger.append_failure(failure)
        if attempts:
            await self._settled(key, error)
        return failure

    async def _settled(self, key: str, outcome: Response | ClientError) -> None:
        if self._settle is not None:
            await self._settle(key, outcome)

    async def _note(self, step: BatchStep) -> None:
        await self._ledger.append_batch(step)
        self._steps[step.name] = step

    async def _patiently(self, doing: Callable[[], Awaitable[_Result]]) -> _Result:
        """Repeat what may be repeated freely until it works."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return await doing()
            except TransientClientError as error:
                if attempt >= self._retries.attempts:
                    raise
                wait = error
            await self._wait(attempt, wait)

    async def _wait(self, attempt: int, error: TransientClientError) -> None:
        await asyncio.sleep(self._retries.wait(attempt, retry_after=error.retry_after, jitter=self._random.random()))

    async def _client(self, model: str) -> BatchClient:
        client = self._clients[model]
        async with self._opening[model]:
            if model not in self._opened:
                await client.open()
                self._opened.add(model)
        return client


def _missing() -> ClientError:
    error = ClientError("the batch ended without a word on this question", mend="run again to ask it anew")
    error.kind = "missing"
    return error
