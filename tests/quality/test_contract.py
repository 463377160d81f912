"""The contract: `assess` and the normal form."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrdata.errors import ImrDataError
from imrdata.quality import normalise as module
from imrdata.quality.check import VERDICT_SCHEMA, Check, assess
from imrdata.quality.normalise import NormalText, normal_form, normalise, original_span, read

LETTERS = pl.DataFrame({"letter_id": ["a", "b"], "kind": ["denial", "appeal"], "text": ["We deny it.", "I appeal."]})


def test_one_row_a_letter_and_check_in_the_declared_schema() -> None:
    table = assess(LETTERS)
    assert table.schema == VERDICT_SCHEMA
    assert not table.select("letter_id", "check").is_duplicated().any()
    assert assess(LETTERS.clear()).is_empty()


@pytest.mark.parametrize(
    ("letters", "sources", "says"),
    [
        (LETTERS.with_columns(letter_id=pl.lit("a")), None, "occurs twice"),
        (
            LETTERS,
            pl.DataFrame({"letter_id": ["a", "a"], "view_text": ["x", "y"]}),
            "occurs twice in sources",
        ),
        (LETTERS.drop("kind"), None, "no column kind"),
        (LETTERS.with_columns(kind=pl.lit("Denial")), None, "kind"),
        (LETTERS, pl.DataFrame({"view_text": ["x"]}), "letter_id"),
    ],
)
def test_bad_input_is_one_clear_error(letters: pl.DataFrame, sources: pl.DataFrame | None, says: str) -> None:
    with pytest.raises(ImrDataError, match=says):
        assess(letters, sources=sources)


def test_a_source_goes_before_a_letters_column_of_the_same_name() -> None:
    class Typed(Check):
        name, needs = "typed", ("type",)

        def inspect(self, letter: dict[str, str]) -> tuple[str, None]:
            return letter["type"], None

    letters = LETTERS.with_columns(type=pl.Series(["letter", "letter"]))
    sources = pl.DataFrame({"letter_id": ["a", "b"], "type": ["source", None], "text": ["other", "other"]})
    assert Typed().assess(letters, sources)["reason"].to_list() == ["source", "letter"]
    assert Typed().assess(letters, letters.select("letter_id"))["reason"].to_list() == ["letter", "letter"]


def test_two_checks_of_one_name() -> None:
    class Same(Check):
        name = "same"

    with pytest.raises(ImrDataError, match="two checks are called same"):
        assess(LETTERS, checks=[Same(), Same()])


def reference(text: str) -> tuple[str, list[int]]:
    """Compute the normal form character by character: slow and plain, what the fast one must equal."""
    out: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if unicodedata.combining(character) and out:
            joined = unicodedata.normalize("NFKC", out[-1] + character)
            if len(joined) == 1:
                out[-1] = joined
                continue
        same = character.translate(module._SAME)
        for piece in unicodedata.normalize("NFKC", same).casefold().translate(module._SAME):
            piece = " " if piece.isspace() else piece
            if piece == " " and out and out[-1] == " ":
                continue
            out.append(piece)
            origin.append(index)
    return "".join(out), origin


_ODD = st.text(st.sampled_from("aZé \u00a0\n\r\t’“–\u00ad\u200b\u0301ﬁß½ﾊ\u1e9bİ.1"), max_size=30)


@given(st.one_of(_ODD, st.text(max_size=60)))
@settings(max_examples=400, deadline=None)
def test_the_normal_form_is_the_plain_one(text: str) -> None:
    assert normalise(text) == reference(text)


@given(st.text(st.sampled_from("aB `.-*1)\n\t\r\x1c"), max_size=60))
@settings(max_examples=400, deadline=None)
def test_plain_text_is_read_like_any_other(text: str) -> None:
    normal, _, breaks = module._scan(text)
    assert read(text) == NormalText(text, normal, tuple(breaks))
    assert normal_form(text) == normal


@given(st.one_of(_ODD, st.text(max_size=60)))
@settings(deadline=None)
def test_spans_lie_in_the_text(text: str) -> None:
    normal, origin = normalise(text)
    assert len(origin) == len(normal)
    assert origin == sorted(origin)
    if normal:
        start, end = original_span(origin, 0, len(normal))
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Don’t  STOP", "don't stop"),
        ("cafe\u0301", "café"),
        ("a\u00a0–\u00a0b", "a - b"),
        ("over\u00adturned", "overturned"),
        ("“ﬁnal”\r\n\r\nresult", '"final" result'),
    ],
)
def test_normal_form(text: str, normal: str) -> None:
    assert normal_form(text) == normal


def test_sentences_end_at_headings_items_and_stops_but_not_at_abbreviations() -> None:
    letter = read("YOUR RIGHTS\nIf you ask Dr. Who, we act. It is denied; call us\n- first item\n- second")
    starts = [letter.sentence(i)[0] for i in range(len(letter.text))]
    assert [letter.text[i:].split(" ")[0] for i in sorted(set(starts))] == [
        "your",
        "if",
        "it",
        "call",
        "-",
        "-",
    ]
