"""Axolotl configs for a base and a dataset, with what training is likely to take.

In: the name of a base (`bases.toml`), a dataset folder, a GPU (`gpus.toml`). Out: the config's text, every value with
its reason, and an `Estimate` whose assumptions are written beside it. The configs in ``axolotl_configs/`` are made by
the same template. Nothing is downloaded and no GPU is looked for. Room: dataset.
"""

from __future__ import annotations

import difflib
import json
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from imrdata.data import packaged
from imrdata.dataset.axolotl import CHAT_TEMPLATE, chat_template_hash
from imrdata.dataset.manifest import PAIR_TWIN, TWIN
from imrdata.errors import DatasetError

__all__ = ["SHIPPED", "Base", "Estimate", "Rendered", "estimate_training", "render_config", "shipped_config"]

Stage = Literal["sft", "dpo"]

#: The configs in axolotl_configs/: name → base and stage.
SHIPPED: Final[Mapping[str, tuple[str, Stage]]] = {
    "smollm2-135m-sft": ("smollm2-135m", "sft"),
    "qwen3-0.6b-sft": ("qwen3-0.6b", "sft"),
    "qwen3-8b-sft": ("qwen3-8b", "sft"),
    "qwen3-8b-dpo": ("qwen3-8b", "dpo"),
    "mistral-7b-v0.3-sft": ("mistral-7b-v0.3", "sft"),
    "tiny-cpu-sft": ("tiny", "sft"),
}

