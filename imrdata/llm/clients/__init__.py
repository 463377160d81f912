"""Transports behind one Protocol: a client sends one request and gives back one raw response.

A client neither retries nor remembers: `llm.runner` does the one, `llm.ledger` the other. Whatever goes wrong
reaches the runner as a TransientClientError or a PermanentClientError whose `kind` a report can count.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from imrdata.llm.request import Request, Response

__all__ = ["Client"]


@runtime_checkable
class Client(Protocol):
    """What the runner needs of a transport. Made once a run, used by many tasks at a time."""

    async def open(self) -> None:
        """Start what answers need: a connection pool, a server in process."""

    async def ask(self, request: Request) -> Response:
        """Send one request once.

        Raises
        ------
        TransientClientError
            It may work later; ``retry_after`` says when, if the server did.
        PermanentClientError
            It would fail again.
        """

    async def close(self) -> None:
        """Stop what `open` started."""
