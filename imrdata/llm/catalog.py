"""What is known of each model: who it is, and what may be done with what it writes.

In: the shipped `catalog.toml`, and a file of the user's own in the same form. Out: frozen `Model` entries
whose `identity` goes into every request's fingerprint, and whose license words go onto every dataset's card.
An unknown model has no entry and is refused. Room: llm.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from imrdata.errors import RecipeError

__all__ = ["CLIENT_KINDS", "OUTPUT_TERMS", "UNRESOLVED", "Catalog", "Model", "load_catalog"]

#: How a model is reached; ``rules`` is no model and is never asked.
CLIENT_KINDS: Final = ("embedded", "compatible", "openai", "anthropic", "scripted", "rules")

#: Whether what the model writes may be trained on.
OUTPUT_TERMS: Final = ("allowed", "conditional", "forbidden", "unclear")

#: Stands where a pin could not be looked up. Nothing is ever invented in its place.
UNRESOLVED: Final = "unresolved"

_SPDX: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*( (AND|OR|WITH) [A-Za-z0-9][A-Za-z0-9.+-]*)*")
_ENVIRONMENT_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One entry of the catalogue.

    Attributes
    ----------
    id
        The name recipes use.
    client
        One of `CLIENT_KINDS`.
    provider
        Whose service computes the answer; ``self-hosted`` where the user does.
    served_name
        The name sent to the server.
    revision, quantisation, template_hash
        Which weights, in which precision, under which chat template; `UNRESOLVED` where not known.
    weights_license
        SPDX expression, or ``LicenseRef-…``.
    outputs_as_training_data
        One of `OUTPUT_TERMS`.
    outputs_terms
        The same in words.
    attribution
        What to print where the model's texts are used.
    source, read_on
        Title of the text that says so, and the date it was read.
    base_url, api_key_env
        Where a ``compatible`` server is, and the name of the environment variable that holds its key. They
        are transport: the fingerprint leaves them out.
    """

    id: str
    client: str
    provider: str
    served_name: str
    revision: str
    quantisation: str
    template_hash: str
    weights_license: str
    outputs_as_training_data: str
    outputs_terms: str
    attribution: str
    source: str
    read_on: datetime.date
    base_url: str = ""
    api_key_env: str = ""

    @property
    def identity(self) -> dict[str, str]:
        """What of the model can change an answer, as `Request.identity` wants it."""
        return {
            "provider": self.provider,
            "model": self.served_name,
            "revision": self.revision,
            "quantisation": self.quantisation,
            "template_hash": self.template_hash,
        }

    def to_dict(self) -> dict[str, str]:
        """Return the entry as plain data, the date in ISO form."""
        return {each.name: str(getattr(self, each.name)) for each in fields(self)}


class Catalog:
    """The models that are known, by id.

    Parameters
    ----------
    models
        The entries; ids are unique.

    Examples
    --------
    >>> catalog = load_catalog()
    >>> catalog.get("smollm2-135m-instruct").weights_license
    'Apache-2.0'
    >>> "baseline" in catalog.ids
    True
    """

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = dict(models)

    @property
    def ids(self) -> tuple[str, ...]:
        """All known ids, sorted."""
        return tuple(sorted(self._models))

    def __iter__(self) -> Iterator[Model]:
        return (self._models[model_id] for model_id in self.ids)

    def __len__(self) -> int:
        return len(self._models)

    def __repr__(self) -> str:
        return f"Catalog({', '.join(self.ids)})"

    def get(self, model_id: str) -> Model:
        """Return the entry of a model.

        Raises
        ------
        RecipeError
            There is none; the message lists the ids that are known.
        """
        if model_id not in self._models:
            raise RecipeError(
                f"the model {model_id!r} is in no catalogue",
                mend=f"use one of {', '.join(self.ids)}, or describe it in a catalogue file of your own",
            )
        return self._models[model_id]


def load_catalog(extra: Path | None = None) -> Catalog:
    """Read the shipped catalogue and, if given, a file of the user's own.

    Parameters
    ----------
    extra
        A TOML file in the form of the shipped one. It can add models, not redefine shipped ones: a record's
        license must not depend on which file was read last.

    Raises
    ------
    RecipeError
        The file can't be read, or an entry has an unknown, missing or wrong key.

    Examples
    --------
    >>> load_catalog().get("baseline").served_name
    'rule-based, no model'
    """
    shipped = files("imrdata.llm").joinpath("catalog.toml").read_text(encoding="utf-8")
    models = _parse(shipped, where="the shipped catalogue")
    if extra is not None:
        where = str(extra)
        try:
            text = extra.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise RecipeError(f"the catalogue can't be read ({reason})", where=where, mend="name a TOML file") from None
        for model_id, model in _parse(text, where=where).items():
            if model_id in models:
                raise RecipeError(
                    f"the model {model_id!r} is in the shipped catalogue",
                    where=where,
                    mend="give yours another id",
                )
            models[model_id] = model
    return Catalog(models)


def _parse(text: str, *, where: str) -> dict[str, Model]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"not TOML ({error})", where=where, mend="mend that line") from None
    return {model_id: _model(model_id, table, where=where) for model_id, table in tables.items()}


def _model(model_id: str, table: Any, *, where: str) -> Model:
    """Make an entry of a table; what is wrong with it is said in one sentence."""
    where = f"{where}, [{model_id}]"
    if not isinstance(table, dict):
        raise RecipeError("not a table", where=where, mend="write the model's keys under a header [its-id]")
    optional = {"base_url", "api_key_env"}
    known = {each.name for each in fields(Model)} - {"id"}
    if unknown := sorted(set(table) - known):
        raise RecipeError(f"unknown key {unknown[0]!r}", where=where, mend=f"use {', '.join(sorted(known))}")
    if missing := sorted(known - optional - set(table)):
        raise RecipeError(f"{missing[0]!r} is missing", where=where, mend="add it; every model needs it")
    for name, value in table.items():
        if name == "read_on":
            if type(value) is not datetime.date:
                raise RecipeError("'read_on' is no date", where=where, mend="write it as 2026-11-23, unquoted")
        elif not isinstance(value, str) or (not value.strip() and name not in optional):
            raise RecipeError(f"{name!r} is no text", where=where, mend="give it a text in quotes")
    for name, allowed in (("client", CLIENT_KINDS), ("outputs_as_training_data", OUTPUT_TERMS)):
        if table[name] not in allowed:
            raise RecipeError(f"{name!r} is {table[name]!r}", where=where, mend=f"use {', '.join(allowed)}")
    if not _SPDX.fullmatch(table["weights_license"]):
        raise RecipeError(
            "'weights_license' is no SPDX expression", where=where, mend="use one, or LicenseRef-its-name"
        )
    key_name = table.get("api_key_env", "")
    if key_name and not _ENVIRONMENT_NAME.fullmatch(key_name):
        # The value stays out of the sentence: somebody may have put the key itself there.
        raise RecipeError(
            "'api_key_env' is no name of an environment variable",
            where=where,
            mend="name the variable, not the key",
        )
    return Model(id=model_id, **table)
