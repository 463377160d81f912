"""`number_not_in_view`: what follows from a view, and what only looks as if it did."""

from __future__ import annotations

import pytest

from imrdata.quality.checks.numbers import NumberNotInView

VIEW = "\n".join(
    (
        "51-64",
        "Female",
        "A 52-year-old female has requested an additional stay.",
        "She fell ill at age 45; her brother died of the same disease at 49.",
        "She takes amlodipine 5 mg and furosemide 40 mg daily.",
        "Her weight fell from 180 pounds.",
        "At discharge she weighed 156 pounds and had 4 seizures per week.",
        "Her apnea-hypopnea index was 31 and her viral load 3.2 million.",
        "She attends therapy six hours a day and five days a week.",
        "Injections gave relief of less than a week.",
        "She fell on May 2, 2013 and had surgery the next day; 650 grams were taken from each breast.",
        "Two of 21 nodes were positive.",
        "Triglycerides were 1,960 in July and 412 later.",
        "Radioiodine was given in November 2017 and in March 2020.",
    )
)
HIDDEN = "The trial of Ames and others found improvement in 47 percent. In May 2019 she had septoplasty."


def fails(text: str, *, view: str = VIEW) -> bool:
    letter = {"text": text, "kind": "appeal", "view_text": view, "reviewer_text": HIDDEN, "denial_text": "No."}
    return NumberNotInView().inspect(letter) is not None


@pytest.mark.parametrize(
    "text",
    [
        "I have been ill for seven years.",
        "My brother was 49 when he died of it.",
        "I have lost 24 pounds in all this.",
        "I still have seizures four times a week.",
        "That is 31 events an hour.",
        "My viral load is over three million.",
        "The program takes up thirty hours of my week.",
        "The shots bought me less than seven days of relief.",
        "I walk seven times as far with the brace.",
        "In the trial, 47 percent got better.",
        "I had the septum straightened in May 2019.",
        "I take 5 mg of amlodipine, and that 5 mg does nothing.",
        "They operated on May 3.",
        "It was 650 grams from each side, 1,300 grams in all.",
        "Nineteen of the 21 nodes were free.",
        "My fiftieth birthday has come and gone.",
        "I turn 53 in June.",
        "My triglycerides dropped by more than 1,500 in those days.",
        "From the first treatment to the second it was two years and four months.",
    ],
)
def test_what_follows_passes(text: str) -> None:
    assert not fails(text)


@pytest.mark.parametrize(
    "text",
    [
        "I have been ill for eleven years.",
        "My brother was 61 when he died of it.",
        "I have lost 37 pounds in all this.",
        "I still have seizures nine times a week.",
        "That is 44 events an hour.",
        "My viral load is 5.1 million.",
        "In the trial, 62 percent got better.",
        "I had the septum straightened in May 2017.",
        "I take 40 mg of amlodipine.",
        "They operated on May 9.",
        "It came to 1,900 grams in all.",
        "Fourteen of the 21 nodes were free.",
        "My sixtieth birthday has come and gone.",
        "I turn 58 in June.",
        "My triglycerides dropped by more than 900 in those days.",
        "From the first treatment to the second it was five years and two months.",
    ],
)
def test_what_does_not_follow_fails(text: str) -> None:
    assert fails(text)


def test_a_dose_is_held_against_its_own_drug_only_where_the_view_doses_it() -> None:
    view = VIEW.replace("amlodipine 5 mg and furosemide 40 mg", "amlodipine, and furosemide 40 mg")
    assert fails("I take 40 mg of amlodipine.")
    assert fails("I take 30 mg of furosemide.", view=view)
    assert not fails("I take 40 mg of furosemide.", view=view)
