"""A letter as the rubric's rules read it: sentences with their place, what is quoted, what code has set.

Rules look for what is said in whatever words, so they work on the normal form, sentence by sentence. In: a letter's
row with its sources. Out: `Reading`, and the three answers that a rule can give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, Final

from imrdata.letters.statutory import statutory_texts
from imrdata.quality.normalise import NormalText, normal_form, normalise, original_span, read

__all__ = [
    "CONTACT",
    "DAY",
    "PHONE",
    "RIGHTS",
    "Answer",
    "Reading",
    "Sentence",
    "argument",
    "at",
    "content_words",
    "found_or",
    "missing",
    "not_applicable",
]

#: A date or the placeholder for one, in the normal form.
DAY: Final = (
    r"(?:\[(?:denial_)?date\]|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? \d{1,2},? \d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|\b\d{4}-\d\d-\d\d\b)"
)
PHONE: Final = r"(?:\[(?:plan_|reviewer_|provider_)?phone\]|(?:\b1-)?\(?\b\d{3}\)?[-. ]{1,2}\d{3}-\d{4}\b)"
CONTACT: Final = (
    rf"(?:{PHONE}|\[(?:plan_)?address\]|\[member_address\]|\[plan_fax\]|\[email\]|\b\w[\w.]*@\w+\.\w+|\bwww\."
    rf"|\bp\.? ?o\.? box\b"
    r"|\b\d+ [a-z]+ (?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|way)\b)"
)

#: Sentences on rights and procedure, in which grounds and decisions are named without being given.
RIGHTS: Final = re.compile(
    r"\b(?:imr|independent medical review|external review|state (?:fair )?hearing|grievances?|appeals?|complaints?)\b"
    r"|\byou (?:have the right|(?:may|can) (?:also )?(?:file|apply|ask|request|call|appeal))\b|^(?:if|when|unless)\b"
)

_STOP: Final = frozenset(
    word
    for line in (
        "a about after again all also am an and any are as at authorization be because been before being both but",
        "by can care case coverage could covered did do does each enrollee for from further had has have having he",
        "health her here hers him his how i if in into is it its itself just may me medical member more most must",
        "my no nor not now of off on once only or other our out over own patient patients per plan provide",
        "provided record records request requested requests said same service services she should so some such",
        "than that the their them then there these they this those through to too treatment under until up upon",
        "use used very was we were what when where which while who whom why will with would you your yours child",
        "parent treat treating condition",
    )
    for word in line.split()
)
_TOKEN: Final = re.compile(r"[a-z0-9][a-z0-9'.-]*[a-z0-9]|[a-z0-9]")
_SUFFIX: Final = re.compile(r"(?:'s|ies|ings?|ions?|ed|es|s|y)$")


def content_words(text: str) -> frozenset[str]:
    """Return the stems of the words that carry the matter of a text (in its normal form).

    Examples
    --------
    >>> sorted(content_words("the patient has requested two lumbar injections"))
    ['inject', 'lumbar', 'two']
    """
    found = set()
    for token in _TOKEN.findall(text):
        if token in _STOP or (len(token) < 3 and not token.isdigit()):
            continue
        stem = _SUFFIX.sub("", token)
        found.add(stem if len(stem) >= 3 else token)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule found: `state` as in `rubric.toml`, the span in the normal form, and why."""

    state: str
    span: tuple[int, int] | None = None
    reason: str = ""


def missing(reason: str) -> Answer:
    """Return that what must be found is not there."""
    return Answer("not_met", None, reason)


def found_or(found: Answer, reason: str) -> Answer:
    """Return the answer; where it is that nothing is there, say what."""
    return found if found.state == "met" else missing(reason)


