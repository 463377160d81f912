"""Letters that end before they are done."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import Check, Finding
from imrdata.quality.parts import Parts

_STOP: Final = re.compile(r"[.!?…][\"'”’)\]*_]*$")
_SENTENCE_END: Final = re.compile(r"[.!?][\"'”’)\]]*\s+(?=\S)")
_ABBREVIATED: Final = re.compile(r"\b(?:Dr|Drs|Mr|Mrs|Ms|vs|e\.g|i\.e)\.$")
#: "2." or "Second," with nothing after it.
_BARE_NUMBER: Final = re.compile(
    r"^\s*(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]|[-*•·]|(?:one|two|three|four|five|first|second|third|fourth|fifth"
    r"|finally|lastly|next)(?:ly)?[.,:]?)\s*$",
    re.I,
)
_LIST_ITEM: Final = re.compile(r"^\s*(?:[-*•·]|\(?(?:\d{1,2}|[a-h])[.)])\s")
#: The list's other items have a full stop and its last has none; a table's other rows have a value and its last none.
_LIST_BROKEN: Final = re.compile(
    r"\n\s*[-*•·\d][^\n]*\w\w\.\n\s*[-*•·\d][.)]?\s[^\n]*[a-z]$"
    r"|\n[^\n:?]{2,40}[?:][ \t]{2,}\S[^\n]*\n[^\n:?]{2,40}[?:]$"
)
#: What a broken list ends in.
_LIST_END: Final = re.compile(r"[a-z?:]$")
#: No line ends with these, not even a heading or a name.
_NEVER_LAST: Final = (
    r"the|an?|and|or|nor|but|because|although|though|unless|whereas|whose|than|your|our|my|their|its|i|we|he|she|they"
    r"|is|are|was|were|be|been|being|has|have|had|will|would|could|should|may|might|must|cannot|can't|isn't|wasn't"
    r"|didn't|doesn't|hasn't|won't|every|each|such|if|until|when|where|which|who|that|while|then|very|these|those"
    r"|(?<!or )not|does"
)
#: These end a heading now and then ("What we looked at") but no prose that was finished.
_SELDOM_LAST: Final = (
    r"to|of|for|with|by|in|on|at|from|as|into|during|between|against|under|about|through|upon|(?<!or )not|does|did|do"
    r"|can"
)
_DANGLING: Final = re.compile(rf"(?:^|[\s(\"'“])(?:{_NEVER_LAST}|(?P<seldom>{_SELDOM_LAST}))$", re.I)
#: What a clause may end with: "which the law lets him ask for".
_ASKS_FOR: Final = re.compile(
    r"\b(?:ask|pay|wait|hope|call|look|apply|care|account|stand|plan|fight|made|meant|known|paid|asked|waited|hoped|called"
    r"|looking|waiting|asking|hoping) for$",
    re.I,
)
_OPEN_SIGN: Final = re.compile(r"(?:[,;&/(“=+]|\w-|[\s(]\"|-[\s]?\()$")
_OPEN_BRACKET: Final = re.compile(r"\([^()]*$|(?:^|[\s(])(?:\"[^\"\s][^\"]*|“[^”]*)$")
_HALF_PHONE: Final = re.compile(r"(?<!\d)(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}(?:[-. ]\d{0,3})?$|(?<!\d)1-\d{0,3}$")
#: What may stand at an end without a stop: a placeholder, an address, a telephone number, a date, a page.
_DATUM: Final = re.compile(r"[\])\d]$|(?:www\.|https?:|@)\S+$|\S\.(?:org|com|gov|net)\S*$|_{3,}$", re.I)
#: A number that is cut, or whose unit is missing.
_SHORT_NUMBER: Final = re.compile(
    r"\b(?:within|after|every|about|nearly|than|until|past|last|next|another|is|was|are|have|had|on|tak\w+|took"
    r"|weigh\w*) \$?\d{1,2}$",
    re.I,
)
#: Words that make a clause: without one it is a name, a title or a list.
_CLAUSE: Final = re.compile(
    r"\b(?:i|we|you|he|she|it|they|there|that|is|are|was|were|has|have|had|can|will|would|should|could|may|must|do"
    r"|does|did|am|i've|i'm|it's|don't|can't|didn't|because|please|asks?|wrote|says?|said|told)\b",
    re.I,
)
#: Words that only a sentence begins with.
_BEGINS: Final = re.compile(
    r"(?:I|We|You|He|She|It|They|This|That|There|If|When|Because|Although|Since|Please|To)(?:['’]\w*)?(?: [a-z]|$)"
    r"|(?:The|An)$"
)
#: Tag lines about which nobody asks for a full stop.
_TAG_LINE: Final = re.compile(
    r"\b(?:languages?|interpret\w*|translat\w+|large print|braille|alternat\w+ formats?|enclos\w+|attach\w+|cop(?:y"
    r"|ies)|tty|tdd|relay|fax(?:ed)?|certified mail|return receipt|dictated|confidential\w*|your records|printed"
    r"|licensed|hmo|form|page|thanks?|(?:sent|mailed|went) to|please (?:recycle|turn over|keep)|p\.s|idioma|espa[nñ]ol"
    r"|ayuda|monday)\b",
    re.I,
)
_TABLE_ROW: Final = re.compile(r"\.{4,}|\S(?: {3,}|\t+| \| )\S")
_LABEL: Final = re.compile(
    r"^[^:.!?]{1,40}:\s|^\s*(?:cc|c|re|encl?|enclosed?|enclosures?|attached|attachments?|subject|via|sent|page|form)\b",
    re.I,
)
#: A form's lines wait for a hand; other lines that end in a colon wait for text.
_FORM_LABEL: Final = re.compile(
    r"\b(?:sign(?:ed|ature|ed by)?|date[ds]?|name|initials|title|phone|telephone|tel|fax|e-?mail|address|witness|by"
    r"|relationship|tty|tdd|number|id)\s*:$",
    re.I,
)
_HEADING: Final = re.compile(
    r"^\W*(?:(?:\d{1,2}|[ivx]{1,4})[.)] |(?:section|part) \w+[:.]? )?(?:(?:what|how|why|when|where|who|if"
    r"|whether)(?: \S+){1,9}|(?:your|my|our|the) (?:\S+ ){0,3}(?:rights?(?: to \w+)?|options|reasons?|request|decision"
    r"|history|next steps)|next steps|conclusion|summary|background|(?:medical|clinical) (?:history|reasons?)"
    r"|reasons? for \S+(?: \S+){0,4})$",
    re.I,
)
_SIGNING: Final = re.compile(
    r"^[ \t>*]*(?:(?:(?:very truly |truly )?yours|sincerely|respectfully|(?:best |kind |warm )*regards|thank(?:s| you)"
    r"|with (?:\w+ )?(?:thanks|regards|respect|gratitude|appreciation|hope|care|wishes)|best|cordially|warmly"
    r"|in good faith|take care|for the|by:|signed)(?: \w+){0,3}[,.:]?|\[(?:SIGNATURE|(?:MEMBER|PATIENT|PHYSICIAN"
    r"|REVIEWER|PROVIDER|PLAN)_NAME)\](?:,? [^\n.:]{0,50})?)[ \t\r]*$",
    re.I | re.M,
)
_HALF_CLOSING: Final = re.compile(
    r"^\s*(?:sinc?(?:e|er|ere|erel)?|resp?(?:e|ec|ect|ectf|ectfu|ectful|ectfull)?|cord(?:i|ia|ial|iall)|reg(?:a|ar"
    r"|ard)?|your(?:s tr(?:u|ul)|s sinc\w{0,4}))$",
    re.I,
)
#: The end of a paragraph that has no full stop there.
_LOOSE: Final = re.compile(r"[^\s.!?…\]][ \t\r]*\n[ \t\r]*\n")
_LOOSE_PARAGRAPH: Final = re.compile(rf"{_LOOSE.pattern}\s*(?=\S)")
#: What goes on with a sentence begun above: a list, a quotation, a lower-case word, a blank that is no signer.
_GOES_ON: Final = re.compile(
    r"[-*•·–—\"“'‘(>|]|\d|\(?\w{1,2}[.)]|[a-z]|\[(?!SIGNATURE|\w+_NAME)|(?:Criterion|Requirement|Reason|Item|First|One"
    r"|Step|The following)\b"
)
_SALUTATION: Final = re.compile(r"^\W*(?:dear|hello|hi|to|attn|attention|good (?:morning|day)|re|subject)\b", re.I)
_SUBJECT: Final = re.compile(
    r"^\W*(?:\w+ ){0,2}(?:appeal|request|notice|denial|grievance|complaint|response|answer|decision|review) (?:of|for"
    r"|to|about|against|on)\b",
    re.I,
)
_ASKS_HEADING: Final = re.compile(r"^\W*(?:\d{1,2}[.)] )?(?:what|how|why|when|where|who|which|about)\b", re.I)
_ANNOUNCES: Final = re.compile(
    r"\b(?:follow\w*|these|below|includ\w+|reasons?|list\w*|things|points|steps|documents|records)\b[^:]*:$", re.I
)
_CLOSING_PHRASE: Final = re.compile(
    r"^\W*(?:with|hop\w+|wish\w+|thank\w*|in |from|for |on behalf|until|looking|respectfully|yours|and |grate\w+"
    r"|as (?:ever|always))",
    re.I,
)
_POSTSCRIPT: Final = re.compile(r"^\W*(?:P\.? ?)+S\b", re.I)
_LAST_WORD: Final = re.compile(r"\S+$")


class Truncation(Check):
    """A letter that breaks off.

    Rule: the model stopped for length (`finish_reason`); a sentence without a full stop that ends in a word, sign, open
    bracket or half number that cannot end one, at the letter's end or, where nothing goes on with it, at a
    paragraph's; a paragraph of finished sentences whose last one is not; a body without a signature that ends in an
    unfinished clause; a heading or an announcement with nothing under it.
    Why: a model trained on it learns to stop in the middle, and the rights at a denial's end are lost.
    Source: domain.md §7.
    Passes on purpose: letters without closing words or signature, names, titles, addresses, telephone numbers, copies,
    lists and tag lines at the end, all without a full stop.
    Limits: a cut at a sentence's end, or within a signature or a list's item, can't be seen.
    """

    name = "truncation"
    version = 5

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Inspect the letters with a paragraph that may be cut; most have none."""
        suspect = pl.col("_row").is_in(_may_break_off(batch.parts)) | ~pl.col("text").str.contains(r"\S")
        if "finish_reason" in frame.columns:
            suspect |= pl.col("finish_reason").eq_missing("length")
        return super().find_all(batch, frame.filter(suspect))

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look at the letter's end, then at the ends of its paragraphs."""
        text = letter["text"].rstrip()
        if letter.get("finish_reason") == "length":
            return "the model stopped for length", None
        if not text:
            return "the letter is empty", None
        unit = _unit(text, len(text))
        above = len(text) - len(unit)
        signed = _SIGNING.search(text, len(text) // 2, above) is not None
        if _breaks_off(unit, signed=signed) or (not signed and _LIST_BROKEN.search(text[max(0, above - 200) :])):
            return "breaks off", _last_word(text, len(text))
        unstopped = []
        for loose in _LOOSE_PARAGRAPH.finditer(text):
            end = loose.start() + 1
            unit, below = _unit(text, end), text[loose.end() : loose.end() + 40]
            if _is_heading(unit, below):
                continue
            if _hangs(unit, below):
                return "breaks off within", _last_word(text, end)
            if _is_unstopped(unit):
                unstopped.append(end)
        # Who leaves out full stops does so more than once.
        return ("breaks off within", _last_word(text, unstopped[0])) if len(unstopped) == 1 else None


def _may_break_off(parts: Parts) -> list[int]:
    """Return the texts of which a paragraph may be cut, told from each different paragraph."""
    loose = parts.texts.str.contains(_LOOSE.pattern).arg_true()
    within = [part for part in loose if _may_hang(parts.texts[part])]
    written = parts.texts.str.contains(r"\S").gather(parts.places["part"])
    last = parts.places.filter(written).unique("_row", keep="last", maintain_order=True)
    ending = [part for part in last["part"].unique() if _may_end_early(parts.texts[part].rstrip())]
    found = parts.places.filter(pl.col("part").is_in(within)), last.filter(pl.col("part").is_in(ending))
    return pl.concat(found)["_row"].to_list()


def _may_hang(part: str) -> bool:
    """Tell whether a paragraph may be cut at one of its ends, whatever stands below."""
    units = [_unit(part, loose.start() + 1) for loose in _LOOSE.finditer(part)]
    return any(
        not _is_heading(unit, "") and (_ANNOUNCES.search(unit) or _hangs(unit, "") or _is_unstopped(unit))
        for unit in units
    )


def _may_end_early(part: str) -> bool:
    """Tell whether a letter with this last paragraph may be cut, signed or not."""
    unit = _unit(part, len(part))
    if not unit or _LIST_END.search(unit):
        return True
    return any(_breaks_off(unit, signed=signed) for signed in (True, False))


def _last_word(text: str, end: int) -> tuple[int, int]:
    """Return the span of the word at which the cut is seen."""
    found = _LAST_WORD.search(text, max(0, end - 60), end)
    return (found.start() if found else end - 1), end


def _unit(text: str, end: int) -> str:
    """Return the line that ends here, with the lines above that ran on to it because the margin was reached."""
    start = text.rfind("\n", 0, end) + 1
    while start > 1 and not _LIST_ITEM.match(text[start:end]):
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above : start - 1].rstrip()
        if len(line) < _MARGIN or line.endswith(":"):
            break
        start = above
    return text[start:end].strip()


