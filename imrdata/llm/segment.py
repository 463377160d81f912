"""The files of a ledger: lines that are on the disk before anyone builds on them, and reading them back.

In: complete lines from any number of tasks. Out: JSONL files that only ever grow, each closed at some size and the
next begun, and for each line the place it stands at. A thread of its own writes and syncs: all lines that arrive within
a moment, or while one sync is under way, share the next, and the event loop never waits for the disk. Room: llm;
`ledger` knows what the lines mean.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, NamedTuple

from imrdata.errors import LedgerError, RunFolderError

__all__ = [
    "SEGMENT_BYTES",
    "Place",
    "SegmentWriter",
    "TornLine",
    "Waiter",
    "read_line",
    "read_segment",
    "segment_paths",
]

#: At this size a segment is closed and the next begun: small enough to copy, to look into and to read anew.
SEGMENT_BYTES: Final = 64 * 1024 * 1024
#: Seconds from the first line that somebody waits for until the thread is woken: lines that come in between are
#: written and synced with it. Models take seconds, so nobody notices; a write, a sync and two changes of thread for
#: each answer would cost a tenth of the engine's CPU.
_GATHERING: Final = 0.003

_NUMBER: Final = re.compile(r"(\d{6})-")
#: Who waits for a line to be durable, and on which event loop.
Waiter = tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Place(NamedTuple):
    """Where a line stands: its segment, the offset of its first byte, its length without the newline."""

    segment: Path
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class TornLine:
    """A last line that a kill or a power cut left unfinished. It is not read; nothing was built on it."""

    segment: Path
    line: int
    length: int

    def __str__(self) -> str:
        return f"{self.segment.name}, line {self.line}: {self.length} bytes of an unfinished row, not read"


def segment_paths(folder: Path) -> list[Path]:
    """Return a ledger's segments in the order they were begun."""
    return sorted(folder.glob("*.jsonl"))


def read_segment(path: Path, *, on_torn: Callable[[TornLine], None]) -> Iterator[tuple[Place, int, dict[str, Any]]]:
    """Read a segment's rows, each with its place and line number.

    A last line without its newline is torn: it is handed to `on_torn` and left out, even where the JSON
    happens to be complete, since nobody was ever told that it is durable.

    Raises
    ------
    LedgerError
        Any other line is not a JSON object.
    RunFolderError
        The file can't be read.
    """
    offset = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    on_torn(TornLine(path, number, len(line)))
                    return
                row = _parse(line, where=f"{path}, line {number}")
                yield Place(path, offset, len(line) - 1), number, row
                offset += len(line)
    except OSError as error:
        raise _folder_error(error, path, "read") from None


def read_line(place: Place) -> dict[str, Any]:
    """Read the one row at a place."""
    try:
        with place.segment.open("rb") as file:
            file.seek(place.offset)
            line = file.read(place.length)
    except OSError as error:
        raise _folder_error(error, place.segment, "read") from None
    return _parse(line, where=f"{place.segment}, byte {place.offset}")


