from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from imrdata.dataset import write as writer
from imrdata.dataset.formats import PROVENANCE_KEYS, Format, load_formats
from imrdata.dataset.manifest import Manifest
from imrdata.dataset.records import RECORD_SCHEMA, message_hash
from imrdata.dataset.split import SPLITS
from imrdata.dataset.write import write_dataset
from imrdata.errors import DatasetError, RecipeError, RunFolderError
from imrdata.recipe import Recipe
from imrdata.verification import inspect as verify
from imrdata.walk import run

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "README.md",
    "SHA256SUMS",
    "croissant.json",
    "manifest.json",
    "records.parquet",
    "test.jsonl",
    "train.jsonl",
    "validation.jsonl",
}


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_files_are_all_there_and_canonical(world: Any, dataset: Path) -> None:
    assert {path.name for path in dataset.iterdir()} == FILES
    records = world.records()
    for split in SPLITS:
        data = (dataset / f"{split}.jsonl").read_bytes()
        lines = data.decode().splitlines()
        assert data == b"" or data.endswith(b"\n")
        assert b"\r" not in data
        found = [json.loads(line) for line in lines]
        expected = records.filter(pl.col("split") == split).sort("record_id")
        assert [line["record_id"] for line in found] == expected["record_id"].to_list()
        assert [line["messages"] for line in found] == expected["messages"].to_list()
        assert all(set(line) == {"messages", "record_id"} for line in found)
    assert "’" in (dataset / "train.jsonl").read_text(encoding="utf-8")
    assert pl.read_parquet(dataset / "records.parquet").equals(records)
    assert verify(dataset).ok


def test_sha256sum_agrees(dataset: Path) -> None:
    lines = (dataset / "SHA256SUMS").read_text().splitlines()
    assert [line.split("  ")[1] for line in lines] == sorted(FILES - {"SHA256SUMS"})
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=dataset, check=True)


def test_the_manifest_counts(world: Any, dataset: Path) -> None:
    manifest = Manifest.model_validate_json((dataset / "manifest.json").read_bytes())
    records = world.records()
    assert manifest.records["total"] == 12 == sum(manifest.records[split] for split in SPLITS)
    assert {author: sum(splits.values()) for author, splits in manifest.authors.items()} == {
        "baseline": 6,
        "small-model": 6,
    }
    assert manifest.license == "Apache-2.0 AND MIT"
    assert sorted(sum(manifest.record_ids.values(), ())) == records["record_id"].to_list()
    assert manifest.recipe_sha256 == records["recipe_sha256"][0]
    assert manifest.versions["checks"] == {"approval": "1"}


def test_nothing_of_the_machine_is_in_a_file(dataset: Path) -> None:
    everything = b"".join(snapshot(dataset).values())
    for word in (str(dataset), str(Path.cwd()), os.uname().nodename, str(Path.home()) + "/"):
        assert word.encode() not in everything


SHUFFLED = """
import locale, sys, random
from pathlib import Path
sys.path.insert(0, "tests/dataset")
import conftest
locale.setlocale(locale.LC_ALL, "")
world = conftest.build_world(40)
mix = random.Random(int(sys.argv[2]))
world.letters, world.cases, world.verdicts = (frame.sample(fraction=1, shuffle=True, seed=mix.randrange(99)) for frame in (world.letters, world.cases, world.verdicts))
world.views = dict(mix.sample(list(world.views.items()), len(world.views)))
world.write(Path(sys.argv[1]))
"""


