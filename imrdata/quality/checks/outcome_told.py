"""What an appeal can't know of its own end: the plan's reversal taken as done, and what became of the denial.

Part of `imrdata.quality.checks.outcome_known`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.other_cases import ANOTHER, EARLIER, NEVER, PRIOR, SOMEBODY_ELSES
from imrdata.quality.checks.verdict_leak import FAVOUR_WORDS
from imrdata.quality.mood import ASKED, CONDITIONAL, UNASSERTED, in_clause, in_sentence, to_match
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import DECISION, rule

_WERE: Final = in_sentence(r"^\W*(?:were|had) (?:an?|the|this|that|your|my|you|it|i|we)\b")
#: What an appeal says when it knows how the plan, or who comes after it, decided.
_REVERSED: Final = (
    r"(?:overturn(?:ed|ing)|revers(?:ed|ing|al)|approv(?:ed|ing|al)|authori[sz](?:ed|ing|ation)|grant(?:ed|ing)"
    r"|agreed to (?:cover|pay)|chang(?:ed|ing) your (?:mind|decision)|cover(?:ed|ing)|allow(?:ed|ing)"
    r"|restor(?:ed|ing)|paid|accepted|reconsidered|said yes|say yes|gave in|relented|favorable decision"
    r"|decision to (?:cover|overturn|pay|approve|reverse|authori[sz]e)|positive decision|corrected)"
)
_LATE: Final = (
    r"\b(?:ultimately|eventually|in the end|as it turned out|in due course|we now know|later on|later|finally"
    r"|afterwards|at last|subsequently|in hindsight|in retrospect|since then|after all(?! (?:these|those|the|my|of"
    r"|that"
    r"|this|i|he"
    r"|she|we)\b))\b"
)
_HOPED: Final = to_match(
    r"\b(?:would|if|in advance|look(?:ing)? forward|hope|will be|for (?:your )?(?:considering|reviewing"
    r"|reconsidering))\b|'d\b"
)
_IN_ADVANCE: Final = in_sentence(r"\b(?:in advance|would be)\b")


def _hoped(letter: NormalText, start: int, end: int) -> bool:
    return _HOPED(letter, start, end) or _IN_ADVANCE(letter, start, end) or letter.is_quoted(start, end)


TOLD: Final = (
    rule(
        "thanks",
        r"\b(?:thank(?:s| you)\b|grateful|glad|relie(?:f|ved)|pleased|happy|appreciate|delighted|thrilled"
        r"|overjoyed|means (?:a great deal|so much|a lot|the world)){gap} "
        + _REVERSED
        + r"\b|\byour (?:reversal|favou?rable decision|change of (?:heart|mind))\b{gap}\b(?:means|made)\b",
        "thanks the plan for a decision it has not made",
        _hoped,
        EARLIER,
        words="than grat glad reli plea happ appr deli thri over mean your",
    ),
    rule(
        "now_that",
        r"\b(?:now that|since|because|given that|after|in light of the fact that|seeing that|considering that"
        r"|as)(?: (?!i\b|my\b)[\w'-]+){0,5}? (?:have |has |had |'ve |now |finally |since |already )*(?:been"
        r" )?(?:reversed"
        r"|overturned|vacated|rescinded|set aside|lifted|agreed to (?:cover|pay|approve)|changed (?:your|its)"
        r" (?:mind|decision)"
        r"|said yes|took back|gave in|relented)\b|\bnow that(?: (?!i\b|my\b)[\w'-]+){0,5}? (?:approved"
        r"|authori[sz]ed|granted"
        r"|covered|paid|withdrawn|restored|settled)\b|\b(?:since|because|given that|seeing that|considering that"
        r"|as) (?:you|the"
        r" (?:\w+ )?(?:plan|insurer)|it)(?:'ve| have| has)(?: now| finally| since| already)* (?:been"
        r" )?(?:approved|authori[sz]ed"
        r"|granted|restored)\b|\b(?:since|because|given that|seeing that|as) (?:the|my|our|her|his) (?:\w+"
        r" ){1,2}(?:has|have)"
        r"(?: now| finally| since| already)* been (?:approved|authori[sz]ed|granted|restored)\b|\bnow that i"
        r" (?:have |'ve )?won\b",
        "takes the plan's reversal as done",
        UNASSERTED,
        ANOTHER,
        NEVER,
        words="reve over vaca resc set with lift agre appr auth gran cove chan rest gave rele said took won paid sett",
    ),
    rule(
        "was_undone",
        r"\b(?:{decision}|plan's refusal)\b{some} (?:(?:was|were|has|have|had|is|got|gets|now)(?: been"
        r"| being)?{adverbs} {undone}\b|(?:was|were|has been) (?:later|eventually|ultimately|subsequently"
        r"|then|finally|since) (?:upheld|affirmed|sustained|confirmed))",
        "knows what became of the denial",
        UNASSERTED,
        SOMEBODY_ELSES,
        NEVER,
        EARLIER,
        words=DECISION + " plan",
    ),
    rule(
        "kept",
        r"\b{decision}\b{few} (?:was|has been|were) (?:upheld|affirmed|sustained)\b|\b(?:following|after|since"
        r"|with|upon) (?:the"
        r"|your|this|that) (?:reversal|overturning|rescission|undoing|withdrawal) of (?:the|your|this|its)"
        r" (?:denial|decision"
        r"|refusal)\b",
        "knows what became of the denial",
        UNASSERTED,
        NEVER,
        EARLIER,
        in_sentence(
            r"\b(?:grievance|you|your (?!d)|letter|internal\w*|level|reviewers?|committee|medical group|notice"
            r"|medical director"
            r"|explain\w*|stated?|says|on (?:\w+ )?\d)\b|\d|\["
        ),
        words="uphe affi sust reve over resc undo with",
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
        NEVER,
        EARLIER,
        in_sentence(r"\bmy (?:doctor|surgeon|physician) (?:finally|eventually|ultimately)\b"),
        words="ulti even end turn due now late fina afte last subs hind sinc all",
    ),
    rule(
        "will_be_undone",
        r"\b(?:know|understand|aware|told|certain|learned|heard|informed)\b{gap}\b{decision}\b{few} (?:will"
        r"|is going to|is to"
        r"|was going to|would) be {undone}\b",
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
        r"|\b(?:i|we|he|she|doctor|surgeon|physician|judgment|need) (?:was|were) (?:later|eventually|ultimately"
        r"|subsequently"
        r"|in the end) (?:confirmed|proven|shown|found|recogni[sz]ed) (?:\w+ )?(?:right|correct|to be)\b",
        "knows how the denial was judged",
        UNASSERTED,
        EARLIER,
        words=DECISION + " turn late even ulti subs end",
    ),
    rule(
        "did_not_stand",
        r"\b(?:{decision}|refusal)\b{few} (?:(?:did|does) ?(?:not|n't) (?:survive|stand|hold|last|stick"
        r"|endure)(?! (?:on|by|a|an|for|me|any|with)\b)|fell(?! short)|collapsed)\b",
        "knows what became of the denial",
        SOMEBODY_ELSES,
        in_sentence(r"\b(?:opinion|once you|when you|reading|i think|i believe)\b"),
        UNASSERTED,
        words=DECISION,
    ),
    rule(
        "appeal_succeeded",
        r"\b(?:my|this|our|the|his|her|doctor's|physician's|patient's) (?:\w+ )?(?:appeal|grievance|case"
        r"|request|complaint|plan)\b{some} (?:succeeded|prevailed|(?:has |was |were )?won\b(?!')|was (?:granted"
        r"|successful|decided(?! (?:by|without|before|in|from|against))|accepted|resolved in)|has (?:now )?been"
        r" (?:granted"
        r"|approved|decided(?! by)|resolved)"
        r"|led to|resulted in|ended (?:with|in)|was approved|is approved|came out)\b|\b(?:approved|granted"
        r"|covered|authori[sz]ed|reversed|paid)\b{few} (?:after|on|following|upon|because of"
        r"|thanks to) (?:my|this|the|our) appeal\b",
        "knows how the appeal ended",
        UNASSERTED,
        EARLIER,
        NEVER,
        in_sentence(r"\b(?:was|been) denied\b|\bdenied it\b"),
        words="succ prev won gran acce deci reso led resu ende appr came cove auth reve paid",
    ),
    rule(
        "end_of_case",
        r"\b(?:outcome|end|result|final (?:decision|determination|ruling|result)|determination"
        r"|eventual result|(?<!doctor's )(?<!physician's )(?<!surgeon's )conclusion|ruling"
        r"|(?<!doctor's )decision) (?:(?:of|on|in|for) (?:this|my|the|our) (?:\w+ )?(?:appeal|case|matter"
        r"|dispute|review|denial)\b{few} (?:was|is|were|has been|turned out) (?:that|for|in (?:my|the|her|his"
        r"|our)|favou?rable"
        r"|positive|\"|a reversal|against|to (?:overturn|reverse|approve|cover)|overturned|upheld|already known"
        r"|known)"
        r"|(?:now )?(?:was|is|were|has been|turned out) (?:in (?:my|her|his|our) favou?r|favou?rable|a reversal"
        r"|to (?:overturn"
        r"|reverse|approve|cover)|overturned|upheld|already known))|(?<!your )final (?:determination|ruling"
        r"|decision) was that|\b(?:know|known|knew) (?:already )?how (?:this"
        r"|the case) (?:ends|ended|turned out|came out)|\b(?:result|outcome) is (?:already )?known",
        "knows how the case ended",
        CONDITIONAL,
        ASKED,
        in_sentence(r"\b(?:if|unless|untreated|without|not|never|your (?:doctor|reviewer))\b|n't\b"),
        words="outc end resu fina dete even conc ruli deci know knew",
    ),
    rule(
        "in_favour",
        r"\b(?:{sided}|{verdict_noun}|review)\b{some} in (?:the )?(?:favou?r of|(?:[\w'\]\[-]+ ){0,3}?favou?r)\b"
        r"|\b(?:{verdict_noun}|{sided})\b(?<!goes)(?<!held)(?<!concluded)(?: (?!that\b|the\b|bad\b|good\b"
        r"|hard\b)[\w-]+){0,2}?"
        r" {favour}\b|\b{verdict_noun}\b{few} (?:was|is|were"
        r"|has been) favou?rable\b|\bfavou?rable (?:decision|ruling|outcome|determination|result)\b",
        "says for whom the case was decided",
        UNASSERTED,
        _WERE,
        in_sentence(r"\b(?:and|to|please|you) (?:approve|cover|authori[sz]e|allow|grant|reverse|pay)\b"),
        PRIOR,
        NEVER,
        in_sentence(
            r"\b(?:studies|evidence|published|similar cases|weigh\w*|that decided|who decided|you denied"
            r"|denying|to deny|dated|since it|since you|your (?:own )?(?:reviewer|doctor|nurse|company)"
            r"|literature|research|trials?|promised|symptoms|price|cost"
            r"|judge|court|school|guidelines?|data|grievance|you (?:found|decided|ruled)|without)\b"
        ),
        words=FAVOUR_WORDS,
    ),
    rule(
        "won_or_lost",
        r"\b(?:i|we|my (?:doctor|physician|request|son|daughter|wife|husband)|the patient|request) (?:have "
        r"|has |had |finally |ultimately )*(?:won|prevailed)\b(?! ?'| (?:a|an|small|some|my|nothing)\b)"
        r"|\bi was successful\b|\b(?:he|she|they|mom|dad) (?:finally |ultimately )?won(?= ?[.;,!]| in the end|"
        r" (?:the|her|his|my|this)"
        r" (?:appeal|case))|\b(?:you|the plan|the insurer|the health plan) (?:have |has "
        r"|finally )*lost\b(?! (?:my|the|your|our) (?:records|fax|file|letter|request))",
        "knows who won",
        UNASSERTED,
        NEVER,
        words="won prev lost succ",
    ),
    rule(
        "now_granted",
        r"\b(?:requested |my |the |your )?{thing}\b{few} (?:(?:is|are|has|have|was|were) (?:now|since"
        r"|finally|at last)|(?:has|have) already)(?: been)? (?:covered|approved|authori[sz]ed|granted)\b(?!"
        r" (?:by (?!you|the plan)"
        r"|under|in (?:the|most|many|other|all)|everywhere|for (?:children"
        r"|adults|use|the treatment|people|patients)|to treat|by the fda))|\b(?:you|the plan|you've"
        r"|the health plan)(?: have|'ve| has)? (?:now|since|already|finally|at last) (?:agreed|approved"
        r"|authori[sz]ed|covered|reversed|granted|changed|overturned|decided to (?:cover|pay|approve))\b"
        r"|\bi (?:have )?(?:now |since |finally )?(?:received|got|started|began|had) (?:the "
        r"|my )?(?:treatment|medicine|medication|drug|surgery|infusion|device)\b{gap}\b(?:gave in|relented"
        r"|approved|approval|reversed|changed)\b|\bso grateful you\b",
        "takes the plan's reversal as done",
        UNASSERTED,
        EARLIER,
        NEVER,
        words="now sinc alre fina last give gave rele appr reve chan grat",
    ),
    rule(
        "your_reversal",
        r"\b(?:your|the plan's|its) (?:reversal|change of (?:heart|mind|position)|favou?rable decision"
        r"|approval(?: letter)?|decision to (?:overturn|reverse|cover|approve|authori[sz]e|pay|grant))\b",
        "takes the plan's reversal as done",
        UNASSERTED,
        ANOTHER,
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
        r"|relented|backed down|changed (?:its|your) mind(?! about)|came around|corrected (?:it|the|your)"
        r"|overturned (?:the|your|its|this)|had to (?:cover|pay|authori[sz]e|approve)|was (?:ordered|told"
        r"|made|forced|compelled|required) to (?:cover|pay|authori[sz]e|approve))\b|\b(?:plan|you"
        r"|insurer) being (?:ordered|forced|told) to\b|\bcoverage\b{few} (?:was|has been"
        r"|had been) (?:\w+ly )?(?:ordered|compelled|restored|approved|granted|reinstated)\b",
        "takes the plan's reversal as done",
        UNASSERTED,
        EARLIER,
        NEVER,
    ),
)
