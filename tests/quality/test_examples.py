"""Every check on its examples: what must fail fails where it should, what must pass passes."""

from __future__ import annotations

import random
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.quality.check import FAIL, PASS, UNMEASURED, assess
from imrdata.quality.normalise import read

from .examples import CHECKS, EXAMPLES, Example, frames


def verdict(example: Example, text: str | None = None) -> dict[str, object]:
    letters, sources = frames([example], texts=None if text is None else [text])
    return CHECKS[example.check].assess(letters, sources).row(0, named=True)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.id)
def test_example(example: Example) -> None:
    row = verdict(example)
    assert row["verdict"] == (FAIL if example.bad else PASS), row["reason"]
    if example.bad:
        assert row["reason"]
    if row["span_start"] is not None:
        assert 0 <= row["span_start"] < row["span_end"] <= len(example.text)
    if example.span is not None:
        assert example.text[row["span_start"] : row["span_end"]] == example.span


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_has_examples_and_says_what_it_is(name: str) -> None:
    check = CHECKS[name]
    own = [e for e in EXAMPLES if e.check == name]
    assert sum(e.bad for e in own) >= 8
    assert sum(not e.bad for e in own) >= 4
    for kind in check.kinds:
        if name not in {"reviewer_overlap", "statute_invented", "repetition", "language_encoding"}:
            assert {e.bad for e in own if e.kind == kind} == {True, False}, f"{kind} lacks examples"
    assert {e.kind for e in own} <= set(check.kinds)
    assert check.tier in {"A", "B"}
    assert check.version >= 1
    assert set(check.needs) <= set(SOURCE_SCHEMA)
    for word in ("Source:", "Limits:"):
        assert word in (type(check).__doc__ or ""), word


def test_the_checks_of_the_domain_are_all_there() -> None:
    assert set(CHECKS) == {e.check for e in EXAMPLES}
    assert len(CHECKS) == 37


@pytest.mark.parametrize("check", [c for c in CHECKS.values() if c.needs], ids=lambda c: c.name)
def test_unmeasured_without_what_it_needs(check) -> None:
    example = next(e for e in EXAMPLES if e.check == check.name and e.bad)
    letters, sources = frames([example])
    for name in check.needs:
        for known in (sources.with_columns(pl.lit(None, pl.String).alias(name)), sources.drop(name)):
            row = check.assess(letters, known).row(0, named=True)
            assert (row["verdict"], row["reason"]) == (UNMEASURED, f"no {name}")
            assert row["span_start"] is None


def test_nothing_known_but_the_letters() -> None:
    letters, _ = frames(EXAMPLES)
    table = assess(letters)
    # A ground may be told by one source or another, a voice by the letter: none is needed, and without any nothing is
    # measured.
    needy = {name for name, check in CHECKS.items() if check.needs} | {"ground_unanswered", "voice_mixed"}
    assert set(table.filter(pl.col("verdict") == UNMEASURED)["check"]) == needy
    assert assess(letters.with_columns(text=pl.lit(None, pl.String)))["verdict"].unique().to_list() == [UNMEASURED]


def test_order_does_not_matter() -> None:
    letters, sources = frames(EXAMPLES)
    table = assess(letters, sources=sources).sort("letter_id", "check")
    shuffled = assess(letters.sample(fraction=1, shuffle=True, seed=1), sources=sources.reverse())
    assert shuffled.sort("letter_id", "check").equals(table)


# --------------------------------------------------------------------- the same letter, typed another way


def curly(text: str) -> str:
    out, is_open = [], True
    for character in text:
        if character == '"':
            character, is_open = "“" if is_open else "”", not is_open
        out.append({"'": "’"}.get(character, character))
    return "".join(out)


def soft_hyphens(text: str) -> str:
    return "".join(
        a + "\u00ad" if a.isalpha() and b.isalpha() else a for a, b in zip(text, [*text[1:], " "], strict=bool(text))
    )


