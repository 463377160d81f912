"""From a view to a prompt: the packaged templates, rendered with what one writer may see.

In: a task, a view and the axes of the letter. Out: messages, the same bytes on every machine. Whatever the view
says is shown as quoted data; nothing in it can end the quotation and become an instruction.

`requested_service` reads the request sentence for the service's name; the baseline author uses it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.environment import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.errors import ImrDataError
from imrdata.letters.axes import GROUNDS, Axes
from imrdata.letters.tasks import Task, template_source
from imrdata.letters.views import AppealView, View

__all__ = ["PROMPT_PLACEHOLDERS", "Message", "about_child", "is_reimbursement", "render", "requested_service"]

#: One turn, ``{"role": …, "content": …}``: the shape of `imrdata.llm.request.Message`, which stands in a later
#: room and so can't be imported here.
Message = dict[str, str]

#: The placeholders that each writer is told of: those of the closed set that such a letter needs.
PROMPT_PLACEHOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "denial": (
        "[DATE]",
        "[MEMBER_NAME]",
        "[MEMBER_ID]",
        "[REFERENCE_NUMBER]",
        "[PLAN_NAME]",
        "[PLAN_ADDRESS]",
        "[PLAN_PHONE]",
        "[PROVIDER_NAME]",
        "[REVIEWER_NAME]",
        "[REVIEWER_TITLE]",
        "[REVIEWER_PHONE]",
        "[CRITERIA_NAME]",
        "[CONTRACT_PROVISION]",
        "[DETAILS_NEEDED]",
        "[SIGNATURE]",
    ),
    "appeal": (
        "[DATE]",
        "[DENIAL_DATE]",
        "[MEMBER_NAME]",
        "[PATIENT_NAME]",
        "[MEMBER_ID]",
        "[REFERENCE_NUMBER]",
        "[PLAN_NAME]",
        "[PLAN_ADDRESS]",
        "[PLAN_FAX]",
        "[PHYSICIAN_NAME]",
        "[CRITERIA_NAME]",
        "[CONTRACT_PROVISION]",
        "[DETAILS_NEEDED]",
        "[ADDRESS]",
        "[PHONE]",
        "[EMAIL]",
        "[SIGNATURE]",
    ),
}

#: How a category is called in a prompt. Age and gender are left out where the record has none.
_CATEGORIES: Final = (
    ("Diagnosis category", ("diagnosis_category", "diagnosis_subcategory")),
    ("Treatment category", ("treatment_category", "treatment_subcategory")),
    ("Age range", ("age_range",)),
    ("Gender", ("patient_gender",)),
)


def render(task: Task, view: View, axes: Axes) -> tuple[Message, ...]:
    """Render a task's prompt: a system turn and a user turn.

    Parameters
    ----------
    task
        One of `imrdata.letters.tasks.TASKS`.
    view
        What the writer may see: a `DenialView` for denials, an `AppealView` for appeals.
    axes
        Ground, regime and voice of the letter.

    Returns
    -------
    tuple of dict
        ``{"role": "system" | "user", "content": text}`` each.

    Raises
    ------
    ImrDataError
        An appeal's prompt is asked for without the denial it answers.
    """
    if task.kind == "appeal" and not isinstance(view, AppealView):
        raise ImrDataError(
            "an appeal answers a denial", where=task.name, mend="pass an AppealView, which holds the denial"
        )
    context = {
        "view": view,
        "voice": axes.voice,
        "ground": GROUNDS[axes.ground],
        "exclusion": axes.ground == "experimental",
        "service": requested_service(view),
        "reimbursement": is_reimbursement(view),
        "child": about_child(view, axes),
        "categories": _categories(view),
        "literature": view.literature if isinstance(view, AppealView) else (),
        "placeholders": PROMPT_PLACEHOLDERS[task.kind],
    }
    return (
        {"role": "system", "content": _render(task.system_template, context)},
        {"role": "user", "content": _render(task.template, context)},
    )


def about_child(view: View, axes: Axes) -> bool:
    """Say whether the letter is about somebody's child: its reader is then the parent, not the patient."""
    if view.age_range == "11-20":
        # The bucket holds adults too: somebody in the record has to speak of a child or a parent.
        said = " ".join((*view.request, *view.patient_facts))
        return axes.voice == "parent" or bool(re.search(r"\b(?:child|parents?|mother|father|guardian)\b", said, re.I))
    return view.age_range == "0-10"


def _render(name: str, context: Mapping[str, Any]) -> str:
    return _environment().get_template(name).render(context).strip() + "\n"


class _PackagedTemplates(BaseLoader):
    """Templates as the package holds them, read anew whenever their text changes."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, Any]:
        """Return a template's text and the test whether it is still the same."""
        try:
            source = template_source(template)
        except FileNotFoundError:
            raise TemplateNotFound(template) from None
        return source, None, lambda: template_source(template) == source


