"""What clauses say outright of the patient, and what a view says."""

from __future__ import annotations

import pytest

from imrdata.quality.checks.negation_flip import NegationFlip
from imrdata.quality.checks.said import is_said, said_in
from imrdata.quality.checks.view_facts import view_facts
from imrdata.quality.normalise import read

#: What gives each word of having or going through its say, and what takes it away again.
SAID = [
    "She has been given methotrexate.",
    "Having failed methotrexate, she waits.",
    "Six months on methotrexate changed nothing.",
    "The doctors put her on methotrexate in May.",
    "Methotrexate made her so ill that it was stopped.",
    "She could not tolerate methotrexate.",
    "After her last methotrexate she slept.",
    "Two rounds of methotrexate later, her skin was no better.",
    "It was methotrexate that upset her stomach.",
    "She had methotrexate before the rash came back.",
]
NOT_SAID = [
    "Methotrexate is listed first.",
    "She has not been given methotrexate.",
    "It would be wrong to say that methotrexate was tried.",
    "You ask that she fail methotrexate.",
    "Your letter says she took methotrexate.",
    "You write that she is well, and that she took methotrexate.",
    "Has she taken methotrexate?",
    "If it helps you, she took methotrexate.",
    "People who took methotrexate fell ill.",
    "She may have to take methotrexate.",
    "She has discussed methotrexate with him.",
    "On methotrexate: see the list.",
    '"She took methotrexate," it says.',
]


def _is_said(text: str) -> bool:
    return any(is_said(one.said, "#methotrexate") for one in said_in(read(text)))


@pytest.mark.parametrize("text", SAID)
def test_said(text: str) -> None:
    assert _is_said(text)


@pytest.mark.parametrize("text", NOT_SAID)
def test_not_said(text: str) -> None:
    assert not _is_said(text)


def test_a_name_in_brackets_is_denied_with_the_medicine() -> None:
    assert "#vedolizumab" not in view_facts("The patient has never taken vedolizumab (Entyvio).").anywhere


def test_an_analyte_is_no_medicine() -> None:
    facts = view_facts("He had peak growth hormone levels of 8.4 ng/mL.\nHe takes insulin daily.")
    assert "#growth hormone" not in facts.anywhere
    assert any(topic.startswith("#insulin") for topic in facts.anywhere)


@pytest.mark.parametrize(
    ("view", "text", "turned"),
    [
        ("She has had no seizures since surgery.", "She had a seizure in 2019.", False),
        ("She has had no seizures since surgery.", "Her seizures have come back.", True),
        ("She has no history of seizures.", "She had a seizure in 2019.", True),
        ("He has never been admitted for diabetic ketoacidosis.", "He was admitted for his asthma.", False),
        ("He has never been admitted for diabetic ketoacidosis.", "He was admitted in diabetic ketoacidosis.", True),
        ("She takes apixaban for atrial fibrillation.", "She has never had atrial fibrillation.", True),
        ("She had a seizure in 2019.", "She has never had a further seizure.", False),
        ("She had a seizure in 2019.", "She has never had a seizure.", True),
        ("He does not use a cane.", "I can tell you that he is tired.", False),
        ("He does not use a cane.", "He gets around with a cane.", True),
        ("She takes apixaban without side effects.", "She takes apixaban because of atrial fibrillation.", False),
        ("A diet without milk was tried.", "She gave up milk for three months.", False),
        ("She is now on no antidepressant.", "In six years she has been put on an antidepressant twice.", False),
        ("He has not been hospitalized since May.", "He has been out of the hospital since May.", False),
        ("He has never had fluid in the abdomen, bleeding or confusion.", "He has had no bleeding.", False),
        ("She takes prednisone daily.", "She has never taken prednisone at school.", False),
        ("Methotrexate was discussed.", "She has never taken methotrexate.", False),
        ("Her father had a heart attack at 54.", "I have never had a heart attack.", False),
        ("He has not fallen.", "Her weight has fallen from 125 to 112 pounds.", False),
        ("The patient has never had sclerotherapy.", "Sclerotherapy, which she had before, gave relief.", True),
        ("No BRCA1 mutation was found.", "The laboratory did report a BRCA1 mutation.", True),
    ],
)
def test_turned(view: str, text: str, turned: bool) -> None:
    check, letter = NegationFlip(), {"view_text": view}
    assert any(check.stands(claim, letter) for claim in check.find(read(text), "appeal")) == turned
