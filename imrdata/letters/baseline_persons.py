"""The baseline's persons: a statement on "the patient" said to, of or by somebody. Room: letters.

In: a sentence of the record and how the patient is called in a letter. Out: the same statement with nothing but the
person changed, or None: a sentence in which a pronoun may be somebody else's, or whose verb no rule here can turn, is
quoted as it stands. Word by word, so no fact is added or lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Person", "person_of", "said_of"]


@dataclass(frozen=True, slots=True)
class Person:
    """How the patient is called in a letter.

    Attributes
    ----------
    subject, object, possessive
        The patient's name as a noun: "you", "my child", "my patient's".
    grammar
        1 or 2 where verbs follow "I" or "you", else 3.
    """

    subject: str
    object: str
    possessive: str
    grammar: int = 3


_CHILDREN: Final = {"Female": "daughter", "Male": "son"}
_SPOUSES: Final = {"Female": "wife", "Male": "husband"}


def person_of(reader: str, gender: str | None) -> Person:
    """Return how the patient is called by or to somebody.

    Parameters
    ----------
    reader
        ``member`` or ``child`` (the reader of a denial is the patient, or the parent); ``patient``, ``parent``,
        ``spouse`` or ``physician`` (the voice of an appeal).
    gender
        As in the view; None or ``Other`` gives words that say nothing of it.

    Examples
    --------
    >>> person_of("parent", "Female").possessive, person_of("spouse", None).subject
    ("my daughter's", 'my spouse')
    """
    if reader == "member":
        return Person("you", "you", "your", 2)
    if reader == "patient":
        return Person("I", "me", "my", 1)
    noun = {
        "child": "your child",
        "parent": f"my {_CHILDREN.get(gender or '', 'child')}",
        "spouse": f"my {_SPOUSES.get(gender or '', 'spouse')}",
        "physician": "my patient",
    }[reader]
    return Person(noun, noun, f"{noun}'s")


_NOUN: Final = r"(?:patient|enrollee|member|insured|beneficiary)"
_MORE_NOUNS: Final = r"(?:patient|enrollee|member|insured|beneficiary|child|boy|girl|man|woman|infant|baby)"
#: The patient at the head of a sentence, as subject or with something that is the patient's.
_HEAD: Final = re.compile(
    rf"^(?:(?P<noun>(?:the|this) {_MORE_NOUNS}(?: in this case)?)(?P<own>['’]s)?|(?P<pronoun>he|she)|(?P<his>his|her))"
    r"(?P<between>,[^,.;]{3,120},)? (?P<rest>.+)$",
    re.I | re.S,
)
#: "A 60-year-old man with cirrhosis was found …": age and condition are kept beside the name.
_AGED: Final = re.compile(
    r"^(?P<article>an?|this) (?P<who>\d+-(?:year|month|week|day)-old (?:[\w-]+ ){0,2}?"
    rf"(?:{_MORE_NOUNS}|male|female)(?: with [^,.;]{{3,90}}?)?) "
    r"(?P<rest>(?:has|had|was|is|sustained|presented|developed|underwent|suffered|began)\b.+)$",
    re.I | re.S,
)
#: Somebody else, who a pronoun may mean.
_OTHERS: Final = re.compile(
    r"\b(?:father|mother|parents?|brothers?|sisters?|siblings?|twin|wife|husband|spouse|partner|daughters?|sons?|family"
    r"|friends?|doctors?|physicians?|surgeons?|provider|therapist|teacher|nurse|donor|uncle|aunt|cousin|caregiver"
    r"|grand\w+|they|them|their|child|boy|girl|infant|baby|plan)\b",
    re.I,
)
_PRONOUN: Final = re.compile(r"\b(?:he|she|him|his|hers?|himself|herself)\b", re.I)
_RELATIVE: Final = re.compile(r"\b(?:who|whose|which|that|whom)\b", re.I)
_ADVERB: Final = r"(?:also|already|still|now|then|currently|never|often|usually|no longer|(?!fami|rep)\w+ly)"

_IRREGULAR: Final = {
    "has": ("have", "have"),
    "is": ("am", "are"),
    "was": ("was", "were"),
    "does": ("do", "do"),
    "goes": ("go", "go"),
    "cannot": ("cannot", "cannot"),
}
#: Past tenses and modals are the same for all persons. Not the whole language: what the record's sentences hold.
_UNCHANGED: Final = re.compile(
    r"(?:had|did|could|can|may|might|must|should|would|will|began|lost|left|took|fell|felt|went|came|got|gave|saw|ran"
    r"|grew|rose|made|met|underwent|wore|broke|bore|ate|slept|spoke|wrote|drove|kept|told|said|found|became"
    r"|\w{2,}ed)$"
)
#: A third person that ends in s; words on -ss, -us and -is are no verbs.
_THIRD: Final = re.compile(r"(?![a-z]*(?:ss|us|is|ous)$)[a-z]{3,}s$")


def _verb(word: str, grammar: int) -> str | None:
    """Return a verb of the third person in another; None if it can't be told."""
    if grammar == 3 or _UNCHANGED.match(word):
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word][grammar - 1]
    if not _THIRD.match(word):
        return None
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zzes")) else word[:-1]


