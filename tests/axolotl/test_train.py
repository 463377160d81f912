"""The commands of the shipped configs, to the end, on a CPU."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.dataset.small_run import make_small_run

from .conftest import NOT_FOUR_BITS, ON_CPU, there

pytestmark = [pytest.mark.axolotl, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small_run(tmp_path_factory.mktemp("small") / "run").folder / "dataset"


def train(config: Path) -> list[float]:
    """Train, and return each step's loss."""
    done = there("axolotl", "train", str(config), "--launcher", "python", cwd=config.parent)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Training completed!" in done.stdout + done.stderr
    return [float(loss) for loss in re.findall(r"\{'loss': '?([\d.]+)", done.stdout + done.stderr)]


def test_the_smoke_config_learns(dataset: Path, model: Path, write_config: Callable[..., Path]) -> None:
    losses = train(write_config("tiny-cpu-sft", dataset=dataset, base=model))
    assert len(losses) == 8
    # Random at first: ln 2048 is 7.6.
    assert 7.4 < losses[0] < 8
    assert sum(losses[-3:]) / 3 < losses[0] - 0.5, losses


def test_an_adapter_is_merged_and_preference_goes_on_from_it(
    dataset: Path, model: Path, write_config: Callable[..., Path], tmp_path: Path
) -> None:
    changes: dict[str, Any] = {**ON_CPU, **NOT_FOUR_BITS}
    tuned = write_config("qwen3-8b-sft", dataset=dataset, base=model, output_dir=str(tmp_path / "tuned"), **changes)
    assert len(train(tuned)) == 2
    merged = there("axolotl", "merge-lora", str(tuned), cwd=tuned.parent)
    assert merged.returncode == 0, merged.stderr[-3000:]
    base = tmp_path / "tuned" / "merged"
    assert (base / "model.safetensors").stat().st_size > 1_000_000
    paired = write_config("qwen3-8b-dpo", dataset=dataset, base=base, test_datasets=None, eval_strategy=None, **changes)
    losses = train(paired)
    # The reference is the tuned model, and the new adapter changes nothing yet: ln 2.
    assert losses[0] == pytest.approx(0.6931, abs=0.001)
    settings = json.loads((tmp_path / "trained" / "adapter_config.json").read_text())
    assert settings["base_model_name_or_path"] == str(base)
