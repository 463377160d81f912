"""The baseline's facts: statements of the record, quoted or with only the person changed. Room: letters.

In: a view's patient facts. Out: those that a letter can hold, as a list, in running text, as a point of an argument,
and as what was tried. No word is added to a statement, and no part of one is cut so that it says something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from imrdata.letters.baseline_words import Words, capital
from imrdata.letters.views import View

__all__ = ["PERSONS", "Fact", "Person", "facts_part", "point", "read_facts", "tried_words"]


@dataclass(frozen=True, slots=True)
class Person:
    """How the patient is called in a letter."""

    subject: str
    object: str
    possessive: str
    verbs: Mapping[str, str]


_THIRD: Final = {verb: verb for verb in ("has", "had", "is", "was", "requires", "underwent")}
_SECOND: Final = {**_THIRD, "has": "have", "is": "are", "was": "were", "requires": "require"}
_FIRST: Final = {**_THIRD, "has": "have", "is": "am", "requires": "require"}
#: A denial speaks to a member, or of a child; an appeal speaks in one of three voices.
PERSONS: Final = {
    "member": Person("you", "you", "your", _SECOND),
    "child": Person("your child", "your child", "your child's", _THIRD),
    "patient": Person("I", "me", "my", _FIRST),
    "parent": Person("my child", "my child", "my child's", _THIRD),
    "physician": Person("my patient", "my patient", "my patient's", _THIRD),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of the record: its words, and its parts if only the person would have to change."""

    text: str
    verb: str = ""
    rest: str = ""

    def clause(self, person: Person) -> str:
        """Return the statement with the patient called as in `person`, without a full stop."""
        return f"{person.subject} {person.verbs[self.verb]} {self.rest}"


#: Frames that say only where a statement stands or comes from; what remains is the statement.
_FRAME: Final = re.compile(
    r"^(?:in this (?:particular )?case|per the (?:medical )?records?"
    r"|according to the (?:medical )?records?(?: provided| submitted| reviewed)?"
    r"|additionally|furthermore|moreover)\s*,\s*",
    re.I,
)

#: A statement that can change its person: the patient as subject, a verb we can conjugate …
_SIMPLE: Final = re.compile(
    r"^(?:the|this) (?:patient|enrollee|member) (has|had|is|was|requires|underwent) (.+)$", re.I
)

#: … and a rest that speaks of nobody and holds no second verb that would have to follow ("… and is …").
_COMPLEX: Final = re.compile(
    r"\b(?:he|she|him|his|her|hers|they|them|their|it|its|patient|enrollee|member|child|parents?|mother|father|"
    r"this|that|these|those|which|who|whose|also|therefore|currently)\b"
    r"|[;:]|\b(?:is|has|was|does)\b"
    r"|\b(?:and|but|or|then|yet)\s+(?:\w+ly\s+|not\s+)?(?:\w+s|had|underwent|received|failed|tried)\b",
    re.I,
)

#: What must not reach a letter even if it stood in a view: words of a decision, of a review, or of a file.
_UNSAFE: Final = re.compile(
    r"medical(?:ly)? necess|overturn|upheld|uphold|reviewers?\b|independent medical|\bden(?:y|ied|ial)\b|health plan"
    r"|should be|should have been|more beneficial|board[- ]certified|\b(?:MN|EI|UR)\d\d-\d+"
    r"|\[[A-Z_]+\]|[<>{}]\s*[/|]|ignore (?:all|the|any|previous)",
    re.I,
)

#: Words of a treatment that was tried, did not do enough, or could not be used.
_TRIED: Final = re.compile(
    r"\b(?:tried|trials?\s+of|attempt(?:ed|ing)|fail(?:ed|ure|ing)?|despite|refractory"
    r"|unable to tolerate|intoleran\w*|did not (?:respond|improve|tolerate)"
    r"|(?:inadequate|partial|poor|no) (?:response|relief|improvement)|contraindicated"
    r"|side effects?|progressed (?:beyond|despite|on|after)|without (?:relief|improvement|success|benefit))\b",
    re.I,
)

#: A negation shortly before such words, which turns them into their opposite.
_NEGATED: Final = re.compile(
    r"\b(?:not|never|no|nor|without|neither|yet to|declined|refus\w+)\W+(?:[\w-]+\W+){0,5}$", re.I
)

#: Words on which a quotation's beginning should not break off.
_WEAK: Final = re.compile("a|an|and|as|at|by|for|from|had|has|in|is|of|on|or|that|the|to|was|which|with", re.I)


def read_facts(view: View) -> list[Fact]:
    """Return the view's patient facts that a letter can hold, each once, in the order of the record."""
    facts: dict[str, Fact] = {}
    for sentence in view.patient_facts:
        if _UNSAFE.search(sentence):
            continue
        text = _FRAME.sub("", " ".join(sentence.split())).rstrip(" .")
        match = _SIMPLE.match(text)
        simple = match is not None and not _COMPLEX.search(match[2])
        facts[text] = Fact(text, match[1].lower(), match[2]) if match and simple else Fact(text)
    return [fact for fact in facts.values() if fact.text]


def facts_part(words: Words, place: str, facts: list[Fact], person: Person) -> str:
    """Return the facts as a list of quotations or in running text; empty without facts."""
    if not facts:
        return ""
    if words.draw(f"{place} form", ["list", "running"]) == "list":
        return "\n".join([words(f"{place}.list"), *(f"- {_quotation(fact.text)}" for fact in facts)])
    said = [words(f"{place}.running")]
    for number, fact in enumerate(facts):
        more = "_more" if number else ""
        if fact.verb:
            clause = fact.clause(person)
            said.append(words(f"{place}.woven{more}", turn=number, clause=clause, Clause=capital(clause)))
        else:
            said.append(words(f"{place}.quoted{more}", turn=number, quote=_quotation(fact.text)))
    return " ".join(said)


def tried_words(fact: Fact) -> str:
    """Return the record's words on a treatment that was tried, from the cue to the end of the sentence."""
    match = _TRIED.search(fact.text)
    # "Has not tried X" must never be cut down to "tried X".
    if match is None or _NEGATED.search(fact.text[: match.start()]):
        return ""
    return fact.text[match.start() :]


def point(fact: Fact, person: Person) -> str:
    """Name a fact inside an argument, short enough not to say it all again."""
    if fact.verb and len(fact.rest.split()) <= 20:
        return f"the fact that {fact.clause(person)}"
    start = fact.text.split()[:8]
    while len(start) > 3 and _WEAK.fullmatch(start[-1]):
        start.pop()
    return f'the statement that begins "{capital(" ".join(start)).rstrip(",;")}"'


def _quotation(text: str) -> str:
    return f'"{capital(text)}."'
