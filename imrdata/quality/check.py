"""The contract of a check, and `assess`, which runs several.

In: letters (at least `letter_id, kind, text`) and what their writers saw (SOURCE_SCHEMA or part of it), as frames or,
for letters of any tool, as files (`imrdata.quality.audit`). Out: one row per letter and check, VERDICT_SCHEMA.
A check tags; what is done with a tag is selection's affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.quality.audit import read_letters, sources_from_export
from imrdata.quality.normalise import read

__all__ = ["FAIL", "PASS", "UNMEASURED", "VERDICT_SCHEMA", "Check", "Finding", "SourceSpan", "Span", "assess"]

PASS: Final = "pass"
FAIL: Final = "fail"
UNMEASURED: Final = "unmeasured"

#: `span_start`, `span_end`: code points of the letter's text, null where the verdict has no place in it.
#: `source`, `source_start`, `source_end`: the same in a column of the sources, where the evidence has a place there.
VERDICT_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String,
        "check": pl.String,
        "tier": pl.String,  # A surface, B semantic
        "verdict": pl.String,  # pass | fail | unmeasured
        "score": pl.Float64,  # null where the check only says yes or no; no threshold is in it
        "reason": pl.String,  # empty for a pass
        "span_start": pl.Int32,
        "span_end": pl.Int32,
        "check_version": pl.Int32,
        "source": pl.String,  # a column of the sources frame: view_text, denial_text or reviewer_text
        "source_start": pl.Int32,
        "source_end": pl.Int32,
    }
)

#: Code points of the letter's text.
Span = tuple[int, int]

#: A column of the sources, and code points of its text.
SourceSpan = tuple[str, int, int]

#: What a check found in one letter: why it fails, where or None, and, if it can tell, where in which source.
Finding = tuple[str, Span | None] | tuple[str, Span | None, SourceSpan | None]


class Check:
    """A quality rule. Subclass it, name it, and say what it finds in a letter.

    Subclasses set the class attributes and override `inspect` (one letter at a time) or, where Polars can do
    the work for all letters at once, `candidates` as well: letters that it rules out pass without being
    inspected. Where a finding is a matter of degree, `imrdata.quality.scored.ScoredCheck` keeps the score apart
    from the threshold that judges it.

    Attributes
    ----------
    name, version
        The name recipes and verdicts use; the version rises with every change that can change a verdict.
    kinds
        The kinds of letter it applies to; others get no row.
    needs
        Columns of the sources frame it can't do without. Where one is null, the verdict is ``unmeasured``.
    tier
        ``A``: the surface of the text decides. ``B``: meaning is involved, and so are errors.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    kinds: ClassVar[tuple[str, ...]] = ("denial", "appeal")
    needs: ClassVar[tuple[str, ...]] = ()
    tier: ClassVar[str] = "A"

    def candidates(self) -> pl.Expr:
        """Return a boolean expression over letters and sources: False where a letter surely passes.

        The column ``normal`` holds the letter's normal form, so that an expression and `inspect` read the
        same. It may let letters through that pass, never rule out one that `inspect` would fail (a test
        proves it).
        """
        return pl.lit(value=True)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return what is wrong with one letter (its columns and its source's), or None."""
        raise NotImplementedError

    def assess(self, letters: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
        """Return a verdict for each letter of the check's kinds, in the order of `letters`."""
        for name, frame in (("letters", letters), ("sources", sources)):
            if frame["letter_id"].n_unique() != frame.height:
                raise ImrDataError(f"a letter_id occurs twice in {name}", mend="give every letter an id of its own")
        # Where both frames have a column, the source's value counts, and the letter's where the source has none.
        own = ("letter_id", "kind", "text", "normal")
        both = [name for name in sources.columns if name in letters.columns and name not in own]
        joined = (
            with_normal_form(letters.filter(pl.col("kind").is_in(self.kinds)))
            .rename({name: f"_letter_{name}" for name in both})
            .join(sources.drop(own[1:], strict=False), on="letter_id", how="left", maintain_order="left")
            .with_columns(pl.coalesce(name, f"_letter_{name}").alias(name) for name in both)
        )
        absent = [name for name in self.needs if name not in joined.columns]
        joined = joined.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        measurable = pl.all_horizontal(pl.col(name).is_not_null() for name in ("text", *self.needs))
        joined = joined.with_columns(measurable.alias("_measurable"), self.candidates().alias("_candidate"))
        rows = [self._verdict(row) for row in joined.iter_rows(named=True)]
        return pl.DataFrame(rows, schema=VERDICT_SCHEMA, orient="row")

    def _verdict(self, row: dict[str, Any]) -> tuple[object, ...]:
        if not row["_measurable"]:
            return self._unmeasured(row)
        # A null candidate (the expression met a null) is looked at rather than let through.
        found = None if row["_candidate"] is False else self.inspect(row)
        if found is None:
            return self._row(row, PASS)
        reason, span, *source = found
        return self._row(row, FAIL, reason=reason, span=span, source=source[0] if source else None)

    def _unmeasured(self, row: dict[str, Any]) -> tuple[object, ...]:
        missing = ", ".join(name for name in ("text", *self.needs) if row[name] is None)
        return self._row(row, UNMEASURED, reason=f"no {missing}")

    def _row(
        self,
        row: dict[str, Any],
        verdict: str,
        *,
        score: float | None = None,
        reason: str = "",
        span: Span | None = None,
        source: SourceSpan | None = None,
    ) -> tuple[object, ...]:
        """Return a row of VERDICT_SCHEMA."""
        place, origin = span or (None, None), source or (None, None, None)
        return (row["letter_id"], self.name, self.tier, verdict, score, reason, *place, self.version, *origin)


def with_normal_form(letters: pl.DataFrame) -> pl.DataFrame:
    """Add the column ``normal`` if it is not there: made once for all checks, not once a check."""
    if "normal" in letters.columns:
        return letters
    normal = [None if text is None else read(text).text for text in letters["text"]]
    return letters.with_columns(pl.Series("normal", normal, pl.String))


def assess(
    letters: pl.DataFrame | str | Path,
    *,
    sources: pl.DataFrame | str | Path | None = None,
    checks: Sequence[Check] | str = "default",
) -> pl.DataFrame:
    """Run checks over letters.

    Parameters
    ----------
    letters
        Columns ``letter_id``, ``kind`` (``denial`` or ``appeal``) and ``text`` (String each); others are kept
        at hand for the checks. Or a JSONL file of any tool, as `imrdata.quality.audit.read_letters` reads it.
    sources
        One row per letter, columns of ``imrdata.letters.schema.SOURCE_SCHEMA``; those that are missing make
        the checks that need them unmeasured. Or the export that the letters' cases stand in. None: nothing is
        known but the letters.
    checks
        ``"default"`` (all shipped checks) or the checks to run.

    Returns
    -------
    DataFrame
        One row per letter and check with the columns of `VERDICT_SCHEMA`, check by check.

    Raises
    ------
    ImrDataError
        A column is missing, a ``letter_id`` or check occurs twice, or a ``kind`` is not one of the two.
    SourceError
        A file can't be read as letters or as an export; the sentence names the line.

    Examples
    --------
    >>> letters = pl.DataFrame(
    ...     {"letter_id": ["a"], "kind": ["denial"], "text": ["We are writing about case MN25-45178."]}
    ... )
    >>> assess(letters).filter(pl.col("check") == "reference_id").select("verdict", "span_start").row(0)
    ('fail', 26)
    """
    if isinstance(checks, str) and checks != "default":
        raise ImrDataError(f"checks is {checks!r}", mend='give "default" or a list of checks')
    chosen = _default_checks() if isinstance(checks, str) else list(checks)
    if not isinstance(letters, pl.DataFrame):
        letters = read_letters(letters)
    missing = [name for name in ("letter_id", "kind", "text") if name not in letters.columns]
    if missing:
        raise ImrDataError(f"letters have no column {', '.join(missing)}", mend="give every letter these columns")
    # A kind that no check knows would get no verdict at all, and so look clean.
    unknown = set(letters["kind"].to_list()) - {"denial", "appeal"}
    if unknown:
        raise ImrDataError(f"letters of kind {sorted(map(str, unknown))}", mend="use denial or appeal")
    _unique(check.name for check in chosen)
    if sources is None:
        known = letters.select("letter_id")
    else:
        known = sources if isinstance(sources, pl.DataFrame) else sources_from_export(letters, sources)
    if "letter_id" not in known.columns:
        raise ImrDataError("sources have no column letter_id", mend="give each source its letter's id")
    ready = with_normal_form(letters)
    frames = [check.assess(ready, known) for check in chosen]
    return pl.concat(frames) if frames else VERDICT_SCHEMA.to_frame()


def _default_checks() -> list[Check]:
    from imrdata.quality.checks import default_checks

    return default_checks()


def _unique(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ImrDataError(f"two checks are called {name}", mend="rename one")
        seen.add(name)
