"""The fresh letters of tests/calibration/fresh, and what the checks say of them and of their planted defects.

In: a batch's name. Out: counts: clean letters failed, by kind and by check; lawful near misses failed, by check;
defects located, by family, and how many of them by the family's own check. A defect is located when a check fails the
letter at a span that touches the planted words, or, for a letter that was written anew as a defect, when the family's
own check fails it. ``python -m tests.quality.fresh`` counts every batch into fresh.json: what a batch shows the first
time is kept there for good, what it shows now is written over.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

import imrdata
from benchmarks.development import export_of, fresh_batches, lines, own_checks, planted
from imrdata.quality.audit import AUDIT_SCHEMA

COUNTED: Final = Path(__file__).with_name("fresh.json")

#: Which check is meant to see which family; the first two batches had names of their own.
OWN: Final[dict[str, list[str]]] = {
    "approval": ["approval"],
    "credentials": ["reviewer_voice"],
    "events_after": ["events_after"],
    "evidence": ["evidence_not_in_view"],
    "ground": ["ground_unanswered"],
    "guarantee": ["guarantee_or_threat"],
    "negation": ["negation_flip"],
    "number": ["number_not_in_view"],
    "outcome": ["outcome_known"],
    "refusal": ["refusal"],
    "repetition": ["repetition"],
    "term": ["term_not_in_view"],
    "truncated": ["truncation"],
    "verdict": ["verdict_leak"],
    "voice": ["voice_mixed"],
    **own_checks(),
}


class Counts(NamedTuple):
    """What the checks said of one batch.

    `clean` counts letters with a false alarm, by kind, and `alarms` the alarms, by check; `near` and `near_alarms`
    are the same of the lawful near misses, by family. A family's defects are counted as ``located (own) of planted``.
    """

    clean: dict[str, int]
    alarms: dict[str, int]
    near: dict[str, int]
    near_alarms: dict[str, int]
    defects: dict[str, str]
    total: str


def verdicts(batch: str, letters: list[dict[str, Any]], answered: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the failures of letters, with the denials that they answer beside them."""
    wanted = {letter["letter_id"] for letter in letters}
    rows = [_answering(one, answered) for one in letters] + [one for one in answered if one["letter_id"] not in wanted]
    frame = pl.DataFrame([{name: one.get(name) for name in AUDIT_SCHEMA} for one in rows], schema=AUDIT_SCHEMA)
    found = imrdata.assess(frame, sources=export_of(batch))
    return found.filter((pl.col("verdict") == "fail") & pl.col("letter_id").is_in(wanted))


def _answering(letter: dict[str, Any], others: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an appeal with the id of the denial that it answers; beside planted ones it is not its case's only one."""
    denials = [one["letter_id"] for one in others if one["kind"] == "denial" and one["case_id"] == letter["case_id"]]
    if letter["kind"] == "denial" or letter.get("answers") or len(denials) != 1:
        return letter
    return {**letter, "answers": denials[0]}


def hits(batch: str, name: str) -> list[tuple[str, str, str]]:
    """Return, for each failure at words of a file that were planted, whose they are, their family and the check."""
    letters = {letter["letter_id"]: letter for letter in lines(batch, "letters")}
    bad, places = [], {}
    for one in lines(batch, name):
        text, start, end = planted(letters[one["base"]], one)
        bad.append({**letters[one["base"]], "letter_id": one.get("defect_id") or one["lawful_id"], "text": text})
        places[bad[-1]["letter_id"]] = one["family"], (start, end), "replace" in one
    found = []
    for row in verdicts(batch, bad, list(letters.values())).iter_rows(named=True) if bad else ():
        family, (start, end), anew = places[row["letter_id"]]
        if anew:
            there = row["check"] in OWN[family]
        else:
            there = row["span_start"] is not None and row["span_start"] < end and row["span_end"] > start
        if there:
            found.append((row["letter_id"], family, row["check"]))
    return found


def counts(batch: str) -> Counts:
    """Return the counts of one batch."""
    letters = lines(batch, "letters")
    clean = verdicts(batch, letters, [])
    kinds = {letter["letter_id"]: letter["kind"] for letter in letters}
    near, defects = hits(batch, "lawful"), hits(batch, "defects")
    trials = Counter(one["family"] for one in lines(batch, "defects"))
    located = Counter(family for _, family in {(one, family) for one, family, _ in defects})
    own = Counter(family for _, family in {(one, family) for one, family, check in defects if check in OWN[family]})
    return Counts(
        _sorted(Counter(kinds[letter] for letter in set(clean["letter_id"]))),
        _sorted(Counter(clean["check"])),
        _sorted(Counter(family for _, family in {(one, family) for one, family, _ in near})),
        _sorted(Counter(check for *_, check in near)),
        {family: f"{located[family]} ({own[family]}) of {trials[family]}" for family in sorted(trials)},
        f"{located.total()} ({own.total()}) of {trials.total()}",
    )


def _sorted(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items()))


def recorded() -> dict[str, dict[str, Any]]:
    """Return what is written down of each batch: its counts at first, ``before``, and ``now``."""
    known: dict[str, dict[str, Any]] = json.loads(COUNTED.read_text(encoding="utf-8"))
    return known


def write() -> None:
    """Count every batch anew; a batch that is counted for the first time keeps these counts."""
    known = recorded()
    for batch in fresh_batches():
        now = counts(batch)._asdict()
        known[batch] = {"before": known.get(batch, {}).get("before", now), "now": now}
    COUNTED.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
