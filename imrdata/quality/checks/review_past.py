"""An independent review in the past tense: a denial comes before it, an appeal does not know how it ends."""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import (
    ANY_DECISION,
    ASKED,
    CONDITIONAL,
    IRREALIS,
    in_clause,
    in_sentence,
    to_match,
)
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import OUTSIDE, Rule, WallCheck, rule

#: Who or what reviews from outside; the Department alone does much else.
_OUT: Final = r"\b(?:{outsider}|{outside_review})(?:'s|')?"
_ANY: Final = r"\b(?:{outsider}|{outside_review}|{regulator})(?:'s|')?"
#: Not held, not yet asked for: the review is denied, not told.
_NOT_HELD: Final = in_sentence(
    r"\b(?:no|any|without(?: an?)?|not an?) (?:\w+ ){0,2}?(?:independent|external|outside|imr|state)\b|\b(?:not"
    r"|never|n't|nor)(?: yet| been| so far| ever| received){0,3} (?:requested|held|taken|received|completed"
    r"|conducted|decided|made|begun|started|filed|applied|asked|had|reviewed|any)\b|\bhad no (?:say|part|hand)\b"
    r"|\bwill not be needed\b"
)
#: What the Department and its organizations do in general, for others.
_GENERAL: Final = in_clause(
    r"\b(?:toll-free|website|complaint forms|cases like|similar cases|without names|such as these|in general"
    r"|every year|are selected|approved the wording|prepared by|(?:created|established|set up"
    r"|founded) (?:by (?:california|the state|the legislature|law|statute)|in|under|so)|by (?:california |state )?law"
    r"|requires us|requires? that|regulat\w+ (?:this"
    r"|your|the|health)|law says|application forms?|help ?line|on the phone|told me (?:to|that i|how)"
    r"|informed me (?:of|that i))\b|\breviews? by the state is\b|\b(?:rule|law) was\b|\bmade for cases\b"
    r"|\breview of the (?:nursing home|facility|hospital|clinic)\b"
    r"|\b(?:about|over) (?:an? |the )?(?:imr|independent medical review)\b(?! (?:result|decision|outcome|finding))"
)
#: A second opinion is not the review: a doctor whom the patient chose, before the denial.
_SECOND_OPINION: Final = in_sentence(
    r"\b(?:an independent (?!medical|physician|review|expert|external|clinical|peer)\w+ (?:doctor|surgeon|physician"
    r"|specialist)|second opinion|i (?:saw|got|consulted|visited|went to)|we (?:saw|consulted)|you (?:saw|got|consulted"
    r"|visited|were seen)|at the (?:university|hospital|clinic)|you sent (?:me|her|him|my)|cop(?:y|ies)"
    r"|laborator(?:y|ies)|therapist|letter of support|examined (?:me|you|him|her|my)|referred (?:me|you|him|her|my)"
    r"|(?:was|were) referred|my (?:doctor"
    r"|surgeon) (?:sent|referred|asked)|(?:took|taken) (?:it|this|that) into account|which we considered"
    r"|we considered)\b"
)
#: Somebody from outside whose work is another: "the outside radiologist read the scan".
_AT_WORK: Final = before_match(
    r"\b(?:outside|independent|external|state) (?:radiologists?|pathologists?|nurses?|pharmac\w+|labs?|laborator\w+"
    r"|agenc(?:y|ies)|clinics?|therapists?|dietitians?|billers?|aides?)$"
)
#: A reviewer to come, told by what he never did: "a doctor who has not met yours would do the review".
_TO_COME: Final = in_sentence(
    r"\bwho (?:has|have|had|was|were)\b[^.;]{0,60}\b(?:would|will) (?:then )?(?:do|be|see|read|look|decide|make"
    r"|review)\b"
    r"|\b(?:before|until) (?:he|she|they) gets?\b"
)
OURS: Final = before_match(r"\b(?:our|your|my|the hospital's|employer's)(?: [\w-]+){0,2} $")


def _lawful(letter: NormalText, start: int, end: int) -> bool:
    return (
        IRREALIS(letter, start, end)
        or ANY_DECISION(letter, start, end)
        or _NOT_HELD(letter, start, end)
        or _GENERAL(letter, start, end)
    )


