"""Sentences and roles: spans are exact, what is not recognised is the reviewer's, and real rows don't leak."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import roles
from imrdata.cases.findings import UNDECIDED, add_sentences, cues, role_counts
from imrdata.cases.read import read_imr
from imrdata.cases.schema import CASE_SCHEMA, ROLES, SENTENCED_CASE_SCHEMA, VISIBLE_ROLES
from imrdata.data import sample


def cases_of(*findings: str | None) -> pl.DataFrame:
    """A cases frame with nothing but Findings in it."""
    rows = [{"case_id": f"c{number}", "findings": text} for number, text in enumerate(findings)]
    return pl.DataFrame(rows, schema=CASE_SCHEMA)


def roles_of(text: str) -> list[tuple[str, str]]:
    """Each sentence of a text with its role."""
    case = add_sentences(cases_of(text)).row(0, named=True)
    return [(case["findings"][found["start"] : found["end"]], found["role"]) for found in case["sentences"]]


def test_the_parts_of_a_recent_row() -> None:
    text = (
        "Findings:  The physician reviewer found that Nature of Statutory Criteria/Case Summary: A patient has "
        "requested authorization and coverage for Drugamab. Guidelines support it.The patient has a history of gout. "
        "Two of the three reviewers found that it helps.Final Result: The reviewer said so. Nothing more."
        "Credentials/Qualifications: The reviewer knows."
    )
    assert roles_of(text) == [
        ("Findings:", "header"),
        ("The physician reviewer found that", "header"),
        ("Nature of Statutory Criteria/Case Summary:", "header"),
        ("A patient has requested authorization and coverage for Drugamab.", "request"),
        ("Guidelines support it.", "evidence"),
        ("The patient has a history of gout.", "patient_fact"),
        ("Two of the three reviewers found that it helps.", "panel"),
        ("Final Result:", "header"),
        ("The reviewer said so.", "verdict"),
        ("Nothing more.", "verdict"),
        ("Credentials/Qualifications:", "header"),
        ("The reviewer knows.", "credentials"),
    ]


def test_the_opening_formula_stays_with_a_finding() -> None:
    """Cut off, what follows would read as a plain fact."""
    (found, role), *_ = roles_of("The physician reviewer found that the patient has a history of gout.")
    assert (found, role) == (
        "The physician reviewer found that the patient has a history of gout.",
        "unassigned",
    ) or (role not in VISIBLE_ROLES)


@pytest.mark.parametrize(
    "sentence",
    [
        "The records indicate that the patient has failed to achieve sufficient weight loss.",
        "The patient has experienced weight regain and currently meets criteria consistent with obesity.",
        "It was reported to have been causing symptoms and, therefore, the patient met the criteria.",
        "The patient has obesity and the requested drug is medically necessary.",
        "A patient has requested an MRI, which is medically necessary.",
        "The patient's hypercalcemia may be indicative of a syndrome.",
        "Patients with asthma are at increased risk.",
        "Something quite unlike all else happened.",
    ],
)
def test_mixed_and_unknown_sentences_are_the_reviewers(sentence: str) -> None:
    assert all(role not in VISIBLE_ROLES for _, role in roles_of(sentence))


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("The Health Plan denied the request because the drug is not on the formulary.", "plan_ground"),
        ("The Health Plans denial was based on a lack of medical necessity.", "plan_ground"),
        ("Health Plan denied the device as not medically necessary.", "plan_ground"),
        ("The Health Plan informed her that the panel is investigational.", "plan_ground"),
        ("The Health Plan denied it, but the literature supports its use.", "evidence"),
        ("A patient has requested reimbursement for an in-lab sleep study.", "request"),
        ("The parent of a patient has requested authorization and coverage for a bed.", "request"),
        ("She has tried topiramate and propranolol.", "patient_fact"),
        ("The enrollee’s symptoms began in March.", "patient_fact"),
        ("The enrollees symptoms began in March.", "patient_fact"),
        ("Reviewer 2 is board-certified in internal medicine.", "credentials"),
    ],
)
def test_roles_of_single_sentences(sentence: str, role: str) -> None:
    assert roles_of(sentence) == [(sentence, role)]


def test_upper_and_lower_case_and_quotes_change_nothing() -> None:
    plain = "The patient's denial should be overturned. The patient has a history of gout."
    assert [r for _, r in roles_of(plain)] == [r for _, r in roles_of(plain.replace("'", "’").upper())]


# Python's strip takes U+001C to U+001F for white space; Unicode's property White_Space, which Polars uses, does not.
plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1c\x1d\x1e\x1f"), max_size=200)
texts = plain | st.lists(
    st.sampled_from(
        [
            "The patient has gout.",
            "Final Result:",
            " ",
            "  \n",
            "e.g. x",
            "É’t.",
            "bypass.The",
            "Findings:",
            "U/L. His",
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | texts, min_size=1, max_size=5))
def test_spans_hold_all_text_once_and_batches_change_nothing(findings: list[str | None]) -> None:
    cases = cases_of(*findings)
    done = add_sentences(cases)
    assert done.schema == SENTENCED_CASE_SCHEMA
    for row in done.iter_rows(named=True):
        text = row["findings"] or ""
        spans = [(found["start"], found["end"]) for found in row["sentences"]]
        assert spans == sorted(spans)
        covered = "".join(text[start:end] for start, end in spans)
        assert "".join(covered.split()) == "".join(text.replace("\ufdd0", "").split())
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    one_by_one = pl.concat([add_sentences(cases[number : number + 1]) for number in range(cases.height)])
    assert one_by_one.equals(done)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He woke at 3 a.m. with pain. He left.", 2),
        ("He woke at 3 a.m. The pain was new.", 2),
        ("He has hepatitis C. The load is high.", 2),
        ("A culture grew E. coli twice.", 1),
        # Wrong, and harmless: what is joined takes the more reviewer-sided role.
        ("It is made by Natera Inc. Signatera is a test.", 1),
        ("His ALT rose to 138 U/L. His pulse is 80.", 2),
        ("He weighs 88.5 kg.", 1),
        ("It cost 3.50 dollars.", 1),
        ("He had a bypass.The patient is well.", 2),
    ],
)
def test_where_sentences_end(text: str, sentences: int) -> None:
    assert len(roles_of(text)) == sentences


def test_every_cue_is_tried_and_the_visible_ones_come_last() -> None:
    order = [cue.role for cue in cues()]
    assert set(order) | {"unassigned"} == set(ROLES)
    assert order[-1] == "patient_fact"
    assert len({cue.name for cue in cues()}) == len(cues())


HISTORY = "The patient is a 40-year-old woman. She has not had surgery. She takes metformin."
ANALYSIS = "Guidelines call for surgery."
GROUND = " The Health Plan stated that the guidelines do not support surgery."


@pytest.mark.parametrize(
    ("findings", "role"),
    [
        (HISTORY, "patient_fact"),
        (f"{ANALYSIS} {HISTORY}", "evidence"),
        ("The patient is a 40-year-old woman. She has not had surgery. " + ANALYSIS, "evidence"),
        ("She has not had surgery. She takes metformin.", "evidence"),
        (HISTORY.replace("woman. ", f"woman. {ANALYSIS} "), "evidence"),
        (HISTORY.replace("woman. ", "woman. Nothing else appears to have helped. "), "evidence"),
        (HISTORY.replace("woman. ", "woman. She appears to be unwell. "), "patient_fact"),
        (HISTORY.replace("woman. ", "woman. Nothing else appears to have helped. ") + GROUND, "patient_fact"),
    ],
    ids=[
        "among",
        "after the analysis",
        "last",
        "first",
        "analysis between",
        "tone between",
        "of her",
        "before the ground",
    ],
)
def test_an_undecided_sentence_is_a_fact_by_its_place(findings: str, role: str) -> None:
    assert dict(roles_of(findings))["She has not had surgery."] == role


def test_before_the_ground_a_figure_weighs_more_than_a_tone() -> None:
    judged = "Metformin 500 mg was of no benefit over eight weeks."
    text = f"The patient is a 40-year-old woman. {judged} She takes insulin."
    assert dict(roles_of(text))[judged] == "evidence"
    assert dict(roles_of(text + GROUND))[judged] == "patient_fact"
    assert dict(roles_of(text + GROUND))[GROUND.strip()] == "plan_ground"


def test_what_is_told_in_the_past_before_the_analysis_is_a_fact() -> None:
    told = "Fentanyl was given in flight."
    text = f"The patient is a 40-year-old woman. {told} {ANALYSIS} Morphine was given later."
    assert dict(roles_of(text))[told] == "patient_fact"
    assert dict(roles_of(text))["Morphine was given later."] == "unassigned"


def test_a_kept_sentence_before_the_analysis_is_marked_undecided() -> None:
    text = f"The patient is a 40-year-old woman. No infusion is on record. {ANALYSIS} No harm is on record."
    given = add_sentences(cases_of(text)).row(0, named=True)["sentences"]
    assert [(one["role"], one["cue"]) for one in given][1::2] == [("unassigned", UNDECIDED), ("unassigned", "")]


@pytest.mark.parametrize("said", ["She has not attempted suicide.", "She reported three falls before the request."])
def test_what_the_patient_did_or_lacked_is_nobodys_own(said: str) -> None:
    """It is kept from view, and is no sentence of the reviewer's."""
    text = f"The patient is a 40-year-old woman. {said} {ANALYSIS}"
    found = add_sentences(cases_of(text)).row(0, named=True)["sentences"][1]
    assert (found["role"], found["cue"]) == ("evidence", UNDECIDED)


