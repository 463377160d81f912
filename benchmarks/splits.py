"""Whether the split keeps apart what must be: a generated export with planted duplicates, and a sweep of its own.

    python benchmarks/splits.py [--rows 100000] [--seed 7] [--write]

writes a fictional export (`benchmarks/export_generator.py`), splits its cases, and counts what lies on two sides:

- of the generator's truth: rows with one id, rows with one body, planted pairs with a Jaccard of .72 or more;
- of all pairs of rows whose Findings have a Jaccard of .72 or more on word 5-grams, found by an exact set-similarity
  join that is written here and shares no code with the package: its own words, shingles as tuples, frequencies and
  inverted index. It is done twice: on Findings with the boilerplate taken out, and on Findings as they stand.

It also says what the MinHash clusters of `imrdata.quality.duplicates` would have left on two sides. `--write` rewrites
the measured part of docs/splits.md. It fails if anything that the split promises is not so.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.export_generator import write_export
from imrdata.cases.read import read_imr
from imrdata.dataset.split import SPLITS, group_report, split
from imrdata.quality.duplicates import near_duplicates
from imrdata.quality.shingles import boilerplate

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "splits.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LEAST = 0.72
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str, phrases: list[str]) -> list[str]:
    """The words of a text, lower-cased, without the phrases; as they stand where fewer than five would be left."""
    words = _WORD.findall(text.lower())
    if not phrases:
        return words
    # A blank on either side of each word, so that a phrase is found whole and neighbours don't share a blank.
    line = f" {'  '.join(words)} "
    for phrase in phrases:
        if phrase in line:
            line = line.replace(phrase, "")
    left = line.split()
    return left if len(left) >= 5 else words


def sweep(texts: list[str], *, strip: bool) -> Iterator[tuple[int, int, float]]:
    """Yield every pair of texts with a Jaccard of LEAST or more: an exact join by prefixes and an inverted index."""
    phrases = [f" {phrase.replace(' ', '  ')} " for phrase in boilerplate()] if strip else []
    sets = []
    for text in texts:
        words = words_of(text, phrases)
        grams = zip(*(words[start:] for start in range(5)), strict=False) if len(words) >= 5 else [tuple(words)]
        sets.append(np.fromiter({hash(gram) for gram in grams if gram}, dtype=np.int64))
    values, inverse, counts = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    # By rising frequency: the rank of a shingle among all.
    rank = np.empty(len(values), dtype=np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(values))
    often = np.empty(len(values), dtype=np.int64)
    often[rank] = counts
    ranked = rank[inverse]
    ends = np.cumsum([len(each) for each in sets])
    sets = [np.sort(each) for each in np.split(ranked, ends[:-1])]
    index: dict[int, list[int]] = {}
    for number in sorted(range(len(sets)), key=lambda place: (len(sets[place]), place)):
        mine = sets[number]
        size = len(mine)
        if not size:
            continue
        found: set[int] = set()
        prefix = mine[: size - math.ceil(LEAST * size - 1e-9) + 1]
        for shingle in prefix[often[prefix] > 1].tolist():
            holders = index.setdefault(shingle, [])
            # The shorter sets were put in first: none of them may be too short.
            found.update(other for other in holders if len(sets[other]) >= LEAST * size - 1e-9)
            holders.append(number)
        for other in found:
            shared = len(np.intersect1d(mine, sets[other], assume_unique=True))
            jaccard = shared / (size + len(sets[other]) - shared)
            if jaccard >= LEAST:
                yield min(number, other), max(number, other), jaccard


def crossing(pairs: list[tuple[int, int, float]], place: list[str | None]) -> list[tuple[int, int, float]]:
    """The pairs whose two texts lie in different splits."""
    return [pair for pair in pairs if place[pair[0]] != place[pair[1]]]


def truth_of(file: Path) -> list[dict[str, Any]]:
    """The generator's truth, cluster by cluster."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def planted(truth: list[dict[str, Any]]) -> Iterator[tuple[str, int, int]]:
    """Yield kind and row numbers (from 0) of every planted pair that must not be torn."""
    for cluster in truth:
        if cluster["kind"] == "near":
            for pair in cluster["pairs"]:
                if pair["jaccard"] >= LEAST:
                    yield "near", pair["rows"][0] - 1, pair["rows"][1] - 1
        else:
            for one, other in combinations(cluster["rows"], 2):
                yield cluster["kind"], one - 1, other - 1


