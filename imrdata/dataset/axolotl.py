"""Axolotl configs: read one, point it at a dataset, and say what would go wrong before a GPU is paid for.

In: a config as plain data, and a dataset folder. Out: a list of problems. Axolotl itself ignores a key it
does not know, takes a template path that is not there for the template's text, and downloads whatever a
model's name means today; each of these is a problem here. Axolotl is not imported: it lives in an environment
of its own.
"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from imrdata.data import packaged
from imrdata.errors import DatasetError

__all__ = ["CHAT_TEMPLATE", "UNRESOLVED", "chat_template_hash", "check_config", "load_config", "with_dataset"]

#: The one chat template's file name; see imrdata/data/chat_templates/README.md.
CHAT_TEMPLATE: Final = "chatml.jinja"

#: Stands where a pin could not be looked up. Nothing is ever invented in its place.
UNRESOLVED: Final = "unresolved"

_DATASET_LISTS: Final = ("datasets", "test_datasets")

_FIELDS: Final[Mapping[str, Any]] = {
    "ds_type": "json",
    "field_messages": "messages",
    "message_property_mappings": {"role": "role", "content": "content"},
}

#: What a dataset entry must say for the loss to lie on the appeal and nowhere else.
_FIXED: Final[Mapping[str, Any]] = {
    "type": "chat_template",
    **_FIELDS,
    "roles_to_train": ["assistant"],
    "train_on_eos": "turn",
}

#: The same of preference pairs, whose loss Axolotl puts on the two answers by itself.
_FIXED_PAIRS: Final[Mapping[str, Any]] = {"type": "chat_template.default", **_FIELDS}

#: A base that is a folder of one's own, not a name at the hub.
_LOCAL: Final = ("./", "../", "/")


def load_config(path: str | Path) -> dict[str, Any]:
    """Read an Axolotl config.

    Parameters
    ----------
    path
        A YAML file, or the name of a packaged config (``smollm2-135m-sft``).

    Raises
    ------
    DatasetError
        There is none, or it is no YAML with keys.

    Examples
    --------
    >>> load_config("smollm2-135m-sft")["base_model"]
    'HuggingFaceTB/SmolLM2-135M-Instruct'
    """
    file = Path(path)
    named = packaged("axolotl") / f"{path}.yaml"
    if not file.is_file() and file.name == str(path) and named.is_file():
        file = named
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(sorted(found.stem for found in packaged("axolotl").glob("*.yaml")))
        raise DatasetError(
            f"it can't be read ({error.strerror or error})",
            where=str(path),
            mend=f"name a YAML file or one of: {known}",
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DatasetError(f"it is no YAML ({error})", where=str(path), mend="mend that line") from None
    if not isinstance(data, dict):
        raise DatasetError("it holds no keys", where=str(path), mend="start from axolotl_configs/smollm2-135m-sft.yaml")
    return data


def with_dataset(config: Mapping[str, Any], *, dataset: str | Path) -> dict[str, Any]:
    """Return the config for another dataset folder, with the packaged chat template.

    Only paths change: those of the data files, by their names, and the template's. Paths become absolute, so
    Axolotl may be started anywhere.

    Examples
    --------
    >>> config = with_dataset({"datasets": [{"path": "runs/demo/dataset/train.jsonl"}]}, dataset="/data/set")
    >>> config["datasets"][0]["path"]
    '/data/set/train.jsonl'
    """
    folder = Path(dataset).absolute()
    result = deepcopy(dict(config))
    template = {
        "chat_template": "jinja",
        "chat_template_jinja": str(packaged("chat_templates") / CHAT_TEMPLATE),
    }
    for name in _DATASET_LISTS:
        for entry in result.get(name) or ():
            entry |= {"path": str(folder / Path(entry["path"]).name), **template}
    return {**result, **template}


@cache
def chat_template_hash() -> str:
    """Return the SHA-256 that the chat template's bytes must have, as pinned beside it."""
    sums = (packaged("chat_templates") / "SHA256SUMS").read_text(encoding="utf-8")
    pins = (line.split("  ", 1) for line in sums.splitlines())
    return next(digest for digest, name in pins if name == CHAT_TEMPLATE)


