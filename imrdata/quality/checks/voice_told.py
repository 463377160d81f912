"""Who speaks in an appeal, told from the letter itself: by whom it is signed, of whom it is, how it opens.

Part of `imrdata.quality.checks.voice_mixed`. A letter says who speaks by one relation, that of its writer to the
patient: being the patient, kin, treating, or standing in. The signature says it ("his mother"), or the head and the
first sentences do ("Re: my son", "I write as the treating physician"); and only the patient says "I" all through and
hardly ever "he" or "she". One sentence deep in the letter decides nothing: it may be the very slip that is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from imrdata.quality.checks.voice_words import (
    CLINICIAN,
    DOCTOR,
    FOND,
    KIN,
    OFFSPRING,
    PARENT,
    RELATIVE,
    ROLE_ENDS,
    SIBLING,
    SPOUSE,
)
from imrdata.quality.normalise import normal_form, read
from imrdata.quality.parts import split_parts

__all__ = ["told_voice"]

#: What a relative is to the patient, and what the relative calls the patient.
_KINDRED: Final = {
    "parent": (rf"(?:{PARENT}|(?:legal )?guardians?)", OFFSPRING),
    "spouse": (SPOUSE, SPOUSE),
    "adult child": (r"(?:son|daughter)(?:-in-law)?", rf"(?:{PARENT}(?:-in-law)?)"),
    "sibling": (SIBLING, SIBLING),
    "relative": (RELATIVE, RELATIVE),
}
_NAME: Final = r"\[(?:patient|member)_name\]"
_TREATING: Final = (
    r"(?:treating|attending|prescribing|ordering|referring) (?:[\w-]+ )?(?:[\w-]+ian|[\w-]+ist|surgeon|doctor)"
)
_ADVOCATE: Final = (
    r"(?:(?:patients?|health|health ?care|members?|consumer|family|volunteer|independent|legal)'? )*"
    r"(?:advocate|attorney|lawyer|counsel|paralegal|ombudsman)"
)
#: The roles, as who holds them names them.
_ROLES: Final = {
    **{voice: role for voice, (role, _) in _KINDRED.items()},
    "clinician": rf"(?:\w+ )?{CLINICIAN}",
    "physician": rf"(?:{_TREATING}|{DOCTOR})",
    "advocate": _ADVOCATE,
}
_HIS: Final = r"(?:her|his|their|the \w+'s|th(?:is|ese) (?:[\w-]+ ){0,2}?\w+'s?|\[\w+\]'s)"
_I_AM: Final = (
    r"(?:\b(?:i am|i'm|we are|we're|(?:i|we) (?:\w+ )?(?:write|speak|appeal)(?: \w+)? as|(?<!soon )as|i,|we,|from|by)"
    r"|\bfrom:)"
)
#: "His mother", "as the mother of a boy", "the physician treating her"; a trade alone ("I am a nurse") is no relation.
_CLAIMED: Final = (
    rf"{_I_AM} (?:(?:writing|both|also|here|as) )*(?:{_HIS} (?:[\w-]+ ){{0,3}}?(?:%s)\b{ROLE_ENDS}|(?:the|an?)"
    r" (?:[\w-]+ ){0,2}?(?:%s)(?: (?:of|at)\b(?! \w+ing\b)| for \[\w+\]| (?:who )?(?:treat|car)(?:s|ing|es)\b|,?$))"
)
#: What else tells a professional.
_OTHERWISE: Final = {
    "clinician": r"(?!)",
    "physician": (
        rf"{_I_AM} (?:the|an?) {_TREATING}\b|\b(?:my|our) patient\b|\bpatient of mine\b|\bfrom: \[physician_name\]"
        r"|\b(?:i|we) (?:have )?(?:treat|follow|care for|manage)(?:ed)? (?:this|the|\[\w+\])"
    ),
    "advocate": (
        rf"\b(?:my|our) client\b|\b(?:i|we) (?:represent|assist) (?:{_NAME}|the (?:member|patient|family))"
        r"|\bauthorized by the (?:member|patient|family)\b|\b(?:i am|i'm|we are|as) (?:an? )?(?:\w+ )?"
        r"(?:patients?|health|health ?care|members?|consumer|family|volunteer)'? advocates?\b"
    ),
}


def _about(kin: str) -> str:
    """Return how a letter says that it is of the writer's kin: "for my son", "my wife, [MEMBER_NAME]"."""
    mine = rf"\b(?:my|our) {FOND}{kin}\b"
    return (
        r"\b(?:re|about|for|regarding|concerning|subject|matter of|(?:behalf|denial|refusal|case|letter|care) (?:of|to)"
        rf"|denied|refused|decided on):? {mine}(?! (?:and i|types|helped|reads|will)\b)|^(?:my|our)?"
        rf" ?{FOND}{kin}: |{mine}(?:,? [\w']+){{0,3}},? {_NAME}|{mine} (?:\w+ ){{0,2}}asked me\b"
    )


