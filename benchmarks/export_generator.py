"""Write a fictional IMR export of any size, with duplicates planted in it and a truth file that names them all.

    python benchmarks/export_generator.py --rows 40000 --out big.csv [--seed 7]

writes ``big.csv`` in V1 form (14 columns, RFC 4180, CRLF, UTF-8) and ``big.csv.truth.jsonl``. Both are the same for the
same rows and seed on every machine, and are written in constant memory. Without ``--out`` it writes to a temporary
folder, checks its own counts, prints seconds and bytes, and keeps nothing.

Every text is composed here, from a grammar with invented guidelines, authors and places; every id has a serial of
900000 or more, which no published id has. The shapes are those of the eras of the real export: section markers glued
or not, panels, stated grounds, line breaks inside fields, doubled and curly quotes, lost apostrophes, HTML entities,
texts cut at 7,000 characters. Categories are the portal's short names in all years.

The truth file has one line per cluster, in the order in which clusters are complete:

.. code-block:: json

    {"cluster": 3, "kind": "near", "rows": [41, 977], "ids": ["MN19-900040", "MN19-900970"],
     "pairs": [{"rows": [41, 977], "jaccard": 0.71}]}

``rows`` count from 1 after the header. Kinds: ``same_id`` (the whole row again), ``same_body`` (another id, the same
Findings), ``near`` (another id, Findings with some sentences changed). ``jaccard`` is that of the sets of five-word
shingles of Findings, HTML entities unescaped; see `shingles`. A near duplicate has at least 0.55 with the first row
of its cluster; two of them may have less with each other. Two rows that are not of one cluster stay below 0.5: of all
pairs of 40,000 rows (seed 7, counted exactly) none reaches it.
"""

from __future__ import annotations

import argparse
import bisect
import csv
import html
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, combinations, pairwise
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from benchmarks.export_grammar import (
    CREDENTIALS,
    EVIDENCE,
    EXPERT,
    GROUND,
    HISTORY,
    OTHERS,
    RECENT_REQUEST,
    REQUEST,
    TURN,
    URGENT,
    Parts,
    Pool,
    numbers,
)

COLUMNS: Final = (
    "ReferenceID",
    "ReportYear",
    "DiagnosisCategory",
    "DiagnosisSubCategory",
    "TreatmentCategory",
    "TreatmentSubCategory",
    "Determination",
    "Type",
    "AgeRange",
    "PatientGender",
    "IMRType",
    "DaysToReview",
    "DaysToAdopt",
    "Findings",
)

FIRST_SERIAL: Final = 900_000
SHINGLE_WORDS: Final = 5
#: The upstream export cuts Findings here.
LONGEST: Final = 7_000
#: No planted copy lies further behind its original, so that memory does not grow with the file.
REACH: Final = 50_000
#: A near duplicate has at least this Jaccard with the first row of its cluster.
LEAST_NEAR: Final = 0.55
#: Clusters of each kind per row of the export.
RATES: Final = {"same_id": 0.001, "same_body": 0.003, "near": 0.01}

_WORD: Final = re.compile(r"[^\W_]+")


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the five-word shingles of a text: words are runs of letters and digits, lower-cased.

    >>> len(shingles("The patient's request was denied."))
    2
    """
    words = _WORD.findall(text.lower())
    return frozenset(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the share of the shingles of either text that both have; 1.0 for two texts without any."""
    union = len(one | other)
    return len(one & other) / union if union else 1.0


# --- The grammar ------------------------------------------------------------------------------------------------------
# A pool is the alternatives for one slot. A slot is a word in braces: {harm} draws from the pool harm, {3-14} draws a
# number, and {He}, {age}, {service} and the like are the same throughout one row.

