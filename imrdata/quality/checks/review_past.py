"""An independent review in the past tense: a denial comes before it, an appeal does not know how it ends."""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import ANY_DECISION, ASKED, CONDITIONAL, IRREALIS, in_clause, in_sentence, to_match
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import OUTSIDE, Rule, WallCheck, rule

#: Who or what reviews from outside; the Department alone does much else.
_OUT: Final = r"\b(?:{outsider}|{outside_review})(?:'s|')?"
_ANY: Final = r"\b(?:{outsider}|{outside_review}|{regulator})(?:'s|')?"
#: The review is denied or told to come, not told as past.
_NOT_HELD: Final = in_sentence(
    r"\b(?:no|any|without(?: an?)?|not an?) (?:\w+ ){0,3}?(?:independent|external|outside|imr|state)\b|\b(?:not|never"
    r"|n't|nor)(?: yet| been| so far| ever| received){0,3} (?:requested|asked|held|taken|begun|made|had|any|sent"
    r"|received|completed|conducted|decided|started|filed|applied|reviewed|looked|seen|send|hired?|use|need|get)\b"
    r"|\bwon't\b|\bwho (?:has|have|had|was|were)\b[^.;]{0,60}\b(?:would|will)\b"
)
#: What holds for any review, or is done by law.
_GENERAL: Final = in_clause(
    r"\b(?:goes on|(?:have|has) (?:had )?no|website|forms?|cases like|similar cases|in general|every year|usually"
    r"|laws?|statutes?|by california|requires? (?:us|that)|regulat\w+|help ?line|wording|prepared by|(?:created"
    r"|established|set up|founded) (?:by (?:california|the state|law|statute)|in|under|so))\b|\b(?:reviewers?"
    r"|organi[sz]ations?|doctors?|physicians?|experts?|specialists?|panel|who) (?:have|has) (?:no|to|an?|the)\b"
    r"|\b(?:is|are) (?:\w+ed|not|made|done|held|sent|paid|chosen|given|free)\b|\b(?:told|informed) (?:me|you) (?:of"
    r"|that|to|how)\b|\b(?:about|over) (?:an? |the )?(?:imr|independent medical review)\b(?! (?:result|decision"
    r"|outcome|finding))"
)
#: Somebody from outside who did something else: a second opinion that the patient chose, a laboratory, a committee.
_ANOTHER: Final = in_sentence(
    r"\b(?:second opinion|an independent (?!medical|physician|review|expert|external|clinical|peer)\w+ (?:doctor"
    r"|surgeon|physician|specialist)|(?:i|we|you) (?:saw|got|consulted|visited|went to|were seen)|laborator(?:y|ies)"
    r"|therapist|letter of support|at the (?:university|hospital|clinic)|examined (?:me|you|him|her|my)|(?:was"
    r"|were) referred|(?:referred|you sent) (?:me|you|him|her|my)|copy of)\b|\b(?:outside|independent|external"
    r"|state) (?:radiolog|patholog|nurses?|pharmac|labs?|agenc|clinics?|dietitians?|billers?|aides?)"
)
OURS: Final = before_match(r"\b(?:our|your|my|the hospital's|employer's)(?: [\w-]+){0,2} $")


def _lawful(letter: NormalText, start: int, end: int) -> bool:
    return any(guard(letter, start, end) for guard in (IRREALIS, ANY_DECISION, _NOT_HELD, _GENERAL, _ANOTHER, OURS))


