"""What a text counts, measures and dates: numbers with their dimension, in one unit each.

In: a text in the normal form. Out: `Quantity` items. Whether one is a claim, and whether a source holds it, is for
`imrdata.quality.checks.numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imrdata.quality.dates import dates
from imrdata.quality.number_words import NUMBER, WORD_NUMBER, value_of
from imrdata.quality.patterns import words

__all__ = ["Quantity", "quantities"]

_YEAR: Final = 365.25
#: Unit: dimension, factor to the dimension's unit (days, milligrams, millilitres, centimetres, per cent).
_UNITS: Final[dict[str, tuple[str, float]]] = {
    **dict.fromkeys(("second", "seconds", "sec"), ("time", 1 / 86400)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), ("time", 1 / 1440)),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), ("time", 1 / 24)),
    **dict.fromkeys(("day", "days", "night", "nights"), ("time", 1.0)),
    **dict.fromkeys(("week", "weeks", "wk", "wks"), ("time", 7.0)),
    **dict.fromkeys(("month", "months", "mo", "mos"), ("time", _YEAR / 12)),
    **dict.fromkeys(("year", "years", "yr", "yrs"), ("time", _YEAR)),
    **dict.fromkeys(("decade", "decades"), ("time", 10 * _YEAR)),
    **dict.fromkeys(("mcg", "μg", "microgram", "micrograms"), ("mass", 0.001)),
    **dict.fromkeys(("mg", "mgs", "milligram", "milligrams"), ("mass", 1.0)),
    **dict.fromkeys(("g", "gm", "gram", "grams"), ("mass", 1000.0)),
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "kilos"), ("mass", 1e6)),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), ("mass", 453592.0)),
    **dict.fromkeys(("ml", "cc", "ccs", "milliliter", "milliliters"), ("volume", 1.0)),
    **dict.fromkeys(("l", "liter", "liters"), ("volume", 1000.0)),
    **dict.fromkeys(("mm", "millimeter", "millimeters"), ("length", 0.1)),
    **dict.fromkeys(("cm", "centimeter", "centimeters"), ("length", 1.0)),
    **dict.fromkeys(("inch", "inches", "in."), ("length", 2.54)),
    **dict.fromkeys(("foot", "feet", "ft"), ("length", 30.48)),
    **dict.fromkeys(("mile", "miles"), ("length", 160934.0)),
    **dict.fromkeys(("kilometer", "kilometers", "kilometre", "kilometres", "km"), ("length", 100000.0)),
    **dict.fromkeys(("meter", "meters", "metre", "metres"), ("length", 100.0)),
    **dict.fromkeys(("yard", "yards"), ("length", 91.44)),
    **dict.fromkeys(("%", "percent", "per cent", "pct"), ("percent", 1.0)),
    **dict.fromkeys(("dollar", "dollars", "usd"), ("money", 1.0)),
    **dict.fromkeys(("units", "unit", "iu"), ("units", 1.0)),
    **dict.fromkeys(("degree", "degrees", "°"), ("angle", 1.0)),
    **dict.fromkeys(("mg/kg", "mcg/kg", "mg/kg/day", "mg/m2", "units/kg"), ("perkg", 1.0)),
    # Concentrations in milligrams a litre; the others have no common unit.
    "mg/dl": ("lab", 10.0),
    **dict.fromkeys(("mg/l", "mcg/ml", "mcg/g"), ("lab", 1.0)),
    "g/dl": ("lab", 10000.0),
    "g/l": ("lab", 1000.0),
    **dict.fromkeys(("ng/ml", "mcg/l"), ("lab", 0.001)),
    "ng/dl": ("lab", 1e-5),
    "pg/ml": ("lab", 1e-6),
    "mcg/dl": ("lab", 0.01),
    **dict.fromkeys(("u/l", "iu/l", "mmol/l", "meq/l", "mmhg", "mm hg"), ("lab", 1.0)),
    "stone": ("mass", 6350290.0),
}
_UNIT: Final = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_N: Final = NUMBER.pattern.replace("?P<digits>", "").replace("?P<words>", "")

#: A number, what may be added to it, and its unit.
_MEASURE: Final = re.compile(
    rf"(?P<money>\$ ?)?(?P<n>{_N})(?P<half>[ -]and[ -](?:a|one)[ -]half| 1/2)?"
    rf"(?:(?:-odd| or so)?(?: ?-?|-?)(?P<unit>{_UNIT})(?![a-z]))?(?P<half2> and (?:a|one) half(?! of))?"
)
#: Behind a number without a unit: another one, and the unit of both.
_SHARED: Final = re.compile(rf"(?: to | or | ?- ?)(?:{_N})(?: |-)?(?P<unit>{_UNIT})(?![a-z])")
#: A unit that is counted without a number: "a year and a half", "for a decade", "half a year".
_A_UNIT: Final = re.compile(
    r"\b(?P<lead>for (?:over |more than |nearly |almost |about |at least |the (?:past|last|better part of an?) )?"
    r"|(?:over|more than|less than|under|nearly|almost|about|at least|past|last|full|entire|whole) )?"
    r"(?P<n>an?|one|half an?)(?P<full> (?:full|whole|entire|solid))? (?P<unit>year|month|week"
    r"|decade|hour(?= and a half))s?\b(?P<half> and a half)?"
)
#: The year, month or week just gone: nothing that a letter claims, but as long as one.
_PAST: Final = re.compile(r"\b(?:past|last|previous|preceding|prior) (?P<unit>year|month|week|decade)\b")
#: Feet and inches, which make one height.
_HEIGHT: Final = re.compile(
    rf"\b(?P<feet>[3-7]|three|four|five|six|seven)(?:'| ?ft\.?| ?-?f(?:ee|oo)t),? ?(?P<inches>{_N})"
    r"(?:\"|''| ?in(?:ches|ch|\.)?(?![a-z]))?"
)
_PERIOD: Final = {"day": 1.0, "night": 1.0, "week": 7.0, "month": _YEAR / 12, "year": _YEAR, "hour": 1 / 24}
_PER: Final = r"(?:an?|per|each|every|/) ?(?P<period>day|night|week|month|year|hour)"
_ADVERB: Final = {"daily": 1.0, "nightly": 1.0, "weekly": 7.0, "monthly": _YEAR / 12, "yearly": _YEAR, "a.m.": 1.0}
_TIMES: Final = rf"(?:(?P<once>once|one time)|(?P<twice>twice)|(?P<n>{_N})(?: times?|x))"
#: Two units of time that make one span: "a year and two months".
_SPAN: Final = re.compile(
    rf"\b(?P<n>an?|{_N}) (?P<unit>years?|months?|weeks?)(?: and|,) (?P<m>an?|{_N}) (?P<less>months?|weeks?|days?)\b"
)
#: How often: so many times a period, or once every so many periods.
_OFTEN: Final = re.compile(rf"\b{_TIMES},? (?:{_PER}\b|(?P<adverb>daily|nightly|weekly|monthly|yearly)\b)")
#: Once a period, in one word or as "one a month".
_ONCE: Final = re.compile(rf"\b(?:one {_PER}\b|(?P<adverb>daily|nightly|weekly|monthly|yearly)\b)")
_EVERY: Final = re.compile(
    rf"\b(?:every |each |q ?)(?:(?P<other>other)|(?P<n>\d{{1,2}}(?![\d.])|{WORD_NUMBER}))(?: to {_N})?[ -]?"
    r"(?P<period>day|night|week|month|year|hour|hr|wk|mo|h)s?\b"
)
_LATIN: Final = re.compile(r"\b(?P<code>b\.?i\.?d|t\.?i\.?d|q\.?i\.?d)\b\.?")
_LATIN_TIMES: Final = {"bid": 2.0, "tid": 3.0, "qid": 4.0}
_LONG: Final = {"h": "hour", "hr": "hour", "wk": "week", "mo": "month"}

_BARELY: Final = (
    r"(?:(?:now|only|just|already|still|soon|but|nearly|almost|about|over|past|barely|going on|not (?:yet|even)"
    r"|all of) )?"
)
_AGE_N: Final = rf"{_BARELY}(?P<n>{_N})"
_CHILD: Final = r"son|daughter|child|boy|girl|kid|baby|teenager"
_WHO: Final = rf"{_CHILD}|wife|husband|mother|father|spouse|man|woman|person|patient|enrollee|member|lady|\[\w+\]"
#: Birthdays by their ordinal, so far as a child's and the round ones go.
_BIRTHDAYS: Final = dict(
    zip(
        words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
            " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth"
            " seventieth eightieth ninetieth"
        ),
        (*range(1, 21), *range(30, 100, 10)),
        strict=True,
    )
)
_AGE: Final = (
    re.compile(
        rf"(?P<n>{_N})(?: |-)?(?P<unit>years?|yrs?|months?|mos?|weeks?|days?|y)(?: |-|/)?(?:of age|old|young|olds|o)\b"
    ),
    # "A mother of two" has children.
    re.compile(
        rf"\b(?:age|aged|ages|(?:{_CHILD}|man|woman|person|patient|lady|someone|somebody) of)(?: of|:)? {_AGE_N}\b"
        r"(?!\.\d)"
        r"(?: (?P<unit>months?|weeks?|days?)\b)?"
    ),
    re.compile(
        rf"(?<!\w)(?:(?:i|he|she|who|{_WHO}) (?:am|is|was|turned|will (?:soon )?(?:be|turn)|just turned)"
        rf"|i'm|he's|she's|(?:i|he|she)'ll (?:soon )?(?:be|turn)|being|turn(?:s|ed|ing)?) {_AGE_N}"
        r"(?P<half> and a half)?"
        r"(?=[,;!?)]|\.(?!\d)| ?$| (?:and|now|when|years(?=[,.;!?]| old)|but|or|at|with|next|last|this|today|who|on|by"
        r"|already|as|so|if|while|because|since|too|in|not|he|she|i|we|does|do|did|has|can)\b(?! (?:the )?hospital))"
    ),
    re.compile(
        rf"(?:^|[.;:,] |\b(?:and|but|that|because) )at {_AGE_N}"
        r"(?=,(?! (?:and |or )?\d)| (?:you|one|my|his|her|an?|the|most|nobody|no|it|life|that|this|they|people)\b)"
    ),
    re.compile(rf"\bat {_AGE_N}(?=,? (?:as )?(?:i|he|she|we)\b)"),
    re.compile(rf"\bat {_AGE_N}(?P<half> and a half)(?= and|[,.;]|$)"),
    re.compile(
        rf"\b(?:i|he|she)(?:'ve|'s| have| has|) (?:already )?(?:passed|reached) {_AGE_N}"
        r"(?=[,.;]| (?:already|now|and|last|this)\b)"
    ),
    re.compile(rf"\b(?:my|his|her|\w+'s) (?P<n>{'|'.join(_BIRTHDAYS)}|\d{{1,2}}(?:st|nd|rd|th)) (?P<unit>birthday)\b"),
    re.compile(rf"\b(?:{_CHILD}|wife|husband|mother|father|man|woman|patient)(?:, | \(){_AGE_N}(?=[,)])"),
    re.compile(
        rf"\b(?:attack|stroke|died|dead|diagnosed|diagnosis|began|begun|started|onset|surgery|ectomy|ill|sick|cancer"
        rf"|disease|retired|widowed|menopause) at {_AGE_N}(?=[.,;]? |[.,;]?$)(?! (?:months|weeks|days|hours|percent))"
    ),
    re.compile(rf"\bsince (?:i|he|she) was {_AGE_N}\b"),
    re.compile(rf"\bturn(?:s|ed|ing) {_AGE_N} (?P<unit>months?|weeks?)\b"),
)
_DECADE_WORDS: Final = dict(
    zip(
        ("teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"),
        (13, 20, 30, 40, 50, 60, 70, 80, 90),
        strict=True,
    )
)
_DECADE: Final = re.compile(
    rf"\b(?:my|his|her|their|the) (?:early |mid |mid-|late |middle )?(?:(?P<word>{'|'.join(_DECADE_WORDS)})"
    rf"|(?P<n>[1-9]0)'?s)\b"
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
#: A rank that a disease or finding has: its number means nothing without the word before it.
_RANK: Final = re.compile(
    r"\b(?P<head>stage|grade|type|class)[ -]?(?P<n>iv|vi{0,3}|i{1,3}|[1-9]|one|two|three"
    r"|four)(?P<sub>[a-d])?\b(?![.-]\d)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a text.

    Attributes
    ----------
    dim
        ``time`` (days), ``mass`` (mg), ``volume`` (ml), ``length`` (cm), ``percent``, ``money``, ``units``, ``angle``,
        ``age`` (years), ``decade`` (of ages), ``often`` (times a day), ``date``, ``rank``, ``twice``, or ``""``: a bare
        number.
    value
        In the dimension's unit.
    raw
        As written, without the unit.
    start, end
        Where, in the normal form.
    parts
        Of a date: year, month, day, season; of a rank: its head.
    word
        The unit as written; of a bare number, the words behind it, of "twice" those before.
    """

    dim: str
    value: float
    raw: float
    start: int
    end: int
    parts: tuple[object, ...] = ()
    word: str = ""


