"""Is it something else that a sentence approves, or a part? A denial may offer another service, or grant some of it.

In: a sentence that approves, its letter and the view. Out: whether the service that it names, or the count, is not
what was asked for. What was asked for is told by the words that follow "requested", "asked us to cover", "deny" and
their like, by the lines at a letter's head, and by the view.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import normal_form
from imrdata.quality.number_words import WORD_NUMBER, numbers
from imrdata.quality.patterns import words

__all__ = ["of_a_part", "of_another_service"]

_WORDS: Final = r"(?:[\w'\[\]/%-]+,? ){0,12}[\w'\[\]/%-]+"
#: What was asked for stands after these words, or before those.
_ASKED_AFTER: Final = re.compile(
    r"\b(?:request(?:s|ed|ing)?|ask(?:s|ed|ing)? (?:us|for|to|that)|re:|regarding|about|subject:|(?:service|drug|item"
    r"|treatment|procedure|care|test|order|requested|asked)\w*:|den(?:y|ied|ies|ying|ial of)|(?:not|cannot|n't"
    r"|unable to|declin\w+ to) (?:\w+ ){0,2}?(?:approve|authori[sz]e|cover|pay for|certify|grant)) "
    rf"({_WORDS})"
)
_ASKED_BEFORE: Final = re.compile(
    rf"({_WORDS}) (?:was|were|is|are|has been|that you|you|that your \w+|your \w+) (?:\w+ )?(?:requested|asked|ordered"
    r"|denied|not (?:\w+ )?(?:approved|authori[sz]ed|covered|medically))\b"
)
_APPROVED_SERVICE: Final = re.compile(
    r"\b(?:approv(?:e|ed|es|ing)|authori[sz](?:e|ed|es|ing)|cover(?:ed|s|ing)?|pay(?:ing)? for|paid for|grant(?:ed"
    r"|ing)?|allow(?:ed|ing)?|certif(?:y|ied)|fund|clear(?:ed)?|(?:start|begin|have|get|fill|schedule|book|order"
    r"|continue|keep|use)(?: with)?(?= (?:the|your|this|\w+ing)\b)) (?:for )?((?!(?:by|in|on|at|under|and|as|that|to"
    r"|if|when)\b)(?:[\w'-]+ ?){1,5})|((?:[\w'-]+ ){1,6}?)(?:is|are|was|were|has been|have been|will be|can be|may"
    r"|can) (?:\w+ )?(?:approved|authori[sz]ed|covered|paid|granted|allowed|certified|payable|cleared|proceed|start)\b"
)
#: The request itself, or a word for it, is what is approved; what "the request for" tells is what follows.
_OWN_WORDS: Final = re.compile(
    r"^(?:for )?(?:it|this|these|everything|coverage|all|you|yours|both)\b|\b(?:it|this|these|everything|coverage|you"
    r"|both|asked for|you asked|[\w']+ (?:request\w*|claims?|order|application|item|authori[sz]ation|approval)) ?$"
    r"|^(?:your|the|this) (?:request|claim|order|item|approval|authori[sz]ation)s? (?!for|of|to)|\brequested\b"
)
_SERVICE_WORD: Final = re.compile(r"[a-z][a-z-]{2,}")
_LITTLE: Final = frozenset(
    words(
        "the and for with from your our you his her their its that which who was were are has have had been not but one"
        " two three four five six seven eight nine ten twelve now also then only will can may today first next any some"
        " new we'll fully gladly hereby anyone wants just full after again once all approve authorize cover day days"
        " week weeks month months year years found kindly note benefit ahead schedule date"
    )
)
#: What any service may be called.
_GENERAL: Final = frozenset(
    words(
        "treatment care service drug prescription medicine medication therapy therapie procedure program device"
        " equipment surgery"
        " surgerie operation stay admission scan test visit"
        " session hour dose unit referral bill component shot pill part half infusion injection hospital request"
        " doctor entire whole remaining"
    )
)
#: How many letters of a word tell it: "residence" and "residential" are one.
_STEM: Final = 6
#: So many of them; "for 90 days" is how long.
_COUNTED: Final = re.compile(
    rf"(?<!for )(?<!next )(?P<count>{WORD_NUMBER}|\b\d+)[ -](?:[\w-]+ ){{0,2}}?(?P<unit>hour|visit|session|tablet|pill"
    r"|unit|treatment|dose|infusion|injection|day|week|night)s?\b"
)
_ALL: Final = re.compile(r"\b(?:all|every|each|both|in full|entire|whole|as (?:requested|asked|submitted))\b")


def _stems(text: str) -> set[str]:
    return {word.rstrip("s")[:_STEM] for word in _SERVICE_WORD.findall(text) if word not in _LITTLE}


_GENERAL_STEMS: Final = _stems(" ".join(_GENERAL))


@lru_cache(maxsize=4096)
def _asked(letter: str, view: str, sentence: str) -> str:
    """Return what a letter, but for one sentence, and a view say was asked for."""
    rest = normal_form(letter).replace(sentence, " ") + " " + normal_form(view)
    return " ".join(match[1] for asked in (_ASKED_AFTER, _ASKED_BEFORE) for match in asked.finditer(rest))


def of_another_service(sentence: str, letter: str, view: str) -> bool:
    """Tell whether a sentence, in the normal form, approves what its letter and the view do not ask for.

    Examples
    --------
    >>> letter = "You asked us to cover a power wheelchair. We cannot approve the wheelchair."
    >>> of_another_service("we approve a walker.", letter, "")
    True
    >>> of_another_service("we approve the wheelchair.", letter, "")
    False
    """
    named = " ".join(
        one.rpartition(" that ")[2] for match in _APPROVED_SERVICE.finditer(sentence) for one in match.groups() if one
    )
    specific, asked = (_stems(one) - _GENERAL_STEMS for one in (named, _asked(letter, view, sentence)))
    return bool(specific and asked) and not _OWN_WORDS.search(named) and specific.isdisjoint(asked)


def _counts(text: str) -> set[tuple[float, str]]:
    return {(value, match["unit"]) for match in _COUNTED.finditer(text) for value, *_ in numbers(match["count"])}


def of_a_part(sentence: str, letter: str, view: str) -> bool:
    """Tell whether a sentence, in the normal form, approves so many of something, and not as many as were asked for.

    Examples
    --------
    >>> of_a_part("we approve 10 hours a week.", "You asked for 25 hours a week of therapy.", "")
    True
    >>> of_a_part("we approve all 25 hours.", "You asked for 25 hours a week of therapy.", "")
    False
    """
    granted, asked = _counts(sentence), _asked(letter, view, sentence)
    return bool(granted and asked) and not _ALL.search(sentence) and granted.isdisjoint(_counts(asked))
