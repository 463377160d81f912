"""Makes a LoRA adapter for the tiny model, as peft writes one: weights by seed, strong enough to change what is said.

What it fakes: the training. Runs in `.venv-vllm`.

Usage: .venv-vllm/bin/python -m tests.vllm.tiny_adapter FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

RANK, HIDDEN, LAYERS = 8, 128, 2


def make_tiny_adapter(folder: Path, *, seed: int = 1) -> None:
    """Write `adapter_config.json` and `adapter_model.safetensors`."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(seed)
    weights = {}
    for layer in range(LAYERS):
        for name in ("q_proj", "o_proj"):
            at = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            weights[f"{at}.lora_A.weight"] = torch.randn(RANK, HIDDEN, dtype=torch.bfloat16) * 0.3
            weights[f"{at}.lora_B.weight"] = torch.randn(HIDDEN, RANK, dtype=torch.bfloat16) * 0.3
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "adapter_model.safetensors")
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": RANK,
        "lora_alpha": 2 * RANK,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": ["q_proj", "o_proj"],
        "base_model_name_or_path": "tiny",
    }
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True))


if __name__ == "__main__":
    make_tiny_adapter(Path(sys.argv[1]))
