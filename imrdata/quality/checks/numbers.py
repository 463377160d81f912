"""Numbers that the writer of an appeal was not given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.checks.identifiers import PHONE
from imrdata.quality.checks.statutes import statutes
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import words

_UNITS: Final = dict(zip(words("two three four five six seven eight nine"), range(2, 10), strict=True))
_TEENS: Final = dict(
    zip(
        words("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
        range(10, 20),
        strict=True,
    )
)
_TENS: Final = dict(
    zip(
        words("twenty thirty forty fifty sixty seventy eighty ninety"),
        range(20, 100, 10),
        strict=True,
    )
)
_SIMPLE: Final = {**_UNITS, **_TEENS, **_TENS, "dozen": 12, "hundred": 100, "thousand": 1000}
#: `one` is mostly no number. A number after a letter (il-23, b12, covid-19) is part of a name.
NUMBER: Final = re.compile(
    r"(?<![\w.])(?<![a-z]-)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|\b(?P<tens>{'|'.join(_TENS)})[ -](?P<unit>one|{'|'.join(_UNITS)})\b|\b(?P<word>{'|'.join(_SIMPLE)})\b"
)
_PLACEHOLDER: Final = re.compile(r"\[[^\]]*\]")
#: Numbers that order or count the letter's own parts.
_PARTS: Final = re.compile(
    r"[ -](?:\w+ )?(?:reasons?|points?|grounds?|questions?|things|requests?|items?|enclosures?|factors"
    r"|issues|parts|facts|ways"
    r"|steps|criteria)\b"
)
_ORDER: Final = re.compile(
    r"\b(?:enclosure|reason|point|item|step|page|exhibit|attachment|part|no\.|number|question|ground) ?#?$"
    r"|\($"
)
_COUNTED: Final = re.compile(r" (?:\w+ )?(?:drugs|medicines|medications|treatments|therapies)\b")
#: Time limits of the procedure: numbers that the law gives, not the case.
_LIMIT: Final = re.compile(r"[ -](?P<kind>calendar |business |working )?(?P<unit>days?|hours?|months?)\b")
_LIMITS: Final = {"day": {2, 3, 5, 7, 10, 14, 15, 30, 45, 60, 180}, "hour": {24, 48, 72}, "month": {4, 6}}
_PROCEDURE: Final = re.compile(
    r"\b(?:within|appeal|grievances?|respon[ds]\w*|decisions?|decide|deadline|expedited|file|request|review"
    r"|notify|notice|timely"
    r"|reply|answer|law)\b"
)
#: The age bucket, a line of the view: a range to be quoted as one, not two ages that the patient has.
_BUCKET: Final = re.compile(r"^\s*(?:\d{1,2}(?:\s?-\s?|\s?_\s?| to )\d{1,2})\s*$", re.M)
_DECADES: Final = re.compile(r"^s\b")


def numbers(letter: NormalText) -> Iterator[tuple[float, int, int]]:
    """Yield (value, start, end) of the numbers of a text, in digits or words."""
    for match in NUMBER.finditer(letter.text):
        if match["digits"]:
            yield float(match["digits"].replace(",", "")), *match.span()
        elif match["tens"]:
            yield float(_TENS[match["tens"]] + _UNITS.get(match["unit"], 1)), *match.span()
        else:
            yield float(_SIMPLE[match["word"]]), *match.span()


def _procedural(letter: NormalText, value: float, start: int, end: int) -> bool:
    text = letter.text
    limit = _LIMIT.match(text, end)
    if limit and value in _LIMITS[limit["unit"].rstrip("s")] and _PROCEDURE.search(text, *letter.sentence(start)):
        return True
    rest = text[end : end + 40]
    if letter.begins_line(start) and re.match(r"[.):] ", rest):
        return True
    if _ORDER.search(text, max(0, start - 14), start) or (_PARTS.match(rest) and value < 10):
        return True
    return (value == 2 and bool(_COUNTED.match(rest))) or rest.startswith((" hours a day", "/7"))


class NumberNotInView(Check):
    """Every number in an appeal must be in what its writer saw.

    Rule: numbers in digits or words, compared by value with those of the view and the denial. Placeholders,
    telephones, statutes, list numbers and the procedure's time limits are let through; a decade (
        "in my 40s") must
    overlap an age in the view.
    Why: invented ages, doses, durations and dates are the commonest confabulation in fine-tuned appeals.
    Source: domain.md §5 (input sufficiency) and §7; Kiser et al. 2024.
    Limits: values are compared without their units (23 mg/L grounds "23 months"); ordinals, "once", "twice",
    "half" and "one" are not read.
    """

    name = "number_not_in_view"
    kinds = ("appeal",)
    needs = ("view_text", "denial_text")

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first number without a source."""
        text = read(letter["text"])
        view = letter["view_text"]
        known = {value for value, _, _ in numbers(read(_BUCKET.sub("", view) + "\n" + letter["denial_text"]))}
        bucket = [int(age) for line in _BUCKET.findall(view) for age in re.findall(r"\d+", line)]
        free = [m.span() for form in (_PLACEHOLDER, PHONE) for m in form.finditer(text.text)]
        if len(bucket) == 2:
            ages = re.compile(r"\b{} ?(?:-|to|and|through) ?{}\b".format(*bucket))
            free += [match.span() for match in ages.finditer(text.text)]
        free += [(start, end) for _, _, start, end in statutes(text)]
        for value, start, end in numbers(text):
            if value in known or any(a <= start < b for a, b in free) or _procedural(text, value, start, end):
                continue
            if _DECADES.match(text.text[end:]) and any(value <= age <= value + 10 for age in (*known, *bucket)):
                continue
            return "has a number that is not in the view", text.span(start, end)
        return None
