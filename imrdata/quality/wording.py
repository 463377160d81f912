"""What the words of a sentence weigh: more than nothing if letters with defects have them, less if lawful ones do.

In: a sentence and the kind of its letter. Out: its weight. The weights were learned by `benchmarks/train_wording.py`;
they are whole numbers, so that a weight is the same on every machine.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

from imrdata.quality import lexicons
from imrdata.quality.normalise import normal_form

__all__ = ["BUCKETS", "KINDS", "UNIT", "features", "weight"]

KINDS: Final = ("denial", "appeal")
#: Groups of words are counted by hash; so many hashes there are. The one behind the last holds the constant.
BUCKETS: Final = 2**18
#: A weight of 1 stands as so much in the table.
UNIT: Final = 100

_WORD: Final = re.compile(r"\[[^\]]*\]|\d+(?:[.,]\d+)*|[a-z]+(?:'[a-z]+)?")
_ENDING: Final = re.compile(r"(?:ations?|ingly|ings?|edly|ed|es|s|ly|ments?)$")


@lru_cache(maxsize=2**16)
def weight(sentence: str, kind: str) -> int:
    """Return what a sentence weighs in a letter of some kind, in hundredths (`UNIT`).

    Examples
    --------
    >>> weight("Please send me a copy of your criteria.", "appeal") < 0 < weight(
    ...     "I cannot write this letter.", "appeal"
    ... )
    True
    """
    table = _tables()[KINDS.index(kind)]
    return int(table[features(sentence)].sum()) + int(table[BUCKETS])


def features(sentence: str) -> list[int]:
    """Return the hashes of what is taken of a sentence."""
    return sorted({crc32(group.encode()) % BUCKETS for group in _groups(sentence)})


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
    return list(lexicons.arrays("defect_wording.npz").values())
