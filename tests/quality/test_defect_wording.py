"""The learned weights: that they are what the script learns, and what the check makes of them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from benchmarks.development import FRESH, own_checks
from benchmarks.train_wording import BATCHES, KEPT, TABLE, everybody, learn
from imrdata.quality.checks.defect_wording import _MORE, DefectWording, judged_score, sentences
from imrdata.quality.encoder import FAMILIES, read_sentences
from imrdata.quality.reading import PLAINLY_LAWFUL, Scored, scores
from imrdata.quality.wording import BUCKETS, KINDS, UNIT, features, weight

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


BAD = "The reviewer is board certified in neurology and licensed in California."


def one_letter(text: str, kind: str = "denial") -> pl.DataFrame:
    return pl.DataFrame({"letter_id": ["a"], "kind": [kind], "text": [text]})


def test_the_score_is_the_highest_sentences_in_its_place() -> None:
    text = f"Dear Member:\n\nWe can't cover the scooter. {BAD}\nThank you for your patience with us."
    letters = one_letter(text)
    row = DefectWording().assess(letters, letters.select("letter_id")).row(0, named=True)
    assert (row["verdict"], text[row["span_start"] : row["span_end"]]) == ("fail", BAD)
    known = scores((text[slice(*place)] for place in sentences(text)), "denial")
    assert known[BAD].score == max(one.score for one in known.values())
    assert row["score"] == judged_score(known[BAD]) == round(known[BAD].score + 1.25, 2)
    assert row["reason"].startswith("a sentence reads like those that give a reviewer's credentials: ")
    passing = (
        DefectWording(threshold=row["score"] + 0.01).assess(letters, letters.select("letter_id")).row(0, named=True)
    )
    assert (passing["verdict"], passing["score"], passing["span_start"]) == ("pass", row["score"], row["span_start"])


def test_words_and_reading_are_mixed_where_the_words_leave_a_doubt() -> None:
    plain = "We will answer your appeal in writing within 30 days."
    known = scores([BAD, plain], "denial")
    words = {text: weight(text, "denial") / UNIT for text in (BAD, plain)}
    assert words[plain] < PLAINLY_LAWFUL <= words[BAD]
    (reading,) = read_sentences([BAD], "denial")
    assert known[BAD] == (round(0.7 * reading.score + 0.3 * words[BAD], 2), "den_reviewer_credentials")
    assert (known[plain].score, known[plain].does) == (words[plain], "have the words of lawful ones")


def test_what_nearly_no_lawful_sentence_is_taken_for_needs_a_lower_score() -> None:
    assert [judged_score(Scored(2.0, family)) for family in ("", "app_threat", "den_imr_past", "den_approval")] == [
        2.0,
        2.0,
        3.0,
        0.6,
    ]
    assert set(_MORE) <= set(FAMILIES)


def test_many_letters_are_measured_as_each_alone() -> None:
    texts = [f"Hello.\n\nNo.\n\n{BAD}\n\n{BAD}", f"We looked at it.\n{BAD} Thank you all.", "Oh.\n\nNo."]
    letters = pl.DataFrame({"letter_id": ["a", "b", "c"], "kind": ["denial"] * 3, "text": texts})
    check = DefectWording()
    rows = check.assess(letters, letters.select("letter_id")).iter_rows(named=True)
    for row, letter in zip(rows, letters.to_dicts(), strict=True):
        alone = check.measure(letter)
        assert row["score"] == pytest.approx(alone.score, abs=0.011)
        assert row["span_start"] == (alone.span and alone.span[0])
    assert (alone.score, alone.span) == (PLAINLY_LAWFUL, None)


def test_a_quotation_is_somebody_elses_wording() -> None:
    letters = pl.DataFrame({"letter_id": ["a", "b"], "kind": ["denial"] * 2, "text": [BAD, f'"{BAD}"']})
    assert DefectWording().assess(letters, letters.select("letter_id"))["verdict"].to_list() == ["fail", "pass"]


def test_a_letter_without_a_sentence_has_a_score() -> None:
    letters = pl.DataFrame({"letter_id": ["a", "b"], "kind": ["denial"] * 2, "text": ["", "No."]})
    verdicts = DefectWording().assess(letters, letters.select("letter_id"))
    assert verdicts.select("verdict", "score").rows() == [("pass", PLAINLY_LAWFUL)] * 2


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
