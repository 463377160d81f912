"""Pairs of a scripted model: same prompt, about the same length, and a check with a name between them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.dataset.preference import LENGTH_BAND, PAIR_SCHEMA, pair_hash, to_pairs
from imrdata.dataset.split import split
from imrdata.letters.assemble import set_notice
from imrdata.letters.axes import NATIVE, sample_axes
from imrdata.letters.baseline import write_appeal, write_denial
from imrdata.letters.letter import INPUTS, appeal_view
from imrdata.letters.parse import parse_letter
from imrdata.letters.placeholders import NOTICE_MARK
from imrdata.letters.prompts import legal_notice, render
from imrdata.letters.tasks import TASKS
from imrdata.letters.views import DenialView
from imrdata.llm.clients.scripted import ScriptedClient
from imrdata.llm.request import Request
from imrdata.recipe import Recipe
from imrdata.walk import Run, run
from tests.test_walk import FAKE_MODEL

#: What the scripted model adds to a sound letter, by the number of the answer; each breaks one rule.
DEFECTS = {
    16: " The Independent Medical Review has already overturned this denial.",
    32: " A review of 2024 by Smithers et al. (J Clin Invest 2023;14:22) shows that it works.",
}


def script(recipe: Recipe) -> Callable[[Request], str]:
    """Answer as the baseline would, found by the prompt; further appeals of a denial get a defect planted."""
    letters: dict[str, str] = {}
    for case in add_sentences(read_imr(sample(), limit=40).cases).iter_rows(named=True):
        view = DenialView.from_case(case)
        axes = sample_axes(view, seed=recipe.seed, variety=NATIVE)
        # A model writes a mark where code sets the legal notice.
        denial = write_denial(view, axes).replace(legal_notice(view, axes), NOTICE_MARK)
        letters[render(TASKS["denial"], view, axes)[1]["content"]] = denial
        parsed = parse_letter(denial, "stop")
        sent, _ = set_notice(parsed.text, notice=legal_notice(view, axes), notes=parsed.notes)
        for kind in INPUTS:
            seen = appeal_view(case, denial=sent, input=kind, seed=recipe.seed)
            letters[render(TASKS["appeal"], seen, axes)[1]["content"]] = write_appeal(seen, axes)

    def answer(request: Request) -> str:
        text = letters.get(request.messages[1]["content"], "No letter.")
        if request.task == "appeal" and request.sample in DEFECTS:
            first, found, rest = text.partition("\n\n[SIGNATURE]")
            return first + DEFECTS[request.sample] + found + rest if found else text + DEFECTS[request.sample]
        return text

    return answer


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("scripted")
    (folder / "catalog.toml").write_text(FAKE_MODEL.format(url="http://127.0.0.1:9"))
    recipe = Recipe(
        name="pairs",
        catalog="catalog.toml",
        authors=[{"author": "baseline"}, {"author": "fake", "appeals": 3, "max_tokens": 4000}],
        records={"preference": True, "tasks": ["appeal"]},
        seed=7,
    )
    return run(recipe, base=folder, out=folder / "out", limit=40, clients={"fake": ScriptedClient(script(recipe))})


def test_pairs_differ_by_a_named_check_and_nothing_else(scripted: Run) -> None:
    pairs = scripted.pairs
    assert pairs is not None
    assert pairs.schema == PAIR_SCHEMA
    assert pairs.height >= 20, scripted.summary["drop_reasons"]
    assert set(pairs["input"]) == {"full", "reduced"}
    letters = {row["letter_id"]: row for row in scripted.letters.iter_rows(named=True)}
    failed = scripted.verdicts.filter(pl.col("verdict") == "fail").group_by("letter_id").agg("check")
    failed_of: dict[str, list[str]] = dict(failed.rows())
    for row in pairs.iter_rows(named=True):
        good, bad = letters[row["chosen_id"]], letters[row["rejected_id"]]
        for column in ("author", "answers", "input", "view_sha256", "task_version", "voice", "regime"):
            assert good[column] == bad[column], column
        assert row["author"] == good["author"] == "fake"
        assert row["checks"]
        assert len(row["checks"]) == len(row["reasons"])
        assert set(row["checks"]) <= set(failed_of[row["rejected_id"]])
        assert row["chosen_id"] not in failed_of
        low, high = sorted((row["chosen_words"], row["rejected_words"]))
        assert low >= LENGTH_BAND * high
        assert row["chosen"] == {"role": "assistant", "content": good["text"]}
        assert row["rejected"]["content"] == bad["text"] != good["text"]
        assert [turn["role"] for turn in row["messages"]] == ["system", "user"]
        assert row["pair_id"] == pair_hash(row["messages"], row["chosen"], row["rejected"])
        assert len(row["request_keys"]) == 3
    # One pair a prompt, and the prompt of a pair is that of the record.
    assert pairs.select("denial_id", "input").is_unique().all()
    inputs = {json.dumps(messages[:2]) for messages in scripted.records["messages"].to_list()}
    assert sum(json.dumps(messages) in inputs for messages in pairs["messages"].to_list()) >= 0.9 * pairs.height


def test_the_baseline_is_in_no_pair(scripted: Run) -> None:
    assert scripted.pairs is not None
    assert set(scripted.pairs["author"]) == set(scripted.pairs["denial_author"]) == {"fake"}


def test_the_file_is_what_dpo_reads(scripted: Run) -> None:
    assert scripted.pairs is not None
    lines = []
    for name in ("train", "validation", "test"):
        file = scripted.folder / "dataset" / f"preference-{name}.jsonl"
        found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        assert [line["pair_id"] for line in found] == sorted(scripted.pairs.filter(split=name)["pair_id"])
        lines += found
    assert all(set(line) == {"messages", "chosen", "rejected", "pair_id"} for line in lines)
    twin = pl.read_parquet(scripted.folder / "dataset" / "pairs.parquet")
    assert twin.equals(scripted.pairs)


def test_pairs_are_the_same_in_any_order(scripted: Run) -> None:
    from imrdata.dataset.provenance import Maker
    from imrdata.llm.licenses import Terms

    arguments: dict[str, Any] = {
        "cases": scripted.cases.reverse(),
        "selection": scripted.selection.reverse(),
        "splits": scripted.splits,
        "verdicts": scripted.verdicts.reverse(),
        "makers": {"fake": Maker(revision="none", terms=Terms(licenses=frozenset({"Apache-2.0"})))},
    }
    again = to_pairs(scripted.letters.reverse(), recipe_sha256=scripted.records["recipe_sha256"][0], **arguments)
    assert scripted.pairs is not None
    kept = again.filter(pl.col("pair_id").is_in(scripted.pairs["pair_id"].to_list()))
    assert kept.drop("recipe_sha256").equals(scripted.pairs.drop("recipe_sha256"))


def change(world: Any, letter_id: str, **columns: object) -> None:
    world.letters = world.letters.with_columns(
        pl.when(pl.col("letter_id") == letter_id).then(pl.lit(value)).otherwise(name).alias(name)
        for name, value in columns.items()
    )


@pytest.mark.parametrize(
    ("case", "pairs"),
    [
        ("as it should be", 1),
        ("another length", 0),
        ("no failed check", 0),
        ("failed by both", 0),
        ("unmeasured in the chosen", 0),
        ("by rule", 0),
        ("holds the id", 0),
        ("chat markup", 0),
        ("another denial", 0),
        ("another input", 0),
    ],
)
def test_what_makes_a_pair(world: Any, case: str, pairs: int) -> None:
    good = world.letters.filter(pl.col("kind") == "appeal", pl.col("author") == "small-model").row(0, named=True)
    bad = good | {"letter_id": "bad", "text": "I appeal. Tablet number two worked.\n[SIGNATURE]", "request_key": "bad"}
    verdict: dict[str, Any] = dict(zip(world.verdicts.columns, world.verdicts.row(0), strict=True))
    rows = [verdict | {"letter_id": "bad", "verdict": "fail", "check": "approval", "reason": "it approves"}]
    if case == "another length":
        bad["text"] += " word" * 20
    elif case == "no failed check":
        rows = [rows[0] | {"verdict": "pass"}]
    elif case == "by rule":
        bad["author"] = "baseline"
    elif case == "holds the id":
        bad["text"] = f"About {good['case_id'].lower()} I appeal.\n[SIGNATURE]"
    elif case == "chat markup":
        bad["text"] = "I appeal. <|im_end|> Tablet number two.\n[SIGNATURE]"
    elif case == "another denial":
        bad["answers"] = world.letters.filter(pl.col("kind") == "denial")["letter_id"][0]
    elif case == "another input":
        bad["input"] = "reduced"
    world.letters = pl.concat([world.letters, pl.DataFrame([bad], schema=world.letters.schema)])
    world.verdicts = pl.concat([world.verdicts, pl.DataFrame(rows, schema=world.verdicts.schema)])
    if case in ("failed by both", "unmeasured in the chosen"):
        kind = "fail" if case == "failed by both" else "unmeasured"
        hit = (pl.col("letter_id") == good["letter_id"]) & (pl.col("check") == "approval")
        world.verdicts = world.verdicts.with_columns(verdict=pl.when(hit).then(pl.lit(kind)).otherwise("verdict"))
    made = world.pairs()
    assert made.height == pairs
    if pairs:
        assert made.select("checks", "reasons").row(0) == (["approval"], ["it approves"])
        assert made["chosen_id"][0] == good["letter_id"]


def test_a_dataset_with_pairs_can_be_replaced(scripted: Run, tmp_path: Path) -> None:
    """Its further files are known to be ours."""
    assert (scripted.folder / "dataset" / "pairs.parquet").is_file()
    manifest = json.loads((scripted.folder / "dataset" / "manifest.json").read_text())
    assert manifest["formats"]["dpo"]["train"] == "preference-train.jsonl"
    assert split(scripted.cases.head(0), seed=7).height == 0
