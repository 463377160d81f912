"""Every error that imrdata raises on purpose; the room that all others may import.

    ImrDataError
    ├── SourceError (ValueError)         a source file that can't be read as IMR rows
    ├── BooksError                       rows or characters are not accounted for
    ├── WallError (ValueError)           something reviewer-sided on its way into a view
    ├── RecipeError (ValueError)         a recipe key that is unknown, missing or wrong
    ├── BudgetError                      the next question may cost more than is left
    ├── RunFolderError (OSError)         a run folder that can't be written or is not one
    │   └── RunFolderLockedError         another run holds it
    ├── LedgerError (ValueError)         a ledger that holds something it never wrote
    ├── ClientError                      a model server's answer that is no answer
    │   ├── TransientClientError         worth asking again: busy, cut, timed out
    │   └── PermanentClientError         asking again would not help
    ├── NetworkForbiddenError (ClientError)   `forbid_network` is in force
    ├── DatasetError (ValueError)        a dataset folder that is not what its manifest says
    └── MissingExtraError (ImportError)  an optional dependency is not installed

One sentence says where, what and how to mend it. All survive pickling, so a Spark worker can raise them.
"""

from __future__ import annotations

__all__ = [
    "BooksError",
    "BudgetError",
    "ClientError",
    "DatasetError",
    "ImrDataError",
    "LedgerError",
    "MissingExtraError",
    "NetworkForbiddenError",
    "PermanentClientError",
    "RecipeError",
    "RunFolderError",
    "RunFolderLockedError",
    "SourceError",
    "TransientClientError",
    "WallError",
]


class ImrDataError(Exception):
    """The root of all errors of this package.

    Parameters
    ----------
    problem
        What is wrong, without a full stop.
    where
        The file, key or address it is wrong in; empty if there is none.
    mend
        What the reader can do about it, without a full stop.

    Examples
    --------
    >>> print(ImrDataError("the file is empty", where="export.csv", mend="download it again"))
    export.csv: the file is empty; download it again.
    """

    def __init__(self, problem: str, *, where: str = "", mend: str = "") -> None:
        self.problem = problem
        self.where = where
        self.mend = mend
        text = f"{where}: {problem}" if where else problem
        super().__init__(f"{text}; {mend}." if mend else f"{text}.")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.problem, self.where, self.mend), self.__dict__


def _rebuild(kind: type[ImrDataError], problem: str, where: str, mend: str) -> ImrDataError:
    """Make an error anew from its parts: exceptions with keyword arguments don't unpickle by themselves."""
    return kind(problem, where=where, mend=mend)


class SourceError(ImrDataError, ValueError):
    """A source file can't be read as IMR rows."""


class BooksError(ImrDataError):
    """Rows or characters went in that neither came out nor were rejected."""


class WallError(ImrDataError, ValueError):
    """Something that only the reviewer knew was on its way to a writer."""


class RecipeError(ImrDataError, ValueError):
    """A recipe's key is unknown, missing or has a wrong value."""


class BudgetError(ImrDataError):
    """What is left of a budget does not cover what the next question may cost."""


class RunFolderError(ImrDataError, OSError):
    """A run folder can't be written, or the folder named is not one."""


class RunFolderLockedError(RunFolderError):
    """Another run is writing to this run folder."""


class LedgerError(ImrDataError, ValueError):
    """A ledger segment holds a line that no ledger wrote."""


class ClientError(ImrDataError):
    """A model server could not be asked, or its answer is none.

    ``kind`` is the word a run counts it under: ``busy``, ``timeout``, ``cut``, ``malformed``, ``refused`` …
    ``billed`` says whether the attempt may have cost money: true unless the server plainly did no work (it refused
    the request, or was never reached), since a reply that was lost on its way is paid for all the same.
    """

    kind: str = "client"
    billed: bool = True


class TransientClientError(ClientError):
    """A failure that may pass: a busy server, a cut connection, a time-out.

    ``retry_after`` holds the seconds the server asked for, if it did.
    """

    retry_after: float | None = None


class PermanentClientError(ClientError):
    """A failure that asking again would repeat: a refused key, an unknown model, a prompt that is too long."""


class NetworkForbiddenError(PermanentClientError):
    """A client was used while :func:`imrdata.forbid_network` is in force."""


class DatasetError(ImrDataError, ValueError):
    """A dataset folder is not what its manifest and checksums say."""


class MissingExtraError(ImrDataError, ImportError):
    """An optional dependency is needed that is not installed."""
