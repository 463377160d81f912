"""How fast an export becomes Parquet, and whether all of it does: imrdata beside Polars alone and other readers.

    python benchmarks/reading.py [--rows 40000] [--runs 5] [--times 20] [--peers] [--folder DIR]

makes a V1 export with ``export_generator.py``, then gives each reader the same task in a process of its own: the CSV
in, a Parquet file (zstd) out. The readers take turns (A B C A B C ...), so that a busy machine slows all of them
alike, and the ratios are those of one turn; medians are printed. What was written is counted in another process and
held against what the generator wrote: the script ends with status 1 if Polars or imrdata lost or made up anything.
Speed is printed beside its goals and never asserted.

``--peers`` adds the readers that are installed of pandas, pyarrow, duckdb and PySpark, and shows what each makes of
small damaged exports; ``make bench-reading`` builds an environment that holds them all. ``--times 20`` adds one walk
through a file of 20 times the rows, which is deleted afterwards (at 40,000 rows: 1.4 GB, some minutes to write).
``--folder`` keeps the export for the next time.

Seconds stand twice: of the task alone (from after the imports; Spark's session is up by then) and of the whole
process. CPU seconds are user and system time, of all threads and of the Java process. Peak memory is that of the
largest process, for Spark the Java one; MB are 10^6 bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib.util
import io
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, Final

# This process stays small: on Linux a child's peak memory is never below that of the process that started it.

SEED: Final = 7
#: Rows of the damaged exports.
DAMAGED_ROWS: Final = 1_000

#: What is run: the task, with its imports done.
Task = Callable[[], object]


# --- The tasks, each in a process of its own --------------------------------------------------------------------------


def polars_alone(export: Path, out: Path) -> Task:
    import polars as pl

    return lambda: pl.read_csv(export, infer_schema=False).write_parquet(out, compression="zstd", compression_level=3)


def polars_streaming(export: Path, out: Path) -> Task:
    import polars as pl

    return lambda: pl.scan_csv(export, infer_schema=False).sink_parquet(out, compression="zstd", compression_level=3)


def polars_told_cp1252(export: Path, out: Path) -> Task:
    import polars as pl

    # A name, not a Path: in Polars 2.1 they go different ways, and only the one for names changes line ends.
    return lambda: pl.read_csv(str(export), infer_schema=False, encoding="windows-1252").write_parquet(out)


def imrdata_convert(export: Path, out: Path, *, engine: str = "polars") -> Task:
    from imrdata.cases.convert import convert

    def run() -> dict[str, int]:
        out.mkdir()
        (books,) = convert(export, place=out, engine=engine).sources
        return {
            "rejected": books.rejected,
            "rows_in": books.rows_in,
            "characters_in": books.findings_characters_in,
            "counted_apart": books.counted_by == "rfc4180",
        }

    return run


def imrdata_on_spark(export: Path, out: Path) -> Task:
    import pyspark  # noqa: F401

    return imrdata_convert(export, out, engine="spark")


def segment_alone(export: Path, out: Path) -> Task:
    from imrdata.cases.read import read_imr
    from imrdata.cases.segment import segment

    cases = read_imr(export).cases
    return lambda: {"rows": segment(cases)["sections"].len()}


def roles_alone(export: Path, out: Path) -> Task:
    from imrdata.cases.findings import add_sentences
    from imrdata.cases.read import read_imr

    cases = read_imr(export).cases
    return lambda: {"rows": add_sentences(cases)["sentences"].len()}


def pandas_reader(export: Path, out: Path) -> Task:
    import pandas as pd
    import pyarrow.parquet  # noqa: F401 (what pandas writes with)

    return lambda: pd.read_csv(export, dtype=str).to_parquet(out, compression="zstd", index=False)


def pyarrow_reader(export: Path, out: Path) -> Task:
    import pyarrow as pa
    from pyarrow import csv as reader
    from pyarrow import parquet

    texts = dict.fromkeys(next(csv.reader([export.open(encoding="latin-1").readline()])), pa.string())
    whole_rows = reader.ParseOptions(newlines_in_values=True)
    all_texts = reader.ConvertOptions(column_types=texts)
    return lambda: parquet.write_table(
        reader.read_csv(export, parse_options=whole_rows, convert_options=all_texts), out, compression="zstd"
    )


def duckdb_reader(export: Path, out: Path) -> Task:
    import duckdb  # type: ignore[import-not-found,unused-ignore]

    rows = f"SELECT * FROM read_csv('{export}', all_varchar = true, header = true)"
    return lambda: duckdb.execute(f"COPY ({rows}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")


def spark_reader(**options: str) -> Callable[[Path, Path], Task]:
    def prepare(export: Path, out: Path) -> Task:
        from imrdata.spark import local_session

        session = sessions.enter_context(local_session())
        return lambda: (
            session.read.options(header="true", **options).csv(str(export)).write.parquet(str(out), compression="zstd")
        )

    return prepare


QUOTES: Final = {"multiLine": "true", "escape": '"'}
STREAMING, CONVERT, SPARK = "Polars, streaming", "**imrdata**", "Spark, multiLine and escape"
PLAIN: Final = {"Polars alone": polars_alone, CONVERT: imrdata_convert}
STAGES: Final = {"segment": segment_alone, "add_sentences (roles)": roles_alone}
#: Name → the package it needs, and the task.
PEERS: Final = {
    "pandas": ("pandas", pandas_reader),
    "pyarrow, newlines_in_values": ("pyarrow", pyarrow_reader),
    "duckdb": ("duckdb", duckdb_reader),
    "Spark, plain": ("pyspark", spark_reader()),
    "Spark, multiLine": ("pyspark", spark_reader(multiLine="true")),
    SPARK: ("pyspark", spark_reader(**QUOTES)),
    "imrdata on Spark": ("pyspark", imrdata_on_spark),
}
TOLD: Final = "Polars, told windows-1252"
FAILFAST: Final = "Spark, the same with FAILFAST"
#: Readers that only damaged exports are shown to; the first only the one that is in cp1252.
CAREFUL: Final = {
    TOLD: ("polars", polars_told_cp1252),
    FAILFAST: ("pyspark", spark_reader(**QUOTES, mode="FAILFAST")),
}
#: All that damaged exports are shown to.
SHOWN: Final = (CONVERT, "Polars alone", TOLD, "pandas", "pyarrow, newlines_in_values", "duckdb", SPARK, FAILFAST)
TASKS: Final[dict[str, Callable[[Path, Path], Task]]] = {
    **PLAIN,
    **STAGES,
    **{name: task for name, (_, task) in (PEERS | CAREFUL).items()},
    STREAMING: polars_streaming,
}
sessions: Final = ExitStack()


def measure(name: str, export: Path, out: Path) -> dict[str, Any]:
    """Run a task in this process; return its seconds, and what it says of itself or what stopped it."""
    task = TASKS[name](export, out)
    cpu, began = _cpu(), time.perf_counter()
    said: dict[str, Any] = {}
    try:
        result = task()
        said |= result if isinstance(result, dict) else {}
    except Exception as error:
        said["error"] = f"{type(error).__name__}: {str(error).strip().splitlines()[0][:300]}"
    said |= {"cpu": _cpu() - cpu, "wall": time.perf_counter() - began}
    sessions.close()
    if java := _java():
        # Only a process that was waited for is in the figures of the whole.
        java.stdin.close()
        java.wait()
    return said


def _java() -> Any:
    gateway = "pyspark" in sys.modules and sys.modules["pyspark"].SparkContext._gateway
    return gateway.proc if gateway else None


def _cpu() -> float:
    """CPU seconds of this process so far, with those of the Java process if there is one."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    java, ticks = _java(), 0
    if java and (stat := Path(f"/proc/{java.pid}/stat")).exists():
        ticks = sum(map(int, stat.read_text().rpartition(")")[2].split()[11:13]))
    return own.ru_utime + own.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def generate(rows: int, out: Path) -> dict[str, int]:
    from benchmarks.export_generator import write_export

    done = write_export(out, rows=rows, seed=SEED)
    return {"rows": done.rows, "characters": done.findings_characters, "bytes": done.bytes}


