"""A release served by a real vLLM, started by `python -m serve launch`, and asked by the project's client.

The model is tiny and random (`tests.vllm.tiny_model`): no letter of it passes a check, so the client measures without.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

import imrdata
from imrdata.errors import ClientError
from serve.__main__ import main as run_serve
from serve.arguments import environment, server_flags
from serve.client import Asked, AsyncClient, Ended, Endpoint, Letter, Piece, Settings
from serve.conversations import conversations
from serve.errors import ReleaseError
from serve.parity import Tokens, differences_at
from serve.release import RELEASE, ROOT, Release
from tests.serve.nginx import NGINX, Nginx
from tests.vllm.conftest import run_there
from tests.vllm.server import PYTHON

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(1200)]

KEY, KEY_NAME = "sk-served-0123456789", "IMRDATA_TEST_SERVED_KEY"
READY_WITHIN = 480.0


class Launched:
    """A server started by `launch`, so that what is tested is what an operator runs."""

    def __init__(self, release: Path, models: Path, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.log = log
        command = [sys.executable, "-m", "serve", "launch", "--cpu", "--release-file", str(release)]
        command += ["--models", str(models), "--python", str(PYTHON), "--port", str(self._port)]
        with log.open("ab") as file:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "VLLM_API_KEY": KEY, "OMP_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        started = time.monotonic()
        while time.monotonic() - started < READY_WITHIN:
            assert self._process.poll() is None, self.said()[-3000:]
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.5)
        raise AssertionError(f"not ready:\n{self.said()[-3000:]}")

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def terminate(self) -> None:
        """As a kubelet does: SIGTERM to the first process alone."""
        self._process.send_signal(signal.SIGTERM)

    def ended(self, within: float) -> int:
        return self._process.wait(within)

    def kill(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._process.wait()

    def post(self, path: str, body: dict[str, Any], *, key: str = KEY) -> tuple[int, dict[str, Any]]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as reply:
                return reply.status, json.loads(reply.read())
        except urllib.error.HTTPError as error:
            return error.code, {}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models' folder: the tiny model as the base, an adapter as what was tuned, each with the list of its files."""
    if not PYTHON.exists():
        pytest.skip("there is no .venv-vllm here: make test-vllm")
    folder = tmp_path_factory.mktemp("models")
    run_there("tests.vllm.tiny_model", str(folder / "base"), "0", "4096")
    run_there("tests.vllm.tiny_adapter", str(folder / "tuned"))
    for part in folder.iterdir():
        files = sorted(part.iterdir())
        lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
        (part / "SHA256SUMS").write_text("".join(lines))
    return folder


@pytest.fixture(scope="module")
def release_file(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's release with a tiny base, its adapter and their pins; short letters."""
    text = RELEASE.read_text()
    for part in ("base", "tuned"):
        sums = hashlib.sha256((models / part / "SHA256SUMS").read_bytes()).hexdigest()
        head, _, tail = text.partition(f"[{part}]")
        pinned = tail.replace('sums_sha256 = "unresolved"', f'sums_sha256 = "{sums}"', 1)
        text = f"{head}[{part}]{pinned}"
    for old, new in (
        ("max_num_seqs = 8 ", "max_num_seqs = 16 "),
        ("max_tokens = 1536", "max_tokens = 200"),
        ('kind = "full"', 'kind = "lora"\nrank = 8'),
    ):
        assert old in text
        text = text.replace(old, new)
    file = tmp_path_factory.mktemp("release") / "release.toml"
    file.write_text(text)
    return file


@pytest.fixture(scope="module")
def release(release_file: Path) -> Release:
    return Release.load(release_file)


@pytest.fixture(scope="module")
def pair(models: Path, release_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Launched]]:
    """Two servers of one release: the first is killed by a test, the second ends by SIGTERM."""
    folder = tmp_path_factory.mktemp("logs")
    servers: list[Launched] = []
    try:
        for number in range(2):
            servers.append(Launched(release_file, models, folder / f"{number}.log"))
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.kill()


@pytest.fixture
def endpoints(pair: list[Launched], monkeypatch: pytest.MonkeyPatch) -> list[Endpoint]:
    monkeypatch.setenv(KEY_NAME, KEY)
    return [
        Endpoint(alias=alias, base_url=server.url, api_key_env=KEY_NAME)
        for alias, server in zip("ab", pair, strict=True)
    ]


