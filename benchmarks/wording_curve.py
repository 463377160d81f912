"""What reads sentences, on hands from which it has not learned: `python -m benchmarks.wording_curve [HAND ...]`.

In: batches of tests/calibration/fresh (by default those that `benchmarks.train_wording` keeps), or writers of
tests/calibration/sentences. Out, for each kind of letter and line: defects located, near misses failed and clean
letters failed, by the weights of words alone, by the reader alone and by both, as the check judges; the sentences are
planted in no letter.
With `--let-go`, instead: how many findings of the rules in these batches are let go at each line, false alarms and
defects apart.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from benchmarks import sentence_bank
from benchmarks.development import export_of, lines, own_checks, planted
from benchmarks.train_wording import KEPT, THRESHOLDS, Batch, cut, read, read_writer
from imrdata.quality.audit import AUDIT_SCHEMA, sources_from_export
from imrdata.quality.check import FAIL, Check, assess
from imrdata.quality.checks import default_checks
from imrdata.quality.checks.defect_wording import judged_score, sentences
from imrdata.quality.encoder import read_sentences
from imrdata.quality.reading import PLAINLY_LAWFUL, scores
from imrdata.quality.rules import RuleCheck
from imrdata.quality.wording import KINDS, UNIT, weight

LINES: Final = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0)


def curve(hands: Sequence[Batch], kind: str) -> None:
    """Print the table of one kind for each way to score."""
    texts = Batch(*([text for hand in hands for text in hand[field]] for field in range(3)))
    different = list(dict.fromkeys(one for field in texts for text in field for one in cut(text)))
    words = {one: weight(one, kind) / UNIT for one in different}
    ways: dict[str, Mapping[str, float]] = {
        "words alone": words,
        "reader alone": {
            one: reading.score for one, reading in zip(different, read_sentences(different, kind), strict=True)
        },
        "both": {one: judged_score(scored) for one, scored in scores(different, kind).items()},
    }
    for way, known in ways.items():
        print(f"{kind}, {way}\n")
        print("| line | defects located | near misses failed | clean letters failed |\n|--:|--:|--:|--:|")
        for line in THRESHOLDS:
            counts = []
            for field in texts:
                highest = [max((known[one] for one in cut(text)), default=-1.0) for text in field]
                counts.append(f"{sum(score >= line for score in highest)}/{len(field)}")
            print(f"| {line:g} | {' | '.join(counts)} |")
        print()
    for what, field in (("defects", texts.bad), ("sentences of clean letters", texts.letters)):
        own = [words[one] for text in field for one in cut(text)]
        print(f"{kind}: {sum(one < PLAINLY_LAWFUL for one in own)} of {len(own)} {what} are not read\n")


def ruled() -> list[Check]:
    """Return the checks that let findings go, as they would judge without."""
    found: list[Check] = []
    for one in default_checks():
        if isinstance(one, RuleCheck) and one.lawful_below is not None:
            found.append(type(type(one).__name__, (type(one),), {"lawful_below": None})())
    return found


def findings(batch: str, checks: Sequence[Check]) -> list[tuple[bool, float]]:
    """Return what checks find in a batch: whether it is a planted defect, and the score of its sentences."""
    own, letters = own_checks(), {one["letter_id"]: one for one in lines(batch, "letters")}
    places: dict[str, tuple[str, int, int]] = {}
    asked = list(letters.values())
    for name in ("defects", "lawful"):
        for one in lines(batch, name):
            text, start, end = planted(letters[one["base"]], one)
            key = one.get("defect_id") or one["lawful_id"]
            places[key] = (one["family"] if name == "defects" else "", start, end)
            asked.append({**letters[one["base"]], "letter_id": key, "text": text})
    rows = {one["letter_id"]: one for one in asked}
    frame = pl.DataFrame([{name: one.get(name) for name in AUDIT_SCHEMA} for one in asked], schema=AUDIT_SCHEMA)
    failed = assess(frame, sources=sources_from_export(frame, export_of(batch)), checks=checks)
    found = []
    for row in failed.filter((pl.col("verdict") == FAIL) & pl.col("span_start").is_not_null()).iter_rows(named=True):
        text, kind, first, last = (
            *(rows[row["letter_id"]][name] for name in ("text", "kind")),
            *(row["span_start"], row["span_end"]),
        )
        family, start, end = places.get(row["letter_id"], ("", 0, len(text)))
        if first >= end or last <= start or (family and row["check"] not in own[family]):
            continue
        touched = [text[a:b] for a, b in sentences(text) if a < last and b > first]
        score = max((one.score for one in scores(touched, kind, unread_below=-math.inf).values()), default=0.0)
        found.append((bool(family), score))
    return found


def let_go(batches: Sequence[str]) -> None:
    """Print how many of the rules' findings lie below each line."""
    checks = ruled()
    found = [one for batch in batches for one in findings(batch, checks)]
    print("| below | false alarms let go | defects let go |\n|--:|--:|--:|")
    for line in LINES:
        counts = []
        for wanted in (False, True):
            own = [score for defect, score in found if defect is wanted]
            counts.append(f"{sum(score < line for score in own)}/{len(own)}")
        print(f"| {line:g} | {' | '.join(counts)} |")


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("hands", nargs="*", default=KEPT, help="batches, or writers of the bank")
    parser.add_argument("--let-go", action="store_true", help="count what the rules' findings are let go for")
    options = parser.parse_args()
    if options.let_go:
        let_go(options.hands)
        return
    writers = sentence_bank.writers()
    for kind in KINDS:
        curve([(read_writer if hand in writers else read)(hand, kind) for hand in options.hands], kind)


if __name__ == "__main__":
    main()
