"""What the corpus measures say of the baseline's letters, and proof that the outcome probe sees a leak.

    python -m benchmarks.corpus [--rows 4000] [--real FILE] [--write]

prints the measured part of docs/corpus.md; ``--write`` puts it there.

The sample: the packaged recipe ``control`` is run and its ``corpus.json`` is shown. The proof: an export of so many
rows is made with ``export_generator.py``, the baseline writes a denial for each case, and the probe is run on these as
they are; with the outcomes shuffled among the cases, so that nothing can tell them; on cases of six years, of an export
four times as large; and with leaks planted: a sentence of the case's own Findings that states the verdict, in all, a
tenth or a thirtieth of the letters, and a closing formula that the outcome picks in so many of ten letters. Real rows,
where a file of them is named: the same without leaks, with as few cases as there are.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.export_generator import write_export
from imrdata.authors import Subject, subject_of
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.letters.baseline import BASELINE_VERSION, write_denial
from imrdata.letters.letter import letter_row, source_row
from imrdata.letters.schema import LETTER_SCHEMA, SOURCE_SCHEMA
from imrdata.letters.views import DenialView
from imrdata.quality.duplicates import near_duplicates
from imrdata.quality.probe import Probe, probe_outcome
from imrdata.recipe import Recipe
from imrdata.walk import run

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "corpus.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
CLOSINGS: Final = ("Please keep this letter for your records.", "Please keep this letter with your papers.")


def denials(file: Path, *, years: tuple[int, int] = (0, 9999)) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return cases, the baseline's denial of each, and what was seen of each."""
    cases = add_sentences(read_imr(file).cases.filter(pl.col("report_year").fill_null(0).is_between(*years)))
    recipe, letters, sources = Recipe.load("control"), [], []
    for case in cases.iter_rows(named=True):
        subject: Subject = subject_of(case, view=DenialView.from_case(case), recipe=recipe)
        letter = letter_row(
            kind="denial",
            case_id=case["case_id"],
            author="baseline",
            text=write_denial(subject.view, subject.axes),
            view=subject.view,
            axes=subject.axes,
            task_version=BASELINE_VERSION,
        )
        letters.append(letter)
        sources.append(source_row(letter, case=case, view=subject.view))
    return cases, pl.DataFrame(letters, schema=LETTER_SCHEMA), pl.DataFrame(sources, schema=SOURCE_SCHEMA)


def with_verdicts(letters: pl.DataFrame, cases: pl.DataFrame, *, share: float) -> pl.DataFrame:
    """Plant a sentence of the Findings that states the verdict into a share of the letters."""
    draw = random.Random(1)
    verdicts = {
        case["case_id"]: next(
            (case["findings"][s["start"] : s["end"]] for s in case["sentences"] if s["role"] == "verdict"), ""
        )
        for case in cases.iter_rows(named=True)
    }
    texts = [
        f"{text}\n\n{verdicts[case_id]}" if draw.random() < share else text
        for case_id, text in letters.select("case_id", "text").rows()
    ]
    return letters.with_columns(text=pl.Series(texts))


def with_closings(letters: pl.DataFrame, cases: pl.DataFrame, *, of_ten: int) -> pl.DataFrame:
    """Close every letter with one of two formulas, in `of_ten` of ten letters the one that the outcome picks."""
    draw = random.Random(2)
    overturned = dict(cases.select("case_id", pl.col("determination") == "overturned").rows())
    texts = []
    for case_id, text in letters.select("case_id", "text").rows():
        told = draw.random() * 10 < of_ten
        texts.append(f"{text}\n\n{CLOSINGS[overturned[case_id] == told]}")
    return letters.with_columns(text=pl.Series(texts))


