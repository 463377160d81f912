"""How well the sentences of Findings are told apart: roles given against roles labelled by hand.

Prints the table of docs/roles.md. `python benchmarks/roles.py --real FILE --write` measures and rewrites the page;
without the real rows it measures the rest and leaves the page alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from imrdata.cases.findings import add_sentences, roles_version
from imrdata.cases.read import read_imr
from imrdata.cases.schema import CASE_SCHEMA, VISIBLE_ROLES
from imrdata.data import sample
from imrdata.quality.bounds import exact_bounds

ROOT = Path(__file__).resolve().parent.parent
LABELS = ROOT / "tests" / "labels"
HELD_OUT = "held-out"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

#: A labelled case: its id, year, Findings, and (start, end, role) for each sentence.
Labelled = tuple[str, int, str, list[tuple[int, int, str]]]


@dataclass
class Tally:
    """What came of one set of labelled cases."""

    #: (label, role given), counted by labelled sentence.
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: int = 0
    rows_with_facts: int = 0
    rows_found: int = 0
    leaks: list[tuple[str, str, str, str]] = field(default_factory=list)

    def leak_share(self) -> tuple[int, int]:
        """Reviewer-sided sentences that were admitted, and all of them (headers left out)."""
        hidden = {pair: n for pair, n in self.met.items() if pair[0] not in (*VISIBLE_ROLES, "header")}
        return sum(n for pair, n in hidden.items() if pair[1] in VISIBLE_ROLES), sum(hidden.values())


def tally(cases: Iterable[Labelled]) -> Tally:
    """Give roles to labelled cases and hold them against the labels.

    A labelled sentence counts as admitted if any of its characters stands in a sentence that was given a visible
    role: how it was cut does not matter, what was let through does. Its role is the one that covers most of it.
    """
    cases = list(cases)
    frame = pl.DataFrame([{"case_id": name, "findings": text} for name, _, text, _ in cases], schema=CASE_SCHEMA)
    result = Tally()
    for (name, _, text, labels), given in zip(cases, add_sentences(frame)["sentences"].to_list(), strict=True):
        result.rows += 1
        found = False
        for start, end, label in labels:
            over = Counter[str]()
            for sentence in given:
                over[sentence["role"]] += max(0, min(end, sentence["end"]) - max(start, sentence["start"]))
            over += Counter()  # drops what does not overlap
            admitted = [role for role in over if role in VISIBLE_ROLES]
            role = over.most_common(1)[0][0] if over else "unassigned"
            if label not in (*VISIBLE_ROLES, "header") and admitted:
                role = admitted[0]
                result.leaks.append((name, label, role, text[start:end]))
            result.met[label, role] += 1
            found = found or label == role == "patient_fact"
        has = any(label == "patient_fact" for *_, label in labels)
        result.rows_with_facts += has
        result.rows_found += has and found
    return result


def real(file: Path) -> Iterator[Labelled]:
    """The 20 real rows of 2025; the labels hold no text, only its hash."""
    rows = {row["reference_id"]: row for row in read_imr(file).cases.iter_rows(named=True)}
    yield from _frozen(LABELS / "real_2025.json", rows)


def fictional() -> Iterator[Labelled]:
    """The shipped sample."""
    rows = {row["case_id"]: row for row in read_imr(sample()).cases.iter_rows(named=True)}
    yield from _frozen(LABELS / "sample.json", rows)


def _frozen(labels: Path, rows: dict[str, dict[str, object]]) -> Iterator[Labelled]:
    for case in json.loads(labels.read_text(encoding="utf-8"))["cases"]:
        row = rows[case["reference_id"]]
        text = str(row["findings"])
        if hashlib.sha256(text.encode()).hexdigest() != case["findings_sha256"]:
            raise SystemExit(f"{case['reference_id']}: the Findings are not those that were labelled")
        yield (
            case["reference_id"],
            int(str(row["report_year"])),
            text,
            [(start, end, final) for start, end, _, _, final in case["sentences"]],
        )


def heldout(*, opened: bool) -> Iterator[Labelled]:
    """Fictional Findings written and labelled without sight of the rules.

    The odd-numbered ones were opened: their errors were read. Those of the even-numbered ones never were.
    """
    for line in (LABELS / "heldout.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if (int(case["case_id"][1:]) % 2 == 1) is not opened:
            continue
        yield case["case_id"], case["year"], case["findings"], [(s, e, r) for s, e, r in case["sentences"]]


def era(year: int) -> str:
    """The era of a year (domain: how Findings are written)."""
    eras = ((2003, "2001-2003"), (2006, "2004-2006"), (2014, "2007-2014"), (2015, "2015"), (2024, "2016-2024"))
    return next((name for last, name in eras if year <= last), "2025-2026")


def share(hits: int, trials: int) -> str:
    """A share with its exact 95 % bounds."""
    if not trials:
        return "-"
    low, high = exact_bounds(hits, trials)
    return f"{hits}/{trials} = {hits / trials:.1%} ({low:.1%} to {high:.1%})"


def table(sets: dict[str, list[Labelled]]) -> str:
    """The measured part of docs/roles.md."""
    lines = [f"Rules: `{roles_version()}`. Bounds are exact, 95 %.", ""]
    lines += [
        "| set | era | rows | reviewer-sided sentences admitted | rows with a patient fact in which one is found |"
    ]
    lines += ["|---|---|---|---|---|"]
    for name, cases in sets.items():
        for part in [*sorted({era(year) for _, year, _, _ in cases}), "all"]:
            result = tally(case for case in cases if part in ("all", era(case[1])))
            admitted, hidden = result.leak_share()
            lines.append(
                f"| {name} | {part} | {result.rows} | {share(admitted, hidden)} | "
                f"{share(result.rows_found, result.rows_with_facts)} |"
            )
    lines += ["", "| set | era | role | precision | recall |", "|---|---|---|---|---|"]
    for name, cases in sets.items():
        for part in ["all", *sorted({era(year) for _, year, _, _ in cases})]:
            met = tally(case for case in cases if part in ("all", era(case[1]))).met
            for role in (*VISIBLE_ROLES, "evidence", "verdict", "panel", "credentials"):
                right = met[role, role]
                given = sum(n for pair, n in met.items() if pair[1] == role)
                labelled = sum(n for pair, n in met.items() if pair[0] == role)
                if given or labelled:
                    lines.append(f"| {name} | {part} | {role} | {share(right, given)} | {share(right, labelled)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--real", type=Path, help="imr_2025_portal14.csv, which is not in the project")
    parser.add_argument("--leaks", action="store_true", help="list what was admitted, but for the held-out set")
    parser.add_argument("--write", action="store_true", help="rewrite docs/roles.md")
    options = parser.parse_args()
    sets = {"sample": list(fictional()), "opened": list(heldout(opened=True)), HELD_OUT: list(heldout(opened=False))}
    if options.real:
        sets = {"real 2025": list(real(options.real)), **sets}
    measured = table(sets)
    print(measured)
    if options.leaks:
        for name, cases in sets.items():
            for case, label, role, text in tally(cases).leaks if name != HELD_OUT else []:
                print(f"{case}: {label} given as {role} | {text}")
    if options.write and options.real:
        page = ROOT / "docs" / "roles.md"
        text = page.read_text(encoding="utf-8")
        page.write_text(f"{text[: text.index(BEGIN)]}{BEGIN}\n{measured}\n{text[text.index(END) :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
