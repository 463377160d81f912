"""The words of a text that tell something, so that two texts can be asked what both tell.

In: a text as written. Out: its words by their first letters, small words, units, and how long and how often left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import normal_form
from imrdata.quality.patterns import words

__all__ = ["telling_words"]

_WORD: Final = re.compile(r"[a-z]+|\d[\d.,]*")
#: Inflected words have their first letters in common.
_STEM: Final = 5
#: Words that tell nothing by themselves: small ones, how long and how often, and what one does with anything.
_EMPTY: Final = frozenset(
    words(
        "a an the this that these those some any my your our his her their its i he she we you me him us them they it"
        " and or but of to in on at for from with by as than then so if when while because where since which who what"
        " is are was were be been being am do does did done have has had having will would can could may might must"
        " should shall not no nor never only just even still yet also too very really much more most less lot"
        " here there again now once twice up down out off over under after before about between into back"
        " another other each every both all one two three four five six seven eight nine ten eleven twelve half first"
        " second third last next time times day days daily week weeks weekly month months year years hour hours mg ml"
        " percent take takes taken taking took use uses used using get gets got getting go goes going went come comes"
        " coming came make makes made making put see saw seen say said tell told way thing things same own good better"
        " long left right well without additional indeed therefore isn't s remain remains"
    )
)


@lru_cache(maxsize=1 << 16)
def telling_words(text: str) -> frozenset[str]:
    """Return the first letters of the words of a text that tell something, and its numbers.

    Examples
    --------
    >>> sorted(telling_words("He had used the walker twice; walking took 20 minutes."))
    ['20', 'minut', 'walke', 'walki']
    """
    found = (word.rstrip(".,") for word in _WORD.findall(normal_form(text)))
    return frozenset(word[:_STEM] if word.isalpha() else word for word in found if word not in _EMPTY)
