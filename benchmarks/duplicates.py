"""Near-duplicates among many texts: recall and precision against planted truth, CPU beside a peer, memory.

    python -m benchmarks.duplicates [--rows 40000] [--runs 5] [--seed 7] [--folder DIR] [--shuffles 2]

makes an export with ``export_generator.py`` (a folder keeps it for the next time) and gives its Findings to
`imrdata.near_duplicates` and to the peer, each in a process of its own, in turns; medians are printed, the ratio is
that of one turn. CPU seconds are user and system time of all threads from after imports and reading to the clusters;
peak memory is that of the whole process, the texts in it too. The counts that must hold are asserted: each planted pair
that is missed or made up is named by its Jaccard, and shuffled rows have to give the same clusters.

The peer is the fastest arrangement of the usual parts that was found: Polars cuts and hashes words, NumPy rolls them
into 5-grams, rensa makes 128 hashes a text and an index of 16 bands. Texts whose signatures agree in a band and in the
threshold's share of all hashes are joined. It takes out no boilerplate and verifies nothing.

Recall is the share of planted pairs with so much Jaccard that are in one cluster. It is said by the Jaccard of the
whole text, as the truth file has it, and by that of the text without boilerplate, which is what `near_duplicates` goes
by and which is reckoned here by a second, slow implementation. Precision is the share of the pairs in clusters that
were planted together, and, by the same slow implementation, that have the threshold's Jaccard with a text of their
cluster.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any, Final

THRESHOLD: Final = 0.72
SPANS: Final = ((0.72, 0.8), (0.8, 1.01))


# --- What is measured, each in a process of its own -------------------------------------------------------------------


def findings(export: Path) -> Any:
    """Return the texts, with their row numbers as ids."""
    import polars as pl

    texts = pl.read_csv(export, columns=["Findings"])["Findings"]
    rows = pl.Series("id", range(1, len(texts) + 1)).cast(pl.String).str.zfill(8)
    return pl.DataFrame({"id": rows, "text": texts})


def imrdata(frame: Any) -> list[str]:
    """Return each text's representative."""
    from imrdata.quality.duplicates import near_duplicates

    return list(near_duplicates(frame)["representative"])


