"""Which texts a pattern may match, told by Polars for many texts at once.

Python's patterns are slow over many texts, and Polars' know no look-arounds. Here a pattern is written anew for Polars
from the standard library's own reading of it, a little looser: without look-arounds, beginnings and ends, and what
is repeated up to so many times is repeated at will. So it lets texts through that the pattern does not match, and never
holds one back that it does. Texts that are not all ASCII, few, are always let through, for the two differ in what a
letter is.

In: texts, compiled patterns. Out: for each text whether one of the patterns may match in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, TypeVar

import numpy as np
import polars as pl

from imrdata.quality.literals import concept_behind, parsed

# As in `imrdata.quality.literals`.
from re import _constants as sre  # type: ignore[attr-defined]  # isort: skip

__all__ = ["loosened", "may_match", "may_match_which"]

Name = TypeVar("Name", int, str)

#: What is repeated up to more times than these is repeated at will: a long repetition makes a large pattern.
_MOST: Final = 3
_CATEGORIES: Final = {
    sre.CATEGORY_DIGIT: "[0-9]",
    sre.CATEGORY_NOT_DIGIT: "[^0-9]",
    sre.CATEGORY_SPACE: r"[\t-\r\x1c-\x20]",
    sre.CATEGORY_NOT_SPACE: r"[^\t-\r\x1c-\x20]",
    sre.CATEGORY_WORD: "[0-9A-Za-z_]",
    sre.CATEGORY_NOT_WORD: "[^0-9A-Za-z_]",
}


def may_match(texts: pl.Series, regexes: Iterable[re.Pattern[str] | str]) -> np.ndarray:
    r"""Return for each text whether one of the patterns may match somewhere in it.

    Parameters
    ----------
    texts
        String, without nulls.
    regexes
        Without references to groups, compiled or as they are written, whose concepts need not be spelled out
        (`imrdata.quality.wall_words`). They may be run over parts of a text that begin and end between words.

    Examples
    --------
    >>> texts = pl.Series(["we deny it", "we do not deny it", "we pay", "nós"])
    >>> may_match(texts, [re.compile(r"(?<!not )\bdeny\b")]).tolist()
    [True, True, False, True]
    """
    text = pl.col("text").str
    loose = text.contains("|".join(loosened(regex) for regex in regexes))
    return texts.to_frame("text").select(loose | (text.len_bytes() != text.len_chars())).to_series().to_numpy()


def may_match_which(
    texts: pl.Series, forms: Mapping[Name, re.Pattern[str]], *, among: np.ndarray
) -> defaultdict[int, set[Name]]:
    """Return by place the names of the forms that may match in each text.

    Parameters
    ----------
    texts, forms
        As for `may_match`.
    among
        Of each text whether it is asked about; no form may match in the others.

    Examples
    --------
    >>> forms = {"denies": re.compile("deny"), "we": re.compile("we")}
    >>> found = may_match_which(pl.Series(["we pay", "we deny"]), forms, among=np.array([True, True]))
    >>> sorted(found[0]), sorted(found[1])
    (['we'], ['denies', 'we'])
    """
    found: defaultdict[int, set[Name]] = defaultdict(set)
    places = np.flatnonzero(among)
    asked = texts.gather(places)
    for name, form in forms.items():
        for place in places[may_match(asked, [form])].tolist():
            found[place].add(name)
    return found


@lru_cache(maxsize=1024)
def loosened(regex: re.Pattern[str] | str) -> str:
    r"""Return a pattern of Polars' that matches in every text of ASCII in which this one does.

    Examples
    --------
    >>> loosened(re.compile(r"(?<!x)a{2,9}"))
    '(?:(?:\\x{61}){2,})'
    """
    tree = parsed(regex)
    return f"(?{'i' if tree.state.flags & re.IGNORECASE else ''}:{_sequence(tree)})"


@cache
def _concept(written: str) -> str:
    return f"(?:{_sequence(parsed(written))})"


def _sequence(items: Iterable[tuple[Any, Any]]) -> str:
    return "".join(_item(code, value) for code, value in items)


def _item(code: Any, value: Any) -> str:
    if code is sre.LITERAL:
        return _character(value)
    if code is sre.NOT_LITERAL:
        return f"[^{_character(value)}]"
    if code is sre.ANY:
        return "(?s:.)"
    if code is sre.IN:
        return _class(value)
    if code is sre.AT:
        return r"(?-u:\b)" if value is sre.AT_BOUNDARY else ""
    if code is sre.ASSERT and (meant := concept_behind(value[1])) is not None:
        return _concept(meant)
    if code in (sre.ASSERT, sre.ASSERT_NOT):
        return ""
    if code is sre.SUBPATTERN:
        _, added, _, body = value
        return f"(?{'i' if added & re.IGNORECASE else ''}:{_sequence(body)})"
    if code is sre.ATOMIC_GROUP:
        return f"(?:{_sequence(value)})"
    if code is sre.BRANCH:
        return f"(?:{'|'.join(_sequence(one) for one in value[1])})"
    if code in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, body = value
        until = most if most == least or most <= _MOST else ""
        return f"(?:{_sequence(body)}){{{least},{until}}}"
    raise ValueError(f"a pattern with {code} can't be loosened")


def _class(items: Iterable[tuple[Any, Any]]) -> str:
    found = ""
    for code, value in items:
        if code is sre.NEGATE:
            found += "^"
        elif code is sre.LITERAL:
            found += _character(value)
        elif code is sre.RANGE:
            found += f"{_character(value[0])}-{_character(value[1])}"
        else:
            found += _CATEGORIES[value]
    return f"[{found}]"


def _character(code: int) -> str:
    return rf"\x{{{code:x}}}"
