"""Legal texts for letters: which apply, which may be printed, and the notice that code sets into a letter.

A model never writes a legal text, and a text that nobody compared with an official one is never printed: a
letter with a right left out is incomplete and can be scored so, a letter with a right misstated is wrong.

In: regime, kind of letter and case type. Out: texts of `statutory.toml`, or one block of text for a letter.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from imrdata.errors import ImrDataError

__all__ = ["StatutoryText", "notice", "statutory_sha256", "statutory_texts", "unchecked"]

_FILE: Final = "statutory.toml"

#: Who is quoted: the texts below a heading of their own read as the state's words, not the plan's.
_HEADING: Final = "From the California Department of Managed Health Care (DMHC):"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryText:
    """One legal text with where it comes from.

    Attributes
    ----------
    id
        Its name in code, verdicts and reports.
    law
        The rule that it states or that demands it.
    regimes, kinds, types
        Where it applies; empty `types` means every case type.
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
    types: tuple[str, ...]
    text: str
    source: str
    checked: bool
    checked_on: str
    note: str

    def applies(self, *, regime: str, kind: str, type: str | None) -> bool:
        """Say whether the text belongs into such a letter. Without a type, only texts for all types do."""
        return regime in self.regimes and kind in self.kinds and (not self.types or type in self.types)


def statutory_texts(*, regime: str, kind: str, type: str | None) -> tuple[StatutoryText, ...]:
    """Return the checked texts for a letter, in the order of the file.

    Parameters
    ----------
    regime
        As in `imrdata.letters.axes.Axes`.
    kind
        ``denial`` or ``appeal``.
    type
        The case's type; None if unknown.

    Examples
    --------
    >>> [text.id for text in statutory_texts(regime="dmhc_commercial", kind="denial", type="Urgent Care")]
    ['imr_deadline', 'imr_effect']
    """
    return tuple(text for text in _all() if text.checked and text.applies(regime=regime, kind=kind, type=type))


def unchecked(*, regime: str, kind: str, type: str | None) -> tuple[str, ...]:
    """Return the ids of the texts that belong into a letter and are not printed, since nobody checked them.

    Examples
    --------
    >>> unchecked(regime="dmhc_commercial", kind="denial", type="Urgent Care")
    ('dmhc_notice', 'imr_forfeit')
    """
    return tuple(text.id for text in _all() if not text.checked and text.applies(regime=regime, kind=kind, type=type))


def notice(*, regime: str, kind: str, type: str | None) -> str:
    """Return the checked texts as one block for a letter, in quotation marks; empty if there are none."""
    texts = statutory_texts(regime=regime, kind=kind, type=type)
    return "\n".join([_HEADING, *(f'"{text.text}"' for text in texts)]) if texts else ""


def statutory_sha256() -> str:
    """Return the hash of the file of legal texts: part of the version of every letter that prints from it."""
    return hashlib.sha256(_read()).hexdigest()


def _read() -> bytes:
    return files("imrdata.letters").joinpath(_FILE).read_bytes()


@cache
def _all() -> tuple[StatutoryText, ...]:
    return tuple(_text(entry) for entry in tomllib.loads(_read().decode())["text"])


def _text(entry: dict[str, Any]) -> StatutoryText:
    lists = {name: tuple(entry[name]) for name in ("regimes", "kinds", "types")}
    text = StatutoryText(**{**entry, **lists})
    # "checked" without a day and a source would be a claim nobody can follow.
    if text.checked and not (text.checked_on and text.source):
        raise ImrDataError(
            "marked as checked without source and day",
            where=f"{_FILE}, {text.id}",
            mend="add source and checked_on, or set checked = false",
        )
    return text
