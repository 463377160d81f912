"""Near-duplicates: against a slow second implementation, and the same whatever the order of rows or of batches."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import imrdata
from benchmarks.duplicates import jaccard, phrases, shingle_set
from benchmarks.export_generator import write_export
from imrdata.errors import ImrDataError, MissingExtraError
from imrdata.quality import shingles
from imrdata.quality.duplicates import DUPLICATE_SCHEMA, THRESHOLD, cluster_report, near_duplicates
from imrdata.quality.shingles import boilerplate, shingled

ROOT = Path(__file__).resolve().parents[2]
WORDS = [
    "the",
    "patient",
    "has",
    "tried",
    "physical",
    "therapy",
    "and",
    "two",
    "medications",
    "without",
    "relief",
    "of",
    "chronic",
    "back",
    "pain",
    "since",
    "May",
]


def varied(seed: int, *, length: int = 60) -> list[str]:
    """Some texts of which many are a few words away from one another."""
    draw = random.Random(seed)
    first = [f"{draw.choice(WORDS)}{draw.randrange(30)}" for _ in range(length)]
    texts = [" ".join(first)]
    for _ in range(7):
        words = draw.choice(texts).split()
        for _ in range(draw.randrange(4)):
            words[draw.randrange(len(words))] = f"other{draw.randrange(1000)}"
        texts.append(" ".join(words))
    return texts


def brute_force(texts: dict[str, str | None], *, threshold: float, strip: bool) -> dict[str, str]:
    """Representatives by comparing every text with every other."""
    sets = {name: shingle_set(text or "", phrases() if strip else ()) for name, text in texts.items()}
    home = {name: name for name in texts}
    for one, other in combinations(sorted(texts), 2):
        if jaccard(sets[one], sets[other]) >= threshold:
            kept, gone = sorted((home[one], home[other]))
            home = {name: kept if place == gone else place for name, place in home.items()}
    return home


# --- Against brute force ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threshold", [0.51, 0.6, THRESHOLD, 0.9, 1.0])
def test_clusters_are_those_of_comparing_all_pairs(threshold: float) -> None:
    """160 texts in 20 families: pairs on both sides of the threshold, and just at it."""
    texts = {f"{family:02d}-{place}": text for family in range(20) for place, text in enumerate(varied(family))}
    found = near_duplicates(pl.DataFrame({"id": list(texts), "text": list(texts.values())}), threshold=threshold)
    expected = brute_force(texts, threshold=threshold, strip=False)
    assert dict(found.select("id", "representative").rows()) == expected
    assert len(set(expected.values())) < len(texts)  # there is something to find


def test_jaccard_is_the_true_one_with_the_nearest_of_the_cluster() -> None:
    texts = {f"{family:02d}-{place}": text for family in range(20) for place, text in enumerate(varied(family))}
    found = near_duplicates(pl.DataFrame({"id": list(texts), "text": list(texts.values())}))
    sets = {name: shingle_set(text) for name, text in texts.items()}
    for row in found.iter_rows(named=True):
        others = [jaccard(sets[row["id"]], sets[name]) for name in texts if name != row["id"]]
        assert row["jaccard"] == (pytest.approx(max(others)) if max(others) >= THRESHOLD else None)


def test_planted_duplicates_of_an_export_are_found_and_nothing_else(tmp_path: Path) -> None:
    write_export(tmp_path / "export.csv", rows=1_000, seed=3)
    texts = pl.read_csv(tmp_path / "export.csv", columns=["Findings"])["Findings"]
    found = near_duplicates(texts)
    sets = [shingle_set(text, phrases()) for text in texts]
    ids = found.select(pl.col("id").cast(pl.Int32), "cluster").sort("id")["cluster"].to_list()
    holders: dict[tuple[str, ...], list[int]] = {}
    for row, grams in enumerate(sets):
        for gram in grams:
            holders.setdefault(gram, []).append(row)
    near = {pair for rows in holders.values() if len(rows) < 20 for pair in combinations(rows, 2)}
    like = [pair for pair in near if jaccard(sets[pair[0]], sets[pair[1]]) >= THRESHOLD]
    assert len(like) > 10
    assert all(ids[one] == ids[other] for one, other in like)
    assert found["jaccard"].drop_nulls().min() >= THRESHOLD  # type: ignore[operator]
    assert {row for pair in like for row in pair} == {
        int(name) for name in found.filter(pl.col("jaccard").is_not_null())["id"]
    }


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.text(alphabet="abAB,.’'é ß\n\u0301İ0", max_size=40),
            st.lists(st.sampled_from(["a", "B", "c,", "d.\n", "é", "naïve", "it’s"]), max_size=14).map(" ".join),
        ),
        max_size=12,
    )
)
@example([None, "", " ", ".", "a", "a.", "A", "a b", "a b c d", "A b, c d!", "b a c d"])
@example(["a b c d e"] * 5 + ["a b c d e f"])
def test_any_texts(texts: list[str | None]) -> None:
    """Empty ones, short ones, wide characters: the same as by comparing all pairs, at a threshold MinHash can't miss."""
    named = {f"{place:02d}": text for place, text in enumerate(texts)}
    frame = pl.DataFrame({"id": list(named), "text": texts}, schema={"id": pl.String, "text": pl.String})
    found = near_duplicates(frame, threshold=1.0)
    assert found.schema == DUPLICATE_SCHEMA
    assert dict(found.select("id", "representative").rows()) == brute_force(named, threshold=1.0, strip=True)


