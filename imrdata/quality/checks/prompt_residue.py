"""What belongs to the conversation with the model, not to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from imrdata.quality.checks.residue_signs import PATTERNS, SIGNED, Signed
from imrdata.quality.checks.residue_talk import SPEAKS_OF_THE_LETTER
from imrdata.quality.checks.residue_user import TO_THE_USER
from imrdata.quality.literals import Required
from imrdata.quality.normalise import NormalText, normal_form
from imrdata.quality.patterns import PatternCheck
from imrdata.quality.rules import Rule

#: So many words in a row from our own prompts are no accident.
SHINGLE: Final = 9


class _Echo:
    """So many words in a row of our prompts."""

    name, says, kinds = "echo", "has words of the prompt in it", ("denial", "appeal")
    forms: tuple[re.Pattern[str], ...] = ()

    @property
    def required(self) -> Required:
        """Each of those runs of words."""
        return (_shingle_set(),)

    def places(self, part: NormalText) -> Iterator[tuple[int, int]]:
        """Yield the place of the first run."""
        words, ours = part.text.split(), _shingle_set()
        for place in range(len(words) - SHINGLE + 1):
            echo = " ".join(words[place : place + SHINGLE])
            if echo in ours:
                start = part.text.find(echo)
                yield start, start + len(echo)
                return


class PromptResidue(PatternCheck):
    """Prompt and chat residue around or inside a letter.

    Rule: announcements of the letter, offers to change it, comments on it and on what its writer was given or told, a
    model speaking of itself, thinking aloud, instructions for a text, headings, settings, roles, tokens and JSON of the
    conversation; and nine words in a row of this project's own prompts.
    Why: a model trained on it talks about the letter instead of writing it.
    Source: domain.md §7; the prompts are `imrdata/letters/templates/*.j2`.
    Passes on purpose: "END OF NOTICE" as a last line, "here is the letter from my doctor", "let us know if you'd like
    this in large print", "this letter was written with the help of my daughter".
    Limits: another tool's prompts are known by their manner only; Markdown is `markdown_residue`'s.
    """

    name = "prompt_residue"
    version = 7
    patterns = PATTERNS

    def rules_in_order(self) -> Sequence[Rule]:
        """Return signs of the conversation, patterns, sentences that speak of the letter, and our prompts' words."""
        return (*map(Signed, SIGNED), *PATTERNS, *SPEAKS_OF_THE_LETTER, *TO_THE_USER, _Echo())


@cache
def prompt_shingles() -> tuple[str, ...]:
    """Return every nine words in a row of the fixed text of our prompts, in normal form."""
    found: dict[str, None] = {}
    folder = files("imrdata.letters") / "templates"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".j2"):
            # What a template fills in is the letter's own: only what stands between is the prompt's.
            for text in re.split(
                r"\{[{%#].*?[}%#]\}|\n|\[[A-Z_]+\]|<[a-z]+>", file.read_text(encoding="utf-8"), flags=re.S
            ):
                words = normal_form(text).split()
                found |= dict.fromkeys(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return tuple(found)


@cache
def _shingle_set() -> frozenset[str]:
    return frozenset(prompt_shingles())
