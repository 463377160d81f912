"""The folder: which files are there, and whether they are those that the checksums and the manifest name.

In: a folder. Out: its files' bytes and hashes, its manifest, and what is wrong with any of them. Nothing is understood
here of what the files say. Room: verification.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from imrdata.dataset.manifest import CARD, CHECKSUMS, CROISSANT, MANIFEST, Manifest, dataset_files, line_files
from imrdata.dataset.packing import unpack
from imrdata.dataset.proof import FOLDER, PROOF_FILES
from imrdata.verification.report import Findings

__all__ = ["Folder", "open_folder"]

_SUM_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\x00\n]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A dataset folder as it lies there.

    Attributes
    ----------
    path
        Where.
    found
        The files of a dataset that are there, as plain files; those of the proof by their path in the folder.
    manifest
        None where it is missing or none.
    contents
        What each file of the proof holds, unpacked; those that can't be unpacked are not in it.
    """

    path: Path
    found: frozenset[str]
    manifest: Manifest | None
    contents: Mapping[str, bytes]

    def read(self, name: str) -> bytes:
        """Return a file's bytes."""
        return (self.path / name).read_bytes()


def open_folder(path: Path, findings: Findings) -> Folder:
    """Look at every file of a folder; say what is missing, foreign, changed or not in its form."""
    manifest = _manifest(path, findings)
    expected = {*dataset_files(manifest), *(PROOF_FILES if manifest is None or manifest.proof is not None else ())}
    found = _listing(path, expected, findings)
    digests = {name: _digest(path / name) for name in found - {CHECKSUMS}}
    if CHECKSUMS in found:
        _checksums(path, expected, digests, manifest, findings)
    contents = {
        name: content
        for name in PROOF_FILES
        if name in found and (content := _content(path / name, name, findings)) is not None
    }
    if manifest is not None:
        _against_manifest(manifest, digests, contents, findings)
    return Folder(path=path, found=frozenset(found), manifest=manifest, contents=contents)


def _listing(path: Path, expected: set[str], findings: Findings) -> set[str]:
    """Return the files that are there, having said which are missing, foreign or no plain files."""
    there = dict(_entries(path))
    wanted = {*expected, CHECKSUMS}
    folders = {name.partition("/")[0] for name in wanted if "/" in name}
    for name, kind in sorted(there.items()):
        if kind == "folder" and name in folders:
            continue
        if kind != "file":
            findings.say("files", name, "it is no plain file")
        elif name not in wanted:
            findings.say("files", name, "it does not belong to the dataset")
    for name in sorted(wanted - set(there)):
        findings.say("files", name, "it is missing")
    return {name for name, kind in there.items() if kind == "file" and name in wanted}


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what lies in a folder and in its proof: name and kind, links not followed."""
    for entry in path.iterdir():
        if entry.is_symlink():
            yield entry.name, "link"
        elif entry.is_dir():
            yield entry.name, "folder"
            if entry.name == FOLDER:
                yield from ((f"{FOLDER}/{name}", kind) for name, kind in _entries(entry))
        else:
            yield entry.name, "file" if entry.is_file() else "other"


def _manifest(path: Path, findings: Findings) -> Manifest | None:
    file = path / MANIFEST
    if not file.is_file() or file.is_symlink():
        return None
    data = file.read_bytes()
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        what = f"it is no manifest of format version 2 ({key + ': ' if key else ''}{first['msg']})"
        findings.say("manifest", MANIFEST, what)
        return None
    if odd := [name for name in line_files(manifest) if Path(name).name != name or not name.endswith(".jsonl")]:
        findings.say("manifest", MANIFEST, f"its formats name {odd[0]!r}, which is no name of a file of lines")
        return None
    if manifest.to_json().encode() != data:
        findings.say("manifest", MANIFEST, "it is not written in its one canonical form")
    return manifest


def _checksums(
    path: Path, expected: set[str], digests: Mapping[str, str], manifest: Manifest | None, findings: Findings
) -> None:
    stated: dict[str, str] = {}
    data = (path / CHECKSUMS).read_bytes()
    before = len(findings.problems)
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n")[:-1], 1):
        match = _SUM_LINE.fullmatch(line)
        if match is None:
            findings.say("checksums", CHECKSUMS, f"line {number} is no checksum")
        elif match[2] not in expected:
            what = f"line {number} is for {match[2]!r}, which is no file of a dataset"
            findings.say("checksums", CHECKSUMS, what)
        else:
            stated[match[2]] = match[1]
    for name in sorted(expected):
        if name not in stated:
            findings.say("checksums", CHECKSUMS, f"there is no checksum for {name}")
        elif name in digests and digests[name] != stated[name]:
            # A second witness tells which of the two was changed.
            if manifest is not None and manifest.files.get(name) == digests[name]:
                what = f"its checksum for {name} is wrong: the file is as the manifest says"
                findings.say("checksums", CHECKSUMS, what)
            else:
                what = f"its SHA-256 is {digests[name]}, {CHECKSUMS} says {stated[name]}: one was changed"
                findings.say("checksums", name, what)
    canonical = "".join(f"{stated[name]}  {name}\n" for name in sorted(stated))
    if len(findings.problems) == before and data != canonical.encode():
        what = "it is not sorted, or a line stands twice, or the last line feed is missing"
        findings.say("checksums", CHECKSUMS, what)


def _content(file: Path, name: str, findings: Findings) -> bytes | None:
    data = file.read_bytes()
    if not name.endswith(".gz"):
        return data
    try:
        return unpack(data)
    except ValueError as error:
        findings.say("files", name, str(error))
        return None


def _against_manifest(
    manifest: Manifest, digests: Mapping[str, str], contents: Mapping[str, bytes], findings: Findings
) -> None:
    """Say which files are not those that the manifest names; packed ones go by what they hold."""
    hashed = {*line_files(manifest), CARD, CROISSANT}
    if set(manifest.files) != hashed:
        what = "its files are not the card, the Croissant description and those of its formats"
        findings.say("manifest", MANIFEST, what)
    for name in sorted(hashed & set(digests)):
        if name in manifest.files and manifest.files[name] != digests[name]:
            findings.say("manifest", name, f"its SHA-256 is {digests[name]}, {MANIFEST} says {manifest.files[name]}")
    if manifest.proof is None:
        return
    if set(manifest.proof.files) != set(PROOF_FILES):
        findings.say("manifest", MANIFEST, f"its proof does not name the files of {FOLDER}/")
    for name, content in contents.items():
        actual, stated = hashlib.sha256(content).hexdigest(), manifest.proof.files.get(name)
        if stated is not None and actual != stated:
            findings.say("manifest", name, f"what it holds has SHA-256 {actual}, {MANIFEST} says {stated}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
