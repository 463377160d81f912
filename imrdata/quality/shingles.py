"""Texts as sets of word 5-grams, without what all texts share: what near-duplicates are compared by.

In: a series of texts. Out: `Shingles`, the hashes of each text's 5-grams, as arrays. Words are runs of letters and
digits, lower-cased, so that punctuation, line breaks and straight or curly quotes make no difference. Boilerplate
(`boilerplate.toml` and the legal texts of letters/statutory.toml) is taken out as runs of words before 5-grams are
made; what stood before and behind it then stands side by side. Where fewer than five words would be left, nothing is
taken out. Words are hashed by our own arithmetic on their bytes, all at once: it is three times as fast as cutting
texts into lists of words, and gives the same with every Polars, NumPy, thread count and PYTHONHASHSEED.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import polars as pl

from imrdata.errors import MissingExtraError
from imrdata.letters.statutory import all_texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SHINGLE_WORDS", "Shingles", "boilerplate", "need_rensa", "shingled"]

#: Words of a shingle.
SHINGLE_WORDS: Final = 5

_FILE: Final = "boilerplate.toml"

#: What parts words beyond ASCII: curly quotes, dashes, degrees, combining marks.
_WIDE_MARK: Final = r"[^\p{L}\p{N}\x00-\x7f]"
#: Bytes of text that are looked at at once, or one text if it is longer: what is made of them fits a cache.
_CHUNK: Final = 2_000_000
#: Rows of the table in which words that may belong to a phrase are marked by the low bits of their hash.
_MARKS: Final = 1 << 16
#: Odd, so that its powers have inverses modulo 2**64: the golden ratio's fraction, and one of SplitMix64's constants.
_GOLDEN: Final = 0x9E3779B97F4A7C15
_MIX: Final = 0xBF58476D1CE4E5B9


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of several texts, one after another.

    Attributes
    ----------
    hashes
        Of every shingle of every text, in the order of the text; one may come more than once. A text of one to four
        words has one shingle, all of it.
    ends
        For each text where its shingles end in `hashes`; they begin where those of the text before end.
    words
        Words of each text that were compared.
    prints
        One hash of all shingles of each text: equal for texts that have the same, each as often.
    """

    hashes: NDArray[np.uint64]
    ends: NDArray[np.int64]
    words: NDArray[np.int64]
    prints: NDArray[np.uint64]

    def sets(self) -> Iterator[NDArray[np.uint64]]:
        """Yield each text's shingles, sorted, each once."""
        import numpy as np

        begin = 0
        for end in self.ends.tolist():
            yield np.unique(self.hashes[begin:end])
            begin = end


def need_rensa(use: str) -> None:
    """Fail with the name of the extra where rensa is not installed."""
    try:
        import rensa  # noqa: F401 (asked before the work, not in its middle)
    except ImportError:
        raise MissingExtraError(
            f"{use} needs rensa, which is not installed", mend="run: pip install 'imrdata[quality]'"
        ) from None


@cache
def boilerplate() -> tuple[str, ...]:
    """Return what is taken out of texts before they are compared: runs of words, the longest first.

    Examples
    --------
    >>> "the physician reviewer found that" in boilerplate()
    True
    """
    entries = tomllib.loads(files("imrdata.quality").joinpath(_FILE).read_text(encoding="utf-8"))
    phrases = {_plain(text) for text in (*entries["findings"], *entries["letters"], *_legal())}
    # A word or two of a legal text between placeholders is no formula.
    return tuple(sorted((p for p in phrases if len(p.split()) >= 2), key=lambda p: (-len(p.split()), p)))


def _legal() -> Iterator[str]:
    """Yield the words of every legal text, checked or not, between its placeholders: whoever prints one, it is law."""
    for text in all_texts():
        yield from re.split(r"\[[A-Z_]+\]", text)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def shingled(texts: pl.Series, *, phrases: Iterable[str] = ()) -> Iterator[Shingles]:
    """Yield the shingles of texts, so many texts at a time that memory stays small.

    Parameters
    ----------
    texts
        String; a null is a text without words.
    phrases
        Runs of words to take out first, as `boilerplate` returns them.

    Yields
    ------
    Shingles
        Of the next texts.

    Examples
    --------
    >>> both = next(shingled(pl.Series(["One two three, four five six.", "Two words"])))
    >>> both.words.tolist(), both.ends.tolist()
    ([6, 2], [2, 3])
    """
    import numpy as np

    hashed = [_words(pl.Series([phrase]))[0] for phrase in phrases]
    # A phrase is looked for by its longest word: most begin with a common one.
    anchors = [max(range(len(phrase.split())), key=[len(w) for w in phrase.split()].__getitem__) for phrase in phrases]
    marks = np.zeros(_MARKS, dtype=bool)
    for phrase, anchor in zip(hashed, anchors, strict=True):
        marks[int(phrase[anchor]) % _MARKS] = True
    for chunk in _chunks(texts.fill_null("")):
        words, counts = _words(chunk)
        keep = _kept(words, counts, list(zip(hashed, anchors, strict=True)), marks) if hashed else None
        if keep is not None:
            ends = np.cumsum(counts)
            before = np.concatenate(([0], np.cumsum(keep)))
            words, counts = words[keep], before[ends] - before[ends - counts]
        yield _rolled(words, counts)


def _chunks(texts: pl.Series) -> Iterator[pl.Series]:
    sums = texts.str.len_bytes().cast(pl.Int64).cum_sum()
    begin = 0
    while begin < len(texts):
        limit = (sums[begin - 1] if begin else 0) + _CHUNK
        end = max(begin + 1, int(sums.search_sorted(limit, side="right")))
        yield texts.slice(begin, end - begin)
        begin = end


