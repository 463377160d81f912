from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from imrdata.cli import main
from imrdata.dataset.axolotl import check_config
from imrdata.dataset.manifest import PAIR_TWIN, TWIN
from imrdata.dataset.preference import PAIR_SCHEMA
from imrdata.dataset.training import SHIPPED, _bases, estimate_training, render_config, shipped_config
from imrdata.errors import DatasetError
from imrdata.llm.catalog import load_catalog

ROOT = Path(__file__).resolve().parents[2]


def relabel(dataset: Path, **columns: Any) -> None:
    """Give all records of a dataset other tokens, split or counter."""
    frame = pl.read_parquet(dataset / TWIN)
    casts = [pl.lit(value).cast(frame.schema[name]).alias(name) for name, value in columns.items()]
    frame.with_columns(casts).write_parquet(dataset / TWIN)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_configs_are_what_the_template_makes(name: str) -> None:
    assert (ROOT / "axolotl_configs" / f"{name}.yaml").read_text(encoding="utf-8") == shipped_config(name)


def test_every_shipped_config_is_in_the_list() -> None:
    assert sorted(SHIPPED) == sorted(path.stem for path in (ROOT / "axolotl_configs").glob("*.yaml"))


def test_licenses_are_those_of_the_catalogue() -> None:
    by_name = {model.served_name: model for model in load_catalog(None)}
    shared = {entry["repository"] for entry in _bases().values()} & set(by_name)
    assert "Qwen/Qwen3-8B" in shared
    for entry in _bases().values():
        if model := by_name.get(entry["repository"]):
            assert entry["license"] == model.weights_license


@pytest.mark.parametrize("base", ["smollm2-135m", "qwen3-0.6b", "qwen3-8b", "mistral-7b-v0.3"])
def test_a_rendered_config_is_fit_to_launch_but_for_its_revision(dataset: Path, base: str) -> None:
    rendered = render_config(base, dataset=dataset, gpu="rtx-4090")
    problems = check_config(yaml.safe_load(rendered.text), dataset=dataset, root=ROOT)
    assert [problem.split(":")[0] for problem in problems] == ["revision_of_model is unresolved"]
    assert rendered.warnings[-1].startswith("revision_of_model is unresolved")


def test_preference_goes_on_from_what_was_tuned(dataset: Path, tmp_path: Path) -> None:
    pairs = [
        {"pair_id": split, "split": split, "tokens": 2000, "tokens_by": "estimate"} for split in ("train", "validation")
    ]
    pl.DataFrame(pairs, schema=PAIR_SCHEMA).write_parquet(dataset / PAIR_TWIN)
    for split in ("train", "validation"):
        (dataset / f"preference-{split}.jsonl").write_text("{}\n")
    tuned = tmp_path / "merged"
    tuned.mkdir()
    rendered = render_config("qwen3-8b", dataset=dataset, gpu="rtx-4090", stage="dpo", tuned=tuned)
    config = yaml.safe_load(rendered.text)
    assert config["base_model"] == str(tuned)
    assert check_config(config, dataset=dataset, root=ROOT) == []
    # Both answers of the one pair to train on, once.
    assert rendered.estimate.tokens == 4000
    old = {**config, "lora_model_dir": str(tuned)}
    assert "merge the old one" in check_config(old, dataset=dataset, root=ROOT)[0]


