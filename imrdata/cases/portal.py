"""Asking the portal: a reply held to its length, or a sentence that says why there is none. Room: cases.

In: an address and headers. Out: a reply after its redirects, with the place it came from; from the API, the package
and the one of its resources that is wanted.

The standard library's urllib does the asking: one file over one connection needs no event loop (a notebook already
runs one), and it finds proxies by itself. Redirects are walked here, because each stop is checked and the query of a
presigned address is a signature: it is never written down and never said.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeVar
from urllib.error import URLError
from urllib.parse import unquote, urljoin, urlsplit

from imrdata import __version__
from imrdata.errors import NetworkForbiddenError, SourceError

__all__ = [
    "AGAIN",
    "PACKAGE",
    "PORTAL",
    "Ask",
    "Body",
    "PassingError",
    "choose_resource",
    "file_name",
    "find_package",
    "place",
    "web_page",
    "whole_number",
]

PORTAL: Final = "https://data.chhs.ca.gov"
PACKAGE: Final = "independent-medical-review-imr-determinations-trend"
#: The CSV has had this id since it was first published; other CSV files of the package may be dictionaries.
_CSV_RESOURCE: Final = "3340c5d7-4054-4d03-90e0-5f44290ed095"

AGAIN: Final = "run it again in a while"
_CHUNK: Final = 1 << 18
_REDIRECTS: Final = 5
_LONGEST_WAIT: Final = 60.0
_API_BYTES: Final = 1 << 24
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_HEADERS: Final = {
    "User-Agent": f"imrdata/{__version__} (research on public review decisions)",
    "Accept": "*/*",
    # Compressed on the way, neither length nor byte positions would be those of the file.
    "Accept-Encoding": "identity",
}

_T = TypeVar("_T")


class PassingError(Exception):
    """A failure that another attempt may mend."""

    def __init__(self, problem: str, *, where: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.problem, self.where, self.wait = problem, where, wait


@dataclass(frozen=True, kw_only=True)
class Ask:
    """GET, and what to make of the many answers that are none. HEAD is never used: the portal answers it with 403."""

    page: str
    attempts: int
    wait: float
    timeout: float

    def patiently(self, step: Callable[[], _T], *, mend: str = AGAIN) -> _T:
        """Take a step, and again if the failure may pass, up to so many attempts."""
        attempt = 1
        while True:
            try:
                return step()
            except PassingError as error:
                failure = error
            if attempt >= self.attempts:
                break
            pause = min(self.wait * 2 ** (attempt - 1), _LONGEST_WAIT)
            time.sleep(pause if failure.wait is None else failure.wait)
            attempt += 1
        tried = f" (tried {attempt} times)" if attempt > 1 else ""
        raise SourceError(f"{failure.problem}{tried}", where=failure.where, mend=mend)

    @contextmanager
    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None
    ) -> Iterator[tuple[http.client.HTTPResponse, str]]:
        """Ask, walk the redirects, and give the reply with the place it came from. Only 200, 206 and 416 come back."""
        start = url
        for _ in range(_REDIRECTS + 1):
            response = self._open(url, {**_HEADERS, **(headers or {})})
            if response.status not in {301, 302, 303, 307, 308}:
                break
            response.close()
            url = _next_url(url, response.headers.get("Location"))
        else:
            raise SourceError(
                f"the server redirects on and on (more than {_REDIRECTS} times)",
                where=place(start),
                mend=f"look at {self.page} in a browser",
            )
        with response:
            if response.status not in {200, 206, 416}:
                raise self._refusal(response, place(url))
            yield response, place(url)

    def _open(self, url: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        where = place(url)
        if urlsplit(url).scheme not in {"http", "https"}:
            raise SourceError("this is no web address", where=where, mend="name one that begins with https://")
        _require_network(url)
        try:
            request = urllib.request.Request(url, headers=headers, method="GET")  # noqa: S310 (checked: http or https)
            response: http.client.HTTPResponse = _opener(url).open(request, timeout=self.timeout)
            return response
        except (OSError, http.client.HTTPException, ValueError) as error:
            problem = _problem(error, where=where, timeout=self.timeout)
        # Raised outside, so that no traceback shows the address with its signature.
        raise problem

    def _refusal(self, response: http.client.HTTPResponse, where: str) -> Exception:
        """Say in a sentence what the server answered instead of the data."""
        status = response.status
        try:
            phrase = f"{status} {HTTPStatus(status).phrase}"
        except ValueError:
            phrase = str(status)
        if status in _BUSY:
            after = response.headers.get("Retry-After", "")
            seconds = min(float(after), _LONGEST_WAIT) if after.isdecimal() else None
            return PassingError(f"the server is busy or out of order ({phrase})", where=where, wait=seconds)
        if status in {401, 403}:
            # An object store says in its XML whether a signature ran out or the reader is unwelcome.
            try:
                code = re.search(rb"<Code>(\w{1,40})</Code>", response.read(4096))
            except (OSError, http.client.HTTPException):
                code = None
            said = f"{phrase}, {code[1].decode()}" if code else phrase
            return SourceError(
                f"the server refuses to give it ({said})",
                where=where,
                mend="some networks and programs are refused: try from another network, or download the file from "
                f"{self.page} in a browser",
            )
        if status in {404, 410}:
            return SourceError(
                f"there is nothing at this address ({phrase})",
                where=where,
                mend=f"see on {self.page} whether it has moved",
            )
        return SourceError(
            f"the server answers {phrase} instead of the data", where=where, mend=f"look at {self.page} in a browser"
        )


def _opener(url: str) -> urllib.request.OpenerDirector:
    """Make what opens http and https and nothing else, follows no redirect and raises for no status."""
    opener = urllib.request.OpenerDirector()
    # What is on this machine never goes by way of a proxy, which may not be.
    host = urlsplit(url).hostname or ""
    proxies: dict[str, str] | None = {} if host in {"::1", "localhost"} or host.startswith("127.") else None
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _problem(error: Exception, *, where: str, timeout: float) -> Exception:
    """Say in a sentence why there was no answer, and whether to try again."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return PassingError(f"no answer within {timeout:g} s", where=where)
    if isinstance(reason, socket.gaierror):
        return SourceError("no server of this name is found", where=where, mend="check the network and the address")
    if isinstance(reason, ConnectionRefusedError):
        return SourceError("no server answers there", where=where, mend="check the network and the address")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return SourceError(
            "the server's certificate is not trusted",
            where=where,
            mend="check this machine's clock and certificates, and whether a proxy stands between",
        )
    if isinstance(reason, http.client.InvalidURL | ValueError) or not isinstance(reason, Exception):
        return SourceError("this is no address that can be asked", where=where, mend="check the address")
    return PassingError("the connection was cut", where=where)


