"""Numbers that the writer of an appeal was not given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.checks.identifiers import PHONE
from imrdata.quality.checks.statutes import statutes
from imrdata.quality.concepts import treatments_in
from imrdata.quality.dates import same_date
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import split_parts
from imrdata.quality.quantities import Quantity, quantities

__all__ = ["NumberNotInView", "is_lawful"]

#: The age bucket, a line of the view: a range to be quoted as one, not two ages that the patient has.
_BUCKET: Final = re.compile(
    r"^\s*(?P<low>\d{1,2})(?:(?:\s?[-_–]\s?| to )(?P<high>\d{1,2})|(?P<open>\+| ?and over))\s*$", re.M
)

# ------------------------------------------------------------------------------- what is no claim about the case

_PLACEHOLDER: Final = re.compile(r"\[[^\]]*\]")
_WEB: Final = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+")
#: Numbers that order or count the letter's own parts, or speak of its argument.
_PARTS: Final = re.compile(
    r"[ -](?:[\w-]+ ){0,2}?(?:reasons?|points?|grounds?|questions?|things|requests?|items?|enclosures?|factors?"
    r"|issues|parts"
    r"|facts|ways|criteria|criterion|requirements?|conditions? (?:of|in) (?:your|the)|arguments?|considerations?"
    r"|aspects?|matters|concerns?|statements?|documents?|letters?|cop(?:y|ies)|pages?|sections?|paragraphs?|sentences?"
    r"|elements?|problems with|errors?|mistakes?|answers?|choices|sources|forms?|notes|records"
    r"|of us|of them|of these|of those|of you|of your|of the|separate|sets?|categor(?:y|ies))\b"
)
_ORDER: Final = re.compile(
    r"\b(?:enclosures?|reasons?|points?|items?|steps?|pages?|exhibits?|attachments?|parts?|numbers?|questions?|grounds?"
    r"|paragraphs?|sections?|chapters?|appendix|level|tier|title|form|fact|page \d+ of|pages? \d+ (?:through|to|and"
    r"|-)) ?#?(?:no\.? ?)?$|[#(]$"
    r"|\bno\. ?$|\d \+ $|\d ?= ?$"
)
_ANAPHORA: Final = re.compile(
    r"\b(?:all|these|those|both|the|your|my|our|other|each of the|any of the|(?:none|one|two|some|most) of(?: the"
    r"| these| those)?"
    r"|first|last|next|following|same|above|remaining|of|between) $"
)
_IDIOM: Final = re.compile(
    r"\b24(?:/7\b|/ |-?/| ?hours? a day(?:,? (?:7|seven) days a week)?|-hour)|\b(?:7|seven) days (?:a|per) week|/7\b"
    r"|\b(?:911|988|711)\b"
    r"|\b(?:100|one hundred|a hundred) ?(?:%|percent)|\b\d{1,2}(?::\d\d)? ?(?:a\.?m\b|p\.?m\b|o'clock)"
    r"|\b(?:at|by|until|after|before|around|from|to|and) (?:\d{1,2}|[a-z]+) (?:in the (?:morning|afternoon|evening)"
    r"|at night)"
    r"|\bone (?:in|out of) (?:every )?[\w-]+|\b(?:8|eight|10|ten|12|twelve)-hour (?:work)?(?:day|shift)|\b\d+ refills"
    r"|\btwenty-four[ -]hours?\b|\b(?:50/50|fifty[- ]fifty|20/20)\b|\bone in a million\b|\ba (?:hundred|thousand"
    r"|million) times\b"
    r"|\b(?:two|three|four|2|3|4)[ -](?:thirds?|quarters?|fifths?)\b|\btwo wrongs\b|\bone or two\b|\b(?:365"
    r"|three hundred sixty-five) days\b"
    r"|\b(?:the )?(?:19|20|21|twenty-first|twentieth)(?:st|th)? century\b|\bone hundred and one\b|\b24-7\b"
    r"|\b(?:at|in|by) one time\b|\bpeer[- ]to[- ]peer\b|\b(?:senate|assembly) bill (?:no\. ?)?\d+|\b(?:sb|ab"
    r"|apl) ?-?\d+(?:-\d+)?"
)
#: Words without which no idiom matches, and digits without which no telephone does.
_IDIOM_HINT: Final = re.compile(
    r"\d/\d|24|-hour|refills|one (?:in|out)|7 days|seven days|911|988|711|100|hundred|\dth\b|a\.?m\b|p\.?m\b|clock"
    r"|in the (?:morn|after|even)"
    r"|at night|twenty|50|fifty|million|thousand|third|quarter|fifth"
    r"|wrongs|one or|365|century|one time|peer|bill|\bsb|\bab|apl"
)
_THREE: Final = re.compile(r"\d{3}")
_ACT_YEAR: Final = re.compile(r"\bact,? (?:of|\() ?(?:19|20)\d\d\b")
#: A section of the Knox-Keene Act or its regulations, however its code is named.
_SECTION: Final = re.compile(
    r"(?<![\d.])1(?:3[4-9]\d(?:\.\d{1,3})?|300\.\d+(?:\.\d+)*)(?:\([a-z0-9]{1,4}\))*(?![\d,%]| ?(?:mg|ml|steps"
    r"|calories|dollars))"
)
_ENUMERATED: Final = re.compile(r"(?:[.)]|:) ?(?=[a-z\"'\[(])")

#: Time limits of procedure and of requests: numbers that the law gives or the writer asks for, not the case's.
_LIMITS: Final = {
    "day": {1, 2, 3, 4, 5, 7, 10, 14, 15, 20, 21, 30, 45, 60, 90, 120, 180, 240, 365},
    "hour": {24, 36, 48, 72},
    "month": {1, 2, 3, 4, 6, 12},
    "week": {1, 2, 4},
    "year": {1},
}
_PROCEDURE: Final = re.compile(
    r"\b(?:within|appeal(?:s|ed|ing)?|grievances?|respon[ds]\w*|decisions?|decide[ds]?|deadlines?|expedit\w+"
    r"|file[ds]?|filing"
    r"|request\w*|review\w*|notif\w+|notice|timel\w+|reply|answer\w*|law|laws|rules?|regulations?|statut\w+"
    r"|determination"
    r"|hearing|rights?|hear (?:back|from)|write back|let (?:me|us) know|acknowledg\w+|authori[sz]\w+|approv\w+|reverse"
    r"|§|c\.?f\.?r\b|ccr|code|submit\w*|must|days to|confirm|allowed|extension|require[sd]?|sooner|no later than"
    r"|receipt|dmhc|imr|state fair|business|calendar)\b"
)
#: What the patient went through: such a number is the case's even among words of procedure.
_HISTORY: Final = re.compile(
    r"\b(?:pain|symptoms?|hospital\w*|bleeding|surger\w+|suffer\w*|diagnos\w+|course of|took|taken|tried|failed"
    r"|therap(?:y|ies)"
    r"|ill|sick|waited|has had|have had|lived with|for the (?:past|last)|over the (?:past|last)|ago|nights?|lost"
    r"|stayed|spent)\b"
)
_EPSDT: Final = re.compile(r"\b(?:epsdt|medi-?cal|early and periodic|medicaid|child\w*|youth|minors?)\b")

#: Few of something are only counted if it is care or an event that is counted.
_COUNTED: Final = re.compile(
    r"[ -](?:[\w'-]+,? ){0,2}?(?P<noun>surger(?:y|ies)|operations?|procedures?|hospitali[sz]ations?|hospital stays?"
    r"|admissions?"
    r"|readmissions?|falls?|seizures?|episodes?|attacks?|flares?|flare-ups|relapses?|sessions?|injections?|shots"
    r"|rounds?|cycles?"
    r"|courses?|doses?|infusions?|transfusions?|biops(?:y|ies)|scans?|mris?|x-rays|miscarriages?|strokes?|fractures?"
    r"|visits?"
    r"|trips?|trials?|drugs?|medicines?|medications?|meds|treatments?|therap(?:y|ies)|biologics?|antibiotics?"
    r"|antidepressants?"
    r"|preventives?|options?|specialists?|physicians|doctors|surgeons|opinions|infections?|tumou?rs?|lesions?"
    r"|nodules?|masses"
    r"|concussions?|exacerbations?|crises|overdoses?|suicide attempts?|attempts|pregnanc(?:y|ies)|er visits?"
    r"|emergency|times|occasions)\b"
)
_TREATMENT_NOUN: Final = re.compile(
    r"drugs?|medicines?|medications?|meds|treatments?|therap(?:y|ies)|biologics?|antibiotics?|antidepressants?"
    r"|preventives?|options?"
    r"|trials?"
)
_MORE: Final = re.compile(
    r"\b(?:over|more than|greater than|above|at least|exceed\w*|older than|past|upwards of|no (?:less|fewer) than"
    r"|beyond) (?:the age of |age |\$)?$"
)
_LESS: Final = re.compile(
    r"\b(?:under|less than|fewer than|below|younger than|up to|at most|no more than|not (?:yet )?) ?(?:the age of "
    r"|age |\$)?$"
)
_OR_MORE: Final = re.compile(r" ?(?:\+|(?:years )?(?:or|and) (?:older|over|more|up|above))")
_ABOUT: Final = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|close to|some|over|more than|under|less than|just (?:over"
    r"|under)) $"
)
_DIFFERENCE: Final = re.compile(
    r"[ -](?:points?|pounds?|more|less|fewer|percentage points|further|additional|other|remaining|of the (?:hours"
    r"|days))\b|-(?:hour|day|point)\b"
)
#: Time that has not passed yet.
_TO_COME: Final = re.compile(
    r"\b(?:delay(?:s|ing)? (?:of|by|for)|another|wait(?:ing)? (?:of|for)|in (?:the|as little as)(?: next)?|the next"
    r"|coming|a further"
    r"|in just)(?: even| only| just| a mere| a few)? $"
)
_ASKED: Final = re.compile(r"[ -](?:more|additional|further|extra) ")
#: The units of a measurement that its number alone can stand for: "ALT of 92".
_LOOSE: Final = frozenset({"", "percent", "units", "angle", "money", "volume", "length", "mass", "lab"})


def _masked(letter: NormalText) -> list[tuple[int, int]]:
    """Return the places whose numbers are no claims: placeholders, telephones, law, idioms."""
    text = letter.text
    forms = (
        (_PLACEHOLDER, "[" in text),
        (PHONE, _THREE.search(text) is not None),
        (_WEB, "www." in text or "http" in text or "@" in text),
        (_IDIOM, _IDIOM_HINT.search(text) is not None),
        (_ACT_YEAR, "act" in text),
        (_SECTION, "13" in text),
    )
    spans = [match.span() for form, may in forms if may for match in form.finditer(text)]
    return spans + [(start, end) for _, _, start, end in statutes(letter)]


def is_lawful(letter: NormalText, one: Quantity) -> bool:
    """Tell whether a quantity is the procedure's or the letter's own: a time limit, an enumeration, an idiom."""
    text, start, end = letter.text, one.start, one.end
    rest, lead = text[end : end + 60], text[max(0, start - 24) : start]
    begin, stop = letter.sentence(start)
    sentence = text[begin:stop]
    if one.dim == "time":
        limit = _LIMITS.get(one.word.rstrip("s").replace("hr", "hour").replace("night", "x"))
        if (
            limit
            and one.raw in limit
            and _PROCEDURE.search(sentence)
            and not _HISTORY.search(text[max(begin, start - 30) : min(stop, end + 40)])
        ):
            return True
        if (
            _ASKED.match(rest)
            or _TO_COME.search(lead)
            or (limit and re.match(r" (?:calendar|business|working)\b", text[start:end][-20:]))
        ):
            return True
    if one.dim == "" and (
        period := re.match(r"\)?(?: \(\d+\))?[ -](?:calendar|business|working|full)[ -](day|hour|month)", rest)
    ):
        return one.raw in _LIMITS[period[1]]
    if one.dim in ("age", "") and one.value in (18, 19, 21, 26, 65) and _LESS.search(lead) and _EPSDT.search(sentence):
        return True
    if one.dim != "":
        return False
    if one.raw in set().union(*_LIMITS.values()) and re.match(
        r" \(\d+\)[ -](?:calendar |business |working )?(?:days|hours|months)", rest
    ):
        return True
    if re.match(r"[ -](?:more|additional|further|extra) (?:days?|weeks?|months?|sessions?|visits?|hours?)\b", rest):
        return True
    if (
        (letter.begins_line(start) or re.search(r"(?:^|[.:;!?,] |and )$", lead))
        and _ENUMERATED.match(rest)
        and one.value < 20
    ):
        return True
    if (
        re.match(r" ?\) ?", rest)
        and lead.endswith("(")
        and text[max(0, start - 40) : start - 2].rstrip()[-1:].isalpha()
        and one.value < 400
    ):
        # "thirty (30) days", "(2) the second reason"
        return True
    return bool(_ORDER.search(lead) and one.value < 20) or bool(_PARTS.match(rest) and one.value <= 12)


def _is_claim(letter: NormalText, one: Quantity) -> bool:
    text, rest = letter.text, letter.text[one.end : one.end + 60]
    if one.dim or one.value >= 5 or not one.value.is_integer():
        return True
    counted = _COUNTED.match(rest)
    if counted is None:
        return (
            text[one.start].isdigit()
            and one.value > 2
            and not _ANAPHORA.search(text[max(0, one.start - 24) : one.start])
        )
    return not _ANAPHORA.search(text[max(0, one.start - 24) : one.start])


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A quantity with the words around it that decide what it takes to ground it."""

    one: Quantity
    lead: str
    rest: str
    noun: str
    words: str


