"""The development half of `make calibrate`: counts on what the checks were, and may be, mended with.

In: the baseline's clean letters, letters by hand (tests/calibration/fresh), second examples, and defects that
`benchmarks.mutations` puts into the clean letters. Out: counts as plain data. No held-out letter is read here.

`python -m benchmarks.development FAMILY...` prints the mutations that no check of their family locates.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks.mutations import Clean, Mutation, mutations
from imrdata.authors import Written, subjects, write_letters
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.llm.catalog import load_catalog
from imrdata.quality.audit import AUDIT_SCHEMA, sources_from_export
from imrdata.quality.calibration import Truth, measure
from imrdata.quality.check import FAIL, Check, assess, chosen
from imrdata.quality.checks import default_checks
from imrdata.quality.curves import curves, thresholds_of
from imrdata.recipe import Recipe

ROOT = Path(__file__).resolve().parent.parent
FAMILIES = ROOT / "tests" / "calibration" / "families.toml"
FRESH = ROOT / "tests" / "calibration" / "fresh"
SECOND = ROOT / "tests" / "quality" / "examples_second.toml"
FIRST = ROOT / "tests" / "quality" / "examples.toml"

#: Seeds of the baseline's letters: so many that there are more than 400 that differ.
SEEDS = range(3)


def evaluate_development() -> dict[str, Any]:
    """Count on all of them."""
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
        "left_alone": list(LEFT_ALONE),
        "fresh": {batch: measure_fresh(batch) for batch in fresh_batches()},
        **measure_mutations(clean_letters()),
    }


def own_checks() -> dict[str, list[str]]:
    """Return which checks are meant to see which family."""
    return tomllib.loads(FAMILIES.read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------- the baseline's letters


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


@cache
def clean_letters() -> tuple[Clean, ...]:
    """Return the clean letters that defects are put into: the baseline's, and those by hand."""
    return (*_clean(*baseline_letters()), *fresh_letters())


async def _nobody(request: object) -> Any:
    raise AssertionError("the baseline asks no model")


def _clean(letters: pl.DataFrame, sources: pl.DataFrame) -> list[Clean]:
    rows = letters.select(AUDIT_SCHEMA.names()).to_dicts()
    return [Clean(letter=row, source=known) for row, known in zip(rows, sources.to_dicts(), strict=True)]


# -------------------------------------------------------------------------------------------------- letters by hand


#: Batches that nobody read who changed a check: they measure (tests/calibration/fresh/README.md).
LEFT_ALONE: Final = (
    *("eighth", "twelfth", "thirteenth", "fifteenth", "eighteenth", "twenty_seventh", "twenty_ninth", "thirty_second"),
    *("thirty_ninth", "forty_first"),
)


def fresh_batches() -> list[str]:
    """Return the batches of letters by hand."""
    return sorted(file.parent.name for file in FRESH.glob("*/letters.jsonl"))


def lines(batch: str, name: str) -> list[dict[str, Any]]:
    """Return the objects of one JSONL file of a batch; none, if it has no such file."""
    file = FRESH / batch / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def export_of(batch: str) -> Path:
    """Return the cases of a batch: its own, or those that the first batches share."""
    own = FRESH / batch / "cases.csv"
    return own if own.exists() else FRESH / "cases.csv"


def _frames(batch: str, more: Iterable[Mapping[str, Any]] = ()) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a batch's clean letters and others of its cases, with what their writers saw."""
    own, added = lines(batch, "letters"), list(more)
    # A planted letter answers what its clean one answers, never a denial with a defect.
    letters = pl.DataFrame([*own, *added], schema=AUDIT_SCHEMA)
    sources = sources_from_export(pl.DataFrame(own, schema=AUDIT_SCHEMA), export_of(batch))
    known = {row["letter_id"]: row for row in sources.to_dicts()}
    rows = [{**known[one.get("base", one["letter_id"])], "letter_id": one["letter_id"]} for one in (*own, *added)]
    return letters, pl.DataFrame(rows, schema=SOURCE_SCHEMA)


def fresh_letters() -> list[Clean]:
    """Return the clean letters of all batches; an id is the batch's too."""
    found = []
    for batch in fresh_batches():
        for one in _clean(*_frames(batch)):
            name = {"letter_id": f"{batch}/{one.letter['letter_id']}"}
            found.append(Clean(letter={**one.letter, **name}, source={**one.source, **name}))
    return found


def planted(letter: Mapping[str, Any], defect: Mapping[str, Any]) -> tuple[str, int, int]:
    """Return a clean letter's text with a defect or a near miss in it, and its place: before the last paragraph."""
    if "replace" in defect:
        return defect["replace"], 0, len(defect["replace"])
    head, _, tail = letter["text"].rpartition("\n\n")
    start = len(head) + 2
    return f"{head}\n\n{defect['insert']}\n\n{tail}", start, start + len(defect["insert"])


