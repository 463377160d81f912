"""Records: the lines of training data, each with all that is needed to say where it comes from.

In: letters, cases, their selection and splits, and the views the letters were written from. Out:
RECORD_SCHEMA, one row per kept appeal. A record's input is what serving will have: the denial, a facts sheet
and who writes. The sheet has the lines that the appeal's writer was shown, made from the same view by the same
rules, so nothing the appeal had is missing from it, and nothing the reviewer knew can be in it. What must never be
in a text (the ReferenceID, the determination) stands in columns beside the messages.

So far one kind of record: ``appeal`` with the ``full`` sheet. Other tasks, reduced sheets and preference
pairs add rows with other values of ``task`` and ``input``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.dataset.select import CHAT_MARK
from imrdata.errors import DatasetError, WallError
from imrdata.letters.facts import FactsSheet
from imrdata.letters.views import AppealView, View
from imrdata.llm.licenses import Terms, join
from imrdata.llm.request import Message, canonical_json
from imrdata.quality.check import FAIL, PASS, UNMEASURED

__all__ = [
    "RECORD_SCHEMA",
    "ROLES",
    "facts_sheet",
    "message_hash",
    "record_version",
    "render_input",
    "to_records",
]

#: Rises with every deliberate change of what a record's input says; its tag also holds the templates' hash.
RECORD_VERSION: Final = 2

#: The turns of every record, in this order.
ROLES: Final = ("system", "user", "assistant")

#: One row per record, sorted by record_id. Only `messages` is trained on; all else is metadata.
RECORD_SCHEMA: Final = pl.Schema(
    {
        "record_id": pl.String(),  # SHA-256 of the messages
        "split": pl.String(),
        "task": pl.String(),  # appeal
        "input": pl.String(),  # full: all that the appeal's writer saw
        "messages": pl.List(pl.Struct({"role": pl.String(), "content": pl.String()})),
        "case_id": pl.String(),
        "reference_id": pl.String(),  # public, and kept out of every text
        "determination": pl.String(),  # metadata only: nobody knows it when the letter is written
        "denial_id": pl.String(),
        "appeal_id": pl.String(),
        "author": pl.String(),
        "author_kind": pl.String(),  # rule-based | model
        "denial_author": pl.String(),
        "license": pl.String(),  # SPDX expression over all models in the record's chain
        "obligations": pl.List(pl.String()),  # what their terms ask for: keys of llm.catalog.OBLIGATIONS, sorted
        "ground": pl.String(),
        "ground_source": pl.String(),  # stated | sampled
        "regime": pl.String(),
        "voice": pl.String(),
        "view_strength": pl.String(),
        "view_sha256": pl.String(),
        "request_keys": pl.List(pl.String()),  # ledger keys of denial and appeal; empty where no model was asked
        "source_sha256": pl.String(),
        "seed": pl.Int64(),
        "recipe_sha256": pl.String(),
        "record_version": pl.String(),
        "task_versions": pl.List(pl.String()),  # of denial and appeal
        "verdicts": pl.Struct(
            {PASS: pl.Int32(), FAIL: pl.Int32(), UNMEASURED: pl.Int32()}
        ),  # denial and appeal together
    }
)

_WRITERS: Final = {
    "patient": "the patient",
    "parent": "the patient's parent",
    "spouse": "the patient's spouse",
    "physician": "the patient's treating physician",
}
_PLANS: Final = {
    "dmhc_commercial": "commercial, regulated by the California Department of Managed Health Care",
    "medi_cal_managed_care": "Medi-Cal managed care, licensed by the California Department of Managed Health Care",
    "cdi": "health insurance, regulated by the California Department of Insurance",
    "erisa_self_funded": "self-funded by an employer, under ERISA",
    "aca_marketplace": "a marketplace plan outside California",
}
#: What could end the part it stands in, or open a turn of its own.
_MARKUP: Final = re.compile(r"<(?=\||\s*/?\s*(?:denial|facts)\s*>)", re.I)


def to_records(
    letters: pl.DataFrame,
    *,
    cases: pl.DataFrame,
    selection: pl.DataFrame,
    splits: pl.DataFrame,
    views: Mapping[str, View],
    verdicts: pl.DataFrame,
    licenses: Mapping[str, Terms],
    recipe_sha256: str,
    further: Mapping[str, Collection[Terms]] | None = None,
    rule_based: Collection[str] = ("baseline",),
) -> pl.DataFrame:
    """Make one record of every kept appeal.

    Parameters
    ----------
    letters
        LETTER_SCHEMA.
    cases
        At least ``case_id, reference_id, determination, source_sha256``.
    selection
        Result of `imrdata.dataset.select.select` on these letters.
    splits
        Result of `imrdata.dataset.split.split` on these cases.
    views
        ``letter_id`` to the view the letter was written from; those of kept appeals are needed.
    verdicts
        VERDICT_SCHEMA; each record carries how many of its two letters' verdicts passed, failed or were
        unmeasured.
    licenses
        Author to the terms it brings into a chain.
    recipe_sha256
        Hash of the recipe.
    further
        Letter id to the terms of whoever else had a part in it: who stated its facts, a judge that selected it.
    rule_based
        The authors that are no model.

    Returns
    -------
    DataFrame
        RECORD_SCHEMA, sorted by ``record_id``.

    Raises
    ------
    DatasetError
        Something a record needs is missing, or a view is not the one that its letter was written from.
    WallError
        A text holds its case's ReferenceID.

    Examples
    --------
    A walk from a case to a record stands in ``tests/dataset/conftest.py``; without letters there is none.

    >>> from imrdata.cases.schema import SENTENCED_CASE_SCHEMA
    >>> from imrdata.dataset.select import SELECTION_SCHEMA
    >>> from imrdata.dataset.split import SPLIT_SCHEMA
    >>> from imrdata.letters.schema import LETTER_SCHEMA
    >>> from imrdata.quality.check import VERDICT_SCHEMA
    >>> to_records(
    ...     LETTER_SCHEMA.to_frame(),
    ...     cases=SENTENCED_CASE_SCHEMA.to_frame(),
    ...     selection=SELECTION_SCHEMA.to_frame(),
    ...     splits=SPLIT_SCHEMA.to_frame(),
    ...     views={},
    ...     verdicts=VERDICT_SCHEMA.to_frame(),
    ...     licenses={},
    ...     recipe_sha256="0" * 64,
    ... ).height
    0
    """
    letter_by_id = {row["letter_id"]: row for row in letters.iter_rows(named=True)}
    columns = ("case_id", "reference_id", "determination", "source_sha256")
    case_by_id = {row["case_id"]: row for row in cases.select(columns).iter_rows(named=True)}
    split_by_case: dict[str, str] = dict(splits.select("case_id", "split").rows())
    counts = _verdict_counts(verdicts)
    kept = set(selection.filter("kept")["letter_id"])
    rows = []
    for letter_id in selection.filter(pl.col("kept") & (pl.col("kind") == "appeal"))["letter_id"]:
        appeal = _found(letter_by_id, letter_id, "letter", letter_id)
        denial = _found(letter_by_id, appeal["answers"], "denial", letter_id)
        if denial["letter_id"] not in kept:
            raise _broken("the denial it answers was dropped", letter_id)
        view = _view(views, appeal, denial)
        case = _found(case_by_id, appeal["case_id"], "case", letter_id)
        chain = (denial, appeal)
        messages = [
            *render_input(view, voice=appeal["voice"], regime=appeal["regime"]),
            {"role": "assistant", "content": appeal["text"]},
        ]
        _guard(messages, case)
        totals = [counts.get(letter["letter_id"], {}) for letter in chain]
        rows.append(
            {
                "record_id": message_hash(messages),
                "split": _found(split_by_case, case["case_id"], "split", letter_id),
                "task": "appeal",
                "input": "full",
                "messages": messages,
                **case,
                "denial_id": denial["letter_id"],
                "appeal_id": letter_id,
                "author": appeal["author"],
                "author_kind": "rule-based" if appeal["author"] in rule_based else "model",
                "denial_author": denial["author"],
                **_terms(chain, licenses, further or {}),
                **{name: appeal[name] for name in ("ground", "ground_source", "regime", "voice", "seed")},
                **{name: appeal[name] for name in ("view_strength", "view_sha256")},
                "request_keys": [letter["request_key"] for letter in chain if letter["request_key"]],
                "recipe_sha256": recipe_sha256,
                "record_version": record_version(),
                "task_versions": [letter["task_version"] for letter in chain],
                "verdicts": {name: sum(total.get(name, 0) for total in totals) for name in (PASS, FAIL, UNMEASURED)},
            }
        )
    records = pl.DataFrame(rows, schema=RECORD_SCHEMA, orient="row").sort("record_id")
    if records["record_id"].n_unique() != records.height:
        raise DatasetError(
            "two records have the same messages", where="to_records", mend="run `select` on these letters"
        )
    return records


def render_input(view: AppealView, *, voice: str, regime: str) -> tuple[Message, Message]:
    """Render what the tuned model is given: the system turn and the user turn of a record.

    Serving calls it with a view made of what the patient typed, so both see the same words.

    Parameters
    ----------
    view
        The denial and what is known of the patient.
    voice
        ``patient``, ``parent``, ``spouse`` or ``physician``.
    regime
        As in `imrdata.letters.axes.Axes`.

    Raises
    ------
    DatasetError
        The voice or the regime has no words yet.

    Examples
    --------
    >>> view = AppealView(
    ...     diagnosis_category="Cancer",
    ...     diagnosis_subcategory=None,
    ...     treatment_category=None,
    ...     treatment_subcategory=None,
    ...     type=None,
    ...     age_range="41-50",
    ...     patient_gender=None,
    ...     request=("An MRI is requested.",),
    ...     patient_facts=(),
    ...     plan_ground=(),
    ...     denial="We can't approve it.",
    ... )
    >>> print(render_input(view, voice="patient", regime="dmhc_commercial")[1]["content"])
    Write the appeal of this denial.
    <BLANKLINE>
    Written by: the patient
    Plan: commercial, regulated by the California Department of Managed Health Care
    <BLANKLINE>
    <denial>
    We can't approve it.
    </denial>
    <BLANKLINE>
    <facts>
    Asked for: An MRI
    Request: An MRI is requested.
    Diagnosis category: Cancer
    Age range: 41-50
    Not stated: the medical history; which treatments were tried before
    </facts>
    """
    for value, known, name in ((voice, _WRITERS, "voice"), (regime, _PLANS, "regime")):
        if value not in known:
            raise DatasetError(f"{value!r} is no {name} that a record has words for", mend=f"use {', '.join(known)}")
    user = _template().render(
        writer=_WRITERS[voice],
        plan=_PLANS[regime],
        denial=_MARKUP.sub("‹", view.denial.strip()),
        facts=facts_sheet(view),
    )
    return (
        {"role": "system", "content": _source("system_appeal.txt").strip()},
        {"role": "user", "content": user.strip()},
    )


def facts_sheet(view: View) -> tuple[tuple[str, str], ...]:
    """List what a view knows of the patient, label and value: the lines that the appeal's writer was shown.

    The denial is not among them. Values are the view's own, on one line each; a ``<`` that could close the sheet
    becomes ``‹``.
    """
    lines = FactsSheet.from_view(view).lines()
    return tuple((label, _MARKUP.sub("‹", value)) for label, value in lines)


def message_hash(messages: Sequence[Mapping[str, str]]) -> str:
    """Return a record's id: SHA-256 over its messages as canonical JSON.

    Examples
    --------
    >>> message_hash([{"role": "user", "content": "é"}])[:8]
    '5b982d5f'
    """
    return hashlib.sha256(canonical_json([dict(message) for message in messages]).encode()).hexdigest()


def record_version() -> str:
    """Return the version of a record's input: its number and the hash of its two templates."""
    digest = hashlib.sha256()
    for name in ("system_appeal.txt", "user_appeal.j2"):
        source = _source(name).encode()
        # The length keeps two files from passing for one another when text moves between them.
        digest.update(f"{name}:{len(source)}:".encode() + source)
    return f"appeal_record@{RECORD_VERSION}+{digest.hexdigest()[:8]}"


