"""The plan's ground: the denial's must fit the case's Type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import FOUND_SCHEMA, UNMEASURED, Finding, found_row
from imrdata.quality.checks.grounds import (
    EXPERIMENTAL,
    NOT_EMERGENCY,
    NOT_SO,
    NOT_SO_AFTER,
    REASONS,
    RIGHTS,
    asserted,
    asserted_in,
    may_hold,
    possible_grounds,
)
from imrdata.quality.literals import Required, required_literals
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import split_parts

__all__ = ["GroundMismatch"]

_URGENT_WORDS: Final = re.compile(
    r"\b(?:emergenc(?:y|ies)|emergent|urgent|urgently|urgency|immediate|ambulance|er|life-threatening"
    r"|prudent layperson|911|sudden|walk-in|same[- ]day|right away|at once|after hours|danger|could have waited"
    r"|(?:doctor's|physician's) office|appointment)\b"
)
_EXPERIMENTAL_WORDS: Final = re.compile(
    rf"{EXPERIMENTAL.pattern}|\b(?:not (?:been )?(?:\w+ )?prove[nd]|clinical trials?|(?:not|no|n't|insufficient"
    rf"|lack of|lacks|limited|little|absence of|inadequate|weak|without|few)[^.;]{{0,60}}\b(?:evidence|studies"
    rf"|research|proof|literature|data|support)"
    r"|(?:evidence|studies|research|literature|data)\b[^.;]{0,60}\b(?:not|n't|insufficient|limited|lacking"
    r"|inconclusive|weak|unclear|too few|do not|does not))\b"
)


#: "Well established, not experimental": the opposite of the ground of an experimental case.
_ESTABLISHED: Final = re.compile(
    r"\b(?:is|are|was|were|'s|considered|regarded as|it) (?:\w+ ){0,3}?(?:well[- ]established|well[- ]proven"
    r"|accepted (?:medical )?(?:treatment|therapy|practice|care|standard)"
    r"|standard (?:of care|treatment|therapy)|standard and proven|proven (?:treatment|therapy|safe|effective|to work)"
    r"|mainstream|no longer (?:experimental|investigational)"
    r"|not (?:considered |regarded as |itself |deemed )?(?:experimental|investigational|unproven))\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:other|others|ordinary|conventional|usual|elsewhere|if|not (?:a |an |the |yet |been )?(?:well|accepted"
    r"|standard|proven|mainstream)|n't"
    r"|may|might|could|would|must|when|whether|until|unless|no evidence|disagree\w*"
    r"|you (?:say|said|wrote)|your (?:\w+ )?\w+ (?:says?|said|wrote|believes?|states?)|grievances?|imr|department"
    r"|rather|instead|there (?:is|are|was|were)|(?:was|were|been|has|have) offered"
    r"|(?:you|he|she) (?:have|has|did|had)(?: not|n't) (?:had|tried|used|taken)|(?:available|open) to you)\b"
)
#: The service that is asked for, as a denial speaks of it.
_OF_SERVICE: Final = re.compile(r"\b(?:it|this|these|that|requested|proposed|asked for|you want)\b")
#: A sentence that gives the reason, and there is no second.
_SOLE: Final = re.compile(
    r"\b(?:(?:only|one|sole|single|whole|real|true|actual|entire|main|our|the) (?:\w+ )?(?:reason|basis|ground|cause"
    r"|thing|obstacle|difficulty|problem)s?\b[^.;]{0,60}?\b(?:is|was|lies|being)"
    r"|(?:alone|simply|solely|purely|entirely|only) (?:is the reason|because|since|on the ground|for want)"
    r"|(?:ground|reason|basis) is that|that alone|rests? (?:\w+ )?on|turns? on|comes? down to"
    r"|(?:den(?:y|ied|ying)|refus(?:e|ed|ing)|declin(?:e|ed|ing)|reject(?:ed|ing)?|turn(?:ed|ing) (?:it |this )?down"
    r"|said no|say no|withheld) (?:\w+ ){0,3}?(?:because|since|as you|for want|for lack|on the ground|for the reason"
    r"|due to|owing to))\b|\b(?:ground|reason|basis): "
)
#: What a plan may say that leads to no review of any Type.
_NO_GROUND: Final = re.compile(
    r"\b(?:out(?:side)?(?:[- ]of)? (?:(?:your|our|the) )?network|out-of-network|non-?(?:participating|contracted)"
    r"|not (?:in|part of|within) (?:your|our|the) network|too late|untimely|timely filing"
    r"|(?:after|past|missed) the deadline|not (?:enrolled|eligible|a member)|too (?:expensive|costly|dear)"
    r"|costs? (?:too much|more than)|(?:high|cost|price|expense)s? of the)\b"
)
_CRITERIA: Final = re.compile(
    r"(?:\bnot|n't|\bfails? to|\bfailed to) (?:\w+ )?(?:meet|met|satisf\w+|fulfil\w*|reach\w*|qualify)\b"
    r"|\bfalls? short of\b|\bnot medically necessary\b"
    r"|\b(?:criteri(?:a|on)|threshold|requirements?) (?:is|are|was|were) not\b"
)
#: All that a reason may be, by the ground that it is.
_EVERY: Final = {**REASONS, "none": _NO_GROUND, "criteria_not_met": _CRITERIA}
#: The line of a view that tells what the plan said.
_PLAN_SAID: Final = re.compile(r"\b(?:plan|insurer|group|denied|denial|denying)\b", re.I)


def _other_reasons(text: NormalText) -> Iterator[Claim]:
    """Yield where a denial says what its one reason is; the key is the grounds whose words that sentence has."""
    for start, end in text.sentences():
        said = text.text[start:end]
        if not _SOLE.search(said) or RIGHTS.search(said):
            continue
        given = {name: match.span() for name, form in _EVERY.items() if (match := form.search(said))}
        for first, last in given.values():
            if not NOT_SO.search(said, 0, first) and not NOT_SO_AFTER.match(said, last):
                yield Claim(start + first, start + last, _ANOTHER, key=frozenset(given))
                break


def _fits(given: frozenset[str], letter: dict[str, str]) -> bool:
    """Tell whether a reason is of the denial's ground, or what the plan said by the view."""
    grounds = possible_grounds(letter.get("ground"), letter["type"], None)
    if letter["type"].casefold() == "urgent care":
        # That there was no emergency is what makes the case one of its Type, whatever else the plan said.
        grounds += ("not_emergency",)
    view = " ".join(line for line in (letter.get("view_text") or "").split("\n") if _PLAN_SAID.search(line))
    return not grounds or not given.isdisjoint(grounds) or any(_EVERY[name].search(view.lower()) for name in given)