def test_the_estimate_is_its_own_arithmetic(dataset: Path) -> None:
    relabel(dataset, tokens=1000, split="train")
    found = render_config("qwen3-8b", dataset=dataset, gpu="rtx-4090", usd_per_hour=2.0, tokens_per_second=100).estimate
    records = pl.read_parquet(dataset / TWIN).height
    assert found.tokens == records * 1000 * 3
    assert found.steps == -(-records // 16) * 3
    assert found.hours == pytest.approx(found.tokens / 100 / 3600 + 0.25)
    assert found.usd == pytest.approx(2.0 * (found.tokens / 100 / 3600 + 0.25))
    assumed = estimate_training("qwen3-8b", records=16, tokens=3_600_000, gpu="a100-80gb")
    assert assumed.hours == pytest.approx(3_600_000 * 6 * 8.2e9 / (312e12 * 0.25) / 3600 + 0.25)
    assert any("not measured" in each for each in assumed.assumptions)
    # Twice the tokens, twice the hours beside what every run takes.
    more = estimate_training("qwen3-8b", records=16, tokens=7_200_000, gpu="a100-80gb")
    assert more.hours is not None
    assert assumed.hours is not None
    assert more.hours - 0.25 == pytest.approx(2 * (assumed.hours - 0.25))


@pytest.mark.parametrize(("tokens", "length"), [(3000, 4096), (3700, 5120), (29000, 32768)])
def test_the_sequence_is_as_long_as_the_longest_record_may_be(dataset: Path, tokens: int, length: int) -> None:
    relabel(dataset, tokens=tokens, tokens_by="estimate")
    text = render_config("qwen3-8b", dataset=dataset, gpu="rtx-4090").text
    assert yaml.safe_load(text)["sequence_len"] == length
    assert f"The longest record has {tokens:,} tokens" in text


def test_counted_tokens_need_no_room_for_error(dataset: Path) -> None:
    relabel(dataset, tokens=4096, tokens_by="tokenizer:abc")
    assert yaml.safe_load(render_config("qwen3-8b", dataset=dataset, gpu="rtx-4090").text)["sequence_len"] == 4096


def test_a_record_that_may_be_too_long_is_named(dataset: Path) -> None:
    relabel(dataset, tokens=8000)
    warnings = render_config("smollm2-135m", dataset=dataset, gpu="rtx-4090").warnings
    assert "may be more than 8,192" in warnings[0]
    relabel(dataset, split="train")
    assert "validation split is empty" in render_config("smollm2-135m", dataset=dataset, gpu="rtx-4090").warnings[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"base": "qwen3-8"}, "there is no base of this name (did you mean qwen3-8b?)"),
        ({"gpu": "rtx4090"}, "there is no GPU of this name (did you mean rtx-4090?)"),
        ({"stage": "ppo"}, "there is no stage 'ppo'"),
        ({"stage": "dpo"}, "DPO goes on from a tuned model"),
        ({"tuned": "x"}, "only DPO starts from a tuned model"),
        ({"stage": "dpo", "tuned": "x"}, f"it has no {PAIR_TWIN}"),
        ({"dataset": "/nowhere"}, "there is no manifest.json"),
        ({"sequence_len": 40_000}, "a sequence of 40,000 tokens is not what it can take"),
        ({"sequence_len": 16}, "records are longer than 16 tokens"),
        ({"tokens_per_second": 0}, "a speed is more than 0"),
        ({"usd_per_hour": -1}, "a price 0 or more"),
    ],
)
def test_bad_input_is_one_sentence(dataset: Path, arguments: dict[str, Any], said: str) -> None:
    given = {"base": "qwen3-8b", "dataset": dataset, "gpu": "rtx-4090", **arguments}
    with pytest.raises(DatasetError) as raised:
        render_config(given.pop("base"), **given)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_does_not_fit_a_gpu_is_refused(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = {**_bases()["qwen3-8b"], "method": "full"}
    monkeypatch.setattr("imrdata.dataset.training._bases", lambda: {"large": large})
    with pytest.raises(DatasetError, match=r"take about 131 GB, and rtx-4090 has 24"):
        render_config("large", dataset=dataset, gpu="rtx-4090")


def test_datasets_that_are_broken_or_empty_are_named(dataset: Path, worlds: Callable[..., Any], tmp_path: Path) -> None:
    (dataset / TWIN).write_bytes(b"no parquet")
    with pytest.raises(DatasetError, match="can't be read"):
        render_config("qwen3-8b", dataset=dataset, gpu="rtx-4090")
    (dataset / "manifest.json").write_text("[]")
    with pytest.raises(DatasetError, match=r"manifest.json can't be read"):
        render_config("qwen3-8b", dataset=dataset, gpu="rtx-4090")
    other = worlds(12).write(tmp_path / "other")
    relabel(other, split="test")
    with pytest.raises(DatasetError, match="nothing to train on"):
        render_config("qwen3-8b", dataset=other, gpu="rtx-4090")


def test_the_command(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["configs", "render", "--base", "qwen3-8b", "--dataset", str(dataset), "--gpu", "rtx-3090"]
    assert main(asked) == 0
    shown = capsys.readouterr()
    assert yaml.safe_load(shown.out)["base_model"] == "Qwen/Qwen3-8B"
    assert "revision_of_model is unresolved" in shown.err
    file = tmp_path / "q.yaml"
    assert main([*asked, "--out", str(file), "--price", "0.5"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"About [\d.]+ hours and \$[\d.]+; nobody has measured it", said)
    assert "Assumed: $0.50 an hour (as given)." in said
    assert f"axolotl train {file}" in file.read_text()
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["estimate"]["steps"] > 0
    assert main([*asked[:3], "nothing", *asked[4:]]) == 2
    assert capsys.readouterr().err.startswith("imrdata: nothing: there is no base of this name; name one of ")
