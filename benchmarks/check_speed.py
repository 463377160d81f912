"""How long the checks take: CPU seconds of each over many letters, beside the goal of 10 s for 40,000 in tier A.

The letters are the baseline's for the sample, repeated, each with one sentence of its own, so that no two have one
text. `--write` puts the table into docs/calibration.md.
"""

from __future__ import annotations

import argparse
import platform
import random
import time

import polars as pl

from benchmarks.calibrate import PAGE, baseline_letters
from imrdata.quality.calibration_page import BEGIN, END
from imrdata.quality.check import VERDICT_SCHEMA, with_normal_form
from imrdata.quality.checks import default_checks

GOAL_LETTERS, GOAL_SECONDS = 40_000, 10.0
_WORDS = ("delay", "distance", "schedule", "record", "office", "form", "visit", "call", "answer", "question")


def many(number: int, *, seed: int = 7) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return so many letters that differ, half of them denials, and their sources."""
    letters, sources = baseline_letters()
    draw = random.Random(seed)
    places = [place % letters.height for place in range(number)]
    ids = [f"{place:06d}" for place in range(number)]
    texts = []
    for place, text in zip(places, letters["text"].gather(places), strict=True):
        paragraphs = text.split("\n\n")
        at = draw.randrange(1, len(paragraphs))
        paragraphs.insert(at, f"Please note the {' and the '.join(draw.sample(_WORDS, 5))}.")
        texts.append("\n\n".join(paragraphs))
        assert place < letters.height
    return (
        letters.select("kind").gather(places).with_columns(letter_id=pl.Series(ids), text=pl.Series(texts)),
        sources.gather(places).with_columns(letter_id=pl.Series(ids)),
    )


def measure(number: int) -> tuple[dict[str, tuple[str, float]], float]:
    """Return tier and CPU seconds of each check, and those of the normal form that all share."""
    letters, sources = many(number)
    began = time.process_time()
    ready = with_normal_form(letters)
    shared = time.process_time() - began
    found = {}
    for check in default_checks():
        began = time.process_time()
        verdicts = check.assess(ready, sources)
        found[check.name] = (check.tier, time.process_time() - began)
        # A count that is wrong makes a time that means nothing.
        assert verdicts.schema == VERDICT_SCHEMA
        assert verdicts.height == ready.filter(pl.col("kind").is_in(check.kinds)).height
    return found, shared


def table(number: int, found: dict[str, tuple[str, float]], shared: float) -> str:
    """Return the measured part of the page."""
    tier_a = shared + sum(seconds for tier, seconds in found.values() if tier == "A")
    scaled = tier_a * GOAL_LETTERS / number
    about = f"CPython {platform.python_version()}, Polars {pl.__version__}, {platform.machine()}"
    slowest = sorted(found.items(), key=lambda item: -item[1][1])
    lines = [
        f"`python -m benchmarks.check_speed --letters {number}` ({about}; CPU seconds of one process, on a machine",
        "that others used at the same time):",
        "",
        f"**Tier A over {number:,} letters: {tier_a:.1f} CPU s; at that pace {scaled:,.0f} for {GOAL_LETTERS:,}.** "
        f"The goal is {GOAL_SECONDS:.0f} CPU s: this is {scaled / GOAL_SECONDS:,.1f} times that.",
        "",
        "| check | tier | CPU ms a letter |",
        "| --- | --- | --- |",
        f"| normal form, once for all | | {1000 * shared / number:.2f} |",
        *(f"| `{name}` | {tier} | {1000 * seconds / number:.2f} |" for name, (tier, seconds) in slowest),
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--letters", type=int, default=2_000)
    parser.add_argument("--write", action="store_true", help="put the table into docs/calibration.md")
    options = parser.parse_args()
    measured = table(options.letters, *measure(options.letters))
    print(measured)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
