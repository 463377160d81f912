"""What the clients of hosted providers share: an official SDK over aiohttp that neither retries nor remembers.

In: a request. Out: the provider's raw answer, or a classified error. An SDK reads a good deal from the
environment and adds headers that name this machine; here a request leaves with the headers listed below and no
other, so that what is sent is what the fingerprint covers. Room: llm.
"""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar

import aiohttp

from imrdata.errors import ClientError, ImrDataError, MissingExtraError, PermanentClientError
from imrdata.llm.clients.connection import Timeouts, checked_url, read_key
from imrdata.llm.clients.replies import KEPT_HEADERS, classify_status, failed_in_passing
from imrdata.llm.network import require_network
from imrdata.llm.request import Request, Response

__all__ = ["HostedClient", "Reply"]

#: What an SDK holds where it wants a key: the real one goes into the header of each request, and nowhere else.
NO_KEY: Final = "read-from-the-environment-for-each-request"

_SENT_HEADERS: Final = (
    "accept",
    "accept-encoding",
    "anthropic-version",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-stainless-raw-response",  # says nothing of us: the SDKs read it back from the request
)
_BODY_HEADERS: Final = ("content-encoding", "content-length", "content-type", "retry-after", "transfer-encoding")
_LARGEST_REPLY: Final = 32 * 1024 * 1024

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Reply:
    """The headers and the body of a status 200."""

    headers: Mapping[str, str]
    content: bytes


