"""Exports that are no delimited text: the portal's datastore as JSON (V4), and Parquet."""

from __future__ import annotations

import io
import json
from typing import Any

import polars as pl

from imrdata.cases.delimited import Part, cell_schema
from imrdata.cases.dialects import Form, detect
from imrdata.cases.schema import REJECTED_SCHEMA
from imrdata.errors import SourceError

__all__ = ["read_json", "read_parquet"]


def read_json(text: bytes, *, where: str, sha256: str, dialect: str) -> tuple[Form, Part]:
    """Read the answer of CKAN's ``datastore_search``, a datastore dump, or a bare list of records.

    Raises
    ------
    SourceError
        It is no JSON, or there are no records in it.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise SourceError(f"it is not valid JSON ({error})", where=where, mend="download it again") from None
    records = _records(found)
    if not records:
        mend = "ask the datastore for its records, or use the CSV resource"
        raise SourceError("there are no records in it", where=where, mend=mend)
    first = next((record for record in records if isinstance(record, dict)), {})
    form = detect(list(first), where=where, dialect=dialect)
    names = {raw: name for raw, name in zip(first, form.names, strict=True) if name is not None}
    good: list[tuple[Any, ...]] = []
    bad: list[tuple[Any, ...]] = []
    for number, record in enumerate(records, start=1):
        reason = _why_not(record, names)
        if reason:
            written = json.dumps(record, ensure_ascii=False)
            bad.append((sha256, number, 0, reason, len(written) * (form.findings is not None), written))
        else:
            good.append((number, *(_cell(record[raw]) for raw in names)))
    cells = pl.DataFrame(
        good, schema={"source_row": pl.Int32, **dict.fromkeys(names.values(), pl.String)}, orient="row"
    )
    # Counted from the parsed records, by themselves: Python's own lengths, not the frame's.
    raw_findings = next((raw for raw, name in names.items() if name == "findings"), None)
    characters = sum(
        len(_cell(record[raw_findings])) for record in records if raw_findings and not _why_not(record, names)
    )
    rejected = pl.DataFrame(bad, schema=REJECTED_SCHEMA, orient="row")
    characters += int(rejected["findings_characters"].sum())
    return form, Part(cells.select(*cell_schema(form)), rejected, len(records), characters, "json")


def _records(found: Any) -> list[Any]:
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return []
    if isinstance(found.get("result"), dict):
        return _records(found["result"])
    records = found.get("records")
    if not isinstance(records, list):
        return []
    fields = found.get("fields")
    if records and isinstance(records[0], list) and isinstance(fields, list):
        names = [field["id"] if isinstance(field, dict) and "id" in field else str(field) for field in fields]
        return [
            dict(zip(names, record, strict=True)) if isinstance(record, list) and len(record) == len(names) else record
            for record in records
        ]
    return records


def _why_not(record: Any, names: dict[str, str]) -> str:
    if not isinstance(record, dict):
        return "it is no record with named values"
    missing = [raw for raw in names if raw not in record]
    if missing:
        return f"it lacks {', '.join(missing)}"
    nested = [raw for raw in names if isinstance(record[raw], dict | list)]
    return f"{nested[0]} is no single value" if nested else ""


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def read_parquet(data: bytes, *, where: str, dialect: str) -> tuple[Form, Part]:
    """Read a Parquet file of an export.

    Raises
    ------
    SourceError
        It can't be read as Parquet.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(data))
        rows = pl.scan_parquet(io.BytesIO(data)).select(pl.len()).collect().item()
    except (pl.exceptions.PolarsError, OSError) as error:
        said = str(error).splitlines()[0]
        raise SourceError(f"it can't be read as Parquet ({said})", where=where, mend="make it again") from None
    form = detect(frame.columns, where=where, dialect=dialect)
    for name, kind in frame.schema.items():
        if kind.is_nested():
            raise SourceError(
                f"its column {name} holds {kind.base_type()}s, which no export does",
                where=where,
                mend="name an export as the portal gives it; what imrdata wrote is read with polars.read_parquet",
            )
    texts = frame.select(pl.all().cast(pl.String, strict=False).fill_null(""))
    texts.columns = form.fields
    cells = texts.with_row_index("source_row", offset=1).select(
        pl.col(name).cast(kind) for name, kind in cell_schema(form).items()
    )
    values = [] if form.findings is None else cells["findings"].to_list()
    return form, Part(cells, REJECTED_SCHEMA.to_frame(), rows, sum(len(value) for value in values), "parquet")
