"""The walk: an export and a recipe in, a run folder out. Only this module knows the order of the rooms.

    read_imr → add_sentences → DenialView → prompt → ledger → parse → letter → judge → assess → split → select → records
    → write

A run folder holds ``recipe.yaml cases.parquet rejected.jsonl books.json ledger/ letters.parquet verdicts.parquet
rubric.parquet scores.parquet splits.parquet selection.parquet excluded.parquet dropped.jsonl corpus.json dataset/
report.html``, and ``judgements.parquet`` where the recipe has judges. All but the ledger are written beside the old
ones and renamed when everything is there; the ledger grows, so a run that was killed asks nothing twice that was
answered.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import yaml

from imrdata.authors import Subject, Written, drawn, withdrawn_ids, write_letters
from imrdata.cases.findings import role_counts
from imrdata.dataset.decontaminate import read_foreign
from imrdata.dataset.formats import load_formats
from imrdata.dataset.tokens import TokenCounter
from imrdata.derivation import derive
from imrdata.emission import emit
from imrdata.errors import MissingExtraError
from imrdata.intake import take_in
from imrdata.judging import Judged, judge_questions
from imrdata.llm.batch_books import BatchBooks
from imrdata.llm.budget import Budget
from imrdata.llm.catalog import Catalog
from imrdata.llm.clients import Client
from imrdata.llm.clients.embedded import embedded_available
from imrdata.llm.clients.make import make_batch_client, make_client
from imrdata.llm.interruption import Interruption, finish
from imrdata.llm.ledger import Ledger
from imrdata.llm.prices import PriceTable
from imrdata.llm.progress import Event
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.runner import Engine
from imrdata.outputs import read_counts, source_facts, write_files
from imrdata.quality.corpus import corpus_report
from imrdata.quality.expectations import need_expectations, validate
from imrdata.recipe import BASELINE, AuthorSpec, JudgeSpec, Recipe, as_recipe
from imrdata.report.summary import examples, summarise
from imrdata.run_folder import RunFolder

__all__ = ["Run", "run"]

#: Called as ``progress(part, done, total)``.
OnProgress = Callable[[str, int, int], None]
OnEvent = Callable[[Event], None]

_Spec = TypeVar("_Spec", AuthorSpec, JudgeSpec)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run came to.

    Attributes
    ----------
    folder
        The run folder.
    summary
        The figures of books.json: every row, question, letter and record accounted for.
    cases, letters, verdicts, scores, splits, selection, records, excluded
        The frames behind them.
    pairs
        The pairs, if the recipe asks for some.
    examples
        Up to two cases whole: one that was kept, and one of a model's that was dropped.
    notes
        What the reader should know: an author that was skipped, a source that is fictional.
    files
        Names in the run folder.
    seconds
        Wall-clock time; in no file.
    """

    folder: Path
    summary: dict[str, Any]
    cases: pl.DataFrame
    letters: pl.DataFrame
    verdicts: pl.DataFrame
    scores: pl.DataFrame
    splits: pl.DataFrame
    selection: pl.DataFrame
    records: pl.DataFrame
    excluded: pl.DataFrame
    pairs: pl.DataFrame | None
    examples: list[dict[str, Any]]
    notes: list[str]
    files: list[str]
    seconds: float

    def __repr__(self) -> str:
        letters = self.summary["letters"]
        return (
            f"Run in {self.folder}: {self.cases.height} cases, {letters['written']} letters "
            f"({letters['kept']} kept, {letters['dropped']} dropped), {self.records.height} records"
        )