_OPENING: Final[Mapping[str, re.Pattern[str]]] = {
    voice: re.compile(
        f"{_CLAIMED % (role, role)}|"
        + (f"\\ba {role}'s account\\b|{_about(_KINDRED[voice][1])}" if voice in _KINDRED else _OTHERWISE[voice])
    )
    for voice, role in _ROLES.items()
}
#: A line of the signature holds hardly more than the role.
_SIGNED: Final[Mapping[str, re.Pattern[str]]] = {
    voice: re.compile(rf"(?:(?:{_HIS}|for|both|the|proud|and|'s) )*(?:{role})s?(?: (?:of|for|to|and)\b.*)?(?:[;,].*)?")
    for voice, role in _ROLES.items()
}
_DEGREES: Final = {
    "physician": re.compile(r"[^,]+,(?: \w+,)? ?(?:m\.?d|d\.?o|dpm|psyd)\b\.?(?:,.*)?"),
    "clinician": re.compile(r"[^,]+, ?(?:rn|np|pa-c|lcsw|lmft|rd|dpt|pt|slp|bcba|msw|otr)\b\.?(?:,.*)?"),
    "advocate": re.compile(r"[^,]+,? esq\b\.?"),
}
_PLACE: Final = re.compile(r"\[(?:signature|member_name|patient_name|physician_name|provider_name)\](?:'s)?")
_MARKS: Final = re.compile(r"[().:]|^[\s,-]+|[\s,-]+$")
#: Below a signature: copies, enclosures.
_BELOW: Final = re.compile(r"(?:cc|copy|copies|enc|attach|with (?:this|me)|p\.s|i (?:put|enclose|add))\b|enc|attach")
_WORD: Final = re.compile(r"\w")
_SENTENCE: Final = re.compile(r"(?:\S+ ){3,}\S+[.?!]$")
_QUOTED: Final = re.compile(r'"[^"]*"')
#: A signature is among so many lines at the end, an opening in so much of the text.
_LINES, _SHARE, _LONGEST = 12, 0.6, 2000
#: The patient says "I" so often at least, and of all such words no more than this share are of somebody else.
_OFTEN, _SELDOM = 6, 0.22
_SELF: Final = re.compile(r"\b(?:i|me|my|myself|mine)\b")
_ANOTHER: Final = re.compile(
    rf"\b(?:he|she|him|her|his|hers|himself|herself|(?:the|this|my|our) (?:patient|member|client)"
    rf"|(?:my|our) {FOND}{KIN})\b"
)


@lru_cache(maxsize=65536)
def told_voice(text: str) -> str | None:
    r"""Return who speaks in a letter, None if it does not tell or tells of two.

    Examples
    --------
    >>> told_voice("I appeal your denial.\n\n[SIGNATURE], mother of [PATIENT_NAME]")
    'parent'
    >>> told_voice("Re: my wife, [MEMBER_NAME]\n\nI appeal your denial of [DENIAL_DATE]. She is ill.")
    'spouse'
    >>> told_voice("I appeal your denial.\n\n[SIGNATURE]") is None
    True
    """
    # A line of signs alone (a rule, an emoji) is none of the letter's.
    lines = [line for line in map(str.strip, map(normal_form, text.splitlines())) if _WORD.search(line)]
    voices = _signed(lines[-_LINES:]) or _of_self(text) | _opening(text)
    if not voices and lines and lines[0].startswith(("[physician_name]", "[provider_name]", "office of [")):
        voices = {"physician"}
    # A nurse of the physician's office writes for both.
    return min(voices) if len(voices) == 1 or voices == {"clinician", "physician"} else None


def _signed(lines: list[str]) -> set[str]:
    """Return whose signature the last lines hold."""
    found: set[str] = set()
    for line in lines:
        if len(line) > 90 or _SENTENCE.search(line) or _BELOW.match(line):
            continue
        if line.startswith("[physician_name]"):
            found.add("physician")
        role = _MARKS.sub("", " ".join(_MARKS.sub(" ", _PLACE.sub(" ", line)).split()))
        found.update(voice for voice, form in _SIGNED.items() if form.fullmatch(role))
        found.update(voice for voice, form in _DEGREES.items() if form.fullmatch(line))
    return found


def _opening(text: str) -> set[str]:
    """Return who speaks in the first line or sentence that says it."""
    for place, written in split_parts(text):
        if place > min(_SHARE * len(text), _LONGEST):
            break
        part = read(written)
        for start, end in part.sentences():
            sentence = _QUOTED.sub('""', part.text[start:end]).strip()
            if found := {voice for voice, form in _OPENING.items() if form.search(sentence)}:
                return found
    return set()


def _of_self(text: str) -> set[str]:
    """Tell the patient, who speaks of nobody else."""
    own = _QUOTED.sub("", normal_form(text))
    first, third = len(_SELF.findall(own)), len(_ANOTHER.findall(own))
    return {"patient"} if first >= _OFTEN and third <= _SELDOM * (first + third) else set()