def peak() -> float:
    """The most memory this process had so far, in GB."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 1e9


def measured(rows: int, seed: int) -> str:
    """The measured part of the page."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.csv"
        write_export(file, rows=rows, seed=seed)
        truth = truth_of(Path(f"{file}.truth.jsonl"))
        cases = read_imr(file).cases.sort("source_row")
    if cases.height != rows:
        raise SystemExit(f"{cases.height} cases of {rows} rows were read")
    before, began, ticks = peak(), time.perf_counter(), time.process_time()
    splits = split(cases, seed=seed)
    seconds, ticks, after = time.perf_counter() - began, time.process_time() - ticks, peak()
    by_case = dict(splits.select("case_id", "split").rows())
    place = [by_case[case_id] for case_id in cases["case_id"]]
    report = group_report(splits)

    lines = [
        f"{rows:,} generated cases (seed {seed}), groups by id, exact Findings and near-duplicates. Splitting took "
        f"{ticks:.0f} CPU seconds ({seconds:.0f} s on a busy machine of two cores); the process had {before:.2f} GB "
        f"before it, and {after:.2f} GB at most.",
        "",
        f"{report['groups']:,} groups; {report['clusters']:,} clusters of near-duplicates with {report['clustered']:,} "
        f"cases; the largest has {report['largest_cluster']} cases, {report['largest_cluster_share']:.4%} of all. "
        + ", ".join(f"{name} {report['splits'][name]:,}" for name in SPLITS)
        + ".",
        "",
        "| pairs | in all | on two sides |",
        "|---|---|---|",
    ]
    wrong = 0
    pairs = Counter(kind for kind, _, _ in planted(truth))
    torn = Counter(kind for kind, one, other in planted(truth) if place[one] != place[other])
    for kind, words in (
        ("same_id", "planted: the same row again"),
        ("same_body", "planted: another id, the same Findings"),
        ("near", f"planted: a Jaccard of {LEAST} or more by the generator's count"),
    ):
        lines.append(f"| {words} | {pairs[kind]:,} | {torn[kind]} |")
        wrong += torn[kind]
    texts = cases["findings"].fill_null("").to_list()
    clusters = dict(near_duplicates(cases.select(id="case_id", text="findings")).select("id", "cluster").rows())
    ids = cases["case_id"].to_list()
    by_minhash: list[int] = []
    for strip, words in ((True, "boilerplate taken out"), (False, "as they stand")):
        began = time.perf_counter()
        all_pairs = list(sweep(texts, strip=strip))
        across = crossing(all_pairs, place)
        missed = sum(clusters[ids[one]] != clusters[ids[other]] for one, other, _ in all_pairs)
        lines.append(f"| swept: Findings {words}, Jaccard {LEAST} or more | {len(all_pairs):,} | {len(across)} |")
        print(
            f"sweep {words}: {time.perf_counter() - began:.0f} s; {missed} pairs not in one MinHash cluster", flush=True
        )
        for one, other, jaccard in across[:5]:
            print(f"  across: {ids[one]} {place[one]} / {ids[other]} {place[other]}: {jaccard:.3f}")
        wrong += len(across)
        by_minhash.append(missed)
    lines += [
        "",
        f"Of the pairs with the boilerplate taken out, {by_minhash[0]} are not in one cluster of the MinHash "
        f"search that reports use; of the pairs as they stand, {by_minhash[1]}, as it takes boilerplate out.",
    ]
    text = "\n".join(lines)
    if wrong:
        print(text)
        raise SystemExit(f"{wrong} pairs that must be on one side are on two")
    return text


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--write", action="store_true", help="rewrite the measured part of docs/splits.md")
    options = parser.parse_args()
    text = measured(options.rows, options.seed)
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(f"{page[: page.index(BEGIN)]}{BEGIN}\n{text}\n{page[page.index(END) :]}", encoding="utf-8")


if __name__ == "__main__":
    main()
