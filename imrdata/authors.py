"""Who writes: the rule-based baseline and the models of a recipe, case by case.

In: a recipe and cases with sentences. Out: letters, what each writer saw, and the books of what was asked.
A case's chain (denial, then the appeals that answer it) flows on by itself; no case waits for another. An appeal is
asked for from all that its writer may see, and once more, as a letter of its own, from what a patient would type.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from imrdata.dataset.withdrawal import is_withdrawn
from imrdata.errors import RecipeError
from imrdata.letters.assemble import set_notice
from imrdata.letters.axes import NATIVE, Axes, sample_axes
from imrdata.letters.baseline import BASELINE_VERSION, write_appeal, write_denial
from imrdata.letters.letter import appeal_view, letter_row, source_row
from imrdata.letters.parse import parse_letter
from imrdata.letters.prompts import legal_notice, render
from imrdata.letters.schema import LETTER_SCHEMA, SOURCE_SCHEMA
from imrdata.letters.tasks import Task
from imrdata.letters.views import DenialView, View
from imrdata.llm.catalog import Catalog
from imrdata.llm.request import Failure, Request, Response
from imrdata.recipe import BASELINE, AuthorSpec, Recipe

__all__ = [
    "CHAINS_IN_BATCHES",
    "Ask",
    "AuthorBooks",
    "Chain",
    "Subject",
    "Written",
    "chains",
    "check_authors",
    "drawn",
    "inputs_of",
    "request_for",
    "subject_of",
    "subjects",
    "withdrawn_ids",
    "write_by_rule",
    "write_letters",
]

#: So many chains are under way at once where questions go in batches: a wave is no larger.
CHAINS_IN_BATCHES: Final = 2_000

#: Sample numbers of a chain's further appeals lie so far apart that they never meet those of further chains.
_APPEALS_APART: Final = 16

#: From the least to go on to the most.
_STRENGTHS: Final = ("categories", "request", "facts")


@dataclass(frozen=True, slots=True)
class Subject:
    """A case that letters are written for: its row, and what the writer of its denial may see."""

    case: dict[str, Any]
    view: DenialView
    axes: Axes


@dataclass(slots=True)
class AuthorBooks:
    """What one author was asked and what came of it.

    ``requested = answered + reused + failed`` holds for models; the baseline is not asked but writes.
    ``not_asked`` counts appeals whose denial had no answer.
    """

    cases: int = 0
    requested: int = 0
    answered: int = 0
    reused: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    not_asked: int = 0
    letters: int = 0

    def note(self, what: str, detail: str) -> None:
        """Count an engine's event."""
        if what == "failed":
            self.failed[detail] += 1
        elif what in ("requested", "answered", "reused"):
            setattr(self, what, getattr(self, what) + 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the books as plain data."""
        return {
            "cases": self.cases,
            "requested": self.requested,
            "answered": self.answered,
            "reused": self.reused,
            "failed": dict(sorted(self.failed.items())),
            "not_asked": self.not_asked,
            "letters": self.letters,
        }


class Written:
    """Letters as they are written: rows, what each writer saw, and each author's books."""

    def __init__(self, authors: tuple[str, ...]) -> None:
        self.books = {author: AuthorBooks() for author in authors}
        self.views: dict[str, View] = {}
        self._letters: list[dict[str, Any]] = []
        self._sources: list[dict[str, Any]] = []

    def add(self, letter: dict[str, Any], *, case: Mapping[str, Any], view: View) -> str:
        """Take in one letter; return its id."""
        self._letters.append(letter)
        self._sources.append(source_row(letter, case=case, view=view))
        self.views[letter["letter_id"]] = view
        self.books[letter["author"]].letters += 1
        letter_id: str = letter["letter_id"]
        return letter_id

    @property
    def letters(self) -> pl.DataFrame:
        """All letters, LETTER_SCHEMA, in an order that does not depend on who answered first."""
        return pl.DataFrame(self._letters, schema=LETTER_SCHEMA).sort("case_id", "author", "kind", "letter_id")

    @property
    def sources(self) -> pl.DataFrame:
        """What the writers saw, SOURCE_SCHEMA, in the order of `letters`."""
        frame = pl.DataFrame(self._sources, schema=SOURCE_SCHEMA)
        return self.letters.select("letter_id").join(frame, on="letter_id", how="left", maintain_order="left")


def subjects(cases: pl.DataFrame, *, recipe: Recipe) -> tuple[list[Subject], dict[str, int]]:
    """Return the cases that letters are written for, and how many are skipped, by the reason."""
    least = _STRENGTHS.index(recipe.cases.min_view_strength)
    chosen: list[Subject] = []
    skipped: Counter[str] = Counter()
    for case in cases.iter_rows(named=True):
        view = DenialView.from_case(case)
        if case["determination"] == "withdrawn":
            skipped["withdrawn: there was no review to learn from"] += 1
        elif _STRENGTHS.index(view.strength) < least:
            skipped[f"view strength {view.strength}: the recipe asks for {recipe.cases.min_view_strength}"] += 1
        else:
            chosen.append(subject_of(case, view=view, recipe=recipe))
    return chosen, dict(sorted(skipped.items()))


def subject_of(case: dict[str, Any], *, view: DenialView, recipe: Recipe) -> Subject:
    """Return a case with its view and the axes that the recipe's seed draws for its letters."""
    return Subject(case, view, sample_axes(view, seed=recipe.seed, variety=NATIVE))


def withdrawn_ids(chosen: Sequence[Subject], *, recipe: Recipe) -> frozenset[str]:
    """Return the ids of the cases that the recipe withdraws: nothing is asked about them."""
    return frozenset(each.case["case_id"] for each in chosen if is_withdrawn(each.case, ids=recipe.withdraw))


async def write_letters(
    chosen: Sequence[Subject],
    *,
    recipe: Recipe,
    catalog: Catalog,
    ask: Ask,
    authors: Sequence[AuthorSpec],
    written: Written,
    on_case: Callable[[str], None] = lambda author: None,
    look_up: Ask | None = None,
) -> None:
    """Have each author write its letters into `written`; `on_case` is told of each case an author is done with.

    About a case that the recipe withdraws nothing is asked: its letters are those that `look_up`, if given, has answers
    for.
    """
    for spec in authors:
        if spec.author == BASELINE:
            for subject in drawn(chosen, spec=spec, seed=recipe.seed):
                write_by_rule(subject, written, inputs=inputs_of(spec, recipe=recipe))
                on_case(BASELINE)

    withdrawn = withdrawn_ids(chosen, recipe=recipe)

    async def work(waiting: Iterator[Chain]) -> None:
        # All workers take from one list, so that none waits for the slowest of a batch.
        for chain in waiting:
            await chain.walk(look_up if look_up is not None and chain.case_id in withdrawn else ask)
            on_case(chain.author)

    try:
        async with asyncio.TaskGroup() as group:
            for batch, workers in ((False, recipe.in_flight), (True, CHAINS_IN_BATCHES)):
                some = [spec for spec in authors if spec.batch is batch]
                waiting = chains(chosen, recipe=recipe, catalog=catalog, authors=some, written=written)
                for _ in range(workers if some else 0):
                    group.create_task(work(waiting))
    except BaseExceptionGroup as errors:
        # Workers stop together; the first reason is the one to say.
        raise errors.exceptions[0] from None


#: How a question is put: live, or in a batch.
Ask = Callable[[Request], Awaitable[Response | Failure]]

#: A chain's questions, one after the other: each is yielded, and its outcome sent back in.
Steps = Generator[Request, Response | Failure, None]


@dataclass(frozen=True, slots=True)
class Chain:
    """What one model is asked for one case: the next question is made from the last answer.

    `imrdata.planning` walks the same steps with the ledger's answers alone, so a plan and a run ask the same.
    """

    author: str
    case_id: str
    sample: int
    steps: Steps

    async def walk(self, ask: Ask) -> None:
        """Ask each question, to the end or to the first without an answer."""
        try:
            request = next(self.steps)
            while True:
                request = self.steps.send(await ask(request))
        except StopIteration:
            return


def chains(
    chosen: Sequence[Subject],
    *,
    recipe: Recipe,
    catalog: Catalog,
    authors: Sequence[AuthorSpec],
    written: Written,
) -> Iterator[Chain]:
    """Yield the chains of a recipe's models; their letters go into `written` as they are walked."""
    desk = _Desk(recipe=recipe, catalog=catalog, written=written)
    for spec in authors:
        if spec.author != BASELINE:
            for subject in drawn(chosen, spec=spec, seed=recipe.seed):
                for sample in range(spec.samples):
                    steps = desk.chain(spec, subject, sample)
                    yield Chain(spec.author, subject.case["case_id"], sample, steps)


def drawn(chosen: Sequence[Subject], *, spec: AuthorSpec, seed: int) -> Sequence[Subject]:
    """Return the cases an author writes for: all, or so many drawn by seed and by what the writer may see."""
    if spec.cases is None:
        return chosen

    def lot(subject: Subject) -> bytes:
        return hashlib.sha256(f"{seed}|draw|{subject.view.sha256}".encode()).digest()

    return sorted(chosen, key=lot)[: spec.cases]


def inputs_of(spec: AuthorSpec, *, recipe: Recipe) -> tuple[str, ...]:
    """Return the inputs that an author writes appeals from: its own choice, else the recipe's."""
    return spec.inputs or recipe.records.inputs


def write_by_rule(subject: Subject, written: Written, *, inputs: Sequence[str] = ("full",)) -> None:
    """Write a case's letters by rule, into `written`, which has to know the baseline: a denial, an appeal per input."""
    case, axes = subject.case, subject.axes
    common = {"case_id": case["case_id"], "author": BASELINE, "axes": axes, "task_version": BASELINE_VERSION}
    text = write_denial(subject.view, axes)
    denial = letter_row(kind="denial", text=text, view=subject.view, **common)
    written.add(denial, case=case, view=subject.view)
    for input_ in inputs:
        view = appeal_view(case, denial=text, input=input_, seed=axes.seed)
        appeal = write_appeal(view, axes)
        row = letter_row(kind="appeal", text=appeal, view=view, answers=denial["letter_id"], input=input_, **common)
        written.add(row, case=case, view=view)
    written.books[BASELINE].cases += 1


def request_for(
    task: Task, view: View, *, axes: Axes, spec: AuthorSpec, seed: int, catalog: Catalog, sample: int = 0
) -> Request:
    """Return the question that a task puts to a model about one view; `seed` is the recipe's."""
    return Request(
        task=task.name,
        model=spec.author,
        identity=catalog.get(spec.author).identity,
        # Facts come by rule; a recipe that asks a model for more would pass a sheet with them.
        messages=render(task, view, axes),
        sampling=spec.sampling(max_tokens=task.max_tokens, seed=seed + sample),
        output_schema=task.output_schema,
        sample=sample,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What writing a letter with a model takes."""

    recipe: Recipe
    catalog: Catalog
    written: Written

    def chain(self, spec: AuthorSpec, subject: Subject, sample: int) -> Steps:
        """Have a model write a case's denial, and the appeals that answer it."""
        books = self.written.books[spec.author]
        books.cases += sample == 0
        inputs = inputs_of(spec, recipe=self.recipe)
        denial = yield from self._letter("denial", subject.view, spec, subject, sample)
        if denial is None:
            books.not_asked += spec.appeals * len(inputs)
            return
        for input_ in inputs:
            view = appeal_view(subject.case, denial=denial["text"], input=input_, seed=subject.axes.seed)
            for number in range(spec.appeals):
                further = sample + _APPEALS_APART * number
                yield from self._letter(
                    "appeal", view, spec, subject, further, answers=denial["letter_id"], input_=input_
                )

    def _letter(
        self,
        task_name: str,
        view: View,
        spec: AuthorSpec,
        subject: Subject,
        sample: int,
        *,
        answers: str | None = None,
        input_: str = "full",
    ) -> Generator[Request, Response | Failure, dict[str, Any] | None]:
        """Have a model write one letter; None if there was no answer (the ledger and the books say why)."""
        task = self.recipe.task(task_name)
        request = request_for(
            task, view, axes=subject.axes, spec=spec, seed=self.recipe.seed, catalog=self.catalog, sample=sample
        )
        response = yield request
        if isinstance(response, Failure):
            return None
        parsed = parse_letter(response.text, response.finish_reason)
        text, notes = parsed.text, parsed.notes
        if task.kind == "denial":
            text, notes = set_notice(text, notice=legal_notice(view, subject.axes), notes=notes)
        letter = letter_row(
            kind=task.kind,
            case_id=subject.case["case_id"],
            author=spec.author,
            text=text,
            view=view,
            axes=subject.axes,
            task_version=task.version_tag,
            answers=answers,
            input=input_,
            sample=sample,
            request_key=request.key,
            finish_reason=response.finish_reason,
            parse_notes=notes,
        )
        self.written.add(letter, case=subject.case, view=view)
        return letter


def check_authors(recipe: Recipe, *, catalog: Catalog) -> None:
    """Raise RecipeError for a model that the catalogue does not know, or that the recipe's policy refuses."""
    for spec in recipe.authors:
        if spec.author != BASELINE:
            model = catalog.get(spec.author)
            if model.client == "rules":
                raise RecipeError("it is rule-based, no model", where=f"authors: {spec.author}", mend="name baseline")
    for judge in recipe.judges:
        if catalog.get(judge.judge).client == "rules":
            raise RecipeError("it is rule-based, no model", where=f"judges: {judge.judge}", mend="name a model")
    recipe.license_policy.check((catalog.get(model_id), role) for model_id, role in recipe.models)
