"""What `benchmarks/baseline.py` measures of the rule-based letters: variety, support of facts by input, length."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from imrdata.cases.mentions import sentence_mentions
from imrdata.letters.statutory import notice
from imrdata.letters.tasks import template_source
from imrdata.quality.checks.statutes import statutes
from imrdata.quality.normalise import normal_form, read
from imrdata.quality.number_words import numbers

_WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")
_SALUTATION = re.compile(r"(?m)^(?:Dear|Hello|To)\b[^\n]*[:,]$")
_SENTENCE = re.compile(r"(?<=[.!?])[\"']?\s+|\n+")


def body(text: str) -> str:
    """A letter from behind its salutation to its signature."""
    start = _SALUTATION.search(text)
    return text[start.end() if start else 0 : text.index("[SIGNATURE]")].strip()


def written(text: str, *, regime: str, type_: str | None, notice_kind: str) -> str:
    """A denial without the legal texts that code sets in: what the grammar wrote."""
    block = notice(regime=regime, kind="denial", type=type_, notice_kind=notice_kind)
    return text.replace(block, "") if block else text


def distinct(texts: Iterable[str], size: int, *, budget: int | None = None) -> float:
    """The share of different runs of `size` words among all of them, or among the first `budget` of them.

    It falls with the number of words, so two sets of letters compare under the same budget only.
    """
    runs: list[tuple[str, ...]] = []
    for text in texts:
        words = _WORD.findall(normal_form(text))
        runs += [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]
    chosen = runs[:budget]
    return len(set(chosen)) / len(chosen)


def openings(texts: Iterable[str], words: int = 4) -> Counter[str]:
    """The first words of the bodies, counted."""
    return Counter(" ".join(body(text).split()[:words]) for text in texts)


def sentences_shared(texts: list[str]) -> float:
    """The share of sentences (eight words and more) that another letter holds word for word."""
    holders: Counter[str] = Counter()
    each = [{one for one in _SENTENCE.split(body(text)) if len(one.split()) >= 8} for text in texts]
    for one in each:
        holders.update(one)
    total = sum(len(one) for one in each)
    return sum(holders[one] > 1 for some in each for one in some) / total


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact that an appeal states: its kind and its words."""

    kind: str
    words: str


_TIME = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"(?: \d{1,2})?(?:,? \d{4})?"
    r"|\b(?:last|this past) (?:year|month|week|winter|spring|summer|fall|autumn)\b"
)
#: Times that the letter asks for, and the marks of its own parts: no facts of the patient.
_ASKED = re.compile(r"\bwithin (?:30 days|72 hours)\b")
_PART = re.compile(r"(?m)^\d\.")
_MAY = re.compile(r"\bmay\b(?! \d)")


#: Kinds of names that are read from an appeal as they are from Findings. "Requested" is not: a letter asks for much.
_NAMES = ("diagnosis", "treatment_tried")


def facts_of(appeal: str) -> Iterator[Stated]:
    """Yield every number, time, diagnosis and treatment that an appeal states, and the service on its subject line.

    Found by the rules that find them in Findings (`imrdata.cases.mentions`) and by the numbers' reader of the checks;
    placeholders, sections of law, the letter's own numbering and the times it asks for are left out.
    """
    plain = _PART.sub("", re.sub(r"\[[A-Z_]+\]", " ", appeal))
    letter = read(_ASKED.sub("", plain))
    law = [(start, end) for _, _, start, end in statutes(letter)]
    for value, start, _ in numbers(letter.text):
        if not any(first <= start < last for first, last in law):
            yield Stated("number", f"{value:g}")
    for match in _TIME.finditer(_MAY.sub("", letter.text)):
        yield Stated("time", match[0])
    for service in _SERVICE.findall(appeal):
        yield Stated("service", normal_form(service))
    for sentence in _SENTENCE.split(plain):
        for kind, start, end in sentence_mentions(sentence, role="patient_fact"):
            if kind in _NAMES:
                yield Stated(kind, normal_form(sentence[start:end]))


def foreign_words(appeal: str) -> list[str]:
    """Return the words of an appeal that the grammar has not: each has to come from somewhere else."""
    plain = _PART.sub("", appeal)
    letter = read(plain)
    for _, _, start, end in reversed([*statutes(letter)]):
        first, last = letter.span(start, end)
        plain = plain[:first] + plain[last:]
    return [word for word in _WORD.findall(normal_form(plain)) if word not in _own_words()]


@cache
def _own_words() -> frozenset[str]:
    names = ("baseline_appeal.toml", "baseline_argument.toml")
    found = {word for name in names for word in _WORD.findall(normal_form(template_source(name)))}
    # Heads, persons and grounds are worded by code.
    return frozenset(found | set(_CODE_WORDS.split()))


_CODE_WORDS = """
    appeals authorize coverage daughter daughter's department fax for husband husband's i'm id kin kin's listed me my
    note office of parent patient patient's payment pay reference service son son's spouse spouse's wife wife's am have
    was my child child's concerning medical first second third last fact that
"""


def is_supported(fact: Stated, given: str) -> bool:
    """Tell whether the input (denial and facts sheet, as shown) holds a fact."""
    if fact.kind == "number":
        return any(f"{value:g}" == fact.words for value, _, _ in numbers(read(given).text))
    known = set(_WORD.findall(normal_form(given)))
    # The person and the verb around a name are the letter's; each word that is not has to be in the input.
    return all(word in known or word in _own_words() for word in _WORD.findall(fact.words))


_SERVICE = re.compile(r"(?m)^(?:Service|Requested service|Concerning): (?!listed as|\[)(.+)$")
