"""Live bars while a run writes: one per author, in a terminal only."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

__all__ = ["Progress"]


class Progress:
    """Shows how far each part of a run is; called as ``progress(part, done, total)``.

    Where the output is no terminal, each part's end is one line instead.
    """

    def __init__(self, *, console: Console, silent: bool = False) -> None:
        self._silent = silent
        self._console = Console(file=sys.stderr) if silent else console
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=silent or not console.is_terminal,
        )
        self._parts: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, part: str, done: int, total: int) -> None:
        """Say that `done` of `total` of a part are finished."""
        if part not in self._parts:
            self._parts[part] = self._bars.add_task(part, total=total)
        self._bars.update(self._parts[part], completed=done, total=total)
        if done == total and not self._silent and not self._console.is_terminal:
            self._console.print(f"{part}: {done} of {total}")
