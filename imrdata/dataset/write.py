"""The dataset folder: written whole beside the old one, forced to disk, then renamed into its place.

In: records, pairs and what a run knows of them. Out: JSONL files per format and split, the Parquet twins, the card, the
Croissant description, the manifest, the checksums and, if given, the proof. Whatever goes wrong on the way, the folder
that was there stays as it was, byte for byte.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from imrdata.dataset.apart import check_apart
from imrdata.dataset.card import CardFacts, render_card
from imrdata.dataset.croissant import render_croissant
from imrdata.dataset.formats import FORMATS, Format, load_formats
from imrdata.dataset.formats import provenance as origin_of
from imrdata.dataset.manifest import (
    CARD,
    CHECKSUMS,
    CROISSANT,
    FORMAT,
    MANIFEST,
    PAIR_TWIN,
    TWIN,
    Manifest,
    ManifestFacts,
    ProofFacts,
    count_records,
    count_tasks,
    licensed,
    record_obligations,
    rows_hash,
)
from imrdata.dataset.packing import ContentHash, pack
from imrdata.dataset.preference import PAIR_SCHEMA
from imrdata.dataset.proof import FOLDER, Proof, Tokens
from imrdata.dataset.records import RECORD_SCHEMA
from imrdata.dataset.split import SPLITS
from imrdata.durable import to_disk
from imrdata.errors import DatasetError, RunFolderError
from imrdata.llm.request import canonical_json
from imrdata.llm.spdx import license_expression

__all__ = ["parquet_bytes", "write_dataset"]

#: Fixed, as the number of rows in a group would otherwise follow the number of threads.
_ROW_GROUP = 16_384


def write_dataset(
    folder: str | Path,
    *,
    records: pl.DataFrame,
    card_facts: CardFacts,
    manifest_facts: ManifestFacts,
    pairs: pl.DataFrame | None = None,
    formats: Sequence[Format] | None = None,
    provenance: bool = False,
    findings: pl.DataFrame | None = None,
    proof: Proof | None = None,
) -> Manifest:
    """Write a dataset folder, or replace one.

    Before a byte is written it is proven that no two splits share a case, a text, or a near-duplicate of one.

    Parameters
    ----------
    folder
        Where it goes. What is there must be absent, empty, or a dataset with no file that imrdata did not
        write. One writer at a time: a run holds its run folder's lock.
    records
        RECORD_SCHEMA.
    card_facts, manifest_facts
        What the card and the manifest say beyond what is counted from the records.
    pairs
        PAIR_SCHEMA; None: there is no file of pairs.
    formats
        What the lines are written in, as `imrdata.dataset.formats.load_formats` returns them; None: as shipped.
    provenance
        Whether each line says where it comes from.
    findings
        Columns ``case_id`` and ``findings`` of the records' cases: that splits are apart is then proven of them, too.
    proof
        What the records can be derived from again; None: the manifest says that there is no proof.

    Returns
    -------
    Manifest
        As written to ``manifest.json``.

    Raises
    ------
    DatasetError
        The folder is there and is something else, the records are not as declared, or two splits are not apart.
    RunFolderError
        It can't be written (a full disk, no permission); an existing dataset is as it was.
    """
    formats = load_formats(preference=pairs is not None) if formats is None else formats
    target = Path(os.path.realpath(folder))
    # Beside the target, since a rename works only within one file system. Fixed names, so that what a killed
    # process left behind is found and cleared by the next.
    fresh, aside = target.with_name(f".{target.name}.new"), target.with_name(f".{target.name}.old")
    _check(records, pairs)
    check_apart(records, pairs, findings=findings)
    frames = {"records": records.sort("record_id")} | ({} if pairs is None else {"pairs": pairs.sort("pair_id")})
    lines = _Lines(frames, tuple(each for each in formats if each.of in frames), provenance)
    try:
        _recover(target, aside)
        _refuse_foreign(target)
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            fresh.mkdir(parents=True)
            manifest = _fill(fresh, lines, card_facts, manifest_facts, proof)
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


@dataclass(frozen=True, slots=True)
class _Lines:
    """What is written as lines: the frames by what formats are of, the formats, and whether lines tell their origin."""

    frames: Mapping[str, pl.DataFrame]
    formats: tuple[Format, ...]
    provenance: bool

    def of(self, form: Format, split: str) -> Iterator[bytes]:
        """Yield a split's lines in a format."""
        for row in self.frames[form.of].filter(pl.col("split") == split).iter_rows(named=True):
            said = form.line(row)
            if said is not None:
                more = {"provenance": origin_of(row)} if self.provenance else {}
                yield canonical_json({**said, **more}).encode() + b"\n"


