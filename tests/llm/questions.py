"""Small makers of requests for the tests of this room."""

from __future__ import annotations

import datetime
from typing import Any

from imrdata.llm.prices import Price
from imrdata.llm.request import Request

PRICE = Price(
    input=1_000_000,
    output=4_000_000,
    cached_input=250_000,
    batch_percent=50,
    source="made up for tests",
    read_on=datetime.date(2026, 11, 26),
)

IDENTITY = {
    "provider": "self-hosted",
    "model": "m",
    "revision": "r1",
    "quantisation": "none",
    "template_hash": "sha256:0",
}


def question(prompt: str = "Hello?", **changes: Any) -> Request:
    parts: dict[str, Any] = {
        "task": "denial",
        "model": "m",
        "identity": IDENTITY,
        "messages": ({"role": "system", "content": "Be brief."}, {"role": "user", "content": prompt}),
        "sampling": {"max_tokens": 32, "temperature": 0.7, "seed": 1},
    }
    return Request(**(parts | changes))
