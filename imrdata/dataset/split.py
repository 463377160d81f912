"""The split: which cases are trained on, which are looked at while training, which are kept for the test.

In: a cases frame. Out: SPLIT_SCHEMA, one row per case. The unit is the group: cases that share their ReferenceID or
their Findings word for word, or whose Findings are near-duplicates (`imrdata.dataset.similar` finds every pair),
always go together. By draw, or by report year: a group that spans years goes where its latest is, or out.

Reach: whole. Room: dataset. How it is proven: docs/splits.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Final, Literal

import polars as pl

from imrdata.dataset.similar import similar_pairs
from imrdata.errors import DatasetError

__all__ = ["SPLITS", "SPLIT_SCHEMA", "SPLIT_VERSION", "TimeCut", "group_report", "split"]

#: Rises with every change that can move a case.
SPLIT_VERSION: Final = 2

#: The splits, in the order in which a small set fills them. `test` is held out for `imrdata-serve evaluate`.
SPLITS: Final = ("train", "validation", "test")

#: One row per case, sorted by case_id.
SPLIT_SCHEMA: Final = pl.Schema(
    {
        "case_id": pl.String(),
        "group": pl.String(),  # the smallest case_id of all that go together
        "cluster": pl.String(),  # the smallest case_id of its near-duplicates; its own where there are none
        "year": pl.Int16(),  # the report year; null where cases have no such column
        "split": pl.String(),  # null: the case is in none
        "reason": pl.String(),  # why it is in none; empty otherwise
    }
)

_FRACTIONS: Final = MappingProxyType({"train": 0.8, "validation": 0.1, "test": 0.1})
_RANGE: Final = 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCut:
    """The years in which validation and test begin, and what becomes of a group that spans a cut."""

    validation: int
    test: int
    spanning: Literal["latest", "out"] = "latest"


def split(
    cases: pl.DataFrame,
    *,
    seed: int,
    fractions: Mapping[str, float] = _FRACTIONS,
    time: TimeCut | None = None,
    near_duplicates: bool = True,
) -> pl.DataFrame:
    """Divide cases into train, validation and test.

    By draw, each group of cases falls where the hash of the seed and its smallest ``case_id`` puts it, whatever else
    is in the frame: a case added or withdrawn later moves no other (unless it joins two groups or was a group's
    smallest id). The fractions are therefore met on average, not exactly. In a small set a wanted split that came out
    empty gets the group nearest to it, train first.

    Parameters
    ----------
    cases
        Columns ``case_id``, ``reference_id`` and ``findings`` (String each, cleaned), and ``report_year`` (integer)
        where there is a `time`; null or empty Findings and null ids join nothing.
    seed
        The recipe's seed.
    fractions
        Share of each of ``train``, ``validation`` and ``test``; they add up to 1, and train is not 0.
    time
        Divide by report year instead; `fractions` is then not used. A case without a year is in no split.
    near_duplicates
        False: only identical Findings are grouped, in far less time, for a first look; never for a dataset.

    Returns
    -------
    DataFrame
        SPLIT_SCHEMA, sorted by ``case_id``.

    Raises
    ------
    DatasetError
        A column is missing, a case occurs twice, the fractions don't add up, or the cuts are in the wrong order.

    Examples
    --------
    >>> cases = pl.DataFrame(
    ...     {"case_id": ["a", "a#2", "b"], "reference_id": ["a", "a", "b"], "findings": ["x", "y", "z"]}
    ... )
    >>> split(cases, seed=3, fractions={"train": 0.5, "validation": 0.0, "test": 0.5})["split"].to_list()
    ['train', 'train', 'test']
    """
    shares = _shares(fractions)
    cases = _checked(cases, time)
    groups, clusters = _groups(cases, near_duplicates=near_duplicates)
    years: dict[str, int | None] = dict(cases.select("case_id", "report_year").rows())
    place = _by_draw(set(groups.values()), seed, shares) if time is None else _by_year(groups, years, time)
    rows = [
        (case_id, group, clusters[case_id], years[case_id], *place[group if time is None else case_id])
        for case_id, group in sorted(groups.items())
    ]
    return pl.DataFrame(rows, schema=SPLIT_SCHEMA, orient="row")


def group_report(splits: pl.DataFrame) -> dict[str, Any]:
    """Return how cases hang together, and what the split made of it.

    Parameters
    ----------
    splits
        SPLIT_SCHEMA.

    Returns
    -------
    dict
        ``cases``; ``groups``; ``clusters`` of two near-duplicates or more, and the cases ``clustered`` in them;
        ``largest_group`` and ``largest_cluster`` (cases) with their ``…_share`` of all cases; ``splits`` (cases of
        each); ``out`` (reason → cases in no split).

    Examples
    --------
    >>> cases = pl.DataFrame({"case_id": ["a", "b"], "reference_id": ["a", "b"], "findings": ["x y", "x, y"]})
    >>> report = group_report(split(cases, seed=3))
    >>> report["groups"], report["clusters"], report["largest_cluster_share"]
    (1, 1, 1.0)
    """
    sizes = {name: splits[name].value_counts()["count"].sort().to_list() for name in ("group", "cluster")}
    several = [size for size in sizes["cluster"] if size > 1]
    largest = {name: max(each, default=0) for name, each in sizes.items()}
    out = splits.filter(pl.col("split").is_null())["reason"].value_counts().sort("reason")
    return {
        "cases": splits.height,
        "groups": len(sizes["group"]),
        "clusters": len(several),
        "clustered": sum(several),
        "largest_group": largest["group"],
        "largest_group_share": largest["group"] / splits.height if splits.height else 0.0,
        "largest_cluster": largest["cluster"],
        "largest_cluster_share": largest["cluster"] / splits.height if splits.height else 0.0,
        "splits": {name: splits.filter(pl.col("split") == name).height for name in SPLITS},
        "out": dict(out.rows()),
    }


def _shares(fractions: Mapping[str, float]) -> tuple[float, ...]:
    if set(fractions) != set(SPLITS):
        raise DatasetError(
            f"fractions names {', '.join(sorted(fractions))}", where="split", mend=f"name {', '.join(SPLITS)}"
        )
    shares = tuple(fractions[name] for name in SPLITS)
    if min(shares) < 0 or shares[0] == 0 or abs(sum(shares) - 1) > 1e-9:
        raise DatasetError(f"the fractions are {shares}", where="split", mend="let them add up to 1, train above 0")
    return shares


def _checked(cases: pl.DataFrame, time: TimeCut | None) -> pl.DataFrame:
    needed = ("case_id", "reference_id", "findings", *(("report_year",) if time else ()))
    if missing := [name for name in needed if name not in cases.columns]:
        raise DatasetError(f"cases have no column {', '.join(missing)}", where="split", mend="pass read_imr(...).cases")
    if cases["case_id"].n_unique() != cases.height:
        raise DatasetError("a case_id occurs twice", where="split", mend="pass each case once")
    if time is not None and time.test < time.validation:
        raise DatasetError(
            f"test begins in {time.test}, before validation",
            where="split",
            mend="let it begin in the same year, or later",
        )
    if "report_year" not in cases.columns:
        cases = cases.with_columns(pl.lit(None, pl.Int16).alias("report_year"))
    return cases.select("case_id", "reference_id", "findings", "report_year").sort("case_id")


class _Together:
    """Ids that hang together, each set known by its smallest."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}

    def root(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, one: str, other: str) -> None:
        one, other = self.root(one), self.root(other)
        self._parent[max(one, other)] = min(one, other)

    def roots(self) -> dict[str, str]:
        return {name: self.root(name) for name in self._parent}


