"""What a check's finding rests on in a source: the place of the view's or the reviewer's own words."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from imrdata.quality.check import SourceSpan, assess
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText

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


def test_what_only_the_reviewer_judges_is_no_evidence() -> None:
    """A hidden line that judges does not count, so the one that tells the same of the file is named."""
    judged = "It is not appropriate, as the patient has not tried methotrexate."
    letters = pl.DataFrame({"letter_id": ["a"], "kind": ["appeal"], "text": [f"Dear Plan:\n\n{FLIPPED}"]})
    known = pl.DataFrame({"letter_id": ["a"], "view_text": ["He is ill."], "undecided_text": [f"{judged}\r\n{DENIED}"]})
    (row,) = assess(letters, sources=known, checks=["negation_flip"]).iter_rows(named=True)
    assert (row["verdict"], row["source"]) == ("fail", "undecided_text")
    assert known["undecided_text"][0][row["source_start"] : row["source_end"]] == DENIED


def test_evidence_is_each_letter_s_own() -> None:
    class Word(LocalCheck):
        """A word that the view has."""

        name, needs = "word", ("view_text",)

        def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
            yield Claim(0, 1, "has it")

        def evidence(self, claim: Claim, letter: dict[str, str]) -> SourceSpan | None:
            start = letter["view_text"].find("foo")
            return ("view_text", start, start + 3) if start >= 0 else None

    views = ["x foo", "no", "yyyyyyy foo"]
    letters = pl.DataFrame({"letter_id": ["a", "b", "c"], "kind": ["appeal"] * 3, "text": ["I appeal."] * 3})
    found = assess(letters, sources=letters.select("letter_id", view_text=pl.Series(views)), checks=[Word()])
    assert found["source_start"].to_list() == [2, None, 8]