def said_of(sentence: str, person: Person) -> str | None:
    """Return a statement with the patient called as in `person`, without its full stop; None if it has to be quoted.

    Examples
    --------
    >>> said_of("He takes no anticoagulant and has been on donepezil for a year.", person_of("member", "Male"))
    'you take no anticoagulant and have been on donepezil for a year'
    >>> said_of("Her hemoglobin fell to 7.9 g/dL.", person_of("patient", "Female"))
    'my hemoglobin fell to 7.9 g/dL'
    >>> said_of("The patient is a 25-year-old man.", person_of("physician", "Male"))
    'my patient is a 25-year-old man'
    >>> said_of("His father reports that he grew late.", person_of("member", "Male"))
    """
    text = sentence.strip().rstrip(".")
    if '"' in text or "“" in text:
        return None
    aged = _AGED.match(text)
    if aged:
        article = "a" if aged["article"].lower() == "this" else aged["article"].lower()
        text = f"The patient, {article} {aged['who']}, {aged['rest']}"
    head = _HEAD.match(text)
    if head is None:
        return _impersonal(text, person)
    rest, between = head["rest"], head["between"] or ""
    tail = f"{between} {rest}"
    if re.search(rf"\b(?:the|this) {_NOUN}\b", tail, re.I) or re.search(r"\b(?:they|their|them)\b", tail, re.I):
        return None
    named = _OTHERS.search(tail)
    if _PRONOUN.search(tail) and (named or not _one_gender(text)):
        return None
    owned = head["own"] or head["his"]
    if owned:
        owned_said = tail if person.grammar == 3 else _pronouns(tail, person)
        return None if owned_said is None else person.possessive + owned_said
    said = _conjugated(rest, person.grammar)
    if said is not None and person.grammar != 3:
        said = _pronouns(said, person)
    if said is None or (between and _PRONOUN.search(between)):
        return None
    return f"{person.subject}{between} {said}"


def _impersonal(text: str, person: Person) -> str | None:
    """Return a statement that does not begin with the patient; one with a name for the patient has to be quoted."""
    if re.search(rf"\b{_MORE_NOUNS}s?\b", text, re.I) or re.search(r"\b(?:they|their|them|I|you|we)\b", text):
        return None
    if not _PRONOUN.search(text):
        return text
    if _OTHERS.search(text) or not _one_gender(text):
        return None
    return text if person.grammar == 3 else _pronouns(text, person)


def _one_gender(text: str) -> bool:
    he, she = re.search(r"\b(?:he|him|his|himself)\b", text, re.I), re.search(r"\b(?:she|hers?|herself)\b", text, re.I)
    return not (he and she)


