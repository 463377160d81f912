"""Comparison of two datasets: which records came, went or changed, and why.

In: two dataset folders with their proofs. Out: a `Comparison`, one row per record that is not the same in both. A
reason is looked for in the order in which a record is made, from the export's row to the record's own form, and the
first stage that differs is the reason: what follows from it is none. Nothing is asked, and neither folder is proved
here: that is what `imrdata.verify` does.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import polars as pl
from pydantic import ValidationError

from imrdata.dataset.manifest import MANIFEST, TWIN, Manifest
from imrdata.dataset.packing import read_lines, unpack
from imrdata.dataset.proof import CASES, LETTERS, MODELS, RECIPE, REQUESTS, RESPONSES, SELECTION, VERDICTS
from imrdata.errors import DatasetError

__all__ = ["COMPARISON_SCHEMA", "REASONS", "Comparison", "compare"]

#: One row per record that is not the same in both, sorted by case, task, input and author.
COMPARISON_SCHEMA: Final = pl.Schema(
    {
        "change": pl.String(),  # added | removed | changed | moved
        "case_id": pl.String(),
        "task": pl.String(),
        "input": pl.String(),
        "author": pl.String(),
        "before": pl.String(),  # record_id in the first; null: added
        "after": pl.String(),  # record_id in the second; null: removed
        "reason": pl.String(),  # one of REASONS
        "detail": pl.String(),
    }
)

#: Why a record is not the same, in the order in which one is made.
REASONS: Final = (
    "withdrawn", "source", "recipe", "model", "prompt", "answer", "check", "threshold", "selection", "split", "form",
    "unknown",
)  # fmt: skip

_Slot = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two datasets.

    Attributes
    ----------
    rows
        COMPARISON_SCHEMA.
    same
        How many records are the same in both, split included.
    before, after
        How many records each has.
    """

    rows: pl.DataFrame
    same: int
    before: int
    after: int

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many records changed in which way, by reason."""
        found: dict[str, dict[str, int]] = {}
        for change, reason, number in self.rows.group_by("change", "reason").len().sort("change", "reason").rows():
            found.setdefault(change, {})[reason] = number
        return found

    def explain(self) -> str:
        """Return the figures in words, one line a way and reason, with an example each."""
        lines = [f"{self.before} records before, {self.after} after; {self.same} are the same."]
        for change, reasons in self.counts.items():
            for reason, number in sorted(reasons.items(), key=lambda item: REASONS.index(item[0])):
                one = self.rows.filter((pl.col("change") == change) & (pl.col("reason") == reason)).row(0, named=True)
                example = f"case {one['case_id']}, {one['task']} ({one['input']}) by {one['author']}: {one['detail']}"
                lines.append(f"{number} {change}: {reason}, as in {example}")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "before": self.before,
            "after": self.after,
            "same": self.same,
            "counts": self.counts,
            "rows": self.rows.to_dicts(),
        }


def compare(before: str | Path, after: str | Path) -> Comparison:
    """Say which records of a dataset are not those of another, and why.

    Records are matched by case, task, input and author; of several that share these, in the order of their ids.

    Parameters
    ----------
    before, after
        Dataset folders of two runs.

    Returns
    -------
    Comparison
        ``rows`` is empty where both have the same records in the same splits.

    Raises
    ------
    DatasetError
        A folder is missing or no dataset, has no proof, or can't be read.

    Examples
    --------
    >>> import tempfile
    >>> import imrdata
    >>> recipe = imrdata.Recipe(name="a", authors=[{"author": "baseline"}], select={"targets": ["baseline"]})
    >>> with tempfile.TemporaryDirectory() as place:
    ...     one = imrdata.run(recipe, out=f"{place}/one", limit=8)
    ...     two = imrdata.run(recipe, out=f"{place}/two", limit=7)
    ...     found = imrdata.compare(f"{place}/one/dataset", f"{place}/two/dataset")
    >>> found.counts["removed"].keys() <= {"source", "selection"}
    True
    """
    old, new = _Side(Path(before)), _Side(Path(after))
    rows = [_row(old, new, slot, a, b) for slot, a, b in _matched(old.records, new.records)]
    frame = pl.DataFrame([row for row in rows if row is not None], schema=COMPARISON_SCHEMA, orient="row")
    return Comparison(
        rows=frame.sort("case_id", "task", "input", "author", "before", "after", nulls_last=True),
        same=sum(row is None for row in rows),
        before=old.records.height,
        after=new.records.height,
    )


class _Side:
    """One of the two: its records and, read when they are asked for, the stages of its proof."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
            self.records = pl.read_parquet(folder / TWIN)
            self.recipe: Mapping[str, Any] = json.loads((folder / RECIPE).read_bytes())
            self.models = {each["id"]: each for each in json.loads((folder / MODELS).read_bytes())}
        except (OSError, ValueError, ValidationError, TypeError, KeyError, pl.exceptions.PolarsError) as error:
            reason = getattr(error, "strerror", None) or str(error).strip().split("\n")[0]
            raise DatasetError(
                f"it can't be read as a dataset with its proof ({reason})",
                where=str(folder),
                mend="name the dataset folder of a run, and verify it",
            ) from None

    @cached_property
    def cases(self) -> Mapping[str, Any]:
        return self._stage(CASES, "case_id")

    @cached_property
    def letters(self) -> Mapping[str, Any]:
        return self._stage(LETTERS, "letter_id")

    @cached_property
    def requests(self) -> Mapping[str, Any]:
        return self._stage(REQUESTS, "key")

    @cached_property
    def responses(self) -> Mapping[str, Any]:
        return self._stage(RESPONSES, "key")

    @cached_property
    def verdicts(self) -> Mapping[str, Any]:
        return self._stage(VERDICTS, "letter_id")

    @cached_property
    def selection(self) -> Mapping[str, Any]:
        return self._stage(SELECTION, "letter_id")

    @cached_property
    def _by_place(self) -> Mapping[tuple[Any, ...], list[str]]:
        found: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        for letter_id, row in sorted(self.letters.items()):
            found[self.place(row)].append(letter_id)
        return found

    def place(self, letter: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return what a letter goes by, whatever it says: case, kind, input, author, and which of several."""
        sample = self.requests.get(str(letter["request_key"]), {}).get("sample", 0)
        return (*(letter[name] for name in ("case_id", "kind", "input", "author")), sample)

    def counterpart(self, place: tuple[Any, ...], letter_id: str) -> str | None:
        """Return the letter in a place here: the one with this id if it is there."""
        found = self._by_place.get(place, [])
        return letter_id if letter_id in found else found[0] if found else None

    def is_withdrawn(self, case_id: str) -> bool:
        return bool({case_id, case_id.partition("#")[0]} & set(self.manifest.withdrawn))

    def _stage(self, name: str, key: str) -> Mapping[str, Any]:
        try:
            return {row[key]: row for row in read_lines(unpack((self.folder / name).read_bytes()))}
        except (OSError, ValueError, KeyError) as error:
            raise DatasetError(
                f"it can't be read ({error})", where=f"{self.folder}/{name}", mend="verify the dataset"
            ) from None


def _matched(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[tuple[_Slot, Any, Any]]:
    """Yield pairs of records in the same place, equal ones first; None where one has none."""
    columns = ("case_id", "task", "input", "author")
    sides: list[dict[_Slot, dict[str, Any]]] = []
    for frame in (before, after):
        side: dict[_Slot, dict[str, Any]] = defaultdict(dict)
        for row in frame.sort("record_id").iter_rows(named=True):
            side[row[columns[0]], row[columns[1]], row[columns[2]], row[columns[3]]][row["record_id"]] = row
        sides.append(side)
    old, new = sides
    for slot in sorted(old.keys() | new.keys()):
        one, two = old.get(slot, {}), new.get(slot, {})
        for record in sorted(one.keys() & two.keys()):
            yield slot, one[record], two[record]
        left = [row for record, row in one.items() if record not in two]
        right = [row for record, row in two.items() if record not in one]
        for number in range(max(len(left), len(right))):
            yield (
                slot,
                left[number] if number < len(left) else None,
                right[number] if number < len(right) else None,
            )


def _row(old: _Side, new: _Side, slot: _Slot, one: Any, two: Any) -> dict[str, Any] | None:
    if one is not None and two is not None and one["record_id"] == two["record_id"] and one["split"] == two["split"]:
        return None
    if one is None:
        change = "added"
        reason, detail = _why(new, old, two)
    elif two is None:
        change = "removed"
        reason, detail = _why(old, new, one)
    elif one["record_id"] == two["record_id"]:
        change, reason, detail = "moved", "split", f"from {one['split']} to {two['split']}"
    else:
        change = "changed"
        reason, detail = _why(old, new, one, other=two)
    return {
        "change": change,
        **dict(zip(("case_id", "task", "input", "author"), slot, strict=True)),
        "before": None if one is None else one["record_id"],
        "after": None if two is None else two["record_id"],
        "reason": reason,
        "detail": detail,
    }


def _why(there: _Side, here: _Side, record: Mapping[str, Any], *, other: Any = None) -> tuple[str, str]:
    """Say why a record of `there` is not so in `here`: the first stage that differs."""
    case_id = record["case_id"]
    if there.is_withdrawn(case_id) != here.is_withdrawn(case_id):
        return "withdrawn", f"its case {case_id} is withdrawn in one of the two"
    sources = [{source.sha256 for source in side.manifest.sources} for side in (there, here)]
    if case_id not in here.cases:
        known = "another export" if sources[0] != sources[1] else "the same export, read or drawn otherwise"
        return "source", f"no letter is of case {case_id}: {known}"
    if changed := _differing(there.cases[case_id], here.cases[case_id], but=("source_sha256", "source_row")):
        return "source", f"the case's row differs in {', '.join(changed)}"
    for name in ("denial_id", "appeal_id"):
        letter = there.letters.get(str(record.get(name)))
        if letter is None:
            continue
        counterpart = here.counterpart(there.place(letter), letter["letter_id"])
        if counterpart is None:
            return _no_letter(there, here, letter)
        if found := _letters(there, here, letter, here.letters[counterpart]):
            return found
    return _fate(there, here, record, other=other)


def _no_letter(there: _Side, here: _Side, letter: Mapping[str, Any]) -> tuple[str, str]:
    author = letter["author"]
    if author not in here.models:
        return "recipe", f"{author} is no author there"
    if changed := _recipe_changes(there, here):
        return "recipe", f"it differs in {', '.join(changed)}"
    return "answer", f"{author} has no {letter['kind']} there: its question was not answered"


def _letters(there: _Side, here: _Side, one: Mapping[str, Any], two: Mapping[str, Any]) -> tuple[str, str] | None:
    """Say why two letters in one place are not the same; None if they are."""
    if one["text_sha256"] == two["text_sha256"]:
        return None
    author, kind = one["author"], one["kind"]
    if changed := _differing(there.models.get(author, {}), here.models.get(author, {}), but=("read_on",)):
        return "model", f"{author}'s entry differs in {', '.join(changed)}"
    if one["task_version"] != two["task_version"]:
        return "prompt", f"{kind}: {one['task_version']} and {two['task_version']}"
    asked = (there.requests.get(one["request_key"], {}), here.requests.get(two["request_key"], {}))
    if changed := _differing(*asked, but=("key",)):
        sampled = [name for name in changed if name in ("sampling", "sample")]
        return ("recipe" if sampled == changed else "prompt"), f"{kind}: the question differs in {', '.join(changed)}"
    if changed := _differing(one, two, but=("text_sha256", "letter_id", "answers", "request_key", "parse_notes")):
        return "recipe", f"{kind}: drawn otherwise: {', '.join(changed)}"
    return "answer", f"{kind}: the same question was answered otherwise"


def _fate(there: _Side, here: _Side, record: Mapping[str, Any], *, other: Any) -> tuple[str, str]:
    """Say why the same letters did not make the same record: a check, a threshold, the selection, or the form."""
    for name in ("denial_id", "appeal_id"):
        letter = there.letters.get(str(record.get(name)))
        counterpart = None if letter is None else here.counterpart(there.place(letter), letter["letter_id"])
        if letter is None or counterpart is None:
            continue
        chosen = here.selection.get(counterpart, {})
        if chosen.get("kept", True):
            continue
        for check, one, two in _verdicts(there.verdicts.get(letter["letter_id"]), here.verdicts.get(counterpart)):
            if one.get("verdict") != two.get("verdict"):
                if one.get("check_version") != two.get("check_version"):
                    versions = f"@{one.get('check_version')} and @{two.get('check_version')}"
                    return "check", f"{check}{versions}: {one.get('verdict')} and {two.get('verdict')}"
                return (
                    "threshold",
                    f"{check}: {one.get('verdict')} and {two.get('verdict')}, by the recipe's thresholds",
                )
        return "selection", f"{letter['kind']}: {'; '.join(chosen.get('reasons') or ['dropped'])}"
    if other is not None and (
        changed := _differing(record, other, but=("record_id", "recipe_sha256", "source_sha256"))
    ):
        return "form", f"the record differs in {', '.join(changed)}"
    if changed := _recipe_changes(there, here):
        return "recipe", f"it differs in {', '.join(changed)}"
    return "unknown", "the proofs agree in all that is compared"


def _verdicts(one: Any, two: Any) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    sides = [{each["check"]: each for each in (side or {}).get("verdicts", ())} for side in (one, two)]
    for check in sorted(sides[0].keys() | sides[1].keys()):
        yield check, sides[0].get(check, {}), sides[1].get(check, {})


def _recipe_changes(there: _Side, here: _Side) -> list[str]:
    return _differing(there.recipe, here.recipe, but=("name",))


def _differing(one: Mapping[str, Any], two: Mapping[str, Any], *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the keys in which two rows differ, sorted."""
    return sorted(name for name in {*one, *two} - {*but} if one.get(name) != two.get(name))
