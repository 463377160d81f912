"""The examples in docs/spark.md and in the docstrings of imrdata/spark.py run and print what they say."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import imrdata.spark
from tests.spark.conftest import QUICK_START

pytestmark = pytest.mark.spark

#: What PySpark's own accumulator server prints if the JVM goes first when a program ends. It is a race of theirs: seen in
#: one of some dozens of runs, and it says nothing of the guide's program.
FAREWELL = re.compile(
    r"-{40}\nException occurred during processing of request from \('127\.0\.0\.1', \d+\)\n"
    r"(?:(?!-{40}).*\n)*?.*pyspark/accumulators\.py.*\n(?:(?!-{40}).*\n)*?-{40}\n"
)
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "spark.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_guide_s_program_prints_what_the_guide_says(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the spark extra is not installed here: make test-spark")
    here, temporary = tmp_path / "here", tmp_path / "temporary"
    here.mkdir()
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(blocks("python"))],
        cwd=here,
        env={**os.environ, "JDK_JAVA_OPTIONS": QUICK_START, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (done.returncode, FAREWELL.sub("", done.stderr)) == (0, "")
    assert done.stdout == "".join(blocks("text"))
    # Spark leaves nothing behind but what it was told to write.
    assert sorted(path.name for path in here.iterdir()) == ["cases.parquet", "sentenced"]
    assert list(temporary.glob("imrdata-*")) == []


def test_the_guide_names_every_public_function() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in imrdata.spark.__all__ if name != "ROW" and f"| `{name}(" not in text] == []


def test_docstring_examples_run(session: Any) -> None:
    """They are skipped where Spark is not installed; the one of local_session is what the fixture does."""
    runner = doctest.DocTestRunner()
    run = []
    for test in doctest.DocTestFinder().find(imrdata.spark, extraglobs={"session": session}):
        if not test.examples or test.name.endswith(".local_session"):
            continue
        for example in test.examples:
            example.options.pop(doctest.SKIP, None)
        assert runner.run(test).failed == 0
        run.append(test.name.rpartition(".")[2])
    assert sorted([*run, "local_session"]) == sorted(set(imrdata.spark.__all__) - {"ROW"})
