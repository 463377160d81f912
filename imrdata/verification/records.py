"""The records: the JSONL splits, the Parquet twin and the manifest, held against each other.

In: a folder. Out: its records, if they can be read, and what does not agree. It shows that the folder says one thing
throughout; that the thing is true, the proof has to show. Room: verification.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import polars as pl

from imrdata.dataset.formats import FORMATS
from imrdata.dataset.manifest import (
    MANIFEST,
    PAIR_TWIN,
    TWIN,
    Manifest,
    count_records,
    count_tasks,
    licensed,
    record_obligations,
    rows_hash,
    split_file,
)
from imrdata.dataset.preference import PAIR_SCHEMA, pair_hash
from imrdata.dataset.records import RECORD_SCHEMA, ROLES, message_hash
from imrdata.dataset.split import SPLITS
from imrdata.llm.request import canonical_json
from imrdata.llm.spdx import license_expression
from imrdata.verification.folder import Folder
from imrdata.verification.report import Findings

__all__ = ["Records", "read_records"]

Messages = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of a folder, and which of them hang on what.

    Attributes
    ----------
    frame
        RECORD_SCHEMA; None where the twin is missing or can't be read.
    per_split
        How many lines each split's file has that are records.
    pairs
        PAIR_SCHEMA; None where there are none, or their twin can't be read.
    by_letter, by_case, by_author, by_key
        Letter, case, author and ledger key to the ids of the records and pairs that were made with them.
    """

    frame: pl.DataFrame | None
    per_split: Mapping[str, int]
    pairs: pl.DataFrame | None = None
    by_letter: Mapping[str, set[str]] = field(default_factory=dict)
    by_case: Mapping[str, set[str]] = field(default_factory=dict)
    by_author: Mapping[str, set[str]] = field(default_factory=dict)
    by_key: Mapping[str, set[str]] = field(default_factory=dict)


def read_records(folder: Folder, findings: Findings) -> Records:
    """Read all records, and say where splits, twin and manifest don't agree."""
    lines = {name: _split(folder, name, findings) for name in SPLITS if split_file(name) in folder.found}
    _across(lines, findings)
    frame = _twin(folder.read(TWIN), TWIN, RECORD_SCHEMA, findings) if TWIN in folder.found else None
    pairs = _twin(folder.read(PAIR_TWIN), PAIR_TWIN, PAIR_SCHEMA, findings) if PAIR_TWIN in folder.found else None
    if frame is not None:
        _against_twin(lines, frame, findings)
        _cases_apart(frame, findings)
    if pairs is not None:
        _pairs(folder, pairs, findings)
    if folder.manifest is not None:
        _against_manifest(folder.manifest, lines, frame, pairs, findings)
    per_split = {name: len(lines.get(name, {})) for name in SPLITS}
    if frame is None:
        return Records(frame=None, per_split=per_split, pairs=pairs)
    frames = [("record_id", frame), *([("pair_id", pairs)] if pairs is not None else [])]
    return Records(
        frame=frame,
        per_split=per_split,
        pairs=pairs,
        by_letter=_index(frames, ("appeal_id", "denial_id", "chosen_id", "rejected_id")),
        by_case=_index(frames, ("case_id",)),
        by_author=_index(frames, ("author", "denial_author")),
        by_key=_index(frames, ("request_keys",)),
    )


def _index(frames: Sequence[tuple[str, pl.DataFrame]], columns: Sequence[str]) -> dict[str, set[str]]:
    """Return which records and pairs name a value in one of the columns."""
    found: dict[str, set[str]] = {}
    for identity, frame in frames:
        for row in frame.select(identity, *(name for name in columns if name in frame.columns)).iter_rows():
            for value in row[1:]:
                for each in value if isinstance(value, list) else [value]:
                    if each is not None:
                        found.setdefault(str(each), set()).add(row[0])
    return found


