"""Differences: where a dataset is not what comes out when it is made again, from the first stage to the last file.

In: the folder as it lies there, and the same made again. Out: what differs, by stage, file and record. Room:
verification.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from imrdata.dataset.manifest import CARD, CROISSANT, MANIFEST, PAIR_TWIN, TWIN, Manifest, line_files
from imrdata.dataset.packing import read_lines, unpack
from imrdata.dataset.proof import CASES, LETTERS, REQUESTS, RESPONSES, SELECTION, SPLIT_LIST, VERDICTS
from imrdata.verification.folder import Folder
from imrdata.verification.records import Records
from imrdata.verification.report import Findings

__all__ = ["compare_files", "compare_manifests", "compare_records", "compare_stages"]

Row = Mapping[str, Any]

#: Stage, file, and what its rows go by, in the order in which one follows from another.
_STAGES: Final = (
    ("case", CASES, "case_id"),
    ("request", REQUESTS, "key"),
    ("response", RESPONSES, "key"),
    ("letter", LETTERS, "letter_id"),
    ("verdict", VERDICTS, "letter_id"),
    ("selection", SELECTION, "letter_id"),
    ("split", SPLIT_LIST, "case_id"),
)


def compare_stages(
    folder: Folder, again: Path, records: Records, findings: Findings, *, beyond: Collection[str] = ()
) -> dict[str, int]:
    """Compare the proof's rows with those made again, stage by stage; return how many were made again.

    `beyond` are authors whose answers are not at hand: what hangs on these is passed over.
    """
    counts: dict[str, int] = {}
    authors: dict[str, str] = {}
    cases: dict[str, str] = {}
    keys: dict[str, str] = {}
    for stage, name, key in _STAGES:
        made = {str(row[key]): row for row in read_lines(unpack((again / name).read_bytes()))}
        counts[stage] = len(made)
        content = folder.contents.get(name)
        try:
            rows = read_lines(content) if content is not None else []
        except ValueError as error:
            findings.say(stage, name, str(error))
            continue
        for row in [*rows, *made.values()]:
            if stage in ("letter", "selection"):
                authors.setdefault(str(row.get("letter_id")), str(row.get("author")))
                cases.setdefault(str(row.get("letter_id")), str(row.get("case_id")))
                keys.setdefault(str(row.get("request_key")), str(row.get("letter_id")))
        before = len(findings.problems)
        for what, value in _row_differences(rows, made, key, stage):
            letter = keys.get(value, value) if stage in ("request", "response") else value
            if authors.get(letter) in beyond or (stage == "request" and _asked(rows, value) in beyond):
                continue
            found = records.by_letter.get(letter, set()) | records.by_case.get(value, set())
            found |= records.by_key.get(value, set())
            case = value if key == "case_id" else cases.get(letter)
            findings.say_of_each(stage, name, what, records=found, case=case)
        if len(findings.problems) == before and not beyond and [str(row.get(key)) for row in rows] != list(made):
            findings.say(stage, name, "its lines are not in their order")
    return counts


def _asked(rows: Iterable[Row], value: str) -> str | None:
    return next((str(row.get("model")) for row in rows if row.get("key") == value), None)


def _row_differences(rows: Iterable[Row], made: Mapping[str, Row], key: str, stage: str) -> Iterable[tuple[str, str]]:
    """Yield what differs, in words, and the value of the key of the row that it is in."""
    stated: dict[str, Row] = {}
    short = 12 if key != "case_id" else None
    for row in rows:
        value = str(row.get(key))
        if value in stated:
            yield f"{key} {value[:short]} stands twice", value
        stated[value] = row
    for value in sorted(stated.keys() - made.keys()):
        yield f"{key} {value[:short]} does not come out when it is made again", value
    for value in sorted(made.keys() - stated.keys()):
        yield f"{key} {value[:short]} comes out when it is made again, and is missing", value
    for value in sorted(stated.keys() & made.keys()):
        if stated[value] != made[value]:
            yield f"{key} {value[:short]}: {_changed(stated[value], made[value], stage)}", value


def _changed(stated: Row, made: Row, stage: str) -> str:
    """Say in which key two rows differ first."""
    if stage == "verdict":
        for check, one, other in _verdict_pairs(stated, made):
            if one != other:
                return f"check {check}: it says {_words(one)}; made again: {_words(other)}"
    for name in sorted(stated.keys() | made.keys()):
        if stated.get(name) != made.get(name):
            return f"its {name} is {_words(stated.get(name))}; made again: {_words(made.get(name))}"
    return "it differs"


def _verdict_pairs(stated: Row, made: Row) -> Iterable[tuple[str, Any, Any]]:
    def by_check(row: Row) -> dict[str, Any]:
        found = row.get("verdicts")
        return (
            {str(each.get("check")): each for each in found if isinstance(each, dict)}
            if isinstance(found, list)
            else {}
        )

    one, other = by_check(stated), by_check(made)
    for check in sorted(one.keys() | other.keys()):
        yield check, one.get(check), other.get(check)


def _words(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= 160 else f"{text[:157]}…"


def compare_records(records: Records, again: Path, findings: Findings, *, beyond: Collection[str] = ()) -> None:
    """Compare the twins' records and pairs with those made again, column by column."""
    for frame, name, key in ((records.frame, TWIN, "record_id"), (records.pairs, PAIR_TWIN, "pair_id")):
        made = again / name
        if frame is not None and made.is_file():
            _compare_twin(frame, pl.read_parquet(made), findings, name=name, key=key, beyond=beyond)


