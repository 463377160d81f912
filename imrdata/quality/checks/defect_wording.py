"""Sentences that read like those which fail letters, by the words they have and by a small model that reads them.

In: a letter. Out: the highest score (`imrdata.quality.reading`) of one of its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.reading import PLAINLY_LAWFUL, Scored, scores
from imrdata.quality.scored import Measure, ScoredCheck

__all__ = ["DefectWording", "judged_score", "sentences"]

_SENTENCE: Final = re.compile(r"\S[^\n]*?(?:[.!?:](?=[\"')\]]*\s)[\"')\]]*|(?=\n)|\Z)")
#: What is quoted is somebody else's wording, and other checks' affair.
_QUOTES: Final = '"\u201c'
#: Shorter ones are headings, names of fields, signatures.
_FEWEST_WORDS: Final = 3
#: What is added to the score of a sentence by the family that it is taken for. Where nearly no lawful one is, less will
#: do; what lawful denials are taken for has to be surer (docs/wording.md).
_MORE: Final[Mapping[str, float]] = {
    "den_approval": -1.4,
    "den_necessity_affirmed": 0.25,
    "den_verdict_words": 0.5,
    "den_section_headers": 0.75,
    "den_external_panel": 0.5,
    **dict.fromkeys(("den_events_after", "den_imr_past", "den_phrase_1370_4"), 1.0),
    **dict.fromkeys(("den_reviewer_credentials", "den_third_person_plan"), 1.25),
    "app_guarantee": -0.25,
    **dict.fromkeys(("app_outcome_known", "app_refusal"), 0.25),
    **dict.fromkeys(("app_prompt_residue", "app_reviewer_voice"), 0.5),
    **dict.fromkeys(("app_addressed_to_imr", "app_imr_outcome_claimed"), 1.0),
    "app_reviewer_credentials": 1.5,
}


class Heaviest(NamedTuple):
    """The sentence of the highest score: that score, what sentences like it do, and its place."""

    score: float
    does: str
    start: int
    end: int


#: Where there is no sentence.
_NOTHING: Final = Heaviest(PLAINLY_LAWFUL, "", 0, 0)


class DefectWording(ScoredCheck):
    """A sentence that reads like one which fails letters.

    Rule: the words of a sentence, and pairs and triples of them, have weights. A sentence that is not plainly lawful by
    them is read by a small language model, and its score is 0.7 of the model's logit and 0.3 of the words' weight, with
    up to 1.5 more or 1.4 less by what it is taken for (some defects no lawful one is like).
    Both have learned from sentences by hand that tell a verdict, a review, an outcome, promise, threaten, refuse or
    echo a prompt, and from lawful ones. The highest sentence is the letter's score.
    Why: the rules of the other checks know wordings and concepts; people and models find others.
    Source: domain.md §7; `tests/calibration/fresh/`, `tests/calibration/sentences/` and the rule-based author's letters
    (what it was learned from), docs/calibration.md (its curve); Wang et al. 2020, MiniLM (arXiv 2002.10957), for the
    model that was trained further.
    Passes: a sentence that begins with a quotation; what has the words of lawful letters around it.
    Limits: it reads each sentence alone, and knows neither case nor letter: a final notice after a grievance fails
    where it says that the denial was upheld. It says what such sentences do, which is a guess. A score can differ by a
    hundredth from machine to machine.
    """

    name = "defect_wording"
    version = 7
    tier = "B"
    threshold = 2.5

    def measure(self, letter: dict[str, str]) -> Measure:
        """Score each sentence; the highest counts, of several the first."""
        (found,) = _heaviest([letter["text"]], letter["kind"])
        return self._measured(found, 0)

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Score the sentences of each different paragraph once."""
        texts = batch.parts.texts.to_list()
        places = batch.parts.places.join(frame.select("_row", "kind"), on="_row")
        best: dict[int, tuple[Heaviest, int]] = {}
        for kind in sorted(places["kind"].unique()):
            own = places.filter(pl.col("kind") == kind).sort("_row", "order")
            asked = own["part"].unique().to_list()
            found = dict(zip(asked, _heaviest([texts[part] for part in asked], kind), strict=True))
            for row, part, start in own.select("_row", "part", "start").iter_rows():
                one = found[part]
                if one != _NOTHING and (row not in best or one.score > best[row][0].score):
                    best[row] = one, start
        return self.judged((row, self._measured(*best.get(row, (_NOTHING, 0)))) for row in frame["_row"])

    @staticmethod
    def _measured(found: Heaviest, offset: int) -> Measure:
        if found == _NOTHING:
            return Measure(found.score, "no sentence")
        span = offset + found.start, offset + found.end
        return Measure(found.score, f"a sentence reads like those that {found.does}", span)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Return the places of a text's sentences, headings and other short lines left out."""
    for found in _SENTENCE.finditer(text):
        if len(found[0].split()) >= _FEWEST_WORDS:
            yield found.span()


def _heaviest(texts: Iterable[str], kind: str) -> list[Heaviest]:
    """Return of each text the sentence of the highest score that is no quotation, of several the first."""
    cut = [(text, [(a, b) for a, b in sentences(text) if text[a] not in _QUOTES]) for text in texts]
    known = scores((text[slice(*place)] for text, places in cut for place in places), kind)
    found = []
    for text, places in cut:
        read = [(known[text[a:b]], a, b) for a, b in places]
        scored = [Heaviest(judged_score(one), one.does, a, b) for one, a, b in read]
        found.append(max(scored, key=lambda one: one.score, default=_NOTHING))
    return found


def judged_score(one: Scored) -> float:
    """Return a sentence's score as the check's threshold takes it."""
    return round(one.score + _MORE.get(one.family, 0.0), 2)