@dataclass(frozen=True)
class Known:
    """What a writer was given: quantities, the bucket of ages, how many treatments."""

    items: tuple[Quantity, ...]
    low: float
    high: float
    treatments: int

    def ages(self) -> list[tuple[float, float]]:
        """Return ranges in which the patient's age may lie: those stated, else the bucket."""
        stated = [(one.value, one.value) for one in self.items if one.dim == "age"]
        return stated + ([(self.low, self.high)] if self.high else [])


@lru_cache(maxsize=65536)
def _quantities_of(part: str) -> tuple[Quantity, ...]:
    letter = read(part)
    free = _masked(letter)
    return tuple(one for one in quantities(letter.text) if not any(a < one.end and one.start < b for a, b in free))


@lru_cache(maxsize=4096)
def known(view: str, denial: str) -> Known:
    """Return what stands in a view and a denial."""
    bucket = _BUCKET.search(view)
    low = float(bucket["low"]) if bucket else 0.0
    high = (float(bucket["high"]) if bucket["high"] else 120.0) if bucket else 0.0
    texts = [line for line in _BUCKET.sub("", view).splitlines() if line.strip()]
    texts += [part for _, part in split_parts(denial)]
    items = tuple(one for text in texts for one in _quantities_of(text))
    return Known(items, low, high, len(treatments_in(view) | treatments_in(denial)))


