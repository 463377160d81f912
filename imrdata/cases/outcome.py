"""What the reviewers decided, as the text says it: their votes and the verdict, beside what the column says.

In: sentences with roles (``row, start, role, text``). Out: a frame per row. What each pattern means stands with it in
vocabulary/outcome.toml. Used by mentions.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from imrdata.cases.schema import VISIBLE_ROLES
from imrdata.cases.vocabulary import vocabulary

__all__ = ["verdicts", "votes"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Vote:
    search: re.Pattern[str]
    votes: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class _Verdict:
    tier: str
    polarity: str
    search: re.Pattern[str]


@cache
def _vote_patterns() -> tuple[_Vote, ...]:
    return tuple(
        _Vote(re.compile(entry["pattern"]), entry.get("votes"), entry.get("total"))
        for entry in vocabulary("outcome.toml")["vote"]
    )


@cache
def _verdict_patterns() -> tuple[_Verdict, ...]:
    return tuple(
        _Verdict(entry["tier"], entry["polarity"], re.compile(entry["pattern"]))
        for entry in vocabulary("outcome.toml")["verdict"]
    )


def _normal(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return sentences lower-cased, with straight quotes and single blanks."""
    text = pl.col("text").str.to_lowercase().str.replace_all("[‘’`´]", "'").str.replace_all("[“”]", '"')
    return sentences.with_columns(text=text.str.replace_all(r"\s+", " "))


def votes(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return ``row``, ``votes_for`` and ``votes_total`` for rows whose text gives them."""
    panel = _normal(sentences.filter(pl.col("text").str.contains(r"(?i)reviewers|vote|split")))
    counts = [_vote(text) for text in panel["text"]]
    counted = panel.select(
        "row",
        pl.Series("votes_for", [votes for votes, _ in counts], dtype=pl.Int8),
        pl.Series("votes_total", [total for _, total in counts], dtype=pl.Int8),
    ).filter(pl.col("votes_total").is_not_null())
    # The largest panel that is spoken of, and the most votes for one side of it.
    return (
        counted.filter(pl.col("votes_total") == pl.col("votes_total").max().over("row"))
        .group_by("row")
        .agg(pl.col("votes_for").max(), pl.col("votes_total").first())
    )


def _vote(text: str) -> tuple[int | None, int | None]:
    """Return how many reviewers one sentence counts on the larger side, and of how many."""
    numbers: dict[str, int] = vocabulary("outcome.toml")["numbers"]
    for rule in _vote_patterns():
        for match in rule.search.finditer(text):
            groups = match.groupdict()
            votes = numbers[groups["votes"]] if groups.get("votes") else rule.votes
            total = numbers[groups["total"]] if groups.get("total") else rule.total
            if groups.get("against") and votes is not None:
                total = votes + numbers[groups["against"]]
            if total is None:
                continue
            votes = total if votes is None else votes
            if votes <= total:
                return max(votes, total - votes), total
    return None, None


def verdicts(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return ``row`` and ``verdict_in_text``: the last sentence of the strongest tier decides."""
    reviewers = _normal(
        sentences.filter(
            ~pl.col("role").is_in(list(VISIBLE_ROLES))
            & pl.col("text").str.contains(
                r"(?i)over-?turn|uph[eo]ld|revers|affirm|sustain|stand|denial|necess|indicated|appropriate|benefi|effective"
                r"|favou?rable|urgently|\bbe (?:\w+ )?(?:paid|reimbursed|covered|authorized|approved|provided|allowed)"
            )
        )
    )
    # Evidence says what is necessary or effective in general: only the plain words of a verdict count there.
    general = ~pl.col("role").is_in(["verdict", "panel"])
    texts = reviewers.select("text", general=general).unique(maintain_order=True)
    stated = [_stated(text, general) for text, general in texts.iter_rows()]
    judged = texts.with_columns(
        tier=pl.Series([tier for tier, _ in stated], dtype=pl.Int8),
        verdict_in_text=pl.Series([polarity for _, polarity in stated], dtype=pl.String),
    ).filter(pl.col("tier") > 0)
    return (
        reviewers.with_columns(general=general)
        .join(judged, on=["text", "general"], how="inner")
        .sort("row", "tier", "start")
        .group_by("row", maintain_order=True)
        .agg(pl.col("verdict_in_text").last())
    )


_TIERS: Final = {"payment": 1, "paraphrase": 2, "explicit": 3}
_TURNED: Final = {"overturned": "upheld", "upheld": "overturned"}


@cache
def _guard(name: str) -> re.Pattern[str]:
    return re.compile(vocabulary("outcome.toml")["guards"][name])


def _stated(text: str, general: bool) -> tuple[int, str | None]:
    """Return the tier and the verdict that one sentence states; tier 0 if none."""
    if _guard("another's").search(text):
        return 0, None
    for tier, strength in sorted(_TIERS.items(), key=lambda item: -item[1]):
        if general and tier == "paraphrase":
            continue
        found: set[str] = set()
        taken: list[Span] = []
        rules = [rule for rule in _verdict_patterns() if rule.tier == tier]
        # A denial ("is not necessary") holds its affirmation, so denials are looked for first.
        for rule in sorted(rules, key=lambda rule: ("partly", "upheld", "overturned").index(rule.polarity)):
            for match in rule.search.finditer(text):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                taken.append(match.span())
                turned = tier == "explicit" and rule.polarity in _TURNED and _guard("not").search(text[: match.start()])
                found.add(_TURNED[rule.polarity] if turned else rule.polarity)
        if found:
            return strength, found.pop() if len(found) == 1 else "partly"
    return 0, None
