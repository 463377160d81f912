"""Are a run's tables what they say: great-expectations suites for cases, letters, verdicts and splits.

In: a run folder. Out: `Validation`, and in the folder ``expectations/``: Data Docs for reading, and ``result.json``.
These are rules on columns and on what holds between tables; what is wrong with a letter's text is for checks. Each rule
says in one sentence what holds, and a failure names column and row. Rules that span tables are worked out in Polars
beforehand, as a column that has to be true, so that pandas and Spark judge the same. Room: quality.

great-expectations takes seconds and 200 MB to import and is imported inside `validate` only (extra ``quality``).
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from imrdata.errors import MissingExtraError, RunFolderError
from imrdata.quality.suites import SUITES, Rule, tables

__all__ = ["FAILURE_SCHEMA", "FOLDER", "Validation", "need_expectations", "validate"]

#: Where in a run folder Data Docs and result go.
FOLDER: Final = "expectations"

#: One row per rule and row that breaks it; of a rule that many rows break, the first `MOST_ROWS`.
FAILURE_SCHEMA: Final = pl.Schema(
    {
        "suite": pl.String,
        "column": pl.String,  # null for a rule on the whole table
        "rule": pl.String,
        "row": pl.Int64,  # 0 = first row of the Parquet file; null where the rule could not be applied to any
        "value": pl.String,  # what stands there, cut at 80 characters
        "rows": pl.Int64,  # all rows that break the rule
    }
)
MOST_ROWS: Final = 20

#: No clock is in any file of a run, so Data Docs give this for the time of every validation.
_NO_TIME: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What came of a checkpoint.

    Attributes
    ----------
    rules
        Suite to the number of its rules that were applied.
    failures
        FAILURE_SCHEMA; empty if all hold.
    docs
        The folder of the Data Docs; ``index.html`` comes first.
    """

    rules: dict[str, int]
    failures: pl.DataFrame
    docs: Path

    @property
    def success(self) -> bool:
        """Whether every rule holds."""
        return self.failures.is_empty()

    @property
    def sentence(self) -> str:
        """The result in a sentence."""
        applied = sum(self.rules.values())
        broken = self.failures.select("suite", "column", "rule").unique().sort("suite", "column", "rule")
        first = [f"{suite}, {column or 'the table'}: not so that {rule}" for suite, column, rule in broken.rows()[:1]]
        return f"{applied} rules on the run's tables: " + (
            f"{broken.height} broken ({first[0]}); see {FOLDER}/result.json" if first else "all hold"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, without the place of its files."""
        return {"success": self.success, "rules": self.rules, "failures": self.failures.to_dicts()}


def need_expectations(where: str) -> None:
    """Fail with the name of the extra where great-expectations is not installed; costs no import of it."""
    from importlib.util import find_spec

    if sys.modules.get("great_expectations", ...) is None or find_spec("great_expectations") is None:
        raise MissingExtraError(
            "great-expectations is not installed", where=where, mend="run: pip install 'imrdata[quality]'"
        )


def validate(run_folder: str | Path, *, spark: Any = None) -> Validation:
    """Hold a run folder's tables against the suites, and write Data Docs into it.

    Parameters
    ----------
    run_folder
        A folder that a run has written: ``cases.parquet letters.parquet verdicts.parquet dataset/records.parquet``.
    spark
        A SparkSession to validate on; None: pandas, in this process.

    Returns
    -------
    Validation
        The same on pandas and on Spark.

    Raises
    ------
    MissingExtraError
        great-expectations is not installed.
    RunFolderError
        A table is missing or can't be read.

    Notes
    -----
    Written are ``expectations/index.html`` with its pages, and ``expectations/result.json``. Data Docs load their
    scripts from public servers when they are opened, and great-expectations puts random ids into them: they are for
    reading, are no part of the dataset, and no hash covers them; ``result.json`` is the same for the same run.
    Analytics of great-expectations are switched off, for the rest of the process.
    """
    folder = Path(run_folder)
    need_expectations("validate")
    frames = tables(folder)
    out = folder / FOLDER
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        # Its own use of what Python and others have deprecated is no affair of a run's.
        warnings.simplefilter("ignore")
        rules, rows = _checked(frames, out=out, spark=spark)
    found = Validation(rules=rules, failures=pl.DataFrame(rows, schema=FAILURE_SCHEMA, orient="row"), docs=out)
    text = json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n"
    (out / "result.json").write_text(text, encoding="utf-8")
    return found


def _checked(
    frames: Mapping[str, pl.DataFrame], *, out: Path, spark: Any
) -> tuple[dict[str, int], list[tuple[Any, ...]]]:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(out.resolve())},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        data_docs_sites={"run": site},
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    source = context.data_sources.add_pandas("run") if spark is None else context.data_sources.add_spark("run")
    counted: dict[str, int] = {}
    rows: list[tuple[Any, ...]] = []
    for name, frame in frames.items():
        applied = [rule for rule in SUITES[name] if rule.needs <= set(frame.columns)]
        counted[name] = len(applied)
        # A column that is not there breaks its rules, and says so once.
        rows += [
            (name, column, "the column is there", None, None, frame.height)
            for column in sorted({rule.column for rule in SUITES[name] if rule.column} - set(frame.columns))
        ]
        suite = gx.ExpectationSuite(
            name=name, expectations=[_expectation(rule, number) for number, rule in enumerate(applied)]
        )
        batches = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(
                name=name,
                validation_definitions=[
                    context.validation_definitions.add(
                        gx.ValidationDefinition(name=name, data=batches, suite=context.suites.add(suite))
                    )
                ],
                result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["row"]},
            )
        )
        result = checkpoint.run(
            batch_parameters={"dataframe": _engine_frame(frame, applied, spark=spark)},
            run_id=RunIdentifier(run_name="imrdata", run_time=_NO_TIME),
        )
        (validated,) = result.run_results.values()
        for each in sorted(validated.results, key=lambda each: each.expectation_config.meta["number"]):
            rows += _failures(name, applied[each.expectation_config.meta["number"]], each, frame)
    context.build_data_docs()
    return counted, rows


def _expectation(rule: Rule, number: int) -> Any:
    from great_expectations import expectations as gxe

    return getattr(gxe, rule.expectation)(**rule.options, description=rule.says, meta={"number": number})


def _engine_frame(frame: pl.DataFrame, rules: list[Rule], *, spark: Any) -> Any:
    """Return the columns that rules look at as a frame of pandas or Spark."""
    import pandas as pd

    names = sorted({"row", *(name for rule in rules for name in rule.needs)})
    columns = frame.select(names)
    if spark is None:
        return pd.DataFrame({name: pd.Series(columns[name].to_list(), dtype=_dtype(columns[name])) for name in names})
    kinds = {pl.Boolean: "boolean", pl.String: "string"}
    schema = ", ".join(f"`{name}` {kinds.get(type(kind), 'bigint')}" for name, kind in columns.schema.items())
    return spark.createDataFrame(columns.rows(), schema=schema)


def _dtype(column: pl.Series) -> str:
    """Return a pandas type that keeps a null a null and an integer an integer."""
    return "Int64" if column.dtype.is_integer() else "object"


def _failures(suite: str, rule: Rule, result: Any, frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    if result.success:
        return []
    found = result.result.get("unexpected_index_list") or []
    numbers = sorted(int(each["row"]) for each in found)
    if not numbers:
        seen = result.result.get("observed_value")
        return [(suite, rule.column, rule.says, None, None if seen is None else str(seen), frame.height)]
    return [
        (suite, rule.column, rule.says, number, _shown(frame, rule.column, number), len(numbers))
        for number in numbers[:MOST_ROWS]
    ]


def _shown(frame: pl.DataFrame, column: str | None, number: int) -> str | None:
    if column is None or column not in frame.columns or frame[column][number] is None:
        return None
    return str(frame[column][number])[:80]


def main(arguments: list[str]) -> int:
    """Validate a run folder and print what fails: ``python -m imrdata.quality.expectations RUN_FOLDER``."""
    if len(arguments) != 1:
        raise RunFolderError("one run folder is to be named", where="validate", mend="give the folder of a run")
    found = validate(arguments[0])
    for row in found.failures.iter_rows(named=True):
        place = "the table" if row["row"] is None else f"row {row['row']}"
        print(f"{row['suite']}, {row['column']}, {place}: not so that {row['rule']} ({row['value']})")
    print(found.sentence)
    return 0 if found.success else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
