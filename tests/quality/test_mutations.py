"""Development mutations: each is what it says, and the published counts are those of these checks on them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from benchmarks import calibrate, development
from benchmarks.mutations import Mutation, mutations, operators
from benchmarks.planting import OWN, THIRDS, data
from imrdata.data import sample
from imrdata.letters.axes import GROUNDS, VOICES
from imrdata.quality.calibration import Truth, calibration, measure
from imrdata.quality.check import assess
from imrdata.quality.curves import curves
from imrdata.quality.development_page import render_curves, render_development
from imrdata.quality.scored import Measure, ScoredCheck, judge

FAMILIES = sorted(development.own_checks())
#: Of few letters, and of different operators: sentences, values, negations, cuts.
PART = ("den_reference_id", "app_dose", "app_negation_flipped", "app_truncation")
MEND = "run `make calibrate`, or `python benchmarks/calibrate.py --development`, and commit what it writes"


def made(family: str) -> list[Mutation]:
    return list(mutations(family, development.clean_letters()))


def test_a_part_of_the_published_counts_made_anew() -> None:
    found = development.measure_mutations(development.clean_letters(), families=PART)["mutations"]
    assert found == {family: calibration()["development"]["mutations"][family] for family in PART}, MEND


def test_every_family_has_mutations_at_each_place() -> None:
    shipped = calibration()["development"]["mutations"]
    assert sorted(shipped) == FAMILIES
    for family, table in shipped.items():
        assert set(table) == {one.name for one in operators(family)}
        counts = [count for places in table.values() for count in places.values()]
        assert sum(letters for *_, letters in counts) >= 24
        assert all(0 <= own <= located <= letters <= 24 for own, located, letters in counts)


def test_every_family_of_sentences_has_twelve_wordings() -> None:
    for family, words in data()["words"].items():
        assert len(set(words)) >= 12, family
    for family, by in data()["words_by"].items():
        assert len({word for words in by.values() for word in words}) >= 12, family
        assert set(by) <= {*VOICES, "Medical Necessity", "Experimental/Investigational", "Urgent Care"}
    # What else there is puts in no sentence.
    rest = set(FAMILIES) - set(data()["words"]) - set(data()["words_by"])
    assert rest == {
        "den_reviewer_overlap", "app_negation_flipped", "app_ground_unanswered", "app_repetition", "app_truncation",
        "den_decision_missing", "den_length", "app_length", "den_unreadable", "app_unreadable",
    }  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_a_mutation_differs_from_its_letter_where_it_says(family: str) -> None:
    found = made(family)
    assert [one.planted for one in found] == [one.planted for one in made(family)]
    assert len({one.letter_id for one in found}) == len(found)
    kind = {"den": "denial", "app": "appeal"}[family[:3]]
    for one in found:
        base, planted = one.base.text, one.planted
        assert one.base.letter["kind"] == kind
        assert planted.text != base or planted.source
        assert 0 <= planted.start < planted.end <= len(planted.text)
        if planted.end - planted.start < len(planted.text):
            # Outside the span nothing was changed, but for the white space around a sentence that was put in.
            assert base.startswith(planted.text[: planted.start].rstrip())
            if one.operator != "cut":
                assert base.endswith(planted.text[planted.end :].lstrip())


def test_what_is_put_in_is_in_no_source() -> None:
    for family in ("app_drug", "app_dose", "app_age", "app_date", "den_invented_phone"):
        for one in made(family):
            planted = one.planted
            words = planted.text[planted.start : planted.end].casefold()
            if one.operator == "replace":
                assert words not in one.base.seen, one.letter_id


def test_places_are_what_they_are_called() -> None:
    for one in made("app_guarantee"):
        before, behind = one.planted.text[: one.planted.start], one.planted.text[one.planted.end :]
        # A letter may end with a postscript, and the last paragraph then stands behind it.
        alone = before.endswith("\n\n") and (behind.startswith("\n\n") or not behind)
        assert alone == (one.position in OWN)
    for one in made("app_number"):
        if one.operator == "replace":
            assert int(one.planted.start / len(one.base.text) * 3) == THIRDS.index(one.position)


def test_both_sorts_of_clean_letters_are_used() -> None:
    by_hand = Counter(one.base.letter["author"] is None for family in PART for one in made(family))
    assert min(by_hand.values()) > sum(by_hand.values()) / 5


def test_a_ground_that_is_unanswered_is_another_one() -> None:
    for one in made("app_ground_unanswered"):
        if one.operator == "replace":
            assert one.planted.source["ground"] in set(GROUNDS) - {one.base.source["ground"]}


# ----------------------------------------------------------------------------------------------- letters by hand


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A batch with an export of its own: a defect that is seen, one that is not, and two near misses."""
    folder = tmp_path / "third"
    folder.mkdir()
    (folder / "cases.csv").write_bytes(sample().read_bytes())
    with (folder / "cases.csv").open(newline="", encoding="utf-8") as file:
        case = next(csv.DictReader(file))["ReferenceID"]
    text = (
        "Dear [MEMBER_NAME]:\n\nWe deny the requested service. The records are not enough.\n\nSincerely,\n[SIGNATURE]"
    )
    files: dict[str, list[dict[str, Any]]] = {
        "letters": [{"letter_id": "d", "case_id": case, "kind": "denial", "text": text}],
        "defects": [
            {"defect_id": "x", "family": "den_reference_id", "base": "d", "insert": "Your case is MN25-45178."},
            {"defect_id": "y", "family": "den_reference_id", "base": "d", "insert": "Your case is on our desk."},
            {"defect_id": "z", "family": "an_old_family", "base": "d", "insert": "Your case is MN25-45178."},
        ],
        "lawful": [
            {"lawful_id": "m", "family": "den_reference_id", "base": "d", "insert": "Give [REFERENCE_NUMBER]."},
            {"lawful_id": "n", "family": "den_reference_id", "base": "d", "insert": "It is not like MN25-45178."},
        ],
    }
    for name, rows in files.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    monkeypatch.setattr(development, "FRESH", tmp_path)
    return folder


