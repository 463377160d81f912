"""What asking a model costs: imrdata's engine, ledger and client against any OpenAI-compatible server.

    python benchmarks/engine.py --url URL --calls 2000 --in-flight 64 --ledger DIR [--model NAME] [--prompt-bytes 1000]
                                [--api-key-env NAME] [--json]

asks that server `calls` different questions through the project's own engine and prints what became of them, seconds,
CPU seconds and peak memory of this process. A second run with the same ledger asks nothing. Questions are made when
one is due, and nothing is kept of an answer. ``--engine bare`` is a bare aiohttp loop over the same bodies: it reads
and parses each reply and remembers nothing; ``--engine openai`` and ``--engine anthropic`` are the official SDKs over
aiohttp, where they are installed.

    python benchmarks/engine.py [--calls 2000] [--in-flight 64] [--runs 5] [--slow 2] [--large 100000] [--folder DIR]

without ``--url`` starts ``model_server.py`` in a process of its own and compares: all engines take turns (A B C A B C
...), each run is a process of its own, the ratios are those of one turn and medians are printed. First 50 ms a call,
`runs` turns; then lognormal latency with a median of 500 ms, `slow` turns; then `large` questions to a server that
takes 5 ms, for the memory; then the import. The server's own count is held against what each engine says: the script
ends with status 1 if a question was asked twice or not at all. Speed is printed beside its goals and never asserted.

CPU seconds are user and system time of all threads, from after the imports to the end, closing included; the span is
the same by the clock. ``process`` is all of the process, start and imports included. MB are 10^6 bytes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, Final

# This process stays small: on Linux a child's peak memory is never below that of the process that started it.

HERE: Final = Path(__file__).resolve().parent
MODEL: Final = "benchmark-model"
SYSTEM: Final = "You write for a patient. Say only what the record says."
FILLER: Final = (
    "The reviewer determined that the service at issue was medically necessary for this patient's condition. "
)

#: What one worker does with a prompt: returns "" or the kind of failure.
Ask = Callable[[int, str], Awaitable[str]]


def prompt(number: int, size: int) -> str:
    """Return the text of a question; only this number gets it."""
    head = f"Question {number} of the benchmark. "
    return head + (FILLER * (size // len(FILLER) + 1))[: max(size - len(head), 0)]


def messages(number: int, size: int) -> tuple[dict[str, str], ...]:
    return {"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt(number, size)}


SAMPLING: Final[Mapping[str, Any]] = {"max_tokens": 512, "temperature": 0.7, "seed": 1}


# --- The engines: each asks all questions and returns what became of them ---------------------------------------------


async def in_turn(numbers: Iterator[int], *, workers: int, ask: Callable[[int], Awaitable[str]]) -> Counter[str]:
    """Have some workers take one number after the other; return how often each outcome came."""
    outcomes: Counter[str] = Counter()

    async def work() -> None:
        for number in numbers:
            outcomes[await ask(number)] += 1

    await asyncio.gather(*(work() for _ in range(workers)))
    return outcomes


async def imrdata_engine(given: argparse.Namespace) -> dict[str, Any]:
    from imrdata.llm.clients.compatible import CompatibleClient

    client = CompatibleClient(given.url, served_name=given.model, api_key_env=given.api_key_env)
    return await through_the_engine(given, client)


async def imrdata_with_openai(given: argparse.Namespace) -> dict[str, Any]:
    from imrdata.llm.clients.openai_sdk import OpenAIClient

    os.environ.setdefault("OPENAI_API_KEY", "none")
    return await through_the_engine(given, OpenAIClient(given.model, base_url=v1(given.url)))


async def imrdata_with_anthropic(given: argparse.Namespace) -> dict[str, Any]:
    from imrdata.llm.clients.anthropic_sdk import AnthropicClient

    os.environ.setdefault("ANTHROPIC_API_KEY", "none")
    base_url = v1(given.url).removesuffix("/v1")
    seedless = {name: value for name, value in SAMPLING.items() if name != "seed"}  # Anthropic takes none
    return await through_the_engine(given, AnthropicClient(given.model, base_url=base_url), sampling=seedless)


async def through_the_engine(
    given: argparse.Namespace, client: Any, *, sampling: Mapping[str, Any] = SAMPLING
) -> dict[str, Any]:
    from imrdata.llm.ledger import Ledger
    from imrdata.llm.request import Request, Response
    from imrdata.llm.runner import Engine

    identity = {"provider": "self-hosted", "model": given.model, "revision": "unresolved"}
    with Ledger(given.ledger) as ledger:
        async with Engine({MODEL: client}, ledger=ledger, in_flight=given.in_flight) as engine:

            async def ask(number: int) -> str:
                request = Request(
                    task="benchmark",
                    model=MODEL,
                    identity=identity,
                    messages=messages(number, given.prompt_bytes),
                    sampling=sampling,
                )
                outcome = await engine.ask(request)
                return "" if isinstance(outcome, Response) else outcome.kind

            # More workers than slots: whoever waits for a slot has its question ready.
            await in_turn(iter(range(given.calls)), workers=given.in_flight + 8, ask=ask)
        counts = engine.counts.to_dict()
    return {name: counts[name] for name in ("answered", "reused", "failed", "sent")}


def said_by(outcomes: Counter[str]) -> dict[str, Any]:
    """Return what an engine without a ledger says of itself."""
    answered = outcomes.pop("", 0)
    return {"answered": answered, "reused": 0, "failed": dict(outcomes), "sent": answered + outcomes.total()}


async def bare_loop(given: argparse.Namespace) -> dict[str, Any]:
    import aiohttp

    url = f"{v1(given.url)}/chat/completions"
    headers = {"Authorization": f"Bearer {os.environ[given.api_key_env]}"} if given.api_key_env else {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers) as session:

        async def ask(number: int) -> str:
            body = {"model": given.model, "messages": messages(number, given.prompt_bytes), **SAMPLING, "stream": False}
            async with session.post(url, json=body) as reply:
                if reply.status != 200:
                    return str(reply.status)
                answer = await reply.json()
                return "" if answer["choices"][0]["message"]["content"] else "empty"

        return said_by(await in_turn(iter(range(given.calls)), workers=given.in_flight, ask=ask))


async def openai_sdk(given: argparse.Namespace) -> dict[str, Any]:
    from openai import AsyncOpenAI, DefaultAioHttpClient

    key = os.environ[given.api_key_env] if given.api_key_env else "none"
    async with AsyncOpenAI(
        api_key=key, base_url=v1(given.url), max_retries=0, http_client=DefaultAioHttpClient()
    ) as client:

        async def ask(number: int) -> str:
            reply = await client.chat.completions.create(
                model=given.model, messages=messages(number, given.prompt_bytes), **SAMPLING
            )
            return "" if reply.choices[0].message.content else "empty"

        return said_by(await in_turn(iter(range(given.calls)), workers=given.in_flight, ask=ask))


async def anthropic_sdk(given: argparse.Namespace) -> dict[str, Any]:
    from anthropic import AsyncAnthropic, DefaultAioHttpClient

    key = os.environ[given.api_key_env] if given.api_key_env else "none"
    async with AsyncAnthropic(
        api_key=key, base_url=v1(given.url).removesuffix("/v1"), max_retries=0, http_client=DefaultAioHttpClient()
    ) as client:

        async def ask(number: int) -> str:
            reply = await client.messages.create(
                model=given.model,
                system=SYSTEM,
                messages=[messages(number, given.prompt_bytes)[1]],
                max_tokens=SAMPLING["max_tokens"],
                # Its newest models take none, so the SDK has no argument for it; our server does.
                extra_body={"temperature": SAMPLING["temperature"]},
            )
            return "" if reply.content[0].text else "empty"

        return said_by(await in_turn(iter(range(given.calls)), workers=given.in_flight, ask=ask))


def v1(url: str) -> str:
    """Return an address as the client understands it: without a path, ``/v1`` is meant."""
    url = url.rstrip("/")
    return url if url.count("/") > 2 else f"{url}/v1"


OURS, BARE = "**imrdata**", "bare aiohttp"
#: Name → the word for ``--engine``, the package it needs, and what runs it.
ENGINES: Final[dict[str, tuple[str, str, Callable[[argparse.Namespace], Awaitable[dict[str, Any]]]]]] = {
    BARE: ("bare", "aiohttp", bare_loop),
    OURS: ("imrdata", "imrdata", imrdata_engine),
    "imrdata, openai client": ("imrdata-openai", "openai", imrdata_with_openai),
    "imrdata, anthropic client": ("imrdata-anthropic", "anthropic", imrdata_with_anthropic),
    "openai SDK over aiohttp": ("openai", "openai", openai_sdk),
    "anthropic SDK over aiohttp": ("anthropic", "anthropic", anthropic_sdk),
}
WARM: Final = {
    "imrdata": "import imrdata.llm.clients.compatible, imrdata.llm.runner",
    "imrdata-openai": "import imrdata.llm.clients.openai_sdk, imrdata.llm.runner, openai",
    "imrdata-anthropic": "import imrdata.llm.clients.anthropic_sdk, imrdata.llm.runner, anthropic",
    "bare": "import aiohttp",
    "openai": "import openai",
    "anthropic": "import anthropic",
}


def drive(given: argparse.Namespace) -> int:
    """Ask one server through one engine, in this process, and print what became of it."""
    run = next(run for word, _, run in ENGINES.values() if word == given.engine)
    exec(WARM[given.engine])
    cpu, began = own_cpu(), time.perf_counter()
    said = asyncio.run(run(given))  # type: ignore[arg-type]
    span = time.perf_counter() - began
    said = {
        "calls": given.calls,
        **said,
        "span": round(span, 3),
        "cpu": round(own_cpu() - cpu, 3),
        "process_cpu": round(own_cpu(), 3),
        "peak_mb": round(own_peak() / 1e6, 1),
        "calls_per_s": round(given.calls / span, 1),
    }
    if given.json:
        print(json.dumps(said))
    else:
        for name, value in said.items():
            print(f"{name:12} {json.dumps(value)}")
    return 0 if said["answered"] + said["reused"] == given.calls else 1


def own_cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def own_peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


# --- The process that starts them and prints --------------------------------------------------------------------------


@contextmanager
def model_server(*arguments: str) -> Iterator[str]:
    """Run the model server in a process of its own; give its address."""
    command = [sys.executable, str(HERE / "model_server.py"), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(30)


def call(url: str, path: str) -> dict[str, int]:
    """Ask the server for its count, or reset it."""
    request = urllib.request.Request(url + path, method="GET" if path == "/count" else "POST")
    with urllib.request.urlopen(request, timeout=30) as reply:
        found: dict[str, int] = json.load(reply)
        return found


def measure(engine: str, url: str, given: argparse.Namespace, *, calls: int, ledger: Path) -> dict[str, Any]:
    """Run one engine in a process of its own; return what it says with what the server counted."""
    call(url, "/reset")
    command = [sys.executable, __file__, "--json", "--engine", engine, "--url", url, "--ledger", str(ledger)]
    for name, value in (("calls", calls), ("in-flight", given.in_flight), ("prompt-bytes", given.prompt_bytes)):
        command += [f"--{name}", str(value)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return {**json.loads(done.stdout.splitlines()[-1]), "server": call(url, "/count")}


def sound(said: dict[str, Any], calls: int, *, sent: int, in_flight: int) -> bool:
    """Say whether all was answered, and each question asked once, by the server's own count."""
    server = said["server"]
    return (
        said["answered"] == server["answered"] == server["calls"] == server["prompts"] == sent
        and said["answered"] + said["reused"] == calls
        and not said["failed"]
        and server["most_under_way"] <= in_flight
    )


