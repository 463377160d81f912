"""Who judges: the judges of a recipe, letter by letter, each question in both orders of the items and so often.

In: letters as they were written, with their views. Out: JUDGEMENT_SCHEMA and, from it, verdicts with tier ``judge``.
A plan walks the same questions, with stand-ins for letters that are not there yet. A judge only tags: what its
verdicts do to a letter is said by the recipe's `gates`, and nowhere else.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from imrdata.authors import CHAINS_IN_BATCHES, Ask
from imrdata.letters.axes import Axes
from imrdata.letters.prompts import render
from imrdata.letters.tasks import Task
from imrdata.letters.views import View
from imrdata.llm.catalog import Catalog
from imrdata.llm.licenses import Terms
from imrdata.llm.request import Failure, Request
from imrdata.quality.check import VERDICT_SCHEMA
from imrdata.quality.judge import (
    JUDGEMENT_SCHEMA,
    ORDERS,
    check_name,
    judge_schema,
    judge_verdicts,
    judge_view,
    no_answer,
    read_judgement,
)
from imrdata.quality.judge_figures import judge_figures
from imrdata.recipe import JudgeSpec, Recipe

__all__ = ["JudgeQuestion", "Judged", "ask_judges", "judge_questions", "judged_cases"]

_AXES: Final = ("ground", "ground_source", "regime", "voice", "seed", "notice", "length", "register")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeQuestion:
    """One question to a judge, and what it takes to read the answer."""

    spec: JudgeSpec
    case_id: str
    letter_id: str
    letter: str
    items: Mapping[str, str]
    order: str
    repeat: int
    request: Request

    @property
    def place(self) -> dict[str, Any]:
        """Which question it is, as JUDGEMENT_SCHEMA says."""
        own = {"letter_id": self.letter_id, "judge": self.spec.judge, "order": self.order, "repeat": self.repeat}
        return own | {"request_key": self.request.key}


@dataclass(slots=True)
class Judged:
    """What the judges of a run said, and the books of what they were asked.

    Attributes
    ----------
    judgements
        JUDGEMENT_SCHEMA, sorted; nothing in it depends on who answered first.
    books
        Judge → ``requested``, ``answered``, ``reused`` and ``failed`` by kind.
    """

    judgements: pl.DataFrame = field(default_factory=JUDGEMENT_SCHEMA.to_frame)
    books: dict[str, Counter[str]] = field(default_factory=dict)

    def note(self, judge: str, what: str, detail: str) -> None:
        """Count an engine's event."""
        if what in ("requested", "answered", "reused"):
            self.books[judge][what] += 1
        elif what == "failed":
            self.books[judge][detail] += 1

    async def ask(
        self,
        questions: Sequence[JudgeQuestion],
        *,
        ask: Ask,
        in_flight: int,
        on_progress: Callable[[str, int, int], None],
    ) -> None:
        """Put all questions and keep what is said; `on_progress` is called as a run's."""
        totals = Counter(question.spec.judge for question in questions)
        done: Counter[str] = Counter()

        def count(judge: str) -> None:
            done[judge] += 1
            on_progress(judge, done[judge], totals[judge])

        for judge, total in totals.items():
            on_progress(judge, 0, total)
        self.judgements = await ask_judges(questions, ask=ask, in_flight=in_flight, on_done=count)

    def verdicts(self, recipe: Recipe) -> pl.DataFrame:
        """Return VERDICT_SCHEMA of all judges, each by its own threshold."""
        parts = [
            judge_verdicts(self.judgements.filter(pl.col("judge") == spec.judge), threshold=spec.threshold)
            for spec in recipe.judges
        ]
        return pl.concat([VERDICT_SCHEMA.to_frame(), *parts])

    def gates(self, recipe: Recipe) -> dict[str, str]:
        """Return what `select` is to do with each item's verdicts: ``tag`` unless the recipe says that it gates.

        A gate that could not be measured drops the letter too: it was asked for, and nobody knows.
        """
        asked = self.judgements.select("judge", "item").unique().sort("judge", "item").rows()
        gated = {(spec.judge, item) for spec in recipe.judges for item in spec.gates}
        return {check_name(*pair): "strict" if pair in gated else "tag" for pair in asked}

    def terms(self, recipe: Recipe, *, catalog: Catalog) -> dict[str, list[Terms]]:
        """Return the terms that judges bring to the letters they selected: letter_id → terms."""
        found: dict[str, list[Terms]] = {}
        for spec in recipe.judges:
            if spec.gates:
                own = Terms.of(catalog.get(spec.judge), role="judge")
                judged = self.judgements.filter(pl.col("judge") == spec.judge)["letter_id"].unique()
                for letter_id in judged:
                    found.setdefault(letter_id, []).append(own)
        return found

    def figures(self, letters: pl.DataFrame) -> dict[str, Any]:
        """Return the books, and how each judge behaved on each item (JUDGE_FIGURES_SCHEMA): for books.json."""
        counts = ("requested", "answered", "reused")
        found: dict[str, dict[str, Any]] = {
            judge: {
                **{name: books[name] for name in counts},
                "failed": {name: number for name, number in sorted(books.items()) if name not in counts},
                "items": {},
            }
            for judge, books in sorted(self.books.items())
        }
        for row in judge_figures(self.judgements, letters=letters).iter_rows(named=True):
            found[row.pop("judge")]["items"][row.pop("item")] = row
        return found


