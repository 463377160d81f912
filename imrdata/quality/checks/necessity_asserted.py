"""A denial that calls the service medically necessary."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.mood import (
    CONDITIONAL,
    IRREALIS,
    OTHERS_VIEW,
    UNASSERTED,
    clause,
    in_clause,
    in_sentence,
    to_match,
)
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED, after, before, before_match
from imrdata.quality.wall import WallCheck, rule

#: Denied, or not yet shown.
_NEGATED: Final = to_match(
    r"\b(?:not(?! (?:only|dispute|question|doubt|deny|contest|in dispute|in question|in doubt))|never|no(?! (?:doubt"
    r"|question|dispute|one doubts))|nor|neither|none"
    r"|cannot|can ?not|without|fail(?:s|ed)? to|unable|insufficient|lacks?|lacking|rather than|instead of|little"
    r"|hardly|less than|too few|absence of|question(?:s|ed)? (?:whether|of|about)|unclear|difficult|before we)\b"
    r"|n't(?! (?:dispute|question|doubt|deny|contest))\b"
)
#: Not yet shown, asked for, or the rule itself.
_GENERAL: Final = in_clause(
    r"\b(?:services|care|treatments|items|supplies|benefits|those|drugs|what|anything|something|things|equipment"
    r"|procedures|service) (?:or \w+ )?(?:that |which )(?:is|are|were|be) (?:only |also )?medically necessary"
    r"|\bmedically necessary (?:services|care|treatments|items|supplies|benefits|means)\b|\b(?:an?|any|each"
    r"|every) (?:service|treatment|item|person|member|procedure|benefit)s? (?:is|must|has|needs|may|can"
    r"|qualif\w+)\b(?! (?:necessary|medically necessary for you))|\b(?:covers?|covered|pays?|paid for|cover only"
    r"|benefit for)\b.{0,60}\b(?:if|when|only|that (?:is|are))\b|\b(?:means|defin\w+|term|in order to|^to be"
    r"|criteria (?:for|are met when)|guideline (?:for|says)|policy (?:says|states)|requires? that|contract"
    r"|evidence of coverage)\b|\b(?:to (?:decide|determine|show|find|prove|establish|demonstrate|explain"
    r"|consider|qualify)|showing|show (?:why|how|that)|shows (?:why|how)|proof|review(?:s|ed)? (?:of|for)"
    r"|decisions? (?:on|about)|related to|dispute[sd]? (?:about|over)|questions? of|considered whether|asked us"
    r"|asks us|whether|question|records that)\b"
)
_NOT_SHOWN: Final = before(
    r"\b(?:do|does|did|could|can) ?not (?:show|find|confirm|establish|prove|support|see|tell|demonstrate)\b"
    r"|\bnot (?:enough|clear|shown)\b|\bno (?:proof|evidence|record|sign)\b"
)
#: Of a service other than the requested one.
_OTHER: Final = in_clause(
    r"\b(?:another|different|other|alternative|emergency care|more information|additional (?:records"
    r"|information)|more records|further)\b(?! (?:it|and medically))"
)
_SERVICE: Final = (
    r"(?:{thing}|treatment|this (?:\w+ )?(?:\w+)|the (?:\w+ ){0,3}?\w+|your (?:\w+ )?\w+|inpatient care|care|it)"
)
#: A part of the request, or something else, was needed.
_IN_PART: Final = in_sentence(
    r"\b(?:but (?:not|the|that|only|this|we|it)|only|for the first|up to|until|not the|instead|lower|another|different"
    r"|outpatient|other|first|some|limited|part of|yet|however|although|while|before|evaluation|more|emergency)\b"
)
#: What keeps a statement of need from being the plan's own finding about this request.
_LAWFUL: Final = (IRREALIS, _NEGATED, OTHERS_VIEW, _GENERAL, _OTHER)
_CRITERIA: Final = (
    r"(?:criteria|criterion|requirements?|guidelines?|standards?|definition|medical necessity"
    r"|conditions for coverage|policy)"
)


#: The next clause says that this much was not.
_THE_REST_NOT: Final = after(
    r"(?:(?<=;)|[^.;]{0,60};)[^.;]{0,80}(?:\b(?:was|were|is|are|did|do|does|have|has) not|n't)\b"
)


#: Necessity spoken of as a rule, a question, or a thing to be shown: what a lawful denial says of it.
_SPOKEN_OF: Final = in_sentence(
    r"^to be\b|\b(?:criteri\w+|guidelines?|policy|policies|rules?|standards?(?! of care)|defin\w+|means|meaning|law"
    r"|section|code|act|contract|evidence of coverage|benefits?|handbook"
    r"|decid\w+|decisions?|determin\w+|denials?|den(?:y|ied|ies|ying)|review(?:s|ed|ing)?"
    r"|(?<!no )(?<!out of )question(?:s|ed)?|whether|(?<!nobody )disput(?:ed?|es) (?:about|over)|disputes? (?:whether"
    r"|that)|disagree\w*|grievances?|appeal\w*|imr|department|delay\w*|modif\w+"
    r"|show(?:s|n|ing)?|prove[sdn]?|proof|assess\w*|evaluat\w*|grounds?|reasons?|basis|because"
    r"|services (?:that|which)|care that|anything|everything that|all (?:covered )?services|(?:is|are) covered (?:at|if"
    r"|when|by|under)|covers?|pays?|asks?|requires?|requests?|please|records that"
    r"|how|why|what|when|if)\b|\?"
)
#: Said not to be so before it is said, or in the same clause.
_NOT_OR_MAY: Final = re.compile(
    r"\b(?:not(?! (?:open|in (?:dispute|question|doubt)|disputed|questioned|doubted|doubt|question|dispute|deny"
    r"|contest))|never|no(?! (?:doubt|question|dispute|one))|nor|neither"
    r"|none|cannot|without|unless|until|lacks?|lacking|lack|absence|absent|insufficient|fails?|failed|unable|less than"
    r"|short|beyond|only|rather|instead|exclu\w+|limited"
    r"|will|would|may|might|can|could|must|should|shall)\b|n't(?! (?:doubt|question|dispute|deny|contest))\b"
)


def _not_or_may(letter: NormalText, start: int, end: int) -> bool:
    first, last = letter.sentence(start)[0], clause(letter, start, end)[1]
    return _NOT_OR_MAY.search(letter.text, first, last) is not None


class NecessityAsserted(WallCheck):
    """A denial on necessity can't say that the service is necessary.

    Rule: the service is called medically necessary, needed, indicated or warranted, the need established, or all
    criteria met, outside a negation, a condition, a quotation, a report of someone else's view, a call for proof or a
    rule about services in general. "Medically necessary" is judged by default: it fails unless it is one of these.
    Why: it is the reviewer's verdict, or a contradiction.
    Source: domain.md §7; Health & Safety Code §1367.01(h)(4).
    Passes: "your doctor believes that it is medically necessary", "services that are medically necessary are
    covered", "you meet the first criterion but not the second", the need of more records, care called needed that was
    paid.
    Limits: a negation earlier in the clause exempts what it does not belong to; need said without any of the words
    ("you can't do without it") passes.
    """

    name = "necessity_asserted"
    version = 4
    kinds = ("denial",)
    rules = (
        rule(
            "is_necessary",
            r"\b(?P<span>(?:is|are|was|were|'s|remains?|remained|deemed?|considered?|consider|as|found|find"
            r"|finds|be|been|agreed|qualif\w+|judged|both|and|in fact|your|an?|the|this)(?: (?!not\b"
            r"|no\b)[\w,-]+){0,6}? (?:medically (?:\w+ and )?(?:necessary|required|needed|indicated|warranted"
            r"|justified|appropriate|essential))(?! and (?:is|are) not))\b",
            "calls the service medically necessary",
            _NOT_SHOWN,
            IRREALIS,
            _NEGATED,
            OTHERS_VIEW,
            _GENERAL,
            _OTHER,
            after(r" (?:services|care|treatments|items|supplies|benefits)\b(?! (?:for you|in your))"),
            words="medi",
        ),
        rule(
            "necessary_for",
            r"\b"
            + _SERVICE
            + r"{few} (?:is|are|was|were|remains?)(?: (?!medically)\w+ly| clinically| also| both| indeed| the| an?"
            r"| reasonable| appropriate| and| clearly| essential| part| of| your| care|,){0,6},? (?:necessary"
            r"|required|needed|indicated|warranted|essential|vital|justified"
            r"|indicated and appropriate)\b(?: (?:for|to|in|by|from|next|at|part|step|and|here|under)\b|$|[.,;])",
            "calls the service necessary",
            UNASSERTED,
            to_match(
                r"\b(?:must|only|to be|may)\b|\bservices that\b|\b(?:plans?"
                r"|law|insurer|doctors?|provider|you) (?:is|are|was) required\b|\brequired (?:by|to (?:give|tell"
                r"|send|make|provide|offer|pay))\b"
            ),
            to_match(
                r"\b(?:records?|notes|information|documents?|proof|details?|data|results?|letters?)\b"
                r"(?: (?!that\b|show)[\w'\[\]]+){0,5} (?:is|are|was|were)\b"
            ),
            in_sentence(r"\bone was not\b|\bbut not (?:after|for|beyond|the)\b"),
            # Somebody else says so, or it is said of what was paid, of a step or of a paper.
            in_sentence(
                r"\b(?:says|said|argued|argues|wrote|contends),?\b|\b(?:was|is|were|are|stays) (?:paid|covered|free)\b"
                r"|\bstill free\b|^(?:it is necessary (?:to|and)|q:|a:|what)|\bto look at\b|\bhow many\b"
                r"|\bstep therapy\b"
                r"|\bdoctor believes\b|\b(?:claim number|power of attorney)\b|\bwhile you ask\b|; today\b"
            ),
            _NEGATED,
            OTHERS_VIEW,
            _GENERAL,
            _OTHER,
            in_sentence(
                r"\b(?:prior authori[sz]ation|approval|referral|signature|form|information|interpreter"
                r"|is (?:required|needed) (?:by law|to (?:apply|file|ask|appeal)))\b"
            ),
            words="nece requ need indi warr esse vita just",
        ),
        rule(
            "you_need",
            r"(?:^|\b(?:that|because|and|clearly|doubt|agree|see) )you (?:\w+ly |do |also |do in fact "
            r"|still )*(?:need|have to have|must have|require|have a medical need|meet|met|satisf(?:y|ied)|fulfil\w*"
            r"|qualify for) (?:(?:this|the requested|the|that|these|our|all|every|each|both|plan's)\b)",
            "says that the member needs the service",
            IRREALIS,
            _NEGATED,
            OTHERS_VIEW,
            _GENERAL,
            in_sentence(
                r"\b(?:first|second|third|some|one|most|but|yet|however|age|two"
                r"|three) (?:of )?(?:the )?(?:criteri\w+|requirements?|not|but)?|\bbut\b|\byet\b|\bnot\b"
            ),
            words="you",
        ),
        rule(
            "necessity_met",
            r"\b(?:meets?|met|satisf(?:y|ies|ied)|fulfil(?:l?s|led)?|consistent with|qualif(?:y|ies|ied) (?:as"
            r"|for)|passes)\b(?: [\w']+){0,5}? (?:medical(?:ly)? necess(?:ity|ary))\b|\b(?:meets?|met|satisf(?:y"
            r"|ies|ied)|fulfil(?:l?s|led)?)\b(?: (?:all|every|each|the|our|of|plan's|clinical|medical|coverage"
            r"|applicable)){0,6} "
            + _CRITERIA
            + r"\b|\b(?:all|every|each)(?: (?:of|the|our|one|clinical|medical)){0,3} "
            + _CRITERIA
            + r"\b{gap}\b(?:is|are|was|were|has been|have been) (?:\w+ )?(?:met|satisfied|fulfilled)\b",
            "says that medical necessity is met",
            _NOT_SHOWN,
            IRREALIS,
            _NEGATED,
            OTHERS_VIEW,
            in_sentence(r"\b(?:when an?|if|first|second|third|but not|and yet|only|other criteria|age|whether)\b"),
            in_clause(r"\b(?:a (?:person|member)|services that|requests? that)\b"),
            words="meet met sati fulf cons qual pass crit requ guid stan defi medi cond poli",
        ),
        rule(
            "necessity_established",
            r"\bmedical necessity (?:[\w'-]+ ){0,6}?(?:has been|have been|is|was|were"
            r"|being)(?: not)? (?:\w+ly )?(?:established|demonstrated|met|shown|supported|proven|clear|confirmed"
            r"|evident|plain|obvious|manifest|present|not in (?:dispute|question|doubt)|in (?:dispute|doubt)"
            r"|documented|apparent|recogni[sz]ed|undisputed|accepted|beyond)\b|\b(?:medical |clinical |clear "
            r"|documented )?need (?:for|of) (?:this|the|a|an|your|repeat|these)\b{some} (?:is|was"
            r"|has been) (?:\w+ )?(?:established|clear|evident|documented|apparent|undisputed|proven"
            r"|demonstrated|recogni[sz]ed|accepted|not in)\b",
            "says that medical necessity is established",
            IRREALIS,
            to_match(
                r"\b(?:no|neither|has not been|have not been|not been|is not (?!in )|was not (?!in )|cannot)\b|n't\b"
            ),
            _GENERAL,
            words="medi need",
        ),
        rule(
            "necessity_supported",
            r"\b(?:supports?|supported|confirms?|confirmed|establish(?:es|ed)?|demonstrates?|demonstrated|shows?"
            r"|showed|is a|represents a|proves?|proven|justif(?:y|ies)|document(?:s|ed)?|bears? out|attests? to"
            r"|there is an?|accepts?|acknowledges?|recogni[sz]es?|concede|makes? out|points? to|speaks? for"
            r"|grants?) (?:the |a |an |your "
            r"|clear )*(?:medical(?:ly)? (?:necess(?:ity|ary)|need)|need (?:for|of) (?:this|the))\b",
            "says that medical necessity is established",
            IRREALIS,
            _NEGATED,
            _GENERAL,
            OTHERS_VIEW,
            words="medi need",
        ),
        rule(
            "condition_calls_for",
            r"\b(?:your|the (?:patient|member|enrollee)'s) (?:\w+ ){0,3}?(?:condition|illness|symptoms"
            r"|clinical picture|disease|diagnosis|history|situation|records?|presentation"
            r"|case)\b{few} (?:warrants?|justif(?:y|ies)|calls? for|demands?|requires?|necessitates?"
            r"|supports?) (?:the|this|that|your)\b{few} (?:requested|treatment|service|therapy|surgery|care"
            r"|level of care|device|drug|medication|stay|admission|procedure|request)\b",
            "says that the condition calls for the service",
            IRREALIS,
            _NEGATED,
            OTHERS_VIEW,
            in_clause(r"\brequires? (?:the|that) (?:records|plan|form)\b"),
        ),
        rule(
            "need_is_real",
            r"\b(?:your|the|a|her|his|this) (?:\w+ )?need (?:for|of|to) [^.;]{1,60}? (?:is|was|are|were|has been"
            r"|have been)"
            r" (?!not\b)(?:\w+ly |both |very |all too |quite |so )?(?:real|clear|genuine|evident|plain|beyond"
            r"|undeniable"
            r"|undisputed|obvious|apparent|great|pressing|urgent|acute|certain|manifest|proven|not in)\b"
            r"|\bmedical necessity"
            r" (?:\w+ly )?(?:exists|existed|is there|was there)\b",
            "says that medical necessity is established",
            *_LAWFUL,
            words="need medi",
        ),
        rule(
            "not_doubted",
            r"(?:\b(?:not|never|cannot|hardly|no one|nobody|none of us|without)|n't) (?:\w+ ){0,4}?(?:doubt(?:s|ed"
            r"|ing)?|den(?:y|ies"
            r"|ied|ying)|disput(?:e|es|ed|ing)|question(?:s|ed|ing)?|contest(?:s|ed|ing)?)\b(?![^.;]{0,80}\b(?:but|yet"
            r"|however|still"
            r"|even so)\b)[^.;]{0,60}\b(?:necessity|you(?:r)? need (?:for |of )?(?:this|the|that)|need (?:for"
            r"|of) (?:this|the)"
            r"|(?:is|was|are|were)(?:,? [\w']+){0,5}?,? (?:{need_adjective}))\b|\b(?:is|was) (?:called for|needed"
            r"|required|warranted)[^.;]{0,20} (?:cannot"
            r"|can not|can't) be (?:denied|doubted|disputed|questioned)\b",
            "says that the member needs the service",
            QUOTED,
            CONDITIONAL,
            OTHERS_VIEW,
            words="doub deni deny disp ques cont",
        ),
        rule(
            "we_accept",
            r"\b(?:we|our (?:\w+ )?(?:\w+)) (?:fully |also |do |freely |readily |have |now |must ){0,3}(?:accept|agree"
            r"|concede|acknowledge|recogni[sz]e"
            r"|grant|admit|find|found|conclude|concluded|believe|consider|are (?:satisfied|persuaded|convinced"
            r"|of the view)|see"
            r"|understand|think)(?:s|ed|d)? (?:that |with |how )?(?:(?!\bnot\b|n't|\bno\b|\bwhy\b"
            r"|\bonly\b)[^.;]){0,80}\b(?:{need_adjective}|(?:you|the (?:member|patient|enrollee)|she|he|your (?:child"
            r"|son|daughter|wife|husband|mother|father)) (?:do |does |\w+ly )?(?:needs?|requires?) (?:the|this|that"
            r"|it))\b"
            r"(?! (?:services|care|treatments) )",
            "calls the service necessary",
            *_LAWFUL,
            _IN_PART,
            words="acce agre conc ackn reco gran admi find foun beli cons sati pers conv see unde thin",
        ),
        rule(
            "must_have",
            r"\b(?:this|it|that|the \w+|what \w+ \w+ \w+) (?:is|was) (?:an? |the |exactly |precisely |just "
            r"|indeed )*(?:\w+ )?{thing} "
            r"(?:that |which )?(?:you|your \w+) (?:must have|need(?:s|ed)?|require[sd]?|(?:cannot|can't"
            r"|could not) (?:do|live|manage"
            r"|go) without)\b|\bwithout (?:it|this (?:\w+)|the (?:requested )?{thing}),? you(?:r \w+)? (?:would|will"
            r"|could|cannot"
            r"|can't|might)\b|\bnothing (?:less|short|other) (?:than|of) [^.;]{1,60} (?:would|could|will"
            r"|can) (?:\w+ )?(?:have"
            r"|be|do|suffice|meet|help)\b|\b(?:you|your \w+) (?:cannot|can't|could not|couldn't) (?:safely )?(?:do|live"
            r"|manage"
            r"|go|function|survive|get by) without (?:this|the|it)\b",
            "says that the member needs the service",
            QUOTED,
            OTHERS_VIEW,
            _GENERAL,
            _IN_PART,
            words="must need requ with noth",
        ),
        rule(
            "made_necessary",
            r"\b(?:makes?|made|renders?|rendered) (?:the |this |your |that "
            r"|it )(?:[\w-]+ ){0,4}?(?:medically )?(?:necessary|a (?:medical )?necessity"
            r"|essential|imperative|unavoidable|indispensable|vital|appropriate)\b",
            "says that the condition calls for the service",
            *_LAWFUL,
            words="make made rend",
        ),
        rule(
            "every_condition_met",
            r"\b(?:all|every|each)(?: (?:one |of |the |our |these |those "
            r"|single ))*(?:[\w-]+ ){0,3}?{condition_of_coverage}\b[^.;]{0,50}?\b(?:is|are|was|were|has been"
            r"|have been|being) (?:\w+ )?(?:met|satisfied|fulfil\w+|present)\b"
            r"|\b{condition_of_coverage}\b(?: [\w']+){0,6}? (?:is|are|was|were|has been"
            r"|have been) (?:all|each|fully|in fact|indeed|clearly|plainly|thus|therefore|entirely|completely"
            r"|duly) (?:\w+ )?(?:met"
            r"|satisfied|fulfil\w+)\b|\b(?:ticks?|ticked|checks?|checked) (?:off )?(?:all|every) (?:the "
            r"|of the )?box(?:es)?\b"
            r"|\b(?:you|your (?:\w+ )?\w+|(?:this|the) (?:\w+ )?(?:request|case|member|patient)|it) (?:\w+ly |do |does "
            r"|in fact |indeed ){0,2}(?:meets?|met|satisf(?:y"
            r"|ies|ied)|fulfil(?:l?s|led|l)?|passes) (?:all|every|each|the whole)\b",
            "says that medical necessity is met",
            *_LAWFUL,
            in_sentence(r"\b(?:first|second|third|some|one|two|other|except|save|but|yet|however|age|only)\b"),
            words="all ever each crit cond requ elem stan rule meet met sati fulf pass tick chec test",
        ),
        rule(
            "necessity_unqualified",
            r"(?P<span>\bmedical(?:ly)? (?:necessity|necessary|needs?|needed|indicated|required|warranted)\b"
            r"|\bright and necessary\b|\b(?:this|the|your|its|her|his|whose) (?:[\w-]+ ){0,3}?necessity\b)",
            "calls the service medically necessary",
            QUOTED,
            CONDITIONAL,
            OTHERS_VIEW,
            in_sentence(r": (?:not|no|n)\b|^for (?:the|a) "),
            _SPOKEN_OF,
            _not_or_may,
            words="medi righ nece",
        ),
        rule(
            "thought_necessary",
            r"\b(?:think|thinks|thought|considers?|considered|deem(?:s|ed)?|judged?|judges|found|finds?|held|believes?"
            r"|believed|view(?:s|ed)?|regard(?:s|ed)?|rated|saw|sees?)"
            r" (?:the|this|your|it|that|these|her|his) (?:[\w'-]+ ){0,5}?(?:to be "
            r"|as )?(?:\w+ly )?(?:{need_adjective})\b(?! (?:information|records|services|care|notes)\b)"
            r"|\b(?:was|is|were|are|has been|have been) (?:\w+ly )?(?:judged|deemed|found|considered|held|thought"
            r"|believed|regarded as) (?:to be |as )?(?:the |an? )?(?:\w+ and )?(?:{need_adjective})\b"
            r"|\byour (?!doctor|physician|surgeon|provider|plan|pharmac|employer|clinic|therapist"
            r"|hospital)\w+ needs (?:the|this|that) (?!records|notes|form|help)\w+"
            r"|\b(?:is|was) (?:exactly |precisely |just )?what (?:you|she|he|they|the \w+|your \w+"
            r"|this \w+) (?:\w+ly )*(?:needs?|needed|requires?|required)\b",
            "calls the service necessary",
            *_LAWFUL,
            _IN_PART,
            words="thin thou cons deem judg foun find held beli view rega rate saw see is was need",
        ),
        rule(
            "right_to_order",
            r"\b(?:this|it|that|these) (?:is|are|was|were) (?:clearly |indeed )?(?:necessary|required|needed"
            r"|essential) (?:care|treatment|therapy|medicine|surgery)\b|\bmakes? (?:this"
            r"|the) (?:\w+ )?(?:medically )?necessary\b|\b(?:your (?:doctor|physician|surgeon|provider)) (?:was"
            r"|is) (?:right|correct|justified) to\b|\byou have a (?:clear |genuine "
            r"|real )?(?:medical )?need (?:that|for)\b|\bno (?:doubt|question|dispute)\b{gap}\b(?:need|require"
            r"|necessary|indicated)\b|\b(?:is|was) the standard of care and\b",
            "says that the member needs the service",
            QUOTED,
            CONDITIONAL,
            OTHERS_VIEW,
            before_match(r"\bnot\b.*$"),
            words="righ corr just need doub ques disp stan nece requ esse make",
        ),
    )

    def lets_go(self, part: NormalText, start: int, end: int) -> bool:
        """Let go what the next clause says was true of a part only."""
        return _THE_REST_NOT(part, start, end)
