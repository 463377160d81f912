"""A letter as a row: its text with provenance and sampled axes, and what its writer saw.

In: a case, a view, axes and a text. Out: rows of LETTER_SCHEMA and SOURCE_SCHEMA.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.letters.axes import Axes
from imrdata.letters.views import AppealView, View

__all__ = ["letter_row", "source_row"]


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
    sample: int = 0,
    request_key: str | None = None,
    finish_reason: str | None = None,
    parse_notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a letter as a row of LETTER_SCHEMA; its id is the hash of kind, case, author, sample and text."""
    identity = json.dumps([kind, case_id, author, sample, text], ensure_ascii=False)
    return {
        "letter_id": hashlib.sha256(identity.encode()).hexdigest()[:32],
        "case_id": case_id,
        "kind": kind,
        "author": author,
        "text": text,
        "answers": answers,
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
        findings[sentence["start"] : sentence["end"]]
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
        "reviewer_text": "\n".join(hidden),
    }
