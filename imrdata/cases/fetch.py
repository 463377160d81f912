"""A snapshot of the DMHC IMR export: from the portal to a file that says where it came from. Room: cases.

In: the portal's package, through its CKAN API. Out: the export exactly as published, and beside it
``<name>.source.json`` with its hash, date, terms and citation. A download under way is ``<name>.part``.

The standard library's urllib does the asking: one file over one connection needs no event loop (a notebook already
runs one), and it finds proxies by itself. Redirects are walked here, because each stop is checked and the query of a
presigned address is a signature: it is never written down and never said.
"""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import json
import os
import re
import socket
import ssl
import sys
import time
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, NoReturn, Self, TypeVar
from urllib.error import URLError
from urllib.parse import unquote, urljoin, urlsplit

from imrdata import __version__
from imrdata.errors import NetworkForbiddenError, SourceError

__all__ = ["CITATION", "CSV_RESOURCE", "DATASET", "PACKAGE", "PORTAL", "Snapshot", "fetch"]

PORTAL: Final = "https://data.chhs.ca.gov"
PACKAGE: Final = "independent-medical-review-imr-determinations-trend"
#: The CSV has had this id since it was first published; other CSV files of the package may be dictionaries.
CSV_RESOURCE: Final = "3340c5d7-4054-4d03-90e0-5f44290ed095"
DATASET: Final = "Independent Medical Review (IMR) Determinations, Trend"
PUBLISHER: Final = "California Department of Managed Health Care"
#: As the publisher asks to be cited.
CITATION: Final = "DMHC IMR Data, 2001 - Current"
TERMS: Final = (
    "Published for reuse with attribution. Changed data must be marked as changed and must not be called official. "
    "Catalogues disagree on the license (one says CC BY, another gives none): read the dataset page before you pass "
    "the data on."
)
DERIVED: Final = "modified, non-official"

