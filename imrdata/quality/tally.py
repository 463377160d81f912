"""What came of checking letters, counted: what `imrdata assess` prints and decides its exit code by.

In: a verdicts frame. Out: plain data, and the same as a table for a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.quality.audit import counted
from imrdata.quality.check import FAIL, PASS, UNMEASURED, Check

__all__ = ["ANY", "explain_tally", "gate", "tally"]

#: Words beside checks' names that a gate knows: any check fails; any check could not be made.
ANY: Final = "any"


def gate(names: Sequence[str], *, checks: Sequence[Check]) -> tuple[str, ...]:
    """Return what a letter must not fail, in the order given; refuse the name of a check that does not run.

    Raises
    ------
    ImrDataError
        A name is no check's, and neither ``any`` nor ``unmeasured``.
    """
    known = {check.name for check in checks} | {ANY, UNMEASURED}
    for name in names:
        if name not in known:
            raise ImrDataError(
                f"there is no check {name}", where="--fail-on", mend=f"name one of {', '.join(sorted(known))}"
            )
    return tuple(dict.fromkeys(names))


def tally(verdicts: pl.DataFrame, *, letters: pl.DataFrame, gated: Sequence[str] = ()) -> dict[str, Any]:
    """Count the verdicts on letters.

    Parameters
    ----------
    verdicts
        VERDICT_SCHEMA.
    letters
        The letters that were checked: ``letter_id``, ``kind``.
    gated
        Result of `gate`.

    Returns
    -------
    dict
        ``letters`` by kind, ``letters_failed``, ``checks`` (verdicts of each), ``unmeasured`` (reason: verdicts) and
        ``failed_on`` (what of `gated` was failed: by how many letters).

    Examples
    --------
    >>> from imrdata.quality.check import assess
    >>> letters = pl.DataFrame({"letter_id": ["a"], "kind": ["denial"], "text": ["About MN25-45178: we deny it."]})
    >>> tally(assess(letters), letters=letters, gated=("reference_id", "approval"))["failed_on"]
    {'reference_id': 1}
    """
    counts = {(check, verdict): n for check, verdict, n in verdicts.group_by("check", "verdict").len().rows()}
    failed = verdicts.filter(pl.col("verdict") == FAIL)
    unmeasured = verdicts.filter(pl.col("verdict") == UNMEASURED)
    hit = {
        name: (
            unmeasured
            if name == UNMEASURED
            else failed.filter(pl.lit(name == ANY) | (pl.col("check") == name))
        )["letter_id"].n_unique()
        for name in gated
    }  # fmt: skip
    return {
        "letters": {kind: letters.filter(pl.col("kind") == kind).height for kind in ("denial", "appeal")},
        "letters_failed": failed["letter_id"].n_unique(),
        "checks": {
            check: {verdict: counts.get((check, verdict), 0) for verdict in (PASS, FAIL, UNMEASURED)}
            for check in verdicts["check"].unique(maintain_order=True)
        },
        "unmeasured": dict(sorted(unmeasured.group_by("reason").len().rows())),
        "failed_on": {name: number for name, number in hit.items() if number},
    }


def explain_tally(found: dict[str, Any], *, letters: str) -> str:
    """Return a tally, and the sentences under its key ``notes`` if there are, as text: one line a check."""
    kinds = ", ".join(counted(number, kind) for kind, number in found["letters"].items())
    failed = found["letters_failed"]
    lines = [f"{letters}: {kinds}; {failed} {'fails' if failed == 1 else 'fail'} a check", ""]
    width = max((len(check) for check in found["checks"]), default=5)
    lines.append(f"{'check':{width}}  {PASS:>8}  {FAIL:>8}  {UNMEASURED:>10}")
    for check, number in found["checks"].items():
        lines.append(f"{check:{width}}  {number[PASS]:8}  {number[FAIL]:8}  {number[UNMEASURED]:10}")
    lines += [f"unmeasured, {reason}: {counted(number, 'verdict')}" for reason, number in found["unmeasured"].items()]
    lines += [f"note: {sentence}" for sentence in found.get("notes", ())]
    lines += [f"--fail-on {name}: {counted(number, 'letter')}" for name, number in found["failed_on"].items()]
    return "\n".join(lines)
