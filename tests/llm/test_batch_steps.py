"""What a ledger keeps of a batch: its steps."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from imrdata.errors import LedgerError
from imrdata.llm.batch_steps import STATES, BatchStep, batch_name
from imrdata.llm.ledger import Ledger
from tests.llm.questions import question

KEYS = tuple(sorted(question(f"Q{n}").key for n in range(3)))
NAME = batch_name("m", KEYS, nth=0)
STEP = BatchStep(name=NAME, state="submitting", model="m", keys=KEYS, after="b-0")
SUBMITTED = BatchStep(name=NAME, state="submitted", model="m", keys=KEYS, batch_id="b-1", after="b-0")
ENDED = BatchStep(name=NAME, state="ended", model="m", keys=KEYS, batch_id="b-1", after="b-0")


def store(path: Path, *steps: BatchStep) -> None:
    async def main() -> None:
        with Ledger(path) as ledger:
            for n in range(3):
                ledger.append_request(question(f"Q{n}"))
            for step in steps:
                await ledger.append_batch(step)

    asyncio.run(main())


def test_the_latest_step_counts_in_whatever_order_rows_stand(tmp_path: Path) -> None:
    store(tmp_path, STEP)
    assert Ledger.open_read_only(tmp_path).batches() == (STEP,)
    store(tmp_path, ENDED, SUBMITTED)
    ledger = Ledger.open_read_only(tmp_path)
    assert ledger.batches() == (ENDED,)
    assert ledger.counts() == {"requests": 3, "responses": 0, "failures": 0, "torn": 0}


def test_a_batch_without_its_questions_proves_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        with Ledger(tmp_path) as ledger:
            await ledger.append_batch(STEP)

    with pytest.raises(LedgerError, match="append the request first"):
        asyncio.run(main())


def test_steps_stand_in_the_frame(tmp_path: Path) -> None:
    store(tmp_path, STEP, SUBMITTED)
    rows = Ledger.open_read_only(tmp_path).scan().collect().filter(kind="batch")
    assert rows.select("key", "state", "batch_id", "after", "model", "in_force").rows() == [
        (NAME, "submitting", "", "b-0", "m", False),
        (NAME, "submitted", "b-1", "b-0", "m", True),
    ]
    assert rows["keys"].to_list() == [list(KEYS)] * 2


@pytest.mark.parametrize("change", [{"state": "lost"}, {"keys": "k"}, {"more": 1}, {"batch_id": None}])
def test_a_row_that_no_ledger_wrote_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    store(tmp_path, STEP)
    (segment,) = tmp_path.iterdir()
    *before, last = segment.read_text().splitlines()
    segment.write_text("\n".join([*before, json.dumps(json.loads(last) | change)]) + "\n")
    with pytest.raises(LedgerError, match="this batch is not as it was written"):
        Ledger.open_read_only(tmp_path)


def test_the_order_of_states_is_the_order_of_a_life() -> None:
    assert [step.rank for step in (STEP, SUBMITTED, ENDED)] == [0, 1, 2]
    assert STATES == ("submitting", "submitted", "ended")