def check_config(config: Mapping[str, Any], *, dataset: str | Path, root: str | Path = ".") -> list[str]:
    """Say what is wrong with an Axolotl config for a dataset; an empty list means: launch it.

    Parameters
    ----------
    config
        The config as plain data.
    dataset
        The dataset folder it is to train on.
    root
        The folder that Axolotl will be started in; relative paths of the config start here.

    Returns
    -------
    list of str
        One sentence per problem: an unknown key, a file that is missing, empty or not of this dataset, a chat
        template other than the pinned one, a loss that would not lie on the appeal, an unresolved revision.

    Examples
    --------
    >>> check_config({"base_model": "x", "evaluation_strategy": "epoch"}, dataset="/nowhere")[0]
    'evaluation_strategy is an old key of Axolotl; it is called eval_strategy now'
    """
    root, folder = Path(root), Path(dataset)
    problems = _unknown_keys(config, table="config")
    marks = config.get("special_tokens")
    problems += (
        _unknown_keys(marks, table="special_tokens", where="special_tokens") if isinstance(marks, Mapping) else []
    )
    problems += _base(config, root)
    problems += _template(config, root)
    if not isinstance(config.get("sequence_len"), int):
        problems.append("sequence_len is missing: Axolotl would take 512 and lose the records that are longer")
    for name in _DATASET_LISTS:
        entries = config.get(name)
        if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
            problems.append(f"{name} is missing or no list of files")
            continue
        for index, entry in enumerate(entries):
            where = f"{name}[{index}]"
            fixed = _FIXED_PAIRS if config.get("rl") == "dpo" else _FIXED
            problems += _entry(entry, where=where, root=root, folder=folder, fixed=fixed)
            problems += [
                # Axolotl 0.19.0 gives an entry without a template the tokenizer's, whatever the top level says.
                f"{where}.{key} must be the config's own {key}, or Axolotl takes the tokenizer's template here"
                for key in ("chat_template", "chat_template_jinja")
                if entry.get(key) != config.get(key)
            ]
    if not folder.is_dir():
        problems.append(f"{folder} is no folder: run the recipe first")
    return problems


@cache
def _keys() -> dict[str, Any]:
    return tomllib.loads((packaged("axolotl") / "keys.toml").read_text(encoding="utf-8"))


@cache
def _renamed() -> dict[str, str]:
    return tomllib.loads((packaged("axolotl") / "renamed.toml").read_text(encoding="utf-8"))


def _unknown_keys(keys: Mapping[str, Any], *, table: str, where: str = "") -> list[str]:
    """Say which keys Axolotl would ignore, or knows by another name."""
    known = _keys()[table]["known"]
    problems = []
    for key in keys:
        name = f"{where}.{key}" if where else str(key)
        if renamed := _renamed().get(key):
            problems.append(f"{name} is an old key of Axolotl; it is called {renamed} now")
        elif key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            problems.append(f"{name} is not a key of Axolotl {_keys()['axolotl']}, which would ignore it{hint}")
    return problems


def _base(config: Mapping[str, Any], root: Path) -> list[str]:
    base, adapter = config.get("base_model"), config.get("lora_model_dir")
    problems = []
    if not base:
        problems.append("base_model is missing")
    if adapter and config.get("rl"):
        # Seen in 0.19.0, which takes its place to be an adapter's settings and nothing else.
        problems.append("lora_model_dir: with rl, Axolotl starts from a new adapter; merge the old one into base_model")
    elif adapter and not (root / str(adapter)).is_dir():
        problems.append(f"lora_model_dir: there is no folder {adapter}; train the adapter first")
    if isinstance(base, str) and base.startswith(_LOCAL):
        return (
            problems if (root / base).is_dir() else [*problems, f"base_model: there is no folder {base}; make it first"]
        )
    return problems + _revision(config)


def _revision(config: Mapping[str, Any]) -> list[str]:
    revision = config.get("revision_of_model")
    if revision == UNRESOLVED:
        return ["revision_of_model is unresolved: look up the commit hash of the base model and put it there"]
    if not revision:
        return ["revision_of_model is missing: the weights behind the name may change"]
    return []


def _template(config: Mapping[str, Any], root: Path) -> list[str]:
    path = config.get("chat_template_jinja")
    if config.get("chat_template") != "jinja" or not isinstance(path, str):
        return [f"chat_template must be jinja, with chat_template_jinja naming {CHAT_TEMPLATE}"]
    file = root / path
    if not _is_file(file):
        # The value may be a whole template; a sentence has no room for one.
        return [f"chat_template_jinja: there is no file {path[:80]!r}; Axolotl would take that for the template"]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != chat_template_hash():
        return [f"chat_template_jinja: {path} has SHA-256 {digest}, the pinned one {chat_template_hash()}"]
    return []


def _is_file(path: Path) -> bool:
    # A template's text in place of a path is longer than any file's name may be.
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _entry(entry: Mapping[str, Any], *, where: str, root: Path, folder: Path, fixed: Mapping[str, Any]) -> list[str]:
    problems = _unknown_keys(entry, table="dataset", where=where)
    for key, value in fixed.items():
        if entry.get(key) != value:
            problems.append(f"{where}.{key} is {entry.get(key)!r}, and must be {value!r}")
    path = entry.get("path")
    if not isinstance(path, str):
        return [*problems, f"{where}.path is missing"]
    file = root / path
    if file.resolve().parent != folder.resolve():
        problems.append(f"{where}.path: {path} is not in {folder}; use with_dataset")
    elif not _is_file(file):
        problems.append(f"{where}.path: there is no file {path}")
    elif not file.stat().st_size:
        problems.append(f"{where}.path: {path} is empty, which Axolotl can't load: leave the entry out")
    return problems
