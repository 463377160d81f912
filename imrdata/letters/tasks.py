"""What is asked of a model: the tasks, their templates, what they give back, and their order.

A task is data. Its version tag holds the hash of all that its prompt is made of, so that a letter tells which words
it was asked with even if somebody edits a template and forgets to raise the version.

In: a task's name. Out: a `Task`. Rendering is `imrdata.letters.prompts`; asking is `imrdata.llm`; reading the answer
is `imrdata.letters.parse` and `parse_structured`. A user's own task: `register_task`.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from imrdata.errors import ImrDataError, RecipeError
from imrdata.letters.admission import FactsAnswer
from imrdata.letters.answers import Judgement, Questions
from imrdata.letters.placeholders import NOTICE_MARK, PLACEHOLDERS
from imrdata.letters.views import AppealView, DenialView, JudgeView, View

__all__ = ["TASKS", "Task", "check_folder", "in_order", "register_task", "template_source", "template_sources"]


def template_source(name: str, *, folder: Path | None = None) -> str:
    """Return a template's text: from a user's folder if it is there, else as packaged.

    Raises
    ------
    ImrDataError
        It is in neither.
    """
    if folder is not None and (folder / name).is_file():
        return (folder / name).read_text(encoding="utf-8")
    packaged = files("imrdata.letters").joinpath("templates", name)
    if not packaged.is_file():
        places = f"{folder} and the package" if folder is not None else "the package"
        raise ImrDataError(
            "there is no such template", where=name, mend=f"look what {places} hold, or correct the name"
        )
    return packaged.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing asked of a model.

    Attributes
    ----------
    name
        As recipes and the ledger call it.
    version
        Rises with every deliberate change of what is asked.
    reads
        The view that its prompt is made from; what the view does not hold can't be in the prompt.
    template, system_template
        Names of files: the user's turn and the system prompt. The system prompt is given nothing that varies, so
        all requests of a task begin with the same bytes and a provider's cache holds them.
    max_tokens
        Longest answer, in tokens. A recipe lowers it for a model with a small context.
    output
        What an answer is read as: ``str`` for a letter, else a pydantic model.
    kind
        The kind of letter that the answer is, ``denial`` or ``appeal``; empty if it is none.
    needs
        Tasks whose answer goes into this one's prompt.
    by_rule
        Whether rules answer it unless somebody asks for a model.
    reduced
        Whether its prompt shows the reduced facts sheet, unless it is given one.
    placeholders
        Those of the closed set that its writer is told of.
    folder
        Where a user's own templates are; the packaged ones can be included from them.
    """

    name: str
    version: int
    reads: type[View]
    template: str
    system_template: str
    max_tokens: int
    output: type[str] | type[BaseModel] = str
    kind: str = ""
    needs: tuple[str, ...] = ()
    by_rule: bool = False
    reduced: bool = False
    placeholders: tuple[str, ...] = ()
    folder: Path | None = None

    @property
    def output_schema(self) -> dict[str, Any] | None:
        """The JSON schema that a server is asked to keep to; None for a letter, which is plain text."""
        return self.output.model_json_schema() if issubclass(self.output, BaseModel) else None

    @property
    def version_tag(self) -> str:
        """Name, version and the first eight hex digits of the hash over templates, placeholders and schema."""
        parts = dict(template_sources(self))
        parts["placeholders"] = " ".join(self.placeholders)
        parts["schema"] = json.dumps(self.output_schema, sort_keys=True)
        digest = hashlib.sha256()
        for name, text in parts.items():
            source = text.encode()
            # The length keeps two files from passing for one another when text moves between them.
            digest.update(f"{name}:{len(source)}:".encode() + source)
        return f"{self.name}@{self.version}+{digest.hexdigest()[:8]}"


#: What a template takes over from another. Names are written out, so that the version can cover them.
_TAKEN_OVER: Final = re.compile(r"{%-?\s*(?:include|import|from|extends)\s+(?P<name>\"[^\"]+\"|'[^']+'|[^%]+?)\s")


def template_sources(task: Task) -> tuple[tuple[str, str], ...]:
    """Return every template that a task's prompt is made of, those it takes over included: name and text.

    Examples
    --------
    >>> [name for name, _ in template_sources(TASKS["denial"])]
    ['system_denial.j2', 'denial.j2', 'sheet.j2']
    """
    found: dict[str, str] = {}
    waiting = [task.system_template, task.template]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = template_source(name, folder=task.folder)
        for match in _TAKEN_OVER.finditer(found[name]):
            written = match["name"]
            if written[0] not in "\"'":
                raise ImrDataError(
                    f"it takes over a template by the expression {written}, which no version can cover",
                    where=name,
                    mend="write the file's name between quotation marks",
                )
            waiting.append(written[1:-1])
    return tuple(found.items())


