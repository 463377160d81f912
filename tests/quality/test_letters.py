"""Whole clean letters, traps included, pass every check; the rule-based author's letters are among them."""

from __future__ import annotations

import time

import polars as pl
import pytest

from imrdata.letters.axes import sample_axes
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.views import AppealView, DenialView
from imrdata.quality.check import FAIL, assess
from imrdata.quality.checks.citations import CitationNotInView
from imrdata.quality.normalise import normal_form

from .examples import SOURCE

DENIAL = """[PLAN_NAME]
[PLAN_ADDRESS]

[DATE]

[MEMBER_NAME]
Member ID: [MEMBER_ID]

RE: Notice of denial
Service: adalimumab 40 mg every two weeks
Requested by: [PROVIDER_NAME]

Dear [MEMBER_NAME]:

We received a request for adalimumab for your Crohn’s disease. After your grievance we looked at the request again, and the
denial was upheld. Our physician reviewer, [REVIEWER_NAME], determined the service is not medically necessary.

Why we denied the request
• We use [CRITERIA_NAME]. The records show that azathioprine and budesonide did not work. They do not show whether you have
  tried methotrexate, so the criteria are not met.
• Your doctor states that “adalimumab is medically necessary.” The records we received do not support this.
• We could not confirm that the service is medically necessary. You may send us records that show it.

Your rights
If you disagree, you may file a grievance within 180 days by calling [PLAN_PHONE]. We answer within 30 days, or within
72 hours if waiting would harm your health. You may request an Independent Medical Review (IMR) from the Department of
Managed Health Care. If an IMR finds the service medically necessary, the plan must authorize it. If the IMR is decided in
your favor, we must authorize the service. IMR is free. If your plan denied your treatment because it was experimental or
investigational, you do not have to take part in the grievance process first.

The California Department of Managed Health Care is responsible for regulating health care service plans. The IMR process
will provide an impartial review of medical decisions made by a health plan related to the medical necessity of a proposed
service or treatment, coverage decisions for treatments that are experimental or investigational in nature and payment
disputes for emergency or urgent medical services. The department also has a toll-free telephone number (1-888-466-2219) and
a TDD line (1-877-688-9891) for the hearing and speech impaired. The department’s internet website www.dmhc.ca.gov has
complaint forms, IMR application forms, and instructions online.

If you need this letter in another language, call [PLAN_PHONE]. Si necesita ayuda, llame al [PLAN_PHONE].

Sincerely,

[SIGNATURE]
[REVIEWER_TITLE]
"""

APPEAL = """[DATE]

Appeals and Grievances Department
[PLAN_NAME]
[PLAN_ADDRESS]

Re: Appeal of the denial dated [DENIAL_DATE]
Member: [PATIENT_NAME]
Member ID: [MEMBER_ID]

Dear Appeals Reviewer:

I am writing to appeal your decision to deny adalimumab 40 mg every two weeks. You state that adalimumab is not medically
necessary because the plan’s clinical criteria are not met. I ask that you overturn the denial.

I am a 44-year-old woman with Crohn’s disease, diagnosed in 2011. There are two reasons why the criteria are met:

1. I have failed azathioprine and budesonide. I have not tried methotrexate, and your letter does not say that I must.
2. My C-reactive protein was 23 mg/L and a colonoscopy showed ulcers.

The American Gastroenterological Association supports biologics. This treatment is medically necessary for me. My doctor,
[PHYSICIAN_NAME], agrees. Please send me the criteria that you used, as Health & Safety Code § 1367.01(h) and 29 CFR
2560.503-1(g) allow. No treatment is guaranteed to work, but each week of delay makes my condition worse.

Please decide within 30 days, or within 72 hours if you treat this as an expedited appeal. If you uphold the denial, I
reserve the right to request an Independent Medical Review through the Department of Managed Health Care.

Enclosures: the denial, my records

Sincerely,

[SIGNATURE]
[PATIENT_NAME]
[PHONE]
"""


@pytest.mark.parametrize(
    "how",
    [
        str,
        lambda t: t.replace("’", "'"),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("\n", "\r\n"),
    ],
)
def test_hand_written_letters_pass_every_check(how) -> None:
    letters = pl.DataFrame({"letter_id": ["d", "a"], "kind": ["denial", "appeal"], "text": [how(DENIAL), how(APPEAL)]})
    sources = pl.DataFrame([{"letter_id": "d"} | SOURCE | {"denial_text": None}, {"letter_id": "a"} | SOURCE])
    table = assess(letters, sources=sources)
    failed = table.filter(pl.col("verdict") == FAIL)
    # One alarm is known (its docstring says so): a final notice after a grievance may say that the denial was upheld.
    assert failed.select("letter_id", "check").rows() == [("d", "defect_wording")]
    start, end = failed.select("span_start", "span_end").row(0)
    assert "denial was upheld" in normal_form(how(DENIAL)[start:end])
    assert set(table["verdict"]) == {"pass", "fail"}


def test_the_rule_based_author_passes_every_check() -> None:
    rows: list[tuple[str, str, str]] = []
    sources: list[dict[str, str | None]] = []
    for number, kind in enumerate(("Medical Necessity", "Experimental/Investigational", "Urgent Care")):
        for age in ("0-10", "41-50", None):
            for seed in range(6):
                case = {
                    "diagnosis_category": "Digestive System", "diagnosis_subcategory": "Crohn's Disease",
                    "treatment_category": "Pharmacy/Prescription Drugs", "treatment_subcategory": "Anti-inflammatory",
                    "type": kind, "age_range": age, "patient_gender": None, "findings": FINDINGS,
                    "sentences": [
                        {"start": 0, "end": FINDINGS.index(". ") + 1, "role": "request"},
                        {"start": FINDINGS.index(". ") + 2, "end": len(FINDINGS), "role": "patient_fact"},
                    ],
                }  # fmt: skip
                view = DenialView.from_case(case)
                axes = sample_axes(view, seed=seed)
                denial = write_denial(view, axes)
                known = {
                    "type": kind,
                    "ground": axes.ground,
                    "voice": axes.voice,
                    "reviewer_text": "It should be overturned.",
                }
                name = f"{number}{age}{seed}"
                rows += [
                    (f"d{name}", "denial", denial),
                    (f"a{name}", "appeal", write_appeal(AppealView.from_case(case, denial=denial), axes)),
                ]
                sources += [
                    {"letter_id": f"d{name}", "view_text": view.text, "denial_text": None} | known,
                    {"letter_id": f"a{name}", "view_text": view.text, "denial_text": denial} | known,
                ]
    letters = pl.DataFrame(rows, schema=["letter_id", "kind", "text"], orient="row")
    table = assess(letters, sources=pl.DataFrame(sources, infer_schema_length=None))
    assert table.filter(pl.col("verdict") == FAIL).select("letter_id", "check", "reason").rows() == []


FINDINGS = (
    "A patient has requested authorization and coverage for adalimumab 40 mg every two weeks. "
    "The patient has a history of Crohn's disease and has failed azathioprine and budesonide."
)


def test_a_run_of_capitals_beside_a_study_is_read_at_once() -> None:
    text = "NOTICE OF ADVERSE BENEFIT DETERMINA\nI ask about a sleep study."
    began = time.process_time()
    frame = pl.DataFrame(
        {"letter_id": ["a"], "kind": ["appeal"], "text": [text], "view_text": [""], "denial_text": [""]}
    )
    assert assess(frame, checks=[CitationNotInView()])["verdict"].to_list() == ["pass"]
    assert time.process_time() - began < 1
