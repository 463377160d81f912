"""The rendered configuration in a real nginx: what passes, how much at once, and what is kept of it (nothing)."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import aiohttp
import pytest

from imrdata.errors import ClientError
from serve.client import Asked, Client, Endpoint, Settings
from serve.proxy import PATHS, RETRY_AFTER
from serve.release import Release
from tests.serve.model_server import Act, ModelServer
from tests.serve.nginx import NGINX, Nginx, status
from tests.serve.upstream import Seen, Upstream, reply

pytestmark = [
    pytest.mark.proxy,
    pytest.mark.skipif(NGINX is None, reason="there is no nginx here: make test-proxy says how to get it"),
]

OVERLAYS = Path("serve/k8s")
CHAT = "/v1/chat/completions"


def share_of(file: str, *ports: int) -> str:
    """A shipped share.conf with addresses of this machine, in the order of its upstreams."""
    text = (OVERLAYS / file).read_text()
    for port in ports:
        text, found = re.subn(r"server model-server(-canary)?:8000;", f"server 127.0.0.1:{port};", text, count=1)
        assert found == 1
    assert "model-server" not in text
    return text


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def nginx(release: Release, upstream: Upstream, tmp_path: Path) -> Iterator[Nginx]:
    share = share_of("base/gateway/share.conf", upstream.port)
    with Nginx(release, tmp_path, share=share, ready=upstream.address) as server:
        yield server


@dataclass(frozen=True)
class Answer:
    """One answer, read to its end."""

    status: int
    headers: Message
    body: bytes

    @property
    def code(self) -> str:
        return str(json.loads(self.body)["error"]["code"])


def post(nginx: Nginx, body: bytes, headers: dict[str, str] | None = None, path: str = CHAT) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=20)) as line:
        line.request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
        answer = line.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


@contextmanager
def asking(nginx: Nginx, count: int) -> Iterator[list[http.client.HTTPConnection]]:
    """So many requests on their way, whose answers are not read yet."""
    lines = [http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=30) for _ in range(count)]
    try:
        for line in lines:
            line.request("POST", CHAT, b"{}")
        yield lines
    finally:
        for line in lines:
            line.close()


def wait_for(condition: Callable[[], object]) -> None:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < 20
        time.sleep(0.02)


# --- Which paths ------------------------------------------------------------------------------------------------------

#: What vLLM answers beside what we use, and other ways to write what passes.
CLOSED = """
    / /v1 /v1/ /v1/completions /v1/embeddings /v1/responses /v1/chat /v1/chat/completions/render /v1/chat/completions/
    /invocations /pause /resume /sleep /wake_up /tokenize /detokenize /metrics /health /version /docs /openapi.json
    /update_weights /collective_rpc /v1/load_lora_adapter /v1/unload_lora_adapter /server_info /reset_prefix_cache
    //v1/chat/completions /v1//chat/completions /v1/chat//completions /v1/./chat/completions
    /pause/../v1/chat/completions /v1/chat/completions/../../../pause /v1/chat/completions/.. /v1/chat/completions/%2e%2e
    /v1/chat/completions%2f..%2f..%2f..%2fpause /v1/chat/completions/..%2f..%2f..%2fpause /%2e%2e/pause /%70ause
    /v1/chat/complet%69ons /v1%2fchat%2fcompletions /V1/CHAT/COMPLETIONS /v1/chat/completions%00 /v1/chat/completions%0a
    /v1/chat/completions%20 /v1/chat/completions;a=b /v1/chat/completions?x=1 /v1/chat/completions? /v1/models?x=1
    /v1/chat/completions#x /v1\\chat\\completions /readyz/ /readyz?x /readyz/../pause /livez/../pause /..;/pause
    http://model/pause http://model//v1/chat/completions *
