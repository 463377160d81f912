"""Blanks to be filled in that are not in the closed set."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

import numpy as np

from imrdata.letters.placeholders import PLACEHOLDERS
from imrdata.quality.batch import Batch
from imrdata.quality.cased import cased
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.sieve import may_match_which

__all__ = ["PlaceholderUnknown"]

_WHAT: Final = (
    r"(?:full |first |last |member |patient |plan |provider |doctor'?s? |physician'?s? |phone |fax |policy |claim "
    r"|group |insurance )*(?:name|address|phone|telephone|number|id|date|signature|diagnosis|condition|treatment"
    r"|procedure|medication|drug|service|reason|details|email|city|state|zip|dob|title|company|plan|age|amount"
    r"|dosage)s?"
)
#: Ways to leave a blank. Read in the text as written: a placeholder's spelling is its case.
BLANKS: Final = (
    ("double braces", re.compile(r"\{\{[^{}]*\}\}|\$?\{[A-Za-z_][\w .'/-]{0,50}\}")),
    ("brackets", re.compile(r"\[[^\[\]\n]{0,160}\]|\[\[[^\[\]\n]{1,120}\]\]|【[^】\n]{1,60}】")),
    ("angle brackets", re.compile(r"<<+[^<>\n]{1,60}>>+|<[A-Za-z][^<>\n]{0,60}>|＜[^＜＞]{1,60}＞|«[^«»\n]{1,60}»")),
    (
        "a row of X",
        re.compile(
            r"(?<![,\d])(?<!chromosome )\b[Xx]{3,}\b|\b[Xx]{2,}(?:[-/.][Xx]{2,})+\b|\$[Xx]{1,}\b|#{3,}|\?{4,}"
            r"|\*{4,}(?=\s|$|[.,])|\b(?:Dr|Mr|Ms|Mrs)\. [XYZ]\b\.?(?! [A-Z][a-z])|\b0{3}-0{2}-0{4}\b|\b(?:MM|DD)/(?:DD"
            r"|MM)/Y{2,4}\b|\bDD-MM-Y{2,4}\b"
        ),
    ),
    (
        "percent signs",
        re.compile(r"%%?[A-Za-z_]{3,40}%%?|\$[A-Z][A-Z_]{3,40}\b|@@?[A-Z_]{3,40}@@?|\b[A-Z]{2,}_[A-Z_]{2,}\b"),
    ),
    (
        "an instruction",
        re.compile(
            rf"\((?:please )?(?:(?:insert|enter|fill in|specify)\b|(?:add|type|provide|put|include|state|list|describe"
            rf"|write) (?:your|the|in|here|any|a|an|my)\b)[^()\n]{{2,80}}\)|\b(?:insert|enter|type|put) (?:the |your "
            rf"|a )?{_WHAT}(?: here| below)\b(?! (?:my|the|your|it|this)\b)|\b{_WHAT} (?:goes|to go) here\b|\b(?:your"
            rf"|patient|member) {_WHAT} here\b|\((?:your|patient's|patient|member's|member|doctor's|plan's|plan"
            rf"|physician's|provider's|hospital|treatment|diagnosis|drug|insurance company) ?{_WHAT}\)"
            r"|\((?:name|date|address|phone(?: number)?|signature|dates?|your signature)\)",
            re.I,
        ),
    ),
    ("a ruled line", re.compile(r"_{3,}|(?:\.{6,}|…{3,})(?!\.*[^\S\n]+[^\s.,;])|(?<=[:#] )-{4,}(?=\s|$)")),
    (
        "a line to be filled",
        re.compile(
            r"(?:^|\n)[ \t]*(?:Your|Patient's|Member's|Insert|Enter) (?:(?:Full|First|Last|Home|Email|Street|Phone"
            r"|Insurance|Policy|Member) )*(?:Name|Address|Phone|Number|ID|Signature|City|Email"
            r"|Plan)(?: Number)?[ \t]*(?=\n|$)|\bYour Name\b|\bTBD\b|\bTBA\b|\b(?:TODO|FIXME)\b|\bName Here\b"
            r"|\b[Ll]orem ipsum\b"
        ),
    ),
)
#: A box to tick before a line, a ruled line over the whole width; a remark that says what it says: where to look, a
#: value with its unit.
_NO_BLANK: Final = re.compile(r"(?<![^\n])[ \t]*(?:[-*\u2022] )?\[ {0,3}[xX]?\](?= *\S)|(?<![^\n])_{20,}(?![^\n])")
_REMARK: Final = re.compile(
    r"\[see (?:page|section|above|below|enclos\w+|[\"\u201c])[^\]\n]*\]"
    r"|\[\d[^\]\n]*(?:\bm?c?g\b|\bwk\b|%|/d\b)[^\]\n]*\]"
    r"|\{(?:for|as|see|in|with|of|which|this|the)(?: (?!name\b|number\b|date\b|address\b)[a-z]+){3,}\}"
)
#: Marks of a quotation's editor, not blanks; and what an editor puts in for a pronoun.
_EDITORIAL: Final = re.compile(r"\[(?:\.\.\.|…|sic|[A-Za-z]|emphasis (?:added|mine)|citations? omitted|\d{1,2})\]")
_FOR_PRONOUN: Final = re.compile(
    r"\[(?:the|an?|my|his|her|its|their|our|is|was|are|were|he|she|it|they|i|we|and|that|not|to|of|in|for)(?:"
    r" [a-z]+){0,2}\]"
)
_HINT: Final = (
    r"[\[{<＜«【_%@$#]|[Xx]{2}|\?{4}|\*{4}|\.{6}|…{3}|----|[XYZ]\b|\bMM|\bDD|000|\((?i:please |insert|enter|fill|add"
    r"|type|specif|provide|put|include|state|list|describe|write|your|patient|member|doctor|plan|physician|provider"
    r"|hospital|treatment|diagnosis|drug|insurance|name|date|address|phone|signature)|(?i: here\b| below\b)|\bTB[DA]\b"
    r"|\bTODO|\bFIXME|(?:Your|Patient's|Member's|Insert|Enter) [A-Z]|[Ll]orem"
)


class PlaceholderUnknown(LocalCheck):
    """A letter leaves only those blanks that a program can fill.

    Rule: anything in [brackets], {{braces}} or <angle brackets>, XXX, ###, ____, TBD and "insert … here" is a defect
    unless it is one of `imrdata.letters.placeholders.PLACEHOLDERS`, letter for letter: "[Date]" is not "[DATE]".
    Why: `[Your Name]` in training data is what users of the model will send to their plan.
    Source: domain.md §7.
    Passes on purpose: the marks of a quotation's editor ("[sic]", "[t]he", "they [the nurses]"); dots that lead to a
    word on their line.
    Limits: blanks that look like words pass.
    """

    name = "placeholder_unknown"
    version = 5

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a sign of a blank beside the known ones."""
        bare = batch.parts.texts.str.replace_many(sorted(PLACEHOLDERS), [""] * len(PLACEHOLDERS))
        return bare.str.contains(_HINT).to_numpy()

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Read a paragraph for the blanks that may be in it."""
        parts, worth = batch.parts, self.worth_reading(batch)
        tried = may_match_which(parts.cased, dict(BLANKS), among=worth)
        return worth, lambda part, _: self._blanks(parts.read(part), tried[part])

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield blanks outside the closed set."""
        return self._blanks(part, dict(BLANKS))

    def _blanks(self, part: NormalText, tried: Collection[str]) -> Iterator[Claim]:
        text = cased(part)
        taken = [found.span() for form in (_NO_BLANK, _REMARK) for found in form.finditer(text)]
        for says, form in BLANKS:
            for match in form.finditer(text) if says in tried else ():
                start, end = match.span()
                inside = any(a <= start and end <= b for a, b in taken)
                if not inside and match[0] in PLACEHOLDERS:
                    taken.append((start, end))
                elif not inside and not _EDITORIAL.fullmatch(match[0].strip()) and not _for_pronoun(text, match):
                    taken.append((start, end))
                    yield Claim(start, end, f"has a blank ({says}) outside the closed set")


def _for_pronoun(text: str, match: re.Match[str]) -> bool:
    """Tell whether a bracket stands in a quotation and explains whom it speaks of."""
    if not _FOR_PRONOUN.fullmatch(match[0]):
        return False
    line = text.rfind("\n", 0, match.start()) + 1
    return text.count('"', line, match.start()) % 2 == 1 or text.count("“", line, match.start()) > text.count(
        "”", line, match.start()
    )
