"""What an appeal can't know of its own end: what the plan did on it, and what became of the denial.

Part of `imrdata.quality.checks.outcome_known`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.verdict_leak import FAVOUR_WORDS
from imrdata.quality.mood import ASKED, CONDITIONAL, POSSIBLE, UNASSERTED, in_clause, in_sentence, to_match
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
#: Another's case; and, narrower than `_OTHER`, what was before this denial.
_SOMEBODY_ELSES: Final = in_sentence(
    r"\b(?:coworker|neighbou?r|friend|cousin|brother|sister|pastor|colleague|classmate|uncle"
    r"|aunt)(?:'s)? (?:\w+ )?(?:denial|appeal|claim|case)\b"
    r"|\b(?:denials?|appeals?|cases?) like (?:this|mine|it|hers|his)\b|\b(?:for|with) (?:our|my) (?:coworker"
    r"|neighbou?r|friend|pastor)\b"
    r"|\b(?:most|many|other|some) (?:denials|appeals|people|members|patients)\b"
)
_PRIOR: Final = in_sentence(
    r"\b(?:first|second[- ]level|earlier|previous(?:ly)?|prior|initial(?:ly)?|internal|grievance|former(?:ly)?"
    r"|old (?:plan|insur\w+)"
    r"|last (?:year|spring|summer|fall|autumn|winter|time|month)|(?:years?|months?|winters?) ago|years past"
    r"|in (?:19|20)\d\d|before (?:this|the|that|your) (?:denial"
    r"|letter|refusal)|then (?:stopped|denied|refused)|on (?:the|another) (?:right|left|other)|other (?:drug|knee"
    r"|ear|side)|another (?:drug|case"
    r"|treatment|service)|(?:different|unrelated)|part of|the rest|once (?:in|before))\b"
)
_ANOTHER: Final = in_sentence(_OTHER)
_EARLIER: Final = in_sentence(f"{_OTHER}|{_PART}")
_LATE: Final = (
    r"\b(?:ultimately|eventually|in the end|as it turned out|in due course|we now know|later on|later|finally"
    r"|afterwards|at last|subsequently|in hindsight|in retrospect|since then|after all(?! (?:these|those|the|my|of"
    r"|that"
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
    r" (?:approval|authori[sz]ation)|changed (?:course|tack|tune|your tune)|came (?:round|around)|come (?:round"
    r"|around)"
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
        r"|arrived|is here)\b|\b(?:ended up|wound up) (?:getting|having|receiving|with) (?:the|my|her|his"
        r"|our) {thing}"
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
        r"|\b(?:in the end|finally|at last)\b,? (?:\w+ ){0,3}?(?:answer|word|reply) was (?:yes|no)\b|\b(?:told"
        r"|ordered"
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
)

#: After, by or because of the appeal that is being written.
_BY_THIS: Final = (
    r"\b(?:after|since|upon|on|following|under|through|by|because of|thanks to|as a (?:result|consequence) of"
    r"|in (?:answer|response) to|when|once|in deciding|by decision on)\b(?: [\w']+){0,3}?,? (?:this (?:very |same "
    r"|second )?(?:appeal"
    r"|letter|review)|(?:the|my) (?:present|very) (?:appeal|letter|complaint)|(?:my|our) appeal(?!s? (?:rights"
    r"|form))|appeal\b|reconsideration"
    r"|(?:i|we) appealed|(?:i|we) (?:mailed|sent|wrote|complained in) this)\b"
)
#: The plan as it gives in, and what it gives.
_GIVEN: Final = (
    r"\b(?:was|were|has been|have been|had been|got|gets|is now|are now) (?!not\b|never\b)(?:\w+ly |then |now "
    r"|partly |at last )?(?:approved|okayed"
    r"|authori[sz]ed|granted|covered|paid|allowed|reversed|overturned|lifted|withdrawn|changed|switched|corrected"
    r"|put right|made good"
    r"|extended|restored|refunded|reprocessed|settled|wiped \w+|turned into|replaced|issued|put back)\b"
    r"|\b(?:you|they|it|committee|(?:the|my|our) (?:\w+ )?(?:plan|insurer|insurance|company|reviewer|director)"
    r"|\[plan_name\])"
    r"(?:'ve| have| has)?(?: (?:later|then|now|already|since|finally|yourselves))? (?:approved?|authori[sz]ed"
    r"|covered|granted"
    r"|reversed|overturned|refunded|extended|relented|conceded|admitted|acknowledged|said (?:yes|okay|ok)"
    r"|agreed to|gave (?:in|approval)"
    r"|dropped|lifted|restored|reimbursed|paid|took (?:it|its|your) )\b"
)
_HAPPENED: Final = (
    rule(
        "given_by_this",
        _GIVEN,
        "tells what became of this appeal",
        UNASSERTED,
        _PRIOR,
        _SOMEBODY_ELSES,
        _NEVER,
        needs=_BY_THIS,
    ),
    rule(
        "this_one_ended",
        r"\b(?:this|my|our|his|her|the|\w+'s) (?:very |present )?appeal(?:,? (?:(?:the one|this one"
        r"|i mean this one)(?: [\w']+){0,3}?,"
        r"|(?:that )?(?:i am|i'm|you're|you are) (?:now )?\w+ing))?,?(?: it)? (?:was|has been|had been|got|has|is)"
        r"(?: now| already| finally| \w+ly)? (?:granted|accepted(?! (?:for|as))|allowed|affirmed|honou?red"
        r"|the winning one|the one that"
        r"|a yes|win\b|tossed)\b|\bthis appeal(?: of \w+)?,? (?:was|has been|got) (?:\w+ )?(?:denied|turned down"
        r"|rejected)\b"
        r"|\b(?:this|my|our|that|the) (?:very )?appeal (?:has |had )?(?:bore fruit|borne|got (?:me|him|her|us"
        r"|the job|the denial)"
        r"|brought (?:me|us|about|the approval)|carried the day|paid off)\b|\bwe were victorious\b"
        r"|\bi was vindicated\b"
        r"|\bhaving (?:prevailed|won)\b|\bmy (?:victory|win over)\b|\b(?:your|the plan's) (?:defeat"
        r"|loss) in this\b|\bsince winning\b",
        "knows how the appeal ended",
        UNASSERTED,
        _PRIOR,
        _SOMEBODY_ELSES,
        _NEVER,
        words="appe vict vind havi win loss defe sinc",
    ),
    rule(
        "answer_was",
        r"\b(?:final|eventual|end|later|next) (?:answer|result|outcome|word|letter|decision)\b(?: (?:on|to|of"
        r"|in) [^.;,]{1,40})?,? (?:was|were|is)"
        r" (?:an? |that )?(?:yes|no\b|approval|refusal|reversal)|\banswer to this (?:letter|appeal) (?:was"
        r"|is) (?:no|yes|an?)\b"
        r"|\b(?:became|turned into|turned to|changed to|changed|become) (?:from no to |an? )?yes\b"
        r"|\b{decision}\b{few} (?:met its end|is no more"
        r"|is history|fell apart|no longer stands|is (?:no longer|not) standing)\b|\b(?:the|your|that) (?:reversal"
        r"|overturning|about-face"
        r"|overturn) (?:of [^.;,]{1,40} )?(?:came|arrived|followed|has been|was confirmed|proves|tells)\b"
        r"|\b(?:now|already) (?:overturned|reversed) (?:my|the|this|your) {decision}",
        "knows how the case ended",
        UNASSERTED,
        _PRIOR,
        _SOMEBODY_ELSES,
        _NEVER,
        words="fina even end late next answ yes " + DECISION + " reve over abou alre now",
    ),
    rule(
        "undid_it",
        r"\b(?:you|they|committee|(?:the|my|our|your) (?:\w+ )?(?:plan|insurer|insurance|company|committee"
        r"|director)|\[plan_name\])"
        r"(?:'ve|'d| have| had| has)?(?: since| now| already| finally| later| then)* (?:reversed|overturned"
        r"|overturn|lifted|withdrew|withdrawn"
        r"|took back|taken back|rescinded|cancell?ed|undid|undone|dropped|retracted) (?:(?:my|the|this|that|its"
        r"|your) (?:\w+ )?(?:{decision}"
        r"|objection|thing)\b|yourselves\b|itself\b|(?:me|you) on\b|it all back\b)",
        "takes the plan's reversal as done",
        UNASSERTED,
        _PRIOR,
        _SOMEBODY_ELSES,
        _NEVER,
        words="reve over lift with took take resc canc undi undo drop retr",
    ),
)


TOLD: Final = (
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
        words="reve over vaca resc set with lift agre appr auth gran cove chan rest gave rele said took won paid sett",
    ),
    rule(
        "was_undone",
        r"\b(?:{decision}|plan's refusal)\b{some} (?:(?:was|were|has|have|had|is|got|gets|now)(?: been"
        r"| being)?{adverbs} {undone}\b|(?:was|were|has been) (?:later|eventually|ultimately|subsequently"
        r"|then|finally|since) (?:upheld|affirmed|sustained|confirmed))",
        "knows what became of the denial",
        UNASSERTED,
        _SOMEBODY_ELSES,
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
        _SOMEBODY_ELSES,
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
        _PRIOR,
        _NEVER,
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
    *_HAPPENED,
)
