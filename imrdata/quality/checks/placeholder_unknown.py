"""Blanks to be filled in that are not in the closed set."""

from __future__ import annotations

import re
from typing import Final

from imrdata.letters.placeholders import PLACEHOLDERS
from imrdata.quality.check import Check, Finding

#: Ways to leave a blank. Read in the text as written: a placeholder's spelling is its case.
BLANKS: Final = (
    ("double braces", re.compile(r"\{\{[^{}]*\}\}|\{[A-Za-z_ ]{2,40}\}")),
    ("brackets", re.compile(r"\[[^\[\]\n]{0,120}\]")),
    ("angle brackets", re.compile(r"<[A-Za-z][^<>\n]{0,60}>|＜[^＜＞]{1,60}＞")),
    ("a row of X", re.compile(r"\b[Xx]{4,}\b|\b[Xx]{2,}(?:[-/.][Xx]{2,})+\b")),
    ("percent signs", re.compile(r"%[A-Za-z_]{3,40}%")),
    ("an instruction", re.compile(r"\((?:insert|enter|fill in|add) [^()\n]{2,60}\)", re.I)),
    ("a ruled line", re.compile(r"_{3,}")),
)
#: Marks of a quotation's editor, not blanks.
_EDITORIAL: Final = re.compile(r"\[(?:\.\.\.|…|sic|[A-Za-z])\]")


class PlaceholderUnknown(Check):
    """A letter leaves only those blanks that a program can fill.

    Rule: anything in [brackets], {{braces}} or <angle brackets>, XXXX and ____ is a defect unless it is one
    of `imrdata.letters.placeholders.PLACEHOLDERS`, letter for letter: "[Date]" is not "[DATE]".
    Why: `[Your Name]` in training data is what users of the model will send to their plan.
    Source: domain.md §7.
    Limits: blanks in words without brackets ("insert name here") pass; an editor's "[the plan]" is flagged.
    """

    name = "placeholder_unknown"

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first blank outside the closed set."""
        found = [
            (match.span(), kind)
            for kind, form in BLANKS
            for match in form.finditer(letter["text"])
            if match[0] not in PLACEHOLDERS and not _EDITORIAL.fullmatch(match[0])
        ]
        if not found:
            return None
        span, kind = min(found)
        return f"has a blank ({kind}) outside the closed set", span
