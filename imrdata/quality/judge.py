"""What a judge is asked of a letter, and how its answers become verdicts.

A judge is a model that reads what no rule can see: whether a rebuttal meets the reason, whether reasoning holds, the
tone. It is asked several times, with the items in both orders; it has to quote the letter, and a quotation that *we*
don't find there makes that answer unmeasured. Where the two orders fall on different sides, the verdict is unmeasured.

In: letters with what their writers saw, and answers to the task `judge`. Out: JUDGEMENT_SCHEMA (one row per answer and
item) and from it VERDICT_SCHEMA with tier ``judge``. Asking is `imrdata.judging`; figures are `judge_figures`.
Room: quality.
"""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from imrdata.letters.answers import ItemVerdict, Judgement
from imrdata.letters.parse_structured import parse_structured
from imrdata.letters.views import AppealView, JudgeView, View
from imrdata.quality.check import FAIL, PASS, UNMEASURED, VERDICT_SCHEMA

__all__ = [
    "JUDGEMENT_SCHEMA",
    "JUDGE_TIER",
    "JUDGE_VERSION",
    "ORDERS",
    "check_name",
    "judge_schema",
    "judge_verdicts",
    "judge_view",
    "judged_items",
    "no_answer",
    "read_judgement",
]

#: Rises with every change that can change a verdict from the same answers.
JUDGE_VERSION: Final = 1

#: What VERDICT_SCHEMA calls these verdicts; checks are ``A`` or ``B``.
JUDGE_TIER: Final = "judge"

#: The orders in which the items stand in the prompt. Each question is asked in both.
ORDERS: Final = ("listed", "reversed")

#: One row per letter, judge, order, repeat and item.
JUDGEMENT_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String,
        "judge": pl.String,  # the model's catalogue id
        "item": pl.String,
        "order": pl.String,  # one of ORDERS
        "repeat": pl.Int32,
        "said": pl.String,  # met | partly | not_met | not_applicable; null where the answer doesn't count
        "problem": pl.String,  # why it doesn't count; empty if it does
        "reason": pl.String,  # the judge's own sentence
        "span_start": pl.Int32,  # where its quotation stands in the letter, in code points; null without one
        "span_end": pl.Int32,
        "request_key": pl.String,
    }
)

#: What an answer counts; `not_applicable` counts nothing.
_WORTH: Final = {"met": 1.0, "partly": 0.5, "not_met": 0.0}

#: Fewer words are no evidence: "the" stands in every letter.
_LEAST_QUOTED: Final = 3


def judged_items(kind: str) -> dict[str, str]:
    """Return what a judge is asked of a kind of letter unless a recipe says otherwise: item → sentence.

    Examples
    --------
    >>> list(judged_items("appeal"))
    ['rebuttal_fits_ground', 'reasoning', 'tone']
    """
    return {item["id"]: item["find"] for item in _shipped() if item["kind"] == kind}


@cache
def _shipped() -> tuple[dict[str, str], ...]:
    text = files("imrdata.quality").joinpath("judge_items.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["item"])


def check_name(judge: str, item: str) -> str:
    """Return the name of an item's verdicts: in VERDICT_SCHEMA, drop reasons and reports."""
    return f"judge:{judge}:{item}"


def judge_view(
    view: View,
    *,
    case: Mapping[str, Any],
    kind: str,
    letter: str,
    items: Mapping[str, str],
    order: str = ORDERS[0],
    reviewer: bool = False,
) -> JudgeView:
    """Return what a judge may see of a letter: the record as its writer saw it, and the letter.

    Parameters
    ----------
    view
        The view that the letter was written from; a reduced one shows the judge no more than the writer had.
    case
        The case's row, with sentences.
    kind, letter
        ``denial`` or ``appeal``, and its text.
    items
        Item → sentence.
    order
        One of `ORDERS`.
    reviewer
        Show what only the reviewer knew as well. By default not: who knows the outcome judges by it, and a judge that
        selects by the outcome puts it into the dataset.
    """
    asked = list(items.items()) if order == ORDERS[0] else list(items.items())[::-1]
    denial = view.denial if isinstance(view, AppealView) else None
    made = JudgeView.from_case(case, kind=kind, letter=letter, items=asked, denial=denial, literature=False)
    shown = {each.name: getattr(view, each.name) for each in fields(View)}
    literature = view.literature if isinstance(view, AppealView) else ()
    return replace(made, **shown, literature=literature, reviewer=made.reviewer if reviewer else ())


def judge_schema(items: Mapping[str, str]) -> dict[str, Any]:
    """Return the JSON schema of an answer: that of the task, with the items' names closed.

    Examples
    --------
    >>> judge_schema({"tone": "It is civil."})["$defs"]["ItemVerdict"]["properties"]["item"]["enum"]
    ['tone']
    """
    schema = copy.deepcopy(Judgement.model_json_schema())
    # Sorted: both orders of the items are held to one and the same schema.
    schema["$defs"]["ItemVerdict"]["properties"]["item"] = {"type": "string", "enum": sorted(items)}
    schema["properties"]["verdicts"] |= {"minItems": len(items), "maxItems": len(items)}
    return schema


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """Which question an answer belongs to."""

    letter_id: str
    judge: str
    order: str
    repeat: int
    request_key: str

    def row(self, item: str, **rest: Any) -> dict[str, Any]:
        blank = {"said": None, "problem": "", "reason": "", "span_start": None, "span_end": None}
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**own, "item": item, **blank, **rest}