def review_rules(kind: str, tells: str, votes: str) -> tuple[Rule, ...]:
    """Return the rules that see an independent review told as past, in one kind of letter."""
    return (
        rule(
            "reviewer_did",
            _OUT + r"(?P<span>{some} {past})\b",
            tells,
            _lawful,
            _SECOND_OPINION,
            _AT_WORK,
            _TO_COME,
            OURS,
            in_sentence(
                r"\bdoctors who (?:have|do)\b|\b(?:reviewers?|organi[sz]ations?|doctors?|physicians?|experts?"
                r"|specialists?|panel) (?:have|has) (?:no|to|an?|the)\b"
            ),
            in_clause(
                r"\b(?:is|are) (?:done|required|paid|made|conducted|held|performed|carried|expected|decided"
                r"|reviewed|not|no|mailed|sent|checked|opened|chosen|given)\b|\bhas been (?:open|available) to\b"
                r"|\bhave (?:no|any) bond\b"
            ),
            needs=r"\b(?:{past})\b",
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "review_behind",
            r"\b(?:with|now that|once|after) (?:an?|the|this|your|its)? ?(?:\w+ ){0,2}?"
            + _ANY[2:]
            + r"{few} (?:behind|over|done|complete|completed|finished|closed|concluded|in hand|at an end)\b|"
            + _OUT
            + r" having (?:been )?(?:{past}|\w+ed)\b|\b(?:sent|submitted|forwarded|gave|given|passed|circulated|put"
            r"|shown|showed|referred|handed|transmitted|took|taken|entrusted|released)\b{some}"
            r" (?:to|before|through|by|with) (?:an? |the |some |two |three )?(?:\w+ (?:of|from) )?(?:{outsider}"
            r"|{outside_review})\b",
            tells,
            _lawful,
            _SECOND_OPINION,
            in_sentence(r"\b(?:when|if) you\b"),
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "regulator_did",
            r"\b{regulator}\b{few} (?:has |have |had |already |also |then )*(?:agreed|disagreed|sided|found"
            r"|ruled|decided|determined|concluded|ordered|held|closed|sent|assigned|had (?:the|its|his|their|some|two"
            r"|three|outside|an?)|asked (?:its|an|the)"
            r"|forwarded|overturned|reversed|upheld|took|saw|accepted|denied|rejected|confirmed|told (?:us"
            r"|you) to|directed|instructed|required (?:us|you)|compelled|concurred|sustained|affirmed"
            r"|recommended|settled|backed|done|completed|conducted|performed|carried out|finished|reviewed|examined)\b",
            tells,
            _lawful,
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "review_says",
            r"\b(?:the|this|an|its|that|your|my|even the) (?:final |recent )?(?:findings (?:of|from) )?"
            + _OUT[2:]
            + r"{few} {finds_now}\b|\bin (?:the |an |this )?"
            + _OUT[2:]
            + r" (?:eyes|view|opinion|judgment|mind|estimation|words)\b|\btook (?:the |an |two |three )?"
            + _OUT[2:]
            + r"|\bimr {finds_now}\b|^imr\b.{0,20}\b(?:overturned|upheld)"
            r"|\b(?:imr|external review|independent (?:medical )?review|external panel) (?:status|result|outcome"
            r"|findings?|decision|vote) ?[:=]",
            tells,
            _lawful,
            OURS,
            _SECOND_OPINION,
            in_clause(r"\b(?:while|as long as) (?:an?|the|your) [\w ]{1,30} goes on\b"),
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "by_outsider",
            r"\b(?:was|were|is|has been|have been|been|being|got|as|file|records?|case|chart|request"
            r"|it) (?:\w+ly )?(?:{past}|\w+ed|shown"
            r"|borne out|known|seen|done|sent|drawn) (?:\w+ )?(?:by|in|on|at|through|to|from|upon) (?:an?|the"
            r"|two|three|our|its)? ?(?:\w+ )?" + _ANY[2:],
            tells,
            _lawful,
            _SECOND_OPINION,
            in_clause(r"\b(?:is|are) (?:done|paid|made|conducted|held|performed|carried|decided|reviewed)\b"),
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "after_review",
            r"\b(?:having (?:been|gone) through|following|after|based on|per|pursuant to|in light of|given"
            r"|as a result of|in accordance with"
            r"|according to|since|(?:in|as part of|from|through|on|upon|during|with)(?! an? ))(?: an?| the| this| your"
            r"| my"
            r"| its)? ?(?:\w+ (?:of|from|by|in) (?:an?|the|this|your|my)? ?)?(?:\w+ )?"
            + _OUT[2:]
            + r"(?=[^;]{0,40}(?:,| (?:of (?:this|your|my)|we|it)\b))",
            tells,
            IRREALIS,
            _NOT_HELD,
            _GENERAL,
            _SECOND_OPINION,
            in_sentence(
                r"\b(?:will|may|can|must|shall|you have the right)\b|\bdecides?\b|\blook at\b"
                r"|\bwould (?:note|see|look|read)\b"
            ),
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "results",
            r"\b(?:results?|findings|outcome|conclusions?|report|decision|determination|opinion|verdict"
            r"|answer) (?:of|from|in|by) (?:an?|the|this|your|my|our)? ?"
            + _OUT[2:]
            + r"|"
            + _OUT
            + r" (?:findings|results?|conclusions?|report|opinion|decision|determination|ruling)\b",
            "knows the outcome of an independent review",
            IRREALIS,
            ANY_DECISION,
            _NOT_HELD,
            _GENERAL,
            in_sentence(
                r"\b(?:will|may|can|must|shall|would|binding|final for|by law|receive the)\b|\b(?:is"
                r"|are) (?:made|issued|sent|mailed|based|free)\b"
            ),
            _SECOND_OPINION,
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "heard_from_it",
            r"\b(?:we|i) (?:have |had |'ve )?(?:since |now |already |just )?(?:heard|received|got|learned"
            r"|gotten)\b{few} (?:from|of|by) (?:the |an? )?" + _OUT[2:],
            tells,
            _lawful,
            _SECOND_OPINION,
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "had_a_review",
            r"\b(?:you|i|we|the (?:member|enrollee|patient)|she|he) (?:have |has |had )?(?:already |since "
            r"|previously |recently )?(?:applied for|had|lost|won|went (?:to|through)|underwent|received"
            r"|completed|got|obtained|requested|been through|asked for|prevailed (?:at|in|before)"
            r"|learned from) (?:an?|the|your|my|our|its)? ?(?:decision (?:of|in) (?:an?|the) )?(?:" + _ANY[2:] + r")",
            tells,
            _lawful,
            _SECOND_OPINION,
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "matter_went",
            r"\b(?:case|matter|file|request|dispute|appeal|claim|denial)\b{few} (?:went|was (?:sent|taken"
            r"|submitted|forwarded|referred|put)|has been|came) (?:\w+ )?(?:to|before|through"
            r"|under) (?:an? |the )?(?:{outsider}|{outside_review}|{regulator})",
            tells,
            _lawful,
            in_sentence(r"\bcop(?:y|ies)\b"),
            kinds=kind,
            words=OUTSIDE,
        ),
        *_panel(kind, votes),
    )