""".split()  # noqa: SIM905 (a table to read)


def test_paths_off_the_list_never_reach_the_model(nginx: Nginx, upstream: Upstream) -> None:
    for path in CLOSED:
        for method in ("GET", "POST"):
            raw = f"{method} {path} HTTP/1.1\r\nHost: model\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
            assert status(nginx.send(raw.encode())) in (400, 404), (method, path)
    assert upstream.seen == []
    # The control: the same way of asking, with the paths that pass.
    for path, method in (*PATHS.items(), ("/readyz", "GET")):
        raw = f"{method} {path} HTTP/1.1\r\nHost: model\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
        assert status(nginx.send(raw.encode())) == 200
    assert [(seen.method, seen.path) for seen in upstream.seen] == [
        ("POST", CHAT), ("GET", "/v1/models"), ("GET", "/readyz"),
    ]  # fmt: skip


@pytest.mark.parametrize("path", [*PATHS, "/readyz"])
def test_other_methods_never_reach_the_model(nginx: Nginx, upstream: Upstream, path: str) -> None:
    allowed = {"POST"} if path == CHAT else {"GET", "HEAD"}  # to nginx, HEAD is GET without the body
    methods = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MOVE", "X"}
    for method in sorted(methods - allowed):
        raw = f"{method} {path} HTTP/1.1\r\nHost: model\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
        assert status(nginx.send(raw.encode())) in (400, 404, 405), method
    assert upstream.seen == []


def test_a_second_request_hidden_in_a_body_is_no_request(nginx: Nginx, upstream: Upstream) -> None:
    hidden = b"POST /pause HTTP/1.1\r\nHost: model\r\nContent-Length: 0\r\n\r\n"
    head = f"POST {CHAT} HTTP/1.1\r\nHost: model\r\nConnection: close\r\n".encode()
    both = head + f"Content-Length: {len(hidden)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode() + hidden
    two = head + f"Content-Length: 0\r\nContent-Length: {len(hidden)}\r\n\r\n".encode() + hidden
    for raw in (both, two):
        nginx.send(raw)
    assert {seen.path for seen in upstream.seen} <= {CHAT}


def test_requests_one_after_another_on_one_line_are_each_looked_at(nginx: Nginx, upstream: Upstream) -> None:
    good = f"POST {CHAT} HTTP/1.1\r\nHost: model\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    bad = b"POST /pause HTTP/1.1\r\nHost: model\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    answer = nginx.send(good + bad)
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"200", b"404"]
    assert [seen.path for seen in upstream.seen] == [CHAT]


# --- How long ---------------------------------------------------------------------------------------------------------


def test_a_body_over_the_cap_is_refused_and_one_at_the_cap_passes(
    nginx: Nginx, upstream: Upstream, release: Release
) -> None:
    cap = release.limits.body_bytes
    assert post(nginx, b"x" * cap).status == 200
    assert len(upstream.seen[0].body) == cap
    upstream.seen.clear()
    refused = post(nginx, b"x" * (cap + 1))
    assert refused.status == 413
    assert refused.code == "too_long"
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    head = f"POST {CHAT} HTTP/1.1\r\nHost: model\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
    assert status(nginx.send(head + chunk * (cap // 0x8000 + 1) + b"0\r\n\r\n")) == 413
    assert upstream.seen == []


# --- How much at once -------------------------------------------------------------------------------------------------


async def ask_at_once(url: str, count: int) -> list[tuple[int, str, bytes]]:
    body = {"model": "m", "messages": [], "stream": True}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def one() -> tuple[int, str, bytes]:
            async with session.post(url + CHAT, json=body) as answer:
                return answer.status, answer.headers.get("Retry-After", ""), await answer.read()

        return await asyncio.gather(*(one() for _ in range(count)))


def test_ten_times_the_limit_gets_429_and_the_model_never_more_than_its_places(
    release: Release, tmp_path: Path
) -> None:
    places = release.limits.max_num_seqs + release.limits.queue
    with ModelServer(default=Act("A letter of some words.", drip=0.25)) as model:
        port = int(model.url.rpartition(":")[2])
        share = share_of("base/gateway/share.conf", port)
        with Nginx(release, tmp_path, share=share, ready=f"127.0.0.1:{port}") as nginx:
            for _ in range(2):
                model.most_under_way = 0
                answers = asyncio.run(ask_at_once(nginx.url, 10 * places))
                whole = [body for code, _, body in answers if code == 200]
                refused = [(after, json.loads(body)) for code, after, body in answers if code == 429]
                assert len(whole) + len(refused) == 10 * places
                assert model.most_under_way == places
                assert len(whole) >= places
                assert len(refused) >= places  # a place may be taken again once a letter ends
                assert all(body.endswith(b"data: [DONE]\n\n") for body in whole)
                assert {after for after, _ in refused} == {str(RETRY_AFTER)}
                assert {body["error"]["code"] for _, body in refused} == {"rate_limit"}
                # It recovers: as many as there are places, and all get their letter.
                again = asyncio.run(ask_at_once(nginx.url, places))
                assert [code for code, _, _ in again] == [200] * places


def test_the_projects_client_reads_the_refusal(
    release: Release, tmp_path: Path, asked: Asked, settings: Settings
) -> None:
    places = release.limits.max_num_seqs + release.limits.queue
    gate = threading.Event()

    def hold(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        gate.wait(30)
        reply(handler, 200, b"{}")

    with Upstream(hold) as upstream:
        share = share_of("base/gateway/share.conf", upstream.port)
        with (
            Nginx(release, tmp_path, share=share, ready=upstream.address) as nginx,
            asking(nginx, places) as lines,
        ):
            wait_for(lambda: len(upstream.seen) == places)
            with (
                Client(settings, [Endpoint(alias="only", base_url=nginx.url)]) as client,
                pytest.raises(ClientError) as caught,
            ):
                client.write(asked)
            gate.set()
            assert [line.getresponse().status for line in lines] == [200] * places
    assert caught.value.kind == "rate_limit"
    assert caught.value.retry_after == RETRY_AFTER
    assert len(upstream.seen) == places


def test_whoever_goes_away_gives_the_place_back_and_the_model_hears_of_it(release: Release, tmp_path: Path) -> None:
    places = release.limits.max_num_seqs + release.limits.queue
    gone = threading.Semaphore(0)

    def wait_for_the_end(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        if seen.headers.get("x-test") == "answer":
            reply(handler, 200, b"{}")
        elif handler.connection.recv(1) == b"":  # the line's end
            gone.release()

    with Upstream(wait_for_the_end) as upstream:
        share = share_of("base/gateway/share.conf", upstream.port)
        with Nginx(release, tmp_path, share=share, ready=upstream.address) as nginx:
            with asking(nginx, places):
                wait_for(lambda: len(upstream.seen) == places)
                assert post(nginx, b"{}", {"X-Test": "answer"}).status == 429
            for _ in range(places):
                assert gone.acquire(timeout=10)
            assert post(nginx, b"{}", {"X-Test": "answer"}).status == 200


# --- As it comes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "until the line's end"])
def test_each_piece_passes_before_the_next_is_made(release: Release, tmp_path: Path, chunked: bool) -> None:
    heard = threading.Semaphore(0)

    def stream(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Connection", "close")))
        handler.end_headers()
        for number in range(5):
            piece = b"data: %d\n\n" % number
            handler.wfile.write(b"9\r\n%b\r\n" % piece if chunked else piece)
            handler.wfile.flush()
            assert heard.acquire(timeout=10)  # the next is made only when this one has been read at the other end
        handler.wfile.write(b"0\r\n\r\n" if chunked else b"")
        handler.close_connection = not chunked

    with Upstream(stream) as upstream:
        share = share_of("base/gateway/share.conf", upstream.port)
        with Nginx(release, tmp_path, share=share, ready=upstream.address) as nginx, asking(nginx, 1) as [line]:
            answer = line.getresponse()
            for number in range(5):
                assert answer.read(9) == b"data: %d\n\n" % number
                heard.release()
            assert answer.read() == b""


def test_it_ends_what_is_under_way_before_it_goes(release: Release, tmp_path: Path) -> None:
    gate = threading.Event()

    def slow(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        gate.wait(20)
        reply(handler, 200, b"a whole letter")

    with Upstream(slow) as upstream:
        share = share_of("base/gateway/share.conf", upstream.port)
        with Nginx(release, tmp_path, share=share, ready=upstream.address) as nginx:
            with asking(nginx, 1) as [line]:
                wait_for(lambda: upstream.seen)
                nginx.quit()
                gate.set()
                assert line.getresponse().read() == b"a whole letter"
            assert nginx.ended(20) == 0


# --- Who asked, and what is kept --------------------------------------------------------------------------------------


def test_each_request_gets_an_id_that_the_model_and_the_caller_see(nginx: Nginx, upstream: Upstream) -> None:
    answers = [post(nginx, b"{}", {"X-Request-Id": "my-own"}) for _ in range(3)]
    told = [answer.headers.get_all("X-Request-Id") for answer in answers]
    assert [[seen.headers["x-request-id"]] for seen in upstream.seen] == told
    assert len({each for ids in told for each in ids}) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", ids[0]) for ids in told)
    assert post(nginx, b"{}", path="/pause").headers["X-Request-Id"]
    wait_for(lambda: told[2][0] in nginx.said())


def test_nothing_of_a_request_or_a_letter_is_kept(release: Release, tmp_path: Path) -> None:
    """Neither where all is well nor where it goes wrong; a marker stands wherever a caller can put words."""
    marker = "Liselotte"
    letter = f"Dear {marker}".encode() * 20_000

    def answer(handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        kind = seen.headers.get("x-test")
        if kind is None:
            reply(handler, 200, letter)
            return
        if kind == "half":
            handler.send_response(200)
            handler.send_header("Content-Length", str(2 * len(letter)))
            handler.end_headers()
            handler.wfile.write(letter)
        handler.close_connection = True

    with Upstream(answer) as upstream:
        share = share_of("base/gateway/share.conf", upstream.port)
        with Nginx(release, tmp_path, share=share, ready=upstream.address) as nginx:
            # A file that is made and taken away again changes its folder's time.
            folders = {folder: folder.stat().st_mtime_ns for folder in (tmp_path / "body", tmp_path / "proxy")}
            headers = {"Authorization": f"Bearer {marker}", "User-Agent": marker, "Referer": f"http://{marker}/"}
            body = marker.encode() * 20_000
            assert len(post(nginx, body, headers).body) > 200_000
            assert marker.encode() in upstream.seen[0].body
            assert post(nginx, body * 3, headers).status == 413
            for path in (f"/{marker}", f"{CHAT}?q={marker}", f"/v1/../../{marker}", f"/{marker}%00"):
                nginx.send(f"GET {path} HTTP/1.1\r\nHost: {marker}\r\nConnection: close\r\n\r\n".encode())
            nginx.send(f"{marker} {marker}\r\n\r\n".encode())
            nginx.send(f"POST {CHAT} HTTP/1.1\r\nHost: model\r\n{marker}: a\r\nTransfer-Encoding: x\r\n\r\n".encode())
            assert post(nginx, body, {**headers, "X-Test": "none"}).status == 503
            with pytest.raises(http.client.IncompleteRead):
                post(nginx, body, {**headers, "X-Test": "half"})
    assert {folder: folder.stat().st_mtime_ns for folder in folders} == folders
    with Nginx(release, tmp_path, share=share, ready=upstream.address) as nginx:
        assert post(nginx, body, headers).status == 503
    said = nginx.said()
    assert "/v1/chat/completions 200" in said
    assert said.count(" 503 ") == 2
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or marker.encode() not in file.read_bytes(), file
    assert marker not in said


def test_a_model_that_is_away_is_said_with_when_to_come_back(release: Release, tmp_path: Path) -> None:
    with Upstream() as first:
        port = first.port
    share = share_of("base/gateway/share.conf", port)
    with Nginx(release, tmp_path, share=share, ready=f"127.0.0.1:{port}") as nginx:
        away = post(nginx, b"{}")
        assert (away.status, away.headers["Retry-After"]) == (503, str(RETRY_AFTER))
        assert away.code == "unavailable"
        with Upstream(port=port):
            assert post(nginx, b"{}").status == 200


def test_what_the_model_says_passes_as_it_is(release: Release, tmp_path: Path) -> None:
    said = b'{"error":{"message":"The model `x` does not exist.","code":404}}'
    with Upstream(lambda handler, seen: reply(handler, 404, said)) as upstream:
        share = share_of("base/gateway/share.conf", upstream.port)
        with Nginx(release, tmp_path, share=share, ready=upstream.address) as nginx:
            answer = post(nginx, b"{}")
            assert (answer.status, answer.body) == (404, said)


# --- The canary's share -----------------------------------------------------------------------------------------------


async def ask_one_after_another(url: str, count: int) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(count):
            async with session.post(url + CHAT, data=b"{}") as answer:
                assert answer.status == 200


def test_the_canary_gets_its_share_and_no_more(release: Release, tmp_path: Path) -> None:
    with Upstream() as stable, Upstream() as canary:
        share = share_of("overlays/canary/share.conf", stable.port, canary.port)
        assert " 5% " in share
        with Nginx(release, tmp_path, share=share, ready=stable.address) as nginx:
            asyncio.run(ask_one_after_another(nginx.url, 1000))
    # 50 are expected, with a standard deviation of 6.9: these bounds are five of them wide.
    assert len(stable.seen) + len(canary.seen) == 1000
    assert 16 <= len(canary.seen) <= 84
    assert "canary" in nginx.said()
