"""The readiness probe as the pod runs it, beside a real HTTP server."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from serve.release import ROOT
from tests.serve.upstream import Seen, Upstream, reply

PROBE = ROOT / "serve" / "probe" / "ready.py"
KEY = "sk-probe-0123456789"


class Models:
    """What the server says on /v1/models; a test changes it."""

    def __init__(self) -> None:
        self.status = 200
        self.body = json.dumps({"data": [{"id": "appeal", "max_model_len": 4096}]}).encode()

    def __call__(self, handler: BaseHTTPRequestHandler, seen: Seen) -> None:
        allowed = seen.headers.get("authorization") == f"Bearer {KEY}" and seen.path == "/v1/models"
        reply(handler, self.status if allowed else 401, self.body)

    def say(self, *models: dict[str, Any]) -> None:
        self.body = json.dumps({"data": models}).encode()


@pytest.fixture
def models() -> Models:
    return Models()


@pytest.fixture
def upstream(models: Models) -> Iterator[Upstream]:
    with Upstream(models) as server:
        yield server


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "chat.jinja"
    file.write_text("{{ messages }}")
    return file


class Probe:
    """The probe's process and what it answers."""

    def __init__(self, upstream: Upstream, template: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        values = {
            "SERVED_NAME": "appeal",
            "CONTEXT": "4096",
            "TEMPLATE_SHA256": hashlib.sha256(template.read_bytes()).hexdigest(),
            "VLLM_API_KEY": KEY,
            "SERVER": upstream.address,
            "TEMPLATE": str(template),
            "PORT": str(self.port),
        }
        # As the manifest starts it: isolated, from its file.
        self.process = subprocess.Popen([sys.executable, "-I", str(PROBE)], env=values, stderr=subprocess.PIPE)
        started = time.monotonic()
        while time.monotonic() - started < 20:
            try:
                self.ask("/")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the probe did not start")

    def ask(self, path: str = "/readyz") -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.loads(answer.read())["problem"]
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())["problem"]


@pytest.fixture
def probe(upstream: Upstream, template: Path) -> Iterator[Probe]:
    found = Probe(upstream, template)
    yield found
    found.process.kill()
    found.process.communicate()


def test_it_is_ready_when_name_context_and_template_are_the_releases(probe: Probe) -> None:
    assert probe.ask() == (200, "")
    assert probe.ask("/other") == (404, "there is only /readyz")


def test_an_adapter_has_its_context_from_its_base(probe: Probe, models: Models) -> None:
    models.say({"id": "appeal-base", "max_model_len": 4096}, {"id": "appeal", "parent": "appeal-base"})
    assert probe.ask() == (200, "")


def test_what_is_not_the_release_is_not_ready(probe: Probe, models: Models, template: Path) -> None:
    models.say({"id": "another", "max_model_len": 4096})
    assert probe.ask() == (503, "the server does not serve the release's model")
    models.say({"id": "appeal", "max_model_len": 8192})
    assert probe.ask() == (503, "the server's context is not the release's")
    models.say({"id": "appeal"})
    assert probe.ask() == (503, "the server's context is not the release's")
    for nonsense in (b"<html>", b"[]", b'{"data": 3}', b"\xff"):
        models.body = nonsense
        assert probe.ask() == (503, "the server lists no models")
    models.status = 500
    assert probe.ask() == (503, "the server answers 500 to /v1/models")
    template.write_text("another")
    assert probe.ask() == (503, "the chat template is not the release's")
    template.unlink()
    assert probe.ask()[0] == 503


def test_it_follows_the_server_down_and_up_again(template: Path, models: Models) -> None:
    with Upstream(models) as first:
        probe = Probe(first, template)
    try:
        assert probe.ask() == (503, "the server does not answer")
        with Upstream(models, port=first.port):
            assert probe.ask() == (200, "")
    finally:
        probe.process.kill()
        probe.process.communicate()


def test_it_goes_when_it_is_told_to(probe: Probe) -> None:
    probe.process.send_signal(signal.SIGTERM)
    assert probe.process.wait(10) == 0


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="it takes root, and Linux with unshare")
def test_it_goes_also_as_the_first_process_of_its_container(upstream: Upstream, template: Path) -> None:
    """A first process does not hear a signal that it has no handler for; the kernel drops it."""
    values = {"SERVED_NAME": "a", "CONTEXT": "1", "TEMPLATE_SHA256": "0", "PORT": "0", "PATH": os.environ["PATH"]}
    command = ["unshare", "--pid", "--fork", "--kill-child", sys.executable, "-I", str(PROBE)]
    process = subprocess.Popen(command, env=values, stderr=subprocess.PIPE)
    try:
        time.sleep(1.0)
        if process.poll() is not None:
            assert process.stderr is not None
            assert b"unshare failed" in process.stderr.read()
            pytest.skip("this machine allows no process namespaces")
        [child] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(child), signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.communicate()


def test_without_the_releases_values_it_says_what_is_missing() -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(PROBE)], env={"CONTEXT": "4096"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "the probe misses SERVED_NAME, TEMPLATE_SHA256: they stand in the ConfigMap release-values\n"
