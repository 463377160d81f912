"""A dataset from what was derived: the one way in which a run writes it, and a verification writes it again.

In: what `imrdata.derivation` made, and what is known of the source. Out: a dataset folder with its proof.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from imrdata.data import sample
from imrdata.dataset.formats import Format
from imrdata.dataset.manifest import Manifest, SourceFacts
from imrdata.dataset.proof import Proof
from imrdata.dataset.write import write_dataset
from imrdata.derivation import Derived
from imrdata.llm.catalog import Catalog
from imrdata.llm.request import Request, Response
from imrdata.outputs import card_facts, manifest_facts
from imrdata.recipe import Recipe

__all__ = ["emit", "is_fictional"]


def emit(
    folder: Path,
    derived: Derived,
    *,
    recipe: Recipe,
    catalog: Catalog,
    cases: pl.DataFrame,
    sources: Sequence[SourceFacts],
    books: Mapping[str, int],
    formats: Sequence[Format],
    request: Callable[[str], Request | None],
    response: Callable[[str], Response | None],
) -> Manifest:
    """Write a dataset folder with its proof.

    Parameters
    ----------
    folder
        Where it goes, as in `write_dataset`.
    derived
        Letters to records.
    recipe, catalog
        What shaped them.
    cases
        The cases, CASE_SCHEMA or more columns.
    sources, books
        What was read: the files, and how many rows, cases and rejected rows.
    formats
        What the lines are written in, as `imrdata.dataset.formats.load_formats` returns them.
    request, response
        Look up a question and its answer by fingerprint.
    """
    return write_dataset(
        folder,
        records=derived.made.records,
        pairs=derived.made.pairs,
        formats=formats,
        provenance=recipe.records.provenance,
        findings=cases.select("case_id", "findings"),
        card_facts=card_facts(
            recipe,
            catalog=catalog,
            verdicts=derived.verdicts,
            selection=derived.made.selection,
            fictional=is_fictional(sources),
        ),
        manifest_facts=manifest_facts(
            recipe,
            sources=sources,
            books=books,
            letters=derived.letters,
            verdicts=derived.verdicts,
            selection=derived.made.selection,
        ),
        proof=Proof(
            recipe=recipe.canonical,
            authors=tuple(catalog.get(spec.author) for spec in recipe.authors),
            judges=tuple(map(catalog.get, sorted(set(derived.judgements["judge"])))),
            cases=cases,
            letters=derived.letters,
            verdicts=derived.verdicts,
            judgements=derived.judgements,
            selection=derived.made.selection,
            splits=derived.made.splits,
            request=request,
            response=response,
        ),
    )


def is_fictional(sources: Sequence[SourceFacts]) -> bool:
    """Say whether all that was read is the shipped sample, by its bytes, whatever the file was called."""
    return bool(sources) and all(source.sha256 in _samples() for source in sources)


@cache
def _samples() -> frozenset[str]:
    return frozenset(
        hashlib.sha256(file.read_bytes()).hexdigest() for file in sample().parent.iterdir() if file.is_file()
    )
