"""How a denial words each ground, and what a sentence needs to give it as the reason.

In: a sentence in the normal form. Out: expressions for `imrdata.letters.axes.GROUNDS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["GROUND_WORDS", "REASON", "TAKES_UP"]

_NOT = r"(?:\b(?:not|never|no|nor|none|without|cannot|fails? to|failed to|unable|lack\w*|falls? short)\b|n't\b)"
_RECORDS = r"(?:records?|documents?|documentation|information|notes|charts?|files?|paperwork|results|history)"

#: What a denial says when it gives this ground.
GROUND_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(words)
    for name, words in {
        "criteria_not_met": (
            rf"{_NOT}[^.;]{{0,90}}\b(?:criteri(?:a|on)|guidelines?|standards?|requirements?|polic(?:y|ies)|rules"
            r"|medical(?:ly)? (?:necess\w+|needed|required|appropriate))\b"
            rf"|\b(?:criteri(?:a|on)|guidelines?|standards?|requirements?|conditions)\b[^.;]{{0,90}}{_NOT}"
            r"|\b(?:unmet|not medically necessary|lack of medical necessity)\b"
        ),
        "step_therapy": (
            r"\bstep[- ]therapy\b|\b(?:tr(?:y|ied|ial|ying)|used?|using|fail\w*)\b[^.;]{0,90}\b(?:first|before"
            r"|prior)\b"
            r"|\b(?:first|before|prior|preferred|formulary|covered|other|another|alternative|different|standard)\b"
            r"[^.;]{0,90}\b(?:tr(?:y|ied|ial|ying)|fail\w*|used)\b"
            rf"|{_NOT}[^.;]{{0,60}}\b(?:tried|trial|used|failed|completed)\b"
        ),
        # "The records do not show …" alone gives any ground; here the records themselves have to be too few.
        "insufficient_documentation": (
            rf"\b{_RECORDS}\b[^.;]{{0,90}}\b(?:(?:is|are|was|were) (?:not (?:enough|sufficient|complete)|insufficient"
            r"|incomplete|missing)|(?:do|does|did)(?: not|n't) (?:contain|include|give|have|say|tell|come|reach"
            r"|arrive)|too little"
            r"|(?:not|n't) (?:\w+ )?(?:sent|received|included|provided|enough|sufficient))\b"
            r"|\b(?:not enough|insufficient|incomplete|missing|too little|too few|no|without|lack(?:s|ed"
            r"|ing)?(?: of)?"
            r"|(?:did|do|does|have|has|could|can)(?: not|n't) (?:\w+ )?(?:receiv\w+|have|includ\w+|send|sent|get"
            r"|find|see|contain))"
            rf"\b[^.;]{{0,60}}\b{_RECORDS}\b"
        ),
        "lower_level_adequate": (
            r"\b(?:lower|less(?:er)?|standard|simpler|smaller|small|shorter|fewer|outpatient|in-network|usual"
            r"|routine|home"
            r"|alternative|conservative|basic|other|another|different)\b[^.;]{0,110}"
            r"\b(?:adequate\w*|enough|sufficient\w*|meets?|safe\w*|appropriate|suit\w+|do as well|equally)\b"
            r"|\b(?:less(?:er)? (?:intensive|costly)|lower[- ]level|lower level of)\b"
            r"|\b(?:can|could) (?:safely )?be (?:treated|given|provided|managed|met)\b"
            r"|\b(?:is|are|be|was|were) (?:also |just as )?(?:adequate|enough|sufficient|appropriate) (?:for|to)\b"
            r"|\b(?:level of (?:care|service)|intensity)\b[^.;]{0,60}\b(?:higher|more|not)\b"
            r"|\bmore (?:intensive )?than\b"
        ),
        "experimental": (
            r"\b(?:experimental|investigational|unproven|under (?:study|investigation)|still being (?:studied"
            r"|tested))\b"
            rf"|{_NOT}[^.;]{{0,60}}\b(?:proven|evidence|proof|stud(?:y|ies)|research|established|shown to)\b"
        ),
        "not_emergency": (
            rf"{_NOT}[^.;]{{0,90}}\b(?:emergency|emergencies|emergent|urgent|urgently|urgency)\b"
            r"|\bnon-?(?:emergency|emergent|urgent)\b"
            rf"|\b(?:emergency|emergent|urgent)\b[^.;]{{0,60}}{_NOT}|\bcould have (?:waited|been (?:treated|seen))\b"
        ),
    }.items()
}

#: A sentence that gives a reason, whatever it is.
REASON: Final = re.compile(
    r"\b(?:because|since|due to|based on|as a result of|on the grounds?)\b|\breasons?\b[^.]{0,60}(?::|\b(?:is"
    r"|are|was)\b)"
    rf"|{_NOT}[^.;]{{0,90}}\b(?:meets?|met|satisf\w*|qualif\w*|listed|shows?|shown|support\w*|necessary|needed"
    rf"|proven|documented?|establish\w*"
    r"|required|tried|received|criteria|emergency|urgent|evidence)\b"
    r"|\b(?:experimental|investigational|insufficient|incomplete|unproven|adequate|not enough|instead of"
    r"|rather than|less intensive|lower level)\b"
)

#: Words by which an appeal takes up each ground. Wider than the denial's: an answer may turn the ground round.
TAKES_UP: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(rf"\b(?:{words})\b")
    for name, words in {
        "criteria_not_met": r"criteri(?:a|on)|medical(?:ly)? necess\w+|necessity|guidelines?|requirements?|standards?"
        r"|polic(?:y|ies)",
        "step_therapy": r"step[- ]therapy|tr(?:y|ied|ial|ials|ying)|fail\w*|first|alternatives?|formulary|preferred"
        r"|contraindicat\w+|intoleran\w+|tolerat\w+|side effects?|(?:other|earlier|previous|different)"
        r" (?:drugs?|treatments?|medic\w+|therap\w+)|steps?",
        "insufficient_documentation": r"records?|document\w*|information|charts?|notes|paperwork|files?|results",
        "lower_level_adequate": r"less(?:er)?|lower|level|standard|usual|alternatives?|outpatient|in-network"
        r"|intens\w+"
        r"|enough|adequate|sufficient|(?:other|another) (?:care|options?|services?|setting|treatments?|place)",
        "experimental": r"experimental|investigational|unproven|evidence|stud(?:y|ies)|accepted|established|proven"
        r"|literature|guidelines?|research",
        "not_emergency": r"emergenc(?:y|ies)|emergent|urgent\w*|urgency|sudden\w*|severe|immediate\w*|symptoms?"
        r"|prudent|reasonable person|at the time",
    }.items()
}
