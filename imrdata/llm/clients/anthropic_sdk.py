"""The client for Anthropic, on its official SDK (`imrdata[anthropic]`): the Messages API.

The system prompt goes first and alone, marked for the provider's cache where it is long enough to be kept. The
SDK's OpenTelemetry is off. Room: llm.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar, Final

from imrdata.llm.clients.hosted import NO_KEY, HostedClient
from imrdata.llm.clients.replies import (
    as_word,
    bad_request,
    extra_words,
    failed_in_passing,
    finish_word,
    safe_word,
    token_count,
)
from imrdata.llm.clients.strict_schema import strict_schema
from imrdata.llm.request import Request, Response

__all__ = ["AnthropicClient"]

_OURS: Final = ("model", "messages", "system", "stream", "tools", "tool_choice", "cache_control")

#: Below 1,024 tokens no model keeps a prefix, and a token is rarely more than four bytes of English: shorter
#: prompts are not marked. Keeping costs a quarter more once, and each later question a tenth.
_CACHED_FROM_BYTES: Final = 4096


class AnthropicClient(HostedClient):
    """Asks one model of Anthropic.

    Examples
    --------
    >>> AnthropicClient("claude-haiku-4-5")
    AnthropicClient('claude-haiku-4-5', base_url='https://api.anthropic.com')
    """

    sdk_name: ClassVar[str] = "anthropic"
    home: ClassVar[str] = "https://api.anthropic.com"
    default_path: ClassVar[str] = ""
    usual_key: ClassVar[str] = "ANTHROPIC_API_KEY"
    key_header: ClassVar[tuple[str, str]] = ("x-api-key", "")

    def body(self, request: Request) -> dict[str, Any]:
        """Return what is sent for a request.

        Examples
        --------
        >>> turns = ({"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello?"})
        >>> asked = Request(task="t", model="m", identity={}, messages=turns, sampling={"max_tokens": 9})
        >>> body = AnthropicClient("claude-haiku-4-5").body(asked)
        >>> body["system"], body["messages"]
        ([{'type': 'text', 'text': 'Be brief.'}], [{'role': 'user', 'content': 'Hello?'}])
        """
        for name in _OURS:
            if name in request.sampling:
                raise bad_request(f"{name!r} is no sampling parameter", mend="leave it out of sampling")
        if "max_tokens" not in request.sampling:
            raise bad_request("this provider wants to know how long an answer may be", mend="add max_tokens")
        if "seed" in request.sampling:
            raise bad_request("this provider knows no seed", mend="write seed: false in the recipe")
        system, turns = _parted(request)
        body: dict[str, Any] = {"model": self._served_name}
        if system:
            body["system"] = system
        body |= {"messages": turns, **request.sampling}
        if request.output_schema is not None:
            form = {"type": "json_schema", "schema": strict_schema(request.output_schema)}
            body["output_config"] = {**body.get("output_config", {}), "format": form}
        return body

    def parse(
        self, content: bytes, *, request: Request, headers: Mapping[str, str], seconds: float, secret: str = ""
    ) -> Response:
        """Return the answer in the body of a status 200.

        ``prompt_tokens`` is the whole prompt: the provider's ``input_tokens`` leaves out what its cache gave or
        took.
        """
        found = _find_text(content)
        # Raised outside of any handler: a JSON error holds the whole body, and a chain of errors ends in a log.
        if found is None:
            raise failed_in_passing("malformed", "the reply is no message")
        body, text, said = found
        usage = body.get("usage")
        fresh, read, written = (
            token_count(usage, name)
            for name in ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        )
        return Response(
            key=request.key,
            text=text,
            finish_reason=finish_word(said),
            prompt_tokens=None if fresh is None else fresh + (read or 0) + (written or 0),
            completion_tokens=token_count(usage, "output_tokens"),
            cached_tokens=read,
            served_model=safe_word(body.get("model"), secret=secret),
            seconds=seconds,
            extra=extra_words(
                {
                    "id": body.get("id"),
                    "finish_reason": said if finish_word(said) != said else None,
                    "cache_write_tokens": as_word(written),
                },
                headers=headers,
                secret=secret,
            ),
        )

    def _connect(self) -> Any:
        import anthropic

        return anthropic.AsyncAnthropic(
            api_key=NO_KEY,
            base_url=self._base_url,
            max_retries=0,
            open_telemetry=False,
            http_client=self._pool(anthropic.DefaultAioHttpClient),
        )

    def _question(self, body: dict[str, Any]) -> AbstractAsyncContextManager[Any]:
        first = ("model", "messages", "max_tokens")
        call: AbstractAsyncContextManager[Any] = self._sdk.messages.with_streaming_response.create(
            **{name: body[name] for name in first},
            extra_body={name: value for name, value in body.items() if name not in first},
            timeout=self._sdk.timeout,  # said here, else the SDK refuses long answers that are not streamed
        )
        return call


def _parted(request: Request) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return the system prompt as blocks, and the turns after it."""
    turns = list(request.messages)
    system: list[dict[str, Any]] = []
    while turns and turns[0]["role"] == "system":
        system.append({"type": "text", "text": turns.pop(0)["content"]})
    if any(turn["role"] == "system" for turn in turns):
        raise bad_request("a system prompt stands between the turns", mend="put it first")
    if sum(len(block["text"].encode()) for block in system) >= _CACHED_FROM_BYTES:
        system[-1]["cache_control"] = {"type": "ephemeral"}
    return system, turns


def _find_text(content: bytes) -> tuple[dict[str, Any], str, str] | None:
    """Return body, text and finish reason, or None if this is no message. What it thought is no text."""
    try:
        body = json.loads(content)
        if body["type"] != "message":
            return None
        text = "".join(block["text"] for block in body["content"] if block["type"] == "text")
        said = body.get("stop_reason") or ""
        text.encode()  # half a surrogate pair can't be stored, or hashed
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return body, text, said if isinstance(said, str) else ""
