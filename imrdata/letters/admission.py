"""Facts that a model found: let in only with a quotation that is found, verbatim, in the view it was shown.

In: a model's answer to the task `facts`, and the view. Out: facts with their places, and each that was turned away
with its reason. The words of a fact that is let in are the view's, never the model's. Room: letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from imrdata.letters.facts import SENTENCE_ROLES, Fact, FactsSheet
from imrdata.letters.facts_words import is_negated
from imrdata.letters.views import View

__all__ = ["REJECTIONS", "Admission", "FactsAnswer", "FoundFact", "admit_facts"]

#: Why a model's fact is turned away.
REJECTIONS: Final = {
    "not_found": "the quotation stands in no sentence that the model was shown",
    "wrong_place": "it stands there, but such a fact is not read from such a sentence",
    "cut_negation": "a negation before the quotation was left out",
    "cut_word": "the quotation begins or ends inside a word or a number",
    "too_long": "a name as long as that is a sentence",
    "outcome_not_found": "the words on what came of it do not stand in the same sentence",
    "known": "the sheet has it already",
}

#: The sentences that each kind may be read from.
_READ_FROM: Final[dict[str, tuple[str, ...]]] = {
    "requested": ("request",),
    "diagnosis": ("request", "patient_facts"),
    "tried": ("request", "patient_facts"),
    "value": ("patient_facts",),
    "code": ("request", "patient_facts"),
}
_LONGEST: Final = 220


class FoundFact(BaseModel):
    """One fact that a model says it found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["requested", "diagnosis", "tried", "value", "code"]
    quote: str = Field(min_length=2, description="the shortest words of one sentence that name it, copied exactly")
    outcome_quote: str | None = Field(
        default=None, description="of a treatment: the same sentence's words on what came of it, copied exactly"
    )


class FactsAnswer(BaseModel):
    """The answer to the task `facts`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    facts: tuple[FoundFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What became of a model's facts: those let in, and each turned away with a key of `REJECTIONS`."""

    admitted: tuple[Fact, ...]
    rejected: tuple[tuple[FoundFact, str], ...]

    @property
    def reasons(self) -> dict[str, int]:
        """How many were turned away, by reason."""
        return dict(sorted(Counter(reason for _, reason in self.rejected).items()))


def admit_facts(answer: FactsAnswer, *, view: View, sheet: FactsSheet) -> Admission:
    """Let a model's facts in where the view bears them out.

    A quotation may differ from the sentence in white space and in the form of quotation marks, as the prompt shows
    it, and in nothing else. Shortening that turns the meaning round ("tried X" out of "has not tried X") is refused.

    Parameters
    ----------
    answer
        The model's answer.
    view
        The view that its prompt was made from.
    sheet
        What is known already, by rule.

    Examples
    --------
    >>> from imrdata.letters.views import DenialView
    >>> view = DenialView(
    ...     diagnosis_category=None,
    ...     diagnosis_subcategory=None,
    ...     treatment_category=None,
    ...     treatment_subcategory=None,
    ...     type=None,
    ...     age_range=None,
    ...     patient_gender=None,
    ...     request=(),
    ...     patient_facts=("She has not tried zoltamab but wears a brace daily.",),
    ...     plan_ground=(),
    ... )
    >>> found = [{"kind": "tried", "quote": words} for words in ("tried zoltamab", "a brace", "surgery")]
    >>> answer = FactsAnswer.model_validate({"facts": found})
    >>> done = admit_facts(answer, view=view, sheet=FactsSheet(()))
    >>> [fact.text for fact in done.admitted], done.reasons
    (['a brace'], {'cut_negation': 1, 'not_found': 1})
    """
    admitted: list[Fact] = []
    rejected: list[tuple[FoundFact, str]] = []
    for found in answer.facts:
        fact = _admitted(found, view, (*sheet.facts, *admitted))
        if isinstance(fact, Fact):
            admitted.append(fact)
        else:
            rejected.append((found, fact))
    return Admission(admitted=tuple(admitted), rejected=tuple(rejected))


def _admitted(found: FoundFact, view: View, known: tuple[Fact, ...]) -> Fact | str:
    """Return the fact, or why it is none. The first place that bears it out counts, else the first reason."""
    places = list(_places(found.quote, view))
    if not places:
        return "not_found"
    if len(found.quote) > _LONGEST:
        return "too_long"
    reasons = []
    for source, index, sentence, (start, end) in places:
        reason, outcome = _judged(found, source, sentence, start, end)
        if reason:
            reasons.append(reason)
            continue
        place: dict[str, Any] = {"source": source, "index": index, "start": start, "end": end}
        if any(_same(fact, found.kind, **place) for fact in known):
            reasons.append("known")
            continue
        return Fact(
            kind=found.kind,
            text=sentence[start:end],
            outcome=None if outcome is None else sentence[slice(*outcome)],
            outcome_start=None if outcome is None else outcome[0],
            **place,
        )
    return reasons[0]


def _judged(found: FoundFact, source: str, sentence: str, start: int, end: int) -> tuple[str, tuple[int, int] | None]:
    """Return the reason against a place, empty if there is none, and the outcome's span."""
    if source not in _READ_FROM[found.kind]:
        return "wrong_place", None
    if _inside_word(sentence, start) or _inside_word(sentence, end):
        return "cut_word", None
    if is_negated(sentence, start):
        return "cut_negation", None
    if found.outcome_quote is None or found.kind != "tried":
        return "", None
    spans = list(_spans(found.outcome_quote, sentence))
    whole = [span for span in spans if not any(_inside_word(sentence, edge) for edge in span)]
    if not whole:
        return ("cut_word" if spans else "outcome_not_found"), None
    upright = [span for span in whole if not is_negated(sentence, span[0])]
    return ("", upright[0]) if upright else ("cut_negation", None)


def _same(fact: Fact, kind: str, *, source: str, index: int, start: int, end: int) -> bool:
    at = (fact.kind, fact.source, fact.index) == (kind, source, index)
    return at and fact.start < end and start < fact.end


def _places(quote: str, view: View) -> Iterator[tuple[str, int, str, tuple[int, int]]]:
    for source in SENTENCE_ROLES:
        for index, sentence in enumerate(getattr(view, source)):
            for span in _spans(quote, sentence):
                yield source, index, sentence, span


def _spans(quote: str, sentence: str) -> Iterator[tuple[int, int]]:
    """Yield where a quotation stands in a sentence, as a prompt shows it: one blank for any, one kind of marks."""
    pieces = ["".join(_SHOWN.get(letter, re.escape(letter)) for letter in word) for word in quote.split()]
    if pieces:
        for match in re.finditer(r"\s+".join(pieces), sentence):
            yield match.span()


_MARKS: Final = "[\"“”„'‘’`´]"
_SHOWN: Final = {**dict.fromkeys("\"“”„'‘’`´", _MARKS), "‹": "[<‹]", "<": "[<‹]"}


def _inside_word(sentence: str, at: int) -> bool:
    """Say whether a place stands inside a word or a number ("1" of "1.5" is not the number)."""
    if not 0 < at < len(sentence):
        return False
    before, behind = sentence[at - 1], sentence[at]
    if before.isalnum() and behind.isalnum():
        return True
    return bool(
        re.match(r"\d[.,]\d", sentence[max(at - 1, 0) : at + 2]) or re.match(r"\d[.,]\d", sentence[at - 2 : at + 1])
    )
