from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.data import packaged
from imrdata.dataset.axolotl import (
    CHAT_TEMPLATE,
    UNRESOLVED,
    chat_template_hash,
    check_config,
    load_config,
    with_dataset,
)
from imrdata.dataset.records import ROLES
from imrdata.errors import DatasetError

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = sorted(path.name for path in (ROOT / "axolotl_configs").glob("*.yaml"))


@pytest.fixture
def resolved(dataset: Path) -> dict[str, Any]:
    return {**with_dataset(load_config("smollm2-135m-sft"), dataset=dataset), "revision_of_model": "0" * 40}


def test_the_packaged_configs_are_the_same_files() -> None:
    assert CONFIGS == sorted(path.name for path in packaged("axolotl").glob("*.yaml")) != []
    for name in CONFIGS:
        assert (ROOT / "axolotl_configs" / name).read_bytes() == (packaged("axolotl") / name).read_bytes()


@pytest.mark.parametrize("name", CONFIGS)
def test_the_comment_the_pin_and_the_template_agree(name: str) -> None:
    stated = re.findall(r"^# sha256 (\S+)$", (ROOT / "axolotl_configs" / name).read_text(), flags=re.M)
    digest = hashlib.sha256((packaged("chat_templates") / CHAT_TEMPLATE).read_bytes()).hexdigest()
    assert stated == [digest] == [chat_template_hash()]


@pytest.mark.parametrize("name", CONFIGS)
def test_a_shipped_config_lacks_nothing_but_its_revision(worlds: Callable[..., Any], tmp_path: Path, name: str) -> None:
    # Started in a folder laid out as the repository is after `make demo`.
    dataset = worlds(12).write(tmp_path / "runs" / "demo" / "dataset")
    for split in ("train", "validation"):
        # What a recipe with pairs writes besides.
        (dataset / f"preference-{split}.jsonl").write_text("{}\n")
    for made in ("tiny-model", "demo/axolotl/qwen3-8b-sft/adapter/merged"):
        (tmp_path / "runs" / made).mkdir(parents=True)
    shutil.copytree(packaged("chat_templates"), tmp_path / "imrdata" / "data" / "chat_templates")
    config = load_config(ROOT / "axolotl_configs" / name)
    problems = check_config(config, dataset=tmp_path / "runs/demo/dataset", root=tmp_path)
    unresolved = ["revision_of_model is unresolved: look up the commit hash of the base model and put it there"]
    assert problems == ([] if config["base_model"].startswith("./") else unresolved)


@pytest.mark.parametrize("name", CONFIGS)
def test_every_value_has_its_reason(name: str) -> None:
    text = (ROOT / "axolotl_configs" / name).read_text()
    for key in load_config(ROOT / "axolotl_configs" / name):
        lines = text.split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
        before = "\n".join(lines[max(0, at - 4) : at])
        assert "#" in lines[at] or "#" in before, key


def test_a_resolved_config_for_this_dataset_is_fit_to_launch(dataset: Path, resolved: dict[str, Any]) -> None:
    assert check_config(resolved, dataset=dataset) == []


def everywhere(config: dict[str, Any], key: str, value: str) -> dict[str, Any]:
    entries = {name: [{**entry, key: value} for entry in config[name]] for name in ("datasets", "test_datasets")}
    return {**config, **entries, key: value}


