"""Sentences that read like those which fail letters, by weights that were learned of their words.

In: a letter. Out: the highest weight (`imrdata.quality.wording`) of one of its sentences, as a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.scored import Measure, ScoredCheck
from imrdata.quality.wording import UNIT, telling, weight

__all__ = ["DefectWording", "sentences"]

_SENTENCE: Final = re.compile(r"\S[^\n]*?(?:[.!?:](?=[\"')\]]*\s)[\"')\]]*|(?=\n)|\Z)")
#: What is quoted is somebody else's wording, and other checks' affair.
_QUOTES: Final = '"\u201c'
#: Shorter ones are headings, names of fields, signatures.
_FEWEST_WORDS: Final = 3
#: The weight and the place of the heaviest sentence where there is none.
_NOTHING: Final = (-UNIT, 0, 0)


class DefectWording(ScoredCheck):
    """A sentence that reads like one which fails letters.

    Rule: the words of a sentence, and pairs and triples of them, have weights, learned from sentences by hand that
    tell a verdict, a review, an outcome, promise, threaten, refuse or echo a prompt, and from lawful ones; the sum of
    the highest sentence is the score.
    Why: the rules of the other checks know wordings and concepts; people and models find others.
    Source: domain.md §7; `tests/calibration/fresh/`, `tests/calibration/sentences/` and the rule-based author's letters
    (what it was learned from), docs/calibration.md (its curve).
    Passes: a sentence that begins with a quotation; what has the words of lawful letters around it.
    Limits: it does not understand a sentence, and tells no family; a lawful sentence in unlawful words fails.
    """

    name = "defect_wording"
    version = 3
    tier = "B"
    threshold = 3.5

    def measure(self, letter: dict[str, str]) -> Measure:
        """Weigh each sentence; the heaviest counts, of several the first."""
        return self._measured(_heaviest(letter["text"], letter["kind"]), letter["text"], letter["kind"], 0)

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Weigh the sentences of each different paragraph once."""
        texts = batch.parts.texts.to_list()
        places = batch.parts.places.join(frame.select("_row", "kind"), on="_row")
        asked = places.select("part", "kind").unique()
        weighed = [(*key, *at) for key in asked.iter_rows() if (at := _heaviest(texts[key[0]], key[1])) != _NOTHING]
        schema = {"part": pl.UInt32, "kind": pl.String, "weight": pl.Int64, "first": pl.Int64, "last": pl.Int64}
        heaviest = (
            places.join(pl.DataFrame(weighed, schema=schema, orient="row"), on=["part", "kind"])
            .sort("_row", "weight", "order", descending=[False, True, False])
            .group_by("_row", maintain_order=True)
            .first()
        )
        columns = heaviest.select("_row", "kind", "part", "start", "weight", "first", "last")
        found = {row: self._measured(to, texts[part], kind, start) for row, kind, part, start, *to in columns.rows()}
        nothing = self._measured(_NOTHING, "", "", 0)
        return self.judged((row, found.get(row, nothing)) for row in frame["_row"])

    def _measured(self, found: Sequence[int], text: str, kind: str, offset: int) -> Measure:
        weight, start, end = found
        reason = "a sentence reads like those that fail letters"
        if weight >= self.line * UNIT:
            reason += f" (above all: {', '.join(telling(text[start:end], kind))})"
        return Measure(weight / UNIT, reason, (offset + start, offset + end) if end else None)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Return the places of a text's sentences, headings and other short lines left out."""
    for found in _SENTENCE.finditer(text):
        if len(found[0].split()) >= _FEWEST_WORDS:
            yield found.span()


def _heaviest(text: str, kind: str) -> tuple[int, int, int]:
    """Return the weight and the place of the heaviest sentence that is no quotation, of several the first."""
    places = [place for place in sentences(text) if text[place[0]] not in _QUOTES]
    weighed = [(weight(text[start:end], kind), start, end) for start, end in places]
    return max(weighed, key=lambda found: found[0], default=_NOTHING)
