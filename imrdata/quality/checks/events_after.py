"""What happened after the denial, in the denial."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.checks.grievance_notice import on_a_grievance
from imrdata.quality.local import Claim
from imrdata.quality.mood import CONDITIONAL, in_sentence
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import WallCheck, rule

#: This decision, however it is called; an earlier request's denial is history.
_THIS: Final = (
    r"(?:(?:this|our|my|the|that|the plan's|their|its|said|such) (?:[\w-]+ ){0,2}?(?:denial|decision|determination"
    r"|refusal|disposition|declination|rejection|turn-?down|adjudication|answer|reply|response|notice(?: of (?:denial"
    r"|action|adverse \w+))?|letter|disapproval|adverse \w+|(?:\")?no(?:\")?(?=[,.;]| (?:you|your|to|she|he|the)\b))"
    r"|being denied|getting this letter|(?:we|the plan) (?:had )?(?:denied|refused|turned|declined|said no|rejected"
    r"|(?:wrote|made|reached|took|issued|came to) (?:this|our|the)|(?:sent|mailed|issued|gave|told)(?: you)?(?: this"
    r"| our| the| out)*(?: denial| letter| decision| notice| no)?)\b{few})"
)
#: Earlier events, other decisions, what the plan itself did to reach this decision, and "since" for "because".
_HISTORY: Final = in_sentence(
    r"\b(?:first (?:denial|request|decision|letter)|original|previous(?:ly)?|prior|earlier|another (?:request|service"
    r"|denial|test|drug|treatment)|(?:notes|records|file|chart) (?:show|say|indicate|state)|last (?:year|month)"
    r"|before (?:making|we|this|our|i)|in (?:19|20)\d\d|other service|(?:after|since|following"
    r"|followed) (?:the|your|her|his) (?:last )?(?:\w+ )?(?:injur\w+|accident|fall|birth|stroke|operation|surgery"
    r"|visit)|asked us to pay|symptoms (?:first|began)|since (?:the|our|this) (?:denial|decision) (?:rests|turns"
    r"|(?:is|was) (?:on|for|based)))\b"
)
#: What even a notice on a grievance can't know.
_NEVER_KNOWN: Final = re.compile(
    r"\b(?:department|dmhc|independent|imr|state|died|surgery|hospital|external|attorney)\b|\b(?:after|since|following"
    r"|subsequent to|upon receipt of) this (?:letter|notice)\b"
)
#: A right, a rule, a request, or a thing to come.
_NOT_TOLD: Final = in_sentence(
    r"\b(?:(?:no later than|up to|within) [^.;]{0,30}\b(?:days|months|hours|weeks|working)|(?:has|have)(?:n't| not)"
    r"|(?:not )?yet|(?<!his )(?<!her )will (?!not)|would|must|may(?! \d)|can|could(?! not)|should|might|right to"
    r"|entitled|requires? us|regulating|laws?|how to|please|you have (?:until|\w+ (?:months|days|weeks|right)|the"
    r"|an?)|you (?:do not|don't|need)|nobody|no one|punish\w*|penalt(?:y|ies)|because you filed|who (?:handled"
    r"|answered|decided)|toll-free|power of attorney|(?:are|is) answering|this letter, (?:please )?(?:talk|call|ask"
    r"|write|send|keep|show|see)|what happens|if|unchanged|did not change)\b"
)
_LAWFUL: Final = (QUOTED, CONDITIONAL, _NOT_TOLD, _HISTORY)

_PAST: Final = (
    r"(?:{past}|filed|appealed|contested|paid|underwent|died|chose|became|grown|wrote|sent|did|submitted|started"
    r"|applied|complained|called|received|obtained|resubmitted|relapsed|worsened|deteriorated|improved|followed"
    r"|turned)"
)
_PERSON: Final = (
    r"(?:you|your (?:\w+ )?(?:family|doctor|physician|surgeon|provider|daughter|son|husband|wife|mother|father"
    r"|attorney|lawyer|oncologist|clinic|parents?|spouse|representative|hospital|appeal|complaint|grievance|request"
    r"|application)|(?:the|this) (?:member|enrollee|patient|provider|insured|family|parents?|treating \w+|doctor"
    r"|surgeon|clinic|tumou?r|disease|condition|symptoms|beneficiary|subscriber|treatment|medication"
    r"|surgery)(?:'s (?:\w+ )?\w+)?|she|he|they|it|a (?:later|second|subsequent) \w+|additional \w+|six weeks|a flare)"
)
_DISPUTES: Final = (
    r"(?:appeal(?:ed|ing)?|grievance|complain(?:t|ed)|contest(?:ed|ing)?|disput(?:e|ed|ing)|reconsideration|hearing"
    r"|challeng(?:e|ed|ing)|objected|protest(?:ed)?|imr|independent medical review|external review|second look"
    r"|peer[- ]to[- ]peer)"
)


class EventsAfter(WallCheck):
    """A denial can't tell what followed it.

    Rule: something told as done after, since, because of or in answer to this decision: a grievance, an appeal or an
    application for review, a call, new records, treatment got elsewhere, how the patient
    fared, the Department's inquiry.
    Why: the letter is dated before all of it; what it tells was learned from the review.
    Source: domain.md §7 ("events after the denial").
    Passes: what the member may do, what happened after an injury, a visit or an earlier request; in a notice on a
    grievance (told by another sentence), the grievance itself and the first denial.
    Limits: an event without a word of time, cause or dispute ("your surgery was performed") can't be told from history
    and passes; a notice on a grievance may tell of letters that it should not know.
    """

    name = "events_after"
    version = 11
    kinds = ("denial",)
    rules = (
        rule(
            "after_this",
            r"\b(?:after|since|following|subsequent to|upon|once|as a (?:result|consequence) of|because of"
            r"|in (?:response|reaction|answer|reply) to|in spite of|despite|notwithstanding|on account of"
            r"|in the wake of|due to|followed|on(?= (?:the )?(?:receipt|receiving|reading|getting|learning|hearing))"
            r"|consequent on|by reason of|ignoring|not long after|(?:news|word) of) (?:the (?:date|issuance|arrival"
            r"|mailing|sending|service|receipt) of |(?:issuance|receipt|arrival|mailing) of |(?:receiving|reading"
            r"|learning|hearing|getting)(?: of| about)? |being told of |(?:you|your \w+|she|he|the (?:member|enrollee"
            r"|patient|provider)) (?:had )?(?:read|received|got|saw|opened|learned of|heard of) |the )*(?:"
            + _THIS[3:]
            + r"|\bpost-denial\b|\bwhen you read (?:this|our)\b|\bafter receiving this\b|\b(?:when|once"
            r"|as soon as) (?:this|our|the) (?:denial|decision|refusal|notice|letter|answer|no) (?:reached|arrived"
            r"|came|got to)\b|\b(?:when|once|after|since|having) (?:(?:you|it|this|the (?:[\w-]+ )?{thing}|coverage"
            r"|approval|authori[sz]ation|payment) )?(?:was|were|had been|got|been|being) (?:first )?(?:denied|refused"
            r"|turned (?:down|away)|told no|declined|rejected|withheld)\b|\b(?:this|our) (?:denial|decision|refusal"
            r"|letter|notice) (?:has |had )?(?:prompted|led|caused|resulted in|triggered|was followed|drew|brought"
            r"|provoked|was met)\b|\b(?:called|phoned|complained|wrote|came in|contacted us|asked us"
            r"|spoke)\b{few} (?:about|regarding|over|concerning) (?:this|our) (?:letter|denial|decision|notice)\b",
            "tells what happened after this decision",
            *_LAWFUL,
            needs=r"\b(?:"
            + _PAST[3:-1]
            + r"|was|were|had|has|have|did|went|came|took|got|began|saw|led|grew|spread|fell|rose|lost|broke)\b|'ve\b",
            words="no deni deci dete refu noti lett disa adve turn decl said reje sent mail issu gave told post rece"
            " disp adju wrot made reac took came with answ repl resp",
        ),
        rule(
            "disputed_it",
            r"\b"
            + _PERSON
            + r"(?:'s)?{some} (?:"
            + _DISPUTES[3:]
            + r"\b{some}\b(?:of|about|against|with|to|for|from|in|on|is|was|has)? ?(?:"
            + _THIS[3:]
            + r"|\b"
            + _PERSON
            + r"{few} (?:asked for|requested|demanded|filed|lodged|submitted|sought|brought|pursued|began|started"
            r"|launched|entered|registered|opened|raised|lost|won)\b{few} (?:an?|the|another|for"
            r"|formal) (?:[\w-]+ ){0,3}?"
            + _DISPUTES
            + r"\b|\btook (?:this|our|the) (?:decision|denial|refusal|matter|case|no) to\b|\b(?:this|the"
            r"|our) (?:denial|decision|determination|letter|notice) (?:has been |was |is being )(?:since |later "
            r"|then |now )?(?:appealed|contested|challenged|disputed|protested|grieved)\b|\b(?:is|are) (?:appealing"
            r"|contesting|disputing|challenging) (?:this|our|the) (?:denial|decision)\b|\b(?:on|in|with|at|during"
            r"|through|following) (?:(?:your|the|her|his) )?(?:\w+ )?(?:appeal|grievance|complaint),? (?:you|your \w+"
            r"|she|he|we (?:asked|wrote)) ?[^.;]{0,30}?{past}\b|\b(?:attorney|lawyer)s?\b{few} (?:now|has|have|wrote"
            r"|called|contacted|speaks|sent)\b|\b(?:^an?|the|your|her|his|their) (?:[\w-]+ )?(?:appeal|application"
            r"|grievance|complaint|protest|objection|rebuttal|lawsuit|hearing)s?(?: (?:you filed )?(?:of|about"
            r"|against) (?:this|our|the) [\w-]+| for an? [\w ]{1,30}?)? (?:\w+ly |then |soon |was then |has been "
            r"|have been )?(?:did|brought|raised|added|showed|argued|said|had|has|came|followed|ensued|arrived"
            r"|reached|(?:was|were) (?:filed|lodged|heard|made|submitted|held|brought|opened?|won|lost|granted"
            r"|successful|received|assigned)|is (?:now )?(?:dated|number|with(?! (?:this|the) letter| it\b| the form)"
            r"|pending|before|under way|open(?! to)))\b",
            "tells that this decision was disputed",
            *_LAWFUL,
            words="appe grie comp cont disp reco hear chal obje prot imr inde exte seco peer atto lawy rebu laws took"
            " appl",
        ),
        rule(
            "later_event",
            r"(?:^|[,;] |\b(?:and|but) )(?:later(?: that \w+|,| on,?)?(?=,? (?:you|your|she|he|the|it|they|an?|this"
            r"|surgery|treatment)\b)|subsequently|thereafter|afterwards?|eventually|since then|thereupon|meanwhile"
            r"|then(?= (?:turned|went|underwent|paid|filed|appealed))|in the (?:months|weeks|days) that followed"
            r"|(?:\w+ )?(?:hours?|days?|weeks?|months?) (?:later|afterwards?|on|passed)|the (?:very )?(?:next day"
            r"|day after|week after|following (?:day|week|month)))\b{some} "
            + _PAST
            + r"\b|\b"
            + _PERSON
            + r"{few} (?:has |have |had |'ve |was |were )?(?:(?:later|subsequently|thereafter|afterwards?"
            r"|eventually)\b{few} "
            + _PAST
            + r"|then turned|went on to|went ahead)\b|\b(?:has|have|had|'ve|was|were|is|are) (?:since|meanwhile|by now"
            r"|in the meantime)(?: been)? (?!moved|changed|turned \d|retired|closed|healed|grown|got)(?:"
            + _PAST
            + r"|gone|begun|undergone|written|taken|done)\b|\b(?:has|have) {past}\b{few} since[.;]?$|\b(?:was"
            r"|were) (?:later|subsequently|eventually|thereafter|ultimately) \w+ed\b|\bsubsequent (?:appeal|grievance"
            r"|complaint|surgery)\b|\bwent (?:ahead with|on to)\b|\b(?:at (?:her|his|their|your) own expense"
            r"|passed away|anyway)\b",
            "tells what happened later",
            *_LAWFUL,
            in_sentence(r"\b(?:then (?:your [\w-]+ |you |he |she )?(?:asked|called|ordered|sent)|first)\b"),
        ),
        rule(
            "told_the_state",
            r"\b(?:we|the plan|"
            + _PERSON
            + r"){some} (?:applied|responded|filed|turned|lodged|submitted|sent|contacted|took|taken|brought|went"
            r"|complained|written|wrote|requested|referred|sought|notified)\b[^.;]{0,80}\b(?:department|dmhc"
            r"|independent medical review|imr|(?<!mental )(?:the|to|this) state\b|external review"
            r"|review organi[sz]ation)|\b(?:the )?(?:department|dmhc|state|regulator)(?: of managed health care)?(?:"
            r" has| had| then| later| also){0,2} (?:sent|asked|contacted|notified|opened|informed|requested|inquired"
            r"|assigned|received|accepted|forwarded|called|wrote to)\b|\b(?:by|from) the (?:department"
            r"|dmhc)\b{gap}\b(?:contesting|complaint|appeal|inquiry|request for)",
            "tells of a complaint to the Department",
            *_LAWFUL,
            words="depa dmhc inde imr stat exte revi regu",
        ),
    )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let a notice on a grievance tell of the grievance, and of nobody from outside."""
        name, sentence = claim.key
        if name == "told_the_state" or _NEVER_KNOWN.search(sentence):
            return True
        return not on_a_grievance(letter["text"], sentence)
