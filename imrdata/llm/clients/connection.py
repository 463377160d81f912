"""What all clients over a network share: how long they wait, where they ask, and the key they ask with. Room: llm."""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from imrdata.errors import RecipeError

__all__ = ["Timeouts", "checked_url", "read_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long each phase of a question may take, in seconds.

    Attributes
    ----------
    connect
        Until the connection stands.
    silence
        Without a single byte, waiting for the answer included; None, the default: as long as `total` allows. An answer
        that is not streamed is silent until it is done, so that a bound here cuts long answers of slow servers.
    total
        From first to last: a reply that drips byte by byte never falls silent.
    """

    connect: float = 10.0
    silence: float | None = None
    total: float = 600.0


def read_key(api_key_env: str) -> str:
    """Return the API key that an environment variable holds; nothing if no variable is named.

    Read for each question and kept by nobody, so that no object, traceback or pickle can hold it.

    Raises
    ------
    RecipeError
        The variable is not set, or holds what can't be a key. It is named, never shown.
    """
    if not api_key_env:
        return ""
    key = os.environ.get(api_key_env, "").strip()
    if not key:
        raise RecipeError("this environment variable is not set", where=api_key_env, mend="put the key there")
    if not key.isascii() or not key.isprintable():
        raise RecipeError("what this variable holds can't be an API key", where=api_key_env, mend="set it anew")
    return key


def checked_url(base_url: str, *, default_path: str = "/v1") -> str:
    """Return a server's address without a trailing slash; without a path, `default_path` is meant.

    Raises
    ------
    RecipeError
        It is no http address, or holds a user name or password, which would end in messages.

    Examples
    --------
    >>> checked_url("http://127.0.0.1:8000")
    'http://127.0.0.1:8000/v1'
    """
    parts = urlsplit(base_url)
    try:
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        sound = False
    if not sound or parts.query or parts.fragment:
        raise RecipeError("not the address of a model server", where="base_url", mend="write http://host:port/v1")
    if parts.username is not None or parts.password is not None:
        raise RecipeError(
            "the address holds a user name or password",
            where="base_url",
            mend="leave it out and name the variable with the key in api_key_env",
        )
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") or default_path, "", ""))
