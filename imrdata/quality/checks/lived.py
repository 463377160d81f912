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
    r"(?:tried|took|taken|taking|used(?! to\b)|using|underwent|undergone|received|receiving|given|put on|prescribed"
    r"|on|in|in and out of|through"
    r"|(?:treated|managed|diagnosed|fitted|implanted|started|hospitali[sz]ed|admitted|operated|tested|seen) (?:with|on|for|by|as)"
    r"|gone (?:through|to|on)|went (?:through|to|on|for|into)|completed|finished|done|failed(?: on)?|started|began|wore|worn|wearing"
    r"|attended|suffered(?: from)?|suffering(?: from)?|developed|experienced|stopped|quit|gave up|given up|lived with|had|spent|spoken of|spoke of"
    r"|reported|complained of|sat through|endured|tolerated|relapsed on|responded to|improved (?:on|with)|living with|exhausted|ran)"
)
_GOES: Final = (
    r"(?:takes?|uses?|wears?|receives?|attends?|suffers?(?: from)?|carr(?:y|ies)|lives? with|ha(?:s|ve)|gets?|needs? (?:a|an|his|her|my)"
    r"|experiences?|relies on|leans on|depends on|undergo(?:es)?|runs?|smokes?|drinks?)"
)
#: Words between a verb and its object, none of which takes the object away from it.
_UP_TO: Final = (
    r"(?:(?!(?:to|for|about|that|which|who|because|while|when|but|after|before|until|from|than|as|not|no|by|you|your"
    r"|it|nothing|need|only if|against|without|is|are|was|were|would|will|could|and then) )[^\s.;:()?!]+ ){0,7}$"
)
_AT_ONCE: Final = r"(?:[\w'-]+,? ){0,3}$"
_BEFORE: Final = re.compile(
    "|".join(
        (
            rf"\b{_WHO}{_HAVE}{_WENT} {_UP_TO}",
            rf"\b{_WHO}{_HAVE}(?:who )?{_GOES} {_UP_TO}",
            rf"\b{_WHO}(?:'ve|'s|'d)? {_HOW}(?:have|has|had|having) {_HOW}(?:been )?(?:an? |the |this |that |some |two |several |my |his |her |such |one |three )?{_AT_ONCE}",
            rf"\b(?:after|by|despite|since|from|with) (?:having )?(?:failing|trying|taking|using|stopping|completing|finishing|undergoing|receiving|wearing|attending|failed|tried|taken|used|completed|undergone|received) {_UP_TO}",
            # The subject is the clause's before.
            rf"^[\s,;:-]*(?:(?:and|but|then|also|already|having|after|by) )*(?:have |has |had |was |were |been )?{_HOW}{_WENT} {_UP_TO}",
            # "I smoked", "she was hospitalized", "he is diabetic".
            rf"\b{_WHO}{_HAVE}(?:an? |quite |very |now )?$",
            r"\b(?:as|being) (?:a |an )(?:\w+ )?$",
            r"\bbeing (?:\w+ly )?$",
            r"\bthere (?:was|were|is|are|have been|has been|had been) (?:an? |some |two |three |several |many |\w+ ){0,3}$",
            rf"\b(?:history of|diagnosed with|treated for|positive for|signs? of|bouts? of|episodes? of) {_AT_ONCE}",
            rf"\b(?:show(?:ed|s|n)|revealed|found|demonstrated|confirmed|detected|picked up) {_AT_ONCE}",
            rf"\b(?:after|since|following|despite|during|with|given|because of|from|in spite of|on|until|considering) (?:my|his|her|our|(?:the |a |two |three |several )?(?:past|previous|earlier|prior|failed|unsuccessful|completed|full)) {_AT_ONCE}",
            r"\b(?:my|his|her|our) (?:\w+'s )?(?:own |old |past |previous |earlier |prior |first |last |failed |long |recent |second )+(?:[\w'-]+ ){0,2}$",
            r"\b(?:gave|given|prescribed|put|started|switched|treated) (?:me|him|her|my \w+) (?:on |with |to )?"
            + _AT_ONCE,
        )
    )
)
_DONE: Final = (
    r"(?:tried|used|given|done|performed|attempted|taken|stopped|completed|carried out|finished|started|abandoned"
    r"|prescribed|put in|placed|implanted|removed|administered|discontinued|ended|repeated|exhausted|undertaken|had|worn|tolerated|found|seen|noted|present|recorded|confirmed|diagnosed)"
)
#: How something went, said of it: it was there.
_SHOWED: Final = (
    r"(?:failed|helped|worked|gave|brought|left|made|caused|took|told|confirmed|went|cleared|revealed|relieved|eased"
    r"|came back|proved|changed|did (?:nothing|little|no|not|good|him|her|me|a)|didn't|had (?:no|little|to be)|lasted|bought|turned out|kept|keeps|wore off|ran|ended"
    r"|recurred|returned|started|began|stopped|showed|was (?:a failure|of no|no help|useless|ineffective|unsuccessful|blank|normal|negative|positive|last|in)|gets? worse|makes me|makes him|makes her)"
)
_BEHIND: Final = re.compile(
    "|".join(
        (
            rf"^(?: [\w'/-]+){{0,3}},? (?:was|were|has been|have been|had been|got|being|is) {_HOW}{_DONE}\b",
            rf"^(?: [\w'/-]+){{0,2}},? (?:(?:that|which|when|as|and|where) )?{_WHO}(?:'ve|'d|'s)? {_HOW}(?:(?:have|has|had|been|was|were) {_HOW})*{_WENT}\b(?! to\b)",
            rf"^(?: (?!and\b|or\b)[\w'/-]+){{0,2}},? (?:(?:that|which) )?{_HOW}{_SHOWED}\b",
            r"^(?: [\w'/-]+){0,2}(?:,| is| are| lies?)? (?:behind (?:me|him|her|us)|in (?:my|his|her|the) (?:record|past|history|chart))",
        )
    )
)
#: Its own: "my heart disease". Not of what may be asked for.
_OWN: Final = re.compile(
    r"\b(?:my|his|her|our \w+'s|the patient's) (?:(?!(?:request|need|risk|chance|appeal)\b)[\w'-]+ ){0,2}$"
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
