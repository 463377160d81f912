"""Whether a count is one that a source holds, or follows from its counts of the same things.

In: a count of an appeal with its noun, and what is `Known`. Out: whether a source counts as many of it.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import Final

from imrdata.quality.checks.number_kinds import noun_of
from imrdata.quality.checks.number_sources import Known
from imrdata.quality.patterns import words
from imrdata.quality.quantities import Quantity

__all__ = ["counted_out", "is_counted", "names"]

#: Nouns that count the same thing, by how they begin.
_ALIKE: Final = tuple(
    words(names)
    for names in (
        "visit session treatment appointment therap pt class trip",
        "surger operation procedure",
        "hospital admission readmission stay time",
        "episode attack flare relapse seizure low event time exacerb cris fall headache stroke severe",
        "drug medic med biologic prevent antidepress antibiot treatment therap option agent trial dmard pill tablet",
        "injection shot dose infusion round cycle course time treatment block fraction",
        "doctor specialist physician surgeon opinion",
        "biops core sample scan mri test x-ray lesion nodule mass tumor",
        "trip void urinat stool movement bathroom",
    )
)


def names(noun: str, given: Known) -> bool:
    """Tell whether a source counts things of this name."""
    return any(one.dim == "" and noun_of(one.word)[:5] == noun[:5] for one in given.items)


def is_counted(one: Quantity, noun: str, given: Known) -> bool:
    """Tell whether a source counts as many of the same: "12 PT sessions" of "12 visits"."""
    return any(_same(one, other, noun) for other in given.items) or any(
        noun[:5] in text and any(other.dim == "" and other.raw == one.raw for other in items)
        for text, items in given.lines
    )


def counted_out(one: Quantity, noun: str, given: Known) -> bool:
    """Tell whether a count is the sum or the difference of two counts of lines that speak of the same things."""
    values = {other.raw for text, items in given.lines if noun[:5] in text for other in items if other.dim == ""}
    return any(one.raw in (a + b, abs(a - b)) for a, b in combinations(values, 2))


def _same(one: Quantity, other: Quantity, noun: str) -> bool:
    if other.dim == "often":
        return one.raw == other.raw and other.word != "every"
    if other.dim not in ("", "twice") or one.raw != other.raw:
        return False
    if noun in ("times", "occasions"):
        # "He went 24 times" of 24 visits, "44 times a minute" of 44 beats.
        return True
    behind = re.split(r"[.;:,]", other.word)[0] if other.dim == "" else other.word
    return any(noun.startswith(alike) and any(re.search(rf"\b{name}", behind) for name in alike) for alike in _ALIKE)
