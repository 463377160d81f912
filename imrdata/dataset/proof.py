"""The proof: all that is needed to make each record of a dataset again, in its folder ``proof/``.

In: the recipe, the models, the case rows that letters were written for, and what was asked and answered. Out: files
of canonical JSON, the larger ones packed. Whoever holds them derives every record anew, offline, and compares.

    recipe.json          all of the recipe that can change an output; its SHA-256 is the recipe's
    models.json          who wrote and who judged, under which terms
    cases.jsonl.gz       the used rows of the export as `read_imr` gives them (CASE_SCHEMA)
    requests.jsonl.gz    what was asked, with its fingerprint
    responses.jsonl.gz   what came back: text, finish reason and tokens; no clock, no server's name
    letters.jsonl.gz     each letter with its provenance, and the SHA-256 of its text
    verdicts.jsonl.gz    what each check said of each letter
    selection.jsonl.gz   each letter's fate, with all reasons
    splits.jsonl.gz      each case's split

The first five are what is derived from; the others are what comes of them, so that a difference is found at the stage
where it begins. Where a writer's terms forbid training on its answers, these are left out, and that is said; a judge's
answers are never trained on. A ReferenceID stands in case rows, which are metadata, and in no text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

import polars as pl

from imrdata.cases.schema import CASE_SCHEMA
from imrdata.dataset.manifest import ProofFacts
from imrdata.dataset.packing import lines
from imrdata.dataset.withdrawal import WITHDRAWN
from imrdata.llm.catalog import Model
from imrdata.llm.request import Request, Response, canonical_json

__all__ = [
    "CASES",
    "FOLDER",
    "LETTERS",
    "MODELS",
    "PROOF_FILES",
    "RECIPE",
    "REQUESTS",
    "RESPONSES",
    "SELECTION",
    "SPLIT_LIST",
    "VERDICTS",
    "Proof",
    "Tokens",
    "left_out",
    "letter_lines",
    "model_of",
    "plain",
    "response_of",
    "verdict_lines",
]

FOLDER: Final = "proof"
RECIPE: Final = f"{FOLDER}/recipe.json"
MODELS: Final = f"{FOLDER}/models.json"
CASES: Final = f"{FOLDER}/cases.jsonl.gz"
REQUESTS: Final = f"{FOLDER}/requests.jsonl.gz"
RESPONSES: Final = f"{FOLDER}/responses.jsonl.gz"
LETTERS: Final = f"{FOLDER}/letters.jsonl.gz"
VERDICTS: Final = f"{FOLDER}/verdicts.jsonl.gz"
SELECTION: Final = f"{FOLDER}/selection.jsonl.gz"
SPLIT_LIST: Final = f"{FOLDER}/splits.jsonl.gz"
#: In the order in which one is made from those before it.
PROOF_FILES: Final = (RECIPE, MODELS, CASES, REQUESTS, RESPONSES, LETTERS, VERDICTS, SELECTION, SPLIT_LIST)

#: Where a model is reached is nobody else's business, and changes no answer.
_TRANSPORT: Final = ("base_url", "api_key_env", "served_as")
_LEFT_OUT: Final = "its terms forbid training on what it writes, so its answers are not passed on"


class Tokens:
    """What each model was asked and answered, counted while the answers are written."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, int]] = {}

    def note(self, model: str, response: Response) -> None:
        """Count an answer; a server that did not count tokens adds none."""
        counts = self._counts.setdefault(model, {"answers": 0, "prompt_tokens": 0, "answer_tokens": 0})
        counts["answers"] += 1
        counts["prompt_tokens"] += response.prompt_tokens or 0
        counts["answer_tokens"] += response.completion_tokens or 0

    def to_dict(self) -> dict[str, dict[str, int]]:
        """Return the counts by model, sorted."""
        return dict(sorted(self._counts.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a proof is written from.

    Attributes
    ----------
    recipe
        `Recipe.canonical`.
    authors, judges
        The catalogue's entries of all authors, and of the judges that were asked.
    cases
        At least the cases of `letters`, CASE_SCHEMA or more columns.
    letters, verdicts, judgements, selection, splits
        The frames of the run. Letters of withdrawn cases are in the selection only.
    request, response
        Look up a question and its answer by fingerprint.
    """

    recipe: str
    authors: tuple[Model, ...]
    judges: tuple[Model, ...]
    cases: pl.DataFrame
    letters: pl.DataFrame
    verdicts: pl.DataFrame
    judgements: pl.DataFrame
    selection: pl.DataFrame
    splits: pl.DataFrame
    request: Callable[[str], Request | None]
    response: Callable[[str], Response | None]

    def contents(self, tokens: Tokens) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield each file's name and its content, piece by piece: answers are many, and read one at a time."""
        standing = self.letters.filter(~pl.col("letter_id").is_in(self._withdrawn().implode()))
        keys = self._asked(standing)
        silent = left_out(self.authors)
        cases = self.cases.filter(pl.col("case_id").is_in(standing["case_id"].unique().implode())).sort("case_id")
        yield RECIPE, [self.recipe.encode()]
        yield MODELS, [canonical_json([plain(model) for model in (*self.authors, *self.judges)]).encode() + b"\n"]
        yield CASES, lines(cases.select(CASE_SCHEMA.names()).iter_rows(named=True))
        yield REQUESTS, lines(row.to_dict() for key, _ in keys if (row := self.request(key)) is not None)
        yield RESPONSES, self._responses([pair for pair in keys if pair[1] not in silent], tokens)
        yield LETTERS, lines(letter_lines(standing))
        yield VERDICTS, lines(verdict_lines(self.verdicts))
        yield SELECTION, lines(self.selection.sort("letter_id").iter_rows(named=True))
        yield SPLIT_LIST, lines(self.splits.sort("case_id").iter_rows(named=True))

    def _asked(self, letters: pl.DataFrame) -> list[tuple[str, str]]:
        """Return the fingerprint of each question that was answered, sorted, and who was asked."""
        asked = letters.filter(pl.col("request_key").is_not_null()).select("request_key", model="author")
        judged = self.judgements.select("request_key", model="judge").unique()
        rows = pl.concat([asked, judged]).unique("request_key").sort("request_key").rows()
        return [(key, model) for key, model in rows if self.response(key) is not None]

    def _withdrawn(self) -> pl.Series:
        return self.selection.filter(pl.col("reasons").list.contains(WITHDRAWN))["letter_id"]

    def _responses(self, keys: Iterable[tuple[str, str]], tokens: Tokens) -> Iterator[bytes]:
        for key, model in keys:
            response = self.response(key)
            if response is not None:
                tokens.note(model, response)
                yield from lines([_answer(response)])

    def facts(self, hashes: Mapping[str, str], tokens: Tokens) -> ProofFacts:
        """Return what the manifest says of it."""
        return ProofFacts(files=dict(hashes), answers=tokens.to_dict(), left_out=left_out(self.authors))


def left_out(models: Iterable[Model]) -> dict[str, str]:
    """Return the models whose answers are not passed on, each with the reason."""
    return {model.id: _LEFT_OUT for model in models if model.outputs_as_training_data == "forbidden"}


def letter_lines(letters: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each letter as a row: all but its text, which is made again, and the text's hash."""
    for row in letters.sort("letter_id").iter_rows(named=True):
        text = row.pop("text")
        yield {**row, "text_sha256": hashlib.sha256(text.encode()).hexdigest()}


def verdict_lines(verdicts: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield what the checks said of each letter, one row a letter; what is null is not written."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in verdicts.sort("letter_id", "check").iter_rows(named=True):
        letter_id = row.pop("letter_id")
        rows.setdefault(letter_id, []).append({name: value for name, value in row.items() if value not in (None, "")})
    for letter_id, found in rows.items():
        yield {"letter_id": letter_id, "verdicts": found}


def plain(model: Model) -> dict[str, Any]:
    """Return a catalogue entry as it stands in ``models.json``: all but how the model is reached."""
    data: dict[str, Any] = {each.name: getattr(model, each.name) for each in fields(Model)}
    for name in _TRANSPORT:
        del data[name]
    return data | {"read_on": model.read_on.isoformat(), "outputs_obligations": list(model.outputs_obligations)}


def model_of(data: Mapping[str, Any]) -> Model:
    """Return the entry in a row of ``models.json``.

    Raises
    ------
    TypeError, ValueError, KeyError
        It is none.
    """
    names = {each.name for each in fields(Model)} - set(_TRANSPORT)
    if set(data) != names or not all(isinstance(data[name], str) for name in names - {"outputs_obligations"}):
        raise ValueError("a model has not just the keys of a catalogue's entry")
    obligations = tuple(str(each) for each in data["outputs_obligations"])
    return Model(**{**data, "read_on": date.fromisoformat(data["read_on"]), "outputs_obligations": obligations})


def _answer(response: Response) -> dict[str, Any]:
    return {
        "key": response.key,
        "text": response.text,
        "finish_reason": response.finish_reason,
        "prompt_tokens": response.prompt_tokens,
        "completion_tokens": response.completion_tokens,
        "sha256": response.sha256,
    }


def response_of(row: Mapping[str, Any]) -> Response:
    """Return the answer in a row of ``responses.jsonl.gz``.

    Raises
    ------
    ValueError
        It is none, or its text is not the one its hash was made of.
    """
    texts, counts = ("key", "text", "finish_reason", "sha256"), ("prompt_tokens", "completion_tokens")
    if (
        set(row) != {*texts, *counts}
        or not all(isinstance(row[name], str) for name in texts)
        or not all(row[name] is None or type(row[name]) is int for name in counts)
    ):
        raise ValueError("a response has not just the keys of an answer")
    response = Response(**{name: value for name, value in row.items() if name != "sha256"})
    if response.sha256 != row["sha256"]:
        raise ValueError("its text is not the one its SHA-256 was made of")
    return response
