"""Reading: every row and every character is accounted for, whatever the file is like."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imrdata.cases.dialects import DIALECTS, Dialect, detect
from imrdata.cases.read import ImrData, Reader, read_imr
from imrdata.cases.schema import CASE_SCHEMA, REJECTED_SCHEMA
from imrdata.data import sample
from imrdata.errors import SourceError

V1 = (
    "ReferenceID,ReportYear,DiagnosisCategory,DiagnosisSubCategory,TreatmentCategory,TreatmentSubCategory,"
    "Determination,Type,AgeRange,PatientGender,IMRType,DaysToReview,DaysToAdopt,Findings"
)


def v1_row(findings: str, *, reference: str = "MN25-99901", **changes: str) -> str:
    """One V1 row as the portal writes it; `findings` is put in as it stands, quotes and all."""
    cells = {
        "year": "2025",
        "diagnosis": "Cancer",
        "sub": "Breast",
        "treatment": "Diag Imag & Screen",
        "treatment_sub": "MRI",
        "determination": "Upheld Decision of Health Plan",
        "type": "Medical Necessity",
        "age": "41 to 50",
        "gender": "Female",
        "imr": "Standard",
        "review": "14",
        "adopt": "",
    } | changes
    return ",".join([reference, *cells.values(), findings])


def read_text(tmp_path: Path, text: str | bytes, *, name: str = "export.csv") -> ImrData:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_imr(file)


def test_sample_is_one_thing_in_three_forms() -> None:
    v1, v2, cp1252 = (read_imr(sample(f"fictional_{form}.csv")) for form in ("v1", "v2", "v1.cp1252"))
    assert [data.books.sources[0].dialect for data in (v1, v2, cp1252)] == ["v1", "v2", "v1"]
    assert [data.books.sources[0].encoding for data in (v1, v2, cp1252)] == ["utf-8", "utf-8", "cp1252"]
    shared = ["case_id", "report_year", "determination", "type", "age_range", "patient_gender", "findings"]
    assert v1.cases.select(shared).equals(v2.cases.select(shared))
    assert v1.cases.drop("source_sha256").equals(cp1252.cases.drop("source_sha256"))
    assert v1.cases.height == 72
    assert v1.cases.schema == CASE_SCHEMA
    assert v1.rejected.schema == REJECTED_SCHEMA


@pytest.mark.parametrize("name", ["imr_2025_portal14.csv", "imr_2025_portal14.cp1252.csv"])
def test_real_rows(real_data: Path, name: str) -> None:
    data = read_imr(real_data / name)
    books = data.books.sources[0]
    assert (books.rows_in, books.cases, books.rejected) == (20, 20, 0)
    assert books.findings_characters_in == books.findings_characters_kept == 38_907
    assert books.unknown_values == {}
    assert dict(data.cases["determination"].value_counts().iter_rows()) == {"overturned": 17, "upheld": 3}


def test_real_rows_are_the_same_in_both_encodings(real_data: Path) -> None:
    utf8, cp1252 = (read_imr(real_data / f"imr_2025_portal14{form}.csv").cases for form in ("", ".cp1252"))
    assert utf8.drop("source_sha256").equals(cp1252.drop("source_sha256"))


def test_values_are_typed(tmp_path: Path) -> None:
    case = read_text(tmp_path, f"{V1}\r\n{v1_row('text')}\r\n").cases.row(0, named=True)
    assert case["age_range"] == "41-50"
    assert case["determination"] == "upheld"
    assert (case["days_to_review"], case["days_to_adopt"]) == (14, None)
    assert (case["type"], case["imr_type"]) == ("Medical Necessity", "Standard")
    assert case["flags"] == []


def test_unknown_values_are_kept_flagged_and_counted(tmp_path: Path) -> None:
    row = v1_row("text", determination="Remanded", age="41 to 55", review="two weeks")
    data = read_text(tmp_path, f"{V1}\n{row}\n{row.replace('99901', '99902')}\n")
    case = data.cases.row(0, named=True)
    assert case["determination"] == "Remanded"
    assert set(case["flags"]) == {"unknown:determination", "unknown:age_range", "unknown:days_to_review"}
    assert data.books.sources[0].unknown_values == {
        "determination": {"Remanded": 2},
        "age_range": {"41 to 55": 2},
        "days_to_review": {"two weeks": 2},
    }


def test_type_never_comes_from_the_prefix(tmp_path: Path) -> None:
    case = read_text(tmp_path, f"{V1}\n{v1_row('text', reference='EI16-99901')}\n").cases.row(0, named=True)
    assert case["type"] == "Medical Necessity"
    assert case["flags"] == ["prefix:type"]


def test_a_repeated_id_is_two_cases(tmp_path: Path) -> None:
    data = read_text(tmp_path, f"{V1}\n{v1_row('text')}\n{v1_row('text')}\n{v1_row('b', reference='MN25-99902')}\n")
    assert data.cases["case_id"].to_list() == ["MN25-99901", "MN25-99901#2", "MN25-99902"]
    assert data.cases["flags"].to_list() == [[], ["repeated:reference_id"], []]
    assert (data.books.sources[0].repeated_ids, data.books.sources[0].repeated_bodies) == (1, 1)


def test_repairs_are_counted_apart_from_the_books(tmp_path: Path) -> None:
    body = "patient\u0092s A&amp;B 5 &lt; 6 AT&T &notanentity;".encode()
    data = read_text(tmp_path, V1.encode() + b"\n" + v1_row("X").encode().replace(b",X", b"," + body) + b"\n")
    case = data.cases.row(0, named=True)
    assert case["findings"] == "patient’s A&B 5 < 6 AT&T &notanentity;"
    assert case["findings_characters_read"] == len(body.decode())
    assert case["repaired_characters"] == 1 + len("&amp;") + len("&lt;")


def test_all_256_bytes_survive_as_cp1252(tmp_path: Path) -> None:
    everything = bytes(code for code in range(0x20, 0x100) if code not in b'",')
    data = read_text(tmp_path, V1.encode() + b"\n" + v1_row("X").encode()[:-1] + everything + b"\n")
    assert data.books.sources[0].encoding == "cp1252"
    assert len(data.cases["findings"][0]) == len(everything)
    assert "’" in data.cases["findings"][0]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (v1_row('"never closed', reference="MN25-99902"), "a quote is opened and never closed"),
        (v1_row("a,b", reference="MN25-99902"), "it has 15 fields, not 14"),
        ("MN25-99902,2025,Cancer", "it has 3 fields, not 14"),
        (v1_row('"a" b', reference="MN25-99902"), "field 14: a closed quote is followed by text"),
    ],
)
def test_one_broken_row_costs_one_row(tmp_path: Path, broken: str, reason: str) -> None:
    good = [v1_row('"good, and ""quoted""\r\nover lines"', reference=f"MN25-9990{n}") for n in (1, 3)]
    text = "\r\n".join([V1, good[0], broken, good[1], ""])
    data = read_text(tmp_path, text)
    assert data.cases["case_id"].to_list() == ["MN25-99901", "MN25-99903"]
    assert data.cases["findings"].unique().to_list() == ['good, and "quoted"\r\nover lines']
    rejected = data.rejected.row(0, named=True)
    assert (rejected["reason"], rejected["source_row"], rejected["source_line"]) == (reason, 2, 4)
    assert rejected["text"] == broken + "\r\n"
    assert data.books.sources[0].counted_by == "row starts"


def test_a_stray_quote_in_an_unquoted_field_is_a_character(tmp_path: Path) -> None:
    data = read_text(tmp_path, f"{V1}\n{v1_row(chr(53) + chr(34) + ' tube')}\n")
    assert data.cases["findings"].to_list() == ['5" tube']
    assert data.books.rejected == 0


def test_two_unclosed_quotes_do_not_swallow_what_lies_between(tmp_path: Path) -> None:
    """With two of them the quotes of the whole file pair up: a reader that only counts quotes loses rows silently."""
    rows = [v1_row('"open' if n in (2, 5) else '"fine"', reference=f"MN25-9990{n}") for n in range(1, 8)]
    data = read_text(tmp_path, "\n".join([V1, *rows, ""]))
    assert data.books.rows_in == 7
    assert data.rejected["source_row"].to_list() == [2, 5]
    assert data.cases.height == 5


def test_limit_is_in_the_books(tmp_path: Path) -> None:
    text = "\n".join([V1, *(v1_row("text", reference=f"MN25-9990{n}") for n in range(5)), ""])
    (tmp_path / "export.csv").write_text(text)
    books = read_imr(tmp_path / "export.csv", limit=2).books.sources[0]
    assert (books.rows_in, books.cases, books.beyond_limit) == (5, 2, 3)
    assert books.findings_characters_in == 20
    assert books.findings_characters_beyond_limit == 12


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"  \n\n", "the file is empty"),
        (b"%PDF-1.7 ...", "this is a PDF"),
        (b"PK\x03\x04....", "can't be unpacked"),
        (b"\x1f\x8b....", "can't be unpacked"),
        (b"PAR1....PAR1", "can't be read as Parquet"),
        (b'{"result": ', "not valid JSON"),
        (b'{"result": {"records": []}}', "no records"),
        (b"<!DOCTYPE html><html>", "a web page"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"a,b,c\n1,2,3\n", "not one of an IMR export"),
        (V1.replace("Type,AgeRange", "AgeRange").encode(), "nearest to dialect v1 but lacks type"),
        (V1.replace(",Findings", ",Finding").encode(), "has finding besides"),
        (V1.replace("Determination", "Type").encode(), "lacks determination"),
    ],
)
def test_bad_files_get_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "export.csv"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=said) as caught:
        read_imr(file)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_unknown_dialect(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_imr(tmp_path / "none.csv")
    with pytest.raises(SourceError, match="there is no dialect 'v9'; use auto or one of v1"):
        detect(V1, where="x", dialect="v9")


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


TEXT_DIALECTS = [dialect for dialect in DIALECTS if dialect.delimiter and not dialect.unquoted]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(cells, min_size=1, max_size=8),
    dialect=st.sampled_from(TEXT_DIALECTS),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    bom=st.booleans(),
    block=st.sampled_from([60, 400, 2**20]),
)
def test_what_is_written_is_read_back(
    tmp_path: Path, texts: list[str], dialect: Dialect, line_end: str, quoting: int, bom: bool, block: int
) -> None:
    """A table written by Python's csv module in any dialect comes back, however it is cut, and the books balance."""
    names = list(dialect.columns)
    extra = ["", "note"] if "*" in dialect.ignored else []
    buffer = io.StringIO(newline="")
    # Python 3.11 does not quote a bare carriage return by itself; unquoted, it is no RFC 4180.
    quoting = csv.QUOTE_ALL if any("\r" in text for text in texts) else quoting
    writer = csv.writer(buffer, lineterminator=line_end, quoting=quoting, delimiter=dialect.delimiter)
    writer.writerow([*extra, *names])
    has_text = "findings" in names
    for number, text in enumerate(texts):
        fixed = {
            "referenceid": f"MN25-{99000 + number}",
            "referencenumber": f" 25-{99000 + number} ",
            "reportyear": "2025",
            "findings": text,
            "determination": "Upheld Decision of Health Plan",
        }
        writer.writerow([*([str(number), "x"] if extra else []), *(fixed.get(name, "") for name in names)])
    file = tmp_path / "export.csv"
    file.write_bytes(buffer.getvalue().encode("utf-8-sig" if bom else "utf-8"))
    reader = Reader(file, block=block)
    cases = pl.concat([batch.cases for batch in reader])
    books = reader.books().sources[0]
    assert books.dialect == dialect.name
    assert (books.rows_in, books.rejected) == (len(texts), 0)
    assert cases["source_row"].to_list() == list(range(1, len(texts) + 1))
    assert cases["case_id"].n_unique() == len(texts)
    if has_text:
        assert books.findings_characters_in == sum(len(text) for text in texts)
        assert cases["findings_characters_read"].to_list() == [len(text) for text in texts]
        for row, written in zip(cases.iter_rows(named=True), texts, strict=True):
            assert row["findings"] in (None, written) or row["repaired_characters"] > 0
    else:
        assert books.metadata_only == len(texts)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 6_000), st.binary(max_size=3)), min_size=1, max_size=4))
def test_damaged_bytes_give_a_result_or_one_sentence(tmp_path: Path, edits: list[tuple[int, bytes]]) -> None:
    raw = bytearray(sample("fictional_v1.csv").read_bytes()[:6_000])
    for place, new in edits:
        raw[place : place + len(new) + 1] = new
    try:
        data = read_text(tmp_path, bytes(raw))
    except SourceError as error:
        said: str | None = str(error)
    else:
        said = None
    if said is not None:
        assert "\n" not in said
    else:
        books = data.books.sources[0]
        assert books.rows_in == data.cases.height + data.rejected.height
        assert isinstance(data.cases, pl.DataFrame)
