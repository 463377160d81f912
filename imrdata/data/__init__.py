"""What an installed package needs at hand: the fictional sample, the demo recipe, templates."""

from __future__ import annotations

from pathlib import Path

__all__ = ["packaged", "sample"]


def packaged(name: str) -> Path:
    """Return the path of a packaged file.

    Examples
    --------
    >>> packaged("sample").is_dir()
    True
    """
    return Path(__file__).parent / name


def sample(name: str = "fictional_v1.csv") -> Path:
    """Return the path of a file of the fictional sample; see README.md beside it."""
    return packaged("sample") / name
