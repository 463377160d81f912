"""One question to one endpoint, and its answer as it arrives. Nothing is tried again here.

In: an endpoint and a request's body. Out: pieces of text, then how it ended, or a classified error of imrdata's tree
(`kind`: refused, model_missing, too_long, bad_request, rate_limit, busy, server_error, timeout, cut, malformed,
unreachable). The answer is always asked for as a stream: a server that writes nothing until it is done can't be told
from one that is dead. Neither prompt nor key is ever part of an error.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from imrdata.errors import ClientError, PermanentClientError, TransientClientError
from imrdata.llm.clients.connection import checked_url, read_key
from imrdata.llm.clients.replies import classify_status, failed_in_passing, safe_word, token_count
from imrdata.llm.network import require_network

__all__ = ["Answer", "Endpoint", "Finish", "Patience", "Transport"]

_LARGEST_EVENT: Final = 1024 * 1024
_LARGEST_ERROR: Final = 64 * 1024
#: Finish reasons by which a server says that it gave up.
_BROKEN_OFF: Final = ("abort", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a model is served.

    Attributes
    ----------
    alias
        What letters and logs call it: an address does not belong there.
    base_url
        Its address; without a path, ``/v1`` is meant.
    api_key_env
        Name of the environment variable that holds the key; empty if it wants none.
    """

    alias: str
    base_url: str
    api_key_env: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base_url", checked_url(self.base_url))


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds until the connection stands, until the first text, between two pieces, and until the answer is whole."""

    connect: float
    first_byte: float
    silence: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """How an answer ended, in the server's words."""

    reason: str
    prompt_tokens: int | None
    completion_tokens: int | None
    fingerprint: str
    request_id: str
    seconds: float
    first_byte: float


class Transport:
    """Connections to all endpoints; use it in an ``async with``."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Transport:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            # Only connecting is bounded here: `Answer` holds the other two, which are not aiohttp's.
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._patience.connect),
        )
        return self

    async def __aexit__(self, *exc: object) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def ask(self, endpoint: Endpoint, body: bytes, *, model: str) -> Answer:
        """Return the answer to a body; nothing is sent before `Answer.begin`."""
        if self._session is None:
            raise PermanentClientError("the client is not open", mend="use it in an async with")
        return Answer(self._session, endpoint, body, model=model, patience=self._patience)


class Answer:
    """One answer: `begin` waits for its first text, `pieces` yields all of it, `close` ends it early."""

    def __init__(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, body: bytes, *, model: str, patience: Patience
    ) -> None:
        self.endpoint = endpoint
        self._finish: Finish | None = None
        self._events = _events(session, endpoint, body)
        self._model = model
        self._patience = patience
        self._started = 0.0
        self._first: str | None = None
        self._first_byte = 0.0
        self._reason = ""
        self._usage: Any = None
        self._fingerprint = ""
        self._request_id = ""

    async def begin(self) -> None:
        """Send the question and wait for the first text, or for the end if there is none."""
        self._started = time.monotonic()
        try:
            async with asyncio.timeout(self._patience.first_byte):
                self._first = await self._next()
        except TimeoutError:
            await self.close()
            raise failed_in_passing("timeout", f"{self.endpoint.alias} wrote nothing in time") from None
        except BaseException:
            await self.close()
            raise
        self._first_byte = time.monotonic() - self._started

    async def pieces(self) -> AsyncIterator[str]:
        """Yield the answer's text, piece by piece; `finish` is there when it ends."""
        try:
            text = self._first
            while text is not None:
                yield text
                # Around each wait and not around the loop: it must not end what the reader does between two pieces.
                async with asyncio.timeout(min(self._patience.silence, self._left())):
                    text = await self._next()
        except TimeoutError:
            raise failed_in_passing("timeout", f"{self.endpoint.alias} did not end in time") from None
        finally:
            await self.close()
        self._finish = Finish(
            reason=self._reason,
            prompt_tokens=token_count(self._usage, "prompt_tokens"),
            completion_tokens=token_count(self._usage, "completion_tokens"),
            fingerprint=self._fingerprint,
            request_id=self._request_id,
            seconds=time.monotonic() - self._started,
            first_byte=self._first_byte,
        )

    @property
    def finish(self) -> Finish:
        """How it ended; an error before it did."""
        if self._finish is None:
            raise failed_in_passing("cut", f"{self.endpoint.alias} has not ended its answer")
        return self._finish

    async def close(self) -> None:
        """End the connection; the server then stops writing."""
        await self._events.aclose()

    def _left(self) -> float:
        return self._patience.total - (time.monotonic() - self._started)

    async def _next(self) -> str | None:
        """Return the next text that is not empty, or None at the answer's end."""
        async for event in self._events:
            if (text := self._take(event)) is not None:
                return text
        if not self._reason:
            raise failed_in_passing("cut", f"{self.endpoint.alias} ended before its answer did")
        return None

    def _take(self, event: Mapping[str, Any]) -> str | None:
        """Note what an event says; return its text, if it has any."""
        if "error" in event:
            raise failed_in_passing("cut", f"{self.endpoint.alias} gave up within its answer")
        if event.get("usage"):
            self._usage = event["usage"]
        # None of it is logged or stored but as a short, printable word.
        self._fingerprint = safe_word(event.get("system_fingerprint"), secret="") or self._fingerprint
        self._request_id = safe_word(event.get("id"), secret="") or self._request_id
        try:
            if event["model"] != self._model:
                raise _another_model(self.endpoint)
            if not event["choices"]:
                return None
            choice = event["choices"][0]
            text, reason = choice["delta"].get("content"), choice.get("finish_reason")
            if reason is not None:
                self._reason = str(reason)
            if text is None:
                text = ""
            text.encode()  # half a surrogate pair can't be stored, or shown
        except (LookupError, TypeError, AttributeError, ValueError):
            raise _malformed(self.endpoint) from None
        if self._reason in _BROKEN_OFF:
            raise failed_in_passing("cut", f"{self.endpoint.alias} broke off its answer")
        return text or None


