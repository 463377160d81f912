"""Licenses as a lattice, and the policy that says which models may write.

In: entries of the catalogue. Out: the `Terms` of a record, joined over every model in its chain (who stated its facts,
who wrote the denial and the appeal, and a judge that selected it); and a `Verdict` for each model before any money is
spent. Joining is associative, commutative and idempotent, so neither order nor repetition changes a license. Licenses
are no part of a request's fingerprint: another policy emits anew without a call. Facts with dates, no legal advice.
Room: llm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Final, Self

from imrdata.errors import RecipeError
from imrdata.llm.catalog import OUTPUT_TERMS, Model
from imrdata.llm.spdx import conjuncts, license_expression

__all__ = ["PERMISSIVE", "POLICIES", "ROLES", "LicensePolicy", "Terms", "Verdict", "join"]

#: What a model does in a chain. What a judge says is not trained on; what a writer says is.
ROLES: Final = ("writer", "judge")

#: Licenses that ask for no more than that their notices be kept.
PERMISSIVE: Final = frozenset({"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT"})

#: The policies a recipe can name. Each holds for all models of a recipe; `unclear` and `forbidden` need words besides.
POLICIES: Final[Mapping[str, str]] = {
    "any-allowed": "writers are models whose terms let one train on what they write, with conditions or without",
    "open-weights-only": "writers and judges are models whose weights anybody can get; conditions go onto the card",
    "permissive-only": "writers and judges are models under a permissive license that sets no terms on outputs",
}

#: So that an override is a sentence somebody stands by, not a "yes".
_LEAST_WORDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What binds a text: the licenses of all who had a part in it, and what they ask for. ``|`` joins two.

    Attributes
    ----------
    licenses
        SPDX expressions, none of which is a conjunction.
    obligations
        Keys of `imrdata.llm.catalog.OBLIGATIONS`.
    name_prefixes
        The words that a tuned model's name has to bear.
    outputs
        The strictest of the writers' terms on outputs as training data, one of `OUTPUT_TERMS`.

    Examples
    --------
    >>> from imrdata.llm.catalog import load_catalog
    >>> catalog = load_catalog()
    >>> chain = Terms.of(catalog.get("qwen3-8b")) | Terms.of(catalog.get("llama-3.1-8b-instruct"))
    >>> chain.expression, sorted(chain.obligations), chain.outputs
    ('Apache-2.0 AND LicenseRef-Llama-3.1-Community', ['naming', 'use_restrictions'], 'conditional')
    """

    licenses: frozenset[str] = frozenset()
    obligations: frozenset[str] = frozenset()
    name_prefixes: frozenset[str] = frozenset()
    outputs: str = OUTPUT_TERMS[0]

    @classmethod
    def of(cls, model: Model, *, role: str = "writer") -> Self:
        """Return the terms that a model brings into a chain.

        A judge's license and obligations count too, as it chose the record; its text does not, as it is not in it.
        """
        return cls(
            licenses=conjuncts(model.weights_license),
            obligations=frozenset(model.outputs_obligations),
            name_prefixes=frozenset({model.name_prefix} - {""}),
            outputs=model.outputs_as_training_data if role == "writer" else OUTPUT_TERMS[0],
        )

    def __or__(self, other: Terms) -> Terms:
        return Terms(
            licenses=self.licenses | other.licenses,
            obligations=self.obligations | other.obligations,
            name_prefixes=self.name_prefixes | other.name_prefixes,
            outputs=max(self.outputs, other.outputs, key=OUTPUT_TERMS.index),
        )

    @property
    def expression(self) -> str:
        """The licenses as one SPDX expression in canonical form; empty where nobody had a part."""
        return license_expression(self.licenses)


