"""What a judge's answers come to: quotations are looked up, orders compared, and nothing counts that can't be shown."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.letters.views import AppealView, DenialView, JudgeView
from imrdata.llm.clients.strict_schema import strict_schema
from imrdata.quality.check import VERDICT_SCHEMA
from imrdata.quality.judge import (
    JUDGEMENT_SCHEMA,
    ORDERS,
    judge_schema,
    judge_verdicts,
    judge_view,
    judged_items,
    no_answer,
    read_judgement,
)
from tests.letters.conftest import case

LETTER = "We cannot approve the bed.\nYour records do not show a wound, and the rules ask for one."
PLACE: dict[str, Any] = {"letter_id": "a", "judge": "m", "order": "listed", "repeat": 0, "request_key": "k"}


def said(verdict: str, quote: str | None = "records do not show", item: str = "tone") -> dict[str, Any]:
    return {"item": item, "quote": quote, "reason": "It says so plainly.", "verdict": verdict}


def read(*verdicts: dict[str, Any], items: tuple[str, ...] = ("tone",)) -> list[dict[str, Any]]:
    text = json.dumps({"verdicts": list(verdicts)})
    return read_judgement(text, "stop", letter=LETTER, items=dict.fromkeys(items, "…"), **PLACE)


def test_a_quotation_is_found_where_it_stands_across_lines() -> None:
    (row,) = read(said("met", "the bed. Your records"))
    assert LETTER[row["span_start"] : row["span_end"]] == "the bed.\nYour records"
    assert (row["said"], row["problem"]) == ("met", "")


@pytest.mark.parametrize(
    ("verdict", "problem"),
    [
        (said("met", "Your records show a wound"), "its quotation is not in the letter"),
        (said("met", "your Records do not show"), "its quotation is not in the letter"),
        (said("not_met", "we are sorry to say"), "its quotation is not in the letter"),
        (said("met", None), "it is met on fewer than 3 words"),
        (said("partly", "the bed."), "it is partly on fewer than 3 words"),
        (said("met", item="other"), "the answer has 0 verdicts on it"),
    ],
)
def test_what_can_not_be_shown_does_not_count(verdict: dict[str, Any], problem: str) -> None:
    (row,) = read(verdict)
    assert (row["said"], row["problem"], row["span_start"]) == (None, problem, None)


def test_an_absence_needs_no_quotation() -> None:
    assert [read(said(verdict, None))[0]["said"] for verdict in ("not_met", "not_applicable")] == [
        "not_met",
        "not_applicable",
    ]


def test_two_verdicts_on_one_item_count_nothing_and_a_missing_one_is_missed() -> None:
    rows = read(said("met"), said("not_met"), items=("tone", "reasoning"))
    assert [row["problem"] for row in rows] == ["the answer has 2 verdicts on it", "the answer has 0 verdicts on it"]


@pytest.mark.parametrize("text", ["", "I like it.", '{"verdicts": []}', '{"verdicts": [{"item": "tone"'])
def test_an_answer_that_is_none_counts_nothing(text: str) -> None:
    rows = read_judgement(text, "length", letter=LETTER, items={"tone": "…", "reasoning": "…"}, **PLACE)
    assert len(rows) == 2
    assert all(row["said"] is None and row["problem"].startswith("the answer can't be read") for row in rows)


def verdict_of(*answers: tuple[str, str | None], threshold: float = 0.75) -> dict[str, Any]:
    rows = [
        read_judgement(
            json.dumps({"verdicts": [said(verdict)]}) if verdict else "no",
            "stop",
            letter=LETTER,
            items={"tone": "…"},
            **{**PLACE, "order": order, "repeat": number},
        )[0]
        for number, (order, verdict) in enumerate(answers)
    ]
    frame = judge_verdicts(pl.DataFrame(rows, schema=JUDGEMENT_SCHEMA), threshold=threshold)
    assert frame.schema == VERDICT_SCHEMA
    return frame.row(0, named=True)


def test_both_orders_have_to_agree() -> None:
    passed = verdict_of(("listed", "met"), ("reversed", "met"))
    assert (passed["verdict"], passed["score"], passed["tier"], passed["reason"]) == ("pass", 1.0, "judge", "")
    assert LETTER[passed["span_start"] : passed["span_end"]] == "records do not show"
    failed = verdict_of(("listed", "not_met"), ("reversed", "partly"))
    assert (failed["verdict"], failed["score"]) == ("fail", 0.25)
    assert failed["reason"] == "It says so plainly. (not_met in 1 of 2 answers)"
    split = verdict_of(("listed", "met"), ("reversed", "not_met"))
    assert (split["verdict"], split["score"]) == ("unmeasured", 0.5)
    assert "the order of the items decides" in split["reason"]


def test_one_order_alone_is_no_verdict_and_not_applicable_none_either() -> None:
    alone = verdict_of(("listed", "met"), ("reversed", None))
    assert alone["verdict"] == "unmeasured"
    assert alone["score"] == 1.0  # kept: another reader may draw another line
    other = verdict_of(("listed", "not_applicable"), ("reversed", "not_applicable"))
    assert (other["verdict"], other["reason"]) == ("unmeasured", "the judge calls it not applicable")


def test_orders_weigh_the_same_however_many_answers_count() -> None:
    row = verdict_of(("listed", "met"), ("listed", "met"), ("listed", "met"), ("reversed", "partly"), threshold=0.5)
    assert (row["verdict"], row["score"]) == ("pass", 0.75)


def test_a_question_without_an_answer_has_its_rows() -> None:
    (row,) = no_answer("budget", items={"tone": "…"}, **PLACE)
    assert row["problem"] == "no answer (budget)"


@given(
    st.lists(
        st.tuples(st.sampled_from(ORDERS), st.sampled_from(["met", "partly", "not_met", "not_applicable"])),
        min_size=1,
        max_size=6,
    ),
    st.floats(min_value=0.01, max_value=1),
    st.randoms(),
)
def test_the_verdict_does_not_depend_on_who_answered_first(
    answers: list[tuple[str, str]], threshold: float, random: Any
) -> None:
    rows = [read(said(verdict))[0] | {"order": order, "repeat": n} for n, (order, verdict) in enumerate(answers)]
    first = judge_verdicts(pl.DataFrame(rows, schema=JUDGEMENT_SCHEMA), threshold=threshold)
    random.shuffle(rows)
    again = judge_verdicts(pl.DataFrame(rows, schema=JUDGEMENT_SCHEMA), threshold=threshold)
    assert first.equals(again)
    score = first["score"][0]
    if first["verdict"][0] != "unmeasured":
        assert (first["verdict"][0] == "pass") == (score >= threshold)


def test_the_schema_closes_the_items_and_has_a_strict_form() -> None:
    schema = judge_schema(judged_items("appeal"))
    closed = schema["$defs"]["ItemVerdict"]["properties"]["item"]["enum"]
    assert closed == sorted(judged_items("appeal"))
    assert strict_schema(schema)["$defs"]["ItemVerdict"]["properties"]["item"]["enum"] == closed
    backwards = dict(reversed(judged_items("appeal").items()))
    assert judge_schema(backwards) == schema


def test_a_judge_sees_what_the_writer_saw_and_the_outcome_only_if_asked_to() -> None:
    row = case()
    denial = DenialView.from_case(row)
    hidden = JudgeView.from_case(row, kind="denial", letter="No.", items=()).reviewer
    assert hidden
    blind = judge_view(denial, case=row, kind="denial", letter="No.", items=judged_items("denial"))
    assert blind.reviewer == ()
    assert judge_view(denial, case=row, kind="denial", letter="No.", items={}, reviewer=True).reviewer == hidden
    full = AppealView.from_case(row, denial="No.", literature=False)
    seen = judge_view(full, case=row, kind="appeal", letter="Please.", items=judged_items("appeal"), order="reversed")
    assert seen.literature == ()
    assert [name for name, _ in seen.items] == list(reversed(judged_items("appeal")))
