"""The crosswalk: every published name has its place or a reason for having none, and none is guessed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.cases.crosswalk import (
    COLUMNS,
    COMMON_SCHEMA,
    RELATIONS,
    VOCABULARIES,
    Entry,
    add_common_categories,
    common_name,
    crosswalk_markdown,
    crosswalk_sha256,
    entries,
    vocabulary_of,
)
from imrdata.cases.crosswalk import _file as crosswalk_file
from imrdata.cases.schema import NULLS
from imrdata.data import sample

ROOT = Path(__file__).resolve().parents[2]

#: Category names found in real rows or in the sample that the crosswalk leaves out, by column, with the reason.
UNKNOWN: dict[str, dict[str, str]] = {"diagnosis_category": {}, "treatment_category": {}}

#: Every name as (column, vocabulary, name, entry).
NAMED = [
    (entry.column, vocabulary, name, entry)
    for entry in entries()
    for vocabulary, names in entry.names.items()
    for name in names
]


def common(name: str | None, column: str) -> str | None:
    frame = pl.DataFrame({"name": [name]}, schema={"name": pl.String})
    found: str | None = frame.select(common_name(pl.col("name"), column=column)).item()
    return found


def cases(diagnosis: Iterable[str | None], treatment: Iterable[str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"diagnosis_category": list(diagnosis), "treatment_category": list(treatment)},
        schema=dict.fromkeys(COLUMNS, pl.String),
    )


def table(file: Path, *, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of an export by Python's own reader, columns named as in CASE_SCHEMA."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=delimiter))
    columns = {re.sub(r"[^a-z]", "", column): column for column in COLUMNS}
    header = [columns.get(re.sub(r"[^a-z]", "", name.lower()), name) for name in rows[0]]
    assert set(COLUMNS) <= set(header)
    return [dict(zip(header, row, strict=True)) for row in rows[1:] if len(row) == len(header)]


def names_of(rows: list[dict[str, str]], column: str) -> Counter[str]:
    return Counter(row[column] for row in rows if row[column].strip() not in NULLS)


# The file


def test_entries_are_whole() -> None:
    sources = set(crosswalk_file()["sources"])
    for entry in entries():
        assert entry.column in COLUMNS
        assert entry.relation in RELATIONS
        assert entry.common == entry.common.strip() != ""
        assert entry.why.endswith(".")
        assert entry.names
        assert list(entry.names) == [vocabulary for vocabulary in VOCABULARIES if vocabulary in entry.names]
        assert entry.seen_in.keys() == entry.names.keys()
        assert all(names and all(name.strip() == name != "" for name in names) for names in entry.names.values())
        assert all(keys and set(keys) <= sources for keys in entry.seen_in.values())
    assert {key for entry in entries() for keys in entry.seen_in.values() for key in keys} == sources


def test_entries_are_the_file() -> None:
    raw = [{"column": column, **given} for column in COLUMNS for given in crosswalk_file()[column]]
    assert [entry.to_dict() for entry in entries()] == raw
    assert re.fullmatch(r"[0-9a-f]{64}", crosswalk_sha256())


def test_counts_are_those_reported() -> None:
    """29 and 31 long names (domain notes); 48 and 58 in the portal's export of 2026-06-01 (public code)."""
    found = Counter((column, vocabulary) for column, vocabulary, _, _ in NAMED)
    assert found["diagnosis_category", "2016"] == 29
    assert found["treatment_category", "2016"] == 31
    assert found["diagnosis_category", "portal"] + found["diagnosis_category", "2026"] == 48
    respelt = 1  # "Admin Misc Invest" stands there with one blank and with two
    assert found["treatment_category", "portal"] + found["treatment_category", "2026"] == 58 + respelt


def test_no_name_has_two_groups() -> None:
    """Not even across vocabularies or in another letter case: a row's vocabulary is not always known."""
    groups: dict[tuple[str, str], set[str]] = {}
    for column, _, name, entry in NAMED:
        groups.setdefault((column, name.lower()), set()).add(entry.common)
    assert {name: found for name, found in groups.items() if len(found) > 1} == {}


def test_no_name_is_listed_twice() -> None:
    listed = Counter((column, vocabulary, name) for column, vocabulary, name, _ in NAMED)
    assert [name for name, times in listed.items() if times > 1] == []


def test_canonical_typos_are_kept() -> None:
    assert vocabulary_of("Neurosugery", column="treatment_category") == ("2016",)
    assert {"Gen Surg Proc", "Gen Surg proc"} <= {name for _, _, name, _ in NAMED}


def test_a_name_without_counterpart_is_said_to_be_so() -> None:
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries():
        groups.setdefault((entry.column, entry.common), []).append(entry)
    for (_, group), members in groups.items():
        found = {vocabulary for entry in members for vocabulary in entry.names}
        alone = [entry.why.startswith("Stands alone: ") for entry in members]
        assert all(alone) if len(found) == 1 else not any(alone), group
        assert (found == {"2016", "portal"}) == any("No 2026 name" in entry.why for entry in members), group


# Looking names up