_CHUNK: Final = 1 << 18
_REDIRECTS: Final = 5
_LONGEST_WAIT: Final = 60.0
_API_BYTES: Final = 1 << 24
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_AGAIN: Final = "run it again in a while"
#: Digests by their length in hexadecimal digits: the API does not name the one it uses.
_DIGESTS: Final = {32: "md5", 40: "sha1", 64: "sha256"}

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A downloaded export and what is known of it.

    Attributes
    ----------
    path
        The file.
    received
        Bytes that came over the network in this call: 0 if this very snapshot was there already, fewer than
        `bytes` if an earlier download was gone on with.
    notes
        What a reader should know, a sentence each: where the API's figures differ from the file, for one.
    page, resource_id, resource_url
        The dataset's page, the resource and its public address (without a query).
    file, sha256, bytes
        The file's name, hash and size, measured on the file itself.
    retrieved
        The date of the download (UTC), ISO 8601.
    last_modified, etag
        As the server that holds the file says; empty if it does not.
    advertised_bytes, advertised_hash
        As the API says, which may be stale; None if it does not.
    advertised_bytes_agree, advertised_hash_agrees
        Whether the file is so; None if the API does not say.
    stated_license
        As the package says; None if it gives none.
    """

    path: Path
    received: int
    notes: tuple[str, ...]
    page: str
    resource_id: str
    resource_url: str
    file: str
    sha256: str
    bytes: int
    retrieved: str
    last_modified: str
    etag: str
    advertised_bytes: int | None
    advertised_hash: str | None
    advertised_bytes_agree: bool | None
    advertised_hash_agrees: bool | None
    stated_license: str | None

    @property
    def date(self) -> str:
        """The snapshot's date: the file's last change as its server says, else the day it was downloaded."""
        try:
            return parsedate_to_datetime(self.last_modified).date().isoformat()
        except ValueError:
            return self.retrieved

    @property
    def source_path(self) -> Path:
        """The file beside it that says where it came from."""
        return _source_path(self.path)

    def to_dict(self) -> dict[str, Any]:
        """Return what ``<name>.source.json`` holds."""
        return {
            "format": "imrdata-source",
            "format_version": 1,
            "dataset": DATASET,
            "publisher": PUBLISHER,
            "page": self.page,
            "resource_id": self.resource_id,
            "resource_url": self.resource_url,
            "file": self.file,
            "sha256": self.sha256,
            "bytes": self.bytes,
            "retrieved": self.retrieved,
            "last_modified": self.last_modified,
            "etag": self.etag,
            "advertised": {
                "bytes": self.advertised_bytes,
                "bytes_agree": self.advertised_bytes_agree,
                "hash": self.advertised_hash,
                "hash_agrees": self.advertised_hash_agrees,
            },
            "stated_license": self.stated_license,
            "terms": TERMS,
            "citation": CITATION,
            "derived_data": DERIVED,
        }


def fetch(
    out: str | Path,
    *,
    resource: Literal["csv", "zip"] = "csv",
    resource_id: str | None = None,
    base_url: str = PORTAL,
    replace: bool = False,
    attempts: int = 5,
    wait: float = 1.0,
    timeout: float = 60.0,
    on_progress: Callable[[int, int | None], None] | None = None,
) -> Snapshot:
    """Download a snapshot of the export, or go on with a download that was cut.

    Parameters
    ----------
    out
        The folder to write to; made if need be.
    resource
        Which of the package's files: the CSV, or the archive of all.
    resource_id
        A resource of the package by its id, should the format alone not tell it.
    base_url
        The CKAN portal to ask.
    replace
        Let a newer snapshot take the place of one that is in `out`. The feed is not append-only, so an older
        snapshot can't be had again; without this it is kept and a newer one is refused.
    attempts
        How often to ask at most, for the package and for the file each. Each attempt at the file goes on at the byte
        where the one before was cut.
    wait
        Seconds before the second attempt; doubled each time, up to 60. A server's own wish goes first.
    timeout
        Seconds of silence after which a connection counts as cut.
    on_progress
        Called with the bytes that are on disk and the bytes there will be (None if the server does not say).

    Returns
    -------
    Snapshot
        The file and its source. A sound copy of the same object that is already there is returned as it is.

    Raises
    ------
    SourceError
        The server's answer is no export, the connection was cut each time, or the file can't be written. What has
        come so far is kept, and the next call goes on from there.
    NetworkForbiddenError
        :func:`imrdata.forbid_network` is in force and the address is not on this machine.

    Notes
    -----
    Source: the dataset page "Independent Medical Review (IMR) Determinations, Trend" of the California Health and
    Human Services open data portal. The length is checked against the reply that carries the file, not against the
    API, whose size and hash may be stale.

    Examples
    --------
    >>> snapshot = fetch("snapshots")  # doctest: +SKIP
    >>> snapshot.file, snapshot.date  # doctest: +SKIP
    ('independent-medical-review-imr-determinations-trends.csv', '2026-06-01')

    >>> from imrdata import forbid_network
    >>> with forbid_network():
    ...     fetch("snapshots")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    NetworkForbiddenError: https://data.chhs.ca.gov/...: the network is forbidden
    """
    if Path(out).exists() and not Path(out).is_dir():
        raise SourceError("it is a file", where=str(out), mend="name a folder")
    base_url = base_url.rstrip("/")
    page = f"{_place(base_url)}/dataset/{PACKAGE}"
    ask = _Ask(page=page, attempts=max(1, attempts), wait=wait, timeout=timeout)
    package = ask.patiently(lambda: _package(ask, f"{base_url}/api/3/action/package_show?id={PACKAGE}"))
    entry = _choose(package, resource=resource, resource_id=resource_id, page=page)
    url = urljoin(f"{base_url}/", str(entry["url"]))
    path = Path(out) / _file_name(url, resource=resource)
    kept = _kept(path)
    if path.exists() and kept is None and not replace:
        raise SourceError(
            "there is a file of this name that fetch did not write, or that was changed since",
            where=str(path),
            mend="name another folder, or say replace",
        )

    with _disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with _Part(path) as part:
        download = _Download(
            ask=ask, url=url, part=part, resource=resource, kept=kept, replace=replace, on_progress=on_progress
        )
        here = ask.patiently(download.attempt, mend=f"{_AGAIN}: what has come is kept and gone on with")
        if here is not None:
            return here
        if resource == "zip":
            _check_archive(part)
        with _disk(part.path):
            sha256, advertised_hash, hash_agrees = _hashes(part.path, advertised=entry.get("hash"))
        advertised_bytes = _whole_number(entry.get("size"))
        snapshot = Snapshot(
            path=path,
            received=download.received,
            notes=(),
            page=page,
            resource_id=str(entry.get("id") or ""),
            resource_url=_place(url),
            file=path.name,
            sha256=sha256,
            bytes=part.size,
            retrieved=datetime.now(UTC).date().isoformat(),
            last_modified=part.state.last_modified,
            etag=part.state.etag,
            advertised_bytes=advertised_bytes,
            advertised_hash=advertised_hash,
            advertised_bytes_agree=None if advertised_bytes is None else advertised_bytes == part.size,
            advertised_hash_agrees=hash_agrees,
            stated_license=str(package.get("license_title") or package.get("license_id") or "") or None,
        )
        part.publish(source=json.dumps(snapshot.to_dict(), ensure_ascii=False, indent=2) + "\n")
    return _with_notes(snapshot, download.notes)


def _with_notes(snapshot: Snapshot, notes: list[str]) -> Snapshot:
    notes = list(notes)
    if snapshot.advertised_bytes_agree is False:
        notes.append(f"The API says {snapshot.advertised_bytes:,} bytes; the file has {snapshot.bytes:,}.")
    if snapshot.advertised_hash_agrees is False:
        notes.append("The API's hash is not that of the file; the SHA-256 given here was measured on the file.")
    return replace(snapshot, notes=tuple(notes))


# Asking


class _PassingError(Exception):
    """A failure that another attempt may mend."""

    def __init__(self, problem: str, *, where: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.problem, self.where, self.wait = problem, where, wait


@dataclass(frozen=True, kw_only=True)
class _Ask:
    """GET, and what to make of the many answers that are none. HEAD is never used: the portal answers it with 403."""

    page: str
    attempts: int
    wait: float
    timeout: float

    def patiently(self, step: Callable[[], _T], *, mend: str = _AGAIN) -> _T:
        """Take a step, and again if the failure may pass, up to so many attempts."""
        attempt = 1
        while True:
            try:
                return step()
            except _PassingError as error:
                failure = error
            if attempt >= self.attempts:
                break
            pause = min(self.wait * 2 ** (attempt - 1), _LONGEST_WAIT)
            time.sleep(pause if failure.wait is None else failure.wait)
            attempt += 1
        tried = f" (tried {attempt} times)" if attempt > 1 else ""
        raise SourceError(f"{failure.problem}{tried}", where=failure.where, mend=mend)

    @contextmanager
    def get(self, url: str, *, headers: dict[str, str] | None = None) -> Iterator[tuple[http.client.HTTPResponse, str]]:
        """Ask, walk the redirects, and give the reply with the place it came from. Only 200, 206 and 416 come back."""
        start = url
        headers = {
            "User-Agent": f"imrdata/{__version__} (research on public review decisions)",
            "Accept": "*/*",
            # Compressed on the way, neither length nor byte positions would be those of the file.
            "Accept-Encoding": "identity",
        } | (headers or {})
        for _ in range(_REDIRECTS + 1):
            response = self._open(url, headers)
            if response.status not in {301, 302, 303, 307, 308}:
                break
            response.close()
            url = _next_url(url, response.headers.get("Location"))
        else:
            raise SourceError(
                f"the server redirects on and on (more than {_REDIRECTS} times)",
                where=_place(start),
                mend=f"look at {self.page} in a browser",
            )
        with response:
            if response.status not in {200, 206, 416}:
                raise self._refusal(response, _place(url))
            yield response, _place(url)

    def _open(self, url: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        _require_network(url)
        where = _place(url)
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
            return _PassingError(f"the server is busy or out of order ({phrase})", where=where, wait=seconds)
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
    proxies: dict[str, str] | None = {} if urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"} else None
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
        return _PassingError(f"no answer within {timeout:g} s", where=where)
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
    return _PassingError("the connection was cut", where=where)


def _require_network(url: str) -> None:
    """Raise if `imrdata.forbid_network` is in force and the address is not on this machine.

    The switch lives in the llm room, which this one may not import. It can only be in force if that module has been
    loaded, so looking it up among the loaded modules misses nothing.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise SourceError("this is no web address", where=_place(url), mend="name one that begins with https://")
    switch = sys.modules.get("imrdata.llm.network")
    if switch is not None and switch.network_forbidden() and not switch.is_loopback(url):
        error = NetworkForbiddenError(
            "the network is forbidden", where=_place(url), mend="lift forbid_network, or read a file that is here"
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
        raise SourceError("the server redirects to no web address", where=_place(url), mend=_AGAIN)
    if urlsplit(url).scheme == "https" and scheme == "http":
        raise SourceError(
            f"the server redirects to an address without encryption ({_place(following)})",
            where=_place(url),
            mend="do not trust what comes from there; look at the dataset page in a browser",
        )
    return following


def _place(url: str) -> str:
    """Return an address without what may be secret: query, fragment, user and password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise SourceError("an address is malformed", mend="check the address") from None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else parts.path


class _Body:
    """What a reply carries, held to the length it says: less is a cut, and no reader of http.client says so."""

    def __init__(self, response: http.client.HTTPResponse, where: str) -> None:
        self._response = response
        self._where = where
        self._left = None if response.chunked else _whole_number(response.headers.get("Content-Length"))

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
            raise _PassingError(problem, where=self._where)
        if self._left is not None:
            self._left -= len(chunk)
        return chunk


# The package


def _package(ask: _Ask, url: str) -> dict[str, Any]:
    """Ask the API for the package."""
    with ask.get(url) as (response, where):
        raw, body = b"", _Body(response, where)
        while len(raw) < _API_BYTES and (chunk := body.read()):
            raw += chunk
        web_page = _web_page(raw, response.headers.get_content_type())
    if web_page:
        raise SourceError(f"the API answers with {web_page}", where=where, mend=f"look at {ask.page} in a browser")
    try:
        answer = json.loads(raw)
        package = answer["result"] if answer["success"] is True else None
    except (ValueError, KeyError, TypeError):
        package = None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise SourceError("the API's answer describes no dataset", where=where, mend=f"look at {ask.page} in a browser")
    return package


def _choose(package: dict[str, Any], *, resource: str, resource_id: str | None, page: str) -> dict[str, Any]:
    """Pick the resource: by id if one is given, else by format, where the known id goes first."""
    entries = [entry for entry in package["resources"] if isinstance(entry, dict) and entry.get("url")]
    fitting = [entry for entry in entries if str(entry.get("format", "")).strip(" .").lower() == resource]
    wanted = resource_id or (CSV_RESOURCE if resource == "csv" else None)
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


def _file_name(url: str, *, resource: str) -> str:
    """Return a file name that is safe anywhere: the address's last part, if it is one."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", unquote(urlsplit(url).path.rpartition("/")[2])).lstrip(".")[-120:]
    stem = name.removesuffix(f".{resource}") or PACKAGE
    return f"{stem}.{resource}"


def _web_page(head: bytes, content_type: str = "") -> str:
    """Say what a reply is that should be data and is markup; empty if it is none."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if content_type != "text/html" and start != b"<":
        return ""
    title = re.search(rb"<title[^>]*>([^<]{1,200})", head, re.IGNORECASE)
    said = " ".join(title[1].decode(errors="replace").split())[:80] if title else ""
    return f"a web page (“{said}”) instead of data" if said else "a web page instead of data"


# The file


@dataclass(frozen=True, kw_only=True)
class _State:
    """Which object a ``.part`` file is a part of. Never its address: that holds a signature."""

    etag: str = ""
    last_modified: str = ""
    bytes: int | None = None

    @property
    def validator(self) -> str:
        """What If-Range can hold the object to; a weak ETag can't."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def is_of(self, earlier: _State) -> bool:
        """Say whether this is the object of an earlier reply. A reply with a part may leave out all but the ETag."""
        if None not in (self.bytes, earlier.bytes) and self.bytes != earlier.bytes:
            return False
        if earlier.validator == earlier.etag:
            return bool(earlier.etag) and self.etag == earlier.etag
        return self.last_modified == earlier.last_modified


class _Part:
    """The file of a download under way, held by one process: bytes as they came, and the object they belong to."""

    def __init__(self, final: Path) -> None:
        self._final = final
        self.path = final.with_name(f"{final.name}.part")
        self._state_path = final.with_name(f"{final.name}.part.json")
        self._gone = False
        self.state = _State()

    def __enter__(self) -> Self:
        with _disk(self.path):
            self._file = self._locked()
            self.state = self._read_state()
        return self

    def __exit__(self, *_: object) -> None:
        with _disk(self.path):
            if not self._gone and not self.size:
                self.discard()
            self._file.close()

    def _locked(self) -> BinaryIO:
        while True:
            file = self.path.open("a+b")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.close()
                if not isinstance(error, BlockingIOError):
                    raise
                raise SourceError(
                    "another fetch is writing to it", where=str(self.path), mend="wait for it to end"
                ) from None
            # Whoever held the lock before may have moved the file into place: then it is a part no more.
            if self.path.exists() and os.path.samestat(os.fstat(file.fileno()), self.path.stat()):
                return file
            file.close()

    def _read_state(self) -> _State:
        try:
            state = _State(**json.loads(self._state_path.read_bytes()))
            sound = f"{state.etag}{state.last_modified}".isprintable() and isinstance(state.bytes, int | None)
        except (FileNotFoundError, ValueError, TypeError):
            return _State()
        return state if sound and (state.bytes is None or self.size <= state.bytes) else _State()

    @property
    def size(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    @property
    def goes_on_at(self) -> int:
        """The byte to ask for next; 0 if what is here can't be gone on with.

        Of a part that is whole, the last byte is asked for again: the reply tells that the object is the same.
        """
        if not self.state.validator:
            return 0
        return self.size if self.size != self.state.bytes else self.size - 1

    def begin(self, state: _State) -> None:
        """Throw away what is here and take down which object is coming. Emptied first: a kill between leaves no lie."""
        with _disk(self.path):
            self._file.truncate(0)
            self.state = state
            _write(self._state_path, json.dumps(asdict(state)))

    def go_on(self, at: int) -> None:
        with _disk(self.path):
            self._file.truncate(at)

    def write(self, chunk: bytes) -> None:
        with _disk(self.path):
            self._file.write(chunk)
            # To the system at once, so that a killed process loses none of it.
            self._file.flush()

    def discard(self) -> None:
        self._gone = True
        self.path.unlink(missing_ok=True)
        self._state_path.unlink(missing_ok=True)

    def publish(self, *, source: str) -> None:
        """Move the file into place. Its source goes first: a kill between leaves no file without its source."""
        with _disk(self._final):
            os.fsync(self._file.fileno())
            _write(_source_path(self._final), source)
            self.path.replace(self._final)
            self._gone = True
            self._state_path.unlink(missing_ok=True)
            _to_disk(self._final.parent)


@dataclass(kw_only=True)
class _Download:
    """One file's way from the server to its part, over as many attempts as it takes."""

    ask: _Ask
    url: str
    part: _Part
    resource: str
    kept: Snapshot | None
    replace: bool
    on_progress: Callable[[int, int | None], None] | None
    received: int = 0
    notes: list[str] = field(default_factory=list)

    def attempt(self) -> Snapshot | None:
        """Ask for what is missing, and write it; return the snapshot that is here if it is of the same object."""
        start = self.part.goes_on_at
        headers = {"Range": f"bytes={start}-", "If-Range": self.part.state.validator} if start else {}
        # Always from the portal's own address: a presigned one runs out.
        with self.ask.get(self.url, headers=headers) as (response, where):
            if response.status == 416:
                self._anew("the server has no such part of the file", where)
            body = _Body(response, where)
            head = b"" if response.status == 206 else self._head(body, response.headers.get_content_type(), where)
            state = _state(response, start=start if response.status == 206 else 0, where=where)
            if self.kept is not None and self._is_same(self.kept, state):
                self.part.discard()
                return self.kept
            if response.status == 206:
                if not start or state.bytes == -1:
                    self._anew("the server sends another part than was asked for", where)
                if not state.is_of(self.part.state):
                    self._anew("the file has changed since the download began", where)
                self.part.go_on(start)
                if not self.received:
                    self.notes.append(f"Went on at byte {start:,} of an earlier download.")
            else:
                if start:
                    same = state.is_of(self.part.state)
                    why = "the server gives it only whole" if same else "the file has changed since"
                    self.notes.append(f"Begun anew at byte 0: {why}.")
                self.part.begin(state)
                self._take(head, state)
            problem = ""
            try:
                while chunk := body.read():
                    self._take(chunk, state)
            except _PassingError as error:
                problem = error.problem
        if problem or (state.bytes is not None and self.part.size != state.bytes):
            of = f" of {state.bytes:,}" if state.bytes is not None else ""
            raise _PassingError(f"{problem or 'the reply ended'} at byte {self.part.size:,}{of}", where=where)
        return None

    def _is_same(self, kept: Snapshot, state: _State) -> bool:
        """Say whether the object is that of the snapshot that is here; refuse to write over another."""
        known = _State(etag=kept.etag, last_modified=kept.last_modified, bytes=kept.bytes)
        if state.is_of(known):
            return True
        if not self.replace:
            raise SourceError(
                f"a snapshot of {kept.date} is here, and the portal has another",
                where=str(kept.path),
                mend="name another folder to have both (an older one can't be downloaded again), or say replace",
            )
        return False

    def _anew(self, why: str, where: str) -> NoReturn:
        self.notes.append(f"Begun anew at byte 0: {why}.")
        self.part.begin(_State())
        raise _PassingError(why, where=where, wait=0.0)

    def _take(self, chunk: bytes, state: _State) -> None:
        self.part.write(chunk)
        self.received += len(chunk)
        if self.on_progress is not None:
            self.on_progress(self.part.size, state.bytes)

    def _head(self, body: _Body, content_type: str, where: str) -> bytes:
        """Read the begin of a whole file; raise if it is not that of what was asked for."""
        head = b""
        while len(head) < 512 and (chunk := body.read()):
            head += chunk
        found = _web_page(head, content_type)
        if not head:
            found = "an empty file"
        elif not found and head.startswith(b"PK\x03\x04") != (self.resource == "zip"):
            found = "something that is no zip archive" if self.resource == "zip" else "a zip archive instead of a CSV"
        elif not found and self.resource == "csv" and head.lstrip()[:1] in {b"{", b"["}:
            found = "JSON instead of a CSV"
        if found:
            raise SourceError(f"the server sends {found}", where=where, mend=f"look at {self.ask.page} in a browser")
        return head


def _state(response: http.client.HTTPResponse, *, start: int, where: str) -> _State:
    """Read from a reply's headers which object it carries, and how long that is."""
    headers = response.headers
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise SourceError("the server sends it compressed, unasked", where=where, mend=_AGAIN)
    length = _whole_number(headers.get("Content-Length"))
    total = length
    if start:
        span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", headers.get("Content-Range", "").strip())
        # A part that does not reach from the byte asked for to the end counts as another object.
        whole = span is not None and int(span[1]) == start and int(span[2]) == int(span[3]) - 1
        total = int(span[3]) if span is not None and whole else -1
    elif length is None and not response.chunked:
        raise SourceError(
            "the server does not say how long the file is, so a cut could not be told from its end",
            where=where,
            mend=_AGAIN,
        )
    return _State(
        etag=headers.get("ETag", "").strip(), last_modified=headers.get("Last-Modified", "").strip(), bytes=total
    )


def _hashes(path: Path, *, advertised: object) -> tuple[str, str | None, bool | None]:
    """Hash the finished file; return its SHA-256, the advertised hash, and whether that is right."""
    said = str(advertised or "").strip().lower().rpartition(":")[2] or None
    digest = hashlib.sha256()
    kind = _DIGESTS.get(len(said)) if said and re.fullmatch("[0-9a-f]+", said) else None
    other = hashlib.new(kind, usedforsecurity=False) if kind else None
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if other is not None:
                other.update(chunk)
    return digest.hexdigest(), said, None if other is None else other.hexdigest() == said


def _check_archive(part: _Part) -> None:
    """Hold a zip against the checksums it carries; throw away one that fails them."""
    try:
        with zipfile.ZipFile(part.path) as archive:
            sound = archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        sound = False
    if not sound:
        part.begin(_State())
        raise SourceError("the archive is damaged", where=str(part.path), mend="run it again to begin anew")


def _kept(path: Path) -> Snapshot | None:
    """Return the snapshot that is here, if its file is what its source says."""
    try:
        source = json.loads(_source_path(path).read_bytes())
        advertised = source.pop("advertised")
        known = {name: source[name] for name in source if name in Snapshot.__dataclass_fields__}
        snapshot = Snapshot(
            path=path,
            received=0,
            notes=("This snapshot was here already.",),
            **known,
            **{f"advertised_{name}": value for name, value in advertised.items()},
        )
        sound = snapshot.sha256 == _hashes(path, advertised=None)[0]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return snapshot if sound else None


def _source_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.source.json")


def _whole_number(value: object) -> int | None:
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isascii() and text.isdecimal() else None


def _write(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk(path: Path) -> Iterator[None]:
    """Turn what the system says of a file that can't be written into a sentence."""
    try:
        yield
    except SourceError:
        raise
    except OSError as error:
        raise SourceError(
            f"it can't be read or written ({error.strerror or error})",
            where=str(path),
            mend="free some space or check the permissions, and run again: what has come is kept",
        ) from None
