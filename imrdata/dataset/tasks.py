"""The tasks that records are made for: the appeal, and the smaller questions on the way to one.

A smaller task's answer is made by rule from what is grounded: words of the denial or of the case's view, each with its
place. What is not known is said to be not known; no answer is made up to fill a gap, and nothing is answered where
there is nothing to go by. In: the view that the record's input shows, and the ground of its denial. Out: an `Answer`,
or None. Room: dataset.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from imrdata.dataset.inputs import inert
from imrdata.letters.answers import Question, Questions
from imrdata.letters.axes import GROUNDS
from imrdata.letters.baseline_quotes import reason_quotes
from imrdata.letters.facts import Fact, FactsSheet
from imrdata.letters.views import AppealView
from imrdata.llm.request import canonical_json

__all__ = ["ANSWERS_VERSION", "RECORD_TASKS", "Answer", "Place", "RecordTask"]

#: Rises with every change of an answer.
ANSWERS_VERSION: Final = 1

#: Where in the view words of an answer stand: field (``denial`` included), which of its sentences, and the span.
Place = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a record teaches to say, and where in the view it stands."""

    text: str
    facts: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTask:
    """One task.

    Attributes
    ----------
    name
        As records and recipes call it.
    input
        Which of the inputs it is shown with, where the recipe has both; empty: with each.
    answer
        Makes the answer from the view and the denial's ground; None: the answer is a letter.
    """

    name: str
    input: str = ""
    answer: Callable[[AppealView, str], Answer | None] | None = None


def _denial_reason(view: AppealView, ground: str) -> Answer | None:
    """Quote the denial's reason, and say it in plain words; nothing where no sentence can be quoted."""
    reason = reason_quotes(view.denial, ground).reason
    if not reason:
        return None
    start = view.denial.index(reason)
    text = f'The plan\'s reason, in its words: "{inert(reason)}"\nIn plain words: {GROUNDS[ground]}.'
    return Answer(text=text, facts=(("denial", 0, start, start + len(reason)),))


def _treatment(view: AppealView, ground: str) -> Answer | None:
    """Name what was asked for; nothing where the request can't be read."""
    return _listed(FactsSheet.from_view(view).of("requested"))


def _diagnosis(view: AppealView, ground: str) -> Answer | None:
    """Name the condition, or only its category where no more is known."""
    sheet = FactsSheet.from_view(view)
    named = _listed(sheet.of("diagnosis"))
    categories = [fact for fact in sheet.of("category") if fact.source.startswith("diagnosis")]
    if named is not None or not categories:
        return named
    kind = " / ".join(_line(fact) for fact in categories)
    return Answer(text=f"It is not named; only its category is: {kind}.", facts=_places(categories))


def _medical_necessity(view: AppealView, ground: str) -> Answer | None:
    """List history, treatments tried, and what is not stated; nothing where nothing is known of the patient."""
    sheet = FactsSheet.from_view(view)
    history, tried = sheet.of("history"), sheet.of("tried")
    if not history:
        return None
    lines = ["Known of the patient:", *dict.fromkeys(f"- {_line(fact)}" for fact in history)]
    if tried:
        lines += ["Tried before:", *dict.fromkeys(f"- {_line(fact)}" for fact in tried)]
    lines.append(f"Not stated: {'; '.join(sheet.unknown)}." if sheet.unknown else "Nothing of this is left open.")
    return Answer(text="\n".join(lines), facts=_places([*history, *tried]))


def _literature(view: AppealView, ground: str) -> Answer | None:
    """List the names, or say that there are none: a model has to learn that, too."""
    return _listed(FactsSheet.from_view(view).of("literature")) or Answer(
        text="None is named in what was given. Nothing should be cited that has not been read."
    )


#: What to ask for what a sheet does not state: the keys are the words of `FactsSheet.unknown`.
_QUESTIONS: Final = {
    "what exactly was asked for": (
        "service",
        "Which service, drug or device did your doctor ask the plan for, in the doctor's words?",
        "The appeal has to name what was denied.",
    ),
    "what the condition is": (
        "condition",
        "Which condition is it for, as your doctor calls it?",
        "Whether a service is needed depends on the condition.",
    ),
    "the medical history": (
        "history",
        "When did it begin, and what have doctors found since then?",
        "The plan weighs the reason it gave against the medical history.",
    ),
    "which treatments were tried before": (
        "tried",
        "Which treatments or drugs have been tried for it so far?",
        "A plan asks why less than what was requested is not enough.",
    ),
    "what came of the treatments that were tried": (
        "tried",
        "What came of each treatment that was tried: did it help, and was it tolerated?",
        "A treatment that was tried counts for the appeal only with what came of it.",
    ),
    "when earlier treatment took place": (
        "dates",
        "When was each treatment tried, and for how long?",
        "A plan asks whether earlier treatment was long enough.",
    ),
}


def _questions(view: AppealView, ground: str) -> Answer | None:
    """Ask for what the denial says is missing and what the sheet does not state; at last, what waiting means."""
    asked: list[Question] = []
    places: list[Place] = []
    missing = reason_quotes(view.denial, ground).missing
    if missing and len(missing) < 280:
        start = view.denial.index(missing)
        places.append(("denial", 0, start, start + len(missing)))
        words = "The plan says that something was missing. Do you or your doctor have it, and may it be sent along?"
        asked.append(Question(about="denial", question=words, why=f'The denial says: "{inert(missing)}"'))
    for gap in FactsSheet.from_view(view).unknown:
        about, question, why = _QUESTIONS[gap]
        asked.append(Question.model_validate({"about": about, "question": question, "why": why}))
    words = "What can you not do now, or what could get worse, while you wait for an answer?"
    asked.append(Question(about="waiting", question=words, why="What a delay does is a reason to decide soon."))
    return Answer(text=canonical_json(Questions(questions=tuple(asked[:8])).model_dump()), facts=tuple(places))


#: The tasks by name; the appeal's answer is the letter itself.
RECORD_TASKS: Final = {
    task.name: task
    for task in (
        RecordTask(name="appeal"),
        RecordTask(name="denial_reason", input="reduced", answer=_denial_reason),
        RecordTask(name="treatment", input="reduced", answer=_treatment),
        RecordTask(name="diagnosis", input="full", answer=_diagnosis),
        RecordTask(name="medical_necessity", input="full", answer=_medical_necessity),
        RecordTask(name="literature", input="full", answer=_literature),
        RecordTask(name="questions", input="reduced", answer=_questions),
    )
}


def _listed(facts: tuple[Fact, ...]) -> Answer | None:
    if not facts:
        return None
    return Answer(text="\n".join(dict.fromkeys(map(_line, facts))), facts=_places(facts))


def _line(fact: Fact) -> str:
    words = f"{fact.text} ({fact.outcome})" if fact.outcome else fact.text
    return inert(" ".join(words.split()))


def _places(facts: tuple[Fact, ...] | list[Fact]) -> tuple[Place, ...]:
    found = [(fact.source, fact.index, fact.start, fact.end) for fact in facts]
    found += [
        (fact.source, fact.index, fact.outcome_start, fact.outcome_start + len(fact.outcome))
        for fact in facts
        if fact.outcome is not None and fact.outcome_start is not None
    ]
    return tuple(dict.fromkeys(found))
