"""What follows from the numbers that a writer was given, without being among them.

In: a `Claimed` quantity and what is `Known`. Out: whether the one follows. Each rule is a function; `follows` asks them
all. What a sentence works out from its own numbers is for `imrdata.quality.checks.number_sums`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Final

from imrdata.quality.checks.number_counts import counted_out
from imrdata.quality.checks.number_kinds import LESS
from imrdata.quality.checks.number_sources import DAYS, Known, rate_of
from imrdata.quality.checks.number_sums import APPROXIMATE
from imrdata.quality.quantities import Quantity

__all__ = ["ABOUT", "MORE", "Claimed", "close", "follows"]

MORE: Final = re.compile(
    r"\b(?:over|more than|greater than|above|at least|better than|exceed\w*|older than|past|upwards of"
    r"|no (?:less|fewer) than|beyond) (?:the age of |age |\$)?$|\bbetter than a $"
)
ABOUT: Final = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|close to|some|over|more than|under|less than|just (?:over"
    r"|under)) $"
)
#: "25 mg twice a day": what each dose is.
_DOSED: Final = re.compile(r",? (?:[\w'-]+ ){0,3}?(?:once|twice|\w+ times|every|each (?:morning|night))\b")
_EACH: Final = re.compile(
    r"\b(?:(?:an?|per|each|every|(?:in|over) the)(?: whole| single)? (?P<period>day|night|week|month|year)|daily|in all"
    r"|in total|altogether|between (?:morning|breakfast|waking) and (?:night|bed\w*|evening)"
    r"|in (?:24|twenty-four) hours)\b"
)
_DIFFERENCE: Final = re.compile(
    r"[ -](?:points?|pounds?|more|less|fewer|percentage points|further|additional|other|remaining|of the (?:hours"
    r"|days))\b|-(?:hour|day|point)\b"
)
_RISE: Final = re.compile(
    r"\b(?:by|(?:rise|fall|drop|increase|decrease|gain|loss|difference|gap|jump|range|spread|swing|span|distance) of) $"
)
_MOVED: Final = re.compile(
    r"\b(?:(?:went|gone|goes|moved|crept|shot) (?:up|down|on)|rose|risen|fell|fallen|dropped|climbed|grew|grown|shrank"
    r"|worsened|progressed|advanced) (?:another |a further |up |down )?$"
)
_TREATMENT: Final = re.compile(
    r"drugs?|medicines?|medications?|meds|treatments?|therap(?:y|ies)|biologics?|antibiotics?|antidepressants?|inhalers?"
    r"|preventives?|options?|trials?|tablets?|pills?|capsules?"
)
#: The last year that the data reaches.
_LATEST: Final = 2026
_YEAR: Final = 365.25
#: Where the buckets of ages tell the young from the grown.
_YOUNG: Final = 20
#: By how many years a parent is older, at the least.
_APART: Final = 15


@dataclass(frozen=True, slots=True)
class Claimed:
    """A quantity with the words around it that decide what it takes to ground it.

    Attributes
    ----------
    one, kind
        The quantity and its kind, as `kind_of` tells it.
    lead, rest, words
        What stands before and behind it, and itself.
    noun
        What it counts.
    beside
        The other quantities of its sentence.
    asked, reckons, told
        Whether its sentence asks for something in the first person, adds up or takes off, may say what the denial says.
    drug
        The drug whose dose it is.
    """

    one: Quantity
    kind: str
    lead: str
    rest: str
    words: str
    noun: str = ""
    beside: tuple[Quantity, ...] = ()
    asked: bool = False
    reckons: bool = False
    told: bool = False
    drug: str = ""


def close(a: float, b: float, tolerance: float) -> bool:
    """Tell whether two values differ by no more than a part of the larger."""
    return abs(a - b) <= tolerance * max(abs(a), abs(b)) + 1e-9


def follows(claimed: Claimed, given: Known) -> bool:
    """Tell whether a quantity follows from what is known."""
    return any(rule(claimed, given) for rule in RULES)


# ------------------------------------------------------------------------------------------------------------- ages


def _decade(claimed: Claimed, given: Known) -> bool:
    """A decade that an age or the bucket of ages lies in."""
    one = claimed.one
    span = 7.0 if one.value == 13 else 9.99
    spans = [*given.ages(), *((age, age) for text, _ in given.lines for age in _aged_then(text))]
    return one.dim == "decade" and any(
        min(high, one.value + span) - max(low, one.value) >= (1 if low < high else 0) for low, high in spans
    )


def _aged_then(text: str) -> list[float]:
    """Return the ages at which something was: "two operations at 24 and 27"."""
    return [float(one) for found in _AT_AGE.finditer(text) for one in found.groups() if one]


_AT_AGE: Final = re.compile(r"\bat (?:age |ages |the age of )?(\d\d)(?:,? (?:and|or) (\d\d))?(?![\d.%]| ?[a-z])")
_NEXT_BIRTHDAY: Final = re.compile(r"\b(?:turn|turns|turning|will be|'ll be) $")


def _age_bound(claimed: Claimed, given: Known) -> bool:
    """A bound of a known age: "over 50" of 51 to 64."""
    one = claimed.one
    if one.dim != "age":
        return False
    if one.word == "birthday":
        # It has been, or it is to come: then `kind_of` makes no claim of it.
        return any(high >= one.value for _, high in given.ages())
    if MORE.search(claimed.lead):
        return any(low >= one.value - 1 for low, _ in given.ages())
    if _NEXT_BIRTHDAY.search(claimed.lead):
        return any(low <= one.value <= high + 1 for low, high in given.ages())
    return bool(LESS.search(claimed.lead)) and any(high <= one.value + 1 for _, high in given.ages())


_CHILD: Final = re.compile(
    r"\b(?:my|our) (?:[\w-]+ )?(?:son|daughter|child|kid|boy|girl|baby)\b|^[ -](?:son|daughter|boy|girl|child|kid)\b"
    r"|\b(?:have|got|raise|raising) an? $"
)
_HER: Final = re.compile(r"\b(?:mother|mom|wife|daughter|sister|aunt|niece|grandmother)\b")
_HIM: Final = re.compile(r"\b(?:father|dad|husband|son|brother|uncle|nephew|grandfather)\b")
_SEX: Final = re.compile(r"\b(?:(?P<her>female|woman|girl)|male|man|boy)\b")


def _aged(claimed: Claimed, given: Known) -> bool:
    """An age as many years before a known one as the view says: "since I was 34" of one who is 52, ill for 18 years."""
    ages = {other.raw for other in given.items if other.dim == "age" and other.word == "y"}
    spans = {other.raw for other in given.items if other.dim == "time" and other.word[:1] == "y"}
    return claimed.one.dim == "age" and any(claimed.one.raw == age - span for age in ages for span in spans)


def _between_ages(claimed: Claimed, given: Known) -> bool:
    """The years from one known age to another, or to the second number of a span of ages: "from age 13 to 16"."""
    if claimed.one.dim != "time" or claimed.one.word[:1] != "y":
        return False
    ages = {other.raw for other in given.items if other.dim == "age" and other.word == "y"}
    return any(abs(a - b) == claimed.one.raw for a, b in combinations(ages, 2)) or any(
        abs(a.raw - b.raw) == claimed.one.raw
        for _, items in given.lines
        for a, b in pairwise(items)
        if a.dim == "age" and b.dim in ("age", "") and b.start - a.end < len(" until the age of ")
    )


_FELL_ILL: Final = re.compile(r"\b(?:attacks?|strokes?|died|cancer|diagnos\w+|began|begun|started)\b")


def _of_another(claimed: Claimed, given: Known) -> bool:
    """Not the patient's age: a grown writer's in a child's case, a child's in a grown one's, one of the other sex."""
    one, lead = claimed.one, claimed.lead
    if one.dim != "age" or _FELL_ILL.search(lead + claimed.rest):
        return False
    if (
        given.high
        and given.high <= _YOUNG
        and one.value > _YOUNG
        and not re.search(r"\b(?:he|she|patient) (?:is|was) $", lead)
    ):
        return True
    if (
        given.low > _YOUNG
        and one.value <= max(_YOUNG, given.low - _APART)
        and (_CHILD.search(lead) or _CHILD.search(claimed.rest) or re.search(r"\b(?:my|our) $", lead))
    ):
        return True
    sex = _SEX.search(given.texts[0].lower())
    return bool(sex and (_HIM if sex["her"] else _HER).search(lead) and not (_HER if sex["her"] else _HIM).search(lead))


