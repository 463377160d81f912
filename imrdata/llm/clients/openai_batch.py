"""OpenAI's Batch API: a file of questions goes up, a file of answers comes down within a day. Room: llm.

A batch carries our name for it in its metadata, so one whose name at the provider was lost is found again for
certain.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Final

from imrdata.errors import ClientError, PermanentClientError
from imrdata.llm.clients.batching import Found, every, id_of, json_object, lines_of, not_run, unreadable
from imrdata.llm.clients.openai_sdk import OpenAIClient
from imrdata.llm.clients.replies import classify_status
from imrdata.llm.request import Request, Response

__all__ = ["OpenAIBatchClient"]

_ENDED: Final = ("completed", "failed", "expired", "cancelled")
_LABEL: Final = "imrdata_batch"


class OpenAIBatchClient(OpenAIClient):
    """Asks one model of OpenAI, one question at a time or in batches."""

    #: As the API's reference states them for an input file.
    most_items: ClassVar[int] = 50_000
    most_bytes: ClassVar[int] = 200_000_000

    async def newest(self) -> str:
        """Return the name of the newest batch; empty if there is none."""
        self._ready()

        async def look() -> str:
            async for batch in every(self._sdk.batches.list(limit=1)):
                return id_of(batch)
            return ""

        return await self._attempt(look())

    async def submit(self, requests: Sequence[Request], *, name: str) -> str:
        """Upload the questions and begin a batch of them."""
        self._ready()
        lines = "".join(_line(request.key, self.body(request)) for request in requests)

        async def upload() -> str:
            file = (f"imrdata-{name[:12]}.jsonl", lines.encode())
            return id_of(await self._sdk.files.create(file=file, purpose="batch"))

        async def begin(file_id: str) -> str:
            batch = await self._sdk.batches.create(
                input_file_id=file_id,
                endpoint="/v1/chat/completions",
                completion_window="24h",
                metadata={_LABEL: name},
            )
            return id_of(batch)

        return await self._attempt(begin(await self._attempt(upload())))

    async def find(self, name: str, *, keys: Collection[str], after: str, known: Collection[str]) -> Found:
        """Look for a batch that carries our name for it."""
        self._ready()

        async def look() -> str:
            async for batch in every(self._sdk.batches.list(limit=100)):
                if batch.id == after:
                    break
                if (batch.metadata or {}).get(_LABEL) == name:
                    return id_of(batch)
            return ""

        return Found(await self._attempt(look()))

    async def ended(self, batch_id: str) -> bool:
        """Say whether nothing of a batch will be worked on any more."""
        self._ready()
        return (await self._look(batch_id)).status in _ENDED

    async def results(self, batch_id: str, *, requests: Mapping[str, Request]) -> dict[str, Response | ClientError]:
        """Return what became of each question of a batch that ended."""
        key = self._ready()
        batch = await self._look(batch_id)
        if batch.status == "failed":
            return dict.fromkeys(requests, _never_begun(batch))
        found: dict[str, Response | ClientError] = {}
        for file_id in (batch.output_file_id, batch.error_file_id):
            if file_id:
                file = await self._attempt(self._sdk.files.content(file_id))
                for line in lines_of(file.content):
                    custom_id, outcome = self._result(line, requests, secret=key)
                    found[custom_id] = outcome
        if batch.status != "completed":
            found = {**dict.fromkeys(requests, _left_over(batch.status)), **found}
        return found

    async def _look(self, batch_id: str) -> Any:
        async def look() -> Any:
            batch = await self._sdk.batches.retrieve(batch_id)
            if id_of(batch) != batch_id or not isinstance(batch.status, str):
                raise TypeError("another batch than the one that was asked for")
            return batch

        return await self._attempt(look())

    def _result(
        self, line: bytes, requests: Mapping[str, Request], *, secret: str
    ) -> tuple[str, Response | ClientError]:
        row = json_object(line)
        custom_id, reply, error = row.get("custom_id"), row.get("response") or {}, row.get("error") or {}
        if not isinstance(custom_id, str) or not isinstance(reply, dict) or not isinstance(error, dict):
            raise unreadable()
        status, content = reply.get("status_code"), json.dumps(reply.get("body")).encode()
        if status == 200 and custom_id in requests:
            headers = {"x-request-id": str(reply.get("request_id") or "")}
            try:
                request = requests[custom_id]
                return custom_id, self.parse(content, request=request, headers=headers, seconds=0.0, secret=secret)
            except ClientError as malformed:
                return custom_id, malformed
        if isinstance(status, int):
            failed = classify_status(status, headers={}, content=content)
            failed.billed = False
            return custom_id, failed
        return custom_id, _left_over("expired" if error.get("code") == "batch_expired" else "not_run")


def _left_over(kind: str) -> ClientError:
    return not_run(kind, "the batch ended before it came to this question")


def _line(key: str, body: dict[str, Any]) -> str:
    row = {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body}
    return json.dumps(row, ensure_ascii=True) + "\n"


def _never_begun(batch: Any) -> ClientError:
    """Return why a whole batch was turned away before any question of it was run."""
    codes = [str(each.code) for each in (batch.errors.data or ())] if batch.errors else []
    if "token_limit_exceeded" in codes:  # too much is queued already: later there may be room
        return not_run("busy", "the provider has too many questions of this account queued")
    error = PermanentClientError("the provider does not take this batch", mend="check served_name and sampling")
    error.kind = "bad_request"
    error.billed = False
    return error
