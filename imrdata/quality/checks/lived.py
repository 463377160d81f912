"""Whether a clause says of a thing that the patient has it, had it, or went through it.

In: a clause in the normal form and the place of what it names. Out: yes, where its words say so outright: "took X", "my
X", "X was tried", "X gave no relief". A bare mention is none, however it is put: a heading, a rule, a wish, a thing
that is only spoken of. `imrdata.quality.checks.negation_flip` asks it of both texts.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_lived"]

_WHO: Final = (
    r"(?:i|he|she|we|they|who|(?:the|my|our|this|your) (?:patient|member|enrollee|son|daughter|husband|wife|mother"
    r"|father|mom|dad|child|boy|girl|partner|baby|client)|mom|dad|mr\.? \w+|mrs\.? \w+|ms\.? \w+|\[\w+\])"
)
_HOW: Final = (
    r"(?:(?:\w+ly|also|already|once|even|both|just|then|still|since|twice|first|before|now|long|indeed|of course"
    r"|often|ever|himself|herself|myself|too|all) )*"
)
_HAVE: Final = (
    rf"(?:'ve|'s|'d|'m)? {_HOW}(?:(?:have|has|had|am|is|was|were|are|been|did|do|does|got|having|being) {_HOW})*"
)
#: Verbs whose object somebody had, took or went through.
_WENT: Final = (
    r"(?:tried|took|taken|taking|used(?! to\b)|using|underwent|undergone|received|receiving|given|gave|put on"
    r"|prescribed|(?:treated|managed|diagnosed|fitted|implanted|started|admitted|operated|tested|seen) (?:with|on|for"
    r"|by|as)|gone(?: \w+ly)? (?:through|to|on)|went(?: \w+ly)? (?:through|to|on|for|into)"
    r"|completed|finished|done|failed(?: on)?|started"
    r"|began|(?:came|come|been|got) through"
    r"|wore|worn|wearing|attended|suffer(?:ed|ing)(?: from)?|developed|experienced|stopped|quit|gave up"
    r"|given up|liv(?:ed|ing) with|had|spent|reported|complained of|sat through|endured|tolerated|relapsed on"
    r"|responded to|improved (?:on|with)|exhausted|ran|(?:could|can|did)(?: not|n't) (?:tolerate|stand|bear|stay on"
    r"|continue|respond to|improve on|do well on))"
)
#: The same behind the one who did: "he was on it", "we did try it".
_IS_IN: Final = r"(?:on|in|in and out of|through|try|do|undergo|attend|complete|get|receive|use|take)"
_GOES: Final = (
    r"(?:takes?|uses?|wears?|receives?|attends?|suffers?(?: from)?|carr(?:y|ies)|lives? with|ha(?:s|ve)|gets?"
    r"|needs? (?:a|an|his|her|my)|experiences?|relies on|leans on|depends on|undergo(?:es)?|runs?|smokes?|drinks?"
    r"|(?:walks?|gets? (?:around|about)|moves?|goes?|sleeps?) (?:with|on|in))"
)
_GERUND: Final = (
    r"(?:failing|trying|taking|using|starting|beginning|stopping|completing|finishing|undergoing|receiving|wearing"
    r"|attending|failed|tried|taken|used|completed|undergone|received)"
)
#: Words between a verb and its object, none of which takes the object away from it.
_UP_TO: Final = (
    r"(?:(?!(?:to|for|about|that|which|who|because|while|when|but|after|before|until|from|than|as|not|no|by|you|your"
    r"|it|nothing|only if|against|without|is|are|was|were|would|will|could|and then|need\w*|discuss\w*|talk\w*|read"
    r"|heard|ask\w*|refus\w*|sent|enclos\w*|attach\w*|writ\w*|explain\w*|mention\w*|learn\w*|look\w*|weigh\w*|plan\w*"
    r"|schedul\w*|appointment|fear\w*|dread\w*|order\w*|prescription|referr\w*|list\w*|said|told|thought|decided"
    r"|offer\w*|avoid\w*|chosen|agreed) )[^\s.;:()?!]+ ){0,7}$"
)
_NEAR: Final = r"(?:[\w'-]+,? ){0,3}$"
_PAST: Final = (
    r"(?:own |old |past |previous |earlier |prior |first |last |failed |long |recent |second |time on |trial of )+"
)
_BEFORE: Final = re.compile(
    "|".join(
        (
            rf"\b{_WHO}{_HAVE}(?:{_WENT}|{_IS_IN}|(?:who )?{_GOES}) {_UP_TO}",
            rf"\b(?:after|by|despite|since|from|with) (?:having )?{_GERUND} {_UP_TO}",
            r"^[\s,]*(?:(?:and|the|two|three|several|many) )*(?:prior|previous|earlier|past) (?:[\w'-]+ ){0,2}$",
            # Whoever says that it did: "the laboratory did report it".
            rf"\b(?:did|does) (?!not\b|no\b|nothing\b|little\b)\w+ {_NEAR}",
            # The subject is the clause's before.
            rf"^[\s,;:-]*(?:(?:and|but|then|also|already|having|after|by) )*(?:have |has |had |was |were |been )?{_HOW}"
            rf"{_WENT} {_UP_TO}",
            # "I smoked", "she was hospitalized", "he is diabetic".
            rf"\b{_WHO}{_HAVE}(?:an? |quite |very |now )?$",
            r"\b(?:as|being) (?:a |an )(?:\w+ )?$|\bbeing (?:\w+ly )?$|\bit was (?:the )?$",
            r"\bthere (?:was|were|is|are|have been|has been|had been) (?:\w+ ){0,3}$",
            rf"\b(?:history of|diagnosed with|treated for|positive for|signs? of|bouts? of|episodes? of) {_NEAR}",
            rf"\b(?:scans?|mri|ct|x-?rays?|tests?|biopsy|ultrasound|study|exam\w*|imaging|films?|doctors?|surgeon"
            rf"|\w+scopy|\w+gram|it) (?:[\w-]+ ){{0,3}}(?:show(?:ed|s|n)|revealed|found|demonstrated|confirmed"
            rf"|detected|picked up) {_NEAR}",
            rf"\b(?:after|since|following|despite|during|with|given|because of|from|in spite of|on|until|considering)"
            rf" (?:my|his|her|our|(?:the |a |two |three |several )?(?:past|previous|earlier|prior|failed|unsuccessful"
            rf"|completed|full)) {_NEAR}",
            rf"\b(?:my|his|her|our) (?:\w+'s )?{_PAST}(?:[\w'-]+ ){{0,2}}$",
            rf"\b(?:gave|given|put|started|switched|treated|tried) (?:me|him|her|my \w+) (?:on |with |to )?{_NEAR}",
        )
    )
)
_DONE: Final = (
    r"(?:tried|used|given|done|performed|attempted|taken|stopped|completed|carried out|finished|started|abandoned"
    r"|prescribed|put in|placed|implanted|removed|administered|discontinued|ended|repeated|exhausted|undertaken|had"
    r"|worn|tolerated|found|seen|noted|present|recorded|confirmed|diagnosed)"
)
#: How something went, said of it: it was there.
_SHOWED: Final = (
    r"(?:failed|helped|worked|gave|brought|left|made|caused|took|told|confirmed|went|cleared|revealed|relieved|eased"
    r"|came (?:back|to nothing)|proved|changed|did (?:nothing|little|no|not|good|him|her|me|a)|didn't|had (?:no"
    r"|little|to be)|lasted|bought|turned out|kept|keeps|wore off|ran|ended|recurred|returned|started|began|stopped"
    r"|showed|(?:was|were) (?:both |all )?(?:a failure|a waste|of no|no help|no use|useless|ineffective|unsuccessful"
    r"|unrevealing|inconclusive|unhelpful|blank|normal|negative|positive|last)|gets? worse|makes (?:me|him|her)|later)"
)
_BEHIND: Final = re.compile(
    "|".join(
        (
            rf"^(?: [\w'/-]+){{0,3}},? (?:was|were|has been|have been|had been|got|being|is) {_HOW}{_DONE}\b",
            rf"^(?: [\w'/-]+){{0,2}},? (?:(?:that|which|when|as|and|where) )?{_WHO}(?:'ve|'d|'s)? {_HOW}"
            rf"(?:(?:have|has|had|been|was|were) {_HOW})*{_WENT}\b(?! to\b)",
            rf"^(?: (?!and\b|or\b)[\w'/-]+){{0,6}},? (?:(?:that|which) )?(?:(?:has|have|had) )?{_HOW}{_SHOWED}\b",
            # "It raised her blood pressure", "they have troubled him".
            rf"^(?: (?!and\b|or\b)[\w'/-]+){{0,3}},? (?:(?:that|which) )?(?:(?:has|have|had) )?{_HOW}"
            r"(?:\w+ed|sent|put|cost|threw|laid|got|had|drove|struck|woke|held|hit|upset) (?:me|him|her|his|my|us"
            r"|our)\b",
            # "Gave it an honest try", "has been part of his treatment".
            r"^(?: [\w'/-]+){0,2} an? (?:\w+ ){0,2}(?:try|chance|shot|go|trial)\b",
            r"^(?: [\w'/-]+){0,2} (?:has been|had been|was|is|were|are) (?:a )?part of (?:my|his|her) (?:treatment|care"
            r"|regimen|therapy|day|days)\b",
            r"^(?: [\w'/-]+){0,2}(?:,| is| are| lies?)? (?:behind (?:me|him|her|us)|in (?:my|his|her|the) (?:record"
            r"|past|history|chart))",
        )
    )
)
#: Its own: "my heart disease". Not of what may be asked for.
_OWN: Final = re.compile(
    r"\b(?:my|his|her|our \w+'s|the patient's) (?:(?!(?:request|need|risk|chance|appeal)\b)[\w'-]+ ){0,2}$"
    r"|(?:^|, |\band |\bas (?:someone|somebody|an? \w+) |\bliving )with (?:[\w-]+ ){0,2}$"
    r"|\b(?:thought|thoughts|talked|spoke|spoken|speaks) (?:of|about) (?:\w+ )?$|\b(?:tried|attempted) to $"
    r"|\b(?:my|his|her) [\w-]+(?: [\w-]+)? (?:is|was|are|were) (?:\w+ )?$"
)


def is_lived(clause: str, start: int, end: int, *, own: bool) -> bool:
    """Tell whether what stands at a place of a clause is said to be, or to have been, so of the patient.

    Parameters
    ----------
    clause
        In the normal form.
    start, end
        Where the thing is named.
    own
        Whether a possessive alone says so: it does of a disease, not of a treatment.

    Examples
    --------
    >>> text = "she has been given methotrexate"
    >>> is_lived(text, text.index("metho"), len(text), own=False)
    True
    >>> is_lived("methotrexate is listed first", 0, 12, own=False)
    False
    """
    lead = clause[:start]
    return bool(_BEFORE.search(lead) or _BEHIND.search(clause[end:]) or (own and _OWN.search(lead)))
