"""The facts sheet: what is known of a patient and a request, read by rule from a view, each fact with its place.

In: a view. Out: a frozen `FactsSheet`, whole or reduced to what a patient would type. A letter is asked for from a
sheet's lines, and a record of training data shows the same lines: what the writer had is what the input says.

No word of a fact is made up here: each is a span of one of the view's sentences, or one of its columns as published.
Facts that a model finds come in through `imrdata.letters.admission`. Room: letters.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self, TypeVar

from imrdata.cases.mentions import sentence_mentions
from imrdata.errors import WallError
from imrdata.letters.facts_words import (
    codes,
    is_state,
    names_time,
    outcome_of,
    purpose_of,
    says_outcome,
    says_tried,
    values,
)
from imrdata.letters.views import AppealView, JudgeView, View

__all__ = ["FACT_KINDS", "SENTENCE_ROLES", "Fact", "FactsSheet", "narrowed", "requested_service"]

_View = TypeVar("_View", bound=View)

#: Every kind of fact, and what it is.
FACT_KINDS: Final = {
    "requested": "what was asked for",
    "purpose": "what it was asked for: the words behind its name",
    "request": "a sentence that states the request",
    "category": "a category of the case, as published",
    "diagnosis": "a disease or injury that the patient has",
    "history": "a sentence on what was known of the patient before the denial",
    "tried": "a treatment that the patient has had or has, with what came of it where the sentence says so",
    "value": "a measurement",
    "code": "a code of a procedure, drug or diagnosis, where it is named",
    "ground": "a sentence that gives the plan's reason",
    "literature": "the name of a guideline, trial or agency",
}

#: Where a view's sentences stand, and the role that they have in the case.
SENTENCE_ROLES: Final = {"request": "request", "patient_facts": "patient_fact", "plan_ground": "plan_ground"}

_WHOLE: Final = {"request": "request", "patient_facts": "history", "plan_ground": "ground"}
_SPANS: Final = {"requested": "requested", "diagnosis": "diagnosis", "treatment_tried": "tried"}

#: How categories are called on a sheet.
_CATEGORIES: Final = (
    ("Diagnosis category", ("diagnosis_category", "diagnosis_subcategory")),
    ("Treatment category", ("treatment_category", "treatment_subcategory")),
    ("Kind of dispute", ("type",)),
    ("Age range", ("age_range",)),
    ("Gender", ("patient_gender",)),
)
#: How all other kinds are called, in the order of a sheet; values stand in their sentences.
_LINES: Final = (
    ("Asked for", "requested"),
    ("Purpose", "purpose"),
    ("Request", "request"),
    ("", "category"),
    ("Diagnosis", "diagnosis"),
    ("Fact", "history"),
    ("Tried", "tried"),
    ("Code", "code"),
    ("Plan's reason", "ground"),
    ("Literature", "literature"),
)
#: A patient who types remembers about so many of the facts that a file holds. Chosen, not measured.
_MOST_TYPED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact and where it stands in the view.

    Attributes
    ----------
    kind
        A key of `FACT_KINDS`.
    text
        The words of the view, verbatim.
    source, index, start, end
        The view's field, which of its sentences (0 for a column), and the span in it, in code points.
    outcome, outcome_start
        Of a treatment: the same sentence's words on what came of it, and where they start; None if it says nothing.
    """

    kind: str
    text: str
    source: str
    index: int
    start: int
    end: int
    outcome: str | None = None
    outcome_start: int | None = None

    def stands_in(self, view: View) -> bool:
        """Say whether the view holds the fact's words at their place."""
        field = getattr(view, self.source, None)
        texts = (field,) if isinstance(field, str) else field or ()
        if not self.index < len(texts) or texts[self.index][self.start : self.end] != self.text:
            return False
        if self.outcome is None or self.outcome_start is None:
            return self.outcome is None and self.outcome_start is None
        return bool(texts[self.index].startswith(self.outcome, self.outcome_start))


