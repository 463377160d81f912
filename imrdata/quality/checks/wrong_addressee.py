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
    r"|office of independent|help center|review(?:ing)? (?:panel|organi[sz]ation|board|entity)|expert panel"
    r"|(?<!dear )reviewers|review organi[sz]ation)"
)
_PLANS: Final = in_clause(
    r"\b(?:appeals?(?: and grievances?)?|grievances?|\[plan_name\]|plan's|your (?:plan|company)|member services"
    r"|utili[sz]ation|for appeals)\b"
)
#: The plan's own, whom an appeal may speak to.
_OWN_READERS: Final = in_sentence(
    r"\bdear (?:[\w\[\]]+ ){0,2}?(?:plan|insurer)\b|\breviewers? (?:at|in|of|from|with) (?:your|the plan"
    r"|my plan)\b|\byour (?:own )?reviewers?\b"
)
_COPY: Final = in_sentence(r"\b(?:cc|c\.c\.|copy|copies|bcc|enclos\w+) ?:?\b")
_LATER: Final = in_sentence(
    r"\b(?:if you (?:do|uphold|deny|refuse)|if this|should you|reserve|i (?:will|may|can|could|might|would)"
    r"|my right|the right|lets? me|allows? me|have not|has not|before (?:i|asking|going)|without (?:having to"
    r"|an?))\b|\bi'll\b"
)
#: Not done in this letter, or a wish for somebody else than the plan's first reader to look.
_ELSEWHERE: Final = in_sentence(
    r"\b(?:how to|hearing|told (?:me|us|him|her)|tells? (?:me|us)|never have to|not have to|hate to|rather not|copy"
    r"|form|(?:was|were) not"
    r" (?:part|involved)|not (?:part of|involved in|connected)|have (?:already |also )?(?:written|asked|turned|called"
    r"|applied|gone)"
    r"|(?:i|we) (?:also )?plan to|rights? (?:to|of)|free to|entitled|intend\w*|next step|(?:don't|do not) make"
    r"|not our"
    r"|not my|(?:not|never|no"
    r"|n't)(?: yet)? (?:an? |the |my )?(?:application|petition|submission|request)|only appeal|if (?:you|it|i|we"
    r"|this)"
    r"|unless|should (?:you|there|it)|would (?:hate|rather)|never has to|(?:choice|chance|option) to|(?:lets?"
    r"|allows?) (?:an?|any|every)"
    r"|(?:reviewers?|panel|doctors) (?:at|in|of|from|with) (?:your|the plan|my plan)|your (?:own "
    r"|medical )*(?:reviewers?|doctors?))\b"
)

#: People who review from outside, as somebody speaks to them.
_THEM: Final = (
    r"(?:(?:independent|external|outside|neutral|impartial|unbiased|imr|iro|state|state's|dmhc"
    r"|department) (?:own )?(?:medical |physician |expert"
    r" |review |reviewing )*(?:reviewers?|doctors?|physicians?|experts?|specialists?|panel(?:ists| members)?|team"
    r"|unit"
    r"|staff|examiners?"
    r"|organi[sz]ation)|(?:review(?:ing)? (?:panel|organi[sz]ation|board|entity)|panel of (?:independent|outside"
    r"|external|impartial|expert)[\w ]*)|panelists"
    r"|(?:doctors?|physicians?|experts?|reviewers?|panel|people|team|staff|members) (?:of|at|from|with"
    r"|for) the (?:independent|external|imr|department|dmhc|state"
    r"|review (?:panel|organi[sz]ation|board)|help center)|(?:experts?|doctors?|physicians?) (?:whom |that "
    r"|who )?(?:the state|the department|california)"
    r" (?:has |have )?(?:chosen|picked|appointed|selected|assigned)|commissioner|regulators?"
    r"|department of managed health care|dmhc|help center"
    r"|state of california)"
)
_THE_PLAN: Final = (
    r"(?:(?:the|my|our|this|his|her) (?:\w+ )?(?:plan|insurer|insurance company|company|hmo|carrier)"
    r"|\[plan_name\])"
)

_WORDS: Final = (
    "depa dmhc imr imro iro maxi inde exte outs neut impa unbi thir stat cali regu comm offi help"
    " revi expe pane agen appl"
)