def judge_questions(
    letters: pl.DataFrame,
    *,
    recipe: Recipe,
    catalog: Catalog,
    views: Mapping[str, View],
    cases: Mapping[str, Mapping[str, Any]],
    judges: Collection[str] | None = None,
    withdrawn: Collection[str] = (),
) -> Iterator[JudgeQuestion]:
    """Yield every question of a recipe's judges on some letters.

    Parameters
    ----------
    letters
        LETTER_SCHEMA. A letter without text is not judged.
    recipe, catalog
        Who judges, and how it is reached.
    views
        ``letter_id`` → the view that the letter was written from.
    cases
        ``case_id`` → the case's row, with sentences.
    judges
        Only these; None: all of the recipe's.
    withdrawn
        Cases whose letters are not judged; they are still drawn, so that no other case is judged in their place.
    """
    task = recipe.task("judge")
    for spec in recipe.judges:
        if judges is None or spec.judge in judges:
            for letter in _drawn(letters, spec=spec, seed=recipe.seed).iter_rows(named=True):
                if letter["case_id"] in withdrawn:
                    continue
                if (items := spec.items_of(letter["kind"])) and letter["text"].strip():
                    view, case = views[letter["letter_id"]], cases[letter["case_id"]]
                    yield from _questions(letter, items, view=view, case=case, spec=spec, task=task, catalog=catalog)


def _questions(
    letter: Mapping[str, Any],
    items: Mapping[str, str],
    *,
    view: View,
    case: Mapping[str, Any],
    spec: JudgeSpec,
    task: Task,
    catalog: Catalog,
) -> Iterator[JudgeQuestion]:
    axes = Axes(**{name: letter[name] for name in _AXES})
    for order in ORDERS:
        shown = judge_view(
            view,
            case=case,
            kind=letter["kind"],
            letter=letter["text"],
            items=items,
            order=order,
            reviewer=spec.reviewer,
        )
        messages = render(task, shown, axes)
        for repeat in range(spec.repeats):
            request = Request(
                task=task.name,
                model=spec.judge,
                identity=catalog.get(spec.judge).identity,
                messages=messages,
                sampling=spec.sampling(seed=letter["seed"] + repeat),
                output_schema=judge_schema(items),
                sample=repeat,
            )
            yield JudgeQuestion(
                spec=spec,
                case_id=letter["case_id"],
                letter_id=letter["letter_id"],
                letter=letter["text"],
                items=items,
                order=order,
                repeat=repeat,
                request=request,
            )


def _drawn(letters: pl.DataFrame, *, spec: JudgeSpec, seed: int) -> pl.DataFrame:
    """Return the letters that a judge reads: all, or those of so many cases drawn by seed."""
    if spec.cases is None:
        return letters

    chosen = judged_cases(letters["case_id"].unique(), spec=spec, seed=seed)
    return letters.filter(pl.col("case_id").is_in(sorted(chosen)))


def judged_cases(case_ids: Iterable[str], *, spec: JudgeSpec, seed: int) -> set[str]:
    """Return the cases whose letters a judge reads, of those that have letters: all, or so many drawn by seed."""

    def lot(case_id: str) -> bytes:
        return hashlib.sha256(f"{seed}|judge|{case_id}".encode()).digest()

    return set(case_ids if spec.cases is None else sorted(case_ids, key=lot)[: spec.cases])


async def ask_judges(
    questions: Sequence[JudgeQuestion],
    *,
    ask: Ask,
    in_flight: int,
    on_done: Callable[[str], None] = lambda judge: None,
) -> pl.DataFrame:
    """Put questions to judges and read what they say; `on_done` is told of each question's judge.

    Returns
    -------
    DataFrame
        JUDGEMENT_SCHEMA, sorted.
    """
    rows: list[dict[str, Any]] = []

    async def work(waiting: Iterator[JudgeQuestion]) -> None:
        for question in waiting:
            outcome = await ask(question.request)
            if isinstance(outcome, Failure):
                rows.extend(no_answer(outcome.kind, items=question.items, **question.place))
            else:
                rows.extend(
                    read_judgement(
                        outcome.text,
                        outcome.finish_reason,
                        letter=question.letter,
                        items=question.items,
                        **question.place,
                    )
                )
            on_done(question.spec.judge)

    try:
        async with asyncio.TaskGroup() as group:
            for batch, workers in ((False, in_flight), (True, CHAINS_IN_BATCHES)):
                some = [question for question in questions if question.spec.batch is batch]
                waiting = iter(some)
                for _ in range(min(workers, len(some))):
                    group.create_task(work(waiting))
    except BaseExceptionGroup as errors:
        # Workers stop together; the first reason is the one to say.
        raise errors.exceptions[0] from None
    return pl.DataFrame(rows, schema=JUDGEMENT_SCHEMA).sort("letter_id", "judge", "item", "order", "repeat")
