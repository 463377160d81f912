"""What an appeal can't know of the time after it: what the plan did then, what came of the appeal, how the story ends.

Part of `imrdata.quality.checks.outcome_known`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.other_cases import EARLIER, NEVER, PRIOR, SOMEBODY_ELSES
from imrdata.quality.checks.outcome_told import DENIAL, GIVEN_IN_PART, GRANTED, PLAN, UNTOLD
from imrdata.quality.mood import in_sentence, to_match
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import rule

#: This appeal, by one of its names.
_THIS: Final = (
    r"(?:this (?:very |same |second )?(?:appeal|letter|review|plea)|(?:the|my) (?:present|very) (?:appeal|letter"
    r"|complaint|plea)|(?:my|our) (?:appeal|letter)(?!s? (?:rights|form|of))|the appeal (?:i am|you are|you have|i"
    r" lodge)|(?:what|the reasons) i (?:write|give) (?:here|below)|the paragraphs below)"
)
#: After, by or because of it.
_BY_THIS: Final = (
    r"\b(?:after|since|upon|on|following|under|through|by|because of|thanks to|as a (?:result|consequence) of"
    r"|courtesy of|on (?:the strength|account) of|in (?:answer|response|spite) (?:to|of)|despite|even (?:with|after)"
    r"|when|once|in deciding|by (?:decision on|way of|the result of)|with)\b(?: (?!denied\b|refused\b)[\w']+){0,3}?,?"
    r" (?:" + _THIS + r"|(?:the )?appeal (?:was (?:done|heard)|had done|having|landed|that|i)|reconsideration"
    r"|(?:i|we) appealed|(?:i|we) (?:mailed|sent|wrote|complained in) this|(?:the plan|you) reconsidered|(?:losing"
    r"|winning) (?:this|my|the) appeal|appeals people)\b|\b(?:once|when|after|before) (?:you|they)(?:'d| had)? (?:\w+"
    r" )?(?:read|got|received|saw|looked at|finished reconsidering) (?:this|it|my|our)?\b|\b(?:on|upon|after|under"
    r" the|result of) (?:my |this )?appeal\b|\b(?:after|on|upon) (?:reading|receiving|getting) (?:this|it|my)\b"
    r"|\bgranted it\b"
)
#: Later than the denial.
_LATER: Final = (
    r"\b(?:as (?:we now know|events have shown)|ultimately|eventually|in the end|at the end|as it turned out|in due"
    r" (?:course|time)|we now know|later(?: on)?|finally|afterwards?|at last|subsequently|in hindsight|in retrospect"
    r"|looking back|since then|dust (?:has )?settled|as luck would have it|it came to pass|it came out|it turned out"
    r"|went on to|so it was that|after all(?! (?:these|those|the|my|of|that|this|i|he|she|we)\b)|(?:\w+ )?(?:days"
    r"|weeks|months|day|week|month) later|since i began this)\b"
)
#: What the plan did, and what was done with what was asked for.
_PLAN_DID: Final = (
    rf"\b{PLAN}(?:'ve| have| has|'d)? (?:\w+ ){{0,2}}?(?:{GRANTED}|relented|conceded|admitted|acknowledged?|erred"
    rf"|(?:have|has) approve|took it back"
    r"|say (?:yes|sorry)|said (?:yes|okay|ok)|agreed|gave (?:in|way|approval)|give approval|saw reason|found (?:for"
    r"|the)|decided (?:for|that)|wrote that|ruled|recogni[sz]ed|reversed|overturned|(?:upheld|maintained) (?:its|your"
    r"|the)|dropped|lifted|took (?:it|its|your) |(?:was|were) (?:made to|paying|wrong)|sent (?:me |us )?(?:the|an)"
    r" (?:approval|authori[sz]ation|check|\w+ with)|came (?:round|around)|backed down|made good|folded|caved|let"
    r" (?:me|him|her) have|did the right thing|said no again|(?:kept|keeps) (?:its|your)|refused me again|stood (?:by"
    r"|firm)|(?:stuck|kept|held|clung) to|came to (?:your|its|their) senses|declined to change|come to agree"
    r"|would(?:n't| not) (?:budge|move)|pays?\b|on the hook)\b"
)
_WAS_GIVEN: Final = (
    r"\b(?:was|were|has been|have been|had been|got|gets|is now|are now|did get|being) (?:not |retroactively |then "
    r"|now |\w+ly |later |since |partly |at last |deemed |found (?:to be )?(?:a )?|put |placed )*(?:"
    + GRANTED
    + r"|reversed|overturned|lifted|withdrawn|changed|corrected|wiped \w+|(?:deemed |found )?medically necessary"
    r"|replaced|issued|back on|improper|wrong)\b|\b(?:went|came|got) through\b"
)
_NO_YES: Final = in_sentence(
    r"\b(?:hope|(?<!was )(?<!were )hoping|want|wait\w*|if|would|will|until|unless|whether|please|ask\w*|should|could"
    r"|may|might|when (?:you|i|we)|pray|can't|cannot|need|nothing)\b|n't\b|\?"
)
#: What came late of itself: an agency's approval, what doctors found, a body, what the plan refused.
_LATE_BY_NATURE: Final = in_sentence(
    r"\b(?:fda|food and drug|agency|for (?:children|adults|use|patients|people)|guidelines?|diagnos\w+|pathologist"
    r"|surgeon (?:finally|later)|doctors? (?:finally|later|eventually)|my (?:doctor|surgeon|physician) \w+|biopsy"
    r"|scan|tests? (?:later|showed)|medicare|medicine(?:s)? you|did nothing|told|billed)\b"
)
AFTERWARDS: Final = (
    rule(
        "given_by_this",
        rf"{_PLAN_DID}|{_WAS_GIVEN}",
        "tells what became of this appeal",
        UNTOLD,
        PRIOR,
        SOMEBODY_ELSES,
        to_match(r"\b(?:not|never|nor|neither|none|cannot|without|refused|only)\b(?! after| before)|n't\b(?! budge)"),
        in_sentence(
            r"\b(?:under|determination|decision|denial|letter) (?:appeal|of \[denial)|\bissued on\b|\brepresentative"
            r"|\bbefore (?:this|that) (?:denial|letter)"
        ),
        needs=_BY_THIS,
    ),
    rule(
        "later",
        rf"{_PLAN_DID}|\b(?:{{thing}}|{DENIAL}|claim|appeal|bill|days)\b{{some}} (?:{_WAS_GIVEN})|\b{DENIAL} (?:was"
        rf"|were|had been) {{judged_wrong}}|\bas was (?:\w+ )?(?:confirmed|decided|found|established|shown|determined"
        rf"|proven)"
        r"|\b(?:answer|word|reply|no|refusal) was (?:yes|no|final)\b",
        "tells how the case ended",
        UNTOLD,
        EARLIER,
        NEVER,
        SOMEBODY_ELSES,
        _LATE_BY_NATURE,
        GIVEN_IN_PART,
        in_sentence(r"\bfor nothing\b|\bno (?:part|more)\b"),
        needs=_LATER,
    ),
    rule(
        "this_one_ended",
        r"\b(?:this|my|our|his|her|the|\w+'s) (?:very |present )?appeal(?:,? (?:(?:the one|this one|i mean this"
        r" one)(?: [\w']+){0,3}?,|(?:that )?(?:i am|i'm|you're|you are|i) (?:now )?\w+(?: today)?))?,?(?: it)? (?:was"
        r"|has been|had been|got|has|is)(?: now| already| finally| \w+ly)? (?:granted|accepted(?! (?:for|as))|allowed"
        r"|affirmed|honou?red|the (?:winning|successful) one|the one that|a yes|win\b|tossed|turned down|rejected"
        r"|denied|unsuccessful|dismissed|refused|lost|thrown out)\b(?!,? (?:on|by|because|before|without|dated|in"
        r" (?:your|a) letter))|\b(?:this|my|our|that|the|it was the|is the) (?:very )?(?:appeal|letter) (?:is what "
        r"|that )?(?:has |had |have )?(?:bore fruit|borne|got (?:me|him|her|us|the)|brought (?:me|him|her|us|about"
        r"|the approval)|carried the day|paid off|worked\b|did (?:it|the trick)\b|won\b|succeeded\b|turned (?:the"
        r"|things)|persuaded|convinced you|made (?:the|all the) difference|changed (?:your|its) mind|was enough to"
        r"|done its work|failed(?=[.;,])|came back (?:granted|approved|denied)|went nowhere|came to nothing|fell on"
        r" deaf)\b|\bcame of (?:it|this appeal)\? (?!nothing, and so i write)|\bwhat came of this appeal was\b"
        r"|\bappeal (?:took [\w ]{1,20} and )?ended (?:well|badly)\b",
        "knows how the appeal ended",
        UNTOLD,
        PRIOR,
        SOMEBODY_ELSES,
        to_match(r"\b(?:not|never|nor|neither|none|cannot|without|hope|let|if)\b|n't\b"),
        in_sentence(r"\b(?:grievance|level|first step|hope|want)\b"),
    ),
    rule(
        "answer_was",
        r"\b(?:answer|reply|response|reaction|verdict|ruling|decision|determination|result|resolution|outcome"
        r"|letter)s?"
        rf"(?:,? dated [^,]{{1,30}},| which i have here,)? (?:of the |to the |to|on|of|about|for|in|that answers|that"
        rf" followed) (?:{_THIS}|(?:the )?(?:present|request for reconsideration|one you are"
        rf" reading))\b[^.;?]{{0,70}}?"
        r"\b(?:was|were|(?:is|are|has)(?= (?:yes|no\b|approv|known|favou?rable|an?\b|already|given))|says|said|reads"
        r"|came|accepts|found|finds|turned out|granted|grants|approved|already)\b(?! (?:due|late|not|yours|mine|to))"
        r"|\b(?:final|eventual|end|later|next|second|new|last|closing|resolution) (?:answer|result|outcome|word"
        r"|letter|decision)\b(?:,? (?:on|to|of|in|given|dated|the one)\b[^.;]{1,50}?)?,? (?:was|were|is|said|says"
        r"|restored|you acknowledge) (?:an? |that )?(?:my |the )?(?:yes|no\b|approval|refusal|reversal|to (?:cover"
        r"|approve|pay)|\w+ (?:here )?were accepted)|\b(?:final|later) letter\b[^.;]{0,30}\b(?:that the"
        r"|acknowledge)\b",
        "knows how the case ended",
        UNTOLD,
        PRIOR,
        SOMEBODY_ELSES,
        in_sentence(r"\b(?:when|may i|expect|nervous|matters?|wait\w*|due|first|grievance|how|why)\b|\?"),
    ),
    rule(
        "got_it",
        r"\b(?:i|we|she|he|mom|dad|they|patient|son|daughter|wife|husband|mother|father) (?:\w+ ){0,2}?(?:got"
        r"|received|have|has|gets|saw|seen) (?:now )?(?:the|our|my|a|her|his|that|your) (?:yes|go-ahead|green light"
        r"|okay|approval|authori[sz]ation)\b|\b(?:i|we) (?:now )?(?:got|have|received|hold) (?:the|your|an?)"
        r" (?:letter )?(?:approving|letter (?:of approval|approving|that approves|granting))\b|\b(?:letter|answer"
        r"|call|news|email|envelope|notice) (?:\w+ ){0,2}?(?:says?|said|saying|of) (?:the )?(?:\"?yes\b|approval\b)"
        r"|\bthe (?:yes|approval) (?:came|arrived|is here)\b|\b(?:ended up|wound up) (?:getting|having|receiving"
        r"|with) (?:the|my|her|his|our) {thing}|\b(?:got|had|received|has|have) (?:his|her|my|the|our) (?:{thing}"
        r"|money)(?: \w+)? (?:after all|on account of (?:this|my)|because of (?:this|my) (?:letter|appeal)|thanks to"
        r" (?:this|my|you|your)|covered (?:up)?on appeal)|\b(?:reimbursement|refund|your) check (?:for the disputed"
        r"|arrived|came|cleared)\b|\b(?:came|come) out (?:ahead|on top|the winner)\b|\bthat i am covered\b|\balready"
        r" received\b",
        "takes the plan's approval as done",
        QUOTED,
        _NO_YES,
        EARLIER,
        GIVEN_IN_PART,
    ),
    rule(
        "decided_by_somebody",
        r"\b(?:it(?:'s| has| was)|that has)(?: since| now| already| finally)* been (?:decided|determined|settled"
        r"|ruled|found|held|confirmed|judged)\b(?! (?:by|at|in|through|from|on|with)\b)|\b(?:dispute|fight|battle"
        r"|case|matter|whole thing|story)(?:'s| is| was)? (?:over\b|put to rest|closed (?:with|in my)|ended\b"
        r"|settled\b|decided (?:for|in)|written in)|\bdust (?:has )?settled\b|\bit is (?:now )?(?:settled|decided)"
        r" that (?:the plan|you)\b|\bended with the plan \w+ing\b|\b(?:after|since) (?:losing|winning) (?:this|my"
        r"|the) appeal\b|\bthings turned out (?:well|fine)\b|\bas (?:later |we now |was )?(?:decided|know now|now"
        r" know)\b|\bcase was won\b|\bi wrote this (?:letter )?before (?:i|we|you)\b|\bthanks to your (?:approval"
        r"|change of|decision to|reversal|yes)\b(?! of (?:the )?(?:first|earlier|last))|\bit (?:all )?(?:turned out"
        r"|ended|came out) (?:well|happily|fine|badly|in (?:my|our|her|his))\b|\b(?:approved|granted|covered"
        r"|authori[sz]ed) on appeal\b",
        "tells the end of the story",
        QUOTED,
        NEVER,
        PRIOR,
        in_sentence(
            r"\b(?:if|unless|until|hope|hoping|not know|wonder|whether|may|might|would|will|could|how|when|for"
            r" (?:others|other)|surgery|doctors?|studies|trial|family meeting|we would appeal|diagnos\w+)\b|\?"
        ),
    ),
)
