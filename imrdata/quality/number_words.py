"""Numbers in digits or words, by value.

In: a text in the normal form. Out: each number's value and place. Nothing here knows what a number counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imrdata.quality.patterns import words

__all__ = ["NUMBER", "WORD_NUMBER", "numbers", "value_of"]

_UNITS: Final = dict(zip(words("one two three four five six seven eight nine"), range(1, 10), strict=True))
_TEENS: Final = dict(
    zip(
        words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
        range(10, 20),
        strict=True,
    )
)
_TENS: Final = dict(
    zip(words("twenty thirty forty fifty sixty seventy eighty ninety"), range(20, 100, 10), strict=True)
)
_SMALL: Final = {**_UNITS, **_TEENS, **_TENS, "dozen": 12}
_LARGE: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000}

_ANY: Final = "|".join(sorted([*_SMALL, *_LARGE], key=len, reverse=True))
_BELOW_100: Final = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?|{'|'.join([*_TEENS, *_UNITS, 'dozen'])})"
_POWER: Final = rf"(?:{'|'.join(_LARGE)}|dozen)"
#: A number in words: "twenty-three", "two thousand three hundred and forty". "one" alone is mostly no number.
WORD_NUMBER: Final = (
    rf"\b(?:{_BELOW_100}|{_POWER}(?:(?: and)? {_BELOW_100})?)(?: {_POWER}(?:(?: and)? {_BELOW_100})?)*\b"
)
#: A number after a letter (il-23, b12, covid-19, l4-5) is part of a name, and so is one that letters follow (3d).
DIGIT_NUMBER: Final = (
    r"(?<![\w.])(?<![a-z]-)(?<![a-z]\d-)(?<![a-z]\d\d-)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d+(?:\.\d+)?)(?: (?:thousand|million)\b)?"
)
NUMBER: Final = re.compile(rf"(?P<digits>{DIGIT_NUMBER})|(?P<words>{WORD_NUMBER})")
_PIECE: Final = re.compile(_ANY)


def value_of(text: str) -> float:
    """Return the value of a number in digits or words.

    Examples
    --------
    >>> [value_of(text) for text in ("1,250.5", "3.2 million", "two thousand three hundred and forty", "a dozen")]
    [1250.5, 3200000.0, 2340.0, 12.0]
    """
    if text[:1].isdigit():
        digits, _, power = text.partition(" ")
        return float(digits.replace(",", "")) * _LARGE.get(power, 1)
    total = current = 0
    for piece in _PIECE.findall(text):
        if piece in _LARGE:
            current = max(current, 1) * _LARGE[piece]
            if piece != "hundred":
                total, current = total + current, 0
        elif piece == "dozen":
            current = max(current, 1) * 12
        else:
            current += _SMALL[piece]
    return float(total + current)


def numbers(text: str) -> Iterator[tuple[float, int, int]]:
    """Yield (value, start, end) of the numbers of a text in the normal form; "one" alone is left out.

    Examples
    --------
    >>> list(numbers("one of twelve, at 44"))
    [(12.0, 7, 13), (44.0, 18, 20)]
    """
    for match in NUMBER.finditer(text):
        if match[0] != "one":
            yield value_of(match[0]), *match.span()
