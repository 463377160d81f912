"""Citations of law: which there are, and which of them exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import seen, words

_HS = r"(?:california )?(?:health (?:and|&) safety code|health & saf\. code|h ?& ?s code|hsc)"
_NUMBER = r"\d[\d.]*(?:gg)?(?:-\d+)?(?:\.\d+)?(?: ?\([a-z0-9]{1,4}\))*"
_SECTION = r"(?:§+|sections?|secs?\.|part)"
#: A number after "and" may be the title of the next citation: `… and 45 CFR 147.136`.
_LIST = (
    rf"{_NUMBER}(?:(?:,| and|, and| or|,? &)(?: {_SECTION})? ?{_NUMBER}(?![\d.]*\d| (?:ccr|cfr|c\.f\.r"
    rf"|usc|u\.s\.c)))*"
)
_CODES: Final = {
    "health and safety code": _HS,
    "insurance code": r"(?:california )?insurance code",
    "welfare and institutions code": r"(?:california )?(?:welfare (?:and|&) institutions code|w ?& ?i code)",
    "another california code": r"(?:california )?(?:civil|labor|government|penal|business (?:and|&)"
    r" professions|family|evidence) code",
    "28 ccr": r"(?:title )?28,? (?:ccr|california code of regulations|cal\. code regs\.?(?:,? tit\. 28)?)",
    "22 ccr": r"(?:title )?22,? (?:ccr|california code of regulations)",
    "29 cfr": r"(?:title )?29,? (?:cfr|c\.f\.r\.|code of federal regulations)",
    "45 cfr": r"(?:title )?45,? (?:cfr|c\.f\.r\.|code of federal regulations)",
    "42 cfr": r"(?:title )?42,? (?:cfr|c\.f\.r\.|code of federal regulations)",
    "29 usc": r"29 (?:usc|u\.s\.c\.|u\.s\. code)",
    "42 usc": r"42 (?:usc|u\.s\.c\.|u\.s\. code)",
    "erisa": r"(?:erisa|employee retirement income security act(?: of 1974)?)",
    "another title": r"(?:title )?\d{1,2},? (?:ccr|cfr|c\.f\.r\.|usc|u\.s\.c\.|california code of"
    r" regulations|code of federal regulations)",
}
#: Sections a letter may cite. The first line of each entry is domain.md §6; the rest, in `_MORE`, is from
#: memory: that the section exists and is on the matter, not what it says. None is printed by us on its
#: strength.
ALLOWED: Final = {
    "health and safety code": {"1367.01", "1368.02", "1374.30", "1370.4"},
    "28 ccr": {"1300.74.30"},
    "29 cfr": {"2560.503-1"},
    "45 cfr": {"147.136"},
}
_MORE: Final = {
    "health and safety code": set(
        words(
            "1340 1363.5 1367 1367.005 1367.206 1367.21 1367.22 1367.24 1367.241 1368 1368.01 1368.03 1370.6 "
            "1371.4 1373.96 1374.31 1374.32 1374.33 1374.34 1374.35 1374.36 1374.72 1374.721 1374.73"
        )
    ),
    "28 ccr": {"1300.67.2.2", "1300.68", "1300.68.01", "1300.70", "1300.70.4", "1300.71.4", "1300.74.72"},
    "22 ccr": {"51303"},
    "welfare and institutions code": {"14059.5"},
    "42 cfr": {"438.210", "438.400", "438.402", "438.404", "438.408", "438.410"},
    "29 usc": {"1132", "1133", "1185a"},
    "erisa": {"502", "503"},
    "42 usc": {"300gg-19", "300gg-26", "18022"},
}
_SECTIONS: Final = {code: ALLOWED.get(code, set()) | _MORE.get(code, set()) for code in _CODES}
_ANY_SECTION: Final = set().union(*_SECTIONS.values())
_ACTS: Final = re.compile(
    r"knox-keene|affordable care|employee retirement income security|mental health parity|no surprises"
    r"|americans with"
    r" disabilities|public health service|social security|paul wellstone|health insurance portability"
)
_FORMS: Final = [
    *((code, re.compile(rf"\b{name},? ?{_SECTION}? ?(?P<list>{_LIST})")) for code, name in _CODES.items()),
    *(
        (code, re.compile(rf"(?<!\w){_SECTION} ?(?P<list>{_LIST}) of (?:the )?(?:california )?{name}\b"))
        for code, name in _CODES.items()
    ),
]
#: Most letters cite nothing: one look for a code's word or a section's sign spares them two dozen searches.
_HINT: Final = re.compile(
    r"§|\bsec(?:tions?|s?\.)|\bcode\b|\bpart \d|\bh ?& ?s|\bhsc\b|\bc\.?c\.?r|\bc\.?f\.?r|\bu\.?s\.?c|\berisa"
)
_BARE: Final = re.compile(rf"{_SECTION} ?(?P<list>\d{{3,5}}(?:\.\d+)+(?:-\d+)?(?: ?\([a-z0-9]{{1,4}}\))*)")
_ACT: Final = re.compile(r"\b(?P<name>(?:[a-z'-]+ ){1,6}act) of (?:19|20)\d\d\b")
#: The words before "act", to be told a title by their capitals.
_ACT_TITLED: Final = re.compile(r"(?P<words>(?:[\w'-]+ ){1,8})(?P<act>act)\b")
_LINKS: Final = frozenset(["and", "of", "for", "with", "to", "in"])
_COURT: Final = re.compile(r"\b[a-z][a-z'-]+ v\. [a-z][\w'-]+(?: [a-z][\w'-]+)?")


def _base(number: str) -> str:
    """Return a section's number without its subdivisions: `1367.01(h)(4)` is in 1367.01."""
    return re.sub(r" ?\(.*", "", number).rstrip(".,")


