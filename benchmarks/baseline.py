"""How good the rule-based letters are: critical rules, rubric, variety, length, support of their facts by the input.

Prints the measured part of docs/baseline.md. `python benchmarks/baseline.py --real FILE --write` measures and rewrites
the page; without the real rows it measures the fictional sample and leaves the page alone. `--seeds` says how many
draws of the axes are made for each case, `--grid` adds one draw of every combination that a case allows.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.baseline_measures import (
    Stated,
    distinct,
    facts_of,
    foreign_words,
    is_supported,
    openings,
    sentences_shared,
    written,
)
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.letters.axes import (
    COUNTERFACTUAL_REGIMES,
    LENGTHS,
    REGIMES,
    REGISTERS,
    Axes,
    Variety,
    allowed_notices,
    allowed_voices,
    sample_axes,
)
from imrdata.letters.baseline import BASELINE_VERSION, grammar_sha256, write_appeal, write_denial
from imrdata.letters.facts import FactsSheet, narrowed
from imrdata.letters.letter import source_row
from imrdata.letters.views import AppealView, DenialView, View
from imrdata.quality.bounds import exact_bounds
from imrdata.quality.check import FAIL, UNMEASURED, assess
from imrdata.quality.rubric import rubric_items, rubric_totals, score_rubric

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "baseline.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
ALL_REGIMES = (*REGIMES, *COUNTERFACTUAL_REGIMES)
EVERYTHING = Variety(regimes=ALL_REGIMES)
#: What the issue asks for.
RUBRIC_FLOOR, SUPPORT_FLOOR = 0.90, 0.98


@dataclass(frozen=True, slots=True)
class Written:
    """Letters as rows, and what their writers saw."""

    letters: pl.DataFrame
    sources: pl.DataFrame


def cases(file: Path | None = None) -> list[dict[str, Any]]:
    """Rows with sentences: the fictional sample, or a file's."""
    return list(add_sentences(read_imr(file or sample()).cases).iter_rows(named=True))


def every_axes(view: DenialView, seed: int) -> Iterator[Axes]:
    """Yield every combination that a view allows."""
    drawn = sample_axes(view, seed=seed)
    for regime, voice, length, register in itertools.product(ALL_REGIMES, allowed_voices(view), LENGTHS, REGISTERS):
        for kind in allowed_notices(view, regime=regime, ground=drawn.ground):
            yield replace(drawn, regime=regime, voice=voice, length=length, register=register, notice=kind)


def write(rows: Iterable[tuple[dict[str, Any], Axes]], *, reduced: bool = False) -> Written:
    """Write both letters of each case; reduced: the appeal from exactly a reduced facts sheet."""
    letters: list[dict[str, Any]] = []
    sources: list[dict[str, Any]] = []
    for number, (case, axes) in enumerate(rows):
        view = DenialView.from_case(case)
        denial = write_denial(view, axes)
        full = AppealView.from_case(case, denial=denial)
        sheet = FactsSheet.from_view(full)
        sheet = sheet.reduced(seed=axes.seed) if reduced else sheet
        seen = narrowed(full, sheet) if reduced else full
        pair: list[tuple[str, str, View]] = [("denial", denial, view), ("appeal", write_appeal(seen, axes), seen)]
        for kind, text, shown in pair:
            row = {
                "letter_id": f"{number:06d}-{kind}",
                "case_id": case["case_id"],
                "kind": kind,
                "text": text,
                **{name: value for name, value in axes.to_dict().items() if name != "seed"},
                "view_strength": shown.strength,
                "sheet": "\n".join(f"{label}: {value}" for label, value in sheet.lines()),
                "case_type": view.type,
            }
            letters.append(row)
            sources.append(source_row(row, case=case, view=shown))
    frame = pl.DataFrame(sources, infer_schema_length=None)
    return Written(pl.DataFrame(letters, infer_schema_length=None), frame)


def share(hits: int, trials: int) -> str:
    """A share with its exact 95 % bounds."""
    low, high = exact_bounds(hits, trials)
    return f"{hits:,} of {trials:,} = {hits / trials:.2%} ({low:.2%} to {high:.2%})"