def _bucket(claimed: Claimed, given: Known) -> bool:
    """The bucket itself: "51 to 64"."""
    return (
        claimed.one.dim in ("", "age", "time")
        and bool(given.high)
        and claimed.one.raw in (given.low, given.high)
        and bool(
            re.match(r"(?: ?- ?| to | and | through )\d", claimed.rest)
            or re.search(r"\d(?: ?- ?| to | and | through )$", claimed.lead)
        )
    )


# --------------------------------------------------------------------------------------------------- time and dates


def _years(given: Known) -> list[int]:
    return [year for other in given.items if other.dim == "date" and isinstance(year := other.parts[0], int)]


#: How near a span told in passing comes to what it is rounded from.
_ROUND: Final = 0.07


def _roughly_as_long(claimed: Claimed, given: Known) -> bool:
    """A span near a known one, or near the sum or difference of two: people round them, and reckon from day to day."""
    if claimed.kind != "duration":
        return False
    spans = {other.value for other in given.items if other.dim == "time"}
    reckoned = {value for a, b in combinations(spans, 2) for value in (a + b, abs(a - b))}
    return any(close(claimed.one.value, span, _ROUND) for span in spans | reckoned)


_OVER: Final = re.compile(r"(?:for )?(?:well )?(?:over|more than) ")


