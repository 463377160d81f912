"""Word lists for the grounding checks: medicines, procedures, diagnoses, names, law, evidence; and how they are read.

`docs/lexicons.md` says where each list comes from and under which terms.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["groups", "lines", "table", "word_set"]


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the entries of a list, comments and empty lines left out."""
    text = files("imrdata.quality.lexicons").joinpath(name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def groups(name: str) -> tuple[tuple[str, ...], ...]:
    """Return a list's groups of names for one thing."""
    return tuple(tuple(line.split("|")) for line in lines(name))


@cache
def word_set(name: str) -> frozenset[str]:
    """Return the words of a list, without marks."""
    return frozenset(line.rstrip("*") for line in lines(name))


@cache
def table(name: str) -> dict[str, Any]:
    """Return a TOML file."""
    return tomllib.loads(files("imrdata.quality.lexicons").joinpath(name).read_text(encoding="utf-8"))
