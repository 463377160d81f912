"""The chat server with the batch endpoints of both providers, and the bill it would send.

What it fakes: the models, and the day a batch may take. What is real: HTTP, files, lists, pages, and that a batch
outlives whoever submitted it. It bills a question when its batch ends with an answer to it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.llm.chat_server import ChatServer, completion, key_of, message

#: Replies of status 200 that are none.
REPLIES: dict[int | str, str] = {
    "half": '{"id": "batch_',
    "empty": "{}",
    "null": "null",
    "other": '{"id": 7, "data": 7}',
}

CREATED = "2026-11-26T00:00:00Z"


@dataclass
class Batch:
    id: str
    wire: str
    items: dict[str, dict[str, Any]]  # custom id → body
    metadata: dict[str, str] | None
    looks: int = 0  # how often it was looked at
    turned_away: str = ""
    outcomes: dict[str, str] | None = None  # custom id → what became of it, once it has ended


class BatchServer(ChatServer):
    """`outcome(prompt, nth)` says what becomes of the nth time (from 1) that a prompt is in a batch.

    ``ok``, ``expired``, ``missing``, ``garbled`` (a line that is no JSON), ``errored`` (a bad request) or
    ``broken`` (a server error). `on_step(number, when)` is called ``before`` and ``after`` each request takes effect.
    """

    def __init__(self, outcome: Callable[[str, int], str] | None = None, *, looks: int = 2) -> None:
        super().__init__()
        self._outcome = outcome or (lambda prompt, nth: "ok")
        self._looks = looks
        self._files: dict[str, bytes] = {}
        self.batches: list[Batch] = []
        self.submitted: Counter[str] = Counter()  # by prompt
        self.billed: Counter[str] = Counter()
        self.steps: list[str] = []
        self.on_step: Callable[[int, str], None] = lambda number, when: None
        self.turned_away: list[str] = []  # codes: OpenAI fails so many batches whole, before it begins
        self.faults: dict[str, list[int | str]] = {}  # route → statuses, "cut" or one of REPLIES after it took effect

    def add_routes(self, app: web.Application) -> None:
        for method, path, handler in (
            ("POST", "/v1/files", self._upload),
            ("GET", "/v1/files/{id}/content", self._download),
            ("POST", "/v1/batches", self._create_openai),
            ("GET", "/v1/batches", self._list_openai),
            ("GET", "/v1/batches/{id}", self._look_openai),
            ("POST", "/v1/messages/batches", self._create_anthropic),
            ("GET", "/v1/messages/batches", self._list_anthropic),
            ("GET", "/v1/messages/batches/{id}", self._look_anthropic),
            ("GET", "/v1/messages/batches/{id}/results", self._results_anthropic),
        ):
            app.router.add_route(method, path, self._stepped(f"{method} {path}", handler))

    def _stepped(self, route: str, handler: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def step(request: web.Request) -> web.StreamResponse:
            self.steps.append(route)
            number = len(self.steps)
            self.keys.append(key_of(request))
            self.on_step(number, "before")
            fault = self.faults.get(route, [])[:1]
            del self.faults.get(route, [])[:1]
            if fault and isinstance(fault[0], int):
                return web.json_response({"error": {"message": "no"}}, status=fault[0])
            reply: web.StreamResponse = await handler(request)
            self.on_step(number, "after")
            if fault == [""]:  # none this time
                return reply
            if fault and fault[0] in REPLIES:
                return web.Response(body=REPLIES[fault[0]].encode(), content_type="application/json")
            if fault:
                assert request.transport is not None
                request.transport.abort()
            return reply

        return step

    def _begin(self, wire: str, items: dict[str, dict[str, Any]], metadata: dict[str, str] | None) -> Batch:
        batch = Batch(f"batch_{wire}_{len(self.batches) + 1}", wire, items, metadata)
        self.batches.append(batch)
        for body in items.values():
            self.submitted[body["messages"][-1]["content"]] += 1
        return batch

    def _find(self, request: web.Request) -> Batch:
        return next(batch for batch in self.batches if batch.id == request.match_info["id"])

    def _look(self, batch: Batch) -> None:
        batch.looks += 1
        if batch.looks >= self._looks and batch.outcomes is None:
            batch.outcomes = {}
            for custom_id, body in batch.items.items():
                prompt = body["messages"][-1]["content"]
                batch.outcomes[custom_id] = self._outcome(prompt, self.submitted[prompt])
                self.billed[prompt] += batch.outcomes[custom_id] in ("ok", "garbled")

    def _page(self, request: web.Request, wire: str, cursor: str) -> tuple[list[Batch], bool]:
        newest_first = [batch for batch in reversed(self.batches) if batch.wire == wire]
        after = request.query.get(cursor)
        if after:
            newest_first = newest_first[[batch.id for batch in newest_first].index(after) + 1 :]
        limit = min(int(request.query.get("limit", "20")), 3)  # small pages, so that there are several
        return newest_first[:limit], len(newest_first) > limit

    # OpenAI

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert form["purpose"] == "batch"
        name = f"file-{len(self._files) + 1}"
        self._files[name] = form["file"].file.read()  # type: ignore[union-attr]
        return web.json_response(
            {
                "id": name,
                "bytes": 1,
                "created_at": 1,
                "filename": "f",
                "object": "file",
                "purpose": "batch",
                "status": "processed",
            }
        )

    async def _download(self, request: web.Request) -> web.Response:
        batch = self._find_by_file(request.match_info["id"])
        assert batch.outcomes is not None
        good = request.match_info["id"].startswith("out-")
        lines = []
        for custom_id, outcome in batch.outcomes.items():
            prompt = batch.items[custom_id]["messages"][-1]["content"]
            reply: dict[str, Any] | None = {"status_code": 200, "request_id": "r", "body": completion(prompt)}
            error = None
            if outcome == "errored":
                reply = {"status_code": 400, "request_id": "r", "body": {"error": {"message": "bad"}}}
            elif outcome == "broken":
                reply = {"status_code": 500, "request_id": "r", "body": {"error": {"message": "bad"}}}
            elif outcome == "expired":
                reply, error = None, {"code": "batch_expired", "message": "too late"}
            if outcome != "missing" and (outcome in ("ok", "garbled")) == good:
                line = json.dumps({"id": "l", "custom_id": custom_id, "response": reply, "error": error})
                lines.append(line[: len(line) // 2] if outcome == "garbled" else line)
        return web.Response(text="\n".join(lines) + "\n")

    def _find_by_file(self, file_id: str) -> Batch:
        return next(batch for batch in self.batches if batch.id == file_id.removeprefix("out-").removeprefix("err-"))

    async def _create_openai(self, request: web.Request) -> web.Response:
        body = await request.json()
        rows = [json.loads(line) for line in self._files[body["input_file_id"]].splitlines()]
        assert len({row["custom_id"] for row in rows}) == len(rows)
        assert {row["url"] for row in rows} == {body["endpoint"]} == {"/v1/chat/completions"}
        batch = self._begin("openai", {row["custom_id"]: row["body"] for row in rows}, body["metadata"])
        if self.turned_away:
            batch.turned_away, batch.outcomes = self.turned_away.pop(0), {}
        return web.json_response(self._openai(batch))

    async def _list_openai(self, request: web.Request) -> web.Response:
        page, more = self._page(request, "openai", "after")
        return web.json_response({"object": "list", "data": [self._openai(each) for each in page], "has_more": more})

    async def _look_openai(self, request: web.Request) -> web.Response:
        batch = self._find(request)
        self._look(batch)
        return web.json_response(self._openai(batch))

    def _openai(self, batch: Batch) -> dict[str, Any]:
        status = "in_progress"
        if batch.outcomes is not None:
            status = "expired" if "expired" in batch.outcomes.values() else "completed"
        if batch.turned_away:
            status = "failed"
        ended = batch.outcomes is not None and not batch.turned_away
        errors = {"object": "list", "data": [{"code": batch.turned_away, "message": "no"}]}
        return {
            "errors": errors if batch.turned_away else None,
            "id": batch.id, "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": "file-1",
            "completion_window": "24h", "created_at": 1, "status": status, "metadata": batch.metadata,
            "output_file_id": f"out-{batch.id}" if ended else None, "error_file_id": f"err-{batch.id}" if ended else None,
        }  # fmt: skip

    # Anthropic

    async def _create_anthropic(self, request: web.Request) -> web.Response:
        rows = (await request.json())["requests"]
        assert all(0 < len(row["custom_id"]) <= 64 for row in rows)
        assert len({row["custom_id"] for row in rows}) == len(rows)
        return web.json_response(
            self._anthropic(self._begin("anthropic", {row["custom_id"]: row["params"] for row in rows}, None))
        )

    async def _list_anthropic(self, request: web.Request) -> web.Response:
        page, more = self._page(request, "anthropic", "after_id")
        for batch in page:
            self._look(batch)
        data = [self._anthropic(each) for each in page]
        return web.json_response({"data": data, "has_more": more, "last_id": page[-1].id if page else None})

    async def _look_anthropic(self, request: web.Request) -> web.Response:
        batch = self._find(request)
        self._look(batch)
        return web.json_response(self._anthropic(batch))

    async def _results_anthropic(self, request: web.Request) -> web.Response:
        batch = self._find(request)
        assert batch.outcomes is not None
        lines = []
        for custom_id, outcome in reversed(batch.outcomes.items()):  # the order promises nothing
            prompt = batch.items[custom_id]["messages"][-1]["content"]
            kind = "invalid_request_error" if outcome == "errored" else "api_error"
            result: dict[str, Any] = {"type": "succeeded", "message": message(prompt)}
            if outcome in ("errored", "broken"):
                error = {"type": "error", "error": {"type": kind, "message": "bad"}, "request_id": "r"}
                result = {"type": "errored", "error": error}
            elif outcome == "expired":
                result = {"type": "expired"}
            if outcome != "missing":
                line = json.dumps({"custom_id": custom_id, "result": result})
                lines.append(line[: len(line) // 2] if outcome == "garbled" else line)
        return web.Response(text="\n".join(lines) + "\n")

    def _anthropic(self, batch: Batch) -> dict[str, Any]:
        done = Counter((batch.outcomes or {}).values())
        size = len(batch.items)
        counts = {
            "processing": 0 if batch.outcomes is not None else size,
            "succeeded": done["ok"] + done["missing"] + done["garbled"],
            "errored": done["errored"] + done["broken"],
            "canceled": 0,
            "expired": done["expired"],
        }
        return {
            "id": batch.id, "type": "message_batch", "request_counts": counts, "created_at": CREATED,
            "processing_status": "ended" if batch.outcomes is not None else "in_progress",
            "expires_at": CREATED, "ended_at": CREATED if batch.outcomes is not None else None,
            "results_url": "https://elsewhere.example.org/results",  # where our key must not go
        }  # fmt: skip
