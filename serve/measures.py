"""What is measured of a letter: its points by the rubric, and which families of checks it fails.

In: letters of held-out cases by author. Out: one row per author and case, MEASURE_SCHEMA. A case without a letter has
no points, and fails every family: silence is not to look like quality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.quality.check import FAIL, assess
from imrdata.quality.rubric import rubric_totals, score_rubric
from serve.held_out import HeldOut

__all__ = ["FAMILIES", "MEASURE_SCHEMA", "measure"]

#: Every check that appeals have, in one family each.
FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "leaks": ("outcome_known", "reviewer_voice", "reviewer_overlap", "reference_id", "defect_wording"),
    "invented_facts": (
        "number_not_in_view",
        "term_not_in_view",
        "failed_treatment_not_in_view",
        "negation_flip",
        "invented_identifier",
        "real_name",
        "pii_format",
    ),
    "citations": ("citation_not_in_view", "statute_invented"),
    "structure": (
        "ground_unanswered",
        "wrong_addressee",
        "guarantee_or_threat",
        "voice_mixed",
        "placeholder_unknown",
        "refusal",
        "prompt_residue",
        "markdown_residue",
        "repetition",
        "restatement",
        "truncation",
        "language_encoding",
        "broken_words",
        "readability",
        "length",
    ),
}

#: `failed` lists the checks; `score` is the rubric's, met points by measurable ones.
MEASURE_SCHEMA: Final = pl.Schema(
    {
        "author": pl.String(),
        "case_id": pl.String(),
        "answered": pl.Boolean(),
        "score": pl.Float64(),
        **{family: pl.Boolean() for family in FAMILIES},
        "any": pl.Boolean(),
        "failed": pl.List(pl.String()),
        "words": pl.Int32(),
    }
)


def measure(author: str, cases: Sequence[HeldOut], texts: Mapping[str, tuple[str, str]]) -> pl.DataFrame:
    """Return what is measured of one author's letters.

    Parameters
    ----------
    author
        What it is called.
    cases
        The held-out cases.
    texts
        ``case_id`` to text and finish reason; a case that is not there was not answered.
    """
    answered = [case for case in cases if case.case_id in texts]
    letters = pl.DataFrame(
        [
            {
                "letter_id": case.case_id,
                "kind": "appeal",
                "text": texts[case.case_id][0],
                "finish_reason": texts[case.case_id][1],
                **case.axes,
            }
            for case in answered
        ],
        schema={
            name: pl.String()
            for name in ("letter_id", "kind", "text", "finish_reason", *(cases[0].axes if cases else ()))
        },
    )
    sources = pl.DataFrame([{**case.source, "letter_id": case.case_id} for case in answered], schema=SOURCE_SCHEMA)
    failed: dict[str, list[str]] = {}
    for letter_id, check in (
        assess(letters, sources=sources).filter(pl.col("verdict") == FAIL).select("letter_id", "check").iter_rows()
    ):
        failed.setdefault(letter_id, []).append(check)
    scores = dict(rubric_totals(score_rubric(letters, sources=sources)).select("letter_id", "score").iter_rows())
    rows = []
    for case in cases:
        there = case.case_id in texts
        checks = failed.get(case.case_id, [])
        rows.append(
            {
                "author": author,
                "case_id": case.case_id,
                "answered": there,
                "score": (scores[case.case_id] or 0.0) if there else 0.0,
                **{name: not there or bool(set(checks) & set(family)) for name, family in FAMILIES.items()},
                "any": not there or bool(checks),
                "failed": checks if there else ["unanswered"],
                "words": len(texts[case.case_id][0].split()) if there else 0,
            }
        )
    return pl.DataFrame(rows, schema=MEASURE_SCHEMA)
