"""What another threshold would give: recall and false alarms of scored checks, threshold by threshold.

In: verdicts with scores, and the truth about each letter. Out: counts as plain data. A check without a score says yes
or no, and has no curve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from imrdata.quality.calibration import Truth
from imrdata.quality.check import Check
from imrdata.quality.scored import ScoredCheck

__all__ = ["curves", "thresholds_of"]

#: So many thresholds are shown beside the check's own.
POINTS: Final = 8


def thresholds_of(checks: Sequence[Check]) -> dict[str, float]:
    """Return the thresholds of those checks of tier B that have one: of meaning, each is a trade."""
    return {check.name: check.line for check in checks if isinstance(check, ScoredCheck) and check.tier == "B"}


def curves(
    verdicts: pl.DataFrame,
    *,
    truth: Sequence[Truth],
    own: Mapping[str, Sequence[str]],
    thresholds: Mapping[str, float],
) -> dict[str, Any]:
    """Count for each scored check what each threshold would locate, and what it would fail.

    Parameters
    ----------
    verdicts
        VERDICT_SCHEMA, for all letters of `truth`.
    truth, own
        As `imrdata.quality.calibration.measure` takes them.
    thresholds
        Check name to the threshold in use.

    Returns
    -------
    dict
        Check name to ``threshold`` (the one in use) and ``points``: from the least threshold to the highest, each
        with the defects of the check's families located, of how many, and the clean letters failed, of how many.

    Examples
    --------
    >>> from imrdata.quality.check import assess
    >>> from imrdata.quality.scored import Measure
    >>> class Loud(ScoredCheck):
    ...     name, threshold = "loud", 2
    ...
    ...     def measure(self, letter):
    ...         return Measure(letter["text"].count("!"), "shouts")
    >>> letters = pl.DataFrame({"letter_id": ["a", "b"], "kind": ["appeal"] * 2, "text": ["Pay!", "Pay!!!"]})
    >>> truth = [Truth(letter_id="a", kind="appeal"), Truth(letter_id="b", kind="appeal", family="f", end=6, base="a")]
    >>> found = assess(letters, checks=[Loud()])
    >>> curves(found, truth=truth, own={"f": ["loud"]}, thresholds={"loud": 2})
    {'loud': {'threshold': 2, 'points': [[1.0, 0, 1, 1, 1], [2, 1, 1, 0, 1], [3.0, 1, 1, 0, 1]]}}
    """
    known = {one.letter_id: one for one in truth}
    found = {}
    for check, line in thresholds.items():
        rows = verdicts.filter((pl.col("check") == check) & pl.col("score").is_not_null())
        columns = ("letter_id", "score", "span_start", "span_end")
        scored = {name: (score, start, end) for name, score, start, end in rows.select(columns).iter_rows()}
        clean = [scored[name][0] for name in scored if known[name].family is None]
        mine = [known[name] for name in scored if check in own.get(str(known[name].family), ())]
        points = []
        for threshold in _spread([score for score, *_ in scored.values()], line):
            hits = sum(_locates(scored, one, threshold) for one in mine)
            points.append([threshold, hits, len(mine), sum(score >= threshold for score in clean), len(clean)])
        found[check] = {"threshold": line, "points": points}
    return found


def _spread(scores: Sequence[float], line: float) -> list[float]:
    """Return thresholds that part the scores evenly, with the one in use among them."""
    values = sorted(set(scores))
    step = max(1, -(-len(values) // POINTS))
    return sorted({line, *values[::step]})


def _locates(scored: Mapping[str, tuple[float, Any, Any]], one: Truth, threshold: float) -> bool:
    """Tell whether a letter fails by its defect: as `measure` says, with another threshold."""
    score, start, end = scored[one.letter_id]
    if score < threshold:
        return False
    if start is None:
        return one.base is None or one.base not in scored or scored[one.base][0] < threshold
    return bool(start < one.end and one.start < end)
