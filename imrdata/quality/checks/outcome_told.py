"""What an appeal can't know of its own end: what became of the denial, who won, what the plan gave, and thanks for it.

Part of `imrdata.quality.checks.outcome_known`.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.checks.other_cases import EARLIER, NEVER, PRIOR, SOMEBODY_ELSES
from imrdata.quality.checks.verdict_leak import FAVOUR_WORDS
from imrdata.quality.mood import ASKED, CONDITIONAL, UNASSERTED, in_clause, in_sentence, to_match
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import rule

#: "Please note that it was overturned" asks for nothing; "it will have been overturned" hopes for nothing.
_TOLD_ALL_THE_SAME: Final = re.compile(
    r"\b(?:was|were) able to\b|\b(?:please|want(?: to)?|will|can|happy to|ask you to) (?:\w+ )?(?:note|know|be aware"
    r"|tell you|let you know|learn|see|remember)\b|\bwill have (?:been |\w+ed\b)"
)


def UNTOLD(letter: NormalText, start: int, end: int) -> bool:
    """Let a match go that is asked for, hoped for, conditional or quoted, unless it is told all the same."""
    if not UNASSERTED(letter, start, end):
        return False
    return letter.is_quoted(start, end) or not _TOLD_ALL_THE_SAME.search(letter.text, *letter.sentence(start))


#: The denial, as one calls it.
DENIAL: Final = r"(?:{decision}|refusal|(?:the|your|that|this|its|plan's) \"?no\b\"?)"
#: Who decides for the plan.
PLAN: Final = (
    r"(?:you(?: yourselves)?|they|it|(?:the|my|our|her|his|your|same) (?:\w+ )?(?:plan|insurer|insurance|company"
    r"|carrier|hmo|committee|director|appeals (?:\w+))|\[plan_name\])"
)
_HAVE: Final = r"(?:'ve|'d| have| had| has)?(?: (?:since|now|already|finally|later|then|at last|also|even|once|did))*"
#: What the plan's turn is called, and what is done to what was asked for.
GRANTED: Final = (
    r"(?:approved|authori[sz]ed|covered|granted|allowed|paid(?: for)?|reimbursed|refunded|restored|reinstated"
    r"|extended|okayed|honou?red|(?:put|placed) back|put right|made good|switched|accepted|reprocessed|settled)"
)
_TURN: Final = (
    r"(?:overturn(?:ed|ing)|revers(?:ed|ing|al)|approv(?:ed|ing|al)|authori[sz](?:ed|ing|ation)|grant(?:ed|ing)"
    r"|agreed to (?:cover|pay)|chang(?:ed|ing) your (?:mind|decision)|cover(?:ed|ing)|allow(?:ed|ing)|restor(?:ed"
    r"|ing)|paid|accepted|reconsidered|said yes|say yes|gave in|relented|favorable decision|positive decision"
    r"|corrected|decision to (?:cover|overturn|pay|approve|reverse|authori[sz]e))"
)
_TIMED: Final = r"\b(?:later|subsequent|eventual|ultimate|final|belated|new|recent)"
_TURN_NOUN: Final = (
    r"(?:reversal|overturning|overturn|rescission|undoing|about-face|change of (?:heart|mind|position)|favou?rable"
    r" (?:decision|outcome|ruling|determination)|approval(?: letter)?(?! of (?:an?|the|my|her|his) (?!requested"
    r"|disputed))|concession|capitulation|withdrawal of (?:the|your|its|this) {decision}|decision (?:to (?:overturn"
    r"|reverse|cover|approve|authori[sz]e|pay|grant)|recognizes|that (?:criteria|the)))"
)
_HOPED: Final = to_match(
    r"\b(?:would|if|in advance|look(?:ing)? forward|hope|will be|for (?:your )?(?:considering|reviewing"
    r"|reconsidering))\b|'d\b"
)
_IN_ADVANCE: Final = in_sentence(r"\b(?:in advance|would be)\b")
_WERE: Final = in_sentence(r"^\W*(?:were|had) (?:an?|the|this|that|your|my|you|it|i|we)\b")
#: What the plan gave and took, or gave in part: all of it before this letter.
GIVEN_IN_PART: Final = in_sentence(
    r"\b(?:but|and|yet|while|then|though|until|bewildered)\b[^.;]{0,60}\b(?:den(?:y|ied|ying)|refus\w+|not|stopp\w+"
    r"|only|withdr\w+|rest|other)\b|\b(?:first|initial|earlier|other) (?:\w+ ){0,2}(?:visits|months|days|weeks"
    r"|sessions|part|half|round|knee|evaluation|surgery|scan)\b|\b(?:only (?:\w+ (?:visits|days|hours|weeks|months"
    r"|sessions)|part|some|half|for)|consultation|evaluation|ambulance|by (?:my|our|his|her)|through (?:\[|the"
    r" \w+th))"
)


def _hoped(letter: NormalText, start: int, end: int) -> bool:
    return _HOPED(letter, start, end) or _IN_ADVANCE(letter, start, end) or letter.is_quoted(start, end)


TOLD: Final = (
    rule(
        "thanks",
        r"\b(?:thank(?:s| you)\b|grateful|glad|relieved|pleased|happy|appreciate|delighted|thrilled|overjoyed|means"
        r" (?:a great deal|so much|a lot|the world)){gap} "
        + _TURN
        + r"\b|\byour (?:reversal|favou?rable decision|change of (?:heart|mind))\b{gap}\b(?:means|made)\b"
        r"|\bso grateful you\b",
        "thanks the plan for a decision it has not made",
        _hoped,
        EARLIER,
        GIVEN_IN_PART,
        in_sentence(r"\b(?:deny|denied|denial) (?:was|came|did)\b|\bevaluation\b"),
    ),
    rule(
        "now_that",
        r"\b(?:now that|since|because|given that|after|once|when|in light of the fact that|seeing that|considering"
        r" that|as)(?: (?!i\b|my\b|who\b)[\w'-]+){0,5}? (?:have |has |had |'ve |now |finally |since |already |been"
        r" )*(?:reversed|overturned|vacated|rescinded|set aside|lifted|agreed to (?:cover|pay|approve)|changed"
        r" (?:your|its) (?:mind|decision|position)|said yes|took back|gave in|relented)\b(?! by the)|\bnow that(?:"
        r" (?!i\b|my\b)[\w'-]+){0,5}? (?:"
        + GRANTED
        + r"|withdrawn|settled|won)\b(?! (?:by the fda|by the food|for (?!me|my|her|him)))|\b(?:since|because|given"
        r" that|seeing that|considering that|as) (?:you|the (?:\w+ )?(?:plan|insurer)|(?:the|my|our|her|his)"
        r" (?:surgery|treatment|stay|service|request|claim))(?:'ve| have| has)(?: now| finally| since| already)*"
        r" (?:been )?"
        + GRANTED
        + r"\b(?! (?:by|for|in|to)\b)|\bnow that i (?:have |'ve )?won\b|^once (?:approved|authori[sz]ed|covered)\b,?"
        r"[^.;]*\bwas\b|\bas you (?:found|agreed|recogni[sz]ed|decided) (?:on appeal|in (?:reversing|approving))\b",
        "takes the plan's reversal as done",
        UNTOLD,
        PRIOR,
        GIVEN_IN_PART,
        to_match(r"\b(?:not|never|no|nor|neither|none|cannot|without|refused|only)\b|n't\b"),
    ),
    rule(
        "proceeding_did",
        r"\b(?:reconsideration|(?:this|our) appeal|further review|second review|appeals? committee|appeal board|final"
        r" (?:internal )?(?:review|determination|decision)|medical director)(?: (?!who\b|to\b)[\w']+){0,3}?"
        r" (?:resulted in|led to|upheld|reversed|overturned|vindicated|restored|reconsidered|prevailed|found (?:for"
        r"|against|that|the)|(?:was|has been) (?:not sustained|sustained))\b|\bafter further review\b",
        "knows how the appeal ended",
        UNTOLD,
        PRIOR,
        NEVER,
        SOMEBODY_ELSES,
        in_sentence(
            r"\b(?:medical director|decision|determination)\b[^.;]{0,60}\b(?:found that|upheld|deni|said|wrote)"
        ),
    ),
    rule(
        "was_undone",
        rf"\b{DENIAL}\b,?(?: (?!(?:but|if|rests?|relies|relied|is based|was based|cites?|cited)\b)[\w'-]+){{0,7}}? "
        r"(?:(?:was|were|has|have|had|is|got|gets|now)(?: been| being)?{adverbs} (?:{undone}|flipped|no more|no"
        r" longer standing|taken off|sent back|gone\b|chang(?:ed|e) to|(?:called|found|held|judged|ruled|shown|deemed"
        r"|declared|proven) (?:to be |to hold |\w+ly )?(?:{judged_wrong}|{judged_right}|no water))|no longer stands"
        r"|(?:later|since|then|now|eventually|ultimately) {undone}|met its end|fell (?:apart|away)|(?:was|were|has"
        r" been) (?:later|eventually|ultimately|subsequently|then|finally|since) (?:upheld|affirmed|sustained"
        r"|confirmed|kept)|(?:upheld|affirmed|sustained|confirmed|kept|rejected) (?:for good|once and for all|a last"
        r" time))\b",
        "knows what became of the denial",
        UNTOLD,
        SOMEBODY_ELSES,
        to_match(r"\b(?:not|never|nor|neither|none|cannot|without (?:a|any|having)|refused|only)\b|n't\b"),
        PRIOR,
        in_sentence(
            r"\b(?:another (?:drug|service)|other (?:members|people|patients|plans|cases)|earlier|until now|guideline"
            r"|criteri\w+|polic(?:y|ies) (?:that|which)|approval was|before (?:you|i|we))\b"
        ),
    ),
    rule(
        "kept",
        rf"\b{DENIAL}\b{{few}} (?:was|has been|were) (?:upheld|affirmed|sustained)\b",
        "knows what became of the denial",
        UNASSERTED,
        NEVER,
        EARLIER,
        in_sentence(
            r"\b(?:grievance|you|your (?!d)|letter|internal\w*|level|reviewers?|committee|medical group|notice|(?:my"
            r"|our) (?:doctor|surgeon)|medical director|explain\w*|stated?|says|peer|on (?:\w+ )?\d)\b|\d|\["
        ),
    ),
    rule(
        "did_not_stand",
        rf"\b{DENIAL}\b{{few}} (?:stood(?=[.,;])|was not sustained|could not be (?:defended|sustained)|(?:did|does"
        rf"|would) ?(?:not|n't) (?:survive|stand|hold|last|stick"
        r"|endure)(?! (?:on|by|a|an|for|me|any|with)\b)|fell(?! short)\b|collapsed|survived every)",
        "knows what became of the denial",
        SOMEBODY_ELSES,
        in_sentence(r"\b(?:opinion|once you|when you|reading|i think|i believe)\b"),
        UNASSERTED,
    ),
    rule(
        "undid_it",
        rf"\b{PLAN}{_HAVE} (?:reversed|overturned|lifted|withdrew|withdrawn|took back|taken back"
        r"|rescinded|cancell?ed|undid|undone|dropped|retracted|changed|corrected) (?:(?:my|the|this|that|its|your)"
        r" (?:\w+ )?(?:{decision}|objection|thing|no\b|answer from|course|mind(?! about))|yourselves\b|itself\b|(?:me"
        r"|you) on\b|it all back\b|course\b)|\b(?:you|the plan|the insurer) (?:have |has |had |finally |then |since"
        r" )*(?:(?:gave|given) in(?! (?:the|my|your|our|an?|writing|\d|19|20|\w+ent)\b)|relented|backed down|came"
        r" (?:round|around|to (?:your|its|their) senses)|(?:has |have )?come to agree|caved|folded)\b"
        rf"|\b{PLAN}{_HAVE} (?:had to |been forced to )?(?:admit(?:ted)?|conceded?|acknowledged?|called|agreed) "
        r"(?:in [\w ]{1,25}? |that )*(?:the |this |your |my )?(?:[\w-]+ ){1,4}?(?:was|were|had been|is|an?|to be)"
        r" (?:\w+ )?(?:{judged_wrong}|needed|necessary|a? ?mistake|covered)\b",
        "takes the plan's reversal as done",
        UNTOLD,
        EARLIER,
        SOMEBODY_ELSES,
        NEVER,
        in_sentence(r"\b(?:earlier approval|approval (?:from|of)|without explanation|by phone|on the phone)\b"),
    ),
    rule(
        "no_to_yes",
        r"\b(?:became|become|turned (?:in)?to|changed? to|flipped to|switched to|from no to|is now(?= an? )) (?:an?"
        r" )?\"?(?:yes|approv(?:ed?|al))\b|\byour no stayed\b|\b(?:ended|ends|closed|finished) (?:with|in) (?:an?"
        r" )?(?:\w+ )?(?:approval|yes|reversal|overturn|draw|victory|defeat|win)\b",
        "knows what became of the denial",
        UNTOLD,
        PRIOR,
        SOMEBODY_ELSES,
        to_match(r"\b(?:not|never|nor|want|see|turned into)\b(?=.{0,30}$)"),
    ),
    rule(
        "known_end",
        r"\b(?:know|knew|knows|known|knowing|learned|understand|aware|tell you|have (?:already )?(?:seen|heard)"
        r"|(?:was|were|been|so i was) (?:told|informed|shown)|certain|heard|i see from|i have|i hold|no one doubts"
        r"|happen to know)\b{gap}\b(?:the (?:result|outcome|verdict|answer|end|ending) (?:of|to|on|in) (?:this|my|our"
        r"|her|his|the) (?:appeal|case|story|letter|matter|dispute)|the outcome and|verdict|approval letter for this"
        r"|how (?:this|(?:the|this|my) (?:case|story|fight)) (?:ends|ended|turned out|came out)|(?:you|the"
        r" plan)(?:'ll|'d| would| will| had| have| already)+ (?:lose|lost|reverse|decided to|uphold|grant|overturn"
        r"|agreed to|granted)|(?<=now that )you decided to (?:approve|cover|pay|reverse|grant)|this appeal (?:would"
        r"|will) be (?:granted|denied|successful)|{decision}\b{few} (?:will|is going to|is to|was going to|would) be"
        r" {undone}|to reverse\b)|\b(?:result|outcome|ending) is (?:already )?known\b|\b(?:final chapter|ending of"
        r" this)\b",
        "knows how the case ended",
        QUOTED,
        CONDITIONAL,
        in_sentence(r"\b(?:if|untreated|without)\b"),
        to_match(
            r"\b(?:not|nor|never|hope|wish|how to|whether|want|need|wait\w*|without|may|cannot|nobody|none|which|who"
            r"|first)\b|n't\b"
        ),
    ),
    rule(
        "foretold",
        r"\b(?:you|the plan|{decision}|appeals? (?:unit|committee))(?:'ll| will| is going to| are going to) (?:not"
        r" )?(?:be {undone}|be found|lose|uphold|reverse|approve|grant|rule for|change this|turn out)\b",
        "knows how the case will end",
        QUOTED,
        CONDITIONAL,
        needs=r"\b(?:as (?:later|was decided)|already|has been (?:settled|determined|decided)|everybody (?:\w+ )?knows"
        r"|was shown|later became|next month|been done|the letter saying)\b",
    ),
    rule(
        "succeeded",
        r"\b(?:my|this|our|the|his|her|doctor's|physician's|patient's|\w+'s) (?:\w+ )?(?:appeal|grievance|case"
        r"|request|complaint|plan)\b(?!s)(?:,? (?!but |if |that )[\w'/-]+){0,6}?,? (?:succeeded|prevailed|(?:has |was"
        r" |were )?won\b(?!')|was (?:granted|successful|decided(?! (?:by|without|before|in|from|against))|accepted"
        r"|resolved in)|has (?:now )?been (?:granted|approved|decided(?! by)|resolved)|led to|resulted in|ended"
        r" (?:with|in|well)|(?:was|is|got) approved|came (?:out|back (?:granted|approved))|went through)\b"
        r"|\b(?:approved|granted|covered|authori[sz]ed|reversed|paid)\b{few} (?:after|on|following|upon|because of"
        r"|thanks to) (?:my|this|the|our) appeal\b",
        "knows how the appeal ended",
        UNTOLD,
        EARLIER,
        NEVER,
        GIVEN_IN_PART,
        in_sentence(r"\b(?:was|been) denied\b|\bdenied it\b"),
    ),
    rule(
        "end_of_case",
        r"\b(?:(?:outcome|end|result|determination|conclusion|ruling|decision) (?:of|on|in|for) (?:this|my|the|our)"
        r" (?:\w+ )?(?:appeal|case|matter|dispute|review|denial)\b{few},? (?:(?:was|is|were|has been) (?:that|for"
        r"|positive|\")|prove[ds]?\b|confirm(?:s|ed)\b|vindicate[ds]?\b|shows? that)|(?:(?:outcome|end|result"
        r"|determination|conclusion|ruling|decision) (?:of|on|in|for) (?:this|my|the|our) (?:\w+ )?(?:appeal|case"
        r"|matter|dispute|review|denial)\b{few}|final (?:decision|determination|ruling|result)|eventual result|end"
        r" result|(?<!doctor's )(?<!physician's )(?<!surgeon's )(?:outcome|ruling)),? (?:now )?(?:was|is|were|has"
        r" been|turned out) (?:in (?:my|the|her|his|our) (?:\w+'s )?favou?r|favou?rable|a reversal|against|to"
        r" (?:overturn|reverse|approve|cover)|overturned|known|that (?:the plan|you|\[plan|[^.;]{0,40}(?:was|is|were)"
        r" (?:medically )?(?:necessary|covered|needed)\b)|(?:an? )?approv(?:al|ed)))|\b(?:outcome|result), approval\b"
        r"|\bthe verdict: ",
        "knows how the case ended",
        CONDITIONAL,
        ASKED,
        in_sentence(
            r"\b(?:if|unless|untreated|without|not|never|your (?:doctor|reviewer)|surgery|operation|treatment|mri"
            r"|scan|test|biopsy|patients|most|at first|studies)\b|n't\b"
        ),
    ),
    rule(
        "in_favour",
        r"\b(?:{sided}|{verdict_noun}|review)\b{some} in (?:favou?r of (?:me|us|my|our|her|him|you|coverage|(?:the"
        r"|this) (?:\w+ )?(?:member|patient|enrollee|plan|insurer|appeal|company|family|boy|girl))|(?:the"
        r" )?(?:[\w'\]\[-]+ ){1,3}?favou?r)\b|\b(?:{verdict_noun}|{sided}|judged"
        r"|ruled)\b(?<!goes)(?<!held)(?<!concluded)(?: (?!that\b|the\b|bad\b|good\b|hard\b)[\w-]+){0,2}? {favour}\b"
        r"|\bfavou?rable (?:decision|ruling|determination)\b",
        "says for whom the case was decided",
        UNTOLD,
        _WERE,
        in_sentence(r"\b(?:and|to|please|you) (?:approve|cover|authori[sz]e|allow|grant|reverse|pay) (?!you)"),
        PRIOR,
        NEVER,
        in_sentence(
            r"\b(?:studies|evidence|published|similar cases|weigh\w*|that decided|who decided|you denied|denying|to"
            r" deny|dated|since it|since you|your (?:own )?(?:reviewer|doctor|nurse|company)|literature|research"
            r"|trials?|promised|symptoms|price|cost|judge|court|school|team|conference|guidelines?|data|you (?:found"
            r"|decided|ruled)|without)\b"
        ),
        words=FAVOUR_WORDS + " judg",
    ),
    rule(
        "won_or_lost",
        r"\b(?:i|we|she|he|they|my (?:doctor|physician|request|son|daughter|wife|husband)|the patient|request)"
        r" (?:have |has |had |finally |ultimately )*(?:won|prevailed)\b(?! ?'| (?:a|an|small|some|my|nothing)\b)"
        r"|\b(?:i was successful|(?:the|a) winner|we were victorious|i was vindicated|having (?:prevailed|won)|since"
        r" winning|my (?:victory|win over)|(?:your|the plan's) (?:defeat|loss) in this|carried the day|turned the"
        r" tide)\b|\b(?:i|we|she|he) (?:did )?los[te]+(?= ?[.;!]|, (?:and|in case)| (?:this|my|the|our|her|his)"
        r" (?:appeal|case)\b| in the end| and i\b)|\b(?:you|the (?:health )?plan|the insurer) (?:have |has |finally"
        r" )*lost\b(?! (?:my|the|your|our|her|his|it|track|touch) ?)",
        "knows who won",
        QUOTED,
        CONDITIONAL,
        EARLIER,
        to_match(
            r"\b(?:not(?! be sore)|never|no|nor|neither|none|cannot|without|would|may|might|hope|whether|will)\b"
            r"|n't\b"
        ),
    ),
    rule(
        "now_granted",
        r"\b(?:requested |my |the |your )?{thing}\b{few} (?:(?:is|are|has|have|was|were) (?:now|since|finally|at"
        r" last)|(?:has|have) already)(?: been)? (?:an? )?(?:covered|approved|authori[sz]ed|granted)\b(?! (?:by"
        r" (?!you|the plan|a decision)|under|in|everywhere|for (?!me\b|my\b|her\b|him\b|us\b)|to treat|as))|\b(?:i am"
        r"|i'm|she is|he is|is) (?:now |finally )?covered (?:for (?:it|life)|after all|now)\b|\bdid get (?:covered"
        r"|paid|approved)\b|\b(?:you|the plan|you've|the health plan)(?: have|'ve| has)? (?:now|since|already|finally"
        r"|at last) (?:agreed|approved|authori[sz]ed|covered|granted|paid for|issued (?:the|an)|decided to (?:cover"
        r"|pay|approve))\b",
        "takes the plan's reversal as done",
        UNTOLD,
        EARLIER,
        NEVER,
        GIVEN_IN_PART,
    ),
    rule(
        "a_reversal_there_was",
        rf"\b(?:your|the plan's|its|{_TIMED[2:]}) (?:own |very )?(?:{_TIMED[2:]} )?{_TURN_NOUN}\b(?<! a later"
        rf" approval)|{_TIMED} authori[sz]ation of the requested|\b(?:the|this|that) {_TURN_NOUN} (?:of"
        rf" [^.;,]{{1,40}} )?(?:came|would come|arrived|followed|has been|was"
        r" (?!never)|proves|tells|resolved|confirms|shows|speaks|letter (?:says|states))\b"
        rf"|\b(?:following|after|since|with|upon|thanks to|because of|given|in light of|in view of)(?: the| your|"
        rf" this"
        r"| that| its| the plan's)? (?:"
        rf"(?:later |eventual )?{_TURN_NOUN}\b(?! (?:of (?!the denial|this|your|the adverse)|for|from|in \d))"
        r"|(?:outcome|result|resolution|success|decision) (?:of|on|in) (?:this|my|our) appeal\b)|\b(?:approval"
        r"|authori[sz]ation|yes) (?:(?:that|which) (?:followed|came|answered|resulted)|(?:that )?i (?:later"
        r"|eventually|finally|then) (?:received|got))\b|\byour decision of \S+ to (?:overturn|reverse)\b|\bdecision"
        r" to (?:overturn|reverse) having\b|\b(?:receipt of|received|have) your approval of this\b",
        "takes the plan's reversal as done",
        UNASSERTED,
        PRIOR,
        GIVEN_IN_PART,
        in_clause(
            r"\bwould\b(?! come)|\b(?:without|need(?:s|ed)?|await\w*|wait\w*|pending|withdrew|withdrawn|expired|seek"
            r"|obtain|your prior|no)\b(?! (?:the|me))|(?<!request )\bfor(?! (?:me|my|her|him|the|this|prompt)\b)"
            r"|\bprior (?:approval|authorization)"
        ),
    ),
    rule(
        "made_to_pay",
        r"\b(?:told|ordered|directed|instructed|made|forced|compelled|required|obliged) (?:you|the (?:\w+ )?(?:plan"
        r"|insurer|company|group)|my (?:plan|insurer)|them|it) (?:to )?(?:pay|cover|approve|authori[sz]e|reverse"
        r"|provide|reimburse|overturn|give (?:me|him|her))\b"
        rf"|\b{PLAN} (?:\w+ )?(?:(?:were|was|got|have been|has been|being) (?:\w+ )?(?:made|told|ordered|forced"
        r"|compelled|directed|obliged) (?:to (?:pay|cover|approve|authori[sz]e|reverse|provide|reimburse|refund|eat"
        r"|do)\b|and did\b)|had to (?:eat|pay|cover|approve|authori[sz]e|refund|reverse)\b|(?:ended up|wound up|went"
        r" on to|came to) (?:cover|pay|approv|authori[sz]|grant))|\b(?:you|the (?:\w+ )?(?:plan|insurer|company)|your"
        r" (?:denial|refusal|decision)) (?:were|was|has been|have been|got) (?:\w+ )?(?:overruled|outvoted|overridden"
        r"|proven wrong|found wrong|set straight)\b|\bplan overruled\b|\bcoverage\b{few} (?:was|has been|had been)"
        r" (?:\w+ly )?(?:ordered|compelled|restored|reinstated)\b|\bhad you pay\b",
        "says that the plan was made to pay",
        UNTOLD,
        NEVER,
        EARLIER,
        in_sentence(
            r"\b(?:i|we|doctor|surgeon|office|he|she|friend|hospital|pharmacy) (?:\w+ )?(?:asked|told)\b|\b(?:law|act"
            r"|statute|section|code|rule|contract|policy|regulation|court)\b"
        ),
    ),
)
