"""Near-duplicates found without a miss: every pair of texts whose word 5-grams have a Jaccard index of so much.

In: texts with ids. Out: SIMILAR_SCHEMA, one row per pair. The texts, their 5-grams and the boilerplate that is taken
out are those of `imrdata.quality.duplicates`; only how pairs are found differs. That room's MinHash misses one pair in
970 at the threshold, which is well for a report; a split must not, so here candidates come from a prefix filter
(Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007): if two sets have a Jaccard index of at least t, then
of each, sorted by one order over all shingles, the first ``n - ceil(t n) + 1`` share one. Rare shingles are put first,
so few pairs have to be looked at; which order it is changes the cost and never the result. Of these, most go by a
bitmap filter (Sandes, Teodoro and Melo 2017): where two sets' bitmaps of parities differ in so many bits, the sets
differ in at least as many shingles.

Reach: whole. Room: dataset.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import polars as pl

from imrdata.errors import DatasetError
from imrdata.quality.duplicates import THRESHOLD
from imrdata.quality.shingles import boilerplate, shingled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SIMILAR_SCHEMA", "THRESHOLD", "similar_pairs"]

#: One row per pair, sorted; `one` is the smaller id. Of texts with the very same shingles each is paired with the
#: smallest id among them, and only that one with others: enough to tell what hangs together, and what lies apart.
SIMILAR_SCHEMA: Final = pl.Schema({"one": pl.String(), "other": pl.String(), "jaccard": pl.Float64()})

#: Pairs that are looked at at once.
_AT_ONCE: Final = 1 << 20
#: Bounds of the table in which shingles are counted, as powers of two.
_LEAST_TABLE, _MOST_TABLE = 16, 26
_FULL: Final = 65_535
#: Bits of a set's bitmap; it says of each how many of the set's shingles fall on it, modulo two.
_BITS: Final = 2048
#: So many of a bitmap's words are put over one another for a first, cheaper look: parities of parities are parities.
_FOLDS: Final = 4


def similar_pairs(texts: pl.DataFrame, *, threshold: float = THRESHOLD, strip_boilerplate: bool = True) -> pl.DataFrame:
    """Find every pair of texts that are alike.

    Parameters
    ----------
    texts
        Columns ``id`` (unique) and ``text``, String each; a text without a word is like no other.
    threshold
        The least Jaccard index, from above 0.5 to 1.
    strip_boilerplate
        Take legal texts, section markers and formulas out first, as `imrdata.quality.shingles.boilerplate` has them.

    Returns
    -------
    DataFrame
        SIMILAR_SCHEMA; the same for any order of rows and number of threads.

    Raises
    ------
    DatasetError
        A column is missing, an id is null or occurs twice, or the threshold is out of range.

    Examples
    --------
    >>> said = "The patient has tried two medications for pain without lasting relief and asks for a brace."
    >>> texts = pl.DataFrame({"id": ["b", "a", "c"], "text": [said, said + " Soon.", "Something else altogether."]})
    >>> similar_pairs(texts).with_columns(pl.col("jaccard").round(2)).rows()
    [('a', 'b', 0.92)]
    """
    if not 0.5 < threshold <= 1:
        raise DatasetError(f"the threshold is {threshold}", where="similar_pairs", mend="give one above 0.5, up to 1")
    missing = [name for name in ("id", "text") if name not in texts.columns]
    if missing:
        raise DatasetError(f"texts have no column {', '.join(missing)}", where="similar_pairs", mend="select them")
    frame = texts.select("id", "text").sort("id")
    if frame["id"].null_count() or frame["id"].n_unique() != frame.height:
        raise DatasetError("an id is null or occurs twice", where="similar_pairs", mend="give each text its own")
    phrases = boilerplate() if strip_boilerplate else ()
    found = _pairs(frame["text"], phrases, threshold)
    ids = frame["id"].to_list()
    rows = [(ids[one], ids[other], jaccard) for one, other, jaccard in found]
    return pl.DataFrame(rows, schema=SIMILAR_SCHEMA, orient="row").sort("one", "other")


def _pairs(texts: pl.Series, phrases: tuple[str, ...], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Yield (smaller place, larger place, Jaccard)."""
    import numpy as np

    table = _counted(texts, phrases)
    few = _prefixes(texts, phrases, table, threshold)
    # Texts with the same shingles stand for one: a hundred of them would be 4,950 pairs.
    both = np.stack((few.prints, few.sizes.astype(np.uint64)), axis=1)
    _, first, back = np.unique(both, axis=0, return_index=True, return_inverse=True)
    originals = first[back.reshape(-1)]
    places = np.flatnonzero((originals != np.arange(len(originals))) & (few.sizes > 0))
    yield from ((int(originals[place]), int(place), 1.0) for place in places)
    candidates = _candidates(few, originals, threshold)
    sets = _sets(texts, phrases, candidates)
    for one, other in candidates.tolist():
        shared = len(np.intersect1d(sets[one], sets[other], assume_unique=True))
        jaccard = shared / (len(sets[one]) + len(sets[other]) - shared)
        if jaccard >= threshold:
            yield one, other, jaccard


def _counted(texts: pl.Series, phrases: tuple[str, ...]) -> NDArray[np.uint16]:
    """Count shingles by the low bits of their hash: never less than there are of one."""
    import numpy as np

    words = int(texts.str.len_bytes().sum() or 0) // 6
    power = min(max(2 * words, 1).bit_length(), _MOST_TABLE)
    table = np.zeros(1 << max(power, _LEAST_TABLE), dtype=np.uint16)
    for chunk in shingled(texts, phrases=phrases):
        places, counts = np.unique(chunk.hashes & np.uint64(len(table) - 1), return_counts=True)
        table[places] = np.minimum(table[places] + counts, _FULL)
    return table


