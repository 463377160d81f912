"""Reads the examples: one `Example` a sentence, ready to be assessed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from imrdata.quality.check import Check
from imrdata.quality.checks import default_checks

_FILES = [
    tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("examples.toml", "examples_second.toml")
]
SOURCE: dict[str, str] = _FILES[0].pop("source")
CHECKS: dict[str, Check] = {check.name: check for check in default_checks()}


@dataclass(frozen=True)
class Example:
    check: str
    kind: str
    bad: bool
    text: str
    span: str | None
    columns: dict[str, str]

    @property
    def id(self) -> str:
        return f"{self.check}-{self.kind}-{'bad' if self.bad else 'clean'}-{self.text[:50]}"


def example_of(check: str, kind: str, bad: bool, item: str | dict[str, Any]) -> Example:
    parts = {"text": item} if isinstance(item, str) else dict(item)
    text = parts.pop("text") * parts.pop("times", 1)
    return Example(check, kind, bad, text, parts.pop("span", None), parts)


EXAMPLES = [
    example_of(check, kind, verdict == "bad", item)
    for data in _FILES
    for check, kinds in data.items()
    for kind, verdicts in kinds.items()
    for verdict, items in verdicts.items()
    for item in items
]


def frames(examples: list[Example], *, texts: list[str] | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the letters and sources of some examples; letter ids are their places in the list."""
    ids = [str(i) for i in range(len(examples))]
    letters = pl.DataFrame(
        {
            "letter_id": ids,
            "kind": [e.kind for e in examples],
            "text": texts or [e.text for e in examples],
            "finish_reason": [e.columns.get("finish_reason") for e in examples],
        },
        schema_overrides={
            "finish_reason": pl.String,
            "letter_id": pl.String,
            "kind": pl.String,
            "text": pl.String,
        },
    )
    names = [*SOURCE, *{k for e in examples for k in e.columns if k not in SOURCE and k != "finish_reason"}]
    sources = pl.DataFrame(
        {"letter_id": ids} | {n: [e.columns.get(n, SOURCE.get(n)) for e in examples] for n in names},
        schema_overrides={"letter_id": pl.String} | dict.fromkeys(names, pl.String),
    )
    return letters, sources
