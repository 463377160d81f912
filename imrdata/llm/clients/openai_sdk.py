"""The client for OpenAI, on its official SDK (`imrdata[openai]`): chat completions.

`max_tokens` is sent as ``max_completion_tokens``, which all its models take; every other sampling parameter
goes out under its own name, and none that the request does not hold. Room: llm.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar, Final

from imrdata.llm.clients.hosted import NO_KEY, HostedClient
from imrdata.llm.clients.replies import bad_request, parse_reply
from imrdata.llm.clients.strict_schema import strict_schema
from imrdata.llm.request import Request, Response

__all__ = ["OpenAIClient"]

_OURS: Final = ("model", "messages", "stream", "response_format", "n", "max_completion_tokens", "store", "tools")


class OpenAIClient(HostedClient):
    """Asks one model of OpenAI.

    Examples
    --------
    >>> OpenAIClient("gpt-4.1-mini")
    OpenAIClient('gpt-4.1-mini', base_url='https://api.openai.com/v1')
    """

    sdk_name: ClassVar[str] = "openai"
    home: ClassVar[str] = "https://api.openai.com"
    default_path: ClassVar[str] = "/v1"
    usual_key: ClassVar[str] = "OPENAI_API_KEY"
    key_header: ClassVar[tuple[str, str]] = ("authorization", "Bearer ")

    def body(self, request: Request) -> dict[str, Any]:
        """Return what is sent for a request.

        Examples
        --------
        >>> asked = Request(task="t", model="m", identity={}, messages=(), sampling={"max_tokens": 9})
        >>> OpenAIClient("gpt-4.1-mini").body(asked)
        {'model': 'gpt-4.1-mini', 'messages': [], 'max_completion_tokens': 9}
        """
        for name in _OURS:
            if name in request.sampling:
                raise bad_request(f"{name!r} is no sampling parameter", mend="leave it out of sampling")
        sampling = dict(request.sampling)
        if "max_tokens" in sampling:
            sampling["max_completion_tokens"] = sampling.pop("max_tokens")
        body = {"model": self._served_name, "messages": list(request.messages), **sampling}
        if request.output_schema is not None:
            schema = {"name": "answer", "strict": True, "schema": strict_schema(request.output_schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body

    def parse(
        self, content: bytes, *, request: Request, headers: Mapping[str, str], seconds: float, secret: str = ""
    ) -> Response:
        """Return the answer in the body of a status 200."""
        return parse_reply(content, key=request.key, headers=headers, seconds=seconds, secret=secret)

    def _connect(self) -> Any:
        import openai

        return openai.AsyncOpenAI(
            api_key=NO_KEY,
            base_url=self._base_url,
            max_retries=0,
            http_client=self._pool(openai.DefaultAioHttpClient),
        )

    def _question(self, body: dict[str, Any]) -> AbstractAsyncContextManager[Any]:
        rest = {name: value for name, value in body.items() if name not in ("model", "messages")}
        call: AbstractAsyncContextManager[Any] = self._sdk.chat.completions.with_streaming_response.create(
            model=body["model"], messages=body["messages"], extra_body=rest
        )
        return call