def read_judgement(
    text: str,
    finish_reason: str,
    *,
    letter: str,
    items: Mapping[str, str],
    letter_id: str,
    judge: str,
    order: str,
    repeat: int,
    request_key: str,
) -> list[dict[str, Any]]:
    r"""Read one answer: a row of JUDGEMENT_SCHEMA for each item that was asked for.

    A row counts only if the answer is whole, the item has one verdict, and the words it rests on stand in the letter;
    white space apart, letter by letter. ``not_met`` and ``not_applicable`` need no quotation, but one that is given
    has to be there too.

    Examples
    --------
    >>> said = '{"verdicts": [{"item": "tone", "quote": "thank you for", "reason": "Civil.", "verdict": "met"}]}'
    >>> common = {"letter_id": "a", "judge": "m", "order": "listed", "repeat": 0, "request_key": "k"}
    >>> row = read_judgement(said, "stop", letter="We thank you for\\nwriting.", items={"tone": "…"}, **common)[0]
    >>> row["said"], row["span_start"], row["span_end"]
    ('met', 3, 16)
    >>> row = read_judgement(said, "stop", letter="No.", items={"tone": "…"}, **common)[0]
    >>> row["said"], row["problem"]
    (None, 'its quotation is not in the letter')
    """
    answer = _Answer(letter_id=letter_id, judge=judge, order=order, repeat=repeat, request_key=request_key)
    parsed = parse_structured(text, Judgement, finish_reason)
    if parsed.value is None:
        # The first line says enough: a model that misses a schema misses it in many places.
        problem = f"the answer can't be read ({parsed.error.splitlines()[0]})"
        return [answer.row(item, problem=problem) for item in items]
    rows = []
    for item in items:
        given = [each for each in parsed.value.verdicts if each.item == item]
        if len(given) != 1:
            rows.append(answer.row(item, problem=f"the answer has {len(given)} verdicts on it"))
        else:
            rows.append(answer.row(item, **_counted(given[0], letter=letter)))
    return rows


def no_answer(
    kind: str,
    *,
    items: Mapping[str, str],
    letter_id: str,
    judge: str,
    order: str,
    repeat: int,
    request_key: str,
) -> list[dict[str, Any]]:
    """Return the rows of a question that was not answered; `kind` says why, as failures do."""
    answer = _Answer(letter_id=letter_id, judge=judge, order=order, repeat=repeat, request_key=request_key)
    return [answer.row(item, problem=f"no answer ({kind})") for item in items]


def _counted(verdict: ItemVerdict, *, letter: str) -> dict[str, Any]:
    """Return what a verdict is worth, by what it quotes."""
    words = (verdict.quote or "").split()
    span = None
    if words:
        found = re.search(r"\s+".join(map(re.escape, words)), letter)
        if found is None:
            return {"reason": verdict.reason, "problem": "its quotation is not in the letter"}
        span = found.span()
    if verdict.verdict in ("met", "partly") and len(words) < _LEAST_QUOTED:
        return {"reason": verdict.reason, "problem": f"it is {verdict.verdict} on fewer than {_LEAST_QUOTED} words"}
    start, end = span or (None, None)
    return {"said": verdict.verdict, "reason": verdict.reason, "span_start": start, "span_end": end}


