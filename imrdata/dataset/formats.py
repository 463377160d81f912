"""Export formats: how a record or a pair is written down as a line, for the tool that reads it.

Records are made once; a format only writes them. In: a row of RECORD_SCHEMA or PAIR_SCHEMA. Out: one line of JSON.
Shipped: ``messages`` for Axolotl's ``chat_template``, ``dpo`` for its ``chat_template.default``. A user's own is a
`Format` in a module of theirs, named in the recipe under ``records: formats:`` (CONTRIBUTING.md). Room: dataset.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from imrdata.errors import DatasetError, ImrDataError, RecipeError
from imrdata.llm.request import canonical_json

__all__ = ["FORMATS", "PROVENANCE_KEYS", "Format", "Row", "load_formats", "provenance"]

#: A row of the twin.
Row = Mapping[str, Any]

#: What a line says of its origin where the recipe asks for it; all else is in the Parquet twin.
PROVENANCE_KEYS: Final = (
    *("reference_id", "source_sha256", "view_sha256", "request_keys", "models", "license", "obligations", "verdicts"),
    *("seed", "recipe_sha256", "record_version", "task_versions", "stage_versions", "check_versions"),
)

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A form of export.

    Attributes
    ----------
    name
        As recipes call it; lower-case letters, digits and ``_``.
    of
        ``records`` or ``pairs``.
    line
        Makes of a row what its line says: plain data, from the row alone, or None to leave the row out.
    prefix
        What a split's file is called before the split's name; None: the format's name and a dash.

    Examples
    --------
    >>> alpaca = Format(name="alpaca", of="records", line=lambda row: {"output": row["messages"][-1]["content"]})
    >>> alpaca.file("train"), alpaca.text({"messages": [{"content": "Dear plan …"}]})
    ('alpaca-train.jsonl', '{"output":"Dear plan …"}')
    """

    name: str
    of: str
    line: Callable[[Row], Mapping[str, Any] | None]
    prefix: str | None = None

    def file(self, split: str) -> str:
        """Return the name of a split's file."""
        return f"{self.name + '-' if self.prefix is None else self.prefix}{split}.jsonl"

    def text(self, row: Row) -> str | None:
        """Return a row's line, without the line feed; None: it has none in this format.

        Raises
        ------
        DatasetError
            The format broke off, or returned what is no plain data; the error's words are left out.
        """
        where = str(row.get("record_id") or row.get("pair_id"))
        try:
            said = self.line(row)
        except ImrDataError:
            raise
        except Exception as error:  # whatever somebody's format raises is one sentence
            raise DatasetError(
                f"format {self.name} broke off ({type(error).__name__})", where=where, mend="mend its line"
            ) from error
        if said is None:
            return None
        try:
            return canonical_json(said)
        except ImrDataError as error:
            raise DatasetError(
                f"format {self.name} gave what is no plain data ({error.problem})",
                where=where,
                mend="let its line return a mapping of text, numbers, lists and mappings, or None",
            ) from None


def provenance(row: Row) -> dict[str, Any]:
    """Return what a line says of its origin."""
    return {name: row[name] for name in PROVENANCE_KEYS}


def _messages(row: Row) -> dict[str, Any]:
    return {"messages": row["messages"], "record_id": row["record_id"]}


def _dpo(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("messages", "chosen", "rejected", "pair_id")}


#: The shipped formats by name.
FORMATS: Final[dict[str, Format]] = {
    each.name: each
    for each in (
        Format(name="messages", of="records", line=_messages, prefix=""),
        Format(name="dpo", of="pairs", line=_dpo, prefix="preference-"),
    )
}


def load_formats(addresses: Iterable[str] = (), *, preference: bool = False) -> tuple[Format, ...]:
    """Return the formats that a dataset is written in: the shipped ones, and those at addresses.

    Parameters
    ----------
    addresses
        As ``mypackage.mymodule:MY_FORMAT``.
    preference
        Whether there are pairs to write.

    Raises
    ------
    RecipeError
        There is no such format, two have one name or one file, or one is of pairs and there are none.

    Examples
    --------
    >>> [each.name for each in load_formats(preference=True)]
    ['messages', 'dpo']
    """
    chosen = [FORMATS["messages"], *([FORMATS["dpo"]] if preference else [])]
    for address in addresses:
        where = f"records.formats: {address}"
        found = _loaded(address, where)
        problem = (
            "its name is not of lower-case letters, digits and _" if not _NAME.fullmatch(found.name)
            else "it is neither of records nor of pairs" if found.of not in ("records", "pairs")
            else "it writes pairs, and the recipe makes none" if found.of == "pairs" and not preference
            else "another format has its name or its files"
            if any(found.name == each.name or found.file("train") == each.file("train") for each in chosen)
            else ""
        )  # fmt: skip
        if problem:
            raise RecipeError(problem, where=where, mend="change it there")
        chosen.append(found)
    return tuple(chosen)


def _loaded(address: str, where: str) -> Format:
    module, colon, name = address.partition(":")
    if not (module and colon and name):
        raise RecipeError("it is no address of a format", where=where, mend="write mypackage.mymodule:MY_FORMAT")
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ImportError as error:
        raise RecipeError(
            f"it can't be imported ({error})", where=where, mend="install it, or set PYTHONPATH to its folder"
        ) from error
    if not isinstance(found, Format):
        raise RecipeError(f"{name} is no Format", where=where, mend="make it with imrdata.dataset.formats.Format")
    return found
