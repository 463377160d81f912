"""The baseline's facts: statements of the record, with only the person changed, or quoted. Room: letters.

In: a view's patient facts. Out: those that a letter can hold, as a list, in running text, as a point of an argument,
and as what was tried. No word is added to a statement, and no part of one is cut so that it says something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from imrdata.letters.baseline_persons import Person, said_of
from imrdata.letters.baseline_words import Words, capital
from imrdata.letters.facts import FactsSheet
from imrdata.letters.views import View

__all__ = ["Fact", "facts_part", "point", "read_facts", "stated_reason", "treated_facts", "tried_facts"]

#: Frames that say only where a statement stands or comes from; what remains is the statement.
_FRAME: Final = re.compile(
    r"^(?:in this (?:particular )?case|per the (?:[\w-]+ )?(?:records?|notes)"
    r"|according to the (?:medical )?records?(?: provided| submitted| reviewed)?"
    r"|additionally|furthermore|moreover)\s*,\s*",
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
    r"\b(?:tried|trials?\s+of|attempt(?:ed|ing)|fail(?:ed|ure)|despite|refractory"
    r"|unable to tolerate|intoleran\w*"
    r"|(?:did|has|have|had) not (?:respond(?:ed)?|improved?|tolerated?|help(?:ed)?|control\w*)"
    r"|(?:inadequate|partial|poor|little|no) (?:response|relief|improvement|change|benefit)"
    r"|null response|contraindicated"
    r"|side effects?|progressed (?:beyond|despite|on|after)|(?:was|were) stopped|(?:she|he) stopped"
    r"|without (?:lasting )?(?:relief|improvement|success|benefit))\b",
    re.I,
)

#: A negation shortly before such words, which turns them into their opposite.
_NEGATED: Final = re.compile(
    r"\b(?:not|never|no|nor|without|neither|yet to|declined|refus\w+)\W+(?:[\w-]+\W+){0,5}$", re.I
)

#: A statement longer than this is pointed to, not said again.
_LONG_POINT: Final = 16

#: A plan's reason as the record states it, from the cue to the end.
_REASON: Final = re.compile(
    r"\b(?:because|on the ground that|stating that|on the basis that)\s+(?P<reason>[^;]{12,260}?)\s*\.?$", re.I
)
#: What a reason may not hold: it would state the decision again, or speak of somebody whom no rule here can turn.
_NO_REASON: Final = re.compile(
    r"\bden(?:y|ied|ial)|approv|authori[sz]|\bcover(?:ed|age)?\b|overturn|upheld|\bplan\b|\b(?:it|its|they|their)\b"
    r"|\bwhich\b|[\"“”]|medically necessary|should have",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of the record, in the record's words, without frame and full stop."""

    text: str

    def said(self, person: Person) -> str | None:
        """Return the statement with the patient called as in `person`; None if it has to be quoted."""
        return said_of(self.text, person)

    def sentence(self, person: Person, *, named: bool) -> str | None:
        """Return the statement as a sentence; where the patient was `named` just before, a pronoun may stay."""
        if named and person.grammar == 3 and re.match(r"(?:he|she|his|her)\b", self.text, re.I) and self.said(person):
            return f"{capital(self.text)}."
        said = self.said(person)
        return f"{capital(said)}." if said else None

    @property
    def quotation(self) -> str:
        """The statement in the record's own words, between quotation marks."""
        inner = re.sub('["“”]', "'", self.text)
        return f'"{capital(inner)}."'


def read_facts(view: View) -> list[Fact]:
    """Return the view's patient facts that a letter can hold, each once, in the order of the record."""
    facts: dict[str, Fact] = {}
    for sentence in view.patient_facts:
        if _UNSAFE.search(sentence):
            continue
        text = _bare(sentence)
        facts[text] = Fact(text)
    return [fact for fact in facts.values() if fact.text]


