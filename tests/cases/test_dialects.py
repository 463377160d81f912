"""Every dialect and container: real files with exact counts, and forms made from their description."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import resource
import zipfile
from pathlib import Path

import polars as pl
import pytest

from imrdata.cases.read import Reader, read_imr
from imrdata.cases.unquoted import split_unquoted
from imrdata.data import sample
from imrdata.errors import SourceError

REAL = {
    "imr_2025_portal14.csv": ("v1", "utf-8", 20, 38_907),
    "imr_2025_portal14.cp1252.csv": ("v1", "cp1252", 20, 38_907),
    "imr_2001_2016_excel_semicolon.csv": ("v2a", "utf-8", 19_228, 0),
    "imr_2001_2016_r_unquoted.csv": ("v2b", "utf-8", 19_245, 0),
    "imr_2016_urgent_sql_export.csv": ("v2c", "utf-8", 1_307, 0),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(real_data: Path, name: str) -> None:
    dialect, encoding, rows, characters = REAL[name]
    data = read_imr(real_data / name)
    books = data.books.sources[0]
    assert (books.dialect, books.encoding) == (dialect, encoding)
    assert (books.rows_in, books.cases, books.rejected) == (rows, rows, 0)
    assert books.findings_characters_in == books.findings_characters_kept == characters
    assert books.unknown_values == {}
    assert books.metadata_only == (0 if characters else rows)


def test_unquoted_rows_are_put_together_as_they_were(real_data: Path) -> None:
    """The same rows exist as a form with a separator of its own: every cell must be equal to its twin's."""
    columns = ["reference_id", "report_year", "diagnosis_category", "diagnosis_subcategory", "treatment_category",
               "treatment_subcategory", "determination", "type", "age_range", "patient_gender"]  # fmt: skip
    repaired = read_imr(real_data / "imr_2001_2016_r_unquoted.csv").cases.select(columns)
    truth = read_imr(real_data / "imr_2001_2016_excel_semicolon.csv").cases.select(columns)
    both = repaired.join(truth, on="reference_id", how="semi")
    assert both.height == 19_228
    assert both.sort("reference_id").equals(truth.sort("reference_id"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,MN16-1,2016,Mental,Other", "it has 5 fields, not 11"),
        ("1,XX16-1,2016,Mental,Other,Vision,Other,Upheld Decision of Health Plan,Urgent Care,,", "does not begin with"),
        ("1,MN16-1,2016,Mental,Other,Vision,Other,Upheld,Urgent Care,,", "'Upheld' stands where the Determination"),
        ("1,MN16-1,2016,Nothing,Other,Vision,Other,Upheld Decision of Health Plan,Urgent Care,,", "in no way"),
        ("1,MN16-1,2016,Vision,Vision,Vision,Vision,Vision,Upheld Decision of Health Plan,Urgent Care,,", "in 2 ways"),
    ],
)
def test_unquoted_rows_that_can_not_be_read_in_one_way_are_rejected(line: str, reason: str) -> None:
    fields, why = split_unquoted(line)
    assert fields is None
    assert reason in why


def test_a_bad_unquoted_row_is_rejected_with_its_line(tmp_path: Path) -> None:
    header = ",Reference.ID,Report.Year,Diagnosis.Category,Diagnosis.Sub.Category,Treatment.Category,Treatment.Sub.Category,Determination,Type,Age.Range,Patient.Gender"
    good = "1,MN16-1,2016,Ears, Nose, Throat,Other,Vision,Other,Upheld Decision of Health Plan,Urgent Care,11_20,"
    (tmp_path / "a.csv").write_text(
        "\r\n".join([header, good, "2,MN16-2,2016,broken", good.replace("MN16-1", "MN16-3"), ""])
    )
    data = read_imr(tmp_path / "a.csv")
    assert data.cases["reference_id"].to_list() == ["MN16-1", "MN16-3"]
    assert data.cases["diagnosis_category"].to_list() == ["Ears, Nose, Throat"] * 2
    assert data.cases["age_range"].to_list() == ["11-20"] * 2
    assert data.rejected.select("source_row", "source_line").row(0) == (2, 3)
    assert data.books.sources[0].counted_by == "lines"


def v1_rows(count: int = 5) -> list[dict[str, str]]:
    with sample().open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:count]


