"""Axolotl ignores a key it does not know; its own schema says which it does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from imrdata.data import packaged
from imrdata.dataset.axolotl import load_config
from imrdata.dataset.training import SHIPPED

from .conftest import ROOT, there

pytestmark = pytest.mark.axolotl


def lost(*files: Path, cwd: Path) -> list[list[str]]:
    done = there("python", "-m", "tests.axolotl.kept", *map(str, files), cwd=cwd)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line[5:]) for line in done.stdout.splitlines() if line.startswith("LOST ")]


def test_the_list_of_keys_is_that_of_the_schema(tmp_path: Path) -> None:
    done = there("python", "-m", "tests.axolotl.schema_keys", cwd=tmp_path)
    assert done.stdout == (packaged("axolotl") / "keys.toml").read_text(encoding="utf-8"), "run: make axolotl-keys"


def test_axolotl_keeps_every_key_of_every_shipped_config(tmp_path: Path) -> None:
    assert lost(*[ROOT / "axolotl_configs" / f"{name}.yaml" for name in SHIPPED], cwd=tmp_path) == [[]] * len(SHIPPED)


def test_a_misspelt_key_is_lost_at_any_depth(tmp_path: Path) -> None:
    config = load_config("qwen3-8b-sft") | {"sequence_lenght": 1}
    config["datasets"][0]["role_to_train"] = ["user"]
    config["special_tokens"]["eos_tokn"] = "x"
    file = tmp_path / "wrong.yaml"
    file.write_text(yaml.safe_dump(config))
    assert sorted(lost(file, cwd=tmp_path)[0]) == [
        "datasets[0].role_to_train",
        "sequence_lenght",
        "special_tokens.eos_tokn",
    ]
