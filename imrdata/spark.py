"""Runs a row-wise Polars function on Spark, and carries frames and errors there and back; knows nothing of cases.

In: a frame, a stage whose result for a row depends on that row alone, and the schema it produces. Out: the same
rows, in the same order, as if the stage had been called on the whole frame. Spark hands the rows to the workers'
Python in Arrow batches (``mapInArrow``) and the stage itself runs in Polars, so there is one definition, one regex
engine and one null rule. The workers' Python must hold imrdata and Polars in the driver's versions (docs/spark.md).
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import polars as pl

from imrdata.errors import ImrDataError, MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa
    from polars.datatypes import DataType, DataTypeClass
    from pyspark.sql import DataFrame as SparkFrame
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

__all__ = ["ROW", "local_session", "plain_errors", "run_rows", "spark_schema", "to_polars", "to_spark"]

#: The column that `to_spark` adds and `to_polars` sorts by and takes away: the row's place in the frame, from 0.
ROW: Final = "_row"

#: Java 17 is the oldest that Spark 4 runs on.
_OLDEST_JAVA: Final = 17

#: Polars type → the name of its type in pyspark.sql.types and in pyarrow; lists and structs are made of these.
_TYPES: Final[dict[DataTypeClass, tuple[str, str]]] = {
    pl.Boolean: ("BooleanType", "bool_"),
    pl.Int8: ("ByteType", "int8"),
    pl.Int16: ("ShortType", "int16"),
    pl.Int32: ("IntegerType", "int32"),
    pl.Int64: ("LongType", "int64"),
    pl.Float32: ("FloatType", "float32"),
    pl.Float64: ("DoubleType", "float64"),
    pl.String: ("StringType", "string"),
}

#: Rows that are turned into one Arrow batch on their way to Spark: Spark's text columns hold 2 GiB a batch at most.
_SLICE: Final = 10_000

#: What a stage may fail with; a panic inside Polars is no Exception.
_FAILURES: Final = (Exception, pl.exceptions.PanicException)

#: Behind this mark a worker's error travels through Java, as JSON on one line.
_MARK: Final = "imrdata-error:"

Stage = Callable[[pl.DataFrame], pl.DataFrame]


@contextmanager
def local_session(
    *,
    cores: int = 2,
    memory: str = "1g",
    batch_rows: int = 10_000,
    log: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[SparkSession]:
    """Start Spark on this machine, for as long as the block lasts.

    Workers run this very Python. Everything listens on 127.0.0.1, there is no web page, nothing is sent anywhere,
    and Spark's own log stays off the terminal.

    Parameters
    ----------
    cores
        Worker processes that run at once.
    memory
        Of the Java process. It is started once per Python process, so later calls cannot change it.
    batch_rows
        Rows that a stage is given at a time, at most.
    log
        The file for Spark's own log; as a rule it is thrown away. Fixed by the first call, as memory is.
    settings
        More of Spark's settings, by their names in Spark's documentation.

    Yields
    ------
    SparkSession
        With Arrow on and UTC as time zone.

    Raises
    ------
    MissingExtraError
        PySpark, pyarrow, pandas or Java is not there.
    ImrDataError
        A session is running already, or Java did not start.

    Examples
    --------
    >>> with local_session(cores=2) as session:  # doctest: +SKIP
    ...     session.range(3).count()
    3
    """
    _need_packages()
    _need_java()
    from pyspark import SparkContext

    if SparkContext._active_spark_context is not None:
        raise ImrDataError("a Spark session is running already", mend="use that one, or stop it first")
    with tempfile.TemporaryDirectory(prefix="imrdata-spark-") as folder:
        chosen = {
            "spark.master": f"local[{cores}]",
            "spark.app.name": "imrdata",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": memory,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
            "spark.sql.execution.arrow.maxRecordsPerBatch": str(batch_rows),
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": str(cores),
            "spark.sql.warehouse.dir": str(Path(folder, "warehouse")),
            **(settings or {}),
        }
        session = _start(chosen, log=log)
        try:
            yield session
        finally:
            session.stop()


def spark_schema(schema: pl.Schema) -> StructType:
    """Return Spark's schema for a Polars schema; every column may hold nulls, as in Polars.

    Raises
    ------
    ImrDataError
        A column has a type that Spark does not have, or that is not carried (dates, categories, unsigned integers).

    Examples
    --------
    >>> spark_schema(pl.Schema({"text": pl.String, "days": pl.Int32})).simpleString()  # doctest: +SKIP
    'struct<text:string,days:int>'
    """
    _need_packages()
    from pyspark.sql.types import StructField, StructType

    return StructType([StructField(name, _spark_type(dtype, name)) for name, dtype in schema.items()])


def to_spark(frame: pl.DataFrame, *, session: SparkSession, partitions: int | None = None) -> SparkFrame:
    """Hand a Polars frame to Spark, with a column ``_row`` that keeps the place of each row.

    For what fits in memory; let Spark itself read what does not (docs/spark.md).

    Parameters
    ----------
    frame
        Columns of the types that `spark_schema` knows.
    session
        Any session, local or of a cluster.
    partitions
        Into how many parts the rows are dealt; by default Spark decides.

    Raises
    ------
    ImrDataError
        A type that is not carried, or a column that is called ``_row``.

    Examples
    --------
    >>> to_spark(pl.DataFrame({"text": ["a", "b"]}), session=session).columns  # doctest: +SKIP
    ['_row', 'text']
    """
    _need_packages()
    import pyarrow as pa

    if ROW in frame.columns:
        raise ImrDataError("the name is taken: it keeps the order of the rows", where=f"column {ROW}", mend="rename it")
    numbered = frame.with_row_index(ROW).cast({ROW: pl.Int64})
    form = _arrow_schema(numbered.schema)
    slices = [part.to_arrow().cast(form) for part in numbered.iter_slices(_SLICE)]
    table = pa.concat_tables(slices) if slices else form.empty_table()
    sent = session.createDataFrame(table, schema=spark_schema(numbered.schema))
    return sent if partitions is None else sent.repartition(partitions)


def run_rows(frame: SparkFrame, stage: Stage, *, schema: pl.Schema) -> SparkFrame:
    """Apply a row-wise Polars function on Spark; nothing runs until the result is asked for.

    Parameters
    ----------
    frame
        What `to_spark` gave, or any Spark frame. Column ``_row``, if there, is kept from the stage and put back.
    stage
        Takes a Polars frame and returns one row for each row, in the same order; the row's result depends on that
        row alone, since batches are cut anywhere. To return several things for a row, use a list column.
    schema
        What the stage returns: exactly these columns.

    Returns
    -------
    DataFrame
        Spark's, with the columns of ``schema``, after ``_row`` if the input has it.

    Raises
    ------
    ImrDataError
        When the result is asked for, through `to_polars` or inside `plain_errors`: an error of the stage as it was
        raised there; or the stage failed otherwise, or returned other rows, columns or types than declared.

    Examples
    --------
    >>> def shout(frame: pl.DataFrame) -> pl.DataFrame:
    ...     return frame.select(loud=pl.col("text").str.to_uppercase())
    >>> frame = to_spark(pl.DataFrame({"text": ["no", None]}), session=session)  # doctest: +SKIP
    >>> loud = pl.Schema({"loud": pl.String})
    >>> to_polars(run_rows(frame, shout, schema=loud), schema=loud)["loud"].to_list()  # doctest: +SKIP
    ['NO', None]
    """
    versions = _versions()
    numbered = {ROW: pl.Int64()} if ROW in frame.columns else {}

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _run_batches(batches, stage=stage, schema=schema, driver_versions=versions)

    return frame.mapInArrow(run, spark_schema(pl.Schema({**numbered, **schema})))


def to_polars(frame: SparkFrame, *, schema: pl.Schema) -> pl.DataFrame:
    """Run what was asked of Spark and collect the rows, in their order and with exactly the declared types.

    Parameters
    ----------
    frame
        A Spark frame. Sorted by ``_row`` if it has that column; else in the order in which Spark returns its parts.
    schema
        The columns and types of the result.

    Raises
    ------
    ImrDataError
        Columns or types are others than ``schema`` says, or whatever a worker raised (see `plain_errors`).

    Examples
    --------
    >>> frame = to_spark(pl.DataFrame({"text": ["b", "a"]}), session=session, partitions=2)  # doctest: +SKIP
    >>> to_polars(frame, schema=pl.Schema({"text": pl.String}))["text"].to_list()  # doctest: +SKIP
    ['b', 'a']
    """
    _need_packages()
    with plain_errors():
        table = frame.toArrow()
    found = pl.DataFrame(pl.from_arrow(table))
    if ROW in found.columns:
        found = found.sort(ROW).drop(ROW)
    return _exactly(found, schema, where="the Spark frame")


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what a worker raised into one of our errors: one sentence instead of a Java stack.

    `to_polars` does so by itself; put it around other actions, such as ``frame.write.parquet(...)``.

    Raises
    ------
    ImrDataError
        The stage's own error, if it raised one of ours; else one that names the cause.
    MissingExtraError
        The workers' Python lacks a package.

    Examples
    --------
    >>> with plain_errors():
    ...     print("frame.write.parquet(...)")
    frame.write.parquet(...)
    """
    try:
        yield
    except Exception as error:
        from_spark = type(error).__module__.split(".")[0] in ("pyspark", "py4j")
        plain = _plain(str(error)) if from_spark else None
        if plain is None:
            raise
        raise plain from None


