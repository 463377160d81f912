"""Fetching: the whole file under its name or nothing, from a server that behaves like the portal."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from imrdata.cases import portal as module
from imrdata.cases.fetch import CITATION, Snapshot, fetch
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.errors import NetworkForbiddenError, SourceError
from imrdata.llm.network import forbid_network
from tests.cases.portal_server import CSV_ID, CSV_NAME, PDF_ID, STALE_HASH, STALE_SIZE, ZIP_ID, ZIP_NAME, Portal

ROOT = Path(__file__).parents[2]
HEADER = b"ReferenceID,ReportYear,Findings\r\n"
BODY = HEADER + b"".join(b'XX00-%05d,2025,"A fictional row, ""quoted""."\r\n' % number for number in range(20_000))
OTHER = BODY.replace(b"fictional", b"different")


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal(BODY) as server:
        yield server


def get(portal: Portal, out: Path, **changes: Any) -> Snapshot:
    return fetch(out, base_url=portal.url, **{"wait": 0.01, "timeout": 5.0} | changes)


def refused(portal: Portal, out: Path, **changes: Any) -> str:
    """Fetch, which must fail with one sentence that names the place and tells no signature."""
    with pytest.raises(SourceError) as caught:
        get(portal, out, **changes)
    said = str(caught.value)
    assert caught.value.where
    assert "\n" not in said
    assert said.count(". ") == 0
    assert said.endswith(".")
    assert "?" not in said
    assert str(pickle.loads(pickle.dumps(caught.value))) == said
    no_signature(portal, said.encode())
    return said


def no_signature(portal: Portal, text: bytes) -> None:
    assert b"X-Amz" not in text
    assert not any(signature.encode() in text for signature in portal.signatures)


def files(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


# What is written


def test_a_snapshot_and_its_source(portal: Portal, tmp_path: Path) -> None:
    before = datetime.now(UTC).date().isoformat()
    snapshot = get(portal, tmp_path / "new" / "folder")
    assert snapshot.path == tmp_path / "new" / "folder" / CSV_NAME
    assert snapshot.path.read_bytes() == BODY
    assert sorted(files(snapshot.path.parent)) == [CSV_NAME, f"{CSV_NAME}.source.json"]
    source = json.loads(snapshot.source_path.read_text())
    assert source == snapshot.to_dict()
    assert source.pop("retrieved") in {before, datetime.now(UTC).date().isoformat()}
    assert "attribution" in source.pop("terms")
    assert source == {
        "format": "imrdata-source",
        "format_version": 1,
        "dataset": "Independent Medical Review (IMR) Determinations, Trend",
        "publisher": "California Department of Managed Health Care",
        "page": f"{portal.url}/dataset/independent-medical-review-imr-determinations-trend",
        "resource_id": CSV_ID,
        "resource_url": f"{portal.url}/dataset/b79b3447/resource/{CSV_ID}/download/{CSV_NAME}",
        "file": CSV_NAME,
        "sha256": hashlib.sha256(BODY).hexdigest(),
        "bytes": len(BODY),
        "last_modified": "Mon, 01 Jun 2026 17:04:05 GMT",
        "etag": '"first-12"',
        "advertised": {"bytes": STALE_SIZE, "bytes_agree": False, "hash": STALE_HASH, "hash_agrees": False},
        "stated_license": None,
        "citation": CITATION,
        "derived_data": "modified, non-official",
    }
    assert snapshot.date == "2026-06-01"
    assert snapshot.received == len(BODY)
    assert [note.partition(";")[0] for note in snapshot.notes] == [
        "The API says 71,000,000 bytes",
        "The API's hash is not that of the file",
    ]


def test_what_is_fetched_is_read(tmp_path: Path) -> None:
    with Portal(sample("fictional_v1.csv").read_bytes()) as portal:
        snapshot = get(portal, tmp_path)
    data = read_imr(snapshot.path)
    assert data.cases.height == 72
    assert data.books.sources[0].sha256 == snapshot.sha256


def test_nothing_but_get_is_asked_with_a_plain_user_agent(portal: Portal, tmp_path: Path) -> None:
    get(portal, tmp_path)
    assert {asked.method for asked in portal.asked} == {"GET"}
    agents = {asked.headers["User-Agent"] for asked in portal.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("imrdata/")
    assert {asked.headers["Accept-Encoding"] for asked in portal.asked} == {"identity"}
    assert len(portal.asked) == 3


def test_the_zip(portal: Portal, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CSV_NAME, BODY)
    portal.body = buffer.getvalue()
    snapshot = get(portal, tmp_path, resource="zip")
    assert snapshot.path.name == ZIP_NAME
    assert snapshot.resource_id == ZIP_ID
    assert (snapshot.advertised_bytes, snapshot.advertised_bytes_agree, snapshot.advertised_hash_agrees) == (None,) * 3
    assert snapshot.notes == ()


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256"])
def test_an_advertised_hash_that_agrees(portal: Portal, tmp_path: Path, kind: str) -> None:
    portal.advertised = {"size": str(len(BODY)), "hash": f"{kind}:{hashlib.new(kind, BODY).hexdigest().upper()}"}
    snapshot = get(portal, tmp_path)
    assert (snapshot.advertised_bytes_agree, snapshot.advertised_hash_agrees) == (True, True)
    assert snapshot.notes == ()


def test_an_advertised_hash_of_no_known_kind(portal: Portal, tmp_path: Path) -> None:
    portal.advertised = {"size": "unknown", "hash": "first-12"}
    snapshot = get(portal, tmp_path)
    assert (snapshot.advertised_bytes_agree, snapshot.advertised_hash_agrees) == (None, None)
    assert snapshot.advertised_hash == "first-12"


def test_progress(portal: Portal, tmp_path: Path) -> None:
    portal.cuts = [100_000]
    seen: list[tuple[int, int | None]] = []
    get(portal, tmp_path, on_progress=lambda done, total: seen.append((done, total)))
    done = [so_far for so_far, _ in seen]
    assert done == sorted(set(done))
    assert 100_000 in done
    assert done[-1] == len(BODY)
    assert {total for _, total in seen} == {len(BODY)}


def test_a_slow_body_is_no_failure(portal: Portal, tmp_path: Path) -> None:
    portal.piece, portal.drip = len(BODY) // 20, 0.15
    assert get(portal, tmp_path, timeout=2.0).path.read_bytes() == BODY
    assert len(portal.of_the_object) == 1


def test_chunked_replies_have_their_own_end(portal: Portal, tmp_path: Path) -> None:
    portal.length = "chunked"
    portal.cuts = [300_000]
    assert get(portal, tmp_path).path.read_bytes() == BODY


# Cut, and gone on with


def test_each_attempt_goes_on_at_the_byte(portal: Portal, tmp_path: Path) -> None:
    portal.cuts = [100_000, 100_001, 700_000]
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == BODY
    asked = portal.of_the_object
    assert [one.headers.get("Range") for one in asked] == [None, "bytes=100000-", "bytes=100001-", "bytes=700000-"]
    assert [one.headers.get("If-Range") for one in asked] == [None, *['"first-12"'] * 3]
    # Each byte was served once.
    assert sum(one.served for one in asked) == snapshot.received == len(BODY)
    # Each attempt asked the portal for a fresh signature.
    assert len(set(portal.signatures)) == len(asked) == 4


def test_attempts_are_bounded_and_the_next_call_goes_on(portal: Portal, tmp_path: Path) -> None:
    portal.cuts = [200_000, 400_000, 600_000]
    said = refused(portal, tmp_path, attempts=3)
    assert f"the connection was cut at byte 600,000 of {len(BODY):,} (tried 3 times)" in said
    assert f"127.0.0.1:{portal.url.rpartition(':')[2]}/bucket/" in said
    assert sorted(files(tmp_path)) == [f"{CSV_NAME}.part", f"{CSV_NAME}.part.json"]
    no_signature(portal, b"".join(files(tmp_path).values()))
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == BODY
    assert snapshot.received == portal.of_the_object[-1].served == len(BODY) - 600_000
    assert "Went on at byte 600,000 of an earlier download." in snapshot.notes
    assert sorted(files(tmp_path)) == [CSV_NAME, f"{CSV_NAME}.source.json"]


def test_a_server_that_falls_silent(portal: Portal, tmp_path: Path) -> None:
    portal.silences = [300_000]
    snapshot = get(portal, tmp_path, timeout=1.0)
    assert snapshot.path.read_bytes() == BODY
    assert sum(one.served for one in portal.of_the_object) == len(BODY)
    portal.change(OTHER)
    portal.silences = [300_000]
    assert "the server fell silent at byte 300,000" in refused(portal, tmp_path, timeout=1.0, attempts=1, replace=True)


def test_a_server_that_ignores_range(portal: Portal, tmp_path: Path) -> None:
    portal.ranges, portal.cuts = False, [500_000]
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == BODY
    assert [one.served for one in portal.of_the_object] == [500_000, len(BODY)]
    assert "Begun anew at byte 0: the server gives it only whole." in snapshot.notes


@pytest.mark.parametrize("if_range", [True, False], ids=["If-Range is heeded", "If-Range is ignored"])
@pytest.mark.parametrize("body", [OTHER, OTHER + b"more", BODY[:300_000]], ids=["same length", "longer", "shorter"])
def test_the_object_changes_between_attempts(portal: Portal, tmp_path: Path, body: bytes, if_range: bool) -> None:
    portal.if_range, portal.cuts = if_range, [500_000]
    with pytest.raises(SourceError):
        get(portal, tmp_path, attempts=1)
    portal.change(body)
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == body
    assert snapshot.etag == '"second-12"'
    assert snapshot.date == "2026-09-01"
    assert any("Begun anew at byte 0" in note for note in snapshot.notes)


@pytest.mark.parametrize("span", ["{start}-{middle}/{total}", "0-{last}/{total}", "{start}-{last}/*", "nonsense"])
def test_a_part_that_is_not_the_one_asked_for(portal: Portal, tmp_path: Path, span: str) -> None:
    portal.cuts, portal.span = [500_000], span
    with pytest.raises(SourceError):
        get(portal, tmp_path, attempts=1)
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == BODY
    assert any("another part than was asked for" in note for note in snapshot.notes)


def test_a_part_that_nobody_asked_for(portal: Portal, tmp_path: Path) -> None:
    portal.always_a_part = True
    assert "the server sends another part than was asked for (tried 2 times)" in refused(portal, tmp_path, attempts=2)
    assert files(tmp_path) == {}


def test_a_part_that_is_shorter_than_it_says(portal: Portal, tmp_path: Path) -> None:
    """Its Content-Length is that of what it carries, its Content-Range says more."""
    portal.cuts, portal.short_by = [500_000], 10
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == BODY
    assert [one.headers.get("Range") for one in portal.of_the_object] == [
        None,
        "bytes=500000-",
        f"bytes={len(BODY) - 10}-",
    ]


def test_without_an_etag_the_date_tells(portal: Portal, tmp_path: Path) -> None:
    portal.etag, portal.cuts = "", [500_000]
    snapshot = get(portal, tmp_path)
    assert portal.of_the_object[1].headers["If-Range"] == "Mon, 01 Jun 2026 17:04:05 GMT"
    assert snapshot.received == len(BODY)
    assert snapshot.path.read_bytes() == BODY


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_validator_nothing_is_gone_on_with(portal: Portal, tmp_path: Path, etag: str) -> None:
    portal.etag, portal.last_modified, portal.cuts = etag, "", [500_000]
    snapshot = get(portal, tmp_path)
    assert [one.served for one in portal.of_the_object] == [500_000, len(BODY)]
    assert snapshot.path.read_bytes() == BODY
    assert snapshot.date == snapshot.retrieved


def test_a_whole_part_is_confirmed_by_its_last_byte(portal: Portal, tmp_path: Path) -> None:
    """As after a kill between the last byte and the move into place."""
    portal.cuts = [len(BODY) - 1]
    with pytest.raises(SourceError):
        get(portal, tmp_path, attempts=1)
    with (tmp_path / f"{CSV_NAME}.part").open("ab") as part:
        part.write(BODY[-1:])
    snapshot = get(portal, tmp_path)
    assert snapshot.received == portal.of_the_object[-1].served == 1
    assert snapshot.path.read_bytes() == BODY


def test_a_kill_between_the_two_files(portal: Portal, tmp_path: Path) -> None:
    """The source is in place, its file is still a part."""
    snapshot = get(portal, tmp_path)
    state = {"etag": snapshot.etag, "last_modified": snapshot.last_modified, "bytes": snapshot.bytes}
    snapshot.path.rename(tmp_path / f"{CSV_NAME}.part")
    (tmp_path / f"{CSV_NAME}.part.json").write_text(json.dumps(state))
    assert get(portal, tmp_path).received == 1
    assert sorted(files(tmp_path)) == [CSV_NAME, f"{CSV_NAME}.source.json"]


@pytest.mark.parametrize("state", [None, b"", b"[]", b'{"bytes": "x"}', b'{"etag": "a\\r\\nb"}', b'{"bytes": 5}'])
def test_a_part_of_nobody_knows_what_is_thrown_away(portal: Portal, tmp_path: Path, state: bytes | None) -> None:
    (tmp_path / f"{CSV_NAME}.part").write_bytes(b"something else")
    if state is not None:
        (tmp_path / f"{CSV_NAME}.part.json").write_bytes(state)
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == BODY
    assert sorted(files(tmp_path)) == [CSV_NAME, f"{CSV_NAME}.source.json"]


def test_a_busy_server_is_asked_again_when_it_wishes(portal: Portal, tmp_path: Path) -> None:
    portal.busy = [(503, {"Retry-After": "0"}), (429, {"Retry-After": "0"})]
    started = time.monotonic()
    assert get(portal, tmp_path / "first", wait=30.0).path.read_bytes() == BODY
    assert time.monotonic() - started < 10
    portal.busy = [(500, {}), (429, {"Retry-After": "Thu, 01 Jan 2026 00:00:00 GMT"})]
    assert get(portal, tmp_path).path.read_bytes() == BODY
    portal.change(OTHER)
    portal.busy = [(503, {})] * 2
    said = refused(portal, tmp_path, attempts=2, replace=True)
    assert "busy or out of order (503 Service Unavailable) (tried 2 times)" in said


# Killed


def start(portal: Portal, out: Path) -> subprocess.Popen[bytes]:
    code = "import sys; from imrdata.cases.fetch import fetch; fetch(sys.argv[1], base_url=sys.argv[2])"
    command = [sys.executable, "-W", "error", "-c", code, str(out), portal.url]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_killed_download_goes_on(portal: Portal, tmp_path: Path) -> None:
    portal.piece, portal.drip = 20_000, 0.02
    part = tmp_path / f"{CSV_NAME}.part"
    sizes = []
    for goal in (100_000, 300_000, 500_000):
        process = start(portal, tmp_path)
        until(lambda: part.exists() and part.stat().st_size >= goal)  # noqa: B023 (called at once)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        process.communicate()
        sizes.append(part.stat().st_size)
        assert sorted(files(tmp_path)) == [part.name, f"{part.name}.json"]
        assert part.read_bytes() == BODY[: sizes[-1]]
        no_signature(portal, b"".join(files(tmp_path).values()))
    snapshot = get(portal, tmp_path)
    assert snapshot.path.read_bytes() == BODY
    assert [one.headers.get("Range") for one in portal.of_the_object] == [None, *(f"bytes={size}-" for size in sizes)]
    assert portal.of_the_object[-1].served == snapshot.received == len(BODY) - sizes[-1]
    assert sorted(files(tmp_path)) == [CSV_NAME, f"{CSV_NAME}.source.json"]
    no_signature(portal, b"".join(files(tmp_path).values()))


def test_two_at_once(portal: Portal, tmp_path: Path) -> None:
    portal.piece, portal.drip = 20_000, 0.05
    process = start(portal, tmp_path)
    part = tmp_path / f"{CSV_NAME}.part"
    until(lambda: part.exists() and part.stat().st_size > 0)
    assert "another fetch is writing to it" in refused(portal, tmp_path)
    assert process.communicate(timeout=30)[1] == b""
    assert (tmp_path / CSV_NAME).read_bytes() == BODY


# What is there already


def test_the_same_snapshot_is_not_fetched_again(portal: Portal, tmp_path: Path) -> None:
    first = get(portal, tmp_path)
    before = files(tmp_path)
    portal.drip = 0.05
    again = get(portal, tmp_path)
    assert files(tmp_path) == before
    assert again.received == 0
    assert again.notes == ("This snapshot was here already.",)
    same = {field.name for field in fields(Snapshot)} - {"received", "notes"}
    assert all(getattr(first, name) == getattr(again, name) for name in same)


def test_an_older_snapshot_is_kept_unless_told_otherwise(portal: Portal, tmp_path: Path) -> None:
    get(portal, tmp_path)
    before = files(tmp_path)
    portal.change(OTHER)
    assert "a snapshot of 2026-06-01 is here, and the portal has another" in refused(portal, tmp_path)
    assert files(tmp_path) == before
    portal.cuts = [500_000]
    refused(portal, tmp_path, replace=True, attempts=1)
    assert before.items() <= files(tmp_path).items()
    assert get(portal, tmp_path, replace=True).date == "2026-09-01"
    assert files(tmp_path)[CSV_NAME] == OTHER
    assert json.loads(files(tmp_path)[f"{CSV_NAME}.source.json"])["sha256"] == hashlib.sha256(OTHER).hexdigest()


@pytest.mark.parametrize("harm", ["no source", "changed", "torn source", "foreign source"])
def test_a_file_that_fetch_did_not_write_is_not_touched(portal: Portal, tmp_path: Path, harm: str) -> None:
    snapshot = get(portal, tmp_path)
    source = snapshot.source_path
    if harm == "no source":
        source.unlink()
    elif harm == "changed":
        snapshot.path.write_bytes(BODY + b"x")
    elif harm == "torn source":
        source.write_bytes(source.read_bytes()[:100])
    else:
        source.write_text("[1]")
    before = files(tmp_path)
    assert "fetch did not write, or that was changed" in refused(portal, tmp_path)
    assert files(tmp_path) == before
    assert get(portal, tmp_path, replace=True).path.read_bytes() == BODY


# What the server answers instead


def test_some_programs_are_refused(portal: Portal, tmp_path: Path) -> None:
    portal.refused_agents = "imrdata"
    said = refused(portal, tmp_path)
    assert "/api/3/action/package_show: the server refuses to give it (403 Forbidden)" in said
    assert "in a browser" in said
    assert files(tmp_path) == {}


def test_the_object_is_refused(portal: Portal, tmp_path: Path) -> None:
    portal.object_status = 403
    said = refused(portal, tmp_path)
    assert f"/bucket/{CSV_NAME}: the server refuses to give it (403 Forbidden, AccessDenied)" in said
    assert files(tmp_path) == {}
    assert len(portal.of_the_object) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "there is nothing at this address (404 Not Found)"), (410, "(410 Gone)"), (418, "answers 418 I'm a T")],
)
def test_the_object_is_gone(portal: Portal, tmp_path: Path, status: int, words: str) -> None:
    portal.object_status = status
    assert words in refused(portal, tmp_path)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, "text/html", b"<!doctype html><title>Down for\n maintenance</title>"), "page (“Down for maintenance”)"),
        ((200, "application/json", b"{"), "the API's answer describes no dataset"),
        ((200, "application/json", b'{"success": true, "result": {}}'), "the API's answer describes no dataset"),
        ((200, "application/json", b'{"success": false, "result": {"resources": []}}'), "describes no dataset"),
        ((404, "application/json", b'{"success": false}'), "there is nothing at this address (404 Not Found)"),
        ((200, "application/json", b'{"success": true, "result": {"resources": []}}'), "no CSV file; it has: nothing"),
        ((200, "application/json", b""), "the API's answer describes no dataset"),
    ],
)
def test_the_api_answers_something_else(
    portal: Portal, tmp_path: Path, answer: tuple[int, str, bytes], words: str
) -> None:
    portal.api = answer
    assert words in refused(portal, tmp_path)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"<!doctype html><title>Sign in</title>", "text/plain", "a web page (“Sign in”) instead of data"),
        (b"Sorry", "text/html; charset=utf-8", "a web page instead of data"),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><Error/>", "application/octet-stream", "a web page instead of data"),
        (b'{"error": true}', "application/json", "JSON instead of a CSV"),
        (b"PK\x03\x04rest", "application/zip", "a zip archive instead of a CSV"),
        (b"", "text/csv", "an empty file"),
    ],
)
def test_something_else_than_the_file(portal: Portal, tmp_path: Path, body: bytes, kind: str, words: str) -> None:
    portal.body, portal.content_type = body, kind
    assert f"the server sends {words}" in refused(portal, tmp_path)
    assert files(tmp_path) == {}


def test_a_web_page_in_place_of_the_rest_does_not_harm_the_part(portal: Portal, tmp_path: Path) -> None:
    portal.cuts = [500_000]
    refused(portal, tmp_path, attempts=1)
    before = files(tmp_path)
    portal.change(b"<html><title>Maintenance</title></html>")
    portal.content_type = "text/html"
    assert "Maintenance" in refused(portal, tmp_path)
    assert files(tmp_path) == before


def test_a_damaged_archive(portal: Portal, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CSV_NAME, BODY)
    whole = buffer.getvalue()
    for bad in (whole[:-40], whole[:5_000] + b"\0\0\0\0" + whole[5_004:]):
        portal.body = bad
        assert "the archive is damaged" in refused(portal, tmp_path, resource="zip")
        assert files(tmp_path) == {}
    portal.body = BODY
    assert "something that is no zip archive" in refused(portal, tmp_path, resource="zip")


def test_lengths_that_can_not_be_checked(portal: Portal, tmp_path: Path) -> None:
    portal.length = "unsaid"
    assert "does not say how long the file is" in refused(portal, tmp_path)
    portal.length, portal.content_encoding = "said", "gzip"
    assert "compressed, unasked" in refused(portal, tmp_path)
    assert files(tmp_path) == {}


def test_redirects_on_and_on(portal: Portal, tmp_path: Path) -> None:
    portal.redirect = "loop"
    assert "the server redirects on and on (more than 5 times)" in refused(portal, tmp_path)
    assert len(portal.signatures) == 6


@pytest.mark.parametrize("to", ["ftp://example.org/x?X-Amz-Signature=secret", "file:///etc/passwd", "http://[::1", ""])
def test_redirects_to_no_web_address(portal: Portal, tmp_path: Path, to: str) -> None:
    portal.redirect = to or "mailto:nobody@example.org"
    said = refused(portal, tmp_path)
    assert "redirects to no web address" in said
    assert "secret" not in said


def test_a_redirect_does_not_leave_encryption() -> None:
    with pytest.raises(SourceError, match=r"without encryption \(http://example\.org/x\)"):
        module._next_url("https://example.org/a?b", "http://example.org/x?secret")
    assert module._next_url("https://example.org/a/b?c", "../d?e=f") == "https://example.org/d?e=f"


@pytest.mark.parametrize(
    ("base_url", "words"),
    [
        ("http://127.0.0.1:1", "no server answers there"),
        ("http://127.0.0.1:port", "no address that can be asked"),
        ("http://user:pass@127.0.0.1:1", "http://127.0.0.1:1/api/3/action/package_show: "),
        ("file:///etc", "no web address"),
        ("data.chhs.ca.gov", "no web address"),
        ("http://[::1", "malformed"),
        ("", "no web address"),
    ],
)
def test_addresses_that_are_none(tmp_path: Path, base_url: str, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(tmp_path, base_url=base_url, attempts=1)
    assert words in str(caught.value)
    assert "pass@" not in str(caught.value)


def test_a_server_without_http(tmp_path: Path) -> None:
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def babble() -> None:
            for reply in (b"", b"SSH-2.0-OpenSSH\r\n"):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(reply)

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(SourceError, match=r"the connection was cut \(tried 2 times\)"):
            fetch(tmp_path, base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", attempts=2, wait=0.01)
        thread.join(10)


# Which resource


def test_the_known_id_goes_first(portal: Portal, tmp_path: Path) -> None:
    mine = portal.package()["result"]["resources"][1]
    dictionary = {"id": "other", "format": "CSV", "url": f"{portal.url}/dataset/x/dictionary.csv"}
    portal.resources = [dictionary, {**mine, "format": ".csv "}]
    assert get(portal, tmp_path).resource_id == CSV_ID
    portal.resources = [dictionary]
    assert get(portal, tmp_path / "renamed").resource_id == "other"
    portal.resources = [dictionary, {**dictionary, "id": "another"}]
    said = refused(portal, tmp_path / "two")
    assert "has 2 CSV files; it has: CSV other, CSV another; name one by its resource id" in said
    assert get(portal, tmp_path / "named", resource_id="another").resource_id == "another"
    assert "has no resource third" in refused(portal, tmp_path / "named", resource_id="third")


def test_the_package_without_the_resource(portal: Portal, tmp_path: Path) -> None:
    portal.resources = [{"id": PDF_ID, "format": "PDF", "url": "x"}, {"id": "no address", "format": "CSV"}, "nothing"]
    said = refused(portal, tmp_path)
    assert f"the dataset has no CSV file; it has: PDF {PDF_ID}; name one of these by its resource id" in said
    assert "/dataset/independent-medical-review" in said


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.org/a/b.csv?X-Amz=1", "b.csv"),
        ("https://example.org/a/..%2f..%2fetc%2fpasswd", "_.._etc_passwd.csv"),
        ("https://example.org/", f"{module.PACKAGE}.csv"),
        ("https://example.org/.csv", "csv.csv"),
        ("https://example.org/Table%20of%20é.CSV", "Table_of__.CSV.csv"),
    ],
)
def test_file_names_are_safe(url: str, name: str) -> None:
    assert module.file_name(url, resource="csv") == name


# The disk, and the switch


def test_out_is_a_file(portal: Portal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match="it is a file; name a folder"):
        get(portal, tmp_path / "file")
    assert portal.asked == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_not_be_written(portal: Portal, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "Permission denied" in refused(portal, tmp_path)
    tmp_path.chmod(0o700)


def test_a_full_disk(portal: Portal, tmp_path: Path) -> None:
    """A limit on file size stands for the full disk: the system refuses the write in the same place."""
    code = (
        "import resource, sys; from imrdata.cases.fetch import fetch;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000));"
        "fetch(sys.argv[1], base_url=sys.argv[2])"
    )
    command = [sys.executable, "-c", code, str(tmp_path), portal.url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert f"{CSV_NAME}.part: it can't be read or written (File too large); free some space" in done.stderr
    assert sorted(files(tmp_path)) == [f"{CSV_NAME}.part", f"{CSV_NAME}.part.json"]
    assert get(portal, tmp_path).path.read_bytes() == BODY


def test_forbid_network(portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.create_connection", lambda *args, **kwargs: pytest.fail("a socket was opened"))
    with forbid_network(), pytest.raises(NetworkForbiddenError) as caught:
        fetch(tmp_path)
    assert caught.value.kind == "network_forbidden"
    assert str(caught.value).startswith("https://data.chhs.ca.gov/api/3/action/package_show: the network is forbidden")
    monkeypatch.undo()
    with forbid_network():
        assert get(portal, tmp_path).path.read_bytes() == BODY
        portal.redirect = "https://example.org/x?X-Amz-Signature=secret"
        with pytest.raises(NetworkForbiddenError, match=r"^https://example\.org/x: "):
            get(portal, tmp_path / "redirected")


def test_import_opens_no_socket() -> None:
    code = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event.startswith('socket.') and event != 'socket.gethostname': raise SystemExit(event)\n"
        "sys.addaudithook(hook)\n"
        "import imrdata.cases.fetch\n"
        "print('imrdata.llm' in sys.modules, 'polars' in sys.modules, 'asyncio' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"] * 3
