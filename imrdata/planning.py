"""A plan from a recipe: its chains walked with the ledger's answers alone.

In: a recipe, its cases, and a ledger if there is one. Out: a `Plan`. Where an answer is missing, a stand-in as long as
any answer can be takes its place, so that what would be asked next is bounded by the very code that asks it. Nothing
is sent, nothing is written, nothing costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from imrdata.authors import Chain, Subject, Written, chains, drawn, inputs_of, subjects, withdrawn_ids, write_by_rule
from imrdata.cases.findings import add_sentences
from imrdata.cases.given import as_cases
from imrdata.dataset.formats import load_formats
from imrdata.intake import take_in
from imrdata.judging import judge_questions, judged_cases
from imrdata.letters.views import View
from imrdata.llm.budget import most_cost
from imrdata.llm.catalog import Catalog, load_catalog
from imrdata.llm.ledger import Ledger
from imrdata.llm.plan import PLAN_SCHEMA, Plan
from imrdata.llm.prices import Price, PriceTable, format_usd, load_prices
from imrdata.llm.request import Request, Response
from imrdata.llm.tokens import estimate_tokens, most_tokens
from imrdata.recipe import BASELINE, Recipe, as_recipe

__all__ = ["plan", "plan_recipe"]

#: Bytes that a token of an answer stands for at most, over a whole letter. English prose has four to five; what a
#: pending question may cost is bounded by this, what a run may spend is not: its reservation counts the real bytes.
_BYTES_PER_TOKEN: Final = 8
#: What stands in for an answer that is not there; no answer is bounded by fewer than 16 tokens.
_STAND_IN: Final = re.compile(rf"x{{{16 * _BYTES_PER_TOKEN},}}")


def plan(
    recipe: Recipe,
    *,
    cases: pl.DataFrame,
    ledger: Ledger | Path | None = None,
    base: str | Path = ".",
) -> Plan:
    """Say what a recipe would ask for some cases, and what that may cost.

    Parameters
    ----------
    recipe
        What shapes the run.
    cases
        Cases as `imrdata.read_imr` gives them, with or without sentences.
    ledger
        Answers that are there already; None: none.
    base
        The folder that paths in the recipe are relative to.

    Returns
    -------
    Plan
        ``.ready`` and ``.pending`` questions, ``.cost``, ``.explain()``.

    Raises
    ------
    RecipeError
        A model is unknown or has no price, or the license policy refuses it.

    Examples
    --------
    >>> import imrdata
    >>> from imrdata.data import sample
    >>> recipe = imrdata.Recipe.load("demo")
    >>> planned = plan(recipe, cases=imrdata.read_imr(sample()).cases)
    >>> planned.counts["ready"], planned.counts["pending"], planned.cost.most
    (3, 3, 0)
    """
    recipe = _loaded(recipe, base=base)
    cases = as_cases(cases, columns=("case_id", "findings"), of="plan")
    catalog = load_catalog(Path(base) / recipe.catalog if recipe.catalog else None)
    prices = load_prices(Path(base) / recipe.prices if recipe.prices else None)
    if "sentences" not in cases.columns:
        cases = add_sentences(cases)
    chosen, _ = subjects(cases, recipe=recipe)
    return _plan(chosen, recipe=recipe, catalog=catalog, prices=prices, ledger=ledger)


def plan_recipe(
    recipe: Recipe,
    *,
    source: str | Path | None = None,
    base: str | Path = ".",
    limit: int | None = None,
    ledger: Ledger | Path | None = None,
) -> Plan:
    """Say what `imrdata.run` with the same arguments would ask."""
    recipe = _loaded(recipe, base=base)
    taken = take_in(recipe, source=source, base=base, limit=limit)
    return _plan(taken.chosen, recipe=recipe, catalog=taken.catalog, prices=taken.prices, ledger=ledger)


def _loaded(recipe: Recipe, *, base: str | Path) -> Recipe:
    """Return a recipe whose checks and formats can be loaded: as in a run, that is said before anything is asked."""
    recipe = as_recipe(recipe).at(base)
    recipe.quality.chosen()
    load_formats(recipe.records.formats, preference=recipe.records.preference)
    return recipe


def _plan(
    chosen: list[Any], *, recipe: Recipe, catalog: Catalog, prices: PriceTable, ledger: Ledger | Path | None
) -> Plan:
    models = [name for name, _ in recipe.models if name != BASELINE]
    verdicts = recipe.license_policy.check((catalog.get(name), role) for name, role in recipe.models)
    price_of = {author: prices.of(catalog.get(author)) for author in models}
    if isinstance(ledger, Path):
        ledger = Ledger.open_read_only(ledger) if ledger.is_dir() else None
    rows = _Rows()
    seen: set[str] = set()
    batched = {spec.author for spec in recipe.authors if spec.batch} | {s.judge for s in recipe.judges if s.batch}
    withdrawn = withdrawn_ids(chosen, recipe=recipe)
    written = _ForJudges(chosen, recipe=recipe, withdrawn=withdrawn)
    for chain in chains(chosen, recipe=recipe, catalog=catalog, authors=recipe.authors, written=written):
        if chain.case_id in withdrawn:
            continue
        price = price_of[chain.author]
        rows.add(_questions(chain, ledger=ledger, price=price, batch=chain.author in batched, seen=seen))
    if recipe.judges:
        for spec in recipe.authors:
            if spec.author == BASELINE:
                for subject in drawn(chosen, spec=spec, seed=recipe.seed):
                    write_by_rule(subject, written, inputs=inputs_of(spec, recipe=recipe))
        asked = judge_questions(
            written.letters,
            recipe=recipe,
            catalog=catalog,
            views=written.views,
            cases={subject.case["case_id"]: subject.case for subject in chosen},
            withdrawn=withdrawn,
        )
        for question in asked:
            judge = question.spec.judge
            known = not any(_STAND_IN.search(message["content"]) for message in question.request.messages)
            place = {"case_id": question.case_id, "author": judge, "sample": question.repeat}
            # Two letters that are not there yet look alike and will not be.
            how: dict[str, Any] = {
                "price": price_of[judge],
                "batch": judge in batched,
                "seen": seen if known else set(),
            }
            rows.add([_row(question.request, place=place, known=known, ledger=ledger, **how)[0]])
    return Plan(
        questions=rows.frame(),
        verdicts=tuple(verdict for verdict in verdicts if verdict.model in models),
        prices={author: _price_words(price, batch=author in batched) for author, price in price_of.items()},
        token_prices={author: _token_prices(price, batch=author in batched) for author, price in price_of.items()},
        in_flight=recipe.in_flight,
        spent=0 if ledger is None else ledger.spent,
        cap=recipe.budget.picodollars,
    )


class _Rows:
    """Rows of PLAN_SCHEMA; a full export's plan has half a million, too many to keep as dicts."""

    _AT_ONCE = 20_000

    def __init__(self) -> None:
        self._frames = [PLAN_SCHEMA.to_frame()]
        self._rows: list[dict[str, Any]] = []

    def add(self, rows: list[dict[str, Any]]) -> None:
        self._rows += rows
        if len(self._rows) >= self._AT_ONCE:
            self._pack()

    def _pack(self) -> None:
        self._frames.append(pl.DataFrame(self._rows, schema=PLAN_SCHEMA, orient="row"))
        self._rows = []

    def frame(self) -> pl.DataFrame:
        self._pack()
        return pl.concat(self._frames)


