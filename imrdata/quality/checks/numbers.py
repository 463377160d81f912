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
from imrdata.quality.checks.number_claims import COUNTED, LESS, is_claim, is_lawful, masked
from imrdata.quality.checks.number_counts import same_count
from imrdata.quality.checks.number_sources import DAYS, Known, known, rate_of
from imrdata.quality.checks.number_sums import APPROXIMATE, derived
from imrdata.quality.dates import same_date
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.number_words import WORD_NUMBER, numbers
from imrdata.quality.quantities import Quantity, quantities

__all__ = ["NumberNotInView"]

_TREATMENT_NOUN: Final = re.compile(
    r"drugs?|medicines?|medications?|meds|treatments?|therap(?:y|ies)|biologics?|antibiotics?|antidepressants?"
    r"|preventives?|options?"
    r"|trials?"
)
_MORE: Final = re.compile(
    r"\b(?:over|more than|greater than|above|at least|better than|exceed\w*|older than|past|upwards of"
    r"|no (?:less|fewer) than"
    r"|beyond) (?:the age of |age |\$)?$|\bbetter than a $"
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
#: The units of a measurement that its number alone can stand for: "ALT of 92".
_LOOSE: Final = frozenset({"", "percent", "units", "angle", "money", "volume", "length", "mass", "lab"})


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A quantity with the words around it that decide what it takes to ground it."""

    one: Quantity
    lead: str
    rest: str
    noun: str
    words: str
    beside: tuple[Quantity, ...] = ()
    asked: bool = False
    reckons: bool = False
    told: bool = False


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
    if one.dim == "time" and other.dim == "often" and other.word == "every":
        return _close(one.value, 1 / other.value, 0.005)
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
    if one.dim == "time" and other.dim == "" and re.match(rf" ?(?:[.,;)]|and |$|[\w-]+ {one.word[:3]})", other.word):
        return True
    # "I am 57" and "57 y/o"; "five shots each day" and "five times a day"; "mg/L" and a number without its unit.
    if (one.dim, other.dim) == ("age", ""):
        return _COUNTS.match(other.word) is None
    if (one.dim, other.dim) in (("", "often"), ("lab", "mass"), ("mass", "lab"), ("percent", "lab")):
        return not {one.word, other.word} & _BODY_WEIGHT
    # A dose needs its unit; a number may leave it out.
    return "" in dims and dims <= _LOOSE and one.dim != "mass"


#: A bare number that counts something: no age.
_COUNTS: Final = re.compile(r"[ -](?!y\b|yo\b|and\b|or\b|at\b|in\b|when\b|with\b|now\b|male\b|female\b|who\b)[a-z]")
_BODY_WEIGHT: Final = frozenset(("lb", "lbs", "pound", "pounds", "kg", "kgs", "kilos", "kilogram", "kilograms"))
#: What the writer asks for, in the first person; what was asked before is the case's.
_ASKED: Final = re.compile(
    r"\b(?:(?:i|we) (?:\w+ )?(?:request|ask|seek|propose)|(?:i'm|i am|we're|we are) (?:\w+ )?(?:requesting|asking"
    r"|seeking)"
    r"|please (?:\w+ )?(?:approve|authori[sz]e|cover|allow|grant))\b"
)

#: A sentence that may say what the denial says.
_TOLD: Final = re.compile(
    r"[\"\u201c]|\b(?:you|yours?|(?:the|its) (?:plan|letter|denial|notice|insurer|insurance|reviewer|criteri\w+|rules?"
    r"|polic\w+|guidelines?|limit|threshold|requirement)|den(?:y|ied)|approv\w+|requested|criteri\w+)\b"
)
#: The law's time limits, in days, which a letter may name wherever it likes.
_LIMITS: Final = frozenset({1.0, 3.0, 5.0, 10.0, 14.0, 15.0, 30.0, 45.0, 60.0, 120.0, 180.0})
#: A sentence that adds up or takes off.
_RECKONS: Final = re.compile(
    r"\b(?:makes?|made|plus|together|altogether|in all|combined|total\w*|sum|adds?|added|comes? to|came to"
    r"|amounts? to|leaves?"
    r"|minus|gained|lost|rose|fell|dropped|grew|shrank|difference|that is|that's)\b"
)
#: The last year that the data reaches.
_LATEST: Final = 2026


_OVER: Final = re.compile(r"(?:for )?(?:well )?(?:over|more than) ")
#: The unit of one, rounded: "almost a year" of ten months, "more than a year" of fourteen.
_NEARLY: Final = re.compile(r"(?:for )?(?:nearly|almost|about|the better part of|close to) ")
#: "25 mg twice a day": what each dose is.
_DOSED: Final = re.compile(r",? (?:[\w'-]+ ){0,3}?(?:once|twice|\w+ times|every|each (?:morning|night))\b")
_RISE: Final = re.compile(r"\b(?:by|(?:rise|fall|drop|increase|decrease|gain|loss|difference|gap|jump) of) $")
_CHANGE: Final = re.compile(r"\b(?:gain|los|rise|rose|fell|drop|grew|shrank|by|more|less|heavier|lighter|difference)")
_EACH: Final = re.compile(
    r"\b(?:(?:an?|per|each|every|in the)(?: whole| single)? (?P<period>day|night|week|month|year)|daily|in all|in total"
    r"|altogether|in (?:24|twenty-four) hours)\b"
)
_RUN: Final = re.compile(rf"(?:,(?: then| and)? (?:\d+|{WORD_NUMBER})){{1,}}")
_CLIMBING: Final = re.compile(rf"(?:\d|{WORD_NUMBER}), (?:then )?$")
_AGO: Final = re.compile(r" (?:ago|earlier|back|before|later|after|on)\b")


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
        if LESS.search(lead):
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
    over = _OVER.match(claimed.words)
    if one.dim == "time" and (over or _NEARLY.match(claimed.words)):
        low, high = (1.0, 1.7) if over else (0.7, 1.05)
        if any(low <= other.value / one.value <= high for other in given.items if other.dim == "time"):
            return True
    if one.dim == "time" and one.value >= 365 and _AGO.match(claimed.rest) and _since(one, given):
        return True
    rest = re.split(r"[.;]", claimed.rest)[0]
    if (period := _EACH.search(rest)) and not _DOSED.match(rest):
        days = DAYS.get(period["period"] or "day", 1.0)
        if any(
            other.dim == f"{one.dim} a period" and other.raw == days and _close(one.value, other.value, 0.01)
            for other in given.restated
        ):
            return True
    if one.dim == "time" and one.word[:1] == "y" and _between_ages(one, given):
        return True
    if one.dim == "time" and one.value >= 28 and _between_dates(one, given):
        return True
    if one.dim == "date" and _years_off(one, given):
        return True
    if one.dim == "percent" and _share(one, given):
        return True
    if one.dim == "rank" and _obesity(claimed, given):
        return True
    if any(other.dim == one.dim and _close(one.value, other.value, 0.005) for other in given.joined):
        return True
    if one.dim in ("", "time") and _climbs(claimed, given):
        return True
    if one.dim == "" and claimed.noun and one.value <= 4 and _listed(claimed, given):
        return True
    same = [other for other in given.items if other.dim in (one.dim, "") or one.dim == ""]
    if _MORE.search(lead) and any(
        one.value <= other.value <= 1.6 * one.value for other in same if other.dim == one.dim
    ):
        return True
    # A dose that is "up to" so much is so much.
    if (
        LESS.search(lead)
        and one.dim != "mass"
        and any(one.value / 1.6 <= other.value <= one.value for other in same if other.dim == one.dim)
    ):
        return True
    if _ABOUT.search(lead) and any(_close(one.value, other.value, 0.12) for other in same if other.dim == one.dim):
        return True
    if one.dim == "" and _bounded(claimed, given):
        return True
    grounded = [
        rate_of(other)
        for other in claimed.beside
        if any(_same(other, item) or _same(rate_of(other), item) for item in given.rates)
    ]
    grounded += [other for other in claimed.beside if other.dim == "time" and other.word == "day" and other.raw <= 7]
    if derived(
        one, grounded, about=bool(_ABOUT.search(lead) or APPROXIMATE.match(claimed.rest)), reckons=claimed.reckons
    ):
        return True
    if claimed.reckons and one.dim in ("mass", "length", "volume", "percent") and _CHANGE.search(lead + claimed.rest):
        values = {other.value for other in given.items if other.dim == one.dim}
        if any(_close(abs(a - b), one.value, 0.02) for a, b in combinations(values, 2)):
            return True
    # How long and how often the writer asks for is the writer's to say, unless the request says it.
    if claimed.asked and one.dim in ("time", "often") and one.dim not in given.requested:
        return True
    if claimed.noun and _TREATMENT_NOUN.fullmatch(claimed.noun) and one.value <= given.treatments:
        return True
    if _DIFFERENCE.match(claimed.rest) or _RISE.search(lead):
        dims = ("", "percent", "mass", "time", "often", "lab", one.dim)
        values = {other.raw for other in given.items if other.dim in dims}
        return any(_close(abs(a - b), one.raw, 1e-6) for a, b in combinations(values, 2))
    return False


def _between_dates(one: Quantity, given: Known) -> bool:
    """Tell whether a span lies between two known months."""
    months = {
        year * 12 + month
        for other in given.items
        if other.dim == "date"
        for year, month, *_ in [other.parts]
        if isinstance(year, int) and isinstance(month, int)
    }
    span = one.value / (365.25 / 12)
    return any(abs(abs(a - b) - span) <= max(0.6, 0.03 * span) for a, b in combinations(months, 2))


def _years_off(one: Quantity, given: Known) -> bool:
    """Tell whether a year lies as many years off a known one as the view says: "six years, until 2022"."""
    spans = {round(other.raw) for other in given.items if other.dim == "time" and other.word[:1] == "y"}
    years = {other.parts[0] for other in given.items if other.dim == "date"}
    year, *rest = one.parts
    return not any(rest) and any(isinstance(a, int) and year in (a - b, a + b) for a in years for b in spans)


_INDEX: Final = re.compile(
    r"body mass index (?:is|was|of) (?:now )?(\d\d(?:\.\d+)?)|\bbmi (?:is|was|of) (\d\d(?:\.\d+)?)"
)


def _obesity(claimed: _Claimed, given: Known) -> bool:
    """Tell whether a class of obesity is that of a body mass index that is known."""
    if claimed.one.parts != ("class",) or " obes" not in claimed.rest[:16]:
        return False
    indices = [float(found[1] or found[2]) for text in given.texts for found in _INDEX.finditer(text.lower())]
    return any(min(3, max(0, (index - 25) // 5)) == claimed.one.value for index in indices)


def _climbs(claimed: _Claimed, given: Known) -> bool:
    """Tell whether a number is on the way to a known one: "five minutes, ten, twenty, forty"."""
    run = _RUN.match(claimed.rest)
    values = [value for value, _, _ in numbers(run[0])] if run else []
    return (
        len(values) > (0 if _CLIMBING.search(claimed.lead) else 1)
        and [claimed.one.raw, *values] == sorted({claimed.one.raw, *values})
        and any(other.raw == values[-1] and other.dim in ("time", "") for other in given.items)
    )


def _share(one: Quantity, given: Known) -> bool:
    """Tell whether so many per cent are what is left, or has gone, between two rates or sizes that are known."""
    return any(
        _close(one.value, 100 * part, 0.02)
        for dim in ("often", "length", "mass")
        for a, b in combinations({other.value for other in given.items if other.dim == dim}, 2)
        for part in (min(a, b) / max(a, b, 1e-9), 1 - min(a, b) / max(a, b, 1e-9))
    )


def _between_ages(one: Quantity, given: Known) -> bool:
    """Tell whether so many years lie between two ages that are known: "at 19" of somebody who is 27."""
    ages = {other.value for other in given.items if other.dim == "age"}
    return any(_close(abs(a - b), one.raw, 1e-6) for a, b in combinations(ages, 2))


def _listed(claimed: _Claimed, given: Known) -> bool:
    """Tell whether a sentence dates as many of what is counted: "relapses in August 2022 and March 2023" are two."""
    return any(claimed.noun[:5] in text and dated >= claimed.one.value for text, dated in given.dated)


def _since(one: Quantity, given: Known) -> bool:
    """Tell whether so many years lie between two known years, or between one and the two years after the last."""
    years = [other.parts[0] for other in given.items if other.dim == "date" and isinstance(other.parts[0], int)]
    span = round(one.value / 365.25)
    return any(max(years) <= year + span <= max(years) + 2 for year in years if year < max(years))


_NOUN: Final = re.compile(r" (?!yet\b|and\b|or\b|but\b|so\b|in\b|at\b|on\b|now\b|when\b|last\b|by\b)[a-z]{3}")


def _bounded(claimed: _Claimed, given: Known) -> bool:
    """Tell whether a bare number only bounds or rounds one that is known with its unit: "88 pounds, under ninety"."""
    raw = claimed.one.raw
    # "About 200 words" is bounded by a number of words, not of days.
    dims = ("",) if _NOUN.match(claimed.rest) else ("age", "mass", "length", "time", "percent", "")
    values = [other.raw for other in given.items if other.dim in dims]
    if LESS.search(claimed.lead):
        return any(0.88 * raw <= value <= raw for value in values)
    if _MORE.search(claimed.lead):
        return any(raw <= value <= 1.12 * raw for value in values)
    return bool(_ABOUT.search(claimed.lead)) and any(_close(value, raw, 0.12) for value in values)


class NumberNotInView(LocalCheck):
    """Every number in an appeal must be in what its writer saw.

    Rule: quantities (ages, doses, labs, durations, frequencies, percentages, money, dates, counts), in digits or
    words, are compared with those of the view and the denial by value and dimension; "eight weeks" is 56 days, "BID"
    twice a day, "stage III" stage 3. A number without a unit is compared by its value.
    Passes on purpose: the procedure's time limits and what the letter asks for, in a sentence that speaks of
    procedure; enumerations and counts of the letter's own reasons; placeholders, telephones, law; yardsticks ("the
    average is 100"); an age or decade that the view's ages or bucket entail ("over 50" of 51-64); rounding behind
    "about"; a difference of two known numbers; what follows from known numbers (a day's dose from "750 mg twice daily",
    years between two known ages or dates, a sum in a sentence that adds up); how long or how often a request asks for,
    where the view's request does not say; a sum, difference or share of two numbers of one line of the view
    ("from 125 to 112 pounds" of 112 and 13 lost); a rate within a stated range; "two drugs" where the view names two;
    where the denial is not known, the law's time limits and sentences that may say what it says.
    Why: invented ages, doses, durations and dates are the commonest confabulation in fine-tuned appeals.
    Source: domain.md §5 (input sufficiency) and §7; Kiser et al. 2024.
    Limits: what a bare number counts is not compared (12 cores ground 12 visits); one to four of something are read
    only before nouns of care; ordinals, fractions and "half" are not read; an invented time limit in a sentence about
    procedure passes.
    """

    name = "number_not_in_view"
    version = 5
    kinds = ("appeal",)
    needs = ("view_text",)
    reads = ("view_text", "denial_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a digit, a number word, or a word that dates or counts."""
        return batch.parts.normal.str.contains(_HINT).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterable[Claim]:
        """Yield the quantities that are claims about the case."""
        return list(self._claims(part))

    def _claims(self, part: NormalText) -> Iterator[Claim]:
        free: list[tuple[int, int]] | None = None
        every = quantities(part.text)
        for one in every:
            if one.dim == "twice" or one.word == "past" or (one.dim == "often" and one.raw == 1):
                continue
            if not is_claim(part, one) or is_lawful(part, one):
                continue
            if free is None:
                free = masked(part)
            if any(a < one.end and one.start < b for a, b in free):
                continue
            rest = part.text[one.end : one.end + 100]
            counted = COUNTED.match(rest)
            begin, stop = part.sentence(one.start)
            claimed = _Claimed(
                one,
                part.text[max(begin, one.start - 40) : one.start],
                rest,
                counted["noun"] if counted else "",
                part.text[one.start : one.end],
                tuple(other for other in every if begin <= other.start < stop and other is not one),
                _ASKED.search(part.text, begin, one.start) is not None,
                _RECKONS.search(part.text, begin, stop) is not None,
                _TOLD.search(part.text, begin, stop) is not None,
            )
            # What says what it is goes first: a bare number may still be the writer's own arithmetic.
            sure = one.dim not in ("", "time", "length") and not _MORE.search(claimed.lead)
            yield Claim(one.start, one.end, "has a number that is not in the view", key=claimed, rank=0 if sure else 1)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether neither the view nor the denial grounds the number."""
        return _ungrounded(claim.key, letter["view_text"], letter.get("denial_text") or "")


@lru_cache(maxsize=131072)
def _ungrounded(claimed: _Claimed, view: str, denial: str) -> bool:
    # Where the denial is not known, what may be its words is left alone.
    if not denial and (claimed.told or (claimed.one.dim == "time" and claimed.one.value in _LIMITS)):
        return False
    given = known(view, denial)
    counted = claimed.noun or ("times" if claimed.rest.startswith(" times") else "")
    if claimed.one.dim == "" and counted:
        rate = rate_of(claimed.one)
        grounded = any(same_count(claimed.one, other, counted) for other in given.items) or (
            rate is not claimed.one and any(_same(rate, other) for other in given.restated)
        )
    else:
        rate = rate_of(claimed.one)
        grounded = any(_same(claimed.one, other) or _same(rate, other) for other in given.rates)
    return not grounded and not _entailed(claimed, given)


_HINT: Final = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|fourteen|fif|sixteen|seventeen"
    r"|eighteen"
    r"|nineteen|twenty|forty|fourty|fifty|sixty|seventy|eighty|ninety|dozen|hundred|thousand|million|twice|once|teens"
    r"|forties"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|fall|autumn|winter|stage|grade|type|class|decade)"
    r"|(?:thir|for|fif|six|seven|eigh|nine|twen)ties|\b[btq]\.?i\.?d\b"
    r"|\b(?:an?|past|last|previous|preceding|prior|other)(?: (?:full|whole|entire|solid))?[ -]?(?:year|month|week)"
)
