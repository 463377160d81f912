"""Telephones, codes and web addresses that nobody gave the writer, and the export's own ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.checks.statutes import statutes
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen
from imrdata.quality.telephone import PHONE

__all__ = ["OFFICIAL", "InventedIdentifier", "ReferenceId"]

#: Telephones that every letter may give: the Department's two (§1368.02(b)), and public lines of the authorities that a
#: notice names (state hearings and their TDD, the Medi-Cal ombudsman, the insurance department, the Department of
#: Labor, Medicare). 555-01xx is kept free for fiction.
_PUBLIC: Final = frozenset(
    {
        "8884662219",
        "8776889891",
        "8007438525",
        "8009525253",
        "8009528349",
        "8884528609",
        "8009274357",
        "8004824833",
        "8664443272",
        "8006334227",
        "8774862048",
        "8772677323",
        "8003681019",
        "8005377697",
    }
)
_KEYPAD: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
OFFICIAL: Final = re.compile(
    r"(?:^|[/.@])(?:[\w-]+\.)*(?:ca\.gov|hhs\.gov|dol\.gov|cms\.gov|medicare\.gov|healthcare\.gov|medicaid\.gov"
    r"|coveredca\.com)\b"
)
_WEB: Final = re.compile(
    r"\b(?:https?://|www\.)[^\s)>\]]*[^\s)>\].,;]|(?<![@\w.-])[a-z0-9][a-z0-9-]+\.(?:com|org|net|edu|gov|us|info"
    r"|health|care)\b(?:/[^\s)]*)?"
)

_CODE: Final = r"(?:[a-z]\d{4}|\d{5}|\d{4}[a-z])(?![\w]|\.\d)"
#: Kind and form, over the normal form; the group `id` is what has to be in the source.
FORMS: Final = (
    (
        "a procedure code",
        re.compile(
            rf"(?<!safety )(?<!insurance )(?<!institutions )(?<!civil )(?<!government )(?<!inst\. )\b(?:cpt|hcpcs"
            rf"|procedure|service|billing|billed|code|codes|coded|drg|revenue)(?:/hcpcs|/cpt)?[ :#-]*"
            rf"(?:(?:codes?|level ii|was|were|is|as|under|with|number|no\.|billed|requested|submitted|:|#|and"
            rf"|\() ?){{0,4}}"
            rf"(?P<id>{_CODE}(?:(?:,| and|, and| or|/|-| through) ?{_CODE})*)(?! ?(?:mg|units|mcg|dollars|steps|%))"
        ),
    ),
    ("a procedure code", re.compile(r"(?<![\w-])(?P<id>[a-ceghj-mpqs-v]\d{4})\b(?!-)")),
    ("a procedure code", re.compile(r"\((?P<id>(?!9[0-6]\d{3}\b)\d{5})\)")),
    ("a revenue code", re.compile(r"\b(?:revenue codes?|rev\.? codes?|drg|ms-drg|modifiers?)[ :#]*(?P<id>\d{2,4})\b")),
    ("a diagnosis code", re.compile(r"(?<![\w.-])(?P<id>[a-tv-z]\d[\da-z]\.[\da-z]{1,4})\b")),
    (
        "a diagnosis code",
        re.compile(
            r"\b(?:icd(?:-?(?:9|10|11))?(?:-?cm|-?pcs)?|diagnos[ie]s (?:codes?|is|was|:)|dx)[\" :#-]*"
            r"(?:(?:codes?|diagnos[ie]s|is|was|of|:|#) ?){0,3}(?P<id>[a-z]\d[\da-z](?:\.[\da-z]{1,4})?"
            r"|\d{3}\.\d{1,2})\b"
        ),
    ),
    ("a drug code", re.compile(r"\b(?:ndc[ :#]*)?(?P<id>\d{4,5}-\d{3,4}-\d{1,2})(?![\d-])")),
    ("a drug code", re.compile(r"\bndc(?: codes?| numbers?)?[ :#]*(?P<id>\d[\d-]{5,})")),
    (
        "a procedure code",
        re.compile(
            r"\b(?:hours|units|sessions|visits|lines?|items?) (?:of |: ?)(?P<id>\d{5})(?![\d,])"
            r"|(?<![\w-])(?P<id2>\d{4}[ftu])\b"
        ),
    ),
    (
        # A paper or a file by its number: letters and digits, or digits with marks between them.
        "a number",
        re.compile(
            r"\b(?:polic(?:y|ies)|guidelines?|criteria|protocol|bulletin|claims?|authori[sz]ation|case|file|group"
            r"|forms?|reference"
            r"|appeal|tracking|control|document|rule|standard|mcg|interqual|plan code)(?:,? (?:number|no\.|num\.|id"
            r"|code))?[ :#]*(?:is )?"
            r"(?P<id>(?=[a-z0-9./-]*\d)(?!\d{1,4}\b(?![-./]))(?!(?:19|20)\d\d\b(?!-\d))(?!\d+(?:st|nd|rd|th|mg|hours?"
            r"|days?)\b)"
            r"(?!(?:icd|iso|covid|ab|sb)-?\d)[a-z]{0,8}[-./]?\d[a-z0-9]*(?:[-./][a-z0-9]+)*"
            r"|[a-z]{2,5}(?:[./-][a-z0-9]+)*[./-]\d[a-z0-9./-]*"
            r"[a-z0-9])(?![\w-])"
        ),
    ),
    (
        "a provider number",
        re.compile(
            r"\b(?:npi|tin|dea|tax id)\b[^.\d]{0,25}(?P<id>[a-z]{0,2}\d[\d-]{6,11})|(?<![\w-])(?P<id2>1\d{9})(?![\w-])"
        ),
    ),
)
_HINT: Final = (
    r"\d{3}|\beight[ -]|\d-\d-\d|[a-z][./-]\d\d|\d[\da-z]\.|\b8(?:00|33|44|55|66|77|88)\b|\bwww\.|https?:|\.(?:com"
    r"|org|net|edu|gov|us|info"
    r"|health|care)\b|\b[a-z]\d\d|\bmodifier|\bext"
)
_DIGIT: Final = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)"
#: A telephone in words, or its digits one by one.
_SPOKEN: Final = re.compile(
    rf"\beight[ -](?:hundred|eight[ -]eight|three[ -]three|four[ -]four|five[ -]five|six[ -]six|seven[ -]seven),?"
    rf"(?:[ ,-]+(?:then )?{_DIGIT}){{4,}}\b|\b\d-\d-\d\W{{1,3}}(?:then )?\d-\d-\d\W{{1,3}}(?:then )?\d-\d-\d-\d\b"
)
_EXTENSION: Final = re.compile(r"\b(?:ext(?:ension)?\.?|x) ?(?P<id>\d{2,6})\b")


class InventedIdentifier(LocalCheck):
    """Telephones, codes and web addresses that are not in the source are invented.

    Rule: telephones other than public lines of the authorities and 555-01xx, in digits, letters or words; CPT, HCPCS,
    ICD, NDC, revenue codes and provider numbers; numbers of policies, claims, files and forms; web addresses. What
    the view or the denial holds passes, and so do placeholders and official sites. People and addresses are
    `real_name`'s and `pii_format`'s.
    Why: a letter with an invented telephone number harms whoever calls it; an invented code misleads whoever pays.
    Source: domain.md §7; Health & Safety Code §1368.02(b) for the Department's telephones, memory for the other lines.
    Limits: a code of five digits is only known in brackets or behind a word such as "code"; seven digits without a dash
    pass.
    """

    name = "invented_identifier"
    version = 3
    needs = ("view_text",)

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold digits in a row, or a web address."""
        return batch.parts.normal.str.contains(_HINT).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield telephones, web addresses and codes."""
        text = part.text
        phones: list[tuple[int, int]] = []
        for match in PHONE.finditer(text):
            number = re.sub(r"\D", "", match[0].translate(_KEYPAD))
            ten = number.removeprefix("1")[:10] if len(number) > 10 else number
            phones.append(match.span())
            if ten not in _PUBLIC and not re.search(r"55501\d\d$", number):
                yield Claim(*match.span(), "has a telephone number that is not in the source", key=(ten, number))
            extension = _EXTENSION.search(text, match.end(), match.end() + 20)
            if extension and ten in _PUBLIC:
                yield Claim(
                    *extension.span(), "has a telephone number that is not in the source", key=(extension["id"], "")
                )
        for match in _WEB.finditer(text):
            if not OFFICIAL.search(match[0]):
                yield Claim(*match.span(), "has a web address that is not in the source", key=(match[0], ""))
        for match in _SPOKEN.finditer(text):
            yield Claim(*match.span(), "has a telephone number that is not in the source", key=(match[0], ""))
        law = [(start, end) for _, _, start, end in statutes(part)]
        for says, form in FORMS:
            for match in form.finditer(text):
                group = next(name for name in match.groupdict() if match[name])
                start, end = match.span(group)
                if not any(a < end and start < b for a, b in (*phones, *law)) and re.search(r"\d", match[group]):
                    yield Claim(start, end, f"has {says} that is not in the source", key=(match[group], ""))

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the source does not hold it."""
        source = seen(letter)
        written, digits = claim.key
        if written in source:
            return False
        return not digits or written not in re.sub(r"\D", "", source)


_REFERENCE: Final = re.compile(r"(?<![a-z0-9])(?:mn|ei|ur)[ _/#:.-]{0,3}\d{2}[ _/.-]{0,3}\d{4,6}(?![0-9])")


class ReferenceId(LocalCheck):
    """A ReferenceID of the IMR export.

    Rule: MN, EI or UR, two digits and a serial of four to six, however they are set apart.
    Why: the id reveals Type and year, and that a review took place; it belongs in metadata, never in text.
    Source: domain.md §3 and §7.
    Limits: CDI's form (`17-5001`) looks like too many other things and passes.
    """

    name = "reference_id"
    version = 2

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a prefix before digits."""
        return batch.parts.normal.str.contains(r"(?:mn|ei|ur)[ _/#:.-]{0,3}\d\d").to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield ids."""
        for match in _REFERENCE.finditer(part.text):
            yield Claim(*match.span(), "holds a ReferenceID")
