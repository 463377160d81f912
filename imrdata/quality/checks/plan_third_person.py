"""The plan in the third person: a denial is the plan's own letter and says "we"."""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import ASKED, CONDITIONAL, POSSIBLE, in_sentence
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import rule

__all__ = ["PLAN_THIRD_PERSON"]

#: Acts of a plan that only another would report.
_PLAN_ACTS: Final = (
    r"(?:den(?:y|ies|ied)|issued|refus(?:es|ed)|declin(?:es|ed)|reject(?:s|ed)|turned (?:it|this|the|her|his"
    r"|their)? ?|indicat(?:es|ed)|assert(?:s|ed)|report(?:s|ed)|stat(?:es|ed)|maintain(?:s|ed)|content?ds?"
    r"|contended|argu(?:es|ed)|claim(?:s|ed)|cit(?:es|ed)|conclud(?:es|ed)|determin(?:es|ed)|found|finds"
    r"|believ(?:es|ed)|characteri[sz](?:es|ed)|based its|relied|relies|rel(?:y|ied) on|offered|offers"
    r"|explain(?:s|ed)|notified|informed|says|said|wrote|took (?:issue|the)|taken the|disagree[sd]|agreed|upheld"
    r"|uphold|continues? to|(?:does|do|did|has|had|can|could|will) ?(?:not|n't) (?:believe|consider"
    r"|authori[sz]ed?|approved?|cover(?:ed)?|find|agree|regard|think|feel)|reviewed|decided|noted|held"
    r"|considers?|considered|limited|approved|allowed|pointed|deemed|judged|felt|views?|viewed|proposed"
    r"|suggested|submitted|responded|requested|acknowledge[sd]?|justified|defended|saw no|put it|g(?:i|a)ves? as"
    r"|characteri[sz](?:es|ed)|withheld)"
)
_PLAN_WORD: Final = (
    r"(?:health (?:care service |insurance )?plan|health insurer|insurer|insurance (?:company|carrier)"
    r"|(?:health )?insurance carrier|carrier|payer|payor|hmo|managed care (?:organization|plan)"
    r"|third[- ]party administrator|company that insures \w+ \w+)"
)
_PLAN: Final = r"(?<![\[\w])" + _PLAN_WORD
#: Whose plan, and which: your plan and another plan are spoken of in lawful letters.
_OTHER_PLAN: Final = before_match(
    r"\b(?:your|former|previous|prior|other|another|a|an|any|each|every|first|second|new|secondary|my|our"
    r"|this)(?: [\w']+)? $"
)
_WE_OF_PLAN: Final = in_sentence(r"\b(?:on behalf of|we, the|as your)\b")
_RIGHTS: Final = in_sentence(
    r"\b(?:if|unless|grievances?|you (?:can|may|should|must|have)|department (?:of managed health care )?(?:is"
    r"|has|regulates)|imr process|complaint process|by law)\b|\b(?:must|may|will|shall) (?:give|pay|provide"
    r"|cover|send|authori[sz]e|tell|make|not)\b"
)
_TO_YOU: Final = in_sentence(r"\b(?:you|your)\b")

