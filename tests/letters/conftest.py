"""Fictional cases for the letters room: none is a real review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from imrdata.letters.views import AppealView, DenialView

#: Fictional requests in the wordings of several eras.
REQUESTS = (
    "A patient has requested authorization and coverage for a lumbar spine MRI.",
    "The parent of a patient has requested authorization and coverage for feeding therapy.",
    "Nature of Statutory Criteria/Case Summary: A patient has requested reimbursement for an ambulance ride.",
    "Findings:  The physician reviewer found that a patient has requested authorization and coverage for dupilumab.",
    "A 45-year-old female enrollee has requested Botox injections for treatment of her migraine headaches.",
    "A patient has requested authorization and coverage for bilateral endovenous laser treatment of the great saphenous veins with phlebectomy and compression.",
)
FACTS = (
    "In this case, the patient has a history of asthma with a peak flow of 310 L/min.",
    "The patient requires a walker for mobility and is unable to climb stairs.",
    "The patient has failed physical therapy and naproxen 500 mg.",
    "Per the medical records, the patient has not tried gabapentin.",
    "Although the patient’s pain began 3 years ago, she still works.",
    "The patient was in the hospital for 4 days.",
    "The patient is unable to tolerate CPAP therapy.",
    "There is a family history of melanoma.",
)
TYPES = ("Medical Necessity", "Experimental/Investigational", "Urgent Care")
AGES = ("0-10", "11-20", "21-30", "31-40", "41-50", "51-64", "65+", None)


def case(
    *,
    request: Sequence[str] = REQUESTS[:1],
    facts: Sequence[str] = FACTS[:2],
    hidden: Sequence[tuple[str, str]] = (("verdict", "The denial should be overturned."),),
    **columns: Any,
) -> dict[str, Any]:
    """Return one row of a cases frame with sentences."""
    pieces = [*(("request", text) for text in request), *(("patient_fact", text) for text in facts), *hidden]
    findings, sentences = "", []
    for role, text in pieces:
        start = len(findings)
        findings += text + " "
        sentences.append({"start": start, "end": start + len(text), "role": role, "cue": "test"})
    return {
        "case_id": "MN99-10001",
        "reference_id": "MN99-10001",
        "report_year": 2099,
        "diagnosis_category": "Orth/Musculoskeletal",
        "diagnosis_subcategory": "Back Pain",
        "treatment_category": "Diag Imag & Screen",
        "treatment_subcategory": "MRI",
        "determination": "overturned",
        "type": "Medical Necessity",
        "age_range": "41-50",
        "patient_gender": "Female",
        "imr_type": "Standard",
        "days_to_review": 20,
        "days_to_adopt": 2,
        "findings": findings,
        "sentences": sentences,
        **columns,
    }


def denial_view(**given: Any) -> DenialView:
    return DenialView.from_case(case(**given))


def appeal_view(denial: str, **given: Any) -> AppealView:
    return AppealView.from_case(case(**given), denial=denial)


def many_cases(count: int) -> list[dict[str, Any]]:
    """Return cases that differ in request, facts, categories, type and age, with views of every strength."""
    cases = []
    for number in range(count):
        kind = TYPES[0] if number % 4 else TYPES[1 + number // 4 % 2]
        facts = [FACTS[(number + step) % len(FACTS)] for step in range(number % 4)]
        cases.append(
            case(
                request=() if number % 11 == 10 else (REQUESTS[number % len(REQUESTS)],),
                facts=facts,
                type=kind,
                age_range=AGES[number % len(AGES)],
                diagnosis_subcategory=f"Condition {'abcdefghij'[number % 10]}",
                treatment_category="Pharmacy" if number % 3 == 0 else "Gen Surg Proc",
                treatment_subcategory=None if number % 7 == 6 else "Other",
            )
        )
    return cases


@pytest.fixture(name="cases")
def _cases() -> list[dict[str, Any]]:
    return many_cases(66)
