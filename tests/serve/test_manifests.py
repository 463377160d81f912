"""Every overlay as kubectl renders it: schemas, a security scanner, our own rules, and whether it hangs together."""

from __future__ import annotations

import json
import re
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from serve.policy import violations
from serve.release import ROOT, Release
from tests.serve.overlays import (
    KUBECTL,
    OVERLAYS,
    STORED,
    Document,
    containers,
    filled,
    rendered,
    text_of,
    without_data,
)

POLICY = ROOT / ".venv-policy" / "bin"

pytestmark = [
    pytest.mark.policy,
    pytest.mark.skipif(
        KUBECTL is None or not (POLICY / "checkov").exists(),
        reason="there is no kubectl or no .venv-policy here: make test-policy says how to get them",
    ),
]

#: Kinds of the Prometheus operator and of MetalLB: no schema of theirs comes with Kubernetes.
WITHOUT_SCHEMA = {
    "monitoring": {"PrometheusRule", "ServiceMonitor"},
    "uplinks": {"BGPAdvertisement", "BGPPeer", "IPAddressPool"},
}
#: The oldest release whose schema and feature gates take a preStop sleep by default, and the newest schema there is.
VERSIONS = ("1.30", "1.37")

#: Checks of the scanner that are not held, and why.
NOT_HELD = {
    "CKV_K8S_35": "vLLM reads its key from the environment alone",
    "CKV_K8S_40": "UID 2000 is the user that vLLM's image knows; the server dies under another",
}
#: What an operator makes by hand (serve/README.md): a key and a disk are not in a repository.
BY_HAND = {
    "gpu-3090": {("Secret", "model-server-key"), ("PersistentVolumeClaim", "models")},
    "cpu": {("Secret", "model-server-key"), ("PersistentVolumeClaim", "models")},
    "canary": {("Secret", "model-server-key"), ("PersistentVolumeClaim", "models-canary")},
}