@pytest.fixture(scope="module")
def asked() -> Asked:
    from tests.serve.conftest import one_case

    return one_case()[0]


@pytest.fixture(scope="module")
def settings(release: Release) -> Settings:
    return replace(Settings.of(release), first_byte=120.0)


def test_every_flag_and_variable_is_one_that_the_pinned_vllm_knows(release: Release, models: Path) -> None:
    del models  # only to be skipped where there is no vLLM
    data = tomllib.loads(RELEASE.read_text())
    data["tuned"] |= {"kind": "lora", "rank": 16}
    data["engine"]["quantisation"] = "awq_marlin"
    every = Release.of(data)
    given = {
        "flags": {
            hardware: server_flags(every, models="/models", template="/etc/t.jinja", hardware=hardware)
            for hardware in ("gpu", "cpu")
        },
        "variables": sorted({*environment(every, hardware="gpu"), *environment(every, hardware="cpu")}),
        "quantisation": every.engine.quantisation,
    }
    said = json.loads(run_there("tests.vllm.known_flags", given=json.dumps(given)).splitlines()[-1])
    assert f"v{said['version']}" == f"v{every.release.vllm}" == every.image.gpu.tag, (
        f"flags were asserted against vLLM {said['version']}, the release pins {every.release.vllm} in the image "
        f"{every.image.gpu.tag}: lock that version (make lock-vllm) and run this again"
    )
    assert said["unknown_flags"] == []
    assert said["unknown_variables"] == []
    assert said["parsed"]["gpu"]["max_model_len"] == every.engine.context
    assert said["parsed"]["gpu"]["shutdown_timeout"] == every.shutdown.drain
    assert said["parsed"]["gpu"]["override_generation_config"] == {"max_new_tokens": every.limits.max_tokens}
    assert said["parsed"]["gpu"]["trust_request_chat_template"] is False
    assert said["parsed"]["gpu"]["enable_log_requests"] is False
    # The control: a flag that is none is found out.
    given["flags"] = {"gpu": ["--no-such-flag", "1"]}
    given["variables"] = ["VLLM_NO_SUCH_VARIABLE"]
    said = json.loads(run_there("tests.vllm.known_flags", given=json.dumps(given)).splitlines()[-1])
    assert (said["unknown_flags"], said["unknown_variables"]) == (["--no-such-flag"], ["VLLM_NO_SUCH_VARIABLE"])


def test_the_server_reads_the_tokens_that_training_made(
    endpoints: list[Endpoint], release: Release, models: Path, tmp_path: Path
) -> None:
    """T2; and transformers' own `apply_chat_template`, which is what training calls, says the same."""
    folder = models / release.model_folder
    tokens = Tokens(folder)
    tried = conversations()
    assert differences_at(endpoints[0], release=release, tokens=tokens, conversations=tried) == []
    theirs = json.loads(run_there("tests.vllm.token_ids", str(folder), given=json.dumps(tried)))
    assert [tokens.ids(messages, template=release.read_template()) for messages in tried] == theirs
    # The controls: another template is refused, and another rendering is found out.
    other = release.model_copy(update={"template": release.template.model_copy(update={"sha256": "0" * 64})})
    with pytest.raises(ReleaseError, match="its SHA-256 is"):
        differences_at(endpoints[0], release=other, tokens=tokens, conversations=tried)
    changed = [[*messages[:-1], {**messages[-1], "content": f"{messages[-1]['content']}x"}] for messages in tried]
    shifted = _Shifted(folder, dict(zip(map(json.dumps, tried), changed, strict=True)))
    assert len(differences_at(endpoints[0], release=release, tokens=shifted, conversations=tried)) == len(tried)


class _Shifted(Tokens):
    """Training as if each last turn had one letter more."""

    def __init__(self, folder: Path, other: dict[str, list[dict[str, str]]]) -> None:
        super().__init__(folder)
        self._other = other

    def ids(self, messages: Any, *, template: str) -> list[int]:
        return super().ids(self._other[json.dumps(messages)], template=template)