def test_a_summary_begins_the_history() -> None:
    assert roles_of("Summary: A 44-year-old woman requested a band.")[1:] == [
        ("A 44-year-old woman requested a band.", "request")
    ]


def test_role_counts_name_every_role() -> None:
    counts = role_counts(add_sentences(read_imr(sample()).cases))
    assert tuple(counts) == ROLES
    assert counts["plan_ground"] > 10


def test_no_reviewer_sentence_of_a_real_row_is_admitted(real_data: Path) -> None:
    result = roles.tally(roles.real(real_data / "imr_2025_portal14.csv"))
    assert result.leak_share() == (0, 209)


def test_no_reviewer_sentence_of_the_sample_is_admitted() -> None:
    result = roles.tally(roles.fictional())
    assert result.leaks == []
    assert result.rows_found >= 0.7 * result.rows_with_facts


def test_the_share_that_leaks_on_text_that_no_rule_has_seen_does_not_grow() -> None:
    """The published figure, asserted as it is: a change of the cues that moves it must say so in docs/roles.md."""
    admitted, hidden = roles.tally(roles.heldout(opened=False)).leak_share()
    assert (admitted, hidden) == (11, 353)


def test_patient_facts_of_real_rows_are_found(real_data: Path) -> None:
    result = roles.tally(roles.real(real_data / "imr_2025_portal14.csv"))
    assert result.rows_with_facts == 15
    assert result.rows_found >= 0.7 * result.rows_with_facts
