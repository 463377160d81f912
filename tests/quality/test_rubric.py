"""The rubric's rules on letters written by hand, in styles that are not the baseline's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.errors import ImrDataError
from imrdata.letters.axes import COUNTERFACTUAL_REGIMES, GROUNDS, NOTICES, REGIMES, VOICES
from imrdata.letters.statutory import notice, statutory_texts
from imrdata.quality.rubric import (
    RUBRIC_SCHEMA,
    RUBRIC_TOTALS_SCHEMA,
    rubric_items,
    rubric_sha256,
    rubric_totals,
    score_rubric,
)
from imrdata.quality.rubric_rules.administrative import ADMINISTRATIVE_RULES
from imrdata.quality.rubric_rules.appeal import APPEAL_RULES
from imrdata.quality.rubric_rules.denial import DENIAL_RULES
from imrdata.quality.rubric_rules.grounds import GROUND_WORDS, TAKES_UP
from imrdata.quality.rubric_rules.reading import Reading

LETTERS = {
    one["name"]: one
    for file in ("rubric_letters.toml", "rubric_letters_second.toml", "rubric_letters_third.toml")
    for one in tomllib.loads((Path(__file__).parent / file).read_text(encoding="utf-8"))["letter"]
}
#: Found where the letter holds nothing of the kind, so that taking words away can't lose them.
BY_ABSENCE = {"denial_placeholders_closed", "appeal_evidence_grounded", "appeal_hook_fits", "appeal_tone"}


def row(name: str) -> dict[str, Any]:
    """Return a letter with its axes and sources, as one row."""
    one = LETTERS[name]
    answered = one.get("answers")
    block = notice(regime=one["regime"], kind="denial", type=one["type"], notice_kind=one["notice"])
    return {
        "letter_id": name,
        "kind": one["kind"],
        "text": one["text"].replace("@NOTICE@", block),
        "view_text": LETTERS[answered or name]["view_text"],
        "denial_text": row(answered)["text"] if answered else one.get("denial"),
        **{key: one[key] for key in ("regime", "notice", "ground", "voice", "type", "view_strength")},
    }


def score(*rows: dict[str, Any]) -> pl.DataFrame:
    return score_rubric(pl.DataFrame(list(rows), infer_schema_length=None))


def states(one: dict[str, Any]) -> dict[str, str]:
    return dict(score(one).select("item", "state").iter_rows())


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_meets_what_a_reader_finds_in_it(name: str) -> None:
    scores = score(row(name))
    unmet = scores.filter(pl.col("state") == "not_met")
    expected = set(LETTERS[name]["lacks"]) ^ set(LETTERS[name].get("differs", ()))
    assert set(unmet["item"]) == expected, unmet.select("item", "reason").rows()


def test_every_item_has_one_rule_and_is_met_and_not_met_by_some_letter() -> None:
    rules = {*DENIAL_RULES, *APPEAL_RULES, *ADMINISTRATIVE_RULES}
    items = {item.id: item for kind in ("denial", "appeal") for item in rubric_items(kind)}
    assert rules == {name for name, item in items.items() if not item.texts}
    scores = score(*map(row, LETTERS))
    seen = {(item, state) for item, state in scores.select("item", "state").iter_rows()}
    for name in items:
        if name in ("denial_dmhc_statement", "admin_codes", "admin_codes_appeal"):
            continue  # below
        assert (name, "met") in seen, name
        if name not in ("denial_placeholders_closed", "denial_second_door", "denial_notice_kind", "denial_reason_concise",
                        "admin_duration", "admin_duration_appeal", "appeal_voice"):  # fmt: skip
            assert (name, "not_met") in seen or name in ("denial_decision", "denial_reason", "appeal_history"), name


def test_every_ground_has_words() -> None:
    assert set(GROUND_WORDS) == set(TAKES_UP) == set(GROUNDS)


@pytest.mark.parametrize("name", LETTERS)
def test_without_its_evidence_an_item_is_not_met(name: str) -> None:
    """Take away the found words, again and again: in the end nothing is left that could be found."""
    rules = {**DENIAL_RULES, **APPEAL_RULES, **ADMINISTRATIVE_RULES}
    met = score(row(name)).filter((pl.col("state") == "met") & pl.col("span_start").is_not_null())
    for item in met["item"]:
        if item in BY_ABSENCE or item not in rules:
            continue
        cut = row(name)
        for _ in range(60):
            reading = Reading(cut)
            found = rules[item](reading)
            if found.state != "met":
                break
            assert found.span is not None
            start, end = reading.as_written(found.span)
            cut["text"] = cut["text"][:start] + "\n\n" + cut["text"][end:]
        assert found.state != "met", (item, cut["text"])


@pytest.mark.parametrize("name", LETTERS)
def test_spans_are_code_points_of_the_text_as_written(name: str) -> None:
    """A letter with characters of several bytes before the evidence gives the same words."""
    one = row(name)
    shifted = {**one, "text": "“¡Ñ—😀”\n\n" + one["text"].replace("'", "’")}
    for plain, moved in zip(score(one).iter_rows(named=True), score(shifted).iter_rows(named=True), strict=True):
        assert plain["state"] == moved["state"], (plain, moved)
        if plain["span_start"] is not None:
            first = one["text"][plain["span_start"] : plain["span_end"]]
            second = shifted["text"][moved["span_start"] : moved["span_end"]]
            assert first.replace("'", "’") == second.replace("'", "’")


# --- what applies, and what can be measured --------------------------------------------------------------------------


def test_what_hangs_on_an_unchecked_text_leaves_the_denominator() -> None:
    good = row("hmo in plain words")
    scores = score(good)
    unmeasured = scores.filter(pl.col("state") == "unmeasured")
    assert unmeasured.select("item", "reason").rows() == [("denial_dmhc_statement", "no checked text: dmhc_notice")]
    total = rubric_totals(scores).row(0, named=True)
    assert (total["unmeasured"], total["score"]) == (4, 1.0)
    # 4 unmeasured; the contract's provision (5), the second door (2) and the notice kind (2) do not apply.
    assert (total["met"], total["measurable"], total["not_applicable"]) == (87, 87, 9)
    # In Medi-Cal, how fast an expedited decision comes is in no checked text.
    assert states(row("medical group for medi-cal, clipped"))["denial_expedited_time"] == "unmeasured"


def test_a_checked_text_counts_word_for_word_only() -> None:
    good = row("hmo in plain words")
    assert states(good)["denial_imr_deadline"] == "met"
    text = next(
        t.text for t in statutory_texts(regime="dmhc_commercial", kind="denial", type=None) if t.id == "imr_deadline"
    )
    other = {**good, "text": good["text"].replace(text, text.replace("6 months", "9 months"))}
    assert states(other)["denial_imr_deadline"] == "not_met"
    quoted = {**good, "text": good["text"].replace(text, text.replace(" ", "  ").upper())}
    assert states(quoted)["denial_imr_deadline"] == "met"  # the normal form is compared


@pytest.mark.parametrize(
    ("column", "item"),
    [
        ("view_text", "denial_service"),
        ("view_text", "denial_member_facts"),
        ("view_strength", "denial_member_facts"),
        ("ground", "denial_reason_ground"),
        ("ground", "denial_contract_provision"),
        ("regime", "denial_imr"),
        ("notice", "denial_grievance"),
        ("notice", "denial_imr_deadline"),
    ],
)
def test_what_is_not_known_is_unmeasured(column: str, item: str) -> None:
    one = row("hmo in plain words")
    assert states({**one, column: None})[item] == "unmeasured"
    del one[column]
    assert states(one)[item] == "unmeasured"


def test_an_unknown_option_is_never_met() -> None:
    one = row("patient, a story")
    for item, state in states({**one, "ground": "moon", "voice": "moon", "regime": "moon"}).items():
        if item in (
            "appeal_reason_is_ground",
            "appeal_answers_ground",
            "appeal_writer",
            "appeal_hook",
            "appeal_hook_fits",
        ):
            assert state == "unmeasured"


def test_notice_kinds_and_regimes_ask_for_different_items() -> None:
    final = states(row("final decision on a grievance, formal"))
    assert {final[name] for name in ("denial_grievance", "denial_grievance_how", "denial_grievance_when")} == {
        "not_applicable"
    }
    assert (final["denial_contract_provision"], final["denial_notice_kind"]) == ("met", "met")
    assert states(row("hmo in plain words"))["denial_second_door"] == "not_applicable"
    assert states(row("medical group for medi-cal, clipped"))["denial_second_door"] == "met"
    foreign = {**row("hmo in plain words"), "regime": "erisa_self_funded"}
    assert states(foreign)["denial_imr"] == "not_applicable"
    assert states(foreign)["denial_second_door"] == "not_met"


# --- single rules ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "item", "state"),
    [
        ("We have denied your request.", "denial_decision", "met"),
        ("We are unable to authorize the stay.", "denial_decision", "met"),
        ("Your request for the scan was not approved.", "denial_decision", "met"),
        ("If we deny your request, you can appeal.", "denial_decision", "not_met"),
        ("You may appeal this denial of your request.", "denial_decision", "not_met"),
        ("NOTICE OF DENIAL", "denial_decision", "not_met"),
        ("We have denied it. We also approve the other scan that you asked for.", "denial_decision_once", "not_met"),
        ("We can't approve it. Again: we can't approve it.", "denial_decision_once", "not_met"),
        ("We can't approve it. We denied it because the guideline is not met.", "denial_decision_once", "met"),
        ("An IMR has found the care was needed.", "denial_imr", "not_met"),
        ("You can apply for an IMR.", "denial_imr", "met"),
        ("We used a free app.", "denial_criteria_free", "not_met"),
        ("Fill in [Your Name] or [INSERT DATE] here.", "denial_placeholders_closed", "not_met"),
        ("Born 3/4/1990. We can't approve your request.", "denial_date", "not_met"),
        ("March 4, 2025. We can't approve your request.", "denial_date", "met"),
    ],
)
def test_a_denial_is_read_by_what_it_says(sentence: str, item: str, state: str) -> None:
    one = {**row("a bad denial"), "text": f"Dear Member,\n\n{sentence}"}
    if item == "denial_date":
        one["text"] = sentence
    assert states(one)[item] == state


@pytest.mark.parametrize(
    ("sentence", "item", "state"),
    [
        ("Under ERISA I may sue.", "appeal_hook_fits", "not_met"),
        ("I can ask for a State Hearing.", "appeal_hook_fits", "not_met"),
        ("I can ask for an Independent Medical Review.", "appeal_hook", "met"),
        ("See Smith et al. (2019).", "appeal_evidence_grounded", "not_met"),
        ("You are heartless crooks.", "appeal_tone", "not_met"),
        ("You MUST PAY NOW for this.", "appeal_tone", "not_met"),
        ("My patient needs this.", "appeal_voice", "not_met"),
        ("Please pay for the scan.", "appeal_ask", "not_met"),
        ("Please reverse the denial and pay for the scan.", "appeal_ask", "met"),
        ("I used CPT 72148 for it.", "admin_codes_appeal", "not_met"),
    ],
)
def test_an_appeal_is_read_by_what_it_says(sentence: str, item: str, state: str) -> None:
    assert states({**row("a bad appeal"), "text": f"Dear Appeals Team,\n\n{sentence}\n"})[item] == state


def test_codes_count_only_where_the_view_or_the_denial_has_them() -> None:
    one = row("patient, a story")
    assert states(one)["admin_codes_appeal"] == "not_applicable"
    coded = {**one, "text": one["text"] + "\nCPT code 72148", "view_text": one["view_text"] + "\nCPT code 72148"}
    assert states(coded)["admin_codes_appeal"] == "met"


def test_a_quotation_of_something_else_does_not_quote_the_denial() -> None:
    one = row("patient, a story")
    other = one["text"].replace(
        "They do not show what the guideline asks for, so the criteria are not met.",
        "Computer says no to everything that you ask.",
    )
    found = states({**one, "text": other})
    assert (found["appeal_reason_quoted"], found["appeal_reason_is_ground"]) == ("not_met", "not_met")


# --- the frame -------------------------------------------------------------------------------------------------------


def test_the_score_of_a_letter_does_not_depend_on_its_neighbours_or_the_order() -> None:
    rows = [row(name) for name in LETTERS]
    together = score(*rows)
    assert together.schema == RUBRIC_SCHEMA
    assert together.equals(pl.concat([score(one) for one in rows]))
    assert score(*reversed(rows)).sort("letter_id", "item").equals(together.sort("letter_id", "item"))
    totals = rubric_totals(together)
    assert totals.schema == RUBRIC_TOTALS_SCHEMA
    for total in totals.iter_rows(named=True):
        assert total["measurable"] + total["unmeasured"] + total["not_applicable"] == 100
        assert total["met"] <= total["measurable"]


def test_sources_are_joined_by_letter_and_letters_win() -> None:
    one = row("hmo in plain words")
    sources = pl.DataFrame(
        [{"letter_id": one["letter_id"], "view_text": one.pop("view_text"), "ground": "experimental"}]
    )
    scores = score_rubric(pl.DataFrame([one], infer_schema_length=None), sources=sources)
    assert dict(scores.select("item", "state").iter_rows())["denial_service"] == "met"
    assert dict(scores.select("item", "state").iter_rows())["denial_reason_ground"] == "met"


@pytest.mark.parametrize(
    ("frame", "match"),
    [
        ({"letter_id": ["a"], "kind": ["denial"]}, "no column text"),
        ({"letter_id": ["a"], "kind": ["ballad"], "text": ["x"]}, "'ballad'"),
        ({"letter_id": ["a", "a"], "kind": ["denial"] * 2, "text": ["x"] * 2}, "twice in letters"),
    ],
)
def test_letters_that_cannot_be_scored_are_errors(frame: dict[str, list[str]], match: str) -> None:
    with pytest.raises(ImrDataError, match=match):
        score_rubric(pl.DataFrame(frame))


def test_no_letters_give_empty_frames() -> None:
    none = pl.DataFrame(schema={"letter_id": pl.String, "kind": pl.String, "text": pl.String})
    assert score_rubric(none).schema == RUBRIC_SCHEMA
    assert rubric_totals(score_rubric(none)).schema == RUBRIC_TOTALS_SCHEMA


def test_the_version_of_a_score_is_the_hash_of_the_items() -> None:
    assert len(rubric_sha256()) == 64


@given(
    st.text(max_size=300),
    st.sampled_from(("denial", "appeal")),
    st.sampled_from((*REGIMES, *COUNTERFACTUAL_REGIMES, None)),
    st.sampled_from((*NOTICES, None)),
    st.sampled_from((*GROUNDS, None)),
    st.sampled_from((*VOICES, None)),
    st.none() | st.text(max_size=80),
    st.none() | st.text(max_size=80),
)
def test_any_text_can_be_scored(
    text: str, kind: str, regime: str | None, notice_kind: str | None, ground: str | None, voice: str | None,
    view: str | None, denial: str | None,
) -> None:  # fmt: skip
    one = {
        "letter_id": "a", "kind": kind, "text": text, "regime": regime, "notice": notice_kind, "ground": ground,
        "voice": voice, "view_text": view, "denial_text": denial, "view_strength": "facts", "type": None,
    }  # fmt: skip
    scores = score_rubric(pl.DataFrame([one], schema_overrides=dict.fromkeys(one, pl.String)))
    assert scores["item"].to_list() == [item.id for item in rubric_items(kind)]
    assert set(scores["state"]) <= {"met", "not_met", "unmeasured", "not_applicable"}
    for found in scores.iter_rows(named=True):
        assert found["state"] == "met" or found["reason"]
        if found["span_start"] is not None:
            assert 0 <= found["span_start"] < found["span_end"] <= len(text)
