"""The live view: in a terminal, in a log, in a notebook, and where nothing can be drawn."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from imrdata.llm.meter import Meter
from imrdata.llm.progress import Event
from imrdata.report import progress as module
from imrdata.report.progress import Progress
from tests.llm.questions import question

ROOT = Path(__file__).resolve().parents[2]
ASKED = question()


def events(progress: Progress, *what: str, detail: str = "", cost: int = 0) -> None:
    for word in what:
        progress.event(Event(what=word, request=ASKED, detail=detail, cost=cost))


def until(true: Callable[[], bool]) -> None:
    """Wait for the drawing thread, at most ten seconds."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def terminal(file: io.StringIO) -> Console:
    return Console(
        file=file, force_terminal=True, width=160, color_system=None, record=True, _environ={"TERM": "xterm"}
    )


def test_a_terminal_shows_bars_and_figures() -> None:
    file = io.StringIO()
    console = terminal(file)
    with Progress(console=console) as progress:
        progress("baseline", 2, 2)
        progress("[model]", 0, 4)
        events(progress, *["requested"] * 4, *["sent"] * 3)
        events(progress, "retry", detail="busy")
        events(progress, "answered", cost=12_300_000_000)
        progress("[model]", 1, 4)
        until(lambda: "$0.0123" in file.getvalue())
        events(progress, "failed", detail="too_long")
        progress("[model]", 2, 4)
    text = console.export_text()
    assert "baseline" in text
    assert "2/2" in text
    assert "[model]" in text  # no markup of rich's
    last = file.getvalue()[file.getvalue().rindex("baseline") :]
    assert "2/4" in last
    for words in (
        "answers/s",
        "1 answered",
        "0 in flight",
        "$0.0123",
        "left",
        "failed: too_long 1",
        "asked again: busy 1",
    ):
        assert words in last
    assert file.getvalue().endswith("\x1b[?25h")  # the cursor is given back


def test_a_terminal_is_drawn_on_a_timer_not_per_event() -> None:
    file = io.StringIO()
    drawn = 0

    class Counting(Meter):
        def read(self):  # type: ignore[no-untyped-def]
            nonlocal drawn
            drawn += 1
            return super().read()

    began = time.monotonic()
    with Progress(console=terminal(file), meter=Counting()) as progress:
        for number in range(20_000):
            events(progress, "requested", "sent", "answered")
            progress("m", number + 1, 20_000)
    seconds = time.monotonic() - began
    assert 1 <= drawn <= seconds / 0.25 + 1
    assert "20,000 answered" in file.getvalue()


def test_bars_alone_where_nobody_is_asked() -> None:
    file = io.StringIO()
    with Progress(console=terminal(file)) as progress:
        progress("baseline", 72, 72)
    assert "72/72" in file.getvalue()
    assert "answers/s" not in file.getvalue()


def test_without_a_terminal_each_parts_end_is_a_line() -> None:
    file = io.StringIO()
    with Progress(console=Console(file=file)) as progress:
        progress("baseline", 0, 2)
        progress("empty", 0, 0)
        progress("baseline", 2, 2)
        events(progress, "requested", "sent", "answered")
        progress("model", 1, 2)
    assert file.getvalue() == "baseline: 2 of 2\n"


def test_a_long_run_without_a_terminal_says_a_line_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    file = io.StringIO()
    # The test draws, in place of the thread.
    monkeypatch.setattr(module._LinesView, "interval", 3600.0)
    with Progress(console=Console(file=file, width=40), meter=Meter(clock=lambda: now)) as progress:
        view = progress._view
        assert view is not None
        for second in range(301):
            now = float(second)
            events(progress, "requested", "sent", "answered", cost=10**9)
            progress("model", second, 600)
            progress._draw(view)
    said = file.getvalue().splitlines()
    assert len(said) == 5
    assert said[0].startswith("model 60 of 600 · 1.0 answers/s · 61 answered · 0 in flight · $0.1830 · 9 min left")
    assert said[4].startswith("model 300 of 600 · ")


@pytest.mark.parametrize("console", [terminal(io.StringIO()), Console(file=io.StringIO())], ids=["terminal", "log"])
def test_silent_is_silent_and_starts_nothing(console: Console) -> None:
    before = threading.active_count()
    with Progress(console=console, silent=True) as progress:
        events(progress, "requested", "sent", "answered")
        progress("model", 1, 1)
        assert threading.active_count() == before
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == ""


class Broken(io.StringIO):
    """A terminal that goes away after a while."""

    def __init__(self, error: BaseException, *, after: int) -> None:
        super().__init__()
        self.error, self.left = error, after

    def write(self, text: str) -> int:
        if self.left <= 0:
            raise self.error
        self.left -= 1
        return super().write(text)

    def flush(self) -> None:
        if self.left <= 0:
            raise self.error


@pytest.mark.parametrize("after", [0, 1, 4])
@pytest.mark.parametrize("force_terminal", [True, False])
@pytest.mark.parametrize(
    "error",
    [
        OSError(5, "Input/output error"),
        ValueError("I/O operation on closed file"),
        UnicodeEncodeError("ascii", "━", 0, 1, ""),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_broken_terminal_stops_no_run(error: BaseException, force_terminal: bool, after: int) -> None:
    out, err = sys.stdout, sys.stderr
    file = Broken(error, after=after)
    console = Console(file=file, force_terminal=force_terminal, _environ={"TERM": "xterm"})
    done = 0
    with Progress(console=console) as progress:
        for number in range(10):
            events(progress, "requested", "sent", "answered")
            progress(f"part {number}", 1, 1)
            done += 1
            time.sleep(0.06)
    assert done == 10
    assert (sys.stdout, sys.stderr) == (out, err)


def test_a_reader_that_goes_away_stops_no_run(tmp_path: Path) -> None:
    """With a real pipe, as in `imrdata run … | head -1`: rich would end the program."""
    program = (
        "import time\n"
        "from imrdata.report.progress import Progress\n"
        "with Progress() as progress:\n"
        "    for number in range(4):\n"
        "        progress(f'part {number}', 1, 1)\n"
        "        time.sleep(1.1)\n"
        f"open({str(tmp_path / 'end')!r}, 'w').close()\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "end").exists()


def run_in_a_terminal(*arguments: str) -> tuple[int, str]:
    """Run the command with its output on a terminal; return its exit code and all that it wrote."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "imrdata", "run", "control", "--limit", "12", *arguments]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        pass  # Linux says so when the last writer is gone
    finally:
        os.close(ours)
    return process.wait(timeout=60), said.decode().replace("\r\n", "\n")


def test_json_alone_is_printed_though_there_is_a_terminal(tmp_path: Path) -> None:
    code, said = run_in_a_terminal("--out", str(tmp_path / "out"), "--json")
    assert code == 0
    assert json.loads(said)["letters"]["written"] > 0


def test_an_error_of_the_run_passes_through() -> None:
    file = io.StringIO()

    def interrupted() -> None:
        with Progress(console=terminal(file)) as progress:
            progress("model", 1, 4)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert "1/4" in file.getvalue()
    assert file.getvalue().endswith("\x1b[?25h")
