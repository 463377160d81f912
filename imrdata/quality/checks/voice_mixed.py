"""An appeal that forgets who signs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import FOUND_SCHEMA, UNMEASURED, Finding, found_row
from imrdata.quality.checks.voice_others import (
    AS_PLAN,
    CAREGIVER,
    FAMILY,
    HANDLES,
    PHYSICIAN,
    SEE_SUFFER,
    SHE_IS_ILL,
    THIRD_PERSON,
    as_kin,
    kin_is_ill,
)
from imrdata.quality.checks.voice_patient import AS_CHILD, ILL, MY_DOCTOR, OWN_LIFE, ill_alone
from imrdata.quality.checks.voice_told import told_voice
from imrdata.quality.checks.voice_words import AS_KIN, CHILD, KIN, PARENT, SPOUSE, WITH_ELDERS, WITH_THEM
from imrdata.quality.concept_rules import Concept, ConceptCheck
from imrdata.quality.local import Claim
from imrdata.quality.normalise import NormalText
from imrdata.quality.voices import CALLED_IN, KINDRED, VOICES


def _but(*voices: str) -> tuple[str, ...]:
    return tuple(voice for voice in KINDRED if voice not in voices)


#: What a sentence claims of its speaker, and whose letter can't hold it. The speaker is the patient, or kin, or treats,
#: or stands in: each shuts out the others, and one kind of kin another.
_CLAIMS: Final[tuple[tuple[Iterable[Concept], tuple[str, ...]], ...]] = (
    (PHYSICIAN, ("patient", *KINDRED)),
    ([one for one in PHYSICIAN if one.name in ("my_patient", "treating", "i_treat", "came_to_me")], ("advocate",)),
    ((HANDLES, *THIRD_PERSON, SHE_IS_ILL), ("patient",)),
    ((MY_DOCTOR, *ILL, *OWN_LIFE, *FAMILY), CALLED_IN),
    (AS_CHILD, ("parent",)),
    (ill_alone(WITH_THEM), ("parent", "spouse")),
    (ill_alone(WITH_ELDERS), _but("parent", "spouse")),
    ([CAREGIVER], ("patient", *CALLED_IN)),
    (kin_is_ill("speaks as the family", "my|our", KIN), ("patient",)),
    ([as_kin("speaks as the family", AS_KIN)], ("patient", *CALLED_IN)),
    ([SEE_SUFFER], ("patient",)),
    ((*kin_is_ill("speaks as a spouse", "my", SPOUSE), as_kin("speaks as a spouse", SPOUSE)), _but("spouse")),
    (kin_is_ill("speaks as a parent", "my|our", CHILD), _but("parent", "relative")),
    ([as_kin("speaks as a parent", PARENT)], _but("parent", "relative")),
    ([AS_PLAN], VOICES),
)


class VoiceMixed(ConceptCheck):
    """The appeal keeps one voice.

    Rule: what only one voice says in another's letter. The voice is the one that was asked for (`voice`); where none is
    given, or none that is known, it is told by the letter (`imrdata.quality.checks.voice_told`): a patient, a parent,
    spouse, grown child, sibling or other relative, a physician or other clinician, an advocate or attorney. A patient
    does not speak of "my patient", of an examination, of the patient as of another ("the patient has", or a whole
    paragraph of "her pain"), or of a relative as the one who is ill; who treats or stands in, not of an illness, a
    doctor, a family or a daily life of their own; kin of no illness or treatment of their own, not as a physician, and
    not as kin of another kind; a child does not speak in a parent's letter; nobody speaks for the plan. Quoted speech
    passes. A letter that
    neither is given a voice nor tells one, or that tells of two, is unmeasured.
    Source: domain.md §7.
    Passes on purpose: relatives who help or had the same illness, or whom one nursed; a patient who is a nurse by
    trade; what letters, criteria and records say of "the patient"; what is only supposed ("if I take a pill and my
    fever drops, is it cured?"); a relative's tired back in a sentence that names the one who is ill.
    Limits: keyed on words, so a slip in words of another kind passes ("I still climb ladders as an electrician" is
    seen, not every trade is); a physician who writes of their own life is flagged; "she" for the patient in a
    patient's letter is seen only in a paragraph without "I". The voice is told wrongly where a whole letter is signed
    by one and written as another.
    """

    name = "voice_mixed"
    version = 10
    kinds = ("appeal",)
    concepts = tuple(replace(one, kinds=voices) for concepts, voices in _CLAIMS for one in concepts)

    def broken(self, part: NormalText, kind: str, rules: Iterable[tuple[int, Any]]) -> Iterator[Claim]:
        """Say in whose letter a claim stands: the voice stands for the kind."""
        for claim in super().broken(part, kind, rules):
            yield replace(claim, says=f"{claim.says} in the {kind}'s letter")

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first finding of one letter; without a voice there is none."""
        voice = _voice(letter.get("voice"), letter["text"])
        return super().inspect({**letter, "kind": voice}) if voice else None

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Read each different paragraph once for each voice that has it."""
        given = frame["voice"] if "voice" in frame.columns else [None] * frame.height
        voices = pl.Series("kind", [*map(_voice, given, frame["text"])], pl.String)
        frame = frame.with_columns(voices)
        untold = [
            found_row(row, "no voice", verdict=UNMEASURED) for row in frame.filter(pl.col("kind").is_null())["_row"]
        ]
        found = super().find_all(batch, frame.drop_nulls("kind"))
        return pl.concat([found, pl.DataFrame(untold, schema=FOUND_SCHEMA, orient="row")])


def _voice(given: str | None, text: str) -> str | None:
    """Return who is to be heard: who was asked for, or who the letter says."""
    return given if given in VOICES else told_voice(text)
