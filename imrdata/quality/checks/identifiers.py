"""Numbers, codes and names that identify somebody, and that nobody gave the writer."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.checks.citations import OFFICIAL
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import PatternCheck, pattern, seen, words

#: Telephones that every letter may give: the Department's two (§1368.02(b)); 555-01xx is kept free for
#: fiction.
_DMHC: Final = frozenset({"8884662219", "8776889891"})
_KEYPAD: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
PHONE: Final = re.compile(
    r"(?<![\w.])(?:\+?1[-. ])?\(?\d{3}\)?[-. ]{1,2}(?:\d{3}|[a-z]{3})[-. ]\d{4}(?![\w])"
    r"|(?<![\w.-])\d{3}-\d{4}(?![\w-])"
)

#: Kind and form, over the normal form; the group `id` is what has to be in the source.
FORMS: Final = (
    ("an e-mail address", re.compile(r"(?P<id>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    (
        "a web address",
        re.compile(
            r"(?P<id>\b(?:https?://|www\.)[^\s)>\]]*[^\s)>\].,;]|\b[a-z0-9-]+\.(?:com"
            r"|org|net)\b(?:/[^\s)]*)?)"
        ),
    ),
    (
        "a procedure code",
        re.compile(
            r"\b(?:cpt|hcpcs)[ -]*(?:\w+ )?(?:codes? ?)?[#:]?"
            r" ?(?P<id>[a-z]?\d{4,5}[a-z]?)\b|\b(?P<id2>[a-ceghj-mpqs-v]\d{4})\b"
        ),
    ),
    (
        "a diagnosis code",
        re.compile(
            r"\b(?P<id>[a-tv-z]\d[\da-z]\.[\da-z]{1,4})\b|\bicd-?(?:9|10)?(?:-cm)?["
            r" :]*(?:code )?[:#]? ?(?P<id2>[a-z]?\d{2}[\da-z.]*)"
        ),
    ),
    ("a social security number", re.compile(r"(?P<id>\b\d{3}-\d{2}-\d{4}\b)")),
    (
        "an identification number",
        re.compile(
            r"\b(?:member(?:ship)?|subscriber|claim|policy|group|case|authori[sz]ation|reference|licen[sc]e"
            r"|npi|medical record|mrn"
            r"|account|enrollee|file|tracking|plan|lic\.?)(?: (?:id|identification))?(?: ?(?:number|no\.?|#"
            r"|id))*(?: is|:)* ?#?"
            r" ?(?P<id>(?=[a-z0-9-]*\d{4})[a-z0-9][a-z0-9-]{4,})\b"
        ),
    ),
    (
        "a date of birth",
        re.compile(
            r"\b(?:date of birth|dob|d\.o\.b\.|born on)(?: is|:)* (?P<id>(?:\w+"
            r" )?\d[\w/, -]*\d)"
        ),
    ),
    (
        "a street address",
        re.compile(
            r"\b(?P<id>\d{2,5} (?:[a-z]+\.? ){1,3}(?:street|avenue|boulevard|road|drive|lane|blvd"
            r"|ave|st|suite|parkway|way)\b)|\b(?P<id2>p\.? ?o\.? box \d+)|\bca (?P<id3>9\d{4})\b"
        ),
    ),
    (
        "a plan by name",
        re.compile(
            r"\b(?P<id>anthem|blue shield|blue cross|kaiser|aetna|cigna|health net|unitedhealth\w*"
            r"|united healthcare|molina|humana|l\.a\. care|oscar health|optum)\b"
        ),
    ),
)

#: Words that a title, salutation or signature is made of; what is left of one after them is a name.
_TITLES: Final = frozenset(
    words(
        "medical director department appeals appeal and grievance grievances plan health utilization "
        "management team services service reviewer review physician physicians member members patient "
        "parent of the or for on behalf treating attending office care coordinator manager nurse md m.d. "
        "d.o. do rn np mph phd chief officer committee unit sir madam enrollee customer clinical operations "
        "coverage determinations determination dr doctor mr mrs ms guardian representative authorized "
        "mother father associate senior vice president quality your my his her their a an to whom it may "
        "concern provider board certified board-certified internal medicine family pediatrics specialist "
        "pharmacist pharmacy signature date hospital insurance company insurer group network benefits "
        "benefit affairs program california"
    )
)
_WORD = r"[a-z][a-z'.\-]*"
NAMES: Final = (
    ("dear", re.compile(rf"\bdear (?P<id>(?:(?:mr|mrs|ms|miss|dr)\.? )?{_WORD}(?: {_WORD}){{0,2}}) ?[:,]")),
    ("title", re.compile(rf"(?:\bdr\.|\bmr\.|\bmrs\.|\bms\.|\bdr) (?P<id>{_WORD}(?: [a-z][a-z'.\-]+)?)")),
    (
        "degree",
        re.compile(
            rf"(?P<id>\b{_WORD} (?:[a-z]\. )?{_WORD}),? (?:m\.d\.|md|d\.o\.|ph\.?d\.?|r\.n\."
            rf"|rn|np|pa-c|facs|lcsw|pharm\.?d|bsn|psy\.?d|dpm)(?![\w])"
        ),
    ),
    (
        "called",
        re.compile(
            rf"\b(?:my name is|i am called|(?:signed|reviewed|prepared) by) (?P<id>{_WORD}"
            rf" {_WORD})"
        ),
    ),
    ("i_name", re.compile(rf"\bi, (?P<id>{_WORD} {_WORD}), ")),
    (
        "label",
        re.compile(
            rf"\b(?:(?:member|patient|enrollee|provider|physician|doctor|reviewer)(?:'s)?(?:"
            rf" name)?|name|re) ?: (?P<id>{_WORD} (?:[a-z]\. )?{_WORD})"
        ),
    ),
)
#: The closing formula, and the line under it, in the text as written: lines are gone in the normal form.
_SIGNED: Final = re.compile(
    r"^[^\S\n]*(?:(?:(?:best|kind|warm)[^\S\n]+)?regards|(?:very[^\S\n]+)?(?:sincerely|respectfully|yours"
    r"|truly|thank)(?:[^\S\n]+\w+)?"
    r"|with[^\S\n]+gratitude)[^\S\n]*[,.]?\s*\n\s*(?P<id>[^\n]+)",
    re.I | re.M,
)
_LABEL_WORDS: Final = frozenset(
    words(
        "you we i the your our denial appeal request not is was are has have letter notice adverse coverage "
        "authorization"
    )
)


def _is_name(words: str) -> bool:
    """Tell whether two to four words, none of them a title's, are left: somebody's name."""
    if "[" in words or re.search(r"\d", words):
        return False
    parts = [word.strip(".,:'()") for word in words.casefold().replace("’", "'").split()]
    parts = [word for word in parts if word]
    return 0 < len(parts) <= 4 and not any(word in _TITLES or word in _LABEL_WORDS for word in parts)


class InventedIdentifier(Check):
    """Identifiers that are not in the source are invented, or somebody's.

    Rule: telephones other than the Department's and 555-01xx, e-mail and web addresses, CPT, HCPCS and ICD
    codes, member, claim and licence numbers, birth dates, street addresses, plans by name and named people.
    Placeholders and official sites pass.
    Why: a letter with an invented telephone number harms whoever calls it; a real name is a privacy breach.
    Source: domain.md §7; Health & Safety Code §1368.02(b) for the two telephones.
    Limits: names are told by their place (salutation, title, degree, label, signature), so a name in running
    text passes, and so does a signature with a title in the same line.
    """

    name = "invented_identifier"
    needs = ("view_text",)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first identifier that is not in the sources."""
        text = read(letter["text"])
        source = seen(letter)
        found = [*_phones(text, source), *_forms(text, source), *_people(text, source)]
        if not found:
            return None
        kind, start, end = min(found, key=lambda one: one[1])
        return f"has {kind} that is not in the source", (start, end)


