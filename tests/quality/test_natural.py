"""The embedded model's letters and their labels: sound, of fictional cases only, and counted as the page says."""

from __future__ import annotations

from collections import Counter

from benchmarks.natural import BEGIN, END, PAGE, kinds, labelled, tables
from imrdata.cases.read import read_imr
from imrdata.data import sample


def test_labels_are_of_known_kinds_and_stand_in_the_letter() -> None:
    for letter in labelled():
        assert letter["labels"], letter["letter_id"]
        names = [label["kind"] for label in letter["labels"]]
        assert len(set(names)) == len(names)
        assert set(names) <= set(kinds())
        assert ("cut" in names) == (letter["finish_reason"] == "length")
        for label in letter["labels"]:
            if label["start"] is not None:
                assert 0 <= label["start"] < label["end"] <= len(letter["text"])


def test_every_letter_of_the_run_is_there_and_of_the_fictional_sample() -> None:
    letters = labelled()
    assert Counter(letter["kind"] for letter in letters) == {"denial": 72, "appeal": 72}
    assert {letter["case_id"] for letter in letters} <= set(read_imr(sample()).cases["case_id"])
    ids = [letter["letter_id"] for letter in letters]
    assert len(set(ids)) == len(ids) == 144
    assert {letter["answers"] for letter in letters if letter["kind"] == "appeal"} <= set(ids)
    assert sum(len(letter["labels"]) for letter in letters) == 1210


def test_the_page_has_the_counts_of_the_checks_that_are_shipped() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page[page.index(BEGIN) + len(BEGIN) : page.index(END)].strip() == tables().strip(), (
        "run: python benchmarks/natural.py --write"
    )