#: What an appeal says of the doctors who treat the patient.
_AGREED: Final = in_sentence(
    r"\b(?:specialists|surgeons|doctors|physicians) (?:all )?(?:agreed?|said"
    r"|recommended)\b(?! with (?:you|the plan))"
)
_DIGITS: Final = " 1 2 3 4 5 6 7 8 9"
#: People of whom several may review together.
_PEOPLE: Final = (
    r"(?:reviewers?|physicians?|doctors?|experts?|specialists?|consultants?|panel(?:ists?| members?| doctors?)?"
    r"|members of the panel|\w+ologists?|surgeons?|psychiatrists?|pediatricians?|judges?|votes?)"
)
#: A count of people who examined the patient, or whom the plan employs, is no panel.
_TREATING: Final = in_sentence(
    r"\b(?:(?:at|on|in|by|of) (?:our|my|your)|our (?:own|medical|clinical|physician|plan's)|hospital|clinic"
    r"|tumor board|examined (?:me|you|him|her|my)|treated|treating|recommended (?:surgery|this|that you)"
    r"|prescribed|saw (?:me|you|him|her)|you (?:saw|have seen|told)|visits?|office|employer|lipid|metabolic"
    r"|panel of (?:tests|labs|blood)|(?:sent|referred) (?:me|you|him|her)|drugs?(?=.{0,12}(?:failed|tried"
    r"|listed))|appeals? (?:review )?panel|on our staff|at the plan|plan staff|(?:blood|skin|allergy|lab) tests?"
    r"|(?:cancer|transplant) center(?:'s)?|(?:drug|formulary|plan's \w+) committee|guideline (?:group|panel|committee"
    r"|authors?)|medical society|(?:drug|device) maker|study panel|wound team|food and drug|fda(?:'s)?|in some states"
    r"|doctor's panel|in the group|cites|not an? (?:outside|external|independent)|pharmacy screen|nobody|no one"
    r"|(?:panel(?:'s vote)?|experts)\b[^.;]{0,40} would (?:read|look|see|bind|have to|be)|could set up"
    r"|panel(?: review)?(?: of \w+)? is (?:free|there|full|open|used)"
    r"|(?:\w+ )?reviewers (?:would|will|may|can|must) be)\b"
)
_PANEL_LAWFUL: Final = to_match(
    r"\b(?:(?:panel(?:'s vote)?|experts)\b[^.;]{0,40} would (?:read|look|see|bind|have to|be)|could set up"
    r"|will|if"
    r"|may(?! \d)|must|can|up to|whether|ask|you request|would be asked|available|shall|no"
    r"|are chosen|are doctors)\b"
)
_ACT: Final = (
    r"(?:agreed?|concurred|dissented|disagreed|voted|sided|made|found|felt|believed|held|concluded|determined"
    r"|considered|recommended|reviewed|examined|decided|opposed|supported|endorsed|rejected|looked|thought|saw"
    r"|was|were|came|said|stated|noted|did|differed|split|answered|answer|took|would|opined|wrote|reached|signed"
    r"|submitted|studied|weighed|noted|declined|divided|regarded|spoke|has|have|had|read|favou?red|judged|ruled"
    r"|convened|deliberated|each|do|does|are|is|indicated|assessed|returned|in favor|in agreement|against|for|no"
    r"|yes)"
)