#: Rules of `reviewer_voice`.
PLAN_THIRD_PERSON: Final = (
    rule(
        "plan_acts",
        _PLAN + r"s?\b(?:'s (?:\w+ ){0,2}?(?:doctors?|physicians?|reviewers?|nurses?|director|staff|committee"
        r"|letter))?(?:,? (?:too|then|also|has|had|have|now|itself|initially|subsequently|again|thus"
        r"|therefore|later|first|,)){0,3}(?:, [^,.;]{0,60},)? (?:"
        + _PLAN_ACTS
        + r"|{past}|would not|wouldn't|stands by|is of the (?:view|opinion))\b",
        "speaks of the plan in the third person",
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        _OTHER_PLAN,
        _WE_OF_PLAN,
        in_sentence(r"\bplan (?:named|listed|shown|above|identified)\b"),
        kinds="denial",
        words="plan insu carr paye payo hmo mana thir comp",
    ),
    rule(
        "plan_acts",
        r"(?<!health )(?<!your )(?<!outside )(?<!with )(?<!to )(?<!from )\b(?:the|this|her|his|their|its"
        r"|patient's|member's|enrollee's) plan(?:,? (?:has|had|now|then|also"
        r"|initially)){0,2}(?:, [^,.;]{0,60},)? " + _PLAN_ACTS + r"\b",
        "speaks of the plan in the third person",
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        _TO_YOU,
        _WE_OF_PLAN,
        in_sentence(r"\bno other\b"),
        in_sentence(
            r"\bplan (?:has )?(?:does not cover|determined|allows?|offers?|limited|considers?|allowed"
            r"|approved|reviewed|decided)\b(?!.{0,40}\b(?:enrollee|member|patient|denied))"
        ),
        kinds="denial",
        words="plan insu carr paye payo hmo mana thir comp",
    ),
    rule(
        "the_health_plan",
        r"(?<![\w'-])(?:the|this|her|his|their) (?:member's |enrollee's |patient's "
        r"|insured's )?(?:health (?:care service |insurance )?plan|health insurer|insurer|insurance (?:company"
        r"|carrier)"
        r"|(?:health )?insurance carrier|carrier|payer|payor|hmo|managed care (?:organization|plan)"
        r"|third[- ]party administrator)(?:'s|')?\b"
        r"(?! (?:document|contract|booklet|handbook|benefits?|website|card|network|phone|formulary|named|listed"
        r"|that (?:you|covers|insures))\b)",
        "speaks of the plan in the third person",
        QUOTED,
        CONDITIONAL,
        _WE_OF_PLAN,
        _OTHER_PLAN,
        in_sentence(
            r"\b(?:you (?:can|may|must|should|have|are|do)|you must|contact|call|write to|telephone|file"
            r"|grievances?|complaints?|appeals?|department|dmhc|imr|independent"
            r"|means|meaning|hereinafter|defined|delegat\w+|administer\w*|on behalf|behalf of|(?:must|will|may"
            r"|shall|can|would|could) (?:not )?(?:be|have|pay|give|tell|send|provide"
            r"|cover|authori[sz]e|answer|make|follow|require|decide|review|help|ask|look|act|respond|change)|law"
            r"|required to|pays us|we (?:work|act|decide|review)"
            r"|other|both|neither|by the health plan or)\b"
        ),
        kinds="denial",
        words="plan insu carr paye payo hmo mana thir comp",
    ),
    rule(
        "plans_own",
        r"(?:(?<!your )(?<!\w)"
        + _PLAN_WORD
        + r"'?s|(?<!your )\b(?:the|this) plan's|\bthe plan's) (?:\w+ )?(?:denial|position|rationale|reason(?:ing"
        r"|s)?|letter|decision (?:was|is|to|rests)|medical director|stated|view|argument|refusal|contention"
        r"|stance|conclusion|assertion|explanation|determination (?:was|is|that|to|rests))\b|\b(?:reasons?"
        r"|rationale|basis|grounds?) (?:\w+ )?(?:given|stated|offered|cited) by the (?:health )?(?:plan"
        r"|insurer|hmo|carrier)|\bthe (?:health )?plan's (?:reviewers?|doctors?|physicians?|nurses?) (?:told"
        r"|said|found|wrote|concluded|informed|noted|stated|refused)\b"
        r"|\baccording to the (?:health )?(?:plan|insurer|carrier|hmo)\b",
        "speaks of the plan in the third person",
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        _OTHER_PLAN,
        in_sentence(r"\b(?:disagree|free of charge|copy)\b"),
        kinds="denial",
        words="plan insu carr paye payo hmo mana thir comp reas rati basi grou acco",
    ),
    rule(
        "by_the_plan",
        r"\b(?:denied|refused|rejected|declined|issued|given|turned down|disallowed|made|upheld|cited"
        r"|offered)\b{few} by (?:the |her |his |their )?(?:member's |enrollee's "
        r"|patient's )?(?:(?:health )?plan|health insurer|insurer|hmo|carrier|payer"
        r"|insurance company)\b(?! (?:you|we))",
        "speaks of the plan in the third person",
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        _RIGHTS,
        in_sentence(r"\bdecisions made by\b|\bby (?:a|your|former|another)\b"),
        kinds="denial",
        words="plan insu hmo carr paye",
    ),
)