@cache
def _environment() -> Environment:
    # Plain text, not HTML: escaping would write &#39; into letters. The sandbox is for users' own templates.
    environment = ImmutableSandboxedEnvironment(
        loader=_PackagedTemplates(),
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


def _categories(view: View) -> list[tuple[str, str]]:
    fields = view.to_dict()
    found = [(name, [fields[part] for part in parts if fields[part]]) for name, parts in _CATEGORIES]
    return [(name, " / ".join(values)) for name, values in found if values]


# --- the requested service -----------------------------------------------------------------------------------

#: Section names and opening formulas that stand before the request in Findings of 2007 and later.
_OPENING: Final = re.compile(
    r"^(?:\s*(?:nature of statutory criteria\s*/\s*case summary|case summary|summary|findings)\s*:\s*"
    r"|\s*the (?:physician )?reviewers? (?:found|noted|stated) that\s+)+",
    re.I,
)

_PERSON: Final = r"(?:patient|enrollee|member|insured|beneficiary)"
_ASKER: Final = rf"""
    (?: (?:the|a|an|this)\s+ )?
    (?: (?:parents?|mother|father|guardian|spouse|provider|physician) \s+ of \s+ (?:the|a|an|this)\s+ )?
    (?: \d{{1,3}}[-\s]year[-\s]old\s+ )? (?: (?:male|female|adult|minor)\s+ (?=\w) (?!has|requests?|is) )?
    (?: {_PERSON}s? | male | female | man | woman | boy | girl | child )
    (?: ['’]s? \s+ (?:parents?|mother|father|guardian|spouse|provider|physician|family) )?
"""
_GOODS: Final = r"""
    (?: (?:prior\s+)?authorization | pre-?authorization | coverage | approval | reimbursement | payment )
"""
_REQUEST: Final = re.compile(
    rf"""^ {_ASKER} (?: ,? \s+ (?:who|with|diagnosed)\b [^.]{{1,200}}? ,? )?
    \s+ (?: (?:(?:has|have|had) \s+ (?:also\s+)?)? requested | requests | is \s+ requesting | is \s+ seeking | seeks )
    (?: \s+ that \s+ (?:the|his|her|their) \s+ (?:health\s+)? plan
        \s+ (?: authorize | cover | approve | provide | pay \s+ for
               | reimburse (?:\s+(?:him|her|them|the\s+{_PERSON}))? \s+ for )
        (?: \s+ and \s+ (?:authorize | cover | pay \s+ for) )?
      | \s+ (?:retrospective|continued|prospective)? \s* {_GOODS} (?: \s*(?:,|and|/|or)\s* {_GOODS} )* \s+ (?:for|of)
    )?
    \s+ (?P<service> \S.*? ) \s* \.? \s* $""",
    re.I | re.X | re.S,
)

#: A purpose clause that speaks of the person ("for treatment of her pain") names the condition, not the service.
_PURPOSE: Final = re.compile(
    r"\s+(?:for|to|in)\s+(?:(?:the\s+)?(?:treatment|management|evaluation|treat|manage|evaluate"
    r"|address|relief|order to)\b)[^.]*?"
    rf"\b(?:her|his|their|the {_PERSON}(?:['’]s)?)\b.*$",
    re.I | re.S,
)

#: Words that a service's name does not hold; with one of them the sentence was not understood.
_NOT_A_SERVICE: Final = re.compile(
    rf"\b(?:he|she|they|her|his|him|their|{_PERSON}s?|health plan|the plan|denied|denial|upheld|overturned|"
    r"medically necessary|medical necessity|reviewers?|requested|because|however|therefore"
    r"|independent medical review)\b",
    re.I,
)
_NEW_SENTENCE: Final = re.compile(r"(?<!\bInc)(?<!\bDr)(?<!\bvs)(?<!\bNo)(?<!\bSt)(?<!\bCo)[.!?]\s+[A-Z]")
_LONGEST_SERVICE: Final = 500


def requested_service(view: View) -> str | None:
    """Return the name of what was asked for, as the request sentence words it; None when unsure.

    The name fits behind "your request for". It is taken verbatim, by rule: a sentence of another form, a
    service worded with "her" or "the patient", or one with reasons or a decision in it gives None.

    Examples
    --------
    >>> from imrdata.letters.views import DenialView
    >>> view = DenialView(
    ...     diagnosis_category=None,
    ...     diagnosis_subcategory=None,
    ...     treatment_category=None,
    ...     treatment_subcategory=None,
    ...     type=None,
    ...     age_range=None,
    ...     patient_gender=None,
    ...     patient_facts=(),
    ...     plan_ground=(),
    ...     request=("The parent of a patient has requested coverage for a special bed.",),
    ... )
    >>> requested_service(view)
    'a special bed'
    """
    for sentence in view.request:
        match = _REQUEST.match(_OPENING.sub("", " ".join(sentence.split())))
        if match is None:
            continue
        service = _PURPOSE.sub("", match["service"]).rstrip(" .;,")
        if (
            service
            and len(service) <= _LONGEST_SERVICE
            and not _NOT_A_SERVICE.search(service)
            and not _NEW_SENTENCE.search(service)
        ):
            return service
    return None


def is_reimbursement(view: View) -> bool:
    """Say whether the request is for money back: the service has then been received already."""
    return any(re.search(r"\breimburse(?:d|ment)?\b", sentence, re.I) for sentence in view.request)
