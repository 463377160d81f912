"""An appeal that knows how the case ended: what the plan decided on it, or who reviewed after."""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.review_past import OURS, review_rules
from imrdata.quality.checks.verdict_leak import FAVOUR_WORDS, JUDGE, LABEL, REVIEWER_NECESSITY, REVIEWER_VERDICT
from imrdata.quality.mood import ASKED, CONDITIONAL, UNASSERTED, in_clause, in_sentence, to_match
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import DECISION, OUTSIDE, WallCheck, rule

#: What an appeal says when it knows how the plan, or who comes after it, decided.
_REVERSED: Final = (
    r"(?:overturn(?:ed|ing)|revers(?:ed|ing|al)|approv(?:ed|ing|al)|authori[sz](?:ed|ing|ation)|grant(?:ed|ing)"
    r"|agreed to (?:cover|pay)|chang(?:ed|ing) your (?:mind|decision)|cover(?:ed|ing)|allow(?:ed|ing)"
    r"|restor(?:ed|ing)|paid|accepted|reconsidered|said yes|say yes|gave in|relented|favorable decision"
    r"|decision to (?:cover|overturn|pay|approve|reverse|authori[sz]e)|positive decision|corrected)"
)
#: An earlier request, another service, a part of this one.
_EARLIER: Final = in_sentence(
    r"\b(?:in (?:19|20)\d\d|in (?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december)|last year|previous(?:ly)?|former|earlier|before (?:you|that|this)|for a year|for \w+ (?:months"
    r"|years)|then (?:you )?stopped|stopped|other knee|another|instead|in its place|(?:ten|six|five"
    r"|\d+) (?:visits|days|sessions|hours)|the rest|fda|food and drug|same treatment|first appeal|withdrawn"
    r"|in advance|hospital reversed)\b"
)

_LATE: Final = (
    r"\b(?:ultimately|eventually|in the end|as it turned out|in due course|we now know|later on|later|finally"
    r"|afterwards|at last|subsequently|in hindsight|since then|after all)\b"
)
_NEVER: Final = to_match(r"\b(?:not|never|no|nor|neither|none|cannot|without|refused|only)\b|n't\b")
_HOPED: Final = to_match(
    r"\b(?:would|if|in advance|look(?:ing)? forward|hope|will be|for (?:your )?(?:considering|reviewing"
    r"|reconsidering))\b|'d\b"
)
_IN_ADVANCE: Final = in_sentence(r"\b(?:in advance|would be)\b")


def _hoped(letter: NormalText, start: int, end: int) -> bool:
    return _HOPED(letter, start, end) or _IN_ADVANCE(letter, start, end) or letter.is_quoted(start, end)


