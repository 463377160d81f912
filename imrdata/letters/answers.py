"""What a structured task gives back: the questions for a patient, and a judgement of a letter. Room: letters.

The output types of the tasks `questions` and `judge`; that of `facts` stands in `imrdata.letters.admission`. They are
what a server is asked to keep to, and what an answer is read as. What a judgement counts is `imrdata.quality.judge`.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["ItemVerdict", "Judgement", "Question", "Questions"]

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
