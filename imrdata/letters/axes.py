"""What a letter varies in: ground, regime, notice kind, voice, length and register.

The plan's ground is rarely stated in Findings. Where it is, it is read from the sentence that states it; where not,
it is sampled from what is consistent with the case's Type and treatment, and `ground_source` says so.
Everything is drawn from the hash of the *view* and the recipe's seed, so that nothing hidden from a writer
(the ReferenceID, the outcome) can steer what the writer is told. What does not fit the view or another axis is
never drawn: a parent needs a child, a pharmacy notice a drug (docs/axes.md lists the rules).

In: a view, a seed and the variety asked for. Out: `Axes`. What the law asks of a combination is data:
`imrdata.letters.requirements`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

from imrdata.errors import ImrDataError
from imrdata.letters.views import View

__all__ = [
    "COUNTERFACTUAL_REGIMES",
    "GROUNDS",
    "LENGTHS",
    "NATIVE",
    "NOTICES",
    "REGIMES",
    "REGISTERS",
    "VOICES",
    "WRITTEN",
    "Axes",
    "Variety",
    "allowed_notices",
    "allowed_voices",
    "asked_for_child",
    "pick",
    "sample_axes",
]

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

#: The grounds that can lead to a review of a Type, stated ones included; of a Type that is not known, any.
_FITTING: Final = {
    "Medical Necessity": ("criteria_not_met", "step_therapy", "insufficient_documentation", "lower_level_adequate"),
    "Experimental/Investigational": ("experimental",),
    # "Could have been driven by his wife": what was urgent about it is disputed all the same.
    "Urgent Care": ("not_emergency", "insufficient_documentation", "lower_level_adequate"),
}

#: Words in a stated ground that name it; the first that is found, and fits the Type, counts.
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

#: The regimes that the data comes from, each with the plain words for the plan.
REGIMES: Final[Mapping[str, str]] = {
    "dmhc_commercial": "a commercial health plan regulated by the California Department of Managed Health Care",
    "medi_cal_managed_care": "a Medi-Cal managed care plan, licensed by the Department of Managed Health Care",
}

#: Regimes that no case of the data is of: a letter under one of them is a counterfactual, and labelled so.
COUNTERFACTUAL_REGIMES: Final[Mapping[str, str]] = {
    "cdi": "a health insurer regulated by the California Department of Insurance",
    "erisa_self_funded": "a self-funded employer plan under ERISA",
    "aca_marketplace": "a marketplace plan outside California",
}

#: The notice kinds of a denial.
NOTICES: Final[Mapping[str, str]] = {
    "first_denial": "the first decision: the request is denied",
    "modification": "the first decision: less than what was requested is approved, and the rest is denied",
    "final_internal": "the decision on the member's grievance: the plan keeps its denial",
    "pharmacy": "the first decision on a drug, under the pharmacy benefit",
    "medical_group": "the first decision, made by the member's medical group for the plan",
}

#: Who signs the appeal.
VOICES: Final[Mapping[str, str]] = {
    "patient": "the patient",
    "parent": "the patient's parent",
    "spouse": "the patient's spouse",
    "physician": "the office of the patient's treating physician",
}

#: How long the letters are, in words: (from, to) for the denial and for the appeal.
LENGTHS: Final[Mapping[str, Mapping[str, tuple[int, int]]]] = {
    "short": {"denial": (250, 400), "appeal": (400, 550)},
    "standard": {"denial": (300, 500), "appeal": (450, 800)},
    "long": {"denial": (450, 700), "appeal": (750, 1100)},
}

#: The register of the letters.
REGISTERS: Final[Mapping[str, str]] = {
    "plain": "short sentences and everyday words",
    "formal": "the measured tone of business letters, still in plain words",
}

_MINOR_AGES: Final = frozenset({"0-10", "11-20"})
_ADULT_AGES: Final = frozenset({"21-30", "31-40", "41-50", "51-64", "65+"})
#: Somebody's child is spoken of in the request.
_CHILD: Final = re.compile(
    r"\b(?:parents?|mother|father|guardian) of (?:a|an|the)\b|\b(?:child|infant|newborn)\b", re.I
)
#: There is no spouse to write.
_NO_SPOUSE: Final = re.compile(r"\b(?:widow(?:ed|er)?|divorced|unmarried|single (?:man|woman|mother|father))\b", re.I)
#: The patient is in no state to write a letter.
_CANNOT_WRITE: Final = re.compile(
    r"\b(?:dementia|alzheimer['’]?s|comatose|coma|unresponsive|non-?verbal|vegetative state|deceased|died)\b", re.I
)
_DRUG_CATEGORY: Final = re.compile(
    r"\b(?:pharmacy|prescription drugs?|drug ad|chemo drugs|cancer (?:rx|medications))\b", re.I
)
_DRUG_WORDS: Final = re.compile(
    r"\b(?:medications?|prescription|tablets?|capsules?|\d+ ?(?:mg|mcg|milligrams?))\b", re.I
)
_REIMBURSEMENT: Final = re.compile(r"\breimburse(?:d|ment)?\b", re.I)
#: A request that can be granted in part: so many, so long, so often.
_AMOUNT: Final = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|ten|twelve|additional|continued|further|ongoing)"
    r" (?:[\w-]+ ){0,3}(?:day|week|month|hour|visit|session|unit|treatment|dose|injection|night)s?\b"
    r"|\b(?:per|a|each) (?:day|week|month)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """One draw: what this letter is to be like.

    Attributes
    ----------
    ground, ground_source
        A key of `GROUNDS`. ``stated``: the Findings say it. ``unclassified``: they say one that no rule here can
        class, so the broadest ground that fits the Type is taken. ``sampled``: they say none.
    regime
        The law the letters are written under: a key of `REGIMES` or of `COUNTERFACTUAL_REGIMES`.
    voice
        Who signs the appeal: a key of `VOICES`.
    seed
        The recipe's seed that the draw used.
    notice
        The kind of the denial: a key of `NOTICES`.
    length, register
        Keys of `LENGTHS` and `REGISTERS`; they hold for both letters.
    """

    ground: str
    ground_source: str
    regime: str
    voice: str
    seed: int
    notice: str = "first_denial"
    length: str = "standard"
    register: str = "plain"

    @property
    def counterfactual(self) -> bool:
        """Whether no case of the data is of this regime."""
        return self.regime in COUNTERFACTUAL_REGIMES

    def to_dict(self) -> dict[str, Any]:
        """Return the draw as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variety:
    """Which options may be drawn; what the view rules out is not drawn even so.

    Attributes
    ----------
    regimes
        By default those that the data comes from. Counterfactual ones have to be named.
    notices, voices, lengths, registers
        By default all. ``first_denial`` and ``physician`` fit every view and have to be among them.

    Raises
    ------
    ImrDataError
        An option is unknown, or one that fits every view is missing.
    """

    regimes: tuple[str, ...] = tuple(REGIMES)
    notices: tuple[str, ...] = tuple(NOTICES)
    voices: tuple[str, ...] = tuple(VOICES)
    lengths: tuple[str, ...] = tuple(LENGTHS)
    registers: tuple[str, ...] = tuple(REGISTERS)

    def __post_init__(self) -> None:
        known: tuple[tuple[str, tuple[str, ...], Collection[str], str], ...] = (
            ("regimes", self.regimes, {**REGIMES, **COUNTERFACTUAL_REGIMES}, ""),
            ("notices", self.notices, NOTICES, "first_denial"),
            ("voices", self.voices, VOICES, "physician"),
            ("lengths", self.lengths, LENGTHS, ""),
            ("registers", self.registers, REGISTERS, ""),
        )
        for axis, chosen, options, needed in known:
            if unknown := [option for option in chosen if option not in options]:
                raise ImrDataError(f"unknown: {', '.join(unknown)}", where=axis, mend=f"use {', '.join(options)}")
            if not chosen or (needed and needed not in chosen):
                what = needed or "an option"
                raise ImrDataError(f"{what} is missing", where=axis, mend=f"add {needed or 'one'}: it fits every case")