def without_source(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.drop("source_sha256")


def test_json_of_the_datastore(tmp_path: Path) -> None:
    """V4, made from its description: V1's names, `_id`, every value a string or null."""
    rows = v1_rows()
    records = [{"_id": str(number), **row} for number, row in enumerate(rows, start=1)]
    forms = {
        "search.json": {"success": True, "result": {"records": records, "total": len(rows)}},
        "dump.json": {
            "fields": [{"id": name} for name in records[0]],
            "records": [list(record.values()) for record in records],
        },
        "bare.json": records,
    }
    expected = without_source(read_imr(sample(), limit=5).cases)
    for name, content in forms.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
        data = read_imr(tmp_path / name)
        assert data.books.sources[0].dialect == "v4"
        assert without_source(data.cases).equals(expected), name
        assert data.books.sources[0].findings_characters_in == sum(len(row["Findings"]) for row in rows)


def test_json_records_that_are_none_are_rejected(tmp_path: Path) -> None:
    rows = v1_rows(2)
    broken = {name: value for name, value in rows[0].items() if name != "Findings"}
    (tmp_path / "a.json").write_text(json.dumps([rows[0], broken, "text", {**rows[1], "Type": ["a"]}, rows[1]]))
    data = read_imr(tmp_path / "a.json", dialect="v1")
    assert data.cases.height == 2
    assert data.rejected["reason"].to_list() == [
        "it lacks Findings",
        "it is no record with named values",
        "Type is no single value",
    ]
    assert data.rejected["source_row"].to_list() == [2, 3, 4]


def test_pandas_saved_it_again(tmp_path: Path) -> None:
    """V3, made from its description: an unnamed index, V1's columns, and more."""
    rows = v1_rows()
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["", *rows[0], "word_count", "label"])
        writer.writerows([[number, *row.values(), 7, "x"] for number, row in enumerate(rows)])
    data = read_imr(tmp_path / "a.csv")
    assert data.books.sources[0].dialect == "v3"
    assert data.books.sources[0].ignored_columns == ("", "word_count", "label")
    assert without_source(data.cases).equals(without_source(read_imr(sample(), limit=5).cases))


def test_department_of_insurance(tmp_path: Path) -> None:
    """CDI, made from its description: ISO-8859-1, padded values, ages in years; its IMR Type is read as neither field."""
    header = (
        "Reference Number,Year,IMR Type,Diagnosis,Diagnosis Subcategory,Treatment Subcategory,Outcome,Age,Gender,Race"
    )
    rows = [
        "17-5001 ,2017, Medical Necessity,Ménière ,Vertigo,Other, Insurer Denial Overturned ,47,Female,Asian",
        "17-5002 ,2017,Experimental,Cancer,Breast,MRI,Insurer Denial Upheld,-,Male,",
        "17-5003 ,2017,Experimental,Cancer,Breast,MRI,Insured Withdrew,65,M,",
    ]
    (tmp_path / "cdi.csv").write_bytes("\r\n".join([header, *rows, ""]).encode("latin-1"))
    data = read_imr(tmp_path / "cdi.csv")
    assert data.books.sources[0].dialect == "cdi"
    assert data.books.sources[0].encoding == "cp1252"
    assert data.cases["reference_id"].to_list() == ["17-5001", "17-5002", "17-5003"]
    assert data.cases["determination"].to_list() == ["overturned", "upheld", "withdrawn"]
    assert data.cases["age_range"].to_list() == ["41-50", None, "65+"]
    assert data.cases["patient_gender"].to_list() == ["Female", "Male", "Male"]
    assert data.cases["diagnosis_category"][0] == "Ménière"
    assert data.cases["type"].null_count() == data.cases["imr_type"].null_count() == 3
    assert data.books.sources[0].ignored_columns == ("IMR Type", "Race")


def test_parquet(tmp_path: Path) -> None:
    frame = pl.DataFrame(v1_rows()).with_columns(pl.col("ReportYear").cast(pl.Int64))
    frame.write_parquet(tmp_path / "a.parquet")
    data = read_imr(tmp_path / "a.parquet")
    assert without_source(data.cases).equals(without_source(read_imr(sample(), limit=5).cases))
    assert data.books.sources[0].counted_by == "parquet"