def _close(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-9


def _same(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities say the same: by value and dimension, or by number where one has no unit."""
    if one.dim == other.dim == "date":
        return same_date(one.parts, other.parts)  # type: ignore[arg-type]
    if "date" in (one.dim, other.dim):
        return False
    if one.dim == other.dim:
        if one.dim == "rank":
            return one.value == other.value and one.parts == other.parts
        tolerance = (
            0.005
            if one.word.rstrip("s") == other.word.rstrip("s")
            else {"time": 0.1, "mass": 0.02, "length": 0.02}.get(one.dim, 0.005)
        )
        return _close(one.value, other.value, tolerance)
    dims = {one.dim, other.dim}
    if dims == {"age", "time"}:
        time = one if one.dim == "time" else other
        age = other if one.dim == "time" else one
        return one.raw == other.raw and time.word[:1] == age.word[:1]
    if one.raw != other.raw:
        return False
    # A number without a unit may leave it to what was said before ("from 25 hours a week to ten"); a score may not.
    if one.dim == "" and other.dim in ("time", "age", "often") and not re.match(r" ?(?:out of|/|of \d)", one.word):
        return True
    if one.dim == "time" and other.dim == "" and re.match(r" ?(?:[.,;)]|and |$)", other.word):
        return True
    # "I am 57" and "57 y/o"; "five shots each day" and "five times a day"; "mg/L" and a number without its unit.
    if (one.dim, other.dim) in (("age", ""), ("", "often"), ("lab", "mass"), ("mass", "lab"), ("percent", "lab")):
        return True
    # A dose needs its unit; a number may leave it out.
    return "" in dims and dims <= _LOOSE and one.dim != "mass"


#: The last year that the data reaches.
_LATEST: Final = 2026


_OVER: Final = re.compile(r"(?:for )?(?:well )?(?:over|more than) ")


def _entailed(claimed: _Claimed, given: Known) -> bool:
    one, lead = claimed.one, claimed.lead
    if one.dim in ("age", "decade") and (given.high or given.ages()):
        ages = given.ages()
        if one.dim == "decade":
            span = 7.0 if one.value == 13 else 9.99
            return any(
                min(high, one.value + span) - max(low, one.value) >= (1 if low < high else 0) for low, high in ages
            )
        if _MORE.search(lead) or _OR_MORE.match(claimed.rest):
            return any(low >= one.value - 1 for low, _ in ages)
        if _LESS.search(lead):
            return any(high <= one.value + 1 for _, high in ages)
        if re.match(r"(?: ?-| to| and| through) ?\d", claimed.rest) or re.search(r"\d ?(?:-|to|and|through) ?$", lead):
            return one.value in (given.low, given.high)
    if one.dim in ("", "age", "time") and one.raw in (given.low, given.high) and given.high:
        behind, before = claimed.rest, claimed.lead
        if re.match(r"(?: ?- ?| to | and | through )\d", behind) or re.search(
            r"\d(?: ?- ?| to | and | through )$", before
        ):
            return True
    if one.dim == "time" and one.value >= 365 and (_MORE.search(lead) or _OVER.match(claimed.words)):
        # "Over ten years", of something that the view dates: no more can be told without the letter's own date.
        years = [other.parts[0] for other in given.items if other.dim == "date" and isinstance(other.parts[0], int)]
        if any(year + one.value / 365.25 <= _LATEST for year in years):
            return True
    same = [other for other in given.items if other.dim in (one.dim, "") or one.dim == ""]
    if _MORE.search(lead) and any(
        one.value <= other.value <= 1.6 * one.value for other in same if other.dim == one.dim
    ):
        return True
    if _LESS.search(lead) and any(
        one.value / 1.6 <= other.value <= one.value for other in same if other.dim == one.dim
    ):
        return True
    if _ABOUT.search(lead) and any(_close(one.value, other.value, 0.12) for other in same if other.dim == one.dim):
        return True
    if claimed.noun and _TREATMENT_NOUN.fullmatch(claimed.noun) and one.value <= given.treatments:
        return True
    if _DIFFERENCE.match(claimed.rest) or re.search(r"\bby $", lead):
        values = {other.raw for other in given.items if other.dim in ("", "percent", "mass", "time", "often", one.dim)}
        return any(_close(abs(a - b), one.raw, 1e-6) for a, b in combinations(values, 2))
    return False


class NumberNotInView(LocalCheck):
    """Every number in an appeal must be in what its writer saw.

    Rule: quantities (ages, doses, labs, durations, frequencies, percentages, money, dates, counts), in digits or
    words, are compared with those of the view and the denial by value and dimension; "eight weeks" is 56 days, "BID"
    twice a day, "stage III" stage 3. A number without a unit is compared by its value.
    Passes on purpose: the procedure's time limits and what the letter asks for, in a sentence that speaks of
    procedure; enumerations and counts of the letter's own reasons; placeholders, telephones, law; an age or decade
    that the view's bucket entails ("over 50" of 51-64); rounding behind "about"; a difference of two known numbers;
    "two drugs" where the view names two.
    Why: invented ages, doses, durations and dates are the commonest confabulation in fine-tuned appeals.
    Source: domain.md §5 (input sufficiency) and §7; Kiser et al. 2024.
    Limits: what a bare number counts is not compared (12 cores ground 12 visits); one to four of something are read
    only before nouns of care; ordinals, fractions and "half" are not read; an invented time limit in a sentence about
    procedure passes.
    """

    name = "number_not_in_view"
    version = 2
    kinds = ("appeal",)
    needs = ("view_text", "denial_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a digit, a number word, or a word that dates or counts."""
        return batch.parts.normal.str.contains(_HINT).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterable[Claim]:
        """Yield the quantities that are claims about the case."""
        return list(self._claims(part))

    def _claims(self, part: NormalText) -> Iterator[Claim]:
        free: list[tuple[int, int]] | None = None
        for one in quantities(part.text):
            if free is None:
                free = _masked(part)
            if any(a < one.end and one.start < b for a, b in free) or is_lawful(part, one) or not _is_claim(part, one):
                continue
            if one.dim == "twice" or one.word == "past" or (one.dim == "often" and one.raw == 1):
                continue
            rest = part.text[one.end : one.end + 60]
            counted = _COUNTED.match(rest)
            begin = part.sentence(one.start)[0]
            claimed = _Claimed(
                one,
                part.text[max(begin, one.start - 40) : one.start],
                rest,
                counted["noun"] if counted else "",
                part.text[one.start : one.end],
            )
            # What says what it is goes first: a bare number may still be the writer's own arithmetic.
            sure = one.dim not in ("", "time", "length") and not _MORE.search(claimed.lead)
            yield Claim(one.start, one.end, "has a number that is not in the view", key=claimed, rank=0 if sure else 1)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether neither the view nor the denial grounds the number."""
        return _ungrounded(claim.key, letter["view_text"], letter["denial_text"])


@lru_cache(maxsize=131072)
def _ungrounded(claimed: _Claimed, view: str, denial: str) -> bool:
    given = known(view, denial)
    counted = claimed.noun or ("times" if claimed.rest.startswith(" times") else "")
    if claimed.one.dim == "" and counted:
        grounded = any(_same_count(claimed.one, other, counted) for other in given.items)
    else:
        grounded = any(_same(claimed.one, other) for other in given.items)
    return not grounded and not _entailed(claimed, given)


#: Nouns that count the same thing, by how they begin.
_COUNT_OF: Final = (
    ("visit", "session", "treatment", "appointment", "therap", "pt ", "class", "trip"),
    ("surger", "operation", "procedure"),
    ("hospital", "admission", "readmission", "stay", "time"),
    (
        "episode",
        "attack",
        "flare",
        "relapse",
        "seizure",
        "low",
        "event",
        "time",
        "exacerb",
        "cris",
        "fall",
        "headache",
        "stroke",
        "severe",
    ),
    (
        "drug",
        "medic",
        "med",
        "biologic",
        "prevent",
        "antidepress",
        "antibiot",
        "treatment",
        "therap",
        "option",
        "agent",
        "trial",
        "dmard",
    ),
    ("injection", "shot", "dose", "infusion", "round", "cycle", "course", "time", "treatment", "block"),
    ("doctor", "specialist", "physician", "surgeon", "opinion"),
    ("biops", "core", "sample", "scan", "mri", "test", "x-ray", "lesion", "nodule", "mass", "tumor"),
)


def _same_count(one: Quantity, other: Quantity, noun: str) -> bool:
    """Tell whether a source counts as many of the same: "12 PT sessions" of "12 visits"."""
    if other.dim == "often":
        return one.raw == other.raw
    if other.dim not in ("", "twice") or one.raw != other.raw:
        return False
    if other.dim == "twice" and noun in ("times", "occasions"):
        return True
    behind = re.split(r"[.;:,]", other.word)[0] if other.dim == "" else other.word
    return (
        any(noun.startswith(names) and any(re.search(rf"\b{name}", behind) for name in names) for names in _COUNT_OF)
        or re.search(rf"\b{noun[:5]}", behind) is not None
    )


_HINT: Final = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|fourteen|fif|sixteen|seventeen"
    r"|eighteen"
    r"|nineteen|twenty|forty|fourty|fifty|sixty|seventy|eighty|ninety|dozen|hundred|thousand|million|twice|once|teens"
    r"|forties"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|fall|autumn|winter|stage|grade|type|class|decade)"
    r"|(?:thir|for|fif|six|seven|eigh|nine|twen)ties|\b(?:year|month|week)s?\b|\b[btq]\.?i\.?d\b"
)
