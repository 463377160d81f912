"""An appeal to the plan that is addressed to somebody else."""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import CONDITIONAL, POSSIBLE, in_clause, in_sentence
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import WallCheck, rule

#: Those who come after the plan, as a salutation names them.
_BODY: Final = (
    r"(?:(?:california |the )?department of (?:managed health care|insurance)|dmhc|imro?|iro|maximus|independent"
    r"|external|outside|neutral|impartial|unbiased|third-party"
    r"|state(?: of california|'s)?(?! farm)|california (?:regulators?|state)|regulators?|commissioner"
    r"|office of independent|help center|review(?:ing)? (?:panel|organi[sz]ation|board|physicians?|doctors?"
    r"|entity)|expert panel"
    r"|reviewers|review organi[sz]ation)"
)
_PLANS: Final = in_clause(
    r"\b(?:appeals?(?: and grievances?)?|grievances?|\[plan_name\]|plan's|your (?:plan|company)|member services"
    r"|utili[sz]ation|for appeals)\b"
)
_COPY: Final = in_sentence(r"\b(?:cc|c\.c\.|copy|copies|bcc|enclos\w+) ?:?\b")
_LATER: Final = in_sentence(
    r"\b(?:if you (?:do|uphold|deny|refuse)|if this|should you|reserve|i (?:will|may|can|could|might|would)"
    r"|my right|the right|lets? me|allows? me|have not|has not|before (?:i|asking|going)|without (?:having to"
    r"|an?))\b|\bi'll\b"
)

_WORDS: Final = (
    "depa dmhc imr imro iro maxi inde exte outs neut impa unbi thir stat cali regu comm offi help"
    " revi expe pane agen appl"
)


