"""A letter as a row: its text with provenance and sampled axes, and what its writer saw.

In: a case, a view, axes and a text. Out: rows of LETTER_SCHEMA and SOURCE_SCHEMA. Views need not be kept: `view_of`
makes a letter's view anew from its case and, for an appeal, the denial that it answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from imrdata.cases.findings import UNDECIDED, unsure_cues
from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.letters.axes import Axes
from imrdata.letters.facts import FactsSheet, narrowed
from imrdata.letters.views import AppealView, DenialView, View

__all__ = ["INPUTS", "appeal_view", "letter_row", "source_row", "view_of"]

#: What the writer of an appeal may be shown of a case: all that a view holds, or what a patient would type.
INPUTS: Final = ("full", "reduced")


def appeal_view(case: Mapping[str, Any], *, denial: str, input: str, seed: int) -> AppealView:
    """Return what the writer of an appeal is shown: the whole view, or the one that a reduced facts sheet leaves.

    Parameters
    ----------
    case
        A row of a cases frame with sentences.
    denial
        The text of the letter that is appealed.
    input
        One of `INPUTS`.
    seed
        The recipe's: it draws which facts a reduced view keeps.
    """
    view = AppealView.from_case(case, denial=denial)
    return view if input == "full" else narrowed(view, FactsSheet.from_view(view).reduced(seed=seed))


def view_of(letter: Mapping[str, Any], *, case: Mapping[str, Any], denial: str | None = None) -> View:
    """Return the view that a letter was written from, made anew from its case.

    Parameters
    ----------
    letter
        A row of LETTER_SCHEMA; ``kind``, ``input`` and ``seed`` are read.
    case
        The letter's case, with sentences.
    denial
        The text of the denial that an appeal answers.

    Returns
    -------
    View
        Whether it is the letter's own, ``view_sha256`` tells.
    """
    if letter["kind"] == "denial":
        return DenialView.from_case(case)
    return appeal_view(case, denial=denial or "", input=letter["input"], seed=letter["seed"])


def letter_row(
    *,
    kind: str,
    case_id: str,
    author: str,
    text: str,
    view: View,
    axes: Axes,
    task_version: str,
    answers: str | None = None,
    input: str = "full",
    sample: int = 0,
    request_key: str | None = None,
    finish_reason: str | None = None,
    parse_notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a letter as a row of LETTER_SCHEMA; its id is the hash of kind, case, author, sample, text and input."""
    parts = [kind, case_id, author, sample, text, *([] if input == "full" else [input])]
    identity = json.dumps(parts, ensure_ascii=False)
    return {
        "letter_id": hashlib.sha256(identity.encode()).hexdigest()[:32],
        "case_id": case_id,
        "kind": kind,
        "author": author,
        "text": text,
        "answers": answers,
        "input": input,
        "ground": axes.ground,
        "ground_source": axes.ground_source,
        "regime": axes.regime,
        "counterfactual": axes.counterfactual,
        "notice": axes.notice,
        "voice": axes.voice,
        "length": axes.length,
        "register": axes.register,
        "seed": axes.seed,
        "view_sha256": view.sha256,
        "view_strength": view.strength,
        "task_version": task_version,
        "request_key": request_key,
        "finish_reason": finish_reason,
        "parse_notes": list(parse_notes),
    }


def source_row(letter: Mapping[str, Any], *, case: Mapping[str, Any], view: View) -> dict[str, Any]:
    """Return what a letter's writer saw, and what only the reviewer knew, as a row of SOURCE_SCHEMA."""
    findings = case["findings"] or ""
    hidden = [
        (sentence["cue"], findings[sentence["start"] : sentence["end"]])
        for sentence in case["sentences"]
        if sentence["role"] not in VISIBLE_ROLES and sentence["role"] != "header"
    ]
    # An appeal's view holds the denial as well; grounding checks must be able to tell the two apart.
    denial = view.denial if isinstance(view, AppealView) else None
    facts = {name: value for name, value in view.to_dict().items() if name != "denial"}
    lines = [line for value in facts.values() if value for line in ([value] if isinstance(value, str) else value)]
    return {
        "letter_id": letter["letter_id"],
        "view_text": "\n".join(lines),
        "denial_text": denial,
        "type": view.type,
        "ground": letter["ground"],
        "voice": letter["voice"],
        "reference_id": case["reference_id"],
        "reviewer_text": "\n".join(text for cue, text in hidden if cue != UNDECIDED),
        "undecided_text": "\n".join(text for cue, text in hidden if cue in unsure_cues()),
    }
