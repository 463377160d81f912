"""The contract: `assess` and the normal form."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import Any

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
        (LETTERS.with_columns(kind=pl.lit(None, pl.String)), None, "kind"),
        (LETTERS, pl.DataFrame({"view_text": ["x"]}), "letter_id"),
        (LETTERS.to_dicts(), None, "letters are of type list; give a Polars DataFrame, or the path of a JSONL file"),
        (None, None, "letters are of type NoneType"),
        (LETTERS.lazy(), None, r"letters are a LazyFrame; call its \.collect\(\) first"),
        (LETTERS, LETTERS.lazy(), "sources are a LazyFrame"),
        (LETTERS.with_columns(letter_id=pl.Series([1, 2])), None, "column letter_id of letters is Int64, not text"),
        (LETTERS.with_columns(letter_id=pl.lit(None, pl.String)), None, "a letter_id that is null"),
        (LETTERS.with_columns(pl.col("kind").cast(pl.Categorical)), None, "column kind of letters is Categorical"),
        (LETTERS, LETTERS.select("letter_id", type=pl.lit(1)), "column type of sources is Int32, not text"),
        (LETTERS.with_columns(type=pl.lit(1)), None, "column type of letters is Int32, not text"),
        (LETTERS.with_columns(case_id=pl.lit(1)), None, "column case_id of letters is Int32, not text"),
    ],
)
def test_bad_input_is_one_clear_error(letters: Any, sources: Any, says: str) -> None:
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


def test_columns_that_mean_nothing_here_may_be_of_any_type_and_sources_may_be_none() -> None:
    sources = LETTERS.select("letter_id", more=pl.lit("text"))
    letters = LETTERS.with_columns(more=pl.lit(["a", "list"]))
    plain = assess(LETTERS, checks=["length"])
    assert assess(letters, sources=sources, checks=["length"]).equals(plain)
    assert assess(letters, sources=pl.DataFrame({"letter_id": []}), checks=["length"]).equals(plain)


def test_two_checks_of_one_name() -> None:
    class Same(Check):
        name = "same"

    with pytest.raises(ImrDataError, match="two checks are called same"):
        assess(LETTERS, checks=[Same(), Same()])


def test_shipped_checks_go_by_their_names() -> None:
    table = assess(LETTERS, checks=["length", "approval"])
    assert table.select("letter_id", "check").rows() == [("a", "length"), ("b", "length"), ("a", "approval")]


@pytest.mark.parametrize(
    ("kinds", "finding", "says"),
    [
        (("appeals",), None, r"check own is of the kinds \('appeals',\); give a tuple of denial and"),
        (("appeal",), "I appeal.", "letter b: check own gave a str that is no finding"),
        ("appeal", None, "check own is of the kinds 'appeal'"),
        (("appeal",), ("half", (0.5, 1)), "letter b: check own gave a tuple that is no finding"),
        (("appeal",), ("many", (1, 2, 3)), "gave a tuple that is no finding"),
        (("appeal",), ("where", (0, 1), "view_text"), "gave a tuple that is no finding"),
        (
            ("appeal",),
            ("too far", (3, 99)),
            r"letter b: check own gave the place \(3, 99\) in the 9 characters of text",
        ),
        (("appeal",), ("nothing", (3, 3)), r"the place \(3, 3\)"),
        (("appeal",), ("before", (-1, 3)), r"the place \(-1, 3\)"),
        (("appeal",), ("source", None, ("view_text", 0, 4)), r"the place \(0, 4\) in the 0 characters of view_text"),
    ],
)
def test_a_check_that_is_made_wrongly_is_told(kinds: Any, finding: Any, says: str) -> None:
    own = type("Own", (Check,), {"name": "own", "kinds": kinds, "inspect": lambda self, letter: finding})
    with pytest.raises(ImrDataError, match=says):
        assess(LETTERS, checks=[own()])


@pytest.mark.parametrize("given", ["no_such", Check, 3])
def test_what_is_no_check_is_told(given: Any) -> None:
    with pytest.raises(ImrDataError, match="no check"):
        assess(LETTERS, checks=[given])


@pytest.mark.parametrize("given", [None, Check(), "all"])
def test_what_is_no_list_of_checks_is_told(given: Any) -> None:
    with pytest.raises(ImrDataError, match='give "default" or a list of checks'):
        assess(LETTERS, checks=given)
    with pytest.raises(ImrDataError, match="Check has no name"):
        assess(LETTERS, checks=[Check()])


def test_a_check_that_breaks_off_is_told_with_its_line_and_without_the_letter() -> None:
    class Broken(Check):
        name = "broken"

        def inspect(self, letter: dict[str, str]) -> None:
            raise KeyError(letter["text"])

    with pytest.raises(ImrDataError) as told:
        assess(LETTERS, checks=[Broken()])
    line = Broken.inspect.__code__.co_firstlineno + 1
    assert str(told.value).startswith(f"{__file__}, line {line}: check broken broke off (KeyError); ")
    assert "appeal" not in str(told.value)


def test_a_check_that_breaks_off_outside_its_code_or_without_a_file_is_told_by_name() -> None:
    class Asking(Check):
        name = "asking"

        def candidates(self) -> pl.Expr:
            return pl.col("no_such_column") > 1

    with pytest.raises(ImrDataError, match=r"test_contract.*\.Asking: check asking broke off \(ColumnNotFoundError\)"):
        assess(LETTERS, checks=[Asking()])
    made: dict[str, Any] = {"Check": Check}
    exec("class Typed(Check):\n    name = 'typed'\n    def inspect(self, letter): return 1 / 0\n", made)
    with pytest.raises(ImrDataError, match=r"<string>, line 3: check typed broke off \(ZeroDivisionError\)"):
        assess(LETTERS, checks=[made["Typed"]()])


def test_verdicts_that_are_none_and_words_that_break_off_are_told() -> None:
    class Silent(Check):
        name = "silent"

        def assess(self, letters: pl.DataFrame, sources: pl.DataFrame) -> Any:
            return None

    class Wordless(Check):
        name = "wordless"

        def required(self) -> Any:
            raise KeyError("words")

    with pytest.raises(ImrDataError, match="check silent gave no verdicts"):
        assess(LETTERS, checks=[Silent()])
    with pytest.raises(ImrDataError, match=r"check wordless broke off \(KeyError\)"):
        assess(LETTERS, checks=[Wordless()])


def test_how_far_it_is_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    assess(LETTERS, checks=["length", "approval"], on_progress=lambda *far: told.append(far))
    assert told == [("checks", 0, 2), ("checks", 1, 2), ("checks", 2, 2)]


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
    normal, origin, breaks = module._scan(text)
    assert read(text) == NormalText(text, normal, tuple(breaks))
    assert normal_form(text) == normal
    assert list(module._ascii_origin(text)) == origin


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


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("They said no. We went home.", ["they said no. ", "we went home."]),
        ("See claim no. 12 and no. [CLAIM_NUMBER] of it.", ["see claim no. 12 and no. [claim_number] of it."]),
        ("See claim no. A12-3 and no. (800).", ["see claim no. a12-3 and no. (800)."]),
        ("It fell to 48; and then 40.", ["it fell to 48; ", "and then 40."]),
        ("It is stage 4. We deny it.", ["it is stage 4. ", "we deny it."]),
        ("It is: 1. not so, 2. new, or 3. None of it.", ["it is: 1. not so, 2. new, or 3. none of it."]),
        ("If it was denied 1. as new or 2. as old.", ["if it was denied 1. as new or 2. as old."]),
        ("Enclosed:\n1. The first note.\n12. The last.", ["enclosed: ", "1. the first note. ", "12. the last."]),
    ],
)
def test_where_sentences_end(text: str, ends: list[str]) -> None:
    letter = read(text)
    assert [letter.text[start:end] for start, end in letter.sentences()] == ends


def test_what_has_no_stop_is_cut_between_words() -> None:
    letter = read("pain and " * 3000)
    spans = list(letter.sentences())
    assert (spans[0][0], spans[-1][1]) == (0, len(letter.text))
    assert all(end - start <= 2000 and letter.text[end - 1] == " " for start, end in spans)
    assert all(end == start for (_, end), (start, _) in pairwise(spans))
    assert len(list(read("x" * 9000).sentences())) == 5


def test_a_span_takes_the_accents_of_its_last_letter() -> None:
    letter = read("in the cafe\u0301.")
    assert letter.original[slice(*letter.span(7, 11))] == "cafe\u0301"