def failures(made: Written) -> pl.DataFrame:
    """What the shipped checks find: one row per letter and failed check."""
    table = assess(made.letters.select("letter_id", "kind", "text"), sources=made.sources)
    unmeasured = table.filter(pl.col("verdict") == UNMEASURED)
    if unmeasured.height:
        raise SystemExit(f"unmeasured: {unmeasured['check'].unique().to_list()}")
    return table.filter(pl.col("verdict") == FAIL)


def rubric_table(made: Written) -> tuple[list[str], float]:
    """The rubric by kind and regime, and the lowest share of points met."""
    scores = score_rubric(made.letters, sources=made.sources)
    totals = rubric_totals(scores).join(made.letters.select("letter_id", "kind", "regime"), on="letter_id")
    lines = [
        "| kind | regime | letters | points met of those measured | least letter | points unmeasured (mean) |",
        "|---|---|---|---|---|---|",
    ]
    least = 1.0
    for kind, regime in itertools.product(("denial", "appeal"), ALL_REGIMES):
        part = totals.filter((pl.col("kind") == kind) & (pl.col("regime") == regime))
        met, of = int(part["met"].sum()), int(part["measurable"].sum())
        least = min(least, met / of)
        lowest, open_ = part["score"].min(), part["unmeasured"].mean()
        lines.append(f"| {kind} | {regime} | {part.height:,} | {met / of:.1%} | {lowest:.1%} | {open_:.1f} |")
    lines += ["", "Items that some letter misses, and those that could not be measured:", ""]
    lines += ["| item | points | met | not met | unmeasured | not applicable |", "|---|---|---|---|---|---|"]
    for kind in ("denial", "appeal"):
        for item in rubric_items(kind):
            states = scores.filter(pl.col("item") == item.id)["state"].value_counts()
            count = dict(states.iter_rows())
            if count.get("not_met") or count.get("unmeasured"):
                numbers = (f"{count.get(state, 0):,}" for state in ("met", "not_met", "unmeasured", "not_applicable"))
                lines.append(f"| `{item.id}` | {item.points} | {' | '.join(numbers)} |")
    return lines, least


