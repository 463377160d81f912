"""The three clients that ask over a wire, each with what its server says: what the same tests are run over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from imrdata.llm.clients import Client
from imrdata.llm.clients.anthropic_sdk import AnthropicClient
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.clients.openai_sdk import OpenAIClient
from imrdata.llm.request import Request, Response
from tests.llm.chat_server import completion, message
from tests.llm.questions import question

KEY = "sk-planted-4f1d0c9b7a"
KEY_NAME = "IMRDATA_TEST_KEY"


@dataclass(frozen=True)
class Wire:
    name: str
    make: Callable[..., Client]  # of a URL, the key's variable and time-outs
    sound: Callable[[str], dict[str, Any]]  # a reply
    path: str
    no_text: dict[str, Any]  # a reply whose text is no text

    def __repr__(self) -> str:
        return self.name


def _compatible(url: str, **settings: Any) -> Client:
    return CompatibleClient(url, served_name="served", **settings)


def _openai(url: str, **settings: Any) -> Client:
    return OpenAIClient("served", base_url=url, **settings)


def _anthropic(url: str, **settings: Any) -> Client:
    return AnthropicClient("served", base_url=url, **settings)


NO_CHOICE = {"choices": [{"message": {"content": 7}}]}
NO_BLOCK = {"type": "message", "content": [{"type": "text", "text": 7}]}
WIRES = (
    Wire("compatible", _compatible, completion, "/v1/chat/completions", NO_CHOICE),
    Wire("openai", _openai, completion, "/v1/chat/completions", NO_CHOICE),
    Wire("anthropic", _anthropic, message, "/v1/messages", NO_BLOCK),
)


def asked(prompt: str = "Hello?", **changes: Any) -> Request:
    """A question that all three can be asked: no seed, no temperature."""
    return question(prompt, **({"sampling": {"max_tokens": 32}} | changes))


def ask(client: Client, request: Request | None = None) -> Response:
    async def main() -> Response:
        await client.open()
        try:
            return await client.ask(request or asked())
        finally:
            await client.close()

    return asyncio.run(main())
