"""The reviewer's own voice: opinions, summaries and turns of a review's report."""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.reviewer_credentials import OWN_REVIEWER
from imrdata.quality.mood import ASKED, CONDITIONAL, IRREALIS, POSSIBLE, in_sentence
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import rule

__all__ = ["REPORT_VOICE"]

#: What the plan's own reviewer is quoted with.
_ADVERSE: Final = in_sentence(
    r"\b(?:do not meet|not met|not (?:medically )?(?:necessary|needed)|experimental|investigational|unnecessary|not"
    r" show|cheaper|would do|(?:no|in)sufficient|incomplete|stable|mild|custodial|unproven|lower level|no (?:sound"
    r"|clinical|medical)|repetitive)\b"
)

#: Rules of `reviewer_voice`.
REPORT_VOICE: Final = (
    rule(
        "i_the_reviewer",
        r"\b(?:the|we|of the) undersigned (?:physician |independent )?reviewers?\b|\bi (?:am|serve|was|have been)"
        r" (?:\w+ ){0,3}?(?:an? |the |as |on )?(?:\w+ ){0,3}?(?:reviewers?\b|reviewing (?:physician|doctor)|review"
        r" panel)|\bas (?:an?|the) (?:\w+ )?(?:\w+[- ]certified )?(?:independent |physician |assigned |external "
        r"|medical |expert |peer )*review(?:er|ing physician)\b(?!'s|,? you\b)|\bas (?:an?|the) [\w-]+ physician"
        r" reviewing\b|\bmy (?:role|qualifications|capacity|determination|task|opinion|decision) as (?:the |an?"
        r" )?(?:\w+ )?reviewer\b|\bin my capacity as (?:the |an? )?(?:\w+ )*reviewer|\bi was (?:asked|selected"
        r"|retained|chosen|appointed|assigned|engaged) to (?:review (?:this|the denial|the case|the file)|provide an"
        r" independent|give an independent|conduct|perform|evaluate this)|\bretained to conduct this review\b|\bi am"
        r" the (?:doctor|physician|specialist|expert|psychologist|one) (?:\w+ )?(?:assigned|asked|chosen|selected"
        r"|appointed|retained) to review\b|\b(?:written|prepared|signed) by an? [^.;]{0,60}\breviewer\b|\bmy"
        r" credentials as\b|\bour panel (?:finds|concludes|found)",
        "speaks as the reviewer",
        QUOTED,
        CONDITIONAL,
        in_sentence(
            r"\bnot an?\b|\b(?:never told|so far as (?:we|i) can tell)\b|\bdenial letter\b|\b(?:your reviewer"
            r"|peer-reviewed|reviewer for the journal)\b"
        ),
        words="unde revi aske sele reta chos appo assi enga pane cred capa",
    ),
    rule(
        "opinion_of_reviewer",
        r"\bthis reviewer\b|\b(?:the|we) undersigned(?: \w+)? (?:physician )?reviewers?\b|\breviewers?, the"
        r" undersigned|\b(?:in|it is) (?:the |this )?(?:\w+ )?(?:opinion|judgment|view|determination|conclusion"
        r"|assessment) of (?:the|this) (?:physician )?review(?:er|ing physician)|\b(?:in|it is) (?:the|this)"
        r" (?:physician )?reviewer's (?:opinion|judgment|view|determination|conclusion|assessment)|\b(?:the|and the"
        r"|both|all) (?:independent |physician |medical |expert )*reviewers?\b(?:'s?|s')? (?:so )?(?:{few}"
        r" )?(?:notes?|finds?|concludes?|determined?|determines|believes?|recommends?|opines?|agrees?|answers?"
        r"|reverses?|considered|was asked|were asked|observes|decision|analysis|comments|judgment|are in agreement"
        r"|has carefully|have carefully|found|concluded|(?:has|have) (?:\w+ )?(?:concluded|found|determined"
        r"|considered|reviewed|noted|decided)|would (?:overturn|uphold|reverse|find)|is persuaded)\b|\b(?:presented"
        r" to|put to|before) the reviewer\b|\b(?:determination|opinion|decision|conclusion|finding)s? of the"
        r" (?:independent |physician |external |medical )*reviewer|\bby the physician reviewers?\b",
        "gives the reviewer's opinion",
        IRREALIS,
        OWN_REVIEWER,
        in_sentence(
            r"\b(?:your|our|you|the plan's (?:own )?(?:\w+ )?reviewers?|a fair|who denied|i disagree|to me|examine"
            r" me)\b"
        ),
        _ADVERSE,
        words="revi unde",
    ),
    rule(
        "case_summary",
        r"\b(?:(?:the )?enrollee(?:'s (?:provider|parent|mother|father|physician))?|(?:an?|the|this) (?:\d+"
        r"|[a-z]+(?:-[a-z]+)?)[- ]year[- ]old [\w' ]{0,60}?|the parents? of an? [\w -]{0,40}?(?:enrollee|member"
        r"|patient)|(?:a|the) patient)(?: has| had)? (?:requested(?! that| coverage of \w+\.? i)|asked for|seeks?"
        r"|sought|is requesting)\b",
        "opens like the review's case summary",
        QUOTED,
        CONDITIONAL,
        in_sentence(r"\b(?:my patient|i am writing|we have|our|my (?:son|daughter|wife|husband))\b"),
        words="enro year pati pare",
    ),
    rule(
        "at_issue",
        r"\bat issue(?: (?:in this case|here))? is (?:whether|the)|\b(?:the )?(?:question|issue) (?:before the"
        r" reviewer|for review)\b",
        "argues as the review's report does",
        QUOTED,
        kinds="appeal",
        words="issu ques",
    ),
    rule(
        "report_language",
        r"\b(?:records?|documentation|documents|materials?|information) (?:submitted|provided|furnished|supplied)"
        r" (?:for review|by (?:the|both) parties)|\ba review of the (?:submitted |medical )?(?:records?|file|case)"
        r" (?:finds|shows|reveals)\b|\bfor review (?:document|indicate|show)|\b(?:submitted|provided) (?:records"
        r"|documentation|materials) (?:was|were|has been|have been) reviewed\b|\bthe following documents were"
        r" reviewed\b|\b(?:documentation|records?) reviewed (?:support|show|indicate|document)|\bit (?:is|was)"
        r" (?:concluded that|determined that|my determination|the determination)\b|\b(?:based on|upon|after)(?: an?|"
        r" my| careful| thorough)* review of (?:the )?(?:submitted|case|file|documentation provided|records submitted"
        r"|enrollee)|\bthis (?:independent )?review (?:concerns|involves|was)\b|\bthis case (?:concerns|involves) an?"
        r" (?:\d|[\w-]+[- ]year|enrollee)|\bthe (?:standard|question) of review\b|\b(?:the )?following"
        r" determination\b|\bthis review\b|\bwas and is medically necessary\b|\b(?:was|were|is|are) (?:found"
        r"|determined|deemed|judged) to be medically (?:necessary|indicated)\b|\bwe find for\b|\bi find (?:in favor"
        r"|for the)|\bpositions of the\b|\bmy review of the (?:enrollee|file|case)\b|\b(?:appeal|case) file\b"
        r"|\brequest is (?:therefore |hereby |thus )*(?:granted|approved)|\brationale ?: the patient\b",
        "argues as the review's report does",
        QUOTED,
        CONDITIONAL,
        ASKED,
        in_sentence(r"\b(?:your letter|your denial|my letter|you sent me)\b"),
        kinds="appeal",
    ),
    rule(
        "health_plans_denial",
        r"(?:^|\btherefore,? |\bthus,? |\bhence,? |\baccordingly,? |\bthat |\band |: )the health plan's (?:denial"
        r"|decision)\b{few} (?:should|must|to deny|(?:is|was) (?:\w+ )?(?:overturned|upheld|reversed|not supported"
        r"|not justified))\b|\bthe health plan (?:has |had )?(?:indicated|reported|issued|asserted|maintained"
        r"|contended|determined)\b|\bhealth plan has denied this request, stating\b|\b(?:overturn|reverse|uphold) the"
        r" health plan\b|^(?:final |reviewer's )?determination ?: ?(?:overturned|upheld)|^conclusion ?: the health"
        r" plan",
        "speaks of the plan as the review does",
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        kinds="appeal",
        words="heal dete conc",
    ),
)