def variety_table(made: Written) -> list[str]:
    """Distinct-3, opening phrases, sentences shared between letters, by kind."""
    lines = [
        "| letters | n | distinct-3 | legal texts left out | of the first 8,000 words | sentences that another letter "
        "holds too | different openings | share of the most frequent |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in ("denial", "appeal"):
        part = made.letters.filter(pl.col("kind") == kind)
        texts = part["text"].to_list()
        own = [
            written(text, regime=regime, type_=type_, notice_kind=kind_)
            for text, regime, type_, kind_ in part.select("text", "regime", "case_type", "notice").iter_rows()
        ]
        first = openings(texts)
        cells = [
            f"{kind}s",
            f"{len(texts):,}",
            f"{distinct(texts, 3):.3f}",
            f"{distinct(own, 3):.3f}",
            f"{distinct(own, 3, budget=8000):.3f}",
            f"{sentences_shared(own):.0%}",
            str(len(first)),
            f"{first.most_common(1)[0][1] / len(texts):.1%}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def support(made: Written) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Facts of appeals that denial and sheet hold, of all facts, by kind; and those that they don't hold."""
    appeals = made.letters.filter(pl.col("kind") == "appeal").join(
        made.sources.select("letter_id", "denial_text"), on="letter_id"
    )
    found: dict[str, tuple[int, int]] = {}
    missing: list[str] = []
    for name, text, denial, sheet in appeals.select("letter_id", "text", "denial_text", "sheet").iter_rows():
        given = f"{denial}\n{sheet}"
        facts = [*facts_of(text), *(Stated("word", word) for word in foreign_words(text))]
        for fact in facts:
            good = is_supported(fact, given)
            hits, trials = found.get(fact.kind, (0, 0))
            found[fact.kind] = (hits + good, trials + 1)
            missing += [] if good else [f"{name}: {fact.kind} {fact.words!r}"]
    return found, missing


def length_table(made: Written) -> list[str]:
    """Words by kind and length, and how many letters are within what the axis says."""
    lines = ["| kind | length | asked | 5th to 95th percentile | within |", "|---|---|---|---|---|"]
    rows = [
        (kind, length, len(written(text, regime=regime, type_=type_, notice_kind=notice).split()))
        for kind, length, text, regime, type_, notice in made.letters.select(
            "kind", "length", "text", "regime", "case_type", "notice"
        ).iter_rows()
    ]
    frame = pl.DataFrame(rows, schema=["kind", "length", "words"], orient="row")
    for kind, length in itertools.product(("denial", "appeal"), LENGTHS):
        low, high = LENGTHS[length][kind]
        counts = frame.filter((pl.col("kind") == kind) & (pl.col("length") == length))["words"]
        within = counts.is_between(low, high).mean()
        tail = f"{counts.quantile(0.05):.0f} to {counts.quantile(0.95):.0f}"
        lines.append(f"| {kind} | {length} | {low} to {high} | {tail} | {within:.0%} |")
    return lines


def measured(sets: dict[str, list[dict[str, Any]]], *, seeds: int, grid: bool) -> str:
    """The measured part of the page."""
    rows = [case for each in sets.values() for case in each]
    drawn = [(c, sample_axes(DenialView.from_case(c), seed=s, variety=EVERYTHING)) for c in rows for s in range(seeds)]
    made = write(drawn)
    lines = [
        f"`{BASELINE_VERSION}`, grammar {grammar_sha256()[:12]}. Cases: "
        + ", ".join(f"{len(each)} {name}" for name, each in sets.items())
        + f"; {seeds} draws of the axes each over all five regimes. Bounds are exact, 95 %.",
        "",
        "**Critical rules.**",
        "",
    ]
    parts = {"drawn axes": made, "drawn axes, reduced sheet": write(drawn, reduced=True)}
    if grid:
        combined = [(c, axes) for c in rows for axes in every_axes(DenialView.from_case(c), 1)]
        parts["every combination that a case allows"] = write(combined)
    lines += ["| set | letters that fail a check |", "|---|---|"]
    wrong = 0
    for name, part in parts.items():
        failed = failures(part)
        wrong += failed.height
        lines.append(f"| {name} | {share(failed['letter_id'].n_unique(), part.letters.height)} |")
        for check, reason in failed.select("check", "reason").unique().iter_rows():
            print(f"FAILED {name}: {check}: {reason}: {failed.filter(pl.col('check') == check)['letter_id'][0]}")
    table, least = rubric_table(made)
    lines += ["", "**Rubric** (`imrdata.quality.rubric`).", "", *table]
    for name, each in sets.items():
        chosen = [(c, sample_axes(DenialView.from_case(c), seed=0, variety=EVERYTHING)) for c in each]
        lines += ["", f"**Variety**, one draw a case, {name}.", "", *variety_table(write(chosen))]
    lines += ["", "**Length**, legal texts left out.", "", *length_table(made)]
    lines += ["", "**Support** of what appeals state by their input, denial and facts sheet.", ""]
    lines += ["| appeals | kind | found in the input |", "|---|---|---|"]
    lowest = 1.0
    for name in ("drawn axes", "drawn axes, reduced sheet"):
        found, missing = support(parts[name])
        facts = [pair for kind, pair in found.items() if kind != "word"]
        total = (sum(hits for hits, _ in facts), sum(trials for _, trials in facts))
        lowest = min(lowest, total[0] / total[1])
        lines += [f"| {name} | {kind} | {share(*found[kind])} |" for kind in sorted(found) if kind != "word"]
        lines += [f"| {name} | **all facts** | {share(*total)} |"]
        lines += [f"| {name} | words that the grammar has not | {share(*found['word'])} |"]
        for line in missing[:20]:
            print(f"UNSUPPORTED {line}")
    # A benchmark asserts what it prints.
    if wrong or least < RUBRIC_FLOOR or lowest < SUPPORT_FLOOR:
        print("\n".join(lines))
        raise SystemExit(f"below the floor: {wrong} failed verdicts, rubric {least:.3f}, support {lowest:.3f}")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--real", type=Path, help="imr_2025_portal14.csv, which is not in the project")
    parser.add_argument("--seeds", type=int, default=4, help="draws of the axes for each case")
    parser.add_argument("--grid", action="store_true", help="and every combination that a case allows (minutes)")
    parser.add_argument("--write", action="store_true", help="rewrite the measured part of docs/baseline.md")
    options = parser.parse_args()
    sets = {"fictional": cases()}
    if options.real:
        sets["real of 2025"] = cases(options.real)
    text = measured(sets, seeds=options.seeds, grid=options.grid)
    print(text)
    if options.write and options.real:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(f"{page[: page.index(BEGIN)]}{BEGIN}\n{text}\n{page[page.index(END) :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