def _parse(line: bytes, *, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise LedgerError(
            "this line is no row of a ledger",
            where=where,
            mend="restore the segment from a copy, or move it away",
        )
    return row


def _folder_error(error: OSError, path: Path, verb: str) -> RunFolderError:
    if error.errno in _FULL:
        return RunFolderError(
            "the disk is full or the file may not grow",
            where=str(path),
            mend="make room and run again: every answer stored so far is kept and none is asked twice",
        )
    reason = error.strerror or type(error).__name__
    return RunFolderError(f"can't be {verb} ({reason})", where=str(path), mend="mend that and run again")


class _Line(NamedTuple):
    data: bytes
    settled: Callable[[Place], None]
    waiter: Waiter | None


class SegmentWriter:
    """Appends lines to new segments of a folder, the first of them made with the first line.

    Parameters
    ----------
    folder
        The ledger's folder; it must exist.
    segment_bytes
        A segment that has grown to this size is closed and the next begun.
    """

    def __init__(self, folder: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._path: Path | None = None
        self._descriptor = -1
        self._size = 0
        self._unsynced = False
        self._queue: list[_Line] = []
        self._lock = threading.Lock()
        # A token wakes the thread. No Condition: it costs several times as much, twice a line.
        self._wake: SimpleQueue[None] = SimpleQueue()
        self._waking: asyncio.AbstractEventLoop | None = None  # the loop that has a token on its way
        self._closing = False
        self._broken: OSError | None = None
        self._told = False  # somebody has been given that error
        self._thread: threading.Thread | None = None

    def put(
        self,
        data: bytes,
        *,
        settled: Callable[[Place], None],
        waiter: Waiter | None = None,
    ) -> None:
        """Hand over a line; `settled` is called from the writer's thread once it is written.

        With a waiter the line is synced first, and the waiter told. Lines without one are written with the next
        line that has one, before it in the file, or at closing: nobody waits for them, so they are not worth
        waking a thread.

        Raises
        ------
        RunFolderError
            An earlier write failed. Nothing is written after that: a hole in the middle could not be told
            from damage.
        """
        with self._lock:
            if self._broken is not None:
                self._told = True
                raise self._error(self._broken)
            if self._closing:
                raise LedgerError("it is closed", where=str(self._folder), mend="open the ledger again")
            self._queue.append(_Line(data, settled, waiter))
            if self._thread is None:
                # A daemon, so that a program that forgets `close` still ends; whoever awaited a line has it.
                self._thread = threading.Thread(target=self._work, name="imrdata-ledger", daemon=True)
                self._thread.start()
            if waiter is not None and self._waking is not waiter[0]:
                self._waking = waiter[0]
                self._waking.call_later(_GATHERING, self._wake.put, None)

    def close(self) -> None:
        """Write and fsync what was handed over, and end the thread. Blocks for one fsync at most.

        Raises
        ------
        RunFolderError
            The last lines could not be written.
        """
        with self._lock:
            self._closing = True
            self._wake.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if self._broken is not None and not self._told:
            raise self._error(self._broken)

    def _error(self, error: OSError) -> RunFolderError:
        return _folder_error(error, self._path or self._folder, "written")

    def _work(self) -> None:
        while True:
            self._wake.get()
            with self._lock:
                batch, self._queue = self._queue, []
                self._waking = None
                closing = self._closing
            try:
                if batch:
                    self._commit(batch)
                if closing:  # nothing comes after: `put` refuses
                    self._sync()
                    return
            except OSError as error:
                self._give_up(error, batch)
                return

    def _commit(self, batch: list[_Line]) -> None:
        if self._size >= self._segment_bytes:
            self._end()
        path = self._path or self._begin()
        places = []
        end = self._size
        for line in batch:
            places.append(Place(path, end, len(line.data) - 1))
            end += len(line.data)
        data = memoryview(b"".join(line.data for line in batch))
        self._unsynced = True
        while data:
            data = data[os.write(self._descriptor, data) :]
        self._size = end
        if any(line.waiter for line in batch):
            self._sync()
        for line, place in zip(batch, places, strict=True):
            line.settled(place)
        _tell(batch, None)

    def _sync(self) -> None:
        if self._unsynced:
            # Leaves out the file's times, which nobody reads, and on Linux half of an fsync's time; its new length
            # is made durable by both. macOS has only the other.
            getattr(os, "fdatasync", os.fsync)(self._descriptor)
            self._unsynced = False

    def _end(self) -> None:
        """Close the segment. What it holds is durable first: a request may stand here and its answer in the next."""
        self._sync()
        descriptor, self._descriptor, self._path, self._size = self._descriptor, -1, None, 0
        os.close(descriptor)

    def _begin(self) -> Path:
        """Create the segment: the next number, and a token so that two writers never meet in one file."""
        numbers = [int(found[1]) for path in segment_paths(self._folder) if (found := _NUMBER.match(path.name))]
        name = f"{max(numbers, default=0) + 1:06d}-{secrets.token_hex(8)}.jsonl"
        path = self._folder / name
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._path = path
        # Without this the file itself may be gone after a power cut, however well its content was synced.
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return path

    def _give_up(self, error: OSError, batch: list[_Line]) -> None:
        if self._descriptor >= 0:
            # Half a line is tolerated at load; without it the file is simply clean.
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
        with self._lock:
            self._broken = error
            batch = batch + self._queue
            self._queue = []
            self._told = any(line.waiter for line in batch)
        _tell(batch, lambda: self._error(error))


def _tell(batch: list[_Line], make_error: Callable[[], RunFolderError] | None) -> None:
    """Wake all who wait, with one call per event loop however many they are."""
    waiting: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for line in batch:
        if line.waiter is not None:
            waiting.setdefault(line.waiter[0], []).append(line.waiter[1])

    def settle(futures: list[asyncio.Future[None]]) -> None:
        for future in futures:
            if future.done():  # whoever waited was cancelled
                continue
            if make_error is None:
                future.set_result(None)
            else:
                future.set_exception(make_error())

    for loop, futures in waiting.items():
        # A loop that is closed has nobody left to tell.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, futures)
