"""The page `docs/licenses.md`, made from the catalogue and the price table, so that it can't say otherwise.

``python -m imrdata.llm.license_page docs/licenses.md`` writes it anew. Room: llm.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from imrdata.errors import RecipeError
from imrdata.llm.catalog import OBLIGATIONS, Catalog, Model, load_catalog
from imrdata.llm.licenses import PERMISSIVE, POLICIES
from imrdata.llm.prices import PriceTable, format_usd, load_prices

__all__ = ["COMMAND", "main", "render_page"]

COMMAND = "python -m imrdata.llm.license_page docs/licenses.md"

_HEAD = """# Licenses and prices of models

Made from `imrdata/llm/catalog.toml` and `prices.toml`; a test keeps it current. To make it anew:
`{command}`.

Facts with the date they were read, no legal advice: texts change, and a court may read them otherwise. Read the text
itself before you rely on an entry; what an entry was compared with stands below the table.

## What is checked, and when

`licenses` in a recipe names a policy. It is checked before a run reads, writes or spends anything, and by the plan.

```yaml
licenses:
  policy: open-weights-only
  allow: [qwen3-8b, MIT] # optional: only these models or licenses may write
  accept_terms: # optional, each with a sentence by whoever decided; it goes onto the dataset's card
    gpt-6-luna: Dr Example decided on 2026-11-26 that a model which writes appeals competes with nobody.
```

{policies}

Permissive are {permissive}.

A model whose terms forbid training on what it writes, or are unclear, may judge; it may write only where `accept_terms`
says so in words. The rule-based baseline is no model and always allowed. A model without an entry is refused: describe
it in a catalogue file of your own, named in the recipe as `catalog`. The head of `imrdata/llm/catalog.toml` says how,
and how to give a model of the list the address of your server.

A record's license joins those of every model in its chain: who stated its facts, who wrote the denial and the appeal,
and a judge that selected it. The dataset's license joins those of its records. The same goes for what their terms ask:

{obligations}

Licenses are no part of a question's fingerprint: after a change of policy a run emits anew without asking anything.

## Models

| id | weights or service | training on outputs | asks for | read on |
|---|---|---|---|---|
{models}

`conditional`: allowed under what stands beside it. `allowed`: the text sets no condition on training with outputs.

## What each entry says

{entries}

## Prices

USD per million tokens of the standard tier. A model of one's own hardware costs nothing per token; one that is not
listed here and is no own one has no price, and a run that needs one stops with the mend: `prices: mine.toml`.

| provider | model | input | from cache | into cache | output | batch | read on |
|---|---|---|---|---|---|---|---|
{prices}

{sources}
"""


def render_page(catalog: Catalog, prices: PriceTable) -> str:
    """Return the page as Markdown."""
    models = [model for model in catalog if model.client != "rules"]
    return _HEAD.format(
        command=COMMAND,
        policies="\n".join(f"- `{name}`: {words}." for name, words in POLICIES.items()),
        permissive=", ".join(sorted(PERMISSIVE)),
        obligations="\n".join(f"- `{name}`: {words}" for name, words in OBLIGATIONS.items()),
        models="\n".join(_row(model) for model in models),
        entries="\n\n".join(_entry(model) for model in models),
        prices="\n".join(_prices(prices)),
        sources="\n".join(f"- `{name}`: {price.source}." for (_, name), price in prices.items()),
    )


def main(arguments: Sequence[str]) -> int:
    """Write the page to the file that is named."""
    if len(arguments) != 1:
        raise RecipeError("one file has to be named", mend=f"run {COMMAND}")
    Path(arguments[0]).write_text(render_page(load_catalog(), load_prices()), encoding="utf-8")
    return 0


def _row(model: Model) -> str:
    asks = ", ".join(
        f"{name} “{model.name_prefix}”" if name == "naming" else name for name in model.outputs_obligations
    )
    terms = model.outputs_as_training_data
    return f"| `{model.id}` | {model.weights_license} | {terms} | {asks or '–'} | {model.read_on} |"


def _entry(model: Model) -> str:
    texts = [model.outputs_terms, f"Source: {model.source}", f"Compared with: {model.checked}"]
    return f"**`{model.id}`** ({model.served_name}). " + " ".join(f"{text.rstrip('.')}." for text in texts)


def _prices(prices: PriceTable) -> Iterable[str]:
    for (provider, name), price in prices.items():
        rows = [(name, price.input, price.cached_input, price.cache_write, price.output)]
        if long := price.long_prompt:
            label = f"{name}, prompt over {long.above:,}"
            rows.append((label, long.input, long.cached_input, long.cache_write, long.output))
        for label, *amounts in rows:
            shown = " | ".join(format_usd(amount * 10**6) for amount in amounts)
            yield f"| {provider} | {label} | {shown} | {price.batch_percent} % | {price.read_on} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
