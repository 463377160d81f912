"""A preview in a terminal: the same as on the page, compact. Room: report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from imrdata.cases.explain import ROLE_COLOURS
from imrdata.report.preview_data import segments

__all__ = ["preview_parts"]

_VERDICT_STYLES: Final = {"fail": "bold red", "unmeasured": "yellow"}


def preview_parts(data: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Yield what a console prints, one part after the other."""
    yield Text(f"Preview of {data['case_id']}, recipe {data['recipe']}, model {data['author'] or 'none'}", style="bold")
    yield Text(
        "For whoever works on prompts: this shows what the reviewer wrote, and the outcome, on purpose. No prompt is "
        "made from it; put nothing of it into one.",
        style="yellow",
    )
    for note in data["notes"]:
        yield Text(f"Note: {note}.", style="dim")
    yield _heading("Findings (✓: a writer sees it)")
    for sentence in data["sentences"]:
        yield _sentence(sentence)
    yield Text("A writer sees: " + _columns(data["admitted_columns"]))
    yield Text("Only the reviewer's side: " + _columns(data["hidden_columns"]), style="dim")
    yield Text("Drawn: " + ", ".join(f"{name} {value}" for name, value in data["axes"].items()))
    yield _heading("Facts sheets")
    for view in data["views"]:
        yield Text(f"{view['name']}: strength {view['strength']}, hash {view['sha256']}", style="dim")
    for sheet in data["sheets"]:
        yield _sheet(sheet)
    tasks = [prompt["task"] for prompt in data["prompts"]]
    for prompt in data["prompts"]:
        yield from _prompt(prompt)
        for letter in data["letters"]:
            if letter["kind"] == prompt["task"]:
                yield from _letter(letter)
    for letter in data["letters"]:
        if letter["kind"] not in tasks:
            yield from _letter(letter)


def _heading(words: str) -> Text:
    return Text(f"\n{words}", style="bold underline")


def _columns(columns: Mapping[str, Any]) -> str:
    given = [(name, value) for name, value in columns.items() if value not in (None, [])]
    return "; ".join(f"{name} {', '.join(value) if isinstance(value, list) else value}" for name, value in given)


def _sentence(sentence: Mapping[str, Any]) -> Text:
    style = ROLE_COLOURS[sentence["role"]][0]
    text = Text.assemble(("✓ " if sentence["admitted"] else "  ", "bold green"), (f"{sentence['role']:12} ", style))
    spans = [(mark["start"], mark["end"], mark["kind"]) for mark in sentence["marks"]]
    for piece in segments(sentence["text"], spans):
        text.append(piece["text"], style=f"{style} underline" if piece["labels"] else style)
    return text.append(f"  [{sentence['cue']}]" if sentence["cue"] else "", style="dim")


def _sheet(sheet: Mapping[str, Any]) -> Table:
    table = Table(title=f"Sheet: {sheet['name']}", title_justify="left", show_header=False)
    for label, value in sheet["lines"]:
        table.add_row(Text(label), Text(value))
    table.add_row("Not stated", Text("; ".join(sheet["unknown"]) or "nothing that an appeal needs"))
    return table


def _prompt(prompt: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield _heading(f"Task {prompt['task']}: {prompt['state']}")
    yield Text(
        f"{prompt['version']}, reads {prompt['reads']}; about {prompt['estimated_tokens']} prompt tokens, never more "
        f"than {prompt['most_tokens']}; answer at most {prompt['most_answer_tokens']}\n"
        f"fingerprint {prompt['key'] or 'none: no run asks this very question'}"
    )
    for note in prompt["notes"]:
        yield Text(f"Note: {note}.", style="dim")
    for message in prompt["messages"]:
        title = f"{message['role']}, about {message['estimated_tokens']} tokens"
        yield Panel(Text(message["content"].rstrip("\n")), title=title, title_align="left")
    if prompt["failure"]:
        yield Text(f"No answer: {prompt['failure']}", style="red")
    answer = prompt["answer"]
    if answer:
        title = f"answer as received, ended by {answer['finish_reason'] or '(not said)'}"
        yield Panel(Text(answer["text"]), title=title, title_align="left")
        if "value" in answer:
            yield _notes(answer["parse_notes"])
            yield Text(f"It can't be read: {answer['error']}", style="red") if answer["error"] else Text("It is read.")


def _letter(letter: Mapping[str, Any]) -> Iterator[RenderableType]:
    by = f"{letter['author']} (rule-based, no model)" if letter["author"] == "baseline" else letter["author"]
    yield _heading(f"{letter['kind'].capitalize()} by {by}")
    if letter["author"] != "baseline":
        yield _notes(letter["parse_notes"])
    spans = [(*verdict["span"], str(verdict["number"])) for verdict in letter["verdicts"] if verdict["number"]]
    text = Text()
    for piece in segments(letter["text"], spans):
        text.append(piece["text"], style="reverse red" if piece["labels"] else "")
        if spans and piece["ends"]:
            text.append("".join(f"[{end}]" for end in piece["ends"]), style="bold red")
    yield Panel(text)
    counts = letter["counts"]
    yield Text(f"{counts['pass']} checks passed, {counts['fail']} failed, {counts['unmeasured']} unmeasured")
    for verdict in letter["verdicts"]:
        if verdict["verdict"] != "pass":
            where = f" [{verdict['number']}] “{verdict['evidence']}”" if verdict["number"] else ""
            style = _VERDICT_STYLES[verdict["verdict"]]
            yield Text(f"{verdict['verdict']} {verdict['check']}: {verdict['reason']}{where}", style=style)
    rubric = letter["rubric"]
    missed = [f"{item['item']} ({item['points']})" for item in rubric["items"] if item["state"] == "not_met"]
    points = f"rubric: {rubric['met']} of {rubric['measurable']} measurable points"
    yield Text(f"{points}; not met: {', '.join(missed) or 'nothing'}")


def _notes(notes: list[list[str]]) -> Text:
    said = "; ".join(f"{note} ({words})" if words else note for note, words in notes)
    return Text(f"Parsing noted: {said or 'nothing'}.", style="dim")
