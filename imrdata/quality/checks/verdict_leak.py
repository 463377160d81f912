"""The verdict of a later review in a letter that was written before it."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.checks.comparison import STANDARD, TO_DECIDE, uncompared
from imrdata.quality.checks.grievance_notice import on_a_grievance
from imrdata.quality.local import Claim
from imrdata.quality.mood import (
    ANY_DECISION,
    ASKED,
    IRREALIS,
    OPINION,
    OTHERS_VIEW,
    UNASSERTED,
    in_clause,
    in_sentence,
    to_match,
)
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import DECISION, OUTSIDE, WallCheck, rule

#: A plan may say that it kept or changed its own decision after a grievance, if nobody from outside is named.
_INSIDE: Final = in_sentence(
    r"\b(?:(?:your|my|the|this|an?|first|second|our|internal) (?:[\w']+ ){0,2}?(?:grievance|appeal|reconsideration"
    r"|complaint)s?|internal(?:ly)?|grievance (?:answer|closed|decision|reply)|(?:our"
    r"|the plan's) (?:\w+ ){0,2}?(?:committee|director|department|team|reviewers?)|we|you asked)\b"
)
_OUTSIDE: Final = in_sentence(
    r"\b(?:independent|external|outside|imr|dmhc|department|state(?:'s)?(?! (?:that|the|your))|panel|regulator"
    r"|(?<!our )(?<!your )(?<!plan's )(?<!physician )reviewers?|record|evidence|records|literature)\b"
)
#: The certificate that §1370.4 asks of the treating physician has the statute's words in it.
_CERTIFIED: Final = in_sentence(r"\bcertif(?:y|ies|ied|ication)\b")
#: "Our physician reviewer": the plan's own, whose decision is the denial.
_OWN: Final = before_match(
    r"\b(?:our|your|plan's|my|a fair|hospital's)(?: (?:own|physician|medical|clinical|internal|staff|licensed|doctor"
    r"|appeals?|peer|nurse|pharmacist))* $"
)
_NOT_SO: Final = to_match(
    r"\b(?:not|never|nor|neither|none|cannot|without)\b(?! (?:only|able))|n't\b|\bno (?:independent|decision|imr"
    r"|part)\b"
)

_NOT_UNDONE: Final = to_match(
    r"\b(?:is|was|were|been|be|has|have|had|are) (?:not|never)\b|n't\b|\bno (?:\w+ )?(?:decision|denial)\b"
    r"|\b(?:neither|none)\b|\b(?:prevents?|keeps?|stops?|bars?)\b"
)


def _inside(letter: NormalText, start: int, end: int) -> bool:
    return _INSIDE(letter, start, end) and not _OUTSIDE(letter, start, end)


#: The fate of another request, long before.
_LONG_AGO: Final = in_sentence(
    r"\b(?:last \w+|previous(?:ly)?|another|a different|other|years? ago|first (?:denial|decision|request|time)"
    r"|in (?:19|20)\d\d)\b"
)
#: How words begin of which each sentence on "in favour of" has one.
FAVOUR_WORDS: Final = (
    "side sidi rule ruli foun find deci came come went goes turn reso conc clos ende saw held sett outc resu disp dete"
    " verd upsh fina favo revi"
)

#: Who decides from outside. "The reviewing doctors" without an owner are the review's.
JUDGE: Final = (
    r"\b(?:{outsider}|{outside_review}|{regulator}|reviewing (?:physicians?|doctors?|specialists?)|(?:medical "
    r"|physician |peer |clinical )*reviewers?(?:')?|panel|doctors? who \w+ [^.;]{0,40}(?:state|department))\b"
)
#: Rules that hold in both letters.
REVIEWER_VERDICT: Final = rule(
    "reviewer_verdict",
    JUDGE + r"{gap}\b{findings_verb}\b{long_gap}\b(?:(?:should|must|is to|ought to) be (?:{undone}|{kept}|{granted})"
    r"|{undoing} (?:of )?(?:the|this|our|your)|to (?:{undo}|{keep}) (?:the|this|our|your)|(?:{undo}"
    r"|{keep}) the denial)",
    "a reviewer is said to have overturned or upheld the denial",
    UNASSERTED,
    _OWN,
    words=OUTSIDE + " doct",
)
REVIEWER_NECESSITY: Final = rule(
    "reviewer_necessity",
    JUDGE + r"{gap}\b{findings_verb}\b{long_gap}\b(?:{needed}|qualif\w+|meets? (?:the |all )?criteria|(?:must"
    r"|should) (?:be|have been|pay)\b)",
    "a reviewer is said to have found the service necessary",
    UNASSERTED,
    _OWN,
    in_sentence(
        r"\b(?:your|our|you told|a fair|plan's) (?:\w+ )?(?:reviewer|letter|notice)|who denied|blood tests|to me\b"
        r"|\b(?:experimental|investigational|excessive|unnecessary)\b"
    ),
    _NOT_SO,
    words=OUTSIDE + " doct",
)
LABEL: Final = rule(
    "label",
    r"(?:^|(?<=[.:;] ))[*# ]*(?:\w+ ){0,2}?{verdict_noun}(?: (?:of|in) (?:the|this) \w+)? ?[:-]"
    r" ?[^.;]{0,40}?(?:\b(?:{undone}|{kept})\b|{favour})|^(?:{undone}|{kept}) ?[:-] ",
    "states the verdict of a review",
    QUOTED,
    needs=r"[:-]",
)

_KEPT: Final = re.compile(r"\b(?:upheld|affirmed|sustained|confirmed|maintained|stands|unchanged)\b")
_NAMED_OUTSIDE: Final = re.compile(
    r"\b(?:independent|external|outside|imr|dmhc|department|state|panel|regulator|reviewers?|health plan|insurer"
    r"|enrollee|record|evidence|literature)\b"
)


class VerdictLeak(WallCheck):
    """A denial can't know how a later review ends; `outcome_known` asks the same of an appeal.

    Rule: no verdict words tied to the denial ("denial should be overturned", "the reversal followed", "the member won",
    "the last word went to"), no judgment of the plan or its reasons ("the plan erred", "no ground for denying"), no
    order to pay, no reviewer's finding of necessity, no phrase of §1370.4 ("likely to be more beneficial than any
    available standard therapy") or comparison like it: more or less likely to help than the care that there is.
    Why: the outcome is what a model trained on the letters must not be told.
    Source: domain.md §5 and §7; Health & Safety Code §1370.4 (the phrase), §1374.33.
    Passes: conditions, rights and requests ("if the IMR is decided in your favor"), what any decision would do, what
    the member or the treating doctor thinks, what the plan's own grievance process upheld, the fate of an earlier
    request, the certificate that §1370.4 asks of a physician, what studies show, the plan's own reviewer.
    Limits: an allusion or idiom without a decision, a winner or a reviewer in it passes; a condition in the same clause
    makes the rest lawful, a real leak too.
    """

    name = "verdict_leak"
    version = 9
    kinds = ("denial",)
    rules = (
        LABEL,
        rule(
            "kept_passive",
            r"\b{decision}\b{some} {was}{adverbs} {kept}\b",
            "the denial is said to be overturned or upheld",
            UNASSERTED,
            _inside,
            words=DECISION,
        ),
        rule(
            "undone_passive",
            r"\b{decision}\b{some} {was}{adverbs} {undone}\b",
            "the denial is said to be overturned or upheld",
            UNASSERTED,
            _NOT_UNDONE,
            _LONG_AGO,
            ANY_DECISION,
            words=DECISION,
        ),
        rule(
            "undone_headline",
            r"\b{decision}(?: of [\w' ]{1,40}?)? ?[:,-]? ?(?:{undone}|upheld|affirmed|sustained)\b|^(?:{undone}"
            r"|{kept}),|\bit (?:was|has been) (?:ruled|held|adjudged) that\b",
            "the denial is said to be overturned or upheld",
            UNASSERTED,
            _inside,
            before_match(r"\bto (?:have|get|see) (?:\w+ )?$"),
            words=DECISION + " it over reve vaca annu resc uphe affi sust with thro set stru scra",
        ),
        rule(
            "undoing",
            r"\b{undoing} (?:of )?(?:the |this |our |that |its |your )?(?:[\w']+ ){0,3}?{decision}\b",
            "speaks of the denial's reversal as a fact",
            IRREALIS,
            in_clause(r"\b(?:can|may|could|would|will|might|must) (?:be|mean|only|not)\b"),
            ANY_DECISION,
            _inside,
            words="over reve vaca annu resc null revo upho affi sust sett inva undo",
        ),
        rule(
            "undone_active",
            JUDGE + r"{some} (?:{undone}|upheld|affirmed|sustained|endorsed|upholds|sustains|affirms|reverses"
            r"|overturns|vacates|(?:backed|backs|supported|supports|endorses?|accepted|accepts|embraced|adopted"
            r"|rejects?|(?:sided|sides|agreed|agrees|concurred|concurs|disagreed|disagrees|differed) with) (?:the "
            r"|our |its |your )?(?:{payer}|{decision}|{side}|us|plan's \w+))\b|"
            + JUDGE
            + r"{few} (?:did not|does not|didn't|could not|refused to|declined to) (?:agree with|support|uphold|accept"
            r"|endorse|concur with|find for)\b",
            "a reviewer is said to have decided the case",
            UNASSERTED,
            _OWN,
            words=OUTSIDE,
        ),
        rule(
            "did_not_survive",
            r"\b{decision}\b{some},? (?:(?:did|does|do|will|would|could|can) ?(?:not|n't) (?:\w+ )?(?:survive|stand"
            r"|hold|carry|succeed|prevail|stick|last|endure|withstand|pass muster|be (?:supported|justified|sustained"
            r"|defended|left|upheld|maintained))|stands\b|(?:has |have )?fell\b|falls\b|fails\b|failed\b|collapsed"
            r"|(?:should|must|ought to|may|to) (?:\w+ )?(?:stand\b|remain in|fall|be left))|\b(?:it|this"
            r"|that) (?:should|must|did|does|could|will|can) ?(?:not|n't) stand\b",
            "says whether the denial can stand",
            QUOTED,
            ASKED,
            in_sentence(r"\bunless\b|^(?:prior to|before)\b"),
            words=DECISION,
        ),
        rule(
            "judged",
            r"\b{decision}\b{some} {was}{adverbs} (?:\w+ ){0,4}?(?:{judged_wrong}|{judged_right})\b",
            "judges whether the denial was right",
            UNASSERTED,
            OTHERS_VIEW,
            ANY_DECISION,
            in_sentence(
                r"\bfirst (?:denial|decision)\b|\b(?:penalty|punish) [\w ]{0,12}for saying\b|\b(?:mailed"
                r"|sent) to the wrong\b"
            ),
            words=DECISION,
        ),
        rule(
            "plan_judged",
            r"\b(?:(?<!your )(?<!my )(?:health )?plan|insurer|company|hmo|carrier|we|medical group"
            r"|medical director)\b{few} (?:(?:is|are|was|were|had been) (?:\w+ )?(?:{judged_wrong}"
            r"|{judged_right}) (?:in|to|when|not|about|for)|erred|was at fault|overstepped|(?:mis(?:judged|read"
            r"|applied|construed))|got (?:it|this)(?: one)? wrong|acted (?:\w+ ){0,2}(?:properly|correctly|within"
            r"|improperly|wrongly|appropriately|reasonably|in error)|should (?:have|pay|cover)|must (?:now )?(?:pay"
            r"|cover|authori[sz]e|provide) (?:for )?(?:this|the) |(?:has |had )?lost(?: this| the case)?\b(?! (?:your"
            r"|the|contact|track)))",
            "judges whether the plan was right to deny",
            UNASSERTED,
            OPINION,
            in_sentence(r"\bthen\b|\bin (?:your|their) favor\b"),
            words="plan insu comp hmo carr we medi",
        ),
        rule(
            "how_it_ended",
            r"\b{decision}\b{some} (?:withstood|survived|held up|stood up|prevailed|was left (?:alone|as it)"
            r"|came undone|unravel\w+|crumbled)\b|\b(?:coverage|benefits?|authori[sz]ation|payment|{thing}) (?:was"
            r"|were|has been|have been) (?:\w+ly |later |since |then )*(?:restored|reinstated|secured|won)\b"
            r"|\b(?:{payer}|we|us) (?:ultimately |finally |eventually |in the end |also )*(?:prevailed|lost out"
            r"|(?:was|were) (?:vindicated|held to be (?:right|wrong)))\b|\b(?:last word|final say|final answer"
            r"|last say|end result|end of the matter|final outcome|verdict|ruling)\b{few} (?:is|was|were|has|had|went"
            r"|agreed|disagreed|sided|fell|came|belonged)\b|\bleft (?:our|the|this) {decision} (?:untouched|alone"
            r"|intact|standing|unchanged)\b|\b(?:it|{decision}|{thing}) (?:was|were|has been) (?:later|ultimately"
            r"|eventually|subsequently|finally|in the end) (?:found|decided|determined|ruled|held|deemed|ordered"
            r"|covered|approved|granted)\b|\bno longer applies\b",
            "says how the case ended",
            UNASSERTED,
            _NOT_SO,
            _inside,
        ),
        rule(
            "reasoning_judged",
            r"\b(?:our|the plan's|the insurer's|its) (?:own )?(?:reading|interpretation|application|use|reliance"
            r"|reasoning|rationale|reasons?|view|analysis|assessment|grounds?|finding|criteri\w+)\b{some} (?:was|were"
            r"|has been|have been|proved|turned out|is|are)(?: \w+ly| to be| later| since| found| held| judged"
            r"| deemed){0,3} (?:{judged_wrong}|rejected|not (?:supported|borne out|accepted|shared|sound|upheld)"
            r"|unsound|faulty|disproved|refuted|borne out|vindicated|sustained|accepted by)\b|\b(?:bore"
            r"|borne) out (?:our|the|what)\b|\bvindicat(?:es?|ed|ing) (?:our|the|what|us)\b|\b(?:no|little|without"
            r"|insufficient|not enough) (?:[\w-]+ )?(?:grounds?|basis|reasons?|justification|support) (?:for|in|to"
            r"|behind) (?:the |our |this |saying )*(?:{decision}|den(?:y|ied|ying)|refus(?:e|ing)|no\b)",
            "judges whether the denial was right",
            UNASSERTED,
            OTHERS_VIEW,
            words="our plan insu its bore born vind no litt with insu not",
        ),
        rule(
            "won",
            r"\b(?:we|and we|we have|we had) (?:won|lost)(?=[.,;!]|$| (?:it|there|the case|on|before))|\b(?:appeal"
            r"|case|challenge|request|complaint) (?:to the (?:state|department) )?(?:succeeded|prevailed)\b"
            r"|\b(?:{side}|you|i) (?:has |have |had |ultimately |finally |eventually |also )*(?:prevailed|won(?! ?')"
            r"|(?:gets|got) the (?:better|coverage|approval|upper)|was vindicated|were vindicated|came out (?:ahead"
            r"|on top)|ended up with|succeeded|was successful)\b|\bcarr(?:ied|ies) the day\b|\b(?:turned (?:into|to)"
            r"|became|has become|changed to) (?:an? )?\"?yes\b",
            "says who won",
            UNASSERTED,
            _NOT_SO,
            words="lost prev won gets got vind came carr turn beca beco chan succ was were ende",
        ),
        rule(
            "in_favour",
            r"\b{sided}\b{some} {favour}\b|\b(?:sided|siding|sides) with\b|\b{verdict_noun}\b{some} (?:{favour}"
            r"|favou?rable)\b",
            "says for whom the review was decided",
            UNASSERTED,
            ANY_DECISION,
            _OWN,
            in_clause(r"\b(?:not|no|is binding|any|final for|went to|search\w*|means?|cannot|unable|cover)\b|can't\b"),
            OPINION,
            words=FAVOUR_WORDS,
        ),
        rule(
            "ought_to_have",
            r"\b(?:{thing}|{payer}|we)\b{few} (?:should|ought to) (?:not |never |rightly )?(?:be"
            r"|have(?: been)?) (?:{granted}|denied|refused)\b|\b(?:coverage|payment|authori[sz]ation) (?:was|were"
            r"|has been)(?: \w+ly| then| later)* (?:ordered|compelled|directed|mandated)\b",
            "says that the service should be covered",
            UNASSERTED,
            OPINION,
            _NOT_SO,
            words="shou ough orde comp dire mand",
        ),
        REVIEWER_VERDICT,
        REVIEWER_NECESSITY,
        rule(
            "more_beneficial",
            r"(?P<span>" + STANDARD + r")",
            "uses the reviewer's comparison of §1370.4",
            QUOTED,
            _CERTIFIED,
            uncompared,
            TO_DECIDE,
            OTHERS_VIEW,
            words="stan conv usua cust exis avai curr othe alte what care trea ther opti drug mean esta acce rout trad"
            " noth ever anyt all any",
        ),
    )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let a notice on a grievance say that the plan kept its decision, if it names nobody from outside."""
        _, sentence = claim.key
        if not _KEPT.search(sentence) or _NAMED_OUTSIDE.search(sentence):
            return True
        return not on_a_grievance(letter["text"], sentence)
