"""A check of one's own: the section of CONTRIBUTING.md, followed step by step through the real command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import polars as pl

from imrdata.data import sample

ROOT = Path(__file__).resolve().parent.parent.parent


def section() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition("## Add a check of your own\n")[2].partition("\n## ")[0]


def block(language: str) -> str:
    found = re.search(rf"^( *)```{language}\n(.*?)^ *```$", section(), re.M | re.S)
    assert found is not None
    return textwrap.dedent(found[2])


def imrdata(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "imrdata", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_it_has_seven_steps() -> None:
    assert re.findall(r"^(\d)\. ", section(), re.M) == list("1234567")


def test_following_the_steps(tmp_path: Path) -> None:
    (tmp_path / "mychecks.py").write_text(block("python"))
    recipe = "name: mine\nauthors:\n  - author: baseline\nselect: {targets: [baseline]}\n" + block("yaml")
    (tmp_path / "recipe.yaml").write_text(recipe)
    loud, calm = "I appeal, and IMMEDIATELY.", "I appeal."
    letters = [
        {"letter_id": name, "case_id": "MN25-99103", "kind": "appeal", "text": text}
        for name, text in (("loud", loud), ("calm", calm))
    ]
    (tmp_path / "letters.jsonl").write_text("\n".join(map(json.dumps, letters)))
    command = section().rpartition("`imrdata assess ")[2].partition("`")[0].split()
    named = {"LETTERS.jsonl": "letters.jsonl", "EXPORT": str(sample())}
    arguments = [named.get(word, word) for word in command]
    done = imrdata("assess", *arguments, "--out", "verdicts.parquet", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "--fail-on shouted_word: 1 letter\n" in done.stdout
    own = pl.read_parquet(tmp_path / "verdicts.parquet").filter(pl.col("check") == "shouted_word")
    assert own.select("letter_id", "verdict").rows() == [("loud", "fail"), ("calm", "pass")]
    assert loud[own["span_start"][0] : own["span_end"][0]] == "IMMEDIATELY."

    # The recipe's run takes it in too, beside the shipped ones.
    done = imrdata("run", "recipe.yaml", "--out", "out", "--limit", "12", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    verdicts = pl.read_parquet(tmp_path / "out" / "verdicts.parquet")
    assert {"shouted_word", "length"} <= set(verdicts["check"])
    # An example that fails the author's own letters would be a poor one.
    assert set(verdicts.filter(pl.col("check") == "shouted_word")["verdict"]) == {"pass"}


def test_a_check_that_is_not_there_stops_a_run_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("name: mine\nauthors:\n  - author: baseline\n" + block("yaml"))
    done = imrdata("run", "recipe.yaml", "--out", "out", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("imrdata: quality.checks: mychecks:ShoutedWord: it can't be imported")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
