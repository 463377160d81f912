"""Every case gets an id of its own, across blocks and source files. A whole stage, taken in the order of the read."""

from __future__ import annotations

import polars as pl

from imrdata.cases.schema import CASE_SCHEMA

__all__ = ["Identities"]


class Identities:
    """Remembers what a read has seen, so that a repeated id or body is known as such.

    A case's id is its ReferenceID, with #2, #3 … where one occurs again; a row without one is named by its place.
    """

    def __init__(self) -> None:
        self._ids = pl.DataFrame(schema={"reference_id": pl.String, "before": pl.UInt32})
        self._bodies: pl.Series = pl.Series([], dtype=pl.UInt64)

    def name(self, cases: pl.DataFrame, *, source: int) -> tuple[pl.DataFrame, int, int]:
        """Return the cases with their ids, and how many of them repeat an id and a body.

        `source` is the number of the source file, from 1; from the second on it is in the name of a row without id.
        """
        # Only the ids are looked at and joined: the frame itself, with all of its text, is not moved.
        ids = cases.select("reference_id", "source_row", "flags")
        place = pl.format("row-{}" if source == 1 else f"source-{source}-row-{{}}", "source_row")
        plain = pl.coalesce("reference_id", place)
        known = ids["reference_id"].drop_nulls()
        again = 0
        if known.n_unique() == known.len() and not known.is_in(self._ids["reference_id"].implode()).any():
            names = ids.select(plain.alias("case_id"), "flags")  # nothing repeats: the usual case
        else:
            counted = ids.join(self._ids, on="reference_id", how="left", maintain_order="left")
            here = pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("reference_id")
            order = here + pl.col("before").fill_null(0)
            repeated = pl.col("reference_id").is_not_null() & (order > 1)
            names = counted.select(
                case_id=pl.when(repeated).then(pl.format("{}#{}", "reference_id", order)).otherwise(plain),
                flags=pl.when(repeated)
                .then(pl.col("flags").list.concat(pl.lit("repeated:reference_id")))
                .otherwise("flags"),
            )
            again = int(counted.select(repeated.sum()).item())
        named = cases.with_columns(names["case_id"], names["flags"])
        self._ids = (
            pl.concat([self._ids, ids.group_by("reference_id").len("before").drop_nulls("reference_id")])
            .group_by("reference_id")
            .agg(pl.col("before").sum())
        )
        bodies = cases["findings"].drop_nulls().hash()
        seen = pl.concat([self._bodies, bodies]).unique()
        same = bodies.len() - (seen.len() - self._bodies.len())
        self._bodies = seen
        return named.select(CASE_SCHEMA.names()).cast(CASE_SCHEMA), again, same
