"""Selection: which letters may become training data, and why the others may not.

In: a letters frame and a verdicts frame. Out: SELECTION_SCHEMA, one row per letter, none left out. Checks
only tag; this is the one place where a tag becomes a fate. A dropped letter keeps every reason, not only the
first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import polars as pl

from imrdata.errors import BooksError, DatasetError
from imrdata.quality.check import FAIL, PASS, UNMEASURED

__all__ = ["CHAT_MARK", "GATES", "SELECTION_SCHEMA", "drop_reasons", "select"]

#: One row per letter, in the order of the letters frame.
SELECTION_SCHEMA: Final = pl.Schema(
    {
        "letter_id": pl.String(),
        "case_id": pl.String(),
        "kind": pl.String(),
        "author": pl.String(),
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
) -> pl.DataFrame:
    """Decide of every letter whether it may become training data.

    A letter is dropped for every check it fails, for an author outside `targets`, for having no text or a
    chat template's mark in it, for repeating the text of another kept letter of its kind (the smallest
    ``letter_id`` stays), and an appeal also because the denial it answers was dropped. A denial stays though
    no appeal of it does.

    Reach: whole (duplicates are looked for among all letters), so never run it on a part of the letters.

    Parameters
    ----------
    letters
        Columns of `imrdata.letters.schema.LETTER_SCHEMA`, at least ``letter_id, case_id, kind, author, text,
        answers``.
    verdicts
        Columns of `imrdata.quality.check.VERDICT_SCHEMA`, at least ``letter_id, check, verdict, reason``.
        Verdicts on other letters are left aside.
    targets
        The authors whose letters the recipe wants.
    gate
        Check name to one of `GATES`, for checks that are to be treated otherwise than the rest.
    unmeasured
        What an unmeasured verdict of a check that `gate` does not name does: ``keep`` or ``drop`` the letter.

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
    reasons: dict[str, list[str]] = {letter_id: [] for letter_id in letters["letter_id"]}
    for letter_id, reason in _check_reasons(verdicts, gates):
        if letter_id in reasons:
            reasons[letter_id].append(reason)
    rows = letters.select(_LETTER_COLUMNS).rows(named=True)
    for row in rows:
        reasons[row["letter_id"]] += _own_reasons(row, targets)
    denials = {row["letter_id"] for row in rows if row["kind"] == "denial"}
    _mark_duplicates([row for row in rows if row["kind"] == "denial"], reasons)
    # Appeals come second: whether a denial stays is known only now, duplicates included.
    appeals = [row for row in rows if row["kind"] == "appeal"]
    for row in appeals:
        if row["answers"] not in denials:
            reasons[row["letter_id"]].append("denial missing")
        elif reasons[row["answers"]]:
            reasons[row["letter_id"]].append("denial dropped")
    _mark_duplicates(appeals, reasons)
    selection = pl.DataFrame(
        [
            (
                row["letter_id"],
                row["case_id"],
                row["kind"],
                row["author"],
                not reasons[row["letter_id"]],
                reasons[row["letter_id"]],
            )
            for row in rows
        ],
        schema=SELECTION_SCHEMA,
        orient="row",
    )
    kept, dropped = int(selection["kept"].sum()), int((selection["reasons"].list.len() > 0).sum())
    if kept + dropped != letters.height:
        raise BooksError(
            f"{kept} letters kept and {dropped} dropped are not the {letters.height} letters", where="select"
        )
    return selection


def drop_reasons(selection: pl.DataFrame) -> dict[str, int]:
    """Count the dropped letters by reason, the most frequent first.

    Details are left out (a check's own words, the id of the letter that is repeated), so that like is counted
    with like. A letter with several reasons is counted under each.

    Examples
    --------
    >>> frame = pl.DataFrame(
    ...     [("a", "1", "denial", "m", False, ["check: approval: it says yes", "duplicate of b"])],
    ...     schema=SELECTION_SCHEMA,
    ...     orient="row",
    ... )
    >>> drop_reasons(frame)
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
