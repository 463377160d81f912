"""Medicines, procedures and diagnoses that the writer of an appeal was not given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.checks.failed_treatment import GENERIC, is_known
from imrdata.quality.checks.operations import Operation, may_tell, operations, was_operated
from imrdata.quality.checks.polarity import unaffirmed
from imrdata.quality.checks.told_of import is_elsewhere
from imrdata.quality.clauses import is_possible, is_said_of_patient
from imrdata.quality.concepts import is_grounded, may_begin, mentions, terms_of
from imrdata.quality.local import Claim, LocalCheck, not_invented
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import words

__all__ = ["TermNotInView"]

_SAYS = {
    "drug": "names a medicine that is not in the view",
    "class": "names a medicine that is not in the view",
    "procedure": "names a treatment that is not in the view",
    "diagnosis": "names a condition that is not in the view",
}


#: What a person has, said so plainly that it needs no lexicon; or an illness by its kind: "a thyroid disorder".
_ILLNESSES: Final = (
    re.compile(
        r"\b(?:suffer(?:s|ed|ing)? from|diagnos(?:ed|is) (?:with|of|as)|(?:medical |past )?history of|living with"
        r"|lives with|afflicted with|battling|struggl(?:e|es|ed|ing) with"
        r"|treated for|hospitalized for|was found to have|complicated by) (?:an? |the |my |his |her |also "
        r"|both |severe |chronic |recurrent |longstanding )*(?P<what>(?:[a-z][\w'-]* ?){1,4})"
    ),
    re.compile(
        r"\b(?:have|has|had|having|got|carries|carry|carried|with|developed|suffer\w* from|my|his|her)"
        r" (?:an? |also |a history of )?"
        r"(?P<what>(?:(?!and\b|or\b|the\b|of\b|a\b|no\b|any\b|this\b|that\b|such\b|rare\b|serious\b"
        r"|same\b)[a-z][a-z'-]+ ){1,2}"
        r"(?:disorder|disease|syndrome|deficiency|failure|defect|palsy|dystrophy|insufficiency|fibrosis|mutation))\b"
    ),
)
#: Each of them holds one of these.
_ILL_WORD: Final = re.compile(
    r"(?:suffer|diagnos|history|live|living|afflict|battling|struggl|treated|hospitali|found|complicated|disorder"
    r"|disease"
    r"|syndrome|deficiency|failure|defect|palsy|dystrophy|insufficiency|fibrosis|mutation)"
)
#: Law named after what it is about; and who works with it.
_LAW: Final = re.compile(r"(?: [\w'-]+){0,3} (?:act|law|code|bill)\b")
_PERSON: Final = re.compile(r"(?:ists?|icians?)$")
_END: Final = re.compile(
    r"\b(?:and|or|but|that|which|who|for|in|on|at|by|since|because|with|without|when|while|as|from|to|is|was|are|were"
    r"|has|have|had|every|each|this|all|it|i|he|she|they|we|you)\b"
)
_NO_ILLNESS: Final = frozenset(
    words(
        "delay delays denial decision hardship paperwork bills debt stress distress fear anger frustration "
        "anxiety dignity consequences hunger poverty family abuse violence trauma loss side effects recovery "
        "help uncertainty limits limitations discomfort fatigue pain weakness daily constant unbearable "
        "persistent debilitating this that these those same it them such many several serious complex rare "
        "progressive painful disabling medical health mental physical real terrible worsening ongoing illness "
        "illnesses disability disabilities difficulty difficulties complications trying using failed "
        "treatment treatments compliance care success failure smoking drinking years months weeks days "
        "disorder disorders disease syndrome deficiency defect insufficiency "
    )
)


class TermNotInView(LocalCheck):
    """Every medicine, procedure, device and diagnosis in an appeal must be in what its writer saw.

    Rule: terms of the offline lexicons (docs/lexicons.md) and words with the endings of nonproprietary names,
    operations and diseases; operations, tests and devices told in plain words ("they took out my spleen"), and
    illnesses by their kind; each must occur in the view or the denial, under any name of the same thing (brand and
    generic, abbreviation, lay name), by its words, or by a narrower name; a sign (dysphagia) also by the plain words
    for it. A class of medicines is grounded by one of its members. A procedure that no lexicon has is known by its
    kind (a scan, a graft, an exam) and the words before it: half of them, and the deed, must be in the source.
    Passes on purpose: what is denied; what is only possible, feared, compared, looked for or left to be tried; what is
    told of others (relatives, neighbors, "people with lupus"), of anybody ("steroids thin the bones") or of a place of
    work ("the dialysis unit"); what the plan's policy or letter names; what a sentence defines; words of everyday use
    and classes of medicines that are not said of the patient; papers that are enclosed; words outside the lexicons,
    such as "surgery" or "scan", alone; what stands in a hidden sentence that may be a fact (`undecided_text`).
    Why: an invented diagnosis or treatment is a false statement in a patient's name.
    Source: domain.md §7; endings after the WHO's stems for nonproprietary names (from memory).
    Limits: tier B. A term outside the lexicons and without a telling ending passes; symptoms are hardly read; a right
    term said of the wrong thing passes; "my mother" is the patient unless her death is told.
    """

    name = "term_not_in_view"
    version = 13
    kinds = ("appeal",)
    needs = ("view_text",)
    reads = ("view_text", "denial_text", "undecided_text")
    tier = "B"

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a word which a term may begin with, or be told by."""
        words = batch.parts.words
        telling = [word for word in words.different if may_begin(word) or may_tell(word) or _ILL_WORD.match(word)]
        told = np.isin(words.numbers, pl.Series(telling, dtype=pl.String).hash().to_numpy())
        counts = np.concatenate([[0], told.cumsum()])
        worth: np.ndarray = counts[words.starts[1:]] > counts[words.starts[:-1]]
        return worth

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield the terms that are said to be so."""
        for one in mentions(part.text):
            if (one.weak or one.kind == "class") and not is_said_of_patient(part, one.start, one.end):
                continue
            if _is_unsaid(part, one.start, one.end, drug=one.kind == "drug") or _LAW.match(part.text, one.end):
                continue
            if _NO_TERM.search(part.text, part.sentence(one.start)[0], one.end):
                continue
            if one.kind in ("procedure", "diagnosis") and _PERSON.search(one.words):
                continue
            # A medicine is named for no other reason than that it was given, or may be.
            if one.kind == "drug" or not is_possible(part, one.start, one.end):
                yield Claim(one.start, one.end, _SAYS[one.kind], key=one)
        for told in operations(part.text):
            if mentions(part.text[told.start : told.end]) or _is_unsaid(part, told.start, told.end):
                continue
            if not is_possible(part, told.start, told.end):
                yield Claim(told.start, told.end, _SAYS["procedure"], key=told)
        for form in _ILLNESSES:
            for match in form.finditer(part.text):
                yield from _illness(part, *match.span("what"))

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether neither the view nor the denial holds the term."""
        given = not_invented(letter), letter.get("denial_text") or ""
        source = terms_of(*given)
        if isinstance(claim.key, Operation):
            worn = claim.key.head in _WORN and claim.key.head in source.words
            return not (worn or was_operated(claim.key, _lines(*given), source.words))
        if isinstance(claim.key, tuple):
            return not is_known(claim.key[-1], source.words)
        # "Videostroboscopy" grounds a stroboscopy.
        longer = len(claim.key.words) >= _LONG and any(word.endswith(claim.key.words) for word in source.words)
        return not longer and not is_grounded(claim.key, source)


