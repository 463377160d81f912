"""The live view of a run: bars and figures in a terminal or a notebook, a line now and then elsewhere.

In: an engine's events and how far each part is; they go into a `Meter`, which costs next to nothing. Out: what is
drawn, a few times a second at most, by a thread of its own. A terminal that can't be drawn on stops the drawing,
never the run.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from imrdata.llm.meter import Figures, Meter
from imrdata.llm.progress import Event

__all__ = ["Progress"]

#: A long run says so often how it stands, in seconds, where nothing can be drawn over.
_LINE_EVERY: Final = 60.0


class View(Protocol):
    """Something that draws figures. Whatever it raises ends the drawing."""

    #: Seconds between two drawings.
    interval: float

    def draw(self, figures: Figures) -> None:
        """Show how it stands."""

    def close(self) -> None:
        """Leave the last drawing and give the terminal back."""


class Progress:
    """Shows how a run stands: pass it as `on_progress`, and its `event` as `on_event`.

    In a terminal there is a bar for each part and a line of figures: answers a second, answered and reused,
    questions in flight, cost, time left, errors by kind. In a notebook there is one bar of tqdm with the same figures.
    Elsewhere each part's end is a line, and a long run adds one a minute.

    Parameters
    ----------
    console
        Where to draw; None: standard output.
    silent
        Draw nothing at all.
    meter
        What the events go into; None: one of its own.

    Examples
    --------
    >>> with Progress(console=Console(force_terminal=False)) as progress:
    ...     for number in (1, 2):
    ...         progress("baseline", number, 2)
    baseline: 2 of 2
    """

    def __init__(self, *, console: Console | None = None, silent: bool = False, meter: Meter | None = None) -> None:
        self._meter = meter or Meter()
        self._make: Callable[[], View] | None = None if silent else lambda: _view(console)
        self._view: View | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self._make is not None:
            try:
                self._view = self._make()
            except Exception:
                self._view = None
        if self._view is not None:
            self._stop.clear()
            # Daemon: a terminal that hangs in a write must not keep the program alive.
            self._thread = threading.Thread(target=self._tick, args=(self._view,), name="imrdata progress", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10.0)
            stuck, self._thread = self._thread.is_alive(), None
            if stuck:
                # It hangs in a write and holds the terminal's lock: who waits for it hangs, too.
                self._view = None
        if self._view is not None and self._draw(self._view):
            view, self._view = self._view, None
            _dare(view.close)

    def __call__(self, part: str, done: int, total: int) -> None:
        """Say that `done` of `total` of a part are finished."""
        self._meter.part(part, done, total)

    def event(self, event: Event) -> None:
        """Take in an event of an engine."""
        self._meter.note(event)

    def _tick(self, view: View) -> None:
        while not self._stop.wait(view.interval):
            if not self._draw(view):
                return

    def _draw(self, view: View) -> bool:
        if _dare(lambda: view.draw(self._meter.read())):
            return True
        self._view = None
        _dare(view.close)
        return False


def _dare(work: Callable[[], None]) -> bool:
    """Do something that may fail without harm; say whether it was done."""
    try:
        work()
    except (Exception, SystemExit):
        # A terminal that is gone, an encoding without the bar's characters, a closed pipe, which rich takes for the
        # program's end: none concerns the run.
        return False
    return True


def _view(console: Console | None) -> View:
    """Return what can be drawn here."""
    if console is None and _in_notebook():
        try:
            return _NotebookView()
        except ImportError:
            return _LinesView(Console(file=sys.stdout, force_jupyter=False, force_terminal=False, width=200))
    console = console or Console()
    return _TerminalView(console) if console.is_terminal and not console.is_dumb_terminal else _LinesView(console)


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and "IPKernelApp" in getattr(shell, "config", {})


class _TerminalView:
    """A bar for each part and the figures below them."""

    interval = 0.25

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            auto_refresh=False,
        )
        self._tasks: dict[str, TaskID] = {}
        # Drawn by our own thread: an error in rich's would be printed over the run.
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def draw(self, figures: Figures) -> None:
        for part in figures.parts:
            if part.name not in self._tasks:
                self._tasks[part.name] = self._bars.add_task(escape(part.name), total=part.total)
            self._bars.update(self._tasks[part.name], completed=part.done, total=part.total)
        shown = [self._bars.get_renderable()] if self._tasks else []
        if _has_asked(figures):
            shown.append(Text(str(figures)))
        self._live.update(Group(*shown), refresh=True)

    def close(self) -> None:
        self._live.stop()


class _LinesView:
    """A line at each part's end, and one a minute."""

    interval = 1.0

    def __init__(self, console: Console) -> None:
        self._console = console
        self._ended: set[str] = set()
        self._next = _LINE_EVERY

    def draw(self, figures: Figures) -> None:
        for part in figures.parts:
            if part.name not in self._ended and part.done >= part.total > 0:
                self._ended.add(part.name)
                self._say(f"{part.name}: {part.done} of {part.total}")
        if figures.seconds >= self._next:
            self._next = (figures.seconds // _LINE_EVERY + 1) * _LINE_EVERY
            under_way = [f"{part.name} {part.done} of {part.total}" for part in figures.parts if part.done < part.total]
            self._say(" · ".join([*under_way, str(figures)]))

    def _say(self, line: str) -> None:
        # A log's line is a line, however long.
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def close(self) -> None:
        pass


class _NotebookView:
    """One bar of tqdm for all parts, in characters.

    tqdm's widgets need ipywidgets and a page that shows them, and several bars need a cursor that moves up; neither is
    there where a notebook is executed by a program. A line that is written over works in all.
    """

    interval = 1.0

    def __init__(self) -> None:
        from tqdm.std import tqdm

        class Bar(tqdm):  # type: ignore[misc]
            # No watching thread and no lock between processes: this bar has one thread that draws.
            monitor_interval = 0

        Bar.set_lock(threading.RLock())
        self._bar: Any = Bar(
            total=0, file=sys.stdout, bar_format="{desc} {n_fmt}/{total_fmt} |{bar:20}| {elapsed}{postfix}", desc="run"
        )

    def draw(self, figures: Figures) -> None:
        under_way = [part.name for part in figures.parts if part.done < part.total]
        self._bar.total = sum(part.total for part in figures.parts)
        self._bar.n = sum(part.done for part in figures.parts)
        self._bar.set_description_str(under_way[0] if under_way else "done" if figures.parts else "run", refresh=False)
        self._bar.set_postfix_str(str(figures) if _has_asked(figures) else "", refresh=False)
        self._bar.refresh()

    def close(self) -> None:
        self._bar.close()


def _has_asked(figures: Figures) -> bool:
    """Say whether there is more to show than bars: the baseline asks nobody."""
    return bool(
        figures.answered or figures.reused or figures.in_flight or figures.failed or figures.retries or figures.waiting
    )
