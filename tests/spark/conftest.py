"""One real Spark for all tests of this folder: two workers on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

# Compiling less eagerly halves the time that Spark takes to start, and a test runs too short to miss it.
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    """A Spark session with two workers; run these tests with `make test-spark`."""
    pytest.importorskip("pyspark", reason="the spark extra is not installed here: make test-spark")
    from imrdata.spark import local_session

    with local_session(cores=2, settings={"spark.driver.extraJavaOptions": QUICK_START}) as session:
        yield session
