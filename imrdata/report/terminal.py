"""A run's summary in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

__all__ = ["show"]


def show(
    summary: Mapping[str, Any],
    *,
    examples: Sequence[Mapping[str, Any]],
    files: Iterable[str],
    folder: str,
    seconds: float,
    notes: Iterable[str],
    console: Console,
) -> None:
    """Print the tables of a run, one case whole, what the checks saw in another, and where the files are."""
    console.print(_books(summary, seconds=seconds))
    console.print(_authors(summary["authors"]))
    console.print("  baseline is rule-based, no model: a control.\n")
    checks = _table("Verdicts by check", "check", "pass", "fail", "unmeasured")
    for check, counts in summary["verdicts"].items():
        checks.add_row(check, *(str(number) for number in counts.values()))
    console.print(checks)
    if summary["drop_reasons"]:
        reasons = _table("Why letters were dropped (one may have several reasons)", "reason", "letters")
        for reason, number in summary["drop_reasons"].items():
            reasons.add_row(reason, str(number))
        console.print(reasons)
    for example in examples:
        fate = "kept" if example["kept"] else "dropped"
        console.print(f"\n[bold]One case, {fate}[/bold]: {example['case_id']}, written by {example['author']}")
        for letter in example["letters"]:
            ground = f"{letter['ground']}, {letter['ground_source']}"
            if example["kept"]:
                console.print(Panel(escape(letter["text"]), title=f"{letter['kind']} (the plan's ground: {ground})"))
            passed = sum(finding["verdict"] == "pass" for finding in letter["findings"])
            console.print(f"  {letter['kind']}: {passed} of {len(letter['findings'])} checks passed")
            for finding in letter["findings"]:
                if finding["verdict"] != "pass":
                    words = f": “{_shortened(finding['evidence'])}”" if finding["evidence"] else ""
                    console.print(escape(f"  {finding['verdict']} {finding['check']}: {finding['reason']}{words}"))
    for note in notes:
        console.print(f"\n[bold]Note[/bold]: {escape(note)}.")
    console.print(f"\nFiles in {escape(folder)}: {', '.join(files)}")


def _books(summary: Mapping[str, Any], *, seconds: float) -> Table:
    table = Table(title="What came in, and what became of it", title_justify="left", show_header=False)
    for source in summary["read"]["sources"]:
        table.add_row("source file", f"{source['file']} (dialect {source['dialect']}, {source['encoding']})")
        table.add_row(
            "rows",
            f"{source['rows_in']} in = {source['cases']} cases + {source['rejected']} rejected"
            + (f" + {source['beyond_limit']} beyond the limit" if source["beyond_limit"] else ""),
        )
        table.add_row(
            "Findings",
            f"{source['findings_characters_in']:,} characters in, all accounted for; "
            f"{source['repaired_characters']} repaired",
        )
    for reason, number in summary["cases_skipped"].items():
        table.add_row("cases skipped", f"{number} ({reason})")
    letters = summary["letters"]
    table.add_row("letters", f"{letters['written']} written = {letters['kept']} kept + {letters['dropped']} dropped")
    table.add_row("records", ", ".join(f"{split} {number}" for split, number in summary["records"].items()))
    table.add_row("time", f"{seconds:.0f} s")
    return table


def _authors(authors: Mapping[str, Mapping[str, Any]]) -> Table:
    asked = ("requested", "answered", "reused", "failed")
    counted = ("letters", "kept", "dropped", "records")
    table = _table("Authors", "author", "cases", *asked, *counted)
    for name, figures in authors.items():
        failed = ", ".join(f"{number} {kind}" for kind, number in figures["failed"].items()) or "0"
        cells = [str(figures[key]) for key in asked[:3]] + [failed] if figures["requested"] else ["-"] * len(asked)
        table.add_row(name, str(figures["cases"]), *cells, *(str(figures[key]) for key in counted))
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=not number)
    return table


def _shortened(words: str) -> str:
    return words if len(words) <= 160 else f"{words[:150]} …"
