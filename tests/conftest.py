"""What several rooms' tests share: where the real rows are, if they are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure: what must be quick has a benchmark, and every test has pytest-timeout's limit.
settings.register_profile("imrdata", deadline=None)
settings.load_profile("imrdata")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real IMR rows: IMRDATA_REAL_DATA, or ../shared/data beside the checkout. Never in the project."""
    folder = Path(os.environ.get("IMRDATA_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "imr_2025_portal14.csv").is_file():
        pytest.skip("no real IMR rows here: set IMRDATA_REAL_DATA to a folder that holds imr_2025_portal14.csv")
    return folder
