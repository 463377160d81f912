"""Prints imrdata/data/axolotl/keys.toml from the schema of the Axolotl that is installed.

Usage: make axolotl-keys, which is .venv-axolotl/bin/python -m tests.axolotl.schema_keys >imrdata/data/axolotl/keys.toml
"""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path
from typing import Any

RENAMED = Path(__file__).resolve().parents[2] / "imrdata" / "data" / "axolotl" / "renamed.toml"


def keys(model: Any) -> list[str]:
    """The fields of a pydantic model, by name and alias, without the old names."""
    fields = model.model_fields
    aliases = {
        name for field in fields.values() for name in (field.alias, field.validation_alias) if isinstance(name, str)
    }
    return sorted((set(fields) | aliases) - set(tomllib.loads(RENAMED.read_text())))


def text() -> str:
    from axolotl.utils.schemas.config import AxolotlInputConfig
    from axolotl.utils.schemas.datasets import SFTDataset
    from axolotl.utils.schemas.model import SpecialTokensConfig

    # A DPO entry with a template is read as an SFTDataset too: pydantic takes the class that knows more of its keys,
    # and drops the others. So these are the keys that are safe in both.
    tables = {"config": AxolotlInputConfig, "dataset": SFTDataset, "special_tokens": SpecialTokensConfig}
    parts = [
        "# Every key of Axolotl's own schema, for Axolotl ignores a key it does not know without a word. Made by\n"
        f"# `make axolotl-keys`; a test in an environment with Axolotl holds it to the schema.\n"
        f'axolotl = "{importlib.metadata.version("axolotl")}"\n'
    ]
    for name, model in tables.items():
        parts.append(f"[{name}]\nknown = [\n" + "".join(f'  "{key}",\n' for key in keys(model)) + "]\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(text(), end="")