def statutes(letter: NormalText) -> Iterator[tuple[str, list[str], int, int]]:
    """Yield (code, section numbers, start, end) for each citation of law, one for each place."""
    if not _HINT.search(letter.text):
        return
    taken: list[tuple[int, int]] = []
    for code, form in [*_FORMS, ("", _BARE)]:
        for match in form.finditer(letter.text):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            yield code, [_base(n) for n in re.findall(_NUMBER, match["list"])], start, end


class StatuteInvented(Check):
    """Law cited in a letter must exist.

    Rule: section numbers of codes and regulations against an allow-list, Acts against a list of names, no
    court decisions; what the view or the denial itself cites passes.
    Why: an invented statute discredits the appeal of whoever sends it.
    Source: domain.md §6 for the list (`ALLOWED`), §7 for the rule.
    Limits: subdivisions are not compared (1367.01(z) passes); real law outside the list is flagged; an Act
    without its year is only known by its capitals; whether the section fits the claim is not judged.
    """

    name = "statute_invented"

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first citation of law that is not on the list."""
        text = read(letter["text"])
        source = seen(letter)
        found: list[tuple[int, int]] = []
        for code, numbers, start, end in statutes(text):
            known = _SECTIONS[code] if code else _ANY_SECTION
            if any(number not in known and number not in source for number in numbers):
                found.append((start, end))
        for hint, form in (("act of ", _ACT), (" v. ", _COURT)):
            for match in form.finditer(text.text) if hint in text.text else ():
                if not _ACTS.search(match[0]) and match[0] not in source:
                    found.append(match.span())
        if found:
            return "cites law that is not on the list", text.span(*min(found))
        for start, end in _titled_acts(text):
            if not _ACTS.search(text.text, start, end) and text.text[start:end] not in source:
                return "cites law that is not on the list", text.span(start, end)
        return None


def _titled_acts(text: NormalText) -> Iterator[tuple[int, int]]:
    """Yield the spans, in the normal form, of Acts known by their capitals ("ACT" is a therapy)."""
    if " act" not in text.text or text.original.isupper():
        return

    def capital(place: int) -> bool:
        return text.original[text.span(place, place + 1)[0]].isupper()

    for match in _ACT_TITLED.finditer(text.text):
        start = end = match.start("act")
        if not capital(start) or capital(start + 1):
            continue
        for word in reversed(list(re.finditer(r"\S+", match["words"]))):
            place = match.start() + word.start()
            if word[0] == "the" or not (capital(place) or word[0] in _LINKS):
                break
            start = place if capital(place) else start
        if start < end:
            yield start, match.end()
