"""A case explained: all of its text, each sentence with its role, safe in HTML."""

from __future__ import annotations

import polars as pl
import pytest
from rich.console import Console

import imrdata
from imrdata.cases.schema import CASE_SCHEMA
from imrdata.errors import SourceError


def case(text: str) -> dict[str, object]:
    frame = pl.DataFrame([{"case_id": "c<1>", "findings": text}], schema=CASE_SCHEMA)
    return imrdata.add_sentences(frame).row(0, named=True)


TEXT = "A patient has requested a <b>scan</b>. The patient has gout & pain. Final Result: It is so."


def test_html_is_escaped_and_holds_all_of_the_text() -> None:
    shown = imrdata.explain(case(TEXT))._repr_html_()
    assert "&lt;b&gt;scan&lt;/b&gt;" in shown
    assert "gout &amp; pain" in shown
    assert "<b>scan" not in shown
    assert "c&lt;1&gt;" in shown
    assert 'title="request: request"' in shown


def test_terminal_and_plain_text() -> None:
    explanation = imrdata.explain(case(TEXT))
    console = Console(width=100, record=True, file=None, quiet=True)
    with console.capture():
        console.print(explanation)
    assert str(explanation).splitlines()[0] == "request      A patient has requested a <b>scan</b>."
    assert explanation.counts == {"request": 1, "patient_fact": 1, "verdict": 1, "header": 1}


def test_a_case_without_text_and_one_without_sentences() -> None:
    assert imrdata.explain({"case_id": "a", "findings": None, "sentences": []}).sentences == ()
    with pytest.raises(SourceError, match="no sentences"):
        imrdata.explain({"case_id": "a", "findings": "x"})
