"""From a catalogue entry to the client that reaches it. Room: llm."""

from __future__ import annotations

from imrdata.errors import RecipeError
from imrdata.llm.catalog import Model
from imrdata.llm.clients import Client
from imrdata.llm.clients.batching import BatchClient

__all__ = ["make_batch_client", "make_client"]


def make_client(model: Model) -> Client:
    """Return a client for a model; nothing is started or sent before its `open`.

    Raises
    ------
    RecipeError
        The entry says no address, or is one that no client reaches: a script is given by whoever writes it,
        and the rule-based author is no model.

    Examples
    --------
    >>> from imrdata.llm.catalog import load_catalog
    >>> make_client(load_catalog().get("smollm2-135m-instruct"))
    EmbeddedClient(context_tokens=4096)
    """
    if model.client == "embedded":
        from imrdata.llm.clients.embedded import EmbeddedClient

        return EmbeddedClient()
    if model.client == "compatible":
        if not model.base_url:
            raise RecipeError(
                "it has no address",
                where=f"model {model.id}",
                mend=f"add base_url under [servers.{model.id!r}] in a catalogue file of your own, or to its own entry",
            )
        from imrdata.llm.clients.compatible import CompatibleClient

        return CompatibleClient(model.base_url, served_name=model.wire_name, api_key_env=model.api_key_env)
    if model.client == "openai":
        from imrdata.llm.clients.openai_sdk import OpenAIClient

        return OpenAIClient(model.wire_name, api_key_env=model.api_key_env, base_url=model.base_url)
    if model.client == "anthropic":
        from imrdata.llm.clients.anthropic_sdk import AnthropicClient

        return AnthropicClient(model.wire_name, api_key_env=model.api_key_env, base_url=model.base_url)
    if model.client == "scripted":
        raise RecipeError(
            "a scripted model has no server",
            where=f"model {model.id}",
            mend="pass clients={id: ScriptedClient(...)}",
        )
    raise RecipeError("this author is rule-based, no model", where=f"model {model.id}", mend="don't ask it")


def make_batch_client(model: Model) -> BatchClient:
    """Return a client that asks a model in batches; nothing is started or sent before its `open`.

    Raises
    ------
    RecipeError
        The model's provider takes no batches.

    Examples
    --------
    >>> from imrdata.llm.catalog import load_catalog
    >>> make_batch_client(load_catalog().get("smollm2-135m-instruct"))
    Traceback (most recent call last):
        ...
    imrdata.errors.RecipeError: model smollm2-135m-instruct: its provider takes no batches; ask it one by one.
    """
    if model.client == "openai":
        from imrdata.llm.clients.openai_batch import OpenAIBatchClient

        return OpenAIBatchClient(model.wire_name, api_key_env=model.api_key_env, base_url=model.base_url)
    if model.client == "anthropic":
        from imrdata.llm.clients.anthropic_batch import AnthropicBatchClient

        return AnthropicBatchClient(model.wire_name, api_key_env=model.api_key_env, base_url=model.base_url)
    raise RecipeError("its provider takes no batches", where=f"model {model.id}", mend="ask it one by one")
