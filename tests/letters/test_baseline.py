"""The rule-based letters: what each must hold under its axes, what none may hold, and that they differ."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from imrdata.letters.axes import (
    COUNTERFACTUAL_REGIMES,
    GROUNDS,
    LENGTHS,
    NOTICES,
    REGIMES,
    REGISTERS,
    VOICES,
    Axes,
    sample_axes,
)
from imrdata.letters.baseline import BASELINE_VERSION, LEGAL_HOOKS, grammar_sha256, write_appeal, write_denial
from imrdata.letters.facts import FactsSheet, narrowed
from imrdata.letters.placeholders import PLACEHOLDERS
from imrdata.letters.statutory import notice
from imrdata.letters.views import AppealView, DenialView

from .conftest import FACTS, REQUESTS, case, many_cases

ALL_REGIMES = (*REGIMES, *COUNTERFACTUAL_REGIMES)
AGES = {"patient": "41-50", "parent": "0-10", "spouse": "65+", "physician": "51-64"}
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


def pair(axes: Axes, strength: str) -> tuple[DenialView, str, str]:
    """Write a denial and its appeal of a fictional case of some strength."""
    kind = {"experimental": "Experimental/Investigational", "not_emergency": "Urgent Care"}.get(
        axes.ground, "Medical Necessity"
    )
    row = case(**{"type": kind, "age_range": AGES[axes.voice], **STRENGTHS[strength]})
    view = DenialView.from_case(row)
    denial = write_denial(view, axes)
    return view, denial, write_appeal(AppealView.from_case(row, denial=denial), axes)


def some(**fixed: str) -> Iterator[tuple[Axes, str]]:
    """Yield axes and strengths in which every option of every other axis occurs, several times."""
    others = {
        "ground": tuple(GROUNDS),
        "regime": ALL_REGIMES,
        "notice": tuple(NOTICES),
        "voice": tuple(VOICES),
        "length": tuple(LENGTHS),
        "register": tuple(REGISTERS),
        "strength": tuple(STRENGTHS),
    }
    for number in range(36):
        # Steps without a common divisor, so that no two axes go round together.
        drawn = {
            name: options[(number * step + number // len(options)) % len(options)]
            for (name, options), step in zip(others.items(), (1, 1, 2, 1, 1, 1, 5), strict=True)
        } | fixed
        strength = drawn.pop("strength")
        yield Axes(ground_source="sampled", seed=number, **drawn), strength


each_regime = pytest.mark.parametrize("regime", ALL_REGIMES)
each_notice = pytest.mark.parametrize("notice_kind", NOTICES)
each_voice = pytest.mark.parametrize("voice", VOICES)
each_ground = pytest.mark.parametrize("ground", GROUNDS)

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
    "more may be sent": r"(?i)\bsend\b",
    "reviewer": r"\[REVIEWER_NAME\], \[REVIEWER_TITLE\]",
    "reviewer's phone": r"\[REVIEWER_PHONE\]",
    "expedited": r"(?i)expedited",
    "language": r"(?i)interpreter|translat|another language|your language",
    "signature": r"\[SIGNATURE\]",
}
GROUND_WORDS = {
    "criteria_not_met": r"(?i)criteria",
    "step_therapy": r"(?i)tried first",
    "insufficient_documentation": r"(?i)records[^.]*not enough|not receive enough clinical records|could not find the clinical",
    "lower_level_adequate": r"(?i)less intensive",
    "experimental": r"(?i)experimental or investigational",
    "not_emergency": r"(?i)emergency or urgent care",
}
DOORS = {
    "dmhc_commercial": r"Independent Medical Review[^$]*1-888-466-2219",
    "medi_cal_managed_care": r"State Hearing[^$]*Independent Medical Review|Independent Medical Review[^$]*State Hearing",
    "cdi": r"California Department of Insurance",
    "erisa_self_funded": r"ERISA[^$]*external review",
    "aca_marketplace": r"external review",
}
#: What the letters of a regime may not name: the rights of the others.
FOREIGN = {
    "dmhc_commercial": r"State Hearing|ERISA|Department of Insurance|external review|Medi-Cal",
    "medi_cal_managed_care": r"ERISA|Department of Insurance|external review",
    "cdi": r"State Hearing|ERISA|Managed Health Care|Health and Safety|DMHC|Medi-Cal|external review",
    "erisa_self_funded": r"State Hearing|Department of Insurance|Managed Health Care|Health and Safety|DMHC|Medi-Cal",
    "aca_marketplace": r"State Hearing|ERISA|Department of Insurance|Managed Health Care|Health and Safety|DMHC|Medi-Cal",
}
NOTICE_WORDS = {
    "first_denial": r"(?i)\bden(?:y|ied|ying)\b",
    "modification": r"(?i)cannot approve|not able to approve[^$]*approved",
    "final_internal": r"(?i)final decision[^$]*|our decision to deny",
    "pharmacy": r"pharmacy benefit",
    "medical_group": r"(?i)medical group[^$]*\[PLAN_NAME\]",
}
#: Said once in a denial: the decision.
DECISION = re.compile(r"\b(?:den(?:y|ied|ying)|denial)\b|\b(?:cannot|not able to) approve\b", re.I)

DENIAL_NEVER = {
    "third-person plan": r"(?i)\bthe (?:health )?plan (?:has )?(?:denied|determined|found)",
    "necessity": r"(?i)\b(?:is|are|was) medically necessary",
    "verdict": r"(?i)overturn|should be (?:reversed|authorized|covered)",
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
    "delay": r"(?i)\bwait|\bdelay|while|as long as|until",
    "ask": r"(?i)reverse (?:your|the) decision",
    "deadline": r"within 30 days",
    "tried or open": r"(?i)treatment|other (?:care|places of care)|alternatives|another kind of care|tried",
    "right reserved": r"(?i)(?:reserve|keep) (?:the|all)|any right|no right|I may|remains? open|under ERISA",
    "enclosures": r"(?i)^(?:enclos|attach)",
    "signature": r"\[SIGNATURE\]",
}
APPEAL_NEVER = {
    "outcome": r"(?i)overturned|(?:IMR|independent medical review) (?:found|determined|decided)",
    "addressed to reviewers": r"(?i)dear independent",
    "credentials": r"(?i)board[- ]certified",
    "reviewer's voice": r"(?i)the physician reviewer found|the reviewer determined",
    "threat": r"(?i)\bsue\b|lawsuit|attorney|lawyer|\bcourt\b|\bmedia\b",
    "promise": r"(?i)guarantee|will (?:certainly|definitely|surely)",
    "citation": r"(?i)\bet al\b|\bdoi\b|pmid|nct\d|journal|https?:|www\.",
    "reference id": r"\b(?:MN|EI|UR)\d\d-\d",
}
VOICE_NEVER = {
    "patient": r"\bmy (?:child|son|daughter|patient|wife|husband|spouse)\b",
    "parent": r"\bmy (?:patient|wife|husband|spouse|health)\b|\bI have (?:a history|failed)\b|applies to me\b",
    "spouse": r"\bmy (?:patient|child|son|daughter|health)\b|\bI have (?:a history|failed)\b|applies to me\b",
    "physician": r"\bmy (?:child|son|daughter|wife|husband|health|doctor|medical record)\b|\bI have a history\b|applies to me\b",
}
NUMBER = re.compile(r"1-8\d\d-\d{3}-\d{4}|\d+(?:[.,]\d+)*")
#: Numbers that a letter may hold besides those of the view and of the legal texts: what it asks for, and sections.
ASKED = {
    "30",
    "72",
    "1-888-466-2219",
    "1-877-688-9891",
    "1367.01",
    "1374.30",
    "1370.4",
    "29",
    "2560.503",
    "1",
    "45",
    "147.136",
}


def unquoted(text: str) -> str:
    return re.sub(r'"[^"]*"', '""', text)


@each_regime
@each_notice
def test_denial_has_every_item_and_nothing_forbidden(regime: str, notice_kind: str) -> None:
    for axes, strength in some(regime=regime, notice=notice_kind):
        view, text, _ = pair(axes, strength)
        said = f"{axes} {strength}\n{text}"
        missing = [name for name, sign in DENIAL_ITEMS.items() if not re.search(sign, text)]
        assert missing == [], said
        assert re.search(GROUND_WORDS[axes.ground], text), said
        assert re.search(NOTICE_WORDS[notice_kind], text), said
        assert re.search(DOORS[regime], text), said
        assert not re.search(FOREIGN[regime], text), said
        found = [name for name, sign in DENIAL_NEVER.items() if re.search(sign, unquoted(text), re.M)]
        assert found == [], said
        # Once, in the opening: one sentence.
        decisions = [line for line in unquoted(text).splitlines() if DECISION.search(line)]
        assert len(decisions) == 1, said
        assert ("approved [DETAILS_NEEDED]" in text or "approved the following" in text or "approved this" in text) == (
            notice_kind == "modification"
        ), said
        assert ("[CONTRACT_PROVISION]" in text) == (axes.ground == "experimental"), said
        law = notice(regime=regime, kind="denial", type=view.type, notice_kind=notice_kind)
        assert law in text
        assert ("your child" in text) == (axes.voice == "parent"), said
        # A way to dispute it inside the plan, unless this was the last one.
        file = r"(?i)(?<!do not have to )\bfil(?:e|ing)\b[^.]*(?:grievance|appeal)|right to appeal"
        assert bool(re.search(file, text.replace(law, ""))) == (notice_kind != "final_internal"), said


@each_regime
@each_voice
def test_appeal_has_every_item_and_nothing_forbidden(regime: str, voice: str) -> None:
    for axes, strength in some(regime=regime, voice=voice):
        view, denial, text = pair(axes, strength)
        said = f"{axes} {strength}\n{text}"
        missing = [name for name, sign in APPEAL_ITEMS.items() if not re.search(sign, text, re.M)]
        assert missing == [], said
        found = [name for name, sign in APPEAL_NEVER.items() if re.search(sign, text, re.M)]
        assert found == [], said
        assert not re.search(VOICE_NEVER[voice], unquoted(text)), said
        assert not re.search(FOREIGN[regime], text), said
        assert ("[PATIENT_NAME]" in text) == (voice == "physician"), said
        # The denial's reason stands in it word for word, and it is the sentence with the ground.
        quotes = [quote for quote in re.findall(r'"([^"\n]+)"', text) if quote in denial]
        assert any(re.search(GROUND_WORDS[axes.ground], quote) for quote in quotes), said
        assert 400 <= len(text.split()) <= 1200, (len(text.split()), said)
        # The facts of the view are all there, as they are or with the person changed.
        for fact in view.patient_facts:
            words = set(re.findall(r"[a-z]{5,}", fact.lower())) - {"patient", "still", "requires", "medical", "records"}
            assert words <= set(re.findall(r"[a-z]+", text.lower())), (words, said)


@each_regime
def test_law_is_cited_from_the_closed_list_only(regime: str) -> None:
    hooks = sorted(LEGAL_HOOKS[regime], key=len, reverse=True)
    cited = 0
    for axes, strength in some(regime=regime):
        _, denial, appeal = pair(axes, strength)
        for hook in hooks:
            cited += appeal.count(hook)
            appeal = appeal.replace(hook, "")
        for text in (
            appeal,
            denial.replace("a federal law called ERISA", "").replace("the federal law called ERISA", ""),
        ):
            assert not re.search(r"(?i)\bsections? \d|\bcode\b|\bCFR\b|\bCCR\b|\bERISA\b|\b§", text), text
    assert bool(cited) == bool(hooks)


@each_ground
def test_numbers_and_placeholders_come_from_the_view_the_law_and_the_closed_set(ground: str) -> None:
    for axes, strength in some(ground=ground):
        view, denial, appeal = pair(axes, strength)
        law = notice(regime=axes.regime, kind="denial", type=view.type, notice_kind=axes.notice)
        for text in (denial, appeal):
            free = re.sub(r"(?m)^\d\. ", "", text)  # the numbers of a list are no facts
            allowed = ASKED | set(NUMBER.findall(view.text)) | set(NUMBER.findall(law))
            assert set(NUMBER.findall(free)) <= allowed, (set(NUMBER.findall(free)) - allowed, text)
            assert set(re.findall(r"\[[^\]\n]*\]", text)) <= PLACEHOLDERS
            assert not re.search(r"[{}<>|]", text.replace(" | ", "")), text
            assert "\n\n\n" not in text
            assert not re.search(r"(?<!\.)\.\.(?!\.)|  |\bNone\b| ,|\bfor for\b|\ba an?\b", text), text


def test_deadlines_are_said_by_the_legal_texts_alone() -> None:
    """A time limit is law: the grammar may not know one, whatever regime it writes for."""
    for axes, strength in some():
        view, denial, _ = pair(axes, strength)
        law = notice(regime=axes.regime, kind="denial", type=view.type, notice_kind=axes.notice)
        own = denial.replace(law, "") if law else denial
        for fact in view.patient_facts:
            own = own.replace(fact.rstrip(".").split(" for ")[-1], "")
        assert not re.search(
            r"(?i)\b(?:\d+|three|six|thirty|sixty) (?:calendar |business )?(?:days?|months?|hours?)\b", own
        ), own


def test_parts_of_words_never_flip_a_negation() -> None:
    row = case(
        facts=["Per the medical records, the patient has not tried gabapentin.", "The patient never failed surgery."]
    )
    view = DenialView.from_case(row)
    for seed in range(30):
        axes = replace(sample_axes(view, seed=seed), voice="patient")
        text = write_appeal(AppealView.from_case(row, denial=write_denial(view, axes)), axes)
        assert "I have not tried gabapentin" in text
        assert "I never failed surgery" in text
        assert not re.search(r"(?<!not )\btried gabapentin|(?<!never )\bfailed surgery", text)
        # Nothing was tried, so nothing may be called so.
        assert "tried already" not in text


def test_what_was_tried_is_said_where_the_record_says_it() -> None:
    row = case(facts=["The patient has gout.", "She has failed colchicine."], patient_gender="Female")
    view = DenialView.from_case(row)
    for seed in range(12):
        axes = replace(sample_axes(view, seed=seed), voice="spouse")
        text = write_appeal(AppealView.from_case(row, denial=write_denial(view, axes)), axes)
        assert re.search(r"(?:[Mm]y wife|She) has failed colchicine", text)


def test_step_therapy_does_not_pass_over_what_was_tried() -> None:
    tried = DenialView.from_case(case(facts=["The patient has failed methotrexate."]))
    for seed in range(20):
        axes = replace(sample_axes(tried, seed=seed), ground="step_therapy")
        text = write_denial(tried, axes)
        assert "have no record that this was done" not in text
        assert re.search(r"(?i)treatments? (?:that came before|were tried|in your records)", text), text


@pytest.mark.parametrize(
    ("voice", "fact", "said"),
    [
        ("patient", "The patient has a history of gout.", "I have a history of gout"),
        ("parent", "The patient has a history of gout.", "my daughter has a history of gout"),
        ("spouse", "She takes allopurinol and has two tophi.", "my wife takes allopurinol and has two tophi"),
        ("physician", "This patient is unable to walk.", "my patient is unable to walk"),
        ("patient", "The patient was in the hospital for 4 days.", "I was in the hospital for 4 days"),
    ],
)
def test_facts_change_their_person(voice: str, fact: str, said: str) -> None:
    row = case(facts=[fact])
    view = DenialView.from_case(row)
    for seed in range(12):
        axes = replace(sample_axes(view, seed=seed), voice=voice)
        text = write_appeal(AppealView.from_case(row, denial="We denied it."), axes)
        assert said in text or said[0].upper() + said[1:] in text


@pytest.mark.parametrize(
    "fact",
    [
        "His father reports that he himself was the shortest boy in his class.",
        "The patient has asthma that her doctor treats.",
        "The patient is 78 years old and lives with her daughter.",
        "Subsequently, the patient had surgery.",
    ],
)
def test_facts_that_may_be_somebody_elses_are_quoted(fact: str) -> None:
    view = DenialView.from_case(case(facts=[fact]))
    for seed in range(12):
        assert f'"{fact}"' in write_denial(view, sample_axes(view, seed=seed))


def test_the_stated_reason_is_given_and_answered() -> None:
    ground = (
        "The Health Plan denied it because the enrollee had not completed a trial of cyclosporine, which it prefers."
    )
    row = case(hidden=[("plan_ground", ground)])
    view = DenialView.from_case(row)
    for seed in range(12):
        axes = sample_axes(view, seed=seed)
        assert axes.ground == "step_therapy"
        denial = write_denial(view, axes)
        assert "you had not completed a trial of cyclosporine." in denial
        assert "cyclosporine" in write_appeal(AppealView.from_case(row, denial=denial), axes)


def test_literature_is_named_only_if_the_view_has_it() -> None:
    row = case()
    view = DenialView.from_case(row)
    axes = sample_axes(view, seed=1)
    bare = AppealView.from_case(row, denial=write_denial(view, axes))
    name = "the Fictional Spine Guideline"
    assert name not in write_appeal(bare, axes)
    assert name in write_appeal(replace(bare, literature=(name,)), axes)


def test_a_reduced_appeal_holds_nothing_that_its_sheet_and_denial_do_not() -> None:
    evidence = ("evidence", "The American College of Fictional Medicine recommends this.")
    row = case(facts=[*FACTS[2:], "The patient takes zonisamide 300 mg."], hidden=[evidence])
    for seed in range(8):
        denial = "We denied it because our criteria, [CRITERIA_NAME], are not met."
        full = AppealView.from_case(row, denial=denial)
        axes = sample_axes(DenialView.from_case(row), seed=seed)
        sheet = FactsSheet.from_view(full).reduced(seed=seed)
        text = write_appeal(narrowed(full, sheet), axes)
        kept = " ".join(fact.text for fact in sheet.of("history"))
        for sign in ("naproxen", "gabapentin", "3 years", "4 days", "CPAP", "melanoma", "zonisamide"):
            assert (sign in text) == (sign in kept), (sign, text)
        assert "Fictional Medicine" not in text
        assert "[DETAILS_NEEDED]" in text


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


def test_letters_differ() -> None:
    denials, appeals, openings = [], [], {"denial": set(), "appeal": set()}
    for row, (axes, _) in zip(many_cases(66), itertools.cycle(some()), strict=False):
        view = DenialView.from_case(row)
        drawn = replace(sample_axes(view, seed=7), length=axes.length, register=axes.register, regime=axes.regime)
        denials.append(write_denial(view, drawn))
        appeals.append(write_appeal(AppealView.from_case(row, denial=denials[-1]), drawn))
        for kind, text in (("denial", denials[-1]), ("appeal", appeals[-1])):
            body = re.split(r"(?m)^(?:Dear|To (?:the|whom|\[)).*[:,]$", text, maxsplit=1)[1].strip()
            # The first four words, without the service: what a reader would call the same beginning.
            openings[kind].add(" ".join(body.split()[:4]))
    assert len(set(denials)) == len(set(appeals)) == 66
    assert len(openings["denial"]) >= 25
    assert len(openings["appeal"]) >= 20


def test_a_letter_is_the_same_every_time_and_another_under_another_seed() -> None:
    row = many_cases(3)[2]
    view = DenialView.from_case(row)
    first, again, other = (sample_axes(view, seed=seed) for seed in (3, 3, 4))
    assert write_denial(view, first) == write_denial(view, again) != write_denial(view, replace(first, seed=other.seed))


def test_the_version_rises_when_a_letter_changes() -> None:
    """A changed grammar, module or legal text under an old version would make two kinds of letters look alike."""
    texts = []
    for row, (drawn, _) in zip(many_cases(40), itertools.cycle(some()), strict=False):
        view = DenialView.from_case(row)
        axes = replace(sample_axes(view, seed=11), regime=drawn.regime, length=drawn.length, register=drawn.register)
        denial = write_denial(view, axes)
        texts += [denial, write_appeal(AppealView.from_case(row, denial=denial), axes)]
    known = {"baseline-grammar@4": ("d18636cc68e7d79b", "f0139e0c38e50d85")}
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    assert known[BASELINE_VERSION] == (grammar_sha256()[:16], digest), "raise BASELINE_VERSION and add the hashes here"


def test_a_service_with_a_name_like_a_list_is_named_once() -> None:
    """Said in full in two places, it was taken for a loop."""
    parts = "the left and right upper eyelids, the left and right lower eyelids, the left and right cheeks"
    asked = f"A patient has requested laser resurfacing of {parts}, the neck and the backs of both hands."
    row = case(request=(asked,))
    view = DenialView.from_case(row)
    for seed in range(12):
        axes = sample_axes(view, seed=seed)
        denial = write_denial(view, axes)
        for text in (denial, write_appeal(AppealView.from_case(row, denial=denial), axes)):
            assert text.lower().count("laser resurfacing of the left and right upper eyelids") == 1
            assert "the requested service" in text