# Starting Spark


def _need_packages() -> None:
    for name in ("pyspark", "pyarrow", "pandas"):
        if importlib.util.find_spec(name) is None:
            raise MissingExtraError(
                f"Spark needs {name}, which is not installed", mend="run: pip install 'imrdata[spark]'"
            )


def _need_java() -> None:
    """Raise unless the Java that Spark's scripts will call is there and new enough."""
    mend = f"install Java {_OLDEST_JAVA} (on Debian and Ubuntu: openjdk-{_OLDEST_JAVA}-jre-headless) or set JAVA_HOME"
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    if java is None:
        place = "where JAVA_HOME points" if home else "on the PATH"
        raise MissingExtraError(f"Spark needs Java {_OLDEST_JAVA}, and there is none {place}", mend=mend)
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603 (no shell)
    found = re.search(r'version "(?:1\.)?(\d+)', answer.stderr + answer.stdout)
    if found is None:
        raise MissingExtraError(f"Spark needs Java {_OLDEST_JAVA}, and the one here does not start", mend=mend)
    if int(found[1]) < _OLDEST_JAVA:
        raise MissingExtraError(f"Spark needs Java {_OLDEST_JAVA}, and the one here is {found[1]}", mend=mend)


def _start(settings: Mapping[str, str], *, log: Path | None) -> SparkSession:
    """Start the Java process, unless one runs from an earlier session, and a session on it."""
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    java: Any = importlib.import_module("pyspark.java_gateway")
    conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
    with _environment(), log.open("w+b") if log else tempfile.TemporaryFile() as own_log:
        try:
            gateway = SparkContext._gateway or java.launch_gateway(conf, {"stderr": own_log})
        except PySparkRuntimeError:
            raise ImrDataError(
                f"Spark's Java process did not start ({_last_line(own_log)})", mend="see whether `java -version` works"
            ) from None
        return SparkSession(SparkContext(conf=conf, gateway=gateway))


