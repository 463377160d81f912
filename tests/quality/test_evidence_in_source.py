"""What a check's finding rests on in a source: the place of the view's or the reviewer's own words."""

from __future__ import annotations

import polars as pl
import pytest

from imrdata.quality.check import assess

FLIPPED = "I tried methotrexate for months and it failed."
COPIED = "The literature clearly supports the long term use of this unusual device in such young persons."
DENIED = "The patient has not tried methotrexate."


@pytest.mark.parametrize(
    ("text", "sources", "check", "source", "words"),
    [
        (FLIPPED, {"view_text": f"The patient has psoriasis.\n  {DENIED}\n"}, "negation_flip", "view_text", DENIED),
        (
            FLIPPED,
            {"view_text": "The patient has psoriasis.", "undecided_text": f"{DENIED}"},
            "negation_flip",
            "undecided_text",
            DENIED,
        ),
        (
            COPIED,
            {"view_text": "The patient is ill.", "reviewer_text": f"Hence:  the \u201cliterature\u201d. {COPIED}"},
            "reviewer_overlap",
            "reviewer_text",
            "The literature clearly supports the long term use",
        ),
    ],
)
def test_the_place_in_the_source_holds_the_words(
    text: str, sources: dict[str, str], check: str, source: str, words: str
) -> None:
    letters = pl.DataFrame({"letter_id": ["a"], "kind": ["appeal"], "text": [f"Dear Plan:\n\n{text}"]})
    known = pl.DataFrame({"letter_id": ["a"], **{name: [text] for name, text in sources.items()}})
    (row,) = assess(letters, sources=known, checks=[check]).iter_rows(named=True)
    assert (row["verdict"], row["source"]) == ("fail", source)
    assert known[source][0][row["source_start"] : row["source_end"]] == words


def test_what_no_line_says_by_itself_has_no_place() -> None:
    letters = pl.DataFrame({"letter_id": ["a"], "kind": ["appeal"], "text": ["Dear Plan:\n\nI am 93 years old."]})
    (row,) = assess(
        letters,
        sources=pl.DataFrame({"letter_id": ["a"], "view_text": ["He is ill."]}),
        checks=["number_not_in_view"],
    ).iter_rows(named=True)
    assert (row["verdict"], row["source"], row["source_start"]) == ("fail", None, None)
