"""A served model on held-out cases, beside the base model and the baseline author.

In: held-out cases and where models are served. Out: one plain result with every author's measures, each pair's
differences with intervals, and the gate's word on a candidate. Models are asked at temperature 0, once a case: what is
compared is the models, not the dice or the client's retries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from imrdata.dataset.records import record_version
from imrdata.errors import ClientError, ImrDataError
from imrdata.letters.baseline import BASELINE_VERSION
from imrdata.quality.checks import default_checks
from imrdata.quality.rubric import RULES_VERSION, rubric_sha256
from serve.client import AsyncClient, Ended, Endpoint, Settings
from serve.held_out import HeldOut
from serve.measures import FAMILIES, measure
from serve.release import Release
from serve.statistics import Difference, mean_difference, share_difference

__all__ = ["BASELINE", "CANDIDATE", "Served", "evaluate"]

CANDIDATE: Final = "candidate"
BASELINE: Final = "baseline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An author that is a served model: what it is called here, where it is, and its name there."""

    author: str
    endpoint: Endpoint
    served_name: str


def evaluate(
    release: Release, cases: Sequence[HeldOut], served: Sequence[Served], *, against: str | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Ask, measure and compare.

    Parameters
    ----------
    release
        Whose sampling, limits and gate count.
    cases
        Held-out cases.
    served
        The candidate first, then what it is compared with; the baseline author is always there.
    against
        The author that the gate compares the candidate with; None: no gate.

    Returns
    -------
    result, letters
        Plain data: no clock, no address. ``letters`` has each author's text or failure for each case.

    Raises
    ------
    ImrDataError
        An author occurs twice, or `against` is none of them.
    """
    authors = [CANDIDATE, *(each.author for each in served[1:]), BASELINE]
    if len(set(authors)) != len(authors) or served[0].author != CANDIDATE:
        raise ImrDataError(f"authors are {', '.join(authors)}", mend="give each a name of its own")
    if against is not None and against not in authors[1:]:
        raise ImrDataError(f"there is no author {against}", where="--gate", mend=f"use {', '.join(authors[1:])}")
    answers: dict[str, dict[str, dict[str, Any]]] = {each.author: _ask(release, each, cases) for each in served}
    answers[BASELINE] = {case.case_id: {"text": case.baseline, "finish_reason": "stop"} for case in cases}
    frames = {
        author: measure(
            author,
            cases,
            {case: (said["text"], said["finish_reason"]) for case, said in by_case.items() if "text" in said},
        )
        for author, by_case in answers.items()
    }
    pairs = {other: _compare(frames[CANDIDATE], frames[other]) for other in authors[1:]}
    result = {
        "release_sha256": release.sha256,
        "served_name": release.release.name,
        "cases": len(cases),
        "sampling": _settings(release).sampling,
        "versions": {
            "baseline": BASELINE_VERSION,
            "record": record_version(),
            "rubric_sha256": rubric_sha256(),
            "rubric_rules": RULES_VERSION,
            "checks": {check.name: check.version for check in default_checks() if "appeal" in check.kinds},
        },
        "authors": {author: _summary(frames[author], answers[author]) for author in authors},
        "differences": {
            other: {name: found.to_dict() for name, found in differences.items()}
            for other, differences in pairs.items()
        },
        "gate": None if against is None else _gate(release, frames[CANDIDATE], pairs[against], against),
    }
    letters = [
        {"author": author, "case_id": case.case_id, "record_id": case.record_id, **answers[author][case.case_id]}
        for author in authors
        for case in cases
    ]
    return result, letters


def _settings(release: Release) -> Settings:
    settings = Settings.of(release)
    # A failed check must not ask again: the checks are what is measured.
    return replace(settings, sampling={**settings.sampling, "temperature": 0.0}, tries=1)


def _ask(release: Release, served: Served, cases: Sequence[HeldOut]) -> dict[str, dict[str, Any]]:
    """Return each case's letter, or the kind of failure."""
    settings = replace(_settings(release), served_name=served.served_name)

    async def main() -> dict[str, dict[str, Any]]:
        under_way = asyncio.Semaphore(release.limits.max_num_seqs)
        async with AsyncClient(settings, [served.endpoint], checks=()) as client:

            async def one(case: HeldOut) -> tuple[str, dict[str, Any]]:
                async with under_way:
                    return case.case_id, await _answer(client, case)

            return dict(await asyncio.gather(*(one(case) for case in cases)))

    return asyncio.run(main())


async def _answer(client: AsyncClient, case: HeldOut) -> dict[str, Any]:
    end: Ended | None = None
    async for event in client.stream(case.asked):
        if isinstance(event, Ended):
            end = event
    if end is None or end.letter is None:
        error = end.error if end else None
        return {"failure": error.kind if isinstance(error, ClientError) else "unknown"}
    # A letter with a chat template's mark in it is a letter all the same: the checks say what is wrong with it.
    provenance = end.letter.provenance
    return {
        "text": end.letter.text,
        "finish_reason": provenance.finish_reason,
        "fingerprint": provenance.fingerprint,
        "prompt_tokens": provenance.prompt_tokens,
        "completion_tokens": provenance.completion_tokens,
    }


def _summary(frame: pl.DataFrame, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    failures: dict[str, int] = {}
    for said in answers.values():
        if "failure" in said:
            failures[said["failure"]] = failures.get(said["failure"], 0) + 1
    checks = frame.explode("failed").drop_nulls("failed")["failed"].value_counts(sort=True)
    return {
        "answered": int(frame["answered"].sum()),
        "failures": dict(sorted(failures.items())),
        "score": round(float(frame["score"].mean() or 0.0), 6),  # type: ignore[arg-type]
        "words": round(float(frame.filter("answered")["words"].median() or 0.0), 1),  # type: ignore[arg-type]
        "failing": {name: int(frame[name].sum()) for name in (*FAMILIES, "any")},
        "checks": dict(sorted(checks.iter_rows(), key=lambda item: (-item[1], item[0]))),
    }


def _compare(candidate: pl.DataFrame, other: pl.DataFrame) -> dict[str, Difference]:
    """Return the differences in score and in failing shares; both frames have the same cases in the same order."""
    return {
        "score": mean_difference(candidate["score"].to_list(), other["score"].to_list()),
        **{name: share_difference(candidate[name].to_list(), other[name].to_list()) for name in (*FAMILIES, "any")},
    }


def _gate(
    release: Release, candidate: pl.DataFrame, differences: Mapping[str, Difference], against: str
) -> dict[str, Any]:
    """Say whether a candidate may replace what it was compared with, and each reason why not."""
    gate = release.gate
    reasons = []
    if candidate.height < gate.cases:
        reasons.append(f"{candidate.height} cases show nothing: at least {gate.cases} are needed")
    unanswered = 1 - candidate["answered"].sum() / candidate.height
    if unanswered > gate.unanswered:
        reasons.append(f"{unanswered:.1%} of the cases got no letter, more than the {gate.unanswered:.1%} allowed")
    score = differences["score"]
    if score.low < -gate.score_drop:
        reasons.append(f"the score could be {-score.low:.3f} lower, more than the {gate.score_drop:.3f} allowed")
    for name in (*FAMILIES, "any"):
        if (high := differences[name].high) > gate.fail_rise:
            reasons.append(
                f"{name}: the share that fails could be {high:.1%} higher, more than the {gate.fail_rise:.1%} allowed"
            )
    return {"against": against, "passed": not reasons, "reasons": reasons, "tolerances": gate.model_dump()}
