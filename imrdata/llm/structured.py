"""A structured answer that holds: asked for, validated, and asked for again with what was wrong with it.

In: a request with an output schema, and a validator. Out: the value and the answers it came from, or a stated
failure; never a text that nobody could read. The second question is a request of its own, made of the first, its
answer and the errors, so a ledger that holds both answers leads to the same value without a call. Room: llm.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

import pydantic

from imrdata.llm.request import Failure, Request, Response

__all__ = ["Validated", "ask_validated", "follow_up", "validator"]

_Value = TypeVar("_Value")

#: More errors than these help no model.
_MOST_ERRORS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated(Generic[_Value]):
    """What became of a structured question.

    Attributes
    ----------
    value
        The value, or None if there is a failure.
    failure
        Why there is no value: of the model's server, or ``truncated``, ``withheld`` or ``invalid``.
    responses
        Every answer on the way, in order; the value is that of the last.
    """

    value: _Value | None
    failure: Failure | None
    responses: tuple[Response, ...]


async def ask_validated(
    ask: Callable[[Request], Awaitable[Response | Failure]],
    request: Request,
    *,
    validate: Callable[[str], _Value],
    attempts: int = 2,
) -> Validated[_Value]:
    """Ask a question until its answer is valid, at most so many times.

    An answer that was cut for want of tokens is not asked for again: the next would be cut too. Nor is one that
    the model or the provider refused.

    Parameters
    ----------
    ask
        `Engine.ask`, or anything like it.
    request
        The question, with its output schema.
    validate
        Returns the value in a text, or raises ValueError; see `validator`.
    attempts
        How many answers there may be.

    Examples
    --------
    >>> import asyncio
    >>> from imrdata.llm.clients.scripted import ScriptedClient
    >>> client = ScriptedClient(['{"age": "old"}', '{"age": 54}'])
    >>> asked = Request(task="facts", model="m", identity={}, messages=(), sampling={})
    >>> found = asyncio.run(ask_validated(client.ask, asked, validate=validator(dict[str, int])))
    >>> found.value, len(found.responses), client.calls[1].messages[-1]["content"].splitlines()[1]
    ({'age': 54}, 2, '- age: int_parsing')
    """
    responses: list[Response] = []
    while True:
        outcome = await ask(request)
        if isinstance(outcome, Failure):
            return Validated(value=None, failure=outcome, responses=tuple(responses))
        responses.append(outcome)
        try:
            return Validated(value=validate(outcome.text), failure=None, responses=tuple(responses))
        except ValueError as error:
            errors = _errors(error)
        kind, message = _why_not_again(outcome, last=len(responses) >= attempts)
        if kind:
            failure = Failure(key=outcome.key, kind=kind, message=message, attempts=len(responses))
            return Validated(value=None, failure=failure, responses=tuple(responses))
        request = follow_up(request, answer=outcome.text, errors=errors)


def follow_up(request: Request, *, answer: str, errors: tuple[str, ...]) -> Request:
    """Return the question that asks again: the same messages first, so that the provider's cache holds them."""
    said = "\n".join(f"- {each}" for each in errors)
    again = (
        f"That answer does not fit the schema:\n{said}\nAnswer the question again, with valid JSON and nothing else."
    )
    turns = ({"role": "assistant", "content": answer}, {"role": "user", "content": again})
    return replace(request, messages=(*request.messages, *turns))


def validator(kind: type[_Value]) -> Callable[[str], _Value]:
    """Return a validator that reads JSON text as a pydantic model, or any type that pydantic knows."""
    adapter: pydantic.TypeAdapter[Any] = pydantic.TypeAdapter(kind)

    def validate(text: str) -> _Value:
        value: _Value = adapter.validate_json(text)
        return value

    return validate


def _errors(error: ValueError) -> tuple[str, ...]:
    """Return what was wrong, in words that stay the same: pydantic's sentences change between its versions."""
    if not isinstance(error, pydantic.ValidationError):
        return (str(error),)
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [f"{'.'.join(map(str, each['loc'])) or 'the whole answer'}: {each['type']}" for each in found]
    return tuple(lines[:_MOST_ERRORS])


def _why_not_again(response: Response, *, last: bool) -> tuple[str, str]:
    if response.finish_reason == "length":
        return "truncated", "the answer ended for want of tokens; raise max_tokens."
    if response.finish_reason in ("refusal", "content_filter"):
        return "withheld", "the model or its provider refused to answer; leave this case out."
    if last:
        return "invalid", "no answer fits the schema; look at the answers in the ledger."
    return "", ""
