"""The words of the wall's concepts as data, and patterns written with the concepts' names.

In: wall.toml (a concept is a list of ways to say it, each a regular expression over the normal form) and a template
such as ``{decision} {was} {undone}``. Out: a regular expression, spelled out or with signs for the concepts. A new
wording is a line of data, not a new rule.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = ["behind", "concept", "shortened", "spell"]

_APART: Final = re.compile(r" {2,}|\n")
_NAME: Final = re.compile(r"\{([a-z_]+)\}")
#: The signs of the concepts in a pattern that is not spelled out: no text has characters of this plane.
_FIRST: Final = 0x10F000


@cache
def _concepts() -> dict[str, str]:
    """Return the concepts as they are written: their names in them, which are those of concepts before them."""
    text = files("imrdata.quality").joinpath("wall.toml").read_text(encoding="utf-8")
    return {name: f"(?:{'|'.join(_APART.split(ways.strip()))})" for name, ways in tomllib.loads(text).items()}


@cache
def _signs() -> dict[str, str]:
    # A condition on what follows is one thing to whoever reads a pattern, wherever it stands.
    return {name: f"(?={chr(_FIRST + place)})" for place, name in enumerate(_concepts())}


@cache
def concept(name: str) -> str:
    """Return one concept as a regular expression."""
    return spell(_concepts()[name])


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
    return _NAME.sub(lambda name: concept(name[1]), template)


def shortened(template: str) -> str:
    """Return a template with a sign for each concept: quickly read, and what its signs mean is read once for all.

    It matches nothing; what a pattern needs is read from it (`imrdata.quality.literals`, `imrdata.quality.sieve`).
    """
    return _NAME.sub(lambda name: _signs()[name[1]], template)


def behind(sign: int) -> str | None:
    """Return the concept that a character (its code) stands for, shortened itself; None if it stands for none.

    Examples
    --------
    >>> behind(ord(shortened("{number}")[3])) == concept("number"), behind(ord("n"))
    (True, None)
    """
    every = list(_concepts().values())
    return shortened(every[sign - _FIRST]) if 0 <= sign - _FIRST < len(every) else None
