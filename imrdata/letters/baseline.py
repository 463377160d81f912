"""The rule-based author: denial and appeal composed from a view, a grammar and the checked legal texts.

It costs nothing and needs no model: the control against which models and checks are judged. It is grounded by
construction: a letter holds wordings of the grammar (`templates/baseline_*.toml`, which hold no fact), sentences
of the view, quoted or with only the person changed, and placeholders for all that is not known.

In: a view and the axes of the letter. Out: its text, the same on every machine. `baseline_denial` and
`baseline_appeal` compose it, `baseline_words` draws the wordings, `baseline_facts` and `baseline_persons` word the
facts, `baseline_quotes` finds the reason to quote. What it reaches: docs/baseline.md.
"""

from __future__ import annotations

from typing import Final

from imrdata.letters.baseline_appeal import LEGAL_HOOKS, write_appeal
from imrdata.letters.baseline_denial import write_denial
from imrdata.letters.baseline_words import grammar_sha256

__all__ = ["BASELINE_VERSION", "LEGAL_HOOKS", "grammar_sha256", "write_appeal", "write_denial"]

#: Rises with every change of a letter; the tests hold it against the hashes of the grammar and of letters.
BASELINE_VERSION: Final = "baseline-grammar@4"
