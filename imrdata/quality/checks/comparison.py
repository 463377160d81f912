"""The comparison of §1370.4: whether the service is likelier to help than the care that there is.

In: a sentence that names the care that there is (`STANDARD`). Out: guards that let it go, where it compares nothing
(`uncompared`) or leaves the answer open (`TO_DECIDE`).
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.mood import in_sentence
from imrdata.quality.normalise import NormalText

__all__ = ["STANDARD", "TO_DECIDE", "uncompared"]

#: The comparison of §1370.4, in its parts and in any order: the care that there is already, ...
STANDARD: Final = (
    r"\b(?:standard of care|standard-of-care|as standard|that (?:is|are) standard|{care_there_is}|what is (?:usually"
    r"|normally|commonly|already|currently|ordinarily|typically) (?:given|used|offered|done|available|prescribed)"
    r"|(?:care|treatments?|therap(?:y|ies)|options?|alternatives?|drugs?|means) (?:that (?:is|are) |now "
    r"|ordinarily |commonly |generally |routinely |normally |already |currently |otherwise |usually )+(?:available"
    r"|standard|on hand|on offer|in use|at hand|accessible|given))\b"
)
#: ... a comparison, ...
_COMPARED: Final = re.compile(
    r"\b(?:more|less|greater|equally|as \w+(?: \w+){0,5} as|just as|equal|better|superior|superiority|exceeds?|higher"
    r"|lesser|increased|outweighs?|outperforms?|outdo(?:es)?|surpass\w*|likelier|inferior|comparable|advantages?"
    r"|most|beats?|improves? (?:up)?on|outdo|over and above|beyond|preferable|than|best)\b"
)
#: ... how likely, ...
_LIKELY: Final = re.compile(
    r"\b(?:likel\w+|unlikely|improbable|probabl[ey]|probability|expected|expectation|chances?|odds|would|prospects?"
    r"|predicted"
    r"|anticipated|promis(?:es?|ing)|hope|potential|stands? to|apt to|holds?|offers?)\b"
)
#: ... and a benefit.
_BENEFIT: Final = re.compile(r"\bbenefi\w+|\bprofit\w*|\badvantage\w*")
_GOOD: Final = re.compile(
    r"\b(?:effective\w*|superior\w*|better|good|inferior|effica\w+|help(?:s|ful|ed)?|works?|successful|success"
    r"|serves?|outcomes?|relief|results?|gains?|promising|outdo|outperform|well|improve\w*|more than any"
    r"|do(?:es)? more)\b"
)
_AVAILABLE: Final = re.compile(r"\b(?:available|existing|any (?:other )?standard|on hand|at hand)\b")
_PROOF: Final = re.compile(
    r"\b(?:stud(?:y|ies)|trials?(?! (?:drug|agent|treatment|therapy|medicine))|proof|proven|evidence|research|criteria"
    r"|fda|policy|literature|data|shown|shows?"
    r"|published|guidelines?)\b"
)
#: A plan may deny because a cheaper or lesser care does as well: that is its criterion, no finding of the experts.
_LESSER: Final = re.compile(
    r"\b(?:cost\w*|cheaper|expensive|setting|outpatient|level of care|generic|formulary|preferred|equivalent|in-network"
    r"|convenien\w+|basic|manual|first[- ]line|step)\b"
)
#: The question that the statute puts to the experts, not an answer to it.
TO_DECIDE: Final = in_sentence(
    r"\b(?:if|whether|will (?:decide|look|judge|consider|weigh)|(?:your|the treating) (?:doctor|physician) (?:must|may"
    r"|can"
    r"|has to|should|needs to)|has to (?:show|say|state)|must (?:show|state|say)|(?:nothing|no \w+|(?:do|does|did"
    r"|could)(?: not|n't))\b[^.;]{0,40}\b(?:show|prove|establish|demonstrate|indicate|support)\w*|you (?:may"
    r"|can) (?:ask|send"
    r"|request|apply)|consider how|we (?:did not|do not|could not|cannot|have not) (?:find|found|see|know|show))\b"
)


def uncompared(letter: NormalText, start: int, end: int) -> bool:
    """Let a sentence go that does not compare how likely the benefit is, such as one on what studies have shown."""
    first, last = letter.sentence(start)

    def has(pattern: re.Pattern[str]) -> bool:
        return pattern.search(letter.text, first, last) is not None

    if not has(_COMPARED):
        return True
    if has(_BENEFIT):
        return not (has(_LIKELY) or has(_AVAILABLE))
    return not (has(_LIKELY) and has(_GOOD)) or has(_PROOF) or has(_LESSER)