#: All that is native to the data.
NATIVE: Final = Variety()

#: What templates and grammar have words for; an axis that no author heeds would be a false label.
WRITTEN: Final = Variety(
    regimes=("dmhc_commercial",),
    notices=("first_denial",),
    voices=("patient", "parent", "physician"),
    lengths=("standard",),
    registers=("plain",),
)


def pick(options: Sequence[Option], *, view: View, seed: int, axis: str) -> Option:
    """Draw one option from the view's hash, the seed and the axis's name; the same on every machine."""
    digest = hashlib.sha256(f"{seed}|{axis}|{view.sha256}".encode()).digest()
    return options[int.from_bytes(digest[:8], "big") % len(options)]


def sample_axes(view: View, *, seed: int, variety: Variety = WRITTEN) -> Axes:
    """Draw the axes of a case's letters.

    Parameters
    ----------
    view
        What the writer of the denial may see; nothing else is read.
    seed
        The recipe's seed.
    variety
        What may be drawn: `WRITTEN`, `NATIVE` or a choice of one's own.

    Examples
    --------
    >>> from imrdata.letters.views import DenialView
    >>> view = DenialView(
    ...     diagnosis_category="Cancer",
    ...     diagnosis_subcategory=None,
    ...     treatment_category="Pharmacy",
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
    >>> sorted({sample_axes(view, seed=seed, variety=NATIVE).voice for seed in range(40)})
    ['patient', 'physician', 'spouse']
    """

    def draw(axis: str, options: Sequence[str]) -> str:
        return pick(options, view=view, seed=seed, axis=axis)

    ground, source = _ground(view, seed=seed)
    regime = draw("regime", variety.regimes)
    notices = allowed_notices(view, regime=regime, ground=ground)
    voices = allowed_voices(view)
    return Axes(
        ground=ground,
        ground_source=source,
        regime=regime,
        voice=draw("voice", [voice for voice in voices if voice in variety.voices]),
        seed=seed,
        notice=draw("notice", [kind for kind in notices if kind in variety.notices]),
        length=draw("length", variety.lengths),
        register=draw("register", variety.registers),
    )


