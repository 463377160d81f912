"""Prints, as JSON, the keys of a config that Axolotl's own schema drops. Runs in `.venv-axolotl`.

Usage: .venv-axolotl/bin/python -m tests.axolotl.kept CONFIG...
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def lost(given: Any, kept: Any, where: str = "") -> list[str]:
    if isinstance(given, dict):
        pairs = [(f"{where}.{key}".lstrip("."), value, key) for key, value in given.items()]
        known = {str(key): value for key, value in kept.items()} if isinstance(kept, dict) else {}
        found = [name for name, _, key in pairs if str(key) not in known]
        return found + [
            each for name, value, key in pairs if str(key) in known for each in lost(value, known[str(key)], name)
        ]
    if isinstance(given, list) and isinstance(kept, list):
        pairs = enumerate(zip(given, kept, strict=True))
        return [each for number, (one, other) in pairs for each in lost(one, other, f"{where}[{number}]")]
    return []


def main(files: list[str]) -> None:
    import yaml
    from axolotl.utils.dict import DictDefault
    from axolotl.utils.schemas.config import AxolotlInputConfig

    for file in files:
        config = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
        # As `axolotl.utils.config.validate_config` does, without asking which GPU is there.
        kept = AxolotlInputConfig(**DictDefault(config).to_dict()).model_dump()
        print("LOST", json.dumps(lost(config, kept)))


if __name__ == "__main__":
    main(sys.argv[1:])
