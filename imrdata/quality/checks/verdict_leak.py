"""The verdict of a later review in a letter that was written before it."""

from __future__ import annotations

from typing import Final

from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import (
    HYPOTHETICAL,
    NEGATED,
    QUOTED,
    PatternCheck,
    before,
    before_match,
    pattern,
    within,
)

#: What a verdict is about, and what it does to it. `confirmed` is left out of the plain forms: "we
#: confirmed".
DECISION: Final = r"(?:denial|decision|determination|refusal|position|ruling|denials)"
UNDONE: Final = (
    r"(?:overturned|reversed|set aside|vacated|overruled|annulled|rescinded|nullified|struck"
    r" down|thrown out|quashed|revoked|lifted)"
)
KEPT: Final = r"(?:upheld|affirmed|sustained)"
#: Who reviews from outside. "Our" and "your" reviewers are the plan's.
JUDGE: Final = (
    r"\b(?:reviewing (?:physicians?|doctors?)|(?:physician |medical |independent |external |outside "
    r"|state'?s? )*reviewers?"
    r"|panel(?: members?)?|imr(?: organi[sz]ation)?|independent (?:medical |external )?review(?:"
    r" organi[sz]ation)?"
    r"|external review|(?:outside|independent|external) (?:experts?|physicians?|doctors?)"
    r"|department(?: of managed health care)?|dmhc|doctor who \w+ [^.;]{0,40}(?:state|department))\b"
)
NECESSARY: Final = (
    r"(?:medically necessary|medical necessity|medically appropriate|beneficial"
    r"|should (?:have been|be) (?:covered|authori[sz]ed|approved|provided|paid))"
)

#: A final internal notice may say that the plan upheld its own decision after a grievance.
_OWN = within(r"\b(?:your|my|the) (?:grievance|appeal|internal appeal)\b|\bwe\b|\binternal(?:ly)?\b")
_OUTSIDE = within(r"\b(?:independent|external|outside|imr|dmhc|state'?s?|reviewers|panel)\b")
#: The certificate that §1370.4 asks of the treating physician has the statute's words in it.
_CERTIFIED = within(r"\bcertif(?:y|ies|ied|ication)\b")
#: "Our physician reviewer": the plan's own, whose decision is the denial.
_PLANS = before_match(
    r"\b(?:our|your|plan's|my)(?: (?:own|physician|medical|clinical|internal|staff|licensed|doctor"
    r"|appeals?))* $"
)


def _own_grievance(letter: NormalText, start: int, end: int) -> bool:
    """Let a plan say that it upheld its own decision, and no reviewer's."""
    return _OWN(letter, start, end) and not _OUTSIDE(letter, start, end)