def _more_than_since(claimed: Claimed, given: Known) -> bool:
    """More than so many years, of something that the view dates: no letter bears its own date."""
    one = claimed.one
    return (
        one.dim == "time"
        and one.value >= 365
        and bool(MORE.search(claimed.lead) or _OVER.match(claimed.words))
        and any(year + one.value / _YEAR <= _LATEST for year in _years(given))
    )


def _between_dates(claimed: Claimed, given: Known) -> bool:
    """A span that lies between two known months, or years."""
    one = claimed.one
    if one.dim == "age" and one.word in ("m", "w"):
        # "Two months old" may be said of what was reached then.
        value = one.value * _YEAR
    elif one.dim == "time" and one.word[:1] != "d":
        value = one.value
    else:
        return False
    if value < 28:
        return False
    months = {
        year * 12 + month
        for other in given.items
        if other.dim == "date"
        for year, month, *_ in [other.parts]
        if isinstance(year, int) and isinstance(month, int)
    }
    span = value / (_YEAR / 12)
    return any(abs(abs(a - b) - span) <= max(0.6, 0.03 * span) for a, b in combinations(months, 2)) or (
        one.word[:1] == "y" and any(abs(a - b) == one.raw for a, b in combinations(set(_years(given)), 2))
    )


_FROM: Final = re.compile(r" (?:before|after|later|earlier|since|from|until)\b|-")


def _days_between(claimed: Claimed, given: Known) -> bool:
    """The days or weeks from one known day to another: "six days after the stroke"."""
    one = claimed.one
    dated = any(other.dim == "date" for other in claimed.beside)
    if one.dim != "time" or one.word[:1] not in "dnw" or not (dated or _FROM.match(claimed.rest)):
        return False
    days = {
        date(year if isinstance(year, int) else default, month, day).toordinal()
        for default in _years(given)
        for other in given.items
        if other.dim == "date"
        for year, month, day, *_ in [other.parts]
        if isinstance(month, int) and isinstance(day, int) and day <= monthrange(default, month)[1]
    }
    return any(abs(abs(a - b) - one.value) <= (0 if one.value < 14 else 3) for a, b in combinations(days, 2))


_NEXT_DAY: Final = re.compile(r"\b(?:next|following) (?:day|morning)\b|\bthe day (?:after|before)\b")
_DAYS_LATER: Final = re.compile(r"\b(?:days|nights) (?:later|after|before|earlier)\b")


def _days_off(claimed: Claimed, given: Known) -> bool:
    """A day as many days off a known one as the view says: "May 3" of a fall on May 2 and surgery the next day."""
    month, day = claimed.one.parts[1:3] if claimed.one.dim == "date" else (None, None)
    if not (isinstance(month, int) and isinstance(day, int)):
        return False
    spans = {
        round(other.value)
        for text, items in given.lines
        if _DAYS_LATER.search(text)
        for other in items
        if other.dim == "time" and other.word[:1] in "dn"
    }
    spans |= {1} if any(_NEXT_DAY.search(text.lower()) for text in given.texts) else set()
    return any(
        other.parts[1] == month and isinstance(other.parts[2], int) and abs(other.parts[2] - day) in spans
        for other in given.items
        if other.dim == "date"
    )


def _years_off(claimed: Claimed, given: Known) -> bool:
    """A year as many years off a known one as the view says: "six years, until 2022"."""
    if claimed.one.dim != "date":
        return False
    spans = {round(other.raw) for other in given.items if other.dim == "time" and other.word[:1] == "y"}
    year, *rest = claimed.one.parts
    return not any(rest) and any(year in (a - b, a + b) for a in _years(given) for b in spans)


