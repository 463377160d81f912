"""Learns the weights of `defect_wording` from words by hand: `python -m benchmarks.train_wording [--write]`.

In: the batches of tests/calibration/fresh that are named here, the bank of tests/calibration/sentences, the sentences
that the rules were mended with (tests/quality/wall, tests/quality/form, and the examples of the checks), and the
rule-based author's letters. Out: a table of whole numbers in imrdata/quality/lexicons, and, printed, what weights
learned without a batch or a writer say of that one, threshold by threshold. Logistic regression with classes of equal
weight, by gradient steps: no peer's library, since it would be needed for this alone.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from benchmarks import sentence_bank
from benchmarks.development import baseline_letters, lines, own_checks
from imrdata.quality.checks.defect_wording import sentences
from imrdata.quality.encoder import FAMILIES
from imrdata.quality.wording import BUCKETS, KINDS, UNIT, features

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tests" / "quality"
TABLE = ROOT / "imrdata" / "quality" / "lexicons" / "defect_wording.npz"
#: What it learns from.
BATCHES: Final = (
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "ninth",
    "tenth",
    "eleventh",
    "sixteenth",
    "seventeenth",
)
#: These are left alone: they measure.
KEPT: Final = ("eighth", "twelfth", "thirteenth", "fourteenth", "fifteenth")
#: The inverse of how much large weights are punished, gradient steps, and their size.
FREEDOM: Final = 1.0
STEPS: Final = 300
RATE: Final = 0.05
#: Weights below this say nothing; without them the table is a third as long.
LEAST: Final = 0.02
THRESHOLDS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0)


class Batch(NamedTuple):
    """One hand's texts of one kind: defects, near misses, and clean letters."""

    bad: list[str]
    near: list[str]
    letters: list[str]


def read(name: str, kind: str) -> Batch:
    """Return a batch's texts."""

    letters = {one["letter_id"]: one for one in lines(name, "letters") if one["kind"] == kind}
    bad = [
        one["insert"]
        for one in lines(name, "defects")
        if one["base"] in letters and one["family"] in FAMILIES and "insert" in one
    ]
    near = [one["insert"] for one in lines(name, "lawful") if one["base"] in letters and "insert" in one]
    return Batch(bad, near, [one["text"] for one in letters.values()])


def read_writer(name: str, kind: str) -> Batch:
    """Return the sentences of a writer of the bank; who wrote none of this kind gives empty lists."""
    sides: dict[str, list[str]] = {sentence_bank.DEFECT: [], sentence_bank.LAWFUL: []}
    for one in sentence_bank.read(name):
        if one.family.startswith(kind[:3]):
            sides[one.side].append(one.text)
    return Batch(*sides.values(), [])


