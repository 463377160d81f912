"""What a term costs that no list has: families are what they say, and the page's counts are made anew in part."""

from __future__ import annotations

import re

import polars as pl
from polars.testing import assert_frame_equal

from benchmarks import leave_out
from benchmarks.development import frames_of
from benchmarks.lexicon_families import Family, families
from imrdata.quality.check import assess
from imrdata.quality.checks import default_checks
from imrdata.quality.lexicons import lines

#: Of the kinds of list that there are, those that take little time: two share what is left out.
PART = ("antibodies and fusion proteins (-mab, -cept): generic names", "antibodies and fusion proteins (-mab, -cept): brands",
        "journals, half of them", "28 CCR")  # fmt: skip
EVERY = families()


def _of(name: str) -> Family:
    return next(one for one in EVERY if one.name == name)


def test_a_part_of_the_page_made_anew() -> None:
    page = leave_out.PAGE.read_text(encoding="utf-8")
    found = leave_out.leave_out([_of(name) for name in PART])
    for name in PART[:3]:
        assert leave_out.row(name, found[name]) in page, "write it anew: python -m benchmarks.leave_out --write"
    flagged, without, cited = found["28 CCR"]["law"]
    assert f"| 28 CCR | {flagged}/{cited} | {without}/{cited} |" in page
    # What the figures are for: a list helps where shape tells nothing, and endings make up for it where they tell.
    generic, brand = (found[name]["drug"] for name in PART[:2])
    assert brand[1] < brand[0] / 2 < generic[1]
    assert flagged < without


def test_the_page_has_every_family() -> None:
    page = leave_out.PAGE.read_text(encoding="utf-8")
    assert len({one.name for one in EVERY}) == len(EVERY)
    for one in EVERY:
        assert f"\n| {one.name} | " in page
        # A family without enough terms says nothing.
        assert len(set(one.terms)) >= 13, one.name


def test_what_is_planted_is_what_is_left_out() -> None:
    for one in EVERY:
        if one.kind in ("drug", "procedure", "diagnosis", "journal"):
            assert {term.casefold() for term in one.terms} <= one.left_out
        made = leave_out.planted(one) if one.name in PART else []
        for mutation in made:
            term = mutation.letter_id.split("|")[2]
            assert term.casefold() in mutation.planted.text[mutation.planted.start : mutation.planted.end].casefold()
            assert not re.search(rf"\b{re.escape(term.casefold())}\b", mutation.base.text.casefold())


def test_nothing_of_a_family_is_left_in_a_list() -> None:
    for one in EVERY:
        if one.kind in ("drug", "procedure", "diagnosis"):
            for file in leave_out.TERM_LISTS:
                before = "\n".join(lines(file))
                after = leave_out.without(before, file=file, names=one.left_out)
                left, all_of_it = ({name.strip("~*") for name in re.split(r"[|+\n]", text)} for text in (after, before))
                assert left - {""} == all_of_it - one.left_out, (one.name, file)


def test_a_copy_of_the_package_gives_the_same_verdicts() -> None:
    letters, sources, _ = frames_of(leave_out.planted(_of(PART[0]))[:20])
    names = ("term_not_in_view", "negation_flip")
    copied = leave_out.assess_with(lambda text, *, file: text, letters, sources, checks=names)
    here = assess(letters, sources=sources, checks=[one for one in default_checks() if one.name in names])
    assert_frame_equal(copied, here)
    assert copied.filter(pl.col("verdict") == "fail").height >= 10
