"""What the law asks of a letter, by regime, notice kind and ground: data, with where each demand was read.

Nothing here is printed in a letter; `statutory` holds what is. A demand names the rubric items that measure it and
the statutory texts that belong to it.

In: axes and the kind of letter. Out: the entries of `requirements.toml` that hold for it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from imrdata.letters.axes import Axes

__all__ = ["Requirement", "requirements"]

_FILE: Final = "requirements.toml"
_LISTS: Final = ("kinds", "regimes", "notices", "grounds", "items", "texts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One demand on a letter.

    Attributes
    ----------
    id
        Its name.
    kinds, regimes, notices, grounds
        Where it holds; empty means everywhere.
    says
        What the letter has to do.
    law, source, official
        The rule, where that was read, and whether the source is the authority's own text.
    items, texts
        The rubric items that measure it and the statutory texts that belong to it, by id.
    """

    id: str
    kinds: tuple[str, ...]
    regimes: tuple[str, ...]
    notices: tuple[str, ...]
    grounds: tuple[str, ...]
    says: str
    law: str
    source: str
    official: bool
    items: tuple[str, ...]
    texts: tuple[str, ...]


def requirements(axes: Axes, *, kind: str) -> tuple[Requirement, ...]:
    """Return what is asked of a letter, in the order of the file.

    Parameters
    ----------
    axes
        Regime, notice kind and ground of the letter.
    kind
        ``denial`` or ``appeal``.

    Examples
    --------
    >>> axes = Axes(ground="experimental", ground_source="sampled", regime="dmhc_commercial", voice="patient", seed=1)
    >>> [one.id for one in requirements(axes, kind="denial") if one.grounds]
    ['exclusion_provision', 'imr_experimental']
    """
    place = {"kinds": kind, "regimes": axes.regime, "notices": axes.notice, "grounds": axes.ground}

    def holds(one: Requirement) -> bool:
        return all(not getattr(one, name) or value in getattr(one, name) for name, value in place.items())

    return tuple(one for one in _all() if holds(one))


@cache
def _all() -> tuple[Requirement, ...]:
    entries = tomllib.loads(files("imrdata.letters").joinpath(_FILE).read_text(encoding="utf-8"))["requirement"]
    return tuple(Requirement(**{**entry, **{name: tuple(entry[name]) for name in _LISTS}}) for entry in entries)