@dataclass(frozen=True, slots=True)
class FactsSheet:
    """All facts that a writer is given, in the order of the view.

    Examples
    --------
    >>> from imrdata.letters.views import DenialView
    >>> view = DenialView(
    ...     diagnosis_category="Orth/Musculoskeletal",
    ...     diagnosis_subcategory="Back Pain",
    ...     treatment_category=None,
    ...     treatment_subcategory=None,
    ...     type="Medical Necessity",
    ...     age_range="41-50",
    ...     patient_gender=None,
    ...     request=("A patient has requested coverage for a lumbar spine MRI.",),
    ...     patient_facts=("She has tried naproxen and physical therapy without relief.",),
    ...     plan_ground=(),
    ... )
    >>> sheet = FactsSheet.from_view(view)
    >>> for label, value in sheet.lines():
    ...     print(f"{label}: {value}")
    Asked for: a lumbar spine MRI
    Request: A patient has requested coverage for a lumbar spine MRI.
    Diagnosis category: Orth/Musculoskeletal / Back Pain
    Kind of dispute: Medical Necessity
    Age range: 41-50
    Fact: She has tried naproxen and physical therapy without relief.
    Tried: naproxen (without relief)
    Tried: physical therapy (without relief)
    Not stated: when earlier treatment took place
    >>> [label for label, value in sheet.reduced(seed=1).lines()]
    ['Asked for', 'Request', 'Diagnosis category', 'Age range', 'Not stated']
    """

    facts: tuple[Fact, ...]

    @classmethod
    def from_view(cls, view: View) -> Self:
        """Read a sheet from a view by rule; literature only from a view that names some."""
        return cls(tuple(_read(view)))

    def of(self, kind: str) -> tuple[Fact, ...]:
        """Return the facts of a kind."""
        return tuple(fact for fact in self.facts if fact.kind == kind)

    def with_facts(self, *facts: Fact) -> Self:
        """Return the sheet with further facts, such as those that a model found and `admit_facts` let in."""
        return type(self)((*self.facts, *facts))

    @property
    def unknown(self) -> tuple[str, ...]:
        """What an appeal needs and the sheet does not say, in words that finish "it is not stated …"."""
        history = self.of("request") + self.of("history")
        tried = self.of("tried")
        gaps = (
            (not self.of("requested"), "what exactly was asked for"),
            (not self.of("diagnosis") and not self._columns("diagnosis_category"), "what the condition is"),
            (not self.of("history"), "the medical history"),
            (
                not tried and not any(says_tried(fact.text) for fact in self.of("history")),
                "which treatments were tried before",
            ),
            (
                bool(tried) and not any(fact.outcome or says_outcome(fact.text) for fact in (*tried, *history)),
                "what came of the treatments that were tried",
            ),
            (bool(tried) and not any(names_time(fact.text) for fact in history), "when earlier treatment took place"),
        )
        return tuple(words for missing, words in gaps if missing)

    def lines(self) -> tuple[tuple[str, str], ...]:
        """List the sheet as label and value, each on one line, each line once: what prompts and records show."""
        found: list[tuple[str, str]] = []
        for label, kind in _LINES:
            if kind == "category":
                for name, columns in _CATEGORIES:
                    if parts := [value for column in columns for value in self._columns(column)]:
                        found.append((name, " / ".join(parts)))
            else:
                found += [(label, _with_outcome(fact)) for fact in self.of(kind)]
        if self.unknown:
            found.append(("Not stated", "; ".join(self.unknown)))
        return tuple(dict.fromkeys((label, " ".join(value.split())) for label, value in found))

    def reduced(self, *, seed: int) -> Self:
        """Return what a patient would type: no literature, codes, kind of dispute or plan's reason, fewer facts.

        The plan's reason is in the denial, which the patient has. Of the sentences on the patient, half are drawn by
        the sheet's hash and the seed, three at most; all that was read from the others goes with them.
        """
        count = min(len(self.of("history")) // 2, _MOST_TYPED)
        drawn = {fact.index for fact in sorted(self.of("history"), key=lambda fact: self._lot(fact, seed))[:count]}
        kept = [
            fact
            for fact in self.facts
            if fact.kind not in ("literature", "code", "ground")
            and fact.source != "type"
            and (fact.source != "patient_facts" or fact.index in drawn)
        ]
        return type(self)(tuple(kept))

    def to_dict(self) -> dict[str, Any]:
        """Return the sheet as plain data: its facts, and what is not known."""
        return {"facts": [asdict(fact) for fact in self.facts], "unknown": list(self.unknown)}

    @property
    def sha256(self) -> str:
        """Hash of the facts with their places."""
        data = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(data.encode()).hexdigest()

    def _columns(self, name: str) -> list[str]:
        return [fact.text for fact in self.facts if fact.source == name]

    def _lot(self, fact: Fact, seed: int) -> bytes:
        # Not from literature: what a reviewer cites must not steer which facts a patient remembers.
        typed = type(self)(tuple(each for each in self.facts if each.kind != "literature"))
        return hashlib.sha256(f"{seed}|reduced|{fact.index}|{typed.sha256}".encode()).digest()


def narrowed(view: _View, sheet: FactsSheet) -> _View:
    """Return a view that shows no more than a sheet of it: what the writer of a reduced record has seen.

    Checks that ask whether a letter is grounded read this view; a fact of the case that was not on the sheet is as
    unfounded in the letter as one of no case.

    Raises
    ------
    WallError
        The sheet was not read from this view.
    """
    strangers = [fact for fact in sheet.facts if not fact.stands_in(view)]
    if strangers:
        raise _not_of(strangers[0])
    fields: dict[str, Any] = {}
    for label in _CATEGORIES:
        for column in label[1]:
            fields[column] = next((fact.text for fact in sheet.facts if fact.source == column), None)
    names = (*SENTENCE_ROLES, *(("literature",) if isinstance(view, AppealView | JudgeView) else ()))
    for name in names:
        kept = {fact.index for fact in sheet.facts if fact.source == name}
        fields[name] = tuple(text for index, text in enumerate(getattr(view, name)) if index in kept)
    return replace(view, **fields)


def requested_service(view: View) -> str | None:
    """Return the name of what was asked for, so that it fits behind "your request for"; None when unsure.

    Of several things asked for, the first. A name that speaks of somebody ("her", "the patient") gives None: in a
    letter it would speak of somebody else.

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
    ...     patient_facts=(),
    ...     plan_ground=(),
    ...     request=("The parent of a patient has requested coverage for a special bed.",),
    ... )
    >>> requested_service(view)
    'a special bed'
    """
    for sentence in view.request:
        for kind, start, end in sentence_mentions(sentence, role="request"):
            if kind == "requested":
                service = " ".join(sentence[start:end].split())
                return None if _SPEAKS_OF_SOMEBODY.search(service) else service
    return None


_SPEAKS_OF_SOMEBODY: Final = re.compile(
    r"\b(?:he|she|they|her|his|him|their|my|your|patient|enrollee|member|insured|beneficiary)(?:['’]?s)?\b", re.I
)


def _read(view: View) -> Iterator[Fact]:
    for _, columns in _CATEGORIES:
        for column in columns:
            if value := getattr(view, column):
                yield Fact(kind="category", text=value, source=column, index=0, start=0, end=len(value))
    for source, role in SENTENCE_ROLES.items():
        for index, sentence in enumerate(getattr(view, source)):
            yield from _in_sentence(sentence, source=source, role=role, index=index)
    if isinstance(view, AppealView | JudgeView):
        for index, name in enumerate(view.literature):
            yield Fact(kind="literature", text=name, source="literature", index=index, start=0, end=len(name))


def _in_sentence(sentence: str, *, source: str, role: str, index: int) -> Iterator[Fact]:
    place: dict[str, Any] = {"source": source, "index": index}
    yield Fact(kind=_WHOLE[source], text=sentence, start=0, end=len(sentence), **place)
    if source == "plan_ground":
        return  # what the plan says of the patient is the plan's view of it
    spans = [
        (_SPANS[kind], start, end)
        for kind, start, end in sentence_mentions(sentence, role=role)
        # A request that a history tells of may be another one: only the request says what is in dispute.
        if kind in _SPANS
        and (kind != "requested" or source == "request")
        and (kind != "treatment_tried" or outcome_of(sentence, start, end) or not is_state(sentence, start, end))
    ]
    asked = [end for kind, _, end in spans if kind == "requested"]
    spans += [("purpose", *found) for end in asked if (found := purpose_of(sentence, end))]
    spans += [("value", *span) for span in values(sentence)] if source == "patient_facts" else []
    spans += [("code", *span) for span in codes(sentence)]
    for kind, start, end in spans:
        outcome = outcome_of(sentence, start, end) if kind == "tried" else None
        yield Fact(
            kind=kind,
            text=sentence[start:end],
            start=start,
            end=end,
            outcome=outcome and outcome[0],
            outcome_start=outcome and outcome[1],
            **place,
        )


def _with_outcome(fact: Fact) -> str:
    return f"{fact.text} ({fact.outcome})" if fact.outcome else fact.text


def _not_of(fact: Fact) -> WallError:
    return WallError(
        f"a fact of kind {fact.kind} does not stand at its place in {fact.source}",
        where="a facts sheet",
        mend="make the sheet from the view that it is used with",
    )
