"""Ctrl-C while models answer: once, and what is under way comes to its end; twice, and it stops at once.

In: a coroutine, and what to do to let it drain. Out: its result. Works in a script and inside a loop that runs already
(a notebook), where the work gets a thread of its own. Room: llm.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

__all__ = ["Interruption", "finish"]

Result = TypeVar("Result")


class Interruption:
    """Whether somebody asked for an end, and what is done about it.

    Parameters
    ----------
    on_asked
        Called once when it is asked for, to tell whoever waits; it must be quick.
    """

    def __init__(self, *, on_asked: Callable[[], None] = lambda: None) -> None:
        self._on_asked = on_asked
        self._drains: list[Callable[[], None]] = []
        self.asked = False

    def drains(self, drain: Callable[[], None]) -> None:
        """Name what lets the work come to its end; called in its loop."""
        self._drains.append(drain)
        if self.asked:
            drain()

    def ask(self) -> None:
        """Ask for an end; in the loop of the work."""
        self.asked = True
        for drain in self._drains:
            drain()
        self._on_asked()


def finish(work: Coroutine[Any, Any, Result], *, interruption: Interruption) -> Result:
    """Run a coroutine to its end.

    Raises
    ------
    KeyboardInterrupt
        Ctrl-C came twice. Once is not an error here: the caller sees it in ``interruption.asked``.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_listening(work, interruption))
    return _in_a_thread(work, interruption)


async def _listening(work: Coroutine[Any, Any, Result], interruption: Interruption) -> Result:
    """Do the work with Ctrl-C taken as a question; the second one is Python's own again."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        interruption.ask()

    # Only the main thread hears signals, and only Unix lets a loop hear them: elsewhere the first Ctrl-C stops at once.
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGINT, asked)
    try:
        return await work
    finally:
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.remove_signal_handler(signal.SIGINT)


def _in_a_thread(work: Coroutine[Any, Any, Result], interruption: Interruption) -> Result:
    outcome: list[Result] = []
    error: list[BaseException] = []
    started = threading.Event()
    # The loop that runs here already hears Ctrl-C in a way of its own, so this thread listens itself meanwhile.
    inside: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Result]]] = []

    async def main() -> Result:
        task = asyncio.ensure_future(work)
        inside.append((asyncio.get_running_loop(), task))
        started.set()
        return await task

    def target() -> None:
        try:
            outcome.append(asyncio.run(main()))
        except BaseException as caught:
            error.append(caught)
        finally:
            started.set()

    def heard(number: int, frame: object) -> None:
        started.wait()
        loop, task = inside[0]
        # A loop that has just ended has nothing left to stop.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(task.cancel if interruption.asked else interruption.ask)

    thread = threading.Thread(target=target, name="imrdata run")
    with _hearing(heard):
        thread.start()
        thread.join()
    if error:
        if isinstance(error[0], asyncio.CancelledError):
            raise KeyboardInterrupt from None
        raise error[0]
    return outcome[0]


@contextlib.contextmanager
def _hearing(heard: Callable[[int, object], None]) -> Iterator[None]:
    """Hear Ctrl-C, where this thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, heard)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
