"""A planted API key is sent in its header, and is nowhere else."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import subprocess
import sys
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from imrdata.errors import ClientError, RecipeError
from imrdata.llm.clients.compatible import CompatibleClient, Timeouts
from imrdata.llm.ledger import Ledger
from imrdata.llm.retries import Retries
from imrdata.llm.runner import Engine
from tests.llm.chat_server import OK, Act, ChatServer
from tests.llm.questions import question
from tests.llm.wires import KEY, WIRES, Wire, asked
from tests.llm.wires import KEY_NAME as NAME

ROOT = Path(__file__).parents[2]

ECHO = {"error": {"message": f"Incorrect API key provided: {KEY}", "type": KEY, "code": KEY}}
ECHOED = {"model": f"m {KEY}", "id": KEY, "system_fingerprint": KEY}

MISDEEDS = {
    "answered": OK,
    "echoed beside the answer": Act(body=ECHOED, headers={"x-request-id": KEY, "request-id": KEY}),
    "refused": Act(status=401, body=ECHO),
    "bad": Act(status=400, body=ECHO),
    "busy": Act(status=429, body=ECHO),
    "broken": Act(status=500, body=ECHO),
    "cut": Act(cut="within"),
    "cut before": Act(cut="before"),
    "malformed": Act(body=f"{{{KEY}"),
    "no completion": Act(body=ECHO),
    "silent": Act(delay=2.0),
    "redirected": Act(status=307, headers={"Location": f"http://127.0.0.1:9/{KEY}"}),
}


def everything_an_error_holds(error: BaseException) -> str:
    """Its text, its pickle, its traceback and those of all errors it is chained to, attributes included."""
    parts = []
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        parts += [str(each), repr(each), repr(vars(each)), repr(getattr(each, "args", ()))]
        parts += traceback.format_exception(each)
        todo += [each.__cause__, each.__context__]
    return "\n".join(parts)


@pytest.mark.parametrize("wire", WIRES, ids=repr)
@pytest.mark.parametrize("act", MISDEEDS.values(), ids=MISDEEDS.keys())
def test_a_planted_key_is_in_no_ledger_error_or_log(
    wire: Wire, act: Act, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(NAME, f" {KEY}\n")
    caplog.set_level(logging.DEBUG)
    if act.body is ECHOED:
        act = replace(act, body=wire.sound("Hello?") | ECHOED)
    told: list[str] = []

    async def main(url: str) -> None:
        timeouts = Timeouts(silence=0.1)
        client = wire.make(url, api_key_env=NAME, timeouts=timeouts)
        told.append(repr(client))
        await client.open()
        told.append(repr(vars(client)))
        try:
            told.append(repr(await client.ask(asked())))
        except ClientError as error:
            told.append(everything_an_error_holds(error))
            told.append(repr(pickle.dumps(error)))
        await client.close()
        with Ledger(tmp_path) as ledger:
            async with Engine(
                {"m": client},
                ledger=ledger,
                retries=Retries(attempts=2, first_wait=0.001, longest_wait=0.01, patience=0.05),
            ) as engine:
                told.append(repr(await engine.ask(asked())))

    with ChatServer(lambda prompt, nth: act) as server:
        asyncio.run(main(server.url))
    assert set(server.keys) == {KEY}
    assert len(told) >= 3
    stored = [path.read_text() for path in tmp_path.iterdir()]
    assert stored
    assert KEY not in "".join([*told, *stored, caplog.text])


def test_the_key_is_kept_by_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, KEY)

    async def main(url: str) -> None:
        client = CompatibleClient(url, served_name="m", api_key_env=NAME)
        await client.open()
        await client.ask(question())
        assert KEY not in repr(vars(client))
        assert client._session is not None
        assert KEY not in repr(client._session.headers)
        # Taken away on the way: said by its name, and not asked without.
        monkeypatch.delenv(NAME)
        with pytest.raises(RecipeError, match=NAME):
            await client.ask(question())
        await client.close()

    with ChatServer() as server:
        asyncio.run(main(server.url))
        assert server.calls.total() == 1


@pytest.mark.parametrize("value", ["", "   ", "sk-1\r\nX-Evil: 1", "sk-\u00fcber"])
def test_a_missing_or_impossible_key_is_named_not_shown(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(RecipeError) as caught:
        asyncio.run(CompatibleClient("http://127.0.0.1:1", served_name="m", api_key_env=NAME).open())
    assert str(caught.value).startswith(f"{NAME}: ")
    assert "sk-" not in str(caught.value)


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    with pytest.raises(RecipeError) as caught:
        CompatibleClient(f"http://user:{KEY}@127.0.0.1/v1", served_name="m")
    assert KEY not in everything_an_error_holds(caught.value)


def test_a_whole_program_leaves_no_key_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "dev", "-W", "error", "-m", "tests.llm.ask_all"]
    with ChatServer(lambda prompt, nth: Act(status=500) if nth == 1 else OK) as server:
        done = subprocess.run(
            [*command, server.url, str(tmp_path), "5", "2", NAME],
            cwd=ROOT,
            env=os.environ | {NAME: KEY, "PYTHONASYNCIODEBUG": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        assert set(server.authorizations) == {f"Bearer {KEY}"}
    assert KEY not in done.stdout + done.stderr
    assert all(KEY not in path.read_text() for path in tmp_path.iterdir())