#: How many rows each report year has beside the others: few early, most after 2014.
_YEAR_WEIGHTS: Final = (
    *(1, 8, 12, 14, 14, 16, 18, 20, 22),  # 2001 to 2009
    *(20, 18, 17, 17, 21, 23, 26, 25, 24, 24),  # 2010 to 2019
    *(21, 20, 22, 24, 27, 30, 12),  # 2020 to 2026
)
_YEAR_ENDS: Final = tuple(accumulate(_YEAR_WEIGHTS))
#: Share of overturned decisions, as reported for these years; straight lines between.
_OVERTURNED: Final = ((2001, 0.25), (2010, 0.46), (2014, 0.38), (2016, 0.56), (2020, 0.62), (2025, 0.72), (2026, 0.72))
_AGES: Final = ((0, 10, 6), (11, 20, 9), (21, 30, 9), (31, 40, 14), (41, 50, 19), (51, 64, 31), (65, 89, 12))
_AGE_ENDS: Final = tuple(accumulate(weight for *_, weight in _AGES))


class Piece(NamedTuple):
    """A sentence, what stands before it, and whether it can be exchanged for another of its kind."""

    before: str
    text: str
    kind: str = ""  # history | evidence; empty: fixed


class Row:
    """One fictional case: its columns, and its Findings in pieces."""

    def __init__(self, draw: Callable[[], float]) -> None:
        self._draw = draw
        self._measure = 0
        self.year = 2001 + self._weighted(_YEAR_ENDS)
        kind = draw()
        self.type = (
            "Urgent Care" if kind < 0.018 else "Experimental/Investigational" if kind < 0.263 else "Medical Necessity"
        )
        fields = URGENT if self.type == "Urgent Care" else OTHERS
        source = fields[int(draw() * len(fields))]
        self.overturned = draw() < _share(self.year)
        low, high, _ = bracket = _AGES[self._weighted(_AGE_ENDS)]
        age = low + int(draw() * (high - low + 1))
        child = age < 18
        self._pools = {
            **source.pools["child" if child else "adult"],
            "year": _years(self.year, 4),
            "cite": _years(self.year, 18),
        }
        female = draw() < 0.55
        gender = "Other" if draw() < 0.006 else "Female" if female else "Male"
        self._words = {
            "age": str(age),
            "a_age": ("an " if str(age)[0] == "8" or age in (11, 18) else "a ") + str(age),
            "A_age": ("An " if str(age)[0] == "8" or age in (11, 18) else "A ") + str(age),
            "man": ("girl" if female else "boy") if child else "woman" if female else "man",
            "He": "She" if female else "He",
            "he": "she" if female else "he",
            "His": "Her" if female else "His",
            "his": "her" if female else "his",
            "him": "her" if female else "him",
            "patient": "enrollee" if draw() < (0.8 if self.year < 2019 else 0.15) else "patient",
        }
        diagnosis = source.diagnoses[int(draw() * len(source.diagnoses))]
        service = source.services[int(draw() * len(source.services))]
        self._words["diagnosis"] = self._say(diagnosis.words)
        self._words["service"] = self._say(service.words)
        early = self.year <= 2003 and draw() < 0.85
        self._columns = [
            diagnosis.category,
            diagnosis.subcategory,
            service.category,
            service.subcategory,
            f"{'Overturned' if self.overturned else 'Upheld'} Decision of Health Plan",
            self.type,
            "" if early else "65+" if bracket[1] > 64 else f"{low} to {high}",
            "" if early else gender,
        ]
        self._early = early
        self._style = draw()
        self._curly_quotes = draw() < 0.4
        self.pieces = self._findings()

    # What is drawn.

    def _weighted(self, ends: tuple[int, ...]) -> int:
        return bisect.bisect(ends, self._draw() * ends[-1])

    def _choice(self, pool: Pool) -> str | Parts:
        return pool[int(self._draw() * len(pool))]

    def _drawn(self, slot: str) -> str | Parts:
        """Draw one alternative for a slot; a value is one of the measure that was drawn last."""
        pool = self._pools.get(slot) or numbers(slot)
        if slot == "value":
            return pool[self._measure]
        index = int(self._draw() * len(pool))
        if slot == "measure":
            self._measure = index
        return pool[index]

    def _say(self, said: str | Parts) -> str:
        """Fill the slots of one alternative; a word is seldom said twice in it."""
        if isinstance(said, str):
            return said
        out: list[str] = []
        for literal, slot in said:
            out.append(literal)
            if slot is None:
                continue
            word = self._words.get(slot)
            if word is None:
                word = self._say(self._drawn(slot))
                if word in out:
                    word = self._say(self._drawn(slot))
            out.append(word)
        return "".join(out)

    def sentence(self, kind: str) -> str:
        """Return a new sentence of the patient's history or of the reviewer's evidence."""
        text = self._say(self._choice(HISTORY if kind == "history" else EVIDENCE))
        return text[0].upper() + text[1:]

    def _several(self, kind: str, length: float, before: str = " ") -> Iterator[Piece]:
        """Yield sentences of a kind until there are so many characters, none twice before all have been said."""
        pool = HISTORY if kind == "history" else EVIDENCE
        left: list[str | Parts] = []
        said = 0
        while said < length:
            left = left or list(pool)
            text = self._say(left.pop(int(self._draw() * len(left))))
            said += len(text) + 1
            yield Piece(before, text[0].upper() + text[1:], kind)
            # Once in a while a paragraph ends.
            before = self._paragraph if self._paragraph and self._draw() < 0.15 else " "

    def _findings(self) -> list[Piece]:
        """Compose Findings in the shape of the year."""
        draw = self._draw
        skew = draw() * draw()
        self._paragraph = ("\n\n" if draw() < 0.7 else "\r\n\r\n") if draw() < 0.08 else ""
        if self.year <= 2003:
            return self._plain(260 + 420 * skew, early=True)
        length = 480 + 680 * skew
        if draw() < 0.008:
            length += LONGEST
        if self.year <= 2006:
            return self._plain(length + 250, early=False)
        if self.year <= 2014 or (self.year == 2015 and draw() < 0.5):
            return self._marked(length + 150)
        return self._recent(length) if self.year >= 2025 else self._headed(length)

    def _plain(self, length: float, *, early: bool) -> list[Piece]:
        """2001 to 2006: prose without a marker."""
        pieces = [Piece("", self._say(self._choice(REQUEST)))]
        pieces += self._several("history", length * 0.5)
        if self._draw() < 0.25:
            pieces.append(Piece(" ", self._ground()))
        pieces += self._several("evidence", length * 0.5)
        ending = self._verdict() if not early or self._draw() < 0.6 else f"The service {self._necessary()}."
        return [*pieces, Piece(" ", ending)]

    def _marked(self, length: float) -> list[Piece]:
        """2007 to 2014: a summary, often the plan's ground, then Findings and a closing verdict."""
        pieces = [Piece("", self._say(self._choice(REQUEST)))]
        pieces += self._several("history", length * 0.45)
        if self._draw() < 0.7:
            pieces.append(Piece(" ", self._ground()))
        first, *others = self._several("evidence", length * 0.55)
        opening = "Findings: The physician reviewer found that the following is of weight. "
        if self.type.startswith("E"):
            opening = "Findings: The physician reviewers found that the evidence is to be read with care. "
        pieces += [Piece(self._paragraph or " ", opening + first.text), *others]
        if self.type.startswith("E"):
            pieces.append(Piece(" ", self._vote()))
        return [*pieces, Piece(" ", self._verdict())]

    def _headed(self, length: float) -> list[Piece]:
        """2016 to 2024: the sections with their headers."""
        pieces = [Piece("Nature of Statutory Criteria/Case Summary: ", self._say(self._choice(REQUEST)))]
        pieces += self._several("history", length * 0.45)
        if self._draw() < 0.15:
            pieces.append(Piece(" ", self._ground()))
        findings = (self._paragraph or " ") + "Findings: The physician reviewer found that "
        pieces.append(Piece(findings, f"the request turns on {self._say(TURN)}."))
        pieces += self._several("evidence", length * 0.55)
        if self.type.startswith("E"):
            pieces.append(Piece(" ", self._vote()))
        return [*pieces, *self._tail()]

    def _recent(self, length: float) -> list[Piece]:
        """2025 on: one paragraph in which history, evidence and verdict are mixed."""
        opening = "Nature of Statutory Criteria/Case Summary: "
        if self._draw() < 0.71:
            opening = "Findings:  The physician reviewer found that " + opening
        self._paragraph = ""
        pieces = [Piece(opening, self._say(self._choice(RECENT_REQUEST)))]
        body = [*self._several("evidence", length * 0.5), *self._several("history", length * 0.5)]
        if self._draw() < 0.4:
            body = body[::-1]
        pieces += body
        pieces.append(Piece(" ", f"Thus, the requested {self._words['service']} {self._necessary()}."))
        if self.type.startswith("E"):
            pieces.append(Piece(" Findings: ", self._vote()))
        return [*pieces, *self._tail()]

    def _ground(self) -> str:
        return self._say(self._choice(GROUND))

    def _necessary(self) -> str:
        """Return the verdict's predicate; the test depends on the Type."""
        negation = "" if self.overturned else "not "
        if self.type.startswith("E"):
            diagnosis = self._words["diagnosis"]
            return f"is {negation}likely to be more beneficial for {diagnosis} than any available standard therapy"
        if self.type.startswith("U"):
            symptom = self._say(self._drawn("symptom"))
            return f"was {negation}needed at once, as a prudent person with {symptom} would see it"
        return f"is {negation}medically necessary for treatment of {self._words['diagnosis']}"

    def _verdict(self) -> str:
        outcome = "overturned" if self.overturned else "upheld"
        return (
            f"Therefore, the requested service {self._necessary()}, and the Health Plan's denial should be {outcome}."
        )

    def _vote(self) -> str:
        count = ("Two", "Three", "All")[int(self._draw() * 3)]
        return f"{count} of the three reviewers found that {self._words['service']} {self._necessary()}."

    def _tail(self) -> Iterator[Piece]:
        """Yield Final Result and credentials, each with or without a space before it."""
        glue = (" ", "", self._paragraph or " ", "")
        plural = "s" if self.type.startswith("E") else ""
        outcome = "overturned" if self.overturned else "upheld"
        yield Piece(
            glue[int(self._draw() * 4)],
            f"Final Result: The reviewer{plural} determined that the requested service {self._necessary()}. "
            f"Therefore, the Health Plan's denial should be {outcome}.",
        )
        if self.year == 2015 and self._draw() < 0.5:
            return
        names = [f"Reviewer {number}" for number in (1, 2, 3)] if plural else ["The reviewer"]
        lines = [f"{name} {self._say(self._choice(CREDENTIALS))}" for name in names]
        expert = self._say(self._choice(EXPERT))
        lines.append(expert.replace("reviewer is an expert", "reviewers are experts") if plural else expert)
        yield Piece(glue[int(self._draw() * 4)], "Credentials/Qualifications: " + " ".join(lines))

    # What is written.

    def text(self, pieces: list[Piece]) -> str:
        """Return Findings as published: with this row's quotes and apostrophes, cut where the export cuts."""
        text = "".join(piece.before + piece.text for piece in pieces)
        style = self._style
        if self._curly_quotes:
            text = re.sub(r'"([^"]*)"', "“\\1”", text)
        if style < 0.3:
            text = text.replace("'", "’")
        elif style < 0.45:
            text = text.replace("'", "’", 2)
        elif style < 0.47:
            text = text.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;")
        elif style > 0.75 and self.year <= 2010:
            text = text.replace("'s ", "s ")
        if len(text) <= LONGEST:
            return text
        # An entity is kept whole or not at all, so that all who unescape the text get the same.
        return re.sub(r"&[a-z#0-9]*$", "", text[:LONGEST])

    def variant(self, share: float) -> list[Piece]:
        """Return the pieces with about this share of the free sentences exchanged or dropped."""
        pieces: list[Piece] = []
        for piece in self.pieces:
            if not piece.kind or self._draw() >= share:
                pieces.append(piece)
            elif self._draw() < 0.8:
                pieces.append(piece._replace(text=self.sentence(piece.kind)))
        return pieces

    def cells(self, reference_id: str, findings: str) -> list[str]:
        """Return the row's 14 cells; the days are drawn anew each time."""
        draw = self._draw
        expedited = draw() < (0.45 if self.type == "Urgent Care" else 0.12)
        review = 2 + int(draw() * 8) if expedited else 14 + int(draw() * 30)
        days = ["Expedited" if expedited else "Standard", str(review), str(review + 4 + int(draw() * 60))]
        if self._early:
            days = ["", "", ""]
        elif draw() < 0.02:
            days[2] = ""
        return [reference_id, str(self.year), *self._columns, *days, findings]

    def prefix(self) -> str:
        """Return an id's prefix; in 2016 a few disagree with the Type."""
        own = {"M": "MN", "E": "EI", "U": "UR"}[self.type[0]]
        if self.year == 2016 and self._draw() < 0.008:
            own = "EI" if own == "MN" else "MN"
        return f"{own}{self.year % 100:02d}"


