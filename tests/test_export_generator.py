"""The generator of big exports: what it writes can be read, is the same each time, and is what its truth file says."""

from __future__ import annotations

import csv
import html
import json
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks.export_generator import (
    COLUMNS,
    FIRST_SERIAL,
    LEAST_NEAR,
    LONGEST,
    Written,
    jaccard,
    shingles,
    write_export,
)
from imrdata import add_sentences, read_imr

ROOT = Path(__file__).resolve().parent.parent
ROWS = 1_500


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Written]:
    file = tmp_path_factory.mktemp("export") / "export.csv"
    return file, write_export(file, rows=ROWS, seed=7)


@pytest.fixture(scope="module")
def rows(export: tuple[Path, Written]) -> list[dict[str, str]]:
    """The rows as Python's csv module reads them, which shares no code with imrdata's reader."""
    with export[0].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def truth(export: tuple[Path, Written]) -> list[dict[str, Any]]:
    text = export[0].with_name("export.csv.truth.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_imrdata_reads_it_with_balanced_books(export: tuple[Path, Written]) -> None:
    file, done = export
    data = read_imr(file)
    source = data.books.sources[0]
    assert (source.dialect, source.encoding, source.counted_by) == ("v1", "utf-8", "rfc4180")
    assert source.rows_in == source.cases == done.rows == ROWS
    assert source.rejected == source.findings_characters_rejected == 0
    assert source.findings_characters_in == source.findings_characters_kept == done.findings_characters
    assert source.unknown_values == {}
    assert source.bytes == done.bytes == file.stat().st_size


def test_its_sentences_have_roles(export: tuple[Path, Written]) -> None:
    """The text is enough like the real one for the rules to find each kind of sentence in it."""
    cases = add_sentences(read_imr(export[0]).cases)
    roles = set(cases["sentences"].explode().struct.field("role"))
    assert {"request", "patient_fact", "plan_ground", "evidence", "verdict", "panel", "credentials", "header"} <= roles


def test_the_bytes_are_rfc_4180(export: tuple[Path, Written], rows: list[dict[str, str]]) -> None:
    raw = export[0].read_bytes()
    assert raw.startswith(",".join(COLUMNS).encode() + b"\r\n")
    assert raw.endswith(b"\r\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == ROWS
    # Whatever is not inside quotes ends its lines with CRLF.
    outside = re.sub(r'"(?:[^"]|"")*"', "", raw.decode())
    assert outside.count("\n") == outside.count("\r\n") == ROWS + 1


def test_it_has_the_size_and_the_shapes_of_the_real_one(
    export: tuple[Path, Written], rows: list[dict[str, str]]
) -> None:
    done = export[1]
    assert 1_600 < done.bytes / done.rows < 1_900
    assert 1_500 < done.findings_characters / done.rows < 1_800
    text = [row["Findings"] for row in rows]
    assert max(map(len, text)) == LONGEST
    assert min(map(len, text)) > 200
    for pattern in (
        r"\n\n",
        r"\r\n\r\n",
        '"',
        "“",
        "’",
        r"enrollees\b",
        "&quot;",
        ",",
        "°",
        r"\. Final Result:",
        r"\.Final Result:",
        r"\.Credentials/Qualifications:",
        r"^Findings:  The physician reviewer found that Nature of Statutory Criteria/Case Summary:",
        r"of the three reviewers found",
        r"The Health Plan denied the request because",
    ):
        assert any(re.search(pattern, each) for each in text), pattern
    assert {row["ReportYear"] for row in rows} >= {str(year) for year in range(2002, 2027)}
    assert {row["Type"] for row in rows} == {"Medical Necessity", "Experimental/Investigational", "Urgent Care"}
    overturned = Counter(row["Determination"] for row in rows)["Overturned Decision of Health Plan"]
    assert 0.4 < overturned / ROWS < 0.65
    assert {row["PatientGender"] for row in rows} == {"Female", "Male", "Other", ""}
    assert {row["IMRType"] for row in rows} == {"Standard", "Expedited", ""}


def test_no_id_can_be_a_real_one(rows: list[dict[str, str]], truth: list[dict[str, Any]]) -> None:
    for row in rows:
        found = re.fullmatch(r"(?:MN|EI|UR)(\d\d)-(\d+)", row["ReferenceID"])
        assert found is not None
        assert found[1] == row["ReportYear"][2:]
        assert int(found[2]) >= FIRST_SERIAL
    again = {id_: count for id_, count in Counter(row["ReferenceID"] for row in rows).items() if count > 1}
    assert again == {cluster["ids"][0]: 2 for cluster in truth if cluster["kind"] == "same_id"}


def test_the_truth_is_true(
    export: tuple[Path, Written], rows: list[dict[str, str]], truth: list[dict[str, Any]]
) -> None:
    """Rows, ids and likeness of each cluster, against the file as it was written and as imrdata reads it."""
    done = export[1]
    findings = read_imr(export[0]).cases["findings"].to_list()
    assert Counter(cluster["kind"] for cluster in truth) == done.clusters
    assert all(done.clusters.values())
    named = [number for cluster in truth for number in cluster["rows"]]
    assert len(named) == len(set(named)) == done.planted + len(truth)
    for cluster in truth:
        members = [rows[number - 1] for number in cluster["rows"]]
        assert cluster["rows"] == sorted(cluster["rows"])
        assert cluster["ids"] == [row["ReferenceID"] for row in members]
        pairs = {tuple(pair["rows"]): pair["jaccard"] for pair in cluster["pairs"]}
        assert list(pairs) == list(combinations(cluster["rows"], 2))
        for (one, other), likeness in pairs.items():
            bodies = [shingles(html.unescape(rows[number - 1]["Findings"])) for number in (one, other)]
            assert likeness == jaccard(*bodies)
            assert likeness == jaccard(shingles(findings[one - 1]), shingles(findings[other - 1]))
        if cluster["kind"] == "same_id":
            assert members[0] == members[1]
        else:
            assert len(set(cluster["ids"])) == len(members)
        if cluster["kind"] == "same_body":
            assert len({row["Findings"] for row in members}) == 1
        if cluster["kind"] == "near":
            first = cluster["rows"][0]
            assert all(likeness >= LEAST_NEAR for (one, _), likeness in pairs.items() if one == first)
            assert all(row["Findings"] != members[0]["Findings"] for row in members[1:])


def test_nothing_else_is_a_duplicate(rows: list[dict[str, str]], truth: list[dict[str, Any]]) -> None:
    planted = {number for cluster in truth for number in cluster["rows"][1:]}
    alone = [row["Findings"] for number, row in enumerate(rows, start=1) if number not in planted]
    assert len(set(alone)) == len(alone)
    # As numbers, of which a quarter of a million pairs are compared fast.
    numbers: dict[tuple[str, ...], int] = {}
    bodies = [
        frozenset(numbers.setdefault(shingle, len(numbers)) for shingle in shingles(html.unescape(text)))
        for text in alone[:700]
    ]
    for one, other in combinations(bodies, 2):
        shared = len(one & other)
        assert shared < 0.5 * (len(one) + len(other) - shared)


def test_near_duplicates_lie_on_both_sides_of_a_threshold(truth: list[dict[str, Any]]) -> None:
    likeness = [pair["jaccard"] for cluster in truth if cluster["kind"] == "near" for pair in cluster["pairs"]]
    assert min(likeness) < 0.72 < 0.85 < max(likeness)
    assert any(len(cluster["rows"]) > 2 for cluster in truth)


def test_the_same_rows_and_seed_give_the_same_bytes(export: tuple[Path, Written], tmp_path: Path) -> None:
    """In another process with another hash seed too; another seed gives another file."""
    script = ROOT / "benchmarks" / "export_generator.py"
    for name, seed, same in (("again.csv", "7", True), ("other.csv", "8", False)):
        out = tmp_path / name
        done = subprocess.run(
            [sys.executable, str(script), "--rows", str(ROWS), "--out", str(out), "--seed", seed],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"{ROWS:,} rows" in done.stdout
        for suffix in ("", ".truth.jsonl"):
            written = out.with_name(out.name + suffix).read_bytes()
            assert (written == export[0].with_name(export[0].name + suffix).read_bytes()) is same
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize("count", [1, 2, 10, 60])
def test_small_ones_are_whole_too(count: int, tmp_path: Path) -> None:
    out = tmp_path / "small.csv"
    done = write_export(out, rows=count, seed=3)
    assert done.rows == count == pl.read_csv(out, infer_schema=False).height == read_imr(out).books.cases
    truth = [json.loads(line) for line in out.with_name("small.csv.truth.jsonl").read_text().splitlines()]
    assert Counter(cluster["kind"] for cluster in truth) == +Counter(done.clusters)
    assert sum(len(cluster["rows"]) - 1 for cluster in truth) == done.planted
    assert (done.planted >= 3) is (count >= 10)


def test_a_file_that_is_there_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "export.csv"
    out.write_text("before")

    def broken(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("benchmarks.export_generator.Row.text", broken)
    with pytest.raises(OSError, match="No space"):
        write_export(out, rows=5)
    assert out.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["export.csv"]
