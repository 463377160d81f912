"""Whether a denial is a notice on a grievance or an internal appeal.

Such a notice tells lawfully of the grievance, of the first denial, and that the plan kept it. In: a letter, and the
sentence that is judged, which is no proof of itself. Out: whether another sentence says that a grievance was had.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import normal_form

__all__ = ["on_a_grievance"]

_GRIEVANCE: Final = r"(?:grievances?|appeals?|complaints?|requests? for (?:reconsideration|a second look))"
#: Told as done: what is said of grievances under rights is to come, or a condition.
_HAD: Final = re.compile(
    rf"(?<!after )(?<!once )(?<!until )(?<!when )(?<!if )(?<!before )(?<!unless )\b(?:we|our [\w ]{{1,40}}?"
    rf"|the (?:grievance|appeals?) (?:committee|unit|department|panel)|\[plan_name\]) (?:have |has |had )?(?:again "
    rf"|now |carefully "
    rf"|fully )*(?:reviewed|considered|received|completed|decided|looked|finished|re-?examined|got|read"
    rf"|heard)\b[^.;]{{0,40}}\b(?:your|the|this|her|his) "
    rf"(?:[\w-]+ ){{0,2}}?{_GRIEVANCE}\b"
    rf"|\b(?:in response to|in reply to|answers?|responds to|replies to|(?:our|this is (?:our|the)) (?:response|reply"
    rf"|answer|decision|resolution)(?: \w+)? (?:to|of|on)) (?:your|the|this) (?:[\w-]+ ){{0,2}}?(?:grievance|appeal"
    rf"|complaint)\b"
    r"(?! (?:process|procedure|system|form|unit|department))"
    rf"|\b(?:grievance|appeal) (?:resolution|decision)\b|\byour (?:[\w-]+ )?{_GRIEVANCE}\b[^.;]{{0,60}}\b(?:was"
    rf"|has been|is) (?:received|reviewed|denied|considered"
    rf"|closed|resolved|complete|decided|dated)\b|\b(?:grievance|appeal|complaint) (?:that )?(?:you|your \w+|she"
    rf"|he) (?:filed|sent|submitted|made|wrote)\b"
    r"|\b(?:a|another) (?:fresh|second|new|further) look\b|\b(?:did not|do not|didn't) agree with our\b"
    r"|\byou (?:have )?disagree(?:d)? with our\b|\basked us to (?:look|think|reconsider)\b"
    rf"|\b(?:filed|sent (?:us|in)|submitted|lodged) (?:an?|your|the) (?:\w+ )?{_GRIEVANCE}\b"
)


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    return normal_form(text)


def on_a_grievance(text: str, sentence: str) -> bool:
    """Tell whether a letter, but for one sentence of its normal form, says that it answers a grievance.

    Examples
    --------
    >>> on_a_grievance("We reviewed your grievance. We keep our denial.", "we keep our denial.")
    True
    >>> on_a_grievance("We deny it. You may file a grievance.", "we deny it.")
    False
    """
    return _HAD.search(_normal(text).replace(sentence, " ")) is not None