def _share(year: int) -> float:
    """Return the share of overturned decisions in a year."""
    for (before, low), (after, high) in pairwise(_OVERTURNED):
        if year <= after:
            return low + (high - low) * (year - before) / (after - before)
    return _OVERTURNED[-1][1]


def _years(year: int, back: int) -> Pool:
    """Return the years that a text of one year may speak of."""
    return numbers(f"{year - back}-{year - 1}")


# --- Duplicates -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Cluster:
    """A group of planted duplicates while it is being written: the first row, and the members still to come."""

    number: int
    kind: str
    row: Row
    first: list[str]
    to_come: int
    rows: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    bodies: list[frozenset[tuple[str, ...]]] = field(default_factory=list)

    def add(self, number: int, cells: list[str]) -> None:
        """Take in a member."""
        self.rows.append(number)
        self.ids.append(cells[0])
        self.bodies.append(shingles(html.unescape(cells[-1])))

    def line(self) -> str:
        """Return the cluster as a line of the truth file."""
        pairs = [
            {"rows": [self.rows[one], self.rows[other]], "jaccard": jaccard(self.bodies[one], self.bodies[other])}
            for one, other in combinations(range(len(self.rows)), 2)
        ]
        truth = {"cluster": self.number, "kind": self.kind, "rows": self.rows, "ids": self.ids, "pairs": pairs}
        return json.dumps(truth) + "\n"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: figures that a reader of the export must come to as well."""

    rows: int
    bytes: int
    findings_characters: int
    clusters: Mapping[str, int]  # kind → clusters
    planted: int  # rows that repeat another


class Export:
    """The rows of an export in their order, and its clusters as they become complete."""

    def __init__(self, rows: int, seed: int, truth: TextIO) -> None:
        self._rows = rows
        self._draw = random.Random(f"imrdata export {seed}").random
        self._truth = truth
        self._serial = FIRST_SERIAL
        self._pending: dict[int, Cluster] = {}
        self._plans = {kind: self._plan(rate) for kind, rate in RATES.items()}
        self._next = {kind: next(plan, None) for kind, plan in self._plans.items()}
        self.clusters = dict.fromkeys(RATES, 0)
        self.planted = 0

    def _plan(self, rate: float) -> Iterator[int]:
        """Yield the rows from which clusters of a kind start: one somewhere in the first half of each stretch."""
        count = max(1, round(self._rows * rate)) if self._rows >= 10 else 0
        for index in range(count):
            start, end = index * self._rows // count, (index + 1) * self._rows // count
            yield start + int(self._draw() * (end - start) / 2)

    def __iter__(self) -> Iterator[list[str]]:
        for index in range(self._rows):
            cluster = self._pending.pop(index, None)
            if cluster is None:
                yield self._fresh(index)
            else:
                yield self._member(index, cluster)

    def _id(self, row: Row) -> str:
        self._serial += 1
        return f"{row.prefix()}-{self._serial - 1}"

    def _fresh(self, index: int) -> list[str]:
        """Return a new row; if a cluster is due, it is its first."""
        row = Row(self._draw)
        cells = row.cells(self._id(row), row.text(row.pieces))
        due = next((kind for kind, start in self._next.items() if start is not None and start <= index), None)
        if due is not None:
            self._next[due] = next(self._plans[due], None)
            places = self._places(index, 1 if due != "near" else (1, 1, 1, 2, 2, 3, 5)[int(self._draw() * 7)])
            if places:
                self.clusters[due] += 1
                cluster = Cluster(sum(self.clusters.values()), due, row, cells, to_come=len(places))
                cluster.add(index + 1, cells)
                self._pending |= dict.fromkeys(places, cluster)
        return cells

    def _places(self, index: int, count: int) -> list[int]:
        """Return free places behind a row, the near ones likelier than the far ones."""
        places: set[int] = set()
        for _ in range(count):
            room = min(REACH, self._rows - 1 - index)
            skew = self._draw() * self._draw()
            place = index + 1 + int(room * skew * skew)
            while place in self._pending or place in places:
                place += 1
            if place < self._rows:
                places.add(place)
        return sorted(places)

    def _member(self, index: int, cluster: Cluster) -> list[str]:
        """Return a planted repeat."""
        row, first = cluster.row, cluster.first
        if cluster.kind == "same_id":
            cells = first
        elif cluster.kind == "same_body":
            cells = row.cells(self._id(row), first[-1])
        else:
            cells = row.cells(self._id(row), self._near(cluster))
        cluster.add(index + 1, cells)
        self.planted += 1
        cluster.to_come -= 1
        if not cluster.to_come:
            self._truth.write(cluster.line())
        return cells

    def _near(self, cluster: Cluster) -> str:
        """Return Findings that are almost those of the cluster's first row, and not the same."""
        share = 0.02 + self._draw() * 0.33
        while True:
            text = cluster.row.text(cluster.row.variant(share))
            likeness = jaccard(cluster.bodies[0], shingles(html.unescape(text)))
            if likeness < LEAST_NEAR:
                share *= 0.7
            elif text == cluster.first[-1]:
                share = min(0.5, share * 1.5)
            else:
                return text


