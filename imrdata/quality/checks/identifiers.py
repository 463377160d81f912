"""Telephones, codes and web addresses that nobody gave the writer, and the export's own ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen
from imrdata.quality.sieve import may_match
from imrdata.quality.telephone import PHONE, SPOKEN, spoken_digits

__all__ = ["OFFICIAL", "InventedIdentifier", "ReferenceId"]

#: Telephones that every letter may give: the Department's two (§1368.02(b)), and public lines of the authorities that a
#: notice names (state hearings with their TDD and faxes, the Medi-Cal ombudsman, the insurance department, the
#: Department of Labor, Medicare, the exchange, consumers' counsels). 555-01xx is kept free for fiction.
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
        "9162555241",
        "8332810905",
        "9166515210",
        "9166512789",
        "8888043536",
        "8004340222",
        "8003001506",
    }
)
_KEYPAD: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
OFFICIAL: Final = re.compile(
    r"(?:^|[/.@])(?:[\w-]+\.)*(?:ca\.gov|hhs\.gov|dol\.gov|cms\.gov|medicare\.gov|healthcare\.gov|medicaid\.gov"
    r"|coveredca\.com)\b"
)
_WEB: Final = re.compile(
    r"\b(?:https?://|www\.)[^\s)>\]]*[^\s)>\].,;]|(?<![@\w.-])(?:[a-z0-9][a-z0-9-]*\.)+(?:com|org|net|edu|gov|us|info"
    r"|health|care)\b(?:/[^\s)]*)?"
)

_CODE: Final = r"(?:[a-z]\d{4}|\d{5}|\d{4}[a-z])(?![\w]|\.\d)"
#: Kind and form, over the normal form; the group `id` is what has to be in the source.
FORMS: Final = (
    (
        "a procedure code",
        re.compile(
            rf"(?<!safety )(?<!insurance )(?<!institutions )(?<!civil )(?<!government )(?<!inst\. )\b(?:cpt|hcpcs"
            rf"|procedure|service|billing|billed|code|codes|coded|drg|revenue)(?:/hcpcs|/cpt)?[ :#®™-]*"
            rf"(?:(?:codes?|level ii|was|were|is|as|under|with|number|no\.|billed|requested|submitted|:|#|and"
            rf"|\() ?){{0,4}}"
            rf"(?P<id>{_CODE}(?:(?:,| and|, and| or|/|-| through) ?{_CODE})*)(?! ?(?:mg|units|mcg|dollars|steps|%))"
        ),
    ),
    ("a procedure code", re.compile(r"(?<![\w-])(?P<id>[a-ceghj-mpqs-v]\d{4}|0\d{3}[utf])\b(?!-)")),
    (
        "a procedure code",
        re.compile(
            r"\b(?:hours|units|sessions|visits|unit|line|charge) (?:of|for"
            r"|under) (?P<id>(?!\d*00\b)\d{5})\b(?! ?(?:steps|mg|iu"
            r"|units|dollars|people|patients))"
        ),
    ),
    (
        "a procedure code",
        re.compile(
            r"(?<![\w$.,#-])(?P<id>\d{5})(?= (?:was|were|is|are) (?:not |never |also )?(?:needed|paid|billed|denied"
            r"|approved"
            r"|requested|covered|submitted|coded|authorized))"
        ),
    ),
    (
        "a payer's code",
        re.compile(
            r"\b(?:remit|remittance|remark|adjustment|denial|reason|carc"
            r"|rarc)(?: codes?)?[ :#]+(?P<id>[a-z]{1,2}-?\d{2,3})\b"
            r"|\btaxonomy(?: code)?[ :#]+(?P<id2>\d{3}[a-z0-9]{7})\b"
        ),
    ),
    ("a policy's code", re.compile(r"\b(?:mcg|interqual|milliman)(?: [a-z]+)? (?P<id>[a-z]{1,2}-\d{2,4})\b")),
    ("a procedure code", re.compile(r"\((?P<id>\d{5})\)")),
    # Five digits of no money and no place: two in a row, or one with "code" or "coding" behind it.
    (
        "a procedure code",
        re.compile(
            r"(?<![\w$.,#-])(?P<id>\d{5} (?:and|or) \d{5})(?![\w.,-]*\d)(?! (?:steps|mg|iu|units|dollars|people))"
            r"|(?<![\w$.,#-])(?P<id2>\d{5})(?=[^.;]{0,30} (?:codes?|coding)\b)"
        ),
    ),
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
    (
        "a drug code",
        re.compile(
            r"\b(?:ndc[ :#]*)?(?P<id>\d{4,5}-\d{3,4}-\d{1,2})(?![\d-])|\b(?:ndc|drug)(?: (?:code|number|no\."
            r"|is))*[ :#]*(?P<id2>\d[\d-]{6,12})"
        ),
    ),
    (
        "a policy's code",
        re.compile(
            r"\b(?:polic(?:y|ies)|guidelines?|bulletin|protocol|criteria|criterion|circular)(?: (?:number|numbers|no\.?"
            r"|#|id|code|coded))*[ :#]*"
            r"\(?(?P<id>[a-z]{1,5}(?:[.-][a-z]{2,5})?[.-]?\d[a-z0-9]*(?:[.-]\d+)*|\d+\.\d+(?:\.\d+)*[a-z]?"
            r"|\d{1,4}-\d{2,4})(?![\w%-])"
            r"(?! ?(?:mg|percent|years|days|hours))"
        ),
    ),
    (
        "a provider number",
        re.compile(
            r"\b(?:npi|tin|ein|dea|tax id|provider id|(?:rx ?)?bin)\b[^.\d]{0,25}(?P<id>[a-z]{0,2}\d[\d-]{5,11}"
            r"|\d\d[a-z]\d{4,6})|(?<![\w-])(?P<id2>1\d{9})(?![\w-])"
        ),
    ),
)
_EXTENSION: Final = re.compile(r"\b(?:ext(?:ension)?\.?|x) ?(?P<id>\d{2,6})\b")
#: An extension or a short number for messages, without a telephone before it.
_SHORT: Final = re.compile(
    r"\bextension (?P<id>\d{2,6})\b|\b(?:text|texting|message)\b[^.;]{0,40}? to (?P<id2>\d{5,6})\b"
    r"|\b(?:call|phone|dial|fax|tel|telephone|number|reach)\b[^.;\d]{0,60}(?P<id3>[2-9]\d{9})\b"
)
#: Whatever is found is a match of one of these.
_EVERY: Final = (PHONE, SPOKEN, _SHORT, _WEB, *(form for _, form in FORMS))


class InventedIdentifier(LocalCheck):
    """Telephones, codes and web addresses that are not in the source are invented.

    Rule: telephones other than public lines of the authorities and 555-01xx, in digits, letters or words; CPT, HCPCS,
    ICD, NDC, revenue codes, provider numbers and codes of policies; web addresses. What the view or the denial holds
    passes, and so do placeholders and official sites. People and addresses are `real_name`'s and `pii_format`'s.
    Why: a letter with an invented telephone number harms whoever calls it; an invented code misleads whoever pays.
    Source: domain.md §7; Health & Safety Code §1368.02(b) for the Department's telephones, memory for the other lines.
    Limits: a code of five digits is only known in brackets, beside a word such as "code" or "units of", or beside
    another; ten digits in a row are a telephone's behind a word such as "call" only, and seven without a dash pass.
    """

    name = "invented_identifier"
    version = 5
    needs = ("view_text",)
    reads = ("view_text", "denial_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs in which one of the forms may be found."""
        return may_match(batch.parts.normal, _EVERY)

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
        for match in SPOKEN.finditer(text):
            number = spoken_digits(match[0])
            if len(number) >= 7 and not re.search(r"55501\d\d$", number) and number.removeprefix("1") not in _PUBLIC:
                yield Claim(*match.span(), "has a telephone number that is not in the source", key=(match[0], number))
        for match in _SHORT.finditer(text):
            group = next(name for name in match.groupdict() if match[name])
            if match[group] in _PUBLIC or match[group][3:8] == "55501":
                continue
            if not any(start < match.end() and match.start() < end + 20 for start, end in phones):
                yield Claim(
                    *match.span(group), "has a telephone number that is not in the source", key=(match[group], "")
                )
        for match in _WEB.finditer(text):
            if not OFFICIAL.search(match[0]):
                yield Claim(*match.span(), "has a web address that is not in the source", key=(match[0], ""))
        for says, form in FORMS:
            for match in form.finditer(text):
                group = next(name for name in match.groupdict() if match[name])
                start, end = match.span(group)
                if not any(a < end and start < b for a, b in phones) and re.search(r"\d", match[group]):
                    yield Claim(start, end, f"has {says} that is not in the source", key=(match[group], ""))

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the source does not hold it."""
        source = seen(letter)
        written, digits = claim.key
        if written in source:
            return False
        return not digits or written not in re.sub(r"\D", "", source)


_REFERENCE: Final = re.compile(
    # MN24-45178, however it is set apart: "M.N. 2024/45178", "MN24, serial 45178".
    r"(?<![a-z0-9])(?:m[ .-]?n|e[ .-]?i|u[ .-]?r)\.?[ _/#:.-]{0,3}(?:19|20)?\d{2}(?:[ _/.-]{0,3}|[^\d.;]{1,25}?)"
    r"(?<!\d)\d{4,6}(?!\d)"
    r"|(?<![a-z0-9])(?:mn|ei|ur)\d{6,8}(?!\d)"
    # A year and a serial, or a prefix and a serial, behind a word for what bears a number: "IMR case 24-45178".
    r"|\b(?:cases?|references?|ref|docket\w*|files?|tracking|matters?|entry|reviews?|imr|register|applications?"
    r"|disputes?"
    r"|determinations?|decisions?)\b(?:no\.|[^\d.;]){0,40}?(?<![\w-])"
    r"(?P<id>(?:[a-z]{1,4}-?)?(?:19|20)?\d{2}-(?!(?:19|20)\d\d(?!\d))\d{4,6}|[a-z]{2,4}-?\d{5,8}|\d{7,8})(?![\d-]"
    r"|[.,]\d|/\d)"
)


class ReferenceId(LocalCheck):
    """A ReferenceID of the IMR export, or another number of a review's.

    Rule: MN, EI or UR, two or four digits of the year and a serial of four to six, however they are set apart; or a
    year and a serial, letters and a serial, or seven digits, behind a word for what bears such a number ("case",
    "reference", "docket", "IMR"). What the view holds passes.
    Why: the id reveals Type and year, and that a review took place; it belongs in metadata, never in text.
    Source: domain.md §3 and §7.
    Limits: a number without its prefix passes where no such word is in the forty letters before it.
    """

    name = "reference_id"
    version = 4
    reads = ("view_text", "denial_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs in which one may be found."""
        return may_match(batch.parts.normal, (_REFERENCE,))

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield ids."""
        for match in _REFERENCE.finditer(part.text):
            yield Claim(*(match.span("id") if match["id"] else match.span()), "holds a ReferenceID", key=match["id"])

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether it is one for sure, or not in the source."""
        return not claim.key or claim.key not in seen(letter)