_IN_DENIALS: Final = (
    "[DATE]",
    "[DENIAL_DATE]",
    "[MEMBER_NAME]",
    "[MEMBER_ADDRESS]",
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
    NOTICE_MARK,
)
_IN_APPEALS: Final = (
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
)

#: The tasks by name; a user's own are added by `register_task`.
TASKS: Final[dict[str, Task]] = {
    task.name: task
    for task in (
        Task(
            name="facts",
            version=1,
            reads=DenialView,
            template="facts.j2",
            system_template="system_facts.j2",
            max_tokens=1200,
            output=FactsAnswer,
            by_rule=True,
        ),
        Task(
            name="denial",
            version=2,
            reads=DenialView,
            template="denial.j2",
            system_template="system_denial.j2",
            max_tokens=1000,
            kind="denial",
            needs=("facts",),
            placeholders=_IN_DENIALS,
        ),
        Task(
            name="appeal",
            version=2,
            reads=AppealView,
            template="appeal.j2",
            system_template="system_appeal.j2",
            max_tokens=1800,
            kind="appeal",
            needs=("facts", "denial"),
            placeholders=_IN_APPEALS,
        ),
        Task(
            name="questions",
            version=1,
            reads=AppealView,
            template="questions.j2",
            system_template="system_questions.j2",
            max_tokens=900,
            output=Questions,
            needs=("facts", "denial"),
            reduced=True,
        ),
        Task(
            name="judge",
            version=1,
            reads=JudgeView,
            template="judge.j2",
            system_template="system_judge.j2",
            max_tokens=4000,
            output=Judgement,
            needs=("denial", "appeal"),
        ),
    )
}


def register_task(task: Task) -> Task:
    """Add a task of one's own to `TASKS`; see "Add a task" in CONTRIBUTING.md.

    Raises
    ------
    ImrDataError
        Its name is taken or needs a task that is not known, a template is missing, a placeholder is outside the
        closed set, or its output is neither ``str`` nor a pydantic model.
    """
    strange = [name for name in task.placeholders if name not in PLACEHOLDERS | {NOTICE_MARK}]
    for wrong, problem, mend in (
        (task.name in TASKS, "there is a task of that name", "give it another name"),
        (not set(task.needs) <= set(TASKS), f"it needs {', '.join(task.needs)}", f"use some of {', '.join(TASKS)}"),
        (bool(strange), f"{', '.join(strange)} is no placeholder", "use those of imrdata.letters.placeholders"),
        (not issubclass(task.output, str | BaseModel), "its output can't be read", "use str or a pydantic model"),
        (not issubclass(task.reads, View), "it reads no view", "use DenialView, AppealView or JudgeView"),
    ):
        if wrong:
            raise ImrDataError(problem, where=f"task {task.name}", mend=mend)
    template_sources(task)
    TASKS[task.name] = task
    return task


def check_folder(folder: Path, *, named: str) -> None:
    """Refuse a folder of templates in which something would be passed over in silence.

    Raises
    ------
    RecipeError
        It is no folder, holds no template, or holds one that no task is made of.
    """
    found = sorted(path.name for path in folder.glob("*.j2")) if folder.is_dir() else []
    if not found:
        raise RecipeError(
            "there is no folder with templates (*.j2)", where=f"templates: {named}", mend="copy those to change into it"
        )
    tasks = (task if task.folder else replace(task, folder=folder) for task in TASKS.values())
    used = {name for task in tasks for name, _ in template_sources(task)}
    for name in found:
        if name not in used:
            near = difflib.get_close_matches(name, used, n=1)
            raise RecipeError(
                f"{name} is a template of no task",
                where=f"templates: {named}",
                mend=f"did you mean {near[0]}" if near else f"use {', '.join(sorted(used))}",
            )


def in_order(names: Collection[str]) -> tuple[Task, ...]:
    """Return tasks so that each comes after all it needs, adding what is needed but not named.

    Raises
    ------
    ImrDataError
        A name is no task's, or two tasks need one another.

    Examples
    --------
    >>> [task.name for task in in_order(["appeal"])]
    ['facts', 'denial', 'appeal']
    """
    ordered: dict[str, Task] = {}

    def add(name: str, below: tuple[str, ...]) -> None:
        if name not in TASKS:
            raise ImrDataError(f"no task is called {name}", where="tasks", mend=f"use {', '.join(TASKS)}")
        if name in below:
            raise ImrDataError(f"{name} needs itself", where="tasks", mend="cut the circle in `needs`")
        for needed in TASKS[name].needs:
            add(needed, (*below, name))
        ordered.setdefault(name, TASKS[name])

    for name in names:
        add(name, ())
    return tuple(ordered.values())
