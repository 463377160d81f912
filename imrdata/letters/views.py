"""The wall: what one writer may see of a case.

A view is the only door from a case to a prompt. It is built by default-deny: it names each column it takes,
takes a sentence only if its role is one of `VISIBLE_ROLES`, and drops whatever else the case holds. A prompt
is rendered from a view, never from a case, so what is not in the view can't be in the prompt.

In: one row of a cases frame with sentences. Out: a frozen, typed view.
Who may see what, and why: docs/wall.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.errors import WallError

__all__ = ["AppealView", "DenialView", "View"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What was known before the denial. Base of both writers' views; not used by itself.

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
            elif value:
                lines.extend(value)
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
    findings: str = case["findings"] or ""
    by_role: dict[str, list[str]] = {role: [] for role in VISIBLE_ROLES}
    for sentence in case["sentences"] or ():
        if sentence["role"] in by_role:
            by_role[sentence["role"]].append(findings[sentence["start"] : sentence["end"]])
    return {
        **{name: case[name] for name in VISIBLE_COLUMNS},
        "request": tuple(by_role["request"]),
        "patient_facts": tuple(by_role["patient_fact"]),
        "plan_ground": tuple(by_role["plan_ground"]),
    }


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
        Empty until `cases` finds them.
    """

    denial: str
    literature: tuple[str, ...] = ()

    @classmethod
    def from_case(cls, case: Mapping[str, Any], *, denial: str) -> Self:
        """Build the view from one row and the letter it answers."""
        return cls(**_visible(case), denial=denial)