def by_hand(kind: str) -> Batch:
    """Return the sentences that the rules of the same families were mended with."""
    found = Batch([], [], [])
    for file in sorted((SENTENCES / "wall").glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        if file.name.startswith(kind):
            data = {f"lawful_{kind}" if "clean" in file.name else kind: data}
        if file.name == "plain.toml":
            found.near.extend(data[kind].splitlines())
            continue
        for name, sections in data.items():
            if name.endswith(kind) and isinstance(sections, dict):
                side = found.bad if name == kind else found.near
                side += [line for section in sections.values() for line in section.splitlines()]
    if kind == "appeal":
        for name in ("guarantee_or_threat", "refusal", "prompt_residue"):
            data = tomllib.loads((SENTENCES / "form" / f"{name}.toml").read_text(encoding="utf-8"))
            found.bad.extend(one for one in data["bad"] if isinstance(one, str))
            found.near.extend(one for one in data["clean"] if isinstance(one, str))
    return found


def by_example(kind: str) -> Batch:
    """Return the examples of the checks whose families a sentence alone can tell."""
    found = Batch([], [], [])
    examples = tomllib.loads((SENTENCES / "examples.toml").read_text(encoding="utf-8"))
    in_appeals = tomllib.loads((SENTENCES / "appeal_sentences.toml").read_text(encoding="utf-8"))
    checks = {name for family, names in own_checks().items() if family in FAMILIES for name in names}
    for check in sorted(checks):
        for kinds, side in (("bad", found.bad), ("clean", found.near)):
            given = examples.get(check, {}).get(kind, {}).get(kinds, [])
            texts = [one if isinstance(one, str) else one.get("text", "") for one in given]
            side += [text for text in texts if text and "\n" not in text]
            if kind == "appeal":
                side += [text for _, text in in_appeals.get(check, {}).get(kinds, [])]
    return found


def by_rule(kind: str) -> Batch:
    """Return the letters of the rule-based author, which are lawful by design."""
    letters, _ = baseline_letters()
    return Batch([], [], letters.filter(pl.col("kind") == kind)["text"].to_list())


def everybody(kind: str) -> dict[str, Batch]:
    """Return all that is learned from: each batch, each writer, the rules' own sentences, and the author by rule."""
    batches = {name: read(name, kind) for name in BATCHES}
    bank = {name: read_writer(name, kind) for name in sentence_bank.learned()}
    return batches | bank | {"rules": by_hand(kind), "examples": by_example(kind), "baseline": by_rule(kind)}


def cut(text: str) -> list[str]:
    """Return a text's sentences as the check sees them."""
    return [text[start:end] for start, end in sentences(text)]


def learn(batches: Sequence[Batch]) -> np.ndarray:
    """Return the weights of one kind, the constant last."""
    bad = [text for batch in batches for text in batch.bad]
    lawful = [text for batch in batches for text in batch.near]
    lawful += [sentence for batch in batches for letter in batch.letters for sentence in cut(letter)]
    rows = [features(text) for text in (*bad, *dict.fromkeys(lawful))]
    truth = np.arange(len(rows)) < len(bad)
    share = np.where(truth, truth.mean(), 1 - truth.mean())
    lengths = np.array([len(row) for row in rows])
    flat, starts = np.concatenate([np.array(row) for row in rows]), np.concatenate(([0], np.cumsum(lengths)[:-1]))
    used, flat = np.unique(flat, return_inverse=True)
    # The last weight is the constant's.
    weights, first, second = np.zeros((3, len(used) + 1))
    for step in range(1, STEPS + 1):
        score = np.add.reduceat(weights[flat], starts) + weights[-1]
        error = (1 / (1 + np.exp(-score)) - truth) / (2 * share)
        slope = np.bincount(flat, weights=np.repeat(error, lengths), minlength=len(weights))
        slope += weights / FREEDOM
        slope[-1] = error.sum()
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    weights[:-1][np.abs(weights[:-1]) < LEAST] = 0
    table = np.zeros(BUCKETS + 1, dtype=np.int16)
    table[[*used, BUCKETS]] = np.rint(weights * UNIT)
    return table


def heaviest(weights: np.ndarray, text: str) -> float:
    """Return the score of a text."""
    found = (int(weights[features(one)].sum()) + int(weights[BUCKETS]) for one in cut(text))
    return max(found, default=-UNIT) / UNIT


def main() -> None:
    """Learn without each batch in turn and print; learn from all, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the table that the check reads")
    options = parser.parse_args()
    tables = []
    for kind in KINDS:
        hands = everybody(kind)
        for what, names in (("batch", BATCHES), ("writer", sentence_bank.learned())):
            print(f"{kind}: each {what} by weights that were learned without it\n")
            print("| threshold | defects located | near misses failed | clean letters failed |\n|--:|--:|--:|--:|")
            scores: dict[str, list[float]] = {field: [] for field in Batch._fields}
            for left in names:
                weights = learn([batch for name, batch in hands.items() if name != left])
                for field, texts in hands[left]._asdict().items():
                    scores[field] += [heaviest(weights, text) for text in texts]
            for line in THRESHOLDS:
                counts = (f"{sum(one >= line for one in found)}/{len(found)}" for found in scores.values())
                print(f"| {line:g} | {' | '.join(counts)} |")
            print()
        tables.append(learn(list(hands.values())))
    if options.write:
        np.savez_compressed(TABLE, *tables)
        print(f"Wrote {TABLE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