class VerdictLeak(PatternCheck):
    """Neither letter may know how a later review ends.

    Rule: no verdict words tied to the denial ("denial should be overturned"), no reviewer's finding of
    necessity, no phrase of §1370.4 ("likely to be more beneficial than any available standard therapy") in a
    denial; no outcome claimed as a fact in an appeal, which may well *ask* for a reversal.
    Why: the outcome is what a model trained on the letters must not be told.
    Source: domain.md §5 and §7; Health & Safety Code §1370.4 (the phrase), §1374.33.
    Limits: paraphrases without a verdict word ("the State saw it the member's way") pass; a condition
    anywhere earlier in the sentence makes the rest lawful, a real leak too.
    """

    name = "verdict_leak"
    patterns = (
        pattern(
            "reviewer_passive",
            rf"\b{DECISION}\b(?: [\w']+){{0,6}}? (?:is|was|were|has|have|had) (?:\w+ ){{0,3}}(?:{UNDONE}"
            rf"|{KEPT})"
            r" (?:by|on|after|in|through|upon) (?:an |the )?(?:\w+ )?(?:independent|external|outside|imr"
            r"|state|reviewers?)"
            r"(?: (?:medical )?(?:reviewers?|review|panel))?\b",
            "a reviewer is said to have overturned or upheld the denial",
            HYPOTHETICAL,
            QUOTED,
        ),
        pattern(
            "verdict_on_denial",
            rf"\b{DECISION}\b(?: [\w']+){{0,6}}? ?\b(?:should|must|ought to|is|was|were|has|have|had|be|been)"
            rf" (?:\w+ ){{0,3}}?(?:{UNDONE}|{KEPT})\b",
            "the denial is said to be overturned or upheld",
            HYPOTHETICAL,
            QUOTED,
            _own_grievance,
            kinds="denial",
        ),
        pattern(
            "outcome_of_denial",
            rf"\b{DECISION}\b(?: [\w']+){{0,4}}? (?:was|were|has|have|had|is now)(?: \w+){{0,3}}? {UNDONE}\b",
            "the denial is said to have been overturned",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            kinds="appeal",
        ),
        pattern(
            "reviewer_active",
            rf"{JUDGE}(?:,? \w+){{0,8}}? (?:overturned|reversed|upheld|affirmed|overruled|vacated|set aside"
            rf"|rejected"
            r"|sided with|agreed with|disagreed with|ruled (?:for|against|in)|found (?:for|against|in))\b",
            "a reviewer is said to have decided the case",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _PLANS,
        ),
        pattern(
            "reviewer_verdict",
            rf"{JUDGE}[^.;]{{0,40}}\b(?:determine[sd]?|f(?:ou|i)nds?|conclude[sd]?|held|holds|decide[sd]?"
            rf"|recommend(?:s|ed)?)\b"
            rf"[^.;]{{0,80}}\b(?:(?:should|must) be (?:{UNDONE}|{KEPT})|(?:overturning|reversing|upholding)"
            rf" (?:the|this|our|your))",
            "a reviewer is said to have overturned or upheld the denial",
            HYPOTHETICAL,
            QUOTED,
            _PLANS,
        ),
        pattern(
            "reviewer_necessity",
            rf"{JUDGE}[^.;]{{0,40}}\b(?:determine[sd]?|f(?:ou|i)nds?|conclude[sd]?|held|holds|decide[sd]?"
            rf"|rule[sd]|agree[sd])\b"
            rf"[^.;]{{0,120}}\b{NECESSARY}",
            "a reviewer is said to have found the service necessary",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _PLANS,
        ),
        pattern(
            "more_beneficial",
            r"\b(?:likely|expected|found|considered|shown) to be (?:more|as)"
            r" beneficial\b[^.;]{0,100}?\bthan (?:any )?(?:other )?(?:available )?standard"
            r" (?:therap\w+|treatments?|care)",
            "uses the reviewer's phrase of §1370.4",
            _CERTIFIED,
            QUOTED,
            kinds="denial",
        ),
        pattern(
            "justified",
            r"\b(?:plan|insurer|company|hmo)\b[^.;]{0,20} (?:was|were|is) (?:\w+ )?(?:justified|correct"
            r"|right|wrong"
            r"|incorrect|in error) (?:in|to|when) (?:refus|deny|reject|declin)\w*",
            "judges whether the plan was right to deny",
            HYPOTHETICAL,
            QUOTED,
            kinds="denial",
        ),
        pattern(
            "denial_judged",
            r"\b(?:denial|refusal|adverse (?:benefit )?determination|plan's (?:decision|determination))"
            r" (?:was|is|were)"
            r" (?:\w+ ){0,2}?(?:in)?(?:appropriate|correct|justified|unjustified|proper|improper|in error"
            r"|erroneous)\b",
            "judges whether the denial was right",
            HYPOTHETICAL,
            QUOTED,
            before(r"\b(?:we|our|you)\b"),
            kinds="denial",
        ),
        pattern(
            "denial_stands",
            rf"\b{DECISION}\b(?: \w+){{0,4}} (?:cannot|can ?not|should(?: not)?|must(?: not)?) (?:be"
            rf" supported|stand|remain)\b",
            "says whether the denial can stand",
            QUOTED,
            kinds="denial",
        ),
        pattern(
            "in_favor",
            r"\b(?:decided|ruled|resolved|found|determined|concluded)\b[^.;]{0,40}?\bin (?:favou?r of"
            r"|(?:your|my|his|her|the"
            r" \w+'s|\w+'s) favou?r)\b",
            "says for whom the review was decided",
            HYPOTHETICAL,
            QUOTED,
        ),
        pattern(
            "should_have_been",
            r"\b(?:services?|treatments?|therapy|medications?|drugs?|surgery|admission|stay|scan"
            r"|test(?:ing)?)"
            r" should (?:have been|be) (?:covered|authori[sz]ed|approved|provided|paid)\b"
            r"|\b(?:plan|insurer|company|hmo) should have (?:covered|authori[sz]ed|approved|provided|paid)\b",
            "says that the service should be covered",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            kinds="denial",
        ),
        pattern(
            "prevailed",
            r"\b(?:member|enrollee|patient|plan|insurer) (?:has |had )?(?:prevailed|won)\b"
            r"|\b(?:coverage|payment) (?:was|has been) (?:then )?(?:ordered|compelled)\b",
            "says for whom the review was decided",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
        ),
        pattern(
            "found_necessary",
            r"\b(?:determined|found|concluded|judged|decided) (?:that )?[^.;]{0,100}?\b(?:is|was|are|were"
            r"|be) (?:\w+ )?medically"
            r" necessary\b",
            "says that the service was found necessary",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            kinds="denial",
        ),
    )
