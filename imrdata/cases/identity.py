"""Every case gets an id of its own, across blocks and source files. A whole stage, taken in the order of the read."""

from __future__ import annotations

from collections import Counter

import polars as pl

from imrdata.cases.schema import CASE_SCHEMA

__all__ = ["Identities"]


class Identities:
    """Remembers what a read has seen, so that a repeated id or body is known as such.

    A case's id is its ReferenceID, with #2, #3 … where one occurs again; a row without one is named by its place.
    """

    def __init__(self) -> None:
        self._ids: list[pl.Series] = []
        self._id_hashes = pl.Series([], dtype=pl.UInt64)
        self._body_hashes = pl.Series([], dtype=pl.UInt64)

    def name(self, cases: pl.DataFrame, *, source: int) -> tuple[pl.DataFrame, int, int]:
        """Return the cases with their ids, and how many of them repeat an id and a body.

        `source` is the number of the source file, from 1; from the second on it is in the name of a row without id.
        """
        place = pl.format("row-{}" if source == 1 else f"source-{source}-row-{{}}", "source_row")
        known = cases["reference_id"]
        names = cases.select(pl.coalesce("reference_id", place)).to_series() if known.null_count() else known
        order = self._order_of_repeated(known)
        if order:
            rows = list(order)
            names = names.clone().scatter(rows, [f"{names[row]}#{number}" for row, number in order.items()])
            again = pl.zeros(cases.height, dtype=pl.Boolean, eager=True).scatter(rows, True)
            more = pl.col("flags").list.concat(pl.lit("repeated:reference_id"))
            cases = cases.with_columns(flags=pl.when(again).then(more).otherwise("flags"))
        named = cases.with_columns(names.alias("case_id"))
        bodies = cases["findings"].drop_nulls().hash()
        new = bodies.is_first_distinct() & ~bodies.is_in(self._body_hashes.implode())
        self._body_hashes = pl.concat([self._body_hashes, bodies.filter(new)])
        return named.select(CASE_SCHEMA.names()).cast(CASE_SCHEMA), len(order), int((~new).sum())

    def _order_of_repeated(self, ids: pl.Series) -> dict[int, int]:
        """Return for each row whose id stood before which time this is, from 2; and remember the ids."""
        hashes = ids.hash()
        # Equal hashes only point to rows worth a look; what counts is the id itself.
        suspect = (hashes.is_duplicated() | hashes.is_in(self._id_hashes.implode())) & ids.is_not_null()
        places = suspect.arg_true()
        found = ids.gather(places)
        times = Counter[str]()
        for before in self._ids if places.len() else ():
            times.update(before.filter(before.is_in(found.implode())).to_list())
        order: dict[int, int] = {}
        for row, reference_id in zip(places.to_list(), found.to_list(), strict=True):
            times[reference_id] += 1
            if times[reference_id] > 1:
                order[row] = times[reference_id]
        self._ids.append(ids.drop_nulls())
        self._id_hashes = pl.concat([self._id_hashes, hashes])
        return order
