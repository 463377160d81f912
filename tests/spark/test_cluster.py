"""A cluster of Spark's own making on this machine: one master, two workers, each a process with an environment of its own.

What local mode cannot show: the workers are no children of the driver, start in folders of their own and find imrdata
by themselves.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.spark.conftest import QUICK_START

pytestmark = pytest.mark.spark

DRIVER = Path(__file__).with_name("cluster_driver.py")


def bare_environment(home: Path) -> dict[str, str]:
    """What a service manager would give a worker: nothing of this process but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}
    options = f"{QUICK_START} -Dspark.master.rest.enabled=false"
    return {**kept, "HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_JAVA_OPTS": options}


def start(stack: ExitStack, role: str, *arguments: str, home: Path, says: str) -> str:
    """Start one of Spark's services and wait until its log says so; return what the pattern's group holds."""
    home.mkdir()
    spark = find_spec("pyspark")
    assert spark is not None
    assert spark.origin is not None
    log = home / "log.txt"
    service = subprocess.Popen(
        [Path(spark.origin).parent / "bin" / "spark-class", f"org.apache.spark.deploy.{role}", *arguments],
        cwd=home,
        env=bare_environment(home),
        stdout=subprocess.DEVNULL,
        stderr=stack.enter_context(log.open("wb")),
    )
    stack.callback(service.wait, 30)
    stack.callback(service.terminate)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and service.poll() is None:
        if found := re.search(says, log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.2)
    pytest.fail(f"{role} did not start:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Path]]]:
    """The master's address, and the folder in which each of the two workers runs what it is given."""
    pytest.importorskip("pyspark", reason="the spark extra is not installed here: make test-spark")
    root = tmp_path_factory.mktemp("cluster")
    anywhere = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
    with ExitStack() as stack:
        says = r"Starting Spark master at (spark://127\.0\.0\.1:\d+)"
        master = start(stack, "master.Master", *anywhere, home=root / "master", says=says)
        folders = [root / name / "work" for name in ("worker-1", "worker-2")]
        for folder in folders:
            one_core = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder))
            says = r"(Successfully registered with master)"
            start(stack, "worker.Worker", *anywhere, *one_core, master, home=folder.parent, says=says)
        yield master, folders


def test_two_worker_processes_do_the_work(cluster: tuple[str, list[Path]], tmp_path: Path) -> None:
    master, folders = cluster
    done = subprocess.run(
        [sys.executable, DRIVER, master],
        cwd=tmp_path,
        env={**bare_environment(tmp_path), "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["master"] == master

    # Spark's workers start what they are given in their own folders, so a folder tells whose child a process is.
    of_worker = [
        {process for process, at in facts["workers"] if Path(at).is_relative_to(folder.resolve())} for folder in folders
    ]
    assert all(of_worker)
    assert not of_worker[0] & of_worker[1]
    assert facts["driver"] not in of_worker[0] | of_worker[1]
    assert len(facts["workers"]) == len(of_worker[0]) + len(of_worker[1])

    assert len(facts["packages"]) == 1
    assert facts["seen_in_order"]
    assert facts["same_rows"]
    assert facts["raised"] == {"kind": "SourceError", "text": "case 1: a row that no worker takes; leave it out."}