def _often(text: str) -> Iterator[Quantity]:
    ends = set()
    for match in _OFTEN.finditer(text) if _SEVERAL.search(text) else ():
        times = 1.0 if match["once"] else 2.0 if match["twice"] else value_of(match["n"])
        days = _PERIOD[match["period"]] if match["period"] else _ADVERB[match["adverb"]]
        yield Quantity("often", times / days, times, *match.span())
        ends.add(match.end())
    for match in _ONCE.finditer(text):
        if match.end() not in ends:
            days = _PERIOD[match["period"]] if match["period"] else _ADVERB[match["adverb"]]
            yield Quantity("often", 1.0 / days, 1.0, *match.span())
    for match in _EVERY.finditer(text):
        every = 2.0 if match["other"] else value_of(match["n"])
        days = every * _PERIOD[_LONG.get(match["period"], match["period"])]
        yield Quantity("often", 1 / days, every, *match.span(), (), "every")
    for match in _LATIN.finditer(text):
        times = _LATIN_TIMES[match["code"].replace(".", "")]
        yield Quantity("often", times, times, *match.span())


def _ages(text: str) -> Iterator[Quantity]:
    for form in (*_AGE[: _OLD.search(text) is not None], *(_AGE[1:] if _AGED.search(text) else ())):
        for match in form.finditer(text):
            unit = match.groupdict().get("unit") or "year"
            if unit == "birthday":
                number = _BIRTHDAYS.get(match["n"]) or int(match["n"][:-2])
                yield Quantity("age", float(number), float(number), match.start("n"), match.end(), (), unit)
                continue
            value = value_of(match["n"]) + (0.5 if match.groupdict().get("half") else 0.0)
            # "At 8.9," is no age.
            if "." in match["n"]:
                continue
            # "I am one": of them, not a year old.
            if match["n"] == "one" and not match.groupdict().get("unit"):
                continue
            unit = unit[0]
            years = value / {"y": 1.0, "m": 12.0, "w": 52.18, "d": 365.25}[unit]
            if years < 116:
                # The span is the number's: comparisons before it ("over 65") are read there.
                yield Quantity("age", years, value, match.start("n"), match.end(), (), unit)
    for match in _DECADE.finditer(text):
        value = float(match["n"] or _DECADE_WORDS[match["word"]])
        yield Quantity("decade", value, value, *match.span())


