"""From a view to a prompt: the templates of a task, rendered with what one writer may see.

In: a task, a view, the axes of the letter, and the facts sheet of the view. Out: messages, the same bytes on every
machine. The system turn is given nothing that varies; all that differs from case to case is in the user's turn.
Whatever a view says is shown as quoted data; nothing in it can end the quotation and become an instruction.

Each choice in the templates is explained in docs/prompts.md; docs/tasks.md shows the prompts of a sample case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, UndefinedError
from jinja2.environment import Environment
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.errors import ImrDataError
from imrdata.letters.axes import (
    COUNTERFACTUAL_REGIMES,
    GROUNDS,
    LENGTHS,
    NOTICES,
    REGIMES,
    REGISTERS,
    Axes,
    asked_for_child,
)
from imrdata.letters.facts import FactsSheet
from imrdata.letters.placeholders import NOTICE_MARK
from imrdata.letters.statutory import notice, statutory_texts
from imrdata.letters.tasks import Task, template_source
from imrdata.letters.views import View

__all__ = ["REVIEW_WORDS", "VOICE_WORDS", "Message", "about_child", "is_reimbursement", "legal_notice", "render"]

_Words = TypeVar("_Words")

#: One turn, ``{"role": …, "content": …}``: the shape of `imrdata.llm.request.Message`, which stands in a later
#: room and so can't be imported here.
Message = dict[str, str]

#: Who signs an appeal, and how the patient is called in it: the pronouns are given, since a letter that mixes voices
#: is worthless.
VOICE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "patient": ("the patient", 'as "I", of "my doctor"'),
    "parent": ("the patient's parent", 'as "I", the parent, of "my child"'),
    "spouse": ("the patient's spouse", 'as "I", the spouse, of "my {spouse}"'),
    "physician": ("the patient's treating physician", 'as "I", of "my patient", without stating credentials'),
}

#: What a spouse calls the patient; a gender that is not known, or neither of these, gives "spouse".
_SPOUSES: Final = {"Female": "wife", "Male": "husband"}

#: The right that an appeal reserves, in plain words: a section would have to be checked first.
REVIEW_WORDS: Final[Mapping[str, str]] = {
    "dmhc_commercial": "an Independent Medical Review through the California Department of Managed Health Care",
    "medi_cal_managed_care": "a State Hearing and an Independent Medical Review through the California Department of"
    " Managed Health Care",
    "cdi": "an Independent Medical Review through the California Department of Insurance",
    "erisa_self_funded": "a review outside the plan and the rights that ERISA gives",
    "aca_marketplace": "an external review outside the plan",
}


def render(task: Task, view: View, axes: Axes, *, sheet: FactsSheet | None = None) -> tuple[Message, ...]:
    """Render a task's prompt: a system turn and a user turn.

    Parameters
    ----------
    task
        One of `imrdata.letters.tasks.TASKS`.
    view
        What the task reads: a `DenialView` for denials, an `AppealView` for appeals …
    axes
        What the letter is to be like.
    sheet
        The view's facts sheet, whole, reduced, or with facts of a model; if not given, read from the view by rule,
        and reduced where the task asks for that.

    Returns
    -------
    tuple of dict
        ``{"role": "system" | "user", "content": text}`` each. The first is the same for every request of the task.

    Raises
    ------
    ImrDataError
        The view is not the one that the task reads, a fact of the sheet does not stand in it, or a template asks for
        something that is not there.
    """
    if not isinstance(view, task.reads):
        raise ImrDataError(
            f"it reads {task.reads.__name__}, and this is {type(view).__name__}",
            where=f"task {task.name}",
            mend=f"make one with {task.reads.__name__}.from_case",
        )
    if sheet is None:
        sheet = FactsSheet.from_view(view)
        sheet = sheet.reduced(seed=axes.seed) if task.reduced else sheet
    if strangers := [fact.text for fact in sheet.facts if not fact.stands_in(view)]:
        raise ImrDataError(
            f"the sheet has a fact that the view does not hold ({strangers[0]!r})",
            where=f"task {task.name}",
            mend="pass the sheet that was made from this view",
        )
    writer, pronouns = _known(VOICE_WORDS, axes.voice, "voice")
    laws = statutory_texts(regime=axes.regime, kind="appeal", type=view.type, notice_kind=axes.notice)
    context = {
        "view": view,
        "lines": sheet.lines(),
        "axes": axes.to_dict(),
        "writer": writer,
        "pronouns": pronouns.format(spouse=_SPOUSES.get(view.patient_gender or "", "spouse")),
        "plan": _known({**REGIMES, **COUNTERFACTUAL_REGIMES}, axes.regime, "regime"),
        "review": _known(REVIEW_WORDS, axes.regime, "regime"),
        "notice_kind": _known(NOTICES, axes.notice, "notice kind"),
        "length": _known(LENGTHS, axes.length, "length").get(task.kind, (0, 0)),
        "register": _known(REGISTERS, axes.register, "register"),
        "ground": _known(GROUNDS, axes.ground, "ground"),
        "exclusion": axes.ground == "experimental",
        "reimbursement": is_reimbursement(view),
        "child": about_child(view, axes),
        "literature": sheet.of("literature"),
        "notice": legal_notice(view, axes),
        "laws": tuple(dict.fromkeys(text.law for text in laws)),
    }
    return (
        {"role": "system", "content": _render(task, task.system_template, _fixed(task))},
        {"role": "user", "content": _render(task, task.template, context)},
    )


def legal_notice(view: View, axes: Axes) -> str:
    """Return the checked legal texts that code sets into a denial at `NOTICE_MARK`; empty if there are none."""
    return notice(regime=axes.regime, kind="denial", type=view.type, notice_kind=axes.notice)


def _fixed(task: Task) -> dict[str, Any]:
    """Return what a system prompt may hold: nothing of a case, so that its bytes are the same for all of them."""
    return {"placeholders": task.placeholders, "notice_mark": NOTICE_MARK, "schema": task.output_schema}


def _known(words: Mapping[str, _Words], name: str, axis: str) -> _Words:
    if name not in words:
        raise ImrDataError(f"{name!r} is no {axis} that prompts have words for", mend=f"use {', '.join(words)}")
    return words[name]


def about_child(view: View, axes: Axes) -> bool:
    """Say whether the letter is about somebody's child: its reader is then the parent, not the patient."""
    if view.age_range == "11-20":
        # The bucket holds adults too: somebody in the record has to speak of a child or a parent.
        said = " ".join((*view.request, *view.patient_facts))
        return axes.voice == "parent" or bool(re.search(r"\b(?:child|parents?|mother|father|guardian)\b", said, re.I))
    if view.age_range is None:
        return axes.voice == "parent" or asked_for_child(view)
    return view.age_range == "0-10"


