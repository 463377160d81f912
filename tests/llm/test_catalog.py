"""The catalogue: shipped entries, a user's own, and one clear sentence for each mistake in it."""

from __future__ import annotations

import dataclasses
import datetime
import pickle
import re
from pathlib import Path

import pytest

from imrdata.errors import RecipeError
from imrdata.llm.catalog import UNRESOLVED, Model, load_catalog
from imrdata.llm.clients import Client
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.clients.make import make_client
from imrdata.llm.licenses import PERMISSIVE, Terms
from imrdata.llm.spdx import conjuncts

OWN = """
[mine]
client = "compatible"
provider = "self-hosted"
served_name = "tiny"
revision = "unresolved"
quantisation = "none"
template_hash = "unresolved"
weights_license = "LicenseRef-mine"
outputs_as_training_data = "unclear"
outputs_terms = "Not read yet."
attribution = "me"
source = "my notes"
read_on = 2026-11-01
base_url = "http://localhost:8000"
api_key_env = "MY_KEY"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    return path


def test_shipped_entries() -> None:
    catalog = load_catalog()
    assert len(catalog) >= 30
    smol = catalog.get("smollm2-135m-instruct")
    assert (smol.client, smol.weights_license, smol.quantisation) == ("embedded", "Apache-2.0", "Q4_1")
    assert "rule-based, no model" in catalog.get("baseline").served_name
    kinds = {
        "Mistral",
        "Mixtral",
        "Qwen3",
        "gpt-oss",
        "OLMo",
        "Olmo",
        "DeepSeek",
        "SmolLM",
        "Llama",
        "gemma",
        "Nemotron",
    }
    named = " ".join(model.served_name for model in catalog)
    assert not [kind for kind in kinds if kind not in named]
    assert {model.client for model in catalog} == {"embedded", "compatible", "openai", "anthropic", "rules"}


@pytest.mark.parametrize("model", list(load_catalog()), ids=lambda model: model.id)
def test_what_every_shipped_entry_says_of_itself(model: Model) -> None:
    """Each says what it was compared with; nothing is pinned that nobody looked up; no address is ours to give."""
    assert model.checked
    assert model.read_on >= datetime.date(2026, 11, 23)
    assert model.base_url == model.served_as == ""
    if model.client not in ("embedded", "rules"):
        assert (model.revision, model.template_hash) == (UNRESOLVED, UNRESOLVED)
    hosted = model.client in ("openai", "anthropic")
    assert model.open_weights is not hosted
    assert (model.api_key_env != "") is hosted
    assert (model.outputs_as_training_data == "allowed") is (model.outputs_obligations == ())
    if hosted:
        assert model.outputs_as_training_data == "forbidden"
        assert "no_competing_model" in model.outputs_obligations
    llama = "Llama" in model.served_name
    assert (model.name_prefix == "Llama") is llama


def test_permissive_licenses_ask_for_nothing() -> None:
    for model in load_catalog():
        if conjuncts(model.weights_license) <= PERMISSIVE:
            assert (model.outputs_as_training_data, model.outputs_obligations) == ("allowed", ())


def test_an_address_is_given_without_touching_identity_or_terms(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[servers."qwen3-8b"]\nbase_url = "http://127.0.0.1:8000/v1"\nserved_as = "tiny"\napi_key_env = "MY_KEY"\n'
    )
    shipped, mine = load_catalog().get("qwen3-8b"), load_catalog(path).get("qwen3-8b")
    assert mine.identity == shipped.identity
    transport = {"base_url": "", "served_as": "", "api_key_env": ""}
    assert dataclasses.replace(mine, **transport) == shipped
    assert repr(make_client(mine)) == "CompatibleClient('http://127.0.0.1:8000/v1', served_name='tiny')"
    with pytest.raises(RecipeError, match=r"add base_url under \[servers"):
        make_client(shipped)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[servers.nobody]\nbase_url = "http://x"', "no such model"),
        ('[servers.baseline]\nbase_url = "http://x"', "only a compatible model has an address"),
        ('[servers.claude-opus-5-5]\nbase_url = "http://x"', "only a compatible model has an address"),
        ('[servers.qwen3-8b]\nserved_as = "x"', "'base_url' is missing"),
        ('[servers.qwen3-8b]\nbase_url = "http://x"\nweights_license = "MIT"', "'weights_license' can't be set here"),
        ('[servers.qwen3-8b]\nbase_url = "http://x"\nrevision = "abc"', "'revision' can't be set here"),
        ("[servers.qwen3-8b]\nbase_url = 7", "'base_url' is no text"),
        ('[servers.qwen3-8b]\nbase_url = "http://x"\napi_key_env = "sk-planted-01"', "name the variable, not the key"),
        ("servers = 7", "'servers' is no table"),
        ("[servers]\nqwen3-8b = 7", "'base_url' is missing"),
    ],
)
def test_a_wrong_address_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=re.escape(said)) as caught:
        load_catalog(path)
    assert "sk-planted" not in str(caught.value)


def test_an_entry_like_another_takes_over_what_it_does_not_give(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[pinned]\nlike = "llama-3.1-8b-instruct"\nrevision = "abc"\nquantisation = "AWQ"\nbase_url = "http://x"\n'
        '[paid]\nlike = "pinned"\nprovider = "a-service"\n'
    )
    catalog = load_catalog(path)
    shipped, pinned, paid = (catalog.get(name) for name in ("llama-3.1-8b-instruct", "pinned", "paid"))
    assert pinned.identity == shipped.identity | {"revision": "abc", "quantisation": "AWQ"}
    assert Terms.of(pinned) == Terms.of(paid) == Terms.of(shipped)
    assert pinned.base_url == paid.base_url == "http://x"
    assert paid.open_weights
    path.write_text('[a]\nlike = "nobody"\n')
    with pytest.raises(RecipeError, match="'like' names no known model"):
        load_catalog(path)


def test_a_service_of_others_counts_as_closed_unless_its_entry_says_otherwise(own: Path) -> None:
    own.write_text(OWN.replace('"self-hosted"', '"somebody"'))
    assert not load_catalog(own).get("mine").open_weights
    own.write_text(OWN.replace('"self-hosted"', '"somebody"') + 'weights = "open"\n')
    assert load_catalog(own).get("mine").open_weights


def test_identity_holds_what_the_fingerprint_wants_and_no_address(own: Path) -> None:
    identity = load_catalog(own).get("mine").identity
    assert set(identity) == {"provider", "model", "revision", "quantisation", "template_hash"}
    assert "localhost" not in repr(identity)


def test_a_users_own_file_adds_to_the_shipped_one(own: Path) -> None:
    catalog = load_catalog(own)
    assert len(catalog) == len(load_catalog()) + 1
    model = catalog.get("mine")
    assert model.read_on == datetime.date(2026, 11, 1)
    assert model.to_dict()["read_on"] == "2026-11-01"
    client = make_client(model)
    assert isinstance(client, CompatibleClient)
    assert isinstance(client, Client)
    assert repr(client) == "CompatibleClient('http://localhost:8000/v1', served_name='tiny')"


def test_an_unknown_model_lists_the_known_ones_and_survives_pickling() -> None:
    with pytest.raises(
        RecipeError, match=r"baseline, .*smollm2-135m-instruct, .*a catalogue file of your own"
    ) as caught:
        load_catalog().get("who?")
    with pytest.raises(RecipeError, match=r"use one of gpt-oss-20b, .*or describe it"):
        load_catalog().get("gpt-oss-21b")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('client = "compatible"', 'client = "magic"', "embedded, compatible"),
        ('client = "compatible"', 'klient = "compatible"', "unknown key 'klient'"),
        ('served_name = "tiny"\n', "", "'served_name' is missing"),
        ('served_name = "tiny"', "served_name = 7", "'served_name' is no text"),
        ('served_name = "tiny"', 'served_name = " "', "'served_name' is no text"),
        ('data = "unclear"', 'data = "maybe"', "allowed, conditional, unclear, forbidden"),
        ("2026-11-01", '"yesterday"', "'read_on' is no date"),
        ("LicenseRef-mine", "do what you want!", "no SPDX expression"),
        ('data = "unclear"', 'data = "conditional"', "say what 'conditional' asks for"),
        ("read_on", 'outputs_obligations = ["money"]\nread_on', "no list of known words"),
        ("read_on", "outputs_obligations = [{a = 1}]\nread_on", "no list of known words"),
        ("read_on", 'outputs_obligations = "naming"\nread_on', "no list of known words"),
        ("read_on", 'outputs_obligations = ["naming"]\nread_on', "'naming' and 'name_prefix' go together"),
        ("read_on", 'name_prefix = "Llama"\nread_on', "'naming' and 'name_prefix' go together"),
        ("read_on", 'weights = "ajar"\nread_on', "use open, closed"),
        ("MY_KEY", "sk-planted-0123456789", "name the variable, not the key"),
        ("[mine]", "[baseline]", "is in the shipped catalogue"),
        ("[mine]", "[mine", "not TOML"),
    ],
)
def test_each_mistake_is_named_with_the_file(own: Path, old: str, new: str, said: str) -> None:
    own.write_text(OWN.replace(old, new))
    with pytest.raises(RecipeError) as caught:
        load_catalog(own)
    assert said in str(caught.value)
    assert str(own) in str(caught.value)
    assert "sk-planted" not in str(caught.value)


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="can't be read"):
        load_catalog(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RecipeError, match="not UTF-8"):
        load_catalog(tmp_path / "bytes.toml")


def test_no_client_is_made_for_what_cannot_be_asked(own: Path) -> None:
    with pytest.raises(RecipeError, match="rule-based, no model"):
        make_client(load_catalog().get("baseline"))
    own.write_text(OWN.replace('base_url = "http://localhost:8000"', ""))
    with pytest.raises(RecipeError, match="add base_url"):
        make_client(load_catalog(own).get("mine"))
