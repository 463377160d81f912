"""What a record says a patient does not have, in the record's own words; and what a letter says a patient has.

In: a text in the normal form. Out: for denials, the head of what is denied with the words that narrow it ("no heart
failure": failure, narrowed to heart); for affirmations, the words that stand for what someone has, takes or got.
`imrdata.quality.checks.negation_flip` puts the two together. No list of findings is needed: the view brings its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imrdata.quality.checks.failed_treatment import GENERIC
from imrdata.quality.patterns import words

__all__ = ["affirmed_words", "denied_words", "narrowing"]

#: A denial, and what it is of: a noun phrase, or several joined.
_DENIED: Final = re.compile(
    r"\b(?:(?:has|had|have|with|shows?|showed|is|was|there (?:is|was|are|were)) no|denies|denied|negative for|without"
    r"|(?:does|did|has|have|had|is|was) (?:not|never) (?:(?:have|had|take|taken|taking|use|used|using|wear|worn"
    r"|tried|try"
    r"|undergone|received|need|needed|been on|been given|developed?) ))"
    r" ?(?P<what>[a-z][\w' -]*(?:,? (?:and|or|nor) [a-z][\w' -]*)?)"
)
_JOINT: Final = re.compile(r",| (?:and|or|nor)(?: no)? ")
_STOP: Final = re.compile(
    r"\b(?:in|on|at|for|with|to|by|from|since|despite|because|after|before|during|when|while|that|which|who|but|is|was|has"
    r"|had|due|as|of (?:the|his|her|my))\b"
)
_LIGHT: Final = frozenset(
    words(
        "any evidence sign signs history symptom symptoms current prior recent known other documented significant"
        " active acute of a an the his her my their our or no not never ever had has have having been be is was am"
        " suffered felt got records record mention clear such further previous past personal"
    )
)
#: What someone has, takes or got: up to four words behind the verb.
_HAS: Final = re.compile(
    r"\b(?:have|has|had|having|got|takes?|taking|took|taken|uses?|used|using|wears?|wore|worn|developed|suffers? from"
    r"|underwent|undergone|received|been on|tried|diagnosed with)(?P<what>(?: (?:of )?[a-z][\w'-]+){1,4})"
)
_WORD: Final = re.compile(r"[a-z][a-z'-]{3,}")


def _stem(word: str) -> str:
    return word.removesuffix("s") if not word.endswith("ss") else word


_DENIAL: Final = re.compile(r"\b(?:no|not|never|without|denie[sd]|neither|nor|free of|negative for)\b|n't\b")


def narrowing(lead: str) -> frozenset[str]:
    """Return the words between the last denial of a clause and its end that narrow what is denied.

    Examples
    --------
    >>> sorted(narrowing("he has no chest ")), sorted(narrowing("there is no evidence of "))
    (['chest'], [])
    """
    found = max(_DENIAL.finditer(lead), key=re.Match.start, default=None)
    between = re.split(r",| (?:or|and) ", lead[found.end() :])[-1] if found else ""
    named = re.findall(r"[a-z][a-z'-]+", between)
    return frozenset(_stem(word) for word in named if word not in _LIGHT and word not in GENERIC)


def denied_words(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what a text denies: the head's stem, and the words that narrow it.

    Examples
    --------
    >>> [(head, sorted(narrow)) for head, narrow in denied_words("she has no heart failure and no ulcers.")]
    [('failure', ['heart']), ('ulcer', [])]
    """
    for match in _DENIED.finditer(text):
        what = match["what"]
        for phrase in _JOINT.split(what):
            cut = _STOP.search(phrase)
            spoken = re.findall(r"[a-z][a-z'-]+", phrase[: cut.start()] if cut else phrase)
            named = [word for word in spoken if word not in _LIGHT]
            if not named or len(named) > 3:
                continue
            *narrow, head = named
            if len(head) > 3 and head not in GENERIC:
                yield _stem(head), frozenset(map(_stem, narrow))


def affirmed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the stems of words that stand for what someone has, with their places."""
    for match in _HAS.finditer(text):
        for word in _WORD.finditer(text, *match.span("what")):
            if word[0] not in GENERIC and word[0] not in _LIGHT:
                yield _stem(word[0]), *word.span()
