"""What a preview shows, as plain data: sentences with marks, views, sheets, prompts, letters with their verdicts.

In: rows, views, sheets, requests and outcomes of one case. Out: dictionaries that the page, the terminal and
``--json`` show alike. All spans are code points. Room: report.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import polars as pl
from pydantic import BaseModel

from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.letters.facts import SENTENCE_ROLES, Fact, FactsSheet
from imrdata.letters.parse import NOTES
from imrdata.letters.parse_structured import Structured, parse_answer
from imrdata.letters.tasks import Task
from imrdata.letters.views import View
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.tokens import estimate_tokens, most_tokens
from imrdata.quality.check import FAIL, PASS, UNMEASURED
from imrdata.quality.rubric import rubric_totals

__all__ = ["letter_data", "prompt_data", "segments", "sentence_data", "sheet_data", "view_data"]

#: The sheet's own line of what is not known; it is shown apart.
_UNKNOWN_LABEL: Final = "Not stated"


def sentence_data(case: Mapping[str, Any], *, sheet: FactsSheet) -> list[dict[str, Any]]:
    """Return a case's sentences in the order of the text, each with its role and what the sheet takes from it.

    ``start`` and ``end`` are code points of the Findings, those of ``marks`` code points of the sentence.
    """
    findings = case["findings"] or ""
    places = {role: source for source, role in SENTENCE_ROLES.items()}
    counts = dict.fromkeys(places, 0)
    names = tuple(dict.fromkeys(fact.text for fact in sheet.of("literature")))
    shown = []
    for sentence in case["sentences"] or ():
        role, text = sentence["role"], findings[sentence["start"] : sentence["end"]]
        marks: Iterable[tuple[int, int, str]] = ()
        if role in places:
            here = (places[role], counts[role])
            marks = _marks(fact for fact in sheet.facts if (fact.source, fact.index) == here and fact.text != text)
            counts[role] += 1
        elif role == "evidence":
            marks = _found(names, text)
        shown.append(
            {
                "text": text,
                "start": sentence["start"],
                "end": sentence["end"],
                "role": role,
                "cue": sentence["cue"],
                "admitted": role in VISIBLE_ROLES,
                "marks": [{"start": start, "end": end, "kind": kind} for start, end, kind in sorted(set(marks))],
            }
        )
    return shown


def _marks(facts: Iterable[Fact]) -> Iterable[tuple[int, int, str]]:
    for fact in facts:
        yield fact.start, fact.end, fact.kind
        if fact.outcome is not None and fact.outcome_start is not None:
            yield fact.outcome_start, fact.outcome_start + len(fact.outcome), "outcome"


def _found(names: Collection[str], text: str) -> Iterable[tuple[int, int, str]]:
    for name in names:
        at = text.find(name)
        while at >= 0:
            yield at, at + len(name), "literature"
            at = text.find(name, at + len(name))


def view_data(view: View) -> dict[str, Any]:
    """Return what one writer may see."""
    fields = json.loads(json.dumps(view.to_dict()))  # tuples as lists, so that JSON gives the same back
    return {"name": type(view).__name__, "strength": view.strength, "sha256": view.sha256, "fields": fields}


def sheet_data(name: str, sheet: FactsSheet) -> dict[str, Any]:
    """Return the lines of a facts sheet, and what it says is not known."""
    lines = [list(line) for line in sheet.lines() if line[0] != _UNKNOWN_LABEL]
    return {"name": name, "lines": lines, "unknown": list(sheet.unknown), "sha256": sheet.sha256}


def prompt_data(
    task: Task,
    request: Request,
    *,
    outcome: Response | Failure | None,
    keyed: bool,
    notes: Sequence[str] = (),
    read_here: bool = True,
) -> dict[str, Any]:
    """Return a task's prompt with its size, its fingerprint and what came back.

    Parameters
    ----------
    task, request
        The task and its question.
    outcome
        The answer or failure that is there; None if there is none.
    keyed
        Whether the fingerprint is that of a question that can be asked: not where the recipe has no model, or where
        another's denial stands in for the model's.
    notes
        What the reader should know of it.
    read_here
        Whether what the answer says is shown beside the prompt; not for letters that are shown as such.
    """
    state = "not asked"
    answer = None
    if isinstance(outcome, Response):
        state = "answered"
        answer = {
            "text": outcome.text,
            "finish_reason": outcome.finish_reason,
            "prompt_tokens": outcome.prompt_tokens,
            "completion_tokens": outcome.completion_tokens,
            "served_model": outcome.served_model,
            **(_read(task, outcome) if read_here else {}),
        }
    elif isinstance(outcome, Failure):
        state = f"failed: {outcome.kind}"
    return {
        "task": task.name,
        "version": task.version_tag,
        "reads": task.reads.__name__,
        "kind": task.kind,
        "messages": [
            {**message, "estimated_tokens": estimate_tokens(message["content"])} for message in request.messages
        ],
        "estimated_tokens": sum(estimate_tokens(message["content"]) for message in request.messages),
        "most_tokens": most_tokens(request),
        "most_answer_tokens": request.sampling["max_tokens"],
        "output_schema": task.output_schema,
        "key": request.key if keyed else None,
        "state": state,
        "failure": outcome.message if isinstance(outcome, Failure) else None,
        "answer": answer,
        "notes": list(notes),
    }


def _read(task: Task, response: Response) -> dict[str, Any]:
    """Return what an answer says, as its task reads it."""
    parsed = parse_answer(task, response.text, response.finish_reason)
    if isinstance(parsed, Structured):
        value = parsed.value.model_dump(mode="json") if isinstance(parsed.value, BaseModel) else None
        return {"value": value, "error": parsed.error, "parse_notes": _words(parsed.notes)}
    return {"value": parsed.text, "error": "", "parse_notes": _words(parsed.notes)}


def letter_data(letter: Mapping[str, Any], verdicts: pl.DataFrame, *, scores: pl.DataFrame) -> dict[str, Any]:
    """Return a letter with its notes, its verdicts and the rubric's items.

    Failed verdicts come first, and those with a place in the letter are numbered. ``scores`` is RUBRIC_SCHEMA.
    """
    order = {FAIL: 0, UNMEASURED: 1, PASS: 2}
    rows = sorted(
        verdicts.filter(pl.col("letter_id") == letter["letter_id"]).iter_rows(named=True),
        key=lambda row: (order[row["verdict"]], row["check"]),
    )
    shown: list[dict[str, Any]] = []
    numbers = 0
    for row in rows:
        # The place of a score that passes is no finding.
        placed = row["verdict"] != PASS and row["span_start"] is not None and row["span_start"] < row["span_end"]
        numbers += placed
        shown.append(
            {
                **{name: row[name] for name in ("check", "check_version", "tier", "verdict", "score", "reason")},
                "span": [row["span_start"], row["span_end"]] if row["span_start"] is not None else None,
                "evidence": letter["text"][row["span_start"] : row["span_end"]] if placed else "",
                "number": numbers if placed else None,
            }
        )
    return {
        **{name: letter[name] for name in ("letter_id", "kind", "author", "text", "answers", "task_version")},
        **{name: letter[name] for name in ("request_key", "finish_reason")},
        "parse_notes": _words(letter["parse_notes"]),
        "verdicts": shown,
        "counts": {name: sum(row["verdict"] == name for row in rows) for name in (PASS, FAIL, UNMEASURED)},
        "rubric": _rubric(letter, scores.filter(pl.col("letter_id") == letter["letter_id"])),
    }


def _rubric(letter: Mapping[str, Any], scores: pl.DataFrame) -> dict[str, Any]:
    """Return a letter's points, and each item with its state and the words that it rests on."""
    totals = rubric_totals(scores).drop("letter_id").row(0, named=True)
    items = [
        {
            **{name: row[name] for name in ("item", "points", "state", "reason")},
            "span": None if row["span_start"] is None else [row["span_start"], row["span_end"]],
            "evidence": "" if row["span_start"] is None else letter["text"][row["span_start"] : row["span_end"]],
        }
        for row in scores.iter_rows(named=True)
    ]
    return {**totals, "items": items}


def _words(notes: Iterable[str]) -> list[list[str]]:
    return [[note, NOTES.get(note, "")] for note in notes]


def segments(text: str, spans: Iterable[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """Cut a text at the ends of spans, which may overlap.

    Parameters
    ----------
    text
        The text.
    spans
        ``(start, end, label)`` in code points.

    Returns
    -------
    list of dict
        ``text``, the ``labels`` of the spans that cover it, and those that ``end`` with it; joined, the pieces are
        the text again.

    Examples
    --------
    >>> [(piece["text"], piece["labels"]) for piece in segments("it’s late", [(0, 4, "a"), (3, 9, "b")])]
    [('it’', ['a']), ('s', ['a', 'b']), (' late', ['b'])]
    """
    clipped = [(max(0, start), min(end, len(text)), label) for start, end, label in spans]
    clipped = [span for span in clipped if span[0] < span[1]]
    cuts = sorted({0, len(text), *(at for start, end, _ in clipped for at in (start, end))})
    return [
        {
            "text": text[start:end],
            "labels": list(dict.fromkeys(label for first, last, label in clipped if first <= start and end <= last)),
            "ends": list(dict.fromkeys(label for _, last, label in clipped if last == end)),
        }
        for start, end in pairwise(cuts)
    ]
