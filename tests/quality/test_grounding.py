"""The grounding checks on development letters: the counts as they are, good or bad.

What each batch showed when it was first looked at is in docs/lexicons.md; rules were mended with all four since.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from imrdata.quality.check import FAIL, assess

from .examples import CHECKS, SOURCE
from .grounding import GROUNDING, OWN, count

#: Batch: defects located, of how many; clean letters; alarms on them by check.
MEASURED = {
    "write": (410, 418, 12, {}),
    "measure": (406, 417, 12, {}),
    "fresh": (279, 289, 12, {}),
    "last": (184, 190, 12, {}),
}
_TRAPS = tomllib.loads(
    (Path(__file__).resolve().parent.parent / "calibration" / "grounding" / "traps.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("half", MEASURED)
def test_counts(half: str) -> None:
    found = count(half)
    located = sum(hits for hits, _ in found.located.values())
    trials = sum(number for _, number in found.located.values())
    assert set(found.located) == set(OWN)
    assert (located, trials, found.clean, found.clean_failed) == MEASURED[half], (found.missed, found.alarms)


def test_clean_traps_pass() -> None:
    rows = [(f"{kind}-{place}", kind, text) for kind, texts in _TRAPS.items() for place, text in enumerate(texts)]
    assert len(rows) == 177
    letters = pl.DataFrame(rows, schema=["letter_id", "kind", "text"], orient="row")
    sources = letters.select("letter_id").with_columns(pl.lit(text).alias(name) for name, text in SOURCE.items())
    checks = [CHECKS[name] for name in GROUNDING if not name.startswith("ground_")]
    failed = assess(letters, sources=sources, checks=checks).filter(pl.col("verdict") == FAIL)
    assert failed.join(letters, on="letter_id").select("check", "text").rows() == []


#: Sentences of spot.toml that each check fails, of how many.
SPOTTED = {
    "citation_not_in_view": (16, 16),
    "term_not_in_view": (16, 16),
    "failed_treatment_not_in_view": (5, 10),
    "real_name": (10, 10),
    "statute_invented": (10, 10),
    "number_not_in_view": (16, 16),
    "negation_flip": (9, 12),
}


@pytest.mark.parametrize("name", SPOTTED)
def test_spotted(name: str) -> None:
    texts = tomllib.loads(
        (Path(__file__).resolve().parent.parent / "calibration" / "grounding" / "spot.toml").read_text(encoding="utf-8")
    )[name]
    ids = [str(place) for place in range(len(texts))]
    letters = pl.DataFrame({"letter_id": ids, "kind": ["appeal"] * len(texts), "text": texts})
    sources = letters.select("letter_id").with_columns(pl.lit(text).alias(column) for column, text in SOURCE.items())
    failed = assess(letters, sources=sources, checks=[CHECKS[name]])["verdict"].to_list().count(FAIL)
    assert (failed, len(texts)) == SPOTTED[name]
