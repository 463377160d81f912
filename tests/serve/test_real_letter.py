"""From a denial to a letter with a real model behind a real server: SmolLM2-135M through llama.cpp, with our template.

Its letters are poor: what is tested is that none that fails a check is given, and that what is said of it is so.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import polars as pl
import pytest

from imrdata.letters.parse import parse_letter
from imrdata.llm.clients.embedded import embedded_available
from imrdata.quality.check import FAIL, assess
from serve.client import Asked, AsyncClient, Ended, Endpoint, Piece, Settings
from serve.release import Release
from tests.serve.llama import Llama

pytestmark = pytest.mark.embedded


def test_a_real_models_letter_is_streamed_judged_and_traced(settings: Settings, asked: Asked, release: Release) -> None:
    available, sentence = embedded_available()
    if not available:
        pytest.skip(sentence)
    llama = Llama(release.read_template(), alias=settings.served_name, context=4096)
    patient = replace(settings, max_tokens=90, tries=2, first_byte=60.0, total=120.0)

    async def main() -> list[Piece | Ended]:
        async with AsyncClient(patient, [Endpoint(alias="own", base_url=llama.url)]) as client:
            return [event async for event in client.stream(asked)]

    events = asyncio.run(main())
    ends = [event for event in events if isinstance(event, Ended)]
    assert ends[-1] is events[-1]
    assert [end.how for end in ends[:-1]] == ["restarted"] * (len(ends) - 1)
    assert ends[-1].how in ("checked", "withheld")
    assert len(ends) <= 2
    for end in ends:
        assert end.letter is not None, end
        raw = "".join(event.text for event in events if isinstance(event, Piece) and event.answer == end.answer)
        provenance = end.letter.provenance
        assert end.letter.text == parse_letter(raw, provenance.finish_reason).text
        # The verdicts are those of the library's own checks, on what the writer saw.
        letters = pl.DataFrame(
            {
                "letter_id": ["x"], "kind": ["appeal"], "text": [end.letter.text],
                "finish_reason": [provenance.finish_reason],
            }
        )  # fmt: skip
        sources = pl.DataFrame([{**asked.source(), "letter_id": "x"}])
        failed = assess(letters, sources=sources).filter(pl.col("verdict") == FAIL)["check"].to_list()
        assert list(end.letter.failed) == failed
        assert (end.how == "checked") is (failed == [])
        assert (provenance.endpoint, provenance.answer) == ("own", end.answer)
        assert provenance.sampling["seed"] == 7 + end.answer - 1
        assert provenance.completion_tokens is not None
        assert 0 < provenance.completion_tokens <= 90
        assert provenance.prompt_tokens is not None
        assert provenance.prompt_tokens > 500
