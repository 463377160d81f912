"""The manifest: what a dataset folder says of itself, in one canonical JSON file.

`ManifestFacts` is what the run knows; `Manifest` adds what is counted from the records and files. No clock,
host or path is in it, so the same recipe, source and ledger give the same bytes anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Final, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from imrdata.dataset.split import SPLITS
from imrdata.llm.request import canonical_json

__all__ = [
    "CARD",
    "CHECKSUMS",
    "CROISSANT",
    "FORMAT",
    "MANIFEST",
    "PAIR_TWIN",
    "TWIN",
    "Manifest",
    "ManifestFacts",
    "ProofFacts",
    "SourceFacts",
    "count_records",
    "count_tasks",
    "dataset_files",
    "licensed",
    "line_files",
    "record_obligations",
    "rows_hash",
    "split_file",
]

FORMAT: Final = "imrdata-dataset"
MANIFEST: Final = "manifest.json"
CHECKSUMS: Final = "SHA256SUMS"
CARD: Final = "README.md"
CROISSANT: Final = "croissant.json"
TWIN: Final = "records.parquet"
PAIR_TWIN: Final = "pairs.parquet"

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SourceFacts(_Facts):
    """One source file: what identifies it, never where it lay."""

    sha256: _Sha256 = Field(description="of the file's bytes")
    dialect: str | None = Field(None, description="as `read_imr` names it")
    rows: int | None = Field(None, ge=0, description="rows after the header")
    snapshot: str | None = Field(None, description="date of the export as its publisher gives it; null: unknown")


class ProofFacts(_Facts):
    """What ``proof/`` holds; see `imrdata.dataset.proof`."""

    files: dict[str, _Sha256] = Field(description="file name, and SHA-256 of its content before compression")
    answers: dict[str, dict[str, int]] = Field(
        description="model: answers kept, and prompt and answer tokens as far as servers counted them"
    )
    left_out: dict[str, str] = Field(description="model, and why its answers are not among them")


class ManifestFacts(_Facts):
    """What a run knows of the dataset it writes."""

    recipe: str = Field(description="the recipe's name")
    recipe_sha256: _Sha256
    seed: int
    sources: tuple[SourceFacts, ...]
    versions: dict[str, dict[str, str]] = Field(description="of stages, templates and checks: kind, name, version")
    books: dict[str, int] = Field(description="cases read, rows rejected, letters, kept, dropped …")
    withdrawn: tuple[str, ...] = Field(default=(), description="cases that the recipe withdraws, sorted")
    license_policy: str = Field(default="any-allowed", description="the policy that the models were held to")
    accepted_terms: dict[str, str] = Field(
        default_factory=dict, description="model, and the words of whoever let it write against its terms"
    )


class Manifest(ManifestFacts):
    """All that ``manifest.json`` holds."""

    format: Literal["imrdata-dataset"] = FORMAT
    format_version: Literal[2] = 2
    license: str = Field(description="SPDX expression over all records; empty without records")
    obligations: tuple[str, ...] = Field(default=(), description="what the terms of all models in all chains ask for")
    records: dict[str, int] = Field(description="per split, and `total`")
    authors: dict[str, dict[str, int]] = Field(description="records per author and split")
    record_ids: dict[str, tuple[str, ...]] = Field(description="per split, sorted")
    rows_sha256: _Sha256 = Field(description="of the Parquet twin's rows, whatever wrote the file")
    tasks: dict[str, dict[str, int]] = Field(default_factory=dict, description="records per task and input")
    formats: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="format, and per split the file that is written in it"
    )
    pair_ids: dict[str, tuple[str, ...]] | None = Field(
        default=None, description="per split, sorted; null: the recipe asks for no pairs"
    )
    pair_rows_sha256: _Sha256 | None = Field(default=None, description="of the pairs' Parquet twin; null without one")
    files: dict[str, _Sha256] = Field(description="files whose bytes don't depend on a library's version")
    proof: ProofFacts | None = Field(default=None, description="null: there is none, and nothing can be derived again")

    def to_json(self) -> str:
        """Return the one text this manifest has as a file."""
        return canonical_json(self.model_dump(mode="json")) + "\n"


def split_file(split: str) -> str:
    """Return the name of a split's file."""
    return f"{split}.jsonl"


def line_files(manifest: Manifest | None) -> tuple[str, ...]:
    """Return the files of lines that a manifest names, in every format; without one, those of the shipped format."""
    if manifest is None:
        return tuple(map(split_file, SPLITS))
    return tuple(sorted({file for files in manifest.formats.values() for file in files.values()}))


def dataset_files(manifest: Manifest | None) -> tuple[str, ...]:
    """Return every file that a dataset has beside ``proof/``; the checksums list all but themselves."""
    twins = (TWIN,) if manifest is None or manifest.pair_ids is None else (TWIN, PAIR_TWIN)
    return tuple(sorted({*line_files(manifest), *twins, CARD, CROISSANT, MANIFEST}))


def count_records(records: pl.DataFrame) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Count records per split (and in all), and per author and split."""
    counts: Mapping[tuple[str, str], int] = {
        (author, split): count for author, split, count in records.group_by("author", "split").len().rows()
    }
    per_split = {name: sum(count for (_, split), count in counts.items() if split == name) for name in SPLITS}
    authors = sorted({author for author, _ in counts})
    per_author = {author: {name: counts.get((author, name), 0) for name in SPLITS} for author in authors}
    return {**per_split, "total": records.height}, per_author


def licensed(records: pl.DataFrame, pairs: pl.DataFrame | None) -> pl.DataFrame:
    """Return the columns ``license`` and ``obligations`` of all that a dataset gives away: records, and any pairs."""
    columns = ("license", "obligations")
    return pl.concat([frame.select(columns) for frame in (records, pairs) if frame is not None])


def record_obligations(given: pl.DataFrame) -> tuple[str, ...]:
    """Return what the terms behind any of the records or pairs ask for, sorted."""
    names = given["obligations"].explode().drop_nulls().unique()
    return tuple(sorted(names))


def count_tasks(records: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Count records per task and input, both sorted."""
    counts: dict[str, dict[str, int]] = {}
    for task, input_, count in sorted(records.group_by("task", "input").len().rows()):
        counts.setdefault(task, {})[input_] = count
    return counts


def rows_hash(records: pl.DataFrame, *, by: str = "record_id") -> str:
    """Return the SHA-256 over all rows as canonical JSON lines, sorted by their id.

    Parquet bytes differ between versions of the library that wrote them; this does not.
    """
    digest = hashlib.sha256()
    for row in records.sort(by).iter_rows(named=True):
        digest.update(canonical_json(row).encode() + b"\n")
    return digest.hexdigest()
