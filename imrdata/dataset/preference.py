"""Preference pairs: two appeals of one model that answer the same prompt, of which one breaks a rule that has a name.

In: letters, their selection and verdicts. Out: PAIR_SCHEMA. Both letters of a pair were written by the same model from
the same prompt (the same denial and the same view of the case), are of about the same length, and differ by the checks
that the rejected one fails and the chosen one passes: what a pair teaches is that rule, not a style or a length. A
letter by rule is never chosen, nor rejected. Room: dataset.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

import polars as pl

from imrdata.dataset.inputs import render_input
from imrdata.dataset.provenance import ORIGIN_COLUMNS, TURN, Maker, Origins, guard
from imrdata.dataset.select import CHAT_MARK
from imrdata.dataset.tokens import TokenCounter
from imrdata.errors import DatasetError
from imrdata.letters.letter import INPUTS
from imrdata.llm.licenses import Terms
from imrdata.llm.request import canonical_json
from imrdata.quality.check import FAIL, PASS

__all__ = ["LENGTH_BAND", "PAIR_SCHEMA", "pair_hash", "to_pairs"]

#: The shorter letter of a pair has at least this share of the longer one's words. Chosen, not measured.
LENGTH_BAND: Final = 0.8

#: One row per pair, sorted by pair_id (docs/records.md).
PAIR_SCHEMA: Final = pl.Schema(
    {
        "pair_id": pl.String(),  # SHA-256 over prompt, chosen and rejected
        "split": pl.String(),
        "task": pl.String(),
        "input": pl.String(),
        "messages": pl.List(TURN),  # the prompt: system and user
        "chosen": TURN,
        "rejected": TURN,
        "chosen_id": pl.String(),
        "rejected_id": pl.String(),
        "checks": pl.List(pl.String()),  # failed by the rejected, passed by the chosen; sorted, never empty
        "reasons": pl.List(pl.String()),  # why each failed, in the same order
        "chosen_words": pl.Int32(),
        "rejected_words": pl.Int32(),
        **ORIGIN_COLUMNS,
        "tokens": pl.Int32(),  # of the prompt with the longer answer
        "tokens_by": pl.String(),
    }
)


def to_pairs(
    letters: pl.DataFrame,
    *,
    cases: pl.DataFrame,
    selection: pl.DataFrame,
    splits: pl.DataFrame,
    verdicts: pl.DataFrame,
    makers: Mapping[str, Maker],
    recipe_sha256: str,
    inputs: Collection[str] = INPUTS,
    per_prompt: int = 1,
    counter: TokenCounter | None = None,
    further: Mapping[str, Collection[Terms]] | None = None,
) -> pl.DataFrame:
    """Make pairs of appeals.

    The chosen letter is a kept one, or one that only a better letter of its case kept out. Of the rejected letters
    that fit a prompt those with the fewest failed checks are taken, then those nearest in length, then by hash.

    Parameters
    ----------
    letters, cases, selection, splits, verdicts, makers, recipe_sha256, inputs, counter, further
        As for `imrdata.dataset.records.to_records`.
    per_prompt
        Pairs of one prompt at most; no letter is in two of them as the rejected one.

    Returns
    -------
    DataFrame
        PAIR_SCHEMA, sorted by ``pair_id``.

    Raises
    ------
    DatasetError
        Something a pair needs is missing, or the frames don't belong together.
    WallError
        A text holds its case's ReferenceID.

    Examples
    --------
    Pairs of a scripted model are made in ``tests/dataset/test_preference.py``.
    """
    origins = Origins(
        letters,
        cases=cases,
        splits=splits,
        verdicts=verdicts,
        makers=makers,
        recipe_sha256=recipe_sha256,
        further=further,
    )
    fates = {row["letter_id"]: row for row in selection.iter_rows(named=True)}
    kept_denials = {name for name, row in fates.items() if row["kept"] and row["kind"] == "denial"}
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for letter_id, check, verdict, reason in verdicts.select("letter_id", "check", "verdict", "reason").iter_rows():
        found[letter_id][check] = (verdict, reason)
    prompts: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for letter in letters.filter(pl.col("kind") == "appeal").iter_rows(named=True):
        if letter["answers"] in kept_denials and letter["input"] in inputs and _may_pair(letter, origins):
            same = (letter["author"], letter["answers"], letter["input"], letter["view_sha256"], letter["task_version"])
            prompts[same].append(letter)
    count = counter or TokenCounter()
    rows = []
    for group in prompts.values():
        chosen = [letter for letter in group if _is_sound(fates[letter["letter_id"]])]
        rows += [
            _row(good, bad, checks, origins=origins, found=found, count=count)
            for good, bad, checks in _matched(chosen, group, found)[:per_prompt]
        ]
    return pl.DataFrame(rows, schema=PAIR_SCHEMA, orient="row").sort("pair_id")


def pair_hash(messages: Collection[Mapping[str, str]], chosen: Mapping[str, str], rejected: Mapping[str, str]) -> str:
    """Return a pair's id: SHA-256 over prompt, chosen and rejected as canonical JSON."""
    parts = [[dict(message) for message in messages], dict(chosen), dict(rejected)]
    return hashlib.sha256(canonical_json(parts).encode()).hexdigest()