def test_a_batch_by_hand_is_counted(batch: Path) -> None:
    assert development.fresh_batches() == ["third"]
    found = development.measure_fresh("third")
    assert found["families"] == {"den_reference_id": [1, 1, 2]}
    assert found["lawful"] == {"den_reference_id": [1, 2]}
    assert found["clean_any"]["denial"][1] == 1
    page = render_development(calibration()["development"] | {"fresh": {"third": found}})
    assert "| third | 1/1 = 100 %" in page or "| third | 0/1 = 0 %" in page
    assert "| 1/2 = 50 % (1 to 99) | 1/2 = 50 % (1 to 99) | 1/2 = 50 % (1 to 99) |" in page


# -------------------------------------------------------------------------------------------------------- curves


class Loud(ScoredCheck):
    """Exclamation marks in the letter's loudest word."""

    name, tier, threshold = "loud", "B", 2

    def measure(self, letter: dict[str, str]) -> Measure:
        """Return the most marks that stand together, and where."""
        score = max(count for count in range(5) if "!" * count in letter["text"])
        start = letter["text"].find("!" * score)
        return Measure(score, "shouts", (start, start + score) if score else None)


def test_a_curve_says_what_each_threshold_would_have_given() -> None:
    texts = {"a": "No.", "b": "No!", "c": "Pay!! now", "d": "No! Pay!!!", "e": "No!!!! pay!"}
    letters = pl.DataFrame({"letter_id": list(texts), "kind": ["appeal"] * 5, "text": list(texts.values())})
    truth = [
        Truth(letter_id="a", kind="appeal"),
        Truth(letter_id="b", kind="appeal"),
        Truth(letter_id="c", kind="appeal", family="f", start=3, end=5, base="a"),
        Truth(letter_id="d", kind="appeal", family="f", start=7, end=10, base="b"),
        # The defect stands elsewhere than what shouts most.
        Truth(letter_id="e", kind="appeal", family="f", start=10, end=11, base="a"),
    ]
    own = {"f": ["loud"]}
    verdicts = assess(letters, checks=[Loud()])
    curve = curves(verdicts, truth=truth, own=own, thresholds={"loud": 2})["loud"]
    assert curve["threshold"] == 2
    assert [point[0] for point in curve["points"]] == [0, 1, 2, 3, 4]
    for threshold, hits, mine, alarms, clean in curve["points"]:
        found = measure(judge(verdicts, thresholds={"loud": threshold}), truth=truth, own=own)["checks"]["loud"]
        assert (found["recall"], found["clean"]["appeal"]) == ([hits, mine], [alarms, clean])
    assert [point[1] for point in curve["points"]] == [2, 2, 2, 1, 0]


def test_the_page_shows_a_curve_and_says_which_checks_have_none() -> None:
    shipped = calibration()
    half = {"curves": {"loud": {"threshold": 2, "points": [[1, 4, 4, 3, 10], [2, 3, 4, 1, 10]]}}}
    page = render_curves({"development": shipped["development"] | half, "heldout": shipped["heldout"]})
    assert "| **2** | 3/4 = 75 % (19 to 99) | 1/10 = 10 % (0 to 45) |" in page
    assert "of 100 such defects about 25 pass, and of 100 clean letters about 10 fail wrongly." in page
    scored = set(shipped["heldout"].get("curves", {})) | set(shipped["development"]["curves"])
    for name, one in shipped["heldout"]["checks"].items():
        assert (f"| `{name}` |" in page) == (one["tier"] == "B" and name not in scored)


def test_a_result_reads_back_as_it_was() -> None:
    result = {"a": [1, 2], "b": [[0.5, 1], [-2, 3]], "c": {"d": [], "e": ["x, [1,\n 2]"]}}
    assert json.loads(calibrate.as_json(result)) == result
    assert "[1, 2]" in calibrate.as_json(result)
