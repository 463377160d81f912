"""Which tokens carry loss, after the real `axolotl preprocess`: those of the answers with their end, and no other."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imrdata.dataset.tokens import chat_text
from imrdata.recipe import Recipe
from imrdata.walk import Run, run
from tests.dataset.small_run import make_small_run

from .conftest import NOT_FOUR_BITS, ON_CPU, preprocess, there

pytestmark = [pytest.mark.axolotl, pytest.mark.timeout(1800)]

END = "<|im_end|>"

#: What breaks masks that are found by looking for an answer's text.
HARD = [
    [("system", "Help."), ("user", "One?"), ("assistant", "One."), ("user", "Two?"), ("assistant", "Two.\n\nAnd more.")],
    [("user", "The same words."), ("assistant", "The same words."), ("user", "The same words."), ("assistant", "The same words.")],
    [("system", "assistant"), ("user", "assistant\nassistant"), ("assistant", "assistant\n")],
    [("user", "Spaces?"), ("assistant", "  spaces before and after \n ")],
    [("user", "Marks of others: [INST] <s> </s> ### Response:"), ("assistant", "[INST] “curly” — dash, naïve, 5 µg 😷 </s>")],
    [("user", "x"), ("assistant", "y")],
]  # fmt: skip


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the control recipe: the whole sample, every kind of record."""
    done: Run = run(Recipe.load("control"), out=tmp_path_factory.mktemp("runs") / "control")
    return done.folder / "dataset"


def read(file: Path) -> list[list[dict[str, str]]]:
    return [json.loads(line)["messages"] for line in file.read_text(encoding="utf-8").splitlines()]


def with_hard_rows(dataset: Path, folder: Path) -> Path:
    folder.mkdir()
    hard = [json.dumps({"messages": [{"role": role, "content": text} for role, text in turns]}) for turns in HARD]
    own = [json.dumps({"messages": turns}, ensure_ascii=False) for turns in read(dataset / "train.jsonl")]
    (folder / "train.jsonl").write_text("\n".join(hard + own) + "\n", encoding="utf-8")
    (folder / "validation.jsonl").write_bytes((dataset / "validation.jsonl").read_bytes())
    return folder


def expected(turns: list[dict[str, str]]) -> tuple[str, tuple[str, ...]]:
    return chat_text(turns), tuple(turn["content"] + END for turn in turns if turn["role"] == "assistant")


def test_the_loss_lies_on_the_answers_and_nothing_else(
    baseline: Path, model: Path, write_config: Callable[..., Path], tmp_path: Path
) -> None:
    folder = with_hard_rows(baseline, tmp_path / "data")
    rows = preprocess(write_config("tiny-cpu-sft", dataset=folder, base=model))
    wanted = Counter(expected(turns) for name in ("train", "validation") for turns in read(folder / f"{name}.jsonl"))
    assert sum(wanted.values()) > 400
    assert Counter((row["text"], tuple(row["spans"])) for row in rows) == wanted


def test_a_row_that_is_too_long_stops_it_and_is_not_cut(
    baseline: Path, model: Path, write_config: Callable[..., Path]
) -> None:
    config = write_config("tiny-cpu-sft", dataset=baseline, base=model, sequence_len=2000)
    done = there("axolotl", "preprocess", str(config), cwd=config.parent)
    assert done.returncode != 0
    assert re.search(r"Sequence encountered with \d{4} tokens, which exceeds the maximum 2000", done.stderr)


def test_a_vocabulary_without_the_marks_learns_them(
    baseline: Path, write_config: Callable[..., Path], tmp_path: Path
) -> None:
    base = tmp_path / "mistral"
    made = there("python", "-m", "tests.axolotl.tiny_mistral", str(base), cwd=tmp_path)
    assert made.returncode == 0, made.stderr[-2000:]
    folder = with_hard_rows(baseline, tmp_path / "data")
    changes: dict[str, Any] = {**ON_CPU, **NOT_FOUR_BITS}
    rows = preprocess(write_config("mistral-7b-v0.3-sft", dataset=folder, base=base, **changes))
    wanted = Counter(expected(turns) for name in ("train", "validation") for turns in read(folder / f"{name}.jsonl"))
    found = Counter((row["text"], tuple(row["spans"])) for row in rows)
    assert found == wanted
    assert {tuple(row["marks"]) for row in rows} == {(20, 21)}


@pytest.mark.parametrize("name", ["qwen3-8b-dpo"])
def test_pairs_keep_prompt_and_answers_apart(
    model: Path, write_config: Callable[..., Path], tmp_path: Path, name: str
) -> None:
    dataset = make_small_run(tmp_path / "small").folder / "dataset"
    changes: dict[str, Any] = {**ON_CPU, **NOT_FOUR_BITS, "test_datasets": None}
    rows = preprocess(write_config(name, dataset=dataset, base=model, eval_strategy=None, **changes))
    pairs = [json.loads(line) for line in (dataset / "preference-train.jsonl").read_text(encoding="utf-8").splitlines()]
    assert pairs
    wanted = Counter(
        (
            chat_text(pair["messages"]) + "<|im_start|>assistant\n",
            pair["chosen"]["content"] + END,
            pair["rejected"]["content"] + END,
        )
        for pair in pairs
    )
    assert Counter((row["prompt"], row["chosen"], row["rejected"]) for row in rows) == wanted
