"""Prices: dated, sourced, in whole picodollars, and every bound an upper one."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imrdata.errors import RecipeError
from imrdata.llm.catalog import load_catalog
from imrdata.llm.prices import PICODOLLARS, LongPrompt, Price, format_usd, load_prices

TODAY = datetime.date(2026, 11, 26)
OWN = """
[openai.gpt-6-luna]
input = "1.5"
output = "3"
source = "my contract"
read_on = 2026-11-25
"""


def make(**changes: object) -> Price:
    values: dict[str, object] = {
        "input": 2_000_000,
        "output": 10_000_000,
        "cached_input": 100_000,
        "batch_percent": 50,
        "source": "a list",
        "read_on": TODAY,
    }
    return Price(**values | changes)  # type: ignore[arg-type]


DEAR_TO_WRITE = make(
    cache_write=2_500_000,
    long_prompt=LongPrompt(above=1000, input=4_000_000, output=15_000_000, cached_input=200_000, cache_write=5_000_000),
)
COUNTS = st.integers(0, 5_000)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text(OWN)
    return path


def test_every_hosted_model_that_ships_has_a_dated_price() -> None:
    prices = load_prices()
    for model in load_catalog():
        price = prices.of(model)
        hosted = model.client in ("openai", "anthropic")
        assert (price.input > 0) is (price.output > 0) is hosted
        assert price.source
        assert price.read_on >= datetime.date(2026, 11, 23)
        if not hosted and model.provider == "self-hosted":
            assert price.source == "own hardware, not priced by token"
        if hosted:
            assert 0 < price.cached_input < price.input < price.cache_write < price.output
            assert price.batch_percent == 50
    assert len(prices) == sum(model.client in ("openai", "anthropic") for model in load_catalog())


def test_a_published_price_to_the_last_digit() -> None:
    """By hand: 0.10 USD a million in, 0.125 written, 0.01 cached, 0.50 out; five times that above 100,000."""
    price = load_prices().of(load_catalog().get("claude-haiku-5-5"))
    assert price.cost(prompt_tokens=1_000_000 // 10, completion_tokens=0, written_tokens=0) == PICODOLLARS // 100
    assert price.cost(prompt_tokens=1000, completion_tokens=100, cached_tokens=800, written_tokens=200) == 83_000_000
    assert price.cost(prompt_tokens=1000, completion_tokens=100, batch=True) == (125_000_000 + 50_000_000) // 2
    assert price.cost(prompt_tokens=100_001, completion_tokens=1, written_tokens=0) == 100_001 * 500_000 + 2_500_000


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.booleans())
def test_leaving_counts_out_gives_an_upper_bound(
    prompt: int, completion: int, cached: int, written: int, batch: bool
) -> None:
    bound = DEAR_TO_WRITE.cost(prompt_tokens=prompt, completion_tokens=completion, batch=batch)
    for written_tokens in (None, written):
        cost = DEAR_TO_WRITE.cost(
            prompt_tokens=prompt,
            completion_tokens=completion,
            cached_tokens=cached,
            written_tokens=written_tokens,
            batch=batch,
        )
        assert 0 <= cost <= bound
        assert isinstance(cost, int)


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.booleans())
def test_more_tokens_never_cost_less(prompt: int, more: int, completion: int, longer: int, batch: bool) -> None:
    cost = DEAR_TO_WRITE.cost(prompt_tokens=prompt, completion_tokens=completion, batch=batch)
    dearer = DEAR_TO_WRITE.cost(prompt_tokens=prompt + more, completion_tokens=completion + longer, batch=batch)
    assert cost <= dearer


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 100))
def test_a_batch_is_rounded_up(prompt: int, completion: int, percent: int) -> None:
    price = make(input=7, output=3, cached_input=1, batch_percent=percent)
    exact = Fraction((prompt * 7 + completion * 3) * percent, 100)
    cost = price.cost(prompt_tokens=prompt, completion_tokens=completion, batch=True)
    assert exact <= cost < exact + 1


def test_counts_that_make_no_sense_make_nothing_cheaper_than_all_cached() -> None:
    price = make()
    all_cached = price.cost(prompt_tokens=10, completion_tokens=1, cached_tokens=10)
    assert price.cost(prompt_tokens=10, completion_tokens=1, cached_tokens=99) == all_cached
    assert price.cost(prompt_tokens=-5, completion_tokens=-5, cached_tokens=-5) == 0


def test_an_unknown_price_is_an_error_with_the_mend(tmp_path: Path) -> None:
    catalog_file = tmp_path / "catalog.toml"
    catalog_file.write_text('[paid]\nlike = "qwen3-8b"\nprovider = "a-service"\nbase_url = "http://x"\n')
    paid = load_catalog(catalog_file).get("paid")
    with pytest.raises(RecipeError) as caught:
        load_prices().of(paid)
    assert '[a-service."Qwen/Qwen3-8B"]' in str(caught.value)
    assert "name that file in the recipe as prices" in str(caught.value)
    file = tmp_path / "prices.toml"
    file.write_text('[a-service."Qwen/Qwen3-8B"]\ninput = "0.2"\noutput = "0.6"\nsource = "x"\nread_on = 2026-11-26\n')
    price = load_prices(file).of(paid)
    assert (price.input, price.output, price.cached_input, price.batch_percent) == (200_000, 600_000, 200_000, 100)


def test_the_users_own_price_comes_first(own: Path) -> None:
    price = load_prices(own).of(load_catalog().get("gpt-6-luna"))
    assert (price.input, price.output, price.source) == (1_500_000, 3_000_000, "my contract")
    assert price.cost(prompt_tokens=1, completion_tokens=0) == 1_500_000
    assert len(load_prices(own)) == len(load_prices())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"1.5"', "1.5", "as a text"),
        ('"1.5"', '"-1"', "as a text"),
        ('"1.5"', '"0.0000001"', "as a text"),
        ('"1.5"', '"one"', "as a text"),
        ('output = "3"\n', "", "'output' is no amount"),
        ("output", "outputs", "unknown key 'outputs'"),
        ("source", 'cached_input = "2"\nsource', "dearer than 'input'"),
        ("source", "batch_percent = 0\nsource", "from 1 to 100"),
        ("source", "batch_percent = 101\nsource", "from 1 to 100"),
        ("source", 'batch_percent = "50"\nsource', "from 1 to 100"),
        ('"my contract"', '" "', "'source' is missing"),
        ("2026-11-25", '"today"', "'read_on' is no date"),
        ("source", "long_prompt = 7\nsource", "give above"),
        ("source", 'long_prompt = {above = 1, input = "1", output = "3"}\nsource', "less than a short one"),
        ("[openai.gpt-6-luna]", "[gpt-6-luna]", "under [provider"),
        ("[openai.gpt-6-luna]", "[openai", "not TOML"),
    ],
)
def test_each_mistake_is_named_with_the_file(own: Path, old: str, new: str, said: str) -> None:
    own.write_text(OWN.replace(old, new))
    with pytest.raises(RecipeError) as caught:
        load_prices(own)
    assert said in str(caught.value)
    assert str(own) in str(caught.value)


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="can't be read"):
        load_prices(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RecipeError, match="not UTF-8"):
        load_prices(tmp_path / "bytes.toml")


@given(st.integers(0, 10**20))
def test_an_amount_that_is_shown_is_not_below_what_it_is(picodollars: int) -> None:
    shown = Fraction(format_usd(picodollars).removeprefix("$").replace(",", ""))
    exact = Fraction(picodollars, PICODOLLARS)
    assert exact <= shown
    assert shown - exact < max(Fraction(1, 100) * exact, Fraction(1, 10**6)) or shown - exact < Fraction(1, 100)


@pytest.mark.parametrize(
    ("picodollars", "shown"),
    [
        (0, "$0.00"),
        (1, "$0.000001"),
        (PICODOLLARS, "$1.00"),
        (PICODOLLARS - 1, "$1.00"),
        (12_345_678 * PICODOLLARS, "$12,345,678.00"),
        (PICODOLLARS // 4, "$0.25"),
        (-PICODOLLARS // 4, "-$0.25"),
    ],
)
def test_amounts_as_people_read_them(picodollars: int, shown: str) -> None:
    assert format_usd(picodollars) == shown


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://[fd00::7]:8000/v1", True),
        ("http://10.0.0.7/v1", True),
        ("http://gpu:8000/v1", True),
        ("http://rack.lan:8000/v1", True),
        ("http://model.serve.svc:8000/v1", True),
        ("https://api.example.org/v1", False),
        ("https://example.local.org/v1", False),
        ("http://8.8.8.8/v1", False),
        ("http://[2606:4700::1111]/v1", False),
    ],
)
def test_a_server_elsewhere_is_not_taken_for_ones_own(address: str, own: bool, tmp_path: Path) -> None:
    model = replace(load_catalog().get("qwen3-8b"), base_url=address)
    if own:
        assert load_prices().of(model).cost(prompt_tokens=10, completion_tokens=10) == 0
        return
    with pytest.raises(RecipeError, match="not in your own network"):
        load_prices().of(model)
    prices = tmp_path / "prices.toml"
    table = (
        f'[self-hosted."{model.served_name}"]\ninput = "0"\noutput = "0.5"\nsource = "my rent"\nread_on = 2026-11-26\n'
    )
    prices.write_text(table, encoding="utf-8")
    assert load_prices(prices).of(model).output == 500_000
