"""Conversion to Parquet: the same rows as a read, batch by batch, and one sentence where it can't be."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from imrdata.cases.convert import CONVERTED_SCHEMA, convert
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.cases.segment import MARKERS, segment
from imrdata.cli import main
from imrdata.data import sample
from imrdata.errors import SourceError


@pytest.mark.parametrize("roles", [False, True])
def test_it_is_what_a_read_gives(tmp_path: Path, roles: bool) -> None:
    books = convert(sample(), place=tmp_path, roles=roles)
    read = read_imr(sample())
    expected = segment(add_sentences(read.cases) if roles else read.cases)
    written = pl.read_parquet(tmp_path / "cases.parquet")
    assert written.select(expected.columns).equals(expected)
    more = {"mentions", "votes_for", "votes_total", "verdict_in_text", "consistent"} if roles else set()
    assert more <= set(written.columns)
    assert roles or written.schema == CONVERTED_SCHEMA
    assert books == read.books
    assert json.loads((tmp_path / "books.json").read_text()) == books.to_dict()
    assert (tmp_path / "rejected.jsonl").read_bytes() == b""


def test_rejected_rows_are_written_with_line_and_reason(tmp_path: Path) -> None:
    text = sample().read_bytes()
    (tmp_path / "a.csv").write_bytes(text + b'MN25-99999,2025,"broken\r\n')
    books = convert(tmp_path / "a.csv", place=tmp_path)
    rejected = [json.loads(line) for line in (tmp_path / "rejected.jsonl").read_text().splitlines()]
    assert len(rejected) == books.rejected == 1
    assert rejected[0]["reason"] == "a quote is opened and never closed"
    assert rejected[0]["text"] == 'MN25-99999,2025,"broken\r\n'


def test_sections_are_code_points() -> None:
    cases = segment(read_imr(sample()).cases)
    assert cases.select(CONVERTED_SCHEMA.names()).schema == CONVERTED_SCHEMA
    found = 0
    for row in cases.iter_rows(named=True):
        for name, start in row["sections"].items():
            if start is None:
                assert MARKERS[name] not in row["findings"]
            else:
                found += 1
                assert row["findings"][start:].startswith(MARKERS[name])
                assert MARKERS[name] not in row["findings"][:start]
    assert found > 100


def test_errors_keep_their_words(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="not one of an IMR export"):
        convert(tmp_path / "a.csv", place=tmp_path)
    with pytest.raises(SourceError, match="there is no engine"):
        convert(sample(), place=tmp_path, engine="pandas")


def test_command_leaves_a_folder_as_it_was_when_a_file_is_bad(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    assert main(["read", str(tmp_path / "bad.csv"), "--out", str(out)]) == 2
    assert main(["read", str(sample()), "--out", str(out)]) == 0
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert main(["read", str(sample()), str(tmp_path / "bad.csv"), "--out", str(out)]) == 2
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    assert "not one of an IMR export" in capsys.readouterr().err
