"""What the tuned model is given: the system turn and the user turn of a record, for training and for serving alike.

In: a view (the denial, and what is known of the patient), who writes, under which plan, and the task. Out: two
messages. The facts are the lines that the appeal's writer was shown, made from the same view by the same rules, so
nothing that the writer had is missing, and nothing that only the reviewer knew can be there. Room: dataset.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.errors import DatasetError
from imrdata.letters.facts import FactsSheet
from imrdata.letters.views import AppealView, View
from imrdata.llm.request import Message

__all__ = ["ASKS", "facts_sheet", "inert", "record_version", "render_input", "system_text"]

#: Rises with every deliberate change of what a record's input says; its tag also holds the templates' hash.
INPUT_VERSION: Final = 3

#: What each task asks: the first line of the user's turn. The system turn is ``templates/system_<task>.txt``.
ASKS: Final = {
    "appeal": "Write the appeal of this denial.",
    "denial_reason": "Why did the plan deny this?",
    "treatment": "What was asked for?",
    "diagnosis": "Which condition is it about?",
    "medical_necessity": "What is known that bears on medical necessity?",
    "literature": "Which guidelines, trials or agencies are named?",
    "questions": "What has to be asked before the appeal of this denial can be written?",
}

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


def render_input(view: AppealView, *, voice: str, regime: str, task: str = "appeal") -> tuple[Message, Message]:
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
    task
        A key of `ASKS`.

    Raises
    ------
    DatasetError
        The voice, the regime or the task has no words.

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
    for value, known, name in ((voice, _WRITERS, "voice"), (regime, _PLANS, "regime"), (task, ASKS, "task")):
        if value not in known:
            raise DatasetError(f"{value!r} is no {name} that a record has words for", mend=f"use {', '.join(known)}")
    user = _template().render(
        ask=ASKS[task],
        writer=_WRITERS[voice],
        plan=_PLANS[regime],
        denial=inert(view.denial.strip()),
        facts=facts_sheet(view),
    )
    return ({"role": "system", "content": system_text(task)}, {"role": "user", "content": user.strip()})


def facts_sheet(view: View) -> tuple[tuple[str, str], ...]:
    """List what a view knows of the patient, label and value: the lines that the appeal's writer was shown.

    The denial is not among them. Values are the view's own, on one line each; a ``<`` that could close the sheet
    becomes ``‹``.
    """
    return tuple((label, inert(value)) for label, value in FactsSheet.from_view(view).lines())


def inert(text: str) -> str:
    """Return a text in which nothing can close the part that it stands in, or open a turn."""
    return _MARKUP.sub("‹", text)


def system_text(task: str) -> str:
    """Return the system turn of a task: the same for all of its records."""
    return _source(f"system_{task}.txt").strip()


def record_version(task: str = "appeal") -> str:
    """Return the version of a task's input: its number and the hash of its words.

    Examples
    --------
    >>> record_version().partition("+")[0]
    'appeal_record@3'
    """
    digest = hashlib.sha256()
    words = {name: _source(name) for name in (f"system_{task}.txt", "input.j2")} | {"ask": ASKS[task]}
    for name, text in words.items():
        source = text.encode()
        # The length keeps two files from passing for one another when text moves between them.
        digest.update(f"{name}:{len(source)}:".encode() + source)
    return f"{task}_record@{INPUT_VERSION}+{digest.hexdigest()[:8]}"


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
    return environment.from_string(_source("input.j2"))
