"""Looks up what a release holds as ``unresolved``, where a machine reaches the registries.

In: a release's file. Out: the same file with digests and revisions in it, every other byte as it was. An image's
digest is the hash of the manifest we were sent, never a header taken at its word; a revision is the commit the hub
names. What can't be looked up stays ``unresolved`` and is said.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import aiohttp

from imrdata.durable import to_disk
from imrdata.llm.network import require_network
from serve.errors import ReleaseError
from serve.release import UNRESOLVED, Image, Release

__all__ = ["Sources", "look_up", "resolve", "sums_of"]

#: What a registry may answer with: an index over platforms, or one platform's manifest.
_MANIFESTS: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_CHALLENGE: Final = re.compile(r'(\w+)="([^"]*)"')
_OUT_OF_REACH: Final = "can't be reached"
_LARGEST: Final = 4 * 1024 * 1024
_PATIENCE: Final = aiohttp.ClientTimeout(total=60, sock_connect=10)
_SHA1: Final = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where to ask.

    Attributes
    ----------
    hub
        The model hub's address.
    registries
        Image host to the address of its registry, where that is not ``https://`` and the host.
    """

    hub: str = "https://huggingface.co"
    registries: Mapping[str, str] | None = None

    def registry(self, host: str) -> str:
        """Return the address of an image host's registry."""
        known = {"docker.io": "https://registry-1.docker.io", **(self.registries or {})}
        return known.get(host, f"https://{host}")


def look_up(release: Release, *, sources: Sources | None = None, models: Path | None = None) -> dict[str, str]:
    """Return a value, or the reason why there is none, for each unresolved pin.

    Parameters
    ----------
    release
        The release.
    sources
        Where to ask.
    models
        The folder with the models' folders; without it, hashes of folders stay unresolved.

    Returns
    -------
    dict
        Key to value; a reason begins with ``unresolved: ``.
    """
    return asyncio.run(_look_up(release, sources or Sources(), models))


def resolve(path: Path, *, sources: Sources | None = None, models: Path | None = None) -> dict[str, str]:
    """Look up a release's pins and write them into its file; return what `look_up` found.

    Raises
    ------
    ReleaseError
        The file is no release, or no registry can be reached.
    """
    release = Release.load(path)
    found = look_up(release, sources=sources, models=models)
    if (out_of_reach := [value for value in found.values() if _OUT_OF_REACH in value]) and all(
        value.startswith(UNRESOLVED) for value in found.values()
    ):
        raise ReleaseError(
            f"none of {len(out_of_reach)} registries can be reached, so nothing was changed",
            where=str(path),
            mend="run it on a machine with a network",
        )
    text = path.read_text(encoding="utf-8")
    for key, value in found.items():
        if not value.startswith(UNRESOLVED):
            text = _set(text, key, value)
    changed = Release.of(tomllib.loads(text), where=str(path))
    if changed != release:
        part = path.with_name(f"{path.name}.part")
        part.write_text(text, encoding="utf-8")
        to_disk(part)
        part.replace(path)
    return found


def sums_of(folder: Path) -> str:
    """Return the SHA-256 of a model folder's SHA256SUMS, which names the hash of every file in it.

    Raises
    ------
    ReleaseError
        There is no such list.
    """
    try:
        return hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    except OSError:
        raise ReleaseError(
            "there is no SHA256SUMS in it", where=str(folder), mend="write one: sha256sum * > SHA256SUMS"
        ) from None


async def _look_up(release: Release, sources: Sources, models: Path | None) -> dict[str, str]:
    found: dict[str, str] = {}
    async with aiohttp.ClientSession(timeout=_PATIENCE, cookie_jar=aiohttp.DummyCookieJar()) as session:
        for key in release.unresolved():
            part, _, name = key.rpartition(".")
            try:
                if name == "digest":
                    found[key] = await _digest(session, getattr(release.image, part.removeprefix("image.")), sources)
                elif name == "revision":
                    found[key] = await _revision(session, release.base.repository, sources)
                elif models is None:
                    raise ReleaseError("name the models' folder with --models")
                else:
                    found[key] = sums_of(models / getattr(release, part).folder)
            except ReleaseError as error:
                found[key] = f"{UNRESOLVED}: {error}"
    return found


async def _digest(session: aiohttp.ClientSession, image: Image, sources: Sources) -> str:
    host, _, name = image.repository.partition("/")
    url = f"{sources.registry(host)}/v2/{name}/manifests/{quote(image.tag)}"
    headers = {"Accept": ", ".join(_MANIFESTS)}
    status, answered, content = await _get(session, url, headers)
    if status == 401:
        token = await _token(session, answered.get("WWW-Authenticate", ""))
        status, answered, content = await _get(session, url, {**headers, "Authorization": f"Bearer {token}"})
    if status != 200:
        raise ReleaseError(f"the registry answered with status {status}", where=f"{image.repository}:{image.tag}")
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    said = answered.get("Docker-Content-Digest", digest)
    if said != digest:
        raise ReleaseError("the manifest is not the one its digest names", where=f"{image.repository}:{image.tag}")
    return digest


async def _token(session: aiohttp.ClientSession, challenge: str) -> str:
    """Return what an anonymous reader is let in with, as the registry's challenge says."""
    asked = dict(_CHALLENGE.findall(challenge))
    realm = asked.pop("realm", "")
    if not challenge.casefold().startswith("bearer ") or not realm.startswith(("https://", "http://127.0.0.1:")):
        raise ReleaseError("the registry wants a login that is not known here")
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in asked.items() if key in ("service", "scope"))
    status, _, content = await _get(session, f"{realm}?{query}", {})
    data = _json(content) if status == 200 else {}
    token = data.get("token") or data.get("access_token")
    if not isinstance(token, str):
        raise ReleaseError(f"the registry gave no token (status {status})")
    return token


async def _revision(session: aiohttp.ClientSession, repository: str, sources: Sources) -> str:
    status, _, content = await _get(session, f"{sources.hub}/api/models/{repository}/revision/main", {})
    revision = _json(content).get("sha") if status == 200 else None
    if not isinstance(revision, str) or not _SHA1.fullmatch(revision):
        raise ReleaseError(f"the hub named no revision (status {status})", where=repository)
    return revision


async def _get(session: aiohttp.ClientSession, url: str, headers: Mapping[str, str]) -> tuple[int, Any, bytes]:
    host = urlsplit(url).hostname
    require_network(url)
    try:
        async with session.get(url, headers=headers) as reply:
            content = b""
            async for part in reply.content.iter_any():
                content += part
                if len(content) > _LARGEST:
                    raise ReleaseError(f"{host} answered with more than a manifest")
            return reply.status, reply.headers, content
    except (aiohttp.ClientError, TimeoutError, OSError):
        pass
    raise ReleaseError(f"{host} {_OUT_OF_REACH}")


def _json(content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _set(text: str, key: str, value: str) -> str:
    """Put a value in the place of ``unresolved``; comments and all else stay."""
    table, _, name = key.rpartition(".")
    pattern = re.compile(
        rf'(^\[{re.escape(table)}\][^\n]*\n(?:(?!\[)[^\n]*\n)*?{re.escape(name)} *= *"){UNRESOLVED}"', re.MULTILINE
    )
    changed, count = pattern.subn(lambda match: f'{match[1]}{value}"', text, count=1)
    if count != 1:
        raise ReleaseError(f"{key} can't be found in the file", mend=f'write it as: {name} = "{UNRESOLVED}"')
    return changed
