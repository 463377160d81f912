"""A sentence or a value put into a clean letter: where it goes, and which value is surely no part of the case.

In: a clean letter with what its writer saw, and draws by hash. Out: `Planted` texts. `benchmarks.mutations` says what
is put in for which family of defects.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "calibration" / "mutations.toml"

#: Where a sentence goes: a paragraph of its own behind the first, middle or last one of the body, or into that one.
OWN = ("first", "middle", "last")
INSIDE = ("in first", "in middle", "in last")
#: Where a value is replaced or a sentence turned round: thirds of the letter.
THIRDS = ("1st third", "2nd third", "3rd third")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """A clean letter (a row of a letters frame) and its source (a row of SOURCE_SCHEMA)."""

    letter: Mapping[str, Any]
    source: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(self.letter["text"])

    @property
    def seen(self) -> str:
        """All that is said of the case: a value that stands here is no invention."""
        texts = (self.text, self.source["view_text"], self.source["denial_text"])
        return "\n".join(text for text in texts if text).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A text with a defect in it, its place, and what of the source is another for it."""

    text: str
    start: int
    end: int
    source: Mapping[str, Any] = field(default_factory=dict)


class Draw(NamedTuple):
    """A mutation's own choices: the same key gives the same."""

    key: str
    number: int

    def of(self, options: Sequence[Any], what: str = "") -> Any:
        digest = hashlib.sha256(f"{self.key}|{self.number}|{what}".encode()).digest()
        return options[int.from_bytes(digest[:8], "big") % len(options)]


@cache
def data() -> dict[str, Any]:
    """Return sentences and values."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------------------ places


def blocks(text: str) -> list[tuple[int, int]]:
    """Return the spans of the body's paragraphs: prose between the salutation and the closing."""
    spans = [match.span() for match in re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", text)]
    prose = [
        (a, b) for a, b in spans if len(text[a:b].split()) >= 12 and re.search(r"[.?!][\"”)]?$", text[a:b].strip())
    ]
    return [(a, b) for a, b in prose if '"' not in text[a:b] and not re.search(r"^\s*(?:[-*]|\d+\.) ", text[a:b], re.M)]


def put(base: Clean, position: str, words: str) -> Planted | None:
    """Put words into the body."""
    body = blocks(base.text)
    if len(body) < 3:
        return None
    start, end = body[{"first": 0, "middle": len(body) // 2, "last": -1}[position.removeprefix("in ")]]
    if position.startswith("in "):
        stop = re.search(r"[.?!] (?=[A-Z\[])", base.text[start:end])
        at = start + stop.end() if stop else end
        lead, tail = ("", " ") if stop else (" ", "")
    else:
        at, lead, tail = end, "\n\n", ""
    text = base.text[:at] + lead + words + tail + base.text[at:]
    return Planted(text=text, start=at + len(lead), end=at + len(lead) + len(words))


def within(base: Clean, position: str, spans: Sequence[tuple[int, int]], draw: Draw) -> tuple[int, int] | None:
    """Choose one of the spans in a third of the letter."""
    third = THIRDS.index(position)
    size = len(base.text) / 3
    there = [span for span in spans if third * size <= span[0] < (third + 1) * size]
    return draw.of(there, "place") if there else None


def swap(base: Clean, span: tuple[int, int], words: str) -> Planted:
    """Put words in the place of others."""
    text = base.text[: span[0]] + words + base.text[span[1] :]
    return Planted(text=text, start=span[0], end=span[0] + len(words))


# ------------------------------------------------------------------------------------------------------ values


def value(slot: str, base: Clean, draw: Draw) -> str | None:
    """Return a value that stands in no source of the letter; None where every one does."""
    seen = base.seen
    if slot in ("number", "age", "dose", "year", "pmid", "date", "phone", "reference_id"):
        options = [_made(slot, base, draw, turn) for turn in range(8)]
    elif slot == "placeholder":
        return str(draw.of(data()["values"][slot], slot))
    elif slot == "treatment":
        options = [*data()["values"]["drug"], *data()["values"]["procedure"]]
    else:
        options = data()["values"][slot.rstrip("2")]
    absent = [one for one in options if not all(word in seen for word in _telling(one))]
    return draw.of(absent, slot) if absent else None


def _telling(words: str) -> list[str]:
    """Return the words and numbers of a value that must not all be known."""
    bare = words.casefold()
    return [word for word in re.findall(r"[\w.'-]+", bare) if len(word) > 4 or word[:1].isdigit()] or [bare]


def _made(slot: str, base: Clean, draw: Draw, turn: int) -> str:
    number = int(hashlib.sha256(f"{draw.key}|{draw.number}|{slot}|{turn}".encode()).hexdigest()[:12], 16)
    made = {
        "number": str(21 + number % 76),
        "age": str(23 + number % 66),
        "dose": ("12.5", "35", "65", "85", "130", "240", "350", "420")[number % 8],
        "year": str(2004 + number % 17),
        "pmid": str(2_000_000 + number % 7_900_000),
        "date": f"{MONTHS[number % 12]} {1 + number // 12 % 28}, {2009 + number // 999 % 14}",
        "phone": (
            f"({200 + number % 790}) {220 + number // 7 % 330}-{1000 + number // 99 % 9000}",
            f"1-8{'0678'[number % 4] * 2}-{220 + number // 7 % 330}-{1000 + number // 99 % 9000}",
            f"{200 + number % 790}.{220 + number // 7 % 330}.{1000 + number // 99 % 9000}",
        )[number % 3],
        "reference_id": f"{('MN', 'EI', 'UR')[number % 3]}{11 + number // 3 % 14}-{20000 + number // 77 % 30000}",
    }
    # The case's own number must not stand in a letter either.
    return str(base.source["reference_id"] or made[slot]) if slot == "reference_id" and turn % 2 else made[slot]


def fill(words: str, base: Clean, draw: Draw) -> str | None:
    """Put values into a sentence's slots."""
    for slot in dict.fromkeys(re.findall(r"{(\w+)}", words.replace("{{", ""))):
        found = value(slot, base, draw)
        if found is None:
            return None
        words = words.replace(f"{{{slot}}}", found)
    return words[:1].upper() + words[1:] if words[:1].isalpha() else words
