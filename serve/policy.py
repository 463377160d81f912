"""What manifests must hold to serve health data on one's own hardware: the checklist, as rules over rendered YAML.

In: the documents that ``kubectl kustomize`` renders. Out: violations, each with its rule, place and what is wrong. A
schema says whether Kubernetes takes a manifest, a scanner whether it is safe in general; these rules say what this
server needs and what has gone wrong with it elsewhere. `RULES` gives each rule's reason.

    kubectl kustomize serve/k8s/overlays/gpu-3090 | python -m serve.policy
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

__all__ = ["RULES", "Violation", "violations"]

Document = Mapping[str, Any]

#: Names of the model's Deployment, its container, and the proxy's Deployment.
MODEL, SERVER, GATEWAY = "model-server", "server", "gateway"

_DIGEST: Final = re.compile(r"[a-z0-9.-]+(:\d+)?/[a-z0-9._/-]+@sha256:[0-9a-f]{64}")
_SECRET: Final = re.compile(r"KEY|TOKEN|PASSWORD|SECRET|CREDENTIAL")
_HASHED: Final = re.compile(r".+-[0-9a-z]{10}")


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is not as the checklist wants it."""

    rule: str
    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Pod:
    """The pod of a workload, and where it stands."""

    where: str
    labels: Mapping[str, str]
    spec: Mapping[str, Any]
    workload: Document

    @property
    def containers(self) -> list[Mapping[str, Any]]:
        """Those that run, and those that run before them."""
        return [*self.spec.get("initContainers", ()), *self.spec["containers"]]

    @property
    def server(self) -> Mapping[str, Any] | None:
        """The container that holds the model, if this pod has it."""
        return next((found for found in self.spec["containers"] if found["name"] == SERVER), None)

    @property
    def on_gpu(self) -> bool:
        """Whether a container asks for a GPU."""
        return any("nvidia.com/gpu" in _at(found, "resources", "limits") for found in self.containers)


Rule = Callable[[Sequence[Document]], Iterator[tuple[str, str]]]
#: Name → the rule, and why it is one.
RULES: Final[dict[str, tuple[Rule, str]]] = {}


def violations(documents: Iterable[Document]) -> list[Violation]:
    """Return all that is not as the rules want it, in the rules' order.

    Examples
    --------
    >>> violations([{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "vllm"}, "spec": {}}])[0].rule
    'service-name'
    """
    given = [document for document in documents if document]
    return [Violation(name, where, problem) for name, (rule, _) in RULES.items() for where, problem in rule(given)]


def _rule(name: str, why: str) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        RULES[name] = (rule, why)
        return rule

    return register


