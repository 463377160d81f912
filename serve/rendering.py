"""What is derived from a release, as files: launch arguments, Kustomize inputs, client settings.

In: a release. Out: file names and their bytes, and the folder that holds them (serve/generated/). Nothing is written
by hand twice: `differences` tells whether a folder is what its release makes of it, and a test asks it. What each file
is for: serve/README.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from imrdata.errors import RunFolderError
from serve.arguments import Hardware, environment, server_flags
from serve.proxy import nginx_conf
from serve.release import ROOT, Release
from serve.settings import Settings

__all__ = ["CONTAINER", "DEPLOYMENT", "GENERATED", "differences", "render", "write"]

GENERATED: Final = ROOT / "serve" / "generated"

#: What the manifests call the server, and where it finds its files.
DEPLOYMENT: Final = "model-server"
CONTAINER: Final = "server"
IMAGE: Final = "model-server"
MODELS: Final = "/models"
TEMPLATE: Final = "/etc/serve/template/chat.jinja"

_PREFIX: Final = "imrdata"
_HEAD: Final = "# Written by `python -m serve render` from serve/release.toml. Do not edit.\n"


def render(release: Release, *, root: Path = ROOT) -> dict[str, bytes]:
    """Return every derived file, by its path in the folder.

    Raises
    ------
    ReleaseError
        The chat template is not the pinned one.

    Examples
    --------
    >>> from serve.release import RELEASE
    >>> sorted(render(Release.load(RELEASE)))[:2]
    ['client/client.json', 'client/kustomization.yaml']
    """
    template = release.read_template(root=root).encode()
    settings = json.dumps(Settings.of(release).to_dict(), indent=2, sort_keys=True) + "\n"
    files: dict[str, bytes] = {
        "client/client.json": settings.encode(),
        "client/kustomization.yaml": _yaml(_component(configMapGenerator=[_map("client-settings", "client.json")])),
        "values/release.env": _env(_values(release)),
        "values/kustomization.yaml": _yaml(
            _component(
                configMapGenerator=[{"name": "release-values", "envs": ["release.env"], "options": {"immutable": True}}]
            )
        ),
    }
    proxy = release.image.gateway
    files |= {
        "proxy/nginx.conf": nginx_conf(release).encode(),
        "proxy/kustomization.yaml": _yaml(
            _component(
                images=[{"name": "gateway", "newName": proxy.repository, "digest": proxy.digest}],
                configMapGenerator=[_map("gateway-conf", "nginx.conf")],
            )
        ),
    }
    hardware: Hardware
    for hardware in ("gpu", "cpu"):
        flags = server_flags(release, models=MODELS, template=TEMPLATE, hardware=hardware)
        arguments = [f"{MODELS}/{release.model_folder}", *flags]
        image = getattr(release.image, hardware)
        files |= {
            f"{hardware}/launch.args": "".join(f"{argument}\n" for argument in arguments).encode(),
            f"{hardware}/chat.jinja": template,
            f"{hardware}/models.sha256": _sums(release),
            f"{hardware}/server-patch.yaml": _yaml(_patch(release, arguments, hardware)),
            f"{hardware}/kustomization.yaml": _yaml(
                _component(
                    images=[{"name": IMAGE, "newName": image.repository, "digest": image.digest}],
                    # Its name carries the hash of its bytes: another template is another pod, not a silent change.
                    configMapGenerator=[_map("chat-template", "chat.jinja"), _map("model-sums", "models.sha256")],
                    patches=[{"path": "server-patch.yaml"}],
                )
            ),
        }
    return files


def write(release: Release, *, folder: Path = GENERATED) -> list[str]:
    """Write every derived file; take away what an earlier release left. Return the paths written."""
    files = render(release)
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for path in _present(folder):
            if path.relative_to(folder).as_posix() not in files:
                path.unlink()
    except OSError as error:
        raise RunFolderError(f"can't be written ({error.strerror})", where=str(folder)) from None
    return sorted(files)


def differences(release: Release, *, folder: Path = GENERATED) -> list[str]:
    """Return how a folder differs from what its release makes of it; nothing if it is current."""
    files = render(release)
    present = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _present(folder)}
    return [
        *(f"{name} is missing" for name in sorted(files.keys() - present.keys())),
        *(f"{name} is not of this release" for name in sorted(present.keys() - files.keys())),
        *(f"{name} differs" for name in sorted(files.keys() & present.keys()) if files[name] != present[name]),
    ]


def _present(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def _patch(release: Release, arguments: list[str], hardware: Hardware) -> dict[str, Any]:
    """Return the part of the Deployment that a release decides; the manifests hold all else."""
    image = getattr(release.image, hardware)
    annotations = {
        f"{_PREFIX}/release-sha256": release.sha256,
        f"{_PREFIX}/image-tag": image.tag,
        f"{_PREFIX}/vllm": release.release.vllm,
        f"{_PREFIX}/base": f"{release.base.repository}@{release.base.revision}",
        f"{_PREFIX}/template-sha256": release.template.sha256,
    }
    container = {
        "name": CONTAINER,
        "image": IMAGE,
        "args": arguments,
        "env": [{"name": name, "value": value} for name, value in environment(release, hardware=hardware).items()],
        "lifecycle": {"preStop": {"sleep": {"seconds": release.shutdown.pre_stop}}},
    }
    pod = {"terminationGracePeriodSeconds": release.shutdown.grace, "containers": [container]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": DEPLOYMENT},
        "spec": {"template": {"metadata": {"annotations": annotations}, "spec": pod}},
    }


def _values(release: Release) -> dict[str, str | int]:
    """Return the plain values that a proxy and a readiness probe need."""
    return {
        "RELEASE_SHA256": release.sha256,
        "SERVED_NAME": release.release.name,
        "VLLM_VERSION": release.release.vllm,
        "TEMPLATE_SHA256": release.template.sha256,
        "CONTEXT": release.engine.context,
        "MAX_TOKENS": release.limits.max_tokens,
        "MAX_NUM_SEQS": release.limits.max_num_seqs,
        "IN_FLIGHT": release.limits.max_num_seqs + release.limits.queue,
        "BODY_BYTES": release.limits.body_bytes,
        "TOTAL_SECONDS": int(release.client.total),
    }


def _sums(release: Release) -> bytes:
    """Return what `sha256sum -c` in the models' folder checks first: the list that names each file of a model."""
    return "".join(f"{part.sums_sha256}  {part.folder}/SHA256SUMS\n" for part in release.weights).encode()


def _component(**parts: Any) -> dict[str, Any]:
    return {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component", **parts}


def _map(name: str, *files: str) -> dict[str, Any]:
    return {"name": name, "files": list(files), "options": {"immutable": True}}


def _env(values: Mapping[str, str | int]) -> bytes:
    return (_HEAD + "".join(f"{name}={value}\n" for name, value in values.items())).encode()


def _yaml(data: Mapping[str, Any]) -> bytes:
    return (_HEAD + yaml.safe_dump(dict(data), sort_keys=False, width=1000, allow_unicode=True)).encode()
