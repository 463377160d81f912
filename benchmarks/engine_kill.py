"""kill -9 while a ledger is written, and run again: what does it cost, by the model server's own count?

    python benchmarks/engine_kill.py [--rounds 20] [--calls 2000] [--in-flight 64] [--seed 7] [--segment-bytes 20000]
                                     [--folder DIR]

Each round begins with an empty ledger, asks `calls` questions through the engine, client and ledger of the project, and
is killed one to three times on its way before it may end. A kill strikes at a moment drawn by the seed:

- ``anywhere``: from outside, so many calls and milliseconds after the start;
- ``sync``: the process kills itself right before, some milliseconds into, or right after one call of fdatasync (fsync
  where there is none), before anybody is told;
- ``rotation``: right before a segment is made, right after, or right before the folder is forced to disk.

Segments are small, so that there are many. After each kill the ledger is read and held against the server's log:

- lost: questions the server was asked in this life whose answers are not in the ledger, under way or answered. At most
  `in-flight` may be;
- no question whose answer is in the ledger may ever be asked again;
- at the end all repeated calls of the round are those that were lost, and the hash of all answers and of the scanned
  ledger is that of a run that nobody disturbed.

The script ends with status 1 if any of that does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.engine import MODEL, SAMPLING, call, in_turn, messages, model_server, prompt, table
from benchmarks.model_server import digest_of
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.ledger import Ledger
from imrdata.llm.request import Request
from imrdata.llm.runner import Engine

PROMPT_BYTES: Final = 300
KINDS: Final = ("anywhere", "sync", "rotation")
WHEN: Final = {"anywhere": ("",), "sync": ("before", "into", "after"), "rotation": ("before", "made", "folder")}


@dataclass(frozen=True)
class Kill:
    """When a process is to die: at the nth call of the server, sync or segment of its life."""

    kind: str
    when: str
    nth: int
    milliseconds: float


def request_of(number: int) -> Request:
    identity = {"provider": "self-hosted", "model": MODEL, "revision": "unresolved"}
    return Request(
        task="kill", model=MODEL, identity=identity, messages=messages(number, PROMPT_BYTES), sampling=SAMPLING
    )


# --- The process that dies --------------------------------------------------------------------------------------------


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(kill: Kill) -> None:
    """Have this process kill itself at its nth sync, or while it makes its nth segment."""
    count = 0

    def is_now() -> bool:
        nonlocal count
        count += 1
        return count == kill.nth

    real_open = os.open
    name = "fdatasync" if hasattr(os, "fdatasync") else "fsync"
    real_sync = getattr(os, name)

    def sync(descriptor: int) -> None:
        now = is_now()
        if now and kill.when == "before":
            die()
        if now and kill.when == "into":
            threading.Timer(kill.milliseconds / 1000, die).start()
        real_sync(descriptor)
        if now and kill.when == "after":
            die()

    def make(path: Any, flags: int, *mode: int) -> int:
        now = bool(flags & os.O_CREAT) and str(path).endswith(".jsonl") and is_now()
        if now and kill.when == "before":
            die()
        descriptor = real_open(path, flags, *mode)
        if now and kill.when == "made":
            die()
        if now and kill.when == "folder":
            os.fsync = lambda descriptor: die()  # the folder's is the next one
        return descriptor

    if kill.kind == "sync":
        setattr(os, name, sync)
    elif kill.kind == "rotation":
        os.open = make  # type: ignore[assignment]


async def ask_all(url: str, ledger: Path, *, calls: int, in_flight: int, segment_bytes: int) -> dict[str, Any]:
    client = CompatibleClient(url, served_name=MODEL)
    with Ledger(ledger, segment_bytes=segment_bytes) as opened:
        async with Engine({MODEL: client}, ledger=opened, in_flight=in_flight) as engine:

            async def ask(number: int) -> str:
                return type(await engine.ask(request_of(number))).__name__

            await in_turn(iter(range(calls)), workers=in_flight + 8, ask=ask)
        return engine.counts.to_dict()


# --- The process that counts ------------------------------------------------------------------------------------------


def calls_by_prompt(url: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{url}/calls", timeout=30) as reply:
        found: dict[str, int] = json.load(reply)
        return found


class Rounds:
    """Kills and resumes runs against one server, and keeps the books.

    `wrong` holds a sentence for each promise that was broken.
    """

    def __init__(self, url: str, folder: Path, *, calls: int, in_flight: int, segment_bytes: int, seed: int) -> None:
        self._url = url
        self._folder = folder
        self._calls = calls
        self._in_flight = in_flight
        self._segment_bytes = segment_bytes
        self._seed = seed
        self._digests = [digest_of(prompt(number, PROMPT_BYTES)).hex() for number in range(calls)]
        self._keys = [request_of(number).key for number in range(calls)]
        self.wrong: list[str] = []

    def _start(self, ledger: Path, kill: Kill | None) -> subprocess.Popen[str]:
        command = [sys.executable, __file__, "--url", self._url, "--ledger", str(ledger)]
        command += ["--calls", str(self._calls), "--in-flight", str(self._in_flight)]
        command += ["--segment-bytes", str(self._segment_bytes)]
        if kill is not None and kill.kind != "anywhere":
            command += ["--kill", json.dumps(asdict(kill))]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def _finish(self, ledger: Path) -> dict[str, Any]:
        process = self._start(ledger, None)
        out, err = process.communicate(timeout=600)
        if process.returncode:
            raise SystemExit(f"the engine ended with {process.returncode}:\n{err[-4000:]}")
        counts: dict[str, Any] = json.loads(out)
        return counts

    def undisturbed(self) -> str:
        """Run once without a kill; return the hash of what it stored."""
        call(self._url, "/reset")
        self._finish(self._folder / "undisturbed")
        return dataset_hash(self._folder / "undisturbed")

    def draw(self, random_: random.Random, kind: str, left: int) -> Kill:
        """Return a kill of some kind that strikes while `left` questions are still to be asked."""
        # Batches grow with what is under way; a segment takes about 15 answers at 20,000 bytes.
        most = {"anywhere": left, "sync": max(left // self._in_flight, 1), "rotation": max(left // 40, 1)}[kind]
        return Kill(kind, random_.choice(WHEN[kind]), random_.randint(1, most), round(random_.uniform(0, 8), 2))

    def one(self, number: int, *, kinds: tuple[str, ...] = KINDS, expected: str) -> dict[str, Any]:
        """Kill and resume until all is answered; return what it cost."""
        drawn = random.Random(f"{self._seed}/{number}")
        ledger = self._folder / f"round-{number}"
        call(self._url, "/reset")
        durable: set[int] = set()
        kills: list[str] = []
        lost: list[int] = []
        wanted = drawn.randint(1, 3)
        for turn in range(wanted):
            kind = kinds[(number + turn) % len(kinds)]
            before = calls_by_prompt(self._url)
            kill = self.draw(drawn, kind, max(self._calls - len(durable) - self._in_flight, 1))
            if not self._kill(ledger, kill):
                break  # it was done before; the moment was drawn too late
            kills.append(f"{kill.kind} {kill.when}".strip())
            after = self._settled()
            now = self._durable(ledger)
            asked = {n for n, digest in enumerate(self._digests) if after.get(digest, 0) > before.get(digest, 0)}
            lost.append(len(asked - now))
            where = f"round {number}, kill {turn + 1} ({kills[-1]})"
            if len(asked - now) > self._in_flight:
                self.wrong.append(f"{where}: {len(asked - now)} questions lost")
            if asked & durable:
                self.wrong.append(f"{where}: {len(asked & durable)} durable answers asked again")
            if not durable <= now:
                self.wrong.append(f"{where}: {len(durable - now)} durable answers gone")
            durable = now
        before = calls_by_prompt(self._url)
        counts = self._finish(ledger)
        after = calls_by_prompt(self._url)
        again = [n for n in durable if after.get(self._digests[n], 0) > before.get(self._digests[n], 0)]
        repeats = sum(after.values()) - len(after)
        found = dataset_hash(ledger)
        facts = {
            "durable answers asked again": (len(again), 0),
            "reused": (counts["reused"], len(durable)),
            "answered": (counts["answered"], self._calls - len(durable)),
            "failed": (counts["failed"], {}),
            "prompts": (len(after), self._calls),
            "repeats": (repeats, sum(lost)),
            "hash": (found, expected),
        }
        for name, (is_, should) in facts.items():
            if is_ != should:
                self.wrong.append(f"round {number}: {name} {is_} instead of {should}")
        segments = len(list(ledger.glob("*.jsonl")))
        return {"round": number, "kills": kills, "lost": lost, "repeats": repeats, "segments": segments, "hash": found}

    def _kill(self, ledger: Path, kill: Kill) -> bool:
        """Run until the kill strikes; say whether it did."""
        target = call(self._url, "/count")["calls"] + kill.nth
        process = self._start(ledger, kill)
        while kill.kind == "anywhere" and process.poll() is None:
            if call(self._url, "/count")["calls"] >= target:
                time.sleep(kill.milliseconds / 1000)
                process.kill()
                break
            time.sleep(0.005)
        _, err = process.communicate(timeout=600)
        if process.returncode not in (0, -signal.SIGKILL):
            raise SystemExit(f"the engine ended with {process.returncode}:\n{err[-4000:]}")
        return process.returncode != 0

    def _settled(self) -> dict[str, int]:
        """Return the server's calls by prompt, once it has noticed that nobody waits any more."""
        for _ in range(200):
            if not call(self._url, "/count")["under_way"]:
                break
            time.sleep(0.01)
        return calls_by_prompt(self._url)

    def _durable(self, ledger: Path) -> set[int]:
        if not ledger.exists():
            return set()
        opened = Ledger.open_read_only(ledger)
        return {number for number, key in enumerate(self._keys) if opened.answer(key) is not None}