def _compare_twin(
    frame: pl.DataFrame, made: pl.DataFrame, findings: Findings, *, name: str, key: str, beyond: Collection[str]
) -> None:
    stated_rows = {row[key]: row for row in frame.iter_rows(named=True)}
    made_rows = {row[key]: row for row in made.iter_rows(named=True)}
    origin = {_origin(row, key): record for record, row in made_rows.items()}

    def of(row: Row) -> dict[str, str]:
        return {"record": row[key], "case": row["case_id"]}

    for record, row in stated_rows.items():
        if beyond and {row.get("author"), row.get("denial_author")} & set(beyond):
            continue
        other = made_rows.get(record)
        if other is None:
            twin = origin.get(_origin(row, key))
            where = f"what is made of its letters is {twin}" if twin else "nothing like it comes out"
            findings.say("record", name, f"made again, there is no such record: {where}", **of(row))
            other = made_rows.get(twin) if twin else None
        for column, value in row.items() if other is not None else ():
            if other is not None and column != key and value != other[column]:
                what = f"its {column} is {_difference(value, other[column])}"
                findings.say("split" if column == "split" else "record", name, what, **of(row))
    for record in sorted(made_rows.keys() - stated_rows.keys()):
        row = made_rows[record]
        if not (beyond and {row.get("author"), row.get("denial_author")} & set(beyond)):
            findings.say("record", name, "it comes out when it is made again, and is missing", **of(row))


def _origin(row: Row, key: str) -> tuple[Any, ...]:
    """Return what a record is made of, whatever it says."""
    return tuple(
        str(value)
        for name, value in row.items()
        if name in ("task", "input") or (name.endswith("_id") and name not in (key, "case_id", "reference_id"))
    )


def _difference(stated: Any, made: Any) -> str:
    """Say how two values of a column differ; of two texts, where."""
    if isinstance(stated, list) and isinstance(made, list) and len(stated) == len(made):
        for one, other in zip(stated, made, strict=True):
            if isinstance(one, dict) and isinstance(other, dict) and one != other:
                mine, theirs = str(one.get("content")), str(other.get("content"))
                at = _first_difference(mine, theirs)
                return (
                    f"another in the {one.get('role')} turn, from character {at} on: "
                    f"{_words(mine[at : at + 30])}; made again: {_words(theirs[at : at + 30])}"
                )
    return f"{_words(stated)}; made again: {_words(made)}"


def _first_difference(one: Sequence[object], other: Sequence[object]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def compare_manifests(folder: Folder, again: Path, findings: Findings) -> None:
    """Compare the manifest's keys: versions, books and all that is counted."""
    if folder.manifest is None:
        return
    stated = json.loads(folder.manifest.to_json())
    made = json.loads((again / MANIFEST).read_bytes())
    package = stated["versions"].get("imrdata", {}).get("package")
    for kind in sorted(stated["versions"].keys() | made["versions"].keys()):
        mine, theirs = stated["versions"].get(kind, {}), made["versions"].get(kind, {})
        for name in sorted(mine.keys() | theirs.keys()):
            if mine.get(name) != theirs.get(name):
                what = (
                    f"{kind} {name}: it says version {mine.get(name)}, here {theirs.get(name)}; a dataset of another "
                    f"imrdata is verified with that one ({package})"
                )
                findings.say("versions", MANIFEST, what)
    for name in sorted((stated.keys() | made.keys()) - {"versions", "files", "proof", "record_ids", "pair_ids"}):
        if stated.get(name) != made.get(name):
            stage = "source" if name in ("sources", "books") else "license" if name in _LICENSE else "manifest"
            what = f"its {name} is {_words(stated.get(name))}; made again: {_words(made.get(name))}"
            findings.say(stage, MANIFEST, what)
    for name in ("answers", "left_out"):
        mine, theirs = (stated["proof"] or {}).get(name), (made["proof"] or {}).get(name)
        if mine != theirs:
            what = f"its proof's {name} is {_words(mine)}; made again: {_words(theirs)}"
            findings.say("response", MANIFEST, what)


_LICENSE: Final = ("license", "obligations", "license_policy", "accepted_terms")


def compare_files(folder: Folder, again: Path, findings: Findings) -> None:
    """Compare the files whose bytes are promised; say where each begins to differ."""
    made_files = line_files(Manifest.model_validate_json((again / MANIFEST).read_bytes()))
    stages = {CARD: "card", CROISSANT: "croissant", **dict.fromkeys(made_files, "record")}
    for name, stage in stages.items():
        if name not in folder.found:
            if name in made_files:
                findings.say(stage, name, "it comes out when it is made again, and is missing")
            continue
        stated, made = folder.read(name).split(b"\n"), (again / name).read_bytes().split(b"\n")
        if stated == made:
            continue
        at = _first_difference(stated, made)
        mine = stated[at].decode("utf-8", "replace") if at < len(stated) else "nothing"
        theirs = made[at].decode("utf-8", "replace") if at < len(made) else "nothing"
        cut = max(0, _first_difference(mine, theirs) - 20)
        what = f"line {at + 1}: {_words(mine[cut : cut + 80])}; made again: {_words(theirs[cut : cut + 80])}"
        findings.say(stage, name, what)