def test_a_wrong_key_is_refused_by_category(
    pair: list[Launched], settings: Settings, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMRDATA_TEST_WRONG_KEY", KEY[::-1])
    wrong = [Endpoint(alias="a", base_url=pair[0].url, api_key_env="IMRDATA_TEST_WRONG_KEY")]

    async def main(which: Settings, where: list[Endpoint]) -> Letter:
        async with AsyncClient(which, where, checks=()) as client:
            return await client.write(asked)

    with pytest.raises(ClientError) as caught:
        asyncio.run(main(settings, wrong))
    assert caught.value.kind == "refused"
    monkeypatch.setenv(KEY_NAME, KEY)
    right = [replace(wrong[0], api_key_env=KEY_NAME)]
    with pytest.raises(ClientError) as caught:
        asyncio.run(main(replace(settings, served_name="another"), right))
    assert caught.value.kind == "model_missing"


def test_the_adapter_is_what_is_served_and_its_base_stands_beside_it(pair: list[Launched], release: Release) -> None:
    body = {"messages": [{"role": "user", "content": "Write an appeal."}], "max_tokens": 40, "temperature": 0.0}

    def said(model: str) -> str:
        status, answer = pair[0].post("/v1/chat/completions", {**body, "model": model})
        assert status == 200
        assert answer["model"] == model
        return str(answer["choices"][0]["message"]["content"])

    assert said(release.release.name) == said(release.release.name) != said(release.base_name)
    assert pair[0].post("/v1/load_lora_adapter", {"lora_name": "x", "lora_path": "/tmp"})[0] == 404


def test_the_cap_on_tokens_holds_whatever_is_asked_for(pair: list[Launched], release: Release) -> None:
    body = {"model": release.release.name, "messages": [{"role": "user", "content": "x"}], "ignore_eos": True}
    for asked_for in ({"max_tokens": 600}, {}):
        status, answer = pair[0].post("/v1/chat/completions", {**body, **asked_for})
        assert status == 200
        assert answer["usage"]["completion_tokens"] == release.limits.max_tokens
    assert pair[0].post("/v1/chat/completions", {**body, "n": 2, "max_tokens": 2})[0] == 400
    other = {**body, "max_tokens": 2, "chat_template": "{{ 'x' }}"}
    assert pair[0].post("/v1/chat/completions", other)[0] == 400


def test_sixteen_letters_at_once_are_streamed_whole(
    endpoints: list[Endpoint], settings: Settings, asked: Asked
) -> None:
    async def main() -> list[list[Piece | Ended]]:
        async with AsyncClient(settings, endpoints, checks=()) as client:

            async def one(seed: int) -> list[Piece | Ended]:
                return [event async for event in client.stream(replace(asked, seed=seed))]

            return await asyncio.gather(*(one(seed) for seed in range(16)))

    for seed, events in enumerate(asyncio.run(main())):
        assert sum(isinstance(event, Piece) for event in events) > 1
        [last] = [event for event in events if isinstance(event, Ended)]
        assert last is events[-1]
        assert last.how == "checked", last
        assert last.letter is not None
        provenance = last.letter.provenance
        assert provenance.sampling["seed"] == seed
        assert provenance.fingerprint.startswith("vllm-")
        assert provenance.endpoint == "a"
        assert provenance.completion_tokens is not None
        assert 0 < provenance.completion_tokens <= settings.max_tokens


def test_figures_that_alerts_ask_for_are_what_the_server_gives(pair: list[Launched]) -> None:
    alerts = (ROOT / "serve/k8s/overlays/monitoring/alerts.yaml").read_text()
    expressions = [
        rule["expr"]
        for document in yaml.safe_load_all(alerts)
        for group in document["spec"]["groups"]
        for rule in group["rules"]
    ]
    wanted = {name for expression in expressions for name in re.findall(r"vllm:\w+", expression)}
    assert len(wanted) == 4
    with urllib.request.urlopen(f"{pair[0].url}/metrics", timeout=30) as reply:
        text = reply.read().decode()
    given = {line.partition("{")[0].split()[0] for line in text.splitlines() if line and not line.startswith("#")}
    assert wanted - given == set()
    assert "vllm:no_such_figure" not in given
    # What an alert groups and looks up by is a label there.
    assert re.search(r'^vllm:time_to_first_token_seconds_bucket\{.*le="', text, re.MULTILINE)


@pytest.mark.skipif(NGINX is None, reason="there is no nginx here: make test-proxy says how to get it")
def test_the_proxy_before_it_takes_its_places_and_refuses_the_rest(
    pair: list[Launched], release: Release, tmp_path: Path
) -> None:
    """Ten times the limit, at a real server: as many are under way as there are places, then all is as before."""
    places = release.limits.max_num_seqs + release.limits.queue
    address = pair[0].url.removeprefix("http://")
    share = (ROOT / "serve/k8s/base/gateway/share.conf").read_text().replace("model-server:8000", address)
    body = {"model": release.release.name, "messages": [{"role": "user", "content": "x"}], "max_tokens": 40}

    async def ask(url: str, count: int) -> list[int]:
        headers = {"Authorization": f"Bearer {KEY}"}
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), headers=headers) as session:

            async def one() -> int:
                async with session.post(f"{url}/v1/chat/completions", json={**body, "ignore_eos": True}) as reply:
                    answer = await reply.json()
                    assert reply.status != 200 or answer["usage"]["completion_tokens"] == 40
                    if reply.status == 200:  # so that a letter's provenance leads to the proxy's log
                        assert answer["id"] == f"chatcmpl-{reply.headers['X-Request-Id']}"
                    return reply.status

            return await asyncio.gather(*(one() for _ in range(count)))

    with Nginx(release, tmp_path, share=share, ready=address) as nginx:
        answers = asyncio.run(ask(nginx.url, 10 * places))
        assert set(answers) == {200, 429}
        assert answers.count(200) >= places
        assert asyncio.run(ask(nginx.url, places)) == [200] * places
        for path in ("/pause", "/tokenize", "/metrics", "/v1/completions", "/v1/chat/completions/render"):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(urllib.request.Request(nginx.url + path, b"{}"), timeout=20)
            caught.value.close()
            assert caught.value.code == 404


