"""What a recipe starts from: its export, read, and the cases that letters are written for.

In: a recipe and, if given, another source. Out: an `Intake`. Planning and the walk both begin here, so that a plan is
of exactly the cases that a run would take.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from imrdata.authors import Subject, check_authors, subjects
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import ImrData, read_imr
from imrdata.cases.sampling import sample_cases
from imrdata.data import sample
from imrdata.errors import SourceError
from imrdata.llm.catalog import Catalog, load_catalog
from imrdata.llm.prices import PriceTable, load_prices
from imrdata.recipe import Recipe

__all__ = ["Intake", "export_of", "take_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a recipe starts from.

    Attributes
    ----------
    data
        The export as read, with its books.
    cases
        Its cases with sentences, or the sample of them that the recipe asks for.
    chosen
        The cases that letters are written for.
    skipped
        How many cases are not, by the reason.
    catalog, prices
        The models and prices that are known to this recipe.
    fictional
        Whether the export is the shipped sample.
    """

    data: ImrData
    cases: pl.DataFrame
    chosen: list[Subject]
    skipped: dict[str, int]
    catalog: Catalog
    prices: PriceTable
    fictional: bool


def export_of(recipe: Recipe, *, source: str | Path | None, base: str | Path) -> tuple[Path, bool]:
    """Return the export that a recipe reads, or `source` instead, and whether it is the shipped sample."""
    if source is None and recipe.source == "sample":
        return sample(), True
    return (Path(source) if source is not None else Path(base) / recipe.source), False


def take_in(recipe: Recipe, *, source: str | Path | None, base: str | Path, limit: int | None) -> Intake:
    """Read what a recipe asks for; refuse at once what it may not do.

    Raises
    ------
    SourceError
        The export can't be read, or no case of it gives a writer enough to go on.
    RecipeError
        A model is not known, or the license policy refuses it.
    """
    path, fictional = export_of(recipe, source=source, base=base)
    catalog = load_catalog(Path(base) / recipe.catalog if recipe.catalog else None)
    prices = load_prices(Path(base) / recipe.prices if recipe.prices else None)
    check_authors(recipe, catalog=catalog)
    data = read_imr(path, limit=recipe.cases.limit if limit is None else limit)
    if all(source.metadata_only == source.cases for source in data.books.sources):
        raise SourceError(
            f"there are no Findings in its {data.books.cases} cases, so there is nothing to write a letter from",
            where=str(path),
            mend="use an export that has the column Findings",
        )
    drawn = data.cases
    if recipe.cases.sample is not None:
        drawn = sample_cases(drawn, size=recipe.cases.sample, by=recipe.cases.sample_by, seed=recipe.seed)
    cases = add_sentences(drawn)
    chosen, skipped = subjects(cases, recipe=recipe)
    if not chosen:
        raise SourceError(
            f"none of its {data.books.cases} cases gives a writer enough to go on",
            where=str(path),
            mend=f"set cases.min_view_strength below {recipe.cases.min_view_strength}, or use another export",
        )
    if beyond := data.cases.height - drawn.height:
        skipped = dict(sorted({**skipped, "not in the sample that the recipe draws": beyond}.items()))
    return Intake(
        data=data,
        cases=cases,
        chosen=chosen,
        skipped=skipped,
        catalog=catalog,
        prices=prices,
        fictional=fictional,
    )