@contextmanager
def _environment() -> Iterator[None]:
    """Set what Spark reads from the environment when it starts: this Python, this PySpark, the loopback address."""
    chosen = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": None}
    before = {name: os.environ.get(name) for name in chosen}
    try:
        _set_environment(chosen)
        yield
    finally:
        _set_environment(before)


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"


# Types


def _spark_type(dtype: DataType, column: str) -> Any:
    from pyspark.sql import types

    if isinstance(dtype, pl.List):
        return types.ArrayType(_spark_type(_whole(dtype.inner), column))
    if isinstance(dtype, pl.Struct):
        fields = [types.StructField(field.name, _spark_type(_whole(field.dtype), column)) for field in dtype.fields]
        return types.StructType(fields)
    return getattr(types, _named(dtype, column)[0])()


def _arrow_schema(schema: pl.Schema) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(name, _arrow_type(dtype, name)) for name, dtype in schema.items()])


def _arrow_type(dtype: DataType, column: str) -> Any:
    import pyarrow as pa

    if isinstance(dtype, pl.List):
        return pa.list_(_arrow_type(_whole(dtype.inner), column))
    if isinstance(dtype, pl.Struct):
        return pa.struct([(field.name, _arrow_type(_whole(field.dtype), column)) for field in dtype.fields])
    return getattr(pa, _named(dtype, column)[1])()