@cache
def _values() -> NDArray[np.uint64]:
    """Return every byte's value in a hash, 0 for one that parts words; capitals count as small letters."""
    import numpy as np

    values = np.zeros(256, dtype=np.uint64)
    for byte in range(256):
        small = byte + 32 if ord("A") <= byte <= ord("Z") else byte
        if byte >= 128 or chr(byte).isalnum():
            values[byte] = int.from_bytes(hashlib.blake2b(bytes([small]), digest_size=8).digest(), "little")
    return values


@cache
def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first powers of an odd number modulo 2**64, and of its inverse."""
    import numpy as np

    both = []
    for base in (_GOLDEN, pow(_GOLDEN, -1, 1 << 64)):
        powers = np.full(size, base, dtype=np.uint64)
        powers[0] = 1
        both.append(np.cumprod(powers, dtype=np.uint64))
    return both[0], both[1]


def _words(texts: pl.Series) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hash of every word of every text, and how many words each text has.

    A word's hash is the sum of its bytes' values times rising powers of an odd number, modulo 2**64. Taken as the
    difference of two running sums it costs a few passes over all bytes, however many words there are.
    """
    import numpy as np

    wide = texts.str.len_bytes() != texts.str.len_chars()
    if wide.any():
        narrowed = texts.filter(wide).str.to_lowercase().str.replace_all(_WIDE_MARK, " ")
        texts = texts.clone().scatter(wide.arg_true(), narrowed)
    sizes = texts.str.len_bytes().to_numpy().astype(np.int64)
    # A byte before each text and one behind the last, so that every word has a beginning and an end.
    raw = np.frombuffer(("\n" + "\n".join(texts.to_list()) + "\n").encode(), dtype=np.uint8)
    powers, inverse = _powers(1 << max(_CHUNK.bit_length(), len(raw).bit_length()))
    sums = _values()[raw]
    inside = sums != 0
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, stops = edges[::2], edges[1::2]
    sums *= powers[: len(raw)]
    np.cumsum(sums, out=sums)
    words = (sums[stops - 1] - sums[starts - 1]) * inverse[starts]
    ends = np.cumsum(sizes + 1)
    return words, np.diff(np.searchsorted(starts, ends), prepend=0)


def _kept(
    words: NDArray[np.uint64],
    counts: NDArray[np.int64],
    phrases: list[tuple[NDArray[np.uint64], int]],
    marks: NDArray[np.bool_],
) -> NDArray[np.bool_] | None:
    """Return which words stay where phrases, each with the place of its longest word, are taken out; None: all do."""
    import numpy as np

    places = np.flatnonzero(marks[words.astype(np.uint16)])
    found = words[places]
    phrases = [
        phrase for phrase, there in zip(phrases, np.isin([p[a] for p, a in phrases], found), strict=True) if there
    ]
    keep = np.ones(len(words), dtype=bool)
    ends = np.cumsum(counts)
    for phrase, anchor in phrases:
        starts = places[found == phrase[anchor]] - anchor
        starts = starts[(starts >= 0) & (starts + len(phrase) <= len(words))]
        for place, word in enumerate(phrase):
            # A word that a longer phrase took away is no part of a shorter one.
            starts = starts[(words[starts + place] == word) & keep[starts + place]]
        # No phrase reaches from one text into the next.
        first, last = (np.searchsorted(ends, starts + place, "right") for place in (0, len(phrase) - 1))
        for place in range(len(phrase)):
            keep[starts[first == last] + place] = False
    if keep.all():
        return None
    before = np.concatenate(([0], np.cumsum(keep)))
    left = before[ends] - before[ends - counts]
    keep |= np.repeat(left < SHINGLE_WORDS, counts)
    return keep


def _rolled(words: NDArray[np.uint64], counts: NDArray[np.int64]) -> Shingles:
    """Return the shingles of words that lie one after another, so many for each text."""
    import numpy as np

    padded = np.concatenate((words, np.zeros(SHINGLE_WORDS - 1, dtype=np.uint64)))
    rolled = words.copy()
    for place in range(1, SHINGLE_WORDS):
        rolled *= np.uint64(_GOLDEN)
        rolled += padded[place : place + len(words)]
    ends = np.cumsum(counts)
    begins = np.ones(len(words), dtype=bool)
    # The last four words of a text begin no shingle; of a shorter one the first begins one, made of its own words.
    for place in range(1, SHINGLE_WORDS):
        begins[(ends - place)[counts >= place]] = False
    for text in np.flatnonzero((counts > 0) & (counts < SHINGLE_WORDS)).tolist():
        own = words[ends[text] - counts[text] : ends[text]].tolist()
        begins[ends[text] - counts[text]] = True
        rolled[ends[text] - counts[text]] = int.from_bytes(hashlib.blake2b(repr(own).encode(), digest_size=8).digest())
    hashes = rolled[begins]
    hashes ^= hashes >> np.uint64(31)
    hashes *= np.uint64(_MIX)
    hashes ^= hashes >> np.uint64(29)
    sizes = np.where(counts < SHINGLE_WORDS, np.minimum(counts, 1), counts - SHINGLE_WORDS + 1)
    ends = np.cumsum(sizes)
    prints = np.zeros(len(counts), dtype=np.uint64)
    if len(hashes):
        prints[sizes > 0] = np.add.reduceat(hashes, (ends - sizes)[sizes > 0])
    return Shingles(hashes=hashes, ends=ends, words=counts, prints=prints)
