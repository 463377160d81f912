"""How good the checks are: `make calibrate` counts, logs that it did, and rewrites the page and the shipped result.

`python benchmarks/calibrate.py` alone counts on the development letters and prints; with ``--date`` it evaluates on
the held-out letters too, and that evaluation goes into tests/calibration/heldout.log.jsonl before its figures are
shown. It refuses held-out letters that are not the frozen ones.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from imrdata.authors import Written, subjects, write_letters
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.durable import to_disk
from imrdata.letters.axes import VOICES
from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.llm.catalog import load_catalog
from imrdata.quality.audit import AUDIT_SCHEMA, denials_answered, source_of
from imrdata.quality.calibration import Truth, measure
from imrdata.quality.calibration_page import BEGIN, END, render
from imrdata.quality.check import FAIL, assess
from imrdata.quality.checks import default_checks
from imrdata.quality.checks_page import render_checks
from imrdata.recipe import Recipe

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "tests" / "calibration" / "heldout"
LOG = ROOT / "tests" / "calibration" / "heldout.log.jsonl"
FAMILIES = ROOT / "tests" / "calibration" / "families.toml"
SECOND = ROOT / "tests" / "quality" / "examples_second.toml"
FIRST = ROOT / "tests" / "quality" / "examples.toml"
RESULT = ROOT / "imrdata" / "quality" / "calibration.json"
PAGE = ROOT / "docs" / "calibration.md"
CHECKS_PAGE = ROOT / "docs" / "checks.md"

#: Seeds of the baseline's letters: so many that there are more than 400 that differ.
SEEDS = range(3)

#: What shapes a verdict, beside the text and its source. Its hash is in the log: a change without a new version shows.
RULES = (
    "check.py", "batch.py", "parts.py", "literals.py", "local.py", "concepts.py", "normalise.py", "patterns.py",
    "scored.py", "audit.py", "readability.py", "checks",
)  # fmt: skip


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


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HELD_OUT / name).read_text(encoding="utf-8").splitlines()]


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
    letters = [*clean, *_lines("defects.jsonl")]
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
    frozen = verify_frozen()
    letters, sources, truth = held_out()
    own = tomllib.loads(FAMILIES.read_text(encoding="utf-8"))
    return {"sha256": frozen, **measure(assess(letters, sources=sources), truth=truth, own=own)}


# ---------------------------------------------------------------------------------------- development letters


def baseline_letters() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the baseline's letters for every case of the sample under several seeds, and what it saw."""
    cases = add_sentences(read_imr(sample()).cases)
    written = Written(("baseline",))
    for seed in SEEDS:
        recipe = Recipe(name="calibrate", seed=seed, authors=[{"author": "baseline"}])
        chosen, _ = subjects(cases, recipe=recipe)
        asyncio.run(
            write_letters(
                chosen, recipe=recipe, catalog=load_catalog(None), ask=_nobody, authors=recipe.authors, written=written
            )
        )
    # The same axes under another seed give the same letter.
    letters = written.letters.unique("letter_id", keep="first", maintain_order=True)
    sources = written.sources.unique("letter_id", keep="first", maintain_order=True)
    return letters, sources


async def _nobody(request: object) -> Any:
    raise AssertionError("the baseline asks no model")


def evaluate_development() -> dict[str, Any]:
    """Count on what the checks were written with: the baseline's clean letters and the second examples."""
    letters, sources = baseline_letters()
    truth = [Truth(letter_id=name, kind=kind) for name, kind in letters.select("letter_id", "kind").rows()]
    found = measure(assess(letters, sources=sources), truth=truth)
    return {
        "baseline": {
            "seeds": len(SEEDS),
            "letters": found["letters"]["clean"],
            "clean_any": found["clean_any"],
            "checks": {check: figures["clean"] for check, figures in found["checks"].items()},
        },
        "second_examples": second_examples(),
    }


def second_examples() -> dict[str, dict[str, list[int]]]:
    """Count on the second examples: sentences, each for one check, that the patterns were mended with."""
    source = tomllib.loads(FIRST.read_text(encoding="utf-8"))["source"]
    checks = {check.name: check for check in default_checks()}
    found = {}
    for name, kinds in tomllib.loads(SECOND.read_text(encoding="utf-8")).items():
        rows = []
        for kind, verdicts in kinds.items():
            for word, items in verdicts.items():
                for item in items:
                    parts = {"text": item} if isinstance(item, str) else dict(item)
                    text = parts.pop("text") * parts.pop("times", 1)
                    parts.pop("span", None)
                    columns = {"letter_id": str(len(rows)), "kind": kind, "text": text, "finish_reason": None}
                    rows.append({"bad": word == "bad", **columns, **source, **parts})
        frame = pl.DataFrame(rows, infer_schema_length=None)
        names = ["letter_id", "kind", "text", "finish_reason"]
        table = checks[name].assess(frame.select(names), frame.drop("bad", *names[1:]))
        failed = [verdict == FAIL for verdict in table["verdict"]]
        bad = [hit for hit, row in zip(failed, rows, strict=True) if row["bad"]]
        good = [hit for hit, row in zip(failed, rows, strict=True) if not row["bad"]]
        found[name] = {"caught": [sum(bad), len(bad)], "alarms": [sum(good), len(good)]}
    return found


# -------------------------------------------------------------------------------------------------- the log


def result_hash(held: Mapping[str, Any]) -> str:
    """Return the hash of what an evaluation counted."""
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def rules_hash() -> str:
    """Return the hash of the code and data that shape a verdict."""
    digest = hashlib.sha256()
    room = ROOT / "imrdata" / "quality"
    files = [
        file for name in RULES for file in ([room / name] if (room / name).is_file() else (room / name).rglob("*"))
    ]
    for file in sorted(file for file in files if file.is_file() and "__pycache__" not in file.parts):
        digest.update(f"{file.relative_to(room)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def totals(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return an evaluation in few numbers."""
    families = held["families"].values()
    sums = {name: sum(family[name] for family in families) for name in ("letters", "any", "located", "own")}
    return {"defects": sums.pop("letters"), **sums, "clean_any": held["clean_any"]}


def log(held: Mapping[str, Any], *, date: str, note: str = "", file: Path = LOG) -> None:
    """Append an evaluation. Each line holds the hash of the one before, so that none can be taken out unseen."""
    lines = file.read_bytes().splitlines(keepends=True) if file.exists() else []
    entry = {
        "date": date,
        "note": note,
        "previous": hashlib.sha256(lines[-1]).hexdigest() if lines else None,
        "heldout_sha256": held["sha256"],
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


def main() -> None:
    """Count, log, and rewrite what is shipped."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--date", type=_date, metavar="YYYY-MM-DD", help="evaluate on the held-out letters and log it")
    parser.add_argument("--note", default="", help="why, in a few words; stands in the log")
    parser.add_argument("--pages", action="store_true", help="measure nothing: write the pages of the shipped result")
    options = parser.parse_args()
    if options.pages:
        write_pages(json.loads(RESULT.read_text(encoding="utf-8")))
        return
    development = evaluate_development()
    if options.date is None:
        print(json.dumps(development, indent=1))
        print("The held-out letters were left alone: --date evaluates on them, and logs that it did.")
        return
    held = evaluate_held_out()
    log(held, date=options.date, note=options.note)
    result = {"development": development, "heldout": held}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    write_pages(result)
    print(json.dumps(totals(held), indent=1))


if __name__ == "__main__":
    main()
