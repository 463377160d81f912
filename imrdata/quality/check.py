"""The contract of a check, and `assess`, which runs several.

In: letters (at least `letter_id, kind, text`) and what their writers saw (SOURCE_SCHEMA or part of it), as frames or,
for letters of any tool, as files (`imrdata.quality.audit`). Out: one row per letter and check, VERDICT_SCHEMA.
A check tags; what is done with a tag is selection's affair.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, ClassVar, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.quality.audit import KINDS
from imrdata.quality.batch import Batch, uncollected
from imrdata.quality.given import as_letters, as_sources
from imrdata.quality.literals import Required

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
        "tier": pl.String,  # A surface, B semantic; `judge` where a model was asked (`imrdata.quality.judge`)
        "verdict": pl.String,  # pass | fail | unmeasured
        "score": pl.Float64,  # null where the check only says yes or no; no threshold is in it
        "reason": pl.String,  # empty for a pass
        "span_start": pl.Int32,
        "span_end": pl.Int32,
        "check_version": pl.Int32,
        "source": pl.String,  # a column of the sources frame, such as view_text or reviewer_text
        "source_start": pl.Int32,
        "source_end": pl.Int32,
    }
)

#: What a check knows of letters that do not just pass; `_row` is the letter's place in its batch.
FOUND_SCHEMA: Final = pl.Schema(
    {"_row": pl.UInt32}
    | {
        name: VERDICT_SCHEMA[name]
        for name in ("verdict", "score", "reason", "span_start", "span_end", "source", "source_start", "source_end")
    }
)

#: Letters that are worked on at once, so that memory has a bound.
BATCH: Final = 50_000

#: Called as ``on_progress(part, done, total)``.
OnProgress = Callable[[str, int, int], None]

#: Code points of the letter's text.
Span = tuple[int, int]

#: A column of the sources, and code points of its text.
SourceSpan = tuple[str, int, int]

#: What a check found in one letter: why it fails, where or None, and, if it can tell, where in which source.
Finding = tuple[str, Span | None] | tuple[str, Span | None, SourceSpan | None]


class Check:
    """A quality rule. Subclass it, name it, and say what it finds in a letter.

    Subclasses set the class attributes and override `inspect` (one letter at a time) and, where Polars can tell
    letters that surely pass, `candidates`: those are not inspected. Three kinds of check come with more:
    `imrdata.quality.local.LocalCheck`, whose findings lie within a paragraph, reads each different paragraph once;
    `imrdata.quality.patterns.PatternCheck` is one made of patterns; `imrdata.quality.scored.ScoredCheck` keeps a
    score apart from the threshold that judges it.

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

    def required(self) -> Iterable[Required]:
        """Return the words that the check's patterns need, so that one pass finds those of all checks."""
        return ()

    def assess(self, letters: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
        """Return a verdict for each letter of the check's kinds, in the order of `letters`."""
        return self.verdicts(Batch(letters, sources, required=self.required()))

    def verdicts(self, batch: Batch) -> pl.DataFrame:
        """Return a verdict for each letter of a batch that is of the check's kinds, in the batch's order."""
        frame = batch.frame.filter(pl.col("kind").is_in(self.kinds))
        absent = [name for name in self.needs if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        needed = ("text", *self.needs)
        missing = pl.concat_str(
            [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in needed], separator=", ", ignore_nulls=True
        )
        frame = frame.with_columns(_missing=missing)
        found = self.find_all(batch, frame.filter(pl.col("_missing") == "").drop("_missing"))
        self._refuse_places(found, frame)
        measurable = pl.col("_missing") == ""
        return (
            frame.select("_row", "letter_id", "_missing")
            .join(found, on="_row", how="left", maintain_order="left")
            .with_columns(
                check=pl.lit(self.name),
                tier=pl.lit(self.tier),
                check_version=pl.lit(self.version, pl.Int32),
                verdict=pl.when(~measurable).then(pl.lit(UNMEASURED)).otherwise(pl.col("verdict").fill_null(PASS)),
                reason=pl.when(~measurable)
                .then(pl.concat_str(pl.lit("no "), "_missing"))
                .otherwise(pl.col("reason").fill_null("")),
            )
            .select(pl.col(name).cast(dtype) for name, dtype in VERDICT_SCHEMA.items())
        )

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Return FOUND_SCHEMA for the rows of `frame` (measurable letters of a batch) that do not just pass."""
        # A null candidate (the expression met a null) is looked at rather than let through. Made a column first:
        # Polars broadcasts a literal there for frames of any size, but refuses one as a filter of a large frame.
        expression = self.candidates()
        looked_at = batch.with_needed(frame, expression).with_columns(_candidate=expression.fill_null(value=True))
        looked_at = looked_at.filter("_candidate").drop("_candidate")
        rows = []
        for letter in looked_at.iter_rows(named=True):
            found = self.inspect(letter)
            if found is not None:
                rows.append(self._as_found(found, letter))
        return pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row")

    def _as_found(self, found: Any, letter: dict[str, Any]) -> tuple[object, ...]:
        """Return the row of a finding."""
        if not _is_finding(found):
            raise ImrDataError(
                f"check {self.name} gave a {type(found).__name__} that is no finding",
                where=f"letter {letter['letter_id']}",
                mend="return (reason, (start, end)) or (reason, None), or None where all is well",
            )
        return found_row(letter["_row"], *found)

    def _refuse_places(self, found: pl.DataFrame, letters: pl.DataFrame) -> None:
        """Refuse a place that is none in its text: whoever looks it up would read other words."""
        spans = [("text", "span_start", "span_end", found.filter(pl.col("span_start").is_not_null()))]
        for (column,), some in found.drop_nulls("source").group_by("source"):
            spans.append((str(column), "source_start", "source_end", some))
        for column, start, end, some in spans:
            own = letters.filter(pl.col("_row").is_in(some["_row"].implode()))
            text = pl.col(column) if column in letters.columns else pl.lit("")
            sized = own.select("_row", "letter_id", size=text.str.len_chars().fill_null(0)).join(some, on="_row")
            sound = (pl.col(start) >= 0) & (pl.col(start) < pl.col(end)) & (pl.col(end) <= pl.col("size"))
            wrong = sized.filter(~sound.fill_null(value=False))
            for row in wrong.head(1).iter_rows(named=True):
                raise ImrDataError(
                    f"check {self.name} gave the place ({row[start]}, {row[end]}) in the {row['size']} characters of "
                    f"{column}",
                    where=f"letter {row['letter_id']}",
                    mend="give the place of the first character and that after the last, or None",
                )


def _is_finding(found: Any) -> bool:
    """Tell whether something has the form of a `Finding`."""
    if not (isinstance(found, tuple) and len(found) in (2, 3) and isinstance(found[0], str)):
        return False
    span, source = (*found[1:], None)[:2]
    named = source is None or (isinstance(source, tuple) and len(source) == 3 and isinstance(source[0], str))
    places = [span, source and source[1:]] if named else []
    return named and all(
        place is None or (isinstance(place, tuple) and len(place) == 2 and all(type(one) is int for one in place))
        for place in places
    )


def found_row(
    row: int,
    reason: str,
    span: Span | None = None,
    source: SourceSpan | None = None,
    *,
    verdict: str = FAIL,
    score: float | None = None,
) -> tuple[object, ...]:
    """Return a row of FOUND_SCHEMA."""
    return (row, verdict, score, reason, *(span or (None, None)), *(source or (None, None, None)))


def assess(
    letters: pl.DataFrame | str | Path,
    *,
    sources: pl.DataFrame | str | Path | None = None,
    checks: Sequence[Check | str] | str = "default",
    on_progress: OnProgress = lambda part, done, total: None,
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
        ``"default"`` (all shipped checks) or the checks to run; a shipped one may be given by its name.
    on_progress
        Called as ``on_progress("checks", done, total)`` before each check and after the last.

    Returns
    -------
    DataFrame
        One row per letter and check with the columns of `VERDICT_SCHEMA`, check by check.

    Raises
    ------
    ImrDataError
        A column is missing or not text, a ``letter_id`` or check occurs twice, a ``kind`` is not one of the two, or a
        check broke off: the sentence says where.
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
    running = chosen(checks)
    letters = as_letters(letters)
    return _assess_in_batches(letters, as_sources(sources, letters=letters), running, on_progress)


def _assess_in_batches(
    letters: pl.DataFrame, sources: pl.DataFrame, checks: Sequence[Check], on_progress: OnProgress
) -> pl.DataFrame:
    """Return the verdicts check by check; what one letter is given does not depend on its neighbours."""
    Batch(letters.select("letter_id"), sources.select("letter_id"))  # an id that occurs twice, in whichever batch
    required: list[Required] = []
    for check in checks:
        with _told(check):
            required.extend(check.required())
    frames: list[list[pl.DataFrame]] = [[] for _ in checks]
    starts = range(0, max(letters.height, 1), BATCH)
    for turn, start in enumerate(starts):
        some = letters.slice(start, BATCH)
        known = sources.join(some.select("letter_id"), on="letter_id", how="semi")
        batch = Batch(some, known, required=required)
        for place, (check, own) in enumerate(zip(checks, frames, strict=True)):
            on_progress("checks", turn * len(checks) + place, len(starts) * len(checks))
            # What somebody else's check makes may well hold cycles.
            shipped = type(check).__module__.startswith("imrdata.quality.checks.")
            with uncollected() if shipped else nullcontext():
                own.append(_verdicts(check, some, known, batch))
    on_progress("checks", len(starts) * len(checks), len(starts) * len(checks))
    return pl.concat([frame for own in frames for frame in own]) if frames else VERDICT_SCHEMA.to_frame()


def _verdicts(check: Check, letters: pl.DataFrame, sources: pl.DataFrame, batch: Batch) -> pl.DataFrame:
    """Return a check's verdicts, if they are such."""
    # A check that overrides `assess` has a way of its own.
    own_way = type(check).assess is not Check.assess
    verdicts: Any
    with _told(check):
        verdicts = check.assess(letters, sources) if own_way else check.verdicts(batch)
    if not isinstance(verdicts, pl.DataFrame) or verdicts.schema != VERDICT_SCHEMA:
        raise ImrDataError(
            f"check {check.name} gave no verdicts as VERDICT_SCHEMA has them", mend="let its assess return such a frame"
        )
    found: pl.DataFrame = verdicts
    return found


@contextmanager
def _told(check: Check) -> Iterator[None]:
    """Say of a check that breaks off which it is and where in its code.

    Raises
    ------
    ImrDataError
        It raised an error, whose words are left out: they may hold words of a letter.
    """
    try:
        yield
    except ImrDataError:
        raise
    except Exception as error:
        own = {code.co_filename for cls in type(check).__mro__ for code in _codes(cls) if cls is not Check}
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in own]
        named = f"{type(check).__module__}.{type(check).__qualname__}"
        raise ImrDataError(
            f"check {check.name} broke off ({type(error).__name__})",
            where=f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else named,
            mend="mend it, or leave the check out",
        ) from error


def _codes(cls: type) -> Iterator[CodeType]:
    """Yield the code of a class's own methods."""
    for member in vars(cls).values():
        function = getattr(member, "__func__", member)
        if isinstance(function, FunctionType):
            yield function.__code__


def chosen(checks: Sequence[Check | str] | str) -> list[Check]:
    """Return the checks that are meant: ``"default"``, or those given, whose names must differ.

    Examples
    --------
    >>> [check.name for check in chosen(["length", "refusal"])]
    ['length', 'refusal']
    """
    # Named here, not at the top: a check's own file imports this contract.
    from imrdata.quality.checks import default_checks

    if checks == "default":
        return default_checks()
    if isinstance(checks, str) or not isinstance(checks, Iterable):
        raise ImrDataError(f"checks is {checks!r}", mend='give "default" or a list of checks')
    shipped = {check.name: check for check in default_checks()}
    running: dict[str, Check] = {}
    for given in checks:
        check = shipped.get(given) if isinstance(given, str) else given
        if not isinstance(check, Check):
            raise ImrDataError(
                f"there is no check {given}" if isinstance(given, str) else f"{given!r} is no check",
                mend="give instances such as MyCheck(), or names that `imrdata checks` lists",
            )
        if not isinstance(getattr(check, "name", None), str):
            raise ImrDataError(f"{type(check).__name__} has no name", mend='give it a line such as name = "my_check"')
        kinds: Any = check.kinds
        if isinstance(kinds, str) or not set(kinds) <= set(KINDS):
            raise ImrDataError(
                f"check {check.name} is of the kinds {kinds!r}", mend=f"give a tuple of {' and '.join(KINDS)}"
            )
        if check.name in running:
            raise ImrDataError(f"two checks are called {check.name}", mend="rename one")
        running[check.name] = check
    return list(running.values())
