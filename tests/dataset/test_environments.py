"""One recipe, source and ledger: the same bytes in ten environments that differ in all that must not matter."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from imrdata.verification import verify

ROOT = Path(__file__).resolve().parents[2]

#: Runs the small run in another process, whose answers come in another order; says the hash of each file of lines,
#: JSON and Markdown of the dataset.
PROGRAM = """
import hashlib, json, locale, os, random, sys
from pathlib import Path
locale.setlocale(locale.LC_ALL, "")
os.umask(int(sys.argv[3], 8))
from tests.dataset.small_run import make_small_run
place = Path(sys.argv[1])
done = make_small_run(place / "run", in_flight=int(sys.argv[2]))
found = {}
for file in sorted((done.folder / "dataset").rglob("*"), key=lambda file: random.random()):
    if file.is_file():
        found[str(file.relative_to(done.folder / "dataset"))] = hashlib.sha256(file.read_bytes()).hexdigest()
print(json.dumps(found))
"""
ENVIRONMENTS = [
    ("UTC", "C", "1", 1, "022"),
    ("Pacific/Kiritimati", "C.UTF-8", "2", 4, "077"),
    ("America/Los_Angeles", "POSIX", "4", 2, "002"),
    ("Asia/Kathmandu", "C", "3", 8, "022"),
    ("Europe/Lisbon", "C.UTF-8", "1", 3, "077"),
    ("Australia/Lord_Howe", "POSIX", "2", 16, "022"),
    ("America/St_Johns", "C", "8", 1, "002"),
    ("Africa/Casablanca", "C.UTF-8", "1", 5, "022"),
    ("Antarctica/Troll", "POSIX", "2", 7, "077"),
    ("Asia/Pyongyang", "C.UTF-8", "4", 2, "022"),
]


def test_identical_hashes_over_ten_environments(tmp_path: Path) -> None:
    found = []
    for number, (zone, language, threads, in_flight, mask) in enumerate(ENVIRONMENTS):
        # Another place each time, and another working folder, with a name that has to be quoted.
        place = tmp_path / ("x" * number) / f"run {number}"
        place.mkdir(parents=True)
        environment = {
            **os.environ, "PYTHONHASHSEED": str(number * 7), "TZ": zone, "LC_ALL": language,
            "POLARS_MAX_THREADS": threads, "PYTHONPATH": str(ROOT), "HOME": str(place),
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(place), str(in_flight), mask],
            cwd=place,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        found.append(json.loads(done.stdout))
    assert len(found[0]) > 15
    assert all(each == found[0] for each in found)
    dataset = tmp_path / "run 0" / "run" / "dataset"
    assert verify(dataset).ok
    card = hashlib.sha256((dataset / "README.md").read_bytes()).hexdigest()
    assert found[9]["README.md"] == card
