"""A small fictional world: cases, the letters written for them, and all that a run would hand to this room."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from imrdata.cases.schema import SENTENCED_CASE_SCHEMA
from imrdata.dataset.card import AuthorFacts, CardFacts, quality_table
from imrdata.dataset.manifest import ManifestFacts, SourceFacts
from imrdata.dataset.preference import to_pairs
from imrdata.dataset.provenance import Maker
from imrdata.dataset.records import to_records
from imrdata.dataset.select import drop_reasons, select
from imrdata.dataset.split import split
from imrdata.dataset.write import write_dataset
from imrdata.letters.axes import sample_axes
from imrdata.letters.letter import letter_row
from imrdata.letters.schema import LETTER_SCHEMA
from imrdata.letters.views import AppealView, DenialView, View
from imrdata.llm.licenses import Terms
from imrdata.quality.check import VERDICT_SCHEMA

SOURCE = hashlib.sha256(b"a fictional export").hexdigest()
RECIPE = hashlib.sha256(b"a fictional recipe").hexdigest()

#: What the two authors bring into a chain.
MAKERS = {
    "baseline": Maker(revision="not applicable", terms=Terms(licenses=frozenset({"Apache-2.0"})), rule_based=True),
    "small-model": Maker(revision="weights-1", terms=Terms(licenses=frozenset({"MIT"}))),
}

#: Only the reviewer knows these; each must stay out of every message.
REVIEWER_CANARIES = (
    "CANARY-EVIDENCE",
    "CANARY-VERDICT",
    "CANARY-PANEL",
    "CANARY-CREDENTIALS",
    "CANARY-LOOSE",
)


def make_case(number: int, *, planted: bool = False) -> dict[str, Any]:
    """Return a case whose Findings hold one sentence of every role; the visible ones name its number.

    Planted: the sentence on the patient names the case's id, which no row of the export does.
    """
    reference = f"MN25-9{number:04d}"
    fact = f"Tablet number {number} was tried for “six” months."
    parts = [
        ("header", "Findings:"),
        ("request", f"The patient has requested infusion number {number}."),
        ("patient_fact", f"{fact[:-1]}, see {reference.lower()}." if planted else fact),
        ("plan_ground", f"The plan said that criterion {number} was not met."),
        ("evidence", "CANARY-EVIDENCE supports it."),
        ("verdict", "CANARY-VERDICT: it is medically necessary."),
        ("panel", "CANARY-PANEL agreed."),
        ("credentials", "CANARY-CREDENTIALS are held."),
        ("unassigned", "CANARY-LOOSE."),
    ]
    findings, sentences = "", []
    for role, text in parts:
        start = len(findings)
        findings += text
        sentences.append({"start": start, "end": len(findings), "role": role, "cue": "made"})
        findings += " "
    return {
        "case_id": reference,
        "reference_id": reference,
        "report_year": 2025,
        "diagnosis_category": "Immunologic",
        "diagnosis_subcategory": f"Disorder {number}",
        "treatment_category": "Pharmacy",
        "treatment_subcategory": None,
        "determination": "overturned" if number % 2 else "upheld",
        "type": "Medical Necessity",
        "age_range": "41-50",
        "patient_gender": "Female",
        "imr_type": "Expedited",
        "days_to_review": 77701,
        "days_to_adopt": 77702,
        "findings": findings,
        "findings_characters_read": len(findings),
        "repaired_characters": 0,
        "flags": [],
        "source_sha256": SOURCE,
        "source_row": number,
        "sentences": sentences,
    }


@dataclass
class World:
    """What a run has in hand when it comes to this room."""

    cases: pl.DataFrame
    letters: pl.DataFrame
    verdicts: pl.DataFrame
    views: dict[str, View]
    seed: int = 7

    def selection(self, **options: Any) -> pl.DataFrame:
        return select(self.letters, self.verdicts, **{"targets": ["baseline", "small-model"], **options})

    def records(self, selection: pl.DataFrame | None = None, **changes: Any) -> pl.DataFrame:
        if terms := changes.pop("licenses", None):
            changes["makers"] = {name: replace(maker, terms=terms[name]) for name, maker in MAKERS.items()}
        arguments: dict[str, Any] = {
            "cases": self.cases,
            "selection": self.selection() if selection is None else selection,
            "splits": split(self.cases, seed=self.seed),
            "verdicts": self.verdicts,
            "makers": MAKERS,
            "recipe_sha256": RECIPE,
        }
        return to_records(changes.pop("letters", self.letters), **{**arguments, **changes})

    def pairs(self, **changes: Any) -> pl.DataFrame:
        arguments: dict[str, Any] = {
            "cases": self.cases,
            "selection": self.selection(),
            "splits": split(self.cases, seed=self.seed),
            "verdicts": self.verdicts,
            "makers": MAKERS,
            "recipe_sha256": RECIPE,
        }
        return to_pairs(self.letters, **{**arguments, **changes})

    def card_facts(self, **changes: Any) -> CardFacts:
        authors = (
            AuthorFacts(
                author="baseline",
                rule_based=True,
                revision="not applicable",
                license="Apache-2.0",
                attribution="our | own",
                terms="none",
            ),
            AuthorFacts(
                author="small-model",
                rule_based=False,
                revision="unresolved",
                license="MIT",
                attribution="theirs",
                terms="none",
            ),
        )
        facts: dict[str, Any] = {
            "plumbing": True,
            "fictional": True,
            "authors": authors,
            "quality": quality_table(self.verdicts),
            "drop_reasons": drop_reasons(self.selection()),
        }
        return CardFacts(**{**facts, **changes})

    def manifest_facts(self) -> ManifestFacts:
        return ManifestFacts(
            recipe="tiny",
            recipe_sha256=RECIPE,
            seed=self.seed,
            sources=(SourceFacts(sha256=SOURCE, dialect="V1", rows=self.cases.height),),
            versions={"checks": {"approval": "1"}, "templates": {"appeal": "appeal@1"}},
            books={"cases": self.cases.height, "rejected": 0, "letters": self.letters.height},
        )

    def write(self, folder: Path) -> Path:
        write_dataset(
            folder, records=self.records(), card_facts=self.card_facts(), manifest_facts=self.manifest_facts()
        )
        return folder


def build_world(count: int = 12, *, seed: int = 7, planted: str = "") -> World:
    """Write a denial and an appeal for each case: by rule for odd ones, by a "model" for even ones.

    `planted` says where the first case's id stands: ``sheet``, ``denial`` or ``assistant``.
    """
    cases = pl.DataFrame(
        [make_case(number, planted=planted == "sheet" and number == 1) for number in range(1, count + 1)],
        schema=SENTENCED_CASE_SCHEMA,
        orient="row",
    )
    letters, views = [], {}
    for number, case in enumerate(cases.iter_rows(named=True), 1):
        author = "baseline" if number % 2 else "small-model"
        view = DenialView.from_case(case)
        axes = sample_axes(view, seed=seed)
        common: dict[str, Any] = {"case_id": case["case_id"], "author": author, "axes": axes}
        key = None if author == "baseline" else f"key-{number}"
        about = f"About {case['case_id'].lower()}. "
        dear = {place: about if planted == place and number == 1 else "" for place in ("denial", "assistant")}
        denial = letter_row(
            kind="denial", text=f"{dear['denial']}Dear [MEMBER_NAME], we can’t approve infusion number {number}.\n\nThe plan\n", view=view,
            task_version="denial@1", request_key=key, **common,
        )  # fmt: skip
        appeal_view = AppealView.from_case(case, denial=denial["text"])
        appeal = letter_row(
            kind="appeal", text=f"{dear['assistant']}I appeal. Tablet number {number} was tried.\n[SIGNATURE]", view=appeal_view,
            task_version="appeal@1", answers=denial["letter_id"], request_key=key and f"{key}-appeal", **common,
        )  # fmt: skip
        letters += [denial, appeal]
        views |= {denial["letter_id"]: view, appeal["letter_id"]: appeal_view}
    frame = pl.DataFrame(letters, schema=LETTER_SCHEMA, orient="row")
    verdicts = [
        (letter_id, check, "A", verdict, None, "", None, None, 1, None, None, None)
        for letter_id in frame["letter_id"]
        for check, verdict in (("approval", "pass"), ("overlap", "unmeasured"))
    ]
    return World(cases, frame, pl.DataFrame(verdicts, schema=VERDICT_SCHEMA, orient="row"), views, seed)


@pytest.fixture(scope="session")
def worlds() -> Callable[..., World]:
    return build_world


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def canaries() -> tuple[str, ...]:
    return REVIEWER_CANARIES


@pytest.fixture
def dataset(world: World, tmp_path: Path) -> Path:
    return world.write(tmp_path / "dataset")
