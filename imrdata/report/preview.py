"""A preview as HTML: a page of its own, or a part of a notebook; either loads nothing and needs no script.

In: the plain data of `imrdata.report.preview_data`. Out: HTML, with all that comes from data escaped. Room: report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from imrdata.cases.explain import ROLE_COLOURS
from imrdata.llm.request import canonical_json
from imrdata.report.preview_data import segments

__all__ = ["render_preview", "render_preview_part"]


def render_preview(data: Mapping[str, Any]) -> str:
    """Return a whole page."""
    return _render(data, page=True)


def render_preview_part(data: Mapping[str, Any]) -> str:
    """Return the same without head and body, for a page that has them."""
    return _render(data, page=False)


def _render(data: Mapping[str, Any], *, page: bool) -> str:
    # Several previews may stand in one notebook: what a link leads to has a name of its own in each.
    prefix = f"p{hashlib.sha256(canonical_json(data).encode()).hexdigest()[:8]}"
    return _template().render(
        data=data,
        page=page,
        prefix=prefix,
        colours={role: colour for role, (_, colour) in ROLE_COLOURS.items()},
        segments=segments,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("imrdata.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("preview.html.j2")
