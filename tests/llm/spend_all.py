"""Asks a server N questions under a cap, with an estimator that is wrong; a test kills this program on its way.

Usage: python -m tests.llm.spend_all URL LEDGER N CAP_IN_PICODOLLARS
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from imrdata.llm import runner
from imrdata.llm.budget import Budget
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.limits import Ceilings
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from tests.llm.questions import PRICE, question

# Ceilings go by the estimate; money must not.
runner.estimate_tokens = lambda text: 1  # type: ignore[attr-defined]


async def main(url: str, ledger_path: str, number: str, cap: str) -> None:
    client = CompatibleClient(url, served_name="m")
    with Ledger(Path(ledger_path), segment_bytes=4_000) as ledger:
        budget = Budget(ledger, price_of=lambda model: PRICE, cap=int(cap))
        retries = Retries(attempts=4, first_wait=0.001, longest_wait=0.01)
        ceilings = {"m": Ceilings(tokens_per_minute=1e9)}
        async with Engine(
            {"m": client}, ledger=ledger, budget=budget, in_flight=16, retries=retries, ceilings=ceilings
        ) as engine:
            await asyncio.gather(*(engine.ask(question(f"Q{each}")) for each in range(int(number))))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
