"""Who speaks in an appeal, told from the letter; and claims that no such speaker makes."""

from __future__ import annotations

import polars as pl
import pytest

from imrdata.quality.check import FAIL, PASS, UNMEASURED
from imrdata.quality.checks.voice_mixed import VoiceMixed
from imrdata.quality.checks.voice_told import told_voice

#: Letters by who writes them: head, body, signature.
LETTERS = {
    "patient": (
        "Dear [PLAN_NAME]:",
        "I appeal your denial of [DENIAL_DATE]. I am 61 and I have had this pain for two years. My knee gives way on the "
        "stairs, and I have fallen twice. I tried the exercises you ask for, and they did nothing for me.",
        "[SIGNATURE]",
    ),
    "parent": (
        "Re: my son [PATIENT_NAME], [MEMBER_ID]",
        "I appeal your denial. He is four, and he cannot say what hurts him. His tests are enclosed.",
        "[SIGNATURE]",
    ),
    "spouse": (
        "Dear Sir or Madam,",
        "You refused the scan. She has had two falls since May, and her doctor asked for it twice.",
        "[PATIENT_NAME], husband of [MEMBER_NAME]",
    ),
    "adult child": (
        "To whom it may concern:",
        "I am writing for my mother, [MEMBER_NAME]. She fell in May and has not walked alone since.",
        "Daughter and authorized representative",
    ),
    "sibling": (
        "Hello,",
        "I am his sister and I appeal for him. He has had seizures since he was nine, and he lives with me.",
        "[SIGNATURE]",
    ),
    "relative": (
        "Regarding my nephew, [MEMBER_NAME]",
        "He is sixteen and he lives with us. You cut his hours of nursing, and he needs them.",
        "[SIGNATURE]\nhis aunt",
    ),
    "physician": (
        "To the Medical Director:",
        "I write as the treating physician. She has failed two drugs, and her labs are enclosed.",
        "[PHYSICIAN_NAME], MD",
    ),
    "clinician": (
        "Dear Colleague,",
        "This child needs the chair. He cannot sit without support, and his skin breaks down.",
        "Jane Roe, RN",
    ),
    "advocate": (
        "In the matter of [MEMBER_NAME]",
        "The member asks that the denial be withdrawn. She has tried what the policy lists.",
        "Attorney for [MEMBER_NAME]",
    ),
}


def written(voice: str, more: str = "") -> str:
    head, body, signature = LETTERS[voice]
    return "\n\n".join(
        filter(None, (head, body, "Please send me the rule that was used, and an answer in 30 days.", more, signature))
    )


def verdict(text: str, voice: str | None = None) -> str:
    letters = pl.DataFrame({"letter_id": ["a"], "kind": ["appeal"], "text": [text]})
    known = letters.select("letter_id", voice=pl.lit(voice, pl.String))
    return str(VoiceMixed().assess(letters, known)["verdict"].item())


@pytest.mark.parametrize("voice", LETTERS)
def test_the_letter_tells_who_writes(voice: str) -> None:
    assert told_voice(written(voice)) == voice
    assert verdict(written(voice)) == PASS


@pytest.mark.parametrize(
    ("voice", "slip"),
    [
        (voice, slip)
        for slip, voices in {
            "As his treating physician I have followed him for years.": (
                "patient",
                "parent",
                "adult child",
                "advocate",
            ),
            "I examined this patient in my clinic in March.": ("patient", "spouse", "sibling", "relative"),
            "My own tumor has grown, and my doctor wants me to start at once.": ("physician", "clinician", "advocate"),
            "I take my insulin four times a day and I cannot walk to the corner.": ("parent", "spouse", "adult child"),
            "My husband cannot walk without help.": ("patient", "parent", "adult child", "advocate"),
            "As her mother I see what it does to her.": ("patient", "spouse", "physician", "advocate"),
        }.items()
        for voice in voices
    ],
)
def test_a_slip_is_found_without_a_voice(voice: str, slip: str) -> None:
    assert told_voice(written(voice, slip)) == voice
    assert verdict(written(voice, slip)) == FAIL


@pytest.mark.parametrize(
    ("voice", "lawful"),
    [
        (
            "parent",
            'His doctor wrote: "I have treated this patient for three years. As his physician I see no other way."',
        ),
        ("parent", "I have not slept through a night since he came home, and my back aches from lifting him."),
        ("parent", "I am a nurse myself, but I write as his mother."),
        ("parent", "I am a pediatrician, and I am his mother first."),
        ("spouse", "We sign this together, she and I."),
        ("spouse", "As her caregiver I lift her four times a day."),
        ("physician", "I have discussed her case with my partner and with her husband."),
        ("physician", "If she were my own daughter I would ask for the same."),
        ("clinician", "I examined his skin in our clinic, and I have followed him for a year."),
        ("advocate", 'In her words: "I am tired of falling, and my knees hurt."'),
        ("advocate", "As the child grows, the chair will have to grow with her."),
        ("sibling", "Our mother had the same disease and died of it."),
        ("adult child", "My husband and I take turns at her bed."),
        ("patient", "My wife drives me, and my daughter does the stairs for me."),
    ],
)
def test_what_a_speaker_may_say(voice: str, lawful: str) -> None:
    assert verdict(written(voice, lawful)) == PASS


def test_the_given_voice_decides() -> None:
    text = written("parent", "He is my patient.")
    assert [verdict(text, voice) for voice in (None, "parent", "physician")] == [FAIL, FAIL, FAIL]
    text = "I appeal.\n\nI examined this patient.\n\n[SIGNATURE]"
    assert [verdict(text, voice) for voice in (None, "patient", "physician", "neighbor")] == [
        UNMEASURED,
        FAIL,
        PASS,
        UNMEASURED,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We appeal the denial of [DENIAL_DATE]. The rule was met.\n\n[SIGNATURE]",
        "I appeal. The rule was met, and the papers are enclosed.\n\n[SIGNATURE]",
        # Of two voices neither is the letter's.
        "We appeal.\n\n[SIGNATURE], her mother\n[PHYSICIAN_NAME], MD",
    ],
)
def test_who_cannot_be_told_is_unmeasured(text: str) -> None:
    assert told_voice(text) is None
    assert verdict(text) == UNMEASURED


def test_many_letters_are_told_like_one() -> None:
    texts = [written(voice, slip) for voice in LETTERS for slip in ("", "As her mother I know.", "My knees hurt.")]
    texts.append("I appeal.")
    letters = pl.DataFrame({"letter_id": [str(n) for n, _ in enumerate(texts)], "kind": "appeal", "text": texts})
    check = VoiceMixed()
    verdicts = check.assess(letters, letters.select("letter_id"))["verdict"]
    failed = [check.inspect({"kind": "appeal", "text": text}) is not None for text in texts]
    assert [one == FAIL for one in verdicts] == failed
    assert verdicts[-1] == UNMEASURED