def allowed_notices(view: View, *, regime: str, ground: str) -> tuple[str, ...]:
    """Return the notice kinds that fit a view, a regime and a ground; ``first_denial`` always does.

    - *Pharmacy* needs a drug, and no Medi-Cal plan: since January 2022 the state pays for drugs of the pharmacy
      benefit itself (Medi-Cal Rx, https://www.dhcs.ca.gov/provgovpart/pharmacy/Pages/Medi-CalRX.aspx).
    - *Medical group* needs anything else than a drug, and a plan that has medical groups decide.
    - *Modification* needs a service not yet received, and a request that can be granted in part: an amount, or a
      less intensive service as the ground.
    """
    request = " ".join(view.request)
    drug = _is_drug(view)
    partly = ground in ("criteria_not_met", "insufficient_documentation") and bool(_AMOUNT.search(request))
    fits = {
        "first_denial": True,
        "modification": not _REIMBURSEMENT.search(request) and (partly or ground == "lower_level_adequate"),
        "final_internal": True,
        "pharmacy": drug and regime != "medi_cal_managed_care" and ground != "not_emergency",
        "medical_group": not drug and regime in REGIMES,
    }
    return tuple(kind for kind in NOTICES if fits[kind])


def allowed_voices(view: View) -> tuple[str, ...]:
    """Return the voices that fit a view; ``physician`` always does.

    - *Parent* needs a child: the age bucket of one, or (age unknown) a request made for one.
    - *Patient* needs somebody who is no child and is not said to be unable to write.
    - *Spouse* needs an adult by age, of whom nothing says that there is no spouse.
    """
    said = " ".join((*view.request, *view.patient_facts))
    child = view.age_range in _MINOR_AGES or (view.age_range is None and asked_for_child(view))
    conditions = " ".join(part for part in (said, view.diagnosis_category, view.diagnosis_subcategory) if part)
    fits = {
        "patient": not child and not _CANNOT_WRITE.search(conditions),
        "parent": child,
        "spouse": view.age_range in _ADULT_AGES and not _NO_SPOUSE.search(said) and not _CHILD.search(said),
        "physician": True,
    }
    return tuple(voice for voice in VOICES if fits[voice])


def asked_for_child(view: View) -> bool:
    """Say whether the request itself speaks of somebody's child: what there is to go by where the age is not known."""
    return bool(_CHILD.search(" ".join(view.request)))


def _ground(view: View, *, seed: int) -> tuple[str, str]:
    """Return the ground and where it comes from."""
    stated = " ".join(view.plan_ground)
    options = _BY_TYPE.get(view.type or "", _BY_TYPE["Medical Necessity"])
    if view.type == "Medical Necessity" and _is_drug(view):
        options = (*options, "step_therapy")
    if not stated:
        return pick(options, view=view, seed=seed, axis="ground"), "sampled"
    # Words of a ground that leads to a review of another Type are a remark, or the Type is another: not this ground.
    fitting = _FITTING.get(view.type or "", tuple(GROUNDS))
    found = (name for name, words in _STATED if name in fitting and re.search(words, stated, re.I))
    ground = next(found, None)
    return (options[0], "unclassified") if ground is None else (ground, "stated")


def _is_drug(view: View) -> bool:
    """Say whether what was asked for is a drug."""
    categories = " ".join(part for part in (view.treatment_category, view.treatment_subcategory) if part)
    return bool(_DRUG_CATEGORY.search(categories) or _DRUG_WORDS.search(" ".join(view.request)))