def _may_pair(letter: Mapping[str, Any], origins: Origins) -> bool:
    """Say whether a letter may stand in a pair: of a model, with a text that can be trained on, on either side."""
    text, reference = letter["text"] or "", origins.case(letter)["reference_id"]
    named = bool(reference) and reference.casefold() in text.casefold()
    return not origins.is_rule_based(letter["author"]) and bool(text.strip()) and CHAT_MARK not in text and not named


def _is_sound(fate: Mapping[str, Any]) -> bool:
    """Say whether nothing but a better letter of its case stood against a letter."""
    return fate["kept"] or all(reason.startswith("per case: ") for reason in fate["reasons"])


Found = Mapping[str, Mapping[str, tuple[str, str]]]


def _matched(
    chosen: list[dict[str, Any]], group: list[dict[str, Any]], found: Found
) -> list[tuple[dict[str, Any], dict[str, Any], list[str]]]:
    """Return for each letter that can be rejected the best partner, the plainest difference first."""
    matches = []
    for bad in group:
        partners = []
        for good in chosen:
            checks = _differing(good["letter_id"], bad["letter_id"], found)
            low, high = sorted((_words(good), _words(bad)))
            if checks and low >= LENGTH_BAND * high:
                partners.append((len(checks), high - low, _lot(good, bad), good, bad, checks))
        matches += sorted(partners, key=lambda partner: partner[:3])[:1]
    return [(good, bad, checks) for *_, good, bad, checks in sorted(matches, key=lambda match: match[:3])]


def _differing(good: str, bad: str, found: Found) -> list[str]:
    """Return the checks that the one letter passes and the other fails."""
    return sorted(
        check
        for check, (verdict, _) in found[bad].items()
        if verdict == FAIL and found[good].get(check, ("", ""))[0] == PASS
    )


def _words(letter: Mapping[str, Any]) -> int:
    return len(letter["text"].split())


def _lot(good: Mapping[str, Any], bad: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(f"pair|{good['letter_id']}|{bad['letter_id']}".encode()).digest()


def _row(
    good: dict[str, Any],
    bad: dict[str, Any],
    checks: list[str],
    *,
    origins: Origins,
    found: Found,
    count: TokenCounter,
) -> dict[str, Any]:
    denial = origins.letter(good["answers"], of=good["letter_id"])
    view = origins.view(denial, input=good["input"], appeal=good)
    if bad["voice"] != good["voice"] or bad["regime"] != good["regime"]:
        raise DatasetError(
            "two letters that answer one prompt differ in their axes",
            where=f"the pair of {good['letter_id']}",
            mend="pass frames of one and the same run",
        )
    prompt = list(render_input(view, voice=good["voice"], regime=good["regime"]))
    chosen, rejected = ({"role": "assistant", "content": letter["text"]} for letter in (good, bad))
    guard([*prompt, chosen, rejected], origins.case(denial))
    return {
        "pair_id": pair_hash(prompt, chosen, rejected),
        "split": origins.split(denial)["split"],
        "task": "appeal",
        "input": good["input"],
        "messages": prompt,
        "chosen": chosen,
        "rejected": rejected,
        "chosen_id": good["letter_id"],
        "rejected_id": bad["letter_id"],
        "checks": checks,
        "reasons": [found[bad["letter_id"]][check][1] for check in checks],
        "chosen_words": _words(good),
        "rejected_words": _words(bad),
        **origins.columns(denial, good, bad, view=view, task="appeal"),
        "tokens": max(count([*prompt, answer]) for answer in (chosen, rejected)),
        "tokens_by": count.name,
    }
