"""What a letter is: the columns of the letters frame and of the sources frame that checks read."""

from __future__ import annotations

from typing import Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

#: One row per letter. `letter_id` is the hash of kind, case, author, sample and text.
_LETTER_COLUMNS: Final[dict[str, DataType | DataTypeClass]] = {
    "letter_id": pl.String,
    "case_id": pl.String,
    "kind": pl.String,  # denial | appeal
    "author": pl.String,  # a catalogue model's id, or "baseline" (rule-based)
    "text": pl.String,
    "answers": pl.String,  # letter_id of the denial that an appeal answers; null for denials
    "input": pl.String,  # full | reduced: which of a case's views it was written from (imrdata.letters.letter.INPUTS)
    "ground": pl.String,
    "ground_source": pl.String,  # stated | unclassified | sampled
    "regime": pl.String,  # as the axes below, keys of imrdata.letters.axes
    "counterfactual": pl.Boolean,  # no case of the data is of this regime
    "notice": pl.String,
    "voice": pl.String,
    "length": pl.String,
    "register": pl.String,
    "seed": pl.Int64,
    "view_sha256": pl.String,
    "view_strength": pl.String,  # facts | request | categories
    "task_version": pl.String,  # task@version of the template, or of the baseline grammar
    "request_key": pl.String,  # ledger key of the response it was parsed from; null for the baseline
    "finish_reason": pl.String,  # stop | length | … ; null for the baseline
    "parse_notes": pl.List(pl.String),  # what parsing took off or saw: preamble, code_fence, empty …
}

#: The letters frame.
LETTER_SCHEMA: Final = pl.Schema(_LETTER_COLUMNS)

#: One row per letter: what its writer saw, and, where it is to be had, what only the reviewer knew.
SOURCE_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String,
        "view_text": pl.String,  # View.text: all case content the writer saw, one item a line
        "denial_text": pl.String,  # the denial an appeal answers; null for denials
        "type": pl.String,
        "ground": pl.String,
        "voice": pl.String,
        "reference_id": pl.String,  # null where the letter's origin is not an IMR row
        # Sentences of the other roles, but for undecided ones of the history; null = unknown, checks that need it are
        # unmeasured.
        "reviewer_text": pl.String,
        # Hidden sentences in which nothing of the reviewer's but his tone was recognised: what they say isn't invented.
        "undecided_text": pl.String,
    }
)
