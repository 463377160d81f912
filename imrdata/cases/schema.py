"""What a case is: the columns of the cases frame, the sentence roles and the closed vocabularies.

Source of the vocabularies: the values that the DMHC's and CDI's own exports hold (dataset "Independent
Medical Review (IMR) Determinations, Trend", California Health and Human Services open data portal).
"""

from __future__ import annotations

from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

#: Every role a sentence of Findings can have. A writer may see the first three; all others are the reviewer's.
ROLES: Final = (
    "request",  # what was asked for
    "patient_fact",  # what was known of the patient before the denial
    "plan_ground",  # why the plan denied, where the text says so
    "evidence",  # guidelines, studies, the reviewer's reasoning
    "verdict",  # the outcome, in any wording
    "panel",  # the votes of several reviewers
    "credentials",  # the reviewer's qualifications
    "header",  # a section's name or an opening formula
    "unassigned",  # recognised as nothing: the reviewer's, by default-deny
)

#: The roles that a view may admit (the wall; see letters/views.py).
VISIBLE_ROLES: Final = ("request", "patient_fact", "plan_ground")

#: One sentence: a span of code points in the cleaned Findings, its role, and the cue that gave it the role.
SENTENCE: Final = pl.Struct({"start": pl.Int32, "end": pl.Int32, "role": pl.String, "cue": pl.String})

_CASE_COLUMNS: Final[dict[str, DataType | DataTypeClass]] = {
    "case_id": pl.String,  # unique within a read: the ReferenceID, with #2, #3 … where one occurs again
    "reference_id": pl.String,  # as published; null in metadata-only dialects
    "report_year": pl.Int16,
    "diagnosis_category": pl.String,
    "diagnosis_subcategory": pl.String,
    "treatment_category": pl.String,
    "treatment_subcategory": pl.String,
    "determination": pl.String,  # overturned | upheld | withdrawn; else as found, and flagged
    "type": pl.String,  # Medical Necessity | Experimental/Investigational | Urgent Care
    "age_range": pl.String,  # 0-10 | 11-20 | 21-30 | 31-40 | 41-50 | 51-64 | 65+
    "patient_gender": pl.String,  # Female | Male | Other
    "imr_type": pl.String,  # Standard | Expedited; never a synonym of `type`
    "days_to_review": pl.Int32,  # days
    "days_to_adopt": pl.Int32,  # days
    "findings": pl.String,  # cleaned text
    "findings_characters_read": pl.Int32,  # code points as decoded, before any repair
    "repaired_characters": pl.Int32,  # code points of the decoded text that a repair touched
    "flags": pl.List(pl.String),  # e.g. unknown:determination, prefix:type
    "source_sha256": pl.String,  # of the source file's bytes
    "source_row": pl.Int32,  # 1 = first row after the header
}

#: The cases frame, as `read_imr` returns it (before sentences are added).
CASE_SCHEMA: Final = pl.Schema(_CASE_COLUMNS)

#: The cases frame once Findings are cut into sentences.
SENTENCED_CASE_SCHEMA: Final = pl.Schema({**CASE_SCHEMA, "sentences": pl.List(SENTENCE)})

#: Rows that are no case. `text` is the row as decoded, so that nothing is lost.
REJECTED_SCHEMA: Final = pl.Schema(
    {
        "source_sha256": pl.String,
        "source_row": pl.Int32,
        "source_line": pl.Int32,  # physical line the row starts on; 1 = header
        "reason": pl.String,
        "findings_characters": pl.Int32,
        "text": pl.String,
    }
)

DETERMINATIONS: Final = {
    "Overturned Decision of Health Plan": "overturned",
    "Upheld Decision of Health Plan": "upheld",
    "Insurer Denial Overturned": "overturned",
    "Insurer Denial Upheld": "upheld",
    "Insured Withdrew": "withdrawn",
}
TYPES: Final = ("Medical Necessity", "Experimental/Investigational", "Urgent Care")
IMR_TYPES: Final = ("Standard", "Expedited")
GENDERS: Final = ("Female", "Male", "Other")
AGE_RANGES: Final = ("0-10", "11-20", "21-30", "31-40", "41-50", "51-64", "65+")

#: Cells that mean "not given" in one dialect or another.
NULLS: Final = ("", "NULL", "NA", "-")
