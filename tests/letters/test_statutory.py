"""Legal texts: unchecked ones are never printed, checked ones say where they were compared."""

from __future__ import annotations

import re

import pytest

import imrdata.letters.statutory as statutory
from imrdata.cases.schema import TYPES
from imrdata.errors import ImrDataError
from imrdata.letters.axes import COUNTERFACTUAL_REGIMES, NOTICES, REGIMES, Axes
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.placeholders import PLACEHOLDERS
from imrdata.letters.statutory import notice, statutory_texts, unchecked
from imrdata.letters.views import AppealView, DenialView

from .conftest import case


def every() -> tuple[statutory.StatutoryText, ...]:
    return statutory._all()


def test_entries_are_whole() -> None:
    assert len({text.id for text in every()}) == len(every())
    for text in every():
        assert text.law
        assert text.source
        assert set(text.types) <= set(TYPES)
        assert set(text.kinds) <= {"denial", "appeal"}
        assert set(text.notices) <= set(NOTICES)
        assert set(text.regimes) <= {*REGIMES, *COUNTERFACTUAL_REGIMES}
        assert text.speaker
        assert set(re.findall(r"\[[A-Z_]+\]", text.text)) <= PLACEHOLDERS
        assert bool(text.checked_on) == text.checked
        # A statement of the authority that is called checked has to come from the authority.
        assert not text.checked or ".ca.gov/" in text.source


@pytest.mark.parametrize("kind", ["denial", "appeal"])
@pytest.mark.parametrize("type_", [*TYPES, None])
@pytest.mark.parametrize("notice_kind", NOTICES)
def test_what_applies_is_either_checked_or_named(kind: str, type_: str | None, notice_kind: str) -> None:
    for regime in REGIMES:
        place = {"regime": regime, "kind": kind, "type": type_, "notice_kind": notice_kind}
        printed, held_back = statutory_texts(**place), unchecked(**place)
        applying = {text.id for text in every() if text.applies(**place)}
        assert {text.id for text in printed} | set(held_back) == applying
        assert not {text.id for text in printed} & set(held_back)
        assert all(text.checked for text in printed)
        block = notice(**place)
        for text in printed:
            # Under its speaker's heading, and no other's.
            above = block[: block.index(f'"{text.text}"')]
            assert above.rindex("From the ") == above.rindex(f"From the {text.speaker}:")


def test_a_medi_cal_notice_speaks_of_the_state_hearing_and_a_commercial_one_does_not() -> None:
    def block(regime: str, notice_kind: str = "first_denial") -> str:
        return notice(regime=regime, kind="denial", type="Medical Necessity", notice_kind=notice_kind)

    assert "state hearing" in block("medi_cal_managed_care")
    assert "60 calendar days" in block("medi_cal_managed_care")
    assert "state hearing" not in block("dmhc_commercial")
    # After the plan's last word there is no appeal to the plan to speak of.
    assert "60 calendar days" not in block("medi_cal_managed_care", "final_internal")
    assert "120 calendar days" in block("medi_cal_managed_care", "final_internal")
    assert "resolve enrollee complaints within 30 days" not in block("dmhc_commercial", "final_internal")


def test_the_statement_of_1368_02_waits() -> None:
    """It is printed as soon as somebody compares it with the state's own text: see the entry's note."""
    assert "dmhc_notice" in unchecked(regime="dmhc_commercial", kind="denial", type="Medical Necessity")


def test_no_unchecked_text_is_in_a_letter() -> None:
    row = case(type="Experimental/Investigational")
    view = DenialView.from_case(row)
    for seed in range(20):
        axes = Axes(
            ground="experimental", ground_source="sampled", regime="dmhc_commercial", voice="patient", seed=seed
        )
        denial = write_denial(view, axes)
        letters = denial + write_appeal(AppealView.from_case(row, denial=denial), axes)
        for text in every():
            if not text.checked:
                assert all(
                    sentence not in letters for sentence in re.split(r"(?<=\.) ", text.text) if len(sentence) > 20
                )


def test_a_regime_without_checked_texts_has_no_notice() -> None:
    assert notice(regime="erisa_self_funded", kind="denial", type="Medical Necessity") == ""


def test_checked_without_a_day_is_an_error() -> None:
    entry = {
        "id": "x", "law": "y", "regimes": [], "kinds": [], "notices": [], "types": [], "speaker": "w", "text": "z",
        "source": "s", "checked": True, "checked_on": "", "note": "",
    }  # fmt: skip
    with pytest.raises(ImrDataError, match="checked"):
        statutory._text(entry)
