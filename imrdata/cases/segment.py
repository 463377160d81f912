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
    found = cases.select(
        "findings",
        characters=text.str.len_chars(),
        wide=text.str.len_bytes() != text.str.len_chars(),
        **{name: text.str.find(words, literal=True) for name, words in MARKERS.items()},
    )
    # Polars finds bytes. Where all characters are ASCII these are code points; elsewhere the text from there on is
    # counted: that is short for the markers that stand late, which are most.
    places = []
    for name in MARKERS:
        rest = text.cast(pl.Binary).bin.slice(pl.when("wide").then(name)).cast(pl.String).str.len_chars()
        places.append(pl.coalesce(pl.col("characters") - rest, name).cast(pl.Int32).alias(name))
    return cases.with_columns(found.select(pl.struct(places).alias("sections")).to_series())
