"""A preview shows what a run asks and makes of a case: the same bytes, the same fingerprints, the same verdicts."""

from __future__ import annotations

import asyncio
import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console

import imrdata
from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.cli import main
from imrdata.data import sample
from imrdata.errors import ImrDataError, RecipeError, SourceError
from imrdata.letters.tasks import TASKS
from imrdata.letters.views import View
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.network import forbid_network
from imrdata.previewing import Preview, preview
from imrdata.quality.rubric import rubric_items
from imrdata.recipe import Recipe
from imrdata.walk import run
from tests.llm.chat_server import Act, ChatServer
from tests.test_planning import paid
from tests.test_walk import control, with_fake

CASE = "EI25-99101"

#: A denial with two faults and curly quotes before, in and after them.
DENIAL = (
    "[DATE]\n\nDear [MEMBER_NAME]:\n\nWe can’t approve “the nerve ablation”. The plan’s file EI25-99101 says “no”. "
    "Two of the three reviewers found that it isn’t needed.\n\n[SIGNATURE]\n[PLAN_NAME]"
)
APPEAL = "Sure! Here is the letter:\n\n[DATE]\n\nI appeal the decision dated [DENIAL_DATE].\n\nSincerely,\n[SIGNATURE]"


def scripted() -> ScriptedClient:
    answers = {"denial": DENIAL, "appeal": APPEAL, "questions": '{"questions": []}'}
    return ScriptedClient(lambda request: answers[request.task])