def _bare(sentence: str) -> str:
    return _FRAME.sub("", " ".join(sentence.split())).rstrip(" .")


def facts_part(words: Words, place: str, facts: list[Fact], person: Person) -> str:
    """Return the facts as a list or in running text; empty without facts."""
    if not facts:
        return ""
    if len(facts) > 1 and words.draw(f"{place} form", ["list", "running", "running"]) == "list":
        items = [fact.sentence(person, named=False) or fact.quotation for fact in facts]
        return "\n".join([words(f"{place}.list"), *(f"- {item}" for item in items)])
    said, named, woven, quoted = [words(f"{place}.running")], False, 0, 0
    for fact in facts:
        sentence = fact.sentence(person, named=named)
        named = named or sentence is not None
        if sentence is None:
            more, turn = ("_more", quoted) if quoted else ("", 0)
            said.append(words(f"{place}.quoted{more}", turn=turn, quote=fact.quotation))
            quoted += 1
        elif sentence[1:].startswith(person.subject[1:] + " ") and woven % 3 == 0:
            # Named by its source now and then; a source before each sentence would be a report.
            clause = sentence[:-1] if person.subject == "I" else sentence[0].lower() + sentence[1:-1]
            said.append(words(f"{place}.woven", turn=woven, clause=clause, Clause=sentence[:-1]))
            woven += 1
        else:
            said.append(sentence)
            woven += 1
    return " ".join(said)


def treated_facts(view: View, facts: list[Fact]) -> list[Fact]:
    """Return the facts that tell of treatment so far, whatever came of it."""
    told = {
        _bare(view.patient_facts[fact.index])
        for fact in FactsSheet.from_view(view).of("tried")
        if fact.source == "patient_facts"
    }
    return [fact for fact in facts if fact.text in told or _tells_of_trial(fact.text)]


def tried_facts(facts: list[Fact]) -> list[Fact]:
    """Return the facts that tell of a treatment that was tried and did not do enough, or could not be used."""
    return [fact for fact in facts if _tells_of_trial(fact.text)]


def _tells_of_trial(text: str) -> bool:
    # "Has not tried X" must never be taken for a trial of X; "did not help" is one.
    return any(
        re.search(r"\bnot\b", match[0], re.I) or not _NEGATED.search(text[: match.start()])
        for match in _TRIED.finditer(text)
    )


def point(fact: Fact, person: Person) -> str:
    """Name a fact inside an argument, short enough not to say it all again; empty where that can't be done."""
    said = fact.said(person)
    if said and said.startswith((f"{person.subject} ", f"{person.possessive} ")) and len(said.split()) <= _LONG_POINT:
        return f"the fact that {said}"
    return ""


def stated_reason(view: View, person: Person) -> str:
    """Return the plan's reason as the record states it, said to the member; empty if it can't be said without change.

    Examples
    --------
    >>> from imrdata.letters.baseline_persons import person_of
    >>> from imrdata.letters.views import DenialView
    >>> view = DenialView(
    ...     diagnosis_category=None,
    ...     diagnosis_subcategory=None,
    ...     treatment_category=None,
    ...     treatment_subcategory=None,
    ...     type=None,
    ...     age_range=None,
    ...     patient_gender="Female",
    ...     request=(),
    ...     patient_facts=(),
    ...     plan_ground=("The Health Plan denied it because the enrollee had not completed a trial of cyclosporine.",),
    ... )
    >>> stated_reason(view, person_of("member", None))
    'you had not completed a trial of cyclosporine'
    """
    for sentence in view.plan_ground:
        match = _REASON.search(" ".join(sentence.split()))
        # A relative clause at the end says what the plan thinks of what it names: the reason stands without it.
        reason = re.sub(r", (?:which|who)\b.*$", "", match["reason"]) if match else ""
        if not reason or _NO_REASON.search(reason):
            continue
        said = said_of(reason, person)
        if said:
            return said
    return ""
