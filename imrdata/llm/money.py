"""What is set aside before a question is sent, and what it came to: two kinds of ledger row. Room: llm.

Amounts are whole picodollars (1 USD = 10^12), since a token may cost less than a microdollar and sums must not drift.
A reservation without its settlement (a kill, a power cut) counts as spent in full: the server may have answered.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reservation", "Settlement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """The most that one attempt can cost, on the disk before the attempt is made.

    Attributes
    ----------
    id
        Unique in all ledgers.
    key
        The request's fingerprint.
    amount
        Picodollars.
    """

    id: str
    key: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What an attempt came to.

    Attributes
    ----------
    id, key
        Those of its reservation.
    amount
        Picodollars.
    why
        ``answered`` (by the server's count of tokens), ``uncounted`` (answered, without a count: all that was set
        aside), ``refused`` (the server did no work: nothing) or ``lost`` (it may have worked: all that was set aside).
    """

    id: str
    key: str
    amount: int
    why: str
