"""A letter's normal form with its capitals and line ends, place by place.

Names are told by their capitals, and the normal form has none. Here each character of the normal form is given as it
was written, so that one place serves both.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import NormalText, normalise

__all__ = ["cased"]


def cased(letter: NormalText) -> str:
    r"""Return the text of a letter as long as its normal form, with capitals and line ends.

    Examples
    --------
    >>> from imrdata.quality.normalise import read
    >>> cased(read("Dear  Dr. Who’s\nOffice"))
    "Dear Dr. Who's\nOffice"
    """
    written, normal = letter.original.rstrip(), letter.text.rstrip()
    # Plain text with single spaces has its own length.
    if len(written) == len(normal) and written.isascii():
        return written + "\n" * (len(letter.text) - len(normal))
    return _cased(letter.original)


#: What becomes one character: white space, and a space that a line's end follows closely.
_GAP: Final = re.compile(r"[^\S ]\s*| \s+| (?=\S\n)")


@lru_cache(maxsize=16384)
def _cased(original: str) -> str:
    if original.isascii():
        return _GAP.sub(lambda gap: _gap(original, gap.start()), original).replace("`", "'")
    normal, origin = normalise(original)
    out = []
    for character, place in zip(normal, origin, strict=True):
        written = original[place]
        if written == "\n" or character == " ":
            out.append(_gap(original, place))
        else:
            out.append(written if written.lower() == character else character)
    return "".join(out)


def _gap(original: str, place: int) -> str:
    return "\n" if "\n" in original[place : place + 3].rstrip(" ") else " "