def write_export(out: str | Path, *, rows: int, seed: int = 0) -> Written:
    """Write an export and, beside it, ``<out>.truth.jsonl``.

    Parameters
    ----------
    out
        The CSV file; one that is there is replaced when the new one is whole.
    rows
        Number of rows, 1 or more; from 10 rows on at least one cluster of each kind is planted if there is room.
    seed
        The same rows and seed give the same bytes.
    """
    out = Path(out)
    truth = out.with_name(f"{out.name}.truth.jsonl")
    unfinished = [file.with_name(f"{file.name}.part") for file in (out, truth)]
    characters = written = 0
    try:
        with (
            unfinished[0].open("w", encoding="utf-8", newline="") as table,
            unfinished[1].open("w", encoding="utf-8", newline="\n") as lines,
        ):
            writer = csv.writer(table, lineterminator="\r\n")
            writer.writerow(COLUMNS)
            export = Export(rows, seed, lines)
            for cells in export:
                writer.writerow(cells)
                characters += len(cells[-1])
                written += 1
        for part, file in zip(unfinished, (out, truth), strict=True):
            part.replace(file)
    finally:
        for part in unfinished:
            part.unlink(missing_ok=True)
    return Written(written, out.stat().st_size, characters, export.clusters, export.planted)


def main() -> None:
    """Write the export that was asked for, and say what it came to."""
    parser = argparse.ArgumentParser(description="Write a fictional IMR export in V1 form, with planted duplicates.")
    parser.add_argument("--rows", type=int, default=40_000, metavar="N")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the CSV; FILE.truth.jsonl is written beside it")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.rows < 1:
        parser.error("--rows: give 1 or more")
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        out = options.out or Path(scratch) / "export.csv"
        try:
            done = write_export(out, rows=options.rows, seed=options.seed)
        except OSError as error:
            parser.error(f"--out: {out} can't be written ({error.strerror})")
        seconds = time.perf_counter() - began
        with out.with_name(f"{out.name}.truth.jsonl").open(encoding="utf-8") as lines:
            clusters = sum(1 for _ in lines)
    assert done.rows == options.rows
    assert clusters == sum(done.clusters.values())
    print(
        f"{done.rows:,} rows, {done.bytes / 1e6:.1f} MB, {done.bytes / done.rows:,.0f} bytes a row, "
        f"{done.findings_characters / done.rows:,.0f} characters of Findings a row, {done.planted:,} planted rows in "
        f"{clusters:,} clusters ({', '.join(f'{kind} {count:,}' for kind, count in done.clusters.items())}), "
        f"{seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
