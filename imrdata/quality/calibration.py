"""How good the checks are: verdicts held against letters whose defects are known.

In: a verdicts frame and the truth about each letter. Out: counts as plain data; `published` returns those of the
held-out letters that are shipped with the package. Shares and bounds are made from counts where they are shown.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from imrdata.quality.bounds import exact_bounds
from imrdata.quality.check import FAIL, UNMEASURED

__all__ = ["Figures", "Truth", "calibration", "measure", "published", "share"]

#: Hits and trials.
Count = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is known of one letter.

    Attributes
    ----------
    letter_id, kind
        Which letter, and ``denial`` or ``appeal``.
    family
        The family of the one defect that was put in; None for a clean letter.
    start, end
        Where the defect stands, in code points.
    base
        The clean letter that the defect was put into.
    groups
        Values to tell letters apart by, such as ``{"type": "Urgent Care"}``.
    """

    letter_id: str
    kind: str
    family: str | None = None
    start: int = 0
    end: int = 0
    base: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)


def measure(
    verdicts: pl.DataFrame, *, truth: Sequence[Truth], own: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """Count what checks made of letters whose defects are known.

    A check *locates* a defect if it fails the letter with a span that shares a character with the defect, or with
    no span where it passed the clean letter that the defect was put into. That it fails is not enough: it may fail
    for something that was in the clean letter already.

    Parameters
    ----------
    verdicts
        VERDICT_SCHEMA, for all letters of `truth`.
    truth
        One entry a letter.
    own
        Family to the checks that are meant to see it.

    Returns
    -------
    dict
        ``letters`` (clean and defective, by kind), ``clean_any`` (clean letters that any check fails, by kind),
        ``families``, ``checks`` and ``groups``; each count beside the number it is out of.

    Examples
    --------
    >>> from imrdata.quality.check import assess
    >>> texts = ["We deny the brace.", "About MN25-45178: we deny the brace."]
    >>> letters = pl.DataFrame({"letter_id": ["a", "b"], "kind": ["denial"] * 2, "text": texts})
    >>> truth = [
    ...     Truth(letter_id="a", kind="denial"),
    ...     Truth(letter_id="b", kind="denial", family="id", start=6, end=16, base="a"),
    ... ]
    >>> found = measure(assess(letters), truth=truth, own={"id": ["reference_id"]})
    >>> found["families"]["id"]["own"], found["checks"]["reference_id"]["clean"]
    (1, {'denial': [0, 1]})
    """
    table = _Verdicts(verdicts, truth)
    defects = [one for one in truth if one.family is not None]
    clean = [one for one in truth if one.family is None]
    own = own or {}
    return {
        "letters": {
            "clean": dict(sorted(Counter(one.kind for one in clean).items())),
            "defects": dict(sorted(Counter(one.kind for one in defects).items())),
        },
        "clean_any": {
            kind: [sum(bool(table.failed[one.letter_id]) for one in clean if one.kind == kind), number]
            for kind, number in sorted(Counter(one.kind for one in clean).items())
        },
        "families": {
            family: _family(table, [one for one in defects if one.family == family], own.get(str(family), ()))
            for family in dict.fromkeys(one.family for one in defects)
        },
        "checks": {check: _check(table, check, clean=clean, defects=defects, own=own) for check in table.checks},
        "groups": _groups(table, clean=clean, defects=defects),
    }


class _Verdicts:
    """Who failed what, and where it was."""

    def __init__(self, verdicts: pl.DataFrame, truth: Sequence[Truth]) -> None:
        self.checks = verdicts["check"].unique(maintain_order=True).to_list()
        about = verdicts.group_by("check", maintain_order=True).agg(pl.col("check_version", "tier").first())
        self.about = {check: (version, tier) for check, version, tier in about.rows()}
        self.failed: dict[str, dict[str, Any]] = defaultdict(dict)
        self.measured: set[tuple[str, str]] = set()
        self.unmeasured: Counter[str] = Counter()
        columns = ("letter_id", "check", "verdict", "span_start", "span_end")
        for letter_id, check, verdict, start, end in verdicts.select(columns).iter_rows():
            if verdict == FAIL:
                self.failed[letter_id][check] = None if start is None else (start, end)
            if verdict == UNMEASURED:
                self.unmeasured[check] += 1
            else:
                self.measured.add((letter_id, check))
        self.located = {
            one.letter_id: [check for check in self.failed[one.letter_id] if self._locates(check, one)]
            for one in truth
            if one.family is not None
        }

    def _locates(self, check: str, one: Truth) -> bool:
        span = self.failed[one.letter_id][check]
        if span is None:
            return one.base is None or check not in self.failed[one.base]
        return bool(span[0] < one.end and one.start < span[1])


def _family(table: _Verdicts, letters: Sequence[Truth], own: Sequence[str]) -> dict[str, Any]:
    failed = Counter(check for one in letters for check in table.failed[one.letter_id])
    located = Counter(check for one in letters for check in table.located[one.letter_id])
    return {
        "kind": letters[0].kind,
        "letters": len(letters),
        "any": sum(bool(table.failed[one.letter_id]) for one in letters),
        "located": sum(bool(table.located[one.letter_id]) for one in letters),
        "own": sum(not set(own).isdisjoint(table.located[one.letter_id]) for one in letters),
        "own_checks": list(own),
        # The row of the cross-matrix: fails, and fails on the defect.
        "checks": {check: [failed[check], located[check]] for check in table.checks if failed[check]},
    }


def _check(
    table: _Verdicts,
    check: str,
    *,
    clean: Sequence[Truth],
    defects: Sequence[Truth],
    own: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    version, tier = table.about[check]
    mine = [one for one in defects if check in own.get(str(one.family), ())]
    fails = [one for one in (*clean, *defects) if check in table.failed[one.letter_id]]
    right = sum(check in table.located.get(one.letter_id, ()) for one in fails)
    alone = [one for one in fails if len(table.failed[one.letter_id]) == 1]
    alarms: dict[str, list[int]] = {}
    for one in clean:
        if (one.letter_id, check) in table.measured:
            count = alarms.setdefault(one.kind, [0, 0])
            count[0] += check in table.failed[one.letter_id]
            count[1] += 1
    return {
        "version": version,
        "tier": tier,
        "recall": [sum(check in table.located[one.letter_id] for one in mine), len(mine)],
        "precision": [right, len(fails)],
        "clean": dict(sorted(alarms.items())),
        "unmeasured": table.unmeasured[check],
        "groups": _check_groups(table, check, clean=clean, defects=mine),
        # Letters that this check alone fails: what would get through, and what would be saved, without it.
        "only": {
            "defects": sum(one.family is not None for one in alone),
            "clean": sum(one.family is None for one in alone),
        },
    }


def _check_groups(
    table: _Verdicts, check: str, *, clean: Sequence[Truth], defects: Sequence[Truth]
) -> dict[str, dict[str, dict[str, list[int]]]]:
    """Return for each group's values what one check locates of its defects, and fails of the letters it measured."""
    found: dict[str, dict[str, dict[str, list[int]]]] = {}
    for one in (*clean, *defects):
        what = "clean" if one.family is None else "recall"
        if what == "clean" and (one.letter_id, check) not in table.measured:
            continue
        hit = check in (table.failed[one.letter_id] if one.family is None else table.located[one.letter_id])
        for group, value in sorted(one.groups.items()):
            count = found.setdefault(group, {}).setdefault(value, {"clean": [0, 0], "recall": [0, 0]})[what]
            count[0] += hit
            count[1] += 1
    return {group: dict(sorted(values.items())) for group, values in sorted(found.items())}


def _groups(table: _Verdicts, *, clean: Sequence[Truth], defects: Sequence[Truth]) -> dict[str, Any]:
    found: dict[str, dict[str, dict[str, list[int]]]] = {}
    for one in (*clean, *defects):
        for group, value in sorted(one.groups.items()):
            count = found.setdefault(group, {}).setdefault(value, {"clean": [0, 0], "located": [0, 0]})
            what, hit = ("clean", table.failed) if one.family is None else ("located", table.located)
            count[what][0] += bool(hit[one.letter_id])
            count[what][1] += 1
    return {group: dict(sorted(values.items())) for group, values in sorted(found.items())}


def share(count: Sequence[int]) -> str:
    """Return a count out of another as a share with its exact 95 % bounds.

    Examples
    --------
    >>> share([8, 10]), share([0, 0])
    ('8/10 = 80 % (44 to 97)', '-')
    """
    hits, trials = count
    if not trials:
        return "-"
    low, high = exact_bounds(hits, trials)
    return f"{hits}/{trials} = {hits / trials:.0%} ({low * 100:.0f} to {high * 100:.0f})".replace("%", " %")


@cache
def calibration() -> dict[str, Any]:
    """Return the shipped result: what `make calibrate` last counted, on development and held-out letters apart."""
    text = files("imrdata.quality").joinpath("calibration.json").read_text(encoding="utf-8")
    result: dict[str, Any] = json.loads(text)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was counted of one check on held-out letters.

    Attributes
    ----------
    check, version
        Which check; the figures are this version's only.
    recall
        Defects of its own families that it located, of how many; (0, 0) where no family is its own.
    alarms
        Clean letters that it failed, of how many that it measured.
    """

    check: str
    version: int
    recall: Count
    alarms: Count

    def __str__(self) -> str:
        return f"{self.check}@{self.version}: recall {share(self.recall)}, false alarms {share(self.alarms)}"


def published(check: str, *, version: int) -> Figures | None:
    """Return a shipped check's figures on held-out letters; None where this version of it was not measured.

    Examples
    --------
    >>> from imrdata.quality.checks.refusal import Refusal
    >>> published("refusal", version=Refusal.version).alarms[1] > 0
    True
    >>> published("length", version=99) is None
    True
    """
    found = calibration()["heldout"]["checks"].get(check)
    if found is None or found["version"] != version:
        return None
    alarms = [sum(column) for column in zip(*found["clean"].values(), strict=True)] or [0, 0]
    return Figures(check=check, version=version, recall=(*found["recall"],), alarms=(alarms[0], alarms[1]))
