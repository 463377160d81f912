"""What a server's reply means: an answer, a failure that may pass, or one that will not.

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

__all__ = [
    "FINISH_WORDS",
    "KEPT_HEADERS",
    "as_word",
    "bad_request",
    "classify_status",
    "extra_words",
    "failed_in_passing",
    "finish_word",
    "parse_reply",
    "retry_after_seconds",
    "safe_word",
    "token_count",
    "withheld",
]

#: Why an answer ended, in the words the rest of the project knows; a server's own word stays in ``extra``.
FINISH_WORDS: Final = ("stop", "length", "content_filter", "refusal", "other", "")
_FINISH: Final = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
}

_TOO_LONG_CODES: Final = ("exceed_context_size_error", "context_length_exceeded")
_TOO_LONG_WORDS: Final = (
    "context length",
    "context size",
    "context window",
    "max_model_len",
    "exceed context limit",
    "prompt is too long",
)
_FILTER_CODES: Final = ("content_filter", "content_policy_violation", "invalid_prompt")
_FILTER_WORDS: Final = ("content filtering policy",)
_PENNILESS: Final = ("insufficient_quota", "credit balance is too low")

#: What is kept of a reply's headers: the request's name at the provider, and what is left of its rate limits.
KEPT_HEADERS: Final = (
    "x-request-id",
    "request-id",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-remaining-tokens",
    "anthropic-ratelimit-requests-remaining",
    "anthropic-ratelimit-input-tokens-remaining",
    "anthropic-ratelimit-output-tokens-remaining",
)

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
    said = _said(content)
    if status in (400, 402, 403, 429) and any(words in said for words in _PENNILESS):
        status = 402  # asking again would not fill the account
    if status in (408, 429) or status >= 500:
        kind = {408: "timeout", 429: "rate_limit", 503: "busy", 504: "timeout", 529: "busy"}.get(status, "server_error")
        passing = TransientClientError(f"the server answered with status {status}")
        passing.kind = kind
        passing.billed = status not in _NO_WORK
        passing.retry_after = retry_after_seconds(headers, now=datetime.now(UTC))
        return passing
    if status == 400 and any(words in said for words in (*_TOO_LONG_CODES, *_TOO_LONG_WORDS)):
        status = 413
    if status == 400 and (_code(content) in _FILTER_CODES or any(words in said for words in _FILTER_WORDS)):
        return withheld()
    kind, problem, mend = _PERMANENT.get(
        status, ("bad_request", "the server does not take this request", "check sampling and base_url")
    )
    lasting = PermanentClientError(f"{problem} (status {status})", mend=mend)
    lasting.kind = kind
    lasting.billed = False
    return lasting


def failed_in_passing(kind: str, problem: str, *, mend: str = "") -> TransientClientError:
    """Return an error that asking again may mend."""
    error = TransientClientError(problem, mend=mend)
    error.kind = kind
    return error


def bad_request(problem: str, *, mend: str) -> PermanentClientError:
    """Return the error of a request that is not even sent: this client has no way to say it."""
    error = PermanentClientError(problem, mend=mend)
    error.kind = "bad_request"
    error.billed = False
    return error


def withheld() -> PermanentClientError:
    """Return the error of an answer that the provider's filter kept for itself; it may be paid for."""
    error = PermanentClientError("the server's filter withheld the answer", mend="leave this case out")
    error.kind = "filtered"
    return error


def finish_word(said: str) -> str:
    """Return a server's finish reason as one of `FINISH_WORDS`.

    Examples
    --------
    >>> finish_word("end_turn"), finish_word("max_tokens"), finish_word("pause_turn")
    ('stop', 'length', 'other')
    """
    word = _FINISH.get(said, said)
    return word if word in FINISH_WORDS else "other"


def _said(content: bytes) -> str:
    return content.decode("utf-8", errors="replace").casefold()


def _code(content: bytes) -> str:
    """Return the code of an error's body: not its text, which may repeat the prompt."""
    try:
        return str(json.loads(content)["error"]["code"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


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
        raise failed_in_passing("malformed", "the reply is no chat completion")
    body, text, said = found
    if text is None:
        raise withheld()
    usage = body.get("usage")
    details = usage.get("prompt_tokens_details") if isinstance(usage, dict) else None
    return Response(
        key=key,
        text=text,
        finish_reason=finish_word(said),
        prompt_tokens=token_count(usage, "prompt_tokens"),
        completion_tokens=token_count(usage, "completion_tokens"),
        cached_tokens=token_count(details, "cached_tokens"),
        served_model=safe_word(body.get("model"), secret=secret),
        seconds=seconds,
        extra=extra_words(
            {
                "id": body.get("id"),
                "system_fingerprint": body.get("system_fingerprint"),
                "finish_reason": said if finish_word(said) != said else None,
                "cache_write_tokens": as_word(token_count(details, "cache_write_tokens")),
            },
            headers=headers,
            secret=secret,
        ),
    )


def extra_words(values: Mapping[str, Any], *, headers: Mapping[str, str], secret: str) -> dict[str, str]:
    """Return what stands beside an answer as safe words, empty ones left out, with the headers that matter."""
    found = {**values, **{name: headers.get(name) for name in KEPT_HEADERS}}
    return {name: word for name, value in found.items() if (word := safe_word(value, secret=secret))}


def _find_text(content: bytes) -> tuple[dict[str, Any], str | None, str] | None:
    """Return body, text and finish reason; no text where a filter withheld it; None if this is no answer."""
    try:
        body = json.loads(content)
        choice = body["choices"][0]
        text = choice["message"]["content"]
        said = choice.get("finish_reason") or ""
        refusal = choice["message"].get("refusal")
        if text is None and isinstance(refusal, str):
            text, said = refusal, "refusal"
        if text is None and said == "content_filter":
            return body, None, said
        text.encode()  # half a surrogate pair can't be stored, or hashed
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return body, text, said if isinstance(said, str) else ""


def as_word(count: int | None) -> str:
    """Return a count as ``extra`` holds it: a word, none if there is no count."""
    return "" if count is None else str(count)


def safe_word(value: Any, *, secret: str) -> str:
    """Return a piece of metadata as safe text: printable, short, without the key."""
    if not isinstance(value, str):
        return ""
    word = value.replace(secret, "[key]") if secret else value
    if not word.isprintable():
        word = "".join(character for character in word if character.isprintable())
    return word[:200]


def token_count(usage: Any, name: str) -> int | None:
    """Return a count that a server stated, or None if it is none."""
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if type(value) is int and 0 <= value < 2**63 else None