def judge_verdicts(judgements: pl.DataFrame, *, threshold: float) -> pl.DataFrame:
    """Make one verdict of all answers on a letter's item.

    The score is the mean of the answers that count (met 1, partly 0.5, not met 0), each order weighing the same; from
    `threshold` up it passes. Unmeasured: no order or only one has an answer that counts, the orders fall on different
    sides of the threshold, or the judge calls the item not applicable.

    Parameters
    ----------
    judgements
        JUDGEMENT_SCHEMA.
    threshold
        Above 0, up to 1.

    Returns
    -------
    DataFrame
        VERDICT_SCHEMA with tier ``judge``, sorted by letter and check. The score is there wherever an answer counts,
        so that another threshold can be drawn without asking again.

    Examples
    --------
    >>> rows = [
    ...     {"letter_id": "a", "judge": "m", "item": "tone", "order": order, "repeat": 0, "said": said, "problem": ""}
    ...     for order, said in (("listed", "met"), ("reversed", "partly"))
    ... ]
    >>> judgements = pl.DataFrame(rows, schema=JUDGEMENT_SCHEMA)
    >>> judge_verdicts(judgements, threshold=0.5).select("check", "verdict", "score").row(0)
    ('judge:m:tone', 'pass', 0.75)
    >>> judge_verdicts(judgements, threshold=0.75)["reason"][0]
    'the order of the items decides (listed 1.00, reversed 0.50)'
    """
    keys = ["letter_id", "judge", "item"]
    rows = [
        _verdict(letter_id, judge, item, part.sort("order", "repeat").to_dicts(), threshold=threshold)
        for (letter_id, judge, item), part in judgements.group_by(keys)
    ]
    return pl.DataFrame(rows, schema=VERDICT_SCHEMA, orient="row").sort("letter_id", "check")


def _verdict(
    letter_id: Any, judge: Any, item: Any, answers: Sequence[Mapping[str, Any]], *, threshold: float
) -> tuple[object, ...]:
    counting = [answer for answer in answers if answer["said"] in _WORTH]
    means = {
        order: sum(worth) / len(worth)
        for order in ORDERS
        if (worth := [_WORTH[answer["said"]] for answer in counting if answer["order"] == order])
    }
    score = sum(means.values()) / len(means) if means else None
    verdict, reason, shown = _decided(answers, means, threshold=threshold)
    place = (shown["span_start"], shown["span_end"]) if shown else (None, None)
    name = check_name(judge, item)
    return (letter_id, name, JUDGE_TIER, verdict, score, reason, *place, JUDGE_VERSION, None, None, None)


def _decided(
    answers: Sequence[Mapping[str, Any]], means: Mapping[str, float], *, threshold: float
) -> tuple[str, str, Mapping[str, Any] | None]:
    """Return the verdict, its reason, and the answer whose words are shown."""
    if len(means) < len(ORDERS):
        # Why there was no answer is no matter of the letter, and differs between a run and the same from its ledger.
        problems = sorted({answer["problem"].partition(" (")[0] for answer in answers if answer["problem"]})
        if not problems:
            return UNMEASURED, "the judge calls it not applicable", None
        return UNMEASURED, f"too few answers count: {'; '.join(problems)}", None
    passed = {mean >= threshold for mean in means.values()}
    if len(passed) > 1:
        by_order = ", ".join(f"{order} {mean:.2f}" for order, mean in means.items())
        return UNMEASURED, f"the order of the items decides ({by_order})", None
    sides = {True: ("met", "partly"), False: ("not_met", "partly")}[passed.pop()]
    on_side = [answer for side in sides for answer in answers if answer["said"] == side]
    # A quotation says more than none.
    shown = next((answer for answer in on_side if answer["span_start"] is not None), on_side[0])
    if sides[0] == "met":
        return PASS, "", shown
    agreed = sum(answer["said"] == shown["said"] for answer in answers)
    return FAIL, f"{shown['reason'] or shown['said']} ({shown['said']} in {agreed} of {len(answers)} answers)", shown
