"""A year later: more cases in the same run folder. Only they are asked about, and `compare` tells what became of the set."""

from __future__ import annotations

import shutil
from pathlib import Path

from imrdata.comparison import compare
from imrdata.verification import verify
from tests.dataset.small_run import MODEL, make_small_run


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    first = make_small_run(tmp_path / "run", cases={"limit": 6})
    shutil.copytree(tmp_path / "run" / "dataset", tmp_path / "before")
    assert first.summary["authors"][MODEL]["answered"] == 30
    second = make_small_run(tmp_path / "run", cases={"limit": 9})
    books = second.summary["authors"][MODEL]
    assert (books["requested"], books["reused"], books["answered"]) == (45, 30, 15)
    assert verify(tmp_path / "run" / "dataset").ok
    told = compare(tmp_path / "before", tmp_path / "run" / "dataset").to_dict()
    assert (told["before"], told["after"]) == (first.records.height, second.records.height)
    assert told["counts"]["added"] == {
        "source": second.records.height - told["same"] - told["counts"]["moved"]["split"]
    }
