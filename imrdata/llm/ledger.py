"""The append-only store of requests, responses and terminal failures, keyed by fingerprint.

In: the rows of `llm.request`. Out: the answer to a key, if there ever was one, and all rows as a frame. A
folder of JSONL segments, one a writer; nothing is rewritten. Memory holds where each row stands, not the row.
One writer at a time is the run folder's lock's business (`run`), not the ledger's. Room: llm.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from imrdata.errors import LedgerError, RunFolderError
from imrdata.llm.batch_steps import BatchStep
from imrdata.llm.money import Reservation, Settlement
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.rows import check_row, encode_row, failure_of, response_of, row_of
from imrdata.llm.segment import Place, SegmentWriter, TornLine, Waiter, read_line, read_segment, segment_paths

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Ledger"]


class Ledger:
    """A run's memory of what was asked and what came back.

    Parameters
    ----------
    path
        The folder; made if it is not there.

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

    def __init__(self, path: Path) -> None:
        self._open(path, read_only=False)

    @classmethod
    def open_read_only(cls, path: Path) -> Self:
        """Open a ledger that is there, to read; also while a run writes to it.

        Raises
        ------
        RunFolderError
            There is no such folder.
        """
        ledger = cls.__new__(cls)
        ledger._open(path, read_only=True)
        return ledger

    def _open(self, path: Path, *, read_only: bool) -> None:
        self._path = path
        try:
            if not read_only:
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
        self._writer = None if read_only else SegmentWriter(path)
        self._lock = threading.Lock()
        self._requests: dict[str, Place | None] = {}  # None: handed over, not yet in the file
        self._responses: dict[str, tuple[str, Place]] = {}  # hash of the answer, place
        self._failures: dict[str, Place] = {}
        self._batches: dict[str, list[Place]] = {}
        self._set_aside: dict[str, int] = {}  # id of a reservation without settlement, picodollars
        self._settled = 0
        self._torn: list[TornLine] = []
        for segment in segment_paths(path):
            for place, line, row in read_segment(segment, on_torn=self._torn.append):
                self._index(row, place, where=f"{segment}, line {line}")

    def _index(self, row: dict[str, Any], place: Place, *, where: str) -> None:
        """Note a stored row, after making sure that a ledger wrote it."""
        kind, key = check_row(row, where=where)
        if kind == "request":
            self._note_request(key, place)
        elif kind == "response":
            self._note_response(key, row["sha256"], place)
        elif kind == "batch":
            self._note_batch(key, place)
        elif kind == "failure":
            self._note_failure(key, place)
        elif kind == "reservation":
            self._note_reservation(row["id"], row["amount"])
        else:
            self._note_settlement(row["id"], row["amount"])

    def _note_request(self, key: str, place: Place) -> None:
        with self._lock:
            if self._requests.get(key) is None:
                self._requests[key] = place

    def _note_response(self, key: str, sha256: str, place: Place) -> None:
        # Two answers under one key (a kill, a reply that came too late): the smaller hash, so that neither
        # the order of folders nor of rows decides.
        with self._lock:
            if key not in self._responses or sha256 < self._responses[key][0]:
                self._responses[key] = sha256, place

    def _note_failure(self, key: str, place: Place) -> None:
        with self._lock:
            self._failures[key] = place

    def _note_batch(self, key: str, place: Place) -> None:
        with self._lock:
            self._batches.setdefault(key, []).append(place)

    def _note_reservation(self, number: str, amount: int) -> None:
        with self._lock:
            self._set_aside[number] = amount

    def _note_settlement(self, number: str, amount: int) -> None:
        with self._lock:
            self._set_aside.pop(number, None)
            self._settled += amount

    @property
    def spent(self) -> int:
        """Picodollars that all attempts came to; what was set aside and never settled counts in full."""
        with self._lock:
            return self._settled + sum(self._set_aside.values())

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
        found = self._responses.get(key)
        if found is None:
            return None
        response = response_of(read_line(found[1]))
        if response.key != key or response.sha256 != found[0]:
            raise LedgerError(
                "the segment was changed while it was open",
                where=str(found[1].segment),
                mend="restore it from a copy and run again",
            )
        return response

    def failure(self, key: str) -> Failure | None:
        """Return the last terminal failure of a key that has no answer, or None."""
        place = None if key in self._responses else self._failures.get(key)
        if place is None:
            return None
        return failure_of(read_line(place))

    def request(self, key: str) -> Request | None:
        """Return the stored request of a key, its fingerprint checked; None if none is in the file yet."""
        place = self._requests.get(key)
        return None if place is None else Request.from_dict(read_line(place))

    def counts(self) -> dict[str, int]:
        """Return how many keys were asked, answered and failed without an answer, and the torn lines."""
        with self._lock:
            return {
                "requests": len(self._requests),
                "responses": len(self._responses),
                "failures": len(self._failures.keys() - self._responses.keys()),
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
        row = row_of(request)
        key = row["key"]
        if key in self._requests:
            return
        self._put(row, lambda place: self._note_request(key, place))
        with self._lock:
            self._requests.setdefault(key, None)

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
        row = row_of(response)
        await self._put_durably(row, lambda place: self._note_response(response.key, row["sha256"], place))

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
        row = row_of(failure)
        await self._put_durably(row, lambda place: self._note_failure(failure.key, place))

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
        await self._put_durably(
            row_of(reservation), lambda place: self._note_reservation(reservation.id, reservation.amount)
        )

    def append_settlement(self, settlement: Settlement) -> None:
        """Store what an attempt came to. Does not wait for the disk: until it is there, all set aside counts as spent.

        Raises
        ------
        RunFolderError
            An earlier row could not be written.
        """
        self._put(row_of(settlement), lambda place: self._note_settlement(settlement.id, settlement.amount))

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
        await self._put_durably(step.to_row(), lambda place: self._note_batch(step.name, place))

    def batches(self) -> tuple[BatchStep, ...]:
        """Return how far each batch has come: its latest step."""
        steps = (tuple(BatchStep.from_row(read_line(place)) for place in places) for places in self._batches.values())
        return tuple(max(each, key=lambda step: step.rank) for each in steps)

    def _must_be_known(self, key: str) -> None:
        if key not in self._requests:
            raise LedgerError(
                "an answer without its question proves nothing",
                where=key[:12],
                mend="append the request first",
            )

    def _put(self, row: dict[str, Any], settled: Callable[[Place], None], waiter: Waiter | None = None) -> None:
        if self._writer is None:
            raise LedgerError("it was opened to read only", where=str(self._path), mend="open it with Ledger(path)")
        self._writer.put(encode_row(row), settled=settled, waiter=waiter)

    async def _put_durably(self, row: dict[str, Any], settled: Callable[[Place], None]) -> None:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._put(row, settled, (loop, future))
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
            return self._requests.get(key) == place
        if kind == "response":
            return key in self._responses and self._responses[key][1] == place
        if kind == "batch":
            return self._batches.get(key, [])[-1:] == [place]
        if kind == "failure":
            return key not in self._responses and self._failures.get(key) == place
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
