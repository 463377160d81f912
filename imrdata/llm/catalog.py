"""What is known of each model: who it is, and what may be done with what it writes.

In: the shipped `catalog.toml`, and a file of the user's own in the same form. Out: frozen `Model` entries
whose `identity` goes into every request's fingerprint, and whose license words go onto every dataset's card.
An unknown model has no entry and is refused. Where a model is served is the user's to say: a table ``[servers]`` in
the own file gives a shipped entry its address, and changes neither its identity nor its terms. Room: llm.
"""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from imrdata.errors import RecipeError

__all__ = ["CLIENT_KINDS", "OBLIGATIONS", "OUTPUT_TERMS", "UNRESOLVED", "Catalog", "Model", "load_catalog"]

#: How a model is reached; ``rules`` is no model and is never asked.
CLIENT_KINDS: Final = ("embedded", "compatible", "openai", "anthropic", "scripted", "rules")

#: Whether what the model writes may be trained on, from the least that stands in the way to the most.
OUTPUT_TERMS: Final = ("allowed", "conditional", "unclear", "forbidden")

#: What terms can ask of who trains on a model's texts, and of what is made of them.
OBLIGATIONS: Final[Mapping[str, str]] = {
    "attribution": "Print the model's attribution where its texts, or a model trained on them, are passed on.",
    "flow_down": "Bind whoever receives a model trained on these texts to the same use restrictions.",
    "license_copy": "Give a copy of the license to whoever receives a model trained on these texts.",
    "naming": "A distributed model that was trained on these texts bears the prescribed word in its name.",
    "no_competing_model": "Don't use these texts to develop a model that competes with the provider's.",
    "prior_authorization": "Train a model on these texts only with the provider's prior authorization.",
    "share_alike": "Pass on what is derived from these texts under the same license only.",
    "use_restrictions": "Keep to the model's acceptable-use policy.",
}

#: A user's own table of addresses; no model can have this name.
_SERVERS: Final = "servers"
_WEIGHTS: Final = ("open", "closed")
_OPTIONAL: Final = {
    "api_key_env",
    "base_url",
    "checked",
    "name_prefix",
    "outputs_obligations",
    "served_as",
    "weights",
}

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
        SPDX expression, or ``LicenseRef-…``: of the weights, or of the service where they are not given out.
    outputs_as_training_data
        One of `OUTPUT_TERMS`.
    outputs_terms
        The same in words.
    attribution
        What to print where the model's texts are used.
    source, read_on
        Title of the text that says so, and the date it was read.
    outputs_obligations
        What that text asks of who trains on the outputs: keys of `OBLIGATIONS`, sorted.
    name_prefix
        The word that ``naming`` prescribes.
    checked
        Which text this entry was compared with, and of what date; or that none was found.
    weights
        ``open`` or ``closed``; empty: as client and provider let one expect (see `open_weights`).
    base_url, api_key_env, served_as
        Where a ``compatible`` server is, the name of the environment variable that holds its key, and the name the
        model has there, if another. They are transport: the fingerprint leaves them out.
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
    outputs_obligations: tuple[str, ...] = ()
    name_prefix: str = ""
    checked: str = ""
    weights: str = ""
    base_url: str = ""
    api_key_env: str = ""
    served_as: str = ""

    @property
    def open_weights(self) -> bool:
        """Whether anybody can get the weights; a service of others counts as closed unless its entry says otherwise."""
        if self.weights:
            return self.weights == "open"
        return self.client in ("embedded", "rules") or self.provider == "self-hosted"

    @property
    def wire_name(self) -> str:
        """The model's name where it is served."""
        return self.served_as or self.served_name

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
        """Return the entry as plain data: the date in ISO form, obligations with commas between."""
        data = {each.name: str(getattr(self, each.name)) for each in fields(self)}
        return data | {"outputs_obligations": ", ".join(self.outputs_obligations)}


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
            There is none; the message lists the ids that are known, or those that are near.
        """
        if model_id not in self._models:
            near = difflib.get_close_matches(model_id, self.ids, n=3) or self.ids
            raise RecipeError(
                f"the model {model_id!r} is in no catalogue",
                mend=f"use one of {', '.join(near)}, or describe it in a catalogue file of your own",
            )
        return self._models[model_id]


def load_catalog(extra: Path | None = None) -> Catalog:
    """Read the shipped catalogue and, if given, a file of the user's own.

    Parameters
    ----------
    extra
        A TOML file in the form of the shipped one. It can add models, not redefine shipped ones: a record's
        license must not depend on which file was read last. Two shortcuts: ``[servers.ID]`` with ``base_url``,
        ``api_key_env`` and ``served_as`` says where a known model is served; ``like = "ID"`` in an own entry takes
        over all keys it does not give, so that pinning a revision needs no copy of the license's terms.

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
    models: dict[str, Model] = {}
    for model_id, table in _tables(shipped, where="the shipped catalogue").items():
        models[model_id] = _model(model_id, table, where="the shipped catalogue", known=models)
    if extra is not None:
        where = str(extra)
        try:
            text = extra.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise RecipeError(f"the catalogue can't be read ({reason})", where=where, mend="name a TOML file") from None
        tables = _tables(text, where=where)
        servers = tables.pop(_SERVERS, {})
        for model_id, table in tables.items():
            if model_id in models:
                raise RecipeError(
                    f"the model {model_id!r} is in the shipped catalogue",
                    where=where,
                    mend=f"give yours another id, or only its address under [{_SERVERS}.{model_id}]",
                )
            models[model_id] = _model(model_id, table, where=where, known=models)
        _serve(models, servers, where=where)
    return Catalog(models)


