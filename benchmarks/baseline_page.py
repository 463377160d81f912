"""The letters that docs/baseline.md shows and docs/reviews/baseline-letters.md was read from, of fictional cases only.

`python -m benchmarks.baseline_page --write` puts the shown letters into the page; `--reviewed` prints those of the
review with what the rubric's scorer says of them.
"""

from __future__ import annotations

import argparse
from typing import Any, Final

import polars as pl

from benchmarks.baseline import PAGE, Written, cases, write
from imrdata.letters.axes import Axes, sample_axes
from imrdata.letters.views import DenialView
from imrdata.quality.rubric import rubric_totals, score_rubric

LETTERS_BEGIN, LETTERS_END = "<!-- letters: begin -->", "<!-- letters: end -->"

#: Case, regime, notice kind, voice, length, register.
Choice = tuple[str, str, str, str, str, str]

#: Which letter of a pair is shown, from which sheet, and of which case.
SHOWN: Final[tuple[tuple[str, bool, Choice], ...]] = (
    ("denial", False, ("MN08-99018", "dmhc_commercial", "pharmacy", "patient", "standard", "plain")),
    ("appeal", False, ("MN08-99018", "dmhc_commercial", "pharmacy", "patient", "standard", "plain")),
    ("denial", False, ("MN25-99108", "medi_cal_managed_care", "modification", "parent", "short", "formal")),
    ("appeal", False, ("EI17-99040", "medi_cal_managed_care", "final_internal", "parent", "standard", "formal")),
    ("appeal", True, ("MN25-99106", "erisa_self_funded", "first_denial", "spouse", "short", "plain")),
)

#: The pairs of the review: each regime, notice kind, voice, ground, length and register is among them.
REVIEWED: Final[tuple[Choice, ...]] = (
    ("MN08-99018", "dmhc_commercial", "pharmacy", "patient", "standard", "plain"),
    ("MN25-99104", "medi_cal_managed_care", "first_denial", "parent", "long", "plain"),
    ("EI25-99119", "dmhc_commercial", "final_internal", "spouse", "long", "formal"),
    ("UR25-99116", "dmhc_commercial", "first_denial", "patient", "short", "formal"),
    ("MN25-99108", "medi_cal_managed_care", "modification", "parent", "short", "formal"),
    ("MN25-99106", "erisa_self_funded", "first_denial", "physician", "long", "plain"),
    ("MN10-99023", "cdi", "first_denial", "spouse", "standard", "plain"),
    ("EI25-99101", "aca_marketplace", "final_internal", "physician", "standard", "formal"),
    ("MN20-99044", "dmhc_commercial", "medical_group", "physician", "short", "plain"),
    ("MN23-99049", "medi_cal_managed_care", "final_internal", "patient", "standard", "plain"),
)
_SEED: Final = 5


def chosen(choice: Choice) -> tuple[dict[str, Any], Axes]:
    """The case and the axes of a choice; the ground is the case's own or drawn."""
    name, regime, notice, voice, length, register = choice
    case = next(row for row in cases() if row["case_id"] == name)
    drawn = sample_axes(DenialView.from_case(case), seed=_SEED)
    return case, Axes(
        ground=drawn.ground,
        ground_source=drawn.ground_source,
        regime=regime,
        voice=voice,
        seed=_SEED,
        notice=notice,
        length=length,
        register=register,
    )


def shown() -> str:
    """The letters of the page, each under a heading that says what was asked for."""
    parts: list[str] = []
    for kind, reduced, choice in SHOWN:
        case, axes = chosen(choice)
        made = write([(case, axes)], reduced=reduced).letters
        text = made.filter(pl.col("kind") == kind)["text"][0].strip()
        sheet = ", written from a reduced sheet" if reduced else ""
        said = [axes.regime, axes.notice, axes.ground, *([axes.voice] if kind == "appeal" else [])]
        parts += [
            f"### {kind.capitalize()} of {choice[0]}{sheet}",
            "",
            ", ".join(f"`{word}`" for word in [*said, axes.length, axes.register]),
            "",
            "```text",
            text,
            "```",
            "",
        ]
    return "\n".join(parts).rstrip()


def reviewed() -> Written:
    """The letters of the review: a denial and an appeal of each pair."""
    return write([chosen(choice) for choice in REVIEWED])


def main() -> None:
    """Write the page's letters, or print those of the review."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="put the letters into docs/baseline.md")
    parser.add_argument("--reviewed", action="store_true", help="print the letters of the review, scored")
    options = parser.parse_args()
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        first, last = page[: page.index(LETTERS_BEGIN)], page[page.index(LETTERS_END) :]
        PAGE.write_text(f"{first}{LETTERS_BEGIN}\n{shown()}\n{last}", encoding="utf-8")
    if options.reviewed:
        made = reviewed()
        scores = score_rubric(made.letters, sources=made.sources)
        totals = {row["letter_id"]: row for row in rubric_totals(scores).iter_rows(named=True)}
        for row in made.letters.iter_rows(named=True):
            total = totals[row["letter_id"]]
            print("===", *(row[name] for name in ("letter_id", "case_id", "regime", "notice", "ground", "voice")))
            print(row["text"])
            print(f"--- {total['met']} of {total['measurable']}, unmeasured {total['unmeasured']}")
            for one in scores.filter(pl.col("letter_id") == row["letter_id"]).iter_rows(named=True):
                if one["state"] in ("not_met", "unmeasured"):
                    print(f"    {one['item']}: {one['state']}: {one['reason']}")


if __name__ == "__main__":
    main()
