"""Sentences for the form checks, put into letters that carry them: which half, and what must become of each."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from imrdata.quality.check import FAIL

from .examples import CHECKS, SOURCE

FOLDER = Path(__file__).parent / "form"
_CARRIERS: dict[str, list[str]] = {
    kind: [one["text"].lstrip("\n") for one in made]
    for kind, made in tomllib.loads((FOLDER / "carriers.toml").read_text(encoding="utf-8")).items()
}


@dataclass(frozen=True)
class Item:
    check: str
    kind: str
    bad: bool
    text: str
    voice: str | None = None


#: Residue of a conversation stands on lines of its own, or is none.
_OWN_LINE = ("markdown_residue", "prompt_residue")


def carried(sentence: str, kind: str, number: int, *, own_line: bool = False) -> str:
    """Put a sentence into a letter: as a paragraph, or at the end of one."""
    carrier = _CARRIERS[kind][number % len(_CARRIERS[kind])].replace("[[END]]", "")
    return carrier.replace("[[HERE]]", f"\n\n{sentence}" if own_line else sentence)


def ended(ending: str, kind: str, number: int) -> str:
    """Let a letter end with this."""
    carrier = _CARRIERS[kind][number % len(_CARRIERS[kind])].replace("[[HERE]]", "")
    return re.sub(r"\n{3,}", "\n\n", carrier.partition("[[END]]")[0]) + ending


def items(name: str, *, half: int | None = None, batch: str = "") -> list[Item]:
    """Return the items of a check; `half` 0 or 1 are those at even or odd places, None is all."""
    data = tomllib.loads((FOLDER / f"{name}{batch}.toml").read_text(encoding="utf-8"))
    groups = {None: data} if "bad" in data else data
    kinds = CHECKS[name].kinds
    made = []
    for voice, group in groups.items():
        for word in ("bad", "clean"):
            for place, sentence in enumerate(group[word]):
                if half is None or place % 2 == half:
                    kind = kinds[place // 2 % len(kinds)]
                    if name == "truncation":
                        text = ended(sentence, kind, place)
                    else:
                        text = carried(sentence, kind, place, own_line=name in _OWN_LINE)
                    made.append(Item(name, kind, word == "bad", text, voice))
    return made


def judged(made: list[Item]) -> list[tuple[Item, dict[str, object]]]:
    """Return each item with its check's verdict."""
    ids = [str(place) for place in range(len(made))]
    letters = pl.DataFrame({"letter_id": ids, "kind": [one.kind for one in made], "text": [one.text for one in made]})
    sources = pl.DataFrame(
        [{"letter_id": name} | SOURCE | {"voice": one.voice or "patient"} for name, one in zip(ids, made, strict=True)]
    )
    table = CHECKS[made[0].check].assess(letters, sources)
    return list(zip(made, table.iter_rows(named=True), strict=True))


def counts(made: list[Item]) -> tuple[int, int, int, int]:
    """Return bad ones caught, bad ones, clean ones that fail, clean ones."""
    found = judged(made)
    bad = [row["verdict"] == FAIL for item, row in found if item.bad]
    clean = [row["verdict"] == FAIL for item, row in found if not item.bad]
    return sum(bad), len(bad), sum(clean), len(clean)
