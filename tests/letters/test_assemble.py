"""The legal notice comes into a letter at its place, and changes none of the writer's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.letters.assemble import set_notice
from imrdata.letters.parse import NOTES, parse_letter
from imrdata.letters.placeholders import NOTICE_MARK

NOTICE = 'From the Department:\n"You may apply."'
END = "Sincerely,\n[SIGNATURE]\n[PLAN_NAME]"


@pytest.mark.parametrize(
    ("text", "notes", "expected", "note"),
    [
        (f"No.\n\n{NOTICE_MARK}\n\n{END}", (), f"No.\n\n{NOTICE}\n\n{END}", "notice_set"),
        (f"No.\n**{NOTICE_MARK}**\n{END}", (), f"No.\n\n{NOTICE}\n\n{END}", "notice_set"),
        (f"No.\n\n{NOTICE_MARK}\n\n{NOTICE_MARK}\n\n{END}", (), f"No.\n\n{NOTICE}\n\n{END}", "notice_set"),
        (f"No.\n\n{END}", (), f"No.\n\n{NOTICE}\n\n{END}", "notice_placed"),
        ("No.", (), f"No.\n\n{NOTICE}", "notice_placed"),
        ("No, beca", ("truncated",), "No, beca", "notice_left_out"),
        (f"No.\n\n{NOTICE_MARK}\n\nBeca", ("truncated",), "No.\n\nBeca", "notice_left_out"),
        ("I'm sorry, I can't.", ("refusal_suspected",), "I'm sorry, I can't.", "notice_left_out"),
        ("", ("empty",), "", "notice_left_out"),
    ],
)
def test_the_notice_stands_at_its_place(text: str, notes: tuple[str, ...], expected: str, note: str) -> None:
    assert set_notice(text, notice=NOTICE, notes=notes) == (expected, tuple(sorted({*notes, note})))
    assert note in NOTES


def test_without_checked_texts_the_mark_goes_and_nothing_comes() -> None:
    assert set_notice(f"No.\n\n{NOTICE_MARK}\n\n{END}", notice="") == (f"No.\n\n{END}", ("notice_left_out",))
    assert set_notice(f"No.\n\n{END}", notice="") == (f"No.\n\n{END}", ())


@given(st.lists(st.text(alphabet="abc .,", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=5))
def test_no_word_of_the_writer_is_changed(paragraphs: list[str]) -> None:
    letter = "\n\n".join(paragraph.strip() for paragraph in paragraphs)
    for text in (letter, f"{letter}\n\n{NOTICE_MARK}\n\n{letter}"):
        done, _ = set_notice(text, notice=NOTICE)
        assert done.count(NOTICE) == 1
        assert done.replace(NOTICE, "").split() == text.replace(NOTICE_MARK, "").split()


def test_the_mark_is_spelled_by_parsing_and_known() -> None:
    parsed = parse_letter(f"No.\n\n[Notice of Rights]\n\n{END}", "stop")
    assert parsed.text == f"No.\n\n{NOTICE_MARK}\n\n{END}"
    assert parsed.notes == ("placeholder_normalised",)
