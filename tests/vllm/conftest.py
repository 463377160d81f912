"""One real vLLM with a tiny model for all tests of this folder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vllm.server import PYTHON, SETTINGS, VllmServer
from tests.vllm.tiny_model import ROOT

KEY = "sk-tiny-0123456789"
KEY_NAME = "IMRDATA_TEST_VLLM_KEY"


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model's folder; run these tests with `make test-vllm`."""
    if not PYTHON.exists():
        pytest.skip("there is no .venv-vllm here: make test-vllm")
    folder = tmp_path_factory.mktemp("tiny")
    make_model(folder)
    return folder


def make_model(folder: Path) -> None:
    run_there("tests.vllm.tiny_model", str(folder))


def run_there(module: str, *arguments: str, given: str = "") -> str:
    """Run a module in vLLM's environment and return what it printed."""
    done = subprocess.run(
        [str(PYTHON), "-m", module, *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **SETTINGS},
        input=given,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def running(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    """The server, called "m" as `tests.llm.questions` calls its model."""
    log = tmp_path_factory.mktemp("log") / "vllm.log"
    with VllmServer(model_folder, log=log, served_name="m", api_key=KEY) as server:
        yield server


@pytest.fixture
def server(running: VllmServer, monkeypatch: pytest.MonkeyPatch) -> VllmServer:
    """The same, with its key in the environment."""
    monkeypatch.setenv(KEY_NAME, KEY)
    return running
