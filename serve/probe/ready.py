"""Says whether the server beside it serves the pinned release: the one probe that knows what is meant to run.

Runs in the model's pod, from a ConfigMap, with the Python of vLLM's image and nothing else: standard library only.
``GET /readyz`` answers 200 if the server names the release's model with the release's context, and the chat template
that is mounted has the release's hash; else 503 with the reason. vLLM's own ``/health`` says only that it is alive.

Variables: SERVED_NAME, CONTEXT, TEMPLATE_SHA256 (of the release); VLLM_API_KEY; SERVER, TEMPLATE, PORT (defaults fit
the manifests).
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SERVER = os.environ.get("SERVER", "127.0.0.1:8000")
TEMPLATE = os.environ.get("TEMPLATE", "/etc/serve/template/chat.jinja")
PORT = int(os.environ.get("PORT", "8081"))
TIMEOUT = 3.0  # seconds; the probe's own is 5


def problem() -> str:
    """Return what is not as the release says, or nothing."""
    try:
        digest = hashlib.sha256(Path(TEMPLATE).read_bytes()).hexdigest()
    except OSError as error:
        return f"the chat template can't be read ({error.strerror})"
    if digest != os.environ["TEMPLATE_SHA256"]:
        return "the chat template is not the release's"
    try:
        models = _models()
    except (OSError, http.client.HTTPException):
        return "the server does not answer"
    except ValueError as error:
        return str(error)
    found = {model.get("id"): model for model in models if isinstance(model, dict)}
    name = os.environ["SERVED_NAME"]
    if name not in found:
        return "the server does not serve the release's model"
    # An adapter has no length of its own; its base has.
    lengths = {model["max_model_len"] for model in found.values() if isinstance(model.get("max_model_len"), int)}
    if lengths != {int(os.environ["CONTEXT"])}:
        return "the server's context is not the release's"
    return ""


def _models() -> list[object]:
    """Return what the server lists; ValueError with a sentence if that is no list of models."""
    connection = http.client.HTTPConnection(SERVER, timeout=TIMEOUT)
    try:
        key = os.environ.get("VLLM_API_KEY", "")
        connection.request("GET", "/v1/models", headers={"Authorization": f"Bearer {key}"} if key else {})
        reply = connection.getresponse()
        body = reply.read(1_000_000)
    finally:
        connection.close()
    if reply.status != 200:
        raise ValueError(f"the server answers {reply.status} to /v1/models")
    try:
        data = json.loads(body)["data"]
    except (ValueError, KeyError, TypeError):
        data = None
    if not isinstance(data, list):
        raise ValueError("the server lists no models")
    return data


class Handler(BaseHTTPRequestHandler):
    """One path, no log: a line every five seconds tells nobody anything."""

    def do_GET(self) -> None:
        """Answer the one path."""
        found = problem() if self.path == "/readyz" else "there is only /readyz"
        status = 200 if not found else 503 if self.path == "/readyz" else 404
        body = json.dumps({"ready": not found, "problem": found}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until the pod ends."""
    if missing := [name for name in ("SERVED_NAME", "CONTEXT", "TEMPLATE_SHA256") if not os.environ.get(name)]:
        sys.exit(f"the probe misses {', '.join(missing)}: they stand in the ConfigMap release-values")
    # As the first process of its container it would not hear SIGTERM otherwise, and the pod would wait for its grace.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    ThreadingHTTPServer(("", PORT), Handler).serve_forever()


if __name__ == "__main__":
    main()