def _panel(kind: str, votes: str) -> tuple[Rule, ...]:
    lawful = (QUOTED, CONDITIONAL, ASKED, ANY_DECISION, _PANEL_LAWFUL, _TREATING, OURS)
    return (
        rule(
            "so_many_of_them",
            r"\b(?:{number}|two-thirds|half|a majority|the majority|majority|most|a minority|neither|member"
            r"|each member) (?:out )?of (?:the |these |those |our |them )?(?:first |other )?(?:{number} |panel "
            r"|independent |outside |external |consulting |reviewing |expert |other |remaining |medical )*"
            + _PEOPLE
            + r"\b{some} "
            + _ACT
            + r"\b|\bof (?:the|a|these) (?:panel of )?(?:two |three |five |\d )?(?:"
            + _PEOPLE
            + r"|three|panel)(?: of three)?, (?:{number}|most|a majority|only)\b|\bof (?:the |these "
            r"|all )?{number} (?:\w+ )?" + _PEOPLE + r", {number}\b|\bof the panel of (?:three|two|\d)",
            votes,
            *lawful,
            kinds=kind,
            words="one two thre four five both all none neit each eith most seve half majo mino memb pane" + _DIGITS,
        ),
        rule(
            "each_of_the_panel",
            r"\b(?:{number}|every|majority) (?:of the )?(?:member|panel|review|outside|external|imr"
            r"|members)\b{few} (?:panel|reviewers?|members?|board|physicians?|doctors?)\b{some} " + _ACT + r"\b",
            votes,
            *lawful,
            kinds=kind,
            words="memb pane revi outs exte imr",
        ),
        rule(
            "vote",
            r"\b(?:unanimous(?:ly)?|dissent\w*|concurring|by (?:a )?(?:majority|vote)|a vote of|votes? (?:was"
            r"|were|among|of)|voted|2[- ]to[- ]1|3[- ]to[- ]0|two to one|2-1|3-0|consensus|of one mind"
            r"|split (?:decision|on|two|\d|vote)|(?:view|opinion|eyes|judgment) of the (?:majority|minority)"
            r"|the (?:majority|minority) (?:found|held|view|opinion|felt|believed|concluded|position|report"
            r"|of reviewers)|divided (?:on|over|in|opinion)|(?:was|were) divided|split two)\b",
            votes,
            *lawful,
            in_sentence(
                r"\b(?:our|the plan's) (?:\w+ ){0,3}(?:committee|panel|board|reviewers)\b"
                r"|\bthe committee voted (?:not )?to\b"
                r"|\b(?:congress|board of directors"
                r"|medical literature|consensus (?:statement|guidelines?|conference)|studies|committee on)\b"
            ),
            kinds=kind,
            words="unan diss conc majo vote voti cons mind spli mino divi two 2 3",
        ),
        rule(
            "numbered_reviewer",
            r"\bpanelists?\b{few} \w+|\breviewers? ?(?:#|no\.?|number) ?\d|\b(?:first|second|third|other|another"
            r"|remaining|last|dissenting|final) (?:two |panel |physician |outside |independent |expert "
            r"|of the )*(?:reviewers?|panelists?|panel members?)\b|\breviewers? ?(?:#|no\.?|number)? ?(?:[123]\b"
            r"|[abc]\b(?! )|[abc] (?:found|stated|noted|did|and|held|concluded|agreed)|one\b|two\b|three\b)"
            r"|\bpanelists?\b",
            votes,
            *lawful,
            in_sentence(r"\banother reviewer\b"),
            OURS,
            kinds=kind,
            words="revi pane",
        ),
        rule(
            "panel_did",
            r"(?<!lab )(?<!lipid )(?<!metabolic )(?<!blood )(?<!test )(?<!drug )(?<!allergy )(?<!gene"
            r" )(?<!genetic )(?<!thyroid )(?<!hormone )\b(?:panel|tribunal|trio|committee of (?:three|outside"
            r"|independent|experts)|(?:three|two|\d)-(?:member|physician|doctor|person) (?:panel|board"
            r"|committee))\b(?:'s)?{some} "
            + _ACT
            + r"\b|\b(?:panel|tribunal)'s (?:consensus|decision|conclusion|opinion|view|vote|findings?)\b|\b(?:on"
            r"|of) the (?:outside|external|independent|review) panel\b",
            votes,
            *lawful,
            kinds=kind,
            words="pane trib trio comm thre two boar memb phys doct",
        ),
        rule(
            "several_experts",
            r"\b(?:two|three|several|both(?: of the)?|all(?: of the| the)?(?: three)?|\d|other two|these"
            r"|those) (?:\w+ ){0,2}?(?:independent|external|outside|board-certified|reviewing|neutral|impartial"
            r"|state) (?:\w+ ){0,2}?"
            + _PEOPLE
            + r"\b{some} "
            + _ACT
            + r"\b|\b(?:two|three|all three|both|\d) "
            + _PEOPLE
            + r"\b{few} (?:were asked|answered|said|voted|agreed|concurred|took up|examined the|looked at the"
            r"|considered the|reviewed the|were unanimous|unanimous|of the opinion|submitted|weighed|split"
            r"|disagreed|reached)\b|(?<!our )(?<!your )(?<!plan's )\b(?:all|both|the|these|among the"
            r"|majority of) (?:expert |physician |medical |outside |external |independent "
            r"|remaining )*(?:reviewers|remaining experts)\b(?! (?:in that|are (?:chosen|selected|doctors|paid"
            r"|picked)))(?:'|)?{few} (?:(?!may|will|must|can|decide|would be|could|shall)\w+)",
            votes,
            *lawful,
            *([_AGREED] if kind == "appeal" else []),
            kinds=kind,
            words="inde exte outs boar revi neut impa stat rema two thre all both" + _DIGITS,
        ),
    )


class ReviewPast(WallCheck):
    """A denial can't report an independent review: none has taken place when it is written.

    Rule: an IMR, an external panel, an outside expert or the Department's reviewers in the past tense, in the
    perfect or with findings fails, whoever is the subject; so do votes, numbered reviewers and dissents.
    Why: it tells the outcome, or at least that the writer knew the review.
    Source: domain.md §6 (a lawful denial mentions IMR as a right), §4 (a panel's votes) and §7.
    Passes: an IMR as a future right, a duty, a condition, a negation or a question; what any IMR does; the plan's own
    reviewers and committees; doctors who examined the patient, second opinions, tumor boards; outsiders at other work
    ("the outside radiologist read the scan"), panels of agencies, makers and guidelines, a reviewer to come.
    Limits: a second opinion that the plan itself bought from "an outside expert" before the denial is flagged.
    """

    name = "review_past"
    version = 4
    kinds = ("denial",)
    rules = review_rules("denial", "tells of an independent review as past", "tells of an external panel's vote")
