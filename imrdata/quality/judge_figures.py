"""How far a judge can be trusted: does it repeat itself, does it agree with labels, does length sway it.

In: what judges said, and labels if there are some. Out: one row per judge and item. Without labels there is no
agreement: a judge that always says the same is perfectly consistent. Room: quality.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from imrdata.errors import ImrDataError
from imrdata.quality.agreement import cohen_kappa
from imrdata.quality.check import FAIL, PASS
from imrdata.quality.judge import JUDGE_TIER, ORDERS

__all__ = ["JUDGE_AGREEMENT_SCHEMA", "JUDGE_FIGURES_SCHEMA", "judge_agreement", "judge_figures", "rank_correlation"]

#: One row per judge and item: how far its verdicts agree with labels.
JUDGE_AGREEMENT_SCHEMA: Final = pl.Schema(
    {
        "judge": pl.String,
        "item": pl.String,
        "labels": pl.Int64,
        "measured": pl.Int64,  # labels beside which the judge has a verdict
        "same": pl.Int64,  # of these, verdicts that are the label
        "kappa": pl.Float64,  # Cohen's; null where chance alone would always agree, or nothing was measured
        "low": pl.Float64,  # its interval
        "high": pl.Float64,
    }
)

#: One row per judge and item. Shares are null where there was nothing to compare.
JUDGE_FIGURES_SCHEMA: Final = pl.Schema(
    {
        "judge": pl.String,
        "item": pl.String,
        "letters": pl.Int64,
        "answers": pl.Int64,
        "counting": pl.Int64,  # answers that count
        "not_quoted": pl.Int64,  # answers whose quotation is not in the letter
        "orders_compared": pl.Int64,  # letters and repeats with an answer that counts in both orders
        "orders_agree": pl.Int64,  # of these, those that say the same
        "repeats_compared": pl.Int64,  # letters and orders with several answers that count
        "repeats_agree": pl.Int64,  # of these, those that all say the same
        "length_correlation": pl.Float64,  # Spearman's, of the letter's words and the score
        "length_low": pl.Float64,  # its 95 % interval
        "length_high": pl.Float64,
    }
)

_WORTH: Final = {"met": 1.0, "partly": 0.5, "not_met": 0.0}


def judge_figures(judgements: pl.DataFrame, *, letters: pl.DataFrame) -> pl.DataFrame:
    """Return how each judge behaved on each item.

    Parameters
    ----------
    judgements
        JUDGEMENT_SCHEMA.
    letters
        ``letter_id``, ``text``.

    Returns
    -------
    DataFrame
        JUDGE_FIGURES_SCHEMA, sorted by judge and item.

    Raises
    ------
    ImrDataError
        A letter that was judged is not among the letters.
    """
    words = dict(letters.select("letter_id", pl.col("text").str.count_matches(r"\S+")).rows())
    if missing := set(judgements["letter_id"]) - set(words):
        raise ImrDataError(
            f"{len(missing)} judged letters are not among the letters, such as {min(missing)}",
            where="judge_figures",
            mend="pass the letters that were judged",
        )
    rows = [
        {"judge": judge, "item": item, **_figures(part, words)}
        for (judge, item), part in judgements.group_by("judge", "item")
    ]
    return pl.DataFrame(rows, schema=JUDGE_FIGURES_SCHEMA).sort("judge", "item")


def judge_agreement(verdicts: pl.DataFrame, labels: pl.DataFrame, *, level: float = 0.95) -> pl.DataFrame:
    """Return how far judges agree with labels.

    Parameters
    ----------
    verdicts
        VERDICT_SCHEMA; rows of another tier than ``judge`` are left aside.
    labels
        ``letter_id``, ``item``, ``label`` (``pass`` or ``fail``), one row per letter and item: what people said.
    level
        Confidence of the interval.

    Returns
    -------
    DataFrame
        JUDGE_AGREEMENT_SCHEMA, sorted by judge and item. A label without a verdict of the judge, or with one that is
        unmeasured, counts in ``labels`` and not in ``measured``: a judge that answers only where it is easy shows it.

    Raises
    ------
    ImrDataError
        A label is neither, or a letter's item has two.

    Examples
    --------
    >>> from imrdata.quality.check import VERDICT_SCHEMA
    >>> rows = [
    ...     {"letter_id": str(n), "check": "judge:m:tone", "tier": "judge", "verdict": verdict}
    ...     for n, verdict in enumerate(["pass", "pass", "fail", "fail", "unmeasured"])
    ... ]
    >>> verdicts = pl.DataFrame(rows, schema=VERDICT_SCHEMA)
    >>> said = ["pass", "fail", "fail", "fail", "pass"]
    >>> labels = pl.DataFrame({"letter_id": [str(n) for n in range(5)], "item": "tone", "label": said})
    >>> judge_agreement(verdicts, labels).select("labels", "measured", "same", "kappa").row(0)
    (5, 4, 3, 0.5)
    """
    if strange := set(labels["label"].to_list()) - {PASS, FAIL}:
        raise ImrDataError(f"a label is {min(map(repr, strange))}", where="labels", mend="use pass or fail")
    if labels.select("letter_id", "item").is_duplicated().any():
        raise ImrDataError("an item of a letter has two labels", where="labels", mend="settle on one")
    parts = pl.col("check").str.strip_prefix("judge:").str.extract_groups(r"^(?<judge>.*):(?<item>[^:]*)$")
    judged = verdicts.filter(pl.col("tier") == JUDGE_TIER).with_columns(parts.alias("parts")).unnest("parts")
    rows = []
    for judge in judged["judge"].unique():
        own = judged.filter(pl.col("judge") == judge)
        for item in own["item"].unique():
            asked = labels.filter(pl.col("item") == item).join(
                own.filter(pl.col("item") == item).select("letter_id", "verdict"), on="letter_id", how="left"
            )
            said = [verdict if verdict in (PASS, FAIL) else None for verdict in asked["verdict"]]
            true = asked["label"].to_list()
            found = cohen_kappa(said, true, categories=(FAIL, PASS), level=level)
            same = sum(verdict == label for verdict, label in zip(said, true, strict=True))
            figures = {"labels": asked.height, "measured": found.rated, "same": same}
            kappa = {"kappa": found.kappa, "low": found.low, "high": found.high}
            rows.append({"judge": judge, "item": item, **figures, **kappa})
    return pl.DataFrame(rows, schema=JUDGE_AGREEMENT_SCHEMA).sort("judge", "item")


def _figures(part: pl.DataFrame, words: Mapping[str, int]) -> dict[str, Any]:
    counting = part.filter(pl.col("said").is_not_null())
    both = counting.group_by("letter_id", "repeat").agg(pl.col("order").n_unique(), pl.col("said").n_unique())
    both = both.filter(pl.col("order") == len(ORDERS))
    several = counting.group_by("letter_id", "order").agg(pl.len(), pl.col("said").n_unique())
    several = several.filter(pl.col("len") > 1)
    scored = (
        counting.filter(pl.col("said").is_in(list(_WORTH)))
        .group_by("letter_id")
        .agg(pl.col("said").replace_strict(_WORTH, return_dtype=pl.Float64).mean().alias("score"))
        .sort("letter_id")
    )
    lengths = [float(words[letter_id]) for letter_id in scored["letter_id"]]
    found = rank_correlation(lengths, scored["score"].to_list())
    value, low, high = found or (None, None, None)
    return {
        "letters": part["letter_id"].n_unique(),
        "answers": part.height,
        "counting": counting.height,
        "not_quoted": part.filter(pl.col("problem") == "its quotation is not in the letter").height,
        "orders_compared": both.height,
        "orders_agree": both.filter(pl.col("said") == 1).height,
        "repeats_compared": several.height,
        "repeats_agree": several.filter(pl.col("said") == 1).height,
        "length_correlation": value,
        "length_low": low,
        "length_high": high,
    }


def rank_correlation(first: list[float], second: list[float]) -> tuple[float, float, float] | None:
    """Return Spearman's rank correlation with its 95 % interval; None of fewer than five pairs, or without variation.

    Notes
    -----
    Ties share their mean rank. The interval is Fisher's z with the standard error sqrt((1 + r²/2) / (n - 3)):
    D. G. Bonett and T. A. Wright, Psychometrika 65 (2000), 23-28.

    Examples
    --------
    >>> [round(value, 2) for value in rank_correlation([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 6, 5])]
    [0.94, 0.38, 1.0]
    >>> rank_correlation([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1]) is None
    True
    """
    number = len(first)
    if number < 5 or len(set(first)) == 1 or len(set(second)) == 1:
        return None
    frame = pl.DataFrame({"first": first, "second": second})
    value = float(frame.select(pl.corr(pl.col("first").rank(), pl.col("second").rank())).item())
    if abs(value) >= 1 - 1e-12:
        return round(value, 12), round(value, 12), round(value, 12)
    middle, reach = math.atanh(value), 1.959964 * math.sqrt((1 + value * value / 2) / (number - 3))
    return value, math.tanh(middle - reach), math.tanh(middle + reach)
