"""Which sampling parameters a model is sent, decided before its fingerprint is taken. Room: llm.

A client sends what a request holds, and drops nothing: a parameter that was dropped on the way would be in the
fingerprint without having shaped the answer. So what a provider does not take is left out here, where requests
are made.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

__all__ = ["sampling_for"]

#: What today's models of a hosted provider take of the usual parameters. OpenAI's reasoning models refuse a
#: temperature other than their own, and Anthropic's since Claude Opus 4.7 refuse any; neither promises a seed.
_TAKEN: Final[Mapping[str, frozenset[str]]] = {
    "openai": frozenset({"max_tokens", "reasoning_effort", "verbosity"}),
    "anthropic": frozenset({"max_tokens", "stop_sequences", "thinking", "output_config"}),
}


def sampling_for(client: str, wanted: Mapping[str, Any], *, takes: Collection[str] = ()) -> dict[str, Any]:
    """Return what of the wanted sampling a model is sent.

    Parameters
    ----------
    client
        One of `imrdata.llm.catalog.CLIENT_KINDS`.
    wanted
        What a recipe says: ``max_tokens``, ``temperature``, ``top_p``, ``seed`` …
    takes
        What this model of a hosted provider takes besides, such as ``temperature`` for an older one.

    Examples
    --------
    >>> wanted = {"max_tokens": 700, "temperature": 0.7, "seed": 1}
    >>> sampling_for("openai", wanted), sampling_for("openai", wanted, takes=["temperature"])
    ({'max_tokens': 700}, {'max_tokens': 700, 'temperature': 0.7})
    >>> sampling_for("compatible", wanted) == wanted
    True
    """
    if client not in _TAKEN:
        return dict(wanted)
    taken = _TAKEN[client] | frozenset(takes)
    return {name: value for name, value in wanted.items() if name in taken}
