"""Guards for what an appeal may tell: an earlier request, another service, somebody else's case, what was not.

Part of `imrdata.quality.checks.outcome_known`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import in_sentence, to_match

__all__ = ["ANOTHER", "EARLIER", "NEVER", "PRIOR", "SOMEBODY_ELSES"]

#: A part of what was asked for.
_PART: Final = (
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+|some|several|few|more) (?:visits|days"
    r"|sessions|hours"
    r"|weeks of)\b"
)
#: An earlier request, another service.
_OTHER: Final = (
    r"\b(?:in (?:19|20)\d\d|(?:since|until|last|that) (?:january|february|march|april|may|june"
    r"|july|august"
    r"|september|october|november|december|spring|summer|fall|autumn|winter)"
    r"|(?:last|each) (?:year|month|time)|previous(?:ly)?|former(?:ly)?|earlier|before (?:you|that|this|i|we|he"
    r"|she)|in the past"
    r"|for a year|for (?:\w+ ){1,2}(?:months|years)|then (?:you )?(?:stopped|denied|refused)|stopped|other knee"
    r"|another|instead"
    r"|in its place|the rest|part of|fda|food and drug|same (?:treatment|drug"
    r"|medicine|service|therapy)|(?:first|second|initial|internal|prior|old|other) (?:appeal|grievance|request"
    r"|denial|plan|insurer"
    r"|part|dose|course|cycle|round|level|time)|until (?:now|then)|so far|up to now|always|used to|at first|already"
    r" once|withdrawn"
    r"|in advance|hospital reversed|for others|other (?:members|people|patients|plans|insurers|cases)|medicare"
    r"|school|disability"
    r"|(?:but|and|yet) (?:not|only|you (?:den|refus)|then|the denial|den(?:ied|y|ying)|refus\w+)|(?:but|and|yet"
    r"|then),? (?:[\w']+ ){1,7}(?:denied|refused)|(?:while|but|and) (?:\w+ )?(?:denying"
    r"|refusing|limiting)|makes no sense|consult(?:ation|ed)?)\b"
)
#: Another's case; and, narrower than `_OTHER`, what was before this denial.
SOMEBODY_ELSES: Final = in_sentence(
    r"\b(?:coworker|neighbou?r|friend|cousin|brother|sister|pastor|colleague|classmate|uncle"
    r"|aunt)(?:'s)? (?:\w+ )?(?:denial|appeal|claim|case)\b"
    r"|\b(?:denials?|appeals?|cases?) like (?:this|mine|it|hers|his)\b|\b(?:for|with) (?:our|my) (?:coworker"
    r"|neighbou?r|friend|pastor)\b"
    r"|\b(?:most|many|other|some) (?:denials|appeals|people|members|patients)\b"
)
PRIOR: Final = in_sentence(
    r"\b(?:first(?! (?:infusion|dose|treatment|session|injection)s?\b)|second[- ]level|earlier|previous(?:ly)?|prior|initial(?:ly)?|internal|grievance|former(?:ly)?"
    r"|old (?:plan|insur\w+)"
    r"|last (?:year|spring|summer|fall|autumn|winter|time|month)|(?:years?|months?|winters?) ago|years past"
    r"|in (?:19|20)\d\d|before (?:this|the|that|your) (?:denial"
    r"|letter|refusal)|then (?:stopped|denied|refused)|on (?:the|another) (?:right|left|other)|other (?:drug|knee"
    r"|ear|side)|another (?:drug|case"
    r"|treatment|service)|(?:different|unrelated)|part of|the rest|once (?:in|before))\b"
)
ANOTHER: Final = in_sentence(_OTHER)
EARLIER: Final = in_sentence(f"{_OTHER}|{_PART}")
NEVER: Final = to_match(r"\b(?:not|never|no|nor|neither|none|cannot|without|refused|only)\b|n't\b")
