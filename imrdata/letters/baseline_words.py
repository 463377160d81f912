"""The baseline's grammar: wordings for each place of a letter, one of them drawn. Room: letters.

In: a view, a seed, and what is known of the letter (tags that choose among tables of wordings, names that fill their
braces). Out: one wording for a place, the same on every machine. Each choice is drawn from the view's hash, the seed
and the name of the place, so it can't depend on anything the writer may not see.

A wording may hold choices, `<this|that>`, one of which is drawn; choices may stand in choices. `{@place}` puts another
place's wording there, and `{name}` a name.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeVar

from imrdata.letters.axes import pick
from imrdata.letters.tasks import template_source
from imrdata.letters.views import View

__all__ = ["Words", "capital", "grammar_sha256"]

_Option = TypeVar("_Option")

_GRAMMARS: Final = {
    "denial": ("baseline_denial.toml", "baseline_rights.toml"),
    "appeal": ("baseline_appeal.toml", "baseline_argument.toml"),
}
_CHOICE: Final = re.compile(r"<([^<>]*)>")
_PLACE: Final = re.compile(r"\{@([\w.]+)\}")


class Words:
    """The grammar of one letter: draws a wording for a place and fills in its names."""

    def __init__(self, kind: str, view: View, *, seed: int, tags: tuple[str, ...], names: dict[str, str]) -> None:
        self.grammar = _grammar(kind)
        self.names = names
        self._kind, self._view, self._seed, self._tags = kind, view, seed, tags

    def __call__(self, place: str, *, turn: int = 0, **more: str) -> str:
        """Return one wording for a place, e.g. ``"reason"`` or ``"tried.none"``; each turn takes the next one."""
        node: Any = self.grammar
        for step in place.split("."):
            node = node[step]
        while isinstance(node, Mapping):
            node = node[next(tag for tag in self._tags if tag in node)]
        first = self.draw(place, range(len(node)))
        key = f"{place}/{turn}"
        wording = self._chosen(node[(first + turn) % len(node)], key)
        wording = _PLACE.sub(lambda match: self(match[1], turn=turn, **more), wording)
        # Of a name, braces in the record's words are no names of ours.
        return re.sub(r"\{(\w+)\}", lambda match: more.get(match[1]) or self.names[match[1]], wording).strip()

    def draw(self, place: str, options: Sequence[_Option]) -> _Option:
        """Draw one of some options for a place."""
        return pick(options, view=self._view, seed=self._seed, axis=f"{self._kind}/{place}")

    def _chosen(self, wording: str, key: str) -> str:
        """Draw each choice, the inner ones first."""
        number = 0
        while match := _CHOICE.search(wording):
            number += 1
            said = self.draw(f"{key}#{number}", match[1].split("|"))
            wording = wording[: match.start()] + said + wording[match.end() :]
        return re.sub(" {2,}", " ", wording)


@cache
def _grammar(kind: str) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for name in _GRAMMARS[kind]:
        tables |= tomllib.loads(template_source(name))
    return tables


def grammar_sha256() -> str:
    """Return the hash over all grammars: with `BASELINE_VERSION`, what a baseline letter was written from."""
    sources = [template_source(name) for names in _GRAMMARS.values() for name in names]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]