#: What a writer offers beside the treatment.
_LOOKED_AT: Final = re.compile(
    r"\b(?:re-?\w+ing|re-?tests?|re-?checks?|reports?|reviews?|looks?|scores?|progress|re-?evaluations?)\b"
)


def _asked(claimed: Claimed, given: Known) -> bool:
    """How long and how often the writer asks for is the writer's to say, unless the request says it."""
    return (
        claimed.asked
        and claimed.one.dim in ("time", "often")
        and (claimed.one.dim not in given.requested or _LOOKED_AT.search(claimed.lead) is not None)
    )


# ---------------------------------------------------------------------------------------------- doses and measures


def _each_period(claimed: Claimed, given: Known) -> bool:
    """A day's dose, of doses and how often they are taken."""
    rest = re.split(r"[.;]", claimed.rest)[0]
    period = _EACH.search(rest)
    if not (period or claimed.reckons) or _DOSED.match(rest):
        return False
    days = DAYS.get((period and period["period"]) or "day", 1.0)
    return any(
        other.dim == f"{claimed.one.dim} a period" and other.raw == days and close(claimed.one.value, other.value, 0.01)
        for other in given.restated
    )


_EITHER: Final = re.compile(r"\b(?:each|either) (?:side|breast|eye|ear|knee|hip|arm|leg|hand|foot)\b")
_OF_ALL: Final = re.compile(r" of (?:the |these |those |his |her |my )?(\d+)\b")


def _the_others(claimed: Claimed, given: Known) -> bool:
    """As many as are left of a known whole: "nineteen of the 21 nodes were free" of two of 21 that were not."""
    whole = _OF_ALL.match(claimed.rest)
    return whole is not None and any(
        {float(whole[1]), float(whole[1]) - claimed.one.raw} <= {other.raw for other in items}
        for _, items in given.lines
    )


_ALTOGETHER: Final = re.compile(r"[\w, ]{0,24}\b(?:in all|in total|altogether)\b")


def _in_all(claimed: Claimed, given: Known) -> bool:
    """As many known doses as the sentence says: "five times, 50 mg altogether" of doses of 10 mg."""
    one = claimed.one
    if one.dim != "mass" or not (claimed.reckons or _ALTOGETHER.match(claimed.rest)):
        return False
    said = {other.raw for other in claimed.beside if other.dim in ("", "often")}
    said |= {2.0} if _EITHER.search(claimed.lead) else set()
    return any(
        close(one.value, often * other.value, 0.001)
        for _, items in given.lines
        for other in items
        if other.dim == "mass"
        for often in said | {beside.raw for beside in items if beside.dim == ""}
    )


def _weighed(claimed: Claimed, given: Known) -> bool:
    """What was gained or lost between two known weights, wherever the view has them."""
    if claimed.one.word not in ("pound", "pounds", "lb", "lbs", "kg", "kilos", "kilograms"):
        return False
    weights = {other.raw for other in given.items if other.word[:2] == claimed.one.word[:2]}
    return any(abs(a - b) == claimed.one.raw for a, b in combinations(weights, 2))


_LEFT: Final = re.compile(r"^[^.;]*\b(?:still|left|remain\w*|rest|others?)\b")


def _share(claimed: Claimed, given: Known) -> bool:
    """So many per cent as are left, or have gone, of the whole or between two rates or sizes that are known."""
    if claimed.one.dim != "percent":
        return False
    if _LEFT.search(claimed.rest) and any(
        other.dim == "percent" and close(claimed.one.value, 100 - other.value, 1e-6) for other in given.items
    ):
        return True
    return any(
        close(claimed.one.value, 100 * part, 0.02)
        for dim in ("often", "length", "mass")
        for a, b in combinations({other.value for other in given.items if other.dim == dim}, 2)
        for part in (min(a, b) / max(a, b, 1e-9), 1 - min(a, b) / max(a, b, 1e-9))
    )


def _driven(claimed: Claimed, given: Known) -> bool:
    """A known distance there and back, once or as often as the sentence says."""
    one = claimed.one
    trips = {1.0} | {other.raw for other in claimed.beside if other.dim == ""}
    return one.dim == "length" and any(
        close(one.value, ways * often * other.value, 0.01)
        for other in given.items
        if other.dim == "length" and other.word[:4] in ("mile", "kilo", "km")
        for ways in (1, 2)
        for often in trips
    )