def _check(records: pl.DataFrame, pairs: pl.DataFrame | None) -> None:
    if pairs is not None and (pairs.schema != PAIR_SCHEMA or pairs["pair_id"].n_unique() != pairs.height):
        raise DatasetError("the pairs are not as PAIR_SCHEMA has them", mend="pass the result of to_pairs")
    if records.schema != RECORD_SCHEMA:
        raise DatasetError("the records don't have the columns of RECORD_SCHEMA", mend="pass the result of to_records")
    if records["record_id"].n_unique() != records.height:
        raise DatasetError("a record occurs twice", mend="pass the result of to_records")
    of_pairs = set() if pairs is None else set(pairs["split"])
    if unknown := sorted((set(records["split"]) | of_pairs) - set(SPLITS), key=str):
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
    shipped = (form.file(name) for form in FORMATS.values() for name in SPLITS)
    known = {MANIFEST, CHECKSUMS, CARD, CROISSANT, FOLDER, TWIN, PAIR_TWIN, *shipped, *_listed(target)}
    if foreign := sorted(names - known):
        raise DatasetError(f"the folder holds a file that imrdata did not write ({foreign[0]})", where=where, mend=mend)


def _is_dataset(target: Path) -> bool:
    # A word in the manifest, not the whole of it: a dataset damaged elsewhere may still be replaced.
    try:
        return f'"format":"{FORMAT}"'.encode() in (target / MANIFEST).read_bytes()
    except FileNotFoundError:
        return False


def _listed(target: Path) -> set[str]:
    """Return the files that the dataset's own manifest names, in whatever format they are."""
    try:
        return set(json.loads((target / MANIFEST).read_bytes())["files"])
    except (ValueError, KeyError, TypeError):
        return set()


def _fill(
    folder: Path, lines: _Lines, card_facts: CardFacts, manifest_facts: ManifestFacts, proof: Proof | None
) -> Manifest:
    """Write all files of a dataset into an empty folder and force them to disk."""
    records, pairs = lines.frames["records"], lines.frames.get("pairs")
    sums: dict[str, str] = {}
    for form in lines.formats:
        for name in SPLITS:
            sums[form.file(name)] = _write(folder / form.file(name), lines.of(form, name))
    per_split, per_author = count_records(records)
    given = licensed(records, pairs)
    license_ = license_expression(given["license"]) if given.height else ""
    packed: dict[str, str] = {}
    proof_facts = None
    if proof is not None:
        packed, proof_facts = _write_proof(folder, proof)
    croissant = render_croissant(
        records, pairs=pairs, card_facts=card_facts, manifest_facts=manifest_facts, files=sums, proof=proof_facts
    )
    card = render_card(records, pairs=pairs, card_facts=card_facts, manifest_facts=manifest_facts, proof=proof_facts)
    sums[CARD] = _write(folder / CARD, [card.encode()])
    sums[CROISSANT] = _write(folder / CROISSANT, [croissant.encode()])
    manifest = Manifest(
        **dict(manifest_facts),
        license=license_,
        obligations=record_obligations(given),
        records=per_split,
        authors=per_author,
        tasks=count_tasks(records),
        formats={form.name: {name: form.file(name) for name in SPLITS} for form in lines.formats},
        record_ids=_ids(records, "record_id"),
        rows_sha256=rows_hash(records),
        pair_ids=None if pairs is None else _ids(pairs, "pair_id"),
        pair_rows_sha256=None if pairs is None else rows_hash(pairs, by="pair_id"),
        files=dict(sums),
        proof=proof_facts,
    )
    sums |= packed
    sums[TWIN] = _write(folder / TWIN, [parquet_bytes(records)])
    if pairs is not None:
        sums[PAIR_TWIN] = _write(folder / PAIR_TWIN, [parquet_bytes(pairs)])
    sums[MANIFEST] = _write(folder / MANIFEST, [manifest.to_json().encode()])
    _write(folder / CHECKSUMS, [f"{digest}  {name}\n".encode() for name, digest in sorted(sums.items())])
    to_disk(folder)
    return manifest


def _write_proof(folder: Path, proof: Proof) -> tuple[dict[str, str], ProofFacts]:
    """Write ``proof/``; return its files' hashes, and what the manifest says of it."""
    (folder / FOLDER).mkdir()
    sums: dict[str, str] = {}
    contents: dict[str, str] = {}
    tokens = Tokens()
    for name, chunks in proof.contents(tokens):
        content = ContentHash()
        if name.endswith(".gz"):
            sums[name] = _write(folder / name, pack(chunks, content))
            contents[name] = content.hex
        else:
            sums[name] = contents[name] = _write(folder / name, chunks)
    to_disk(folder / FOLDER)
    return sums, proof.facts(contents, tokens)


def _ids(frame: pl.DataFrame, column: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(frame.filter(pl.col("split") == name)[column].sort()) for name in SPLITS}


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
