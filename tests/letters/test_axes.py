"""The plan's ground: read where it is stated, never argued against, and sampled only where it is not."""

from __future__ import annotations

import pytest

from imrdata.letters.axes import GROUNDS, sample_axes
from imrdata.letters.views import DenialView


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
    axes = sample_axes(view(ground=stated), seed=3)
    assert (axes.ground, axes.ground_source) == (ground, "stated")


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
