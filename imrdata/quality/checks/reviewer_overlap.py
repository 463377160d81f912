"""The reviewer's own sentences, word for word."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

import polars as pl

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, normal_form, read
from imrdata.quality.parts import split_parts

_TOKEN: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
#: Eight words in a row are hardly ever chance, and short enough to see through small edits. A run that has
#: six in a row from the view is the view's: "requested" before a service's name makes it nobody's sentence.
LENGTH, OWN = 8, 6


@lru_cache(maxsize=1 << 15)
def _runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """Return the runs of so many words in a text as written; kept, since letters share texts."""
    words = _TOKEN.findall(normal_form(text))
    return frozenset(tuple(words[i : i + length]) for i in range(len(words) - length + 1))


#: Eight words in a row hold six that start at a third word, wherever they start: a third of a letter's sixes tells
#: whether there is anything to look for.
_PIECE, _STEP = 6, 3


@lru_cache(maxsize=1 << 16)
def _samples(part: str) -> frozenset[str]:
    words = _TOKEN.findall(normal_form(part))
    return frozenset(" ".join(words[at : at + _PIECE]) for at in range(0, len(words) - _PIECE + 1, _STEP))


@lru_cache(maxsize=4096)
def _pieces(text: str) -> frozenset[str]:
    words = _TOKEN.findall(normal_form(text))
    return frozenset(" ".join(words[at : at + _PIECE]) for at in range(len(words) - _PIECE + 1))


class ReviewerOverlap(Check):
    """Eight words in a row from sentences that only the reviewer wrote, and from nothing the writer saw.

    Rule: a run of eight words of one paragraph stands in the reviewer-side text too, and no six words of it in the view
    or the denial.
    Why: what the writer can't have seen came around the wall.
    Source: domain.md §5 and §7.
    Passes: what the view says too, and what both kinds of text say in fewer than eight words.
    Limits: paraphrase passes; statutory wording that stands in a Findings text is flagged if neither the view
    nor the denial holds it.
    """

    name = "reviewer_overlap"
    version = 2
    needs = ("reviewer_text", "view_text")

    def candidates(self) -> pl.Expr:
        """Rule out no letter that has a text."""
        return pl.col("text").is_not_null()

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first longest run of words shared with the reviewer only."""
        theirs = letter["reviewer_text"]
        sixes = _pieces(theirs)
        own = [_runs(letter[name], OWN) for name in ("view_text", "denial_text") if letter.get(name)]
        for start, part in split_parts(letter["text"]):
            if _samples(part).isdisjoint(sixes):
                continue
            secret = {run for run in _runs(part, LENGTH) & _runs(theirs, LENGTH) if not _is_own(run, own)}
            if secret:
                says, first, end = _longest(read(part), secret)
                return says, (start + first, start + end)
        return None


def _is_own(run: tuple[str, ...], own: Sequence[frozenset[tuple[str, ...]]]) -> bool:
    pieces = [run[i : i + OWN] for i in range(LENGTH - OWN + 1)]
    return any(piece in runs for runs in own for piece in pieces)


def _longest(part: NormalText, secret: Collection[tuple[str, ...]]) -> tuple[str, int, int]:
    """Return the first longest run of words made of secret ones, and where it stands as written."""
    words = list(_TOKEN.finditer(part.text))
    first = next(at for at in range(len(words)) if tuple(word[0] for word in words[at : at + LENGTH]) in secret)
    last = first
    while tuple(word[0] for word in words[last : last + LENGTH]) in secret:
        last += 1
    end = last + LENGTH - 2
    says = f"{end - first + 1} words in a row are the reviewer's and not the view's"
    return says, *part.span(words[first].start(), words[end].end())
