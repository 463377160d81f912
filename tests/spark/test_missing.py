"""Without the spark extra, the module imports and says in one sentence what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("package", ["pyspark", "pyarrow", "pandas"])
@pytest.mark.parametrize(
    "use",
    [
        "spark.local_session().__enter__()",
        "spark.spark_schema(pl.Schema())",
        "spark.to_spark(pl.DataFrame(), session=None)",
    ],
)
def test_a_missing_package_is_one_sentence(package: str, use: str) -> None:
    code = (
        "import sys, types\n"
        "import polars as pl\n"
        "from importlib.machinery import ModuleSpec\n"
        "for name in ('pyspark', 'pyarrow', 'pandas'):\n"
        "    sys.modules[name] = types.ModuleType(name)\n"
        "    sys.modules[name].__spec__ = ModuleSpec(name, None)\n"
        f"sys.modules[{package!r}] = None\n"
        "from imrdata import spark\n"
        "from imrdata.errors import MissingExtraError\n"
        "try:\n"
        f"    {use}\n"
        "except MissingExtraError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    assert done.stdout == f"Spark needs {package}, which is not installed; run: pip install 'imrdata[spark]'.\n"
