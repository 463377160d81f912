"""Where the sections of Findings begin, found by their markers: literal search, no pattern.

In: a frame with `findings`. Out: the same with ``sections``, a struct of code points. A row stage.
Recent rows have no marker between history and analysis; what is told apart there is told by cues (findings.py).
"""

from __future__ import annotations

from typing import Final

import polars as pl

__all__ = ["MARKERS", "SECTIONS", "segment"]

#: Section → the words it begins with.
MARKERS: Final = {
    "summary": "Nature of Statutory Criteria",
    "reviewer": "Findings:",
    "result": "Final Result",
    "credentials": "Credentials/Qualifications",
}

#: For each section the code point of Findings where its marker first stands; null where there is none.
SECTIONS: Final = pl.Struct(dict.fromkeys(MARKERS, pl.Int32))


def segment(cases: pl.DataFrame) -> pl.DataFrame:
    """Find where each section of each case's Findings begins.

    Examples
    --------
    >>> frame = pl.DataFrame({"findings": ["The patient’s case. Final Result: upheld."]})
    >>> segment(frame)["sections"][0]
    {'summary': None, 'reviewer': None, 'result': 20, 'credentials': None}
    """
    text = pl.col("findings")
    plain = text.str.len_bytes() == text.str.len_chars()
    # Polars finds bytes; where all characters are ASCII these are code points, elsewhere the text before is counted.
    found = cases.select(
        "findings", plain=plain, **{name: text.str.find(words, literal=True) for name, words in MARKERS.items()}
    )
    before = [pl.col("findings").cast(pl.Binary).bin.slice(0, name).cast(pl.String).str.len_chars() for name in MARKERS]
    places = [
        pl.when("plain")
        .then(name)
        .otherwise(pl.when(pl.col(name).is_not_null()).then(chars))
        .cast(pl.Int32)
        .alias(name)
        for name, chars in zip(MARKERS, before, strict=True)
    ]
    return cases.with_columns(found.select(pl.struct(places).alias("sections")).to_series())
