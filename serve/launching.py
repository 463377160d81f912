"""Starts vLLM from a release: checks what it is about to serve, then becomes the server.

In: a release and the folder of its models. Out: nothing; the process is replaced, so a signal reaches vLLM itself.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from imrdata.llm.network import is_loopback
from serve.arguments import ENTRY, Hardware, environment, server_flags
from serve.errors import ReleaseError
from serve.pins import sums_of
from serve.release import ROOT, UNRESOLVED, Release

__all__ = ["Command", "command", "launch", "verify_models"]

#: Let whoever reaches the server change what it serves.
_TAKEN_AWAY = ("VLLM_ALLOW_RUNTIME_LORA_UPDATING", "VLLM_SERVER_DEV_MODE")

#: In development nothing is pulled, and weights may be of any origin.
_DEVELOPMENT = ("image.", "base.", "tuned.")


@dataclass(frozen=True, slots=True)
class Command:
    """What is executed, and the variables that come on top of the caller's."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]


def command(
    release: Release,
    *,
    models: Path,
    hardware: Hardware,
    python: str = sys.executable,
    host: str = "127.0.0.1",
    port: int = 8000,
    root: Path = ROOT,
    where: str = "release",
) -> Command:
    """Return the command that serves a release, after checking that it may be served.

    On a GPU every pin has to be resolved and every model file has to be the pinned one. On a CPU, for development,
    pins of images and weights may be unresolved; where they are given they are checked all the same.

    Raises
    ------
    UnresolvedError
        A pin that counts is unresolved.
    ReleaseError
        The template or a model file is not the pinned one, or others could reach the server without a key.
    """
    if not is_loopback(f"http://{host}") and not os.environ.get("VLLM_API_KEY"):
        raise ReleaseError(
            "anyone could ask the model", where=f"--host {host}", mend="set VLLM_API_KEY, or listen on 127.0.0.1"
        )
    release.require_resolved(where=where, beside=_DEVELOPMENT if hardware == "cpu" else ())
    release.read_template(root=root)
    verify_models(release, models=models)
    arguments = (
        *(python, "-m", ENTRY, "--host", host, "--port", str(port)),
        *("--model", str(models / release.model_folder)),
        *server_flags(
            release, models=str(models), template=str((root / release.template.file).resolve()), hardware=hardware
        ),
    )
    return Command(arguments, environment(release, hardware=hardware))


def launch(found: Command) -> None:
    """Become the server; does not return.

    Raises
    ------
    ReleaseError
        The Python that is to run it is not there.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _TAKEN_AWAY}
    sys.stdout.flush()
    try:
        os.execve(found.arguments[0], found.arguments, {**kept, **found.environment})  # noqa: S606 (that is its task)
    except OSError as error:
        raise ReleaseError(
            f"it can't be run ({error.strerror})",
            where=found.arguments[0],
            mend="name the Python of vLLM with --python",
        ) from None


def verify_models(release: Release, *, models: Path) -> None:
    """Hold every file that is served against its folder's SHA256SUMS, and that list against its pin.

    Raises
    ------
    ReleaseError
        A folder is missing, or a file is missing, changed or named in no list.
    """
    for part in release.weights:
        folder = models / part.folder
        if not folder.is_dir():
            raise ReleaseError("there is no such folder", where=str(folder), mend="put the model there")
        if part.sums_sha256 != UNRESOLVED:
            if sums_of(folder) != part.sums_sha256:
                raise ReleaseError("its SHA256SUMS is not the pinned one", where=str(folder))
            _verify(folder)


def _verify(folder: Path) -> None:
    sums = {}
    for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition(" ")
        sums[name[1:].removeprefix("./")] = digest  # a space or a star stands before the name
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    if strangers := sorted(present - sums.keys()):
        raise ReleaseError(f"its SHA256SUMS does not name {', '.join(strangers)}", where=str(folder))
    for name, digest in sums.items():
        path = folder / name
        if name not in present:
            raise ReleaseError("it is missing", where=str(path))
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise ReleaseError("it is not the file that SHA256SUMS names", where=str(path))
