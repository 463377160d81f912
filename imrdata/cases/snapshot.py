"""What is known of a downloaded export, and the file beside it that says so. Room: cases.

In: a finished file, and what the portal said of it. Out: a Snapshot and what its ``<name>.source.json`` holds; and
back again, if the file that is there is still the one that was written.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

__all__ = ["CITATION", "Snapshot", "hashes", "kept_snapshot"]

_DATASET: Final = "Independent Medical Review (IMR) Determinations, Trend"
_PUBLISHER: Final = "California Department of Managed Health Care"
#: As the publisher asks to be cited.
CITATION: Final = "DMHC IMR Data, 2001 - Current"
_TERMS: Final = (
    "Published for reuse with attribution. Changed data must be marked as changed and must not be called official. "
    "Catalogues disagree on the license (one says CC BY, another gives none): read the dataset page before you pass "
    "the data on."
)
_DERIVED: Final = "modified, non-official"

_CHUNK: Final = 1 << 18
#: Digests by their length in hexadecimal digits: the API does not name the one it uses.
_DIGESTS: Final = {32: "md5", 40: "sha1", 64: "sha256"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A downloaded export and what is known of it.

    Attributes
    ----------
    path
        The file.
    received
        Bytes that came over the network in this call: 0 if this very snapshot was there already, fewer than
        `bytes` if an earlier download was gone on with.
    notes
        What a reader should know, a sentence each: where the API's figures differ from the file, for one.
    page, resource_id, resource_url
        The dataset's page, the resource and its public address (without a query).
    file, sha256, bytes
        The file's name, hash and size, measured on the file itself.
    retrieved
        The date of the download (UTC), ISO 8601.
    last_modified, etag
        As the server that holds the file says; empty if it does not.
    advertised_bytes, advertised_hash
        As the API says, which may be stale; None if it does not.
    advertised_bytes_agree, advertised_hash_agrees
        Whether the file is so; None if the API does not say.
    stated_license
        As the package says; None if it gives none.
    """

    path: Path
    received: int
    notes: tuple[str, ...]
    page: str
    resource_id: str
    resource_url: str
    file: str
    sha256: str
    bytes: int
    retrieved: str
    last_modified: str
    etag: str
    advertised_bytes: int | None
    advertised_hash: str | None
    advertised_bytes_agree: bool | None
    advertised_hash_agrees: bool | None
    stated_license: str | None

    @property
    def date(self) -> str:
        """The snapshot's date: the file's last change as its server says, else the day it was downloaded."""
        try:
            return parsedate_to_datetime(self.last_modified).date().isoformat()
        except ValueError:
            return self.retrieved

    @property
    def source_path(self) -> Path:
        """The file beside it that says where it came from."""
        return _source_path(self.path)

    def to_dict(self) -> dict[str, Any]:
        """Return what ``<name>.source.json`` holds."""
        return {
            "format": "imrdata-source",
            "format_version": 1,
            "dataset": _DATASET,
            "publisher": _PUBLISHER,
            "page": self.page,
            "resource_id": self.resource_id,
            "resource_url": self.resource_url,
            "file": self.file,
            "sha256": self.sha256,
            "bytes": self.bytes,
            "retrieved": self.retrieved,
            "last_modified": self.last_modified,
            "etag": self.etag,
            "advertised": {
                "bytes": self.advertised_bytes,
                "bytes_agree": self.advertised_bytes_agree,
                "hash": self.advertised_hash,
                "hash_agrees": self.advertised_hash_agrees,
            },
            "stated_license": self.stated_license,
            "terms": _TERMS,
            "citation": CITATION,
            "derived_data": _DERIVED,
        }


def kept_snapshot(path: Path) -> Snapshot | None:
    """Return the snapshot that is here, if its file is what its source says."""
    try:
        source = json.loads(_source_path(path).read_bytes())
        advertised = source.pop("advertised")
        known = {name: source[name] for name in source if name in Snapshot.__dataclass_fields__}
        snapshot = Snapshot(
            path=path,
            received=0,
            notes=("This snapshot was here already.",),
            **known,
            **{f"advertised_{name}": value for name, value in advertised.items()},
        )
        sound = snapshot.sha256 == hashes(path, advertised=None)[0]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return snapshot if sound else None


def hashes(path: Path, *, advertised: object) -> tuple[str, str | None, bool | None]:
    """Hash the finished file; return its SHA-256, the advertised hash, and whether that is right."""
    said = str(advertised or "").strip().lower().rpartition(":")[2] or None
    digest = hashlib.sha256()
    kind = _DIGESTS.get(len(said)) if said and re.fullmatch("[0-9a-f]+", said) else None
    other = hashlib.new(kind, usedforsecurity=False) if kind else None
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if other is not None:
                other.update(chunk)
    return digest.hexdigest(), said, None if other is None else other.hexdigest() == said


def _source_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.source.json")