def _terms(
    chain: Sequence[Mapping[str, Any]], licenses: Mapping[str, Terms], further: Mapping[str, Collection[Terms]]
) -> dict[str, Any]:
    """Join the terms of all who had a part in a record."""
    appeal_id = chain[-1]["letter_id"]
    parts = [_found(licenses, letter["author"], "license", appeal_id) for letter in chain]
    terms = join([*parts, *(each for letter in chain for each in further.get(letter["letter_id"], ()))])
    return {"license": terms.expression, "obligations": sorted(terms.obligations)}


def _source(name: str) -> str:
    return files("imrdata.dataset").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    # Plain text, not HTML: escaping would write &#39; into training data.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(_source("user_appeal.j2"))


def _verdict_counts(verdicts: pl.DataFrame) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for letter_id, verdict, count in verdicts.group_by("letter_id", "verdict").len().rows():
        counts.setdefault(letter_id, {})[verdict] = count
    return counts


def _view(views: Mapping[str, View], appeal: Mapping[str, Any], denial: Mapping[str, Any]) -> AppealView:
    """Return the view an appeal was written from, after proving that it is that one."""
    view = _found(views, appeal["letter_id"], "view", appeal["letter_id"])
    if not isinstance(view, AppealView):
        raise _broken("its view is no AppealView", appeal["letter_id"])
    if view.sha256 != appeal["view_sha256"]:
        raise _broken("its view is not the one it was written from", appeal["letter_id"])
    if view.denial.strip() != denial["text"].strip():
        raise _broken("its view holds another denial than the one it answers", appeal["letter_id"])
    return view


def _guard(messages: Sequence[Message], case: Mapping[str, Any]) -> None:
    """Stop what no selection should have let through."""
    for message in messages:
        if CHAT_MARK in message["content"]:
            raise _broken(f"its {message['role']} turn holds {CHAT_MARK}", case["case_id"])
        if case["reference_id"] and case["reference_id"].casefold() in message["content"].casefold():
            raise WallError(
                f"the {message['role']} turn of its record holds the ReferenceID",
                where=case["case_id"],
                mend="let the check reference_id drop such letters",
            )


def _found(table: Mapping[str, Any], key: str | None, what: str, letter_id: str) -> Any:
    if key is None or key not in table:
        raise _broken(f"there is no {what} {key or ''}".rstrip(), letter_id)
    return table[key]


def _broken(problem: str, letter_id: str) -> DatasetError:
    return DatasetError(
        problem, where=f"the record of {letter_id}", mend="pass frames and views of one and the same run"
    )
