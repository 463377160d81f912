"""What letters vary in: grounds are read where stated; all else is drawn from view and seed, and fits together."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

import imrdata.letters.statutory as statutory
from imrdata.errors import ImrDataError
from imrdata.letters.axes import (
    COUNTERFACTUAL_REGIMES,
    GROUNDS,
    LENGTHS,
    NATIVE,
    NOTICES,
    REGIMES,
    REGISTERS,
    VOICES,
    Axes,
    Variety,
    allowed_notices,
    allowed_voices,
    sample_axes,
)
from imrdata.letters.requirements import requirements
from imrdata.letters.views import DenialView

from .conftest import AGES, FACTS, TYPES, case


def view(*, ground: str = "", type_: str = "Medical Necessity", age: str = "41-50") -> DenialView:
    return DenialView(
        diagnosis_category="Cancer",
        diagnosis_subcategory=None,
        treatment_category=None,
        treatment_subcategory=None,
        type=type_,
        age_range=age,
        patient_gender=None,
        request=(),
        patient_facts=(),
        plan_ground=(ground,) if ground else (),
    )


@pytest.mark.parametrize(
    ("stated", "ground"),
    [
        ("The plan denied it because the drug is investigational.", "experimental"),
        ("The plan denied it because she had not completed a trial of cyclosporine.", "step_therapy"),
        ("The plan denied it because it was not an emergency.", "not_emergency"),
        ("The plan denied it for lack of documentation of a fall.", "insufficient_documentation"),
        ("The plan said that outpatient care is sufficient.", "lower_level_adequate"),
        ("The plan denied it because she does not meet its criteria.", "criteria_not_met"),
    ],
)
def test_a_stated_ground_is_read(stated: str, ground: str) -> None:
    types = {"experimental": "Experimental/Investigational", "not_emergency": "Urgent Care"}
    axes = sample_axes(view(ground=stated, type_=types.get(ground, "Medical Necessity")), seed=3)
    assert (axes.ground, axes.ground_source) == (ground, "stated")
    unknown = replace(view(ground=stated), type=None)
    assert sample_axes(unknown, seed=3).ground == ground


@pytest.mark.parametrize(
    ("stated", "type_", "ground", "source"),
    [
        (
            "The plan denied it because the drug is investigational.",
            "Medical Necessity",
            "criteria_not_met",
            "unclassified",
        ),
        (
            "The plan denied it because it was not an emergency.",
            "Medical Necessity",
            "criteria_not_met",
            "unclassified",
        ),
        (
            "The plan denied it because it was not an emergency.",
            "Experimental/Investigational",
            "experimental",
            "unclassified",
        ),
        ("The plan denied it because it is experimental.", "Urgent Care", "not_emergency", "unclassified"),
        (
            "It is unproven, and the records sent are insufficient.",
            "Medical Necessity",
            "insufficient_documentation",
            "stated",
        ),
        ("It was not urgent, and it is investigational.", "Experimental/Investigational", "experimental", "stated"),
    ],
)
def test_a_stated_ground_that_the_type_rules_out_is_not_taken(
    stated: str, type_: str, ground: str, source: str
) -> None:
    """Whoever denies as experimental is reviewed as experimental: the words are a remark, not the ground."""
    axes = sample_axes(view(ground=stated, type_=type_), seed=3)
    assert (axes.ground, axes.ground_source) == (ground, source)


def test_a_stated_ground_that_no_rule_classes_is_not_drawn_by_lot() -> None:
    """Else a letter would argue a ground that its own view contradicts."""
    drawn = {sample_axes(view(ground="The plan denied it as cosmetic."), seed=seed) for seed in range(20)}
    assert {(axes.ground, axes.ground_source) for axes in drawn} == {("criteria_not_met", "unclassified")}


@pytest.mark.parametrize("type_", ["Medical Necessity", "Experimental/Investigational", "Urgent Care", None])
def test_a_sampled_ground_fits_the_type(type_: str) -> None:
    drawn = {sample_axes(view(type_=type_), seed=seed).ground for seed in range(60)}
    assert drawn <= set(GROUNDS)
    if type_ == "Experimental/Investigational":
        assert drawn == {"experimental"}
    elif type_ == "Urgent Care":
        assert drawn == {"not_emergency"}
    else:
        assert len(drawn) == 3
        assert "experimental" not in drawn


def test_a_child_is_spoken_for() -> None:
    voices = {sample_axes(view(age="0-10"), seed=seed).voice for seed in range(40)}
    assert voices == {"parent", "physician"}


# --- variety ---------------------------------------------------------------------------------------------------------

EVERYTHING = Variety(regimes=(*REGIMES, *COUNTERFACTUAL_REGIMES))
TREATMENTS = (
    (None, None),
    ("Pharmacy", "Biologics"),
    ("Pharmacy/Prescription Drugs", "Anti-virals"),
    ("Cancer Care", "Cancer Rx"),
    ("Mental Hlth Trt", "Alcohol Drug Tmt"),
    ("Gen Surg Proc", "Bariatric Surgery"),
)
FREE = st.text(max_size=40)
SAID = st.sampled_from(
    (
        "A patient has requested authorization and coverage for a lumbar spine MRI.",
        "The parent of a patient has requested authorization and coverage for feeding therapy.",
        "A patient has requested reimbursement for 12 visits of physical therapy.",
        "A patient has requested 28 additional days of residential treatment.",
        "A patient has requested apremilast 30 mg tablets.",
        "The patient is a widow with Alzheimer's disease.",
    )
)


@st.composite
def views(draw: st.DrawFn) -> DenialView:
    main, sub = draw(st.sampled_from(TREATMENTS))
    return DenialView(
        diagnosis_category=draw(st.none() | FREE),
        diagnosis_subcategory=draw(st.none() | FREE),
        treatment_category=main,
        treatment_subcategory=sub,
        type=draw(st.sampled_from((*TYPES, None))),
        age_range=draw(st.sampled_from((*AGES, "not a bucket"))),
        patient_gender=draw(st.sampled_from(("Female", "Male", "Other", None))),
        request=tuple(draw(st.lists(SAID | FREE, max_size=2))),
        patient_facts=tuple(draw(st.lists(SAID | FREE, max_size=2))),
        plan_ground=tuple(draw(st.lists(FREE, max_size=1))),
    )


@given(views(), st.integers(0, 2**40))
def test_the_same_view_and_seed_give_the_same_axes_and_each_option_is_known(one: DenialView, seed: int) -> None:
    axes = sample_axes(one, seed=seed, variety=EVERYTHING)
    assert axes == sample_axes(DenialView(**one.to_dict()), seed=seed, variety=EVERYTHING)
    assert axes.ground in GROUNDS
    assert axes.regime in {*REGIMES, *COUNTERFACTUAL_REGIMES}
    assert axes.counterfactual == (axes.regime in COUNTERFACTUAL_REGIMES)
    assert (axes.notice in NOTICES, axes.voice in VOICES) == (True, True)
    assert (axes.length in LENGTHS, axes.register in REGISTERS) == (True, True)


@given(views(), st.integers(0, 2**40))
def test_the_axes_fit_the_view_and_one_another(one: DenialView, seed: int) -> None:
    """Written from the words of the rules in docs/axes.md, not from the code."""
    axes = sample_axes(one, seed=seed, variety=NATIVE)
    said = " ".join((*one.request, *one.patient_facts))
    if axes.voice == "parent":
        assert one.age_range in ("0-10", "11-20") or (one.age_range is None and "parent of" in said)
    if axes.voice == "spouse":
        assert one.age_range in ("21-30", "31-40", "41-50", "51-64", "65+")
        assert "widow" not in said
    if axes.voice == "patient":
        assert one.age_range not in ("0-10", "11-20")
        assert "Alzheimer" not in said
    if axes.notice == "pharmacy":
        assert axes.regime == "dmhc_commercial"
        assert "Pharmacy" in str(one.treatment_category) or "Rx" in str(one.treatment_subcategory) or "mg" in said
    if axes.notice == "medical_group":
        assert "Pharmacy" not in str(one.treatment_category)
    if axes.notice == "modification":
        assert "reimbursement" not in " ".join(one.request)
        assert axes.ground not in ("experimental", "not_emergency", "step_therapy")
    if axes.ground == "step_therapy" and axes.ground_source == "sampled":
        assert one.treatment_subcategory != "Alcohol Drug Tmt" or "mg" in said
    assert not axes.counterfactual


@given(st.integers(0, 2**40), st.data())
def test_nothing_but_the_view_and_the_seed_is_read(seed: int, data: st.DataObject) -> None:
    row = case(facts=FACTS[:3])
    hidden = {
        "reference_id": data.draw(FREE),
        "report_year": data.draw(st.integers(2001, 2030)),
        "determination": data.draw(st.sampled_from(("overturned", "upheld"))),
        "case_id": data.draw(FREE),
    }
    other = case(facts=FACTS[:3], hidden=[("verdict", data.draw(FREE)), ("evidence", data.draw(FREE))], **hidden)
    drawn = [sample_axes(DenialView.from_case(one), seed=seed, variety=EVERYTHING) for one in (row, other)]
    assert drawn[0] == drawn[1]


def test_every_allowed_combination_is_reached() -> None:
    """For views that allow much: each regime with each notice kind that fits it, each voice, length and register."""
    drug = DenialView.from_case(case(treatment_category="Pharmacy", treatment_subcategory="Biologics"))
    days = DenialView.from_case(case(request=["A patient has requested 28 additional days of residential treatment."]))
    child = DenialView.from_case(case(age_range="0-10"))
    for one in (drug, days, child):
        reached = [sample_axes(one, seed=seed, variety=NATIVE) for seed in range(1500)]
        grounds = {axes.ground for axes in reached}
        expected = {
            (regime, notice, voice)
            for regime in REGIMES
            for ground in grounds
            for notice in allowed_notices(one, regime=regime, ground=ground)
            for voice in allowed_voices(one)
        }
        assert {(axes.regime, axes.notice, axes.voice) for axes in reached} == expected
        assert {(axes.length, axes.register) for axes in reached} == {(a, b) for a in LENGTHS for b in REGISTERS}
    together = {
        notice
        for one in (drug, days)
        for ground in GROUNDS
        for notice in allowed_notices(one, regime="dmhc_commercial", ground=ground)
    }
    assert together == set(NOTICES)
    assert {voice for one in (drug, child) for voice in allowed_voices(one)} == set(VOICES)


def test_one_axis_does_not_steer_another() -> None:
    """Else a recipe that adds a notice kind would change every letter's voice."""
    one = DenialView.from_case(case())
    for seed in range(50):
        wide, narrow = sample_axes(one, seed=seed, variety=NATIVE), sample_axes(one, seed=seed)
        assert (wide.ground, wide.ground_source) == (narrow.ground, narrow.ground_source)
        more = sample_axes(one, seed=seed, variety=replace(NATIVE, notices=("first_denial",)))
        assert replace(more, notice=wide.notice) == wide


