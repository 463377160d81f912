"""The second reading of the baseline's letters: complete, and compared with the rules as its page says."""

from __future__ import annotations

from benchmarks.baseline_page import REVIEWED
from benchmarks.second_reading import BEGIN, END, PAGE, compared, read_hashes, reading, table
from imrdata.quality.rubric import rubric_items


def test_every_item_of_every_letter_has_a_mark() -> None:
    marks = reading()
    for kind in ("denial", "appeal"):
        items = {item.id for item in rubric_items(kind) if not item.administrative}
        for case, *_ in REVIEWED:
            assert {item for name, of, item in marks if (name, of) == (case, kind)} == items
    assert len(read_hashes()) == 20
    assert sum(state == "not_met" for state, _ in marks.values()) == 4
    assert all(why for state, why in marks.values() if state == "not_met")


def test_the_page_compares_it_with_the_rules_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page[page.index(BEGIN) + len(BEGIN) : page.index(END)].strip() == table().strip(), (
        "run: python -m benchmarks.second_reading --write"
    )
    # Where the two differ, it is said and not averaged away.
    assert len(compared()["differences"]) >= 5
