"""Whose dose a dose is: the drug that it stands beside, and what the sources say of that drug.

In: a paragraph and a quantity, or a drug and texts. Out: the drug's key, or the sentences that dose it. That 10 mg
stands somewhere in a view says nothing of a drug of which it says 5 mg.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Final

from imrdata.quality.clauses import clause_of
from imrdata.quality.concepts import mentions
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.quantities import Quantity, quantities

__all__ = ["DOSED", "drug_beside", "not_of_others", "said_of"]

#: The dimensions of a dose.
DOSED: Final = ("mass", "units")
#: How far a drug may stand from its dose: "glargine, which he injects at night, is now 46 units" is too far.
_NEAR: Final = 24
_BETWEEN: Final = re.compile(r"[.;:]|\b(?:and|or|plus|with|after|before|then)\b|\d")


def drug_beside(part: NormalText, one: Quantity) -> str:
    """Return the key of the drug whose dose a quantity is; "" if none stands beside it.

    Examples
    --------
    >>> text = read("I take 20 mg of lisinopril, and the amlodipine is the 10 mg tablet.")
    >>> [drug_beside(text, one) for one in quantities(text.text)]
    ['lisinopril', 'amlodipine']
    """
    if one.dim not in DOSED:
        return ""
    start, stop = clause_of(part, one.start)
    drugs = [drug for drug in mentions(part.text[start:stop]) if drug.kind == "drug"]
    near = []
    for drug in drugs:
        first, last = start + drug.start, start + drug.end
        gap = part.text[last : one.start] if last <= one.start else part.text[one.end : first]
        # "Sertraline at 200 mg, venlafaxine at 225 mg": a comma ends what a dose is of.
        if len(gap) <= _NEAR and not _BETWEEN.search(gap) and not (last > one.start and "," in gap):
            near.append((len(gap), drug.key))
    return min(near)[1] if near else ""


@lru_cache(maxsize=16384)
def said_of(drug: str, *texts: str) -> str:
    """Return the sentences of texts that name a drug and a dose, without other drugs' doses; "" if none does.

    Examples
    --------
    >>> said_of("amlodipine", "She takes Norvasc 5 mg and furosemide 40 mg. Her pulse is 60.")
    'she takes norvasc 5 mg and furosemide .'
    """
    sentences = (sentence for text in texts for sentence in _sentences(text))
    named = (sentence for sentence in sentences if any(one.key == drug for one in mentions(sentence)))
    own = (_without_others(sentence, drug) for sentence in named)
    return "\n".join(sentence for sentence in own if any(one.dim in DOSED for one in quantities(sentence)))


@lru_cache(maxsize=16384)
def not_of_others(drug: str, text: str) -> str:
    r"""Return a text without the doses that stand beside other drugs, but for units: insulin goes by many names.

    Examples
    --------
    >>> not_of_others("amlodipine", "She takes furosemide 40 mg. A tablet of 5 mg is new.")
    'she takes furosemide .\na tablet of 5 mg is new.'
    """
    return "\n".join(_without_others(sentence, drug, dims=("mass",)) for sentence in _sentences(text))


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        whole = read(line)
        yield from (whole.text[begin:end].strip() for begin, end in whole.sentences())


def _without_others(sentence: str, drug: str, *, dims: Collection[str] = DOSED) -> str:
    """Return a sentence without the doses that stand beside other drugs."""
    part = read(sentence)
    for one in reversed(quantities(sentence)):
        if one.dim in dims and drug_beside(part, one) not in ("", drug):
            sentence = sentence[: one.start] + sentence[one.end :]
    return sentence
