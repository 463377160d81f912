"""The measures that no single letter has: how varied the letters are, how balanced, and what they give away.

In: a run's letters, cases and selection. Out: one frozen `CorpusReport`, which a run writes as ``corpus.json`` and
shows on its page. It describes and decides nothing: no record is kept or dropped by it. A `whole` stage. Room: quality.

Base dependencies suffice for diversity, distances and drop rates; clusters, copies and the outcome probe need the extra
``quality``, and what is missing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from imrdata.errors import MissingExtraError
from imrdata.quality.balance import CATEGORIES, GROUPS, balance, drop_ratios
from imrdata.quality.diversity import diversity
from imrdata.quality.duplicates import cluster_report, near_duplicates
from imrdata.quality.probe import LIMIT, Probe, probe_outcome

__all__ = ["CorpusReport", "corpus_report"]

#: How a reason in a selection opens if a check dropped the letter; other reasons are no judgement of its text.
_BY_CHECK = "check: "


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReport:
    """What a corpus is like.

    Attributes
    ----------
    diversity
        Rows of `imrdata.quality.diversity.DIVERSITY_SCHEMA`: each author's letters, all of them, kept or not.
    balance
        Rows of `imrdata.quality.balance.BALANCE_SCHEMA`: cases with a kept letter beside all cases of the source.
    drops
        Rows of `imrdata.quality.balance.DROP_SCHEMA`: how often checks dropped letters of each group.
    probes
        One `Probe` per author.
    clusters
        `cluster_report` of the cases' Findings; None where the extra is not installed.
    copies
        By author and kind, all letters: ``same``, how many have the text of another before them by id, and
        `cluster_report` of them; None as above.
    """

    diversity: tuple[dict[str, Any], ...]
    balance: tuple[dict[str, Any], ...]
    drops: tuple[dict[str, Any], ...]
    probes: tuple[Probe, ...]
    clusters: dict[str, Any] | None
    copies: tuple[dict[str, Any], ...] | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, floats to four places: further ones differ by machine."""
        return {
            "diversity": _rounded(self.diversity),
            "balance": _rounded(self.balance),
            "drops": _rounded(self.drops),
            "probe": {"limit": LIMIT, "authors": [probe.to_dict() for probe in self.probes]},
            "clusters": None if self.clusters is None else _clusters(self.clusters),
            "copies": None if self.copies is None else [_clusters(one) for one in self.copies],
        }


def corpus_report(
    letters: pl.DataFrame,
    *,
    cases: pl.DataFrame,
    selection: pl.DataFrame,
    sources: pl.DataFrame | None = None,
    seed: int = 0,
) -> CorpusReport:
    """Measure a corpus.

    Parameters
    ----------
    letters
        Columns of `imrdata.letters.schema.LETTER_SCHEMA`, at least ``letter_id, case_id, kind, author, text``.
    cases
        The source: columns of `imrdata.cases.schema.CASE_SCHEMA`.
    selection
        ``letter_id``, ``kept`` and ``reasons`` of each letter, as `imrdata.dataset.select.select` returns them.
    sources
        What each letter's writer saw (``letter_id, view_text``); None: unknown.
    seed
        Of draws and folds.

    Returns
    -------
    CorpusReport
        The same for any order of rows.

    Examples
    --------
    >>> from imrdata.cases.schema import CASE_SCHEMA
    >>> cases = pl.DataFrame({"case_id": ["c1", "c2"], "type": ["Urgent Care"] * 2, "findings": ["x", "y"]})
    >>> cases = cases.match_to_schema(CASE_SCHEMA, missing_columns="insert", integer_cast="upcast")
    >>> letters = pl.DataFrame(
    ...     {
    ...         "letter_id": ["l1"],
    ...         "case_id": ["c1"],
    ...         "kind": ["denial"],
    ...         "author": ["baseline"],
    ...         "text": ["We deny it."],
    ...     }
    ... )
    >>> selection = pl.DataFrame({"letter_id": ["l1"], "kept": [True], "reasons": [[]]})
    >>> report = corpus_report(letters, cases=cases, selection=selection)
    >>> report.probes[0].verdict, report.to_dict()["diversity"][0]["distinct_1"]
    ('unmeasured', 1.0)
    """
    cases = cases.sort("case_id")
    fates = selection.select(
        "letter_id",
        "kept",
        dropped=pl.col("reasons")
        .cast(pl.List(pl.String))
        .list.eval(pl.element().str.starts_with(_BY_CHECK))
        .list.any(),
    )
    judged = (
        letters.select("letter_id", "case_id", "kind")
        .join(fates, on="letter_id")
        .join(cases.select("case_id", *GROUPS), on="case_id")
    )
    kept = cases.filter(pl.col("case_id").is_in(judged.filter("kept")["case_id"].unique().to_list()))
    clusters = copies = None
    try:
        clusters = near_duplicates(cases.select(id="case_id", text="findings"))
        copies = _copies(letters)
    except MissingExtraError:
        pass
    return CorpusReport(
        diversity=tuple(diversity(letters).to_dicts()),
        balance=tuple(balance(kept, cases, columns=CATEGORIES, seed=seed).to_dicts()),
        drops=tuple(drop_ratios(judged).to_dicts()),
        probes=probe_outcome(letters, cases=cases, sources=sources, clusters=clusters, seed=seed),
        clusters=None if clusters is None else cluster_report(clusters),
        copies=copies,
    )


def _copies(letters: pl.DataFrame) -> tuple[dict[str, Any], ...]:
    """Return how far each author's letters of a kind are each other's copies."""
    found = []
    for (author, kind), own in (
        letters.drop_nulls("text").sort("author", "kind", "letter_id").group_by("author", "kind", maintain_order=True)
    ):
        alike = cluster_report(near_duplicates(own.select(id="letter_id", text="text")))
        found.append({"author": author, "kind": kind, "same": own.height - own["text"].n_unique(), **alike})
    return tuple(found)


def _clusters(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report with words for the keys of its sizes, as JSON will have them."""
    return _rounded([report])[0] | {"sizes": {str(size): number for size, number in report["sizes"].items()}}


def _rounded(rows: Any) -> list[dict[str, Any]]:
    return [
        {name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()} for row in rows
    ]
