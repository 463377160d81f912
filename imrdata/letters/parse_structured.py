"""From a model's raw answer to a value of a task's output type. Room: letters.

In: the answer's text and finish reason. Out: the value, or what is wrong in words that a model can be asked again
with. An answer may come bare, in a code fence or with a sentence around it; that is taken off and noted. The JSON
itself is read as it stands: no bracket is closed, no quotation mark added, no number taken for a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from imrdata.errors import ImrDataError
from imrdata.letters.parse import Parsed, parse_letter, reads_like_refusal, uncovered
from imrdata.letters.tasks import Task

__all__ = ["Structured", "answer_reader", "parse_answer", "parse_structured"]

_Value = TypeVar("_Value", bound=BaseModel)

#: More top-level pieces than these are no answer.
_MOST_TRIES: Final = 50
_FENCE: Final = re.compile(r"```[\w-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured(Generic[_Value]):
    """What a structured answer says.

    Attributes
    ----------
    value
        The value; None where there is an error.
    error
        What is wrong, in one line a fault; empty if nothing is.
    notes
        What was taken off or seen: keys of `imrdata.letters.parse.NOTES`, each once, sorted.
    """

    value: _Value | None
    error: str
    notes: tuple[str, ...]


def parse_answer(task: Task, text: str, finish_reason: str) -> Parsed | Structured[Any]:
    """Read an answer as its task says: a letter, or a value of the task's output type."""
    if issubclass(task.output, BaseModel):
        return parse_structured(text, task.output, finish_reason)
    return parse_letter(text, finish_reason)


def parse_structured(text: str, output: type[_Value], finish_reason: str) -> Structured[_Value]:
    r"""Read an answer as a value.

    Parameters
    ----------
    text
        The answer as received.
    output
        The pydantic model it has to be.
    finish_reason
        As the server said it; empty if it said nothing.

    Examples
    --------
    >>> from imrdata.letters.admission import FactsAnswer
    >>> parse_structured('Here it is:\n```json\n{"facts": []}\n```', FactsAnswer, "stop")
    Structured(value=FactsAnswer(facts=()), error='', notes=('code_fence', 'preamble'))
    >>> parse_structured('{"facts": [', FactsAnswer, "length")
    Structured(value=None, error='there is no JSON object in the answer', notes=('no_json', 'truncated'))
    """
    bare, notes = uncovered(text, finish_reason)
    found = _objects(bare)
    if not found:
        if reads_like_refusal(bare):
            notes.add("refusal_suspected")
        notes.add("no_json" if bare else "empty")
        return Structured(value=None, error="there is no JSON object in the answer", notes=tuple(sorted(notes)))
    if len(found) > 1:
        notes.add("several_json")
        error = f"there are {len(found)} JSON objects in the answer, and one was asked for"
        return Structured(value=None, error=error, notes=tuple(sorted(notes)))
    start, end = found[0]
    for note, around in (("preamble", bare[:start]), ("trailing_note", bare[end:])):
        words, fences = _FENCE.subn("", around)
        notes.update({"code_fence"} if fences else (), {note} if words.strip() else ())
    try:
        value = output.model_validate_json(bare[start:end], strict=True)
    except ValidationError as error:
        notes.add("schema")
        return Structured(value=None, error=_said(error), notes=tuple(sorted(notes)))
    return Structured(value=value, error="", notes=tuple(sorted(notes)))


def answer_reader(task: Task) -> Callable[[str], Any]:
    """Return what reads a structured answer or raises ValueError with what is wrong: for whoever asks again.

    Examples
    --------
    >>> from imrdata.letters.tasks import TASKS
    >>> read = answer_reader(TASKS["facts"])
    >>> read('{"facts": []}')
    FactsAnswer(facts=())
    >>> read("None.")
    Traceback (most recent call last):
    ValueError: there is no JSON object in the answer
    """
    output = task.output
    if not issubclass(output, BaseModel):
        raise ImrDataError(
            "its answer is a letter, not JSON", where=f"task {task.name}", mend="read it with `parse_letter`"
        )

    def read(text: str) -> Any:
        parsed = parse_structured(text, output, "")
        if parsed.value is None:
            raise ValueError(parsed.error)
        return parsed.value

    return read


def _objects(text: str) -> list[tuple[int, int]]:
    """Return the spans of the JSON objects that stand in a text side by side."""
    decoder = json.JSONDecoder()
    found: list[tuple[int, int]] = []
    at = text.find("{")
    for _ in range(_MOST_TRIES):
        if at < 0:
            break
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            # Inside an object that is cut off stand others that are whole: parts of an answer, not the answer.
            if _BEGUN.match(text, at):
                break
            end = at + 1  # a brace of a sentence
        else:
            found.append((at, end))
        at = text.find("{", end)
    return found


#: How an object begins, whole or not.
_BEGUN: Final = re.compile(r'\{\s*"')


def _said(error: ValidationError) -> str:
    """Return the faults, in words that stay the same: pydantic's sentences change between its versions."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return "\n".join(f"{'.'.join(map(str, fault['loc'])) or 'the answer'}: {fault['type']}" for fault in faults)
