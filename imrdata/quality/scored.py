"""Checks whose finding is a matter of degree: the score is stored, the threshold is the recipe's.

In: letters and sources, as for every check. Out: verdicts with a score for each letter that could be measured, a
passing one's too, so that `judge` can draw the line anew without reading a letter again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.quality.batch import Batch
from imrdata.quality.check import FAIL, FOUND_SCHEMA, PASS, UNMEASURED, Check, Finding, SourceSpan, Span, found_row

__all__ = ["Measure", "ScoredCheck", "judge"]


@dataclass(frozen=True, slots=True)
class Measure:
    """How much of what a check looks for is in one letter.

    Attributes
    ----------
    score
        The more, the worse.
    reason
        What was measured, in words; `ScoredCheck` adds the score and the threshold.
    span, source
        Where in the letter, and where in which source; None if it has no place.
    """

    score: float
    reason: str
    span: Span | None = None
    source: SourceSpan | None = None


class ScoredCheck(Check):
    """A check that measures; a letter fails where its score reaches the threshold.

    Subclasses set `threshold` and override `measure`. Every letter is measured: `candidates` rules none out.

    Parameters
    ----------
    threshold
        Another than the class's, as a recipe's ``quality.thresholds`` asks for.

    Attributes
    ----------
    line
        The threshold in use.
    least
        The least threshold that means something, where the check tells no lower scores apart.

    Raises
    ------
    ImrDataError
        The threshold is no finite number, or below `least`.

    Examples
    --------
    >>> class Shouting(ScoredCheck):
    ...     name, threshold = "shouting", 0.5
    ...
    ...     def measure(self, letter):
    ...         loud = sum(word.isupper() for word in letter["text"].split())
    ...         return Measure(loud / max(1, len(letter["text"].split())), "words in capitals")
    >>> letters = pl.DataFrame({"letter_id": ["a"], "kind": ["appeal"], "text": ["PAY ME now please"]})
    >>> verdicts = Shouting().assess(letters, letters.select("letter_id"))
    >>> verdicts.select("verdict", "score", "reason").row(0)
    ('fail', 0.5, 'words in capitals: 0.5 reaches the threshold 0.5')
    >>> judge(verdicts, thresholds={"shouting": 0.8}).select("verdict", "score", "reason").row(0)
    ('pass', 0.5, '')
    """

    threshold: ClassVar[float]
    least: ClassVar[float] = -math.inf

    def __init__(self, *, threshold: float | None = None) -> None:
        line = getattr(self, "threshold", None) if threshold is None else threshold
        if not isinstance(line, int | float) or not math.isfinite(line):
            # No score reaches it, or every score does: the check would be off, or fail all, without a word.
            raise ImrDataError(f"the threshold of check {self.name} is {line}", mend="give a finite number")
        if line < self.least:
            raise ImrDataError(
                f"the threshold of check {self.name} is {line:.4g}",
                mend=f"give {self.least:.4g} or more: it tells no lower scores apart",
            )
        self.line = line

    def measure(self, letter: dict[str, str]) -> Measure:
        """Return the score of one letter (its columns and its source's) and what it rests on."""
        raise NotImplementedError

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return what was measured where the score reaches the threshold."""
        found = self.measure(letter)
        if found.score < self.line:
            return None
        return _says(found.reason, found.score, self.line), found.span, found.source

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Measure every letter."""
        return self.judged((row["_row"], self.measure(row)) for row in frame.iter_rows(named=True))

    def judged(self, measures: Iterable[tuple[int, Measure]]) -> pl.DataFrame:
        """Return FOUND_SCHEMA for what was measured, each with the place of its letter in the batch."""
        rows = [found_row(row, one.reason, one.span, one.source, score=one.score) for row, one in measures]
        return self.drawn(pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row"))

    def drawn(self, measured: pl.DataFrame) -> pl.DataFrame:
        """Return FOUND_SCHEMA with the verdicts that the threshold gives.

        Parameters
        ----------
        measured
            ``_row``, ``score``, ``reason`` (what was measured) and, where the scores have places, the columns of those.
        """
        for score in measured.filter(~pl.col("score").is_finite())["score"].head(1):
            raise ImrDataError(f"check {self.name} gave the score {score}", mend="return a finite number")
        fails = measured["score"] >= self.line
        # A passing letter keeps the place of its score, for whoever draws the line elsewhere.
        says = [
            _says(what, score, self.line) if failed else ""
            for what, score, failed in zip(measured["reason"], measured["score"], fails, strict=True)
        ]
        drawn = measured.with_columns(
            verdict=pl.when(fails).then(pl.lit(FAIL)).otherwise(pl.lit(PASS)),
            reason=pl.Series(says, dtype=pl.String),
        )
        placeless = [pl.lit(None).alias(name) for name in FOUND_SCHEMA if name not in drawn.columns]
        columns = [pl.col(name).cast(dtype) for name, dtype in FOUND_SCHEMA.items()]
        return drawn.with_columns(placeless).select(columns)


def judge(verdicts: pl.DataFrame, *, thresholds: Mapping[str, float]) -> pl.DataFrame:
    """Judge stored scores by other thresholds; nothing is measured again.

    Parameters
    ----------
    verdicts
        VERDICT_SCHEMA.
    thresholds
        Check name to threshold. Rows of other checks, and unmeasured ones, stay as they are.

    Returns
    -------
    DataFrame
        VERDICT_SCHEMA, in the order of `verdicts`; the same as measuring anew, but that a letter which passed says
        "its score" where the check would say what it measured. A line below what a check tells apart (its `least`) is
        not refused here, where the check itself is not known.

    Raises
    ------
    ImrDataError
        A named check is not among the verdicts, or one of its verdicts has no score.
    """
    for name in thresholds:
        own = verdicts.filter((pl.col("check") == name) & (pl.col("verdict") != UNMEASURED))
        if not verdicts.is_empty() and name not in verdicts["check"]:
            raise ImrDataError(f"there are no verdicts of a check {name}", mend="name one that was run")
        if own["score"].null_count():
            raise ImrDataError(f"check {name} keeps no score", mend="set thresholds of scored checks only")
    rows = []
    for row in verdicts.iter_rows(named=True):
        line = thresholds.get(row["check"])
        if line is not None and row["verdict"] != UNMEASURED:
            fails = row["score"] >= line
            what = row["reason"].rpartition(": ")[0] or "its score"
            row |= {
                "verdict": FAIL if fails else PASS,
                "reason": _says(what, row["score"], line) if fails else "",
            }
        rows.append(row)
    return pl.DataFrame(rows, schema=verdicts.schema)


def _says(what: str, score: float, line: float) -> str:
    return f"{what}: {_number(score)} reaches the threshold {_number(line)}"


def _number(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.4g}"
