"""What a run writes, file by file, and what the dataset's card and manifest are told.

In: the frames and figures of a run. Out: files in a folder that is not yet the run folder (see run_folder.py).
No clock, host, path or thread count is in any of them.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from imrdata import __version__
from imrdata.cases.books import Books
from imrdata.cases.read import ImrData
from imrdata.dataset.card import AuthorFacts, CardFacts, quality_table
from imrdata.dataset.make import Made
from imrdata.dataset.manifest import ManifestFacts, SourceFacts
from imrdata.dataset.provenance import RULES, stage_versions
from imrdata.dataset.records import record_version
from imrdata.dataset.select import drop_reasons
from imrdata.dataset.write import parquet_bytes
from imrdata.durable import to_disk
from imrdata.errors import RunFolderError
from imrdata.letters.statutory import statutory_sha256
from imrdata.llm.catalog import Catalog
from imrdata.quality.corpus import CorpusReport
from imrdata.recipe import BASELINE, Recipe
from imrdata.report.page import render_page

__all__ = [
    "card_facts",
    "manifest_facts",
    "read_counts",
    "result_file",
    "source_facts",
    "write_files",
    "write_result",
]


#: Who makes the answers of the smaller tasks.
_ANSWERS_BY_RULE = (
    AuthorFacts(
        author=RULES,
        rule_based=True,
        revision="not applicable",
        license="Apache-2.0",
        attribution="imrdata's rules for the smaller tasks (no model), Apache-2.0",
        terms="Words of the denial and of the case, listed by rule; Apache-2.0 as this project.",
    ),
)


def write_files(
    place: Path,
    *,
    recipe: Recipe,
    data: ImrData,
    cases: pl.DataFrame,
    letters: pl.DataFrame,
    verdicts: pl.DataFrame,
    rubric: pl.DataFrame,
    scores: pl.DataFrame,
    made: Made,
    summary: Mapping[str, Any],
    examples: Sequence[Mapping[str, Any]],
    corpus: CorpusReport,
    judgements: pl.DataFrame | None = None,
) -> None:
    """Write all of a run's files but the ledger and the dataset; `judgements` where the recipe has judges."""
    about = {**recipe.model_dump(mode="json"), "sha256": recipe.sha256}
    (place / "recipe.yaml").write_text(yaml.safe_dump(about, sort_keys=False, allow_unicode=True), encoding="utf-8")
    _parquet(place / "cases.parquet", cases)
    _json_lines(place / "rejected.jsonl", data.rejected)
    _json(place / "books.json", summary)
    _parquet(place / "letters.parquet", letters)
    _parquet(place / "verdicts.parquet", verdicts)
    _parquet(place / "rubric.parquet", rubric)
    _parquet(place / "scores.parquet", scores)
    _parquet(place / "splits.parquet", made.splits)
    _parquet(place / "selection.parquet", made.selection)
    _parquet(place / "excluded.parquet", made.excluded)
    if judgements is not None:
        _parquet(place / "judgements.parquet", judgements)
    dropped = made.selection.filter(~pl.col("kept")).select("letter_id", "reasons")
    dropped = dropped.join(letters, on="letter_id", maintain_order="left")
    _json_lines(place / "dropped.jsonl", dropped)
    _json(place / "corpus.json", corpus.to_dict())
    page = render_page(summary, examples=examples, recipe=about, corpus=corpus.to_dict())
    (place / "report.html").write_text(page, encoding="utf-8")


def result_file(file: Path, *, read: Iterable[Path | None]) -> Path:
    """Return where a table is to go; refuse, before the letters are read, a place that can't be or would be a loss.

    Raises
    ------
    RunFolderError
        Its name does not end in ``.parquet``, its folder is not there, or another argument names it.
    """
    if file.suffix != ".parquet":
        says, mend = "verdicts and rubrics are written as Parquet", "name a file that ends in .parquet"
    elif file.is_dir() or not file.parent.is_dir():
        says, mend = "it can't be written (no such folder, or it is one)", "name a file in a folder that is there"
    elif not os.access(file.parent, os.W_OK):
        says, mend = "its folder can't be written to", "name a file in one that can"
    elif file.resolve() in {one.resolve() for one in read if one}:
        says, mend = "another argument names the same file", "name another"
    else:
        return file
    raise RunFolderError(says, where=str(file), mend=mend)


