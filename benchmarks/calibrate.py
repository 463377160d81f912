"""How good the checks are: `make calibrate` counts, logs that it did, and rewrites the page and the shipped result.

`python benchmarks/calibrate.py` alone counts on the development letters (`benchmarks.development`) and prints; with
``--development`` it rewrites that half of the result and the pages, and leaves the held-out half as it is. With
``--date`` it evaluates on the held-out letters too, and that evaluation goes into tests/calibration/heldout.log.jsonl
before its figures are shown. It refuses held-out letters that are not the frozen ones.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.development import evaluate_development, own_checks
from imrdata.durable import to_disk
from imrdata.letters.axes import VOICES
from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.quality.audit import AUDIT_SCHEMA, denials_answered, source_of
from imrdata.quality.calibration import Truth, measure
from imrdata.quality.calibration_page import BEGIN, END, render, summed
from imrdata.quality.check import assess
from imrdata.quality.checks import default_checks
from imrdata.quality.checks_page import render_checks
from imrdata.quality.curves import curves, thresholds_of

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "tests" / "calibration" / "heldout"
#: Defects of form in the same clean letters, by another hand: of what the first folder has no family for.
FORM = HELD_OUT.with_name("heldout_form")
#: A second reader's marks on what the checks made of the first folder.
READ = HELD_OUT.with_name("heldout_read")
LOG = ROOT / "tests" / "calibration" / "heldout.log.jsonl"
RESULT = ROOT / "imrdata" / "quality" / "calibration.json"
PAGE = ROOT / "docs" / "calibration.md"
CHECKS_PAGE = ROOT / "docs" / "checks.md"


# ------------------------------------------------------------------------------------------- held-out letters


def verify_frozen(folder: Path = HELD_OUT) -> str:
    """Return the hash of SHA256SUMS; refuse a folder that is not what it says."""
    sums = (folder / "SHA256SUMS").read_bytes()
    named = dict(reversed(line.split("  ")) for line in sums.decode().splitlines())
    for name in sorted({*named, *(file.name for file in folder.iterdir())} - {"SHA256SUMS", "__pycache__"}):
        file = folder / name
        found = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "not there"
        if found != named.get(name):
            raise SystemExit(f"{name} of the held-out letters is not the frozen one: restore {folder} from git")
    return hashlib.sha256(sums).hexdigest()


def _lines(name: str, folder: Path = HELD_OUT) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def case_row(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a held-out case as a row of the cases frame: its sentences with the roles they were written as."""
    roles = {"request": "request", "patient_facts": "patient_fact", "plan_ground": "plan_ground"}
    findings, sentences = "", []
    for name, role in (*roles.items(), ("reviewer_side", "evidence")):
        for text in case[name]:
            findings += " " if findings else ""
            sentences.append({"start": len(findings), "end": len(findings) + len(text), "role": role, "cue": ""})
            findings += text
    names = ("case_id", "type", "diagnosis_category", "treatment_category", "age_range", "patient_gender")
    unknown = dict.fromkeys(("diagnosis_subcategory", "treatment_subcategory", "reference_id"))
    return {name: case[name] for name in names} | unknown | {"findings": findings, "sentences": sentences}


def held_out() -> tuple[pl.DataFrame, pl.DataFrame, list[Truth]]:
    """Return the held-out letters, what their writers saw, and the truth about each."""
    cases = {case["case_id"]: case for case in _lines("cases.jsonl")}
    clean = [*_lines("clean_denials.jsonl"), *_lines("clean_appeals.jsonl")]
    letters = [*clean, *_lines("defects.jsonl"), *_lines("defects.jsonl", FORM)]
    voices = {letter["letter_id"]: letter.get("voice") for letter in clean}
    # An appeal answers a clean denial, never one with a defect.
    answered = denials_answered([*clean, *(one for one in letters if "family" in one and one["kind"] == "appeal")])
    rows, sources, truth = [], [], []
    for one in letters:
        voice = voices[one.get("base", one["letter_id"])]
        row = dict.fromkeys(AUDIT_SCHEMA) | {name: one[name] for name in ("letter_id", "case_id", "kind", "text")}
        # Of a letter in a voice that the project does not know, what needs the voice is unmeasured.
        row["voice"] = voice if voice in VOICES else None
        case = cases[one["case_id"]]
        rows.append(row)
        denial = answered.get(one["letter_id"])
        sources.append(source_of(row, case=case_row(case), denial=denial, literature=case["literature"]))
        truth.append(
            Truth(
                letter_id=one["letter_id"],
                kind=one["kind"],
                family=one.get("family"),
                start=one.get("start", 0),
                end=one.get("end", 0),
                base=one.get("base"),
                groups={name: case[name] for name in ("type", "patient_gender", "age_range")},
            )
        )
    return pl.DataFrame(rows, schema=AUDIT_SCHEMA), pl.DataFrame(sources, schema=SOURCE_SCHEMA), truth


def evaluate_held_out() -> dict[str, Any]:
    """Count on the held-out letters. `log` says that it was done."""
    frozen = {"sha256": verify_frozen(), "form_sha256": verify_frozen(FORM)}
    letters, sources, truth = held_out()
    verdicts, own = assess(letters, sources=sources), own_checks()
    lines = curves(verdicts, truth=truth, own=own, thresholds=thresholds_of(default_checks()))
    form = sorted({one["family"] for one in _lines("defects.jsonl", FORM)})
    return frozen | {"form": form} | measure(verdicts, truth=truth, own=own) | ({"curves": lines} if lines else {})