def _established(text: NormalText) -> tuple[int, int] | None:
    """Return where a denial calls the service established: not another one, to which it then compares it."""
    for start, end in text.sentences():
        match = _ESTABLISHED.search(text.text, start, end)
        if match and " the " in match[0] and not _OF_SERVICE.search(text.text, start, match.end()):
            # "Surgery is the accepted treatment": another one, told by its name.
            continue
        if not match or _OTHERWISE.search(text.text, start, end) or text.is_quoted(*match.span()):
            continue
        # "Surgery is standard treatment; the laser is still investigational."
        rest = [(start, end), text.sentence(end)] if text.text[start:end].endswith("; ") else [(start, end)]
        if not any(asserted_in(text, EXPERIMENTAL, *where, after=match.end()) for where in rest):
            return match.span()
    return None


def _states(text: NormalText, form: re.Pattern[str]) -> bool:
    """Tell whether words occur outside the sentences on rights, which name every ground."""
    return may_hold(text.original, form) and any(
        form.search(text.text, start, end) and not RIGHTS.search(text.text, start, end)
        for start, end in text.sentences()
    )


_ANOTHER: Final = "gives another reason than the ground of the denial"
#: What a denial must not say in a case of each Type, the most telling first, and how it is found.
_MUST_NOT: Final[dict[str, tuple[tuple[str, Callable[[NormalText], tuple[int, int] | None]], ...]]] = {
    "medical necessity": (
        ("calls the service experimental in a medical-necessity case", partial(asserted, form=EXPERIMENTAL)),
        ("denies an emergency in a medical-necessity case", partial(asserted, form=NOT_EMERGENCY)),
    ),
    "experimental/investigational": (
        ("denies an emergency in an experimental case", partial(asserted, form=NOT_EMERGENCY)),
        ("calls the service established in an experimental case", _established),
    ),
    "urgent care": (("calls the service experimental in an urgent-care case", partial(asserted, form=EXPERIMENTAL)),),
}
#: What it must speak of.
_MUST: Final = {
    "experimental/investigational": (
        "does not call the service experimental in an experimental case",
        _EXPERIMENTAL_WORDS,
    ),
    "urgent care": ("does not speak of urgency in an urgent-care case", _URGENT_WORDS),
}
#: The words that a paragraph must have to be read; those of `_URGENT_WORDS` are too short to tell anything.
_TELLING: Final = tuple(required_literals(form) for form in (_SOLE, EXPERIMENTAL, NOT_EMERGENCY, _ESTABLISHED))


