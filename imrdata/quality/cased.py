"""A letter's normal form with its capitals and line ends, place by place.

Names are told by their capitals, and the normal form has none. Here each character of the normal form is given as it
was written, so that one place serves both.
"""

from __future__ import annotations

from functools import lru_cache

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


@lru_cache(maxsize=16384)
def _cased(original: str) -> str:
    normal, origin = normalise(original)
    out = []
    for character, place in zip(normal, origin, strict=True):
        written = original[place]
        if written == "\n" or (character == " " and "\n" in original[place : place + 3].rstrip(" ")):
            out.append("\n")
        else:
            out.append(written if written.lower() == character else character)
    return "".join(out)
