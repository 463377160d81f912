"""A snapshot of the DMHC IMR export: from the portal to a file that says where it came from. Room: cases.

In: the portal's package, through its CKAN API (`portal`). Out: the export exactly as published, and beside it
``<name>.source.json`` with its hash, date, terms and citation (`snapshot`). A download under way is ``<name>.part``
(`part_file`); which attempt writes what to it is decided here.
"""

from __future__ import annotations

import http.client
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NoReturn
from urllib.parse import urljoin

from imrdata.cases.part_file import ObjectState, PartFile, disk
from imrdata.cases.portal import (
    AGAIN,
    PACKAGE,
    PORTAL,
    Ask,
    Body,
    PassingError,
    choose_resource,
    file_name,
    find_package,
    place,
    web_page,
    whole_number,
)
from imrdata.cases.snapshot import CITATION, Snapshot, hashes, kept_snapshot
from imrdata.errors import SourceError

__all__ = ["CITATION", "PACKAGE", "PORTAL", "Snapshot", "fetch"]


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
    page = f"{place(base_url)}/dataset/{PACKAGE}"
    ask = Ask(page=page, attempts=max(1, attempts), wait=wait, timeout=timeout)
    package = ask.patiently(lambda: find_package(ask, f"{base_url}/api/3/action/package_show?id={PACKAGE}"))
    entry = choose_resource(package, resource=resource, resource_id=resource_id, page=page)
    try:
        url = urljoin(f"{base_url}/", str(entry["url"]))
    except ValueError:
        raise SourceError(
            "the portal names no web address for it", where=str(entry.get("id", "the resource")), mend="try again later"
        ) from None
    path = Path(out) / file_name(url, resource=resource)
    kept = kept_snapshot(path)
    if path.exists() and kept is None and not replace:
        raise SourceError(
            "there is a file of this name that fetch did not write, or that was changed since",
            where=str(path),
            mend="name another folder, or say replace",
        )

    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with PartFile(path) as part:
        download = _Download(
            ask=ask, url=url, part=part, resource=resource, kept=kept, replace=replace, on_progress=on_progress
        )
        here = ask.patiently(download.attempt, mend=f"{AGAIN}: what has come is kept and gone on with")
        if here is not None:
            return here
        if resource == "zip":
            _check_archive(part)
        with disk(part.path):
            sha256, advertised_hash, hash_agrees = hashes(part.path, advertised=entry.get("hash"))
        advertised_bytes = whole_number(entry.get("size"))
        bytes_agree = None if advertised_bytes is None else advertised_bytes == part.size
        notes = download.notes
        if bytes_agree is False:
            notes.append(f"The API says {advertised_bytes:,} bytes; the file has {part.size:,}.")
        if hash_agrees is False:
            notes.append("The API's hash is not that of the file; the SHA-256 given here was measured on the file.")
        snapshot = Snapshot(
            path=path,
            received=download.received,
            notes=tuple(notes),
            page=page,
            resource_id=str(entry.get("id") or ""),
            resource_url=place(url),
            file=path.name,
            sha256=sha256,
            bytes=part.size,
            retrieved=datetime.now(UTC).date().isoformat(),
            last_modified=part.state.last_modified,
            etag=part.state.etag,
            advertised_bytes=advertised_bytes,
            advertised_hash=advertised_hash,
            advertised_bytes_agree=bytes_agree,
            advertised_hash_agrees=hash_agrees,
            stated_license=str(package.get("license_title") or package.get("license_id") or "") or None,
        )
        source = json.dumps(snapshot.to_dict(), ensure_ascii=False, indent=2) + "\n"
        part.publish(source_path=snapshot.source_path, source=source)
    return snapshot


@dataclass(kw_only=True)
class _Download:
    """One file's way from the server to its part, over as many attempts as it takes."""

    ask: Ask
    url: str
    part: PartFile
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
            body = Body(response, where)
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
            except PassingError as error:
                problem = error.problem
        if problem or (state.bytes is not None and self.part.size != state.bytes):
            of = f" of {state.bytes:,}" if state.bytes is not None else ""
            raise PassingError(f"{problem or 'the reply ended'} at byte {self.part.size:,}{of}", where=where)
        return None

    def _is_same(self, kept: Snapshot, state: ObjectState) -> bool:
        """Say whether the object is that of the snapshot that is here; refuse to write over another."""
        known = ObjectState(etag=kept.etag, last_modified=kept.last_modified, bytes=kept.bytes)
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
        self.part.begin(ObjectState())
        raise PassingError(why, where=where, wait=0.0)

    def _take(self, chunk: bytes, state: ObjectState) -> None:
        self.part.write(chunk)
        self.received += len(chunk)
        if self.on_progress is not None:
            self.on_progress(self.part.size, state.bytes)

    def _head(self, body: Body, content_type: str, where: str) -> bytes:
        """Read the begin of a whole file; raise if it is not that of what was asked for."""
        head = b""
        while len(head) < 512 and (chunk := body.read()):
            head += chunk
        found = web_page(head, content_type)
        if not head:
            found = "an empty file"
        elif not found and head.startswith(b"PK\x03\x04") != (self.resource == "zip"):
            found = "something that is no zip archive" if self.resource == "zip" else "a zip archive instead of a CSV"
        elif not found and self.resource == "csv" and head.lstrip()[:1] in {b"{", b"["}:
            found = "JSON instead of a CSV"
        if found:
            raise SourceError(f"the server sends {found}", where=where, mend=f"look at {self.ask.page} in a browser")
        return head


def _state(response: http.client.HTTPResponse, *, start: int, where: str) -> ObjectState:
    """Read from a reply's headers which object it carries, and how long that is."""
    headers = response.headers
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise SourceError("the server sends it compressed, unasked", where=where, mend=AGAIN)
    length = whole_number(headers.get("Content-Length"))
    total = length
    if start:
        span = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", headers.get("Content-Range", "").strip())
        # A part that does not reach from the byte asked for to the end counts as another object.
        first, last, size = map(int, span.groups()) if span is not None else (-1, -1, -1)
        total = size if (first, last) == (start, size - 1) else -1
    elif length is None and not response.chunked:
        raise SourceError(
            "the server does not say how long the file is, so a cut could not be told from its end",
            where=where,
            mend=AGAIN,
        )
    return ObjectState(
        etag=headers.get("ETag", "").strip(), last_modified=headers.get("Last-Modified", "").strip(), bytes=total
    )


def _check_archive(part: PartFile) -> None:
    """Hold a zip against the checksums it carries; throw away one that fails them."""
    try:
        with zipfile.ZipFile(part.path) as archive:
            sound = archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        sound = False
    if not sound:
        part.begin(ObjectState())
        raise SourceError("the archive is damaged", where=str(part.path), mend="run it again to begin anew")