def count(out: Path) -> dict[str, int]:
    """Count what a task wrote: rows, code points of Findings, and characters that stand for bytes it could not read."""
    import polars as pl

    files = out if out.is_file() else out / "*.parquet"
    frame = pl.scan_parquet(files)
    converted = "findings" in frame.collect_schema()
    text = pl.col("findings" if converted else "Findings").cast(pl.String)
    # imrdata repairs texts (HTML entities); what was read is counted before.
    characters = pl.col("findings_characters_read") if converted else text.str.len_chars()
    lost = text.str.count_matches("\ufffd", literal=True)
    return frame.select(rows=pl.len(), characters=characters.sum(), lost=lost.sum()).collect().row(0, named=True)


# --- The process that starts them and prints --------------------------------------------------------------------------


def in_a_process(*arguments: object) -> dict[str, Any]:
    """Run this file with some arguments; return what it printed, and the whole process's seconds and peak memory."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as complaints:
        command = [sys.executable, __file__, *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True)
        assert process.stdout is not None
        with process.stdout:
            printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        complaints.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{complaints.read()[-4000:]}")
    whole = {
        "process_cpu": usage.ru_utime + usage.ru_stime,
        "process_wall": time.perf_counter() - began,
        "peak": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6,
    }
    return {**json.loads(printed.splitlines()[-1]), **whole}


def run_task(name: str, export: Path) -> dict[str, Any]:
    """Run a task, count what it wrote and delete that."""
    with tempfile.TemporaryDirectory(dir=export.parent) as scratch:
        out = Path(scratch, "out")
        said = in_a_process("--measure", name, export, out)
        if name not in STAGES and "error" not in said:
            counted = in_a_process("--count", out)
            said |= {key: counted[key] for key in ("rows", "characters", "lost")}
        return said


def make_export(folder: Path, rows: int) -> tuple[Path, dict[str, int]]:
    """Return an export of the folder and what the generator says of it; it is written unless it is there."""
    here = Path(__file__).parent
    sources = b"".join((here / name).read_bytes() for name in ("export_generator.py", "export_grammar.py"))
    export = folder / f"export-{rows}-{hashlib.sha256(sources).hexdigest()[:8]}.csv"
    note = export.with_suffix(".json")
    if not (note.exists() and export.exists()):
        note.write_text(json.dumps(in_a_process("--generate", rows, export)), encoding="utf-8")
    truth: dict[str, int] = json.loads(note.read_text(encoding="utf-8"))
    # So that no reader is the first to fetch it from the disk; in pieces, since this process has to stay small.
    with export.open("rb", buffering=0) as file:
        while file.read(1_000_000):
            pass
    return export, truth


def damaged(export: Path, folder: Path) -> dict[str, tuple[Path, int, int]]:
    """Write small exports with one defect each; return each with the rows and characters it still holds whole."""
    with export.open(encoding="utf-8", newline="") as file:
        rows = list(islice(csv.reader(file), DAMAGED_ROWS + 1))
    # All of it can be said in cp1252, and the damaged row's Findings stand in quotes, with a comma.
    rows = [[cell.encode("cp1252", "replace").decode("cp1252") for cell in row] for row in rows]
    middle = next(number for number in range(len(rows) // 2, len(rows)) if "," in rows[number][-1])
    last = next(number for number in range(len(rows) - 1, 0, -1) if "," in rows[number][-1])
    characters = sum(len(row[-1]) for row in rows[1:])

    def written(rows: Iterable[list[str]]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        return text.getvalue()

    before, after = written(rows[:middle]), written(rows[middle + 1 :])
    stray = written([[*rows[middle][:5], "5 tube", *rows[middle][6:]]]).replace("5 tube", '5" tube')
    unclosed = written([rows[middle]]).removesuffix('"\r\n') + "\r\n"
    end = written(rows[last : last + 1])
    one_less = (len(rows) - 2, characters - len(rows[middle][-1]))
    kept = sum(len(row[-1]) for row in rows[1:last])
    files = {
        'a stray quote (`5" tube`)': (before + stray + after, "utf-8", len(rows) - 1, characters),
        "an unterminated quote": (before + unclosed + after, "utf-8", *one_less),
        "cut off in the last row": (written(rows[:last]) + end[: len(end) // 2], "utf-8", last - 1, kept),
        "cp1252": (written(rows), "cp1252", len(rows) - 1, characters),
    }
    result = {}
    for number, (name, (text, encoding, whole_rows, whole_characters)) in enumerate(files.items()):
        out = folder / f"damaged-{number}.csv"
        out.write_bytes(text.encode(encoding))
        result[name] = (out, whole_rows, whole_characters)
    return result


def right(said: dict[str, Any], rows: int, characters: int) -> bool:
    return (said["rows"], said["characters"], said["lost"]) == (rows, characters, 0)


def table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    cells = list(head)
    print("| " + " | ".join(cells) + " |", "|---" + "|--:" * (len(cells) - 1) + "|", sep="\n")
    for line in lines:
        print("| " + " | ".join(line) + " |")
    print(flush=True)


def goal(what: str, found: float, most: float, unit: str) -> None:
    print(f"- {what}: {found:.2f}{unit}, goal at most {most:g}{unit}: **{'met' if found <= most else 'not met'}**")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure how an export is read, beside Polars alone.")
    parser.add_argument("--rows", type=int, default=40_000, metavar="N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--times", type=int, default=0, metavar="N", help="walk through a file of N times the rows too")
    parser.add_argument("--peers", action="store_true", help="the other readers that are installed too")
    parser.add_argument("--folder", type=Path, help="where the export is kept for the next time")
    for hidden, arguments in (("--measure", 3), ("--generate", 2), ("--count", 1)):
        parser.add_argument(hidden, nargs=arguments, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        name, export, out = options.measure
        said: dict[str, Any] = measure(name, Path(export), Path(out))
    elif options.generate:
        said = generate(int(options.generate[0]), Path(options.generate[1]))
    elif options.count:
        said = count(Path(options.count[0]))
    else:
        if options.rows < 1 or options.runs < 1:
            parser.error("--rows, --runs: give 1 or more")
        with tempfile.TemporaryDirectory() as scratch:
            folder = (options.folder or Path(scratch)).resolve()
            folder.mkdir(parents=True, exist_ok=True)
            return compare(folder, options.rows, options.runs, times=options.times, peers=options.peers)
    print(json.dumps(said))
    return 0


def compare(folder: Path, rows: int, runs: int, *, times: int, peers: bool) -> int:
    """Measure, print, and return 1 if a count of Polars or imrdata is wrong."""
    there = {name for name, (package, _) in (PEERS | CAREFUL).items() if importlib.util.find_spec(package)}
    if not shutil.which("java"):
        there -= {name for name in there if "Spark" in name}
    others = [name for name in PEERS if peers and name in there]
    packages = [name for name in ("polars", "pandas", "pyarrow", "duckdb", "pyspark") if importlib.util.find_spec(name)]
    export, truth = make_export(folder, rows)
    print(f"Export: {rows:,} rows, {truth['bytes'] / 1e6:.1f} MB, {truth['characters']:,} characters of Findings.")
    print(f"Machine: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, load {_load()} at the start.")
    print(f"Python {platform.python_version()}, {', '.join(f'{name} {version(name)}' for name in packages)}.")
    print(f"Medians of {runs} runs taken in turn.\n", flush=True)

    found: dict[str, list[dict[str, Any]]] = {name: [] for name in (*PLAIN, *STAGES, *others)}
    for _ in range(runs):
        for name, turns in found.items():
            turns.append(run_task(name, export))
    wrong = [name for name in PLAIN for said in found[name] if not sound(said, truth)]
    wrong += [name for name in STAGES for said in found[name] if said.get("rows") != rows]
    print_readers({name: found[name] for name in (*PLAIN, *others)}, truth)
    stages = {name: [median(said[key] for said in found[name]) for key in ("cpu", "wall")] for name in STAGES}
    table(
        ("on cases in memory", "CPU s", "wall s", "rows"),
        ((name, *(f"{figure:.2f}" for figure in figures), f"{rows:,}") for name, figures in stages.items()),
    )
    if rows == 40_000:
        for key, unit in (("cpu", "CPU"), ("wall", "wall")):
            goal(f"imrdata ÷ Polars alone, {unit}", ratio(found[CONVERT], found["Polars alone"], key), 2.0, "")
        goal("imrdata, peak memory", median(said["peak"] for said in found[CONVERT]), 400, " MB")
        goal("segment", stages["segment"][0], 0.3, " CPU s")
    else:
        print("- The goals are stated for 40,000 rows.")
    if SPARK in others:
        overhead = {key: ratio(found["imrdata on Spark"], found[SPARK], key) for key in ("process_cpu", "process_wall")}
        print("- imrdata on Spark ÷ {}, whole process: CPU {:.2f}, wall {:.2f}".format(SPARK, *overhead.values()))
    if times:
        wrong += walk_through(folder, rows * times)
    if peers:
        print_damaged(export, [name for name in SHOWN if name in PLAIN or name in there])
    print(f"Load {_load()} at the end.")
    if wrong:
        print(f"WRONG counts: {', '.join(sorted(set(wrong)))}", file=sys.stderr)
    return 1 if wrong else 0


def sound(said: dict[str, Any], truth: dict[str, int]) -> bool:
    """Say whether a reader wrote all there is; of imrdata also that its books say so, by a count of their own."""
    if "error" in said or not right(said, truth["rows"], truth["characters"]):
        return False
    books = (said.get("rows_in", truth["rows"]), said.get("characters_in", truth["characters"]))
    return books == (truth["rows"], truth["characters"]) and said.get("counted_apart", True) is True


def ratio(some: list[dict[str, Any]], others: list[dict[str, Any]], key: str) -> float:
    """Return the median of the ratios, each of one turn."""
    return float(median(one[key] / other[key] for one, other in zip(some, others, strict=True)))


def print_readers(found: dict[str, list[dict[str, Any]]], truth: dict[str, int]) -> None:
    lines = []
    polars = found["Polars alone"]
    for name, turns in found.items():
        said = turns[-1]
        if "error" in said:
            lines.append([name, *["–"] * 9, said["error"].replace("|", "/")])
            continue
        figures = [median(turn[key] for turn in turns) for key in ("cpu", "wall", "process_cpu", "process_wall")]
        ratios = [f"{ratio(turns, polars, key):.2f}" for key in ("cpu", "wall")]
        counts = [f"{said['rows']:,}", f"{said['characters']:,}", "PASS" if sound(said, truth) else "WRONG"]
        peak = f"{median(turn['peak'] for turn in turns):.0f}"
        lines.append([name, *(f"{figure:.2f}" for figure in figures), peak, *ratios, *counts])
    head = ("CSV to Parquet", "CPU s", "wall s", "process CPU s", "process wall s", "peak MB")
    table((*head, "CPU ÷ Polars", "wall ÷ Polars", "rows", "characters", "counts"), lines)


def walk_through(folder: Path, rows: int) -> list[str]:
    """Walk once through a large export, beside Polars in streaming; return whose counts are wrong."""
    export, truth = make_export(folder, rows)
    try:
        found = {name: run_task(name, export) for name in (STREAMING, CONVERT)}
    finally:
        for file in folder.glob(f"{export.stem}.*"):
            file.unlink()
    print(f"\n{rows:,} rows, {truth['bytes'] / 1e9:.2f} GB, once:\n")
    keys = ("cpu", "wall", "peak")
    table(
        ("CSV to Parquet", "CPU s", "wall s", "peak MB", "rows", "characters"),
        (
            [
                name,
                *(f"{said.get(key, 0):.1f}" for key in keys),
                *(f"{said.get(key):,}" for key in ("rows", "characters")),
            ]
            for name, said in found.items()
        ),
    )
    goal("imrdata, peak memory of the large file", found[CONVERT]["peak"], 1000, " MB")
    return [f"{name}, {rows:,} rows" for name, said in found.items() if not sound(said, truth)]


def print_damaged(export: Path, readers: list[str]) -> None:
    """Print what each reader makes of each damaged export."""
    with tempfile.TemporaryDirectory(dir=export.parent) as scratch:
        files = damaged(export, Path(scratch))
        lines = [
            [name]
            + [
                outcome(run_task(name, file), rows, characters) if name != TOLD or defect == "cp1252" else "–"
                for defect, (file, rows, characters) in files.items()
            ]
            for name in readers
        ]
    print("\nDamaged exports: rows and characters written, of those that are whole.\n")
    table(("", *(f"{name}: {rows:,}, {size:,}" for name, (_, rows, size) in files.items())), lines)


def outcome(said: dict[str, Any], rows: int, characters: int) -> str:
    if "error" in said:
        return f"stops ({said['error'].partition(':')[0]})"
    found = f"{said['rows']:,}, {said['characters']:,}"
    found += f", {said['rejected']} rejected" if said.get("rejected") else ""
    found += f", {said['lost']} lost" if said["lost"] else ""
    return found if right(said, rows, characters) else f"**{found}**"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
