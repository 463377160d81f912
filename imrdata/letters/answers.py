"""What a structured task gives back: the questions for a patient, and a judgement of a letter. Room: letters.

The output types of the tasks `questions` and `judge`; that of `facts` stands in `imrdata.letters.admission`. They are
what a server is asked to keep to, and what an answer is read as.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from imrdata.letters.views import JudgeView

__all__ = ["ItemVerdict", "Judgement", "Question", "Questions", "judgement_problems"]

_CLOSED: Final = ConfigDict(extra="forbid", frozen=True)


class Question(BaseModel):
    """One question to a patient."""

    model_config = _CLOSED

    about: Literal["service", "condition", "history", "tried", "dates", "daily_life", "waiting", "denial", "records"]
    question: str = Field(min_length=8, max_length=300)
    why: str = Field(min_length=8, max_length=300, description="which point of the denial the answer would meet")


class Questions(BaseModel):
    """The answer to the task `questions`, the most useful first."""

    model_config = _CLOSED

    questions: tuple[Question, ...] = Field(min_length=1, max_length=8)


class ItemVerdict(BaseModel):
    """What a judge says of one item."""

    model_config = _CLOSED

    item: str = Field(min_length=1)
    quote: str | None = Field(description="the letter's own words that decide it, copied exactly; null if none do")
    reason: str = Field(min_length=4, max_length=400)
    verdict: Literal["met", "partly", "not_met", "not_applicable"]


class Judgement(BaseModel):
    """The answer to the task `judge`: one verdict an item."""

    model_config = _CLOSED

    verdicts: tuple[ItemVerdict, ...] = Field(min_length=1)


def judgement_problems(judgement: Judgement, *, view: JudgeView) -> tuple[str, ...]:
    """Say what is wrong with a judgement that fits its type; empty if nothing is.

    A verdict counts only if its item was asked for once, and if the words it rests on stand in the letter: ``met`` and
    ``partly`` need some.

    Examples
    --------
    >>> view = JudgeView(
    ...     diagnosis_category=None,
    ...     diagnosis_subcategory=None,
    ...     treatment_category=None,
    ...     treatment_subcategory=None,
    ...     type=None,
    ...     age_range=None,
    ...     patient_gender=None,
    ...     request=(),
    ...     patient_facts=(),
    ...     plan_ground=(),
    ...     kind="denial",
    ...     letter="We cannot approve the bed.",
    ...     items=(("decision", "The decision is stated once."), ("reason", "A clear reason is given.")),
    ... )
    >>> said = ItemVerdict(item="decision", quote="We deny the bed.", reason="It is stated.", verdict="met")
    >>> judgement_problems(Judgement(verdicts=(said,)), view=view)
    ('decision: its quotation is not in the letter', 'reason: it has no verdict')
    """
    asked = [name for name, _ in view.items]
    given = [verdict.item for verdict in judgement.verdicts]
    letter = " ".join(view.letter.split())
    problems = [f"{name}: nobody asked for it" for name in dict.fromkeys(given) if name not in asked]
    problems += [f"{name}: it has {given.count(name)} verdicts" for name in asked if given.count(name) > 1]
    for verdict in judgement.verdicts:
        quote = " ".join((verdict.quote or "").split())
        if not quote and verdict.verdict in ("met", "partly"):
            problems.append(f"{verdict.item}: it is {verdict.verdict} without a quotation")
        elif quote not in letter:
            problems.append(f"{verdict.item}: its quotation is not in the letter")
    return (*problems, *(f"{name}: it has no verdict" for name in asked if name not in given))
