"""Ctrl-C on a real process: once it drains and leaves a run that goes on, twice it stops at once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from imrdata.llm.ledger import Ledger
from tests.llm.chat_server import Act, ChatServer
from tests.test_walk import FAKE_MODEL

ROOT = Path(__file__).resolve().parent.parent
RECIPE = """
name: fake
catalog: catalog.toml
in_flight: 4
records: {inputs: [full]}
authors:
  - author: fake
    cases: 12
"""
IN_A_LOOP = """
import asyncio, sys
from imrdata.recipe import Recipe
from imrdata.walk import run
async def notebook():
    run(Recipe.load("recipe.yaml"), out="run")
try:
    asyncio.run(notebook())
except KeyboardInterrupt:
    sys.exit(130)
"""


def prepare(tmp_path: Path, url: str) -> None:
    (tmp_path / "catalog.toml").write_text(FAKE_MODEL.format(url=url))
    (tmp_path / "recipe.yaml").write_text(RECIPE)


def start(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "error", *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


COMMAND = ("-m", "imrdata", "run", "recipe.yaml", "--out", "run")


@pytest.mark.parametrize("arguments", [COMMAND, ("-c", IN_A_LOOP)], ids=["command", "notebook"])
def test_once_it_drains_and_the_next_run_goes_on(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    reached = threading.Event()
    with ChatServer(lambda prompt, nth: Act(delay=0.4)) as server:
        prepare(tmp_path, server.url)
        server.on_call = lambda total: reached.set() if total >= 6 else None
        process = start(tmp_path, *arguments)
        assert reached.wait(60)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130, (out, err)
        sent = server.calls.total()
        assert 6 <= sent <= 10 < 24
        counts = Ledger.open_read_only(tmp_path / "run" / "ledger").counts()
        assert counts == {"requests": sent, "responses": sent, "failures": 0, "torn": 0}  # nothing paid was lost
        assert not (tmp_path / "run" / "dataset").exists()
        if arguments == COMMAND:
            assert "Ctrl-C again stops at once" in err
            assert "run again to go on" in err
            assert "Traceback" not in err
        process = start(tmp_path, *COMMAND)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert server.calls.total() == 24
        assert set(server.calls.values()) == {1}


@pytest.mark.parametrize("arguments", [COMMAND, ("-c", IN_A_LOOP)], ids=["command", "notebook"])
def test_twice_it_stops_at_once(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    reached = threading.Event()
    with ChatServer(lambda prompt, nth: Act(delay=30)) as server:
        prepare(tmp_path, server.url)
        server.on_call = lambda total: reached.set()
        process = start(tmp_path, *arguments)
        assert reached.wait(60)
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.0)  # it waits for what is under way
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 130, err
        assert "Traceback" not in err
