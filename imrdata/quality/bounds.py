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
    log = math.lgamma
    terms = (
        log(trials + 1) - log(k + 1) - log(trials - k + 1) + k * math.log(p) + (trials - k) * math.log1p(-p)
        for k in range(hits + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def _root(rising: Callable[[float], float]) -> float:
    """Return where a rising function crosses zero between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2
