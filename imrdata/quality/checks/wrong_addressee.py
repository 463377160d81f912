"""An appeal to the plan that is addressed to somebody else."""

from __future__ import annotations

from imrdata.quality.patterns import HYPOTHETICAL, QUOTED, PatternCheck, before, pattern

_OUTSIDERS = (
    r"(?:independent (?:medical )?review(?:ers?|s)?(?: organi[sz]ation| panel)?|imr(?: \w+)?|external"
    r" review(?: panel|ers?)?"
    r"|(?:california )?department of managed health care|dmhc(?: \w+)?|maximus)"
)


class WrongAddressee(PatternCheck):
    """An appeal answers the plan; it does not speak to the reviewers who come later.

    Rule: a salutation or address line to independent reviewers or the Department, or a body that addresses
    them. A copy (`cc:`), the plan's own appeals reviewer and the reserved right to an IMR pass.
    Why: it is the other procedure, and shows knowledge of the review.
    Source: domain.md §7 ("Dear Independent Medical Reviewers"); Health & Safety Code §1368 (grievance to the
    plan).
    Limits: an address block without "to" or "dear" passes.
    """

    name = "wrong_addressee"
    kinds = ("appeal",)
    anchors = ("review", "imr", "department", "dmhc", "maximus")
    patterns = (
        pattern(
            "salutation",
            rf"\bdear (?:[\w'\[\]]+ ){{0,5}}?{_OUTSIDERS}",
            "is addressed to the independent reviewers or the regulator",
        ),
        pattern(
            "to_line",
            rf"(?<![a-z] )(?<!\w)(?:to|attn|attention) ?:? (?:whom it may concern at )?(?:the )?(?:members"
            rf" of )?(?:the )?{_OUTSIDERS}"
            r"[^.;:]{0,20}[:,]",
            "is addressed to the independent reviewers or the regulator",
            before(r"\bcc ?:"),
        ),
        pattern(
            "as_reviewers",
            r"\b(?:you,? as|ask you as|you are) (?:the |an )?(?:independent|external|imr) (?:medical"
            r" )?(?:reviewers?|panel)",
            "speaks to the independent reviewers",
            QUOTED,
        ),
        pattern(
            "applies_for_imr",
            r"\b(?:i am|i'm|we are) (?:writing|applying) (?:to you )?(?:to (?:request|apply for)|for) an?"
            r" independent medical review",
            "applies for an independent review instead of appealing to the plan",
            HYPOTHETICAL,
            QUOTED,
        ),
    )