class WrongAddressee(WallCheck):
    """An appeal answers the plan; it does not speak to the reviewers who come later.

    Rule: a salutation, address or subject line to independent reviewers, a review panel, the Department or the State;
    a body that addresses them, asks them to decide, or applies for the review.
    Why: it is the other procedure, and shows knowledge of the review.
    Source: domain.md §7 ("Dear Independent Medical Reviewers"); Health & Safety Code §1368 (grievance to the plan).
    Passes: a copy (`cc:`), the plan's own appeals reviewer or panel, the reserved right to an IMR.
    Limits: an address block without "to", "attention" or "dear" passes, and so does "Dear Reviewer".
    """

    name = "wrong_addressee"
    version = 2
    kinds = ("appeal",)
    rules = (
        rule(
            "salutation",
            r"(?:^|[\n.:;] ?)(?:dear|honorable|esteemed|greetings,?(?: to)?|hello,?)\b(?: [\w'.,\[\]-]+){0,7}?[ ,]+"
            + _BODY
            + r"\b",
            "is addressed to the independent reviewers or the regulator",
            _PLANS,
            words=_WORDS,
        ),
        rule(
            "to_line",
            r"^(?:to|attn\.?|attention|for|via|by mail to|submitted to|addressed to"
            r"|sent to)\b ?:? ?(?:whom it may concern(?: at| in|,)? ?)?(?:[\w'-]+ ){0,8}?"
            + _BODY
            + r"\b[^.;]{0,40}(?:[:,]|$)"
            r"|^re ?:.{0,60}\b(?:application|request|petition|submission) (?:for|to) (?:an? )?(?:independent|imr"
            r"|external)",
            "is addressed to the independent reviewers or the regulator",
            _PLANS,
            _COPY,
            in_sentence(r"\b(?:i|we|please)\b(?! ?:)"),
            words=_WORDS,
        ),
        rule(
            "as_reviewers",
            r"\b(?:you,? (?:as )?|ask you as|you are|as|to you,? (?:as )?)(?: ?the | ?an? | ?my | ?our "
            r"| )?(?:independent|external|imr|impartial|neutral|outside|state) (?:medical |physician "
            r"|expert )*(?:reviewers?|panel|doctors?|physicians?|experts?|agency|regulators?)\b"
            r"|\b(?:you,? as|ask you as|you,? the|appeal to you as|you who) (?:the "
            r"|an? )?(?:\w+ )?(?:state agency|reviewers?|regulators?|panel|department)\b"
            r"|\breviewers independent of\b"
            r"|\bserving as (?:the |an? )?(?:independent|external|impartial|neutral)|\bmembers of the (?:review "
            r"|external |independent |expert )?panel,|\b(?:independent|external|impartial"
            r"|state) (?:\w+ ){0,2}?(?:reviewers?|physicians?|doctors?) (?:who (?:read|will read|review"
            r"|are reading)|reading (?:this|my)|assigned to (?:my|this))",
            "speaks to the independent reviewers",
            QUOTED,
            CONDITIONAL,
            in_sentence(
                r"\b(?:if|do not work for you|second opinion)\b|\bas an independent (?:specialist|doctor"
                r"|physician) (?:found|who)"
            ),
            words=_WORDS,
        ),
        rule(
            "asks_them",
            r"\b(?:ask(?:ing)?|request(?:ing)?|urge|urging|implore|beg|petition(?:ing)?|call(?:ing)? on"
            r"|appeal(?:ing)? to|turn(?:ing)? to|writ(?:e|ing) to|trust|hope|submit(?:ting)?(?: this \w+)? to"
            r"|want) (?:that )?(?:you,? )?(?:the |an? |your |our |this )?(?:members of the )?"
            r"(?:\w+ )?(?:department|dmhc|state(?: of california)?|imr(?: panel| unit)?|regulators?|agency"
            r"|(?:independent|external|outside|impartial|review) (?:medical |expert |physician )*(?:panel"
            r"|reviewers?|physicians?"
            r"|doctors?|organi[sz]ation|entity|board)|panel|reviewers)\b{few}? ?(?:to|will|who|that|because|for"
            r"|overrule"
            r"|overturn|uphold|set|grant|consider|review|assign|reverse|find|order|look|assigned)\b",
            "asks the independent reviewers or the regulator to decide",
            QUOTED,
            CONDITIONAL,
            _LATER,
            _COPY,
            words=_WORDS,
        ),
        rule(
            "applies",
            r"\b(?:i am|i'm|we are|i|we|please|this is|this letter is)(?: hereby| formally| respectfully"
            r"| now)? ?(?:writing|applying|apply|accept this letter as|submit(?:ting)?|request(?:ing)?|fil(?:e"
            r"|ing)|my|our|an?)(?: to you| to the \w+| this letter| my case| my request)*"
            r" (?:(?:to (?:request|apply for|seek|file|ask for)|for|as|application|request|submission)(?: an?"
            r"| my| the)? ?)*(?:for |to |by )?(?:an? |the |my )?(?:independent (?:medical |external )?review"
            r"|imr\b|external review)",
            "applies for an independent review instead of appealing to the plan",
            QUOTED,
            CONDITIONAL,
            POSSIBLE,
            _LATER,
            words=_WORDS,
        ),
        rule(
            "submission",
            r"\b(?:in the hands of|statement to|before|submitted to|letter to|assign (?:this|it|my case) to"
            r"|sent to|addressed to) (?:the |an? )(?:independent|imr|external|impartial) (?:\w+ )?(?:reviewers?"
            r"|doctors?|physicians?|panel|experts?|organi[sz]ation)\b|\bto ask for an? (?:imr"
            r"|independent medical review) of\b|\b(?:in|with) this (?:submission|statement|application"
            r"|letter) to the (?:independent|imr|external|department|dmhc|review|state)\b|\b(?:application"
            r"|submission) (?:for|to) (?:an? |the )?(?:independent|imr|external)\b"
            r"|\b(?:statement|letter|case|appeal|submission) to the (?:independent|external"
            r"|imr) (?:\w+ )?(?:review\w*|panel|entity)\b|\bturning to (?:your|the) (?:department|agency|office"
            r"|state)\b|\byour (?:department|agency|panel)\b(?! of (?:appeals|grievances))",
            "is addressed to the independent reviewers or the regulator",
            QUOTED,
            CONDITIONAL,
            POSSIBLE,
            _LATER,
            _COPY,
            in_clause(
                r"\byour (?:department|panel)(?: of| that| denied| did|'s (?:letter|denial|decision))\b"
                r"|\bappeals\b(?! to you)"
            ),
            words=_WORDS,
        ),
    )
