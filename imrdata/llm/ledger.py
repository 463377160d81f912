"""The append-only store of requests, responses and terminal failures, keyed by fingerprint.

In: the rows of `llm.request`. Out: the answer to a key, if there ever was one, and all rows as a frame. A
folder of JSONL segments, one a writer; nothing is rewritten. Memory holds where each row stands, not the row.
One writer at a time is the run folder's lock's business (`run`), not the ledger's. Room: llm.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from imrdata.errors import LedgerError, RunFolderError
from imrdata.llm.batch_steps import BatchStep
from imrdata.llm.ledger_index import LedgerIndex
from imrdata.llm.money import Reservation, Settlement
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.rows import (
    check_row,
    encode_row,
    failure_line,
    failure_of,
    money_line,
    request_line,
    response_line,
    response_of,
)
from imrdata.llm.segment import (
    SEGMENT_BYTES,
    Place,
    SegmentWriter,
    TornLine,
    Waiter,
    read_line,
    read_segment,
    segment_paths,
)

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Ledger"]


class Ledger:
    """A run's memory of what was asked and what came back.

    Parameters
    ----------
    path
        The folder; made if it is not there.
    segment_bytes
        A segment that has grown to this size is closed and the next begun.

    Raises
    ------
    LedgerError
        A segment holds a line that no ledger wrote; the message names file and line.
    RunFolderError
        The folder can't be made or read.

    Examples
    --------
    >>> import asyncio, tempfile
    >>> request = Request(task="denial", model="m", identity={}, messages=(), sampling={})
    >>> async def store(path):
    ...     with Ledger(path) as ledger:
    ...         ledger.append_request(request)
    ...         await ledger.append_response(Response(key=request.key, text="Dear …", finish_reason="stop"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     asyncio.run(store(Path(folder)))
    ...     Ledger.open_read_only(Path(folder)).answer(request.key).text
    'Dear …'
    """

    def __init__(self, path: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._open(path, segment_bytes=segment_bytes)

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Open a ledger that is there, to read; also while a run writes to it.

        Raises
        ------
        RunFolderError
            There is no such folder.
        """
        ledger = cls.__new__(cls)
        ledger._open(path, segment_bytes=None)
        return ledger

    def _open(self, path: Path, *, segment_bytes: int | None) -> None:
        self._path = path
        try:
            if segment_bytes is not None:
                path.mkdir(parents=True, exist_ok=True)
            elif not path.is_dir():
                raise RunFolderError("there is no ledger folder here", where=str(path), mend="name a run's ledger/")
        except (FileExistsError, NotADirectoryError):
            raise RunFolderError(
                "a file stands where a folder is needed", where=str(path), mend="name another folder"
            ) from None
        except RunFolderError:
            raise
        except OSError as error:
            raise RunFolderError(
                f"can't be made ({error.strerror})", where=str(path), mend="name another folder"
            ) from None
        self._writer = None if segment_bytes is None else SegmentWriter(path, segment_bytes=segment_bytes)
        self._places = LedgerIndex()
        self._torn: list[TornLine] = []
        self._lock = threading.Lock()
        self._batches: dict[str, list[Place]] = {}
        self._set_aside: dict[str, Reservation] = {}  # those without a settlement, by id
        self._settled = 0
        for segment in segment_paths(path):
            for place, line, row in read_segment(segment, on_torn=self._torn.append):
                self._index(row, place, where=f"{segment}, line {line}")

    def _index(self, row: dict[str, Any], place: Place, *, where: str) -> None:
        """Note a stored row, after making sure that a ledger wrote it."""
        kind, key = check_row(row, where=where)
        if kind == "request":
            self._places.note_request(key, place)
        elif kind == "response":
            self._places.note_response(key, row["sha256"], place)
        elif kind == "batch":
            self._note_batch(key, place)
        elif kind == "failure":
            self._places.note_failure(key, place)
        elif kind == "reservation":
            self._note_reservation(Reservation(id=row["id"], key=key, amount=row["amount"]))
        else:
            self._note_settlement(row["id"], row["amount"])

    def _note_batch(self, key: str, place: Place) -> None:
        with self._lock:
            self._batches.setdefault(key, []).append(place)

    def _note_reservation(self, reservation: Reservation) -> None:
        with self._lock:
            self._set_aside[reservation.id] = reservation

    def _note_settlement(self, number: str, amount: int) -> None:
        with self._lock:
            self._set_aside.pop(number, None)
            self._settled += amount

    @property
    def spent(self) -> int:
        """Picodollars that all attempts came to; what was set aside and never settled counts in full."""
        with self._lock:
            return self._settled + sum(reservation.amount for reservation in self._set_aside.values())

    def unsettled(self) -> tuple[Reservation, ...]:
        """Return what was set aside and never settled: by a run that was killed, or for a batch under way."""
        with self._lock:
            return tuple(self._set_aside.values())

    @property
    def path(self) -> Path:
        """The folder."""
        return self._path

    @property
    def torn(self) -> tuple[TornLine, ...]:
        """Unfinished last lines that were found, and not read, at opening."""
        return tuple(self._torn)

    def answer(self, key: str) -> Response | None:
        """Return the answer to a key, or None. Of two answers, the one whose hash is smaller."""
        found = self._places.answer(key)
        if found is None:
            return None
        response = response_of(read_line(found.place))
        if response.key != key or not response.sha256.startswith(found.hash_start.hex()):
            raise LedgerError(
                "the segment was changed while it was open",
                where=str(found.place.segment),
                mend="restore it from a copy and run again",
            )
        return response

    def failure(self, key: str) -> Failure | None:
        """Return the last terminal failure of a key that has no answer, or None."""
        place = self._places.failure(key)
        return None if place is None else failure_of(read_line(place))

    def request(self, key: str) -> Request | None:
        """Return the stored request of a key, its fingerprint checked; None if none is in the file yet."""
        place = self._places.request(key)
        if place is None:
            return None
        line = read_line(place)
        try:
            return Request.from_dict(line)
        except LedgerError as error:
            raise LedgerError(
                f"{error.where}: {error.problem}", where=str(place.segment), mend="restore the segment from a copy"
            ) from None

    def counts(self) -> dict[str, int]:
        """Return how many keys were asked, answered and failed without an answer, and the torn lines."""
        return {
            "requests": self._places.requests,
            "responses": self._places.responses,
            "failures": self._places.failures,
            "torn": len(self._torn),
        }

    def append_request(self, request: Request) -> None:
        """Store a request, unless it is known: a prompt stands in the ledger once.

        Does not wait for the disk; the row stands before its response in the file and is durable with it.

        Raises
        ------
        RunFolderError
            An earlier row could not be written, so this one isn't either: better now than after the answer is
            paid.
        """
        key = request.key
        if self._places.expect_request(key):
            self._put(request_line(request), partial(self._places.note_request, key))

    async def append_response(self, response: Response) -> None:
        """Store an answer; it is on the disk when this returns, and handed over before the first await.

        Raises
        ------
        RunFolderError
            It could not be written: disk full, folder gone.
        LedgerError
            Its request was never stored.
        """
        self._must_be_known(response.key)
        line, sha256 = response_line(response)
        await self._put_durably(line, partial(self._places.note_response, response.key, sha256))

    async def append_failure(self, failure: Failure) -> None:
        """Store that a question got no answer; it is on the disk when this returns.

        Raises
        ------
        RunFolderError
            It could not be written.
        LedgerError
            Its request was never stored.
        """
        self._must_be_known(failure.key)
        await self._put_durably(failure_line(failure), partial(self._places.note_failure, failure.key))

    async def append_reservation(self, reservation: Reservation) -> None:
        """Store what is set aside for an attempt; it is on the disk when this returns.

        Raises
        ------
        RunFolderError
            It could not be written.
        LedgerError
            Its request was never stored.
        """
        self._must_be_known(reservation.key)
        await self._put_durably(money_line(reservation), lambda place: self._note_reservation(reservation))

    def append_settlement(self, settlement: Settlement) -> None:
        """Store what an attempt came to. Does not wait for the disk: until it is there, all set aside counts as spent.

        Raises
        ------
        RunFolderError
            An earlier row could not be written.
        """
        self._put(money_line(settlement), lambda place: self._note_settlement(settlement.id, settlement.amount))

    async def append_batch(self, step: BatchStep) -> None:
        """Store a step in the life of a batch; it is on the disk when this returns, and so is all before it.

        Raises
        ------
        RunFolderError
            It could not be written.
        LedgerError
            One of its questions was never stored.
        """
        for key in step.keys:
            self._must_be_known(key)
        await self._put_durably(encode_row(step.to_row()), lambda place: self._note_batch(step.name, place))

    def batches(self) -> tuple[BatchStep, ...]:
        """Return how far each batch has come: its latest step."""
        steps = (tuple(BatchStep.from_row(read_line(place)) for place in places) for places in self._batches.values())
        return tuple(max(each, key=lambda step: step.rank) for each in steps)

    def _must_be_known(self, key: str) -> None:
        if not self._places.knows(key):
            raise LedgerError(
                "an answer without its question proves nothing",
                where=key[:12],
                mend="append the request first",
            )

    def _put(self, line: bytes, settled: Callable[[Place], None], waiter: Waiter | None = None) -> None:
        if self._writer is None:
            raise LedgerError("it was opened to read only", where=str(self._path), mend="open it with Ledger(path)")
        self._writer.put(line, settled=settled, waiter=waiter)

    async def _put_durably(self, line: bytes, settled: Callable[[Place], None]) -> None:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._put(line, settled, (loop, future))
        await future

    def scan(self) -> pl.LazyFrame:
        """Return all rows of the files as a lazy frame, read batch by batch.

        Returns
        -------
        LazyFrame
            The columns of `imrdata.llm.ledger_scan.LEDGER_SCHEMA`. ``in_force`` is true for the one row of
            its kind and key that counts: the request as first stored, the answer with the smallest hash, the
            last failure of a key without an answer, the last step of a batch.
        """
        from imrdata.llm.ledger_scan import scan_rows

        return scan_rows(self._rows)

    def _rows(self) -> Iterator[tuple[Place, int, dict[str, Any], bool]]:
        for segment in segment_paths(self._path):
            for place, line, row in read_segment(segment, on_torn=lambda torn: None):
                yield place, line, row, self._in_force(row["kind"], row["key"], place)

    def _in_force(self, kind: str, key: str, place: Place) -> bool:
        if kind == "request":
            return self._places.request(key) == place
        if kind == "response":
            answer = self._places.answer(key)
            return answer is not None and answer.place == place
        if kind == "batch":
            return self._batches.get(key, [])[-1:] == [place]
        if kind == "failure":
            return self._places.failure(key) == place
        return True  # every attempt cost what it cost

    def close(self) -> None:
        """Write what was handed over and let go of the folder; reading still works."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except RunFolderError:
            # The error that ended the block is the one to tell.
            if error is None:
                raise

    def __repr__(self) -> str:
        return f"Ledger({str(self._path)!r})"
