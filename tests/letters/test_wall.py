"""Non-interference: nothing a writer may not see can change a byte of what it is told or writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imrdata.cases.schema import ROLES, SENTENCED_CASE_SCHEMA, VISIBLE_ROLES
from imrdata.letters.axes import sample_axes
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.prompts import render
from imrdata.letters.tasks import TASKS
from imrdata.letters.views import VISIBLE_COLUMNS, AppealView, DenialView

from .conftest import FACTS, REQUESTS, case, many_cases

FORBIDDEN_COLUMNS = sorted(set(SENTENCED_CASE_SCHEMA) - set(VISIBLE_COLUMNS) - {"findings", "sentences"})
HIDDEN_ROLES = sorted(set(ROLES) - set(VISIBLE_ROLES))
CANARY = "zqcanaryxv"


def told_and_written(row: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return everything that comes out of a case on the writers' side."""
    view = DenialView.from_case(row)
    axes = sample_axes(view, seed=seed)
    denial = write_denial(view, axes)
    appeal_view = AppealView.from_case(row, denial=denial)
    return {
        "view": view.to_dict(),
        "hash": view.sha256,
        "axes": axes.to_dict(),
        "denial prompt": render(TASKS["denial"], view, axes),
        "appeal prompt": render(TASKS["appeal"], appeal_view, axes),
        "denial": denial,
        "appeal": write_appeal(appeal_view, axes),
    }


def test_every_column_is_either_visible_or_forbidden() -> None:
    assert {"determination", "reference_id", "report_year", "imr_type", "days_to_review"} <= set(FORBIDDEN_COLUMNS)
    assert len(FORBIDDEN_COLUMNS) + len(VISIBLE_COLUMNS) + 2 == len(SENTENCED_CASE_SCHEMA)


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


def test_canary_in_a_visible_sentence_does_surface() -> None:
    """The test above would pass on an empty letter; this one would not."""
    out = told_and_written(case(facts=[f"The patient has a history of {CANARY}."]), 3)
    assert all(CANARY in json.dumps(out[name]) for name in ("denial prompt", "appeal prompt", "denial", "appeal"))


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
