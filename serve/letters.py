"""A letter that is asked for, and what an answer is worth: the same prompt and the same checks as in training.

In: what the writer may see, and a model's raw answer. Out: messages made by the function that made the training
records, and a `Letter` with every verdict and its provenance. The source that checks read is what the writer saw; the
reviewer's text and the plan's ground are unknown to whoever serves, so what needs them is unmeasured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import polars as pl

from imrdata.dataset.records import record_version, render_input
from imrdata.dataset.select import CHAT_MARK
from imrdata.letters.parse import parse_letter
from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.letters.views import AppealView
from imrdata.llm.request import Message
from imrdata.quality.check import FAIL, PASS, UNMEASURED, VERDICT_SCHEMA, Check, assess
from serve.settings import Settings
from serve.transport import Finish

__all__ = ["Asked", "Letter", "Provenance", "judge"]

_ID: Final = "served"

#: The reason, beside the checks' names, for a text that holds a chat template's mark, as in selection.
MARKED: Final = "chat_mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A letter that is asked for.

    Attributes
    ----------
    view
        The denial and what is known of the patient: all that the writer sees.
    voice, regime
        As in `imrdata.dataset.records.render_input`.
    seed
        Makes the same server say the same again; each further try takes the next number. None: none is sent.
    ground
        Why the plan denied, if that is known: a key of `imrdata.letters.axes.GROUNDS`.
    """

    view: AppealView
    voice: str
    regime: str
    seed: int | None = None
    ground: str | None = None

    def messages(self) -> tuple[Message, ...]:
        """Return the turns that are sent, made as those of a training record."""
        return render_input(self.view, voice=self.voice, regime=self.regime)

    def source(self) -> dict[str, Any]:
        """Return what the writer sees as a row of SOURCE_SCHEMA, for checks."""
        facts = {name: value for name, value in self.view.to_dict().items() if name != "denial"}
        lines = [line for value in facts.values() if value for line in ([value] if isinstance(value, str) else value)]
        return {
            "letter_id": _ID,
            "view_text": "\n".join(lines),
            "denial_text": self.view.denial,
            "type": self.view.type,
            "ground": self.ground,
            "voice": self.voice,
            "reference_id": None,
            "reviewer_text": None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a letter comes from. `endpoint` is an alias, never an address; no clock and no prompt is in it.

    `template_sha256` is the release's: that the server renders with it is what the parity gate proves.
    """

    served_name: str
    base: str
    adapter: str
    release_sha256: str
    template_sha256: str
    prompt_version: str
    endpoint: str
    fingerprint: str
    request_id: str
    sampling: Mapping[str, float | int]
    answer: int
    finish_reason: str
    prompt_tokens: int | None
    completion_tokens: int | None
    parse_notes: tuple[str, ...]
    checks: tuple[tuple[str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the provenance as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A model's letter with its verdicts.

    Attributes
    ----------
    text
        The letter, without what stood around it.
    failed
        The checks that it fails, by name, told-only ones left out: none where it may be given to anyone.
    told
        The told-only checks that it fails.
    unmeasured
        The checks that could not be made for want of a source.
    verdicts
        VERDICT_SCHEMA.
    provenance
        Where it comes from.
    """

    text: str
    failed: tuple[str, ...]
    told: tuple[str, ...]
    unmeasured: tuple[str, ...]
    verdicts: pl.DataFrame
    provenance: Provenance


def judge(
    asked: Asked,
    answer: str,
    finish: Finish,
    *,
    settings: Settings,
    checks: Sequence[Check] | None,
    endpoint: str,
    number: int,
    sampling: Mapping[str, float | int],
) -> Letter:
    """Return an answer as a letter with its verdicts.

    Parameters
    ----------
    asked
        What the writer saw.
    answer, finish
        The raw answer, and how it ended.
    settings
        Of the release that is served.
    checks
        None: all shipped ones, as training has them.
    endpoint, number, sampling
        Who answered, as the how manieth answer, and with which sampling.
    """
    parsed = parse_letter(answer, finish.reason)
    row = {"letter_id": [_ID], "kind": ["appeal"], "text": [parsed.text], "finish_reason": [finish.reason]}
    source = pl.DataFrame([asked.source()], schema=SOURCE_SCHEMA)
    verdicts = (
        assess(pl.DataFrame(row), sources=source, checks="default" if checks is None else checks)
        if checks is None or checks
        else VERDICT_SCHEMA.to_frame()
    )
    by_verdict: dict[str, list[str]] = {PASS: [], FAIL: [], UNMEASURED: []}
    for check, verdict in verdicts.select("check", "verdict").iter_rows():
        by_verdict[verdict].append(check)
    failed = [name for name in by_verdict[FAIL] if name not in settings.told_only]
    if CHAT_MARK in parsed.text:
        failed.append(MARKED)
    return Letter(
        text=parsed.text,
        failed=tuple(failed),
        told=tuple(name for name in by_verdict[FAIL] if name in settings.told_only),
        unmeasured=tuple(by_verdict[UNMEASURED]),
        verdicts=verdicts,
        provenance=Provenance(
            served_name=settings.served_name,
            base=settings.base,
            adapter=settings.adapter,
            release_sha256=settings.release_sha256,
            template_sha256=settings.template_sha256,
            prompt_version=record_version(),
            endpoint=endpoint,
            fingerprint=finish.fingerprint,
            request_id=finish.request_id,
            sampling=dict(sampling),
            answer=number,
            finish_reason=finish.reason,
            prompt_tokens=finish.prompt_tokens,
            completion_tokens=finish.completion_tokens,
            parse_notes=tuple(parsed.notes),
            checks=tuple(verdicts.select("check", "check_version").unique(maintain_order=True).rows()),
        ),
    )
