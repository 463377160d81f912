"""Licenses: a lattice over a chain of models, and a policy that refuses before money is spent."""

from __future__ import annotations

import pickle
from functools import reduce
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.authors import check_authors
from imrdata.errors import RecipeError
from imrdata.llm.catalog import OBLIGATIONS, OUTPUT_TERMS, Model, load_catalog
from imrdata.llm.license_page import main, render_page
from imrdata.llm.licenses import PERMISSIVE, POLICIES, ROLES, LicensePolicy, Terms, join
from imrdata.llm.prices import load_prices
from imrdata.llm.spdx import conjuncts, license_expression
from imrdata.recipe import Recipe

ROOT = Path(__file__).resolve().parents[2]
CATALOG = load_catalog()
WORDS = "The maintainers decided so on 2026-11-26, after counsel had read the terms."

#: SPDX expressions as people write them: nested, repeated, with parentheses that say nothing.
IDENTIFIERS = st.sampled_from(
    ["MIT", "Apache-2.0", "CC-BY-4.0", "LicenseRef-x", "GPL-2.0-only WITH Classpath-exception-2.0"]
)
EXPRESSIONS = st.recursive(
    IDENTIFIERS,
    lambda inner: st.one_of(
        st.builds("({})".format, inner),
        st.builds("{} AND {}".format, inner, inner),
        st.builds("{} OR {}".format, inner, inner),
        st.builds("({}) AND ({})".format, inner, inner),
    ),
    max_leaves=8,
)
TERMS = st.builds(
    Terms,
    licenses=st.lists(EXPRESSIONS, max_size=3).map(lambda parts: frozenset().union(*map(conjuncts, parts))),
    obligations=st.frozensets(st.sampled_from(sorted(OBLIGATIONS))),
    name_prefixes=st.frozensets(st.sampled_from(["Llama", "Other"])),
    outputs=st.sampled_from(OUTPUT_TERMS),
)


@given(TERMS, TERMS, TERMS)
def test_joining_is_associative_commutative_and_idempotent(a: Terms, b: Terms, c: Terms) -> None:
    assert (a | b) | c == a | (b | c)
    assert a | b == b | a
    assert a | a == a
    assert a | Terms() == a
    assert ((a | b) | c).expression == ((c | a) | b).expression


@given(TERMS, TERMS)
def test_joining_loses_nothing(a: Terms, b: Terms) -> None:
    both = a | b
    assert both.licenses >= a.licenses | b.licenses
    assert both.obligations >= a.obligations | b.obligations
    assert OUTPUT_TERMS.index(both.outputs) >= max(OUTPUT_TERMS.index(a.outputs), OUTPUT_TERMS.index(b.outputs))
    assert both | a == both


@given(st.lists(EXPRESSIONS, max_size=4), st.randoms())
def test_an_expression_has_one_form_whatever_the_order_and_the_nesting(parts: list[str], random: object) -> None:
    expression = license_expression(parts)
    shuffled = [*parts, *parts]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert license_expression(shuffled) == expression
    assert license_expression([expression]) == expression
    # Joined by pairs, as records are and then the dataset, or all at once.
    assert reduce(lambda left, right: license_expression([left, right]), parts, "") == expression
    assert license_expression(conjuncts(expression)) == expression


@given(st.lists(st.text(max_size=12), max_size=3))
def test_what_is_no_expression_stays_as_it_is_and_stops_nothing(parts: list[str]) -> None:
    assert isinstance(license_expression(parts), str)
    assert license_expression(["do what ("]) == "do what ("
    assert license_expression(["(" * 5000]) == "(" * 5000


def test_the_dataset_of_two_chains_names_each_license_once() -> None:
    records = ["Apache-2.0", "Apache-2.0 AND MIT", "MIT AND LicenseRef-Gemma-Terms"]
    assert license_expression(records) == "Apache-2.0 AND LicenseRef-Gemma-Terms AND MIT"


def test_a_chain_of_facts_denial_appeal_and_judge() -> None:
    facts, writer, judge = (CATALOG.get(name) for name in ("gemma-3-27b-it", "llama-3.3-70b-instruct", "gpt-6-luna"))
    parts = [Terms.of(facts), Terms.of(writer), Terms.of(writer), Terms.of(judge, role="judge")]
    chain = join(parts)
    assert chain.expression == (
        "LicenseRef-Gemma-Terms AND LicenseRef-Llama-3.3-Community AND LicenseRef-OpenAI-Services-Agreement"
    )
    assert {"flow_down", "naming", "no_competing_model"} <= chain.obligations
    assert chain.name_prefixes == {"Llama"}
    # A judge's text is not trained on, so what its terms say of outputs is not what binds.
    assert chain.outputs == "conditional"
    assert Terms.of(judge).outputs == "forbidden"
    assert {join(order) for order in permutations(parts)} == {chain}
    assert pickle.loads(pickle.dumps(chain)) == chain


@pytest.mark.parametrize("model", list(CATALOG), ids=lambda model: model.id)
@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("role", ROLES)
def test_every_verdict_on_every_shipped_model(model: Model, name: str, role: str) -> None:
    verdict = LicensePolicy(name=name).verdict(model, role)
    hosted = model.client in ("openai", "anthropic")
    permissive = conjuncts(model.weights_license) <= PERMISSIVE and not model.outputs_obligations
    expected = {
        "any-allowed": role == "judge" or not hosted,
        "open-weights-only": not hosted,
        "permissive-only": permissive,
    }[name]
    assert verdict.allowed is expected
    assert (verdict.model, verdict.role) == (model.id, role)
    assert verdict.reason.endswith(".")
    assert (verdict.mend == "") is verdict.allowed
    assert verdict.mend in verdict.reason