class _ForJudges(Written):
    """Keeps the letters that a judge will be asked about; of the others a plan needs nothing once they are written."""

    def __init__(self, chosen: list[Subject], *, recipe: Recipe, withdrawn: frozenset[str]) -> None:
        super().__init__(tuple(spec.author for spec in recipe.authors))
        # Each of these has a letter in a plan: what has no answer gets a stand-in.
        written = {
            subject.case["case_id"]
            for spec in recipe.authors
            for subject in drawn(chosen, spec=spec, seed=recipe.seed)
            if spec.author == BASELINE or subject.case["case_id"] not in withdrawn
        }
        self._judged = set[str]().union(*(judged_cases(written, spec=spec, seed=recipe.seed) for spec in recipe.judges))

    def add(self, letter: dict[str, Any], *, case: Mapping[str, Any], view: View) -> str:
        if letter["case_id"] in self._judged:
            return super().add(letter, case=case, view=view)
        return str(letter["letter_id"])


def _questions(
    chain: Chain, *, ledger: Ledger | None, price: Price, batch: bool, seen: set[str]
) -> list[dict[str, Any]]:
    """Walk one chain with the answers that are there."""
    rows: list[dict[str, Any]] = []
    place = {"case_id": chain.case_id, "author": chain.author, "sample": chain.sample}
    known = True
    try:
        request = next(chain.steps)
        while True:
            row, answer = _row(request, place=place, known=known, ledger=ledger, price=price, batch=batch, seen=seen)
            rows.append(row)
            if answer is None:
                known = False
                stand_in = "x" * (_BYTES_PER_TOKEN * _longest(request))
                answer = Response(key=request.key, text=stand_in, finish_reason="stop")
            request = chain.steps.send(answer)
    except StopIteration:
        return rows