class HostedClient(ABC):
    """Asks one model of a hosted provider.

    Parameters
    ----------
    served_name
        The model's name there.
    api_key_env
        Name of the environment variable that holds the key; the provider's usual one if empty.
    base_url
        Another address than the provider's: a gateway, a server of a test.
    timeouts
        Seconds by phase.

    Raises
    ------
    RecipeError
        The address is no http address, or holds a user name or password.
    """

    #: Name of the SDK and of the extra that brings it.
    sdk_name: ClassVar[str]
    home: ClassVar[str]
    default_path: ClassVar[str]
    usual_key: ClassVar[str]
    key_header: ClassVar[tuple[str, str]]

    def __init__(
        self, served_name: str, *, api_key_env: str = "", base_url: str = "", timeouts: Timeouts | None = None
    ) -> None:
        self._served_name = served_name
        self._api_key_env = api_key_env or self.usual_key
        self._base_url = checked_url(base_url or self.home, default_path=self.default_path)
        self._timeouts = timeouts or Timeouts()
        self._sdk: Any = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._served_name!r}, base_url={self._base_url!r})"

    async def open(self) -> None:
        """Make the SDK's client and its connection pool; nothing is sent yet.

        Raises
        ------
        MissingExtraError
            The SDK is not installed.
        RecipeError
            The key's environment variable is not set.
        NetworkForbiddenError
            `imrdata.llm.network.forbid_network` is in force and the server is not on this machine.
        """
        require_network(self._base_url)
        read_key(self._api_key_env)
        if self._sdk is None:
            try:
                self._sdk = self._connect()
            except ModuleNotFoundError:
                self._sdk = None
        if self._sdk is None:  # raised here, so that no chain of import errors hides the sentence
            raise MissingExtraError(
                f"the {self.sdk_name} SDK is not installed",
                mend=f"run: python -m pip install 'imrdata[{self.sdk_name}]'",
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
        key = self._ready()
        request.check_unchanged()  # what goes out is read from the request, not from the text that was hashed
        body = self.body(request)
        started = time.monotonic()
        reply = await self._attempt(self._read(lambda: self._question(body)))
        return self.parse(
            reply.content, request=request, headers=reply.headers, seconds=time.monotonic() - started, secret=key
        )

    async def close(self) -> None:
        """Close the connections."""
        sdk, self._sdk = self._sdk, None
        if sdk is not None:
            await sdk.close()

    @abstractmethod
    def body(self, request: Request) -> dict[str, Any]:
        """Return what is sent for a request: a pure function of it.

        Raises
        ------
        PermanentClientError
            ``bad_request``: the provider has no way to say it.
        """

    @abstractmethod
    def parse(
        self, content: bytes, *, request: Request, headers: Mapping[str, str], seconds: float, secret: str = ""
    ) -> Response:
        """Return the answer in the body of a status 200; raise a classified error if there is none."""

    @abstractmethod
    def _connect(self) -> Any:
        """Return the SDK's asynchronous client, made with `_pool`."""

    @abstractmethod
    def _question(self, body: dict[str, Any]) -> AbstractAsyncContextManager[Any]:
        """Return the SDK's streaming call for a body."""

    def _ready(self) -> str:
        """Return the key, after making sure that one may ask."""
        require_network(self._base_url)
        if self._sdk is None:
            raise PermanentClientError("the client is not open", mend="await client.open() first")
        return read_key(self._api_key_env)

    def _pool(self, factory: Callable[..., Any]) -> Any:
        """Return the SDK's HTTP client over aiohttp, set up as `CompatibleClient` is."""
        import httpx2

        header, prefix = self.key_header
        api_key_env = self._api_key_env

        async def prepare(request: httpx2.Request) -> None:
            kept = {name: value for name, value in request.headers.items() if name in _SENT_HEADERS}
            request.headers = httpx2.Headers({**kept, header: prefix + read_key(api_key_env)})

        async def clean(response: httpx2.Response) -> None:
            # The SDKs write a reply's headers into their logs, and a server may repeat the key in one.
            key = read_key(api_key_env)
            response.headers = httpx2.Headers(
                {
                    name: value.replace(key, "[key]")
                    for name, value in response.headers.items()
                    if name in (*KEPT_HEADERS, *_BODY_HEADERS)
                }
            )

        return factory(
            # The runner bounds what is under way; waiting for a pool would count as the server's time. 0 is
            # aiohttp's word for no limit, which is what the number is handed to.
            limits=httpx2.Limits(max_connections=0, keepalive_expiry=15.0),
            timeout=httpx2.Timeout(None, connect=self._timeouts.connect, read=self._timeouts.silence),
            follow_redirects=False,
            trust_env=False,
            event_hooks={"request": [prepare], "response": [clean]},
        )

    async def _attempt(self, doing: Awaitable[_Result]) -> _Result:
        """Await what an SDK does; raise what goes wrong as an error of ours.

        Raised outside the handlers: an SDK's error holds the request with its headers, and the key in them.
        """
        outcome = await self._outcome(doing)
        if isinstance(outcome, ClientError):
            raise outcome
        return outcome

    async def _outcome(self, doing: Awaitable[_Result]) -> _Result | ClientError:
        import importlib

        import httpx2

        sdk = importlib.import_module(self.sdk_name)
        try:
            async with asyncio.timeout(self._timeouts.total):
                return await doing
        except sdk.APIStatusError as error:
            return classify_status(error.status_code, headers=error.response.headers, content=error.response.content)
        except (sdk.APIError, httpx2.HTTPError, aiohttp.ClientError, OSError) as error:
            return _broken(error)
        except ImrDataError:
            raise
        except (AttributeError, LookupError, TypeError, ValueError):  # an SDK builds its objects of whatever comes
            return failed_in_passing("malformed", "the reply is not what this address replies")
        except _EndlessReply:
            return failed_in_passing("malformed", "the reply is longer than any answer can be")

    async def _read(self, call: Callable[[], AbstractAsyncContextManager[Any]]) -> Reply:
        """Return a whole reply, unless it has no end in sight."""
        parts = []
        size = 0
        async with call() as reply:
            async for part in reply.iter_bytes():
                size += len(part)
                if size > _LARGEST_REPLY:
                    raise _EndlessReply
                parts.append(part)
            return Reply(reply.headers, b"".join(parts))


class _EndlessReply(Exception):
    """More came than any answer can be."""


def _broken(error: BaseException) -> ClientError:
    """Return what became of a connection, by the error at the bottom: the SDKs' own words for it differ."""
    chain = []
    below: BaseException | None = error
    while below is not None:
        chain.append(below)
        below = below.__cause__ or below.__context__
    if any(isinstance(each, aiohttp.ClientConnectorError) for each in chain):
        unreachable = failed_in_passing("unreachable", "the server can't be reached", mend="see that it runs")
        unreachable.billed = False
        return unreachable
    if any(isinstance(each, TimeoutError) for each in chain):
        return failed_in_passing("timeout", "the server did not answer in time")
    return failed_in_passing("cut", "the connection was cut before the answer was complete")