def table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    cells = list(head)
    print("| " + " | ".join(cells) + " |", "|---" + "|--:" * (len(cells) - 1) + "|", sep="\n")
    for line in lines:
        print("| " + " | ".join(line) + " |")
    print(flush=True)


def goal(what: str, found: float, most: float, unit: str = "") -> None:
    print(f"- {what}: {found:.2f}{unit}, goal at most {most:g}{unit}: **{'met' if found <= most else 'not met'}**")


def ratio(some: list[dict[str, Any]], others: list[dict[str, Any]], key: str) -> float:
    """Return the median of the ratios, each of one turn."""
    return float(median(one[key] / other[key] for one, other in zip(some, others, strict=True)))


class Comparison:
    """Runs engines in turn and remembers whose counts were wrong."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self._given = given
        self._folder = folder
        self._ledgers = 0
        self.wrong: list[str] = []

    def once(self, name: str, url: str, *, calls: int, ledger: Path | None = None, sent: int | None = None) -> Any:
        """Run one engine once, with a ledger of its own unless one is given."""
        self._ledgers += 1
        place = ledger or self._folder / f"ledger-{self._ledgers}"
        said = measure(ENGINES[name][0], url, self._given, calls=calls, ledger=place)
        if not sound(said, calls, sent=calls if sent is None else sent, in_flight=self._given.in_flight):
            self.wrong.append(f"{name}: {json.dumps(said)}")
        return said

    def turns(self, names: Iterable[str], *, runs: int, server: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """Run each engine `runs` times, in turn, against one server; print the table."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        with model_server(*server) as url:
            self.once(BARE, url, calls=min(200, self._given.calls))  # the first calls of a server are its slowest
            for _ in range(runs):
                for name, said in found.items():
                    said.append(self.once(name, url, calls=self._given.calls))
        lines = []
        for name, said in found.items():
            figures = [median(turn[key] for turn in said) for key in ("cpu", "span", "process_cpu", "calls_per_s")]
            ratios = [f"{ratio(said, found[BARE], key):.2f}" for key in ("cpu", "span")]
            peak = f"{median(turn['peak_mb'] for turn in said):.0f}"
            bad = any(each.startswith(f"{name}:") for each in self.wrong)
            cells = [f"{figures[0]:.2f}", f"{figures[1]:.2f}", f"{figures[2]:.2f}", f"{figures[3]:.0f}", peak]
            lines.append([name, *cells, *ratios, "**wrong**" if bad else "right"])
        head = ("", "CPU s", "span s", "process CPU s", "calls/s", "peak MB", "CPU ÷ bare", "span ÷ bare", "counts")
        table(head, lines)
        return found

    def memory(self, sizes: Iterable[int]) -> list[dict[str, Any]]:
        """Ask few and many questions, and the many again; print the table."""
        found, lines = [], []
        with model_server("--latency", "0.005") as url:
            for calls in sizes:
                ledger = self._folder / f"ledger-of-{calls}"
                for sent in (calls, 0):
                    said = self.once(OURS, url, calls=calls, ledger=ledger, sent=sent)
                    found.append(said)
                    size = sum(file.stat().st_size for file in ledger.iterdir())
                    name = f"{calls:,}, {'asked' if sent else 'all in the ledger'}"
                    cells = [f"{said['cpu']:.1f}", f"{said['span']:.1f}", f"{said['peak_mb']:.0f}"]
                    lines.append([name, *cells, f"{size / 1e6:.1f}", f"{said['server']['calls']:,}"])
        table(("questions", "CPU s", "span s", "peak MB", "ledger MB", "calls the server saw"), lines)
        return found


