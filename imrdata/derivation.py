"""From answers to records: all that a run does once nothing is left to ask, and the same again without asking.

In: cases, a recipe, a catalogue, and either letters as they were just written or what answers a question. Out: letters,
verdicts, scores, splits, selection, records and pairs. `imrdata.walk` calls `derive` after its questions;
`imrdata.verification` calls `rewrite` and then the very same `derive`, so what is proved is what was run. Nothing here
asks, reads or writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from imrdata.authors import Subject, Written, withdrawn_ids, write_letters
from imrdata.dataset.make import Made, make_dataset
from imrdata.dataset.provenance import Maker
from imrdata.dataset.tokens import TokenCounter
from imrdata.dataset.withdrawal import select_without, withdrawn_cases
from imrdata.judging import Judged, judge_questions
from imrdata.llm.catalog import Catalog
from imrdata.llm.interruption import Interruption, finish
from imrdata.llm.request import Failure, Request, Response
from imrdata.quality.check import Check, assess
from imrdata.quality.rubric import rubric_totals, score_rubric
from imrdata.recipe import Recipe

__all__ = ["Derived", "derive", "rewrite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What comes of letters.

    Attributes
    ----------
    letters, sources
        LETTER_SCHEMA and SOURCE_SCHEMA, those of withdrawn cases included.
    verdicts
        VERDICT_SCHEMA; a letter of a withdrawn case has none.
    rubric, scores
        RUBRIC_SCHEMA, item by item, and RUBRIC_TOTALS_SCHEMA; a letter of a withdrawn case has none.
    judgements
        JUDGEMENT_SCHEMA: what the judges said of letters; of those of withdrawn cases nothing.
    made
        Splits, selection, records and pairs; only the selection knows of withdrawn cases.
    withdrawn
        The withdrawn cases that are among the cases.
    """

    letters: pl.DataFrame
    sources: pl.DataFrame
    verdicts: pl.DataFrame
    rubric: pl.DataFrame
    scores: pl.DataFrame
    judgements: pl.DataFrame
    made: Made
    withdrawn: frozenset[str]


def derive(
    written: Written,
    *,
    cases: pl.DataFrame,
    recipe: Recipe,
    catalog: Catalog,
    checks: Sequence[Check],
    judged: Judged,
    foreign: Mapping[str, Collection[str]],
    counter: TokenCounter,
) -> Derived:
    """Assess, score, split, select and make records.

    Parameters
    ----------
    written
        Letters and their views.
    cases
        SENTENCED_CASE_SCHEMA: at least the cases that letters were written for.
    recipe, catalog
        What shapes it, and whose terms the records bear.
    checks
        Those of ``recipe.quality.chosen()``.
    judged
        What the recipe's judges said.
    foreign, counter
        As `imrdata.dataset.make.make_dataset` takes them: of the recipe's own files.
    """
    letters, sources = written.letters, written.sources
    withdrawn = withdrawn_cases(cases, ids=recipe.withdraw)
    standing = letters.filter(~pl.col("case_id").is_in(sorted(withdrawn)))
    verdicts = pl.concat([assess(standing, sources=sources, checks=checks), judged.verdicts(recipe)])
    rubric = score_rubric(standing, sources=sources)
    scores = rubric_totals(rubric)
    made = make_dataset(
        standing,
        cases=cases,
        verdicts=verdicts,
        scores=scores,
        makers={spec.author: Maker.of(catalog.get(spec.author)) for spec in recipe.authors},
        options=replace(recipe.dataset_options, gate=judged.gates(recipe)),
        foreign=foreign,
        counter=counter,
        further=judged.terms(recipe, catalog=catalog),
    )
    selection = select_without(withdrawn, letters=letters, choose=lambda rest: made.selection)
    return Derived(
        letters=letters,
        sources=sources,
        verdicts=verdicts,
        rubric=rubric,
        scores=scores,
        judgements=judged.judgements,
        made=replace(made, selection=selection),
        withdrawn=withdrawn,
    )


def rewrite(
    chosen: Sequence[Subject],
    *,
    recipe: Recipe,
    catalog: Catalog,
    answer: Callable[[str], Response | None],
) -> tuple[Written, Judged, dict[str, Request]]:
    """Have all letters written and judged again from answers that are there, and nothing asked.

    Parameters
    ----------
    chosen
        The cases that letters are written for.
    recipe, catalog
        As they were. A judge that the catalogue does not have did not sit.
    answer
        Returns the answer to a question by its fingerprint, or None where there is none: no letter comes of it then.

    Returns
    -------
    tuple
        The letters, what the judges said, and each question that was answered by its fingerprint.
    """
    written = Written(tuple(spec.author for spec in recipe.authors))
    judged = Judged()
    answered: dict[str, Request] = {}

    async def ask(request: Request) -> Response | Failure:
        found = answer(request.key)
        if found is None:
            return Failure(key=request.key, kind="unanswered", message="there is no answer to it here", attempts=0)
        answered[request.key] = request
        return found

    async def again() -> None:
        await write_letters(chosen, recipe=recipe, catalog=catalog, ask=ask, authors=recipe.authors, written=written)
        questions = judge_questions(
            written.letters,
            recipe=recipe,
            catalog=catalog,
            views=written.views,
            cases={subject.case["case_id"]: subject.case for subject in chosen},
            judges=catalog.ids,
            withdrawn=withdrawn_ids(chosen, recipe=recipe),
        )
        await judged.ask(tuple(questions), ask=ask, in_flight=1, on_progress=lambda judge, done, total: None)

    interruption = Interruption(on_asked=lambda: None)
    finish(again(), interruption=interruption)
    if interruption.asked:
        raise KeyboardInterrupt
    return written, judged, answered
