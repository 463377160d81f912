"""The wall: what one writer may see of a case.

A view is the only door from a case to a prompt. It is built by default-deny: it names each column it takes,
takes a sentence only if its role is one of `VISIBLE_ROLES`, and drops whatever else the case holds. A prompt
is rendered from a view, never from a case, so what is not in the view can't be in the prompt.

In: one row of a cases frame with sentences. Out: a frozen, typed view: `DenialView` and `AppealView` for writers,
`JudgeView` for whoever reads a finished letter.
Who may see what, and why: docs/wall.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from imrdata.cases.mentions import sentence_mentions
from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.errors import WallError

__all__ = ["VISIBLE_COLUMNS", "AppealView", "DenialView", "JudgeView", "View"]

#: Columns of a case that every writer may see. All others are the reviewer's or would tell the outcome.
VISIBLE_COLUMNS = (
    "diagnosis_category",
    "diagnosis_subcategory",
    "treatment_category",
    "treatment_subcategory",
    "type",
    "age_range",
    "patient_gender",
)

#: What of the evidence an appeal may name. A name leaves its sentence alone; journals and authors stay behind, since
#: without the sentence nobody could tell which paper is meant.
_CITABLE: Final = frozenset({"guideline", "trial", "agency"})

#: Words before a name that may be its own or the sentence's ("outdated guideline of …"): when in doubt, left behind.
_LEAD: Final = re.compile(
    r"^(?:(?:An?|The|This|These|Some|Such|Other) )?"
    r"(?:(?!guid|practice|consensus|position|policy|scientific|committee|clinical|appropriat|compendi|standards)"
    r"[a-z][\w'’-]*,? )*"
)

#: Words of an outcome: a title that holds them is more than a name.
_OUTCOME: Final = re.compile(
    r"medical(?:ly)? necess|overturn|upheld|uphold|reviewers?\b|independent medical|\bden(?:y|ied|ial)|health plan"
    r"|more beneficial|standard therap|\b(?:this|the) (?:patient|enrollee|member)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What was known before the denial. Base of all views; not used by itself.

    Attributes
    ----------
    diagnosis_category, diagnosis_subcategory, treatment_category, treatment_subcategory
        The case's categories as published; None where the export leaves them blank.
    type
        ``Medical Necessity``, ``Experimental/Investigational`` or ``Urgent Care``.
    age_range, patient_gender
        Bucket (``41-50``) and ``Female``, ``Male`` or ``Other``.
    request, patient_facts, plan_ground
        Sentences of Findings with these roles, verbatim, in the order of the text.
    """

    diagnosis_category: str | None
    diagnosis_subcategory: str | None
    treatment_category: str | None
    treatment_subcategory: str | None
    type: str | None
    age_range: str | None
    patient_gender: str | None
    request: tuple[str, ...]
    patient_facts: tuple[str, ...]
    plan_ground: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the view as plain data, field by field."""
        return asdict(self)

    @property
    def sha256(self) -> str:
        """Hash of all that the view shows, and of nothing else."""
        data = json.dumps(self.to_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(data.encode()).hexdigest()

    @property
    def text(self) -> str:
        """All that the view shows, one item a line: what grounding checks read."""
        lines: list[str] = []
        for value in self.to_dict().values():
            if isinstance(value, str):
                lines.append(value)
            else:
                lines.extend(each if isinstance(each, str) else ": ".join(each) for each in value or ())
        return "\n".join(lines)

    @property
    def strength(self) -> str:
        """How much a writer has to go on: ``facts``, ``request`` or ``categories``."""
        if self.patient_facts:
            return "facts"
        return "request" if self.request else "categories"


def _visible(case: Mapping[str, Any]) -> dict[str, Any]:
    """Take from a case what every writer may see."""
    missing = [name for name in (*VISIBLE_COLUMNS, "findings", "sentences") if name not in case]
    if missing:
        raise WallError(
            f"the case has no {', '.join(missing)}",
            where=str(case.get("case_id", "a case")),
            mend="pass a row of read_imr(...).cases after add_sentences",
        )
    by_role: dict[str, list[str]] = {role: [] for role in VISIBLE_ROLES}
    for role, text in _sentences(case):
        if role in by_role:
            by_role[role].append(text)
    return {
        **{name: case[name] for name in VISIBLE_COLUMNS},
        "request": tuple(by_role["request"]),
        "patient_facts": tuple(by_role["patient_fact"]),
        "plan_ground": tuple(by_role["plan_ground"]),
    }


def _sentences(case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a case's sentences as role and text."""
    findings: str = case["findings"] or ""
    return [(each["role"], findings[each["start"] : each["end"]]) for each in case["sentences"] or ()]


