"""The kinds of row a ledger holds, as JSON lines: written, checked and read back. Room: llm.

``{"kind": "request", "key": …}``, ``{"kind": "response", "key": …, "sha256": …}`` and
``{"kind": "failure", "key": …, "failure_kind": …}``: a failure's own kind stands beside the row's.
``{"kind": "reservation", "key": …, "id": …, "amount": …}`` and ``{"kind": "settlement", …, "why": …}``: see money.py.
``{"kind": "batch", "key": …, "state": …}``: a step of a batch, under the batch's own name: see batch_steps.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from types import NoneType
from typing import Any, Final

from imrdata.errors import LedgerError
from imrdata.llm.batch_steps import STATES
from imrdata.llm.money import Reservation, Settlement
from imrdata.llm.request import Failure, Request, Response

__all__ = ["check_row", "encode_row", "failure_of", "response_of", "row_of"]

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_FIELDS: Final[Mapping[str, Mapping[str, tuple[type, ...]]]] = {
    "request": {
        "task": (str,),
        "model": (str,),
        "identity": (dict,),
        "messages": (list,),
        "sampling": (dict,),
        "output_schema": (dict, NoneType),
        "sample": (int,),
    },
    "response": {
        "text": (str,),
        "finish_reason": (str,),
        "prompt_tokens": (int, NoneType),
        "completion_tokens": (int, NoneType),
        "cached_tokens": (int, NoneType),
        "served_model": (str,),
        "attempts": (int,),
        "seconds": (int, float),
        "extra": (dict,),
        "sha256": (str,),
    },
    "failure": {"failure_kind": (str,), "message": (str,), "attempts": (int,)},
    "reservation": {"id": (str,), "amount": (int,)},
    "settlement": {"id": (str,), "amount": (int,), "why": (str,)},
    "batch": {"state": (str,), "model": (str,), "batch_id": (str,), "after": (str,), "keys": (list,)},
}


def row_of(stored: Request | Response | Failure | Reservation | Settlement) -> dict[str, Any]:
    """Return the row of something to be stored."""
    if isinstance(stored, Reservation):
        return {"kind": "reservation", **asdict(stored)}
    if isinstance(stored, Settlement):
        return {"kind": "settlement", **asdict(stored)}
    if isinstance(stored, Request):
        return {"kind": "request", **stored.to_dict()}
    if isinstance(stored, Response):
        return {"kind": "response", **stored.to_dict(), "sha256": stored.sha256}
    return {
        "kind": "failure",
        "key": stored.key,
        "failure_kind": stored.kind,
        "message": stored.message,
        "attempts": stored.attempts,
    }


def encode_row(row: Mapping[str, Any]) -> bytes:
    """Return a row as one line, newline included; kind and key come first, for whoever reads with their eyes.

    Raises
    ------
    LedgerError
        Something in it is not JSON.
    """
    try:
        return json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"not plain data ({error})",
            where=f"a {row['kind']}",
            mend="use str, int, float, bool, None, list and dict",
        ) from None


def check_row(row: Mapping[str, Any], *, where: str) -> tuple[str, str]:
    """Return a row's kind and key, after making sure that a ledger wrote it and nothing was changed since.

    A request is checked against its fingerprint when it is read, not here: prompts are long and many.

    Raises
    ------
    LedgerError
        Naming `where`.
    """
    kind, key = row.get("kind"), row.get("key")
    if not isinstance(kind, str) or kind not in _FIELDS or not isinstance(key, str) or not _KEY.fullmatch(key):
        raise LedgerError(
            "this row is none that this version of imrdata writes",
            where=where,
            mend="read it with the version that wrote it, or restore the segment from a copy",
        )
    types = _FIELDS[kind]
    sound = row.keys() - {"kind", "key"} == types.keys() and all(
        isinstance(row[name], allowed) for name, allowed in types.items()
    )
    if sound and kind == "response":
        try:
            sound = response_of(row).sha256 == row["sha256"]
        except LedgerError:  # half a surrogate pair can't be hashed, so was never written
            sound = False
    if sound and kind == "batch":
        sound = row["state"] in STATES
    if not sound:
        raise LedgerError(f"this {kind} is not as it was written", where=where, mend="restore the segment from a copy")
    return kind, key


def response_of(row: Mapping[str, Any]) -> Response:
    """Return the answer in a response row."""
    return Response(**{name: value for name, value in row.items() if name not in ("kind", "sha256")})


def failure_of(row: Mapping[str, Any]) -> Failure:
    """Return the failure in a failure row."""
    return Failure(key=row["key"], kind=row["failure_kind"], message=row["message"], attempts=row["attempts"])