def _malformed(endpoint: Endpoint) -> TransientClientError:
    return failed_in_passing("malformed", f"what {endpoint.alias} sends with status 200 is no chat completion")


def _another_model(endpoint: Endpoint) -> PermanentClientError:
    error = PermanentClientError(f"{endpoint.alias} answers with another model", mend="check its served name")
    error.kind = "model_missing"
    return error


async def _events(
    session: aiohttp.ClientSession, endpoint: Endpoint, body: bytes
) -> AsyncGenerator[dict[str, Any], None]:
    """Yield the JSON of each server-sent event of a reply, up to its end."""
    require_network(endpoint.base_url)
    headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
    if key := read_key(endpoint.api_key_env):
        headers["Authorization"] = f"Bearer {key}"
    problem: ClientError
    try:
        async with session.post(
            f"{endpoint.base_url}/chat/completions", data=body, headers=headers, allow_redirects=False
        ) as reply:
            if reply.status != 200:
                content = await reply.content.read(_LARGEST_ERROR)
                problem = classify_status(reply.status, headers=reply.headers, content=content)
            elif reply.content_type != "text/event-stream":
                problem = _malformed(endpoint)
            else:
                async for data in _lines(reply.content, endpoint):
                    if data == b"[DONE]":
                        return
                    yield _parsed(data, endpoint)
                return
    except aiohttp.ConnectionTimeoutError:
        problem = failed_in_passing("unreachable", f"{endpoint.alias} can't be reached in time")
    except aiohttp.ClientConnectorError:
        problem = failed_in_passing("unreachable", f"{endpoint.alias} can't be reached", mend="see that it runs")
    except (aiohttp.ClientError, OSError):
        problem = failed_in_passing("cut", f"the connection to {endpoint.alias} was cut")
    # Raised outside of the handler: aiohttp's error holds the headers, and so the key.
    raise problem


async def _lines(content: aiohttp.StreamReader, endpoint: Endpoint) -> AsyncIterator[bytes]:
    """Yield what stands behind ``data:`` in each line."""
    rest = b""
    async for part in content.iter_any():
        *lines, rest = (rest + part).split(b"\n")
        if len(rest) > _LARGEST_EVENT:
            raise _malformed(endpoint)
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].strip()


def _parsed(data: bytes, endpoint: Endpoint) -> dict[str, Any]:
    try:
        event = json.loads(data)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise _malformed(endpoint)
    return event