def test_what_no_author_has_words_for_is_not_drawn_unasked() -> None:
    drawn = [sample_axes(view(), seed=seed) for seed in range(100)]
    assert {(axes.regime, axes.notice, axes.length, axes.register) for axes in drawn} == {
        ("dmhc_commercial", "first_denial", "standard", "plain")
    }
    assert {axes.voice for axes in drawn} == {"patient", "physician"}


@pytest.mark.parametrize(
    ("choice", "match"),
    [
        ({"regimes": ("moon",)}, "unknown: moon"),
        ({"regimes": ()}, "an option is missing"),
        ({"notices": ("pharmacy",)}, "first_denial is missing"),
        ({"voices": ("patient", "parent")}, "physician is missing"),
    ],
)
def test_a_variety_that_fits_no_case_is_an_error(choice: dict[str, tuple[str, ...]], match: str) -> None:
    with pytest.raises(ImrDataError, match=match):
        Variety(**choice)


def test_each_combination_names_what_the_law_asks_of_it() -> None:
    rubric = tomllib.loads(files("imrdata.quality").joinpath("rubric.toml").read_text(encoding="utf-8"))
    items = {item["id"]: item["kind"] for item in rubric["item"]}
    texts = {text.id for text in statutory._all()}
    for regime in (*REGIMES, *COUNTERFACTUAL_REGIMES):
        for notice in NOTICES:
            for ground in GROUNDS:
                axes = Axes(
                    ground=ground, ground_source="sampled", regime=regime, voice="patient", seed=1, notice=notice
                )
                for kind in ("denial", "appeal"):
                    asked = requirements(axes, kind=kind)
                    assert asked
                    assert {items[item] for one in asked for item in one.items} == {kind}
                    assert {text for one in asked for text in one.texts} <= texts
                    hooks = [one for one in asked if "hooks" in one.id]
                    assert len(hooks) == (kind == "appeal")
                if notice != "first_denial":
                    assert [one.id for one in requirements(axes, kind="denial") if one.notices == (notice,)] == [notice]


def test_the_texts_of_a_letter_are_named_by_its_requirements() -> None:
    for regime in REGIMES:
        for notice in NOTICES:
            axes = Axes(
                ground="experimental", ground_source="sampled", regime=regime, voice="patient", seed=1, notice=notice
            )
            named = {text for one in requirements(axes, kind="denial") for text in one.texts}
            printed = statutory.statutory_texts(
                regime=regime, kind="denial", type="Experimental/Investigational", notice_kind=notice
            )
            if (regime, notice) != ("medi_cal_managed_care", "pharmacy"):  # never drawn
                assert {text.id for text in printed} <= named
