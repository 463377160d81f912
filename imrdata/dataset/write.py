"""The dataset folder: written whole beside the old one, forced to disk, then renamed into its place.

In: records and what a run knows of them. Out: JSONL splits, the Parquet twin, the card, the manifest, the
checksums. Whatever goes wrong on the way, the folder that was there stays as it was, byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from imrdata.dataset.card import CardFacts, render_card
from imrdata.dataset.manifest import (
    CARD,
    CHECKSUMS,
    FORMAT,
    MANIFEST,
    TWIN,
    Manifest,
    ManifestFacts,
    count_records,
    record_obligations,
    rows_hash,
    split_file,
)
from imrdata.dataset.records import RECORD_SCHEMA
from imrdata.dataset.split import SPLITS
from imrdata.durable import to_disk
from imrdata.errors import DatasetError, RunFolderError
from imrdata.llm.request import canonical_json
from imrdata.llm.spdx import license_expression

__all__ = ["parquet_bytes", "record_line", "write_dataset"]

#: Fixed, as the number of rows in a group would otherwise follow the number of threads.
_ROW_GROUP = 16_384


def write_dataset(
    folder: str | Path, *, records: pl.DataFrame, card_facts: CardFacts, manifest_facts: ManifestFacts
) -> Manifest:
    """Write a dataset folder, or replace one.

    Parameters
    ----------
    folder
        Where it goes. What is there must be absent, empty, or a dataset with no file that imrdata did not
        write. One writer at a time: a run holds its run folder's lock.
    records
        RECORD_SCHEMA.
    card_facts, manifest_facts
        What the card and the manifest say beyond what is counted from the records.

    Returns
    -------
    Manifest
        As written to ``manifest.json``.

    Raises
    ------
    DatasetError
        The folder is there and is something else, or the records are not as declared.
    RunFolderError
        It can't be written (a full disk, no permission); an existing dataset is as it was.
    """
    target = Path(os.path.realpath(folder))
    # Beside the target, since a rename works only within one file system. Fixed names, so that what a killed
    # process left behind is found and cleared by the next.
    fresh, aside = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    _check(records)
    try:
        _recover(target, aside)
        _refuse_foreign(target)
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            fresh.mkdir(parents=True)
            manifest = _fill(fresh, records, card_facts, manifest_facts)
            _swap(fresh, target, aside)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise RunFolderError(
            f"the dataset can't be written ({error.strerror or error})",
            where=str(folder),
            mend="free some space or check the permissions; a dataset that was there is as it was",
        ) from None
    return manifest


def record_line(record_id: str, messages: list[dict[str, str]]) -> str:
    """Return a record's line of JSONL, without the line feed.

    Examples
    --------
    >>> record_line("ab", [{"role": "user", "content": "café"}])
    '{"messages":[{"content":"café","role":"user"}],"record_id":"ab"}'
    """
    return canonical_json({"messages": messages, "record_id": record_id})


def _check(records: pl.DataFrame) -> None:
    if records.schema != RECORD_SCHEMA:
        raise DatasetError("the records don't have the columns of RECORD_SCHEMA", mend="pass the result of to_records")
    if records["record_id"].n_unique() != records.height:
        raise DatasetError("a record occurs twice", mend="pass the result of to_records")
    if unknown := sorted(set(records["split"]) - set(SPLITS), key=str):
        raise DatasetError(f"{unknown[0]!r} is no split", mend=f"use {', '.join(SPLITS)}")


def _recover(target: Path, aside: Path) -> None:
    """Bring back a dataset that a killed process had moved aside, or clear what it no longer needed."""
    if not aside.exists():
        return
    if target.exists():
        shutil.rmtree(aside)
    else:
        aside.rename(target)


def _refuse_foreign(target: Path) -> None:
    """Refuse to replace what imrdata did not write."""
    if not os.path.lexists(target):
        return
    where, mend = str(target), "name another folder, or move what is there"
    if not target.is_dir():
        raise DatasetError("it is a file", where=where, mend=mend)
    names = {entry.name for entry in target.iterdir()}
    if not names:
        return
    if not _is_dataset(target):
        raise DatasetError("the folder holds something that is no dataset", where=where, mend=mend)
    known = {MANIFEST, CHECKSUMS, CARD, TWIN, *map(split_file, SPLITS)}
    if foreign := sorted(names - known):
        raise DatasetError(f"the folder holds a file that imrdata did not write ({foreign[0]})", where=where, mend=mend)


def _is_dataset(target: Path) -> bool:
    # A word in the manifest, not the whole of it: a dataset damaged elsewhere may still be replaced.
    try:
        return f'"format":"{FORMAT}"'.encode() in (target / MANIFEST).read_bytes()
    except FileNotFoundError:
        return False


def _fill(folder: Path, records: pl.DataFrame, card_facts: CardFacts, manifest_facts: ManifestFacts) -> Manifest:
    """Write all files of a dataset into an empty folder and force them to disk."""
    records = records.sort("record_id")
    sums: dict[str, str] = {}
    ids: dict[str, tuple[str, ...]] = {}
    for name in SPLITS:
        part = records.filter(pl.col("split") == name)
        ids[name] = tuple(part["record_id"])
        sums[split_file(name)] = _write(folder / split_file(name), _lines(part))
    per_split, per_author = count_records(records)
    license_ = license_expression(records["license"]) if records.height else ""
    card = render_card(records, card_facts=card_facts, manifest_facts=manifest_facts)
    sums[CARD] = _write(folder / CARD, [card.encode()])
    manifest = Manifest(
        **dict(manifest_facts),
        license=license_,
        obligations=record_obligations(records),
        records=per_split,
        authors=per_author,
        record_ids=ids,
        rows_sha256=rows_hash(records),
        files=dict(sums),
    )
    sums[TWIN] = _write(folder / TWIN, [parquet_bytes(records)])
    sums[MANIFEST] = _write(folder / MANIFEST, [manifest.to_json().encode()])
    _write(folder / CHECKSUMS, [f"{digest}  {name}\n".encode() for name, digest in sorted(sums.items())])
    to_disk(folder)
    return manifest


def _lines(part: pl.DataFrame) -> Iterator[bytes]:
    for record_id, messages in part.select("record_id", "messages").iter_rows():
        yield record_line(record_id, messages).encode() + b"\n"


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return a frame as a Parquet file, the same for any number of threads.

    Through memory: a full disk then fails in our own write, which says so in the operating system's words.
    """
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP)
    return buffer.getvalue()


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    """Write a file, force it to disk and return its SHA-256."""
    digest = hashlib.sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _swap(fresh: Path, target: Path, aside: Path) -> None:
    """Put a finished folder into its place; the old one goes only once the new one is there."""
    # A folder can't be renamed onto one that is not empty, hence two renames. Killed between them, the old
    # dataset lies aside, whole, and the next writer brings it back.
    had_one = target.exists()
    if had_one:
        target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        if had_one:
            aside.rename(target)
        raise
    to_disk(target.parent)
    shutil.rmtree(aside, ignore_errors=True)
