"""The words of the wall's concepts as data, and patterns written with the concepts' names.

In: wall.toml (a concept is a list of ways to say it, each a regular expression over the normal form) and a template
such as ``{decision} {was} {undone}``. Out: a regular expression. A new wording is a line of data, not a new rule.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["concept", "spell"]

_APART: Final = re.compile(r" {2,}|\n")
_NAME: Final = re.compile(r"\{([a-z_]+)\}")


@cache
def _concepts() -> dict[str, str]:
    text = files("imrdata.quality").joinpath("wall.toml").read_text(encoding="utf-8")
    ready: dict[str, str] = {}
    for name, ways in tomllib.loads(text).items():
        # Concepts may be made of those before them.
        ready[name] = f"(?:{'|'.join(_fill(way, ready) for way in _APART.split(ways.strip()))})"
    return ready


def _fill(template: str, ready: dict[str, str]) -> str:
    return _NAME.sub(lambda name: ready[name[1]], template)


def concept(name: str) -> str:
    """Return one concept as a regular expression."""
    return _concepts()[name]


def spell(template: str) -> str:
    r"""Return a template with its concepts spelled out.

    Raises
    ------
    KeyError
        There is no such concept.

    Examples
    --------
    >>> bool(re.search(spell(r"{decision} {was}{adverbs} {undone}"), "our denial was later set aside"))
    True
    """
    return _fill(template, _concepts())
