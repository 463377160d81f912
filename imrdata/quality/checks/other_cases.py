"""Guards for what an appeal may tell: an earlier request, another service, somebody else's case, what was not.

Part of `imrdata.quality.checks.outcome_known`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import in_sentence, to_match

__all__ = ["EARLIER", "NEVER", "PRIOR", "SOMEBODY_ELSES"]

#: A part of what was asked for.
_PART: Final = (
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+|some|several|few|more) (?:visits|days"
    r"|sessions|hours|weeks of)\b"
)
#: An earlier request, another service.
_OTHER: Final = (
    r"\b(?:in (?:19|20)\d\d|(?:since|until|last|that) (?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|fall|autumn|winter)|(?:last|each) (?:year|month|time)|previous(?:ly)?"
    r"|former(?:ly)?|earlier|before (?:you|that|this|i|we|he|she)|in the past|for a year|for (?:\w+ ){1,2}(?:months"
    r"|years)|then (?:you )?(?:stopped|denied|refused)|stopped|other knee|another|instead|in its place|the rest|part"
    r" of|fda|food and drug|same (?:treatment|drug|medicine|service|therapy)|(?:first|second|initial|internal|prior"
    r"|old|other) (?:appeal|grievance|request|denial|plan|insurer|part|dose|course|cycle|round|level|time)|until"
    r" (?:now|then)|so far|up to now|always|used to|at first|already once|withdrawn|in advance|hospital reversed|for"
    r" others|other (?:members|people|patients|plans|insurers|cases)|medicare|school|disability|(?:but|and|yet)"
    r" (?:not|only|you (?:den|refus)|then|the denial|den(?:ied|y|ying)|refus\w+)|(?:but|and|yet|then),? (?:[\w']+"
    r" ){1,7}(?:denied|refused)|(?:while|but|and) (?:\w+ )?(?:denying|refusing|limiting)|makes no sense"
    r"|consult(?:ation|ed)?)\b"
)
#: Another's case; and, narrower than `_OTHER`, what was before this denial.
SOMEBODY_ELSES: Final = in_sentence(
    r"\b(?:coworker|neighbou?r|friend|cousin|brother|sister|pastor|colleague|classmate|uncle|aunt)(?:'s)? (?:\w+"
    r" )?(?:denial|appeal|claim|case)\b|\b(?:denials?|appeals?|cases?) like (?:this|mine|it|hers|his)\b|\b(?:for"
    r"|with) (?:our|my) (?:coworker|neighbou?r|friend|pastor)\b|\b(?:most|many|other|some) (?:denials|appeals|people"
    r"|members|patients)\b"
)
PRIOR: Final = in_sentence(
    r"\b(?:first(?! (?:infusion|dose|treatment|session|injection)s?\b)|second[- ]level|earlier|previous(?:ly)?|prior"
    r"|initial(?:ly)?|internal|grievance|former(?:ly)?|old (?:plan|insur\w+)|last (?:year|spring|summer|fall|autumn"
    r"|winter|time)|(?:years?|months?|winters?) ago|years past|in (?:19|20)\d\d|before (?:this|the|that|your)"
    r" (?:denial|letter|refusal)|then (?:stopped|denied|refused)|on (?:the|another) (?:right|left|other)|other"
    r" (?:drug|knee|ear|side)|another (?:drug|case|treatment|service)|(?:different|unrelated)|part of|the rest|once"
    r" (?:in|before))\b"
)
EARLIER: Final = in_sentence(f"{_OTHER}|{_PART}")
NEVER: Final = to_match(r"\b(?:not|never|no|nor|neither|none|cannot|without|refused|only)\b|n't\b")
