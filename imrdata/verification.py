"""Verification: whether a dataset folder is, byte for byte, what its manifest and checksums say.

In: a folder. Out: a `VerifyReport` that names each file, and where it can each record, that is not as it
should be. Nothing outside the folder is asked, so it works offline and on a copy.

Known limit: who rewrites every file, the manifest and the checksums to agree can't be found out from the
folder alone. That needs the source and the ledger (issue 7), or a copy of SHA256SUMS kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import polars as pl
from pydantic import ValidationError

from imrdata.dataset.manifest import (
    CARD,
    CHECKSUMS,
    MANIFEST,
    TWIN,
    Manifest,
    count_records,
    record_obligations,
    rows_hash,
    split_file,
)
from imrdata.dataset.records import RECORD_SCHEMA, ROLES, message_hash
from imrdata.dataset.split import SPLITS
from imrdata.dataset.write import record_line
from imrdata.errors import DatasetError
from imrdata.llm.spdx import license_expression

__all__ = ["Problem", "VerifyReport", "verify"]

#: Every file a dataset has; the checksums list all but themselves.
_FILES: Final = tuple(sorted([*map(split_file, SPLITS), TWIN, CARD, MANIFEST]))
_SUM_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^/\x00]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it should be.

    Attributes
    ----------
    file
        The file it is in.
    what
        What is wrong.
    record
        The record it is about, if one can be named.
    """

    file: str
    what: str
    record: str | None = None

    def __str__(self) -> str:
        where = f"{self.file}, record {self.record}" if self.record else self.file
        return f"{where}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What `verify` found.

    Attributes
    ----------
    problems
        All that is wrong, file by file; empty for a sound dataset.
    counts
        What was looked at: ``files``, ``records`` and the records of each split.
    """

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """True where nothing is wrong."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "ok": self.ok,
            "counts": dict(self.counts),
            "problems": [{"file": each.file, "record": each.record, "what": each.what} for each in self.problems],
        }


def verify(dataset: str | Path) -> VerifyReport:
    """Check a dataset folder against itself.

    Checksums are complete and right; the manifest agrees with the files (counts, authors, license, record ids
    recomputed from the messages); the JSONL lines are canonical and equal to the Parquet twin; no record
    stands twice; no case and no ReferenceID is in two splits; every record is a system, a user and an
    assistant turn.

    Parameters
    ----------
    dataset
        The folder that `write_dataset` wrote.

    Raises
    ------
    DatasetError
        The folder is missing or no dataset, or can't be read.

    Examples
    --------
    >>> from imrdata.data import packaged
    >>> verify(packaged("sample"))
    Traceback (most recent call last):
        ...
    imrdata.errors.DatasetError: ...: it is no dataset: it has neither manifest.json nor SHA256SUMS; ...
    """
    folder = Path(dataset)
    if not folder.is_dir():
        problem = "it is a file" if folder.exists() else "there is no such folder"
        raise DatasetError(problem, where=str(dataset), mend="name the dataset folder of a run")
    if not (folder / MANIFEST).is_file() and not (folder / CHECKSUMS).is_file():
        raise DatasetError(
            f"it is no dataset: it has neither {MANIFEST} nor {CHECKSUMS}",
            where=str(dataset),
            mend="name the dataset folder of a run",
        )
    try:
        return _Verification(folder).report()
    except OSError as error:
        raise DatasetError(
            f"it can't be read ({error.strerror or error})", where=str(dataset), mend="check the permissions"
        ) from None


