from __future__ import annotations

import json
import random
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrdata.dataset.decontaminate import LONG_WORDS, contaminated, read_foreign
from imrdata.errors import DatasetError
from imrdata.recipe import Recipe
from imrdata.walk import run

WORDS = [f"{letter}{number}" for letter in "abcdefgh" for number in range(40)]


def texts(*rows: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(name, "answer", text) for name, text in rows],
        schema={"id": pl.String, "part": pl.String, "text": pl.String},
        orient="row",
    )


def some(count: int, seed: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


@pytest.mark.parametrize(("shared", "gone"), [(12, False), (13, True), (30, True)])
def test_thirteen_words_in_a_row_are_too_many(shared: int, gone: bool) -> None:
    passage = some(shared, 1)
    ours, theirs = f"{some(60, 2)} {passage} {some(60, 3)}", f"{some(80, 4)} {passage} {some(40, 5)}"
    assert bool(contaminated(texts(("r", ours)), {"b.jsonl": [theirs]})) is gone


def test_capitals_and_marks_make_no_difference() -> None:
    passage = some(14, 1)
    found = contaminated(texts(("r", f"x {passage}")), {"b.jsonl": [passage.upper().replace(" ", ", ")]})
    assert list(found) == ["r"]


def test_a_short_text_that_is_nearly_the_same_goes_too() -> None:
    # Eight words have no run of thirteen.
    assert contaminated(texts(("r", some(8, 1))), {"b.jsonl": [some(8, 1)]}) == {
        "r": "contaminated: its answer is a near-duplicate of a text in b.jsonl"
    }


def test_equal_records_of_ours_go_together() -> None:
    """Texts with the same shingles stand for one when pairs are looked for: each has to be named all the same."""
    words = some(40, 1).split()
    changed = " ".join(["x", *words[1:]])
    rows = [(name, " ".join(words)) for name in "abc"]
    assert list(contaminated(texts(*rows, ("d", some(40, 9))), {"b.jsonl": [changed]})) == ["a", "b", "c"]
    assert list(contaminated(texts(*rows), {"b.jsonl": [" ".join(words)]})) == ["a", "b", "c"]


def test_the_state_s_own_words_are_no_contamination() -> None:
    from imrdata.letters.statutory import statutory_texts

    law = max((text.text for text in statutory_texts(regime="dmhc_commercial", kind="denial", type=None)), key=len)
    assert len(law.split()) > 30
    assert contaminated(texts(("r", f"{some(30, 1)} {law}")), {"b.jsonl": [f"{law} {some(30, 2)}"]}) == {}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**20))
def test_it_finds_just_what_a_plain_search_finds(seed: int) -> None:
    """Runs of thirteen words, looked for as strings."""
    draw = random.Random(seed)
    pool = [some(draw.randrange(8, 20), seed + number) for number in range(4)]
    rows = [(str(number), " ".join([some(25, seed * 7 + number), *draw.sample(pool, 2)])) for number in range(5)]
    theirs = [
        " ".join([some(25, seed * 11 + number), draw.choice(pool), some(25, seed + 99 + number)]) for number in range(3)
    ]

    def runs(text: str) -> set[str]:
        words = re.findall(r"\w+", text)
        return {" ".join(words[at : at + LONG_WORDS]) for at in range(len(words) - LONG_WORDS + 1)}

    foreign = set().union(*map(runs, theirs))
    expected = {name for name, text in rows if runs(text) & foreign}
    assert set(contaminated(texts(*rows), {"b.jsonl": theirs})) == expected


def test_every_string_of_a_line_is_read(tmp_path: Path) -> None:
    lines = [
        {"messages": [{"role": "user", "content": "one two three four five"}], "id": "too short"},
        {"deep": {"er": ["six seven eight nine ten", 3, None]}},
        "a line that is a string itself",
    ]
    file = tmp_path / "b.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    assert read_foreign([file]) == {
        "b.jsonl": ["one two three four five", "six seven eight nine ten", "a line that is a string itself"]
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}\nnot json\n", "line 2: it is no JSON"),
        (b"\xff\xfe\n", "it is not UTF-8"),
        (None, "it can't be read"),
    ],
)
def test_bad_files_are_one_sentence(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "b.jsonl").write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        read_foreign([tmp_path / "b.jsonl"])


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.jsonl").write_text("{}")
    with pytest.raises(DatasetError, match="two files have this name"):
        read_foreign([tmp_path / "a" / "x.jsonl", tmp_path / "b" / "x.jsonl"])


def test_a_run_takes_out_what_a_named_file_holds(tmp_path: Path) -> None:
    recipe = Recipe(name="control", authors=[{"author": "baseline"}], select={"targets": ["baseline"]})
    plain = run(recipe, out=tmp_path / "plain", limit=10)
    held = plain.records.filter(task="appeal", input="full").row(0, named=True)
    line = {"prompt": "x", "completion": held["messages"][2]["content"]}
    (tmp_path / "bench.jsonl").write_text(json.dumps(line))
    done = run(
        recipe.model_copy(update={"decontaminate": ("bench.jsonl",)}), base=tmp_path, out=tmp_path / "out", limit=10
    )
    gone = done.excluded.filter(pl.col("letter_id") == held["appeal_id"])
    assert gone["reason"].to_list() == ["contaminated: its answer is a near-duplicate of a text in bench.jsonl"]
    assert held["record_id"] not in done.records["record_id"]
    fate = done.selection.filter(letter_id=held["appeal_id"]).row(0, named=True)
    assert (fate["kept"], fate["reasons"]) == (False, gone["reason"].to_list())
    assert done.summary["excluded"]["contaminated"] == done.excluded.height > 0
