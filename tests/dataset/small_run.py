"""A small run with all that a real one has: the baseline, and a model whose answers lie in a ledger.

The model is a fake: its answers are the rule-based author's letters, each with a sentence more, so that some of them
pass every check and become records; the first case's appeal cites what nobody can know, and is dropped. All else is
real: questions, ledger, checks, selection, splits and files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imrdata.authors import Subject, subjects
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.prompts import legal_notice
from imrdata.letters.views import AppealView
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.request import Request
from imrdata.recipe import Recipe
from imrdata.walk import Run, run

MODEL = "qwen3-8b"
#: What the fake model says beside the rule-based author's words.
MORE = "Thank you for reading this letter."
BAD = "See also PMID 31415926."


def small_recipe(**changes: Any) -> Recipe:
    """Return the recipe of the small run, with other keys if asked for."""
    keys: dict[str, Any] = {
        "name": "small",
        "seed": 3,
        "cases": {"limit": 6},
        "authors": [{"author": "baseline"}, {"author": MODEL}],
        "select": {"targets": ["baseline", MODEL]},
        "split": {"train": 0.6, "validation": 0.2, "test": 0.2},
        "in_flight": 1,
    }
    return Recipe(**(keys | changes))


def answerer(recipe: Recipe, *, source: Path | None = None, more: str = MORE) -> ScriptedClient:
    """Return the fake model: it knows a case again by what its view says in the prompt."""
    cases = add_sentences(read_imr(source or sample(), limit=recipe.cases.limit).cases)
    chosen, _ = subjects(cases, recipe=recipe)

    def answer(request: Request) -> str:
        prompt = request.messages[-1]["content"]
        subject = next(each for each in chosen if _sentence(each) in prompt)
        bad = f" {BAD}" if subject is chosen[0] and request.task == "appeal" else ""
        return f"{_letter(request, subject)}\n\n{more}{bad}"

    return ScriptedClient(answer)


def _sentence(subject: Subject) -> str:
    # Quotes within a sentence are escaped in a prompt, so the first part will do.
    return (*subject.view.request, *subject.view.patient_facts)[0].partition('"')[0]


def _letter(request: Request, subject: Subject) -> str:
    denial = write_denial(subject.view, subject.axes)
    if request.task == "denial":
        # As a model is asked to, it leaves the legal notice to the code.
        return denial.replace(legal_notice(subject.view, subject.axes), "[NOTICE_OF_RIGHTS]")
    return write_appeal(AppealView.from_case(subject.case, denial=denial), subject.axes)


def make_small_run(out: Path, *, source: Path | None = None, more: str = MORE, **changes: Any) -> Run:
    """Run it."""
    recipe = small_recipe(**changes)
    return run(recipe, source=source, out=out, clients={MODEL: answerer(recipe, source=source, more=more)})