def _named(dtype: DataType, column: str) -> tuple[str, str]:
    names = _TYPES.get(type(dtype))
    if names is None:
        known = ", ".join([kind.__name__ for kind in _TYPES] + ["List", "Struct"])
        raise ImrDataError(
            f"{dtype} is not carried to Spark", where=f"column {column}", mend=f"cast it to one of: {known}"
        )
    return names


def _whole(dtype: DataType | DataTypeClass) -> DataType:
    """Return the type itself where a schema names its class (``pl.Int32`` for ``pl.Int32()``)."""
    return dtype() if isinstance(dtype, type) else dtype


def _exactly(frame: pl.DataFrame, schema: pl.Schema, *, where: str) -> pl.DataFrame:
    """Return the frame's columns in the schema's order; an error if a column is missing, too many or of another type.

    A column of nothing but nulls fits any type: a batch may happen to hold no value.
    """
    missing = [name for name in schema if name not in frame.columns]
    more = [name for name in frame.columns if name not in schema]
    if missing or more:
        parts = [f"{word} {', '.join(names)}" for word, names in (("lacks", missing), ("has also", more)) if names]
        raise ImrDataError(
            f"its columns are not the declared ones: it {' and '.join(parts)}",
            where=where,
            mend="declare what it returns",
        )
    for name, dtype in schema.items():
        if not _fits(frame.schema[name], dtype):
            raise ImrDataError(
                f"column {name} is {frame.schema[name]} where {dtype} is declared",
                where=where,
                mend="cast it, or declare it",
            )
    return frame.select(schema.names()).cast(schema)


def _fits(found: DataType | DataTypeClass, declared: DataType | DataTypeClass) -> bool:
    if found in (declared, pl.Null):
        return True
    if isinstance(found, pl.List) and isinstance(declared, pl.List):
        return _fits(found.inner, declared.inner)
    if isinstance(found, pl.Struct) and isinstance(declared, pl.Struct):
        return [field.name for field in found.fields] == [field.name for field in declared.fields] and all(
            _fits(one.dtype, other.dtype) for one, other in zip(found.fields, declared.fields, strict=True)
        )
    return False


# In the workers


def _versions() -> dict[str, str]:
    import imrdata

    return {"imrdata": imrdata.__version__, "polars": pl.__version__}


def _run_batches(
    batches: Iterable[pa.RecordBatch], *, stage: Stage, schema: pl.Schema, driver_versions: Mapping[str, str]
) -> Iterator[pa.RecordBatch]:
    """Run the stage on each batch; every failure leaves as a text that `plain_errors` can read."""
    name = f"stage {getattr(stage, '__name__', type(stage).__name__)}"
    try:
        _same_versions(driver_versions, where=name)
        for batch in batches:
            yield from _run_batch(batch, stage, schema=schema, where=name)
    except ImrDataError as error:
        raise RuntimeError(f"{error}\n{_MARK}{_packed(error)}") from None


