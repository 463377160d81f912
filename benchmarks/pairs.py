"""What the checks that hold an appeal against something say of sentences by hand: `python -m benchmarks.pairs`.

In: tests/calibration/pairs. Out: two tables. `negation_flip` reads each line as a letter beside its view: lines that
turn a fact of the view must fail, true ones must not. `ground_unanswered` reads a letter made of the report of the
plan's reason and of lines that talk past it, which must fail, and the same with one line that answers the reason, which
must not.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

import polars as pl

from benchmarks.development import ROOT
from imrdata.quality.bounds import exact_bounds
from imrdata.quality.check import FAIL, assess
from imrdata.quality.checks import default_checks

PAIRS: Final = ROOT / "tests" / "calibration" / "pairs"


class Counts(NamedTuple):
    """Letters that must fail and do, of how many; letters that must not fail and do, of how many."""

    located: int
    bad: int
    alarms: int
    good: int


def writers(name: str) -> list[str]:
    """Return the writers that have a file of this name."""
    return sorted(file.parent.name for file in PAIRS.glob(f"*/{name}.jsonl"))


def contradictions(writer: str) -> Counts:
    """Count what `negation_flip` says of a writer's lines."""
    rows = [
        {"text": line, "view_text": "\n".join(group["view"]), "bad": side == "flips"}
        for group in _read(writer, "contradictions")
        for side in ("flips", "true")
        for line in group[side]
    ]
    return _counted(rows, "negation_flip")


def unanswered(writer: str) -> Counts:
    """Count what `ground_unanswered` says of letters made of a writer's lines."""
    rows = []
    for group in _read(writer, "answers"):
        denial, report = group["reason"]
        known = {"view_text": "", "denial_text": denial, "ground": group["ground"]}
        rows.append({**known, "text": "\n\n".join([report, *group["past"]]), "bad": True})
        rows += [
            {**known, "text": "\n\n".join([report, answer, *group["past"]]), "bad": False}
            for answer in group["answers"]
        ]
    return _counted(rows, "ground_unanswered")


def _read(writer: str, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (PAIRS / writer / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _counted(rows: list[dict[str, Any]], name: str) -> Counts:
    frame = pl.DataFrame(rows).with_row_index("letter_id").cast({"letter_id": pl.String})
    letters = frame.select("letter_id", "text", kind=pl.lit("appeal"))
    sources = frame.drop("text", "bad")
    (check,) = (one for one in default_checks() if one.name == name)
    failed = assess(letters, sources=sources, checks=[check]).select("letter_id", failed=pl.col("verdict") == FAIL)
    both = frame.join(failed, on="letter_id")
    bad, good = both.filter("bad")["failed"], both.filter(~pl.col("bad"))["failed"]
    return Counts(int(bad.sum()), len(bad), int(good.sum()), len(good))


def main() -> None:
    """Print both tables."""
    for title, name, count in (
        ("`negation_flip`, line by line", "contradictions", contradictions),
        ("`ground_unanswered`, letter by letter", "answers", unanswered),
    ):
        print(f"\n{title}\n\n| writer | must fail, and do | must not fail, and do |\n|---|---|---|")
        for writer in writers(name):
            one = count(writer)
            print(f"| `{writer}` | {_share(one.located, one.bad)} | {_share(one.alarms, one.good)} |")


def _share(hits: int, trials: int) -> str:
    low, high = exact_bounds(hits, trials)
    return f"{hits}/{trials} ({100 * low:.0f} to {100 * high:.0f} %)"


if __name__ == "__main__":
    main()