def second_reading() -> dict[str, dict[str, int]]:
    """Return how many alarms and misses a second reader calls what, and what one needs to see the misses."""
    marks = {
        "alarms": [one["reading"] for one in _lines("alarms.jsonl", READ)],
        "missed": [one["reading"] for one in _lines("missed.jsonl", READ)],
        "needs": [one["needs"] for one in _lines("missed.jsonl", READ)],
    }
    return {name: dict(sorted(Counter(found).items())) for name, found in marks.items()}


# -------------------------------------------------------------------------------------------------- the log


def result_hash(held: Mapping[str, Any]) -> str:
    """Return the hash of what an evaluation counted."""
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def rule_files() -> list[Path]:
    """Return what shapes a verdict, beside the text and its source: the checks, what they import, and their data."""
    package = ROOT / "imrdata"
    found: set[Path] = set()
    waiting = [package / "quality" / "check.py", *(package / "quality" / "checks").glob("*.py")]
    while waiting:
        file = waiting.pop()
        if file not in found and file.exists():
            found.add(file)
            text = file.read_text(encoding="utf-8") if file.suffix == ".py" else ""
            imports = re.findall(r"^\s*(?:from|import) imrdata\.([\w.]+)(?: import (\w+)$)?", text, re.M)
            named = {f"{room}.{one}".strip(".").replace(".", "/") for room, one in imports}
            named |= {room.replace(".", "/") for room, _ in imports}
            waiting += [package / f"{name}.py" for name in named]
            # A package within a room is read with its data; a room only by its modules.
            deep = [package / name for name in named if "/" in name]
            waiting += [one for folder in deep for one in folder.glob("*.*") if one.is_file()]
            waiting += [file.parent / name for name in re.findall(r'"(\w+\.toml)"', text)]
    return sorted(found)


def rules_hash() -> str:
    """Return the hash of the code and data that shape a verdict: in the log, a change without a new version shows."""
    digest = hashlib.sha256()
    for file in rule_files():
        digest.update(f"{file.relative_to(ROOT / 'imrdata')}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def totals(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return an evaluation in few numbers; those of the defects of form apart."""
    rules, form = (summed(held, form=form) for form in (False, True))
    return {**rules, "form": form, "clean_any": held["clean_any"]}


def log(held: Mapping[str, Any], *, date: str, note: str = "", file: Path = LOG) -> None:
    """Append an evaluation. Each line holds the hash of the one before, so that none can be taken out unseen."""
    lines = file.read_bytes().splitlines(keepends=True) if file.exists() else []
    entry = {
        "date": date,
        "note": note,
        "previous": hashlib.sha256(lines[-1]).hexdigest() if lines else None,
        "heldout_sha256": held["sha256"],
        "form_sha256": held["form_sha256"],
        "rules_sha256": rules_hash(),
        "result_sha256": result_hash(held),
        "totals": totals(held),
        "checks": {check: figures["version"] for check, figures in held["checks"].items()},
    }
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(entry) + "\n")
    to_disk(file)


def evaluations(file: Path = LOG) -> list[dict[str, Any]]:
    """Return the log; refuse one that a line was taken out of."""
    entries, previous = [], None
    for line in file.read_bytes().splitlines(keepends=True):
        entry = json.loads(line)
        if entry["previous"] != previous:
            raise SystemExit(f"{file.name}: the line before that of {entry['date']} is not the one it was added to")
        entries.append(entry)
        previous = hashlib.sha256(line).hexdigest()
    return entries


def _date(text: str) -> str:
    return datetime.date.fromisoformat(text).isoformat()


def write_pages(result: Mapping[str, Any]) -> None:
    """Write docs/calibration.md, but for its part on speed, and docs/checks.md."""
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"{BEGIN}\nNot measured yet.\n{END}"
    speed = before.partition(BEGIN)[2].partition(END)[0].strip()
    PAGE.write_text(render(result, evaluations=evaluations(), speed=speed), encoding="utf-8")
    CHECKS_PAGE.write_text(render_checks(default_checks(), result), encoding="utf-8")


def as_json(result: Mapping[str, Any]) -> str:
    """Return a result as a file: a count stands on one line."""
    return (
        re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda one: f"[{' '.join(one[1].split())}]", json.dumps(result, indent=1))
        + "\n"
    )


def main() -> None:
    """Count, log, and rewrite what is shipped."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="evaluate on the held-out letters and log it")
    parser.add_argument("--note", default="", help="why, in a few words; stands in the log")
    parser.add_argument("--pages", action="store_true", help="measure nothing: write the pages of the shipped result")
    parser.add_argument("--development", action="store_true", help="rewrite the development half, and the pages")
    options = parser.parse_args()
    shipped = json.loads(RESULT.read_text(encoding="utf-8"))
    if options.pages:
        write_pages(shipped)
        return
    development = evaluate_development()
    if options.date is None and not options.development:
        print(as_json(development))
        print("The held-out letters were left alone: --date evaluates on them, and logs that it did.")
        return
    held = shipped["heldout"]
    if options.date is not None:
        held = evaluate_held_out()
        log(held, date=options.date, note=options.note)
        print(json.dumps(totals(held), indent=1))
    result = {"development": development, "heldout": held, "reading": second_reading()}
    RESULT.write_text(as_json(result), encoding="utf-8")
    write_pages(result)


if __name__ == "__main__":
    main()
