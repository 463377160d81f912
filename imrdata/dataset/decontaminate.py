"""Decontamination: records that share text with files that the user names, such as a benchmark's, go out.

In: texts of records, and JSONL files of any form. Out: the ids that go, each with the reason. A text is contaminated if
it is a near-duplicate of one of theirs (true Jaccard on word 5-grams, `imrdata.dataset.similar`), or if the two share
13 words in a row, the length that Brown et al. 2020 (arXiv 2005.14165, appendix C) took. Boilerplate and legal texts
are taken out of both first: the state's own words are no contamination. Room: dataset.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from imrdata.dataset.similar import similar_pairs
from imrdata.errors import DatasetError
from imrdata.quality.shingles import SHINGLE_WORDS, boilerplate, shingled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LONG_WORDS", "contaminated", "read_foreign"]

#: So many words in a row are no chance.
LONG_WORDS: Final = 13
#: Strings of fewer words are labels and ids, not texts.
_LEAST_WORDS: Final = 5


def read_foreign(files: Iterable[str | Path]) -> dict[str, list[str]]:
    """Read every text of JSONL files: all strings of five words and more, wherever in a line they stand.

    Parameters
    ----------
    files
        Each line is a JSON value of any form.

    Returns
    -------
    dict
        The file's name, without its folder, to its texts.

    Raises
    ------
    DatasetError
        A file can't be read, a line is no JSON, or two files have one name.
    """
    found: dict[str, list[str]] = {}
    for file in map(Path, files):
        if file.name in found:
            raise DatasetError(
                "two files have this name", where=f"decontaminate: {file.name}", mend="rename one, as reports name it"
            )
        texts: list[str] = []
        try:
            with file.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        texts += _texts(_parsed(line, file, number))
        except OSError as error:
            raise DatasetError(
                f"it can't be read ({error.strerror or error})", where=f"decontaminate: {file}", mend="correct the path"
            ) from None
        except UnicodeDecodeError:
            raise DatasetError("it is not UTF-8", where=f"decontaminate: {file}", mend="save it as UTF-8") from None
        found[file.name] = texts
    return found


def contaminated(texts: pl.DataFrame, foreign: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the ids whose texts a foreign file holds in part or nearly whole, with the reason.

    Parameters
    ----------
    texts
        Columns ``id``, ``part`` and ``text``, as `imrdata.dataset.apart.record_texts` gives them; an id may have
        several texts.
    foreign
        File name to its texts.

    Returns
    -------
    dict
        Id to reason, by id.

    Examples
    --------
    >>> said = "She has tried two medications for pain and six weeks of therapy without relief of any kind."
    >>> texts = pl.DataFrame({"id": ["a", "b"], "part": ["answer", "answer"], "text": [f"Dear plan, {said}", "No."]})
    >>> contaminated(texts, {"benchmark.jsonl": [f"Case 7. {said} She asks for a scan."]})
    {'a': 'contaminated: its answer has 13 words in a row of benchmark.jsonl'}
    """
    gone: dict[str, str] = {}
    texts = texts.sort("id", "part")
    for name, theirs in foreign.items():
        other = pl.Series("text", list(theirs), dtype=pl.String)
        if not len(other) or not texts.height:
            continue
        near = _near(texts, other)
        runs = _runs_shared(texts["text"], other)
        for row, (record, part) in enumerate(texts.select("id", "part").iter_rows()):
            if row in near:
                gone.setdefault(record, f"contaminated: its {part} is a near-duplicate of a text in {name}")
            elif runs[row]:
                gone.setdefault(record, f"contaminated: its {part} has {LONG_WORDS} words in a row of {name}")
    return dict(sorted(gone.items()))


def _near(texts: pl.DataFrame, other: pl.Series) -> set[int]:
    """Return the rows of texts that are near-duplicates of another's."""
    # Theirs sort first: among texts with the same shingles, of which the smallest id is paired, one of theirs is it.
    both = pl.DataFrame(
        {
            "id": [*(f"a {row}" for row in range(len(other))), *(f"b {row}" for row in range(texts.height))],
            "text": [*other.to_list(), *texts["text"].to_list()],
        },
        schema={"id": pl.String, "text": pl.String},
    )
    speaker: dict[str, str] = {}
    like: set[str] = set()
    for one, second, jaccard in similar_pairs(both).iter_rows():
        if jaccard == 1:
            speaker[second] = one
        like |= {name for name, beside in ((one, second), (second, one)) if beside.startswith("a ")}
    spoken = ((row, speaker.get(f"b {row}", f"b {row}")) for row in range(texts.height))
    return {row for row, name in spoken if name.startswith("a ") or name in like}


def _runs_shared(texts: pl.Series, other: pl.Series) -> list[bool]:
    """Say of each text whether it has a long run of words of another's."""
    import numpy as np

    phrases = boilerplate()
    theirs = np.unique(np.concatenate([runs for runs, _ in _runs(other, phrases)]))
    found: list[bool] = []
    for runs, ends in _runs(texts, phrases):
        hits = np.concatenate(([0], np.cumsum(np.isin(runs, theirs))))
        edges = hits[np.concatenate(([0], ends))]
        found += (np.diff(edges) > 0).tolist()
    return found


def _runs(texts: pl.Series, phrases: tuple[str, ...]) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    """Yield the hashes of all runs of LONG_WORDS words, and where those of each text end.

    Thirteen words are three 5-grams, of which each begins with the last word of the one before.
    """
    import numpy as np

    step = SHINGLE_WORDS - 1
    for chunk in shingled(texts, phrases=phrases):
        sizes = np.diff(chunk.ends, prepend=0)
        # A text shorter than five words has one shingle, which is none of five.
        counts = np.where(chunk.words >= LONG_WORDS, sizes - 2 * step, 0)
        begins = np.repeat(chunk.ends - sizes, counts)
        place = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts) + begins
        runs = chunk.hashes[place].copy()
        for part in (1, 2):
            runs *= np.uint64(0x9E3779B97F4A7C15)
            runs ^= chunk.hashes[place + part * step]
        yield runs, np.cumsum(counts)


def _parsed(line: str, file: Path, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DatasetError(
            f"it is no JSON ({error})", where=f"decontaminate: {file}, line {number}", mend="give one JSON value a line"
        ) from None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value.split()) >= _LEAST_WORDS:
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