def _groups(cases: pl.DataFrame, *, near_duplicates: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Return each case's group and its cluster of near-duplicates."""
    groups, clusters = _Together(cases["case_id"]), _Together(cases["case_id"])
    holder: dict[str, str] = {}
    for case_id, reference_id, findings in cases.select("case_id", "reference_id", "findings").iter_rows():
        if reference_id:
            groups.join(case_id, holder.setdefault(f"id:{reference_id}", case_id))
        if findings:
            digest = hashlib.sha256(findings.encode()).hexdigest()
            first = holder.setdefault(f"findings:{digest}", case_id)
            groups.join(case_id, first)
            clusters.join(case_id, first)
    texts = cases.select(id="case_id", text="findings")
    # Alike with the boilerplate or without it: formulas make texts alike, and they can also hide that texts are.
    for strip in (True, False) if near_duplicates else ():
        for one, other, _ in similar_pairs(texts, strip_boilerplate=strip).iter_rows():
            groups.join(one, other)
            clusters.join(one, other)
    return groups.roots(), clusters.roots()


def _by_draw(groups: Iterable[str], seed: int, shares: tuple[float, ...]) -> dict[str, tuple[str | None, str]]:
    order = sorted((_position(name, seed), name) for name in groups)
    first, second = _ends([position for position, _ in order], shares)
    return {
        name: (SPLITS[0] if index < first else SPLITS[1] if index < second else SPLITS[2], "")
        for index, (_, name) in enumerate(order)
    }


def _by_year(
    groups: Mapping[str, str], years: Mapping[str, int | None], time: TimeCut
) -> dict[str, tuple[str | None, str]]:
    """Return for each case its split, or None and the reason."""

    def own(year: int) -> str:
        return SPLITS[2] if year >= time.test else SPLITS[1] if year >= time.validation else SPLITS[0]

    latest: dict[str, int] = {}
    earliest: dict[str, int] = {}
    for case_id, group in groups.items():
        year = years[case_id]
        if year is not None:
            latest[group] = max(latest.get(group, year), year)
            earliest[group] = min(earliest.get(group, year), year)
    found: dict[str, tuple[str | None, str]] = {}
    for case_id, group in groups.items():
        if years[case_id] is None:
            found[case_id] = None, "no report year"
        elif time.spanning == "out" and own(earliest[group]) != own(latest[group]):
            found[case_id] = None, "its group spans a cut in time"
        else:
            found[case_id] = own(latest[group]), ""
    return found


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
