"""How much a sentence says what fails letters: by the words that it has, and by a small model that reads it.

In: sentences and the kind of their letter. Out: a score for each, and what sentences like it do.
`imrdata.quality.wording` weighs the words, and what is not plainly lawful by them is read by `imrdata.quality.encoder`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from imrdata.quality.encoder import read_sentences
from imrdata.quality.wording import UNIT, weight

__all__ = ["PLAINLY_LAWFUL", "Scored", "scores"]

#: A sentence whose words weigh less is not read: seven of ten in lawful letters, and one defect of sixty
#: (`python -m benchmarks.wording_curve`).
PLAINLY_LAWFUL: Final = -3.0
#: How much the model's reading counts; the rest is the words'. Neither alone is as good (docs/wording.md).
_READING: Final = 0.7
#: What sentences of a family do, for the reason of a verdict.
_SAYS: Final = {
    "den_verdict_words": "tell the determination",
    "den_imr_past": "tell of a review that took place",
    "den_external_panel": "name reviewers from outside",
    "den_phrase_1370_4": "judge by the standard of an experimental review",
    "den_section_headers": "head the parts of a review's report",
    "den_reviewer_credentials": "give a reviewer's credentials",
    "den_third_person_plan": "speak of the plan as an outsider",
    "den_necessity_affirmed": "affirm that the care is needed",
    "den_events_after": "tell of what came after the denial",
    "den_approval": "grant the care",
    "app_imr_outcome_claimed": "claim a review's outcome",
    "app_addressed_to_imr": "speak to the review's organisation",
    "app_reviewer_voice": "speak as a reviewer",
    "app_reviewer_credentials": "give a reviewer's credentials",
    "app_outcome_known": "know how the appeal ended",
    "app_guarantee": "promise a result",
    "app_threat": "threaten",
    "app_prompt_residue": "talk to the model or its user",
    "app_refusal": "refuse to write",
}


class Scored(NamedTuple):
    """What is known of a sentence.

    Attributes
    ----------
    score
        The more, the worse; a logit, to two decimals.
    family
        What it is taken for; empty if it was not read.
    """

    score: float
    family: str

    @property
    def does(self) -> str:
        """What sentences like it do, in words."""
        return _SAYS[self.family] if self.family else "have the words of lawful ones"


def scores(texts: Iterable[str], kind: str, *, unread_below: float = PLAINLY_LAWFUL) -> dict[str, Scored]:
    """Return, for each different sentence of letters of one kind, its score and what sentences like it do.

    Parameters
    ----------
    texts
        Sentences.
    kind
        ``denial`` or ``appeal``.
    unread_below
        A sentence whose words weigh less is not read, and its score is that weight.

    Returns
    -------
    dict
        For each sentence its score and what it is taken for.

    Examples
    --------
    >>> known = scores(["The reviewer is board certified in neurology.", "You may file a grievance by mail."], "denial")
    >>> [(one.score > 0, one.does) for one in known.values()]
    [(True, "give a reviewer's credentials"), (False, 'have the words of lawful ones')]
    """
    weights = {text: weight(text, kind) / UNIT for text in texts}
    doubtful = [text for text, words in weights.items() if words >= unread_below]
    found = {text: Scored(words, "") for text, words in weights.items()}
    for text, reading in zip(doubtful, read_sentences(doubtful, kind), strict=True):
        mixed = _READING * reading.score + (1 - _READING) * weights[text]
        found[text] = Scored(round(mixed, 2), reading.family)
    return found
