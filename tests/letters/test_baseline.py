"""The rule-based letters: what each must hold, what none may hold, and that they differ."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import replace
from typing import Any

import pytest

from imrdata.letters.axes import GROUNDS, Axes, sample_axes
from imrdata.letters.baseline import BASELINE_VERSION, grammar_sha256, write_appeal, write_denial
from imrdata.letters.placeholders import PLACEHOLDERS
from imrdata.letters.statutory import notice
from imrdata.letters.views import AppealView, DenialView

from .conftest import FACTS, REQUESTS, case, many_cases

VOICES = {"patient": "41-50", "parent": "0-10", "physician": "51-64"}
STRENGTHS: dict[str, dict[str, Any]] = {
    "facts": {"facts": FACTS},
    "one fact": {"facts": FACTS[:1]},
    "request": {"facts": ()},
    "reimbursement": {"request": REQUESTS[2:3], "facts": FACTS[2:4]},
    "categories": {"request": (), "facts": ()},
    "nothing": {
        "request": (),
        "facts": (),
        **dict.fromkeys(("diagnosis_category", "diagnosis_subcategory", "treatment_category", "treatment_subcategory")),
        "patient_gender": None,
        "type": None,
    },
}
SEEDS = range(6)


def letters(ground: str, voice: str, strength: str, seed: int) -> tuple[DenialView, str, str]:
    kind = {"experimental": "Experimental/Investigational", "not_emergency": "Urgent Care"}.get(
        ground, "Medical Necessity"
    )
    row = case(**{"type": kind, "age_range": VOICES[voice], **STRENGTHS[strength]})
    view = DenialView.from_case(row)
    axes = Axes(ground=ground, ground_source="sampled", regime="dmhc_commercial", voice=voice, seed=seed)
    denial = write_denial(view, axes)
    return view, denial, write_appeal(AppealView.from_case(row, denial=denial), axes)


ALL = list(itertools.product(GROUNDS, VOICES, STRENGTHS))
each = pytest.mark.parametrize(("ground", "voice", "strength"), ALL)

DENIAL_ITEMS = {
    "date": r"\[DATE\]",
    "member": r"\[MEMBER_NAME\]",
    "member id": r"\[MEMBER_ID\]",
    "reference": r"\[REFERENCE_NUMBER\]",
    "decision's date": r"\[DENIAL_DATE\]",
    "provider": r"\[PROVIDER_NAME\]",
    "criteria": r"\[CRITERIA_NAME\]",
    "criteria offered": r"(?i)(?:free|no cost)[^\n]*|copy[^\n]*free of charge",
    "what is needed": r"\[DETAILS_NEEDED\]",
    "more may be sent": r"(?i)send|what could change this decision|please tell us",
    "reviewer": r"\[REVIEWER_NAME\], \[REVIEWER_TITLE\]",
    "reviewer's phone": r"\[REVIEWER_PHONE\]",
    "grievance": r"(?i)grievance",
    "grievance: how": r"\[PLAN_PHONE\]",
    "grievance: when": r"30 days",
    "IMR": r"Independent Medical Review",
    "IMR: who": r"California Department of Managed Health Care",
    "IMR: phone": r"1-888-466-2219",
    "IMR: TDD": r"1-877-688-9891",
    "IMR: when": r"(?i)six months|6 months",
    "expedited": r"(?i)expedited",
    "language": r"(?i)interpreter|translat|another language|your language",
    "signature": r"\[SIGNATURE\]",
}
GROUND_WORDS = {
    "criteria_not_met": r"(?i)criteria",
    "step_therapy": r"(?i)tried first",
    "insufficient_documentation": r"(?i)records[^.]*not enough|not receive enough clinical records",
    "lower_level_adequate": r"(?i)less intensive",
    "experimental": r"(?i)experimental or investigational",
    "not_emergency": r"(?i)emergency or urgent care",
}
#: Said once in a denial: the decision.
DECISION = re.compile(r"\b(?:den(?:y|ied|ying)|denial)\b", re.I)

DENIAL_NEVER = {
    "third-person plan": r"(?i)\bthe (?:health )?plan (?:has )?(?:denied|determined|found)",
    "approval": r"(?i)\bapprov",
    "necessity": r"(?i)\b(?:is|are|was) medically necessary",
    "verdict": r"(?i)overturn|upheld|should be (?:reversed|authorized|covered)",
    "review in the past": r"(?i)(?:IMR|independent medical review|department)[^.]*\b(?:found|determined|decided that|concluded)\b",
    "panel": r"(?i)of the (?:two|three) reviewers|\bpanel\b",
    "1370.4": r"(?i)more beneficial",
    "credentials": r"(?i)board[- ]certified",
    "header": r"(?i)nature of statutory|final result|^findings:",
    "reference id": r"\b(?:MN|EI|UR)\d\d-\d",
    "year": r"\b2099\b",
}
APPEAL_ITEMS = {
    "date": r"\[DATE\]",
    "plan": r"\[PLAN_NAME\]",
    "member id": r"\[MEMBER_ID\]",
    "reference": r"\[REFERENCE_NUMBER\]",
    "appeal of the decision": r"(?i)appeal",
    "decision's date": r"\[DENIAL_DATE\]",
    "criteria asked for": r"\[CRITERIA_NAME\]",
    "law on reasons": r"Health and Safety Code section 1367\.01\(h\)",
    "law on review": r"Health and Safety Code sections? 13(?:74\.30|70\.4)",
    "delay": r"(?i)\bwait|\bdelay|while (?:this|payment) is open|until you decide",
    "ask": r"(?i)reverse (?:your|the) (?:decision|denial)",
    "deadline": r"within 30 days",
    "tried or open": r"(?i)treatment|other (?:care|places of care)|alternatives|another kind of care|tried",
    "right reserved": r"(?i)reserve the right|gives up any right|may apply",
    "enclosures": r"(?i)^(?:enclos|attach)",
    "signature": r"\[SIGNATURE\]",
}
APPEAL_NEVER = {
    "outcome": r"(?i)overturned|upheld|(?:IMR|independent medical review) (?:found|determined|decided)",
    "addressed to reviewers": r"(?i)dear independent",
    "credentials": r"(?i)board[- ]certified",
    "reviewer's voice": r"(?i)the physician reviewer found|the reviewer determined",
    "threat": r"(?i)\bsue\b|lawsuit|attorney|lawyer|\bcourt\b|\bmedia\b",
    "promise": r"(?i)guarantee|will (?:certainly|definitely|surely)",
    "citation": r"(?i)\bet al\b|\bdoi\b|pmid|nct\d|journal|https?:|www\.",
    "reference id": r"\b(?:MN|EI|UR)\d\d-\d",
}
VOICE_NEVER = {
    "patient": r"\bmy (?:child|patient)\b",
    "parent": r"\bmy patient\b|\bmy health\b|\bI have (?:a history|failed)\b",
    "physician": r"\bmy (?:child|health|doctor|medical record)\b|\bI have a history\b|applies to me\b",
}
LEGAL_NUMBERS = {"30", "6", "3", "1-888-466-2219", "1-877-688-9891", "1367.01", "1374.30", "1370.4"}
NUMBER = re.compile(r"1-8\d\d-\d{3}-\d{4}|\d+(?:[.,]\d+)*")


def unquoted(text: str) -> str:
    return re.sub(r'"[^"]*"', '""', text)


@each
def test_denial_has_every_item_and_nothing_forbidden(ground: str, voice: str, strength: str) -> None:
    for seed in SEEDS:
        view, text, _ = letters(ground, voice, strength, seed)
        missing = [name for name, sign in DENIAL_ITEMS.items() if not re.search(sign, text)]
        assert missing == [], text
        assert re.search(GROUND_WORDS[ground], text), text
        found = [name for name, sign in DENIAL_NEVER.items() if re.search(sign, unquoted(text), re.M)]
        assert found == [], text
        # Once, in the opening: one sentence, or its two halves.
        said = [line for line in unquoted(text).splitlines() if DECISION.search(line)]
        assert len(said) == 1, said
        assert ("[CONTRACT_PROVISION]" in text) == (ground == "experimental"), text
        assert notice(regime="dmhc_commercial", kind="denial", type=view.type) in text
        assert ("your child" in text) == (voice == "parent"), text
        assert 300 <= len(text.split()) <= 750


@each
def test_appeal_has_every_item_and_nothing_forbidden(ground: str, voice: str, strength: str) -> None:
    for seed in SEEDS:
        view, denial, text = letters(ground, voice, strength, seed)
        missing = [name for name, sign in APPEAL_ITEMS.items() if not re.search(sign, text, re.M)]
        assert missing == [], text
        found = [name for name, sign in APPEAL_NEVER.items() if re.search(sign, text, re.M)]
        assert found == [], text
        assert not re.search(VOICE_NEVER[voice], unquoted(text)), text
        assert ("[PATIENT_NAME]" in text) == (voice == "physician"), text
        # The denial's reason stands in it word for word, and it is the sentence with the ground.
        quotes = [quote for quote in re.findall(r'"([^"\n]+)"', text) if quote in denial]
        assert any(re.search(GROUND_WORDS[ground], quote) for quote in quotes), text
        assert 370 <= len(text.split()) <= 1200, (len(text.split()), text)
        # The facts of the view are all there, as they are or with the person changed.
        for fact in view.patient_facts:
            core = re.split(r"(?i)the patient (?:has|was|is|requires) ", fact)[-1].rstrip(".")
            assert core in text, (core, text)


@each
def test_numbers_and_placeholders_come_from_the_view_the_law_and_the_closed_set(
    ground: str, voice: str, strength: str
) -> None:
    for seed in SEEDS:
        view, denial, appeal = letters(ground, voice, strength, seed)
        for text in (denial, appeal):
            free = re.sub(r"(?m)^\d\. ", "", text)  # the numbers of a list are no facts
            allowed = LEGAL_NUMBERS | set(NUMBER.findall(view.text))
            assert set(NUMBER.findall(free)) <= allowed
            assert set(re.findall(r"\[[^\]\n]*\]", text)) <= PLACEHOLDERS
            assert "{" not in text
            assert "\n\n\n" not in text
            assert not re.search(r"\.\.|  |\bNone\b| ,", text), text


def test_parts_of_words_never_flip_a_negation() -> None:
    row = case(
        facts=["Per the medical records, the patient has not tried gabapentin.", "The patient never failed surgery."]
    )
    view = DenialView.from_case(row)
    for seed in range(30):
        axes = replace(sample_axes(view, seed=seed), voice="patient")
        text = write_appeal(AppealView.from_case(row, denial=write_denial(view, axes)), axes)
        assert "not tried gabapentin" in text
        assert '"tried gabapentin' not in text
        assert '"failed surgery' not in text


@pytest.mark.parametrize(
    ("voice", "fact", "said"),
    [
        ("patient", "The patient has a history of gout.", "I have a history of gout"),
        ("parent", "The patient has a history of gout.", "my child has a history of gout"),
        ("physician", "This patient is unable to walk.", "my patient is unable to walk"),
        ("patient", "The patient was in the hospital for 4 days.", "I was in the hospital for 4 days"),
    ],
)
def test_simple_facts_change_their_person(voice: str, fact: str, said: str) -> None:
    row = case(facts=[fact])
    view = DenialView.from_case(row)
    texts = []
    for seed in range(12):
        axes = replace(sample_axes(view, seed=seed), voice=voice)
        texts.append(write_appeal(AppealView.from_case(row, denial="We denied it."), axes))
    assert any(said in text or said[0].upper() + said[1:] in text for text in texts)


@pytest.mark.parametrize(
    "fact",
    [
        "The patient requires a wheelchair for mobility and is non-ambulatory.",
        "The patient has asthma that her doctor treats.",
        "The patient has pain and demonstrates weakness.",
        "Subsequently, the patient had surgery.",
    ],
)
def test_other_facts_are_quoted(fact: str) -> None:
    view = DenialView.from_case(case(facts=[fact]))
    for seed in range(12):
        assert f'"{fact}"' in write_denial(view, sample_axes(view, seed=seed))


def test_literature_is_named_only_if_the_view_has_it() -> None:
    row = case()
    view = DenialView.from_case(row)
    axes = sample_axes(view, seed=1)
    bare = AppealView.from_case(row, denial=write_denial(view, axes))
    assert "the Fictional Spine Guideline" in write_appeal(
        replace(bare, literature=("the Fictional Spine Guideline",)), axes
    )


def test_a_denial_without_a_reason_is_answered_all_the_same() -> None:
    row = case()
    view = AppealView.from_case(row, denial="Dear Member,\n\nWe cannot help you.\n\nSincerely")
    axes = replace(sample_axes(view, seed=4), ground="step_therapy")
    assert GROUNDS["step_therapy"] in write_appeal(view, axes)


def test_an_outcome_in_the_denial_is_not_quoted() -> None:
    leaky = "We denied it because the criteria were not met and the denial should be overturned."
    view = AppealView.from_case(case(), denial=leaky)
    for seed in range(10):
        axes = replace(sample_axes(view, seed=seed), ground="criteria_not_met")
        assert "overturned" not in write_appeal(view, axes)


def _distinct(texts: list[str], size: int) -> float:
    grams = [
        tuple(words[at : at + size])
        for words in (text.split() for text in texts)
        for at in range(len(words) - size + 1)
    ]
    return len(set(grams)) / len(grams)


def test_letters_differ() -> None:
    denials, appeals, openings = [], [], {"denial": set(), "appeal": set()}
    for row in many_cases(66):
        view = DenialView.from_case(row)
        axes = sample_axes(view, seed=7)
        denials.append(write_denial(view, axes))
        appeals.append(write_appeal(AppealView.from_case(row, denial=denials[-1]), axes))
        for kind, text in (("denial", denials[-1]), ("appeal", appeals[-1])):
            body = re.split(r"(?m)^(?:Dear|To (?:the|whom)).*[:,]$", text, maxsplit=1)[1].strip()
            # The first four words, without the service: what a reader would call the same beginning.
            openings[kind].add(" ".join(body.split()[:4]))
    assert len(set(denials)) == len(set(appeals)) == 66
    assert len(openings["denial"]) >= 8
    assert len(openings["appeal"]) >= 8
    # Measured: denials 0.13, appeals 0.15 (66 letters each; most of a letter is law and rights, which must not vary much).
    assert _distinct(denials, 3) > 0.1
    assert _distinct(appeals, 3) > 0.1


def test_the_version_rises_when_a_letter_changes() -> None:
    """A changed grammar, module or legal text under an old version would make two kinds of letters look alike."""
    texts = []
    for row in many_cases(40):
        view = DenialView.from_case(row)
        axes = sample_axes(view, seed=11)
        denial = write_denial(view, axes)
        texts += [denial, write_appeal(AppealView.from_case(row, denial=denial), axes)]
    known = {
        "baseline-grammar@1": ("72614f76e01d29f7", "61dd946c1d602667"),
        "baseline-grammar@2": ("72614f76e01d29f7", "9b22ac6aef53f23c"),  # more checked legal texts
    }
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    assert known[BASELINE_VERSION] == (grammar_sha256()[:16], digest), "raise BASELINE_VERSION and add the hashes here"