class Page(HTMLParser):
    """What a page says, by the attributes that name its parts; numbers behind marks are not text of a letter."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sentences: list[tuple[str, str]] = []
        self.turns: dict[tuple[str, str], str] = {}
        self.answers: dict[str, str] = {}
        self.letters: dict[str, str] = {}
        self.marks: list[str] = []
        self.verdicts: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self._open: list[tuple[str, Mapping[str, str | None]]] = []
        self.feed(html)
        self.close()
        assert self._open == [], f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        self.addresses += [str(value) for name, value in attrs if name in ("src", "srcset", "data", "action")]
        if "id" in named:
            self.ids.append(str(named["id"]))
        if "href" in named:
            self.links.append(str(named["href"]))
        if named.get("class") in ("fail", "unmeasured") and tag == "tr":
            self.verdicts.append("")
        if named.get("class") == "text":
            self.sentences.append((str(self._open[-1][1]["data-role"]), ""))
        if tag == "mark":
            self.marks.append("")
        if tag not in ("meta", "br"):
            self._open.append((tag, named))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self._open]
        if "sup" in tags:
            return
        if "mark" in tags:
            self.marks[-1] += data
        task = next((str(named["data-task"]) for _, named in self._open if "data-task" in named), "")
        for tag, named in self._open:
            if named.get("class") == "text":
                role, text = self.sentences[-1]
                self.sentences[-1] = (role, text + data)
            if "data-turn" in named:
                key = (task, str(named["data-turn"]))
                self.turns[key] = self.turns.get(key, "") + data
            if "data-answer" in named:
                self.answers[task] = self.answers.get(task, "") + data
            if tag == "article" and any(each.get("class") == "letter" for _, each in self._open):
                letter = str(named["data-letter"])
                self.letters[letter] = self.letters.get(letter, "") + data
            if tag == "tr" and named.get("class") in ("fail", "unmeasured"):
                self.verdicts[-1] += data + "|"


def held_against(html: str, data: Mapping[str, Any]) -> Page:
    """Read a page and assert that it says what the data says, and loads nothing."""
    page = Page(html)
    assert page.sentences == [(each["role"], each["text"]) for each in data["sentences"]]
    assert page.turns == {
        (prompt["task"], message["role"]): message["content"]
        for prompt in data["prompts"]
        for message in prompt["messages"]
    }
    assert page.letters == {letter["letter_id"]: letter["text"] for letter in data["letters"]}
    assert page.answers == {each["task"]: each["answer"]["text"] for each in data["prompts"] if each["answer"]}
    wrong = [each for letter in data["letters"] for each in letter["verdicts"] if each["verdict"] != "pass"]
    assert [row.split("|")[:2] for row in page.verdicts] == [[each["verdict"], each["check"]] for each in wrong]
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert page.addresses == []
    assert "@import" not in html
    assert "url(" not in html
    return page


def test_the_page_holds_what_the_data_says_for_all_kinds_of_cases() -> None:
    cases = imrdata.read_imr(sample()).cases
    # Every type and era; all cases would take a minute and say no more.
    for case_id in cases["case_id"].to_list()[::6]:
        with forbid_network():
            shown = preview(Recipe.load("demo"), case_id=case_id)
        data = json.loads(json.dumps(shown.to_dict()))
        page = held_against(shown.html(), data)
        assert page.turns
        case = cases.row(by_predicate=pl.col("case_id") == case_id, named=True)
        for sentence in data["sentences"]:
            assert case["findings"][sentence["start"] : sentence["end"]] == sentence["text"]
            assert sentence["admitted"] == (sentence["role"] in VISIBLE_ROLES)
            assert all(0 <= mark["start"] < mark["end"] <= len(sentence["text"]) for mark in sentence["marks"])
        # What only the reviewer wrote is in no writer's prompt.
        said = [each["text"] for each in data["sentences"] if not each["admitted"] and each["role"] != "header"]
        for task in ("denial", "appeal"):
            assert not [text for text in said if text in page.turns[task, "user"]]


def test_real_rows(real_data: Path) -> None:
    source = real_data / "imr_2025_portal14.csv"
    for case_id in imrdata.read_imr(source).cases["case_id"].to_list()[:4]:
        shown = preview(Recipe.load("demo"), case_id=case_id, source=source)
        held_against(shown.html(), json.loads(json.dumps(shown.to_dict())))
        assert not shown.data["fictional"]


def test_a_notebook_shows_the_same_and_no_head() -> None:
    shown = preview(Recipe.load("demo"), case_id=CASE)
    part = shown._repr_html_()
    held_against(part, shown.data)
    assert "<html" not in part
    assert "<body" not in part
    assert repr(shown) == f"Preview of {CASE}: 5 prompts, 2 letters, 0 failed verdicts"


def test_marks_in_findings_are_what_the_sheet_takes() -> None:
    data = preview(Recipe.load("demo"), case_id=CASE).data
    marked = {
        (mark["kind"], sentence["text"][mark["start"] : mark["end"]])
        for sentence in data["sentences"]
        for mark in sentence["marks"]
    }
    assert ("tried", "naproxen") in marked
    assert ("outcome", "have not helped") in marked
    questions = data["prompts"][3]["messages"][1]["content"]
    assert "International Society" not in questions  # asked from the reduced sheet
    assert ("literature", "International Society for the Advancement of Spine Surgery") in marked
    full, reduced = data["sheets"][1], data["sheets"][2]
    assert ["Literature", "International Society for the Advancement of Spine Surgery"] in full["lines"]
    assert len(reduced["lines"]) < len(full["lines"])
    assert reduced["unknown"] == ["which treatments were tried before"]


def test_prompt_and_fingerprint_are_those_of_plan_and_run(tmp_path: Path) -> None:
    recipe = with_fake(tmp_path, records={"inputs": ["full"]})
    before = preview(recipe, case_id=CASE, base=tmp_path)
    planned = imrdata.plan(recipe, cases=imrdata.read_imr(sample()).cases, base=tmp_path).ready
    ready = planned.filter(pl.col("case_id") == CASE).row(0, named=True)
    denial = before.data["prompts"][1]
    assert (denial["key"], denial["task"]) == (ready["key"], "denial")
    assert denial["most_tokens"] == ready["most_prompt_tokens"]
    assert denial["estimated_tokens"] == ready["prompt_tokens"]
    # Before there is a denial, the appeal's prompt is that of no question.
    appeal = before.data["prompts"][2]
    assert (appeal["key"], appeal["state"]) == (None, "not asked")
    assert before.data["letters"][0]["text"].strip() in appeal["messages"][1]["content"]

    client = scripted()
    done = run(recipe, out=tmp_path / "run", base=tmp_path, clients={"fake": client})
    after = preview(recipe, case_id=CASE, base=tmp_path, ledger=tmp_path / "run" / "ledger")
    asked = {request.key: list(request.messages) for request in client.calls}
    for prompt in after.data["prompts"][1:3]:
        assert prompt["state"] == "answered"
        shown = [{"role": each["role"], "content": each["content"]} for each in prompt["messages"]]
        assert asked[prompt["key"]] == shown
    made = done.letters.filter(pl.col("case_id") == CASE)
    assert after.letters.equals(made)
    ids = made["letter_id"].to_list()
    order = ("letter_id", "check")
    assert after.verdicts.sort(order).equals(done.verdicts.filter(pl.col("letter_id").is_in(ids)).sort(order))
    held_against(after.html(), after.data)
    for letter in after.data["letters"]:
        apart = {item.id for item in rubric_items(letter["kind"]) if item.administrative}
        items = [item for item in letter["rubric"]["items"] if item["item"] not in apart]
        points = {
            state: sum(item["points"] for item in items if item["state"] == state) for state in ("met", "not_met")
        }
        assert letter["rubric"]["met"] == points["met"]
        assert letter["rubric"]["measurable"] == points["met"] + points["not_met"] > 0
        placed = [item for item in letter["rubric"]["items"] if item["span"]]
        assert placed
        assert all(letter["text"][slice(*item["span"])] == item["evidence"] for item in placed)


def test_what_a_check_found_is_marked_by_code_points(tmp_path: Path) -> None:
    recipe = with_fake(tmp_path)
    shown = preview(
        recipe, case_id=CASE, base=tmp_path, ledger=tmp_path / "ledger", clients={"fake": scripted()}, ask=True
    )
    page = held_against(shown.html(), shown.data)
    denial = shown.data["letters"][0]
    assert (denial["author"], denial["kind"]) == ("fake", "denial")
    found = {each["check"]: each for each in denial["verdicts"] if each["number"]}
    assert found["reference_id"]["evidence"] == "EI25-99101"
    assert found["reference_id"]["span"][0] == denial["text"].index("EI25")
    for each in found.values():
        start, end = each["span"]
        assert denial["text"][start:end] == each["evidence"]
        assert each["evidence"] in "".join(page.marks)
        assert any(f"“{each['evidence']}”" in row for row in page.verdicts)
    appeal = shown.data["letters"][2]
    assert [note for note, _ in appeal["parse_notes"]] == ["preamble"]
    assert shown.data["prompts"][2]["answer"]["text"] == APPEAL


def test_asking_costs_once_and_only_what_is_named(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act()) as server:
        recipe = paid(tmp_path, url=server.url, authors=[{"author": "fake"}])
        looked = {"case_id": CASE, "base": tmp_path, "ledger": tmp_path / "run" / "ledger"}
        preview(recipe, **looked)
        assert server.calls.total() == 0
        assert not (tmp_path / "run").exists()
        one = preview(recipe, **looked, tasks=["denial"], ask=True)
        assert server.calls.total() == 1
        assert [prompt["task"] for prompt in one.data["prompts"]] == ["denial"]
        two = preview(recipe, **looked, ask=True)
        assert server.calls.total() == 2
        assert [prompt["state"] for prompt in two.data["prompts"]] == [
            "not asked", "answered", "answered", "not asked", "not asked",
        ]  # fmt: skip
        again = preview(recipe, **looked)
        assert again.data["letters"] == two.data["letters"]
    # A run takes over what was paid for.
    cases = imrdata.read_imr(sample()).cases.filter(pl.col("case_id") == CASE)
    planned = imrdata.plan(recipe, cases=cases, base=tmp_path, ledger=looked["ledger"])
    assert planned.counts == {"answered": 2, "shared": 0, "ready": 0, "pending": 0}
    assert planned.spent > 0


def test_a_budget_holds_for_a_preview(tmp_path: Path) -> None:
    with ChatServer(lambda prompt, nth: Act()) as server:
        recipe = paid(tmp_path, url=server.url, authors=[{"author": "fake"}], budget={"usd": 0.0})
        shown = preview(recipe, case_id=CASE, base=tmp_path, ledger=tmp_path / "ledger", ask=True)
        assert server.calls.total() == 0
    assert shown.data["prompts"][1]["state"] == "failed: budget"
    assert "of $0.00 are spent" in shown.data["prompts"][1]["failure"]
    held_against(shown.html(), shown.data)


def test_structured_answers_are_read_as_their_task_says(tmp_path: Path) -> None:
    recipe = with_fake(tmp_path)
    shown = preview(
        recipe,
        case_id=CASE,
        base=tmp_path,
        ledger=tmp_path / "ledger",
        clients={"fake": scripted()},
        tasks=["questions"],
        ask=True,
    )
    (questions,) = shown.data["prompts"]
    assert questions["state"] == "answered"
    assert questions["answer"]["error"] == "questions: too_short"
    assert "We can’t approve" in questions["messages"][1]["content"]
    assert {letter["author"] for letter in shown.data["letters"]} == {"fake", "baseline"}
    assert "can't be read" in shown.html().replace("&#39;", "'")


def test_inside_a_running_loop(tmp_path: Path) -> None:
    async def cell() -> Preview:
        return preview(
            with_fake(tmp_path),
            case_id=CASE,
            base=tmp_path,
            ledger=str(tmp_path / "ledger"),
            clients={"fake": scripted()},
            ask=True,
        )

    assert asyncio.run(cell()).letters.height == 4


def test_an_edited_template_is_seen_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = with_fake(tmp_path)
    before = preview(recipe, case_id=CASE, base=tmp_path).data["prompts"][1]
    monkeypatch.setitem(TASKS, "denial", replace(TASKS["denial"], folder=tmp_path))
    (tmp_path / "denial.j2").write_text("First wording.")
    first = preview(recipe, case_id=CASE, base=tmp_path).data["prompts"][1]
    (tmp_path / "denial.j2").write_text("Second wording.")
    second = preview(recipe, case_id=CASE, base=tmp_path).data["prompts"][1]
    assert [each["messages"][1]["content"] for each in (first, second)] == ["First wording.\n", "Second wording.\n"]
    assert len({each["key"] for each in (before, first, second)}) == 3
    assert len({each["version"] for each in (before, first, second)}) == 3


def test_tasks_of_a_users_own_are_shown_like_the_shipped_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(View):
        pass

    for name, changes in {"short": {}, "other": {"reads": Own}}.items():
        monkeypatch.setitem(TASKS, name, replace(TASKS["denial"], name=name, folder=tmp_path, **changes))
    (tmp_path / "denial.j2").write_text("A short one, please.")
    client = ScriptedClient(lambda request: DENIAL)
    common = {"case_id": CASE, "base": tmp_path, "ledger": tmp_path / "ledger", "clients": {"fake": client}}
    shown = preview(with_fake(tmp_path), **common, tasks=["short", "other", "denial"], ask=True)
    page = held_against(shown.html(), shown.data)
    assert page.turns["short", "user"] == "A short one, please.\n"
    short = next(prompt for prompt in shown.data["prompts"] if prompt["task"] == "short")
    assert short["answer"]["value"] == DENIAL
    assert "not shown: other, whose view Own no preview makes" in shown.data["notes"]
    assert [request.task for request in client.calls] == ["denial", "short"]


def test_the_examples_of_the_docs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(TASKS, "denial", TASKS["denial"])  # so that it is put back
    page = (Path(__file__).resolve().parent.parent / "docs" / "preview.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)```python\n(.*?)^ *```", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    for _, block in blocks:
        names: dict[str, Any] = {}
        exec(compile(textwrap.dedent(block), "docs/preview.md", "exec"), names)
    assert [prompt["task"] for prompt in names["shown"].data["prompts"]] == ["denial"]
    assert TASKS["denial"].folder == Path("templates")


def test_text_of_a_case_is_never_markup(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    cases = sample().read_text(encoding="utf-8-sig")
    source.write_text(cases.replace("naproxen", "<script>alert('x')</script> & <b>naproxen</b>"))
    shown = preview(Recipe.load("demo"), case_id=CASE, source=source)
    page = held_against(shown.html(), shown.data)
    assert "b" not in page.tags
    assert any("<script>alert('x')</script> & <b>naproxen</b>" in text for _, text in page.sentences)
    console = Console(width=100)
    with console.capture() as printed:
        console.print(shown)
    assert "<script>" in printed.get()


def test_a_recipe_without_a_model_shows_prompts_without_fingerprints(tmp_path: Path) -> None:
    shown = preview(control(), case_id=CASE)
    assert shown.author is None
    assert [prompt["key"] for prompt in shown.data["prompts"]] == [None] * 5
    assert shown.letters["author"].unique().to_list() == ["baseline"]
    assert preview(Recipe.load("demo"), case_id=CASE, author="baseline").author is None
    with pytest.raises(RecipeError, match="there is no model to ask"):
        preview(control(), case_id=CASE, ledger=tmp_path / "ledger", ask=True)
    assert list(tmp_path.iterdir()) == []


def test_what_a_run_does_otherwise_is_said(tmp_path: Path) -> None:
    recipe = with_fake(
        tmp_path,
        cases={"limit": 1, "sample": 1, "min_view_strength": "facts"},
        authors=[{"author": "fake", "cases": 2, "samples": 3}],
    )
    cases = imrdata.add_sentences(imrdata.read_imr(sample()).cases)
    weak = next(
        row for row in cases.iter_rows(named=True) if imrdata.DenialView.from_case(row).strength != "facts"
    )  # fmt: skip
    notes = preview(recipe, case_id=weak["case_id"], base=tmp_path).data["notes"]
    for words in ("skips this case", "first 1 rows", "draws 1 cases", "writes for 2 cases", "3 letters of each kind"):
        assert any(words in note for note in notes), words


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"case_id": "EI25-9910"}, SourceError, r"holds no case EI25-9910; did you mean EI25-99101"),
        ({"case_id": "?"}, SourceError, "did you mean"),
        ({"author": "nobody"}, RecipeError, "no author nobody; use one of baseline, smollm2-135m-instruct"),
        ({"tasks": ["summary"]}, ImrDataError, "no task is called summary"),
        ({"ask": True}, RecipeError, "pass ledger="),
    ],
)
def test_one_sentence_says_what_is_wrong(changes: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        preview(Recipe.load("demo"), **{"case_id": CASE} | changes)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with ChatServer(lambda prompt, nth: Act()) as server:
        recipe = paid(tmp_path, url=server.url, authors=[{"author": "fake"}])
        Path("recipe.yaml").write_text(recipe.model_dump_json())
        look = ["preview", "recipe.yaml", "--case", CASE]
        assert main(look) == 0
        printed = capsys.readouterr().out
        assert "For whoever works on prompts" in printed
        assert "Task denial: not asked" in printed
        assert not Path("runs").exists()
        assert main([*look, "--ask", "--task", "denial", "--budget", "1", "--json"]) == 0
        data = json.loads(capsys.readouterr().out)
        assert data["prompts"][0]["state"] == "answered"
        assert server.calls.total() == 1
        assert main([*look, "--out", "page.html"]) == 0
        assert capsys.readouterr().out.startswith("page.html: Preview of EI25-99101: 5 prompts, 3 letters")
        assert main([*look, "--json"]) == 0
        held_against(Path("page.html").read_text(encoding="utf-8"), json.loads(capsys.readouterr().out))
        assert main([*look, "--out", str(tmp_path / "no" / "page.html")]) == 2
        assert main(["preview", "recipe.yaml", "--case", "EI25-99"]) == 2
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 2
        assert "did you mean EI25-99101, EI25-99102" in said[1]
