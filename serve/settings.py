"""What a client of a release has to know: names, limits, sampling and patience. No address and no key is in it.

In: a release, or the client.json that was rendered of one (a web container holds only that). Out: frozen `Settings`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from serve.errors import ReleaseError
from serve.release import Release

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a client of a release has to know.

    Attributes
    ----------
    release_sha256, template_sha256
        Hashes of the release's values and of the chat template's bytes.
    served_name
        The model's name at every endpoint.
    base, adapter
        The base model with its revision, and the hash of what tuning made of it; part of a letter's provenance.
    context, max_tokens
        Tokens of prompt and answer together, and of the answer.
    sampling
        What is sent with every request.
    tries, connect, first_byte, silence, total, strikes, window, off, hedge_after, told_only
        As in serve/release.toml.

    Examples
    --------
    >>> from serve.release import RELEASE
    >>> settings = Settings.of(Release.load(RELEASE))
    >>> Settings.from_dict(settings.to_dict()) == settings
    True
    """

    release_sha256: str
    template_sha256: str
    served_name: str
    base: str
    adapter: str
    context: int
    max_tokens: int
    sampling: Mapping[str, float | int]
    tries: int
    connect: float
    first_byte: float
    silence: float
    total: float
    strikes: int
    window: float
    off: float
    hedge_after: float
    told_only: tuple[str, ...]

    @classmethod
    def of(cls, release: Release) -> Self:
        """Return the settings of a release's clients."""
        tuned = release.tuned
        return cls(
            release_sha256=release.sha256,
            template_sha256=release.template.sha256,
            served_name=release.release.name,
            base=f"{release.base.repository}@{release.base.revision}",
            adapter="none" if tuned.kind == "none" else f"{tuned.kind}:{tuned.sums_sha256}",
            context=release.engine.context,
            max_tokens=release.limits.max_tokens,
            sampling=release.sampling.model_dump(),
            **release.client.model_dump(),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return {**asdict(self), "told_only": list(self.told_only)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the settings that `to_dict` wrote."""
        return cls(**{**data, "told_only": tuple(data["told_only"])})

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a rendered client.json.

        Raises
        ------
        ReleaseError
            It can't be read, or is not one.
        """
        try:
            return cls.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
        except OSError as error:
            problem = error.strerror or "unreadable"
        except (ValueError, TypeError, KeyError):
            problem = "it holds no client settings"
        raise ReleaseError(problem, where=str(path), mend="write it with python -m serve render")
