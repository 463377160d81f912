"""A download under way: its bytes on the disk, and which object they are a part of. Room: cases.

In: bytes as they come. Out: ``<name>.part`` and ``<name>.part.json``, which hold after a kill at any moment what can be
gone on with; at the end the file under its own name, its source beside it. One process at a time may write.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Self

from imrdata.durable import to_disk
from imrdata.errors import SourceError

__all__ = ["ObjectState", "PartFile", "disk"]


@dataclass(frozen=True, kw_only=True)
class ObjectState:
    """Which object a ``.part`` file is a part of. Never its address: that holds a signature."""

    etag: str = ""
    last_modified: str = ""
    bytes: int | None = None

    @property
    def validator(self) -> str:
        """What If-Range can hold the object to; a weak ETag can't."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def is_of(self, earlier: ObjectState) -> bool:
        """Say whether this is the object of an earlier reply. A reply with a part may leave out all but the ETag."""
        if None not in (self.bytes, earlier.bytes) and self.bytes != earlier.bytes:
            return False
        if earlier.validator == earlier.etag:
            return bool(earlier.etag) and self.etag == earlier.etag
        return self.last_modified == earlier.last_modified


class PartFile:
    """The file of a download under way, held by one process: bytes as they came, and the object they belong to."""

    def __init__(self, final: Path) -> None:
        self._final = final
        self.path = final.with_name(f"{final.name}.part")
        self._state_path = final.with_name(f"{final.name}.part.json")
        self._gone = False
        self.state = ObjectState()

    def __enter__(self) -> Self:
        with disk(self.path):
            self._file = self._locked()
            self.state = self._read_state()
        return self

    def __exit__(self, *_: object) -> None:
        with disk(self.path):
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

    def _read_state(self) -> ObjectState:
        try:
            state = ObjectState(**json.loads(self._state_path.read_bytes()))
            sound = f"{state.etag}{state.last_modified}".isprintable() and isinstance(state.bytes, int | None)
        except (FileNotFoundError, ValueError, TypeError):
            return ObjectState()
        return state if sound and (state.bytes is None or self.size <= state.bytes) else ObjectState()

    @property
    def size(self) -> int:
        """The bytes that are here."""
        return os.fstat(self._file.fileno()).st_size

    @property
    def goes_on_at(self) -> int:
        """The byte to ask for next; 0 if what is here can't be gone on with.

        Of a part that is whole, the last byte is asked for again: the reply tells that the object is the same.
        """
        if not self.state.validator:
            return 0
        return self.size if self.size != self.state.bytes else self.size - 1

    def begin(self, state: ObjectState) -> None:
        """Throw away what is here and take down which object is coming. Emptied first: a kill between leaves no lie."""
        with disk(self.path):
            self._file.truncate(0)
            self.state = state
            _write(self._state_path, json.dumps(asdict(state)))

    def go_on(self, at: int) -> None:
        """Make ready for the bytes from there on."""
        with disk(self.path):
            self._file.truncate(at)

    def write(self, chunk: bytes) -> None:
        """Add what has come."""
        with disk(self.path):
            self._file.write(chunk)
            # To the system at once, so that a killed process loses none of it.
            self._file.flush()

    def discard(self) -> None:
        """Remove the part and its state."""
        self._gone = True
        self.path.unlink(missing_ok=True)
        self._state_path.unlink(missing_ok=True)

    def publish(self, *, source_path: Path, source: str) -> None:
        """Move the file into place. Its source goes first: a kill between leaves no file without its source."""
        with disk(self._final):
            os.fsync(self._file.fileno())
            _write(source_path, source)
            self.path.replace(self._final)
            self._gone = True
            self._state_path.unlink(missing_ok=True)
            to_disk(self._final.parent)


def _write(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turn what the system says of a file that can't be written into a sentence."""
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"it can't be read or written ({error.strerror or error})",
            where=str(path),
            mend="free some space or check the permissions, and run again: what has come is kept",
        ) from None
