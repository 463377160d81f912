"""Non-interference: nothing a writer may not see can change a byte of what it is told or writes.

On any case (hypothesis), on every case of the sample and on every real row; and, since that proves nothing of a
sentence whose role is wrong, on the rows that two readers labelled by hand: no reviewer's sentence in a prompt.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.cases.schema import ROLES, SENTENCED_CASE_SCHEMA, VISIBLE_ROLES
from imrdata.data import sample
from imrdata.errors import WallError
from imrdata.letters.axes import sample_axes
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.facts import FactsSheet
from imrdata.letters.prompts import render
from imrdata.letters.tasks import TASKS
from imrdata.letters.views import VISIBLE_COLUMNS, AppealView, DenialView, JudgeView, View

from .conftest import FACTS, REQUESTS, case, many_cases

FORBIDDEN_COLUMNS = sorted(set(SENTENCED_CASE_SCHEMA) - set(VISIBLE_COLUMNS) - {"findings", "sentences"})
HIDDEN_ROLES = sorted(set(ROLES) - set(VISIBLE_ROLES))
CANARY = "zqcanaryxv"
LABELS = Path(__file__).resolve().parents[1] / "labels"
DENIAL = "We cannot approve the request. The criteria are not met."


def told(row: dict[str, Any], seed: int, *, denial: str = DENIAL, literature: bool = False) -> dict[str, Any]:
    """Return what the writers of a case are told: every view, sheet, draw and prompt, byte for byte."""
    first = DenialView.from_case(row)
    appeal = AppealView.from_case(row, denial=denial, literature=literature)
    axes = sample_axes(first, seed=seed)
    sheet = FactsSheet.from_view(appeal)
    reads: dict[type[View], View] = {DenialView: first, AppealView: appeal}
    prompts = {task.name: render(task, reads[task.reads], axes) for task in TASKS.values() if task.reads in reads}
    reduced = render(TASKS["appeal"], appeal, axes, sheet=sheet.reduced(seed=seed))
    return {
        "views": [view.to_dict() for view in reads.values()],
        "hashes": [view.sha256 for view in reads.values()],
        "axes": axes.to_dict(),
        "sheets": [sheet.to_dict(), sheet.reduced(seed=seed).to_dict()],
        **{f"{name} prompt": messages for name, messages in prompts.items()},
        "reduced appeal prompt": reduced,
    }


def told_and_written(row: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return everything that comes out of a case on the writers' side, the baseline's letters too."""
    view = DenialView.from_case(row)
    axes = sample_axes(view, seed=seed)
    denial = write_denial(view, axes)
    appeal = write_appeal(AppealView.from_case(row, denial=denial, literature=False), axes)
    return {**told(row, seed, denial=denial), "denial": denial, "appeal": appeal}


def test_every_column_is_either_visible_or_forbidden() -> None:
    assert {"determination", "reference_id", "report_year", "imr_type", "days_to_review"} <= set(FORBIDDEN_COLUMNS)
    assert len(FORBIDDEN_COLUMNS) + len(VISIBLE_COLUMNS) + 2 == len(SENTENCED_CASE_SCHEMA)


def test_every_task_of_a_writer_is_tried() -> None:
    prompts = {name for name in told(case(), 1) if name.endswith(" prompt")}
    assert {f"{name} prompt" for name in TASKS if name != "judge"} <= prompts


# --- any case ------------------------------------------------------------------------------------------------

values = st.one_of(st.none(), st.integers(), st.text(max_size=40), st.lists(st.text(max_size=10), max_size=2))
#: A piece of Findings: who may see it, and its words.
pieces = st.lists(st.tuples(st.sampled_from(HIDDEN_ROLES), st.text(max_size=80)), max_size=6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    columns=st.fixed_dictionaries(dict.fromkeys(FORBIDDEN_COLUMNS, values)),
    hidden=pieces,
    front=st.text(max_size=60),
    visible=st.tuples(st.sampled_from(REQUESTS), st.sampled_from(FACTS)),
    seed=st.integers(0, 5),
)
def test_forbidden_columns_and_sentences_change_nothing(
    columns: dict[str, Any], hidden: list[tuple[str, str]], front: str, visible: tuple[str, str], seed: int
) -> None:
    shown = {"request": visible[:1], "facts": visible[1:]}
    plain = case(**shown)
    changed = case(**shown, hidden=hidden, **columns)
    # Text before the visible sentences moves their spans, and must not matter either.
    changed["findings"] = front + changed["findings"]
    for sentence in changed["sentences"]:
        sentence["start"] += len(front)
        sentence["end"] += len(front)
    assert told_and_written(changed, seed) == told_and_written(plain, seed)


