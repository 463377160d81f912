"""Near-duplicates: texts that are the same but for some words, in clusters.

In: texts with ids. Out: DUPLICATE_SCHEMA, one row per text. MinHash finds pairs that may be alike, their true Jaccard
on word 5-grams (`shingles.py`) decides, union-find makes clusters of the pairs. A `whole` stage: cut into batches
it would miss the pairs between them.

Reviewers reuse text, so two patients can have almost the same Findings: clusters are for splitting and reporting,
never a reason to drop a case. Needs the extra ``quality``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.quality.shingles import Shingles, boilerplate, need_rensa, shingled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DUPLICATE_SCHEMA", "THRESHOLD", "cluster_report", "near_duplicates"]

#: One row per text, sorted by id.
DUPLICATE_SCHEMA: Final = pl.Schema(
    {
        "id": pl.String,
        "cluster": pl.Int32,  # from 0, in the order of the representatives; a text alone is a cluster of one
        "representative": pl.String,  # the smallest id of the cluster
        "jaccard": pl.Float64,  # the highest found with another of its cluster; null for a text alone
    }
)

#: Jaccard from which on two texts are near-duplicates.
THRESHOLD: Final = 0.72

#: Hashes of a signature, cut into bands of so many rows that a pair whose Jaccard is just the threshold is missed no
#: more often than this. At 0.72 that makes 32 bands of 5: one such pair in 970 is missed, at 0.8 one in 330,000.
_HASHES: Final = 160
_MISSED: Final = 0.002
_SEED: Final = 72
#: A pair whose signatures agree less than the threshold by so much is not looked at: four standard errors.
_SLACK: Final = 0.14
#: Of texts that share a band, each is compared with so many next to it by id: of ten thousand that are all alike,
#: fifty million pairs would say no more.
_REACH: Final = 100
#: Pairs whose signatures are compared at once.
_PAIRS: Final = 65_536

Pair = tuple[int, int]


def near_duplicates(
    texts: pl.DataFrame | pl.Series, *, threshold: float = THRESHOLD, strip_boilerplate: bool = True
) -> pl.DataFrame:
    """Find the texts that are alike, and put them into clusters.

    Two texts are alike if their sets of word 5-grams have at least the Jaccard index `threshold`; a cluster is all
    that hangs together by such pairs, so two of one cluster may be less alike. Every pair is verified, so none is
    there in error; a pair can be missed, if MinHash does not show it (docs/duplicates.md has the measured recall). Of
    more than a hundred texts that share part of their signatures, each is compared with the hundred next to it by id.

    Reach: whole. The result depends on the texts and ids alone: not on the order of rows, threads or hash seeds.

    Parameters
    ----------
    texts
        Columns ``id`` (unique) and ``text``, String each, others are ignored; a null text, or one without a word,
        is like no other. A Series stands for texts whose ids are their places, from ``"0"``.
    threshold
        From above 0.5 to 1, which is the same words but for how often a passage comes.
    strip_boilerplate
        Take legal texts, section markers and formulas out first (`boilerplate`).

    Returns
    -------
    DataFrame
        DUPLICATE_SCHEMA, sorted by ``id``. ``representative`` is what keeps a cluster together in a split.

    Raises
    ------
    MissingExtraError
        rensa is not installed.
    ImrDataError
        A column is missing, an id is null or occurs twice, or the threshold is out of range.

    Examples
    --------
    >>> said = "The patient has tried two medications for pain without lasting relief and asks for a brace."
    >>> texts = pl.DataFrame({"id": ["b", "a", "c"], "text": [said, said + " Soon.", "Something else altogether."]})
    >>> near_duplicates(texts).select("id", "cluster", "representative", pl.col("jaccard").round(2)).rows()
    [('a', 0, 'a', 0.92), ('b', 0, 'a', 0.92), ('c', 1, 'c', None)]
    """
    if not 0.5 < threshold <= 1:
        raise ImrDataError(f"the threshold is {threshold}", where="near_duplicates", mend="give one above 0.5, up to 1")
    frame = _framed(texts)
    need_rensa("near_duplicates")
    ids = frame["id"].to_list()
    phrases = boilerplate() if strip_boilerplate else ()
    bands = _bands(threshold)
    suspects, kin = _suspects(frame["text"], phrases, bands=bands)
    sets: list[NDArray[np.uint64]] = []
    signatures: list[list[int]] = []
    for chunk in shingled(frame["text"].gather(suspects), phrases=phrases):
        sets += chunk.sets()
        signatures += _digests(chunk).to_rows()
    roots = _UnionFind(len(ids))
    nearest: list[float | None] = [None] * len(ids)
    for place, original in kin:
        roots.join(original, place)
        nearest[place] = nearest[original] = 1.0
    for one, other in _candidates(signatures, threshold=threshold, bands=bands):
        likeness = _jaccard(sets[one], sets[other])
        if likeness >= threshold:
            roots.join(suspects[one], suspects[other])
            for place in (suspects[one], suspects[other]):
                nearest[place] = max(nearest[place] or 0.0, likeness)
    representatives = [ids[roots.root(place)] for place in range(len(ids))]
    return (
        pl.DataFrame({"id": ids, "representative": representatives, "jaccard": nearest}, schema_overrides=_COLUMNS)
        .with_columns((pl.col("representative").rank("dense") - 1).cast(pl.Int32).alias("cluster"))
        .select(DUPLICATE_SCHEMA.names())
        .match_to_schema(DUPLICATE_SCHEMA)
    )


def cluster_report(duplicates: pl.DataFrame) -> dict[str, Any]:
    """Return how much of a corpus is in clusters, and how large these are.

    Parameters
    ----------
    duplicates
        DUPLICATE_SCHEMA, as `near_duplicates` returns it.

    Returns
    -------
    dict
        ``texts``; ``clusters`` of two or more; ``clustered`` texts in these; ``sizes`` (size → clusters of it, a
        text alone left out); ``largest`` (size) and ``largest_share`` (of all texts).

    Examples
    --------
    >>> report = cluster_report(near_duplicates(pl.Series(["One two three.", "One, two, three!", "Four."])))
    >>> report["clusters"], report["sizes"], round(report["largest_share"], 2)
    (1, {2: 1}, 0.67)
    """
    sizes = duplicates.group_by("cluster").len()["len"].sort().to_list()
    several = [size for size in sizes if size > 1]
    largest = max(sizes, default=0)
    return {
        "texts": duplicates.height,
        "clusters": len(several),
        "clustered": sum(several),
        "sizes": {size: several.count(size) for size in sorted(set(several))},
        "largest": largest,
        "largest_share": largest / duplicates.height if duplicates.height else 0.0,
    }


_COLUMNS: Final = {name: kind for name, kind in DUPLICATE_SCHEMA.items() if name != "cluster"}


def _framed(texts: pl.DataFrame | pl.Series) -> pl.DataFrame:
    """Return columns id and text, sorted by id: what comes of them can't depend on the order they came in."""
    if isinstance(texts, pl.Series):
        frame = pl.DataFrame({"id": [str(place) for place in range(len(texts))], "text": texts.cast(pl.String)})
        return frame.cast({"id": pl.String}).sort("id")
    missing = [name for name in ("id", "text") if name not in texts.columns]
    if missing:
        raise ImrDataError(
            f"texts have no column {', '.join(missing)}",
            where="near_duplicates",
            mend='select them: cases.select(id="case_id", text="findings")',
        )
    frame = texts.select("id", "text").cast(pl.String).sort("id")
    if frame["id"].null_count() or frame["id"].n_unique() != frame.height:
        raise ImrDataError(
            "an id is null or occurs twice", where="near_duplicates", mend="give every text an id of its own"
        )
    return frame


