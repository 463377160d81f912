"""The ledger: durable, torn tails tolerated, damage named, two answers resolved, full disks said plainly."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from imrdata.errors import LedgerError, RunFolderError
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Failure, Request, Response
from tests.llm.chat_server import ChatServer
from tests.llm.questions import question

ROOT = Path(__file__).parents[2]


def answer(request: Request, text: str = "Dear “you” \u2028 😀") -> Response:
    return Response(key=request.key, text=text, finish_reason="stop", prompt_tokens=3, seconds=0.25, extra={"id": "x"})


async def put(ledger: Ledger, request: Request, *outcomes: Response | Failure) -> None:
    ledger.append_request(request)
    for outcome in outcomes:
        if isinstance(outcome, Response):
            await ledger.append_response(outcome)
        else:
            await ledger.append_failure(outcome)


def store(path: Path, *pairs: tuple[Request, Response | Failure]) -> Path:
    """Write a ledger of one segment and return the segment."""

    async def main() -> None:
        with Ledger(path) as ledger:
            for request, outcome in pairs:
                await put(ledger, request, outcome)

    before = set(path.glob("*.jsonl"))
    asyncio.run(main())
    (made,) = set(path.glob("*.jsonl")) - before
    return made


def failure(request: Request, kind: str = "busy") -> Failure:
    return Failure(key=request.key, kind=kind, message="It was busy.", attempts=2)


def test_what_is_stored_comes_back(tmp_path: Path) -> None:
    first, second, third = question("1"), question("2"), question("3", output_schema={"type": "object"})
    store(tmp_path, (first, answer(first)), (second, failure(second)), (third, answer(third, "")))
    ledger = Ledger.open_read_only(tmp_path)
    assert ledger.answer(first.key) == answer(first)
    assert ledger.answer(third.key) == answer(third, "")
    assert ledger.answer(second.key) is None
    assert ledger.failure(second.key) == failure(second)
    assert ledger.failure(first.key) is None
    assert ledger.request(third.key) == third
    assert ledger.request("0" * 64) is None
    assert ledger.counts() == {"requests": 3, "responses": 2, "failures": 1, "torn": 0}


def test_answers_can_be_read_while_the_ledger_is_open(tmp_path: Path) -> None:
    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            request = question()
            await put(ledger, request, failure(request), failure(request, "cut"))
            last = ledger.failure(request.key)
            assert last is not None
            assert last.kind == "cut"
            await ledger.append_response(answer(request))
            assert ledger.answer(request.key) == answer(request)
            assert ledger.failure(request.key) is None
            assert ledger.request(request.key) == request

    asyncio.run(main())


def test_each_writer_has_a_segment_and_a_prompt_stands_once(tmp_path: Path) -> None:
    request = question("A prompt that is easily counted")
    for kind in ("busy", "cut", "timeout"):
        store(tmp_path, (request, failure(request, kind)))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name[:7] for name in names] == ["000001-", "000002-", "000003-"]
    text = "".join(path.read_text() for path in tmp_path.iterdir())
    assert text.count("A prompt that is easily counted") == 1
    last = Ledger.open_read_only(tmp_path).failure(request.key)
    assert last is not None
    assert last.kind == "timeout"


def test_a_full_segment_is_closed_and_the_next_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [question(str(number)) for number in range(30)]
    synced: dict[int, int] = {}  # inode: bytes that are on the disk
    name = "fdatasync" if hasattr(os, "fdatasync") else "fsync"
    real = getattr(os, name)

    def counting(descriptor: int) -> None:
        size = os.fstat(descriptor).st_size
        real(descriptor)
        synced[os.fstat(descriptor).st_ino] = size

    monkeypatch.setattr(os, name, counting)

    async def main() -> None:
        with Ledger(tmp_path, segment_bytes=2_000) as ledger:
            for number, request in enumerate(requests):
                # Every other request stands at the end of its segment and has its answer in the next.
                await put(ledger, request, answer(request))
                assert ledger.answer(request.key) == answer(request)
                if number % 2:
                    ledger.append_request(question(f"alone {number}"))

    asyncio.run(main())
    segments = sorted(tmp_path.iterdir())
    assert len(segments) > 5
    assert [int(path.name[:6]) for path in segments] == list(range(1, len(segments) + 1))
    sizes = [path.stat().st_size for path in segments]
    assert all(2_000 <= size < 4_000 for size in sizes[:-1])
    assert [synced[path.stat().st_ino] for path in segments] == sizes
    ledger = Ledger.open_read_only(tmp_path)
    assert [ledger.answer(request.key) for request in requests] == [answer(request) for request in requests]
    assert ledger.counts() == {"requests": 45, "responses": 30, "failures": 0, "torn": 0}
    assert ledger.scan().filter("in_force").collect().height == 75


def test_a_disk_that_fills_up_between_two_segments_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: Path, *args: int) -> int:
        if "000002-" in str(path):
            raise OSError(28, "No space left on device")
        return real(path, *args)

    async def main() -> None:
        ledger = Ledger(tmp_path, segment_bytes=1)
        await put(ledger, question("1"), answer(question("1")))
        with pytest.raises(RunFolderError, match="disk is full"):
            await put(ledger, question("2"), answer(question("2")))
        ledger.close()

    monkeypatch.setattr(os, "open", refuse)
    asyncio.run(main())
    assert Ledger.open_read_only(tmp_path).counts() == {"requests": 1, "responses": 1, "failures": 0, "torn": 0}


def test_what_is_changed_after_a_key_was_taken_is_neither_stored_nor_sent(tmp_path: Path) -> None:
    request = question("as it was")
    key = request.key
    request.messages[1]["content"] = "as it is now"
    assert request.key == key
    with Ledger(tmp_path) as ledger:
        ledger.append_request(request)
    stored = Ledger.open_read_only(tmp_path).request(key)
    assert stored is not None
    assert stored.messages[1]["content"] == "as it was"
    for look in (request.check_unchanged, request.to_dict):
        with pytest.raises(LedgerError, match="changed after its key was taken; make a new one"):
            look()
    with ChatServer() as server:

        async def ask(client: CompatibleClient) -> None:
            await client.open()
            await client.ask(request)
            await client.close()

        asyncio.run(ask(CompatibleClient(server.url, served_name="m")))
        assert server.calls == {"as it was": 1}


def test_a_row_holds_the_text_that_was_hashed(tmp_path: Path) -> None:
    request = question("“Ünï” \u2028 \x00", output_schema={"b": [1, {"z": 0.1, "a": None}], "a": {}}, sample=2)
    segment = store(tmp_path, (request, answer(request)))
    line = segment.read_text(encoding="utf-8").split("\n")[0]
    row = json.loads(line)
    assert line.endswith(request.determinants.removeprefix('{"fingerprint_version":1'))
    assert row == {"kind": "request"} | json.loads(json.dumps(request.to_dict()))
    assert Ledger.open_read_only(tmp_path).request(request.key) == request


def test_a_ledger_that_writes_nothing_leaves_no_segment(tmp_path: Path) -> None:
    with Ledger(tmp_path / "new"):
        pass
    assert list((tmp_path / "new").iterdir()) == []


def test_a_tail_torn_at_any_byte_costs_one_row_only(tmp_path: Path) -> None:
    first, second = question("1"), question("2")
    segment = store(tmp_path, (first, answer(first)), (second, answer(second)))
    whole = segment.read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for end in range(last, len(whole) + 1):
        segment.write_bytes(whole[:end])
        ledger = Ledger.open_read_only(tmp_path)
        assert ledger.answer(first.key) == answer(first)
        assert (ledger.answer(second.key) is not None) == (end == len(whole))
        torn = last < end < len(whole)
        assert ledger.counts()["torn"] == len(ledger.torn) == int(torn)
        if torn:
            assert str(ledger.torn[0]).startswith(f"{segment.name}, line 4: {end - last} bytes")
    # A power cut may leave a grown file whose last bytes were never written.
    segment.write_bytes(whole[: last + 20] + b"\0" * 50)
    assert Ledger.open_read_only(tmp_path).counts()["torn"] == 1


def test_after_a_torn_tail_the_ledger_goes_on_in_a_new_segment(tmp_path: Path) -> None:
    first, second = question("1"), question("2")
    segment = store(tmp_path, (first, answer(first)), (second, answer(second)))
    segment.write_bytes(segment.read_bytes()[:-5])
    store(tmp_path, (second, answer(second, "again")))
    ledger = Ledger.open_read_only(tmp_path)
    found = ledger.answer(second.key)
    assert found is not None
    assert found.text == "again"
    assert ledger.scan().filter("in_force").collect().height == 4


@pytest.mark.parametrize(
    "garbage",
    [
        b"no json\n",
        b"\n",
        b"[]\n",
        b'{"kind": "response"}\n',
        b'{"kind": "reservation", "key": "' + b"0" * 64 + b'"}\n',
        b'{"kind": ["request"], "key": "' + b"0" * 64 + b'"}\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
    ],
    ids=lambda garbage: repr(garbage[:30]),
)
@pytest.mark.parametrize("line", [1, 2, 3])
def test_garbage_is_named_with_file_and_line(tmp_path: Path, garbage: bytes, line: int) -> None:
    request = question()
    segment = store(tmp_path, (request, answer(request)))
    lines = segment.read_bytes().splitlines(keepends=True)
    lines.insert(line - 1, garbage)
    segment.write_bytes(b"".join(lines))
    with pytest.raises(LedgerError) as caught:
        Ledger(tmp_path)
    assert f"{segment}, line {line}:" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"text":"Dear', '"text":"Deer'),
        ('"finish_reason":"stop"', '"finish_reason":"length"'),
        ('"prompt_tokens":3', '"prompt_tokens":"3"'),
        ('"text":"Dear', '"text":"\\ud800Dear'),
        ('"attempts":1,', ""),
        ('"attempts":1,', '"attempts":1,"more":1,'),
    ],
)
def test_a_changed_answer_is_damage(tmp_path: Path, old: str, new: str) -> None:
    request = question()
    segment = store(tmp_path, (request, answer(request)))
    text = segment.read_text()
    assert text.count(old) == 1
    segment.write_text(text.replace(old, new))
    with pytest.raises(LedgerError, match="line 2: this response is not as it was written"):
        Ledger(tmp_path)


def test_a_changed_request_is_found_when_it_is_read(tmp_path: Path) -> None:
    request = question("the prompt")
    segment = store(tmp_path, (request, answer(request)))
    segment.write_text(segment.read_text().replace("the prompt", "the pr0mpt"))
    with pytest.raises(LedgerError, match="does not fit its content"):
        Ledger.open_read_only(tmp_path).request(request.key)


def test_a_segment_changed_under_an_open_ledger_is_found(tmp_path: Path) -> None:
    request = question()
    segment = store(tmp_path, (request, answer(request)))
    ledger = Ledger.open_read_only(tmp_path)
    segment.write_text(segment.read_text().replace("Dear", "Deer"))
    with pytest.raises(LedgerError, match="changed while it was open"):
        ledger.answer(request.key)


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("together", [True, False])
def test_of_two_answers_the_smaller_hash_wins_in_either_order(
    tmp_path: Path, order: tuple[str, str], together: bool
) -> None:
    request = question()
    both = [answer(request, text) for text in order]
    if together:
        store(tmp_path, *((request, each) for each in both))
    else:
        for each in both:
            store(tmp_path, (request, each))
    expected = min(both, key=lambda each: each.sha256)
    ledger = Ledger.open_read_only(tmp_path)
    assert ledger.answer(request.key) == expected
    assert ledger.counts()["responses"] == 1
    answers = ledger.scan().filter(pl.col("kind") == "response").collect()
    assert answers.height == 2
    assert answers.filter("in_force")["text"].to_list() == [expected.text]


def test_concurrent_appends_share_fsyncs_and_none_returns_before_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []  # bytes that each sync covered
    loop_thread = threading.get_ident()

    def counted(real: Callable[[int], None]) -> Callable[[int], None]:
        def counting(descriptor: int) -> None:
            assert threading.get_ident() != loop_thread
            size = os.fstat(descriptor).st_size
            real(descriptor)
            synced.append(size)

        return counting

    for name in {"fsync", "fdatasync"} & set(dir(os)):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))

    async def one(ledger: Ledger, number: int) -> None:
        request = question(str(number))
        ledger.append_request(request)
        await ledger.append_response(answer(request))
        found = ledger._places.answer(request.key)
        assert found is not None
        place = found.place
        assert place.offset + place.length < max(synced)

    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            await asyncio.gather(*(one(ledger, number) for number in range(200)))
            assert ledger.counts()["responses"] == 200

    asyncio.run(main())
    assert 2 <= len(synced) <= 20  # one is the folder's; one by one it would be 201
    assert Ledger.open_read_only(tmp_path).counts()["responses"] == 200


def test_an_append_that_is_cancelled_is_stored_nevertheless(tmp_path: Path) -> None:
    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            request = question()
            ledger.append_request(request)
            task = asyncio.create_task(ledger.append_response(answer(request)))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert Ledger.open_read_only(tmp_path).answer(question().key) is not None


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from imrdata.errors import RunFolderError
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Response
from tests.llm.questions import question

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

async def main():
    ledger = Ledger(Path(sys.argv[1]))
    stored = []
    async def one(number):
        request = question(str(number))
        ledger.append_request(request)
        await ledger.append_response(Response(key=request.key, text="x" * 3_000, finish_reason="stop"))
        stored.append(number)
    for number in range(3):
        await one(number)
    results = await asyncio.gather(*(one(number) for number in range(3, 12)), return_exceptions=True)
    assert all(isinstance(result, RunFolderError) for result in results if result), results
    assert any(results)
    print(next(str(result) for result in results if result))
    try:
        await one(99)
    except RunFolderError as error:
        assert "full" in str(error), error
    else:
        raise AssertionError("a broken ledger took another row")
    ledger.close()
    print(*stored)

asyncio.run(main())
"""


