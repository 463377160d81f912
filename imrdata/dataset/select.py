"""Selection: which letters may become training data, and why the others may not.

In: letters, verdicts, rubric scores and the split of their cases. Out: SELECTION_SCHEMA, one row per letter, none left
out. Checks only tag; this is the one place where a tag becomes a fate. Of several letters that may stay, the best by
the rubric does, never the longest (`imrdata.dataset.choose`). A dropped letter keeps every reason, not only the first.
How it goes, and what it does not see: docs/selection.md. Reach: whole. Room: dataset.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import polars as pl

from imrdata.dataset.choose import Balance, balanced_out, places, with_scores
from imrdata.errors import BooksError, DatasetError
from imrdata.quality.check import FAIL, PASS, UNMEASURED

__all__ = ["CHAT_MARK", "GATES", "SELECTION_SCHEMA", "SELECT_VERSION", "drop_reasons", "select"]

#: Rises with every change that can change a letter's fate.
SELECT_VERSION: Final = 2

#: One row per letter, in the order of the letters frame.
SELECTION_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String(),
        "case_id": pl.String(),
        "kind": pl.String(),
        "input": pl.String(),  # full | reduced
        "author": pl.String(),
        "score": pl.Float64(),  # rubric points met of those measurable; null: not scored
        "met": pl.Int32(),
        "measurable": pl.Int32(),
        "words": pl.Int32(),  # decides nothing; it is here so that anybody can look whether it did
        "place": pl.Int32(),  # by score among the usable letters of its case, kind and input; null: not usable
        "kept": pl.Boolean(),
        "reasons": pl.List(pl.String()),  # why it was dropped; empty for a kept letter
    }
)

#: What a check may do to a letter: ``tag`` never drops it, ``fail`` drops it where the check fails,
#: ``strict`` also where the check could not be made.
GATES: Final = ("tag", "fail", "strict")

#: What every special token of a chat template opens with. In a record's text it would end the turn.
CHAT_MARK: Final = "<|"

_KINDS: Final = ("denial", "appeal")
_LETTER_COLUMNS: Final = ("letter_id", "case_id", "kind", "author", "text", "answers")
_VERDICT_COLUMNS: Final = ("letter_id", "check", "verdict", "reason")


def select(
    letters: pl.DataFrame,
    verdicts: pl.DataFrame,
    *,
    targets: Collection[str],
    gate: Mapping[str, str] | None = None,
    unmeasured: Literal["keep", "drop"] = "keep",
    scores: pl.DataFrame | None = None,
    splits: pl.DataFrame | None = None,
    per_case: int = 1,
    balance: Balance | None = None,
) -> pl.DataFrame:
    """Decide of every letter whether it may become training data.

    A letter is dropped for every check it fails, for an author outside `targets`, for having no text or a chat
    template's mark in it, and for a case that is in no split. Of those that are left, each case keeps the best
    `per_case` of a kind and input: denials that an appeal can be kept of come first, then the rubric's score decides,
    then a hash. An appeal falls with the denial it answers; a denial stays though no appeal of it does. Then `balance`
    takes out whole cases. Of letters of one kind with the same text the one with the smallest ``letter_id`` stays.

    Reach: whole (duplicates are looked for among all letters), so never run it on a part of the letters.

    Parameters
    ----------
    letters
        Columns of `imrdata.letters.schema.LETTER_SCHEMA`, at least ``letter_id, case_id, kind, author, text,
        answers``; ``input`` is ``full`` where there is no such column.
    verdicts
        Columns of `imrdata.quality.check.VERDICT_SCHEMA`, at least ``letter_id, check, verdict, reason``.
        Verdicts on other letters are left aside.
    targets
        The authors whose letters the recipe wants.
    gate
        Check name to one of `GATES`, for checks that are to be treated otherwise than the rest.
    unmeasured
        What an unmeasured verdict of a check that `gate` does not name does: ``keep`` or ``drop`` the letter.
    scores
        Columns of `imrdata.quality.rubric.RUBRIC_TOTALS_SCHEMA`, at least ``letter_id, score, met, measurable``. None,
        or a letter that is not in it: no score, and a place behind all that have one.
    splits
        SPLIT_SCHEMA of the letters' cases; None: every case is in a split.
    per_case
        How many letters of each kind and input a case may keep.
    balance
        How many cases the values of an axis may have beside one another; that axis must then be a column of letters.

    Returns
    -------
    DataFrame
        SELECTION_SCHEMA; kept and dropped add up to the letters.

    Raises
    ------
    DatasetError
        A column is missing, a letter occurs twice, a kind or verdict is unknown, or `gate` names an unknown
        check.

    Examples
    --------
    >>> letters = pl.DataFrame(
    ...     {
    ...         "letter_id": ["a", "b"],
    ...         "case_id": ["1", "1"],
    ...         "kind": ["denial", "appeal"],
    ...         "author": ["baseline", "baseline"],
    ...         "text": ["No.", "Please."],
    ...         "answers": [None, "a"],
    ...     }
    ... )
    >>> verdicts = pl.DataFrame(
    ...     {"letter_id": ["a"], "check": ["approval"], "verdict": ["fail"], "reason": ["it approves"]}
    ... )
    >>> select(letters, verdicts, targets=["baseline"])["reasons"].to_list()
    [['check: approval: it approves'], ['denial dropped']]
    """
    gates = _checked(letters, verdicts, gate=gate or {}, unmeasured=unmeasured)
    if per_case < 1:
        raise DatasetError(f"per_case is {per_case}", where="select", mend="let a case keep at least one letter")
    axis = () if balance is None else (balance.by,)
    rows = with_scores(letters, scores, columns=(*_LETTER_COLUMNS, *axis))
    reasons: dict[str, list[str]] = {row["letter_id"]: [] for row in rows}
    for letter_id, reason in _check_reasons(verdicts, gates):
        if letter_id in reasons:
            reasons[letter_id].append(reason)
    out = {} if splits is None else dict(splits.filter(pl.col("split").is_null()).select("case_id", "reason").rows())
    for row in rows:
        reasons[row["letter_id"]] += _own_reasons(row, targets)
        if row["case_id"] in out:
            reasons[row["letter_id"]].append(f"split: {out[row['case_id']]}")
    denials = [row for row in rows if row["kind"] == "denial"]
    appeals = [row for row in rows if row["kind"] == "appeal"]
    usable = [row for row in appeals if not reasons[row["letter_id"]]]
    place = places([row for row in denials if not reasons[row["letter_id"]]], answered_by=usable)
    _mark_places(place, reasons, per_case)
    _mark_duplicates(denials, reasons)
    # Appeals come second: whether a denial stays is known only now, duplicates included.
    ids = {row["letter_id"] for row in denials}
    for row in appeals:
        if row["answers"] not in ids:
            reasons[row["letter_id"]].append("denial missing")
        elif reasons[row["answers"]]:
            reasons[row["letter_id"]].append("denial dropped")
    of_appeals = places([row for row in appeals if not reasons[row["letter_id"]]])
    _mark_places(of_appeals, reasons, per_case)
    place |= of_appeals
    if balance is not None:
        kept = [row for row in rows if not reasons[row["letter_id"]]]
        for letter_id, reason in balanced_out(kept, balance):
            reasons[letter_id].append(reason)
    _mark_duplicates(appeals, reasons)
    selection = pl.DataFrame(
        [
            {
                **{name: row[name] for name in SELECTION_SCHEMA if name in row},
                "place": place.get(row["letter_id"]),
                "kept": not reasons[row["letter_id"]],
                "reasons": reasons[row["letter_id"]],
            }
            for row in rows
        ],
        schema=SELECTION_SCHEMA,
        orient="row",
    )
    kept_, dropped = int(selection["kept"].sum()), int((selection["reasons"].list.len() > 0).sum())
    if kept_ + dropped != letters.height:
        raise BooksError(
            f"{kept_} letters kept and {dropped} dropped are not the {letters.height} letters", where="select"
        )
    return selection


def drop_reasons(selection: pl.DataFrame) -> dict[str, int]:
    """Count the dropped letters by reason, the most frequent first.

    Details are left out (a check's own words, the id of the letter that is repeated), so that like is counted
    with like. A letter with several reasons is counted under each.

    Examples
    --------
    >>> drop_reasons(pl.DataFrame({"reasons": [["check: approval: it says yes", "duplicate of b"]]}))
    {'check: approval': 1, 'duplicate': 1}
    """
    counts: dict[str, int] = {}
    for reasons in selection["reasons"]:
        for reason in {_shortened(reason) for reason in reasons}:
            counts[reason] = counts.get(reason, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _shortened(reason: str) -> str:
    head, _, rest = reason.partition(": ")
    if head == "check":
        return f"check: {rest.partition(': ')[0]}"
    return "duplicate" if reason.startswith("duplicate of ") else head


def _checked(
    letters: pl.DataFrame, verdicts: pl.DataFrame, *, gate: Mapping[str, str], unmeasured: str
) -> dict[str, str]:
    """Refuse what can't be right; return what each check that gave a verdict does."""
    for frame, name, columns in (
        (letters, "letters", _LETTER_COLUMNS),
        (verdicts, "verdicts", _VERDICT_COLUMNS),
    ):
        missing = [column for column in columns if column not in frame.columns]
        if missing:
            raise DatasetError(
                f"{name} have no column {', '.join(missing)}", where="select", mend="give them these columns"
            )
    if letters["letter_id"].n_unique() != letters.height:
        raise DatasetError("a letter_id occurs twice", where="select", mend="give every letter an id of its own")
    _known(letters["kind"], _KINDS, "kind of letter")
    _known(verdicts["verdict"], (PASS, FAIL, UNMEASURED), "verdict")
    _known(gate.values(), GATES, "gate")
    _known([unmeasured], ("keep", "drop"), "value of unmeasured")
    checks = verdicts["check"].unique().sort().to_list()
    # Without letters there are no verdicts to know a check's name by.
    if verdicts.height:
        _known(gate, checks, "check")
    rest = "strict" if unmeasured == "drop" else "fail"
    return {check: gate.get(check, rest) for check in checks}


def _known(values: Iterable[Any], known: Sequence[str], what: str) -> None:
    for value in values:
        if value not in known:
            raise DatasetError(f"{value!r} is no {what}", where="select", mend=f"use one of {', '.join(known)}")


def _check_reasons(verdicts: pl.DataFrame, gates: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (letter_id, reason) for every verdict that drops its letter, whatever the order of rows."""
    dropping = [check for check, level in gates.items() if level != "tag"]
    strict = [check for check, level in gates.items() if level == "strict"]
    failed = (pl.col("verdict") == FAIL) & pl.col("check").is_in(dropping)
    unknown = (pl.col("verdict") == UNMEASURED) & pl.col("check").is_in(strict)
    found = verdicts.filter(failed | unknown).select(_VERDICT_COLUMNS).sort(_VERDICT_COLUMNS)
    return [
        (
            letter_id,
            f"check: {check}: {reason}" if verdict == FAIL else f"check: {check}: unmeasured ({reason})",
        )
        for letter_id, check, verdict, reason in found.rows()
    ]


def _own_reasons(row: Mapping[str, Any], targets: Collection[str]) -> list[str]:
    """Return what speaks against a letter by itself."""
    reasons = []
    if row["author"] not in targets:
        reasons.append(f"author: {row['author']} is not among the recipe's targets")
    if not (row["text"] or "").strip():
        reasons.append("no text")
    elif CHAT_MARK in row["text"]:
        reasons.append(f"chat markup: the text holds {CHAT_MARK}")
    return reasons


def _mark_places(place: Mapping[str, int], reasons: dict[str, list[str]], per_case: int) -> None:
    for letter_id, number in place.items():
        if number > per_case:
            reasons[letter_id].append(f"per case: number {number} of its kind and input by rubric score")


def _mark_duplicates(rows: Sequence[Mapping[str, Any]], reasons: dict[str, list[str]]) -> None:
    """Add a reason to each letter that repeats the text of one that is kept."""
    kept: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: str(row["letter_id"])):
        if not reasons[row["letter_id"]]:
            kept.setdefault(row["text"], row["letter_id"])
    for row in rows:
        original = kept.get(row["text"])
        if original is not None and original != row["letter_id"]:
            reasons[row["letter_id"]].append(f"duplicate of {original}")
