"""A ledger's rows as a lazy Polars frame with a declared schema. Room: llm; users call `Ledger.scan`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

import polars as pl
from polars.io.plugins import register_io_source

from imrdata.llm.request import canonical_json
from imrdata.llm.segment import Place

__all__ = ["LEDGER_SCHEMA", "scan_rows"]

#: One row per stored line; columns of other kinds are null. Open-ended parts (identity, sampling,
#: output_schema, extra) are JSON text, so that no two ledgers differ in their schema.
LEDGER_SCHEMA: Final = pl.Schema(
    {
        "segment": pl.String(),
        "line": pl.Int64(),
        "kind": pl.String(),
        "key": pl.String(),
        "in_force": pl.Boolean(),
        "task": pl.String(),
        "model": pl.String(),
        "identity": pl.String(),
        "messages": pl.List(pl.Struct({"role": pl.String(), "content": pl.String})),
        "sampling": pl.String(),
        "output_schema": pl.String(),
        "sample": pl.Int64(),
        "text": pl.String(),
        "finish_reason": pl.String(),
        "prompt_tokens": pl.Int64(),
        "completion_tokens": pl.Int64(),
        "cached_tokens": pl.Int64(),
        "served_model": pl.String(),
        "attempts": pl.Int64(),
        "seconds": pl.Float64(),
        "extra": pl.String(),
        "sha256": pl.String(),
        "failure_kind": pl.String(),
        "message": pl.String(),
        "id": pl.String(),
        "amount": pl.Int64(),
        "why": pl.String(),
        "state": pl.String(),
        "batch_id": pl.String(),
        "after": pl.String(),
        "keys": pl.List(pl.String()),
    }
)

_JSON_COLUMNS: Final = ("identity", "sampling", "output_schema", "extra")
_BATCH: Final = 2_000

_Rows = Callable[[], Iterator[tuple[Place, int, dict[str, Any], bool]]]


def scan_rows(rows: _Rows) -> pl.LazyFrame:
    """Return a lazy frame over what `rows` yields; each collect reads the files anew."""

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, limit: int | None, batch: int | None
    ) -> Iterator[pl.DataFrame]:
        source = rows()
        if limit is not None:
            source = islice(source, limit)
        while chunk := list(islice(source, batch or _BATCH)):
            frame = pl.DataFrame([_flat(*each) for each in chunk], schema=LEDGER_SCHEMA, orient="row")
            if predicate is not None:
                frame = frame.filter(predicate)
            yield frame if columns is None else frame.select(columns)

    return register_io_source(read, schema=LEDGER_SCHEMA)


def _flat(place: Place, line: int, row: dict[str, Any], in_force: bool) -> dict[str, Any]:
    flat = {name: row.get(name) for name in LEDGER_SCHEMA}
    for name in _JSON_COLUMNS:
        if row.get(name) is not None:
            flat[name] = canonical_json(row[name])
    return flat | {"segment": place.segment.name, "line": line, "in_force": in_force}