def test_same_bytes_in_any_environment(tmp_path: Path) -> None:
    found = []
    for number, (zone, language, threads) in enumerate(
        [("UTC", "C", "1"), ("Pacific/Kiritimati", "C.UTF-8", "2"), ("America/Los_Angeles", "POSIX", "4")]
    ):
        folder = tmp_path / f"set{number}"
        environment = {
            **os.environ, "PYTHONHASHSEED": str(number), "TZ": zone, "LC_ALL": language, "POLARS_MAX_THREADS": threads,
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        subprocess.run(
            [sys.executable, "-c", SHUFFLED, str(folder), str(number)], cwd=ROOT, env=environment, check=True
        )
        found.append(snapshot(folder))
    assert found[0] == found[1] == found[2]


def test_an_empty_split_is_an_empty_file(worlds: Callable[..., Any], tmp_path: Path) -> None:
    folder = worlds(1).write(tmp_path / "dataset")
    assert (folder / "test.jsonl").read_bytes() == b""
    assert verify(folder).ok
    card = (folder / "README.md").read_text()
    assert "path: train.jsonl" in card
    assert "path: test.jsonl" not in card


def test_no_records_at_all(world: Any, tmp_path: Path) -> None:
    write_dataset(
        tmp_path / "d",
        records=RECORD_SCHEMA.to_frame(),
        card_facts=world.card_facts(),
        manifest_facts=world.manifest_facts(),
    )
    report = verify(tmp_path / "d")
    assert report.ok
    assert report.counts["records"] == 0


def test_an_old_dataset_is_replaced(worlds: Callable[..., Any], dataset: Path) -> None:
    before = snapshot(dataset)
    worlds(5).write(dataset)
    assert snapshot(dataset) != before
    assert verify(dataset).counts["records"] == 5
    assert [path.name for path in dataset.parent.iterdir()] == ["dataset"]


def test_folders_can_be_read_by_others(dataset: Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(dataset.stat().st_mode) == 0o777 & ~mask


def test_an_empty_folder_and_a_link_are_filled(world: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    world.write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert verify(tmp_path / "empty").ok


@pytest.mark.parametrize(
    "kind", ["letters home", "half a dataset", "foreign manifest", "own notes", "own folder", "file"]
)
def test_what_is_no_dataset_is_not_overwritten(world: Any, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "dataset"
    if kind in ("own notes", "own folder"):
        world.write(folder)
        (folder / "notes.txt").write_text("mine") if kind == "own notes" else (folder / "mine").mkdir()
    elif kind == "file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        name = {
            "letters home": "a.txt",
            "half a dataset": "train.jsonl",
            "foreign manifest": "manifest.json",
        }[kind]
        (folder / name).write_text('{"format":"something else"}')
    before = snapshot(tmp_path)
    with pytest.raises(DatasetError, match=r"it is a file|is no dataset|did not write \((notes.txt|mine)\)"):
        world.write(folder)
    assert snapshot(tmp_path) == before


def test_wrong_records_are_refused_before_anything_is_touched(world: Any, dataset: Path) -> None:
    before, records = snapshot(dataset), world.records()
    for wrong, message in (
        (records.drop("split"), "columns of RECORD_SCHEMA"),
        (pl.concat([records, records]), "occurs twice"),
        (records.with_columns(split=pl.lit("dev")), "'dev' is no split"),
    ):
        with pytest.raises(DatasetError, match=message):
            write_dataset(dataset, records=wrong, card_facts=world.card_facts(), manifest_facts=world.manifest_facts())
    assert snapshot(dataset) == before


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, "tests/dataset")
import conftest
from imrdata.errors import RunFolderError
world = conftest.build_world(60)
world.records()
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    world.write(Path(sys.argv[1]))
except RunFolderError as error:
    print(error)
    sys.exit(3)
"""


@pytest.mark.parametrize("limit", [0, 500, 7_000, 20_000])
def test_a_full_disk_leaves_the_old_dataset(dataset: Path, limit: int) -> None:
    # The limit strikes in different files: the first split, the card, the manifest …
    before = snapshot(dataset.parent)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(dataset), str(limit)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "the dataset can't be written (File too large)" in done.stdout
    assert snapshot(dataset.parent) == before
    assert verify(dataset).ok


@pytest.mark.parametrize("at", range(12))
def test_whatever_call_fails_the_old_dataset_stays(
    world: Any, worlds: Callable[..., Any], dataset: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    before, calls = snapshot(dataset.parent), 0

    def failing(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == at + 1:
                raise OSError(28, "No space left on device")
            return real(*arguments, **options)

        return call

    monkeypatch.setattr(os, "fsync", failing("fsync"))
    monkeypatch.setattr(os, "rename", failing("rename"))
    with pytest.raises(RunFolderError, match="No space left on device"):
        worlds(5).write(dataset)
    monkeypatch.undo()
    # The last call forces the finished renames to disk: by then the new set is in place.
    if at < 11:
        assert snapshot(dataset.parent) == before
    else:
        assert verify(dataset).counts["records"] == 5
    assert verify(dataset).ok
    worlds(4).write(dataset)
    assert verify(dataset).counts["records"] == 4
    assert [path.name for path in dataset.parent.iterdir()] == ["dataset"]


def test_a_writer_killed_between_the_renames_loses_nothing(world: Any, dataset: Path) -> None:
    # What the disk looks like after a kill right there.
    before = snapshot(dataset)
    shutil.copytree(dataset, dataset.with_name(".dataset.new"))
    dataset.rename(dataset.with_name(".dataset.old"))
    writer._recover(dataset, dataset.with_name(".dataset.old"))
    assert snapshot(dataset) == before
    world.write(dataset)
    assert verify(dataset).ok
    assert [path.name for path in dataset.parent.iterdir()] == ["dataset"]


def test_no_permission_is_one_sentence(world: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="can't be written"):
        world.write(tmp_path / "file" / "dataset")


def test_the_sums_are_those_of_the_files(dataset: Path) -> None:
    for line in (dataset / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((dataset / name).read_bytes()).hexdigest() == digest


def emit(world: Any, folder: Path, **options: Any) -> Manifest:
    facts = {"card_facts": world.card_facts(), "manifest_facts": world.manifest_facts()}
    return write_dataset(folder, **{"records": world.records(), **facts, **options})


@pytest.mark.parametrize("column", ["case_id", "reference_id", "group"])
def test_a_case_in_two_splits_is_not_written(world: Any, dataset: Path, column: str) -> None:
    before = snapshot(dataset)
    records = world.records().sort("split")
    torn = records.with_columns(pl.lit("MN25-99999").alias(column))
    with pytest.raises(DatasetError, match=f"the splits are not apart: {column} MN25-99999 is in more than one split"):
        emit(world, dataset, records=torn)
    assert snapshot(dataset) == before


LONG = "I appeal the denial of an infusion, since three drugs were tried for two years without any relief of the pain."


@pytest.mark.parametrize("part", ["answer", "input"])
def test_a_near_duplicate_across_splits_is_not_written(world: Any, dataset: Path, part: str) -> None:
    before, turn = snapshot(dataset), {"input": 1, "answer": 2}[part]
    rows = world.records().to_dicts()
    assert len({row["split"] for row in rows}) > 1
    for number, row in enumerate(rows):
        row["messages"][turn]["content"] = f"First line.\n{LONG} Number {number}."
        row["record_id"] = message_hash(row["messages"])
    torn = pl.DataFrame(rows, schema=RECORD_SCHEMA)
    with pytest.raises(DatasetError, match=rf"near-duplicate: its {part} is like one in (?:test|validation); pass"):
        emit(world, dataset, records=torn)
    assert snapshot(dataset) == before
    # Within one split they may be alike.
    emit(world, dataset, records=torn.with_columns(split=pl.lit("train")))


def test_findings_that_are_alike_across_splits_are_seen_where_they_are_given(world: Any, tmp_path: Path) -> None:
    findings = world.cases.select("case_id", pl.format(f"{LONG} Number {{}}.", "case_id").alias("findings"))
    emit(world, tmp_path / "unseen")
    with pytest.raises(DatasetError, match=r"case MN25-\d+: near-duplicate: its Findings is like one in"):
        emit(world, tmp_path / "seen", findings=findings)


def test_lines_say_where_they_come_from_if_asked(world: Any, tmp_path: Path) -> None:
    emit(world, tmp_path / "d", provenance=True)
    records = {row["record_id"]: row for row in world.records().iter_rows(named=True)}
    lines = [json.loads(line) for line in (tmp_path / "d" / "train.jsonl").read_text().splitlines()]
    assert lines
    for line in lines:
        row = records[line["record_id"]]
        assert line["messages"] == row["messages"]
        assert set(line["provenance"]) == set(PROVENANCE_KEYS)
        assert all(line["provenance"][name] == row[name] for name in PROVENANCE_KEYS)


def test_a_format_of_ones_own(world: Any, tmp_path: Path) -> None:
    alpaca = Format(
        name="alpaca",
        of="records",
        line=lambda row: {"output": row["messages"][2]["content"]} if row["author"] == "baseline" else None,
    )
    manifest = emit(world, tmp_path / "d", formats=(*load_formats(), alpaca))
    lines = [
        json.loads(line)["output"]
        for split in SPLITS
        for line in (tmp_path / "d" / f"alpaca-{split}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    wanted = world.records().filter(author="baseline")["messages"].to_list()
    assert sorted(lines) == sorted(messages[2]["content"] for messages in wanted)
    assert manifest.formats["alpaca"]["test"] == "alpaca-test.jsonl"
    sums = (tmp_path / "d" / "SHA256SUMS").read_text()
    assert all(f"  alpaca-{split}.jsonl\n" in sums for split in SPLITS)
    # Its files are known to be the dataset's own when it is replaced by one without them.
    world.write(tmp_path / "d")
    assert not list((tmp_path / "d").glob("alpaca*"))


MINE = """
from imrdata.dataset.formats import Format
GOOD = Format(name="good", of="records", line=dict)
CAPITAL = Format(name="Good", of="records", line=dict)
OF_PAIRS = Format(name="mine", of="pairs", line=dict)
OF_NOTHING = Format(name="mine", of="letters", line=dict)
TAKEN = Format(name="other", of="records", line=dict, prefix="")
NONE = "a word"
"""


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("my_formats_of_tests:GOOD", ""),
        ("my_formats_of_tests:CAPITAL", "not of lower-case letters"),
        ("my_formats_of_tests:OF_PAIRS", "the recipe makes none"),
        ("my_formats_of_tests:OF_NOTHING", "neither of records nor of pairs"),
        ("my_formats_of_tests:TAKEN", "has its name or its files"),
        ("my_formats_of_tests:NONE", "NONE is no Format"),
        ("my_formats_of_tests:GONE", "GONE is no Format"),
        ("my_formats_of_nobody:GOOD", "it can't be imported"),
        ("good", "it is no address of a format"),
    ],
)
def test_formats_are_loaded_by_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, message: str
) -> None:
    (tmp_path / "my_formats_of_tests.py").write_text(MINE)
    monkeypatch.syspath_prepend(str(tmp_path))
    if not message:
        assert [each.name for each in load_formats([address])] == ["messages", "good"]
        return
    with pytest.raises(RecipeError, match=message):
        load_formats([address])


def test_the_guide_s_format_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section of CONTRIBUTING.md, followed step by step."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = guide.split("## Add an export format")[1].split("\n## ")[0]
    assert re.findall(r"(?m)^(\d)\. ", section) == list("1234567")
    blocks = dict(re.findall(r"(?sm)^ *```(\w+)\n(.*?)^ *```$", section))
    (tmp_path / "myformats.py").write_text(textwrap.dedent(blocks["python"]))
    monkeypatch.syspath_prepend(str(tmp_path))
    asked = yaml.safe_load(textwrap.dedent(blocks["yaml"]))
    recipe = Recipe(name="mine", authors=[{"author": "baseline"}], select={"targets": ["baseline"]}, **asked)
    done = run(recipe, out=tmp_path / "out", limit=8)
    lines = [
        json.loads(line)
        for split in SPLITS
        for line in (tmp_path / "out" / "dataset" / f"alpaca-{split}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) == done.records.filter(task="appeal").height > 0
    assert set(lines[0]) == {"instruction", "input", "output"}
