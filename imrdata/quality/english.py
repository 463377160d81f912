"""Which words English has, and how common they are: enough to tell a word that a machine broke from a rare one.

In: a word in small letters. Out: whether it is known, whether it is common. The words are the whole ones among the
reader's pieces (`imrdata.quality.encoder`), the more common first, and what letters of this field say besides
(`lexicons/field_words.txt`, as common as can be); names of medicines, illnesses and people are known besides.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache
from typing import Final

from imrdata.quality.lexicons import arrays, groups, lines, word_set

__all__ = ["begins_common", "is_common", "is_known"]

#: What a word may end with beside one that is known.
_ENDINGS: Final = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "al", "ally", "y", "ness", "less", "'s", "able")
_BEGINNINGS: Final = ("un", "re", "non", "pre", "post", "anti", "multi", "over", "under", "inter", "sub", "co", "mis")
#: What is rarer than this many words is not common: the pieces hold names and words of other languages too.
_COMMON: Final = 16_000
_LETTERS_OF_A_WORD: Final = 3


@cache
def _ranks() -> dict[str, int]:
    pieces = arrays("encoder.npz")["pieces"].tobytes().decode().split("\n")
    words = [one for one in pieces if one.isalpha()]
    return {word: rank for rank, word in enumerate([*lines("field_words.txt"), *words])}


@cache
def _names() -> frozenset[str]:
    found = word_set("diagnosis_words.txt") | word_set("given_names.txt") | word_set("surnames.txt")
    for name in ("drugs.txt", "drug_classes.txt", "drug_groups.txt", "procedures.txt", "diagnoses.txt"):
        found |= {word for group in groups(name) for one in group for word in one.lower().replace("-", " ").split()}
    return found | word_set("given_names_more.txt")


@lru_cache(maxsize=1 << 16)
def is_known(word: str) -> bool:
    """Tell whether a word is known, or made of a known one with an ending or a beginning.

    Examples
    --------
    >>> is_known("deductibles"), is_known("imatinib"), is_known("deductibel")
    (True, True, False)
    """
    if word in _ranks() or word in _names():
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _LETTERS_OF_A_WORD:
            doubled = stem[:-1] if stem[-1] == stem[-2] else stem
            if any(one in _ranks() or one in _names() for one in (stem, stem + "e", stem + "y", doubled)):
                return True
            if stem.endswith("i") and stem[:-1] + "y" in _ranks():
                return True
    return any(
        word.startswith(one) and len(word) - len(one) > _LETTERS_OF_A_WORD and is_known(word[len(one) :])
        for one in _BEGINNINGS
    )


@lru_cache(maxsize=1 << 16)
def is_common(word: str) -> bool:
    """Tell whether a word is one that many texts hold.

    Examples
    --------
    >>> is_common("denied"), is_common("grievance"), is_common("imatinib")
    (True, True, False)
    """
    return _ranks().get(word, _COMMON) < _COMMON


@cache
def _in_order() -> list[str]:
    return sorted(word for word, rank in _ranks().items() if rank < _COMMON)


def begins_common(word: str) -> bool:
    """Tell whether a common word begins with these letters, and goes on.

    Examples
    --------
    >>> begins_common("grievan"), begins_common("grievances"), begins_common("grievx")
    (True, False, False)
    """
    near = _in_order()[(place := bisect_left(_in_order(), word)) : place + 2]
    return any(one != word and one.startswith(word) for one in near)
