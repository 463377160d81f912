"""One case's questions, walked as a run walks them, with whatever answers there are.

In: a case, a recipe, one of its models or none, and what answers a question. Out: the question of each task with its
outcome; letters go where a run's go. Where the model's denial is not there, the baseline's stands in, so that the
prompts of all tasks can be seen before anything is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from imrdata.authors import Subject, Written, chains, request_for
from imrdata.letters.tasks import Task
from imrdata.letters.views import AppealView, DenialView, JudgeView, View
from imrdata.llm.catalog import Catalog
from imrdata.llm.request import Failure, Request, Response
from imrdata.quality.rubric import rubric_items
from imrdata.recipe import BASELINE, AuthorSpec, Recipe

__all__ = ["ASKED_BY_RUNS", "Ask", "Asked", "OneCase", "Outcome"]

#: The tasks whose questions a run asks.
ASKED_BY_RUNS: Final = frozenset({"denial", "appeal"})

#: A question's outcome; None: it was not asked, or not answered yet.
Outcome = Response | Failure | None

#: How a question is put, or looked up.
Ask = Callable[[Request], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A task's question for this case, its outcome, and whether its fingerprint is that of a question asked."""

    task: Task
    request: Request
    outcome: Outcome
    keyed: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCase:
    """What the questions about one case are made from, and the letters that have come of them so far.

    Attributes
    ----------
    recipe, catalog
        What shapes a run, and the models that it knows.
    subject
        The case.
    spec
        The model that is asked, as the recipe has it; None: none.
    written
        The letters; the baseline's are there from the start.
    """

    recipe: Recipe
    catalog: Catalog
    subject: Subject
    spec: AuthorSpec | None
    written: Written

    def letter(self, kind: str, author: str) -> dict[str, Any] | None:
        """Return an author's letter of a kind as a row, or None if there is none."""
        whole = pl.col("input") == "full"  # what is shown is what the writer of a full record sees
        found = self.written.letters.filter((pl.col("kind") == kind) & (pl.col("author") == author) & whole)
        return found.row(0, named=True) if found.height else None

    @property
    def denial(self) -> dict[str, Any]:
        """The denial that appeals answer here: the model's, else the baseline's."""
        model = self.letter("denial", self.spec.author) if self.spec else None
        baseline = (pl.col("kind") == "denial") & (pl.col("author") == BASELINE)
        return model or self.written.letters.row(by_predicate=baseline, named=True)

    @property
    def appeal_view(self) -> AppealView:
        """What the writer of an appeal may see."""
        return AppealView.from_case(self.subject.case, denial=self.denial["text"])

    def views(self) -> dict[type[View], View]:
        """Return a view of each kind."""
        author = self.denial["author"]
        appeal = self.letter("appeal", author)
        judged = ("appeal", appeal["text"], self.denial["text"]) if appeal else ("denial", self.denial["text"], None)
        kind, letter, denial = judged
        return {
            DenialView: self.subject.view,
            AppealView: self.appeal_view,
            JudgeView: JudgeView.from_case(
                self.subject.case,
                kind=kind,
                letter=letter,
                denial=denial,
                items=list(self._judged(kind).items()),
            ),
        }

    def _judged(self, kind: str) -> dict[str, str]:
        """Return what a letter is judged by: the items of the recipe's first judge of its kind, else the rubric."""
        asked = (spec.items_of(kind) for spec in self.recipe.judges)
        return next(filter(None, asked), None) or {item.id: item.find for item in rubric_items(kind)}

    async def walk(self, tasks: Collection[Task], *, ask: Ask) -> list[Asked]:
        """Put the questions of a run, as far as there are answers; then those of the tasks that no run asks."""
        chain = await self._chain(ask)
        views = self.views()
        found = []
        for task in tasks:
            if task.name in chain:
                request, outcome = chain[task.name]
                found.append(Asked(task=task, request=request, outcome=outcome))
            elif task.reads in views:
                found.append(await self._single(task, views[task.reads], ask))
        return found

    async def _chain(self, ask: Ask) -> dict[str, tuple[Request, Outcome]]:
        """Walk the very steps that a run walks."""
        asked: dict[str, tuple[Request, Outcome]] = {}
        if self.spec is None:
            return asked
        first = self.spec.model_copy(update={"inputs": ("full",), "appeals": 1})
        made = chains([self.subject], recipe=self.recipe, catalog=self.catalog, authors=[first], written=self.written)
        steps = next(made).steps
        try:
            request = next(steps)
            while True:
                outcome = await ask(request)
                asked[request.task] = (request, outcome)
                if outcome is None:
                    break
                request = steps.send(outcome)
        except StopIteration:
            pass
        return asked

    async def _single(self, task: Task, view: View, ask: Ask) -> Asked:
        spec = self.spec or AuthorSpec(author=BASELINE, max_tokens=task.max_tokens)
        request = request_for(
            task, view, axes=self.subject.axes, spec=spec, seed=self.recipe.seed, catalog=self.catalog
        )
        stand_in = not isinstance(view, DenialView) and self.spec is not None and self.denial["author"] == BASELINE
        notes = []
        if stand_in:
            notes.append("the model's denial is not there: the baseline's stands in its place")
        if task.name not in ASKED_BY_RUNS:
            notes.append("answered by rule; no run asks a model" if task.by_rule else "no run asks it")
        if isinstance(view, JudgeView):
            by = "the recipe's judge" if any(spec.items_of(view.kind) for spec in self.recipe.judges) else "the rubric"
            notes.append(f"judged here: the {view.kind} of {self.denial['author']}, by the items of {by}")
        # An appeal that answers another's denial is none that a run asks for.
        keyed = self.spec is not None and not (stand_in and task.name in ASKED_BY_RUNS)
        outcome = await ask(request) if keyed else None
        return Asked(task=task, request=request, outcome=outcome, keyed=keyed, notes=tuple(notes))
