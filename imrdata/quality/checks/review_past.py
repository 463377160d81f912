"""An independent review in the past tense: a denial comes before it, an appeal does not know how it ends."""

from __future__ import annotations

from typing import Final

from imrdata.quality.patterns import HYPOTHETICAL, NEGATED, QUOTED, PatternCheck, pattern, within

#: Who reviews after the denial: the names a letter gives to the independent review and its people.
OUTSIDER: Final = (
    r"\b(?:independent (?:medical |external )?(?:physician )?review(?:ers?|s)?(?: organi[sz]ation)?"
    r"|imr(?: organi[sz]ation| reviewers?| panel| decision)?|external (?:medical )?(?:review(?:ers?)?|panel)"
    r"|(?:outside|external|independent|state(?:'s)?) (?:\w+ )?(?:panel|reviewers?|experts?|physicians?"
    r"|doctors?)|outside review"
    r"|dmhc(?:'s)?(?: \w+)? ?(?:reviewers?|panel|experts?)?|department of managed health care(?:'s"
    r" reviewers?)?)"
)
_FUTURE = within(r"\b(?:will|shall|may(?! \d)|must|can)\b")
_DEEDS: Final = (
    r"(?:found|concluded|determined|agreed|disagreed|overturned|upheld|voted|reported|looked|sided|decided"
    r"|confirmed|reversed"
    r"|ruled|concurred|held|judged|supported|rejected|stated|completed|conducted|performed|recommended"
    r"|considered|examined"
    r"|reviewed|opposed|approved|denied|issued|rendered|closed|sent (?:this|your|the) case|established|made"
    r"|done|requested)"
)
#: A past tense or perfect, active or passive. `has a toll-free number` and `is responsible` are neither.
HAPPENED: Final = (
    r"(?:(?:has|have|had|was|were)(?: (?:already|now|since|also|been|not|recently|previously)){0,3}"
    rf" {_DEEDS}|{_DEEDS})\b"
)
PANEL: Final = (
    r"\b(?:(?:one|two|three|all|both|\d) (?:out )?of (?:the )?(?:two|three|\d|our)? ?(?:\w+ )?(?:reviewers"
    r"|physicians|panel"
    r" members|doctors|experts)|(?:two|three|all three|\d) (?:\w+ )?(?:physicians|reviewers|doctors|experts"
    r"|panel members|members)"
    r"\b[^.;]{0,40}\b(?:voted|found|agreed|concurred|concluded|determined|disagreed)|(?:reviewers|panel"
    r"|panelists) (?:\w+ )?voted"
    r"|majority of the (?:panel|reviewers))\b"
)


_BY_OUTSIDER = pattern(
    "done_by_outsider",
    rf"\b(?:was|were|has been|have been|been) (?:\w+ )?(?:reviewed|examined|evaluated|considered|decided"
    rf"|overturned|upheld|reversed)"
    rf" by (?:an?|the|two|three)? ?{OUTSIDER}",
    "tells of an independent review as past",
    HYPOTHETICAL,
    NEGATED,
    QUOTED,
)
_RESULTS = pattern(
    "results_of_review",
    rf"\b(?:results?|findings|outcome|conclusions?) (?:of|from) (?:an?|the|this|your|my) {OUTSIDER}"
    rf"|{OUTSIDER}(?:'s|s')? (?:findings|results?|conclusions?)\b|\bimr decision\b[^.;]{{0,30}} (?:confirms"
    rf"|shows|proves|says|was)\b",
    "knows the outcome of an independent review",
    _FUTURE,
    HYPOTHETICAL,
    NEGATED,
    QUOTED,
)


class ReviewPast(PatternCheck):
    """A denial can't report an independent review: none has taken place when it is written.

    Rule: an IMR (or external panel, or the Department's reviewers) in the past tense or with findings fails;
    an IMR as a future right, a condition or a negation passes.
    Why: it tells the outcome, or at least that the writer knew the review.
    Source: domain.md §6 (a lawful denial mentions IMR as a right) and §7.
    Limits: a second opinion that the plan itself bought from "an outside expert" before the denial is
    flagged.
    """

    name = "review_past"
    kinds = ("denial",)
    patterns = (
        pattern(
            "review_happened",
            rf"{OUTSIDER}(?:,? (?!is |are |be |being |will )[\w']+){{0,3}}? {HAPPENED}",
            "tells of an independent review as past",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
        ),
        pattern("panel_vote", PANEL, "tells of an external panel's vote", HYPOTHETICAL, QUOTED),
        pattern(
            "panel_decided",
            r"\b(?:on|of) the (?:outside|external|independent|review) panel (?:voted|found|agreed|concluded)",
            "tells of an external panel's vote",
            QUOTED,
        ),
        pattern(
            "by_review",
            rf"\b(?:following|after|based on|established by|confirmed by|according to|per|pursuant to)"
            rf" (?:an?|the|this|your)?"
            rf" ?{OUTSIDER}",
            "rests on an independent review",
            _FUTURE,
            HYPOTHETICAL,
            QUOTED,
        ),
        _BY_OUTSIDER,
        _RESULTS,
    )


class OutcomeKnown(PatternCheck):
    """An appeal can't know how the review it leads to ended.

    Rule: an IMR's or regulator's finding claimed, or the plan's reversal taken as done (
        "thank you for approving").
    Reserving the right to an IMR, and asking for reversal, pass.
    Why: the appeal is written before both; a model that learns otherwise tells patients they have already
    won.
    Source: domain.md §5 and §7.
    Limits: an earlier, unrelated review that really was won would be flagged.
    """

    name = "outcome_known"
    kinds = ("appeal",)
    patterns = (
        pattern(
            "review_happened",
            rf"{OUTSIDER}(?:,? (?!is |are |be |being |will )[\w']+){{0,3}}? {HAPPENED}",
            "claims the outcome of an independent review",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
        ),
        pattern("panel_vote", PANEL, "claims an external panel's vote", HYPOTHETICAL, QUOTED),
        pattern(
            "panel_agreed",
            r"\b(?:state|review|external|independent) panel (?:has |have )?(?:agreed|found|ruled|sided"
            r"|voted|decided)",
            "claims an external panel's vote",
            HYPOTHETICAL,
            QUOTED,
        ),
        pattern(
            "thanks_for_reversal",
            r"\bthank(?:s| you)(?: \w+){0,3} for (?:approving|reversing|overturning|authori[sz]ing|covering"
            r"|granting)",
            "thanks the plan for a decision it has not made",
            HYPOTHETICAL,
        ),
        pattern(
            "reversal_done",
            r"\b(?:now that you(?: have|'ve)?|you(?: have|'ve) (?:now|since|already)) (?:reversed|approved"
            r"|overturned|agreed"
            r"|authori[sz]ed|changed)",
            "takes the plan's reversal as done",
            QUOTED,
        ),
        pattern(
            "by_review",
            rf"\b(?:following|after|based on|established by|confirmed by|according to|per|pursuant to"
            rf"|since) (?:an?|the|this|my)?"
            rf" ?{OUTSIDER}",
            "rests on an independent review",
            _FUTURE,
            HYPOTHETICAL,
            QUOTED,
        ),
        _BY_OUTSIDER,
        _RESULTS,
    )
