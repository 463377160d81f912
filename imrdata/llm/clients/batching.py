"""What `llm.batches` needs of a client whose provider takes many questions at once for half the price. Room: llm."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from imrdata.errors import ClientError, TransientClientError
from imrdata.llm.clients.replies import failed_in_passing
from imrdata.llm.request import Request, Response

__all__ = ["BatchClient", "Found", "every", "id_of", "json_object", "lines_of", "not_run", "unreadable"]


@dataclass(frozen=True, slots=True)
class Found:
    """Where a batch is that may or may not have reached its provider.

    Attributes
    ----------
    batch_id
        The provider's name for it; empty if there is none.
    undecided
        It can't be told yet: a batch still runs that may be the one. Look again later, and submit nothing.
    """

    batch_id: str = ""
    undecided: bool = False


class BatchClient(Protocol):
    """A transport for batches. Questions carry their fingerprints as the provider's ``custom_id``."""

    most_items: ClassVar[int]
    most_bytes: ClassVar[int]

    async def open(self) -> None:
        """Start what answers need."""

    async def close(self) -> None:
        """Stop what `open` started."""

    def body(self, request: Request) -> dict[str, Any]:
        """Return what is sent for one question, or raise a PermanentClientError."""

    async def newest(self) -> str:
        """Return the provider's name for its newest batch; empty if there is none."""

    async def submit(self, requests: Sequence[Request], *, name: str) -> str:
        """Submit a batch once and return the provider's name for it."""

    async def find(self, name: str, *, keys: Collection[str], after: str, known: Collection[str]) -> Found:
        """Look among the batches newer than `after`, `known` ones left out, for one that holds just these keys."""

    async def ended(self, batch_id: str) -> bool:
        """Say whether nothing of a batch will be worked on any more."""

    async def results(self, batch_id: str, *, requests: Mapping[str, Request]) -> dict[str, Response | ClientError]:
        """Return what became of each question of a batch that ended."""


def not_run(kind: str, problem: str) -> TransientClientError:
    """Return the error of a question that its batch did not come to: it costs nothing."""
    error = failed_in_passing(kind, problem, mend="ask it again")
    error.billed = False
    return error


def id_of(batch: Any) -> str:
    """Return a batch's or a file's name at the provider: without it there is none."""
    name = batch.id
    if not isinstance(name, str) or not name:
        raise TypeError("a name is wanted")
    return name


async def every(listing: Any) -> AsyncIterator[Any]:
    """Yield all batches of an SDK's listing, page by page. A page without a list is no empty page: it says nothing."""
    async for page in (await listing).iter_pages():
        if not isinstance(page.data, list):
            raise TypeError("a list is wanted")
        for batch in page.data:
            yield batch


def unreadable() -> TransientClientError:
    """Return the error of results that can't be read. They are fetched again: no question of theirs is."""
    return failed_in_passing("malformed", "a line of the batch's results can't be read")


def lines_of(content: bytes) -> list[bytes]:
    """Return the lines of a results file, blank ones left out."""
    return [line for line in content.splitlines() if line.strip()]


def json_object(line: bytes) -> dict[str, Any]:
    """Return a line of results, which must be an object."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):  # raised here: a JSON error holds the line
        raise unreadable()
    return row
