"""What is named in a letter without being given: sentences in other words than those of the examples."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from imrdata.quality.check import FAIL, assess

from .examples import CHECKS, SOURCE

NAMED = tomllib.loads((Path(__file__).parent / "named.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in NAMED.items() for kind in kinds])
def test_defects_fail_and_near_misses_pass(name: str, kind: str) -> None:
    sentences = NAMED[name][kind]
    texts = [*sentences["bad"], *sentences["clean"]]
    letters = pl.DataFrame(
        {"letter_id": [str(n) for n in range(len(texts))], "kind": [kind] * len(texts), "text": texts},
        schema={"letter_id": pl.String, "kind": pl.String, "text": pl.String},
    )
    sources = letters.select("letter_id").with_columns(pl.lit(text).alias(column) for column, text in SOURCE.items())
    verdicts = assess(letters, sources=sources, checks=[CHECKS[name]])
    failed = letters.join(verdicts.filter(pl.col("verdict") == FAIL), on="letter_id")["text"].to_list()
    assert sorted(failed) == sorted(sentences["bad"])
