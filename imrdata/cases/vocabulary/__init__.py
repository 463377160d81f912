"""Words as data: the cues, patterns and names that the stages of this room are written in."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["vocabulary", "vocabulary_source"]


def vocabulary_source(name: str) -> bytes:
    """Return a vocabulary file as it stands; its hash is part of the versions of the stages that use it."""
    return files("imrdata.cases.vocabulary").joinpath(name).read_bytes()


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Return a vocabulary file's content."""
    return tomllib.loads(vocabulary_source(name).decode())
