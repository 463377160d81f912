"""Citations of law: what is looked for first can't hide a citation."""

from __future__ import annotations

import re

import pytest

from imrdata.quality.checks.statutes import FORMS, GATES
from imrdata.quality.literals import required_literals


@pytest.mark.parametrize(("code", "form"), [(code, form) for code, form in FORMS if code in GATES])
def test_every_citation_of_a_code_holds_a_word_of_its_gate(code: str, form: re.Pattern[str]) -> None:
    gate = GATES[code]
    # One of the sets of words of which each match holds one: each of its words holds one of the gate's.
    assert any(all(any(word in needed for word in gate) for needed in words) for words in required_literals(form))