def test_the_probe_beside_it_knows_the_release(pair: list[Launched], release: Release, tmp_path: Path) -> None:
    template = tmp_path / "chat.jinja"
    template.write_text(release.read_template())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    values = {"SERVED_NAME": release.release.name, "CONTEXT": str(release.engine.context), "VLLM_API_KEY": KEY}
    values |= {"TEMPLATE_SHA256": release.template.sha256, "TEMPLATE": str(template), "PORT": str(port)}
    values |= {"SERVER": pair[0].url.removeprefix("http://")}
    process = subprocess.Popen([sys.executable, "-I", str(ROOT / "serve/probe/ready.py")], env=values)
    try:
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as reply:
                    assert json.loads(reply.read()) == {"ready": True, "problem": ""}
                break
            except urllib.error.HTTPError as error:
                raise AssertionError(error.read()) from None
            except urllib.error.URLError:
                time.sleep(0.1)
        else:
            raise AssertionError("the probe did not start")
    finally:
        process.kill()
        process.wait()


def test_the_adapter_is_evaluated_beside_its_base(
    pair: list[Launched], release: Release, release_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_NAME, KEY)
    imrdata.run(imrdata.Recipe.load("control"), out=tmp_path / "run")
    arguments = ["evaluate", "--release-file", str(release_file), "--run", str(tmp_path / "run"), "--limit", "3"]
    arguments += ["--url", pair[0].url, "--beside", f"base={release.base_name}@{pair[0].url}", "--gate", "base"]
    assert run_serve([*arguments, "--api-key-env", KEY_NAME, "--out", str(tmp_path / "out")]) == 1
    result = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    assert {name: author["answered"] for name, author in result["authors"].items()} == {
        "candidate": 3, "base": 3, "baseline": 3,
    }  # fmt: skip
    assert result["gate"]["reasons"][0] == "3 cases show nothing: at least 50 are needed"
    # Random words fail, the baseline's letters don't; and the two models say different things of the same cases.
    assert result["authors"]["candidate"]["failing"]["any"] == 3
    assert result["authors"]["baseline"]["failing"]["any"] == 0
    letters = [json.loads(line) for line in (tmp_path / "out" / "letters.jsonl").read_text().splitlines()]
    texts = {(letter["author"], letter["case_id"]): letter["text"] for letter in letters}
    for _, case in [key for key in texts if key[0] == "base"]:
        assert texts["candidate", case] != texts["base", case]