@pytest.mark.parametrize(("column", "vocabulary", "name", "entry"), NAMED)
def test_round_trip(column: str, vocabulary: str, name: str, entry: Entry) -> None:
    for written in (name, f"  {name}\t", name.upper(), name.lower(), f"\u00a0{name}"):
        assert common(written, column) == entry.common
        assert vocabulary in vocabulary_of(written, column=column)
    back = {
        found
        for other in entries()
        if (other.column, other.common) == (column, common(name, column))
        for found in other.names.get(vocabulary, ())
    }
    assert name in back


@pytest.mark.parametrize("name", ["", " ", "Zzz", "Cancers", "Cancer.", "C ancer", "Neurosurgery", "NULL", None])
def test_unknown_stays_null(name: str | None) -> None:
    for column in COLUMNS:
        assert common(name, column) is None
    out = add_common_categories(cases([name], [name]))
    assert out.select(COMMON_SCHEMA.names()).row(0) == (None, None, "unknown")


def test_the_columns_are_kept_apart() -> None:
    assert common("Pain Management", "diagnosis_category") is None
    assert vocabulary_of("Pain Management", column="diagnosis_category") == ()
    with pytest.raises(ValueError, match="diagnosis_category, treatment_category"):
        vocabulary_of("Pain Management", column="type")
    with pytest.raises(ValueError, match="no crosswalk"):
        common_name(pl.col("type"), column="type")


@given(st.text() | st.sampled_from([name for _, _, name, _ in NAMED]), st.sampled_from(COLUMNS))
def test_frame_and_function_agree(name: str, column: str) -> None:
    assert (common(name, column) is None) == (vocabulary_of(name, column=column) == ())


@pytest.mark.parametrize(
    ("diagnosis", "treatment", "vocabulary"),
    [
        ("Mental", "Orthopedic", "2016"),
        ("Mental Disorder", "Orthopedic Proc", "portal"),
        ("Neoplasms (Tumor)", "Surgery", "2026"),
        ("Mental", "Orthopedic Proc", "mixed"),
        ("Cancer", "Surgery", "mixed"),
        ("Cancer", "Orthopedic Proc", "portal"),  # Cancer is in two vocabularies, the treatment decides
        ("Cancer", "Pain Management", "unknown"),  # both are in two: nothing decides
        ("Cancer", None, "unknown"),
        ("Mental", None, "2016"),
        (None, "Surgery", "2026"),
        ("Zzz", "Surgery", "2026"),  # an unknown name has no say
        (None, None, "unknown"),
    ],
)
def test_category_vocabulary(diagnosis: str | None, treatment: str | None, vocabulary: str) -> None:
    assert add_common_categories(cases([diagnosis], [treatment]))["category_vocabulary"].item() == vocabulary


# The stage

_CELL = st.none() | st.text(max_size=8) | st.sampled_from([name for _, _, name, _ in NAMED])


@given(st.lists(st.tuples(_CELL, _CELL), max_size=30), st.lists(st.integers(0, 30), max_size=4))
def test_batches_may_be_cut_anywhere(rows: list[tuple[str | None, str | None]], cuts: list[int]) -> None:
    frame = cases([row[0] for row in rows], [row[1] for row in rows])
    edges = sorted({0, frame.height, *(cut for cut in cuts if cut < frame.height)})
    batches = [frame.slice(start, end - start) for start, end in pairwise(edges)] or [frame]
    whole = add_common_categories(frame)
    assert pl.concat([add_common_categories(batch) for batch in batches]).equals(whole)
    assert whole.schema == pl.Schema({**frame.schema, **COMMON_SCHEMA})


def test_the_rest_of_a_row_is_untouched() -> None:
    frame = pl.DataFrame(table(sample()))
    out = add_common_categories(frame)
    assert out.height == 72
    assert out.drop(COMMON_SCHEMA.names()).equals(frame)
    assert out.select(COMMON_SCHEMA.names()).schema == COMMON_SCHEMA


def test_empty_and_all_null_frames() -> None:
    assert add_common_categories(cases([], [])).select(COMMON_SCHEMA.names()).schema == COMMON_SCHEMA
    untyped = pl.DataFrame({"diagnosis_category": [None], "treatment_category": [None]})
    assert add_common_categories(untyped).select(COMMON_SCHEMA.names()).row(0) == (None, None, "unknown")


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        add_common_categories(pl.DataFrame({"diagnosis_category": ["Cancer"]}))


# What exports hold


def left_out(names: Iterable[str], column: str) -> set[str]:
    """The names that are neither in the crosswalk nor listed above with a reason."""
    assert all(UNKNOWN[column].values())
    return {name for name in names if not vocabulary_of(name, column=column)} - UNKNOWN[column].keys()


@pytest.mark.parametrize("file", ["fictional_v1.csv", "fictional_v2.csv"])
@pytest.mark.parametrize("column", COLUMNS)
def test_sample_is_covered(file: str, column: str) -> None:
    assert left_out(names_of(table(sample(file)), column), column) == set()


