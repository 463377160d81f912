"""What reads sentences, on hands from which it has not learned: `python -m benchmarks.wording_curve [HAND ...]`.

In: batches of tests/calibration/fresh (by default those that `benchmarks.train_wording` keeps), or writers of
tests/calibration/sentences. Out, for each kind of letter and line: defects located, near misses failed and clean
letters failed, by the weights of words alone, by the reader alone and by both; the sentences are planted in no letter.
With `--let-go`, instead: how many findings of the rules in these batches are let go at each line, false alarms and
defects apart.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from typing import Final

from benchmarks import sentence_bank
from benchmarks.development import lines, own_checks, planted
from benchmarks.train_wording import KEPT, THRESHOLDS, Batch, cut, read, read_writer
from imrdata.quality.checks import default_checks
from imrdata.quality.checks.defect_wording import sentences
from imrdata.quality.encoder import read_sentences
from imrdata.quality.reading import scores
from imrdata.quality.rules import RuleCheck
from imrdata.quality.wording import KINDS, UNIT, weight

LINES: Final = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0)


def curve(hands: Sequence[Batch], kind: str) -> None:
    """Print the table of one kind for each way to score."""
    texts = Batch(*([text for hand in hands for text in hand[field]] for field in range(3)))
    different = list(dict.fromkeys(one for field in texts for text in field for one in cut(text)))
    ways: dict[str, Mapping[str, float]] = {
        "words alone": {one: weight(one, kind) / UNIT for one in different},
        "reader alone": {
            one: reading.score for one, reading in zip(different, read_sentences(different, kind), strict=True)
        },
        "both": {one: score for one, (score, _) in scores(different, kind).items()},
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


def findings(batch: str) -> list[tuple[bool, float]]:
    """Return the rules' findings in a batch, nothing let go: whether one is a planted defect, and its score."""
    from tests.quality import fresh

    checks = {one.name for one in default_checks() if isinstance(one, RuleCheck) and one.lawful_below is not None}
    own, found = own_checks(), []
    letters = {one["letter_id"]: one for one in lines(batch, "letters")}
    texts: dict[str, tuple[str, str, str, int, int]] = {
        name: (one["text"], one["kind"], "", 0, 0) for name, one in letters.items()
    }
    asked = list(letters.values())
    for name in ("defects", "lawful"):
        for one in lines(batch, name):
            text, start, end = planted(letters[one["base"]], one)
            key = one.get("defect_id") or one["lawful_id"]
            family = one["family"] if name == "defects" else "near"
            texts[key] = text, letters[one["base"]]["kind"], family, start, end
            asked.append({**letters[one["base"]], "letter_id": key, "text": text})
    for row in fresh.verdicts(batch, asked, []).iter_rows(named=True):
        text, kind, family, start, end = texts[row["letter_id"]]
        if row["check"] not in checks or row["span_start"] is None:
            continue
        there = row["span_start"] < end and row["span_end"] > start
        defect = there and row["check"] in own.get(family, ())
        if defect or not family or (family == "near" and there):
            places = [place for place in sentences(text) if place[0] < row["span_end"] and place[1] > row["span_start"]]
            touched = [text[slice(*place)] for place in places]
            found.append(
                (
                    defect,
                    max((score for score, _ in scores(touched, kind, unread_below=-math.inf).values()), default=0.0),
                )
            )
    return found


def let_go(batches: Sequence[str]) -> None:
    """Print how many of the rules' findings lie below each line."""
    for check in RuleCheck.__subclasses__():
        _decide_alone(check)
    found = [one for batch in batches for one in findings(batch)]
    print("| below | false alarms let go | defects let go |\n|--:|--:|--:|")
    for line in LINES:
        counts = []
        for wanted in (False, True):
            own = [score for defect, score in found if defect is wanted]
            counts.append(f"{sum(score < line for score in own)}/{len(own)}")
        print(f"| {line:g} | {' | '.join(counts)} |")


def _decide_alone(check: type[RuleCheck]) -> None:
    check.reads_lawful = lambda *_: False  # type: ignore[method-assign]
    for one in check.__subclasses__():
        _decide_alone(one)


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