def _heights(text: str) -> Iterator[Quantity]:
    for match in _HEIGHT.finditer(text):
        inches = value_of(match["feet"]) * 12 + value_of(match["inches"])
        if value_of(match["inches"]) < 12:
            yield Quantity("length", inches * 2.54, inches, *match.span())


def _ranks(text: str) -> Iterator[Quantity]:
    for match in _RANK.finditer(text):
        number = match["n"]
        value = _ROMAN.get(number) or (value_of(number) if number else 0)
        if value:
            yield Quantity("rank", float(value), float(value), *match.span(), (match["head"],))


def _spans(text: str) -> Iterator[Quantity]:
    for match in _SPAN.finditer(text):
        more, less = (
            (1.0 if match[n].startswith("a") else value_of(match[n])) * _UNITS[match[unit]][1]
            for n, unit in (("n", "unit"), ("m", "less"))
        )
        # "Over a year, fourteen months" says one span twice.
        if less < _UNITS[match["unit"]][1]:
            raw = (more + less) / _UNITS[match["less"]][1]
            yield Quantity("time", more + less, raw, *match.span(), (), match["less"])


def _lone(text: str) -> Iterator[Quantity]:
    for match in _PAST.finditer(text):
        yield Quantity("time", _UNITS[match["unit"]][1], 1.0, *match.span(), (), "past")
    for match in _A_UNIT.finditer(text):
        half = 0.5 if match["half"] else 0.0
        value = 0.5 if match["n"].startswith("half") else 1.0 + half
        if (
            match["lead"]
            or match["full"]
            or half
            or match["unit"] == "decade"
            or match["n"] == "one"
            or match["n"].startswith("half")
        ):
            dim, factor = _UNITS[match["unit"]]
            yield Quantity(dim, value * factor, value, *match.span(), (), match["unit"])