@pytest.mark.parametrize("role", HIDDEN_ROLES)
def test_canaries_in_hidden_sentences_never_surface(role: str) -> None:
    row = case(hidden=[(role, f"{CANARY} {role}."), ("evidence", CANARY)])
    row |= dict.fromkeys(FORBIDDEN_COLUMNS, CANARY)
    assert CANARY not in json.dumps(told_and_written(row, 3))
    assert CANARY not in json.dumps(told(row, 3, literature=True))


def test_canary_in_a_visible_sentence_does_surface() -> None:
    """The test above would pass on an empty letter; this one would not."""
    out = told_and_written(case(facts=[f"The patient has a history of {CANARY}."]), 3)
    names = ("facts prompt", "denial prompt", "appeal prompt", "questions prompt", "denial", "appeal")
    assert all(CANARY in json.dumps(out[name]) for name in names)


# --- every case of the sample, every real row ----------------------------------------------------------------


@cache
def rows_of(path: Path) -> list[dict[str, Any]]:
    return list(add_sentences(read_imr(path).cases).iter_rows(named=True))


def scrambled(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a case with every forbidden column and every forbidden sentence replaced, and some more put in."""

    def noise() -> str:
        return f"{CANARY} " + "".join(chance.choices("abc XYZ.,;'’é0123\n<>[]{}|", k=chance.randint(0, 90)))

    findings, sentences = "", []
    for sentence in row["sentences"]:
        text = row["findings"][sentence["start"] : sentence["end"]]
        parts = [(sentence["role"], text if sentence["role"] in VISIBLE_ROLES else noise())]
        if chance.random() < 0.4:
            parts.insert(chance.randint(0, 1), (chance.choice(HIDDEN_ROLES), noise()))
        for role, words in parts:
            findings += chance.choice(["", " ", "\n\n"])
            sentences.append({"start": len(findings), "end": len(findings) + len(words), "role": role, "cue": noise()})
            findings += words
    columns = {name: chance.choice([None, CANARY, 7, ["x"]]) for name in FORBIDDEN_COLUMNS}
    return {**row, **columns, "findings": findings, "sentences": sentences}


def assert_nothing_hidden_interferes(rows: list[dict[str, Any]]) -> None:
    chance = random.Random(2025)
    for number, row in enumerate(rows):
        plain = told_and_written(row, number)
        for _ in range(2):
            changed = told_and_written(scrambled(row, chance), number)
            assert changed == plain, row["case_id"]
        assert CANARY not in json.dumps(plain)


def lines_of(prompts: dict[str, Any], name: str) -> list[str]:
    return [line for message in prompts[f"{name} prompt"] for line in message["content"].split("\n")]


def assert_only_names_cross(rows: list[dict[str, Any]]) -> Iterator[str]:
    """With literature, an appeal's prompts differ from those without in the names and in what is asked with them."""
    chance = random.Random(2026)
    for row in rows:
        without, having = told(row, 5), told(row, 5, literature=True)
        names = AppealView.from_case(row, denial=DENIAL).literature
        yield from names
        assert having["denial prompt"] == without["denial prompt"]
        assert having["facts prompt"] == without["facts prompt"]
        # A reduced sheet is what a patient types: it names nothing.
        assert having["reduced appeal prompt"] == without["reduced appeal prompt"]
        assert having["questions prompt"] == without["questions prompt"]
        more = [line for line in lines_of(having, "appeal") if line not in lines_of(without, "appeal")]
        asked = [line for line in more if line.startswith("5. ")]
        assert len(more) == len(names) + len(asked)
        assert all(line.startswith("Literature: ") for line in more if line not in asked)
        # Canaries around each hidden sentence do not come along with a name in it.
        planted, findings = [], ""
        for sentence in row["sentences"]:
            text = row["findings"][sentence["start"] : sentence["end"]]
            if sentence["role"] not in VISIBLE_ROLES:
                text = f"{CANARY} {text} {CANARY}{chance.randint(0, 9)}"
            planted.append({**sentence, "start": len(findings), "end": len(findings) + len(text)})
            findings += text + " "
        assert CANARY not in json.dumps(told({**row, "findings": findings, "sentences": planted}, 5, literature=True))


def test_nothing_hidden_interferes_in_the_sample() -> None:
    rows = rows_of(Path(str(sample())))
    assert len(rows) == 72
    assert_nothing_hidden_interferes(rows)
    assert len(list(assert_only_names_cross(rows))) > 20


def test_nothing_hidden_interferes_in_the_real_rows(real_data: Path) -> None:
    for file in ("imr_2025_portal14.csv", "imr_2025_portal14.cp1252.csv"):
        rows = rows_of(real_data / file)
        assert len(rows) == 20
        assert_nothing_hidden_interferes(rows)
        assert len(list(assert_only_names_cross(rows))) >= 8


def test_names_with_an_outcome_in_them_stay_behind() -> None:
    evidence = (
        "The Fictional Society guidelines for denial of care were read.",
        "The American College of Radiology guidelines agree, as did Smith et al. (2019) in JAMA Oncology.",
        "In the STEP 1 clinical trial weight fell.",
        "An outdated knee guideline of the American Academy of Orthopaedic Surgeons says otherwise.",
    )
    row = case(hidden=[("evidence", text) for text in evidence] + [("verdict", "The FDA agrees.")])
    assert AppealView.from_case(row, denial=DENIAL).literature == (
        "Fictional Society",
        "American College of Radiology guidelines",
        "STEP 1 clinical trial",
        "guideline of the American Academy of Orthopaedic Surgeons",
    )


def test_metadata_alone_names_no_literature() -> None:
    row = case() | {"findings": None, "sentences": []}
    assert AppealView.from_case(row, denial=DENIAL).literature == ()


# --- hand labels ---------------------------------------------------------------------------------------------


def assert_no_reviewer_sentence_is_told(rows: list[dict[str, Any]], labels: dict[str, Any]) -> int:
    """Check each labelled row against both readings; return how many reviewer's sentences were looked for."""
    by_id = {row["reference_id"]: row for row in rows}
    looked_for = 0
    for label in labels["cases"]:
        row = by_id[label["reference_id"]]
        text = row["findings"]
        assert hashlib.sha256(text.encode()).hexdigest() == label["findings_sha256"]
        view = DenialView.from_case(row)
        axes = sample_axes(view, seed=11)
        shown = [s for s in row["sentences"] if s["role"] in VISIBLE_ROLES]
        for name in ("facts", "denial"):
            prompt = "\n".join(message["content"] for message in render(TASKS[name], view, axes))
            for start, end, *readings in label["sentences"]:
                if all(role in (*VISIBLE_ROLES, "header") for role in readings):
                    continue
                looked_for += 1
                sentence = " ".join(text[start:end].split()).replace('"', "'")
                assert sentence not in prompt
                # Nor a part of it, whatever our own cut of the text.
                assert not any(s["start"] < end and start < s["end"] for s in shown), (label["reference_id"], start)
    return looked_for


def test_no_reviewer_sentence_of_the_labelled_real_rows_is_told(real_data: Path) -> None:
    labels = json.loads((LABELS / "real_2025.json").read_text(encoding="utf-8"))
    rows = rows_of(real_data / "imr_2025_portal14.csv")
    assert assert_no_reviewer_sentence_is_told(rows, labels) > 400


def test_no_reviewer_sentence_of_the_labelled_sample_is_told() -> None:
    labels = json.loads((LABELS / "sample.json").read_text(encoding="utf-8"))
    assert assert_no_reviewer_sentence_is_told(rows_of(Path(str(sample()))), labels) > 1000


# --- the judge -----------------------------------------------------------------------------------------------


def judged(row: dict[str, Any]) -> str:
    view = JudgeView.from_case(row, kind="denial", letter="We cannot approve it.", items=(("reason", "It is given."),))
    return json.dumps(render(TASKS["judge"], view, sample_axes(DenialView.from_case(row), seed=1)))


def test_a_judge_sees_the_reviewer_s_sentences_and_no_forbidden_column() -> None:
    row = case(hidden=[("evidence", f"{CANARY} is known.")])
    assert CANARY in judged(row)
    plain = case()
    assert judged(plain | dict.fromkeys(FORBIDDEN_COLUMNS, CANARY)) == judged(plain)
    assert "overturned" in judged(plain)


@pytest.mark.parametrize(("kind", "denial"), [("denial", "No."), ("appeal", None), ("poem", None)])
def test_a_judge_reads_an_appeal_beside_its_denial_and_a_denial_alone(kind: str, denial: str | None) -> None:
    with pytest.raises(WallError, match="is judged"):
        JudgeView.from_case(case(), kind=kind, letter="x", items=(), denial=denial)


# --- letters -------------------------------------------------------------------------------------------------


def test_verdict_words_in_a_mislabelled_fact_stay_out_of_baseline_letters() -> None:
    facts = ["The patient has asthma and the denial should be overturned.", "The patient has asthma."]
    out = told_and_written(case(facts=facts), 1)
    assert "overturned" not in out["denial"] + out["appeal"]


DUMP = """
import hashlib, json, sys
sys.path.insert(0, sys.argv[1])
from tests.letters.conftest import many_cases
from tests.letters.test_wall import told_and_written
print(hashlib.sha256(json.dumps([told_and_written(row, 7) for row in many_cases(20)]).encode()).hexdigest())
"""


def test_same_bytes_in_every_process() -> None:
    root = str(Path(__file__).parents[2])
    hashes = {
        subprocess.run(
            [sys.executable, "-c", DUMP, root],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "4242")
    }
    assert len(hashes) == 1


def test_seed_and_view_change_the_wording() -> None:
    rows = many_cases(2)
    assert told_and_written(rows[0], 1)["denial"] != told_and_written(rows[0], 2)["denial"]
    assert told_and_written(rows[0], 1)["denial"] != told_and_written(rows[1], 1)["denial"]
