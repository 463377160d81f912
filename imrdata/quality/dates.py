"""Dates in a text: days, months, years, seasons, however they are written.

In: a text in the normal form. Out: what of year, month, day and season is said, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["DateParts", "dates", "same_date"]

#: Year, month, day, season; None where it is not said.
DateParts = tuple[int | None, int | None, int | None, str | None]

_MONTHS: Final = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})\b\.?"
_NUMBERS: Final = [re.compile(month) for month in _MONTHS]
_DAY: Final = r"(?P<day>[0-3]?\d)(?!\d)(?:st|nd|rd|th)?"
_Y: Final = r"(?P<year>(?:19|20)\d\d)(?!\d)"
#: Words before which a month alone is a date and no verb.
_LEAD: Final = (
    r"\b(?:in|since|last|this past|until|by|during|through|early|late|mid|mid-|of|from|to|before|after|next"
    r"|beginning of|end of|middle of)(?: (?:early|late|mid))?[ -]"
)
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)-(?P<mm>[01]?\d)-(?P<day>[0-3]?\d)(?![\d-])",
        r"(?<![\d/.-])(?P<mm>[01]?\d)(?P<sep>[/.-])(?P<day>[0-3]?\d)(?P=sep)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/-]"
        r"|\.\d)",
        rf"\b{_MONTH} (?:the )?{_DAY}(?:,? (?:of )?{_Y})?(?!\.?\d| ?(?:mg|percent|%|times|days|weeks|months|years))",
        rf"\b(?:the )?{_DAY}(?: day)? (?:of )?{_MONTH}(?:,? (?:of )?{_Y})?",
        rf"\b{_MONTH},?(?: of)? {_Y}",
        rf"\b{_MONTH}(?=,?(?: (?:and|or|to|through|until)|-) (?:{'|'.join(_MONTHS)}),?(?: of)? {_Y})",
        rf"\b{_MONTH},?(?: of)? '(?P<short>\d\d)\b",
        r"\b(?:in|since|of|until|by|from|to|early|late) '(?P<short>\d\d)\b",
        r"(?<![\d/.-])(?P<mm>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\d/])",
        rf"\b(?P<season>spring|summer|fall|autumn|winter)(?: of)?,? {_Y}",
        rf"{_LEAD}(?!may (?:be|not|have|also|need|never|well|cause|i|we|you|result|help|require)\b){_MONTH}(?![a-z])",
        r"\b(?:last|this past|past|since|in the|since the) (?P<season>spring|summer|fall|autumn|winter)\b"
        r"(?! (?:of|in love|back|down|asleep))",
        r"\b(?:the )?(?:early |mid-?|late )?(?P<decade>(?:19|20)\d0)'?s\b",
        r"(?:\bmid-|(?<![\w.$§/,-]))(?P<year>(?:19|20)\d\d)(?![\d/%]|\.\d|,\d|-\d)"
        r"(?! ?(?:mg|mcg|ml|units|calories|feet|steps|dollars|hours|days|iu)\b)",
    )
)


#: "In January and April 2023": the year is both months'.
_SHARED_YEAR: Final = re.compile(rf",?(?: (?:and|or|to|through|until)|-|,)(?: again)?(?: in)? {_MONTH},?(?: of)? {_Y}")
#: What a form can't match without: most texts have neither a digit nor a month.
_NEEDS: Final = (
    ("<month>", re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")),
    ("<season>", re.compile("spring|summer|fall|autumn|winter")),
    ("<mm>", re.compile(r"\d[/.-]\d")),
    ("<day>", re.compile(r"\d")),
    ("<decade>", re.compile(r"(?:19|20)\d0")),
    ("<year>", re.compile(r"(?:19|20)\d\d")),
)


def _needs(form: str) -> frozenset[re.Pattern[str]]:
    """Return what a form needs; behind a day, the year may be left out or short."""
    return frozenset(need for group, need in _NEEDS if group in form and not (group == "<year>" and "<day>" in form))


_FORM_NEEDS: Final = tuple((form, _needs(form.pattern)) for form in _FORMS)


def dates(text: str) -> Iterator[tuple[DateParts, int, int]]:
    """Yield (parts, start, end) for each date, by its form; none overlaps another.

    Examples
    --------
    >>> [parts for parts, _, _ in dates("on 7/4/2022, in march, since 2011 and last winter")]
    [(2022, 7, 4, None), (None, 3, None, None), (None, None, None, 'winter'), (2011, None, None, None)]
    """
    taken: list[tuple[int, int]] = []
    held = {need for _, need in _NEEDS if need.search(text)}
    for form, needs in _FORM_NEEDS:
        if not needs <= held:
            continue
        for match in form.finditer(text):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken):
                continue
            said = match.groupdict()
            month = _month(said)
            day = int(said["day"]) if said.get("day") else None
            if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
                continue
            written = said.get("year") or said.get("short")
            year = int(written) if written else None
            if year is not None and year < 100:
                year += 2000 if year < 50 else 1900
            season = said.get("season")
            if said.get("decade"):
                season = f"{said['decade']}s"
            taken.append((start, end))
            if month is not None and year is None and (shared := _SHARED_YEAR.match(text, end)):
                year = int(shared["year"])
            yield (year, month, day, "fall" if season == "autumn" else season), start, end


def _month(said: dict[str, str | None]) -> int | None:
    if said.get("mm"):
        return int(said["mm"] or 0)
    name = said.get("month")
    if name is None:
        return None
    return next(number for number, form in enumerate(_NUMBERS, start=1) if form.fullmatch(name.rstrip(".")))


_SEASONS: Final = {"spring": (3, 4, 5, 6), "summer": (6, 7, 8, 9), "fall": (9, 10, 11, 12), "winter": (12, 1, 2, 3)}


def same_date(claim: DateParts, known: DateParts) -> bool:
    """Tell whether a date says no more than a known one, and the same.

    Examples
    --------
    >>> same_date((2023, 3, None, None), (2023, 3, 14, None)), same_date((2023, 3, 14, None), (2023, 3, None, None))
    (True, False)
    """
    year, month, day, season = claim
    if season is not None and season.endswith("0s"):
        return known[3] == season or (known[0] is not None and known[0] // 10 * 10 == int(season[:-1]))
    if season is not None and season != known[3] and known[1] not in _SEASONS[season]:
        return False
    return all(said is None or said == other for said, other in zip((year, month, day), known[:3], strict=True))
