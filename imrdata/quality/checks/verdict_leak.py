"""The verdict of a later review in a letter that was written before it."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.local import Claim
from imrdata.quality.mood import ASKED, IRREALIS, OPINION, UNASSERTED, in_clause, in_sentence, to_match
from imrdata.quality.normalise import NormalText, normal_form
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import DECISION, OUTSIDE, WallCheck, rule

#: A plan may say that it kept or changed its own decision after a grievance, if nobody from outside is named.
_INSIDE: Final = in_sentence(
    r"\b(?:(?:your|my|the|this|an?|first|second|our|internal) (?:\w+ ){0,2}?(?:grievance|appeal|reconsideration"
    r"|complaint)s?|internal(?:ly)?|(?:our|the plan's) (?:\w+ ){0,2}?(?:committee|director|department|team"
    r"|reviewers?)|we|you asked)\b"
)
_OUTSIDE: Final = in_sentence(
    r"\b(?:independent|external|outside|imr|dmhc|department|state(?:'s)?(?! (?:that|the|your))|panel|regulator"
    r"|(?<!our )(?<!your )(?<!plan's )(?<!physician )reviewers?|record|evidence|records|literature)\b"
)
#: The certificate that §1370.4 asks of the treating physician has the statute's words in it.
_CERTIFIED: Final = in_sentence(r"\bcertif(?:y|ies|ied|ication)\b")
#: "Our physician reviewer": the plan's own, whose decision is the denial.
_OWN: Final = before_match(
    r"\b(?:our|your|plan's|my|a fair|hospital's)(?: (?:own|physician|medical|clinical|internal|staff|licensed"
    r"|doctor|appeals?|peer|nurse|pharmacist))* $"
)
_NOT_SO: Final = to_match(
    r"\b(?:not|never|nor|neither|none|cannot|without)\b(?! (?:only|able))|n't\b|\bno (?:independent|decision|imr"
    r"|part)\b"
)

_NOT_UNDONE: Final = to_match(
    r"\b(?:is|was|were|been|be|has|have|had|are) (?:not|never)\b|n't\b|\bno (?:\w+ )?(?:decision|denial)\b"
    r"|\b(?:neither|none)\b"
)


def _inside(letter: NormalText, start: int, end: int) -> bool:
    return _INSIDE(letter, start, end) and not _OUTSIDE(letter, start, end)


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
_SHOULD: Final = (
    r"(?:should|ought to) (?:not |never |rightly )?(?:have (?:been )?|be )(?:{granted}|allowed|denied|refused)\b"
)

#: The sentence that compares a likely benefit with standard therapy, in its parts and in any order.
_STANDARD: Final = (
    r"\b(?:standard (?:of care|(?:\w+ )?(?:therap(?:y|ies)|treatments?|care|options?|regimens?|chemotherapy"
    r"|imaging|alternatives?|approach(?:es)?|drugs?|measures?))|standard-of-care|as standard)\b"
)
_MORE: Final = (
    r"\b(?:more|less|greater|equally|as|just as|at least as|equal|better|superior|exceeds?|higher|lesser"
    r"|increased|outweighs?|surpass\w*|likelier|inferior|comparable)\b"
)


_LIKELY: Final = re.compile(
    r"\b(?:likel\w+|unlikely|probabl[ey]|probability|expected|chances?|odds|would|prospects?|predicted"
    r"|anticipated|promises?)\b"
)
_BENEFIT: Final = re.compile(r"\bbenefi\w+")
_AVAILABLE: Final = re.compile(r"\b(?:available|any (?:other )?standard)\b")
_PROOF: Final = re.compile(r"\b(?:stud(?:y|ies)|trials?|proof|proven|evidence|research|criteria|fda|policy)\b")
_COMPARED: Final = re.compile(_MORE)
#: The question that the statute puts to the experts, not an answer to it.
_TO_DECIDE: Final = in_sentence(
    r"\b(?:if|whether|will (?:decide|look|judge)|(?:your|the treating) (?:doctor|physician) (?:must|may|can"
    r"|has to|should|needs to)|has to (?:show|say|state)|must (?:show|state|say)|you (?:may|can) (?:ask|send"
    r"|request|apply))\b"
)


def _uncompared(letter: NormalText, start: int, end: int) -> bool:
    """Let a sentence go that does not compare how likely the benefit is, such as one on what studies have shown."""
    first, last = letter.sentence(start)

    def has(pattern: re.Pattern[str]) -> bool:
        return pattern.search(letter.text, first, last) is not None

    if not has(_COMPARED):
        return True
    if has(_BENEFIT):
        return not (has(_LIKELY) or has(_AVAILABLE))
    return not (has(_LIKELY) and has(_AVAILABLE)) or has(_PROOF)


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
        r"\b(?:your|our|you told|a fair|plan's) (?:\w+ )?(?:reviewer|letter|notice)|who denied|to me\b"
        r"|\b(?:experimental|investigational|excessive|unnecessary)\b"
    ),
    _NOT_SO,
    words=OUTSIDE + " doct",
)
LABEL: Final = rule(
    "label",
    r"(?:^|(?<=[.:;] ))[*# ]*(?:\w+ ){0,2}?{verdict_noun}(?: (?:of|in) (?:the"
    r"|this) \w+)? ?[:-] ?[^.;]{0,40}?(?:\b(?:{undone}|{kept})\b|{favour})|^(?:{undone}|{kept}) ?[:-] ",
    "states the verdict of a review",
    QUOTED,
    needs=r"[:-]",
)

_KEPT: Final = re.compile(r"\b(?:upheld|affirmed|sustained|confirmed|maintained|stands|unchanged)\b")
_NAMED_OUTSIDE: Final = re.compile(
    r"\b(?:independent|external|outside|imr|dmhc|department|state|panel|regulator|reviewers?|health plan|insurer"
    r"|enrollee|record|evidence|literature)\b"
)
#: A letter that answers a grievance or an internal appeal says so.
_ON_A_GRIEVANCE: Final = re.compile(
    r"\b(?:grievance|appeal) (?:resolution|decision|you (?:filed|sent)|received|that you (?:filed|sent))\b"
    r"|\b(?:reviewed|considered|decided|completed|concerns|answers|decision on|about|response to|resolution of"
    r"|received|review of) (?:your|the) (?:\w+ )?(?:grievance|appeal)\b|\byour (?:\w+ )?(?:grievance"
    r"|appeal) (?:was|has been|is)\b"
)


class VerdictLeak(WallCheck):
    """A denial can't know how a later review ends; `outcome_known` asks the same of an appeal.

    Rule: no verdict words tied to the denial ("denial should be overturned", "the reversal followed", "the member
    won"), no judgment of the plan ("the plan erred"), no reviewer's finding of necessity, no phrase of §1370.4
    ("likely to be more beneficial than any available standard therapy") or paraphrase of it.
    Why: the outcome is what a model trained on the letters must not be told.
    Source: domain.md §5 and §7; Health & Safety Code §1370.4 (the phrase), §1374.33.
    Passes: conditions, rights and requests ("if the IMR is decided in your favor"), what the plan's own grievance
    process upheld, the certificate that §1370.4 asks of a physician, the plan's own reviewer.
    Limits: an allusion without a decision, a winner or a reviewer in it passes; a condition in the same clause makes
    the rest lawful, a real leak too.
    """

    name = "verdict_leak"
    version = 2
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
            words=DECISION,
        ),
        rule(
            "undone_headline",
            r"\b{decision}(?: of [\w' ]{1,40}?)? ?[:,-]? ?(?:{undone}|upheld|affirmed|sustained)\b",
            "the denial is said to be overturned or upheld",
            UNASSERTED,
            _inside,
            words=DECISION,
        ),
        rule(
            "undoing",
            r"\b{undoing} (?:of )?(?:the |this |our |that |its |your )?(?:[\w']+ ){0,3}?{decision}\b",
            "speaks of the denial's reversal as a fact",
            IRREALIS,
            _inside,
            words="over reve vaca annu resc null revo upho affi sust sett inva undo",
        ),
        rule(
            "undone_active",
            JUDGE + r"{some} (?:{undone}|upheld|affirmed|sustained|endorsed|upholds|sustains|affirms|reverses"
            r"|overturns|vacates|(?:backed|backs|supported|supports|endorses?|accepted|accepts|embraced|adopted"
            r"|rejects?|(?:sided|sides|agreed|agrees|concurred|concurs|disagreed|disagrees"
            r"|differed) with) (?:the |our |its |your )?(?:{payer}|{decision}|{side}|us|plan's \w+))\b",
            "a reviewer is said to have decided the case",
            UNASSERTED,
            _OWN,
            _NOT_SO,
            words=OUTSIDE,
        ),
        rule(
            "reviewer_did_not",
            JUDGE + r"{few} (?:did not|does not|didn't|could not|was unable to|refused to|declined to) (?:agree with"
            r"|support|uphold|accept|endorse|affirm|sustain|concur with|find for|side with)\b",
            "a reviewer is said to have decided the case",
            UNASSERTED,
            _OWN,
            words=OUTSIDE,
        ),
        rule(
            "later_found",
            r"\b(?:it|{decision}|this|that|the request|the plan|we|{thing})\b{few} (?:was|were|has been|had been"
            r"|is) (?:now )?(?:later|ultimately|eventually|subsequently|finally|afterwards|in the end) (?:found"
            r"|decided|determined|ruled|judged|concluded|held|shown|established|deemed|ordered|covered|approved"
            r"|granted)\b|\bno longer (?:applies|in (?:force|effect)|stands|valid)\b",
            "says how the case ended",
            UNASSERTED,
            in_sentence(
                r"\b(?:diagnosed|biops\w+|scan|mri|x-ray|fracture|symptoms|your (?:doctor|policy|plan)|formulary)\b"
            ),
            words="late ulti even subs fina afte end long",
        ),
        rule(
            "did_not_survive",
            r"\b{decision}\b{some},? (?:(?:did|does|do|will|would|could|can) ?(?:not|n't) (?:\w+ )?(?:survive"
            r"|stand|hold|stick|last|endure|withstand|pass muster|be (?:supported|justified|sustained|defended"
            r"|left|upheld|maintained))|stands\b|(?:has |have )?fell\b|falls\b|fails\b|failed\b|collapsed"
            r"|(?:should|must|ought to|may|to) (?:\w+ )?(?:stand\b|remain in|fall|be left))",
            "says whether the denial can stand",
            QUOTED,
            ASKED,
            _inside,
            words=DECISION,
        ),
        rule(
            "judged",
            r"\b{decision}\b{some} {was}{adverbs} (?:\w+ ){0,2}?(?:{judged_wrong}|{judged_right})\b",
            "judges whether the denial was right",
            UNASSERTED,
            in_clause(r"\b(?:based on|about|which|not clear|rests?|reasons? for|for (?:your|this) request)\b"),
            words=DECISION,
        ),
        rule(
            "plan_judged",
            r"\b(?:(?<!your )(?<!my )(?:health )?plan|insurer|company|hmo|carrier|we|medical group"
            r"|medical director)\b{few} (?:(?:is|are|was|were|had been) (?:\w+ )?(?:{judged_wrong}"
            r"|{judged_right}) (?:in|to|when|not|about|for)|erred|was at fault|overstepped|(?:mis(?:judged|read"
            r"|applied|construed))|got (?:it|this)(?: one)? wrong|acted (?:\w+ ){0,2}(?:properly|correctly"
            r"|within|improperly|wrongly|appropriately|reasonably|in error)|"
            + _SHOULD[:-2]
            + r"|should (?:have|pay|cover)|must (?:now )?(?:pay|cover|authori[sz]e|provide) (?:for )?(?:this|the) "
            r"|(?:has |had )?lost(?: this| the case)?\b(?! (?:your|the record|contact|track)))",
            "judges whether the plan was right to deny",
            UNASSERTED,
            OPINION,
            in_sentence(
                r"\b(?:imr|review(?:er)? (?:decides|finds)|in (?:your|their) favor|then|by law|in that case)\b"
            ),
            words="plan insu comp hmo carr we medi",
        ),
        rule(
            "won",
            r"\b(?:appeal|case|challenge|request|complaint) (?:to the (?:state|department) )?(?:succeeded"
            r"|prevailed)\b|\b(?:{side}|you|i) (?:has |have |had |ultimately |finally |eventually "
            r"|also )*(?:prevailed|won(?! ?')|gets the|got the|was vindicated|were vindicated|came out (?:ahead"
            r"|on top)|succeeded|was successful)\b|\bcarr(?:ied|ies) the day\b|\bturned (?:into"
            r"|to) (?:an? )?\"?yes\b",
            "says who won",
            UNASSERTED,
            _NOT_SO,
            words="prev won gets got vind came carr turn succ was were",
        ),
        rule(
            "in_favour",
            r"\b{sided}\b{some} {favour}\b|\b(?:sided|siding|sides) with\b|\b{verdict_noun}\b{some} (?:{favour}"
            r"|favou?rable)\b",
            "says for whom the review was decided",
            UNASSERTED,
            _OWN,
            in_clause(r"\b(?:not|no|is binding|any|final for|went to|search\w*)\b"),
            OPINION,
            words=FAVOUR_WORDS,
        ),
        rule(
            "compelled",
            r"\b(?:coverage|payment|authori[sz]ation|{thing}) (?:was|were|has been|have been|is now)(?: \w+ly"
            r"| then| later| since)* (?:ordered|compelled|directed|mandated|imposed)\b(?! by (?:your|the"
            r"|a) (?:doctor|physician|treating))|\b(?:by|on) order of the (?:regulator|state|department|dmhc)|"
            + JUDGE
            + r"{few} (?:ordered|orders|compelled|directed|told|instructed|required|obliged|obliges) (?:us|you"
            r"|the (?:health )?plan|coverage)(?: (?:to (?:cover|pay|authori[sz]e|provide|approve)))?",
            "says that coverage was ordered",
            UNASSERTED,
            in_sentence(r"\b(?:your|treating|her|his) (?:doctor|physician|provider|surgeon)\b(?! (?:agree|was right))"),
            in_clause(
                r"\b(?:tell you|to (?:give|inform|send|include|tell|explain|write)|by your|by the treating|notice)\b"
            ),
            words="orde comp dire mand impo told inst requ obli",
        ),
        REVIEWER_VERDICT,
        REVIEWER_NECESSITY,
        rule(
            "should_have_been",
            r"\b{thing}\b{few} " + _SHOULD,
            "says that the service should be covered",
            UNASSERTED,
            OPINION,
            _NOT_SO,
            words="shou ough",
        ),
        rule(
            "verdict",
            r"\b(?:the|its|his|her|their|a) (?:final )?(?:verdict|ruling)\b",
            "speaks of a verdict",
            IRREALIS,
            _NOT_SO,
            words="verd ruli",
        ),
        rule(
            "found_necessary",
            r"\b(?:determined|found|concluded|judged|decided|ruled|held) (?:that )?[^.;]{0,100}?\b(?:is|was|are"
            r"|were|be|does need|do need) (?:\w+ )?(?:medically necessary|need|require)\b",
            "says that the service was found necessary",
            UNASSERTED,
            OPINION,
            _NOT_SO,
            _OWN,
            words="dete foun conc judg deci rule held",
        ),
        rule(
            "more_beneficial",
            r"(?P<span>(?:beneficial|benefits?\b|effective|superior|better|good|inferior|efficacious|helpful"
            r"|help you).*)",
            "uses the reviewer's comparison of §1370.4",
            QUOTED,
            _CERTIFIED,
            _uncompared,
            _TO_DECIDE,
            needs=_STANDARD,
            words="stan",
        ),
    )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let a notice on a grievance say that the plan kept its decision, if it names nobody from outside."""
        _, sentence = claim.key
        if not _KEPT.search(sentence) or _NAMED_OUTSIDE.search(sentence):
            return True
        return _ON_A_GRIEVANCE.search(normal_form(letter["text"])) is None
