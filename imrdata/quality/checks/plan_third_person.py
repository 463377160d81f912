"""The plan in the third person: a denial is the plan's own letter and says "we".

"The plan" may be the contract too, which covers, limits and requires; what has a mind, speaks or argues is the company.
An insurer, a carrier or an HMO is always a company: it is let go as another one ("the auto insurer"), or where rights
and duties are told.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import ASKED, CONDITIONAL, POSSIBLE, in_sentence
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import rule

__all__ = ["PLAN_THIRD_PERSON"]

#: What only a company does: it thinks, speaks, argues, wants.
_MIND: Final = (
    r"(?:(?:argu|alleg|conced|oppos|propos|advis|acknowledg|characteri[sz]|describ|believ|observ|emphasi[sz]|not|stat"
    r"|cit|quot|invok|disagre|reckon|assert|contend|claim|maintain|insist|doubt|suggest|explain|respond|answer|defend"
    r"|conclud|object|question|disput|contest|refus|reject|balk|point|stress|wish|want|fear|warn|counter|stand|insist"
    r"|regard|deem|view|seem|appear|prefer|reason|quarrel|opin|fault|fav(?:o|ou)r|look|declin|lean|plac|read|attribut"
    r"|mention|demand|press|recommend|order|urg|inform|notif|react|challeng|critici[sz]|dismiss|overlook|ignor|chos"
    r"|choos|offer)(?:e?s|e?d|ies|ied)|(?:rel|repl|justif|notif)(?:ies|ied)|says?|said|tells?|told|thinks?|thought"
    r"|feels?|felt|holds?|held|finds?|found|saw|sees?|writes?|wrote|believes?|took (?:issue|the|a|refuge)|takes? "
    r"(?:issue"
    r"|the (?:view|position|stand|stance)|a (?:hard|firm|different)|refuge)|stood|stands by|gave (?:as|short|two|three"
    r"|no|its)|gives as|made (?:up )?its|did (?:its|not|so)\b|kept to|parts company|would (?:like|rather|have you|have"
    r" (?:it|none))|would not|wouldn't|put(?:s)? (?:it|forth|forward)|set out|(?:is|was|were|remains?) (?:of the"
    r"|not (?:persuaded|convinced|willing|satisfied|moved)|persuaded|convinced|unmoved|unwilling|willing|sceptical"
    r"|skeptical|firm|sure|adamant|told|asked|aware|concerned|worried|within its|in error|standing by"
    r"|to be believed)|been (?:firm|clear|told|asked|slow|consistent)|changed its|never (?:\w+ )?\w+ed\b"
    r"|never said|(?:does|do|did|has|had|could) ?(?:not|n't) (?:believe|agree|think|dispute|question|see|consider"
    r"|find|feel|regard|accept|concede|contest|say|state|show|explain|respond|reply|answer|doubt|deny|object|address"
    r"|think|mention|claim|argue|change|changed|shown|explained)|(?:will|would) not (?:budge|move|reconsider|change"
    r"|yield"
    r"|bend)|saw fit|decided (?:not|against)|declined|turned (?:down|away|a deaf|her|him|it)|justified|relied|argued"
    r"|opposed|has its own)"
)
#: Acts that a letter may tell of its own plan: "the plan has denied your request".
_ACTS: Final = (
    r"(?:den(?:y|ies|ied)|issued|indicat(?:es|ed)|report(?:s|ed)|determin(?:es|ed)|based its|offered|offers|agreed"
    r"|upheld"
    r"|uphold|continues? to|(?:does|do|did|has|had|can|could|will) ?(?:not|n't) (?:authori[sz]ed?|approved?)|reviewed"
    r"|decided|considers?|considered|limited|approved|allowed|judged|submitted|requested|withheld|sent|used|asked"
    r"|stopped|stops|cut|made|applied|sided)"
)
#: What it is done with, and whose: another company's is not the writer's.
_SOMETIME: Final = (
    r"(?:,? (?:too|then|also|has|had|have|now|itself|initially|subsequently|again|thus|therefore|later|first|only"
    r"|simply"
    r"|never|for its part|at issue|in question|so far|named|still|just|all along)\b,?){0,3}(?:,? (?:which|who) (?:\w+ "
    r")??|, [^,.;]{0,60},|\b) ?"
)
_COMPANY: Final = (
    r"(?:health (?:care service |insurance )?plan|health insurer|insurer|insurance (?:company|carrier|firm)"
    r"|(?:health )?insurance carrier|carrier|payer|payor|hmo|(?:managed care|health maintenance) (?:organization"
    r"|company|plan)|(?:prepaid|medical|defendant) health plan|third[- ]party administrator"
    r"|plan administrator|(?:company|group|outfit) that (?:insures|covers|administers)"
    r"(?: \w+)? (?:you|this|her|him|coverage|\w+))"
)
_OWNER: Final = r"(?:(?:member|enrollee|patient|insured|family|child|parent)s?'s?|her|his|their|its)"
#: Not after a preposition: "a doctor outside the plan reads" is the doctor's reading.
_SUBJECT: Final = (
    r"(?<!treatment )(?<!your )(?<!outside )(?<!with )(?<!to )(?<!from )(?<!at )(?<!of )(?<!for )(?<!in )(?<!under )\b"
)
_THE_PLAN: Final = r"(?:the|this|that|" + _OWNER + r") (?:(?:county|medi-cal|managed care|medical) )?plan"
#: Who decided is told of the plan's own people.
_NOT_DECIDED: Final = r"(?! (?:decided|saw|looked|read|made|stands)\b)"
_PEOPLE: Final = (
    r"(?:doctors?|physicians?|reviewers?|nurses?|pharmacists?|(?:medical )?directors?|staff|committee|lawyers?|letter"
    r"|note|experts?|desk)(?: (?:of denial|reviewer|and (?:its )?doctors?))?"
)
#: What a company has that has a mind.
_STANCE: Final = (
    r"(?:(?:\w+ )?(?:position|rationale|reasons?|reasoning|view|arguments?|refusal|contention|stance|stand|conclusion"
    r"|assertion|explanation|opinion|belief|logic|bottom line|telling|take on|answer|concerns?|side|case|thinking"
    r"|unwillingness|wish|call was|vantage|eyes|mind|claim that|complaint|story|doubts?|quarrel|idea|part|denial"
    r"|(?:decision|determination) (?:was|is|that|to|rests)|(?:stated|given) ground))\b"
)
#: Your plan and another plan are spoken of in lawful letters.
_OTHER: Final = before_match(
    r"\b(?:your|former|previous|prior|other|another|an?|any|each|every|first|second|new|secondary|my|our|old|auto"
    r"|dental"
    r"|vision|car|home|life|travel|comp|compensation|school's|driver's|employer's|husband's|wife's|mother's|father's"
    r"|spouse's|as the|terms of|no)(?: [\w']+)? $"
)
#: A company that is told apart from the writer's: "the insurer of the ride company".
_WHICH: Final = in_sentence(
    r"\b(?:plan|insurer|carrier|company|hmo) (?:you|that (?!insures|covers (?:you|this|her|him)|administers)(?!.{0,40}"
    r"\b(?:denied|refus|says|thinks))\w+|of (?:the|your) (?:\w+ ){0,2}(?:company|driver|employer|school|spouse|other)"
    r"|for your|named|listed|shown|above|identified)\b|\b(?:not ours|not our decision|first payer|in line)\b"
)
_WE_OF_PLAN: Final = in_sentence(
    r"\bon behalf of\b|\bwe, (?:the|your)\b|\bas (?:your|the company)\b|\bwe are\b|\bwe act\b"
)
_RIGHTS: Final = in_sentence(
    r"\b(?:if|unless|grievances?|you (?:can|may|should|must|have)|department (?:of managed health care )?(?:is"
    r"|has|regulates)|imr process|complaint process|by law|call|contact|write to|telephone)\b|\b(?:must|may|will"
    r"|shall) (?:give|pay|provide|cover|send|authori[sz]e|tell|make|not)\b"
)
_TO_YOU: Final = in_sentence(r"\b(?:you|your)\b")
#: What a company must or may do, and what a contract holds.
_DUTIES: Final = in_sentence(
    r"\b(?:you (?:can|may|must|should|have|are|do)|contact|call|write to|telephone|file"
    r"|grievances?|complaints?|appeals?|department|dmhc|imr|independent"
    r"|means|meaning|hereinafter|defined|delegat\w+|on behalf|behalf of|(?:must|will|may"
    r"|shall|can|would|could) (?:not )?(?:be|have|pay|give|tell|send|provide"
    r"|cover|authori[sz]e|answer|make|follow|require|decide|review|help|ask|look|act|respond|change)|law"
    r"|required to|pays us|we (?:work|act|decide|review)|other|neither|by the health plan or)\b"
)
_SAYS: Final = "speaks of the plan in the third person"
_WORDS: Final = "plan insu carr paye payo hmo mana thir comp prep coun medi defe heal grou outf"

#: Rules of `reviewer_voice`.
PLAN_THIRD_PERSON: Final = (
    rule(
        "plan_has_a_mind",
        _SUBJECT
        + r"(?:"
        + _THE_PLAN
        + r"|^plan|(?:^|(?:the|that|this) )plan's "
        + _PEOPLE
        + _NOT_DECIDED
        + r")"
        + _SOMETIME
        + _MIND
        + r"\b",
        _SAYS,
        QUOTED,
        CONDITIONAL,
        _WE_OF_PLAN,
        _WHICH,
        in_sentence(
            r"\bplan(?: has)? (?:determined|allows?|offers?|limited|considers?|allowed"
            r"|approved)\b(?!.{0,40}\b(?:enrollee"
            r"|member|patient|denied))|\bno other\b|\b(?:may|will|can) (?:decide|find|say|agree)\b"
        ),
        kinds="denial",
        words="plan",
    ),
    rule(
        "plan_acts",
        _SUBJECT + _THE_PLAN + _SOMETIME + _ACTS + r"\b",
        _SAYS,
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        _TO_YOU,
        _WE_OF_PLAN,
        _WHICH,
        in_sentence(
            r"\bno other\b|\bplan (?:has )?(?:determined|allows?|offers?|limited|considers?|allowed|approved|reviewed"
            r"|decided)\b(?!.{0,40}\b(?:enrollee|member|patient|denied))"
        ),
        kinds="denial",
        words="plan",
    ),
    rule(
        "the_company",
        r"(?:(?<![\w'-])(?:the|this|that|" + _OWNER + r") (?:" + _OWNER + r" )?" + _COMPANY + r"(?:'s|')?(?=[ :,.;])"
        r"(?! (?:document|contract|booklet|handbook|benefits?|website|card|network|phone|formulary|named|listed"
        r"|that (?:you|covers|insures)|members?)\b)"
        r"|(?:^|\bper |\bby )" + _COMPANY + r"(?:'s \w+)?(?::| (?:of|says?|said|wants?|den(?:ies|ied)|refuse[sd]|to "
        r"(?:the )?(?:patient"
        r"|member))\b))",
        _SAYS,
        QUOTED,
        CONDITIONAL,
        _WE_OF_PLAN,
        _OTHER,
        _WHICH,
        _DUTIES,
        kinds="denial",
        words=_WORDS,
    ),
    rule(
        "the_company_acts",
        r"(?<![\[\w])"
        + _COMPANY
        + r"s?\b(?:'s (?:\w+ ){0,2}?"
        + _PEOPLE
        + r")?"
        + _SOMETIME
        + r"(?:"
        + _MIND
        + r"|"
        + _ACTS
        + r"|(?:had |has )?{past})\b",
        _SAYS,
        QUOTED,
        CONDITIONAL,
        ASKED,
        _OTHER,
        _WE_OF_PLAN,
        _WHICH,
        kinds="denial",
        words=_WORDS,
    ),
    rule(
        "your_company",
        r"\byour (?:group's )?(?:(?:health )?(?:plan|insurer)|carrier|hmo|insurance company)(?:,? which|,? has|,? have"
        r"|,? still){0,2} (?:thinks?|feels?|felt|believes?|says?|said|told|wrote|sees?|turned|denied|has denied|argues?"
        r"|argued|contends?|maintains?|was not|is not (?:persuaded|convinced|willing)|will not (?:budge|move))"
        r"\b|\byour (?:(?:health )?(?:plan|insurer)|carrier|hmo)'s (?:position|stance|view|argument|opinion"
        r"|reasoning)\b"
        r"|\bwhat your (?:health )?(?:plan|insurer|carrier|hmo) (?:has (?:against|to say)|thinks|said|told|wants)\b",
        _SAYS,
        QUOTED,
        in_sentence(r"\b(?:if|unless|when|until|whether)\b[^,.;]*\byour (?:health )?(?:plan|insurer)"),
        kinds="denial",
        words="your",
    ),
    rule(
        "plan_by_name",
        r"\[plan_name\](?:'s (?:position|stance|view|argument|opinion|belief|contention)\b|(?:,? (?:also|has|had|still"
        r"|further)){0,2}(?:, [^,.;]{0,60},)? (?:argu(?:es|ed)|believ(?:es|ed)|contend(?:s|ed)|feels?|felt"
        r"|assert(?:s|ed)"
        r"|maintain(?:s|ed)|claim(?:s that|ed)|alleg(?:es|ed)|insist(?:s|ed)|opin(?:es|ed)|is of the|takes? the"
        r"|told (?:the|this|her|his|him))\b|, (?:the|her|his|their) (?:\w+'s )?(?:health )?(?:plan|insurer|hmo),)"
        r"|\b(?:according to|per|in the (?:view|opinion|eyes) of) \[plan_name\]",
        _SAYS,
        QUOTED,
        _WE_OF_PLAN,
        kinds="denial",
        words="plan",
    ),
    rule(
        "plans_own",
        r"(?:(?<!your )(?<!\w)(?:" + _COMPANY + r"|(?:the|this|that|" + _OWNER + r") plan|^plan)'?s "
        r"(?!rights?\b)"
        + _STANCE
        + r"|\b(?:reasons?|rationale|basis|grounds?) (?:\w+ )?(?:given|stated|offered|cited) by the (?:health )?(?:plan"
        r"|insurer|hmo|carrier)"
        r"|\b(?:according to|per|as far as|in the (?:view|opinion|eyes) of) the (?:health )?(?:plan|insurer|carrier"
        r"|hmo)(?: is concerned\b|,|:)|\bfor the (?:plan|insurer|carrier|hmo),? the matter|\b(?:as|way) the (?:plan"
        r"|insurer|carrier|hmo) (?:sees|tells|saw|puts)"
        r"|\b(?:where|what) the (?:plan|insurer|carrier|hmo) (?:parts|says|wants|objects|has to say)|\bsays? the "
        r"(?:plan"
        r"|insurer|carrier|hmo)\b|\bhear the (?:plan|insurer)\b|\bbetween (?:the|her|his) [\w ]{1,40} and (?:the|her"
        r"|his)"
        r" (?:plan|insurer)\b|\b(?:position|refusal|wish|decision|stance|view|opinion)(?: \w+ \w+)? (?:of|by) the "
        r"(?:health"
        r" )?(?:plan|insurer)\b|^plan (?:position|argument|rationale|reason(?:ing)?|denial|response)\b)",
        _SAYS,
        QUOTED,
        _OTHER,
        _WE_OF_PLAN,
        _WHICH,
        in_sentence(
            r"\b(?:free of charge|copy|should|(?:you|to) disagree|your (?:grievance|appeal|complaint)|if you|you "
            r"(?:may|can)"
            r")\b|\bdisagree with\b"
        ),
        kinds="denial",
        words="plan insu carr paye payo hmo mana thir comp reas rati basi grou acco per as",
    ),
    rule(
        "by_the_plan",
        r"\b(?:denied|denial|refused|refusal|rejected|declined|issued|given|turned down|disallowed|made|upheld|cited"
        r"|told"
        r"|offered|decided|asked|note)\b{few} (?:by|from) (?:the |her |his |their )?(?:member's |enrollee's "
        r"|patient's )?(?:(?:health )?plan|health insurer|insurer|hmo|carrier|payer"
        r"|insurance company)\b(?! (?:you|we|of|document|contract|rules?))",
        _SAYS,
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        _RIGHTS,
        in_sentence(r"\bdecisions made by\b|\b(?:by|from) (?:a|your|former|another)\b"),
        kinds="denial",
        words="plan insu hmo carr paye",
    ),
)
