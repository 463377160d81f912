"""A thin client for any server that speaks OpenAI's chat completions: vLLM, llama.cpp, one's own.

In: a request. Out: the server's raw answer, or a classified error. No SDK: bare aiohttp costs a fraction of
one. The API key is read from the environment for each question, goes into that one header and nowhere else;
what a server says in an error is never quoted, since servers repeat keys and prompts. Room: llm.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

from imrdata.errors import ClientError, PermanentClientError, TransientClientError
from imrdata.llm.clients.connection import Timeouts, checked_url, read_key
from imrdata.llm.clients.replies import classify_status, parse_reply
from imrdata.llm.network import require_network
from imrdata.llm.request import Request, Response

__all__ = ["CompatibleClient", "Timeouts"]

_OURS: Final = ("model", "messages", "stream", "response_format", "n")
_LARGEST_REPLY: Final = 32 * 1024 * 1024


class CompatibleClient:
    """Asks one model of an OpenAI-compatible server.

    Parameters
    ----------
    base_url
        The server's address; without a path, ``/v1`` is meant.
    served_name
        The model's name there.
    api_key_env
        Name of the environment variable that holds the key; empty if the server wants none.
    timeouts
        Seconds by phase.

    Raises
    ------
    RecipeError
        The address is no http address, or holds a user name or password.

    Examples
    --------
    >>> CompatibleClient("http://127.0.0.1:8000", served_name="tiny")
    CompatibleClient('http://127.0.0.1:8000/v1', served_name='tiny')
    """

    def __init__(
        self, base_url: str, *, served_name: str, api_key_env: str = "", timeouts: Timeouts | None = None
    ) -> None:
        self._base_url = checked_url(base_url)
        self._url = URL(f"{self._base_url}/chat/completions")
        self._served_name = served_name
        self._api_key_env = api_key_env
        self._timeouts = timeouts or Timeouts()
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"CompatibleClient({self._base_url!r}, served_name={self._served_name!r})"

    async def open(self) -> None:
        """Make the connection pool; nothing is sent yet.

        Raises
        ------
        RecipeError
            The key's environment variable is not set.
        NetworkForbiddenError
            `imrdata.llm.network.forbid_network` is in force and the server is not on this machine.
        """
        require_network(self._base_url)
        read_key(self._api_key_env)
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # The runner bounds what is under way; waiting for a pool would count as the server's time.
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=self._timeouts.total,
                    sock_connect=self._timeouts.connect,
                    sock_read=self._timeouts.silence,
                ),
            )

    async def ask(self, request: Request) -> Response:
        """Send a request once and return the answer.

        Raises
        ------
        TransientClientError
            ``busy``, ``server_error``, ``timeout``, ``cut``, ``unreachable``, ``malformed``.
        PermanentClientError
            ``refused``, ``too_long``, ``model_missing``, ``bad_request``, ``filtered``,
            ``network_forbidden``.
        """
        require_network(self._base_url)
        if self._session is None:
            raise PermanentClientError("the client is not open", mend="await client.open() first")
        body = self._body(request)
        key = read_key(self._api_key_env)
        started = time.monotonic()
        reply = await _send(self._session, self._url, body=body, key=key)
        # Raised here, outside the handler of aiohttp's error: that one holds the request's headers, and a
        # chained exception would carry the key into a log.
        if isinstance(reply, ClientError):
            raise reply
        if reply.status != 200:
            raise classify_status(reply.status, headers=reply.headers, content=reply.content)
        seconds = time.monotonic() - started
        return parse_reply(reply.content, key=request.key, headers=reply.headers, seconds=seconds, secret=key)

    async def close(self) -> None:
        """Close the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _body(self, request: Request) -> bytes:
        """Return what is sent: the model's name there, and the very texts that the fingerprint was taken of."""
        for name in _OURS:
            if name in request.sampling:
                error = PermanentClientError(f"{name!r} is no sampling parameter", mend="leave it out of sampling")
                error.kind = "bad_request"
                error.billed = False
                raise error
        sampling = request.sampling_json[1:-1]
        more = f",{sampling}" if sampling else ""
        if request.output_schema is not None:
            schema = {"name": "answer", "strict": True, "schema": request.output_schema}
            more += f',"response_format":{json.dumps({"type": "json_schema", "json_schema": schema})}'
        model = json.dumps(self._served_name)
        return f'{{"model":{model},"messages":{request.messages_json},"stream":false{more}}}'.encode()


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    content: bytes


async def _send(session: aiohttp.ClientSession, url: URL, *, body: bytes, key: str) -> _Reply | TransientClientError:
    """Return a reply, or what became of it, as a value."""
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    try:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as reply:
            content = await _read(reply)
            if content is None:
                return _transient("malformed", "the reply is longer than any answer can be")
            return _Reply(reply.status, reply.headers, content)
    except TimeoutError:
        return _transient("timeout", "the server did not answer in time")
    except aiohttp.ClientConnectorError:
        unreachable = _transient("unreachable", "the server can't be reached", mend="see that it runs")
        unreachable.billed = False
        return unreachable
    except (aiohttp.ClientError, OSError):
        return _transient("cut", "the connection was cut before the answer was complete")


async def _read(reply: aiohttp.ClientResponse) -> bytes | None:
    """Return the whole body, or None if it has no end in sight."""
    length = reply.content_length
    if length is not None and length <= _LARGEST_REPLY and "Content-Encoding" not in reply.headers:
        # The usual case: no more is taken than the server announced, and nothing has to be unpacked.
        return await reply.read()
    parts = []
    size = 0
    async for part in reply.content.iter_any():
        size += len(part)
        if size > _LARGEST_REPLY:
            return None
        parts.append(part)
    return b"".join(parts)


def _transient(kind: str, problem: str, *, mend: str = "") -> TransientClientError:
    error = TransientClientError(problem, mend=mend)
    error.kind = kind
    return error
