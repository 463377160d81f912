"""How far the answers of emitted records are supported by their inputs, as the table of docs/records.md has it.

    python benchmarks/records.py [--real FILE] [--run FOLDER] [--write]

makes the control's records of the fictional sample (and of a real export, which is not in the project), reads every
fact of every appeal as `benchmarks/baseline_measures.py` does (numbers, times, diagnoses, treatments, the service) and
looks for it in the record's own user turn. Of the smaller tasks it counts the spans that stand in the input. `--run`
measures the appeals of a finished run as well, those that were dropped included: what a model writes. It fails where
the baseline's support is below 98 %.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.baseline_measures import facts_of, is_supported
from imrdata.dataset.inputs import inert, render_input
from imrdata.letters.letter import appeal_view
from imrdata.quality.bounds import exact_bounds
from imrdata.recipe import Recipe
from imrdata.walk import Run, run

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "records.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FLOOR = 0.98
Count = tuple[int, int]


def share(hits: int, trials: int) -> str:
    """A share with its exact 95 % bounds."""
    if not trials:
        return "none stated"
    low, high = exact_bounds(hits, trials)
    return f"{hits:,} of {trials:,} = {hits / trials:.1%} ({low:.1%} to {high:.1%})"


def supported(answer: str, given: str) -> Count:
    """How many facts of an appeal its input holds, and how many it states."""
    facts = list(facts_of(answer))
    return sum(is_supported(fact, given) for fact in facts), len(facts)


def of_records(records: pl.DataFrame) -> dict[tuple[str, str], list[Count]]:
    """Facts of each appeal by author and input."""
    found: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for author, input_, messages in (
        records.filter(pl.col("task") == "appeal").select("author", "input", "messages").iter_rows()
    ):
        found[author, input_].append(supported(messages[2]["content"], messages[1]["content"]))
    return found


def of_letters(folder: Path) -> Iterator[tuple[str, str, Count]]:
    """Facts of every appeal of a run, kept or not, in the input that its record would have."""
    letters = pl.read_parquet(folder / "letters.parquet")
    cases = {row["case_id"]: row for row in pl.read_parquet(folder / "cases.parquet").iter_rows(named=True)}
    denials = dict(letters.filter(pl.col("kind") == "denial").select("letter_id", "text").rows())
    for row in letters.filter((pl.col("kind") == "appeal") & (pl.col("author") != "baseline")).iter_rows(named=True):
        denial = denials[row["answers"]]
        view = appeal_view(cases[row["case_id"]], denial=denial, input=row["input"], seed=row["seed"])
        given = render_input(view, voice=row["voice"], regime=row["regime"])[1]["content"]
        # Facts end before the signature; a model's letter may have none.
        text = row["text"] if "[SIGNATURE]" in row["text"] else f"{row['text']}\n[SIGNATURE]"
        yield row["author"], row["input"], supported(text, given)


def spans(records: pl.DataFrame) -> dict[str, tuple[int, int, int]]:
    """Of each smaller task: records, and lines of answers that the input holds, of all lines that state something."""
    found: dict[str, tuple[int, int, int]] = {}
    for task, messages in records.filter(pl.col("task") != "appeal").select("task", "messages").iter_rows():
        given = " ".join(messages[1]["content"].split())
        lines = [line.removeprefix("- ") for line in messages[2]["content"].splitlines()]
        if task in ("medical_necessity", "treatment", "diagnosis", "literature"):
            stated = [line for line in lines if not re.match(r"(?:Known|Tried|Nothing|None|It is not named)", line)]
        elif task == "denial_reason":
            stated = re.findall(r'"(.+)"\n', messages[2]["content"])
        else:
            stated = re.findall(r'The denial says: \\"(.+?)\\""', messages[2]["content"])
        held = sum(inert(line.removesuffix(".")) in given for line in stated)
        count, hits, trials = found.get(task, (0, 0, 0))
        found[task] = (count + 1, hits + held, trials + len(stated))
    return found


def measured(sets: dict[str, Path | None], runs: list[Path]) -> str:
    """The measured part of the page."""
    recipe = Recipe.load("control")
    lines = ["| appeals | input | records | facts that the input holds |", "|---|---|---|---|"]
    smaller: list[str] = []
    said: list[str] = []
    for name, source in sets.items():
        with tempfile.TemporaryDirectory() as folder:
            done = run(recipe, source=source, out=folder)
        for (author, input_), counts in sorted(of_records(done.records).items()):
            hits, trials = (sum(column) for column in zip(*counts, strict=True))
            lines.append(f"| {author}, {name} | {input_} | {len(counts):,} | {share(hits, trials)} |")
            if hits < FLOOR * trials:
                raise SystemExit(f"below the floor: {lines[-1]}")
        for task, (count, hits, trials) in sorted(spans(done.records).items()):
            smaller.append(f"| {task}, {name} | {count:,} | {share(hits, trials)} |")
            if hits < trials:
                raise SystemExit(f"an answer that is not in its input: {smaller[-1]}")
        said.append(_lengths(name, done))
    for folder in runs:
        found: dict[tuple[str, str], list[Count]] = defaultdict(list)
        for author, input_, count in of_letters(folder):
            found[author, input_].append(count)
        for (author, input_), counts in sorted(found.items()):
            hits, trials = (sum(column) for column in zip(*counts, strict=True))
            lines.append(f"| {author}, kept or not | {input_} | {len(counts):,} letters | {share(hits, trials)} |")
    head = ["| smaller task | records | lines and quotations that the input holds |", "|---|---|---|"]
    return "\n".join([*lines, "", *head, *smaller, "", "\n\n".join(said)])


def _lengths(name: str, done: Run) -> str:
    length, tokens = done.summary["length"]["appeal"], done.summary["tokens"]
    both = [length["pearson"], length["spearman"]]
    said = "not defined" if None in both else f"{both[0]:+.2f} (Pearson) and {both[1]:+.2f} (Spearman)"
    return (
        f"{name.capitalize()}: correlation of the rubric's score and the number of words over "
        f"{length['letters']:,} appeals {said}. A record is {tokens['median']:,} tokens long "
        f"(median, estimated), the longest {tokens['longest']:,}. "
        f"Excluded as too like another split's: {done.excluded.height}."
    )


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--real", type=Path, help="imr_2025_portal14.csv, which is not in the project")
    parser.add_argument("--run", type=Path, action="append", default=[], help="a run folder with a model's letters")
    parser.add_argument("--write", action="store_true", help="rewrite the measured part of docs/records.md")
    options = parser.parse_args()
    sets: dict[str, Path | None] = {"fictional": None}
    if options.real:
        sets["real of 2025"] = options.real
    text = measured(sets, options.run)
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(f"{page[: page.index(BEGIN)]}{BEGIN}\n{text}\n{page[page.index(END) :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
