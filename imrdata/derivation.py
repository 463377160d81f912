"""From answers to records: all that a run does once nothing is left to ask, and the same again without asking.

In: cases, a recipe, a catalogue, and either letters as they were just written or what answers a question. Out: letters,
verdicts, selection, splits and records. `imrdata.walk` calls `derive` after its questions; `imrdata.verification` calls
`rewrite` and then the very same `derive`, so what is proved is what was run. Nothing here asks, reads or writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from imrdata.authors import Subject, Written, write_letters
from imrdata.dataset.records import to_records
from imrdata.dataset.select import select
from imrdata.dataset.split import split
from imrdata.dataset.withdrawal import select_without, withdrawn_cases
from imrdata.llm.catalog import Catalog
from imrdata.llm.interruption import Interruption, finish
from imrdata.llm.licenses import Terms
from imrdata.llm.request import Failure, Request, Response
from imrdata.quality.check import Check, assess
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
    selection
        SELECTION_SCHEMA, one row per letter.
    splits
        SPLIT_SCHEMA, one row per case with a letter; a withdrawn case has none.
    records
        RECORD_SCHEMA.
    withdrawn
        The withdrawn cases that are among the cases.
    """

    letters: pl.DataFrame
    sources: pl.DataFrame
    verdicts: pl.DataFrame
    selection: pl.DataFrame
    splits: pl.DataFrame
    records: pl.DataFrame
    withdrawn: frozenset[str]


def derive(
    written: Written, *, cases: pl.DataFrame, recipe: Recipe, catalog: Catalog, checks: Sequence[Check]
) -> Derived:
    """Assess, select, split and make records.

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
    """
    letters, sources = written.letters, written.sources
    withdrawn = withdrawn_cases(cases, ids=recipe.withdraw)
    standing = letters.filter(~pl.col("case_id").is_in(sorted(withdrawn)))
    verdicts = assess(standing, sources=sources, checks=checks)
    selection = select_without(
        withdrawn,
        letters=letters,
        choose=lambda rest: select(rest, verdicts, targets=recipe.targets, unmeasured=recipe.select.unmeasured),
    )
    splits = split(
        cases.filter(pl.col("case_id").is_in(standing["case_id"].unique().to_list())),
        seed=recipe.seed,
        fractions={
            "train": recipe.split.train,
            "validation": recipe.split.validation,
            "test": recipe.split.test,
        },
    )
    records = to_records(
        letters,
        cases=cases,
        selection=selection,
        splits=splits,
        views=written.views,
        verdicts=verdicts,
        licenses={spec.author: Terms.of(catalog.get(spec.author)) for spec in recipe.authors},
        recipe_sha256=recipe.sha256,
    )
    return Derived(
        letters=letters,
        sources=sources,
        verdicts=verdicts,
        selection=selection,
        splits=splits,
        records=records,
        withdrawn=withdrawn,
    )


def rewrite(
    chosen: Sequence[Subject],
    *,
    recipe: Recipe,
    catalog: Catalog,
    answer: Callable[[str], Response | None],
) -> tuple[Written, dict[str, Request]]:
    """Have all letters written again from answers that are there, and nothing asked.

    Parameters
    ----------
    chosen
        The cases that letters are written for.
    recipe, catalog
        As they were.
    answer
        Returns the answer to a question by its fingerprint, or None where there is none: no letter comes of it then.

    Returns
    -------
    tuple
        The letters, and each question that was answered by its fingerprint.
    """
    written = Written(tuple(spec.author for spec in recipe.authors))
    answered: dict[str, Request] = {}

    async def ask(request: Request) -> Response | Failure:
        found = answer(request.key)
        if found is None:
            return Failure(key=request.key, kind="unanswered", message="there is no answer to it here", attempts=0)
        answered[request.key] = request
        return found

    interruption = Interruption(on_asked=lambda: None)
    writing = write_letters(chosen, recipe=recipe, catalog=catalog, ask=ask, authors=recipe.authors, written=written)
    finish(writing, interruption=interruption)
    if interruption.asked:
        raise KeyboardInterrupt
    return written, answered
