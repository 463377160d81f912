"""The model's own refusal in place of a letter."""

from __future__ import annotations

from imrdata.quality.checks.refusal_of_a_model import AS_A_MODEL
from imrdata.quality.checks.refusal_of_writing import CANNOT_WRITE
from imrdata.quality.concept_rules import ConceptCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.rules import LAWFUL_BELOW


class Refusal(ConceptCheck):
    """A refusal is an answer of the model to us, not of a plan to a member.

    Rule: a sentence whose speaker can't, won't or may not write, draft, help with or complete a letter, text, request
    or task, or take somebody's part; that calls writing it impossible or wrong; that names a model's guidelines or
    making as the reason; that asks for more to write with, offers something else, or sends its reader to a lawyer.
    Source: domain.md §7.
    Passes on purpose: a plan that can't approve; a patient who can't work, can't write by hand or had help with it, or
    could not answer for want of the plan's criteria; a doctor who has no second letter ready; what stands in double
    quotes.
    Limits: "I can't do that" or "I can't go on with this" without a word of writing passes, since patients say it too;
    a refusal in the plural must name the letter.
    """

    name = "refusal"
    version = 8
    lawful_below = LAWFUL_BELOW
    concepts = (*CANNOT_WRITE, *AS_A_MODEL)

    def reads_lawful(self, part: NormalText, kind: str, start: int, end: int) -> bool:
        """Ask in appeals alone: the families of denials hold no refusal."""
        return kind == "appeal" and super().reads_lawful(part, kind, start, end)
