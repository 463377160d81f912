"""Agreement of two raters beyond chance: Cohen's kappa with an interval.

In: what two raters said of the same things, in the same order. Out: `Agreement`. Pure Python; a judge against labels,
a judge against itself in another order, two readers of the same letters all come down to this. Room: quality.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any, Final

from imrdata.errors import ImrDataError
from imrdata.quality.bounds import exact_bounds

__all__ = ["WEIGHTS", "Agreement", "cohen_kappa"]

#: How a disagreement counts: always fully, or by its distance (or the square of it) in the order of the categories.
WEIGHTS: Final = ("none", "linear", "quadratic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two raters agree.

    Attributes
    ----------
    rated
        Things that both rated.
    left_out
        Things that one of them, or both, did not rate (None).
    observed, expected
        Share of agreement, and what two raters with these habits would reach by chance; weighted if asked for.
    kappa
        ``(observed - expected) / (1 - expected)``; None if chance alone would always agree, or nothing was rated.
    low, high
        The interval of kappa; None where kappa is.
    level
        Its confidence.
    """

    rated: int
    left_out: int
    observed: float | None
    expected: float | None
    kappa: float | None
    low: float | None
    high: float | None
    level: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return asdict(self)


def cohen_kappa(
    one: Sequence[Hashable | None],
    other: Sequence[Hashable | None],
    *,
    categories: Sequence[Hashable] | None = None,
    weights: str = "none",
    level: float = 0.95,
) -> Agreement:
    """Return Cohen's kappa of two raters with its interval.

    Parameters
    ----------
    one, other
        What each said of the same things; None where it said nothing, which leaves the thing out.
    categories
        All that can be said, from the least to the most. None: what was said, in sorted order.
    weights
        One of `WEIGHTS`; for ``linear`` and ``quadratic`` the categories are ordered.
    level
        Confidence of the two-sided interval.

    Returns
    -------
    Agreement
        The interval is that of the large-sample variance. Where both say the same of everything that variance is 0;
        the lower bound then comes from the exact one of the share of agreement.

    Raises
    ------
    ImrDataError
        The two are not of one length, a category is not known, or `weights` is none of `WEIGHTS`.

    Notes
    -----
    Source: J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46, and Psychological Bulletin 70 (1968),
    213-220. Variance: J. L. Fleiss, J. Cohen and B. S. Everitt, Psychological Bulletin 72 (1969), 323-327.

    Examples
    --------
    >>> found = cohen_kappa(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)
    >>> found.rated, round(found.kappa, 3), round(found.low, 3), round(found.high, 3)
    (50, 0.4, 0.151, 0.649)
    """
    if len(one) != len(other):
        raise ImrDataError(
            f"one rater has {len(one)} ratings, the other {len(other)}",
            where="cohen_kappa",
            mend="give both in the same order, None where there is none",
        )
    if weights not in WEIGHTS:
        raise ImrDataError(f"weights is {weights!r}", where="cohen_kappa", mend=f"use one of {', '.join(WEIGHTS)}")
    pairs = Counter((a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None)
    said = {rating for pair in pairs for rating in pair}
    order = list(categories) if categories is not None else sorted(said, key=lambda rating: (str(type(rating)), rating))
    unknown = said - set(order)
    if unknown:
        raise ImrDataError(
            f"{', '.join(sorted(map(repr, unknown)))} is no category", where="cohen_kappa", mend="name all categories"
        )
    rated = pairs.total()
    left_out = len(one) - rated
    nothing = Agreement(
        rated=rated, left_out=left_out, observed=None, expected=None, kappa=None, low=None, high=None, level=level
    )
    if not rated:
        return nothing
    size = len(order)
    place = {category: number for number, category in enumerate(order)}
    shares = [[0.0] * size for _ in order]
    for (a, b), count in sorted((((place[a], place[b]), n) for (a, b), n in pairs.items())):
        shares[a][b] = count / rated
    worth = [[_worth(a, b, size=size, weights=weights) for b in range(size)] for a in range(size)]
    cells = [(a, b) for a in range(size) for b in range(size)]
    rows = [math.fsum(row) for row in shares]
    columns = [math.fsum(shares[a][b] for a in range(size)) for b in range(size)]
    observed = math.fsum(worth[a][b] * shares[a][b] for a, b in cells)
    expected = math.fsum(worth[a][b] * rows[a] * columns[b] for a, b in cells)
    if 1 - expected < 1e-12:
        return Agreement(**{**nothing.to_dict(), "observed": observed, "expected": expected})
    kappa = (observed - expected) / (1 - expected)
    # Each rater's mean worth, given what the other said.
    by_row = [math.fsum(worth[a][b] * columns[b] for b in range(size)) for a in range(size)]
    by_column = [math.fsum(worth[a][b] * rows[a] for a in range(size)) for b in range(size)]
    spread = math.fsum(
        shares[a][b] * (worth[a][b] - (by_row[a] + by_column[b]) * (1 - kappa)) ** 2 for a, b in cells
    )  # fmt: skip
    variance = max(0.0, spread - (kappa - expected * (1 - kappa)) ** 2) / (rated * (1 - expected) ** 2)
    reach = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(variance)
    low = kappa - reach
    if all(a == b for a, b in pairs):
        low = (exact_bounds(rated, rated, level=level)[0] - expected) / (1 - expected)
    return Agreement(
        rated=rated,
        left_out=left_out,
        observed=observed,
        expected=expected,
        kappa=kappa,
        low=max(-1.0, low),
        high=min(1.0, kappa + reach),
        level=level,
    )


def _worth(one: int, other: int, *, size: int, weights: str) -> float:
    """Return how much of an agreement two ratings are: 1 for the same, 0 for the farthest apart."""
    if weights == "none" or size < 2:
        return float(one == other)
    distance = abs(one - other) / (size - 1)
    return 1 - distance * distance if weights == "quadratic" else 1 - distance