def _split(folder: Folder, split: str, findings: Findings) -> dict[str, Messages]:
    """Return a split's messages by the id that is recomputed from them."""
    file = split_file(split)
    data = folder.read(file)
    lines = data.split(b"\n")
    if lines.pop():
        findings.say("record", file, "the last line has no line feed")
    found: dict[str, Messages] = {}
    last = ""
    for number, line in enumerate(lines, 1):
        try:
            stated, messages = _parse(line)
        except (ValueError, RecursionError) as error:
            findings.say("record", file, f"line {number} is no record ({error})")
            continue
        identity = message_hash(messages)
        if identity != stated:
            findings.say(
                "record", file, f"line {number}: its text is not the one its record_id was made of", record=stated
            )
        elif canonical_json(json.loads(line)).encode() != line:
            findings.say("record", file, f"line {number} is not written in its one canonical form", record=stated)
        if tuple(message["role"] for message in messages) != ROLES:
            findings.say("record", file, f"line {number}: its turns are not {', '.join(ROLES)}", record=stated)
        if identity in found:
            findings.say("record", file, f"line {number}: the record stands twice", record=stated)
        elif stated <= last:
            findings.say("record", file, f"line {number} is out of order", record=stated)
        last = stated
        found[identity] = messages
    return found


def _across(lines: Mapping[str, Mapping[str, object]], findings: Findings) -> None:
    first: dict[str, str] = {}
    for split, records in lines.items():
        for record in records:
            if record in first:
                what = f"the record stands in {split_file(first[record])} too"
                findings.say("record", split_file(split), what, record=record)
            first.setdefault(record, split)


def _twin(data: bytes, name: str, schema: pl.Schema, findings: Findings) -> pl.DataFrame | None:
    try:
        records = pl.read_parquet(BytesIO(data))
    # A damaged file can end in a Rust panic, which is no Exception.
    except (Exception, pl.exceptions.PanicException) as error:
        reason = str(error).strip().split("\n")[0]
        findings.say("record", name, f"it can't be read as Parquet ({reason})")
        return None
    if records.schema != schema:
        findings.say("record", name, "its columns are not those that a dataset has")
        return None
    never_null = (schema.names()[0], "split", "messages", "case_id", "author", "license", "obligations")
    if empty := [column for column in never_null if records[column].null_count()]:
        findings.say("record", name, f"its column {empty[0]} has empty cells")
        return None
    return records


def _against_twin(lines: Mapping[str, Mapping[str, Messages]], records: pl.DataFrame, findings: Findings) -> None:
    twins: dict[str, str] = {}
    for record, split, messages in records.select("record_id", "split", "messages").iter_rows():
        if record in twins:
            findings.say("record", TWIN, "the record stands twice", record=record)
        twins[record] = split
        if not _sound(messages) or message_hash(messages) != record:
            findings.say("record", TWIN, "its messages are not those its record_id was made of", record=record)
        if split not in SPLITS:
            findings.say("record", TWIN, f"its split is {split!r}", record=record)
        # Equal messages have equal ids, so the id alone says whether the line is the same.
        elif split in lines and record not in lines[split]:
            findings.say("record", split_file(split), f"{TWIN} has the record here, the file has it not", record=record)
    for split, found in lines.items():
        for record in found:
            if record not in twins:
                findings.say("record", split_file(split), f"the record is not in {TWIN}", record=record)
            elif twins[record] != split:
                findings.say("record", split_file(split), f"{TWIN} has the record in {twins[record]}", record=record)


