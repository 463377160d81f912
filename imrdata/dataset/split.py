"""The split: which cases are trained on, which are looked at while training, which are kept for the test.

In: a cases frame. Out: SPLIT_SCHEMA, one row per case. The unit is the group: cases that share their
ReferenceID or their Findings word for word always go together. Clusters of near-duplicates (reviewers reuse
text) come with issue 7; until then two cases whose Findings are almost alike may lie on both sides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Final

import polars as pl

from imrdata.errors import DatasetError

__all__ = ["SPLITS", "SPLIT_SCHEMA", "split"]

#: The splits, in the order in which a small set fills them.
SPLITS: Final = ("train", "validation", "test")

#: One row per case, sorted by case_id.
SPLIT_SCHEMA: Final = pl.Schema({"case_id": pl.String, "split": pl.String})

_FRACTIONS: Final = MappingProxyType({"train": 0.8, "validation": 0.1, "test": 0.1})
_RANGE: Final = 2**64


def split(cases: pl.DataFrame, *, seed: int, fractions: Mapping[str, float] = _FRACTIONS) -> pl.DataFrame:
    """Divide cases into train, validation and test.

    Each group of cases falls where the hash of the seed and its smallest ``case_id`` puts it, whatever else
    is in the frame: a case added or withdrawn later moves no other (unless it joins two groups or was a
    group's smallest id). The fractions are therefore met on average, not exactly. In a small set a wanted
    split that came out empty gets the group nearest to it, train first.

    Reach: whole. Near-duplicate Findings are not yet grouped, only identical ones.

    Parameters
    ----------
    cases
        Columns ``case_id``, ``reference_id`` and ``findings`` (String each, cleaned); null or empty Findings
        and null ids join nothing.
    seed
        The recipe's seed.
    fractions
        Share of each of ``train``, ``validation`` and ``test``; they add up to 1, and train is not 0.

    Returns
    -------
    DataFrame
        SPLIT_SCHEMA, sorted by ``case_id``.

    Raises
    ------
    DatasetError
        A column is missing, a case occurs twice, or the fractions don't add up.

    Examples
    --------
    >>> cases = pl.DataFrame(
    ...     {"case_id": ["a", "a#2", "b"], "reference_id": ["a", "a", "b"], "findings": ["x", "y", "z"]}
    ... )
    >>> split(cases, seed=3, fractions={"train": 0.5, "validation": 0.0, "test": 0.5})["split"].to_list()
    ['train', 'train', 'test']
    """
    shares = _shares(fractions)
    missing = [name for name in ("case_id", "reference_id", "findings") if name not in cases.columns]
    if missing:
        raise DatasetError(f"cases have no column {', '.join(missing)}", where="split", mend="pass read_imr(...).cases")
    if cases["case_id"].n_unique() != cases.height:
        raise DatasetError("a case_id occurs twice", where="split", mend="pass each case once")
    groups = _groups(cases)
    order = sorted((_position(name, seed), name) for name in set(groups.values()))
    first, second = _ends([position for position, _ in order], shares)
    place = {
        name: SPLITS[0] if index < first else SPLITS[1] if index < second else SPLITS[2]
        for index, (_, name) in enumerate(order)
    }
    rows = [(case_id, place[groups[case_id]]) for case_id in sorted(groups)]
    return pl.DataFrame(rows, schema=SPLIT_SCHEMA, orient="row")


def _shares(fractions: Mapping[str, float]) -> tuple[float, ...]:
    if set(fractions) != set(SPLITS):
        raise DatasetError(
            f"fractions names {', '.join(sorted(fractions))}", where="split", mend=f"name {', '.join(SPLITS)}"
        )
    shares = tuple(fractions[name] for name in SPLITS)
    if min(shares) < 0 or shares[0] == 0 or abs(sum(shares) - 1) > 1e-9:
        raise DatasetError(f"the fractions are {shares}", where="split", mend="let them add up to 1, train above 0")
    return shares


def _groups(cases: pl.DataFrame) -> dict[str, str]:
    """Return each case's group: the smallest case_id among all that it hangs together with."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    holder: dict[str, str] = {}
    for case_id, reference_id, findings in cases.select("case_id", "reference_id", "findings").rows():
        parent[case_id] = case_id
        keys = []
        if reference_id:
            keys.append(f"id:{reference_id}")
        if findings:
            keys.append(f"findings:{hashlib.sha256(findings.encode()).hexdigest()}")
        for key in keys:
            one, other = root(case_id), root(holder.setdefault(key, case_id))
            parent[max(one, other)] = min(one, other)
    return {name: root(name) for name in parent}


def _position(name: str, seed: int) -> int:
    """Return a group's place between 0 and 2**64: the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"{seed}|split|{name}".encode()).digest()[:8], "big")


def _ends(positions: list[int], shares: tuple[float, ...]) -> tuple[int, int]:
    """Return how many of the ordered groups end before validation, and before test."""
    limits = [int(share * _RANGE) for share in accumulate(shares)]
    first, second = (sum(position < limit for position in positions) for limit in limits[:2])
    count, least = len(positions), [1 if share else 0 for share in shares]
    for index in (2, 1, 0):
        if sum(least) > count:
            least[index] = 0
    first = min(max(first, least[0]), count - least[1] - least[2])
    second = min(max(second, first + least[1]), count - least[2])
    # The shares may fall short of 1 by a rounding, which must not open a split that nobody asked for.
    if not shares[2]:
        return (first, count) if shares[1] else (count, count)
    return (first, second) if shares[1] else (first, first)
