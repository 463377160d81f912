"""Tasks as data: their order, their registration by a user, and the page that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from imrdata.errors import ImrDataError
from imrdata.letters.axes import sample_axes
from imrdata.letters.prompts import render
from imrdata.letters.tasks import TASKS, Task, in_order, register_task, template_sources
from imrdata.letters.tasks_page import COMMAND, render_page
from imrdata.letters.views import AppealView, DenialView, JudgeView

from .conftest import denial_view

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _only_for_this_test() -> Iterator[None]:
    before = dict(TASKS)
    yield
    TASKS.clear()
    TASKS.update(before)


def test_the_tasks_are_these() -> None:
    assert list(TASKS) == ["facts", "denial", "appeal", "questions", "judge"]
    assert all(task.name == name for name, task in TASKS.items())
    assert {task.reads for task in TASKS.values()} == {DenialView, AppealView, JudgeView}
    assert [name for name, task in TASKS.items() if task.by_rule] == ["facts"]


def test_tasks_stand_in_the_order_of_their_needs() -> None:
    assert [task.name for task in in_order(["appeal", "denial"])] == ["facts", "denial", "appeal"]
    assert [task.name for task in in_order(["denial"])] == ["facts", "denial"]
    assert [task.name for task in in_order(reversed(TASKS))] == ["facts", "denial", "appeal", "judge", "questions"]
    with pytest.raises(ImrDataError, match="use facts, denial, appeal"):
        in_order(["poem"])


def test_a_circle_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TASKS, "facts", replace(TASKS["facts"], needs=("appeal",)))
    with pytest.raises(ImrDataError, match="cut the circle"):
        in_order(["denial"])


def test_the_steps_of_contributing_add_a_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section's own code, run as it stands: a task with its output type, without touching the package."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = guide.split("## Add a task\n")[1].split("\n## ")[0]
    assert [line[:2] for line in section.splitlines() if re.match(r"\d\.", line)] == [f"{n}." for n in range(1, 8)]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.S)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(code, "CONTRIBUTING.md", "exec"), names)
    assert TASKS["summary"].version_tag.startswith("summary@1+")
    assert TASKS["summary"].output_schema is not None
    assert [task.name for task in in_order(["summary"])] == ["facts", "denial", "summary"]
    assert getattr(names["value"], "sentence", "") == "The plan denied an MRI."


def test_a_changed_file_of_a_user_s_task_changes_its_version(tmp_path: Path) -> None:
    (tmp_path / "mine.j2").write_text('{% include "part.j2" %}\n{% include "sheet.j2" %}\n', encoding="utf-8")
    (tmp_path / "part.j2").write_text("Summarise.\n", encoding="utf-8")
    (tmp_path / "system_mine.j2").write_text("Be brief.\n", encoding="utf-8")
    task = register_task(_task(tmp_path))
    assert [name for name, _ in template_sources(task)] == ["system_mine.j2", "mine.j2", "part.j2", "sheet.j2"]
    view = denial_view()
    axes = sample_axes(view, seed=1)
    tag, text = task.version_tag, render(task, view, axes)[1]["content"]
    assert text.startswith("Summarise.\nAsked for: ")
    (tmp_path / "part.j2").write_text("Summarise it.\n", encoding="utf-8")
    assert task.version_tag != tag
    assert render(task, view, axes)[1]["content"].startswith("Summarise it.\n")


def _task(folder: Path, **changes: object) -> Task:
    task = Task(
        name="mine",
        version=1,
        reads=DenialView,
        template="mine.j2",
        system_template="system_mine.j2",
        max_tokens=100,
        folder=folder,
    )
    return replace(task, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "denial"}, "there is a task of that name"),
        ({"needs": ("poem",)}, "it needs poem"),
        ({"placeholders": ("[NICKNAME]",)}, r"\[NICKNAME\] is no placeholder"),
        ({"output": int}, "its output can't be read"),
        ({"reads": dict}, "it reads no view"),
        ({"template": "missing.j2"}, "missing.j2: there is no such template"),
        ({"template": "by_name.j2"}, "takes over a template by the expression"),
    ],
)
def test_a_task_that_would_not_work_is_refused(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    (tmp_path / "mine.j2").write_text("Summarise.", encoding="utf-8")
    (tmp_path / "system_mine.j2").write_text("Be brief.", encoding="utf-8")
    (tmp_path / "by_name.j2").write_text("{% include view.type %}", encoding="utf-8")
    with pytest.raises(ImrDataError, match=problem):
        register_task(_task(tmp_path, **changes))
    assert "mine" not in TASKS


def test_a_template_sees_the_view_and_nothing_behind_it(tmp_path: Path) -> None:
    (tmp_path / "system_mine.j2").write_text("Be brief.", encoding="utf-8")
    view = denial_view()
    hidden = ("{{ view.determination }}", "{{ case }}", "{{ view.__class__.__init__.__globals__ }}", "{% if %}")
    for attempt in hidden:
        (tmp_path / "mine.j2").write_text(attempt, encoding="utf-8")
        with pytest.raises(ImrDataError, match=r"asks for something|can't be rendered"):
            render(_task(tmp_path), view, sample_axes(view, seed=1))


def test_the_page_is_current() -> None:
    page = (ROOT / "docs" / "tasks.md").read_text(encoding="utf-8")
    assert page == render_page(), f"write it anew: {COMMAND}"


def test_the_page_shows_every_task_and_nothing_hidden_to_writers() -> None:
    page = render_page()
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.S | re.M))
    assert set(TASKS) <= set(sections)
    for name in ("facts", "denial", "appeal", "questions"):
        assert "board-certified" not in sections[name]
        assert "more beneficial" not in sections[name]
    assert "board-certified" in sections["judge"]


def test_every_choice_is_explained() -> None:
    """Each rule of each system prompt has its paragraph in docs/prompts.md."""
    explained = (ROOT / "docs" / "prompts.md").read_text(encoding="utf-8")
    for name, task in TASKS.items():
        section = explained.split(f"## {name}")[1].split("\n## ")[0]
        text = dict(template_sources(task))[task.system_template]
        rules = re.findall(r"^(\d)\. ", text, re.M)
        assert [number for number in rules if f"\n- **{number}" not in section] == [], name