def _row(
    request: Request,
    *,
    place: dict[str, Any],
    known: bool,
    ledger: Ledger | None,
    price: Price,
    batch: bool,
    seen: set[str],
) -> tuple[dict[str, Any], Response | None]:
    """Return a question as a row of PLAN_SCHEMA, and its answer if there is one; `known`: no stand-in is in it."""
    answer = ledger.answer(request.key) if ledger is not None and known else None
    # Two cases that ask the same with a stand-in ask the same with the answer.
    state = "answered" if answer else "shared" if request.key in seen else "ready" if known else "pending"
    seen.add(request.key)
    sent = state in ("ready", "pending")
    return {
        **place,
        "task": request.task,
        "state": state,
        "key": request.key if known else None,
        **_figures(request, price=price if sent else None, batch=batch),
        "answer_tokens": answer.completion_tokens if answer else None,
        "seconds": answer.seconds if answer else None,
    }, answer


def _figures(request: Request, *, price: Price | None, batch: bool) -> dict[str, int]:
    """Return a question's tokens, and what it costs if it is sent (no price: it is not)."""
    texts = [message["content"] for message in request.messages]
    # What stands in for an answer is no text to estimate: it may be as long as the answer's own bound.
    stand_ins = [found.group() for text in texts for found in _STAND_IN.finditer(text)]
    estimate = sum(len(each) // _BYTES_PER_TOKEN for each in stand_ins)
    estimate += sum(estimate_tokens(_STAND_IN.sub("", text)) for text in texts)
    return {
        "prompt_tokens": estimate,
        "most_prompt_tokens": most_tokens(request),
        "most_answer_tokens": _longest(request),
        "least_cost": price.cost(prompt_tokens=estimate, completion_tokens=0, batch=batch) if price else 0,
        "most_cost": most_cost(request, price=price, batch=batch) if price else 0,
    }


def _longest(request: Request) -> int:
    return int(request.sampling["max_tokens"])


def _token_prices(price: Price, *, batch: bool) -> tuple[int, int]:
    """Return what a prompt's and an answer's token cost, in picodollars."""
    percent = price.batch_percent if batch else 100
    return price.input * percent // 100, price.output * percent // 100


def _price_words(price: Price, *, batch: bool) -> str:
    if not (price.input or price.output):
        return price.source
    prompt, answer = (format_usd(amount * 1_000_000) for amount in _token_prices(price, batch=batch))
    how = " in batches" if batch else ""
    source = f"{price.source}, read {price.read_on}"
    return f"{prompt} a million prompt tokens, {answer} a million answer tokens{how} ({source})"
