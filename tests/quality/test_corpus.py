"""The corpus report: what a run of the baseline makes of it, as file and on the page."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import polars as pl
import pytest

from imrdata.quality.corpus import CorpusReport, corpus_report
from imrdata.recipe import Recipe
from imrdata.walk import Run, run


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    recipe = Recipe(name="control", authors=[{"author": "baseline"}], select={"targets": ["baseline"]}, seed=3)
    return run(recipe, out=tmp_path_factory.mktemp("corpus") / "run")


def report(done: Run) -> CorpusReport:
    return corpus_report(done.letters, cases=done.cases, selection=done.selection, seed=3)


def test_a_run_writes_it_and_shows_it(done: Run) -> None:
    written = json.loads((done.folder / "corpus.json").read_text(encoding="utf-8"))
    assert set(written) == {"diversity", "balance", "drops", "probe", "clusters", "copies"}
    assert [(row["kind"], row["author"]) for row in written["diversity"]] == [
        ("appeal", "baseline"),
        ("denial", "baseline"),
    ]
    assert written["probe"]["limit"] == 0.03
    (probe,) = written["probe"]["authors"]
    assert probe["verdict"] == "open"  # the sample's 72 cases are too few to tell
    page = (done.folder / "report.html").read_text(encoding="utf-8")
    assert "Do denials tell the outcome?" in page
    assert "nearly another's copy" in page.replace("&#39;", "'")
    assert f"{written['diversity'][0]['distinct_2']:.3f}" in page


def test_it_counts_what_the_run_counts(done: Run) -> None:
    found = report(done)
    kept = done.selection.filter("kept")["case_id"].n_unique()
    assert all(row["kept"] == kept and row["source"] == done.cases.height for row in found.balance)
    by_type = [row for row in found.drops if row["column"] == "type"]
    assert sum(row["letters"] for row in by_type) == done.letters.height
    dropped = done.selection.filter(pl.col("reasons").list.eval(pl.element().str.starts_with("check: ")).list.any())
    assert sum(row["dropped"] for row in by_type) == dropped.height


def test_copies_among_an_author_s_letters_are_counted(done: Run) -> None:
    own = done.letters.filter(pl.col("kind") == "denial")
    first = own.head(1)
    again = pl.concat(
        [own.slice(1, 1).with_columns(text=first["text"]), own.slice(2, 1).with_columns(text=first["text"] + " Yours.")]
    )
    letters = pl.concat([first, again])
    found = corpus_report(letters, cases=done.cases, selection=done.selection).copies
    assert found is not None
    ((row,),) = (found,)
    assert (row["author"], row["kind"], row["texts"]) == ("baseline", "denial", 3)
    assert (row["same"], row["clusters"], row["clustered"], row["largest"]) == (1, 1, 3, 3)


def test_it_is_the_same_for_any_order_of_rows(done: Run) -> None:
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=5) for frame in (done.letters, done.cases, done.selection)]
    found = corpus_report(shuffled[0], cases=shuffled[1], selection=shuffled[2], seed=3)
    assert found.to_dict() == report(done).to_dict()
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()


def test_base_dependencies_suffice_and_what_is_missing_is_said(done: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("rensa", "sklearn"):
        monkeypatch.setitem(sys.modules, name, None)
    found = report(done)
    assert found.clusters is found.copies is None
    assert found.probes[0].verdict == "unmeasured"
    assert "imrdata[quality]" in found.probes[0].reason
    assert found.diversity[0]["distinct_2"] is not None


def test_a_column_that_drops_are_told_by_may_be_unknown(done: Run, tmp_path: Path) -> None:
    cases = done.cases.with_columns(patient_gender=pl.lit(None, pl.String))
    found = corpus_report(done.letters, cases=cases, selection=done.selection)
    assert [row["value"] for row in found.drops if row["column"] == "patient_gender"] == ["(not given)"] * 2


def test_no_letters() -> None:
    from imrdata.cases.schema import CASE_SCHEMA
    from imrdata.dataset.select import SELECTION_SCHEMA
    from imrdata.letters.schema import LETTER_SCHEMA

    found = corpus_report(LETTER_SCHEMA.to_frame(), cases=CASE_SCHEMA.to_frame(), selection=SELECTION_SCHEMA.to_frame())
    assert (found.diversity, found.drops, found.probes) == ((), (), ())
