"""kill -9 in the middle and run again, counted by the server's own log."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from imrdata.llm.ledger import Ledger
from tests.llm.chat_server import Act, ChatServer, answer_to
from tests.llm.questions import question

ROOT = Path(__file__).parents[2]
CALLS, IN_FLIGHT = 200, 16


def start(url: str, ledger: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "tests.llm.ask_all",
        url,
        str(ledger),
        str(CALLS),
        str(IN_FLIGHT),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    result: dict[str, Any] = json.loads(out)
    return result


@pytest.mark.parametrize("kills", [(23,), (90, 150), (16, 17, 100, 199)], ids=repr)
def test_nothing_durable_is_asked_again(tmp_path: Path, kills: tuple[int, ...]) -> None:
    reached = threading.Event()
    threshold = 0

    def on_call(total: int) -> None:
        if total >= threshold:
            reached.set()

    # Uneven delays, so that a kill finds questions in every state.
    with ChatServer(lambda prompt, nth: Act(delay=0.01 + int(prompt[1:]) % 7 * 0.005)) as server:
        server.on_call = on_call
        durable: list[int] = []
        before = server.calls.copy()
        for kill in kills:
            threshold = max(kill, server.calls.total() + 1)
            reached.clear()
            process = start(server.url, tmp_path)
            assert reached.wait(30)
            process.kill()
            process.communicate()
            ledger = Ledger.open_read_only(tmp_path) if tmp_path.exists() else None
            durable = [n for n in range(CALLS) if ledger and ledger.answer(question(f"Q{n}").key)]
            before = server.calls.copy()
        server.on_call = lambda total: None
        result = finish(start(server.url, tmp_path))

        assert result["texts"] == [answer_to(f"Q{n}") for n in range(CALLS)]
        assert result["counts"] == {
            "requested": CALLS,
            "answered": CALLS - len(durable),
            "reused": len(durable),
            "failed": {},
            "sent": CALLS - len(durable),
            "picodollars": 0,
        }
        assert len(durable) < CALLS  # else the kill came too late to say anything
        assert [n for n in durable if server.calls[f"Q{n}"] != before[f"Q{n}"]] == []
        assert server.calls.total() - CALLS <= IN_FLIGHT * len(kills)
        assert server.most_under_way <= 2 * IN_FLIGHT  # those of a killed run may still be counted

        # And a third run asks nothing at all.
        total = server.calls.total()
        assert finish(start(server.url, tmp_path))["counts"]["reused"] == CALLS
        assert server.calls.total() == total
