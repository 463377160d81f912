"""The catalogue: shipped entries, a user's own, and one clear sentence for each mistake in it."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path

import pytest

from imrdata.errors import RecipeError
from imrdata.llm.catalog import load_catalog
from imrdata.llm.clients import Client
from imrdata.llm.clients.compatible import CompatibleClient
from imrdata.llm.clients.make import make_client

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
    assert catalog.ids == ("baseline", "smollm2-135m-instruct")
    smol = catalog.get("smollm2-135m-instruct")
    assert (smol.client, smol.weights_license, smol.quantisation) == ("embedded", "Apache-2.0", "Q4_1")
    assert "rule-based, no model" in catalog.get("baseline").served_name
    assert all(model.outputs_as_training_data == "allowed" for model in catalog)


def test_identity_holds_what_the_fingerprint_wants_and_no_address(own: Path) -> None:
    identity = load_catalog(own).get("mine").identity
    assert set(identity) == {"provider", "model", "revision", "quantisation", "template_hash"}
    assert "localhost" not in repr(identity)


def test_a_users_own_file_adds_to_the_shipped_one(own: Path) -> None:
    catalog = load_catalog(own)
    assert len(catalog) == 3
    model = catalog.get("mine")
    assert model.read_on == datetime.date(2026, 11, 1)
    assert model.to_dict()["read_on"] == "2026-11-01"
    client = make_client(model)
    assert isinstance(client, CompatibleClient)
    assert isinstance(client, Client)
    assert repr(client) == "CompatibleClient('http://localhost:8000/v1', served_name='tiny')"


def test_an_unknown_model_lists_the_known_ones_and_survives_pickling() -> None:
    with pytest.raises(RecipeError, match="baseline, smollm2-135m-instruct") as caught:
        load_catalog().get("gpt-99")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('client = "compatible"', 'client = "magic"', "embedded, compatible"),
        ('client = "compatible"', 'klient = "compatible"', "unknown key 'klient'"),
        ('served_name = "tiny"\n', "", "'served_name' is missing"),
        ('served_name = "tiny"', "served_name = 7", "'served_name' is no text"),
        ('served_name = "tiny"', 'served_name = " "', "'served_name' is no text"),
        ('data = "unclear"', 'data = "maybe"', "allowed, conditional, forbidden, unclear"),
        ("2026-11-01", '"yesterday"', "'read_on' is no date"),
        ("LicenseRef-mine", "do what you want!", "no SPDX expression"),
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
