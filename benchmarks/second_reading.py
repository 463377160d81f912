"""The second reading of twenty baseline letters against the rules' scores and the first readings, item by item.

Prints the table of docs/reviews/second-reading.md; `python -m benchmarks.second_reading --write` rewrites it there. The
reading is tests/quality/second_reading.toml, the letters are those of `benchmarks.baseline_page`.
"""

from __future__ import annotations

import argparse
import hashlib
import tomllib
from pathlib import Path
from typing import Any, Final

from benchmarks.baseline_page import reviewed
from imrdata.quality.agreement import Agreement, cohen_kappa
from imrdata.quality.bounds import exact_bounds
from imrdata.quality.rubric import rubric_items, score_rubric

ROOT = Path(__file__).resolve().parent.parent
READING = ROOT / "tests" / "quality" / "second_reading.toml"
PAGE = ROOT / "docs" / "reviews" / "second-reading.md"
BEGIN, END = "<!-- compared: begin -->", "<!-- compared: end -->"

#: What the second of the first author's readings says otherwise than the rules, from docs/reviews/baseline-letters.md.
#: Its wordings were mended afterwards, so it is of letters that differ from these in these three places.
EARLIER: Final = {
    ("UR25-99116", "denial", "denial_criteria_used"): "not_met",
    ("MN10-99023", "denial", "denial_clinical_reason"): "not_met",
    ("EI25-99119", "appeal", "appeal_alternatives"): "not_met",
    ("UR25-99116", "denial", "denial_service"): "met",
}

Mark = tuple[str, str, str]  # case, kind, item


def reading() -> dict[Mark, tuple[str, str]]:
    """Every mark of the second reading: state, and why where it is not met."""
    found: dict[Mark, tuple[str, str]] = {}
    for letter in tomllib.loads(READING.read_text(encoding="utf-8"))["letter"]:
        for item in rubric_items(letter["kind"]):
            if item.administrative:
                continue
            state, why = "met", ""
            for name in ("unmeasured", "not_applicable"):
                state = name if item.id in letter[name] else state
            if item.id in letter.get("not_met", {}):
                state, why = "not_met", letter["not_met"][item.id]
            found[letter["case"], letter["kind"], item.id] = (state, why)
    return found


def rules() -> tuple[dict[Mark, str], dict[tuple[str, str], str]]:
    """Every mark of the rules on the letters as they are now, and the letters' hashes."""
    made = reviewed()
    ids = {row["letter_id"]: (row["case_id"], row["kind"]) for row in made.letters.iter_rows(named=True)}
    scores = score_rubric(made.letters, sources=made.sources)
    marks = {(*ids[letter], item): state for letter, item, state in scores.select("letter_id", "item", "state").rows()}
    texts = {ids[row["letter_id"]]: row["text"] for row in made.letters.iter_rows(named=True)}
    return marks, {name: hashlib.sha256(text.encode()).hexdigest()[:12] for name, text in texts.items()}


def read_hashes() -> dict[tuple[str, str], str]:
    """The hashes of the letters as they were read."""
    letters = tomllib.loads(READING.read_text(encoding="utf-8"))["letter"]
    return {(letter["case"], letter["kind"]): letter["text_sha256"] for letter in letters}


def compared() -> dict[str, Any]:
    """All figures of the page."""
    second, (scored, hashes) = reading(), rules()
    judged = ("met", "not_met")
    measured = [mark for mark in second if second[mark][0] in judged and scored[mark] in judged]
    mine = [second[mark][0] for mark in measured]
    theirs = [scored[mark] for mark in measured]
    earlier = [EARLIER.get(mark, scored[mark]) for mark in measured]
    return {
        "marks": len(second),
        "same_state": sum(second[mark][0] == scored[mark] for mark in second),
        "measured": measured,
        "rules": (mine, theirs, cohen_kappa(mine, theirs, categories=judged)),
        "earlier": (mine, earlier, cohen_kappa(mine, earlier, categories=judged)),
        "differences": [
            (mark, scored[mark], EARLIER.get(mark, scored[mark]), *second[mark])
            for mark in second
            if second[mark][0] != scored[mark] or mark in EARLIER
        ],
        "changed": sorted(name for name, digest in read_hashes().items() if hashes[name] != digest),
    }


def table() -> str:
    """The page's part that follows rules and letters."""
    found = compared()
    lines = [
        f"{found['marks']} marks on 20 letters; in {found['same_state']} of them reading and rules have the same state "
        f"(met, not met, unmeasured or not applicable). {len(found['measured'])} are met or not met by both.",
        "",
        "| second reading against | marks | same | both met | both not met | Cohen's kappa, 95 % |",
        "|---|---|---|---|---|---|",
    ]
    names = {"rules": "the rules, letters as they are now", "earlier": "the author's later reading, reconstructed"}
    for name, words in names.items():
        mine, other, kappa = found[name]
        same = sum(a == b for a, b in zip(mine, other, strict=True))
        both = [sum(a == b == state for a, b in zip(mine, other, strict=True)) for state in ("met", "not_met")]
        low, high = exact_bounds(same, len(mine))
        share = f"{same} ({same / len(mine):.1%}; {low:.1%} to {high:.1%})"
        lines.append(f"| {words} | {len(mine)} | {share} | {both[0]} | {both[1]} | {_kappa(kappa)} |")
    lines += [
        "",
        "| letter | item | rules | author's later reading | second reading | why |",
        "|---|---|---|---|---|---|",
    ]
    for (case, kind, item), rule, first, state, why in found["differences"]:
        marks = f"{_words(rule)} | {_words(first)} | **{_words(state)}**"
        lines.append(f"| {case}, {kind} | `{item}` | {marks} | {why or 'it is there'} |")
    changed = ", ".join(f"{case} {kind}" for case, kind in found["changed"]) or "none"
    lines += ["", f"Letters that have changed since they were read: {changed}."]
    return "\n".join(lines)


def _words(state: str) -> str:
    return state.replace("_", " ")


def _kappa(found: Agreement) -> str:
    if found.kappa is None or found.low is None or found.high is None:
        return "none: chance alone would always agree"
    return f"{found.kappa:.2f} ({found.low:.2f} to {found.high:.2f})"


def main() -> None:
    """Print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="rewrite the table of docs/reviews/second-reading.md")
    options = parser.parse_args()
    text = table()
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(f"{page[: page.index(BEGIN)]}{BEGIN}\n{text}\n{page[page.index(END) :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
