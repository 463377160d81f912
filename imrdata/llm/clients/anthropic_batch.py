"""Anthropic's Message Batches: questions go up in one request, answers come down as lines. Room: llm.

A message batch can carry no name of ours, and what is in it is told only once it has ended. So one whose name at
the provider was lost is looked for among the newer ones of its size, and until each of those has ended, nothing
is submitted.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Final

from imrdata.errors import ClientError
from imrdata.llm.clients.anthropic_sdk import AnthropicClient
from imrdata.llm.clients.batching import Found, every, id_of, json_object, lines_of, not_run, unreadable
from imrdata.llm.clients.replies import classify_status
from imrdata.llm.request import Request, Response

__all__ = ["AnthropicBatchClient"]

#: The status that a single question would have got, by the error's type in a batch's results.
_STATUS: Final = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "timeout_error": 504,
}


class AnthropicBatchClient(AnthropicClient):
    """Asks one model of Anthropic, one question at a time or in batches."""

    #: As the API's documentation states them for one batch, the size a little below.
    most_items: ClassVar[int] = 100_000
    most_bytes: ClassVar[int] = 250_000_000

    async def newest(self) -> str:
        """Return the name of the newest batch; empty if there is none."""
        self._ready()

        async def look() -> str:
            async for batch in every(self._sdk.messages.batches.list(limit=1)):
                return id_of(batch)
            return ""

        return await self._attempt(look())

    async def submit(self, requests: Sequence[Request], *, name: str) -> str:
        """Begin a batch of the questions."""
        self._ready()
        rows: list[Any] = [{"custom_id": request.key, "params": self.body(request)} for request in requests]

        async def begin() -> str:
            return id_of(await self._sdk.messages.batches.create(requests=rows))

        return await self._attempt(begin())

    async def find(self, name: str, *, keys: Collection[str], after: str, known: Collection[str]) -> Found:
        """Look for a batch that holds just these questions."""
        self._ready()

        async def candidates() -> list[Any]:
            found = []
            async for batch in every(self._sdk.messages.batches.list(limit=100)):
                if batch.id == after:
                    break
                counts = batch.request_counts
                size = counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired
                if size == len(keys) and batch.id not in known and batch.archived_at is None:
                    found.append(batch)
            return found

        undecided = False
        for batch in await self._attempt(candidates()):
            if batch.processing_status != "ended":
                undecided = True
            elif {_row(line)[0] for line in await self._lines(batch.id)} == set(keys):
                return Found(id_of(batch))
        return Found(undecided=undecided)

    async def ended(self, batch_id: str) -> bool:
        """Say whether nothing of a batch will be worked on any more."""
        self._ready()

        async def look() -> bool:
            batch = await self._sdk.messages.batches.retrieve(batch_id)
            if id_of(batch) != batch_id:
                raise TypeError("another batch than the one that was asked for")
            return bool(batch.processing_status == "ended")

        return await self._attempt(look())

    async def results(self, batch_id: str, *, requests: Mapping[str, Request]) -> dict[str, Response | ClientError]:
        """Return what became of each question of a batch that ended."""
        key = self._ready()
        found: dict[str, Response | ClientError] = {}
        for line in await self._lines(batch_id):
            custom_id, result = _row(line)
            if custom_id in requests:
                found[custom_id] = self._result(result, requests[custom_id], secret=key)
        return found

    async def _lines(self, batch_id: str) -> list[bytes]:
        """Return the lines of a batch's results.

        Asked for at our own address, not at the one that the provider's reply names: the key goes nowhere else.
        """
        import httpx2

        path = f"/v1/messages/batches/{batch_id}/results"
        reply = await self._attempt(self._sdk.get(path, cast_to=httpx2.Response))
        return lines_of(reply.content)

    def _result(self, result: Mapping[str, Any], request: Request, *, secret: str) -> Response | ClientError:
        kind = result.get("type")
        if kind == "succeeded":
            try:
                content = json.dumps(result.get("message")).encode()
                return self.parse(content, request=request, headers={}, seconds=0.0, secret=secret)
            except ClientError as malformed:
                return malformed
        if kind == "errored":
            content = json.dumps(result.get("error")).encode()
            failed = classify_status(_STATUS.get(_error_type(result), 500), headers={}, content=content)
            failed.billed = False
            return failed
        word = "expired" if kind == "expired" else "not_run"
        return not_run(word, "the batch ended before it came to this question")


def _row(line: bytes) -> tuple[str, Mapping[str, Any]]:
    """Return a line's custom id and result."""
    row = json_object(line)
    custom_id, result = row.get("custom_id"), row.get("result")
    if not isinstance(custom_id, str) or not isinstance(result, dict):
        raise unreadable()
    return custom_id, result


def _error_type(result: Mapping[str, Any]) -> str:
    try:
        return str(result["error"]["error"]["type"])
    except (LookupError, TypeError):
        return ""
