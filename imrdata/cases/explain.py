"""One case with its roles in colour: what a writer may see, and why the rest is the reviewer's.

In: one row of a cases frame with sentences. Out: an `Explanation` for a notebook (HTML) and a terminal (rich).
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from imrdata.cases.schema import ROLES, VISIBLE_ROLES
from imrdata.errors import SourceError

__all__ = ["ROLE_COLOURS", "Explanation", "explain"]

#: Role → colour in a terminal, and background in HTML. Green and blue are what a writer may see.
ROLE_COLOURS: Final = {
    "request": ("bold green", "#c9ecc9"),
    "patient_fact": ("green", "#ddf3d0"),
    "plan_ground": ("cyan", "#cfe8f5"),
    "evidence": ("yellow", "#f7ecc5"),
    "verdict": ("bold red", "#f6c7c0"),
    "panel": ("red", "#f3d3d8"),
    "credentials": ("magenta", "#e7d8ef"),
    "header": ("dim", "#e6e6e6"),
    "unassigned": ("white", "#f2f2f2"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A case's Findings cut into sentences with roles; shows itself in a notebook and on a rich console.

    Attributes
    ----------
    case_id
        The case.
    sentences
        ``(text, role, cue)`` in the order of the text; the cue is the rule that gave the role.
    """

    case_id: str
    sentences: tuple[tuple[str, str, str], ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences have each role that occurs."""
        found = [role for _, role, _ in self.sentences]
        return {role: found.count(role) for role in ROLES if role in found}

    def __str__(self) -> str:
        return "\n".join(f"{role:12} {text}" for text, role, _ in self.sentences)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(f"{self.case_id}: a writer may see {', '.join(VISIBLE_ROLES)}", style="bold")
        for text, role, cue in self.sentences:
            yield Text.assemble(
                (f"{role:12} ", ROLE_COLOURS[role][0]), (text, ROLE_COLOURS[role][0]), (f"  [{cue}]", "dim")
            )

    def _repr_html_(self) -> str:
        parts = [
            f'<span style="background:{ROLE_COLOURS[role][1]};color:#111" title="{html.escape(f"{role}: {cue}")}">'
            f"{html.escape(text)}</span> "
            for text, role, cue in self.sentences
        ]
        key = " ".join(
            f'<span style="background:{ROLE_COLOURS[role][1]};color:#111">{role} {number}</span>'
            for role, number in self.counts.items()
        )
        return f"<p><b>{html.escape(self.case_id)}</b> {key}</p><p style='line-height:1.8'>{''.join(parts)}</p>"


def explain(case: Mapping[str, Any]) -> Explanation:
    """Show the roles of one case's sentences.

    Parameters
    ----------
    case
        One row of a frame from `imrdata.add_sentences` (``cases.row(0, named=True)``).

    Raises
    ------
    SourceError
        The row has no sentences.

    Examples
    --------
    >>> from imrdata.cases.findings import add_sentences
    >>> from imrdata.cases.read import read_imr
    >>> from imrdata.data import sample
    >>> case = add_sentences(read_imr(sample()).cases).row(0, named=True)
    >>> explain(case).counts["patient_fact"] > 0
    True
    """
    if "sentences" not in case:
        where = str(case.get("case_id", "a case"))
        raise SourceError("the case has no sentences", where=where, mend="pass a row of add_sentences(...)")
    findings = case["findings"] or ""
    return Explanation(
        case_id=str(case["case_id"]),
        sentences=tuple(
            (findings[found["start"] : found["end"]], found["role"], found["cue"]) for found in case["sentences"] or ()
        ),
    )
