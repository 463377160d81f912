"""A real HTTP server on loopback that streams chat completions, and misbehaves on demand.

What it fakes: the model, whose text a test gives it. What is real: sockets, HTTP, server-sent events, time. It runs in
a thread with a loop of its own and keeps the bodies it was sent.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web


@dataclass
class Act:
    """What the server does with one call."""

    text: str = "A text."
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None  # sent whole as JSON instead of a stream
    raw: bytes = b""  # sent as it is within a stream
    content_type: str = "text/event-stream"
    delay: float = 0.0  # seconds before anything
    silence: float = 0.0  # seconds between headers and the first text
    drip: float = 0.0  # seconds between pieces
    hang_after: int | None = None  # pieces until nothing more comes, and the line stays open
    cut_after: int | None = None  # pieces until the connection is cut
    finish: str | None = "stop"
    completion_tokens: int = 5
    model: str = ""  # "": the one asked for
    done: bool = True


class ModelServer:
    """Use in a `with`; `acts` are played one a call, then `default` for ever."""

    def __init__(
        self,
        *acts: Act,
        default: Act | None = None,
        by_body: Callable[[dict[str, Any]], Act] | None = None,
        key: str = "",
        pieces: int = 8,
    ) -> None:
        self.acts = list(acts)
        self.default = default or Act()
        self._by_body = by_body
        self.bodies: list[dict[str, Any]] = []
        self.cancelled = 0
        self.under_way = 0
        self.most_under_way = 0
        self._open: set[asyncio.Transport] = set()
        self._key = key
        self._pieces = pieces
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.url = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> str:
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]

    def cut_all(self) -> None:
        """Cut every connection that waits for an answer."""

        async def cut() -> None:
            for transport in self._open:
                transport.abort()

        asyncio.run_coroutine_threadsafe(cut(), self._loop).result(10)

    async def _stop(self) -> None:
        await self._runner.cleanup()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if self._key and request.headers.get("Authorization") != f"Bearer {self._key}":
            return web.json_response({"error": {"message": "no"}}, status=401)
        body = await request.json()
        self.bodies.append(body)
        act = self.acts.pop(0) if self.acts else self._by_body(body) if self._by_body else self.default
        assert request.transport is not None
        transport = request.transport
        self._open.add(transport)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return await self._play(act, request, body)
        except (ConnectionError, asyncio.CancelledError):
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1
            self._open.discard(transport)

    async def _play(self, act: Act, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(act.delay)
        if act.status != 200 or act.body is not None:
            return web.json_response(act.body or {"error": {}}, status=act.status, headers=act.headers)
        reply = web.StreamResponse(headers={"Content-Type": act.content_type, **act.headers})
        await reply.prepare(request)
        await asyncio.sleep(act.silence)
        if act.raw:
            await reply.write(act.raw)
            return reply
        model = act.model or body["model"]
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": model, "system_fingerprint": "fake-1"}

        async def send(delta: dict[str, Any], finish: str | None = None) -> None:
            event = {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
            await reply.write(b"data: " + json.dumps(event).encode() + b"\n\n")

        await send({"role": "assistant", "content": ""})
        size = max(1, -(-len(act.text) // self._pieces))
        for number, start in enumerate(range(0, len(act.text), size)):
            if number == act.cut_after:
                if request.transport is not None:
                    request.transport.close()
                return reply
            if number == act.hang_after:
                await asyncio.sleep(60)
            await send({"content": act.text[start : start + size]})
            await asyncio.sleep(act.drip)
        if act.finish:
            await send({}, act.finish)
        usage = {"prompt_tokens": 7, "completion_tokens": act.completion_tokens}
        await reply.write(b"data: " + json.dumps({**head, "choices": [], "usage": usage}).encode() + b"\n\n")
        if act.done:
            await reply.write(b"data: [DONE]\n\n")
        return reply
