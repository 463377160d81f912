"""A preview of one case: all that its letters are made from and what became of them, before anybody pays for a run.

In: a recipe and a case's id, and a ledger if there is one. Out: a `Preview`: Findings with their roles, the views and
facts sheets, each task's rendered prompt with its fingerprint, the answers that are there, the letters parsed from
them and the verdicts of all checks. Nothing is sent unless it is asked for; then the question goes through the engine
and into the ledger within the recipe's budget, so that a run that comes later asks it no second time.

A preview shows what the reviewer wrote to whoever works on prompts. No prompt is made from a preview.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl
from rich.console import Console, ConsoleOptions, RenderResult

from imrdata.authors import Subject, Written, check_authors, subject_of, subjects, write_by_rule
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.errors import RecipeError, SourceError
from imrdata.intake import export_of
from imrdata.letters.facts import FactsSheet
from imrdata.letters.tasks import TASKS, Task, in_order
from imrdata.letters.views import VISIBLE_COLUMNS, AppealView, DenialView
from imrdata.llm.budget import Budget
from imrdata.llm.catalog import load_catalog
from imrdata.llm.clients import Client
from imrdata.llm.clients.make import make_client
from imrdata.llm.interruption import Interruption, finish
from imrdata.llm.ledger import Ledger
from imrdata.llm.prices import load_prices
from imrdata.llm.request import Request
from imrdata.llm.runner import Engine
from imrdata.one_case import ASKED_BY_RUNS, Asked, OneCase, Outcome
from imrdata.quality.check import assess
from imrdata.quality.rubric import score_rubric
from imrdata.recipe import BASELINE, AuthorSpec, Recipe
from imrdata.report.preview import render_preview, render_preview_part
from imrdata.report.preview_data import letter_data, prompt_data, sentence_data, sheet_data, view_data
from imrdata.report.preview_terminal import preview_parts

__all__ = ["Preview", "preview"]

#: Columns that only the reviewer's side knows, as a preview lists them.
_HIDDEN_COLUMNS: Final = (
    "reference_id",
    "report_year",
    "determination",
    "imr_type",
    "days_to_review",
    "days_to_adopt",
    "flags",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One case from Findings to verdicts; shows itself in a notebook and on a rich console.

    Attributes
    ----------
    case_id
        The case.
    author
        The model whose prompts and answers are shown; None if the recipe has none.
    subject
        The case's row, its `DenialView` and the axes of its letters.
    appeal_view
        What the writer of the appeal may see, with the denial that it answers.
    requests
        The question of each task that is shown, as it would be asked.
    letters, verdicts
        The frames of a run for this case: the baseline's letters, and the model's as far as they are there.
    data
        All that is shown, as plain data.
    """

    case_id: str
    author: str | None
    subject: Subject
    appeal_view: AppealView
    requests: Mapping[str, Request]
    letters: pl.DataFrame
    verdicts: pl.DataFrame
    data: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return all that is shown as plain data."""
        return dict(self.data)

    def html(self) -> str:
        """Return one HTML page that loads nothing from elsewhere."""
        return render_preview(self.data)

    def _repr_html_(self) -> str:
        return render_preview_part(self.data)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from preview_parts(self.data)

    def __repr__(self) -> str:
        failed = self.verdicts.filter(pl.col("verdict") == "fail").height
        return (
            f"Preview of {self.case_id}: {len(self.requests)} prompts, {self.letters.height} letters, "
            f"{failed} failed verdicts"
        )


def preview(
    recipe: Recipe,
    *,
    case_id: str,
    source: str | Path | None = None,
    base: str | Path = ".",
    ledger: Ledger | str | Path | None = None,
    clients: Mapping[str, Client] | None = None,
    author: str | None = None,
    tasks: Collection[str] = (),
    ask: bool = False,
) -> Preview:
    """Show what a recipe makes of one case.

    Parameters
    ----------
    recipe
        What shapes the run.
    case_id
        The case, as ``imrdata.read_imr(...).cases["case_id"]`` has it.
    source
        An export to read instead of the recipe's.
    base
        The folder that paths in the recipe are relative to.
    ledger
        Answers that are there already, or the folder of a ledger; None: none.
    clients
        With `ask`: a client for the model by its catalogue id; None: as the catalogue says.
    author
        The model of the recipe whose prompts are shown, or ``baseline`` for none; None: the recipe's first model.
    tasks
        Show these prompts only; empty: those of every task.
    ask
        Ask the model what has no answer yet: the denial and the appeal, or what `tasks` names and what that needs.
        The answers go into `ledger`, and what they cost counts against the recipe's budget.

    Returns
    -------
    Preview
        It shows itself in a notebook; ``.html()`` is a page, ``.to_dict()`` plain data.

    Raises
    ------
    SourceError
        The export can't be read, or holds no such case.
    RecipeError
        A model is unknown or refused by the license policy, the recipe has no such author, or answers are asked for
        without a ledger.

    Examples
    --------
    >>> import imrdata
    >>> shown = preview(imrdata.Recipe.load("demo"), case_id="EI25-99101")
    >>> shown.author, list(shown.requests), shown.letters.height
    ('smollm2-135m-instruct', ['facts', 'denial', 'appeal', 'questions', 'judge'], 2)
    >>> shown.data["prompts"][1]["state"]
    'not asked'
    """
    recipe = recipe.at(base)
    catalog = load_catalog(Path(base) / recipe.catalog if recipe.catalog else None)
    check_authors(recipe, catalog=catalog)
    chosen = [recipe.task(task.name) for task in in_order(tasks or TASKS)]
    spec = _spec(recipe, author)
    path, fictional = export_of(recipe, source=source, base=base)
    row = _row(read_imr(path).cases, case_id, path=path)
    case = row.row(0, named=True)
    subject = subject_of(case, view=DenialView.from_case(case), recipe=recipe)
    written = Written((BASELINE, spec.author) if spec else (BASELINE,))
    write_by_rule(subject, written)
    one = OneCase(recipe=recipe, catalog=catalog, subject=subject, spec=spec, written=written)
    shown = [task for task in chosen if task.name in tasks or not tasks]
    # What a task needs is asked as well, unless rules answer it.
    asked = {task.name for task in chosen if task.name in tasks or not task.by_rule} if tasks else ASKED_BY_RUNS
    if ask:
        if spec is None:
            raise RecipeError(
                "there is no model to ask", where=recipe.name, mend="name one with author, or in a recipe"
            )
        with _ledger_to_write(ledger) as kept:
            walked = _ask(one, shown, spec=spec, asked=asked, ledger=kept, clients=clients or {}, base=base)
    else:
        known = _ledger_to_read(ledger)

        async def look(request: Request) -> Outcome:
            return _stored(known, request)

        walked = finish(one.walk(shown, ask=look), interruption=Interruption())
    strange = [task for task in shown if task.name not in {found.task.name for found in walked}]
    return _shown(recipe, one=one, walked=walked, strange=strange, row=row, fictional=fictional)


def _ask(
    one: OneCase,
    shown: Collection[Task],
    *,
    spec: AuthorSpec,
    asked: Collection[str],
    ledger: Ledger,
    clients: Mapping[str, Client],
    base: str | Path,
) -> list[Asked]:
    """Walk with a model at hand: what the ledger does not answer is sent, if its task is one that is asked."""
    recipe, catalog = one.recipe, one.catalog
    prices = load_prices(Path(base) / recipe.prices if recipe.prices else None)
    budget = Budget(ledger, price_of=lambda name: prices.of(catalog.get(name)), cap=recipe.budget.picodollars)
    client = clients[spec.author] if spec.author in clients else make_client(catalog.get(spec.author))
    ceilings = {spec.author: spec.ceilings}
    interruption = Interruption()

    async def work() -> list[Asked]:
        async with Engine({spec.author: client}, ledger=ledger, budget=budget, ceilings=ceilings) as engine:
            interruption.drains(engine.drain)

            async def put(request: Request) -> Outcome:
                return await engine.ask(request) if request.task in asked else _stored(ledger, request)

            return await one.walk(shown, ask=put)

    walked = finish(work(), interruption=interruption)
    if interruption.asked:
        # What was answered is in the ledger.
        raise KeyboardInterrupt
    return walked


def _spec(recipe: Recipe, author: str | None) -> AuthorSpec | None:
    """Return the model whose prompts are shown, as the recipe has it; None if it is none."""
    models = [spec for spec in recipe.authors if spec.author != BASELINE]
    if author is None:
        return models[0] if models else None
    if author == BASELINE:
        return None
    for spec in models:
        if spec.author == author:
            return spec
    known = ", ".join((BASELINE, *(spec.author for spec in models)))
    raise RecipeError(f"the recipe has no author {author}", where=recipe.name, mend=f"use one of {known}")


def _row(cases: pl.DataFrame, case_id: str, *, path: Path) -> pl.DataFrame:
    """Return the one case of that id, with sentences."""
    found = cases.filter(pl.col("case_id") == case_id)
    if found.height == 0:
        ids = cases["case_id"].to_list()
        near = [name for name in ids if name.startswith(case_id)] or difflib.get_close_matches(case_id, ids)
        near = near[:3] or ids[:3]
        mend = f"did you mean {', '.join(near)}" if near else "use an export that has cases"
        raise SourceError(f"it holds no case {case_id}", where=str(path), mend=mend)
    return add_sentences(found)


def _stored(ledger: Ledger | None, request: Request) -> Outcome:
    return None if ledger is None else ledger.answer(request.key) or ledger.failure(request.key)


def _ledger_to_read(ledger: Ledger | str | Path | None) -> Ledger | None:
    if ledger is None or isinstance(ledger, Ledger):
        return ledger
    return Ledger.open_read_only(Path(ledger)) if Path(ledger).is_dir() else None


@contextmanager
def _ledger_to_write(ledger: Ledger | str | Path | None) -> Iterator[Ledger]:
    if ledger is None:
        raise RecipeError(
            "answers that are asked for have to be kept", where="preview", mend="pass ledger=, a run folder's ledger"
        )
    if isinstance(ledger, Ledger):
        yield ledger
        return
    with Ledger(Path(ledger)) as kept:
        yield kept


def _shown(
    recipe: Recipe, *, one: OneCase, walked: list[Asked], strange: Collection[Task], row: pl.DataFrame, fictional: bool
) -> Preview:
    """Put together what a preview shows."""
    letters, case = one.written.letters, one.subject.case
    verdicts = assess(letters, sources=one.written.sources)
    scores = score_rubric(letters, sources=one.written.sources)
    appeal_view = one.appeal_view
    whole = FactsSheet.from_view(appeal_view)
    author = one.spec.author if one.spec else None
    data: dict[str, Any] = {
        "case_id": case["case_id"],
        "recipe": recipe.name,
        "recipe_sha256": recipe.sha256,
        "author": author,
        "fictional": fictional,
        "notes": [
            *_notes(recipe, one=one, row=row),
            *(f"not shown: {task.name}, whose view {task.reads.__name__} no preview makes" for task in strange),
        ],
        "admitted_columns": {name: case[name] for name in VISIBLE_COLUMNS},
        "hidden_columns": {name: case[name] for name in _HIDDEN_COLUMNS},
        "axes": one.subject.axes.to_dict(),
        "findings": case["findings"] or "",
        "sentences": sentence_data(case, sheet=whole),
        "views": [view_data(one.subject.view), view_data(appeal_view)],
        "appeal_answers": one.denial["author"],
        "sheets": [
            sheet_data("denial", FactsSheet.from_view(one.subject.view)),
            sheet_data("appeal", whole),
            sheet_data("appeal, reduced", whole.reduced(seed=one.subject.axes.seed)),
        ],
        "prompts": [
            prompt_data(
                asked.task,
                asked.request,
                outcome=asked.outcome,
                keyed=asked.keyed,
                notes=asked.notes,
                read_here=asked.task.name not in ASKED_BY_RUNS,
            )
            for asked in walked
        ],
        # The denial before the appeal that answers it, and the model's before the control's.
        "letters": [
            letter_data(letter, verdicts, scores=scores)
            for kind in ("denial", "appeal")
            for name in (author, BASELINE)
            if name is not None and (letter := one.letter(kind, name)) is not None
        ],
    }
    return Preview(
        case_id=case["case_id"],
        author=author,
        subject=one.subject,
        appeal_view=appeal_view,
        requests={asked.task.name: asked.request for asked in walked},
        letters=letters,
        verdicts=verdicts,
        data=data,
    )


def _notes(recipe: Recipe, *, one: OneCase, row: pl.DataFrame) -> list[str]:
    """Say what a run does otherwise with this case than the preview."""
    which = "`imrdata.plan(...).questions` says which"
    _, skipped = subjects(row, recipe=recipe)
    notes = [f"a run skips this case ({reason})" for reason in skipped]
    spec, rows, place = one.spec, recipe.cases.limit, one.subject.case["source_row"]
    if rows is not None and place > rows:
        notes.append(f"a run reads the first {rows} rows, and this is row {place}")
    if recipe.cases.sample is not None:
        notes.append(f"a run draws {recipe.cases.sample} cases by seed; {which}")
    if spec is not None and spec.cases is not None:
        notes.append(f"{spec.author} writes for {spec.cases} cases drawn by seed; {which}")
    if spec is not None and spec.samples > 1:
        notes.append(f"{spec.author} writes {spec.samples} letters of each kind: this is the first")
    others = [other.author for other in recipe.authors if other.author not in (BASELINE, spec and spec.author)]
    if others:
        notes.append(f"not shown: {', '.join(others)}, for which --author asks")
    if spec is None:
        notes.append("no model is shown, so prompts have no fingerprint and no answer")
    return notes
