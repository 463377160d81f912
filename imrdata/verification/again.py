"""Everything made again: letters, verdicts, selection, splits, records and files, from the proof or the originals.

In: what the proof states and, if given, the export and the ledger. Out: a second dataset folder, written by the code
that wrote the first. Nothing is asked. Room: verification.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from imrdata.authors import subjects
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.cases.sampling import sample_cases
from imrdata.dataset.decontaminate import read_foreign
from imrdata.dataset.formats import load_formats
from imrdata.dataset.manifest import Manifest, SourceFacts
from imrdata.dataset.packing import read_lines
from imrdata.dataset.proof import SELECTION
from imrdata.dataset.select import SELECTION_SCHEMA
from imrdata.dataset.tokens import TokenCounter
from imrdata.dataset.withdrawal import WITHDRAWN
from imrdata.derivation import Derived, derive, rewrite
from imrdata.emission import emit
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Response
from imrdata.outputs import read_counts, source_facts
from imrdata.verification.folder import Folder
from imrdata.verification.inputs import Inputs

__all__ = ["Origin", "make_again", "open_origin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where cases and answers are taken from: the proof, or the originals where they are given.

    Attributes
    ----------
    cases
        SENTENCED_CASE_SCHEMA.
    sources, books
        What the manifest has to say of the read.
    answer
        Looks up an answer by the question's fingerprint.
    """

    cases: pl.DataFrame
    sources: tuple[SourceFacts, ...]
    books: dict[str, int]
    answer: Callable[[str], Response | None]


def open_origin(inputs: Inputs, manifest: Manifest, *, source: Path | None, ledger: Ledger | None) -> Origin:
    """Say where everything is to be derived from.

    Raises
    ------
    ImrDataError
        The export can't be read.
    """
    if source is None:
        cases = inputs.cases
        sources = manifest.sources
        books = {name: manifest.books.get(name, 0) for name in ("rows_in", "cases", "rejected")}
    else:
        # What lay beyond a limit is in the books, so the limit is known.
        stated = manifest.books
        kept = stated.get("cases", 0) + stated.get("rejected", 0)
        limit = kept if 0 < kept < stated.get("rows_in", 0) else None
        data = read_imr(source, limit=limit)
        cases = data.cases
        sources = source_facts(data.books, snapshot=inputs.recipe.snapshot)
        books = read_counts(data.books)
        spec = inputs.recipe.cases
        if spec.sample is not None:
            cases = sample_cases(cases, size=spec.sample, by=spec.sample_by, seed=inputs.recipe.seed)
    answer = inputs.responses.get if ledger is None else ledger.answer
    return Origin(cases=add_sentences(cases), sources=sources, books=books, answer=answer)


def make_again(folder: Path, inputs: Inputs, origin: Origin, *, stated: Folder, base: Path) -> Derived:
    """Write the dataset a second time, into a folder of its own; the recipe's own files are looked for in `base`."""
    recipe, catalog = inputs.recipe.at(base), inputs.catalog
    chosen, _ = subjects(origin.cases, recipe=recipe)
    written, judged, asked = rewrite(chosen, recipe=recipe, catalog=catalog, answer=origin.answer)
    derived = derive(
        written,
        cases=origin.cases,
        recipe=recipe,
        catalog=catalog,
        checks=recipe.quality.chosen(),
        judged=judged,
        foreign=read_foreign(base / file for file in recipe.decontaminate),
        counter=TokenCounter(None if recipe.tokenizer is None else base / recipe.tokenizer),
    )
    derived = _with_withdrawn(derived, stated, inputs)
    emit(
        folder,
        derived,
        recipe=recipe,
        catalog=catalog,
        cases=origin.cases,
        sources=origin.sources,
        books=origin.books,
        formats=load_formats(recipe.records.formats, preference=recipe.records.preference),
        request=asked.get,
        response=origin.answer,
    )
    return derived


def _with_withdrawn(derived: Derived, stated: Folder, inputs: Inputs) -> Derived:
    """Add the letters of withdrawn cases to the selection as they are stated: nothing of them is in the proof."""
    ids = set(inputs.recipe.withdraw)
    known = set(derived.made.selection["letter_id"])
    rows = [row for row in _lines(stated) if _is_withdrawn(row, ids) and row["letter_id"] not in known]
    if not rows:
        return derived
    added = pl.DataFrame(rows, schema=SELECTION_SCHEMA, orient="row")
    selection = pl.concat([derived.made.selection, added], how="diagonal")
    return replace(derived, made=replace(derived.made, selection=selection))


def _lines(stated: Folder) -> list[dict[str, Any]]:
    try:
        return read_lines(stated.contents.get(SELECTION, b""))
    except ValueError:
        return []


def _is_withdrawn(row: dict[str, Any], ids: set[str]) -> bool:
    """Say whether a stated row of the selection is what a withdrawn case leaves behind."""
    case_id = row.get("case_id")
    return (
        all(isinstance(row.get(name), str) for name in ("letter_id", "case_id", "kind", "author"))
        and row.get("kept") is False
        and row.get("reasons") == [WITHDRAWN]
        # A repeated ReferenceID has #2 at its end in the case's id.
        and bool({case_id, str(case_id).partition("#")[0]} & ids)
    )
