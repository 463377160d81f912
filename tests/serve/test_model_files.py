"""The check of model files before the server starts: the init container's own command, on real folders."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from serve.release import ROOT

MANIFEST = ROOT / "serve" / "k8s" / "base" / "model" / "model-server.yaml"


def verify(models: Path, sums: Path) -> subprocess.CompletedProcess[str]:
    """Run it, with the pod's three folders in other places."""
    [deployment] = [each for each in yaml.safe_load_all(MANIFEST.read_text()) if each["kind"] == "Deployment"]
    [container] = deployment["spec"]["template"]["spec"]["initContainers"]
    places = {"/models": models, "/etc/serve/sums": sums, "/tmp": sums.parent}
    [script] = container["args"]
    script, found = re.subn(r"/models\b(?!\.)|/etc/serve/sums|/tmp\b", lambda hit: str(places[hit[0]]), script)
    assert found == 8
    return subprocess.run(
        [*container["command"], script], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    models, sums = tmp_path / "m", tmp_path / "sums"
    sums.mkdir()
    pins = ""
    for part in ("base", "tuned"):
        (models / part / "inner").mkdir(parents=True)
        files = {"config.json": b"{}", "inner/a file.bin": part.encode()}
        lines = ""
        for name, content in files.items():
            (models / part / name).write_bytes(content)
            lines += f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        (models / part / "SHA256SUMS").write_text(lines)
        pins += f"{hashlib.sha256(lines.encode()).hexdigest()}  {part}/SHA256SUMS\n"
    (sums / "models.sha256").write_text(pins)
    return models, sums


def test_models_that_are_the_pinned_ones_are_served(folders: tuple[Path, Path]) -> None:
    done = verify(*folders)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("altered", "inner/a file.bin: FAILED"),
        ("missing", "inner/a file.bin: FAILED open or read"),
        ("added", "tuned/SHA256SUMS does not name the very files that are there"),
        ("link added", "tuned/SHA256SUMS does not name the very files that are there"),
        ("list inside", "tuned/SHA256SUMS does not name the very files that are there"),
        ("list", "tuned/SHA256SUMS: FAILED"),
        ("no list", "base/SHA256SUMS: FAILED open or read"),
        ("unresolved", "no properly formatted"),
        ("nothing pinned", "no properly formatted"),
    ],
)
def test_other_files_are_not(folders: tuple[Path, Path], change: str, said: str) -> None:
    models, sums = folders
    inner, listed = models / "tuned" / "inner", models / "tuned" / "SHA256SUMS"
    match change:
        case "altered":
            (inner / "a file.bin").write_bytes(b"x")
        case "missing":
            (inner / "a file.bin").unlink()
        case "added":
            (inner / "more.py").write_bytes(b"")
        case "link added":
            (inner / "more.py").symlink_to("/etc/hostname")
        case "list inside":
            (inner / "SHA256SUMS").write_bytes(b"")
        case "list":
            (inner / "a file.bin").write_bytes(b"x")
            first, _ = listed.read_text().splitlines()
            listed.write_text(f"{first}\n{hashlib.sha256(b'x').hexdigest()}  inner/a file.bin\n")
        case "no list":
            (models / "base" / "SHA256SUMS").unlink()
        case "unresolved":
            (sums / "models.sha256").write_text("unresolved  base/SHA256SUMS\n")
        case "nothing pinned":
            (sums / "models.sha256").write_text("")
    done = verify(models, sums)
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
