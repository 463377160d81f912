"""A real llama.cpp with the project's chat template: the embedded model as a served one."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from imrdata.llm.clients.embedded import find_model_file


class Llama:
    """llama.cpp's server with our template and the tokenizer of the base that the release names."""

    def __init__(self, template: str, *, alias: str = "tiny", context: int = 2048) -> None:
        import xllamacpp

        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(find_model_file())
        parameters.model_alias = {alias}
        parameters.n_ctx = context
        parameters.n_parallel = 1
        parameters.cpuparams.n_threads = 1
        parameters.hostnames = ["127.0.0.1"]
        parameters.port = 0
        parameters.offline = True
        parameters.ui = False
        parameters.warmup = False
        parameters.verbosity = -1
        parameters.use_jinja = True
        parameters.chat_template = template
        self._server = xllamacpp.Server(parameters)
        self.url = str(self._server.listening_address)

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            data: dict[str, Any] = json.loads(reply.read())
        return data
