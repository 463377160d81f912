"""Which literal words a regular expression can't match without, and which texts have them.

Most texts hold none of the words that a pattern needs, and a text without them is not worth the pattern. The words
are read off the pattern itself, so a pattern and its pre-filter can't fall apart; all patterns' words are looked for
in one pass (Aho-Corasick).

In: compiled patterns; texts. Out: for each pattern, the places of the texts that it may match. It never leaves one
out that the pattern would match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final

import numpy as np
import polars as pl

from imrdata.quality.wall_words import behind

# The standard library's own reading of a pattern. Documented as internal, stable since Python 3.11 in this form; a
# test compares its outcome with the patterns themselves.
from re import _constants as sre  # type: ignore[attr-defined]  # isort: skip
from re import _parser  # type: ignore[attr-defined]  # isort: skip

__all__ = ["LiteralIndex", "Required", "holds_words", "required_literals"]

#: A sequence is spelled out up to so many strings; of more, its pieces are required one by one.
_LISTED: Final = 80
#: More words than these tell nothing, and shorter ones stand in every text.
_MOST: Final = 2000
_SHORTEST: Final = 3

#: A conjunction of alternatives: a match holds at least one word of each set.
Required = tuple[frozenset[str], ...]


def required_literals(regex: re.Pattern[str] | str, *, lowered: bool = False) -> Required:
    r"""Return sets of words, of each of which every match holds at least one; empty if nothing is known.

    Parameters
    ----------
    regex
        The pattern, or how it is written: it need not be compiled for this, nor its concepts be spelled out.
    lowered
        Whether the words are looked for in the lowered text, while the pattern is run over the text as written.

    Examples
    --------
    >>> [sorted(words) for words in required_literals(re.compile(r"\b(?:denied|refused) [^.]{0,20}\bcoverage\b"))]
    [['denied ', 'refused '], ['coverage']]
    >>> required_literals(re.compile(r"\d+"))
    ()
    """
    tree = parsed(regex)
    exact, sets = _sequence(tree)
    found = [*sets, *([exact] if exact is not None else [])]
    if lowered:
        found = [frozenset(word.lower() for word in one) for one in found]
    elif tree.state.flags & re.IGNORECASE or "(?i" in tree.state.str:
        return ()
    # The same set twice, or one that says less than another, would only cost time.
    found = [one for one in found if _useful(one)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def parsed(regex: re.Pattern[str] | str) -> Any:
    """Return what a pattern is made of: read once, for its words and for its sieve (`imrdata.quality.sieve`)."""
    return _parser.parse(regex) if isinstance(regex, str) else _parser.parse(regex.pattern, regex.flags & ~re.UNICODE)


def holds_words(text: str, required: Required) -> bool:
    """Tell whether a text holds a word of each set."""
    return all(any(word in text for word in one) for one in required)


def _useful(words: frozenset[str]) -> bool:
    return 0 < len(words) <= _MOST and min(map(len, words)) >= _SHORTEST


def _sequence(items: Iterable[Any]) -> tuple[frozenset[str] | None, list[frozenset[str]]]:
    """Return all strings that a sequence can match, or None if they can't be listed, and what it requires."""
    run, sets, whole = frozenset({""}), [], True
    for exact, inner in _pieces(items):
        sets += inner
        grown = frozenset(a + b for a in run for b in exact) if exact is not None else frozenset()
        if exact is not None and len(grown) <= _LISTED:
            run = grown
            continue
        # The run of listed strings ends here. It is kept if every string of it tells something.
        whole = False
        sets.append(run)
        run = exact if exact is not None else frozenset({""})
    if whole:
        return run, sets
    return None, [*sets, run]


def _pieces(items: Iterable[Any]) -> Iterator[tuple[frozenset[str] | None, list[frozenset[str]]]]:
    """Yield what each item of a sequence can match or requires; letters side by side are one word."""
    for literal, some in groupby(items, key=lambda item: item[0] is sre.LITERAL):
        if literal:
            yield frozenset({"".join(chr(value) for _, value in some)}), []
        else:
            yield from (_item(*item) for item in some)


