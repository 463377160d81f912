"""Whether two counts are of the same thing.

In: a count of an appeal with its noun, and a quantity of a source. Out: whether the source counts as many of it.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.quantities import Quantity

__all__ = ["same_count"]

#: Nouns that count the same thing, by how they begin.
_COUNT_OF: Final = (
    ("visit", "session", "treatment", "appointment", "therap", "pt ", "class", "trip"),
    ("surger", "operation", "procedure"),
    ("hospital", "admission", "readmission", "stay", "time"),
    (
        "episode",
        "attack",
        "flare",
        "relapse",
        "seizure",
        "low",
        "event",
        "time",
        "exacerb",
        "cris",
        "fall",
        "headache",
        "stroke",
        "severe",
    ),
    (
        "drug",
        "medic",
        "med",
        "biologic",
        "prevent",
        "antidepress",
        "antibiot",
        "treatment",
        "therap",
        "option",
        "agent",
        "trial",
        "dmard",
    ),
    ("injection", "shot", "dose", "infusion", "round", "cycle", "course", "time", "treatment", "block", "fraction"),
    ("doctor", "specialist", "physician", "surgeon", "opinion"),
    ("biops", "core", "sample", "scan", "mri", "test", "x-ray", "lesion", "nodule", "mass", "tumor"),
)


def same_count(one: Quantity, other: Quantity, noun: str) -> bool:
    """Tell whether a source counts as many of the same: "12 PT sessions" of "12 visits"."""
    if other.dim == "often":
        return one.raw == other.raw and other.word != "every"
    if other.dim not in ("", "twice") or one.raw != other.raw:
        return False
    if noun in ("times", "occasions"):
        # "He went 24 times" of 24 visits, "44 times a minute" of 44 beats.
        return True
    behind = re.split(r"[.;:,]", other.word)[0] if other.dim == "" else other.word
    return (
        any(noun.startswith(names) and any(re.search(rf"\b{name}", behind) for name in names) for names in _COUNT_OF)
        or re.search(rf"\b{noun[:5]}", behind) is not None
    )
