"""Is this installation whole? Versions, extras, the embedded model's file, and a short self-test."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import Any, Final

from imrdata.cases.findings import add_sentences, role_counts
from imrdata.cases.read import read_imr
from imrdata.data import sample
from imrdata.letters.axes import sample_axes
from imrdata.letters.baseline import write_denial
from imrdata.letters.views import DenialView
from imrdata.llm.clients.embedded import embedded_available, find_model_file

__all__ = ["diagnose"]

#: Extra → the module that shows that it is installed.
_EXTRAS: Final = {
    "local": "xllamacpp",
    "openai": "openai",
    "anthropic": "anthropic",
    "spark": "pyspark",
    "quality": "great_expectations",
    "notebooks": "nbclient",
    "web": "django",
}


def diagnose() -> dict[str, Any]:
    """Return what is installed and whether the main path works.

    Returns
    -------
    dict
        ``imrdata`` and ``python`` versions, ``dependencies`` (name → version, ``missing`` where there is none),
        ``extras`` (name → installed or the command that installs it), ``embedded_model`` (available, sentence, file
        present) and ``self_test`` (ok, sentence). Needs no network.

    Examples
    --------
    >>> diagnose()["self_test"]["ok"]
    True
    """
    available, sentence = embedded_available()
    return {
        "imrdata": _version("imrdata"),
        "python": platform.python_version(),
        "dependencies": {name: _version(name) for name in _base_dependencies()},
        "extras": {
            name: "installed" if find_spec(module) else f"not installed: pip install 'imrdata[{name}]'"
            for name, module in _EXTRAS.items()
        },
        "embedded_model": {
            "available": available,
            "sentence": sentence,
            "file": model.name if (model := find_model_file()) else None,
        },
        "self_test": _self_test(),
    }


def _base_dependencies() -> list[str]:
    """Return the names of what imrdata itself declares that it needs."""
    declared = requires("imrdata") or []
    names = [line.split(";")[0] for line in declared if "extra ==" not in line]
    return sorted(
        "".join(c for c in name.split("[")[0].split(">")[0].split("=")[0].split("<")[0] if not c.isspace())
        for name in names
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _self_test() -> dict[str, Any]:
    """Walk the shipped sample up to a first letter."""
    data = read_imr(sample())
    cases = add_sentences(data.cases)
    views = [DenialView.from_case(case) for case in cases.iter_rows(named=True)]
    view = next(view for view in views if view.request)
    letter = write_denial(view, sample_axes(view, seed=0))
    ok = data.books.rows_in == data.books.cases > 0 and role_counts(cases)["request"] > 0 and len(letter.split()) > 80
    what = f"{data.books.cases} sample cases read, sentences cut, a letter of {len(letter.split())} words written"
    return {"ok": ok, "sentence": what if ok else f"the sample does not come out as it should ({what})"}