def run(
    recipe: Recipe,
    *,
    out: str | Path,
    source: str | Path | None = None,
    base: str | Path = ".",
    limit: int | None = None,
    clients: Mapping[str, Client] | None = None,
    on_progress: OnProgress = lambda part, done, total: None,
    on_event: OnEvent = lambda event: None,
    on_interrupt: Callable[[], None] = lambda: None,
) -> Run:
    """Do all that a recipe says.

    Parameters
    ----------
    recipe
        What shapes the run.
    out
        The run folder: new, empty, or of an earlier run, whose answers are used again.
    source
        An export to read instead of the recipe's.
    base
        The folder that paths in the recipe are relative to.
    limit
        Read the first so many rows only.
    clients
        A client for each model by its catalogue id; None: as the catalogue says.
    on_progress
        Called as ``on_progress(part, done, total)`` while letters are written.
    on_event
        Called with each `Event` of the engine, in its thread: it must be quick.
    on_interrupt
        Called at the first Ctrl-C: what is under way comes to its end, nothing more is sent, and the run ends with
        KeyboardInterrupt. A second Ctrl-C stops at once.

    Returns
    -------
    Run
        The figures, the frames and the folder.

    Raises
    ------
    ImrDataError
        Something can't be done; an existing run folder stays as it was, but for answers that were paid for.

    Examples
    --------
    >>> import tempfile
    >>> from imrdata.recipe import Recipe
    >>> recipe = Recipe(name="control", authors=[{"author": "baseline"}], select={"targets": ["baseline"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     done = run(recipe, out=folder, limit=12)
    >>> done.summary["letters"]["written"] == done.letters.height
    True
    """
    began = time.monotonic()
    notes: list[str] = []
    recipe = as_recipe(recipe).at(base)
    # Before anything is asked: a check, a format or a file that can't be loaded must not cost answers.
    checks = recipe.quality.chosen()
    formats = load_formats(recipe.records.formats, preference=recipe.records.preference)
    foreign = read_foreign(Path(base) / file for file in recipe.decontaminate)
    counter = TokenCounter(None if recipe.tokenizer is None else Path(base) / recipe.tokenizer)
    taken = take_in(recipe, source=source, base=base, limit=limit)
    data, cases, chosen, catalog = taken.data, taken.cases, taken.chosen, taken.catalog
    if (size := recipe.cases.sample) is not None and size > data.cases.height:
        notes.append(f"the sample of {size:,} cases is all that were read: {data.cases.height:,}")
    if taken.fictional:
        notes.append("the source is the shipped sample: every case in it is fictional")
    if recipe.expectations:
        need_expectations(f"recipe {recipe.name}")
    authors = _present(recipe.authors, catalog=catalog, clients=clients, notes=notes)
    judges = _present(recipe.judges, catalog=catalog, clients=clients, notes=notes)
    asked: tuple[AuthorSpec | JudgeSpec, ...] = (*authors, *judges)
    live = [_model(spec) for spec in asked if not spec.batch and _model(spec) != BASELINE]
    reached = dict(clients) if clients is not None else {name: make_client(catalog.get(name)) for name in live}

    with RunFolder(out) as folder:
        written = Written(tuple(spec.author for spec in recipe.authors))
        interruption = Interruption(on_asked=on_interrupt)
        judged = finish(
            _write(
                chosen,
                recipe=recipe,
                catalog=catalog,
                prices=taken.prices,
                authors=authors,
                judges=judges,
                clients=reached,
                ledger=folder.path / "ledger",
                written=written,
                on_progress=on_progress,
                on_event=on_event,
                interruption=interruption,
            ),
            interruption=interruption,
        )
        if interruption.asked:
            # What was answered is in the ledger; half a dataset is none.
            raise KeyboardInterrupt
        derived = derive(
            written,
            cases=cases,
            recipe=recipe,
            catalog=catalog,
            checks=checks,
            judged=judged,
            foreign=foreign,
            counter=counter,
        )
        letters, verdicts, scores, made = derived.letters, derived.verdicts, derived.scores, derived.made
        selection, records = made.selection, made.records
        summary = summarise(
            books=data.books.to_dict(),
            roles=role_counts(cases),
            skipped=taken.skipped,
            authors={name: books.to_dict() for name, books in written.books.items()},
            verdicts=verdicts,
            made=made,
            sequence_length=recipe.records.sequence_length,
        )
        if recipe.judges:
            summary["judges"] = judged.figures(letters)
        notes += _poor_authors(summary)
        notes += _replaced(folder.path / "recipe.yaml", recipe=recipe)
        shown = examples(letters, verdicts=verdicts, selection=selection)
        with folder.publish() as place, Ledger.open_read_only(folder.path / "ledger") as answers:
            write_files(
                place,
                recipe=recipe,
                data=data,
                cases=cases,
                letters=letters,
                verdicts=verdicts,
                rubric=derived.rubric,
                scores=scores,
                made=made,
                summary=summary,
                examples=shown,
                corpus=corpus_report(
                    letters, cases=cases, selection=selection, sources=derived.sources, seed=recipe.seed
                ),
                judgements=judged.judgements if recipe.judges else None,
            )
            emit(
                place / "dataset",
                derived,
                recipe=recipe,
                catalog=catalog,
                cases=cases,
                sources=source_facts(data.books, snapshot=recipe.snapshot),
                books=read_counts(data.books),
                formats=formats,
                request=answers.request,
                response=answers.answer,
            )
            if recipe.expectations:
                notes.append(validate(place).sentence)
    return Run(
        folder=Path(out),
        summary=summary,
        cases=cases,
        letters=letters,
        verdicts=verdicts,
        scores=scores,
        splits=made.splits,
        selection=selection,
        records=records,
        excluded=made.excluded,
        pairs=made.pairs,
        examples=shown,
        notes=notes,
        files=sorted(entry.name for entry in Path(out).iterdir() if not entry.name.startswith(".")),
        seconds=time.monotonic() - began,
    )