def _require_network(url: str) -> None:
    """Raise if `imrdata.forbid_network` is in force and the address is not on this machine.

    The switch lives in the llm room, which this one may not import. It can only be in force if that module has been
    loaded, so looking it up among the loaded modules misses nothing.
    """
    switch = sys.modules.get("imrdata.llm.network")
    if switch is not None and switch.network_forbidden() and not switch.is_loopback(url):
        error = NetworkForbiddenError(
            "the network is forbidden", where=place(url), mend="lift forbid_network, or read a file that is here"
        )
        error.kind = "network_forbidden"
        raise error


def _next_url(url: str, location: str | None) -> str:
    """Return where a redirect leads, if it may be followed."""
    try:
        following = urljoin(url, location or "")
        scheme = urlsplit(following).scheme
    except ValueError:
        following, scheme = "", ""
    if not location or scheme not in {"http", "https"}:
        raise SourceError("the server redirects to no web address", where=place(url), mend=AGAIN)
    if urlsplit(url).scheme == "https" and scheme == "http":
        raise SourceError(
            f"the server redirects to an address without encryption ({place(following)})",
            where=place(url),
            mend="do not trust what comes from there; look at the dataset page in a browser",
        )
    return following


def place(url: str) -> str:
    """Return an address without what may be secret: query, fragment, user and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise SourceError("an address is malformed", mend="check the address") from None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else parts.path


class Body:
    """What a reply carries, held to the length it says: less is a cut, and no reader of http.client says so."""

    def __init__(self, response: http.client.HTTPResponse, where: str) -> None:
        self._response = response
        self._where = where
        self._left = None if response.chunked else whole_number(response.headers.get("Content-Length"))

    def read(self) -> bytes:
        """Return what has come, as soon as something has; empty at the end."""
        if self._left == 0:
            return b""
        try:
            chunk = self._response.read1(_CHUNK if self._left is None else min(_CHUNK, self._left))
            problem = "the connection was cut" if self._left is not None and not chunk else ""
        except TimeoutError:
            chunk, problem = b"", "the server fell silent"
        except (OSError, http.client.HTTPException, ValueError):
            chunk, problem = b"", "the connection was cut"
        if problem:
            raise PassingError(problem, where=self._where)
        if self._left is not None:
            self._left -= len(chunk)
        return chunk


def find_package(ask: Ask, url: str) -> dict[str, Any]:
    """Ask the API for the package."""
    with ask.get(url) as (response, where):
        raw, body = b"", Body(response, where)
        while len(raw) < _API_BYTES and (chunk := body.read()):
            raw += chunk
        found = web_page(raw, response.headers.get_content_type())
    if found:
        raise SourceError(f"the API answers with {found}", where=where, mend=f"look at {ask.page} in a browser")
    try:
        answer = json.loads(raw)
        package = answer["result"] if answer["success"] is True else None
    except (ValueError, KeyError, TypeError):
        package = None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise SourceError("the API's answer describes no dataset", where=where, mend=f"look at {ask.page} in a browser")
    return package


def choose_resource(package: dict[str, Any], *, resource: str, resource_id: str | None, page: str) -> dict[str, Any]:
    """Pick the resource: by id if one is given, else by format, where the known id goes first."""
    entries = [entry for entry in package["resources"] if isinstance(entry, dict) and entry.get("url")]
    fitting = [entry for entry in entries if str(entry.get("format", "")).strip(" .").lower() == resource]
    wanted = resource_id or (_CSV_RESOURCE if resource == "csv" else None)
    by_id = [entry for entry in (entries if resource_id else fitting) if entry.get("id") == wanted]
    if by_id:
        return by_id[0]
    if resource_id is None and len(fitting) == 1:
        return fitting[0]
    offered = ", ".join(f"{entry.get('format') or 'no format'} {entry.get('id')}" for entry in entries) or "nothing"
    if resource_id is not None:
        problem, mend = f"the dataset has no resource {resource_id}", "name one of these"
    elif fitting:
        problem, mend = f"the dataset has {len(fitting)} {resource.upper()} files", "name one by its resource id"
    else:
        problem, mend = f"the dataset has no {resource.upper()} file", "name one of these by its resource id"
    raise SourceError(f"{problem}; it has: {offered}", where=page, mend=mend)


def file_name(url: str, *, resource: str) -> str:
    """Return a file name that is safe anywhere: the address's last part, if it is one."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", unquote(urlsplit(url).path.rpartition("/")[2])).lstrip(".")[-120:]
    stem = name.removesuffix(f".{resource}") or PACKAGE
    return f"{stem}.{resource}"


def web_page(head: bytes, content_type: str) -> str:
    """Say what a reply is that should be data and is markup; empty if it is none."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if content_type != "text/html" and start != b"<":
        return ""
    title = re.search(rb"<title[^>]*>([^<]{1,200})", head, re.IGNORECASE)
    said = " ".join(title[1].decode(errors="replace").split())[:80] if title else ""
    return f"a web page (“{said}”) instead of data" if said else "a web page instead of data"


def whole_number(value: object) -> int | None:
    """Read a count that a header or the API gives; None if it is none."""
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isascii() and text.isdecimal() else None
