"""The words of many texts as numbers, and runs of them: what comes again in a text is told without reading it.

In: the normal forms of paragraphs. Out: a number for each word, in order, and for each run of so many words.
Two words with one number are as good as never different, and whoever finds a run looks at the text itself before it
says so.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

__all__ = ["MIX", "WORD", "Words", "run_numbers"]

#: A word of the normal form, with what follows its apostrophe.
WORD: Final = re.compile(r"[^\s\W]+(?:'[a-z]+)?")
#: The same for ASCII, where Polars and Python agree on what a letter is.
_ASCII: Final = r"[0-9a-z_]+(?:'[a-z]+)?"
#: An odd number without a pattern: what is multiplied by it differs in its high bits.
MIX: Final = np.uint64(0x9E3779B97F4A7C15)


class Words:
    """The words of some texts.

    Parameters
    ----------
    texts
        In the normal form, without nulls.
    form
        What a word is, instead of `WORD`: an expression of ASCII alone, which Polars reads as Python does.

    Attributes
    ----------
    numbers
        One per word, text after text.
    starts
        Where each text's words begin in `numbers`, and at last their count.
    different
        The words that occur.

    Examples
    --------
    >>> words = Words(pl.Series(["we deny it. it's", "", "deny"]))
    >>> words.starts.tolist(), bool(words.numbers[1] == words.numbers[4]), len(words.different)
    ([0, 4, 4, 5], True, 4)
    """

    def __init__(self, texts: pl.Series, *, form: str | None = None) -> None:
        found = texts.str.extract_all(form or _ASCII)
        other = texts.str.len_bytes() != texts.str.len_chars()
        if form is None and other.any():
            rows = other.arg_true()
            lists = pl.Series([WORD.findall(text) for text in texts.gather(rows)], dtype=pl.List(pl.String))
            # A list can't be put into a series in place.
            frame = pl.DataFrame({"row": pl.int_range(len(texts), eager=True), "found": found}).join(
                pl.DataFrame({"row": rows.cast(pl.Int64), "read": lists}), on="row", how="left", maintain_order="left"
            )
            found = frame.select(pl.coalesce("read", "found")).to_series()
        self.starts = np.concatenate([[0], found.list.len().to_numpy().astype(np.int64).cumsum()])
        words = found.filter(found.list.len() > 0).explode()
        self.numbers = words.hash().to_numpy()
        self.different: pl.Series = words.unique()

    def of(self, texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the words of the texts at these places, one text after the other, and how many each has."""
        counts = self.starts[texts + 1] - self.starts[texts]
        shift = self.starts[texts] - (counts.cumsum() - counts)
        return self.numbers[np.arange(counts.sum()) + np.repeat(shift, counts)], counts

    @cached_property
    def which(self) -> np.ndarray:
        """Which of `different` each word is."""
        numbers = self.different.hash().to_numpy()
        order = numbers.argsort()
        found: np.ndarray = order[np.searchsorted(numbers[order], self.numbers)]
        return found

    @cached_property
    def text(self) -> np.ndarray:
        """The place of each word's text."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def sums(self, of_word: np.ndarray) -> np.ndarray:
        """Return for each text the sums of what its words have, as columns.

        Parameters
        ----------
        of_word
            A row for each of `different`.

        Examples
        --------
        >>> words = Words(pl.Series(["no, no, one", ""]))
        >>> words.sums(np.array([[len(word), 1] for word in words.different])).tolist()
        [[7, 3], [0, 0]]
        """
        of_place = of_word[self.which]
        total = np.concatenate([np.zeros((1, of_word.shape[1]), dtype=of_word.dtype), of_place.cumsum(axis=0)])
        found: np.ndarray = total[self.starts[1:]] - total[self.starts[:-1]]
        return found

    def runs(self, length: int) -> tuple[np.ndarray, np.ndarray]:
        """Return a number for each run of so many words of one text, and the place of its text."""
        text = self.text
        inside = (
            text[: len(text) - length + 1] == text[length - 1 :] if len(text) >= length else np.zeros(0, dtype=bool)
        )
        return run_numbers(self.numbers, length)[inside], text[: len(inside)][inside]


def run_numbers(numbers: np.ndarray, length: int) -> np.ndarray:
    """Return a number for each run of so many words.

    Examples
    --------
    >>> words = Words(pl.Series(["no one is no one is here"])).numbers
    >>> found = run_numbers(words, 3)
    >>> len(found), bool(found[0] == found[3])
    (5, True)
    """
    size = max(len(numbers) - length + 1, 0)
    found = np.zeros(size, dtype=np.uint64)
    for place in range(length):
        found *= MIX
        found += numbers[place : place + size]
    return found * MIX
