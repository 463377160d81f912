"""The folder a run writes: one writer at a time, and never a half-written state.

All files of a run are written beside the old ones, forced to disk, and only then renamed into place; whatever goes
wrong before that leaves an existing run folder as it was. The ledger alone grows in place: answers are paid for.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imrdata.durable import to_disk
from imrdata.errors import RunFolderError, RunFolderLockedError

__all__ = ["RunFolder", "full_disk_is_said"]

#: What tells a run folder from any other: a finished run has the first, a begun one the second, a read the third.
_MARKS = ("recipe.yaml", "ledger", "books.json")


#: Where a folder waits until its successor is in place: a folder can't be renamed onto another.
_ASIDE = ".old-"


class RunFolder:
    """A run folder, held by one writer.

    Use it as a context manager: it makes the folder if need be, takes its lock, and lets it go again. A process
    that is killed loses the lock with its life, so a stale one never has to be broken.

    Raises
    ------
    RunFolderLockedError
        Another run holds it.
    RunFolderError
        The folder holds something that is no run, or can't be written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._next = self.path / ".next"
        self._lock: int | None = None

    def __enter__(self) -> RunFolder:
        if self.path.exists() and not self.path.is_dir():
            raise RunFolderError("it is a file", where=str(self.path), mend="name a folder with --out")
        made = not self.path.exists()
        if not made:
            others = [entry.name for entry in self.path.iterdir() if not entry.name.startswith(".")]
            if others and not any((self.path / mark).exists() for mark in _MARKS):
                raise RunFolderError(
                    f"the folder holds something that is no run ({sorted(others)[0]})",
                    where=str(self.path),
                    mend="name a new or empty folder with --out",
                )
        with full_disk_is_said(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            self._lock = None
            raise RunFolderLockedError(
                "another run is writing to this folder",
                where=str(self.path),
                mend="wait for it, or name another --out",
            ) from None
        shutil.rmtree(self._next, ignore_errors=True)
        self._recover()
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._next, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _recover(self) -> None:
        """Bring back what a run that was killed between two renames had put aside."""
        for aside in self.path.glob(f"{_ASIDE}*"):
            place = self.path / aside.name.removeprefix(_ASIDE)
            if place.exists():
                shutil.rmtree(aside)
            else:
                aside.rename(place)

    @contextmanager
    def publish(self) -> Iterator[Path]:
        """Give an empty folder to write to; when the block ends well, move all in it into place."""
        with full_disk_is_said(self.path):
            self._next.mkdir()
            yield self._next
            for entry in sorted(self._next.rglob("*")):
                if entry.is_file():
                    to_disk(entry)
            for entry in sorted(self._next.iterdir()):
                _replace(entry, self.path / entry.name)
            self._next.rmdir()
            to_disk(self.path)


def _replace(new: Path, old: Path) -> None:
    """Move a file or folder into the place of another; a folder's old content goes only once the new is there."""
    if new.is_dir() and old.exists():
        aside = old.with_name(f"{_ASIDE}{old.name}")
        shutil.rmtree(aside, ignore_errors=True)
        old.rename(aside)
        new.rename(old)
        shutil.rmtree(aside)
    else:
        new.replace(old)


@contextmanager
def full_disk_is_said(path: Path) -> Iterator[None]:
    """Turn what the system says of a folder that can't be written into one sentence."""
    try:
        yield
    except RunFolderError:
        raise
    except OSError as error:
        raise RunFolderError(
            f"it can't be written ({error.strerror or error})",
            where=str(path),
            mend="free some space or check the permissions, and run again: what was answered is kept",
        ) from None