_LATIN: Final = 0x36F
_MARGIN: Final = 55  # a line this long may have ended because the margin was reached


def _fragment(unit: str) -> tuple[str, int]:
    """Return what stands after the last finished sentence of a line, and how many words stand before."""
    start = 0
    for stop in _SENTENCE_END.finditer(unit):
        if not _ABBREVIATED.search(unit, 0, stop.start() + 1) and not _BARE_NUMBER.match(unit[: stop.start() + 1]):
            start = stop.end()
    return unit[start:], unit.count(" ", 0, start)


def _is_clause(words: list[str], fragment: str, least: int) -> bool:
    """Tell whether words are prose: lower case, with something that makes a clause."""
    return (
        len(words) >= least
        and (fragment.isupper() or sum(word[0].islower() for word in words) >= len(words) / 3)
        and _CLAUSE.search(fragment) is not None
    )


def _breaks_off(unit: str, *, signed: bool) -> bool:
    """Tell whether a letter that ends with this line was cut."""
    if unit.rfind("[") > unit.rfind("]") or _BARE_NUMBER.match(unit) or _ABBREVIATED.search(unit):
        return True
    if _STOP.search(unit):
        return False
    if unit.endswith(":"):
        return _FORM_LABEL.search(unit) is None
    fragment, before = _fragment(unit)
    words = fragment.split()
    if _OPEN_SIGN.search(unit) or _HALF_PHONE.search(unit) or _HALF_CLOSING.match(unit):
        return True
    if _DANGLING.search(unit) and (len(words) > 1 or before or _BEGINS.match(unit)):
        return True
    if _OPEN_BRACKET.search(unit) and len(unit.split()) > 2:
        return True
    if _SHORT_NUMBER.search(unit):
        return True
    if _DATUM.search(unit):
        return False
    if _HEADING.match(unit) or (before > 3 and _is_clause(words, fragment, 2)):
        return True
    if _LABEL.match(fragment) or _LIST_ITEM.match(unit):
        return False
    if len(words) < 15 and _TAG_LINE.search(fragment):
        return False
    if not unit[-1].isascii() and unit[-1].isalpha():
        return False
    if signed or _POSTSCRIPT.match(unit):
        return _is_clause(words, fragment, 3 if before > 3 else 12)
    if _BEGINS.match(fragment) or _is_clause(words, fragment, 4):
        return True
    # What follows finished sentences on their line is no signer's name, unless it is one.
    return (
        before > 3
        and not fragment.isupper()
        and (not fragment.istitle() or (len(words) == 1 and before > 8 and not _SIGNING.match(fragment)))
    )


