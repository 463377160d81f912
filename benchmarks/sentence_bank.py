"""Single sentences that fail a letter, and near misses, by family: `python -m benchmarks.sentence_bank [FAMILY ...]`.

In: tests/calibration/sentences, a folder for each writer, a file for each family. Out: the sentences, and, planted in
one clean letter of their kind, what the checks of these families say of them. Without a family it prints counts, with
some it prints the sentences that are wrongly judged.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

import polars as pl

from benchmarks.development import ROOT, export_of, lines, own_checks, planted
from imrdata.quality.audit import AUDIT_SCHEMA, sources_from_export
from imrdata.quality.check import FAIL, assess
from imrdata.quality.checks import default_checks

SENTENCES: Final = ROOT / "tests" / "calibration" / "sentences"
DEFECT, LAWFUL = "defect", "lawful"
#: The clean letters that sentences are planted in, by the first part of a family's name.
BATCH: Final = "third"
BASES: Final = {"den": "d02", "app": "a02"}
#: Writers to measure with: nothing is learned from them, and no rule is mended with them.
LEFT_ALONE: Final = frozenset({"weak_three", "weak_four"})


class Sentence(NamedTuple):
    """One line of the bank: whose, for which family, and which side of the line it is on."""

    writer: str
    family: str
    side: str
    text: str


def writers() -> list[str]:
    """Return the names of the writers."""
    return sorted(folder.name for folder in SENTENCES.iterdir() if folder.is_dir())


def learned() -> list[str]:
    """Return the names of the writers that may be learned from."""
    return [name for name in writers() if name not in LEFT_ALONE]


def read(writer: str) -> list[Sentence]:
    """Return a writer's sentences, in the order of the files."""
    found = []
    for file in sorted((SENTENCES / writer).glob("*.txt")):
        side = ""
        for line in file.read_text(encoding="utf-8").splitlines():
            if line in (f"# {DEFECT}", f"# {LAWFUL}"):
                side = line[2:]
            elif line:
                found.append(Sentence(writer, file.stem, side, line))
    return found


def families() -> dict[str, list[str]]:
    """Return the families of the bank, each with its own checks; ordinary sentences are of none."""
    own = own_checks()
    return {name: own.get(name, []) for name in sorted({one.family for writer in writers() for one in read(writer)})}


def failures(sentences: Iterable[Sentence]) -> list[tuple[Sentence, set[str]]]:
    """Plant each sentence in a clean letter; return it with the checks that fail the letter there.

    Only checks of the bank's families are asked: what a sentence says of a patient is in no source.
    """
    letters = {one["letter_id"]: one for one in lines(BATCH, "letters")}
    clean = pl.DataFrame([letters[name] for name in BASES.values()], schema=AUDIT_SCHEMA)
    seen = {row["letter_id"]: row for row in sources_from_export(clean, export_of(BATCH)).to_dicts()}
    rows, known, places = [], [], []
    for number, one in enumerate(sentences):
        base = BASES[one.family.partition("_")[0]]
        text, start, end = planted(letters[base], {"insert": one.text})
        rows.append({**letters[base], "letter_id": str(number), "text": text})
        known.append({**seen[base], "letter_id": str(number)})
        places.append((one, start, end))
    names = {check for checks in families().values() for check in checks}
    verdicts = assess(
        pl.DataFrame(rows, schema=AUDIT_SCHEMA),
        sources=pl.DataFrame(known, infer_schema_length=None),
        checks=[check for check in default_checks() if check.name in names],
    ).filter(pl.col("verdict") == FAIL)
    found: list[tuple[Sentence, set[str]]] = [(one, set()) for one, *_ in places]
    for number, check, first, last in verdicts.select("letter_id", "check", "span_start", "span_end").rows():
        _, start, end = places[int(number)]
        if first is not None and first < end and last > start:
            found[int(number)][1].add(check)
    return found


def main() -> None:
    """Print counts, or what is wrongly judged."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    own = families()
    parser.add_argument("families", nargs="*", choices=[[], *own], metavar="FAMILY")
    parser.add_argument("--without", default=[], nargs="*", metavar="CHECK", help="as if there were no such checks")
    options = parser.parse_args()
    judged = [
        (one, checks - set(options.without))
        for writer in writers()
        for one, checks in failures(read(writer))
        if not options.families or one.family in options.families
    ]
    if options.families:
        for one, checks in judged:
            if (one.side == LAWFUL and checks) or (one.side == DEFECT and not checks & set(own[one.family])):
                print(f"{one.family} {one.side} {one.writer} {','.join(sorted(checks)) or '-'}: {one.text}")
        return
    print("| family | writer | located by own | by any | of | lawful failed | of |\n|---|---|--:|--:|--:|--:|--:|")
    counted: Counter[tuple[str, str, str]] = Counter()
    for one, checks in judged:
        cell = one.family, one.writer
        counted[*cell, one.side] += 1
        counted[*cell, f"{one.side} any"] += bool(checks)
        counted[*cell, f"{one.side} own"] += bool(checks & set(own[one.family]))
    for family, writer in sorted({key[:2] for key in counted}):
        cells = (
            counted[family, writer, what]
            for what in (f"{DEFECT} own", f"{DEFECT} any", DEFECT, f"{LAWFUL} any", LAWFUL)
        )
        print(f"| `{family}` | {writer} | {' | '.join(map(str, cells))} |")
    alarms = Counter(check for one, checks in judged if one.side == LAWFUL for check in checks)
    print("\nlawful sentences failed, by check:", ", ".join(f"{name} {count}" for name, count in alarms.most_common()))


if __name__ == "__main__":
    main()