@dataclass
class _Verification:
    """One pass over a folder, collecting what is wrong."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)

    def report(self) -> VerifyReport:
        """Run all checks."""
        found = self._listing()
        digests = {name: _digest(self.folder / name) for name in found}
        manifest = self._manifest() if MANIFEST in found else None
        if CHECKSUMS in found:
            self._checksums(digests, manifest)
        lines = {name: self._split(name) for name in SPLITS if split_file(name) in found}
        self._across(lines)
        records = self._twin() if TWIN in found else None
        if records is not None:
            self._against_twin(lines, records)
            self._splits_apart(records)
        if manifest is not None:
            self._against_manifest(manifest, digests, lines, records)
        counts = {name: len(lines.get(name, {})) for name in SPLITS}
        return VerifyReport(
            problems=tuple(self.problems),
            counts={"files": len(found), "records": sum(counts.values()), **counts},
        )

    def _say(self, file: str, what: str, record: str | None = None) -> None:
        self.problems.append(Problem(file=file, what=what, record=record))

    def _listing(self) -> set[str]:
        """Return the files that are there, having said which are missing, foreign or no plain files."""
        there = {entry.name for entry in self.folder.iterdir()}
        plain = {name for name in there if (self.folder / name).is_file() and not (self.folder / name).is_symlink()}
        for name in sorted(there - plain):
            self._say(name, "it is no plain file")
        for name in (*_FILES, CHECKSUMS):
            if name not in there:
                self._say(name, "it is missing")
        for name in sorted(plain - {*_FILES, CHECKSUMS}):
            self._say(name, "it does not belong to the dataset")
        return plain & {*_FILES, CHECKSUMS}

    def _manifest(self) -> Manifest | None:
        data = (self.folder / MANIFEST).read_bytes()
        try:
            manifest = Manifest.model_validate_json(data)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            self._say(MANIFEST, f"it is no manifest of format version 1 ({key + ': ' if key else ''}{first['msg']})")
            return None
        if manifest.to_json().encode() != data:
            self._say(MANIFEST, "it is not written in its one canonical form")
        return manifest

    def _checksums(self, digests: Mapping[str, str], manifest: Manifest | None) -> None:
        stated: dict[str, str] = {}
        data = (self.folder / CHECKSUMS).read_bytes()
        before = len(self.problems)
        for number, line in enumerate(data.decode("utf-8", "replace").split("\n")[:-1], 1):
            match = _SUM_LINE.fullmatch(line)
            if match is None:
                self._say(CHECKSUMS, f"line {number} is no checksum")
            elif match[2] not in _FILES:
                self._say(CHECKSUMS, f"line {number} is for {match[2]!r}, which is no file of a dataset")
            else:
                stated[match[2]] = match[1]
        for name in _FILES:
            if name not in stated:
                self._say(CHECKSUMS, f"there is no checksum for {name}")
            elif name in digests and digests[name] != stated[name]:
                # A second witness tells which of the two was changed.
                if manifest is not None and manifest.files.get(name) == digests[name]:
                    self._say(CHECKSUMS, f"its checksum for {name} is wrong: the file is as the manifest says")
                else:
                    self._say(
                        name,
                        f"its SHA-256 is {digests[name]}, {CHECKSUMS} says {stated[name]}: one was changed",
                    )
        expected = "".join(f"{stated[name]}  {name}\n" for name in sorted(stated))
        if len(self.problems) == before and data != expected.encode():
            self._say(CHECKSUMS, "it is not sorted, or a line stands twice, or the last line feed is missing")

    def _split(self, split: str) -> dict[str, list[dict[str, str]]]:
        """Return a split's messages by the id that is recomputed from them."""
        file = split_file(split)
        data = (self.folder / file).read_bytes()
        lines = data.split(b"\n")
        if lines.pop():
            self._say(file, "the last line has no line feed")
        found: dict[str, list[dict[str, str]]] = {}
        last = ""
        for number, line in enumerate(lines, 1):
            try:
                stated, messages = _parse(line)
            except (ValueError, RecursionError) as error:
                self._say(file, f"line {number} is no record ({error})")
                continue
            identity = message_hash(messages)
            if identity != stated:
                self._say(file, f"line {number}: its text is not the one its record_id was made of", stated)
            elif record_line(stated, messages).encode() != line:
                self._say(file, f"line {number} is not written in its one canonical form", stated)
            if tuple(message["role"] for message in messages) != ROLES:
                self._say(file, f"line {number}: its turns are not {', '.join(ROLES)}", stated)
            if identity in found:
                self._say(file, f"line {number}: the record stands twice", stated)
            elif stated <= last:
                self._say(file, f"line {number} is out of order", stated)
            last = stated
            found[identity] = messages
        return found

    def _across(self, lines: Mapping[str, Mapping[str, object]]) -> None:
        first: dict[str, str] = {}
        for split, records in lines.items():
            for record in records:
                if record in first:
                    self._say(split_file(split), f"the record stands in {split_file(first[record])} too", record)
                first.setdefault(record, split)

    def _twin(self) -> pl.DataFrame | None:
        data = (self.folder / TWIN).read_bytes()
        try:
            records = pl.read_parquet(BytesIO(data))
        # A damaged file can end in a Rust panic, which is no Exception.
        except (Exception, pl.exceptions.PanicException) as error:
            reason = str(error).strip().split("\n")[0]
            self._say(TWIN, f"it can't be read as Parquet ({reason})")
            return None
        if records.schema != RECORD_SCHEMA:
            self._say(TWIN, "its columns are not those of a dataset's records")
            return None
        never_null = ("record_id", "split", "messages", "case_id", "author", "license", "obligations")
        if empty := [name for name in never_null if records[name].null_count()]:
            self._say(TWIN, f"its column {empty[0]} has empty cells")
            return None
        return records

    def _against_twin(self, lines: Mapping[str, Mapping[str, list[dict[str, str]]]], records: pl.DataFrame) -> None:
        twins: dict[str, str] = {}
        for record, split, messages in records.select("record_id", "split", "messages").iter_rows():
            if record in twins:
                self._say(TWIN, "the record stands twice", record)
            twins[record] = split
            if not _sound(messages) or message_hash(messages) != record:
                self._say(TWIN, "its messages are not those its record_id was made of", record)
            if split not in SPLITS:
                self._say(TWIN, f"its split is {split!r}", record)
            # Equal messages have equal ids, so the id alone says whether the line is the same.
            elif split in lines and record not in lines[split]:
                self._say(split_file(split), f"{TWIN} has the record here, the file has it not", record)
        for split, found in lines.items():
            for record in found:
                if record not in twins:
                    self._say(split_file(split), f"the record is not in {TWIN}", record)
                elif twins[record] != split:
                    self._say(split_file(split), f"{TWIN} has the record in {twins[record]}", record)

    def _splits_apart(self, records: pl.DataFrame) -> None:
        for column in ("case_id", "reference_id"):
            torn = (
                records.filter(pl.col(column).is_not_null())
                .group_by(column)
                .agg(pl.col("split").unique().sort(), pl.col("record_id").min())
                .filter(pl.col("split").list.len() > 1)
                .sort(column)
            )
            for value, splits, record in torn.rows():
                named = ", ".join(str(split) for split in splits)
                self._say(TWIN, f"{column} {value} is in more than one split ({named})", record)

    def _against_manifest(
        self,
        manifest: Manifest,
        digests: Mapping[str, str],
        lines: Mapping[str, Mapping[str, object]],
        records: pl.DataFrame | None,
    ) -> None:
        hashed = {*map(split_file, SPLITS), CARD}
        if set(manifest.files) != hashed:
            self._say(MANIFEST, "its files are not the card and the splits")
        for name in sorted(hashed & set(digests)):
            if name in manifest.files and manifest.files[name] != digests[name]:
                self._say(name, f"its SHA-256 is {digests[name]}, {MANIFEST} says {manifest.files[name]}")
        if set(manifest.record_ids) != set(SPLITS):
            self._say(MANIFEST, "its record ids are not listed by split")
        for split, found in lines.items():
            listed = manifest.record_ids.get(split, ())
            for record in sorted(set(listed) - set(found)):
                self._say(split_file(split), f"a record that {MANIFEST} lists is missing", record)
            for record in sorted(set(found) - set(listed)):
                self._say(split_file(split), f"{MANIFEST} does not list the record here", record)
            if list(listed) != sorted(set(listed)):
                self._say(MANIFEST, f"its record ids of {split} are not sorted, or one stands twice")
        if records is None:
            return
        per_split, per_author = count_records(records)
        license_ = license_expression(records["license"].fill_null("")) if records.height else ""
        # The rows' own hash, as Parquet bytes depend on what wrote them.
        for name, stated, actual in (
            ("rows_sha256", manifest.rows_sha256, rows_hash(records)),
            ("records", manifest.records, per_split),
            ("authors", manifest.authors, per_author),
            ("license", manifest.license, license_),
            ("obligations", manifest.obligations, record_obligations(records)),
        ):
            if stated != actual:
                self._say(TWIN, f"its {name} is {actual}, {MANIFEST} says {stated}")
        sources = {source.sha256 for source in manifest.sources}
        for record, source, recipe in records.select("record_id", "source_sha256", "recipe_sha256").iter_rows():
            if source not in sources:
                self._say(TWIN, f"its source {source} is not in {MANIFEST}", record)
            if recipe != manifest.recipe_sha256:
                self._say(TWIN, f"its recipe is not the one of {MANIFEST}", record)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parse(line: bytes) -> tuple[str, list[dict[str, str]]]:
    """Return a line's record_id and messages, or say why it has none."""
    data = json.loads(line.decode("utf-8"))
    if not isinstance(data, dict) or set(data) != {"messages", "record_id"}:
        raise ValueError("it has not just the keys messages and record_id")
    identity = data["record_id"]
    if not isinstance(identity, str) or not _is_utf8(identity) or not _sound(data["messages"]):
        raise ValueError("record_id is no text, or messages are no turns with role and content")
    return identity, data["messages"]


def _sound(messages: object) -> bool:
    """Say whether messages are a list of turns of text, so that they have a hash."""
    return isinstance(messages, list) and all(
        isinstance(message, dict)
        and set(message) == {"role", "content"}
        and all(isinstance(value, str) and _is_utf8(value) for value in message.values())
        for message in messages
    )


def _is_utf8(text: str) -> bool:
    # JSON can spell half a surrogate pair, which no UTF-8 file can hold and no hash can be made of.
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
