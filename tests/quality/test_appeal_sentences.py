"""Sentences of appeals, good and bad, in a letter around them: the checks of voice, promises, outcome, address, ground."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from imrdata.quality.check import FAIL

from .examples import CHECKS

DATA = tomllib.loads((Path(__file__).parent / "appeal_sentences.toml").read_text(encoding="utf-8"))
LETTER = "Dear Appeals Department:\n\nI appeal your denial of [DENIAL_DATE].\n\n{}\n\nThank you.\n\n[SIGNATURE]"


@pytest.mark.parametrize("kind", ["bad", "clean"])
@pytest.mark.parametrize("name", DATA)
def test_sentences(name: str, kind: str) -> None:
    pairs = DATA[name][kind]
    letters = pl.DataFrame(
        {
            "letter_id": [str(place) for place in range(len(pairs))],
            "kind": "appeal",
            "text": [LETTER.format(text) for _, text in pairs],
        }
    )
    known = [one for one, _ in pairs]
    sources = letters.select("letter_id").with_columns(
        voice=pl.Series(known), ground=pl.Series(known), denial_text=pl.lit("")
    )
    verdicts = CHECKS[name].assess(letters, sources)["verdict"]
    wrong = [text for (_, text), verdict in zip(pairs, verdicts, strict=True) if (verdict == FAIL) != (kind == "bad")]
    assert wrong == []
