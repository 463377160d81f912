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
    r"|refusal|disposition|declination|rejection"
    r"|turn-?down|adjudication|answer|reply|response|notice(?: of (?:denial|action|adverse \w+))?|letter|disapproval"
    r"|adverse \w+|(?:\")?no(?:\")?(?=[,.;]| (?:you|your|to|she|he|the)\b))|being denied"
    r"|getting this letter|(?:we|the plan) (?:had )?(?:denied|refused|turned|declined|said no|rejected|(?:wrote|made"
    r"|reached|took|issued|came to) (?:this|our|the)|(?:sent|mailed"
    r"|issued|gave|told)(?: you)?(?: this| our| the| out)*(?: denial| letter| decision| notice| no)?)\b{few})"
)
#: Earlier events, other decisions, and what the plan itself did to reach this decision.
_HISTORY: Final = in_sentence(
    r"\b(?:first (?:denial|request|decision)|previous(?:ly)?|prior|earlier|another (?:request|service|denial"
    r"|test|drug|treatment)|(?:notes|records|file|chart) (?:show|say|indicate|state)|last (?:year|month)"
    r"|in the spring|before (?:making|we|this|our|i)|first letter|original (?:denial|decision|request)|in (?:19"
    r"|20)\d\d|your (?:first|previous|earlier|last) (?:request|denial|grievance)|other service)\b"
)
#: What even a notice on a grievance can't know.
_NEVER_KNOWN: Final = re.compile(
    r"\b(?:department|dmhc|independent|imr|state|died|surgery|hospital|external|attorney)\b"
)

_THIS_VERY_LETTER: Final = re.compile(
    r"\b(?:after|since|following|subsequent to|upon receipt of) this (?:letter|notice)\b"
)
#: A right, a rule, a request, or a thing to come.
_NOT_TOLD: Final = in_sentence(
    r"\b(?:no later than|up to|within) [^.;]{0,30}\b(?:days|months|hours|weeks)\b|\byou have (?:\w+"
    r"|\d+) (?:\w+ )?(?:days|months|weeks)\b|\b(?:haven't|hasn't|has not|have not|not yet|yet to)\b|\b(?:would"
    r"|you have (?:until|up to|\w+ (?:months|days|weeks)|[^.;]{0,20}\[\w+\])|you (?:may|can|must|should|have the right"
    r"|haven't|might|could(?! not)|would|do not|don't|need|are entitled)"
    r"|will (?:be|send|tell|write|act|decide|review|look|cover|pay|then|not)|must be"
    r"|within (?:\w+ )?(?:\[?\w+\]? )?(?:days|months|hours|working)|we (?:must|will|would)|may (?:be|have|also"
    r"|request|submit|send)|what happens|nobody can|no one can|punish\w*|penalt(?:y|ies)|will have had|who decides your"
    r"|because you filed|(?:are|is) answering|who (?:handled|answered|decided) your|state wrote th\w+ rule"
    r"|asked us (?:what|how|about)|went over (?:the |your )?(?:imr|rights)|power of attorney|then you can"
    r"|this letter, (?:please )?(?:talk|call|ask|write|send|keep|show|see)|the department (?:will|may)|how to|please"
    r"|right to)\b|\bif\b"
)