# --- Whatever the order -----------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False), st.sampled_from([1, 200, 1_000, 10_000_000]))
def test_neither_order_nor_batches_matter(seed: int, draw: random.Random, chunk: int) -> None:
    texts = [(f"t{place}", text) for place, text in enumerate(varied(seed, length=30) + varied(seed + 1, length=30))]
    expected = near_duplicates(pl.DataFrame(texts, schema=["id", "text"], orient="row"))
    draw.shuffle(texts)
    before = shingles._CHUNK
    shingles._CHUNK = chunk
    try:
        found = near_duplicates(pl.DataFrame(texts, schema=["id", "text"], orient="row"))
    finally:
        shingles._CHUNK = before
    assert found.equals(expected)


def test_neither_hash_seed_nor_threads_matter() -> None:
    """Three interpreters, each with its own PYTHONHASHSEED and number of Polars threads."""
    code = (
        "import polars as pl, hashlib; from imrdata import near_duplicates;"
        "from tests.quality.test_duplicates import varied;"
        "print(near_duplicates(pl.Series(varied(1) + varied(2))).write_csv())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, threads in (("0", "1"), ("1", "2"), ("77", "3"))
    }
    assert len(answers) == 1
    assert "0.836" in answers.pop()


def test_the_smallest_id_represents_its_cluster_and_clusters_are_numbered_by_it() -> None:
    said = "one two three four five six seven eight nine ten"
    frame = pl.DataFrame({"id": ["z", "b", "m", "a"], "text": [said, "something else", said, said + "!"]})
    assert near_duplicates(frame).rows() == [
        ("a", 0, "a", 1.0),
        ("b", 1, "b", None),
        ("m", 0, "a", 1.0),
        ("z", 0, "a", 1.0),
    ]


def test_a_cluster_hangs_together_by_pairs_though_its_ends_are_less_alike() -> None:
    words = [f"w{place}" for place in range(60)]
    middle = ["x", *words[1:]]
    texts = [
        " ".join(words),
        " ".join([*middle[:30], "y", *middle[31:]]),
        " ".join([*middle[:30], "y", *middle[31:-1], "z"]),
    ]
    chain = pl.Series([texts[0], texts[1], texts[2].replace("w15 ", "q ")])
    sets = [shingle_set(text) for text in chain]
    assert jaccard(sets[0], sets[1]) >= THRESHOLD
    assert jaccard(sets[1], sets[2]) >= THRESHOLD
    assert jaccard(sets[0], sets[2]) < THRESHOLD
    assert near_duplicates(chain)["cluster"].to_list() == [0, 0, 0]


