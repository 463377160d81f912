"""Exact bounds for a share that was counted: how sure a published figure is."""

from __future__ import annotations

import math
from collections.abc import Callable

__all__ = ["exact_bounds"]


def exact_bounds(hits: int, trials: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) interval for the probability behind `hits` of `trials`.

    Parameters
    ----------
    hits, trials
        Counts, ``0 <= hits <= trials``; nothing is known of no trials, so they give (0, 1).
    level
        Confidence of the two-sided interval.

    Notes
    -----
    Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.

    Examples
    --------
    >>> [round(bound, 3) for bound in exact_bounds(0, 59)]
    [0.0, 0.061]
    >>> [round(bound, 3) for bound in exact_bounds(8, 10)]
    [0.444, 0.975]
    """
    if not 0 <= hits <= trials:
        raise ValueError(f"{hits} of {trials} is no share")
    tail = (1 - level) / 2
    lower = 0.0 if hits == 0 else _root(lambda p: 1 - _below(hits - 1, trials, p) - tail)
    upper = 1.0 if hits == trials else _root(lambda p: tail - _below(hits, trials, p))
    return lower, upper


def _below(hits: int, trials: int, p: float) -> float:
    """Return the probability of at most `hits` of `trials`."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return float(hits >= trials)
    # Away from the most probable number the terms only fall, so the tail on this side of it ends early.
    if hits < trials * p:
        return min(1.0, _tail(hits, trials, p))
    return max(0.0, 1 - _tail(trials - hits - 1, trials, 1 - p)) if hits < trials else 1.0


def _tail(hits: int, trials: int, p: float) -> float:
    """Return the sum of the probabilities of `hits`, `hits` - 1, … of `trials`, as far as they count."""
    log = math.lgamma
    term = math.exp(
        log(trials + 1) - log(hits + 1) - log(trials - hits + 1) + hits * math.log(p) + (trials - hits) * math.log1p(-p)
    )
    total, odds = term, (1 - p) / p
    for number in range(hits, 0, -1):
        term *= number / (trials - number + 1) * odds
        total += term
        if term < total * 1e-17:
            break
    return total


def _root(rising: Callable[[float], float]) -> float:
    """Return where a rising function crosses zero between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