def _tables(text: str, *, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"not TOML ({error})", where=where, mend="mend that line") from None


def _serve(models: dict[str, Model], servers: Any, *, where: str) -> None:
    """Give known models the addresses of a table ``[servers]``; nothing else of them can be set there."""
    if not isinstance(servers, dict):
        raise RecipeError(f"{_SERVERS!r} is no table", where=where, mend=f"write [{_SERVERS}.ID] and base_url under it")
    allowed = ("api_key_env", "base_url", "served_as")
    for model_id, table in servers.items():
        place = f"{where}, [{_SERVERS}.{model_id}]"
        if model_id not in models:
            raise RecipeError("no such model", where=place, mend=f"name one of {', '.join(sorted(models))}")
        if models[model_id].client != "compatible":
            raise RecipeError(
                f"its client is {models[model_id].client!r}", where=place, mend="only a compatible model has an address"
            )
        if not isinstance(table, dict) or not table.get("base_url"):
            raise RecipeError("'base_url' is missing", where=place, mend="add it")
        if unknown := sorted(set(table) - set(allowed)):
            raise RecipeError(
                f"{unknown[0]!r} can't be set here", where=place, mend=f"an address has {', '.join(allowed)}"
            )
        _check_values(table, where=place)
        models[model_id] = replace(models[model_id], **table)


def _model(model_id: str, table: Any, *, where: str, known: Mapping[str, Model]) -> Model:
    """Make an entry of a table; what is wrong with it is said in one sentence."""
    where = f"{where}, [{model_id}]"
    if not isinstance(table, dict):
        raise RecipeError("not a table", where=where, mend="write the model's keys under a header [its-id]")
    names = {each.name for each in fields(Model)} - {"id"}
    if unknown := sorted(set(table) - names - {"like"}):
        raise RecipeError(f"unknown key {unknown[0]!r}", where=where, mend=f"use like, {', '.join(sorted(names))}")
    if "like" in table:
        like = table["like"]
        if not isinstance(like, str) or like not in known:
            raise RecipeError(
                f"'like' names no known model ({like!r})", where=where, mend="name one that stands before"
            )
        table = {name: getattr(known[like], name) for name in names} | {k: v for k, v in table.items() if k != "like"}
        table["outputs_obligations"] = list(table["outputs_obligations"])
        # Open weights stay open, whoever serves them.
        table["weights"] = table["weights"] or _WEIGHTS[not known[like].open_weights]
    if missing := sorted(names - _OPTIONAL - set(table)):
        raise RecipeError(f"{missing[0]!r} is missing", where=where, mend="add it; every model needs it")
    _check_values(table, where=where)
    obligations = tuple(sorted(set(table.get("outputs_obligations", ()))))
    if table["outputs_as_training_data"] == "conditional" and not obligations:
        raise RecipeError(
            "'outputs_obligations' is missing",
            where=where,
            mend=f"say what 'conditional' asks for: {', '.join(OBLIGATIONS)}",
        )
    if ("naming" in obligations) != bool(table.get("name_prefix")):
        raise RecipeError("'naming' and 'name_prefix' go together", where=where, mend="give both or none")
    return Model(id=model_id, **{**table, "outputs_obligations": obligations})


def _check_values(table: Mapping[str, Any], *, where: str) -> None:
    """Check each value that a table gives."""
    for name, value in table.items():
        if name == "read_on":
            if type(value) is not datetime.date:
                raise RecipeError("'read_on' is no date", where=where, mend="write it as 2026-11-23, unquoted")
        elif name == "outputs_obligations":
            if not isinstance(value, list) or not all(isinstance(each, str) and each in OBLIGATIONS for each in value):
                raise RecipeError(
                    "'outputs_obligations' is no list of known words", where=where, mend=f"use {', '.join(OBLIGATIONS)}"
                )
        elif not isinstance(value, str) or (not value.strip() and name not in _OPTIONAL):
            raise RecipeError(f"{name!r} is no text", where=where, mend="give it a text in quotes")
    choices = (("client", CLIENT_KINDS), ("outputs_as_training_data", OUTPUT_TERMS), ("weights", ("", *_WEIGHTS)))
    for name, allowed in choices:
        if name in table and table[name] not in allowed:
            raise RecipeError(
                f"{name!r} is {table[name]!r}", where=where, mend=f"use {', '.join(filter(None, allowed))}"
            )
    if not _SPDX.fullmatch(table.get("weights_license", "NONE")):
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
