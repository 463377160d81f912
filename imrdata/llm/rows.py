"""The kinds of row a ledger holds, as JSON lines: written, checked and read back. Room: llm.

``{"kind": "request", "key": …}``, ``{"kind": "response", "key": …, "sha256": …}`` and
``{"kind": "failure", "key": …, "failure_kind": …}``: a failure's own kind stands beside the row's.
``{"kind": "reservation", "key": …, "id": …, "amount": …}`` and ``{"kind": "settlement", …, "why": …}``: see money.py.
``{"kind": "batch", "key": …, "state": …}``: a step of a batch, under the batch's own name: see batch_steps.py.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from math import isfinite
from types import NoneType
from typing import Any, Final

from imrdata.errors import LedgerError
from imrdata.llm.batch_steps import STATES
from imrdata.llm.money import Reservation, Settlement
from imrdata.llm.request import FINGERPRINT_VERSION, Failure, Request, Response, canonical_json

__all__ = [
    "check_row",
    "encode_row",
    "failure_line",
    "failure_of",
    "money_line",
    "request_line",
    "response_line",
    "response_of",
]

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
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


# What `Request.determinants` begins with; the keys are sorted, and the version is in the key only.
_VERSION: Final = f'{{"fingerprint_version":{FINGERPRINT_VERSION},'


def request_line(request: Request) -> bytes:
    """Return the row of a request as a line: its own fields, then the very text that its fingerprint was taken of."""
    determinants = request.determinants.removeprefix(_VERSION)
    task, model = _ENCODER.encode(request.task), _ENCODER.encode(request.model)
    return f'{{"kind":"request","key":"{request.key}","task":{task},"model":{model},{determinants}\n'.encode()


def response_line(response: Response) -> tuple[bytes, str]:
    """Return the row of an answer as a line, and the answer's hash."""
    text, finish_reason = canonical_json(response.text), canonical_json(response.finish_reason)
    # What `Response.sha256` hashes, from the same pieces that are written: texts are long.
    sha256 = hashlib.sha256(f"[{text},{finish_reason}]".encode()).hexdigest()
    counts = ",".join(
        f'"{name}":{"null" if count is None else f"{count:d}"}'
        for name, count in (
            ("prompt_tokens", response.prompt_tokens),
            ("completion_tokens", response.completion_tokens),
            ("cached_tokens", response.cached_tokens),
        )
    )
    seconds = repr(response.seconds) if isfinite(response.seconds) else canonical_json(response.seconds)
    extra = encode_row(response.extra)[:-1].decode() if response.extra else "{}"
    rest = (
        f'"served_model":{canonical_json(response.served_model)},"attempts":{response.attempts:d},'
        f'"seconds":{seconds},"extra":{extra},"sha256":"{sha256}"}}\n'
    )
    head = f'{{"kind":"response","key":"{response.key}","text":{text},"finish_reason":{finish_reason},{counts},'
    return (head + rest).encode(), sha256


def failure_line(failure: Failure) -> bytes:
    """Return the row of a failure as a line."""
    row = failure.to_dict()
    return encode_row({"kind": "failure", "key": row.pop("key"), "failure_kind": row.pop("kind"), **row})


def money_line(stored: Reservation | Settlement) -> bytes:
    """Return the row of what was set aside, or of what an attempt came to, as a line."""
    kind = "reservation" if isinstance(stored, Reservation) else "settlement"
    return encode_row({"kind": kind, **asdict(stored)})


def encode_row(row: Mapping[str, Any]) -> bytes:
    """Return a row as one line, newline included; kind and key come first, for whoever reads with their eyes.

    Raises
    ------
    LedgerError
        Something in it is not JSON.
    """
    try:
        return _ENCODER.encode(row).encode() + b"\n"
    except (TypeError, ValueError) as error:
        raise LedgerError(
            f"not plain data ({error})",
            where=f"a {row.get('kind', 'response')}",
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