@pytest.mark.parametrize("left", [-1000, 100], ids=["refused", "lowered silently"])
def test_a_prompt_that_leaves_no_room_is_said(
    left: int, endpoints: list[Endpoint], release: Release, models: Path, settings: Settings, asked: Asked
) -> None:
    """vLLM refuses a prompt without room, and lowers max_tokens silently where it leaves some: both are `too_long`."""
    tokens, template = Tokens(models / release.model_folder), release.read_template()

    def with_denial(words: int) -> Asked:
        return replace(asked, view=replace(asked.view, denial="Not approved. " * words))

    words = 1
    while len(tokens.ids(with_denial(words + 1).messages(), template=template)) <= settings.context - left:
        words += 1

    async def main() -> list[Piece | Ended]:
        async with AsyncClient(settings, endpoints, checks=()) as client:
            return [event async for event in client.stream(with_denial(words))]

    events = asyncio.run(main())
    assert isinstance(events[-1], Ended)
    assert (events[-1].how, events[-1].reasons) == ("withheld", ("too_long",))
    assert (len(events) > 1) is (left > 0)


def test_a_server_killed_mid_run_costs_no_letter(
    pair: list[Launched], endpoints: list[Endpoint], settings: Settings, asked: Asked
) -> None:
    """Streams end once each, as answered or as a stated failure; what is asked for whole is answered, all of it."""
    whole = streams = 12
    killed = asyncio.Event()

    async def main() -> tuple[list[Letter | BaseException], list[list[Piece | Ended]]]:
        async with AsyncClient(settings, endpoints, checks=()) as client:

            async def one_stream(seed: int) -> list[Piece | Ended]:
                events: list[Piece | Ended] = []
                async for event in client.stream(replace(asked, seed=seed)):
                    events.append(event)
                    if len(events) == 3 and not killed.is_set():  # all are under way, none is near its end
                        killed.set()
                        await asyncio.to_thread(pair[0].kill)
                return events

            writing = [asyncio.create_task(client.write(replace(asked, seed=100 + n))) for n in range(whole)]
            streaming = [asyncio.create_task(one_stream(n)) for n in range(streams)]
            return await asyncio.gather(*writing, return_exceptions=True), await asyncio.gather(*streaming)

    letters, all_events = asyncio.run(main())
    assert killed.is_set()
    assert [letter for letter in letters if not isinstance(letter, Letter)] == []
    by = [letter.provenance.endpoint for letter in letters if isinstance(letter, Letter)]
    assert "b" in by
    cut = 0
    for events in all_events:
        ends = [event for event in events if isinstance(event, Ended)]
        assert [end.how for end in ends[:-1]] == ["restarted"] * (len(ends) - 1)
        assert ends[-1] is events[-1]
        assert ends[-1].how == "checked" or ends[-1].error is not None
        cut += len(ends) > 1
        numbers = [event.answer for event in events]
        assert numbers == sorted(numbers)
    assert cut  # else the kill came too late to say anything


# Last: the second server ends here.
def test_sigterm_lets_streams_end(
    pair: list[Launched], endpoints: list[Endpoint], settings: Settings, asked: Asked
) -> None:
    told, after = False, [0] * 4

    async def main() -> list[list[Piece | Ended]]:
        async with AsyncClient(replace(settings, tries=1), endpoints[1:], checks=()) as client:
            begun: set[int] = set()
            all_begun = asyncio.Event()

            async def one(seed: int) -> list[Piece | Ended]:
                events: list[Piece | Ended] = []
                async for event in client.stream(replace(asked, seed=seed)):
                    events.append(event)
                    begun.add(seed)
                    if len(begun) == len(after):
                        all_begun.set()
                    after[seed] += told
                return events

            nonlocal told
            tasks = [asyncio.create_task(one(seed)) for seed in range(4)]
            await all_begun.wait()
            pair[1].terminate()
            told = True
            return await asyncio.gather(*tasks)

    started = time.monotonic()
    for events in asyncio.run(main()):
        assert isinstance(events[-1], Ended)
        assert events[-1].how == "checked", events[-1]
        assert events[-1].letter is not None
        assert events[-1].letter.provenance.finish_reason in ("stop", "length")
    assert min(after) > 20  # each was on its way when the signal came
    assert pair[1].ended(within=120) in (0, -signal.SIGTERM)
    assert time.monotonic() - started < settings.total
    said = pair[1].said()
    assert KEY not in said
    assert asked.view.denial[:60] not in said
