"""Many letters at once give what each letter gives alone, however they are dealt out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from imrdata.quality import check as module
from imrdata.quality import rules
from imrdata.quality.batch import Batch
from imrdata.quality.check import FAIL, VERDICT_SCHEMA, assess
from imrdata.quality.literals import LiteralIndex, required_literals
from imrdata.quality.local import LocalCheck
from imrdata.quality.normalise import normal_form, normal_forms, read
from imrdata.quality.parts import Parts, split_parts
from imrdata.quality.patterns import Pattern, PatternCheck
from imrdata.quality.rows import assess_rows, verdicts_of
from imrdata.quality.scored import ScoredCheck
from imrdata.quality.sieve import may_match
from imrdata.quality.wall import WallCheck
from imrdata.quality.wall_words import spell

from .examples import CHECKS, EXAMPLES, frames

PATTERNS: dict[str, Pattern] = {
    f"{name}.{one.name}": one
    for name, check in CHECKS.items()
    if isinstance(check, PatternCheck)
    for one in check.patterns
}
#: What stands between paragraphs, and what only looks as if it did.
GAPS = st.sampled_from(["\n\n", "\n\n\n", "\n", " ", "\r\n\r\n", "\n \n", "\n\n\n\n"])


def letters(*, most: int = 5) -> st.SearchStrategy[list[tuple[str, str]]]:
    """Kinds and texts: paragraphs of the examples, joined anyhow."""
    piece = st.tuples(st.sampled_from([e.text for e in EXAMPLES if len(e.text) < 2000]), GAPS)
    text = st.lists(piece, max_size=5).map(lambda pieces: "".join(a + b for a, b in pieces))
    return st.lists(st.tuples(st.sampled_from(["denial", "appeal"]), text), min_size=1, max_size=most)


def as_frames(drawn: list[tuple[str, str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    made, sources = frames([EXAMPLES[0]] * len(drawn), texts=[text for _, text in drawn])
    return made.with_columns(kind=pl.Series([kind for kind, _ in drawn], dtype=pl.String)), sources


# ------------------------------------------------------------------------------------------ the normal form

_ODD = st.text(st.sampled_from("aZÉé§•·…¿ \u00a0\n\r\t\x1c’“–\u00ad\u200b\u0301ﬁß½İΣς`1."), max_size=30)


@given(st.lists(st.one_of(_ODD, st.text(max_size=40), st.none()), max_size=8))
@settings(max_examples=300, deadline=None)
def test_normal_forms_of_many_are_those_of_each(texts: list[str | None]) -> None:
    expected = [None if text is None else normal_form(text) for text in texts]
    assert normal_forms(pl.Series(texts, dtype=pl.String)).to_list() == expected


def test_every_character_alone_and_between_others() -> None:
    texts = [f"{a}{chr(code)}{b}" for code in range(1, 0x2200) for a, b in (("", ""), ("a", "b"), (" ", " "))]
    assert normal_forms(pl.Series(texts)).to_list() == [normal_form(text) for text in texts]


# ------------------------------------------------------------------------------------------------ paragraphs


@given(st.lists(st.one_of(st.none(), st.text(st.sampled_from("ab\n\ré"), max_size=14)), max_size=6))
@settings(max_examples=200, deadline=None)
def test_parts_are_the_text(texts: list[str | None]) -> None:
    parts = Parts(pl.Series(texts, dtype=pl.String))
    assert parts.texts.is_unique().all()
    for row, text in enumerate(texts):
        own = parts.places.filter(pl.col("_row") == row)
        found = [(start, parts.texts[part]) for part, start in own.select("part", "start").rows()]
        assert found == split_parts(text or "")
        assert "".join(piece for _, piece in found) == (text or "")
        assert own["order"].to_list() == list(range(own.height))


# --------------------------------------------------------------------------------- the words of the patterns


@pytest.mark.parametrize(
    ("regex", "required"),
    [
        (r"\bcolou?r(?:s|ed)?\b", [{"color", "colour", "colors", "colours", "colored", "coloured"}]),
        (r"(?:abc|d)", []),
        (r"abcd{2,}", [{"abc"}]),
        (r"(?:abc)+", [{"abc"}]),
        (r"a\d+bcd", [{"bcd"}]),
        (r"(?:one|two)(?: \w+)* three", [{"one", "two"}, {" three"}]),
        (r"(?:long (?:\w+ )?way|short \d+)", [{"long ", "short "}]),
        (r"w?xyz(?=abc)", [{"xyz", "wxyz"}]),
        (r"[^a]bcd[ef]", [{"bcde", "bcdf"}]),
    ],
)
def test_required_words(regex: str, required: list[set[str]]) -> None:
    assert list(map(set, required_literals(re.compile(regex)))) == required


def test_a_pattern_without_regard_to_case_requires_nothing() -> None:
    assert required_literals(re.compile("denied", re.I)) == ()


def matched(data: st.DataObject) -> tuple[Pattern, str]:
    """Draw one of the patterns, and a text that it matches but for its lookarounds."""
    one = PATTERNS[data.draw(st.sampled_from(sorted(PATTERNS)))]
    # Lookarounds hinder the making of an example; without them there are more matches, never fewer.
    try:
        bare = re.compile(re.sub(r"\(\?<?[=!](?:[^()]|\([^()]*\))*\)", "", one.regex.pattern))
    except re.error:
        assume(False)
    text = data.draw(st.from_regex(bare, alphabet=st.characters(max_codepoint=127)))
    assert bare.search(text)
    return one, text


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_what_a_pattern_matches_holds_its_words(data: st.DataObject) -> None:
    one, text = matched(data)
    assert all(any(word in text for word in words) for words in one.required)
    assert LiteralIndex(pl.Series([text]), [one.required]).candidates(one.required).all()


@pytest.mark.parametrize(
    ("regex", "text"),
    [
        (r"(?<!not )\bden(?:y|ied)\b(?! it)", "we deny"),
        (r"^[^\s\w.]{2,40}(?=a)", "----a"),
        (r"(?P<a>[\d-]+)(?P<b>\S)\B\w", "12-3xy"),
        (r"(?i:YES)|a.c$", "abc\n"),
        (r"[^\W\d]+?\x1c\s", "a\x1c\x1c"),
        (r"x{2}y{0,2}z{,9}", "xx"),
        (r"(?:no|never) [A-ZÀ-Ö]", "no B"),
    ],
)
def test_the_sieve_lets_through_what_matches(regex: str, text: str) -> None:
    for flags in (0, re.S, re.M, re.I):
        one = re.compile(regex, flags)
        assert one.search(text)
        assert may_match(pl.Series([text, "q"]), [one]).tolist() == [True, False]


def test_the_sieve_lets_through_what_is_not_ascii() -> None:
    assert may_match(pl.Series(["né", "ne"]), [re.compile("x")]).tolist() == [True, False]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_the_sieve_lets_through_what_a_pattern_matches(data: st.DataObject) -> None:
    one, text = matched(data)
    assert may_match(pl.Series([text]), [one.regex]).all()


def test_a_rule_with_signs_lets_through_what_it_matches_spelled_out() -> None:
    texts = pl.Series([normal_form(e.text) for e in EXAMPLES if len(e.text) < 2000]).unique(maintain_order=True)
    every = [one for check in CHECKS.values() if isinstance(check, WallCheck) for one in check.rules]
    matched = 0
    for one in every:
        spelled = [re.compile(spell(form)) for form in (one.template, one.needs) if form]
        hits = texts.filter([all(form.search(text) for form in spelled) for text in texts])
        matched += len(hits)
        assert LiteralIndex(hits, [one.required]).candidates(one.required).all(), one.name
        assert all(may_match(hits, [form]).all() for form in one.forms), one.name
        # The signs say as much as the words: most texts are held back.
        assert sum(may_match(texts, one.forms[:1])) < len(texts) / 2, one.name
    assert matched > len(every)


def test_most_patterns_require_something() -> None:
    assert sum(not one.required for one in PATTERNS.values()) == 0 < len(PATTERNS)


# ------------------------------------------------------------------------------------------------- verdicts


@pytest.fixture(scope="module")
def sieved() -> Iterator[None]:
    """Few paragraphs are sieved for a rule as many are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "_MUCH", 0)
        yield


