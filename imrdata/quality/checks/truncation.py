"""Letters that end before they are done."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import normal_form

_CLOSING: Final = re.compile(
    r"^[ \t>*]*(?:very truly yours|sincerely|respectfully|(?:best |kind |warm )?regards|yours (?:truly"
    r"|sincerely|faithfully)|thank you"
    r"|with (?:gratitude|thanks|appreciation)|best|cordially|in good faith)\b",
    re.I | re.M,
)
#: What a letter may end with instead of a signature: the statement of rights, notices, copies, a placeholder.
_TAIL: Final = re.compile(
    r"466-2219|688-9891|hmo-2219|dmhc\.ca\.gov|healthhelp|\bcc ?:|enclos|language|attachment|\[(?:signature"
    r"|reviewer_\w+|physician_name"
    r"|patient_name|member_name|provider_name)\]|thank you",
    re.I,
)
_ENDED: Final = re.compile(r"[.!?…][\"'”’)\]*_]*$|[\])]$")
_ENTRY: Final = re.compile(r"^\s*(?:cc|enclosures?|encl?s?|attachments?|tdd|tty|phone|fax|date|www\.\S+)\b.*\w", re.I)
#: A signature without a closing formula: a desk's name on a line of its own.
_DESK: Final = re.compile(
    r"^[^.:,;]{0,60}\b(?:team|department|unit|director|services|office|committee|management)\s*$", re.I
)
#: A signature that is a placeholder with a title or an office behind it, and nothing that begins a sentence.
_SIGNED: Final = re.compile(r"^\s*\[[A-Z_]+\](?:(?:,? [A-Z][\w.&-]*){1,5}|, \w+(?: \w+)?)$")
_LIST_NUMBER: Final = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-*•])\s*$")
_UNENDED_WORDS: Final = re.compile(
    r"\b(?:the|a|an|and|or|of|to|for|with|that|because|your|our|not|by|in|is|are|was|were)$", re.I
)


class Truncation(Check):
    """A letter that breaks off.

    Rule: the model stopped for length (`finish_reason`), the text ends inside a sentence, bracket or list, or
    a letter with a salutation has neither a closing formula nor any of the endings a letter may have.
    Why: a model trained on it learns to stop in the middle, and the rights at a denial's end are lost.
    Source: domain.md §7.
    Limits: a cut at a sentence's end, after the closing words have occurred, can't be seen.
    """

    name = "truncation"
    version = 2

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look at the letter's last line, and for a closing."""
        text = letter["text"].rstrip()
        if letter.get("finish_reason") == "length":
            return "the model stopped for length", None
        if not text:
            return "the letter is empty", None
        start = text.rfind("\n") + 1
        line = text[start:]
        # No word of the last line is a span that a reader can use; the last word shows the cut.
        last = (len(text) - len(re.split(r"\s", line)[-1]), len(text))
        if text.count("[") > text.count("]") or line.endswith((":", ",", ";")) or _LIST_NUMBER.match(line):
            return "breaks off", last
        closed = _CLOSING.search(text)
        if not (
            _ENDED.search(line)
            or _ENTRY.match(line)
            or _SIGNED.match(line)
            or (start and _DESK.match(line) and len(line.split()) < 7)
        ):
            # A signature, a title or an address under the closing formula ends without a stop.
            below = closed is not None and closed.end() < start and len(line.split()) <= 8
            if not below or _UNENDED_WORDS.search(line):
                return "ends inside a sentence", last
        if (
            re.match(r"\s*(?:.*\n){0,12}?\s*dear\b", text, re.I)
            and not closed
            and not _TAIL.search(normal_form(text[len(text) // 2 :]))
        ):
            return "has no closing", None
        return None