@pytest.mark.parametrize(
    ("file", "delimiter", "rows"),
    [("imr_2001_2016_excel_semicolon.csv", ";", 19_228), ("imr_2016_urgent_sql_export.csv", ",", 1_307)],
)
@pytest.mark.parametrize("column", COLUMNS)
def test_2016_rows_are_covered(real_data: Path, file: str, delimiter: str, rows: int, column: str) -> None:
    read = table(real_data / file, delimiter=delimiter)
    assert len(read) == rows
    names = names_of(read, column)
    assert left_out(names, column) == set()
    assert {name for name in names if "2016" not in vocabulary_of(name, column=column)} == set()


@pytest.mark.parametrize("column", COLUMNS)
def test_every_2016_name_is_in_the_rows_and_spelt_so(real_data: Path, column: str) -> None:
    names = set(names_of(table(real_data / "imr_2001_2016_excel_semicolon.csv", delimiter=";"), column))
    assert {name for found, vocabulary, name, _ in NAMED if (found, vocabulary) == (column, "2016")} == names


def test_unquoted_2016_rows_are_covered(real_data: Path) -> None:
    """V2b: values hold commas and no quotes, so a ragged line has to split at known names."""
    file = real_data / "imr_2001_2016_r_unquoted.csv"
    whole = table(file)
    assert len(whole) == 19_245 - 2_852
    for column in COLUMNS:
        assert left_out(names_of(whole, column), column) == set()
    diagnosis, treatment = (
        "|".join(re.escape(name) for found, vocabulary, name, _ in NAMED if (found, vocabulary) == (column, "2016"))
        for column in COLUMNS
    )
    line = re.compile(rf"\d+,[A-Z]{{2}}\d\d-\d+,\d{{4}},(?:{diagnosis}|),(?:.*,)?(?:{treatment}|),.* Health Plan,.*")
    lines = file.read_text(encoding="utf-8-sig").splitlines()[1:]
    ragged = [text for text in lines if text.count(",") != 10]
    assert len(ragged) == 2_852
    assert [text for text in ragged if not line.fullmatch(text)] == []


@pytest.mark.parametrize("column", COLUMNS)
def test_2025_rows_are_covered_and_are_the_evidence_claimed(real_data: Path, column: str) -> None:
    names = names_of(table(real_data / "imr_2025_portal14.csv"), column)
    assert names.total() == 20
    assert left_out(names, column) == set()
    for found, vocabulary, name, entry in NAMED:
        if (found, vocabulary) == (column, "portal"):
            assert ("rows-2025" in entry.seen_in["portal"]) == (name in names), name


def test_2025_rows_are_of_the_portal(real_data: Path) -> None:
    out = add_common_categories(pl.DataFrame(table(real_data / "imr_2025_portal14.csv")))
    assert out["diagnosis_common"].null_count() == out["treatment_common"].null_count() == 0
    assert set(out["category_vocabulary"]) == {"portal"}


def test_subcategory_typos_are_the_exports_own(real_data: Path) -> None:
    """They pass through; docs/crosswalk.md names two and gives the counts."""
    rows = table(real_data / "imr_2001_2016_excel_semicolon.csv", delimiter=";")
    diagnosis, treatment = ({row[f"{kind} Sub Category"] for row in rows} - {""} for kind in ("Diagnosis", "Treatment"))
    assert {"Lasceration", "Alzheimer's Diease"} <= diagnosis
    assert f"hold {len(diagnosis)} for diagnosis and {len(treatment)} for treatment" in crosswalk_markdown()


def test_counts_that_reasons_give(real_data: Path) -> None:
    rows = table(real_data / "imr_2001_2016_excel_semicolon.csv", delimiter=";")
    pairs = Counter((row["diagnosis_category"], row["Diagnosis Sub Category"]) for row in rows)
    assert pairs["Mental", "Autism"] == 184
    assert pairs["Mental", "Substance Abuse/ Addiction"] + pairs["Mental", "Alcohol Abuse/ Addiction"] == 385
    treated = Counter((row["treatment_category"], row["Treatment Sub Category"]) for row in rows)
    outpatient = "Acute Medical Services - Outpatient"
    assert treated[outpatient, "Emergency Room"] == 265
    assert names_of(rows, "treatment_category")[outpatient] == 464
    diagnoses = names_of(rows, "diagnosis_category")
    assert (diagnoses["Organ Failure"], diagnoses["Alcohol and Drug Addiction"]) == (8, 3)
    recent = table(real_data / "imr_2025_portal14.csv")
    assert {row["diagnosis_category"] for row in recent if row["DiagnosisSubCategory"] == "Obesity"} == {
        "Endocrine/Metabolic"
    }


# The document


def test_document_is_up_to_date() -> None:
    """If this fails: python -m imrdata.cases.crosswalk > docs/crosswalk.md."""
    assert (ROOT / "docs" / "crosswalk.md").read_text(encoding="utf-8") == crosswalk_markdown()


def test_document_has_every_name_and_reason() -> None:
    text = crosswalk_markdown()
    for _, _, name, entry in NAMED:
        assert f"`{name}`" in text
        assert entry.why in text
    rows = [line for line in text.splitlines() if line.startswith("| ") and line.count(" | ") == 6]
    assert len(rows) == len(entries()) + len(COLUMNS)
