"""The development letters of the grounding checks: clean ones, and the same with one defect each.

In: tests/calibration/grounding. Out: letters, sources, and what is known of each letter.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from imrdata.quality.calibration import Truth
from imrdata.quality.check import FAIL, assess

from .examples import CHECKS

_DATA = Path(__file__).resolve().parent.parent / "calibration" / "grounding"
_CASES: list[dict[str, Any]] = tomllib.loads((_DATA / "cases.toml").read_text(encoding="utf-8"))["case"]
_DEFECTS: dict[str, Any] = tomllib.loads((_DATA / "defects.toml").read_text(encoding="utf-8"))

#: Family: the checks that are meant to see it.
OWN = {
    **dict.fromkeys(("app_number", "app_age", "app_dose", "app_date"), ("number_not_in_view",)),
    **dict.fromkeys(("app_drug", "app_procedure", "app_diagnosis"), ("term_not_in_view",)),
    "app_failed_treatment": ("term_not_in_view", "failed_treatment_not_in_view"),
    **dict.fromkeys(
        ("app_cite_identifier", "app_cite_author_journal", "app_cite_guideline"), ("citation_not_in_view",)
    ),
    "app_invented_statute": ("statute_invented",),
    "app_real_name": ("real_name",),
    "app_placeholder": ("placeholder_unknown",),
    "app_negation_flipped": ("negation_flip",),
    "den_invented_phone": ("invented_identifier",),
    "den_invented_code": ("invented_identifier",),
    "den_invented_person": ("real_name",),
    "den_reference_id": ("reference_id",),
    "den_evidence": ("evidence_not_in_view",),
    "pii": ("pii_format",),
    "unanswered": ("ground_unanswered",),
    "mismatch": ("ground_mismatch",),
}
GROUNDING = sorted({check for checks in OWN.values() for check in checks})


@dataclass(frozen=True)
class Letter:
    truth: Truth
    text: str
    case: dict[str, Any]
    type: str

    def source(self) -> dict[str, Any]:
        answered = self.case["denial"] if self.truth.kind == "appeal" else None
        names = ("ground", "voice")
        return {
            "letter_id": self.truth.letter_id,
            "view_text": self.case["view"],
            "denial_text": answered,
            "type": self.type,
            **{name: self.case[name] for name in names},
        }


def letters(half: str) -> Iterator[Letter]:
    """Yield the clean letters of a half, then those with a defect."""
    cases = [case for case in _CASES if case["half"] == half]

    def made(name: str, case: dict[str, Any], kind: str, text: str, family: str | None, start: int, end: int) -> Letter:
        base = None if family in (None, "unanswered", "mismatch") else f"{case['id']}-{kind}"
        truth = Truth(letter_id=name, kind=kind, family=family, start=start, end=end, base=base)
        return Letter(truth, text, case, case["type"])

    for case in cases:
        for kind in ("denial", "appeal"):
            yield made(f"{case['id']}-{kind}", case, kind, case[kind].strip() + "\n", None, 0, 0)
    for family, halves in _DEFECTS.items():
        for number, sentence in enumerate(halves.get(half, ()) if isinstance(halves, dict) else ()):
            kind = "denial" if family.startswith("den_") else "appeal"
            for way in (0, 1):
                case = cases[(number * 2 + way * 3 + len(family)) % len(cases)]
                text, start = _put_in(case[kind].strip(), sentence, f"{family}{number}{way}", own_paragraph=way == 0)
                yield made(f"{family}-{number}-{way}", case, kind, text, family, start, start + len(sentence))
    by_id = {case["id"]: case for case in cases}
    for number, one in enumerate(_DEFECTS["only"]):
        if case := by_id.get(one["case"]):
            old, new = one["change"]
            start = case["appeal"].strip().index(old)
            text = case["appeal"].strip().replace(old, new, 1)
            yield made(f"only-{number}", case, "appeal", text, one["family"], start, start + len(new))
    for number, one in enumerate(_DEFECTS["unanswered"]):
        if one["half"] == half:
            text = (
                f"Dear Appeals Department,\n\nI appeal your decision of [DENIAL_DATE].\n\n{one['body']}\n\n[SIGNATURE]"
            )
            yield made(f"unanswered-{number}", by_id[one["case"]], "appeal", text, "unanswered", 0, len(text))
    for number, one in enumerate(_DEFECTS["mismatch"]):
        if one["half"] == half:
            text = f"Dear [MEMBER_NAME],\n\nThank you for your request. {one['text']}\n\nYou may file a grievance."
            found = made(f"mismatch-{number}", cases[number % len(cases)], "denial", text, "mismatch", 0, len(text))
            yield Letter(found.truth, found.text, found.case, one["type"])


def _put_in(text: str, sentence: str, salt: str, *, own_paragraph: bool) -> tuple[str, int]:
    """Return a letter with a sentence put in, and where; the place is drawn from the salt."""
    paragraphs = text.split("\n\n")
    bodies = [place for place, each in enumerate(paragraphs) if len(each) > 120] or [len(paragraphs) // 2]
    place = bodies[int(hashlib.sha256(salt.encode()).hexdigest(), 16) % len(bodies)]
    if own_paragraph:
        paragraphs.insert(place + 1, sentence)
        start = len("\n\n".join(paragraphs[: place + 1])) + 2
    else:
        paragraphs[place] = f"{paragraphs[place]} {sentence}"
        start = len("\n\n".join(paragraphs[: place + 1])) - len(sentence)
    return "\n\n".join(paragraphs), start


@dataclass(frozen=True)
class Counts:
    """What the checks made of a half: defects located by a check of their family, and clean letters failed."""

    located: dict[str, tuple[int, int]]
    clean_failed: dict[str, int]
    clean: int
    missed: list[tuple[str, str]]
    alarms: list[tuple[str, str, str]]


def count(half: str) -> Counts:
    """Run the grounding checks over a half."""
    given = list(letters(half))
    frame = pl.DataFrame(
        {
            "letter_id": [one.truth.letter_id for one in given],
            "kind": [one.truth.kind for one in given],
            "text": [one.text for one in given],
        }
    )
    sources = pl.DataFrame([one.source() for one in given], infer_schema_length=None)
    failed = assess(frame, sources=sources, checks=[CHECKS[name] for name in GROUNDING]).filter(
        pl.col("verdict") == FAIL
    )
    by_letter: dict[str, list[dict[str, Any]]] = {}
    for row in failed.iter_rows(named=True):
        by_letter.setdefault(row["letter_id"], []).append(row)
    located: Counter[str] = Counter()
    trials: Counter[str] = Counter()
    alarms: list[tuple[str, str, str]] = []
    missed = []
    for one in given:
        rows, truth = by_letter.get(one.truth.letter_id, []), one.truth
        if truth.family is None:
            for row in rows:
                span = slice(row["span_start"], row["span_end"])
                alarms.append((truth.letter_id, row["check"], one.text[span] if row["span_start"] is not None else ""))
            continue
        trials[truth.family] += 1
        hit = any(
            row["check"] in OWN[truth.family]
            and (row["span_start"] is None or (row["span_start"] < truth.end and truth.start < row["span_end"]))
            for row in rows
        )
        located[truth.family] += hit
        if not hit:
            missed.append((truth.letter_id, one.text[truth.start : truth.end]))
    return Counts(
        located={family: (located[family], trials[family]) for family in trials},
        clean_failed=dict(sorted(Counter(check for _, check, _ in alarms).items())),
        clean=sum(one.truth.family is None for one in given),
        missed=missed,
        alarms=alarms,
    )