def test_a_full_disk_is_said_and_keeps_what_was_stored(tmp_path: Path) -> None:
    # Real: the kernel cuts the write short and then refuses (EFBIG), as a full disk does with ENOSPC.
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL_DISK, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    sentence, stored = done.stdout.splitlines()
    assert "the disk is full or the file may not grow; make room and run again" in sentence
    assert str(tmp_path) in sentence
    ledger = Ledger(tmp_path)
    kept = [number for number in range(12) if ledger.answer(question(str(number)).key)]
    assert kept == [int(number) for number in stored.split()]
    assert len(kept) >= 3
    assert ledger.counts()["torn"] == 0  # what was half written is cut off again


def test_lone_requests_that_could_not_be_written_are_told_at_closing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> int:
        raise OSError(28, "No space left on device")

    ledger = Ledger(tmp_path)
    monkeypatch.setattr(os, "write", refuse)
    ledger.append_request(question())
    with pytest.raises(RunFolderError, match="disk is full"):
        ledger.close()
    ledger.close()


def test_folders_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="a file stands"):
        Ledger(tmp_path / "file")
    with pytest.raises(RunFolderError, match="a file stands"):
        Ledger(tmp_path / "file" / "ledger")
    with pytest.raises(RunFolderError, match="no ledger folder"):
        Ledger.open_read_only(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_misuse_is_refused(tmp_path: Path) -> None:
    request = question()

    async def main() -> None:
        ledger = Ledger(tmp_path)
        with pytest.raises(LedgerError, match="append the request first"):
            await ledger.append_response(answer(request))
        await put(ledger, request, answer(request))
        with pytest.raises(LedgerError, match="not plain data"):
            await ledger.append_response(Response(key=request.key, text="", finish_reason="", seconds=float("nan")))
        ledger.close()
        for closed in (ledger, Ledger.open_read_only(tmp_path)):
            assert closed.answer(request.key) == answer(request)
            with pytest.raises(LedgerError, match=r"read only|closed"):
                closed.append_request(question("new"))

    asyncio.run(main())


def test_scan_is_lazy_and_has_its_declared_schema(tmp_path: Path) -> None:
    from imrdata.llm.ledger_scan import LEDGER_SCHEMA

    requests = [question(str(number)) for number in range(5)]
    store(tmp_path, *((request, answer(request, f"text {request.key}")) for request in requests))
    store(tmp_path, (question("6"), failure(question("6"))))
    frame = Ledger.open_read_only(tmp_path).scan()
    assert isinstance(frame, pl.LazyFrame)
    assert frame.collect_schema() == LEDGER_SCHEMA
    full = frame.collect()
    assert full.schema == LEDGER_SCHEMA
    assert full["kind"].value_counts(sort=True).rows() == [("request", 6), ("response", 5), ("failure", 1)]
    picked = frame.filter(pl.col("kind") == "response").select("key", "text").head(3).collect()
    assert picked.rows() == [(request.key, f"text {request.key}") for request in requests[:3]]
    assert frame.head(3).filter(pl.col("kind") == "response").collect().height == 1
    assert frame.select(pl.len()).collect().item() == 12
    first = full.row(0, named=True)
    assert first["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "0"},
    ]
    assert json.loads(first["sampling"]) == requests[0].sampling
    assert full["line"].to_list() == [*range(1, 11), 1, 2]


def test_an_empty_ledger_scans_to_an_empty_frame(tmp_path: Path) -> None:
    assert Ledger(tmp_path).scan().collect().height == 0
