"""A release: every pin of what is served, read from one TOML file and held to the rules between its values.

In: a file such as serve/release.toml. Out: a frozen `Release`, or one sentence for each key that is wrong. What could
not be looked up stands as ``unresolved``: it may be read and shown, and `Release.require_resolved` refuses it.
"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from imrdata.dataset.axolotl import UNRESOLVED, load_config
from imrdata.quality.checks import default_checks
from serve.errors import ReleaseError, UnresolvedError

__all__ = ["RELEASE", "ROOT", "UNRESOLVED", "Release"]

#: The checkout: paths in a release start here.
ROOT: Final = Path(__file__).resolve().parents[1]
RELEASE: Final = ROOT / "serve" / "release.toml"

_DIGEST: Final = rf"^(sha256:[0-9a-f]{{64}}|{UNRESOLVED})$"
_SHA256: Final = rf"^([0-9a-f]{{64}}|{UNRESOLVED})$"
_COMMIT: Final = rf"^([0-9a-f]{{40}}|{UNRESOLVED})$"


def _plain_folder(value: str) -> str:
    """Refuse a folder that leads out of the models' folder."""
    if value in ("", ".", "..") or "/" in value or "\\" in value:
        raise ValueError("one folder's name, without slashes")
    return value


def _no_moving_tag(value: str) -> str:
    """Refuse the tag that means another image every week."""
    if value == "latest":
        raise ValueError("latest names no version")
    return value


_Folder = Annotated[str, AfterValidator(_plain_folder)]
_Name = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$")]
_Positive = Annotated[int, Field(gt=0)]
_Seconds = Annotated[float, Field(gt=0, strict=False)]


class _Part(BaseModel):
    # allow_inf_nan: TOML can write both, and no server takes them.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Image(_Part):
    """A container image: the digest counts, the tag is for people."""

    repository: Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z0-9.-]+(:\d+)?/[a-z0-9._/-]+$")]
    tag: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"), AfterValidator(_no_moving_tag)]
    digest: Annotated[str, Field(pattern=_DIGEST)]

    @property
    def reference(self) -> str:
        """What a container engine is given; with an unresolved digest none takes it."""
        return f"{self.repository}@{self.digest}"


class Images(_Part):
    """The server's images by hardware (`cpu` is for development), and the proxy's."""

    gpu: Image
    cpu: Image
    gateway: Image


class Served(_Part):
    """The served name and the version of vLLM that every flag was tried with."""

    name: _Name
    vllm: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+(\.post\d+)?$")]


class Base(_Part):
    """The model that was tuned."""

    repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]
    revision: Annotated[str, Field(pattern=_COMMIT)]
    folder: _Folder
    sums_sha256: Annotated[str, Field(pattern=_SHA256)]


class Tuned(_Part):
    """What tuning made of it."""

    kind: Literal["full", "lora", "none"]
    config: str
    folder: _Folder
    sums_sha256: Annotated[str, Field(pattern=_SHA256)]
    rank: Literal[8, 16, 32, 64, 128, 256, 320, 512] | None = None

    @model_validator(mode="after")
    def _adapter_has_a_rank(self) -> Self:
        if (self.kind == "lora") != (self.rank is not None):
            raise ValueError("rank goes with kind lora, and only with it")
        return self


class Template(_Part):
    """The chat template's file and the SHA-256 of its bytes."""

    file: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Engine(_Part):
    """How vLLM loads the model."""

    context: _Positive
    dtype: Literal["bfloat16", "float16", "float32"]
    quantisation: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]
    gpu_memory_utilization: Annotated[float, Field(gt=0, lt=1)]


class Limits(_Part):
    """What one server takes on."""

    max_num_seqs: _Positive
    queue: Annotated[int, Field(ge=0)]
    max_tokens: _Positive
    n: Literal[1]
    body_bytes: _Positive


class Sampling(_Part):
    """What is sent with each request."""

    temperature: Annotated[float, Field(ge=0, le=2, strict=False)]
    top_p: Annotated[float, Field(gt=0, le=1, strict=False)]
    top_k: Annotated[int, Field(ge=0)]
    min_p: Annotated[float, Field(ge=0, le=1, strict=False)]
    repetition_penalty: Annotated[float, Field(gt=0, le=2, strict=False)]


class Shutdown(_Part):
    """Seconds that a server has to end what it began."""

    pre_stop: Annotated[int, Field(ge=0)]
    drain: _Positive
    grace: _Positive

    @model_validator(mode="after")
    def _grace_covers_both(self) -> Self:
        if self.grace <= self.pre_stop + self.drain:
            raise ValueError(f"grace must be more than pre_stop + drain ({self.pre_stop + self.drain})")
        return self


class ClientSettings(_Part):
    """How the client waits, tries again and judges."""

    tries: Annotated[int, Field(ge=1, le=10)]
    connect: _Seconds
    first_byte: _Seconds
    silence: _Seconds
    total: _Seconds
    strikes: _Positive
    window: _Seconds
    off: _Seconds
    hedge_after: Annotated[float, Field(ge=0, strict=False)]
    told_only: tuple[str, ...] = Field(strict=False)

    @model_validator(mode="after")
    def _checks_are_known(self) -> Self:
        known = {check.name for check in default_checks()}
        if unknown := [name for name in self.told_only if name not in known]:
            raise ValueError(f"told_only: there is no check {', '.join(unknown)}")
        if self.first_byte > self.total:
            raise ValueError("first_byte must not be more than total")
        return self


