"""An appeal that forgets who signs it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import Finding
from imrdata.quality.checks.voice_others import (
    CAREGIVER,
    FAMILY,
    PHYSICIAN,
    SEE_SUFFER,
    SHE_IS_ILL,
    THIRD_PERSON,
    as_kin,
    kin_is_ill,
)
from imrdata.quality.checks.voice_patient import AS_CHILD, ILL, ILL_ALONE, MY_DOCTOR, OWN_LIFE
from imrdata.quality.checks.voice_words import CHILD, KIN, SPOUSE
from imrdata.quality.concept_rules import Concept, ConceptCheck

_PARENT: Final = r"(?:mother|father|parents?|mom|dad)"
#: What each voice must not sound like.
FORBIDDEN: Final[dict[str, tuple[Concept, ...]]] = {
    "patient": (
        *PHYSICIAN,
        *THIRD_PERSON,
        SHE_IS_ILL,
        CAREGIVER,
        *kin_is_ill("speaks as the family", "my|our", KIN),
        as_kin("speaks as the family", rf"(?:{KIN}|parents?)"),
        SEE_SUFFER,
    ),
    "physician": (MY_DOCTOR, *ILL, *OWN_LIFE, CAREGIVER, *FAMILY, as_kin("speaks as the family", KIN)),
    "parent": (
        *PHYSICIAN,
        *AS_CHILD,
        *ILL_ALONE,
        *kin_is_ill("speaks as a spouse", "my", SPOUSE),
        as_kin("speaks as a spouse", SPOUSE),
    ),
    "spouse": (
        *PHYSICIAN,
        *ILL_ALONE,
        *kin_is_ill("speaks as a parent", "my|our", CHILD),
        as_kin("speaks as a parent", _PARENT),
    ),
}

#: The same as rules, each for one voice.
_RULES: Final = tuple(
    replace(one, says=f"{one.says} in a {voice}'s letter", kinds=(voice,))
    for voice, rules in FORBIDDEN.items()
    for one in rules
)


class VoiceMixed(ConceptCheck):
    """The appeal keeps the voice it was asked for.

    Rule: what only one voice says in another's letter. A patient does not speak of "my patient", of an examination, of
    the patient as of another ("the patient has", or a whole paragraph of "her pain"), or of a relative as the one who
    is ill; a physician not of an illness, a doctor, a family or a daily life of their own; a parent and a spouse of
    no illness or treatment of their own, not as a physician, and not as each other; a child does not speak in a
    parent's letter. Quoted speech passes; an unknown voice passes.
    Source: domain.md §7.
    Passes on purpose: relatives who help or had the same illness, or whom one nursed; a patient who is a nurse by
    trade; what letters, criteria and records say of "the patient"; what is only supposed ("if I take a pill and my
    fever drops, is it cured?"); a relative's tired back in a sentence that names the one who is ill.
    Limits: keyed on words, so a slip in words of another kind passes ("I still climb ladders as an electrician" is
    seen, not every trade is); a physician who writes of their own life is flagged; "she" for the patient in a
    patient's letter is seen only in a paragraph without "I".
    """

    name = "voice_mixed"
    version = 5
    kinds = ("appeal",)
    needs = ("voice",)
    concepts = _RULES

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first finding of one letter."""
        return super().inspect({**letter, "kind": letter["voice"]})

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Read each different paragraph once for each voice that has it: the voice stands for the kind."""
        return super().find_all(batch, frame.with_columns(kind=pl.col("voice")))
