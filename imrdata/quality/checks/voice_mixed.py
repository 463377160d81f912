"""An appeal that forgets who signs it."""

from __future__ import annotations

from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.patterns import HYPOTHETICAL, NEGATED, QUOTED, matches, pattern

_SICK = (
    r"(?:condition|disease|symptoms|pain|illness|health|suffering|medical history|body|life|quality of"
    r" life|disability|disorder|recovery|medications?|medicines?|premiums|job)"
)
#: What only the patient says.
PATIENT: Final = (
    pattern("my_condition", rf"\bmy (?:own )?(?:\w+ )?{_SICK}\b", "speaks as the patient", QUOTED),
    pattern(
        "i_diagnosed",
        r"\bi (?:was|have been|had been|am being) (?:first |recently )?(?:diagnosed"
        r"|hospitali[sz]ed|prescribed|admitted|referred|treated|denied)\b",
        "speaks as the patient",
        QUOTED,
    ),
    pattern(
        "i_suffer",
        r"\bi (?:suffer|live with|have suffered|have failed|take|have taken|am taking|am a"
        r" \d+|am \d+ years|developed|was in (?:the )?hospital)\b",
        "speaks as the patient",
        QUOTED,
    ),
    pattern(
        "i_have_disease",
        r"\bi have (?:[a-z']+ ){0,3}(?:disease|syndrome|disorder|cancer|diabetes"
        r"|arthritis|pain)\b",
        "speaks as the patient",
        QUOTED,
    ),
)
MY_DOCTOR: Final = (
    pattern(
        "my_doctor",
        r"\bmy (?:own |treating |primary care |primary )?(?:doctors?|physicians?"
        r"|specialists?|surgeon|gastroenterologist|oncologist|therapist|provider)\b",
        "speaks as the patient",
        QUOTED,
    ),
)
FAMILY: Final = (
    pattern(
        "my_child",
        r"\bmy (?:\w+ )?(?:son|daughter|child|mother|father|wife|husband)(?:'s)?\b",
        "speaks as the family",
        QUOTED,
    ),
)
#: What only the physician says.
PHYSICIAN: Final = (
    pattern("my_patient", r"\bmy patients?(?:'s?)?\b", "speaks as the physician", QUOTED),
    pattern(
        "i_am_treating",
        r"\bi am (?:an? |the |his |her |their )?(?:\w+ )?(?:treating|attending"
        r"|prescribing|board[- ]certified)\b",
        "speaks as the physician",
        QUOTED,
    ),
    pattern(
        "as_treating",
        r"\bas (?:the|an?|her|his|their|\[\w+\]'s) (?:treating|attending|prescribing"
        r"|ordering) (?:physician|doctor|provider|clinician|specialist)[, ]+i\b",
        "speaks as the physician",
        QUOTED,
    ),
    pattern(
        "i_prescribed",
        r"\bi (?:have |had )?(?:prescribed|ordered|examined|evaluated)\b",
        "speaks as the physician",
        QUOTED,
        HYPOTHETICAL,
        NEGATED,
    ),
    pattern(
        "their_doctor",
        r"\bi (?:am|have been) (?:her|his|their|the (?:patient|member)'s|\[\w+\]'s)"
        r" (?:\w+ ){0,2}(?:doctor|physician|surgeon|provider|specialist|\w+ologist"
        r"|\w+iatrist)\b",
        "speaks as the physician",
        QUOTED,
    ),
    pattern(
        "my_practice",
        r"\b(?:in|at) my (?:\w+ )?(?:practice|clinic|medical opinion|medical judgment"
        r"|clinical opinion|clinical judgment|clinical experience|professional opinion"
        r"|professional judgment)\b",
        "speaks as the physician",
        QUOTED,
    ),
    pattern(
        "under_my_care",
        r"\bunder my (?:medical )?care\b|\bi have (?:treated|been treating|followed)"
        r" (?:this|the|mr|ms|her|him|\[)",
        "speaks as the physician",
        QUOTED,
    ),
)
#: What each voice must not sound like.
FORBIDDEN: Final = {
    "patient": PHYSICIAN,
    "physician": (*MY_DOCTOR, *PATIENT, *FAMILY),
    "parent": (*PHYSICIAN, *PATIENT),
    "spouse": (*PHYSICIAN, *PATIENT),
}


class VoiceMixed(Check):
    """The appeal keeps the voice it was asked for.

    Rule: a patient does not speak of "my patient", a physician not of "my condition", "my doctor" or "my
    son", a parent or spouse of neither a patient nor an illness of their own. Quoted speech passes; an unknown voice
    passes.
    Source: domain.md §7.
    Limits: third-person slips ("the patient" in a patient's letter) pass; a physician who writes of their own
    life or a parent who is ill too is flagged.
    """

    name = "voice_mixed"
    version = 2
    kinds = ("appeal",)
    needs = ("voice",)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first phrase in another's voice."""
        text = read(letter["text"])
        for one in FORBIDDEN.get(letter["voice"], ()):
            for span in matches(text, one):
                return f"{one.says} in a {letter['voice']}'s letter", text.span(*span)
        return None
