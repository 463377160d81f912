"""Template parity: training, the tokenizer and the served model read the same token ids, or it is said where not.

In: conversations, a chat template and the model folder's tokenizer. Out: token ids as training makes them, and what
differs at a live server. The template is rendered as transformers' `apply_chat_template` renders it, which is what
training calls (a test holds the two together): Jinja in a sandbox with `trim_blocks` and `lstrip_blocks`, then the
tokenizer without special tokens of its own.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import aiohttp
import jinja2.ext
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.errors import MissingExtraError
from imrdata.llm.clients.connection import read_key
from imrdata.llm.network import require_network
from imrdata.llm.request import Message
from serve.errors import ReleaseError
from serve.release import Release
from serve.transport import Endpoint

__all__ = ["FOREIGN", "Tokens", "differences_at", "render_chat"]

#: Marks of other prompt formats. In a rendered prompt of ours they would mean two formats, one within the other.
FOREIGN: Final = ("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "### Instruction", "### Response")

_PATIENCE: Final = aiohttp.ClientTimeout(total=120, sock_connect=10)


def render_chat(messages: Sequence[Mapping[str, str]], *, template: str) -> str:
    r"""Return the text that a chat template makes of turns that are to be answered.

    Raises
    ------
    ReleaseError
        The template can't be rendered.

    Examples
    --------
    >>> from serve.release import RELEASE
    >>> template = Release.load(RELEASE).read_template()
    >>> render_chat([{"role": "user", "content": "Hello"}], template=template)
    '<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n'
    """
    try:
        compiled = _compiled(template)
        return str(compiled.render(messages=[dict(each) for each in messages], add_generation_prompt=True))
    except TemplateError as error:
        raise ReleaseError(f"the chat template can't be rendered ({error.message})", where="template") from None


@cache
def _compiled(template: str) -> jinja2.Template:
    # Plain text, not HTML; and undefined names are empty, as they are for transformers.
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, autoescape=False, extensions=[jinja2.ext.loopcontrols]
    )
    return environment.from_string(template)


class Tokens:
    """A model folder's tokenizer.

    Parameters
    ----------
    folder
        Holds ``tokenizer.json`` and, if the base has them, ``tokenizer_config.json`` with the name of its BOS.

    Raises
    ------
    MissingExtraError
        The package tokenizers is not installed.
    ReleaseError
        The folder has no tokenizer.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError:
            raise MissingExtraError(
                "tokenizers is not installed", mend="run: python -m pip install 'imrdata[serve]'"
            ) from None
        try:
            self._tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text(encoding="utf-8"))
        except Exception as error:  # the package raises bare Exceptions
            raise ReleaseError(f"it has no tokenizer that can be read ({error})", where=str(folder)) from None
        self._bos = _bos(folder)

    def ids(self, messages: Sequence[Mapping[str, str]], *, template: str) -> list[int]:
        """Return the token ids that training makes of turns that are to be answered."""
        text = render_chat(messages, template=template)
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def bos_problem(self, ids: Sequence[int]) -> str:
        """Say what is wrong with the beginning of a prompt; nothing where the base has no BOS.

        A base whose tokenizer puts a BOS before every text was never shown one without, nor one with two.
        """
        if self._bos is None:
            return ""
        bos = self._tokenizer.token_to_id(self._bos)
        plain: list[int] = self._tokenizer.encode("x", add_special_tokens=True).ids
        wanted = int(plain[:1] == [bos])
        found = next((number for number, token in enumerate(ids) if token != bos), len(ids))
        # Where the base wants none, the template's own first mark may be the same token, once.
        if found > 1 or found < wanted:
            return f"the prompt begins with {found} {self._bos}, and the base was trained with {wanted or 'at most 1'}"
        return ""


def _bos(folder: Path) -> str | None:
    try:
        config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    bos = config.get("bos_token") if isinstance(config, dict) else None
    return bos.get("content") if isinstance(bos, dict) else bos


def differences_at(
    endpoint: Endpoint, *, release: Release, tokens: Tokens, conversations: Sequence[Sequence[Message]]
) -> list[str]:
    """Return how a live server's prompts differ from training's, one sentence a conversation; the deploy gate.

    Where the server has ``/v1/chat/completions/render`` (``--enable-scale-out``) it is asked; else the prompt ids that
    it returns with an answer of one token are the same.

    Raises
    ------
    ReleaseError
        The template is not the pinned one, or the server can't be asked.
    """
    template = release.read_template()
    expected = [tokens.ids(messages, template=template) for messages in conversations]
    served = asyncio.run(_served(endpoint, release.release.name, conversations))
    problems = []
    for number, (ours, theirs) in enumerate(zip(expected, served, strict=True), start=1):
        if problem := tokens.bos_problem(theirs):
            problems.append(f"conversation {number}: {problem}")
        if ours != theirs:
            place = next((at for at, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), None)
            at = min(len(ours), len(theirs)) if place is None else place
            problems.append(
                f"conversation {number}: {len(theirs)} tokens are served, {len(ours)} trained; "
                f"the first that differs is number {at + 1}"
            )
    return problems


async def _served(endpoint: Endpoint, model: str, conversations: Sequence[Sequence[Message]]) -> list[list[int]]:
    require_network(endpoint.base_url)
    key = read_key(endpoint.api_key_env)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session:
        return [await _prompt_ids(session, endpoint, model, messages) for messages in conversations]


async def _prompt_ids(
    session: aiohttp.ClientSession, endpoint: Endpoint, model: str, messages: Sequence[Message]
) -> list[int]:
    body = {"model": model, "messages": list(messages), "max_tokens": 1, "temperature": 0.0}
    url = f"{endpoint.base_url}/chat/completions"
    status, data = await _post(session, endpoint, f"{url}/render", body)
    ids = data.get("token_ids")
    if status in (403, 404, 405, 501):
        status, data = await _post(session, endpoint, url, {**body, "return_token_ids": True})
        ids = data.get("prompt_token_ids")
    if status != 200 or not isinstance(ids, list):
        raise ReleaseError(f"it does not say which tokens it reads (status {status})", where=endpoint.alias)
    return ids


async def _post(
    session: aiohttp.ClientSession, endpoint: Endpoint, url: str, body: Mapping[str, Any]
) -> tuple[int, dict[str, Any]]:
    try:
        async with session.post(url, json=body, allow_redirects=False) as reply:
            content = await reply.read()
            status = reply.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        status, content = 0, b""
    if not status:
        raise ReleaseError("it can't be reached", where=endpoint.alias, mend="see that it runs")
    try:
        data = json.loads(content)
    except ValueError:
        data = {}
    return status, data if isinstance(data, dict) else {}
