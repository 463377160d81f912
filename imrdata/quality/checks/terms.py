"""Medicines, procedures and diagnoses that the writer of an appeal was not given."""

from __future__ import annotations

from collections.abc import Iterator

from imrdata.quality.clauses import is_possible, is_said_of_patient
from imrdata.quality.concepts import is_grounded, mentions, terms_of
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText

__all__ = ["TermNotInView"]

_SAYS = {
    "drug": "names a medicine that is not in the view",
    "class": "names a medicine that is not in the view",
    "procedure": "names a treatment that is not in the view",
    "diagnosis": "names a condition that is not in the view",
}


class TermNotInView(LocalCheck):
    """Every medicine, procedure, device and diagnosis in an appeal must be in what its writer saw.

    Rule: terms of the offline lexicons (docs/lexicons.md) and words with the endings of nonproprietary names, operations
    and diseases; each must occur in the view or the denial, under any name of the same thing (brand and generic,
    abbreviation, lay name), by its words, or by a narrower name. A class of medicines is grounded by one of its members.
    Passes on purpose: what is only possible, feared or general ("could lead to kidney failure", "people with lupus");
    words of everyday use that are not said of the patient; words outside the lexicons, such as "surgery" or "scan".
    Why: an invented diagnosis or treatment is a false statement in a patient's name.
    Source: domain.md §7; endings after the WHO's stems for nonproprietary names (from memory).
    Limits: tier B. A term outside the lexicons and without a telling ending passes; symptoms are hardly read; a right
    term said of the wrong thing passes.
    """

    name = "term_not_in_view"
    version = 2
    kinds = ("appeal",)
    needs = ("view_text", "denial_text")
    tier = "B"

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield the terms that are said to be so."""
        for one in mentions(part.text):
            if one.weak and not is_said_of_patient(part, one.start, one.end):
                continue
            if not is_possible(part, one.start, one.end):
                yield Claim(one.start, one.end, _SAYS[one.kind], key=one)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether neither the view nor the denial holds the term."""
        return not is_grounded(claim.key, terms_of(letter["view_text"], letter["denial_text"]))