class WrongAddressee(WallCheck):
    """An appeal answers the plan; it does not speak to the reviewers who come later.

    Rule: a salutation, address or subject line to independent reviewers, a review panel, the Department or the State;
    a body that speaks to them ("you, the state's doctors"), asks them to decide or to order the plan about, speaks of
    the plan to somebody above it, or applies for the review.
    Why: it is the other procedure, and shows knowledge of the review.
    Source: domain.md §7 ("Dear Independent Medical Reviewers"); Health & Safety Code §1368 (grievance to the plan).
    Passes: a copy (`cc:`), the plan's own appeals reviewer or panel, an outside doctor wished for, the reserved right
    to an IMR, what the writer may ask the Department later or has asked it already.
    Limits: an address block without "to", "attention" or "dear" passes, and so does "Dear Reviewers".
    """

    name = "wrong_addressee"
    version = 9
    lawful_below = -2.5  # the reader takes some who write to the review for lawful
    kinds = ("appeal",)
    rules = (
        rule(
            "salutation",
            r"(?:^|[\n.:;] ?)(?:dear|honorable|esteemed|greetings,?(?: to)?|hello,?)\b(?: [\w'.,\[\]-]+){0,7}?[ ,]+"
            + _BODY
            + r"\b",
            "is addressed to the independent reviewers or the regulator",
            _OWN_READERS,
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
            r"|want) (?:that )?(?:you,? )?(?:the |an? |our |this )?(?:members of the )?"
            r"(?:\w+ )?(?:(?:state|department|dmhc)'s (?:own |medical )*(?:reviewers|doctors|physicians|experts"
            r"|panel)"
            r"|department|dmhc|state(?: of california)?|imr(?: panel| unit)?|regulators?|agency"
            r"|(?:independent|external|outside|impartial|review) (?:medical |expert |physician )*(?:panel"
            r"|reviewers?|physicians?"
            r"|doctors?|organi[sz]ation|entity|board)|panel|reviewers)\b{few}? ?(?:to|will|who|that|because|for"
            r"|overrule"
            r"|overturn|uphold|set|grant|consider|review|assign|reverse|find|order|look|assigned)\b",
            "asks the independent reviewers or the regulator to decide",
            QUOTED,
            CONDITIONAL,
            POSSIBLE,
            _LATER,
            _COPY,
            _ELSEWHERE,
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
            _ELSEWHERE,
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
            r"|state)\b|\byour agency\b"
            r"|\byour (?:department|panel)\b[^.;]{0,60}\b(?:order|overrule|override|against|the plan|my (?:plan"
            r"|insurer)|insurer)\b",
            "is addressed to the independent reviewers or the regulator",
            QUOTED,
            CONDITIONAL,
            POSSIBLE,
            _LATER,
            _COPY,
            _ELSEWHERE,
            in_clause(
                r"\byour (?:department|panel)(?: of| that| denied| did|'s (?:letter|denial|decision))\b"
                r"|\bappeals\b(?! to you)"
            ),
            words=_WORDS,
        ),
        rule(
            "vocative",
            r"(?:^|[,:;.] ?|\b(?:so|please|and|but|now),? )(?:please,? |so,? |and |but )?(?:my )?(?:dear|honou?red"
            r"|honou?rable|esteemed|respected|hello|greetings"
            r"|good (?:morning|day|afternoon|evening)|hi|madam|mister|mr\.?|ladies and gentlemen|gentlemen|members"
            r"|attention|attn|whoever (?:at|in|from|is)"
            r"|to (?:you|whoever)|to whom it may concern)\b,?(?: (?:of|at|in|from|to|you|the|our|my|all"
            r"|whoever))*(?: \w+){0,2}? "
            + _THEM
            + r"\b|(?:^|[.:;] )please,? (?:dear )?"
            + _THEM
            + r",|\b(?:you,?|you are|you're|it is you,?|up to you,?|trust you,?|ask you,?|hope you,?) (?:(?:as|the|an?"
            r"|my|our|who are|all|few|two|three|fair|good) )*"
            + _THEM
            + r"\b|\byou (?:\w+ )?(?:reviewers|panelists)\b|\byou (?:people |folks )?(?:at|in|of) the (?:department"
            r"|dmhc|state|help center)\b|^"
            + _THEM
            + r",? (?:please|you|thank you|i)\b|^whoever (?:at|in|from) the (?:state|department|dmhc)\b",
            "speaks to the independent reviewers or the regulator",
            QUOTED,
            _PLANS,
            CONDITIONAL,
            _COPY,
            _ELSEWHERE,
            words=_WORDS + " dear madam you whoe memb plea gent ladi good hell",
        ),
        rule(
            "above_the_plan",
            r"\b(?:please|(?:i|we) (?:\w+ )?(?:ask|beg|urge|implore|want|need|call on|trust|appeal to|turn to|request"
            r"|count on)(?: that)?(?: you)?(?: to)?|you (?:must"
            r"|should|have to|need to|alone can)|help (?:me|us|him|her) (?:to )?|will you) ?(?:please )?(?:order"
            r"|direct"
            r"|instruct|force|compel|make|tell|overrule"
            r"|override|overturn|reverse|correct|stop|investigate) "
            + _THE_PLAN
            + r"(?! in writing)\b|\b(?:your help|take (?:my|our|his|her) side|side with (?:me|us|him|her|my \w+)"
            r"|stand up|protect (?:me|us|him|her)|rule|find|decide"
            r"|defend (?:me|us)) (?:\w+ ){0,2}?against "
            + _THE_PLAN
            + r"\b|"
            + _THE_PLAN
            + r" (?:has|have|will have|must have) (?:already )?(?:sent|given|submitted|provided|shown|told"
            r"|supplied) you\b|\byou(?:'re| are) (?:independent|free) of "
            + _THE_PLAN
            + r"\b|\byou (?:are not (?:employees|part|employed|in the pay)"
            r"|do(?: not|n't) (?:work|answer)|have no (?:ties|stake|connection)|are (?:independent"
            r"|free)) (?:\w+ )?(?:of|by|for|to|with|from) "
            + _THE_PLAN
            + r"\b|\bas an? (?:doctor|physician|expert|reviewer|person|specialist) who does(?: not"
            r"|n't) work for [^.;,]{2,40}, you\b|"
            + _THE_PLAN
            + r" (?:would|will|did|does)(?: not|n't) (?:listen|answer|budge|help|hear)\b[^.;]{0,40}\byou (?:are|can"
            r"|must)\b|\byou (?:are|will be) (?:my|our) last"
            r" (?:stop|hope|resort|chance)\b[^.;]{0,60}\bagainst\b|\bwhen you write your (?:findings|determination"
            r"|decision for the)",
            "speaks to somebody above the plan",
            QUOTED,
            CONDITIONAL,
            _COPY,
            in_sentence(
                r"\b(?:the (?:department|state|law|court) (?:can|may|could|will|would)|how to"
                r"|your (?:own )?(?:plan|company)|company's|medical group)\b"
            ),
            words="plea ask beg urge impl want need call trus appe turn requ coun help will you your take side stan"
            " prot rule plan comp"
            " insu hmo carr when",
        ),
        rule(
            "application",
            r"\b(?:submission|statement|letter|case|papers) (?:in|for|of) (?:the|this|my|an) (?:independent|imr"
            r"|external)[\w ]{0,30}before you\b"
            r"|\b(?:this|my|the enclosed|attached|accompanying) (?:\w+ )?(?:application|petition|submission|request"
            r"|plea) (?:to|before|with|for) (?:the |an? )?(?:help"
            r" center|department|dmhc|state|commissioner|regulator|independent|imr|external)|\b(?:accompanies"
            r"|supports"
            r"|in support of|part of|goes with|belongs to)"
            r" (?:the|my|an|our|his|her|this) (?:imr|independent(?: medical)? review|external review) (?:application"
            r"|request|petition|case|file)"
            r"|\b(?:i am|i'm|we are|we're|she is|he is|my (?:son|daughter|wife|husband|patient)) (?:hereby "
            r"|now )?(?:appl(?:ies|ying)|petition(?:s|ing)|appeal(?:s|ing)"
            r"|submit(?:s|ting)|turn(?:s|ing)) (?:this )?to (?:you,? )?(?:the )?(?:state|department|dmhc|regulator"
            r"|help center|commissioner|imr|independent|external|outside)"
            r"|\bplease accept (?:this|my) (?:\w+ )?(?:as (?:an? |my )?)?(?:\w+ )?(?:for|to) (?:an? "
            r"|the )?(?:independent|imr|external)"
            r"|\bplease (?:assign|send|give|forward) (?:this|my) (?:\w+ )?(?:case |file |matter )?to (?:an? "
            r"|your )?(?:independent|impartial|outside|neutral|reviewing)"
            r" (?:\w+ )?(?:reviewers?|doctors?|physicians?|experts?|panel)\b(?! if)",
            "applies for an independent review instead of appealing to the plan",
            QUOTED,
            CONDITIONAL,
            POSSIBLE,
            _LATER,
            _COPY,
            _ELSEWHERE,
            words="this my the encl atta acco supp part goes belo i we she he plea im",
        ),
    )
