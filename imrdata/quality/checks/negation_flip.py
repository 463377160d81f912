"""What the view denies and the appeal affirms, or the other way round."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import seen, words

_PHRASE = r"(?P<what>[a-z][a-z' -]{2,80})"
_DONE = (
    r"(?:tried|taken|used|received|completed|undergone|had|attempted|complete|try|use|receive|have|take"
    r"|took|undergo)"
)
#: Said of a treatment or finding: not so. Tried before `AFFIRMED`, whose words it contains.
DENIED: Final = re.compile(
    rf"\b(?:(?:has|have|had|did)(?: not|n't| never)(?: yet)?(?: been)? {_DONE}|never (?:yet )?{_DONE}"
    rf"|(?:denies|deny|denied)(?: any)?(?! (?:any )?(?:coverage|authori\w+|payment|my|the|your|his|her"
    rf"|their|our|this|that|it))"
    rf"|no (?:history|trial|use) of|without (?:a )?(?:history|trial) of) {_PHRASE}"
)
#: Said of a treatment or finding: so.
AFFIRMED: Final = re.compile(
    rf"\b(?:(?:has |have )?(?:failed|tried|taken|completed|undergone|received)|failing|failure of|(?<!no"
    rf" )(?<!without )(?:a )?history of"
    rf"|(?:have|has|had|was|am) been on|(?:i|and|we) (?:took|used|take|use|completed|had|am on|was on)"
    rf"|treatment with|trial of) {_PHRASE}"
)
_PASSIVE_DENIED: Final = re.compile(
    r"\b(?P<what>[a-z-]{5,}) (?:has|have|had|was|were)(?: not|n't| never)(?: yet)? (?:been )?(?:tried|used"
    r"|taken|attempted)\b"
)
_PASSIVE: Final = re.compile(
    r"\b(?P<what>[a-z-]{5,}) (?:(?:has|have|had|was|were) (?:been |also |already )*(?:tried|used|taken"
    r"|attempted)|(?:also )?failed"
    r"|(?:did|does)(?: not|n't) (?:work|help|relieve|control))\b"
)
_STOP: Final = frozenset(
    words(
        "and with without that this have been from first before after then also because which other than "
        "more most some such very your their them they were when will would for the but not a an of to in "
        "my her his success use treatment medication drug request coverage service denied weeks months "
        "years long time case cause it is me past course courses any"
    )
)


def _terms(text: NormalText, *forms: re.Pattern[str]) -> dict[str, tuple[int, int]]:
    """Return the content words of the phrases that the forms govern, each with its clause's span."""
    out: dict[str, tuple[int, int]] = {}
    for form in forms:
        for match in form.finditer(text.text):
            # A phrase ends where its clause does: "azathioprine because it is not right for me".
            what = re.split(r" (?:because|since|but|although|which|that|due|for|as|until|before|so) ", match["what"])[0]
            for word in re.findall(r"[a-z][a-z'-]{3,}", what):
                if word not in _STOP:
                    end = max(
                        match.start("what") + match["what"].index(word) + len(word),
                        match.end() if form in (_PASSIVE, _PASSIVE_DENIED) else 0,
                    )
                    out.setdefault(word, (match.start(), end))
    return out


def _without(text: NormalText, forms: tuple[re.Pattern[str], ...]) -> NormalText:
    """Blank out what other forms matched, keeping places."""
    masked = text.text
    for form in forms:
        masked = form.sub(lambda match: " " * len(match[0]), masked)
    return NormalText(text.original, masked, text.breaks)


class NegationFlip(Check):
    """A fact of the view turned into its opposite.

    Rule: what the view says was not tried, not had or denied must not be said to be tried, failed or had, and
    the other way round; compared word by word within the phrase.
    Why: "failed X" for "has not tried X" is the most damaging invention: it meets the plan's criteria by a
    lie.
    Source: domain.md §7.
    Limits: tier B. It knows a few verbs and compares words, not meanings.
    """

    name = "negation_flip"
    kinds = ("appeal",)
    needs = ("view_text",)
    tier = "B"

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first phrase whose polarity is the opposite of the view's."""
        view, text = read(seen(letter, "view_text")), read(letter["text"])
        negative = (DENIED, _PASSIVE_DENIED)
        view_no, text_no = _terms(view, *negative), _terms(text, *negative)
        view_yes = _terms(_without(view, negative), AFFIRMED, _PASSIVE)
        text_yes = _terms(_without(text, negative), AFFIRMED, _PASSIVE)
        for said, known, says in (
            (text_yes, {word for word in view_no if word not in view_yes}, "affirms what the view denies"),
            (text_no, {word for word in view_yes if word not in view_no}, "denies what the view affirms"),
        ):
            for word, (start, end) in said.items():
                if word in known:
                    return f"{says} ({word})", text.span(start, end)
        return None
