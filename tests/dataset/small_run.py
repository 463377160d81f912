"""A small run with all that a real one has: the baseline, and a model whose answers lie in a ledger.

The model is a fake: its answers are the rule-based author's letters, each with a sentence more, so that some of them
pass every check and become records; the first case's appeals, and each second appeal, cite what nobody can know, and
are dropped: of these and the first ones pairs are made. All else is real: questions, ledger, checks, selection, splits and files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from imrdata.authors import Subject, subjects
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.letter import appeal_view
from imrdata.letters.prompts import legal_notice
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
        "authors": [{"author": "baseline"}, {"author": MODEL, "appeals": 2}],
        "records": {"preference": True},
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
        subject = max(chosen, key=lambda each: _likeness(each, prompt))
        bad = f" {BAD}" if request.task == "appeal" and (subject is chosen[0] or request.sample) else ""
        input_ = "full" if _sentence(subject) in prompt else "reduced"
        return f"{_letter(request, subject, input_)}\n\n{more}{bad}"

    return ScriptedClient(answer)


def _sentence(subject: Subject) -> str:
    # Quotes within a sentence are escaped in a prompt, so the first part will do.
    return (*subject.view.request, *subject.view.patient_facts)[0].partition('"')[0]


def _likeness(subject: Subject, prompt: str) -> int:
    """Say how much of what a case's view and denial say is in a prompt: a reduced one has only the denial."""
    said = [_sentence(subject), *write_denial(subject.view, subject.axes).split("\n\n")]
    return sum(len(each) for each in said if each in prompt)


def _letter(request: Request, subject: Subject, input_: str) -> str:
    denial = write_denial(subject.view, subject.axes)
    if request.task == "denial":
        # As a model is asked to, it leaves the legal notice to the code.
        return denial.replace(legal_notice(subject.view, subject.axes), "[NOTICE_OF_RIGHTS]")
    view = appeal_view(subject.case, denial=denial, input=input_, seed=subject.axes.seed)
    return write_appeal(view, subject.axes)


def make_small_run(out: Path, *, source: Path | None = None, more: str = MORE, **changes: Any) -> Run:
    """Run it."""
    recipe = small_recipe(**changes)
    return run(recipe, source=source, out=out, clients={MODEL: answerer(recipe, source=source, more=more)})