def not_applicable(reason: str) -> Answer:
    """Return that the item does not apply to such a letter."""
    return Answer("not_applicable", None, reason)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or list item of the normal form with its place.

    `printed` tells that it is of a statutory text that code has set.
    """

    start: int
    end: int
    text: str
    printed: bool


@dataclass(frozen=True)
class Reading:
    """A letter with its sources.

    Attributes
    ----------
    row
        Columns of letters and sources: ``kind, text, regime, notice, ground, voice, view_text, …``; null if unknown.
    """

    row: Mapping[str, Any]

    @cached_property
    def letter(self) -> NormalText:
        """The normal form."""
        return read(self.row["text"])

    @property
    def text(self) -> str:
        """The normal form's text."""
        return self.letter.text

    @cached_property
    def _origin(self) -> list[int]:
        return normalise(self.row["text"])[1]

    def as_written(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the span in the text as written; the map is made once for all items, which is half of the work."""
        return original_span(self._origin, *span)

    @cached_property
    def printed(self) -> list[tuple[str, int, int]]:
        """Each statutory text that stands in the letter word for word: id, start, end."""
        if self.row.get("regime") is None:
            return []
        texts = statutory_texts(
            regime=self.row["regime"],
            kind=self.row["kind"],
            type=self.row.get("type"),
            notice_kind=self.row.get("notice") or "first_denial",
        )
        found = ((text.id, verbatim(text.text).search(self.text)) for text in texts)
        return [(name, *match.span()) for name, match in found if match]

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences in order."""
        sentences, place = [], 0
        while place < len(self.text):
            start, end = self.letter.sentence(place)
            printed = any(a < end and start < b for _, a, b in self.printed)
            sentences.append(Sentence(start, end, self.text[start:end].strip(), printed))
            place = max(end, place + 1)
        return sentences

    @cached_property
    def body(self) -> list[Sentence]:
        """The writer's own sentences from the salutation on; all of them where there is none."""
        greeting = re.search(r"(?:^| )(?:dear|to whom it may concern|greetings)\b[^.!?]{0,80}?[:,]", self.text)
        start = greeting.end() if greeting else 0
        return [one for one in self.sentences if one.start >= start and not one.printed]

    @cached_property
    def own_words(self) -> list[Sentence]:
        """The sentences that are not of a statutory text."""
        return [one for one in self.sentences if not one.printed]

    @cached_property
    def view_lines(self) -> list[str]:
        """What the writer saw of the case, one item each, in the normal form."""
        return [normal_form(line) for line in (self.row.get("view_text") or "").splitlines() if line.strip()]

    @cached_property
    def request_lines(self) -> list[str]:
        """The lines of the view that say what was asked for."""
        said = re.compile(r"\brequest(?:ed|s|ing)?\b|\b(?:authorization|coverage|reimbursement) (?:and|for|of)\b")
        return [line for line in self.view_lines if len(line.split()) > 3 and said.search(line)]

    @cached_property
    def fact_lines(self) -> list[str]:
        """The sentences of the view that are neither the request nor a category."""
        if self.row.get("view_strength") != "facts":
            return []
        sentence = re.compile(r"[.!?]['\")]*$")
        return [
            line
            for line in self.view_lines
            if line not in self.request_lines and (len(line.split()) > 5 or sentence.search(line))
        ]

    @cached_property
    def denial(self) -> NormalText | None:
        """The denial that an appeal answers."""
        text = self.row.get("denial_text")
        return None if text is None else read(text)

    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        """The spans in double quotes, marks included; a stray mark stays within its paragraph."""
        found, edges = [], [0, *self.letter.breaks, len(self.text)]
        for start, end in pairwise(edges):
            for quote in re.finditer(r'"[^"]*"', self.text[start:end]):
                found.append((start + quote.start(), start + quote.end()))
        return found

    @cached_property
    def from_denial(self) -> list[tuple[int, int]]:
        """The quotations whose words the denial has too."""
        if self.denial is None:
            return []
        words = ((span, self.text[span[0] + 1 : span[1] - 1].strip(" .,;")) for span in self.quotations)
        return [span for span, said in words if len(said) >= 12 and said in self.denial.text]

    def own(self, sentence: Sentence) -> str:
        """Return a sentence without what it quotes from the denial."""
        text, cut = sentence.text, sentence.start
        for start, end in reversed(self.from_denial):
            if sentence.start < end and start < sentence.end:
                text = text[: max(0, start - cut)] + " " + text[max(0, end - cut) :]
        return text

    def first(
        self, expression: str | re.Pattern[str], *, of: Iterator[Sentence] | list[Sentence] | None = None
    ) -> Answer:
        """Return the first match in the sentences (by default all of them), or that there is none."""
        compiled = re.compile(expression) if isinstance(expression, str) else expression
        for one in self.sentences if of is None else of:
            if match := compiled.search(one.text):
                return Answer("met", (one.start + match.start(), one.start + match.end()))
        return missing("")

    def around(self, index: int, *, before: int = 0, after: int = 0) -> str:
        """Return a sentence with its neighbours."""
        return " ".join(one.text for one in self.sentences[max(0, index - before) : index + after + 1])

    def shares(self, line: str, *, least: int = 2) -> Sentence | None:
        """Return the sentence that holds half of a view line's content words (at least `least`, if it has so many)."""
        wanted = content_words(line)
        if not wanted:
            return None
        need = max(min(least, len(wanted)), (len(wanted) + 1) // 2)
        best = max(
            (one for one in self.sentences if not one.printed),
            key=lambda one: len(wanted & content_words(one.text)),
            default=None,
        )
        return best if best is not None and len(wanted & content_words(best.text)) >= need else None


@cache
def verbatim(text: str) -> re.Pattern[str]:
    """Return the expression for a statutory text, word for word; any telephone number fills its placeholder."""
    return re.compile(re.escape(normal_form(text)).replace(re.escape("[plan_phone]"), PHONE))


#: The part behind the letter's argument.
_ENCLOSURES: Final = re.compile(r"^(?:enclos\w+|attach\w+|cc)\b")


def argument(letter: Reading) -> Iterator[tuple[Sentence, str]]:
    """Yield the sentences between greeting and enclosures with their own words: without quotes from the denial."""
    for one in letter.body:
        if _ENCLOSURES.search(one.text):
            return
        if len(one.text.split()) >= 4:
            yield one, letter.own(one)


def at(one: Sentence) -> Answer:
    """Return that a sentence is what must be found."""
    return Answer("met", (one.start, one.start + len(one.text)))
