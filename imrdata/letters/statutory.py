"""Legal texts for letters: which apply, which may be printed, and the notice that code sets into a letter.

A model never writes a legal text, and a text that nobody compared with an official one is never printed: a
letter with a right left out is incomplete and can be scored so, a letter with a right misstated is wrong.

In: regime, kind of letter, notice kind and case type. Out: texts of `statutory.toml`, or one block of text for a
letter.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from imrdata.errors import ImrDataError

__all__ = ["StatutoryText", "all_texts", "notice", "statutory_sha256", "statutory_texts", "unchecked"]

_FILE: Final = "statutory.toml"

#: The notice kind of a letter that nothing else is said of.
FIRST_DENIAL: Final = "first_denial"

#: Who is quoted: below a heading of their own, the texts read as the state's words, not the plan's.
_HEADING: Final = "From the {speaker}:"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryText:
    """One legal text with where it comes from.

    Attributes
    ----------
    id
        Its name in code, verdicts and reports.
    law
        The rule that it states or that demands it.
    regimes, kinds, notices, types
        Where it applies; empty `notices` or `types` means all of them.
    speaker
        Whose words they are, as the heading above them says.
    text
        The words, verbatim.
    source
        What it was, or has to be, compared with.
    checked, checked_on
        Whether it was compared word for word with an official text, and when (ISO date; empty if not).
    note
        What was seen and what is missing.
    """

    id: str
    law: str
    regimes: tuple[str, ...]
    kinds: tuple[str, ...]
    notices: tuple[str, ...]
    types: tuple[str, ...]
    speaker: str
    text: str
    source: str
    checked: bool
    checked_on: str
    note: str

    def applies(self, *, regime: str, kind: str, type: str | None, notice_kind: str = FIRST_DENIAL) -> bool:
        """Say whether the text belongs into such a letter. Without a type, only texts for all types do."""
        return (
            regime in self.regimes
            and kind in self.kinds
            and (not self.notices or notice_kind in self.notices)
            and (not self.types or type in self.types)
        )


def statutory_texts(
    *, regime: str, kind: str, type: str | None, notice_kind: str = FIRST_DENIAL
) -> tuple[StatutoryText, ...]:
    """Return the checked texts for a letter, in the order of the file.

    Parameters
    ----------
    regime, notice_kind
        As in `imrdata.letters.axes.Axes`.
    kind
        ``denial`` or ``appeal``.
    type
        The case's type; None if unknown.

    Examples
    --------
    >>> [text.id for text in statutory_texts(regime="dmhc_commercial", kind="denial", type="Urgent Care")]
    ['grievance_deadline', 'expedited_time', 'imr_deadline', 'imr_effect']
    """
    return tuple(
        text
        for text in _all()
        if text.checked and text.applies(regime=regime, kind=kind, type=type, notice_kind=notice_kind)
    )


def unchecked(*, regime: str, kind: str, type: str | None, notice_kind: str = FIRST_DENIAL) -> tuple[str, ...]:
    """Return the ids of the texts that belong into a letter and are not printed, since nobody checked them.

    Examples
    --------
    >>> unchecked(regime="dmhc_commercial", kind="denial", type="Urgent Care")
    ('dmhc_notice', 'imr_forfeit')
    """
    return tuple(
        text.id
        for text in _all()
        if not text.checked and text.applies(regime=regime, kind=kind, type=type, notice_kind=notice_kind)
    )


def notice(*, regime: str, kind: str, type: str | None, notice_kind: str = FIRST_DENIAL) -> str:
    r"""Return the checked texts as one block for a letter, in quotation marks; empty if there are none.

    Each authority's words stand under its name.

    Examples
    --------
    >>> block = notice(regime="medi_cal_managed_care", kind="denial", type=None, notice_kind="final_internal")
    >>> print(block.split("\n")[0])
    From the California Department of Social Services (State Hearings):
    """
    texts = statutory_texts(regime=regime, kind=kind, type=type, notice_kind=notice_kind)
    lines: list[str] = []
    for speaker, said in groupby(texts, key=lambda text: text.speaker):
        lines += [_HEADING.format(speaker=speaker), *(f'"{text.text}"' for text in said)]
    return "\n".join(lines)


def statutory_sha256() -> str:
    """Return the hash of the file of legal texts: part of the version of every letter that prints from it."""
    return hashlib.sha256(_read()).hexdigest()


def _read() -> bytes:
    return files("imrdata.letters").joinpath(_FILE).read_bytes()


def all_texts() -> tuple[str, ...]:
    """Return the words of all texts, also of those that nobody checked: to know them in a letter, not to print them."""
    return tuple(text.text for text in _all())


@cache
def _all() -> tuple[StatutoryText, ...]:
    return tuple(_text(entry) for entry in tomllib.loads(_read().decode())["text"])


def _text(entry: dict[str, Any]) -> StatutoryText:
    lists = {name: tuple(entry[name]) for name in ("regimes", "kinds", "notices", "types")}
    text = StatutoryText(**{**entry, **lists})
    # "checked" without a day and a source would be a claim nobody can follow.
    if text.checked and not (text.checked_on and text.source):
        raise ImrDataError(
            "marked as checked without source and day",
            where=f"{_FILE}, {text.id}",
            mend="add source and checked_on, or set checked = false",
        )
    return text
