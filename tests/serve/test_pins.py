"""Pins looked up at a real HTTP server that speaks as a container registry and as the hub do."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from pathlib import Path
from typing import Any, Self

import pytest
from aiohttp import web

from imrdata.errors import NetworkForbiddenError
from imrdata.llm.network import forbid_network
from serve.__main__ import main
from serve.errors import ReleaseError
from serve.pins import Sources, look_up, resolve
from serve.release import RELEASE, Release
from tests.serve.test_release import folder_with

MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json"}).encode()
DIGEST = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"
REVISION = "12fd25f77366fa6b3b4b768ec3050bf629380bac"


class Registry:
    """Answers `/v2/…/manifests/TAG` after a token, `/token`, and the hub's `/api/models/…/revision/main`.

    What it fakes: the images and models. The forms (challenge, headers, JSON) are those of the distribution
    specification and of the hub's API.
    """

    def __init__(self) -> None:
        self.digest = DIGEST
        self.revision: Any = REVISION
        self.status = 200
        self.asked: list[str] = []
        self.realm = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def sources(self) -> Sources:
        return Sources(hub=self.url, registries={"docker.io": self.url, "public.ecr.aws": self.url})

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/v2/{name:.+}/manifests/{tag}", self._manifest)
        app.router.add_get("/token", self._token)
        app.router.add_get("/api/models/{owner}/{name}/revision/main", self._model)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]
        self.realm = f"{self.url}/token"

    async def _manifest(self, request: web.Request) -> web.Response:
        name, tag = request.match_info["name"], request.match_info["tag"]
        scope = f"repository:{name}:pull"
        if request.headers.get("Authorization") != f"Bearer token-for-{scope}":
            challenge = f'Bearer realm="{self.realm}",service="registry.test",scope="{scope}"'
            return web.json_response(
                {"errors": [{"code": "UNAUTHORIZED"}]}, status=401, headers={"WWW-Authenticate": challenge}
            )
        assert "application/vnd.oci.image.index.v1+json" in request.headers["Accept"]
        self.asked.append(f"{name}:{tag}")
        return web.Response(
            body=MANIFEST,
            status=self.status,
            content_type="application/vnd.oci.image.index.v1+json",
            headers={"Docker-Content-Digest": self.digest},
        )

    async def _token(self, request: web.Request) -> web.Response:
        assert request.query["service"] == "registry.test"
        return web.json_response({"token": f"token-for-{request.query['scope']}"})

    async def _model(self, request: web.Request) -> web.Response:
        return web.json_response({"id": "x", "sha": self.revision}, status=self.status)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    file = tmp_path / "release.toml"
    file.write_bytes(RELEASE.read_bytes())
    return file


def test_pins_are_looked_up_and_nothing_else_changes(copy: Path, tmp_path: Path) -> None:
    sums = folder_with(tmp_path / "tuned", {"a.bin": b"a"})
    with Registry() as registry:
        found = resolve(copy, sources=registry.sources, models=tmp_path)
    assert found == {
        "image.gpu.digest": DIGEST,
        "image.cpu.digest": DIGEST,
        "image.gateway.digest": DIGEST,
        "base.revision": REVISION,
        "tuned.sums_sha256": sums,
    }
    assert registry.asked == [
        "vllm/vllm-openai:v0.32.0",
        "q9t5s3a7/vllm-cpu-release-repo:v0.32.0",
        "nginxinc/nginx-unprivileged:1.28.0",
    ]
    assert Release.load(copy).unresolved() == ()
    before, after = RELEASE.read_text().splitlines(), copy.read_text().splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 5
    for old, new in changed:
        key, _, rest = old.partition('"unresolved"')
        assert new.startswith(key)
        assert new.endswith(rest)


def test_what_can_be_looked_up_is_kept_and_the_rest_is_said(copy: Path) -> None:
    with Registry() as registry:
        registry.revision = "main"
        found = resolve(copy, sources=registry.sources)
    assert found["image.gpu.digest"] == DIGEST
    assert found["base.revision"].startswith(
        "unresolved: HuggingFaceTB/SmolLM2-135M-Instruct: the hub named no revision"
    )
    assert "--models" in found["tuned.sums_sha256"]
    assert Release.load(copy).unresolved() == ("base.revision", "tuned.sums_sha256")


def test_a_digest_is_the_hash_of_what_was_sent(copy: Path, release: Release) -> None:
    with Registry() as registry:
        registry.digest = f"sha256:{'0' * 64}"
        found = look_up(release, sources=registry.sources)
    assert "the manifest is not the one its digest names" in found["image.gpu.digest"]


@pytest.mark.parametrize(("status", "said"), [(404, "status 404"), (500, "status 500")])
def test_a_registry_that_says_no_leaves_the_pin(status: int, said: str, release: Release) -> None:
    with Registry() as registry:
        registry.status = status
        found = look_up(release, sources=registry.sources)
    assert said in found["image.gpu.digest"]
    assert said in found["base.revision"]


def test_no_token_is_asked_of_a_stranger_without_encryption(release: Release) -> None:
    with Registry() as registry:
        registry.realm = "http://198.51.100.1/token"
        found = look_up(release, sources=registry.sources)
    assert "login that is not known" in found["image.gpu.digest"]


def test_without_a_network_it_is_one_sentence(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Registry() as registry:
        gone = registry.sources
    before = copy.read_bytes()
    with pytest.raises(ReleaseError, match="none of 4 registries can be reached, so nothing was changed"):
        resolve(copy, sources=gone)
    monkeypatch.setattr("serve.pins.Sources", lambda: gone)
    assert main(["pins", "--release-file", str(copy)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert copy.read_bytes() == before
    with forbid_network(), pytest.raises(NetworkForbiddenError):
        resolve(copy, sources=Sources())