def _conjugated(rest: str, grammar: int) -> str | None:
    """Let the verbs that follow the patient agree with the person."""
    match = re.match(rf"(?P<adverb>(?:{_ADVERB} )*)(?P<verb>[\w’']+)(?P<tail>.*)$", rest, re.I | re.S)
    verb = _verb(match["verb"], grammar) if match else None
    if match is None or verb is None:
        return None
    tail = match["tail"]
    if grammar == 3:
        return f"{match['adverb']}{verb}{tail}"
    relative = _RELATIVE.search(tail)
    reach = relative.start() if relative else len(tail)
    unknown = False

    def agreed(link: re.Match[str]) -> str:
        # "and takes" agrees with the person; "and wet wraps" is a list.
        nonlocal unknown
        word = link["verb"]
        if word in _IRREGULAR:
            return link["link"] + _IRREGULAR[word][grammar - 1]
        if _THIRD.match(word):
            # A plural of a list looks like a verb: after a comma or "and" both occur, and only some are known.
            if word in _KNOWN_VERBS:
                return link["link"] + (_verb(word, grammar) or word)
            unknown = unknown or bool(re.match(r" (?:a|an|the|no|his|her|in|at|on|to|up|about)\b", tail[link.end() :]))
        return link[0]

    linked = re.sub(
        rf"(?P<link>(?:,? (?:and|but|or|yet|then)|,) (?:{_ADVERB} )*)(?P<verb>[a-z]+)\b", agreed, tail[:reach]
    )
    # Behind a relative clause "and has" may be anybody's.
    later = any(
        word in _IRREGULAR or word in _KNOWN_VERBS
        for word in re.findall(rf"\b(?:and|but) (?:{_ADVERB} )*([a-z]+)\b", tail[reach:])
    )
    if unknown or (later and relative):
        return None
    return f"{match['adverb']}{verb}{linked}{tail[reach:]}"


_KNOWN_VERBS: Final = frozenset(
    [
        *("takes", "uses", "reports", "describes", "works", "checks", "injects", "requires", "needs", "wears", "lives"),
        *("sleeps", "speaks", "follows", "walks", "avoids", "misplaces", "carries", "smokes", "states", "feels"),
        *("presents", "continues", "remains", "suffers", "experiences", "tolerates", "denies", "bolts", "tests"),
        *("demonstrates", "cuts", "covers", "washes", "empties", "binds", "receives", "attends", "weighs", "rates"),
    ]
)


_SUBJECTS: Final = re.compile(rf"\b(?:he|she) (?P<adverb>(?:{_ADVERB} )*)(?P<verb>[a-z’']+)", re.I)
#: "her" before one of these is an object, before anything else a possessive.
_NO_NOUN: Final = re.compile(
    r"(?: (?:in|on|to|for|from|with|at|by|as|and|or|but|when|while|after|before|during|a|an|the)\b|[.,;)]|$)"
)


def _pronouns(text: str, person: Person) -> str | None:
    """Turn he, she, his, her and him into the first or second person; None where a verb can't follow."""
    failed = False

    def subject(match: re.Match[str]) -> str:
        nonlocal failed
        verb = _verb(match["verb"], person.grammar)
        failed = failed or verb is None
        return f"{person.subject} {match['adverb']}{verb}"

    def other(match: re.Match[str]) -> str:
        nonlocal failed
        word = match[0].lower()
        failed = failed or word in ("he", "she", "hers")
        if word in ("himself", "herself"):
            return "myself" if person.grammar == 1 else "yourself"
        if word == "him" or (word == "her" and _NO_NOUN.match(text_after[match.end() :])):
            return person.object
        return person.possessive

    text_after = _SUBJECTS.sub(subject, text)
    said = _PRONOUN.sub(other, text_after)
    return None if failed else said
