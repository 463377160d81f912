"""An appeal that knows how the case ended: what the plan decided on it, or who reviewed after."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from imrdata.quality.checks.review_past import OURS, review_rules
from imrdata.quality.checks.verdict_leak import FAVOUR_WORDS, JUDGE, LABEL, REVIEWER_NECESSITY, REVIEWER_VERDICT
from imrdata.quality.mood import ASKED, CONDITIONAL, POSSIBLE, UNASSERTED, in_clause, in_sentence, to_match
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import DECISION, OUTSIDE, Rule, WallCheck, rule

#: What an appeal says when it knows how the plan, or who comes after it, decided.
_REVERSED: Final = (
    r"(?:overturn(?:ed|ing)|revers(?:ed|ing|al)|approv(?:ed|ing|al)|authori[sz](?:ed|ing|ation)|grant(?:ed|ing)"
    r"|agreed to (?:cover|pay)|chang(?:ed|ing) your (?:mind|decision)|cover(?:ed|ing)|allow(?:ed|ing)"
    r"|restor(?:ed|ing)|paid|accepted|reconsidered|said yes|say yes|gave in|relented|favorable decision"
    r"|decision to (?:cover|overturn|pay|approve|reverse|authori[sz]e)|positive decision|corrected)"
)
#: A part of what was asked for.
_PART: Final = (
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+|some|several|few|more) (?:visits|days"
    r"|sessions|hours"
    r"|weeks of)\b"
)
#: An earlier request, another service.
_OTHER: Final = (
    r"\b(?:in (?:19|20)\d\d|(?:in|on|of|since|until|last|this|that|next) (?:january|february|march|april|may|june"
    r"|july|august"
    r"|september|october|november|december|spring|summer|fall|autumn|winter)"
    r"|(?:last|each) (?:year|month|week|time)|previous(?:ly)?|former(?:ly)?|earlier|before (?:you|that|this|i|we|he"
    r"|she)|in the past"
    r"|for a year|for (?:\w+ ){1,2}(?:months|years)|then (?:you )?(?:stopped|denied|refused)|stopped|other knee"
    r"|another|instead"
    r"|in its place|the rest|part of|fda|food and drug|same (?:treatment|drug"
    r"|medicine|service|therapy)|(?:first|second|initial|internal|prior|old|other) (?:appeal|grievance|request"
    r"|denial|plan|insurer"
    r"|part|dose|course|cycle|round|level|time)|until (?:now|then)|so far|up to now|always|used to|at first|already"
    r" once|withdrawn"
    r"|in advance|hospital reversed|for others|other (?:members|people|patients|plans|insurers|cases)|medicare"
    r"|school|disability"
    r"|(?:but|and|yet) (?:not|only|you (?:den|refus)|then|the denial|den(?:ied|y|ying)|refus\w+)|(?:but|and|yet"
    r"|then),? (?:[\w']+ ){1,7}(?:denied|refused)|(?:while|but|and) (?:\w+ )?(?:denying"
    r"|refusing|limiting)|makes no sense|consult(?:ation|ed)?)\b"
)
_ANOTHER: Final = in_sentence(_OTHER)
_EARLIER: Final = in_sentence(f"{_OTHER}|{_PART}")
#: What is told of other people's cases.
_OTHER_CASES: Final = in_sentence(
    r"\b(?:similar|such|(?:an)?other (?:case|cases|people|members|patients|plans?|enrollees)|in general|often"
    r"|usually|as a rule"
    r"|most (?:cases|denials|appeals|of the)|many|public(?:ly)?|published|database|statistics|percent|every year"
    r"|each year|judge"
    r"|court|plans to|people like|cases like)\b|%"
)
#: The doctors who treat the patient, where nobody from outside is named.
_TREATERS: Final = re.compile(
    r"\b(?:i|we|he|she|they) (?:\w+ )?(?:saw|seen|see|visited|asked|consulted|went to|met|trust)\b|\b(?:my|our|her"
    r"|his|the patient's"
    r"|your (?:own )?) ?(?:\w+ ){0,2}(?:doctors|surgeons|specialists|physicians|therapists|team|reviewers?)\b"
    r"|\b(?:treat|treated"
    r"|treating|examined|hospital|clinic|tumor board)\b"
)
_OUTSIDE_WORDS: Final = re.compile(
    r"\b(?:independent|external|outside|imr|state|state's|department|panel|neutral|impartial|third-party|regulator)\b"
)


def _by_treaters(letter: NormalText, start: int, end: int) -> bool:
    first, last = letter.sentence(start)
    return bool(_TREATERS.search(letter.text, first, last)) and not _OUTSIDE_WORDS.search(letter.text, first, last)


_GENES: Final = in_sentence(
    r"\b(?:genes?|genetic|genomic|exome|sequencing|mutations?|blood|lipid|metabolic|allergy|antibody|respiratory)\b"
    r"|\bpanel (?:test"
    r"|of tests|was (?:sent|drawn|run|ordered))"
)
_UNFINISHED: Final = re.compile(
    r", (?:were|should|had)$|\b(?:should|would|could|might|shall|if|when|for|to|are|is|do)$"
)


def _says_nothing(letter: NormalText, start: int, end: int) -> bool:
    return _UNFINISHED.search(letter.text, start, end) is not None or _GENES(letter, start, end)


_WERE: Final = in_sentence(r"^\W*(?:were|had) (?:an?|the|this|that|your|my|you|it|i|we)\b")


def _of_this_case(one: Rule) -> Rule:
    """Return a rule on what somebody from outside decided, without what is told of other cases and treating doctors."""
    return replace(one, unless=(*one.unless, _OTHER_CASES, _by_treaters, _says_nothing, _WERE))


_LATE: Final = (
    r"\b(?:ultimately|eventually|in the end|as it turned out|in due course|we now know|later on|later|finally"
    r"|afterwards|at last|subsequently|in hindsight|in retrospect|since then|after all(?! (?:these|those|the|my|of|that"
    r"|this|i|he"
    r"|she|we)\b))\b"
)
_NEVER: Final = to_match(r"\b(?:not|never|no|nor|neither|none|cannot|without|refused|only)\b|n't\b")
_HOPED: Final = to_match(
    r"\b(?:would|if|in advance|look(?:ing)? forward|hope|will be|for (?:your )?(?:considering|reviewing"
    r"|reconsidering))\b|'d\b"
)
_IN_ADVANCE: Final = in_sentence(r"\b(?:in advance|would be)\b")


def _hoped(letter: NormalText, start: int, end: int) -> bool:
    return _HOPED(letter, start, end) or _IN_ADVANCE(letter, start, end) or letter.is_quoted(start, end)


#: Who decides for the plan, and what they do when they give in.
_PLAN: Final = (
    r"(?:you|they|it|the (?:\w+ )?(?:plan|insurer|company|group|carrier|hmo)|(?:my|our|her|his) (?:\w+ )?(?:plan"
    r"|insurer|insurance"
    r"|hmo)|\[plan_name\])"
)
_GAVE: Final = (
    r"(?:approved|authori[sz]ed|paid|covered|granted|reimbursed|sent (?:the|an|me the|us the) approval|issued (?:the"
    r"|an)"
    r" (?:approval|authori[sz]ation)|changed (?:course|tack|tune|your tune)|came (?:round|around)|come (?:round|around)"
    r"|came to (?:your|its|their) senses|saw reason|backed down|said yes|agreed|settled|gave (?:way|in)|made good"
    r"|folded|caved"
    r"|let (?:me|him|her) have|did the right thing|put it right|set it right)"
)
#: After the letter that is being written.
_SINCE: Final = (
    r"(?:(?:after|since|following|upon|on|from|once you (?:read|got|received|had)) (?:reading |receiving |getting"
    r" )?(?:this"
    r"|my|our) (?:letter|appeal)|(?:\w+ )?(?:days|weeks|months|day|week|month) (?:later|after (?:this|that|i"
    r" (?:wrote|sent)))"
    r"|after reading (?:this|it|my)|in the end|at last|eventually|ultimately|as it turned out|as we now know|looking"
    r" back"
    r"|in hindsight|on the strength of (?:this|my)|because of (?:this letter|this appeal|my appeal)|thanks to"
    r" (?:this|my|our)"
    r" (?:letter|appeal)|when you (?:read|saw) this)"
)
_THE_CARE: Final = (
    r"(?:{thing}|yes|approval|okay|go-ahead|green light|chair|bed|place|knee|hip|transplant|medicine|pills)"
)
_NO_YES: Final = in_sentence(
    r"\b(?:hope|(?:am|are|is) hoping|want|wait\w*|if|would|will|until|unless|whether|please|ask\w*|should|could|may"
    r"|might|when (?:you|i"
    r"|we)|pray|can't|cannot|need|nothing)\b|n't\b|\?"
)
_NO_YES_YET: Final = in_sentence(r"\b(?:if|unless|until|whether|would|will|hope|please)\b|\?")
_BEFORE: Final = in_sentence(
    r"\b(?:doctor|surgeon|physician|friend|you should|i was told|hospital|pharmacy|law|statute|code|contract|policy"
    r"|regulation"
    r"|section|act|court)\b[^,;]{0,30}\b(?:told|ordered|require\w*|directed|instructed|compel\w*)\b"
)
_AFTERWARDS: Final = (
    rule(
        "plan_did_since",
        rf"\b{_PLAN} (?:\w+ ){{0,3}}?{_GAVE}\b{{gap}}\b{_SINCE}\b|\b{_PLAN}(?:'ve| has| have) (?:now|at last"
        rf"|finally) {_GAVE}\b|\b{_SINCE}\b,?{{gap}}\b{_PLAN} (?:\w+ ){{0,2}}?{_GAVE}\b",
        "tells what the plan did on this appeal",
        QUOTED,
        POSSIBLE,
        ASKED,
        _NO_YES_YET,
        _EARLIER,
        _NEVER,
        words="now afte sinc foll upon late fina week mont days end last even ulti turn look hind stre"
        " beca than once when",
    ),
    rule(
        "granted_since",
        rf"\b{_THE_CARE}\b{{few}} (?:was|were|has been|have been|had been|got|is|are) (?:\w+ )?(?:approved"
        rf"|authori[sz]ed|paid(?: for)?"
        rf"|covered|granted|reimbursed|extended|restored)\b{{gap}}\b{_SINCE}\b"
        rf"|\b{_SINCE}\b,?{{gap}}\b{_THE_CARE} (?:was|were|has been|have been|got) (?:\w+ )?(?:approved"
        rf"|authori[sz]ed|paid|covered|granted"
        rf"|extended|restored)\b|\b{_THE_CARE} (?:was|were|has been|have been|got) (?:later|eventually|finally"
        rf"|subsequently|ultimately"
        rf"|since|at last|thereafter) (?:approved|authori[sz]ed|paid(?: for)?|covered|granted|reimbursed|restored)\b"
        r"|\b(?:was|were|has been) (?:ultimately|eventually|in the end) (?:approved|authori[sz]ed|covered|granted)\b"
        rf"|\b(?:following|after|upon) (?:this|my|our|the) appeal,? (?:\w+ ){{0,3}}?(?:was|were|has been)"
        rf" (?:approved|authori[sz]ed"
        rf"|extended|granted|restored|covered)\b|\b{_THE_CARE}\b{{few}} (?:went|came|got) through\b{{gap}}\b(?:in"
        rf" the end|at last"
        rf"|because|since|after|once|when|and)\b",
        "tells what became of the request",
        UNASSERTED,
        _EARLIER,
        _NEVER,
        words="appr auth paid cove gran reim exte rest thro",
    ),
    rule(
        "got_it",
        r"\b(?:i|we|she|he|mom|dad|they|patient|son|daughter|wife|husband|mother|father) (?:\w+ ){0,2}?(?:got"
        r"|received|have|has|gets)"
        r" (?:now )?(?:the|our|my|a|her|his|that|your) (?:yes|go-ahead|green light|okay|approval|authori[sz]ation)\b"
        r"|\b(?:letter|answer|call|news|email"
        r"|envelope|notice) (?:\w+ ){0,2}?(?:says?|said|saying|of) (?:the )?(?:\"?yes\b|approval\b)|\bthe (?:yes"
        r"|approval) (?:came"
        r"|arrived|is here)\b|\b(?:ended up|wound up) (?:getting|having|receiving|with) (?:the|my|her|his|our) {thing}"
        r"|\b(?:got|had|received|has|have) (?:his|her|my|the|our) {thing}"
        r" (?:after all|on account of (?:this|my)|because of (?:this|my) (?:letter|appeal)|thanks to (?:this|my|you"
        r"|your))"
        r"|\bdid (?:get|have|receive) (?:the|my|her|his|our) {thing}{gap}\b(?:once|after|because|thanks|when you|in"
        r" the end)\b"
        r"|\byour (?:second|next|new|final|last|later) (?:answer|letter|decision|response) (?:was|is|said|says)"
        r" (?:\w+ )?(?:yes|to"
        r" (?:cover|approve|pay))\b|\b(?:came out|come out) (?:ahead"
        r"|on top|the winner)\b|\b(?:i am|i'm|she is|he is) (?:now |finally )?covered (?:for it|after all|now)\b"
        r"|\bthat i am covered\b",
        "takes the plan's approval as done",
        QUOTED,
        _NO_YES,
        _EARLIER,
        words="got rece have has gets lett answ call news emai enve noti yes appr ende woun did your"
        " than came come cove",
    ),
    rule(
        "lost",
        r"\b(?:my|this|her|his|our|the) appeal (?:\w+ )?(?:was|has been|got|is|were) (?:\w+ )?(?:turned down"
        r"|rejected|denied"
        r"|unsuccessful|dismissed|refused|lost|thrown out)\b(?!,? (?:on|by|because|before|without|dated|in (?:your"
        r"|a) letter))"
        r"|\b(?:this|my) appeal (?:\w+ )?(?:failed|went nowhere|came to nothing|got nowhere|fell on deaf ears)\b"
        r"|\b(?:i|we|she|he) (?:did )?los[te]+(?= ?[.;!]|, (?:and|in)| (?:this|my|the|our|her|his) (?:appeal|case)\b"
        r"| in the end| and i\b)"
        r"|\b(?:the|your) (?:no|refusal|denial) (?:was|became|is) (?:final|the last word)\b|\b(?:stuck|stood|kept"
        r"|held|clung|hung on)"
        r" (?:firm|fast|to|by|with)(?: (?:your|its|the|that) (?:refusal|denial|no|decision|first \w+"
        r"|guns))?{gap}\b(?:after (?:this"
        r"|reading)|despite (?:this|my)|in spite of (?:this|my)|even (?:after|with|though you (?:had )?read))\b"
        r"|\byour (?:\w+ )?(?:answer|response|reply|decision|reaction|verdict) (?:to|on|about) (?:this|my) (?:appeal"
        r"|letter)"
        r" (?:was|came|turned out)\b(?! (?:due|to|not|late))"
        r"|\b(?:in the end|as we now know|as it turned out|finally)\b{gap}\bnever (?:got|had|received) (?:the|my|her"
        r"|his) {thing}"
        r"|\bappeal was\b{gap}\b(?:she|he|i) never (?:got|had|received)\b",
        "knows that the appeal was lost",
        UNASSERTED,
        _EARLIER,
        in_sentence(r"\b(?:grievance|level|once|already|you (?:have )?denied|the first)\b"),
        words="appe lost lose no refu deni stuc stoo kept held clun hung answ resp repl deci reac verd end neve",
    ),
    rule(
        "story",
        r"\bas (?:we|i|you|everybody) (?:all )?now know\b|\bi wrote this (?:letter )?before (?:i|we|you)\b|\b(?:how"
        r"|where) (?:the|this|my"
        r"|our|her|his) (?:story|case|fight|appeal) (?:ends|ended|turned out|came out)\b|\bthis (?:letter|appeal)(?:"
        r" is what)? (?:\w+"
        r" )?(?:worked\b|did it\b|did the trick|succeeded|made (?:the|all the) difference|changed (?:your|its) mind"
        r"|persuaded|convinced"
        r" you|won\b|turned (?:the|things)|got (?:me|him|her|us|the)|brought (?:me|him|her|us|about)|paid off|was"
        r" enough to)\b"
        r"|\bthanks to your (?:approval|change of|decision to|reversal|yes)\b(?! of (?:the )?(?:first|earlier|last))"
        r"|\bturned the tide\b|\bit (?:all )?(?:turned out|ended|came out) (?:well|happily|fine|badly|in (?:my|our"
        r"|her|his))\b"
        r"|\b(?:know|knowing) now (?:how|that|what)\b{gap}\b(?:approved|reversed|overturned|upheld|decided|ends?"
        r"|ended)\b",
        "tells the end of the story",
        QUOTED,
        in_sentence(
            r"\b(?:if|unless|until|hope|hoping|don't|do not|not know|wonder|whether|may|might|would|will|for"
            r" (?:others|other)|surgery (?:ended"
            r"|turned))\b"
        ),
        words="than now wrot how wher lett appe tide turn ende came know",
    ),
    rule(
        "made_to_pay",
        r"\b(?:you|the (?:\w+ )?(?:plan|insurer)|they) (?:then |later |finally )?(?:went on|came) to (?:approve|cover"
        r"|pay|authori[sz]e|grant)\b"
        r"|\b(?:authori[sz]ed|approved|granted|covered) on appeal\b|\b(?:approval|authori[sz]ation|yes) (?:that"
        r"|which) (?:followed|came|answered)\b"
        r"|\b(?:in the end|finally|at last)\b,? (?:\w+ ){0,3}?(?:answer|word|reply) was (?:yes|no)\b|\b(?:told|ordered"
        r"|directed|instructed|made|forced|compelled|required|asked) (?:you|the (?:\w+ )?(?:plan"
        r"|insurer|company|group)"
        r"|my (?:plan|insurer)|them|it) to (?:pay|cover|approve|authori[sz]e|reverse|provide|reimburse|overturn|give"
        r" (?:me|him|her))\b"
        r"|\b(?:you|the (?:\w+ )?(?:plan|insurer)|they) (?:\w+ )?(?:were|was|got|have been|has been) (?:\w+"
        r" )?(?:made|told|ordered|forced"
        r"|compelled|directed|obliged) to (?:pay|cover|approve|authori[sz]e|reverse|provide|reimburse)\b"
        r"|\b(?:you|the (?:\w+ )?(?:plan|insurer|company)|your (?:denial|refusal|decision)) (?:were|was|has been"
        r"|have been|got)"
        r" (?:\w+ )?(?:overruled|overturned|reversed|outvoted|overridden|proven wrong|found wrong|set straight)\b",
        "says that the plan was made to pay",
        UNASSERTED,
        _BEFORE,
        _NEVER,
        in_sentence(
            r"\b(?:i|we|doctor|surgeon|office|he|she) (?:\w+ )?(?:asked|told)\b|\b(?:law|act|statute|section|code"
            r"|rule|contract)\b"
        ),
        words="went came auth appr gran cove yes end fina last told orde dire inst made forc comp requ aske obli over"
        " reve outv prov foun set",
    ),
    rule(
        "outsiders_did",
        r"\b(?:{outside_review}) (?:has |have |had |already |also |then )*(?:gave|given|proved|backed|put) (?:me|us|him"
        r"|her)(?: in the)? right\b|\b(?:{outside_review}) (?:has |have |had |already |also |then )*(?:concluded|found"
        r"|held|ruled|decided"
        r"|determined|said|agreed"
        r"|confirmed|stated|established|came down|sided) (?:that|in|for|with|against)\b|\b(?:went|gone|been|took"
        r" (?:it|this|my case)|taken"
        r" (?:it|this)) to (?:an? |the )?(?:{outside_review}|{regulator})\b{gap}\b(?:and|where) (?:they|it|he|she|we"
        r"|i) (?:have |has"
        r" )?(?:\w+ed\b|found|said|won|lost|told|held)|\b(?:state|independent|external|outside|neutral|department's)"
        r" (?:\w+ )?(?:reviewers?"
        r"|doctors?|experts?|panel)'?s?'? (?:answer|word|letter|verdict|view|say|judgment) (?:is|was|in|says|came"
        r"|reads|that)\b"
        r"|\b(?:state|department|dmhc|they)(?: has| have)? (?:already )?(?:did|done|held|finished|completed) (?:its"
        r"|their|a|the) review\b"
        r"|\b(?:state|department|dmhc)\b{few} told (?:us|me) (?:that )?(?:she|he|i|we|you) (?:was|were|am|is|are)"
        r" (?:right|wrong|entitled)"
        r"|\b(?:doctors?|experts?|physicians?|specialists?|reviewers?|people|panel) (?:who|that) (?:do|does|did)(?:"
        r" not|n't) (?:work for"
        r"|belong to|answer to) (?:you|the plan)\b{gap}\b(?:looked|said|agreed|found|told|decided|took my side|took"
        r" a look|ruled|sided"
        r"|read)\b|\b(?:went|taken|took it|gone) all the way to the (?:state|department)\b|\b(?:department|state"
        r"|dmhc)\b{few} (?:has |have"
        r" )?(?:closed|decided|settled|ruled on|resolved|won) (?:my|our|her|his|the|this) case\b|\b(?:when|after"
        r"|since) the (?:state"
        r"|department) (?:\w+ )?(?:had|let|asked) (?:\w+ )?(?:doctors|experts|physicians)\b",
        "claims the outcome of an independent review",
        UNASSERTED,
        _OTHER_CASES,
        in_sentence(
            r"\b(?:my|our|her|his) (?:\w+ )?(?:doctor|surgeon|specialist|physician)s?,? (?:who|that)\b|\bsecond"
            r" opinion\b"
        ),
        words="inde exte outs imr neut doct expe phys spec revi peop pane went gone been take took gone depa stat dmhc",
    ),
)


class OutcomeKnown(WallCheck):
    """An appeal can't know how the review it leads to ended.

    Rule: an IMR's or regulator's finding claimed, the plan's reversal taken as done ("thank you for approving", "now
    that the denial has been reversed"), or the end of the case told: what the plan did after this letter, that it was
    made to pay, that the approval came, that this appeal was lost.
    Why: the appeal is written before both; a model that learns otherwise tells patients they have already won.
    Source: domain.md §5 and §7.
    Passes: the right to an IMR reserved, reversal asked for or hoped for, what the plan decided before (a first
    grievance denied, another service or a part approved), second opinions, the doctors who treat the patient, what
    reviews found in other cases.
    Limits: an earlier, unrelated review that really was won would be flagged; an approval told without a word on
    when or of the plan's turn ("you covered it") passes, since earlier approvals are told so too.
    """

    name = "outcome_known"
    version = 3
    kinds = ("appeal",)
    rules = (
        *map(
            _of_this_case,
            (
                *review_rules(
                    "appeal", "claims the outcome of an independent review", "claims an external panel's vote"
                ),
                LABEL,
                REVIEWER_VERDICT,
                REVIEWER_NECESSITY,
            ),
        ),
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
            _OTHER_CASES,
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
            _ANOTHER,
            _NEVER,
            words="reve over vaca resc set with lift agre appr auth gran cove chan rest gave rele said took"
            " won paid sett",
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
            "kept",
            r"\b{decision}\b{few} (?:was|has been|were) (?:upheld|affirmed|sustained)\b|\b(?:following|after|since"
            r"|with|upon) (?:the"
            r"|your|this|that) (?:reversal|overturning|rescission|undoing|withdrawal) of (?:the|your|this|its)"
            r" (?:denial|decision"
            r"|refusal)\b",
            "knows what became of the denial",
            UNASSERTED,
            _NEVER,
            _EARLIER,
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
            r"|\b(?:i|we|he|she|doctor|surgeon|physician|judgment|need) (?:was|were) (?:later|eventually|ultimately"
            r"|subsequently"
            r"|in the end) (?:confirmed|proven|shown|found|recogni[sz]ed) (?:\w+ )?(?:right|correct|to be)\b",
            "knows how the denial was judged",
            UNASSERTED,
            _EARLIER,
            words=DECISION + " turn late even ulti subs end",
        ),
        rule(
            "did_not_stand",
            r"\b(?:{decision}|refusal)\b{few} (?:(?:did|does) ?(?:not|n't) (?:survive|stand|hold|last|stick"
            r"|endure)(?! (?:on|by|a|an|for|me|any|with)\b)|fell(?! short)|collapsed)\b",
            "knows what became of the denial",
            UNASSERTED,
            words=DECISION,
        ),
        rule(
            "appeal_succeeded",
            r"\b(?:my|this|our|the|his|her|doctor's|physician's|patient's) (?:\w+ )?(?:appeal|grievance|case"
            r"|request|complaint|plan)\b{some} (?:succeeded|prevailed|(?:has |was |were )?won\b|was (?:granted"
            r"|successful|decided(?! (?:by|without|before|in|from|against))|accepted|resolved in)|has (?:now )?been"
            r" (?:granted"
            r"|approved|decided(?! by)|resolved)"
            r"|led to|resulted in|ended (?:with|in)|was approved|is approved|came out)\b|\b(?:approved|granted"
            r"|covered|authori[sz]ed|reversed|paid)\b{few} (?:after|on|following|upon|because of"
            r"|thanks to) (?:my|this|the|our) appeal\b",
            "knows how the appeal ended",
            UNASSERTED,
            _EARLIER,
            _NEVER,
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
            r"|decision) was that|\b(?:know|known|knew) (?:already )?how (?:this|it"
            r"|the case) (?:ends|ended|turned out|came out)|\b(?:result|outcome) is (?:already )?known",
            "knows how the case ended",
            CONDITIONAL,
            ASKED,
            in_sentence(r"\b(?:if|unless|untreated|without|not|never|your (?:doctor|reviewer))\b|n't\b"),
            words="outc end resu fina dete even conc ruli deci know knew",
        ),
        rule(
            "in_favour",
            r"\b(?:{sided}|{verdict_noun}|review)\b{some} {favour}\b|\b{verdict_noun}\b{few} (?:was|is|were"
            r"|has been) favou?rable\b|\bfavou?rable (?:decision|ruling|outcome|determination|result)\b",
            "says for whom the case was decided",
            UNASSERTED,
            _WERE,
            in_sentence(r"\b(?:and|to|please|you) (?:approve|cover|authori[sz]e|allow|grant|reverse|pay)\b"),
            _NEVER,
            in_sentence(
                r"\b(?:studies|evidence|published|similar cases|weigh\w*|that decided|who decided|you denied"
                r"|denying|to deny|dated|since it|since you|your (?:own )?(?:reviewer|doctor|nurse|company)"
                r"|literature|research|trials?"
                r"|judge|court|school|guidelines?|data|grievance|you (?:found|decided|ruled)|without)\b"
            ),
            words=FAVOUR_WORDS,
        ),
        rule(
            "won_or_lost",
            r"\b(?:i|we|my (?:doctor|physician|request|son|daughter|wife|husband)|the patient|request) (?:have "
            r"|has |had |finally |ultimately )*(?:won|prevailed)\b(?! ?'| (?:a|an|small|some|my)\b)"
            r"|\bi was successful\b|\b(?:he|she|they|mom|dad) (?:finally |ultimately )?won(?= ?[.;,!]| in the end|"
            r" (?:the|her|his|my|this)"
            r" (?:appeal|case))|\b(?:you|the plan|the insurer|the health plan) (?:have |has "
            r"|finally )*lost\b(?! (?:my|the|your|our) (?:records|fax|file|letter|request))",
            "knows who won",
            UNASSERTED,
            _NEVER,
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
            _ANOTHER,
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
            _EARLIER,
            _NEVER,
        ),
        *_AFTERWARDS,
    )
