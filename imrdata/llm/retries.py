"""Whether to ask again, and when. In: the errors one question has met. Out: seconds to wait, or that it is enough.

Room: llm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from imrdata.errors import TransientClientError

__all__ = ["RATE_LIMIT", "Retries", "Tries"]

#: The kind of a refusal for haste (429).
RATE_LIMIT: Final = "rate_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How often a question that failed in passing is sent, and how long to wait in between.

    Attributes
    ----------
    attempts
        How often it is sent at most, the first time included.
    first_wait
        Seconds before the second attempt; each wait is twice the one before.
    longest_wait
        No wait is longer, whatever the server asks for.
    patience
        Seconds for which a question may be refused for haste (429) again and again. Such refusals are no attempts:
        the server did not look at the question.
    """

    attempts: int = 8
    first_wait: float = 0.5
    longest_wait: float = 60.0
    patience: float = 1800.0

    def wait(self, attempt: int, *, retry_after: float | None, jitter: float) -> float:
        """Return the seconds to wait after a failed attempt.

        Parameters
        ----------
        attempt
            Which one failed, from 1.
        retry_after
            What the server asked for; waited in full, up to `longest_wait`.
        jitter
            Between 0 and 1: spreads those who failed together.

        Examples
        --------
        >>> Retries().wait(3, retry_after=None, jitter=1.0), Retries().wait(1, retry_after=7.0, jitter=0.0)
        (2.0, 7.0)
        """
        # The exponent is bounded: 2.0 ** 2000 is an error, not a long wait.
        usual = self.first_wait * 2.0 ** min(attempt - 1, 60) * (0.5 + jitter / 2)
        return min(max(usual, retry_after or 0.0), self.longest_wait)


class Tries:
    """What one question has been through.

    Examples
    --------
    >>> tries = Tries(Retries(attempts=2, first_wait=1.0))
    >>> tries.sent = 1
    >>> tries.failed(TransientClientError("cut"), now=0.0, jitter=1.0)
    1.0
    >>> tries.sent = 2
    >>> tries.failed(TransientClientError("cut"), now=1.0, jitter=1.0) is None
    True
    """

    def __init__(self, retries: Retries) -> None:
        self._retries = retries
        self._refused = 0
        self._refused_since: float | None = None
        self.sent = 0

    def failed(self, error: TransientClientError, *, now: float, jitter: float) -> float | None:
        """Take note of a failure; return the seconds to wait before the next try, or None: it is enough."""
        if error.kind == RATE_LIMIT:
            self._refused += 1
            self._refused_since = now if self._refused_since is None else self._refused_since
            if now - self._refused_since > self._retries.patience:
                return None
            return self._retries.wait(self._refused, retry_after=error.retry_after, jitter=jitter)
        self._refused_since = None
        attempts = self.sent - self._refused
        if attempts >= self._retries.attempts:
            return None
        return self._retries.wait(attempts, retry_after=error.retry_after, jitter=jitter)
