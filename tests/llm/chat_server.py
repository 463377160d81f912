"""A real HTTP server on loopback that speaks chat completions and Anthropic's messages, and misbehaves on demand.

What it fakes: the model. What is real: sockets, HTTP, time. It runs in a thread with a loop of its own, so that
tests may use `asyncio.run` and subprocesses, and it keeps the log that promises are counted by.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web


@dataclass
class Act:
    """What the server does with one call."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None  # None: a sound completion; str: sent as it is; else JSON
    delay: float = 0.0
    cut: str = ""  # "before" the reply or "within" its body
    drip: float = 0.0  # seconds between single bytes of the body


OK = Act()


def answer_to(prompt: str) -> str:
    """What the fake model says: a text that only this prompt gets."""
    return f"Answer {hashlib.sha256(prompt.encode()).hexdigest()[:12]} to {prompt}"


def key_of(request: web.Request) -> str:
    """The API key, in whichever header its provider wants it."""
    return request.headers.get("x-api-key") or request.headers.get("Authorization", "").removeprefix("Bearer ")


def completion(prompt: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "fake-model",
        "system_fingerprint": "fp-1",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": answer_to(prompt)},
            }
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5},
    }


def message(prompt: str) -> dict[str, Any]:
    """The same answer in Anthropic's words."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "fake-model",
        "content": [{"type": "text", "text": answer_to(prompt)}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 4,
            "cache_read_input_tokens": 2,
            "cache_creation_input_tokens": 1,
            "output_tokens": 5,
        },
    }


class ChatServer:
    """Use in a `with`. `plan(prompt, nth)` says what to do with the nth call (from 1) of a prompt."""

    def __init__(self, plan: Callable[[str, int], Act] | None = None) -> None:
        self._plan = plan or (lambda prompt, nth: OK)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chat-server")
        self.calls: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.keys: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.under_way = 0
        self.most_under_way = 0
        self.on_call: Callable[[int], None] = lambda total: None

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        prompt = body["messages"][-1]["content"]
        self.calls[prompt] += 1
        self.bodies.append(body)
        self.paths.append(request.path)
        self.authorizations.append(request.headers.get("Authorization", ""))
        self.keys.append(key_of(request))
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            self.on_call(self.calls.total())
            act = self._plan(prompt, self.calls[prompt])
            await asyncio.sleep(act.delay)
            return await self._reply(request, prompt, act)
        finally:
            self.under_way -= 1

    async def _reply(self, request: web.Request, prompt: str, act: Act) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        sound = message if request.path.endswith("/messages") else completion
        content = act.body if isinstance(act.body, str) else json.dumps(act.body or sound(prompt))
        data = content.encode("utf-8", errors="surrogatepass")
        if act.cut == "before":
            transport.abort()
            return web.Response()
        if act.cut == "within" or act.drip:
            reply = web.StreamResponse(status=act.status, headers=act.headers)
            reply.content_length = len(data)
            await reply.prepare(request)
            if act.cut:
                await reply.write(data[: len(data) // 2])
                transport.abort()
                return reply
            for position in range(len(data)):
                await reply.write(data[position : position + 1])
                await asyncio.sleep(act.drip)
            return reply
        return web.Response(status=act.status, headers=act.headers, body=data, content_type="application/json")

    def add_routes(self, app: web.Application) -> None:
        """For servers that know more addresses than these."""

    async def _start(self) -> str:
        app = web.Application(client_max_size=2**26)
        self.add_routes(app)
        app.router.add_post("/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _stop(self) -> None:
        await self._runner.cleanup()
        # A connection that was told to close, or accepted at the last moment, does so in the loop's next rounds.
        await asyncio.sleep(0.01)

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
