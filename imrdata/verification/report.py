"""What a verification found: problems, each with its file, record and stage. Room: verification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["STAGES", "Findings", "Problem", "VerifyReport"]

#: In the order in which one follows from those before it: of several problems, the first is nearest to the cause.
STAGES: Final = (
    "files",  # what lies in the folder
    "checksums",
    "manifest",
    "recipe",
    "versions",  # of stages, templates and checks
    "license",
    "source",  # the export's files
    "case",
    "request",
    "response",
    "letter",
    "verdict",
    "selection",
    "split",
    "record",
    "card",
    "croissant",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as it should be.

    Attributes
    ----------
    file
        The file it is in.
    what
        What is wrong.
    record
        The record it is about, if one can be named.
    stage
        Where on the way from the export to the file it shows: one of `STAGES`.
    case
        The case it is about, if one can be named.
    """

    file: str
    what: str
    record: str | None = None
    stage: str = "files"
    case: str | None = None

    def __str__(self) -> str:
        where = f"{self.file}, record {self.record}" if self.record else self.file
        where = f"{where}, case {self.case}" if self.case else where
        return f"{where}: [{self.stage}] {self.what}"

    def to_dict(self) -> dict[str, str | None]:
        """Return it as plain data."""
        return {
            "stage": self.stage,
            "file": self.file,
            "record": self.record,
            "case": self.case,
            "what": self.what,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What `verify` found.

    Attributes
    ----------
    problems
        All that is wrong, in the order of `STAGES`; empty for a sound dataset.
    counts
        What was looked at: ``files``, ``records``, the records of each split, and ``cases``, ``letters``, ``verdicts``
        and ``answers`` that were gone through again.
    notes
        What was taken as stated, since nothing at hand can show it.
    """

    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True where nothing is wrong."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "ok": self.ok,
            "counts": dict(self.counts),
            "notes": list(self.notes),
            "problems": [each.to_dict() for each in self.problems],
        }


@dataclass(slots=True)
class Findings:
    """Problems and notes as they are found."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def say(self, stage: str, file: str, what: str, *, record: str | None = None, case: str | None = None) -> None:
        """Add a problem."""
        self.problems.append(Problem(file=file, what=what, record=record, stage=stage, case=case))

    def say_of_each(self, stage: str, file: str, what: str, *, records: Iterable[str], case: str | None = None) -> None:
        """Add a problem for each record that it touches, or one that names none."""
        named: list[str | None] = [*sorted(set(records))]
        for record in named or [None]:
            self.say(stage, file, what, record=record, case=case)

    def note(self, words: str) -> None:
        """Add a note."""
        self.notes.append(words)

    def report(self, counts: Mapping[str, int]) -> VerifyReport:
        """Return what was found, by stage; within a stage in the order in which it was found, and nothing twice."""
        order = {stage: place for place, stage in enumerate(STAGES)}
        problems = sorted(dict.fromkeys(self.problems), key=lambda problem: order[problem.stage])
        return VerifyReport(problems=tuple(problems), counts=counts, notes=tuple(dict.fromkeys(self.notes)))
