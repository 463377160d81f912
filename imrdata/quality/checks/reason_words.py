"""Whether an appeal speaks of what the denial found missing, in the denial's own words.

In: an appeal and the denial that it answers. Out: whether they share words of the sentences in which the denial says
what it asks for or lacks. `imrdata.quality.checks.ground_answers` asks this where no word of the ground itself occurs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import read
from imrdata.quality.parts import split_parts
from imrdata.quality.patterns import words

__all__ = ["only_names", "takes_up"]

#: A sentence in which a denial says what it asks for, or what it did not find.
_LACKING: Final = re.compile(
    r"\b(?:asks?|requires?|required|needs?|needed|must|first|unless|until|neither|nor|no|not|without|lack\w*|missing"
    r"|absent"
    r"|only|at least)\b|n't\b"
)
#: Sentences on rights and on the decision itself ask and deny things too.
_RIGHTS: Final = re.compile(
    r"\b(?:appeal\w*|grievance|hearing|review|department|imr|dmhc|notice|days|language|phone|call|copy|free|member"
    r"|rights?"
    r"|medically necessary|den(?:y|ied|ial)|approv\w+|authori\w+)\b"
)
_REPORTED: Final = re.compile(
    r"\b(?:you (?:say|said|state[sd]?|write|wrote|note|noted|mention\w*|found|claim\w*|ask\w*|refuse[ds]?)"
    r"|your (?:letter|notice"
    r"|denial|decision|reviewer)|because|the (?:letter|notice|denial|plan) (?:says|said|states|asks))\b"
)
#: To say what is appealed names the service, not the reason.
_NAMES: Final = re.compile(
    r"\bappeal\w*\b[^.;]{0,40}\b(?:den(?:ial|ied)|decision|refusal|determination|letter"
    r"|notice)\b"
)
_GIVES: Final = re.compile(
    r"\b(?:because|since|says?|said|states?|reason\w*|found|claim\w*|asks?|asked|wrote|why|not"
    r"|no)\b|n't\b|\""
)
_WORD: Final = re.compile(r"[a-z][a-z'-]{3,}")
_SHARED: Final = 2
_FUNCTION: Final = frozenset(
    words(
        "with that this these those your from have having were been they them what when which would could should"
        " there their then than also only must need needs needed will does about after before because first coverage"
        " covered plan service request requested neither found into more most such some same other very just"
    )
)


def _content(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text) if word not in _FUNCTION}


def _sentences(text: str) -> list[str]:
    found = []
    for _, part in split_parts(text):
        normal = read(part)
        place = 0
        while place < len(normal.text):
            start, end = normal.sentence(place)
            found.append(normal.text[start:end])
            place = max(end, place + 1)
    return found


@lru_cache(maxsize=4096)
def _reason(denial: str) -> frozenset[str]:
    lacking = [one for one in _sentences(denial) if _LACKING.search(one) and not _RIGHTS.search(one)]
    return frozenset(word for one in lacking for word in _content(one))


def only_names(sentence: str) -> bool:
    """Tell whether a sentence (normal form) names what is appealed and gives no reason.

    Examples
    --------
    >>> only_names("i appeal your denial of a hospital bed."), only_names("i appeal your denial because of the rule.")
    (True, False)
    """
    return _NAMES.search(sentence) is not None and _GIVES.search(sentence) is None


def takes_up(appeal: str, denial: str) -> bool:
    """Tell whether an appeal reports the denial's reason in words that the denial gave it with.

    Examples
    --------
    >>> denial = "The rule asks for a standardized test and for written goals. We found neither."
    >>> takes_up("You said no because there was no test and no goals. He is tested today.", denial)
    True
    >>> takes_up("You said no because you do not care. My son needs help.", denial)
    False
    """
    reason = _reason(denial)
    if not reason:
        return False
    return any(
        _REPORTED.search(one) and len(_content(one) & reason) >= _SHARED and not only_names(one)
        for one in _sentences(appeal)
    )