class _UnionFind:
    """Sets of places, each known by its smallest."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        self._parent[max(one, other)] = min(one, other)


def _bands(threshold: float) -> int:
    """Return into how many bands a signature is cut: a pair is looked at if all rows of one band agree."""
    found = _HASHES
    for rows in range(1, _HASHES + 1):
        bands = _HASHES // rows
        if _HASHES % rows == 0 and (1 - threshold**rows) ** bands <= _MISSED:
            found = bands
    return found


def _suspects(texts: pl.Series, phrases: tuple[str, ...], *, bands: int) -> tuple[list[int], list[Pair]]:
    """Return the places of texts that share a band with another one, and (place, first place) of equal texts.

    Texts with the same shingles stand for one: a hundred of them would be 4,950 pairs. The index answers only
    whether there is another text, which costs a fraction of fetching signatures; those are made again for suspects.
    """
    from rensa import RMinHashLSH

    index = RMinHashLSH(threshold=THRESHOLD, num_perm=_HASHES, num_bands=bands)
    seen: dict[int, int] = {}
    kin: list[Pair] = []
    matrices = []
    place = 0
    for chunk in shingled(texts, phrases=phrases):
        fresh: list[int] = []
        for row, (print_, words) in enumerate(zip(chunk.prints.tolist(), chunk.words.tolist(), strict=True)):
            original = seen.setdefault(print_, place + row) if words else place + row
            if original != place + row:
                kin.append((place + row, original))
            elif words:
                fresh.append(row)
        matrix = _digests(chunk)
        index.insert_matrix(matrix, start_key=place)
        matrices.append((matrix, place, fresh))
        place += len(chunk.words)
    suspects = []
    for matrix, start, fresh in matrices:
        flags = index.query_duplicate_flags_matrix(matrix)
        suspects += [start + row for row in fresh if flags[row]]
    return suspects, kin


def _digests(chunk: Shingles) -> Any:
    import numpy as np
    from rensa import RMinHash

    offsets = np.concatenate(([0], chunk.ends)).astype(np.uint64)
    return RMinHash.digest_matrix_from_flat_token_hashes(chunk.hashes, offsets, _HASHES, _SEED)


def _jaccard(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    import numpy as np

    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def _candidates(rows: list[list[int]], *, threshold: float, bands: int) -> list[Pair]:
    """Return the pairs that agree in a band, and in enough of the whole signature."""
    import numpy as np

    signatures = np.array(rows, dtype=np.uint32).reshape(-1, _HASHES)
    least = (threshold - _SLACK) * _HASHES
    found: list[NDArray[np.int64]] = []
    for band in np.split(signatures, bands, axis=1):
        key = np.zeros(len(signatures), dtype=np.uint64)
        for column in band.T:
            key = key * np.uint64(0x9E3779B97F4A7C15) + column
        order = np.argsort(key, kind="stable")
        key = key[order]
        # Neighbours at distance 1, then 2, … as long as any run of equal keys is so long, or the reach.
        here = np.flatnonzero(key[:-1] == key[1:])
        distance = 1
        while len(here) and distance <= _REACH:
            for begin in range(0, len(here), _PAIRS):
                one, other = order[here[begin : begin + _PAIRS]], order[here[begin : begin + _PAIRS] + distance]
                alike = np.count_nonzero(signatures[one] == signatures[other], axis=1) >= least
                found.append(np.stack((one[alike], other[alike]), axis=1))
            distance += 1
            here = here[here + distance < len(key)]
            here = here[key[here] == key[here + distance]]
    if not found:
        return []
    # The order is stable, so the smaller place always comes first.
    return [(one, other) for one, other in np.unique(np.concatenate(found), axis=0).tolist()]
