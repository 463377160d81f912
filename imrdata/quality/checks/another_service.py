"""Is it something else that a sentence approves? A denial may offer another service, and tell of earlier approvals.

In: an approval in a sentence, and its letter. Out: whether it is of another request (used up, a rule for whomever, a
drug's label, somebody else's leave), and whether the sentence names a service by words that the letter has not where
it says what was asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.mood import in_sentence
from imrdata.quality.normalise import NormalText, normal_form
from imrdata.quality.patterns import Guard, after, words

__all__ = ["of_another_request", "of_another_service"]


def _opens_with(expression: str) -> Guard:
    """Let a match go if the text from its start on matches the expression."""
    compiled = re.compile(expression)
    return lambda letter, start, _: compiled.match(letter.text, start) is not None


_MONTH: Final = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|\[date\])"
#: What makes an approval another one than of this request.
_APART: Final[tuple[Guard, ...]] = (
    # It is used up, or goes on as it is.
    in_sentence(
        r"\b(?:used(?: up| all)?|so far|ago|since (?:then|20\d\d|"
        + _MONTH
        + r")|last (?:\w+day|week|month|spring|summer"
        r"|fall|winter)|this year|you (?:now )?(?:have|had|get|take|use|receive|are (?:having|getting|taking|using|on))"
        r" (?:now|had|received|been having)|you had on|you now|r[au]n out|needs? no (?:prior )?(?:approval"
        r"|authori[sz]ation)|expired|current(?:ly)?|present|still|remains?"
        r"|as (?:before|always)|(?:will|to) (?:stay so|go on)|you(?:'ve| have)? asked for (?:every|more|the))\b"
    ),
    _opens_with(
        r"[^.;]{0,80}\b(?:was|were) \w+(?: in advance)? (?:from|through|until|as|at (?:the|an?) \w+ (?:level|rate)"
        r"|for (?:the )?\w+ "
        r"(?:days?|visits?|weeks?))\b"
    ),
    # A rule, for whomever.
    in_sentence(
        r"\b(?:for (?:people|members|patients|persons|adults|children|those|anyone|others|services that)|to (?:members"
        r"|people|patients|those|anyone)|(?:members|people|patients|those) (?:who|whose)|in (?:cases|steps|amounts"
        r"|emergencies)|at a time|subject to|according to|such (?:an?|requests?|stays?|care)|requests like|if)\b"
    ),
    # A drug's label.
    _opens_with(
        r"(?![^.;]{0,80}\b(?:you|your|request|claim|visits?|stay|admission|she|he)\b)[^.;]{0,80}?\b(?:approved|cleared"
        r"|authori[sz]ed|accepted) (?:only )?(?:for (?!you\b|your\b|her\b|his\b|the\b|this\b|an?\b|up\b|payment"
        r"|coverage"
        r"|dates|all\b|one\b|two\b|three\b|six\b|\d|\[|delivery|pick|\w+ (?:days?|weeks?|months?|years?|visits?"
        r"|sessions?|doses?)\b)|to treat|as a treatment|in (?:adults|children"
        r"|cases))"
    ),
    # Somebody is allowed to do something else, or was told so by somebody else.
    after(
        r" (?:off )?to (?!proceed|start|begin|have|receive|get|go\b|continue|undergo|ship|dispense|fill|your\b|the\b"
        r"|this\b|both\b|all\b|be\b|cover|pay)"
        r"|[^.;]{0,40}\bby (?!your (?:health )?plan)(?:your|his|her|another|an?|most|medicare|the (?:maker|sponsor"
        r"|state"
        r"|hospital|clinic|department)|other|someone)\b| ?:| (?:as (?:an? )?(?:urgent|expedited)|for review|that)\b"
        r"| (?:on \[date\]|\w+) and (?:sent|denied|read)\b"
    ),
    in_sentence(
        r"\b(?:someone|clinic|office|hospital|surgeon|provider|insurer)\b[^.;]{0,30} (?:told|said|thought)\b"
        r"|\b(?:extension|access to|(?:more|the) time|release (?:the|your) records?)\b"
    ),
    # A person is a member.
    _opens_with(r"you(?:'re| are| have been|'ve been) covered (?:by|through|under|since|for (?:emergenc|urgent))"),
)


def of_another_request(letter: NormalText, start: int, end: int) -> bool:
    """Let an approval go that is not of this request."""
    return any(guard(letter, start, end) for guard in _APART)


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