def is_reimbursement(view: View) -> bool:
    """Say whether the request is for money back: the service has then been received already."""
    return any(re.search(r"\breimburse(?:d|ment)?\b", sentence, re.I) for sentence in view.request)


def _render(task: Task, name: str, context: Mapping[str, Any]) -> str:
    try:
        return _environment(task.folder).get_template(name).render(context).strip() + "\n"
    except UndefinedError as error:
        raise ImrDataError(
            f"the template asks for something that is not there ({error.message})",
            where=name,
            mend=f"use {', '.join(context)}; what varies from case to case belongs into the user's turn",
        ) from None
    except (SecurityError, TemplateSyntaxError, TemplateNotFound) as error:
        raise ImrDataError(
            f"the template can't be rendered ({error.message})", where=name, mend="correct it there"
        ) from None


class _Templates(BaseLoader):
    """A user's templates and the packaged ones, read anew whenever their text changes."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, Any]:
        """Return a template's text and the test whether it is still the same."""
        try:
            source = template_source(template, folder=self._folder)
        except ImrDataError:
            raise TemplateNotFound(template) from None
        return source, None, lambda: template_source(template, folder=self._folder) == source


@cache
def _environment(folder: Path | None) -> Environment:
    # Plain text, not HTML: escaping would write &#39; into letters. The sandbox is for users' own templates.
    environment = ImmutableSandboxedEnvironment(
        loader=_Templates(folder),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = _quoted
    environment.filters["fenced"] = _fenced
    return environment


#: What could close the fence that the record stands in, or pass for one of a chat's own marks.
_MARKUP: Final = re.compile(r"<(?=[/|a-zA-Z])")


def _fenced(text: str) -> str:
    """Keep text inside its fence: an angle bracket that could open a tag becomes one that can't."""
    return _MARKUP.sub("‹", text.strip())


def _quoted(text: str) -> str:
    """Put a sentence of the record on one line between quotation marks that it can't close."""
    return '"' + _fenced(" ".join(text.split())).replace('"', "'") + '"'