class _Prefixes(NamedTuple):
    """The rarest shingles of all texts and whose they are; of each text its set's size, its hash and its bitmap."""

    hashes: NDArray[np.uint64]
    holders: NDArray[np.int64]
    sizes: NDArray[np.int64]
    prints: NDArray[np.uint64]
    bitmaps: NDArray[np.uint64]


def _prefixes(texts: pl.Series, phrases: tuple[str, ...], table: NDArray[np.uint16], threshold: float) -> _Prefixes:
    import numpy as np

    # Empty ones first, so that no texts at all are no special case.
    hashes, holders, sizes, prints, bitmaps = (
        [np.zeros(0, dtype=np.uint64)],
        [np.zeros(0, dtype=np.int64)],
        [np.zeros(0, dtype=np.int64)],
        [np.zeros(0, dtype=np.uint64)],
        [np.zeros((0, _BITS // 64), dtype=np.uint64)],
    )
    place = 0
    for chunk in shingled(texts, phrases=phrases):
        count = len(chunk.ends)
        owner = np.repeat(np.arange(count), np.diff(chunk.ends, prepend=0))
        often = table[chunk.hashes & np.uint64(len(table) - 1)]
        order = np.lexsort((chunk.hashes, (owner << 16) + often))
        owner, often, sorted_ = owner[order], often[order], chunk.hashes[order]
        once = np.ones(len(order), dtype=bool)
        once[1:] = (sorted_[1:] != sorted_[:-1]) | (owner[1:] != owner[:-1])
        owner, often, sorted_ = owner[once], often[once], sorted_[once]
        size = np.bincount(owner, minlength=count)
        begins = np.cumsum(size) - size
        length = size - np.ceil(threshold * size - 1e-9).astype(np.int64) + 1
        # What nobody else has is shared by nobody.
        kept = (np.arange(len(owner)) - begins[owner] < length[owner]) & (often > 1)
        hashes.append(sorted_[kept])
        holders.append(owner[kept] + place)
        sizes.append(size)
        print_ = np.zeros(count, dtype=np.uint64)
        if len(sorted_):
            print_[size > 0] = np.add.reduceat(sorted_, begins[size > 0])
        prints.append(print_)
        # The hash's high bits: the low ones steered the order.
        bits = sorted_ >> np.uint64(64 - _BITS.bit_length() + 1)
        bitmap = np.zeros(count * (_BITS // 64), dtype=np.uint64)
        places = owner * (_BITS // 64) + (bits >> np.uint64(6)).astype(np.int64)
        np.bitwise_xor.at(bitmap, places, np.uint64(1) << (bits & np.uint64(63)))
        bitmaps.append(bitmap.reshape(count, _BITS // 64))
        place += count
    return _Prefixes(
        hashes=np.concatenate(hashes),
        holders=np.concatenate(holders),
        sizes=np.concatenate(sizes),
        prints=np.concatenate(prints),
        bitmaps=np.concatenate(bitmaps),
    )


def _candidates(few: _Prefixes, originals: NDArray[np.int64], threshold: float) -> NDArray[np.int64]:
    """Return the pairs that share a shingle of their prefixes and may be alike by size and bitmap, each once."""
    import numpy as np

    own = originals[few.holders] == few.holders
    hashes, holders, sizes = few.hashes[own], few.holders[own], few.sizes
    order = np.lexsort((holders, hashes))
    hashes, holders = hashes[order], holders[order]
    # Of two sets with a Jaccard index of t, so large a share of both sizes together is at most in one of them only.
    apart = (1 - threshold) / (1 + threshold)
    folded = np.bitwise_xor.reduce(few.bitmaps.reshape(len(sizes), _FOLDS, _BITS // 64 // _FOLDS), axis=1)
    found = [np.zeros(0, dtype=np.int64)]
    total = np.int64(len(sizes))
    here = np.flatnonzero(hashes[:-1] == hashes[1:])
    distance = 1
    # Neighbours at distance 1, then 2, … as long as any run of equal shingles is so long.
    while len(here):
        for begin in range(0, len(here), _AT_ONCE):
            part = here[begin : begin + _AT_ONCE]
            one, other = holders[part], holders[part + distance]
            small, large = np.minimum(sizes[one], sizes[other]), np.maximum(sizes[one], sizes[other])
            alike = (small >= threshold * large - 1e-9) & (one != other)
            pairs = np.unique(one[alike] * total + other[alike])
            for bitmaps in (folded, few.bitmaps):
                one, other = pairs // total, pairs % total
                differ = np.bitwise_count(bitmaps[one] ^ bitmaps[other]).sum(axis=1, dtype=np.int64)
                pairs = pairs[differ <= apart * (sizes[one] + sizes[other]) + 1e-9]
            found.append(pairs)
        if len(found) > 64:
            found = [np.unique(np.concatenate(found))]
        distance += 1
        here = here[here + distance < len(hashes)]
        here = here[hashes[here] == hashes[here + distance]]
    pairs = np.unique(np.concatenate(found))
    return np.stack((pairs // max(total, 1), pairs % max(total, 1)), axis=1)


def _sets(texts: pl.Series, phrases: tuple[str, ...], candidates: NDArray[np.int64]) -> dict[int, Any]:
    """Return the shingles of each text that is a candidate, made again: there are few."""
    import numpy as np

    places = np.unique(candidates).tolist()
    made = (each for chunk in shingled(texts.gather(places), phrases=phrases) for each in chunk.sets())
    return dict(zip(places, made, strict=True))