TYPED = {
    "curly": curly,
    "nbsp": lambda text: text.replace(" ", "\u00a0"),
    "double spaces": lambda text: text.replace(" ", "  "),
    "soft hyphens": soft_hyphens,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "upper": str.upper,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "en dashes": lambda text: text.replace("-", "–"),
}
#: Where the change is one of meaning: a placeholder's spelling and Markdown signs are theirs, capitals tell an
#: acronym ("the SONIC trial") or an Act's name, and damage is looked for in the characters and words themselves.
NOT_SAME = {
    ("placeholder_unknown", "upper"),
    ("placeholder_unknown", "soft hyphens"),
    ("placeholder_unknown", "nbsp"),
    ("citation_not_in_view", "upper"),
    ("evidence_not_in_view", "upper"),
    ("statute_invented", "upper"),
    ("real_name", "upper"),
    ("real_name", "soft hyphens"),
    ("pii_format", "soft hyphens"),
    ("invented_identifier", "soft hyphens"),
    *(("broken_words", way) for way in ("soft hyphens", "double spaces", "upper", "en dashes")),
    ("language_encoding", "soft hyphens"),
    ("language_encoding", "nfd"),
    ("language_encoding", "upper"),
    ("language_encoding", "nbsp"),
    ("markdown_residue", "upper"),
    ("markdown_residue", "nbsp"),
    ("markdown_residue", "double spaces"),
    ("markdown_residue", "soft hyphens"),
    ("markdown_residue", "en dashes"),
    ("truncation", "soft hyphens"),
}


@pytest.mark.parametrize("way", TYPED)
@pytest.mark.parametrize("name", CHECKS)
def test_typed_another_way_the_verdict_is_the_same(name: str, way: str) -> None:
    if (name, way) in NOT_SAME:
        pytest.skip("another meaning: see NOT_SAME")
    examples = [e for e in EXAMPLES if e.check == name]
    letters, sources = frames(examples, texts=[TYPED[way](e.text) for e in examples])
    table = CHECKS[name].assess(letters, sources)
    wrong = [
        (e.text, row["reason"])
        for e, row in zip(examples, table.iter_rows(named=True), strict=True)
        if (row["verdict"] == FAIL) != e.bad
    ]
    assert not wrong


#: Capitals at random make names of a reviewer's sentence, and names pass.
_FREE = [e for e in EXAMPLES if e.check not in {"reviewer_overlap", *(name for name, _ in NOT_SAME)}]


@given(st.sampled_from(_FREE), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_mixed_typing_keeps_the_verdict(example: Example, draw: random.Random) -> None:
    ways = {" ": [" ", "\u00a0", "  ", " \u200b"], "'": ["'", "’"], "-": ["-", "‑", "–"], '"': ['"']}
    text = "".join(draw.choice(ways.get(c, [c, c.upper() if len(c.upper()) == 1 else c])) for c in example.text)
    row = verdict(example, text)
    assert (row["verdict"] == FAIL) == example.bad
    if row["span_start"] is not None:
        assert read(text[row["span_start"] : row["span_end"]]).text.strip()


# -------------------------------------------------------------------------- the cheap test rules nothing out

_WORDS = sorted({word for e in EXAMPLES for word in e.text.split()})


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_candidates_never_rule_out_what_inspect_flags(data: st.DataObject) -> None:
    pieces = st.one_of(
        st.sampled_from([e.text for e in EXAMPLES]),
        st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join),
    )
    texts = data.draw(st.lists(st.tuples(pieces, pieces).map(" ".join), min_size=1, max_size=6))
    changes = data.draw(st.lists(st.sampled_from(list(TYPED)), max_size=3))
    for change in changes:
        texts = [TYPED[change](text) for text in texts]
    for kind in ("denial", "appeal"):
        base = [next(e for e in EXAMPLES if e.kind == kind)] * len(texts)
        letters, sources = frames(base, texts=texts)
        joined = letters.join(sources, on="letter_id").with_columns(
            normal=pl.Series([read(t).text for t in texts], dtype=pl.String)
        )
        for check in CHECKS.values():
            if kind in check.kinds:
                table = joined.with_columns(ok=check.candidates())
                for row in table.iter_rows(named=True):
                    assert row["ok"] is not False or check.inspect(row) is None, (check.name, row["text"])