_SHIPPED_DATASET: Final = "runs/demo/dataset"
_LENGTH: Final = 4096
#: An estimate of tokens may be too low by so much (docs/tokens.md: 0.90 of the truth).
_ESTIMATE_SHORT: Final = 0.90
#: Floating-point operations a token and parameter: forward 2, again for checkpointing 2, backward 4 (of which half for
#: the weights' own gradients, which frozen weights do not need). A pair is read by the frozen reference too: 2.
_OPERATIONS: Final = {("full", "sft"): 8, ("qlora", "sft"): 6, ("qlora", "dpo"): 8, ("full", "dpo"): 10}
#: Bytes a parameter while training: weights, gradients and Adam's state; or four bits, with scales, to read only.
_BYTES: Final = {"full": 16.0, "qlora": 0.6}
_MICRO: Final = {"full": (2, 8), "qlora": (1, 16)}
_SAVE_REASON: Final = {
    "full": "a checkpoint with its optimizer's state takes 12 bytes a parameter",
    "qlora": "a checkpoint is the adapter and its optimizer's state, about 1 GB",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A base model, as ``bases.toml`` has it."""

    name: str
    repository: str
    revision: str
    license: str
    parameters: int
    context: int
    sliding_window: int
    method: Literal["full", "qlora"]
    unused_tokens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a training run is likely to take.

    Attributes
    ----------
    records
        Lines of the training split: records, or pairs.
    tokens
        Tokens that are read over all epochs; of a pair, both answers with their prompt.
    steps
        Optimizer's steps.
    hours, usd
        On one GPU of the kind that was named; None where none was.
    memory_gb
        Weights, gradients and optimizer's state; activations come on top.
    assumptions
        One sentence each.
    """

    records: int
    tokens: int
    steps: int
    hours: float | None
    usd: float | None
    memory_gb: float
    assumptions: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return the estimate in sentences, assumptions last."""
        said = [f"Estimate: {self.records:,} lines, {self.tokens:,} tokens over all epochs, {self.steps:,} steps."]
        if self.hours is not None and self.usd is not None:
            said.append(f"About {self.hours:.1f} hours and ${self.usd:.2f}; nobody has measured it on this GPU.")
        said.append(f"Memory: {self.memory_gb:.1f} GB for weights and optimizer; activations come on top.")
        return said + [f"Assumed: {each}." for each in self.assumptions]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A config's text, and what goes with it.

    Attributes
    ----------
    text
        YAML with a reason for each value.
    estimate
        What training is likely to take.
    warnings
        What the reader should mend before training.
    """

    text: str
    estimate: Estimate
    warnings: tuple[str, ...]


def render_config(
    base: str,
    *,
    dataset: str | Path,
    gpu: str,
    stage: Stage = "sft",
    tuned: str | Path | None = None,
    out: str | Path | None = None,
    sequence_len: int | None = None,
    usd_per_hour: float | None = None,
    tokens_per_second: float | None = None,
    file: str = "config.yaml",
) -> Rendered:
    """Write an Axolotl config for a base and a dataset, and say what training is likely to take.

    Parameters
    ----------
    base
        A name in ``imrdata/data/axolotl/bases.toml``.
    dataset
        A dataset folder that imrdata wrote; its path stands in the config as it is given.
    gpu
        A name in ``gpus.toml``.
    stage
        ``sft``, or ``dpo``: preference pairs, on top of what SFT made.
    tuned
        With ``dpo``: the folder of what SFT made of the base; an adapter has to be merged into it.
    out
        Where Axolotl is to write; None: ``axolotl-BASE-STAGE`` beside the dataset folder.
    sequence_len
        Tokens a record may have; None: 4,096, or more where a record needs more and the base can.
    usd_per_hour, tokens_per_second
        Instead of what ``gpus.toml`` assumes.
    file
        What the config will be called: it stands in its own commands.

    Raises
    ------
    DatasetError
        An unknown base or GPU, no dataset, no records of this kind, a record that is longer than the base can take, or
        weights that do not fit the GPU.

    Examples
    --------
    >>> render_config("qwen3-8b", dataset="/nowhere", gpu="rtx-4090")
    Traceback (most recent call last):
    imrdata.errors.DatasetError: /nowhere: it is no dataset of imrdata's: there is no manifest.json; run a recipe first.
    """
    chosen, kind = _base(base), _gpu(gpu)
    if stage not in ("sft", "dpo"):
        raise DatasetError(f"there is no stage {stage!r}", mend="name sft or dpo")
    if (tuned is None) is (stage == "dpo"):
        problem = (
            "DPO goes on from a tuned model, and none is named"
            if tuned is None
            else "only DPO starts from a tuned model"
        )
        raise DatasetError(problem, where=base, mend="give the folder of what SFT made, merged, with the stage dpo")
    lines, seed = _lines(Path(dataset), stage=stage)
    train = lines.filter(pl.col("split") == "train")
    if train.is_empty():
        raise DatasetError("it has nothing to train on", where=str(dataset), mend="run a recipe that keeps more")
    length, warnings = _length(lines, base=chosen, asked=sequence_len)
    if lines.filter(pl.col("split") == "validation").is_empty():
        warnings.append(
            "the validation split is empty, which Axolotl can't load: take test_datasets and eval_strategy out"
        )
    if chosen.revision == "unresolved":
        warnings.append("revision_of_model is unresolved: put the commit hash of the base there")
    epochs = _epochs(stage)
    read = (2 if stage == "dpo" else 1) * epochs
    estimate = estimate_training(
        base,
        gpu=gpu,
        stage=stage,
        records=train.height,
        tokens=int(train["tokens"].sum()) * read,
        usd_per_hour=usd_per_hour,
        tokens_per_second=tokens_per_second,
        counted_by=", ".join(sorted(lines["tokens_by"].unique())),
    )
    if estimate.memory_gb > 0.9 * kind["memory_gb"]:
        raise DatasetError(
            f"its weights and optimizer take about {estimate.memory_gb:.0f} GB, and {gpu} has {kind['memory_gb']}",
            where=base,
            mend="name a GPU with more memory or a smaller base",
        )
    text = _text(
        chosen,
        stage=stage,
        dataset=str(dataset),
        out=str(out if out is not None else Path(dataset).parent / f"axolotl-{base}-{stage}"),
        tuned=_local(tuned),
        template=_template_path(),
        sequence_len=length,
        length_reason=f"Default 512. The longest record has {_longest(lines):,} tokens.",
        seed=seed,
        file=file,
        estimate=[f"Made by imrdata configs render for {gpu}.", *estimate.lines()],
    )
    return Rendered(text=text, estimate=estimate, warnings=tuple(warnings))


def estimate_training(
    base: str,
    *,
    records: int,
    tokens: int,
    gpu: str | None = None,
    stage: Stage = "sft",
    usd_per_hour: float | None = None,
    tokens_per_second: float | None = None,
    counted_by: str = "as given",
) -> Estimate:
    """Say what training is likely to take: operations, divided by what a GPU is assumed to do in a second.

    Parameters
    ----------
    base, gpu, stage
        As `render_config` takes them; without a GPU there are no hours.
    records, tokens
        Lines of one epoch, and tokens that are read over all of them.
    usd_per_hour, tokens_per_second
        Instead of the assumptions.
    counted_by
        How the tokens were counted.

    Examples
    --------
    >>> found = estimate_training("mistral-7b-v0.3", records=6_500, tokens=36_000_000, gpu="a100-80gb")
    >>> found.steps, round(found.hours, 1), round(found.usd)
    (1221, 5.8, 12)
    """
    chosen = _base(base)
    micro, accumulation = _MICRO[chosen.method]
    steps = math.ceil(records / (micro * accumulation)) * _epochs(stage)
    memory = chosen.parameters * _BYTES[chosen.method] / 1e9
    assumptions = [f"tokens counted by: {counted_by} (docs/tokens.md)"]
    hours = usd = None
    if gpu is not None:
        kind, table = _gpu(gpu), _gpus()
        price = kind["usd_per_hour"] if usd_per_hour is None else usd_per_hour
        if tokens_per_second is None:
            operations = _OPERATIONS[chosen.method, stage]
            use = table["utilisation"][chosen.method]
            speed = kind["peak_tflops"] * 1e12 * use / (operations * chosen.parameters)
            assumptions.append(
                f"{speed:,.0f} tokens a second: {use:.0%} of {gpu}'s peak of {kind['peak_tflops']} TFLOPS, "
                f"{operations} operations a parameter and token; not measured"
            )
        else:
            speed = tokens_per_second
            assumptions.append(f"{speed:,.0f} tokens a second, as given")
        if not (speed > 0 and price >= 0):
            raise DatasetError("a speed is more than 0 and a price 0 or more", where=gpu, mend="change the number")
        hours = tokens / speed / 3600 + table["overhead_hours"]
        usd = hours * price
        assumptions.append(f"{table['overhead_hours'] * 60:.0f} minutes for starting, loading and saving")
        source = "as given" if usd_per_hour is not None else f"{table['prices_source']}; read {table['prices_read']}"
        assumptions.append(f"${price:.2f} an hour ({source})")
    return Estimate(
        records=records,
        tokens=tokens,
        steps=steps,
        hours=hours,
        usd=usd,
        memory_gb=memory,
        assumptions=tuple(assumptions),
    )


def shipped_config(name: str) -> str:
    """Return a config of ``axolotl_configs/`` as the template makes it.

    Examples
    --------
    >>> shipped_config("qwen3-8b-dpo").splitlines()[0]
    '# DPO with a QLoRA adapter of Qwen/Qwen3-8B, with Axolotl 0.19 or later.'
    """
    base, stage = SHIPPED[name]
    chosen = _base(base)
    local = chosen.repository.startswith("./")
    reason = (
        "Default 512. The tiny tokenizer knows 2,048 tokens, and so needs half as many again as a real one." if local
        else "Default 512. The baseline's longest record has about 2,900 tokens; a model's may be longer."
    )  # fmt: skip
    return _text(
        chosen,
        stage=stage,
        dataset=_SHIPPED_DATASET,
        out=f"runs/demo/axolotl/{name}",
        tuned=f"./runs/demo/axolotl/{base}-sft/adapter/merged" if stage == "dpo" else None,
        template=f"imrdata/data/chat_templates/{CHAT_TEMPLATE}",
        sequence_len=chosen.context if local else _LENGTH,
        length_reason=reason,
        seed=7,
        file=f"axolotl_configs/{name}.yaml",
        estimate=[],
    )


def _text(base: Base, *, stage: Stage, template: str, estimate: list[str], **values: Any) -> str:
    micro, accumulation = _MICRO[base.method]
    qlora, dpo = base.method == "qlora", stage == "dpo"
    common = {"stage": stage, "dataset": values["dataset"], "template": template}
    environment = _environment()

    def entry(split: str) -> str:
        return environment.get_template("entry.j2").render(split=split, **common)

    how = "a QLoRA adapter of" if qlora else "all weights of"
    return environment.get_template("config.yaml.j2").render(
        **{**values, **common},
        base=base,
        entry=entry,
        title=f"{'DPO with' if dpo else 'Fine-tuning'} {how} {base.repository}",
        estimate=estimate,
        local=base.repository.startswith("./"),
        shipped=not estimate,
        template_sha256=chat_template_hash(),
        base_template=(
            "which a base that was never tuned does not have" if base.unused_tokens
            else "which may put in what a request does not have"
        ),
        micro=micro,
        micro_reason=(
            "default, stated: 24 GB hold no more beside 4-bit weights; alone, a record needs no padding" if qlora
            else "default 1; the activations of two records fit beside small weights (estimated)"
        ),
        accumulation=accumulation,
        epochs=_epochs(stage),
        rate="5.0e-6" if dpo else "2.0e-4" if qlora else "5.0e-5",
        rate_reason=(
            "a fortieth of SFT's: preference only shifts what is there" if dpo
            else "high beside full training: only the adapter moves" if qlora
            else "low: the model is tuned already, and all its weights move"
        ),
        save_reason=_SAVE_REASON[base.method],
    )  # fmt: skip


def _epochs(stage: Stage) -> int:
    return 1 if stage == "dpo" else 3


def _length(lines: pl.DataFrame, *, base: Base, asked: int | None) -> tuple[int, list[str]]:
    """Return the sequence's length, and what is to be said of records that are longer or may be."""
    longest = _longest(lines)
    estimated = (lines["tokens_by"] == "estimate").any()
    most = math.ceil(longest / _ESTIMATE_SHORT) if estimated else longest
    length = max(_LENGTH, math.ceil(most / 1024) * 1024) if asked is None else asked
    too_long = lines.filter(pl.col("tokens") > length)
    if asked is not None and not 16 <= asked <= base.context:
        raise DatasetError(
            f"a sequence of {asked:,} tokens is not what it can take",
            where=base.name,
            mend=f"ask for 16 to {base.context:,}",
        )
    if asked is None and length > base.context:
        length = base.context
        too_long = lines.filter(pl.col("tokens") > length)
    if too_long.height:
        first = ", ".join(sorted(too_long["id"])[:3])
        raise DatasetError(
            f"{too_long.height} of {lines.height} records are longer than {length:,} tokens, the longest {longest:,}; "
            f"they are {first}{' …' if too_long.height > 3 else ''}",
            where=base.name,
            mend="ask for longer sequences, take a base with more context, or shorten the letters: records are not cut",
        )
    warnings = []
    if estimated and most > length:
        warnings.append(f"the longest record is estimated at {longest:,} tokens and may be more than {length:,}")
    return length, warnings


def _longest(lines: pl.DataFrame) -> int:
    return int(lines["tokens"].max())  # type: ignore[arg-type]


def _lines(folder: Path, *, stage: Stage) -> tuple[pl.DataFrame, int]:
    """Return id, split, tokens and tokens_by of what a dataset has for a stage, and its recipe's seed."""
    try:
        seed = int(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["seed"])
    except OSError:
        raise DatasetError(
            "it is no dataset of imrdata's: there is no manifest.json", where=str(folder), mend="run a recipe first"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise DatasetError(
            "its manifest.json can't be read", where=str(folder), mend="write the dataset again"
        ) from None
    twin, key = (PAIR_TWIN, "pair_id") if stage == "dpo" else (TWIN, "record_id")
    try:
        found = pl.read_parquet(folder / twin, columns=[key, "split", "tokens", "tokens_by"])
    except FileNotFoundError:
        mend = "set `records: {preference: true}` in the recipe" if stage == "dpo" else "write the dataset again"
        raise DatasetError(f"it has no {twin}", where=str(folder), mend=mend) from None
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DatasetError(
            f"{twin} can't be read ({error})", where=str(folder), mend="write the dataset again"
        ) from None
    return found.rename({key: "id"}), seed


def _base(name: str) -> Base:
    entry = _known(_bases(), name, what="base", file="bases.toml")
    return Base(name=name, **{**entry, "unused_tokens": tuple(entry.get("unused_tokens", ()))})


def _gpu(name: str) -> dict[str, Any]:
    return _known(_gpus()["gpu"], name, what="GPU", file="gpus.toml")


def _known(table: Mapping[str, Any], name: str, *, what: str, file: str) -> dict[str, Any]:
    if name in table:
        entry: dict[str, Any] = table[name]
        return entry
    near = difflib.get_close_matches(name, table, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise DatasetError(
        f"there is no {what} of this name{hint}",
        where=name,
        mend=f"name one of {', '.join(sorted(table))}, or add it to {file}",
    )


@cache
def _bases() -> dict[str, Any]:
    return tomllib.loads((packaged("axolotl") / "bases.toml").read_text(encoding="utf-8"))


@cache
def _gpus() -> dict[str, Any]:
    return tomllib.loads((packaged("axolotl") / "gpus.toml").read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    return Environment(  # noqa: S701 (it writes YAML, not HTML)
        loader=FileSystemLoader(packaged("axolotl")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _local(folder: str | Path | None) -> str | None:
    # A bare relative path would be taken for a name at the hub.
    return None if folder is None else str(folder) if Path(folder).is_absolute() else f"./{Path(folder).as_posix()}"


def _template_path() -> str:
    """Return where the chat template is, seen from the working folder where it is below it."""
    path = packaged("chat_templates") / CHAT_TEMPLATE
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
