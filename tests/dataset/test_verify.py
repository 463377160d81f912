from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imrdata.dataset.manifest import rows_hash
from imrdata.errors import DatasetError
from imrdata.llm.request import canonical_json
from imrdata.verification import Problem, VerifyReport
from imrdata.verification import inspect as verify

FILES = [
    "README.md",
    "SHA256SUMS",
    "croissant.json",
    "manifest.json",
    "records.parquet",
    "test.jsonl",
    "train.jsonl",
    "validation.jsonl",
]


def named(report: VerifyReport) -> set[str]:
    return {problem.file for problem in report.problems}


def resum(folder: Path) -> None:
    """Make the checksums fit the files, as a careful tamperer would."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.name != "SHA256SUMS"
    ]
    (folder / "SHA256SUMS").write_text("".join(lines))


def lines_of(folder: Path, split: str = "train") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()]


def put_lines(folder: Path, lines: list[dict[str, Any]], split: str = "train") -> None:
    (folder / f"{split}.jsonl").write_text("".join(canonical_json(line) + "\n" for line in lines), encoding="utf-8")


def test_a_sound_dataset_passes(dataset: Path) -> None:
    report = verify(dataset)
    assert report.ok
    assert report.problems == ()
    assert report.counts["records"] == 12
    assert report.counts["files"] == 8
    assert report.to_dict()["ok"] is True


def test_a_copy_elsewhere_passes(dataset: Path, tmp_path: Path) -> None:
    dataset.rename(tmp_path / "elsewhere")
    assert verify(str(tmp_path / "elsewhere")).ok


@pytest.mark.parametrize("name", FILES)
def test_every_flipped_byte_is_named(dataset: Path, name: str) -> None:
    file = dataset / name
    data = file.read_bytes()
    step = max(1, len(data) // 60)
    for position in range(0, len(data), step):
        for bit in (0x01, 0x20, 0x80):
            changed = bytearray(data)
            changed[position] ^= bit
            file.write_bytes(bytes(changed))
            # Where no third file can tell whether a file or its checksum was changed, both are named.
            assert any(name in str(problem) for problem in verify(dataset).problems), (position, bit)
    file.write_bytes(data)
    assert verify(dataset).ok


@pytest.mark.parametrize("name", ["test.jsonl", "train.jsonl", "validation.jsonl"])
def test_a_changed_record_is_named_though_the_checksums_fit(dataset: Path, name: str) -> None:
    lines = lines_of(dataset, name.removesuffix(".jsonl"))
    lines[0]["messages"][2]["content"] += " Sincerely."
    put_lines(dataset, lines, name.removesuffix(".jsonl"))
    resum(dataset)
    found = [problem for problem in verify(dataset).problems if problem.file == name]
    assert lines[0]["record_id"] in {problem.record for problem in found}


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(dataset: Path, name: str) -> None:
    (dataset / name).unlink()
    report = verify(dataset)
    assert (name, "it is missing") in {(problem.file, problem.what) for problem in report.problems}


@pytest.mark.parametrize("kind", ["file", "hidden file", "folder", "link"])
def test_what_does_not_belong_is_named(dataset: Path, kind: str) -> None:
    extra = dataset / (".extra" if kind == "hidden file" else "extra")
    if kind == "folder":
        extra.mkdir()
    elif kind == "link":
        extra.symlink_to("train.jsonl")
    else:
        extra.write_text("x")
    assert named(verify(dataset)) == {extra.name}


def test_a_link_in_place_of_a_file_is_named(dataset: Path, tmp_path: Path) -> None:
    (dataset / "train.jsonl").rename(tmp_path / "outside.jsonl")
    (dataset / "train.jsonl").symlink_to(tmp_path / "outside.jsonl")
    assert "train.jsonl: [files] it is no plain file" in map(str, verify(dataset).problems)


def test_an_empty_file_in_place_of_each(dataset: Path) -> None:
    for name in FILES:
        data = (dataset / name).read_bytes()
        (dataset / name).write_bytes(b"")
        assert name in named(verify(dataset))
        (dataset / name).write_bytes(data)


def duplicate(folder: Path) -> set[str]:
    lines = lines_of(folder)
    put_lines(folder, [lines[0], *lines])
    return {lines[0]["record_id"]}


def drop(folder: Path) -> set[str]:
    lines = lines_of(folder)
    put_lines(folder, lines[1:])
    return {lines[0]["record_id"]}


def swap_two(folder: Path) -> set[str]:
    lines = lines_of(folder)
    put_lines(folder, [lines[1], lines[0], *lines[2:]])
    return {lines[0]["record_id"]}


def move_to_test(folder: Path) -> set[str]:
    train, test = lines_of(folder), lines_of(folder, "test")
    put_lines(folder, train[1:])
    put_lines(folder, sorted([*test, train[0]], key=lambda line: line["record_id"]), "test")
    return {train[0]["record_id"]}


def copy_to_test(folder: Path) -> set[str]:
    train, test = lines_of(folder), lines_of(folder, "test")
    put_lines(folder, sorted([*test, train[0]], key=lambda line: line["record_id"]), "test")
    return {train[0]["record_id"]}


def swap_splits(folder: Path) -> set[str]:
    train, test = (folder / "train.jsonl").read_bytes(), (folder / "test.jsonl").read_bytes()
    (folder / "train.jsonl").write_bytes(test)
    (folder / "test.jsonl").write_bytes(train)
    return {line["record_id"] for line in lines_of(folder)}


def swap_answers(folder: Path) -> set[str]:
    lines = lines_of(folder)
    one, two = lines[0]["messages"][2], lines[1]["messages"][2]
    lines[0]["messages"][2], lines[1]["messages"][2] = two, one
    put_lines(folder, lines)
    return {lines[0]["record_id"], lines[1]["record_id"]}


def turn_roles(folder: Path) -> set[str]:
    lines = lines_of(folder)
    lines[0]["messages"][0]["role"] = "user"
    put_lines(folder, lines)
    return {lines[0]["record_id"]}


def spaced(folder: Path) -> set[str]:
    lines = lines_of(folder)
    text = "".join(canonical_json(line) + "\n" for line in lines[1:])
    (folder / "train.jsonl").write_text(json.dumps(lines[0], sort_keys=True) + "\n" + text, encoding="utf-8")
    return {lines[0]["record_id"]}


def planted(folder: Path) -> set[str]:
    messages = [{"role": role, "content": "x"} for role in ("system", "user", "assistant")]
    identity = hashlib.sha256(canonical_json(messages).encode()).hexdigest()
    put_lines(
        folder,
        sorted(
            [*lines_of(folder), {"messages": messages, "record_id": identity}],
            key=lambda line: line["record_id"],
        ),
    )
    return {identity}


@pytest.mark.parametrize(
    "tamper", [duplicate, drop, swap_two, move_to_test, copy_to_test, swap_splits, swap_answers, turn_roles, spaced, planted]
)  # fmt: skip
def test_a_tamperer_who_mends_the_checksums_is_named_by_record(
    dataset: Path, tamper: Callable[[Path], set[str]]
) -> None:
    touched = tamper(dataset)
    resum(dataset)
    report = verify(dataset)
    assert not report.ok
    assert touched <= {problem.record for problem in report.problems}


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[]", b"null", b'{"messages":[],"record_id":1}', b'{"messages":[{"role":1,"content":""}],"record_id":"a"}', b"\xff\xfe",
     b'{"messages":[{"content":"\\ud800","role":"user"}],"record_id":"a"}', b'{"messages":[],"record_id":"\\udfff"}', b"[" * 200_000],
)  # fmt: skip
def test_lines_that_are_no_records(dataset: Path, line: bytes) -> None:
    with (dataset / "train.jsonl").open("ab") as file:
        file.write(line + b"\n")
    report = verify(dataset)
    assert any("is no record" in problem.what for problem in report.problems)
    for problem in report.problems:
        str(problem).encode()


def edit_manifest(folder: Path, **changes: Any) -> None:
    data = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(canonical_json({**data, **changes}) + "\n", encoding="utf-8")
    resum(folder)


@pytest.mark.parametrize(
    ("changes", "file", "what"),
    [
        (
            {"records": {"train": 1, "validation": 1, "test": 1, "total": 3}},
            "records.parquet",
            "its records is",
        ),
        ({"authors": {}}, "records.parquet", "its authors is"),
        ({"license": "CC0-1.0"}, "records.parquet", "its license is"),
        ({"obligations": ["naming"]}, "records.parquet", "its obligations is"),
        ({"rows_sha256": "0" * 64}, "records.parquet", "its rows_sha256 is"),
        ({"recipe_sha256": "0" * 64}, "records.parquet", "its recipe is not the one"),
        ({"sources": []}, "records.parquet", "its source"),
        ({"record_ids": {}}, "manifest.json", "its record ids are not listed by split"),
        (
            {"files": {}},
            "manifest.json",
            "its files are not the card, the Croissant description and those of its formats",
        ),
        ({"format_version": 1}, "manifest.json", "no manifest of format version 2"),
        ({"extra": 1}, "manifest.json", "no manifest of format version 2 (extra"),
        ({"seed": "7"}, "manifest.json", "no manifest of format version 2 (seed"),
    ],
)
def test_an_edited_manifest_is_caught_though_the_checksums_fit(
    dataset: Path, changes: dict[str, Any], file: str, what: str
) -> None:
    edit_manifest(dataset, **changes)
    assert any(problem.file == file and what in problem.what for problem in verify(dataset).problems)


def test_an_edited_card_is_caught_though_the_checksums_fit(dataset: Path) -> None:
    with (dataset / "README.md").open("a") as file:
        file.write("Fit for any use.\n")
    resum(dataset)
    assert named(verify(dataset)) == {"README.md"}


def edit_twin(folder: Path, *changes: pl.Expr, manifest: bool = False) -> None:
    records = pl.read_parquet(folder / "records.parquet").with_columns(*changes)
    records.write_parquet(folder / "records.parquet")
    if manifest:
        edit_manifest(folder, rows_sha256=rows_hash(records))
    resum(folder)


FIRST = pl.int_range(pl.len()) == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("license", "CC0-1.0"),
        ("determination", "changed"),
        ("author_kind", "model"),
        ("case_id", "other"),
        ("ground_source", "edited"),
        ("split", "dev"),
    ],
)
def test_edited_metadata_is_caught_though_the_checksums_fit(dataset: Path, column: str, value: str) -> None:
    edit_twin(dataset, pl.lit(value).alias(column))
    assert "records.parquet" in named(verify(dataset))


@pytest.mark.parametrize("column", ["case_id", "reference_id"])
def test_a_case_in_two_splits_is_caught(dataset: Path, column: str) -> None:
    edit_twin(dataset, pl.lit("MN25-1").alias(column), manifest=True)
    whats = [problem.what for problem in verify(dataset).problems]
    assert whats == [f"{column} MN25-1 is in more than one split (test, train, validation)"]


def test_a_record_twice_in_the_twin_is_named(dataset: Path) -> None:
    records = pl.read_parquet(dataset / "records.parquet")
    pl.concat([records, records.head(1)]).write_parquet(dataset / "records.parquet")
    resum(dataset)
    problems = verify(dataset).problems
    assert (
        Problem(file="records.parquet", what="the record stands twice", record=records["record_id"][0], stage="record")
        in problems
    )


def test_other_messages_in_the_twin_are_named(dataset: Path) -> None:
    records = pl.read_parquet(dataset / "records.parquet")
    edit_twin(dataset, pl.when(FIRST).then(pl.col("messages").reverse()).otherwise("messages").alias("messages"))
    assert records["record_id"][0] in {problem.record for problem in verify(dataset).problems}


@pytest.mark.parametrize("column", ["record_id", "split", "messages", "author", "license", "obligations"])
def test_empty_cells_in_the_twin_are_named(dataset: Path, column: str) -> None:
    edit_twin(dataset, pl.when(FIRST).then(None).otherwise(column).alias(column))
    assert any(f"its column {column} has empty cells" in str(problem) for problem in verify(dataset).problems)


def test_other_columns_in_the_twin_are_named(dataset: Path) -> None:
    pl.read_parquet(dataset / "records.parquet").drop("voice").write_parquet(dataset / "records.parquet")
    resum(dataset)
    assert any("its columns are not those" in problem.what for problem in verify(dataset).problems)


def test_the_twin_may_be_written_by_another_version(dataset: Path) -> None:
    # Other bytes, same rows: only the checksum speaks, and once it is mended nothing does.
    records = pl.read_parquet(dataset / "records.parquet")
    buffer = BytesIO()
    records.write_parquet(buffer, compression="snappy")
    (dataset / "records.parquet").write_bytes(buffer.getvalue())
    assert [problem.file for problem in verify(dataset).problems] == ["records.parquet"]
    resum(dataset)
    assert verify(dataset).ok


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[1:],
        lambda lines: list(reversed(lines)),
        lambda lines: [*lines, lines[0]],
        lambda lines: [line.upper() for line in lines],
        lambda lines: [*lines, "0" * 64 + "  ../../etc/passwd"],
        lambda lines: [*lines, "0" * 64 + "  elsewhere.txt"],
        lambda lines: [*lines, ""],
        lambda lines: [line.replace("  ", " *") for line in lines],
    ],
)
def test_checksums_are_complete_and_canonical(dataset: Path, change: Callable[[list[str]], list[str]]) -> None:
    lines = (dataset / "SHA256SUMS").read_text().splitlines()
    (dataset / "SHA256SUMS").write_text("".join(f"{line}\n" for line in change(lines)))
    assert named(verify(dataset)) == {"SHA256SUMS"}


def test_what_is_no_dataset_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for name, message in (
        ("gone", "there is no such folder"),
        ("file", "it is a file"),
        (".", "neither manifest.json nor SHA256SUMS"),
    ):
        with pytest.raises(DatasetError, match=message):
            verify(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(dataset: Path) -> None:
    (dataset / "train.jsonl").chmod(0)
    with pytest.raises(DatasetError, match="can't be read"):
        verify(dataset)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FILES), st.data())
def test_no_damage_goes_unseen_or_crashes(dataset: Path, name: str, data: st.DataObject) -> None:
    file = dataset / name
    whole = file.read_bytes()
    start = data.draw(st.integers(0, max(0, len(whole) - 1)))
    end = data.draw(st.integers(start, len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=40)) + whole[end:]
    if damaged == whole:
        return
    try:
        file.write_bytes(damaged)
        assert any(name in str(problem) for problem in verify(dataset).problems)
    finally:
        file.write_bytes(whole)
