"""Asks a chain of questions for each of N cases in batches; a test kills this program on its way.

Usage: python -m tests.llm.batch_all WIRE URL LEDGER N
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from imrdata.llm.batches import BatchEngine
from imrdata.llm.clients.anthropic_batch import AnthropicBatchClient
from imrdata.llm.clients.batching import BatchClient
from imrdata.llm.clients.openai_batch import OpenAIBatchClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.retries import Retries
from tests.llm.wires import KEY_NAME, asked

KINDS = {"openai": OpenAIBatchClient, "anthropic": AnthropicBatchClient}


def made(wire: str, url: str) -> BatchClient:
    client: BatchClient = KINDS[wire]("served", base_url=url, api_key_env=KEY_NAME)
    return client


async def chain(ask: Callable[[Request], Awaitable[Response | Failure]], case: int) -> list[str | None]:
    """A denial, and an appeal that answers it: the second question needs the first one's answer."""
    denial = await ask(asked(f"Denial {case}"))
    if isinstance(denial, Failure):
        return [None, None]
    appeal = await ask(asked(f"Appeal against {denial.text}"))
    return [denial.text, None if isinstance(appeal, Failure) else appeal.text]


async def run(wire: str, url: str, ledger: Ledger, number: int, **settings: Any) -> list[list[str | None]]:
    quick: dict[str, Any] = {"quiet": 0.05, "poll": 0.01, "retries": Retries(attempts=4, first_wait=0.01)}
    async with BatchEngine({"m": made(wire, url)}, ledger=ledger, **(quick | settings)) as engine:
        return list(await asyncio.gather(*(chain(engine.ask, case) for case in range(number))))


def main(wire: str, url: str, ledger_path: str, number: str) -> None:
    with Ledger(Path(ledger_path)) as ledger:
        print(json.dumps(asyncio.run(run(wire, url, ledger, int(number)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
