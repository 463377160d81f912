"""What a token costs: a dated table with its sources, in whole picodollars.

In: the shipped `prices.toml` and a file of the user's own, which may be newer. Out: a `Price` for a model, and the cost
of a call. A picodollar is 10^-12 USD: every published price is a whole number of them per token, so that nothing is
lost in adding up. All bounds are upper bounds. An unknown price is an error, never a guess. Room: llm.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from imrdata.errors import RecipeError
from imrdata.llm.catalog import Model
from imrdata.llm.network import is_own_network

__all__ = ["PICODOLLARS", "LongPrompt", "Price", "PriceTable", "format_usd", "load_prices"]

#: Picodollars in a US dollar.
PICODOLLARS: Final = 10**12

#: What the own machine costs is not counted per token.
_OWN: Final = "own hardware, not priced by token"

#: USD per million tokens; six decimals are a whole number of picodollars per token.
_AMOUNT: Final = re.compile(r"\d{1,6}(\.\d{1,6})?")
_AMOUNTS: Final = ("input", "output", "cached_input", "cache_write")


@dataclass(frozen=True, slots=True, kw_only=True)
class LongPrompt:
    """What a call costs, per token in picodollars, whose prompt has more than so many tokens: the whole call."""

    above: int
    input: int
    output: int
    cached_input: int
    cache_write: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model's tokens cost.

    Attributes
    ----------
    input, output
        Picodollars a token.
    cached_input
        The same for a token of the prompt that the provider had in its cache.
    batch_percent
        What a call costs in a batch, in percent of these prices: 50 is half.
    source, read_on
        Title of the text that says so, and the date it was read.
    cache_write
        The same for a token of the prompt that the provider puts into its cache; some charge more for that. 0: nothing
        more than `input`.
    long_prompt
        Other prices for long prompts, if the provider has such.
    """

    input: int
    output: int
    cached_input: int
    batch_percent: int
    source: str
    read_on: datetime.date
    cache_write: int = 0
    long_prompt: LongPrompt | None = None

    def cost(
        self,
        *,
        prompt_tokens: int,
        completion_tokens: int,
        cached_tokens: int = 0,
        written_tokens: int | None = None,
        batch: bool = False,
    ) -> int:
        """Return what a call costs, in picodollars, rounded up.

        Parameters
        ----------
        prompt_tokens
            All of the prompt's, those from the cache and those put into it included.
        completion_tokens
            All that were generated, thoughts included.
        cached_tokens
            How many of the prompt's came from the provider's cache. Left out, the cost is an upper bound.
        written_tokens
            How many of the prompt's were put into the cache. None: unknown, so that each that did not come from there
            is taken to have been, and the cost is an upper bound.
        batch
            Whether the call is part of a batch.

        Examples
        --------
        >>> price = Price(
        ...     input=2_000_000,
        ...     output=10_000_000,
        ...     cached_input=100_000,
        ...     batch_percent=50,
        ...     source="a price list",
        ...     read_on=datetime.date(2026, 11, 26),
        ... )
        >>> format_usd(price.cost(prompt_tokens=1_000, completion_tokens=500, cached_tokens=800))
        '$0.0055'
        >>> format_usd(price.cost(prompt_tokens=1_000, completion_tokens=500, batch=True))
        '$0.0035'
        """
        rates: Price | LongPrompt = self
        if self.long_prompt is not None and prompt_tokens > self.long_prompt.above:
            rates = self.long_prompt
        prompt = max(prompt_tokens, 0)
        # Counts come from a server: more cached than there were must not make a call cheaper than all of it cached.
        cached = min(max(cached_tokens, 0), prompt)
        fresh = prompt - cached
        written = fresh if written_tokens is None else min(max(written_tokens, 0), fresh)
        total = (
            (fresh - written) * rates.input
            + written * max(rates.input, rates.cache_write)
            + cached * rates.cached_input
            + max(completion_tokens, 0) * rates.output
        )
        return -(-total * self.batch_percent // 100) if batch else total


class PriceTable:
    """The prices that are known.

    Parameters
    ----------
    prices
        By provider and by the model's name there.

    Examples
    --------
    >>> from imrdata.llm.catalog import load_catalog
    >>> load_prices().of(load_catalog().get("qwen3-8b")).source
    'own hardware, not priced by token'
    """

    def __init__(self, prices: Mapping[tuple[str, str], Price]) -> None:
        self._prices = dict(prices)

    def __len__(self) -> int:
        return len(self._prices)

    def __repr__(self) -> str:
        return f"PriceTable({', '.join(f'{provider} {name}' for provider, name in sorted(self._prices))})"

    def items(self) -> tuple[tuple[tuple[str, str], Price], ...]:
        """All entries, sorted: provider and name, then the price."""
        return tuple(sorted(self._prices.items(), key=lambda item: item[0]))

    def of(self, model: Model) -> Price:
        """Return what a model's tokens cost; nothing, where the user's own machine makes them.

        A ``self-hosted`` server is taken at that word only where its address can't be anybody else's: a rented
        endpoint would be counted as free.

        Raises
        ------
        RecipeError
            No price is known. Without one, no budget could be kept.
        """
        price = self._prices.get((model.provider, model.served_name))
        if price is not None:
            return price
        hosted = model.provider == "self-hosted"
        if model.client in ("embedded", "rules") or (hosted and is_own_network(model.base_url)):
            return Price(input=0, output=0, cached_input=0, batch_percent=100, source=_OWN, read_on=model.read_on)
        problem = f"no price is known for {model.served_name!r} of {model.provider!r}"
        if hosted:
            problem = "its server is not in your own network, and whether it bills by token can't be seen"
        raise RecipeError(
            problem,
            where=f"model {model.id}",
            mend=f"write {'its price, or zeros,' if hosted else 'one'} under "
            f'[{model.provider}."{model.served_name}"] in a file of your own, '
            "and name that file in the recipe as prices",
        )


def load_prices(extra: Path | None = None) -> PriceTable:
    """Read the shipped prices and, if given, a file of the user's own, whose entries come first: prices change.

    Raises
    ------
    RecipeError
        The file can't be read, or an entry is not as the head of ``prices.toml`` says.

    Examples
    --------
    >>> from imrdata.llm.catalog import load_catalog
    >>> price = load_prices().of(load_catalog().get("gpt-6-luna"))
    >>> format_usd(price.input * 1_000_000), format_usd(price.output * 1_000_000), price.batch_percent
    ('$0.10', '$0.50', 50)
    """
    shipped = files("imrdata.llm").joinpath("prices.toml").read_text(encoding="utf-8")
    prices = _parse(shipped, where="the shipped prices")
    if extra is not None:
        try:
            text = extra.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise RecipeError(
                f"the prices can't be read ({reason})", where=str(extra), mend="name a TOML file"
            ) from None
        prices |= _parse(text, where=str(extra))
    return PriceTable(prices)


def format_usd(picodollars: int) -> str:
    """Return an amount as people read it, rounded up: a bound that is shown is still a bound.

    Examples
    --------
    >>> format_usd(1_234_500_000_000_000), format_usd(5_500_000_000), format_usd(1), format_usd(0)
    ('$1,234.50', '$0.0055', '$0.000001', '$0.00')
    """
    sign, amount = ("-", -picodollars) if picodollars < 0 else ("", picodollars)
    # Cents for dollars; finer below, where a cent would hide the difference between two calls.
    places = 2 if amount >= PICODOLLARS else 4 if amount >= PICODOLLARS // 1000 else 6
    unit = PICODOLLARS // 10**places
    whole, part = divmod(-(-amount // unit) if not sign else amount // unit, 10**places)
    digits = f"{part:0{places}d}"
    return f"{sign}${whole:,}.{digits[:2]}{digits[2:].rstrip('0')}"


def _parse(text: str, *, where: str) -> dict[tuple[str, str], Price]:
    try:
        providers = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"not TOML ({error})", where=where, mend="mend that line") from None
    prices: dict[tuple[str, str], Price] = {}
    for provider, models in providers.items():
        if not isinstance(models, dict) or not all(isinstance(table, dict) for table in models.values()):
            raise RecipeError(
                f"{provider!r} holds no models", where=where, mend='write each price under [provider."model"]'
            )
        for name, table in models.items():
            prices[provider, name] = _price(table, where=f"{where}, [{provider}.{name}]")
    return prices


def _price(table: Mapping[str, Any], *, where: str) -> Price:
    known = {*_AMOUNTS, "batch_percent", "source", "read_on", "long_prompt"}
    if unknown := sorted(set(table) - known):
        raise RecipeError(f"unknown key {unknown[0]!r}", where=where, mend=f"use {', '.join(sorted(known))}")
    amounts = _amounts(table, where=where)
    percent, source, read_on = table.get("batch_percent", 100), table.get("source"), table.get("read_on")
    if type(percent) is not int or not 1 <= percent <= 100:
        raise RecipeError("'batch_percent' is no percentage", where=where, mend="give a whole number from 1 to 100")
    if not isinstance(source, str) or not source.strip():
        raise RecipeError("'source' is missing", where=where, mend="name the price list")
    if type(read_on) is not datetime.date:
        raise RecipeError("'read_on' is no date", where=where, mend="write it as 2026-11-23, unquoted")
    return Price(
        **amounts,
        batch_percent=percent,
        source=source,
        read_on=read_on,
        long_prompt=_long_prompt(table.get("long_prompt"), base=amounts, where=where),
    )


def _long_prompt(table: Any, *, base: Mapping[str, int], where: str) -> LongPrompt | None:
    if table is None:
        return None
    where = f"{where}, long_prompt"
    if not isinstance(table, dict) or set(table) - {*_AMOUNTS, "above"} or type(table.get("above")) is not int:
        raise RecipeError("not as expected", where=where, mend=f"give above (tokens) and {', '.join(_AMOUNTS)}")
    amounts = _amounts(table, where=where)
    if any(amounts[name] < base[name] for name in _AMOUNTS):
        raise RecipeError("a long prompt costs less than a short one", where=where, mend="look at the price list again")
    return LongPrompt(above=table["above"], **amounts)


def _amounts(table: Mapping[str, Any], *, where: str) -> dict[str, int]:
    """Return amounts in picodollars a token; what is not given is no cheaper, and no dearer, than other input."""
    amounts: dict[str, int] = {}
    for name in _AMOUNTS:
        value = table.get(name, table.get("input") if name in ("cached_input", "cache_write") else None)
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            raise RecipeError(
                f"{name!r} is no amount", where=where, mend='give USD per million tokens as a text, like "0.25"'
            )
        whole, _, part = value.partition(".")
        amounts[name] = int(whole) * 10**6 + int(part.ljust(6, "0"))
    if amounts["cached_input"] > amounts["input"]:
        # Leaving out how much was cached would no longer give an upper bound.
        raise RecipeError("'cached_input' is dearer than 'input'", where=where, mend="look at the price list again")
    return amounts
