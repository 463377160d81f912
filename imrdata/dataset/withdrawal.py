"""Withdrawal: cases that may no longer be in a dataset, and the same dataset without them.

In: case ids (a list, or a file with one a line) and letters. Out: a selection in which every letter of such a case is
dropped, with that as its reason, and has no influence on any other letter. Nothing is asked for it: the recipe is run
again, and the ledger holds the answers to all else. A withdrawn case has no row, no request and no answer in the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from imrdata.errors import RecipeError

__all__ = ["WITHDRAWN", "is_withdrawn", "read_withdrawals", "select_without", "withdrawn_cases"]

#: The reason in the selection of a letter whose case was withdrawn.
WITHDRAWN: Final = "withdrawn: the recipe withdraws its case"


def read_withdrawals(path: Path) -> tuple[str, ...]:
    r"""Read a withdrawal list: one id a line; what follows a ``#`` at the start of a line or after a space is a remark.

    A repeated ReferenceID has ``#2`` at its end, without a space, and is an id of its own.

    Raises
    ------
    RecipeError
        The file can't be read, or a line holds more than an id.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "withdrawn.txt")
    ...     _ = file.write_text("# asked for on 2026-11-20\nMN25-45178\nMN25-1#2 # by letter\n")
    ...     read_withdrawals(file)
    ('MN25-1#2', 'MN25-45178')
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise RecipeError(
            f"the withdrawal list can't be read ({reason})", where=f"withdraw: {path}", mend="name a text file"
        ) from None
    found: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        words = f" {line}".partition(" #")[0].split()
        if len(words) > 1:
            raise RecipeError(
                "the line holds more than one word",
                where=f"withdraw: {path}, line {number}",
                mend="write one case id a line, and remarks after #",
            )
        found.update(words)
    return tuple(sorted(found))


def withdrawn_cases(cases: pl.DataFrame, *, ids: Collection[str]) -> frozenset[str]:
    """Return the ``case_id`` of each case that is meant: by its ``case_id``, or by its ReferenceID, repeats included.

    Examples
    --------
    >>> cases = pl.DataFrame({"case_id": ["a", "a#2", "b"], "reference_id": ["a", "a", "b"]})
    >>> sorted(withdrawn_cases(cases, ids=["a"]))
    ['a', 'a#2']
    """
    meant = pl.col("case_id").is_in(sorted(ids)) | pl.col("reference_id").is_in(sorted(ids)).fill_null(value=False)
    return frozenset(cases.filter(meant)["case_id"])


def is_withdrawn(case: Mapping[str, Any], *, ids: Collection[str]) -> bool:
    """Say of one case, a row of a cases frame, whether it is meant."""
    return case["case_id"] in ids or case["reference_id"] in ids


def select_without(
    withdrawn: Collection[str], *, letters: pl.DataFrame, choose: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """Select among the letters of all other cases, and add those of withdrawn ones as dropped.

    The withdrawn letters are kept away from `choose`: none of the others is dropped as a duplicate of one, or loses
    to one.

    Parameters
    ----------
    withdrawn
        Case ids.
    letters
        At least ``letter_id, case_id, kind, author``.
    choose
        Makes a selection (``letter_id, case_id, kind, author, kept, reasons`` and perhaps more) of letters.

    Returns
    -------
    DataFrame
        The columns that `choose` gives, one row per letter in the order of `letters`; what else a selection states
        of a letter is null for withdrawn ones.
    """
    gone = pl.col("case_id").is_in(sorted(withdrawn))
    selection = choose(letters.filter(~gone))
    dropped = letters.filter(gone).select(
        "letter_id",
        "case_id",
        "kind",
        "author",
        kept=pl.lit(value=False),
        reasons=pl.concat_list(pl.lit(WITHDRAWN)),
    )
    if not dropped.height:
        return selection
    order = letters.select("letter_id")
    whole = pl.concat([selection, dropped], how="diagonal")
    return order.join(whole, on="letter_id", how="left", maintain_order="left").select(selection.columns)
