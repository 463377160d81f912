"""The notebooks run from first to last, and are what their sources say.

To make a twin anew after an edit: ``jupytext --update --to ipynb notebooks/quickstart.py`` (keeps the cells' ids).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

jupytext = pytest.importorskip("jupytext", reason="needs the notebooks extra")
nbclient = pytest.importorskip("nbclient", reason="needs the notebooks extra")
nbformat = pytest.importorskip("nbformat", reason="needs the notebooks extra")
pytest.importorskip("ipykernel", reason="needs the notebooks extra")

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
SOURCES = sorted(NOTEBOOKS.glob("*.py"))
TWINS = sorted(NOTEBOOKS.glob("*.ipynb"))
KERNEL = "imrdata-tests"


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kernel of the interpreter that runs the tests.

    An installed ``python3`` may belong to another environment, or there may be none, so it is not relied on.
    """
    spec = tmp_path / "jupyter" / "kernels" / KERNEL / "kernel.json"
    spec.parent.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": command, "display_name": KERNEL, "language": "python"}))
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    for name, value in {
        "JUPYTER_PATH": str(tmp_path / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONPATH": path,
    }.items():
        monkeypatch.setenv(name, value)
    return KERNEL


def test_every_notebook_has_its_twin() -> None:
    assert [file.stem for file in SOURCES] == [file.stem for file in TWINS]
    assert "quickstart" in {file.stem for file in TWINS}


@pytest.mark.parametrize("twin", TWINS, ids=lambda file: file.stem)
def test_the_twins_are_equal(twin: Path) -> None:
    source = jupytext.read(twin.with_suffix(".py"))
    notebook = nbformat.read(twin, as_version=4)
    nbformat.validate(notebook)
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
        (cell.cell_type, cell.source) for cell in source.cells
    ], f"make it anew: jupytext --update --to ipynb notebooks/{twin.stem}.py"
    assert notebook.metadata.kernelspec == source.metadata.kernelspec
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("twin", TWINS, ids=lambda file: file.stem)
def test_no_outputs_are_kept(twin: Path) -> None:
    for cell in nbformat.read(twin, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("twin", TWINS, ids=lambda file: file.stem)
def test_the_notebook_runs(twin: Path, kernel: str, tmp_path: Path) -> None:
    notebook = nbformat.read(twin, as_version=4)
    place = tmp_path / "work"
    place.mkdir()
    began = time.monotonic()
    # A cell that fails raises CellExecutionError, with the cell and its traceback.
    nbclient.NotebookClient(
        notebook, kernel_name=kernel, timeout=120, resources={"metadata": {"path": str(place)}}
    ).execute()
    assert time.monotonic() - began < 60
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    complaints = [output.text for output in outputs if output.get("name") == "stderr"]
    assert complaints == []
    assert list(place.iterdir()) == [], "the notebook leaves files behind"


def test_quickstart_shows_what_it_promises(kernel: str, tmp_path: Path) -> None:
    """The kernel is this interpreter, and the leaked letter fails with its reason and its span."""
    notebook = nbformat.read(NOTEBOOKS / "quickstart.ipynb", as_version=4)
    probe = "import sys; print(sys.executable); print(imrdata.__file__)"
    notebook.cells.append(nbformat.v4.new_code_cell(probe))
    nbclient.NotebookClient(
        notebook, kernel_name=kernel, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    said = [
        "".join(output.text for output in cell.outputs if output.output_type == "stream")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    executable, package = said[-1].split()
    assert Path(executable).samefile(sys.executable)
    assert Path(package).is_relative_to(ROOT)
    text = "\n".join(said)
    assert "verdict_leak: " in text
    assert "'denial should be overturned'" in text
    assert "sound: " in text
    assert "found: train.jsonl" in text


RUN_IN_A_CELL = """
import pathlib, sys, tempfile, time
from imrdata import Recipe, ScriptedClient, run
from imrdata.report.progress import Progress

catalog = pathlib.Path("catalog.toml")
recipe = Recipe(
    name="cell", catalog="catalog.toml", in_flight=4,
    authors=[{"author": "baseline", "cases": 6}, {"author": "scripted", "cases": 6}], select={"targets": ["baseline"]},
    records={"inputs": ["full"]},
)
def slowly(request):
    time.sleep(0.2)
    return "Dear [MEMBER_NAME], we cannot approve your request. You may appeal. [SIGNATURE]"
with tempfile.TemporaryDirectory() as folder, Progress() as progress:
    done = run(
        recipe, out=pathlib.Path(folder) / "out", clients={"scripted": ScriptedClient(slowly)},
        on_progress=progress, on_event=progress.event,
    )
"""

SCRIPTED_MODEL = """
[scripted]
client = "scripted"
provider = "self-hosted"
served_name = "scripted"
revision = "none"
quantisation = "none"
template_hash = "none"
weights_license = "Apache-2.0"
outputs_as_training_data = "allowed"
outputs_terms = "a fake of the tests"
attribution = "a fake of the tests"
source = "tests/test_notebooks.py"
read_on = 2026-11-26
"""


@pytest.mark.parametrize("tqdm", [True, False], ids=["tqdm", "without tqdm"])
def test_a_run_in_a_cell_shows_how_it_stands(tqdm: bool, kernel: str, tmp_path: Path) -> None:
    """Executed by a program, with neither a page nor widgets: what is drawn must be text that is written over."""
    if tqdm:
        pytest.importorskip("tqdm", reason="needs the notebooks extra")
    (tmp_path / "catalog.toml").write_text(SCRIPTED_MODEL)
    hide = "" if tqdm else "import sys; sys.modules.update(dict.fromkeys(['tqdm', 'tqdm.std']))\n"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(hide + RUN_IN_A_CELL)])
    nbclient.NotebookClient(
        notebook, kernel_name=kernel, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = notebook.cells[0].outputs
    assert {output.get("name") for output in outputs} == {"stdout"}, outputs
    text = "".join(output.text for output in outputs)
    assert "\x1b[A" not in text  # no cursor that moves up
    if tqdm:
        last = text.rstrip().rsplit("\r", 1)[-1]
        assert last.startswith("done 12/12 |")
        assert "12 answered · 0 in flight · $0" in last
        assert len(text.split("\r")) > 2, "it is drawn while it runs, too"
    else:
        assert text.splitlines() == ["baseline: 6 of 6", "scripted: 6 of 6"]
