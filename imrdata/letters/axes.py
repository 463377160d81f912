"""What a letter varies in: the plan's ground, the regime and the voice.

The plan's ground is rarely stated in Findings. Where it is, it is read from the sentence that states it; where not,
it is sampled from what is consistent with the case's Type and treatment, and `ground_source` says so.
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
    ("experimental", r"\b(?:experimental|investigational|unproven)\b"),
    ("not_emergency", r"\b(?:not|no|un)\b.{0,40}\b(?:emergenc|emergent|urgent)|\bnon-?emergen"),
    (
        "step_therapy",
        r"\bstep therapy\b|\bformulary\b|\b(?:tried|trial|failed|failure|attempted)\b.{0,60}\bfirst\b"
        r"|\b(?:not|n't) (?:yet )?(?:been |have )?(?:tried|failed|attempted|completed?|exhausted)\b"
        r"|\bbefore\b.{0,60}\b(?:tried|trial)",
    ),
    (
        "insufficient_documentation",
        r"\b(?:documentation|records?|information)\b.{0,60}\b(?:lack|insufficient|not)"
        r"|\b(?:lack|insufficient|missing|no)\b.{0,30}\b(?:documentation|documented|information)",
    ),
    (
        "lower_level_adequate",
        r"\b(?:lower level|less intensive|in-network|within the network|alternative|standard|adequate|sufficient"
        r"|outpatient|could have been|custodial)\b",
    ),
    ("criteria_not_met", r"\b(?:criteria|criterion|guidelines?|medically necessary|medical necessity)\b"),
)

VOICES: Final = ("patient", "physician")
REGIMES: Final = ("dmhc_commercial",)
_CHILD: Final = frozenset({"0-10", "11-20"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """One draw: what this letter is to be like.

    Attributes
    ----------
    ground, ground_source
        A key of `GROUNDS`. ``stated``: the Findings say it. ``unclassified``: they say one that no rule here can
        class, so the broadest ground that fits the Type is taken. ``sampled``: they say none.
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
    ground = next((name for name, words in _STATED if stated and re.search(words, stated, re.I)), None)
    options = _BY_TYPE.get(view.type or "", _BY_TYPE["Medical Necessity"])
    if "rx" in (view.treatment_subcategory or "").lower() or "drug" in (view.treatment_category or "").lower():
        options = (*options, "step_therapy") if view.type == "Medical Necessity" else options
    if ground is not None:
        source = "stated"
    elif stated:
        ground, source = options[0], "unclassified"
    else:
        ground, source = pick(options, view=view, seed=seed, axis="ground"), "sampled"
    child = view.age_range in _CHILD
    voices = ("parent", "physician") if child else VOICES
    return Axes(
        ground=ground,
        ground_source=source,
        regime="dmhc_commercial",
        voice=pick(voices, view=view, seed=seed, axis="voice"),
        seed=seed,
    )
