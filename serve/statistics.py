"""Two authors on the same cases: how far apart they are, and how sure that is.

In: paired values. Out: a difference with a 95 % interval, and for shares the exact p of McNemar's test. Everything is
deterministic: the bootstrap draws by seed.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Final

from imrdata.errors import ImrDataError

__all__ = ["Difference", "mcnemar_exact", "mean_difference", "share_difference"]

RESAMPLES: Final = 5_000
_Z: Final = 1.959964  # of a normal distribution, 97.5 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """First less second, over pairs.

    Attributes
    ----------
    pairs
        How many cases both have a value for.
    first, second
        Their means or shares.
    difference, low, high
        First less second, with its 95 % interval.
    p
        Of McNemar's exact test, two-sided; None for means.
    """

    pairs: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, rounded to what the pairs can bear."""
        return {name: round(value, 6) if isinstance(value, float) else value for name, value in asdict(self).items()}


def mean_difference(first: Sequence[float], second: Sequence[float], *, seed: int = 7) -> Difference:
    """Return the difference of two means, its interval by the paired bootstrap (percentiles of 5,000 resamples).

    Examples
    --------
    >>> mean_difference([1.0, 0.5, 0.9], [0.5, 0.5, 0.4]).difference
    0.333333...
    """
    deltas = [one - other for one, other in _paired(first, second)]
    draw = random.Random(seed)
    means = sorted(math.fsum(draw.choices(deltas, k=len(deltas))) / len(deltas) for _ in range(RESAMPLES))
    tail = round(RESAMPLES * 0.025)
    return Difference(
        pairs=len(deltas),
        first=math.fsum(first) / len(deltas),
        second=math.fsum(second) / len(deltas),
        difference=math.fsum(deltas) / len(deltas),
        low=means[tail],
        high=means[-tail - 1],
    )


def share_difference(first: Sequence[bool], second: Sequence[bool]) -> Difference:
    """Return the difference of two shares over pairs.

    The interval is Bonett and Price's (2012): Wald's with one more in each discordant cell, so that it has a width
    where nothing differs, as it must on few cases.

    Examples
    --------
    >>> found = share_difference([True, False, False], [True, True, False])
    >>> round(found.difference, 3), found.p
    (-0.333, 1.0)
    """
    pairs = _paired(first, second)
    only_first = sum(one and not other for one, other in pairs)
    only_second = sum(other and not one for one, other in pairs)
    number = len(pairs)
    one, other = (only_first + 1) / (number + 2), (only_second + 1) / (number + 2)
    width = _Z * math.sqrt((one + other - (one - other) ** 2) / (number + 2))
    return Difference(
        pairs=number,
        first=sum(first) / number,
        second=sum(second) / number,
        difference=(only_first - only_second) / number,
        low=max(one - other - width, -1.0),
        high=min(one - other + width, 1.0),
        p=mcnemar_exact(only_first, only_second),
    )


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Return the two-sided p of McNemar's exact test from the two discordant counts.

    Examples
    --------
    >>> mcnemar_exact(1, 7)
    0.0703125
    """
    number, least = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(number, count) for count in range(least + 1))
    # Whole numbers as long as can be: 2**number is beyond any float from 1,024 discordant pairs on.
    return float(min(Fraction(1), Fraction(2 * tail, 2**number)))


def _paired(first: Sequence[Any], second: Sequence[Any]) -> list[tuple[Any, Any]]:
    if not first or len(first) != len(second):
        raise ImrDataError("two authors are compared on the same cases, at least one", where="statistics")
    return list(zip(first, second, strict=True))
