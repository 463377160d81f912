"""A model's facts: in only where the view bears them out, each other one counted with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrdata.letters.admission import REJECTIONS, FactsAnswer, FoundFact, admit_facts
from imrdata.letters.axes import sample_axes
from imrdata.letters.facts import FactsSheet
from imrdata.letters.prompts import render
from imrdata.letters.tasks import TASKS
from imrdata.letters.views import DenialView

from .conftest import denial_view

REQUEST = "A patient has requested coverage for a zeltic brace."
FACT = "The patient has not tried zoltamab but wears a “soft”  brace with little success, and weighs 61.5 kilos."


@pytest.fixture(name="view")
def _view() -> DenialView:
    return denial_view(
        request=[REQUEST], facts=[FACT], hidden=[("evidence", "Reviewer's words: tolmetin was tried in a study.")]
    )


def admitted(view: DenialView, kind: str, quote: str, outcome: str | None = None) -> object:
    answer = FactsAnswer(facts=(FoundFact(kind=kind, quote=quote, outcome_quote=outcome),))
    done = admit_facts(answer, view=view, sheet=FactsSheet(()))
    if done.admitted:
        (fact,) = done.admitted
        assert fact.stands_in(view)
        assert done.reasons == {}
        return (fact.text, fact.outcome)
    (reason,) = done.reasons
    assert reason in REJECTIONS
    return reason


@pytest.mark.parametrize(
    ("kind", "quote", "outcome", "expected"),
    [
        ("requested", "a zeltic brace", None, ("a zeltic brace", None)),
        ("tried", "a “soft”  brace", "with little success", ("a “soft”  brace", "with little success")),
        # As the prompt shows it: one blank, another kind of marks. The fact's words are the view's all the same.
        ("tried", "a 'soft' brace", None, ("a “soft”  brace", None)),
        ("tried", "A soft brace", None, "not_found"),
        ("tried", "tolmetin", None, "not_found"),
        ("tried", "zoltamab", None, "cut_negation"),
        ("tried", "tried zoltamab", None, "cut_negation"),
        ("tried", "not tried zoltamab", None, ("not tried zoltamab", None)),
        ("requested", "zoltamab", None, "wrong_place"),
        ("value", "zeltic brace", None, "wrong_place"),
        ("value", "61", None, "cut_word"),
        ("value", ".5 kilos", None, "cut_word"),
        ("value", "61.5 kilos", None, ("61.5 kilos", None)),
        ("diagnosis", "braces", None, "not_found"),
        ("diagnosis", "brac", None, "cut_word"),
        ("tried", "a 'soft' brace", "with great success", "outcome_not_found"),
        ("tried", "a 'soft' brace", "little succ", "cut_word"),
        ("diagnosis", "  ", None, "not_found"),
    ],
)
def test_quotations(view: DenialView, kind: str, quote: str, outcome: str | None, expected: object) -> None:
    assert admitted(view, kind, quote, outcome) == expected


def test_what_is_known_by_rule_is_not_let_in_twice(view: DenialView) -> None:
    sheet = FactsSheet.from_view(view)
    assert [fact.text for fact in sheet.of("requested")] == ["a zeltic brace"]
    found = FoundFact(kind="requested", quote="zeltic brace")
    other = FoundFact(kind="diagnosis", quote="weighs")
    done = admit_facts(FactsAnswer(facts=(found, other, other)), view=view, sheet=sheet)
    assert [fact.text for fact in done.admitted] == ["weighs"]
    assert [reason for _, reason in done.rejected] == ["known", "known"]


def test_an_outcome_with_its_negation_cut_off_is_turned_away() -> None:
    view = denial_view(facts=["Naproxen was taken and did not help."])
    assert admitted(view, "tried", "Naproxen", "help") == "cut_negation"
    assert admitted(view, "tried", "Naproxen", "did not help") == ("Naproxen", "did not help")


def test_a_sentence_is_no_name() -> None:
    view = denial_view(facts=["The patient has pain " + "and pain " * 40 + "every day."])
    assert admitted(view, "diagnosis", view.patient_facts[0]) == "too_long"


def test_admitted_facts_go_onto_the_sheet_and_into_the_prompt() -> None:
    view = denial_view(facts=['A trial of "kinesio tape"  went on without relief.'])
    sheet = FactsSheet.from_view(view)
    answer = FactsAnswer(facts=(FoundFact(kind="tried", quote="'kinesio tape'", outcome_quote="without relief"),))
    done = admit_facts(answer, view=view, sheet=sheet)
    assert not sheet.of("tried")
    text = render(TASKS["denial"], view, sample_axes(view, seed=1), sheet=sheet.with_facts(*done.admitted))[1][
        "content"
    ]
    assert "Tried: \"'kinesio tape' (without relief)\"" in text


@settings(max_examples=100, deadline=None)
@given(
    st.text(min_size=2, max_size=30), st.sampled_from(["requested", "diagnosis", "tried", "value", "code"]), st.data()
)
def test_whatever_is_let_in_stands_in_the_view(words: str, kind: str, data: st.DataObject) -> None:
    view = replace(denial_view(), patient_facts=(f"She has {words} now.", "She has pain."), request=(words,))
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start, len(words)))
    quote = words[start:end] if end - start >= 2 else words
    answer = FactsAnswer(facts=(FoundFact(kind=kind, quote=quote, outcome_quote=words),))
    done = admit_facts(answer, view=view, sheet=FactsSheet(()))
    assert all(fact.stands_in(view) for fact in done.admitted)
    assert len(done.admitted) + len(done.rejected) == 1
