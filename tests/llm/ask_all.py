"""Asks a server N questions through the real client, engine and ledger; a test kills this program on its way.

Usage: python -m tests.llm.ask_all URL LEDGER N IN_FLIGHT [ENVIRONMENT_NAME_OF_THE_KEY]
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Response
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from tests.llm.questions import question


async def main(url: str, ledger_path: str, number: str, in_flight: str, key_name: str = "") -> None:
    client = CompatibleClient(url, served_name="m", api_key_env=key_name)
    with Ledger(Path(ledger_path)) as ledger:
        async with Engine(
            {"m": client}, ledger=ledger, in_flight=int(in_flight), retries=Retries(first_wait=0.01)
        ) as engine:
            outcomes = await asyncio.gather(*(engine.ask(question(f"Q{each}")) for each in range(int(number))))
    texts = [outcome.text if isinstance(outcome, Response) else None for outcome in outcomes]
    print(json.dumps({"counts": engine.counts.to_dict(), "texts": texts}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
