"""Diversity: how much an author repeats itself, beside others who wrote as much.

In: letters. Out: DIVERSITY_SCHEMA, one row per author and kind. All measures fall or rise with the amount of text, so
authors of one kind are compared on the same number of words. What code sets into every letter (legal texts) is left
out first. Pure Python and Polars. Room: quality.

Sources: distinct-n, J. Li et al., NAACL 2016; compression ratio, C. Shaib et al., arXiv 2403.00553; self-repetition,
N. Salkar et al., AACL 2022. Ours differ in two points: bz2 in place of gzip, which gives the same bytes on every
machine and sees repetitions further back than 32 kB; and the share of a letter's 4-grams in place of the logarithm of
their number, which can be read without a reference.
"""

from __future__ import annotations

import bz2
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from imrdata.errors import ImrDataError

__all__ = ["DIVERSITY_SCHEMA", "MOST_WORDS", "diversity"]

#: One row per kind and author, sorted. Measures are null for an author without a word.
DIVERSITY_SCHEMA: Final = pl.Schema(
    {
        "kind": pl.String,
        "author": pl.String,
        "letters": pl.Int64,
        "words": pl.Int64,
        "words_compared": pl.Int64,  # the same for all authors of a kind, if they have so many
        "letters_compared": pl.Int64,  # that these words come from, the last one in part
        "distinct_1": pl.Float64,  # different words among all words
        "distinct_2": pl.Float64,  # different pairs of neighbours among all pairs
        "distinct_3": pl.Float64,
        "compression_ratio": pl.Float64,  # bytes of the text by bytes once compressed: higher is more repetitive
        "self_repetition": pl.Float64,  # mean share of a letter's different 4-grams that another of the author has
        "top_opening": pl.String,  # the most frequent first five words of the body
        "top_opening_share": pl.Float64,  # of the letters compared
        "top_openings_share": pl.Float64,  # the same of the five most frequent
    }
)

#: Words of an author that are compared at most; more would change the figures and cost, not what they say.
MOST_WORDS: Final = 200_000
_OPENING: Final = 5
_REPEATED: Final = 4
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: A greeting, and all that stands before it: dates, addresses, subject lines.
_GREETING: Final = re.compile(r"(?m)^(?:Dear|Hello|To)\b[^\n]*[:,]\s*$")


def diversity(letters: pl.DataFrame, *, most_words: int = MOST_WORDS) -> pl.DataFrame:
    """Measure how much each author repeats itself.

    Parameters
    ----------
    letters
        Columns ``letter_id``, ``kind``, ``author`` and ``text``; others are ignored.
    most_words
        Words of an author that are compared at most.

    Returns
    -------
    DataFrame
        DIVERSITY_SCHEMA. Letters are taken in the order of ``letter_id``, whatever the order of rows.

    Raises
    ------
    ImrDataError
        A column is missing.

    Examples
    --------
    >>> letters = pl.DataFrame(
    ...     {
    ...         "letter_id": ["a", "b", "c", "d"],
    ...         "kind": ["denial"] * 4,
    ...         "author": ["parrot", "parrot", "poet", "poet"],
    ...         "text": ["We deny the brace today."] * 2
    ...         + ["We deny the brace today.", "No wheelchair can be granted."],
    ...     }
    ... )
    >>> diversity(letters).select("author", "words_compared", "distinct_2", "self_repetition").rows()
    [('parrot', 10, 0.5, 1.0), ('poet', 10, 1.0, 0.0)]
    """
    missing = [name for name in ("letter_id", "kind", "author", "text") if name not in letters.columns]
    if missing:
        raise ImrDataError(f"letters have no column {', '.join(missing)}", where="diversity", mend="select them")
    rows: list[dict[str, Any]] = []
    for (kind,), group in letters.sort("letter_id").group_by(["kind"], maintain_order=True):
        authors = {
            str(author): (own.height, *_read(own["text"], most_words=most_words))
            for (author,), own in group.group_by(["author"], maintain_order=True)
        }
        budget = min([most_words, *(words for _, words, _ in authors.values() if words)], default=0)
        for author, (number, words, texts) in authors.items():
            rows.append(
                {
                    "kind": str(kind),
                    "author": author,
                    "letters": number,
                    "words": words,
                    **_measures(texts, budget=min(budget, words)),
                }
            )
    return pl.DataFrame(rows, schema=DIVERSITY_SCHEMA, orient="row").sort("kind", "author")


def _read(texts: pl.Series, *, most_words: int) -> tuple[int, list[tuple[list[str], str]]]:
    """Return how many words an author wrote, and the words and opening of as many letters as may be compared."""
    total, kept = 0, []
    for text in texts:
        words, opening = _worded(text or "")
        if total < most_words:
            kept.append((words, opening))
        total += len(words)
    return total, kept


def _worded(text: str) -> tuple[list[str], str]:
    """Return a letter's words without legal texts, and how its body opens."""
    for law in _legal():
        text = text.replace(law, " ")
    greeting = _GREETING.search(text)
    body = text[greeting.end() if greeting else 0 :]
    return _WORD.findall(text.lower()), " ".join(_WORD.findall(body.lower())[:_OPENING])


@cache
def _legal() -> tuple[str, ...]:
    """Return the passages of legal texts between placeholders, the longest first: code sets them in verbatim."""
    import tomllib

    entries = tomllib.loads(files("imrdata.letters").joinpath("statutory.toml").read_text(encoding="utf-8"))["text"]
    passages = {part.strip() for entry in entries for part in re.split(r"\[[A-Z_]+\]|\n", entry["text"])}
    return tuple(sorted((part for part in passages if len(part.split()) > 3), key=lambda part: (-len(part), part)))


def _measures(texts: list[tuple[list[str], str]], *, budget: int) -> dict[str, Any]:
    """Return an author's measures over its first words."""
    chosen: list[list[str]] = []
    openings: Counter[str] = Counter()
    left = budget
    for words, opening in texts:
        if left <= 0:
            break
        if words:
            chosen.append(words[:left])
            openings[opening] += 1
            left -= len(chosen[-1])
    if not chosen:
        return {"words_compared": 0, "letters_compared": 0}
    # The most frequent first, of equally frequent ones the first in the alphabet.
    top = sorted(openings.items(), key=lambda item: (-item[1], item[0]))[:5]
    raw = "\n".join(" ".join(words) for words in chosen).encode()
    return {
        "words_compared": budget,
        "letters_compared": len(chosen),
        **{f"distinct_{size}": _distinct(chosen, size) for size in (1, 2, 3)},
        "compression_ratio": len(raw) / len(bz2.compress(raw)),
        "self_repetition": _repeated(chosen),
        "top_opening": top[0][0],
        "top_opening_share": top[0][1] / len(chosen),
        "top_openings_share": sum(number for _, number in top) / len(chosen),
    }


def _runs(words: list[str], size: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(size)), strict=False))


def _distinct(texts: list[list[str]], size: int) -> float | None:
    runs = [run for words in texts for run in _runs(words, size)]
    return len(set(runs)) / len(runs) if runs else None


def _repeated(texts: list[list[str]]) -> float | None:
    """Return the mean share of a letter's different 4-grams that another letter has too."""
    sets = [set(_runs(words, _REPEATED)) for words in texts]
    holders = Counter(run for runs in sets for run in runs)
    shares = [sum(holders[run] > 1 for run in runs) / len(runs) for runs in sets if runs]
    return sum(shares) / len(shares) if shares else None