def validated(file: Path, version: str) -> tuple[int, list[str]]:
    """The validator's exit code, and the lines that are not `INFO … passed`."""
    done = subprocess.run(
        [str(POLICY / "kubernetes-validate"), "--strict", "-k", version, str(file)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = (done.stdout + done.stderr).splitlines()
    assert lines, "the validator said nothing"
    return done.returncode, [line for line in lines if not line.startswith("INFO ")]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_it_fits_the_schemas(overlay: str, version: str, tmp_path: Path) -> None:
    file = tmp_path / "rendered.yaml"
    file.write_text(text_of(overlay))
    code, lines = validated(file, version)
    unknown = {re.search(r"for kind (\w+)", line)[1] for line in lines if line.startswith("WARN ")}  # type: ignore[index]
    assert unknown == WITHOUT_SCHEMA.get(overlay, set())
    assert [line for line in lines if not line.startswith("WARN ")] == []
    assert code == 0


def test_the_manifests_in_the_runbook_fit_the_schemas(tmp_path: Path) -> None:
    blocks = re.findall(
        r"^ *```yaml\n(.*?)^ *```", (ROOT / "serve" / "README.md").read_text(), re.DOTALL | re.MULTILINE
    )
    assert blocks
    file = tmp_path / "runbook.yaml"
    file.write_text("---\n".join(map(textwrap.dedent, blocks)))
    kinds = {(each["kind"], each["metadata"]["name"]) for each in yaml.safe_load_all(file.read_text())}
    assert BY_HAND["gpu-3090"] - {("Secret", "model-server-key")} <= kinds
    assert validated(file, VERSIONS[0]) == (0, [])


def test_a_field_that_is_none_is_found_out(tmp_path: Path) -> None:
    file = tmp_path / "rendered.yaml"
    file.write_text(text_of("gpu-3090").replace("readOnlyRootFilesystem", "readonlyRootFilesystem"))
    code, lines = validated(file, VERSIONS[0])
    assert code != 0
    assert any("readonlyRootFilesystem" in line for line in lines)


def scanned(file: Path) -> tuple[int, set[str]]:
    """How many checks passed, and which failed."""
    done = subprocess.run(
        [
            *(str(POLICY / "checkov"), "--framework", "kubernetes", "--skip-download", "--quiet", "--compact"),
            *("-o", "json", "-f", str(file)),
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=file.parent,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    if "results" not in said:  # it says only zeros of a file in which it knows no kind
        return said["passed"], set()
    assert said["summary"]["parsing_errors"] == 0
    return said["summary"]["passed"], {check["check_id"] for check in said["results"]["failed_checks"]}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_scanner_finds_nothing_but_what_is_named_here(overlay: str, tmp_path: Path) -> None:
    file = tmp_path / "rendered.yaml"
    file.write_text(yaml.safe_dump_all(filled(rendered(overlay))))
    passed, failed = scanned(file)
    with_model = overlay in ("gpu-3090", "cpu", "canary")
    assert failed == (set(NOT_HELD) if with_model else set())
    assert passed > (150 if with_model else -1)


def test_the_scanner_finds_what_is_unsafe(tmp_path: Path) -> None:
    documents = filled(rendered("gpu-3090"))
    for container in containers(documents):
        container["securityContext"]["privileged"] = True
        container["image"] = "nginx:latest"
    file = tmp_path / "rendered.yaml"
    file.write_text(yaml.safe_dump_all(documents))
    assert {"CKV_K8S_14", "CKV_K8S_16", "CKV_K8S_43"} <= scanned(file)[1]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_our_own_rules_find_nothing_but_open_pins(overlay: str) -> None:
    documents = rendered(overlay)
    assert violations(filled(documents)) == []
    found = violations(documents)
    assert all(violation.rule == "image-digest" and "@unresolved" in violation.problem for violation in found)
    assert len(found) == sum(container["image"].endswith("@unresolved") for container in containers(documents))


def test_the_stored_overlay_is_the_rendered_one() -> None:
    assert STORED.read_text() == without_data(rendered("gpu-3090")), "renew it: python -m tests.serve.overlays"


# --- Does it hang together? -------------------------------------------------------------------------------------------


def names(documents: list[Document]) -> set[tuple[str, str]]:
    return {(each["kind"], each["metadata"]["name"]) for each in documents}


def used(documents: list[Document]) -> set[tuple[str, str]]:
    """What pods refer to by name."""
    found: set[tuple[str, str]] = set()
    for document in documents:
        spec = document.get("spec", {}).get("template", {}).get("spec")
        if not spec:
            continue
        found.add(("ServiceAccount", spec["serviceAccountName"]))
        for volume in spec["volumes"]:
            if "configMap" in volume:
                found.add(("ConfigMap", volume["configMap"]["name"]))
            if "persistentVolumeClaim" in volume:
                found.add(("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]))
    for container in containers(documents):
        found |= {("ConfigMap", source["configMapRef"]["name"]) for source in container.get("envFrom", ())}
        for entry in container.get("env", ()):
            if "valueFrom" in entry:
                found.add(("Secret", entry["valueFrom"]["secretKeyRef"]["name"]))
    return found


@pytest.mark.parametrize("overlay", BY_HAND)
def test_all_that_pods_refer_to_is_there_or_made_by_hand(overlay: str) -> None:
    documents = rendered(overlay)
    assert used(documents) - names(documents) == BY_HAND[overlay]


def labels_of(document: Document) -> dict[str, str]:
    found: dict[str, str] = document["spec"]["template"]["metadata"]["labels"]
    return found


def chosen(documents: list[Document], kind: str, name: str) -> dict[str, str]:
    [document] = [each for each in documents if (each["kind"], each["metadata"]["name"]) == (kind, name)]
    selector: dict[str, Any] = document["spec"]["selector"]
    return selector.get("matchLabels", selector)


def test_stable_and_canary_never_take_each_others_pods() -> None:
    stable, canary = rendered("gpu-3090"), rendered("canary")
    pods = {
        each["metadata"]["name"]: labels_of(each)
        for each in [*stable, *canary]
        if each["kind"] == "Deployment" and each["metadata"]["name"] != "gateway"
    }
    assert set(pods) == {"model-server", "model-server-canary"}
    for documents, own in ((stable, "model-server"), (canary, "model-server-canary")):
        for kind in ("Deployment", "Service", "PodDisruptionBudget"):
            selector = chosen(documents, kind, own)
            takes = {name for name, labels in pods.items() if selector.items() <= labels.items()}
            assert takes == {own}, (kind, own)
    # What the two have in common is one gateway; all else of the canary's ends in its suffix or is the same.
    for key in names(stable) & names(canary):
        [one] = [each for each in stable if (each["kind"], each["metadata"]["name"]) == key]
        [other] = [each for each in canary if (each["kind"], each["metadata"]["name"]) == key]
        assert one == other or key == ("Deployment", "gateway"), key


def test_the_canarys_model_can_be_applied_before_it_gets_a_share() -> None:
    kinds = {kind for kind, _ in names(rendered("canary/model"))}
    assert kinds == {"ConfigMap", "Deployment", "PodDisruptionBudget", "Service", "ServiceAccount"}
    assert names(rendered("canary/model")) < names(rendered("canary"))


def test_the_gateway_is_told_of_the_canary_by_its_own_service() -> None:
    canary = rendered("canary")
    [share] = [each for each in canary if each["metadata"]["name"].startswith("gateway-share")]
    servers = set(re.findall(r"server ([a-z-]+):8000;", share["data"]["share.conf"]))
    assert servers == {"model-server", "model-server-canary"}
    assert ("Service", "model-server-canary") in names(canary)


def test_ports_that_services_and_policies_name_are_the_pods() -> None:
    documents = rendered("gpu-3090")
    pods = [each for each in documents if each["kind"] == "Deployment"]

    def ports(selector: dict[str, str]) -> set[str]:
        return {
            port["name"]
            for pod in pods
            if selector.items() <= labels_of(pod).items()
            for container in pod["spec"]["template"]["spec"]["containers"]
            for port in container.get("ports", ())
        }

    for service in (each for each in documents if each["kind"] == "Service"):
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports(service["spec"]["selector"])
    for policy in (each for each in documents if each["kind"] == "NetworkPolicy"):
        for rule in policy["spec"].get("ingress", ()):
            wanted = {port["port"] for port in rule["ports"]}
            assert wanted <= ports(policy["spec"]["podSelector"]["matchLabels"]), policy["metadata"]["name"]


def test_the_pod_gets_what_the_release_says(release: Release) -> None:
    documents = rendered("gpu-3090")
    [pod] = [each for each in documents if (each["kind"], each["metadata"]["name"]) == ("Deployment", "model-server")]
    spec = pod["spec"]["template"]["spec"]
    assert spec["terminationGracePeriodSeconds"] == release.shutdown.grace
    server = next(each for each in spec["containers"] if each["name"] == "server")
    assert server["args"][server["args"].index("--max-model-len") + 1] == str(release.engine.context)
    assert pod["spec"]["template"]["metadata"]["annotations"]["imrdata/release-sha256"] == release.sha256
    [values] = [each for each in documents if each["metadata"]["name"].startswith("release-values")]
    assert values["data"]["SERVED_NAME"] == release.release.name
    assert values["data"]["CONTEXT"] == str(release.engine.context)


def test_only_the_model_is_bound_to_amd64_and_a_gpu() -> None:
    documents = rendered("gpu-3090")
    selectors = {
        each["metadata"]["name"]: each["spec"]["template"]["spec"].get("nodeSelector", {})
        for each in documents
        if each["kind"] == "Deployment"
    }
    assert selectors == {
        "gateway": {},
        "model-server": {"kubernetes.io/arch": "amd64", "nvidia.com/gpu.product": "NVIDIA-GeForce-RTX-3090"},
    }


def test_three_providers_each_announce_the_same_address() -> None:
    documents = rendered("uplinks")
    peers = {each["metadata"]["name"]: each["spec"] for each in documents if each["kind"] == "BGPPeer"}
    assert len(peers) == len({peer["peerASN"] for peer in peers.values()}) == 3
    announced = [each["spec"] for each in documents if each["kind"] == "BGPAdvertisement"]
    assert sorted(peer for each in announced for peer in each["peers"]) == sorted(peers)
    assert {tuple(each["ipAddressPools"]) for each in announced} == {("site",)}