def fsync_milliseconds(folder: Path) -> float:
    """Return the median time of forcing a page of new lines to the disk the ledgers are on."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(51):
            file.write(b"x" * 20_000)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return median(times) * 1000


def import_seconds(module: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    return time.perf_counter() - began


def compare(given: argparse.Namespace, folder: Path) -> int:
    peers = [name for name, (_, package, _) in ENGINES.items() if name not in (BARE, OURS) and find_spec(package)]
    print(f"{given.calls:,} calls, {given.in_flight} in flight, prompts of {given.prompt_bytes:,} bytes.")
    print(f"Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, load {load()} at the start.")
    named = [f"{name} {version(name)}" for name in ("aiohttp", "openai", "anthropic") if installed(name)]
    print(f"Python {platform.python_version()}, {', '.join(named)}.")
    print(f"An fsync of the ledgers' disk takes {fsync_milliseconds(folder):.1f} ms (median of 51).\n", flush=True)

    comparison = Comparison(given, folder)
    print(f"A server that takes 50 ms; medians of {given.runs} turns.\n")
    found = comparison.turns([BARE, OURS, *peers], runs=given.runs, server=("--latency", "0.05"))
    goal("imrdata ÷ bare loop, CPU", ratio(found[OURS], found[BARE], "cpu"), 2.0)
    goal("imrdata ÷ bare loop, span", ratio(found[OURS], found[BARE], "span"), 1.2)
    if given.slow:
        print(f"\nA server whose latency is lognormal, median 500 ms; medians of {given.slow} turns.\n")
        found = comparison.turns([BARE, OURS], runs=given.slow, server=("--lognormal", "0.5"))
        goal("imrdata ÷ bare loop, span", ratio(found[OURS], found[BARE], "span"), 1.1)
    if given.large:
        print(f"\nMemory, {given.calls:,} and {given.large:,} questions.\n")
        few, few_again, many, many_again = comparison.memory((given.calls, given.large))
        goal("imrdata, peak memory", max(said["peak_mb"] for said in (few, few_again, many, many_again)), 150, " MB")
        grown = (many["peak_mb"] - few["peak_mb"]) * 1e6 / max(given.large - given.calls, 1)
        print(f"- memory grows by {grown:.0f} bytes a question")
    times = {name: [] for name in ("polars", "imrdata")}  # type: dict[str, list[float]]
    for _ in range(given.runs):
        for name, seconds in times.items():
            seconds.append(import_seconds(name))
    each = [one / other for one, other in zip(times["imrdata"], times["polars"], strict=True)]
    goal("import imrdata ÷ import polars, process", median(each), 1.2)
    print(f"Load {load()} at the end.")
    for wrong in comparison.wrong:
        print(f"WRONG counts: {wrong}", file=sys.stderr)
    return 1 if comparison.wrong else 0


def installed(name: str) -> bool:
    try:
        return bool(version(name))
    except PackageNotFoundError:
        return False


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what asking a model costs.")
    parser.add_argument("--url", default="", help="an OpenAI-compatible server; without it, compare on one's own")
    parser.add_argument("--calls", type=int, default=2_000, metavar="N")
    parser.add_argument("--in-flight", type=int, default=64, metavar="K")
    parser.add_argument("--ledger", type=Path, metavar="DIR", help="with --url: kept, and used by the next run")
    parser.add_argument("--model", default=MODEL, metavar="NAME", help="the model's name there")
    parser.add_argument("--prompt-bytes", type=int, default=1_000, metavar="N")
    parser.add_argument("--api-key-env", default="", metavar="NAME", help="the variable that holds the key")
    parser.add_argument("--engine", choices=list(WARM), default="imrdata")
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--slow", type=int, default=2, metavar="N", help="turns with lognormal latency; 0: none")
    parser.add_argument("--large", type=int, default=100_000, metavar="N", help="questions for the memory; 0: none")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where ledgers are made: measure this disk")
    given = parser.parse_args()
    if given.url:
        if given.ledger is None and given.engine.startswith("imrdata"):
            parser.error("--url needs --ledger DIR")
        return drive(given)
    with tempfile.TemporaryDirectory(dir=given.folder) as scratch:
        return compare(given, Path(scratch))


if __name__ == "__main__":
    sys.exit(main())