def changed(config: dict[str, Any], **entry: Any) -> dict[str, Any]:
    return {**config, "datasets": [{**config["datasets"][0], **entry}]}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda config: {**config, "revision_of_model": UNRESOLVED}, "is unresolved"),
        (lambda config: {**config, "revision_of_model": None}, "revision_of_model is missing"),
        (lambda config: {**config, "evaluation_strategy": "epoch"}, "it is called eval_strategy now"),
        (lambda config: {**config, "sequence_length": 1}, "did you mean sequence_len?"),
        (lambda config: {**config, "zzz": 1}, "zzz is not a key of Axolotl 0.19.0, which would ignore it"),
        (lambda config: {**config, "flash_attention": True}, "it is called attn_implementation now"),
        (lambda config: {**config, "special_tokens": {"eos": "x"}}, "special_tokens.eos is not a key"),
        (lambda config: {**config, "base_model": "./gone"}, "base_model: there is no folder ./gone"),
        (lambda config: {**config, "lora_model_dir": "./gone"}, "lora_model_dir: there is no folder"),
        (lambda config: {**config, "base_model": ""}, "base_model is missing"),
        (lambda config: {**config, "sequence_len": None}, "sequence_len is missing"),
        (lambda config: everywhere(config, "chat_template", "chatml"), "chat_template must be jinja"),
        (lambda config: everywhere(config, "chat_template_jinja", "gone.jinja"), "there is no file 'gone.jinja'"),
        (lambda config: everywhere(config, "chat_template_jinja", "{{ messages }}" * 99), "there is no file"),
        (lambda config: {**config, "datasets": []} | {"test_datasets": "x"}, "test_datasets is missing or no list"),
        (lambda config: changed(config, train_on_eos="all"), "train_on_eos is 'all', and must be 'turn'"),
        (lambda config: changed(config, roles_to_train=["user"]), "roles_to_train is ['user']"),
        (lambda config: changed(config, chat_template="chatml"), "datasets[0].chat_template must be the config's own"),
        (lambda config: changed(config, field_message="m"), "did you mean field_messages?"),
        (lambda config: changed(config, path=None), "datasets[0].path is missing"),
        (lambda config: changed(config, path="/elsewhere/train.jsonl"), "is not in"),
        (lambda config: changed(config, path=str(Path(config["datasets"][0]["path"]).with_name("no.jsonl"))), "there is no file"),
    ],
)  # fmt: skip
def test_what_would_go_wrong_is_said(
    dataset: Path, resolved: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]], problem: str
) -> None:
    found = check_config(change(resolved), dataset=dataset)
    assert len(found) == 1
    assert problem in found[0]
    assert len(found[0]) < 400


def test_a_changed_template_is_refused(dataset: Path, resolved: dict[str, Any], tmp_path: Path) -> None:
    other = tmp_path / "other.jinja"
    other.write_bytes((packaged("chat_templates") / CHAT_TEMPLATE).read_bytes() + b"\n")
    assert "the pinned one" in check_config(everywhere(resolved, "chat_template_jinja", str(other)), dataset=dataset)[0]


def test_an_empty_split_is_named(worlds: Callable[..., Any], tmp_path: Path, resolved: dict[str, Any]) -> None:
    folder = worlds(1).write(tmp_path / "one")
    problems = check_config(with_dataset(resolved, dataset=folder), dataset=folder)
    assert len(problems) == 1
    assert "validation.jsonl is empty" in problems[0]


def test_no_dataset_yet(resolved: dict[str, Any], tmp_path: Path) -> None:
    problems = check_config(with_dataset(resolved, dataset=tmp_path / "gone"), dataset=tmp_path / "gone")
    assert any("run the recipe first" in problem for problem in problems)


@pytest.mark.parametrize("text", ["", "a: [", "- a"])
def test_what_is_no_config_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(DatasetError, match=r"c.yaml: it (is no YAML|holds no keys)"):
        load_config(tmp_path / "c.yaml")
    with pytest.raises(DatasetError, match=r"one of: mistral-7b-v0\.3-sft, "):
        load_config("nothing")


MESSAGES = [{"role": role, "content": f"{role}’s\nwords"} for role in ROLES]
RENDERED = "".join(f"<|im_start|>{role}\n{role}’s\nwords<|im_end|>\n" for role in ROLES)


@pytest.mark.parametrize(
    "environment",
    [Environment(), Environment(trim_blocks=True, lstrip_blocks=True), ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)],
    ids=["plain", "trimmed", "transformers"],
)  # fmt: skip
def test_the_template_renders_the_same_everywhere(environment: Environment) -> None:
    template = environment.from_string((packaged("chat_templates") / CHAT_TEMPLATE).read_text(encoding="utf-8"))
    assert template.render(messages=MESSAGES) == RENDERED
    assert (
        template.render(messages=MESSAGES[:2], add_generation_prompt=True) + "assistant’s\nwords<|im_end|>\n"
        == RENDERED
    )
    assert template.render(messages=MESSAGES[1:2]) == "<|im_start|>user\nuser’s\nwords<|im_end|>\n"


def test_the_config_is_plain_yaml() -> None:
    for name in CONFIGS:
        assert yaml.safe_load((ROOT / "axolotl_configs" / name).read_text()) == load_config(name.removesuffix(".yaml"))
