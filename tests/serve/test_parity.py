"""T1: what training renders and what is served are the same token ids. Two real tokenizers, and llama.cpp's own Jinja.

The third reader of the template, vLLM, and transformers' `apply_chat_template` are held to the same in tests/vllm.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tokenizers import Tokenizer, processors

from imrdata.llm.clients.embedded import embedded_available
from serve.__main__ import main
from serve.conversations import conversations, odd_conversations, record_prompts
from serve.errors import ReleaseError
from serve.parity import FOREIGN, Tokens, render_chat
from serve.release import ROOT, Release
from tests.serve.llama import Llama
from tests.vllm.tiny_model import END_OF_TURN, START_OF_TURN, train_tokenizer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with nothing but a tokenizer, trained on the fictional sample."""
    found = tmp_path_factory.mktemp("tokenizer")
    tokenizer = train_tokenizer()
    assert isinstance(tokenizer, Tokenizer)
    tokenizer.save(str(found / "tokenizer.json"))
    (found / "tokenizer_config.json").write_text('{"bos_token": null}')
    return found


@pytest.fixture(scope="module")
def template(release: Release) -> str:
    return release.read_template()


def test_the_template_renders_what_a_record_says_and_nothing_else(template: str) -> None:
    for messages in conversations():
        turns = "".join(f"<|im_start|>{turn['role']}\n{turn['content']}<|im_end|>\n" for turn in messages)
        assert render_chat(messages, template=template) == f"{turns}<|im_start|>assistant\n"


def test_prompts_of_records_open_with_their_system_turn_and_hold_no_other_format(template: str) -> None:
    prompts = record_prompts(80)
    assert len(prompts) == 72
    for messages in prompts:
        text = render_chat(messages, template=template)
        assert text.startswith(f"<|im_start|>system\n{messages[0]['content']}<|im_end|>\n<|im_start|>user\n")
        assert text.count("<|im_start|>") == 3
        assert not [mark for mark in FOREIGN if mark in text]


def test_token_ids_spell_the_prompt_and_no_mark_of_the_tokenizers_own_is_added(folder: Path, template: str) -> None:
    tokens = Tokens(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    opening, closing = (tokenizer.token_to_id(mark) for mark in (START_OF_TURN, END_OF_TURN))
    for messages in conversations():
        ids = tokens.ids(messages, template=template)
        text = render_chat(messages, template=template)
        assert tokenizer.decode(ids, skip_special_tokens=False) == text
        assert ids.count(opening) == text.count(START_OF_TURN)
        assert ids.count(closing) == text.count(END_OF_TURN)
        assert ids[0] == opening


@pytest.mark.parametrize(("adds", "template_adds", "sound"), [(1, 0, False), (1, 1, True), (1, 2, False), (0, 0, True)])
def test_a_base_with_a_bos_gets_exactly_one(
    adds: int, template_adds: int, sound: bool, folder: Path, template: str, tmp_path: Path
) -> None:
    bos = "<|endoftext|>"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    if adds:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A", special_tokens=[(bos, tokenizer.token_to_id(bos))]
        )
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"bos_token": {"content": bos}}))
    tokens = Tokens(tmp_path)
    ids = tokens.ids(conversations()[0], template=bos * template_adds + template)
    assert (tokens.bos_problem(ids) == "") is sound


def test_another_template_is_refused(
    release: Release, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / release.template.file
    path.parent.mkdir(parents=True)
    content = (ROOT / release.template.file).read_bytes()
    path.write_bytes(content)
    assert release.read_template(root=tmp_path).encode() == content
    path.write_bytes(content + b"\n")
    with pytest.raises(ReleaseError, match=r"its SHA-256 is .* the release says"):
        release.read_template(root=tmp_path)
    # The deploy gate stops there, before anything is asked.
    file = tmp_path / "release.toml"
    text = (ROOT / "serve" / "release.toml").read_text()
    file.write_text(text.replace(release.template.sha256, "0" * 64))
    arguments = ["parity", "--release-file", str(file), "--models", str(tmp_path), "--url", "http://127.0.0.1:9"]
    (tmp_path / release.model_folder).symlink_to(folder)
    assert main(arguments) == 2
    assert "its SHA-256 is" in capsys.readouterr().err


def test_a_folder_without_a_tokenizer_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no tokenizer"):
        Tokens(tmp_path)


def test_a_template_that_is_none_is_one_sentence() -> None:
    with pytest.raises(ReleaseError, match="can't be rendered"):
        render_chat([], template="{% for %}")


@pytest.fixture(scope="module")
def llama(template: str) -> Llama:
    available, sentence = embedded_available()
    if not available:
        pytest.skip(sentence)
    return Llama(template)


@pytest.mark.embedded
def test_another_reader_of_the_template_renders_the_same_prompt(llama: Llama, template: str) -> None:
    for messages in conversations():
        assert llama.post("/apply-template", {"messages": messages})["prompt"] == render_chat(
            messages, template=template
        )


@pytest.mark.embedded
def test_the_bases_own_tokenizer_counts_the_same_in_an_answer(llama: Llama, template: str) -> None:
    for messages in [*record_prompts(1), *odd_conversations()]:
        text = render_chat(messages, template=template)
        ids = llama.post("/tokenize", {"content": text, "add_special": False, "parse_special": True})["tokens"]
        reply = llama.post("/v1/chat/completions", {"messages": messages, "max_tokens": 1})
        assert reply["usage"]["prompt_tokens"] == len(ids)


@pytest.mark.embedded
def test_every_prompt_of_the_sample_leaves_room_for_a_letter(llama: Llama, template: str, release: Release) -> None:
    longest = max(
        len(
            llama.post("/tokenize", {"content": render_chat(messages, template=template), "parse_special": True})[
                "tokens"
            ]
        )
        for messages in record_prompts(80)
    )
    assert 500 < longest <= release.engine.context - release.limits.max_tokens
