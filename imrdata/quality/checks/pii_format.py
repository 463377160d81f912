"""Personal data that is known by its form."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.cased import cased
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen
from imrdata.quality.sieve import may_match_which

__all__ = ["PiiFormat"]

_STREET: Final = (
    r"(?:street|st|avenue|ave|boulevard|blvd|road|rd|drive|dr|lane|ln|court|ct|circle|cir|way|place|pl|parkway|pkwy"
    r"|terrace"
    r"|highway|hwy|suite|square|trail)"
)
_NUMBER: Final = r"(?:(?:number|num|no\.?|#|id|identification|identifier)(?: (?:number|no\.?|#))?)"
_MONTHS: Final = "january|february|march|april|may|june|july|august|september|october|november|december"
_ORDINALS: Final = (
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|twentieth|thirtieth"
    r"|(?:twenty|thirty)[- ]\w+"
)
_DIGIT: Final = "zero|oh|one|two|three|four|five|six|seven|eight|nine|(?:double|triple)[ -]\\w+"
FORMS: Final = (
    (
        "a social security number",
        re.compile(
            r"(?<![\d-])(?P<id>(?:\d{3}|x{3}|\*{3})-(?:\d{2}|x{2}|\*{2})-\d{4})(?![\d-])"
            r"|(?:\b(?:ssn|s\.s\.n\.|social security|soc\.? sec\.?|(?:my|his|her) social)|\bss ?#)(?: (?:number|no\.?"
            r"|#))?(?: is|:"
            r"| #)* ?(?P<id2>\d{3}[ .-]?\d{2}[ .-]?\d{4})\b|\blast four (?:digits )?(?:of|are"
            r"|:)[^.\d]{0,30}(?P<id3>\d{4})\b"
        ),
    ),
    (
        "an e-mail address",
        re.compile(
            r"(?P<id>[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+ ?[(\[]?\bat\b[)\]]? ?[\w-]+ ?[(\[]?\bdot\b[)\]]? ?(?:com"
            r"|org|net|edu|us)\b|[\w.+-]+ ?[(\[]at[)\]] ?(?:gmail|yahoo|hotmail|outlook|icloud|aol|proton\w*)\b)"
        ),
    ),
    (
        "an identification number",
        # So many digits in a row are no amount, no date, no article's number.
        re.compile(
            r"\bnpi(?: (?:number|no\.?|is)|[:#])* ?(?P<id>\d{10})\b|(?<![\w.,/$-])(?P<id2>\d{9}|\d{11,17})(?![\w/-])"
        ),
    ),
    (
        "an identification number",
        re.compile(
            r"\b(?:ssn|social security|account|card|id|member|policy|number)\b[^.\d]{0,40}\bend(?:s|ing)? (?:in|with)"
            r" (?P<id>\d{4})\b"
        ),
    ),
    (
        "an identification number",
        re.compile(
            r"\b(?:member(?:ship)?|subscriber|claims?|policy|group|case|authori[sz]ation|auth|reference|licen[sc]e"
            r"|medical record|mrn|chart|account"
            r"|enrollee|file|tracking|patient|beneficiary|cin|medi-cal|medicare|health plan|insurance|rx ?bin|acct|a/c"
            r"|passport|visa|payroll|employee|badge|student|permit|tax(?:payer)?|ein|loan|iban|warranty|serial|device"
            r"|report|docket|order|voter|library|customer|guest|reservation|booking|parcel|crash|incident|immigration"
            r"|alien"
            r"|confirmation|ticket|call reference|invoice|encounter)"
            rf"(?:,?[ -]?{_NUMBER})*(?: is| was|:|#|,)* ?#?:? ?(?P<id>(?=[a-z0-9/.-]*\d{{2}}[a-z0-9/.-]*\d)(?!(?:19"
            rf"|20)\d\d(?![\w-]))(?=[a-z0-9/.-]*\d[a-z0-9/.-]*\d[a-z0-9/.-]*\d[a-z0-9/.-]*\d)"
            rf"[a-z0-9][a-z0-9/.-]{{3,}}[a-z0-9](?: [a-z0-9]{{2,6}}-?\d{{2,6}})?)(?![\w])"
        ),
    ),
    (
        "an identification number",
        # Words that are numbered less often need to be told so; a form or a notice has a number that is nobody's,
        # and what looks like a telephone or a date behind "grievance:" is one.
        re.compile(
            r"\b(?:grievance|appeal|complaint|request|referral|prescription|receipt|transaction|confirmation)s?"
            rf"(?: {_NUMBER}| code|[:#])(?: is| was|:|#)* ?#?"
            r"(?P<id>(?!(?:\d{1,4}[-./]){1,3}\d{1,4}(?![\w-]))"
            r"(?=[a-z0-9/.-]*\d[a-z0-9/.-]*\d[a-z0-9/.-]*\d)[a-z0-9][a-z0-9/.-]{2,}[a-z0-9])(?![\w])"
        ),
    ),
    (
        "an identification number",
        re.compile(
            r"\bmrn[ :#]*(?P<id>[a-z0-9-]*\d{3}[a-z0-9-]*)|(?<![\w-])(?P<id2>[a-z]{3}\d{8,10}|9\d{7}[a-z]\d?)(?![\w-])"
        ),
    ),
    (
        "a date of birth",
        re.compile(
            r"\b(?:date of birth|birth ?date|dob|d\.o\.b\.?|born(?: on)?|birthday|b\.)(?: is| was| as|:|,| on)* ?"
            r"(?P<id>(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19"
            r"|20)\d\d)|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
            r"|\d{4}-\d{2}-\d{2}|\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -](?:19|20)?\d\d"
            r"|\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
            r"|dec)[a-z]*\.?,? (?:19|20)\d\d)"
        ),
    ),
    (
        "a date of birth",
        re.compile(
            r"\b(?:born|date of birth|birthday|came into (?:this|the) world)(?: is| was|:| on)* (?P<id>(?:the"
            r" )?[a-z]+(?:-[a-z]+)? (?:day )?of"
            rf" (?:{_MONTHS})|(?:{_MONTHS}) (?:the )?(?:{_ORDINALS})\b)"
            r"|\b(?:born|came into (?:this|the) world|birthday)\b[^.;]{0,50}?(?P<id2>(?:the )?\d{1,2}(?:st|nd|rd|th) of"
            rf" (?:{_MONTHS}|jan|feb|mar|apr|aug|sept?|oct|nov|dec)\b|(?:christmas|new year|independence|thanksgiving"
            r"|valentine|halloween|(?:the )?fourth of july)[^.;]{0,30}(?:19|20|nineteen|two thousand)\w*)"
            r"|\b(?:b\.|born|dob)[ :]*(?P<id3>\d{1,2}[-./ ][ivx]{1,4}[-./ ](?:19|20)\d\d)"
        ),
    ),
    (
        "a street address",
        # Where somebody lives needs no word for a street.
        re.compile(
            r"\b(?:liv(?:e|es|ed|ing)|resid(?:e|es|ed|ing)|(?:home|mailing|street) address)(?: is| was| on file|:| at)+"
            r" (?P<id>\d{2,5} [a-z][a-z' ]{2,30}?)(?=[,.;]| in |$)"
        ),
    ),
    (
        "a street address",
        re.compile(
            rf"(?<![\w$.,/-])(?P<id>\d{{1,5}}(?:-[a-z])? (?:[nsew]\.? |north |south |east |west )?(?!(?:calendar"
            rf"|business|days?|hours?|weeks?|months?|years?|mg|percent|of|to|and|times|visits|minutes|more)\b)"
            rf"(?:(?:[a-z][a-z']*|[a-z]{{1,2}}\.) ){{1,3}}{_STREET}\b\.?(?![a-z' ]*(?:of|to"
            rf"|for) (?:the |my |treat|care)))"
            r"|\b(?P<id2>(?:p\.? ?o\.?|post office) box \d+)|\b(?P<id3>(?:ca|california),? 9[0-6]\d{3}(?:-\d{4})?)\b"
            r"|\b(?P<id4>(?:apt|apartment|suite|ste|unit)\.? #?\d+[a-z]?)(?=[,. ]|$)(?! (?:mg|of))"
        ),
    ),
    (
        "an identification number",
        # Of Medicare; of a car; of a driver in California; of an employer.
        re.compile(
            r"(?<![\w-])(?P<id>[1-9][a-z][a-z0-9]\d-?[a-z][a-z0-9]\d-?[a-z]{2}\d{2})(?![\w-])"
            r"|(?<![\w-])(?P<id2>(?=[a-z]*\d)(?=\d*[a-z])(?=(?:[a-z]*\d){4})[a-hj-npr-z0-9]{17})(?![\w-])"
            r"|\b(?:driver'?s?'?|cdl|dl|licen[sc]e)[^.]{0,30}(?<![\w-])(?P<id3>[a-z]\d{7})(?![\w-])"
            r"|\b(?:ein|tin|tax|employer)\b(?: no\.)?[^.\d]{0,30}(?P<id4>\d{2}-\d{7})(?!\d)"
            r"|\bpassport\b[^.]{0,60}?(?P<id6>(?<![\w-])(?:[a-z] ?)?\d{4} ?\d{4,5})(?!\d)"
            r"|\b(?:licen[sc]e )?plates?\b[^.\d]{0,16}(?P<id5>\d[a-z]{3}\d{3})\b"
        ),
    ),
    (
        "an address in a network",
        re.compile(
            r"(?<![\d.])(?<!rule )(?<!version )(?<!section )(?P<id>(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]"
            r"|2[0-4]\d|1?\d?\d))(?![\d.]*\d)"
            r"|(?<![\w.+-])(?P<id2>@[a-z_][\w.]{3,})|\b(?P<id3>(?:facebook|instagram|linkedin|twitter|tiktok"
            r"|x)\.com/[\w./-]+)"
            r"|\b(?P<id4>(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})\b"
        ),
    ),
    (
        "a secret or a name for signing in",
        re.compile(
            r"\b(?:pin|password|pass ?code|(?:gate|door|access|security|lock ?box) code|maiden name|user ?name|user id"
            r"|log-?in"
            r"|screen name|venmo|zelle|cash ?app)(?: (?:is|was|at)|[:,])+ ?(?P<id>\+?\d[\d .-]{6,}|(?!\["
            r"|(?:and|or|not?|none|the|your|my|if|you|to|an?|we|on|in|as|it|is|by|with|safe|secret|private|unknown|known"
            r"|lost|needed|required|only|what|which|who|that|this|where|never|always|still|kept|enclosed|below|above)"
            r"\b)[^\s,;]*[\w]{2,}[^\s,;.]*)"
        ),
    ),
    (
        "a number in words",
        re.compile(
            rf"\b(?P<id>(?:(?:{_DIGIT})[ ,-]+){{6,}}(?:{_DIGIT}))\b"
            rf"|\b(?P<id2>(?!\w+-one-one\b)(?:(?:{_DIGIT})-){{2,}}(?:{_DIGIT}))\b"
            r"|(?<![\d.])(?P<id3>(?:\d(?: - | |-)){6,}\d)(?!\d)"
        ),
    ),
    (
        "a street address",
        re.compile(
            rf"\b(?P<id>(?:{_DIGIT}|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
            rf"(?:[ -](?:{_DIGIT}|hundred|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|\w+teen|ten|eleven"
            rf"|twelve))*"
            r" (?:[a-z']+ ){1,2}(?:street|avenue|road|lane|drive|boulevard|court|terrace|parkway))\b"
            r"|\bzip(?: code)?(?: is|:)? (?P<id2>\d{5}(?:-\d{4})?)\b"
        ),
    ),
    (
        "an identification number",
        re.compile(r"(?<![\w-])(?P<id>a[ -]?(?:\d{3}[ -]){2}\d{3})(?![\w-])"),
    ),
    (
        "a place on the map",
        re.compile(
            r"(?P<id2>\d{1,3} ?\u00b0 ?\d{1,2} ?['\u2032][^.;]{0,40}[nsew]\b)|///(?P<id3>[a-z]+\.[a-z]+\.[a-z]+)"
            r"|(?<![\d.])(?P<id>-?\d{1,3}\.\d{4,} ?\u00b0? ?[ns]?,? ?-?\d{1,3}\.\d{3,} ?\u00b0? ?[ew]?)(?![\d.%])"
        ),
    ),
    (
        "a card or bank number",
        re.compile(
            r"(?<![\d-])(?P<id>(?:\d{4}[- ]?){3}\d{4})(?![\d-])"
            r"|\b(?:visa|mastercard|amex|american express|discover|debit card|credit card|card)\b[^.]{0,40}?"
            r"(?P<id3>\d{4} \d{4}\b|\d{4}(?: \d{0,2}[\u2022*x.]+){1,3} ?\d{4}|[\u2022*x]{2,}[ -]?\d{4})\b|\b(?:routing"
            r"|account) (?:number"
            r"|no\.?)[^.\d]{0,12}(?P<id2>\d{6,})"
        ),
    ),
)
_HINT: Final = (
    r"@|[(\[]at[)\]]|\.com/|///|\d{3}"
    r"|\bdot\b|\bborn\b|\bdob\b|birth|\bb\. ?\d|into (?:the|this) world|\d{1,5} [a-z]|\bbox \d|\bapt"
    r"|\d[a-z]{1,2}\d|[0-9a-f]{2}[:-][0-9a-f]{2}[:-]|\d\u00b0|\d[ -]{1,3}\d[ -]{1,3}\d[ -]"
    r"|\b(?:pin|password|code|name|user ?id|log-?in|wi-?fi|venmo"
    rf"|zelle|paypal|app)(?: is| was| at|[:,])|\b(?:{_DIGIT}|\w+teen|ten|eleven|twelve|\w+ty)[ -][a-z]|\bzip\b"
)
#: What a street's name begins with a capital for, unless the whole address is written small.
_SMALL: Final = re.compile(
    r"\d+(?:-[a-z])? (?!.*\b(?:the|an?|my|your|our|his|her|in|on|at|and|or|of|to|for|per|from|with|this|that|by|as"
    r"|was)\b)"
    r".*(?:street|avenue|boulevard|road|drive|lane|parkway|highway)"
)
#: Where the authorities are that a notice names: the Department, state hearings, civil rights, labor, insurance.
_AUTHORITY: Final = re.compile(
    r"\b980 (?:9th|ninth) st(?:reet|\.)?,?(?: suite 500,?)?(?: sacramento,? (?:ca|california),? 95814(?:-\d{4})?)?"
    r"|\b320 (?:west|w\.) (?:4th|fourth) st(?:reet|\.)?,?(?: suite 880,?)?(?: los angeles,? (?:ca|california),? 90013)?"
    r"|p\.? ?o\.? box 944243,?(?: (?:mail station|ms) [\d-]+,?)?(?: sacramento,? (?:ca|california),? 94244(?:-\d{4})?)?"
    r"|\b200 independence ave(?:nue|\.)?|\b200 constitution ave(?:nue|\.)?"
    r"|\b300 (?:south|s\.) spring st(?:reet|\.)?,?(?: south tower,?)?(?: los angeles,? (?:ca|california),? 90013)?"
)
#: "unit" and "suite" before a number are also doses and parts of a hospital.
_DOSE: Final = re.compile(r"(?:unit|units) \d|\d+ (?:st|dr|ct|pl)$")


#: What a service is billed under stands behind "device", "order" and "report" too, and is nobody's.
_BILLED: Final = re.compile(r"(?:device|order|report),? (?:[a-z]\d{4}|\d{5})")
#: "In May 2024 a CT showed": a year, and a scan.
_YEAR: Final = re.compile(r"(?:19|20)\d\d (?:an?|the|my|his|her|this|that|our|your) ")


class PiiFormat(LocalCheck):
    """Personal data by its form: social security numbers, ids, addresses of all kinds, birth dates, cards, secrets.

    Rule: each form must be in the view or the denial; placeholders and the authorities' own addresses pass. A number
    is an id only behind a word such as "member", "claim" or "MRN", or in a form of its own: of a California plan,
    Medi-Cal, Medicare, a car, a driver's license, a card, a computer. Digits in words, a place on the map, names of
    profiles, passwords and PINs count too.
    Why: such data is invented, or somebody's; both harm, and neither belongs into training data.
    Source: domain.md §7.
    Limits: an address without a street's word ("4127 Broadway") passes where nobody is said to live there, and so does
    an id without its label but for the longest numbers.
    """

    name = "pii_format"
    version = 8
    needs = ("view_text",)
    reads = ("view_text", "denial_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that can hold one of the forms."""
        return batch.parts.normal.str.contains(_HINT).to_numpy()

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Read a paragraph for the forms that may match in it."""
        parts, worth = batch.parts, self.worth_reading(batch)
        tried = may_match_which(parts.normal, dict(enumerate(form for _, form in FORMS)), among=worth)
        return worth, lambda part, _: self._data(parts.read(part), tried[part])

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield what has one of the forms."""
        return self._data(part, range(len(FORMS)))

    def _data(self, part: NormalText, tried: Collection[int]) -> Iterator[Claim]:
        taken = [match.span() for match in _AUTHORITY.finditer(part.text)] if tried else []
        for place, (says, form) in enumerate(FORMS):
            if place not in tried:
                continue
            for match in form.finditer(part.text):
                group = next(name for name in match.groupdict() if match[name])
                start, end = match.span(group)
                if (
                    any(a < end and start < b for a, b in taken)
                    or _DOSE.match(match[group])
                    or _YEAR.match(match[group])
                    or _BILLED.fullmatch(match[0])
                ):
                    continue
                if "[" in match[0] or _public(part.text, start, end):
                    continue
                if (
                    says == "a street address"
                    and group == "id"
                    and not _is_street(cased(part)[start:end], match[group])
                ):
                    continue
                taken.append((start, end))
                yield Claim(start, end, f"has {says} that is not in the source", key=match[group])

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the source does not hold it."""
        return claim.key not in seen(letter)


def _is_street(written: str, small: str) -> bool:
    return all(not word[0].islower() for word in written.split()) or bool(_SMALL.match(small))


def _public(text: str, start: int, end: int) -> bool:
    """Tell whether the place is law, a telephone or an authority's own address."""
    before = text[max(0, start - 30) : start]
    return bool(
        re.search(r"(?:§+|sections?|(?<!confirmation )code|ccr|cfr|usc|act|title|stat\.) ?$", before)
        or re.match(r"[-.()]?\d{3}-\d{4}", text[end : end + 10])
        or re.search(r"@(?:[\w-]+\.)*(?:ca|hhs|dol|cms)\.gov", text[start:end])
    )