def write_result(file: Path, table: pl.DataFrame) -> None:
    """Write a table as Parquet: whole, or not at all.

    Raises
    ------
    RunFolderError
        The file can't be written.
    """
    beside = file.with_name(f".{file.name}.part")
    try:
        _parquet(beside, table)
        to_disk(beside)
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RunFolderError(
            f"it can't be written ({error.strerror})", where=str(file), mend="name a file in a folder that is there"
        ) from None


def card_facts(
    recipe: Recipe, *, catalog: Catalog, verdicts: pl.DataFrame, selection: pl.DataFrame, fictional: bool
) -> CardFacts:
    """Return what the dataset's card says beyond what its records hold."""
    models = [catalog.get(spec.author) for spec in recipe.authors]
    return CardFacts(
        plumbing=recipe.plumbing,
        fictional=fictional,
        authors=tuple(
            AuthorFacts(
                author=model.id,
                rule_based=model.id == BASELINE,
                revision=model.revision,
                license=model.weights_license,
                attribution=model.attribution,
                terms=model.outputs_terms,
                name_prefix=model.name_prefix,
                accepted=recipe.licenses.accept_terms.get(model.id, ""),
            )
            for model in models
        )
        + (_ANSWERS_BY_RULE if set(recipe.records.tasks) - {"appeal"} else ()),
        quality=quality_table(verdicts),
        drop_reasons=drop_reasons(selection),
    )


def manifest_facts(
    recipe: Recipe,
    *,
    sources: Sequence[SourceFacts],
    books: Mapping[str, int],
    letters: pl.DataFrame,
    verdicts: pl.DataFrame,
    selection: pl.DataFrame,
) -> ManifestFacts:
    """Return what the dataset's manifest says: what went in, which versions made it, and the books.

    ``sources`` and ``books`` (rows_in, cases, rejected) are what was read; all else follows from the run's frames.
    """
    checks = dict(verdicts.select("check", "check_version").unique().sort("check").rows())
    kept = int(selection["kept"].sum())
    return ManifestFacts(
        recipe=recipe.name,
        recipe_sha256=recipe.sha256,
        seed=recipe.seed,
        sources=tuple(sources),
        versions={
            "imrdata": {"package": __version__},
            "stages": {tag.partition("@")[0]: tag for tag in stage_versions()},
            "records": {task: record_version(task) for task in recipe.records.tasks},
            "tasks": {tag.partition("@")[0]: tag for tag in sorted(letters["task_version"].unique())},
            "texts": {"statutory": statutory_sha256()},
            "checks": {name: str(version) for name, version in checks.items()},
        },
        books={**books, "letters": selection.height, "kept": kept, "dropped": selection.height - kept},
        withdrawn=tuple(sorted(set(recipe.withdraw))),
        license_policy=recipe.licenses.policy,
        accepted_terms=recipe.licenses.accept_terms,
    )


def source_facts(books: Books, *, snapshot: str | None) -> tuple[SourceFacts, ...]:
    """Return what the manifest says of each source file that was read."""
    return tuple(
        SourceFacts(sha256=source.sha256, dialect=source.dialect, rows=source.rows_in, snapshot=snapshot)
        for source in books.sources
    )


def read_counts(books: Books) -> dict[str, int]:
    """Return what the manifest's books say of the read."""
    return {"rows_in": books.rows_in, "cases": books.cases, "rejected": books.rejected}


def _parquet(file: Path, frame: pl.DataFrame) -> None:
    # By way of memory: Polars says of a full disk that the file is out of specification.
    file.write_bytes(parquet_bytes(frame))


def _json_lines(file: Path, frame: pl.DataFrame) -> None:
    buffer = io.BytesIO()
    frame.write_ndjson(buffer)
    file.write_bytes(buffer.getbuffer())


def _json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
