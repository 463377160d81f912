"""What the serving client adds to a letter's time, beside the same question asked with bare aiohttp, in one run.

A real HTTP server on loopback streams a letter of the baseline author, piece by piece, with no model behind it: all
time is transport. Direct calls read the same stream and put the text together; both alternate, so that a busy machine
slows both. Where there is an nginx, direct calls through the release's proxy are a fourth way. The checks are measured
apart: they run once a letter, whoever calls. What is asserted is the counts; the
ratio is printed and goes into serve/README.md.

Usage: python benchmarks/serve_client.py [--letters 30] [--drip 0.001]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import aiohttp

from serve.client import Asked, AsyncClient, Endpoint
from serve.release import RELEASE, ROOT, Release
from serve.settings import Settings
from tests.serve.conftest import one_case
from tests.serve.model_server import Act, ModelServer
from tests.serve.nginx import NGINX, Nginx

PIECES = 200


async def direct(session: aiohttp.ClientSession, url: str, asked: Asked, model: str) -> str:
    """Ask as a script would: no time-outs but aiohttp's, no failover, no look at what comes."""
    body = {"model": model, "messages": list(asked.messages()), "stream": True, "temperature": 0.7, "max_tokens": 1536}
    parts = []
    async with session.post(f"{url}/v1/chat/completions", json=body) as reply:
        async for line in reply.content:
            if line.startswith(b"data: ") and line != b"data: [DONE]\n":
                for choice in json.loads(line[6:])["choices"]:
                    parts.append(choice["delta"].get("content") or "")
    return "".join(parts)


async def timed(ask: Callable[[], Awaitable[str]], expected: str) -> float:
    started = time.perf_counter()
    text = await ask()
    seconds = time.perf_counter() - started
    assert text.strip() == expected, "another text came than was sent"
    return seconds


async def measure(
    server: ModelServer, proxy: str | None, asked: Asked, good: str, letters: int
) -> dict[str, list[float]]:
    settings = replace(Settings.of(Release.load(RELEASE)), tries=1)
    endpoints = [Endpoint(alias="own", base_url=server.url)]
    async with (
        aiohttp.ClientSession() as session,
        AsyncClient(settings, endpoints, checks=()) as bare,
        AsyncClient(settings, endpoints) as checking,
    ):

        async def by_client(client: AsyncClient) -> str:
            return (await client.write(asked)).text

        ways: dict[str, Callable[[], Awaitable[str]]] = {
            "direct": lambda: direct(session, server.url, asked, settings.served_name),
            "client": lambda: by_client(bare),
            "client with checks": lambda: by_client(checking),
        }
        if proxy is not None:
            ways["through the proxy"] = lambda: direct(session, proxy, asked, settings.served_name)
        found: dict[str, list[float]] = {name: [] for name in ways}
        for ask in ways.values():  # connections, templates and patterns are made once
            await timed(ask, good)
        for _ in range(letters):
            for name, ask in ways.items():
                found[name].append(await timed(ask, good))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=30)
    parser.add_argument("--drip", type=float, default=0.001, help="seconds between pieces; a model needs 10 to 50 ms")
    options = parser.parse_args(arguments)
    asked, good = one_case()
    with ExitStack() as stack:
        server = stack.enter_context(ModelServer(default=Act(good, drip=options.drip), pieces=PIECES))
        proxy = None
        if NGINX is None:
            print("There is no nginx here: the proxy is not measured.")
        else:
            address = server.url.removeprefix("http://")
            share = (ROOT / "serve/k8s/base/gateway/share.conf").read_text().replace("model-server:8000", address)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            proxy = stack.enter_context(Nginx(Release.load(RELEASE), folder, share=share, ready=address)).url
        found = asyncio.run(measure(server, proxy, asked, good, options.letters))
        assert len(server.bodies) == len(found) * (options.letters + 1), "each letter is asked for exactly once"
    base = statistics.median(found["direct"])
    print(f"{options.letters} letters each, {PIECES} pieces, {options.drip * 1000:g} ms apart")
    for name, seconds in found.items():
        median = statistics.median(seconds)
        added = (median - base) * 1000
        print(f"{name:20} median {median * 1000:7.1f} ms, {median / base:5.3f} of direct, {added:+6.1f} ms")


if __name__ == "__main__":
    main()
