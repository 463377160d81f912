"""The evaluation as one HTML page that loads nothing from elsewhere, and as the JSON that it shows.

In: the result of `serve.evaluation.evaluate`. Out: files in a folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from imrdata.errors import RunFolderError

__all__ = ["render_page", "write_evaluation"]


def render_page(result: Mapping[str, Any]) -> str:
    """Return the page; everything that comes from data is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("evaluation.html.j2").render(result=result)


def write_evaluation(folder: Path, *, result: Mapping[str, Any], letters: Sequence[Mapping[str, Any]]) -> list[Path]:
    """Write ``evaluation.json``, ``evaluation.html`` and ``letters.jsonl``; return their paths.

    Raises
    ------
    RunFolderError
        The folder can't be written.
    """
    contents = {
        "evaluation.json": json.dumps(result, indent=2, ensure_ascii=False, sort_keys=True) + "\n",
        "evaluation.html": render_page(result),
        "letters.jsonl": "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in letters),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunFolderError(f"can't be written ({error.strerror})", where=str(folder)) from None
    return [folder / name for name in contents]
