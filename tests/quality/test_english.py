"""The words that letters of this field have besides the reader's pieces: the shipped list is what is counted."""

from __future__ import annotations

from benchmarks.field_words import field_words
from imrdata.quality.english import is_common, is_known
from imrdata.quality.lexicons import lines


def test_the_list_is_what_lawful_letters_say() -> None:
    assert list(lines("field_words.txt")) == field_words()


def test_an_ending_or_a_beginning_makes_no_word_unknown() -> None:
    assert all(map(is_known, ("authorizations", "denies", "stopped", "unmeasured", "imatinib")))
    assert not any(map(is_known, ("sucient", "ofthe", "rnedical", "grievanc")))
    assert is_common("appeal")
    assert not is_common("imatinib")
