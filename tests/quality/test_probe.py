"""The outcome probe: a planted leak is seen, none is where there is none, few letters prove nothing."""

from __future__ import annotations

import random
import sys
from typing import Any

import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from imrdata.errors import ImrDataError
from imrdata.letters.views import VISIBLE_COLUMNS
from imrdata.quality.probe import LIMIT, Probe, _auroc, probe_outcome

#: How likely a review of each Type ends overturned: what the visible fields tell.
RATES = {"Medical Necessity": 0.35, "Experimental/Investigational": 0.6, "Urgent Care": 0.75}
WORDS = [f"word{n}" for n in range(400)]


def corpus(number: int, *, seed: int, leak: float = 0.0, wall_leak: bool = False) -> dict[str, Any]:
    """Cases, denials written from their fields, and what the writers saw; `leak` is the share of letters that tell."""
    draw = random.Random(seed)
    cases, letters, sources = [], [], []
    for n in range(number):
        type_ = draw.choice(list(RATES))
        overturned = draw.random() < RATES[type_]
        fact = "The records indicate failed therapy." if wall_leak and overturned else "The patient is in pain."
        told = fact if wall_leak else ""
        if draw.random() < leak:
            told = "This will not stand on review." if overturned else "This will stand on review."
        text = f"We have denied your request ({type_}). {' '.join(draw.choices(WORDS, k=40))} {told} Sincerely."
        cases.append(
            {"case_id": f"c{n:05d}", "determination": "overturned" if overturned else "upheld"}
            | dict.fromkeys(VISIBLE_COLUMNS)
            | {"type": type_}
        )
        letters.append(
            {"letter_id": f"l{n:05d}", "case_id": f"c{n:05d}", "kind": "denial", "author": "x", "text": text}
        )
        sources.append({"letter_id": f"l{n:05d}", "view_text": f"{type_}\n{fact}"})
    return {
        "letters": pl.DataFrame(letters),
        "cases": pl.DataFrame(cases).cast(dict.fromkeys(VISIBLE_COLUMNS, pl.String)),
        "sources": pl.DataFrame(sources),
    }


def probe(made: dict[str, Any], **options: Any) -> Probe:
    return probe_outcome(made["letters"], cases=made["cases"], sources=made["sources"], **options)[0]


@pytest.fixture(scope="module")
def clean() -> Probe:
    return probe(corpus(2_500, seed=1))


def test_no_leak_is_within_the_limit_with_its_interval(clean: Probe) -> None:
    assert clean.verdict == "within"
    assert clean.high <= LIMIT  # type: ignore[operator]
    assert clean.low <= clean.gain <= clean.high  # type: ignore[operator]
    assert 0.6 < clean.fields < 0.72  # type: ignore[operator]
    assert abs(clean.added) < 0.02  # type: ignore[operator]


@pytest.mark.parametrize("share", [1.0, 0.3])
def test_a_planted_leak_is_seen(share: float) -> None:
    found = probe(corpus(800, seed=2, leak=share))
    assert found.verdict == "above"
    assert found.low > LIMIT  # type: ignore[operator]
    assert found.added_low > LIMIT  # type: ignore[operator]
    if share == 1:
        assert found.letter > 0.99  # type: ignore[operator]


def test_a_leak_through_the_wall_shows_in_the_view_too() -> None:
    found = probe(corpus(800, seed=3, wall_leak=True))
    assert found.verdict == "above"
    assert found.view > 0.99  # type: ignore[operator]
    assert found.view_high <= LIMIT  # type: ignore[operator]


def test_few_letters_leave_it_open() -> None:
    found = probe(corpus(100, seed=4), least=10)
    assert found.verdict == "open"
    assert found.high - found.low > 0.1  # type: ignore[operator]


def test_too_few_are_unmeasured_and_it_says_why() -> None:
    found = probe(corpus(30, seed=5))
    assert found.verdict == "unmeasured"
    assert found.gain is None
    assert "takes 20 of each" in found.reason


def test_clusters_are_never_on_both_sides_of_a_fold() -> None:
    """Each text stands for two cases of one outcome: known words would tell it, if one of two were trained on."""
    made = corpus(300, seed=6)
    draw = random.Random(7)
    twins = {"letters": [], "cases": [], "sources": []}  # type: ignore[var-annotated]
    for copy in ("", "b"):
        for name, key in (("letters", "letter_id"), ("cases", "case_id"), ("sources", "letter_id")):
            frame = made[name].with_columns(pl.col(key) + copy)
            twins[name].append(frame.with_columns(pl.col("case_id") + copy) if name == "letters" else frame)
    both = {name: pl.concat(frames) for name, frames in twins.items()}
    ids = both["cases"]["case_id"].to_list()
    outcome = {name: draw.choice(["upheld", "overturned"]) for name in made["cases"]["case_id"]}
    both["cases"] = both["cases"].with_columns(determination=pl.Series([outcome[name.rstrip("b")] for name in ids]))
    clusters = pl.DataFrame({"id": ids, "representative": [name.rstrip("b") for name in ids]})
    apart, together = probe(both), probe(both, clusters=clusters)
    assert (apart.clusters, together.clusters) == (600, 300)
    assert apart.letter > 0.9  # type: ignore[operator]
    assert together.letter < 0.62  # type: ignore[operator]


def test_neither_order_nor_a_second_run_changes_it(clean: Probe) -> None:
    made = corpus(200, seed=8)
    expected = probe(made)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=1) for name, frame in made.items()}
    assert probe(shuffled).to_dict() == expected.to_dict()
    assert probe(made) == expected


def test_auroc_is_that_of_scikit_learn() -> None:
    import numpy as np

    draw = random.Random(9)
    truth = np.array([draw.random() < 0.4 for _ in range(200)], dtype=float)
    scores = np.array([round(draw.random() + 0.3 * hit, 1) for hit in truth])
    weights = np.array([draw.randrange(4) for _ in range(200)], dtype=float)
    found = _auroc(np.unique(scores, return_inverse=True)[1], truth, weights)
    assert found == pytest.approx(roc_auc_score(truth, scores, sample_weight=weights))


def test_authors_are_probed_apart_and_many_letters_are_sampled() -> None:
    clean_, leaky = corpus(200, seed=10), corpus(200, seed=11, leak=1.0)
    letters = pl.concat([
        clean_["letters"],
        leaky["letters"].with_columns(pl.col("letter_id") + "y", pl.col("case_id") + "y", author=pl.lit("y")),
    ])  # fmt: skip
    cases = pl.concat([clean_["cases"], leaky["cases"].with_columns(pl.col("case_id") + "y")])
    first, second = probe_outcome(letters, cases=cases, most=150)
    assert (first.author, second.author) == ("x", "y")
    assert first.letters == second.letters == 150
    assert first.verdict != "above"
    assert second.verdict == "above"
    assert first.view is None


def test_without_the_extra_it_is_unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    found = probe(corpus(100, seed=12))
    assert found.verdict == "unmeasured"
    assert "imrdata[quality]" in found.reason


def test_mistakes_are_errors() -> None:
    made = corpus(10, seed=13)
    with pytest.raises(ImrDataError, match="cases have no column type"):
        probe(made | {"cases": made["cases"].drop("type")})
    with pytest.raises(ImrDataError, match="least is 4"):
        probe(made, least=4)
