"""A real HTTP server on loopback that behaves like the portal, and misbehaves on demand.

What it fakes: the CKAN API, and the object store behind it with its presigned addresses. What is real: sockets, HTTP,
time. As the portal does, it answers HEAD with 403, redirects a download to an address whose query is a signature, and
advertises a size and a hash that are stale. It keeps the log that promises are counted by.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

CSV_ID = "3340c5d7-4054-4d03-90e0-5f44290ed095"
ZIP_ID = "00000000-0000-4000-8000-00000000000a"
PDF_ID = "00000000-0000-4000-8000-00000000000b"
PACKAGE = "independent-medical-review-imr-determinations-trend"
CSV_NAME = "independent-medical-review-imr-determinations-trends.csv"
ZIP_NAME = f"{PACKAGE}.zip"
STALE_SIZE, STALE_HASH = 71_000_000, "0" * 32


@dataclass
class Asked:
    """One request, as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    served: int = 0  # bytes of the object that went out


@dataclass
class Portal:
    """Use in a `with`; change the fields at any time."""

    body: bytes
    name: str = CSV_NAME
    etag: str = '"first-12"'  # as of a multipart upload: no hash of the file
    last_modified: str = "Mon, 01 Jun 2026 17:04:05 GMT"
    content_type: str = "text/csv"
    content_encoding: str = ""
    ranges: bool = True
    if_range: bool = True  # False: a part is sent even of another object
    span: str = "{start}-{last}/{total}"  # what Content-Range says of a part
    always_a_part: bool = False
    short_by: int = 0  # bytes that the next part lacks
    length: str = "said"  # or "chunked" or "unsaid"
    cuts: list[int] = field(default_factory=list)  # at which byte of the object each reply is cut
    silences: list[int] = field(default_factory=list)  # at which byte each reply falls silent for good
    piece: int = 1 << 16
    drip: float = 0.0  # seconds between pieces
    refused_agents: str = r"^$|Python-urllib|curl|Wget"
    api: tuple[int, str, bytes] | None = None  # status, content type, body instead of the package
    busy: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # answers before the object's first
    object_status: int = 0
    redirect: str = ""  # "loop", or an address to redirect to
    resources: list[Any] | None = None
    advertised: dict[str, Any] = field(default_factory=lambda: {"size": STALE_SIZE, "hash": STALE_HASH})
    asked: list[Asked] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        portal = self

        class Handler(_Handler):
            pass

        Handler.portal = portal
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="portal")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    @property
    def of_the_object(self) -> list[Asked]:
        """The requests that reached the object store."""
        return [asked for asked in self.asked if asked.path.startswith("/bucket/")]

    def change(self, body: bytes) -> None:
        """Publish another object under the same address."""
        self.body, self.etag, self.last_modified = body, '"second-12"', "Tue, 01 Sep 2026 08:00:00 GMT"

    def package(self) -> dict[str, Any]:
        """The package as CKAN shows it."""
        base = f"{self.url}/dataset/b79b3447/resource"
        resources = self.resources
        if resources is None:
            resources = [
                {"id": PDF_ID, "format": "PDF", "name": "Data dictionary", "url": f"{base}/{PDF_ID}/download/d.pdf"},
                {"id": CSV_ID, "format": "CSV", "url": f"{base}/{CSV_ID}/download/{self.name}", **self.advertised},
                {"id": ZIP_ID, "format": "ZIP", "url": f"{base}/{ZIP_ID}/download/{ZIP_NAME}", "size": None},
            ]
        return {"help": "", "success": True, "result": {"name": PACKAGE, "license_id": None, "resources": resources}}