@pytest.mark.usefixtures("sieved")
@given(letters())
@settings(max_examples=60, deadline=None)
def test_local_checks_find_in_a_batch_what_they_find_in_a_letter(drawn: list[tuple[str, str]]) -> None:
    made, sources = as_frames(drawn)
    checks = [check for check in CHECKS.values() if isinstance(check, LocalCheck)]
    batch = Batch(made, sources, required=[needs for check in checks for needs in check.required()])
    assert len(checks) >= 10
    for check in checks:
        own = batch.frame.filter(pl.col("kind").is_in(check.kinds))
        found = {row["_row"]: row for row in check.find_all(batch, own).iter_rows(named=True)}
        for letter in own.iter_rows(named=True):
            alone = check.inspect(letter)
            row = found.get(letter["_row"])
            assert (row is None) == (alone is None), check.name
            if row is not None and alone is not None:
                place = (row["source"], row["source_start"], row["source_end"]) if row["source"] else None
                assert (row["reason"], (row["span_start"], row["span_end"]), place) == alone, check.name
                start, end = row["span_start"], row["span_end"]
                assert 0 <= start < end <= len(letter["text"])
                assert read(letter["text"][start:end]).text.strip()


@given(letters(most=7), st.integers(1, 4))
@settings(max_examples=15, deadline=None)
def test_any_batches_give_the_same_verdicts(drawn: list[tuple[str, str]], size: int) -> None:
    made, sources = as_frames(drawn)
    whole = assess(made, sources=sources)
    assert whole.schema == VERDICT_SCHEMA
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BATCH", size)
        assert assess(made, sources=sources).equals(whole)
    rows = made.join(sources, on="letter_id")
    dealt = pl.concat([assess_rows(rows[start : start + size]) for start in range(0, rows.height, size)])
    assert verdicts_of(dealt).equals(whole)


