"""The reading benchmark: it counts what it measured, says so, and fails where a count is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.export_generator import write_export
from benchmarks.reading import SEED, damaged, sound

SCRIPT = Path(__file__).resolve().parent.parent / "benchmarks" / "reading.py"
ROWS = 200


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)


def _tables(text: str) -> dict[str, list[str]]:
    """Each line of the tables: its first cell, and the others."""
    lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines}


def test_a_small_run(tmp_path: Path) -> None:
    truth = write_export(tmp_path / "truth.csv", rows=ROWS, seed=SEED)
    done = _run("--rows", str(ROWS), "--runs", "1", "--times", "2", "--folder", str(tmp_path / "kept"))
    assert (done.returncode, done.stderr) == (0, "")
    characters = f"{truth.findings_characters:,}"
    assert done.stdout.startswith(f"Export: {ROWS} rows, ")
    assert f"{characters} characters of Findings" in done.stdout

    before, after = done.stdout.split("\n400 rows, ")
    readers = _tables(before)
    assert len(readers["CSV to Parquet"]) == 10
    for name in ("Polars alone", "**imrdata**"):
        *figures, rows, found, verdict = readers[name]
        assert (rows, found, verdict) == (str(ROWS), characters, "PASS")
        assert all(float(figure) > 0 for figure in figures)
    assert readers["Polars alone"][5:7] == ["1.00", "1.00"]
    for stage in ("segment", "add_sentences (roles)"):
        assert readers[stage][2] == str(ROWS)
    assert "The goals are stated for 40,000 rows." in before

    large = _tables(after)
    assert large["**imrdata**"][3:] == large["Polars, streaming"][3:]
    assert large["**imrdata**"][3] == "400"

    # The export is kept for the next time, the large one and what was written are not.
    kept = sorted(file.name.partition("-")[2].partition("-")[0] for file in (tmp_path / "kept").iterdir())
    assert kept == [str(ROWS)] * 3


def test_a_wrong_count_ends_with_status_1(tmp_path: Path) -> None:
    assert _run("--rows", "20", "--runs", "1", "--folder", str(tmp_path)).returncode == 0
    (export,) = tmp_path.glob("*.csv")
    whole = export.read_bytes()
    export.write_bytes(
        whole + whole.splitlines(keepends=True)[-1].rpartition(b"\r\n")[0] + b'MN19-999999,2019,"",,,,,,,,,,,x\r\n'
    )
    done = _run("--rows", "20", "--runs", "1", "--folder", str(tmp_path))
    assert done.returncode == 1
    assert "WRONG counts: **imrdata**, Polars alone" in done.stderr
    assert _tables(done.stdout)["**imrdata**"][-1] == "WRONG"


@pytest.mark.parametrize(
    "said",
    [
        {"rows": 9, "characters": 50, "lost": 0},
        {"rows": 10, "characters": 49, "lost": 0},
        {"rows": 10, "characters": 50, "lost": 1},
        {"rows": 10, "characters": 50, "lost": 0, "rows_in": 11},
        {"rows": 10, "characters": 50, "lost": 0, "characters_in": 51},
        {"rows": 10, "characters": 50, "lost": 0, "counted_apart": False},
        {"error": "ComputeError: no"},
    ],
)
def test_what_is_no_sound_read(said: dict[str, int]) -> None:
    truth = {"rows": 10, "characters": 50}
    assert sound({"rows": 10, "characters": 50, "lost": 0, "rows_in": 10, "counted_apart": True}, truth)
    assert not sound(said, truth)


def test_the_damaged_exports_differ_by_one_defect(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    write_export(export, rows=ROWS, seed=SEED)
    files = damaged(export, tmp_path)
    stray, unclosed, cut, cp1252 = (file.read_bytes() for file, _, _ in files.values())
    plain = cp1252.decode("cp1252").encode()
    assert b',5" tube,' in stray
    assert len(unclosed) == len(plain) - 1
    assert plain.startswith(cut)
    assert len(cut) < len(plain)
    assert [rows for _, rows, _ in files.values()] == [ROWS, ROWS - 1, ROWS - 1, ROWS]
