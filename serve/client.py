"""The client: letters from one or several endpoints of the same release, checked as in training.

In: what a writer may see. Out: a letter that fails no check, or word that there is none. `AsyncClient` is the client;
`Client` is the same for code without an event loop. What it is made of: `serve.transport` (one question),
`serve.breaker` and `serve.failover` (which endpoint), `serve.letters` (prompt, checks, provenance).
"""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections.abc import AsyncGenerator, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeVar

from imrdata.errors import ClientError, ImrDataError, PermanentClientError, TransientClientError
from imrdata.llm.clients.replies import bad_request
from imrdata.quality.check import Check
from serve.breaker import Breaker
from serve.errors import WithheldError
from serve.failover import Failover
from serve.letters import Asked, Letter, judge
from serve.settings import Settings
from serve.transport import Endpoint, Finish, Patience, Transport

__all__ = ["Asked", "AsyncClient", "Client", "Ended", "Endpoint", "Letter", "Piece", "Settings"]

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer's text, as it came. Pieces with different numbers are of different answers."""

    answer: int
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How an answer ended.

    Attributes
    ----------
    answer
        Which one.
    how
        ``checked``: it fails no check, `letter` is it, and what was shown is to be replaced by it. ``restarted``: what
        was shown is to be taken away, another answer follows. ``withheld``: what was shown is to be taken away, and
        none follows.
    letter
        The letter; the text of one that failed is in it too, for whoever reviews.
    reasons
        The checks that it failed, or the kind of error.
    error
        Why a server gave no whole answer.
    """

    answer: int
    how: Literal["checked", "restarted", "withheld"]
    letter: Letter | None = None
    reasons: tuple[str, ...] = ()
    error: ClientError | None = None


class AsyncClient:
    """Asks for letters; use it in an ``async with``.

    Parameters
    ----------
    settings
        Of the release that the endpoints serve.
    endpoints
        Where, in the order of preference.
    checks
        The checks a letter has to pass; None: all shipped ones. An empty list measures a server, and is for no reader.

    Examples
    --------
    >>> from serve.release import RELEASE, Release
    >>> settings = Settings.of(Release.load(RELEASE))
    >>> AsyncClient(settings, [Endpoint(alias="own", base_url="http://127.0.0.1:8000")])
    AsyncClient('appeal-smollm2-135m' at own)
    """

    def __init__(
        self, settings: Settings, endpoints: Sequence[Endpoint], *, checks: Sequence[Check] | None = None
    ) -> None:
        self.settings = settings
        self._checks = checks
        self._transport = Transport(
            Patience(
                connect=settings.connect,
                first_byte=settings.first_byte,
                silence=settings.silence,
                total=settings.total,
            )
        )
        self._failover = Failover(
            endpoints,
            transport=self._transport,
            breaker=Breaker(strikes=settings.strikes, window=settings.window, off=settings.off),
            model=settings.served_name,
            hedge_after=settings.hedge_after,
        )
        self._aliases = tuple(endpoint.alias for endpoint in endpoints)

    def __repr__(self) -> str:
        return f"AsyncClient({self.settings.served_name!r} at {', '.join(self._aliases)})"

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._transport.__aexit__(*exc)

    async def write(self, asked: Asked) -> Letter:
        """Return a letter that fails no check.

        Raises
        ------
        WithheldError
            As many answers as the settings allow failed checks; `reasons` has them.
        ClientError
            No endpoint gave a whole answer; `kind` says why.
        """
        reasons: list[tuple[str, ...]] = []
        async for event in self.stream(asked):
            if isinstance(event, Piece):
                continue
            if event.how == "checked" and event.letter is not None:
                return event.letter
            if event.how == "withheld" and event.error is not None:
                raise event.error
            reasons.append(event.reasons)
        error = WithheldError(
            f"none of {len(reasons)} answers passed the checks ({'; '.join(', '.join(each) for each in reasons)})",
            mend="ask again, or write without the model",
        )
        error.reasons = tuple(reasons)
        raise error

    async def stream(self, asked: Asked) -> AsyncGenerator[Piece | Ended, None]:
        """Yield an answer's pieces as they come, then how it ended; after a restart, those of the next.

        The last event is always an `Ended` that is ``checked`` or ``withheld``; errors of servers are in it.
        """
        letter_id = uuid.uuid4().hex
        # Without chance in it, a second answer to a letter that failed would be the first again.
        most_judged = self.settings.tries if self.settings.sampling.get("temperature") != 0 else 1
        messages = asked.messages()
        for number in range(1, self.settings.tries + 1):
            sampling = self._sampling(asked, number)
            try:
                answer = await self._failover.begin(self._body(messages, sampling), letter=letter_id)
            except ClientError as error:
                yield Ended(number, "withheld", reasons=(error.kind,), error=error)
                return
            pieces: list[str] = []
            try:
                async for text in answer.pieces():
                    pieces.append(text)
                    yield Piece(number, text)
            except ClientError as error:
                self._failover.failed(answer.endpoint, letter=letter_id, error=error)
                last = number == self.settings.tries or not isinstance(error, TransientClientError)
                yield Ended(number, "withheld" if last else "restarted", reasons=(error.kind,), error=error)
                if last:
                    return
                continue
            finally:
                await answer.close()
            if self._out_of_context(answer.finish):
                too_long = _out_of_context()
                yield Ended(number, "withheld", reasons=(too_long.kind,), error=too_long)
                return
            # Checks take tens of milliseconds of work: on the loop they would hold up all other letters.
            letter = await asyncio.to_thread(
                judge,
                asked,
                "".join(pieces),
                answer.finish,
                settings=self.settings,
                checks=self._checks,
                endpoint=answer.endpoint.alias,
                number=number,
                sampling=sampling,
            )
            if not letter.failed:
                yield Ended(number, "checked", letter=letter)
                return
            last = number >= most_judged
            yield Ended(number, "withheld" if last else "restarted", letter=letter, reasons=letter.failed)
            if last:
                return

    def _sampling(self, asked: Asked, number: int) -> dict[str, float | int]:
        sampling = {**self.settings.sampling, "max_tokens": self.settings.max_tokens, "n": 1}
        return sampling if asked.seed is None else {**sampling, "seed": asked.seed + number - 1}

    def _body(self, messages: Sequence[Mapping[str, str]], sampling: Mapping[str, float | int]) -> bytes:
        body = {
            "model": self.settings.served_name,
            "messages": list(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            **sampling,
        }
        try:
            return json.dumps(body, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            pass
        raise bad_request("the denial or the facts hold half a character", mend="paste the text anew")

    def _out_of_context(self, finish: Finish) -> bool:
        """Say whether a server cut the answer since the prompt left no room: it lowers max_tokens without a word."""
        return (
            finish.reason == "length"
            and finish.completion_tokens is not None
            and finish.completion_tokens < self.settings.max_tokens
        )


def _out_of_context() -> PermanentClientError:
    error = PermanentClientError(
        "prompt and letter together are longer than the model's context", mend="shorten the denial or the facts"
    )
    error.kind = "too_long"
    return error


class Client:
    """The same for code without an event loop: a loop in a thread of its own; use it in a ``with``.

    Parameters are those of `AsyncClient`; it may be used from several threads.
    """

    def __init__(
        self, settings: Settings, endpoints: Sequence[Endpoint], *, checks: Sequence[Check] | None = None
    ) -> None:
        self._client = AsyncClient(settings, endpoints, checks=checks)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="serve-client", daemon=True)
        self._thread.start()
        self._run(self._client.__aenter__())
        return self

    def __exit__(self, *exc: object) -> None:
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        self._run(self._client.__aexit__(*exc))
        self._run(loop.shutdown_asyncgens())
        self._loop = self._thread = None
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    def write(self, asked: Asked) -> Letter:
        """As `AsyncClient.write`."""
        return self._run(self._client.write(asked))

    def stream(self, asked: Asked) -> Iterator[Piece | Ended]:
        """As `AsyncClient.stream`; closing the iterator ends the question at the server too."""
        events = self._client.stream(asked)
        try:
            while (event := self._run(_next(events))) is not None:
                yield event
        finally:
            self._run(events.aclose())

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        if self._loop is None:
            work.close()
            raise ImrDataError("the client is not open", mend="use it in a with")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise


async def _next(events: AsyncGenerator[Piece | Ended, None]) -> Piece | Ended | None:
    return await anext(events, None)