def _replaced(file: Path, *, recipe: Recipe) -> list[str]:
    """Say that the folder held the run of another recipe."""
    try:
        known = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return []
    name = known.get("name") if isinstance(known, dict) else None
    if name is None or name == recipe.name:
        return []
    return [f"the folder held a run of the recipe {name}: its files are replaced, its answers are kept"]


def _poor_authors(summary: Mapping[str, Any]) -> list[str]:
    """Say of each author most of whose letters were dropped that they were."""
    return [
        f"{name}: {figures['dropped']} of its {figures['letters']} letters were dropped; each stands in dropped.jsonl "
        "with its reasons"
        for name, figures in summary["authors"].items()
        if figures["dropped"] > figures["kept"]
    ]


def _model(spec: AuthorSpec | JudgeSpec) -> str:
    return spec.author if isinstance(spec, AuthorSpec) else spec.judge


def _is_needed(spec: AuthorSpec | JudgeSpec) -> bool:
    # A gate that nobody keeps would let everything through.
    return spec.if_missing == "stop" or (isinstance(spec, JudgeSpec) and bool(spec.gates))


def _present(
    specs: Sequence[_Spec], *, catalog: Catalog, clients: Mapping[str, Client] | None, notes: list[str]
) -> list[_Spec]:
    """Return the models that can be asked here; one that can't is skipped or an error, as the recipe says."""
    present: list[_Spec] = []
    for spec in specs:
        name = _model(spec)
        embedded = name != BASELINE and catalog.get(name).client == "embedded"
        if embedded and not (clients and name in clients):
            available, sentence = embedded_available()
            if not available and _is_needed(spec):
                raise MissingExtraError(sentence.rstrip("."), where=f"model {name}")
            if not available:
                notes.append(f"{name} was skipped: {sentence}")
                continue
        present.append(spec)
    return present


async def _write(
    chosen: list[Subject],
    *,
    recipe: Recipe,
    catalog: Catalog,
    prices: PriceTable,
    authors: list[AuthorSpec],
    judges: list[JudgeSpec],
    clients: Mapping[str, Client],
    ledger: Path,
    written: Written,
    on_progress: OnProgress,
    on_event: OnEvent,
    interruption: Interruption,
) -> Judged:
    """Have all authors write and all judges read, with the ledger open and each answer counted."""
    judged = Judged(books={spec.judge: Counter() for spec in recipe.judges})
    totals = {spec.author: len(drawn(chosen, spec=spec, seed=recipe.seed)) * spec.samples for spec in authors}
    done = dict.fromkeys(totals, 0)
    for author, total in totals.items():
        on_progress(author, 0, total)  # so that the time left can be told from the first answer on

    def on_case(author: str) -> None:
        if interruption.asked:
            return  # a case that is let go counts as done, and is not
        done[author] += 1
        on_progress(author, done[author], totals[author])

    def note(event: Event) -> None:
        if event.request.model in judged.books:
            judged.note(event.request.model, event.what, event.detail)
        else:
            written.books[event.request.model].note(event.what, event.detail)
        on_event(event)

    with Ledger(ledger) as kept:
        budget = Budget(kept, price_of=lambda author: prices.of(catalog.get(author)), cap=recipe.budget.picodollars)
        asked: tuple[AuthorSpec | JudgeSpec, ...] = (*authors, *judges)
        batched = {_model(spec): make_batch_client(catalog.get(_model(spec))) for spec in asked if spec.batch}
        batches = BatchBooks(batched, ledger=kept, budget=budget, on_event=note)
        engine = Engine(
            {author: client for author, client in clients.items() if author not in batched},
            ledger=kept,
            in_flight=recipe.in_flight,
            budget=budget,
            ceilings={_model(spec): spec.ceilings for spec in asked},
            on_event=note,
        )

        async def ask(request: Request) -> Response | Failure:
            return await (batches if request.model in batched else engine).ask(request)

        async with engine, batches:
            for each in (engine, batches):
                interruption.drains(each.drain)
            await write_letters(
                chosen,
                recipe=recipe,
                catalog=catalog,
                ask=ask,
                authors=authors,
                written=written,
                on_case=on_case,
                look_up=lambda request: _looked_up(kept, request),
            )
            if judges:
                questions = judge_questions(
                    written.letters,
                    recipe=recipe,
                    catalog=catalog,
                    views=written.views,
                    cases={subject.case["case_id"]: subject.case for subject in chosen},
                    judges={spec.judge for spec in judges},
                    withdrawn=withdrawn_ids(chosen, recipe=recipe),
                )
                await judged.ask(tuple(questions), ask=ask, in_flight=recipe.in_flight, on_progress=on_progress)
    return judged


async def _looked_up(ledger: Ledger, request: Request) -> Response | Failure:
    """Return the ledger's answer to a question that is not to be asked."""
    found = ledger.answer(request.key)
    return found or Failure(key=request.key, kind="withdrawn", message="its case was withdrawn", attempts=0)
