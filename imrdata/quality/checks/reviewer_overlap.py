"""The reviewer's own sentences, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.patterns import seen

_TOKEN: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
#: Eight words in a row are hardly ever chance, and short enough to see through small edits. A run that has
#: six in a row from the view is the view's: "requested" before a service's name makes it nobody's sentence.
LENGTH, OWN = 8, 6


def _runs(words: Sequence[str], length: int = LENGTH) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


class ReviewerOverlap(Check):
    """Eight words in a row from sentences that only the reviewer wrote, and from nothing the writer saw.

    Why: what the writer can't have seen came around the wall.
    Source: domain.md §5 and §7.
    Limits: paraphrase passes; statutory wording that stands in a Findings text is flagged if neither the view
    nor the denial holds it.
    """

    name = "reviewer_overlap"
    needs = ("reviewer_text", "view_text")

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first longest run of words shared with the reviewer only."""
        text = read(letter["text"])
        shared = _runs(_TOKEN.findall(text.text)) & _runs(_TOKEN.findall(seen(letter, "reviewer_text")))
        if not shared:
            return None
        own = _runs(_TOKEN.findall(seen(letter)), OWN)
        secret = {run for run in shared if not _runs(run, OWN) & own}
        words = list(_TOKEN.finditer(text.text))
        for first in range(len(words) - LENGTH + 1):
            last = first
            while tuple(w[0] for w in words[last : last + LENGTH]) in secret:
                last += 1
            if last > first:
                end = last + LENGTH - 2
                says = f"{end - first + 1} words in a row are the reviewer's and not the view's"
                return says, text.span(words[first].start(), words[end].end())
        return None
