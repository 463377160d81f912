"""A real nginx on loopback with the configuration that a release renders, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

from serve.proxy import nginx_conf
from serve.release import Release

#: Debian puts it where only root looks.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


class Nginx:
    """Use in a `with`; `share` is a share.conf with the addresses in it."""

    def __init__(self, release: Release, folder: Path, *, share: str, ready: str) -> None:
        assert NGINX is not None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.log = folder / "log"
        (folder / "share.conf").write_text(share)
        conf = nginx_conf(release, listen=f"127.0.0.1:{self.port}", ready=ready, share="share.conf")
        # The pod's /tmp is its own; here it is a folder. What is included is looked for beside the file.
        (folder / "nginx.conf").write_text(conf.replace(" /tmp/", f" {folder}/"))
        as_root = "user root; " if os.geteuid() == 0 else ""
        self._command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log"), "-g"]
        self._command.append(f"{as_root}daemon off;")

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        started = time.monotonic()
        while time.monotonic() - started < 20:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                assert self._process.poll() is None, self.said()
                time.sleep(0.05)
            else:
                return self
        raise AssertionError(f"nginx did not start: {self.said()}")

    def __exit__(self, *exc: object) -> None:
        self._process.terminate()
        self._process.wait(20)

    def quit(self) -> None:
        """Ask it to end what is under way and go, as the pod's preStop does."""
        self._process.send_signal(signal.SIGQUIT)

    def ended(self, within: float) -> int:
        return self._process.wait(within)

    def said(self) -> str:
        return "".join(file.read_text() for file in (self.log, self.folder / "start.log") if file.exists())

    def send(self, raw: bytes) -> bytes:
        """Return the whole answer to bytes sent as they are."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as line:
            line.sendall(raw)
            found = b""
            while part := line.recv(65536):
                found += part
        return found


def status(answer: bytes) -> int:
    """Return the status of a raw answer."""
    return int(answer.split(b" ", 2)[1])
