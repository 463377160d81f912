"""What a telephone number looks like in the normal form of a text, words on a keypad included. Room: quality."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["PHONE", "SPOKEN", "spoken_digits"]

PHONE: Final = re.compile(
    r"(?<![\w.$/-])(?:\+?1[-. ]{0,2})?(?:\(\d{3}\)[-. ]{0,2}|\d{3}[-./ ]{1,3})\d{3}[-. ]{1,3}\d{4}(?![\w])"
    r"|(?<![\w.$/-])(?:\+?1-)?\(?\d{3}\)?[- ][a-z]{3}-\d{4}(?![\w])"
    r"|(?<![\w.$/-])(?:(?:\+?1[-. ])\(?8(?:00|33|44|55|66|77|88)\)?[-. ]{1,2}|\(?8(?:00|33|44|55|66|77"
    r"|88)\)?-)[a-z0-9]{0,2}[a-z]{3,}(?:-?[a-z0-9]{2,})*(?=[^a-z0-9]|$)(?<=[a-z0-9])"
    r"|(?<![\w.$-])\+?1?8(?:00|33|44|55|66|77|88)\d{7}(?!\d)"
    r"|(?<![\w.$/-])\d(?:(?:-|, then | then )\d){6,}(?![\w-])"
    r"|(?<![\w.$/-])[2-9]\d{2}[-.]\d{4}(?![\w-]|\.\d)"
)

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_DIGITS: Final = {
    **{word: str(n) for n, word in enumerate(_ONES.split())},
    **{word: str(10 * n) for n, word in enumerate(_TENS.split(), 2)},
    "oh": "0",
    "hundred": "00",
}
_WORD: Final = "|".join(sorted(_DIGITS, key=len, reverse=True))
#: Six number words or more in a row, as a number is dictated.
SPOKEN: Final = re.compile(rf"\b(?:{_WORD})(?:[ ,.-]{{1,3}}(?:{_WORD})){{5,}}\b")


def spoken_digits(text: str) -> str:
    """Return the digits of a number that is written in words.

    Examples
    --------
    >>> spoken_digits("eight hundred, five five five, oh one twenty-two")
    '8005550122'
    """
    text = re.sub(r"\b([a-z]+ty)[ -](one|two|three|four|five|six|seven|eight|nine)\b", _tens, text)
    return "".join(_DIGITS.get(word, word) for word in re.findall(r"[a-z]+|\d+", text))


def _tens(match: re.Match[str]) -> str:
    return str(int(_DIGITS[match[1]]) + int(_DIGITS[match[2]]))
