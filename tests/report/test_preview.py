"""A text cut at the ends of spans is the text again, and each piece knows the spans that cover it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from imrdata.report.preview_data import segments

TEXTS = st.text(alphabet="ab’“”é\n𝒳", max_size=30)
SPANS = st.lists(st.tuples(st.integers(-2, 35), st.integers(-2, 35), st.sampled_from("xyz")), max_size=5)


@given(TEXTS, SPANS)
def test_pieces_are_the_text_and_carry_their_spans(text: str, spans: list[tuple[int, int, str]]) -> None:
    pieces = segments(text, spans)
    assert "".join(piece["text"] for piece in pieces) == text
    covered = [(character, piece["labels"]) for piece in pieces for character in piece["text"]]
    for at, (character, labels) in enumerate(covered):
        assert character == text[at]
        assert set(labels) == {label for start, end, label in spans if start <= at < end}
    inside = {label for start, end, label in spans if max(0, start) < min(end, len(text))}
    assert {label for piece in pieces for label in piece["ends"]} == inside
