"""Word lists for the grounding checks, and weights that were learned; how both are read.

`docs/lexicons.md` says where each list comes from and under which terms, docs/wording.md where the weights do.
"""

from __future__ import annotations

import io
import tomllib
import zipfile
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imrdata.errors import ImrDataError

__all__ = ["arrays", "groups", "lines", "table", "word_set"]


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


def arrays(name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file of weights.

    Raises
    ------
    ImrDataError
        The file is missing or damaged.
    """
    try:
        data = files("imrdata.quality.lexicons").joinpath(name).read_bytes()
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return {one: stored[one] for one in stored.files}
    except (OSError, ValueError, EOFError, KeyError, AttributeError, zipfile.BadZipFile) as error:
        raise ImrDataError(
            "the weights that read sentences are missing or damaged",
            where=f"imrdata/quality/lexicons/{name}",
            mend="install imrdata anew",
        ) from error
