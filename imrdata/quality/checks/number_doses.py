"""Whose dose a dose is: the drug that it stands beside, and what the sources say of that drug.

In: a paragraph and a quantity, or a drug and texts. Out: the drug's key, or the sentences that dose it. That 10 mg
stands somewhere in a view says nothing of a drug of which it says 5 mg.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.clauses import clause_of
from imrdata.quality.concepts import mentions
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.quantities import Quantity, quantities

__all__ = ["DOSED", "drug_beside", "said_of"]

#: The dimensions of a dose.
DOSED: Final = ("mass", "units")
#: How far a drug may stand from its dose: "glargine, which he injects at night, is now 46 units" is too far.
_NEAR: Final = 24
_BETWEEN: Final = re.compile(r"[.;:]|\b(?:and|or|plus|with|after|before|then|to|from)\b|\d")


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
        if len(gap) <= _NEAR and not _BETWEEN.search(gap):
            near.append((len(gap), drug.key))
    return min(near)[1] if near else ""


@lru_cache(maxsize=16384)
def said_of(drug: str, *texts: str) -> str:
    """Return the sentences of texts that name a drug and a dose, "" if none does.

    Examples
    --------
    >>> said_of("amlodipine", "She takes Norvasc 5 mg. Her pulse is 60.")
    'She takes Norvasc 5 mg.'
    """
    found = []
    for text in texts:
        for line in text.splitlines():
            part = read(line)
            for begin, end in part.sentences():
                sentence = part.text[begin:end]
                named = any(one.key == drug for one in mentions(sentence))
                if named and any(one.dim in DOSED for one in quantities(sentence)):
                    first, last = part.span(begin, end)
                    found.append(line[first:last].strip())
    return "\n".join(found)
