"""The most that a run may spend, over all its resumes.

In: what a question costs at worst. Out: a reservation that is on the disk before the question is sent, settled when it
is known what the attempt came to. The promise: never over the cap by our price table, as long as a server counts no
more prompt tokens than the prompt has bytes (tokens.py says why none does) and keeps to ``max_tokens``. Room: llm.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Callable

from imrdata.errors import BudgetError, RecipeError
from imrdata.llm.ledger import Ledger
from imrdata.llm.money import Reservation, Settlement
from imrdata.llm.prices import Price, format_usd
from imrdata.llm.request import Request, Response
from imrdata.llm.tokens import most_tokens

__all__ = ["Budget", "most_cost"]


def most_cost(request: Request, *, price: Price, batch: bool = False) -> int:
    """Return the most that one attempt at a request can cost, live or in a batch, in picodollars.

    Raises
    ------
    RecipeError
        It has a price and no ``max_tokens``: then nothing bounds it.
    """
    if not (price.input or price.output):
        return 0
    longest = request.sampling.get("max_tokens")
    if not isinstance(longest, int):
        raise RecipeError(
            "its answer has no longest length, so its cost has no bound",
            where=f"task {request.task}",
            mend="set max_tokens",
        )
    return price.cost(prompt_tokens=most_tokens(request), completion_tokens=longest, batch=batch)


class Budget:
    """Sets money aside before a question is sent, and settles it after.

    Models that cost nothing by the token are let through without a row in the ledger.

    Parameters
    ----------
    ledger
        Where reservations and settlements are kept, those of earlier runs too.
    price_of
        Returns a model's price by its catalogue id; raises where there is none.
    cap
        Picodollars that may be spent in all; None: no cap, but everything is written down.
    """

    def __init__(self, ledger: Ledger, *, price_of: Callable[[str], Price], cap: int | None = None) -> None:
        self._ledger = ledger
        self._price_of = price_of
        self._cap = cap
        # What an earlier run set aside and never settled is gone, its answer may have been paid for; unless a batch
        # brings it after all.
        self._spent = ledger.spent
        self._earlier = {reservation.key: reservation for reservation in ledger.unsettled()}
        self._under_way: dict[str, int] = {}
        self._changed = asyncio.Event()
        self._prefix, self._numbers = secrets.token_hex(8), itertools.count(1)

    @property
    def cap(self) -> int | None:
        """Picodollars that may be spent in all."""
        return self._cap

    @property
    def spent(self) -> int:
        """Picodollars that are spent, in this run and all before it; what is under way is not in it."""
        return self._spent

    def earlier(self, key: str) -> Reservation | None:
        """Return what an earlier run set aside for a question and never settled: its batch may still be under way."""
        return self._earlier.get(key)

    async def reserve(self, request: Request, *, batch: bool = False, wait: bool = True) -> Reservation | None:
        """Set aside the most that an attempt can cost; on the disk when this returns. None: it costs nothing.

        Parameters
        ----------
        request
            The question.
        batch
            At the price of a batch.
        wait
            Wait while attempts under way may still come out cheaper than what was set aside for them.

        Raises
        ------
        BudgetError
            It does not fit under the cap, and nothing under way can change that.
        RecipeError
            The model's price is not known, or nothing bounds the answer.
        RunFolderError
            The ledger can't be written.
        """
        amount = most_cost(request, price=self._price_of(request.model), batch=batch)
        if not amount:
            return None
        while self._cap is not None and self._spent + sum(self._under_way.values()) + amount > self._cap:
            if not (wait and self._under_way):
                raise BudgetError(
                    f"{format_usd(self._spent)} of {format_usd(self._cap)} are spent and the next question may "
                    f"cost {format_usd(amount)}",
                    where="budget",
                    mend="raise it and run again: nothing that was answered is asked or paid twice",
                )
            await self._changed.wait()
        reservation = Reservation(id=f"{self._prefix}-{next(self._numbers)}", key=request.key, amount=amount)
        self._under_way[reservation.id] = amount
        try:
            await self._ledger.append_reservation(reservation)
        except BaseException:
            # Whether it is on the disk is not known: as after a kill, it counts as spent.
            self._close(reservation, amount)
            raise
        return reservation

    def answered(self, reservation: Reservation, request: Request, response: Response) -> int:
        """Settle an attempt that was answered, by the server's own count; return what it cost, in picodollars.

        The row is written before the response's, so that no answer can be there without its price.
        """
        if response.prompt_tokens is None or response.completion_tokens is None:
            return self._settle(reservation, reservation.amount, why="uncounted")
        written = response.extra.get("cache_write_tokens", "")
        cost = self._price_of(request.model).cost(
            prompt_tokens=response.prompt_tokens,
            completion_tokens=response.completion_tokens,
            cached_tokens=response.cached_tokens or 0,
            written_tokens=int(written) if written.isdecimal() else None,
            batch="batch" in response.extra,
        )
        return self._settle(reservation, cost, why="answered")

    def failed(self, reservation: Reservation, *, billed: bool) -> int:
        """Settle an attempt without an answer: nothing if the server did no work, else all that was set aside."""
        return self._settle(reservation, reservation.amount if billed else 0, why="lost" if billed else "refused")

    def _settle(self, reservation: Reservation, amount: int, *, why: str) -> int:
        self._ledger.append_settlement(Settlement(id=reservation.id, key=reservation.key, amount=amount, why=why))
        self._close(reservation, amount)
        return amount

    def _close(self, reservation: Reservation, amount: int) -> None:
        if self._under_way.pop(reservation.id, None) is None and self._earlier.pop(reservation.key, None) is not None:
            self._spent -= reservation.amount  # it counted as spent since the earlier run
        self._spent += amount
        # Everybody who waits looks again; who waits from now on waits for the next change.
        self._changed.set()
        self._changed = asyncio.Event()