def _measures(text: str) -> Iterator[Quantity]:
    for match in _MEASURE.finditer(text):
        unit = match["unit"] or ""
        if match["n"] == "one" and unit.rstrip("s") not in ("week", "month", "year", "decade"):
            continue
        around = text[max(0, match.start("n") - 2) : match.end("n") + 2]
        # "3d", "6mp", "1st", "4:30": no quantity of its own.
        if not unit and text[match.start("n")].isdigit() and _PART_OF_WORD.search(around):
            continue
        value = value_of(match["n"]) + (0.5 if match["half"] or match["half2"] else 0.0)
        if match["n"] == "dozen" and text.endswith("half a ", 0, match.start("n")):
            value = 6.0
        if match["money"]:
            yield Quantity("money", value, value, *match.span())
        elif unit:
            dim, factor = _UNITS[unit]
            yield Quantity(dim, value * factor, value, *match.span(), (), unit)
        else:
            rest = text[match.end("n") : match.end("n") + 48]
            if shared := _SHARED.match(rest):
                # "From 150 to 139 pounds": both are pounds.
                dim, factor = _UNITS[shared["unit"]]
                yield Quantity(dim, value * factor, value, match.start("n"), match.end("n"), (), shared["unit"])
            else:
                yield Quantity("", value, value, match.start("n"), match.end("n"), (), rest)