def measure_fresh(batch: str) -> dict[str, Any]:
    """Count on one batch: false alarms on its clean letters and on its lawful near misses, and recall by family.

    A near miss counts where some check fails the letter at the near miss. Families that families.toml does not know
    are left to tests/quality/fresh.py.
    """
    clean = {one["letter_id"]: one for one in lines(batch, "letters")}
    own = own_checks()
    truth = [Truth(letter_id=name, kind=one["kind"]) for name, one in clean.items()]
    rows = []
    for name, key in (("defects", "defect_id"), ("lawful", "lawful_id")):
        for one in lines(batch, name):
            if one["family"] in own:
                base, family = clean[one["base"]], one["family"] if name == "defects" else f"lawful {one['family']}"
                text, start, end = planted(base, one)
                rows.append({**base, "letter_id": one[key], "text": text, "base": one["base"]})
                truth.append(
                    Truth(letter_id=one[key], kind=base["kind"], family=family, start=start, end=end, base=one["base"])
                )
    letters, sources = _frames(batch, rows)
    found = measure(assess(letters, sources=sources), truth=truth, own=own)
    families = found["families"]
    return {
        "clean_any": found["clean_any"],
        "families": {
            family: [one["own"], one["located"], one["letters"]]
            for family, one in families.items()
            if not family.startswith("lawful ")
        },
        "lawful": {
            family.removeprefix("lawful "): [one["located"], one["letters"]]
            for family, one in families.items()
            if family.startswith("lawful ")
        },
    }


# ------------------------------------------------------------------------------------------------------- mutations


def frames_of(planted: Sequence[Mutation]) -> tuple[pl.DataFrame, pl.DataFrame, list[Truth]]:
    """Return mutations and the clean letters that they were put into as frames, with the truth about each."""
    letters: dict[str, Mapping[str, Any]] = {}
    sources: dict[str, Mapping[str, Any]] = {}
    truth = []
    for one in planted:
        base = one.base.letter["letter_id"]
        groups = {"clean letter": "by hand" if one.base.letter["author"] is None else "rule-based author's"}
        if base not in letters:
            letters[base], sources[base] = one.base.letter, one.base.source
            truth.append(Truth(letter_id=base, kind=one.base.letter["kind"], groups=groups))
        name = {"letter_id": one.letter_id}
        letters[one.letter_id] = {**one.base.letter, **name, "text": one.planted.text}
        sources[one.letter_id] = {**one.base.source, **one.planted.source, **name}
        truth.append(
            Truth(
                letter_id=one.letter_id,
                kind=one.base.letter["kind"],
                family=f"{one.family}|{one.operator}|{one.position}",
                start=one.planted.start,
                end=one.planted.end,
                base=base,
                groups=groups,
            )
        )
    known = pl.DataFrame(list(sources.values()), schema=SOURCE_SCHEMA)
    return pl.DataFrame(list(letters.values()), schema=AUDIT_SCHEMA), known, truth


def measure_mutations(
    clean: Sequence[Clean], *, families: Sequence[str] | None = None, checks: Sequence[Check] | str = "default"
) -> dict[str, Any]:
    """Count on mutations, and on the clean letters that they were put into.

    Returns
    -------
    dict
        ``mutations``: by family, operator and position, located by a check of the family, located by any check, and
        letters. ``cross``: by family and check, letters failed and defects located. ``checks``, ``groups``, ``curves``:
        as `measure` and `curves` count them.
    """
    own = own_checks()
    made = [one for family in families or own for one in mutations(family, clean)]
    letters, sources, truth = frames_of(made)
    cells = {str(one.family): own[str(one.family).split("|")[0]] for one in truth if one.family is not None}
    running = chosen(checks)
    verdicts = assess(letters, sources=sources, checks=running)
    found = measure(verdicts, truth=truth, own=cells)
    table: dict[str, dict[str, dict[str, list[int]]]] = {}
    cross: dict[str, dict[str, list[int]]] = {}
    for cell, one in found["families"].items():
        family, operator, position = cell.split("|")
        counts = [one["own"], one["located"], one["letters"]]
        table.setdefault(family, {}).setdefault(operator, {})[position] = counts
        for check, (fails, hits) in one["checks"].items():
            count = cross.setdefault(family, {}).setdefault(check, [0, 0])
            count[0], count[1] = count[0] + fails, count[1] + hits
    kept = ("recall", "precision", "clean", "only")
    return {
        "mutations": table,
        "cross": cross,
        "checks": {check: {name: figures[name] for name in kept} for check, figures in found["checks"].items()},
        "groups": found["groups"],
        "curves": curves(verdicts, truth=truth, own=cells, thresholds=thresholds_of(running)),
    }


# -------------------------------------------------------------------------------------------------- second examples


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


# ------------------------------------------------------------------------------------------------------ what is missed


def main() -> None:
    """Print a family's mutations that its checks miss."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("families", nargs="+", choices=sorted(own_checks()), metavar="FAMILY")
    clean, own = clean_letters(), own_checks()
    for family in parser.parse_args().families:
        checks = [check for check in default_checks() if check.name in own[family]]
        for one in mutations(family, clean):
            letters, sources, truth = frames_of([one])
            verdicts = assess(letters, sources=sources, checks=checks)
            if not any(cell["located"] for cell in measure(verdicts, truth=truth)["families"].values()):
                base = one.base.letter["letter_id"]
                failed = verdicts.filter((pl.col("letter_id") == base) & (pl.col("verdict") == FAIL)).height
                words = one.planted.text[one.planted.start : one.planted.end]
                hidden = " (behind a false alarm)" if failed else ""
                print(f"{one.letter_id} in {base}{hidden}: {words[:300]!r}")


if __name__ == "__main__":
    main()
