"""A model server for benchmarks: sockets, HTTP and time are real, the model is not. It counts and it bills.

    python benchmarks/model_server.py [--latency 0.05] [--lognormal 0.5] [--seed 7] [--port 0] [--log FILE]

prints its address and serves until its standard input ends, so that it never outlives who started it. It speaks
OpenAI's chat completions (``POST .../chat/completions``) and Anthropic's messages (``POST .../messages``); an answer
is a function of the prompt alone. ``--latency`` is a fixed time for each call, ``--lognormal`` the median of a
distribution with sigma 0.6 instead, drawn by prompt and seed, so that everyone who asks the same waits the same.

``GET /count`` returns what it saw: calls, answers, distinct prompts, prompts asked again, calls under way now and at
most, and the tokens it bills; ``GET /calls`` how often each prompt was asked, by the beginning of its hash. ``POST
/reset`` begins anew. ``--log`` writes a line for each call when it comes and when it is answered.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TextIO

from aiohttp import web

SIGMA: Final = 0.6
#: Characters of a token, as this server bills.
TOKEN: Final = 4


def answer_to(prompt: str) -> str:
    """What the model says: a letter's worth of text that only this prompt gets."""
    words = hashlib.sha256(prompt.encode()).hexdigest()
    return f"Answer {words[:12]}. " + f"The service was reviewed ({words[12:20]}). " * 12


def digest_of(prompt: str) -> bytes:
    """Return what the server knows a prompt by."""
    return hashlib.sha256(prompt.encode()).digest()[:16]


class ModelServer:
    """Answers calls after a while and counts them."""

    def __init__(self, *, latency: float, lognormal: float, seed: int, log: TextIO | None = None) -> None:
        self._latency = latency
        self._lognormal = lognormal
        self._seed = seed
        self._log = log
        self.reset()

    def reset(self) -> None:
        # By hash: 100,000 prompts are not kept.
        self.calls: dict[bytes, int] = {}
        self.counts = {"calls": 0, "answered": 0, "under_way": 0, "most_under_way": 0}
        self.billed = {"prompt_tokens": 0, "completion_tokens": 0}

    def count(self) -> dict[str, int]:
        again = sum(calls - 1 for calls in self.calls.values())
        return {**self.counts, **self.billed, "prompts": len(self.calls), "repeats": again}

    def wait(self, digest: bytes) -> float:
        if not self._lognormal:
            return self._latency
        drawn = random.Random(digest + self._seed.to_bytes(8, "big")).lognormvariate(0, SIGMA)
        return self._lognormal * drawn

    async def answer(self, prompt: str) -> tuple[str, dict[str, int]]:
        """Return the text and its usage, after the time it takes."""
        digest = digest_of(prompt)
        self.calls[digest] = self.calls.get(digest, 0) + 1
        counts = self.counts
        counts["calls"] += 1
        counts["under_way"] += 1
        counts["most_under_way"] = max(counts["most_under_way"], counts["under_way"])
        self._note("call", digest)
        try:
            await asyncio.sleep(self.wait(digest))
        finally:
            counts["under_way"] -= 1
        text = answer_to(prompt)
        usage = {"prompt_tokens": len(prompt) // TOKEN, "completion_tokens": len(text) // TOKEN}
        counts["answered"] += 1
        for name, tokens in usage.items():
            self.billed[name] += tokens
        self._note("answer", digest)
        return text, usage

    def _note(self, what: str, digest: bytes) -> None:
        if self._log is not None:
            self._log.write(f"{what} {digest.hex()}\n")
            self._log.flush()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/calls":
            return web.json_response({digest.hex(): calls for digest, calls in self.calls.items()})
        if request.method == "GET":
            return web.json_response(self.count())
        if request.path == "/reset":
            self.reset()
            return web.json_response({})
        body = await request.json()
        text, usage = await self.answer(body["messages"][-1]["content"])
        reply = completion if request.path.endswith("/chat/completions") else message
        content = json.dumps(reply(body["model"], text, usage)).encode()
        return web.Response(body=content, content_type="application/json")


def completion(model: str, text: str, usage: Mapping[str, int]) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "system_fingerprint": "fp-1",
        "choices": [choice],
        "usage": {**usage, "total_tokens": sum(usage.values())},
    }


def message(model: str, text: str, usage: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": usage["prompt_tokens"], "output_tokens": usage["completion_tokens"]},
    }


async def serve(server: ModelServer, *, port: int) -> None:
    """Serve on loopback until the standard input ends."""
    # The low-level server: routing and middlewares would only take from the core that is measured.
    runner = web.ServerRunner(web.Server(server.handle, access_log=None, handler_cancellation=True))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description="Answer chat completions and messages, with delay.")
    parser.add_argument("--latency", type=float, default=0.05, metavar="SECONDS")
    parser.add_argument("--lognormal", type=float, default=0.0, metavar="MEDIAN", help="seconds; instead of --latency")
    parser.add_argument("--seed", type=int, default=7, metavar="N")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="0: any that is free")
    parser.add_argument("--log", type=Path, metavar="FILE")
    given = parser.parse_args()
    log = given.log.open("a", encoding="utf-8") if given.log else None
    server = ModelServer(latency=given.latency, lognormal=given.lognormal, seed=given.seed, log=log)
    asyncio.run(serve(server, port=given.port))


if __name__ == "__main__":
    main()