@pytest.mark.parametrize("model_id", ["gpt-6-luna", "claude-opus-5-5"])
def test_a_hosted_model_judges_and_writes_only_in_words(model_id: str) -> None:
    model = CATALOG.get(model_id)
    assert LicensePolicy().verdict(model, "judge").allowed
    refused = LicensePolicy().verdict(model, "writer")
    assert not refused.allowed
    assert "forbid" in refused.reason
    assert f"licenses.accept_terms.{model_id}" in refused.reason
    accepted = LicensePolicy(accept_terms={model_id: WORDS}).verdict(model, "writer")
    assert accepted.allowed
    assert WORDS.rstrip(".") in accepted.reason
    # Words answer the terms on outputs; they open no weights.
    closed = LicensePolicy(name="open-weights-only", accept_terms={model_id: WORDS}).verdict(model, "writer")
    assert "weights are not open" in closed.reason


def test_unclear_terms_are_refused_until_somebody_decides(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[odd]\nlike = "qwen3-8b"\noutputs_as_training_data = "unclear"\nweights_license = "LicenseRef-odd OR MIT"\n'
    )
    odd = load_catalog(path).get("odd")
    assert "is unclear" in LicensePolicy().verdict(odd, "writer").reason
    assert LicensePolicy(accept_terms={"odd": WORDS}).verdict(odd, "writer").allowed
    # One may choose, and MIT is permissive.
    assert LicensePolicy(name="permissive-only", accept_terms={"odd": WORDS}).verdict(odd, "writer").allowed


@pytest.mark.parametrize(
    ("allow", "model_id", "allowed"),
    [
        (("qwen3-8b",), "qwen3-8b", True),
        (("qwen3-8b",), "qwen3-32b", False),
        (("Apache-2.0",), "qwen3-32b", True),
        (("Apache-2.0",), "deepseek-r1-distill-qwen-32b", False),
        (("Apache-2.0", "MIT"), "deepseek-r1-distill-qwen-32b", True),
        (("LicenseRef-Llama-3.1-Community",), "llama-3.1-8b-instruct", True),
        (("gpt-6-luna",), "gpt-6-luna", False),
        (("qwen3-8b",), "baseline", True),
    ],
)
def test_a_list_narrows_and_never_widens(allow: tuple[str, ...], model_id: str, allowed: bool) -> None:
    verdict = LicensePolicy(allow=allow).verdict(CATALOG.get(model_id), "writer")
    assert verdict.allowed is allowed, verdict.reason


@pytest.mark.parametrize("words", ["", "yes", "I said so"])
def test_an_override_is_a_sentence(words: str) -> None:
    with pytest.raises(RecipeError, match="that is no sentence; say who decided"):
        LicensePolicy(accept_terms={"gpt-6-luna": words})


def test_a_wrong_policy_role_or_override_is_named() -> None:
    with pytest.raises(RecipeError, match="there is no policy 'none'; use any-allowed"):
        LicensePolicy(name="none")
    with pytest.raises(RecipeError, match="'king' is no role"):
        LicensePolicy().verdict(CATALOG.get("baseline"), "king")
    with pytest.raises(RecipeError, match="the recipe asks no such model; name one of qwen3-8b"):
        LicensePolicy(accept_terms={"gpt-7": WORDS}).check([(CATALOG.get("qwen3-8b"), "writer")])


def recipe(*authors: str, **licenses: object) -> Recipe:
    return Recipe(name="r", authors=[{"author": author} for author in authors], licenses=licenses)


def test_a_recipe_is_refused_at_the_start_or_let_through() -> None:
    check_authors(recipe("baseline", "qwen3-8b", policy="permissive-only"), catalog=CATALOG)
    check_authors(recipe("gpt-6-luna", accept_terms={"gpt-6-luna": WORDS}), catalog=CATALOG)
    with pytest.raises(RecipeError, match="gpt-6-luna as writer: its terms forbid training"):
        check_authors(recipe("baseline", "gpt-6-luna"), catalog=CATALOG)
    with pytest.raises(RecipeError, match=r"LicenseRef-Llama-3\.1-Community is not permissive"):
        check_authors(recipe("llama-3.1-8b-instruct", policy="permissive-only"), catalog=CATALOG)
    with pytest.raises(RecipeError, match="is in no catalogue"):
        check_authors(recipe("nobody"), catalog=CATALOG)


def test_the_policy_is_no_part_of_a_fingerprint_and_prices_are_no_part_of_an_output() -> None:
    assert not {"license", "weights_license", "policy"} & set(CATALOG.get("qwen3-8b").identity)
    plain = recipe("qwen3-8b")
    assert plain.sha256 != recipe("qwen3-8b", policy="permissive-only").sha256
    assert plain.sha256 == plain.model_copy(update={"prices": "mine.toml"}).sha256


def test_the_page_is_current(tmp_path: Path) -> None:
    """If this fails: python -m imrdata.llm.license_page docs/licenses.md"""
    page = render_page(load_catalog(), load_prices())
    assert (ROOT / "docs" / "licenses.md").read_text(encoding="utf-8") == page
    assert main([str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page
    for model in CATALOG:
        assert model.client == "rules" or f"`{model.id}`" in page
    with pytest.raises(RecipeError, match="one file"):
        main([])