def test_a_check_with_a_way_of_its_own_is_asked_its_way() -> None:
    class Own(module.Check):
        name = "own"

        def assess(self, letters: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
            rows = [
                (name, self.name, "A", "fail", None, "mine", None, None, 1, None, None, None)
                for name in letters["letter_id"]
            ]
            return pl.DataFrame(rows, schema=VERDICT_SCHEMA, orient="row")

    made, sources = as_frames([("denial", "No.")])
    assert assess(made, sources=sources, checks=[Own()])["reason"].to_list() == ["mine"]


#: Texts that go round in circles, or nearly: few words, said again and again.
_LOOPS = st.lists(
    st.tuples(st.text(st.sampled_from("ab c\n"), min_size=1, max_size=30), st.integers(1, 7), GAPS), max_size=4
).map(lambda loops: "".join((text + gap) * times for text, times, gap in loops))


@given(
    st.one_of(letters(), st.lists(st.tuples(st.just("denial"), st.one_of(_LOOPS, st.text(max_size=60))), min_size=1))
)
@settings(max_examples=150, deadline=None)
def test_other_checks_find_in_a_batch_what_they_find_in_a_letter(drawn: list[tuple[str, str]]) -> None:
    made, sources = as_frames(drawn)
    batch = Batch(made, sources)
    checks = [check for check in CHECKS.values() if check.find_all.__func__ is not module.Check.find_all]
    checks = [check for check in checks if not isinstance(check, LocalCheck)]
    assert {"repetition", "length", "language_encoding", "readability"} <= {check.name for check in checks}
    for check in checks:
        own = batch.frame.filter(pl.col("kind").is_in(check.kinds))
        found = {row["_row"]: row for row in check.find_all(batch, own).iter_rows(named=True)}
        for letter in own.iter_rows(named=True):
            alone = check.inspect(letter)
            row = found.get(letter["_row"])
            span = None if row is None or row["span_start"] is None else (row["span_start"], row["span_end"])
            if isinstance(check, ScoredCheck):
                assert row is not None
                assert row["score"] == check.measure(letter).score, check.name
                row = row if row["verdict"] == FAIL else None
            assert (row and (row["reason"], span)) == (alone and alone[:2]), check.name
