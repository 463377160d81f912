"""What the shipped checks make of the embedded model's letters, counted against labels made by reading.

Prints the tables of docs/reviews/embedded-model.md; `python benchmarks/natural.py --write` rewrites them there. The
letters and labels are in tests/calibration/natural. `--run FOLDER` counts the checks over another run's letters, such
as one of real rows, whose texts are not in the project: `imrdata run tests/calibration/natural/recipe.yaml --source
EXPORT --out FOLDER`.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any

import polars as pl

from imrdata.data import sample
from imrdata.quality.check import FAIL, UNMEASURED, assess
from imrdata.quality.checks import default_checks

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "calibration" / "natural"
PAGE = ROOT / "docs" / "reviews" / "embedded-model.md"
BEGIN, END = "<!-- counted: begin -->", "<!-- counted: end -->"


def labelled() -> list[dict[str, Any]]:
    """The letters with their labels."""
    lines = (FOLDER / "letters.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def kinds() -> dict[str, dict[str, Any]]:
    """What each kind means, and the checks that are there to see it."""
    return tomllib.loads((FOLDER / "kinds.toml").read_text(encoding="utf-8"))


def verdicts() -> pl.DataFrame:
    """All shipped checks over the letters, with what their writers saw."""
    return assess(FOLDER / "letters.jsonl", sources=sample())


def by_kind(letters: list[dict[str, Any]], failed: dict[str, set[str]]) -> list[dict[str, Any]]:
    """One row a kind: how many letters have it, on how many its checks fail, and the letters that they pass."""
    rows = []
    for name, kind in kinds().items():
        having = [each["letter_id"] for each in letters if name in {label["kind"] for label in each["labels"]}]
        seen = [letter for letter in having if any(letter in failed.get(check, set()) for check in kind["checks"])]
        missed = sorted(set(having) - set(seen))
        rows.append({"kind": name, **kind, "letters": len(having), "seen": len(seen), "missed": missed})
    return rows


def by_check(letters: list[dict[str, Any]], table: pl.DataFrame) -> list[dict[str, Any]]:
    """One row a check: letters failed, with one of its kinds in them or without, and unmeasured."""
    has = {each["letter_id"]: {label["kind"] for label in each["labels"]} for each in letters}
    rows = []
    for check in table["check"].unique(maintain_order=True):
        own = {name for name, kind in kinds().items() if check in kind["checks"]}
        part = table.filter(pl.col("check") == check)
        hit = part.filter(pl.col("verdict") == FAIL)["letter_id"].to_list()
        rows.append(
            {
                "check": check,
                "letters": part.height,
                "failed": len(hit),
                "labelled": sum(bool(own & has[letter]) for letter in hit),
                "unmeasured": part.filter(pl.col("verdict") == UNMEASURED).height,
            }
        )
    return rows


def failed_by_check(table: pl.DataFrame) -> dict[str, set[str]]:
    """Check → the letters that fail it."""
    hits = table.filter(pl.col("verdict") == FAIL).group_by("check").agg("letter_id")
    return {check: set(found) for check, found in hits.rows()}


def tables() -> str:
    """Both tables of the page, and what no check of its kind saw."""
    letters, table = labelled(), verdicts()
    rows = by_kind(letters, failed_by_check(table))
    whole = {each["letter_id"] for each in letters} - set(table.filter(pl.col("verdict") == FAIL)["letter_id"])
    lines = [
        f"{len(letters)} letters, {sum(len(each['labels']) for each in letters)} labels, "
        f"{len(default_checks())} checks. Letters that fail no check: {len(whole)}.",
        "",
        "| kind | is | letters | seen by a check of its kind | its checks |",
        "|---|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda row: (-row["letters"], row["kind"])):
        checks = ", ".join(f"`{check}`" for check in row["checks"]) or "none"
        lines.append(f"| {row['kind']} | {row['words']} | {row['letters']} | {row['seen']} | {checks} |")
    lines += [
        "",
        "| check | letters | failed | of these with a label of its kinds | unmeasured |",
        "|---|---|---|---|---|",
    ]
    for row in by_check(letters, table):
        cells = (f"`{row['check']}`", row["letters"], row["failed"], row["labelled"], row["unmeasured"])
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += ["", "Labelled letters that every check of the kind lets pass:", ""]
    lines += [f"- {row['kind']}: {', '.join(row['missed'])}" for row in rows if row["missed"] and row["checks"]]
    shipped = {check.name for check in default_checks()}
    if strange := sorted({check for kind in kinds().values() for check in kind["checks"]} - shipped):
        lines += ["", f"Named in kinds.toml and not shipped: {', '.join(strange)}."]
    return "\n".join(lines)


def of_run(folder: Path) -> str:
    """The checks' counts over a run folder's letters of models."""
    letters = pl.read_parquet(folder / "letters.parquet").filter(pl.col("author") != "baseline")
    table = pl.read_parquet(folder / "verdicts.parquet").filter(
        pl.col("letter_id").is_in(letters["letter_id"].to_list())
    )
    failed = table.filter(pl.col("verdict") == FAIL)
    counts = failed.group_by("check").len().sort("len", "check", descending=[True, False])
    lines = [f"{letters.height} letters, {failed['letter_id'].n_unique()} fail a check", ""]
    return "\n".join([*lines, *(f"{check}: {number}" for check, number in counts.rows())])


def main() -> None:
    """Print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="rewrite the tables of docs/reviews/embedded-model.md")
    parser.add_argument("--run", type=Path, help="count the checks over the letters of this run folder instead")
    options = parser.parse_args()
    if options.run:
        print(of_run(options.run))
        return
    text = tables()
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(f"{page[: page.index(BEGIN)]}{BEGIN}\n{text}\n{page[page.index(END) :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
