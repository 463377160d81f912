"""The overlays, as `kubectl kustomize` renders them, and one of them stored for where there is no kubectl.

python -m tests.serve.overlays    # writes the stored one anew
"""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from serve.release import ROOT

Document = dict[str, Any]

FOLDER = ROOT / "serve" / "k8s" / "overlays"
OVERLAYS = sorted(folder.name for folder in FOLDER.iterdir())
KUBECTL = shutil.which("kubectl")

#: gpu-3090 without what its ConfigMaps hold.
STORED = Path(__file__).parent / "manifests" / "gpu-3090.yaml"
#: One changed, added or missing value each, and the rule that must find it.
FAULTS = Path(__file__).parent / "manifests" / "faults.yaml"

DIGEST = f"sha256:{'1' * 64}"  # names nothing


@cache
def text_of(overlay: str) -> str:
    """Return what kubectl renders."""
    assert KUBECTL is not None
    done = subprocess.run(
        [KUBECTL, "kustomize", str(FOLDER / overlay)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def rendered(overlay: str) -> list[Document]:
    """Return an overlay's documents."""
    return list(yaml.safe_load_all(text_of(overlay)))


def stored() -> list[Document]:
    """Return the stored overlay's documents."""
    return list(yaml.safe_load_all(STORED.read_text()))


def filled(documents: list[Document]) -> list[Document]:
    """Return the same with digests in place of unresolved ones."""
    done = copy.deepcopy(documents)
    for container in containers(done):
        container["image"] = container["image"].replace("@unresolved", f"@{DIGEST}")
    return done


def containers(documents: list[Document]) -> Iterator[Document]:
    for document in documents:
        spec = document.get("spec", {}).get("template", {}).get("spec", {})
        yield from [*spec.get("initContainers", ()), *spec.get("containers", ())]


def without_data(documents: list[Document]) -> str:
    """Return documents as text, without what ConfigMaps hold: the rules don't read it, and it changes often."""
    bare = [{key: value for key, value in document.items() if key != "data"} for document in documents]
    return yaml.safe_dump_all(bare, sort_keys=False, width=120)


if __name__ == "__main__":
    STORED.write_text(without_data(rendered("gpu-3090")))
