"""Numbers that a sentence works out from others: a difference, a sum, a product, what is left of a whole.

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

#: Of what a number takes a part: the hours of a day, the days of a week.
_WHOLE: Final = {"percent": 100.0, "hour": 24.0, "day": 7.0}


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
    return one.dim != "date" and any(
        abs(value - wanted) <= tolerance * abs(value) + 1e-9 for value, wanted in _worked_out(one, beside, reckons)
    )


def _worked_out(one: Quantity, beside: Sequence[Quantity], reckons: bool) -> Iterator[tuple[float, float]]:
    """Yield values that follow, each with the value of `one` that it is to be compared with."""
    for other in beside:
        if other.dim in ("", "angle") and one.dim in ("", "angle") and 90 < other.raw < 110:
            yield (other.raw - 32) / 1.8, one.raw  # Fahrenheit in Celsius
        if whole := _WHOLE.get(other.word.rstrip("s") if other.dim == "time" else other.dim):
            yield whole - other.raw, one.raw
    for a, b in combinations([other for other in beside if other.dim != "date"], 2):
        # Bare numbers are of unlike things: scores, gradings and counts yield anything between them.
        if (a.dim == b.dim and a.dim) or reckons:
            yield abs(a.raw - b.raw), one.raw
            yield a.raw + b.raw, one.raw
        if reckons:
            yield a.raw * b.raw, one.raw
            for over, under in ((a, b), (b, a)):
                if under.raw:
                    yield over.raw / under.raw, one.raw
        if {a.dim, b.dim} == {"often", "time"}:
            yield a.value * b.value, one.raw
        if {a.dim, b.dim} == {"often", ""} and one.dim == "time":
            # "Once a month, six times, so half a year".
            often, times = (a, b) if a.dim else (b, a)
            yield times.raw / often.value, one.value
    if len(bare := [other.raw for other in beside if not other.dim]) > 2 and not one.dim:
        yield sum(bare), one.raw
