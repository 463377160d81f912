"""What a denial decides: it must deny, and must not approve."""

from __future__ import annotations

from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.patterns import (
    HYPOTHETICAL,
    NEGATED,
    QUOTED,
    PatternCheck,
    after,
    before,
    matches,
    near,
    pattern,
)

#: A lawful denial may say what was approved instead, before or besides.
_PARTLY = near(
    r"\b(?:instead|but|however|remaining|additional|previously|earlier|prior|already|other than"
    r"|in place of|alternative|does not mean|up to)\b"
)
_GIVE = r"(?:approved|authori[sz]ed|granted|certified)"
#: A regulator's approval of a drug is not the plan's of a request.
_LABEL = after(r" (?:by (?:the )?(?:fda|food|federal|u\.s\.)|only\b|to treat\b|for (?:the )?(?:treatment|use)\b)")


class Approval(PatternCheck):
    """A denial that approves.

    Rule: approval, authorization or payment stated as a fact; negated, conditional, or for something else
    ("outpatient therapy was approved instead") passes.
    Why: the polarity is wrong: the letter is not what it is labelled to be.
    Source: domain.md §7.
    Limits: a partial approval without one of the words that set it apart is flagged.
    """

    name = "approval"
    kinds = ("denial",)
    anchors = (
        "approv",
        "authori",
        "grant",
        "certif",
        "cover",
        "pay",
        "pleased",
        "happy",
        "glad",
        "delighted",
        "congratulations",
    )
    patterns = (
        pattern(
            "is_approved",
            rf"\b(?P<span>(?:(?:your|the|this) (?:\w+ )?)?(?:(?:request|authori[sz]ation|coverage) )?(?:is"
            rf"|are|was|were|has been|have been)"
            rf" (?:\w+ly |now |also |been |hereby )?{_GIVE})\b",
            "approves the request",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _PARTLY,
            _LABEL,
            before(r"\bmust\b"),
        ),
        pattern(
            "we_approve",
            r"(?<!\w)(?:we|(?:the|your) plan|\[plan_name\])(?: have| has| are| is| hereby| do| now)*"
            r" (?:approved?s?|approving|authori[sz](?:e[sd]?|ing)"
            r"|grant(?:s|ed|ing)?|(?:agreed?|decided) to (?:cover|pay|approve|authori[sz]e|grant))\b",
            "approves the request",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _PARTLY,
            before(r"\b(?:must|before)\b"),
        ),
        pattern(
            "pleased",
            r"\b(?:pleased|happy|glad|delighted) to (?:inform|tell|advise|report|approve|let you know"
            r"|authori[sz]e|cover)\b",
            "announces good news",
            NEGATED,
            QUOTED,
        ),
        pattern(
            "will_cover",
            r"(?<!\w)(?:we|(?:the|your) plan|\[plan_name\]) will (?:now |fully |gladly )?(?:pay for|cover"
            r"|authori[sz]e|approve)\b"
            r"|\bdecided in favou?r of (?:coverage|approv\w+|authori[sz]\w+)|\bcongratulations\b",
            "approves the request",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _PARTLY,
            before(r"\bthen\b"),
        ),
        pattern(
            "will_be_covered",
            r"\b(?:request\w*|treatment|service|medication|drug|surgery|procedure|scan|therapy)\b(?:"
            r" \w+){0,6}? will be"
            r" (?:fully )?(?:covered|paid|approved|authori[sz]ed)\b",
            "approves the request",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _PARTLY,
        ),
    )


_PAYER = r"(?:we|the plan|your (?:health )?plan|\[plan_name\]|our [\w, ]{3,40}|the health plan)"
_THING = (
    r"(?:requests?|services?|claim|coverage|authori[sz]ation|treatments?|medications?|drugs?|surgery"
    r"|procedure|scan|stay"
    r"|admission|therapy|it|this|that|infusions?|tests?|testing|device|program|care|visits?|days|hours)"
)
_NOT = (
    r"(?:cannot|can ?not|can't|unable to|not able to|will not|won't|do not|don't|does not|doesn't|did"
    r" not|didn't|could not|must decline to|are not|is not|not|declined to)"
)
#: How a denial states its decision.
DECISIONS: Final = (
    pattern(
        "denies",
        rf"(?<!\w){_PAYER}[^.;]{{0,240}}?\b(?:den(?:y|ied|ies|ying)\b|declin(?:e|es|ed|ing)"
        rf"|reject(?:s|ed|ing)?|refus\w+)\b",
        "",
        HYPOTHETICAL,
    ),
    pattern(
        "is_denied",
        r"\b(?:is|was|has been|are|were|have been|being|be) (?:\w+ ){0,3}?(?:denied"
        r"|declined|rejected|refused|disapproved)\b",
        "",
        HYPOTHETICAL,
    ),
    pattern(
        "not_approved",
        rf"(?<!\w)(?:{_PAYER}|{_THING})[^.;]{{0,80}}?\b{_NOT} (?:be |been |being"
        rf" )?(?:\w+ )?(?:approv\w*|authori[sz]\w*|cover(?:ed|ing)?|pa(?:y|id|ying)"
        rf"|certif\w+|grant\w*|a covered)\b",
        "",
        before(
            r"\b(?:if|unless|whether"
            r"|may(?! \d)|might)\b"
        ),
    ),
    pattern(
        "not_necessary",
        r"\bnot (?:\w+ ){0,2}?medically necessary\b|\bn't medically necessary\b|\bnot"
        r" meet (?:\w+ ){0,5}(?:criteria|guidelines?|requirements?|definition)\b"
        r"|\bcriteria [\w ]{0,40}(?:are|were|have) not (?:been )?met\b",
        "",
        before(r"\b(?:if|unless|whether|may(?! \d)|might|plans)\b"),
    ),
    pattern(
        "necessity_not_shown",
        r"\bmedical necessity [\w ]{0,40}\bnot (?:been )?(?:established|shown"
        r"|demonstrated|met|supported)",
        "",
        HYPOTHETICAL,
    ),
    pattern(
        "upholds",
        r"\b(?:uphold|upheld|upholding|stand by|maintain(?:ed)?|affirm(?:ed)?"
        r"|continue)\b[^.;]{0,30}\b(?:decision|denial|determination)|\b(?:decision|denial"
        r"|determination)\b[^.;]{0,60}\b(?:stands|upheld|remains|unchanged)\b",
        "",
        HYPOTHETICAL,
    ),
    pattern(
        "heading",
        r"\bnotice of (?:adverse|denial|action)|\b(?:denial of|denying) (?:coverage|your|the"
        r"|services?|authori[sz]ation|requests?|payment|benefits)|\badverse (?:benefit"
        r" )?determination\b",
        "",
        HYPOTHETICAL,
        after(r"s\b"),
    ),
    pattern("decision_deny", r"\bdecision(?: is)?(?: to|:) (?:deny|denied|denial|not)", "", HYPOTHETICAL),
)


class DecisionMissing(Check):
    """A denial that never says that it denies.

    Rule: at least one sentence states, unconditionally, that the request is denied, not approved, not covered
    or not necessary, or that an earlier decision is upheld. "You can appeal this decision" states none.
    Why: without its decision the letter is no denial, and nothing an appeal could answer.
    Source: domain.md §6 (rubric: decision stated) and Health & Safety Code §1367.01(h).
    Limits: a decision in words outside the list is reported missing.
    """

    name = "decision_missing"
    kinds = ("denial",)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for one statement of the decision; a missing one has no place in the text."""
        text = read(letter["text"])
        if any(True for one in DECISIONS for _ in matches(text, one)):
            return None
        return "states no decision to deny", None
