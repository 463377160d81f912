"""What the checks say of the fresh letters, counted: when a batch was new to them, and now."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import pytest

from benchmarks.development import export_of, fresh_batches, lines
from imrdata.cases.read import read_imr
from tests.quality.fresh import OWN, Counts, counts, recorded

#: `before` was counted once, when a batch came, by the checks as they stood then, and no test can repeat it. (The
#: second batch was counted by the checks before any was mended, too: 4 appeals, 2 denials and 12 of 21 defects.)
RECORDED: Final = recorded()
_counted = cache(counts)


def _total(counted: dict[str, Any]) -> list[int]:
    """Return the numbers of defects: located, by the family's own check if that is known, and planted."""
    return [int(number) for number in re.findall(r"\d+", counted["total"])]


def test_every_batch_is_recorded() -> None:
    assert sorted(RECORDED) == fresh_batches(), "run: python -m tests.quality.fresh"


@pytest.mark.parametrize("batch", RECORDED)
def test_counts(batch: str) -> None:
    assert _counted(batch) == Counts(**RECORDED[batch]["now"]), "run: python -m tests.quality.fresh"


@pytest.mark.parametrize("batch", RECORDED)
def test_no_worse_than_before(batch: str) -> None:
    before, now = RECORDED[batch]["before"], _counted(batch)
    assert all(now.clean.get(kind, 0) <= before["clean"].get(kind, 0) for kind in ("appeal", "denial"))
    assert sum(now.near.values()) <= sum(before.get("near", {}).values())
    located, *_, planted = _total(before)
    assert _total(now._asdict())[-1] == planted
    assert _total(now._asdict())[0] >= located


@pytest.mark.parametrize("batch", RECORDED)
def test_letters_defects_and_near_misses_fit_together(batch: str) -> None:
    letters, known = lines(batch, "letters"), set(read_imr(export_of(batch)).cases["reference_id"])
    assert {letter["case_id"] for letter in letters} <= known
    kinds = {letter["letter_id"]: letter["kind"] for letter in letters}
    planted = lines(batch, "defects") + lines(batch, "lawful")
    for one in planted:
        assert one["family"] in OWN, one
        begun = one["family"].partition("_")[0]
        assert kinds[one["base"]] == {"den": "denial", "app": "appeal"}.get(begun, kinds[one["base"]]), one
    ids = [one.get("defect_id") or one["lawful_id"] for one in planted]
    assert len({*ids, *kinds}) == len(ids) + len(kinds)
