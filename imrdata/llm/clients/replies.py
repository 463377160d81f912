"""What a chat-completions server's reply means: an answer, a failure that may pass, or one that will not.

In: status, headers and body as received. Out: a `Response` or a classified error. Nothing of an error's body
is quoted: it may hold the prompt or the key. Room: llm.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from imrdata.errors import ClientError, PermanentClientError, TransientClientError
from imrdata.llm.request import Response

__all__ = ["classify_status", "parse_reply", "retry_after_seconds"]

_TOO_LONG_CODES: Final = ("exceed_context_size_error", "context_length_exceeded")
_TOO_LONG_WORDS: Final = ("context length", "context size", "context window", "max_model_len")

#: Statuses by which a server says that it did not begin. Any other 5xx may come after the work, and is paid for.
_NO_WORK: Final = (429, 503, 529)

_REFUSED: Final = "the server refused the key or the right to use this model"
_PERMANENT: Final = {
    401: ("refused", _REFUSED, "check the variable named in api_key_env"),
    402: ("refused", "the server asks to be paid first", "check the account"),
    403: ("refused", _REFUSED, "check the variable named in api_key_env"),
    404: (
        "model_missing",
        "the server does not know this model or this address",
        "check served_name and base_url",
    ),
    413: ("too_long", "the prompt is longer than the server takes", "shorten the prompt or max_tokens"),
}


def classify_status(status: int, *, headers: Mapping[str, str], content: bytes) -> ClientError:
    """Return the error that a status other than 200 stands for.

    Examples
    --------
    >>> error = classify_status(429, headers={"Retry-After": "2"}, content=b"")
    >>> error.kind, error.retry_after
    ('rate_limit', 2.0)
    """
    if status == 429 and b"insufficient_quota" in content:
        status = 402  # an account without money, in a refusal's clothes: asking again would not help
    if status in (408, 429) or status >= 500:
        kind = {408: "timeout", 429: "rate_limit", 503: "busy", 504: "timeout", 529: "busy"}.get(status, "server_error")
        passing = TransientClientError(f"the server answered with status {status}")
        passing.kind = kind
        passing.billed = status not in _NO_WORK
        passing.retry_after = retry_after_seconds(headers, now=datetime.now(UTC))
        return passing
    if status == 400 and _is_too_long(content):
        status = 413
    kind, problem, mend = _PERMANENT.get(
        status, ("bad_request", "the server does not take this request", "check sampling and base_url")
    )
    lasting = PermanentClientError(f"{problem} (status {status})", mend=mend)
    lasting.kind = kind
    lasting.billed = False
    return lasting


def _is_too_long(content: bytes) -> bool:
    text = content.decode("utf-8", errors="replace").casefold()
    return any(words in text for words in (*_TOO_LONG_CODES, *_TOO_LONG_WORDS))


def retry_after_seconds(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds a server asks to wait, given as seconds or as a date; None if it doesn't say.

    Examples
    --------
    >>> retry_after_seconds({"Retry-After": "Thu, 01 Jan 2026 00:00:05 GMT"}, now=datetime(2026, 1, 1, tzinfo=UTC))
    5.0
    """
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            then = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def parse_reply(content: bytes, *, key: str, headers: Mapping[str, str], seconds: float, secret: str = "") -> Response:
    """Return the answer in the body of a status 200.

    Parameters
    ----------
    content
        The body as received.
    key
        The request's fingerprint.
    headers
        The reply's headers.
    seconds
        What the question took.
    secret
        An API key that must not be stored, should the server repeat it beside the text.

    Raises
    ------
    TransientClientError
        ``malformed``: not JSON, no text in it, or text that is no Unicode.
    PermanentClientError
        ``filtered``: the server withheld the text.
    """
    found = _find_text(content)
    # Raised outside of any handler: a JSON error holds the whole body, and a chain of errors ends in a log.
    if found is None:
        malformed = TransientClientError("the reply is no chat completion")
        malformed.kind = "malformed"
        raise malformed
    body, text, finish_reason = found
    if text is None:
        withheld = PermanentClientError("the server's filter withheld the answer", mend="leave this case out")
        withheld.kind = "filtered"
        raise withheld
    usage = body.get("usage")
    return Response(
        key=key,
        text=text,
        finish_reason=_word(finish_reason, secret),
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        cached_tokens=_count(_details(usage), "cached_tokens"),
        served_model=_word(body.get("model"), secret),
        seconds=seconds,
        extra={
            name: word
            for name, value in (
                ("id", body.get("id")),
                ("system_fingerprint", body.get("system_fingerprint")),
                ("x-request-id", headers.get("x-request-id")),
            )
            if (word := _word(value, secret))
        },
    )


def _find_text(content: bytes) -> tuple[dict[str, Any], str | None, str] | None:
    """Return body, text and finish reason; no text where a filter withheld it; None if this is no answer."""
    try:
        body = json.loads(content)
        choice = body["choices"][0]
        text = choice["message"]["content"]
        finish_reason = choice.get("finish_reason") or ""
        if text is None and finish_reason == "content_filter":
            return body, None, finish_reason
        text.encode()  # half a surrogate pair can't be stored, or hashed
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return body, text, finish_reason


def _word(value: Any, secret: str) -> str:
    """Return a piece of metadata as safe text: printable, short, without the key."""
    if not isinstance(value, str):
        return ""
    word = value.replace(secret, "[key]") if secret else value
    if not word.isprintable():
        word = "".join(character for character in word if character.isprintable())
    return word[:200]


def _details(usage: Any) -> Any:
    return usage.get("prompt_tokens_details") if isinstance(usage, dict) else None


def _count(usage: Any, name: str) -> int | None:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if type(value) is int and 0 <= value < 2**63 else None
