"""What can go wrong in serving, beside the errors of a model server's answer (`imrdata.errors.ClientError`).

ImrDataError
├── ReleaseError (ValueError)        a release that is incomplete, wrong, or not what it says
│   └── UnresolvedError              it holds pins that nobody has looked up
└── WithheldError                    no answer passed the checks, so none is given
"""

from __future__ import annotations

from collections.abc import Sequence

from imrdata.errors import ImrDataError

__all__ = ["ReleaseError", "UnresolvedError", "WithheldError"]


class ReleaseError(ImrDataError, ValueError):
    """A release is incomplete or wrong, or what it names is not what it says."""


class UnresolvedError(ReleaseError):
    """A release holds pins that were never looked up.

    Examples
    --------
    >>> print(UnresolvedError.of(["image.gpu.digest"], where="serve/release.toml"))
    serve/release.toml: unresolved: image.gpu.digest; run python -m serve pins on a machine that reaches the registries.
    """

    @classmethod
    def of(cls, keys: Sequence[str], *, where: str) -> UnresolvedError:
        """Return the error that names these keys."""
        return cls(
            f"unresolved: {', '.join(keys)}",
            where=where,
            mend="run python -m serve pins on a machine that reaches the registries",
        )


class WithheldError(ImrDataError):
    """As many answers as allowed were asked for, and none passed the checks.

    ``reasons`` holds, for each answer, the checks that it failed.
    """

    reasons: tuple[tuple[str, ...], ...] = ()