def dataset_hash(ledger: Path) -> str:
    """Return a hash of all answers in force with their questions, as `Ledger.scan` gives them, whatever their order."""
    import polars as pl

    rows = Ledger.open_read_only(ledger).scan().filter("in_force")
    answers = rows.filter(pl.col("kind") == "response").select("key", "text", "finish_reason", "served_model", "sha256")
    questions = rows.filter(pl.col("kind") == "request").select("key", "model", "messages", "sampling")
    joined = answers.join(questions, on="key", validate="1:1").sort("key").collect()
    return hashlib.sha256(joined.write_ndjson().encode()).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill a run at random moments, resume it, count what was asked twice.")
    parser.add_argument("--rounds", type=int, default=20, metavar="N")
    parser.add_argument("--calls", type=int, default=2_000, metavar="N")
    parser.add_argument("--in-flight", type=int, default=64, metavar="K")
    parser.add_argument("--latency", type=float, default=0.02, metavar="SECONDS")
    parser.add_argument("--segment-bytes", type=int, default=20_000, metavar="N")
    parser.add_argument("--seed", type=int, default=7, metavar="N")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where ledgers are made")
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--ledger", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--kill", type=lambda text: Kill(**json.loads(text)), help=argparse.SUPPRESS)
    given = parser.parse_args()
    settings = {"calls": given.calls, "in_flight": given.in_flight, "segment_bytes": given.segment_bytes}
    if given.url:
        if given.kill:
            arm(given.kill)
        print(json.dumps(asyncio.run(ask_all(given.url, given.ledger, **settings))))
        return 0
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(dir=given.folder) as scratch,
        model_server("--latency", str(given.latency), "--log", f"{scratch}/server.log") as url,
    ):
        rounds = Rounds(url, Path(scratch), seed=given.seed, **settings)
        expected = rounds.undisturbed()
        done = [rounds.one(number, expected=expected) for number in range(given.rounds)]
    print(f"{given.calls:,} calls, {given.in_flight} in flight, {given.rounds} rounds, seed {given.seed}.\n")
    table(
        ("round", "killed", "lost at each kill", "repeats", "segments", "hash"),
        (
            [
                str(each["round"] + 1),
                ", ".join(each["kills"]) or "not in time",
                ", ".join(map(str, each["lost"])),
                str(each["repeats"]),
                str(each["segments"]),
                "as undisturbed" if each["hash"] == expected else "**another**",
            ]
            for each in done
        ),
    )
    most = max((lost for each in done for lost in each["lost"]), default=0)
    kills = sum(len(each["kills"]) for each in done)
    took = time.perf_counter() - began
    print(f"{kills} kills; at most {most} of {given.in_flight} questions lost at one; {took:.0f} s.")
    for sentence in rounds.wrong:
        print(f"WRONG: {sentence}", file=sys.stderr)
    return 1 if rounds.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