_BY_HOUR: Final = re.compile(r" (?:\w+ )?(?:events?|episodes?|times|pauses?|interruptions?)\b[^.;]{0,24} hour\b")


def _index_of_events(claimed: Claimed, given: Known) -> bool:
    """Events by the hour, which the view calls an index: "3 events an hour" of an apnea-hypopnea index of 3."""
    return bool(_BY_HOUR.match(claimed.rest)) and any(
        other.dim == "" and other.raw == claimed.one.raw and " index" in text
        for text, items in given.lines
        for other in items
    )


_INDEX: Final = re.compile(
    r"body mass index (?:is|was|of) (?:now )?(\d\d(?:\.\d+)?)|\bbmi (?:is|was|of) (\d\d(?:\.\d+)?)"
)


def _obesity(claimed: Claimed, given: Known) -> bool:
    """A class of obesity, of a body mass index that is known."""
    if claimed.one.parts != ("class",) or " obes" not in claimed.rest[:16]:
        return False
    indices = [float(found[1] or found[2]) for text in given.texts for found in _INDEX.finditer(text.lower())]
    return any(min(3, max(0, (index - 25) // 5)) == claimed.one.value for index in indices)


def _joined(claimed: Claimed, given: Known) -> bool:
    """A sum or difference of two quantities of one text: a weight now and what was lost."""
    return any(other.dim == claimed.one.dim and close(claimed.one.value, other.value, 0.005) for other in given.joined)


def _bounded(claimed: Claimed, given: Known) -> bool:
    """A bound or a round number near a known one: "under ninety" of 88 pounds."""
    one, lead = claimed.one, claimed.lead
    about = ABOUT.search(lead) or APPROXIMATE.match(claimed.rest)
    if one.dim == "":
        dims = ("age", "mass", "length", "time", "percent", "units", "lab", "angle", "")
        value, far = one.raw, 1.12
        values = [other.raw for other in given.items if other.dim in dims]
    else:
        value, far = one.value, 1.6
        values = [other.value for other in given.items if other.dim == one.dim]
    if (rate := rate_of(one)) is not one:
        # "Better than forty needles a week" of six a day.
        value, values = rate.value, [other.value for other in given.rates if other.dim == "often"]
    # A dose that is "up to" so much is so much.
    return any(
        (MORE.search(lead) and value <= known <= far * value)
        or (LESS.search(lead) and one.dim != "mass" and value / far <= known <= value)
        or (about and close(value, known, 0.12))
        for known in values
    )


def _apart(claimed: Claimed, given: Known) -> bool:
    """A difference of two known numbers, where it is called one: "by 14 points", "by more than 1,500" of 1,548."""
    bound = MORE.search(claimed.lead)
    lead = claimed.lead[: bound.start()] if bound else claimed.lead
    called = _DIFFERENCE.match(claimed.rest) or _RISE.search(lead)
    if not (called or (claimed.one.dim and _MOVED.search(lead))):
        return False
    # "Went up 17 degrees" is of two numbers of degrees.
    dims = ("", "percent", "mass", "time", "often", "lab", claimed.one.dim) if called else (claimed.one.dim,)
    values = {other.raw for other in given.items if other.dim in dims}
    apart = [abs(a - b) for a, b in combinations(values, 2)]
    return any(
        claimed.one.raw <= value <= 1.12 * claimed.one.raw if bound else close(value, claimed.one.raw, 1e-6)
        for value in apart
    )


# ----------------------------------------------------------------------------------------------------------- counts


def _treatments(claimed: Claimed, given: Known) -> bool:
    """As many treatments as the view names."""
    return bool(_TREATMENT.fullmatch(claimed.noun)) and claimed.one.value <= given.treatments


def _counted_out(claimed: Claimed, given: Known) -> bool:
    """A sum or a difference of what a source counts; "nine of twelve" is none."""
    return bool(claimed.noun) and not claimed.rest.startswith(" of ") and counted_out(claimed.one, claimed.noun, given)


RULES: Final[tuple[Callable[[Claimed, Known], bool], ...]] = (
    _decade,
    _age_bound,
    _of_another,
    _aged,
    _between_ages,
    _bucket,
    _roughly_as_long,
    _more_than_since,
    _between_dates,
    _days_between,
    _days_off,
    _years_off,
    _asked,
    _each_period,
    _in_all,
    _the_others,
    _weighed,
    _share,
    _driven,
    _index_of_events,
    _obesity,
    _joined,
    _bounded,
    _apart,
    _treatments,
    _counted_out,
)
