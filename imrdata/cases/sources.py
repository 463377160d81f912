"""What a path names, as source files: a file, an archive's members, a folder, a glob or several of these.

In: a path. Out: `Source` objects with a name, bytes and a kind. A plain file is mapped, not read, so that one larger
than memory can be walked through block by block.
"""

from __future__ import annotations

import gzip
import io
import mmap
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from imrdata.errors import SourceError

__all__ = ["SUFFIXES", "Paths", "Source", "find_sources", "let_go"]

SUFFIXES: Final = (".csv", ".json", ".parquet", ".gz", ".zip")

#: What a path may be.
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """One source file.

    Attributes
    ----------
    name
        Its name, without folders; a member of an archive is ``archive.zip/member.csv``.
    where
        What errors call it.
    data
        Its bytes, unpacked.
    """

    name: str
    where: str
    data: bytes | mmap.mmap


def let_go(data: bytes | mmap.mmap, start: int, end: int) -> None:
    """Say that a part of a mapped file is not needed for now: it no longer counts as memory of this process."""
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        first = start - start % mmap.PAGESIZE
        data.madvise(mmap.MADV_DONTNEED, first, min(end, len(data)) - first)


def find_sources(paths: Paths) -> Iterator[Source]:
    """Yield the source files that paths name, in the order given, a folder's and a glob's by name.

    Raises
    ------
    SourceError
        A path names nothing, or a file can't be opened or unpacked.
    """
    named: list[Any] = [paths] if isinstance(paths, str | os.PathLike) or not isinstance(paths, Iterable) else [*paths]
    if not (named and all(isinstance(path, str | os.PathLike) for path in named)):
        said = f"{type(paths).__name__}, not paths" if named else "no path"
        raise SourceError(f"the export is given as {said}", where="read_imr", mend="give a path, or a list of them")
    for path in named:
        for file in _files(Path(path)):
            yield from _unpacked(file.name, str(file), _mapped(file))


def _files(path: Path) -> list[Path]:
    try:
        return _found(path)
    except PermissionError as error:
        raise SourceError(
            f"it can't be read ({error.strerror})", where=str(path), mend="check its permissions"
        ) from None


def _found(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
        if not found:
            mend = f"put files ending in {', '.join(SUFFIXES)} there, or name one"
            raise SourceError("the folder holds no export", where=str(path), mend=mend)
        return found
    if not path.exists() and any(sign in path.name for sign in "*?["):
        found = sorted(file for file in path.parent.glob(path.name) if file.is_file())
        if not found:
            raise SourceError("no file has such a name", where=str(path), mend="check the pattern")
        return found
    return [path]


def _mapped(file: Path) -> bytes | mmap.mmap:
    try:
        with file.open("rb") as handle:
            if not handle.seek(0, io.SEEK_END):
                return b""
            return mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise SourceError("there is no such file", where=str(file), mend="check the path") from None
    except OSError as error:
        said = error.strerror or str(error)
        raise SourceError(f"it can't be read ({said})", where=str(file), mend="check its permissions") from None


def _unpacked(name: str, where: str, data: bytes | mmap.mmap) -> Iterator[Source]:
    """Yield the file itself, or what is in it if it is packed."""
    head = bytes(data[:4])
    if head[:2] == b"\x1f\x8b":
        try:
            yield Source(name.removesuffix(".gz"), where, gzip.decompress(data))
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"it can't be unpacked ({error})", where=where, mend="download it again") from None
    elif head == b"PK\x03\x04":
        yield from _members(name, where, data)
    else:
        yield Source(name, where, data)


def _members(name: str, where: str, data: bytes | mmap.mmap) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = sorted(
                member.filename
                for member in archive.infolist()
                if Path(member.filename).suffix.lower() in SUFFIXES and not member.filename.startswith("__MACOSX/")
            )
            if not members:
                raise SourceError(
                    "the archive holds no export", where=where, mend="save its table as CSV and name that"
                )
            for member in members:
                inside = Path(member).name
                yield from _unpacked(f"{name}/{inside}", f"{where}/{inside}", archive.read(member))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"it can't be unpacked ({error})", where=where, mend="download it again") from None
