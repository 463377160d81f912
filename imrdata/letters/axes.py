"""What a letter varies in: the plan's ground, the regime and the voice.

The plan's ground is rarely stated in Findings. Where it is, it is read from the sentence that states it;
where not, it is sampled from what is consistent with the case's Type and treatment, and `ground_source` says so.
Everything is drawn from the hash of the *view* and the recipe's seed, so that nothing hidden from a writer
(the ReferenceID, the outcome) can steer what the writer is told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

from imrdata.letters.views import View

__all__ = ["GROUNDS", "VOICES", "Axes", "pick", "sample_axes"]

Option = TypeVar("Option")

#: The grounds a letter can give, each with the plain words that a writer is told.
GROUNDS: Final = {
    "criteria_not_met": "the information received does not show that the plan's clinical criteria are met",
    "step_therapy": "the plan's criteria ask that other treatments be tried first",
    "insufficient_documentation": "the clinical records received are not enough to show medical necessity",
    "lower_level_adequate": "a standard or less intensive service is expected to meet the member's needs",
    "experimental": "the service is considered experimental or investigational for this condition",
    "not_emergency": "the records do not show that emergency or urgent care was needed",
}

_BY_TYPE: Final = {
    "Medical Necessity": ("criteria_not_met", "insufficient_documentation", "lower_level_adequate"),
    "Experimental/Investigational": ("experimental",),
    "Urgent Care": ("not_emergency",),
}

#: Words in a stated ground that name it; the first that is found counts.
_STATED: Final = (
    ("experimental", re.compile(r"\b(?:experimental|investigational)\b", re.I)),
    ("not_emergency", re.compile(r"\b(?:not|no)\b.{0,40}\b(?:emergency|emergent|urgent(?:ly)?)\b", re.I)),
    (
        "step_therapy",
        re.compile(r"\b(?:step therapy|(?:tried|trial|failed|failure)\b.{0,60}\bfirst|formulary)\b", re.I),
    ),
    (
        "insufficient_documentation",
        re.compile(
            r"\b(?:documentation|records?|information)\b.{0,60}\b(?:lack|insufficient|not)"
            r"|\b(?:lack|insufficient)\b.{0,30}\b(?:documentation|information)",
            re.I,
        ),
    ),
    ("lower_level_adequate", re.compile(r"\b(?:lower level|less intensive|in-network|alternative|standard)\b", re.I)),
    ("criteria_not_met", re.compile(r"\b(?:criteria|medically necessary|medical necessity)\b", re.I)),
)  # fmt: skip

VOICES: Final = ("patient", "physician")
REGIMES: Final = ("dmhc_commercial",)
_CHILD: Final = frozenset({"0-10", "11-20"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """One draw: what this letter is to be like.

    Attributes
    ----------
    ground, ground_source
        A key of `GROUNDS`; ``stated`` if the Findings say it, else ``sampled``.
    regime
        The law the letter is written under: ``dmhc_commercial``.
    voice
        Who signs the appeal: ``patient``, ``parent`` or ``physician``.
    seed
        The recipe's seed that the draw used.
    """

    ground: str
    ground_source: str
    regime: str
    voice: str
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Return the draw as plain data."""
        return asdict(self)


def pick(options: Sequence[Option], *, view: View, seed: int, axis: str) -> Option:
    """Draw one option from the view's hash, the seed and the axis's name; the same on every machine."""
    digest = hashlib.sha256(f"{seed}|{axis}|{view.sha256}".encode()).digest()
    return options[int.from_bytes(digest[:8], "big") % len(options)]


def sample_axes(view: View, *, seed: int) -> Axes:
    """Draw the axes of a case's letters.

    Examples
    --------
    >>> from imrdata.letters.views import DenialView
    >>> view = DenialView(
    ...     diagnosis_category="Cancer",
    ...     diagnosis_subcategory=None,
    ...     treatment_category=None,
    ...     treatment_subcategory=None,
    ...     type="Experimental/Investigational",
    ...     age_range="41-50",
    ...     patient_gender=None,
    ...     request=(),
    ...     patient_facts=(),
    ...     plan_ground=(),
    ... )
    >>> sample_axes(view, seed=7).ground
    'experimental'
    """
    stated = " ".join(view.plan_ground)
    ground = next((name for name, words in _STATED if stated and words.search(stated)), None)
    options = _BY_TYPE.get(view.type or "", _BY_TYPE["Medical Necessity"])
    if "rx" in (view.treatment_subcategory or "").lower() or "drug" in (view.treatment_category or "").lower():
        options = (*options, "step_therapy") if view.type == "Medical Necessity" else options
    child = view.age_range in _CHILD
    voices = ("parent", "physician") if child else VOICES
    return Axes(
        ground=ground or pick(options, view=view, seed=seed, axis="ground"),
        ground_source="stated" if ground else "sampled",
        regime="dmhc_commercial",
        voice=pick(voices, view=view, seed=seed, axis="voice"),
        seed=seed,
    )
