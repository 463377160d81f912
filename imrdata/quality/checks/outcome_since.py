"""What an appeal can't know of the time after it: what the plan did then, what came of the appeal, how the story ends.

Part of `imrdata.quality.checks.outcome_known`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.other_cases import EARLIER, NEVER, PRIOR, SOMEBODY_ELSES
from imrdata.quality.mood import ASKED, POSSIBLE, UNASSERTED, in_sentence
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import DECISION, rule

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
AFTERWARDS: Final = (
    rule(
        "plan_did_since",
        rf"\b{_PLAN} (?:\w+ ){{0,3}}?{_GAVE}\b{{gap}}\b{_SINCE}\b|\b{_PLAN}(?:'ve| has| have) (?:now|at last"
        rf"|finally) {_GAVE}\b|\b{_SINCE}\b,?{{gap}}\b{_PLAN} (?:\w+ ){{0,2}}?{_GAVE}\b",
        "tells what the plan did on this appeal",
        QUOTED,
        POSSIBLE,
        ASKED,
        _NO_YES_YET,
        EARLIER,
        NEVER,
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
        EARLIER,
        NEVER,
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
        EARLIER,
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
        EARLIER,
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
        NEVER,
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
HAPPENED: Final = (
    rule(
        "given_by_this",
        _GIVEN,
        "tells what became of this appeal",
        UNASSERTED,
        PRIOR,
        SOMEBODY_ELSES,
        NEVER,
        needs=_BY_THIS,
        words="appr okay auth gran cove paid allo reve over lift with chan swit corr put made exte rest refu repr"
        " sett wipe turn repl issu agre gave rele conc admi ackn said drop reim took",
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
        PRIOR,
        SOMEBODY_ELSES,
        NEVER,
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
        PRIOR,
        SOMEBODY_ELSES,
        NEVER,
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
        PRIOR,
        SOMEBODY_ELSES,
        NEVER,
        words="reve over lift with took take resc canc undi undo drop retr",
    ),
)
