"""One step in the life of a batch, as the ledger keeps it. Room: llm.

A batch is ``submitting`` from before its provider hears of it, ``submitted`` once the provider's name for it is
known, and ``ended`` when each of its results is stored. Its own name is a hash of what is in it, so that it is the
same after a crash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from imrdata.llm.request import canonical_json

__all__ = ["STATES", "BatchStep", "batch_name"]

STATES: Final = ("submitting", "submitted", "ended")


def batch_name(model: str, keys: Iterable[str], *, nth: int) -> str:
    """Return a batch's name: a hash of its model, its questions, and how often just these were sent before.

    Examples
    --------
    >>> batch_name("m", ["b", "a"], nth=0) == batch_name("m", ["a", "b"], nth=0) != batch_name("m", ["a", "b"], nth=1)
    True
    """
    return hashlib.sha256(canonical_json([model, sorted(keys), nth]).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStep:
    """How far a batch has come.

    Attributes
    ----------
    name
        Our name for it; see `batch_name`.
    state
        One of `STATES`.
    model
        Catalogue id.
    keys
        The fingerprints of its questions, sorted.
    batch_id
        The provider's name for it; empty while it is not known.
    after
        The provider's newest batch just before this one was submitted: a lost one is looked for no further back.
    """

    name: str
    state: str
    model: str
    keys: tuple[str, ...]
    batch_id: str = ""
    after: str = ""

    @property
    def rank(self) -> int:
        """Where its state stands among `STATES`: the order of rows decides nothing."""
        return STATES.index(self.state)

    def to_row(self) -> dict[str, Any]:
        """Return the ledger's row."""
        return {
            "kind": "batch",
            "key": self.name,
            "state": self.state,
            "model": self.model,
            "batch_id": self.batch_id,
            "after": self.after,
            "keys": list(self.keys),
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Read a ledger's row."""
        return cls(
            name=row["key"],
            state=row["state"],
            model=row["model"],
            keys=tuple(row["keys"]),
            batch_id=row["batch_id"],
            after=row["after"],
        )