def peer(frame: Any) -> list[str]:
    """Return each text's representative, as Polars, NumPy and rensa alone find it."""
    import numpy as np
    from rensa import RMinHash, RMinHashLSH

    hashes, bands, seed = 128, 16, 42
    words = frame["text"].str.to_lowercase().str.extract_all(r"[\p{L}\p{N}]+")
    counts = words.list.len().to_numpy().astype(np.int64)
    hashed = words.explode().hash().to_numpy()
    size = len(hashed) - 4
    rolled = hashed[:size].copy()
    for place in range(1, 5):
        rolled *= np.uint64(0x9E3779B97F4A7C15)
        rolled += hashed[place : place + size]
    inside = np.ones(len(hashed), dtype=bool)
    for place in range(1, 5):
        inside[np.cumsum(counts) - place] = False
    tokens = rolled[inside[:size]]
    ends = np.cumsum(np.maximum(counts - 4, 0))
    offsets = np.concatenate(([0], ends)).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(tokens, offsets, hashes, seed)
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=hashes, num_bands=bands)
    index.insert_matrix(matrix, start_key=0)
    suspects = np.flatnonzero(index.query_duplicate_flags_matrix(matrix))
    # Signatures come out of rensa as Python lists: only those of suspects are worth it.
    pieces = [tokens[offsets[place] : offsets[place + 1]] for place in suspects.tolist()]
    starts = np.concatenate(([0], np.cumsum([len(piece) for piece in pieces]))).astype(np.uint64)
    few = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(pieces), starts, hashes, seed)
    signatures = np.array(few.to_rows(), dtype=np.uint32)
    parent = list(range(len(counts)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    for band in range(bands):
        groups: dict[bytes, list[int]] = {}
        for place, row in enumerate(signatures[:, band * 8 : band * 8 + 8]):
            groups.setdefault(row.tobytes(), []).append(place)
        for group in groups.values():
            for one, other in combinations(group, 2):
                if np.count_nonzero(signatures[one] == signatures[other]) >= THRESHOLD * hashes:
                    first, second = sorted((root(int(suspects[one])), root(int(suspects[other]))))
                    parent[second] = first
    ids = frame["id"].to_list()
    return [ids[root(place)] for place in range(len(ids))]


TASKS: Final = {"imrdata": imrdata, "peer": peer}


def measure(task: str, export: Path, out: Path, *, shuffle: int) -> None:
    """Run one task; print what it cost, write which texts it put together."""
    import numpy  # noqa: F401
    import polars as pl
    import rensa  # noqa: F401

    import imrdata.quality.duplicates  # noqa: F401

    frame = findings(export)
    if shuffle:
        frame = frame.sample(fraction=1, shuffle=True, seed=shuffle)
    read = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, began = time.perf_counter(), _cpu()
    representatives = TASKS[task](frame)
    took, seconds = _cpu() - began, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # near_duplicates answers in the order of the ids, the peer in that of the rows, which it gets unshuffled.
    found = pl.DataFrame({"id": frame["id"].sort(), "representative": representatives})
    clusters = (
        found.filter(pl.col("representative").is_duplicated())
        .group_by("representative")
        .agg("id")
        .sort("representative")
    )
    out.write_text(json.dumps([sorted(map(int, ids)) for ids in clusters["id"].to_list()]), encoding="utf-8")
    print(json.dumps({"cpu": took, "wall": seconds, "peak": peak * 1024 / 1e6, "texts": read * 1024 / 1e6}))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# --- What is right ----------------------------------------------------------------------------------------------------


def shingle_set(text: str, phrases: Iterable[tuple[str, ...]] = ()) -> frozenset[tuple[str, ...]]:
    """Return a text's set of 5-grams without the phrases: plain Python, slow, and written without a look at ours."""
    import re

    words = re.findall(r"[^\W_]+", text.lower())
    gone: set[int] = set()
    for phrase in phrases:
        size = len(phrase)
        for at in range(len(words) - size + 1):
            if tuple(words[at : at + size]) == phrase and gone.isdisjoint(range(at, at + size)):
                gone.update(range(at, at + size))
    left = [word for at, word in enumerate(words) if at not in gone]
    if len(left) < 5:
        left = words
    if len(left) < 5:
        return frozenset([tuple(left)] if left else [])
    return frozenset(zip(*(left[start:] for start in range(5)), strict=False))


def jaccard(one: frozenset[Any], other: frozenset[Any]) -> float:
    """Return the share of the 5-grams of either text that both have; texts without a word are like none."""
    return len(one & other) / len(one | other) if one and other else 0.0


def phrases() -> list[tuple[str, ...]]:
    """Return the boilerplate as tuples of words, the longest first."""
    from imrdata.quality.shingles import boilerplate

    return [tuple(phrase.split()) for phrase in boilerplate()]


def judged(export: Path, truth: Path, clusters: list[list[int]]) -> dict[str, Any]:
    """Hold clusters against what was planted."""
    planted = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    home = {row: number for number, ids in enumerate(clusters) for row in ids}
    origin = {row: line["cluster"] for line in planted for row in line["rows"]}
    texts = findings(export)["text"]
    formulas, sets = phrases(), {}

    def stripped(row: int) -> frozenset[Any]:
        if row not in sets:
            sets[row] = shingle_set(texts[row - 1], formulas)
        return sets[row]

    pairs = []
    for pair in (pair for line in planted for pair in line["pairs"]):
        one, other = pair["rows"]
        hit = one in home and home[one] == home.get(other)
        pairs.append((pair["jaccard"], jaccard(stripped(one), stripped(other)), hit))
    recall = {
        name: {
            f"{low}-{min(high, 1)}": (sum(hit for *_, hit in chosen), len(chosen))
            for low, high in SPANS
            for chosen in [[pair for pair in pairs if low <= pair[place] < high]]
        }
        for place, name in enumerate(("whole text", "without boilerplate"))
    }
    found = [pair for ids in clusters for pair in combinations(ids, 2)]
    together = sum(one in origin and origin[one] == origin.get(other) for one, other in found)
    # Each text of a cluster has to be like another of it; two of them may be less alike.
    members = [(row, [other for other in ids if other != row]) for ids in clusters for row in ids]
    alike = sum(
        any(jaccard(stripped(row), stripped(other)) >= THRESHOLD for other in others) for row, others in members
    )
    return {
        "recall": recall,
        "pairs": len(found),
        "planted_together": together,
        "members": len(members),
        "alike": alike,
        "clusters": len(clusters),
        "largest": max(map(len, clusters), default=1),
        "rows": len(texts),
    }


# --- The run ----------------------------------------------------------------------------------------------------------


def child(task: str, export: Path, out: Path, *, shuffle: int = 0) -> dict[str, float]:
    """Measure a task in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.duplicates",
        "--task",
        task,
        "--export",
        str(export),
        "--out",
        str(out),
    ]
    done = subprocess.run(
        [*command, "--shuffle", str(shuffle)], check=True, capture_output=True, text=True,
        cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    return dict(json.loads(done.stdout))


def main() -> None:
    """Measure, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--shuffles", type=int, default=2, help="further runs on shuffled rows, which must agree")
    parser.add_argument("--folder", type=Path, help="keeps the export for the next time")
    parser.add_argument("--no-peer", action="store_true")
    for name in ("--task", "--export", "--out"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    parser.add_argument("--shuffle", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        measure(options.task, Path(options.export), Path(options.out), shuffle=options.shuffle)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        export = folder / f"export-{options.rows}-{options.seed}.csv"
        truth = export.with_name(f"{export.name}.truth.jsonl")
        if not truth.exists():
            # In a process of its own, so that this one stays small: a child's peak is never below its parent's.
            command = [sys.executable, "-m", "benchmarks.export_generator", "--rows", str(options.rows)]
            command += ["--seed", str(options.seed), "--out", str(export)]
            subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).resolve().parent.parent)
        tasks = ["imrdata"] if options.no_peer else list(TASKS)
        load = os.getloadavg()[0]
        figures: dict[str, list[dict[str, float]]] = {task: [] for task in tasks}
        for _ in range(options.runs):
            for task in tasks:
                figures[task].append(child(task, export, Path(scratch) / f"{task}.json"))
        results = {task: json.loads((Path(scratch) / f"{task}.json").read_text(encoding="utf-8")) for task in tasks}
        for seed in range(1, options.shuffles + 1):
            child("imrdata", export, Path(scratch) / "shuffled.json", shuffle=seed)
            shuffled = json.loads((Path(scratch) / "shuffled.json").read_text(encoding="utf-8"))
            assert shuffled == results["imrdata"], f"rows shuffled by {seed} give other clusters"
        report(
            figures,
            {task: judged(export, truth, results[task]) for task in tasks},
            load=load,
            shuffles=options.shuffles,
        )


def report(
    figures: dict[str, list[dict[str, float]]], judgements: dict[str, dict[str, Any]], *, load: float, shuffles: int
) -> None:
    """Print the tables, and assert what must hold."""
    ours = judgements["imrdata"]
    print(
        f"{ours['rows']:,} texts, Python {platform.python_version()}, load {load:.1f} at the start, "
        f"{os.getloadavg()[0]:.1f} at the end; medians of {len(figures['imrdata'])}\n"
    )
    names = list(ours["recall"]["whole text"])
    heads = [f"recall at {name}, {basis}" for basis in ours["recall"] for name in names]
    print(
        "| | CPU s | wall s | peak MB (texts alone) | "
        + " | ".join([*heads, "planted together", "alike", "largest cluster"])
        + " |"
    )
    print("|---|" + "--:|" * (len(heads) + 6))
    for task, rows in figures.items():
        judged_ = judgements[task]
        cells = [
            f"{median(row['cpu'] for row in rows):.2f}",
            f"{median(row['wall'] for row in rows):.2f}",
            f"{max(row['peak'] for row in rows):,.0f} ({max(row['texts'] for row in rows):,.0f})",
            *(_share(*judged_["recall"][basis][name]) for basis in judged_["recall"] for name in names),
            _share(judged_["planted_together"], judged_["pairs"]),
            _share(judged_["alike"], judged_["members"]),
            f"{judged_['largest']} ({judged_['largest'] / judged_['rows']:.5%})",
        ]
        print(f"| {task} | " + " | ".join(cells) + " |")
    if "peer" in figures:
        ratios = [one["cpu"] / other["cpu"] for one, other in zip(figures["imrdata"], figures["peer"], strict=True)]
        print(f"\nCPU ÷ peer, median of {len(ratios)} turns: {median(ratios):.2f} (goal: at most 1.2)")
    print(f"Clusters of {shuffles} shuffles: the same")
    assert ours["alike"] == ours["members"], "a text is in a cluster without a text that is like it"


def _share(hits: int, of: int) -> str:
    return f"{hits / of:.4f} ({hits:,} of {of:,})" if of else "none"


if __name__ == "__main__":
    main()
