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
from imrdata.quality.patterns import QUOTED, after
from imrdata.quality.wall import WallCheck, rule

#: Denied, or not yet shown.
_NEGATED: Final = to_match(
    r"\b(?:not(?! (?:only|say otherwise|dispute|question|doubt|deny|contest|in dispute|in question|in doubt))|never"
    r"|no(?! (?:doubt|question|dispute|one doubts))|nor|neither|none|cannot|without|fail(?:s|ed)? to|unable"
    r"|insufficient|lack(?:s"
    r"|ing)?|rather than|instead of|little|hardly|less than|too few|absence of|question(?:s|ed)? (?:whether|of|about)"
    r"|unclear|before we)\b|n't(?! (?:dispute|question|doubt|deny|contest))\b"
)
#: The rule itself, or what a person has to show.
_GENERAL: Final = in_clause(
    r"\b(?:services|care|treatments|items|supplies|benefits|those|drugs|what|anything|something|things|equipment"
    r"|procedures|service) (?:or \w+ )?(?:that |which )(?:is|are|were|be)\b|\bmedically necessary (?:services|care"
    r"|treatments|items|supplies|benefits|means)\b|\b(?:an?|any|each|every) (?:service|treatment|item|person|member"
    r"|procedure|benefit)s? (?:is|must|has|needs|may|can|qualif\w+)\b|\b(?:covers?|covered|pays?"
    r"|paid for)\b.{0,60}\b(?:if|when|only|that (?:is|are))\b|\b(?:means|defin\w+|term|in order to|^to be|guideline"
    r"|policy|requires? that|contract|evidence of coverage|to (?:decide|determine|show|find|prove|establish"
    r"|demonstrate|explain|consider|qualify)|show\w* (?:why|how|that)|proof|review(?:s|ed)? (?:of|for)"
    r"|decisions? (?:on|about)|dispute[sd]? (?:about|over)|questions? of|whether|question|records that|asks? us"
    r"|asked us)\b"
)
#: A part of the request, or something else, was needed.
_IN_PART: Final = in_sentence(
    r"\b(?:but (?:not|the|that|only|this|we|it)|only|first|second|third|up to|until|not the|instead|lower|another"
    r"|different|alternative|outpatient|other|others|some|one|two|limited|part of|yet|however|although|while|before"
    r"|evaluation|emergency|(?:was|were|is|are|stays?) (?:still )?(?:paid|covered|free)|except|age)\b(?! (?:it"
    r"|and medically))"
)
#: What keeps a statement of need from being the plan's own finding about this request.
_LAWFUL: Final = (IRREALIS, _NEGATED, OTHERS_VIEW, _GENERAL)
#: Papers, steps and duties are needed too.
_PAPERS: Final = in_sentence(
    r"\b(?:says?|said|argue[sd]?|wrote|contends|prior authori[sz]ation|approval|referral|signature|forms?|records?"
    r"|notes|letters?|information|documents?|proof|details?|data|results?|interpreter|claim number|power of attorney"
    r"|how (?:many|long|much|often)|steps?|must|trial of|law|by (?:the|your|our) \w+|to (?:give|tell|send|make"
    r"|provide|offer|pay|apply|file|ask|appeal|look))\b|\bservices that\b|^(?:it is necessary|q:|a:|what)|; today\b"
)
#: The next clause says that this much was not.
_THE_REST_NOT: Final = after(
    r"(?:(?<=;)|[^.;]{0,60};)[^.;]{0,80}(?:\b(?:was|were|is|are|did|do|does|have|has) not|n't)\b"
)
#: Necessity spoken of as a rule, a question, or a thing to be shown: what a lawful denial says of it.
_SPOKEN_OF: Final = in_sentence(
    r"^to be\b|\b(?:criteri\w+|guidelines?|policy|policies|rules?|standards?(?! of care)|defin\w+|means|meaning|law"
    r"|section|code|act|contract|evidence of coverage|benefits?|handbook|decid\w+|decisions?|determin\w+|denials?"
    r"|den(?:y|ied|ies|ying)|review(?:s|ed|ing)?|(?<!no )(?<!out of )question(?:s|ed)?|whether"
    r"|(?<!nobody )disput(?:ed?|es) (?:about|over)|disputes? (?:whether|that)|disagree\w*|grievances?|appeal\w*|imr"
    r"|department|delay\w*|modif\w+|show(?:s|n|ing)?|prove[sdn]?|proof|assess\w*|evaluat\w*|grounds?"
    r"|(?<!medical )reasons?|basis"
    r"|because|services (?:that|which)|care that|anything|everything that|all (?:covered )?services|(?:is"
    r"|are) covered (?:at|if|when|by|under)|covers?|pays?|asks?|requires?|requests?|please|records that|how|why|what"
    r"|when|if)\b|\?"
)
#: Said not to be so before it is said, or in the same clause.
_NOT_OR_MAY: Final = re.compile(
    r"\b(?:not(?! (?:open|in (?:dispute|question|doubt)|disputed|questioned|doubted|doubt|question|dispute|deny"
    r"|contest))|never|no(?! (?:doubt|question|dispute|one))|nor|neither|none|cannot|without|unless|until|lacks?"
    r"|lacking|lack|absence|absent|insufficient|fails?|failed|unable|less than|short|beyond|only|rather|instead"
    r"|exclu\w+|limited|will|would|may|might|can|could|must|should|shall)\b|n't(?! (?:doubt|question|dispute|deny"
    r"|contest))\b"
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
    paid, a part of the request that was.
    Limits: a negation earlier in the clause exempts what it does not belong to; need said without any of the words
    ("you can't do without it") passes.
    """

    name = "necessity_asserted"
    version = 10
    #: Lower than the others': the reader takes some who affirm the need for pleas.
    lawful_below = -2.5
    kinds = ("denial",)
    rules = (
        rule(
            "is_necessary",
            r"\b(?P<span>(?:is|are|was|were|'s|remains?|remained|deemed?|considered?|consider|as|found|find|finds|be"
            r"|been|agreed|qualif\w+|judged|both|and|in fact|your|an?|the|this)(?: (?!not\b"
            r"|no\b)[\w,-]+){0,6}? (?:medically (?:\w+ and )?(?:necessary|required|needed|indicated|warranted"
            r"|justified|appropriate|essential))(?! and (?:is|are) not))\b(?! (?:services|care|treatments|items"
            r"|supplies|benefits)\b(?! (?:for you|in your)))",
            "calls the service medically necessary",
            *_LAWFUL,
            in_sentence(r"\?|\b(?:was|were|is|are) (?:paid|covered)\b"),
            words="medi",
        ),
        rule(
            "necessity_unqualified",
            r"(?P<span>\bmedical(?:ly)? (?:necessity|necessary|needs?|needed|indicated|required|warranted)\b"
            r"|\b(?:right and necessary|necessary (?:for \w+ )?(?:medically|for medical reasons))\b|\b(?:this|the"
            r"|your|its|her|his|whose) (?:[\w-]+ ){0,3}?necessity\b)",
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
            "necessary_for",
            r"\b(?:{thing}|(?:this|the|your|that) (?:[\w-]+ ){0,3}?[\w-]+)\b{few} (?:is|are|was|were"
            r"|remains?)(?: (?!medically)\w+ly| clinically| also| both| indeed| the| an?| reasonable| appropriate"
            r"| and| essential| part| of| your| care|,){0,6},? {need_adjective}\b(?: (?:for|to|in|from|by your|next"
            r"|at|part|step|and|here|under)\b|$|[.,;])",
            "calls the service necessary",
            UNASSERTED,
            _NEGATED,
            OTHERS_VIEW,
            _GENERAL,
            _IN_PART,
            _PAPERS,
            words="nece need requ indi warr esse vita just call impe indi appr must cruc unav well reas a",
        ),
        rule(
            "you_need",
            r"(?:^|\b(?:that|because|and|clearly|doubt|agree|see) )you (?:\w+ly |do |also |do in fact |still )*(?:need"
            r"|have to have|must have|require|have a medical need|meet|met|satisf(?:y|ied)|fulfil\w*"
            r"|qualify for) (?:(?:this|the requested|the|that|these|our|all|every|each|both|plan's)\b)",
            "says that the member needs the service",
            *_LAWFUL,
            _IN_PART,
            words="you",
        ),
        rule(
            "criteria_met",
            r"\b(?:meets?|met|satisf(?:y|ies|ied)|fulfil(?:l?s|led)?|consistent with|qualif(?:y|ies|ied) (?:as|for)"
            r"|passes)\b(?: [\w']+){0,5}? (?:medical(?:ly)? necess(?:ity|ary))\b|\b(?:meets?|met|satisf(?:y|ies|ied)"
            r"|fulfil(?:l?s|led)?)\b(?: (?:all|every|each|the|our|of|plan's|clinical|medical|coverage"
            r"|applicable)){0,6} {condition_of_coverage}\b|\b(?:all|every|each)(?: [\w-]+){0,5}?"
            r" {condition_of_coverage}\b{gap}\b(?:is|are|was|were|has been|have been) (?:\w+ )?(?:met|satisfied"
            r"|fulfil\w+|present)\b",
            "says that medical necessity is met",
            IRREALIS,
            _NEGATED,
            OTHERS_VIEW,
            _IN_PART,
            in_sentence(
                r"\b(?:whether|(?:services|care|requests?|choices|those) (?:\w+ ){0,4}?that|a (?:person|member)|rules?"
                r"|how|(?:does not|do not|doesn't|don't|did not|didn't) (?:\w+ )?(?:show|establish|demonstrate|prove"
                r"|confirm|support|tell))\b|: n\b"
            ),
            words="meet met sati fulf cons qual pass all ever each",
        ),
        rule(
            "need_established",
            r"\b(?:medical necessity|(?:the|your|a|his|her|medical|clinical|documented) need (?:for|of"
            r"|to) [^.;]{1,40}?)\b{some} (?:has been|have been|is|was|were|being) (?:\w+ly |both |well |not "
            r"|very )*(?:established|demonstrated|shown|supported|proven|clear|confirmed|evident|plain|obvious"
            r"|present|real|genuine|documented|apparent|recogni[sz]ed|undisputed|accepted|undeniable|beyond"
            r"|in (?:dispute|doubt|question))\b|\b(?:supports?|supported|confirms?|confirmed|establish(?:es|ed)?"
            r"|demonstrate[sd]?|shows?|showed|represents an?|proves?|proven|justif(?:y|ies)|document(?:s|ed)?"
            r"|bears? out|attests? to|there is an?|accepts?|acknowledges?|recogni[sz]es?|concede|grants?|makes?|made"
            r"|renders?|calls? for|warrants?) (?:the |a |an |your |this |that |clear |it )*(?:medical(?:ly)?"
            r" (?:necess(?:ity|ary)|need)|need (?:for|of) (?:this|the)|(?:\w+ )?necessary)\b"
            r"|\byour (?:[\w']+ ){1,3}?(?:warrants?|justif(?:y|ies)|calls? for|necessitates?|demands?) (?:the|this"
            r"|your)\b|\byou have a (?:\w+ )?medical need\b|\b(?:this|it|that) (?:is|was) (?:\w+ly )?(?:necessary"
            r"|required|needed|essential) (?:care|treatment|therapy|medicine|surgery)\b",
            "says that medical necessity is established",
            *_LAWFUL,
            words="medi need nece warr just call dema requ esse",
        ),
        rule(
            "not_doubted",
            r"(?:\b(?:not|never|cannot|hardly|no one|nobody|none of us|without)|n't) (?:\w+ ){0,4}?(?:doubt(?:s|ed"
            r"|ing)?|den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)|question(?:s|ed|ing)?|contest(?:s|ed"
            r"|ing)?)\b(?![^.;]{0,80}\b(?:but|yet|however|still|even so)\b)[^.;]{0,60}\b(?:necessity"
            r"|you(?:r)? need (?:for |of )?(?:this|the|that)|need (?:for|of) (?:this|the)|(?:is|was|are"
            r"|were)(?:,? [\w']+){0,5}?,? (?:{need_adjective}))\b|\b(?:is|was) (?:called for|needed|required"
            r"|warranted)[^.;]{0,20} (?:cannot|can not|can't) be (?:denied|doubted|disputed|questioned)\b"
            r"|\bno (?:doubt|question|dispute)\b[^.;]{0,60}\b(?:necessary|indicated|called for|you need|needs?)\b",
            "says that the member needs the service",
            QUOTED,
            CONDITIONAL,
            OTHERS_VIEW,
            words="doub deni deny disp ques cont",
        ),
        rule(
            "we_accept",
            r"\b(?:we|our (?:\w+ )?(?:\w+)) (?:fully |also |do |freely |readily |have |now |must ){0,3}(?:accept|agree"
            r"|concede|acknowledge|recogni[sz]e|grant|admit|find|found|conclude|concluded|believe|consider"
            r"|are (?:satisfied|persuaded|convinced|of the view)|see|understand|think)(?:s|ed|d)? (?:that |with "
            r"|how )?(?:(?!\bnot\b|n't|\bno\b|\bwhy\b|\bonly\b)[^.;]){0,80}\b(?:{need_adjective}|(?:you|the (?:member"
            r"|patient|enrollee)|she|he|your (?:child|son|daughter|wife|husband|mother|father)) (?:do |does "
            r"|\w+ly )?(?:needs?|requires?) (?:the|this|that|it))\b(?! (?:services|care|treatments) )",
            "calls the service necessary",
            *_LAWFUL,
            words="acce agre conc ackn reco gran admi find foun beli cons sati pers conv see unde thin",
        ),
        rule(
            "thought_necessary",
            r"\b(?:think|thinks|thought|considers?|considered|deem(?:s|ed)?|judged?|judges|found|finds?|held|believes?"
            r"|believed|view(?:s|ed)?|regard(?:s|ed)?|rated|saw|sees?) (?:the|this|your|it|that|these|her"
            r"|his) (?:[\w'-]+ ){0,5}?(?:to be |as )?(?:\w+ly )?(?:{need_adjective})\b(?! (?:information|records"
            r"|services|care|notes)\b)|\b(?:was|is|were|are|has been|have been) (?:\w+ly )?(?:judged|deemed|found"
            r"|considered|held|thought|believed|regarded as) (?:to be |as )?(?:the |an? )?(?:\w+ and"
            r" )?(?:{need_adjective})\b|\byour (?!doctor|physician|surgeon|provider|plan|pharmac|employer|clinic"
            r"|therapist|hospital)\w+ needs (?:the|this|that) (?!records|notes|form|help)\w+|\b(?:is|was) (?:exactly "
            r"|precisely |just )?what (?:you|she|he|they|the \w+|your \w+|this \w+) (?:\w+ly )*(?:needs?|needed"
            r"|requires?|required)\b",
            "calls the service necessary",
            *_LAWFUL,
            _IN_PART,
            words="thin thou cons deem judg foun find held beli view rega rate saw see is was need",
        ),
    )

    def lets_go(self, part: NormalText, start: int, end: int) -> bool:
        """Let go what the next clause says was true of a part only."""
        return _THE_REST_NOT(part, start, end)
