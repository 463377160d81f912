"""The rules of the administrative sub-score, which is kept apart from the hundred points: codes, duration, contact.

In: `Reading`. Out: `Answer` with the evidence's span in the normal form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from imrdata.quality.rubric_rules.reading import CONTACT, Answer, Reading, found_or, missing, not_applicable

__all__ = ["ADMINISTRATIVE_RULES"]

_CODE: Final = re.compile(
    r"\b(?:cpt|hcpcs|icd-?(?:9|10)?(?:-cm)?|ndc|drg|procedure code"
    r"|diagnosis code)s?\b[^.;\n]{0,12}?\b([a-z]?\d[\w.-]{2,})"
    r"|\b([a-tv-z]\d{2}\.\d{1,4})\b|\b([a-v]\d{4})\b"
)
_AMOUNT: Final = re.compile(
    r"\b(\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:[\w-]+ ){0,2}?(day|week|month|hour|visit"
    r"|session|unit|dose"
    r"|treatment|night|injection)s?\b"
)


def _codes(letter: Reading) -> Answer:
    known = "\n".join(letter.view_lines) + "\n" + (letter.denial.text if letter.denial else "")
    used = [(match.span(), next(group for group in match.groups() if group)) for match in _CODE.finditer(letter.text)]
    if not used:
        held = any(_CODE.search(line) for line in letter.view_lines)
        return Answer("met") if held else not_applicable("no codes in view or letter")
    for span, code in used:
        if code not in known:
            return Answer("not_met", span, f"the code {code} is not in the view")
    return Answer("met", used[0][0])


def _duration(letter: Reading) -> Answer:
    wanted = {match.groups() for line in letter.request_lines for match in _AMOUNT.finditer(line)}
    if not wanted:
        return not_applicable("the view does not say how much or how long")
    for match in _AMOUNT.finditer(letter.text):
        if match.groups() in wanted:
            return Answer("met", match.span())
    return missing("how much or how long was requested is not said")


def _contact(letter: Reading) -> Answer:
    return found_or(letter.first(CONTACT, of=letter.own_words), "no way to reach the writer")


ADMINISTRATIVE_RULES: Final[Mapping[str, Callable[[Reading], Answer]]] = {
    f"{name}{ending}": rule
    for name, rule in (("admin_codes", _codes), ("admin_duration", _duration), ("admin_contact", _contact))
    for ending in ("", "_appeal")
}