def join(terms: Iterable[Terms]) -> Terms:
    """Join any number of terms; of none, there is nothing that binds.

    Examples
    --------
    >>> join([]).expression
    ''
    """
    return reduce(Terms.__or__, terms, Terms())


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a policy lets a model do something.

    Attributes
    ----------
    model, role
        Whom it is about, and as what.
    allowed
        The verdict.
    because
        Why, without a full stop.
    mend
        What to do about a refusal; empty where there is none.
    """

    model: str
    role: str
    allowed: bool
    because: str
    mend: str = ""

    @property
    def reason(self) -> str:
        """The verdict's reason in one sentence, with the mend."""
        return f"{self.because}; {self.mend}." if self.mend else f"{self.because}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensePolicy:
    """Which models may write, and which may judge.

    Attributes
    ----------
    name
        One of `POLICIES`.
    allow
        If any are given: only these models (ids) or licenses (SPDX identifiers) may write. It narrows, never widens.
    accept_terms
        Model id to the words of whoever decided that its texts may be trained on although its terms forbid it or are
        unclear. The words go onto the dataset's card.

    Raises
    ------
    RecipeError
        There is no such policy, or an override is no sentence.

    Examples
    --------
    >>> from imrdata.llm.catalog import load_catalog
    >>> catalog, policy = load_catalog(), LicensePolicy()
    >>> policy.verdict(catalog.get("qwen3-8b"), "writer").allowed
    True
    >>> policy.verdict(catalog.get("gpt-6-luna"), "judge").allowed
    True
    >>> print(policy.verdict(catalog.get("gpt-6-luna"), "writer").reason[:75])
    its terms forbid training on what it writes (OpenAI Services Agreement, 3.3
    """

    name: str = "any-allowed"
    allow: tuple[str, ...] = ()
    accept_terms: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.name not in POLICIES:
            raise RecipeError(
                f"there is no policy {self.name!r}", where="licenses.policy", mend=f"use {', '.join(POLICIES)}"
            )
        for model_id, words in self.accept_terms.items():
            if len(words.split()) < _LEAST_WORDS:
                raise RecipeError(
                    "that is no sentence",
                    where=f"licenses.accept_terms.{model_id}",
                    mend="say who decided, and why these texts may be trained on",
                )

    def verdict(self, model: Model, role: str) -> Verdict:
        """Say whether a model may have a role, and why."""
        if role not in ROLES:
            raise RecipeError(f"{role!r} is no role", mend=f"use {', '.join(ROLES)}")
        if model.client == "rules":
            return _allowed(model, role, "it is rule-based, no model")
        return (
            self._terms(model, role) or self._named(model, role) or self._listed(model, role) or self._yes(model, role)
        )

    def check(self, models: Iterable[tuple[Model, str]]) -> tuple[Verdict, ...]:
        """Return the verdict on each model and role; raise for the first refusal. Call it before money is spent.

        Raises
        ------
        RecipeError
            A model is refused, or `accept_terms` names one that has no part.
        """
        asked = list(models)
        known = sorted({model.id for model, _ in asked})
        for model_id in self.accept_terms:
            if model_id not in known:
                raise RecipeError(
                    "the recipe asks no such model",
                    where=f"licenses.accept_terms.{model_id}",
                    mend=f"name one of {', '.join(known)}, or leave it out",
                )
        verdicts = tuple(self.verdict(model, role) for model, role in asked)
        for verdict in verdicts:
            if not verdict.allowed:
                raise RecipeError(verdict.because, where=f"{verdict.model} as {verdict.role}", mend=verdict.mend)
        return verdicts

    def _terms(self, model: Model, role: str) -> Verdict | None:
        """Refuse a writer whose texts may not, or perhaps not, be trained on, unless somebody took it on in words."""
        if role == "judge" or model.id in self.accept_terms:
            return None
        problems = {
            "forbidden": "its terms forbid training on what it writes",
            "unclear": "whether one may train on what it writes is unclear",
        }
        problem = problems.get(model.outputs_as_training_data)
        if problem is None:
            return None
        return _refused(
            model,
            role,
            f"{problem} ({model.source})",
            f"ask a model of open weights, or say under licenses.accept_terms.{model.id} who decided otherwise and why",
        )

    def _named(self, model: Model, role: str) -> Verdict | None:
        """Refuse what the named policy does not admit."""
        other = "ask another model, or name another policy under licenses.policy"
        if self.name == "open-weights-only" and not model.open_weights:
            return _refused(model, role, f"its weights are not open, and the policy is {self.name}", other)
        if self.name == "permissive-only":
            if odd := _outside(model.weights_license, PERMISSIVE):
                return _refused(model, role, f"{odd[0]} is not permissive, and the policy is {self.name}", other)
            if model.outputs_obligations:
                asked = ", ".join(model.outputs_obligations)
                return _refused(model, role, f"its terms ask for {asked}, and the policy is {self.name}", other)
        return None

    def _listed(self, model: Model, role: str) -> Verdict | None:
        """Refuse a writer that a list of allowed ones leaves out."""
        if role == "judge" or not self.allow or model.id in self.allow:
            return None
        if missing := _outside(model.weights_license, self.allow):
            return _refused(
                model,
                role,
                f"neither it nor {missing[0]} is in licenses.allow",
                f"add {model.id} or {missing[0]} to it",
            )
        return None

    def _yes(self, model: Model, role: str) -> Verdict:
        if role == "judge":
            return _allowed(
                model, role, "what a judge says is not trained on; its license joins the records it selects"
            )
        if model.id in self.accept_terms:
            return _allowed(model, role, f"somebody decided so: {self.accept_terms[model.id].rstrip('.')}")
        if model.outputs_obligations:
            return _allowed(model, role, f"its terms allow it and ask for {', '.join(model.outputs_obligations)}")
        return _allowed(model, role, "its terms set no condition")


def _outside(expression: str, admitted: Collection[str]) -> list[str]:
    """Return the licenses that all apply and are not admitted; where one may choose, one admitted choice will do."""
    return sorted(
        part for part in conjuncts(expression) if part not in admitted and not set(part.split(" OR ")) & set(admitted)
    )


def _allowed(model: Model, role: str, because: str) -> Verdict:
    return Verdict(model=model.id, role=role, allowed=True, because=because)


def _refused(model: Model, role: str, because: str, mend: str) -> Verdict:
    return Verdict(model=model.id, role=role, allowed=False, because=because, mend=mend)
