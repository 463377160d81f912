"""How hard a text is to read: the Flesch-Kincaid grade, by rule alone.

Syllables are counted by groups of vowels, as the formula's users did before there were dictionaries. It needs no word
list and no network.

In: plain text. Out: a grade of American schools.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["ABBREVIATION", "flesch_kincaid_grade", "grade", "syllables"]

_SENTENCE_END: Final = re.compile(r"[.!?:]+(?=[\s\"')\]]|$)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")
#: A full stop that ends no sentence.
ABBREVIATION: Final = re.compile(r"\b(?:dr|mr|mrs|ms|st|vs|no|inc|etc|e\.g|i\.e|u\.s)\.", re.I)
_WORD: Final = re.compile(r"[a-z]+(?:['’][a-z]+)?", re.I)
_VOWELS: Final = re.compile(r"[aeiouy]+")
#: A final e is silent, and so is that of -ed and -es behind most consonants.
_SILENT: Final = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouyszxc]es)$|(?<=[aeiouy]l)e$")


def syllables(word: str) -> int:
    """Return how many syllables a word has, at least one.

    Examples
    --------
    >>> [syllables(word) for word in ("plan", "table", "denied", "medication", "based")]
    [1, 2, 2, 4, 1]
    """
    lower = word.lower()
    count = len(_VOWELS.findall(lower))
    # Two sounds: medial, radio (not -tion, -cion, -sion, -ian), experience, annual.
    count += len(re.findall(r"(?<![tcsg])i(?:a(?!ns?$)|o|u|enc)|ua|ier$", lower)) - (1 if _SILENT.search(lower) else 0)
    return max(1, count)


def flesch_kincaid_grade(text: str) -> float | None:
    """Return ``0.39 words/sentence + 11.8 syllables/word - 15.59``; None where there is no word.

    Notes
    -----
    Source: J. P. Kincaid and others, Derivation of New Readability Formulas for Navy Enlisted Personnel, 1975.
    The end of a paragraph or list item ends a sentence, since a list without full stops is no long sentence.

    Examples
    --------
    >>> round(flesch_kincaid_grade("We can't approve this. You can ask us to look again."), 1)
    0.5
    >>> round(flesch_kincaid_grade("Utilization management determinations necessitate documentation."), 1)
    40.6
    """
    plain = ABBREVIATION.sub(lambda found: found[0].replace(".", ""), text)
    counts = [len(_WORD.findall(part)) for part in _SENTENCE_END.split(plain)]
    sentences = sum(count > 0 for count in counts)
    spoken = _WORD.findall(plain)
    if not spoken:
        return None
    return grade(words=len(spoken), syllables=sum(map(syllables, spoken)), sentences=sentences)


def grade(*, words: int, syllables: int, sentences: int) -> float:
    """Return the Flesch-Kincaid grade of a text of which these were counted, none of them zero.

    Examples
    --------
    >>> round(grade(words=13, syllables=24, sentences=1), 1)
    11.3
    """
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59
