"""A program that uses a cluster, run by test_cluster.py in a process of its own: argument 1 is the master's address.

Prints one JSON object: who did the work, whether the rows are those of Polars alone, and how an error comes back.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import polars as pl
from pyspark.sql import SparkSession

import imrdata
from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.cases.schema import SENTENCED_CASE_SCHEMA
from imrdata.data import sample
from imrdata.errors import ImrDataError, SourceError
from imrdata.spark import run_rows, to_polars, to_spark

QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
WITNESS = pl.Schema({"case_id": pl.String, "process": pl.Int64, "folder": pl.String, "package": pl.String})


def witness(cases: pl.DataFrame) -> pl.DataFrame:
    """Say which process saw a case; slowly, so that no worker can do it all before the other has begun."""
    time.sleep(0.5)
    return cases.select(
        "case_id",
        process=pl.lit(os.getpid(), pl.Int64),
        folder=pl.lit(str(Path.cwd())),
        package=pl.lit(imrdata.__file__),
    )


def refuse(cases: pl.DataFrame) -> pl.DataFrame:
    raise SourceError("a row that no worker takes", where="case 1", mend="leave it out")


def main(master: str) -> None:
    session = (
        SparkSession.builder.master(master)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", QUICK_START)
        .config("spark.executor.extraJavaOptions", QUICK_START)
        .config("spark.executor.memory", "512m")
        .config("spark.executor.cores", "1")
        .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .config("spark.cores.max", "2")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    cases = read_imr(sample()).cases
    sent = to_spark(cases, session=session, partitions=8)
    seen = to_polars(run_rows(sent, witness, schema=WITNESS), schema=WITNESS)
    made = to_polars(run_rows(sent, add_sentences, schema=SENTENCED_CASE_SCHEMA), schema=SENTENCED_CASE_SCHEMA)
    try:
        to_polars(run_rows(sent, refuse, schema=cases.schema), schema=cases.schema)
    except ImrDataError as error:
        raised = {"kind": type(error).__name__, "text": str(error)}
    else:
        raised = None
    facts = {
        "master": session.sparkContext.master,
        "driver": os.getpid(),
        "seen_in_order": seen["case_id"].to_list() == cases["case_id"].to_list(),
        "workers": seen.select("process", "folder").unique().sort("process").rows(),
        "packages": seen["package"].unique().to_list(),
        "same_rows": made.equals(add_sentences(cases)) and made.schema == SENTENCED_CASE_SCHEMA,
        "raised": raised,
    }
    session.stop()
    print(json.dumps(facts))


if __name__ == "__main__":
    main(sys.argv[1])
