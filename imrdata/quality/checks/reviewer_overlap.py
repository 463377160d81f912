"""The reviewer's own sentences, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.cased import cased
from imrdata.quality.check import Span
from imrdata.quality.checks.of_file import of_file
from imrdata.quality.lexicons import table
from imrdata.quality.normalise import NormalText, normal_form, normal_forms, read
from imrdata.quality.parts import split_parts
from imrdata.quality.scored import Measure, ScoredCheck
from imrdata.quality.word_runs import Words

_TOKEN: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
#: Eight words in a row are hardly ever chance, and short enough to see through small edits. Words that stand in a row
#: of four from the view are the view's: "requested" before a service's name makes it nobody's sentence, and so does a
#: society's long name before "supports it". At least seven of the eight have to be the reviewer's alone.
LENGTH, OWN, SECRET = 8, 4, 7


_SAYS: Final = "words in a row are the reviewer's and not the view's"
_NO_RUN: Final = Measure(0.0, _SAYS)


@lru_cache(maxsize=1 << 15)
def _runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """Return the runs of so many words in a text as written; kept, since letters share texts."""
    words = _TOKEN.findall(normal_form(text))
    return frozenset(tuple(words[i : i + length]) for i in range(len(words) - length + 1))


#: A name of three words or more in capitals, or that of a guideline, is nobody's sentence; whether it may be named,
#: the checks of citations say.
_NAME: Final = re.compile(
    r"\b[A-Z][a-z][\w'-]*(?:,? (?:(?:of|the|and|for|on|in|against|&) ){0,3}[A-Z][a-z][\w'-]*){2,}"
    r"|\b[A-Z][a-z][\w'-]*(?: [A-Z][a-z][\w'-]*)* (?:[a-z]+ ){0,3}guidelines? (?:for|on)(?: [a-z-]+){1,4}"
)


class ReviewerOverlap(ScoredCheck):
    """Eight words in a row from sentences that only the reviewer wrote, and from nothing the writer saw.

    Rule: a run of eight words of one paragraph stands in the reviewer-side text too, and at least seven of
    the words in no row of four that the view or the denial has. The score is how many words the longest run has, none
    where there is no run of eight.
    Why: what the writer can't have seen came around the wall.
    Source: domain.md §5 and §7.
    Passes: names of bodies and guidelines, what the view says too, what a hidden sentence tells of the patient or of
    the plan's reason (`imrdata.quality.checks.of_file`), what `lexicons/law.toml` quotes of statutes, and what both
    kinds of text say in fewer than eight words.
    Limits: paraphrase passes; other statutory wording that stands in a Findings text is flagged if neither the view
    nor the denial holds it.
    """

    name = "reviewer_overlap"
    version = 8
    threshold = least = float(LENGTH)
    needs = ("reviewer_text", "view_text")
    reads = ("reviewer_text", "view_text", "denial_text", "undecided_text")

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Inspect the letters with a paragraph that has a run in common with their reviewer's text."""
        own = frame.with_columns(_like=batch.alike(["reviewer_text"]).gather(frame["_row"]))
        theirs = own.unique("_like")
        run, part = Words(batch.parts.normal, form=_TOKEN.pattern).runs(LENGTH)
        their_run, of = Words(normal_forms(theirs["reviewer_text"]), form=_TOKEN.pattern).runs(LENGTH)
        shared = np.isin(run, their_run)
        met = (
            pl.DataFrame({"run": run[shared], "part": part[shared].astype(np.uint32)})
            .join(pl.DataFrame({"run": their_run, "_like": theirs["_like"].gather(of)}), on="run")
            .unique(["part", "_like"])
        )
        suspect = batch.parts.places.join(own.select("_row", "_like"), on="_row").join(met, on=["part", "_like"])
        has_run = pl.col("_row").is_in(suspect["_row"].implode())
        none = frame.filter(~has_run).select("_row", score=pl.lit(_NO_RUN.score), reason=pl.lit(_NO_RUN.reason))
        return pl.concat([super().find_all(batch, frame.filter(has_run)), self.drawn(none)])

    def measure(self, letter: dict[str, str]) -> Measure:
        """Return the longest run of words shared with the reviewer only, of several the first."""
        theirs = letter["reviewer_text"]
        texts = letter["view_text"], letter.get("denial_text"), of_file(letter.get("undecided_text") or "")
        own = tuple(text for text in (*texts, *table("law.toml")["quoted"]["texts"]) if text)
        longest = _NO_RUN
        for start, part in split_parts(letter["text"]):
            if _runs(part, LENGTH).isdisjoint(_runs(theirs, LENGTH)):
                continue
            found = _longest(part, theirs, own)
            if found.span and found.score > longest.score:
                longest = replace(found, span=(start + found.span[0], start + found.span[1]))
        return longest


@lru_cache(maxsize=1 << 12)
def _longest(written: str, reviewer: str, seen: tuple[str, ...]) -> Measure:
    """Return the longest run of the reviewer's words in a paragraph, of several the first; its span is there.

    Kept, since letters on one case share paragraphs.
    """
    part, theirs, own = read(written), _runs(reviewer, LENGTH), [_runs(text, OWN) for text in seen]
    places = list(_TOKEN.finditer(part.text))
    tokens = [place[0] for place in places]
    if not (common := [at for at in range(len(tokens) - LENGTH + 1) if tuple(tokens[at : at + LENGTH]) in theirs]):
        return _NO_RUN
    open_to_all = _named(cased(part), places)
    for at in range(len(tokens) - OWN + 1):
        if any(tuple(tokens[at : at + OWN]) in runs for runs in own):
            open_to_all.update(range(at, at + OWN))
    secret = {at for at in common if sum(word not in open_to_all for word in range(at, at + LENGTH)) >= SECRET}
    if not secret:
        return _NO_RUN
    # Runs of eight that follow each other are one longer run.
    begins = sorted(at for at in secret if at - 1 not in secret)
    ends = sorted(at + LENGTH for at in secret if at + 1 not in secret)
    first, end = max(zip(begins, ends, strict=True), key=lambda run: run[1] - run[0])
    span = part.span(places[first].start(), places[end - 1].end())
    source = "reviewer_text", *_place(reviewer, tokens[first : first + LENGTH])
    return Measure(float(end - first), _SAYS, span, source)


@lru_cache(maxsize=1 << 12)
def _tokens(text: str) -> tuple[NormalText, list[re.Match[str]]]:
    return (part := read(text)), list(_TOKEN.finditer(part.text))


def _place(text: str, run: list[str]) -> Span:
    """Return where a run of words of a text stands in it."""
    part, places = _tokens(text)
    words = [place[0] for place in places]
    at = next(at for at in range(len(words)) if words[at : at + len(run)] == run)
    return part.span(places[at].start(), places[at + len(run) - 1].end())


def _named(text: str, places: Sequence[re.Match[str]]) -> set[int]:
    """Return which words are of a name in capitals."""
    spans = [match.span() for match in _NAME.finditer(text)]
    return {n for n, place in enumerate(places) if any(a <= place.start() < b for a, b in spans)}
