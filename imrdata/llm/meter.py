"""What a progress display shows, worked out from an engine's events: rate, cost, time left, errors by kind.

In: `Event`s and how far each part is. Out: `Figures`, whenever somebody asks. Taking in an event is a few additions,
thousands a second are no load; nothing is drawn here and nothing waits. Events may come from another thread than the
one that reads. Room: llm.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from imrdata.llm.progress import Event

__all__ = ["Figures", "Meter", "Part", "dollars"]

#: Rates are those of so many seconds before now: long enough to be steady, short enough to show a change.
_WINDOW: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How far one part of a run is."""

    name: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A run at one moment.

    Attributes
    ----------
    parts
        How far each part is, in the order in which they were first named.
    seconds
        Since the meter was made.
    answered, reused
        Questions answered by a model now, and from the ledger.
    in_flight
        Questions that a server is busy with.
    retries, failed
        Attempts that failed in passing, and questions that got no answer, by kind.
    cost
        Picodollars (10⁻¹² USD) spent so far, as the engine settled them.
    rate
        Answers of models a second, over the last half minute.
    left
        Seconds until all parts are done, at the pace of the last half minute; None if that can't be said.
    waiting
        What the last question that could not be sent waits for (``budget``, ``rate``); empty once one is sent.
    """

    parts: tuple[Part, ...]
    seconds: float
    answered: int
    reused: int
    in_flight: int
    retries: Mapping[str, int]
    failed: Mapping[str, int]
    cost: int
    rate: float
    left: float | None
    waiting: str

    def __str__(self) -> str:
        """Say all that is worth saying in one line."""
        slow = 0 < self.rate < 1
        pace = f"{60 * self.rate:.1f} answers/min" if slow else f"{self.rate:.1f} answers/s"
        words = [pace, f"{self.answered:,} answered"]
        if self.reused:
            words.append(f"{self.reused:,} reused")
        words += [f"{self.in_flight} in flight", dollars(self.cost)]
        if self.left is not None:
            words.append(f"{_duration(self.left)} left")
        if self.waiting:
            words.append(f"waiting for {self.waiting}")
        for name, kinds in (("failed", self.failed), ("asked again", self.retries)):
            if kinds:
                words.append(f"{name}: {', '.join(f'{kind} {number:,}' for kind, number in sorted(kinds.items()))}")
        return " · ".join(words)


class Meter:
    """Takes in what happens and says how it stands.

    Parameters
    ----------
    clock
        Gives seconds that never go back.

    Examples
    --------
    >>> from imrdata.llm.request import Request
    >>> question = Request(task="t", model="m", identity={}, messages=(), sampling={})
    >>> meter = Meter(clock=lambda: 0.0)
    >>> for what in ("requested", "sent", "retry", "sent", "answered"):
    ...     meter.note(Event(what=what, request=question, detail="busy" if what == "retry" else ""))
    >>> meter.part("m", 1, 4)
    >>> print(meter.read())
    1.0 answers/s · 1 answered · 0 in flight · $0 · 3 s left · asked again: busy 1
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._retries: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._out = 0
        self._cost = 0
        self._waiting = ""
        self._parts: dict[str, tuple[int, int]] = {}
        self._answers = _Window()
        self._paces: dict[str, _Window] = {}

    def note(self, event: Event) -> None:
        """Take in an event of an engine; what it does not know counts only with its cost."""
        what = event.what
        with self._lock:
            self._counts[what] += 1
            self._cost += event.cost
            if what == "sent":
                self._out += 1
                self._waiting = ""
            elif what == "answered":
                self._out = max(0, self._out - 1)
                self._answers.add(1, self._clock())
            elif what == "retry":
                self._out = max(0, self._out - 1)
                self._retries[event.detail or "unknown"] += 1
            elif what == "failed":
                self._out = max(0, self._out - 1)
                self._failed[event.detail or "unknown"] += 1
            elif what == "waiting":
                self._waiting = event.detail or "its turn"

    def part(self, name: str, done: int, total: int) -> None:
        """Say that `done` of `total` of a part are finished."""
        with self._lock:
            before, _ = self._parts.get(name, (0, 0))
            self._parts[name] = (done, total)
            if done > before:
                self._paces.setdefault(name, _Window()).add(done - before, self._clock())

    def read(self) -> Figures:
        """Return how it stands now."""
        with self._lock:
            now = self._clock()
            counts = self._counts
            # A question that two asked fails for both but was sent once, and one may fail unsent: hence the bounds.
            asked = counts["requested"] - counts["answered"] - counts["reused"] - counts["failed"]
            span = min(float(_WINDOW), max(now - self._began, 1.0))
            return Figures(
                parts=tuple(Part(name=name, done=done, total=total) for name, (done, total) in self._parts.items()),
                seconds=now - self._began,
                answered=counts["answered"],
                reused=counts["reused"],
                in_flight=max(0, min(self._out, asked)),
                retries=dict(self._retries),
                failed=dict(self._failed),
                cost=self._cost,
                rate=self._answers.sum(now) / span,
                left=self._left(now, span),
                waiting=self._waiting,
            )

    def _left(self, now: float, span: float) -> float | None:
        """Return the seconds to the end, at the pace of the parts that are not done yet."""
        open_parts = {name: total - done for name, (done, total) in self._parts.items() if done < total}
        if not open_parts:
            return 0.0 if self._parts else None
        # Finished parts say nothing of the pace: the baseline's letters take no time.
        done = sum(self._paces[name].sum(now) for name in open_parts if name in self._paces)
        return sum(open_parts.values()) * span / done if done else None


class _Window:
    """How much happened in the last half minute, kept by the second."""

    def __init__(self) -> None:
        self._seconds: deque[list[int]] = deque()

    def add(self, number: int, now: float) -> None:
        second = int(now)
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1][1] += number
        else:
            self._forget(now)
            self._seconds.append([second, number])

    def sum(self, now: float) -> int:
        self._forget(now)
        return sum(number for _, number in self._seconds)

    def _forget(self, now: float) -> None:
        while self._seconds and self._seconds[0][0] <= now - _WINDOW:
            self._seconds.popleft()


def dollars(picodollars: int) -> str:
    """Return an amount of money in words, to a hundredth of a cent, and to a cent from a hundred dollars on.

    Examples
    --------
    >>> dollars(0), dollars(12_300_000_000), dollars(1), dollars(123_456_000_000_000)
    ('$0', '$0.0123', 'under $0.0001', '$123.46')
    """
    if picodollars == 0:
        return "$0"
    if picodollars < 0:
        return f"-{dollars(-picodollars)}"
    if picodollars < 10**8:
        return "under $0.0001"
    places = 2 if picodollars >= 10**14 else 4
    # Whole numbers, rounded half up: a float would lose picodollars above a few thousand dollars.
    units = (picodollars + 10 ** (12 - places) // 2) // 10 ** (12 - places)
    return f"${units // 10**places:,}.{units % 10**places:0{places}}"


def _duration(seconds: float) -> str:
    whole = max(0, round(seconds))
    if whole < 100:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02} min"
