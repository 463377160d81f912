"""The facts sheet: each fact is at its place, rules find what they should, and a reduced sheet holds less."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.errors import WallError
from imrdata.letters.facts import FACT_KINDS, FactsSheet, narrowed, requested_service
from imrdata.letters.facts_words import codes, outcome_of, purpose_of, says_outcome, values
from imrdata.letters.views import AppealView, DenialView

from .conftest import FACTS, REQUESTS, appeal_view, case, denial_view


def texts(view: DenialView | AppealView, kind: str) -> list[str]:
    return [fact.text for fact in FactsSheet.from_view(view).of(kind)]


def assert_sound(view: DenialView | AppealView) -> None:
    """All that must hold of the sheet of any view."""
    sheet = FactsSheet.from_view(view)
    assert all(fact.stands_in(view) for fact in sheet.facts)
    assert {fact.kind for fact in sheet.facts} <= set(FACT_KINDS)
    # Nothing of the view is lost on the way to the sheet.
    assert [fact.text for fact in sheet.of("history")] == list(view.patient_facts)
    assert [fact.text for fact in sheet.of("request")] == list(view.request)
    assert [fact.text for fact in sheet.of("ground")] == list(view.plan_ground)
    for seed in range(3):
        less = sheet.reduced(seed=seed)
        assert less == sheet.reduced(seed=seed)
        assert set(less.facts) <= set(sheet.facts)
        assert len(less.of("history")) == min(len(view.patient_facts) // 2, 3)
        assert not less.of("literature") + less.of("code") + less.of("ground")
        shown = narrowed(view, less)
        assert shown.patient_facts == tuple(fact.text for fact in less.of("history"))
        assert FactsSheet.from_view(shown).lines() == less.lines()
        # Narrowing what is narrow already changes nothing.
        assert narrowed(shown, FactsSheet.from_view(shown)) == shown


SENTENCES = st.one_of(st.text(max_size=60), st.sampled_from((*FACTS, *REQUESTS)))


@settings(max_examples=60, deadline=None)
@given(
    request=st.lists(SENTENCES, max_size=2),
    facts=st.lists(SENTENCES, max_size=7),
    ground=st.lists(SENTENCES, max_size=2),
    literature=st.lists(st.text(min_size=1, max_size=20), max_size=2),
)
def test_sheets_of_any_view_are_sound(
    request: list[str], facts: list[str], ground: list[str], literature: list[str]
) -> None:
    view = replace(denial_view(), request=tuple(request), patient_facts=tuple(facts), plan_ground=tuple(ground))
    assert_sound(view)
    assert_sound(AppealView(**view.to_dict(), denial="No.", literature=tuple(literature)))


def test_sheets_of_the_sample_are_sound_and_find_every_request() -> None:
    without = []
    for row in add_sentences(read_imr(sample()).cases).iter_rows(named=True):
        view = AppealView.from_case(row, denial="We cannot approve it.")
        assert_sound(view)
        if view.request and not texts(view, "requested"):
            without.append(row["case_id"])
    # "She asked that the right breast be lifted to match.": no noun names what was asked for.
    assert without == ["MN02-99003"]


def test_sheets_of_the_real_rows_are_sound_and_find_every_request(real_data: Path) -> None:
    for row in add_sentences(read_imr(real_data / "imr_2025_portal14.csv").cases).iter_rows(named=True):
        view = AppealView.from_case(row, denial="We cannot approve it.")
        assert_sound(view)
        assert bool(texts(view, "requested")) == bool(view.request)


def test_a_treatment_has_the_outcome_of_its_own_clause() -> None:
    view = denial_view(
        facts=["The patient has failed naproxen and now takes gabapentin.", "Physical therapy has not helped."]
    )
    tried = {fact.text: fact.outcome for fact in FactsSheet.from_view(view).of("tried")}
    assert tried == {"naproxen": "failed", "gabapentin": None, "Physical therapy": "has not helped"}
    assert ("Tried", "naproxen (failed)") in FactsSheet.from_view(view).lines()


@pytest.mark.parametrize(
    ("sentence", "name", "outcome"),
    [
        ("The patient is unable to tolerate CPAP therapy.", "CPAP therapy", "unable to tolerate"),
        ("She took topiramate and propranolol without lasting benefit.", "topiramate", "without lasting benefit"),
        ("Omeprazole was taken with partial relief.", "Omeprazole", "with partial relief"),
        ("Methotrexate was stopped because of nausea.", "Methotrexate", "was stopped because of nausea"),
        ("The patient has not failed naproxen.", "naproxen", None),
        ("Naproxen helped, but ibuprofen has failed.", "Naproxen", None),
        ("The patient takes naproxen.", "naproxen", None),
        ("There was no response to infliximab.", "infliximab", "no response to"),
    ],
)
def test_outcomes(sentence: str, name: str, outcome: str | None) -> None:
    start = sentence.index(name)
    found = outcome_of(sentence, start, start + len(name))
    assert (found and found[0]) == outcome
    if found:
        assert sentence.startswith(found[0], found[1])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The patient has a body mass index (BMI) of 40.8 and a weight of 196 pounds.", ["body mass index (BMI) of 40.8", "weight of 196 pounds"]),
        ("A stricture of 9 mm was seen; the A1c was 9.1%.", ["stricture of 9 mm", "A1c was 9.1%"]),
        ("She weighs 44 kg and takes 500 mg of naproxen twice a day for 4 years.", ["44 kg"]),
        ("The ejection fraction was 25%.", ["ejection fraction was 25%"]),
        ("The score of the test was good.", []),
    ],
)  # fmt: skip
def test_values(sentence: str, expected: list[str]) -> None:
    assert [sentence[start:end] for start, end in values(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("CPT code 97153 and HCPCS E0607 were requested.", ["97153", "E0607"]),
        ("The diagnosis is autism (ICD-10 code F84.0).", ["F84.0"]),
        ("She was seen 97153 times in 2019 at 10 a.m.", []),
    ],
)
def test_codes(sentence: str, expected: list[str]) -> None:
    assert [sentence[start:end] for start, end in codes(sentence)] == expected


def test_what_is_not_known_is_said() -> None:
    nothing = replace(denial_view(), request=(), patient_facts=(), diagnosis_category=None, diagnosis_subcategory=None)
    assert FactsSheet.from_view(nothing).unknown == (
        "what exactly was asked for",
        "what the condition is",
        "the medical history",
        "which treatments were tried before",
    )
    told = denial_view(facts=["The patient failed naproxen for 3 months in 2019."])
    assert FactsSheet.from_view(told).unknown == ()
    # No rule knows the name, but something was tried: that is not unknown.
    unnamed = denial_view(facts=["Tablet number 2 was tried."])
    assert FactsSheet.from_view(unnamed).unknown == ()
    vague = denial_view(facts=["The patient takes naproxen."])
    assert FactsSheet.from_view(vague).unknown == (
        "what came of the treatments that were tried",
        "when earlier treatment took place",
    )
    # Said of treatments that another sentence names: it is not unknown, though no name has it.
    other = denial_view(facts=["The patient takes naproxen.", "None of these brought relief."])
    assert "what came of the treatments that were tried" not in FactsSheet.from_view(other).unknown
    assert says_outcome("None of these brought relief.")


def test_literature_is_read_from_an_appeal_s_view_only() -> None:
    row = case(hidden=[("evidence", "The FDA has approved it.")])
    assert texts(AppealView.from_case(row, denial="No."), "literature") == ["FDA"]
    assert texts(AppealView.from_case(row, denial="No.", literature=False), "literature") == []
    assert texts(DenialView.from_case(row), "literature") == []


def test_a_request_told_in_the_history_is_not_what_is_in_dispute() -> None:
    view = denial_view(facts=["The patient has requested coverage for a wheelchair."])
    assert texts(view, "requested") == ["a lumbar spine MRI"]


def test_a_sheet_of_another_view_cannot_narrow_a_view() -> None:
    sheet = FactsSheet.from_view(denial_view(facts=["The patient has gout."]))
    with pytest.raises(WallError, match="does not stand at its place"):
        narrowed(denial_view(), sheet)


def test_reductions_differ_by_seed_and_never_by_order_of_calls() -> None:
    view = appeal_view("No.", facts=[f"The patient has a history of number {number}." for number in range(8)])
    sheet = FactsSheet.from_view(view)
    drawn = {tuple(fact.index for fact in sheet.reduced(seed=seed).of("history")) for seed in range(20)}
    assert len(drawn) > 5
    assert all(list(indices) == sorted(indices) and len(indices) == 3 for indices in drawn)


def test_a_sheet_is_plain_data_with_a_hash() -> None:
    sheet = FactsSheet.from_view(denial_view())
    data: dict[str, Any] = sheet.to_dict()
    assert data["facts"][0]["kind"] == "category"
    assert sheet.sha256 != FactsSheet.from_view(denial_view(facts=["The patient has gout."])).sha256


REQUESTED = [
    ("A patient has requested authorization and coverage for a specialized bed.", "a specialized bed"),
    ("Nature of Statutory Criteria/Case Summary: A patient has requested reimbursement for thyroid ablation (TA).", "thyroid ablation (TA)"),
    ("Findings:  The physician reviewer found that A patient has requested authorization and coverage for Acme Inc. Gene Test.", "Acme Inc. Gene Test"),
    ("The parent of a 12-year-old male enrollee has requested speech therapy.", "speech therapy"),
    ("The patient’s parent has requested authorization and coverage for a bed.", "a bed"),
    ("The patient's mother is requesting coverage of applied behavioral analysis.", "applied behavioral analysis"),
    ("A 33-year-old male has requested physical therapy.", "physical therapy"),
    ("An enrollee, who has diabetes, has requested that the health plan authorize and cover a glucose monitor.", "a glucose monitor"),
    ("The enrollee requested that the Plan reimburse her for an emergency room visit.", "an emergency room visit"),
    ("A 45-year-old female enrollee has requested Botox injections for treatment of her migraine headaches.", "Botox injections"),
    ("This patient with lupus seeks coverage for belimumab.", "belimumab"),
    ("An enrollee has requested coverage for a scan of her spine.", None),
    ("The enrollee is a 50-year-old male with knee pain.", None),
    ("", None),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "service"), REQUESTED)
def test_requested_service(sentence: str, service: str | None) -> None:
    assert requested_service(denial_view(request=(sentence,))) == service


def test_without_a_request_nothing_is_guessed() -> None:
    assert requested_service(denial_view(request=())) is None
    assert texts(denial_view(request=()), "requested") == []


@pytest.mark.parametrize(
    ("request_", "purpose"),
    [
        (
            "A patient has requested authorization for proton beam therapy for a craniopharyngioma.",
            ["for a craniopharyngioma"],
        ),
        ("A patient has requested electrolysis in preparation for vaginoplasty.", ["in preparation for vaginoplasty"]),
        ("A patient has requested coverage for rituximab to treat myasthenia gravis.", ["to treat myasthenia gravis"]),
        ("A patient has requested a bone scan because of back pain, which began in May.", ["because of back pain"]),
        ("Proton therapy was proposed for an enrollee with cancer.", []),
        ("A patient has requested a hearing aid for the left ear.", []),
        ("A patient has requested physical therapy for 12 weeks.", []),
        ("A patient has requested an MRI.", []),
    ],
)
def test_what_something_was_asked_for_is_on_the_sheet(request_: str, purpose: list[str]) -> None:
    view = denial_view(request=(request_,))
    assert texts(view, "purpose") == purpose
    assert [value for label, value in FactsSheet.from_view(view).lines() if label == "Purpose"] == purpose
    assert_sound(view)
    assert not purpose or purpose[0] not in texts(view, "requested")[0]


def test_a_purpose_stands_right_behind_what_was_asked_for() -> None:
    text = "requested a bed and, later, for pain, a chair"
    assert purpose_of(text, len("requested a bed")) is None


@pytest.mark.parametrize(
    ("fact", "tried"),
    [
        ("The patient is a 3-year-old girl with central hypoventilation and a tracheostomy.", []),
        ("He uses a power wheelchair and takes deflazacort.", ["deflazacort"]),
        ("She has type 1 diabetes and wears an insulin pump.", []),
        ("A manual wheelchair was tried for three weeks.", ["manual wheelchair"]),
        ("A cochlear implant has not helped.", ["cochlear implant"]),
        ("A rental chair was tried and the wound enlarged.", ["rental chair"]),
    ],
)
def test_what_a_patient_lives_with_is_no_treatment_that_was_tried(fact: str, tried: list[str]) -> None:
    assert texts(denial_view(facts=(fact,)), "tried") == tried
