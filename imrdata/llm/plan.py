"""What a recipe would ask and what it may cost, before anything is asked.

In: questions, each with what is known of its length and price. Out: a `Plan`: what is answered already, what is
`ready` (the exact request is known), and what is `pending` (it needs an answer first, so only its bounds are known).
Room: llm; `imrdata.planning` walks a recipe's chains to fill it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import polars as pl

from imrdata.llm.licenses import Verdict
from imrdata.llm.prices import format_usd

__all__ = ["PLAN_SCHEMA", "STATES", "Cost", "Plan"]

#: answered: in the ledger. shared: the same question stands in an earlier row. ready: it would be sent as it is.
#: pending: it is made from an answer that is not there yet.
STATES: Final = ("answered", "shared", "ready", "pending")

#: One row per question. `prompt_tokens` is an estimate (docs/tokens.md says how good); `most_prompt_tokens` and
#: `most_answer_tokens` are bounds. Costs are picodollars (10^-12 USD) of one attempt, 0 for what will not be sent.
PLAN_SCHEMA: Final = pl.Schema(
    {
        "case_id": pl.String,
        "author": pl.String,
        "task": pl.String,
        "sample": pl.Int64,
        "state": pl.String,
        "key": pl.String,
        "prompt_tokens": pl.Int64,
        "most_prompt_tokens": pl.Int64,
        "most_answer_tokens": pl.Int64,
        "answer_tokens": pl.Int64,  # of an answer that is there, as its server counted; else null
        "seconds": pl.Float64,  # that such an answer took; else null
        "least_cost": pl.Int64,  # the estimated prompt, and no answer
        "most_cost": pl.Int64,  # both bounds
    }
)


@dataclass(frozen=True, slots=True)
class Cost:
    """An interval in picodollars, and between its ends what is likely, where answers of the kind are there already."""

    least: int
    most: int
    likely: int | None = None

    def __str__(self) -> str:
        if not self.most:
            return format_usd(0)
        likely = "" if self.likely is None else f", likely {format_usd(self.likely)}"
        return f"{format_usd(self.least)} to {format_usd(self.most)}{likely}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a recipe would ask.

    Attributes
    ----------
    questions
        PLAN_SCHEMA.
    verdicts
        What the license policy says of each model.
    prices
        Author → what its tokens cost, in words, with the source.
    in_flight
        Questions under way at once.
    spent, cap
        Picodollars that earlier runs in the folder came to, and that the recipe allows in all (None: no cap).
    notes
        What the reader should know.
    """

    questions: pl.DataFrame
    verdicts: tuple[Verdict, ...] = ()
    prices: Mapping[str, str] = field(default_factory=dict)
    token_prices: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    in_flight: int = 1
    spent: int = 0
    cap: int | None = None
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        counts = ", ".join(f"{number} {state}" for state, number in self.counts.items())
        return f"Plan: {counts}; {self.cost}"

    @property
    def ready(self) -> pl.DataFrame:
        """The questions that would be sent as they are."""
        return self.questions.filter(pl.col("state") == "ready")

    @property
    def pending(self) -> pl.DataFrame:
        """The questions that need an answer first; their tokens and costs are upper bounds."""
        return self.questions.filter(pl.col("state") == "pending")

    @property
    def counts(self) -> dict[str, int]:
        """Questions by state."""
        found = dict(self.questions["state"].value_counts().rows())
        return {state: found.get(state, 0) for state in STATES}

    @property
    def cost(self) -> Cost:
        """What is still to be asked may cost, if each question is sent once.

        An attempt whose reply is lost is paid as well and sent again; only the budget holds over that.
        """
        return self._cost(self.questions)

    @property
    def seconds(self) -> float | None:
        """How long asking may take, by what answers in the ledger took; None where a model has none there yet."""
        waiting = self.questions.filter(pl.col("state").is_in(["ready", "pending"]))
        if not waiting.height:
            return 0.0
        means = self._means("seconds")
        took = [means[asked] for asked in waiting.select("author", "task").iter_rows()]
        known = [seconds for seconds in took if seconds is not None]
        return sum(known) / self.in_flight if len(known) == len(took) else None

    def _cost(self, questions: pl.DataFrame) -> Cost:
        least, most = (int(questions[name].sum()) for name in ("least_cost", "most_cost"))
        means = self._means("answer_tokens")
        waiting = questions.filter(pl.col("state").is_in(["ready", "pending"]))
        likely = 0
        for author, task, tokens in waiting.select("author", "task", "prompt_tokens").iter_rows():
            mean = means[author, task]
            if mean is None:
                return Cost(least, most)
            prompt_price, answer_price = self.token_prices.get(author, (0, 0))
            likely += tokens * prompt_price + round(mean) * answer_price
        return Cost(least, most, min(likely, most))

    def _means(self, column: str) -> dict[tuple[Any, ...], float | None]:
        """Return a column's mean by author and task; None where nothing was answered yet."""
        means = self.questions.group_by("author", "task").agg(pl.col(column).mean())
        return {(author, task): mean for author, task, mean in means.iter_rows()}

    def by_task(self) -> list[dict[str, Any]]:
        """Return one entry per author and task: questions by state, tokens and cost of what is still to be asked."""
        entries = []
        for (author, task), rows in self.questions.group_by("author", "task", maintain_order=True):
            waiting = rows.filter(pl.col("state").is_in(["ready", "pending"]))
            states = dict(rows["state"].value_counts().rows())
            entries.append(
                {
                    "author": author,
                    "task": task,
                    **{state: states.get(state, 0) for state in STATES},
                    "prompt_tokens": int(waiting["prompt_tokens"].sum()),
                    "most_prompt_tokens": int(waiting["most_prompt_tokens"].sum()),
                    "most_answer_tokens": int(waiting["most_answer_tokens"].sum()),
                    "cost": self._cost(rows),
                }
            )
        return entries

    def to_dict(self) -> dict[str, Any]:
        """Return the plan's figures as plain data; money in picodollars."""
        return {
            "questions": self.counts,
            "by_task": [
                {
                    **entry,
                    "cost": {"least": entry["cost"].least, "likely": entry["cost"].likely, "most": entry["cost"].most},
                }
                for entry in self.by_task()
            ],
            "cost_picodollars": asdict(self.cost),
            "spent_picodollars": self.spent,
            "budget_picodollars": self.cap,
            "seconds": self.seconds,
            "in_flight": self.in_flight,
            "licenses": [asdict(verdict) for verdict in self.verdicts],
            "prices": dict(self.prices),
            "notes": list(self.notes),
        }

    def explain(self) -> str:
        """Return the plan in words and figures, for a terminal or a notebook's print()."""
        head = ("author", "task", *STATES, "prompt tokens", "most", "answer tokens, most", "cost of one attempt each")
        lines = [
            (
                entry["author"],
                entry["task"],
                *(f"{entry[state]:,}" for state in STATES),
                f"{entry['prompt_tokens']:,}",
                f"{entry['most_prompt_tokens']:,}",
                f"{entry['most_answer_tokens']:,}",
                str(entry["cost"]),
            )
            for entry in self.by_task()
        ]
        said = [_table(head, lines), ""] if lines else ["No model is asked: there are only rule-based authors.", ""]
        said += [f"Cost, if each question is sent once: {self.cost}."]
        if self.spent:
            said.append(f"Spent in this folder so far: {format_usd(self.spent)}.")
        said.append(self._budget_words())
        seconds = self.seconds
        said.append(
            "Time: not known before each model has answered each task once; ask a few with --limit, and plan again."
            if seconds is None
            else f"Time: about {_duration(seconds)}, by the answers in the ledger, {self.in_flight} at a time."
        )
        said += [f"Price: {author}: {words}." for author, words in self.prices.items()]
        said += [f"License: {verdict.model} as {verdict.role}: {verdict.reason}" for verdict in self.verdicts]
        said += [f"Note: {note}." for note in self.notes]
        said.append(
            "Tokens of prompts are estimates (docs/tokens.md); 'most' are bounds. Pending questions are bounds by "
            "their longest possible prompt. Nothing was asked for this plan."
        )
        return "\n".join(said)

    def _budget_words(self) -> str:
        if self.cap is None:
            return "Budget: none is set (budget: {usd: …}); every attempt is written down all the same."
        left = self.cap - self.spent
        if left >= self.cost.most:
            return f"Budget: {format_usd(self.cap)} cover all of it at its dearest."
        return (
            f"Budget: {format_usd(max(left, 0))} of {format_usd(self.cap)} are left, and all of it may cost "
            f"{format_usd(self.cost.most)}: the run may stop before the end, and can go on with a higher one."
        )


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"


def _table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    rows = [tuple(head), *(tuple(line) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

    def line(row: tuple[str, ...]) -> str:
        words = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        figures = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        return "  ".join([*words, *figures]).rstrip()

    return "\n".join(map(line, rows))