def review_rules(kind: str, tells: str, votes: str) -> tuple[Rule, ...]:
    """Return the rules that see an independent review told as past, in one kind of letter."""
    return (
        rule(
            "reviewer_did",
            _OUT + r"(?P<span>{some} {past})\b(?!')",
            tells,
            _lawful,
            needs=r"\b(?:{past})\b",
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "regulator_did",
            r"\b{regulator}\b{few} (?:has |have |had |already |also |then )*(?!(?:has|have|had|was|were|did|considered"
            r"|made|gave|wrote|hired|changed|ran|read|put|set|let|kept)\b)(?:{past}|assigned)\b",
            tells,
            _lawful,
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "review_says",
            r"\b(?:the|this|an|its|that|your|my) (?:final |recent )?(?:findings (?:of|from) )?"
            + _OUT[2:]
            + r"{few} {finds_now}\b|\bin (?:the |an |this )?"
            + _OUT[2:]
            + r" (?:eyes|view|opinion|judgment|mind|estimation|words)\b"
            + r"|\bimr {finds_now}\b|^imr\b.{0,20}\b(?:overturned|upheld)|\b(?:imr|external review"
            r"|independent (?:medical )?review|external panel) (?:status|result|outcome|findings?|decision|vote) ?[:=]",
            tells,
            _lawful,
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "by_or_to_outsider",
            r"\b(?:was|were|is|has been|have been|been|being|got|as|file|records?|case|chart|request"
            r"|it) (?:\w+ly )?(?:{past}|\w+ed|shown|borne out|known|seen|done|sent|drawn|went|came) (?:\w+ )?(?:by|in"
            r"|on|at|through|to|from|upon|before) (?:an?|the|two|three|our|its)? ?(?:\w+ )?"
            + _ANY[2:]
            + r"|\b(?:we|i|you|he|she) (?:have |had |has |already |since )*(?!(?:have|has|had) (?:the|an?) (?:right"
            r"|choice|chance)\b)(?:{past}\b{few} (?:from|of|to|before|through|by|for|with|at|in)|had|lost|won"
            r"|underwent|received|completed|got|obtained|requested)(?: the| an?| my| your| its| some| two"
            r"| three)? (?:\w+ (?:of|from|in) (?:an? |the )?)?"
            + _OUT[2:]
            + r"|\b(?:with|now that|once|after) (?:an?|the|this|your|its)? ?(?:\w+ ){0,2}?"
            + _ANY[2:]
            + r"{few} (?:behind|over|done|complete|completed|finished|closed|concluded)\b",
            tells,
            _lawful,
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "after_review",
            r"\b(?:having (?:been|gone) through|following|after|based on|per|pursuant to|in light of|given"
            r"|as a result of|in accordance with|according to|since|(?:in|as part of|from|through|on|upon|during"
            r"|with)(?! an? ))(?: an?| the| this| your| my| its)? ?(?:\w+ (?:of|from|by|in) (?:an?|the|this|your"
            r"|my)? ?)?(?:\w+ )?" + _OUT[2:] + r"(?=[^;]{0,40}(?:,| (?:of (?:this|your|my)|we|it)\b))",
            tells,
            _lawful,
            in_sentence(r"\b(?:will|may|can|must|shall|would (?!be\b)|have the right)\b|\bdecides?\b"),
            kinds=kind,
            words=OUTSIDE,
        ),
        rule(
            "results",
            r"\b(?:results?|findings|outcome|conclusions?|report|decision|determination|opinion|verdict|answer) (?:of"
            r"|from|in|by) (?:an?|the|this|your|my|our)? ?"
            + _OUT[2:]
            + r"|"
            + _OUT
            + r" (?:findings|results?|conclusions?|report|opinion|decision|determination|ruling)\b",
            "knows the outcome of an independent review",
            _lawful,
            in_sentence(r"\b(?:will|may|can|must|shall|would|binding|final for|receive the|comes)\b"),
            kinds=kind,
            words=OUTSIDE,
        ),
        *_panel(kind, votes),
    )


