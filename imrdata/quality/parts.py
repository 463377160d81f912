"""Letters cut into their paragraphs, each different one kept once.

Letters of one author share most of their paragraphs (rights, headings, formulas), and nothing that a pattern reads
reaches over an empty line. So what depends on a paragraph alone is worked out once for each different paragraph, and
then looked up.

In: texts. Out: for each text its paragraphs in order, and the different paragraphs as rules read them.
"""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.cased import cased
from imrdata.quality.normalise import NormalText, normal_forms, read
from imrdata.quality.word_runs import Words

__all__ = ["Parts", "split_parts"]

#: What ends a paragraph; it stays with the paragraph, so that the parts of a text joined are the text. The second, of
#: texts that come from elsewhere, is looked for in what the first leaves.
GAPS: Final = ("\n\n", "\r\n\r\n")
_END: Final = r"(?:\n\n|\r\n\r\n)$"
#: White space as Python sees it in ASCII.
_SPACES: Final = "\t\n\v\f\r\x1c\x1d\x1e\x1f "


def split_parts(text: str) -> list[tuple[int, str]]:
    r"""Return the paragraphs of a text with the places where they begin, in code points.

    Examples
    --------
    >>> split_parts("Dear Member:\n\nWe deny it.")
    [(0, 'Dear Member:\n\n'), (14, 'We deny it.')]
    """
    pieces = [text]
    for gap in GAPS:
        pieces = [piece for one in pieces for piece in _split(one, gap)]
    starts = accumulate(map(len, pieces), initial=0)
    return list(zip(starts, pieces, strict=False))


def _split(text: str, gap: str) -> list[str]:
    *ended, last = text.split(gap)
    return [*(piece + gap for piece in ended), *([last] if last else [])]


def _exploded(pieces: pl.DataFrame, gap: str) -> pl.DataFrame:
    return pieces.with_columns(pl.col("text").str.split(gap, inclusive=True)).explode("text")


class Parts:
    r"""The paragraphs of many texts.

    Parameters
    ----------
    texts
        String; a null has no paragraphs.

    Attributes
    ----------
    places
        One row per text and paragraph, in order: ``_row`` (the text's place), ``part`` (which paragraph), ``order``
        (from 0) and ``start`` (code points of the text).
    texts
        The different paragraphs, by ``part``.

    Examples
    --------
    >>> parts = Parts(pl.Series(["We deny it.\n\nBye.", "Hello.\n\nBye."]))
    >>> parts.places.select("_row", "part", "start").rows(), len(parts.texts)
    ([(0, 0, 0), (0, 1, 13), (1, 2, 0), (1, 1, 8)], 3)
    """

    def __init__(self, texts: pl.Series) -> None:
        first, second = GAPS
        pieces = pl.DataFrame({"text": texts}).with_row_index("_row")
        odd = pieces.filter(pl.col("text").str.contains(second, literal=True))
        pieces = _exploded(
            pieces.join(odd, on="_row", how="anti", maintain_order="left") if odd.height else pieces, first
        )
        if odd.height:
            pieces = pl.concat([pieces, _exploded(_exploded(odd, first), second)]).sort("_row", maintain_order=True)
        pieces = pieces.filter(pl.col("text").str.len_bytes() > 0)
        # Where each paragraph stands first tells it from the others, and texts are looked at once.
        first_place = pieces.with_row_index("place").select(pl.col("place").first().over("text")).to_series().to_numpy()
        is_first = first_place == np.arange(len(first_place))
        self.texts: pl.Series = pieces["text"].filter(pl.Series(is_first))
        part = (is_first.cumsum() - 1)[first_place].astype(np.uint32)
        self.places: pl.DataFrame = (
            pieces.select("_row", part=pl.Series(part), length=self.texts.str.len_chars().gather(part))
            .with_columns(
                start=(pl.col("length").cum_sum().over("_row") - pl.col("length")).cast(pl.Int32),
                order=pl.int_range(pl.len(), dtype=pl.UInt32).over("_row"),
            )
            .select("_row", "part", "order", "start")
        )
        self._count = len(texts)
        self._read: dict[int, NormalText] = {}
        self._standing: dict[bytes, np.ndarray] = {}

    def totals(self, values: np.ndarray) -> np.ndarray:
        r"""Return for each text the sum of what its paragraphs have, each as often as it stands there.

        Parameters
        ----------
        values
            By ``part``; of booleans, the sum says how many.

        Examples
        --------
        >>> parts = Parts(pl.Series(["We deny it.\n\nBye.", None, "Bye.\n\nBye."]))
        >>> parts.totals(parts.texts.str.contains("Bye").to_numpy()).tolist()
        [1.0, 0.0, 2.0]
        """
        rows, which = self.places["_row"].to_numpy(), self.places["part"].to_numpy()
        return np.bincount(rows, weights=values[which], minlength=self._count)

    def standing_in(self, texts: pl.Series) -> np.ndarray:
        """Return for each different paragraph whether it stands in one of the texts at some places."""
        among = np.zeros(self._count, dtype=bool)
        among[texts.to_numpy()] = True
        # Most checks ask for the letters of a kind, the same as the check before.
        key = among.tobytes()
        if key not in self._standing:
            rows, which = self.places["_row"].to_numpy(), self.places["part"].to_numpy()
            found = np.zeros(len(self.texts), dtype=bool)
            found[which[among[rows]]] = True
            self._standing[key] = found
        return self._standing[key]

    @cached_property
    def normal(self) -> pl.Series:
        """The normal forms of the different paragraphs."""
        return normal_forms(self.texts)

    @cached_property
    def sizes(self) -> np.ndarray:
        """How many bytes of normal form each different paragraph has."""
        return self.normal.str.len_bytes().to_numpy()

    @cached_property
    def cased(self) -> pl.Series:
        """The different paragraphs as long as their normal forms, with capitals (`imrdata.quality.cased`)."""
        # A paragraph of ASCII that loses no white space but at its end is as long as it is.
        written = self.texts.str.strip_chars_end(_SPACES)
        same = (self.texts.str.len_bytes() == self.texts.str.len_chars()) & (
            written.str.len_bytes() == self.normal.str.strip_chars_end(" ").str.len_bytes()
        )
        end = pl.when(self.normal.str.ends_with(" ")).then(pl.lit("\n")).otherwise(pl.lit(""))
        found = pl.select(written + end).to_series()
        other = (~same).arg_true()
        return found.scatter(other, [cased(self.read(part)) for part in other])

    @cached_property
    def words(self) -> Words:
        """The words of the different paragraphs."""
        return Words(self.normal)

    @cached_property
    def plain(self) -> pl.Series:
        """Whether a paragraph is one line, so that its normal form is all there is to read of it."""
        return ~self.texts.str.replace(_END, "").str.contains("\n", literal=True)

    def read(self, part: int) -> NormalText:
        """Return a paragraph as rules read it; read once, whoever asks."""
        found = self._read.get(part)
        if found is None:
            text = self.texts[part]
            if self.plain[part]:
                normal = self.normal[part]
                found = NormalText(text, normal, (len(normal),) if text.endswith(GAPS) else ())
            else:
                found = read(text)
            self._read[part] = found
        return found