def _item(code: Any, value: Any) -> tuple[frozenset[str] | None, list[frozenset[str]]]:
    if code is sre.ASSERT and (meant := concept_behind(value[1])) is not None:
        return _concept(meant)
    if code in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return frozenset({""}), []
    if code is sre.IN and len(value) <= 4 and all(kind is sre.LITERAL for kind, _ in value):
        return frozenset(chr(one) for _, one in value), []
    if code is sre.SUBPATTERN:
        return _sequence(value[-1])
    if code is sre.ATOMIC_GROUP:
        return _sequence(value)
    if code is sre.BRANCH:
        return _branch([_sequence(one) for one in value[1]])
    if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, body = value
        exact, sets = _sequence(body)
        if least == 0:
            return (exact | {""} if exact is not None and most == 1 else None), []
        if least == most == 1:
            return exact, sets
        return None, [*sets, *([exact] if exact is not None else [])]
    return None, []


@cache
def _concept(written: str) -> tuple[frozenset[str] | None, list[frozenset[str]]]:
    return _sequence(parsed(written))


def concept_behind(condition: Sequence[tuple[Any, Any]]) -> str | None:
    """Return the concept whose sign a condition on what follows is (`imrdata.quality.wall_words.shortened`)."""
    ((code, value),) = condition if len(condition) == 1 else ((None, 0),)
    return behind(value) if code is sre.LITERAL else None


def _branch(
    ways: Sequence[tuple[frozenset[str] | None, list[frozenset[str]]]],
) -> tuple[frozenset[str] | None, list[frozenset[str]]]:
    """Return what alternatives can match or require together: one set made of the most telling one of each."""
    if all(exact is not None for exact, _ in ways):
        union = frozenset().union(*(exact for exact, _ in ways if exact is not None))
        if len(union) <= _LISTED:
            return union, []
    best: list[frozenset[str]] = []
    for exact, sets in ways:
        useful = [one for one in [*sets, *([exact] if exact is not None else [])] if _useful(one)]
        if not useful:
            return None, []
        best.append(max(useful, key=lambda words: (min(map(len, words)), -len(words))))
    return None, [frozenset().union(*best)]


class LiteralIndex:
    """Texts, and which of some words each holds: one pass for all words.

    Parameters
    ----------
    texts
        String, without nulls.
    required
        What patterns require (`required_literals`), all that will be asked for.

    Examples
    --------
    >>> needs = required_literals(re.compile("deny (?:it|them)"))
    >>> LiteralIndex(pl.Series(["we deny it", "we pay"]), [needs]).candidates(needs)
    array([ True, False])
    """

    def __init__(self, texts: pl.Series, required: Iterable[Required]) -> None:
        self._size = len(texts)
        words = sorted({word for needs in required for one in needs for word in one})
        # A word that stands nowhere has no place; one that was not looked for is not among these.
        self._places = dict.fromkeys(words, np.zeros(0, dtype=np.uint32))
        if not words:
            return
        found = pl.DataFrame({"place": pl.int_range(self._size, dtype=pl.UInt32, eager=True), "word": texts})
        hits = (
            found.select("place", pl.col("word").str.extract_many(words, overlapping=True))
            .filter(pl.col("word").list.len() > 0)
            .explode("word")
        )
        for word, places in zip(*hits.group_by("word").agg("place"), strict=True):
            self._places[word] = places.to_numpy()

    def candidates(self, needs: Required) -> np.ndarray:
        """Return for each text whether it holds a word of each set; a set that was not looked for rules none out."""
        chosen = np.ones(self._size, dtype=bool)
        known = [[self._places[word] for word in one] for one in needs if self._places.keys() >= one]
        # The rarest first: most patterns have a set of which no word stands anywhere.
        for places in sorted(known, key=lambda places: sum(map(len, places))):
            mask = np.zeros(self._size, dtype=bool)
            for some in places:
                mask[some] = True
            chosen &= mask
            if not chosen.any():
                break
        return chosen