class GroundMismatch(LocalCheck):
    """A denial's ground must be one that leads to a review of this Type.

    Rule: Medical Necessity: neither "experimental" (in many wordings: unproven, still being studied, no published
    evidence) nor "not an emergency" is given as the ground. Experimental/Investigational: the letter says so, and not
    that there was no emergency. Urgent Care: it speaks of urgency, or of where or when else the care was to be had, and
    does not call the service experimental.
    Nor may the letter give for its reason, in so many words ("our one reason is", "denied because"), what is neither
    its own ground, where that is known, nor a ground of the Type nor what the view says of the plan; nor call an
    experimental service established.
    Passes on purpose: what is said of rights, conditions and what an IMR looks at; "not denied as experimental".
    Why: the Type follows from the ground; a letter with another ground is not a reconstruction of this case.
    Source: domain.md §7; Health & Safety Code §1374.30(d), §1370.4.
    Limits: a reason that takes more than one sentence to tell passes; a denial that gives two grounds in one sentence
    passes if one fits; in cases of other Types than the three it is unmeasured.
    """

    name = "ground_mismatch"
    version = 9
    kinds = ("denial",)
    needs = ("type",)
    reads = ("type", "ground", "view_text")

    def required(self) -> Iterable[Required]:
        """Return the words without which a paragraph gives no reason."""
        return _TELLING

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs with the words of a reason."""
        worth: np.ndarray = np.any([batch.words.candidates(words) for words in _TELLING], axis=0)
        return worth

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield what fits no denial on some ground, or in a case of some Type."""
        yield from _other_reasons(part)
        for case_type, ways in _MUST_NOT.items():
            for rank, (says, find) in enumerate(ways, 1):
                if span := find(part):
                    yield Claim(*span, says, key=case_type, rank=rank)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether it is this denial's ground or its case's Type that the claim does not fit."""
        if isinstance(claim.key, frozenset):
            return not _fits(claim.key, letter)
        return bool(claim.key == letter["type"].casefold())

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for what must not be said, then for what must; in a case of another Type there is nothing to find."""
        if letter["type"].casefold() not in _MUST_NOT:
            return None
        found = super().inspect(letter)
        says, form = _MUST.get(letter["type"].casefold(), ("", None))
        if found or form is None or any(_states(read(part), form) for _, part in split_parts(letter["text"])):
            return found
        return says, None

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Do the same for many: each different paragraph is read once."""
        is_known = pl.Series([one.casefold() in _MUST_NOT for one in frame["type"]], dtype=pl.Boolean)
        unknown = "a Type that is none of the three"
        rows = [found_row(row, unknown, verdict=UNMEASURED) for row in frame.filter(~is_known)["_row"]]
        frame = frame.filter(is_known)
        found = super().find_all(batch, frame)
        others = frame.filter(~pl.col("_row").is_in(found["_row"].implode()))
        for case_type, (says, form) in _MUST.items():
            asked = others.filter([one.casefold() == case_type for one in others["type"]])["_row"]
            places = batch.parts.places.filter(pl.col("_row").is_in(asked.implode()))
            stating = [part for part in places["part"].unique() if _states(batch.parts.read(part), form)]
            stated = places.filter(pl.col("part").is_in(stating))["_row"]
            rows += [found_row(row, says) for row in asked.filter(~asked.is_in(stated.implode()))]
        return pl.concat([found, pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row")])
