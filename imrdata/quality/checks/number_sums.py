"""Numbers that a sentence works out from others: a difference, a sum, a product, the time since a year.

In: a quantity and the known quantities of its own sentence. Out: whether the one follows from the others. Only what
stands in the same sentence is put together: among all numbers of a case, some pair yields almost any number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from imrdata.quality.quantities import Quantity

__all__ = ["APPROXIMATE", "derived"]

#: What stands behind a number that is only near: "48 or so".
APPROXIMATE: Final = re.compile(r" or so\b| or thereabouts\b|[- ]?ish\b|[- ]odd\b")

#: The span of years in which a letter may be written, behind the latest date that its sentence can name.
_LATEST: Final = 2026
_YEAR: Final = 365.25
#: Days of the periods that a rate is restated by: eight a day are 56 a week.
_PERIODS: Final = (7.0, 30.0)


def derived(one: Quantity, beside: Sequence[Quantity], *, about: bool = False, reckons: bool = False) -> bool:
    """Tell whether a quantity follows from the known ones of its sentence.

    Parameters
    ----------
    one
        The quantity.
    beside
        The quantities of its sentence that a source holds.
    about
        Whether it is said to be only near: then an eighth more or less will do.
    reckons
        Whether the sentence adds up or takes off: then bare numbers are put together too.

    Examples
    --------
    >>> from imrdata.quality.quantities import quantities
    >>> age, span, start = quantities("she is 39 years old, 22 years after it began when she was 17 years old.")
    >>> derived(span, [age, start]), derived(span, [age])
    (True, False)
    """
    tolerance = 0.125 if about else 0.02
    if one.dim == "date":
        return False
    return any(
        abs(value - wanted) <= tolerance * abs(value) + 1e-9 for value, wanted in _worked_out(one, beside, reckons)
    )


def _worked_out(one: Quantity, beside: Sequence[Quantity], reckons: bool) -> Iterator[tuple[float, float]]:
    """Yield values that follow, each with the value of `one` that it is to be compared with."""
    for other in beside:
        if other.dim == "date" and one.dim == "time" and isinstance(year := other.parts[0], int):
            years = one.value / _YEAR
            # No letter bears its own year: any from the one named on will do.
            if 0 < years <= _LATEST - year + 1 and years >= 1:
                yield one.value, one.value
        if other.dim == "often" and one.dim in ("", "often"):
            for whole in _PERIODS:
                yield other.value * whole, one.raw
            yield other.value, one.value
        if other.dim in ("", "angle") and one.dim in ("", "angle") and 90 < other.raw < 110:
            yield (other.raw - 32) / 1.8, one.raw  # Fahrenheit in Celsius
        if other.dim == "percent" and one.dim in ("", "percent"):
            yield 100 - other.raw, one.raw
        if reckons and other.dim == one.dim == "time" and other.word == one.word:
            yield other.raw * 7, one.raw
        if reckons and other.dim == "time" and other.word.startswith("h"):
            yield 24 - other.raw, one.raw  # the rest of the day
        if reckons and other.dim == one.dim == "time" and other.word.startswith("day"):
            yield 7 - other.raw, one.raw  # the rest of the week
        if reckons and other.dim == "" and re.match(r"(?: [\w-]+){1,3} (?:an?|per|each|every) month\b", other.word):
            yield 30 - other.raw, one.raw  # the rest of the month
    for a, b in combinations(beside, 2):
        if "date" in (a.dim, b.dim):
            continue
        dims = {a.dim, b.dim}
        # Bare numbers are of unlike things: scores, gradings and counts yield anything between them.
        if (a.dim == b.dim and a.dim) or (reckons and (a.dim == b.dim or "" in dims)):
            yield abs(a.raw - b.raw), one.raw
            yield a.raw + b.raw, one.raw
        if dims == {"often", "time"}:
            yield a.value * b.value, one.raw
        if dims == {"", "time"} and one.dim == "often":
            count, span = (a, b) if a.dim == "" else (b, a)
            yield count.raw / span.value, one.value
        if dims == {"mass", "often"} and one.dim == "mass":
            yield a.value * b.value, one.value
        if dims == {"time"}:
            yield a.raw * b.raw, one.raw
        if reckons and "" in dims and one.dim in dims:
            yield a.value * b.value, one.value
