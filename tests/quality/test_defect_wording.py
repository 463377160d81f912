"""The learned weights: that they are what the script learns, and what the check makes of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.development import FRESH, own_checks
from benchmarks.train_wording import BATCHES, FAMILIES, KEPT, TABLE, everybody, heaviest, learn
from imrdata.quality.checks.defect_wording import DefectWording, sentences
from imrdata.quality.wording import BUCKETS, KINDS, features

#: Floating point differs between machines; a weight is in hundredths, and those below 2 are left out.
ROUNDING = 2


def tables() -> list[np.ndarray]:
    with np.load(TABLE, allow_pickle=False) as shipped:
        return [shipped[name] for name in shipped.files]


def test_the_shipped_weights_are_those_that_are_learned() -> None:
    shipped = tables()
    assert [table.shape for table in shipped] == [(BUCKETS + 1,)] * len(KINDS)
    for table, kind in zip(shipped, KINDS, strict=True):
        learned = learn(list(everybody(kind).values()))
        assert np.abs(learned.astype(int) - table).max() <= ROUNDING, (
            f"what {kind} weights are learned from has changed: run python -m benchmarks.train_wording --write, and "
            "raise the check's version"
        )


def test_no_weight_is_learned_from_the_batches_that_measure() -> None:
    assert not set(KEPT) & set(BATCHES)
    assert all((FRESH / name).is_dir() for name in KEPT)


def test_the_score_is_the_heaviest_sentence_in_its_place() -> None:
    lawful, bad = (
        "We can't cover the scooter.",
        "The reviewer is board certified in neurology and licensed in California.",
    )
    text = f"Dear Member:\n\n{lawful} {bad}\nThank you for your patience with us."
    letters = pl.DataFrame({"letter_id": ["a"], "kind": ["denial"], "text": [text]})
    row = DefectWording().assess(letters, letters.select("letter_id")).row(0, named=True)
    assert (row["verdict"], text[row["span_start"] : row["span_end"]]) == ("fail", bad)
    weights = tables()[KINDS.index("denial")]
    assert row["score"] == heaviest(weights, text) == heaviest(weights, bad)
    assert row["reason"].startswith('a sentence reads like those that fail letters (above all: "')
    passing = (
        DefectWording(threshold=row["score"] + 0.01).assess(letters, letters.select("letter_id")).row(0, named=True)
    )
    assert (passing["verdict"], passing["score"], passing["span_start"]) == ("pass", row["score"], row["span_start"])


def test_many_letters_are_measured_as_each_alone() -> None:
    bad = "The reviewer is board certified in neurology and licensed in California."
    texts = [f"Hello.\n\nNo.\n\n{bad}\n\n{bad}", f"We looked at it.\n{bad} Thank you all.", "Oh.\n\nNo."]
    letters = pl.DataFrame({"letter_id": ["a", "b", "c"], "kind": ["denial"] * 3, "text": texts})
    check = DefectWording()
    rows = check.assess(letters, letters.select("letter_id")).iter_rows(named=True)
    for row, letter in zip(rows, letters.to_dicts(), strict=True):
        alone = check.measure(letter)
        assert (row["score"], row["span_start"]) == (alone.score, alone.span and alone.span[0])
    assert (alone.score, alone.span) == (-1, None)


def test_a_quotation_is_somebody_elses_wording() -> None:
    bad = "The reviewer is board certified in neurology and licensed in California."
    letters = pl.DataFrame({"letter_id": ["a", "b"], "kind": ["denial"] * 2, "text": [bad, f'"{bad}"']})
    assert DefectWording().assess(letters, letters.select("letter_id"))["verdict"].to_list() == ["fail", "pass"]


def test_a_letter_without_a_sentence_has_a_score() -> None:
    letters = pl.DataFrame({"letter_id": ["a", "b"], "kind": ["denial"] * 2, "text": ["", "No."]})
    verdicts = DefectWording().assess(letters, letters.select("letter_id"))
    assert verdicts.select("verdict", "score").rows() == [("pass", -1.0), ("pass", -1.0)]


def test_sentences_and_what_is_taken_of_them() -> None:
    text = "A heading\nWe looked at it. (Twice, too.) It costs 3.5 dollars:\n- one more line here"
    assert [text[start:end] for start, end in sentences(text)] == [
        "We looked at it.",
        "It costs 3.5 dollars:",
        "- one more line here",
    ]
    assert features("We paid 12 dollars to [MEMBER_NAME]") == features("WE PAID 9,000 DOLLARS to [PATIENT_NAME]")
    assert features("we paid you") != features("you paid we")


def test_families_are_those_that_name_the_check() -> None:
    own = own_checks()
    assert {family for family, checks in own.items() if "defect_wording" in checks} == set(FAMILIES)
