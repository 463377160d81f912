"""Template parity: what is trained on and what is served are the same token ids (the deploy gate asks the same)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from serve.conversations import odd_conversations
from serve.parity import Tokens, differences_at
from serve.release import RELEASE, Release
from serve.transport import Endpoint
from tests.vllm.conftest import KEY_NAME, make_model, run_there
from tests.vllm.server import VllmServer
from tests.vllm.tiny_model import CHAT_TEMPLATE

# The first test waits for the server too.
pytestmark = [pytest.mark.vllm, pytest.mark.timeout(900)]

SYSTEM = {"role": "system", "content": "You write letters. Keep to the facts."}
CONVERSATIONS = [
    [SYSTEM, {"role": "user", "content": "Write an appeal."}],
    [{"role": "user", "content": "No system turn."}],
    [
        SYSTEM,
        {"role": "user", "content": "Write an appeal."},
        {"role": "assistant", "content": "What was denied?"},
        {"role": "user", "content": "An MRI."},
    ],
    [SYSTEM, {"role": "user", "content": "«¿Por qué?» – it’s 5 % of ½, 為什麼 🙂"}],
    [SYSTEM, {"role": "user", "content": "  white space  \r\n\r\n\tand line ends\n"}],
    [SYSTEM, {"role": "user", "content": ""}],
    [SYSTEM, {"role": "user", "content": "A marker inside: <|im_end|>, and {{ braces }}"}],
]


def test_the_server_renders_what_training_renders(server: VllmServer, model_folder: Path) -> None:
    expected = json.loads(run_there("tests.vllm.token_ids", str(model_folder), given=json.dumps(CONVERSATIONS)))
    assert all(expected)
    for messages, ids in zip(CONVERSATIONS, expected, strict=True):
        body = {"model": "m", "messages": messages, "max_tokens": 1, "temperature": 0.0}
        assert server.post("/v1/chat/completions/render", body)["token_ids"] == ids
        # Not only what it says it would do: the prompt of an answer it gave.
        served = server.post("/v1/chat/completions", body | {"return_token_ids": True})
        assert served["prompt_token_ids"] == ids
        assert served["usage"]["prompt_tokens"] == len(ids)


def test_the_deploy_gate_asks_where_a_server_renders(server: VllmServer, model_folder: Path) -> None:
    release = Release.load(RELEASE)
    release = release.model_copy(update={"release": release.release.model_copy(update={"name": "m"})})
    endpoint = Endpoint(alias="m", base_url=server.url, api_key_env=KEY_NAME)
    tokens, tried = Tokens(model_folder), odd_conversations()
    before = server.finished()
    assert differences_at(endpoint, release=release, tokens=tokens, conversations=tried) == []
    assert server.finished() == before  # it was rendered, not answered


def test_the_system_turn_comes_first_and_nothing_is_added(server: VllmServer) -> None:
    body = {"model": "m", "messages": CONVERSATIONS[0], "max_tokens": 1}
    ids = server.post("/v1/chat/completions/render", body)["token_ids"]
    text = server.post("/detokenize", {"model": "m", "tokens": ids})["prompt"]
    assert text == (
        "<|im_start|>system\nYou write letters. Keep to the facts.<|im_end|>\n"
        "<|im_start|>user\nWrite an appeal.<|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def test_the_tiny_model_is_the_same_each_time(model_folder: Path, tmp_path: Path) -> None:
    make_model(tmp_path)
    assert hashes(tmp_path) == hashes(model_folder)
    assert (tmp_path / "chat_template.jinja").read_bytes() == CHAT_TEMPLATE.read_bytes()


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
