"""The real Axolotl, in an environment of its own, on a real dataset and a tiny random model."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from imrdata.dataset.axolotl import load_config, with_dataset

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv-axolotl" / "bin"
#: What a CPU can't do, and what makes a test short.
ON_CPU: dict[str, Any] = {
    "optimizer": "adamw_torch",
    "bf16": False,
    "tf32": False,
    "gradient_checkpointing": False,
    "num_epochs": 1,
    "max_steps": 2,
    "gradient_accumulation_steps": 1,
    "sequence_len": 8192,
}
#: Four bits and Axolotl's own kernels for adapters want a GPU: the adapter is trained on the weights as they are.
NOT_FOUR_BITS: dict[str, Any] = {
    "adapter": "lora",
    "load_in_4bit": False,
    **dict.fromkeys(("lora_mlp_kernel", "lora_qkv_kernel", "lora_o_kernel"), False),
}


def there(*command: str, cwd: Path, timeout: float = 900) -> subprocess.CompletedProcess[str]:
    """Run a program of Axolotl's environment, which reaches no hub and tells nobody of it."""
    settings = {"HF_HUB_OFFLINE": "1", "AXOLOTL_DO_NOT_TRACK": "1", "DO_NOT_TRACK": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), **settings},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@pytest.fixture(scope="session", autouse=True)
def _environment() -> None:
    if not BIN.exists():
        pytest.skip("there is no .venv-axolotl here: make test-axolotl")


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny random model's folder."""
    folder = tmp_path_factory.mktemp("base")
    done = there("python", "-m", "tests.vllm.tiny_model", str(folder), "0", "8192", cwd=folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.fixture
def write_config(tmp_path: Path) -> Callable[..., Path]:
    """Write a shipped config for another base and dataset, with some keys changed; None takes a key out."""

    def write(name: str, *, dataset: Path, base: Path, **changes: Any) -> Path:
        out = {"dataset_prepared_path": str(tmp_path / "prepared"), "output_dir": str(tmp_path / "trained")}
        config: Mapping[str, Any] = {
            **with_dataset(load_config(name), dataset=dataset),
            **out,
            "base_model": str(base),
            "revision_of_model": None,
            **changes,
        }
        file = tmp_path / f"{name}.yaml"
        file.write_text(yaml.safe_dump({key: value for key, value in config.items() if value is not None}))
        return file

    return write


def preprocess(config: Path) -> list[dict[str, Any]]:
    """Run `axolotl preprocess` and return what it made, decoded."""
    done = there("axolotl", "preprocess", str(config), cwd=config.parent)
    assert done.returncode == 0, done.stderr[-3000:]
    shown = there(
        "python", "-m", "tests.axolotl.prepared", str(config), str(config.parent / "prepared"), cwd=config.parent
    )
    assert shown.returncode == 0, shown.stderr[-3000:]
    return [json.loads(line[4:]) for line in shown.stdout.splitlines() if line.startswith("ROW ")]
