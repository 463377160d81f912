"""The page a researcher opens: a run's summary as one HTML file that loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["render_page"]


def render_page(
    summary: Mapping[str, Any],
    *,
    examples: Sequence[Mapping[str, Any]],
    recipe: Mapping[str, Any],
    corpus: Mapping[str, Any],
) -> str:
    """Return the page. All that comes from data is escaped; letters and Findings are never trusted as HTML."""
    environment = Environment(
        loader=PackageLoader("imrdata.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        summary=summary, examples=examples, recipe=recipe, corpus=corpus
    )
