"""Damaged characters, and letters in another language."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.patterns import words
from imrdata.quality.word_runs import Words

DAMAGE: Final = (
    ("a replacement character", re.compile("\ufffd|ï¿½")),
    # UTF-8 read as cp1252: a lead byte's letter and what its continuation bytes turn into.
    ("mojibake", re.compile("â€[\x80-\u2122™œ\x9d“”]?|[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ðŸ")),
    ("a control character", re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")),
    (
        "an HTML entity",
        re.compile(
            r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|[lg]t|[a-z]{3,8});",
            re.I,
        ),
    ),
)
_ENGLISH: Final = frozenset(
    words(
        "the of and to in for is that you your we our not this be with are or by as it was have has may on "
        "at from my i can if will an their which would"
    )
)
_OTHER: Final = frozenset(
    words(
        "el la los las de del que y en un una por con para su se no es al lo como más le les des et est que "
        "pour dans votre vous nous une der die das und ist nicht mit von zu ein eine wir sie ang ng mga sa "
        "na para hindi ito của và không là"
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_MIN_WORDS = 15
#: Without one of these a text has no damage.
_SIGNS: Final = "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\u00c2\u00c3&]|ï¿½|â€|ðŸ"


class LanguageEncoding(Check):
    """A letter must be readable English.

    Rule: no replacement or control characters, mojibake or HTML entities; in texts of at least 15 words,
    function words of other languages do not outnumber the English ones; at most 20 % of the letters are
    outside the Latin script.
    Why: damage spreads through training; a denial must be in plain language (45 CFR 147.136(b) asks for
    translated notices besides, as short offers of help: they pass).
    Source: domain.md §2 (bytes) and §7.
    Limits: one paragraph in another language inside an English letter passes.
    """

    name = "language_encoding"
    version = 2

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Inspect the letters with damage, or letters of another script, or more words of other languages."""
        parts = batch.parts
        odd = np.zeros(len(parts.texts), dtype=bool)
        for place in parts.texts.str.contains(f"{_SIGNS}|[^\x00-\u024f]").arg_true():
            text = parts.texts[place]
            odd[place] = any(form.search(text) for _, form in DAMAGE) or any(map(_is_foreign, text))
        words, english, other = _counts(parts.words)
        foreign = (parts.totals(words) >= _MIN_WORDS) & (parts.totals(other) > parts.totals(english))
        suspect = pl.Series(foreign | (parts.totals(odd) > 0))
        return super().find_all(batch, frame.filter(suspect.gather(frame["_row"])))

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for damage first, then count words."""
        original = letter["text"]
        found = [(match.span(), kind) for kind, form in DAMAGE for match in form.finditer(original)]
        if found:
            span, kind = min(found)
            return f"has {kind}", span
        letters = [character for character in original if character.isalpha()]
        foreign = sum(map(_is_foreign, letters))
        if foreign > 0.2 * max(len(letters), 1):
            return "is not in the Latin script", None
        words, english, other = _count(read(original).text)
        if words >= _MIN_WORDS and other > english:
            return "is mostly not in English", None
        return None


def _is_foreign(character: str) -> bool:
    """Tell whether a character is a letter outside the Latin script."""
    return ord(character) > 0x24F and not 0x1E00 <= ord(character) <= 0x1EFF and character.isalpha()


def _count(text: str) -> tuple[int, int, int]:
    """Return how many words a text has, how many tell English, and how many tell another language."""
    words = [word for word in _WORD.findall(text) if "placeholder" not in word]
    return len(words), sum(word in _ENGLISH for word in words), sum(word in _OTHER for word in words)


def _counts(words: Words) -> np.ndarray:
    """Return the same for each text at once, as three rows: counted for each different word."""
    of_word = np.array([_count(word) for word in words.different], dtype=np.int64).reshape(-1, 3)
    numbers = words.different.hash().to_numpy()
    order = numbers.argsort()
    of_place = of_word[order][np.searchsorted(numbers[order], words.numbers)]
    total = np.concatenate([np.zeros((1, 3), dtype=np.int64), of_place.cumsum(axis=0)])
    found: np.ndarray = (total[words.starts[1:]] - total[words.starts[:-1]]).T
    return found
