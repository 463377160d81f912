"""Is it another service that a sentence approves? A denial may offer one, and tell of one that was approved before.

In: a sentence in the normal form and its letter. Out: whether the sentence names a service by words that the letter has
not where it says what was asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import normal_form
from imrdata.quality.patterns import words

__all__ = ["of_another_service"]

#: Where a letter says what was asked for, denied or not granted.
_ASKED_SERVICE: Final = re.compile(
    r"\b(?:request\w*|ask(?:s|ed|ing)?|re:|regarding|subject:|services?:|den(?:y|ied|ies|ying|ial)|approv\w+"
    r"|authori[sz]\w+|cover\w*|pay\w*|claims?"
    r"|decision|not medically)(?!\w)"
)
_APPROVED_SERVICE: Final = re.compile(
    r"\b(?:approv(?:e|ed|es|ing)|authori[sz](?:e|ed|es|ing)|cover(?:ed|s|ing)?|pay(?:ing)? for|paid for|grant(?:ed"
    r"|ing)?|allow(?:ed|ing)?|certif(?:y|ied)|fund)"
    r" (?:for )?((?!(?:by|in|on|at|under|and|as|that|to|if|when)\b)(?:[\w'-]+ ?){1,5})"
    r"|((?:[\w'-]+ ){1,5}?)(?:is|are|was|were|has been|have been|will be|can be) (?:\w+ )?(?:approved|authori[sz]ed"
    r"|covered|paid|granted|allowed|certified)\b"
)
#: Sentences on rights name many services.
_RIGHTS: Final = re.compile(
    r"\b(?:department|imr|grievances?|appeals?|independent|hearing|language|interpret\w+|toll-free)\b"
)
#: A letter that says so little of what was asked does not tell another service.
_ENOUGH: Final = 12
#: How far the head of a letter reaches, with the line that names the service.
_HEAD: Final = 500
_SENTENCE: Final = re.compile(r"[.;?!] ")
_OWN_WORDS: Final = re.compile(
    r"\b(?:request\w*|claims?|it|this|these|everything|coverage|orders?|application|yours|you|item|authori[sz]ation"
    r"|approval|all \w+)\b"
)
_SERVICE_WORD: Final = re.compile(r"[a-z][a-z-]{2,}")
_LITTLE: Final = frozenset(
    words(
        "the and for with from your our you his her their its that which who was were are has have had been not but one"
        " two three four five six seven eight nine"
        " ten twelve now also then only will can may today first next any some new we'll fully gladly hereby anyone"
        " wants just full after again once all"
    )
)
#: What any service may be called.
_GENERAL: Final = frozenset(
    words(
        "treatment care service drug medicine medication therapy therapie procedure program device equipment surgery"
        " surgerie operation stay admission scan test visit"
        " session hour dose unit infusion injection hospital request doctor entire whole remaining"
    )
)


#: How many letters of a word tell it: "residence" and "residential" are one.
_STEM: Final = 6


def _stems(text: str) -> set[str]:
    return {word.rstrip("s")[:_STEM] for word in _SERVICE_WORD.findall(text) if word not in _LITTLE}


_GENERAL_STEMS: Final = _stems(" ".join(_GENERAL))


@lru_cache(maxsize=4096)
def _asked(letter: str, sentence: str) -> frozenset[str]:
    rest = normal_form(letter).replace(sentence, " ")
    telling = [one for one in _SENTENCE.split(rest) if _ASKED_SERVICE.search(one) and not _RIGHTS.search(one)]
    return frozenset(_stems(" ".join([rest[:_HEAD], *telling])))


def of_another_service(sentence: str, letter: str) -> bool:
    """Tell whether a sentence approves what the rest of its letter does not ask for."""
    named = " ".join(one for match in _APPROVED_SERVICE.finditer(sentence) for one in match.groups() if one)
    specific, asked = _stems(named) - _GENERAL_STEMS, _asked(letter, sentence)
    return bool(specific) and len(asked) > _ENOUGH and not _OWN_WORDS.search(named) and specific.isdisjoint(asked)
