"""Sentences that read like those which fail letters, by weights that were learned of their words.

In: a letter. Out: the highest weight of one of its sentences, as a score. The weights come from
`benchmarks/train_wording.py`; they are whole numbers, so that a score is the same on every machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.normalise import normal_form
from imrdata.quality.scored import Measure, ScoredCheck

__all__ = ["BUCKETS", "KINDS", "UNIT", "DefectWording", "features", "sentences"]

KINDS: Final = ("denial", "appeal")
#: Groups of words are counted by hash; so many hashes there are. The one behind the last holds the constant.
BUCKETS: Final = 2**18
#: A weight of 1 stands as so much in the table.
UNIT: Final = 100

_SENTENCE: Final = re.compile(r"\S[^\n]*?(?:[.!?:](?=[\"')\]]*\s)[\"')\]]*|(?=\n)|\Z)")
_WORD: Final = re.compile(r"\[[^\]]*\]|\d+(?:[.,]\d+)*|[a-z]+(?:'[a-z]+)?")
_ENDING: Final = re.compile(r"(?:ations?|ingly|ings?|edly|ed|es|s|ly|ments?)$")
#: What is quoted is somebody else's wording, and other checks' affair.
_QUOTES: Final = '"\u201c'
#: Shorter ones are headings, names of fields, signatures.
_FEWEST_WORDS: Final = 3
#: The weight and the place of the heaviest sentence where there is none.
_NOTHING: Final = (-UNIT, 0, 0)
#: So many groups of words a reason names.
_NAMED: Final = 3


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
            reason += f" (above all: {', '.join(_telling(text[start:end], kind))})"
        return Measure(weight / UNIT, reason, (offset + start, offset + end) if end else None)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Return the places of a text's sentences, headings and other short lines left out."""
    for found in _SENTENCE.finditer(text):
        if len(found[0].split()) >= _FEWEST_WORDS:
            yield found.span()


def _heaviest(text: str, kind: str) -> tuple[int, int, int]:
    """Return the weight and the place of the heaviest sentence that is no quotation, of several the first."""
    places = [place for place in sentences(text) if text[place[0]] not in _QUOTES]
    weighed = [(_weight(text[start:end], kind), start, end) for start, end in places]
    return max(weighed, key=lambda found: found[0], default=_NOTHING)


@lru_cache(maxsize=2**16)
def _weight(sentence: str, kind: str) -> int:
    table = _tables()[KINDS.index(kind)]
    return int(table[features(sentence)].sum()) + int(table[BUCKETS])


def features(sentence: str) -> list[int]:
    """Return the hashes of what is taken of a sentence."""
    return sorted({crc32(group.encode()) % BUCKETS for group in _groups(sentence)})


def _telling(sentence: str, kind: str) -> list[str]:
    """Return the groups of words that weigh most, as the check sees them: endings cut, `_` for any word."""
    table = _tables()[KINDS.index(kind)]
    weights = {group: int(table[crc32(group.encode()) % BUCKETS]) for group in _groups(sentence)}
    return [f'"{group}"' for group in sorted(weights, key=lambda group: (-weights[group], group))[:_NAMED]]


def _groups(sentence: str) -> set[str]:
    """Return a sentence's words, neighbours of them, and words with one or two others between them."""
    words = ["^", *(_stem(word) for word in _WORD.findall(normal_form(sentence))), "$"]
    groups = set(words)
    groups.update(map(" ".join, pairwise(words)))
    groups.update(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
    groups.update(map(" _ ".join, zip(words, words[2:], strict=False)))
    groups.update(map(" _ _ ".join, zip(words, words[3:], strict=False)))
    return groups


def _stem(word: str) -> str:
    if word[0] == "[":
        return "[]"
    if word[0].isdigit():
        return "0"
    return word if len(word) < 6 else _ENDING.sub("", word)


@cache
def _tables() -> Any:
    data = files("imrdata.quality").joinpath("lexicons/defect_wording.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as tables:
        return [tables[name] for name in tables.files]
