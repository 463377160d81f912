"""Signs of illness under their learned names, and the plain words they are told by: dysphagia, "cannot swallow".

In: a word, and the words of a source. Out: whether the source tells of the sign in plain words. Only signs are read so,
by their ending: a disease is more than the part of the body that its name holds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["is_told_plainly"]

#: The last part of a sign's name: what it is in plain words, as beginnings of words.
_SIGNS: Final = {
    "algia": "pain|ach|sore|hurt|tender",
    "dynia": "pain|ach|sore|hurt|tender",
    "phagia": "swallow|chok|eat",
    "phasia": "speech|speak|talk|word|language",
    "arthria": "speech|speak|talk|slur",
    "pnea": "breath",
    "pnoea": "breath",
    "uria": "urin|water|pee|bladder",
    "menorrhea": "menstru|period|bleed",
    "menorrhagia": "menstru|period|bleed",
    "rrhea": "flow|run|stool|discharg|drip",
    "rrhagia": "bleed|hemorrh",
    "tonia": "tone|flopp|limp|stiff",
    "cardia": "heart|pulse|rate",
    "megaly": "enlarg|big|large|swollen|grown",
    "dipsia": "thirst|drink",
    "paresis": "weak|paraly",
    "plegia": "weak|paraly",
    "esthesia": "numb|tingl|feel|sensation",
    "glycemia": "sugar|glucose|low|readings",
    "oxemia": "oxygen|saturation",
    "oxia": "oxygen|saturation",
    "volemia": "fluid|dehydrat",
    "somnia": "sleep|awake",
    "penia": "count|cells|platelet|muscle|bone",
    "edema": "swell|swollen",
    "rexia": "appetite|eat",
    "plopia": "vision|double|see",
    "ataxia": "balanc|stagger|unstead|coordinat",
}
#: What is before it, and must be told too.
_ROOTS: Final = {
    "arthr": "joint",
    "my": "muscle",
    "neur": "nerve",
    "cephal": "head",
    "ot": "ear",
    "gastr": "stomach|belly",
    "hemat": "blood",
    "noct": "night",
    "hepat": "liver",
    "splen": "spleen",
    "cardi": "heart",
    "dors": "back",
    "lymph": "lymph",
    "thromb": "platelet|thromb",
    "neutr": "neutro|white",
    "quadr": "limb|arm|leg|quadr",
    "prote": "protein",
    "rhin": "nose|nasal|runny",
}
#: Too much, too little, badly, half: the sign tells that too.
_DEGREE: Final = "hyper|hypo|tachy|brady|poly|oligo|dys|hemi|para|ortho|diplo|par|di|an|a"
_FORM: Final = re.compile(
    rf"(?:{_DEGREE})?(?P<root>(?:(?:{'|'.join(sorted(_ROOTS, key=len, reverse=True))})o?)*)(?P<sign>{'|'.join(_SIGNS)})"
)
_ROOT: Final = re.compile("|".join(sorted(_ROOTS, key=len, reverse=True)))


@lru_cache(maxsize=4096)
def _plain(word: str) -> tuple[str, ...]:
    """Return what has to be told for a word, each as alternatives; nothing if it names no sign."""
    match = _FORM.fullmatch(word)
    return (*(_ROOTS[root] for root in _ROOT.findall(match["root"])), _SIGNS[match["sign"]]) if match else ()


def is_told_plainly(word: str, source: frozenset[str]) -> bool:
    """Tell whether words of a source tell the sign that a learned word names.

    Examples
    --------
    >>> is_told_plainly("hypotonia", frozenset({"low", "muscle", "tone"}))
    True
    >>> (
    ...     is_told_plainly("arthralgia", frozenset({"stomach", "pain"})),
    ...     is_told_plainly("hepatitis", frozenset({"liver"})),
    ... )
    (False, False)
    """
    wanted = _plain(word)
    return bool(wanted) and all(any(other.startswith(tuple(stems.split("|"))) for other in source) for stems in wanted)
