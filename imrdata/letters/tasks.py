"""What is asked of a model: the tasks, their templates and their order.

A task is data. Its version tag holds the hash of its templates, so that a letter tells which words it was asked
with even if somebody edits a template and forgets to raise the version.

In: a task's name. Out: a `Task`. Rendering is `imrdata.letters.prompts`; asking is `imrdata.llm`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from imrdata.errors import ImrDataError

__all__ = ["TASKS", "Task", "in_order", "template_source"]


def template_source(name: str) -> str:
    """Return the text of a packaged template."""
    return files("imrdata.letters").joinpath("templates", name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing asked of a model.

    Attributes
    ----------
    name
        As recipes and the ledger call it.
    version
        Rises with every deliberate change of what is asked.
    kind
        The kind of letter that the answer is: ``denial`` or ``appeal``.
    template, system_template
        File names in ``templates/``: the user's turn and the system prompt.
    max_tokens
        Longest answer, in tokens. A recipe lowers it for a model with a small context.
    needs
        Tasks whose answer goes into this one's prompt.
    """

    name: str
    version: int
    kind: str
    template: str
    system_template: str
    max_tokens: int
    needs: tuple[str, ...] = ()

    @property
    def version_tag(self) -> str:
        """Name, version and the first eight hex digits of the hash over both templates."""
        digest = hashlib.sha256()
        for name in (self.system_template, self.template):
            source = template_source(name).encode()
            # The length keeps two files from passing for one another when text moves between them.
            digest.update(f"{name}:{len(source)}:".encode() + source)
        return f"{self.name}@{self.version}+{digest.hexdigest()[:8]}"


TASKS: Final[dict[str, Task]] = {
    "denial": Task(
        name="denial",
        version=1,
        kind="denial",
        template="denial.j2",
        system_template="system_denial.j2",
        max_tokens=1000,
    ),
    "appeal": Task(
        name="appeal",
        version=1,
        kind="appeal",
        template="appeal.j2",
        system_template="system_appeal.j2",
        max_tokens=1800,
        needs=("denial",),
    ),
}


def in_order(names: Collection[str]) -> tuple[Task, ...]:
    """Return tasks so that each comes after all it needs, adding what is needed but not named.

    Raises
    ------
    ImrDataError
        A name is no task's, or two tasks need one another.

    Examples
    --------
    >>> [task.name for task in in_order(["appeal"])]
    ['denial', 'appeal']
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