class _Handler(BaseHTTPRequestHandler):
    portal: Portal

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._note()
        self._answer(403, "application/xml", b"")

    def do_GET(self) -> None:
        asked, portal = self._note(), self.portal
        if re.search(portal.refused_agents, self.headers.get("User-Agent", "")):
            self._answer(403, "text/html", b"<html><head><title>Request  Rejected</title></head></html>")
        elif asked.path == "/api/3/action/package_show":
            if parse_qs(urlsplit(self.path).query).get("id") != [PACKAGE]:
                self._answer(404, "application/json", b'{"success": false}')
            else:
                status, kind, body = portal.api or (200, "application/json", json.dumps(portal.package()).encode())
                self._answer(status, kind, body)
        elif asked.path.startswith("/dataset/"):
            self._redirect()
        elif asked.path.startswith("/bucket/"):
            try:
                self._object(asked)
            except (ConnectionError, TimeoutError):
                self.close_connection = True
        else:
            self._answer(404, "text/html", b"<!doctype html><title>Not here</title>")

    def _note(self) -> Asked:
        asked = Asked(self.command, urlsplit(self.path).path, dict(self.headers.items()))
        self.portal.asked.append(asked)
        return asked

    def _redirect(self) -> None:
        portal = self.portal
        signature = f"s1gn4ture{len(portal.signatures):04d}"
        portal.signatures.append(signature)
        to = portal.redirect or f"{portal.url}/bucket/{self.path.rpartition('/')[2]}?X-Amz-Signature={signature}"
        if portal.redirect == "loop":
            to = f"{self.path.partition('?')[0]}?X-Amz-Signature={signature}"
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _object(self, asked: Asked) -> None:
        portal = self.portal
        if parse_qs(urlsplit(self.path).query).get("X-Amz-Signature", [""])[0] not in portal.signatures:
            self._answer(403, "application/xml", b"<Error><Code>AccessDenied</Code></Error>")
            return
        if portal.object_status:
            xml = f"<Error><Code>AccessDenied</Code><StringToSign>{self.path}</StringToSign></Error>"
            self._answer(portal.object_status, "application/xml", xml.encode())
            return
        if portal.busy:
            status, headers = portal.busy.pop(0)
            self._answer(status, "text/plain", b"busy", headers)
            return
        body, total, start = portal.body, len(portal.body), 0
        span = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = not portal.if_range or self.headers.get("If-Range") in {portal.etag, portal.last_modified, None}
        if portal.ranges and span and same:
            start = int(span[1])
            if start >= total:
                self._answer(416, "application/xml", b"<Error><Code>InvalidRange</Code></Error>")
                return
        if start or portal.always_a_part:
            self.send_response(206)
            where = {"start": start, "middle": (start + total) // 2, "last": total - 1, "total": total}
            self.send_header("Content-Range", f"bytes {portal.span.format(**where)}")
            body, portal.short_by = body[: total - portal.short_by], 0
        else:
            self.send_response(200)
        self.send_header("Content-Type", portal.content_type)
        if portal.content_encoding:
            self.send_header("Content-Encoding", portal.content_encoding)
        if portal.etag:
            self.send_header("ETag", portal.etag)
        # RFC 9110 15.3.7: a part sent because of If-Range need not repeat the rest.
        if portal.last_modified and (not start or not portal.etag):
            self.send_header("Last-Modified", portal.last_modified)
        if portal.length == "said":
            self.send_header("Content-Length", str(len(body) - start))
        elif portal.length == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._send(asked, body, start)

    def _send(self, asked: Asked, body: bytes, start: int) -> None:
        portal = self.portal
        cut = portal.cuts.pop(0) if portal.cuts else None
        silence = portal.silences.pop(0) if portal.silences else None
        end = min(place for place in (cut, silence, len(body)) if place is not None)
        for at in range(start, end, portal.piece):
            piece = body[at : min(at + portal.piece, end)]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if portal.length == "chunked" else piece)
            asked.served += len(piece)
            time.sleep(portal.drip)
        if silence is not None:
            self.connection.settimeout(5)
            self.connection.recv(1)  # until the reader gives up
        elif cut is not None:
            self.connection.shutdown(socket.SHUT_RDWR)
        elif portal.length == "chunked":
            self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def _answer(self, status: int, kind: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # Transfer-Encoding needs it.
    protocol_version = "HTTP/1.1"