_PAST: Final = (
    r"(?:{past}|filed|appealed|contested|paid|underwent|died|chose|became|grown|wrote|sent|did|submitted|started"
    r"|applied|complained|called|received|obtained|resubmitted|relapsed|worsened|deteriorated|improved|followed"
    r"|turned)"
)
_PERSON: Final = (
    r"(?:you|your (?:\w+ )?(?:family|doctor|physician|surgeon|provider|daughter|son|husband|wife|mother|father"
    r"|attorney|lawyer|oncologist|clinic|parents?|spouse|representative|hospital|appeal|complaint|grievance"
    r"|request|application)|(?:the|this) (?:member|enrollee|patient|provider|insured|family|parents?"
    r"|treating \w+|doctor|surgeon|clinic|tumou?r|disease|condition|symptoms|beneficiary|subscriber|treatment"
    r"|medication|surgery)(?:'s (?:\w+ )?\w+)?|she|he|they|it|a (?:later|second|subsequent) \w+|additional \w+"
    r"|six weeks|a flare)"
)
_DISPUTES: Final = (
    r"(?:appeal(?:ed|ing)?|grievance|complain(?:t|ed)|contest(?:ed|ing)?|disput(?:e|ed|ing)|reconsideration"
    r"|hearing|challeng(?:e|ed|ing)|objected|protest(?:ed)?|imr|independent medical review|external review"
    r"|second look|peer[- ]to[- ]peer)"
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
    version = 3
    kinds = ("denial",)
    rules = (
        rule(
            "after_this",
            r"\b(?:after|since|following|subsequent to|upon|once|as a (?:result|consequence) of|because of"
            r"|in (?:response|reaction|answer|reply) to|in spite of|despite|notwithstanding|on account of"
            r"|in the wake of|due to|(?:days|weeks|months|time|hours|period) (?:that|which) followed"
            r"|on(?= (?:the )?(?:receipt|receiving|reading|getting|learning|hearing))|when you read|days? after"
            r"|weeks? after|months? after|consequent on"
            r"|by reason of|ignoring) (?:the (?:date|issuance|arrival|mailing|sending|service|receipt) of |(?:issuance"
            r"|receipt|arrival|mailing) of |receiving |reading "
            r"|learning (?:of|about) |hearing (?:of|about) |getting |being told of |the )*(?:"
            + _THIS[3:]
            + r"|\b(?:after|since|following|once) (?:we|the plan) (?:had )?(?:denied|refused|turned (?:down|it)"
            r"|declined|said no|rejected)\b|\bafter reading our decision\b"
            r"|\bin the \w+ that followed our (?:refusal|denial|decision)\b|\b(?:after"
            r"|since) (?:the date of )?this (?:letter|notice)\b|\bpost-denial\b|\bafter (?:being denied"
            r"|receiving this)\b|\bhaving been (?:denied|refused|turned down)\b|\b(?:this|our) (?:denial"
            r"|decision|refusal|letter|notice) (?:has |had )?(?:prompted|led|caused|resulted in|triggered"
            r"|was followed|drew|brought|provoked|was met)\b|\bfollow(?:ed|s) this (?:denial|letter|decision"
            r"|notice)\b",
            "tells what happened after this decision",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            _HISTORY,
            words="no deni deci dete refu noti lett disa adve turn decl said reje sent mail issu gave told post rece"
            " disp adju wrot made reac took came",
        ),
        rule(
            "disputed_it",
            r"\b"
            + _PERSON
            + r"(?:'s)?{some} (?:"
            + _DISPUTES[3:]
            + r"\b{some}\b(?:of|about|against|with|to|for|from|in|on|is|was|has)? ?(?:"
            + _THIS[3:]
            + r"|\b(?:your|the) (?:\w+ ){0,2}?(?:appeal|complaint|grievance|request for reconsideration"
            r"|application)\b{few} (?:of|about|against|for) (?:this|our|the|an?) (?:\w+ ){0,3}?(?:denial"
            r"|decision|determination|letter|notice|review)\b{gap}\b(?:was|is|has been|reached|were|has)\b"
            r"|\b(?:this|the|our) (?:denial|decision|determination|letter|notice) (?:has been |was "
            r"|is being )(?:since |later |then |now )?(?:appealed|contested|challenged|disputed|protested"
            r"|grieved)\b|\b(?:you are|is|are|that you are) (?:appealing|contesting|disputing"
            r"|challenging) (?:this|our|the) (?:denial|decision)\b|\bdispute arising from this\b",
            "tells that this decision was disputed",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            _HISTORY,
            in_sentence(r"\bdid not change our (?:decision|mind)\b|\bunchanged\b"),
            words="appe grie comp cont disp reco hear chal obje prot imr inde exte seco peer",
        ),
        rule(
            "later_event",
            r"(?:^|[,;] |\b(?:and|but) )(?:later(?: that \w+|,| on,?)?(?=,? (?:you|your|she|he|the|we|it|they|an?|this"
            r"|surgery|treatment)\b)|subsequently|thereafter|afterwards?|eventually"
            r"|since then|thereupon|then(?! (?:our|we)\b)|in the (?:months|weeks|days) that followed|(?:\w+ )?(?:days?"
            r"|weeks?"
            r"|months?) (?:later|afterwards?)|the (?:member|enrollee|patient|provider)(?:'s)? (?:then|later"
            r"|subsequently|has now|has since|eventually|subsequent))\b{some} "
            + _PAST
            + r"\b|\b"
            + _PERSON
            + r"{few} (?:has |have |had |'ve |was |were )?(?:(?:later|subsequently|thereafter|afterwards?"
            r"|eventually)\b{few} "
            + _PAST
            + r"|(?:has|have|had|'ve) (?:since|now)(?: been)? (?!moved|changed|turned \d)"
            + _PAST
            + r"|then turned|went on to|went ahead)\b|\b(?:was|were) (?:later|subsequently|eventually|thereafter"
            r"|ultimately) \w+ed\b|\bsubsequent (?:appeal|grievance|complaint|surgery)\b|\bwent (?:ahead with"
            r"|on to)\b|\bwent on to\b",
            "tells what happened later",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            _HISTORY,
            in_sentence(
                r"\b(?:later sent us|then (?:your [\w-]+ |you |he |she )?(?:asked|called|ordered|sent)(?: us)?"
                r"|then the [\w ]{1,30} came back|first and then|and we reviewed|after your (?:surgery|injury|operation"
                r"|last visit|fall)|(?:after|since|following|followed) (?:the|your|her|his) (?:\w+ )?(?:injur\w+"
                r"|accident|fall|birth|stroke|operation|surgery)|before making|you (?:first|were born)"
                r"|symptoms (?:first"
                r"|began))\b|\bsince (?:your|the) (?:last|surgery|injury|operation|visit|birth|accident)"
            ),
        ),
        rule(
            "a_dispute_began",
            r"\b(?:you|your (?:[\w'-]+ )?[\w'-]+|she|he|they|(?:the|this) (?:member|enrollee|patient|family|provider"
            r"|insured))\b{few}"
            r" (?:asked for|requested|demanded|filed|lodged|submitted|sought|brought|pursued|began|started|launched"
            r"|entered|registered|opened|took"
            r" (?:this|our|the) (?:decision|denial|refusal|matter|case) to|raised)\b{few} (?:an?|the|another|for"
            r"|formal) (?:[\w-]+ ){0,3}?(?:hearing|appeal"
            r"|grievance|second look|reconsideration|complaint|imr|independent medical review|external review"
            r"|peer[- ]to[- ]peer|protest|objection|rebuttal"
            r"|lawsuit|arbitration)\b|\btook (?:this|our) (?:decision|denial|refusal|no) to\b"
            r"|\b(?:on|in|with|at|during|through|after|following|since|upon) (?:your|the|her|his) (?:\w+ )?(?:appeal"
            r"|grievance|complaint)\b(?! (?:process|procedure|unit|department|form|rights?)),?"
            r" (?:you|your \w+|she|he|we(?! (?:changed|kept|reviewed|decided|upheld|considered|looked|found|agreed|paid"
            r"|approved))|the \w+)\b[^.;]{0,40}?(?<! is)(?<! are) (?:{past})\b|\bon appeal,? (?:you|your \w+|she|he|we"
            r"|the \w+)\b[^.;]{0,40}? (?:{past})\b"
            r"|\b(?:grievance|appeal|complaint|hearing) (?:was|has been) (?:\w+ly )?(?:won|lost|granted|successful)\b"
            r"|\b(?:attorney|lawyer)s?\b{few} (?:now|has|have|wrote|called|contacted|speaks|sent|is)\b"
            r"|\byour (?:[\w-]+ )?(?:appeal|grievance|complaint)(?: of [^,;]{1,30})? (?:did|brought|raised|added|showed"
            r"|argued|said|had|has|was|came)\b"
            r"|\b(?:the|your|her|his|their) (?:[\w-]+ )?(?:appeal|grievance|complaint|protest|objection|rebuttal"
            r"|lawsuit|hearing)s? (?:\w+ly |then |soon |was then "
            r"|has been |have been )?(?:followed|ensued|was (?:filed|lodged|heard|made|submitted|held|brought|opened)"
            r"|were (?:filed|lodged|made)|came (?:in|next)|is"
            r" (?:now )?(?:with|pending|before|under way|open(?! to))|reached us|arrived)\b|^an? (?:[\w-]+ )?(?:appeal"
            r"|grievance|complaint|hearing) (?:\w+ly |then |soon )?(?:followed|ensued|was (?:filed|lodged|heard"
            r"|held))\b",
            "tells that this decision was disputed",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            _HISTORY,
            words="atto lawy hear appe grie seco reco comp imr inde exte peer prot obje rebu laws arbi took",
        ),
        rule(
            "when_it_was_denied",
            r"\b(?:when|once|after|because|since) you (?:were|had been|got) (?:first )?(?:denied|refused|turned (?:down"
            r"|away)|told no)\b"
            r"|\bthe (?:very )?(?:next day|day after|week after|following (?:day|week|month))\b|\b(?:news"
            r"|word) of (?:our|this|the) (?:refusal|denial|decision|no)\b|\bgot(?:ten)? nowhere with us\b|\b(?:has"
            r"|have) (?:{past}|written|gone|come|begun|grown)\b{few} since[.;]?$|\b(?:when|once|as soon as) (?:this|our"
            r"|the) (?:denial|decision|refusal|notice|letter|disposition|answer"
            r"|no) (?:reached|arrived|came|got to|was|had)\b"
            r"|\b(?:when|once|after|since) (?:this|it|the (?:[\w-]+ )?(?:request|claim|service|drug|surgery"
            r"|treatment|coverage|authori[sz]ation|approval|payment"
            r"|stay|{thing})|coverage|approval|authori[sz]ation|payment) (?:was|had been|were|got) (?:first )?(?:denied"
            r"|refused|turned down|declined|rejected|withheld)\b"
            r"|^(?!the )(?:\w+|a few|some|several|\d+) (?:hours?|days?|weeks?|months?) (?:on|later|afterwards?"
            r"|after that|hence|had passed|passed)\b"
            r"|\b(?:has|have|had|was|were|is|are) (?:since|meanwhile|in the meantime|by now) (?:been )?(?!moved|changed"
            r"|turned \d|retired|closed|healed|grown|got)(?:{past}|become"
            r"|gone|begun|grown|undergone|written|taken|done)\b|\bnot long after (?:our|this|that|the (?:letter|denial"
            r"|decision|refusal))\b|\bmeanwhile\b{some}"
            r" (?:{past}|has|have)\b",
            "tells what happened after this decision",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            _HISTORY,
            in_sentence(
                r"\bsince (?:your|the|that|then, your) (?:last|surgery|injury|operation|visit|birth|accident|fall"
                r"|stroke)\b|\b(?:surgery|injury|fall|operation) \b"
            ),
            words="got gott news word next foll when once afte beca sinc mean inth by not day days hour week mont hour"
            " in",
        ),
        rule(
            "turned_to_the_state",
            r"\b(?:you|your (?:\w+ )?(?:family|attorney|doctor|daughter|son|application|complaint|lawyer"
            r"|provider)|(?:the|this) (?:member|enrollee|patient|case|provider|dispute|department|plan|dmhc)|she"
            r"|he|they|we)\b{some} (?:applied|filed|turned|initiated|lodged|submitted|reached|forwarded|sent"
            r"|contacted|took|taken|brought|went|responded|notified|received|opened|asked|complained|written"
            r"|wrote|initiated|requested|assigned|served|referred|sought)\b[^.;]{0,80}\b(?:department"
            r"|dmhc|independent medical review|imr|(?<!mental )(?:the|to|this) state\b|external review"
            r"|review organi[sz]ation|attorney)",
            "tells of a complaint to the Department",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            in_sentence(
                r"\b(?:department (?:also )?has (?:a|complaint|approved|been)|requires? us|you have (?:the"
                r"|a) right|regulat\w+|have not|has not|not yet|toll-free|state law|state hearing|(?:earlier|unrelated"
                r"|another|different) (?:and \w+ )?(?:matter|case|request|service))\b"
            ),
            words="depa dmhc inde imr stat exte revi atto",
        ),
        rule(
            "state_asked",
            r"\b(?:the )?(?:department|dmhc|state|regulator)(?: of managed health care)?(?: has| had| then"
            r"| later| also){0,2} (?:sent|asked|contacted|notified|opened|informed|requested|inquired|assigned"
            r"|received|accepted|forwarded|notice of|called|wrote)\b|\b(?:by|from) the (?:department"
            r"|dmhc)\b{gap}\b(?:contesting|complaint|appeal|inquiry|request for)",
            "tells of a complaint to the Department",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            words="depa dmhc stat regu",
        ),
        rule(
            "already_disputed",
            r"\byou have (?:already |now |since |also )+(?:submitted|filed|appealed|asked|requested|lodged"
            r"|applied|started the|begun the|paid|gone ahead)\b|\b(?:has|have) (?:now|since) (?:applied|filed"
            r"|appealed|undergone|started|died|been admitted|requested|become|worsened|improved|begun"
            r"|submitted)\b|\byour (?:attorney|lawyer|advocate) (?:has |have )?(?:contacted|called|written|wrote"
            r"|sent)\b|\bpatient (?:has )?(?:died|passed away)\b|\b(?:anyway|out of pocket|at (?:her|his|their"
            r"|your) own expense)\b|\bfrom a charity\b",
            "tells what happened later",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            _HISTORY,
            in_sentence(
                r"\b(?:without (?:asking|approval|prior)|then asked us|asked us to pay|you will|you would|may"
                r"|tried|already (?:tried|had|been through) (?:\w+ )?(?:therapy|surgery|treatment|medicine))\b"
                r"|\bif\b"
            ),
        ),
        rule(
            "received_it",
            r"\b(?:when|after|upon|once) (?:you|the (?:member|enrollee|patient|provider)|your \w+|she"
            r"|he) (?:had )?(?:read|received|got|saw|opened|learned|heard)\b{few} (?:this|our|the) (?:letter"
            r"|notice|denial|decision)|\b(?:called|phoned|complained|wrote|came in|contacted us|asked us"
            r"|spoke)\b{few} (?:about|regarding|over|concerning) (?:this|our) (?:letter|denial|decision"
            r"|notice)\b|\byou sent us a (?:second|further|new) (?:letter|request)\b{gap}\bafter",
            "tells what happened after this letter",
            QUOTED,
            CONDITIONAL,
            _NOT_TOLD,
            _HISTORY,
        ),
    )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let a notice on a grievance tell of the grievance, and of nobody from outside."""
        name, sentence = claim.key
        if name not in {
            "after_this",
            "disputed_it",
            "later_event",
            "already_disputed",
            "a_dispute_began",
            "when_it_was_denied",
        }:
            return True
        if _NEVER_KNOWN.search(sentence) or _THIS_VERY_LETTER.search(sentence):
            return True
        return not on_a_grievance(letter["text"], sentence)