def _pairs(folder: Folder, pairs: pl.DataFrame, findings: Findings) -> None:
    """Say where the pairs' twin and the files in the shipped format of pairs don't agree."""
    form = FORMATS["dpo"]
    seen: set[str] = set()
    for row in pairs.iter_rows(named=True):
        pair = row["pair_id"]
        if pair in seen:
            findings.say("record", PAIR_TWIN, "the pair stands twice", record=pair)
        seen.add(pair)
        turns = [*(row["messages"] or ()), row["chosen"], row["rejected"]]
        if not _sound(turns) or pair_hash(row["messages"], row["chosen"], row["rejected"]) != pair:
            findings.say("record", PAIR_TWIN, "its texts are not those its pair_id was made of", record=pair)
        if row["split"] not in SPLITS:
            findings.say("record", PAIR_TWIN, f"its split is {row['split']!r}", record=pair)
    for split in SPLITS:
        file = form.file(split)
        if file not in folder.found:
            continue
        stated: dict[str, Any] = {}
        for number, line in enumerate(folder.read(file).splitlines(), 1):
            try:
                data = json.loads(line.decode("utf-8"))
                stated[str(data["pair_id"])] = {name: data[name] for name in ("messages", "chosen", "rejected")}
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                findings.say("record", file, f"line {number} is no pair ({error})")
        here = pairs.filter(pl.col("split") == split)
        for row in here.iter_rows(named=True):
            if stated.pop(row["pair_id"], None) != {name: row[name] for name in ("messages", "chosen", "rejected")}:
                findings.say("record", file, f"{PAIR_TWIN} has the pair otherwise, or here only", record=row["pair_id"])
        for pair in sorted(stated):
            findings.say("record", file, f"the pair is not in {PAIR_TWIN}", record=pair)


def _cases_apart(records: pl.DataFrame, findings: Findings) -> None:
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
            findings.say("split", TWIN, f"{column} {value} is in more than one split ({named})", record=record)


def _against_manifest(
    manifest: Manifest,
    lines: Mapping[str, Mapping[str, object]],
    records: pl.DataFrame | None,
    pairs: pl.DataFrame | None,
    findings: Findings,
) -> None:
    if set(manifest.record_ids) != set(SPLITS):
        findings.say("record", MANIFEST, "its record ids are not listed by split")
    for split, found in lines.items():
        listed = manifest.record_ids.get(split, ())
        for record in sorted(set(listed) - set(found)):
            findings.say("record", split_file(split), f"a record that {MANIFEST} lists is missing", record=record)
        for record in sorted(set(found) - set(listed)):
            findings.say("record", split_file(split), f"{MANIFEST} does not list the record here", record=record)
        if list(listed) != sorted(set(listed)):
            findings.say("record", MANIFEST, f"its record ids of {split} are not sorted, or one stands twice")
    if records is None:
        return
    per_split, per_author = count_records(records)
    given = licensed(records, pairs)
    license_ = license_expression(given["license"]) if given.height else ""
    pair_ids = None
    if pairs is not None:
        pair_ids = {name: tuple(pairs.filter(pl.col("split") == name)["pair_id"].sort()) for name in SPLITS}
    # The rows' own hash, as Parquet bytes depend on what wrote them.
    for name, stated, actual in (
        ("rows_sha256", manifest.rows_sha256, rows_hash(records)),
        ("records", manifest.records, per_split),
        ("authors", manifest.authors, per_author),
        ("license", manifest.license, license_),
        ("obligations", manifest.obligations, record_obligations(given)),
        ("tasks", manifest.tasks, count_tasks(records)),
        ("pair_ids", manifest.pair_ids, pair_ids),
        ("pair_rows_sha256", manifest.pair_rows_sha256, None if pairs is None else rows_hash(pairs, by="pair_id")),
    ):
        if stated != actual:
            findings.say("record", TWIN, f"its {name} is {actual}, {MANIFEST} says {stated}")
    sources = {source.sha256 for source in manifest.sources}
    for record, source, recipe in records.select("record_id", "source_sha256", "recipe_sha256").iter_rows():
        if source not in sources:
            findings.say("record", TWIN, f"its source {source} is not in {MANIFEST}", record=record)
        if recipe != manifest.recipe_sha256:
            findings.say("record", TWIN, f"its recipe is not the one of {MANIFEST}", record=record)


def _parse(line: bytes) -> tuple[str, list[dict[str, str]]]:
    """Return a line's record_id and messages, or say why it has none."""
    data = json.loads(line.decode("utf-8"))
    if not isinstance(data, dict) or set(data) - {"provenance"} != {"messages", "record_id"}:
        raise ValueError("it has not the keys messages and record_id, and provenance at most")
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