def probes(rows: int) -> list[tuple[str, Probe]]:
    """Probe letters without and with leaks."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "export.csv"
        write_export(file, rows=rows, seed=11)
        cases, letters, sources = denials(file)
        write_export(file, rows=4 * rows, seed=12)
        few_years = denials(file, years=(2018, 2023))

    def probed(planted: pl.DataFrame, known: pl.DataFrame = cases, seen: pl.DataFrame = sources) -> Probe:
        clusters = near_duplicates(known.select(id="case_id", text="findings"))
        return probe_outcome(planted, cases=known, sources=seen, clusters=clusters)[0]

    shuffled = cases.with_columns(pl.col("determination").shuffle(seed=3))
    found = [
        ("none, all years", probed(letters)),
        ("none, outcomes shuffled", probed(letters, shuffled)),
        ("none, 2018 to 2023", probed(few_years[1], few_years[0], few_years[2])),
    ]
    for name, share in (("all", 1.0), ("a tenth", 0.1), ("a thirtieth", 1 / 30)):
        found.append((f"the verdict's sentence in {name}", probed(with_verdicts(letters, cases, share=share))))
    for of_ten in (7, 6):
        found.append(
            (f"a closing by the outcome, {of_ten} of ten", probed(with_closings(letters, cases, of_ten=of_ten)))
        )
    verdicts = {name: probe.verdict for name, probe in found}
    assert verdicts["the verdict's sentence in all"] == "above"
    assert verdicts["none, outcomes shuffled"] != "above"
    return found


def of_run(recipe: str) -> dict[str, Any]:
    """Run a packaged recipe and return its corpus.json."""
    with tempfile.TemporaryDirectory() as scratch:
        done = run(Recipe.load(recipe), out=Path(scratch) / "run")
        return dict(json.loads((done.folder / "corpus.json").read_text(encoding="utf-8")))


def table(heads: list[str], rows: list[list[Any]]) -> list[str]:
    def cell(value: Any) -> str:
        return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)

    lines = [f"| {' | '.join(heads)} |", f"|---|{'--:|' * (len(heads) - 1)}"]
    return lines + [f"| {' | '.join(map(cell, row))} |" for row in rows]


def shown(probe: dict[str, Any]) -> list[Any]:
    def difference(name: str, low: str, high: str) -> str:
        return "–" if probe[name] is None else f"{probe[name]:+.3f} ({probe[low]:+.3f} to {probe[high]:+.3f})"

    return [
        probe["letters"], probe["overturned"], probe["fields"], probe["view"], probe["letter"],
        difference("gain", "low", "high"), difference("added", "added_low", "added_high"), probe["verdict"],
    ]  # fmt: skip


HEADS: Final = [
    "denials", "overturned", "fields", "view", "letter", "letter - fields (95 %)", "both - fields (95 %)", "verdict",
]  # fmt: skip
MEASURES: Final = [
    "words_compared", "distinct_1", "distinct_2", "distinct_3", "compression_ratio", "self_repetition",
    "top_opening_share", "top_openings_share",
]  # fmt: skip


def page(rows: int, real: Path | None) -> str:
    """Return the measured part of the page."""
    report = of_run("control")
    lines = [f"`python -m benchmarks.corpus --rows {rows}{' --real FILE' if real else ''}`:", ""]
    lines += ["The baseline on the shipped sample (`imrdata run control`, its `corpus.json`):", ""]
    lines += table(
        ["kind", "letters", *(name.replace("_", " ") for name in MEASURES)],
        [[row["kind"], row["letters"], *(row[name] for name in MEASURES)] for row in report["diversity"]],
    )
    lines += ["", "Cases with a kept letter beside all cases:", ""]
    lines += table(
        ["column", "kept of source", "distance", "95 %", "by chance below"],
        [
            [
                row["column"],
                f"{row['kept']} of {row['source']}",
                row["distance"],
                f"{row['low']:.3f} to {row['high']:.3f}",
                row["by_chance"],
            ]
            for row in report["balance"]
        ],
    )
    aside = [row for row in report["drops"] if row["ratio"] is not None and (row["low"] > 1 or row["high"] < 1)]
    dropped = sum(row["dropped"] for row in report["drops"] if row["column"] == "type")
    lines += [
        "",
        f"Checks dropped {dropped} of its letters; of {len(report['drops'])} groups, {len(aside)} have a drop ratio "
        "whose interval lies on one side of 1.",
        "",
        f"Outcome probe, {rows:,} fictional cases of `export_generator.py`, by the leak that was planted:",
        "",
    ]
    lines += table(["leak", *HEADS], [[name, *shown(probe.to_dict())] for name, probe in probes(rows)])
    lines += [
        "",
        "Outcome probe on few cases (`run` asks for 20 of each outcome; of the real rows all are let pass):",
        "",
    ]
    few = [["the sample", *shown(report["probe"]["authors"][0])]]
    if real:
        cases, letters, sources = denials(real)
        probe = probe_outcome(letters, cases=cases, sources=sources, least=5)[0]
        few.append([f"real rows of 2025{f' ({probe.reason})' if probe.reason else ''}", *shown(probe.to_dict())])
    lines += table(["cases", *HEADS], few)
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--real", type=Path, help="an export of real rows; nothing of it is kept")
    parser.add_argument("--write", action="store_true", help="put the result into docs/corpus.md")
    options = parser.parse_args()
    measured = page(options.rows, options.real)
    print(measured)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