def test_a_large_cluster_is_one_and_costs_no_square() -> None:
    """More texts than the reach of a comparison, each a few words from the first and so from one another."""
    draw = random.Random(5)
    words = [f"w{place}" for place in range(200)]
    texts = []
    for number in range(600):
        own = list(words)
        own[draw.randrange(200)] = own[draw.randrange(200)] = f"x{number}"
        texts.append(" ".join(own))
    found = near_duplicates(pl.Series(texts))
    assert found["representative"].unique().to_list() == ["0"]
    assert cluster_report(found)["largest_share"] == 1.0


def test_the_benchmark_runs_and_asserts_what_it_found() -> None:
    command = [sys.executable, "-m", "benchmarks.duplicates", "--rows", "400", "--runs", "1", "--shuffles", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "400 texts" in done.stdout
    assert "CPU ÷ peer" in done.stdout
    assert "Clusters of 1 shuffles: the same" in done.stdout


# --- Boilerplate ------------------------------------------------------------------------------------------------------


def test_boilerplate_makes_no_strangers_alike() -> None:
    formulas = max((phrase for phrase in boilerplate()), key=len)
    texts = pl.Series([f"An MRI of the left knee was asked for. {formulas}", f"{formulas} Drug rehabilitation, again."])
    assert near_duplicates(texts)["jaccard"].to_list() == [None, None]
    assert near_duplicates(texts, strip_boilerplate=False)["cluster"].to_list() == [0, 0]


def test_boilerplate_parts_no_kin() -> None:
    said = "An MRI of the left knee was asked for after six weeks of physical therapy without success"
    texts = pl.Series([f"Findings: The physician reviewer found that {said}.", f"{said}. Credentials/Qualifications"])
    assert near_duplicates(texts)["jaccard"].to_list() == [1.0, 1.0]


def test_a_text_that_is_nothing_but_boilerplate_keeps_it() -> None:
    texts = pl.Series(
        ["The reviewer is board certified in", "The reviewer is board-certified in!", "Credentials/Qualifications"]
    )
    assert near_duplicates(texts)["cluster"].to_list() == [0, 0, 1]


@pytest.mark.parametrize("phrase", boilerplate()[::9])
def test_every_phrase_is_taken_out(phrase: str) -> None:
    said = "one two three four five six"
    taken, plain = next(
        shingled(pl.Series([f"{said} {phrase.upper()}; seven eight", f"{said} seven eight"]), phrases=boilerplate())
    ).sets()
    assert taken.tolist() == plain.tolist()


# --- What can't be done -----------------------------------------------------------------------------------------------


def test_no_texts_give_no_rows() -> None:
    found = near_duplicates(pl.DataFrame(schema={"id": pl.String, "text": pl.String}))
    assert found.equals(DUPLICATE_SCHEMA.to_frame())
    assert cluster_report(found) == {
        "texts": 0, "clusters": 0, "clustered": 0, "sizes": {}, "largest": 0, "largest_share": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize("threshold", [0.5, 0, 1.01, float("nan")])
def test_a_threshold_out_of_range_is_an_error(threshold: float) -> None:
    with pytest.raises(ImrDataError, match=r"above 0\.5, up to 1"):
        near_duplicates(pl.Series(["a"]), threshold=threshold)


def test_a_missing_column_is_an_error_that_shows_the_call() -> None:
    with pytest.raises(ImrDataError, match=r"no column id.*case_id"):
        near_duplicates(pl.DataFrame({"text": ["a"]}))


@pytest.mark.parametrize("ids", [["a", "a"], ["a", None]])
def test_ids_have_to_be_there_once(ids: list[str | None]) -> None:
    with pytest.raises(ImrDataError, match="null or occurs twice"):
        near_duplicates(pl.DataFrame({"id": ids, "text": ["x", "y"]}, schema={"id": pl.String, "text": pl.String}))


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(MissingExtraError, match=r"imrdata\[quality\]"):
        imrdata.near_duplicates(pl.Series(["a"]))