class Gate(_Part):
    """What a candidate must show before it replaces a served model."""

    cases: _Positive
    score_drop: Annotated[float, Field(ge=0, le=1, strict=False)]
    fail_rise: Annotated[float, Field(ge=0, le=1, strict=False)]
    unanswered: Annotated[float, Field(ge=0, le=1, strict=False)]


class Release(_Part):
    """Every pin of what is served.

    Examples
    --------
    >>> release = Release.load(RELEASE)
    >>> release.release.name, release.engine.context
    ('appeal-smollm2-135m', 4096)
    """

    release: Served
    image: Images
    base: Base
    tuned: Tuned
    template: Template
    engine: Engine
    limits: Limits
    sampling: Sampling
    shutdown: Shutdown
    client: ClientSettings
    gate: Gate

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.limits.max_tokens >= self.engine.context:
            raise ValueError("limits.max_tokens leaves no room for a prompt in engine.context")
        if self.client.total >= self.shutdown.drain:
            raise ValueError("client.total must be less than shutdown.drain, or a roll-out cuts letters")
        if self.base.folder == self.tuned.folder and self.tuned.kind != "none":
            raise ValueError("base.folder and tuned.folder are the same")
        return self

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a release.

        Parameters
        ----------
        path
            A TOML file with the keys of serve/release.toml, none more and none less.

        Raises
        ------
        ReleaseError
            It can't be read, or keys are unknown, missing or wrong: one sentence for each.
        """
        try:
            data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            raise ReleaseError(
                f"it can't be read ({error.strerror})",
                where=str(path),
                mend="name a release such as serve/release.toml",
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ReleaseError(f"it is no TOML ({error})", where=str(path), mend="mend that line") from None
        return cls.of(data, where=str(path))

    @classmethod
    def of(cls, data: dict[str, Any], *, where: str = "release") -> Self:
        """Return the release that plain data says; errors as in `load`."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ReleaseError("; ".join(_problems(error)), where=where, mend="mend these keys") from None

    @property
    def sha256(self) -> str:
        """Hash of all values: what a letter or a pod says it was made with."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def base_name(self) -> str:
        """The name under which the base is served beside an adapter."""
        return f"{self.release.name}-base"

    @property
    def model_folder(self) -> str:
        """The folder that vLLM loads its weights from; an adapter lies beside it."""
        return self.tuned.folder if self.tuned.kind == "full" else self.base.folder

    @property
    def weights(self) -> tuple[Base | Tuned, ...]:
        """The parts whose folders a server reads."""
        return {"full": (self.tuned,), "lora": (self.base, self.tuned), "none": (self.base,)}[self.tuned.kind]

    def unresolved(self) -> tuple[str, ...]:
        """Return the keys that nobody has looked up, in the file's order.

        What is not served needs no pin: the folder of a base whose weights were all tuned, or of an adapter that is
        not there.
        """
        found = [key for key, value in _walk(self.model_dump()) if value == UNRESOLVED]
        idle = {"full": "base.sums_sha256", "none": "tuned.sums_sha256"}.get(self.tuned.kind)
        return tuple(key for key in found if key != idle)

    def require_resolved(self, *, where: str, beside: tuple[str, ...] = ()) -> None:
        """Raise UnresolvedError if a pin is unresolved; those whose key starts with one of `beside` may be."""
        if keys := [key for key in self.unresolved() if not key.startswith(beside or ("\0",))]:
            raise UnresolvedError.of(keys, where=where)

    def read_template(self, *, root: Path = ROOT) -> str:
        """Return the chat template, after proving that its bytes are the pinned ones.

        Raises
        ------
        ReleaseError
            There is no such file, or its hash differs.
        """
        file = root / self.template.file
        try:
            content = file.read_bytes()
        except OSError as error:
            raise ReleaseError(f"it can't be read ({error.strerror})", where=self.template.file) from None
        digest = hashlib.sha256(content).hexdigest()
        if digest != self.template.sha256:
            raise ReleaseError(
                f"its SHA-256 is {digest}, the release says {self.template.sha256}",
                where=self.template.file,
                mend="serve with the template that the model was trained with, or train again",
            )
        return content.decode()

    def check_training(self, *, root: Path = ROOT) -> None:
        """Hold the release against the config it says the model was tuned with.

        Raises
        ------
        ReleaseError
            Base, revision, context or template are not those of training.
        """
        config = load_config(root / self.tuned.config)
        served = {
            "base_model": self.base.repository,
            "revision_of_model": self.base.revision,
            "sequence_len": self.engine.context,
            "chat_template_jinja": self.template.file,
        }
        if differ := [
            f"{key} is {config.get(key)} there and {value} here"
            for key, value in served.items()
            if config.get(key) != value
        ]:
            raise ReleaseError("; ".join(differ), where=self.tuned.config, mend="serve what was trained")


def _walk(data: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in data.items():
        found += _walk(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return found


def _problems(error: ValidationError) -> list[str]:
    """Return one sentence for each key that is wrong."""
    known = [key for key, _ in _walk(_shape(Release))]
    problems = []
    for found in error.errors():
        key = ".".join(str(part) for part in found["loc"]) or "the release"
        if found["type"] == "extra_forbidden":
            near = difflib.get_close_matches(key, known, n=1)
            problems.append(f"{key} is not a key of a release{f' (did you mean {near[0]})' if near else ''}")
        elif found["type"] == "missing":
            problems.append(f"{key} is missing")
        else:
            message = found["msg"].removeprefix("Value error, ")
            problems.append(f"{key}: {message[0].lower()}{message[1:]}")
    return problems


def _shape(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's keys, nested as in the file."""
    shape: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        shape[name] = _shape(kind) if isinstance(kind, type) and issubclass(kind, BaseModel) else None
    return shape