def _twice(text: str) -> Iterator[Quantity]:
    for match in _TWICE.finditer(text):
        yield Quantity("twice", 2.0, 2.0, *match.span(), (), text[max(0, match.start() - 24) : match.start()])


#: A digit before a letter, or beside the colon of a time.
_PART_OF_WORD: Final = re.compile(r"\d[a-z]|\d:\d")
#: Words without which a reader finds nothing; `_OLD` is of the first form of ages alone.
_OLD: Final = re.compile(r"old|young|of age|\by/?\s?o\b|\dyo?\b")
_AGED: Final = re.compile(
    r"\bbirthday\b"
    r"|(?:\b(?:am|is|was|be|being|turn(?:s|ed|ing)?|passed|reached|at|of|age[ds]?|will)|'m|'s|[,(])"
    rf" ?{_BARELY}(?:\d|{WORD_NUMBER})"
)
_TIES: Final = re.compile(r"teens|ties\b|\d0'?s\b")
_TALL: Final = re.compile(r"'|\bf(?:ee|oo)?t\b")
_RANKED: Final = re.compile(r"stage|grade|type|class")
_REPEATED: Final = re.compile(
    r"once|one|twice|time|\dx|every |each |\bq ?\d|[btq]\.?i\.?d|daily|nightly|weekly|monthly|yearly"
)
_SEVERAL: Final = re.compile(r"once|twice|one time|times|\dx")
_JOINED: Final = re.compile(r"(?:year|month|week)s?(?: and|,) ")
_ALONE: Final = re.compile(
    r"\b(?:an?|one|past|last|previous|preceding|prior)(?: (?:full|whole|entire|solid))? (?:year|month|week|decade|hour)"
)
_TWICE: Final = re.compile(r"\btwice\b")


def quantities(text: str) -> list[Quantity]:
    """Return the quantities of a text in the normal form, in order; none overlaps another.

    What says more goes first: a date, an age, a height, a rank, how often, then a measure.

    Examples
    --------
    >>> [(one.dim, round(one.value, 2)) for one in quantities("a 44-year-old took 20 mg twice daily for six weeks")]
    [('age', 44.0), ('mass', 20.0), ('often', 2.0), ('time', 42.0)]
    >>> [one.parts for one in quantities("since march of 2023")]
    [(2023, 3, None, None)]
    """
    found: list[Quantity] = []
    taken: list[tuple[int, int]] = []

    def take(items: Iterator[Quantity]) -> None:
        for one in items:
            if not any(a < one.end and one.start < b for a, b in taken):
                taken.append((one.start, one.end))
                found.append(one)

    take(Quantity("date", 0.0, 0.0, start, end, parts) for parts, start, end in dates(text))
    counted = NUMBER.search(text) is not None
    readers = [
        (_ages, counted or "birthday" in text or _TIES.search(text) is not None),
        (_heights, counted and _TALL.search(text) is not None),
        (_ranks, _RANKED.search(text) is not None),
        (_spans, _JOINED.search(text) is not None),
        (_often, _REPEATED.search(text) is not None),
        (_lone, _ALONE.search(text) is not None),
        (_measures, counted),
        (_twice, "twice" in text),
    ]
    for reader, may in readers:
        if may:
            take(reader(text))
    return sorted(found, key=lambda one: one.start)