def test_archives_folders_globs_and_lists(tmp_path: Path) -> None:
    text = sample().read_bytes()
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("folder/one.csv", text)
        archive.writestr("readme.txt", "not a table")
        archive.writestr("two.csv.gz", gzip.compress(sample("fictional_v2.csv").read_bytes()))
    (tmp_path / "three.csv.gz").write_bytes(gzip.compress(text))
    (tmp_path / "notes.md").write_text("ignored")
    data = read_imr(tmp_path)
    assert [source.file for source in data.books.sources] == ["both.zip/one.csv", "both.zip/two.csv", "three.csv"]
    assert data.books.cases == 3 * 72
    assert data.cases["case_id"].n_unique() == 3 * 72
    assert data.books.sources[2].repeated_ids == 72
    assert data.books.sources[2].repeated_bodies == 72
    assert read_imr(tmp_path / "*.csv.gz").books.cases == 72
    assert read_imr([sample(), tmp_path / "three.csv.gz"]).books.cases == 144
    for bad in (tmp_path / "*.none", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with pytest.raises(SourceError):
            read_imr(bad)


def test_a_dialect_can_be_insisted_on() -> None:
    assert read_imr(sample(), dialect="v1").books.cases == 72
    with pytest.raises(SourceError, match="nearest to dialect v2 but has"):
        read_imr(sample(), dialect="v2")


def test_old_mac_lines_and_nul_bytes(tmp_path: Path) -> None:
    rows = v1_rows(2)
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\r")
    writer.writeheader()
    writer.writerows([{**row, "Findings": "a\x00b"} for row in rows])
    (tmp_path / "mac.csv").write_text(buffer.getvalue(), newline="")
    assert read_imr(tmp_path / "mac.csv").cases["findings"].to_list() == ["a\x00b"] * 2


def test_lines_longer_than_any_limit(tmp_path: Path) -> None:
    row = v1_rows(1)[0]
    long = "A patient, it is said, has requested it. " * 150_000
    with (tmp_path / "long.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow({**row, "Findings": long})
    assert read_imr(tmp_path / "long.csv").cases["findings"][0] == long
    broken = (tmp_path / "long.csv").read_text(encoding="utf-8").rstrip()[:-1]
    (tmp_path / "broken.csv").write_text(broken, encoding="utf-8")
    data = read_imr(tmp_path / "broken.csv")
    assert data.rejected["text"][0].endswith(long[-1000:])
    (tmp_path / "header.csv").write_text("x" * 5_000_000)
    with pytest.raises(SourceError, match="not one of an IMR export") as caught:
        read_imr(tmp_path / "header.csv")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("block", [200, 5_000, 50_000])
def test_blocks_change_nothing(block: int) -> None:
    whole = read_imr(sample())
    reader = Reader(sample(), block=block)
    batches = list(reader)
    assert pl.concat([batch.cases for batch in batches]).equals(whole.cases)
    assert reader.books() == whole.books


def damaged(raw: bytes, rng: random.Random) -> bytes:
    """A file with a few bytes replaced, cut out or put in."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 6)):
        place = rng.randrange(len(data))
        new = rng.choice(
            [b'"', b"\n", b"\r", b",", b"\x00", b"\xff", b'""', b"\xc2", b"&#", bytes([rng.randrange(256)])]
        )
        data[place : place + rng.choice([0, 0, 1, 1, 40])] = new
        if rng.random() < 0.1:
            del data[place:]
            data.extend(b"x")
    return bytes(data)


def fuzz(rounds: int, folder: Path, seed: int) -> tuple[int, int]:
    """Damage the sample again and again: each time a balanced result or one clear sentence."""
    rng = random.Random(seed)
    raw = b"".join(sample(name).read_bytes()[:9_000] for name in ("fictional_v1.csv",))
    read = refused = 0
    file = folder / "export.csv"
    for _ in range(rounds):
        file.write_bytes(damaged(raw, rng))
        try:
            data = read_imr(file)
        except SourceError as error:
            refused += "\n" not in str(error)
            continue
        read += 1
        books = data.books.sources[0]
        assert books.rows_in == data.cases.height + data.rejected.height
        assert data.cases["case_id"].n_unique() == data.cases.height
    return read, refused


def test_damaged_files(tmp_path: Path) -> None:
    read, refused = fuzz(400, tmp_path, seed=1)
    assert read > 250
    assert read + refused == 400


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_ten_thousand_damaged_files(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read, refused = fuzz(10_000, tmp_path, seed=2)
    assert read + refused == 10_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000  # KiB
