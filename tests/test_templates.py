"""A recipe's own templates: used by plan, run, judge and preview alike, seen in versions, refused when misspelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from imrdata.errors import RecipeError
from imrdata.letters.tasks import TASKS, template_source
from imrdata.planning import plan_recipe
from imrdata.previewing import preview
from imrdata.walk import run
from tests.llm.chat_server import ChatServer
from tests.test_walk import with_fake


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "denial.j2").write_text(template_source("denial.j2") + "\nWrite it as a poem, planted words.\n")
    return folder


def test_run_plan_and_preview_ask_with_the_templates_that_the_recipe_names(own: Path, tmp_path: Path) -> None:
    with ChatServer() as server:
        asked = with_fake(tmp_path, url=server.url, templates="prompts", authors=[{"author": "fake", "cases": 2}])
        planned = plan_recipe(asked, base=tmp_path)
        done = run(asked, base=tmp_path, out=tmp_path / "run")
        prompts = [body["messages"][-1]["content"] for body in server.bodies]
        # The fake model repeats its prompt, so the words stand within the appeals' prompts too.
        assert sum(prompt.endswith("planted words.\n") for prompt in prompts) == 2
        assert len(prompts) == 6
        after = plan_recipe(asked, base=tmp_path, ledger=tmp_path / "run" / "ledger")
        case_id = done.letters["case_id"][0]
        shown = preview(asked, case_id=case_id, base=tmp_path, ledger=tmp_path / "run" / "ledger")
        plain = run(
            with_fake(tmp_path, url=server.url, authors=[{"author": "fake", "cases": 2}]),
            base=tmp_path,
            out=tmp_path / "plain",
        )
    assert set(planned.ready["key"]) <= set(after.questions["key"])
    assert after.counts["answered"] == 6
    assert "planted words" in shown.requests["denial"].messages[-1]["content"]
    assert [prompt["state"] for prompt in shown.data["prompts"][1:3]] == ["answered", "answered"]
    versions = [set(each.letters["task_version"]) for each in (done, plain)]
    # The denial's version is another; the appeal's, whose templates are the packaged ones, is not.
    assert len(versions[0] & versions[1]) == 1
    assert TASKS["denial"].version_tag in versions[1] - versions[0]
    assert TASKS["denial"].folder is None


@pytest.mark.parametrize(
    ("name", "message"),
    [("denail.j2", "did you mean denial.j2"), ("poem.j2", "poem.j2 is a template of no task")],
)
def test_a_template_that_nothing_asks_for_is_named(own: Path, tmp_path: Path, name: str, message: str) -> None:
    (own / name).write_text("x")
    with pytest.raises(RecipeError, match=message):
        plan_recipe(with_fake(tmp_path, templates="prompts"), base=tmp_path)


def test_a_template_that_another_takes_over_is_one_of_the_task(own: Path, tmp_path: Path) -> None:
    (own / "poem.j2").write_text("Rhyme.")
    (own / "denial.j2").write_text('{% include "poem.j2" %}\n' + template_source("denial.j2"))
    assert plan_recipe(with_fake(tmp_path, templates="prompts"), base=tmp_path).counts["ready"] > 0


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="templates: elsewhere"):
        run(with_fake(tmp_path, templates="elsewhere"), base=tmp_path, out=tmp_path / "run")


def test_a_recipe_that_names_templates_is_another_recipe(tmp_path: Path) -> None:
    assert with_fake(tmp_path).sha256 != with_fake(tmp_path, templates="prompts").sha256