class OutcomeKnown(WallCheck):
    """An appeal can't know how the review it leads to ended.

    Rule: an IMR's or regulator's finding claimed, the plan's reversal taken as done ("thank you for approving", "now
    that the denial has been reversed"), or the end of the case told ("ultimately the plan had to cover it").
    Why: the appeal is written before both; a model that learns otherwise tells patients they have already won.
    Source: domain.md §5 and §7.
    Passes: the right to an IMR reserved, reversal asked for or hoped for, what the plan decided before (a first
    grievance denied, another service approved), second opinions.
    Limits: an earlier, unrelated review that really was won would be flagged.
    """

    name = "outcome_known"
    version = 2
    kinds = ("appeal",)
    rules = (
        *review_rules("appeal", "claims the outcome of an independent review", "claims an external panel's vote"),
        LABEL,
        REVIEWER_VERDICT,
        REVIEWER_NECESSITY,
        rule(
            "undone_by_outsider",
            r"\b{decision}\b{gap}\b(?:{undone}|{kept}|{judged_wrong}|{judged_right})\b{gap}\b(?:by|on|after|in"
            r"|through|upon|following) (?:an? |the )?(?:{outsider}|{outside_review}|{regulator})",
            "the denial is said to be overturned or upheld from outside",
            UNASSERTED,
            _NEVER,
            words=OUTSIDE,
        ),
        rule(
            "undone_active",
            JUDGE + r"{some} (?:{undone}|upheld|affirmed|sustained|endorsed)\b",
            "a reviewer is said to have decided the case",
            UNASSERTED,
            OURS,
            _NEVER,
            words=OUTSIDE,
        ),
        rule(
            "thanks",
            r"\b(?:thank(?:s| you)\b|grateful|glad|relie(?:f|ved)|pleased|happy|appreciate|delighted|thrilled"
            r"|overjoyed|means (?:a great deal|so much|a lot|the world)){gap} "
            + _REVERSED
            + r"\b|\byour (?:reversal|favou?rable decision|change of (?:heart|mind))\b{gap}\b(?:means|made)\b",
            "thanks the plan for a decision it has not made",
            _hoped,
            _EARLIER,
            words="than grat glad reli plea happ appr deli thri over mean your",
        ),
        rule(
            "now_that",
            r"\b(?:now that|since|because|given that|after|in light of the fact that|seeing that"
            r"|considering that|as)(?: (?!i\b|my\b)[\w'-]+){0,5}? (?:have |has |had |'ve |now |finally |since "
            r"|already )*(?:been )?(?:reversed|overturned|vacated|rescinded|set aside|withdrawn|lifted|agreed to"
            r"|approved|authori[sz]ed|granted|covered|changed (?:your|its)|said yes|took back|restored|gave in"
            r"|relented)\b|\bnow that i (?:have |'ve )?won\b",
            "takes the plan's reversal as done",
            UNASSERTED,
            _EARLIER,
            _NEVER,
            words="reve over vaca resc set with lift agre appr auth gran cove chan rest gave rele said took won",
        ),
        rule(
            "was_undone",
            r"\b(?:{decision}|plan's refusal)\b{some} (?:(?:was|were|has|have|had|is|got|gets|now)(?: been"
            r"| being)?{adverbs} {undone}\b|(?:was|were|has been) (?:later|eventually|ultimately|subsequently"
            r"|then|finally|since) (?:upheld|affirmed|sustained|confirmed))",
            "knows what became of the denial",
            UNASSERTED,
            _NEVER,
            _EARLIER,
            words=DECISION + " plan",
        ),
        rule(
            "late_upheld",
            _LATE + r"{gap}\b(?:denial|decision|appeal|coverage|plan|insurer|request|service|treatment|you|it|drug"
            r"|surgery)\b{gap}\b(?:upheld|rejected|covered?|paid|pay|approved|granted|ordered|reversed"
            r"|overturned|restored|allowed|gave in|relented|authori[sz]ed|not stand|not hold|wrong|accepted)\b"
            r"|\b(?:appeal|coverage|plan|request|result|you|denial)\b{some} "
            + _LATE[2:]
            + r"{some} (?:upheld|rejected|covered|paid|approved|granted|ordered|reversed|overturned|restored"
            r"|accepted|relented|had to|agreed|confirmed)\b",
            "knows how the case ended",
            UNASSERTED,
            _NEVER,
            _EARLIER,
            in_sentence(r"\bmy (?:doctor|surgeon|physician) (?:finally|eventually|ultimately)\b"),
            words="ulti even end turn due now late fina afte last subs hind sinc all",
        ),
        rule(
            "will_be_undone",
            r"\b(?:know|understand|aware|told|certain|learned|heard|informed)\b{gap}\b{decision}\b{few} (?:will"
            r"|is going to|is to|was going to|would) be {undone}\b",
            "knows what will become of the denial",
            QUOTED,
            CONDITIONAL,
            words="know unde awar told cert lear hear info",
        ),
        rule(
            "found_wrong",
            r"\b(?:{decision}|refusal)\b{few} (?:was|were|has been|have been|had been)(?: \w+ly| later"
            r"| since)* (?:found|held|judged|ruled|shown|deemed|declared|determined|confirmed"
            r"|proven)\b{few} (?:{judged_wrong}|{judged_right})\b|\bturned out that\b{gap}\b{judged_wrong}\b"
            r"|\b(?:was|were) (?:later|eventually|ultimately|subsequently) (?:confirmed|proven|shown|found"
            r"|recogni[sz]ed)\b",
            "knows how the denial was judged",
            UNASSERTED,
            _EARLIER,
            words=DECISION + " turn late even ulti subs",
        ),
        rule(
            "did_not_stand",
            r"\b(?:{decision}|refusal)\b{few} (?:(?:did|does) ?(?:not|n't) (?:survive|stand|hold|last|stick"
            r"|endure)|fell(?! short)|collapsed)\b",
            "knows what became of the denial",
            UNASSERTED,
            words=DECISION,
        ),
        rule(
            "appeal_succeeded",
            r"\b(?:my|this|our|the|his|her|doctor's|physician's|patient's) (?:\w+ )?(?:appeal|grievance|case"
            r"|request|complaint|plan)\b{some} (?:succeeded|prevailed|(?:has |was |were )?won\b|was (?:granted"
            r"|successful|decided|accepted|resolved in)|has (?:now )?been (?:granted|approved|decided|resolved)"
            r"|led to|resulted in|ended (?:with|in)|was approved|is approved|came out)\b|\b(?:approved|granted"
            r"|covered|authori[sz]ed|reversed|paid)\b{few} (?:after|on|following|upon|because of"
            r"|thanks to) (?:my|this|the|our) appeal\b",
            "knows how the appeal ended",
            UNASSERTED,
            _EARLIER,
            _NEVER,
            words="succ prev won gran acce deci reso led resu ende appr came cove auth reve paid",
        ),
        rule(
            "end_of_case",
            r"\b(?:outcome|end|result|final (?:decision|determination|ruling|result)|determination"
            r"|eventual result|(?<!doctor's )(?<!physician's )(?<!surgeon's )conclusion|ruling"
            r"|(?<!doctor's )decision) (?:(?:of|on|in|for) (?:this|my|the|our) (?:\w+ )?(?:appeal|case|matter"
            r"|dispute|review|denial)\b{few}|now)?(?: ?)(?:was|is|were|has been|turned out) (?:that|for|in (?:my"
            r"|the|her|his|our)|favou?rable|positive|\"|a reversal|against|to (?:overturn|reverse|approve|cover)"
            r"|overturned|upheld|already known|known)|\b(?:know|known|knew) (?:already )?how (?:this|it"
            r"|the case) (?:ends|ended|turned out|came out)|\b(?:result|outcome) is (?:already )?known",
            "knows how the case ended",
            CONDITIONAL,
            ASKED,
            words="outc end resu fina dete even conc ruli deci know knew",
        ),
        rule(
            "in_favour",
            r"\b(?:{sided}|{verdict_noun}|review)\b{some} {favour}\b|\b{verdict_noun}\b{few} (?:was|is|were"
            r"|has been) favou?rable\b|\bfavou?rable (?:decision|ruling|outcome|determination|result)\b",
            "says for whom the case was decided",
            UNASSERTED,
            _NEVER,
            in_sentence(
                r"\b(?:studies|evidence|published|similar cases|weigh\w*|that decided|who decided|you denied"
                r"|denying|to deny|dated|since it|since you)\b"
            ),
            words=FAVOUR_WORDS,
        ),
        rule(
            "won_or_lost",
            r"\b(?:i|we|my (?:doctor|physician|request|son|daughter|wife|husband)|the patient|request) (?:have "
            r"|has |had |finally |ultimately )*(?:won|prevailed)\b(?! ?'| (?:a|an|small|some|my)\b)"
            r"|\bi was successful\b|\b(?:you|the plan|the insurer|the health plan) (?:have |has "
            r"|finally )*lost\b(?! (?:my|the|your|our) (?:records|fax|file|letter|request))",
            "knows who won",
            UNASSERTED,
            _NEVER,
            words="won prev lost succ",
        ),
        rule(
            "now_granted",
            r"\b(?:requested |my |the |your )?{thing}\b{few} (?:is|are|has|have|was|were) (?:now|since|already"
            r"|finally|at last)(?: been)? (?:covered|approved|authori[sz]ed|granted)\b(?! (?:for (?:children"
            r"|adults|use|the treatment|people|patients)|to treat|by the fda))|\b(?:you|the plan|you've"
            r"|the health plan)(?: have|'ve| has)? (?:now|since|already|finally|at last) (?:agreed|approved"
            r"|authori[sz]ed|covered|reversed|granted|changed|overturned|decided to (?:cover|pay|approve))\b"
            r"|\bi (?:have )?(?:now |since |finally )?(?:received|got|started|began|had) (?:the "
            r"|my )?(?:treatment|medicine|medication|drug|surgery|infusion|device)\b{gap}\b(?:gave in|relented"
            r"|approved|approval|reversed|changed)\b|\bso grateful you\b",
            "takes the plan's reversal as done",
            UNASSERTED,
            _EARLIER,
            _NEVER,
            words="now sinc alre fina last give gave rele appr reve chan grat",
        ),
        rule(
            "your_reversal",
            r"\b(?:your|the plan's|its) (?:reversal|change of (?:heart|mind|position)|favou?rable decision"
            r"|approval(?: letter)?|decision to (?:overturn|reverse|cover|approve|authori[sz]e|pay|grant))\b",
            "takes the plan's reversal as done",
            UNASSERTED,
            _EARLIER,
            in_clause(
                r"\bwould\b|\bof this (?:request|appeal)\b|\b(?:without|need(?:s|ed)?|for|await\w*|wait\w*"
                r"|pending|withdrew|seek|obtain|your prior|no)\b(?! (?:the|me))"
            ),
            words="reve chan favo appr deci",
        ),
        rule(
            "plan_gave_in",
            r"\b(?:you|the plan|the insurer) (?:have )?(?:ended up|wound up) (?:cover|pay|approv"
            r"|authori[sz])ing\b|\b(?:i|we) (?:now )?(?:got|have|received|hold) (?:the|your"
            r"|an?) (?:letter )?(?:approval|approving|authori[sz]ing|letter (?:of approval|approving"
            r"|that approves|granting))\b|\b(?:you|the (?:health )?plan|the insurer|it) (?:have |has |had "
            r"|finally |then |since )*(?:reversed (?:course|itself|yourselves|its|your|the)|gave in|given in"
            r"|relented|backed down|changed (?:its|your) mind|came around|corrected (?:it|the|your)"
            r"|overturned (?:the|your|its|this)|had to (?:cover|pay|authori[sz]e|approve)|was (?:ordered|told"
            r"|made|forced|compelled|required) to (?:cover|pay|authori[sz]e|approve))\b|\b(?:plan|you"
            r"|insurer) being (?:ordered|forced|told) to\b|\bcoverage\b{few} (?:was|has been"
            r"|had been) (?:\w+ly )?(?:ordered|compelled|restored|approved|granted|reinstated)\b",
            "takes the plan's reversal as done",
            UNASSERTED,
            _EARLIER,
            _NEVER,
        ),
    )
