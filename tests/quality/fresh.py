"""The fresh letters of tests/calibration/fresh, and what the checks say of them and of their planted defects.

In: a batch's name. Out: counts: clean letters failed, by kind and by check; defects located, by family. A defect is
located when a check fails the letter at a span that touches the planted words, or, for a letter that was written anew
as a defect, when the family's own check fails it.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

import imrdata
from imrdata.quality.audit import AUDIT_SCHEMA

FOLDER: Final = Path(__file__).parents[1] / "calibration" / "fresh"
CASES: Final = FOLDER / "cases.csv"

#: The check that is to see a family of which no planted words tell, only what is missing.
WHOLE: Final = {"ground": "ground_unanswered", "truncated": "truncation"}


class Counts(NamedTuple):
    """What the checks said of one batch."""

    alarms: dict[str, int]
    by_check: dict[str, int]
    located: dict[str, str]


def lines(batch: str, name: str) -> list[dict[str, Any]]:
    """Return the objects of one JSONL file of a batch."""
    text = (FOLDER / batch / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def planted(letter: dict[str, Any], defect: dict[str, Any]) -> tuple[dict[str, Any], tuple[int, int]]:
    """Return the letter with the defect in it, and where it stands: a paragraph before the last one."""
    if "replace" in defect:
        text, span = defect["replace"], (0, len(defect["replace"]))
    else:
        head, _, tail = letter["text"].rpartition("\n\n")
        text = f"{head}\n\n{defect['insert']}\n\n{tail}"
        span = (len(head) + 2, len(head) + 2 + len(defect["insert"]))
    return {**letter, "letter_id": defect["defect_id"], "text": text}, span


def verdicts(letters: list[dict[str, Any]], answered: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the failures of letters, with the denials that they answer beside them."""
    wanted = {letter["letter_id"] for letter in letters}
    rows = letters + [one for one in answered if one["letter_id"] not in wanted]
    frame = pl.DataFrame(rows, schema=AUDIT_SCHEMA)
    found = imrdata.assess(frame, sources=CASES)
    return found.filter((pl.col("verdict") == "fail") & pl.col("letter_id").is_in(wanted))


def failures(batch: str) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, tuple[str, tuple[int, int]]]]:
    """Return the failures of the clean letters, those of the defects, and each defect's family and place."""
    letters = {letter["letter_id"]: letter for letter in lines(batch, "letters")}
    bad, places = [], {}
    for defect in lines(batch, "defects"):
        letter, span = planted(letters[defect["base"]], defect)
        bad.append(letter)
        places[defect["defect_id"]] = (defect["family"], span)
    every = list(letters.values())
    return verdicts(every, []), verdicts(bad, every), places


def counts(batch: str) -> Counts:
    """Return the counts of one batch."""
    clean, bad, places = failures(batch)
    kinds = {letter["letter_id"]: letter["kind"] for letter in lines(batch, "letters")}
    alarms = Counter(kinds[letter] for letter in set(clean["letter_id"]))
    total, hit = Counter(family for family, _ in places.values()), Counter[str]()
    seen = set()
    for row in bad.iter_rows(named=True):
        family, (start, end) = places[row["letter_id"]]
        if family in WHOLE:
            there = row["check"] == WHOLE[family]
        else:
            there = row["span_start"] is not None and row["span_start"] < end and row["span_end"] > start
        if there and row["letter_id"] not in seen:
            seen.add(row["letter_id"])
            hit[family] += 1
    return Counts(
        dict(sorted(alarms.items())),
        dict(sorted(Counter(clean["check"]).items())),
        {family: f"{hit[family]}/{total[family]}" for family in sorted(total)},
    )
