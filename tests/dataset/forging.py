"""A tamperer: changes a dataset, and makes everything fit again that can be made to fit from the folder alone.

Record ids, the twin's rows, counts, licenses, hashes in the manifest and SHA256SUMS are all recomputed, with the
package's own code where that helps. What is left for `verify` is that the records are not what comes of the proof.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from imrdata.dataset.formats import FORMATS
from imrdata.dataset.manifest import (
    CARD,
    CROISSANT,
    MANIFEST,
    PAIR_TWIN,
    TWIN,
    Manifest,
    count_records,
    count_tasks,
    dataset_files,
    licensed,
    line_files,
    record_obligations,
    rows_hash,
    split_file,
)
from imrdata.dataset.packing import ContentHash, lines, pack, read_lines, unpack
from imrdata.dataset.preference import PAIR_SCHEMA, pair_hash
from imrdata.dataset.proof import PROOF_FILES, RECIPE
from imrdata.dataset.records import RECORD_SCHEMA, message_hash
from imrdata.dataset.split import SPLITS
from imrdata.dataset.write import parquet_bytes
from imrdata.llm.request import canonical_json
from imrdata.llm.spdx import license_expression

Rows = list[dict[str, Any]]


class Forger:
    """One dataset folder, to be changed and sealed again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def records(self) -> Rows:
        """Return the twin's rows, appeals before the smaller tasks."""
        rows = pl.read_parquet(self.folder / TWIN).rows(named=True)
        return sorted(rows, key=lambda row: (row["task"] != "appeal", row["record_id"]))

    def put_records(self, rows: Rows, *, ids: bool = True) -> None:
        """Write twin and splits anew; with `ids`, each record's id is made of its messages again."""
        for row in rows:
            if ids:
                row["record_id"] = message_hash(row["messages"])
        frame = pl.DataFrame(rows, schema=RECORD_SCHEMA, orient="row").sort("record_id")
        (self.folder / TWIN).write_bytes(parquet_bytes(frame))
        for name in SPLITS:
            part = frame.filter(pl.col("split") == name)
            text = "".join(f"{FORMATS['messages'].text(row)}\n" for row in part.iter_rows(named=True))
            (self.folder / split_file(name)).write_bytes(text.encode())

    def pairs(self) -> Rows:
        """Return the rows of the pairs' twin."""
        return pl.read_parquet(self.folder / PAIR_TWIN).rows(named=True)

    def put_pairs(self, rows: Rows) -> None:
        """Write the pairs' twin and files anew, each pair's id made of its texts again."""
        for row in rows:
            row["pair_id"] = pair_hash(row["messages"], row["chosen"], row["rejected"])
        frame = pl.DataFrame(rows, schema=PAIR_SCHEMA, orient="row").sort("pair_id")
        (self.folder / PAIR_TWIN).write_bytes(parquet_bytes(frame))
        form = FORMATS["dpo"]
        for name in SPLITS:
            part = frame.filter(pl.col("split") == name)
            text = "".join(f"{form.text(row)}\n" for row in part.iter_rows(named=True))
            (self.folder / form.file(name)).write_text(text, encoding="utf-8")

    def proof(self, name: str) -> Rows:
        """Return the rows of a packed file of the proof."""
        return read_lines(unpack((self.folder / name).read_bytes()))

    def put_proof(self, name: str, rows: Rows) -> None:
        """Write a packed file of the proof anew."""
        (self.folder / name).write_bytes(b"".join(pack(lines(rows), ContentHash())))

    def edit_proof(self, name: str, where: Callable[[dict[str, Any]], bool], **changes: Any) -> dict[str, Any]:
        """Change the first row of a file of the proof for which `where` holds; return it."""
        rows = self.proof(name)
        row = next(row for row in rows if where(row))
        row.update(changes)
        self.put_proof(name, rows)
        return row

    def edit_recipe(self, **changes: Any) -> None:
        """Change keys of the recipe, and its hash in the manifest and in every record."""
        data = json.loads((self.folder / RECIPE).read_bytes())
        (self.folder / RECIPE).write_text(canonical_json(data | changes), encoding="utf-8")
        digest = hashlib.sha256((self.folder / RECIPE).read_bytes()).hexdigest()
        rows = self.records()
        for row in rows:
            row["recipe_sha256"] = digest
        self.put_records(rows)
        if (self.folder / PAIR_TWIN).is_file():
            pairs = self.pairs()
            for row in pairs:
                row["recipe_sha256"] = digest
            self.put_pairs(pairs)
        self.edit_manifest(recipe_sha256=digest)
        self.replace_in(CARD, self.manifest()["recipe_sha256"], digest)

    def manifest(self) -> dict[str, Any]:
        """Return the manifest as plain data."""
        data: dict[str, Any] = json.loads((self.folder / MANIFEST).read_bytes())
        return data

    def edit_manifest(self, **changes: Any) -> None:
        """Change keys of the manifest."""
        (self.folder / MANIFEST).write_text(canonical_json(self.manifest() | changes) + "\n", encoding="utf-8")

    def replace_in(self, name: str, old: str, new: str) -> None:
        """Replace a text in a file, everywhere."""
        file = self.folder / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def seal(self) -> None:
        """Make manifest and checksums fit what is there now."""
        frame = pl.read_parquet(self.folder / TWIN)
        pairs = pl.read_parquet(self.folder / PAIR_TWIN) if (self.folder / PAIR_TWIN).is_file() else None
        per_split, per_author = count_records(frame)
        given = licensed(frame, pairs)
        named = {*line_files(self._understood()), CARD, CROISSANT}
        proof = self.manifest()["proof"]
        if proof is not None:
            for name in PROOF_FILES:
                data = (self.folder / name).read_bytes() if (self.folder / name).is_file() else b""
                try:
                    content = unpack(data) if name.endswith(".gz") else data
                except ValueError:
                    content = data
                proof["files"][name] = hashlib.sha256(content).hexdigest()
        self.edit_manifest(
            records=per_split,
            authors=per_author,
            license=license_expression(given["license"]) if given.height else "",
            obligations=list(record_obligations(given)),
            tasks=count_tasks(frame),
            record_ids={name: sorted(frame.filter(pl.col("split") == name)["record_id"].to_list()) for name in SPLITS},
            rows_sha256=rows_hash(frame),
            pair_ids=None
            if pairs is None
            else {name: sorted(pairs.filter(pl.col("split") == name)["pair_id"].to_list()) for name in SPLITS},
            pair_rows_sha256=None if pairs is None else rows_hash(pairs, by="pair_id"),
            files={name: self._sum(name) for name in named},
            proof=proof,
        )
        self.seal_sums()

    def seal_sums(self) -> None:
        """Make the checksums alone fit."""
        names = [*dataset_files(self._understood()), *(PROOF_FILES if self.manifest()["proof"] is not None else ())]
        text = "".join(f"{self._sum(name)}  {name}\n" for name in sorted(names) if (self.folder / name).exists())
        (self.folder / "SHA256SUMS").write_text(text)

    def _understood(self) -> Manifest | None:
        try:
            return Manifest.model_validate(self.manifest(), strict=False)
        except ValueError:
            return None

    def _sum(self, name: str) -> str:
        file = self.folder / name
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else "0" * 64