def _illness(part: NormalText, start: int, end: int) -> Iterator[Claim]:
    """Yield what no lexicon knows, where a phrase says that it is an illness."""
    if cut := _END.search(part.text, start, end):
        end = cut.start()
    telling = [
        word
        for word in re.findall(r"[a-z][a-z'-]+[a-z]", part.text[start:end])
        if word not in GENERIC and word not in _NO_ILLNESS and not word.endswith(("ly", "ing", "'s"))
    ]
    if telling and not (
        mentions(part.text[start:end])
        or is_possible(part, start, end)
        or _is_unsaid(part, start, end)
        or part.is_quoted(start, end)
    ):
        yield Claim(start, start + len(part.text[start:end].rstrip()), _SAYS["diagnosis"], key=tuple(telling))


def _is_unsaid(part: NormalText, start: int, end: int, *, drug: bool = False) -> bool:
    """Tell whether a place is denied, or not told of the patient; what the view affirms is `negation_flip`'s."""
    return (
        any(a < end and start < b for a, b in unaffirmed(part.original))
        or _NEVER_WAS.match(part.text, end) is not None
        or _NOT_FOUND.search(part.text, part.sentence(start)[0], start) is not None
        or _ENCLOSED.match(part.text, end) is not None
        or is_elsewhere(part, start, end, drug=drug)
    )


#: What is worn goes by what it is made of, or where it sits: a plaster cast is the contact cast of the file.
_WORN: Final = frozenset(words("cast boot brace splint sling collar corset device mask"))
_LONG: Final = 8
#: A unit, a verb, the subject of a document, or a paper that is enclosed.
_NO_TERM: Final = re.compile(
    r"\d ?ms$|\bheart(?: still| only)? pumps?$|\b(?:enclos\w+|attach\w+|with this(?: letter)?):?"
    r"(?:(?! (?:that|which|who|show\w*|as|because)\b)[^.;]){0,80}$"
    r"|\b(?:guidelines?|practice patterns?|statements?|guidance|polic(?:y|ies)|criteria|standards?) (?:on|for|about"
    r"|regarding) (?:[\w-]+ ){0,3}[\w-]+$"
    r"|\b(?:days?|nights?|weeks?|hours?|time|lay|lying|lies?|from|out of|stuck) (?:in |on )?(?:an?|the|my|his|her)"
    r" hospital beds?$"
)
#: A list of what was not found.
_NOT_FOUND: Final = re.compile(r"\b(?:(?:not present|absent|negative for):|so much as an?) [^.;:]*$")
#: The papers that come with a letter: "the x-rays and notes are enclosed".
_ENCLOSED: Final = re.compile(
    r"[^.;:]{0,60} (?:(?:is|are)(?: also)? (?:enclosed|attached)|comes? with this|accompan(?:y|ies) this)\b"
)
#: "Topiramate, because of my kidney stones, was never tried."
_NEVER_WAS: Final = re.compile(
    r":? (?:none|never|no\b)|(?:,[^,;.]{1,60},)? (?:was|were|has|have|had|is|are)(?: not|n't"
    r"| never)(?: yet)?(?: been)? (?:tried|used|given|taken|done|prescribed|needed|started|performed|attempted"
    r"|considered|an option|a choice)\b"
)


@lru_cache(maxsize=4096)
def _lines(*texts: str) -> tuple[str, ...]:
    return tuple(line for text in texts for line in text.lower().splitlines())
