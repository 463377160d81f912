"""Balance: whether what was kept is like the source, and whether a group is dropped more often than the rest.

In: cases, and which of them (or of their letters) were kept. Out: BALANCE_SCHEMA, one row per column; DROP_SCHEMA,
one row per group. Shares are exact; the bounds of `balance` are of a bootstrap. A `whole` stage. Room: quality.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any, Final

import polars as pl

from imrdata.errors import ImrDataError

__all__ = ["BALANCE_SCHEMA", "CATEGORIES", "DROP_SCHEMA", "GROUPS", "balance", "drop_ratios"]

#: Every category of a case that a reader may want balanced.
CATEGORIES: Final = (
    "diagnosis_category",
    "diagnosis_subcategory",
    "treatment_category",
    "treatment_subcategory",
    "determination",
    "type",
    "imr_type",
    "age_range",
    "patient_gender",
    "report_year",
)
#: The groups by which drop rates are told apart; a subcategory would be a handful of letters.
GROUPS: Final = (
    "type",
    "imr_type",
    "determination",
    "age_range",
    "patient_gender",
    "diagnosis_category",
    "treatment_category",
)

#: One row per column. A null value is a value of its own.
BALANCE_SCHEMA: Final = pl.Schema(
    {
        "column": pl.String,
        "source": pl.Int64,  # cases of the source
        "kept": pl.Int64,  # cases kept
        "values": pl.Int64,  # different values in the source
        "lost": pl.Int64,  # of these, how many no kept case has
        "distance": pl.Float64,  # total variation distance: 0 the same shares, 1 nothing in common
        "low": pl.Float64,  # 95 % bootstrap interval, cases drawn anew with their fate
        "high": pl.Float64,
        "by_chance": pl.Float64,  # what 95 of 100 fair draws of so many of the source's cases stay below
    }
)

#: One row per kind, column and value. `ratio` is the group's rate by that of all others.
DROP_SCHEMA: Final = pl.Schema(
    {
        "kind": pl.String,
        "column": pl.String,
        "value": pl.String,
        "letters": pl.Int64,
        "dropped": pl.Int64,  # letters that a check dropped
        "rate": pl.Float64,
        "ratio": pl.Float64,
        "low": pl.Float64,  # 95 % interval of the ratio
        "high": pl.Float64,
    }
)

_NONE: Final = "(not given)"
_DRAWS: Final = 1_000


def balance(
    kept: pl.DataFrame, source: pl.DataFrame, *, columns: Sequence[str] = CATEGORIES, seed: int = 0
) -> pl.DataFrame:
    """Say of each column how far the shares of its values are from the source's.

    The distance is half the sum of the differences of shares. It is never 0 for a sample, so what chance alone makes of
    a fair draw stands beside it: only a distance above ``by_chance`` says that something selects.

    Parameters
    ----------
    kept, source
        Cases with `columns`, those kept among those of the source; columns that `source` lacks are left out.
    columns
        Names of columns.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        BALANCE_SCHEMA, in the order of `columns`. Bounds are null where nothing was kept.

    Raises
    ------
    ImrDataError
        `kept` lacks a column that `source` has, or holds more of a value than it.

    Examples
    --------
    >>> source = pl.DataFrame({"type": ["Urgent Care"] * 5 + ["Medical Necessity"] * 5})
    >>> balance(source.head(5), source, columns=["type"]).select("column", "kept", "lost", "distance").row(0)
    ('type', 5, 1, 0.5)
    """
    present = [name for name in columns if name in source.columns]
    missing = [name for name in present if name not in kept.columns]
    if missing:
        raise ImrDataError(f"kept cases have no column {', '.join(missing)}", where="balance", mend="keep them")
    rows = []
    for name in present:
        before, after = (Counter(_values(frame, name)) for frame in (source, kept))
        names = sorted(before | after)
        base, counts = [before[value] for value in names], [after[value] for value in names]
        if after - before:
            raise ImrDataError(
                f"more kept cases than cases of the source have {min(after - before)!r}",
                where=f"balance, column {name}",
                mend="give the cases that the kept ones were chosen from",
            )
        row: dict[str, Any] = {
            "column": name,
            "source": source.height,
            "kept": kept.height,
            "values": len(before),
            "lost": sum(before[value] > 0 and not after[value] for value in names),
        }
        if kept.height and source.height:
            row["distance"] = _distance(base, counts)
            row |= _bootstrap(base, counts, seed=seed)
        rows.append(row)
    return pl.DataFrame(rows, schema=BALANCE_SCHEMA, orient="row")


def drop_ratios(
    letters: pl.DataFrame, *, dropped: str = "dropped", columns: Sequence[str] = GROUPS, level: float = 0.95
) -> pl.DataFrame:
    """Compare how often letters of each group are dropped with all others'.

    Parameters
    ----------
    letters
        ``kind``, the boolean column `dropped`, and `columns` of their cases; those that are missing are left out.
    dropped
        Name of that column.
    columns
        Names of columns.
    level
        Confidence of the intervals.

    Returns
    -------
    DataFrame
        DROP_SCHEMA, sorted by kind, column and value. The ratio is that of the rates, each with half a letter added to
        what was dropped and one to all, so that it can be had where a group lost none; null for a group that is all,
        and where none of the kind was dropped, or every one.

    Notes
    -----
    Interval: D. Katz et al., Biometrics 34 (1978), 469-474, on the logarithm; half a letter added as
    S. D. Walter, Biometrika 62 (1975), 371-374, has it.

    Examples
    --------
    >>> letters = pl.DataFrame(
    ...     {"kind": ["denial"] * 40, "type": ["a"] * 20 + ["b"] * 20, "dropped": [True] * 10 + [False] * 30}
    ... )
    >>> drop_ratios(letters, columns=["type"]).select("value", "rate", pl.col("ratio", "low").round(1)).rows()
    [('a', 0.5, 21.0, 1.3), ('b', 0.0, 0.0, 0.0)]
    """
    rows: list[tuple[Any, ...]] = []
    reach = NormalDist().inv_cdf((1 + level) / 2)
    for kind in sorted(letters["kind"].unique()):
        own = letters.filter(pl.col("kind") == kind)
        flags = own[dropped].to_list()
        for name in (name for name in columns if name in letters.columns):
            values = _values(own, name)
            totals, hits = Counter(values), Counter(v for v, flag in zip(values, flags, strict=True) if flag)
            for value in sorted(totals):
                total, hit = totals[value], hits[value]
                rest, rest_hit = own.height - total, sum(flags) - hit
                ratio = low = high = None
                # Where none was dropped, or all were, the halves alone would make a ratio: of group sizes.
                if rest and 0 < sum(flags) < own.height:
                    one, other = (hit + 0.5) / (total + 1), (rest_hit + 0.5) / (rest + 1)
                    ratio = one / other
                    error = math.sqrt(1 / (hit + 0.5) - 1 / (total + 1) + 1 / (rest_hit + 0.5) - 1 / (rest + 1))
                    low, high = ratio * math.exp(-reach * error), ratio * math.exp(reach * error)
                rows.append((kind, name, value, total, hit, hit / total, ratio, low, high))
    return pl.DataFrame(rows, schema=DROP_SCHEMA, orient="row").sort("kind", "column", "value")


def _values(frame: pl.DataFrame, name: str) -> list[str]:
    return frame[name].cast(pl.String).fill_null(_NONE).to_list()


def _distance(base: Sequence[int], counts: Sequence[int]) -> float:
    whole, part = sum(base), sum(counts)
    return math.fsum(abs(b / whole - c / part) for b, c in zip(base, counts, strict=True)) / 2


def _bootstrap(base: list[int], counts: list[int], *, seed: int) -> dict[str, float | None]:
    """Return the interval of the distance, and what a fair draw stays below."""
    import numpy as np

    whole, part = np.array(base), np.array(counts)
    rng = np.random.default_rng(seed)
    # What was kept and what was not, value by value, drawn anew together.
    cells = np.concatenate((part, whole - part))
    drawn = rng.multinomial(cells.sum(), cells / cells.sum(), size=_DRAWS)
    drawn_part, drawn_rest = drawn[:, : len(part)], drawn[:, len(part) :]
    usable = drawn_part.sum(axis=1) > 0
    distances = _distances(drawn_part[usable], (drawn_part + drawn_rest)[usable])
    # A distance can only grow by chance, so draws lie above what they are drawn from: they are moved back.
    shift = distances.mean() - _distance(base, counts)
    low, high = (np.quantile(distances, [0.025, 0.975]) - shift).clip(0, 1)
    fair = rng.multivariate_hypergeometric(whole, part.sum(), size=_DRAWS)
    by_chance = np.quantile(_distances(fair, whole[None, :]), 0.95)
    return {"low": float(low), "high": float(high), "by_chance": float(by_chance)}


def _distances(parts: Any, wholes: Any) -> Any:
    """Return the distance of each row of counts."""
    import numpy as np

    shares = parts / parts.sum(axis=1, keepdims=True) - wholes / wholes.sum(axis=1, keepdims=True)
    return np.abs(shares).sum(axis=1) / 2