def _pod_rule(name: str, why: str) -> Callable[[Callable[[Pod], Iterator[str]]], None]:
    """Register a rule that looks at one pod at a time."""

    def register(rule: Callable[[Pod], Iterator[str]]) -> None:
        def over(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
            for pod in _pods(documents):
                for problem in rule(pod):
                    yield pod.where, problem

        RULES[name] = (over, why)

    return register


def _at(data: Mapping[str, Any], *path: str) -> Any:
    """Return what stands at a path, or an empty mapping."""
    found: Any = data
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return {} if found is None else found


def _where(document: Document) -> str:
    return f"{document.get('kind')} {_at(document, 'metadata').get('name')}"


def _kind(documents: Sequence[Document], kind: str) -> Iterator[Document]:
    return (document for document in documents if document.get("kind") == kind)


def _pods(documents: Sequence[Document]) -> Iterator[Pod]:
    for document in documents:
        template = _at(document, "spec", "template")
        if "spec" in template:
            labels = _at(template, "metadata", "labels")
            yield Pod(where=_where(document), labels=labels, spec=template["spec"], workload=document)


def _arguments(container: Mapping[str, Any]) -> list[str]:
    """Return the arguments; `--flag=value` as the two words it is."""
    words: list[str] = []
    for each in map(str, container.get("args", ())):
        flag, _, value = each.partition("=")
        words += [flag, value] if each.startswith("--") and "=" in each else [each]
    return words


def _after(arguments: list[str], flag: str) -> str:
    """Return a flag's value; nothing if it is not given."""
    return arguments[arguments.index(flag) + 1] if flag in arguments[:-1] else ""


def _environment(container: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {each["name"]: each for each in container.get("env", ())}


@_rule("kinds", "What the other rules can't look into, they say nothing about.")
def _kinds(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    for document in documents:
        if document.get("kind") in ("Pod", "CronJob", "Ingress", "List"):
            yield _where(document), "no rule looks into this kind"


# --- Images -----------------------------------------------------------------------------------------------------------


@_pod_rule("image-digest", "A tag is another image tomorrow: an unpinned container once changed how prompts are made.")
def _images(pod: Pod) -> Iterator[str]:
    for container in pod.containers:
        if not _DIGEST.fullmatch(str(container.get("image"))):
            yield f"image of {container['name']} is {container.get('image')}, not repository@sha256:…"


@_pod_rule("pull-policy", "A pinned image that is there need not be asked for: the registry may be out of reach.")
def _pull(pod: Pod) -> Iterator[str]:
    for container in pod.containers:
        if container.get("imagePullPolicy") != "IfNotPresent":
            yield f"imagePullPolicy of {container['name']} is not IfNotPresent"


# --- Probes and roll-outs ---------------------------------------------------------------------------------------------


@_pod_rule("probes", "/v1/… wants the key and fails without; loading weights takes minutes; letters take minutes too.")
def _probes(pod: Pod) -> Iterator[str]:
    for container in pod.spec["containers"]:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            path = _at(container, probe, "httpGet").get("path", "")
            if path.startswith("/v1"):
                yield f"{probe} of {container['name']} asks {path}"
        if "readinessProbe" not in container or "livenessProbe" not in container:
            yield f"{container['name']} has no readiness or no liveness probe"
    if pod.server is None:
        return
    start, live = _at(pod.server, "startupProbe"), _at(pod.server, "livenessProbe")
    if start.get("periodSeconds", 10) * start.get("failureThreshold", 3) < 600:
        yield "the startup probe gives the server less than 10 minutes to load"
    if live.get("periodSeconds", 10) * live.get("failureThreshold", 3) < 45:
        yield "the liveness probe kills the server within 45 s"
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        if _at(pod.server, probe, "httpGet").get("path") != "/health":
            yield f"{probe} of {SERVER} is not on /health"


@_pod_rule("release-probe", "Alive is not ready: the right model, context and template have to be there.")
def _release_probe(pod: Pod) -> Iterator[str]:
    paths = {_at(container, "readinessProbe", "httpGet").get("path") for container in pod.spec["containers"]}
    if pod.server is not None and "/readyz" not in paths:
        yield "no container's readiness asks /readyz"


@_pod_rule("grace", "A pod is killed after its grace: it must be longer than what comes before, or a letter is cut.")
def _grace(pod: Pod) -> Iterator[str]:
    if pod.server is None:
        return
    drain = _after(_arguments(pod.server), "--shutdown-timeout")
    sleep = _at(pod.server, "lifecycle", "preStop", "sleep").get("seconds", 0)
    if not drain:
        yield "the server has no --shutdown-timeout, and would cut letters under way"
    elif not sleep:
        yield "there is no preStop sleep: requests still come when the server stops listening"
    elif pod.spec.get("terminationGracePeriodSeconds", 30) <= sleep + int(drain):
        yield f"the grace period is not longer than preStop ({sleep} s) and drain ({drain} s)"


@_pod_rule("surge", "There is no spare GPU: a surge pod would wait for ever, and the roll-out with it.")
def _surge(pod: Pod) -> Iterator[str]:
    update = _at(pod.workload, "spec", "strategy", "rollingUpdate")
    if pod.on_gpu and (update.get("maxSurge") != 0 or update.get("maxUnavailable") != 1):
        yield "a GPU Deployment wants maxSurge 0 and maxUnavailable 1"


@_pod_rule("apart", "Two replicas on one node fail together.")
def _apart(pod: Pod) -> Iterator[str]:
    terms = _at(pod.spec, "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution") or ()
    if pod.server is not None and not any(term.get("topologyKey") == "kubernetes.io/hostname" for term in terms):
        yield "nothing keeps replicas off one node"


@_pod_rule("one-counter", "Places are counted in the proxy's memory: two proxies would let twice as many in.")
def _one_counter(pod: Pod) -> Iterator[str]:
    if pod.labels.get("app.kubernetes.io/name") == GATEWAY and _at(pod.workload, "spec").get("replicas") != 1:
        yield "the gateway does not have exactly one replica"


@_rule("disruption", "Draining a node must not take the last server without being asked.")
def _disruption(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    budgets = list(_kind(documents, "PodDisruptionBudget"))
    for pod in _pods(documents):
        if pod.server is not None and not any(
            budget["spec"].get("maxUnavailable") == 1 and _selects(budget["spec"]["selector"], pod)
            for budget in budgets
        ):
            yield pod.where, "no PodDisruptionBudget with maxUnavailable 1 covers it"


def _selects(selector: Mapping[str, Any], pod: Pod) -> bool:
    wanted = _at(selector, "matchLabels")
    return all(pod.labels.get(name) == value for name, value in wanted.items())


# --- Placement --------------------------------------------------------------------------------------------------------


@_pod_rule("gpu-node", "GPU builds are amd64 only; without the runtime class the container sees no GPU.")
def _gpu_node(pod: Pod) -> Iterator[str]:
    if not pod.on_gpu:
        return
    if _at(pod.spec, "nodeSelector").get("kubernetes.io/arch") != "amd64":
        yield "a GPU pod may land on a node that is not amd64"
    if pod.spec.get("runtimeClassName") != "nvidia":
        yield "a GPU pod wants runtimeClassName nvidia"
    if not any(each.get("key") == "nvidia.com/gpu" for each in pod.spec.get("tolerations", ())):
        yield "a GPU pod does not tolerate the GPU's taint"


# --- Rights -----------------------------------------------------------------------------------------------------------


@_pod_rule("rights", "What reads untrusted text gets no more rights than it needs.")
def _rights(pod: Pod) -> Iterator[str]:
    security = _at(pod.spec, "securityContext")
    if security.get("runAsNonRoot") is not True:
        yield "runAsNonRoot is not set"
    if _at(security, "seccompProfile").get("type") != "RuntimeDefault":
        yield "the seccomp profile is not RuntimeDefault"
    if pod.spec.get("automountServiceAccountToken") is not False:
        yield "a service account's token is mounted"
    if any(pod.spec.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")):
        yield "it shares a namespace of the host"
    for container in pod.containers:
        own = _at(container, "securityContext")
        if (
            own.get("allowPrivilegeEscalation") is not False
            or own.get("readOnlyRootFilesystem") is not True
            or _at(own, "capabilities").get("drop") != ["ALL"]
            or own.get("privileged")
        ):
            yield f"{container['name']} may gain rights, write to its root or keep capabilities"


@_pod_rule("image-user", "vLLM's image knows UID 2000, GID 0; with another it dies in getpwuid.")
def _user(pod: Pod) -> Iterator[str]:
    security = _at(pod.spec, "securityContext")
    if pod.server is not None and (security.get("runAsUser"), security.get("runAsGroup")) != (2000, 0):
        yield "the server does not run as UID 2000, GID 0"


@_pod_rule("bounded", "A pod without bounds takes its neighbours along.")
def _bounded(pod: Pod) -> Iterator[str]:
    for container in pod.containers:
        for part in ("requests", "limits"):
            if missing := sorted({"cpu", "memory"} - set(_at(container, "resources", part))):
                yield f"{container['name']} has no {part} of {' and '.join(missing)}"


@_rule("literal-secret", "A key in a manifest is a key in everybody's checkout.")
def _secrets(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    for document in _kind(documents, "Secret"):
        yield _where(document), "a Secret stands in the manifests"
    for pod in _pods(documents):
        for container in pod.containers:
            for name, entry in _environment(container).items():
                if _SECRET.search(name) and "value" in entry:
                    yield pod.where, f"{name} of {container['name']} is written out"
            if "--api-key" in _arguments(container):
                yield pod.where, f"{container['name']} gets a key as an argument, which every process list shows"


@_pod_rule("api-key", "Without a key whoever reaches the port may ask.")
def _api_key(pod: Pod) -> Iterator[str]:
    if pod.server is None:
        return
    entry = _environment(pod.server).get("VLLM_API_KEY", {})
    if not _at(entry, "valueFrom", "secretKeyRef").get("name"):
        yield "VLLM_API_KEY does not come from a Secret"


# --- Models, template, telemetry --------------------------------------------------------------------------------------


@_pod_rule("models", "Weights are read-only, on no host path, and checked before they are served.")
def _models(pod: Pod) -> Iterator[str]:
    if any("hostPath" in volume for volume in pod.spec.get("volumes", ())):
        yield "a host path is mounted"
    if pod.server is None:
        return
    mounts = {mount["mountPath"]: mount for mount in pod.server.get("volumeMounts", ())}
    if _at(mounts, "/models").get("readOnly") is not True:
        yield "/models is not mounted read-only"
    checks = [" ".join(map(str, [*c.get("command", ()), *_arguments(c)])) for c in pod.spec.get("initContainers", ())]
    if not any("sha256sum" in each and "models.sha256" in each for each in checks):
        yield "no init container checks the models' checksums"


@_pod_rule("template", "Another template is another model: its ConfigMap is immutable and its name carries its hash.")
def _template(pod: Pod) -> Iterator[str]:
    if pod.server is None:
        return
    file = _after(_arguments(pod.server), "--chat-template")
    mount = next((m for m in pod.server.get("volumeMounts", ()) if file.startswith(f"{m['mountPath']}/")), None)
    volume: Document = next((v for v in pod.spec["volumes"] if mount and v["name"] == mount["name"]), {})
    if not _HASHED.fullmatch(str(_at(volume, "configMap").get("name", ""))):
        yield "--chat-template is not from a ConfigMap with a hash in its name"


@_rule("immutable", "A ConfigMap that changes under a running pod is a change that nobody rolled out.")
def _immutable(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    for document in _kind(documents, "ConfigMap"):
        name = document["metadata"]["name"]
        if not _HASHED.fullmatch(name):
            yield _where(document), "its name carries no hash"
        if document.get("immutable") is not True:
            yield _where(document), "it is not immutable"


@_pod_rule("server-flags", "What vLLM does by default is not what health data wants.")
def _flags(pod: Pod) -> Iterator[str]:
    if pod.server is None:
        return
    if "command" in pod.server:
        yield "the server has a command of its own: its flags are not where they are looked for"
    arguments = _arguments(pod.server)
    for flag in ("--served-model-name", "--max-model-len", "--max-num-seqs", "--chat-template"):
        if not _after(arguments, flag):
            yield f"{flag} is not given"
    if _after(arguments, "--generation-config") != "vllm":
        yield "--generation-config is not vllm: the model's own sampling would count"
    for flag in ("--disable-fastapi-docs", "--no-enable-log-requests"):
        if flag not in arguments:
            yield f"{flag} is not given"
    for flag in ("--trust-request-chat-template", "--trust-remote-code", "--enable-log-requests"):
        if flag in arguments:
            yield f"{flag} is given"


@_pod_rule("private", "No telemetry, no hub, no runtime change of adapters, one answer a request.")
def _private(pod: Pod) -> Iterator[str]:
    if pod.server is None:
        return
    values = {name: entry.get("value") for name, entry in _environment(pod.server).items()}
    for name in ("DO_NOT_TRACK", "HF_HUB_OFFLINE", "VLLM_NO_USAGE_STATS", "VLLM_MAX_N_SEQUENCES"):
        if values.get(name) != "1":
            yield f"{name} is not 1"
    if "VLLM_ALLOW_RUNTIME_LORA_UPDATING" in values:
        yield "VLLM_ALLOW_RUNTIME_LORA_UPDATING is set"


@_pod_rule("shared-memory", "The default of 64 MB is too little for tensors between processes.")
def _shared_memory(pod: Pod) -> Iterator[str]:
    if pod.server is None:
        return
    memory = {v["name"] for v in pod.spec.get("volumes", ()) if _at(v, "emptyDir").get("medium") == "Memory"}
    if not any(m["mountPath"] == "/dev/shm" and m["name"] in memory for m in pod.server.get("volumeMounts", ())):  # noqa: S108 (the pod's)
        yield "/dev/shm is no memory volume"  # noqa: S108 (as above)


# --- Network ----------------------------------------------------------------------------------------------------------


@_pod_rule("service-links", "Kubernetes would inject addresses of Services as variables, VLLM_PORT among them.")
def _links(pod: Pod) -> Iterator[str]:
    if pod.spec.get("enableServiceLinks") is not False:
        yield "enableServiceLinks is not false"


@_rule("service-name", "A Service called vllm… gives pods a VLLM_PORT, which vLLM takes for its own setting.")
def _service(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    for document in _kind(documents, "Service"):
        if document["metadata"]["name"].startswith("vllm"):
            yield _where(document), "its name begins with vllm"


@_rule("inside", "Only the site is public.")
def _inside(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    for document in _kind(documents, "Service"):
        app = _at(document, "spec", "selector").get("app.kubernetes.io/name")
        if app in (MODEL, GATEWAY) and _at(document, "spec").get("type", "ClusterIP") != "ClusterIP":
            yield _where(document), "model or gateway can be reached from outside"
        if _at(document, "spec").get("externalIPs"):
            yield _where(document), "it takes an address of the nodes' network"


@_rule("network", "The key guards /v1 only: who may talk to whom is written down, and all else is closed.")
def _network(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    policies = list(_kind(documents, "NetworkPolicy"))
    for policy in policies:
        for rule in _at(policy, "spec", "ingress") or ():
            if not rule.get("from") or not all(map(_named, rule["from"])):
                yield _where(policy), "it lets anybody in"
        for rule in _at(policy, "spec", "egress") or ():
            if not rule.get("to") or not all(map(_named, rule["to"])):
                yield _where(policy), "it lets pods out to anybody"
    closed = any(
        policy["spec"].get("podSelector") == {} and set(policy["spec"].get("policyTypes", ())) == {"Ingress", "Egress"}
        and not policy["spec"].get("ingress") and not policy["spec"].get("egress")
        for policy in policies
    )  # fmt: skip
    for pod in _pods(documents):
        if not closed:
            yield pod.where, "no NetworkPolicy denies all by default"
        elif not any(_at(p, "spec").get("ingress") and _selects(p["spec"]["podSelector"], pod) for p in policies):
            yield pod.where, "no NetworkPolicy says who may reach it"


def _named(peer: Mapping[str, Any]) -> bool:
    """Whether a peer of a NetworkPolicy is pods with a label: neither all pods of a namespace nor addresses."""
    return "ipBlock" not in peer and bool(_at(peer, "podSelector", "matchLabels"))


@_rule("pod-security", "The namespace takes no pod that asks for more.")
def _pod_security(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    for document in _kind(documents, "Namespace"):
        if _at(document, "metadata", "labels").get("pod-security.kubernetes.io/enforce") != "restricted":
            yield _where(document), "pod security is not restricted"


def main() -> int:
    """Read rendered manifests on standard input, print violations; 1 if there are any."""
    found = violations(yaml.safe_load_all(sys.stdin))
    for violation in found:
        print(violation)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
