"""What an engine tells while it works, and its books at the end. Room: llm."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from imrdata.llm.request import Request

__all__ = ["BUDGET", "CANCELLED", "DRAINED", "STOPPED", "Counts", "Event"]

#: Failure kinds that only the counts know: nothing terminal happened to the question itself.
CANCELLED: Final = "cancelled"
STOPPED: Final = "stopped"
#: Kinds of failure that are returned and not stored: the question was not sent, and the next run asks it.
BUDGET: Final = "budget"
DRAINED: Final = "drained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something a progress display may want to know.

    Attributes
    ----------
    what
        ``requested``, ``sent``, ``retry``, ``paid``, ``answered``, ``reused`` or ``failed``.
    request
        The question.
    detail
        Kind of the failure, for ``retry`` and ``failed``.
    cost
        Picodollars (10⁻¹² USD) that an attempt came to: with ``paid``, told of models that have a price.
    """

    what: str
    request: Request
    detail: str = ""
    cost: int = 0


@dataclass(slots=True)
class Counts:
    """An engine's books.

    Attributes
    ----------
    requested
        Questions taken in.
    answered
        Answered by a model now.
    reused
        Answered from the ledger, or together with the same question asked at the same time.
    failed
        Without an answer, by kind: those of the failures, ``cancelled``, and ``stopped`` by an error of ours.
    sent
        Attempts that went out.
    cost
        Picodollars that they came to.
    """

    requested: int = 0
    answered: int = 0
    reused: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    cost: int = 0

    @property
    def under_way(self) -> int:
        """Questions that wait for their answer now; 0 when the books are to be closed."""
        return self.requested - self.answered - self.reused - self.failed.total()

    def to_dict(self) -> dict[str, int | dict[str, int]]:
        """Return the books as plain data, failures by kind in a stable order."""
        return {
            "requested": self.requested,
            "answered": self.answered,
            "reused": self.reused,
            "failed": dict(sorted(self.failed.items())),
            "sent": self.sent,
            "picodollars": self.cost,
        }
