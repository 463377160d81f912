"""A dataset as others read it: Hugging Face's datasets loads it, and MLCommons' validator takes its description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imrdata.dataset.preference import PAIR_SCHEMA
from imrdata.walk import Run
from tests.dataset.small_run import make_small_run

#: The first two are mlcroissant's own: it uses an old name of rdflib's.
pytestmark = [
    pytest.mark.hub,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
    pytest.mark.filterwarnings("ignore:Dataset.* is deprecated"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make_small_run(tmp_path_factory.mktemp("small") / "run")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))


def test_datasets_loads_every_split(small: Run, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="make test-hub")
    loaded = datasets.load_dataset(str(small.folder / "dataset"), cache_dir=str(tmp_path / "cache"))
    filled = small.records["split"].value_counts().rows()
    assert {name: part.num_rows for name, part in loaded.items()} == dict(filled)
    for name, part in loaded.items():
        here = {row["record_id"]: row["messages"] for row in small.records.to_dicts() if row["split"] == name}
        assert {row["record_id"]: row["messages"] for row in part} == here


def test_datasets_loads_the_pairs(small: Run, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="make test-hub")
    assert small.pairs is not None
    assert small.pairs.schema == PAIR_SCHEMA
    loaded = datasets.load_dataset(str(small.folder / "dataset"), "preference", cache_dir=str(tmp_path / "cache"))
    found = {row["pair_id"]: (row["chosen"], row["rejected"]) for part in loaded.values() for row in part}
    assert found == {row["pair_id"]: (row["chosen"], row["rejected"]) for row in small.pairs.to_dicts()}
    assert found


def _croissant(file: Path) -> Any:
    croissant = pytest.importorskip("mlcroissant", reason="make test-hub")
    return croissant.Dataset(jsonld=str(file))


def test_the_description_validates_and_its_records_are_read(small: Run) -> None:
    described = _croissant(small.folder / "dataset" / "croissant.json")
    assert described.metadata.ctx.issues.errors == set()
    # Nothing here knows a date of publication, and none is invented: whoever publishes the set adds it.
    assert [each for each in described.metadata.ctx.issues.warnings if "datePublished" not in each] == []
    for split, rows in small.records.partition_by("split", as_dict=True).items():
        wanted = {row["record_id"]: row["messages"] for row in rows.to_dicts()}
        assert dict(_read(described, str(split[0]), "record_id", "messages")) == wanted
    assert small.pairs is not None
    for split, rows in small.pairs.partition_by("split", as_dict=True).items():
        wanted = {row["pair_id"]: row["rejected"] for row in rows.to_dicts()}
        assert dict(_read(described, f"preference-{split[0]}", "pair_id", "rejected")) == wanted


def _read(described: Any, record_set: str, identity: str, key: str) -> Iterator[tuple[str, Any]]:
    """Yield each record's id and one of its keys, as the validator's own reader gives them."""

    def turn(data: dict[str, bytes]) -> dict[str, str]:
        return {name.rpartition("/")[2]: value.decode() for name, value in data.items()}

    for row in described.records(record_set):
        value = row[f"{record_set}/{key}"]
        said = [turn(each) for each in value] if isinstance(value, list) else turn(value)
        yield row[f"{record_set}/{identity}"].decode(), said


def test_a_description_with_a_fault_does_not_validate(small: Run, tmp_path: Path) -> None:
    croissant = pytest.importorskip("mlcroissant", reason="make test-hub")
    data = json.loads((small.folder / "dataset" / "croissant.json").read_text(encoding="utf-8"))
    del data["distribution"][0]["encodingFormat"]
    data["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "nowhere.jsonl"
    (tmp_path / "croissant.json").write_text(json.dumps(data))
    with pytest.raises(croissant.ValidationError):
        _croissant(tmp_path / "croissant.json")
