"""A question to a model, its fingerprint, and what came back: the three kinds of row a ledger holds.

The fingerprint (`Request.key`) covers everything that can change the answer: the rendered messages with the
system prompt, the catalogue's identity of the model (provider, model, revision, quantisation, template hash),
sampling, schema and sample index. It leaves out what can't: the URL, the transport, time-outs, the order of
keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from imrdata.errors import LedgerError

__all__ = ["FINGERPRINT_VERSION", "Failure", "Message", "Request", "Response", "canonical_json"]

#: Rises when what the fingerprint covers changes; a ledger keeps the keys of every version it was written
#: with.
FINGERPRINT_VERSION: Final = 1

#: One turn: ``{"role": "system" | "user" | "assistant", "content": text}``.
Message = dict[str, str]

_ENCODER: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical_json(data: object) -> str:
    """Return the one JSON text of some data: sorted keys, no spaces, no NaN, UTF-8 as it is.

    Raises
    ------
    LedgerError
        Something in it is not JSON: a float that is no number, a set, an object.
    """
    try:
        text = _ENCODER.encode(data)
        text.encode()  # half a surrogate pair is no text, and would only be noticed when hashed
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"not plain data ({error})",
            where="a request",
            mend="use str, int, float, bool, None, list and dict",
        ) from None
    return text


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One rendered prompt with all that can change its answer.

    Attributes
    ----------
    task
        Name of the task it belongs to; for reports, not part of the fingerprint (the messages say it all).
    model
        Catalogue id; for reports and routing.
    identity
        The catalogue's identity of the model: provider, model, revision, quantisation, template hash.
    messages
        The conversation, system prompt included.
    sampling
        What is sent: ``max_tokens``, ``temperature``, ``top_p``, ``seed`` …
    output_schema
        JSON schema of a structured answer, or None for text.
    sample
        0 for the first answer to this prompt, 1 for the second …
    """

    task: str
    model: str
    identity: Mapping[str, str]
    messages: tuple[Message, ...]
    sampling: Mapping[str, Any]
    output_schema: Mapping[str, Any] | None = None
    sample: int = 0
    _key: str = field(default="", init=False, repr=False, compare=False)
    _texts: tuple[str, str, str] = field(default=("", "", ""), init=False, repr=False, compare=False)

    @property
    def key(self) -> str:
        """The fingerprint: SHA-256 over all that can change the answer. Computed once an object."""
        if not self._key:
            object.__setattr__(self, "_key", _sha256(self.determinants))
        return self._key

    @property
    def determinants(self) -> str:
        """All that can change the answer as one canonical JSON object: the text that is hashed, stored and sent.

        It is made once. What a request holds (lists, dicts) must not be changed afterwards; such a change is neither
        stored nor sent, and `check_unchanged` finds it.
        """
        return self._written()[0]

    @property
    def messages_json(self) -> str:
        """The conversation as canonical JSON."""
        return self._written()[1]

    @property
    def sampling_json(self) -> str:
        """What is sent beside it, as canonical JSON."""
        return self._written()[2]

    def _written(self) -> tuple[str, str, str]:
        if not self._texts[0]:
            object.__setattr__(self, "_texts", self._write())
        return self._texts

    def _write(self) -> tuple[str, str, str]:
        """Return the determinants, and the two parts of them that go over the wire. The keys stand sorted."""
        messages, sampling = canonical_json(self.messages), canonical_json(dict(self.sampling))
        schema = "null" if self.output_schema is None else canonical_json(self.output_schema)
        return (
            f'{{"fingerprint_version":{FINGERPRINT_VERSION},"identity":{canonical_json(dict(self.identity))},'
            f'"messages":{messages},"output_schema":{schema},"sample":{self.sample:d},"sampling":{sampling}}}',
            messages,
            sampling,
        )

    def check_unchanged(self) -> None:
        """Make sure that nothing in it was changed since its key was taken.

        Raises
        ------
        LedgerError
            Something was.
        """
        if self._write() != self._written():
            raise LedgerError(
                "this request was changed after its key was taken",
                where=f"request {self.key[:12]}",
                mend="make a new one instead",
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the request as plain data, its key included.

        Raises
        ------
        LedgerError
            Its content was changed after its key was taken.
        """
        self.check_unchanged()
        return {
            "key": self.key,
            "task": self.task,
            "model": self.model,
            "identity": dict(self.identity),
            "messages": list(self.messages),
            "sampling": dict(self.sampling),
            "output_schema": self.output_schema,
            "sample": self.sample,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make a request from plain data; its stored key must be the one its content gives."""
        request = cls(
            task=data["task"],
            model=data["model"],
            identity=data["identity"],
            messages=tuple(data["messages"]),
            sampling=data["sampling"],
            output_schema=data["output_schema"],
            sample=data["sample"],
        )
        if "key" in data and data["key"] != request.key:
            raise LedgerError(
                "its key does not fit its content",
                where=f"request {data['key'][:12]}",
                mend="restore the ledger from a copy",
            )
        return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A model's raw answer as received, before anything is parsed.

    Attributes
    ----------
    key
        The request's fingerprint.
    text
        The answer's text, untouched.
    finish_reason
        ``stop``, ``length`` … as the server said it; empty if it said nothing.
    prompt_tokens, completion_tokens
        As the server counted them; None if it did not.
    cached_tokens
        How many of the prompt's tokens the provider took from its own cache, and charges less for; None if it
        did not say.
    served_model
        The model's name in the answer.
    attempts
        How often the question was sent until this answer came.
    seconds
        From sending the last attempt to the last byte. Kept in the ledger only, never in a dataset.
    extra
        Request id, system fingerprint and headers that matter, where given.
    """

    key: str
    text: str
    finish_reason: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    served_model: str = ""
    attempts: int = 1
    seconds: float = 0.0
    extra: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the response as plain data."""
        return {
            "key": self.key,
            "text": self.text,
            "finish_reason": self.finish_reason,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cached_tokens": self.cached_tokens,
            "served_model": self.served_model,
            "attempts": self.attempts,
            "seconds": self.seconds,
            "extra": dict(self.extra),
        }

    @property
    def sha256(self) -> str:
        """Hash of what the model said: text and finish reason, not when or how it came."""
        return _sha256(canonical_json([self.text, self.finish_reason]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A question that got no answer, and why. A row of the ledger, never a text.

    Attributes
    ----------
    key
        The request's fingerprint.
    kind
        ``busy``, ``timeout``, ``cut``, ``malformed``, ``refused``, ``too_long``, ``model_missing``,
        ``network_forbidden`` …
    message
        One sentence, without keys or personal data.
    attempts
        How often it was sent.
    """

    key: str
    kind: str
    message: str
    attempts: int

    def to_dict(self) -> dict[str, Any]:
        """Return the failure as plain data."""
        return {"key": self.key, "kind": self.kind, "message": self.message, "attempts": self.attempts}
