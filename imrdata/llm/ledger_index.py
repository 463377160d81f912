"""Where each row of a ledger stands, in a hundred bytes a question. Room: llm; `ledger` is its only user.

In: the key and place of each row. Out: for a key, the place of its request, of the answer in force and of its last
failure. A record of fixed length a key, packed into 4,096 buckets by the key's first bits: Python's own dict of texts
and tuples would take seven times as much, and a run of a million questions is meant to fit into a small machine.
A bucket is searched from its front: at a million keys that is 250 records, two millionths of a second.
"""

from __future__ import annotations

import struct
import threading
from pathlib import Path
from typing import Final, NamedTuple

from imrdata.llm.segment import Place

__all__ = ["Answer", "LedgerIndex"]

_BUCKETS: Final = 4_096
_KEY_BYTES: Final = 32
#: As much of an answer's hash as is kept to compare by.
HASH_BYTES: Final = 16

# A place: segment number and offset in one number, then the length of the line. No line is empty, so length 0 says
# that there is no such row.
_OFFSET_BITS: Final = 40
_OFFSET_MASK: Final = 2**_OFFSET_BITS - 1
_PLACE: Final = struct.Struct("<QI")
_NONE: Final = _PLACE.pack(0, 0)
#: A request that was handed over and is not yet in the file.
_COMING: Final = _PLACE.pack(0, 1)

# A record: key, place of the request, hash and place of the answer, place of the failure.
_REQUEST: Final = _KEY_BYTES
_HASH: Final = _REQUEST + _PLACE.size
_RESPONSE: Final = _HASH + HASH_BYTES
_FAILURE: Final = _RESPONSE + _PLACE.size
_SIZE: Final = _FAILURE + _PLACE.size


class Answer(NamedTuple):
    """The answer in force: the beginning of its hash, and where it stands."""

    hash_start: bytes
    place: Place


class LedgerIndex:
    """Places by key. Safe to use from the event loop and the writer's thread at a time.

    Examples
    --------
    >>> index = LedgerIndex()
    >>> index.note_request("ab" * 32, Place(Path("000001-0.jsonl"), 0, 250))
    >>> index.request("ab" * 32).length, index.answer("ab" * 32), index.knows("cd" * 32)
    (250, None, False)
    """

    def __init__(self) -> None:
        self._buckets: list[bytearray | None] = [None] * _BUCKETS
        self._segments: list[Path] = []
        self._numbers: dict[Path, int] = {}
        self._lock = threading.Lock()
        self.requests = 0
        self.responses = 0
        self.failures = 0  # of keys without an answer

    def knows(self, key: str) -> bool:
        """Say whether a key's request was stored or handed over."""
        return self._part(key, _REQUEST) != _NONE

    def request(self, key: str) -> Place | None:
        """Return where a key's request stands; None if it is unknown or not yet in the file."""
        part = self._part(key, _REQUEST)
        return None if part in (_NONE, _COMING) else self._place(part)

    def answer(self, key: str) -> Answer | None:
        """Return a key's answer in force."""
        found = self._part(key, _HASH, _FAILURE)
        place = found[HASH_BYTES:]
        return None if place in (_NONE, b"") else Answer(found[:HASH_BYTES], self._place(place))

    def failure(self, key: str) -> Place | None:
        """Return where the last failure of a key without an answer stands."""
        found = self._part(key, _RESPONSE, _SIZE)
        failure = found[_PLACE.size :]
        return None if failure == _NONE or not found.startswith(_NONE) else self._place(failure)

    def expect_request(self, key: str) -> bool:
        """Note that a key's request is being handed over; say whether it is new."""
        with self._lock:
            bucket, start = self._record(key)
            if bucket[start + _REQUEST : start + _HASH] != _NONE:
                return False
            bucket[start + _REQUEST : start + _HASH] = _COMING
            self.requests += 1
            return True

    def note_request(self, key: str, place: Place) -> None:
        """Note where a key's request stands. The first one counts."""
        with self._lock:
            bucket, start = self._record(key)
            part = bytes(bucket[start + _REQUEST : start + _HASH])
            if part in (_NONE, _COMING):
                bucket[start + _REQUEST : start + _HASH] = self._packed(place)
                self.requests += part == _NONE

    def note_response(self, key: str, sha256: str, place: Place) -> None:
        """Note an answer.

        Of two under one key (a kill, a reply that came too late) the one with the smaller hash counts, so that
        neither the order of folders nor of rows decides.
        """
        hash_start = bytes.fromhex(sha256)[:HASH_BYTES]
        with self._lock:
            bucket, start = self._record(key)
            known = bucket[start + _RESPONSE : start + _FAILURE] != _NONE
            if known and hash_start >= bucket[start + _HASH : start + _RESPONSE]:
                return
            bucket[start + _HASH : start + _FAILURE] = hash_start + self._packed(place)
            if not known:
                self.responses += 1
                self.failures -= bucket[start + _FAILURE : start + _SIZE] != _NONE

    def note_failure(self, key: str, place: Place) -> None:
        """Note a failure. The last one counts, and only as long as there is no answer."""
        with self._lock:
            bucket, start = self._record(key)
            unanswered = bucket[start + _RESPONSE : start + _FAILURE] == _NONE
            self.failures += unanswered and bucket[start + _FAILURE : start + _SIZE] == _NONE
            bucket[start + _FAILURE : start + _SIZE] = self._packed(place)

    def _part(self, key: str, first: int, last: int | None = None) -> bytes:
        """Return some bytes of a key's record, a place's unless said otherwise; those of "no row" if there is none."""
        with self._lock:
            found = self._find(key)
            if found is None:
                return bytes((last or first + _PLACE.size) - first)
            bucket, start = found
            return bytes(bucket[start + first : start + (last or first + _PLACE.size)])

    def _find(self, key: str) -> tuple[bytearray, int] | None:
        try:
            digest = bytes.fromhex(key)
            bucket = self._buckets[digest[0] << 4 | digest[1] >> 4]
        except (ValueError, IndexError):  # no fingerprint at all
            return None
        if bucket is None or len(digest) != _KEY_BYTES:
            return None
        start = bucket.find(digest)
        while start > 0 and start % _SIZE:  # bytes that happen to look like it, across two fields
            start = bucket.find(digest, start + 1)
        return None if start < 0 else (bucket, start)

    def _record(self, key: str) -> tuple[bytearray, int]:
        """Return a key's record, made if it is new."""
        found = self._find(key)
        if found is not None:
            return found
        digest = bytes.fromhex(key)
        number = digest[0] << 4 | digest[1] >> 4
        bucket = self._buckets[number]
        if bucket is None:
            bucket = self._buckets[number] = bytearray()
        start = len(bucket)
        bucket += digest + bytes(_SIZE - _KEY_BYTES)
        return bucket, start

    def _packed(self, place: Place) -> bytes:
        number = self._numbers.get(place.segment)
        if number is None:
            number = self._numbers[place.segment] = len(self._segments)
            self._segments.append(place.segment)
        return _PLACE.pack(number << _OFFSET_BITS | place.offset, place.length)

    def _place(self, part: bytes) -> Place:
        where, length = _PLACE.unpack(part)
        return Place(self._segments[where >> _OFFSET_BITS], where & _OFFSET_MASK, length)