def _is_heading(unit: str, below: str) -> bool:
    """Tell whether a line without a full stop may well have none, given how the next paragraph begins."""
    return (
        _STOP.search(unit) is not None
        or _GOES_ON.match(below) is not None
        or _SALUTATION.match(unit) is not None
        or _SUBJECT.match(unit) is not None
        or unit.isupper()
        or ord(unit[-1]) > _LATIN  # a line in another script, which has other stops
        or unit.endswith(("-", "–", "—", ";"))
        or (_ASKS_HEADING.match(unit) is not None and (unit.count(" ") < 12 or " I " not in unit))
    )


def _hangs(unit: str, below: str) -> bool:
    """Tell whether a paragraph that ends with this line was cut, given how the next begins."""
    if unit.endswith(":"):
        return _SIGNING.match(below) is not None and _ANNOUNCES.search(unit) is not None
    fragment, before = _fragment(unit)
    words = fragment.split()
    if unit.rfind("[") > unit.rfind("]"):
        return True
    if unit.endswith(","):
        return _is_clause(words, fragment, 8) and not _CLOSING_PHRASE.match(fragment)
    if _ASKS_FOR.search(unit):
        return False
    if dangling := _DANGLING.search(unit):
        # A heading may end in a preposition: "Help that you can turn to".
        return len(words) > 8 or (not dangling["seldom"] and (before > 0 or _is_clause(words, fragment, 4)))
    if _OPEN_BRACKET.search(unit):
        return _is_clause(words, fragment, 4)
    return before > 8 and not _may_lack_stop(unit, fragment) and _is_clause(words, fragment, 4)


def _is_unstopped(unit: str) -> bool:
    """Tell whether a line is a sentence that lacks its full stop, cut or not."""
    return not unit.endswith((":", ",")) and not _may_lack_stop(unit, unit) and _is_clause(unit.split(), unit, 12)


def _may_lack_stop(unit: str, fragment: str) -> bool:
    return (
        _DATUM.search(unit) is not None
        or _TABLE_ROW.search(unit) is not None
        or _LIST_ITEM.match(unit) is not None
        or _LABEL.match(fragment) is not None
        or (fragment.count(" ") < 14 and _TAG_LINE.search(fragment) is not None)
    )
