"""Rows that a stage must treat alike on every engine, and a hash for each row.

All text here and in the sample is fictional.
"""

from __future__ import annotations

import csv
import hashlib
import io

import polars as pl

from imrdata.cases.schema import CASE_SCHEMA
from imrdata.cases.values import typed
from imrdata.data import sample
from imrdata.llm.request import canonical_json

SAMPLES = {"fictional_v1.csv": "utf-8", "fictional_v1.cp1252.csv": "cp1252", "fictional_v2.csv": "utf-8"}

# Published header → our column: letters alone tell it.
_COLUMNS = {name.replace("_", ""): name for name in CASE_SCHEMA}

_REQUEST = "A 45-year-old female has requested authorization for a knee brace."

FINDINGS: dict[str, str | None] = {
    "null": None,
    "empty": "",
    "white space": " \t\r\n ",
    "no value": "NULL",
    "one character": "x",
    "curly quotes": "The patient’s “best” knee—left—hurts. The physician’s letter says ‘no’. The plan’s denial stands.",
    "astral characters": f"😀😀 {_REQUEST} 𝒳 was tried 🩺. The patient reports pain 👩‍⚕️. The denial was overturned 😀.",
    "combining marks": "The patient took cafe\u0301ine. The patient has Ménière\u2019s disease. Final Result: Upheld.",
    "right to left": "The patient said \u05e9\u05dc\u05d5\u05dd. \u202eThe denial\u202c was upheld.",
    "NUL": f"{_REQUEST}\x00 The patient\x00 has pain.\x00\x00Final Result: Upheld.",
    "line breaks inside": f"{_REQUEST}\r\n\r\nFindings: The patient has pain.\rAnd a rash.\nFinal Result:\r\nOverturned.",
    "unusual line breaks": "The patient has pain.\u2028The patient has a rash.\x0b\x0cThe patient\u0085 is 60.",
    "control characters of cp1252": "The patient\x92s knee \x93hurts\x94. The plan\x92s denial was \x85 upheld.",
    "entities": "The patient took A&amp;B &quot;daily&quot; &#39;as told&#39; &nosuch; &#x110000; &amp;amp;.",
    "the mark of the sentence cutter": "The patient has pain.\ufdd0 The patient\ufdd0 is 60.",
    "replacement character": "The patient\ufffds knee hurts.",
    "byte-order mark inside": "\ufeffThe patient has pain. \ufeffThe denial was upheld.",
    "7,000 characters": (f"{_REQUEST} The patient’s knee hurts 😀. The reviewer found evidence in 3 trials. " * 60)[
        :7000
    ],
    "one long word": "a" * 7000,
    "glued sentences": "The patient had a bypass.The patient has pain.Final Result:The denial was overturned.Credentials/Qualifications: MD.",
    "headers": f"Nature of Statutory Criteria/Case Summary: {_REQUEST} Findings: The patient has pain. Final Result: Upheld.",
}


def raw_edges() -> pl.DataFrame:
    """Cells as published, one row for each trap in Findings and in the values."""
    rows = [
        {
            "reference_id": f"MN25-{99900 + number}",
            "report_year": "2025",
            "diagnosis_category": "Orthopedic",
            "treatment_category": "’DME’",
            "determination": "Upheld Decision of Health Plan",
            "type": "Medical Necessity",
            "age_range": "41-50",
            "patient_gender": "Female",
            "imr_type": "Standard",
            "days_to_review": "30",
            "days_to_adopt": "NULL",
            "findings": findings,
        }
        for number, findings in enumerate(FINDINGS.values())
    ]
    rows.append(dict.fromkeys(rows[0]))
    rows.append({**rows[0], "report_year": "MMXXV", "days_to_review": "99999999999", "determination": "Übernommen 😀"})
    rows.append({**rows[0], "reference_id": "EI25-99999", "report_year": "40000", "age_range": "11_20", "type": "\x00"})
    return pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))


def raw_sample(name: str) -> pl.DataFrame:
    """The cells of a file of the sample, read by the standard library and nothing of ours."""
    text = sample(name).read_bytes().decode(SAMPLES[name])
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    names = [_COLUMNS[name.replace(" ", "").lower()] for name in header]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def as_cases(raw: pl.DataFrame) -> pl.DataFrame:
    """Make cases of raw cells, with ids and a source of their own."""
    values = typed(raw)
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32)
    own = values.with_columns(case_id=pl.format("case-{}", number), source_sha256=pl.lit("0" * 64), source_row=number)
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in CASE_SCHEMA.items() if name not in own.columns]
    return own.with_columns(absent).select(CASE_SCHEMA.names()).cast(CASE_SCHEMA)


def as_letters(raw: pl.DataFrame) -> pl.DataFrame:
    """Make letters of raw cells, every other one an appeal, and what their writers saw out of other cells."""
    text = pl.col("findings")
    number = pl.int_range(pl.len())
    return raw.select(
        letter_id=pl.format("letter-{}", number),
        kind=pl.when(number % 2 == 0).then(pl.lit("denial")).otherwise(pl.lit("appeal")),
        text=pl.concat_str([pl.lit("Dear Plan:\n\nI appeal.\n\n"), text]),
        view_text="treatment_category",
        denial_text=pl.concat_str(["diagnosis_category", pl.lit("\n\n"), text.str.slice(0, 80)]),
        type="type",
        ground=pl.lit("criteria_not_met"),
        voice=pl.lit("patient"),
        reference_id="reference_id",
        reviewer_text=text,
    )


def row_hashes(frame: pl.DataFrame) -> list[str]:
    """The SHA-256 of each row as canonical JSON: what a row is, whatever engine made it."""
    return [hashlib.sha256(canonical_json(row).encode()).hexdigest() for row in frame.iter_rows(named=True)]