def _phones(text: NormalText, source: str) -> list[tuple[str, int, int]]:
    digits = re.sub(r"\D", "", source)
    out = []
    for match in PHONE.finditer(text.text):
        number = re.sub(r"\D", "", match[0].translate(_KEYPAD))[-10:]
        fictional = re.search(r"55501\d\d$", number)
        if number not in _DMHC and not fictional and number not in digits:
            out.append(("a telephone number", *text.span(*match.span())))
    return out


def _forms(text: NormalText, source: str) -> list[tuple[str, int, int]]:
    out = []
    for kind, form in FORMS:
        for match in form.finditer(text.text):
            group = next(name for name in match.groupdict() if match[name])
            value = match[group]
            if value in source or OFFICIAL.search(value) or (kind == "a web address" and OFFICIAL.search(match[0])):
                continue
            out.append((kind, *text.span(*match.span(group))))
    return out


def _people(text: NormalText, source: str) -> list[tuple[str, int, int]]:
    out = []
    for _, form in NAMES:
        for match in form.finditer(text.text):
            if _is_name(match["id"]) and match["id"] not in source:
                out.append(("a person's name", *text.span(*match.span("id"))))
    for match in _SIGNED.finditer(text.original):
        # A line that is a sentence is not a signature.
        if _is_name(match["id"]) and not match["id"].rstrip().endswith((".", ":")) and len(match["id"].split()) > 1:
            start = match.start("id")
            out.append(("a person's name", start, start + len(match["id"].rstrip())))
    return out


class ReferenceId(PatternCheck):
    """A ReferenceID of the IMR export.

    Rule: MN, EI or UR, two digits and a serial of four or five, however they are set apart.
    Why: the id reveals Type and year, and that a review took place; it belongs in metadata, never in text.
    Source: domain.md §3 and §7.
    Limits: CDI's form (`17-5001`) looks like too many other things and passes.
    """

    name = "reference_id"
    anchors = ("mn", "ei", "ur")
    patterns = (
        pattern(
            "reference_id",
            r"(?<![a-z0-9])(?:mn|ei|ur)[ -]{0,3}\d{2}(?: ?-{1,2} ?\d{3,6}|\d{4,6}| \d{4,6})(?![0-9])",
            "holds a ReferenceID",
        ),
    )