def _run_batch(batch: pa.RecordBatch, stage: Stage, *, schema: pl.Schema, where: str) -> list[pa.RecordBatch]:
    given = pl.DataFrame(pl.from_arrow(batch))
    numbers = given[ROW].cast(pl.Int64) if ROW in given.columns else None
    rows = given if numbers is None else given.drop(ROW)
    try:
        made = stage(rows)
    except ImrDataError:
        raise
    except _FAILURES as error:
        place = "" if numbers is None else f" at row {numbers[_first_failing(rows, stage)]}"
        raise ImrDataError(
            f"it failed{place} ({type(error).__name__}: {_one_line(error)})",
            where=where,
            mend="call it on that row alone, without Spark, to see why",
        ) from None
    if not isinstance(made, pl.DataFrame):
        raise ImrDataError(f"it returned {type(made).__name__}", where=where, mend="return a Polars DataFrame")
    if made.height != rows.height:
        raise ImrDataError(
            f"it returned {made.height} rows for {rows.height}",
            where=where,
            mend="return one row for each, in the same order; several results for a row go into a list column",
        )
    made = _exactly(made, schema, where=where)
    if numbers is not None:
        made = made.insert_column(0, numbers)
    batches: list[pa.RecordBatch] = made.to_arrow().cast(_arrow_schema(made.schema)).to_batches()
    return batches


def _first_failing(rows: pl.DataFrame, stage: Stage) -> int:
    """Return the place of a row that the stage fails on, found by halving: a row-wise stage allows any cut."""
    low, high = 0, rows.height
    while high - low > 1:
        middle = (low + high) // 2
        try:
            stage(rows[low:middle])
        except _FAILURES:
            high = middle
        else:
            low = middle
    return low


def _same_versions(driver: Mapping[str, str], *, where: str) -> None:
    for name, here in _versions().items():
        if here != driver[name]:
            raise ImrDataError(
                f"the workers have {name} {here} and the driver {driver[name]}",
                where=where,
                mend="install the same version on both, or their results may differ",
            )


# Errors on their way through Java


def _packed(error: ImrDataError) -> str:
    return json.dumps({"kind": type(error).__qualname__, **vars(error)}, default=str)


def _plain(text: str) -> ImrDataError | None:
    """Return our error for the text of one of Spark's, or None if it did not come from a worker's Python."""
    if carried := re.search(rf"^{_MARK}(.*)$", text, re.MULTILINE):
        return _unpacked(carried[1])
    if missing := re.search(r"^ModuleNotFoundError: No module named '([\w.]+)'", text, re.MULTILINE):
        return MissingExtraError(
            f"the Python of the Spark workers has no {missing[1]}",
            mend="install what the driver has there too, and let PYSPARK_PYTHON name that Python (docs/spark.md)",
        )
    if "PYTHON_VERSION_MISMATCH" in text:
        return ImrDataError(
            "the Spark workers run another Python version than the driver",
            mend="let PYSPARK_PYTHON name the same minor version on both (docs/spark.md)",
        )
    if "Traceback (most recent call last)" in text:
        causes = re.findall(r"^(\w[\w.]*(?:Error|Exception|Interrupt|Exit)\b.*)$", text, re.MULTILINE)
        cause = causes[-1] if causes else "it does not say why"
        return ImrDataError(f"a Spark worker's Python failed ({cause})", mend="see Spark's log for the whole story")
    return None


def _unpacked(text: str) -> ImrDataError:
    facts: dict[str, Any] = json.loads(text)
    kind = _kinds().get(facts.pop("kind"), ImrDataError)
    error = kind(facts.pop("problem"), where=facts.pop("where"), mend=facts.pop("mend"))
    vars(error).update(facts)
    return error


def _kinds(root: type[ImrDataError] = ImrDataError) -> dict[str, type[ImrDataError]]:
    """Return every error class of ours that is loaded, by name."""
    kinds = {root.__qualname__: root}
    for kind in root.__subclasses__():
        kinds |= _kinds(kind)
    return kinds


def _one_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0].rstrip(". ") or "no message"
