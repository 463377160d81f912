"""Small makers of requests for the tests of this room."""

from __future__ import annotations

from typing import Any

from imrdata.llm.request import Request

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
