"""From an answer to a letter: what comes off, what stays, what is noted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.letters.axes import sample_axes
from imrdata.letters.baseline import write_denial
from imrdata.letters.parse import NOTES, Parsed, parse_letter

from .conftest import denial_view

LETTER = "Dear [MEMBER_NAME]:\n\nWe denied it.\n\nSincerely,\n[SIGNATURE]"

CASES = [
    ("plain", LETTER, "stop", LETTER, ()),
    ("preamble", f"Sure! Here is the letter:\n\n{LETTER}", "stop", LETTER, ("preamble",)),
    ("preamble, bare", f"Certainly!\n\n{LETTER}", "stop", LETTER, ("preamble",)),
    ("preamble, headline", f"**Denial Letter:**\n\n{LETTER}", "stop", LETTER, ("preamble",)),
    ("fence", f"```text\n{LETTER}\n```", "stop", LETTER, ("code_fence",)),
    ("fence, never closed", f"```\n{LETTER}", "length", LETTER, ("code_fence", "truncated")),
    (
        "fence, preamble and note",
        f"Here's the letter you asked for:\n\n```\n{LETTER}\n```\n\nLet me know if you need changes.",
        "stop",
        LETTER,
        ("code_fence", "preamble", "trailing_note"),
    ),
    ("trailing note", f"{LETTER}\n\n---\nNote: please replace the placeholders in brackets.", "stop", LETTER, ("trailing_note",)),
    ("trailing offer", f"{LETTER}\n\nLet me know if you would like me to change anything.", "stop", LETTER, ("trailing_note",)),
    (
        "a note of the letter's own",
        "Dear Member:\n\nNote: this letter replaces our letter of last week.\n\nSincerely,\n[SIGNATURE]",
        "stop",
        "Dear Member:\n\nNote: this letter replaces our letter of last week.\n\nSincerely,\n[SIGNATURE]",
        (),
    ),
    ("a plan that is sorry", "Unfortunately, we denied it.\nDear", "stop", "Unfortunately, we denied it.\nDear", ()),
    ("a letter that begins with certainly", "Certainly, we denied it.\n\nBye", "stop", "Certainly, we denied it.\n\nBye", ()),
    ("thinking", f"<think>\nhm, a denial\n</think>\n\n{LETTER}", "stop", LETTER, ("thinking",)),
    ("thinking, opened by the template", f"hm, a denial\n</think>\n\n{LETTER}", "stop", LETTER, ("thinking",)),
    ("still thinking", "<think>\nDear [MEMBER_NAME], or not", "length", "", ("empty", "thinking", "truncated")),
    ("special token", f"{LETTER}<|im_end|>", "stop", LETTER, ("special_token",)),
    ("truncated", "Dear [MEMBER_NAME]:\n\nWe den", "length", "Dear [MEMBER_NAME]:\n\nWe den", ("truncated",)),
    ("filter", "", "content_filter", "", ("content_filter", "empty")),
    ("empty", " \n\t\n", "stop", "", ("empty",)),
    ("refusal", "I'm sorry, but I can't help with that.", "stop", "I'm sorry, but I can't help with that.", ("refusal_suspected",)),
    ("refusal, AI", "As an AI language model, I cannot write this.", "stop", "As an AI language model, I cannot write this.", ("refusal_suspected",)),
    ("placeholder, spelling", "Dear [Member's Name]: [member id] [Plan Phone Number]", "stop", "Dear [MEMBER_NAME]: [MEMBER_ID] [PLAN_PHONE]", ("placeholder_normalised",)),
    ("placeholder, bold", "Dear **[MEMBER_NAME]**:", "stop", "Dear [MEMBER_NAME]:", ("placeholder_normalised",)),
    ("placeholder, other brackets", "Dear {{MEMBER_NAME}} <MEMBER_ID>", "stop", "Dear [MEMBER_NAME] [MEMBER_ID]", ("placeholder_normalised",)),
    ("placeholder, whose name?", "Sincerely,\n[Your Name]", "stop", "Sincerely,\n[Your Name]", ("placeholder_unknown",)),
    ("brackets that are none", "see [1] and [sic] and a[0]", "stop", "see [1] and [sic] and a[0]", ()),
    ("line ends", "Dear\r\nMember  \r\n", "stop", "Dear\nMember", ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "finish_reason", "letter", "notes"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_parse(text: str, finish_reason: str, letter: str, notes: tuple[str, ...]) -> None:
    assert parse_letter(text, finish_reason) == Parsed(letter, notes)


def test_a_good_letter_passes_unchanged() -> None:
    view = denial_view()
    for seed in range(20):
        letter = write_denial(view, sample_axes(view, seed=seed))
        assert parse_letter(letter, "stop") == Parsed(letter.strip(), ())


@given(st.text(max_size=300), st.sampled_from(["stop", "length", "", "content_filter"]))
def test_any_answer_gives_a_letter_and_known_notes(text: str, finish_reason: str) -> None:
    parsed = parse_letter(text, finish_reason)
    assert set(parsed.notes) <= set(NOTES)
    assert list(parsed.notes) == sorted(set(parsed.notes))
    assert parsed.text == parsed.text.strip()
    # Once parsed, a letter stays as it is.
    assert (
        parse_letter(parsed.text, "stop").text == parsed.text or "preamble" in parse_letter(parsed.text, "stop").notes
    )


@given(st.text(alphabet="abc .,\n", max_size=200))
def test_plain_words_are_never_changed(text: str) -> None:
    letter = f"Dear Member:\n\n{text.strip()}\n\nSincerely,\n[SIGNATURE]"
    expected = "\n".join(line.rstrip() for line in letter.split("\n"))
    assert parse_letter(letter, "stop").text == expected
