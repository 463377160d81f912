"""The Flesch-Kincaid grade: the formula, its syllables, and what ends a sentence."""

from __future__ import annotations

import pytest

from imrdata.quality.readability import flesch_kincaid_grade, syllables

#: Counted by hand, from words that denials use.
SPOKEN = {
    "plan": 1, "based": 1, "asked": 1, "whole": 1, "denied": 2, "table": 2, "patient": 2, "because": 2, "appeal": 2,
    "received": 2, "disease": 2, "medical": 3, "grievance": 2, "requested": 3, "provided": 3, "physician": 3,
    "authorize": 3, "experience": 4, "necessary": 4, "criteria": 4, "expedited": 4, "medication": 4, "information": 4,
    "experimental": 5, "investigational": 6, "the": 1, "rhythm": 1, "a": 1,
}  # fmt: skip


def test_syllables_are_counted_as_they_are_spoken() -> None:
    assert {word: syllables(word) for word in SPOKEN} == SPOKEN


def test_the_textbook_example() -> None:
    """13 words, 24 syllables, one sentence."""
    text = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert flesch_kincaid_grade(text) == pytest.approx(0.39 * 13 + 11.8 * 24 / 13 - 15.59)


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("Call Dr. Smith at noon.", "Call Dr Smith at noon."),
        ("- Send the notes\n- Send the chart", "Send the notes. Send the chart."),
        ("Your rights\n\nYou can appeal.", "Your rights. You can appeal."),
        ("Is it so? Yes! (We think.)", "Is it so. Yes. We think."),
    ],
)
def test_what_ends_a_sentence(text: str, like: str) -> None:
    assert flesch_kincaid_grade(text) == flesch_kincaid_grade(like)


def test_no_word_has_no_grade() -> None:
    assert flesch_kincaid_grade(" 12 — \n") is None
