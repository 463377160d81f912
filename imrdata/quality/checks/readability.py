"""Letters that nobody without a degree can read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from imrdata.letters.statutory import all_texts
from imrdata.quality.batch import Batch
from imrdata.quality.normalise import normal_form
from imrdata.quality.parts import split_parts
from imrdata.quality.readability import ABBREVIATION, grade, syllables
from imrdata.quality.scored import Measure, ScoredCheck
from imrdata.quality.word_runs import WORD

__all__ = ["Readability"]

#: Where a sentence ends, in the normal form. What does not end so is a heading, an address, a signature.
_STOP: Final = r"[.!?:]+[\"')\]]*"
_END: Final = re.compile(rf"{_STOP}(?: |$)")
_PROSE: Final = re.compile(rf"{_STOP} ?$")
#: An item of a list, in the text as written: the sentence before it needs no stop.
_ITEM: Final = re.compile(r"[^.!?: \t\r\n][ \t\r]*\n[ \t]*(?:[-*\u2022]|\d+[.)])[ \t]")
#: Fewer words are a greeting.
_FEWEST: Final = 4
#: Words that are not the writer's: a record's or a contract's, and how legal texts begin that a notice has to print.
_QUOTED: Final = '"[^"]{20,}"'
_LAW: Final = [normal_form(text)[:60] for text in all_texts()]
_SAYS: Final = "the grade of school that it takes to read it"


class Readability(ScoredCheck):
    """The grade of school that it takes to read a letter.

    Rule: the Flesch-Kincaid grade of all paragraphs that are prose (four words or more, and a stop at the end) and hold
    neither a quotation nor a legal text that the project knows. A colon and an item of a list end a sentence, an
    abbreviation's full stop does not; a placeholder has one syllable, numbers are not counted.
    Why: who is ill has to understand why, and what can be done; an appeal that a patient signs has to be one that the
    patient can stand behind.
    Source: 45 CFR 147.136(b)(2)(ii)(E) and 29 CFR 2560.503-1(g) (a manner calculated to be understood); domain.md §6
    (grade 10 at most is an item of the rubric); Kincaid et al. 1975 (the formula). The threshold is this project's:
    for letters that miss the rubric's line by far.
    Passes: what the rubric finds too hard; a hard paragraph among easy ones.
    Limits: the formula counts syllables and full stops, and knows no word: a letter of two sentences with the names of
    the illness and of the service can reach the threshold.
    """

    name = "readability"
    version = 2
    kinds = ("denial", "appeal")
    threshold = 16.0

    def measure(self, letter: dict[str, str]) -> Measure:
        """Count words, syllables and sentences of the prose."""
        counts = np.array([_counted(text) for _, text in split_parts(letter["text"])], dtype=np.int64).reshape(-1, 3)
        return Measure(_score(*counts.sum(axis=0).tolist()), _SAYS)

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Count those of each different paragraph once."""
        parts = batch.parts
        of_word = np.array([_of_word(word) for word in parts.words.different], dtype=np.int64).reshape(-1, 2)
        words, spoken = parts.words.sums(of_word).T
        normal = parts.normal.str
        counts = [
            one.to_numpy().astype(np.int64)
            for one in (
                normal.count_matches(_END.pattern),
                normal.count_matches(f"(?i){ABBREVIATION.pattern} "),
                parts.texts.str.count_matches(_ITEM.pattern),
            )
        ]
        ends = np.maximum(counts[0] - counts[1], 1) + counts[2]
        others = normal.contains(_QUOTED) | normal.contains_any(_LAW)
        prose = (words >= _FEWEST) & (normal.contains(_PROSE.pattern) & ~others).to_numpy()
        totals = np.array([parts.totals(values * prose) for values in (words, spoken, ends)], dtype=np.int64)
        scores = [_score(*letter) for letter in totals[:, frame["_row"].to_numpy()].T.tolist()]
        return self.drawn(frame.select("_row", score=pl.Series(scores, dtype=pl.Float64), reason=pl.lit(_SAYS)))


def _counted(text: str) -> tuple[int, int, int]:
    """Return how many words, syllables and sentences a paragraph has, if it is the writer's prose."""
    normal = normal_form(text)
    found = [_of_word(word) for word in WORD.findall(normal)]
    words = sum(one for one, _ in found)
    others = re.search(_QUOTED, normal) or any(law in normal for law in _LAW)
    if words < _FEWEST or others or not _PROSE.search(normal):
        return 0, 0, 0
    stops = len(_END.findall(normal)) - len(re.findall(f"{ABBREVIATION.pattern} ", normal))
    return words, sum(spoken for _, spoken in found), max(stops, 1) + len(_ITEM.findall(text))


@lru_cache(maxsize=1 << 16)
def _of_word(word: str) -> tuple[int, int]:
    """Return one and how many syllables a word has; two times nothing for a number."""
    if "_" in word:
        return 1, 1
    return (1, syllables(word)) if any(map(str.isalpha, word)) else (0, 0)


def _score(words: int, spoken: int, sentences: int) -> float:
    """Return the grade to a tenth; nothing where there is no prose."""
    return round(grade(words=words, syllables=spoken, sentences=sentences), 1) if words else 0.0