def _literature(case: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names in a case's evidence that an appeal may cite, each once, in the order of the text."""
    names = [
        _LEAD.sub("", text[start:end])
        for role, text in _sentences(case)
        if role == "evidence"
        for kind, start, end in sentence_mentions(text, role=role)
        if kind in _CITABLE
    ]
    kept = dict.fromkeys(name for name in names if not _OUTCOME.search(name))
    # "American Heart Association" beside its own guideline would be the same authority twice.
    return tuple(name for name in kept if not any(name in other and name != other for other in kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialView(View):
    """What the writer of a denial may see.

    Examples
    --------
    >>> text = "A patient has requested an MRI. The MRI is medically necessary."
    >>> view = DenialView.from_case(
    ...     {
    ...         "diagnosis_category": "Cancer",
    ...         "diagnosis_subcategory": "Breast",
    ...         "treatment_category": None,
    ...         "treatment_subcategory": None,
    ...         "type": "Medical Necessity",
    ...         "age_range": "41-50",
    ...         "patient_gender": "Female",
    ...         "determination": "overturned",
    ...         "findings": text,
    ...         "sentences": [
    ...             {"start": 0, "end": 31, "role": "request", "cue": "requested"},
    ...             {"start": 32, "end": 63, "role": "verdict", "cue": "necessary"},
    ...         ],
    ...     }
    ... )
    >>> view.request, view.patient_facts, view.strength
    (('A patient has requested an MRI.',), (), 'request')
    """

    @classmethod
    def from_case(cls, case: Mapping[str, Any]) -> Self:
        """Build the view from one row (``cases.row(i, named=True)``); everything not named is left behind."""
        return cls(**_visible(case))


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView(View):
    """What the writer of an appeal may see: the same, the denial, and literature a patient may cite.

    Attributes
    ----------
    denial
        The text of the letter that is appealed.
    literature
        Names of guidelines, trials and agencies from the Findings' evidence: names, never sentences.
    """

    denial: str
    literature: tuple[str, ...] = ()

    @classmethod
    def from_case(cls, case: Mapping[str, Any], *, denial: str, literature: bool = True) -> Self:
        """Build the view from one row and the letter it answers; `literature` says whether names are taken too."""
        return cls(**_visible(case), denial=denial, literature=_literature(case) if literature else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeView(View):
    """What the reader of a finished letter may see: all that its writer saw, and what only the reviewer knew.

    A judge has to know both to tell a fact of the record from one that was invented, or that leaked. What a judgement
    has no use for stays behind here too: the ReferenceID, the years and days, and who wrote the letter.

    Attributes
    ----------
    kind
        ``denial`` or ``appeal``.
    letter
        The letter that is judged.
    denial
        The letter that an appeal answers; None for denials.
    literature
        As the writer of the appeal saw it.
    reviewer
        Sentences of Findings that no writer may see, headers left out.
    items
        What is to be judged: an id and a sentence each, such as a rubric's.
    """

    kind: str
    letter: str
    denial: str | None = None
    literature: tuple[str, ...] = ()
    reviewer: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_case(
        cls,
        case: Mapping[str, Any],
        *,
        kind: str,
        letter: str,
        items: Sequence[tuple[str, str]],
        denial: str | None = None,
        literature: bool = True,
    ) -> Self:
        """Build the view from one row, the letter and what is to be judged in it."""
        if kind not in ("denial", "appeal") or (denial is None) != (kind == "denial"):
            raise WallError(
                f"a letter of kind {kind} is judged {'without' if denial is None else 'with'} a denial beside it",
                where="JudgeView",
                mend="use kind denial and no `denial`, or kind appeal and the one it answers",
            )
        hidden = [text for role, text in _sentences(case) if role not in (*VISIBLE_ROLES, "header")]
        return cls(
            **_visible(case),
            kind=kind,
            letter=letter,
            denial=denial,
            literature=_literature(case) if literature and kind == "appeal" else (),
            reviewer=tuple(hidden),
            items=tuple((name, words) for name, words in items),
        )