#: What an appeal says of the doctors who treat the patient.
_AGREED: Final = in_sentence(
    r"\b(?:specialists|surgeons|doctors|physicians) (?:all )?agreed?\b(?! with (?:you|the plan))"
)
_DIGITS: Final = " 1 2 3 4 5 6 7 8 9"
#: People of whom several may review together.
_PEOPLE: Final = (
    r"(?:reviewers?|physicians?|doctors?|experts?|specialists?|consultants?|panel(?:ists?| members?| doctors?)?"
    r"|members of the panel|\w+ologists?|surgeons?|psychiatrists?|pediatricians?|judges?|votes?)"
)
#: People who examined the patient, work for the plan, or speak for a field; tests and drugs that come in panels.
_TREATING: Final = in_sentence(
    r"\b(?:(?:at|on|in|by|of) (?:our|my|your)|our (?:own|medical|clinical|physician)|hospital|clinic|cent(?:er|re)"
    r"|committee|(?:tumor|drug|rate) board|employer|staff|wound team|office|treating|prescribed|examined (?:me|you"
    r"|him|her|my)|saw (?:me|you|him|her)|you (?:saw|told|have seen)|(?:sent|referred) (?:me|you|him|her)|guideline"
    r"|society|maker|study|studies|fda|(?:blood|skin|allergy|lab) tests?|panel of (?:tests|labs|blood)|labs?|gene\w*"
    r"|drugs?(?=.{0,12}(?:failed|tried|listed))|metabolic|lipid|vitamin|allergy|pharmacy|appeals? (?:review )?panel"
    r"|panel (?:has|have|had|was|were|is) (?:not |never )?(?:been )?(?:prove[nd]|shown|validated|ordered|run|requested)"
    r"|at the plan|plan(?:'s)? (?:staff|\w+ committee)|in some states|group|cites|nobody|no one|not an? (?:outside"
    r"|external|independent))\b"
)
_PANEL_LAWFUL: Final = to_match(
    r"\b(?:will|would|could(?! not)|may(?! \d)|must|can|shall|if|whether|up to|ask|available|no|are (?:chosen|doctors)"
    r"|is (?:free|there|open|used))\b"
)
_ACT: Final = (
    r"(?:agreed?|concurred|dissented|disagreed|voted|sided|made|found|felt|believed|held|concluded|determined"
    r"|considered|recommended|reviewed|examined|decided|opposed|supported|endorsed|rejected|looked|thought|saw|was"
    r"|were|came|said|stated|noted|did|differed|split|answered|answer|took|would|opined|wrote|reached|signed"
    r"|submitted|studied|weighed|noted|declined|divided|regarded|spoke|has|have|had|read|favou?red|judged|ruled"
    r"|convened|deliberated|each|do|does|indicated|assessed|returned|in favor|in agreement|against|for|no|yes)"
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
            "vote",
            r"\b(?:unanimous(?:ly)?|dissent\w*|concurring|by (?:a )?(?:majority|vote)|a vote of|votes? (?:was|were"
            r"|among|of)|voted|2[- ]to[- ]1|3[- ]to[- ]0|two to one|2-1|3-0|consensus|of one mind|split (?:decision"
            r"|on|two|\d|vote)|(?:view|opinion|eyes|judgment) of the (?:majority|minority)|the (?:majority"
            r"|minority) (?:found|held|view|opinion|felt|believed|concluded|position|report|of reviewers)"
            r"|divided (?:on|over|in|opinion)|(?:was|were) divided|split two)\b",
            votes,
            *lawful,
            in_sentence(r"\b(?:congress|consensus (?:statement|conference)|plan's (?:\w+ ){0,3}(?:panel|reviewers))\b"),
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
            kinds=kind,
            words="revi pane",
        ),
        rule(
            "panel_did",
            r"\b(?:panel|tribunal|trio|committee of (?:three|outside|independent|experts)|(?:three|two|\d)-(?:member"
            r"|physician|doctor|person) (?:panel|board|committee))\b(?:'s)?{some} "
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
            r"|considered the|reviewed the|were unanimous|unanimous|of the opinion|submitted|weighed|split|disagreed"
            r"|reached)\b|(?<!our )(?<!your )(?<!plan's )\b(?:all|both|the|these|among the|majority of) (?:expert "
            r"|physician |medical |outside |external |independent |remaining )*(?:reviewers"
            r"|remaining experts)\b(?! (?:in that|are (?:chosen|selected|doctors|paid|picked)))(?:'|)?{few} (?:(?!may"
            r"|will|must|can|decide|would be|could|shall)\w+)",
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
    version = 10
    kinds = ("denial",)
    rules = review_rules("denial", "tells of an independent review as past", "tells of an external panel's vote")
