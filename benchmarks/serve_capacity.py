"""What a model server can do: letters in flight against latency (measured), and how many fit its memory (estimated).

vLLM batches dynamically: what is asked for at once is computed together, so that more letters in flight give more
letters an hour, and each of them takes longer. Measured is a server that runs, with as many requests in flight as each
row says, each answered by the next; every request has the same prompt's words in another order, so that no prefix of
it is in the cache, and as many tokens of answer as it asks for. Estimated is only memory: a key-value cache holds
2 x layers x key-value heads x head size x bytes a number for each token.

    python benchmarks/serve_capacity.py --url http://127.0.0.1:8000 --name appeal-smollm2-135m --key-env MODEL_KEY
    python benchmarks/serve_capacity.py --config models/base/config.json --memory-gib 24 --weights-gib 0.25
    python benchmarks/serve_capacity.py --tiny    # vLLM on this machine's CPU with a tiny random model (.venv-vllm)
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from serve.release import RELEASE, Release

#: Of the memory that vLLM may take, what activations and graphs need beside weights and cache: an assumption.
BESIDE_GIB = 2.0


@dataclass(frozen=True)
class Answered:
    """One answer: seconds to its first token, to its end, and its tokens."""

    first: float
    total: float
    tokens: int


async def ask(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> Answered:
    started, first, tokens = time.perf_counter(), 0.0, 0
    async with session.post(f"{url}/v1/chat/completions", json=body) as reply:
        assert reply.status == 200, f"the server answers {reply.status}: {(await reply.text())[:200]}"
        async for line in reply.content:
            if line.startswith(b"data: {"):
                event = json.loads(line[6:])
                if not first and event["choices"] and event["choices"][0]["delta"].get("content"):
                    first = time.perf_counter() - started
                if event.get("usage"):
                    tokens = event["usage"]["completion_tokens"]
    return Answered(first, time.perf_counter() - started, tokens)


async def measure(
    url: str, name: str, key: str, *, in_flight: int, requests: int, prompt: int, tokens: int
) -> tuple[float, list[Answered]]:
    """Keep `in_flight` requests on their way until all are answered."""
    draw = random.Random(f"{in_flight}")
    words = ["plan", "denied", "request", "care", "doctor", "asked", "patient", "needs", "reviewed", "records"]
    queue = iter(range(requests))
    answers: list[Answered] = []
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, headers=headers, timeout=aiohttp.ClientTimeout()) as session:

        async def one_after_another() -> None:
            for number in queue:
                body = {
                    "model": name,
                    "messages": [{"role": "user", "content": " ".join(draw.choices(words, k=prompt))}],
                    "max_tokens": tokens,
                    "ignore_eos": True,
                    "temperature": 0.7,
                    "seed": number,
                    "stream": True,
                    "stream_options": {"include_usage": True},
                }
                answers.append(await ask(session, url, body))

        started = time.perf_counter()
        await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
        return time.perf_counter() - started, answers


def table(url: str, name: str, key: str, options: argparse.Namespace) -> None:
    print(f"{options.prompt} words of prompt, {options.tokens} tokens of answer; seconds")
    print("| in flight | answers | tokens a second | first token, median | whole, median | whole, slowest |")
    print("|---:|---:|---:|---:|---:|---:|")
    for in_flight in map(int, options.in_flight.split(",")):
        requests = max(options.requests, 3 * in_flight)
        asyncio.run(measure(url, name, key, in_flight=in_flight, requests=in_flight, prompt=options.prompt, tokens=8))
        seconds, answers = asyncio.run(
            measure(
                url, name, key, in_flight=in_flight, requests=requests, prompt=options.prompt, tokens=options.tokens
            )
        )
        assert {answer.tokens for answer in answers} == {options.tokens}, "an answer ended early"
        rate = sum(answer.tokens for answer in answers) / seconds
        first = statistics.median(answer.first for answer in answers)
        whole = [answer.total for answer in answers]
        median, slowest = statistics.median(whole), max(whole)
        print(
            f"| {in_flight} | {requests} | {rate:.0f} | {first:.2f} | {median:.2f} | {slowest:.2f} |",
            flush=True,
        )


def estimate(config: Path, *, memory_gib: float, weights_gib: float, share: float, context: int) -> str:
    """Say how many whole contexts fit, from the model's own shape."""
    shape = json.loads(config.read_text())
    heads = shape["num_attention_heads"]
    head = shape.get("head_dim") or shape["hidden_size"] // heads
    kv_heads = shape.get("num_key_value_heads") or heads
    a_token = 2 * shape["num_hidden_layers"] * kv_heads * head * 2  # keys and values, two bytes a number
    left = (memory_gib * share - weights_gib - BESIDE_GIB) * 2**30
    held = int(left // a_token)
    return (
        f"{a_token:,} bytes a token; ({memory_gib:g} GiB x {share:g} - {weights_gib:g} - {BESIDE_GIB:g}) hold "
        f"{held:,} tokens = {held // context} contexts of {context:,} (estimated)"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a server that runs; the proxy before it would refuse more than its places")
    parser.add_argument("--name", help="the served name; default: the release's")
    parser.add_argument("--key-env", default="", help="variable that holds the server's key")
    parser.add_argument("--tiny", action="store_true", help="start vLLM on this CPU with a tiny random model")
    parser.add_argument("--in-flight", default="1,2,4,8,16")
    parser.add_argument("--requests", type=int, default=12, help="at least so many a row, and three a place")
    parser.add_argument("--prompt", type=int, default=300, help="words of the prompt")
    parser.add_argument("--tokens", type=int, default=128, help="tokens of each answer")
    parser.add_argument("--config", type=Path, help="config.json of a model, for the estimate of memory")
    parser.add_argument("--memory-gib", type=float, default=24.0)
    parser.add_argument("--weights-gib", type=float, default=0.0)
    options = parser.parse_args(arguments)
    release = Release.load(RELEASE)
    if options.config:
        share, context = release.engine.gpu_memory_utilization, release.engine.context
        print(
            estimate(
                options.config,
                memory_gib=options.memory_gib,
                weights_gib=options.weights_gib,
                share=share,
                context=context,
            )
        )
    elif options.url:
        table(options.url, options.name or release.release.name, os.environ.get(options.key_env, ""), options)
    elif options.tiny:
        from tests.vllm.server import PYTHON, VllmServer
        from tests.vllm.tiny_model import ROOT

        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            subprocess.run(
                [str(PYTHON), "-m", "tests.vllm.tiny_model", str(folder / "m"), "0", "4096"], cwd=ROOT, check=True
            )
            flags = ("--max-model-len", "4096", "--max-num-batched-tokens", "4096", "--no-enable-chunked-prefill")
            server = stack.enter_context(VllmServer(folder / "m", log=folder / "log", flags=flags))
            table(server.url, "tiny", "", options)
    else:
        print(
            "Nothing is measured: name a server with --url, or a model's shape with --config; --tiny starts one here."
        )


if __name__ == "__main__":
    main()
